package card_test

import (
	"bytes"
	"crypto/sha1"
	"math/big"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
)

// recover undoes a signature with plain arithmetic: it gives what stands between 6A and the hash, after checking
// header, trailer and hash over that and tail.
//
// EMV 4.4 B2 A2.1.3
func recover(t *testing.T, modulus, exponent, signature, tail []byte) []byte {
	t.Helper()
	if len(signature) != len(modulus) {
		t.Fatalf("signature of %d bytes under a modulus of %d", len(signature), len(modulus))
	}
	m := new(big.Int).Exp(new(big.Int).SetBytes(signature), new(big.Int).SetBytes(exponent), new(big.Int).SetBytes(modulus))
	x := m.FillBytes(make([]byte, len(modulus)))
	n := len(x)
	hash := sha1.Sum(append(bytes.Clone(x[1:n-21]), tail...))
	if x[0] != 0x6A || x[n-1] != 0xBC || !bytes.Equal(x[n-21:n-1], hash[:]) {
		t.Fatalf("no signature: %X", x)
	}
	return x[1 : n-21]
}

// chain checks both certificates field by field and returns the ICC's modulus.
func (x *terminal) chain(ca capk.Key) (issuer, icc []byte) {
	x.t.Helper()
	// EMV 4.4 B2 5.1: table 2, 248 - 22 bytes, of which 212 are key
	head := recover(x.t, ca.Modulus, ca.Exponent, x.read[0x90], append(bytes.Clone(x.read[0x92]), x.read[0x9F32]...))
	want := slices.Concat([]byte{0x02}, x.read[0x5A][:4], []byte{0x12, 0x49, 0, 0, 1, 1, 1, 248, byte(len(ca.Exponent))})
	if len(head) != 226 || !bytes.HasPrefix(head, want) || len(x.read[0x92]) != 36 {
		x.t.Errorf("issuer certificate holds % X, remainder of %d bytes", head, len(x.read[0x92]))
	}
	issuer = append(bytes.Clone(head[14:]), x.read[0x92]...)
	if x.read[0x9F46] == nil {
		return issuer, nil
	}
	// EMV 4.4 B2 6.1: table 11, with no remainder: 144 <= 248 - 42
	head = recover(x.t, issuer, x.read[0x9F32], x.read[0x9F46], append(bytes.Clone(x.read[0x9F47]), x.sign...))
	want = slices.Concat([]byte{0x04}, x.read[0x5A], []byte{0xFF, 0xFF, 0x12, 0x49, 0, 0, 2, 1, 1, 144, byte(len(ca.Exponent))})
	if len(head) != 226 || !bytes.HasPrefix(head, want) || x.read[0x9F48] != nil || len(bytes.Trim(head[20+144:], "\xBB")) != 0 {
		x.t.Errorf("ICC certificate holds % X", head)
	}
	return issuer, head[20 : 20+144]
}

func authority(rid string, index byte) capk.Key {
	return card.CAKeys([5]byte([]byte(rid)))[index-0xC1]
}

const ridMastercard, ridVisa = "\xA0\x00\x00\x00\x04", "\xA0\x00\x00\x00\x03"

// EMV 4.4 B2 6.3, 6.4
func TestCertificates(t *testing.T) {
	for _, c := range []struct{ card, aid, rid string }{
		{"full", "A0000000041010", ridMastercard},
		{"full-e65537", "A0000000041010", ridMastercard},
		{"none", "A0000000041010", ridMastercard},
		{"dda", "A0000000031010", ridVisa},
		{"pin", "A0000000041010", ridMastercard},
		{"plaintext-pin", "A0000000041010", ridMastercard},
		{"two", "A0000000041010", ridMastercard},
		{"two", "A0000000031010", ridVisa},
		{"sda", "A0000000041010", ridMastercard},
	} {
		x := newTerminal(t, named(t, c.card))
		x.start(c.aid)
		ca := authority(c.rid, x.read[0x8F][0])
		issuer, icc := x.chain(ca)

		// the same by crypto/oda, which was written by somebody else
		got, reason := oda.RecoverIssuer(&ca, oda.IssuerInput{
			Certificate: x.read[0x90], Remainder: x.read[0x92], Exponent: x.read[0x9F32], PAN: x.read[0x5A],
			RID: [5]byte([]byte(c.rid)), Date: [3]byte{0x26, 0x11, 0x23},
		})
		if reason != oda.OK || !bytes.Equal(got.Modulus, issuer) {
			t.Fatalf("%s: issuer: %v", c.card, reason)
		}
		if icc == nil {
			continue
		}
		key, reason := oda.RecoverICC(&got, oda.ICCInput{
			Certificate: x.read[0x9F46], Remainder: x.read[0x9F48], Exponent: x.read[0x9F47], PAN: x.read[0x5A],
			StaticData: x.sign, Date: [3]byte{0x26, 0x11, 0x23},
		})
		if reason != oda.OK || !bytes.Equal(key.Modulus, icc) {
			t.Errorf("%s: ICC: %v", c.card, reason)
		}
	}
}

// What the names of the four cards of the hostile middle promise.
func TestSignedData(t *testing.T) {
	for _, c := range []struct {
		card, aid string
		signed    int // bytes of static data, counted by hand in the profile; 0: none
		aip       byte
	}{
		{"none", "A0000000041010", 0, 0x3D},
		{"noauth", "A0000000041010", 0, 0x18},
	} {
		x := newTerminal(t, named(t, c.card))
		x.start(c.aid)
		if len(x.sign) != c.signed || x.read[0x82][0] != c.aip || x.read[0x9F4A] != nil {
			t.Errorf("%s: %d bytes of static data, AIP %X", c.card, len(x.sign), x.read[0x82])
		}
	}
	for _, name := range []string{"full", "dda"} {
		x := newTerminal(t, named(t, name))
		x.start(map[string]string{"full": "A0000000041010", "dda": "A0000000031010"}[name])
		if !bytes.HasSuffix(x.sign, x.read[0x82]) {
			t.Errorf("%s: the AIP is not signed", name)
		}
		for tag, v := range x.read {
			switch tag {
			case 0x82, 0x94, 0x8F, 0x90, 0x92, 0x9F32, 0x9F46, 0x9F47:
			default:
				if !bytes.Contains(x.sign, v) {
					t.Errorf("%s: %s is not signed", name, tag)
				}
			}
		}
	}
}

