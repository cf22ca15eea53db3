package c7_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// FuzzKernel is the kernel against a hostile card: the input says which virtual card at which reader, and which of its answers are changed and how. Every run ends
// within its budget, without panic and without error, and replays to the byte from its journal. It is one of the book's seven outcomes, an offline approval has a
// signature that was verified, and strict approves nothing that the book does not. By the book it is the outcome that the oracle gives for the bytes exchanged.
// C-7 4.5
func FuzzKernel(f *testing.F) {
	f.Add(byte(0), []byte{})
	f.Add(byte(1), []byte{1, 0, 20, 3})
	f.Add(byte(1), []byte{1, 7, 0x82, 0x40, 2, 0, 9, 1})
	f.Add(byte(2), []byte{1, 2, 5, 0, 3, 4, 60, 0})
	f.Add(byte(6), []byte{2, 3, 4, 0x5A})
	f.Add(byte(7), []byte{})
	f.Add(byte(1), []byte{2, 3, 32, 0})
	f.Add(byte(8), []byte{1, 5, 0x69, 0x86})
	f.Add(byte(9), []byte{1, 6, 0x90, 0x00, 0x77, 0x81, 0xFF})
	f.Add(byte(11), append([]byte{1, 6, 0x90, 0x00}, 0x77, 0x0A, 0x5A, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))
	f.Add(byte(13), []byte{1, 1, 30, 0x80, 1, 1, 31, 0x80})
	f.Add(byte(1), []byte{1, 5, 0x90, 0x00, 2, 5, 0x90, 0x00})
	games := map[int]*played{}
	f.Fuzz(func(t *testing.T, which byte, program []byte) {
		k := int(which) % len(taps)
		if games[k] == nil {
			games[k], _ = play(t, &taps[k])
		}
		var outs [2]*bench.Result
		for i, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			p := *games[k]
			cfg := *p.cfg
			cfg.Profile, cfg.Budget = profile, kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
			p.cfg = &cfg
			if outs[i] = p.spoilt(t, program); profile == kernel.Book {
				p.agrees(t, outs[i])
			}
		}
		for _, out := range outs {
			switch {
			case out.Status == kernel.RequestOnlinePIN || out.Kernel != "C-7":
				t.Errorf("%+v", of(out))
			case out.Status == kernel.Approved && out.ODA().Result != "ok":
				t.Errorf("approved without a signature: %+v", of(out))
			case (out.DataRecord != nil) != (out.Status == kernel.Approved || out.Status == kernel.OnlineRequest):
				t.Errorf("%+v: %d bytes of record", of(out), len(out.DataRecord))
			}
		}
		if book, strict := outs[0].Status, outs[1].Status; strict == kernel.Approved && book != kernel.Approved || strict == kernel.OnlineRequest && book != strict && book != kernel.Approved {
			t.Errorf("strict %v, book %v", strict, book)
		}
	})
}

// spoilt plays it with some of the answers changed, and replays the journal.
func (p *played) spoilt(t *testing.T, program []byte) *bench.Result {
	t.Helper()
	single := kernel.Single("c7", func(port *kernel.Port) *kernel.Outcome {
		port.Store().Begin(kernel.ForApplication)
		return c7.Kernel{}.Run(port, &kernel.Activation{Start: kernel.StartA, Combination: p.combination, FCI: p.fci, SW: 0x9000, TTQ: p.ttq})
	})
	s, err := kernel.NewSession(single, p.cfg, p.tx, kerneltest.Numbers(number))
	if err != nil {
		t.Fatal(err)
	}
	p.sent, p.seen = 0, nil
	return bench.RunReplayed(t, single, p.cfg, s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		ev, err := p.Do(ctx, a)
		ev.Data = bench.Spoil(program, p.sent, ev.Data)
		p.seen[len(p.seen)-1] = ev.Data
		return ev, err
	}))
}
