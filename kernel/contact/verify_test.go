package contact_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// pad is a PIN device with a will: what it answers at each entry, and the status words of the card.
type pad struct {
	entries []kernel.PINResult // the last one again and again
	sws     []uint16           // of VERIFY, the last one again and again
	failing bool               // VERIFY cannot be sent
	fault   error

	asked    []kernel.PINRequest
	verified []kernel.PINRequest
}

func (p *pad) EnterPIN(_ context.Context, r terminal.PINEntry) (kernel.PINResult, error) {
	p.asked = append(p.asked, r.PINRequest)
	return p.entries[min(len(p.asked), len(p.entries))-1], nil
}

func (p *pad) EndTransaction() {}

func (p *pad) VerifyPIN(_ context.Context, _ apdu.Card, r kernel.PINRequest) (kernel.PINResult, uint16, error) {
	r.Modulus, r.Exponent, r.Challenge = slices.Clone(r.Modulus), slices.Clone(r.Exponent), slices.Clone(r.Challenge)
	p.verified = append(p.verified, r)
	if p.failing {
		return kernel.PINDeviceFailed, 0, nil
	}
	if p.fault != nil {
		return 0, 0, p.fault
	}
	return kernel.PINEntered, p.sws[min(len(p.verified), len(p.sws))-1], nil
}

var _ terminal.PINPad = (*pad)(nil)

// cvms is a card without offline data authentication, with this CVM list, and offline PIN 1234.
func cvms(t *testing.T, list string) *world {
	w := newWorld(t, "pin")
	w.Card = bench.With(t, "pin", "8E", list)
	w.Config.Terminal.Capabilities = [3]byte{0xE0, 0xF8, 0x48}
	return w
}

