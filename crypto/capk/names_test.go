package capk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
)

// What stands under a name of the expiry, and is no day, is a fault: a spreadsheet has taken its zero, or made a number of it.
func TestExpiryThatIsNoDay(t *testing.T) {
	_, list := fieldsOf(t)
	line := fmt.Sprintf("%s,%s,%s,%s,%s,", list...)
	for _, value := range []string{"91231", "46022", "20311231.0", "2.03E+07", "Q4/2031", "01/2010-12/2031", "2010-01-01/2031-12-31", "2010-01-01..2031-12-31"} {
		for _, text := range []string{"RID,Index,Exponent,Modulus,Hash,Expiry\n" + line + value, "\n" + line + "expiry=" + value, "\n" + line + "valid until: " + value} {
			keys, err := capk.ParseText(text + "\n")
			if len(keys) != 0 || err == nil || !strings.Contains(err.Error(), "line 2: ") || !strings.Contains(err.Error(), "is no day of the calendar") {
				t.Errorf("%s: %v, %v", text, keys, err)
			}
		}
	}
}

// A period under valid is one that is not read, and a fault; a yes is none.
func TestValidPeriods(t *testing.T) {
	_, list := fieldsOf(t)
	line := fmt.Sprintf("%s,%s,%s,%s,%s", list...)
	for value, fault := range map[string]bool{"2010-01-01/2031-12-31": true, "2010-01-01..2031-12-31": true, "01/2010-12/2031": true, "1": false, "1         ": false, "yes": false, "true": false} {
		for _, text := range []string{"RID,Index,Exponent,Modulus,Hash,Valid\n" + line + "," + value, line + ", valid: " + value} {
			if keys, err := capk.ParseText(text + "\n"); fault == (err == nil) || fault == (len(keys) == 1) {
				t.Errorf("%s: %v, %v", text, keys, err)
			}
		}
	}
}

