package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// A name or discretionary data of a length that they cannot have hurt nobody, and are as if they were not there.
// B3 7.5 forgiven
func TestForgivenIsAbsent(t *testing.T) {
	for _, c := range []struct {
		tag, value string
		known      bool
	}{
		{"5F20", "4142", true},
		{"5F20", strings.Repeat("41", 27), false},
		{"5F20", "41", false},
		{"9F0B", strings.Repeat("41", 46), false},
		{"9F1F", strings.Repeat("31", 40), true},
	} {
		w := newWorld(t, "noauth")
		w.Middle = bench.Rewrite(t, c.tag, c.value, "8C", c.tag+"02 9F3704")
		out := w.Run() // the card has another CDOL1, and refuses the command
		if got := w.values(apdu.GenerateAC, 1); len(got) != 12 || (got[:4] != "0000") != c.known {
			t.Errorf("%s of %d bytes: %v (%s), CDOL1 values %s", c.tag, len(c.value)/2, out.Status, out.Error.Reason, got)
		}
	}
}
