package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// What the card full comes to when CDA fails before GENERATE AC: TVR byte 1 bit 3, no signature asked for, and the action
// codes online send it to the host at any amount. At 12.34 that is where it goes anyway.
func early(tvr string) bench.Facts {
	return bench.Ended(kernel.Approved, "00", tvr, "F800", "020300")
}

// B3 10.3, 7.5, B4 6.3.2.1: what is missing or wrong before GENERATE AC
// B3 10.3 CDA failed
// B4 6.3.2.1 early
func TestCDAFailsEarly(t *testing.T) {
	for _, c := range []struct {
		name   string
		change []string
		keys   bool // take the CA keys away
		tvr    string
	}{
		// B3 10.3 CA key
		{"CA key missing", nil, true, "0400048000"},
		// B3 7.5 CA index
		{"CA key index missing", []string{"8F", "-"}, false, "2400048000"},
		{"CA key index of another key", []string{"8F", "C2"}, false, "0400048000"},
		{"CA key index of no key", []string{"8F", "FE"}, false, "0400048000"},
		// B3 7.5 issuer certificate
		{"issuer certificate missing", []string{"90", "-"}, false, "2400048000"},
		// B3 7.5 issuer exponent
		{"issuer exponent missing", []string{"9F32", "-"}, false, "2400048000"},
		// B3 5.2 length 00, annex B length 00
		{"issuer exponent empty", []string{"9F32", ""}, false, "2400048000"},
		{"issuer exponent of another key", []string{"9F32", "010001"}, false, "0400048000"},
		// B3 7.5 issuer remainder
		{"issuer remainder missing", []string{"92", "-"}, false, "2400048000"},
		{"issuer remainder too short", []string{"92", "00"}, false, "0400048000"},
		// B3 7.5 ICC certificate
		{"ICC certificate missing", []string{"9F46", "-"}, false, "2400048000"},
		// B3 7.5 ICC exponent
		{"ICC exponent missing", []string{"9F47", "-"}, false, "2400048000"},
		{"ICC certificate of rubbish", []string{"9F46", "00112233"}, false, "0400048000"},
		// B3 10.3 tag list
		{"tag list names more than the AIP", []string{"9F4A", "825A"}, false, "0400048000"},
		// B3 10.3 input
		{"tag list names another", []string{"9F4A", "94"}, false, "0400048000"},
		// B3 10.3: static data changed
		// B3 10.3 records
		{"CVM list changed", []string{"8E", "00000000000000001F00"}, false, "0400000000"},
		{"tag list missing", []string{"9F4A", "-"}, false, "0400048000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = bench.Rewrite(t, c.change...)
			if c.keys {
				w.Config.Keys = nil
			}
			out := w.Run()
			want := early(c.tvr)
			if c.name == "CVM list changed" { // which the book lets decide all the same
				want.CVMResults, want.TVR = "1F0002", "0400008000"
			}
			w.Expect(out, want)
			if w.P1(1) != 0x80 || w.P1(2) != 0x40 {
				t.Errorf("GENERATE AC %02X and %02X: no signature may be asked for", w.P1(1), w.P1(2))
			}
			if o := out.ODA(); o.Method != "CDA" || o.Result != "failed" || o.Reason == "" {
				t.Errorf("%+v", o)
			}
		})
	}
}

