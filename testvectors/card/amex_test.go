package card_test

import (
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

const (
	amexTap = "A000000025010403"
	ridAmex = "\xA0\x00\x00\x00\x25"
)

// A reader of Kernel 4: Terminal Type - Modified with and without CVM required, without EMV mode; Enhanced Contactless Reader Capabilities.
//
// C-4 2.12 tables 4-3, 4-4
const (
	amexPlain    = "E2"
	amexCVM      = "EA"
	amexStripe   = "62"
	amexEnhanced = "9CE00003"
	amexEnhCVM   = "9CE04003"
	amexEnhOld   = "88E00003"
)

// again is the next tap: the terminal forgets what the card has said.
func (x *terminal) again() {
	x.card.Reset()
	x.read, x.sign = map[tlv.Tag][]byte{}, nil
}

// noSignature stands where there is none.
const noSignature = oda.Reason(0xFF)

// The good path and the ways to be wrong: type, signature, Mobile CVM Results; every cryptogram is one that the issuer finds right.
//
// C-4 2.12 4.2, 4.3.7, 8.2.4, 11.2
func TestAmexTap(t *testing.T) {
	for _, c := range []struct {
		card, reader string
		p1, cid      byte
		signature    oda.Reason
		aip, results string
	}{
		{"amex-online", amexPlain, 0x50, 0x80, oda.OK, "1980", ""},
		{"amex-online", amexStripe, 0, 0, noSignature, "1900", ""},
		{"amex-online", amexPlain, 0x00, 0x00, noSignature, "1980", ""},
		{"amex-offline", amexPlain, 0x50, 0x40, oda.OK, "1980", ""},
		{"amex-offline", amexPlain, 0x40, 0x40, noSignature, "1980", ""},
		{"amex-no-cda", amexPlain, 0x80, 0x80, noSignature, "1880", ""},
		{"amex-format1", amexPlain, 0x80, 0x80, noSignature, "1880", ""},
		{"amex-pdol-none", amexPlain, 0x50, 0x80, oda.OK, "1980", ""},
		{"amex-pdol-enhanced", amexEnhanced, 0x50, 0x80, oda.OK, "1980", ""},
		{"amex-pdol-enhanced", amexEnhOld, 0, 0, noSignature, "1900", ""},
		{"amex-declined", amexPlain, 0x50, 0x00, noSignature, "1980", ""},
		{"amex-cda-failed", amexPlain, 0x90, 0x80, oda.CDATransactionHash, "1980", ""},
		{"amex-unsigned", amexPlain, 0x90, 0x80, noSignature, "1980", ""},
		{"amex-higher", amexPlain, 0x90, 0x40, oda.OK, "1980", ""},
		{"amex-reserved", amexPlain, 0x90, 0xC0, oda.OK, "1980", ""},
		{"amex-no-cvm", amexCVM, 0x90, 0x80, oda.OK, "0980", ""},
		{"amex-membership", amexPlain, 0x90, 0x80, oda.OK, "1980", ""},
		{"phone-amex", amexPlain, 0x90, 0x80, oda.OK, "19c0", "010002"},
		{"phone-amex", amexCVM, 0x90, 0x80, oda.OK, "19c0", "010302"},
		{"phone-amex-hce", amexCVM, 0x90, 0x80, oda.OK, "19e0", "010302"},
		{"phone-amex-offline", amexCVM, 0x50, 0x40, oda.OK, "19c0", "010302"},
		{"phone-amex-twice", amexPlain, 0x90, 0x80, oda.OK, "19c0", "3f0000"},
		{"phone-amex-twice", amexCVM, 0x90, 0x80, oda.OK, "19c0", "3f0300"},
		{"phone-amex-failed", amexPlain, 0x90, 0x80, oda.OK, "19c0", "010001"},
		{"phone-amex-blocked", amexCVM, 0x90, 0x80, oda.OK, "19c0", "010003"},
		{"phone-amex-unknown", amexCVM, 0x90, 0x80, oda.OK, "19c0", "010000"},
		{"phone-amex-reserved", amexCVM, 0x90, 0x80, oda.OK, "19c0", "020302"},
		{"phone-amex-not-performed", amexCVM, 0x90, 0x80, oda.OK, "19c0", "3f0000"},
		{"phone-amex-silent", amexCVM, 0x90, 0x80, oda.OK, "19c0", ""},
		{"phone-amex-declined", amexPlain, 0x90, 0x00, noSignature, "19c0", "010002"},
	} {
		x := newTerminal(t, named(t, c.card))
		x.data[0x9F35], x.data[0x9F6E] = unhex(t, c.reader[:2]), unhex(t, c.reader)
		x.start(amexTap)
		if got := hex.EncodeToString(x.read[0x82]); got != c.aip {
			t.Errorf("%s: AIP %s", c.card, got)
		}
		if got := hex.EncodeToString(x.read[0x9F71]); got != c.results {
			t.Errorf("%s at %s: 9F71 %s, want %s", c.card, c.reader, got, c.results)
		}
		if n := len(x.read[0x9F46]); n > 247 { // C-4 2.12 annex A
			t.Errorf("%s: %d bytes of certificate", c.card, n)
		}
		if c.aip == "1900" {
			continue // the reader ends
		}
		x.checkAC(ridAmex, c.card, c.p1, c.cid, c.signature)
		x.want(0x6985, apdu.AppendGenerateAC(nil, c.p1, x.dol(x.read[0x8C])))
	}
}

// checkAC asks for a cryptogram and checks its type, its signature and itself.
func (x *terminal) checkAC(rid, name string, p1, cid byte, signature oda.Reason) {
	x.t.Helper()
	response := x.want(0x9000, apdu.AppendGenerateAC(nil, p1, x.dol(x.read[0x8C])))
	if response[0] == 0x80 {
		v := x.find(response, 0x80)
		x.read[0x9F27], x.read[0x9F36], x.read[0x9F26], x.read[0x9F10] = v[:1], v[1:3], v[3:11], v[11:]
	} else {
		x.keep(response)
	}
	if got := x.read[0x9F27][0]; got != cid {
		x.t.Errorf("%s: CID %02X, want %02X", name, got, cid)
	}
	if signed := x.read[0x9F4B] != nil; signed != (signature != noSignature) {
		x.t.Fatalf("%s: signature %v", name, signed)
	} else if signed {
		if _, reason := x.verifyCDA(rid, response); reason != signature {
			x.t.Errorf("%s: %v", name, reason)
		}
	}
	if signature == oda.OK || signature == noSignature {
		if reason := issuer.Test().Check(x.tapData(), ""); reason != "" {
			x.t.Errorf("%s: %s", name, reason)
		}
	}
}

// A phone whose holder has to confirm: what each tap tells, and where GENERATE AC is refused.
//
// C-4 2.12 8.2.4.1, 11.2.3
func TestAmexSecondTap(t *testing.T) {
	const ok, refused = 0x9000, 0x6984
	for _, c := range []struct {
		card    string
		reader  string
		sw      apdu.SW
		results [4]string
		last    apdu.SW // of the taps until Card.Confirm
	}{
		{"phone-amex-twice", amexCVM, ok, [4]string{"3f0300", "010302", "3f0300", "010302"}, ok},
		{"phone-amex-twice", amexPlain, ok, [4]string{"3f0000", "3f0000", "3f0000", "010002"}, ok},
		{"phone-amex-asked", amexCVM, ok, [4]string{"3f0300", "3f0300", "3f0300", "010302"}, ok},
		{"phone-amex-failed", amexPlain, ok, [4]string{"010001", "010002", "010001", "010002"}, ok},
		{"phone-amex-failed-asked", amexPlain, ok, [4]string{"010001", "010001", "010001", "010002"}, ok},
		{"phone-amex-6984", amexPlain, refused, [4]string{"", "010302", "", "010302"}, refused},
		{"phone-amex-6984-asked", amexPlain, refused, [4]string{"", "", "", "010302"}, refused},
	} {
		x := newTerminal(t, named(t, c.card))
		x.data[0x9F35] = unhex(t, c.reader)
		for i, want := range c.results {
			if i == 3 {
				x.card.Confirm()
			}
			x.again()
			x.start(amexTap)
			if got := hex.EncodeToString(x.read[0x9F71]); got != want {
				t.Errorf("%s, tap %d: 9F71 %s, want %s", c.card, i+1, got, want)
			}
			sw := apdu.SW(ok)
			if want == "" {
				sw = c.sw
			}
			x.want(sw, apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C])))
			if asks := want != "010302" && want != "010002" && want != "3f0000"; asks != (x.card.Screen() != "") {
				t.Errorf("%s, tap %d: the screen says %q", c.card, i+1, x.card.Screen())
			}
		}
	}
}

