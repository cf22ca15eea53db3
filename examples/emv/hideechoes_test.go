package main

import (
	"crypto/sha1" //nolint:gosec // of a made-up number
	"crypto/sha256"
	"strings"
	"testing"
)

// person is a record with a made-up number, name and track.
var person = selection + "> 00B2010C00\n< " + object(0x70, object(0x5A, "4539578763621486")+object(0x5F34, "01")+object(0x57, "4539578763621486D29122010000098765432F")+
	object(0x5F20, inASCII("QUINCY/ZEBULON"))) + "9000\n"

// told30 is an exchange in which a card gives a value under a tag that no dictionary has.
func told30(value string) string { return "> 80CADF3000\n< " + object(0xDF30, value) + "9000\n" }

// What was found to be secret in one place goes wherever it stands in another form: in digits or characters, in part, hashed, in another code table, in
// a PIN block; and so does what identifies a card to a reader and to its manager.
func TestRedactEchoes(t *testing.T) {
	one, two := sha1.Sum(unhex("4539578763621486")), sha256.Sum256([]byte("4539578763621486")) //nolint:gosec // as above
	latin := upper([]byte("M\xDCLLER/HANS"))
	for _, c := range []struct{ name, text, goes string }{
		{"discretionary data in BCD", person + told30("0000098765432F"), "98765432"},
		{"in characters", person + told30(inASCII("x98765432y")), inASCII("98765432")},
		{"in issuer's data", person + "> 80CA9F1000\n< " + object(0x9F10, "0FA501000098765432000000") + "9000\n", "98765432"},
		{"in a command", person + "> 80AE8000080000098765432000\n< 6985\n", "98765432"},
		{"digits for the derivation of keys", person + told30("3957876362148601"), "8763621486"},
		{"the first twelve", person + told30("453957876362"), "57876362"},
		{"SHA-1 of the number", person + told30(upper(one[:])), upper(one[2:14])},
		{"SHA-256 of its characters", person + told30(upper(two[:])), upper(two[2:14])},
		{"in another tag", person + told30(inASCII("ZEBULON CARD")), inASCII("ZEBULON")},
		{"of track 1 alone", selection + "> 80CA005600\n< " + object(0x56, inASCII("B4539578763621486^OTHER/NICOLA^29122010000")) + "9000\n" + told30(inASCII("OTHER/NICOLA")), inASCII("OTHER")},
		{"in ISO 8859-1, a tag in UTF-8", selection + "> 80CA5F2000\n< " + object(0x5F20, latin) + "9000\n" + told30(upper([]byte("MÜLLER"))), upper([]byte("LLER"))},
		{"the identifier of a card", selection + "> FFCA000000\n< 04A1B2C3D4E5F69000\n" + told30("04A1B2C3D4E5F6"), "B2C3D4"},
		{"INITIALIZE UPDATE", selection + "> 8050000008112233445566778800\n< 1618DEADBEEF11223344300370AABBCCDDEEFF112211223344556677889000\n", "DEADBEEF"},
		{"by GET RESPONSE", selection + "> 8050000008112233445566778800\n< 611C\n> 00C000001C\n< 1618DEADBEEF11223344FF020001AABBCCDDEEFF11223344556677889000\n", "DEADBEEF"},
		{"the chip's serial number", selection + "> 80CA9F7F00\n< " + object(0x9F7F, "479005044091040312011618DEADBEEF43219876543210ABCDEF0102030405060708090A0B0C0D0E0F10") + "9000\n", "DEADBEEF"},
		{"a membership number in BCD", selection + "> 80CA9F5B00\n< " + object(0x9F5B, inASCII("1234567890129")) + "9000\n" + told30("01234567890129"), "4567890129"},
		{"an identity number with dashes", selection + "> 80CA9F6100\n< " + object(0x9F61, inASCII("110101198806200011")) + "9000\n" + told30(inASCII("110101-19880620-0011")), inASCII("880620")},
		{"PIN block of format 0 in a tag", person + told30("0473048789C9DEB7"), "048789"},
		{"in a command that is to be enciphered", person + "> 002A8680100473048789C9DEB7147391ABCDEF012300\n< 9000\n", "7391AB"},
		{"in a host's data", "host: 8A023030DF02080473048789C9DEB7\n" + person, "048789"},
		{"in a header of a random number", "un: 0473048789C9DEB7\n" + person, "048789"},
		{"format 3", person + told30("347304D3BBD98E83"), "04D3BB"},
		{"format 1", person + told30("147391ABCDEF0123"), "7391AB"},
	} {
		out := redactedText(t, c.text)
		if strings.Contains(out, c.goes) || !strings.Contains(c.text, c.goes[:min(3, len(c.goes))]) {
			t.Errorf("%s: %s is there: %s", c.name, c.goes, out)
		}
		if twice := redactedText(t, out); twice != out {
			t.Errorf("%s, redacted twice:\n%s\n%s", c.name, out, twice)
		}
	}
	named := strings.Replace(person, inASCII("QUINCY/ZEBULON"), inASCII("DEFAULT/CONTACT"), 1)
	if out := redactedText(t, "config: default\ninterface: contact\n"+strings.Replace(named, "5F200E", "5F200F", 1)); !strings.HasPrefix(out, "config: default\ninterface: contact\n") {
		t.Error(out)
	}
}

// A number in two groups, and a track with blanks, dashes or without its end, goes from tags, and is shown by no command.
//
// ISO/IEC 7813
func TestRedactLooseNumbers(t *testing.T) {
	for text, goes := range map[string]string{
		"45395787 63621486":         "6362",
		"453957-8763621486":         "876362",
		"4539578763/621486":         "8763/62",
		"453957876362\x001486":      "876362",
		"of 4539578763 621486 here": "8763 62",
		"%B4539 5787 6362 1486^QUINCY/ZEBULON^29122010000098765432?": "QUINCY",
		"%B4539578763621486 ^QUINCY/ZEBULON ^29122010000?":           "QUINCY",
		"%B4539578763621486^QUINCY/ZEBULON":                          "QUINCY",
		"%B^QUINCY/ZEBULON^29122010000098765432?":                    "QUINCY",
		"%B4539578763621486^Q/Z ^2912 201 0000098765432?":            "98765432",
		";4539578763621486=2912 201 0000098765432?":                  "98765432",
		";4539578763621486=2912-201-0000098765432?":                  "98765432",
		";4539578763621486 = 29122010000098765432?":                  "98765432",
		";4539578763621486==98765432?":                               "98765432",
		"4539578763621486D2912 201 0000098765432F":                   "98765432",
	} {
		out := redactedText(t, selection+told30(inASCII(text)))
		_, shown, _ := emv("", "decode", object(0xDF30, inASCII(text)))
		for _, o := range []string{out, shown} {
			if strings.Contains(o, goes) || strings.Contains(o, inASCII(goes)) {
				t.Errorf("%q: %s", text, o)
			}
		}
	}
}

// What a reader and a card manager tell one card by is shown by no command either.
func TestIdentifiersOfChips(t *testing.T) {
	text := selection + "> FFCA000000\n< 04A1B2C3D4E5F69000\n> 8050000008112233445566778800\n< 1618DEADBEEF11223344300370AABBCCDDEEFF112211223344556677889000\n" + told30("04A1B2C3D4E5F6")
	_, out, errw := emv(text, "decode", "-")
	for _, told := range []string{"A1B2C3", "DEADBEEF"} {
		if strings.Contains(out+errw, told) || !strings.Contains(out, "INITIALIZE UPDATE") {
			t.Errorf("%s: %s", told, out+errw)
		}
	}
}
