package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/testvectors/card"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func journeyOf(t *testing.T, args ...string) (j journey) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(append(args, "-json"), &stdout, &stderr, noon); status != 0 {
		t.Fatalf("%v: %d %s", args, status, &stderr)
	}
	if err := json.Unmarshal(stdout.Bytes(), &j); err != nil {
		t.Fatal(err)
	}
	return j
}

// changed is a named card with something else in its profile, as a file.
func changed(t *testing.T, name, old, replacement string) string {
	t.Helper()
	b, err := card.Source(name)
	if err != nil || !bytes.Contains(b, []byte(old)) {
		t.Fatalf("%s has no %s: %v", name, old, err)
	}
	file := t.TempDir() + "/card.json"
	if err := os.WriteFile(file, bytes.Replace(b, []byte(old), []byte(replacement), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Each tap in a word: rides left where the gate opens, - where it stays closed; and how it ended the last time.
//
// C-2 2.12 3.5.2, 3.5.3, S4.32, S910.11, S910.19, S12.8
func TestGate(t *testing.T) {
	const foreign, none = "what the card keeps is no ticket of this operator", "the card keeps no data for this operator"
	for _, c := range []struct{ card, taps, gate, outcome string }{
		{"mastercard-storage-free", "2 1 0 2 1", "ticket 4 has 2 rides left: one is taken", "approved"},
		{"mastercard-storage2-free", "2 1 0 2 1", "ticket 4 has 2 rides left: one is taken", "approved"},
		{"mastercard-envelopes", "2 1 0 2 1", "ticket 4 has 2 rides left: one is taken", "online request"},
		{"mastercard-envelopes-refused", "- - - - -", "no ticket: one of 3 rides is sold, and one of them taken", "online request"},
		{"mastercard-storage", "- - - - -", foreign, "approved"},
		{"mastercard-storage-locked", "- - - - -", foreign, "approved"},
		{"mastercard-storage-summary", "- - - - -", foreign, "end application"},
		{"mastercard-storage-full", "- - - - -", none, "approved"},
		{"mastercard-online", "- - - - -", none, "online request"},
		{"visa-online", "- - - - -", "the gate was not asked", "end application"},
		{changed(t, "mastercard-storage-free", `"free": "C0"`, `"free": "C0", "refuses": true`), "- - - - -", "no ticket: one of 3 rides is sold, and one of them taken", "end application"},
		{changed(t, "mastercard-storage2-free", `"free": "C0"`, `"free": "40"`), "- - - - -", "no ticket: one of 3 rides is sold, and one of them taken", "end application"},
	} {
		var taps []string
		var last *tapped
		for _, last = range journeyOf(t, "-card", c.card).Taps {
			if last.Open {
				taps = append(taps, fmt.Sprint(last.Rides))
			} else {
				taps = append(taps, "-")
			}
		}
		if got := strings.Join(taps, " "); got != c.taps || last.Gate != c.gate || !strings.HasPrefix(last.Outcome, c.outcome) {
			t.Errorf("%s: %s; %s; %s", c.card, got, last.Gate, last.Outcome)
		}
	}
}

// What is said: first the slot and the envelopes, when the last of them was read; then what is needed, when all records were; the answer; no account.
//
// C-2 2.12 S1.18, S3R1.11, S4.33, S5.23, S456.3, S456.6, S456.9
func TestSaid(t *testing.T) {
	j := journeyOf(t, "-taps", "2")
	tags := func(list []element) string {
		var s []string
		for _, e := range list {
			s = append(s, e.Tag)
		}
		return strings.Join(s, " ")
	}
	for i, slot := range []string{"9F5E 9F5D 9F5F 9F7D 9F7F 9F37 9F70 9F75", "9F5E 9F5D 9F5F 9F7D 9F7F 9F6F 9F54 9F37 9F70 9F75"} {
		var got []exchangeTags
		for _, x := range j.Taps[i].Said {
			got = append(got, exchangeTags{tags(x.Sent), tags(x.Needed), tags(x.Given)})
		}
		want := []exchangeTags{{slot, "", ""}, {"", "DF60 DF62 DF63 DF8110", "9F02 DF60 DF8109 DF62 DF810A DF8108 DF63 DF8110"}}
		if !slices.Equal(got, want) {
			t.Errorf("tap %d:\n got %+v\nwant %+v", i+1, got, want)
		}
	}
	if b, err := json.Marshal(j); err != nil || bytes.Contains(b, []byte("5413330089020011")) {
		t.Errorf("a PAN is shown: %v", err)
	}
	// What opens the slot at the second tap was made at the first.
	sold, held, taken := j.Taps[0].Said[1].Given, j.Taps[1].Said[0].Sent, j.Taps[1].Said[1].Given
	if valueOf(sold, "DF8109") != valueOf(taken, "DF60") || valueOf(sold, "DF63") != valueOf(held, "9F54") {
		t.Errorf("%+v\n%+v\n%+v", sold, held, taken)
	}
}

type exchangeTags struct{ sent, needed, given string }

func valueOf(list []element, tag string) string {
	for _, e := range list {
		if e.Tag == tag {
			return e.Value
		}
	}
	return ""
}

func TestPrinted(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-taps", "1"}, &stdout, &stderr, noon); status != 0 {
		t.Fatalf("%d %s", status, &stderr)
	}
	rest := stdout.String()
	for _, s := range []string{
		"tap 1\n", "  < 9F5E    DS ID: ****\n", "  < DF8110  Proceed To First Write Flag: needed\n", "  > DF63    DS ODS Term: 01020001", "no ticket: one of 3 rides is sold",
		"approved; ticket read: true, written: true", "gate OPEN, rides left: 2",
	} {
		_, after, ok := strings.Cut(rest, s)
		if !ok {
			t.Fatalf("%q is missing, or out of order, in\n%s", s, &stdout)
		}
		rest = after
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		says   string
	}{
		{"-help", 0, "-taps"},
		{"-taps 0", 2, "give 1 to 100"},
		{"-taps 101", 2, "give 1 to 100"},
		{"-card full", 2, "it is a contact card"},
		{"-card nobody", 2, "nobody"},
		{"gate", 2, "there are only flags"},
		{"-fast", 2, "not defined"},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(c.args), &stdout, &stderr, noon); status != c.status || stdout.Len() != 0 || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: %d %s", c.args, status, &stderr)
		}
	}
}

