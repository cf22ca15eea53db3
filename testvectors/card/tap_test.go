package card_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

const ridUnionPay = "\xA0\x00\x00\x03\x33"

// Terminal transaction qualifiers of readers.
const (
	ttqPlain    = "36000000" // EMV, contact, online PIN, signature; online capable
	ttqCVM      = "36408000" // verification required
	ttqOnline   = "36800000" // online cryptogram required
	ttqODA      = "37800000" // as before, and authenticates online requests
	ttqOffline  = "3E000000" // offline only
	visaTap     = "A0000000031010"
	unionPayTap = "A000000333010101"
)

// newTap is a terminal for a tap: what it sends for the PDOL, with the terminal verification results that the contactless
// books have.
func newTap(t *testing.T, name, ttq, amount string) *terminal {
	t.Helper()
	x := newTerminal(t, named(t, name))
	x.data[0x95], x.data[0x9F66], x.data[0x9F02] = make([]byte, 5), unhex(t, ttq), unhex(t, amount)
	return x
}

// tap selects, initiates and reads what the AFL names. It gives the status word of GET PROCESSING OPTIONS; a new tap
// begins with power-off.
func (x *terminal) tap(aid string) apdu.SW {
	x.t.Helper()
	x.card.Reset()
	x.read, x.sign = map[tlv.Tag][]byte{}, nil
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(x.t, aid), false))
	x.pdol = x.dol(x.find(fci, 0x6F, 0xA5, 0x9F38))
	r := x.send(apdu.AppendGetProcessingOptions(nil, x.pdol))
	if r.SW() == 0x9000 {
		x.take(r.Data())
	}
	return r.SW()
}

// take keeps the objects of the answer, none of which may come twice, and reads the records.
func (x *terminal) take(gpo []byte) {
	x.t.Helper()
	seen := map[tlv.Tag]bool{}
	for o := range tlv.NewCursor(x.find(gpo, 0x77)).All() {
		x.read[o.Tag] = o.Value
		seen[o.Tag] = true
	}
	before := len(x.read)
	x.readAll()
	for tag := range seen {
		if o := x.read[tag]; o == nil {
			x.t.Errorf("%s is gone", tag)
		}
	}
	if records := x.read[0x94]; records == nil && len(x.read) != before {
		x.t.Error("records without an AFL")
	}
}

// cid is the cryptogram type as the issuer application data have it.
//
// C-3 2.12 5.4.3.1
func (x *terminal) cid() byte { return x.read[0x9F10][4] << 2 & 0xC0 }

// checked checks the cryptogram by the issuer.
func (x *terminal) checked() {
	x.t.Helper()
	if reason := issuer.Test().Check(x.tapData(), ""); reason != "" {
		x.t.Error(reason)
	}
}

// tapData is what a host gets of a tap.
func (x *terminal) tapData() (b []byte) {
	for _, t := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x57, 0x5F34, 0x9F36, 0x9F10, 0x9F26} {
		if v, ok := x.read[t]; ok {
			b = tlv.Append(b, t, v)
		} else {
			b = tlv.Append(b, t, x.data[t])
		}
	}
	return b
}

// iccKey is the card's key by crypto/oda.
func (x *terminal) iccKey(rid string) oda.Key {
	x.t.Helper()
	ca := authority(rid, x.read[0x8F][0])
	key, reason := oda.RecoverIssuer(&ca, oda.IssuerInput{
		Certificate: x.read[0x90], Remainder: x.read[0x92], Exponent: x.read[0x9F32], PAN: x.read[0x5A],
		RID: [5]byte([]byte(rid)), Date: [3]byte{0x26, 0x11, 0x23},
	})
	if reason != oda.OK {
		x.t.Fatal(reason)
	}
	icc, reason := oda.RecoverICC(&key, oda.ICCInput{
		Certificate: x.read[0x9F46], Remainder: x.read[0x9F48], Exponent: x.read[0x9F47], PAN: x.read[0x5A],
		StaticData: x.sign, Date: [3]byte{0x26, 0x11, 0x23},
	})
	if reason != oda.OK {
		x.t.Fatal(reason)
	}
	return icc
}

