package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
)

// An altered is a recording in which one place is another.
type altered struct {
	name, args string
	old, now   string // the last place that has it
}

// recordedAs is the recording, altered.
func (a altered) recordedAs(t *testing.T) string {
	t.Helper()
	return a.in(t, string(recordedTalk(t, a.args)))
}

const tapArgs = "-interface contactless -amount 12.34 -card "

// What a copy excuses is what redaction took out: not what was otherwise in its original already, nor what is altered in the copy.
//
// EMV 4.4 B4 6.3.2
func TestCopiesExcuseNothingElse(t *testing.T) { synctest.Test(t, copiesExcuseNothingElse) }

func copiesExcuseNothingElse(t *testing.T) {
	for _, c := range []struct {
		altered
		excuse string // of the copy of what was not altered, empty where it needs none
	}{
		{altered{"a record that is refused", tapArgs + "amex-unknown-ca", "\n< 7011", "\n< 6A83\n> 00B2010C00\n< 7011"}, ""},
		{altered{"a record that is refused, of C-2", tapArgs + "mastercard-unknown-ca", "\n> 80AE", "\n> 00B2010C00\n< 6A83\n> 80AE"}, ""},
		{altered{"a record that is refused in the channel", tapArgs + "k8", "9000\n> 00B2011400", "6A83\n> 00B2011400"}, withoutChannel},
		{altered{"a list of the channel's card", tapArgs + "k8", "9F2B08", "9F2B09"}, withoutChannel},
	} {
		whole := string(recordedTalk(t, c.args))
		status, out, errw := emv(redactedText(t, whole), "replay", "-")
		if status != 0 || !strings.Contains(out, or(c.excuse, "nothing differs")) {
			t.Errorf("%s, not altered: %d %s%s", c.name, status, out, errw)
		}
		text := c.recordedAs(t)
		if status, out, errw := emv(text, "replay", "-"); status != 1 {
			t.Errorf("%s, the original: %d %s%s", c.name, status, out, errw)
		}
		copied := redactedText(t, text)
		for name, text := range map[string]string{
			"redacted": copied, "redacted twice": redactedText(t, copied), "altered when it was redacted": c.in(t, redactedText(t, whole)),
			"with no line of its end": regexp.MustCompile(`(?m)^replays: .*\n`).ReplaceAllString(copied, ""),
		} {
			if status, out, errw := emv(text, "replay", "-"); status != 1 || strings.Contains(out, "were redacted") || !strings.Contains(errw, "the replay differs") {
				t.Errorf("%s, %s: %d %s%s", c.name, name, status, out, errw)
			}
		}
	}
}

// in is another text, altered so.
func (a altered) in(t *testing.T, text string) string {
	t.Helper()
	at := strings.LastIndex(text, a.old)
	if at < 0 {
		t.Fatalf("%s: %s is not in it:\n%s", a.name, a.old, text)
	}
	return text[:at] + a.now + text[at+len(a.old):]
}

// The header says where a copy that lacks keys ends, one that is whole says nothing, and a line that says otherwise is a difference.
func TestEndOfACopy(t *testing.T) {
	text := string(recordedTalk(t, "-card full"))
	copied := redactedText(t, text)
	if strings.Contains(copied, "\n"+replaysHeader+": ") {
		t.Errorf("issued again: %s", copied)
	}
	left := redactedText(t, string(recordedTalk(t, tapArgs+"amex-unknown-ca")))
	const line = "replays: whole, try another interface, C-4, CVM N/A, CDA failed, C-4 2.12 11.2.4.4\n"
	if !strings.Contains(left, "\n"+line) {
		t.Fatalf("no line: %s", left)
	}
	for now, says := range map[string]string{
		line: "", "": "", "replays: otherwise\n": "header line replays: the original did not replay either",
		"replays: exchange 9 80AE0000\n": "header line replays: the copy ended otherwise when it was made",
		"replays: whole\n":               "header line replays: the copy ended otherwise when it was made",
	} {
		status, out, errw := emv(strings.Replace(left, line, now, 1), "replay", "-")
		if (status == 1) != (says != "") || !strings.Contains(errw, says) {
			t.Errorf("%q: %d %s%s", now, status, out, errw)
		}
	}
	file := filepath.Join(t.TempDir(), "t.txt") // an original has no such line
	if err := os.WriteFile(file, []byte("replays: whole\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errw := emv("", "replay", file); status != 0 || !strings.Contains(out, "nothing differs") {
		t.Errorf("%d %s%s", status, out, errw)
	}
}
