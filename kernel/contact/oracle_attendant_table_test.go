package contact_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
)

// The exception file and the log of the terminal, round every sum that matters, with and without a sequence number.
// B3 10.6.1, B4 6.3.5
// B3 10.6.1 log, limit
func TestOracleMemory(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	for _, name := range []string{"full", "noauth", "xda"} {
		for _, number := range []string{"01", "00", "-"} {
			for _, config := range []string{"default", "xda", "denial"} {
				w := newDuel(t, bench.With(t, name, "5F34", number), config, kernel.Book)
				w.Transaction.Currency, w.Transaction.Exponent = map[string]uint16{"01": 0, "00": 0x0978, "-": 0x0840}[number], 2
				for _, kind := range []byte{0x21, 0x22, 0x23, 0x26} {
					w.Config.Terminal.Type = kind
					for _, looks := range []bool{false, true} {
						for _, w.listed = range []bool{false, true} {
							for _, w.Transaction.Amount = range []uint64{0, 1, 999, 1000, 1001} {
								for _, w.before = range []uint64{0, 1, 2, 998, 999, 1000, 1001, 999_999_999_999} {
									if count++; !sweep.Sample(count, 100) {
										continue
									}
									runs++
									w.Config.Terminal.LooksUp = looks
									if d := w.agree(w.run(t, nil)); d != "" {
										t.Errorf("%s %s %s, type %02X, looks %v, listed %v, %d after %d\n%s", name, number, config, kind, looks, w.listed, w.Transaction.Amount, w.before, d)
									}
								}
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// Random selection. What a session draws is not to be seen; so the number is found by trying every target, and then has to
// decide as the books say for every threshold, target and amount.
// B3 10.6.2 selected, B4 6.4 risk
func TestOracleRandomSelection(t *testing.T) {
	t.Parallel()
	w := bookDuel(t, "none", "default")
	app := &w.Config.Applications[0]
	app.FloorLimit = 5000
	w.Config.Terminal.LooksUp = true
	selected := func(threshold uint64, target, most byte, amount uint64) bool {
		w.before = (amount + threshold) % 3 * 4000 // what was spent before is for the floor limit alone
		w.Config.Terminal.Type = 0x22
		if amount == 4998 && w.seed%4 == 0 { // no choice, no chance
			w.Config.Terminal.Type = []byte{0x21, 0x23, 0x24, 0x26}[w.seed/4%4]
		}
		app.RandomThreshold, app.RandomTarget, app.RandomMaxTarget, w.Transaction.Amount = threshold, target, most, amount
		out := w.run(t, nil)
		if d := w.agree(out); d != "" {
			t.Errorf("seed %d, drawn %d, threshold %d, targets %d and %d, amount %d\n%s", w.seed, w.Draw, threshold, target, most, amount, d)
		}
		return out.TVR()[3]&0x10 != 0
	}
	drawn, runs := map[int]int{}, 0
	seeds := uint64(3000)
	if !sweep.Full() {
		seeds = 2
	}
	for w.seed = 1; w.seed <= seeds; w.seed++ {
		w.Draw, w.before, w.Config.Terminal.Type = 0, 0, 0x22
		app.RandomThreshold, app.RandomMaxTarget, w.Transaction.Amount = 4999, 99, 100
		low, high := 1, 99 // the number lies in between
		for low < high {
			middle := (low + high) / 2
			app.RandomTarget = byte(middle)
			if w.run(t, nil).TVR()[3]&0x10 != 0 {
				high = middle
			} else {
				low = middle + 1
			}
		}
		w.Draw = low
		drawn[low]++
		if w.seed > 60 {
			continue
		}
		if selected(4999, 0, 99, 100) || !selected(4999, 99, 99, 100) {
			t.Errorf("seed %d: a target of 0 selects, or one of 99 does not", w.seed)
		}
		for _, threshold := range []uint64{0, 1, 1000, 4998} {
			for _, targets := range [][2]byte{{0, 0}, {0, 99}, {10, 60}, {33, 34}, {99, 99}, {50, 50}} {
				for _, amount := range []uint64{0, 1, threshold - min(threshold, 1), threshold, threshold + 1, 2500, 4998, 4999, 5000, 5001} {
					runs++
					selected(threshold, targets[0], targets[1], amount)
				}
			}
		}
	}
	if sweep.Full() { // each of 99 numbers 30 times: no number outside, none left out, none far from the others
		for n := 1; n <= 99; n++ {
			if drawn[n] < 8 || drawn[n] > 60 {
				t.Errorf("%d is drawn %d times of %d", n, drawn[n], seeds)
			}
		}
	}
	t.Logf("%d runs, %d numbers", runs, len(drawn))
}

// What the attendant says, what the host answers, what the acquirer takes: every switch, every authorisation response code
// that the books name, with scripts and without, on attended and unattended terminals.
// B4 6.3.7, 6.3.8, 6.3.9, 6.5.2, 6.5.4, 12.2.5, A6, B3 10.8.2
// B4 A6 never, 12.1.7, 6.3.9 transmitted
func TestOracleAttendant(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	script := bench.Hex(t, "72119F180401020304 8608 84240000 03010203")
	early := bench.Hex(t, "7106 8604 84240000")
	for _, c := range []struct {
		card, config string
		amount       uint64
		spoil        bool // XDA fails
	}{
		{"full", "default", 1234, false},
		{"noauth", "default", 1234, false},
		{"xda", "xda", 1234, false},
		{"xda", "xda", 1234, true},
		{"xda", "xda", 100, true},
		{"full", "denial", 1234, false},
	} {
		w := bookDuel(t, c.card, c.config)
		w.Transaction.Amount = c.amount
		for _, arc := range []string{"00", "01", "02", "03", "05", "08", "10", "11", "55", "Y1", "Z1", "Z3", "Z9"} {
			for _, more := range [][]byte{nil, early, script, slices.Concat(early, script), bench.Hex(t, "910A 1122334455667788 0012"), bench.Hex(t, "7103860100")} {
				for switches := range 128 {
					on := func(n int) bool { return switches>>n&1 == 1 }
					if known := arc == "00" || arc == "01" || arc == "02" || arc == "05"; count%7 != 0 && !known {
						count++
						continue // a code like another: every seventh
					}
					if count++; !sweep.Sample(count, 100) {
						continue
					}
					runs++
					answer := slices.Concat([]byte{0x8A, 2}, []byte(arc), more)
					w.host = func([]byte) []byte { return answer }
					w.Config.Terminal.Referrals, w.Config.Terminal.ForcesAcceptance, w.Config.Terminal.Advices = on(0), on(1), on(2)
					w.refused, w.forces, w.noAdvice = on(3), on(4), on(5)
					if w.Config.Terminal.Type = 0x22; on(6) {
						w.Config.Terminal.Type = 0x25
					}
					out := w.run(t, func(_ int, r []byte) []byte {
						if c.spoil && w.sent[1] == apdu.GenerateAC {
							if i := bytes.Index(r, []byte{0x9F, 0x4B, 0x41, 0x15}); i > 0 {
								r[i+5] ^= 1
							}
						}
						return r
					})
					if d := w.agree(out); d != "" {
						t.Errorf("%+v, ARC %q, %X, switches %07b\n%s", c, arc, more, switches, d)
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// Every cryptogram information data, in the first and the second cryptogram, with every switch that an advice or an attendant
// hangs on. The one that is signed counts, not that in the clear.
// B3 6.5.5.4, 9.3, 10.8, B4 6.3.7
// B4 6.3.7 captured, not captured, unsupported
// B3 9.3.1 offline, 10.9 ARQC, B4 6.3.7 online
// B3 9.3 first, second, B4 6.3.2.1 CID, 6.3.8 reversal, A6 in the end
func TestOracleCryptogramInformation(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	for _, c := range []struct {
		card, config string
		amount       uint64
	}{
		{"full", "default", 100},
		{"full", "default", 1234},
		{"noauth", "default", 1234},
		{"noauth", "denial", 1234},
		{"dda", "default", 100},
		{"xda", "xda", 100},
		{"xda", "xda", 1234},
	} {
		w := bookDuel(t, c.card, c.config)
		w.Transaction.Amount = c.amount
		for nth := 1; nth <= 2; nth++ {
			for cid := range 256 {
				for turn := range 32 {
					if turn%8 != cid>>3&7 && c.card != "noauth" {
						continue // all switches with some cards, four of 32 with the others
					}
					switches := turn
					on := func(n int) bool { return switches>>n&1 == 1 }
					if count++; !sweep.Sample(count, 100) {
						continue
					}
					runs++
					w.Config.Terminal.ForcesAcceptance, w.Config.Terminal.Advices = on(0), on(1)
					w.forces, w.noAdvice, w.hostDown = on(2), on(3), on(4)
					seen := 0
					out := w.run(t, func(_ int, r []byte) []byte {
						if w.sent[1] == apdu.GenerateAC {
							if seen++; seen == nth {
								return withCID(r, byte(cid))
							}
						}
						return r
					})
					if d := w.agree(out); d != "" {
						t.Errorf("%s, CID %02X in cryptogram %d, switches %05b\n%s", fmt.Sprint(c), cid, nth, switches, d)
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}
