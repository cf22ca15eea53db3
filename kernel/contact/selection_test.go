package contact_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

const aidFull = "A0000000041010"

// listed is the command sequence of a selection by the list of AIDs after commands of the PSE: both AIDs of the
// configuration, then the final SELECT.
const listed = "A4 A4 A4 A8"

// B1 12.3.2: what each answer to SELECT PSE leads to
func TestSelectPSE(t *testing.T) {
	w := newWorld(t, "full") // B4 11.3 directory
	w.Config.Terminal.NoPSE = true
	w.Expect(w.Run(), approvedOnline)
	if !strings.HasPrefix(w.Instructions(), listed+" ") || strings.Contains(string(w.Commands[0]), "1PAY") {
		t.Errorf("without the PSE method: commands %s", w.Instructions())
	}
	for _, c := range []struct {
		name, response string
		ins            string // begin with
	}{
		// B1 12.4 final SELECT, B3 10.1 always, 10.2 always
		{"success", "", "A4 B2 B2 A4 A8"},
		// B1 12.3 list of AIDs, 12.3.2 6A82
		// B4 11.3 list of AIDs
		{"no PSE", "6A82", "A4 " + listed},
		// B1 12.3.2 6283
		{"PSE blocked", "6283", "A4 " + listed},
		{"PSE blocked with FCI", "6F15840E315041592E5359532E4444463031A503880101 6283", "A4 " + listed},
		// B1 12.3.2 other status
		{"not supported class", "6E00", "A4 " + listed},
		{"conditions", "6985", "A4 " + listed},
		{"warning", "6300", "A4 " + listed},
		{"no data", "9000", "A4 " + listed},
		// B1 12.3.2 error
		{"FCI does not parse", "6F15840E 9000", "A4 " + listed},
		// B1 11.3.4 directory
		{"FCI without SFI", "6F12840E315041592E5359532E4444463031A500 9000", "A4 " + listed},
		{"SFI 0", "6F15840E315041592E5359532E4444463031A503880100 9000", "A4 " + listed},
		{"SFI 11", "6F15840E315041592E5359532E4444463031A50388010B 9000", "A4 " + listed},
		{"SFI of two bytes", "6F16840E315041592E5359532E4444463031A504880200019000", "A4 " + listed},
		{"two priorities behind the SFI", "6F1B840E315041592E5359532E4444463031A509880101870101870101 9000", "A4 " + listed},
		{"without DF name", "6F05A503880101 9000", "A4 " + listed},
		{"something behind the template", "6F15840E315041592E5359532E4444463031A503880101 0199 9000", "A4 " + listed},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			if c.response != "" {
				w.Middle = bench.Swap(t, apdu.Select, 1, c.response)
			}
			w.Expect(w.Run(), approvedOnline)
			if !strings.HasPrefix(w.Instructions(), c.ins+" ") {
				t.Errorf("commands %s, want %s", w.Instructions(), c.ins)
			}
		})
	}
	// B1 12.3.2 6A81
	// B1 12.3.2: a blocked card ends the session
	w = newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.Select, 1, "6A81")
	w.Ends(w.Run(), kernel.CardBlocked, "EMV 4.4 B1 12.3.2")
	if w.Instructions() != "A4" {
		t.Errorf("commands %s", w.Instructions())
	}
}

