package oda_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/crypto/sm"
	"github.com/emvgo/emv/tlv"
)

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

var unionPay = [5]byte{0xA0, 0, 0, 3, 0x33}

// publishedSM2 is the one SM2 certificate that is published with its CA key: key 57 of RID A000000333, as it stands in a public terminal library. It was
// found genuine by another implementation too.
func publishedSM2() (*capk.Key, oda.IssuerInput) {
	k := &capk.Key{
		RID: unionPay, Index: 0x57, Algorithm: capk.SM2,
		Point: unhex("E8105E77861FD2EB727C84E36D3D4A5666BD0ADCE8781F0145D3D82D72B92748" + "E22D5404C6C41F3EC8B790DE2F61CF29FAECB168C79F5C8666762D53CC26A460"),
	}
	return k, oda.IssuerInput{
		Certificate: unhex("12622800011220000001040011409F483BF2CC71C5093728318061E3F768EA7C170F82DD8C4B979FBD8C76A129F93FB5746E96F5E49B987FFB521E473B25E1B017C30BE3FC638BA14D5FA4AADC16" +
			"B1E1A02ED62D811268C4A2123CD8B26690BCE14BB7A01713C01C2D2FF2892D15" + "96A7D9D131C73813C3A3D6F851DCDA917E986923F98DD2444ADC8EF0D0CE1E2A"),
		PAN: unhex("6228000100001117"), RID: unionPay, Date: [3]byte{0x20, 0x12, 0x31},
	}
}

// The published issuer certificate gives its key; with any byte altered it is refused.
//
// EMV 4.4 B2 6.3
func TestPublishedSM2Certificate(t *testing.T) {
	ca, in := publishedSM2()
	key, reason := oda.RecoverIssuer(ca, in)
	if reason != oda.OK || !bytes.Equal(key.Point, in.Certificate[14:78]) || !bytes.Equal(key.Serial, []byte{0, 0, 1}) || key.Expiry != [4]byte{0x20, 0x20, 0x12, 0x31} || key.Algorithm != capk.SM2 {
		t.Errorf("%v: %+v", reason, key)
	}
	for i := range in.Certificate {
		altered := in
		altered.Certificate = bytes.Clone(in.Certificate)
		altered.Certificate[i] ^= 1
		if _, reason := oda.RecoverIssuer(ca, altered); reason == oda.OK {
			t.Errorf("byte %d", i)
		}
	}
}

// A published conversation with a card that does SM2, as far as it is published: the card asks for DF69, the terminal says SM2 there, and the signed static data that the
// card then tells have the length and the format of SM2's. The certificate of who signed them is not there: the signature proves nothing.
//
// EMV 4.4 B2 5.4, EMV 4.4 B3 5.4
func TestPublishedSM2Conversation(t *testing.T) {
	pdol, err := tlv.ParseDOL(unhex("9F66049F02069F03069F1A0295055F2A029A039C019F3704DF6001DF6901"))
	if err != nil {
		t.Fatal(err)
	}
	command, values := unhex("80A800002583235600000000000001000000000000000001560000000000015615121160010203040001"), map[tlv.Tag]string{}
	data := command[7:]
	if pdol.Len() != len(data) {
		t.Fatalf("%d bytes for %X", pdol.Len(), data)
	}
	for tag, n := range pdol.All() {
		values[tag], data = hex.EncodeToString(data[:n]), data[n:]
	}
	if values[0xDF69] != "01" || values[0xDF60] != "00" || values[0x9F02] != "000000010000" || values[0x5F2A] != "0156" || values[0x9C] != "60" {
		t.Error(values)
	}
	if answer := unhex("80167C000801020010080A01100707001801010018040600"); len(answer) != 2+int(answer[1]) || answer[2] != 0x7C || (len(answer)-4)%4 != 0 {
		t.Errorf("%X", answer)
	}
	first := unhex("704C9F6128202000000000000000000000000000000000000000000000000000000000000000000000000000" + "9F6201005F201A0000000000000000000000000000000000000000000000000000")
	if len(first) != 1+int(first[1]) || !bytes.HasPrefix(first[2:], []byte{0x9F, 0x61, 40}) { // printed with one byte too few
		t.Errorf("%X", first)
	}
	record := unhex("704993431362307154E77EB80F6F446B2D2B232DA33879940012B4AE59B6B01B7974549443F2A1631BE870B1D17E36DB4B0102BAECA504863E2EDCF96251BFA2EB8370F710A41D9F4A0182")
	signed, ok := tlv.Find(record[2:], 0x93)
	if _, got := oda.VerifySDA(newSM2Signer(1).oda(), signed.Value, nil); !ok || len(signed.Value) != 67 || signed.Value[0] != 0x13 || got != oda.SM2SDASignature {
		t.Errorf("%X: %v", signed.Value, got)
	}
}

