package space_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/space"
)

type in struct {
	kept  int
	digit uint64
	set   bool
}

// Every input comes once, the first axis turning fastest; a stride passes over the rest; a space with more axes leaves the shorter one as it was.
func TestSpace(t *testing.T) {
	short := space.From(in{kept: 7}).And(space.Of("digit", 3, func(v *in, i uint64) { v.digit = i }))
	s := short.And(space.Flag("set", func(v *in) *bool { return &v.set }))
	short.And(space.Flag("another", func(v *in) *bool { return new(bool) }))
	for stride, want := range map[uint64][]in{
		1: {{7, 0, false}, {7, 1, false}, {7, 2, false}, {7, 0, true}, {7, 1, true}, {7, 2, true}},
		4: {{7, 0, false}, {7, 1, true}},
		5: {{7, 0, false}, {7, 2, true}},
		9: {{7, 0, false}},
	} {
		n := 0
		s.Each(stride, func(v in) {
			if n >= len(want) || v != want[n] {
				t.Errorf("stride %d: input %d is %v", stride, n, v)
			}
			n++
		})
		if n != len(want) {
			t.Errorf("stride %d: %d inputs, want %d", stride, n, len(want))
		}
	}
	if s.Size() != 6 || short.Size() != 3 {
		t.Error(s.Size(), short.Size())
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		v    uint64
		mask byte
		want byte
	}{{0, 0xFF, 0}, {0xA5, 0xFF, 0xA5}, {0xFF, 0, 0}, {1, 0xC0, 0x40}, {2, 0xC0, 0x80}, {7, 0xC0, 0xC0}, {5, 0x1E, 0x0A}, {0x10, 0x1E, 0}} {
		if got := space.Spread(c.v, c.mask); got != c.want {
			t.Errorf("%X in %02X: %02X, want %02X", c.v, c.mask, got, c.want)
		}
	}
}