// B1 12.3.2: the directory's records
// B1 11.2.4, 11.2.5
func TestDirectory(t *testing.T) {
	const entry = "610E 4F07" + aidFull + "50035A5A5A"
	for _, c := range []struct {
		name, record string
		pse          bool
	}{
		// B1 12.3.2 records, match
		{"one entry", "7010" + entry + "9000", true},
		// B1 12.3.2 no entries
		{"no entries: list of AIDs", "7000 9000", false},
		// B1 12.3.2 no record
		{"record not found at once: list of AIDs", "6A83", false},
		{"other status", "6A82", false},
		{"warning", "6283", false},
		{"no template", "9000", false},
		{"other template", "7110" + entry + "9000", false},
		// B1 12.3.2 error
		{"record does not parse", "7011" + entry + "9000", false},
		{"entry does not parse", "7010 610E 4F08" + aidFull + "50035A5A5A 9000", false},
		{"entry without name", "7007 6105 50035A5A5A 9000", false},
		{"name of 4 bytes", "7008 6106 4F04A0000000 9000", false},
		{"names of 5 and 16 bytes before", "702D 6107 4F05A000000004 6112 4F10A0000000651010000000000000000000" + entry + "9000", true},
		{"name of 17 bytes before", "7025 6113 4F11A000000065101000000000000000000000" + entry + "9000", false},
		{"priority of two bytes", "700F 610D 4F07" + aidFull + "87020101 9000", false},
		// B1 12.2.3: entries for directories and unknown objects are passed over
		// B1 12.2.3 directories
		{"directory entry before", "7017 6105 9D03A00000" + entry + "9000", true},
		// B1 12.2.3 unknown
		{"unknown objects", "7017 DF0101FF 5A0100" + entry + "9000", true},
		// B3 5.2 length 00
		{"an empty entry before", "7012 6100" + entry + "9000", true},
		{"an empty entry behind", "7012" + entry + "6100 9000", true},
		// B1 12.2.4 label
		{"entry without label", "700B 6109 4F07" + aidFull + "9000", true},
		// B1 12.3.1: not the terminal's
		// B1 12.3.2 none
		{"application of another kind", "700B 6109 4F07A0000000651010 9000", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = bench.Swap(t, apdu.ReadRecord, 1, c.record)
			w.Expect(w.Run(), approvedOnline)
			ins := "A4 B2 B2 A4 A8"
			if !c.pse {
				if ins = "A4 B2 " + listed; c.record == "7000 9000" || strings.Contains(c.record, "65") && c.record[:4] == "700B" {
					ins = "A4 B2 B2 " + listed
				}
			}
			if !strings.HasPrefix(w.Instructions(), ins) {
				t.Errorf("commands %s, want %s", w.Instructions(), ins)
			}
		})
	}
}

// fci is an FCI with a DF name and nothing more.
func fci(name string) string {
	n := len(name) / 2
	return "6F" + hex1(n+4) + "84" + hex1(n) + name + "A500"
}

// noPSE is a card without payment system environment.
func noPSE(rest func(n int, command, r []byte) []byte) func(int, []byte, []byte) []byte {
	return func(n int, command, r []byte) []byte {
		if n == 1 {
			return []byte{0x6A, 0x82}
		}
		return rest(n, command, r)
	}
}

