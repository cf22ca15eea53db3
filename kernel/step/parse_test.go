package step_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The name of an application that was selected by a part of it, and the AID where the card names another.
// B1 12.3.1
func TestNameUnder(t *testing.T) {
	for _, c := range [][3]string{
		{"A00000002501", "A00000002501", "A00000002501"},
		{"A000000025010901", "A00000002501", "A000000025010901"},
		{"A0000000250109", "A000000025010901", "A000000025010901"},
		{"A00000006510", "A00000002501", "A00000002501"},
		{"", "A00000002501", "A00000002501"},
	} {
		f := step.FCI{DFName: unhex(t, c[0])}
		if got := f.NameUnder(unhex(t, c[1])); !bytes.Equal(got, unhex(t, c[2])) {
			t.Errorf("%s under %s: %X", c[0], c[1], got)
		}
	}
}

// B1 11.3.4, 12.2.4
func TestParseFCI(t *testing.T) {
	const name = "8407A0000000041010"
	// B1 11.3.4 unknown
	f, ok := step.ParseFCI(unhex(t, "6F38"+name+"A52D 50044D594341 870182 9F110101 9F120453504543 5F2D04656E6465 9F38039F3501 BF0C059F4D020B0A DF010188"))
	if !ok {
		t.Fatal("refused")
	}
	if string(f.Label) != "MYCA" || f.Priority != 0x82 || f.CodeTable != 1 || string(f.PreferredName) != "SPEC" || string(f.Languages) != "ende" ||
		f.PDOL.Len() != 1 || f.SFI != 0 || len(f.DFName) != 7 {
		t.Errorf("%+v", f)
	}
	// B1 12.2.4 format: what is malformed is as if absent
	for languages, want := range map[string]string{"5F2D02656E": "en", "5F2D03656E64": "", "5F2D0165": "", "5F2D08656E646566726974": "endefrit", "5F2D0A656E6465667269746573": "", "5F2D09656E64656672697400": ""} {
		body := append(unhex(t, name), tlv.Append(nil, 0xA5, unhex(t, languages))...)
		if f, ok := step.ParseFCI(tlv.Append(nil, 0x6F, body)); !ok || string(f.Languages) != want {
			t.Errorf("%s: %q, %v, want %q", languages, f.Languages, ok, want)
		}
	}
	for n, want := range map[int]bool{0: false, 1: true, 16: true, 17: false} {
		names := append(tlv.Append(nil, 0x50, bytes.Repeat([]byte("L"), n)), tlv.Append(nil, 0x9F12, bytes.Repeat([]byte("P"), n))...)
		f, ok := step.ParseFCI(tlv.Append(nil, 0x6F, append(unhex(t, name), tlv.Append(nil, 0xA5, names)...)))
		if !ok || (len(f.Label) == n && n > 0) != want || (len(f.PreferredName) == n && n > 0) != want || len(f.Label) != len(f.PreferredName) {
			t.Errorf("names of %d characters: %q, %q, %v", n, f.Label, f.PreferredName, ok)
		}
		entry := append(unhex(t, "4F07A0000000041010"), names...)
		ok = step.ParseDirectoryRecord(tlv.Append(nil, 0x70, tlv.Append(nil, 0x61, entry)), func(e step.DirectoryEntry) {
			if (len(e.Label) == n && n > 0) != want || (len(e.PreferredName) == n && n > 0) != want || len(e.Label) != len(e.PreferredName) {
				t.Errorf("names of %d characters in a directory: %q, %q", n, e.Label, e.PreferredName)
			}
		})
		if !ok {
			t.Errorf("no directory with names of %d characters", n)
		}
	}
	for _, c := range []struct {
		name, fci string
		ok        bool
	}{
		{"smallest", "6F0B" + name + "A500", true},
		{"directory", "6F0E" + name + "A503880101", true},
		// B1 12.2.4 format
		{"label too long: as if absent", "6F1E" + name + "A5135011" + "4142434445464748494A4B4C4D4E4F5051", true},
		{"languages of three bytes: as if absent", "6F11" + name + "A5065F2D03656E64", true},
		{"empty", "", false},
		{"other template", "6E0B" + name + "A500", false},
		{"cut off", "6F0C" + name + "A500", false},
		// B3 6.3.4
		{"two templates", "6F0B" + name + "A500" + "6F0B" + name + "A500", false},
		// B1 11.3.4 mandatory
		{"name of 4 bytes", "6F08 8404A0000000 A500", false},
		{"name of 5 bytes", "6F09 8405A000000004 A500", true},
		{"name of 16 bytes", "6F14 8410 A0000000041010000102030405060708 A500", true},
		{"name of 17 bytes", "6F15 8411 A000000004101000010203040506070809 A500", false},
		{"two names", "6F14" + name + name + "A500", false},
		{"two proprietary templates", "6F13" + name + "A503870101A503870102", false},
		{"two proprietary templates, one empty", "6F10" + name + "A500A503870101", true},
		{"two proprietary templates, the other empty", "6F10" + name + "A503870101A500", true},
		{"two proprietary templates, both empty", "6F0D" + name + "A500A500", true},
		{"two proprietary templates and an empty one between", "6F15" + name + "A503870101A500A503870102", false},
		// B3 5.2 length 00: as if absent
		{"priority of no byte", "6F0D" + name + "A5028700", true},
		{"SFI of no byte", "6F0D" + name + "A5028800", true},
		{"PDOL of no byte", "6F0E" + name + "A5039F3800", true},
		{"two priorities, one of no byte", "6F10" + name + "A5058700870101", true},
		{"two PDOLs, one of no byte", "6F14" + name + "A5099F38009F38039F3501", true},
		{"two names, one of no byte", "6F0D 8400" + name + "A500", true},
		{"two PDOLs", "6F17" + name + "A50C9F38039F35019F38039F3501", false},
		{"a name of no byte alone", "6F04 8400 A500", false},
		{"two priorities", "6F11" + name + "A506870101870101", false},
		{"SFI of two bytes", "6F0F" + name + "A50488020101", false},
		{"two SFIs", "6F11" + name + "A506880101880101", false},
		{"proprietary template does not parse", "6F0C" + name + "A50150", false},
		{"PDOL is malformed", "6F10" + name + "A5059F38029F35", false},
	} {
		if _, ok := step.ParseFCI(unhex(t, c.fci)); ok != c.ok {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
}

// An empty template is not there, before the real one or behind it: the real one is read.
// B3 5.2 length 00
func TestEmptyTemplates(t *testing.T) {
	const name, entry = "8407A0000000041010", "4F07A0000000041010"
	for _, c := range []string{
		"6F17" + name + "A50C870101 BF0C069F4D020B0A00",
		"6F19" + name + "A500 A50C870101 BF0C069F4D020B0A00",
		"6F19" + name + "A50C870101 BF0C069F4D020B0A00 A500",
		"6F1A" + name + "A50F870101 BF0C00 BF0C069F4D020B0A00",
		"6F1A" + name + "A50F870101 BF0C069F4D020B0A00 BF0C00",
		"6F20" + name + "A515870101 BF0C069F4D020B0A00 BF0C069F4D020C0A00", // the first of two that are real
	} {
		f, ok := step.ParseFCI(unhex(t, c))
		if o, there := tlv.Find(f.Discretionary.Value, 0x9F4D); !ok || f.Priority != 1 || !there || fmt.Sprintf("%X", o.Value) != "0B0A" {
			t.Errorf("%s: %+v, %v", c, f, ok)
		}
	}
	for c, want := range map[string]int{"700E610C" + entry + "9D0151": 1, "700B6109" + entry: 1, "700D61006109" + entry: 1, "700D6109" + entry + "6100": 1, "70026100": 0} {
		n := 0
		if ok := step.ParseDirectoryRecord(unhex(t, c), func(step.DirectoryEntry) { n++ }); !ok || n != want {
			t.Errorf("%s: %d applications, %v", c, n, ok)
		}
	}
}

// B1 12.4, 12.2.4, B4 A3
func TestDisplayName(t *testing.T) {
	var none, one tlv.AdditionalTerminalCapabilitiesValue
	one[4] = 0x01
	all := tlv.AdditionalTerminalCapabilitiesValue{0, 0, 0, 0x03, 0xFF}
	for _, c := range []struct {
		preferred string
		table     byte
		label     string
		caps      tlv.AdditionalTerminalCapabilitiesValue
		want      string
	}{
		// B1 12.4 names
		// B4 11.3 names
		{"Cr\xE9dit", 1, "CREDIT", one, "Crédit"},
		{"Cr\xE9dit", 1, "CREDIT", none, "CREDIT"}, // the terminal has not the table
		{"Cr\xE9dit", 0, "CREDIT", one, "CREDIT"},  // the card does not name one
		{"", 1, "CREDIT", one, "CREDIT"},
		// B1 12.2.4 characters
		{"A\x00B", 1, "", one, "A B"},
		// B4 annex B
		{"", 0, "CRE\xE9DIT  ", none, "CRE DIT"},
		{"", 0, "", none, "A0000000041010"},
		// B3 C4: a character of each part that no other part has there
		{"\xB1", 2, "", all, "ą"},
		{"\xB1", 3, "", all, "ħ"},
		{"\xBF", 4, "", all, "ŋ"},
		{"\xD0\xDF", 5, "", all, "ап"},
		{"\xC7", 6, "", all, "ا"},
		{"\xE1", 7, "", all, "α"},
		{"\xE0", 8, "", all, "א"},
		{"\xFD", 9, "", all, "ı"},
		{"\xBF", 0x10, "", all, "ŋ"},
		{"\xA1", 6, "", all, ""}, // no character
		// B1 12.2.4 value
		{"A", 0x0A, "LABEL", all, "LABEL"},
		{"A", 0x11, "LABEL", all, "LABEL"},
		{"A", 9, "LABEL", one, "LABEL"},
	} {
		got := step.DisplayName([]byte(c.preferred), c.table, []byte(c.label), unhex(t, "A0000000041010"), c.caps)
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// A part of ISO 8859 is the terminal's where its own bit says so, and by no other.
// B1 12.4 names, 12.2.4 value, B4 A3
func TestDisplayNameOfEachPart(t *testing.T) {
	for part := 1; part <= 10; part++ {
		table := byte(part%10 | part/10<<4)
		var own, others tlv.AdditionalTerminalCapabilitiesValue
		others[3], others[4] = 0x03, 0xFF
		at, bit := 4, byte(1)<<(part-1)
		if part > 8 {
			at, bit = 3, byte(1)<<(part-9)
		}
		own[at] |= bit
		others[at] &^= bit
		for caps, want := range map[tlv.AdditionalTerminalCapabilitiesValue]string{own: "A", others: "LABEL"} {
			if got := step.DisplayName([]byte("A"), table, []byte("LABEL"), nil, caps); got != want {
				t.Errorf("part %d, 9F40 %X: %q, want %q", part, caps, got, want)
			}
		}
	}
}

// B1 12.3.1
func TestMatches(t *testing.T) {
	aid := unhex(t, "A0000000041010")
	for _, c := range []struct {
		name    string
		partial bool
		want    bool
	}{
		{"A0000000041010", false, true},
		{"A0000000041010", true, true},
		// B1 12.3.1 partial
		{"A000000004101001", true, true},
		// B1 12.3.1 exact
		{"A000000004101001", false, false},
		{"A00000000410", true, false},
		{"A0000000041011", true, false},
	} {
		if got := step.Matches(aid, c.partial, unhex(t, c.name)); got != c.want {
			t.Errorf("%s, partial %v: %v", c.name, c.partial, got)
		}
	}
}

// B4 12.2.3
// B4 12.1.3
func TestParseIssuerResponse(t *testing.T) {
	r, ok := step.ParseIssuerResponse(unhex(t, "8A023030 910A00112233445566778899 8906313233343536 7100"))
	if !ok || r.ARC != [2]byte{'0', '0'} || len(r.IAD) != 10 || string(r.Code) != "123456" || !r.Approves() {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, c := range []struct{ codes, want string }{
		{"8906414243313233", "ABC123"},
		{"8900 8906414243313233", "ABC123"},
		{"8906414243313233 8900", "ABC123"},
		{"8906414243313233 8906202020202020", "ABC123"},
		{"890741424331323334 8906414243313233", "ABC123"},
		{"8906414243313233 890741424331323334", "ABC123"},
		{"890741424331323334", ""},
		{"8906303030303030", "000000"},
		{"8906202020202020", ""},
	} {
		if r, ok := step.ParseIssuerResponse(unhex(t, "8A023030"+c.codes)); !ok || string(r.Code) != c.want {
			t.Errorf("%s: code %q, %v", c.codes, r.Code, ok)
		}
	}
	for _, c := range []struct {
		name, b string
		ok      bool
	}{
		{"code alone", "8A023035", true},
		{"empty issuer authentication data", "8A023030 9100", true},
		{"unknown objects", "8A023030 DF0100 5F200141", true},
		{"nothing", "", false},
		{"no code", "910A00112233445566778899", false},
		{"code of one byte", "8A0130", false},
		{"two codes", "8A023030 8A023035", false},
		// B3 5.2 length 00
		{"an empty code before the code", "8A00 8A023030", true},
		{"an empty code behind it", "8A023030 8A00", true},
		{"an empty code alone", "8A00", false},
		// B3 6.5.4.3
		{"issuer authentication data of 7 bytes", "8A023030 910700112233445566", false},
		{"of 17 bytes", "8A023030 911100112233445566778899AABBCCDDEEFF00", false},
		{"twice", "8A023030 91080011223344556677 91080011223344556677", false},
		{"does not parse", "8A023030 91", false},
		{"issuer authentication data cut off", "8A023030 910A0011", false},
		// B4 12.2.4 format
		{"a script cut off", "8A023030 7110 8604", true},
		{"a script without length", "8A023030 72", true},
		{"a script of indefinite length", "8A023030 7180 860400DA0000 0000", true},
		{"a script cut off, the code behind it", "7110 8604 8A023030", false},
		{"a script cut off, no code", "910A00112233445566778899 7110 8604", false},
		{"a script cut off, two codes before", "8A023030 8A023035 7110 8604", false},
		{"something cut off behind an empty script", "8A023030 7100 5F", false},
		{"one byte behind a script", "8A023030 7206860400DA0000 FF", true},
		{"more behind a script", "8A023030 7206860400DA0000 DF01020000 FF", true},
		{"one byte between code and script", "8A023030 41 7206860400DA0000", false},
		{"one byte behind the code", "8A023030 FF", false},
		{"one byte behind a script, no code", "910A00112233445566778899 7206860400DA0000 FF", false},
		{"a script too short, no code", "7105860400DA0000 FF", false},
		{"a script too short, the code behind it", "7105860400DA00FF 8A023030", false},
		{"a script too short, two codes before", "8A023030 8A023035 7105860400DA00FF", false},
		{"a code cut off behind a script", "8A023030 7206860400DA0000 8A0230", false},
		{"issuer authentication data cut off behind a script", "8A023030 7206860400DA0000 910A0011", false},
		{"the rest of a script as such data", "8A023030 7204860400DA91FF", true},
		{"as a code", "8A023030 7204860400DA8AFF", true},
		{"behind a script too short, a good one, such data", "8A023030 7106860500DA0000 7206860400DA0000 910A0011", false},
		{"of another length, in a whole object", "8A023030 7206860400DA0000 91020011", false},
	} {
		if _, ok := step.ParseIssuerResponse(unhex(t, c.b)); ok != c.ok {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
	for b, code := range map[string]string{ // B4 12.1.3
		"8A023030 8900":                  "",
		"8A023030 8906202020202020":      "",
		"8A023030 8906413120324333":      "A1 2C3",
		"8A023030 8900 8906313233343536": "123456",
		"8A023030 8906313233343536 8900": "123456",
	} {
		if r, ok := step.ParseIssuerResponse(unhex(t, b)); !ok || string(r.Code) != code || (r.Code == nil) != (code == "") {
			t.Errorf("%s: authorisation code %q, %v", b, r.Code, ok)
		}
	}
	if r := (step.IssuerResponse{ARC: [2]byte{'0', '5'}}); r.Approves() {
		t.Error("05 approves")
	}
}

// An empty identifier and an empty command of a script count as not present: nothing of it is sent, none of it is counted, and the script is performed.
// B3 5.2 length 00, B3 10.10 identifier
func TestEmptyObjectsInScripts(t *testing.T) {
	for _, c := range []struct {
		script, want string
		parsed       bool
	}{
		{"9F1800 86058424000000", "00000000 8424000000", true},
		{"9F1800 9F1804A1A2A3A4 86058424000000", "A1A2A3A4 8424000000", true},
		{"8600 9F1804A1A2A3A4 86058424000000", "A1A2A3A4 8424000000", true},
		{"86058424000000 8600 8604001E0000", "00000000 8424000000 001E0000", true},
		{"9F1800 8600 9F1804A1A2A3A4 86058424000000", "A1A2A3A4 8424000000", true},
		{"9F1900 86058424000000", "00000000", false},
		{"8600", "00000000", true},
		{"9F1901A1 86058424000000", "00000000", false},
		{"9F1004A1A2A3A4 86058424000000", "00000000", false},
		{"86058424000000 9F1804A1A2A3A4", "00000000", false},
		{"8603842400", "00000000", false},
	} {
		value := unhex(t, c.script)
		for s := range step.Scripts(tlv.Append(nil, tlv.TagScript1, value), tlv.TagScript1) {
			got, id, failed := "", s.ID, 0
			if s.Deliver(step.ScriptFails, func(command []byte) (uint16, bool) { got += fmt.Sprintf(" %X", command); return 0x9000, true }); s.Parsed != c.parsed {
				t.Errorf("%s: parsed %v", c.script, s.Parsed)
			}
			if got = fmt.Sprintf("%X", id) + got; got != c.want {
				t.Errorf("%s: %s, want %s", c.script, got, c.want)
			}
			s = next(t, value)
			if failed, _ = s.Deliver(step.ScriptFails, func(command []byte) (uint16, bool) {
				return map[bool]uint16{true: 0x9000, false: 0x6A80}[command[0] == 0x84], true
			}); strings.Contains(c.want, "001E0000") != (failed == 2) {
				t.Errorf("%s: command %d failed", c.script, failed)
			}
		}
	}
}

// next is the one script with a value.
func next(t *testing.T, value []byte) (last step.Script) {
	t.Helper()
	for s := range step.Scripts(tlv.Append(nil, tlv.TagScript1, value), tlv.TagScript1) {
		last = s
	}
	return last
}

// A script command has 4 to 261 bytes: a header with 255 bytes of data and Le is the longest.
// B3 10.10 86
func TestLengthOfScriptCommand(t *testing.T) {
	for n, want := range map[int]bool{3: false, 4: true, 260: true, 261: true, 262: false} {
		for s := range step.Scripts(tlv.Append(nil, tlv.TagScript2, tlv.Append(nil, 0x86, make([]byte, n))), tlv.TagScript2) {
			if s.Parsed != want {
				t.Errorf("%d bytes: %v", n, s.Parsed)
			}
		}
	}
}

// What stands before a script of a wrong length holds, and its identifier is read where it can be.
// B4 12.2.4 format, identifier
func TestScriptOfWrongLength(t *testing.T) {
	for _, c := range []struct{ name, b, id string }{
		{"identifier", "7120 9F1804A1A2A3A4 860400DA0000", "A1A2A3A4"},
		{"81", "718120 9F1804A1A2A3A4", "A1A2A3A4"},
		{"82", "71820120 9F1804A1A2A3A4", "A1A2A3A4"},
		{"83", "7183000120 9F1804A1A2A3A4", "A1A2A3A4"},
		{"indefinite", "7180 9F1804A1A2A3A4 0000", "A1A2A3A4"},
		{"identifier cut off", "7120 9F1804A1A2A3", "00000000"},
		{"identifier of another length", "7120 9F1803A1A2A3A4", "00000000"},
		{"a command first", "7120 860400DA0000 9F1804A1A2A3A4", "00000000"},
		{"no value", "7120", "00000000"},
		{"no length", "71", "00000000"},
		{"a length field cut off", "7182", "00000000"},
		{"a length field without end", "71FF 9F1804A1A2A3A4", "00000000"},
		{"too short by one", "7115 9F1804A1A2A3A4 860D 8424000008 1122334455667788", "A1A2A3A4"},
		{"by two", "7114 9F1804A1A2A3A4 860D 8424000008 1122334455667788", "A1A2A3A4"},
		{"by three", "7113 9F1804A1A2A3A4 860D 8424000008 1122334455667788", "A1A2A3A4"},
		{"by six", "7110 9F1804A1A2A3A4 860D 8424000008 1122334455667788", "A1A2A3A4"},
		{"in its command's length", "7109 9F1804A1A2A3A4 860D 8424000008 1122334455667788", "A1A2A3A4"},
		{"in its identifier", "7106 9F1804A1A2A3 A4860D", "00000000"},
		{"and a good one behind", "7113 9F1804A1A2A3A4 860D 8424000008 1122334455667788 7106860400DA0000", "A1A2A3A4"},
	} {
		b := unhex(t, "8A023030 7106860400DA0000"+c.b)
		if r, ok := step.ParseIssuerResponse(b); !ok || !r.Approves() {
			t.Errorf("%s: the approval is lost", c.name)
		}
		var got []string
		for s := range step.Scripts(b, tlv.TagScript1) {
			got = append(got, fmt.Sprintf("%v %X", s.Parsed, s.ID))
		}
		if want := "true 00000000, false " + c.id; strings.Join(got, ", ") != want {
			t.Errorf("%s: %s, want %s", c.name, got, want)
		}
		for range step.Scripts(b, tlv.TagScript2) {
			t.Errorf("%s: a script of the other tag", c.name)
		}
		last, n := step.Script{}, 0
		for s := range step.Scripts(b, 0) {
			last, n = s, n+1
		}
		if got := fmt.Sprintf("%d %v %v %X", n, last.Tag, last.Parsed, last.ID); got != "2 71 false "+c.id {
			t.Errorf("%s, of both tags: %s", c.name, got)
		}
	}
}

// B4 12.1.1
func TestOnlineData(t *testing.T) {
	b := step.AppendOnlineData(nil, func(tag tlv.Tag) []byte {
		switch tag {
		case 0x9F26:
			return []byte{1, 2, 3, 4, 5, 6, 7, 8}
		case 0x5A:
			return []byte{0x54}
		case 0x57:
			return []byte{0x55}
		case 0x95:
			return []byte{}
		}
		return nil
	})
	if want := unhex(t, "9F26080102030405060708 5A0154 570155"); !bytes.Equal(b, want) {
		t.Errorf("% X", b)
	}
	b, ok := step.AppendWithoutCardholder(nil, append(b, unhex(t, "5F200141 9F200141 9C0100")...))
	if want := unhex(t, "9F26080102030405060708 9C0100"); !ok || !bytes.Equal(b, want) {
		t.Errorf("% X", b)
	}
	if _, ok := step.AppendWithoutCardholder(nil, unhex(t, "9C02")); ok {
		t.Error("what does not parse is let through")
	}
}

// The data elements of tables 9 and 10, by their tags in the order of the books' tables, and what networks want beside them; each once.
// B4 12.1.1, 12.1.2
func TestOnlineDataOfTheTables(t *testing.T) {
	const (
		table9  = "9F26 82 9F36 9F27 9F34 9F1E 9F10 9F24 9F33 9F35 9F19 95 9F37"
		table10 = "9F01 9F02 9F03 5F25 5F24 5A 5F34 9F15 9F16 9F39 9F1A 9F1C 57 5F2A 9A 9F21 9C" // the PIN is the PIN device's
		further = "84 9F06 9F09 9F41 9B 8A"
	)
	b := step.AppendOnlineData(nil, func(tag tlv.Tag) []byte { return []byte(tag.String()) })
	got := map[string]int{}
	for o := range tlv.NewCursor(b).All() {
		if got[o.Tag.String()]++; string(o.Value) != o.Tag.String() {
			t.Errorf("%s has the value of %s", o.Tag, o.Value)
		}
	}
	want := strings.Fields(table9 + " " + table10 + " " + further)
	for _, tag := range want {
		if got[tag] != 1 {
			t.Errorf("%s stands in the request %d times", tag, got[tag])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d elements, want %d", len(got), len(want))
	}
}

// Whatever comes, the readers of card responses neither panic nor give what is not in the bytes.
func FuzzParsers(f *testing.F) {
	for _, s := range []string{
		"6F0B8407A0000000041010A500", "77149F2701009F360200119F26080102030405060708", "8012" + "3D0008010101100103031801020220010400",
		"7010610E4F07A000000004101050035A5A5A", "7109" + "9F1804A1A2A3A48604", "5A88FFFFFFFFFFFFFFFF",
	} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		within := func(v []byte) {
			if len(v) > 0 && !bytes.Contains(b, v) {
				t.Fatalf("% X is not in % X", v, b)
			}
		}
		if fci, ok := step.ParseFCI(b); ok {
			within(fci.DFName)
			if n := len(fci.DFName); n < 5 || n > 16 {
				t.Fatal("DF name of", n)
			}
		}
		if p, ok := step.ParseProcessingOptions(b); ok {
			within(p.AFL)
			if len(p.AIP) != 2 || !step.ValidAFL(p.AFL) {
				t.Fatalf("%+v", p)
			}
		}
		if r, ok := step.ParseAC(b); ok {
			within(r.AC)
			within(r.IAD)
			if len(r.ATC) != 2 || r.AC == nil && r.SDAD == nil || r.AC != nil && len(r.AC) != 8 {
				t.Fatalf("%+v", r)
			}
		}
		if sdad, ok := step.ParseInternalAuthenticate(b); ok {
			within(sdad)
		}
		n := 0
		step.ParseDirectoryRecord(b, func(e step.DirectoryEntry) {
			within(e.ADFName)
			n++
		})
		for s := range step.Scripts(b, tlv.TagScript1) {
			for c, more := s.Next(); more && s.Parsed; c, more = s.Next() {
				within(c)
				if len(c) < 4 || len(c) > 261 {
					t.Fatalf("command of %d bytes", len(c))
				}
			}
		}
	})
}
