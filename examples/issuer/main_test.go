package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/menutest"
)

// The test binary is the issuer when it is told so.
func TestMain(m *testing.M) {
	if os.Getenv("EMV_EXAMPLE_ISSUER") != "" {
		main()
	}
	status := m.Run()
	os.RemoveAll(built)
	os.Exit(status)
}

// An issuer is another process.
type issuer struct {
	*exec.Cmd
	lines   *bufio.Scanner
	address string
	said    []string
}

func start(t *testing.T, args ...string) *issuer {
	t.Helper()
	i := &issuer{Cmd: exec.Command(os.Args[0], append([]string{"-listen", "127.0.0.1:0"}, args...)...)}
	i.Env = append(os.Environ(), "EMV_EXAMPLE_ISSUER=1")
	out, err := i.StdoutPipe()
	if err == nil {
		err = i.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.Process.Kill() })
	i.lines = bufio.NewScanner(out)
	if i.lines.Scan() {
		i.address, _ = strings.CutPrefix(i.lines.Text(), "listening on ")
	}
	if i.address == "" {
		t.Fatalf("%q", i.lines.Text())
	}
	return i
}

// stop ends the issuer, and gives all that it has said.
func (i *issuer) stop(t *testing.T, s os.Signal) string {
	t.Helper()
	if err := i.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	for i.lines.Scan() {
		i.said = append(i.said, i.lines.Text())
	}
	if err := i.Wait(); (err == nil) != (s == os.Interrupt) {
		t.Error(err)
	}
	return strings.Join(i.said, "\n")
}

// built is where pos and atm are; empty before a test needs them.
var built string

// programs builds pos and atm, once.
func programs(t *testing.T) string {
	t.Helper()
	if built != "" {
		return built
	}
	dir, err := os.MkdirTemp("", "issuer")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "../pos", "../atm")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		t.Fatalf("%v\n%s", err, out)
	}
	built = dir
	return built
}

