package transcript

import (
	"fmt"
	"strings"
	"testing"
)

// What people write, in twenty spellings and more: made-up card numbers, tracks, account references, keys, PINs and names.
var wordsOfPeople = []string{
	"4539-5783-4162-9712", "4539.5783.4162.9712", "4539 5783 4162 9712", "45 39 57 83 41 62 97 12", "PAN=4539578341629712", "4539578341629712",
	"\uFF14\uFF15\uFF13\uFF19\uFF15\uFF17\uFF18\uFF13\uFF14\uFF11\uFF16\uFF12\uFF19\uFF17\uFF11\uFF12", "NDUzOTU3ODM0MTYyOTcxMg==", "5493758314267921", "34353339353738333431363239373132",
	";4539578341629712=29122019876543210?", "%B4539578341629712^MUSTERMANN/MAX^2912", "PAR: 5001NXQ8KZ3VW7T2R6M4H1L9C5Y0A", "key: U8C2A5F1077E3D4B6", "key=x'8C2A5F1077E3D4B6'",
	"KEK 8C 2A 5F 10 77 E3 D4 B6 01 22 43 64 85 A6 C7 E8", "pin1: 1234", "PIN: 1-2-3-4", "1-2-3-4", "one two three four", "Karteninhaber: Max Mustermann", "cardholder name MAX", "MUSTERMANN/MAX", "Max",
	"IBAN CH93 0076 2011 6238 5295 7", "0020008008241234FFFFFFFFFF", "# 1234", "virtual card Max Mustermann", "approved, Max, CDA ok", "approved, ARC 1234",
	"EMV 4.4 B3 411.111.111.111.111", "SW 4111, SW 1111, SW 1111, SW 1111",
}

// A redacted conversation has no words of people: no comment stays, no header line that no program reads, and none whose value has another form.
func TestRedactLeavesNoWordsOfPeople(t *testing.T) {
	const talk = "-- conversation --\n> 00B2010C00\n< 6A83\n"
	const copied = "redacted: yes\n" + talk
	keys := []string{"note", "comment", "pin1", "pins", "key", "par", "pan", "cardholder", "reissued", "not-reissued", "clause-2", "left", "derived", "issuer-key", "tap-expect", "4539578341629712"}
	for _, f := range headerForms {
		keys = append(keys, f.key)
	}
	check := func(text string, comments, headers int) {
		t.Helper()
		c, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		kept, n, m := c.Judged()
		if got := c.Redact().String(); got != copied || n != comments || m != headers || len(kept.Headers()) != 0 {
			t.Errorf("%d comments, %d header lines:\n%s\nof\n%s", n, m, got, text)
		}
	}
	for _, words := range wordsOfPeople {
		for _, key := range keys {
			check(key+": "+words+"\n"+talk, 0, 1)
			if key == "config" && words == "Max" {
				continue // a word may be a configuration's name
			}
			check(key+": "+strings.ToLower(words)+"\n"+talk, 0, 1)
		}
		check("# "+words+"\n#"+words+"\n-- conversation --\n# "+words+"\n> 00B2010C00 # "+words+"\n< 6A83 # "+words+"\n#"+words+"\n", 6, 0)
	}
}

