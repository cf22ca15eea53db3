package step_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A response to GENERATE AC in format 2 lacks nothing that it must have, has nothing twice, and parses to its end.
// B3 6.5.5.4 missing, format 2
func TestParseACMissing(t *testing.T) {
	const cid, atc, ac, sdad = "9F270140 ", "9F36020001 ", "9F26080102030405060708 ", "9F4B0101 "
	for body, want := range map[string]bool{
		cid + atc + ac:               true,
		cid + atc + sdad:             true,
		sdad + ac + atc + cid:        true,
		cid + cid + atc + ac:         false,
		atc + ac:                     false,
		atc + sdad:                   false,
		"9F2700 " + atc + ac:         false,
		cid + ac:                     false,
		cid + "9F3600 " + ac:         false,
		cid + atc:                    false,
		cid + atc + "9F2600 ":        false,
		cid + atc + ac + "9F10":      false,
		cid + atc + ac + "9F1002AA":  false,
		cid + atc + ac + sdad:        true,
		cid + atc + ac + ac:          false,
		cid + atc + ac + sdad + sdad: false,
		cid + atc + sdad + sdad:      false,
		"":                           false,
	} {
		v, err := hex.DecodeString(strings.ReplaceAll(body, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := step.ParseAC(append([]byte{0x77, byte(len(v))}, v...)); ok != want || ok && (r.CID != 0x40 || len(r.ATC) != 2) {
			t.Errorf("%s: %v, want %v", body, ok, want)
		}
	}
}

// Issuer data have 32 bytes at most, in both formats.
// B3 6.5.5.4 format 1, format 2
func TestParseACIssuerData(t *testing.T) {
	for n := range 44 {
		iad := make([]byte, n)
		one := tlv.Append(nil, 0x80, append([]byte{0x40, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8}, iad...))
		two := tlv.Append(nil, 0x77, tlv.Append([]byte{0x9F, 0x27, 1, 0x40, 0x9F, 0x36, 2, 0, 1, 0x9F, 0x26, 8, 1, 2, 3, 4, 5, 6, 7, 8}, 0x9F10, iad))
		for _, b := range [][]byte{one, two} {
			if r, ok := step.ParseAC(b); ok != (n <= 32) || ok && len(r.IAD) != n {
				t.Errorf("%d bytes in template %02X: %v, %d bytes", n, b[0], ok, len(r.IAD))
			}
		}
	}
}
