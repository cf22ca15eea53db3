package cryptogram_test

import (
	"bytes"
	"crypto/aes"
	"crypto/des"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/tlv"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func aesBlock(t testing.TB, key, in []byte) []byte {
	t.Helper()
	b, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 16)
	b.Encrypt(out, in)
	return out
}

func tdesBlock(t testing.TB, key, in []byte) []byte {
	t.Helper()
	b, err := des.NewTripleDESCipher(append(append([]byte(nil), key...), key[:8]...))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 8)
	b.Encrypt(out, in)
	return out
}

// TestOptionC builds the book's formula from bare AES: no vector is published.
func TestOptionC(t *testing.T) {
	rows := []struct {
		pan string
		psn byte
		y   string
	}{
		{"5413330089600044", 0x01, "00000000000000541333008960004401"},    // EMV 4.4 B2 A1.4.3
		{"1234567890123456789", 0x99, "00000000000123456789012345678999"}, // EMV 4.4 B2 A1.4.3
		{"541333008960004F", 0x00, "00000000000000054133300896000400"},    // EMV 4.4 B2 A1.4.3
	}
	for _, row := range rows {
		for _, n := range []int{16, 24, 32} {
			imk := counting(n)
			y := unhex(t, row.y)
			inverse := make([]byte, 16)
			for i := range y {
				inverse[i] = y[i] ^ 0xFF
			}
			want := append(aesBlock(t, imk, y), aesBlock(t, imk, inverse)...)[:n]
			got, err := cryptogram.DeriveICCMasterKey(cryptogram.OptionC, key(t, cryptogram.AES, imk...), row.pan, row.psn)
			if err != nil || !bytes.Equal(got.Reveal(), want) {
				t.Errorf("%s, %d bytes: %v", row.pan, n, err)
			}
		}
	}
}

// TestDecimalise runs the book's two examples of the hash's digits.
func TestDecimalise(t *testing.T) {
	rows := []struct{ x, y string }{
		{"1230ABCD567842D4B179F2CA345D6789A17B64BB", "1230567842417923"}, // EMV 4.4 B2 A1.4.2
		{"1B3CABCDD6E8FAD4B1CDF2CAD4FDC78FA17B6EBB", "1368412478176120"}, // EMV 4.4 B2 A1.4.2
	}
	for _, row := range rows {
		if got := cryptogram.Decimalise(unhex(t, row.x), 16); got != row.y {
			t.Errorf("%s: %s, want %s", row.x, got, row.y)
		}
	}
}

// TestOptionB hashes by hand, for PANs of 17 and 18 digits.
func TestOptionB(t *testing.T) {
	imk := counting(16)
	for pan, packed := range map[string]string{
		"12345678901234567":  "01234567890123456700", // EMV 4.4 B2 A1.4.2
		"123456789012345678": "12345678901234567800", // EMV 4.4 B2 A1.4.2
	} {
		h := sha1.Sum(unhex(t, packed))
		y := unhex(t, cryptogram.Decimalise(h[:], 16))
		inverse := make([]byte, 8)
		for i := range y {
			inverse[i] = ^y[i]
		}
		want := append(tdesBlock(t, imk, y), tdesBlock(t, imk, inverse)...)
		got, err := cryptogram.DeriveICCMasterKey(cryptogram.OptionB, key(t, cryptogram.TDES, imk...), pan, 0)
		if err != nil || !got.Equal(key(t, cryptogram.TDES, want...)) {
			t.Errorf("%s: %v", pan, err)
		}
	}
}

// TestARPCAES builds ARPC method 1 from bare AES, and method 2 from CMAC:
// neither has a published vector.
func TestARPCAES(t *testing.T) {
	sk := key(t, cryptogram.AES, counting(16)...)
	arqc, arc := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, [2]byte{0x30, 0x31}
	// EMV 4.4 B2 8.2.1
	y := []byte{1 ^ 0x30, 2 ^ 0x31, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0}
	got, err := cryptogram.ARPC1(sk, arqc, arc)
	if err != nil || !bytes.Equal(got[:], aesBlock(t, counting(16), y)[:8]) {
		t.Errorf("method 1: %X, %v", got, err)
	}
	// EMV 4.4 B2 8.2.2
	block, err := aes.NewCipher(counting(16))
	if err != nil {
		t.Fatal(err)
	}
	m, err := mac.NewCMAC(block, 4)
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.Append(nil, unhex(t, "0102030405060708038200005566"))
	if err != nil {
		t.Fatal(err)
	}
	arpc, err := cryptogram.ARPC2(sk, arqc, [4]byte{0x03, 0x82, 0, 0}, []byte{0x55, 0x66})
	if err != nil || !bytes.Equal(arpc[:], want) {
		t.Errorf("method 2: %X, %v, want %X", arpc, err, want)
	}
}