// fdda verifies the signature by crypto/oda, which was written by somebody else.
//
// C-3 2.12 C.1
func (x *terminal) fdda(rid string, online bool) oda.Reason {
	x.t.Helper()
	icc := x.iccKey(rid)
	_, reason := oda.VerifyFDDA(&icc, oda.FDDAInput{
		SDAD: x.read[0x9F4B], UN: [4]byte(x.data[0x9F37]), Amount: [6]byte(x.data[0x9F02]), Currency: [2]byte(x.data[0x5F2A]),
		Related: x.read[0x9F69], Online: online,
	})
	return reason
}

// Every name loads, calls itself so, and says what it is for; none is a contact card's too.
func TestTapNames(t *testing.T) {
	for _, name := range card.TapNames() {
		if p := named(t, name).Profile(); p.Name != name || p.About == "" || slices.Contains(card.Names(), name) {
			t.Errorf("%s calls itself %q, about %q", name, p.Name, p.About)
		}
	}
	if _, err := card.Source("tap/visa-online"); err == nil {
		t.Error("a path is taken for a name")
	}
}

// Each row spoils a profile in one place.
func TestTapProfileFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"visa-online", `"applet": "visa"`, `"applet": "visum"`, `applications[0].applet: "visum" is not known here`},
		{"visa-online", `"57": "4761730000000011D4912201`, `"9F19": "D4912201`, "the card has no PAN"},
		{"visa-spending", `"9F5D": "@"`, `"9F5B": "@"`, "the card computes only 9F5D and 9F69 here"},
		{"phone-visa", `"cvm": "device"`, `"cvm": "fingers"`, `"fingers" is not known here`},
		{"mastercard-storage", `"9F5D": "010100"`, `"9F5D": "000100"`, "data storage needs a version"},
		{"mastercard-storage2", `A9AAABACADAEAFB0`, ``, "8 bytes"},
		{"mastercard-field-off", `"9F5D": "000400"`, `"9F5D": "@"`, "the card computes only 9F5E here"},
		{"phone-amex-blocked", `"cvmResult": "010003"`, `"cvmResult": "31"`, "applications[0].tap.cvmResult: 1 bytes"},
		{"phone-jcb-none", `"cvmResult": "30"`, `"cvmResult": "010003"`, "applications[0].tap.cvmResult: 3 bytes"},
		{"phone-jcb-twice", `"refusal": "6986"`, `"refusal": "86"`, "applications[0].tap.refusal: 1 bytes"},
		{"jcb-twice", `"update": "02"`, `"update": "2"`, "applications[0].tap.update"},
		{"jcb-higher", `"gives": "40"`, `"gives": ""`, "applications[0].tap.gives"},
		{"amex-online", `"scheme": "amex01"`, `"scheme": "amex"`, `"amex" is not known here`},
		{"amex-pulled", `"presentation": 1`, `"presentation": -1`, "faults[0].presentation"},
		{"amex-online", `"8C": "9F0206`, `"9F5D": "9F0206`, "tag 8C is missing"},
		{"visa-storage", `"extended": "01",`, ``, "stored data are shown under an extended selection only"},
		{"ppse-poi", `"applications": ["A0000000032010"]`, `"applications": ["A0000000039999"]`, "no application A0000000039999"},
		{"ppse-poi", `"ppse": true`, `"ppse": false`, "without a PPSE no card is told of the terminal"},
		{"ppse-poi", "\"categories\": \"0001\",\n    \"sdol\": \"9F1A02\",\n    ", ``, "nothing asks the terminal for its data"},
		{"ppse-domestic", `"kernel": "AA0978"`, `"kernel": "AA0978000000000000"`, "applications[0].kernel: 9 bytes"},
	} {
		if _, err := changed(t, c.name, c.old, c.new); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s -> %s:\n got %v\nwant %s", c.old, c.new, err, c.want)
		}
	}
}

