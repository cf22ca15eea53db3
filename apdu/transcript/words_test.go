package transcript_test

import (
	"encoding/hex"
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

func bytesOf(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
