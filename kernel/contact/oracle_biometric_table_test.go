package contact_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
)

// bodies makes a world of biometrics: a card of this name with this CVM list and these templates, a terminal that captures
// what they are of, and what GET DATA says of counters and preferred attempts.
func bodies(t testing.TB, name, config, list, templates string) *duel {
	t.Helper()
	w := newDuel(t, bench.Profile(t, name, func(app map[string]any) {
		bench.SetElement(app, "8E", list)
		if templates != "-" {
			app["records"] = append(app["records"].([]any), map[string]any{"sfi": 9, "record": 1, "data": map[string]any{"9F31": templates}})
		}
	}), config, kernel.Book)
	w.Config.Terminal.Capabilities = [3]byte{0xE0, 0xFF, 0xCC}
	w.Config.Terminal.BiometricCapabilities = [3]byte{0xF8, 0xF8, 0}
	for _, kind := range []string{"02", "08", "020000", "10", "04"} {
		w.Config.Terminal.BITs = append(w.Config.Terminal.BITs, bench.Hex(t, template("53", kind, "00", "0101", "0004")))
	}
	w.capture = func(kernel.Action) (kernel.PINResult, uint16) { return kernel.PINEntered, 0x9000 }
	return w
}

// An body is a way in which biometrics go, and what the card says of tries.
type body struct {
	counters, preferred string
	codes               []kernel.PINResult // of capture, the last again and again
	sws                 []uint16           // of VERIFY, likewise
}

// apply has the world behave so; the answer to GET DATA takes the place of the card's.
func (b body) apply(t testing.TB, w *duel) func(int, []byte) []byte {
	counters, preferred := bench.Hex(t, b.counters), bench.Hex(t, b.preferred)
	w.capture = func(a kernel.Action) (kernel.PINResult, uint16) {
		captured, verified := 0, 0
		for _, q := range w.Asks {
			switch q.Kind {
			case kernel.CaptureBiometric:
				captured++
			case kernel.VerifyBiometric:
				verified++
			}
		}
		if a.Kind == kernel.CaptureBiometric {
			return b.codes[min(captured, len(b.codes)-1)], 0
		}
		return kernel.PINEntered, b.sws[min(verified, len(b.sws)-1)]
	}
	return func(_ int, r []byte) []byte {
		if len(w.sent) < 4 || w.sent[1] != apdu.GetData || w.sent[2] != 0xBF {
			return r
		}
		if w.sent[3] == 0x4C {
			return counters
		}
		return preferred
	}
}