// B3 10.5, B4 6.3.4.5 table 2: rows that the whole kernel shows
func TestCVMs(t *testing.T) {
	const noXY = "0000000000000000"
	for _, c := range []struct {
		name, list string
		change     func(*world)
		tvr3       byte
		cvm        string
		performed  bool // TSI
	}{
		// B3 8, 10.5 AIP
		// B4 6.3.4.5 table 2 row 1
		{"card does not support it", noXY + "1F00", func(w *world) {
			w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte { return clearAIP(r, 0x10) })
		}, 0, "3F0000", false},
		// B3 7.5 CVM list, 10.5 absent, 10.5.5 not performed
		{"list missing", noXY + "1F00", func(w *world) { w.Middle = bench.Rewrite(t, "8E", "-") }, 0, "3F0000", false},
		// B3 10.5 absent
		// B4 6.3.4.5 table 2 row 2
		{"no rules", noXY + "1F00", func(w *world) { w.Middle = bench.Rewrite(t, "8E", "") }, 0, "3F0000", false},
		// B3 10.5.5 nothing supported
		// B4 6.3.4.5 table 2 row 3
		{"no condition satisfied", noXY + "1F01", nil, 0x80, "3F0001", true},
		// B3 10.5.5 nothing supported
		// B4 6.3.4.5 table 2 row 4
		{"nothing supported", noXY + "1E00", func(w *world) { w.Config.Terminal.Capabilities[1] = 0x08 }, 0x80, "3F0001", true},
		// B4 6.3.4.5 table 2 row 5
		{"nothing recognised", noXY + "3000", nil, 0xC0, "3F0001", true},
		// B3 10.5 results
		// B4 6.3.4.5 fail, 6.3.4.5 table 2 row 6
		{"fail", noXY + "0000", nil, 0x80, "000001", true},
		// B3 10.5.3
		// B4 6.3.4.4 unknown, 6.3.4.5 table 2 row 8
		{"signature", noXY + "1E00", nil, 0, "1E0000", true},
		// B3 10.5.2 captured
		// B4 6.3.4.2 unknown, 6.3.4.5 table 2 row 9
		{"online PIN", noXY + "0200", nil, 0x04, "020000", true},
		// B4 6.3.4.5 no CVM, 6.3.4.5 table 2 row 10
		{"no CVM", noXY + "1F00", nil, 0, "1F0002", true},
		{"plaintext PIN", noXY + "0100", nil, 0, "010002", true},
		// B3 10.5.4
		{"plaintext PIN and signature", noXY + "0300", nil, 0, "030000", true},
		// B4 6.3.4.1 successful
		{"enciphered PIN", noXY + "0400", nil, 0, "040002", true},
		// B4 6.3.4.5 table 2 row 13
		{"enciphered PIN and signature", noXY + "0500", nil, 0, "050000", true},
		// B3 10.5.2
		// B3 10.5.2 malfunction
		{"online PIN, no device", noXY + "0200", func(w *world) { w.NoPINPad = true }, 0x90, "020001", true},
		// B3 10.5.2 bypassed
		// B4 6.3.4.5 table 2 row 7
		{"online PIN bypassed", noXY + "0200", func(w *world) { w.PINs = []string{"bypass"} }, 0x88, "020001", true},
		// B4 6.3.4.3: bypassed once, bypassed for the next one too
		// B4 6.3.4.3 subsequent
		{"online PIN bypassed, then offline PIN", noXY + "4200 0400", func(w *world) { w.PINs = []string{"bypass", "1234"} }, 0x88, "040001", true},
		// B3 10.5.2 unsupported
		{"online PIN unsupported", noXY + "4200 1F00", func(w *world) { w.Config.Terminal.Capabilities[1] = 0x88 }, 0x10, "1F0002", true},
		// B3 10.5.1
		// B3 10.5.1 malfunction
		{"offline PIN, no device", noXY + "0400", func(w *world) { w.NoPINPad = true }, 0x90, "040001", true},
		// B3 10.5.1 bypassed
		// B4 6.3.4.3 bypass
		{"offline PIN bypassed", noXY + "4400 1E00", func(w *world) { w.PINs = []string{"bypass"} }, 0x08, "1E0000", true},
		// B3 10.5.1 unsupported
		{"offline PIN not supported at all", noXY + "4400 1F00", func(w *world) { w.Config.Terminal.Capabilities[1] = 0x48 }, 0x10, "1F0002", true},
		// B4 6.3.4.3 bypass
		{"wrong, then bypassed", noXY + "0400", func(w *world) { w.PINs = []string{"1111", "bypass"} }, 0x88, "040001", true},
		{"right on the second try", noXY + "0400", func(w *world) { w.PINs = []string{"1111", "1234"} }, 0, "040002", true},
		{"right on the third try, plaintext", noXY + "0100", func(w *world) { w.PINs = []string{"1111", "2222", "1234"} }, 0, "010002", true},
		// B4 6.3.4.5 table 2 row 12
		{"plaintext PIN and signature, wrong", noXY + "0300", func(w *world) { w.PINs = []string{"1111", "2222", "3333"} }, 0xA0, "030001", true},
		{"enciphered PIN and signature, bypassed", noXY + "0500", func(w *world) { w.PINs = []string{"bypass"} }, 0x88, "050001", true},
		{"wrong until the counter is at its end", noXY + "0400", func(w *world) { w.PINs = []string{"1111", "2222", "3333"} }, 0xA0, "040001", true},
		{"wrong until the end, plaintext, next rule", noXY + "4100 1E00", func(w *world) { w.PINs = []string{"1111", "2222", "3333"} }, 0x20, "1E0000", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := cvms(t, c.list)
			if c.change != nil {
				c.change(w)
			}
			out := w.Run()
			r := out
			if r.TVR()[2] != c.tvr3 || hexOf(r.CVMResults()) != c.cvm {
				t.Errorf("TVR byte 3 %02X, want %02X; CVM results %X, want %s (%v: %s)", r.TVR()[2], c.tvr3, r.CVMResults(), c.cvm, out.Status, out.Error.Reason)
			}
			if r.HasTSI(tlv.TSICardholderVerificationPerformed) != c.performed {
				t.Errorf("TSI %X", r.TSI())
			}
			missing := r.HasTVR(tlv.TVRICCDataMissing)
			if want := c.name == "list missing" || c.name == "no rules"; missing != want && c.name != "no rules" { // B3 7.5
				t.Errorf("ICC data missing: %v", missing)
			}
		})
	}
	// B3 10.5: half a rule, or not even the amounts
	// B3 10.5 format
	for _, list := range []string{noXY + "1F", "00000000000000"} {
		w := newWorld(t, "noauth")
		w.Middle = bench.Rewrite(t, "8E", list)
		out := w.Run()
		if out.Status != kernel.EndApplication || out.Error.L2 != kernel.CardDataError {
			t.Errorf("%s: %v: %s", list, out.Status, out.Error.Reason)
		}
	}
}

func hexOf(b []byte) string { return fmt.Sprintf("%X", b) }

