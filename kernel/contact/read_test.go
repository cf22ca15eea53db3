package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// B3 10.1, 5.4: the PDOL is filled with the terminal's data
// B4 10.1 there
func TestPDOL(t *testing.T) {
	for _, c := range []struct{ pdol, data string }{
		// B3 6.5.8.3 no PDOL, 10.1 no PDOL
		{"", "8300"},
		// B3 6.5.8.3 PDOL, 10.1 PDOL
		// B4 5.2, 10.1.2
		{"9F3501 9F4005", "8306 22 F000F0A001"},
		// B3 5.4 sequence
		// B4 6.5.1 decimal point
		{"9F0206 9F1A02 5F2A02 9A03 9C01", "830E 000000001234 0276 0978 260701 00"},
		// B3 5.4 too long
		{"9F0204 9F0208", "830C 00001234 0000000000001234"}, // numeric: cut and padded on the left
		// B3 5.4 too long
		// B4 10.1.1
		{"9F1E04 9F1E0A", "830E 454D5647 454D56474F3030310000"}, // an: cut and padded on the right
		{"9F3501 9F3501", "8302 22 22"},                         // twice asked, twice given
		// B3 5.4 unknown
		{"DF0103 9F7F02", "8305 000000 0000"},     // unknown
		{"9F3305 9F3302", "8307 E078480000 E078"}, // binary
		// B3 10.1 zero
		{"9505 9B02", "8307 0000000000 0000"}, // zero at this time: EMV 4.4 B3 10.1
		// B1 12.4 9F06
		{"9F0607 9F0902 8104 9F2103 9F4104 9F1502", "8316 A0000000041010 0002 000004D2 120000 00000001 5411"}, // the application's
	} {
		w := newWorld(t, "full")
		w.Card = bench.Profile(t, "full", func(app map[string]any) {
			fci := map[string]any{}
			if c.pdol != "" {
				fci["9F38"] = c.pdol
			}
			app["fci"] = fci
		})
		w.Expect(w.Run(), approvedOnline)
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.GetProcessingOptions {
				if got, want := cmd[5:len(cmd)-1], bench.Hex(t, c.data); string(got) != string(want) {
					t.Errorf("PDOL %s: % X, want % X", c.pdol, got, want)
				}
			}
		}
	}
	// more than a command can carry
	w := newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.Select, 2, "6F138407"+aidFull+"A5089F38059F02FF95FF9000")
	w.Ends(w.Run(), kernel.CardDataError, "EMV 4.4 B3 5.4")
}
