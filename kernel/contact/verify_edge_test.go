package contact_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Strict, after an authentication that failed: which methods are as good as a PIN, and that none is if it fails.
// B4 A4, B3 10.7
func TestStrongMethods(t *testing.T) {
	fingers := func(list string, dev *capturer) func(*testing.T) *world {
		return func(t *testing.T) *world {
			g := group("BF4A", rightIndex)
			if list == "0900" {
				g = group("BF4B", rightIndex)
			}
			return biometrics(t, list, g, "BF4C04DF510105 9000", "BF4D04DF510101 9000", dev)
		}
	}
	own := func(r tlv.CVMResult) func(*testing.T) *world {
		return func(t *testing.T) *world {
			w := cvms(t, noXY+"2000")
			w.Config.Terminal.ProprietaryCVMs = []byte{0x20}
			w.Equip = (&person{result: r}).equip
			return w
		}
	}
	list := func(l string, pins ...string) func(*testing.T) *world {
		return func(t *testing.T) *world {
			w := cvms(t, noXY+l)
			w.PINs = pins
			return w
		}
	}
	for _, c := range []struct {
		name   string
		world  func(*testing.T) *world
		strong bool
	}{
		{"enciphered PIN", list("0400", "1234"), true},
		{"enciphered PIN, wrong", list("0400", "1111", "2222", "3333"), false},
		{"enciphered PIN and signature", list("0500", "1234"), true},
		{"enciphered PIN and signature, wrong", list("0500", "1111", "2222", "3333"), false},
		{"online PIN", list("0200", "1234"), true},
		{"online PIN bypassed", list("0200", "bypass"), false},
		{"signature", list("1E00"), false},
		{"no CVM", list("1F00"), false},
		{"template verified", fingers("0800", &capturer{sws: []uint16{0x9000}}), true},
		{"template wrong", fingers("0800", &capturer{sws: []uint16{0x63C1}}), false},
		{"template captured", fingers("0900", &capturer{}), true},
		{"template bypassed", fingers("0900", &capturer{entries: []kernel.PINResult{kernel.PINBypassed}}), false},
		{"own method successful", own(tlv.CVMSuccessful), true},
		{"own method unknown", own(tlv.CVMUnknown), false},
		{"own method failed", own(tlv.CVMFailed), false},
	} {
		w := c.world(t)
		w.Config.Profile = kernel.Strict
		w.Config.Terminal.Capabilities[2] = 0x48
		app := &w.Config.Applications[0]
		app.CVMLimit, app.TACDenial, app.TACOnline, app.TACDefault = 1000, [5]byte{}, [5]byte{}, [5]byte{}
		inner := w.Middle
		signed := false // the AIP, which it is no longer
		w.Middle = func(n int, command, r []byte) []byte {
			if inner != nil {
				r = inner(n, command, r)
			}
			if o, ok := tlv.Find(r, tlv.TagRecord, 0x9F4A); ok && !signed {
				signed, o.Value[0] = true, 0x94
			}
			return r
		}
		out := w.Run()
		if !signed || out.ODA().Result != "failed" {
			t.Fatalf("%s: %+v", c.name, out.ODA())
		}
		if weak := w.HostCalls == 0 && out.Status == kernel.Declined; weak == c.strong {
			t.Errorf("%s: %v, host asked %d times, CVM results %X: %s", c.name, out.Status, w.HostCalls, out.CVMResults(), out.Error.Reason)
		}
	}
}