// An sm2Signer makes SM2 certificates and signatures, for want of published ones.
type sm2Signer struct{ key *sm.PrivateKey }

func newSM2Signer(b byte) sm2Signer {
	k, err := sm.NewPrivateKey(bytes.Repeat([]byte{b}, sm.FieldSize))
	if err != nil {
		panic(err)
	}
	return sm2Signer{k}
}

func (s sm2Signer) sign(clear []byte, more ...[]byte) []byte {
	sig, err := s.key.Sign(rand.Reader, nil, append(bytes.Clone(clear), bytes.Join(more, nil)...))
	if err != nil {
		panic(err)
	}
	return append(bytes.Clone(clear), sig...)
}

func (s sm2Signer) oda() *oda.Key {
	return &oda.Key{Algorithm: capk.SM2, Point: s.key.Public().Bytes()}
}

// sm2Reasons meets each reason of the SM2 family by a case made for it.
func sm2Reasons(t *testing.T, s *seen) {
	ca, issuer, icc := newSM2Signer(1), newSM2Signer(2), newSM2Signer(3)
	caKey := &capk.Key{RID: unionPay, Index: 1, Algorithm: capk.SM2, Point: ca.key.Public().Bytes()}
	pan := unhex("6299990000000017")
	date := [3]byte{0x26, 0x07, 0x01}
	static := []byte("static data")
	fields := func(head string, key sm2Signer) []byte { return append(unhex(head), key.key.Public().Bytes()...) }
	for _, c := range []struct {
		head    string
		change  func([]byte) []byte
		revoked bool
		want    oda.Reason
	}{
		{"126299FFFF1227000001" + "04001140", nil, false, oda.OK},
		{"126299FFFF1227000001" + "04001140", func(b []byte) []byte { return b[1:] }, false, oda.SM2IssuerLength},
		{"126299FFFF1227000001" + "04001140", func(b []byte) []byte { return append(b, 0) }, false, oda.SM2IssuerLength},
		{"126299FFFF1227000001" + "04001140", func([]byte) []byte { return nil }, false, oda.SM2IssuerLength},
		{"026299FFFF1227000001" + "04001140", nil, false, oda.SM2IssuerFormat},
		{"126299FFFF1227000001" + "05001140", nil, false, oda.SM2IssuerSuite},
		{"126299FFFF1227000001" + "04001240", nil, false, oda.SM2IssuerSuite},
		{"126299FFFF1227000001" + "04001140", func(b []byte) []byte { b[141] ^= 1; return b }, false, oda.SM2IssuerSignature},
		{"126298FFFF1227000001" + "04001140", nil, false, oda.SM2IssuerIdentifier},
		{"126299FFFF0626000001" + "04001140", nil, false, oda.SM2IssuerExpired},
		{"126299FFFF1327000001" + "04001140", nil, false, oda.SM2IssuerExpired},
		{"126299FFFF1227000001" + "04001140", nil, true, oda.SM2IssuerRevoked},
	} {
		certificate := ca.sign(fields(c.head, issuer))
		if c.change != nil {
			certificate = c.change(certificate)
		}
		in := oda.IssuerInput{Certificate: certificate, PAN: pan, RID: unionPay, Date: date}
		if c.revoked {
			in.CRL, _ = capk.NewSet(nil, capk.Revocation{RID: unionPay, Index: 1, Serial: [3]byte{0, 0, 1}})
		}
		_, got := oda.RecoverIssuer(caKey, in)
		s.expect(t, "SM2 issuer "+c.head, got, c.want)
	}
	for _, c := range []struct {
		head   string
		change func([]byte) []byte
		static string
		want   oda.Reason
	}{
		{"146299990000000017FFFF1227000002" + "04001140", nil, "static data", oda.OK},
		{"146299990000000017FFFF1227000002" + "04001140", func(b []byte) []byte { return b[:100] }, "static data", oda.SM2ICCLength},
		{"126299990000000017FFFF1227000002" + "04001140", nil, "static data", oda.SM2ICCFormat},
		{"146299990000000017FFFF1227000002" + "04001141", nil, "static data", oda.SM2ICCSuite},
		{"146299990000000017FFFF1227000002" + "04001140", nil, "other data!", oda.SM2ICCSignature},
		{"146299990000000018FFFF1227000002" + "04001140", nil, "static data", oda.SM2ICCPAN},
		{"146299990000000017FFFF0626000002" + "04001140", nil, "static data", oda.SM2ICCExpired},
	} {
		certificate := issuer.sign(fields(c.head, icc), []byte(c.static))
		if c.change != nil {
			certificate = c.change(certificate)
		}
		key, got := oda.RecoverICC(issuer.oda(), oda.ICCInput{Certificate: certificate, PAN: pan, StaticData: static, Date: date})
		s.expect(t, "SM2 ICC "+c.head, got, c.want)
		if got == oda.OK && !bytes.Equal(key.Point, icc.key.Public().Bytes()) {
			t.Error("another key")
		}
	}
	s.sm2Signatures(t, issuer, icc, static)
	_, got := oda.RecoverICC(&oda.Key{Algorithm: capk.SM2, Point: make([]byte, 64)}, oda.ICCInput{
		Certificate: issuer.sign(fields("146299990000000017FFFF122700000204001140", icc), static), PAN: pan, StaticData: static, Date: date,
	})
	s.expect(t, "SM2, a key that is no point", got, oda.KeyPoint)
}

