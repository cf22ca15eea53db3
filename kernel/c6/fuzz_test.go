package c6_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// fuzzed are the cards that the fuzzer changes the answers of, and what the terminal's own logic, the log and the issuer say.
var fuzzed = []func(testing.TB) *reader{
	offline, online, signed, loyalty,
	func(t testing.TB) *reader { return signed(t).deferred() },
	func(t testing.TB) *reader { r := offline(t); r.signs = "record"; return r },
	func(t testing.TB) *reader { return stored(t, "", "DF09", "DF0A", "DF0B "+operators) },
	func(t testing.TB) *reader { r := torn(t, 3, "DF04", "DF0B "+operators); r.ttq = "37404000"; return r },
	func(t testing.TB) *reader { return second(t, script(t, "71", put, block), "") },
	func(t testing.TB) *reader {
		return second(t, "", hexObject(t, "BF11", "DF3A0102", "DF3B0E"+descriptor, hexObject(t, "BF10", hexObject(t, "DF3F", "0000000A0002AA"))))
	},
}

// FuzzKernel is the kernel against a hostile card, a hostile issuer and a terminal's logic that says anything: the input says which card, and which of its
// answers are changed and how; its end goes to the logic, the tearing log or the issuer. Every run ends within its budget, without a bug and without error, and
// replays to the byte from its journal. It is one of the book's outcomes; strict approves nothing without a signature that was verified, and nothing that the
// book does not.
// C-6 annex B
func FuzzKernel(f *testing.F) {
	for which := range fuzzed {
		f.Add(byte(which), byte(0), []byte{})
		f.Add(byte(which), byte(1), []byte{1, 0, 20, 3})
	}
	f.Add(byte(0), byte(0), []byte{1, 6, 0x90, 0x00, 0x77, 0x81, 0xFF})
	f.Add(byte(1), byte(0), append([]byte{1, 6, 0x90, 0x00}, 0x77, 0x0A, 0x5A, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))
	f.Add(byte(1), byte(0), []byte{1, 7, 0x5A, 0x20})
	f.Add(byte(2), byte(0), []byte{1, 5, 0x69, 0x86, 2, 5, 0x90, 0x00})
	f.Add(byte(6), byte(1), bench.Hex(f, "BF100BDF3F080000000A0002AABBDF2501049F0206000000001000"))
	f.Add(byte(6), byte(1), bench.Hex(f, "DF3C03AABBCC"))
	f.Add(byte(6), byte(2), bench.Hex(f, "840000"))
	f.Add(byte(8), byte(3), bench.Hex(f, "7207860584DADF5000"))
	f.Add(byte(9), byte(4), bench.Hex(f, "BF1104DF3A0102"))
	f.Fuzz(func(t *testing.T, which, what byte, program []byte) {
		var outs [2]*bench.Result
		for i, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			r := fuzzed[int(which)%len(fuzzed)](t)
			r.cfg.Profile, r.cfg.Budget = profile, kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
			switch what % 5 {
			case 1:
				r.det = func([]byte, []tlv.Tag) []byte { return program }
			case 2:
				r.kept[0xDF0C] = slices.Clone(program)
			case 3:
				r.host = append([]byte{0x8A, 2, '0', '0'}, program...)
			case 4:
				r.updates = append([]byte{}, program...)
			}
			r.answer = func(n int, _, response []byte) []byte { return bench.Spoil(program, n, response) }
			outs[i] = r.replayed(t)
		}
		for i, out := range outs {
			switch {
			case out.Error.L2 == kernel.InternalError:
				t.Errorf("a bug: %s", out.Error.Reason)
			case out.Status == kernel.RequestOnlinePIN || out.Status == kernel.SelectNext || out.Status == 0 || out.Kernel != "C-6":
				t.Errorf("%+v", of(out))
			case i == 1 && out.Status == kernel.Approved && out.ODA().Result != "ok":
				t.Errorf("strict approves without a signature: %+v", of(out))
			case i == 1 && out.Status == kernel.OnlineRequest && out.AC() == nil:
				t.Errorf("strict asks the host without a cryptogram: %+v", of(out))
			case out.Status == kernel.Approved && out.HasCID() && out.CID()>>6 == 0 && out.ODA().Result != "ok":
				t.Errorf("an AAC is approved: %+v", of(out))
			}
		}
		if book, strict := outs[0].Status, outs[1].Status; strict == kernel.Approved && book != kernel.Approved || strict == kernel.OnlineRequest && book != strict && book != kernel.Approved {
			t.Errorf("strict %v, book %v", strict, book)
		}
	})
}

// replayed runs it, and its journal again.
func (r *reader) replayed(t *testing.T) *bench.Result {
	t.Helper()
	p := r.program()
	s, err := kernel.NewSession(p, &r.cfg, r.tx, kerneltest.Random(7))
	if err != nil {
		t.Fatal(err)
	}
	return bench.RunReplayed(t, p, &r.cfg, s, r)
}

// A whole transaction with every feature, torn and resumed, replays to the byte: what was retained is in the journal.
// C-6 F6.7, D.36
func TestReplay(t *testing.T) {
	for _, base := range fuzzed {
		base(t).replayed(t)
	}
}
