package card_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

const (
	jcbTap = "A0000000651010"
	ridJCB = "\xA0\x00\x00\x00\x65"

	// Terminal Interchange Profile with and without CVM required by reader: C-5 2.12 A.9.
	jcbPlain = "720000"
	jcbCVM   = "F28000"
)

// newJCB is a terminal of Kernel 5.
func newJCB(t *testing.T, name, profile string) *terminal {
	x := newTerminal(t, named(t, name))
	x.data[0x9F52], x.data[0x9F53] = []byte{0x02}, unhex(t, profile)
	return x
}

// The good path and the ways to be wrong: type, signature, Cardholder Verification Status; every cryptogram is one that the issuer finds right.
//
// C-5 2.12 3.8.1, 4.1, tables 4-2 to 4-5, A.2
func TestJCBTap(t *testing.T) {
	for _, c := range []struct {
		card, reader string
		p1, cid      byte
		signature    oda.Reason
		status       string // 9F50
		rest         string // 9F5F, 9F60
	}{
		{"jcb-online", jcbPlain, 0x50, 0x80, oda.OK, "00", ""},
		{"jcb-online", jcbCVM, 0x90, 0x80, oda.OK, "20", ""},
		{"jcb-online", jcbCVM, 0x80, 0x80, noSignature, "20", ""},
		{"jcb-online", jcbCVM, 0x00, 0x00, noSignature, "", ""},
		{"jcb-offline", jcbPlain, 0x50, 0x40, oda.OK, "00", ""},
		{"jcb-signature", jcbCVM, 0x50, 0x40, oda.OK, "10", ""},
		{"jcb-cvm-none", jcbCVM, 0x50, 0x40, oda.OK, "00", ""},
		{"jcb-cvm-reserved", jcbPlain, 0x50, 0x80, oda.OK, "40", ""},
		{"jcb-cvm-pin", jcbPlain, 0x50, 0x80, oda.OK, "20", ""},
		{"jcb-legacy", jcbPlain, 0x80, 0x80, noSignature, "", ""},
		{"jcb-hold", jcbPlain, 0x90, 0x80, oda.OK, "00", " 01"},
		{"jcb-twice", jcbPlain, 0x90, 0x80, oda.OK, "00", " 02"},
		{"jcb-twice", jcbPlain, 0x00, 0x00, noSignature, "", ""},
		{"jcb-update-none", jcbPlain, 0x90, 0x80, oda.OK, "00", " 00"},
		{"jcb-balance", jcbPlain, 0x50, 0x40, oda.OK, "00", "000000003766"},
		{"jcb-balance", jcbPlain, 0x90, 0x80, oda.OK, "00", "000000005000"},
		{"jcb-balance", jcbPlain, 0x10, 0x00, noSignature, "", "000000005000"},
		{"jcb-no-cda", jcbPlain, 0x80, 0x80, noSignature, "00", ""},
		{"jcb-unsigned", jcbPlain, 0x90, 0x80, noSignature, "00", ""},
		{"jcb-unsigned-offline", jcbPlain, 0x50, 0x40, noSignature, "00", ""},
		{"jcb-cda-failed", jcbPlain, 0x90, 0x80, oda.CDATransactionHash, "00", ""},
		{"jcb-higher", jcbPlain, 0x90, 0x40, oda.OK, "00", ""},
		{"jcb-reserved", jcbPlain, 0x90, 0xC0, oda.OK, "00", ""},
		{"jcb-declined", jcbPlain, 0x50, 0x00, noSignature, "", ""},
		{"jcb-transit", jcbPlain, 0x50, 0x40, oda.OK, "00", ""},
		{"phone-jcb", jcbPlain, 0x90, 0x80, oda.OK, "31", ""},
		{"phone-jcb-offline", jcbCVM, 0x50, 0x40, oda.OK, "31", ""},
		{"phone-jcb-twice", jcbPlain, 0x90, 0x80, oda.OK, "00", ""},
		{"phone-jcb-none", jcbCVM, 0x90, 0x80, oda.OK, "30", ""},
	} {
		x := newJCB(t, c.card, c.reader)
		x.start(jcbTap)
		x.checkAC(ridJCB, c.card, c.p1, c.cid, c.signature)
		if got := hex.EncodeToString(x.read[0x9F50]); got != c.status {
			t.Errorf("%s: 9F50 %s, want %s", c.card, got, c.status)
		}
		rest := hex.EncodeToString(x.read[0x9F5F])
		if v := x.read[0x9F60]; v != nil {
			rest += " " + hex.EncodeToString(v)
		}
		if rest != c.rest {
			t.Errorf("%s: 9F5F and 9F60 %q, want %q", c.card, rest, c.rest)
		}
		if got := len(x.read[0x9F10]); got != 8 {
			t.Errorf("%s: %d bytes of issuer application data", c.card, got)
		}
	}
	// A reader without EMV mode is told so; a card whose answer has status words of its own says nothing else.
	x := newJCB(t, "jcb-online", jcbPlain)
	x.data[0x9F52] = []byte{0}
	if x.start(jcbTap); !bytes.Equal(x.read[0x82], []byte{0x19, 0x00}) {
		t.Errorf("AIP % X", x.read[0x82])
	}
	for card, sw := range map[string]apdu.SW{"jcb-6f00": 0x6F00, "jcb-6985": 0x6985} {
		x := newJCB(t, card, jcbPlain)
		fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, jcbTap), false))
		x.want(sw, apdu.AppendGetProcessingOptions(nil, x.dol(x.find(fci, 0x6F, 0xA5, 0x9F38))))
	}
	x = newJCB(t, "jcb-6984", jcbPlain)
	x.start(jcbTap)
	x.want(0x6984, apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C])))
}

