package main

import (
	"strings"
	"testing"
)

// Objects of C-2 before 2.12, of C-8 before 1.2 and of messages are read as such, with the book named, guessed from their company or by their value alone.
func TestMagStripeObjectsOfFormerEditions(t *testing.T) {
	const list = "9F69 Unpredictable Number Data Object List (UDOL) (C-2 before 2.12)"
	const former = " (C-2 before 2.12)"
	const record = "703B9F6C0200019F62060000003800009F63060000000000F09F6401049F650200E09F66020E0E9F6701049F690F9F6A049F7E019F02065F2A029F1A02"
	for _, c := range []struct {
		args, input string
		says        []string
	}{
		{"-book c2", "9F690F9F6A049F7E019F02065F2A029F1A02", []string{list, "9F6A Unpredictable Number (Numeric): 4 bytes", "9F7E Mobile Support Indicator: 1 byte"}},
		{"", "9F690F9F6A049F7E019F02065F2A029F1A02", []string{list, "9F1A Terminal Country Code: 2 bytes"}},
		{"", record, []string{"in the words of C-2", "PCVC3(Track1)", "positions from the end: 20, 21, 22", "NATC(Track2)", list}},
		{"-book c2", "9F66020E0E", []string{"PUNATC(Track2)", "positions from the end: 2, 3, 4, 10, 11, 12"}},
		{"-book c3", "9F6604B6204000", []string{"Terminal Transaction Qualifiers"}},
		{"", "9F6C020001", []string{"Mag-stripe Application Version Number (Card)", "version 0001"}},
		{"-book c3", "9F6C023000", []string{"Card Transaction Qualifiers"}},
		{"-book c3", "9F690701AABBCCDD3000", []string{"Card Authentication Related Data"}},
		{"", "9F6A0400000123", []string{"Unpredictable Number (Numeric)"}},
		{"-book c2", "9F5006000000001234", []string{"Offline Accumulator Balance" + former}},
		{"-book c2", "9F6002ABCD9F61021234", []string{"CVC3 (Track1)" + former, "CVC3 (Track2)" + former}},
		{"-book c2", "9F6206000000380000", []string{"PCVC3(Track1)" + former}},
		{"-book c2", "9F630600000000F0F0", []string{"PUNATC(Track1)" + former}},
		{"-book c2", "9F640104", []string{"NATC(Track1)" + former}},
		{"-book c2", "9F650200E0", []string{"PCVC3(Track2)" + former}},
		{"-book c2", "9F670104", []string{"NATC(Track2)" + former}},
		{"-book c2", "9F6D020001", []string{"Mag-stripe Application Version Number (Reader)" + former}},
		{"-book c2", "9F7E0103", []string{"Mobile Support Indicator" + former, "byte 1 bit 1: mobile supported", "byte 1 bit 2: consumer device CVM required"}},
		{"-book c2", "9F7E0104", []string{"byte 1 bit 3: RFU"}},
		{"-book c2", "DF810406000000001234DF810506000000001234", []string{"Balance Read Before Gen AC" + former, "Balance Read After Gen AC" + former}},
		{"-book c2", "DF81130411223344", []string{"DRDOL Related Data" + former + ": 11223344"}},
		{"-book c2", "DF8113085413330089600010", []string{"DRDOL Related Data" + former + ": 541333******0010"}},
		{"-book c2", "DF811616" + "1B00000013656E000000000000100000000012340978", []string{
			"message: authorising, wait", "status: not ready", "100 ms: 000013",
			"language preference: 656E", "byte 14 bits 8-5: value qualifier: amount", "bytes 15-20: value: 000000001234", "bytes 21-22: currency: 978, EUR",
		}},
		{"-book c2", "DF811616" + "FFFF000000" + zeroes(8) + "20" + zeroes(6) + "0840", []string{"value qualifier: balance", "currency: 840, USD"}},
		{"-book c2", "DF811616" + zeroes(22), []string{"value qualifier: none"}},
		{"-book c2", "DF811616" + zeroes(13) + "30" + zeroes(8), []string{"value qualifier: RFU"}},
		{"", "9F820516" + "17010000136465656E00000000" + "100000000012340978", []string{
			"User Interface Request Data 1 (C-8 before 1.2)", "message: card read OK", "status: idle", "100 ms: 000013",
			"language preference: 6465656E", "byte 14 bits 8-5: value qualifier: amount", "bytes 15-20: value: 000000001234", "bytes 21-22: currency: 978, EUR",
		}},
		{
			"", "BF8103269F82100830F0F020F00F1EFF9F820516" + "17010000136465656E00000000" + "200000000012340978",
			[]string{"9F8210 Outcome", "9F8205 User", "qualifier: balance"},
		},
		{"-as 9F8205", "1801" + zeroes(20), []string{"message: try another interface", "value qualifier: none"}}, // C-2 has no 18
		{"-book c8", "9F8219161801" + zeroes(11) + "30" + zeroes(8), []string{"Request Data 2 (C-8 before 1.2)", "message: try another", "value qualifier: RFU"}},
		{"-book c8", "9F82050D1801" + zeroes(11), []string{"User Interface Request Data 1: 1801"}},
		{"-book c8", "9F810B42" + zeroes(66), []string{"9F810B ICC ECC Public Key (for RSA Certificates) (C-8 before 1.2): 00"}},
		{"", "9F810B20" + zeroes(32), []string{"9F810B ICC ECC Public Key (for RSA Certificates): 00"}},
		{"", "9F26081122334455667788DF31052000000000", []string{"DF31 Issuer Script Results (UnionPay acquirers, field 55)", "script 00000000: successful"}},
		{"-book pboc", "DF310A20000000001F12345678", []string{"script 00000000: successful", "script 12345678: failed, at command 15 or later"}},
		{"", "9F360200019F270180DF310411223344", []string{"DF31 not in the dictionary: 11223344"}}, // anybody's, of another length
		{"-book c2", "DF811A039F6A04", []string{"Default UDOL" + former}},
		{"-book c2", "DF811C02012CDF811D0101", []string{"Max Lifetime of Torn Transaction Log Record" + former, "Max Number of Torn Transaction Log Records" + former}},
		{"-book c2", "DF811E0100", []string{"CVM Required" + former, "byte 1 bits 8-5: no CVM"}},
		{"-book c2", "DF811E0110", []string{"byte 1 bits 8-5: signature"}},
		{"-book c2", "DF812C0120", []string{"No CVM Required" + former, "byte 1 bits 8-5: online PIN"}},
		{"-book c2", "DF812C01F0", []string{"byte 1 bits 8-5: not applicable"}},
		{"-book c2", "DF812C0131", []string{"byte 1 bits 8-5: RFU", "byte 1 bit 1: RFU"}},
		{
			"-book c2", "FF81061EDF812A0F303030303030313132333030303030DF812B071123000000123F",
			[]string{"DD Card (Track1)" + former + ": [15 bytes] (masked)", "DD Card (Track2)" + former + ": [7 bytes] (masked)"},
		},
		{"-book c2 -show-pan", "DF812B071123000000123F", []string{"1123000000123F"}},
		{"-book c2", "FF810109DF81130411223344" + "00", []string{"FF8101 Torn Record" + former, "DRDOL Related Data"}},
		{"-book c2", "560842343131315E4142", []string{"56 Track 1 Data"}},
		{"-book c2", "9F6B085413330089600010", []string{"9F6B Track 2 Data"}},
		{"-book c2", "DF811B01E0", []string{"bit 8: RFU in C-2; before 2.12: mag-stripe mode not supported", "bit 7: RFU in C-2; before 2.12: EMV mode not supported"}},
		{"-book c2", "DF811F01D8", []string{"bit 8: RFU in C-2; before 2.12: SDA", "bit 7: RFU in C-2; before 2.12: DDA", "bit 5: RFU\n"}},
		{"-as 9F68", "00000000000000005E0342031F03", []string{
			"Mag-stripe CVM List (Mastercard cards) (9F68, 14 bytes)", "X 0, Y 0", "rule 1: signature, if the terminal supports the CVM",
			"rule 2: enciphered PIN verified online", "rule 3: no CVM required",
		}},
		{"", "9F680E00000000000000005E0342031F03", []string{"rule 1: signature", "rule 3: no CVM required"}},
	} {
		args := append(append([]string{"decode"}, strings.Fields(c.args)...), c.input)
		status, out, errw := emv("", args...)
		for _, s := range c.says {
			if status != 0 || !strings.Contains(out, s) || strings.Contains(out, "one of these") {
				t.Errorf("%v: %d, no %q in %s%s", args, status, s, out, errw)
			}
		}
	}
}

