package pin_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/tlv"
)

func odePair(t testing.TB, suite pin.Suite) (pin.ODE, pin.ODECard) {
	t.Helper()
	private := bytes.Repeat([]byte{0x17}, 32)
	if suite == pin.SuiteP521 {
		private = append([]byte{0}, bytes.Repeat([]byte{0x17}, 65)...)
	}
	card, err := pin.NewODECard(suite, private)
	if err != nil {
		t.Fatal(err)
	}
	ode, err := pin.NewODE(suite, card.Public())
	if err != nil {
		t.Fatal(err)
	}
	return ode, card
}

// Every single-byte change of the enciphered data behind the ephemeral key is refused for its MAC; every change of
// the ephemeral key's x gives either no point or other keys. The right data is taken afterwards: a refusal moves no
// counter and, for the data, keeps the keys.
//
// EMV 4.4 B2 13.3, A2.3.4
func TestODEEveryByte(t *testing.T) {
	ode, card := odePair(t, pin.SuiteP256)
	c, err := ode.EncipherPIN(mustPIN(t, "1234"), challenge)
	if err != nil || len(c) != 32+17+8 {
		t.Fatal(len(c), err)
	}
	for i := range c {
		for x := 1; x < 256; x++ {
			if i < 32 && x&(x-1) != 0 {
				continue // one bit at a time: each costs a point multiplication
			}
			bad := bytes.Clone(c)
			bad[i] ^= byte(x)
			_, fresh := odePair(t, pin.SuiteP256)
			if i >= 32 {
				fresh = card
			}
			if _, err := fresh.DecipherPIN(bad, challenge); err != pin.FaultMAC && (i >= 32 || err != pin.FaultPoint) {
				t.Fatalf("byte %d ^ %02X: %v", i, x, err)
			}
		}
	}
	if p, err := card.DecipherPIN(c, challenge); err != nil || !p.Equal(mustPIN(t, "1234")) {
		t.Error(err)
	}
	if _, err := card.DecipherPIN(c, challenge); err != pin.FaultMAC {
		t.Error("repeated data was taken:", err)
	}
}

// The terminal makes an ephemeral key for each transaction, and for the next one after Wipe.
//
// EMV 4.4 B2 13.2
// EMV 4.4 B2 annex B2.5
func TestODEFresh(t *testing.T) {
	for _, suite := range []pin.Suite{pin.SuiteP256, pin.SuiteP521} {
		ode, _ := odePair(t, suite)
		other, _ := odePair(t, suite)
		a, _ := ode.EncipherPIN(mustPIN(t, "1234"), challenge)
		b, _ := ode.EncipherPIN(mustPIN(t, "1234"), challenge)
		c, _ := other.EncipherPIN(mustPIN(t, "1234"), challenge)
		ode.Wipe()
		d, _ := ode.EncipherPIN(mustPIN(t, "1234"), challenge)
		n := len(a) - 25
		if !bytes.Equal(a[:n], b[:n]) || bytes.Equal(a[n:], b[n:]) {
			t.Error("the second encipherment")
		}
		if bytes.Equal(a[:n], c[:n]) || bytes.Equal(a[:n], d[:n]) {
			t.Error("the ephemeral key repeats")
		}
	}
}

