package main

import (
	"strings"
	"testing"
)

// A private tag of UnionPay's is not in the dictionary on the card of another payment system, in an answer alone and in a conversation; on UnionPay's it is.
//
// ISO/IEC 7816-4 8.2.1.3 (DF00 to DF7F)
func TestPrivateTagsOfOthers(t *testing.T) {
	const segmented, none = "Segmented Deduction", "DF61 not in the dictionary: 03"
	fci := func(aid string) string {
		return object(0x6F, object(0x84, aid)+object(0xA5, object(0x9F38, "9F3704")+object(0xBF0C, object(0xDF61, "03"))))
	}
	for _, c := range []struct{ name, aid, says, not string }{
		{"Cartes Bancaires", "A0000000421010", none, segmented},
		{"Visa", "A0000000031010", none, segmented},
		{"Mastercard", "A0000000041010", none, segmented},
		{"nobody's that is known", "A0000009991010", none, segmented},
		{"UnionPay", "A000000333010101", segmented, none},
		{"China T-Union", "A00000063201010106", segmented, none},
	} {
		talk := "> 00A40400" + object(0, c.aid)[2:] + "00\n< " + fci(c.aid) + "9000\n"
		for _, in := range []string{fci(c.aid), talk, "> 00A404000E315041592E5359532E444446303100\n< 6A82\n" + talk} {
			_, out, errw := emv(in, "decode", "-")
			if !strings.Contains(out, c.says) || strings.Contains(out, c.not) {
				t.Errorf("%s: %s%s", c.name, out, errw)
			}
		}
	}
	if _, out, _ := emv("", "decode", "-book", "pboc", fci("A0000000421010")); !strings.Contains(out, segmented) { // asked for
		t.Error(out)
	}
}
