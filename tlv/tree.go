package tlv

import (
	"errors"
	"fmt"

	"github.com/moov-io/bertlv"
)

// Tree is b as trees of [bertlv.TLV], to search, to unmarshal into structs with [bertlv.Unmarshal], or to change
// and [Encode]. The bytes are copies. They are read by [Cursor], whose *SyntaxError is the error; bertlv's own
// Decode is not for bytes that a card or a host sent. Trees do not mask: keep them out of logs.
func Tree(b []byte) ([]bertlv.TLV, error) {
	c := NewCursor(b)
	return tree(&c)
}

func tree(c *Cursor) ([]bertlv.TLV, error) {
	var nodes []bertlv.TLV
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		node := bertlv.TLV{Tag: o.Tag.String()}
		if o.Tag.Constructed() {
			children := o.Children()
			var err error
			if node.TLVs, err = tree(&children); err != nil {
				return nil, err
			}
		} else {
			node.Value = append([]byte{}, o.Value...)
		}
		nodes = append(nodes, node)
	}
	return nodes, c.Err()
}

// Errors of [Encode].
var (
	ErrNotConstructed = errors.New("tlv: a tag that is no template holds objects")
	ErrNotPrimitive   = errors.New("tlv: a template holds both bytes and objects")
)

// Encode is the bytes of trees, lengths in their shortest form. Its errors name the tag that is wrong and no
// value; a *SyntaxError says that a [Cursor] would not read what was written.
func Encode(nodes []bertlv.TLV) ([]byte, error) {
	if err := checkTree(nodes, 0); err != nil {
		return nil, err
	}
	b, err := bertlv.Encode(nodes)
	if err != nil {
		return nil, errors.New("tlv: bertlv refuses the tree") // its own words would show values
	}
	if err := Check(b); err != nil {
		return nil, err
	}
	return b, nil
}

func checkTree(nodes []bertlv.TLV, depth int) error {
	if depth > MaxDepth {
		return &SyntaxError{Fault: TooDeep}
	}
	for i := range nodes {
		n := &nodes[i]
		t, err := ParseTag(n.Tag)
		switch {
		case err != nil:
			return err
		case len(n.TLVs) > 0 && !t.Constructed():
			return fmt.Errorf("%w: %s", ErrNotConstructed, t)
		case len(n.TLVs) > 0 && len(n.Value) > 0:
			return fmt.Errorf("%w: %s", ErrNotPrimitive, t)
		}
		if err := checkTree(n.TLVs, depth+1); err != nil {
			return err
		}
	}
	return nil
}
