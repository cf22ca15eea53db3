package vis_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/testvectors/internal/vis"
)

// The shapes are those of cards in testvectors/conversations: American Express in binaryfoo_amex_cda, JCB by length in jcb_contactless_cda
// and C-5 2.12 table 4-2.
func TestAsVisa10(t *testing.T) {
	for _, c := range []struct {
		pan  string
		iad  []byte
		want []byte
	}{
		{"374245001741007", []byte{6, 1, 1, 3, 0xA0, 0, 0}, []byte{6, 1, 10, 3, 0xA0, 0, 0}},
		{"34", []byte{6, 2, 1, 3, 0xA4, 8, 2, 0}, []byte{6, 2, 10, 3, 0xA4, 8, 2}},
		{"3540829999421012", []byte{7, 1, 1, 3, 0x80, 0, 1, 0}, []byte{6, 1, 10, 3, 0x80, 0, 1}},
		{"3540829999421012", []byte{7, 1, 1, 3, 0x80, 0, 1}, nil},
		{"3540829999421012", []byte{6, 1, 1, 3, 0x80, 0, 1}, nil},
		{"374245001741007", []byte{6, 1, 2, 3, 0xA0, 0, 0}, nil},
		{"374245001741007", []byte{6, 1, 1, 4, 0xA0, 0, 0}, nil},
		{"374245001741007", []byte{6, 1, 1}, nil},
		{"374245001741007", nil, nil},
		{"6228000000000011", []byte{7, 1, 1, 3, 0x80, 0, 1, 1}, nil},
		{"", []byte{6, 1, 1, 3, 0xA0, 0, 0}, nil},
	} {
		if got, ok := vis.AsVisa10(c.pan, c.iad); !bytes.Equal(got, c.want) || ok != (c.want != nil) {
			t.Errorf("%s % X: % X, %v", c.pan, c.iad, got, ok)
		}
	}
}
