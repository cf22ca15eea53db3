package oracle

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// The oracle's own tools, by hand.
//
// B3 B1, B2, 5.4, B2 5.3, B4 6.7.3, A6
func TestTools(t *testing.T) {
	list, ok := TLV([]byte{0, 0x5F, 0x24, 3, 0x26, 7, 1, 0, 0x9F, 0x10, 0x81, 1, 7})
	for _, r := range [][2]any{
		{ok, true},
		{len(list), 2},
		{list[1].Tag, uint32(0x9F10)},
		{fmt.Sprintf("%X", list[1].Raw), "9F10810107"},
		{fmt.Sprintf("%X", ObjectOf(0x9F4B, make([]byte, 0x80))[:4]), "9F4B8180"},
		{fmt.Sprintf("%X", fit([]byte{0x12, 0x34}, 3, "n")), "001234"},
		{fmt.Sprintf("%X", fit([]byte{0x12, 0x34}, 1, "n")), "34"},
		{fmt.Sprintf("%X", fit([]byte{0x12, 0x34}, 3, "cn")), "1234FF"},
		{fmt.Sprintf("%X", fit([]byte{0x12, 0x34}, 3, "b")), "123400"},
		{fmt.Sprintf("%X", fit([]byte{0x12, 0x34}, 1, "an")), "12"},
		{fmt.Sprintf("%X", bcd(1234, 6)), "000000001234"},
		{number([]byte{0x12, 0x34}), uint64(1234)},
		{isDate([]byte{0x26, 0x02, 0x31}), true},
		{isDate([]byte{0x26, 0x13, 0x01}), false},
		{identifies([]byte{0x54, 0x13, 0x33, 0xFF}, []byte{0x54, 0x13, 0x33, 0x90}), true},
		{identifies([]byte{0x54, 0x13, 0x34, 0xFF}, []byte{0x54, 0x13, 0x33, 0x90}), false},
		{identifies([]byte{0x54, 0xFF, 0xFF, 0xFF}, []byte{0x54, 0x13, 0x33, 0x90}), false},
		{century(0x49) > century(0x50), true},
		{approves["00"] && !approves["01"], true},
		{deliverable([]byte{0, 0xDA, 0, 0}) && !deliverable([]byte{0, 0x64, 0, 0}) && !deliverable([]byte{0, 0xDA, 0, 0, 2, 1}), true},
	} {
		if r[0] != r[1] {
			t.Errorf("%v, want %v", r[0], r[1])
		}
	}
	for _, bad := range [][]byte{{0x9F}, {0x5A}, {0x5A, 2, 1}, {0x5A, 0x80}, {0x5A, 0x84, 0, 0, 0, 0}} {
		if _, ok := TLV(bad); ok {
			t.Errorf("%X is read", bad)
		}
	}
}

// A conversation that goes another way than the books: the oracle says where.
//
// B1 12.3.2, 12.3.3
func TestOdd(t *testing.T) {
	pse := []byte("\x00\xA4\x04\x00\x0E1PAY.SYS.DDF01\x00")
	for _, r := range []struct {
		conv []Exchange
		want Verdict
	}{
		{nil, Verdict{Odd: "00A404000E315041592E5359532E4444463031 is missing"}},
		{[]Exchange{{pse[:8], nil}}, Verdict{Odd: "00A404000E315041, not 00A404000E315041592E5359532E4444463031"}},
		{[]Exchange{{pse, []byte{0x6A, 0x81}}}, Verdict{Status: kernel.EndApplication, Why: "card blocked"}},
		{[]Exchange{{pse, []byte{0x6A, 0x82}}}, Verdict{Status: kernel.EndApplication, Why: "no application"}},
		{[]Exchange{{pse, []byte{0x6A, 0x81}}, {pse, nil}}, Verdict{
			Status: kernel.EndApplication, Why: "card blocked", Odd: fmt.Sprintf("the oracle is done (card blocked), and there is %X", pse),
		}},
	} {
		r.want.ODA = "not performed"
		if got := (Case{Config: &kernel.Config{}, Conversation: r.conv}).Judge(); got != r.want {
			t.Errorf("\n got %+v\nwant %+v", got, r.want)
		}
	}
}
