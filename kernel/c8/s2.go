package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

const clauseS2 = "C-8 1.2 6.3.3"

// s2WaitingForProcessCInitialisation sends GET PROCESSING OPTIONS with the terminal's key.
// C-8 6.3.3
func (t *tx) s2WaitingForProcessCInitialisation(a *answer) state {
	if a.signal == initProcessCFail { // 2.2
		t.wrong(kernel.CardDataError, clauseS2, "no algorithm suite of a secure channel in common with the card") // 2.3
		t.otherCard()                                                                                             // 2.4
		return t.endApplication()                                                                                 // 2.5
	}
	qualifier := [8]byte(t.data.Get(tlv.KernelQualifier)) // 2.1
	qualifier[2] = a.scASI
	copy(qualifier[3:6], a.cASIs[:])
	t.data.Set(tlv.KernelQualifier, qualifier[:]...)  // 2.6
	t.data.Set(tlv.KernelKeyData, a.data...)          // 2.7
	values, ok := t.dolValues(tlv.PDOL, step.MaxPDOL) // 2.15 2.16 2.18
	if !ok {
		return t.formatErrorEarly(clauseS2, "PDOL is malformed, or asks for more than a command can carry") // C-8 4.7.2 PDOL
	}
	t.pdolValues = values
	t.sendGetProcessingOptions(values) // 2.17 2.19 2.20 2.21
	if t.exchange {
		t.sendKnown()                                         // 2.22
		if len(t.dataNeeded) != 0 || len(t.dataToSend) != 0 { // 2.23
			t.dek() // 2.24 2.25
		}
	}
	return s20
}
