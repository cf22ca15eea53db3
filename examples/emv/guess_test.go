package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Bare values, commands, tracks and answers of a reader that were taken for something else, or for nothing: the likeliest reading is what they are.
func TestBareGuesses(t *testing.T) {
	for _, c := range []struct{ input, kind, says string }{
		{"3900", "aip", "cardholder verification is supported"}, // no response code: 39 is a digit, 00 none
		{"5933", "arc", "Y3"},
		{"5A31", "arc", "Z1"}, // 5A is the tag of a PAN
		{"5A33", "arc", "Z3"},
		{"270101", "date", "2027-01-01"},
		{"240229", "date", "2024-02-29"},
		{"420302", "cvm-results", "enciphered PIN"},
		{"0A788094022063CBA3A0", "ats", "up to 256 bytes"},
		{"067577810280", "ats", "up to 64 bytes"},
		{"0F7880700220635A4D4B0102030405", "ats", "5A4D4B"},
		{"00B2010C", "capdu", "READ RECORD"},
		{"80CA9F36", "capdu", "9F36"},
		{"00A40400", "capdu", "SELECT"},
		{"0020000000", "tvr", "not yet effective"},
		{"0088000000", "tvr", "new card"},
		{"00B2010C00", "capdu", "SFI 1, record 1"},
		{"0084000000", "capdu", "GET CHALLENGE"},
		{"9F6A04", "dol", "Unpredictable Number"},
		{"9F6A049F7E01", "dol", "5 bytes"},
		{"9F2788800000000000000000", "tlv", "length field of more than 3 bytes"}, // a length of 2^63
		{"9F37888000000000000000", "tlv", "length field of more than 3 bytes"},
		{"9F02887FFFFFFFFFFFFFFF", "tlv", "length field of more than 3 bytes"},
		{"77FF9F2701809F36020001", "tlv", "length field of more than 3 bytes"},
		{"77849F2701809F36020001", "tlv", "length field of more than 3 bytes"},
		{"7788000000000000000B9F2701809F36020001", "tlv", "length field of more than 3 bytes"},
		{"77809F2701809F360200010000", "tlv", "indefinite length"},
		{"9F36", "tag-list", "Application Transaction Counter"},
		{"5F24", "tag-list", "Expiration Date"},
		{"3B02145011", "atr", "historical bytes are followed by 11"}, // with a byte too many
		{"00CB3FFF055C035FC10500", "capdu", "GET DATA (ISO/IEC 7816-4)"},
		{"9F02039F03079F1A0295065F2A029A009C039F37035A059F20059F1908", "tlv", "nearly as likely: dol"}, // lengths that no element has
		{"A0000000031010", "aid", "Visa"},
		{"A0000007271010", "aid", ""},
		{"D27600002545500200", "aid", ""},
		{"325041592E5359532E4444463031", "aid", "2PAY.SYS.DDF01"},
		{"564953412054455354", "iso8859-1", "VISA TEST"}, // 56 is the tag of track 1
		{"5772829193253472D14082017412577580000F", "track2", "2014-08"},
		{"6210948000000011", "pan", "621094******0011"},
		{"9F33029F35019F4001", "dol", "4 bytes"},
		{"06020203A40000", "iad", ""},
		{"110901", "date", "2011-09-01"},
		{"6F1A840E315041592E5359532E444446", "tlv", "value longer than what is left"},
		{"1F4A01A0000000000000000000000000000000000000000000000000000000A1", "iad", ""},
		{"3B6E00000031C071C66501B0010383", "atr", ""}, // three historical bytes are missing
		{"3B6E00000031C071C66501B00103839000", "atr", ""},
		{"0x00, 0xA4, 0x04, 0x00, 0x07, 0xA0, 0x00, 0x00, 0x00, 0x04, 0x10, 0x10", "capdu", "Mastercard"},
		{"00-a4-04-00:07 a0 00 00 00 04 10 10", "capdu", "Mastercard"},
		{"4761739001010119=22122011234567890", "track2", "476173******0119"},
		{"B4761739001010119^SMITH/JOHN^22122010000000000", "track1", "476173******0119"},
		{"b4761739001010119^SMITH/JOHN^22122010000000000?", "track1", "476173******0119"},

		// FF before the first object of a template; 00 there (EMV 4.4 B3 annex B1), where the tag with what follows is a command too
		{"7718FFFF82025980941008010100100102011801020020010200", "tlv", "filler: 2 bytes of FF"},
		{"704BFF8C039F37048D058A029F37048F01979214706C987F58ADD706BE011D8EA7C2C755A956C2CB9F3201039F4701039F481AC107F69F1A498EC910B29E" +
			"566DC817DD7AA28EE7C21FDD7D8D23", "tlv", "9F47"},
		{"00701A61184F07A0000000031010500A54657374204465626974870101", "tlv", "Test Debit"},
		{"0070128E100000000000000000410342031E031F02", "tlv", "enciphered PIN verified online"},
		{"0070800101", "capdu", "MANAGE CHANNEL"},
		{"009F3303E0F8C89F1A0208405F340201", "tlv", "9F1A Terminal Country Code: 0840"}, // 00 before what breaks behind
		{"00700D9F3303E0F8C89F1A0208405F3402", "tlv", "9F1A Terminal Country Code: 0840"},
		{"0000770A9F3303E0F8C89F1A0208405F3402", "tlv", "77 Response Message Template"},
		{"00E1089F1A0308405F340101", "tlv", "9F1A Terminal Country Code: 08405F"},
		{"008407A00000000310109F3303E0F8", "tlv", "84 Dedicated File (DF) Name"},
		{"0000500A564953412044454249549F360200", "tlv", "VISA DEBIT"},

		// commands of Kernels 3, 5 and 6 alone (C-3 2.12 D.4, C-5 2.10 4.1, C-6 2.12 4.4, 4.5)
		{"80E000001E831C3700C00000000000050000000000000002760978261201009DB9A77600", "capdu", "EXTENDED GET PROCESSING OPTIONS (C-3)"},
		{"80D100001E831C3700C00000000000050000000000000002760978261201009DB9A77600", "capdu", "RESUME GET PROCESSING OPTIONS (C-6)"},
		{"80D00F002E83213600400000000000100000000000000008400000000000084026120100A1B2C3D4BF1008DF3F05011122334400", "capdu", "DF3F"},
		{"80D100001E831C3700C00000000000050000000000000002760978261201009DB9A77600" + "6985", "exchange", "RESUME GET PROCESSING OPTIONS (C-6)"},
		{"80DF000000" + "6985", "exchange", "ECHO (C-5 before 2.12)"},
		{"80DF000000" + "770E9F2701809F360200019F100207009000", "exchange", "9F36 Application Transaction Counter (ATC): 0001"},
		{"0070000001", "capdu", "MANAGE CHANNEL"},
		{"6F27FF8407A0000000031010A51C500B56495341204352454449549F380C9F66049F02065F2A029F3704", "tlv", "VISA CREDIT"},
		{"7012FFFFFFFFFFFF5A0A6228480402564890018F", "tlv", "622848*********0018 (masked)"},
		{"7210FF860D8424000008AABBCCDDEEFF0011", "tlv", "PIN CHANGE/UNBLOCK"},
		{"6F12FFA50FFF5004544553548701015F2D02656E", "tlv", "TEST"},
		{"6F2400840E325041592E5359532E4444463031A511BF0C0E610C4F07A0000000041010870101", "tlv", "nearly as likely: capdu"},
		{"6F28008407A0000000031010A51C500B56495341204352454449549F380C9F66049F02065F2A029F3704", "tlv", "nearly as likely: capdu"},
		{"7020009F32030100018F01A19214F268ED4424A539166114207BADF45E3564397D67", "tlv", "9F32"},
		{"6F24008408", "capdu", "CHANGE REFERENCE DATA"},

		// 00 before objects, FF behind or between them
		{"009F3303E0F8C8FF", "tlv", "filler: 1 byte of FF"},
		{"00009F3303E0F8C89F1A020840FFFF", "tlv", "filler: 2 bytes of FF"},
		{"00009F3303E0F8C8FFFF9F1A020840", "tlv", "840, US"},
		{"0000700A9F3303E0F8C85F340101FFFFFF", "tlv", "5F34"},
		{"00009F3303E0F8C8FFFF", "tlv", "filler: 2 bytes of FF"},
		{"9F3303E0F8C8FFFF0000", "tlv", "filler: 2 bytes of FF: the books allow 00 alone between objects\n"},

		// a command with bytes behind the data that its length says, and no command behind such bytes
		{"00A4040007A00000000310100000", "capdu", "offset 12: 2 bytes behind the data"},
		{"00A4040007A0000000031010000000", "capdu", "offset 12: 3 bytes behind the data"},
		{"80AE80001B000000001234000000000000084000000000000840160123001122334400", "capdu", "GENERATE AC"},
		{"80A8000004830208400000", "capdu", "GET PROCESSING OPTIONS"},
		{"80EA000004A1B2C3D40000", "capdu", "EXCHANGE RELAY RESISTANCE DATA"},
		{"0088000004112233440000", "capdu", "INTERNAL AUTHENTICATE"},
		{"8418000004AABBCCDDEEFF", "capdu", "offset 9: 2 bytes behind the data"},
		{"80A8000004830208409000", "exchange", "9000"},

		// a command of others with its answer, which need be no objects, and one without its data
		{"00A40400006F108408A000000003000000A5049F6501FF9000", "exchange", "A000000003000000 (card manager"},
		{"00A40400006F1A840E315041592E5359532E4444463031A5088801025F2D02656E9000", "exchange", "Le: as much as there is"},
		{"0070000001019000", "exchange", "Le: 1"},
		{"00700000010190", "capdu", "MANAGE CHANNEL"},
		{"8050000008AABBCCDDEEFF00110000001122334455667788FF020000112233445566778899AABBCCDDEE9000", "exchange", "Le: as much as there is"},
		{"8050000008AABBCCDDEEFF001100001122334455667788FF020000112233445566778899AABBCCDDEE9000", "exchange", "data: AABBCCDDEEFF0011\n  response"},
		{"8050000008AABBCCDDEEFF00110000001122334455667788300370112233445566778899AABBCCDDEEFF009000", "exchange", "Le: as much as there is"},
		{"80F28002024F000008A000000003000000010F9E9000", "exchange", "GET STATUS"},
		{"00B0950000112233445566778899009000", "exchange", "READ BINARY"},
		{"80E40000084F06A000000003100000009000", "exchange", "DELETE"},

		// a template of a length that issuer application data have, as long as it says, with a length inside that is wrong
		{"7710958000000080005F2D02656E82023900", "tlv", "5F2D Language Preference: 656E"},
		{"70128701019F4AFF82950500000080009F270180", "tlv", "9F27 Cryptogram Information Data: 80"},
		{"6F188EFF000000000000000042039F4A01825F34010182023900", "tlv", "9F4A Static Data Authentication Tag List: 82"},
		{"9F1A020840770E9F123C564953419F3704A1B2C3D482023900", "tlv", "9F37 Unpredictable Number: A1B2C3D4"},
		{"6F109F2702809F1204564953419F1A020840", "tlv", "9F1A Terminal Country Code: 0840"},
		{"E1109F3501228E0B00000000000000004203", "tlv", "9F35 Terminal Type: 22"},
		{"E110950500000080009F3501229F1AFF0840", "tlv", "9F35 Terminal Type: 22"},
		{"E110A0400924C1D2A1A20102030405060708", "iad", "Mastercard CVN 16"},
		{"7710A0400924C1D2A1A20102030405060708", "iad", "Mastercard CVN 16"}, // no object begins in it

		// an object whose tag is a class with a logical channel, and a fault behind it
		{"5F24033012319F0702FF005F280208405F3401019F4401", "tlv", "2030-12-31"},
		{"5F24032507319F0702FF0082", "tlv", "2025-07-31"},
		{"5F2403301231E30D9F3684FFFFFFFF00A1820239008F0192", "tlv", "2030-12-31"},
		{"4F24000008AABBCCDDEEFF0011", "capdu", "logical channel 19"},
	} {
		_, out, errw := emv("", "decode", c.input)
		r, _, err := decodeBare(c.input)
		if err != nil || r.Kind != c.kind || !strings.Contains(out+errw, c.says) {
			t.Errorf("%s: %s, or %q: %v %s%s", c.input, r.Kind, r.Also, err, out, errw)
		}
	}
	for _, b := range []string{strings.Repeat("3F19744F14EF8BEFD408E03A", 12), strings.Repeat("931ED020667871A7A9BC7F80", 10)} {
		if r, _, err := decodeBare(b); err != nil || r.Kind != "unknown" || r.Items[1].Words[0] != fmt.Sprintf("as long as a certificate, a signature or a key of %d bits", 4*len(b)) {
			t.Errorf("%.10s: %s %v %+v", b, r.Kind, err, r.Items)
		}
	}
	record := "7081B09081AD" + strings.Repeat("3F19744F14EF8BEFD408E03A", 12)
	for n := 140; n < len(record); n += 8 {
		if r, _, err := decodeBare(record[:n]); err != nil || r.Kind != "tlv" || r.Fault == "" {
			t.Errorf("%d digits: %s %v %s", n, r.Kind, err, r.Fault)
		}
	}
	if r, _, err := decodeBare("00C0000000"); err != nil || r.Kind != "capdu" || !slices.Contains(r.Also, "tvr") { // expired, and another version
		t.Errorf("%+v %v", r, err)
	}
}

