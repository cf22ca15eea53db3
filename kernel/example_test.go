package kernel_test

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// A kernel is straight-line code. What it needs of the world it asks of its Port, and what a step returns
// ends it.
func Example() {
	program := kernel.Single("example/1", func(p *kernel.Port) *kernel.Outcome {
		p.Show(kernel.UI{Message: kernel.MsgPleaseWait})
		ev, out := p.Transmit([]byte{0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0x00, 0x00, 0x00, 0x04, 0x00})
		if out != nil {
			return out
		}
		if ev.StatusWord() != 0x9000 {
			return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{SW: ev.StatusWord()}}
		}
		return &kernel.Outcome{Status: kernel.Approved}
	})
	s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{Money: kernel.Money{Amount: 1234}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	ev := kernel.Event{}
	for {
		a, err := s.Next(ev)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(a)
		switch a.Kind {
		case kernel.Transmit:
			ev = kernel.Event{Kind: kernel.Response, Data: []byte{0x6F, 0x00, 0x90, 0x00}}
		case kernel.Done:
			return
		default:
			ev = kernel.Event{}
		}
	}
	// Output:
	// Show message 0E, status 0
	// Transmit 00A40400, 11 bytes
	// Done approved, ARC Y1, authorised offline
}

// Run is the loop for a terminal whose reader, host and display block.
func ExampleRun() {
	program := kernel.Single("example/2", func(p *kernel.Port) *kernel.Outcome {
		host, out := p.GoOnline([]byte{0x9F, 0x26, 0x00})
		if out != nil {
			return out
		}
		if host.Kind == kernel.UnableToGoOnline {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		return &kernel.Outcome{Status: kernel.Approved}
	})
	s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := kernel.Run(context.Background(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind == kernel.GoOnline {
			return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
		}
		return kernel.Event{}, nil
	}))
	fmt.Println(out, err)
	// Output: declined, ARC Z3 <nil>
}

// A session that stops while it waits for the host is resumed from its journal, and asks with the same number.
func ExampleResume() {
	program := kernel.Single("example/3", func(p *kernel.Port) *kernel.Outcome {
		un := p.UnpredictableNumber()
		if _, out := p.GoOnline(un[:]); out != nil {
			return out
		}
		return &kernel.Outcome{Status: kernel.Approved}
	})
	cfg := &kernel.Config{}
	s, err := kernel.NewSession(program, cfg, kernel.Transaction{})
	if err != nil {
		fmt.Println(err)
		return
	}
	before, _ := s.Next(kernel.Event{})
	first := before.ID
	journal := s.Journal() // as a sink would have it
	_ = s.Close()

	s, after, err := kernel.Resume(program, cfg, journal)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	fmt.Println(after.Kind, after.ID == first)
	done, _ := s.Next(kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '0'}})
	fmt.Println(done)
	// Output:
	// GoOnline true
	// Done approved, ARC 00, authorised online
}

// A journal in its redacted form goes into a bug report: it has no byte of a card.
func Example_redact() {
	program := kernel.Single("example/4", func(p *kernel.Port) *kernel.Outcome {
		_, _ = p.Transmit([]byte{0x00, 0xB2, 0x01, 0x0C, 0x00})
		return &kernel.Outcome{Status: kernel.Approved}
	})
	s, _ := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{}, kerneltest.Random(1))
	defer s.Close()
	_, _ = s.Next(kernel.Event{})
	_, _ = s.Next(kernel.Event{Kind: kernel.Response, Data: []byte{0x70, 0x03, 0x5A, 0x01, 0x54, 0x90, 0x00}})
	text, err := journal.Redact(s.Journal())
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// journal: version 2
	// program: example/4
	// configuration: 0000000000000000000000000000000000000000000000000000000000000000
	// 0 Nothing
	// 1 Response 9000, 7 bytes, 0s
	// 2 end
	// <nil>
}

// The journal goes out sealed, and one owner at a time goes on with it.
func Example_sealer() {
	program := kernel.Single("example/5", func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.GoOnline([]byte{0x9F, 0x26, 0x00}); out != nil {
			return out
		}
		return &kernel.Outcome{Status: kernel.Approved}
	})
	var sealed []byte // a file or a table of records
	var owner uint64  // beside it
	key, terminalID := make([]byte, 32), []byte("TERM0001")
	claim := journal.WithClaim(func(c journal.Claim) error {
		if c.Owner <= owner {
			return fmt.Errorf("owner %d has it", owner)
		}
		owner = c.Owner
		return nil
	})
	sink := func() kernel.Option {
		sealer, err := journal.NewSealer(key, terminalID, sealed)
		if err != nil {
			fmt.Println(err)
		}
		return journal.WithSink(func(piece []byte) error {
			sealed = append(sealed, sealer.Seal(piece)...)
			return nil
		})
	}
	s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{}, claim, sink())
	if err != nil {
		fmt.Println(err)
		return
	}
	a, _ := s.Next(kernel.Event{})
	fmt.Println(a.Kind, "as owner", owner)
	_ = s.Close()

	journal, err := journal.Open(key, terminalID, sealed)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, a, err = kernel.Resume(program, &kernel.Config{}, journal, claim, sink())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	fmt.Println(a.Kind, "as owner", owner)
	_, _, err = kernel.Resume(program, &kernel.Config{}, journal, claim)
	fmt.Println(err != nil)
	// Output:
	// GoOnline as owner 1
	// GoOnline as owner 2
	// true
}