// Every way in which a card's templates, its counters, its status words and the capture device can go, with RSA and ECC.
// B3 10.5.6, 10.5.7, C7, C8
// B3 10.5.6 counter, success, blocked, exhausted, chain, status, sequence, format, one level, two levels, bypassed, malfunction
// B3 10.5.7 captured, format, bypassed, malfunction
func TestOracleBiometrics(t *testing.T) {
	t.Parallel()
	second := strings.Replace(levels("0101", "0004"), "A2", "A3", 1) // half of a second level
	groups := map[string]string{
		"two":           "",
		"none":          "-",
		"empty":         group("BF4A") + group("BF4B"),
		"other group":   group("BF4B", rightIndex),
		"solution":      group("BF4A", foreign, rightIndex) + group("BF4B", foreign, rightIndex),
		"format":        group("BF4A", otherFormat) + group("BF4B", otherFormat),
		"type":          group("BF4A", face) + group("BF4B", face),
		"two levels":    group("BF4A", levels("0101", "0004")) + group("BF4B", levels("0101", "0009")),
		"half a level":  group("BF4A", second) + group("BF4B", second),
		"three":         group("BF4A", rightIndex, rightMiddle, rightIndex) + group("BF4B", rightIndex, rightMiddle, rightIndex),
		"does not read": "BF4A03 020101 BF4B0401",
		"wrong in it":   group("BF4A", "7F6003A10180", rightIndex) + group("BF4B", "7F6003A10180", rightIndex),
		"empty before":  "BF4A00 BF4B00" + group("BF4A", "7F6000", rightIndex) + group("BF4B", "7F6000", rightIndex),
		"empty alone":   group("BF4A", "7F6000") + group("BF4B", "7F6000"),
	}
	both := group("BF4A", rightIndex, rightMiddle) + group("BF4B", rightIndex, rightMiddle)
	counters := []string{
		"BF4C04DF510105 9000", "BF4C04DF510101 9000", "BF4C04DF510100 9000", "6A88", "BF4C04DF500105 9000", "BF4C05DF51020005 9000", "BF4C03DF5100 9000",
		"BF4C08DF510102DF510105 9000", "BF4C07DF5100DF510105 9000", "BF4C00 9000", "DF510105 9000", "BF4C04DF510105 6283", "BF4C04DF5101FF 9000",
	}
	preferred := []string{
		"BF4D04DF510102 9000", "BF4D04DF510101 9000", "BF4D04DF510100 9000", "BF4D07DF5100DF510102 9000", "6A88", "BF4D04DF500102 9000", "BF4C04DF510102 9000", "BF4D04DF5101FF 9000",
	}
	codes := [][]kernel.PINResult{
		{kernel.PINEntered},
		{kernel.PINBypassed},
		{kernel.PINDeviceFailed},
		{kernel.PINCancelled},
		{kernel.PINBypassed, kernel.PINEntered},
		{kernel.PINEntered, kernel.PINBypassed, kernel.PINEntered},
		{kernel.PINEntered, kernel.PINDeviceFailed, kernel.PINEntered},
	}
	words := [][]uint16{
		{0x9000},
		{0x63C4, 0x9000},
		{0x63C4, 0x63C3, 0x9000},
		{0x63C4, 0x63C3, 0x63C2, 0x63C1, 0x63C0},
		{0x63C0},
		{0x6983},
		{0x6984},
		{0x6800},
		{0x6883},
		{0x6884},
		{0x6700},
		{0x6985},
		{0x63CF},
		{0x63C1, 0x63C1, 0x63C1, 0x9000},
		{0x6300},
		{0x9001},
	}
	runs, count := 0, 0
	for _, c := range []struct{ card, config string }{{"pin", "default"}, {"none", "default"}, {"xda", "xda"}} {
		for _, name := range slices.Sorted(maps.Keys(groups)) {
			templates := groups[name]
			if templates == "" {
				templates = both
			}
			for _, list := range []string{noXY + "48031F03", noXY + "4803480309030203", noXY + "49031F03", noXY + "08004903"} {
				w := bodies(t, c.card, c.config, list, templates)
				try := func(b body) {
					if count++; !sweep.Sample(count, 17) {
						return
					}
					runs++
					if d := w.agree(w.run(t, b.apply(t, w))); d != "" {
						t.Errorf("%s, %s, list %s, %+v\n%s", c.card, name, list, b, d)
					}
				}
				// All of each with the usual of the others, then all status words with all captures.
				for _, v := range counters {
					for _, p := range preferred {
						try(body{v, p, codes[0], words[3]})
					}
				}
				for _, v := range codes {
					for _, sw := range words {
						try(body{counters[0], preferred[0], v, sw})
					}
				}
				try(body{counters[len(counters)-1], preferred[len(preferred)-1], codes[0], []uint16{0x63CF}})
			}
		}
	}
	t.Logf("%d runs", runs)
}

// Every biometric method with every set of capabilities, under every condition, as one of two rules.
// B3 10.5, C3, B4 6.3.4, A2, A7
// B3 10.5.6 unsupported, 10.5.7 unsupported
func TestOracleBiometricCapabilities(t *testing.T) {
	t.Parallel()
	var bits []string
	for _, kind := range []string{"02", "08", "020000", "10", "04"} {
		bits = append(bits, tl("7F60", tl("A1", tl("90", "53")+tl("81", kind)+tl("82", "01")+"8702010188020004")))
	}
	list := "00000000000003E8" + "4601" + "1F00"
	w := bodies(t, "pin", "default", list, group("BF4A", bits...)+group("BF4B", bits...))
	body := body{
		"BF4C14DF500103DF510103DF520103DF530103DF540103 9000", "BF4D14DF500101DF510101DF520101DF530101DF540101 9000",
		[]kernel.PINResult{kernel.PINEntered},
		[]uint16{0x9000},
	}
	data := body.apply(t, w)
	was := bench.Hex(t, list)
	runs, count := 0, 0
	for code := byte(6); code < 0x10; code++ {
		for _, condition := range []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0A, 0x80} {
			rewritten := rewritten(was, append(bytes.Clone(was[:8]), 0x40|code, condition, 0x1F, 0x00))
			for general := range byte(4) {
				for own := range byte(32) {
					for _, other := range []byte{0x00, 0xF8} {
						if count++; !sweep.Sample(count, 100) {
							continue
						}
						runs++
						w.Config.Terminal.Capabilities[1] = 0xF9 | general<<1
						w.Config.Terminal.BiometricCapabilities = [3]byte{own << 3, other, 0}
						if code&1 == 1 {
							w.Config.Terminal.BiometricCapabilities = [3]byte{other, own << 3, 0}
						}
						w.Transaction.Type = []byte{0x00, 0x01, 0x09}[int(own)%3]
						out := w.run(t, func(n int, r []byte) []byte { return rewritten(n, data(n, r)) })
						if d := w.agree(out); d != "" {
							t.Errorf("code %02X, condition %02X, capabilities %02X, %X\n%s", code, condition, general<<1, w.Config.Terminal.BiometricCapabilities, d)
						}
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}