// A conversation whose comments are in another script than English is one all the same, and a name in it is masked.
func TestDecodeConversationInUTF8(t *testing.T) {
	const text = "card: Prüfkarte\n-- conversation --\n# Händler – 5413 3300 8902 0011\n> 00B2010C00\n< 700F5F200C4D554C4C45522F414E4E41209000\n"
	status, out, errw := emv(text, "decode", "-")
	if status != 0 || !strings.Contains(out, "Cardholder Name: [12 bytes] (masked)") || strings.Contains(out, "4D554C4C4552") {
		t.Errorf("%d %s%s", status, out, errw)
	}
}

// Elements of older texts are explained as those of the books are, and what redact takes out is called sensitive.
func TestExplainOlderElements(t *testing.T) {
	for _, c := range []struct{ line, says string }{
		{"9F6A", "Unpredictable Number (Numeric) (C-2 before 2.12)\n  format n, 4 bytes"},
		{"9F7F", "sensitive"},
		{"9F46", "sensitive"},
		{"9F24", "sensitive"},
		{"udol", "9F69"},
		{"DF31", "Issuer Script Results (UnionPay acquirers, field 55)\n  format b, 5 to 255 bytes"},
		{"9F8205", "User Interface Request Data 1 (C-8 before 1.2)\n  format b, 22 bytes"},
	} {
		if status, out, errw := emv("", "explain", c.line); status != 0 || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d %s%s", c.line, status, out, errw)
		}
	}
}

