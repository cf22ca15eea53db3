package tlv_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// bitFields is every contact bit field with its size.
var bitFields = map[tlv.Row]int{
	tlv.AIP: 2, tlv.ApplicationUsageControl: 2, tlv.TVR: 5, tlv.TSI: 2,
	tlv.IssuerActionCodeDefault: 5, tlv.IssuerActionCodeDenial: 5, tlv.IssuerActionCodeOnline: 5,
	tlv.TerminalActionCodeDefault: 5, tlv.TerminalActionCodeDenial: 5, tlv.TerminalActionCodeOnline: 5,
	tlv.TerminalCapabilities: 3, tlv.AdditionalTerminalCapabilities: 5, tlv.BiometricTerminalCapabilities: 3,
}

func TestExplainEveryBit(t *testing.T) {
	// EMV 4.4 B3 annex C1, annex C2, annex C5, annex C6, EMV 4.4 B4 annex A2, annex A3, annex A7
	for row, size := range bitFields {
		seen := map[string]bool{}
		for i := range size {
			for bit := 8; bit >= 1; bit-- {
				value := make([]byte, size)
				value[i] = 1 << (bit - 1)
				lines := tlv.Explain(row, value)
				where := fmt.Sprintf("byte %d bit %d: ", i+1, bit)
				if len(lines) != 1 || !strings.HasPrefix(lines[0], where) || len(lines[0]) == len(where) {
					t.Errorf("%v %X: %q", row, value, lines)
					continue
				}
				words := lines[0][len(where):]
				if seen[words] && words != "RFU" && words != "reserved for contactless" {
					t.Errorf("%v: %q twice", row, words)
				}
				seen[words] = true
			}
		}
		if lines := tlv.Explain(row, make([]byte, size)); len(lines) != 0 {
			t.Errorf("%v of zeroes: %q", row, lines)
		}
		all := []byte(strings.Repeat("\xFF", size))
		if lines := tlv.Explain(row, all); len(lines) != 8*size {
			t.Errorf("%v of ones: %d lines", row, len(lines))
		}
		if lines := tlv.Explain(row, all[1:]); len(lines) != 1 || !strings.Contains(lines[0], "where") {
			t.Errorf("%v too short: %q", row, lines)
		}
	}
}

