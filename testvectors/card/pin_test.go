package card_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

const (
	rightPIN = "241234FFFFFFFFFF"
	wrongPIN = "241111FFFFFFFFFF"
)

// The try counter goes down with each wrong PIN, survives power-off, and comes back with the right one.
//
// EMV 4.4 B3 6.5.12, 10.5.1
func TestPlaintextPIN(t *testing.T) {
	x := newTerminal(t, named(t, "plaintext-pin"))
	x.open("A0000000041010")
	tries := func(want byte) {
		t.Helper()
		if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F17)), 0x9F17); len(v) != 1 || v[0] != want {
			t.Errorf("PIN try counter %X, want %d", v, want)
		}
	}
	verify := func(sw apdu.SW, block string) {
		t.Helper()
		x.want(sw, apdu.AppendVerify(nil, 0x80, unhex(t, block)))
	}
	tries(3)
	verify(0x63C2, wrongPIN)
	tries(2)
	verify(0x9000, rightPIN)
	tries(3)
	verify(0x63C2, wrongPIN)
	x.card.Reset()
	x.open("A0000000041010")
	tries(2)
	verify(0x63C1, wrongPIN)
	verify(0x63C0, wrongPIN)
	tries(0)
	verify(0x6983, rightPIN)
	x.card.Reset()
	x.open("A0000000041010")
	verify(0x6983, rightPIN)
	x.want(0x6A86, apdu.AppendVerify(nil, 0x00, unhex(t, rightPIN)))
	x.card.Renew()
	x.open("A0000000041010")
	tries(3)
	verify(0x6700, rightPIN[:14])
	verify(0x63C2, "251234FFFFFFFFFF") // wrong length digit
	verify(0x63C1, "24123FFFFFFFFFFF") // wrong digit
	verify(0x63C0, "141234FFFFFFFFFF") // wrong control field
}

// encipher does what a PIN pad does, in plain arithmetic.
//
// EMV 4.4 B2 7.2: table 25
func encipher(modulus, exponent, block, challenge []byte) []byte {
	data := append(append([]byte{0x7F}, block...), challenge...)
	for len(data) < len(modulus) {
		data = append(data, 0x5A)
	}
	c := new(big.Int).Exp(new(big.Int).SetBytes(data), new(big.Int).SetBytes(exponent), new(big.Int).SetBytes(modulus))
	return c.FillBytes(make([]byte, len(modulus)))
}

// EMV 4.4 B2 7.1, 7.2
func TestEncipheredPIN(t *testing.T) {
	x := newTerminal(t, named(t, "pin"))
	x.start("A0000000041010")
	ca := authority(ridMastercard, 0xC1)
	issuerModulus, _ := x.chain(ca)
	// the certificate of the PIN key covers no static data
	head := recover(t, issuerModulus, x.read[0x9F32], x.read[0x9F2D], x.read[0x9F2E])
	modulus := head[20 : 20+144]
	key, reason := oda.RecoverICCPIN(&oda.Key{Algorithm: capk.RSA, Modulus: issuerModulus, Exponent: x.read[0x9F32]}, oda.ICCInput{
		Certificate: x.read[0x9F2D], Exponent: x.read[0x9F2E], PAN: x.read[0x5A], Date: [3]byte{0x26, 0x11, 0x23},
	})
	if reason != oda.OK || !bytes.Equal(key.Modulus, modulus) {
		t.Fatalf("%v", reason)
	}
	verify := func(sw apdu.SW, data []byte) {
		t.Helper()
		x.want(sw, apdu.AppendVerify(nil, 0x88, data))
	}
	challenge := func() []byte {
		t.Helper()
		return bytes.Clone(x.want(0x9000, apdu.AppendGetChallenge(nil)))
	}
	first := challenge()
	if len(first) != 8 {
		t.Fatalf("challenge of %d bytes", len(first))
	}
	good := encipher(modulus, x.read[0x9F2E], unhex(t, rightPIN), first)
	verify(0x9000, good)
	verify(0x6984, good) // the challenge is used up
	if second := challenge(); bytes.Equal(first, second) {
		t.Error("two challenges are the same")
	}
	verify(0x6984, good) // the old challenge inside
	verify(0x63C2, encipher(modulus, x.read[0x9F2E], unhex(t, wrongPIN), challenge()))
	challenge()
	verify(0x6700, good[1:])
	challenge()
	verify(0x6984, bytes.Repeat([]byte{0xFF}, 144)) // not below the modulus
	bad := encipher(modulus, x.read[0x9F2E], unhex(t, rightPIN), challenge())
	bad[143] ^= 1
	verify(0x6984, bad)
	// the recovery failures above did not cost a try
	if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F17)), 0x9F17); v[0] != 2 {
		t.Errorf("PIN try counter %d", v[0])
	}
}

