package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/menutest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
)

// says runs the program and gives its exit status and all that it says.
func says(args ...string) (status int, text string) {
	var stdout, stderr bytes.Buffer
	status = run(args, nil, &stdout, &stderr, noon)
	return status, stdout.String() + stderr.String()
}

// With -store a sale is known after a stop: its token is not booked twice, its number is not given again, and what the card approved while the line was down is
// uploaded with the next sale.
func TestStore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "till")
	for _, c := range []struct {
		args   []string
		status int
		says   []string
		never  string
	}{
		{[]string{"-token", "basket 1"}, 0, []string{"RECEIPT      000001", "APPROVED"}, "UPLOAD"},
		{[]string{"-token", "basket 1"}, 1, []string{`the sale token "basket 1" is that of transaction 1`}, "APPROVED"},
		{[]string{"-token", "basket 2", "-amount", "1.00", "-offline"}, 0, []string{"RECEIPT      000002", "APPROVED"}, "UPLOAD"},
		{[]string{"-json"}, 0, []string{`"approved"`}, "UPLOAD"},
		{nil, 0, []string{"RECEIPT      000004"}, "UPLOAD"},
	} {
		status, text := says(append([]string{"-store", file}, c.args...)...)
		for _, s := range c.says {
			if !strings.Contains(text, s) {
				t.Errorf("%v: %q is missing in\n%s", c.args, s, text)
			}
		}
		if status != c.status || strings.Contains(text, c.never) {
			t.Errorf("%v: %d\n%s", c.args, status, text)
		}
	}
	if status, text := says("-store", file, "-config", "atm", "-type", "cash"); status != 1 || !strings.Contains(text, `it is the ledger of terminal "TERM0001"; give "CASH0001" a file of its own`) {
		t.Error(status, text)
	}
	if status, text := says("-store", filepath.Join(file, "x")); status != 1 || !strings.Contains(text, "-store: ") {
		t.Error(status, text)
	}
	if status, text := says("-token", "x"); status != 2 || !strings.Contains(text, "-store") {
		t.Error(status, text)
	}
	if err := os.WriteFile(file+".key", bytes.Repeat([]byte{1}, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, text := says("-store", file); status != 1 || !strings.Contains(text, "the key is wrong") {
		t.Error(status, text)
	}
}

// An approval that was uploaded late is told.
func TestUpload(t *testing.T) {
	file := filepath.Join(t.TempDir(), "till")
	says("-store", file, "-amount", "1.00", "-offline")
	if status, text := says("-store", file); status != 0 || !strings.Contains(text, "UPLOAD 1.00 EUR, approved offline by transaction 1") {
		t.Errorf("%d\n%s", status, text)
	}
}

// The attempts with a chip are remembered when the terminal is switched off between them.
// EMV 4.4 B4 6.6.2
func TestAttemptsOverStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "till")
	says("-store", file, "-dead", "1")
	key, err := os.ReadFile(file + ".key")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(file, store.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	v := terminal.NewPresentment(nil)
	v.NoAnswer()
	v.NoAnswer()
	if err := v.Keep(s); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, text := says("-store", file, "-dead", "1"); !strings.Contains(text, "swiped") {
		t.Error(text)
	}
	if _, text := says("-store", file, "-dead", "1"); strings.Contains(text, "swiped") || !strings.Contains(text, "TC ") {
		t.Errorf("the next card has the attempts of the one before:\n%s", text)
	}
}

// What is in doubt is asked about until it is said what the acquirer has: that stands, and what it has not is uploaded.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.2.3
func TestMenuDoubt(t *testing.T) {
	for _, c := range []menutest.Case{
		{Keys: on + "9 9 3 9 9 1 9 9", Shows: []string{"1.00 EUR", "1 THE ACQUIRER HAS IT", "3 NOT NOW", "1 THE ACQUIRER HAS IT", "NOTHING IS IN DOUBT"}, Never: []string{"UPLOAD"}},
		{Keys: on + "9 9 2 9 9", Shows: []string{"2 THE ACQUIRER HAS IT NOT", "UPLOAD 1.00 EUR, approved offline by transaction 1", "NOTHING IS IN DOUBT"}},
	} {
		file := filepath.Join(t.TempDir(), "till")
		says("-store", file, "-amount", "1.00", "-offline")
		key, err := os.ReadFile(file + ".key")
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(file, store.Options{Key: key})
		if err != nil {
			t.Fatal(err)
		}
		m, waits, err := s.First()
		if err != nil || !waits || m.Approval == nil {
			t.Fatal(m, err)
		}
		e, err := s.Get(1)
		e.Doubt, e.Refusal, e.Uploaded, e.Booked, e.Capture = true, "response lost: refused", false, true, m.Approval.Data
		if err := errors.Join(err, s.Done(m.Number), s.Put(e), s.Close()); err != nil {
			t.Fatal(err)
		}
		c.Args = []string{"-store", file}
		typing.Run(t, c)
	}
}

// No name of a file, no address, no value of a flag and no flag that there is not steers a terminal.
func TestNoNameSteersTheTerminal(t *testing.T) {
	typing.Unsteered(t, menutest.Flags)
}
