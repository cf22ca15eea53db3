package contact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A DDOL has the unpredictable number in it if it gives it its 4 bytes: with fewer, a signature that was recorded can be shown again. More
// are filled with zeroes. The card's DDOL and the terminal's alike, in both profiles.
// B2 6.5.1, B3 7.2 DDOL
func TestDDOLNumberWhole(t *testing.T) {
	for n := range 9 {
		for _, own := range []bool{true, false} {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				w := newWorld(t, "dda")
				w.Transaction.Amount, w.Config.Profile = 100, rules
				ddol := fmt.Sprintf("9A03 9F37%02X", n)
				if own {
					w.Card = bench.With(t, "dda", "9F49", ddol)
				} else {
					w.Card = bench.With(t, "dda", "9F49", "-")
					w.Config.Applications[1].DefaultDDOL = bench.Hex(t, ddol)
				}
				out := w.Run()
				if failed := out.HasTVR(tlv.TVRDDAFailed); failed != (n < 4) || (w.Sent(apdu.InternalAuthenticate) != 0) != (n >= 4) {
					t.Errorf("9F37 with %d bytes, the card's %v: TVR %X, %v", n, own, out.TVR(), out.ODA())
				}
			}
		}
	}
	for _, c := range []struct {
		ddol string
		sent bool
	}{{"9F3704 9F4EFB", true}, {"9F3704 9F4EFC", false}} { // 255 bytes are what a command carries
		w := newWorld(t, "dda")
		w.Card = bench.With(t, "dda", "9F49", c.ddol)
		if out := w.Run(); out.HasTVR(tlv.TVRDDAFailed) == c.sent || (w.Sent(apdu.InternalAuthenticate) != 0) != c.sent {
			t.Errorf("DDOL %s: TVR %X, %v", c.ddol, out.TVR(), out.ODA())
		}
	}
	// two entries that are cut off are none that is whole
	w := newWorld(t, "dda")
	w.Card = bench.With(t, "dda", "9F49", "9F3702 9F3702")
	if out := w.Run(); !out.HasTVR(tlv.TVRDDAFailed) {
		t.Errorf("TVR %X", out.TVR())
	}
}

// CDA is over the unpredictable number, whatever the card's lists ask for: it is verified with the terminal's own, so that a list that cuts it
// off, or leaves it out, makes the card sign another and fail.
// B2 6.6.2
func TestCDANumberWhole(t *testing.T) {
	for _, cdol := range []string{"", "9F3700", "9F3701", "9F3703", "9F3704"} {
		w := newWorld(t, "full")
		w.Transaction.Amount = 100
		w.Card = bench.With(t, "full", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01"+cdol)
		out := w.Run()
		if good := cdol == "9F3704"; (out.Status == kernel.Approved && !out.HasTVR(tlv.TVRCDAFailed)) != good {
			t.Errorf("CDOL1 with %q: %v, TVR %X", cdol, out.Status, out.TVR())
		}
	}
}

// XDA is over what was sent and what was answered, and the unpredictable number is in it where a list of the card's asks for it: with the first cryptogram CDOL1 or
// the PDOL, with the second CDOL2. The book does not look whether it is there; strict approves nothing offline by a signature that may have been
// recorded.
// B2 12.5.2
func TestXDANumberWhole(t *testing.T) {
	const cdol1, cdol2 = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01", "8A02 9505"
	for n := range 7 {
		number := fmt.Sprintf("9F37%02X", n)
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			for _, c := range []struct {
				name, cdol1, cdol2, pdol string
				amount                   uint64 // 100: a TC at once; 1234: online, and the host is down
			}{
				{"CDOL1", cdol1 + number, cdol2 + "9F3704", "", 100},
				{"PDOL", cdol1, cdol2 + "9F3704", number, 100},
				{"CDOL1 has it, CDOL2", cdol1 + "9F3704", cdol2 + number, "", 1234},
				{"CDOL1 and PDOL have it, CDOL2", cdol1 + "9F3704", cdol2 + number, "9F3704", 1234},
			} {
				w := newXDAWorld(t, "xda")
				w.Config.Profile, w.Transaction.Amount, w.HostDown = rules, c.amount, true
				w.Card = bench.Profile(t, "xda", func(app map[string]any) {
					bench.SetElement(app, "8C", strings.ReplaceAll(c.cdol1, " ", ""))
					bench.SetElement(app, "8D", strings.ReplaceAll(c.cdol2, " ", ""))
					if c.pdol != "" {
						app["fci"].(map[string]any)["9F38"] = c.pdol
					}
				})
				w.Run() // the card refuses to make a cryptogram without the number; what it was asked for is what counts
				nth, want := 1, 0x48
				if c.amount == 1234 {
					nth = 2
				}
				if rules == kernel.Strict && n < 4 {
					want = [...]int{1: 0x88, 2: 0x08}[nth]
				}
				if w.P1(nth) != want {
					t.Errorf("%s with %s, %s: GENERATE AC %02X, want %02X", c.name, number, rules, w.P1(nth), want)
				}
			}
		}
	}
}

// What only a signature gives, the terminal takes from no record: the ICC dynamic number and the data authentication code in the clear are nothing to it, so that a list
// that asks for them gets zeroes, until a signature has given them.
// B3 7.5 source, template
func TestOnlySignaturesGive(t *testing.T) {
	for _, c := range []struct {
		card   string
		signed bool // a signature gives the number before GENERATE AC
	}{{"noauth", false}, {"dda", true}, {"full", false}} {
		w := newWorld(t, c.card)
		w.Card = bench.With(t, c.card, "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9F4502 9F4C08", "9F4C", "A1B2C3D4E5F60718", "9F45", "DAC1")
		w.Run()
		got := w.values(apdu.GenerateAC, 1)
		if len(got) < 20 {
			t.Fatalf("%s: %q", c.card, got)
		}
		number := got[len(got)-16:]
		if code := got[len(got)-20 : len(got)-16]; code != "0000" || number == "A1B2C3D4E5F60718" || (number != "0000000000000000") != c.signed {
			t.Errorf("%s: 9F45 %s, 9F4C %s", c.card, code, number)
		}
	}
}