// B1 12.3.3
func TestListOfAIDs(t *testing.T) {
	at := func(exchange int, response string) func(int, []byte, []byte) []byte {
		b := bench.Hex(t, response)
		return func(n int, _, r []byte) []byte {
			if n == exchange {
				return b
			}
			return r
		}
	}
	for _, c := range []struct {
		name   string
		middle func(int, []byte, []byte) []byte
		exact  bool
		ins    string
		none   bool
	}{
		// B1 12.3.3 add
		{"two AIDs, the first is there", at(0, ""), false, "A4 A4 A4 A4 A8", false},
		// B1 12.3.3 next AID
		{"6A81 to the second", at(3, "6A81"), false, "A4 A4 A4 A4 A8", false},
		// B1 12.3.3 blocked
		{"application blocked", at(2, fci(aidFull)+"6283"), false, "A4 A4 A4", true},
		// B1 12.3.3 FCI
		{"FCI does not parse", at(2, "6F03840000 9000"), false, "A4 A4 A4", true},
		// B1 12.3.3 name
		{"DF name is another", at(2, fci("A0000000651010")+"9000"), false, "A4 A4 A4", true},
		// B1 12.3.3 status
		{"warning 62", at(2, fci(aidFull)+"6200"), false, "A4 A4 A4", true},
		// B1 12.3.3 status
		{"not found", at(2, "6A82"), false, "A4 A4 A4", true},
		// B1 12.3.3 step 6: the terminal wants the exact name
		// B1 12.3.3 exact
		{"longer name, exact match wanted", at(2, fci(aidFull+"01")+"9000"), true, "A4 A4 A4", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = noPSE(c.middle)
			w.Config.Applications[0].PartialMatch = !c.exact
			out := w.Run()
			if c.none {
				w.Ends(out, kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
				if w.Instructions() != c.ins {
					t.Errorf("commands %s, want %s", w.Instructions(), c.ins)
				}
				return
			}
			w.Expect(out, approvedOnline)
			if !strings.HasPrefix(w.Instructions(), c.ins) {
				t.Errorf("commands %s, want %s", w.Instructions(), c.ins)
			}
		})
	}
	// B1 12.3.3 6A81
	// B1 12.3.3 step 2: a blocked card ends the session
	w := newWorld(t, "full")
	w.Middle = noPSE(at(2, "6A81"))
	w.Ends(w.Run(), kernel.CardBlocked, "EMV 4.4 B1 12.3.3")

	// B1 12.3.3 next occurrence, last occurrence
	// B1 12.3.3 step 7: select next, as long as the card has more
	w = newWorld(t, "full")
	w.Middle = noPSE(func(n int, _, r []byte) []byte {
		switch n {
		case 2:
			return bench.Hex(t, fci(aidFull+"01")+"9000")
		case 3:
			return bench.Hex(t, fci(aidFull+"02")+"6283") // blocked: not a candidate, but go on
		case 4:
			return bench.Hex(t, "6A82")
		}
		return r
	})
	w.Run()
	for i, p2 := range []byte{0x00, 0x02, 0x02, 0x00} {
		if c := w.Commands[1+i]; c[1] != apdu.Select || c[3] != p2 {
			t.Errorf("command %d: % X, want P2 %02X", 2+i, c, p2)
		}
	}
	if got := string(w.Commands[5][5:13]); got != string(bench.Hex(t, aidFull+"01")) {
		// B1 11.3.3
		t.Errorf("final SELECT of % X", w.Commands[5])
	}
}

// A warning to SELECT NEXT does not end the list, if an FCI came with it: the application counts as blocked, and the ones behind it are found.
// Step 3 alone would end it by any status but 9000 and 6283; steps 6 and 7 and figure 4 say what is to be done with the others.
// B1 12.3.3 warning
func TestSelectNextWarnings(t *testing.T) {
	for _, c := range []struct {
		name, first, second string
		found               string // of the three applications
		next                int    // SELECT with P2 02 for the first AID
	}{
		{"success", "9000", fci(aidFull+"02") + "9000", "01 02 03", 3},
		{"6283", "9000", fci(aidFull+"02") + "6283", "01 03", 3},
		{"6A81", "9000", "6A81", "01", 1},
		{"6200", "9000", fci(aidFull+"02") + "6200", "01 03", 3},
		{"62FF", "9000", fci(aidFull+"02") + "62FF", "01 03", 3},
		{"6300", "9000", fci(aidFull+"02") + "6300", "01 03", 3},
		{"63C1", "9000", fci(aidFull+"02") + "63C1", "01 03", 3},
		{"another name", "9000", fci("A000000003101002") + "9000", "01", 1}, // B1 12.3.3 name
		{"6200 without FCI", "9000", "6200", "01", 1},
		{"6400", "9000", fci(aidFull+"02") + "6400", "01", 1},
		{"6100", "9000", fci(aidFull+"02") + "6100", "01", 1},
		{"6A82", "9000", "6A82", "01", 1},
		{"9001", "9000", fci(aidFull+"02") + "9001", "01", 1},
		{"the first is blocked", "6283", fci(aidFull+"02") + "9000", "02 03", 3},
		{"6200 to the first", "6200", fci(aidFull+"02") + "9000", "", 0},
		{"6300 to the first", "6300", fci(aidFull+"02") + "9000", "", 0},
	} {
		w := newWorld(t, "full")
		next, user := 0, &chooser{pick: -1}
		w.Chooser, w.Config.Terminal.CardholderConfirms = user, true
		w.Middle = func(_ int, command, _ []byte) []byte {
			of := string(command[5:len(command)-1]) == string(bench.Hex(t, aidFull))
			switch {
			case !of:
				return []byte{0x6A, 0x82}
			case command[3] == 0x00:
				return bench.Hex(t, fci(aidFull+"01")+c.first)
			}
			next++
			return bench.Hex(t, [...]string{c.second, fci(aidFull+"03") + "9000", "6A82"}[next-1])
		}
		w.Run()
		if found := w.found(user); found != c.found || next != c.next {
			t.Errorf("%s: found %q, want %q; %d times SELECT NEXT, want %d", c.name, found, c.found, next, c.next)
		}
	}
}

