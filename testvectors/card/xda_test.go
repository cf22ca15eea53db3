package card_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"math/big"
	"slices"
	"strings"
	"testing"

	"filippo.io/nistec"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/testvectors/card"
)

// suite is what the signature algorithm suite stands for.
type suite struct {
	field, hash int
	sum         func([]byte) []byte
	// commitment is the x-coordinate of sG - rP.
	commitment func(s, minusR, point []byte) []byte
	order      string
}

// EMV 4.4 B2 B2.2.2, B2.4.1
var suites = map[byte]suite{
	0x10: {32, 32, func(b []byte) []byte { h := sha256.Sum256(b); return h[:] }, func(s, minusR, point []byte) []byte {
		a, _ := nistec.NewP256Point().ScalarBaseMult(s)
		p, _ := nistec.NewP256Point().SetBytes(append([]byte{4}, point...))
		b, _ := nistec.NewP256Point().ScalarMult(p, minusR)
		x, _ := nistec.NewP256Point().Add(a, b).BytesX()
		return x
	}, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"},
	0x11: {66, 64, func(b []byte) []byte { h := sha512.Sum512(b); return h[:] }, func(s, minusR, point []byte) []byte {
		a, _ := nistec.NewP521Point().ScalarBaseMult(s)
		p, _ := nistec.NewP521Point().SetBytes(append([]byte{4}, point...))
		b, _ := nistec.NewP521Point().ScalarMult(p, minusR)
		x, _ := nistec.NewP521Point().Add(a, b).BytesX()
		return x
	}, "01" + strings.Repeat("FF", 32) + "FA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"},
}

// genuine verifies a signature with plain arithmetic.
//
// EMV 4.4 B2 A2.2.3
func genuine(t *testing.T, id byte, point, signature, message []byte) bool {
	t.Helper()
	u := suites[id]
	if len(signature) != u.hash+u.field {
		return false
	}
	n, _ := new(big.Int).SetString(u.order, 16)
	r, s := signature[:u.hash], signature[u.hash:]
	minus := new(big.Int).SetBytes(r)
	minus.Mod(minus.Neg(minus.Mod(minus, n)), n)
	x := u.commitment(s, minus.FillBytes(make([]byte, u.field)), point)
	return bytes.Equal(u.sum(append(x, message...)), r)
}

// lesser is the point with this x-coordinate and the lesser y-coordinate, by y^2 = x^3 - 3x + b.
//
// EMV 4.4 B2 B2.2.1
func lesser(t *testing.T, id byte, x []byte) []byte {
	t.Helper()
	compressed := append([]byte{2}, x...)
	var xy []byte
	if id == 0x10 {
		p, err := nistec.NewP256Point().SetBytes(compressed)
		if err != nil {
			t.Fatal(err)
		}
		xy = p.Bytes()[1:]
	} else {
		p, err := nistec.NewP521Point().SetBytes(compressed)
		if err != nil {
			t.Fatal(err)
		}
		xy = p.Bytes()[1:]
	}
	prime := new(big.Int).Lsh(big.NewInt(1), 521)
	prime.Sub(prime, big.NewInt(1))
	if id == 0x10 {
		prime, _ = new(big.Int).SetString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF", 16)
	}
	n := len(x)
	y := new(big.Int).SetBytes(xy[n:])
	if other := new(big.Int).Sub(prime, y); other.Cmp(y) < 0 {
		other.FillBytes(xy[n:])
	}
	return xy
}

// eccCards are the cards with XDA, their suites and their CA key.
var eccCards = []struct {
	name  string
	suite byte
	index byte
}{{"xda", 0x10, 0xC3}, {"xda-p521", 0x11, 0xC4}}

// eccChain checks the certificates field by field and gives the card's key to sign and its key for PINs.
func (x *terminal) eccChain(id, index byte) (ca capk.Key, icc, encipher []byte) {
	x.t.Helper()
	ca = card.ECCCAKeys([5]byte([]byte(ridMastercard)))[index-0xC3]
	u := suites[id]
	if ca.Index != index || x.read[0x8F][0] != index || byte(ca.Algorithm) != id {
		x.t.Fatalf("CA key %02X, card's %X", ca.Index, x.read[0x8F])
	}
	// EMV 4.4 B2 12.3: table 35
	cert := x.read[0x90]
	head := slices.Concat([]byte{0x12, 0x00}, x.read[0x5A][:4], []byte{0xFF, id, 0x20, 0x49, 0x12, 0x31, 0, 0, 1}, []byte(ridMastercard), []byte{index})
	if len(head) != 21 || !bytes.HasPrefix(cert, head) || len(cert) != 21+u.field+u.hash+u.field {
		x.t.Fatalf("issuer certificate of %d bytes: % X", len(cert), cert)
	}
	if !genuine(x.t, id, ca.Point, cert[21+u.field:], cert[:21+u.field]) {
		x.t.Error("the issuer certificate is not signed")
	}
	issuer := lesser(x.t, id, cert[21:21+u.field])
	// EMV 4.4 B3 10.3: the AIP, the AID and the PDOL, each with tag and length, behind the records
	iccd := slices.Concat(x.sign, []byte{0x82, 2}, x.read[0x82], []byte{0x9F, 0x06, 7}, unhex(x.t, "A0000000041010"),
		[]byte{0x9F, 0x38, 9}, unhex(x.t, "9F35019F40059F3303"))
	hash := sha256.Sum256(iccd)
	key := func(cert []byte, suite, serial byte) []byte {
		x.t.Helper()
		// EMV 4.4 B2 12.4: table 36
		head := slices.Concat([]byte{0x14, 0x00, suite}, []byte{0x20, 0x49, 0x12, 0x31, 0x23, 0x59, 0, 0, 0, 0, 0, serial, 0x00, 0x02}, hash[:])
		n := 17 + 32 + u.field
		if !bytes.HasPrefix(cert, head) || len(cert) != n+u.hash+u.field {
			x.t.Fatalf("ICC certificate of %d bytes: % X", len(cert), cert)
		}
		if !genuine(x.t, id, issuer, cert[n:], cert[:n]) {
			x.t.Error("the ICC certificate is not signed")
		}
		return lesser(x.t, id, cert[49:n])
	}
	// EMV 4.4 B2 13.1, B2.4.2
	return ca, key(x.read[0x9F46], id, 2), key(x.read[0x9F2D], id&0x0F, 3)
}

// EMV 4.4 B2 12.3, 12.4, 12.5.2, 13.1
func TestXDA(t *testing.T) {
	for _, c := range eccCards {
		x := newTerminal(t, named(t, c.name))
		x.data[0x9F33] = []byte{0xE0, 0x79, 0x4C}
		x.start("A0000000041010")
		ca, icc, _ := x.eccChain(c.suite, c.index)

		// the same by crypto/oda, which was written by somebody else
		issuer, reason := oda.RecoverIssuerECC(&ca, oda.ECCIssuerInput{
			Certificate: x.read[0x90], PAN: x.read[0x5A], RID: ca.RID, Date: [4]byte{0x20, 0x26, 0x11, 0x23},
		})
		if reason != oda.OK {
			t.Fatalf("%s: issuer: %v", c.name, reason)
		}
		iccd, reason := oda.AppendICCD(bytes.Clone(x.sign), x.read[0x82], unhex(t, "A0000000041010"), unhex(t, "9F35019F40059F3303"))
		if reason != oda.OK {
			t.Fatal(reason)
		}
		key, reason := oda.RecoverICCECC(&issuer, oda.ECCICCInput{
			Certificate: x.read[0x9F46], StaticData: iccd, Now: [6]byte{0x20, 0x26, 0x11, 0x23, 0x12, 0x00},
		})
		if reason != oda.OK || !bytes.Equal(key.Point, icc) {
			t.Fatalf("%s: ICC: %v", c.name, reason)
		}

		// what the signature covers, at the first and the second GENERATE AC, and of whatever type
		check := func(p1, cid byte, sent ...[]byte) {
			t.Helper()
			list := x.read[0x8C]
			if len(sent) == 1 {
				list = x.read[0x8D]
			}
			body := x.want(0x9000, apdu.AppendGenerateAC(nil, p1, x.dol(list)))
			value, sdad := x.find(body, 0x77), x.find(body, 0x77, 0x9F4B)
			if got := x.find(body, 0x77, 0x9F27); got[0] != cid || len(x.find(body, 0x77, 0x9F26)) != 8 {
				t.Errorf("%s: CID %X", c.name, got)
			}
			length := []byte{byte(len(sdad))}
			if len(sdad) > 127 {
				length = []byte{0x81, byte(len(sdad))}
			}
			rest, ok := bytes.CutSuffix(value, slices.Concat([]byte{0x9F, 0x4B}, length, sdad))
			if !ok {
				t.Fatalf("%s: the signature is not last: % X", c.name, value)
			}
			covered := slices.Concat(slices.Concat(sent...), rest)
			if sdad[0] != 0x15 || !genuine(t, c.suite, icc, sdad[1:], append([]byte{0x15}, covered...)) {
				t.Errorf("%s, P1 %02X: not signed: % X", c.name, p1, sdad)
			}
			if r := oda.VerifyXDA(&key, oda.XDAInput{SDAD: sdad, TransactionData: covered}); r != oda.OK {
				t.Errorf("%s, P1 %02X: %v", c.name, p1, r)
			}
		}
		check(0x88, 0x80, x.pdol, x.dol(x.read[0x8C]))
		x.data[0x8A] = []byte("Y3")
		check(0x48, 0x40, x.dol(x.read[0x8D]))

		x.card.Reset()
		x.open("A0000000041010")
		check(0x08, 0x00, x.pdol, x.dol(x.read[0x8C])) // EMV 4.4 B2 12.5.1: an AAC too
	}
}

// EMV 4.4 B3 6.5.5.2: table 12
func TestXDARequest(t *testing.T) {
	x := newTerminal(t, named(t, "xda"))
	x.data[0x9F33] = []byte{0xE0, 0x79, 0x4C}
	x.start("A0000000041010")
	cdol1 := x.dol(x.read[0x8C])
	x.want(0x6A86, apdu.AppendGenerateAC(nil, 0x98, cdol1)) // reserved
	got := x.generateAC(0x90, 0x8C)                         // CDA, which the card has not
	if got[0x9F4B] != nil || got[0x9F26] == nil {
		t.Errorf("%X", got)
	}
	y := newTerminal(t, named(t, "full"))
	y.start("A0000000041010")
	y.want(0x6A86, apdu.AppendGenerateAC(nil, 0x88, y.dol(y.read[0x8C])))
}

// Two runs of one card are the same, and no two signatures share their nonce: neither r nor s repeats.
func TestXDADeterministic(t *testing.T) {
	seen := map[string]bool{}
	run := func(x *terminal) []byte {
		x.data[0x9F33] = []byte{0xE0, 0x79, 0x4C}
		x.open("A0000000041010")
		x.readAll()
		sdad := x.generateAC(0x88, 0x8C)[0x9F4B]
		return sdad
	}
	x, y := newTerminal(t, named(t, "xda")), newTerminal(t, named(t, "xda"))
	for range 5 {
		first := run(x)
		if !bytes.Equal(first, run(y)) {
			t.Error("two cards of one profile differ")
		}
		if seen[string(first[1:33])] || seen[string(first[33:])] {
			t.Error("half a signature repeats")
		}
		seen[string(first[1:33])], seen[string(first[33:])] = true, true
		x.card.Reset()
		y.card.Reset()
	}
}

// EMV 4.4 B2 13.2, 13.3, EMV 4.4 B3 6.5.12
func TestECCPIN(t *testing.T) {
	for _, c := range eccCards {
		x := newTerminal(t, named(t, c.name))
		x.data[0x9F33] = []byte{0xE0, 0x79, 0x4C}
		x.start("A0000000041010")
		_, _, public := x.eccChain(c.suite, c.index)
		device, err := pin.NewODE(pin.Suite(c.suite&0x0F), public[:len(public)/2])
		if err != nil {
			t.Fatal(err)
		}
		challenge := func() []byte { return bytes.Clone(x.want(0x9000, apdu.AppendGetChallenge(nil))) }
		encipher := func(digits string, un []byte) []byte {
			t.Helper()
			p, err := pin.New([]byte(digits))
			if err != nil {
				t.Fatal(err)
			}
			data, err := device.EncipherPIN(p, un)
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		verify := func(sw apdu.SW, data []byte) {
			t.Helper()
			x.want(sw, apdu.AppendVerify(nil, 0x8A, data))
		}
		if n := len(encipher("1234", challenge())); n != suites[c.suite].field+17+8 {
			t.Errorf("%s: %d bytes", c.name, n)
		}
		// that one was never sent, and the counter of the device is one ahead of the card's
		device.Wipe()
		verify(0x63C2, encipher("9999", challenge()))
		good := encipher("1234", challenge())
		verify(0x9000, good)
		verify(0x6984, good) // the challenge is used up
		other := challenge()
		verify(0x6984, encipher("1234", append(other[1:8:8], other[0]))) // another challenge inside
		challenge()
		verify(0x6984, good[:suites[c.suite].field+7])
		challenge()
		bad := bytes.Clone(good)
		bad[len(bad)-1] ^= 1
		verify(0x6984, bad)
		challenge()
		verify(0x6984, nil)
		if n, _ := x.card.Counters(unhex(t, "A0000000041010")); n.PINTries != 3 {
			t.Errorf("%s: %d tries", c.name, n.PINTries)
		}
		// an RSA block is none of this card's
		challenge()
		x.want(0x6984, apdu.AppendVerify(nil, 0x88, make([]byte, 144)))
	}
	x := newTerminal(t, named(t, "pin"))
	x.start("A0000000041010")
	x.want(0x9000, apdu.AppendGetChallenge(nil))
	x.want(0x6984, apdu.AppendVerify(nil, 0x8A, make([]byte, 57)))
}

// EMV 4.4 B2 12.1: no chain has keys of both families.
func TestECCProfileFaults(t *testing.T) {
	source, err := card.Source("xda")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"issuer-p256"`, `"issuer-e3"`, `signatures.issuer.key: no ECC key "issuer-e3"`},
		{`"icc-p256"`, `"icc-e3"`, `signatures.icc.key: no ECC key "icc-e3"`},
		{`"pin-p256"`, `"pin-e3"`, `signatures.pin.key: no ECC key "pin-e3"`},
		{`"ca-p256"`, `"ca-e3"`, `signatures.issuer.key: no key "issuer-p256"`},
		{`"20491231"`, `"1249"`, `signatures.issuer.expiry`},
		{`"serial": "000000000002"`, `"serial": "000002"`, `signatures.icc.serial`},
		{`"serial": "000000000002"`, `"serial": "000000000002", "hash": "sha1"`, `signatures.icc.hash`},
		{`"9F2D": "@"`, `"9F2D": "@", "9F32": "@"`, "nothing in signatures makes tag 9F32"},
		{`"pin": { "key"`, `"static": { "code": "0000" }, "pin": { "key"`, "static: unknown key"},
	} {
		if _, err := card.Load([]byte(strings.Replace(string(source), c.old, c.new, 1))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.new, err)
		}
	}
	// SHA-512 over the certified data, and no key for PINs
	text := strings.Replace(string(source), `"serial": "000000000002"`, `"serial": "000000000002", "hash": "sha512"`, 1)
	x := newTerminal(t, mustLoad(t, text))
	x.data[0x9F33] = []byte{0xE0, 0x79, 0x4C}
	x.start("A0000000041010")
	if cert := x.read[0x9F46]; cert[16] != 0x03 || len(cert) != 17+64+32+64 {
		t.Errorf("certificate of %d bytes, hash algorithm %02X", len(cert), cert[16])
	}
}

func mustLoad(t *testing.T, text string) *card.Card {
	t.Helper()
	c, err := card.Load([]byte(text))
	return must(t, c, err)
}
