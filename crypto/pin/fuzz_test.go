package pin_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
)

// Whatever block comes in: it is refused with a fault, or it holds a PIN of 4 to 12 digits from which formats 0 and 2
// give the same block again.
//
// EMV 4.4 B3 6.5.12.2
func FuzzParseBlock(f *testing.F) {
	f.Add(byte(0), []byte{0x04, 0x12, 0x61, 0xAA, 0xAA, 0xED, 0xCB, 0xA9}, "5555555551234567")
	f.Add(byte(2), []byte{0x2C, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0xFF}, "")
	f.Add(byte(3), []byte{0x34, 0x12, 0x61, 0xAA, 0xAA, 0xED, 0xCB, 0xA9}, "5555555551234567")
	f.Add(byte(1), []byte{0x14, 0x12, 0x34, 0x45, 0x67, 0x89, 0xAB, 0xCD}, "1")
	f.Fuzz(func(t *testing.T, format byte, block []byte, digits string) {
		account, _ := pin.ParsePAN(digits)
		p, err := pin.ParseBlock(pin.Format(format), block, account)
		if err != nil {
			if _, ok := err.(pin.Fault); !ok || p.Len() != 0 {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if p.Len() < 4 || p.Len() > 12 || format > 3 {
			t.Fatalf("format %d, %d digits", format, p.Len())
		}
		if format == 0 || format == 2 {
			again, err := pin.BuildWith(pin.Format(format), p, account, nil)
			if err != nil || !bytes.Equal(again[:], block) {
				t.Fatalf("%X gives %X, %v", block, again, err)
			}
		}
	})
}

// What does not come from the terminal with the card's key is never taken for a PIN or a template, and whatever key
// a card gives, enciphering ends in a fault or in data as long as the key says.
//
// EMV 4.4 B2 7.2, 7.3, 13.3, 13.5
func FuzzDecipher(f *testing.F) {
	ode, _ := odePair(f, pin.SuiteP256)
	good, err := ode.EncipherPIN(mustPIN(f, "1234"), challenge)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, []byte{3})
	f.Add(testRSA.pub.Modulus, []byte{1, 0, 1})
	f.Add([]byte{0x81, 1, 8, 0x90, 1, 1, 0xDF, 0x51, 2, 1, 2}, []byte{})
	f.Add(bytes.Repeat([]byte{0xFF}, 17), []byte{0, 3})
	other := []byte{9, 9, 9, 9, 9, 9, 9, 9} // no seed was made for this challenge
	f.Fuzz(func(t *testing.T, data, exponent []byte) {
		_, card := odePair(t, pin.SuiteP256)
		_, err1 := card.DecipherPIN(data, other)
		_, err2 := card.DecipherBiometric(data, other)
		_, err3 := testRSA.priv.Decipher(data, other)
		_, err4 := testRSA.priv.DecipherBiometric(data, other)
		if err1 == nil || err2 == nil || err3 == nil || err4 == nil {
			t.Fatalf("%X is taken: %v %v %v %v", data, err1, err2, err3, err4)
		}
		c, err := pin.EncipherRSA(pin.RSAKey{Modulus: data, Exponent: exponent}, mustPIN(t, "1234"), challenge)
		if err == nil && (len(c) != len(data) || bytes.Compare(c, data) >= 0) {
			t.Fatalf("%X under %X", c, data)
		}
		if o, err := pin.NewODE(pin.SuiteP256, data); err == nil {
			if c, err := o.EncipherPIN(mustPIN(t, "1234"), challenge); err == nil && len(c) != 57 {
				t.Fatalf("%X", c)
			}
		}
	})
}
