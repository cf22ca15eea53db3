package step_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The amount is signed where the list that is signed has it whole, and the list that is used is that one.
// B3 5.4, 10.3
func TestAmountSigned(t *testing.T) {
	for _, c := range []struct {
		static, cdol1 string
		want          bool
	}{
		{"5A0112 8C03 9F0206", "9F0206", true},
		{"8C06 9F3704 9F0206", "9F3704 9F0206", true},
		{"8C03 9F0207", "9F0207", true},
		{"8C03 9F0205", "9F0205", false},
		{"8C03 9F0201", "9F0201", false},
		{"8C03 9F0200", "9F0200", false},
		{"8C03 9F0306", "9F0306", false},
		{"8C02 8104", "8104", false},
		{"", "9F0206", false},
		{"8D03 9F0206", "9F0206", false},
		{"8C03 9F0206", "DF0206", false},
		{"8C03 9F0206", "9F0306 9F0206", false},
		{"8C06 9F0206 9F0306", "9F0306 9F0206", false},
		{"5A04 8C03 9F02", "9F0206", false},
		{"8C00", "", false},
	} {
		static, cdol1 := unhex(t, c.static), tlv.DOL(unhex(t, c.cdol1))
		if got := step.AmountSigned(static, cdol1); got != c.want {
			t.Errorf("%s in %s: %v", c.cdol1, c.static, got)
		}
		var records step.StaticData
		records.Add(1, tlv.Append(nil, 0x70, static))
		if got := records.AmountSigned(cdol1); got != c.want {
			t.Errorf("%s in a record of %s: %v", c.cdol1, c.static, got)
		}
	}
}
