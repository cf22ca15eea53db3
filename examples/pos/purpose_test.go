package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// without is the file of a named card whose usage control does not allow cashback.
func without(t *testing.T, name string) string {
	t.Helper()
	source, err := card.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name+".json")
	if err := os.WriteFile(file, bytes.Replace(source, []byte(`"9F07": "FF80"`), []byte(`"9F07": "FF00"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The card full and the configuration default, in strict, as in TestOutcomes. Data: nothing is decided, the card is asked for an AAC. Online:
// the terminal type is 21, an ARQC whatever the amount. Offline: type 23 and no online PIN, so that the card's list gives a signature
// (1E, condition 03, result unknown). Purchase and cash stand in one amount; a tip is in it too. The card cash has the amount in its PDOL: with a
// tip the transaction begins again, and its counter, which stood at 16, is at 18.
//
// EMV 4.4 B4 6.5.1, EMV 4.4 B4 6.3.3, EMV 4.4 B4 10.1, EMV 4.4 B4 10.1.2, EMV 4.4 B3 10.7, EMV 4.4 B4 12.2.1
func TestPurposes(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want want
		data string // tags of DE 55 with their values
	}{
		{
			"refund",
			[]string{"-type", "refund"},
			want{"online request", "AAC", "00", "8000000000", "2000", "3F0000", "00", " not performed"},
			"9C=20 9F02=000000001234 9F35=22 9F27=00 8A=",
		},
		{
			"refund, in one word",
			[]string{"-type", "refund", "-refund", "data", "-offline"},
			want{"online request", "AAC", "00", "8000000000", "2000", "3F0000", "Z3", " not performed"},
			"9C=20",
		},
		{
			"refund online",
			[]string{"-type", "refund", "-refund", "online", "-amount", "1.00"},
			want{"approved", "TC", "40", "0000000000", "F800", "1F0602", "00", "CDA ok"},
			"9C=20 9F35=21",
		},
		{
			"refund online, host down",
			[]string{"-type", "refund", "-refund", "online", "-amount", "1.00", "-offline"},
			want{"declined", "AAC", "00", "0000000000", "E800", "1F0602", "Z3", "CDA ok"},
			"9C=20 9F35=21",
		},
		{
			"refund offline",
			[]string{"-type", "refund", "-refund", "offline"},
			want{"approved", "TC", "40", "0000008000", "E800", "1E0300", "Y1", "CDA ok"},
			"9C=20 9F35=23 9F33=E03848",
		},
		{
			"cashback",
			[]string{"-cashback", "5.00"},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=09 9F02=000000001734 9F03=000000000500 9F36=0011",
		},
		{
			"cashback that the card does not allow",
			[]string{"-cashback", "5.00", "-card", without(t, "full")},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=00 9F02=000000001234 9F03=000000000000 9F36=0011",
		},
		{
			"cashback that the card does not allow, in its PDOL",
			[]string{"-cashback", "5.00", "-card", without(t, "cash")},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=00 9F02=000000001234 9F03=000000000000 9F36=0012",
		},
		{
			"tip",
			[]string{"-tip", "1.50"},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=00 9F02=000000001384 9F36=0011",
		},
		{
			"tip, amount in the PDOL",
			[]string{"-tip", "1.50", "-card", "cash"},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=00 9F02=000000001384 9F36=0012",
		},
		{
			"confirmed as it was",
			[]string{"-confirm", "-card", "cash"},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=00 9F02=000000001234 9F36=0011",
		},
		{
			"cash at the till",
			[]string{"-type", "cash"},
			want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
			"9C=01 9F02=000000001234 9F03=000000000000",
		},
		{
			"card read",
			[]string{"-type", "card-read"},
			want{"end application", "AAC", "00", "8000000000", "2000", "3F0000", "", " not performed"},
			"9C=00 9F02=000000000000 8A=",
		},
		{
			"pre-authorisation",
			[]string{"-type", "pre-authorisation", "-amount", "1.00"},
			want{"approved", "TC", "40", "0000000000", "F800", "1F0602", "00", "CDA ok"},
			"9C=00 9F02=000000000100 9F35=21",
		},
		{
			"pre-authorisation, host down",
			[]string{"-type", "pre-authorisation", "-amount", "1.00", "-offline"},
			want{"declined", "AAC", "00", "0000000000", "E800", "1F0602", "Z3", "CDA ok"},
			"9F35=21",
		},
		{
			"account verification",
			[]string{"-type", "account-verification"},
			want{"approved", "TC", "40", "0000000000", "F800", "1F0602", "00", "CDA ok"},
			"9C=00 9F02=000000000000 9F35=21",
		},
	} {
		r := pos(t, c.args...)
		if got := r.facts(); got != c.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v, %s", c.name, got, c.want, r.Reason)
		}
		b, err := hex.DecodeString(r.DE55)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range strings.Fields(c.data) {
			name, value, _ := strings.Cut(one, "=")
			tag, err := tlv.ParseTag(name)
			if err != nil {
				t.Fatal(err)
			}
			o, _ := tlv.Find(b, tag)
			if got := strings.ToUpper(hex.EncodeToString(o.Value)); got != value {
				t.Errorf("%s: %s is %s, want %s", c.name, name, got, value)
			}
		}
		if r.Profile != "strict" || len(r.Config) != 64 {
			t.Errorf("%s: %s, %s", c.name, r.Profile, r.Config)
		}
	}
	a, b := pos(t), pos(t, "-profile", "book")
	if a.Config == b.Config || b.Profile != "book" || a.Config == pos(t, "-confirm").Config || a.Config != pos(t, "-amount", "1.00").Config {
		t.Errorf("%s, %s %s", a.Config, b.Profile, b.Config)
	}
}

// What the till shows and prints.
// EMV 4.4 B4 11.2, EMV 4.4 B4 6.5.1
func TestPurposesShown(t *testing.T) {
	for _, c := range []struct {
		args  []string
		says  []string
		never []string
	}{
		{
			[]string{"-type", "refund"},
			[]string{"it is asked for an AAC", "AUTHORISING", "REFUND 12.34 EUR, accepted by the acquirer", "TYPE         REFUND", "APPROVED"},
			[]string{"DECLINED", "ENTER PIN"},
		},
		{[]string{"-type", "refund", "-decline"}, []string{"REFUND 12.34 EUR, declined by the acquirer", "DECLINED"}, []string{"APPROVED"}},
		{[]string{"-type", "refund", "-offline"}, []string{"REFUND 12.34 EUR, not sent: line down", "DECLINED"}, []string{"APPROVED"}},
		{[]string{"-cashback", "5.00"}, []string{"17.34 EUR OK?", "AMOUNT       17.34 EUR", "CASH         5.00 EUR", "TYPE         CASHBACK"}, []string{"NO CASH"}},
		{[]string{"-cashback", "5.00", "-card", without(t, "full")}, []string{"NO CASH WITH THIS CARD", "12.34 EUR OK?", "AMOUNT       12.34 EUR"}, []string{"CASH         5.00"}},
		{[]string{"-tip", "1.50", "-card", "cash"}, []string{"12.34 EUR OK?", "> 1.50 EUR more", "13.84 EUR OK?", "AMOUNT       13.84 EUR"}, nil},
		{[]string{"-type", "account-verification"}, []string{"AMOUNT       0.00 EUR", "TYPE         ACCOUNT-VERIFICATION", "APPROVED"}, nil},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(c.args, nil, &stdout, &stderr, noon); status != 0 {
			t.Fatal(status, &stderr)
		}
		for _, s := range c.says {
			if !strings.Contains(stdout.String(), s) {
				t.Errorf("%v: %q is missing in\n%s", c.args, s, &stdout)
			}
		}
		for _, s := range c.never {
			if strings.Contains(stdout.String(), s) {
				t.Errorf("%v: %q is in\n%s", c.args, s, &stdout)
			}
		}
	}
}

// What is taken afterwards is on both slips.
//
// EMV 4.4 B4 12.1.5
func TestAfterwards(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-type pre-authorisation -amount 80.00 -complete 75.50", "COMPLETION|AMOUNT       75.50 EUR|HELD         80.00 EUR|APPROVED"},
		{"-type pre-authorisation -amount 80.00 -increment 120.00", "PRE-AUTHORISATION|AMOUNT       120.00 EUR|APPROVED"},
		{"-type pre-authorisation -amount 80.00 -increment 1900.00 -complete 2000.00", "COMPLETION|AMOUNT       2000.00 EUR|HELD         1900.00 EUR"},
		{"-type pre-authorisation -amount 80.00", "PRE-AUTHORISATION|AMOUNT       80.00 EUR|APPROVED"},
		{"-tip-after 2.00", "AMOUNT       14.34 EUR|TIP          2.00 EUR|APPROVED"},
		{"-tip-after 2.00 -decline", "AMOUNT       12.34 EUR|DECLINED"},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(c.args), nil, &stdout, &stderr, noon); status != 0 {
			t.Errorf("%s: exit status %d: %s", c.args, status, &stderr)
		}
		if strings.Contains(stdout.String(), "approved offline") || strings.Contains(c.args, "-complete") && !strings.Contains(stdout.String(), ", taken of transaction 1\n") {
			t.Errorf("%s: what was sent is not told in\n%s", c.args, &stdout)
		}
		for line := range strings.SplitSeq(c.want, "|") {
			if strings.Count(stdout.String(), line+"\n") < 2 {
				t.Errorf("%s: %q is not on both slips in\n%s", c.args, line, &stdout)
			}
		}
	}
}

// A tap that is only read ends at no host, whichever kernel and whatever cryptogram.
//
// Book A 2.12 6.2
func TestCardReadByTap(t *testing.T) {
	for card, kernel := range map[string]string{
		"visa-online": "C-3", "visa-pin": "C-3", "mastercard-online": "C-2", "jcb-online": "C-5", "discover-online": "C-6", "amex-online": "C-4", "unionpay-online": "C-7",
		"jcb-declined": "C-5", "jcb-unsigned": "C-5", "jcb-cda-failed": "C-5", "k8": "C-8", "k8-declined": "C-8", "k8-unknown-ca": "C-8", "phone-k8-twice": "C-8",
	} {
		r := tap(t, "-type", "card-read", "-card", card)
		if r.Outcome != "end application" || r.Kernel != kernel || r.Online || r.Reason != "" || r.Authorised != "nobody" || r.ARC != "" || r.Cryptogram == "TC" {
			t.Errorf("%s: %+v", card, r)
		}
	}
}
