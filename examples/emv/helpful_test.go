package main

import (
	"bytes"
	"os"
	"path/filepath"
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
	for _, s := range []string{"not issued again", "A0000000031010", "expired", "for 2030-01-01", "-date"} {
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

// A date that no calendar has is a fault of who wrote it: of the flag, or of the header line, and every command takes the same forms.
func TestDatesOfFlagsAndHeaders(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	file := filepath.Join(t.TempDir(), "c.txt")
	write := func(date string) {
		text := strings.Replace(talk, "date: 260701\n", "date: "+date+"\n", 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	commands := []string{"oda " + file, "replay " + file, "redact " + file, "report " + file + " -o " + file + ".html", "txn -card full", "read -card full"}
	write("260701")
	for _, line := range commands {
		for date, want := range map[string]int{
			"2026-07-01": 0, "20260701": 0, "260701": 0, "2026-02-30": 2, "2026-7-1": 2, "26-07-01": 2, "2026/07/01": 2, "261301": 2, "today": 2,
		} {
			f := strings.Fields(line)
			status, _, errw := emv("", append([]string{f[0], "-date", date}, f[1:]...)...)
			if status != want || want != 0 && !strings.Contains(errw, "-date "+date+": give a date such as") {
				t.Errorf("emv %s -date %s: %d %s", f[0], date, status, errw)
			}
		}
	}
	for _, date := range []string{"26 07 01", "2026 07 01", "20260701", "2026-07-01"} { // as each line of bytes may have blanks
		write(date)
		for _, line := range commands[:4] {
			if status, _, errw := emv("", strings.Fields(line)...); status != 0 {
				t.Errorf("emv %s, %s: %d %s", line, date, status, errw)
			}
		}
	}
	for _, date := range []string{"260230", "261301"} {
		write(date)
		for _, line := range commands[:4] {
			status, _, errw := emv("", strings.Fields(line)...)
			if strings.HasPrefix(line, "redact") {
				if status != 0 || errw != "emv redact: 1 header line taken out: no program can judge it\n" {
					t.Errorf("header %s: emv %.10s: %d %s", date, line, status, errw)
				}
				continue
			}
			if status != 2 || !strings.Contains(errw, "header line date: "+date+" is no day") {
				t.Errorf("header %s: emv %.10s: %d %s", date, line, status, errw)
			}
		}
	}
}

// A help says what is written in it, two dashes too, and its flags with one.
func TestHelpKeepsDashes(t *testing.T) {
	for command, says := range map[string][]string{
		"capk": {"with #, ;, //, /*, -- or <!--,", "end with */ and -->,", "\n      -rid RID "}, "redact": {"\n      -keys FILE "}, "help": {"tell a command's arguments and flags\n"},
	} {
		_, out, _ := emv("", "help", command)
		for _, s := range says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q: %s", command, s, out)
			}
		}
		for line := range strings.Lines(out) {
			if strings.Contains(line, " --json") || len([]rune(line)) > 130 {
				t.Errorf("%s: %s", command, line)
			}
		}
	}
}