// found are what the names of the candidates have behind aidFull: what the cardholder was offered, or of a single one what was selected in the end.
func (w *world) found(user *chooser) string {
	if len(user.lists) == 1 {
		return strings.ReplaceAll(strings.Join(user.lists[0], " "), aidFull, "")
	}
	last := w.Commands[len(w.Commands)-1]
	_, behind, _ := strings.Cut(hexOf(last[5:5+int(last[4])]), aidFull)
	return behind
}

// Names that match one AID are all different. A card that gives one of them again to SELECT NEXT has begun again: the list is at its end, and what was found
// in it stands. The same name for another AID of the terminal is no repetition.
// B1 12.3.1 distinguished
func TestSelectNextRepeats(t *testing.T) {
	for _, c := range []struct {
		name  string
		names []string // one after the other, the last again and again
		ins   string
		found string
	}{
		{"one", []string{"01"}, "A4 A4 A4 A4 A4", "01"},
		{"two", []string{"01", "02"}, "A4 A4 A4 A4 A4", "01 02"},
		{"two in turn", []string{"01", "02", "01", "02", "01"}, "A4 A4 A4 A4 A4", "01 02"},
		{"a blocked one", []string{"01", "b2"}, "A4 A4 A4 A4 A4 A4", "01"},
	} {
		w := newWorld(t, "full")
		user, n := &chooser{pick: -1}, 0
		w.Chooser, w.Config.Terminal.CardholderConfirms = user, true
		w.Middle = func(_ int, command, _ []byte) []byte {
			if string(command[5:len(command)-1]) != string(bench.Hex(t, aidFull)) {
				return []byte{0x6A, 0x82}
			}
			name := c.names[min(n, len(c.names)-1)]
			n++
			if name[0] == 'b' {
				return bench.Hex(t, fci(aidFull+"0"+name[1:])+"6283")
			}
			return bench.Hex(t, fci(aidFull+name)+"9000")
		}
		w.Run()
		if found := w.found(user); w.Instructions() != c.ins || found != c.found {
			t.Errorf("%s: commands %s, want %s; found %q, want %q", c.name, w.Instructions(), c.ins, found, c.found)
		}
	}
	w := newWorld(t, "full") // A000000004 and A0000000041010, and one application that both find
	w.Config.Applications[1].AID, w.Config.Applications[1].PartialMatch = bench.Hex(t, "A000000004"), true
	w.Middle = noPSE(func(_ int, command, r []byte) []byte {
		if command[1] == apdu.Select && command[3] == 0x02 {
			return []byte{0x6A, 0x82}
		}
		return r
	})
	w.Expect(w.Run(), approvedOnline)

	// both match by their beginning, and the longer comes first: what it has found is passed over, and what stands behind that is found
	// B1 12.3.3 next AID, next occurrence
	w = newWorld(t, "full")
	w.Config.Applications[0].PartialMatch = true
	w.Config.Applications[1].AID, w.Config.Applications[1].PartialMatch = bench.Hex(t, "A000000004"), true
	user := &chooser{pick: -1}
	w.Chooser, w.Config.Terminal.CardholderConfirms = user, true
	names := map[string][]string{aidFull: {aidFull + "01"}, "A000000004": {aidFull + "01", "A000000004200002"}}
	w.Middle = func(_ int, command, _ []byte) []byte {
		aid := hexOf(command[5 : len(command)-1])
		if len(names[aid]) == 0 {
			return []byte{0x6A, 0x82}
		}
		name := names[aid][0]
		names[aid] = names[aid][1:]
		return bench.Hex(t, fci(name)+"9000")
	}
	w.Run()
	if got := fmt.Sprint(user.lists); got != "[["+aidFull+"01 A000000004200002]]" {
		t.Errorf("AIDs that begin alike: found %s", got)
	}
}