// B4 6.3.2.1: the signature fails over the response to the first GENERATE AC
func TestCDAFailsAtFirstGenerateAC(t *testing.T) {
	flip := func(r []byte) []byte {
		body, _ := tlv.Find(r, tlv.TagFormat2)
		sdad, ok := tlv.Find(r, tlv.TagFormat2, 0x9F4B)
		if !ok || len(body.Raw) == 0 {
			t.Fatal("no signature to spoil")
		}
		sdad.Value[20] ^= 1
		return r
	}
	without := func(r []byte) []byte { // the signature taken out, a cryptogram put in
		body, _ := tlv.Find(r, tlv.TagFormat2)
		var b []byte
		c := body.Children()
		for o := range c.All() {
			if o.Tag != 0x9F4B {
				b = append(b, o.Raw...)
			}
		}
		b = tlv.Append(b, 0x9F26, make([]byte, 8))
		return append(tlv.Append(nil, tlv.TagFormat2, b), 0x90, 0)
	}
	format1 := func(r []byte) []byte {
		cid, _ := tlv.Find(r, tlv.TagFormat2, 0x9F27)
		return bench.Hex(t, "800B"+hex1(int(cid.Value[0]))+"0011"+"0102030405060708"+"9000")
	}
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		// B3 6.5.5.4 signature
	}{{"signature spoilt", flip}, {"no signature", without}, {"format 1", format1}} {
		// B4 6.3.2.1 ARQC
		t.Run(c.name+", ARQC", func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = bench.Alter(apdu.GenerateAC, 1, c.change)
			// An AAC is asked for at once, without a signature and without the host.
			w.Expect(w.Run(), bench.Ended(kernel.Declined, "Z1", "0400048000", "E800", "020300"))
			if w.HostCalls != 0 || w.P1(2) != 0x00 {
				t.Errorf("host asked %d times, second GENERATE AC %02X", w.HostCalls, w.P1(2))
			}
		})
		// B4 6.3.2.1 TC
		t.Run(c.name+", TC", func(t *testing.T) {
			w := newWorld(t, "full")
			w.Transaction.Amount = 100
			w.Middle = bench.Alter(apdu.GenerateAC, 1, c.change)
			// The TC is worth nothing, and no second command is sent.
			w.Expect(w.Run(), bench.Ended(kernel.Declined, "Z1", "0400000000", "E800", "1F0602"))
			if w.HostCalls != 0 || w.P1(2) != -1 {
				t.Errorf("host asked %d times, second GENERATE AC %02X", w.HostCalls, w.P1(2))
			}
		})
		// B4 6.3.2.1 second
		t.Run(c.name+", second", func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = bench.Alter(apdu.GenerateAC, 2, c.change)
			out := w.Run()
			w.Expect(out, bench.Ended(kernel.Declined, "00", "0400048000", "F800", "020300"))
			if !out.Reversal() {
				// B4 6.3.8 reversal
				t.Error("the host approved: a reversal is owed") // B4 6.3.8
			}
		})
	}
}

// B2 6.6.2: the data sent is covered: a wire that changes the terminal's data fails CDA
func TestCDACoversWhatWasSent(t *testing.T) {
	for _, ins := range []byte{apdu.GetProcessingOptions, apdu.GenerateAC} {
		w := newWorld(t, "full")
		w.Transaction.Amount = 100
		s := &changer{world: w, ins: ins}
		d := w.Devices()
		d.Readers.Contact = terminal.Inserted(s)
		out := w.RunWith(d)
		if out.Status != kernel.Declined || !out.HasTVR(tlv.TVRCDAFailed) {
			t.Errorf("instruction %02X: %v, TVR %X", ins, out.Status, out.TVR())
		}
	}
}

// B3 10.3: the method of highest priority that both support
// B3 10.3 TSI
// B4 6.4 SDA and DDA
func TestMethod(t *testing.T) {
	for _, c := range []struct {
		card         string
		capabilities byte // byte 3
		method       string
		tvr          string // at 12.34
		tsi          string
	}{
		// B3 10.3 CDA
		{"full", 0x08, "CDA", "0000048000", "F800"},
		{"full", 0xC8, "CDA", "0000048000", "F800"},
		// B3 10.3 DDA
		{"full", 0x40, "DDA", "0000048000", "F800"},
		{"full", 0x80, "", "8000048000", "7800"}, // the card has no SDA
		// B3 10.3 none
		// B4 6.3.2 none
		{"full", 0x00, "", "8000048000", "7800"},
		// B4 6.3.2 methods
		{"dda", 0xC8, "DDA", "0000048000", "F800"},
		{"dda", 0x08, "", "8000048000", "7800"},
		// B3 10.3 SDA
		// B4 6.3.2 methods
		{"sda", 0xC8, "SDA", "0200048000", "F800"},
		{"sda", 0x48, "", "8000048000", "7800"},
		{"noauth", 0xC8, "", "8000048000", "6800"}, // no EXTERNAL AUTHENTICATE either
	} {
		w := newWorld(t, c.card)
		w.Config.Terminal.Capabilities[2] = c.capabilities
		out := w.Run()
		if out.ODA().Method != c.method {
			t.Errorf("%s, capabilities %02X: method %q", c.card, c.capabilities, out.ODA().Method)
		}
		w.Expect(out, bench.Ended(kernel.Approved, "00", c.tvr, c.tsi, "020300"))
	}
}

