package contact_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// The answers of a card's directory, written by hand.
const (
	pseName    = "315041592E5359532E4444463031" // 1PAY.SYS.DDF01
	aidOther   = "A0000000031010"               // the terminal's other application, on the card two
	firstName  = "50065465737420 41"            // label "Test A"
	secondName = "50065465737420 42"            // label "Test B"
)

// nest puts a value, in hexadecimal digits with blanks, into a template.
func nest(t testing.TB, tag, value string) string {
	b := bench.Hex(t, value)
	return tag + hex.EncodeToString(tlv.Append(nil, 0x5A, b)[1:])
}

// directoryOf is what SELECT of the directory and its record 1 answer: FCI objects beside the SFI, and entries.
func directoryOf(t testing.TB, fci string, entries ...string) func(int, []byte, []byte) []byte {
	var body string
	for _, e := range entries {
		body += nest(t, "61", e)
	}
	selected := bench.Hex(t, nest(t, "6F", nest(t, "84", pseName)+nest(t, "A5", "880101"+fci))+"9000")
	record := bench.Hex(t, nest(t, "70", body)+"9000")
	return func(n int, command, r []byte) []byte {
		switch {
		case n == 1:
			return selected
		case command[1] == apdu.ReadRecord && command[3] == 0x0C && command[2] == 1 && n <= 3:
			return record
		case command[1] == apdu.ReadRecord && command[3] == 0x0C && n <= 4:
			return []byte{0x6A, 0x83}
		}
		return r
	}
}

func entryOf(aid, rest string) string { return "4F07" + aid + rest }

// Language, code table and name, in the directory's FCI, in the application's or in both. The terminal speaks en, de and fr and has code table 1, or more. What the
// directory does not say, the application's own FCI may: then the receipt has it. Where both have a name it is the directory's, which the cardholder saw.
// B4 11.3 names
func TestClauseOnePlace(t *testing.T) {
	const (
		label, other              = "5006437265646974", "50054F74686572"
		preferred, otherPreferred = "9F12064372E9646974", "9F1205436172E965" // Crédit, Carée in ISO 8859-1
		karta                     = "9F1205BAD0E0E2D0"                       // Карта in ISO 8859-5
		both                      = label + preferred
	)
	for _, c := range []struct {
		pse, entry, adf string
		capability      byte // byte 5 of 9F40
		language, label string
	}{
		// B1 12.2.2 one place
		{"", both, label, 0x01, "en", "Credit"},
		{"5F2D026465", both, label, 0x01, "de", "Credit"},
		{"", both, label + "5F2D026672", 0x01, "fr", "Credit"},
		{"5F2D026465", both, label + "5F2D026672", 0x01, "de", "Credit"}, // either may be used: the one that the cardholder saw
		{"9F110101", both, label, 0x01, "en", "Crédit"},
		{"", both, label + "9F110101", 0x01, "en", "Crédit"},
		{"9F110101", both, label + "9F110102", 0x01, "en", "Crédit"},
		// B1 12.2.4 value: what is not understood is not there
		{"9F110177", both, label + "9F110101", 0x01, "en", "Crédit"},
		{"9F110177", both, label, 0x01, "en", "Credit"},
		{"9F110101", both, label + "9F110177", 0x01, "en", "Crédit"},
		{"5F2D027A7A", both, label, 0x01, "en", "Credit"},
		// a table that the terminal has not
		{"", both, label + "9F110105", 0x01, "en", "Credit"},
		// the name
		{"", label, both + "9F110101", 0x01, "en", "Crédit"},
		{"9F110101", label, both, 0x01, "en", "Crédit"},
		{"9F110101", both, label + otherPreferred, 0x01, "en", "Crédit"},
		{"9F110101", both, label + otherPreferred + "9F110101", 0x01, "en", "Crédit"},
		{"", label, label + karta + "9F110105", 0x11, "en", "Карта"},
		{"", label, label + karta + "9F110105", 0x01, "en", "Credit"},
		{"", label, both + "9F110177", 0x01, "en", "Credit"},
		{"", label, both, 0x01, "en", "Credit"},
		{"9F110105", label, both + "9F110101", 0x01, "en", "Crédit"},
		{"9F110105", label, both + "9F110101", 0x11, "en", "Crédit"}, // each name has the table of its place
		{"9F110101", both, label + "9F110105", 0x11, "en", "Crédit"},
		{"", "", label, 0x01, "en", "Credit"},
		{"", label, other, 0x01, "en", "Credit"},
		{"", "", "", 0x01, "en", aidFull},
	} {
		w := newWorld(t, "full")
		directory := directoryOf(t, c.pse, entryOf(aidFull, c.entry+"870101"))
		w.Middle = func(n int, command, r []byte) []byte {
			if r := directory(n, command, r); n <= 3 {
				return r
			}
			if command[1] == apdu.Select {
				return bench.Hex(t, nest(t, "6F", nest(t, "84", aidFull)+nest(t, "A5", c.adf+"870101"))+"9000")
			}
			return r
		}
		w.Config.Keys, w.Config.Terminal.AdditionalCapabilities[4] = nil, c.capability // the FCI is not the card's, and what it signs does not matter here
		if out := w.Run(); out.UIOutcome.Language != c.language || out.Label() != c.label {
			t.Errorf("%+v: %q, %q: %s", c, out.UIOutcome.Language, out.Label(), out.Error.Reason)
		}
	}
}

