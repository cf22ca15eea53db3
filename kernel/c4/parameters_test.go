package c4_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/tlv"
)

// What a combination may be configured with, beside Entry Point's own data. config.Kernels has a configuration held against it.
func ExampleKernel_Parameters() {
	for _, p := range (c4.Kernel{}).Parameters() {
		fmt.Println(p.Tag, p.Name)
	}
	// Output:
	// 9F6D Contactless Reader Capabilities
	// 9F6E Enhanced Contactless Reader Capabilities
	// 9F09 Application Version Number
	// DF0A Terminal Action Code - Denial
	// DF0B Terminal Action Code - Online
	// DF0C Terminal Action Code - Default
	// 9F33 Terminal Capabilities
	// DF07 Account ranges of the AID
	// DF08 Discretionary Data Object List
	// DF09 mPOS architecture
}

// What a combination is configured with: six data objects always, four more where they are wanted. The list is the caller's own.
// C-4 annex B
func TestParameters(t *testing.T) {
	if id := (c4.Kernel{}).ID(); id != "\x04" {
		t.Errorf("%X", string(id))
	}
	want := map[tlv.Tag]struct {
		min, max  uint16
		mandatory bool
	}{
		0x9F6D: {1, 1, true}, 0x9F6E: {4, 4, true}, 0x9F09: {2, 2, true}, 0xDF0A: {5, 5, true}, 0xDF0B: {5, 5, true}, 0xDF0C: {5, 5, true},
		0x9F33: {3, 3, false}, 0xDF07: {1, 250, false}, 0xDF08: {0, 252, false}, 0xDF09: {1, 1, false},
	}
	list := c4.Kernel{}.Parameters()
	for _, p := range list {
		if w, ok := want[p.Tag]; !ok || p.Min != w.min || p.Max != w.max || p.Mandatory != w.mandatory || p.Name == "" {
			t.Errorf("%+v", p)
		}
		delete(want, p.Tag)
	}
	if len(want) != 0 {
		t.Errorf("missing: %v", want)
	}
	list[0].Tag = 0
	if (c4.Kernel{}).Parameters()[0].Tag == 0 {
		t.Error("the list is shared")
	}
	plastic(t).set("9F33", "E068C0").set("DF0B", "0000000000").expect(approves.authenticated(none)) // the combination's own capabilities: no CDA
}
