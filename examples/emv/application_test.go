package main

import (
	"strings"
	"testing"
)

// The application that is named beside the data, by 84, 4F or 9F06, in the same template or earlier in a conversation, says whose issuer application data it is, whatever
// it looks like; one without a book of its own does not. Without a name all layouts that fit are told.
//
// C-6 2.12 D.9, EMV 4.4 B3 C9.2
func TestIssuerDataIsTheApplications(t *testing.T) {
	const (
		ten, eighteen = "01110503020100000000", "011105030201000000000001020304050607"
		visa          = "06100A03A0B800"             // its key index looks like a version of Mastercard's
		both          = "06100A03A0B8000A0102030405" // and 18 bytes
	)
	long := both + "060708090A"
	script := []string{"script 5 processed in the previous transaction", "program ID: 00"} // C-6 table 4-21: byte 1 bits 3-1 = 101
	for _, c := range []struct {
		name, rid, iad string
		says           []string
		not            string
	}{
		{"Discover, 10 bytes", "A000000152", ten, script, "PIN try counter"},
		{"Diners, 10 bytes", "A000000324", ten, script, "PIN try counter"},
		{"Discover, 18 bytes", "A000000152", eighteen, []string{"05030201000000000001020304050607"}, "PIN try counter"},
		{"Mastercard, 10 bytes", "A000000004", ten, []string{"low half byte of the PIN try counter: 2"}, "Discover"},
		{"Mastercard, 18 bytes", "A000000004", eighteen, []string{"counters: 0001020304050607"}, "Discover"},
		{"Visa", "A000000003", long, []string{"Visa CVN 10", "discretionary data: 0102030405060708090A"}, "dynamic number"},
		{"American Express", "A000000025", visa, []string{"card verification results: 03A0B800"}, "dynamic number"},
		{"UnionPay, no layout of its own", "A000000333", long, nil, "cryptogram version"},
		{"JCB", "A000000065", "07000103A0A80201", []string{"derivation key index: 00"}, "Mastercard"},
		{"Visa has no such layout", "A000000003", eighteen, nil, "cryptogram version"},
		{"one without a book", "A000000042", long, []string{"in the layout of Visa and American Express", "in the layout of Mastercard"}, ""},
		{"none", "", long, []string{"in the layout of Visa and American Express", "in the layout of Mastercard"}, ""},
		{"none, 10 bytes", "", "01150000000000000000", []string{"in the layout of Mastercard, without counters", "in the layout of Discover"}, ""},
	} {
		ins := []string{object(0x9F10, c.iad)}
		if c.rid != "" {
			name := c.rid + "1010"
			record := object(0x77, object(0x9F27, "80")+ins[0])
			ins = []string{
				object(0x84, name) + ins[0], ins[0] + object(0x4F, name), object(0x9F06, name) + ins[0], object(0x70, object(0x84, name)+ins[0]),
				"> 00A40400" + object(0, name)[2:] + "00\n< 6A82\n> 00A40400" + object(0, name)[2:] + "00\n< " + object(0x6F, object(0x84, name)) + "9000\n> 80AE800000\n< " + record + "9000\n",
				"> 00A40400" + object(0, name)[2:] + "00\n< ?\n> 80AE800000\n< " + record + "9000\n",
			}
		}
		for _, in := range ins {
			_, out, errw := emv(in, "decode", "-")
			for _, w := range c.says {
				if !strings.Contains(out, w) {
					t.Errorf("%s: no %q: %s: %s%s", c.name, w, in, out, errw)
				}
			}
			if c.not != "" && strings.Contains(out, c.not) {
				t.Errorf("%s: %q: %s: %s%s", c.name, c.not, in, out, errw)
			}
		}
	}
	if _, out, _ := emv("", "decode", "-book", "c6", object(0x9F10, ten)); !strings.Contains(out, script[0]) { // the book says it
		t.Error(out)
	}
	two := object(0x70, object(0x84, "A0000001523010")+object(0x9F10, ten)) + object(0x70, object(0x84, "A0000000041010")+object(0x9F10, ten)) // each its own
	if _, out, _ := emv("", "decode", two); strings.Count(out, script[0]) != 1 || strings.Count(out, "PIN try counter: 2") != 1 {
		t.Error(out)
	}
}

