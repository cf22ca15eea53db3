package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors/sweep"
)

// redactedUnder redacts a conversation in a file of its own, and gives the copy and what is said.
func redactedUnder(t *testing.T, text string, flags ...string) (copied, says string) {
	t.Helper()
	status, out, errw := emv(text, append(append([]string{"redact"}, flags...), "-")...)
	if status != 0 {
		t.Fatalf("%v: %d %s", flags, status, errw)
	}
	return out, errw
}

// A copy of a conversation that was recorded with a configuration file is the one that the same configuration by its name would give, but for
// that name, and replays so; without the file nothing false is said.
func TestCopiesOfAConversationWithAConfigurationFile(t *testing.T) {
	const unread = "the copy is not held against a replay of the original: header line config: there is no configuration "
	for i, c := range []struct{ name, args string }{
		{"unionpay", "-card pboc-sm"}, {"tap", tapArgs + "visa-offline"}, {"default", "-card full"}, {"default", "-card dda"}, {"default", "-card noauth"}, {"unionpay", "-card pboc"},
	} {
		if i > 1 && !sweep.Sample(i, 7) {
			continue
		}
		file := filepath.Join(t.TempDir(), "own.json")
		b, err := os.ReadFile("../../testvectors/config/" + c.name + ".json")
		if err != nil || os.WriteFile(file, b, 0o600) != nil {
			t.Fatal(err)
		}
		named := string(recordedTalk(t, c.args+" -config "+c.name))
		under := func(name string) string { return strings.Replace(named, "config: "+c.name, "config: "+name, 1) }
		want, wantSays := redactedUnder(t, named)
		want = strings.Replace(want, "config: "+c.name, "config: "+sendersConfig, 1)
		if strings.Contains(want, repliesOtherwise) {
			t.Fatalf("%s: %s", c.args, want)
		}
		for _, flags := range [][]string{nil, {"-config", "default-bit"}} { // the header's counts
			if got, says := redactedUnder(t, under(file), flags...); got != want || says != wantSays {
				t.Errorf("%s %v: %s\n%s\n%s", c.args, flags, says, got[:min(len(got), 900)], want[:min(len(want), 900)])
			}
		}
		if got, says := redactedUnder(t, under("gone.json"), "-config", file); got != want || says != wantSays {
			t.Errorf("%s, the file by -config: %s\n%s", c.args, says, got[:min(len(got), 900)])
		}
		if got, says := redactedUnder(t, under("gone.json")); !strings.Contains(says, unread) || strings.Contains(says+got, repliesOtherwise) || strings.Contains(got, replaysHeader+": ") {
			t.Errorf("%s, no file: %s\n%s", c.args, says, got[:min(len(got), 900)])
		}
		if got, says := redactedUnder(t, want); got != want || !strings.Contains(says, unread) {
			t.Errorf("%s, redacted twice: %s\n%s", c.args, says, got[:min(len(got), 900)])
		}
		if got, says := redactedUnder(t, want, "-config", file); got != want || strings.Contains(says, unread) {
			t.Errorf("%s, redacted twice with -config: %s\n%s", c.args, says, got[:min(len(got), 900)])
		}
		if status, out, errw := emv(want, "replay", "-config", file, "-"); status != 0 {
			t.Errorf("%s: %d %s%s", c.args, status, out, errw)
		}
	}
}

// A conversation without a date is replayed beside its copy on the day of -date, which the copy has in its header.
func TestCopiesWithTheDateOfTheFlag(t *testing.T) {
	whole := string(recordedTalk(t, "-card pboc-sm -config unionpay"))
	date := parsed(t, whole).Get("date")
	want, _ := redactedUnder(t, whole)
	got, says := redactedUnder(t, strings.Replace(whole, "date: "+date+"\n", "", 1), "-date", date)
	if ending := parsed(t, want).Get(replaysHeader); ending == "" || parsed(t, got).Get(replaysHeader) != ending {
		t.Errorf("%s\n%s", says, got)
	}
}

// Of an earlier copy the ending stays where its original cannot be replayed, in its own form alone: the line may be anybody's words.
func TestEndingThatWasNotedBefore(t *testing.T) {
	for value, kept := range map[string]bool{
		"": false, "otherwise": true, "whole": true, "the reader": true, "exchange 13 80AE8000": true, "exchange 13": true,
		"whole, approved, ARC 00": true, "exchange 13 80AE8000, declined; otherwise": true,
		"whole, Alice Example": false, "exchange 13 80AE8000 of Alice": false, "Alice": false, "whole; Alice": false, "exchange 5413330089010": false,
	} {
		var conv transcript.Conversation
		conv.Set("redacted", "yes")
		conv.Set(notReissuedHeader, "because")
		conv.Set(replaysHeader, value)
		want := map[bool]string{true: value}[kept]
		if got := notedBefore(&conv); got != want {
			t.Errorf("%q: %q", value, got)
		}
		conv.Set("redacted", "")
		if got := notedBefore(&conv); got != "" {
			t.Errorf("%q, no copy: %q", value, got)
		}
	}
}