func clearAIP(r []byte, bits byte) []byte {
	for i := range r[:len(r)-3] {
		if r[i] == 0x82 && r[i+1] == 2 {
			r[i+2] &^= bits
		}
	}
	return r
}

// B3 10.5.1, 10.5.5: every answer to VERIFY
func TestVerifyStatus(t *testing.T) {
	for _, c := range []struct {
		sws      []uint16
		tvr3     byte
		cvm      string
		ends     bool
		verifies int
	}{
		// B3 10.5.1 success
		{[]uint16{0x9000}, 0, "040002", false, 1},
		// B3 10.5.5 try again
		{[]uint16{0x63C2, 0x9000}, 0, "040002", false, 2},
		// B3 10.5.1 exhausted
		{[]uint16{0x63C1, 0x63C0}, 0xA0, "040001", false, 2},
		{[]uint16{0x63C0}, 0xA0, "040001", false, 1},
		// B3 10.5.1 blocked
		{[]uint16{0x6983}, 0xA0, "040001", false, 1},
		// B3 10.5.1 blocked
		{[]uint16{0x6984}, 0xA0, "040001", false, 1},
		{[]uint16{0x63C2, 0x6983}, 0xA0, "040001", false, 2},
		// B3 10.5.5 status
		{[]uint16{0x6985}, 0, "", true, 1},
		{[]uint16{0x6300}, 0, "", true, 1},
		{[]uint16{0x6A88}, 0, "", true, 1},
		{[]uint16{0x6700}, 0, "", true, 1},
		{[]uint16{0x6283}, 0, "", true, 1},
		{[]uint16{0x0000}, 0, "", true, 1},
		{[]uint16{0x63C5}, 0, "", true, 15}, // a counter that never ends
	} {
		w := cvms(t, "0000000000000000 0400")
		p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: c.sws}
		w.PINPad = p
		out := w.Run()
		if c.ends != (out.Status == kernel.EndApplication) || len(p.verified) != c.verifies {
			t.Errorf("%04X: %v after %d VERIFYs: %s", c.sws, out.Status, len(p.verified), out.Error.Reason)
		}
		if !c.ends && (out.TVR()[2] != c.tvr3 || hexOf(out.CVMResults()) != c.cvm) {
			t.Errorf("%04X: TVR byte 3 %02X, CVM results %X", c.sws, out.TVR()[2], out.CVMResults())
		}
	}
}

// B4 6.3.4.1: the PIN try counter, where the card gives it
func TestPINTryCounter(t *testing.T) {
	for _, c := range []struct {
		name, response string
		tries          int // as the PIN device is told; -2: it is not asked
		tvr3           byte
	}{
		// B4 6.3.4.1 counter
		{"three left", "9F170103 9000", 3, 0},
		// B4 6.3.4.1 zero
		{"none left", "9F170100 9000", -2, 0xA0},
		// B4 6.3.4.1 prompt
		{"not supported", "6D00", -1, 0},
		{"not found", "6A88", -1, 0},
		{"of two bytes", "9F17020000 9000", -1, 0},
		// B3 6.5.7.4
		{"another object", "9F360100 9000", -1, 0},
		{"no data", "9000", -1, 0},
		// B3 6.5.7.5
		{"warning with data", "9F170100 6283", -1, 0},
	} {
		w := cvms(t, "0000000000000000 0400")
		p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
		w.PINPad = p
		w.Middle = bench.Swap(t, apdu.GetData, 1, c.response)
		out := w.Run()
		tries := -2
		if len(p.asked) > 0 {
			tries = p.asked[0].Tries
		}
		if tries != c.tries || out.TVR()[2] != c.tvr3 {
			t.Errorf("%s: tries %d, TVR byte 3 %02X (%v: %s)", c.name, tries, out.TVR()[2], out.Status, out.Error.Reason)
		}
	}
	w := cvms(t, "0000000000000000 0400")
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
	w.PINPad, w.Config.Terminal.NoTryCounter = p, true
	w.Middle = bench.Swap(t, apdu.GetData, 1, "9F170100 9000")
	if out := w.Run(); strings.Contains(hexOf(slices.Concat(w.Commands...)), "80CA9F17") || p.asked[0].Tries != -1 || out.TVR()[2] != 0 {
		t.Errorf("a terminal that does not ask: tries %d, TVR byte 3 %02X", p.asked[0].Tries, out.TVR()[2])
	}
	// B4 6.3.4.2 try limit
	// B4 6.3.4.2: an online PIN is taken all the same
	w = cvms(t, "0000000000000000 4400 0200")
	w.Middle = bench.Swap(t, apdu.GetData, 1, "9F170100 9000")
	if out := w.Run(); out.TVR()[2] != 0x24 || hexOf(out.CVMResults()) != "020000" {
		t.Errorf("TVR byte 3 %02X, CVM results %X", out.TVR()[2], out.CVMResults())
	}
}

