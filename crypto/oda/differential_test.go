package oda_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"math/big"
	"math/rand/v2"
	"testing"

	"filippo.io/bigmod"

	"github.com/emvgo/emv/crypto/internal/ecsdsa"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/sweep"
)

// The published recoveries, and the same numbers through an independent implementation of modular arithmetic.
//
// EMV 4.4 B2 A2.1.3, B2.1.3
// EMV 4.4 B2 annex B2.1.2
func TestRecoveryAgainstBigmod(t *testing.T) {
	recoveries := vectors(t, "recovery")
	if len(recoveries) != 4 {
		t.Fatalf("%d recoveries", len(recoveries))
	}
	for _, v := range recoveries {
		want := v.Want("recovered")
		got, reason := oda.Recover(v.Bytes("modulus"), v.Bytes("exponent"), v.Bytes("signed"), want[1])
		if reason != oda.OK || !bytes.Equal(got, want) {
			t.Errorf("%s: %v %X", v.Name, reason, got)
		}
		if other := throughBigmod(t, v.Bytes("modulus"), v.Bytes("exponent"), v.Bytes("signed")); !bytes.Equal(other, want) {
			t.Errorf("%s: bigmod has %X", v.Name, other)
		}
	}
	// Every modulus of the vectors with both exponents, on any number: the reason tells what came out.
	random := rand.New(rand.NewPCG(1, 2))
	for _, v := range vectors(t, "issuer certificate", "ICC certificate", "CDA") {
		modulus := v.Bytes("modulus")
		for _, exponent := range [][]byte{{3}, {1, 0, 1}} {
			for range 4 {
				signed := make([]byte, len(modulus))
				for i := range signed {
					signed[i] = byte(random.Uint32())
				}
				if bytes.Compare(signed, modulus) >= 0 {
					signed[0] = 0
				}
				want := throughBigmod(t, modulus, exponent, signed)
				reason := oda.IssuerFormat
				switch {
				case want[len(want)-1] != 0xBC:
					reason = oda.IssuerTrailer
				case want[0] != 0x6A:
					reason = oda.IssuerHeader
				case want[1] == 0x02:
					reason = oda.OK
				}
				if got, r := oda.Recover(modulus, exponent, signed, 0x02); r != reason || r == oda.OK && !bytes.Equal(got, want) {
					t.Errorf("%s: %v, want %v", v.Name, r, reason)
				}
			}
		}
	}
	// Whole blocks with every format byte.
	_, _, icc := pairs(t)
	for i := range 200 {
		if !sweep.Sample(i, 100) {
			continue
		}
		block := make([]byte, len(icc.n))
		block[0], block[1], block[len(block)-1] = 0x6A, byte(i), 0xBC
		for j := 2; j < len(block)-1; j++ {
			block[j] = byte(random.Uint32())
		}
		signed := icc.raw(block)
		got, reason := oda.Recover(icc.n, icc.e, signed, byte(i))
		if reason != oda.OK || !bytes.Equal(got, block) || !bytes.Equal(throughBigmod(t, icc.n, icc.e, signed), block) {
			t.Fatalf("block %X: %v %X", block, reason, got)
		}
	}
}

func throughBigmod(t testing.TB, modulus, exponent, signed []byte) []byte {
	t.Helper()
	m, err := bigmod.NewModulus(modulus)
	if err != nil {
		t.Fatal(err)
	}
	x, err := bigmod.NewNat().SetBytes(signed, m)
	if err != nil {
		t.Fatal(err)
	}
	e := uint(0)
	for _, b := range exponent {
		e = e<<8 | uint(b)
	}
	return bigmod.NewNat().ExpShortVarTime(x, e, m).Bytes(m)
}

// A curve in affine coordinates, for the textbook's formulas.
//
// EMV 4.4 B2 B2.2.1, B2.2.2
type curve struct {
	p, n, b, gx, gy *big.Int
	field           int
}

func number(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic(s)
	}
	return n
}

var curves = map[byte]*curve{
	0x10: {
		p:     number("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"),
		n:     number("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
		b:     number("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B"),
		gx:    number("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"),
		gy:    number("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"),
		field: 32,
	},
	0x11: {
		p: new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1)),
		n: new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521),
			number("5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7")),
		b:     number("51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00"),
		gx:    number("C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66"),
		gy:    number("11839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650"),
		field: 66,
	},
}

// add adds two points; a nil x is the point at infinity.
func (c *curve) add(x1, y1, x2, y2 *big.Int) (x, y *big.Int) {
	switch {
	case x1 == nil:
		return x2, y2
	case x2 == nil:
		return x1, y1
	}
	var slope *big.Int
	if x1.Cmp(x2) == 0 {
		if new(big.Int).Mod(new(big.Int).Add(y1, y2), c.p).Sign() == 0 {
			return nil, nil
		}
		slope = new(big.Int).Mul(big.NewInt(3), new(big.Int).Sub(new(big.Int).Mul(x1, x1), big.NewInt(1)))
		slope.Mul(slope, new(big.Int).ModInverse(new(big.Int).Lsh(y1, 1), c.p))
	} else {
		dx := new(big.Int).Mod(new(big.Int).Sub(x2, x1), c.p)
		slope = new(big.Int).Sub(y2, y1)
		slope.Mul(slope, dx.ModInverse(dx, c.p))
	}
	x = new(big.Int).Mul(slope, slope)
	x.Sub(x, x1).Sub(x, x2).Mod(x, c.p)
	y = new(big.Int).Sub(x1, x)
	y.Mul(y, slope).Sub(y, y1).Mod(y, c.p)
	return x, y
}

