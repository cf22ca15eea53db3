package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
)

// Field 55 with its length before it, in any form that messages have, is the length and the objects: every published request, and one that is cut.
//
// ISO 8583
func TestField55WithItsLength(t *testing.T) {
	d, err := testvectors.Decodings()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Requests {
		b := unhex(r.Input)
		plain := (&decoder{}).recognise(b)
		for name, prefix := range map[string]string{
			"decimal": fmt.Sprintf("%04d", len(b)), "binary": fmt.Sprintf("%04X", len(b)), "ASCII": upper(fmt.Appendf(nil, "%03d", len(b))),
			"four digits": upper(fmt.Appendf(nil, "%04d", len(b))), "EBCDIC": fmt.Sprintf("F%dF%dF%d", len(b)/100, len(b)/10%10, len(b)%10),
		} {
			got := (&decoder{}).recognise(append(unhex(prefix), b...))
			if got.Kind != "field55" || got.Fault != "" || len(got.Items) != len(plain.Items)+1 || got.Items[0].Value != prefix || got.Items[1].Tag != plain.Items[0].Tag {
				t.Errorf("%s, %s: read as %s, %q", r.Source, name, got.Kind, got.Fault)
			}
			if first := got.Items[1].Offset; first == nil || *first != len(prefix)/2 {
				t.Errorf("%s, %s: offset %v", r.Source, name, first)
			}
		}
	}
}

// What was read as something else, or as nothing, for want of a kind that it is: lists and requests with a byte missing, lists of tags, PIN blocks that are not
// enciphered, answers that have no objects, codes as bytes.
//
// EMV 4.4 B3 5.3.2.2, 5.4, 6.5.12, 10.2, 10.5, annex D2, ISO 9564-1
func TestBareKindsThatWereMissing(t *testing.T) {
	for _, c := range []struct {
		input, kind string
		status      int
		says, hides string
	}{
		{"0014" + "9F260854BD15AE210A51179505000000800", "", 2, "hex digits are no whole bytes", ""},
		{"0013" + "9F260854BD15AE210A511795050000008000", "field55", 1, "the length says 19 bytes where 18 follow", ""},
		{"0022" + "9F260854BD15AE210A5117950500000080009F2701", "field55", 1, "offset 0: the length says 22 bytes where 21 follow", ""},
		{"0021" + "9F260854BD15AE210A5117950500000080009F2701", "field55", 1, "behind the length", ""},
		{"0018" + "9F260854BD15AE210A51179505000000800030313233", "field55", 1, "offset 20: 4 bytes behind the objects", ""},
		{"9F260854BD15AE210A51179505000000809A260701FFFE30", "tlv", 1, "9F26 Application Cryptogram", ""}, // a byte is missing
		{"149F260854BD15AE210A511795050000008000" + "9C00", "field55", 0, "20 bytes (one byte, binary)", ""},

		{"241234FFFFFFFFFF", "pin-block", 0, "format 2, not enciphered: a PIN of 4 digits", "1234"},
		{"2C123456789012FF", "pin-block", 0, "a PIN of 12 digits", "123456"},
		{"06009990FFFFFFFE", "pin-block", 0, "format 0, not enciphered: a PIN of 6 digits, added to the card number", "9990"},
		{"041226CBA98FEFED", "pin-block", 0, "format 0, not enciphered: a PIN of 4 digits", "1226CB"},
		{"441234AAAAAAAAAA0123456789ABCDEF", "pin-block", 0, "format 4", "1234AA"},
		{"343412FFFFFFFFFF", "", -1, "", ""},
		{"23123FFFFFFFFFFF", "", -1, "", ""}, // of three digits there is none

		{"9F669F6C", "tag-list", 0, "Card Transaction Qualifiers (CTQ)", ""},
		{"9F029F369F27", "tag-list", 0, "9F36 Application Transaction Counter", ""},
		{"829F369F279F10", "tag-list", 0, "82 Application Interchange Profile", ""},

		{"9F02069F03069F1A0295055F2A029A039C019F37", "dol", 1, "9C Transaction Type: 1 byte", ""},
		{"9F02069F03069F1A0295055F2A029A039C019F", "dol", 1, "9C Transaction Type: 1 byte", ""},
		{"9F66049F02069F37049F1A", "dol", 1, "9F37 Unpredictable Number: 4 bytes", ""},
		{"08010100100101", "afl", 1, "offset 4: 3 bytes of an entry of 4", ""},
		{"0801010010010201180102", "afl", 1, "offset 8: 3 bytes of an entry of 4", ""},
		{"000000000000000042031E031F", "cvm-list", 1, "offset 12: 1 byte of an entry of 2", ""},
		{"910A1122334455667788303072179F1804112233448609841E000004AABBCC", "tlv", 1, "86 Issuer Script Command, malformed", ""}, // the script's last byte is missing
		{"910A1122334455667788303072179F18041122334486", "tlv", 1, "72 Issuer Script Template 2, malformed", ""},

		{"B34571E839F2E14F9000", "rapdu", 0, "data that are no objects: B34571E839F2E14F", ""},
		{"00000000000140025009781407259000", "rapdu", 0, "data that are no objects", ""},
		{"656E", "language", 0, "could also be: sw", "nearly"},
		{"FF", "unknown", 1, "", "Fulah"},
		{"ff", "language", 0, "Fulah", ""},
		{"6F128407A0000000421010A507BF0C04DF610104", "tlv", 0, "DF61 not in the dictionary: 04", ""},
		{"6F138408A000000333010101A507BF0C04DF610104", "tlv", 0, "DF61 Segmented Deduction Application Identifier: 04", ""},
		{"0B0A", "log-entry", 0, "SFI 11, 10 records", ""},
		{"190A", "log-entry", 0, "SFI 25, 10 records", ""},
	} {
		r, status, err := decodeBare(c.input)
		_, out, errw := emv("", "decode", c.input)
		if err != nil && c.status != 2 || c.kind != "" && r.Kind != c.kind || c.status >= 0 && status != c.status || !strings.Contains(out+errw, c.says) || c.hides != "" && strings.Contains(out+errw, c.hides) {
			t.Errorf("%s: %s, or %q, %d %v\n%s%s", c.input, r.Kind, r.Also, status, err, out, errw)
		}
	}
	if _, out, _ := emv("", "decode", "-as", "language", "656E"); !strings.Contains(out, "English") {
		t.Error(out)
	}
}

