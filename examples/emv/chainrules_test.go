package main

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// What a terminal would not take does not verify, although each signature does: a file locator that breaks the books, a record under the signature that was never
// read, a signature by a method that the interchange profile does not name.
//
// EMV 4.4 B3 10.2, 10.3, annex C1, C-3 2.12 C.1
func TestChainOfWhatATerminalRefuses(t *testing.T) {
	date := [3]byte{0x26, 0x07, 0x01}
	const afl = "94080801010110010200"
	forged := func(f forgedCard, from, to string) (chain, string) {
		conv, set := f.talk(t)
		text := strings.Replace(conv.String(), from, to, 1)
		return hear(parsed(t, text))[0].verify([]*capk.Set{set}, date), text
	}
	online := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}
	longIndex := online
	longIndex.index = "92FF"
	legacy := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x05}
	for _, c := range []struct {
		card           forgedCard
		from, to, says string // says: empty where all verifies
	}{
		{online, "", "", ""},
		{online, afl, "94080801010210010200", "illegal: 2 in offline data authentication are more than there are"},
		{online, afl, "94080801010110000200", "illegal: there is no record 0"},
		{online, afl, "94080801010110020100", "illegal: the last record, 1, is before the first, 2"},
		{online, afl, "94080801010104010200", "illegal: there is no SFI 0"},
		{online, afl, "940808010101F8010200", "illegal: there is no SFI 31"},
		{online, afl, "94080901010110010200", ""}, // bits that are not checked: EMV 4.4 B3 6.3.6
		{online, afl, "94080801020210010200", "record 2 of SFI 1, which it covers, is not in the conversation"},
		{online, "82022000", "82021C00", "the interchange profile (82) does not name DDA"},
		{online, "82022000", "82020000", "the interchange profile (82) does not name DDA"},
		{legacy, "", "", "fDDA signature: signed data format"},
		{online, "8F0192", "8F0000", "8F (Certification Authority Public Key Index) is not in the conversation"},
		{longIndex, "", "", "8F (Certification Authority Public Key Index) has 2 bytes, not 1: it names no key"},
		{online, "5A084761", "5A00C006", "5A (Application Primary Account Number) is not in the conversation"},
	} {
		ch, text := forged(c.card, c.from, c.to)
		says := func(l link) bool { return !l.OK && strings.Contains(l.Result, c.says) }
		if len(ch.Links) == 0 || c.from != "" && !strings.Contains(text, c.to) || ch.ok() != (c.says == "") || c.says != "" && !slices.ContainsFunc(ch.Links, says) {
			t.Errorf("%s to %s: %s: %s", c.from, c.to, ch.last().Name, ch.last().Result)
		}
	}
	for _, ttq := range []string{"36004000", "37004000"} { // byte 1 bit 1, online requests are authenticated: no reader takes 05 beside an ARQC
		conv, set := legacy.talk(t)
		text := strings.NewReplacer("6F178407A0000000031010A50C9F3809", "6F1A8407A0000000031010A50F9F380C9F6604",
			"80A800000E830C", "80A80000128310"+ttq).Replace(conv.String())
		if ch := hear(parsed(t, text))[0].verify([]*capk.Set{set}, date); ch.ok() || !strings.Contains(ch.last().Result, "signed data format") || !strings.Contains(text, ttq) {
			t.Errorf("qualifiers %s: %s", ttq, ch.last().Result)
		}
	}
	full := recordedTalk(t, "-card full -amount 12.34")
	profile := regexp.MustCompile(`82023D00`)
	if status, out := sayODA(t, profile.ReplaceAll(full, []byte("82021C00"))); !profile.Match(full) || status != 1 || !strings.Contains(out, "no  CDA signature (exchange 18)                  the interchange profile (82) does not name CDA") {
		t.Errorf("%d %s", status, out)
	}
}

// Certificates of ECC serve XDA alone: what the interchange profile names beside it fails, and what it does not name is not looked at.
//
// EMV 4.4 B3 10.3, B2 12.1
func TestCertificatesOfECCServeXDAAlone(t *testing.T) {
	for profile, says := range map[string]string{ // empty where all verifies
		"9D00": "", "FD00": "", "1C00": "",
		"1D00": "does not name XDA, which alone uses ECC, but CDA [EMV 4.4 B3 10.3]", "3C00": "but DDA [", "5C00": "but SDA [", "7D00": "but SDA, DDA, CDA [",
	} {
		text := recordedTalk(t, "-config xda -card "+alteredCard(t, "xda", `"aip": "9C00"`, `"aip": "`+profile+`"`))
		status, out := sayODA(t, text)
		if looked := strings.Contains(out, "ok  card certificate (9F46)"); status == 0 != (says == "") || !strings.Contains(out, says) || looked != (profile[0] > '8') {
			t.Errorf("%s: %d %s", profile, status, out)
		}
		if _, twin, _ := emv(string(text), "redact", "-"); strings.Contains(twin, "\nreissued: ") != (says == "") {
			t.Errorf("%s, redacted: %.600s", profile, twin)
		}
	}
}

