package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// putDataCompleted is the bit Completed of Pre-Gen AC and Post-Gen AC Put Data Status.
// C-2 A.1 Post-Gen AC Put Data Status
const putDataCompleted = 0x80

// s15WaitingForPutDataAfter is State 15: the card has PUT DATA, and the outcome is made. Nothing that the card does now changes it.
// C-2 6.14
func (t *tx) s15WaitingForPutDataAfter(ev *kernel.Event) state {
	if ev.Kind == kernel.DataReceived { // S15.4
		return s15
	}
	return t.s15Response(ev)
}

// s15Response goes on with the next object. A card that refuses one, or gives no answer and so no status word, gets no other.
// C-2 6.14
func (t *tx) s15Response(ev *kernel.Event) state {
	if ev.StatusWord() == 0x9000 { // S15.1 S15.2 S15.5
		if o, ok := t.tagsToWriteYetAfterGAC.Take(); ok { // S15.6 S15.7
			t.sendPutData(o) // S15.8
			return s15
		}
		t.data.SetBits(tlv.PostGenACPutDataStatus, putDataCompleted) // S15.9
	}
	return t.s15Out()
}

// s15Out says that the card has been read, which state 9 has not, and ends: S15.9.1 to S15.13. A card that refuses PUT DATA gets here as in the book's
// chart; its text would have a phone be tapped again that has not asked for it: see RATIONALE.
// C-2 6.14
func (t *tx) s15Out() state {
	if t.phoneWantsSecondTap() { // S15.9.1
		t.show(t.ui.Message, kernel.StatusCardReadSuccessfully) // S15.10
		return t.secondTapNext()                                // S15.11
	}
	t.Show(kernel.UI{Message: kernel.MsgClearDisplay, Status: kernel.StatusCardReadSuccessfully}) // S15.12
	return t.outcomeStands()                                                                      // S15.13
}
