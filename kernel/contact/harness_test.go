package contact_test

import (
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// world is the bench round the contact kernel, with what only contact's tests ask of it.
type world struct{ *bench.Bench }

// newWorld has the named card, the configuration default in the profile book, a purchase of 12.34, and one right PIN.
func newWorld(t testing.TB, cardName string) *world {
	t.Helper()
	return &world{bench.New(t, contact.Program(), cardName, "default")}
}

var errNoAnswer = errors.New("no answer")

// The two transactions that most tests vary. full at 12.34: online PIN, floor limit, ARQC with CDA, approved by the host.
// full at 1.00: no CVM, TC with CDA.
var (
	approvedOnline  = bench.Facts{Status: kernel.Approved, ARC: "00", TVR: "0000048000", TSI: "F800", CVMResults: "020300"}
	approvedOffline = bench.Facts{Status: kernel.Approved, ARC: "Y1", TVR: "0000000000", TSI: "E800", CVMResults: "1F0602"}
)

// B3 10.11 always, second
func TestBaselines(t *testing.T) {
	w := newWorld(t, "full")
	out := w.Run()
	w.Expect(out, approvedOnline)
	if o := out.ODA(); o.Method != "CDA" || o.Result != "ok" || o.Reason != "" {
		t.Errorf("%+v", o)
	}
	if w.HostCalls != 1 || w.P1(1) != 0x90 || w.P1(2) != 0x50 {
		t.Errorf("host asked %d times, GENERATE AC %02X and %02X", w.HostCalls, w.P1(1), w.P1(2))
	}
	w = newWorld(t, "full")
	w.Transaction.Amount = 100
	w.Expect(w.Run(), approvedOffline)
	if w.HostCalls != 0 || w.P1(1) != 0x50 || w.P1(2) != -1 {
		t.Errorf("host asked %d times, GENERATE AC %02X and %02X", w.HostCalls, w.P1(1), w.P1(2))
	}
}