// A ticket that was changed, or is another card's, is none.
func TestTicket(t *testing.T) {
	id := []byte{1, 2, 3}
	own := ticket{2, 7}
	b := own.encode(id)
	if got, ok := decode(b, id); !ok || got != own {
		t.Errorf("%+v", got)
	}
	if _, ok := decode(b, []byte{1, 2, 4}); ok {
		t.Error("another card's ticket passes")
	}
	for i := range b {
		for bit := range 8 {
			changed := bytes.Clone(b)
			changed[i] ^= 1 << bit
			if _, ok := decode(changed, id); ok {
				t.Errorf("byte %d, bit %d: a changed ticket passes", i, bit)
			}
		}
	}
	if _, ok := decode(b[:len(b)-1], id); ok {
		t.Error("a short ticket passes")
	}
}

// No name of a file, no value of a flag and no flag that there is not steers a terminal, in words and as JSON.
func TestNoNameSteersTheTerminal(t *testing.T) {
	const evil = "a\x1b[31mX\x1b]0;t\x07\u009b2J\u202ey\r\u200b"
	b, err := card.Source("mastercard-storage-free")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	good, bad := dir+"/g"+evil, dir+"/b"+evil
	if err := errors.Join(os.WriteFile(good, b, 0o600), os.WriteFile(bad, []byte(`{"`+evil), 0o600)); err != nil {
		t.Fatal(err)
	}
	for status, lines := range map[int][][]string{
		0: {{"-taps", "1", "-card", good}, {"-json", "-taps", "1", "-card", good}, {"-h"}},
		2: {{"-card", evil}, {"-card", bad}, {"-taps", evil}, {"-json=" + evil}, {"-" + evil}, {"-" + evil + "=1"}, {evil}},
	} {
		for _, args := range lines {
			var stdout, stderr bytes.Buffer
			got := run(args, &stdout, &stderr, noon)
			if said := stdout.String() + stderr.String(); got != status || said == "" || strings.ContainsAny(said, "\x1b\x07\u009b\u202e\r\u200b\uFFFD") {
				t.Errorf("%q: %d %q", args, got, said)
			}
		}
	}
}
