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
	failing bool               // it breaks at VERIFY
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
		return kernel.PINDeviceFailed, 0x9000, nil
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
		{"two amounts and no rules", noXY + "1F00", func(w *world) { w.Middle = bench.Rewrite(t, "8E", noXY) }, 0, "3F0000", false},
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
			if want := c.name == "list missing" || strings.Contains(c.name, "no rules"); missing != want { // B3 7.5
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
	if second := w.values(apdu.GenerateAC, 2); w.HostCalls != 0 || w.P1(2) != 0 || !strings.HasPrefix(second, strings.Repeat("00", 16)+"5A31") { // 91 and 8A of CDOL2
		t.Errorf("host asked %d times, commands %s, the second GENERATE AC has %s", w.HostCalls, w.Instructions(), second)
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

// The last try is the cardholder's, too: the PIN is asked for, and who asks knows that it is the last.
// B4 6.3.4.1 zero, counter
func TestLastTry(t *testing.T) {
	w := cvms(t, noXY+"0400")
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
	w.PINPad = p
	w.Middle = bench.Swap(t, apdu.GetData, 1, "9F170101 9000")
	if out := w.Run(); len(p.asked) != 1 || p.asked[0].Tries != 1 || out.TVR()[2] != 0 {
		t.Errorf("asked %+v, TVR byte 3 %02X", p.asked, out.TVR()[2])
	}
}

// A terminal that does not ask for the try counter does not know it, and takes the PIN.
// B4 6.3.4.1
func TestNoTryCounter(t *testing.T) {
	w := cvms(t, noXY+"0400")
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
	w.PINPad, w.Config.Terminal.NoTryCounter = p, true
	w.Middle = bench.Swap(t, apdu.GetData, 1, "9F170100 9000")
	if out := w.Run(); strings.Contains(hexOf(slices.Concat(w.Commands...)), "80CA9F17") || p.asked[0].Tries != -1 || out.TVR()[2] != 0 {
		t.Errorf("tries %d, TVR byte 3 %02X", p.asked[0].Tries, out.TVR()[2])
	}
}

// A terminal says whether PIN entry is bypassed at all, and whether for every method of the transaction or for one: an online PIN is bypassed, and an offline PIN
// comes next.
// B4 6.3.4.3 attended, subsequent
func TestPINBypassSwitches(t *testing.T) {
	for _, c := range []struct {
		name      string
		change    func(*kernel.Terminal)
		asked     int // times that a PIN was
		tvr3      byte
		cvm       string
		verifyPIN int
	}{
		{"for every method", func(*kernel.Terminal) {}, 1, 0x88, "040001", 0},
		{"for one", func(t *kernel.Terminal) { t.AsksAfterBypass = true }, 2, 0x08, "040002", 1},
		{"for none", func(t *kernel.Terminal) { t.NoPINBypass = true }, 2, 0x10, "040002", 1},
		{"for none, nor after", func(t *kernel.Terminal) { t.NoPINBypass, t.AsksAfterBypass = true, true }, 2, 0x10, "040002", 1},
	} {
		w := cvms(t, "0000000000000000 4200 0400")
		p := &pad{entries: []kernel.PINResult{kernel.PINBypassed, kernel.PINEntered}, sws: []uint16{0x9000}}
		w.PINPad = p
		c.change(&w.Config.Terminal)
		out := w.Run()
		if len(p.asked) != c.asked || out.TVR()[2] != c.tvr3 || hexOf(out.CVMResults()) != c.cvm || len(p.verified) != c.verifyPIN {
			t.Errorf("%s: asked %d times, TVR byte 3 %02X, CVM results %X, VERIFY %d times", c.name, len(p.asked), out.TVR()[2], out.CVMResults(), len(p.verified))
		}
	}
}

// A PIN that was bypassed for one method is bypassed for the next: the try counter is not read, and an exhausted one is not in the TVR. A method that is not bypassed
// finds it.
// B4 6.3.4.1 counter, zero, 6.3.4.3 bypass, subsequent
func TestTryCounterAfterBypass(t *testing.T) {
	for _, c := range []struct {
		name, list string
		asks       bool // again after a bypass
		tvr3       byte
		counters   int // read
	}{
		{"online, then offline", "4200 0400", false, 0x88, 0},
		{"online, then offline twice", "4200 4400 0100", false, 0x88, 0},
		{"online, then offline, asked again", "4200 0400", true, 0xA8, 1},
		{"offline, then online", "4400 0200", false, 0xA8, 1},
		{"offline, then online, then offline", "4400 4200 0100", false, 0xA8, 1},
	} {
		w := cvms(t, "0000000000000000"+c.list)
		w.PINPad, w.Config.Terminal.AsksAfterBypass = &pad{entries: []kernel.PINResult{kernel.PINBypassed}}, c.asks
		counters := 0
		w.Middle = func(_ int, command, r []byte) []byte {
			if command[1] == apdu.GetData && command[2] == 0x9F && command[3] == 0x17 {
				counters++
				return bench.Hex(t, "9F170100 9000")
			}
			return r
		}
		if out := w.Run(); out.TVR()[2] != c.tvr3 || counters != c.counters {
			t.Errorf("%s: TVR byte 3 %02X, want %02X; the counter was read %d times", c.name, out.TVR()[2], c.tvr3, counters)
		}
	}
}

// Every PIN that the card finds wrong is said to be, the last one too; a card that is blocked already says nothing of a PIN, nor does one that verifies a template.
// B4 11.2, B3 6.5.12.5 63Cx, 10.5.1 exhausted, blocked
func TestIncorrectPIN(t *testing.T) {
	for _, c := range []struct {
		sws   []uint16
		wrong int
		right int
	}{
		{[]uint16{0x9000}, 0, 1},
		{[]uint16{0x63C2, 0x9000}, 1, 1},
		{[]uint16{0x63C2, 0x63C1, 0x63C0}, 3, 0},
		{[]uint16{0x63C0}, 1, 0},
		{[]uint16{0x6983}, 0, 0},
		{[]uint16{0x6984}, 0, 0},
		{[]uint16{0x63C1, 0x6983}, 1, 0},
		{[]uint16{0x6A88}, 0, 0},
	} {
		w := cvms(t, "0000000000000000 0100")
		w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: c.sws}
		w.Run()
		wrong, right := 0, 0
		for _, m := range w.Messages {
			if m == kernel.MsgIncorrectPIN {
				wrong++
			}
			if m == kernel.MsgPINOK {
				right++
			}
		}
		if wrong != c.wrong || right != c.right {
			t.Errorf("%04X: wrong said %d times, right %d", c.sws, wrong, right)
		}
		w = biometrics(t, "0800", group("BF4A", rightIndex), "BF4C04DF510103 9000", "BF4D04DF510103 9000", &capturer{sws: c.sws})
		if w.Run(); slices.Contains(w.Messages, kernel.MsgIncorrectPIN) || slices.Contains(w.Messages, kernel.MsgPINOK) {
			t.Errorf("%04X: a template is said to be a PIN", c.sws)
		}
	}
}

// Without a method of offline data authentication in common nothing is missing for it: a key that the PIN alone needs, and that cannot be had, is not ICC data missing.
// B3 7.5 CVM
func TestMissingForPINAlone(t *testing.T) {
	for _, card := range []string{"pin", "full", "dda", "cash"} {
		w := newWorld(t, card)
		w.Card = bench.With(t, card, "8E", noXY+"0400")
		w.Config.Terminal.Capabilities[2] = 0
		w.Middle = bench.Rewrite(t, "92", "-")
		out := w.Run()
		if out.HasTVR(tlv.TVRICCDataMissing) || !out.HasTVR(tlv.TVRODANotPerformed) || hexOf(out.CVMResults()) != "040001" {
			t.Errorf("%s: TVR %X, CVM results %X", card, out.TVR(), out.CVMResults())
		}
	}
}
