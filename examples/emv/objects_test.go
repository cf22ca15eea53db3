package main

import (
	"slices"
	"testing"
)

// names are the tags of items, and the names of those without one, what is inside in the same list.
func names(list []item) (all []string) {
	for _, it := range list {
		name := it.Tag
		if name == "" {
			name = it.Name
		}
		all = append(append(all, name), names(it.Items)...)
	}
	return all
}

// A template that is malformed inside hides nothing of what stands behind it, and FF between objects ends nothing.
func TestMalformedObjectHidesNoSibling(t *testing.T) {
	for _, c := range []struct {
		input, fault string
		names        []string
	}{
		{"7704710286059F360200019F270180", "offset 4 in 77/71: value longer than what is left", []string{"77", "71", "86", "9F36", "9F27"}},
		{"A5039F38059F360200015F2D02656E", "offset 2 in A5: value longer than what is left", []string{"A5", "9F38", "9F36", "5F2D"}},
		{"A5039F3805A5039F38059F36020001", "offset 2 in A5: value longer than what is left, and 1 more", []string{"A5", "9F38", "A5", "9F38", "9F36"}},
		{"70125F2403291231FFFFFF5F3401015F300202019F36020001", "", []string{"70", "5F24", "filler", "5F34", "5F30", "9F36"}},
		{"5F3401019F36020001FFFFFF", "", []string{"5F34", "9F36", "filler"}},
		{"5F340101FF9F36020001", "", []string{"5F34", "filler", "9F36"}},
		{"FF8106039F2A01", "offset 4 in FF8106: value longer than what is left", []string{"FF8106", "9F2A"}},
		{"9F360200015F34", "offset 5: length cut off", []string{"9F36", "5F34"}},
	} {
		d := decoder{}
		list, err := d.objects(unhex(c.input))
		if got := faultText(err); got != c.fault || !slices.Equal(names(list), c.names) {
			t.Errorf("%s: %q, %q", c.input, got, names(list))
		}
	}
}
