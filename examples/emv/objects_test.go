package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
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

// A template that is malformed inside hides nothing of what stands behind it, nor one whose length is no length, and FF between objects ends nothing, unless
// a tag that is known begins with it: FF8101 to FF8106.
//
// EMV 4.4 B3 annex B1, B2, C-2 2.12 annex A
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
		{"9F36020001FFFFDF64020202", "", []string{"9F36", "filler", "DF64"}},
		{"BF0C04DF680101FFDF68020202", "", []string{"BF0C", "DF68", "filler", "DF68"}},
		{"FF8106039F2A01", "offset 4 in FF8106: value longer than what is left", []string{"FF8106", "9F2A"}},
		{"FFFF81050D9F02060000000010009F270180", "", []string{"filler", "FF8105", "9F02", "9F27"}},
		{"FF8105049F270180FFFF8106059F36020001", "", []string{"FF8105", "9F27", "filler", "FF8106", "9F36"}},
		{"FF81040A9F5D03010000", "offset 0: value longer than what is left", []string{"FF8104", "9F5D"}},
		{"9F36020001FF81060CDF811506000000000000", "offset 5: value longer than what is left", []string{"9F36", "FF8106", "DF8115"}},
		{
			"7018A58B5004414243445F24032612315F280202769F0702FF80", "offset 2 in 70: length field of more than 3 bytes",
			[]string{"70", "A5", "50", "5F24", "5F28", "9F07"},
		},
		{"BF0C1461FF4F07A000000003101061074F05A000000004", "offset 3 in BF0C: length field of more than 3 bytes", []string{"BF0C", "61", "4F", "61", "4F"}},
		{"BF0C1061840000000A4F05A000000004870101", "offset 3 in BF0C: length field of more than 3 bytes", []string{"BF0C", "61", "4F", "87"}},
		{"61FE870101", "offset 0: length field of more than 3 bytes", []string{"61", "87"}},
		{
			"7015A5085004414243448701015F280202769F0702FF80", "offset 10 in 70/A5: value longer than what is left, and 1 more",
			[]string{"70", "A5", "50", "87", "01", "5F28", "9F07"},
		},
		{"700E5F3401011F818283849F0702FF80", "offset 6 in 70: tag of more than 4 bytes", []string{"70", "5F34", "malformed", "9F07"}},
		{"9F360200015F34", "offset 5: length cut off", []string{"9F36", "5F34"}},
	} {
		d := decoder{}
		list, err := d.objects(unhex(c.input))
		if got := faultText(err); got != c.fault || !slices.Equal(names(list), c.names) {
			t.Errorf("%s: %q, %q", c.input, got, names(list))
		}
	}
}

// Templates that are cut off, one inside the other, are followed no deeper than whole ones; FF and 00 in turn end too.
func TestMalformedObjectsEnd(t *testing.T) {
	for _, piece := range []string{"7082FFFF", "FF00", "FF", "FF9F3601", "E1", "7F8101", "6F84FF", "61FF", "FF8106FF", "9F3684820100", "1FFFFFFF", "70FF5F3401"} {
		input := strings.Repeat(piece, 40000/len(piece))
		d := decoder{}
		r := d.recognise(unhex(input))
		if n := depthOf(r.Items); n > 4*tlv.MaxDepth {
			t.Errorf("%s and so on: %d deep", piece, n)
		}
		if d.cut != 0 {
			t.Errorf("%s: %d templates left open", piece, d.cut)
		}
	}
}

func depthOf(list []item) (deepest int) {
	for _, it := range list {
		deepest = max(deepest, 1+depthOf(it.Items))
	}
	return deepest
}

// A name in a template that is cut off is read by the code table in it, as far as it goes.
func TestCutTemplateHasItsCodeTable(t *testing.T) {
	for input, says := range map[string]string{
		"A5139F1101059F1206CCCDCECFD0D1":               "\u042C\u042D\u042E\u042F\u0430\u0431",
		"6F1CA5159F1101079F1206C1C2C3C4C5C65003544553": "\u0391\u0392\u0393\u0394\u0395\u0396",
	} {
		if status, out, _ := emv("", "decode", input); status != 1 || !strings.Contains(out, says) {
			t.Errorf("%s: %d %s", input, status, out)
		}
	}
}