// The good path of the cards, one tap each: cryptogram, signature, qualifiers.
//
// C-3 2.12 5.2 to 5.7, C-7 2.12 4.1.4, 4.3.2.4
func TestTap(t *testing.T) {
	const ten, much = "000000001000", "000000005001"
	const none, good = oda.Reason(0xFF), oda.OK
	for _, c := range []struct {
		card, ttq, amount string
		cid               byte
		signature         oda.Reason // none: no signature and no AFL
		ctq               string     // - if there is none
	}{
		{"visa-online", ttqPlain, ten, 0x80, none, "0000"},
		{"visa-offline", ttqPlain, ten, 0x40, good, "2000"},
		{"visa-offline", ttqPlain, much, 0x80, none, "2000"},
		{"visa-offline", ttqOnline, ten, 0x80, none, "2000"},
		{"visa-offline", ttqOffline, much, 0x00, none, "2000"},
		{"visa-signed", ttqODA, ten, 0x80, good, "0000"},
		{"visa-version", ttqPlain, ten, 0x40, oda.FDDAVersion, "2000"},
		{"visa-no-dda", ttqPlain, ten, 0x40, good, "0000"},
		{"visa-format", ttqPlain, ten, 0x40, oda.FDDAFormat, "1000"},
		{"visa-no-ctq", ttqCVM, ten, 0x80, none, "-"},
		{"visa-pin", ttqCVM, ten, 0x80, none, "8000"},
		{"visa-pin", ttqPlain, ten, 0x80, none, "0000"},
		{"visa-signature", ttqCVM, ten, 0x80, none, "4000"},
		{"visa-cash", ttqPlain, ten, 0x80, none, "0600"},
		{"visa-expired", ttqPlain, ten, 0x40, good, "0800"},
		{"visa-declined", ttqOnline, ten, 0x00, none, "0000"},
		{"phone-visa", ttqCVM, ten, 0x80, none, "0080"},
		{"phone-visa-transit", ttqODA, ten, 0x80, good, "0000"},
		{"phone-visa-transit", ttqOnline, ten, 0x80, none, "0000"},
		{"phone-visa-token", ttqCVM, ten, 0x80, none, "0080"},
		{"unionpay-online", ttqPlain, ten, 0x80, none, "0000"},
		{"unionpay-offline", ttqPlain, ten, 0x40, good, "0000"},
		{"unionpay-offline", ttqPlain, much, 0x80, none, "0000"},
		{"unionpay-signed", ttqODA, ten, 0x80, good, "0000"},
		{"unionpay-expired", ttqPlain, ten, 0x40, good, "0000"},
		{"unionpay-version", ttqPlain, ten, 0x40, oda.FDDAVersion, "2000"},
		{"unionpay-pin", ttqCVM, ten, 0x80, none, "8000"},
		{"phone-unionpay", ttqCVM, ten, 0x80, none, "0080"},
	} {
		t.Run(c.card+" "+c.ttq+" "+c.amount, func(t *testing.T) {
			x := newTap(t, c.card, c.ttq, c.amount)
			aid, rid := visaTap, ridVisa
			if strings.Contains(c.card, "unionpay") {
				aid, rid = unionPayTap, ridUnionPay
			}
			if sw := x.tap(aid); sw != 0x9000 {
				t.Fatalf("%04X", uint16(sw))
			}
			x.checked()
			if x.cid() != c.cid {
				t.Errorf("cryptogram type %02X", x.cid())
			}
			if v := x.read[0x9F27]; v != nil && v[0] != c.cid {
				t.Errorf("CID %X", v)
			}
			if (x.read[0x9F27] != nil) != (rid == ridUnionPay && c.card != "unionpay-online") {
				t.Error("CID is there or not")
			}
			if ctq := x.read[0x9F6C]; c.ctq == "-" && ctq != nil || c.ctq != "-" && hex.EncodeToString(ctq) != c.ctq {
				t.Errorf("CTQ %X", ctq)
			}
			if signed := x.read[0x9F4B] != nil; signed != (c.signature != none) || signed != (x.read[0x94] != nil) {
				t.Fatalf("signature %v, AFL %X", signed, x.read[0x94])
			} else if signed {
				if reason := x.fdda(rid, c.cid == 0x80); reason != c.signature {
					t.Errorf("signature: %v, want %v", reason, c.signature)
				}
				if reason := x.fdda(rid, c.cid != 0x80); reason == oda.OK {
					t.Error("the signature passes in the other format")
				}
			}
		})
	}
}