// A tag that each payment system gives as it likes is named as the application's does, in objects, lists and log records; what only others have is not in its dictionary.
//
// EMV 4.4 B3 annex B2, ISO/IEC 7816-4 8.2.1.3 (DF00 to DF7F)
func TestTagsOfThePaymentSystem(t *testing.T) {
	const log = "9F27019F5206DF3E019C01" // of a published Mastercard card
	conv := func(rid string) string {
		name := rid + "1010"
		fci := object(0x6F, object(0x84, name)+object(0xA5, object(0xBF0C, object(0x9F4D, "0B01"))))
		return "> 00A40400" + object(0, name)[2:] + "00\n< " + fci + "9000\n> 80CA9F4F00\n< " + object(0x9F4F, log) + "9000\n> 00B2015C00\n< 406190222100000100" + "9000\n"
	}
	for _, c := range []struct{ name, in, says, not string }{
		{"Mastercard's log", conv("A000000004"), "9F52 Card Verification Results (CVR) (Mastercard cards): 619022210000", "Default Action"},
		{"its bits", conv("A000000004"), "first GENERATE AC: ARQC", "one of these"}, // M/Chip: 61 is 01 10 00 01
		{"Card ID is Discover's", conv("A000000004"), "DF3E not in the dictionary", "Card ID"},
		{"its list", conv("A000000004"), "9F52 Card Verification Results (CVR), 6 bytes", "Terminal Compatibility"},
		{"Visa's log", conv("A000000003"), "9F52 Application Default Action (ADA) (Visa and UnionPay cards): 619022210000", "CVR"},
		{"JCB has no such element", object(0x84, "A0000000651010") + object(0x9F58, "01"), "9F58 not in the dictionary of JCB; elsewhere Lower Consecutive Offline Limit", ""},
		{"9F6E, Visa", object(0x84, "A0000000031010") + object(0x9F6E, "20700000"), "Form Factor Indicator", "Third Party"},
		{"9F6E, JCB", object(0x84, "A0000000651010") + object(0x9F6E, "31323334"), "Device Information", "Form Factor"},
		{"9F6E, Mastercard", object(0x84, "A0000000041010") + object(0x9F6E, "0276000030300000"), "Third Party Data", "Form Factor"},
		{"9F6C, Mastercard", object(0x84, "A0000000041010") + object(0x9F6C, "0001"), "Mag-stripe Application Version Number", "Qualifiers"},
		{"9F5D, Mastercard", object(0x84, "A0000000041010") + object(0x9F5D, "010203"), "Application Capabilities Information", "Offline Spending"},
		{"9F5D, Visa", object(0x84, "A0000000031010") + object(0x9F5D, "000000001000"), "Available Offline Spending Amount", "Capabilities"},
		{"9F53, JCB", object(0x84, "A0000000651010") + object(0x9F53, "708000"), "Terminal Interchange Profile", "Consecutive"},
		{"9F53, Mastercard", object(0x84, "A0000000041010") + object(0x9F53, "52"), "Transaction Category Code", "Consecutive"},
		{"Visa's funds", object(0x84, "A0000000031010") + object(0x9F79, "000000001000"), "9F79 VLP Available Funds (Visa cards): 000000001000", "PBOC"},
		{"Visa's limits", object(0x84, "A0000000031010") + object(0x9F77, "000000001000"), "9F77 VLP Funds Limit (Visa cards): 000000001000", "elsewhere"},
		{"Visa's limits", object(0x84, "A0000000031010") + object(0x9F78, "000000001000"), "9F78 VLP Single Transaction Limit (Visa cards): 0", "elsewhere"},
		{"Visa's threshold", object(0x84, "A0000000031010") + object(0x9F6D, "000000001000"), "9F6D VLP Reset Threshold (Visa cards): 0", "elsewhere"},
		{"Visa's terminal", object(0x84, "A0000000031010") + object(0x9F7B, "000000001000"), "9F7B VLP Terminal Transaction Limit (Visa terminals): 0", "elsewhere"},
		{"Visa's limit, the tag of a track", object(0x84, "A0000000031010") + object(0x9F6B, "000000001000"), "9F6B Card CVM Limit (Visa and UnionPay cards): [6 bytes]", "0000001000"},
		{"Visa's stripe", object(0x84, "A0000000031010") + object(0x9F67, "31"), "9F67 MSD Offset (Visa cards): 31", "elsewhere"},
		{"Visa's counters", object(0x84, "A0000000031010") + object(0x9F63, "0102"), "9F63 Offline Counter Initial Value (Visa cards): 0102", "elsewhere"},
		{"Visa's counters", object(0x84, "A0000000031010") + object(0x9F5E, "05"), "9F5E Consecutive Transaction International Upper Limit (Visa cards): [1 byte]", "elsewhere"},
		{"UnionPay's cash", object(0x84, "A0000003330101") + object(0x9F79, "000000001000"), "9F79 Electronic Cash Balance", "VLP"},
		{"UnionPay's limit", object(0x84, "A0000003330101") + object(0x9F6B, "000000001000"), "9F6B Card CVM Limit", "elsewhere"},
		{"Interac's merchant", object(0x84, "A0000002771010") + object(0x9F58, "01"), "9F58 Merchant Type Indicator (Interac terminals): 01", "Consecutive"},
		{"Interac's words", object(0x84, "A0000002771010") + object(0x9F5A, "01"), "9F5A Terminal Transaction Type", "in the words of"},
		{"Interac's terminal", object(0x84, "A0000002771010") + object(0x9F59, "DC8000"), "9F59 Terminal Transaction Information (TTI) (Interac terminals): DC8000", "Limit"},
		{"Interac's terminal", object(0x84, "A0000002771010") + object(0x9F59, "DC"), "1 byte where 3 belong", "Limit"},
		{"Interac's type", object(0x9F06, "A0000002771010") + object(0x9F5A, "00"), "9F5A Terminal Transaction Type (TTT) (Interac terminals): 00", "Program"},
		{"Interac's receipt", object(0x84, "A0000002771010") + object(0x9F5D, "000000001000"), "9F5D Terminal Contactless Receipt Required Limit (Interac terminals)", "Spending"},
		{"Interac's options", object(0x84, "A0000002771010") + object(0x9F5E, "E000"), "9F5E Terminal Option Status (TOS) (Interac terminals): [2 bytes]", "DS ID"},
		{"Interac's floor", object(0x84, "A0000002771010") + object(0x9F5F, "000000010000"), "9F5F Terminal Contactless Floor Limit (Interac terminals)", "Balance"},
		{"Interac's card", object(0x84, "A0000002771010") + object(0x9F62, "0001"), "9F62 Card Product Code (Interac cards): 0001", "PCVC3"},
		{"Interac's card", object(0x84, "A0000002771010") + object(0x9F63, "40000000"), "9F63 Card Transaction Information (CTI) (Interac cards): 40000000", "Product"},
		{"Interac's device", object(0x84, "A0000002771010") + object(0x9F70, "01"), "9F70 Form Factor Indicator (Interac cards): 01", "Envelope"},
		{"Interac's list", object(0x84, "A0000002771010") + object(0x9F38, "9F59039F5A019F5801"), "9F5A Terminal Transaction Type (TTT), 1 byte", "Program"},
		{"Interac's list", object(0x84, "A0000002771010") + object(0x9F38, "9F59039F5A019F5801"), "9F58 Merchant Type Indicator, 1 byte", "Consecutive"},
		{"a directory", object(0x61, object(0x4F, "A000000025010401")+object(0x9F28, "4004")), "9F28 Contactless Application Capabilities Type (Book B before 2.12): 4004", "not in"},
		{"a stripe of Japan", object(0x4F, "A0000000651010") + object(0xDF4F, inASCII("a4111111111111111TARO YAMADA")), "DF4F JIS 2 Equivalent Data (cards of Japan): [28 bytes]", "5441524F"},
		{"a stripe of Japan", object(0x4F, "A0000000041010") + object(0xDF4F, "123456"), "DF4F JIS 2 Equivalent Data (cards of Japan): [3 bytes]", "123456"},
		{"a stripe of nobody's", object(0xDF4F, "123456"), "DF4F JIS 2 Equivalent Data (cards of Japan): [3 bytes]", "Load Log"},
		{"UnionPay's load log", object(0x84, "A0000003330101") + object(0xDF4F, "9A039F3602"), "DF4F Load Log Format", "JIS"},
		{"nobody's that is known", object(0x84, "A0000009991010") + object(0x9F58, "01"), "9F58 Lower Consecutive Offline Limit", ""},
	} {
		if _, out, errw := emv(c.in, "decode", "-"); !strings.Contains(out, c.says) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: %s%s", c.name, out, errw)
		}
	}
}

