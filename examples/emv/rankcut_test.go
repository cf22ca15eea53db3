package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
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

		{"8E12", "unknown", 1, []string{"as TLV: 8E (Cardholder Verification Method (CVM) List) of 18 bytes, of which 0 are there"}},
		{"910A11", "unknown", 1, []string{"as TLV: 91 (Issuer Authentication Data) of 10 bytes, of which 1 are there"}},
		{"8A0230", "tlv", 1, []string{"8A Authorisation Response Code, malformed", "nearly as likely: cvm-results"}},
		{"82021C", "tlv", 1, []string{"82 Application Interchange Profile, malformed", "nearly as likely: cvm-results"}},
		{"9F0602", "tlv", 1, []string{"9F06 Application Identifier (AID) - terminal, malformed", cut, "nearly as likely: cvm-results"}},
		{"9F5106", "tlv", 1, []string{"9F51", cut, "nearly as likely: cvm-results"}},
		{"500A", "tlv", 1, []string{"50 Application Label, malformed", cut, "nearly as likely: tsi"}},
		{"9F3602", "dol", 0, []string{"could also be the data object 9F36 (Application Transaction Counter (ATC)) of 2 bytes, of which 0 are there"}},
		{"5A08", "tlv", 1, []string{"5A Application Primary Account Number (PAN), malformed", cut}},
		{"9F4B81", "dol", 0, []string{"could also be the data object 9F4B (Signed Dynamic Application Data), whose length is cut off"}},
		{"9F4B8200", "tlv", 1, []string{"length cut off"}},
		{"9F4B8180", "tag-list", 0, []string{"could also be the data object 9F4B (Signed Dynamic Application Data) of 128 bytes, of which 0 are there"}},
		{"9505", "sw", 0, []string{"could also be the data object 95 (Terminal Verification Results) of 5 bytes, of which 0 are there"}},
		{"8202", "ctq", 0, []string{"could also be the data object 82 (Application Interchange Profile) of 2 bytes, of which 0 are there"}},
		{"5713", "mcc", 0, []string{"could also be the data object 57 (Track 2 Equivalent Data) of 19 bytes, of which 0 are there"}},
		{"611C", "sw", 0, nil},
		{"6F20", "sw", 0, nil},
		{"9F3809", "dol", 0, []string{"could also be the data object 9F38 (Processing Options Data Object List (PDOL)) of 9 bytes, of which 0 are there"}},

		{"7081028C019000", "rapdu", 1, []string{"8C Card Risk Management Data Object List 1 (CDOL1), malformed", cut, "9000"}},
		{"70028C019000", "rapdu", 1, []string{"8C", cut, "9000"}},
		{"770A820219809408080101009000", "rapdu", 1, []string{"82 Application Interchange Profile", "94 Application File Locator (AFL), malformed", cut}},
		{"6F088407A000000004106283", "rapdu", 1, []string{"84", cut, "6283"}},

		{"70009000", "rapdu", 0, []string{"70 READ RECORD Response Message Template", "9000"}},
		{"700E8C1B9F02069F03069F1A02959000", "tlv", 1, []string{"nearly as likely: rapdu", cut}},

		{"9100", "sw", 0, []string{"of MIFARE DESFire: operation done", "91 (Issuer Authentication Data) without a value"}},
		{"91AF", "", 0, []string{"of MIFARE DESFire: another frame follows"}},
		{"9000", "sw", 0, []string{"90 (Issuer Public Key Certificate) without a value"}},
		{"420300", "cvm-results", 0, []string{"could also be the data object 42 (Issuer Identification Number (IIN)) of 3 bytes, of which 1 are there"}},
		{"9F1F", "tag-list", 0, []string{"9F1F Track 1 Discretionary Data"}},
		{"5F20", "tag-list", 0, []string{"5F20 Cardholder Name"}},
		{"DF8117", "tag-list", 0, []string{"DF8117 Card Data Input Capability"}},
		{"FF8106", "tag-list", 0, []string{"FF8106 Discretionary Data"}},
		{"BF0C", "tag-list", 0, []string{"BF0C File Control Information (FCI) Issuer Discretionary Data"}},
		{"9F66", "tag-list", 0, []string{"Terminal Transaction Qualifiers (TTQ)", "C-3"}},
		{"5A", "cid", 0, []string{"could also be the data object 5A (Application Primary Account Number (PAN)), its tag alone"}},
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
		if c.says == nil && r.Object != "" {
			t.Errorf("%s: %s", c.input, r.Object)
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
		if !ok || seen[o.raw] || b.size < 3 || !(&decoder{}).mayHave(o.tag, b.size) {
			continue
		}
		seen[o.raw] = true
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

// Every element of the dictionary, in the lengths that it may have, cut behind its length, behind the first byte of its value and before the last, is a reading or
// named beside one.
//
// EMV 4.4 B3 annex B1
func TestEveryElementCutIsNamed(t *testing.T) {
	cuts := 0
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		e, tag := r.Element(), r.Tag()
		if tag == 0 || tag.Constructed() || e.Local {
			continue
		}
		for _, size := range []int{int(e.Min), int(e.Max), (int(e.Min) + int(e.Max)) / 2} {
			if size == 0 || size > 255 || !(&decoder{}).mayHave(tag, size) {
				continue
			}
			for _, fill := range []byte{0x00, 0x41, 0x99} {
				raw := tlv.Append(nil, tag, bytes.Repeat([]byte{fill}, size))
				for _, there := range []int{0, 1, size - 1} {
					in := raw[:len(raw)-size+there]
					if there >= size || tlv.Check(in) == nil {
						continue
					}
					cuts++
					d := &decoder{}
					got := d.recognise(in)
					if got.Kind == "tlv" || strings.HasPrefix(got.Object, tag.String()+" (") || got.Kind == "unknown" && strings.Contains(saidOf(got.Items), "as TLV") {
						continue
					}
					t.Errorf("%s: %d of %d bytes of %s: read as %s with %d points, also %v, object %q", upper(in[:min(len(in), 12)]), there, size, tag, got.Kind, got.score, got.Also, got.Object)
				}
			}
		}
	}
	if cuts < 2000 {
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
		{"E3134F08A0000001510000009F700107C5039EFE80", []string{"E3 Registry Data (GlobalPlatform)", "card manager (issuer security domain) of GlobalPlatform", "9F70 Life Cycle State (GlobalPlatform)", "C5 Privileges (GlobalPlatform)"}, ""},
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
		{"6F658408A000000151000000A5599F6501FF9F6E06479120813B00" + cardData[4:], []string{"9F6E Application Production Life Cycle Data", "73 Security Domain Management Data"}, "in the words of C-2"},
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

// Every answer of the published conversations, bare, is read as one; so it is, with the fault named, where its template has been cut short inside before the status
// word.
func TestEveryAnswerIsRead(t *testing.T) {
	seen, answers, cuts := map[string]bool{}, 0, 0
	for name, conv := range allConversations(t) {
		for _, x := range conv.Exchanges() {
			r := apdu.Response(x.Response)
			if c, _ := apdu.ParseCommand(x.Command); len(r) < 2 || seen[string(r)] || c.INS == apdu.GetChallenge || bytes.Count(r, []byte{0}) == len(r) {
				continue
			}
			seen[string(r)] = true
			answers++
			want := "rapdu"
			if len(r) == 2 {
				want = "sw"
			}
			if got := (&decoder{}).recognise(r); got.Kind != want {
				t.Errorf("%s: %s of %d bytes is read as %s, %q", name, upper(r[:min(len(r), 12)]), len(r), got.Kind, got.Also)
			}
			o, ok := (&decoder{}).begun(r.Data())
			if !ok || !o.tag.Constructed() || o.size != len(o.value) {
				continue
			}
			for n := len(o.value) - 1; n > 2 && n > len(o.value)-40; n -= 3 {
				data := tlv.Append(nil, o.tag, o.value[:n])
				if tlv.Check(data) == nil {
					continue
				}
				cuts++
				if got := (&decoder{}).recognise(slices.Concat(data, r[len(r)-2:])); got.Kind != "rapdu" || got.Fault == "" {
					t.Errorf("%s: %d of %d bytes inside %s %s are read as %s, %q, %q", name, n, len(o.value), o.tag, upper(data[:min(len(data), 12)]), got.Kind, got.Also, got.Fault)
				}
			}
		}
	}
	if answers < 250 || cuts < 500 {
		t.Errorf("%d answers, %d cuts", answers, cuts)
	}
}
