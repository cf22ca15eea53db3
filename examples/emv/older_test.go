package main

import (
	"strings"
	"testing"
)

// Objects of C-2 and C-6 before 2.12, of C-8 before 1.2 and of messages are read as such, with the book named, guessed from their company or by their value alone.
func TestMagStripeObjectsOfFormerEditions(t *testing.T) {
	const list = "9F69 Unpredictable Number Data Object List (UDOL) (C-2 before 2.12)"
	const former = " (C-2 before 2.12)"
	const versionNumber = "9F7D Discover Network RF Contactless Payment Application Version Number (C-6 before 2.12)"
	const results = "9F5B Issuer Script Results (acquirers, field 55)"
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
		{"-book c6", "9F7D020100", []string{versionNumber + ": 0100 (version 0100)"}},
		{"", "9F7D020100", []string{versionNumber}},
		{"", "6F188407A0000003241010A50DBF0C0A9F7D0201009F4D020B0A", []string{versionNumber, "9F4D Log Entry"}},
		{"-book c6", "70069F7E03112233", []string{"9F7E Dynamic Card Verification Value (DCVV) (C-6 before 2.12): 112233"}},
		{"-book c6", "C0028141", []string{
			"C0 Contactless-Application Configuration Options (CL-ACO) (C-6 before 2.12): 8141", "byte 1 bit 8: magnetic stripe mode preferred",
			"byte 1 bit 1: domestic transactions are told by the country", "byte 2 bit 7: cryptogram version 16", "byte 2 bit 1: a key pair of its own for CDA",
		}},
		{"-book c6", "C0020800", []string{"byte 1 bit 4: prepaid product", "byte 1 bit 1: domestic transactions are told by the currency", "byte 2 bit 7: cryptogram version 15"}},
		{"-book c6", "C0020400", []string{"byte 1 bit 3: RFU"}},
		{"-book c8", "9F2C0701000000000000", []string{"byte 1: version: not allowed in C-8; before 1.2: version 1\n"}},
		{"-book c8", "9F2C0700000000000000", []string{"byte 1: version: not allowed\n"}},
		{"-book c8", "9F2B080100000000000000", []string{"byte 1: version: not allowed\n"}}, // of kernels 1.0 does not allow it either
		{"", "9F34031E03008407A00000000410109F3303E0F8C89F5B051000000000", []string{results + ": 1000000000 (script 00000000: failed)"}},
		{"", "8407A00000002501049F5B0520000000018A023030", []string{results + ": 2000000001 (script 00000001: successful)"}},
		{"", "8407A00000015230109F5B0520000000018A023030", []string{results}},
		{"", "8407A00000006510109F5B0520000000018A023030", []string{results}},
		{"", "8407A00000033301019F5B0A0F000000012100000002", []string{results, "script 00000001: not performed, at command 15 or later", "script 00000002: successful"}},
		{"", "8407A00000000310109F5B0520000000018A023030", []string{"9F5B Issuer Script Results: 2000000001"}},
		{"-book contact", "8407A00000000410109F5B05200000000195058000008000", []string{"9F5B Issuer Script Results (acquirers, field 55; not in the dictionary of contact)"}},
		{"", "9F5B0520000000018A023030", []string{results}},
		{"", "8407A00000000410109F5B069F0206DF6108", []string{"9F5B DSDOL: 9F0206DF6108", "DF61 DS Digest H, 8 bytes"}},
		{"", "8407A00000002501049F5B053132333435", []string{"9F5B Product Membership Number"}},
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

// COMPUTE CRYPTOGRAPHIC CHECKSUM and RECOVER AC of C-2 before 2.12 in a conversation: their data are laid out by the UDOL and the DRDOL of the record.
func TestFormerCommandsUseTheirLists(t *testing.T) {
	const talk = `-- conversation --
> 00A4040007A000000004101000
< 6F1A8407A0000000041010A50F500A4D6173746572636172648701019000
> 00B2010C00
< 70189F690F9F6A049F7E019F02065F2A029F1A029F51039F37049000
> 802A8E800F00000123000000000010000978027600
< 770F9F6102ABCD9F600212349F360200019000
> 80D0000004A1B2C3D400
< 6985
`
	status, out, errw := emv(talk, "decode", "-")
	for _, s := range []string{
		"COMPUTE CRYPTOGRAPHIC CHECKSUM (C-2 before 2.12)", "9F6A Unpredictable Number (Numeric) (C-2 before 2.12): 00000123", "978, EUR", "CVC3 (Track2)",
		"RECOVER AC (C-2 before 2.12)", "9F37 Unpredictable Number: A1B2C3D4",
	} {
		if status != 0 || !strings.Contains(out, s) {
			t.Errorf("%d, no %q in %s%s", status, s, out, errw)
		}
	}
}
