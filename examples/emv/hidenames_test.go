package main

import (
	"strings"
	"testing"
)

// inLatin is a text in hexadecimal in ISO 8859-1.
func inLatin(s string) string {
	var b []byte
	for _, x := range s {
		b = append(b, byte(x))
	}
	return upper(b)
}

// ofHolder is a record with a made-up name under some tag, and what stands behind it there.
func ofHolder(name string, rest ...string) string {
	return selection + "> 00B2010C00\n< " + object(0x70, name+strings.Join(rest, "")) + "9000\n"
}

// A word of a name goes where it is all of a value or ends one, though the byte beside it is a letter by chance: the next tag, a length.
func TestRedactNamesAtBorders(t *testing.T) {
	quincy := object(0x5F20, inASCII("QUINCY/ZEBULON"))
	number := object(0x57, "4539578763621486D29122010000098765432F")
	list := object(0x8C, "9F4E0E9F1C084202") // 42: a value that ends in a letter
	for _, c := range []struct{ name, text, goes string }{
		{"track 2 behind it", ofHolder(quincy, object(0xDF55, inASCII("card of Zebulon")), number), "Zebulon"},
		{"PAN behind it", ofHolder(quincy, object(0xDF55, inASCII("Zebulon")), object(0x5A, "4539578763621486")), "Zebulon"},
		{"issuer's number behind it", ofHolder(quincy, object(0xDF55, inASCII("ZEBULON")), object(0x42, "453957")), "ZEBULON"},
		{"template behind it", ofHolder(quincy, object(0xDF55, inASCII("ZEBULON")), object(0x61, object(0x4F, "A0000000041010"))), "ZEBULON"},
		{"a length before it", ofHolder(quincy, object(0xDF55, inASCII("Zebulon, "+strings.Repeat(".", 0x42-9)))), "Zebulon"},
		{"in a template of a template", ofHolder(quincy, object(0x73, object(0xE1, object(0xDF55, inASCII("Zebulon"))+object(0x50, inASCII("VISA"))))), "Zebulon"},
		{"name in 9F0B", ofHolder(object(0x9F0B, inASCII("QUINCY ZEBULON")), object(0xDF55, inASCII("Zebulon")), number), "Zebulon"},
		{"name in track 1", ofHolder(object(0x56, inASCII("B4539578763621486^QUINCY/ZEBULON^29122010000")), object(0xDF55, inASCII("Zebulon")), number), "Zebulon"},
		{"in a command of objects", ofHolder(quincy) + "> 00DA00000F" + object(0xDF55, inASCII("Zebulon")) + object(0x57, "4011AA") + "00\n< 9000\n", "Zebulon"},
		{
			"in what a list asks for",
			ofHolder(quincy, list) + "> 80AE800018" + inASCII("shop Zebulon. ") + inASCII("ABCDEFGH") + "4142" + "00\n< 6985\n", "Zebulon",
		},
		{
			"before a letter in a list",
			ofHolder(quincy, list) + "> 80AE800018" + inASCII("shop1, Zebulon") + inASCII("ABCDEFGH") + "4142" + "00\n< 6985\n", "Zebulon",
		},
		{"behind a point", ofHolder(object(0x5F20, inASCII("QUINCY/J.ZEBULON")), object(0xDF55, inASCII("of Zebulon"))), "Zebulon"},
		{"without its apostrophe", ofHolder(object(0x5F20, inASCII("O'QUINCY/ZEB")), object(0xDF55, inASCII("OQUINCY"))), "QUINCY"},
	} {
		goes := inASCII(c.goes)
		if out := redactedText(t, c.text); strings.Contains(out, goes) || !strings.Contains(c.text, goes) {
			t.Errorf("%s: %s is there: %s", c.name, c.goes, out)
		}
	}
}

// A name with letters beyond ASCII goes whole, in the code table of the card or another, in capitals or not, and is masked where it is shown.
//
// EMV 4.4 B4 annex B
func TestRedactNamesInCodeTables(t *testing.T) {
	for _, c := range []struct{ name, text, kept string }{ // of the text in ISO 8859-1 what is kept
		{"GARC\u00CDA/JOS\u00C9", "x JOS\u00C9", "x "},
		{"GARC\u00CDA/JOS\u00C9", "x Jos\u00E9", "x "},
		{"QUINCY/REN\u00C9E", "of REN\u00C9E", "of "},
		{"NU\u00D1EZ/IN\u00C9S", "Visa Nu\u00F1ez", "Visa "},
		{"PE\u00D1A/ANDR\u00C9S", "PE\u00D1A", ""},
		{"M\u00DCLLER/J\u00DCRGEN", "card of M\u00FCller", "card of "},
	} {
		for form, name := range map[string]string{"ISO 8859-1": inLatin(c.name), "UTF-8": inASCII(c.name)} {
			text := ofHolder(object(0x5F20, name), object(0x9F12, inLatin(c.text)), object(0xDF20, inLatin(c.text)), object(0x5A, "4539578763621486"))
			words := inLatin(c.text)[len(inLatin(c.kept)):]
			out := redactedText(t, text)
			if n := strings.Count(out, inLatin(c.kept)+strings.Repeat("2A", len(words)/2)); n < 2 {
				t.Errorf("%s in %s, %q: %s", c.name, form, c.text, out)
			}
			if twice := redactedText(t, out); twice != out {
				t.Errorf("%s, redacted twice:\n%s\n%s", c.name, out, twice)
			}
			_, shown, _ := emv(text, "decode", "-")
			if strings.Contains(shown, words) || strings.Contains(shown, c.text[len(c.kept):]) {
				t.Errorf("decode shows %s in %s, %q:\n%s", c.name, form, c.text, shown)
			}
		}
	}
}

// The header says that PANs were made up wherever one stood: in a template of another command too.
func TestRedactTellsOfPANs(t *testing.T) {
	track := object(0x57, "4539578763621486D29122010000098765432F")
	for name, c := range map[string]struct{ text, says string }{
		"in a record of format 2": {selection + "> 80A8000002830000\n< 770E82020000940808010100100101009000\n> 00B2010C00\n< " + object(0x77, track) + "9000\n", "PANs made up"},
		"under an unknown tag":    {selection + "> 80A8000002830000\n< 770E82020000940808010100100101009000\n" + "> 80CADF3100\n< " + object(0xDF31, "4539578763621486") + "9000\n", "PANs made up"},
		"in characters":           {selection + "> 80A8000002830000\n< 770E82020000940808010100100101009000\n" + told30(inASCII("no. 4539578763621486")), "PANs made up"},
		"nowhere":                 {selection + "> 80A8000002830000\n< 770E82020000940808010100100101009000\n" + told30("1234"), "neither a PAN"},
	} {
		if out := redactedText(t, c.text); !strings.Contains(out, "reissued: A0000000041010, "+c.says) {
			t.Errorf("%s: %s", name, out)
		}
	}
}