// B2 6.5, B3 10.3, B2 6.2
// B3 10.3 TSI
func TestDDA(t *testing.T) {
	w := newWorld(t, "dda")
	w.Transaction.Amount = 100
	w.Expect(w.Run(), approvedOffline)
	if w.Sent(apdu.InternalAuthenticate) != 1 || w.P1(1) != 0x40 {
		t.Errorf("commands %s", w.Instructions())
	}
	// DDA failed: byte 1 bit 4, and the action codes online send it to the host
	failed := bench.Ended(kernel.Approved, "00", "0800000000", "F800", "1F0602")
	for _, c := range []struct {
		name   string
		change func(*world)
		want   bench.Facts
	}{
		// B3 10.3 DDA failed
		{"signature spoilt", func(w *world) {
			w.Middle = bench.Alter(apdu.InternalAuthenticate, 1, func(r []byte) []byte { r[30] ^= 1; return r })
		}, failed},
		// B3 6.5.9.4 format 1
		{"other signature length", func(w *world) { w.Middle = bench.Swap(t, apdu.InternalAuthenticate, 1, "8002 0000 9000") }, failed},
		{"CA key missing", func(w *world) { w.Config.Keys = &capk.Set{} }, failed},
		{
			"ICC certificate missing", func(w *world) { w.Middle = bench.Rewrite(t, "9F46", "-") },
			bench.Ended(kernel.Approved, "00", "2800000000", "F800", "1F0602"),
		},
		// B2 6.5.1: a DDOL without the unpredictable number
		{"DDOL without 9F37", func(w *world) { w.Card = bench.With(t, "dda", "9F49", "9F0206") }, failed},
		{"DDOL that asks for more than a command can carry", func(w *world) { w.Card = bench.With(t, "dda", "9F49", "9F3704 9F02FF") }, failed},
		{"no DDOL anywhere", func(w *world) {
			w.Card = bench.With(t, "dda", "9F49", "-")
			w.Config.Applications[1].DefaultDDOL = nil
		}, failed},
		// B3 7.2 DDOL
		{"the terminal's DDOL", func(w *world) { w.Card = bench.With(t, "dda", "9F49", "-") }, approvedOffline},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "dda")
			w.Transaction.Amount = 100
			c.change(w)
			w.Expect(w.Run(), c.want)
		})
	}
	// B3 8.1, 6.5.9.4
	for _, c := range []struct {
		response string
		l2       kernel.L2Error
		clause   string
	}{
		{"6985", kernel.StatusBytes, "EMV 4.4 B3 8.1"},
		{"63C0", kernel.StatusBytes, "EMV 4.4 B3 8.1"},
		{"6283", kernel.StatusBytes, "EMV 4.4 B3 8.1"},
		{"9000", kernel.ParsingError, "EMV 4.4 B3 6.5.9.4"},
		// B3 6.5.9.4 missing
		{"7700 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.9.4"},
		{"8000 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.9.4"},
		{"7708 9F4B0100 9F4B0100 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.9.4"},
		{"7103 9F4B00 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.9.4"},
	} {
		w := newWorld(t, "dda")
		w.Middle = bench.Swap(t, apdu.InternalAuthenticate, 1, c.response)
		w.Ends(w.Run(), c.l2, c.clause)
	}
}

