package c2_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// everyState is a scene that comes through every state: the amount is late (2), relay resistance (R1), a data envelope is read (5), the terminal holds the
// first write flag back once (6), and writes before and after GENERATE AC (12, 15).
func everyState(t testing.TB) *scene {
	s := withRelay(t, claims, 15000).set("DF8112", "9F70", "DF8110", "", "FF8102", "9F7501AA", "FF8103", "9F7601BB")
	s.Tx.AmountLater, s.Tx.Amount, s.Lazy = true, 0, true
	s.FCI = fciWith("9F0206", "")
	s.give("GD", "9F7001CC 9000").give("PD", "9000")
	s.Then["TIMER"] = []string{"9F0206 000000000100"}
	s.Then["DEK |DF8110"] = []string{"DF811001 01"}
	return s
}

type stateRow struct {
	name                  string
	line                  string
	det, ra, l1rsp, timer string
}

// stateRows are the states behind state 1: the line after which the kernel waits in it, and what it does with each signal: a step where the signal is acted on,
// "dropped" where it is taken and nothing is done with it, "queued" where it stays for a later state, "impossible" where the session refuses it because
// nothing that could bring it is under way, "late" where a timer that was stopped may still run out, to no effect.
// C-2 6.1
var stateRows = []stateRow{
	{"2", "TIMER 500", "S2.5", "impossible", "impossible", "S2.1"},
	{"3", "GPO 8306000000000100", "S3.2", "S3.1", "S3.4", "late"},
	{"R1", "ERRD B2B2B2B2", "queued", "SR1.9", "SR1.3", "late"},
	{"4", "DEK 9F7001CC|", "S4.1", "S4.3", "S4.4", "late"},
	{"5", "GD 9F70", "S5.1", "S5.3", "S5.4", "late"},
	{"6", "TIMER 500 again", "S6.5", "impossible", "impossible", "S6.1"},
	{"12", "PD 9F75 AA", "dropped", "S12.2", "S12.1", "late"},
	{"9", "AC", "dropped", "S9.2", "S9.1", "late"},
	{"15", "PD 9F76 BB", "dropped", "S15.2", "S15.1", "late"},
}

// asksForName is a DET by which the terminal asks for the DF name.
var asksForName = kernel.Event{Kind: kernel.DataReceived, Data: digits("DF8112 01 84")}

// What a state takes is acted on, what it does not take stays where it is and is acted on later. No signal is lost.
// C-2 6.1
func TestStatesAndSignals(t *testing.T) {
	cancelled := kernel.Set(kernel.Cancelled)
	for _, st := range stateRows {
		t.Run(st.name, func(t *testing.T) {
			want := cancelled
			if st.name == "15" {
				want = 0 // the card has decided
			}
			for kind, cell := range map[kernel.EventKind]string{
				kernel.DataReceived: st.det, kernel.Response: st.ra, kernel.CardFault: st.l1rsp, kernel.Timeout: st.timer,
			} {
				if cell != "queued" && cell != "impossible" && cell != "late" {
					want |= kernel.Set(kind)
				}
			}
			s := everyState(t)
			session, a, world := s.At(st.line)
			if a.Await != want {
				t.Errorf("waits for %b, want %b", a.Await, want)
			}
			bench.Finish(t, session, a, world)
			st.deliver(t, kernel.Event{Kind: kernel.Response, Data: []byte{0x6A, 0x88}}, st.ra)
			st.deliver(t, kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}, st.l1rsp)
			st.deliver(t, kernel.Event{Kind: kernel.Timeout}, st.timer)
			st.deliverDETs(t)
		})
	}
}

// deliver gives a state a signal of the card or of the timer.
func (st stateRow) deliver(t *testing.T, ev kernel.Event, cell string) {
	t.Helper()
	session, wait, _ := everyState(t).At(st.line)
	defer session.Close()
	a, err := session.Next(ev)
	switch {
	case cell == "impossible" && !errors.Is(err, kernel.ErrUnexpected):
		t.Errorf("%v: %v", ev.Kind, err)
	case cell == "late" && (err != nil || a.Kind != kernel.Wait || a.Await != wait.Await):
		t.Errorf("%v is not passed over: %v, %v", ev.Kind, a.Kind, err)
	case cell[0] == 'S' && (err != nil || a.Kind == kernel.Wait && a.Await == wait.Await):
		t.Errorf("%v is not acted on: %v, %v", ev.Kind, a.Kind, err)
	}
}

