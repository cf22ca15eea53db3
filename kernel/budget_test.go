package kernel_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// endless reads records until the card, or the budget, ends it.
func endless(p *kernel.Port) *kernel.Outcome {
	defer p.FieldOff(0)
	for {
		if _, out := p.Transmit(read1); out != nil {
			return out
		}
	}
}

func TestBudget(t *testing.T) {
	largest := 16_065 // a 252 byte AFL: 63 entries of up to 255 records
	if !sweep.Full() {
		largest /= 10
	}
	cases := []struct {
		name     string
		budget   kernel.Budget
		response int // bytes
		commands int
		journal  int // bytes, at most
	}{
		{"default exchanges", kernel.Budget{}, 2, 1024, 256 << 10},
		{"default journal", kernel.Budget{}, 258, 970, 256<<10 + 200}, // 262,144 bytes hold 970 responses of 258 bytes in entries of 270
		{"five", kernel.Budget{Exchanges: 5}, 2, 5, 1 << 10},
		{"1 KiB", kernel.Budget{JournalBytes: 1 << 10}, 258, 4, 1<<10 + 200},
		{"the largest legal card", kernel.Budget{Exchanges: 20_000, JournalBytes: 8 << 20}, 258, 0, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			run := endless
			if c.commands == 0 {
				run = func(p *kernel.Port) *kernel.Outcome {
					for range largest {
						if _, out := p.Transmit(read1); out != nil {
							return out
						}
					}
					return approved()
				}
			}
			sc := kerneltest.Scenario{
				Program: program(run), Config: &kernel.Config{Budget: c.budget}, Limit: 20_000,
				World: func() kerneltest.World {
					n = 0
					return func(a kernel.Action) kernel.Event {
						if a.Kind != kernel.Transmit {
							return kernel.Event{}
						}
						n++
						return kernel.Event{Kind: kernel.Response, Data: bytes.Repeat([]byte{0x90}, c.response)}
					}
				},
			}
			tr := sc.Run(t)
			if c.journal == 0 {
				if tr.Result.Status != kernel.Approved {
					t.Fatal(tr.Result)
				}
				return
			}
			if tr.Result.Status != kernel.EndApplication || tr.Result.Error.L2 != kernel.BudgetExceeded {
				t.Fatal(tr.Result)
			}
			if n < c.commands-1 || n > c.commands+1 || len(tr.Journal) > c.journal {
				t.Fatalf("%d commands, %d bytes", n, len(tr.Journal))
			}
		})
	}
}

// A card that always answers just within its waiting time: its time is counted, whether it answers or breaks off, and no
// command follows once it is used up. The cardholder's time at the PIN device, and the host's, are not the card's.
func TestBudgetOfCardTime(t *testing.T) {
	const waiting = 950 * time.Millisecond
	took := func(ev kernel.Event, d time.Duration) kernel.Event { ev.Took = d; return ev }
	verify := func(p *kernel.Port) *kernel.Outcome {
		for {
			if _, out := p.EnterPIN(kernel.PINRequest{}, time.Minute); out != nil {
				return out
			}
			if _, out := p.VerifyPIN(kernel.PINRequest{}); out != nil {
				return out
			}
		}
	}
	for _, c := range []struct {
		name     string
		run      func(*kernel.Port) *kernel.Outcome
		budget   time.Duration
		answer   kernel.Event
		commands int
	}{
		{"answers, default", endless, 0, took(response(ok9000...), waiting), 64}, // 63 * 0.95 s < 60 s <= 64 * 0.95 s
		{"answers, 10 s", endless, 10 * time.Second, took(response(ok9000...), waiting), 11},
		{"exactly used up", endless, 10 * time.Second, took(response(ok9000...), time.Second), 10},
		{"faults", endless, 10 * time.Second, kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout, Took: waiting}, 11},
		{"no answer at all", endless, 10 * time.Second, kernel.Event{Kind: kernel.Response, Took: waiting}, 11},
		{"VERIFY", verify, 10 * time.Second, kernel.Event{Kind: kernel.PINDone, SW: 0x63C1, Took: waiting}, 11},
		{"a day for each answer, and a longer budget", endless, 1000 * time.Hour, took(response(ok9000...), 1000*time.Hour), 1},
		{"not measured", endless, 10 * time.Second, took(response(ok9000...), -time.Hour), 1024},
		{"just below", endless, 1024 * time.Second, took(response(ok9000...), time.Second-time.Microsecond), 1024},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			sc := kerneltest.Scenario{
				Program: program(c.run), Config: &kernel.Config{Budget: kernel.Budget{CardTime: c.budget}},
				World: func() kerneltest.World {
					n = 0
					return func(a kernel.Action) kernel.Event {
						switch a.Kind {
						case kernel.Transmit, kernel.VerifyPIN:
							n++
							return c.answer
						case kernel.EnterPIN:
							return kernel.Event{Kind: kernel.PINDone, Took: time.Hour}
						}
						return kernel.Event{}
					}
				},
			}
			tr := sc.Run(t) // and its journal replays to the same end
			if tr.Result.Status != kernel.EndApplication || tr.Result.Error.L2 != kernel.BudgetExceeded || n != c.commands {
				t.Fatal(n, tr.Result)
			}
			what := "card time"
			if c.commands == 1024 {
				what = "exchanges"
			}
			if want := "budget of " + what + " used up"; tr.Result.Error.Reason != want {
				t.Fatal(tr.Result.Error.Reason)
			}
			// Resumed half way, the time that the card took before counts as well.
			half := sc.Stop(t, 1+len(tr.Actions)/2)
			world := sc.World() // n begins anew
			s, a, err := kernel.Resume(sc.Program, sc.Config, half)
			for err == nil && a.Kind != kernel.Done {
				a, err = s.Next(world(a))
			}
			if err != nil || a.Result.Error.L2 != kernel.BudgetExceeded || n > c.commands-c.commands/2 {
				t.Fatal(n, a, err)
			}
			_ = s.Close()
		})
	}
}

