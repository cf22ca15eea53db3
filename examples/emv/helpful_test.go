package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors"
)

// A contactless conversation whose header does not say so is called one when it is replayed, with the kernel that it needs.
func TestReplayNamesTheKernelOfAContactlessConversation(t *testing.T) {
	b, err := testvectors.Conversation("mhn_visa_offline")
	if err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/visa.txt"
	b = bytes.Replace(b, []byte("interface: contactless\n"), nil, 1)
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errw := emv("", "replay", file)
	if all := out + errw; status == 0 || !strings.Contains(all, "for Entry Point and kernel C-3") || strings.Contains(all, "another command") {
		t.Errorf("%d %s", status, all)
	}
}

// Where a card is not issued again because a certificate has expired, redact says so and names the flag.
func TestRedactSaysWhyNothingIsIssuedAgain(t *testing.T) {
	b, err := testvectors.Conversation("mhn_visa_offline")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/visa.txt", b, 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, errw := emv("", "redact", "-date", "2030-01-01", "-o", dir+"/twin.txt", dir+"/visa.txt")
	for _, s := range []string{"not issued again", "A0000000031010", "expired", "on 2030-01-01", "-date"} {
		if !strings.Contains(errw, s) {
			t.Errorf("no %q in %s", s, errw)
		}
	}
}

// The date that the card was told counts for certificates where the header names none.
func TestDateOfTheTransactionCountsForCertificates(t *testing.T) {
	const talk = `-- conversation --
> 00A4040007A0000000031010
< 6F1B8407A0000000031010A5109F380D9A039C019F37045F2A029F1A029000
> 80A800000E830C19081900112233440978027600
< 770A820220009404100103009000
`
	d := dateOf(parsed(t, talk))
	if d != "190819" {
		t.Errorf("%q", d)
	}
	if d := dateOf(parsed(t, "date: 260101\n"+talk)); d != "260101" {
		t.Errorf("the header's: %q", d)
	}
}

// HEX may have blanks, in one argument or in several; German cards and terminals have country 280.
func TestHexWithBlanks(t *testing.T) {
	for _, args := range [][]string{{"9F42 02 09 78"}, {"9F42", "02", "0978"}, {"9F", "42", "02", "09", "78"}} {
		if status, out, errw := emv("", append([]string{"decode"}, args...)...); status != 0 || !strings.Contains(out, "Euro") {
			t.Errorf("%q: %d %s%s", args, status, out, errw)
		}
	}
	if _, out, _ := emv("", "decode", "9F1A020280"); !strings.Contains(out, "Germany") {
		t.Error(out)
	}
	if columns, ok := findCode(countries, "DE"); !ok || columns[0] != "276" {
		t.Errorf("DE is %q", columns)
	}
}

func parsed(t *testing.T, text string) *transcript.Conversation {
	t.Helper()
	conv, err := transcript.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return conv
}
