package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// recordedTalk is the conversation of a transaction with a virtual card, as emv txn -record writes it.
func recordedTalk(t *testing.T, args string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "c.txt")
	line := append([]string{"txn", "-date", "2026-07-01", "-amount", "5.00", "-record", file}, strings.Fields(args)...)
	if status, _, errw := emv("", line...); status > 1 {
		t.Fatalf("emv txn %s: %s", args, errw)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return tookTime.ReplaceAll(b, nil)
}

// alteredCard is the file of a virtual card with another text in place of each.
func alteredCard(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	source, err := card.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(pairs...).Replace(string(source))
	file := filepath.Join(t.TempDir(), name+".json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil || text == string(source) {
		t.Fatalf("%s: %q: %v", name, pairs, err)
	}
	return file
}

// tookTime is how long an answer took, which a busy machine adds to a line.
var tookTime = regexp.MustCompile(`(?m) @[0-9.]+[a-z]+$`)

// rename gives every object of the responses that has the tag another one, as long, that nobody knows.
func rename(c tlv.Cursor, tag tlv.Tag) (found bool) {
	for o := range c.All() {
		switch {
		case o.Tag != tag && o.Tag.Constructed():
			found = rename(o.Children(), tag) || found
		case o.Tag == tag && tag > 0xFFFF:
			o.Raw[0], o.Raw[1], found = 0xDF, 0xFE, true
		case o.Tag == tag && tag > 0xFF:
			o.Raw[0], o.Raw[1], found = 0xDF, 0x7E, true
		case o.Tag == tag:
			o.Raw[0], found = 0xC0, true
		}
	}
	return found
}

// sayODA is what emv oda says of a conversation.
func sayODA(t *testing.T, text []byte) (status int, out string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "c.txt")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errw := emv("", "oda", file)
	return status, out + errw
}

// What a chain lacks is named, and not that something differs.
func TestChainSaysWhatIsMissing(t *testing.T) {
	const (
		contact = "-card full"
		static  = "-card sda"
		sm      = "-card pboc-sm -config unionpay"
		curve   = "-card xda -config xda"
		fast    = "-interface contactless -card visa-offline"
		atOnce  = "-interface contactless -card discover-offline"
		twoKeys = "-interface contactless -card amex-offline" // the published test key of its index is another
	)
	for _, c := range []struct {
		card string
		tag  tlv.Tag
		says []string
	}{
		{contact, 0x8F, []string{"no  certification authority key", "8F (Certification Authority Public Key Index) is not"}},
		{contact, 0x90, []string{"no  issuer certificate (90)", "90 (Issuer Public Key Certificate) is not"}},
		{contact, 0x92, []string{"92 (Issuer Public Key Remainder) is missing: 36 bytes"}},
		{contact, 0x9F46, []string{"no  card certificate (9F46)", "9F46 (ICC Public Key Certificate) is not"}},
		{contact, 0x9F4B, []string{"no  CDA signature (exchange 18)", "9F4B (Signed Dynamic Application Data) is not"}},
		{contact, 0x94, []string{"no  card certificate (9F46)", "94 (Application File Locator (AFL)) is not"}},
		{contact, 0x5A, []string{"5A (Application Primary Account Number) is not"}},
		{"-card dda", 0x9F4B, []string{"no  DDA signature (exchange 16)"}},
		{static, 0x93, []string{"no  signed static application data (93)", "93 (Signed Static Application Data) is not"}},
		{static, 0x82, []string{"82 (Application Interchange Profile), which it may cover, is not"}},
		{static, 0x94, []string{"94 (Application File Locator (AFL)) is not"}},
		{sm, 0x5A, []string{"5A (Application Primary Account Number) is not"}},
		{sm, 0x9F4B, []string{"no  CDA signature (exchange 13)"}},
		{sm, 0x94, []string{"94 (Application File Locator (AFL)) is not"}},
		{curve, 0x5A, []string{"5A (Application Primary Account Number) is not"}},
		{curve, 0x9F46, []string{"no  card certificate (9F46)", "9F46 (ICC Public Key Certificate) is not"}},
		{curve, 0x9F4B, []string{"no  XDA signature (exchange 18)"}},
		{curve, 0x94, []string{"94 (Application File Locator (AFL)) is not"}},
		{twoKeys, 0x9F32, []string{"C1    1984 bit", "9F32 (Issuer Public Key Exponent) is missing"}},
		{twoKeys, 0x5A, []string{"C1    1984 bit", "5A (Application Primary Account Number) is not"}},
		{fast, 0x9F4B, []string{"no  fast DDA signature", "9F4B (Signed Dynamic Application Data) is not"}},
		{atOnce, 0x9F4B, []string{"no  CDA signature", "9F4B (Signed Dynamic Application Data) is not"}},
	} {
		text := recordedTalk(t, c.card)
		if status, out := sayODA(t, text); status != 0 || strings.Contains(out, "  no  ") {
			t.Errorf("%s: %d %s", c.card, status, out)
		}
		conv, err := transcript.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for i, x := range conv.Exchanges() {
			b := bytes.Clone(x.Response)
			if len(b) > 2 && rename(tlv.NewCursor(b[:len(b)-2]), c.tag) {
				conv.SetResponse(i, b)
				found = true
			}
		}
		status, out := sayODA(t, []byte(conv.String()))
		for _, s := range c.says {
			if !found || status != 1 || !strings.Contains(out, s) || strings.Contains(out, "differs") {
				t.Errorf("%s without %s: no %q, %v, %d:\n%s", c.card, c.tag, s, found, status, out)
			}
		}
	}
}

