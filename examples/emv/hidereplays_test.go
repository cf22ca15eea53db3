package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

// A copy replays as its original does, also where the card is wrong, or its header and standard error say that it does not.
func TestRedactReplaysAlike(t *testing.T) { synctest.Test(t, redactReplaysAlike) }

func redactReplaysAlike(t *testing.T) {
	tap := []string{"-interface", contactless, "-config", "tap", "-amount", "5.00"}
	const otherwise = "A0000000041010: " + repliesOtherwise
	for _, c := range []struct {
		name, card string
		old, now   string // what is another in the recording: of the last place that has it
		why        string // what the header says, nothing where the copy is issued again
		fails      bool   // the original does not replay
		args       []string
	}{
		{"a template that is broken in the FCI", "full", "A51E500B", "A51E700B", otherwise, false, nil},
		{"a name of another scheme in the FCI", "visa-offline", "6F338407A000000003", "6F338407A000000043", "", false, tap},
		{"a secret element for the currency in a list", "visa-online", "95055F2A02", "95055F2202", strings.ReplaceAll(otherwise, "04", "03"), true, tap},
		{"the directory's name under a secret tag", "discover-torn-online", "6F32840E", "6F32450E", "", false, tap},
		{"a digit that is none in the PAN", "discover-cash", "5A08651000", "5A0865ED00", "", false, tap},
		{"a digit that is none in track 2", "phone-visa", "5713476173", "5713473F73", "", false, tap},
		{"a signature behind an enciphered PIN", "pin", "9F2701409F36020011", "9F2701409F36020012", "CDA signature", true, nil},
	} {
		file, twin := filepath.Join(t.TempDir(), "t.txt"), filepath.Join(t.TempDir(), "twin.txt")
		args := []string{"txn", "-date", "2026-07-01", "-record", file, "-card", c.card}
		if status, _, errw := emv("", append(args, c.args...)...); status > 1 {
			t.Fatal(errw)
		}
		text := read(t, file)
		at := strings.LastIndex(text, c.old)
		if at < 0 {
			t.Fatalf("%s: %s is not in it:\n%s", c.name, c.old, text)
		}
		if err := os.WriteFile(file, []byte(text[:at]+c.now+text[at+len(c.now):]), 0o600); err != nil {
			t.Fatal(err)
		}
		was, outA, errA := emv("", "replay", file)
		if (was != 0) != c.fails {
			t.Errorf("%s: the original: %s%s", c.name, outA, errA)
		}
		_, _, said := emv("", "redact", "-o", twin, file)
		status, out, errw := emv("", "replay", twin)
		conv := conversationIn(t, twin)
		switch {
		case c.why != "":
			if got := conv.Get(notReissuedHeader); !strings.Contains(got, c.why) || !strings.Contains(said, c.why) || conv.Get(reissuedHeader) != "" {
				t.Errorf("%s: %q, on standard error %q\n%s%s", c.name, got, said, out, errw)
			}
			if strings.Contains(c.why, repliesOtherwise) && strings.Contains(out, "certificates were redacted") {
				t.Errorf("%s: a false cause: %s", c.name, out)
			}
			if !strings.Contains(c.why, repliesOtherwise) && (status != was || (status == 0) != strings.Contains(out, "certificates were redacted")) {
				t.Errorf("%s: the copy %d %s%s", c.name, status, out, errw)
			}
		case conv.Get(notReissuedHeader) != "" || status != was || !strings.Contains(out, "nothing differs") || said != "":
			t.Errorf("%s: %d, the copy %d, %s\n%s%s", c.name, was, status, said, out, errw)
		}
		again := filepath.Join(t.TempDir(), "again.txt")
		if emv("", "redact", "-o", again, twin); read(t, again) != read(t, twin) {
			t.Errorf("%s, redacted twice:\n%s\n%s", c.name, read(t, twin), read(t, again))
		}
	}
}

// Bytes that are no answer to reset have no rates and times: what is missing might say others.
// EMV 4.3 B1 8.3.2
func TestNoTimesOfNoATR(t *testing.T) {
	for _, text := range []string{"00", "3B", "3F", "3BFF"} {
		if status, out, errw := emv("", "atr", text); status != 1 || strings.Contains(out, "bit/s") || strings.Contains(out, "etu") || errw == "" {
			t.Errorf("%s: %d %s%s", text, status, out, errw)
		}
	}
}

// A replay that differs in an element of no dictionary names its tag alone.
func TestReplayNamesTagAlone(t *testing.T) {
	conversation, _ := record(t, "-card", "unionpay-signed", "-interface", contactless, "-config", "tap")
	header, exchanges, _ := strings.Cut(read(t, conversation), "-- conversation --")
	text := header + "-- conversation --" + strings.Replace(exchanges, "5F2A02", "5F2E02", 1)
	file := filepath.Join(t.TempDir(), "t.txt")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errw := emv("", "replay", file); status != 1 || !strings.Contains(out+errw, "GET PROCESSING OPTIONS: 5F2E: recorded") {
		t.Errorf("%d %s%s", status, out, errw)
	}
}