// A phone refuses GENERATE AC until its holder has confirmed, where the reader or the phone itself wants him verified.
//
// C-5 2.12 3.8.1.5
func TestJCBSecondTap(t *testing.T) {
	for _, c := range []struct {
		card, reader string
		taps         [4]string // 9F50, or the status word
	}{
		{"phone-jcb-twice", jcbCVM, [4]string{"6986", "31", "6986", "31"}},
		{"phone-jcb-twice", jcbPlain, [4]string{"00", "00", "00", "31"}},
		{"phone-jcb-asked", jcbCVM, [4]string{"6986", "6986", "6986", "31"}},
		{"phone-jcb-always", jcbPlain, [4]string{"6986", "31", "6986", "31"}},
	} {
		x := newJCB(t, c.card, c.reader)
		for i, want := range c.taps {
			if i == 3 {
				x.card.Confirm()
			}
			x.again()
			x.start(jcbTap)
			if want == "6986" {
				x.want(0x6986, apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C])))
				if x.card.Screen() == "" {
					t.Errorf("%s, tap %d: the phone shows nothing", c.card, i+1)
				}
				continue
			}
			if got := hex.EncodeToString(x.generateAC(0x90, 0x8C)[0x9F50]); got != want {
				t.Errorf("%s, tap %d: 9F50 %s, want %s", c.card, i+1, got, want)
			}
		}
	}
}