// A slow card that is within its rights goes through: 40 commands of 1.4 s each.
func TestSlowCard(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		for range 40 {
			if _, out := p.Transmit(read1); out != nil {
				return out
			}
		}
		return approved()
	})
	ev := kernel.Event{}
	for range 40 {
		next(t, s, ev, kernel.Transmit)
		ev = response(ok9000...)
		ev.Took = 1400 * time.Millisecond
	}
	if a := next(t, s, ev, kernel.Done); a.Result.Status != kernel.Approved {
		t.Fatal(a)
	}
}

// A host's answer takes nothing of the budget, whatever its length: its approval stands, and the card's answers after it have their room. What is kept of it is
// bounded: the script that goes beyond is broken, another object is left out.
// B4 12.2.3, 12.2.4
func TestHostAnswerBeyondBudget(t *testing.T) {
	const most = 64 << 10
	object := func(tag tlv.Tag, n int) []byte { return tlv.Append(nil, tag, make([]byte, n)) }
	broken := tlv.Append(nil, 0x71, []byte{0x86, 9, 0})
	cfg := &kernel.Config{Budget: kernel.Budget{JournalBytes: 1000}}
	for _, c := range []struct {
		name string
		more []byte
		keep int // bytes of the answer
		told []tlv.Tag
	}{
		{"no more", nil, 4, nil},
		{"a script of 5000 bytes", object(0x71, 5000), 4 + 5004, []tlv.Tag{0x71}},
		{"what just fits", object(0x72, most-4-4), most, []tlv.Tag{0x72}},
		{"one byte more", object(0x72, most-4-3), most, []tlv.Tag{0x72}},
		{"two scripts", append(object(0x71, 40_000), object(0x72, 40_000)...), most, []tlv.Tag{0x71, 0x72}},
		{"another object", append(object(0x91, 8), object(0xDF7F, 65_535)...), 14, nil},
		{"a script, then another object", slices.Concat(broken, object(0x91, 8), object(0xDF7F, 65_535)), 4 + 5 + 10, []tlv.Tag{0x71}},
		{"one byte more, before the last command", object(0x71, most-4-3), most, []tlv.Tag{0x71}},
		{"what does not parse", bytes.Repeat([]byte{0x71, 0xFF}, most), most, []tlv.Tag{0x71}},
		{"fillers, and a script behind them", append(make([]byte, most), object(0x72, 5)...), most, nil},
		{"many scripts", bytes.Repeat(object(0x72, 2000), 100), most, slices.Repeat([]tlv.Tag{0x72}, 33)},
	} {
		var kept int
		var told []tlv.Tag
		p := program(func(p *kernel.Port) *kernel.Outcome {
			p.Commit()
			ev, out := p.GoOnline(nil)
			if out != nil {
				return out
			}
			kept, told = len(ev.Data), nil
			for s := range step.Scripts(ev.Data, 0) {
				if told = append(told, s.Tag); s.Parsed {
					t.Errorf("%s: a script is sent", c.name)
				}
			}
			if _, out := p.Transmit(read1); out != nil {
				return out
			}
			return &kernel.Outcome{Status: kernel.Approved}
		})
		s, err := kernel.NewSession(p, cfg, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.GoOnline)
		next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2, '0', '0'}, c.more...)}, kernel.Transmit)
		a := next(t, s, response(make([]byte, 400)...), kernel.Done)
		if r := a.Result; r.Status != kernel.Approved || !r.Online || r.Reversal || kept != c.keep || !slices.Equal(told, c.told) {
			t.Errorf("%s: %v, reversal %v, %d bytes kept, scripts %v", c.name, r.Status, r.Reversal, kept, told)
		}
		s2, again, err := kernel.Resume(p, cfg, s.Journal())
		if err != nil || again.Kind != kernel.Done || again.Result.Reversal || !again.Result.Online {
			t.Errorf("%s: %v, %v", c.name, again, err)
		} else {
			_ = s2.Close()
		}
		_ = s.Close()
	}
}

