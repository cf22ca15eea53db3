package main

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/sweep"
)

// record runs a transaction and returns the files that it wrote: the conversation and the page.
func record(t *testing.T, args ...string) (conversation, page string) {
	t.Helper()
	dir := t.TempDir()
	conversation, page = filepath.Join(dir, "t.txt"), filepath.Join(dir, "t.html")
	args = append([]string{"txn", "-date", "2026-07-01", "-record", conversation, "-report", page}, args...)
	if status, _, errw := emv("", args...); status > 1 || errw != "" { // 1: it was declined
		t.Fatalf("%v: %d %s", args, status, errw)
	}
	return conversation, page
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A page is well formed, loads nothing and runs nothing.
func TestReportStandsByItself(t *testing.T) {
	pages := map[string]string{}
	for n, card := range strings.Split(setup.CardNames(), ", ") {
		if !sweep.Sample(n+1, 3) {
			continue
		}
		args := []string{"-card", card}
		if strings.HasPrefix(card, "xda") {
			args = append(args, "-pin", "cancel")
		}
		_, page := record(t, args...)
		pages[card] = read(t, page)
	}
	for name := range captured(t) {
		file, out := "../../testvectors/conversations/"+name+".txt", filepath.Join(t.TempDir(), "c.html")
		if status, _, errw := emv("", "report", file, "-o", out); (status != 0) != strings.Contains(errw, "emv report: the replay differs") || status > 1 {
			t.Errorf("%s: %d %s", name, status, errw)
			continue
		}
		pages[name] = read(t, out)
	}
	load := regexp.MustCompile(`(?i)(https?:|\bsrc=|@import|<script|<link[^>]*href="[^d]|href="[^d]|url\(|\son[a-z]+=)`)
	for name, text := range pages {
		if m := load.FindString(text); m != "" {
			t.Errorf("%s: loads or runs something: %q", name, m)
		}
		if err := wellFormed(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(text, "<details") || !strings.Contains(text, "default-src 'none'") {
			t.Errorf("%s: no exchange, or no policy", name)
		}
	}
}

func wellFormed(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.AutoClose, d.Entity = true, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// What the page shows comes from what the kernel said.
func TestReportShows(t *testing.T) {
	_, page := record(t, "-card", "pin", "-amount", "12.34")
	text := read(t, page)
	for _, want := range []string{
		"12.34 EUR", ">approved<", "offline data authentication", "EMV 4.4 B3 10.3", "541333******0011", "TVR byte 4 bit 8: transaction exceeds the floor limit",
		"certificate chain", "PIN encipherment certificate (9F2D)", "CDA signature (exchange 24)", "PIN verification by the card", "GENERATE AC",
		"authorisation request to the host", "ARQC asked for, with CDA signature",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there", want)
		}
	}
	if n := strings.Count(text, `class="n">`); n < 23 {
		t.Errorf("%d exchanges", n)
	}
}

// No output of any command has what is secret in it, unless it was asked for.
func TestSecrets(t *testing.T) {
	secrets := map[string][]string{
		"PAN":        {"5413330089020011", "4761739001010010", "35343133333330303839303230303131"},
		"track":      {"49122010123456789", "01234567899000", "0123456789F9000", "303132333435363738", `012345678"`},
		"name":       {"5445535420434152442F454D56", "TEST CARD/EMV"},
		"PIN block":  {"241234FFFFFF", "249999FFFFFF"},
		"issuer key": {"9E15204313F7318ACB79B90BD986AD29", "0123456789ABCDEFFEDCBA9876543210"},
	}
	found := func(name, text string) string {
		for _, s := range secrets[name] {
			if strings.Contains(text, s) {
				return s
			}
		}
		return ""
	}
	check := func(what, text string) {
		for name := range secrets {
			if s := found(name, text); s != "" {
				t.Errorf("%s: %s: %s", what, name, s)
			}
		}
	}
	for i, card := range []string{"full", "pin", "plaintext-pin", "sda", "two"} {
		if !sweep.Sample(i+1, 5) {
			continue
		}
		conversation, page := record(t, "-card", card)
		for _, name := range []string{"PAN", "track", "name"} { // the patterns see what they look for
			if text := read(t, conversation); card == "full" && found(name, text) == "" {
				t.Errorf("no %s is in the conversation itself", name)
			}
		}
		check("page of "+card, read(t, page))
		dir, key := t.TempDir(), strings.Repeat("5A", 32)
		redacted, journal := filepath.Join(dir, "r.txt"), filepath.Join(dir, "j.bin")
		for _, args := range [][]string{
			{"txn", "-card", card, "-trace"},
			{"txn", "-card", card, "-json"},
			{"read", "-card", card, "-all"},
			{"read", "-card", card, "-all", "-json"},
			{"replay", conversation, "-trace"},
			{"replay", conversation, "-json"},
			{"oda", conversation},
			{"oda", conversation, "-json"},
			{"redact", conversation},
			{"redact", conversation, "-json"},
			{"redact", conversation, "-o", redacted, "-json"},
			{"replay", redacted, "-trace"},
			{"replay", redacted, "-json"},
			{"oda", redacted},
			{"oda", redacted, "-json"},
			{"redact", redacted},
			{"report", conversation, "-o", filepath.Join(dir, "c.html")},
			{"report", conversation, "-json", "-o", filepath.Join(dir, "j.html")},
			{"report", redacted, "-o", filepath.Join(dir, "r.html")},
			{"txn", "-card", card, "-trace", "-journal", journal, "-key", key, "-report", filepath.Join(dir, "t.html")},
			{"replay", "-key", key, journal, "-trace"},
			{"replay", "-key", key, journal, "-json"},
			{"redact", "-key", key, journal, "-o", filepath.Join(dir, "r.journal.txt")},
			{"redact", "-key", key, journal, "-json"},
			{"report", "-key", key, journal, "-o", filepath.Join(dir, "journal.html")},
			{"replay", conversation, "-kind", "26", "-trace"},
			{"replay", conversation, "-amount", "1"},
			{"decode", "-"},
			{"decode", "-", "-json"},
		} {
			_, out, errw := emv(read(t, conversation), args...)
			check(strings.Join(args, " "), out+errw)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) < 8 {
			t.Fatal(files, err)
		}
		for _, file := range files { // the journal too: it is sealed
			check(card+" "+filepath.Base(file), strings.ToUpper(hex.EncodeToString([]byte(read(t, file))))+read(t, file))
		}
		if regexp.MustCompile(`(?m)^> 002000..(0| *$)`).MatchString(read(t, conversation)) {
			t.Errorf("%s: a PIN is in the conversation", card)
		}
	}
	keys := []string{"-imk", "0123456789ABCDEFFEDCBA9876543210", "-pan", "4761739001010119"}
	for _, args := range [][]string{
		{"arqc", "-cvn", "10", "-data", "00"},
		{"arqc", "-cvn", "10", "-data", "00", "-json"},
		{"arqc", "-cvn", "10", "-data", "0"},
		{"arpc", "-cvn", "10", "-arqc", "0011223344556677", "-arc", "00"},
		{"derive", "-cvn", "18", "-atc", "0001"},
		{"derive", "-json"},
		{"arqc", "-cvn", "99"},
	} {
		_, out, errw := emv("", append(args, keys...)...)
		check(args[0], out+errw)
	}
}

// FuzzReport: whatever stands in a file, the tool answers, and a page that comes out is well formed.
func FuzzReport(f *testing.F) {
	for _, name := range []string{"binaryfoo_contact_visa", "mhn_visa_offline", "transit_connection_lost_before_gpo_response"} {
		b, err := testvectors.Conversation(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var p replayFlags
		p.run = 1
		c := newCall(command{name: "report"}, &streams{in: bytes.NewReader(b), out: io.Discard, errw: io.Discard}, new(bool))
		c.args = []string{"-"}
		r, answer, err := p.forReport(c)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := r.page(answer).render(&out); err != nil {
			t.Fatal(err)
		}
		if err := wellFormed(out.String()); err != nil {
			t.Fatal(err)
		}
	})
}
