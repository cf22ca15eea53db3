package tlv_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// EMV 4.4 B3 10.3, C-2 2.12 4.3
func TestTagList(t *testing.T) {
	for in, want := range map[string][]tlv.Tag{
		"":                         nil,
		"\x82":                     {0x82},
		"\x9F\x70\x5A\xDF\x81\x12": {0x9F70, 0x5A, 0xDF8112},
		"\x82\x82":                 {0x82, 0x82},
		"\x82\x9F":                 {0x82}, // cut
		"\x9F\x81":                 nil,    // cut
	} {
		if got := slices.Collect(tlv.TagList(in).All()); !slices.Equal(got, want) {
			t.Errorf("%X: %v, want %v", in, got, want)
		}
	}
	for tag := range tlv.TagList("\x82\x84").All() {
		if tag != 0x82 {
			t.Errorf("%v after the end", tag)
		}
		break
	}
}
