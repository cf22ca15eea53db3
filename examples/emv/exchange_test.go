package main

import (
	"strings"
	"testing"
)

// A command with its response behind it is read as both, a command that is cut as one, with its place; and nothing that may be a PIN is shown, however much of it is there.
//
// EMV 4.4 B3 6.5
func TestCommandsWithTheirResponses(t *testing.T) {
	for _, c := range []struct {
		input, kind string
		status      int
		says        string
	}{
		{"00A404000E315041592E5359532E4444463031009000", "exchange", 0, "1PAY.SYS.DDF01"},
		{"00A4040007A00000000310106A82", "exchange", 0, "file or application not found"},
		{"80CA9F36009F360200019000", "exchange", 0, "9F36 Application Transaction Counter (ATC): 0001"},
		{"80CA9F36009F360300A19000", "exchange", 1, "GET DATA: 80 CA 9F 36"},
		{"80A800000283000080083900080101009000", "exchange", 1, "GET PROCESSING OPTIONS"},
		{"0088000004A1B2C3D4008010A1B2C3D4E5F607189000", "exchange", 1, "INTERNAL AUTHENTICATE"},
		{"80EA000004A1B2C3D400800B010203040002000300019000", "exchange", 1, "EXCHANGE RELAY RESISTANCE DATA"},
		{"00B2010C0070059F360200019000", "exchange", 0, "9F36 Application Transaction Counter (ATC): 0001"},
		{"00B2010C6A83", "exchange", 0, "record not found"},
		{"00B2010C006A83", "exchange", 0, "record not found"},
		{"80AE8000041122334477099F2701809F360200019000", "exchange", 0, "9F27 Cryptogram Information Data: 80"},
		{"80A80000028300800619800801010 09000", "exchange", 0, "SFI 1, record 1"},
		{"0020008008241234FFFFFFFFFF9000", "exchange", 0, "VERIFY"},
		{"0020008008241234FFFFFFFFFF63C2", "exchange", 0, "tries left"},
		{"0020008008241234FFFFFFFFFF", "capdu", 0, "VERIFY"},
		{"0020008008241234FFFFFFFF", "capdu", 1, "offset 4: Lc says 8 bytes where 7 follow"},
		{"0020008008241234FFFFFFFFFFFFFFFF", "capdu", 1, "offset 13: 3 bytes behind the data"},
		{"0020008007241234FFFFFFFFFFFF", "capdu", 1, "offset 12: 2 bytes behind the data"},
		{"8424000010241234FFFFFFFFFF", "capdu", 1, "offset 4: Lc says 16 bytes where 8 follow"},
		{"80AE800004112233", "capdu", 1, "offset 4: Lc says 4 bytes where 3 follow"},
		{"00A4040007A0000000", "capdu", 1, "offset 4: Lc says 7 bytes where 4 follow"},
		{"00B2010C00", "capdu", 0, "SFI 1, record 1"},
		{"80A6123402AABB", "capdu", 0, "unknown instruction"},
		{"8000008000", "tvr", 0, "floor limit"},
		{"802A8E80040000000000770F9F610201F59F600201F59F3602000B9000", "exchange", 0, "data: 00000000\n  Le: as much"}, // C-2 before 2.12
		{"80DA9F79060000000100009000", "exchange", 0, "9F79 one of these; -book says which: 000000010000"},
		{"841E000008AABBCCDD112233449000", "exchange", 0, "data: AABBCCDD11223344"},
		{"841E000008AABBCCDD112233446985", "exchange", 0, "conditions of use"},
		{"8418000004AABBCCDD9000", "exchange", 0, "APPLICATION UNBLOCK"},
		{"8416000004AABBCCDD9000", "exchange", 0, "CARD BLOCK"},
		{"04DA9F790A000000010000112233449000", "exchange", 0, "MAC: 11223344"},
		{"04DC010C0A1122334455667788AABB9000", "exchange", 0, "UPDATE RECORD"},
		{"8424000210112233445566778899AABBCCDDEEFF009000", "exchange", 0, "PIN CHANGE/UNBLOCK"},
		{"0084000008B34571E839F2E14F9000", "exchange", 0, "challenge: B34571E839F2E14F"},
		{"0084000000B34571E839F2E14F9000", "exchange", 0, "challenge: B34571E839F2E14F"},
		{"00840000B34571E839F2E14F9000", "exchange", 0, "challenge: B34571E839F2E14F"},
		{"00B2015C0000000000000140025009781407250090 00", "exchange", 0, "SFI 11, record 1"},
		{"80CA9F17006A81", "exchange", 0, "6A81"},
		{"80CA9F36006985", "exchange", 0, "6985"},
		{"80AE9000770C9F2701809F360200015001419000", "exchange", 0, "9F27 Cryptogram Information Data: 80"}, // its data were not recorded
		{"00B2010C00700A9F2701809F36020001" + "5A9000", "exchange", 1, "SFI 1, record 1"},
		{"80A8000002830000" + "770D820219809404080101009F3602000A9000", "exchange", 1, "9F36 Application Transaction Counter (ATC), malformed"}, // 77 has 15
		{"00A4040007A000000003101000" + "6F108407A0000000031010A5065004564953419000", "exchange", 1, "84 Dedicated File (DF) Name: A0000000031010"},
	} {
		r, status, err := decodeBare(c.input)
		_, out, errw := emv("", "decode", c.input)
		if err != nil || r.Kind != c.kind || status != c.status || !strings.Contains(out+errw, c.says) || strings.Contains(out+errw, "241234") {
			t.Errorf("%s: %s, or %q, %d %v\n%s%s", c.input, r.Kind, r.Also, status, err, out, errw)
		}
	}
	for _, input := range []string{"0020008008241234FFFFFFFFFF9000", "0020008008241234FFFFFFFF"} {
		for _, kind := range []string{"capdu", "exchange"} {
			if _, out, errw := emv("", "decode", "-as", kind, input); strings.Contains(out+errw, "1234") {
				t.Errorf("-as %s %s: %s%s", kind, input, out, errw)
			}
		}
	}
}
