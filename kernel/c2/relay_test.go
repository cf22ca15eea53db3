package c2_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// withRelay is a card and a reader with relay resistance. The reader expects 1.8 ms for the command and 2.4 ms for the response, the graces are 2.0 and 5.0
// ms, the accuracy threshold is 30 ms, the mismatch threshold 50 %.
func withRelay(t testing.TB, answer string, took ...time.Duration) *scene {
	s := newScene(t).set("DF811B", "10", "DF8134", "0012", "DF8135", "0018")
	s.give("GPO", in(0x77, "8202 0081 9404 08010100")).give("ERRD", answer)
	for i, d := range took {
		s.Slow[fmt.Sprintf("ERRD %X", s.Numbers[min(i+1, len(s.Numbers)-1)])] = d * time.Microsecond
	}
	return s
}

// claims is a card's answer: 10.0 to 20.0 ms for the processing, 2.4 ms for the response.
const claims = "800A 11223344 0064 00C8 0018 9000"

// Trap 19: the time is that of the reader in hundreds of microseconds, cut off, less what the transmission takes. Bounds are part of what is allowed, and an exchange
// that takes too long is tried again twice, with a new number each.
// C-2 6.6, 3.9 relay resistance, 5.2.3
func TestTrapRelayTimes(t *testing.T) {
	for _, c := range []struct {
		name     string
		answer   string
		took     []time.Duration // us
		tries    int
		tvr      string // byte 5, "" for END APPLICATION
		measured string
	}{
		{"in time", claims, []time.Duration{15000}, 1, "02", "006C"},                                                                   // SR1.9 SR1.10 SR1.14 SR1.15 SR1.18 SR1.32: 150 - 18 - 24
		{"too fast", claims, []time.Duration{12199}, 1, "", "004F"},                                                                    // SR1.19 SR1.20 SR1.21: 121 - 42 = 79 < 80
		{"as fast as it may be", claims, []time.Duration{12200}, 1, "02", "0050"},                                                      // SR1.19
		{"as slow as it may be", claims, []time.Duration{29299}, 1, "02", "00FA"},                                                      // SR1.22 SR1.28: 292 - 42 = 250
		{"too slow, then in time", claims, []time.Duration{29300, 15000}, 2, "02", "006C"},                                             // SR1.22 SR1.23 SR1.24 SR1.25 SR1.26 SR1.27
		{"too slow twice", claims, []time.Duration{29300, 90000, 15000}, 3, "02", "006C"},                                              // SR1.22
		{"too slow three times", claims, []time.Duration{29300, 29300, 29300}, 3, "06", "00FB"},                                        // SR1.28 SR1.29
		{"too slow, then too fast", claims, []time.Duration{29300, 12199}, 2, "", "004F"},                                              // SR1.19
		{"a second", claims, []time.Duration{1e6, 1e6, 1e6}, 3, "0E", "26E6"},                                                          // SR1.30 SR1.31: 10000 - 42 - 100 > 300
		{"ten seconds", claims, []time.Duration{1e7, 1e7, 1e7}, 3, "0E", "FFFF"},                                                       // SR1.18: what is stored ends there
		{"ten seconds, and all of them claimed", "800A 11223344 0064 FFFF 0018 9000", []time.Duration{1e7, 1e7, 1e7}, 3, "0E", "FFFF"}, // SR1.22
		{"no time", claims, []time.Duration{0}, 1, "", "0000"},                                                                         // SR1.18 SR1.19
		{"no time, and none claimed", "800A 11223344 0014 00C8 0018 9000", []time.Duration{0}, 1, "02", "0000"},                        // SR1.19: 0 < max(0, 20 - 20)
		{"less than the grace claimed", "800A 11223344 0000 00C8 0018 9000", []time.Duration{0}, 1, "02", "0000"},
		{"the device is slower in sending", "800A 11223344 0064 00C8 0030 9000", []time.Duration{15000}, 1, "02", "006C"}, // SR1.18: the lesser, 24
		{"the device is faster in sending", "800A 11223344 0064 00C8 000C 9000", []time.Duration{15000}, 1, "02", "0078"}, // SR1.18: the lesser, 12
		{"the device is far slower", "800A 11223344 0064 00C8 0031 9000", []time.Duration{15000}, 1, "0A", "006C"},        // SR1.30: 2400 div 49 = 48
		{"the device is far faster", "800A 11223344 0064 00C8 000B 9000", []time.Duration{15000}, 1, "0A", "0079"},        // SR1.30: 1100 div 24 = 45
		{"the device has no estimate", "800A 11223344 0064 00C8 0000 9000", []time.Duration{15000}, 1, "0A", "0084"},      // SR1.30
		{"accurate", "800A 11223344 0064 0400 0018 9000", []time.Duration{44200}, 1, "02", "0190"},                        // SR1.30: 400 - 100 = 300
		{"not accurate", "800A 11223344 0064 0400 0018 9000", []time.Duration{44300}, 1, "0A", "0191"},                    // SR1.30 SR1.31
		{"a length of two bytes", "80810A 11223344 0064 00C8 0018 9000", []time.Duration{15000}, 1, "02", "006C"},         // SR1.14
	} {
		t.Run(c.name, func(t *testing.T) {
			s := withRelay(t, c.answer, c.took...).run()
			want := []string{"GPO 8300"}
			for i := range c.tries {
				want = append(want, fmt.Sprintf("ERRD %X", s.Numbers[i+1])) // S3.60 S3.61 S3.62 S3.63 S3.64
			}
			if c.tvr == "" {
				s.script(want...).ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
			} else {
				s.script(append(want, "RR 1.1")...)
			}
			last := hexOf(s.Numbers[c.tries][:])
			if tvr := s.Data[tlv.TVRKernel2]; c.tvr != "" && tvr[8:] != c.tvr || s.Data[tlv.MeasuredRelayResistanceProcessingTime] != c.measured ||
				s.Data[tlv.RRPCounter] != fmt.Sprintf("%02X", c.tries-1) || s.Data[tlv.UnpredictableNumber] != last {
				t.Errorf("TVR %s, measured %s, %s retries, number %s", tvr, s.Data[tlv.MeasuredRelayResistanceProcessingTime], s.Data[tlv.RRPCounter], s.Data[tlv.UnpredictableNumber])
			}
		})
	}
}

