package ecc_test

import (
	"bytes"
	"crypto/aes"
	"crypto/ecdh"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/internal/ecc"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func curve(c ecc.Curve) ecdh.Curve {
	if c == ecc.P521 {
		return ecdh.P521()
	}
	return ecdh.P256()
}

// Against the standard library's ECDH: public keys and shared x-coordinates, with keys of all sizes.
//
// EMV 4.4 B2 B2.2.1, B2.2.4
func TestAgainstECDH(t *testing.T) {
	for _, c := range []ecc.Curve{ecc.P256, ecc.P521} {
		n := c.Size()
		for seed := byte(2); seed < 20; seed++ {
			d := make([]byte, n)
			other := make([]byte, n)
			d[n-1], other[n-1] = seed, 3*seed
			if seed > 8 { // long keys
				for i := 2; i < n; i++ {
					d[i], other[i] = byte(i)*seed, byte(i)^seed
				}
			}
			key, err := curve(c).NewPrivateKey(d)
			if err != nil {
				t.Fatal(err)
			}
			x, y := c.Public(d)
			if want := key.PublicKey().Bytes(); !bytes.Equal(want[1:], append(bytes.Clone(x), y...)) {
				t.Fatalf("public key of %X", d)
			}
			peer, err := curve(c).NewPrivateKey(other)
			if err != nil {
				t.Fatal(err)
			}
			want, err := key.ECDH(peer.PublicKey())
			if err != nil {
				t.Fatal(err)
			}
			if z, ok := c.Mul(d, peer.PublicKey().Bytes()[1:1+n]); !ok || !bytes.Equal(z, want) {
				t.Fatalf("%X: %X, want %X", d, z, want)
			}
		}
	}
}

// EMV 4.4 B2 B2.2.4
func TestValid(t *testing.T) {
	for _, c := range []struct {
		c ecc.Curve
		n string
	}{
		{ecc.P256, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"},
		{ecc.P521, "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"},
	} {
		n := new(big.Int).SetBytes(unhex(t, c.n))
		size := c.c.Size()
		for _, v := range []struct {
			d    *big.Int
			want bool
		}{
			{big.NewInt(0), false},
			{big.NewInt(1), false},
			{big.NewInt(2), true},
			{new(big.Int).Sub(n, big.NewInt(2)), true},
			{new(big.Int).Sub(n, big.NewInt(1)), false},
			{n, false},
			{new(big.Int).Add(n, big.NewInt(1)), false},
		} {
			if got := c.c.Valid(v.d.FillBytes(make([]byte, size))); got != v.want {
				t.Errorf("%v: %X", got, v.d)
			}
		}
		g, _ := c.c.Public(big.NewInt(1).FillBytes(make([]byte, size)))
		if _, ok := c.c.Mul(n.Bytes(), g); ok {
			t.Error("nG is finite")
		}
		if x, ok := c.c.Mul(new(big.Int).Sub(n, big.NewInt(1)).Bytes(), g); !ok || !bytes.Equal(x, g) {
			t.Error("(n-1)G is not -G")
		}
		if c.c.Valid(make([]byte, size-1)) || c.c.Valid(nil) {
			t.Error("short key")
		}
		draws := [][]byte{make([]byte, size), n.FillBytes(make([]byte, size)), big.NewInt(5).FillBytes(make([]byte, size))}
		if d := c.c.Generate(func(b []byte) { copy(b, draws[0]); draws = draws[1:] }); d[size-1] != 5 {
			t.Errorf("%X", d)
		}
	}
}

// x-coordinates that no point has: 0 and 1 by Legendre symbol over math/big, p and above by range.
func TestNotOnCurve(t *testing.T) {
	p := new(big.Int).SetBytes(unhex(t, "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"))
	b := new(big.Int).SetBytes(unhex(t, "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B"))
	d := make([]byte, 32)
	d[31] = 2
	for x := range int64(200) {
		v := big.NewInt(x)
		y2 := new(big.Int).Exp(v, big.NewInt(3), p)
		y2.Sub(y2, new(big.Int).Mul(v, big.NewInt(3))).Add(y2, b).Mod(y2, p)
		want := big.Jacobi(y2, p) >= 0
		if _, ok := ecc.P256.Mul(d, v.FillBytes(make([]byte, 32))); ok != want {
			t.Errorf("x = %d: %v", x, ok)
		}
	}
	if _, ok := ecc.P256.Mul(d, p.Bytes()); ok {
		t.Error("x = p")
	}
	if _, ok := ecc.P256.Mul(d, d[1:]); ok {
		t.Error("short x")
	}
}

// The derivation by steps with the standard library alone: Z of whole blocks, so that CMAC is CBC over Z with the
// last block masked by the constant that the book prints.
//
// EMV 4.4 B2 A2.3.2
func TestKeys(t *testing.T) {
	constant := unhex(t, "CDD297A9DF1458771099F4B39468565C")
	zero, _ := aes.NewCipher(make([]byte, 16))
	for _, c := range []ecc.Curve{ecc.P256, ecc.P521} {
		z := bytes.Repeat([]byte{0x01, 0x23, 0x45}, 22)[:c.Size()]
		long := z
		if c == ecc.P521 {
			long = append(make([]byte, 14), z...)
		}
		kdk := make([]byte, 16)
		for i := 0; i < len(long); i += 16 {
			for j := range 16 {
				kdk[j] ^= long[i+j]
				if i+16 == len(long) {
					kdk[j] ^= constant[j]
				}
			}
			zero.Encrypt(kdk, kdk)
		}
		var k1, k2 [16]byte
		c.Keys(z, [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, 512, &k1, &k2)
		b, _ := aes.NewCipher(kdk)
		for i, k := range []*[16]byte{&k1, &k2} {
			want := unhex(t, "0001000102030405060708A5A5A50200")
			want[0] = byte(i + 1)
			b.Encrypt(want, want)
			if !bytes.Equal(k[:], want) {
				t.Errorf("curve %d key %d: %X, want %X", c, i+1, k, want)
			}
		}
	}
}

// NIST SP 800-38A F.5.1 has its own counter block; here the counter block is built by hand.
//
// C-8 1.0 8.5
func TestCTR(t *testing.T) {
	key := [16]byte{1, 2, 3}
	b := ecc.Block(&key)
	src := bytes.Repeat([]byte{0x55}, 40)
	got := ecc.CTR(b, 0x8001, src)
	for i := range 3 {
		e := make([]byte, 16)
		e[0], e[1], e[15] = 0x80, 0x01, byte(i)
		b.Encrypt(e, e)
		for j := 16 * i; j < min(16*i+16, 40); j++ {
			if got[j] != e[j-16*i]^0x55 {
				t.Fatalf("byte %d", j)
			}
		}
	}
	if !bytes.Equal(ecc.CTR(b, 0x8001, got), src) || len(ecc.CTR(b, 0, nil)) != 0 {
		t.Error("not its own inverse")
	}
}

// A point is one whose both coordinates fit.
func TestPoint(t *testing.T) {
	for _, c := range []ecc.Curve{ecc.P256, ecc.P521} {
		d := make([]byte, c.Size())
		d[c.Size()-1] = 9
		x, y := c.Public(d)
		if !c.Point(x, y) || c.Point(y, x) || c.Point(x, x) || c.Point(x[1:], y) || c.Point(x, y[1:]) {
			t.Errorf("curve %d", c)
		}
	}
}