// What the card tells of the PIN in its verification results.
//
// EMV 4.4 B3 C9.3: byte 1, byte 2
func TestCVR(t *testing.T) {
	for _, c := range []struct {
		pins []string
		want byte // CVR byte 2
	}{
		{nil, 0x30},
		{[]string{rightPIN}, 0x38},
		{[]string{wrongPIN}, 0x2C},
		{[]string{wrongPIN, rightPIN}, 0x38},
		{[]string{wrongPIN, wrongPIN, wrongPIN}, 0x0E},
		{[]string{wrongPIN, wrongPIN, wrongPIN, rightPIN}, 0x0E},
	} {
		x := newTerminal(t, named(t, "plaintext-pin"))
		x.start("A0000000041010")
		for _, pin := range c.pins {
			x.send(apdu.AppendVerify(nil, 0x80, unhex(t, pin)))
		}
		ac := x.generateAC(0x80, 0x8C)
		iad := ac[0x9F10]
		if len(iad) != 32 || !bytes.HasPrefix(iad, []byte{0x0F, 0xA5, 0x01, 0xA0, c.want}) || iad[16] != 0x0F {
			t.Errorf("%d PINs: issuer application data %X", len(c.pins), iad)
		}
		// the second: unable to go online
		x.data[0x8A] = []byte("Y3")
		if iad := x.generateAC(0x40, 0x8D)[0x9F10]; iad[3] != 0x60 || iad[6] != 0x01 {
			t.Errorf("issuer application data %X", iad)
		}
	}
}

// script runs a card to an ARQC, has the issuer secure commands and sends them; it gives their status words.
func (x *terminal) script(h issuer.Hostile, commands ...issuer.Command) (sw []apdu.SW) {
	x.t.Helper()
	r := x.authorise(x.generateAC(0x80, 0x8C), issuer.Options{Hostile: h, Scripts: []issuer.Script{{Commands: commands}}})
	template, ok := tlv.Find(r.Data, 0x71)
	if !ok {
		x.t.Fatalf("no script in % X", r.Data)
	}
	for o := range template.Children().All() {
		sw = append(sw, x.send(o.Value).SW())
	}
	return sw
}

// Scripts under every family of cryptogram versions, with right and with wrong MACs.
//
// EMV 4.4 B2 9.2, EMV 4.4 B3 6.5.10, 10.10
func TestScripts(t *testing.T) {
	for _, c := range []struct{ card, aid string }{
		{"full", "A0000000041010"},
		{"dda", "A0000000031010"},
		{"pin", "A0000000041010"},
		{"plaintext-pin", "A0000000041010"},
		{"noauth", "A0000000041010"},
	} {
		x := newTerminal(t, named(t, c.card))
		x.start(c.aid)
		if sw := x.script(issuer.WrongMAC, issuer.ApplicationBlock()); len(sw) != 1 || sw[0] != 0x6982 {
			t.Errorf("%s: wrong MAC: %v", c.card, sw)
		}
		x.card.Reset()
		x.start(c.aid)
		if sw := x.script(issuer.Honest, issuer.ApplicationBlock(), issuer.ApplicationUnblock(), issuer.ApplicationBlock()); len(sw) != 3 || sw[0] != 0x9000 || sw[1] != 0x9000 || sw[2] != 0x9000 {
			t.Errorf("%s: %v", c.card, sw)
		}
		x.card.Reset()
		x.want(0x6283, apdu.AppendSelect(nil, unhex(t, c.aid), false))
		x.want(0x6985, apdu.AppendGetProcessingOptions(nil, x.pdol))
	}
}

// EMV 4.4 B3 6.5.10
func TestPINScripts(t *testing.T) {
	x := newTerminal(t, named(t, "plaintext-pin"))
	x.start("A0000000041010")
	for range 3 {
		x.send(apdu.AppendVerify(nil, 0x80, unhex(t, wrongPIN)))
	}
	x.want(0x6983, apdu.AppendVerify(nil, 0x80, unhex(t, rightPIN)))
	if sw := x.script(issuer.Honest, issuer.PINUnblock()); sw[0] != 0x9000 {
		t.Fatal(sw)
	}
	x.card.Reset()
	x.start("A0000000041010")
	x.want(0x9000, apdu.AppendVerify(nil, 0x80, unhex(t, rightPIN)))
	if sw := x.script(issuer.Honest, issuer.PINChange("567890")); sw[0] != 0x9000 {
		t.Fatal(sw)
	}
	x.card.Reset()
	x.start("A0000000041010")
	x.want(0x63C2, apdu.AppendVerify(nil, 0x80, unhex(t, rightPIN)))
	x.want(0x9000, apdu.AppendVerify(nil, 0x80, unhex(t, "26567890FFFFFFFF")))
	// no PIN in this card
	y := newTerminal(t, named(t, "full"))
	y.start("A0000000041010")
	if sw := y.script(issuer.Honest, issuer.PINUnblock()); sw[0] != 0x6985 {
		t.Error(sw)
	}
}

// EMV 4.4 B3 6.5.3
func TestCardBlock(t *testing.T) {
	x := newTerminal(t, named(t, "full"))
	x.start("A0000000041010")
	if sw := x.script(issuer.Honest, issuer.CardBlock()); sw[0] != 0x9000 {
		t.Fatal(sw)
	}
	x.card.Reset()
	x.want(0x6A81, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false))
	x.want(0x6A81, apdu.AppendSelect(nil, unhex(t, "A0000000041010"), false))
}