// An AFL without a signature; a refund that gets an AAC; data of a token; the usage control of a card without cash.
//
// C-3 2.12 5.4.2, 3.4.1.3, A
func TestTapData(t *testing.T) {
	x := newTap(t, "visa-signed", ttqOnline, "000000001000")
	if sw := x.tap(visaTap); sw != 0x9000 || x.read[0x94] == nil || x.read[0x9F4B] != nil || x.read[0x90] == nil {
		t.Errorf("%04X, AFL %X", uint16(sw), x.read[0x94])
	}
	y := newTap(t, "visa-refund", ttqOnline, "000000001000")
	y.data[0x9C] = []byte{0x20}
	y.tap(visaTap)
	if y.cid() != 0 {
		t.Errorf("a refund gets %02X", y.cid())
	}
	y.checked()
	y.data[0x9C] = []byte{0}
	y.tap(visaTap)
	if y.cid() != 0x80 {
		t.Errorf("a purchase gets %02X", y.cid())
	}
	z := newTap(t, "phone-visa-token", ttqCVM, "000000001000")
	z.tap(visaTap)
	if len(z.read[0x9F24]) != 29 {
		t.Errorf("9F24 %X", z.read[0x9F24])
	}
	cash := newTap(t, "visa-cash", ttqCVM, "000000001000")
	cash.tap(visaTap)
	if len(cash.read[0x9F07]) != 2 || cash.read[0x9F07][0]&0xC0 != 0 {
		t.Errorf("9F07 %X", cash.read[0x9F07])
	}
}

// Every transaction has another cryptogram, another number and another ATC; a renewed card begins again.
func TestTapRises(t *testing.T) {
	x := newTap(t, "phone-visa", ttqCVM, "000000001000")
	seen := map[string]bool{}
	var first []byte
	for i := range 3 {
		x.tap(visaTap)
		x.checked()
		if atc := x.read[0x9F36]; !bytes.Equal(atc, []byte{0, byte(0x11 + i)}) {
			t.Errorf("ATC %X", atc)
		}
		seen[string(x.read[0x9F26])+string(x.read[0x9F69])] = true
		if i == 0 {
			first = x.read[0x9F26]
		}
	}
	if len(seen) != 3 {
		t.Error("two transactions are the same")
	}
	x.card.Renew()
	if x.tap(visaTap); !bytes.Equal(x.read[0x9F26], first) {
		t.Error("a renewed card differs")
	}
}

// The qualifiers in 9F69 agree with 9F6C, or not, or are not there.
//
// C-3 2.12 5.7.1.2
func TestRelatedData(t *testing.T) {
	for _, c := range []struct {
		card string
		want string // bytes 6 and 7 of 9F69
	}{{"phone-visa", "0080"}, {"phone-visa-mismatch", "0000"}, {"phone-visa-plain", ""}} {
		x := newTap(t, c.card, ttqCVM, "000000001000")
		x.tap(visaTap)
		got := ""
		if v := x.read[0x9F69]; v != nil {
			got = hex.EncodeToString(v[5:7])
			if len(v) != 8 || v[0] != 1 || v[7] != 0 {
				t.Errorf("%s: 9F69 %X", c.card, v)
			}
		}
		if got != c.want || hex.EncodeToString(x.read[0x9F6C]) != "0080" {
			t.Errorf("%s: 9F69 %X, 9F6C %X", c.card, x.read[0x9F69], x.read[0x9F6C])
		}
	}
}

