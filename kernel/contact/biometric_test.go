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
	"github.com/emvgo/emv/tlv"
)

// capturer is a capture device with a will.
type capturer struct {
	entries []kernel.PINResult // the last one again and again; none: captured
	sws     []uint16           // of VERIFY, the last one again and again
	failing bool
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
		return kernel.PINDeviceFailed, 0, nil
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

// B3 10.5.6
// B3 C7
func TestOfflineBiometric(t *testing.T) {
	const five, two = "BF4C04DF510105 9000", "BF4D04DF510102 9000"
	both := group("BF4A", rightIndex, rightMiddle)
	for _, c := range []struct {
		name                string
		templates           string
		counters, preferred string
		capturer            capturer
		tvr2, tvr3, tvr4    byte
		cvm                 string
		subtypes            string
		verified            int
	}{
		// B3 10.5.6 success
		{"verified", both, five, two, capturer{sws: []uint16{0x9000}}, 0x02, 0, 0, "080002", "29", 1},
		{"on the second try", both, five, two, capturer{sws: []uint16{0x63C4, 0x9000}}, 0x02, 0, 0, "080002", "2929", 2},
		// B3 10.5.6 sequence
		{"the next finger after as many as are preferred", both, five, two, capturer{sws: []uint16{0x63C4, 0x63C3, 0x9000}}, 0x02, 0, 0, "080002", "29292D", 3},
		{"no finger is right", both, five, two, capturer{sws: []uint16{0x63C4, 0x63C3, 0x63C2, 0x63C1}}, 0, 0x80, 0, "080001", "29292D2D", 4},
		{"fewer tries than are preferred", both, "BF4C04DF510101 9000", two, capturer{sws: []uint16{0x63C1}}, 0, 0x80, 0, "080001", "292D", 2},
		// the try limit
		// B3 10.5.6 counter
		{"no try left at the start", both, "BF4C04DF510100 9000", two, capturer{}, 0, 0x80, 0x04, "080001", "", 0},
		// B3 10.5.6 exhausted
		{"63C0", both, five, two, capturer{sws: []uint16{0x63C1, 0x63C0}}, 0, 0x80, 0x04, "080001", "2929", 2},
		// B3 10.5.6 blocked
		{"6983", both, five, two, capturer{sws: []uint16{0x6983}}, 0, 0x80, 0x04, "080001", "29", 1},
		{"6984", both, five, two, capturer{sws: []uint16{0x6984}}, 0, 0x80, 0x04, "080001", "29", 1},
		// the chain
		// B3 10.5.6 chain
		{"6800", both, five, two, capturer{sws: []uint16{0x6800}}, 0, 0x80, 0, "080001", "29", 1},
		{"6883", both, five, two, capturer{sws: []uint16{0x6883}}, 0, 0x80, 0, "080001", "29", 1},
		{"6884", both, five, two, capturer{sws: []uint16{0x6884}}, 0, 0x80, 0, "080001", "29", 1},
		// counters and attempts that the card does not return
		{"no try counters", both, "6A88", two, capturer{}, 0, 0x80, 0, "080001", "", 0},
		{"try counters of another type", both, "BF4C04DF500105 9000", two, capturer{}, 0, 0x80, 0, "080001", "", 0},
		{"try counter of two bytes", both, "BF4C05DF51020005 9000", two, capturer{}, 0, 0x80, 0, "080001", "", 0},
		{"no preferred attempts", both, five, "6A88", capturer{}, 0, 0x80, 0, "080001", "", 0},
		{"another template", both, five, "BF4C04DF510102 9000", capturer{}, 0, 0x80, 0, "080001", "", 0},
		// templates
		// B3 C8
		{"no group", group("BF4B", rightIndex), five, two, capturer{}, 0, 0x80, 0, "080001", "", 0},
		// B3 C8
		{"a group without templates", group("BF4A"), five, two, capturer{}, 0, 0x80, 0, "080001", "", 0},
		{"another solution", group("BF4A", foreign), five, two, capturer{}, 0x01, 0x80, 0, "080001", "", 0},
		// B3 10.5.6 format
		{"another format", group("BF4A", otherFormat), five, two, capturer{}, 0x01, 0x80, 0, "080001", "", 0},
		{"another type", group("BF4A", face), five, two, capturer{}, 0x01, 0x80, 0, "080001", "", 0},
		// B3 10.5.6 one level
		{"the second one fits", group("BF4A", foreign, otherFormat, face, rightMiddle), five, two, capturer{sws: []uint16{0x9000}}, 0x02, 0, 0, "080002", "2D", 1},
		// B3 10.5.6 two levels
		{"two levels: the first decides", group("BF4A", levels("0101", "0004")), five, two, capturer{sws: []uint16{0x9000}}, 0x02, 0, 0, "080002", "29", 1},
		{"two levels: the first does not fit", group("BF4A", levels("0101", "0009")), five, two, capturer{}, 0x01, 0x80, 0, "080001", "", 0},
		// the device
		// B3 10.5.6 bypassed
		{"bypassed", both, five, two, capturer{entries: []kernel.PINResult{kernel.PINBypassed}}, 0, 0x81, 0, "080001", "292D", 0},
		{"one finger bypassed", both, five, two, capturer{entries: []kernel.PINResult{kernel.PINBypassed, kernel.PINEntered}, sws: []uint16{0x9000}}, 0x02, 0x01, 0, "080002", "292D", 1},
		// B3 10.5.6 malfunction
		{"out of order", both, five, two, capturer{entries: []kernel.PINResult{kernel.PINDeviceFailed}}, 0, 0x82, 0, "080001", "29", 0},
		{"out of order when it verifies", group("BF4A", rightIndex), five, two, capturer{failing: true}, 0, 0x82, 0, "080001", "29", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			dev := c.capturer
			w := biometrics(t, "0800", c.templates, c.counters, c.preferred, &dev)
			out := w.Run()
			r := out
			if r.TVR()[1]&0x03 != c.tvr2 || r.TVR()[2] != c.tvr3 || r.TVR()[3]&0x06 != c.tvr4 || hexOf(r.CVMResults()) != c.cvm {
				t.Errorf("TVR %X, CVM results %X (%v: %s)", r.TVR(), r.CVMResults(), out.Status, out.Error.Reason)
			}
			if hexOf(dev.asked) != c.subtypes || dev.verified != c.verified || dev.online != 0 {
				t.Errorf("captured %X, %d VERIFYs", dev.asked, dev.verified)
			}
			if dev.verified > 0 && (dev.modulus == 0 || w.Sent(apdu.GetChallenge) != dev.verified || len(dev.bit) == 0 || dev.bit[0] != 0x7F) {
				t.Errorf("key of %d bytes, %d challenges, template %X", dev.modulus, w.Sent(apdu.GetChallenge), dev.bit)
			}
		})
	}
	// a status word that VERIFY cannot have, the card gone, the cancel key, a counter without end
	for name, c := range map[string]struct {
		dev    capturer
		l1     kernel.Fault
		l2     kernel.L2Error
		l3     kernel.L3Error
		counts string
	}{
		// B3 10.5.6 status
		"6700":   {capturer{sws: []uint16{0x6700}}, 0, kernel.StatusBytes, 0, five},
		"gone":   {capturer{fault: apdu.Fault(apdu.Removed, nil)}, kernel.FaultTimeout, 0, 0, five},
		"cancel": {capturer{entries: []kernel.PINResult{kernel.PINCancelled}}, 0, 0, kernel.L3Stop, five},
		"endless": {
			capturer{sws: []uint16{0x63CF}}, 0, kernel.MaxLimitExceeded, 0, "BF4C04DF5101FF 9000",
		},
	} {
		preferred := two
		if name == "endless" {
			preferred = "BF4D04DF5101FF 9000"
		}
		w := biometrics(t, "0800", both, c.counts, preferred, &c.dev)
		out := w.Run()
		if out.Status != kernel.EndApplication || out.Error.L1 != c.l1 || out.Error.L2 != c.l2 || out.Error.L3 != c.l3 || c.dev.verified > 30 {
			t.Errorf("%s: %v, %+v, %d VERIFYs", name, out.Status, out.Error, c.dev.verified)
		}
	}
}

