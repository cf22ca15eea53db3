package tlv_test

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/moov-io/bertlv"

	"github.com/emvgo/emv/tlv"
)

func TestTree(t *testing.T) {
	// EMV 4.4 B3 annex B: objects in templates, null bytes gone, lengths at their shortest
	b := unhex(t, "00 6F 81 0E 84 03 A00001 00 A5 06 50 04 56495341 00")
	nodes, err := tlv.Tree(b)
	if err != nil {
		t.Fatal(err)
	}
	clear(b)
	label, ok := bertlv.FindTagByPath(nodes, "6F.A5.50")
	if !ok || string(label.Value) != "VISA" {
		t.Errorf("label %q", label.Value)
	}
	var fci struct {
		Name        string `bertlv:"84"`
		Proprietary struct {
			Label string `bertlv:"50,ascii"`
		} `bertlv:"A5"`
	}
	if err := bertlv.Unmarshal(nodes[0].TLVs, &fci); err != nil || fci.Name != "A00001" || fci.Proprietary.Label != "VISA" {
		t.Errorf("%+v, %v", fci, err)
	}
	out, err := tlv.Encode(nodes)
	if err != nil || hex.EncodeToString(out) != "6f0d8403a00001a506500456495341" {
		t.Errorf("%x, %v", out, err)
	}
}

func TestTreeErrors(t *testing.T) {
	// EMV 4.4 B3 annex B
	var syntax *tlv.SyntaxError
	if nodes, err := tlv.Tree(unhex(t, "5A88FFFFFFFFFFFFFFFF")); !errors.As(err, &syntax) || nodes != nil {
		t.Errorf("%v, %v", nodes, err)
	}
	if nodes, err := tlv.Tree(unhex(t, "7003 5A02 12")); !errors.As(err, &syntax) || nodes != nil || syntax.Path[0] != 0x70 {
		t.Errorf("%v, %v", nodes, err)
	}
	pan := unhex(t, "5413330089600044")
	deep := bertlv.NewTag("5A", pan)
	for range tlv.MaxDepth + 1 {
		deep = bertlv.NewComposite("70", deep)
	}
	for name, test := range map[string]struct {
		node bertlv.TLV
		want error
	}{
		"half a tag":              {bertlv.NewTag("9F", pan), nil},
		"no tag":                  {bertlv.NewTag("", pan), nil},
		"objects in a primitive":  {bertlv.NewComposite("5A", bertlv.NewTag("5A", pan)), tlv.ErrNotConstructed},
		"bytes beside objects":    {bertlv.TLV{Tag: "70", Value: pan, TLVs: []bertlv.TLV{bertlv.NewTag("5A", pan)}}, tlv.ErrNotPrimitive},
		"bytes that are no TLV":   {bertlv.NewTag("70", pan), nil},
		"too deep":                {deep, nil},
		"longer than length says": {bertlv.NewTag("5A", make([]byte, 1<<16)), nil},
		"inner":                   {bertlv.NewComposite("70", bertlv.NewTag("9F02FF", pan)), nil},
	} {
		out, err := tlv.Encode([]bertlv.TLV{test.node})
		if err == nil || out != nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %x, %v", name, out, err)
		}
		if err != nil && strings.Contains(err.Error(), "5413") {
			t.Errorf("%s: the error shows the value: %v", name, err)
		}
	}
}
