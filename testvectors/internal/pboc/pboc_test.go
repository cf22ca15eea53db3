package pboc_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/emvgo/emv/testvectors/internal/pboc"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The published example, step by step, and one answer of our own.
func TestPublished(t *testing.T) {
	e, err := pboc.Published()
	if err != nil {
		t.Fatal(err)
	}
	atc := [2]byte(unhex(t, e.Elements["9F36"]))
	master, macMaster := unhex(t, e.MasterKey), unhex(t, e.MACMasterKey)
	get := func(tag uint32) []byte { return unhex(t, e.Elements[fmt.Sprintf("%02X", tag)]) }
	ac := [8]byte(unhex(t, e.Elements["9F26"]))
	for _, c := range []struct {
		name, want string
		make       func() ([]byte, error)
	}{
		{"session key", e.SessionKey, func() ([]byte, error) { return pboc.SessionKey(master, atc) }},
		{"MAC session key", e.MACSessionKey, func() ([]byte, error) { return pboc.SessionKey(macMaster, atc) }},
		{"cryptogram", e.Elements["9F26"], func() ([]byte, error) {
			b, err := pboc.Cryptogram(master, atc, get)
			return b[:], err
		}},
		{"ARPC", e.ARPC, func() ([]byte, error) {
			b, err := pboc.ARPC(master, atc, ac, [2]byte(unhex(t, e.ResponseCode)))
			return b[:], err
		}},
		{"ARPC for 00", e.OwnARPC, func() ([]byte, error) {
			b, err := pboc.ARPC(master, atc, ac, [2]byte(unhex(t, e.OwnResponseCode)))
			return b[:], err
		}},
		{"balance", e.BalanceData, func() ([]byte, error) { return pboc.Balance(macMaster, atc, [5]byte(unhex(t, e.Balance))) }},
	} {
		if got, err := c.make(); err != nil || !bytes.Equal(got, unhex(t, c.want)) {
			t.Errorf("%s: %X, %v, want %s", c.name, got, err, c.want)
		}
	}
	// every covered element counts, and none may be missing
	for tag := range e.Elements {
		changed := func(tg uint32) []byte {
			v := get(tg)
			if fmt.Sprintf("%02X", tg) == tag {
				return v[1:]
			}
			return v
		}
		_, err := pboc.Cryptogram(master, atc, changed)
		covered := false
		for _, c := range []string{"9F02", "9F03", "9F1A", "95", "5F2A", "9A", "9C", "9F37", "82", "9F36", "9F10"} {
			covered = covered || c == tag
		}
		if (err != nil) != covered {
			t.Errorf("%s a byte short: %v", tag, err)
		}
	}
	if _, err := pboc.SessionKey(master[:8], atc); err == nil {
		t.Error("a key of 8 bytes passes")
	}
}
