package c7_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A reader that does what its card is made for: the three ways through the book.
// C-7 3.2, 3.2.4
func TestWays(t *testing.T) {
	for _, out := range []*bench.Result{
		offline(t).expect(approves), online(t).expect(goesOnline), special(t).expect(goesOnline.authenticated("ok")),
	} {
		if !out.Read() {
			t.Errorf("%v: another way of entry may follow", out.Status)
		}
	}
}

// The kernel is 07, must have the qualifiers of the reader, and takes the terminal's capabilities for a combination.
// C-7 annex C
func TestKernel(t *testing.T) {
	k := c7.Kernel{}
	p := k.Parameters()
	if k.ID() != "\x07" || len(p) != 3 || p[0].Tag != 0x9F66 || !p[0].Mandatory || p[1].Tag != 0x9F33 || p[1].Mandatory || !p[1].Allows(3) || p[1].Allows(2) ||
		p[2].Tag != c7.ParamAccountRanges || p[2].Mandatory {
		t.Errorf("%v %+v", k.ID(), p)
	}
	for _, c := range []struct{ own, treated, want string }{{"E0F8C8", "", "E0F8C8"}, {"E0F8C8", "200840", "E0F8C8"}, {"", "200840", "200840"}, {"", "", "E07848"}} {
		r := online(t)
		r.cfg.Terminal.Capabilities, r.tx.Purpose = [3]byte{0xE0, 0x78, 0x48}, kernel.Purchase
		if c.own != "" {
			r.combination.Parameters = []kernel.DataObject{{Tag: 0x9F33, Value: r.hex(c.own)}}
		}
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Capabilities: r.hex(c.treated)}}
		if o, _ := tlv.Find(r.run().DataRecord, 0x9F33); fmt.Sprintf("%X", o.Value) != c.want {
			t.Errorf("capabilities %X, want %s", o.Value, c.want)
		}
	}
}

// What Entry Point hands over reaches the card as the PDOL asks for it, with what the terminal has besides; what nobody knows is zeroes. The
// unpredictable number is new for each activation.
// C-7 3.2.1, 4.1.2
func TestActivation(t *testing.T) {
	r := online(t)
	r.pdol += "9F2103 9F4E04 9F3501 9F3303 DF6001 9F7A01"
	r.tx.AmountOther, r.tx.Type = 34, 0x09
	r.cfg.Terminal.MerchantNameLocation = "Shop"
	r.run()
	c := &r.cfg.Terminal
	want := fmt.Sprintf("80A8000030832E 36004080 000000001234 000000000034 %04X 0000000000 %04X 260701 09 1E78EEBC 120000 53686F70 %02X %X 00 00 00",
		c.CountryCode, c.TransactionCurrency, c.Type, c.Capabilities)
	if got := r.commands[0]; len(r.commands) != 1 || !bytes.Equal(got, r.hex(strings.ReplaceAll(want, " ", ""))) {
		t.Errorf("got  %X\nwant %s", got, strings.ReplaceAll(want, " ", ""))
	}
}

// Every element of the terminal's that a card may ask for has its value, whole, in the PDOL's data: none that is known goes as zeroes. Who the terminal is comes from
// the application's own identity.
// C-7 3.2.1, 4.1.2
func TestKnownElementsOfTerminal(t *testing.T) {
	r := online(t)
	r.tx.Sequence, r.tx.Time, r.tx.AmountOther, r.tx.Account = 4711, [3]byte{0x12, 0x34, 0x56}, 34, tlv.CreditAccount
	r.combination.TerminalFloorLimit = kernel.Limit{Amount: 5000, Present: true}
	id := &r.cfg.Terminal
	id.TerminalID, id.MerchantID, id.MerchantNameLocation, id.MerchantCategoryCode = "TERM0001", "MERCHANT0000001", "Shop", 0x5411
	id.AcquirerID, id.IFDSerialNumber = r.hex("000000123456"), "IFD00001"
	r.cfg.Applications = []kernel.Application{{AID: r.combination.AID, Identity: kernel.Identity{TerminalID: "TERM0002"}}}
	known := 0
	for _, e := range []struct{ entry, want string }{
		{"9F2103", "123456"},
		{"9F3303", fmt.Sprintf("%X", id.Capabilities)},
		{"9F3501", fmt.Sprintf("%02X", id.Type)},
		{"9F4005", fmt.Sprintf("%X", id.AdditionalCapabilities)},
		{"9F0608", "A000000333010101"},
		{"9F1E08", fmt.Sprintf("%X", "IFD00001")},
		{"9F1C08", fmt.Sprintf("%X", "TERM0002")},
		{"9F160F", fmt.Sprintf("%X", "MERCHANT0000001")},
		{"9F4E04", fmt.Sprintf("%X", "Shop")},
		{"9F1502", "5411"},
		{"9F0106", "000000123456"},
		{"9F4104", "00004711"},
		{"9F3901", "07"},
		{"9F1B04", "00001388"},
		{"5F3601", "02"},
		{"5F5701", "30"},
		{"8104", "000004D2"},
		{"9F0404", "00000022"},
	} {
		one := *r
		one.pdol = "9F6604 9F3704" + e.entry
		one.commands = nil
		if one.run(); len(one.commands) == 0 || !strings.HasSuffix(fmt.Sprintf("%X", one.commands[0]), "1E78EEBC"+e.want+"00") {
			t.Errorf("%s: %X, want %s", e.entry, one.commands, e.want)
		}
		known++
	}
	if known != 18 {
		t.Errorf("%d elements", known)
	}
}

