package entrypoint_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint/internal/oracle"
	"github.com/emvgo/emv/testvectors/sweep"
)

// prepared is what pre-processing, or start B, makes of one combination, as its kernel gets it; false: the combination is not allowed.
func prepared(t testing.TB, start kernel.Start, c kernel.Combination, amount uint64, exponent byte) (in kernel.Indicators, copied []byte, allowed bool) {
	t.Helper()
	var seen []kernel.Activation
	kernels := func() []kernel.Kernel {
		return []kernel.Kernel{&scripted{id: "\x03", mute: true, say: []kernel.Outcome{{Status: kernel.Declined}}, seen: &seen}}
	}
	cfg := reader(c)
	cfg.Terminal.CurrencyExponent = exponent
	f := visaField()
	r := run(t, from(start, kernels), cfg, purchase(amount), f)
	if len(seen) == 0 {
		if r.Status == kernel.TryAnotherInterface && f.exchanges > 0 {
			t.Error("the field was on")
		}
		return in, nil, false
	}
	return seen[0].Indicators, seen[0].TTQ, true
}

// One trap a row. Limits and flags are each absent or present, and each has its own bound.
func TestPreProcessing(t *testing.T) {
	type c = kernel.Combination
	limit := func(n uint64) kernel.Limit { return kernel.Limit{Amount: n, Present: true} }
	for _, r := range []struct {
		name     string
		amount   uint64
		exponent byte
		set      func(*c)
		in       kernel.Indicators
		ttq      string
		refused  bool
	}{
		{"nothing configured", 500, 2, func(c *c) {}, kernel.Indicators{}, "36004000", false},                                                                                               // B 3.1.1.1
		{"two bits of the TTQ are cleared, the others stay", 500, 2, func(c *c) { c.TTQ = unhex("B7FF7F55") }, kernel.Indicators{}, "B73F7F55", false},                                      // B 3.1.1.2
		{"no TTQ", 0, 2, func(c *c) { c.TTQ = nil }, kernel.Indicators{ZeroAmount: true}, "", false},                                                                                        // B 3.1.1.2
		{"one unit at exponent 2", 100, 2, func(c *c) { c.StatusCheck = kernel.FlagSet }, kernel.Indicators{StatusCheck: true}, "36804000", false},                                          // B 3.1.1.3, 3.1.1.10
		{"one unit at exponent 0", 1, 0, func(c *c) { c.StatusCheck = kernel.FlagSet }, kernel.Indicators{StatusCheck: true}, "36804000", false},                                            // B 3.1.1.3
		{"one unit at exponent 3", 1000, 3, func(c *c) { c.StatusCheck = kernel.FlagSet }, kernel.Indicators{StatusCheck: true}, "36804000", false},                                         // B 3.1.1.3
		{"100 at exponent 0", 100, 0, func(c *c) { c.StatusCheck = kernel.FlagSet }, kernel.Indicators{}, "36004000", false},                                                                // B 3.1.1.3
		{"no status check", 100, 2, func(c *c) { c.StatusCheck = kernel.FlagClear }, kernel.Indicators{}, "36004000", false},                                                                // B 3.1.1.3
		{"zero, no flag", 0, 2, func(c *c) {}, kernel.Indicators{ZeroAmount: true}, "36804000", false},                                                                                      // B 3.1.1.4, 3.1.1.11
		{"zero allowed", 0, 2, func(c *c) { c.ZeroAmountAllowed = kernel.FlagSet }, kernel.Indicators{ZeroAmount: true}, "36804000", false},                                                 // B 3.1.1.4
		{"zero not allowed", 0, 2, func(c *c) { c.ZeroAmountAllowed = kernel.FlagClear }, kernel.Indicators{}, "", true},                                                                    // B 3.1.1.4
		{"zero for offline sets nothing", 0, 2, func(c *c) { c.ZeroAmountOfflineAllowed = kernel.FlagSet; c.ZeroAmountAllowed = kernel.FlagClear }, kernel.Indicators{}, "36004000", false}, // B 3.1.1.4
		{"zero at an offline-only reader", 0, 2, func(c *c) { c.TTQ = unhex("3E004000") }, kernel.Indicators{}, "", true},                                                                   // B 3.1.1.11
		{"zero for offline at an offline-only reader", 0, 2, func(c *c) { c.TTQ = unhex("3E004000"); c.ZeroAmountOfflineAllowed = kernel.FlagSet }, kernel.Indicators{}, "3E004000", false}, // B 3.1.1.4
		{"below the transaction limit", 499, 2, func(c *c) { c.TransactionLimit = limit(500) }, kernel.Indicators{}, "36004000", false},                                                     // B 3.1.1.5
		{"at the transaction limit", 500, 2, func(c *c) { c.TransactionLimit = limit(500) }, kernel.Indicators{}, "", true},                                                                 // B 3.1.1.5
		{"at the floor limit", 500, 2, func(c *c) { c.FloorLimit = limit(500) }, kernel.Indicators{}, "36004000", false},                                                                    // B 3.1.1.6
		{"above the floor limit", 501, 2, func(c *c) { c.FloorLimit = limit(500) }, kernel.Indicators{FloorLimitExceeded: true}, "36804000", false},                                         // B 3.1.1.6, 3.1.1.9
		{"floor limit 0", 1, 2, func(c *c) { c.FloorLimit = limit(0) }, kernel.Indicators{FloorLimitExceeded: true}, "36804000", false},                                                     // B 3.1.1.6
		{"above 9F1B", 501, 2, func(c *c) { c.TerminalFloorLimit = limit(500) }, kernel.Indicators{FloorLimitExceeded: true}, "36804000", false},                                            // B 3.1.1.7
		{"at 9F1B", 500, 2, func(c *c) { c.TerminalFloorLimit = limit(500) }, kernel.Indicators{}, "36004000", false},                                                                       // B 3.1.1.7
		{"9F1B beside the floor limit", 501, 2, func(c *c) { c.FloorLimit = limit(600); c.TerminalFloorLimit = limit(500) }, kernel.Indicators{}, "36004000", false},                        // B 3.1.1.7
		{"below the CVM limit", 499, 2, func(c *c) { c.CVMLimit = limit(500) }, kernel.Indicators{}, "36004000", false},                                                                     // B 3.1.1.8
		{"at the CVM limit", 500, 2, func(c *c) { c.CVMLimit = limit(500) }, kernel.Indicators{CVMLimitExceeded: true}, "36404000", false},                                                  // B 3.1.1.8, 3.1.1.12
	} {
		in, copied, allowed := prepared(t, kernel.StartA, combination("A000000003", "03", r.set), r.amount, r.exponent)
		if in != r.in || !bytes.Equal(copied, unhex(r.ttq)) || allowed == r.refused {
			t.Errorf("%s: %+v %X %v", r.name, in, copied, allowed)
		}
	}
}

