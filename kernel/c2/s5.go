package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// s5WaitingForGetData takes in what the card gives by GET DATA. The next command goes out before the answer is judged, and a failure is told to the
// terminal by an empty object: it does not end the transaction.
// C-2 6.9
func (t *tx) s5WaitingForGetData(ev *kernel.Event) state {
	switch ev.Kind {
	case kernel.DataReceived: // S5.1
		t.updateWithDETData(ev.Data) // S5.2
		return s5
	case kernel.CardFault: // S5.4
		t.presentAgain()                           // S5.5
		return t.endAndRestart(ev, "C-2 2.12 6.9") // S5.6
	}
	currentTag := t.activeTag // S5.3 S5.9
	if !t.sendNextGetData() && !t.sendNextReadRecord() {
		t.nextCmd = noCommand // S5.15
	}
	t.dataToSend.Add(currentTag, t.dataEnvelope(currentTag, ev)) // S5.23 S5.24
	return t.s456()
}

// dataEnvelope stores what the card gives by GET DATA, and is the value of the object that was asked for: nil where the card refuses, its answer does
// not parse, or it gives another.
// C-2 6.9, 5.4.3
func (t *tx) dataEnvelope(currentTag tlv.Tag, ev *kernel.Event) []byte {
	if ev.StatusWord() != 0x9000 { // S5.19
		return nil
	}
	if !t.parseAndStoreCardResponse(ev.Body()) { // S5.20 S5.21
		return nil
	}
	o, _ := step.One(ev.Body())
	if o.Tag != currentTag { // S5.22
		return nil
	}
	return o.Value
}
