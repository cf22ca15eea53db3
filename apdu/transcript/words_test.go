package transcript_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// Names of applications stay in every code table, with blanks behind them or none, whatever numbers their half bytes look like; a number beside one goes.
func TestRedactLeavesNames(t *testing.T) {
	const number = "4539578763621486" // passes the check
	for name, value := range map[string]string{
		"Chinese, two characters": "D2F8C1AA",
		"Chinese, A8":             "C1FABFA8",
		"Chinese in UTF-8":        "E993B6E88194",
		"Chinese and ASCII":       "D2F8C1AA20555049",
		"Cyrillic":                "BCB8C0",
		"Cyrillic, small":         "B4D5D1D5E2",
		"Greek":                   "CAC1D1D4C1",
		"Café":                    "436166E9",
		"Débit":                   "44E9626974",
		"Crédit Agricole":         "4372E96469742041677269636F6C65",
		"in capitals":             "4352C944495420414752",
		"in UTF-8":                "4352C389444954204147524943",
		"two capitals":            "4D6173746572436172642044E962",
		"with a year":             "44E962697420333635",
	} {
		for _, tag := range []tlv.Tag{0x50, 0x9F12, 0x9F4E, 0xDF30} {
			for _, blanks := range []int{0, 2, 9, 12, 16} {
				text := "redacted: yes\n-- conversation --\n" + toldIn(objectOf(t, tag, value+strings.Repeat("20", blanks)))
				if out := parse(t, text).Redact().String(); out != text {
					t.Errorf("%s, %d blanks, in %s:\n%s", name, blanks, tag, out)
				}
			}
		}
		for _, beside := range []string{value + "2020202020202020" + number, value + number, number + "202020202020202020" + value, value + "20" + number + "2020202020202020"} {
			leaves(t, "beside "+name, toldIn(objectOf(t, 0xDF30, beside)), number)
			if out := new(transcript.Cover).Bytes(bytesOf(t, beside)); strings.Contains(out, number) {
				t.Errorf("beside %s: %s", name, out)
			}
		}
	}
}

// Whole words that are as long as a number, pass its check and have no letter beyond ASCII stay in elements of text: no card has a number there.
func TestRedactLeavesWordsOfText(t *testing.T) {
	for _, name := range []string{
		"D\xE9bit Mastercard", "CARTE DE CR\xC9DIT", "Kreditkarte \xD6st", "Pr\xE9Pay\xE9 Carte Cad", "D\xC9BIT CARTES BAN", "D\xC3\xA9bit Mastercar",
		"Carte \xC9lectron  ", "\xBC\xB8\xC0 Kreditkarte", "\xD2\xF8\xC1\xAA Debit Card",
	} {
		for _, tag := range []tlv.Tag{0x50, 0x9F12} {
			text := "redacted: yes\n-- conversation --\n" + toldIn(objectOf(t, tag, upperHex(name)))
			if out := parse(t, text).Redact().String(); out != text {
				t.Errorf("%q in %s:\n%s", name, tag, out)
			}
			if out := new(transcript.Cover).Value(0, tag, []byte(name)); out != upperHex(name) {
				t.Errorf("%q in %s: %s", name, tag, out)
			}
		}
	}
	const number = "4564587571717467" // two words in a row are no name
	leaves(t, "behind Chinese", toldIn(objectOf(t, 0x50, "D2F8C1AABFA8"+number)), number)
	leaves(t, "behind Débit", toldIn(objectOf(t, 0x9F12, "44E9626974"+number)), number)
}

// A number goes though its digits are those of blanks or letters: blanks two and more in a row at every place of each scheme's numbers, bytes that are letters all.
// It stands alone or with filler, in whole bytes or across them, and before, behind and between names with letters beyond ASCII.
//
// ISO/IEC 7812-1
func TestRedactNumbersLikeWords(t *testing.T) {
	var numbers []string
	for _, scheme := range []struct {
		prefix string
		digits int
	}{
		{"4", 16},
		{"4", 19},
		{"53", 16},
		{"2221", 16},
		{"2202", 16},
		{"34", 15},
		{"37", 15},
		{"36", 14},
		{"3566", 16},
		{"6011", 16},
		{"65", 16},
		{"622020", 16},
		{"62", 16},
		{"62", 17},
		{"62", 18},
		{"62", 19},
		{"81", 16},
		{"67", 19},
		{"9792", 16},
	} {
		for at := len(scheme.prefix); at+4 <= scheme.digits; at++ {
			for blanks := 2; at+2*blanks <= scheme.digits; blanks++ {
				numbers = append(numbers, checked(scheme.prefix, scheme.digits, at, strings.Repeat("20", blanks)))
			}
		}
	}
	for i, number := range append(numbers, "6220202020123454", "4564587571717467", "5457587571717464", "4164697473206966", "6274676873647164787") {
		if number == "" {
			continue
		}
		for place, value := range map[string]string{
			"alone":              number,
			"behind zeroes":      "000000" + number,
			"with its length":    fmt.Sprintf("%02d", len(number)) + number,
			"behind Chinese":     "D2F8C1AABFA8" + number,
			"behind Débit":       "44E9626974" + number,
			"behind both":        "D2F8C1AA20555049" + "20" + number,
			"before Chinese":     number + strings.Repeat("F", len(number)&1) + "D2F8C1AABFA8",
			"before Café":        number + strings.Repeat("F", len(number)&1) + "436166E9",
			"0 behind it":        "D2F8C1AABFA8" + number + strings.Repeat("0", len(number)&1),
			"between":            "D2F8C1AABFA8" + number + strings.Repeat("F", len(number)&1) + "D2F8C1AABFA8",
			"behind it, expires": "D2F8C1AABFA8" + number + strings.Repeat("F", len(number)&1) + "3112",
		} {
			if len(value)&1 == 1 {
				value += "F"
			}
			if i%7 == 0 || len(numbers) <= i {
				leaves(t, place, toldIn(objectOf(t, 0xDF71, value)), number)
			}
			if out := new(transcript.Cover).Bytes(bytesOf(t, value)); strings.Contains(out, number) {
				t.Errorf("%s %s: %s", number, place, out)
			}
			if out := new(transcript.Cover).Value(0, 0xDF71, bytesOf(t, value)); strings.Contains(out, number) {
				t.Errorf("%s %s: %s", number, place, out)
			}
		}
	}
}

// checked is a number of so many digits that passes the check, with some of them in a place; "" where no other digit is left to make it pass.
func checked(prefix string, digits, at int, some string) string {
	const others = "8397183968397183968"
	for i := len(prefix); i < digits; i++ {
		for d := '1'; d <= '9' && (i < at || i >= at+len(some)); d++ {
			b := []byte(prefix + others[len(prefix):digits])
			b[i] = byte(d)
			copy(b[at:], some)
			if tlv.Luhn(string(b)) {
				return string(b)
			}
		}
	}
	return ""
}

func bytesOf(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
