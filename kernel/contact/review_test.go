package contact_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
)

// reviewer is a terminal with its own idea of the candidates.
type reviewer struct {
	order  []int
	chosen bool
	err    error

	lists [][]kernel.Candidate
}

func (r *reviewer) ReviewCandidates(_ context.Context, list []kernel.Candidate) ([]int, bool, error) {
	for i := range list { // an action's bytes are gone with the next
		list[i].Registered = append([]byte(nil), list[i].Registered...)
	}
	r.lists = append(r.lists, list)
	return r.order, r.chosen, r.err
}

func (r *reviewer) equip(d *terminal.Devices) { d.Merchant.Reviewer = r }

// The card two has Test Credit (priority 1) and Test Debit (priority 2, wants confirmation).
// B1 12.3, 12.4
func TestReviewCandidates(t *testing.T) {
	for _, c := range []struct {
		name    string
		order   []int
		chosen  bool
		user    *chooser // nil: the terminal cannot ask
		change  func(*world)
		label   string // empty: no application
		offered string
		asked   int // for confirmation
	}{
		{"as they are", []int{0, 1}, false, &chooser{pick: 1}, nil, "Test Debit", "Test Credit, Test Debit", 0},
		{"reordered for the cardholder", []int{1, 0}, false, &chooser{pick: 1}, nil, "Test Credit", "Test Debit, Test Credit", 0},
		// B1 12.3 eliminate
		{"restricted to one", []int{0}, false, &chooser{}, nil, "Test Credit", "", 0},
		{"restricted to the one that wants confirmation", []int{1}, false, &chooser{confirm: true}, nil, "Test Debit", "", 1},
		{"restricted to nothing", nil, false, &chooser{}, nil, "", "", 0},
		{"the merchant chooses", []int{0, 1}, true, &chooser{pick: 1}, nil, "Test Credit", "", 0},
		{"the merchant chooses what wants confirmation", []int{1, 0}, true, &chooser{confirm: true}, nil, "Test Debit", "", 1},
		{"and the cardholder does not confirm", []int{1, 0}, true, &chooser{}, nil, "", "", 1},
		{"the merchant's choice falls away: the cardholder has not chosen", []int{1, 0}, true, &chooser{confirm: true}, fallsAway, "Test Credit", "", 2},
		{"a terminal that cannot ask takes the first that needs no confirmation", []int{1, 0}, false, nil, nil, "Test Credit", "", 0},
		{"also where the merchant chose another", []int{1, 0}, true, nil, nil, "Test Credit", "", 0},
		// B3 10.1: back in selection, the order stands and nobody is asked to review again
		{"back after 6985", []int{1, 0}, false, &chooser{pick: 0, confirm: true}, func(w *world) {
			w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 1, "6985")
		}, "Test Credit", "Test Debit, Test Credit", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "two")
			w.Config.Terminal.ReviewsCandidates, w.Config.Terminal.CardholderConfirms = true, c.user != nil
			r := &reviewer{order: c.order, chosen: c.chosen}
			w.Equip = r.equip
			if c.user != nil {
				w.Chooser = c.user
			}
			if c.change != nil {
				c.change(w)
			}
			out := w.Run()
			w.selected(out, c.label)
			if len(r.lists) != 1 || len(r.lists[0]) != 2 || r.lists[0][0].Label != "Test Credit" {
				t.Errorf("reviewed %v", r.lists)
			}
			if c.user == nil {
				return
			}
			offered := ""
			for _, l := range c.user.lists {
				offered += strings.Join(l, ", ")
			}
			if offered != c.offered || c.user.asked != c.asked {
				t.Errorf("offered %q, asked %d times for confirmation", offered, c.user.asked)
			}
		})
	}
	// a terminal that is not configured for it is not asked; one without reviewer keeps all
	w, r := newWorld(t, "two"), &reviewer{}
	w.Equip = r.equip
	w.Chooser = &chooser{}
	if out := w.Run(); out.Status != kernel.Approved || len(r.lists) != 0 {
		t.Errorf("%v, reviewed %d times", out.Status, len(r.lists))
	}
	// nor is anybody asked about no candidates, or about more than can be put in order
	w, r = newWorld(t, "two"), &reviewer{}
	w.Equip, w.Config.Terminal.ReviewsCandidates = r.equip, true
	w.Config.Applications = []kernel.Application{{AID: []byte{0xA0, 0, 0, 0, 0x99}}}
	if out := w.Run(); len(r.lists) != 0 {
		t.Errorf("no candidates: %v, reviewed %v", out.Status, r.lists)
	}
	w, r = newWorld(t, "two"), &reviewer{}
	w.Equip, w.Config.Terminal.ReviewsCandidates, w.Chooser = r.equip, true, &chooser{}
	w.Config.Applications = []kernel.Application{{AID: []byte{0xA0, 0, 0, 0, 0x04}, PartialMatch: true}}
	directory := directoryOf(t, "")
	w.Middle = func(n int, command, resp []byte) []byte {
		switch {
		case n == 1 || command[1] != apdu.ReadRecord || command[3] != 0x0C:
			return directory(n, command, resp)
		case command[2] > 13:
			return []byte{0x6A, 0x83}
		}
		body := ""
		for i := range 20 { // 260 in all
			body += nest(t, "61", entryOf(fmt.Sprintf("A000000004%02X%02X", command[2], i), ""))
		}
		return bench.Hex(t, nest(t, "70", body)+"9000")
	}
	if out := w.Run(); len(r.lists) != 0 || w.Sent(apdu.ReadRecord) < 14 {
		t.Errorf("260 candidates: %v, reviewed %d times, %d records", out.Status, len(r.lists), w.Sent(apdu.ReadRecord))
	}
	w = newWorld(t, "two")
	w.Config.Terminal.ReviewsCandidates = true
	w.Chooser = &chooser{pick: 1}
	if out := w.Run(); out.Status != kernel.Approved || out.Label() != "Test Debit" {
		t.Errorf("%v, %s", out.Status, out.Label())
	}
}

