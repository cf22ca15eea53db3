package main

import (
	"strings"
	"testing"
)

// Commands of every class that the books give them, and of others, bare: whole ones are explained, cut ones are faults, and nothing of a PIN is shown.
//
// EMV 4.4 B3 6.3.1, 6.5
func TestBareCommands(t *testing.T) {
	for _, c := range []struct {
		input, kind string
		status      int
		says        string
	}{
		{"8C1E000004AABBCCDD", "capdu", 0, "APPLICATION BLOCK: 8C 1E 00 00 (secure messaging, with the header)"},
		{"8C18000008AABBCCDD11223344", "capdu", 0, "APPLICATION UNBLOCK"},
		{"8C16000000", "capdu", 0, "CARD BLOCK"},
		{"8C1600000411223344", "capdu", 0, "CARD BLOCK"},
		{"8C24000008AABBCCDD11223344", "capdu", 0, "data: masked"},
		{"8C24000108AABBCC", "capdu", 1, "offset 4: Lc says 8 bytes where 3 follow"},
		{"0C20008008241234FFFFFFFFFF", "capdu", 0, "data: masked"},
		{"8C189F02069F03069F1A0295055F2A029A039C019F37049F2103", "tlv", 0, "CDOL1"}, // a list all the same
		{"8C249F02069F03069F1A0295055F2A029A039C019F37049F21039F35019F45029F4C089F3403", "tlv", 0, "CDOL1"},
		{"80CA9F7900", "capdu", 0, "Electronic Cash Balance"},
		{"80CA9F74", "capdu", 0, "GET DATA"},
		{"80CA9F7700", "capdu", 0, "GET DATA"},
		{"80CA9F6D00", "capdu", 0, "GET DATA"},
		{"80CA9F5000", "capdu", 0, "GET DATA"},
		{"80CADF6200", "capdu", 0, "Segmented Deduction Offset Limit"},
		{"80CA9F7F00", "capdu", 0, "Card Production Life Cycle Data"},
		{"80CA9F5400", "capdu", 0, "Cumulative Total Transaction Amount Limit"},
		{"80CA9F5C00", "capdu", 0, "Cumulative Total Transaction Amount Upper Limit"},
		{"80CA9F3600", "capdu", 0, "(9F36 Application Transaction Counter (ATC))"},
		{"0020008008241234FFFF", "capdu", 1, "offset 4: Lc says 8 bytes where 5 follow"},
		{"0024010010241234FFFFFFFFFF245678FFFFFFFFFF", "capdu", 0, "CHANGE REFERENCE DATA"},
		{"0024010010241234FFFFFF", "capdu", 1, "offset 4: Lc says 16 bytes where 6 follow"},
		{"002C000108241234FFFFFFFFFF", "capdu", 0, "RESET RETRY COUNTER"},
		{"00A404000EA0000000031010", "capdu", 1, "offset 4: Lc says 14 bytes where 7 follow"},
		{"80A80000048300", "capdu", 1, "offset 4: Lc says 4 bytes where 2 follow"},
		{"80C0000010", "capdu", 0, "GET RESPONSE"},
		{"80500000081122334455667788", "capdu", 0, "INITIALIZE UPDATE (GlobalPlatform)"},
		{"8482030010112233445566778899AABBCCDDEEFF00", "capdu", 0, "EXTERNAL AUTHENTICATE"},
		{"80F28000024F0000", "capdu", 0, "GET STATUS"},
		{"80E60C00020000", "capdu", 0, "INSTALL"},
		{"80B4000010", "capdu", 0, "READ CAPP DATA"},
		{"84DE000002ABCD", "capdu", 0, "UPDATE CAPP DATA CACHE"},
		{"805A000002ABCD", "capdu", 0, "GET TRANS PROVE"},
		{"00B0000010", "capdu", 0, "READ BINARY"},
		{"00D6000002ABCD", "capdu", 0, "UPDATE BINARY"},
		{"04E2000002ABCD", "capdu", 0, "APPEND RECORD"},
		{"84DC010C03AABBCC", "capdu", 0, "UPDATE RECORD (PBOC)"},
		{"04DC010C03AABBCC", "capdu", 0, "UPDATE RECORD: 04 DC"},
		{"80AEC00002123400", "capdu", 0, "(RFU where a cryptogram is asked for)"},
		{"80AED00002123400", "capdu", 0, "(RFU where a cryptogram is asked for, with CDA signature)"},
		{"0020008108241234FFFFFFFFFF", "capdu", 0, "VERIFY: 00 20 00 81 (RFU)"},
		{"0020008C08241234FFFFFFFFFF", "capdu", 0, "(reserved for the payment system)"},
		{"0020009F08241234FFFFFFFFFF", "capdu", 0, "(reserved for the issuer)"},
		{"0020000008241234FFFFFFFFFF", "capdu", 0, "(as ISO/IEC 7816-4 defines)"},
		{"805C000204", "capdu", 0, "GET BALANCE (PBOC): 80 5C 00 02"},
		{"805C0002049000", "exchange", 0, "GET BALANCE (PBOC)"},
		{"805C000204000003E89000", "exchange", 0, "balance: 000003E8 (1000)"},
		{"805000020B0100000001112233445566", "capdu", 0, "INITIALIZE FOR LOAD (PBOC)"},
		{"805001020B01000000011122334455660F", "capdu", 0, "INITIALIZE FOR PURCHASE (PBOC)"},
		{"805002010B01000000011122334455660F", "capdu", 0, "INITIALIZE FOR CASH WITHDRAW (PBOC)"},
		{"805003020B01000000011122334455660F", "capdu", 0, "INITIALIZE FOR CAPP PURCHASE (PBOC)"},
		{"80500401070111223344556613", "capdu", 0, "INITIALIZE FOR UPDATE (PBOC)"},
		{"805005010B010000000111223344556610", "capdu", 0, "INITIALIZE FOR UNLOAD (PBOC)"},
		{"80500102081122334455667788", "capdu", 0, "INITIALIZE UPDATE (GlobalPlatform)"},
		{"805200000B2026113012000011223344", "capdu", 0, "CREDIT FOR LOAD (PBOC)"},
		{"805401000F0000000120261130120000112233" + "4408", "capdu", 0, "DEBIT FOR PURCHASE/CASH WITHDRAW (PBOC)"},
		{"805403000B2026113012000011223344" + "04", "capdu", 0, "DEBIT FOR UNLOAD (PBOC)"},
		{"805800000E0010002026113012000011223344" + "04", "capdu", 0, "UPDATE OVERDRAW LIMIT (PBOC)"},
		{"805E010005241234FF56", "capdu", 0, "CHANGE PIN (PBOC): 80 5E 01 00\n  data: masked"},
		{"805E000007241234FFAABBCC", "capdu", 0, "RELOAD PIN (PBOC): 80 5E 00 00\n  data: masked"},
		{"805E010009241234FF5678", "capdu", 1, "offset 4: Lc says 9 bytes where 6 follow"},
		{"815E010005241234FF56", "capdu", 0, "CHANGE PIN (PBOC): 81 5E 01 00 (logical channel 1)\n  data: masked"},
		{"8036000004", "capdu", 0, "unknown instruction: 80 36 00 00"},
		{"804C000004", "capdu", 0, "unknown instruction: 80 4C 00 00"},
		{"8030000004", "tvr", 0, "could also be: capdu"},
		{"0136000003AABBCC", "capdu", 0, "unknown instruction: 01 36 00 00 (logical channel 1)"},
		{"01A4040007A000000004101000", "capdu", 0, "SELECT: 01 A4 04 00\n    logical channel 1"},
		{"03A404000E325041592E5359532E444446303100", "capdu", 0, "logical channel 3"},
		{"41A4040007A000000004101000", "capdu", 0, "SELECT: 41 A4 04 00\n    logical channel 5"},
		{"6FA4040007A000000004101000", "capdu", 0, "SELECT: 6F A4 04 00\n    secure messaging\n    logical channel 19"},
		{"03B2010C00", "capdu", 0, "logical channel 3\n    SFI 1, record 1"},
		{"81CA9F3600", "capdu", 0, "GET DATA: 81 CA 9F 36\n    logical channel 1"},
		{"82A8000002830000", "capdu", 0, "GET PROCESSING OPTIONS: 82 A8 00 00 (logical channel 2)"},
		{"83AE80000211220" + "0", "capdu", 0, "GENERATE AC: 83 AE 80 00\n    logical channel 3"},
		{"C1F28000024F0000", "capdu", 0, "GET STATUS (GlobalPlatform): C1 F2 80 00 (logical channel 5)"},
		{"0120008008241234FFFFFFFFFF", "capdu", 0, "VERIFY: 01 20 00 80\n    logical channel 1\n    plaintext PIN\n  data: masked"},
		{"0320008008241234FFFFFFFFFF", "capdu", 0, "data: masked"},
		{"0320008008241234FFFF", "capdu", 1, "Lc says 8 bytes where 5 follow"},
		{"0120000006313233343536", "capdu", 0, "data: masked"},
		{"0124008010241234FFFFFFFFFF245678FFFFFFFFFF", "capdu", 0, "CHANGE REFERENCE DATA"},
		{"4020008008241234FFFFFFFFFF", "capdu", 0, "logical channel 4\n    plaintext PIN\n  data: masked"},
		{"4020008008241234FFFF", "capdu", 1, "Lc says 8 bytes where 5 follow"},
		{"4F2C000108241234FFFFFFFFFF", "capdu", 0, "RESET RETRY COUNTER (ISO/IEC 7816-4): 4F 2C 00 01 (logical channel 19)\n  data: masked"},
		{"5F240319083" + "1", "tlv", 0, "Application Expiration Date"}, // a tag, and no PIN CHANGE on a channel
		{"5F2003412042", "tlv", 0, "Cardholder Name"},
	} {
		status, out, errw := emv("", "decode", c.input)
		r, _, err := decodeBare(c.input)
		if all := out + errw; err != nil || r.Kind != c.kind || status != c.status || !strings.Contains(all, c.says) || strings.Contains(all, "1234FF") && strings.Contains(c.input, "241234FF") {
			t.Errorf("%s: %s, %d, %v\n%s", c.input, r.Kind, status, err, all)
		}
	}
}

// An answer of format 1 without its command is read as what it has to be.
//
// EMV 4.4 B3 6.5.5.4, 6.5.8.4
func TestBareFormat1(t *testing.T) {
	for _, c := range []struct{ input, says string }{
		{"800E5C000801010010010301180102009000", "94 Application File Locator (AFL)"},
		{"80128000011122334455667788060A0A03A4B0009000", "9F26 Application Cryptogram: 1122334455667788"},
		{"80124000011122334455667788060A0A03A4B0009000", "9F36 Application Transaction Counter (ATC): 0001"},
		{"800E5C00080101001001030118010200", "94 Application File Locator (AFL)"},
		{"80128000011122334455667788060A0A03A4B000", "9F26 Application Cryptogram: 1122334455667788"},
		{"8008010203040506070A", "80 Response Message Template Format 1: 010203"},
		{"80067C00080101015F340101", "80 Response Message Template Format 1: 7C00"},
		{"8008010203040506070A9000", "80 Response Message Template Format 1"},
	} {
		status, out, errw := emv("", "decode", c.input)
		if status != 0 || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d %s%s", c.input, status, out, errw)
		}
	}
}
