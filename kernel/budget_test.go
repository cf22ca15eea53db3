package kernel_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
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
	if testing.Short() {
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
				if tr.Outcome.Status != kernel.Approved {
					t.Fatal(tr.Outcome)
				}
				return
			}
			if tr.Outcome.Status != kernel.EndApplication || tr.Outcome.Error.L2 != kernel.BudgetExceeded {
				t.Fatal(tr.Outcome)
			}
			if n < c.commands-1 || n > c.commands+1 || len(tr.Journal) > c.journal {
				t.Fatalf("%d commands, %d bytes", n, len(tr.Journal))
			}
		})
	}
}

// A host's answer that does not fit: the approval that may be in it has to be taken back.
func TestBudgetAfterHost(t *testing.T) {
	s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
		p.Commit()
		if _, out := p.GoOnline(nil); out != nil {
			return out
		}
		for {
			if _, out := p.Transmit(read1); out != nil {
				return out
			}
		}
	}), &kernel.Config{Budget: kernel.Budget{JournalBytes: 2000}}, kernel.Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	next(t, s, kernel.Event{}, kernel.GoOnline)
	a := next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: make([]byte, 5000)}, kernel.Done)
	if a.Outcome.Error.L2 != kernel.BudgetExceeded || !a.Outcome.Reversal || !a.Outcome.Online {
		t.Fatal(a.Outcome)
	}
	if s2, again, err := kernel.Resume(program(func(p *kernel.Port) *kernel.Outcome {
		p.Commit()
		_, out := p.GoOnline(nil)
		return out
	}), &kernel.Config{Budget: kernel.Budget{JournalBytes: 2000}}, s.Journal()); err != nil || again.Kind != kernel.Done || !again.Outcome.Reversal {
		t.Fatal(again, err)
	} else {
		_ = s2.Close()
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
	if a := next(t, s, kernel.Event{}, kernel.Done); a.Outcome.Error.L2 != kernel.BudgetExceeded {
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
			return kernel.NewSession(kernel.Program{Run: endless}, cfg, kernel.Transaction{})
		},
		"no configuration": func() (*kernel.Session, error) { return kernel.NewSession(good, nil, kernel.Transaction{}) },
		"amount": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Amount: 1_000_000_000_000})
		},
		"other amount": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{AmountOther: 1_000_000_000_000})
		},
		"sequence": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Sequence: 100_000_000})
		},
		"currency": func() (*kernel.Session, error) {
			return kernel.NewSession(good, cfg, kernel.Transaction{Currency: 0x1978})
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
