package transcript_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// A card number goes however people write it, one that the card has and one that is in the text alone.
func TestRedactNumbersHoweverWritten(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"5413(3300)8902(0011)", "5413(3300)0000(0011)"},
		{"(5413) 3300 8902 0011", "(5413) 3300 0000 0011"},
		{"[5413][3300][8902][0011]", "[5413][3300][0000][0011]"},
		{"5413~3300~8902~0011", "5413~3300~0000~0011"},
		{`5413"3300"8902"0011`, `5413"3300"0000"0011`},
		{"54 13 33 00 89 02 00 11", "54 13 33 00 00 00 00 11"},
		{"54:13:33:00:89:02:00:11", "54:13:33:00:00:00:00:11"},
		{"5 4 1 3 3 3 0 0 8 9 0 2 0 0 1 1", "5 4 1 3 3 3 0 0 0 0 0 0 0 0 1 1"},
		{"0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00, 0x11", "0x54, 0x13, 0x33, 0x00, 0x00, 0x00, 0x00, 0x11"},
		{`\x54\x13\x33\x00\x89\x02\x00\x11`, `\x54\x13\x33\x00\x00\x00\x00\x11`},
		{"35343133333330303839303230303131", "35343133333330303030303030303131"},
		{"35 34 31 33 33 33 30 30 38 39 30 32 30 30 31 31", "35 34 31 33 33 33 30 30 30 30 30 30 30 30 31 31"},
		{"%35%34%31%33%33%33%30%30%38%39%30%32%30%30%31%31", "%35%34%31%33%33%33%30%30%30%30%30%30%30%30%31%31"},
	} {
		for _, record := range []string{"700A5A085413330089020011", "70045F340101"} {
			text := "note: " + c.written + "\n-- conversation --\n# " + c.written + "\n> 00B2010C00\n< " + record + "9000 # " + c.written + "\n"
			if got := parse(t, text).Redact().String(); strings.Count(got, c.want) != 3 {
				t.Errorf("%s, beside %s:\n%s", c.written, record, got)
			}
		}
	}
}

// Numbers in groups that are no card number stay: times, versions, identifiers, bytes.
func TestRedactLeavesOtherNumbers(t *testing.T) {
	for _, text := range []string{
		"2026-07-01 12:34:56", "00 A4 04 00 07 A0 00 00 00 04 10 10", "A0 00 00 00 04 10 10", "00 00 00 00 04 10 10 00", "1.2.840.113549.1.1.11", "0x9000, 0x6A82",
		"54 13 33 00 89 02 00 12", "5413 3300 8902 0012", "line 12, offset 34, 5678 of 9012",
	} {
		c := parse(t, "note: "+text+"\n-- conversation --\n# "+text+"\n> 00B2010C00\n< 700A5A084761739001010119 9000\n")
		if got := c.Redact(); got.Get("note") != text || !strings.Contains(got.String(), "# "+text+"\n") {
			t.Errorf("%s:\n%s", text, got)
		}
	}
}

// A name goes in any order and letters, and so does the name of a track that is in the text alone.
func TestRedactNamesHoweverWritten(t *testing.T) {
	const record = "70125F200F" + "4D554C4C45522F414E4E41204D2E44"
	for text, want := range map[string]string{
		"MULLER/ANNA M.D":                              "XXXXXXXXXXXXXXX",
		"card of Anna M Muller, 2026":                  "card of XXXXXXXXXXXXX, 2026",
		"muller, anna m":                               "XXXXXXXXXXXXXX",
		"%B5413330089020011^OTHER/JANE^2512201000000?": "%B0000000000000000^XXXXX/XXXX^0000000000000?",
		"B5413330089020011^O/J^2512201":                "B0000000000000000^X/X^0000000",
		"annamuller":                                   "annaXXXXXX",
	} {
		c := parse(t, "note: "+text+"\n-- conversation --\n> 00B2010C00\n< "+record+"9000 # "+text+"\n")
		if got := c.Redact(); got.Get("note") != want || !strings.Contains(got.String(), "# "+want+"\n") {
			t.Errorf("%s:\n%s", text, got)
		}
	}
}

// A number or a track in characters goes from a tag that no dictionary has.
func TestRedactUnknownTagsInCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"4761739001010119":               "4761730000000119",
		"4761739001010119=2512201123":    "0000000000000000=0000000000",
		"B4761739001010119^A B^25122011": "B0000000000000000^X X^00000000",
		"4761739001010118":               "4761739001010118",
		"4761739001010119A":              "4761730000000119A",
	} {
		object := fmt.Sprintf("DF0D%02X%X", len(text), text)
		c := parse(t, fmt.Sprintf("-- conversation --\n> 00B2010C00\n< 70%02X%s9000\n", len(object)/2, object))
		b := c.Redact().Exchanges()[0].Response
		if got := string(b[5 : len(b)-2]); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// A file with thousands of cards and names in it, and as many numbers in its comments, is redacted whole: what it has is looked for in one pass.
func TestRedactThousandsOfSecrets(t *testing.T) {
	const n = 1000
	var b strings.Builder
	b.WriteString("-- conversation --\n")
	for i := range n {
		name, pan := fmt.Sprintf("N%05d/FIRST", i), fmt.Sprintf("476112%06d%04d", 100000+7*i, i)
		fmt.Fprintf(&b, "> 00B2010C00\n< 70195A08%s5F200C%X9000 # n%05d first, %s-%s-%s-%s\n", pan, name, i, pan[:4], pan[4:8], pan[8:12], pan[12:])
	}
	got := parse(t, b.String()).Redact().String()
	masked := regexp.MustCompile(`< 70195A08476112[0-9]00000[0-9]{4}5F200C(58){12}9000 # X{12}, 4761-12[0-9]0-0000-[0-9]{4}\n`)
	if found := len(masked.FindAllString(got, -1)); found != n {
		t.Errorf("%d of %d:\n%.600s", found, n, got)
	}
}

// A number that goes across what only looks like objects loses what stands in their values, and their structure stays.
func TestRedactNumberAcrossObjects(t *testing.T) {
	for record, want := range map[string]string{
		"4102123445024440":           "4102000045020000",
		"4102123445024441":           "4102123445024441", // no card number
		"DF0101AA4102123445024440":   "DF0101AA4102000045020000",
		"4102123445024440DF0101AA":   "4102000045020000DF0101AA",
		"410212349F3602000145024440": "410212349F36020001450244409000",
	} {
		text := fmt.Sprintf("-- conversation --\n> 00B2010C00\n< 70%02X%s9000\n", len(record)/2, record)
		if got := parse(t, text).Redact().String(); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s", record, got)
		}
	}
}