// choices is what a cardholder is offered with these entries in the directory.
func choices(t *testing.T, entries ...string) string {
	w := newWorld(t, "two")
	w.Config.Applications[0].AID = bench.Hex(t, aidFull) // matches each name below that begins with it
	w.Config.Applications[0].PartialMatch = true
	user := &chooser{pick: -1}
	w.Chooser = user
	w.Middle = directoryOf(t, "", entries...)
	w.Run()
	var lists []string
	for _, l := range user.lists {
		lists = append(lists, strings.Join(l, ", "))
	}
	return strings.Join(lists, "; ")
}

func TestClauseDirectory(t *testing.T) {
	a, b := entryOf(aidFull, firstName), entryOf(aidOther, secondName)
	third := "4F08" + aidFull + "01" + "50065465737420 43"
	for _, c := range []struct {
		name    string
		entries []string
		want    string
	}{
		// B1 12.2.3 entries
		{"two entries in a record", []string{a, b}, "Test A, Test B"},
		{"three", []string{a, b, third}, "Test A, Test B, Test C"},
		// B1 12.3.1 list
		{"an entry that the terminal has not between", []string{a, entryOf("A0000000651010", "5002 4A31"), b}, "Test A, Test B"},
		// B1 12.3.1: the same name twice is one application
		{"one twice", []string{a, a, b}, "Test A, Test B"},
		// B1 12.4 order, 12.2.3 priority
		{"1 before 2", []string{a + "870102", b + "870101"}, "Test B, Test A"},
		{"15 before none", []string{a, b + "87010F"}, "Test B, Test A"},
		{"8 before 9", []string{a + "870109", b + "870108"}, "Test B, Test A"},
		{"7 before 8", []string{a + "870108", b + "870107"}, "Test B, Test A"},
		{"0 is none", []string{a + "870100", b + "87010F"}, "Test B, Test A"},
		{"the same priority: as the card has them", []string{b + "870103", a + "870103"}, "Test B, Test A"},
		{"bit 8 is no priority", []string{a + "870182", b + "870101"}, "Test B, Test A"},
		// B3 6.3.6 not checked: bits 7 to 5 mean nothing
		{"reserved bits", []string{a + "870112", b + "870171"}, "Test B, Test A"},
		{"three with priorities", []string{a + "870103", b + "870102", third + "870101"}, "Test C, Test B, Test A"},
	} {
		if got := choices(t, c.entries...); got != c.want {
			t.Errorf("%s: offered %q, want %q", c.name, got, c.want)
		}
	}
}

// Where the cardholder cannot be asked the terminal takes the first that wants no confirmation, wherever in the list it stands.
// B1 12.4 itself, cannot confirm
func TestClauseTakenByTerminal(t *testing.T) {
	names := [3]string{aidFull, aidOther, aidFull + "01"}
	for free := range names {
		w := newWorld(t, "two")
		w.Config.Applications[0].AID, w.Config.Applications[0].PartialMatch = bench.Hex(t, aidFull), true
		w.Config.Terminal.CardholderConfirms = false
		var entries []string
		for i, name := range names {
			priority := fmt.Sprintf("8701%02X", 0x81+i)
			if i == free {
				priority = fmt.Sprintf("8701%02X", 0x71+i) // B1 12.2.3 priority: bits 7 to 5 mean nothing
			}
			entries = append(entries, nest(t, "4F", name)+firstName+priority)
		}
		w.Middle = directoryOf(t, "", entries...)
		w.Run()
		var last []byte
		for _, c := range w.Commands {
			if c[1] == apdu.Select {
				last = c
			}
		}
		if got := fmt.Sprintf("%X", last[5:len(last)-1]); got != names[free] {
			t.Errorf("the one of place %d: selected %s", free+1, got)
		}
	}
}

// Null bytes before, between and behind the objects of an FCI, which a card should not send.
// B1 11.3.4 padding
func TestClausePaddedFCI(t *testing.T) {
	name := nest(t, "84", aidFull)
	for _, fci := range []string{
		nest(t, "6F", name+nest(t, "A5", "870101")),
		"0000" + nest(t, "6F", name+nest(t, "A5", "870101")),
		nest(t, "6F", "00"+name+"0000"+nest(t, "A5", "870101")+"00"),
		nest(t, "6F", name+nest(t, "A5", "00870101000000")),
		nest(t, "6F", name+nest(t, "A5", "870101")) + "00",
	} {
		w := newWorld(t, "full")
		w.Middle = bench.Swap(t, apdu.Select, 2, fci+"9000")
		w.Config.Keys = nil
		if out := w.Run(); w.Sent(apdu.GetProcessingOptions) != 1 || fmt.Sprintf("%X", out.AID()) != aidFull {
			t.Errorf("%s: %v: %s", fci, out.Status, out.Error.Reason)
		}
	}
}
