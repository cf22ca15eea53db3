package pin_test

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
)

// A 1024-bit test key: two primes made for these tests.
var testRSA = func() (k struct {
	p, q, n, d *big.Int
	pub        pin.RSAKey
	priv       pin.RSAPrivateKey
},
) {
	one := big.NewInt(1)
	k.p, k.q = new(big.Int), new(big.Int)
	for _, x := range []struct {
		prime *big.Int
		start int64
	}{{k.p, 14}, {k.q, 15}} { // 512 bits, the highest 1110 and 1111: the product has 1024 bits
		x.prime.Lsh(big.NewInt(x.start), 508)
		for x.prime.Add(x.prime, one); !x.prime.ProbablyPrime(20) || new(big.Int).Mod(x.prime, big.NewInt(3)).Int64() != 2; {
			x.prime.Add(x.prime, big.NewInt(2))
		}
	}
	k.n = new(big.Int).Mul(k.p, k.q)
	phi := new(big.Int).Mul(new(big.Int).Sub(k.p, one), new(big.Int).Sub(k.q, one))
	k.d = new(big.Int).ModInverse(big.NewInt(3), phi)
	k.pub = pin.RSAKey{Modulus: k.n.Bytes(), Exponent: []byte{3}}
	var err error
	if k.priv, err = pin.NewRSAPrivateKey(k.n.Bytes(), k.d.Bytes()); err != nil {
		panic(err)
	}
	return k
}()

var challenge = []byte{0xA0, 1, 2, 3, 4, 5, 6, 7}

