package card_test

import (
	"bytes"
	"crypto/des" //nolint:gosec // the published check values
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

const pbocAID = "A000000333010101"

// pbocTerminal is a terminal in China, with electronic cash or without.
func pbocTerminal(t *testing.T, cash byte) *terminal {
	t.Helper()
	x := newTerminal(t, named(t, "pboc"))
	x.data[0x9F7A], x.data[0x9F1A], x.data[0x5F2A] = []byte{cash}, []byte{0x01, 0x56}, []byte{0x01, 0x56}
	x.data[0x9F21], x.data[0x9F4E] = make([]byte, 3), make([]byte, 20)
	return x
}

// The published FCI and directory, and both published answers to GET PROCESSING OPTIONS: electronic cash has other records.
// EMV 4.4 B1 11.3.4, 12.2.3, B3 6.5.8.4
func TestPBOCFiles(t *testing.T) {
	x := pbocTerminal(t, 0)
	for _, c := range []struct {
		command []byte
		want    string
	}{
		{apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false), "6F24840E315041592E5359532E4444463031A5128801015F2D087A68656E667264659F110101"},
		{apdu.AppendReadRecord(nil, 1, 1), "702B61294F08A000000333010101500B50424F43204372656469749F120F4341524420494D4147452030303239"},
		{
			apdu.AppendSelect(nil, unhex(t, pbocAID), false),
			"6F578408A000000333010101A54B500B50424F43204372656469748701019F380F9F1A029F7A019F02065F2A029F4E145F2D087A68656E667264659F1101019F120F4341524420494D4147452030303331BF0C059F4D020B0A",
		},
	} {
		if got := x.want(0x9000, c.command); !bytes.Equal(got, unhex(t, c.want)) {
			t.Errorf("% X: %X", c.command, got)
		}
	}
	for cash, want := range []string{"08010100100102001801020120010300", "08010100100102001801040120010200"} {
		x := pbocTerminal(t, byte(cash))
		x.data[0x9F02] = make([]byte, 6) // which the balance of zero covers
		x.start(pbocAID)
		if !bytes.Equal(x.read[0x94], unhex(t, want)) || !bytes.Equal(x.read[0x82], []byte{0x7C, 0}) || x.read[0x9F74] != nil != (cash == 1) {
			t.Errorf("%d: AFL %X, authorisation code %X", cash, x.read[0x94], x.read[0x9F74])
		}
		if want := unhex(t, "5A0862280001000011175F24033012315F25039507019F08020030"+"7C00"); !bytes.Equal(x.sign, want) {
			t.Errorf("%d: static data %X", cash, x.sign)
		}
	}
}

// The published chain verifies from CA key 80 to a signature of the card's own, whose modulus is the published one.
// EMV 4.4 B2 6.3, 6.4, 6.5
func TestPBOCChain(t *testing.T) {
	x := pbocTerminal(t, 0)
	x.start(pbocAID)
	ca := card.PublishedCAKeys()[0]
	if ca.Index != x.read[0x8F][0] || ca.RID != [5]byte(unhex(t, pbocAID)) {
		t.Errorf("%v", ca)
	}
	in := oda.IssuerInput{
		Certificate: x.read[0x90], Remainder: x.read[0x92], Exponent: x.read[0x9F32], PAN: x.read[0x5A], RID: ca.RID, Date: [3]byte{0x26, 0x07, 0x01},
	}
	issuer, reason := oda.RecoverIssuer(&ca, in)
	if reason != oda.OK || len(issuer.Modulus) != 128 || issuer.Expiry != [4]byte{0x20, 0x30, 0x12, 0x31} || !bytes.Equal(issuer.Serial, []byte{0, 0, 1}) {
		t.Fatalf("issuer: %v, %+v", reason, issuer)
	}
	icc, reason := oda.RecoverICC(&issuer, oda.ICCInput{
		Certificate: x.read[0x9F46], Remainder: x.read[0x9F48], Exponent: x.read[0x9F47], PAN: x.read[0x5A], StaticData: x.sign, Date: in.Date,
	})
	want := unhex(t, "C5BD39EFF93AC495A771653D66341F660E8DF31237C0A28729661C45C9F4384CF26F687B69FB717C7595B4D26B533459BC1FC4367623654C29BAEF473FD085C1"+
		"91EC9626E579E2333322944AC7C31E850928FD8B098289DD917D3A288B7BDD55")
	if reason != oda.OK || !bytes.Equal(icc.Modulus, want) {
		t.Fatalf("ICC: %v, %X", reason, icc.Modulus)
	}
	un := []byte{1, 2, 3, 4}
	sdad := x.find(x.want(0x9000, apdu.AppendInternalAuthenticate(nil, un)), 0x77, 0x9F4B)
	if _, reason := oda.VerifyDDA(&icc, sdad, un); reason != oda.OK {
		t.Errorf("DDA: %v", reason)
	}
	if _, reason := oda.VerifyDDA(&icc, sdad, []byte{1, 2, 3, 5}); reason != oda.DDAHash {
		t.Errorf("another number: %v", reason)
	}
	in.Date = [3]byte{0x31, 0x01, 0x01}
	if _, reason := oda.RecoverIssuer(&ca, in); reason != oda.IssuerExpired {
		t.Errorf("in 2031: %v", reason)
	}
}

