package transcript_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
)

// A number with six zeroes in it looks like an amount; the separator of a track behind it, or the byte of its length before it, says that it is one. Zeroes without
// such a sign stay as they are.
//
// ISO 8583-1 field 2, ISO/IEC 7813
func TestNumbersThatAreAnnounced(t *testing.T) {
	for _, c := range []struct{ name, digits, shown string }{
		{"field 2, 19 digits", "C0821119629999000000000001200000000000000000010000", "C0821119629999*********001200000000000000000010000"},
		{"field 2, 16 digits", "D0801316629999000000001700000000000000000100108215", "D0801316629999******001700000000000000000100108215"},
		{"track 2, 19 digits", "0027060720000100376299990000000000012D27062207001000100F", "002706072000010037629999*********0012D*****************F"},
		{"track 2 that is cut", "027060720000100376299990000000000012D0", "02706072000010037629999*********0012D0"},
		{"track 2 that is cut at its separator", "27060720000100376299990000000000012DFF", "2706072000010037629999*********0012DFF"},
		// not announced
		{"an amount", "9F02C0000000012345D0", ""},
		{"amount and zeroes", "C0000000000000600000000000010000C0", ""},
		{"a count that is another", "C08211176299990000000017000000C0", ""},
		{"a number that begins as no card's", "C08211160999990000000017000000C0", ""},
		{"a count within a byte", "C081662999900000000170000C0C", ""},
		{"zeroes behind a count", "C0821116600000000000000000000000000000C0", ""},
		{"a wrong check digit, many zeroes", "C0821116629999000000001800000000C0", ""},
		{"no separator", "C0000006299990000000000012CC2706220700", ""},
		{"zeroes", "C000000000000000000000000000000000000000000000D0", ""},
	} {
		b, err := hex.DecodeString(c.digits)
		if err != nil {
			t.Fatal(c.name, err)
		}
		if c.shown == "" {
			c.shown = c.digits
		}
		var cover transcript.Cover
		if got := cover.Bytes(b); got != c.shown {
			t.Errorf("%s: %s, want %s", c.name, got, c.shown)
		}
	}
	b, _ := hex.DecodeString("C08211166214830012345675000000000000000001") // its check digit is wrong
	var cover transcript.Cover
	if got := cover.Bytes(b); strings.Contains(got, "30012345") {
		t.Error(got)
	}
}