// See phone: nothing begins at the first tap, the second succeeds, the next transaction asks again.
//
// C-3 2.12 5.2.2.2, C-7 2.12 4.1.4.3
func TestSecondTap(t *testing.T) {
	for _, c := range []struct{ card, aid string }{{"phone-visa-twice", visaTap}, {"phone-unionpay-twice", unionPayTap}} {
		x := newTap(t, c.card, ttqCVM, "000000001000")
		for range 2 {
			if sw := x.tap(c.aid); sw != 0x6986 || x.card.Screen() == "" {
				t.Fatalf("%s: first tap %04X, screen %q", c.card, uint16(sw), x.card.Screen())
			}
			// in the same field nothing changes, not even by another selection
			x.want(0x6986, apdu.AppendGetProcessingOptions(nil, x.pdol))
			x.want(0x9000, apdu.AppendSelect(nil, unhex(t, c.aid), false))
			x.want(0x6986, apdu.AppendGetProcessingOptions(nil, x.pdol))
			if sw := x.tap(c.aid); sw != 0x9000 || x.card.Screen() != "" || hex.EncodeToString(x.read[0x9F6C]) != "0080" {
				t.Fatalf("%s: second tap %04X, CTQ %X", c.card, uint16(sw), x.read[0x9F6C])
			}
			x.checked()
		}
		if n, _ := x.card.Counters(unhex(t, c.aid)); n.ATC != 0x12 {
			t.Errorf("%s: ATC %04X", c.card, n.ATC)
		}
		// without verification required there is nothing to see
		x.data[0x9F66] = unhex(t, ttqPlain)
		if sw := x.tap(c.aid); sw != 0x9000 || hex.EncodeToString(x.read[0x9F6C]) != "0000" {
			t.Errorf("%s: %04X, CTQ %X", c.card, uint16(sw), x.read[0x9F6C])
		}
	}
	x := newTap(t, "phone-visa-asked", ttqCVM, "000000001000")
	for range 3 {
		if sw := x.tap(visaTap); sw != 0x6986 {
			t.Errorf("%04X", uint16(sw))
		}
	}
	x.card.Confirm()
	if sw := x.tap(visaTap); sw != 0x9000 {
		t.Errorf("confirmed: %04X", uint16(sw))
	}
	if sw := x.tap(visaTap); sw != 0x6986 {
		t.Errorf("confirmed long ago: %04X", uint16(sw))
	}
}

// Commands out of order and of a wrong form.
//
// EMV 4.4 B3 6.3.5, C-3 2.12 D
func TestTapOrder(t *testing.T) {
	x := newTap(t, "visa-offline", ttqPlain, "000000001000")
	x.want(0x6985, apdu.AppendGetProcessingOptions(nil, nil))
	x.want(0x6D00, []byte{0x80, 0xE0, 0, 0, 0})
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap), false))
	x.want(0x6700, apdu.AppendGetProcessingOptions(nil, []byte{1}))
	x.want(0x6700, []byte{0x80, 0xA8, 0, 0, 2, 0x80, 0, 0})
	x.want(0x6E00, []byte{0x00, 0xA8, 0, 0, 2, 0x83, 0, 0})
	x.want(0x6A86, []byte{0x80, 0xA8, 1, 0, 2, 0x83, 0, 0})
	x.want(0x6D00, []byte{0x80, 0xE0, 0, 0, 2, 0x83, 0, 0}) // no stored data
	x.want(0x6D00, apdu.AppendGenerateAC(nil, 0x80, nil))
	x.want(0x6D00, apdu.AppendVerify(nil, 0x80, make([]byte, 8)))
	x.want(0x6985, apdu.AppendExternalAuthenticate(nil, make([]byte, 8))) // takes no update
	x.want(0x6985, []byte{0x84, 0x1E, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8})
	if sw := x.tap(visaTap); sw != 0x9000 {
		t.Fatalf("%04X", uint16(sw))
	}
	x.want(0x6985, apdu.AppendGetProcessingOptions(nil, x.pdol))
	x.want(0x6A83, apdu.AppendReadRecord(nil, 2, 9))
	x.want(0x6A86, []byte{0x00, 0xB2, 0, 0x14, 0})
	u := newTap(t, "unionpay-online", ttqPlain, "000000001000")
	u.tap(unionPayTap)
	u.want(0x6D00, apdu.AppendExternalAuthenticate(nil, make([]byte, 8)))
}

// The spending amount goes down with every approval, in the answer and by GET DATA.
//
// C-3 2.12 4.3, C-7 2.12 4.5.1
func TestSpending(t *testing.T) {
	for _, c := range []struct{ card, aid string }{{"visa-spending", visaTap}, {"unionpay-offline", unionPayTap}} {
		x := newTap(t, c.card, ttqPlain, "000000002000")
		for _, left := range []string{"000000003000", "000000001000", "000000001000"} {
			x.tap(c.aid)
			x.checked()
			if got := hex.EncodeToString(x.read[0x9F5D]); got != left {
				t.Errorf("%s: %s left, want %s", c.card, got, left)
			}
			if got := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F5D)), 0x9F5D); hex.EncodeToString(got) != left {
				t.Errorf("%s: GET DATA %X", c.card, got)
			}
		}
		if x.cid() != 0x80 {
			t.Errorf("%s: the third is %02X", c.card, x.cid())
		}
		if c.aid == unionPayTap && hex.EncodeToString(x.read[0x9F10][10:15]) != "0000001000" {
			t.Errorf("balance in %X", x.read[0x9F10])
		}
	}
}

