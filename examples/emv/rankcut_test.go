package main

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// A data object of which the end is missing is read as that, or named beside what it is read as; so is an answer whose objects are cut inside a template that
// meets the status word, and a status word that is a tag without a value.
func TestCutObjectsAreNamed(t *testing.T) {
	const cut = "value longer than what is left"
	for _, c := range []struct {
		input, kind string
		status      int
		says        []string
	}{
		{"8E12000000000000000042014403", "tlv", 1, []string{"8E Cardholder Verification Method (CVM) List, malformed", cut}},
		{"8E12000000000000000042014403" + "42", "tlv", 1, []string{cut}},
		{"9F38099F33039F", "tlv", 1, []string{"9F38 Processing Options Data Object List (PDOL), malformed", cut}},
		{"9F38099F33039F35", "tlv", 1, []string{cut}},
		{"9F380A9F33039F3501", "tlv", 1, []string{cut}},
		{"8C1B9F02069F03069F1A0295055F2A02", "tlv", 1, []string{"8C Card Risk Management Data Object List 1 (CDOL1), malformed", cut}},
		{"8D0C910A8A0295", "tlv", 1, []string{"8D Card Risk Management Data Object List 2 (CDOL2), malformed", cut}},
		{"940C08010100100102", "tlv", 1, []string{"94 Application File Locator (AFL), malformed", cut}},

		{"7081028C019000", "rapdu", 1, []string{"8C Card Risk Management Data Object List 1 (CDOL1), malformed", cut, "9000"}},
		{"70028C019000", "rapdu", 1, []string{"8C", cut, "9000"}},
		{"770A820219809408080101009000", "rapdu", 1, []string{"82 Application Interchange Profile", "94 Application File Locator (AFL), malformed", cut}},
		{"6F088407A000000004106283", "rapdu", 1, []string{"84", cut, "6283"}},

		{"9100", "sw", 0, []string{"of MIFARE DESFire: operation done", "91 (Issuer Authentication Data) without a value"}},
		{"91AF", "", 0, []string{"of MIFARE DESFire: another frame follows"}},
		{"9000", "sw", 0, []string{"90 (Issuer Public Key Certificate) without a value"}},
	} {
		r, status, err := decodeBare(c.input)
		if err != nil || c.kind != "" && r.Kind != c.kind || c.status >= 0 && status != c.status {
			t.Errorf("%s: read as %s, %q, %q, exit status %d, %v", c.input, r.Kind, r.Also, r.Object, status, err)
		}
		_, out, _ := emv("", "decode", c.input)
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q in\n%s", c.input, s, out)
			}
		}
	}
}

// Every object of the published conversations, cut to two bytes of its value, to half of it and to all but the last byte, is a reading or named beside one. What is
// as sure as a command or a track needs no such name.
func TestEveryCutObjectIsNamed(t *testing.T) {
	seen, cuts := map[string]bool{}, 0
	for _, o := range cutObjects(t) {
		raw := []byte(o.raw)
		b, ok := (&decoder{}).begun(raw)
		key := o.tag.String() + string(rune(b.size))
		if !ok || seen[key] || b.size < 3 || !(&decoder{}).mayHave(o.tag, b.size) {
			continue
		}
		seen[key] = true
		for _, n := range []int{2, b.size / 2, b.size - 1} {
			in := raw[:len(raw)-b.size+max(n, 2)]
			if tlv.Check(in) == nil {
				continue
			}
			cuts++
			r := (&decoder{}).recognise(in)
			if r.Kind != "tlv" && r.Kind != "rapdu" && r.Kind != "unknown" && r.score < sure && !strings.HasPrefix(r.Object, o.tag.String()+" (") {
				t.Errorf("%s: %d of %d bytes of %s: %s, read as %s with %d points, object %q", o.from, n, b.size, o.tag, upper(in[:min(len(in), 12)]), r.Kind, r.score, r.Object)
			}
		}
	}
	if cuts < 300 {
		t.Errorf("%d cuts", cuts)
	}
}

// What a card manager has is named, in its answers, in commands and by its name.
//
// GlobalPlatform Card Specification 2.3.1 appendix H, 11.3
func TestCardManagersObjects(t *testing.T) {
	const cardData = "664C734A06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03640B06092A864886FC6B040215650B06092B8510864864020103660C060A2B060104012A026E0102"
	for _, c := range []struct {
		input  string
		says   []string
		hidden string
	}{
		{cardData, []string{
			"66 Card Data (GlobalPlatform)", "73 Card Recognition Data", "60 Card Management Type and Version", "63 Card Identification Scheme", "64 Secure Channel Protocol",
			"65 Card Configuration Details", "66 Card Chip Details", "1.2.840.114283.1", "1.2.840.114283.4.2.21",
		}, ""},
		{cardData + "9000", []string{"66 Card Data (GlobalPlatform)", "status word"}, ""},
		{"CF0A00004D00409E52A40110", []string{"CF Key Diversification Data (GlobalPlatform)"}, "4D00409E52A4"},
		{"4508476173112233445F", []string{"45 Card Image Number (CIN) (GlobalPlatform)"}, "4761731122"},
		{"C103000102", []string{"C1 Sequence Counter of the Default Key Version Number (GlobalPlatform)", "000102"}, ""},
		{"C1020005", []string{"C1 Sequence Counter of the Default Key Version Number (GlobalPlatform)"}, ""},
		{"4203476173", []string{"42 Issuer Identification Number (IIN)"}, ""},
		{"E012C00401FF8010C00402FF8010C00403FF8010", []string{"E0 Key Information Template (GlobalPlatform)", "C0 Key Information Data (GlobalPlatform)"}, ""},
		{"80CA006600", []string{"GET DATA", "66 Card Data (GlobalPlatform)"}, ""},
		{"80CA00CF00", []string{"GET DATA", "CF Key Diversification Data (GlobalPlatform)"}, ""},
		{"80CA00C100", []string{"GET DATA", "C1 Sequence Counter"}, ""},
		{"80CA004500", []string{"GET DATA", "45 Card Image Number (CIN) (GlobalPlatform)"}, ""},
		{"80CA004200", []string{"GET DATA", "42 Issuer Identification Number (IIN)"}, ""},
		{"80CA00E000", []string{"GET DATA", "E0 Key Information Template"}, ""},
		{"A000000003000000", []string{"ADF", "card manager (issuer security domain) of Open Platform"}, ""},
		{"A000000151000000", []string{"card manager (issuer security domain) of GlobalPlatform"}, ""},
		{"00A4040008A000000151000000", []string{"SELECT", "card manager (issuer security domain) of GlobalPlatform"}, ""},
		{"6F108408A000000003000000A5049F6501FF9000", []string{"card manager (issuer security domain) of Open Platform", "Maximum Length of the Data of a Command (GlobalPlatform)"}, ""},
		{"00A4040007A0000000031010", []string{"Visa"}, ""},
	} {
		status, out, _ := emv("", "decode", c.input)
		for _, s := range c.says {
			if status != 0 || !strings.Contains(out, s) {
				t.Errorf("%s: no %q, %d:\n%s", c.input, s, status, out)
			}
		}
		if c.hidden != "" && strings.Contains(out, c.hidden) {
			t.Errorf("%s: %s is shown:\n%s", c.input, c.hidden, out)
		}
	}
}
