package capk_test

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
)

// A key whose bytes stand in short rows beside a key that is read is told with its line, in whatever groups; a few numbers on lines of their own are remarks.
func TestRowsAreNoRemarks(t *testing.T) {
	_, list := fieldsOf(t)
	line := fmt.Sprintf("%s %s %s %s %s\n", list...)
	modulus := fmt.Sprint(list[3])
	raw, err := hex.DecodeString(modulus)
	if err != nil {
		t.Fatal(err)
	}
	grouped := func(digits, row int, prefix, apart string) string {
		groups := regexp.MustCompile(fmt.Sprintf(".{1,%d}", digits)).FindAllString(modulus, -1)
		var out strings.Builder
		for i, g := range groups {
			out.WriteString(prefix + g + apart)
			if (i+1)%row == 0 {
				out.WriteByte('\n')
			}
		}
		return out.String()
	}
	var decimals, dump strings.Builder
	for i, b := range raw {
		fmt.Fprintf(&decimals, "%d, ", b)
		if i%10 == 9 {
			decimals.WriteByte('\n')
		}
	}
	for i := 0; i+8 <= len(raw); i += 8 {
		fmt.Fprintf(&dump, "%08x: %x %x %x %x  ...a...1\n", i, raw[i:i+2], raw[i+2:i+4], raw[i+4:i+6], raw[i+6:i+8])
	}
	for _, c := range []struct {
		name, text string
		fault      bool
	}{
		{"four bytes a row", grouped(2, 4, "0x", ", "), true},
		{"words of 32 bits", grouped(8, 2, "0x", "U, "), true},
		{"of Java", grouped(2, 4, "(byte)0x", ", "), true},
		{"long words", grouped(8, 2, "0x", "UL, "), true},
		{"an assembler's", "\tdb 0" + strings.ReplaceAll(strings.TrimSpace(grouped(2, 4, "", "h, 0")), "\n0", "\n\tdb 0") + "\n", true},
		{"groups of four", grouped(4, 4, "", " "), true},
		{"groups of eight", grouped(8, 4, "", " "), true},
		{"decimal", decimals.String(), true},
		{"xxd", dump.String(), true},
		{"hexdump", strings.ReplaceAll(strings.ReplaceAll(dump.String(), "  ...a", " |...a"), ": ", "  "), true},
		{"behind a remark", "the old one:\n" + grouped(2, 4, "", " "), true},
		{"one byte a row", grouped(2, 1, "", ""), true},
		{"xxd -p -c 4", grouped(8, 1, "", ""), true},
		{"a number a row", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", false},
		{"commented", "# " + strings.ReplaceAll(strings.TrimSpace(grouped(2, 4, "", " ")), "\n", "\n# ") + "\n", false},
		{"two rows", "2025 12 31\n2026 12 31\n", false},
		{"years and months", "keys of 2025\n01 02 03\n04 05 06\n\n07 08 09\n", false},
		{"rows with words", strings.Repeat("page 12 of 31 with keys\n", 9), false},
	} {
		for _, text := range []string{line + c.text, c.text + line} {
			keys, err := capk.ParseText(text)
			if len(keys) != 1 || (err != nil) != c.fault || err != nil && !strings.Contains(err.Error(), "line ") {
				t.Errorf("%s: %d keys, %v\n%s", c.name, len(keys), err, text)
			}
		}
	}
}