// A record that the file locator names and that is not in the conversation is named.
func TestChainNamesARecordThatIsMissing(t *testing.T) {
	text := string(recordedTalk(t, "-card full"))
	at := strings.Index(text, "> 00B2021400\n")
	if at < 0 {
		t.Fatal(text)
	}
	rest := text[at:]
	rest = rest[strings.Index(rest, "\n< ")+1:]
	rest = rest[strings.Index(rest, "\n")+1:]
	if status, out := sayODA(t, []byte(text[:at]+rest)); status != 1 || !strings.Contains(out, "record 2 of SFI 2, which it covers, is not in the conversation") {
		t.Errorf("%d %s", status, out)
	}
}

// The families that a chain may have, and keys of one index in several lists: the one counts that signed.
func TestChainOfEveryFamily(t *testing.T) {
	for args, says := range map[string]string{
		"-card pboc-sm -config unionpay":                         "SM2, serial 000002",
		"-card xda -config xda":                                  "XDA signature (exchange 18)                  verified",
		"-card pboc -config unionpay":                            "certification authority key",
		"-interface contactless -card amex-offline":              "CDA signature (exchange 10)                  verified", // the published list has another key C1
		"-interface contactless -card discover-offline":          "CDA signature (9F4B)                         verified",
		"-interface contactless -card unionpay-offline":          "fast DDA signature (9F4B)                    verified",
		"-interface contactless -card discover-record":           "CDA signature (9F4B)                         verified",
		"-interface contactless -card mastercard-offline -trace": "CDA signature (exchange 10)                  verified",
	} {
		text := recordedTalk(t, args)
		if status, out := sayODA(t, text); status != 0 || !strings.Contains(out, says) {
			t.Errorf("%s: %d %s", args, status, out)
		}
	}
}

// A signature that a terminal asked for and a card did not give does not keep the rest of the chain from being issued again.
func TestTwinWithoutASignature(t *testing.T) {
	for _, args := range []string{"-card jcb-unsigned", "-card discover-no-signature"} {
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, recordedTalk(t, "-interface contactless "+args), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, errw := emv("", "redact", file)
		if status != 0 || !strings.Contains(out, "\nreissued: A0000") || strings.Contains(errw, "not issued again") {
			t.Errorf("%s: %d %s %.300s", args, status, errw, out)
		}
		if status, out := sayODA(t, []byte(out)); status != 1 || !strings.Contains(out, "ok  card certificate (9F46)") || !strings.Contains(out, "9F4B (Signed Dynamic Application Data) is not") {
			t.Errorf("%s: %d %s", args, status, out)
		}
	}
}

// Two transactions in one conversation are two: the directory of the second is no record of the first, and each is decoded as it is alone.
func TestTwoTransactionsInOneConversation(t *testing.T) {
	body := func(args string) string {
		_, after, _ := strings.Cut(string(recordedTalk(t, args)), "-- conversation --\n")
		return after
	}
	a, b := body("-card full"), body("-card dda")
	c, d := body("-interface contactless -card visa-offline"), body("-interface contactless -card discover-offline")
	for name, pair := range map[string][2]string{"one card twice": {a, a}, "two cards": {a, b}, "two taps": {c, d}, "a tap, then a card": {c, a}, "a card, then a tap": {b, d}} {
		text := "date: 260701\n-- conversation --\n" + pair[0] + "# taken out, and another\n" + pair[1]
		if status, out := sayODA(t, []byte(text)); status != 0 || strings.Count(out, "certification authority key") != 2 {
			t.Errorf("%s: %d %s", name, status, out)
		}
		alone := ""
		for _, s := range pair {
			_, out, _ := emv("-- conversation --\n"+s, "decode", "-")
			alone += exchangesIn(out)
		}
		if _, out, _ := emv(text, "decode", "-"); exchangesIn(out) != alone {
			t.Errorf("%s: decoded otherwise than each alone", name)
		}
	}
}

// exchangesIn is the exchanges of a decoded conversation without their numbers.
func exchangesIn(out string) string {
	var s strings.Builder
	for line := range strings.Lines(out) {
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(line, "  certificates of"):
			return s.String()
		case strings.HasPrefix(trimmed, "exchange "), strings.HasPrefix(line, "Conversation"):
		default:
			s.WriteString(line)
		}
	}
	return s.String()
}