// A day of a line is the expiry only where no name says that it is something else, before it or at the head of its column; a name that nothing was taken from is told.
func TestOtherDaysOfALine(t *testing.T) {
	k, list := fieldsOf(t)
	line := fmt.Sprintf("%s,%s,%s,%s,%s", list...)
	attributes := fmt.Sprintf(`rid="%s" index="%s" exponent="%s" modulus="%s" checksum="%s"`, list...)
	tags := fmt.Sprintf("<key><rid>%s</rid><index>%s</index><exponent>%s</exponent><modulus>%s</modulus><hash>%s</hash>", list...)
	cells := fmt.Sprintf("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td>", list...)
	const head = "RID,Index,Exponent,Modulus,Hash"
	for _, c := range []struct{ name, text, expiry, unread string }{
		{"a column behind the expiry", head + ",Expiry,Last Updated\n" + line + ",2024-12-31,2026-01-01", "241231", "Last Updated"},
		{"a column before the expiry", "Last Updated," + head + ",Expiry\n2026-01-01," + line + ",2024-12-31", "241231", "Last Updated"},
		{"another column alone", head + ",Last Updated\n" + line + ",2026-01-01", "000000", "Last Updated"},
		{"a column of sources", head + ",Expiry,Source\n" + line + ",2024-12-31,\"EMVCo, read 2026-01-01\"", "241231", ""},
		{"a cell that is empty", head + ",Last Updated,Expiry\n" + line + ",2026-01-01,", "000000", "Last Updated"},
		{"a column of the exponent's short name", head + ",Exp\n" + line + ",2024-12-31", "241231", ""},
		{"a cell more than columns", head + ",Expiry\n" + line + ",2024-12-31,2026-01-01", "241231", ""},
		{"semicolons, quotation marks", strings.ReplaceAll(head, ",", ";") + ";Updated;Expiry\n\"" + strings.ReplaceAll(line, ",", `";"`) + `";"2026-01-01";"2024-12-31"`, "241231", "Updated"},
		{"a table in marks", "| " + strings.ReplaceAll(head, ",", " | ") + " | Expiry | Updated |\n|---|---|---|---|---|---|---|\n| " + strings.ReplaceAll(line, ",", " | ") + " | 2024-12-31 | 2026-01-01 |", "241231", "Updated"},
		{"a page's table", "<tr><th>RID</th><th>Index</th><th>Exponent</th><th>Modulus</th><th>Hash</th><th>Expiry</th><th>Updated</th></tr>\n" +
			cells + "<td>2024-12-31</td><td>2026-01-01</td></tr>", "241231", "Updated"},
		{"a data base", "INSERT INTO capk (rid, idx, exponent, modulus, checksum, expiry, updated) VALUES\n('" + strings.ReplaceAll(line, ",", "', '") + "', '2024-12-31', '2026-01-01'),", "241231", "updated"},
		{"no head", line + ",2024-12-31,2026-01-01", "260101", ""},
		{"a head that is none", "Visa,2026,keys\n" + line + ",2024-12-31", "241231", ""},
		{"attributes", "<key " + attributes + ` expiry="2024-12-31" updated="2026-01-01"/>`, "241231", "updated"},
		{"another attribute alone", "<key " + attributes + ` lastUpdated="2026-01-01T10:20:30Z"/>`, "000000", "lastUpdated"},
		{"attributes of a program", strings.ReplaceAll(attributes, `"`, "'") + " validFrom='20090101' note='read 2026-01-01'", "000000", "validFrom"},
		{"an identifier that looks like a day", `<key id="20260101" ` + attributes + "/>", "000000", ""},
		{"a day of two words", "Last Updated: 2026-01-01, Expiry Date: 2024-12-31, " + line, "241231", "Last Updated"},
		{"names between blanks", strings.ReplaceAll(line, ",", " ") + " valid until: 2024-12-31 updated: 01.01.2026", "241231", "updated"},
		{"the expiry's name without a mark", strings.ReplaceAll(line, ",", " ") + " expires 2024-12-31 updated 2026-01-01", "241231", ""},
		{"a name of the key", "Visa: " + strings.ReplaceAll(line, ",", " ") + " 241231", "241231", ""},
		{"a printed dash", line + ", validity: 2010-01-01 \u2013 2031-12-31", "311231", ""},
		{"a word between", line + ", validity: 2010-01-01 through 2031-12-31", "311231", ""},
		{"bis", line + ", validity: 01.01.2010 bis 31.12.2031", "311231", ""},
		{"from one day to the other", line + ", validity: 2010-01-01 - 2031-12-31, updated: 2035-01-01", "311231", "updated"},
		{"to the other", strings.ReplaceAll(line, ",", " ") + " expiry=2010-01-01 to 2031-12-31", "311231", ""},
		{"from and until", "valid from: 2010-01-01, until: 2031-12-31 " + line, "311231", "valid from"},
		{"no expiry by its name", head + ",Expiry\n" + line + ",-", "000000", ""},
		{"zeroes by their name", head + ",Expiry\n" + line + ",0", "000000", ""},
		{"a name in Chinese", line + ",有效期:2024-12-31", "241231", ""},
		{"tags", tags + "<expiry>2024-12-31</expiry><updated>2026-01-01</updated></key>", "241231", "updated"},
		{"another tag alone", tags + "<updated>2026-01-01</updated></key>", "000000", "updated"},
		{"tags of a page", cells + "<td>2024-12-31</td></tr>", "241231", ""},
		{"a length that looks like a year", line + ", version=2024, expiry=241231", "241231", "version"},
		{"a member of a list that goes on", `"` + strings.ReplaceAll(strings.ReplaceAll(attributes, `" `, `", "`), "=", `":`) + `, "expiry":"241231", "source":"EMVCo, read 2026-01-01",`, "241231", ""},
		{"times of day", line + ",2024-12-31T10:20:30", "241231", ""},
		{"an exponent in bytes", strings.Replace(line, ",03,", ",exponent: 00.00.03,", 1) + ",241231", "241231", ""},
	} {
		keys, err := capk.ParseText(c.text + "\n")
		if err != nil || len(keys) != 1 || keys[0].Sum() != k.Checksum {
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
			continue
		}
		if got := fmt.Sprintf("%X", keys[0].Expiry); got != c.expiry || strings.Join(keys[0].Unread, " ") != c.unread {
			t.Errorf("%s: expiry %s, unread %q", c.name, got, keys[0].Unread)
		}
	}
}

