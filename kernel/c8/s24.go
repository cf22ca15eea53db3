package c8

import "github.com/emvgo/emv/kernel"

const clauseS24 = "C-8 1.2 6.3.10"

// s24WaitingForFirstWriteFlag waits for the terminal to let the transaction go on.
// C-8 6.3.10
func (t *tx) s24WaitingForFirstWriteFlag(ev *kernel.Event) state {
	if ev.Kind == kernel.Timeout { // 24.1
		t.err.L3, t.err.Clause, t.err.Reason = kernel.L3TimeOut, clauseS24, "no data from the terminal in time"
		t.msgOnError = kernel.MsgNone // 24.8
		t.out.Status = kernel.EndApplication
		t.createDiscretionaryData()
		return t.end() // 24.10
	}
	t.updateWithDETData(ev.Data) // 24.3 24.11
	t.StopTimer()                // 24.12
	if !t.sendNextReadData() {
		t.nextCmd = noCommand // 24.18
	}
	return t.s2021222324()
}

// s24Answered takes in what Process C has deciphered, and sends the terminal what it has asked for.
// C-8 6.3.10
func (t *tx) s24Answered(a *answer) state { // 24.4 24.5 24.6 24.7
	s := t.deciphered(a, s24, clauseS24)
	if s == exit {
		return s
	}
	if a.signal == recordDecrypted {
		t.sendKnown() // 24.24
	}
	if len(t.dataToSend) != 0 { // 24.25 24.34
		t.sendData() // 24.26 24.27 24.35 24.36
	}
	return s
}
