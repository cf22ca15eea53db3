package contact_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
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
		weak := w.HostCalls == 0 && out.Status == kernel.Declined
		if weak == c.strong || weak != (out.Error.Reason == "authentication failed, and the amount asks for a PIN") {
			t.Errorf("%s: %v, host asked %d times, CVM results %X: %q", c.name, out.Status, w.HostCalls, out.CVMResults(), out.Error.Reason)
		}
	}
}

// A device that breaks at VERIFY has verified nobody, whatever status word it gives: the method has failed, and the list goes on.
// B3 10.5.1 malfunction, 10.5.6 malfunction
func TestDeviceBreaksAtVerify(t *testing.T) {
	pinPad := func(list string) *world {
		w := cvms(t, noXY+list)
		w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, failing: true}
		return w
	}
	for name, c := range map[string]struct {
		w       *world
		bit     tlv.TVRBit
		results string
	}{
		"plaintext PIN":             {pinPad("41001F00"), tlv.TVRPINPadNotWorking, "1F0002"},
		"enciphered PIN":            {pinPad("44001F00"), tlv.TVRPINPadNotWorking, "1F0002"},
		"PIN and signature":         {pinPad("43001E00"), tlv.TVRPINPadNotWorking, "1E0000"},
		"PIN, and nothing after it": {pinPad("0100"), tlv.TVRPINPadNotWorking, "010001"},
		"template": {
			biometrics(t, "48001F00", group("BF4A", rightIndex, rightMiddle), "BF4C04DF510105 9000", "BF4D04DF510102 9000", &capturer{failing: true}),
			tlv.TVRBiometricDeviceNotWorking, "1F0002",
		},
	} {
		out := c.w.Run()
		if !out.HasTVR(c.bit) || hexOf(out.CVMResults()) != c.results || out.HasTVR(tlv.TVRCVMNotSuccessful) != (c.results == "010001") || out.HasTVR(tlv.TVRBiometricSuccessful) || out.Error.Reason != "" {
			t.Errorf("%s: TVR %X, CVM results %X, %q", name, out.TVR(), out.CVMResults(), out.Error.Reason)
		}
	}
}

// That nobody bypasses a PIN where no attendant is, or where the configuration has it so, is a rule of PINs: a template is bypassed wherever its device says so, and the device works.
// B3 10.5.6 bypassed, 10.5.7 bypassed, B4 6.3.4.3
func TestTemplateBypassed(t *testing.T) {
	for name, change := range map[string]func(*kernel.Terminal){
		"attended":   func(*kernel.Terminal) {},
		"unattended": func(c *kernel.Terminal) { c.Type = 0x25 },
		"no bypass":  func(c *kernel.Terminal) { c.NoPINBypass = true },
	} {
		for list, g := range map[string]string{"0800": group("BF4A", rightIndex, rightMiddle), "0900": group("BF4B", rightIndex, rightMiddle)} {
			dev := &capturer{entries: []kernel.PINResult{kernel.PINBypassed}}
			w := biometrics(t, list, g, "BF4C04DF510105 9000", "BF4D04DF510102 9000", dev)
			change(&w.Config.Terminal)
			out := w.Run()
			if !out.HasTVR(tlv.TVRBiometricBypassed) || out.HasTVR(tlv.TVRBiometricDeviceNotWorking) || len(dev.asked) != 2 { // the next template is asked for
				t.Errorf("%s, %s: TVR %X, templates %X", name, list, out.TVR(), dev.asked)
			}
		}
	}
}