func (c *curve) multiply(k, x, y *big.Int) (rx, ry *big.Int) {
	for i := k.BitLen() - 1; i >= 0; i-- {
		rx, ry = c.add(rx, ry, rx, ry)
		if k.Bit(i) == 1 {
			rx, ry = c.add(rx, ry, x, y)
		}
	}
	return rx, ry
}

// verify is EC-SDSA by the affine formulas.
//
// EMV 4.4 B2 A2.2.3
func (c *curve) verify(point, sig, msg []byte) bool {
	hash := len(sig) - c.field
	r, s := new(big.Int).SetBytes(sig[:hash]), new(big.Int).SetBytes(sig[hash:])
	r.Mod(r, c.n)
	if r.Sign() == 0 || s.Sign() == 0 || s.Cmp(c.n) >= 0 {
		return false
	}
	sx, sy := c.multiply(s, c.gx, c.gy)
	px, py := new(big.Int).SetBytes(point[:c.field]), new(big.Int).SetBytes(point[c.field:])
	px, py = c.multiply(new(big.Int).Sub(c.n, r), px, py)
	x, _ := c.add(sx, sy, px, py)
	if x == nil {
		return false
	}
	in := append(x.FillBytes(make([]byte, c.field)), msg...)
	if hash == 32 {
		v := sha256.Sum256(in)
		return bytes.Equal(v[:], sig[:hash])
	}
	v := sha512.Sum512(in)
	return bytes.Equal(v[:], sig[:hash])
}

// Good and bad signatures by both implementations.
//
// EMV 4.4 B2 A2.2.3
func TestSDSAAgainstAffine(t *testing.T) {
	for suite, c := range curves {
		_, _, pair := ecPairs(t, suite)
		for i := range 8 {
			if !sweep.Full() && i > 0 {
				break
			}
			nonce := bytes.Repeat([]byte{byte(i + 1)}, c.field)
			nonce[0] = 0
			msg := []byte{byte(i)}
			sig := pair.signWith(nonce, msg)
			for _, change := range []int{-1, 0, len(sig) - 1} {
				bad := bytes.Clone(sig)
				if change >= 0 {
					bad[change] ^= 1
				}
				want := c.verify(pair.point, bad, msg)
				if want != (change < 0) {
					t.Fatalf("suite %02X: the affine formulas say %v", suite, want)
				}
				if got := ecsdsa.Verify(ecsdsa.Suite(suite), pair.point, bad, msg) == 0; got != want {
					t.Errorf("suite %02X, message %d, change %d: %v", suite, i, change, got)
				}
			}
		}
		// The smallest scalars: s = 1, and an r that makes s'G - r'P infinite cannot be hit but must not crash.
		sig := append(bytes.Repeat([]byte{0}, map[byte]int{0x10: 32, 0x11: 64}[suite]), make([]byte, c.field)...)
		sig[len(sig)-1], sig[len(sig)-c.field-1] = 1, 1
		if ecsdsa.Verify(ecsdsa.Suite(suite), pair.point, sig) != ecsdsa.Mismatch {
			t.Error("r = s = 1 is not a mismatch")
		}
	}
}

// Points by their x-coordinate, against the square root of the curve's equation.
//
// EMV 4.4 B2 B2.2.1
func TestPoint4x(t *testing.T) {
	for suite, c := range curves {
		for i := range 40 {
			x := big.NewInt(int64(i))
			if i >= 20 { // at and above the prime
				x.Add(x.Sub(x, big.NewInt(22)), c.p)
			}
			in := make([]byte, c.field)
			if len(x.Bytes()) > len(in) {
				continue
			}
			got, ok := ecsdsa.Point4x(ecsdsa.Suite(suite), x.FillBytes(in))
			root := new(big.Int).Exp(x, big.NewInt(3), nil)
			root.Sub(root, new(big.Int).Mul(x, big.NewInt(3))).Add(root, c.b).Mod(root, c.p)
			want := x.Cmp(c.p) < 0 && big.Jacobi(root, c.p) >= 0
			if ok != want {
				t.Errorf("suite %02X, x %X: %v, want %v", suite, x, ok, want)
				continue
			}
			if !ok {
				continue
			}
			y := new(big.Int).ModSqrt(root, c.p)
			if other := new(big.Int).Sub(c.p, y); other.Cmp(y) < 0 {
				y = other
			}
			if !bytes.Equal(got[:c.field], in) || new(big.Int).SetBytes(got[c.field:]).Cmp(y) != 0 {
				t.Errorf("suite %02X, x %X: %X, want y %X", suite, x, got, y)
			}
			if !ecsdsa.OnCurve(ecsdsa.Suite(suite), got) {
				t.Errorf("suite %02X, x %X: not on the curve", suite, x)
			}
		}
	}
}
