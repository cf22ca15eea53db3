package c4_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// FuzzKernel is the kernel against a hostile card: the input says which transaction, and which of the card's answers are changed and how. Every run ends within its
// budget, without panic and without error, and replays to the byte from its journal. It is one of the book's outcomes, an offline approval has a signature that was
// verified, and strict approves nothing that the book does not.
// C-4 2.3.1.2, 11.2.4.3
func FuzzKernel(f *testing.F) {
	f.Add(byte(0), []byte{})
	f.Add(byte(0), []byte{1, 0, 20, 3})
	f.Add(byte(1), []byte{1, 7, 0x82, 0x40, 2, 0, 9, 1})
	f.Add(byte(2), []byte{1, 2, 5, 0, 3, 4, 60, 0})
	f.Add(byte(3), []byte{2, 3, 4, 0x5A})
	f.Add(byte(4), []byte{5, 5, 0x69, 0x84})
	f.Add(byte(5), []byte{2, 3, 32, 0})
	f.Add(byte(6), []byte{1, 0, 22, 1})
	f.Add(byte(7), []byte{5, 6, 0x90, 0x00, 0x77, 0x81, 0xFF})
	f.Add(byte(8), append([]byte{2, 6, 0x90, 0x00}, 0x70, 0x0A, 0x5A, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))
	f.Add(byte(7), []byte{5, 1, 5, 0x40})
	f.Add(byte(0), append([]byte{5, 6, 0x90, 0x00}, 0x80, 0x0B, 0x40, 0x00, 0x01, 1, 2, 3, 4, 5, 6, 7, 8))
	f.Fuzz(func(t *testing.T, which byte, program []byte) {
		scene := scenes[int(which)%len(scenes)]
		var outs [len(profiles)]*bench.Result
		for i, profile := range profiles {
			r := scene.make(t)
			r.cfg.Profile, r.cfg.Budget, r.taps = profile, kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}, 2
			sent := 0
			r.answer = func(n int, _, response []byte) []byte {
				sent = n
				return bench.Spoil(program, n, response)
			}
			play := r.program()
			s, err := kernel.NewSession(play, &r.cfg, r.tx, kerneltest.Numbers(r.numbers...))
			if err != nil {
				t.Fatal(err)
			}
			outs[i] = bench.RunReplayed(t, play, &r.cfg, s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) { return r.Do(ctx, a) }))
			if sent > 300 {
				t.Errorf("%d commands", sent)
			}
		}
		for _, out := range outs {
			told := out.Status == kernel.Approved || out.Status == kernel.OnlineRequest || out.Status == kernel.Declined
			switch {
			case out.Kernel != "C-4" || out.Status == kernel.SelectNext || out.Status == kernel.RequestOnlinePIN:
				t.Errorf("%+v", of(&out.Outcome))
			case out.Status == kernel.Approved && out.ODA().Result != "ok":
				t.Errorf("approved without a signature: %+v", of(&out.Outcome))
			case (out.DataRecord != nil) != told:
				t.Errorf("%+v: %d bytes of record", of(&out.Outcome), len(out.DataRecord))
			}
		}
		if outs[1].Status == kernel.Approved && outs[0].Status != kernel.Approved {
			t.Errorf("strict %v, book %v", outs[1].Status, outs[0].Status)
		}
	})
}
