package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS23 = "C-8 1.2 6.3.8"

// s23WaitingForReadData takes in an envelope: the next command goes out before its status word is looked at.
// C-8 6.3.8
func (t *tx) s23WaitingForReadData(ev *kernel.Event) state {
	switch {
	case ev.Kind == kernel.DataReceived: // 23.4
		t.updateWithDETData(ev.Data) // 23.14
		return s23
	case ev.Kind == kernel.CardFault: // 23.1
		return t.presentAgain(ev, clauseS23)
	}
	if !t.sendNextReadData() && !t.sendNextReadRecord() { // 23.2
		t.nextCmd = noCommand // 23.24
	}
	if ev.StatusWord() == 0x9000 { // 23.25
		t.cryptoReadDataCounter++                               // 23.26
		t.tell(request{kind: validateMessage, data: ev.Body()}) // 23.27
	} else {
		t.data.Set(tlv.ReadDataStatus, 0) // 23.28
	}
	return t.s2021222324()
}

// s23Answered takes in what Process C has deciphered.
// C-8 6.3.8
func (t *tx) s23Answered(a *answer) state { return t.deciphered(a, s23, clauseS23) } // 23.5 23.6 23.7 23.8
