package contact_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
)

// capturer is a capture device with a will.
type capturer struct {
	entries []kernel.PINResult // the last one again and again; none: captured
	sws     []uint16           // of VERIFY, the last one again and again
	failing bool               // it breaks at VERIFY
	fault   error

	asked    []byte // subtypes
	online   int
	tries    []int
	verified int
	bit      []byte
	modulus  int
	public   int
	newKeys  []bool
}

func (c *capturer) equip(d *terminal.Devices) { d.Cardholder.Capture = c }

func (c *capturer) Capture(_ context.Context, r kernel.PINRequest, b kernel.Biometric) (kernel.PINResult, error) {
	c.newKeys = append(c.newKeys, r.NewKeys)
	c.asked, c.tries, c.bit = append(c.asked, b.Subtype), append(c.tries, r.Tries), slices.Clone(b.BIT)
	if r.Method == kernel.OnlinePIN {
		c.online++
	}
	if len(c.entries) == 0 {
		return kernel.PINEntered, nil
	}
	return c.entries[min(len(c.asked), len(c.entries))-1], nil
}

func (c *capturer) VerifyBiometric(_ context.Context, _ apdu.Card, r kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, uint16, error) {
	c.verified++
	c.modulus, c.public = len(r.Modulus), len(r.Public)
	switch {
	case c.failing:
		return kernel.PINDeviceFailed, 0x9000, nil
	case c.fault != nil:
		return 0, 0, c.fault
	}
	return kernel.PINEntered, c.sws[min(c.verified, len(c.sws))-1], nil
}

// template is a biometric information template.
func template(solution, kind, subtype, owner, format string) string {
	h := "8002" + "0101" + tl("90", solution) + tl("81", kind) + tl("82", subtype) + tl("87", owner) + tl("88", format)
	return tl("7F60", tl("A1", h))
}

func tl(tag, value string) string { return tag + hex1(len(value)/2) + value }

const finger = "08"

var (
	rightIndex  = template("53", finger, "29", "0101", "0004")
	rightMiddle = template("53", finger, "2D", "0101", "0004")
	foreign     = template("54", finger, "25", "0101", "0004") // another solution
	otherFormat = template("53", finger, "35", "0101", "0005")
	face        = template("53", "02", "00", "0101", "0004")
)

// group is the card's 9F31.
func group(tag string, bits ...string) string {
	body := tl("02", hex1(len(bits)))
	for _, b := range bits {
		body += b
	}
	return tl(tag, body)
}

// biometrics is a card with this CVM list and these templates, whose try counter and preferred attempts for fingers are given in the
// answers to GET DATA; a terminal that captures fingers.
func biometrics(t *testing.T, list, templates, counters, preferred string, c *capturer) *world {
	w := newWorld(t, "pin")
	w.Card = bench.With(t, "pin", "8E", noXY+list, "9F31", templates)
	w.Config.Terminal.Capabilities = [3]byte{0xE0, 0xFE, 0x48}
	w.Config.Terminal.BiometricCapabilities = [3]byte{0x40, 0x40, 0}
	w.Config.Terminal.BITs = [][]byte{bench.Hex(t, template("53", finger, "00", "0101", "0004"))}
	w.Equip = c.equip
	w.Middle = func(_ int, command, r []byte) []byte {
		switch {
		case command[1] == apdu.GetData && command[3] == 0x4C:
			return bench.Hex(t, counters)
		case command[1] == apdu.GetData && command[3] == 0x4D:
			return bench.Hex(t, preferred)
		}
		return r
	}
	return w
}

// levels is a template of two levels, whose first has this format.
func levels(owner, format string) string {
	h := "80020101" + tl("90", "53") + tl("81", finger) + tl("82", "29") + tl("A1", tl("87", owner)+tl("88", format)) + tl("A2", "8702FFFF8802FFFF")
	return tl("7F60", tl("A1", h))
}

// The software device enciphers a template for the card's key, and sends VERIFY in a chain: all but the last with class 10. The bits for
// enciphered offline PINs have no word in it.
// B2 7.3, B3 6.5.12.2, 6.5.13
// B3 6.5.12.1, B4 A2
func TestBiometricChain(t *testing.T) {
	for _, capabilities := range []byte{0xFE, 0xEE} {
		b, err := pin.NewBiometric([]byte{0x08}, []byte{0x53}, 0x29, make([]byte, 700))
		if err != nil {
			t.Fatal(err)
		}
		dev, err := softpin.New()
		if err != nil {
			t.Fatal(err)
		}
		dev.Capture(b)
		w := biometrics(t, "0800", group("BF4A", rightIndex), "BF4C04DF510105 9000", "BF4D04DF510102 9000", &capturer{})
		w.Config.Terminal.Capabilities[1] = capabilities
		w.Equip = func(d *terminal.Devices) { d.Cardholder.Capture = pinpad.Capture(dev) }
		inner := w.Middle
		w.Middle = func(n int, command, r []byte) []byte {
			if command[1] == apdu.Verify {
				return []byte{0x90, 0}
			}
			return inner(n, command, r)
		}
		r := w.Run()
		var chain []byte
		for _, c := range w.Commands {
			if c[1] == apdu.Verify {
				chain = append(chain, c[0])
				// B3 6.5.12.2 P2
				if c[3] != 0x89 {
					t.Errorf("P2 %02X", c[3])
				}
			}
		}
		if n := len(chain); n < 3 || chain[n-1] != 0 || slices.ContainsFunc(chain[:n-1], func(c byte) bool { return c != 0x10 }) {
			t.Errorf("%02X: classes %X", capabilities, chain)
		}
		if r.TVR()[1] != 0x02 || hexOf(r.CVMResults()) != "080002" {
			t.Errorf("%02X: TVR %X, CVM results %X", capabilities, r.TVR(), r.CVMResults())
		}
	}
}
