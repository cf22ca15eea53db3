package c8

import "github.com/emvgo/emv/kernel"

// A state is what Process K waits in. exit is the end: the outcome is made.
type state uint8

const (
	exit state = iota
	s2
	s20
	s21
	s22
	s23
	s24
	s25
	s26
	s27
	s28
	s29
	s30
)

// The signals of the first queue: C-8 6.1.
var (
	ra      = kernel.Set(kernel.Response, kernel.CardFault) // RA and L1RSP
	det     = kernel.Set(kernel.DataReceived)
	timeout = kernel.Set(kernel.Timeout)
)

const (
	records  = recordDecrypted | decryptionFailed
	messages = messageOK | messageFail
	eda      = issuerCertificateOK | issuerCertificateFail | iccCertificateOK | iccCertificateFail | blindingFactorOK | blindingFactorFail | edaMACOK | edaMACFail
)

// table has each state with the signals that it takes from the first queue and from Process C's, and what handles one of them, and where
// that leads beside the end. The others stay on their queue. The diagram in the package's documentation is made of it.
// C-8 6.1
var table = [...]struct {
	name   string
	clause string
	takes  kernel.EventSet
	do     func(*tx, *kernel.Event) state
	hears  signal
	heard  func(*tx, *answer) state
	next   []state // beside the end
}{
	s2:  {"state 2, waiting for process C initialisation", "C-8 1.2 6.3.3", 0, nil, initProcessCOK | initProcessCFail, (*tx).s2WaitingForProcessCInitialisation, []state{s20}},
	s20: {"state 20, waiting for GPO response", "C-8 1.2 6.3.4", ra | det, (*tx).s20WaitingForGPOResponse, 0, nil, []state{s20, s21, s22, s23, s24, s26}},
	s21: {"state 21, waiting for exchange relay resistance data response", "C-8 1.2 6.3.5", ra, (*tx).s21WaitingForRelayResponse, 0, nil, []state{s21, s22, s23, s24, s26}},
	s22: {"state 22, waiting for read record response", "C-8 1.2 6.3.7", ra | det, (*tx).s22WaitingForReadRecord, records | messages, (*tx).s22Answered, []state{s22, s23, s24, s25, s26}},
	s23: {"state 23, waiting for read data response", "C-8 1.2 6.3.8", ra | det, (*tx).s23WaitingForReadData, records | messages, (*tx).s23Answered, []state{s22, s23, s24, s25, s26}},
	s24: {"state 24, waiting for first write flag", "C-8 1.2 6.3.10", det | timeout, (*tx).s24WaitingForFirstWriteFlag, records | messages, (*tx).s24Answered, []state{s23, s24, s25, s26}},
	s25: {"state 25, waiting for decrypted data", "C-8 1.2 6.3.11", 0, nil, records | messages, (*tx).s25WaitingForDecryptedData, []state{s25, s26}},
	s26: {"state 26, waiting for generate AC response", "C-8 1.2 6.3.13", ra, (*tx).s26WaitingForGenerateAC, records, (*tx).s26RecordDecrypted, []state{s26, s27, s28}},
	s27: {"state 27, waiting for decrypted records", "C-8 1.2 6.3.14", 0, nil, records, (*tx).s27WaitingForDecryptedRecords, []state{s27, s28}},
	s28: {"state 28, waiting for IAD MAC results", "C-8 1.2 6.3.16", 0, nil, iadMACOK | iadMACFail | decryptionFailed, (*tx).s28WaitingForIADMAC, []state{s29}},
	s29: {"state 29, waiting for EDA results", "C-8 1.2 6.3.17", 0, nil, eda, (*tx).s29WaitingForEDA, []state{s29, s30}},
	s30: {"state 30, waiting for write data response", "C-8 1.2 6.3.18", ra, (*tx).s30WaitingForWriteData, encryptedMessage | encryptionFailed | messageOK | messageFail, (*tx).s30Answered, []state{s30}},
}

// states runs the state machine from state 1, which the activation leads out of, to the outcome: the first queue is looked at first, then Process C's,
// then Process C works, and only then the kernel waits. A Process C that works promptly has answered before
// anything comes on the first queue.
// C-8 2.2.6, 6.1
func (t *tx) states() *kernel.Outcome {
	t.Step("state 1, idle", "C-8 1.2 6.3.2")
	s := t.s1Idle()
	entered := exit
	var ev kernel.Event // one for all, so that each takes no memory of its own
	var a answer
	for s != exit {
		row := &table[s]
		if s != entered {
			t.Step(row.name, row.clause)
			entered = s
		}
		takes := row.takes
		if !t.exchange {
			takes &^= det
		}
		var ok bool
		if a, ok = t.prompt(row.hears); ok {
			s = row.heard(t, &a)
			continue
		}
		if ev, ok = t.Take(takes); ok {
			s = row.do(t, &ev)
			continue
		}
		if a, ok = t.c.take(row.hears); ok {
			s = row.heard(t, &a)
			continue
		}
		if len(t.c.requests) > 0 && t.idle(takes != 0 && s != s30) { // state 30 has asked Process C, or sent a command: not both
			t.c.work()
			t.Poll() // while Process C worked the card may have answered
			continue
		}
		var out *kernel.Outcome
		if ev, out = t.Await(takes); out != nil {
			return t.stopped(out)
		}
		s = row.do(t, &ev)
	}
	return &t.out
}
