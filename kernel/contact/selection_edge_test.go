package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// directory is a PSE record with these applications: name and label in turn.
func directory(entries ...string) string {
	body := ""
	for i := 0; i < len(entries); i += 2 {
		body += tl("61", tl("4F", entries[i])+tl("50", hexOf([]byte(entries[i+1]))))
	}
	return tl("70", body) + "9000"
}

// An application that the directory has twice, and one that two AIDs of the terminal match, is one candidate.
// B1 12.3.1, 12.3.2
func TestOneCandidateEach(t *testing.T) {
	w := newWorld(t, "two")
	w.Config.Terminal.CardholderConfirms = true
	user := &chooser{}
	w.Chooser = user
	w.Config.Applications = append(w.Config.Applications, w.Config.Applications[0])
	w.Config.Applications[2].AID = bench.Hex(t, "A000000004")
	w.Middle = bench.Swap(t, apdu.ReadRecord, 1, directory(aidFull, "ONE", "A0000000031010", "TWO", aidFull, "AGAIN"))
	w.Run()
	if len(user.lists) != 1 || strings.Join(user.lists[0], ", ") != "ONE, TWO" {
		t.Errorf("offered %q", user.lists)
	}
}

// An answer to SELECT other than success and 6283 is no application, whatever it carries: the next AID is tried.
// B1 12.3.3
func TestSelectFailsWithData(t *testing.T) {
	w := newWorld(t, "full")
	n := 0
	w.Middle = func(_ int, command, r []byte) []byte {
		if command[1] != apdu.Select {
			return r
		}
		switch n++; n {
		case 1:
			return bench.Hex(t, "6A82")
		case 2:
			return bench.Hex(t, tl("6F", tl("84", aidFull+"01")+"A500")+"6A82")
		}
		return r
	}
	w.Run()
	if len(w.Commands) < 3 || w.Commands[2][3] != 0x00 || !strings.Contains(hexOf(w.Commands[2]), "A0000000031010") {
		t.Errorf("third command %X", w.Commands[2])
	}
}

// The merchant chooses once: if his choice falls away, the cardholder is asked as ever.
// B1 12.4, 12.3
func TestMerchantChoosesOnce(t *testing.T) {
	w := newWorld(t, "two")
	w.Config.Terminal.ReviewsCandidates, w.Config.Terminal.CardholderConfirms = true, true
	user, r := &chooser{pick: 1}, &reviewer{order: []int{0, 1, 2}, chosen: true}
	w.Chooser, w.Equip = user, r.equip
	w.Middle = bench.Swap(t, apdu.ReadRecord, 1, directory(aidFull+"99", "GONE", aidFull, "ONE", "A0000000031010", "TWO"))
	out := w.Run()
	if len(user.lists) != 1 || strings.Join(user.lists[0], ", ") != "ONE, TWO" || out.Label() != "TWO" {
		t.Errorf("offered %q, selected %s", user.lists, out.Label())
	}
}

// Why nothing was selected: there is nothing, or nothing that a terminal without a cardholder's answer may take.
// B1 12.4 none
func TestNothingToSelect(t *testing.T) {
	for _, c := range []struct {
		asks   bool
		change func(*world)
		reason string
	}{
		{true, func(w *world) { w.Config.Applications = nil }, "no application that card and terminal share"},
		{false, func(w *world) { w.Config.Applications = nil }, "no application that card and terminal share"},
		{false, leaveOnly(1), "needs the cardholder's confirmation"},
	} {
		w := newWorld(t, "two")
		w.Config.Terminal.CardholderConfirms = c.asks
		c.change(w)
		out := w.Run()
		w.Ends(out, kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
		if !strings.Contains(out.Error.Reason, c.reason) {
			t.Errorf("reason %q", out.Error.Reason)
		}
	}
}

// The result names the application that the transaction goes on with, and none where the card has refused each.
// B1 12.4 removed
func TestNoneSelected(t *testing.T) {
	for _, c := range []struct {
		name, card string
		middle     func(int, []byte, []byte) []byte
		aid        string
	}{
		{"selected", "full", nil, aidFull},
		{"no final SELECT", "full", bench.Swap(t, apdu.Select, 2, "6A82"), ""},
		{"another name", "full", bench.Swap(t, apdu.Select, 2, "6F0B8407A0000000041011A5009000"), ""},
		{"no processing options", "full", bench.Swap(t, apdu.GetProcessingOptions, 0, "6985"), ""},
		{"processing options refused", "full", bench.Swap(t, apdu.GetProcessingOptions, 0, "6700"), aidFull},
		{"each of two", "two", bench.Swap(t, apdu.GetProcessingOptions, 0, "6985"), ""},
	} {
		w := newWorld(t, c.card)
		w.Middle = c.middle
		out := w.Run()
		if got := hexOf(out.AID()); got != c.aid || (out.Label() == "") != (c.aid == "") {
			t.Errorf("%s: AID %s, %q, want %s", c.name, got, out.Label(), c.aid)
		}
	}
}