// The issuer's answer at a second tap: only after an ARQC, once, and scripts with their MAC.
//
// C-3 2.12 6.2.1.1, 6.2.1.3
func TestIssuerUpdate(t *testing.T) {
	x := newTap(t, "visa-update", ttqPlain, "000000002000")
	again := func() {
		x.card.Reset()
		x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap), false))
	}
	x.tap(visaTap)
	if x.cid() != 0x40 {
		t.Fatalf("%02X", x.cid())
	}
	again()
	x.want(0x6985, apdu.AppendExternalAuthenticate(nil, make([]byte, 10))) // it was a TC
	x.data[0x9F66] = unhex(t, ttqOnline)
	for _, c := range []struct {
		hostile issuer.Hostile
		sw      apdu.SW
		amount  uint64
	}{{issuer.WrongARPC, 0x6300, 2000}, {issuer.Honest, 0x9000, 0}} {
		x.tap(visaTap)
		r, err := issuer.Test().Authorise(x.tapData(), issuer.Options{
			Hostile: c.hostile, Scripts: []issuer.Script{{Commands: []issuer.Command{issuer.PutData(0x9F7C, []byte{0xAB, 0xCD})}}},
		})
		if err != nil || !r.Approved {
			t.Fatal(r.Reason, err)
		}
		// in the field of the first tap there is no update
		x.want(0x6985, apdu.AppendExternalAuthenticate(nil, x.find(r.Data, 0x91)))
		again()
		x.want(c.sw, apdu.AppendExternalAuthenticate(nil, x.find(r.Data, 0x91)))
		x.want(0x6985, apdu.AppendExternalAuthenticate(nil, x.find(r.Data, 0x91)))
		script := x.find(r.Data, 0x71, 0x86)
		spoilt := slices.Clone(script)
		spoilt[len(spoilt)-1] ^= 1
		x.want(0x6982, spoilt)
		if c.sw == 0x9000 {
			again()
			x.want(0x6985, script) // the answer was taken; the script belonged to that tap
		} else {
			again()
			x.want(0x9000, script) // a wrong ARPC leaves the MAC to decide
			if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F7C)), 0x9F7C); !bytes.Equal(v, []byte{0xAB, 0xCD}) {
				t.Errorf("9F7C %X", v)
			}
		}
		if n, _ := x.card.Counters(unhex(t, visaTap)); n.OfflineAmount != c.amount {
			t.Errorf("%+v", n)
		}
	}
}

// Stored data: shown under the extended selection, read, changed by EXTENDED GPO, kept; a wrong update changes nothing and
// begins nothing.
//
// C-3 2.12 7.2, D.4, F.2
func TestStorage(t *testing.T) {
	x := newTap(t, "visa-storage", ttqPlain, "000000001000")
	if fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap), false)); bytes.Contains(fci, []byte{0xD2, 0x0C}) {
		t.Errorf("plain: % X", fci)
	}
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap+"01"), false))
	if d := x.find(fci, 0x6F, 0xA5, 0xBF0C, 0xD2); len(d) != 12 {
		t.Errorf("directory % X", d)
	}
	x.want(0x6A82, apdu.AppendSelect(nil, unhex(t, visaTap+"02"), false))
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap+"01"), false))
	x.pdol = x.dol(x.find(fci, 0x6F, 0xA5, 0x9F38))
	lock := strings.Repeat("00", 16)
	egpo := func(template string) []byte {
		data := tlv.Append(nil, 0x83, x.pdol)
		data = tlv.Append(data, 0xBF60, unhex(t, template))
		return slices.Concat([]byte{0x80, 0xE0, 0, 0, byte(len(data))}, data, []byte{0})
	}
	attributes := "DF1016" + "02" + "00000001" + "03" + lock
	for _, wrong := range []string{
		"", "DF1203AABBCC", "DF1016" + "09" + "00000001" + "03" + lock + "DF1201AA", "DF1015" + "02" + "00000001" + "03" + lock[2:] + "DF1201AA",
		attributes + "DF1101F0" + "DF1201AA", attributes + "DF1301AA", attributes + "DF1205AA", "DF1016" + "02" + "00000001" + "01" + lock + "DF1201AA",
	} {
		x.want(0x6A80, egpo(wrong))
	}
	if b := x.want(0x9000, apdu.AppendReadRecord(nil, 20, 2)); !bytes.Equal(b, unhex(t, "11223344")) {
		t.Errorf("record % X", b)
	}
	x.take(x.want(0x9000, egpo(attributes+"DF110102"+"DF1203AABBCC"+"DF120199")))
	x.checked()
	x.card.Reset()
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap+"01"), false))
	if b := x.want(0x9000, apdu.AppendReadRecord(nil, 20, 2)); !bytes.Equal(b, unhex(t, "9922AABBCC")) {
		t.Errorf("record % X", b)
	}
	if n, _ := x.card.Counters(unhex(t, visaTap)); n.ATC != 0x11 {
		t.Errorf("ATC %04X", n.ATC)
	}
}