// levels is a template of two levels, whose first has this format.
func levels(owner, format string) string {
	h := "80020101" + tl("90", "53") + tl("81", finger) + tl("82", "29") + tl("A1", tl("87", owner)+tl("88", format)) + tl("A2", "8702FFFF8802FFFF")
	return tl("7F60", tl("A1", h))
}

// A card with ECC: its key for encipherment, and one agreement on keys for all templates of a transaction.
// B2 13.2, 13.4
func TestBiometricECC(t *testing.T) {
	dev := &capturer{sws: []uint16{0x63C4, 0x63C3, 0x9000}}
	w := biometrics(t, "0800", group("BF4A", rightIndex, rightMiddle), "BF4C04DF510105 9000", "BF4D04DF510102 9000", dev)
	terminal := w.Config.Terminal
	w.Config = bench.Config(t, "xda")
	w.Config.Profile = kernel.Book
	w.Config.Terminal.Capabilities[1] |= 0x06
	w.Config.Terminal.BiometricCapabilities, w.Config.Terminal.BITs = terminal.BiometricCapabilities, terminal.BITs
	for i := range w.Config.Applications {
		w.Config.Applications[i].Capabilities = nil
	}
	w.Card = bench.With(t, "xda", "8E", noXY+"0800", "9F31", group("BF4A", rightIndex, rightMiddle))
	out := w.Run()
	if hexOf(out.CVMResults()) != "080002" || dev.public == 0 || dev.modulus != 0 || dev.verified != 3 {
		t.Errorf("CVM results %X, point of %d bytes, modulus of %d, %d VERIFYs: %s", out.CVMResults(), dev.public, dev.modulus, dev.verified, out.Error.Reason)
	}
	if !slices.Equal(dev.newKeys, []bool{true, false, false}) {
		t.Errorf("new keys %v", dev.newKeys)
	}
}

