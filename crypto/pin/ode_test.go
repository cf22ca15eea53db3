package pin_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
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
