package c8_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// everyState is a scene that comes through every state that waits for card or terminal.
func everyState(t testing.TB) *scene {
	s := withRelay(t, 192).exchange("9F8203", "9F8111", "9F8202", "", "BF8104", "9F811101AA 9F811202BBCC").with(func(c *chip) {
		c.envelopes = map[string]string{"9F8111": "9F8111 02 ABCD"}
	})
	s.Lazy = true
	s.Then["DEK |9F8202"] = []string{"9F8202 01 00", "9F8202 01 01"}
	return s
}

// waits are the states that wait for card or terminal, by the line behind which they do: what they take.
var waits = []struct {
	name, line string
	det        bool
	card       bool
}{
	{"20", "GPO", true, true},
	{"21", "ERRD B2B2B2B2", false, true},
	{"23", "RD 9F8111", true, true},
	{"22", "RR 1.1", true, true},
	{"24", "TIMER 500", true, false},
	{"26", "AC 40 80", false, true},
	{"30", "WD 80", false, true},
}

// asksForName is a DET by which the terminal asks for the DF name.
var asksForName = kernel.Event{Kind: kernel.DataReceived, Data: bench.Digits("9F8203 01 84")}

// What a state takes is acted on, what it does not take stays where it is and is acted on later, with data exchange and without.
// C-8 6.1
func TestStatesAndSignals(t *testing.T) {
	for _, st := range waits {
		for _, exchange := range []string{"01", "00"} {
			if exchange == "00" && strings.Contains("23 24 30", st.name) {
				continue // not entered
			}
			t.Run(st.name+", "+exchange, func(t *testing.T) {
				s := everyState(t).set("DF01", exchange)
				line := st.line
				if exchange == "00" {
					line = strings.Replace(line, "AC 40 80", "AC 40 00", 1)
				}
				session, a, world := s.At(line)
				want := kernel.Set(kernel.Cancelled)
				if st.name == "30" {
					want = 0 // the card has decided
				}
				if st.card {
					want |= kernel.Set(kernel.Response, kernel.CardFault)
				} else {
					want |= kernel.Set(kernel.Timeout)
				}
				takes := st.det && exchange == "01"
				if takes {
					want |= kernel.Set(kernel.DataReceived)
				}
				if a.Await != want {
					t.Errorf("waits for %b, want %b", a.Await, want)
				}
				n := 0
				for ; n < 20; n++ {
					next, err := session.Next(asksForName)
					if errors.Is(err, kernel.ErrInboxFull) {
						break
					}
					for next.Kind != kernel.Wait { // state 24 answers each
						if next, err = session.Next(world(next)); err != nil {
							t.Fatal(err)
						}
					}
					a = next
				}
				if full := n < 20; full == takes {
					t.Errorf("%d DETs were taken", n)
				}
				bench.Finish(t, session, a, world)
			})
		}
	}
}

// What becomes of a transaction whose card is lost, by the state that it is lost in.
// C-8 6.3.4, 6.3.5, 6.3.7, 6.3.8, 6.3.13, 6.3.18
// 20.1, 20.2, 20.3, 21.1, 21.3, 21.4, 21.5, 22.1, 22.10, 22.11, 22.12, 23.1, 23.9, 23.10, 23.11, 26.1, 26.5, 26.6, 26.7, 30.1
func TestNoAnswerInEachState(t *testing.T) {
	for _, c := range []struct {
		line       string
		status     kernel.Status
		start      kernel.Start
		indication string // behind L1
		on, again  string
	}{
		{"GPO", kernel.TryAgain, kernel.StartB, "00 00 0000 FF", "-", "-"},
		{"ERRD", kernel.EndApplication, kernel.StartB, "00 00 0000 21", "-", tryAgain},
		{"RD", kernel.EndApplication, kernel.StartB, "00 00 0000 21", "-", tryAgain},
		{"RR 2.1", kernel.EndApplication, kernel.StartB, "00 00 0000 21", "-", tryAgain},
		{"AC", kernel.EndApplication, kernel.StartB, "00 00 0000 21", "-", tryAgain},
		{"WD", kernel.Approved, kernel.StartNone, "00 00 0000 FF", "03/1/13", "-"},
	} {
		for fault := kernel.FaultTimeout; fault <= kernel.FaultProtocol; fault++ {
			s := everyState(t).give(c.line, fmt.Sprintf("L1 %d", fault)).run()
			l1 := fmt.Sprintf("%02d", fault)
			if c.line == "WD" {
				l1 = "00"
			}
			s.ends(c.status, c.start, l1+c.indication, c.on, c.again)
		}
	}
}

// What becomes of a transaction by the command that the card refuses, whatever the status word.
// C-8 6.3.4, 6.3.5, 6.3.7, 6.3.8, 6.3.13, 6.3.18
// 20.10, 21.12, 22.16, 23.25, 26.8, 30.9
func TestStatusWords(t *testing.T) {
	for _, sw := range []string{"6283", "6300", "6700", "6985", "6A86", "6A88", "6D00", "6E00", "6F00", "9001", "8000"} {
		for line, status := range map[string]kernel.Status{
			"GPO": kernel.SelectNext, "ERRD": kernel.EndApplication, "RR 1.1": kernel.EndApplication, "RR 3.2": kernel.EndApplication, "AC": kernel.EndApplication,
			"RD": kernel.Approved, "WD": kernel.Approved,
		} {
			s := everyState(t).give(line, sw).run()
			switch o := s.Out; {
			case o.Status != status:
				t.Errorf("%s to %s: %v", sw, line, o)
			case status == kernel.Approved && (line == "RD" && s.Data[tlv.ReadDataStatus] != "00" || line == "WD" && s.Data[tlv.WriteDataStatus] != "00"):
				t.Errorf("%s to %s: completed", sw, line)
			case status != kernel.Approved && (o.Error.L2 != kernel.StatusBytes || fmt.Sprintf("%04X", o.Error.SW) != sw || o.DataRecord != nil):
				t.Errorf("%s to %s: %+v", sw, line, o.Error)
			}
		}
	}
}