func hex1(n int) string { return hexOf([]byte{byte(n)}) }

// chooser is a cardholder with a mind.
type chooser struct {
	pick    int // of a list
	confirm bool
	lists   [][]string
	asked   int
}

func (c *chooser) SelectApplication(_ context.Context, list []kernel.Candidate) (int, error) {
	var labels []string
	for _, l := range list {
		labels = append(labels, l.Label)
	}
	c.lists = append(c.lists, labels)
	return c.pick, nil
}

func (c *chooser) ConfirmApplication(context.Context, kernel.Candidate) (bool, error) {
	c.asked++
	return c.confirm, nil
}

// The card two has Test Credit (priority 1) and Test Debit (priority 2, wants confirmation).
// B1 12.4
func TestChoice(t *testing.T) {
	for _, c := range []struct {
		name   string
		user   *chooser
		asks   bool // the terminal can ask
		change func(*world)
		label  string // empty: no application
		lists  int
		asked  int
	}{
		// B1 12.4 offer
		// B4 11.3 choice
		{"step 4: the cardholder takes the second", &chooser{pick: 1}, true, nil, "Test Debit", 1, 0},
		{"step 4: the first", &chooser{pick: 0}, true, nil, "Test Credit", 1, 0},
		{"step 4: none", &chooser{pick: -1}, true, nil, "", 1, 0},
		// B1 12.4 itself
		// B4 11.3 neither
		{"step 5: the terminal takes the one of highest priority", nil, false, nil, "Test Credit", 0, 0},
		// B1 12.4 confirm
		{"step 2: one, confirmation wanted and given", &chooser{confirm: true}, true, leaveOnly(1), "Test Debit", 0, 1},
		// B1 12.4 confirm
		{"step 2: one, confirmation refused", &chooser{}, true, leaveOnly(1), "", 0, 1},
		// B1 12.4 cannot confirm
		{"step 2: one, terminal cannot ask", nil, false, leaveOnly(1), "", 0, 0},
		// B1 12.4 one
		{"step 2: one, no confirmation wanted", &chooser{}, true, leaveOnly(0), "Test Credit", 0, 0},
		// B1 12.4: once the cardholder has chosen what then falls away, nothing is selected without him
		// B1 12.4 ask again
		{"chosen application falls away, the other is refused", &chooser{pick: 1}, true, fallsAway, "", 1, 1},
		// B1 12.4 removed
		{"chosen application falls away, the other is confirmed", &chooser{pick: 1, confirm: true}, true, fallsAway, "Test Credit", 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "two")
			w.Config.Terminal.CardholderConfirms = c.asks
			if c.user != nil {
				w.Chooser = c.user
			}
			if c.change != nil {
				c.change(w)
			}
			out := w.Run()
			w.selected(out, c.label)
			if c.user != nil && (len(c.user.lists) != c.lists || c.user.asked != c.asked) {
				t.Errorf("asked for a choice %d times, for confirmation %d times", len(c.user.lists), c.user.asked)
			}
			if c.user != nil && len(c.user.lists) == 1 && strings.Join(c.user.lists[0], ", ") != "Test Credit, Test Debit" {
				t.Errorf("offered %v", c.user.lists[0])
			}
		})
	}
}

// selected says that the transaction was approved with the application of this label; empty: that none was begun.
func (w *world) selected(out *bench.Result, label string) {
	w.T.Helper()
	if label == "" {
		if out.Status != kernel.EndApplication || w.Sent(apdu.GetProcessingOptions) != 0 {
			w.T.Errorf("%v, %s", out.Status, out.Label())
		}
	} else if out.Label() != label || out.Status != kernel.Approved {
		w.T.Errorf("%v, %s: %s", out.Status, out.Label(), out.Error.Reason)
	}
}

