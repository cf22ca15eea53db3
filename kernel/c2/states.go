package c2

import "github.com/emvgo/emv/kernel"

// A state is what the kernel waits in. exit is the end: the outcome is made.
type state uint8

const (
	exit state = iota
	s2
	s3
	sR1
	s4
	s5
	s6
	s9
	s12
	s15
)

// The signals: C-2 6.1.
var (
	ra      = kernel.Set(kernel.Response, kernel.CardFault) // RA and L1RSP
	det     = kernel.Set(kernel.DataReceived)
	timeout = kernel.Set(kernel.Timeout)
)

// table has each state with the signals that it takes, what handles one of them, and where that leads beside the end. The other signals stay on the queue.
// The diagram in the package's documentation is made of it.
// C-2 6.1
var table = [...]struct {
	name     string
	clause   string
	takes    kernel.EventSet
	do       func(*tx, *kernel.Event) state
	next     []state
	exchange bool // entered with data exchange alone
}{
	s2:  {"state 2, waiting for PDOL data", "C-2 2.12 6.4", det | timeout, (*tx).s2WaitingForPDOLData, []state{s2, s3}, true},
	s3:  {"state 3, waiting for GPO response", "C-2 2.12 6.5", ra | det, (*tx).s3WaitingForGPOResponse, []state{s3, sR1, s4, s5}, false},
	sR1: {"state R1, waiting for exchange relay resistance data response", "C-2 2.12 6.6", ra, (*tx).sR1WaitingForRelayResponse, []state{sR1, s4, s5}, false},
	s4:  {"state 4, waiting for read record response", "C-2 2.12 6.8", ra | det, (*tx).s4WaitingForReadRecord, []state{s4, s5, s6, s9, s12}, false},
	s5:  {"state 5, waiting for get data response", "C-2 2.12 6.9", ra | det, (*tx).s5WaitingForGetData, []state{s4, s5, s6, s9, s12}, true},
	s6:  {"state 6, waiting for first write flag", "C-2 2.12 6.10", det | timeout, (*tx).s6WaitingForFirstWriteFlag, []state{s5, s6, s9, s12}, true},
	s9:  {"state 9, waiting for generate AC response", "C-2 2.12 6.12", ra | det, (*tx).s9WaitingForGenerateAC, []state{s9, s15}, false},
	s12: {"state 12, waiting for put data response before generate AC", "C-2 2.12 6.13", ra | det, (*tx).s12WaitingForPutDataBefore, []state{s9, s12}, true},
	s15: {"state 15, waiting for put data response after generate AC", "C-2 2.12 6.14", ra | det, (*tx).s15WaitingForPutDataAfter, []state{s15}, true},
}

// states runs the state machine from state 1, which the activation leads out of, to the outcome.
// C-2 6.1
func (t *tx) states() *kernel.Outcome {
	name := "state 1, idle"
	t.Step(name, "C-2 2.12 6.3")
	var ev kernel.Event // of one state alone
	for s := t.s1Idle(); s != exit; {
		row := &table[s]
		name = row.name
		takes := row.takes
		if !t.exchange {
			takes &^= det
		}
		t.Step(row.name, row.clause)
		var out *kernel.Outcome
		if ev, out = t.Await(takes); out != nil {
			t.stopped(out)
			break
		}
		s = row.do(t, &ev)
	}
	if e := &t.out.Error; e.L1 != 0 || e.L2 != kernel.L2OK || e.L3 != kernel.L3OK {
		e.Step = name
	}
	return &t.out
}
