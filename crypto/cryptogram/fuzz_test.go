package cryptogram_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// FuzzOpen feeds a card any command: it never panics, opens nothing that the
// issuer did not seal, and opens all that the issuer seals.
func FuzzOpen(f *testing.F) {
	f.Add(uint8(3), []byte{0x84, 0x18, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8}, true)
	f.Add(uint8(10), []byte{0x8C, 0x24, 0, 2, 0x0B, 0x81, 3, 1, 2, 3, 0x8E, 4, 1, 2, 3, 4}, false)
	f.Add(uint8(11), []byte{0x8C, 0x24, 0, 2, 0x0B, 0x87, 3, 1, 2, 3, 0x8E, 4, 1, 2, 3, 4}, true)
	f.Fuzz(func(t *testing.T, version uint8, command []byte, encipher bool) {
		c := cryptogram.CVN(version%11 + 1)
		issuer, card := scripts(t, c)
		if data, err := card.Open(command, encipher); err == nil {
			t.Errorf("%v opened %X to %X", c, command, data)
		} else if !errors.Is(err, cryptogram.ErrMAC) && !errors.Is(err, cryptogram.ErrFormat) {
			t.Errorf("%v: %v", c, err)
		}
		if len(command) < 4 || len(command) > 200 {
			return
		}
		sealed, err := issuer.Seal(nil, [4]byte(command), command[4:], encipher)
		if err != nil {
			t.Fatal(err)
		}
		data, err := card.Open(sealed, encipher)
		if err != nil || !bytes.HasPrefix(data, command[4:]) || len(data) >= len(command[4:])+8 {
			t.Errorf("%v: sealed %X, opened %X (%v)", c, command[4:], data, err)
		}
	})
}

// FuzzIAD takes any issuer application data apart: the parts lie inside it, the
// version found agrees, and a cryptogram over it can be computed exactly if the
// version was found.
func FuzzIAD(f *testing.F) {
	f.Add([]byte("\x06\x01\x0A\x03\xA4\xB8\x00"))
	f.Add([]byte("\x01\x10\xA0\x00\x09\x24\x84\x00\x00\x00\x00\x00\x00\x00\x00\x00\x29\xFF"))
	f.Add(append([]byte("\x0F\xA5\x01"), make([]byte, 29)...))
	lengths := map[tlv.Tag]int{0x9F02: 6, 0x9F03: 6, 0x9F1A: 2, 0x95: 5, 0x5F2A: 2, 0x9A: 3, 0x9C: 1, 0x9F37: 4, 0x82: 2, 0x9F36: 2}
	f.Fuzz(func(t *testing.T, b []byte) {
		iad, ok := cryptogram.ParseIAD(b)
		c, found := cryptogram.FindCVN(b)
		if found && (!ok || c != iad.CVN) || found != (c != 0) {
			t.Fatalf("%v %v, found %v %v", iad, ok, c, found)
		}
		for _, part := range [][]byte{iad.CVR, iad.DACOrIDN, iad.Counters, iad.Discretionary} {
			if len(part) > 0 && !bytes.Contains(b, part) {
				t.Fatalf("%X is not in %X", part, b)
			}
		}
		if !found {
			return
		}
		s, _ := c.Scheme()
		_, err := c.ApplicationCryptogram(key(t, s.Algorithm, counting(16)...), func(tag tlv.Tag) []byte {
			if tag == 0x9F10 {
				return b
			}
			return make([]byte, lengths[tag])
		})
		if err != nil && len(b) <= 32 {
			t.Errorf("%v over %X: %v", c, b, err)
		}
	})
}
