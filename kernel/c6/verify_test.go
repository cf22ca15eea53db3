package c6_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// The method that the cardholder owes, by what the reader requires and supports and by what the card asks for and allows.
func TestCVM(t *testing.T) {
	const (
		all  = "36404000" // online PIN, signature, consumer device; required
		free = "36004000"
	)
	owes := func(c kernel.CVM) want { return goesOnline.owing(c) }
	for _, c := range []struct {
		name, ttq, cpr string
		noCVM          bool // by the terminal's capabilities
		w              want
	}{
		{"nothing is required", free, "0003", true, goesOnline},                                      // C-6 F15.1, F15.2
		{"nor by the device", free, "1003", true, goesOnline},                                        // C-6 F15.2
		{"the card wants a PIN", free, "8000", false, owes(kernel.CVMOnlinePIN)},                     // C-6 F15.2, F15.4, F15.6, F15.9
		{"the card wants a signature", free, "4000", false, owes(kernel.CVMSignature)},               // C-6 F15.2, F15.5, F15.8
		{"PIN", all, "8000", false, owes(kernel.CVMOnlinePIN)},                                       // C-6 F15.1, F15.4, F15.6, F15.9
		{"PIN before all", all, "D003", true, owes(kernel.CVMOnlinePIN)},                             // C-6 F15.4
		{"no PIN pad", "32404000", "8000", true, another("F15.13")},                                  // C-6 F15.6, F15.7, F15.11, F15.13
		{"no PIN pad, signature", "32404000", "8002", false, owes(kernel.CVMSignature)},              // C-6 F15.7, F15.8
		{"no PIN pad, signature not allowed", "32404000", "C001", true, owes(kernel.CVMNotRequired)}, // C-6 F15.7, F15.10, F15.11
		{"nor signature", "30404000", "8003", true, owes(kernel.CVMNotRequired)},                     // C-6 F15.8, F15.10, F15.11
		{"nor none", "30404000", "8002", true, another("F15.13")},                                    // C-6 F15.11, F15.13
		{"signature", all, "4000", false, owes(kernel.CVMSignature)},                                 // C-6 F15.5, F15.8
		{"no signature", "34404000", "4000", true, another("F15.13")},                                // C-6 F15.8, F15.10
		{"no signature, none", "34404000", "4001", true, owes(kernel.CVMNotRequired)},                // C-6 F15.11
		{"required, the card says nothing", all, "0000", true, another("F15.13")},                    // C-6 F15.5, F15.10, F15.12, F15.13
		{"none", all, "0001", true, owes(kernel.CVMNotRequired)},                                     // C-6 F15.11, F15.12
		{"not by the terminal", all, "0001", false, another("F15.13")},                               // C-6 F15.11
		{"fallback to signature is for a PIN", all, "0002", true, another("F15.13")},                 // C-6 F15.5
		{"device", all, "1000", false, owes(kernel.CVMConfirmed)},                                    // C-6 F15.10, F15.12
		{"device, where the reader takes none", "36400000", "1000", true, another("F15.13")},         // C-6 F15.10
		{"device, and a signature", all, "5000", false, owes(kernel.CVMSignature)},                   // C-6 F15.5, F15.8
		{"no PIN pad, device", "30404000", "9000", false, owes(kernel.CVMConfirmed)},                 // C-6 F15.7, F15.10
	} {
		t.Run(c.name, func(t *testing.T) {
			r := capable(online(t), c.noCVM)
			r.ttq = c.ttq
			out := r.set("9F71", c.cpr).set("9F10", "010F2002000000000000").expect(c.w)
			performed := c.name != "nothing is required" && c.name != "nor by the device"
			if out.HasTSI(tlv.TSICardholderVerificationPerformed) != performed || out.HasTVR(tlv.TVROnlineCVMCaptured) != (c.w.cvm == kernel.CVMOnlinePIN) { // C-6 F15.3, F15.9
				t.Errorf("TVR %X, TSI %X", out.TVR(), out.TSI())
			}
			if c.w.status == kernel.TryAnotherInterface {
				r := alone(capable(online(t), c.noCVM))
				r.ttq = fmt.Sprintf("%02X%s", r.hex(c.ttq)[0]&^0x10, c.ttq[2:])
				r.set("9F71", c.cpr).set("9F10", "010F2002000000000000").expect(ends("F15.13")) // C-6 F15.13
			}
		})
	}
}