// The header lines that programs read stay as they are, once or as often as they may stand.
func TestRedactKeepsWhatProgramsRead(t *testing.T) {
	key := strings.Repeat("A1B2C3D4", 16)
	good := map[string][]string{
		"source": {"emv txn", "emv read"}, "card": {"virtual card full", "virtual card mastercard-storage"}, "interface": {"contact", "contactless"},
		"protocol": {"T=0", "T=1", "T=CL"}, "kernel": {"contact", "entrypoint", "C-2", "C-8"}, "config": {"default", "visa_transit", "configuration of its sender's own"},
		"clause":  {"EMV 4.4 B3 8.2", "EMV 4.3 B1 9.3.1", "Book B 2.12 3", "C-3 2.12 5.2.2.1", "C-6 2.12 F9.3b", "C-2 2.12 S456.18", "C-8 1.2 6.3.19", "EMV 4.4 B3 annex C9.3", "EMV 4.4 B2 6.3 step 10", "EMV 4.4 B2 12.4 table 36"},
		"profile": {"book", "strict"}, "kind": {"shop", "kiosk", "22"}, "force-online": {"yes", "no"}, "date": {"260701", "26 07 01", "2026-07-01", "20260701"}, "time": {"123045", "12 30 45"},
		"ttq": {"36804000"}, "pin": {"9000", "63C2 63C1 6983", "bypassed", "failed cancelled"}, "redacted": {"yes"},
		"seed": {"taken out, since the keys of the secure channel follow from it"},
		"expect": {
			"approved, ARC Y1, TVR 0000008000, TSI F800, CVM results 020300, CDA ok", "declined, ARC Z1, TVR , TSI , CVM results , not performed, reversal", "end application, timeout, EMV 4.4 B3 8.1, not performed",
			"end application, SW 6985, EMV 4.4 B3 10.1, not performed", "online request, authorised online, C-8, CVM No CVM, local authentication ok, ARC 00, C-8 1.2 6.3.19", "end application, no kernel, CVM N/A",
			"end application, C-2, CVM N/A, CDA failed, ARC Z1, EMV 4.4 B2 6.3 step 2", "try another interface, C-6, CVM N/A, not performed, C-6 2.12 F9.10", "request online PIN, C-4, CVM Online PIN, fDDA failed",
		},
		"transaction": {"9F02060000000012349F03060000000000005F2A0209789C01009F410400000001"},
		"host": {
			"8A023030910A11223344556677883030", "8A023030890631323334353671109F1804000000018607841E0000020102",
			"8A0230307211860F04DC010C0A0102030405060708090A", "8A023730, 8A 02 30 30",
		},
		"atr": {"3B650000454D56474F", "3B 65 00 00 45 4D 56 47 4F"}, "un": {"1DE28D65", "7863AFC6 3510540E"}, "ca-key": {"A000000003 92 01 03 " + key, "A000000003 92 01 010001 " + key + ", A000000004 C1 10 " + key},
		"run": {"1-7 8~ !timeout", "00A404000E315041592E5359532E444446303100=6A82 1 1 !timeout 00B2010C00=#4"},
	}
	for _, f := range headerForms {
		if len(good[f.key]) == 0 {
			t.Errorf("%s: no value", f.key)
		}
		for _, v := range good[f.key] {
			want := fmt.Sprintf("%s: %s\n", f.key, v)
			again := ""
			if f.many {
				again = want
			}
			c, err := Parse([]byte(want + want + "-- conversation --\n" + strings.Repeat("> 00B2010C00\n< 6A83\n", 8)))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Redact().String(); !strings.HasPrefix(got, want+again) || strings.Count(got, f.key+": ") != 1+len(again)/max(len(again), 1) || !KnownHeader(f.key, v) {
				t.Errorf("%s:\n%s", want, got)
			}
		}
	}
}

// What a host sends back beside the elements of an issuer is zeroed, and the others stay; bytes without any of an issuer, or not whole, are taken out.
func TestRedactWhatHostsSendBack(t *testing.T) {
	const talk = "-- conversation --\n> 00B2010C00\n< 6A83\n"
	for was, now := range map[string]string{
		"8A023030910A112233445566778830309F36020011":               "8A023030910A112233445566778830309F36020000",
		"9F37041DE28D6582021980DF010A4D4158204D55535445528A023030": "9F37040000000082020000DF010A000000000000000000008A023030",
		"8A023030720A9F180411223344DF0100":                         "8A023030720A9F180411223344DF0100",
		"8A02303072099F360200115F340107":                           "8A02303072099F360200005F340100",
		"8A023030E1055F34024D41":                                   "8A023030E1055F34020000",
		"9F36020011":                                               "",
		"8A0230309F360300":                                         "",
		"":                                                         "",
	} {
		c, err := Parse([]byte("host: " + was + "\n" + talk))
		if err != nil {
			t.Fatal(err)
		}
		want := "redacted: yes\n" + talk
		if now != "" {
			want = "host: " + now + "\n" + want
		}
		if got := c.Redact().String(); got != want || c.Redact().Redact().String() != want {
			t.Errorf("%s: got\n%s", was, got)
		}
	}
}