// The counter ends at 65,535, after 65,535 messages.
//
// EMV 4.4 B2 A2.3.3, A2.3.4
func TestODECounter(t *testing.T) {
	ode, card := odePair(t, pin.SuiteP256)
	for i, n := range []uint16{0, 65534} {
		if i > 0 {
			ode.SetCounter(n)
			card.SetCounter(n)
		}
		c, err := ode.EncipherPIN(mustPIN(t, "1234"), challenge)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := card.DecipherPIN(c, challenge); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ode.EncipherPIN(mustPIN(t, "1234"), challenge); err != pin.FaultCounter {
		t.Error(err)
	}
	if _, err := card.DecipherPIN(make([]byte, 57), challenge); err != pin.FaultCounter {
		t.Error(err)
	}
}

// Wrong use: zero values, suites, lengths, empty PINs and templates.
//
// EMV 4.4 B2 13.2, 7.3
// EMV 4.4 B2 annex B2.4.2
func TestODEFaults(t *testing.T) {
	ode, card := odePair(t, pin.SuiteP256)
	p := mustPIN(t, "1234")
	template, err := pin.NewBiometric([]byte{8}, []byte{1}, 0, []byte{1})
	if err != nil {
		t.Fatal(err)
	}
	_, err1 := pin.ODE{}.EncipherPIN(p, challenge)
	_, err2 := pin.NewODECard(0x02, make([]byte, 32))
	_, err3 := pin.NewODE(pin.SuiteP521, make([]byte, 32))
	_, err4 := ode.EncipherPIN(pin.PIN{}, challenge)
	_, err5 := ode.EncipherPIN(p, challenge[:7])
	_, err6 := pin.ODECard{}.DecipherPIN(make([]byte, 57), challenge)
	_, err7 := ode.EncipherBiometric(pin.Biometric{}, challenge)
	_, err8 := ode.EncipherBiometric(template, nil)
	_, err9 := pin.EncipherBiometricRSA(testRSA.pub, pin.Biometric{}, challenge)
	_, err10 := pin.EncipherBiometricRSA(pin.RSAKey{}, template, challenge)
	_, err11 := pin.EncipherBiometricRSA(testRSA.pub, template, challenge[1:])
	_, err12 := pin.RSAPrivateKey{}.Decipher(make([]byte, 128), challenge)
	_, err13 := pin.NewRSAPrivateKey(testRSA.pub.Modulus, nil)
	_, err14 := pin.NewRSAPrivateKey(make([]byte, 5), []byte{3})
	_, err15 := card.DecipherBiometric(nil, challenge)
	_, err16 := pin.ODE{}.EncipherBiometric(template, challenge)
	_, err17 := pin.RSAPrivateKey{}.DecipherBiometric(sealTemplate(make([]byte, 32)), challenge)
	for i, c := range []struct {
		err  error
		want pin.Fault
	}{
		{err1, pin.FaultSuite},
		{err2, pin.FaultSuite},
		{err3, pin.FaultPoint},
		{err4, pin.FaultPINLength},
		{err5, pin.FaultChallenge},
		{err6, pin.FaultPrivateKey},
		{err7, pin.FaultBiometric},
		{err8, pin.FaultChallenge},
		{err9, pin.FaultBiometric},
		{err10, pin.FaultModulus},
		{err11, pin.FaultChallenge},
		{err12, pin.FaultPrivateKey},
		{err13, pin.FaultPrivateKey},
		{err14, pin.FaultModulus},
		{err15, pin.FaultBiometric},
		{err16, pin.FaultSuite},
		{err17, pin.FaultPrivateKey},
	} {
		if c.err != c.want {
			t.Errorf("%d: %v, want %v", i+1, c.err, c.want)
		}
	}
	for _, c := range []struct{ kind, solution, data int }{{0, 1, 1}, {256, 1, 1}, {1, 0, 1}, {1, 256, 1}, {1, 1, 0}, {1, 1, 65536}} {
		if _, err := pin.NewBiometric(make([]byte, c.kind), make([]byte, c.solution), 0, make([]byte, c.data)); err != pin.FaultBiometric {
			t.Errorf("%v: %v", c, err)
		}
	}
	card.Wipe()
	if _, err := card.DecipherPIN(make([]byte, 57), challenge); err != pin.FaultPoint {
		t.Error(err)
	}
	if (pin.ODECard{}).Public() != nil {
		t.Error("a zero card has a key")
	}
	pin.ODE{}.Wipe()
	pin.ODECard{}.Wipe()
}

// Templates of every length modulo the block size, under both methods.
//
// EMV 4.4 B2 7.3, 13.4, 13.5
func TestBiometricLengths(t *testing.T) {
	for n := 1; n < 40; n++ {
		b, err := pin.NewBiometric([]byte{2}, []byte("solution"), 3, bytes.Repeat([]byte{byte(n)}, n))
		if err != nil {
			t.Fatal(err)
		}
		value, err := pin.EncipherBiometricRSA(testRSA.pub, b, challenge)
		if err != nil {
			t.Fatal(err)
		}
		got, err := testRSA.priv.DecipherBiometric(value, challenge)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, subtype, data := got.Fields(); subtype != 3 || len(data) != n || data[0] != byte(n) {
			t.Errorf("%d bytes", n)
		}
	}
}

// In the second message of a transaction the keys are agreed already: there the recovered number alone shows that
// the data was made for another challenge.
//
// EMV 4.4 B2 13.3, 13.5
func TestODEOtherChallenge(t *testing.T) {
	second, third := []byte("22222222"), []byte("33333333")
	template, err := pin.NewBiometric([]byte{8}, []byte{1}, 0, []byte{1})
	if err != nil {
		t.Fatal(err)
	}
	ode, card := odePair(t, pin.SuiteP256)
	for _, un := range [][]byte{challenge, second} {
		c, err := ode.EncipherPIN(mustPIN(t, "1234"), un)
		if err != nil {
			t.Fatal(err)
		}
		_, err = card.DecipherPIN(c, challenge)
		if want := map[bool]error{true: nil, false: pin.FaultChallengeDiffers}[bytes.Equal(un, challenge)]; err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	value, err := ode.EncipherBiometric(template, third)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := card.DecipherBiometric(value, second); err != pin.FaultChallengeDiffers {
		t.Error(err)
	}
	template.Wipe()
	if _, err := ode.EncipherBiometric(template, third); err != pin.FaultBiometric {
		t.Error("a wiped template was enciphered:", err)
	}
}

// sealTemplate is RSA template encipherment over any plain data, by the standard library and math/big.
//
// EMV 4.4 B2 7.3
func sealTemplate(plain []byte) []byte {
	seed := bytes.Repeat([]byte{0x11}, len(testRSA.pub.Modulus))
	h0, h1 := sha256.Sum256(append(bytes.Clone(seed), 0, 0, 0, 0)), sha256.Sum256(append(bytes.Clone(seed), 0, 0, 0, 1))
	k := append(h0[:], h1[:16]...)
	block, _ := aes.NewCipher(k[:16])
	c := bytes.Clone(plain)
	cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(c, c)
	h := hmac.New(sha256.New, k[16:])
	h.Write(append(bytes.Clone(c), make([]byte, 8)...))
	sealed := new(big.Int).Exp(new(big.Int).SetBytes(seed), big.NewInt(3), testRSA.n).FillBytes(make([]byte, len(seed)))
	out := tlv.Append(nil, 0x81, []byte{8})
	out = tlv.Append(out, 0x90, []byte{7})
	out = tlv.Append(out, 0xDF50, sealed)
	out = tlv.Append(out, 0xDF51, c)
	return tlv.Append(out, 0xDF52, h.Sum(nil)[:8])
}

// Plain data that is wrong in one thing, under a right MAC: fill, challenge, lengths that do not fit, solution, type.
//
// EMV 4.4 B2 7.3
func TestTemplateContents(t *testing.T) {
	// challenge A001020304050607, solution 07, type 08, subtype 02, 9 bytes of data: 24 in all, fill of 8
	good := append(bytes.Clone(challenge), 1, 7, 1, 8, 2, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	good = append(good, bytes.Repeat([]byte{8}, 8)...)
	for _, c := range []struct {
		place int
		value byte
		want  error
	}{
		{0, 0xA0, nil},
		{0, 0xA1, pin.FaultChallengeDiffers},
		{7, 0x00, pin.FaultChallengeDiffers},
		{8, 2, pin.FaultBiometric},
		{8, 0xFF, pin.FaultBiometric},
		{9, 6, pin.FaultBiometric},
		{10, 0, pin.FaultBiometric},
		{11, 9, pin.FaultBiometric},
		{13, 0xFF, pin.FaultBiometric},
		{14, 8, pin.FaultBiometric},
		{14, 10, pin.FaultBiometric},
		{14, 0, pin.FaultBiometric},
		{31, 0, pin.FaultCiphertext},
		{31, 17, pin.FaultCiphertext},
		{31, 7, pin.FaultCiphertext},
		{24, 7, pin.FaultCiphertext},
	} {
		plain := bytes.Clone(good)
		plain[c.place] = c.value
		b, err := testRSA.priv.DecipherBiometric(sealTemplate(plain), challenge)
		if err != c.want {
			t.Errorf("%d = %02X: %v, want %v", c.place, c.value, err, c.want)
		}
		if _, _, subtype, data := b.Fields(); err == nil && (subtype != 2 || len(data) != 9) {
			t.Error("another template")
		}
	}
	for _, plain := range [][]byte{{}, bytes.Repeat([]byte{17}, 32)} { // no block at all, and more fill than one has
		if _, err := testRSA.priv.DecipherBiometric(sealTemplate(plain), challenge); err != pin.FaultCiphertext {
			t.Errorf("%d bytes: %v", len(plain), err)
		}
	}
	for _, behind := range []string{"\xDF\x52\x01\x00", "\xDF", "\x81\x05\x01"} { // another object, a tag cut off, a value cut off
		if _, err := testRSA.priv.DecipherBiometric(append(sealTemplate(good), behind...), challenge); err != pin.FaultBiometric {
			t.Errorf("%X behind the template: %v", behind, err) // EMV 4.4 B2 7.3 table 27
		}
	}
	for from, to := range map[string]string{ // another tag for each object, and another order
		"\x81\x01\x08": "\x82\x01\x08", "\x08\x90": "\x08\x91", "\x07\xDF\x50": "\x07\xDF\x51", "\xDF\x51\x20": "\xDF\x53\x20", "\xDF\x52\x08": "\xDF\x53\x08",
		"\x81\x01\x08\x90\x01\x07": "\x90\x01\x07\x81\x01\x08",
	} {
		value := bytes.Replace(sealTemplate(good), []byte(from), []byte(to), 1)
		if _, err := testRSA.priv.DecipherBiometric(value, challenge); err != pin.FaultBiometric || bytes.Equal(value, sealTemplate(good)) {
			t.Errorf("%X for %X: %v", to, from, err) // EMV 4.4 B2 7.3 table 27
		}
	}
	if _, err := testRSA.priv.DecipherBiometric(sealTemplate(good), challenge[:7]); err != pin.FaultChallenge {
		t.Error(err)
	}
}
