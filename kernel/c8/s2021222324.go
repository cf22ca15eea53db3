package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// s2021222324 waits for the answer to the command that is under way, or for the terminal, or goes on: S2021222324-A to -C.
// C-8 6.3.9
func (t *tx) s2021222324() state {
	switch t.nextCmd { // 2021222324.1 2021222324.1a
	case readData:
		return s23
	case readRecord:
		if t.exchange {
			t.sendKnown()                                            // 2021222324.2
			if len(t.dataToSend) != 0 && len(t.tagsToReadYet) == 0 { // 2021222324.3
				t.dek() // 2021222324.4 2021222324.5
			}
		}
		return s22
	}
	row := tlv.ProceedToFirstWriteFlagKernel8 // which is not there without data exchange
	switch {
	case t.data.Empty(row): // 2021222324.6
		t.dataNeeded = states.AddTag(t.dataNeeded, row.In(tlv.C8).Tag) // 2021222324.7
	case t.data.Present(row) && t.data.At(row, 1) == 0: // 2021222324.13
	default:
		return t.transactionData()
	}
	t.sendKnown()                                                                      // 2021222324.8
	if len(t.dataNeeded) != 0 || len(t.dataToSend) != 0 && len(t.tagsToReadYet) == 0 { // 2021222324.9
		t.dek() // 2021222324.10 2021222324.11
	}
	t.startTimer() // 2021222324.12
	return s24
}

// transactionData ends a transaction whose amount or date nobody has given: S2021222324-D.
// C-8 6.3.9
func (t *tx) transactionData() state {
	if t.data.NotEmpty(tlv.AmountAuthorised) && t.data.NotEmpty(tlv.TransactionDate) { // 2021222324.14
		if reason := t.data.AdoptAmounts(t.cfg, t.Transaction()); reason != "" {
			return t.cardFails(kernel.TerminalDataError, "C-8 1.2 4.7.2", reason) // C-8 4.7.2 amount
		}
		return t.s202122232425()
	}
	t.out.Status, t.msgOnError = kernel.EndApplication, kernel.MsgNone
	t.err.L3, t.err.Clause, t.err.Reason = kernel.AmountNotPresent, "C-8 1.2 6.3.9", "no amount or no date"
	t.createDiscretionaryData()
	return t.end() // 2021222324.15
}
