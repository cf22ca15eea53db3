package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
)

// verifyCommands are the VERIFY commands sent.
func (w *world) verifyCommands() (list [][]byte) {
	for _, c := range w.Commands {
		if c[1] == apdu.Verify {
			list = append(list, c)
		}
	}
	return list
}

// B2 13.2, B3 6.5.12.2, 10.5.1: an offline PIN enciphered with ECC
func TestECCPIN(t *testing.T) {
	for _, c := range []struct {
		card   string
		length int // of the enciphered data: field, 17 bytes, MAC
	}{{"xda", 32 + 17 + 8}, {"xda-p521", 66 + 17 + 8}} {
		w := newXDAWorld(t, c.card)
		w.PINs = []string{"9999", "1234"}
		w.Expect(w.Run(), xdaOnline)
		v := w.verifyCommands()
		if len(v) != 2 || w.Sent(apdu.GetChallenge) != 2 {
			t.Fatalf("%s: %s", c.card, w.Instructions())
		}
		for _, cmd := range v {
			if !bytes.Equal(cmd[:5], []byte{0x00, 0x20, 0x00, 0x8A, byte(c.length)}) || len(cmd) != 5+c.length {
				t.Errorf("%s: % X", c.card, cmd)
			}
		}
		// step 3: keys are derived once in a transaction
		if field := c.length - 25; !bytes.Equal(v[0][5:5+field], v[1][5:5+field]) || bytes.Equal(v[0], v[1]) {
			t.Errorf("%s: % X, % X", c.card, v[0], v[1])
		}
	}
}

// B2 13.2 step 3, A2.3.1: the next transaction has keys of its own, with the same PIN device
// B2 A2.3.1
func TestECCPINTwice(t *testing.T) {
	w := newXDAWorld(t, "xda")
	d, err := softpin.New("1234", "9999", "1234")
	if err != nil {
		t.Fatal(err)
	}
	w.PINPad = pinpad.New(d)
	w.Expect(w.Run(), xdaOnline)
	first := w.verifyCommands()
	w.Card.Reset()
	w.Commands, w.Transaction.Sequence = nil, 2
	w.Expect(w.Run(), xdaOnline)
	second := w.verifyCommands()
	if len(first) != 1 || len(second) != 2 || bytes.Equal(first[0][5:37], second[0][5:37]) || !bytes.Equal(second[0][5:37], second[1][5:37]) {
		t.Errorf("% X\n% X", first, second)
	}
}