// Every list of the decoding vectors with its last byte missing is read as one, or that is among the readings.
//
// EMV 4.4 B3 5.4, 10.2, 10.5
func TestCutListsOfVectors(t *testing.T) {
	d, err := testvectors.Decodings()
	if err != nil {
		t.Fatal(err)
	}
	check := func(list, kind string, least int) {
		t.Helper()
		b := unhex(list)
		if len(b) < least {
			return
		}
		if r := (&decoder{}).recognise(b[:len(b)-1]); r.Kind != kind && !slices.Contains(r.Also, kind) {
			t.Errorf("%s %s without its last byte is read as %s, or %q", kind, list, r.Kind, r.Also)
		}
	}
	for _, l := range d.DOLs {
		check(l.DOL, "dol", 9)
	}
	for _, l := range d.AFLs {
		check(l.AFL, "afl", 8)
	}
	for _, l := range d.CVMLists {
		if !l.Refused && len(l.Rules) > 1 {
			check(l.List, "cvm-list", 12)
		}
	}
}

// Lines of commands and responses are a conversation without its header line: by turns, as a published decoder takes them, or with the signs of their directions.
func TestLinesOfAConversation(t *testing.T) {
	const (
		selects = "00A4040007A0000000041010"
		chosen  = "6F0E8407A0000000041010A5035001419000"
		asks    = "80A8000002830000"
		given   = "770A820219809404080101009000"
	)
	for _, c := range []struct {
		text, kind string
		status     int
		says       []string
	}{
		{selects + "\n" + chosen + "\n" + asks + "\n" + given + "\n", "conversation", 0, []string{"exchange 2", "82 Application Interchange Profile: 1980"}},
		{strings.ToLower(selects) + "\r\n\r\n" + chosen + "\r\n" + asks, "conversation", 0, []string{"exchange 2", "GET PROCESSING OPTIONS"}},
		{selects + "\n" + chosen + "\n00B2010C00\n00000000\n", "conversation", 0, []string{"exchange 2"}},
		{"> " + selects + "\n< " + chosen + "\n# a comment\n> " + asks + "\n< " + given + "\n", "conversation", 0, []string{"exchange 2", "1980"}},
		{">> " + selects + "\n<< " + chosen, "conversation", 0, []string{"exchange 1", "Mastercard"}},
		{"C-APDU: " + selects + "\nR-APDU: " + chosen, "conversation", 0, []string{"exchange 1", "Mastercard"}},
		{"C: " + selects + "\nR: 6A82", "conversation", 0, []string{"6A82"}},
		{"0020008008241234FFFFFFFFFF\n9000\n" + asks + "\n" + given, "conversation", 0, []string{"VERIFY", "masked"}},
		{chosen + "\n" + selects, "", -1, nil}, // no turns
		{"> 00ZZ\n< 9000\n", "", 2, []string{"line 1: no hexadecimal"}},
		{"6F0E8407A0000000041010\nA5035001419000", "rapdu", 0, nil}, // one answer on two lines
	} {
		status, out, errw := emv(c.text, "decode", "-")
		if c.status >= 0 && status != c.status || c.kind != "" && !strings.Contains(out, "("+c.kind+",") || strings.Contains(out, "1234FF") {
			t.Errorf("%q: %d\n%s%s", c.text, status, out, errw)
		}
		for _, s := range c.says {
			if !strings.Contains(out+errw, s) {
				t.Errorf("%q: no %q in\n%s%s", c.text, s, out, errw)
			}
		}
	}
}
