package kernel_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// One exchange through a session: event in, journal entry with its checksums, the kernel's turn, action out.
//
// The program has 256 MiB of journal, so that the budget does not end the measurement.
func BenchmarkExchange(b *testing.B) {
	cfg := &kernel.Config{Budget: kernel.Budget{Exchanges: 1 << 30, JournalBytes: 1 << 30}}
	record := response(append(make([]byte, 60), 0x90, 0x00)...)
	var s *kernel.Session
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%4096 == 0 { // a new session now and then, or the journal is all that is measured
			if s != nil {
				_ = s.Close()
			}
			var err error
			if s, err = kernel.NewSession(program(endless), cfg, kernel.Transaction{}); err != nil {
				b.Fatal(err)
			}
			if _, err = s.Next(kernel.Event{}); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := s.Next(record); err != nil {
			b.Fatal(err)
		}
	}
	_ = s.Close()
}

// purchase is what a contact purchase asks of the waist until it waits for the host: 10 commands, 2.0 KiB of responses, 45
// elements from the card, 20 of the terminal.
func purchase(p *kernel.Port) *kernel.Outcome {
	p.Show(kernel.UI{Message: kernel.MsgPleaseWait})
	p.UnpredictableNumber()
	card, terminal := tlv.Row(1), tlv.Row(1)
	for range 10 {
		ev, out := p.Transmit(read1)
		if out != nil {
			return out
		}
		body := ev.Body()
		for k := 0; k < 9; card++ {
			if int(card) >= tlv.NumRows {
				break
			}
			if p.Store().Put(card, tlv.FromCard, body[:k*8]) == kernel.Stored {
				k += 2
			}
		}
	}
	for n := 0; n < 20 && int(terminal) < tlv.NumRows; terminal++ {
		if p.Store().Put(terminal, tlv.FromTerminal, make([]byte, 6)) == kernel.Stored {
			n++
		}
	}
	p.Commit()
	if _, out := p.GoOnline(make([]byte, 200)); out != nil {
		return out
	}
	return approved()
}

var shared = &kernel.Config{}

func waiting(b testing.TB) *kernel.Session {
	s, err := kernel.NewSession(program(purchase), shared, kernel.Transaction{Money: kernel.Money{Amount: 1234}})
	if err != nil {
		b.Fatal(err)
	}
	var ev kernel.Event
	for {
		a, err := s.Next(ev)
		if err != nil {
			b.Fatal(err)
		}
		switch a.Kind {
		case kernel.GoOnline:
			return s
		case kernel.Transmit:
			ev = response(append(make([]byte, 200), 0x90, 0x00)...)
		default:
			ev = kernel.Event{}
		}
	}
}

// BenchmarkWaiting is a session that waits for the host.
func BenchmarkWaiting(b *testing.B) {
	kerneltest.BenchWaiting(b, 1000, func() *kernel.Session { return waiting(b) }, func(journal []byte) (*kernel.Session, kernel.Action, error) {
		return kernel.Resume(program(purchase), shared, journal)
	})
}
