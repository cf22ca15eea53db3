package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

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