// A script whose command is not answered ends the transaction as long as the card has not decided, and not the one after that. It has failed in either case.
// B3 10.10, 8.1, 10.11 scripts, E1 2, B4 6.3.9 results
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
		want, bit := kernel.EndApplication, tlv.TVRScriptFailedBefore
		if late {
			want, bit = kernel.Approved, tlv.TVRScriptFailedAfter
		}
		const results = "1100000000"
		// no answer, once
		w = scripts(late)
		w.Fault = func(n int, _ []byte) apdu.FaultKind {
			if n == first+1 {
				return apdu.Transmission
			}
			return 0
		}
		if out := w.Run(); out.Status != want || hexOf(out.Scripts()) != results || len(w.Commands) != first+1 || (out.Error.L1 != 0) == late || !out.HasTVR(bit) || !out.HasTSI(tlv.TSIScriptProcessingPerformed) {
			t.Errorf("late %v: %v, %+v, results %X, %d commands", late, out.Status, out.Error, out.Scripts(), len(w.Commands))
		}
		// no command left
		w = scripts(late)
		w.Config.Budget.Exchanges = first
		if out := w.Run(); out.Status != want || hexOf(out.Scripts()) != results || (out.Error.L2 == kernel.BudgetExceeded) == late ||
			!late && out.Error.Step != "issuer scripts before the final GENERATE AC" {
			t.Errorf("late %v, no command left: %v, %+v, results %X", late, out.Status, out.Error, out.Scripts())
		}
		// no answer, once, in the second of two scripts
		w = scripts(late)
		w.Issuer.Scripts = append(w.Issuer.Scripts, w.Issuer.Scripts[0])
		w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 0, "9000")
		w.Fault = func(n int, _ []byte) apdu.FaultKind {
			if n == first+3 {
				return apdu.Transmission
			}
			return 0
		}
		if out := w.Run(); out.Status != want || hexOf(out.Scripts()) != "2000000000"+results || len(w.Commands) != first+3 || (out.Error.L1 != 0) == late {
			t.Errorf("late %v, the second script: %v, %+v, results %X, %d commands", late, out.Status, out.Error, out.Scripts(), len(w.Commands))
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

// A card whose counter never falls, 63C3 to every PIN as an independent card had it, has 15 at most; the keys for bypass and cancel in between do
// what they do with any card.
// B3 6.5.12.5 63Cx, 10.5.1 bypassed
// B4 6.3.4.3 bypass
func TestPINCounterThatNeverFalls(t *testing.T) {
	tries := func(n int, then ...kernel.PINResult) []kernel.PINResult {
		return append(slices.Repeat([]kernel.PINResult{kernel.PINEntered}, n), then...)
	}
	for _, c := range []struct {
		name     string
		entries  []kernel.PINResult
		verified int
		endless  bool
	}{
		{"entered again and again", tries(1), 15, true},
		{"bypassed after two", tries(2, kernel.PINBypassed), 2, false},
		{"bypassed after fourteen", tries(14, kernel.PINBypassed), 14, false},
		{"cancelled after two", tries(2, kernel.PINCancelled), 2, false},
		{"cancelled after fourteen", tries(14, kernel.PINCancelled), 14, false},
	} {
		for _, list := range []string{"0000000000000000" + "0400", "0000000000000000" + "0100", "0000000000000000" + "4100 0400"} {
			w := cvms(t, list)
			p := &pad{entries: c.entries, sws: []uint16{0x63C3}}
			w.PINPad = p
			out := w.Run()
			if len(p.verified) != c.verified || (out.Error.L2 == kernel.MaxLimitExceeded) != c.endless || c.endless && out.Status != kernel.EndApplication || out.Status == kernel.Approved {
				t.Errorf("%s, list %s: %d verified, %v, L2 %d", c.name, list, len(p.verified), out.Status, out.Error.L2)
			}
		}
	}
}

// A script may have any command: GENERATE AC too goes to the card as it came, and of its answer SW1 alone is looked at. Before the final one it takes that one's
// place for the card, whose refusal of a third ends the transaction: nobody approves by it. After it the card refuses it, and the transaction stands.
// B3 10.10 any command, 9.3.2 two, E1 2
func TestScriptGenerateAC(t *testing.T) {
	plain := newWorld(t, "full")
	if out := plain.Run(); out.Status != kernel.Approved {
		t.Fatal(out.Status)
	}
	var second []byte // the command that asks for a TC
	for _, c := range plain.Commands {
		if c[1] == apdu.GenerateAC {
			second = c
		}
	}
	for _, c := range []struct {
		tag      tlv.Tag
		status   kernel.Status
		results  string
		bit      bool // of a script that has failed after the final GENERATE AC
		commands int  // GENERATE AC
	}{
		{tlv.TagScript1, kernel.EndApplication, "2000000000", false, 3},
		{tlv.TagScript2, kernel.Approved, "1100000000", true, 3},
	} {
		w := newWorld(t, "full")
		w.Answer = func(request []byte) ([]byte, error) {
			response, err := issuer.Test().Authorise(request, issuer.Options{})
			return tlv.Append(response.Data, c.tag, tlv.Append(nil, 0x86, second)), err
		}
		out := w.Run()
		n := 0
		for _, command := range w.Commands {
			if command[1] == apdu.GenerateAC {
				n++
			}
		}
		if out.Status != c.status || hexOf(out.Scripts()) != c.results || n != c.commands || out.HasTVR(tlv.TVRScriptFailedAfter) != c.bit || out.Reversal() != (c.status != kernel.Approved) {
			t.Errorf("%s: %v, results %X, %d GENERATE AC, TVR %X, reversal %v: %+v", c.tag, out.Status, out.Scripts(), n, out.TVR(), out.Reversal(), out.Error)
		}
	}
}