// B2 5.4, B3 10.3: SDA, which strict does not do
// B2 5.1.1
func TestSDA(t *testing.T) {
	sda := func(profile kernel.Profile) *world {
		w := newWorld(t, "sda")
		w.Transaction.Amount = 100
		w.Config.Terminal.Capabilities[2] = 0xC8
		w.Config.Profile = profile
		return w
	}
	w := sda(kernel.Book)
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "Y1", "0200000000", "E800", "1F0602"))
	// strict: not performed, which the action codes online send to the host
	w = sda(kernel.Strict)
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "8000000000", "7800", "1F0602"))

	w = sda(kernel.Book)
	// B3 10.3 SDA failed
	w.Middle = bench.Rewrite(t, "93", "00")
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "4200000000", "F800", "1F0602"))
	w = sda(kernel.Book)
	// B3 7.5 SSAD
	w.Middle = bench.Rewrite(t, "93", "-") // B3 7.5
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "6200000000", "F800", "1F0602"))
	w = sda(kernel.Book)
	w.Middle = bench.Rewrite(t, "9F05", "0002")
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "4200000000", "F800", "1F0602"))
}

// B2 D4, 6.6: the CDA modes at 12.34, host up and down, and what the TVR says in each command. The
// data of the card's CDOL1 has the TVR at offset 14, that of CDOL2 at offset 2.
// B3 9.2.1 current, 10.7 CDA, 10.11 CDA
func TestCDAModes(t *testing.T) {
	for _, c := range []struct {
		mode          byte
		down          bool
		first, second int
		tvr1          byte // byte 1 of the TVR in CDOL1; in CDOL2 it is 0
	}{
		{0, false, 0x90, 0x50, 0},
		{1, false, 0x90, 0x50, 0},
		{2, false, 0x90, 0x40, 0},
		{3, false, 0x80, 0x40, 0x80},
		{4, false, 0x80, 0x50, 0x80},
		{1, true, 0x90, 0x50, 0},
		{2, true, 0x90, 0x50, 0},
		{3, true, 0x80, 0x50, 0x80},
		{4, true, 0x80, 0x50, 0x80},
	} {
		w := newWorld(t, "full")
		w.Config.Terminal.CDAMode, w.HostDown = c.mode, c.down
		out := w.Run()
		if w.P1(1) != c.first || w.P1(2) != c.second || out.Status != kernel.Approved || hexOf(out.TVR()) != "0000048000" {
			t.Errorf("mode %d, down %v: GENERATE AC %02X, %02X; %v, TVR %X: %s", c.mode, c.down, w.P1(1), w.P1(2), out.Status, out.TVR(), out.Error.Reason)
		}
		var tvr []byte
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.GenerateAC {
				at := []int{5 + 14, 5 + 2}[len(tvr)]
				tvr = append(tvr, cmd[at])
			}
		}
		if tvr[0] != c.tvr1 || tvr[1] != 0 {
			t.Errorf("mode %d, down %v: TVR byte 1 %02X in the first, %02X in the second", c.mode, c.down, tvr[0], tvr[1])
		}
		// B3 10.3 TSI with CDA
		performed := out.HasTSI(tlv.TSIODAPerformed)
		if want := c.first&0x10 != 0 || c.second&0x10 != 0; performed != want {
			t.Errorf("mode %d, down %v: TSI %X", c.mode, c.down, out.TSI())
		}
	}
	// a TC offline is signed in every mode
	for mode := byte(1); mode <= 4; mode++ {
		w := newWorld(t, "full")
		w.Config.Terminal.CDAMode, w.Transaction.Amount = mode, 100
		w.Expect(w.Run(), approvedOffline)
		if w.P1(1) != 0x50 {
			t.Errorf("mode %d: GENERATE AC %02X", mode, w.P1(1))
		}
	}
}