// B2 7.1, 7.2: the key and the challenge for an enciphered PIN
func TestPINEncipherment(t *testing.T) {
	const list = "0000000000000000 0400"
	request := func(w *world) (*pad, *bench.Result) {
		p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
		w.PINPad = p
		return p, w.Run()
	}
	own, _ := request(cvms(t, list))
	// B4 6.4 VERIFY
	if len(own.verified) != 1 || len(own.verified[0].Modulus) == 0 || len(own.verified[0].Challenge) != 8 {
		t.Fatalf("%+v", own.verified)
	}
	// B2 7.1 point 2: without a key for it, the card's signature key serves
	w := cvms(t, list)
	w.Card = bench.Profile(t, "pin", func(app map[string]any) {
		bench.SetElement(app, "8E", list)
		bench.SetElement(app, "9F2D", "-")
		bench.SetElement(app, "9F2E", "-")
		bench.SetElement(app, "9F2F", "-")
		delete(app["signatures"].(map[string]any), "pin")
	})
	icc, out := request(w)
	if len(icc.verified) != 1 || string(icc.verified[0].Modulus) == string(own.verified[0].Modulus) {
		t.Fatalf("%+v: %s", icc.verified, out.Error.Reason)
	}
	for _, c := range []struct {
		name   string
		middle func(int, []byte, []byte) []byte
		keys   bool
	}{
		// B3 10.5.5 key
		{"no CA key", nil, true},
		{"issuer certificate missing", bench.Rewrite(t, "90", "-"), false},
		{"PIN certificate of rubbish", bench.Rewrite(t, "9F2D", "0011"), false},
		// B3 10.5.5 challenge
		{"challenge refused", bench.Swap(t, apdu.GetChallenge, 1, "6D00"), false},
		// B3 6.5.6.4
		{"challenge of 7 bytes", bench.Swap(t, apdu.GetChallenge, 1, "01020304050607 9000"), false},
		{"challenge of 9 bytes", bench.Swap(t, apdu.GetChallenge, 1, "010203040506070809 9000"), false},
		// B3 6.5.6.5
		{"challenge with a warning", bench.Swap(t, apdu.GetChallenge, 1, "0102030405060708 6283"), false},
	} {
		w := cvms(t, list)
		w.Middle = c.middle
		if c.keys {
			w.Config.Keys = nil
		}
		p, out := request(w)
		// The method fails and nothing else is said of the PIN.
		if len(p.verified) != 0 || out.TVR()[2] != 0x80 || hexOf(out.CVMResults()) != "040001" {
			t.Errorf("%s: %d VERIFYs, TVR byte 3 %02X, CVM results %X", c.name, len(p.verified), out.TVR()[2], out.CVMResults())
		}
	}
	// B3 7.5 CVM
	// B3 7.5: what is missing for a PIN is not ICC data missing
	w = cvms(t, list)
	w.Config.Terminal.Capabilities[2] = 0
	w.Middle = bench.Rewrite(t, "92", "-")
	if p, out := request(w); len(p.verified) != 0 || out.TVR()[0] != 0x80 {
		t.Errorf("remainder missing: %d VERIFYs, TVR %X", len(p.verified), out.TVR())
	}
	// B3 6.5.6.1
	// a new challenge for each try
	w = cvms(t, list)
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x63C2, 0x9000}}
	w.PINPad = p
	w.Run()
	if w.Sent(apdu.GetChallenge) != 2 || string(p.verified[0].Challenge) == string(p.verified[1].Challenge) {
		t.Errorf("challenges %+v", p.verified)
	}
}

