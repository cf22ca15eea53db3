package step_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/step"
)

// A response to GENERATE AC in format 2 lacks nothing that it must have, and parses to its end.
// B3 6.5.5.4 missing, format 2
func TestParseACMissing(t *testing.T) {
	const cid, atc, ac, sdad = "9F270140 ", "9F36020001 ", "9F26080102030405060708 ", "9F4B0101 "
	for body, want := range map[string]bool{
		cid + atc + ac:              true,
		cid + atc + sdad:            true,
		sdad + ac + atc + cid:       true,
		atc + ac:                    false,
		atc + sdad:                  false,
		"9F2700 " + atc + ac:        false,
		cid + ac:                    false,
		cid + "9F3600 " + ac:        false,
		cid + atc:                   false,
		cid + atc + "9F2600 ":       false,
		cid + atc + ac + "9F10":     false,
		cid + atc + ac + "9F1002AA": false,
		"":                          false,
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