func flagOf(f oracle.Flag) kernel.Flag { return kernel.Flag(f) }

func limitOf(l oracle.Limit) kernel.Limit { return kernel.Limit{Amount: l.Value, Present: l.Present} }

// Pre-processing and start B against the oracle, over its whole space.
//
// B 3.1.1, 3.2.1.1
func TestPreProcessingOracle(t *testing.T) {
	count := 0
	oracle.Each(true, func(in oracle.In) {
		if count++; !sweep.Large(count, 1009, 11) {
			return
		}
		c := kernel.Combination{
			AID: unhex("A000000003"), Kernel: "\x03", Currency: 0x0978,
			StatusCheck: flagOf(in.StatusCheck), ZeroAmountAllowed: flagOf(in.ZeroAllowed), ZeroAmountOfflineAllowed: flagOf(in.ZeroOffline),
			TransactionLimit: limitOf(in.Transaction), FloorLimit: limitOf(in.Floor), TerminalFloorLimit: limitOf(in.TerminalFloor), CVMLimit: limitOf(in.CVM),
		}
		if in.HasTTQ {
			c.TTQ = in.TTQ[:]
		}
		for _, start := range [...]kernel.Start{kernel.StartA, kernel.StartB} {
			want := oracle.Prepare(in)
			if start == kernel.StartB {
				want = oracle.Restarted(in)
			}
			got, copied, allowed := prepared(t, start, c, in.Amount, byte(in.Exponent))
			if allowed == oracle.Switched([]oracle.Out{want}) {
				t.Fatalf("start %d, %+v: allowed %v", start, in, allowed)
			}
			if !allowed {
				continue
			}
			o := oracle.Out{StatusCheck: got.StatusCheck, NotAllowed: got.NotAllowed, Zero: got.ZeroAmount, CVM: got.CVMLimitExceeded, Floor: got.FloorLimitExceeded, HasTTQ: copied != nil}
			copy(o.TTQ[:], copied)
			if o != want {
				t.Fatalf("start %d, %+v:\n%+v\nwant\n%+v", start, in, o, want)
			}
		}
	})
}