// The PIN is 1234, with three tries. No rule of the card's CVM list leads to it at a terminal that takes signatures.
// EMV 4.4 B3 6.5.12
func TestPBOCPIN(t *testing.T) {
	x := pbocTerminal(t, 0)
	x.start(pbocAID)
	for _, c := range []struct {
		block string
		sw    apdu.SW
	}{{"241235FFFFFFFFFF", 0x63C2}, {"241234FFFFFFFFFF", 0x9000}, {"241235FFFFFFFFFF", 0x63C2}, {"241235FFFFFFFFFF", 0x63C1}, {"241235FFFFFFFFFF", 0x63C0}, {"241234FFFFFFFFFF", 0x6983}} {
		x.want(c.sw, slices.Concat([]byte{0x00, 0x20, 0x00, 0x80, 0x08}, unhex(t, c.block)))
	}
}

// The keys of the card have the published check values, and the balance is in the issuer application data behind their published beginning.
// EMV 4.4 B2 8.1
func TestPBOCKeys(t *testing.T) {
	source, err := card.Source("pboc")
	if err != nil {
		t.Fatal(err)
	}
	var profile struct {
		Applications []struct {
			Cryptogram struct{ CardKeys map[string]string }
		}
	}
	if err := json.Unmarshal(source, &profile); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ac": "97DCB0", "mac": "CE4E2C", "enc": "B37DF3"} {
		key := unhex(t, profile.Applications[0].Cryptogram.CardKeys[name])
		block, err := des.NewTripleDESCipher(append(key, key[:8]...)) //nolint:gosec // as above
		if err != nil {
			t.Fatal(err)
		}
		var check [8]byte
		block.Encrypt(check[:], check[:])
		if !strings.HasPrefix(strings.ToUpper(hex.EncodeToString(check[:])), want) {
			t.Errorf("%s: %X", name, check)
		}
	}
	x := pbocTerminal(t, 0)
	x.start(pbocAID)
	if ac := x.generateAC(0x80, 0x8C); !bytes.Equal(ac[0x9F10][:3], []byte{0x07, 0x01, 0x01}) || !bytes.Equal(ac[0x9F10][7:15], unhex(t, "010A010000000000")) || len(ac[0x9F10]) != 19 {
		t.Errorf("issuer application data %X", ac[0x9F10])
	}
	for tag, want := range map[tlv.Tag]string{0x9F79: "000000000000", 0x9F77: "000000015000", 0x9F78: "000000001000", 0x9F6D: "000000001500", 0x9F17: "03"} {
		if got := x.find(x.want(0x9000, apdu.AppendGetData(nil, uint16(tag))), tag); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%s: %X", tag, got)
		}
	}
}