// A card with both interfaces: the PPSE opens one, the PSE or no directory the other, with one counter and one memory.
//
// C-4 2.12 11.2.5.1, EMV 4.4 B1 12.2
func TestDualInterface(t *testing.T) {
	for name, want := range map[string][2]bool{"full": {true, false}, "amex-online": {false, true}, "amex-dual": {true, true}} {
		if p := named(t, name).Profile(); p.Contact() != want[0] || p.Contactless() != want[1] {
			t.Errorf("%s: contact %v, contactless %v", name, p.Contact(), p.Contactless())
		}
	}
	x := newTerminal(t, named(t, "amex-dual"))
	directory := func(name string) []byte { return x.want(0x9000, apdu.AppendSelect(nil, []byte(name), false)) }
	atc := func() string {
		return hex.EncodeToString(x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F36)), 0x9F36))
	}
	for i, contact := range []bool{false, true, false, true} {
		x.again()
		if name := map[bool]string{true: "1PAY.SYS.DDF01", false: "2PAY.SYS.DDF01"}[contact]; i < 3 {
			directory(name)
		}
		x.data[0x9F35] = unhex(t, map[bool]string{true: "22", false: amexPlain}[contact])
		x.start(amexTap)
		if got := x.read[0x8D] != nil; got != contact {
			t.Errorf("%d: contact %v", i, got)
		}
		if got, want := atc(), hex.EncodeToString([]byte{0, byte(17 + i)}); got != want {
			t.Errorf("%d: ATC %s, want %s", i, got, want)
		}
		x.checkAC(ridAmex, "amex-dual", 0x50, 0x40, oda.OK)
	}
	if n, _ := x.card.Counters(unhex(t, amexTap)); n.OfflineAmount != 4*1234 || n.OfflineCount != 4 {
		t.Errorf("%+v", n)
	}
	x.again()
	fci := directory("2PAY.SYS.DDF01")
	if entries := tlv.NewCursor(x.find(fci, 0x6F, 0xA5, 0xBF0C)); true {
		if _, ok := entries.Next(); !ok {
			t.Error("no entry")
		}
		if o, ok := entries.Next(); ok {
			t.Errorf("another entry % X", o.Raw)
		}
	}
}