// The issuer's answer: script, second GENERATE AC, script; while the card stays, or at a second tap, where it may leave and come back.
//
// C-5 2.12 3.10
func TestJCBIssuerUpdate(t *testing.T) {
	for _, c := range []struct {
		card  string
		again bool
	}{{"jcb-hold", false}, {"jcb-twice", true}} {
		for _, way := range []struct {
			o       issuer.Options
			p1, cid byte
			amount  uint64
		}{
			{issuer.Options{}, 0x40, 0x40, 0},
			{issuer.Options{Decline: true}, 0x00, 0x00, 0},
			{issuer.Options{Hostile: issuer.WrongARPC}, 0x40, 0x00, 1000},
		} {
			way.o.Scripts = []issuer.Script{
				{Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{0x07})}},
				{Late: true, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{0x08})}},
			}
			data, err := changed(t, c.card, `"atc": 16,`, `"atc": 16, "offlineAmount": 1000,`)
			x := newTerminal(t, must(t, data, err))
			x.data[0x9F52], x.data[0x9F53] = []byte{0x02}, unhex(t, jcbPlain)
			x.start(jcbTap)
			x.checkAC(ridJCB, c.card, 0x90, 0x80, oda.OK)
			r, err := issuer.Test().Authorise(x.tapData(), way.o)
			if err != nil {
				t.Fatal(err)
			}
			x.data[0x8A], x.data[0x91] = x.find(r.Data, 0x8A), x.find(r.Data, 0x91)
			second := apdu.AppendGenerateAC(nil, way.p1, x.dol(x.read[0x8D]))
			for range map[bool]int{true: 2}[c.again] { // the first of these taps is too short
				x.card.Reset()
				x.want(0x9000, apdu.AppendSelect(nil, unhex(t, jcbTap), false))
			}
			value := func(want byte) {
				if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F58)), 0x9F58); !bytes.Equal(v, []byte{want}) {
					t.Errorf("%s: 9F58 % X, want %02X", c.card, v, want)
				}
			}
			early, late := x.find(r.Data, 0x71, 0x86), x.find(r.Data, 0x72, 0x86)
			x.want(0x9000, early)
			value(0x07)
			answer := x.want(0x9000, second)
			x.keep(answer)
			if x.read[0x9F27][0] != way.cid {
				t.Errorf("%s, %+v: CID % X", c.card, way.o, x.read[0x9F27])
			}
			if reason := issuer.Test().Check(x.tapData(), ""); reason != "" {
				t.Errorf("%s: %s", c.card, reason)
			}
			if _, ok := tlv.Find(answer, 0x77, 0x9F50); ok {
				t.Errorf("%s: 9F50 once more", c.card)
			}
			x.want(0x6985, second)
			x.want(0x9000, late)
			value(0x08)
			if n, _ := x.card.Counters(unhex(t, jcbTap)); n.OfflineAmount != way.amount || n.ATC != 17 {
				t.Errorf("%s, %+v: %+v", c.card, way.o, n)
			}
			// it is over
			x.card.Reset()
			x.want(0x9000, apdu.AppendSelect(nil, unhex(t, jcbTap), false))
			x.want(0x6985, second)
			x.want(0x6985, late)
		}
	}
}

// No second GENERATE AC: of a card that wants none, after a TC, where a card that stays has left, and where another transaction has begun.
//
// C-5 2.12 3.8.4, A.6
func TestJCBNoUpdate(t *testing.T) {
	for _, c := range []struct {
		card   string
		p1     byte
		leaves bool // between
		begins bool // another transaction
	}{
		{"jcb-online", 0x90, false, false},
		{"jcb-update-none", 0x90, false, false},
		{"jcb-update-none", 0x90, true, false},
		{"jcb-twice", 0x00, false, false},
		{"jcb-twice", 0x00, true, false},
		{"jcb-hold", 0x90, true, false},
		{"jcb-twice", 0x90, true, true},
	} {
		x := newJCB(t, c.card, jcbPlain)
		x.start(jcbTap)
		x.generateAC(c.p1, 0x8C)
		second := apdu.AppendGenerateAC(nil, 0x40, make([]byte, 21))
		if c.leaves {
			x.card.Reset()
			x.want(0x9000, apdu.AppendSelect(nil, unhex(t, jcbTap), false))
		}
		if c.begins {
			x.again()
			x.open(jcbTap)
			x.card.Reset()
			x.want(0x9000, apdu.AppendSelect(nil, unhex(t, jcbTap), false))
		}
		x.want(0x6985, second)
		if c.card == "jcb-online" {
			x.want(0x6985, []byte{0x04, 0xDA, 0x9F, 0x58, 0x09, 1, 1, 2, 3, 4, 5, 6, 7, 8})
		}
	}
}