// A wrong ARPC is refused, and one that is none.
// EMV 4.4 B2 8.2
func TestPBOCWrongAnswer(t *testing.T) {
	for _, answer := range []string{"00000000000000003030", "0000000000000000"} {
		x := pbocTerminal(t, 0)
		x.start(pbocAID)
		x.generateAC(0x80, 0x8C)
		data := unhex(t, answer)
		x.want(0x6300, slices.Concat([]byte{0x00, 0x82, 0x00, 0x00, byte(len(data))}, data))
		if ac := x.generateAC(0x40, 0x8D); ac[0x9F27][0] != 0 || ac[0x9F10][4]&0x08 == 0 {
			t.Errorf("%s: CID %X, issuer application data %X", answer, ac[0x9F27], ac[0x9F10])
		}
	}
}

// The card that does both algorithms: by DF69 it gives the records of one of them, whose chain verifies from its CA key to its signature; the other's does not.
// EMV 4.4 B2 6.3, 6.4, 6.5
func TestSM2Card(t *testing.T) {
	rid := [5]byte(unhex(t, pbocAID))
	for said, c := range []struct {
		ca    []capk.Key
		index byte
		afl   string
		sdad  int
	}{
		{card.CAKeys(rid), 0xC1, "080101011001030318010101" + "20010500", 144},
		{card.SMCAKeys(rid), 0xC5, "080101011001030318010101" + "28010200", 2 + 9 + 64},
	} {
		x := pbocTerminal(t, 0)
		x.card = named(t, "pboc-sm")
		x.data[0xDF69] = []byte{byte(said)}
		x.start(pbocAID)
		if x.read[0x8F][0] != c.index || !bytes.Equal(x.read[0x94], unhex(t, c.afl)) || (x.read[0x9F32] == nil) != (said == 1) {
			t.Errorf("DF69 %d: key %X, AFL %X, exponent %X", said, x.read[0x8F], x.read[0x94], x.read[0x9F32])
		}
		date := [3]byte{0x26, 0x07, 0x01}
		issuer, reason := oda.RecoverIssuer(&c.ca[0], oda.IssuerInput{
			Certificate: x.read[0x90], Remainder: x.read[0x92], Exponent: x.read[0x9F32], PAN: x.read[0x5A], RID: rid, Date: date,
		})
		if reason != oda.OK {
			t.Fatalf("DF69 %d: issuer: %v", said, reason)
		}
		icc, reason := oda.RecoverICC(&issuer, oda.ICCInput{
			Certificate: x.read[0x9F46], Remainder: x.read[0x9F48], Exponent: x.read[0x9F47], PAN: x.read[0x5A], StaticData: x.sign, Date: date,
		})
		if reason != oda.OK {
			t.Fatalf("DF69 %d: ICC: %v", said, reason)
		}
		un := []byte{1, 2, 3, 4}
		sdad := x.find(x.want(0x9000, apdu.AppendInternalAuthenticate(nil, un)), 0x77, 0x9F4B)
		if _, reason := oda.VerifyDDA(&icc, sdad, un); reason != oda.OK || len(sdad) != c.sdad {
			t.Errorf("DF69 %d: DDA: %v, %d bytes", said, reason, len(sdad))
		}
		if _, reason := oda.VerifySDA(&issuer, x.read[0x93], x.sign); reason != oda.OK {
			t.Errorf("DF69 %d: SDA: %v", said, reason)
		}
	}
}

// Each row spoils the profile of that card in one place.
func TestSM2ProfileFaults(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"key": "ca-sm2"`, `"key": "ca-sm3"`, `signatures.sm.ca.key: no key "ca-sm3"`},
		{`"key": "icc-sm2"`, `"key": "icc-e3"`, `signatures.sm.icc.key: no key "icc-e3"`},
		{`"algorithm": "sm", "data": { "8F"`, `"algorithm": "sm2", "data": { "8F"`, "algorithm: "},
		{`"9F46": "@", "93": "@"`, `"9F46": "@", "9F2D": "@"`, "nothing in signatures makes tag 9F2D"},
		{`"code": "DAC2"`, `"code": "DA"`, "signatures.sm.static.code: 1 bytes"},
	} {
		if _, err := changed(t, "pboc-sm", c.old, c.new); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.new, err)
		}
	}
}