// A card that leaves the field does so at the tap that its fault names, and at no other.
func TestPresentation(t *testing.T) {
	x := newTerminal(t, named(t, "amex-pulled"))
	x.data[0x9F35] = unhex(t, amexPlain)
	for i, want := range []bool{true, false, false} {
		x.again()
		x.start(amexTap)
		_, _, err := x.card.Transmit(t.Context(), apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C])))
		if apdu.IsFault(err, apdu.Removed) != want {
			t.Errorf("tap %d: %v", i+1, err)
		}
	}
	x.card.Renew()
	x.again()
	x.start(amexTap)
	if _, _, err := x.card.Transmit(t.Context(), apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C]))); !apdu.IsFault(err, apdu.Removed) {
		t.Errorf("renewed: %v", err)
	}
}

// What the records of some cards say.
//
// C-4 2.12 table 5-1, 14, table 14-3
func TestAmexData(t *testing.T) {
	for _, c := range []struct {
		card string
		tag  tlv.Tag
		want string
	}{
		{"amex-dual", 0x9F70, "b4e0"},
		{"amex-no-contact", 0x9F70, "94e0"},
		{"amex-delayed-none", 0x9F70, "b480"},
		{"amex-delayed-home", 0x9F70, "b4c0"},
		{"amex-delayed-abroad", 0x9F70, "b4a0"},
		{"amex-delayed-silent", 0x9F70, "b400"},
		{"amex-online", 0x9F70, ""},
		{"amex-membership", 0x9F5A, "5445535443415244"},
		{"amex-membership", 0x9F5B, "31323334353637383930313233"},
		{"amex-missing", 0x5F24, ""},
		{"amex-no-list", 0x8E, ""},
		{"amex-unknown-ca", 0x8F, "ee"},
		{"phone-amex-only", 0x8E, "00000000000000000103"},
	} {
		x := newTerminal(t, named(t, c.card))
		if c.card == "amex-dual" {
			x.want(0x9000, apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false))
		}
		x.start(amexTap)
		if got := hex.EncodeToString(x.read[c.tag]); got != c.want {
			t.Errorf("%s: %s %s, want %s", c.card, c.tag, got, c.want)
		}
	}
}
