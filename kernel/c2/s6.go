package c2

import "github.com/emvgo/emv/kernel"

// s6WaitingForFirstWriteFlag waits until the terminal lets the kernel go on from reading the card to writing. The timer starts anew after each DET.
// C-2 6.10
func (t *tx) s6WaitingForFirstWriteFlag(ev *kernel.Event) state {
	if ev.Kind == kernel.Timeout { // S6.1
		t.timedOut("C-2 2.12 6.10")
		t.createDiscretionaryData()
		return t.end() // S6.3
	}
	t.updateWithDETData(ev.Data) // S6.5 S6.6
	t.StopTimer()                // S6.7
	t.sendNextGetData()          // S6.12: without one Next Cmd is NONE, as it is whenever this state is entered
	return t.s456()
}