// The terminal type is that of the transaction's purpose.
// B4 10.1.2
func TestTerminalTypeOfPurpose(t *testing.T) {
	for by, want := range map[kernel.Authorisation]string{kernel.ByAnalysis: "22", kernel.OnlyOnline: "21"} {
		r := online(t)
		r.cfg.Terminal.Type, r.tx.Purpose, r.pdol = 0x22, kernel.Purchase, "9F6604 9F3704 9F3501"
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: by}}
		if r.run(); len(r.commands) == 0 || !strings.HasSuffix(fmt.Sprintf("%X", r.commands[0]), want+"00") {
			t.Errorf("%d: %X, want %s", by, r.commands, want)
		}
	}
}

// Entry Point's number goes before one of the kernel's own, and the signature is verified with it; one that the kernel has drawn in an activation before is
// never taken again.
// C-7 3.2.1
func TestNumber(t *testing.T) {
	r := online(t)
	r.before = func(p *kernel.Port) { p.Store().Update(tlv.UnpredictableNumber, tlv.K, r.hex("A1B2C3D4")) }
	if o, _ := tlv.Find(r.run().DataRecord, 0x9F37); fmt.Sprintf("%X", o.Value) != "A1B2C3D4" || !bytes.Contains(r.commands[0], o.Value) {
		t.Errorf("%X", r.commands[0])
	}
	given := offline(t)
	given.before = r.before
	given.expect(declines("4.3.2.5").authenticated("failed")) // it signs another
	given.before = func(p *kernel.Port) { p.Store().Update(tlv.UnpredictableNumber, tlv.K, number[:]) }
	given.expect(approves)

	one := online(t)
	first := one.program()
	s, err := kernel.NewSession(kernel.Program{Name: "two", Run: func(p *kernel.Port) *kernel.Result {
		first.Run(p) // and its values stay
		return p.Settle(c7.Kernel{}.Run(p, &kernel.Activation{Combination: &one.combination, FCI: one.wholeCard["fci"], SW: 0x9000, TTQ: one.hex(one.ttq)}))
	}}, &one.cfg, one.tx, kerneltest.Numbers(number, [4]byte{9, 9, 9, 9}))
	if err != nil {
		t.Fatal(err)
	}
	out, err := kernel.Run(t.Context(), s, one)
	if o, _ := tlv.Find(out.DataRecord, 0x9F37); err != nil || fmt.Sprintf("%X", o.Value) != "09090909" {
		t.Errorf("%v %X", err, o.Value)
	}
}

// Trap 1: without a PDOL, or without the TTQ in it, application selection goes on before any command.
// C-7 4.1.4.1, 4.5.6, 4.1.2, 3.2.1
func TestSelectNextBeforeAnyCommand(t *testing.T) {
	for _, c := range []struct {
		pdol string
		want want
	}{
		{"", next("4.1.4.1")},
		{"9F0206 9F3704", next("4.1.4.1")},
		{"9F6604", goesOnline},
		{"9F3704 9F6600", goesOnline},
		{strings.Repeat("9F1A7E", 2) + "9F6600", goesOnline}, // 252 bytes
		{strings.Repeat("9F1A7E", 2) + "9F6601", next("4.1.2")},
		{"9F66", next("4.1.4.1")}, // is none: the FCI does not parse
	} {
		r := online(t)
		r.pdol = c.pdol
		out := r.expect(c.want)
		if c.want.status == kernel.SelectNext && (len(r.commands) != 0 || out.Start != kernel.StartC || out.UIOutcome != nil) {
			t.Errorf("%s: %d commands, start %v, %v", c.pdol, len(r.commands), out.Start, out.UIOutcome)
		}
	}
}