// outcome is OUT in a line, and the commands before it.
func (s *scene) outcome() (string, []string) {
	o := s.Out
	o.Error.Clause, o.Error.Reason = "", "" // which say where it was noticed
	var commands []string
	for _, line := range s.Lines {
		if !strings.HasPrefix(line, "DEK") {
			commands = append(commands, line)
		}
	}
	// The terminal's key is drawn before the unpredictable number or behind it, and the MAC is other with it.
	plain := func(line string) string {
		line = strings.ReplaceAll(line, s.data(0xA8)[20:148], "(key)")
		if mac := s.Data[tlv.IssuerApplicationDataMAC]; mac != "" {
			line = strings.ReplaceAll(line, mac, "(MAC)")
		}
		return line
	}
	commands = append(commands, plain(fmt.Sprint(s.sent[0xA8], s.sent[0xEA], s.sent[0x32], s.sent[0xAE], len(s.sent[0x34]))))
	return plain(fmt.Sprintf("%v %d %d %v %X %X %s %s %v %v %v %v", o.Status, o.Start, o.CVM, o.Receipt, o.DataRecord, o.DiscretionaryData, bench.Request(o.UIOutcome),
		bench.Request(o.UIRestart), o.AlternateInterface, o.FieldOff, o.ODA, o.Error)), commands
}

// However fast Process C is, and however the reader is driven, the commands are the same and so is OUT. Two things may be other: when DEKs come and what is in them,
// and a value that CDOL1 asks for out of a record that is being deciphered.
// C-8 2.2.6, 6.1
func TestSchedules(t *testing.T) {
	for name, change := range map[string]func(*scene){
		"plain": func(*scene) {},
		"RSA":   func(s *scene) { rsa(s.chip) },
		"relay": func(s *scene) { s.chip.aip = "010B"; s.Slow["ERRD"] = 19200000 },
		"storage": func(s *scene) {
			s.exchange("9F8203", "9F8111 5A", "BF8104", "9F811101AA 9F811202BBCC")
			s.chip.envelopes = map[string]string{"9F8111": "9F8111 02 ABCD"}
		},
		"refused":  func(s *scene) { s.exchange("9F8203", "9F8111 9F8112", "BF8104", "9F811101AA"); s.give("WD", "6985") },
		"flag":     func(s *scene) { s.exchange("9F8202", ""); s.Then["DEK"] = []string{"9F8202 01 01"} },
		"online":   func(s *scene) { s.set(asksFor["ARQC"]...) },
		"declined": func(s *scene) { s.set(asksFor["AAC"]...) },
		"failed":   func(s *scene) { s.chip.wrong = "blinding" },
		"EDA MAC":  func(s *scene) { s.chip.wrong = "EDA MAC" },
		"no PAN":   func(s *scene) { s.chip.records = s.chip.records[:1] },
		"restart":  func(s *scene) { s.chip.more = "9F810802 2F20" },
		"lost":     func(s *scene) { s.give("AC", "L1 1") },
	} {
		t.Run(name, func(t *testing.T) {
			var want string
			var commands []string
			for _, schedule := range []string{"promptly", "when idle", "lazy", "eager", "by turns"} {
				for _, drive := range []string{"at once", "lazy", "eager"} {
					s := newScene(t)
					change(s)
					s.schedule(schedule)
					s.Lazy, s.Eager = drive == "lazy", drive == "eager"
					out, did := s.run().outcome()
					if want == "" {
						want, commands = out, did
					}
					if out != want || !slices.Equal(did, commands) {
						t.Errorf("%s, %s\n%s\n%q\nnot\n%s\n%q", schedule, drive, out, did, want, commands)
					}
				}
			}
		})
	}
}

// The exception: what CDOL1 asks for out of a record that is still being deciphered is zeroes.
// C-8 4.1.4, 6.3.12
// 202122232425.22
func TestCDOL1OutOfARecord(t *testing.T) {
	for schedule, want := range map[string]string{"lazy": "0000000000000000", "eager": "5413330089020011"} {
		s := newScene(t).schedule(schedule).with(func(c *chip) { c.cdol1 = "5A08" })
		s.Lazy = true
		if s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-"); s.data(0xAE) != want {
			t.Errorf("%s: %s", schedule, s.data(0xAE))
		}
	}
}

// However a transaction ends it ends in order, wherever it is stopped it goes on.
// C-8 6.3
func TestEveryWayOut(t *testing.T) {
	for _, s := range []*scene{everyState(t), newScene(t)} {
		exits := s.Scenario().EveryWayOut(t)
		for way, list := range exits {
			for i, r := range list {
				if r != nil && r.Outcome.Status == 0 {
					t.Errorf("%s at %d: %v", way, i+1, r.Outcome)
				}
			}
		}
	}
}

// C-8 6.3
func TestEveryResume(t *testing.T) {
	for _, s := range []*scene{everyState(t), newScene(t)} {
		s.Scenario().EveryResume(t)
	}
}
