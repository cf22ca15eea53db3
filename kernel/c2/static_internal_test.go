package c2

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// Trap 14: what a signed record adds to the static data, byte for byte: whatever stands behind the template's length is in, padding too.
// C-2 6.8
func TestTrapAuthenticateRecord(t *testing.T) {
	for _, c := range []struct {
		name, record string
		sfi          byte
		before       int // bytes that are there already
		want         string
		failed       bool
	}{
		{"file 10", "7003500141", 10, 0, "500141", false},                             // S4.35
		{"file 11", "7003500141", 11, 0, "7003500141", false},                         // S4.35
		{"padding within", "700400500141", 1, 0, "00500141", false},                   // S4.35
		{"padding behind", "70035001410000", 1, 0, "5001410000", false},               // S4.35
		{"padding behind, file 30", "70035001410000", 30, 0, "70035001410000", false}, // S4.35
		{"long length", "708103500141", 1, 0, "500141", false},                        // S4.35
		{"file 11, another template", "7703500141", 11, 0, "", true},                  // S4.35
		{"file 11, padding before", "007003500141", 11, 0, "", true},                  // S4.35
		{"file 11, cut off", "7004500141", 11, 0, "", true},                           // S4.35
		{"file 11, two", "70005000", 11, 0, "", true},                                 // S4.35
		{"file 11, not TLV within", "700250FF", 11, 0, "", true},                      // S4.35
		{"file 11, empty", "", 11, 0, "", true},                                       // S4.35
		{"just room", "7003500141", 1, 2045, "500141", false},                         // S4.35
		{"no room", "7003500141", 1, 2046, "", true},                                  // S4.35
		{"just room, file 11", "7003500141", 11, 2043, "7003500141", false},           // S4.35
		{"no room, file 11", "7003500141", 11, 2044, "", true},                        // S4.35
	} {
		t.Run(c.name, func(t *testing.T) {
			x := &tx{data: states.Database{Store: &kernel.Store{}}}
			x.data.Open(tlv.C2)
			x.addStatic(make([]byte, c.before))
			var record []byte
			if _, err := fmt.Sscanf(c.record, "%X", &record); c.record != "" && err != nil {
				t.Fatal(err)
			}
			x.authenticateRecord(c.sfi, record)
			if got := fmt.Sprintf("%X", x.static[c.before:]); got != c.want || x.data.TVR().Has(tlv.TVRCDAFailed) != c.failed {
				t.Errorf("%s, %v", got, x.data.TVR())
			}
			if cap(x.static) != maxStatic {
				t.Error("the data do not stay in one place, so that they are not wiped")
			}
			if !bytes.Equal(x.static[:c.before], make([]byte, c.before)) {
				t.Error("what was there is not there any more")
			}
		})
	}
}

// Nothing that was copied of the card's data outlives the kernel.
// C-2 3.2 cleared
func TestWipe(t *testing.T) {
	static := []byte{0x5A, 0x01, 0x11}
	x := &tx{data: states.Database{Store: &kernel.Store{}}}
	x.static, x.buf[0], x.gac[5] = static, 1, 2
	x.dataToSend.Add(0x5A, static)
	x.tagsToWriteYetBeforeGAC.Add(0x9F75, static)
	x.tagsToWriteYetAfterGAC.Add(0x9F76, static)
	lists := []*states.Objects{&x.dataToSend, &x.tagsToWriteYetBeforeGAC, &x.tagsToWriteYetAfterGAC}
	views := []states.Objects{x.dataToSend[:1], x.tagsToWriteYetBeforeGAC[:1], x.tagsToWriteYetAfterGAC[:1]}
	if x.wipe(); !bytes.Equal(static, make([]byte, 3)) || x.buf[0] != 0 || x.gac[5] != 0 {
		t.Errorf("%X %X %X", static, x.buf[0], x.gac[5])
	}
	for i, list := range lists {
		if len(*list) != 0 || views[i][0].Value != nil {
			t.Errorf("list %d: %v, %v", i, *list, views[i])
		}
	}
}