// What is no whole tag, no status word and no time is said to be that.
func TestNoTagNoStatusNoTime(t *testing.T) {
	for _, c := range []struct {
		line   string
		status int
		says   string
	}{
		{"explain FF", 2, "no whole tag"},
		{"explain 9FFF", 2, "no whole tag"},
		{"explain 9F", 2, "no whole tag"},
		{"explain 9F33 9F34", 2, "2 tags; give one of them"},
		{"explain 9F33 9F", 2, "no whole tag"},
		{"explain offset", 0, ""},
		{"sw 0000", 1, "no status word"},
		{"sw 6000", 1, "no status word"},
		{"sw 6985", 0, ""},
		{"insert -for -1s", 2, "give a time such as 30s"},
	} {
		if status, _, errw := emv("", strings.Fields(c.line)...); status != c.status || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s", c.line, status, errw)
		}
	}
}

// A template that ends too early, with an object of a tag of one byte in it that belongs there, is data objects with its fault, and no list of them.
func TestCutTemplatesAreNoLists(t *testing.T) {
	for _, input := range []string{
		"A5035003", "A503500356", "61064F08A000", "61064F08A000000003", "6F0A8407A000", "6F1A8407A0000000031010", "70095A0854133300", "7013571354133300", "7781148202", "A50A8701", "6F058407A0",
		"71109F1804000000018608841E000004AABBCCDD", // its length too short: 20 bytes that Mastercard has for issuer application data
		"61094F07A00000000310", "70048F01", "7003", "A50350", "730E61064F04",
	} {
		r, status, err := decodeBare(input)
		if err != nil || r.Kind == "dol" || len(input) > 6 && (r.Kind != "tlv" || status != 1 || !strings.Contains(r.Fault, "value longer than what is left")) {
			t.Errorf("%s: %s, or %q, %q, %d %v", input, r.Kind, r.Also, r.Fault, status, err)
		}
	}
}

// A code that stands in its list comes before a bit field in which it would say something reserved; a bit field that says nothing reserved before the code.
func TestCodesBeforeReservedBits(t *testing.T) {
	for _, c := range []struct{ input, kind, says string }{
		{"5812", "mcc", "5812"},
		{"5411", "mcc", "Grocery"},
		{"6011", "mcc", "6011"},
		{"7011", "mcc", "7011"},
		{"4111", "mcc", "4111"},
		{"0978", "currency", "Euro"},
		{"0840", "currency", "US Dollar"},
		{"E800", "tsi", "terminal risk management"},
		{"5C00", "tsi", "aip"}, // nearly as likely
		{"6800", "sw", "6800"},
		{"1980", "aip", "CDA"},
		{"3900", "aip", "cardholder"},
		{"9000", "sw", "9000"},
		{"6300", "sw", "6300"},
		{"6985", "sw", "6985"},
	} {
		r, status, err := decodeBare(c.input)
		_, out, _ := emv("", "decode", c.input)
		if err != nil || status != 0 || r.Kind != c.kind || !strings.Contains(out, c.says) {
			t.Errorf("%s: %s, nearly %q, or %q, %d %v\n%s", c.input, r.Kind, r.Close, r.Also, status, err, out)
		}
	}
}