// DETs that nobody takes fill the inbox, then the journal, and never more.
func TestFlood(t *testing.T) {
	s := open(t, endless)
	next(t, s, kernel.Event{}, kernel.Transmit)
	big := kernel.Event{Kind: kernel.DataReceived, Data: make([]byte, 60_000)}
	for range 4 {
		next(t, s, big, kernel.Wait)
	}
	next(t, s, big, kernel.FieldOff)
	if a := next(t, s, kernel.Event{}, kernel.Done); a.Result.Error.L2 != kernel.BudgetExceeded {
		t.Fatal(a)
	}
}

func TestSetup(t *testing.T) {
	cfg := &kernel.Config{}
	good := program(endless)
	for name, f := range map[string]func() (*kernel.Session, error){
		"no function": func() (*kernel.Session, error) {
			return kernel.NewSession(kernel.Program{Name: "x"}, cfg, kernel.Transaction{})
		},
		"no name": func() (*kernel.Session, error) {
			return kernel.NewSession(kernel.Program{Run: kernel.Single("", endless).Run}, cfg, kernel.Transaction{})
		},
		"no configuration": func() (*kernel.Session, error) { return kernel.NewSession(good, nil, kernel.Transaction{}) },
		"amount": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Money: kernel.Money{Amount: 1_000_000_000_000}})
		},
		"other amount": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{AmountOther: 1_000_000_000_000})
		},
		"sequence": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Sequence: 100_000_000})
		},
		"currency": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Money: kernel.Money{Currency: 0x1978}})
		},
		"exponent": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Money: kernel.Money{Currency: 0x978, Exponent: 10}})
		},
		"type": func() (*kernel.Session, error) { return kernel.NewSession(good, cfg, kernel.Transaction{Type: 0x0A}) },
		"date": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Date: [3]byte{0x26, 0x1F, 1}})
		},
		"time": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Time: [3]byte{0xFF}})
		},
		"offset": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{UTCOffset: 1441})
		},
		"application without AID": func() (*kernel.Session, error) {
			return kernel.NewSession(good, &kernel.Config{Applications: []kernel.Application{{}}}, kernel.Transaction{})
		},
		"application with an AID of 17 bytes": func() (*kernel.Session, error) {
			return kernel.NewSession(good, &kernel.Config{Applications: []kernel.Application{{AID: make([]byte, 5)}, {AID: make([]byte, 17)}}}, kernel.Transaction{})
		},
		"combination with an AID of 4 bytes": func() (*kernel.Session, error) {
			return kernel.NewSession(good, &kernel.Config{Combinations: []kernel.Combination{{AID: make([]byte, 16)}, {AID: make([]byte, 4)}}}, kernel.Transaction{})
		},
		"negative offset": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{UTCOffset: -1441})
		},
	} {
		s, err := f()
		var setup *kernel.SetupError
		if s != nil || !errors.As(err, &setup) {
			t.Error(name, err)
		}
	}
}