// Trap 2: the copy of the TTQ loses byte 3 bits 1 to 6 and 8 and has byte 4 bit 8 set. At a reader that authenticates online requests the FCI's DF61 decides
// about byte 1 bits 7, 6 and 1 and byte 2 bit 8: with a card that does not the book leaves EMV mode. The lengths of the TTQ that Entry Point hands over do not matter.
// C-7 3.2.2, 4.1.4.2
func TestTTQ(t *testing.T) {
	for _, c := range []struct{ copied, also, sent string }{
		{"3600FF00", "", "36004080"},
		{"36804000", "", "36804080"},
		{"3680BF7F", "", "368000FF"},
		{"00000000", "", "00000080"},
		{"", "", "00000080"},
		{"36", "", "36000080"},
		{"37004000", "DF61 40", "37804080"},
		{"57004000", "DF61 40", "37804080"},
		{"17004000", "DF61 FF00", "37804080"},
		{"37004000", "DF61 BF", ""},
		{"37004000", "DF61", ""},
		{"37004000", "", ""},
		{"36004000", "DF61 40", "36004080"},
	} {
		r := online(t)
		if r.ttq = c.copied; c.also != "" {
			r.also = r.objects(c.also)
		}
		out := r.run()
		if c.sent == "" {
			if of(out) != next("3.2.2") || len(r.commands) != 0 {
				t.Errorf("%s, %q: %+v, %d commands", c.copied, c.also, of(out), len(r.commands))
			}
			continue
		}
		if got := fmt.Sprintf("%X", r.commands[0][7:11]); got != c.sent {
			t.Errorf("%s, %q: sent %s, want %s", c.copied, c.also, got, c.sent)
		}
		if ttq := out.Report.Get(tlv.TTQKernel7); fmt.Sprintf("%X", ttq) != c.sent {
			t.Errorf("%s: reported %X", c.copied, ttq)
		}
	}
}

// DF61 counts in the proprietary template too; the one of the issuer discretionary data goes before it.
// C-7 3.2.2
func TestAuthenticationForOnlineInFCI(t *testing.T) {
	for _, c := range []struct {
		own, inner string
		want       kernel.Status
	}{{"40", "", kernel.OnlineRequest}, {"00", "", kernel.SelectNext}, {"40", "00", kernel.SelectNext}, {"00", "40", kernel.OnlineRequest}} {
		r := special(t)
		program := r.program()
		proprietary := append(r.hex("9F3809 9F6604 9F3704 9F0206"), tlv.Append(nil, 0xDF61, r.hex(c.own))...)
		if c.inner != "" {
			proprietary = tlv.Append(proprietary, tlv.TagIssuerDiscretionary, tlv.Append(nil, 0xDF61, r.hex(c.inner)))
		}
		r.wholeCard["fci"] = tlv.Append(nil, tlv.TagFCI, tlv.Append(tlv.Append(nil, 0x84, r.hex(aid)), tlv.TagFCIProprietary, proprietary))
		s, err := kernel.NewSession(program, &r.cfg, r.tx, kerneltest.Numbers(number))
		if err != nil {
			t.Fatal(err)
		}
		if out, err := kernel.Run(t.Context(), s, r); err != nil || out.Status != c.want {
			t.Errorf("%s, %s: %v %v, want %v", c.own, c.inner, out, err, c.want)
		}
	}
}

// Trap 3: 6986 alone tries again, with the device; 6984 and 6985 are as any other: contact chip, else mag-stripe, else the end.
// C-7 4.1.4.3, 4.5.5, 4.5.7, 4.5.8
func TestStatusOfGPO(t *testing.T) {
	for _, c := range []struct {
		sw     uint16
		ttq    string
		stripe bool
		want   want
		other  kernel.Interface
	}{
		{0x6986, "36004000", true, again(kernel.MsgSeePhone, "4.1.4.3"), 0},
		{0x6986, "26004000", false, again(kernel.MsgSeePhone, "4.1.4.3"), 0},
		{0x6984, "36004000", true, another("4.1.4.3"), kernel.Contact},
		{0x6985, "36004000", false, another("4.1.4.3"), kernel.Contact},
		{0x6984, "26004000", true, another("4.1.4.3"), kernel.MagneticStripe},
		{0x6985, "26004000", true, another("4.1.4.3"), kernel.MagneticStripe},
		{0x6985, "26004000", false, ends("4.1.4.3"), 0},
		{0x6700, "26004000", false, ends("4.1.4.3"), 0},
		{0x6283, "26004000", false, ends("4.1.4.3"), 0},
	} {
		r := offline(t)
		r.sw, r.ttq = c.sw, c.ttq
		if r.cfg.Terminal.Capabilities[0] &^= 0x40; c.stripe {
			r.cfg.Terminal.Capabilities[0] |= 0x40
		}
		out := r.expect(c.want)
		if out.AlternateInterface != c.other || out.Error.SW != c.sw || len(r.commands) != 1 {
			t.Errorf("%04X at %s: %v, SW %04X, %d commands", c.sw, c.ttq, out.AlternateInterface, out.Error.SW, len(r.commands))
		}
	}
	for _, c := range []struct {
		terminal     byte // byte 1 of the capabilities
		own, treated string
		stripe       bool
	}{{0x40, "200840", "", false}, {0x00, "600840", "200840", true}, {0x40, "", "200840", false}, {0x00, "", "600840", true}} {
		r := offline(t)
		r.sw, r.ttq, r.tx.Purpose = 0x6985, "26004000", kernel.Purchase
		r.cfg.Terminal.Capabilities[0] = c.terminal
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Capabilities: r.hex(c.treated)}}
		if c.own != "" {
			r.combination.Parameters = []kernel.DataObject{{Tag: 0x9F33, Value: r.hex(c.own)}}
		}
		if out := r.run(); (out.AlternateInterface == kernel.MagneticStripe) != c.stripe {
			t.Errorf("combination %s, purpose %s: %v", c.own, c.treated, out.AlternateInterface)
		}
	}
}

