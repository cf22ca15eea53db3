package contact_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Of two AIDs of the terminal that match one name the longest gives its limits, in either order, in a short list and in one that
// is looked up.
// B1 12.3.1
func TestLongestAIDWins(t *testing.T) {
	for _, others := range []int{0, 40} {
		for _, first := range []bool{true, false} {
			w := newWorld(t, "full")
			long := w.Config.Applications[0]
			short := long
			short.AID, short.PartialMatch = long.AID[:5], true
			short.VersionNumber = [2]byte{0x77, 0x77} // declined for it
			short.TACDenial = [5]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
			list := []kernel.Application{long, short}
			if !first {
				slices.Reverse(list)
			}
			for i := range others {
				other := long
				other.AID = []byte{0xF0, 0, 0, byte(i), 1}
				list = append(list, other)
			}
			w.Config.Applications = list
			w.Expect(w.Run(), approvedOnline)
		}
	}
}
