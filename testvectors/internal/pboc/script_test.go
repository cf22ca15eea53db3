package pboc_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/testvectors/internal/pboc"
)

// A script command of our own under the keys of the published example: no whole one is published. Each row spoils it in one place.
func TestScript(t *testing.T) {
	e, err := pboc.Published()
	if err != nil {
		t.Fatal(err)
	}
	master, atc, ac := unhex(t, e.MACMasterKey), [2]byte(unhex(t, e.Elements["9F36"])), [8]byte(unhex(t, e.Elements["9F26"]))
	balance := unhex(t, "000000050000")
	command, err := pboc.Seal(master, atc, ac, [4]byte{0x00, 0xDA, 0x9F, 0x79}, balance)
	if want := unhex(t, "04DA9F790A0000000500003CA63DD2"); err != nil || !bytes.Equal(command, want) {
		t.Errorf("%X, %v, want %X", command, err, want)
	}
	if data, ok := pboc.Open(master, atc, ac, command); !ok || !bytes.Equal(data, balance) {
		t.Errorf("%X, %v", data, ok)
	}
	for name, spoil := range map[string]func(c []byte, atc *[2]byte, ac *[8]byte) []byte{
		"class":       func(c []byte, _ *[2]byte, _ *[8]byte) []byte { c[0] = 0x84; return c },
		"tag":         func(c []byte, _ *[2]byte, _ *[8]byte) []byte { c[3] = 0x77; return c },
		"balance":     func(c []byte, _ *[2]byte, _ *[8]byte) []byte { c[8] ^= 1; return c },
		"MAC":         func(c []byte, _ *[2]byte, _ *[8]byte) []byte { c[len(c)-1] ^= 1; return c },
		"ATC":         func(c []byte, atc *[2]byte, _ *[8]byte) []byte { atc[1]++; return c },
		"cryptogram":  func(c []byte, _ *[2]byte, ac *[8]byte) []byte { ac[0] ^= 1; return c },
		"length":      func(c []byte, _ *[2]byte, _ *[8]byte) []byte { c[4]--; return c },
		"a byte less": func(c []byte, _ *[2]byte, _ *[8]byte) []byte { return c[:len(c)-1] },
		"no MAC":      func([]byte, *[2]byte, *[8]byte) []byte { return unhex(t, "04DA9F7903010203") },
		"nothing":     func([]byte, *[2]byte, *[8]byte) []byte { return nil },
	} {
		atc, ac := atc, ac
		c := spoil(bytes.Clone(command), &atc, &ac)
		if _, ok := pboc.Open(master, atc, ac, c); ok {
			t.Errorf("%s: passes", name)
		}
	}
	if _, err := pboc.Seal(master, atc, ac, [4]byte{}, make([]byte, 252)); err == nil {
		t.Error("252 bytes pass")
	}
	if _, err := pboc.Seal(master[:8], atc, ac, [4]byte{}, nil); err == nil {
		t.Error("a key of 8 bytes passes")
	}
}