// A terminal that has no estimate of its own cannot say whether the device's is right.
// C-2 6.6
func TestRelayWithoutTerminalEstimate(t *testing.T) {
	s := withRelay(t, claims, 15000).set("DF8135", "0000").run() // SR1.30
	if s.Data[tlv.TVRKernel2][8:] != "0A" || s.Data[tlv.MeasuredRelayResistanceProcessingTime] != "0084" {
		t.Error(s.Data[tlv.TVRKernel2])
	}
}

// How a transaction ends at EXCHANGE RELAY RESISTANCE DATA.
// C-2 6.6, 5.2.3
func TestRelayEnds(t *testing.T) {
	for _, c := range []struct {
		name, answer, indication string
		again                    bool
	}{
		{"no answer in time", "L1 1", "01 00 00 0000 21", true}, // SR1.3 SR1.4 SR1.5.1 SR1.5.2
		{"transmission error", "L1 2", "02 00 00 0000 21", true},
		{"protocol error", "L1 3", "03 00 00 0000 21", true},
		{"refused", "6985", "00 03 00 6985 1C", false}, // SR1.11 SR1.12 SR1.13
		{"not known", "6D00", "00 03 00 6D00 1C", false},
		{"empty", "9000", "00 04 00 0000 1C", false}, // SR1.14 SR1.15 SR1.16 SR1.17
		{"nine bytes", "8009 11223344 0064 00C8 00 9000", "00 04 00 0000 1C", false},
		{"nine bytes, and more", "8009 11223344 0064 00C8 00 00 00 9000", "00 04 00 0000 1C", false},
		{"eleven bytes", "800B 11223344 0064 00C8 0018 00 9000", "00 04 00 0000 1C", false},
		{"in a template", "770A 11223344 0064 00C8 0018 9000", "00 04 00 0000 1C", false},
		{"a zero byte before", "00800A 11223344 0064 00C8 0018 9000", "00 04 00 0000 1C", false},
		{"cut off", "800A 11223344 0064 00C8 00 9000", "00 04 00 0000 1C", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := withRelay(t, c.answer, 15000).run().script("GPO 8300", "ERRD B2B2B2B2")
			if c.again {
				s.ends(kernel.EndApplication, kernel.StartB, c.indication, "-", tryAgain)
			} else {
				s.ends(kernel.EndApplication, kernel.StartNone, c.indication, otherCard, "-")
			}
			if s.Discretionary() != "DF810B DF8115 DF810E DF810F" {
				t.Error(s.Discretionary())
			}
		})
	}
}

// A card that gives its times in the wrong place gives them in none: they belong to no template.
// C-2 4.1.3
func TestRelayDataElsewhere(t *testing.T) {
	withRelay(t, claims, 15000).give("GPO", in(0x77, "8202 0081 9404 08010100 DF830302 0000")).run().script("GPO 8300").
		ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
}