func TestExplainEveryCode(t *testing.T) {
	// EMV 4.4 B3 6.5.5.4, annex C3, annex C4, annex G, EMV 4.4 B4 annex A1: each byte says something, and each of its bits
	for _, row := range []tlv.Row{
		tlv.CID, tlv.TerminalType, tlv.AccountType, tlv.IssuerCodeTableIndex, tlv.ApplicationPriorityIndicator,
		tlv.TransactionType, tlv.POSEntryMode, tlv.BiometricSubtype,
	} {
		seen := map[string]int{}
		for b := range 256 {
			lines := tlv.Explain(row, []byte{byte(b)})
			if len(lines) == 0 {
				t.Errorf("%v %02X: nothing", row, b)
			}
			seen[strings.Join(lines, "\n")]++
		}
		if len(seen) < 5 {
			t.Errorf("%v: %d texts for 256 values", row, len(seen))
		}
	}
	for rule := range 1 << 16 {
		if !sweep.Sample(rule, 100) {
			continue
		}
		lines := tlv.Explain(tlv.CVMResults, []byte{byte(rule >> 8), byte(rule), 2})
		if len(lines) < 3 || lines[len(lines)-1] != "byte 3: successful" {
			t.Fatalf("CVM results %04X02: %q", rule, lines)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		row   tlv.Row
		value string
		want  []string
	}{
		// EMV 4.4 B3 annex C5
		{tlv.TVR, "8000008000", []string{"byte 1 bit 8: offline data authentication was not performed", "byte 4 bit 8: transaction exceeds the floor limit"}},
		{tlv.TVR, "0004000000", []string{"byte 2 bit 3: RFU"}},
		// EMV 4.4 B3 annex C6
		{tlv.TSI, "E800", []string{
			"byte 1 bit 8: offline data authentication was performed", "byte 1 bit 7: cardholder verification was performed",
			"byte 1 bit 6: card risk management was performed", "byte 1 bit 4: terminal risk management was performed",
		}},
		// EMV 4.4 B3 annex C1
		{tlv.AIP, "9900", []string{
			"byte 1 bit 8: XDA supported", "byte 1 bit 5: cardholder verification is supported",
			"byte 1 bit 4: terminal risk management is to be performed", "byte 1 bit 1: CDA supported",
		}},
		// EMV 4.4 B3 6.5.5.4
		{tlv.CID, "80", []string{"byte 1 bits 8-7: ARQC"}},
		{tlv.CID, "40", []string{"byte 1 bits 8-7: TC"}},
		{tlv.CID, "09", []string{"byte 1 bits 8-7: AAC", "byte 1 bit 4: advice required", "byte 1 bits 3-1: service not allowed"}},
		{tlv.CID, "14", []string{"byte 1 bits 8-7: AAC", "byte 1 bits 6-5: payment system specific cryptogram", "byte 1 bits 3-1: RFU"}},
		// EMV 4.4 B4 annex A4
		{tlv.CVMResults, "5E0300", []string{
			"byte 1 bit 7: apply the next rule if this CVM is unsuccessful", "byte 1 bits 6-1: signature",
			"byte 2: if the terminal supports the CVM", "byte 3: result unknown",
		}},
		{tlv.CVMResults, "3F0001", []string{"byte 1 bits 6-1: no CVM performed", "byte 2: always", "byte 3: failed"}},
		{tlv.CVMResults, "820A03", []string{"byte 1 bits 6-1: enciphered PIN verified online", "byte 1 bit 8: RFU", "byte 2: RFU", "byte 3: RFU"}},
		// EMV 4.4 B3 10.5, annex C3
		{tlv.CVMList, "000000C8000000000207 5E03 1F00", []string{
			"X 200, Y 0", "rule 1: enciphered PIN verified online, if in the application currency and over X",
			"rule 2: signature, if the terminal supports the CVM, else the next rule", "rule 3: no CVM required, always",
		}},
		{tlv.CVMList, "00", []string{"malformed: offset 0: 1 byte of X and Y where 8 belong"}},
		// EMV 4.4 B3 10.2
		{tlv.AFL, "08010100 10010501", []string{"SFI 1, record 1", "SFI 2, records 1 to 5, 1 of them in offline data authentication"}},
		{tlv.AFL, "08010100 10", []string{"SFI 1, record 1", "malformed: offset 4: 1 byte of an entry of 4"}},
		// EMV 4.4 B3 5.4
		{tlv.CDOL1, "9F0206 9C01 9F7E02", []string{"9F02 Amount, Authorised (Numeric), 6 bytes", "9C Transaction Type, 1 byte", "9F7E, 2 bytes"}},
		{tlv.PDOL, "9F38", []string{"malformed: offset 0: length cut off"}},
		{tlv.PDOL, "", []string{"empty"}},
		// EMV 4.4 B3 annex D5: the book's own example, but for the names
		{tlv.LogEntry, "0F14", []string{"SFI 15, 20 records"}},
		{tlv.LoadLogEntry, "0C0A", []string{"SFI 12, 10 records"}},
		{tlv.AuthorisationResponseCode, "3537", []string{`"57" declined, not permitted to the cardholder`}},
		// EMV 4.4 B3 10.3
		{tlv.StaticDataAuthenticationTagList, "82", []string{"82 Application Interchange Profile"}},
		{tlv.StaticDataAuthenticationTagList, "829F", []string{"82 Application Interchange Profile", "malformed: offset 1: tag cut off"}},
		// EMV 4.4 B4 annex A5
		{tlv.IssuerScriptResults, "2000000000 1312345678 0F00000000", []string{
			"script 00000000: successful", "script 12345678: failed, at command 3", "script 00000000: not performed, at command 15 or later",
		}},
		{tlv.IssuerScriptResults, "20", []string{"malformed: offset 0: 1 byte of an entry of 5"}},
		// EMV 4.4 B4 annex A1
		{tlv.TerminalType, "22", []string{"byte 1 bits 8-5: operated by a merchant", "byte 1 bits 4-1: attended, offline with online capability"}},
		// EMV 4.4 B4 annex A6
		{tlv.AuthorisationResponseCode, "5931", []string{`"Y1" offline approved`}},
		{tlv.AuthorisationResponseCode, "3939", []string{`"99"`}},
		// EMV 4.4 B3 4.3
		{tlv.AmountAuthorised, "000000001234", []string{"000000001234"}},
		{tlv.AmountAuthorised, "00000000123A", []string{"malformed: offset 5: not of format n"}},
		{tlv.ApplicationExpirationDate, "271231", []string{"2027-12-31"}},
		{tlv.ApplicationExpirationDate, "271331", []string{"malformed: no day of the calendar"}},
		{tlv.TransactionTime, "235959", []string{"23:59:59"}},
		{tlv.ApplicationLabel, "56495341", []string{`"VISA"`}},
		{tlv.ApplicationPreferredName, "43E9", []string{`"Cé"`}},
		{tlv.ApplicationCryptogram, "1122334455667788", nil},
		{tlv.UnpredictableNumber, "", []string{"empty"}},
		// what is sensitive
		{tlv.PAN, "5413330089600044", []string{"541333******0044"}},
		{tlv.CardholderName, "53 4D 49 54 48", []string{"[5 bytes]"}},
		{0, "1234", nil},
	} {
		if got := tlv.Explain(test.row, unhex(t, test.value)); !slices.Equal(got, test.want) {
			t.Errorf("%v %s:\n have %q\n want %q", test.row, test.value, got, test.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	// EMV 4.4 B3 annex B
	want := `70 READ RECORD Response Message Template
  5A Application Primary Account Number (PAN): 541333******0044
  57 Track 2 Equivalent Data: 541333******0044D*
  9C Transaction Type: 00 (byte 1: purchase of goods or services)
  95 Terminal Verification Results: 0000008000 (byte 4 bit 8: transaction exceeds the floor limit)
  9F7E: 1234
tlv: offset 45 in 70: length cut off
`
	in := unhex(t, "70 2D 5A 08 5413330089600044 57 0F 5413330089600044D2712201000000 9C01 00 95 05 0000008000 9F7E 02 1234 00 DF8101")
	in[1] = byte(len(in) - 2)
	if got := tlv.Describe(tlv.Contact, in); got != want {
		t.Errorf("have\n%s\nwant\n%s", got, want)
	}
	// EMV 4.4 B3 5.4
	dol := tlv.DOL(unhex(t, "9A03 5A08 9F3704 DF0102"))
	want = `9A Transaction Date: 260102 (2026-01-02)
5A Application Primary Account Number (PAN): 541333******0044
9F37 Unpredictable Number: 11223344
DF01: 1 of 2 bytes
`
	if got := tlv.DescribeDOL(tlv.Contact, dol, unhex(t, "260102 5413330089600044 11223344 FF")); got != want {
		t.Errorf("have\n%s\nwant\n%s", got, want)
	}
	if got := tlv.DescribeDOL(tlv.Contact, nil, []byte{1}); got != "1 byte more\n" {
		t.Errorf("have %q", got)
	}
	// a sensitive template shows nothing of itself
	if got := tlv.Describe(tlv.Contact, unhex(t, "BF4E 05 DF51 02 1234")); got != "BF4E Biometric Verification Data Template\n" {
		t.Errorf("have %q", got)
	}
}