func capable(r *reader, noCVM bool) *reader {
	if r.cfg.Terminal.Capabilities[1] |= 0x08; !noCVM {
		r.cfg.Terminal.Capabilities[1] &^= 0x08
	}
	return r
}

// An online PIN makes an online request of an offline approval, and of a decline nothing else.
// C-6 F15.9
func TestOnlinePINGoesOnline(t *testing.T) {
	for _, c := range []struct {
		name string
		r    *reader
		w    want
	}{
		{"TC", offline(t), goesOnline.owing(kernel.CVMOnlinePIN).authenticated("ok")},
		{"loyalty", loyalty(t).set("9F71", "A000"), goesOnline.owing(kernel.CVMOnlinePIN).authenticated("ok")},
		{"AAC", online(t).set("9F27", "00"), declines("F18.2")},
		{"an expired card", offline(t).set("9F71", "8004").file(1, "5F24", "210101"), declines("F18.8").authenticated("ok")},
		{"a reader that cannot", offlineWith(t, "3E004000"), declines("F18.13").authenticated("ok")},
		{"that may switch", offlineWith(t, "3E004000").set("9F71", "8080"), another("F18.14").authenticated("ok")},
	} {
		if v := c.r.find(0x9F71); v[0]&0x80 == 0 {
			c.r.set("9F71", fmt.Sprintf("80%02X", v[1]))
		}
		c.r.expect(c.w)
	}
}

// What the card verification results say of the device.
func TestConsumerDevice(t *testing.T) {
	const required = "36404000"
	owes := func(c kernel.CVM) want { return goesOnline.owing(c) }
	for _, c := range []struct {
		name, ttq, cpr, iad string
		noCVM               bool
		w                   want
	}{
		{"verified", required, "1003", "010F2002000000000000", true, owes(kernel.CVMConfirmed)},                  // C-6 F16.1, F16.2
		{"not performed", required, "1000", "010F2000000000000000", true, ends("F16.6")},                         // C-6 F16.1, F16.3, F16.5, F16.6
		{"failed", required, "1000", "010F2003000000000000", true, ends("F16.6")},                                // C-6 F16.2, F16.6
		{"failed alone", required, "1000", "010F2001000000000000", true, ends("F16.6")},                          // C-6 F16.1
		{"no results", required, "1000", "010F20020000000000", true, ends("F16.6")},                              // C-6 F16.1
		{"no results at all", required, "1000", "01", true, ends("F16.6")},                                       // C-6 F16.1
		{"failed, signature", required, "1002", "010F2003000000000000", true, owes(kernel.CVMSignature)},         // C-6 F16.3, F16.4
		{"not performed, signature", required, "1002", "010F2000000000000000", false, owes(kernel.CVMSignature)}, // C-6 F16.3, F16.4
		{"no signature here", "34404000", "1002", "010F2000000000000000", true, ends("F16.6")},                   // C-6 F16.4, F16.5
		{"none, but required", required, "1001", "010F2000000000000000", true, ends("F16.6")},                    // C-6 F16.5
		{"none", "34004000", "5001", "010F2000000000000000", true, owes(kernel.CVMNotRequired)},                  // C-6 F16.5
		{"none, not by the terminal", "34004000", "5001", "010F2000000000000000", false, ends("F16.6")},          // C-6 F16.5
		{"none, not by the card", "34004000", "5000", "010F2000000000000000", true, ends("F16.6")},               // C-6 F16.5
	} {
		t.Run(c.name, func(t *testing.T) {
			r := capable(online(t), c.noCVM)
			r.ttq = c.ttq
			out := r.set("9F71", c.cpr).set("9F10", c.iad).expect(c.w)
			if out.HasTVR(tlv.TVRCVMNotSuccessful) != (c.w.status == kernel.EndApplication) { // C-6 F16.6
				t.Errorf("TVR %X", out.TVR())
			}
		})
	}
}
