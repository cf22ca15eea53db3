package c8_test

import (
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// withRelay is a scene whose card has the relay resistance protocol, and takes these times for it: in units of 100 us the terminal expects 18 and 24 for
// transmission, and grants 20 less and 50 more than the card's 100 to 200.
func withRelay(t testing.TB, took ...time.Duration) *scene {
	s := newScene(t).with(func(c *chip) { c.aip = "010B" })
	for i, d := range took {
		s.Slow["ERRD "+[]string{"B2B2B2B2", "C3C3C3C3", "D4D4D4D4"}[i]] = d * 100 * time.Microsecond
	}
	return s
}

// The protocol is used where card and reader have it: otherwise it was not performed.
// C-8 6.3.4, 6.3.6
// 20.24, 20.25, 2021.11, 2021.12, 2021.13, 2021.14
func TestRelayUsed(t *testing.T) {
	for _, c := range []struct {
		config, aip, tvr string
		asked            bool
	}{
		{"3800", "010B", "0000000082", true}, {"2800", "010B", "0000000081", false}, {"3800", "010A", "0000000081", false},
	} {
		s := withRelay(t, 192).set("9F8209", c.config).with(func(chip *chip) { chip.aip = c.aip }).run()
		s.element(tlv.TVRKernel8, c.tvr)
		if asked := slices.Contains(s.Lines, "ERRD B2B2B2B2"); asked != c.asked {
			t.Errorf("%v: %v", c, s.Lines)
		}
	}
}

// What is made of the times. Each try has a number of its own, the first included, and the last is that of the cryptogram; two more tries at most.
// C-8 6.3.5, 6.3.6
// 21.6, 21.11, 21.12, 21.14, 21.15, 21.15a, 21.17, 21.18, 21.19, 21.20, 21.21, 21.22, 21.23, 21.24, 21.25, 21.26, 2021.11
func TestRelayTimes(t *testing.T) {
	const first, second, third = "ERRD B2B2B2B2", "ERRD C3C3C3C3", "ERRD D4D4D4D4"
	for _, c := range []struct {
		name   string
		times  string
		took   []time.Duration
		lines  []string
		tvr    string // "": CARD DATA ERROR
		excess string
		number string
	}{
		{"as the card says", "", []time.Duration{192}, []string{first}, "82", "0000", "B2B2B2B2"},
		{"as fast as may be", "", []time.Duration{122}, []string{first}, "82", "0000", "B2B2B2B2"},
		{"too fast", "", []time.Duration{121}, []string{first}, "", "0000", ""},
		{"at the most", "", []time.Duration{242}, []string{first}, "82", "0000", "B2B2B2B2"},
		{"above it", "", []time.Duration{243}, []string{first}, "82", "0001", "B2B2B2B2"},
		{"as slow as may be", "", []time.Duration{292}, []string{first}, "82", "0032", "B2B2B2B2"},
		{"too slow once", "", []time.Duration{293, 192}, []string{first, second}, "82", "0000", "C3C3C3C3"},
		{"too slow twice", "", []time.Duration{293, 293, 192}, []string{first, second, third}, "82", "0000", "D4D4D4D4"},
		{"too slow", "", []time.Duration{293, 293, 293}, []string{first, second, third}, "86", "0033", "D4D4D4D4"},
		{"too fast at last", "", []time.Duration{293, 100}, []string{first, second}, "", "0000", ""},
		{"accurate", "0064 0FFF 0018", []time.Duration{442}, []string{first}, "82", "0000", "B2B2B2B2"},
		{"not accurate", "0064 0FFF 0018", []time.Duration{443}, []string{first}, "8A", "0000", "B2B2B2B2"},
		{"a response of a long time", "0064 0FFF 0031", []time.Duration{192}, []string{first}, "8A", "0000", "B2B2B2B2"},
		{"one of a short time", "0064 0FFF 000B", []time.Duration{192}, []string{first}, "8A", "0000", "B2B2B2B2"},
		{"one of no time", "0064 0FFF 0000", []time.Duration{900}, []string{first}, "82", "0000", "B2B2B2B2"}, // an estimate of zero is none
	} {
		t.Run(c.name, func(t *testing.T) {
			s := withRelay(t, c.took...)
			if c.times != "" {
				s.chip.relay = c.times
			}
			s.run()
			lines := slices.DeleteFunc(slices.Clone(s.Lines), func(line string) bool { return line[0] != 'E' })
			if !slices.Equal(lines, c.lines) {
				t.Errorf("%v", s.Lines)
			}
			s.element(tlv.RelayResistanceTimeExcess, c.excess)
			if c.tvr == "" {
				s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
				return
			}
			s.element(tlv.TVRKernel8, "00000000"+c.tvr).element(tlv.UnpredictableNumber, c.number)
			if s.Out.ODA.Result != "ok" { // its MAC has the last exchange in it
				t.Errorf("%+v %+v", s.Out.ODA, s.Out.Error)
			}
		})
	}
}

// An expected time of zero is none either.
// C-8 6.3.5
// 21.24
func TestRelayTerminalEstimate(t *testing.T) {
	withRelay(t, 300).set("9F8216", "0000", "9F8217", "0001").with(func(c *chip) { c.relay = "0064 0FFF 0018" }).run().element(tlv.TVRKernel8, "0000000082")
}

// What the answer can be wrong about.
// C-8 6.3.5
// 21.1, 21.3, 21.4, 21.5, 21.12, 21.13, 21.14, 21.16
func TestRelayRefused(t *testing.T) {
	for answer, indication := range map[string]string{
		"6985": "00 03 00 6985 1C", "9000": "00 04 00 0000 1C", "810A 11223344 0064 00C8 0018 9000": "00 04 00 0000 1C",
		"800B 11223344 0064 00C8 0018 9000": "00 04 00 0000 1C", "800A 11223344 0064 00C8 00 9000": "00 04 00 0000 1C",
	} {
		withRelay(t, 192).give("ERRD", answer).run().ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-").script("GPO", "ERRD B2B2B2B2")
	}
	withRelay(t, 192).give("ERRD", "L1 2").run().ends(kernel.EndApplication, kernel.StartB, "02 00 00 0000 21", "-", tryAgain)
}

// What was measured, how often, and what the card says of itself, is in the report: the book has these without tags.
// C-8 6.3.5
// 21.17
func TestRelayReported(t *testing.T) {
	s := withRelay(t, 900, 192).run()
	s.element(tlv.MeasuredRelayResistanceProcessingTimeKernel8, "0096").element(tlv.RRPCounterKernel8, "01")
	s.element(tlv.MinTimeForProcessingRelayResistanceAPDUKernel8, "0064").element(tlv.MaxTimeForProcessingRelayResistanceAPDUKernel8, "00C8")
	s.element(tlv.DeviceEstimatedTransmissionTimeResponseAPDUKernel8, "0018")
	withRelay(t, 900, 70000, 192).run().element(tlv.MeasuredRelayResistanceProcessingTimeKernel8, "0096").element(tlv.RRPCounterKernel8, "02")
	withRelay(t, 90000, 90000, 90000).run().element(tlv.MeasuredRelayResistanceProcessingTimeKernel8, "FFFF").element(tlv.RelayResistanceTimeExcess, "FFFF")
}