// leaveOnly leaves one application to the terminal.
func leaveOnly(card int) func(*world) {
	return func(w *world) { w.Config.Applications = w.Config.Applications[card : card+1] }
}

// fallsAway blocks the second application at the final SELECT.
func fallsAway(w *world) {
	w.Middle = func(_ int, command, r []byte) []byte {
		if command[1] == apdu.Select && strings.Contains(string(command), "\xA0\x00\x00\x00\x03\x10\x10") {
			return []byte{0x62, 0x83}
		}
		return r
	}
}

// B3 10.1: 6985 sends the terminal back to selection, and the application is out
// B3 10.1 6985
func TestConditionsOfUse(t *testing.T) {
	w := newWorld(t, "two")
	w.Config.Terminal.CardholderConfirms = true
	user := &chooser{pick: 0, confirm: true}
	w.Chooser = user
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 1, "6985")
	out := w.Run()
	if out.Label() != "Test Debit" || out.Status != kernel.Approved || user.asked != 1 {
		t.Errorf("%v, %s, asked %d", out.Status, out.Label(), user.asked)
	}
	shown := false
	for _, m := range w.Messages {
		// B4 6.3.1 6985
		shown = shown || m == kernel.MsgNotAccepted // B4 6.3.1
	}
	if !shown {
		t.Error("NOT ACCEPTED was not shown")
	}
	// with no other application the transaction is over
	w = newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 0, "6985")
	w.Ends(w.Run(), kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
}

// B4 11.1: messages in the language that the card prefers and the terminal has; before the card has said so, in
// the local one
func TestLanguage(t *testing.T) {
	for _, c := range []struct{ card, want string }{{"6465", "de"}, {"65736672", "fr"}, {"6573", "en"}, {"", "en"}} {
		w := newWorld(t, "full")
		w.Card = bench.Profile(t, "full", func(app map[string]any) {
			fci := map[string]any{}
			if c.card != "" {
				fci["5F2D"] = c.card
			}
			app["fci"] = fci
		})
		out := w.Run()
		if out.UIOutcome.Language != c.want {
			t.Errorf("%s: %q", c.card, out.UIOutcome.Language)
		}
		if w.Languages[0] != "en" || w.Languages[len(w.Languages)-1] != c.want {
			t.Errorf("%s: messages in %v", c.card, w.Languages)
		}
	}
}

// B4 11.2, 11.3: the messages of a transaction, by identifier
func TestMessages(t *testing.T) {
	shown := func(w *world) string {
		out := w.Run()
		s := ""
		for _, m := range append(w.Messages, out.UIOutcome.Message) {
			s += hex1(int(m)) + " "
		}
		return s
	}
	w := newWorld(t, "full")
	// B4 6.3.7 approval, 6.6.1 please wait
	if got := shown(w); got != "0E 1B 03 " { // please wait, authorising, approved
		t.Errorf("approved online: %s", got)
	}
	w = newWorld(t, "pin")
	w.Transaction.Amount, w.PINs = 100, []string{"1111", "1234"}
	if got := shown(w); got != "0E 0A 0D 03 " { // incorrect PIN, PIN OK
		t.Errorf("PIN: %s", got)
	}
	w = newWorld(t, "full")
	w.Issuer.Decline = true
	// B4 6.3.7 decline
	if got := shown(w); got != "0E 1B 07 " {
		t.Errorf("declined: %s", got)
	}
	for _, asks := range []bool{false, true} {
		w = newWorld(t, "full")
		// B1 12.4 message
		w.Config.Terminal.CardholderConfirms = asks
		w.Middle = bench.Swap(t, apdu.Select, 2, "6283")
		// B4 11.3 nothing
		want := "0E 0C " // not accepted
		if asks {
			// B4 11.3 again
			want = "0E 13 0C " // try again
		}
		if got := shown(w); got != want {
			t.Errorf("nothing left, asks %v: %s", asks, got)
		}
	}
	w = newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.ReadRecord, 3, "6A82")
	if got := shown(w); got != "0E 0F " { // processing error
		t.Errorf("broken: %s", got)
	}
}