// Signatures of taps verify where the kernel of the tap takes them, and what does not go with them is said: relay resistance data, the data storage directory and the
// card's identity.
//
// C-2 2.12 6.12, C-3 2.12 C.1, C-6 2.12 3.6, D.11, F7.2, F7.15, F14.13, F14.16
func TestChainsOfTapsAsTheirKernelsSay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for card, says := range map[string]string{ // empty where all verifies
			"mastercard-relay": "", "mastercard-relay-altered": "relay resistance data are not those that were exchanged",
			"discover-storage": "", "discover-storage-refused": "", "discover-storage-length": "",
			"discover-storage-hash": "the data storage directory is not the one that was signed", "discover-storage-no-hash": "the data storage directory is not the one that was signed",
			"discover-log": "", "discover-features": "", "discover-version": "",
			"discover-log-no-id": "the card is not the one of its feature descriptor", "discover-log-other": "the card is not the one of its feature descriptor",
			"visa-no-dda":      "the interchange profile (82) does not name DDA",
			"unionpay-version": "fDDA version other than 01 [C-7 2.12 4.3.2.4]", "visa-version": "fDDA version other than 01 [C-3 2.12 C.1]",
			"discover-offline 3900": "", "discover-offline 3800": "", "discover-offline 1800": "", "discover-offline 0000": "",
			"discover-storage-hash 3800": "the data storage directory is not the one that was signed",
		} {
			name, profile, other := strings.Cut(card, " ") // another interchange profile
			if other {
				name = alteredCard(t, name, `"aip": "0100"`, `"aip": "`+profile+`"`)
			}
			text := recordedTalk(t, "-interface contactless -config tap -card "+name)
			status, out := sayODA(t, text)
			if status == 0 != (says == "") || !strings.Contains(out, says) {
				t.Errorf("%s: %d %s", card, status, out)
			}
			if other && says == "" {
				_, twin, _ := emv(string(text), "redact", "-")
				if status, out := sayODA(t, []byte(twin)); status != 0 || !strings.Contains(out, "ok  CDA signature (9F4B)") || !strings.Contains(out, "re-issued") {
					t.Errorf("%s, redacted: %d %s", card, status, out)
				}
			}
		}
	})
}

// Every selection of an application has its chain, also one whose answer to GET PROCESSING OPTIONS was not recorded: a certificate that is damaged there is noticed.
//
// EMV 4.4 B3 10.3
func TestChainsOfTwoSelections(t *testing.T) {
	text, err := testvectors.Conversation("binaryfoo_contact_mastercard")
	if err != nil {
		t.Fatal(err)
	}
	conv, err := transcript.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, conv *transcript.Conversation, want []bool) {
		t.Helper()
		date, _ := dayOf(dateOf(conv))
		var got []bool
		for _, s := range hear(conv) {
			c := s.verify(published(), date)
			got = append(got, c.ok() && len(c.Links) == 4)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	check("as published", conv, []bool{true, true})
	seen, want := 0, [][]bool{{false, true}, {true, false}}
	for i, x := range conv.Exchanges() {
		b := bytes.Clone(x.Response)
		o, ok := tlv.Find(b, tlv.TagRecord, 0x90)
		if !ok {
			continue
		}
		o.Value[3] ^= 1
		damaged := conv.Clone()
		damaged.SetResponse(i, b)
		check(fmt.Sprint("damaged at exchange ", i+1), damaged, want[seen])
		seen++
	}
	if seen != 2 {
		t.Errorf("%d certificates", seen)
	}
}

// The keys are those of the application that was selected, and a DF name that is another is told: the key is not named after it. By contact the application is left for
// it, by tap it is no format error. A longer DF name, or the shorter one of an extended selection, is none.
//
// EMV 4.4 B1 12.4, B2 6.2, Book B 2.12 3.3.3.5
func TestChainUnderAnotherDFName(t *testing.T) {
	const other = "the card's DF name (84), %s, does not begin with the AID that was selected, "
	for _, c := range []struct {
		card, selected, name string // name: 84; empty: as it was
		key                  string
		clause               string // of what is told of another name
		status               int
	}{
		{"-interface contactless -card visa-offline", "A0000000031010", "A0000000431010", "A000000003 C1", " [Book B 2.12 3.3.3.5]", 0},
		{"-interface contactless -card visa-offline", "A0000000031010", "A0000000032010", "A000000003 C1", " [Book B 2.12 3.3.3.5]", 0},
		{"-interface contactless -card visa-offline", "A0000000031010", "", "A000000003 C1", "", 0},
		{"-card full", "A0000000041010", "A0000009991010", "A000000004 C1", " [EMV 4.4 B1 12.4]", 1},
		{"-card full", "A0000000041010", "", "A000000004 C1", "", 0},
	} {
		text := string(recordedTalk(t, c.card))
		if c.name != "" {
			text = strings.ReplaceAll(text, "8407"+c.selected, "8407"+c.name)
		}
		status, out := sayODA(t, []byte(text))
		says := fmt.Sprintf(other, c.name) + c.selected + c.clause
		if !strings.Contains(out, "ok  certification authority key "+c.key) || strings.Contains(out, says) != (c.clause != "") || status != c.status {
			t.Errorf("%s, %s: %d\n%s", c.card, c.name, status, out)
		}
	}
	b, err := testvectors.Conversation("jcb_contactless_cda") // published: nobody has keys of the RID that is selected
	if err != nil {
		t.Fatal(err)
	}
	if status, out := sayODA(t, b); status != 1 || !strings.Contains(out, "certification authority key A000000065 09") || !strings.Contains(out, "(84), A0000000651010, does not begin with the AID that was selected, D9999999991010") {
		t.Errorf("%d %s", status, out)
	}
	for _, c := range []struct{ selected, name string }{
		{"A000000004", "A0000000041010"}, {"A0000000041010AABB", "A0000000041010"}, {"", "A0000000041010"}, {"315041592E5359532E4444463031", "A0000000041010"},
	} {
		if s := (&said{selected: unhex(c.selected), aid: unhex(c.name)}); s.misnamed() || fmt.Sprintf("%X", s.provider()) != "A000000004" {
			t.Errorf("%s, %s", c.selected, c.name)
		}
	}
}