// A line that is an object in JSON is read by its names, as a file of it is.
func TestLinesOfJSON(t *testing.T) {
	k, list := fieldsOf(t)
	object := fmt.Sprintf(`{"rid":%q,"index":%q,"exponent":%q,"modulus":%q,"checksum":%q,"expiry":"241231","source":"EMVCo, read 2026-01-01","updated":"2026-01-01"}`, list...)
	for _, c := range []struct{ name, text string }{
		{"an object a line", object + "\n" + object},
		{"with commas", object + ",\n" + object + ","},
		{"beside another form", object + "\n" + fmt.Sprintf("%s %s %s %s %s 241231", list...) + "\n" + object},
		{"behind comments", "// keys\n/* first */ " + object + "\n" + object},
	} {
		keys, err := capk.ParseText(c.text)
		if n := strings.Count(c.text, "\n") + 1; err != nil || len(keys) != 2+strings.Count(c.text, " 241231") || keys[len(keys)-1].Line != n {
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
			continue
		}
		for _, got := range keys {
			if got.Sum() != k.Checksum || got.Expiry != [3]byte{0x24, 0x12, 0x31} || (got.Source != "") != (len(got.Unread) == 1) {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
	}
	keys, err := capk.ParseText(object + "\n" + strings.Replace(object, `"checksum":"`, `"checksum":"00`, 1) + "\n{\"name\":\"list\"}\n{\"expiry\":\"" + strings.Repeat("7", 9) + "\"}\n")
	var fault *capk.LineError
	if len(keys) != 1 || !errors.As(err, &fault) || fault.Line != 2 || !strings.Contains(fault.Reason, "checksum of 42 characters") || !strings.Contains(err.Error(), "line 4: no RID") || strings.Contains(err.Error(), "line 3") {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

// What a list says of a key's being a test key, and of where it is from, is kept, or named.
func TestTestKeysInJSON(t *testing.T) {
	_, list := fieldsOf(t)
	member := fmt.Sprintf(`"rid":%q,"index":%q,"exponent":%q,"modulus":%q,"checksum":%q,"source":"EMVCo"`, list...)
	for _, c := range []struct {
		file   string
		test   bool
		unread string
	}{
		{`[{` + member + `}]`, false, ""},
		{`[{` + member + `,"test":true}]`, true, ""},
		{`[{"isTest":"TRUE",` + member + `}]`, true, ""},
		{`[{` + member + `,"testKey":1}]`, true, ""},
		{`[{` + member + `,"test":false}]`, false, ""},
		{`[{` + member + `,"test":"perhaps"}]`, false, "test"},
		{`[{` + member + `,"test":[1]}]`, false, "test"},
		{`{"test":true,"capks":[{` + member + `}]}`, true, ""},
		{`{"version":1,"test":"true","keys":{"x":{` + member + `}}}`, true, ""},
		{`{"test":"perhaps","capks":[{` + member + `}]}`, false, "test"},
		{`{"test":true,"capks":[{` + member + `,"test":false}]}`, false, ""},
		{`{"test":[{` + member + `}]}`, true, ""},
		{`{"live":[{` + member + `}]}`, false, ""},
		{`{"caKeys":{"test":true,"keys":[{` + member + `}]}}`, true, ""},
	} {
		keys, err := capk.ParseJSON([]byte(c.file))
		if err != nil || len(keys) != 1 || keys[0].Test != c.test || keys[0].Source != "EMVCo" || strings.Join(keys[0].Unread, " ") != c.unread {
			t.Errorf("%s: %v %+v", c.file, err, keys)
		}
	}
	text := fmt.Sprintf("%s %s %s %s %s", list...)
	for _, file := range []string{`{"test":true,"keys":["` + text + `"]}`, `{"test":true,"keys":[["` + strings.ReplaceAll(text, " ", `","`) + `"]]}`} {
		if keys, err := capk.ParseJSON([]byte(file)); err != nil || len(keys) != 1 || !keys[0].Test {
			t.Errorf("%s: %v %+v", file, err, keys)
		}
	}
	long := strings.Replace(`[{`+member+`}]`, "EMVCo", strings.Repeat("x", 257), 1)
	if keys, err := capk.ParseJSON([]byte(long)); err != nil || len(keys) != 1 || keys[0].Source != "" || !slices.Equal(keys[0].Unread, []string{"source"}) {
		t.Errorf("a source that no key file takes: %v %+v", err, keys)
	}
}

// No line with a key is lost, whatever stands between and round its bytes: it is a key, or a fault with its number. Remarks with days and numbers are none.
func TestNoNotationIsLost(t *testing.T) {
	live := load(t, testvectors.LiveCAKeys())
	first, ok := live.Lookup([5]byte{0xA0, 0, 0, 0, 4}, 5)
	k, also := live.Lookup([5]byte{0xA0, 0, 0, 0, 3}, 9)
	if !ok || !also {
		t.Fatal("no key")
	}
	line := forms(first)["commas"]
	for _, c := range []struct {
		format, between string
		arrays          bool // read where it is an array's
	}{
		{"0x%02XU", ", ", true},
		{"0x%02xu", ", ", true},
		{"(char)0x%02X", ", ", true},
		{"(uint8_t)0x%02X", ", ", true},
		{"(byte) 0x%02X", ", ", true},
		{"0x%02Xu8", ", ", false},
		{"byte(0x%02X)", ", ", false},
		{"(unsigned char)'\\x%02X'", ", ", false},
		{"0x%02X.toByte()", ", ", false},
		{"0%02Xh", ", ", false},
		{"%02Xh", ", ", false},
		{"$%02X", ", ", false},
		{"&H%02X", ", ", false},
		{"16#%02X", ",", false},
		{"x\"%02X\"", ", ", false},
		{"\\%03o", "", false},
		{"%%%02X", "", false},
		{"\\%02X", "", false},
		{"\\u00%02X", "", false},
		{"&#x%02X;", "", false},
		{"&#%d;", "", false},
		{"(byte)%d", ", ", false},
		{"%02X", "/", false},
		{"%02X", "+", false},
		{"%02X", "\u00B7", false},
		{"%02X", "\u2013", false},
		{"%02X", "\u200B", false},
		{"%02X", "~x~", false},
	} {
		field := func(open string, b []byte, end string) string {
			var list []string
			for _, x := range b {
				list = append(list, fmt.Sprintf(c.format, x))
			}
			return open + strings.Join(list, c.between) + end
		}
		for _, round := range []string{"{}", "\"\"", "  "} {
			a, z := round[:1], round[1:]
			text := "key " + field(a, k.RID[:], z) + ", " + field("", []byte{k.Index}, "") + ", " + field(a, k.Exponent, z) + ", " + field(a, k.Modulus, z) + ", " + field(a, k.Checksum[:], z)
			keys, err := capk.ParseText("# a list\n" + line + "\n" + text + "\n")
			var fault *capk.LineError
			read := err == nil && len(keys) == 2 && keys[1].Sum() == k.Checksum
			told := len(keys) == 1 && errors.As(err, &fault) && fault.Line == 3
			if !read && !told || c.arrays && round == "{}" && !read {
				t.Errorf("%.60s: %d keys, %v", text, len(keys), err)
			}
		}
		row := "    " + field("", k.Modulus[:16], ",")
		if _, err := capk.ParseText(line + "\n" + row + "\n"); strings.HasPrefix(c.format, "0x") && err == nil {
			t.Errorf("%s: no fault", row)
		}
	}
	wide := strings.Map(func(r rune) rune { return r + 0xFEE0 }, forms(k)["commas"])
	if keys, err := capk.ParseText(line + "\n" + wide + "\n"); err != nil || len(keys) != 2 || keys[1].Sum() != k.Checksum || keys[1].Expiry != k.Expiry {
		t.Errorf("digits of full width: %d keys, %v", len(keys), err)
	}
	for _, remark := range []string{
		"Exported 2026-01-01 10:20:30, of 2025-12-31 11:00:00, 31 keys, 1.2",
		"Live keys of Visa, of 2009: 1024, 1152, 1408 and 1984 bit",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\">",
	} {
		if keys, err := capk.ParseText(remark + "\n" + line + "\n"); err != nil || len(keys) != 1 {
			t.Errorf("%s: %d keys, %v", remark, len(keys), err)
		}
	}
}

// Where the bytes of a field are apart by blanks as the fields are, that is said.
func TestBytesApartAsFieldsAre(t *testing.T) {
	k, list := fieldsOf(t)
	for _, c := range []struct{ name, line string }{
		{"modulus", fmt.Sprintf("%s %s %s RSA % X SHA1 %s", list[0], list[1], list[2], k.Modulus, list[4])},
		{"modulus", fmt.Sprintf("%s %s 241231 %s RSA % X SHA1 % X", list[0], list[1], list[2], k.Modulus, k.Checksum)},
		{"checksum", fmt.Sprintf("%s %s %s RSA %s SHA1 % X", list[0], list[1], list[2], list[3], k.Checksum)},
	} {
		if _, err := capk.ParseText(c.line); err == nil || !strings.Contains(err.Error(), "no "+c.name+" is among its fields: bytes are apart by blanks, as the fields are; write each field's together, or other marks between the fields") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