// EMV 4.4 B2 6.5.1: table 15
func TestDDA(t *testing.T) {
	for _, name := range []string{"full", "dda", "pin"} {
		x := newTerminal(t, named(t, name))
		aid, rid := "A0000000041010", ridMastercard
		if name == "dda" {
			aid, rid = "A0000000031010", ridVisa
		}
		x.start(aid)
		_, icc := x.chain(authority(rid, x.read[0x8F][0]))
		sent := x.dol(x.read[0x9F49])
		numbers := map[string]bool{}
		for range 2 {
			body := x.want(0x9000, apdu.AppendInternalAuthenticate(nil, sent))
			sdad := x.find(body, 0x77, 0x9F4B)
			head := recover(t, icc, x.read[0x9F47], sdad, sent)
			if len(head) != 122 || !bytes.HasPrefix(head, []byte{0x05, 0x01, 9, 8}) || len(bytes.Trim(head[12:], "\xBB")) != 0 {
				t.Errorf("%s: signed % X", name, head)
			}
			numbers[string(head[4:12])] = true
			dda, reason := oda.VerifyDDA(&oda.Key{Algorithm: capk.RSA, Modulus: icc, Exponent: x.read[0x9F47]}, sdad, sent)
			if reason != oda.OK || !bytes.Equal(dda.ICCDynamicNumber, head[4:12]) {
				t.Errorf("%s: %v", name, reason)
			}
		}
		if len(numbers) != 2 {
			t.Errorf("%s: the ICC dynamic number is not time-variant", name)
		}
		x.want(0x6700, apdu.AppendInternalAuthenticate(nil, sent[:3]))
	}
}

// EMV 4.4 B2 6.6.1: tables 18 and 19, at the first and the second GENERATE AC
func TestCDA(t *testing.T) {
	x := newTerminal(t, named(t, "full"))
	x.start("A0000000041010")
	_, icc := x.chain(authority(ridMastercard, 0xC1))
	check := func(cid byte, cdol ...byte) {
		t.Helper()
		list := x.read[0x8C]
		if len(cdol) > 0 {
			list = x.read[0x8D]
		}
		body := x.want(0x9000, apdu.AppendGenerateAC(nil, cid|0x10, x.dol(list)))
		value := x.find(body, 0x77)
		sdad := x.find(body, 0x77, 0x9F4B)
		rest := bytes.Replace(value, append([]byte{0x9F, 0x4B, 0x81, 0x90}, sdad...), nil, 1)
		covered := slices.Concat(x.pdol, cdol, x.dol(list), rest)
		if len(cdol) > 0 {
			covered = slices.Concat(x.pdol, cdol, x.dol(list), rest)
		}
		head := recover(t, icc, x.read[0x9F47], sdad, x.data[0x9F37])
		hash := sha1.Sum(covered)
		if head[2] != 38 || head[3] != 8 || head[12] != cid || !bytes.Equal(head[21:41], hash[:]) {
			t.Errorf("signed % X, transaction data hash %X", head, hash)
		}
		if bytes.Contains(value, []byte{0x9F, 0x26, 0x08}) {
			t.Error("the cryptogram stands in the clear beside CDA")
		}
		got, reason := oda.VerifyCDA(&oda.Key{Algorithm: capk.RSA, Modulus: icc, Exponent: x.read[0x9F47]}, oda.CDAInput{
			SDAD: sdad, UN: [4]byte(x.data[0x9F37]), CID: cid, TransactionData: covered,
		})
		if reason != oda.OK || !bytes.Equal(got.AC[:], head[13:21]) {
			t.Errorf("%v", reason)
		}
	}
	check(0x80)
	first := x.dol(x.read[0x8C])
	x.data[0x8A] = []byte("Y3")
	check(0x40, first...)
}

// EMV 4.4 B2 5.1: table 3
func TestSDA(t *testing.T) {
	x := newTerminal(t, named(t, "sda"))
	x.start("A0000000041010")
	issuer, _ := x.chain(authority(ridMastercard, 0xC1))
	head := recover(t, issuer, x.read[0x9F32], x.read[0x93], x.sign)
	if !bytes.HasPrefix(head, []byte{0x03, 0x01, 0xDA, 0xC1, 0xBB}) || len(bytes.Trim(head[4:], "\xBB")) != 0 {
		t.Errorf("signed % X", head)
	}
}

// The same request is answered with the same bytes by two cards of one profile, and the challenge and dynamic number of
// the next transaction are others.
func TestDeterministic(t *testing.T) {
	run := func(x *terminal) []byte {
		x.open("A0000000041010")
		x.readAll()
		return x.want(0x9000, apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C])))
	}
	x, y := newTerminal(t, named(t, "full")), newTerminal(t, named(t, "full"))
	first := run(x)
	if !bytes.Equal(first, run(y)) {
		t.Error("two cards of one profile differ")
	}
	x.card.Reset()
	if bytes.Equal(first, run(x)) {
		t.Error("two transactions are the same")
	}
	x.card.Renew()
	if !bytes.Equal(first, run(x)) {
		t.Error("a renewed card is not like a new one")
	}
}
