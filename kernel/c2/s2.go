package c2

import "github.com/emvgo/emv/kernel"

// s2WaitingForPDOLData waits for what the PDOL asks for and the terminal has yet to send. The timer runs on from one DET to the next.
// C-2 6.4
func (t *tx) s2WaitingForPDOLData(ev *kernel.Event) state {
	if ev.Kind == kernel.Timeout { // S2.1
		t.timedOut("C-2 2.12 6.4")
		t.onlyErrorIndication()
		return t.end() // S2.3
	}
	t.updateWithDETData(ev.Data) // S2.5 S2.6
	for tag, n := range t.pdol.All() {
		if n > 0 && t.awaited(t.row(0, tag)) { // S2.7: RATIONALE: an entry of length 0 was not asked for
			return s2
		}
	}
	t.prepareGetProcessingOptions()
	t.StopTimer()                            // S2.9
	t.sendGetProcessingOptions(t.pdolValues) // S2.10
	return s3
}