func mustPIN(t testing.TB, digits string) pin.PIN {
	t.Helper()
	p, err := pin.New([]byte(digits))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The recovered data is laid out by hand; math/big is the independent implementation.
//
// EMV 4.4 B2 7.2, EMV 4.4 B2 annex B2.1.2, EMV 4.4 B2 annex B2.1.3
func TestEncipherRSA(t *testing.T) {
	c, err := pin.EncipherRSA(testRSA.pub, mustPIN(t, "123456"), challenge)
	if err != nil || len(c) != len(testRSA.pub.Modulus) {
		t.Fatal(err)
	}
	data := new(big.Int).Exp(new(big.Int).SetBytes(c), testRSA.d, testRSA.n).FillBytes(make([]byte, len(c)))
	want := []byte{0x7F, 0x26, 0x12, 0x34, 0x56, 0xFF, 0xFF, 0xFF, 0xFF, 0xA0, 1, 2, 3, 4, 5, 6, 7}
	if !bytes.Equal(data[:17], want) {
		t.Errorf("%X", data[:17])
	}
	again, _ := pin.EncipherRSA(testRSA.pub, mustPIN(t, "123456"), challenge)
	if bytes.Equal(c, again) {
		t.Error("the padding repeats")
	}
	p, err := testRSA.priv.Decipher(c, challenge)
	if err != nil || !p.Equal(mustPIN(t, "123456")) {
		t.Error(err)
	}
}

// EMV 4.4 B2 7.2, B2.1
// EMV 4.4 B2 annex B2.1.1
func TestEncipherRSAFaults(t *testing.T) {
	n := testRSA.pub.Modulus
	even := bytes.Clone(n)
	even[len(even)-1]--
	low := append([]byte{0x7E}, n[1:]...)
	for _, c := range []struct {
		key  pin.RSAKey
		un   []byte
		want pin.Fault
	}{
		{pin.RSAKey{Modulus: nil, Exponent: []byte{3}}, challenge, pin.FaultModulus},
		{pin.RSAKey{Modulus: n[:15], Exponent: []byte{3}}, challenge, pin.FaultModulus},
		{pin.RSAKey{Modulus: bytes.Repeat([]byte{0xFF}, 249), Exponent: []byte{3}}, challenge, pin.FaultModulus},
		{pin.RSAKey{Modulus: append([]byte{0}, n...), Exponent: []byte{3}}, challenge, pin.FaultModulus},
		{pin.RSAKey{Modulus: even, Exponent: []byte{3}}, challenge, pin.FaultModulus},
		{pin.RSAKey{Modulus: low, Exponent: []byte{3}}, challenge, pin.FaultModulus}, // not above 7F...
		{pin.RSAKey{Modulus: n, Exponent: nil}, challenge, pin.FaultExponent},
		{pin.RSAKey{Modulus: n, Exponent: []byte{2}}, challenge, pin.FaultExponent},
		{pin.RSAKey{Modulus: n, Exponent: []byte{0, 0, 0, 3}}, challenge, pin.FaultExponent},
		{pin.RSAKey{Modulus: n, Exponent: []byte{0, 1, 1}}, challenge, pin.FaultExponent},
		{testRSA.pub, challenge[:7], pin.FaultChallenge},
		{testRSA.pub, append(challenge, 0), pin.FaultChallenge},
	} {
		if _, err := pin.EncipherRSA(c.key, mustPIN(t, "1234"), c.un); err != c.want {
			t.Errorf("%X %X: %v, want %v", c.key.Exponent, c.un, err, c.want)
		}
	}
	if _, err := pin.EncipherRSA(testRSA.pub, pin.PIN{}, challenge); !errors.Is(err, pin.FaultPINLength) {
		t.Error(err)
	}
	for _, exponent := range [][]byte{{0, 0, 3}, {0, 3}, {1, 0, 1}} {
		if _, err := pin.EncipherRSA(pin.RSAKey{Modulus: n, Exponent: exponent}, mustPIN(t, "1234"), challenge); err != nil {
			t.Error(err)
		}
	}
}

// The card's checks, each by a message wrong in that alone, made with math/big.
//
// EMV 4.4 B2 7.2
func TestDecipherRSAFaults(t *testing.T) {
	good := append([]byte{0x7F, 0x24, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, challenge...)
	good = append(good, bytes.Repeat([]byte{0x5A}, len(testRSA.pub.Modulus)-17)...)
	seal := func(i int, b byte) []byte {
		data := bytes.Clone(good)
		data[i] = b
		return new(big.Int).Exp(new(big.Int).SetBytes(data), big.NewInt(3), testRSA.n).FillBytes(make([]byte, len(data)))
	}
	for _, c := range []struct {
		data []byte
		un   []byte
		want error
	}{
		{seal(0, 0x7F), challenge, nil},
		{seal(0, 0x7E), challenge, pin.FaultHeader},
		{seal(9, 0xA1), challenge, pin.FaultChallengeDiffers},
		{seal(16, 8), challenge, pin.FaultChallengeDiffers},
		{seal(0, 0x7F), make([]byte, 8), pin.FaultChallengeDiffers},
		{seal(0, 0x7F), nil, pin.FaultChallenge},
		{seal(1, 0x14), challenge, pin.FaultControl},
		{seal(1, 0x23), challenge, pin.FaultPINLength},
		{seal(1, 0x2D), challenge, pin.FaultPINLength},
		{seal(2, 0x1A), challenge, pin.FaultDigit},
		{seal(8, 0xFE), challenge, pin.FaultFiller},
		{seal(0, 0x7F)[1:], challenge, pin.FaultCiphertext},
		{testRSA.pub.Modulus, challenge, pin.FaultCiphertext},
	} {
		if p, err := testRSA.priv.Decipher(c.data, c.un); err != c.want || err == nil && !p.Equal(mustPIN(t, "1234")) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
}

// A change of any byte of the enciphered PIN, and any shorter length, is refused: what comes out is noise, in which
// the challenge is looked for first.
//
// EMV 4.4 B2 7.2
func TestDecipherRSAEveryByte(t *testing.T) {
	c, err := pin.EncipherRSA(testRSA.pub, mustPIN(t, "1234"), challenge)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c {
		bad := bytes.Clone(c)
		bad[i] ^= 1 << (i % 8)
		if _, err := testRSA.priv.Decipher(bad, challenge); err != pin.FaultChallengeDiffers && err != pin.FaultCiphertext {
			t.Errorf("byte %d: %v", i, err)
		}
		if _, err := testRSA.priv.Decipher(c[:i], challenge); err != pin.FaultCiphertext {
			t.Errorf("%d bytes: %v", i, err)
		}
	}
}
