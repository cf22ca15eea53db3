package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// What is sent behind the CDOL is what the DSDOL asks for, its last element as long as it is.
//
// C-2 2.12 4.1.4, 5.3.2
func TestStoredData(t *testing.T) {
	cdol, dsdol := unhex("9F0206"), unhex("DF6008DF6108DF6201DF63A0")
	for _, c := range []struct {
		clause string
		dsdol  tlv.DOL
		sent   int
		want   string
	}{
		{"CDOL alone", dsdol, 6, "9F0206"},
		{"less than the CDOL", dsdol, 5, "9F0206"},
		{"all of the DSDOL", dsdol, 6 + 17 + 160, "9F0206DF6008DF6108DF6201DF63A0"},
		{"a short last element", dsdol, 6 + 17 + 5, "9F0206DF6008DF6108DF6201DF6305"},
		{"no last element", dsdol, 6 + 17, "9F0206DF6008DF6108DF6201DF6300"},
		{"less than that", dsdol, 6 + 16, "9F0206DF6008DF6108DF6201DF63A0"},
		{"no DSDOL", nil, 28, "9F0206"},
	} {
		x := transcript.Lists{CDOL1: cdol, DSDOL: c.dsdol}
		got := x.Of(apdu.Command{CLA: 0x80, INS: apdu.GenerateAC, Data: make([]byte, c.sent)})
		if !bytes.Equal(got, unhex(c.want)) {
			t.Errorf("%s: %X, want %s", c.clause, got, c.want)
		}
	}
	if !bytes.Equal(dsdol, unhex("DF6008DF6108DF6201DF63A0")) || !bytes.Equal(cdol, unhex("9F0206")) {
		t.Error("the lists were changed")
	}
}

// The answer to EXCHANGE RELAY RESISTANCE DATA, in units of 0.1 ms.
//
// C-2 2.12 table 5.4
func TestRelayAnswer(t *testing.T) {
	d := &decoder{}
	list, fault := d.response(apdu.Command{CLA: 0x80, INS: insRelay}, unhex("800A11223344006400C800189000"))
	if fault != "" || len(list) != 2 || len(list[0].Items) != 4 {
		t.Fatalf("%q %+v", fault, list)
	}
	for i, want := range []string{"11223344", "10.0 ms", "20.0 ms", "2.4 ms"} {
		it := list[0].Items[i]
		if i == 0 && it.Value != want || i > 0 && (len(it.Words) != 1 || it.Words[0] != want) {
			t.Errorf("%+v, want %s", it, want)
		}
	}
	if list, _ := d.response(apdu.Command{CLA: 0x80, INS: insRelay}, unhex("800911223344006400C8009000")); len(list) == 2 && len(list[0].Items) != 0 {
		t.Errorf("%+v", list)
	}
}

// PUT DATA says what it puts, by name, with its MAC apart where lengths tell it; what the first format of secure messaging has is named. PIN CHANGE/UNBLOCK says what it
// unblocks, and nothing of its data.
//
// EMV 4.4 B2 9.2.1.1, 9.2.1.2, 9.3.1.1, B3 6.5.10.2
func TestScriptCommandsSayWhatTheyDo(t *testing.T) {
	const limit = "9F58 Lower Consecutive Offline Limit (Visa and UnionPay cards)"
	for _, c := range []struct {
		input string
		says  []string
		not   string
	}{
		{"80DA9F580105", []string{limit + ")", limit + ": 05"}, "MAC"},
		{"04DA9F580505AABBCCDD", []string{"secure messaging", limit + ": 05", "MAC: AABBCCDD"}, "05AABBCCDD"},
		{"04DA9F580905AABBCCDD11223344", []string{limit + ": 05", "MAC: AABBCCDD11223344"}, "05AABBCCDD"},
		{"860A04DA9F580505AABBCCDD", []string{limit + ": 05", "MAC: AABBCCDD"}, ""},
		{"860B04DA9F36060001AABBCCDD", []string{"9F36 Application Transaction Counter (ATC): 0001", "MAC: AABBCCDD"}, ""},
		{"860B04DA9F58060001AABBCCDD", []string{limit, "data: 0001AABBCCDD"}, "MAC"},                         // of no length that goes with a MAC
		{"04DA9F58101122334455667788AABBCCDDAABBCCDD", []string{limit, "data: 1122334455667788AABB"}, "MAC"}, // may be enciphered
		{"04DA9F580C1122334455667788AABBCCDD", []string{limit, "data: 1122334455667788AABBCCDD"}, "MAC"},     // likewise
		{"80DADF01020501", []string{"(DF01)", "data: 0501"}, ""},                                             // of nobody
		{"0CDA9F580D8101058E081122334455667788", []string{"with the header", "81 plain value", limit + ": 05", "8E MAC: 1122334455667788"}, "data: "},
		{
			"861E0CDA9F5819870901AABBCCDDEEFF1122970200008E081122334455667788",
			[]string{limit, "87 padding indicator and cryptogram: 01AABBCCDDEEFF1122 (padding indicator 01)", "97 Le: 0000", "8E MAC: 1122334455667788"},
			"",
		},
		{"8CDA9F5812B3069F58010596018E081122334455667788", []string{"data: B306"}, "8E MAC"}, // a tag that secure messaging has not
		{"8CDA9F5810B3049F5801058E081122334455667788", []string{"B3 plain value in objects", "      " + limit + ": 05"}, ""},
		{"8C1E000006" + "8E0411223344", []string{"APPLICATION BLOCK", "8E MAC: 11223344"}, ""},
		{"0CDC010C11" + "8109" + "5F2006444F452F4A4F" + "8E0411223344", []string{"UPDATE RECORD", "81 plain value", "8E MAC: 11223344"}, ""},
		{"0CDA5F20098103444F458E02AABB", []string{"5F20 Cardholder Name", "masked"}, "444F45"},
		{"8424000004AABBCCDD", []string{"PIN CHANGE/UNBLOCK", "PIN unblocked"}, "AABBCCDD"},
		{"8424000104AABBCCDD", []string{"PIN or biometric template changed, as the payment system defines"}, "AABBCCDD"},
		{"8424000304AABBCCDD", []string{"biometric type unblocked"}, "AABBCCDD"},
		{"8424000504AABBCCDD", []string{"RFU"}, "AABBCCDD"},
		{"0024000008AABBCCDDEEFF0011", []string{"CHANGE REFERENCE DATA"}, "unblocked"},
		{"80D0000005000000000100", []string{"RECOVER AC", "data: 0000000001"}, "file"},
		{"00D6000005A1B2C3D4E5", []string{"UPDATE BINARY", "masked"}, "A1B2C3D4E5"},
	} {
		status, out, errw := emv("", "decode", c.input)
		for _, s := range c.says {
			if status != 0 || !strings.Contains(out, s) || c.not != "" && strings.Contains(out, c.not) {
				t.Errorf("%s: %d, no %q, or %q, in\n%s%s", c.input, status, s, c.not, out, errw)
			}
		}
	}
}