// deliverDETs gives a state what the terminal sends: more than the session's queue holds, unless the state does not take them.
func (st stateRow) deliverDETs(t *testing.T) {
	t.Helper()
	s := everyState(t)
	session, a, world := s.At(st.line)
	n := 0
	for ; n < 20; n++ {
		next, err := session.Next(asksForName)
		if errors.Is(err, kernel.ErrInboxFull) {
			break
		}
		for next.Kind != kernel.Wait { // state 6 answers each: it stops its timer and starts it anew
			if next, err = session.Next(world(next)); err != nil {
				t.Fatal(err)
			}
		}
		a = next
	}
	if full := n < 20; full != (st.det == "queued") {
		t.Errorf("%d DETs were taken", n)
	}
	bench.Finish(t, session, a, world)
	if told := s.Sends("8407A0000000041010"); told != (st.det != "dropped") {
		t.Errorf("the terminal was told: %v\n%s", told, strings.Join(s.Lines, "\n"))
	}
}

// Trap 25: what becomes of a transaction whose card is lost, by the state that it is lost in.
// C-2 6.5, 6.6, 6.8, 6.9, 6.12, 6.13, 6.14
func TestTrapNoAnswer(t *testing.T) {
	for _, c := range []struct {
		line   string
		status kernel.Status
		start  kernel.Start
		l1     bool
		again  string
	}{
		{"GPO", kernel.TryAgain, kernel.StartB, true, "-"},                   // S3.5
		{"ERRD", kernel.EndApplication, kernel.StartB, true, tryAgain},       // SR1.5.2
		{"GD", kernel.EndApplication, kernel.StartB, true, tryAgain},         // S5.6
		{"RR 1.1", kernel.EndApplication, kernel.StartB, true, tryAgain},     // S4.6
		{"PD 9F75 AA", kernel.EndApplication, kernel.StartB, true, tryAgain}, // S12.6
		{"AC", kernel.EndApplication, kernel.StartB, true, tryAgain},         // S9.10
		{"PD 9F76 BB", kernel.Declined, kernel.StartNone, false, "-"},        // S15.13
	} {
		for fault := kernel.FaultTimeout; fault <= kernel.FaultProtocol; fault++ {
			s := everyState(t).give(c.line, fmt.Sprintf("L1 %d", fault)).run()
			want := kernel.Fault(0)
			if c.l1 {
				want = fault
			}
			if s.Out.Status != c.status || s.Out.Start != c.start || s.Out.Error.L1 != want || request(s.Out.UIRestart) != c.again {
				t.Errorf("%s, fault %d: %v, start %d, %+v, on restart %s", c.line, fault, s.Out.Status, s.Out.Start, s.Out.Error, request(s.Out.UIRestart))
			}
		}
	}
}

// Without data exchange no state takes a DET: they stay on the queue, and states 2, 5, 6, 12 and 15 are not entered.
// C-2 6.1
func TestStatesWithoutDataExchange(t *testing.T) {
	s := everyState(t).set("DF01", "00")
	s.Tx.AmountLater, s.Tx.Amount = false, 100
	var entered []string
	for _, line := range []string{"GPO 8306000000000100", "ERRD B2B2B2B2", "RR 1.1", "AC"} {
		session, a, world := s.At(line)
		if a.Await != kernel.Set(kernel.Response, kernel.CardFault, kernel.Cancelled) {
			t.Errorf("%s: waits for %b", line, a.Await)
		}
		for range 8 {
			next, err := session.Next(asksForName)
			if err != nil || next.Kind != kernel.Wait {
				t.Fatal(next.Kind, err)
			}
			a = next
		}
		if _, err := session.Next(asksForName); !errors.Is(err, kernel.ErrInboxFull) {
			t.Error(err)
		}
		bench.Finish(t, session, a, world)
		entered = s.Lines
	}
	if want := []string{"GPO 8306000000000100", "ERRD B2B2B2B2", "RR 1.1", "AC"}; !slices.Equal(entered, want) {
		t.Errorf("%q", entered)
	}
}
