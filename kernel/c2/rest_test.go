package c2_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// The card's languages are those of the messages, as far as the terminal has them.
// C-2 6.3
func TestLanguage(t *testing.T) {
	for _, c := range []struct{ preference, want string }{
		{"5F2D04 66726465", "de"}, // S1.7
		{"5F2D02 454E", "en"},     // S1.7
		{"5F2D03 646566", "de"},   // S1.7
		{"5F2D02 FFFF", "en"},     // S1.7: the terminal's own
		{"", ""},                  // S1.7
	} {
		s := newScene(t).set("DF8112", "DF8116").give("RR 1.1", "6A83")
		a5 := tlv.Append(nil, 0xA5, digits(c.preference))
		s.FCI = hexOf(tlv.Append(nil, 0x6F, append(digits("8407 A0000000041010"), a5...)))
		s.run()
		if s.Out.UIOutcome == nil || s.Out.UIOutcome.Language != c.want {
			t.Errorf("%s: %+v", c.preference, s.Out.UIOutcome)
		}
		if v := strings.TrimPrefix(strings.ReplaceAll(c.preference, " ", ""), "5F2D"); v != "" && !s.Sends("DF81160DFFFF000013"+v[2:]+zeroes(8-len(v)/2+1)) {
			t.Errorf("%q", s.Lines) // C-2 A.1 User Interface Request Data: the card's own
		}
	}
}

// The account type of the transaction is the card's to have.
// C-2 6.3
func TestAccountType(t *testing.T) {
	s := newScene(t)
	s.FCI, s.Tx.Account = fciWith("5F5701", ""), 0x20
	s.run().script("GPO 830120", "RR 1.1") // S1.7
}

// What the kernel itself has made so far is there for the terminal, each as it is when it is first known.
// C-2 6.3, 6.5, 6.6, 4.1.2 K, read, 4.3 RemoveFromList
func TestOwnObjects(t *testing.T) {
	s := withRelay(t, claims, 15000).set("DF8112", "9F34 DF8307 DF810E DF810F DF8128 DF810B DF61 DF8111 DF8129 DF8301 DF8303 DF8306 9F37")
	s.FCI = fciWith("", "9F5D03 000400")
	s.run().script("GPO 8300", "ERRD B2B2B2B2", "RR 1.1", "DEK 9F3403000000"+"DF83070100"+"DF810E0100"+"DF810F0100"+"DF8111028300"+
		"DF812908F0F0F0F010F00D00"+"9F3704A1A1A1A1"+"DF81280100"+"DF810B0100"+"DF6108"+zeroes(8)+"DF830104B2B2B2B2"+"DF83030200"+"64"+"DF830602006C"+"|") // S1.9 S1.10 S1.16.1 S1.13.3
}

// A card whose CDOL1 asks for the outcome gets it as it is when the cryptogram is asked for.
// C-2 6.11
func TestOutcomeForTheCard(t *testing.T) {
	s := newScene(t).give("RR 1.1", in(0x70, strings.Replace(plainRecord, "8C06 9F02069F3704", "8C04 DF812908", 1)))
	s.Tx.Amount = 5001
	if got := s.asks(nil); len(got) != 19 || got[11:13] != "18" { // S456.31: the receipt
		t.Error(got)
	}
}

// Lists that come with the activation are the lists that are still to be worked off; what a DET brings is added behind.
// C-2 6.3, 4.1.3 lists
func TestWritesAfter(t *testing.T) {
	s := newScene(t).set("FF8103", "9F7501AA", "DF8110", "").give("PD", "9000")
	s.Then["DEK"] = []string{"FF8103 08 9F7601BB 9F7501CC DF811001 01"}
	s.run()
	if at := slices.Index(s.Lines, "AC"); at < 0 || !slices.Equal(s.Lines[at:], []string{"AC", "PD 9F75 CC", "PD 9F76 BB"}) { // S1.10
		t.Errorf("%q", s.Lines)
	}
}

// A list that the terminal sends while the configured one is worked off adds to it, and changes nothing of what that has.
// C-2 6.3, 4.1.3 lists
func TestWritesStay(t *testing.T) {
	s := newScene(t).set("FF8102", "9F7501AA", "FF8103", "9F7601BB").give("PD", "9000")
	s.Lazy = true
	s.While["RR 1.1"] = []string{"FF8102 04 9F7801 05 FF8103 04 9F7901 06"}
	s.run().script("GPO 8300", "RR 1.1", "PD 9F75 AA", "PD 9F78 05", "AC", "PD 9F76 BB", "PD 9F79 06")
}

// Whatever way out is taken at whatever action of a transaction that comes through every state: it ends, once, and leaves nothing behind. Cancelled is STOP.
// C-2 6.1
func TestEveryWayOut(t *testing.T) {
	s := everyState(t)
	for way, list := range s.Scenario().EveryWayOut(t) {
		for i, out := range list {
			switch {
			case out == nil:
			case way == "cancel" && out.Error.L3 != kernel.L3Stop && out.Error.L3 != kernel.L3OK:
				t.Errorf("%s at action %d: %v %+v", way, i+1, out.Status, out.Error)
			case out.Kernel != "C-2" && way != "close":
				t.Errorf("%s at action %d: of kernel %q", way, i+1, out.Kernel)
			}
		}
	}
}

// The AIP needs its two bytes in the static data too: where it has them the card is asked for a signature, where it has not CDA has failed.
// C-2 6.11
func TestRoomForAIP(t *testing.T) {
	signed := 0
	x := tap(t, func(map[string]any) {}, "00")
	x.Middle = func(_ int, command, response []byte) []byte {
		if command[1] == 0xB2 && command[3]>>3 == 2 { // the profile's one signed record
			o, _ := tlv.Find(response[:len(response)-2], 0x70)
			signed += len(o.Value)
		}
		return response
	}
	x.Run()
	for _, c := range []struct {
		total int
		room  bool
	}{{2045, true}, {2046, true}, {2047, false}, {2048, false}} { // S456.28
		x := tap(t, func(app map[string]any) { app["records"] = append(app["records"].([]any), filling(c.total-signed)...) }, "00")
		out := x.Run()
		if (x.P1(1)&0x10 != 0) != c.room || (out.Outcome.ODA.Result == "ok") != c.room {
			t.Errorf("%d bytes: P1 %02X, %+v", c.total, x.P1(1), out.Outcome.ODA)
		}
	}
}

// filling are signed records of file 9 that add n bytes to the static data, each an unknown object with its tag and length.
func filling(n int) (list []any) {
	for number := 1; n > 0; number++ {
		take := min(n, 100)
		if rest := n - take; rest > 0 && rest < 3 {
			take -= 3
		}
		list = append(list, map[string]any{"sfi": 9, "record": number, "signed": true, "data": map[string]any{"9F51": strings.Repeat("AB", take-3)}})
		n -= take
	}
	return list
}

// Both builds take the same card to the same end.
// C-2 3.1
func TestBothBuilds(t *testing.T) {
	for _, exchange := range []string{"00", "01"} {
		x := tap(t, func(app map[string]any) { bench.SetElement(app, "9F42", "0978") }, "00").Set("DF01", exchange)
		out := x.Run()
		if out.Outcome.Status != kernel.OnlineRequest || out.Outcome.ODA.Result != "ok" || x.Instructions() != "A4 A8 B2 B2 B2 B2 B2 B2 AE" {
			t.Errorf("%s: %v %+v %s", exchange, out.Outcome.Status, out.Outcome.Error, x.Instructions())
		}
	}
}
