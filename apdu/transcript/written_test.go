package transcript_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
)

// A name goes in any order and letters from what another element says, and from what is shown once a Cover has learned it.
func TestNamesHoweverWritten(t *testing.T) {
	const record = "70125F200F" + "4D554C4C45522F414E4E41204D2E44"
	for text, want := range map[string]string{
		"MULLER/ANNA M.D":               "XXXXXXXXXXXXXXX",
		"card of Anna M Muller, 2026":   "card of XXXXXXXXXXXXX, 2026",
		"muller, anna m":                "XXXXXXXXXXXXXX",
		"Muller, of anna":               "XXXXXX, of XXXX",
		"4D554C4C4552 and 414E4E41204D": "4D554C4C4552 and 414E4E41204D",
	} {
		c := parse(t, "-- conversation --\n> 00B2010C00\n< "+record+"9000\n")
		var cover transcript.Cover
		cover.LearnAll(c)
		if got := cover.Text(text); got != want {
			t.Errorf("%s: %s", text, got)
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

// A file with thousands of cards and names in it, and as many copies of them, is redacted whole: what it has is looked for in one pass.
func TestRedactThousandsOfSecrets(t *testing.T) {
	const n = 1000
	var b strings.Builder
	b.WriteString("-- conversation --\n")
	for i := range n {
		name, pan := fmt.Sprintf("N%05d/FIRST", i), fmt.Sprintf("476112%06d%04d", 100000+7*i, i)
		fmt.Fprintf(&b, "> 00B2010C00\n< 70195A08%s5F200C%X9000\n> 80F200000CAABB%sCCDD\n< 9000\n", pan, name, pan)
	}
	got := parse(t, b.String()).Redact().String()
	masked := regexp.MustCompile(`< 70195A08(476112[0-9]00000[0-9]{4})5F200C(58){12}9000\n> 80F200000CAABB(476112[0-9]00000[0-9]{4})CCDD\n`)
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