// B3 10.5.7
// B3 10.5.7 malfunction, bypassed, format, captured
func TestOnlineBiometric(t *testing.T) {
	both := group("BF4B", rightIndex, rightMiddle)
	for _, c := range []struct {
		name       string
		templates  string
		entries    []kernel.PINResult
		tvr2, tvr3 byte
		cvm        string
		subtypes   string
	}{
		{"captured", both, nil, 0, 0x04, "090000", "29"},
		{"bypassed", both, []kernel.PINResult{kernel.PINBypassed}, 0, 0x81, "090001", "292D"},
		{"the second captured", both, []kernel.PINResult{kernel.PINBypassed, kernel.PINEntered}, 0, 0x05, "090000", "292D"},
		{"out of order", both, []kernel.PINResult{kernel.PINDeviceFailed}, 0, 0x82, "090001", "29"},
		{"no group", group("BF4A", rightIndex), nil, 0, 0x80, "090001", ""},
		{"no template fits", group("BF4B", foreign, otherFormat), nil, 0x01, 0x80, "090001", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dev := capturer{entries: c.entries}
			w := biometrics(t, "0900", c.templates, "6A88", "6A88", &dev)
			out := w.Run()
			r := out
			if r.TVR()[1]&0x03 != c.tvr2 || r.TVR()[2] != c.tvr3 || r.TVR()[3]&0x06 != 0 || hexOf(r.CVMResults()) != c.cvm {
				t.Errorf("TVR %X, CVM results %X (%v: %s)", r.TVR(), r.CVMResults(), out.Status, out.Error.Reason)
			}
			if hexOf(dev.asked) != c.subtypes || dev.verified != 0 || dev.online != len(dev.asked) {
				t.Errorf("captured %X, %d online, %d VERIFYs", dev.asked, dev.online, dev.verified)
			}
		})
	}
}

// A terminal that has not the type, in one of its capabilities or the other, and one that has no device.
// B4 6.3.4, A7
// B3 10.5.6 unsupported, 10.5.7 unsupported
func TestBiometricSupport(t *testing.T) {
	both := group("BF4A", rightIndex) + group("BF4B", rightIndex)
	for _, c := range []struct {
		name   string
		list   string
		change func(*world)
		tvr4   byte
		cvm    string
	}{
		{"no offline biometrics", "4800 1F00", func(w *world) { w.Config.Terminal.Capabilities[1] &^= 0x02 }, 0x02, "1F0002"},
		{"no online biometrics", "4900 1F00", func(w *world) { w.Config.Terminal.Capabilities[1] &^= 0x04 }, 0x02, "1F0002"},
		{"no finger offline", "4800 1F00", func(w *world) { w.Config.Terminal.BiometricCapabilities[0] = 0xBF }, 0x02, "1F0002"},
		{"no finger online", "4900 1F00", func(w *world) { w.Config.Terminal.BiometricCapabilities[1] = 0xBF }, 0x02, "1F0002"},
		{"no face", "4600 1F00", nil, 0x02, "1F0002"},
		{"if supported", "0903 1F00", func(w *world) { w.Config.Terminal.BiometricCapabilities[1] = 0 }, 0, "1F0002"},
		{"no device", "4800 1F00", func(w *world) { w.Equip = nil }, 0, "1F0002"},
	} {
		w := biometrics(t, c.list, both, "BF4C04DF510105 9000", "BF4D04DF510102 9000", &capturer{sws: []uint16{0x9000}})
		if c.change != nil {
			c.change(w)
		}
		r := w.Run()
		if r.TVR()[3]&0x02 != c.tvr4 || hexOf(r.CVMResults()) != c.cvm {
			t.Errorf("%s: TVR %X, CVM results %X", c.name, r.TVR(), r.CVMResults())
		}
		if device := r.HasTVR(tlv.TVRBiometricDeviceNotWorking); device != (c.name == "no device") {
			t.Errorf("%s: TVR %X", c.name, r.TVR())
		}
	}
	// B4 A7: a card that asks for 9F30 in its PDOL or CDOL gets it
	w := biometrics(t, "1F00", both, "6A88", "6A88", &capturer{})
	w.Card = bench.With(t, "pin", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9F3003")
	w.Run()
	for _, cmd := range w.Commands {
		if cmd[1] == apdu.GenerateAC {
			if got := hexOf(cmd[5+29 : 5+32]); got != "404000" {
				t.Errorf("9F30 is %s", got)
			}
			break
		}
	}
}

// The software device enciphers a template for the card's key, and sends VERIFY in a chain: all but the last with class 10.
// B2 7.3, B3 6.5.12.2, 6.5.13
// B3 6.5.12.1
func TestBiometricChain(t *testing.T) {
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
		t.Errorf("classes %X", chain)
	}
	if r.TVR()[1] != 0x02 || hexOf(r.CVMResults()) != "080002" {
		t.Errorf("TVR %X, CVM results %X", r.TVR(), r.CVMResults())
	}
}