// What a biometric method that cannot be performed leaves undone.
// B3 10.5.6
func TestBiometricStopsEarly(t *testing.T) {
	const five, two = "BF4C04DF510105 9000", "BF4D04DF510102 9000"
	get := func(w *world) (n int) {
		for _, c := range w.Commands {
			if c[1] == apdu.GetData && c[2] == 0xBF {
				n++
			}
		}
		return n
	}
	// no try left: the preferred attempts are not asked for, and nothing is said of formats
	w := biometrics(t, "0800", group("BF4A", otherFormat), "BF4C04DF510100 9000", two, &capturer{})
	if r := w.Run(); get(w) != 1 || r.TVR()[1]&0x03 != 0 {
		t.Errorf("no try left: %d GET DATA, TVR %X", get(w), r.TVR())
	}
	// no preferred attempts: nothing is said of formats
	w = biometrics(t, "0800", group("BF4A", otherFormat), five, "6A88", &capturer{})
	if r := w.Run(); get(w) != 2 || r.TVR()[1]&0x03 != 0 {
		t.Errorf("no preferred attempts: %d GET DATA, TVR %X", get(w), r.TVR())
	}
	// a counter with a warning is not returned
	w = biometrics(t, "0800", group("BF4A", rightIndex), "BF4C04DF510105 6283", two, &capturer{sws: []uint16{0x9000}})
	if r := w.Run(); hexOf(r.CVMResults()) != "080001" {
		t.Errorf("warning: CVM results %X", r.CVMResults())
	}
	// a card that does not answer
	for nth, tag := range []byte{0x4C, 0x4D} {
		w = biometrics(t, "0800", group("BF4A", rightIndex), five, two, &capturer{sws: []uint16{0x9000}})
		w.Fault = func(_ int, command []byte) apdu.FaultKind {
			if command[1] == apdu.GetData && command[3] == tag {
				return apdu.Transmission
			}
			return 0
		}
		if out := w.Run(); out.Status != kernel.EndApplication || out.Error.L1 != kernel.FaultTransmission || get(w) != nth+1 {
			t.Errorf("no answer for BF%02X: %v, %+v", tag, out.Status, out.Error)
		}
	}
	// no key: no challenge, no VERIFY
	for _, change := range [][]string{{"90", "-"}, {"9F2D", "0011"}} {
		dev := &capturer{sws: []uint16{0x9000}}
		w = biometrics(t, "0800", group("BF4A", rightIndex), five, two, dev)
		answers, records := w.Middle, bench.Rewrite(t, change...)
		w.Middle = func(n int, command, r []byte) []byte { return records(n, command, answers(n, command, r)) }
		if r := w.Run(); w.Sent(apdu.GetChallenge) != 0 || dev.verified != 0 || hexOf(r.CVMResults()) != "080001" {
			t.Errorf("no key: %d challenges, %d VERIFYs, CVM results %X", w.Sent(apdu.GetChallenge), dev.verified, r.CVMResults())
		}
	}
	// no challenge: no VERIFY
	dev := &capturer{sws: []uint16{0x9000}}
	w = biometrics(t, "0800", group("BF4A", rightIndex), five, two, dev)
	answers, none := w.Middle, bench.Swap(t, apdu.GetChallenge, 0, "6D00")
	w.Middle = func(n int, command, r []byte) []byte { return none(n, command, answers(n, command, r)) }
	if w.Run(); dev.verified != 0 || len(dev.asked) != 1 {
		t.Errorf("no challenge: %d VERIFYs, captured %X", dev.verified, dev.asked)
	}
}

// The card's count of tries left is what the device is told next, and bounds the attempts with the next template.
// B3 10.5.6
func TestBiometricTriesLeft(t *testing.T) {
	dev := &capturer{sws: []uint16{0x63C4, 0x63C1, 0x63C1}}
	w := biometrics(t, "0800", group("BF4A", rightIndex, rightMiddle), "BF4C04DF510105 9000", "BF4D04DF510102 9000", dev)
	w.Run()
	if !slices.Equal(dev.tries, []int{5, 4, 1}) || hexOf(dev.asked) != "29292D" {
		t.Errorf("tries %v, captured %X", dev.tries, dev.asked)
	}
}

// seer keeps the key that a template, or a PIN, is to be enciphered for.
type seer struct {
	capturer
	pad
	key []byte
}

func (s *seer) VerifyBiometric(ctx context.Context, c apdu.Card, r kernel.PINRequest, b kernel.Biometric) (kernel.PINResult, uint16, error) {
	s.key = slices.Clone(r.Public)
	return s.capturer.VerifyBiometric(ctx, c, r, b)
}

func (s *seer) VerifyPIN(ctx context.Context, c apdu.Card, r kernel.PINRequest) (kernel.PINResult, uint16, error) {
	s.key = slices.Clone(r.Public)
	return s.pad.VerifyPIN(ctx, c, r)
}