func (s *seen) sm2Signatures(t *testing.T, issuer, icc sm2Signer, static []byte) {
	for _, c := range []struct {
		clear string
		cut   int
		want  oda.Reason
	}{{"13ABCD", 0, oda.OK}, {"13ABCD", 1, oda.SM2SDALength}, {"03ABCD", 0, oda.SM2SDAFormat}, {"13ABCD", -1, oda.SM2SDASignature}} {
		ssad := issuer.sign(unhex(c.clear), static)
		if c.cut < 0 {
			ssad[1] ^= 1
		} else {
			ssad = ssad[:len(ssad)-c.cut]
		}
		code, got := oda.VerifySDA(issuer.oda(), ssad, static)
		s.expect(t, "SM2 SDA", got, c.want)
		if got == oda.OK && code != [2]byte{0xAB, 0xCD} {
			t.Errorf("%X", code)
		}
	}
	terminal := []byte{1, 2, 3, 4}
	for _, c := range []struct {
		clear string
		over  []byte
		want  oda.Reason
	}{
		{"1505" + "0411223344", terminal, oda.OK},
		{"1505" + "0411223344", []byte{1, 2, 3, 5}, oda.SM2DynamicSignature},
		{"0505" + "0411223344", terminal, oda.SM2DynamicFormat},
		{"1506" + "0411223344", terminal, oda.SM2DynamicLength},
		{"1500", terminal, oda.SM2DynamicNumber},
		{"1502" + "0111", terminal, oda.SM2DynamicNumber},
		{"150A" + "09112233445566778899", terminal, oda.SM2DynamicNumber},
		{"1502" + "0411", terminal, oda.SM2DynamicNumber},
	} {
		dda, got := oda.VerifyDDA(icc.oda(), icc.sign(unhex(c.clear), c.over), terminal)
		s.expect(t, "SM2 DDA "+c.clear, got, c.want)
		if got == oda.OK && !bytes.Equal(dda.ICCDynamicNumber, unhex("11223344")) {
			t.Errorf("%X", dda.ICCDynamicNumber)
		}
	}
	for _, sdad := range []string{"", "15", "1500"} {
		_, got := oda.VerifyDDA(icc.oda(), unhex(sdad), terminal)
		s.expect(t, "SM2 DDA of "+sdad, got, oda.SM2DynamicLength)
	}
	related := unhex("0112345678AABB00")
	fdda := oda.FDDAInput{
		SDAD: icc.sign(unhex("15030211AA"), terminal, unhex("000000001234"), unhex("0156"), related), UN: [4]byte(terminal), Amount: [6]byte{4: 0x12, 5: 0x34},
		Currency: [2]byte{0x01, 0x56}, Related: related,
	}
	_, got := oda.VerifyFDDA(icc.oda(), fdda)
	s.expect(t, "SM2 fDDA", got, oda.OK)
	fdda.Amount[5] = 0x35
	_, got = oda.VerifyFDDA(icc.oda(), fdda)
	s.expect(t, "SM2 fDDA, another amount", got, oda.SM2DynamicSignature)
	data := []byte("PDOL, CDOL1 and the response")
	hash := sm.Hash(data)
	for _, c := range []struct {
		cid, said byte
		data      string
		un        []byte
		cut       bool
		want      oda.Reason
	}{
		{0x40, 0x40, string(data), terminal, false, oda.OK},
		{0x80, 0x40, string(data), terminal, false, oda.CDACID},
		{0x40, 0x40, "other", terminal, false, oda.CDATransactionHash},
		{0x40, 0x40, string(data), []byte{9, 9, 9, 9}, false, oda.SM2DynamicSignature},
		{0x40, 0x40, string(data), terminal, true, oda.SM2DynamicLength},
	} {
		dynamic := append(append(append([]byte{2, 0x11, 0xAA}, c.said), bytes.Repeat([]byte{0xAC}, 8)...), hash[:]...)
		if c.cut {
			dynamic = dynamic[:len(dynamic)-1]
		}
		out, got := oda.VerifyCDA(icc.oda(), oda.CDAInput{
			SDAD: icc.sign(append([]byte{0x15, byte(len(dynamic))}, dynamic...), c.un), UN: [4]byte(terminal), CID: c.cid, TransactionData: []byte(c.data),
		})
		s.expect(t, "SM2 CDA", got, c.want)
		if got != oda.SM2DynamicLength && (!out.Recovered || out.CID != c.said) || got == oda.OK && out.AC != [8]byte(bytes.Repeat([]byte{0xAC}, 8)) {
			t.Errorf("%v: %+v", got, out)
		}
	}
}

