package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// s12WaitingForPutDataBefore is State 12: the card has PUT DATA, and GENERATE AC is next.
// C-2 6.13
func (t *tx) s12WaitingForPutDataBefore(ev *kernel.Event) state {
	switch ev.Kind {
	case kernel.DataReceived: // S12.4
		return s12
	case kernel.CardFault: // S12.1
		t.presentAgain()                            // S12.5
		return t.endAndRestart(ev, "C-2 2.12 6.13") // S12.6
	}
	return t.s12Response(ev) // S12.2
}

// s12Response goes on with the next object, or with GENERATE AC where there is none or the card has refused one. No way leads to S12.7.
// C-2 6.13
func (t *tx) s12Response(ev *kernel.Event) state {
	if ev.StatusWord() == 0x9000 { // S12.8
		if o, ok := t.tagsToWriteYetBeforeGAC.Take(); ok { // S12.9 S12.10
			t.sendPutData(o) // S12.11
			return s12
		}
		t.data.SetBits(tlv.PreGenACPutDataStatus, putDataCompleted) // S12.12
	}
	if !t.prepareGenerateAC() { // S12.15
		return exit
	}
	t.sendGenerateAC() // S12.16
	return s9
}