// A template is enciphered for the key that a PIN is enciphered for, not for the one that signs.
// B2 13.1, 13.4, 7.1
func TestBiometricKey(t *testing.T) {
	keys := map[string][]byte{}
	for _, list := range []string{"0400", "0800"} {
		w := newXDAWorld(t, "xda")
		w.Card = bench.With(t, "xda", "8E", noXY+list, "9F31", group("BF4A", rightIndex))
		w.Config.Terminal.Capabilities[1] |= 0x06
		w.Config.Terminal.BiometricCapabilities = [3]byte{0x40, 0x40, 0}
		w.Config.Terminal.BITs = [][]byte{bench.Hex(t, template("53", finger, "00", "0101", "0004"))}
		for i := range w.Config.Applications {
			w.Config.Applications[i].Capabilities = nil
		}
		w.Middle = func(_ int, command, r []byte) []byte {
			if command[1] == apdu.GetData && command[2] == 0xBF {
				return bench.Hex(t, "BF"+hex1(int(command[3]))+"04DF510102 9000")
			}
			return r
		}
		s := &seer{capturer: capturer{sws: []uint16{0x9000}}, pad: pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}}
		w.PINPad, w.Equip = s, func(d *terminal.Devices) { d.Cardholder.Capture = s }
		w.Run()
		keys[list] = s.key
	}
	if len(keys["0400"]) == 0 || !slices.Equal(keys["0400"], keys["0800"]) {
		t.Errorf("%X", keys)
	}
}

// The PIN device agrees on keys with the card once; a plaintext PIN between does not change that.
// B2 13.2
func TestKeysAgreedOnce(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.Card = bench.With(t, "xda", "8E", noXY+"4100 4400 4100 4400 1F00")
	w.Config.Terminal.Capabilities[1] |= 0x80
	for i := range w.Config.Applications {
		w.Config.Applications[i].Capabilities = nil
	}
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x6983}}
	w.PINPad = p
	w.Run()
	var got []bool
	for _, r := range p.verified {
		got = append(got, r.NewKeys)
	}
	if !slices.Equal(got, []bool{false, true, false, false}) {
		t.Errorf("new keys %v", got)
	}
}

// A script whose command is not answered ends the transaction as long as the card has not decided, and not the one after that.
// B3 10.10, 8.1, 10.11 scripts
func TestScriptCutOff(t *testing.T) {
	scripts := func(late bool) *world {
		w := newWorld(t, "full")
		w.Issuer.Scripts = []issuer.Script{{Late: late, Commands: []issuer.Command{issuer.PINUnblock(), issuer.PINUnblock()}}}
		return w
	}
	for _, late := range []bool{false, true} {
		w := scripts(late)
		w.Run()
		first := slices.IndexFunc(w.Commands, func(c []byte) bool { return c[1] == apdu.PINChangeUnblock })
		want, results := kernel.EndApplication, ""
		if late {
			want, results = kernel.Approved, "1100000000"
		}
		// no answer, once
		w = scripts(late)
		w.Fault = func(n int, _ []byte) apdu.FaultKind {
			if n == first+1 {
				return apdu.Transmission
			}
			return 0
		}
		if out := w.Run(); out.Status != want || hexOf(out.Scripts()) != results || len(w.Commands) != first+1 || (out.Error.L1 != 0) == late {
			t.Errorf("late %v: %v, %+v, results %X, %d commands", late, out.Status, out.Error, out.Scripts(), len(w.Commands))
		}
		// no command left
		w = scripts(late)
		w.Config.Budget.Exchanges = first
		if out := w.Run(); out.Status != want || hexOf(out.Scripts()) != results || (out.Error.L2 == kernel.BudgetExceeded) == late {
			t.Errorf("late %v, no command left: %v, %+v, results %X", late, out.Status, out.Error, out.Scripts())
		}
	}
}

// The trace says how many records were read.
// B3 10.2
func TestRecordsCounted(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Run()
	directory := 2 // records of the PSE: one, and the end
	if n := w.Sent(apdu.ReadRecord) - directory; n < 3 || !w.noted(strconv.Itoa(n)+" records, 0 bytes to be authenticated") {
		t.Errorf("%d records", n)
	}
}
