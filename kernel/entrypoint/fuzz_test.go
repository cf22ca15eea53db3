package entrypoint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint/internal/oracle"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// outcomes are what the kernels of FuzzEntryPoint may say.
var outcomes = [...]kernel.Outcome{
	approved, declined, selectNext, ended,
	{Status: kernel.TryAgain, Start: kernel.StartB},
	{Status: kernel.EndApplication, Start: kernel.StartB},
	{Status: kernel.TryAnotherInterface, AlternateInterface: kernel.Contact},
	{Status: kernel.RequestOnlinePIN, Start: kernel.StartD, OnlineResponseData: kernel.OnlineDataAny, CVM: kernel.CVMOnlinePIN},
	online(0, 0),
	online(kernel.StartB, kernel.OnlineDataEMV),
	online(kernel.StartB, kernel.OnlineDataAny),
	online(kernel.StartD, kernel.OnlineDataAny),
}

// FuzzEntryPoint is the whole of a tap against a hostile card, a hostile host and kernels that say what they like: the answers to SELECT (PPSE), SEND POI
// INFORMATION and SELECT (AID), what the host says, and which outcomes follow each other. Every run ends within its budget, without panic and without error,
// and replays to the byte; applications are selected, and kernels run, for combinations of the configuration alone; an approval of the host that does not
// stand is reversed.
func FuzzEntryPoint(f *testing.F) {
	good := ppse("9F3F039F1A02", entry(visaAID, "01", "03", "01"), entry(unionAID, "02", "-", "-"))
	f.Add(good, good, fci(visaAID), unhex(arpc), []byte{0}, uint16(500))
	f.Add(good, unhex("6D00"), fci(visaAID), unhex(arc), []byte{9, 3}, uint16(0))
	f.Add(ppse("", entry(otherAID, "0F", "820826", "-")), good, fci(otherAID), unhex(script), []byte{4, 2, 11, 7, 0}, uint16(100))
	f.Add(ppse("9F3E020001", entry(visaAID, "-", "", "-")), good, fciWith(visaAID, "500141"), unhex("8A02"), []byte{10, 5, 5}, uint16(65535))
	f.Add([]byte{0x6F, 0x82, 0xFF, 0xFF, 0x90, 0x00}, good, []byte{0x90, 0x00}, []byte{}, []byte{6}, uint16(1))
	f.Add(unhex("5A88FFFFFFFFFFFFFFFF9000"), good, unhex("6F80A58090009000"), unhex("71FF"), []byte{8, 8}, uint16(1))
	cfg := reader(
		combination("A000000003", "03", func(c *kernel.Combination) { c.ExtendedSelection = kernel.FlagSet }), combination("A000000333", "07"),
		combination("A00000009901", "820826"), combination("A00000009901", "02", func(c *kernel.Combination) { c.TransactionLimit = kernel.Limit{Amount: 100, Present: true} }),
	)
	cfg.Terminal.SendsPOI, cfg.Terminal.POIInformation = true, unhex("0001020001000203ABCDEF")
	cfg.Budget = kernel.Budget{Exchanges: 60, JournalBytes: 32 << 10}
	f.Fuzz(func(t *testing.T, directory, spi, fci, host, says []byte, amount uint16) {
		if len(directory)+len(spi)+len(fci) > 2000 || len(host) > 500 || len(says) > 20 {
			return
		}
		kernels := func() []kernel.Kernel {
			var say []kernel.Outcome
			for _, b := range says {
				say = append(say, outcomes[int(b)%len(outcomes)])
			}
			var list []kernel.Kernel
			for _, id := range []kernel.KernelID{"\x03", "\x07", "\x82\x08\x26", "\x02"} {
				list = append(list, &scripted{id: id, say: say, do: func(_ *kernel.Port, act *kernel.Activation) {
					if act.Combination.Kernel != id || amount >= 100 && id == "\x02" {
						t.Errorf("kernel %v for %v, amount %d", id, act.Combination.Kernel, amount)
					}
				}})
			}
			return list
		}
		var written []byte
		program := whole(kernels)
		s, err := kernel.NewSession(program, cfg, purchase(uint64(amount)), kerneltest.Random(1), journal.WithSink(func(b []byte) error {
			written = append(written, b...)
			return nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		w := &field{ppse: directory, spi: spi, host: []kernel.Event{{Kind: kernel.HostResponse, Data: host}, {Kind: kernel.HostResponse, Data: host}}, every: fci}
		var dumps []string
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
			dumps = append(dumps, kerneltest.Dump(a))
			return w.do(a), nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		if r.Booked && r.Authorised != kernel.AuthorisedOnline && !r.Reversal {
			t.Errorf("%v", r)
		}
		for _, line := range w.log {
			name, ok := strings.CutPrefix(line, "select ")
			known := false
			for _, c := range cfg.Combinations {
				known = known || strings.HasPrefix(name, fmt.Sprintf("%X", c.AID))
			}
			if ok && !known {
				t.Errorf("%s", line)
			}
		}
		n := 0
		err = kernel.Replay(program, cfg, written, func(_ kernel.Event, a kernel.Action) error {
			if a.Kind == kernel.Done || a.Kind == kernel.Wait {
				return nil
			}
			for n < len(dumps) && strings.HasPrefix(dumps[n], "Wait ") {
				n++
			}
			if n == len(dumps) || kerneltest.Dump(a) != dumps[n] {
				return fmt.Errorf("action %d again: %s", n, kerneltest.Dump(a))
			}
			n++
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// FuzzDirectory holds the Candidate List of any directory that parses against the oracle: what an entry says is read by another hand, strictly in the form
// of table 3-2.
func FuzzDirectory(f *testing.F) {
	f.Add([]byte(unhex(visaAID)), []byte{1}, []byte{3}, []byte{}, []byte(unhex(unionAID)), []byte{}, []byte{0x82, 8, 0x26})
	f.Add([]byte(unhex(otherAID)), []byte{0x0F}, []byte{0x82, 8, 0x26}, []byte{1}, []byte(unhex(otherAID)), []byte{0}, []byte{0})
	list := []kernel.Combination{combination("A000000003", "03"), combination("A000000333", "07"), combination("A00000009901", "820826"), combination("A00000009901", "02")}
	var same []oracle.Combination
	for _, c := range list {
		same = append(same, oracle.Combination{AID: c.AID, Kernel: []byte(c.Kernel)})
	}
	f.Fuzz(func(t *testing.T, name1, priority1, kernel1, extended, name2, priority2, kernel2 []byte) {
		if len(name1)+len(name2)+len(kernel1)+len(kernel2)+len(extended) > 100 || len(priority1) > 1 || len(priority2) > 1 {
			return
		}
		entries := []oracle.Entry{{ADF: name1, Priority: priority1, Kernel: kernel1, Extended: extended}, {ADF: name2, Priority: priority2, Kernel: kernel2}}
		var want []string
		for _, c := range oracle.Candidates(entries, same) {
			want = append(want, fmt.Sprintf("%X %X", c.Name, same[c.Reader].Kernel))
		}
		got, _ := order(t, reader(list...), &field{ppse: ppse("", entries...), any: true})
		if strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("%X: %q, want %q", entries, got, want)
		}
	})
}

// A whole tap's side of Entry Point and acceptance: PPSE, SELECT, a kernel that says what it says, the end. Card and field from memory, journal on.
func BenchmarkTap(b *testing.B) {
	f := visaField()
	program := whole(say(approved))
	b.ReportAllocs()
	for b.Loop() {
		s, err := kernel.NewSession(program, oneVisa, purchase(500), kerneltest.Numbers([4]byte{1, 2, 3, 4}))
		if err != nil {
			b.Fatal(err)
		}
		a, err := s.Next(kernel.Event{})
		for ; err == nil && a.Kind != kernel.Done; a, err = s.Next(f.quick(a)) {
		}
		if err != nil || a.Result.Status != kernel.Approved {
			b.Fatal(a, err)
		}
		_ = s.Close()
	}
}