// A reviewer that errs is the application's error, not an outcome.
func TestReviewerErrs(t *testing.T) {
	broken := errors.New("broken")
	for _, r := range []*reviewer{{order: []int{2}}, {order: []int{-1}}, {order: []int{0, 0}}, {err: broken}} {
		w := newWorld(t, "two")
		w.Config.Terminal.ReviewsCandidates = true
		w.Equip = r.equip
		if err := w.Fails(); err == nil || r.err != nil && !errors.Is(err, broken) {
			t.Errorf("%v: %v", r.order, err)
		}
	}
}

// The registered proprietary data of directory entries and FCIs reaches whoever reviews the candidates; one with a length
// wrong counts as absent, and none of it changes the selection.
// B1 12.5
func TestRegisteredData(t *testing.T) {
	const good = "0001 02 AABB 0102 00"
	entry := func(data string) string {
		b := "4F07" + aidFull + "50035A5A5A"
		if data != "" {
			d := strings.ReplaceAll(data, " ", "")
			asrpd := "9F0A" + hex1(len(d)/2) + d
			b += "73" + hex1(len(asrpd)/2) + asrpd
		}
		e := "61" + hex1(len(b)/2) + b
		return "70" + hex1(len(e)/2) + e + "9000"
	}
	for _, c := range []struct{ name, data, want string }{
		{"none", "", ""},
		// B1 12.5 unrecognised
		{"two identifiers", good, "0001AABB 0102"},
		// B1 12.5 format
		{"not all of a value", "0001 03 AABB", ""},
		{"half an identifier behind", good + "00", ""},
		{"an identifier without length", good + "0003", ""},
		{"no identifier", "0", ""},
	} {
		if c.data == "0" {
			c.data = " " // an empty 9F0A
		}
		for _, pse := range []bool{true, false} {
			w, r := newWorld(t, "full"), &reviewer{order: []int{0}}
			w.Config.Terminal.ReviewsCandidates = true
			w.Equip = r.equip
			if pse {
				w.Middle = bench.Swap(t, apdu.ReadRecord, 1, entry(c.data))
			} else {
				d := strings.ReplaceAll(c.data, " ", "")
				fci := "8407" + aidFull + "A5" + hex1(len(d)/2+6) + "BF0C" + hex1(len(d)/2+3) + "9F0A" + hex1(len(d)/2) + d
				first := true
				w.Middle = func(n int, command, response []byte) []byte {
					switch {
					case n == 1:
						return []byte{0x6A, 0x82}
					case first && command[1] == apdu.Select:
						first = false
						return bench.Hex(t, "6F"+hex1(len(fci)/2)+fci+"9000")
					}
					return response
				}
			}
			w.Expect(w.Run(), approvedOnline)
			got := ""
			for id, value := range step.Registered(r.lists[0][0].Registered) {
				got += " " + hexOf(id[:]) + hexOf(value)
			}
			if strings.TrimSpace(got) != c.want {
				t.Errorf("%s, PSE %v: %s", c.name, pse, got)
			}
		}
	}
	// B1 12.5 ignored
	// a terminal that does not use it never sees it
	w := newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.ReadRecord, 1, entry(good))
	w.Expect(w.Run(), approvedOnline)
}