// Two programs against a third: what its accounts, PIN tries and scripts make of them; what is taken back; what comes of it when it is killed. It says nothing of
// a card.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.2, EMV 4.4 B4 12.1.8
func TestProcesses(t *testing.T) {
	dir := programs(t)
	file := filepath.Join(t.TempDir(), "accounts.json")
	if err := os.WriteFile(file, []byte(`{"accounts": [{"pan": "5413330089020029", "pin": "1234", "balance": 15000}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	i := start(t, "-accounts", file)
	for _, c := range []struct {
		args         string
		outcome, arc string
	}{
		{"pos -amount 12.34", "approved", "00"},
		{"pos -amount 5.00", "approved", "Y1"},
		{"pos -type refund", "online request", "00"},
		{"pos -tap -amount 12.34", "online request", "00"},
		{"pos -amount 2000.01", "declined", "61"},
		{"pos -amount 12.34 -offline -profile book", "approved", "Y3"},
		{"atm -card full -config atm -pin 4321", "declined", "55"},
		{"atm -card cash", "approved", "00"}, // of 150.00
		{"atm -card cash", "declined", "51"},
		{"atm -card cash -amount 50.00 -jam", "approved", "00"},
		{"atm -card cash -amount 50.00", "approved", "00"}, // those that jammed
		{"atm -card cash -amount 10.00", "declined", "51"},
		{"atm -type unblock", "approved", "00"},
		{"atm -type pin-change -new-pin 5678", "approved", "00"},
		{"atm -card pin", "declined", "55"},
		{"atm -card pin -pin 5678 -amount 20.00", "approved", "00"},
		{"atm -card pin -pin 1111", "declined", "55"},
		{"atm -card pin -pin 1111", "declined", "55"},
		{"atm -card pin -pin 1111", "declined", "55"},
		{"atm -card pin -pin 5678", "declined", "75"},
		{"atm -type unblock -pin 5678", "approved", "00"},
		{"atm -card pin -pin 5678 -amount 20.00", "approved", "00"},
	} {
		if outcome, arc := runs(t, dir, c.args+" -host "+i.address); outcome != c.outcome || arc != c.arc {
			t.Errorf("%s: %s, %s", c.args, outcome, arc)
		}
	}
	said := i.stop(t, os.Interrupt)
	for _, part := range []string{"0200 TERM0001", "0100 CASH0001", "0400 CASH0001", "541333******0029", "-> 51", "-> 75", "1 were taken back, 0 reversals", "0 advices were refused"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is missing in\n%s", part, said)
		}
	}
	for _, secret := range []string{"89020011", "89020029", "1234\n", "5678", "D4912", "=4912"} {
		if strings.Contains(said, secret) {
			t.Errorf("%q is in\n%s", secret, said)
		}
	}
	kept := []string{"-accounts", file, "-books", filepath.Join(t.TempDir(), "books")}
	other := start(t, kept...)
	if outcome, arc := runs(t, dir, "atm -card cash -host "+other.address); outcome != "approved" || arc != "00" {
		t.Errorf("%s, %s", outcome, arc)
	}
	other.stop(t, os.Kill)
	other = start(t, kept...)
	if outcome, arc := runs(t, dir, "atm -card cash -host "+other.address); outcome != "declined" || arc != "51" { // of 150.00
		t.Errorf("%s, %s", outcome, arc)
	}
	if outcome, arc := runs(t, dir, "pos -host "+other.address); outcome != "approved" || arc != "00" {
		t.Errorf("%s, %s", outcome, arc)
	}
	other.stop(t, os.Kill)
	if outcome, arc := runs(t, dir, "pos -profile book -host "+other.address); outcome != "approved" || arc != "Y3" {
		t.Errorf("%s, %s", outcome, arc)
	}
	if outcome, arc := runs(t, dir, "atm -host "+other.address); outcome != "declined" || arc != "Z3" {
		t.Errorf("%s, %s", outcome, arc)
	}
}

// The same in UnionPay's dialect: by chip, by taps, at a cash machine. The books outlive a kill, with the session's keys.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.2, EMV 4.4 B4 12.1.5
func TestUnionPay(t *testing.T) {
	dir := programs(t)
	books := []string{"-dialect", "unionpay", "-books", filepath.Join(t.TempDir(), "books")}
	i := start(t, books...)
	for _, c := range []struct {
		args         string
		outcome, arc string
	}{
		{"pos -config unionpay", "approved", "00"},
		{"pos -config unionpay -tap", "online request", "00"},
		{"pos -config unionpay -tap -card unionpay-pin -amount 350.00", "online request", "00"},
		{"pos -config unionpay -tap -card unionpay-pin -amount 350.00 -pin 4321", "online request", "55"},
		{"pos -config unionpay -tap -card unionpay-offline -amount 50.00", "approved", "Y1"},
		{"pos -config unionpay -type refund", "online request", "00"},
		{"pos -config unionpay -type pre-authorisation -amount 80.00 -complete 75.00", "approved", "00"},
		{"pos -config unionpay -amount 4900.00", "declined", "61"},
		{"atm -config unionpay", "approved", "00"},
		{"atm -config unionpay -amount 50.00 -jam", "approved", "00"},
		{"atm -config unionpay -type inquiry", "approved", "00"},
		{"", "", ""},
		{"pos -config unionpay", "approved", "00"},
	} {
		if c.args == "" {
			i.stop(t, os.Kill)
			i = start(t, books...)
			continue
		}
		if outcome, arc := runs(t, dir, c.args+" -host "+i.address); outcome != c.outcome || arc != c.arc {
			t.Errorf("%s: %s, %s", c.args, outcome, arc)
		}
	}
	said := i.stop(t, os.Interrupt)
	for _, part := range []string{"0800 TERM0001", "0200 TERM0001", "0 advices were refused"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is missing in\n%s", part, said)
		}
	}
	if strings.Contains(said, "62280000") {
		t.Errorf("a card is in\n%s", said)
	}
}

func runs(t *testing.T, dir, line string) (outcome, arc string) {
	t.Helper()
	words := strings.Fields(line)
	out, err := exec.Command(filepath.Join(dir, words[0]), append(words[1:], "-json")...).Output()
	var r struct{ Outcome, ARC string }
	if err == nil {
		err = json.Unmarshal(out, &r)
	}
	if err != nil {
		t.Errorf("%s: %v", line, err)
	}
	return r.Outcome, r.ARC
}

// What is wrong with a flag or a file is said with what to do, and no number of it.
func TestFlags(t *testing.T) {
	dir := t.TempDir()
	for n, c := range []struct {
		args   []string
		file   string
		status int
		says   string
	}{
		{[]string{"-help"}, "", 0, "-accounts"},
		{[]string{"-nosuch"}, "", 2, "-help lists"},
		{[]string{"more"}, "", 2, `"more" is no flag`},
		{[]string{"-accounts", filepath.Join(dir, "none")}, "", 2, "no such file"},
		{[]string{"-books", dir}, "", 2, "is a directory"},
		{[]string{"-listen", "nowhere"}, "", 1, "give an address"},
		{[]string{"-dialect", "none"}, "", 2, "give plain or unionpay"},
		{nil, `{"accounts": [{"pan": "5413330089020011", "pin": "12"}]}`, 2, "accounts[0]: the PIN"},
		{nil, `{"accounts": [{"pan": "54133300890200x1", "pin": "1234"}]}`, 2, "accounts[0]: the PAN"},
		{nil, `{"accounts": [{"number": "5413330089020011"}]}`, 2, "unknown field"},
		{nil, `{"accounts": []} {}`, 2, "behind the object"},
		{nil, `[`, 2, "correct the file"},
	} {
		if c.file != "" {
			name := filepath.Join(dir, fmt.Sprint(n))
			if err := os.WriteFile(name, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			c.args = []string{"-accounts", name}
		}
		var stdout, stderr bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if status := run(ctx, c.args, &stdout, &stderr); status != c.status || !strings.Contains(stderr.String(), c.says) || strings.Contains(stderr.String(), "89020011") {
			t.Errorf("%v: %d, %s", c.args, status, &stderr)
		}
	}
}

// No name of a file, no address, no value of a flag and no flag that there is not steers a terminal.
func TestNoNameSteersTheTerminal(t *testing.T) {
	var issuer menutest.Program = func(args []string, _ io.Reader, stdout, stderr io.Writer) int {
		status := run(t.Context(), args, stdout, stderr)
		if status == 0 {
			t.Errorf("%q: status 0", args)
		}
		return status
	}
	issuer.Unsteered(t, func(evil, bad string) [][]string {
		return [][]string{
			{"-listen", evil},
			{"-listen", evil + ":1"},
			{"-accounts", evil},
			{"-accounts", bad},
			{"-books", bad},
			{"-books", evil + "/x"},
			{"-dialect", evil},
			{"-decline=" + evil},
		}
	})
}
