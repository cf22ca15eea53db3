package sm_test

import (
	"bytes"
	"crypto/rand"
	"log"
	"math/big"
	"testing"

	"github.com/emvgo/emv/crypto/sm"
)

// params is the curve SM2-P256 of GB/T 32918.5, for the affine formulas that
// check the library.
type params struct{ p, a, b, gx, gy, n *big.Int }

func curve() params {
	num := func(s string) *big.Int {
		v, ok := new(big.Int).SetString(s, 16)
		if !ok {
			log.Fatal("not a number")
		}
		return v
	}
	return params{
		num("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF"),
		num("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"),
		num("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"),
		num("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
		num("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"),
		num("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123"),
	}
}

// point is an affine point, nil coordinates the one at infinity.
type point struct{ x, y *big.Int }

func (c params) add(p, q point) point {
	if p.x == nil {
		return q
	}
	if q.x == nil {
		return p
	}
	num, den := new(big.Int).Sub(q.y, p.y), new(big.Int).Sub(q.x, p.x)
	if p.x.Cmp(q.x) == 0 {
		if new(big.Int).Mod(new(big.Int).Add(p.y, q.y), c.p).Sign() == 0 {
			return point{}
		}
		num.Mul(big.NewInt(3), num.Mul(p.x, p.x)).Add(num, c.a)
		den.Lsh(p.y, 1)
	}
	l := num.Mul(num, den.ModInverse(den.Mod(den, c.p), c.p))
	x := new(big.Int).Mul(l, l)
	x.Sub(x, p.x).Sub(x, q.x).Mod(x, c.p)
	y := new(big.Int).Sub(p.x, x)
	y.Mul(y, l).Sub(y, p.y).Mod(y, c.p)
	return point{x, y}
}

func (c params) mul(k *big.Int, p point) point {
	out := point{}
	for i := k.BitLen() - 1; i >= 0; i-- {
		if out = c.add(out, out); k.Bit(i) == 1 {
			out = c.add(out, p)
		}
	}
	return out
}

// digest is e: SM3 over the identity's digest and the message.
func digest(xy, id, msg []byte) []byte {
	c := curve()
	buf := []byte{byte(len(id) * 8 >> 8), byte(len(id) * 8)}
	buf = append(buf, id...)
	for _, v := range []*big.Int{c.a, c.b, c.gx, c.gy} {
		buf = append(buf, v.FillBytes(make([]byte, 32))...)
	}
	za := sm.Hash(append(buf, xy...))
	e := sm.Hash(append(za[:], msg...))
	return e[:]
}

// affineSign is GB/T 32918.2 6.1 with a given nonce.
func affineSign(d, k, e []byte) []byte {
	c := curve()
	dd, kk := new(big.Int).SetBytes(d), new(big.Int).SetBytes(k)
	r := new(big.Int).SetBytes(e)
	r.Add(r, c.mul(kk, point{c.gx, c.gy}).x).Mod(r, c.n)
	s := new(big.Int).Mul(r, dd)
	s.Sub(kk, s)
	inverse := new(big.Int).ModInverse(new(big.Int).Add(dd, big.NewInt(1)), c.n)
	s.Mul(s, inverse).Mod(s, c.n)
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}

// affineVerify is GB/T 32918.2 7.1.
func affineVerify(xy, e, sig []byte) bool {
	c := curve()
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
	t := new(big.Int).Add(r, s)
	t.Mod(t, c.n)
	if r.Sign() == 0 || s.Sign() == 0 || t.Sign() == 0 || r.Cmp(c.n) >= 0 || s.Cmp(c.n) >= 0 {
		return false
	}
	q := point{new(big.Int).SetBytes(xy[:32]), new(big.Int).SetBytes(xy[32:])}
	x := c.add(c.mul(s, point{c.gx, c.gy}), c.mul(t, q)).x
	if x == nil {
		return false
	}
	x.Add(x, new(big.Int).SetBytes(e)).Mod(x, c.n)
	return x.Cmp(r) == 0
}

// FuzzSM2: what is signed verifies, and not for another message or identity;
// arbitrary bytes verify exactly if the affine formula takes them.
func FuzzSM2(f *testing.F) {
	f.Add([]byte("id"), []byte("message"), make([]byte, 64))
	f.Add([]byte{}, []byte{}, bytes.Repeat([]byte{0xFF}, 64))
	f.Fuzz(func(t *testing.T, id, msg, sig []byte) {
		priv, err := sm.NewPrivateKey(unhex(t, "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"))
		if err != nil || len(id) > 100 {
			return
		}
		pub := priv.Public()
		good, err := priv.Sign(rand.Reader, id, msg)
		if err != nil || !pub.Verify(id, msg, good) {
			t.Fatalf("%X: %v", good, err)
		}
		if pub.Verify(id, append(bytes.Clone(msg), 0), good) || pub.Verify(append(bytes.Clone(id), 1), msg, good) {
			t.Fatal("verifies for another message or identity")
		}
		if len(sig) == sm.SignatureSize && len(id) > 0 {
			if pub.Verify(id, msg, sig) != affineVerify(pub.Bytes(), digest(pub.Bytes(), id, msg), sig) {
				t.Fatalf("%X: differs from the affine formula", sig)
			}
		} else if len(sig) != sm.SignatureSize && pub.Verify(id, msg, sig) {
			t.Fatalf("%d bytes taken", len(sig))
		}
	})
}

func BenchmarkSM(b *testing.B) {
	priv, err := sm.NewPrivateKey(unhex(b, "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"))
	if err != nil {
		b.Fatal(err)
	}
	pub, msg := priv.Public(), make([]byte, 64)
	sig, err := priv.Sign(rand.Reader, nil, msg)
	if err != nil {
		b.Fatal(err)
	}
	block, err := sm.NewCipher(make([]byte, 16))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("SM2 sign", func(b *testing.B) {
		for b.Loop() {
			if _, err := priv.Sign(rand.Reader, nil, msg); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("SM2 verify", func(b *testing.B) {
		for b.Loop() {
			if !pub.Verify(nil, msg, sig) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("SM3 64 bytes", func(b *testing.B) {
		for b.Loop() {
			_ = sm.Hash(msg)
		}
	})
	b.Run("SM4 key", func(b *testing.B) {
		for b.Loop() {
			if _, err := sm.NewCipher(msg[:16]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("SM4 block", func(b *testing.B) {
		for b.Loop() {
			block.Encrypt(msg[:16], msg[:16])
		}
	})
}