// What the FCI and the records of some cards say.
//
// C-5 2.12 3.2.1.3, 3.4.1.2, 3.9.2.2, A.5
func TestJCBData(t *testing.T) {
	for _, c := range []struct {
		card string
		tag  tlv.Tag
		want string
	}{
		{"jcb-missing", 0x57, ""},
		{"jcb-no-cdol2", 0x8D, ""},
		{"jcb-twice", 0x8D, "8a02910a95059f3704"},
		{"jcb-legacy-no-list", 0x8E, ""},
		{"jcb-legacy-signature", 0x8E, "00000000000000001e010201"},
		{"jcb-legacy-none", 0x8E, "00000000000000001f000400"},
		{"jcb-unknown-ca", 0x8F, "ee"},
		{"jcb-abroad", 0x9F07, "abc0"},
		{"jcb-expired", 0x5F24, "211231"},
		{"jcb-stripe", 0x82, "1900"},
		{"jcb-legacy", 0x82, "1800"},
		{"phone-jcb", 0x9F6E, "21010000"},
	} {
		x := newJCB(t, c.card, jcbPlain)
		x.start(jcbTap)
		if got := hex.EncodeToString(x.read[c.tag]); got != c.want {
			t.Errorf("%s: %s %s, want %s", c.card, c.tag, got, c.want)
		}
	}
	for card, want := range map[string]string{"jcb-pdol-none": "", "jcb-legacy": "9f02069c01", "jcb-online": "9f52019f35019f02069c019f5303"} {
		x := newJCB(t, card, jcbPlain)
		fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, jcbTap), false))
		if o, _ := tlv.Find(fci, 0x6F, 0xA5, 0x9F38); hex.EncodeToString(o.Value) != want {
			t.Errorf("%s: PDOL % X", card, o.Value)
		}
	}
}

// Whatever comes between the commands of a transaction and of its issuer's answer, a card of Kernel 4 or 5 answers.
func FuzzTapAC(f *testing.F) {
	f.Add([]byte{0x80, 0xAE, 0x40, 0x00, 0x01, 0x00, 0x00}, []byte{0x04, 0xDA, 0x9F, 0x58, 0x09, 1, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Add([]byte{0x00, 0xA4, 0x04, 0x00}, []byte{0x80, 0xA8, 0x00, 0x00, 0x02, 0x83, 0x00, 0x00})
	f.Fuzz(func(t *testing.T, one, two []byte) {
		for _, of := range []struct {
			card, aid         string
			pdol, cdol, later int
		}{{"amex-dual", amexTap, 1, 29, 0}, {"phone-amex-6984", amexTap, 1, 29, 0}, {"jcb-twice", jcbTap, 12, 33, 21}, {"jcb-legacy", jcbTap, 7, 29, 0}} {
			c := named(t, of.card)
			ppse, aid := apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false), apdu.AppendSelect(nil, unhex(t, of.aid), false)
			for _, tap := range [][][]byte{
				{ppse, one, aid, one, apdu.AppendGetProcessingOptions(nil, make([]byte, of.pdol)), two, apdu.AppendGenerateAC(nil, 0x90, make([]byte, of.cdol)), one, two},
				{aid, two, one, apdu.AppendGenerateAC(nil, 0x40, make([]byte, of.later)), two},
			} {
				c.Reset()
				for _, cmd := range tap {
					r, _, err := c.Transmit(t.Context(), cmd)
					if err != nil || len(r) < 2 || len(r) > 258 || r[len(r)-2] == 0x6F {
						t.Fatalf("%s, % X: % X %v", of.card, cmd, r, err)
					}
				}
			}
		}
	})
}