// Trap 4: only format 2, and only one well-formed template. The end has no message.
// C-7 4.1.4.3, 4.5.7
func TestFormatOfGPO(t *testing.T) {
	whole := offline(t).sealed()["options"]
	whole = whole[:len(whole)-2]
	for _, c := range []struct {
		body []byte
		what string
	}{
		{[]byte{0x80, 0x06, 0x20, 0x00, 0x10, 0x01, 0x04, 0x01}, "format 1"},
		{[]byte{}, "nothing"},
		{[]byte{0x77, 0x01, 0x82}, "an object without a length"},
		{[]byte{0x77, 0x03, 0x82, 0x02, 0x20}, "a value beyond the end"},
		{append([]byte{0x70}, whole[1:]...), "a record"},
		{append(bytes.Clone(whole), 0x5F, 0x34, 0x01, 0x01), "something behind it"},
		{whole[:len(whole)-1], "cut off"},
	} {
		r := offline(t)
		r.body = c.body
		if out := r.expect(ends("4.1.4.3")); out.UIOutcome != nil {
			t.Errorf("%s: %+v", c.what, out.UIOutcome)
		}
	}
}

// An element of the response that has a wrong length is a format error; empty, it is absent; and any object that comes twice ends the transaction.
// C-7 4.1.4.3, 4.2.4.4
func TestElementsOfGPO(t *testing.T) {
	for _, c := range []struct {
		tag, value string
		want       want
	}{
		{"82", "20", ends("4.1.4.3")},
		{"82", "", ends("4.1.4.6")},
		{"9F36", "024000", ends("4.1.4.3")},
		{"9F26", "5D016C91005E7C", ends("4.1.4.3")},
		{"9F27", "4000", ends("4.1.4.3")},
		{"9F10", strings.Repeat("10", 33), ends("4.1.4.3")},
		{"9F10", strings.Repeat("10", 32), approves},
		{"9F6C", "00", ends("4.1.4.3")},
		{"9F5D", "0000001234", ends("4.1.4.3")},
		{"9F5D", "00000000000A", ends("4.1.4.3")},
		{"5A", "6228000100A01F", ends("4.1.4.3")},
		{"9F63", "FF", approves},
		{"9F24", strings.Repeat("2D", 29), approves}, // nobody checks letters
		{"9F5D", "", approves},
		{"5F20", "41", approves},
		{"DF01", "00", approves},
	} {
		offline(t).set(c.tag, c.value).expect(c.want)
	}
	r := offline(t)
	r.options = append(r.options, r.objects("9F36 0240")...)
	r.expect(ends("4.2.4.4"))
	r = offline(t)
	r.options = append(r.options, r.objects("DF77 01", "DF77 02")...)
	r.expect(ends("4.2.4.4"))
}

// No response is a try again, whatever Level 1 says, and the commands go on from GET PROCESSING OPTIONS.
// C-7 4.1.4.3, 4.5.3
func TestNoResponseToGPO(t *testing.T) {
	for _, fault := range []kernel.Fault{kernel.FaultTimeout, kernel.FaultTransmission, kernel.FaultProtocol} {
		r := offline(t)
		r.fault = func(int) kernel.Fault { return fault }
		if out := r.expect(again(kernel.MsgPresentAgain, "4.1.4.3")); out.Error.L1 != fault || out.Read() {
			t.Errorf("fault %d: %+v", fault, out.Error)
		}
	}
	if c, _ := apdu.ParseCommand(offline(t).sent()[0]); c.INS != apdu.GetProcessingOptions {
		t.Errorf("%v", c)
	}
}

// sent runs, and gives the commands.
func (r *reader) sent() [][]byte {
	r.run()
	return r.commands
}
