package card_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// publishedCard is the personalisation of the PBOC test card.
type publishedCard struct {
	CA struct {
		RID, Index, Exponent, Modulus string
	} `json:"ca_key"`
	Issuer struct {
		ID      string `json:"issuer_id"`
		Expiry  string
		Serial  string
		KeyBits int `json:"key_bits"`
	} `json:"issuer_cert"`
	ICC struct {
		PAN     string
		Expiry  string
		Serial  string
		KeyBits int `json:"key_bits"`
	} `json:"icc_cert"`
	Private struct{ N, E, D, P, Q string } `json:"icc_private"`
	PSE     struct {
		FCI  string
		SFI1 string `json:"sfi1_1"`
	}
	PPSE string `json:"ppse_fci"`
	Data map[string]string
}

func published(t *testing.T) (p publishedCard) {
	t.Helper()
	if err := json.Unmarshal(testvectors.UnionPay("pboc_card_perso"), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// Both virtual cards have the published files, records and data elements byte by byte, but for what their profiles say is their own.
// EMV 4.4 B1 11.3.4, B3 6.5.7, 6.5.11
func TestPublishedPBOCFiles(t *testing.T) {
	p := published(t)
	for _, name := range []string{"pboc", "pboc-cash"} {
		x := pbocTerminal(t, 0)
		x.card = named(t, name)
		if got := x.want(0x9000, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false)); !bytes.Equal(got, unhex(t, p.PSE.FCI)) {
			t.Errorf("%s: directory %X", name, got)
		}
		if got := x.want(0x9000, apdu.AppendReadRecord(nil, 1, 1)); !bytes.Equal(got, unhex(t, p.PSE.SFI1)) {
			t.Errorf("%s: entry %X", name, got)
		}
		fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, pbocAID), false))
		if same := bytes.Equal(fci, unhex(t, p.Data["9102_FCI_contact"])); same != (name == "pboc") {
			t.Errorf("%s: %X", name, fci)
		}
		for key, want := range p.Data {
			file, record, ok := strings.Cut(strings.TrimPrefix(key, "SFI"), "_")
			sfi, err := strconv.Atoi(file)
			if !ok || err != nil || !strings.HasPrefix(key, "SFI") {
				continue
			}
			n, _ := strconv.Atoi(record)
			if key == "SFI3_2" { // its issuer country code has one byte
				want = strings.Replace(strings.Replace(want, "703C", "703D", 1), "5F2801569F07", "5F280201569F07", 1)
			}
			if got := x.want(0x9000, apdu.AppendReadRecord(nil, byte(sfi), byte(n))); !bytes.Equal(got, unhex(t, want)) {
				t.Errorf("%s, %s: %X", name, key, got)
			}
		}
		for o := range tlv.NewCursor(unhex(t, p.Data["internal_0D01"])).All() {
			if name == "pboc-cash" && o.Tag == 0x9F79 || o.Tag == 0x9F6C || o.Tag == 0x9F68 {
				continue
			}
			if got := x.getData(o.Tag); !bytes.Equal(got, o.Value) {
				t.Errorf("%s, %s: %X, want %X", name, o.Tag, got, o.Value)
			}
		}
	}
	// the contactless side: its FCI, AIP, AFL and beginning of 9F10
	x := cashTerminal(t, "000000000800")
	x.data[0x9F66] = unhex(t, "26000000")
	x.want(0x9000, apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false))
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, pbocAID), false))
	want := unhex(t, p.Data["9103_FCI_contactless"])
	for _, path := range [][]tlv.Tag{{0x84}, {0xA5, 0x50}, {0xA5, 0x9F38}, {0xA5, 0x9F12}, {0xA5, 0xBF0C, 0x9F4D}} {
		a, _ := tlv.Find(fci, append([]tlv.Tag{0x6F}, path...)...)
		b, _ := tlv.Find(want, append([]tlv.Tag{0x6F}, path...)...)
		if !bytes.Equal(a.Value, b.Value) || len(b.Value) == 0 {
			t.Errorf("%v: %X, want %X", path, a.Value, b.Value)
		}
	}
	x.start(pbocAID)
	for o := range tlv.NewCursor(unhex(t, p.Data["9207_GPO_qpboc"])).All() {
		n := len(o.Value)
		if o.Tag == 0x9F10 {
			n = 3 // what follows is of each transaction
		}
		if !bytes.HasPrefix(x.read[o.Tag], o.Value[:n]) {
			t.Errorf("%s: %X, want %X", o.Tag, x.read[o.Tag], o.Value)
		}
	}
}

// The published chain recovers what is said of it, and the private key is the certified one's.
// EMV 4.4 B2 6.3, 6.4
func TestPublishedPBOCChain(t *testing.T) {
	p := published(t)
	x := pbocTerminal(t, 0)
	x.start(pbocAID)
	ca := card.PublishedCAKeys()[0]
	if !bytes.Equal(ca.RID[:], unhex(t, p.CA.RID)) || ca.Index != unhex(t, p.CA.Index)[0] || !bytes.Equal(ca.Modulus, unhex(t, p.CA.Modulus)) || !bytes.Equal(ca.Exponent, unhex(t, p.CA.Exponent)) {
		t.Errorf("CA key %v", ca)
	}
	date := [3]byte{0x26, 0x07, 0x01}
	issuer, reason := oda.RecoverIssuer(&ca, oda.IssuerInput{Certificate: x.read[0x90], Remainder: x.read[0x92], Exponent: x.read[0x9F32], PAN: unhex(t, p.ICC.PAN), RID: ca.RID, Date: date})
	if reason != oda.OK || 8*len(issuer.Modulus) != p.Issuer.KeyBits || !bytes.Equal(issuer.Serial, unhex(t, p.Issuer.Serial)) || p.Issuer.ID != p.ICC.PAN[:6]+"FF" || p.Issuer.Expiry != "1230" {
		t.Errorf("issuer: %v, %+v", reason, issuer)
	}
	icc, reason := oda.RecoverICC(&issuer, oda.ICCInput{Certificate: x.read[0x9F46], Remainder: x.read[0x9F48], Exponent: x.read[0x9F47], PAN: unhex(t, p.ICC.PAN), StaticData: x.sign, Date: date})
	if reason != oda.OK || 8*len(icc.Modulus) != p.ICC.KeyBits || !bytes.Equal(icc.Serial, unhex(t, p.ICC.Serial)) || p.ICC.Expiry != "1230" {
		t.Errorf("ICC: %v, %+v", reason, icc)
	}
	number := func(s string) *big.Int { return new(big.Int).SetBytes(unhex(t, s)) }
	n, e, d, P, Q := number(p.Private.N), number(p.Private.E), number(p.Private.D), number(p.Private.P), number(p.Private.Q)
	if !bytes.Equal(n.Bytes(), icc.Modulus) || new(big.Int).Mul(P, Q).Cmp(n) != 0 {
		t.Error("the primes are not the modulus's")
	}
	one := big.NewInt(1)
	for _, prime := range []*big.Int{P, Q} {
		order := new(big.Int).Sub(prime, one)
		if product := new(big.Int).Mul(e, d); product.Mod(product, order).Cmp(one) != 0 {
			t.Error("the private exponent is not the public one's")
		}
	}
}