// The table of older elements is well formed: tags that parse, names, lengths that fit.
func TestOlderElements(t *testing.T) {
	n := 0
	for tag, list := range olderElements() {
		for _, e := range list {
			n++
			if tag == 0 || e.name == "" || e.whose == "" || e.min > e.max || e.max == 0 {
				t.Errorf("%s: %+v", tag, e)
			}
		}
	}
	if n < 50 {
		t.Errorf("%d elements", n)
	}
}

// COMPUTE CRYPTOGRAPHIC CHECKSUM of C-2 before 2.12 in a conversation: its data are laid out by the UDOL of the record.
func TestChecksumCommandUsesTheUDOL(t *testing.T) {
	const talk = `-- conversation --
> 00A4040007A000000004101000
< 6F1A8407A0000000041010A50F500A4D6173746572636172648701019000
> 00B2010C00
< 70129F690F9F6A049F7E019F02065F2A029F1A029000
> 802A8E800F00000123000000000010000978027600
< 770F9F6102ABCD9F600212349F360200019000
`
	status, out, errw := emv(talk, "decode", "-")
	for _, s := range []string{"COMPUTE CRYPTOGRAPHIC CHECKSUM (C-2 before 2.12)", "9F6A Unpredictable Number (Numeric) (C-2 before 2.12): 00000123", "978, EUR", "CVC3 (Track2)"} {
		if status != 0 || !strings.Contains(out, s) {
			t.Errorf("%d, no %q in %s%s", status, s, out, errw)
		}
	}
}
