package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/examples/internal/menutest"
	"github.com/emvgo/emv/testvectors/card"
)

// -log adds one line for each sale, with the token of the account and not the account.
func TestLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	for range 2 {
		pos(t, "-log", file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	tokens := map[string]bool{}
	for _, line := range lines {
		var e struct {
			Amount, Time, Purpose, Interface, Customer string
			TapMicros                                  int64
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.Amount != "12.34" || e.Time != "2026-07-01T12:00:00+00:00" || e.Purpose != "purchase" || e.Interface != "contact" || len(e.Customer) != 16 || e.TapMicros <= 0 {
			t.Errorf("%+v", e)
		}
		tokens[e.Customer] = true
	}
	if len(lines) != 2 || len(tokens) != 1 || strings.Contains(string(b), "541333008902") {
		t.Errorf("%d lines, %d tokens", len(lines), len(tokens))
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-log", filepath.Join(file, "x"), "-json"}, nil, &stdout, &stderr, noon); status != 1 || !strings.Contains(stderr.String(), "-log: ") || !strings.Contains(stderr.String(), "not a directory") || stdout.Len() > 0 {
		t.Errorf("%d %s", status, &stderr)
	}
}

// Each try to read a chip is in the log, and no sale of it.
func TestLogOfTries(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	s, err := parse([]string{"-menu", "-log", file}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s.Card.Inject(card.Fault{INS: 0xB2, Kind: apdu.Removed})
	var stdout bytes.Buffer
	if err := serve(s, noon, strings.NewReader(strings.ReplaceAll(on+"2 12.50 9 2 0 0", " ", "\n")+"\n"), &stdout); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if n, ended := bytes.Count(b, []byte{'\n'}), bytes.Count(b, []byte(`"outcome":"end application"`)); err != nil || n != 3 || ended != n || !strings.Contains(stdout.String(), "DEBITS 0") {
		t.Errorf("%v, %d lines, %d ends\n%s\n%s", err, n, ended, b, &stdout)
	}
}

// So is each try of one order.
func TestLogOfTriesAndSale(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	pos(t, "-log", file, "-dead", "3", "-store", file+".db")
	pos(t, "-log", file, "-dead", "2", "-store", file+".db")
	b, err := os.ReadFile(file)
	var got []string
	for line := range strings.Lines(string(b)) {
		var e struct {
			Number             uint64
			Interface, Outcome string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(e.Number, " ", e.Interface, " ", e.Outcome))
	}
	const want = "1 contact end application, 2 contact end application, 3 contact end application, 4 stripe online request, 5 contact end application, 6 contact end application, 7 contact approved"
	if strings.Join(got, ", ") != want || err != nil {
		t.Errorf("%v\n%s", err, strings.Join(got, ", "))
	}
}

// -batch has what a settlement counts as it stands: with a tip, completed, and nothing that was taken back or declined before. A second settlement has what came since.
func TestBatch(t *testing.T) {
	file := filepath.Join(t.TempDir(), "batch")
	const first = on + "2 12.50 " + pays + "2 20.00 " + pays + "5 2 " + vouch + "4 3.00 " + vouch + "7 1 80.00 " + pays + "7 3 0 70.00 2 10.00 " + pays + "6 0 1.00 2 9.00 c 9 3 "
	for _, c := range []struct{ keys, says, want string }{
		{first, "DEBITS 3, 93.50 EUR", "purchase 12.50, refund 3.00, pre-authorisation 70.00, purchase 11.00"},
		{first + "4 2.00 " + vouch + "9 3", "CREDITS 1, 2.00 EUR", "refund 2.00"},
	} {
		status, text := typing.Type(menutest.Script(c.keys).Lines(), "-batch", file)
		b, err := os.ReadFile(file)
		var got []string
		for line := range strings.Lines(string(b)) {
			var e struct{ Purpose, Amount string }
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Purpose+" "+e.Amount)
		}
		if strings.Join(got, ", ") != c.want || err != nil || status != 0 || !strings.Contains(text, c.says) || strings.Contains(text, "NOT BALANCED") {
			t.Errorf("%d, %v, %q, want %q\n%s", status, err, got, c.want, text)
		}
	}
	var stderr bytes.Buffer
	if status := run([]string{"-batch", file}, nil, io.Discard, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), "-batch: give -menu with it") {
		t.Errorf("%d %s", status, &stderr)
	}
}

// -paper sets both copies for it, with a code where one is wanted.
func TestPaper(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-paper", "80", "-qr", "https://example.com/1"}, nil, &stdout, &stderr, noon); status != 0 {
		t.Fatal(&stderr)
	}
	if out := stdout.String(); !strings.Contains(out, "AMOUNT                                 12.34 EUR\n") || strings.Count(out, "█") < 100 {
		t.Error(out)
	}
	for want, args := range map[string][]string{"give screen, 58 or 80": {"-paper", "57"}, "give -paper": {"-qr", "x"}} {
		stderr.Reset()
		if status := run(args, nil, &stdout, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%v: %d %s", args, status, &stderr)
		}
	}
}

// -lang is the only language: screen, lights and both copies, whatever the card prefers.
func TestLanguageOfTheTerminal(t *testing.T) {
	for _, args := range [][]string{{"-lang", "zh"}, {"-lang", "zh", "-tap"}, {"-config", "unionpay", "-card", "pboc", "-lang", "zh"}} {
		var stdout, stderr bytes.Buffer
		if status := run(args, nil, &stdout, &stderr, noon); status != 0 {
			t.Fatal(&stderr)
		}
		for _, s := range []string{"交易成功", "商户存根", "持卡人存根", "金额 ", "凭证号"} {
			if !strings.Contains(stdout.String(), s) {
				t.Errorf("%v: no %s", args, s)
			}
		}
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-lang", "xx"}, nil, &stdout, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), "-lang xx: give one of en, de, fr, es, it, zh") {
		t.Errorf("%d %s", status, &stderr)
	}
}