// A signature over dynamic data that are no SM2 CDA is not recovered at all.
//
// EMV 4.4 B2 6.6.2
func TestSM2CDAMalformed(t *testing.T) {
	icc := newSM2Signer(3)
	for clear, want := range map[string]oda.Reason{"0503020102": oda.SM2DynamicFormat, "1504020102": oda.SM2DynamicLength, "1500": oda.SM2DynamicNumber, "15020111": oda.SM2DynamicNumber} {
		out, got := oda.VerifyCDA(icc.oda(), oda.CDAInput{SDAD: icc.sign(unhex(clear))})
		if got != want || out.Recovered {
			t.Errorf("%s: %v, want %v: %+v", clear, got, want, out)
		}
	}
}

// The published CA keys of SM2 lie on the curve; a point that does not is refused, and so is a modulus beside it.
//
// EMV 4.4 B2 11.2.2
func TestSM2CAKeys(t *testing.T) {
	ca, _ := publishedSM2()
	other := capk.Key{
		RID: unionPay, Index: 0x58, Algorithm: capk.SM2,
		Point: unhex("FFC2B1513320C275411DBADD2188203F7B62519F8C7BA98EF8AA9FD6D2E47598" + "4E383C3E12784B42B066960EEA0C8FC8099E14128055D67A666CCA5A058C26A4"),
	}
	ca.Checksum, other.Checksum = ca.Sum(), other.Sum()
	if _, err := capk.NewSet([]capk.Key{*ca, other}); err != nil {
		t.Error(err)
	}
	for _, spoil := range []func(*capk.Key){func(k *capk.Key) { k.Point[0] ^= 1 }, func(k *capk.Key) { k.Point = k.Point[1:] }, func(k *capk.Key) { k.Modulus = []byte{1} }} {
		bad := other
		bad.Point = bytes.Clone(other.Point)
		spoil(&bad)
		bad.Checksum = bad.Sum()
		if _, err := capk.NewSet([]capk.Key{bad}); err == nil {
			t.Error("accepted")
		}
	}
}
