package c5_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// FuzzKernel is the kernel against a hostile card and a hostile host: the input says which card at which reader, which of its answers are changed and how, and what
// the host answers. Every run ends within its budget, without panic and without error, and replays to the byte from its journal. It is one of the book's outcomes with
// its record, an offline approval has a signature that was verified, an online one the host's code, and strict approves nothing that the book does not.
// C-5 3.12
func FuzzKernel(f *testing.F) {
	bases := []func(testing.TB) *reader{offline, online, unsigned, old, held, twice, func(t testing.TB) *reader { return online(t).cvmFrom(1).ask("9F50", "31") }}
	for k := range bases {
		f.Add(byte(k), []byte{}, []byte{})
	}
	f.Add(byte(0), []byte{6, 0, 20, 3}, []byte{})
	f.Add(byte(0), []byte{1, 7, 0x82, 0x40, 2, 0, 9, 1}, []byte{})
	f.Add(byte(3), []byte{6, 3, 4, 0x5A}, []byte{})
	f.Add(byte(1), []byte{6, 6, 0x90, 0x00, 0x77, 0x81, 0xFF}, []byte{})
	f.Add(byte(2), append([]byte{2, 6, 0x90, 0x00}, 0x70, 0x0A, 0x5A, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), []byte{})
	f.Add(byte(4), []byte{7, 5, 0x69, 0x85}, bench.Digits("8A023030"+critical+arpc+later))
	f.Add(byte(5), []byte{8, 1, 5, 0x80}, bench.Digits("8A023035"+critical+arpc+broken72))
	f.Add(byte(5), []byte{}, bench.Digits("8A023031"+arpc))
	f.Add(byte(1), []byte{0, 0, 12, 1}, []byte{})
	f.Fuzz(func(t *testing.T, which byte, program, host []byte) {
		var outs [2]*bench.Result
		for i, p := range profiles {
			r := bases[int(which)%len(bases)](t).profile(p)
			r.cfg.Budget = kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
			if len(host) != 0 {
				r.host = bytes.Clone(host)
			}
			r.fci = hexOf(bench.Spoil(program, 0, r.answerToSelect()))
			r.answer = func(n int, _, response []byte) []byte { return bench.Spoil(program, n, response) }
			answers(r)
			if r.fci == "" {
				return
			}
			outs[i] = r.replayed(t)
			for _, o := range r.outcomes {
				approvedOffline := o.Status == kernel.Approved && r.act.Host == nil
				switch {
				case o.Status == 0, o.Status == kernel.RequestOnlinePIN, o.Kernel != "C-5", o.Error.L2 == kernel.InternalError:
					t.Errorf("%+v", o)
				case approvedOffline && o.ODA.Result != "ok":
					t.Errorf("approved without a signature: %+v", o)
				case (o.DataRecord != nil) != (o.Status == kernel.Approved || o.Status == kernel.OnlineRequest || o.Status == kernel.Declined):
					t.Errorf("%v: %d bytes of record", o.Status, len(o.DataRecord))
				}
			}
		}
		if book, strict := outs[0].Status, outs[1].Status; strict == kernel.Approved && book != kernel.Approved {
			t.Errorf("strict %v, book %v", strict, book)
		}
	})
}

// replayed runs it, and its journal again.
func (r *reader) replayed(t *testing.T) *bench.Result {
	t.Helper()
	program := r.program()
	s, err := kernel.NewSession(program, &r.cfg, r.tx, kerneltest.Numbers(numbers...), kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	return bench.RunReplayed(t, program, &r.cfg, s, r)
}