// A published field 55 of a Mastercard card with contacts, which has verified a PIN: its words are contact's. Where another book is asked for, what that calls RFU and
// contact does not is told; so is a chip that was read by its contacts.
//
// EMV 4.4 B3 annex C1, B4 annex A2
func TestContactIsNamedWhereItShows(t *testing.T) {
	const data = "4F07A000000004306082025C008407A000000004306095050080008000" + "9F3303E0F0C89F34034403029F3501009F530152" // mhdnamvar/node-emv, sample.js, parts of it
	entry := object(0x84, "A0000000041010") + object(0x82, "5C00") + object(0x9F39, "05") + object(0x9F53, "52") + object(0x9F7C, strings.Repeat("00", 20))
	for _, c := range []struct{ name, book, in, says, not string }{
		{"AIP", "", data, "byte 1 bit 7: SDA supported", "bit 7: RFU"},
		{"terminal capabilities", "", data, "byte 3 bit 8: SDA", "byte 3 bit 8: RFU"},
		{"its own element", "", data, "9F53 Transaction Category Code", "in the words of C-2"},
		{"entry mode 05", "", entry, "SDA supported", "in the words of C-2"},
		{"an older text's alone", "", "9F5301A0", "9F53 Consecutive Transaction Limit (International)", "in the words of"},
		{"C-2's", "", "9F530152", "(tlv, 4 bytes, in the words of C-2)", "Consecutive"},
		{"C-2 is asked for", "c2", data, "byte 1 bit 7: RFU in C-2; with contacts: SDA supported", ""},
		{"C-2 is asked for", "c2", data, "byte 3 bit 7: RFU in C-2; with contacts: DDA", ""},
	} {
		args := []string{"decode", c.in}
		if c.book != "" {
			args = []string{"decode", "-book", c.book, c.in}
		}
		if status, out, errw := emv("", args...); status != 0 || !strings.Contains(out, c.says) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
}