// The log: entry in the FCI, format by GET DATA, ten records without template, the latest first.
//
// C-7 2.12 annex D
func TestLog(t *testing.T) {
	x := newTap(t, "unionpay-log", ttqPlain, "000000000100")
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, unionPayTap), false))
	if e := x.find(fci, 0x6F, 0xA5, 0xBF0C, 0x9F4D); !bytes.Equal(e, []byte{11, 10}) {
		t.Errorf("9F4D %X", e)
	}
	x.want(0x6A83, apdu.AppendReadRecord(nil, 11, 1))
	for i := range 11 {
		x.data[0x9F02] = []byte{0, 0, 0, 0, 1, byte(i % 10)}
		x.tap(unionPayTap)
	}
	x.card.Reset()
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, unionPayTap), false))
	if f := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F4F)), 0x9F4F); !bytes.Equal(f, unhex(t, "9A039F02065F2A029C019F3602")) {
		t.Errorf("9F4F %X", f)
	}
	for record, want := range map[byte]string{1: "261123" + "000000000100" + "0978" + "00" + "001B", 10: "261123" + "000000000101" + "0978" + "00" + "0012"} {
		if b := x.want(0x9000, apdu.AppendReadRecord(nil, 11, record)); !bytes.Equal(b, unhex(t, want)) {
			t.Errorf("record %d: %X, want %s", record, b, want)
		}
	}
	x.want(0x6A83, apdu.AppendReadRecord(nil, 11, 11))
}

// Field cuts and status words: the card goes on as if nothing had been, and its ATC is spent.
func TestTapFieldCut(t *testing.T) {
	x := newTap(t, "visa-online", ttqPlain, "000000001000")
	x.card.Inject(card.Fault{INS: 0xA8, Occurrence: 1, Kind: apdu.Removed, Cut: -1})
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap), false))
	for range 2 {
		if _, _, err := x.card.Transmit(t.Context(), apdu.AppendGetProcessingOptions(nil, nil)); !apdu.IsFault(err, apdu.Removed) {
			t.Error(err)
		}
	}
	x.card.Renew()
	for _, c := range []struct {
		card string
		aid  string
		sw   apdu.SW
	}{{"visa-6984", visaTap, 0x6984}, {"visa-6985", visaTap, 0x6985}} {
		y := newTap(t, c.card, ttqPlain, "000000001000")
		if sw := y.tap(c.aid); sw != c.sw {
			t.Errorf("%s: %04X", c.card, uint16(sw))
		}
	}
	// select next, in the same field
	y := newTap(t, "visa-6985", ttqPlain, "000000001000")
	y.tap(visaTap)
	fci := y.want(0x9000, apdu.AppendSelect(nil, unhex(t, "A0000000032010"), false))
	y.take(y.want(0x9000, apdu.AppendGetProcessingOptions(nil, y.dol(y.find(fci, 0x6F, 0xA5, 0x9F38)))))
	y.checked()
}
