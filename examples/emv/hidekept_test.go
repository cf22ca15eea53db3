package main

import (
	"strings"
	"testing"
)

// What is laid out by a list that is known, and issuer's data of a known format, stays though digits of it pass for a card number.
//
// EMV 4.4 B3 annex C9, C-8 1.2 4.3
func TestRedactKeepsWhatIsKnown(t *testing.T) {
	const list = "9F02069F03069F1A0295055F2A029A039C019F37049F35019F1D089F3303"
	begun := selection + "> 80A8000002830000\n< "
	for name, exchanges := range map[string]string{
		"a list in the answer to GET PROCESSING OPTIONS": begun + object(0x77, object(0x82, "010A")+object(0x94, "08010100")+object(0x8C, list)) + "9000\n" +
			"> 80AE8000290000000005000000000000000276000000808109782611302049C5E370220C00000000000000E00C1000\n< 6985\n" +
			"> 80AE80802900000000600000000000000002760000008081097826113000FC94E1E6226480000000000000E0641000\n< 6985\n",
		"a list in a record": begun + object(0x77, object(0x82, "0000")+object(0x94, "08010100")) + "9000\n> 00B2010C00\n< " + object(0x70, object(0x8C, list)) + "9000\n" +
			"> 80AE8000290000000005000000000000000276000000808109782611302049C5E370220C00000000000000E00C1000\n< 6985\n",
		"Visa":                 "> 80AE800000\n< " + object(0x77, object(0x9F27, "80")+object(0x9F10, "06011203600003")) + "9000\n",
		"M/Chip":               "> 80AE800000\n< " + object(0x80, "80000111223344556677880114200000602000") + "9000\n",
		"Discover":             "> 80AE800000\n< " + object(0x77, object(0x9F10, "010F2080800000002800")) + "9000\n",
		"common core":          "> 80AE800000\n< " + object(0x77, object(0x9F10, "0FA501A0341000054133300890200110"+"0F"+strings.Repeat("00", 15))) + "9000\n",
		"a CVC3":               "> 802A8E8004ABCDEF0100\n< " + object(0x77, object(0x9F61, "01F5")+object(0x9F60, "01F5")+object(0x9F36, "000B")) + "9000\n",
		"a byte over and over": "> 00B2010C00\n< " + object(0x70, object(0xDF01, strings.Repeat("02", 30))) + "9000\n",
	} {
		text := exchanges
		if !strings.HasPrefix(text, selection) {
			text = selection + exchanges
		}
		_, body, _ := strings.Cut(text, "-- conversation --\n")
		if out := redactedText(t, text); !strings.HasSuffix(out, body) {
			t.Errorf("%s: %s", name, out)
		}
	}
	const number = "4539578763621486"
	for name, value := range map[string]string{"behind known parts": "06011203A00000" + "0F" + number, "no format": "01" + number, "M/Chip": "0110200000602000" + number + "0000"} {
		if out := redactedText(t, selection+"> 80AE800000\n< "+object(0x77, object(0x9F10, value))+"9000\n"); strings.Contains(out, number) {
			t.Errorf("%s: %s", name, out)
		}
	}
}