// The card's try counter outlives power: two wrong PINs, power off, one wrong PIN, and the PIN is blocked; after that it
// is not even asked for.
// B3 10.5.1, 6.5.12.5
func TestTryCounterSurvivesPowerOff(t *testing.T) {
	w := newWorld(t, "pin")
	c := w.Card
	w.PINs = []string{"1111", "2222", "bypass"}
	if out := w.Run(); out.TVR()[2] != 0x88 {
		t.Fatalf("TVR %X", out.TVR())
	}
	c.Reset()
	w = newWorld(t, "pin")
	w.Card, w.PINs = c, []string{"3333"}
	if out := w.Run(); out.TVR()[2] != 0xA0 || hexOf(out.CVMResults()) != "040301" {
		t.Fatalf("TVR %X, CVM results %X", out.TVR(), out.CVMResults())
	}
	c.Reset()
	w = newWorld(t, "pin")
	w.Card, w.PINs = c, []string{"1234"}
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
	w.PINPad = p
	if out := w.Run(); out.TVR()[2] != 0xA0 || len(p.asked) != 0 {
		t.Fatalf("TVR %X, PIN asked for %d times", out.TVR(), len(p.asked))
	}
}

// The PIN device: cancelled, out of order in the middle, the card gone.
// B4 7.1.1
func TestPINDevice(t *testing.T) {
	w := cvms(t, "0000000000000000 0200")
	w.PINs = []string{"cancel"}
	out := w.Run()
	if out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop {
		t.Errorf("%v: %s", out.Status, out.Error.Reason)
	}
	w = cvms(t, "0000000000000000 0400")
	// B3 10.5.1 malfunction
	w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, failing: true}
	if out := w.Run(); out.TVR()[2] != 0x90 { // B3 10.5.1
		t.Errorf("TVR %X", out.TVR())
	}
	w = cvms(t, "0000000000000000 0400")
	w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, fault: apdu.Fault(apdu.Removed, nil)}
	out = w.Run()
	if out.Status != kernel.EndApplication || out.Error.L1 != kernel.FaultTimeout {
		t.Errorf("%v, L1 %d", out.Status, out.Error.L1)
	}
}

// strict: a plaintext PIN does not leave the terminal
// B4 6.3.4
func TestStrictPlaintextPIN(t *testing.T) {
	for _, c := range []struct {
		profile kernel.Profile
		cvm     string
		tvr3    byte
	}{{kernel.Book, "410002", 0}, {kernel.Strict, "1E0000", 0}} {
		w := cvms(t, "0000000000000000 4100 1E00")
		w.Config.Profile = c.profile
		p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
		w.PINPad = p
		out := w.Run()
		if hexOf(out.CVMResults()) != c.cvm || out.TVR()[2] != c.tvr3 || (len(p.verified) == 1) != (c.profile == kernel.Book) {
			t.Errorf("%v: CVM results %X, TVR %X, %d VERIFYs", c.profile, out.CVMResults(), out.TVR(), len(p.verified))
		}
	}
}

// The wedge: VERIFY is answered with success by somebody who is not the card, and the card's own word in the issuer application
// data is that it verified nothing. The card pin, in the common core definitions' format.
// B3 C9.3
func TestWedge(t *testing.T) {
	wedge := func(p kernel.Profile, amount uint64) *world {
		w := newWorld(t, "pin")
		w.Config.Profile, w.Transaction.Amount = p, amount
		w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
		return w
	}
	// book: approved offline, and declined by an issuer that looks
	w := wedge(kernel.Book, 100)
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "040302"))
	w = wedge(kernel.Book, 1234)
	if out := w.Run(); out.Status != kernel.Declined || w.HostCalls != 1 {
		t.Errorf("%v, host asked %d times", out.Status, w.HostCalls)
	}
	// strict: declined by the terminal, with the reason
	w = wedge(kernel.Strict, 100)
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Declined, "Z1", "0000000000", "E800", "040302"))
	if out.Error.Reason == "" || w.P1(2) != -1 {
		t.Errorf("reason %q, commands %s", out.Error.Reason, w.Instructions())
	}
	w = wedge(kernel.Strict, 1234)
	out = w.Run()
	w.Expect(out, bench.Ended(kernel.Declined, "Z1", "0000008000", "E800", "040302"))
	if w.HostCalls != 0 || w.P1(2) != 0 {
		t.Errorf("host asked %d times, commands %s", w.HostCalls, w.Instructions())
	}
	// and the card that did verify a PIN, in each format
	for _, name := range []string{"pin", "plaintext-pin"} {
		w := newWorld(t, name)
		w.Config.Profile = kernel.Strict
		w.Transaction.Amount = 100
		if out := w.Run(); out.Status != kernel.Approved {
			t.Errorf("%s: %v: %s", name, out.Status, out.Error.Reason)
		}
	}
}