// TestAnswerRoundTrip: for every version the card accepts the issuer's answer
// and refuses it with any bit changed, another key, and any other length.
func TestAnswerRoundTrip(t *testing.T) {
	for c := cryptogram.CVN(1); ; c++ {
		s, ok := c.Scheme()
		if !ok {
			break
		}
		mk, other := key(t, s.Algorithm, counting(16)...), key(t, s.Algorithm, counting(17)[1:]...)
		atc, un, arqc := [2]byte{0, 0x29}, [4]byte{9, 8, 7, 6}, [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
		a := cryptogram.Answer{ARC: [2]byte{'0', '0'}, CSU: [4]byte{0x80, 0x80}, Proprietary: []byte{0xCA, 0xFE}}
		value, err := c.IssuerAuthenticationData(mk, atc, un, arqc, a)
		if err != nil {
			t.Fatal(c, err)
		}
		// EMV 4.4 B2 8.2
		got, err := c.VerifyIssuerAuthenticationData(mk, atc, un, arqc, value)
		if err != nil || s.ARPCMethod == 1 && got.ARC != a.ARC || s.ARPCMethod == 2 && (got.CSU != a.CSU || !bytes.Equal(got.Proprietary, a.Proprietary)) {
			t.Errorf("%v: %v %v", c, got, err)
		}
		for bit := range len(value) * 8 {
			wrong := bytes.Clone(value)
			wrong[bit/8] ^= 1 << (bit % 8)
			if _, err := c.VerifyIssuerAuthenticationData(mk, atc, un, arqc, wrong); !errors.Is(err, cryptogram.ErrMAC) {
				t.Errorf("%v bit %d: %v", c, bit, err)
			}
		}
		if _, err := c.VerifyIssuerAuthenticationData(other, atc, un, arqc, value); !errors.Is(err, cryptogram.ErrMAC) {
			t.Errorf("%v another key: %v", c, err)
		}
		for n := range 20 {
			_, err := c.VerifyIssuerAuthenticationData(mk, atc, un, arqc, make([]byte, n))
			legal := s.ARPCMethod == 1 && n == 10 || s.ARPCMethod == 2 && n >= 8 && n <= 16
			if legal && !errors.Is(err, cryptogram.ErrMAC) || !legal && !errors.Is(err, cryptogram.ErrLength) {
				t.Errorf("%v %d bytes: %v", c, n, err)
			}
		}
	}
}

// TestProprietaryDataNotIncluded: under the common core definitions the ARPC
// covers the proprietary data only where the CSU says so.
func TestProprietaryDataNotIncluded(t *testing.T) {
	arqc := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	build := func(c cryptogram.CVN, csu byte, proprietary ...byte) []byte {
		s, _ := c.Scheme()
		mk := key(t, s.Algorithm, counting(16)...)
		v, err := c.IssuerAuthenticationData(mk, [2]byte{0, 1}, [4]byte{}, arqc, cryptogram.Answer{CSU: [4]byte{csu}, Proprietary: proprietary})
		if err != nil {
			t.Fatal(err)
		}
		return v[:4]
	}
	for _, c := range []cryptogram.CVN{cryptogram.CCD5, cryptogram.CCD6} {
		// EMV 4.4 B2 8.2.2
		if !bytes.Equal(build(c, 0x00, 1, 2), build(c, 0x00)) {
			t.Errorf("%s: covered though not included", c)
		}
		// EMV 4.4 B2 8.2.2
		if bytes.Equal(build(c, 0x80, 1, 2), build(c, 0x80)) {
			t.Errorf("%s: not covered though included", c)
		}
	}
	if bytes.Equal(build(cryptogram.VisaCVN18, 0x00, 1, 2), build(cryptogram.VisaCVN18, 0x00)) {
		t.Error("Visa's is always covered")
	}
}

// TestCCD computes both versions of the common core definitions from the
// primitives: of version 6 no vector is published.
func TestCCD(t *testing.T) {
	values := map[tlv.Tag]string{
		0x9F02: "000000001000", 0x9F03: "000000000000", 0x9F1A: "0056", 0x95: "0000008000", 0x5F2A: "0978",
		0x9A: "260103", 0x9C: "00", 0x9F37: "12345678", 0x82: "1800", 0x9F36: "0029",
	}
	get := func(iad string) func(tlv.Tag) []byte {
		return func(tag tlv.Tag) []byte {
			if tag == 0x9F10 {
				return unhex(t, iad)
			}
			return unhex(t, values[tag])
		}
	}
	const tail = "01A500000000" + "0000000000000000" + "0F" + "00112233445566778899AABBCCDDEE"
	for _, row := range []struct {
		c   cryptogram.CVN
		iad string
	}{
		{cryptogram.CCD5, "0FA5" + tail}, // EMV 4.4 B2 8.1.2
		{cryptogram.CCD6, "0FA6" + tail}, // EMV 4.4 B2 8.1.2
	} {
		if c, ok := cryptogram.FindCVN(unhex(t, row.iad)); c != row.c || !ok {
			t.Errorf("found %v", c)
		}
		s, _ := row.c.Scheme()
		mk := key(t, s.Algorithm, counting(16)...)
		// EMV 4.4 B2 8.1.1
		data := unhex(t, "000000001000"+"000000000000"+"0056"+"0000008000"+"0978"+"260103"+"00"+"12345678"+"1800"+"0029"+row.iad)
		sk, err := cryptogram.CommonSessionKey(mk, []byte{0, 0x29})
		if err != nil {
			t.Fatal(err)
		}
		want, err := cryptogram.MACWith(sk, mac.Padding2, data)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := row.c.ApplicationCryptogram(mk, get(row.iad)); err != nil || got != want {
			t.Errorf("%v: %X, want %X (%v)", row.c, got, want, err)
		}
	}
}
