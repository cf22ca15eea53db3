package card_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// What the PPSE lists: name, priority, kernel identifier, extended selection; - where there is none.
//
// Book B 2.12 3.3.2: table 3-2
func TestDirectories(t *testing.T) {
	for _, c := range []struct {
		card string
		want []string
	}{
		{"ppse-ties", []string{visaTap + " - 03 -", "A0000000032010 0F 03 -", "A0000000033010 80 03 -", "A0000000038010 - 03 -"}},
		{"ppse-domestic", []string{visaTap + " 01 AA0978 -", "A0000000032010 02 03 -"}},
		{"ppse-extended", []string{visaTap + " 01 03 01", visaTap + " 02 03 02"}},
		{"ppse-poi", []string{visaTap + " 01 03 -", "A0000000032010 02 03 -"}},
		{"ppse-forms", []string{
			visaTap + "00 01 - -", visaTap + "01 02  -", visaTap + "02 03 00 -", visaTap + "03 04 03 -", visaTap + "04 05 43 -",
			visaTap + "05 06 80 -", visaTap + "06 07 AA0978 -", visaTap + "07 08 EA1234 -", visaTap + "08 09 AA09780000000000 -",
		}},
	} {
		x := newTerminal(t, named(t, c.card))
		if got := x.entries(x.want(0x9000, apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.card, got)
		}
	}
}

// entries are the directory entries of a PPSE.
func (x *terminal) entries(fci []byte) (list []string) {
	for o := range tlv.NewCursor(x.find(fci, 0x6F, 0xA5, 0xBF0C)).All() {
		if o.Tag != 0x61 {
			continue
		}
		entry := ""
		for _, tag := range []tlv.Tag{0x4F, 0x87, 0x9F2A, 0x9F29} {
			part := "-"
			if v, ok := tlv.Find(o.Raw, 0x61, tag); ok {
				part = strings.ToUpper(hex.EncodeToString(v.Value))
			}
			entry += " " + part
		}
		list = append(list, entry[1:])
	}
	return list
}

// The terminal's data change what the card lists.
//
// Book B 2.12 3.3.2.3, C.1
func TestSendPOI(t *testing.T) {
	x := newTerminal(t, named(t, "ppse-poi"))
	poi := func(data string) []byte {
		b := tlv.Append(nil, 0x83, unhex(t, data))
		return slices.Concat([]byte{0x80, 0x1A, 0, 0, byte(len(b))}, b, []byte{0})
	}
	x.want(0x6D00, poi("")) // nothing is selected
	fci := x.want(0x9000, apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false))
	if v := x.find(fci, 0x6F, 0xA5, 0xBF0C, 0x9F3F); !bytes.Equal(v, unhex(t, "9F1A02")) {
		t.Errorf("9F3F %X", v)
	}
	if v := x.find(fci, 0x6F, 0xA5, 0xBF0C, 0x9F3E); !bytes.Equal(v, unhex(t, "0001")) {
		t.Errorf("9F3E %X", v)
	}
	for data, n := range map[string]int{"0276": 2, "0276" + "0001020001": 1} {
		if got := x.entries(x.want(0x9000, poi(data))); len(got) != n {
			t.Errorf("%s: %q", data, got)
		}
	}
	x.want(0x6A80, []byte{0x80, 0x1A, 0, 0, 2, 0x84, 0, 0})
	x.want(0x6E00, []byte{0x00, 0x1A, 0, 0, 2, 0x83, 0, 0})
	x.want(0x6A86, []byte{0x80, 0x1A, 1, 0, 2, 0x83, 0, 0})
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, visaTap), false))
	x.want(0x6D00, poi("0276"))
	y := newTerminal(t, named(t, "ppse-ties")) // a card that asks for nothing
	y.want(0x9000, apdu.AppendSelect(nil, []byte("2PAY.SYS.DDF01"), false))
	y.want(0x6D00, poi("0276"))
}