// What is sensitive in a header line goes from records too, under tags that no dictionary has: of what a host sent back, a number with a wrong check digit too,
// and the identifier of a card, whose header line is taken out. Words are no identifier.
func TestRedactWhatHeadersSayIsSecret(t *testing.T) {
	const record = "-- conversation --\n> 00B2010C00\n< %s9000\n"
	for _, c := range []struct{ head, record, kept, want string }{
		{"host: 8A0230305F200C4D55535445522F4D41584C45\n", "700FDF010C4D55535445522F4D41584C45", "host: 8A0230305F200C585858585858585858585858\n", "700FDF010C585858585858585858585858"},
		{"host: 8A0230305A084761739001010027\n", "700BDF02084761739001010027", "host: 8A0230305A080000000000000000\n", "700BDF02084761730000000027"},
		{"uid: 04A1B2C3D4E5F6\n", "700ADF010704A1B2C3D4E5F6", "", "700ADF010700000000000000"},
		{"nfcid: 04:A1:B2:C3:D4:E5:F6\n", "700ADF010704A1B2C3D4E5F6", "", "700ADF010700000000000000"},
		{"csn: 04 a1 b2 c3\n", "7007DF010404A1B2C3", "", "7007DF010400000000"},
		{"uid: fade beef of Max\n", "7007DF0104FADEBEEF", "", "7007DF0104FADEBEEF"},
	} {
		parsed, err := Parse([]byte(c.head + fmt.Sprintf(record, c.record)))
		if err != nil {
			t.Fatal(err)
		}
		want := c.kept + "redacted: yes\n" + fmt.Sprintf(record, c.want)
		if got := parsed.Redact().String(); got != want {
			t.Errorf("%s%s: got\n%s", c.head, c.record, got)
		}
	}
}

// The bytes of a key in a header line are whole: what has half a byte is taken out, and no number of the card stays in it.
func TestRedactKeysOfHalfBytes(t *testing.T) {
	const pan, rest = "4761739001010010", "-- conversation --\n> 00B2010C00\n< 700A5A0847617390010100109000\n"
	for _, key := range []string{"A000000003 92 01 03 " + strings.Repeat("A1", 48) + pan + "B", "A000000003 92 01 010 " + strings.Repeat("A1", 48) + pan} {
		c, err := Parse([]byte("ca-key: " + key + "\n" + rest))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Redact(); got.Get("ca-key") != "" || strings.Contains(got.String(), pan) {
			t.Error(got)
		}
	}
}

// Of a key that stands once the first line counts; the lines of several runs and their outcomes stay or go together, or others would belong to each other.
func TestRedactHeadersThatStandSeveralTimes(t *testing.T) {
	const talk = "-- conversation --\n> 00B2010C00\n< 6A83\n"
	for head, want := range map[string]string{
		"date: 260701\ndate: 260702\n":                                       "date: 260701\n",
		"date: May\ndate: 260702\n":                                          "",
		"run: 1\nrun: 1~\nexpect: approved\nexpect: declined\n":              "run: 1\nrun: 1~\nexpect: approved\nexpect: declined\n",
		"run: 1\nrun: 1~\nexpect: good\nexpect: declined\n":                  "run: 1\nrun: 1~\n",
		"run: Max\nrun: 1~\nexpect: approved\nexpect: declined\n":            "",
		"run: 2\nexpect: approved\n":                                         "expect: approved\n", // there is no second exchange
		"run: 00B2010C00=#2\nexpect: approved\n":                             "expect: approved\n",
		"run: 0\nexpect: approved\n":                                         "expect: approved\n",
		"run: 1-1 00B2010C00=#1 !timeout\n# run\nrun: 1\nexpect: declined\n": "run: 1-1 00B2010C00=#1 !timeout\nrun: 1\nexpect: declined\n",
	} {
		c, err := Parse([]byte(head + talk))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Redact().String(); got != want+"redacted: yes\n"+talk {
			t.Errorf("%s:\n%s", head, got)
		}
	}
}
