package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// The authorisation response code says in the end how the transaction stands without the host, after the second GENERATE AC as after the first: what the
// terminal has approved by Y1 or Y3, and the card declines or signs wrongly, is Z1 or Z3. The card was told Y3, which was the terminal's decision
// then. What the host said stands, whatever the card does.
// B4 A6 in the end, 12.2.1
func TestResponseCodeInTheEnd(t *testing.T) {
	aac := func(r []byte) []byte { return bench.Hex(t, "800B 00 0011 0102030405060708 9000") }
	tc := func(r []byte) []byte { return bench.Hex(t, "800B 40 0011 0102030405060708 9000") }
	same := func(r []byte) []byte { return r }
	for _, c := range []struct {
		name     string
		amount   uint64
		nth      int // GENERATE AC that is changed
		hostDown bool
		change   func([]byte) []byte
		status   kernel.Status
		arc      string
		told     string // the card, with the second GENERATE AC
	}{
		{"TC at the first", 100, 1, false, same, kernel.Approved, "Y1", ""},
		{"AAC at the first", 100, 1, false, aac, kernel.Declined, "Z1", ""},
		{"AAC at the first, the host was wanted", 1234, 1, false, aac, kernel.Declined, "Z1", ""},
		{"TC without signature at the first", 100, 1, false, tc, kernel.Declined, "Z1", ""},
		{"TC at the second", 1234, 2, true, same, kernel.Approved, "Y3", "Y3"},
		{"AAC at the second", 1234, 2, true, aac, kernel.Declined, "Z3", "Y3"},
		{"TC without signature at the second", 1234, 2, true, tc, kernel.Declined, "Z3", "Y3"},
		{"approved by the host, AAC", 1234, 2, false, aac, kernel.Declined, "00", "00"},
		{"approved by the host, TC without signature", 1234, 2, false, tc, kernel.Declined, "00", "00"},
	} {
		w := newWorld(t, "full")
		w.Transaction.Amount, w.HostDown = c.amount, c.hostDown
		w.Middle = bench.Alter(apdu.GenerateAC, c.nth, c.change)
		out := w.Run()
		if out.Status != c.status || out.ARC() != c.arc {
			t.Errorf("%s: %v, 8A = %q, want %v, %q (%s)", c.name, out.Status, out.ARC(), c.status, c.arc, out.Error.Reason)
		}
		if sent := w.values(apdu.GenerateAC, 2); (sent != "") != (c.told != "") || !strings.HasPrefix(sent, hexOf([]byte(c.told))) {
			t.Errorf("%s: CDOL2 values %s, want %q first", c.name, sent, c.told)
		}
	}
	// The terminal has declined already: the card is told so, and nothing changes afterwards.
	w := newWorld(t, "full")
	w.HostDown = true
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { r[len(r)-10] ^= 1; return r })
	if out := w.Run(); out.Status != kernel.Declined || out.ARC() != "Z1" || !strings.HasPrefix(w.values(apdu.GenerateAC, 2), hexOf([]byte("Z1"))) {
		t.Errorf("CDA failed over the ARQC: %v, %q, CDOL2 values %s", out.Status, out.ARC(), w.values(apdu.GenerateAC, 2))
	}
}