// Nothing is allowed: message 18, Processing Error, and the field is never switched on. So it is where no combination is for the type or the currency,
// or its kernel is not there.
//
// B 3.1.1.13
func TestNothingAllowed(t *testing.T) {
	for name, c := range map[string]kernel.Combination{
		"limit":    combination("A000000003", "03", func(c *kernel.Combination) { c.TransactionLimit.Present = true }),
		"type":     combination("A000000003", "03", func(c *kernel.Combination) { c.Types = []byte{0x01} }), // A 8.1.1.1
		"currency": combination("A000000003", "03", func(c *kernel.Combination) { c.Currency = 0x0840 }),
		"kernel":   combination("A000000003", "04"),
	} {
		f := visaField()
		r := run(t, from(kernel.StartA, say(kernel.Outcome{Status: kernel.Approved}), kernel.Contact), reader(c), purchase(500), f)
		if r.Status != kernel.TryAnotherInterface || r.UIRestart != nil || r.AlternateInterface != kernel.InterfaceNone || r.FieldOff != 0 {
			t.Errorf("%s: %v", name, r)
		}
		f.did(t, name, "18 error")
	}
	// One of two is enough, whichever, and the other is no candidate.
	cfg := reader(combination("A000000003", "03", func(c *kernel.Combination) { c.TransactionLimit.Present = true }), combination(unionAID, "03"))
	for range 2 {
		f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry(unionAID, "02", "03", "-")), apps: all(visaAID, unionAID)}
		run(t, from(kernel.StartA, say(kernel.Outcome{Status: kernel.Approved})), cfg, purchase(500), f)
		f.did(t, "one of two", "15 ready", "poll [2]", "PPSE", "select "+unionAID, "kernel")
		slices.Reverse(cfg.Combinations)
	}
}

// A reader that begins at start B has fixed indicators, and the TTQ as it is configured, uncleared.
//
// B 3.2.1.1
func TestStartBFixed(t *testing.T) {
	fixed := kernel.Indicators{CVMLimitExceeded: true, FloorLimitExceeded: true}
	for _, want := range []kernel.Indicators{{}, fixed} {
		c := combination("A000000003", "03", func(c *kernel.Combination) {
			c.TTQ, c.Fixed = unhex("36C04000"), want
			c.TransactionLimit.Present = true
		})
		if in, copied, allowed := prepared(t, kernel.StartB, c, 500, 2); in != want || !bytes.Equal(copied, c.TTQ) || !allowed {
			t.Errorf("%+v %X %v", in, copied, allowed)
		}
	}
	c := combination("A000000003", "03", func(c *kernel.Combination) { c.Fixed.NotAllowed = true })
	f := visaField()
	if r := run(t, from(kernel.StartB, say()), reader(c), purchase(1), f); r.Error.L2 != kernel.EmptyCandidateList {
		t.Error(r)
	}
}
