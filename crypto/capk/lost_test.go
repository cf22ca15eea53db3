package capk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
)

// No expiry is lost: a day of dots with a short year may be two, one with a time of day or in Chinese is read, in a line and in JSON, whatever a program calls its
// member.
func TestNoExpiryIsLost(t *testing.T) {
	_, list := fieldsOf(t)
	line := fmt.Sprintf("%s %s %s %s %s ", list...)
	for written, want := range map[string]string{
		"31.12.29": "fault", "31.01.29": "fault", "99.99.99": "fault", "1925-12-31": "fault", "19991231": "991231", "20501231": "fault", "19251231": "fault", "19122029": "291219", "20122029": "fault", "2099-12-31": "fault", "31.12.1925": "fault", "12/1925": "fault", "1999-12-31": "991231", "31.12.1999": "991231", "12/1999": "991231",
		"2031-12-31T00:00:00Z": "311231", "expiry=2031-12-31T23:59:59+08:00": "311231", "expiry: 20311231T000000": "311231", "2031-13-31T00:00:00Z": "fault",
		"2031年12月31日": "311231", "2031年1月2日": "310102", "2031年12月": "311231", "有效期2031年12月31日": "311231", "2031年13月31日": "fault",
	} {
		keys, err := capk.ParseText(line + written)
		if want == "fault" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "no day of the calendar")) || want != "fault" && (err != nil || fmt.Sprintf("%X", keys[0].Expiry) != want) {
			t.Errorf("%s: %+v %v", written, keys, err)
		}
	}
	for member, want := range map[string]string{
		`"expiredDate":"20311231"`: "311231", `"Expire":"311231"`: "311231", `"exDate":"2031-12-31"`: "311231", `"ucExpDate":"311231"`: "311231",
		`"dateExpiration":"20311231"`: "311231", `"dateOfExpiry":"31.12.2031"`: "311231", `"caExpDt":"20311231"`: "311231", `"key_expired_at":"2031-12-31T00:00:00Z"`: "311231",
		`"expiry":"2031年12月31日"`: "311231", `"expLen":"1"`: "000000", `"exportedOn":"day"`: "000000",
		`"exportedOn":"2041-12-31"`: "000000", `"exportDate":"20211231"`: "000000", `"expectedFrom":"20311231"`: "000000", `"experiment":"311231"`: "000000",
		`"expiry":"20311231","exportDate":"20411231"`: "311231", `"exportDate":"20211231","cardExp":"20311231"`: "311231", `"expiryOfKey":"20311231"`: "311231",
		`"expYYMMDD":"311231"`: "311231", `"expAt":"2031-12-31"`: "311231", `"rootExpDay":"311231"`: "311231", `"validFrom":"20211231"`: "000000", `"expiredDate":"20311331"`: "fault",
	} {
		keys, err := capk.ParseJSON([]byte(fmt.Sprintf(`[{"rid":%q,"index":%q,"exponent":%q,"modulus":%q,"checksum":%q,`, list...) + member + "}]"))
		if want == "fault" && (err == nil || len(keys) != 0) || want != "fault" && (err != nil || len(keys) != 1 || fmt.Sprintf("%X", keys[0].Expiry) != want) {
			t.Errorf("%s: %+v %v", member, keys, err)
		}
	}
}

// What a program leaves out by #if 0 is a comment, and its keys are told; what it has in its place is none.
func TestKeysThatAProgramLeavesOut(t *testing.T) {
	_, list := fieldsOf(t)
	key := fmt.Sprintf("{ %q, %q, %q, %q, %q },\n", list...)
	for _, c := range []struct {
		name, text string
		keys       int
		commented  []int
	}{
		{"left out", "#if 0\n" + key + "#endif\n" + key, 1, []int{2}},
		{"with blanks", "  #  if 0 // old\n" + key + " # endif // old\n" + key, 1, []int{2}},
		{"with a comment", "#if 0 /* old */\n" + key + "#endif /* old */\n" + key, 1, []int{2}},
		{"else", "#if 0\n" + key + "#else\n" + key + "#endif\n" + key, 2, []int{2}},
		{"elif", "#if 0\n" + key + "#elif LIVE\n" + key + "#endif\n" + key, 2, []int{2}},
		{"one in the other", "#if 0\n#ifdef LIVE\n" + key + "#else\n" + key + "#endif\n" + key + "#endif\n" + key, 1, []int{3, 5, 7}},
		{"of a condition", "#if 1\n" + key + "#endif\n#ifdef LIVE\n" + key + "#endif\n", 2, nil},
		{"that does not end", "#if 0\n" + key, 1, nil},
		{"no such line", "# if 0 is the index it is a test key\n" + key + "#endif\n", 1, nil},
		{"in a comment", "/*\n#if 0\n*/\n" + key + "#endif\n", 1, nil},
		{"around a comment", "#if 0\n/*\n#endif\n*/\n" + key + "#endif\n" + key, 1, []int{5}},
	} {
		keys, _ := capk.ParseText(c.text)
		if got := capk.CommentedKeys(c.text); len(keys) != c.keys || !slices.Equal(got, c.commented) {
			t.Errorf("%s: %d keys, commented %v, want %v", c.name, len(keys), got, c.commented)
		}
	}
}

// Of a key without checksum it is said that this is missing, whichever of index and exponent is first.
//
// EMV 4.4 B2 11.2.2
func TestWhatIsMissingIsSaid(t *testing.T) {
	k, list := fieldsOf(t)
	both := *k
	both.Index = 0x03 // as the exponent
	list = append(list, fmt.Sprintf("%X", both.Sum()))
	lines := fmt.Sprintf("<key>\n<rid>%s</rid>\n<index>%s</index>\n<exponent>%s</exponent>\n<modulus>%s</modulus>\n<hash>%s</hash>\n</key>\n", list[:5]...)
	for _, c := range []struct{ name, text, says, not string }{
		{"exponent first", fmt.Sprintf("AMEX %[3]s 99 %[1]s %[4]s", list...), "no checksum is among its fields", "no exponent"},
		{"index first", fmt.Sprintf("AMEX 99 %[3]s %[1]s %[4]s", list...), "no checksum is among its fields", "no exponent"},
		{"exponent first, and a number behind the index", fmt.Sprintf("AMEX %[3]s 99 01 %[1]s %[4]s", list...), "no checksum is among its fields", "no exponent"},
		{"exponent first, another checksum", fmt.Sprintf("AMEX %[3]s 99 %[1]s %[4]s %[5]s", list...), "index 99: checksum", "no exponent"},
		{"two exponents, another checksum", fmt.Sprintf("AMEX %[3]s 010001 99 %[1]s %[4]s %[5]s", list...), "index 03: checksum", "no exponent"},
		{"an exponent of one digit, and another", fmt.Sprintf("AMEX 3 010001 %[1]s %[4]s %[5]s", list...), "no index is among its fields", ""},
		{"more words of two digits than are looked through", fmt.Sprintf("%[3]s "+strings.Repeat("00 ", 16)+"%[1]s %[2]s %[4]s %[5]s", list...), "index 00: checksum", ""},
		{"index alone", fmt.Sprintf("AMEX %[3]s %[1]s %[4]s", list...), "no exponent", ""},
		{"no index", fmt.Sprintf("%[1]s 03 %[4]s %[5]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"one word for index and exponent", fmt.Sprintf("%[1]s 03 %[4]s %[6]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"an index of one digit", fmt.Sprintf("%[1]s 9 03 %[4]s %[5]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"a decimal index", fmt.Sprintf("%[1]s 148 03 %[4]s %[5]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"no index, the other exponent", fmt.Sprintf("%[1]s 010001 %[4]s %[5]s", list...), "no index is among its fields", "no exponent"},
		{"no exponent", fmt.Sprintf("%[1]s 94 %[4]s %[5]s", list...), "no exponent is among its fields", "no index"},
		{"lines with names that lack the RID", fmt.Sprintf("index=%[2]s,exponent=%[3]s,modulus=%[4]s,hash=%[5]s\nindex=%[2]s,exponent=%[3]s,modulus=%[4]s,hash=%[5]s\n", list...), "no RID", "a field a line"},
		{"a page with keys that lack something", fmt.Sprintf("<table>\n<tr><td>%[1]s</td><td>%[2]s</td><td>%[3]s</td><td>%[4]s</td></tr>\n</table>", list...), "no checksum", "a field a line"},
		{"a key a line, no exponent", fmt.Sprintf("<keys>\n<key><rid>%[1]s</rid><index>%[2]s</index><modulus>%[4]s</modulus></key>\n<key><rid>%[1]s</rid><index>%[2]s</index><modulus>%[4]s</modulus></key>\n</keys>", list...), "no exponent", "a field a line"},
		{"a page with a key", fmt.Sprintf("<table>\n<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n", list[:5]...) + lines + "</table>", "no RID", "a field a line"},
	} {
		_, err := capk.ParseText(c.text)
		if err == nil || !strings.Contains(err.Error(), c.says) || c.not != "" && strings.Contains(err.Error(), c.not) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A key may have a line for each field, as in XML, TOML, YAML, INI and the properties of programs: it is read, or a fault with its first line. A line that is
// none, and a field that is there twice, is a fault with its number, and of the keys the one that has it is not read.
//
// EMV 4.4 B2 11.2.2
func TestKeysWithAFieldALine(t *testing.T) {
	k, list := fieldsOf(t)
	form := func(format string) string { return fmt.Sprintf(format, list...) }
	xml := form("<key>\n<rid>%s</rid>\n<index>%s</index>\n<exponent>%s</exponent>\n<modulus>%s</modulus>\n<hash>%s</hash>\n</key>\n")
	tags := form("<capk><!-- a key -->\n\t<9F06>%[1]s</9F06> <!-- RID -->\n\t<9F22>%[2]s</9F22>\n\t<DF02>%[4]s</DF02>\n\t<DF03>%[5]s</DF03>\n\t<DF04>0000%[3]s</DF04>\n\t<DF05>20331231</DF05>\n\t<DF06>01</DF06>\n\t<DF07>01</DF07>\n</capk>\n")
	yaml := form("- rid: %s\n  index: %s\n  exponent: %s\n  modulus: %s\n  sum: %s\n")
	properties := form("index=%[2]s\nrid=%[1]s\nexponent=%[3]s\nmodulus=%[4]s\nsum=%[5]s\n")
	for _, c := range []struct {
		name, text string
		lines      []int // of the keys
		fault      string
	}{
		{"XML", `<?xml version="1.0"?>` + "\n<keys>\n" + xml + "</keys>\n", []int{4}, ""},
		{"XML, two", "\n <keys>\n" + xml + xml + "</keys>\n", []int{4, 11}, ""},
		{"XML, names of programs", form("<CAPK>\n<ExtensionData />\n<Algorithm>01</Algorithm>\n<CheckSum>%[5]s</CheckSum>\n<ExpiryDate>12312033</ExpiryDate>\n<Exponent>%[3]s</Exponent>\n<HashAlgorithm>01</HashAlgorithm>\n<Issuer />\n<Modulus>%[4]s</Modulus>\n<PKIndex>%[2]s</PKIndex>\n<RID>%[1]s</RID>\n</CAPK>"), []int{3}, ""},
		{"XML, tags", "<emv>\n<app>\n<9F06>A0000000031010</9F06>\n<DF01>00</DF01>\n<9F1B>00000000</9F1B>\n</app>\n" + tags + tags + "</emv>\n", []int{8, 18}, ""},
		{"TOML", form("[[keys]] # Visa\nname = \"a b\" # c\nrid = \"%s\"\nindex = \"%s\"\nexponent = \"%s\"\nmodulus = \"%s\"\nsum = \"%s\"\n"), []int{2}, ""},
		{"YAML", "keys:\n" + yaml + yaml, []int{2, 7}, ""},
		{"INI", form("# keys\n[1]\nRID=%s\nIndex=%s\nExponent=%s\nModulus=%s\nHash=%s\n"), []int{3}, ""},
		{"properties", "! c\n" + properties + properties, []int{2, 7}, ""},
		{"properties by prefix", form("k1.rid=%[1]s\nk1.index=%[2]s\nk1.exponent=%[3]s\nk1.modulus=%[4]s\nk1.sum=%[5]s\nk2.sum=%[5]s\nk2.rid=%[1]s\nk2.index=%[2]s\nk2.exponent=%[3]s\nk2.modulus=%[4]s\n"), []int{1, 6}, ""},
		{"tags as names", form("9F06=%s\n9F22=%s\nDF04=%s\nDF02=%s\nDF03=%s\n"), []int{1}, ""},
		{"a wrong digit in the first", strings.Replace("<keys>\n"+xml+xml, "<modulus>", "<modulus>0", 1), []int{10}, "line 3: "},
		{"no checksum in the second", "<keys>\n" + xml + xml[:strings.Index(xml, "<hash>")] + "</key>\n</keys>", []int{3}, "line 10: "},
		{"no index in a key by tags", "<emv>\n" + tags + strings.Replace(tags, form("<9F22>%[2]s</9F22>"), "", 1), []int{3}, "line 13: "},
		{"a modulus of several lines", strings.Replace(xml, "<modulus>", "<modulus>\n", 1) + xml, []int{10}, "line 6: neither <name>value</name> nor name = value"},
		{"an attribute that is a field", strings.Replace(xml, "<key>", "<key expiry='331231'>", 1) + xml, []int{9}, "line 1: neither"},
		{"attributes that are none", strings.Replace(xml, "<key>", `<key id="7" scheme = 'x'>`, 1), []int{2}, ""},
		{"an attribute without a name", strings.Replace(xml, "<key>", `<key ="7">`, 1), nil, "line 1: neither"},
		{"tags without names", "<>\n< >\n</>\n<?>\n" + xml, []int{6}, ""},
		{"a line that goes on", form("rid=%s\nindex=%s\nexponent=%s\nmodulus=%s\\\nsum=%s\n"), nil, "line 4: neither"},
		{"a line that goes on in the first", strings.Replace(properties+properties, "exponent=", "exponent=\\", 1), []int{6}, "line 3: neither"},
		{"an expiry that is cut off, YAML", yaml + "  expiry 331231\n" + yaml, []int{7}, "line 6: neither"},
		{"an expiry that is cut off, before its key", "[1]\nexpiry 331231\n" + properties + "[2]\n" + properties, []int{9}, "line 2: neither"},
		{"a section that is cut off", "[1\n" + properties + "[2]\n" + properties, []int{8}, "line 1: neither"},
		{"comments behind values", "[k1]  # first\n" + strings.NewReplacer("\nrid", "\t# the index\nrid", "\nexponent", " ; of Visa\nexponent", "\nsum", "  // hex\nsum").Replace(properties) +
			"expiry=331231 -- the last\n; [k2]\n;rid=A000000003\n[k2] ; x\n" + properties, []int{2, 11}, ""},
		{"comments behind each value", strings.ReplaceAll(properties, "\n", " ; c\n"), []int{1}, ""},
		{"names that are no field", "description = Visa's key 92 (live)\nremark = test key; do not use\nsource: \"https://x.org/a;b\"\n" + properties, []int{1}, ""},
		{"index twice", "[1]\nindex=92\n" + properties + "[2]\n" + properties, []int{9}, `line 3: "index" is said twice in one key`},
		{"index twice, first", "index=92\n" + properties + properties, []int{7}, `line 2: "index" is said twice in one key`},
		{"index twice, in other letters", "INDEX=92\n" + properties, nil, `line 2: "index" is said twice in one key`},
		{"expiry twice", "[1]\nexpiry=331231\n" + properties + "expiry=301231\n[2]\n" + properties, []int{10}, `line 8: "expiry" is said twice in one key`},
		{"expiry twice, YAML", yaml + "  expiry: 331231\n  expiry: 301231\n" + yaml, []int{8}, `line 7: "expiry" is said twice`},
		{"expiry twice, by prefix", "k1.expiry=331231\nk1." + strings.ReplaceAll(strings.TrimSpace(properties), "\n", "\nk1.") + "\nk1.expiry=301231\n", nil, `line 7: "expiry" is said twice`},
		{"an expiry alone", xml + "<expiry>331231</expiry>\n", []int{2}, "line 8: an expiry without a key"},
	} {
		keys, err := capk.ParseText(c.text)
		var lines []int
		for _, read := range keys {
			if lines = append(lines, read.Line); read.Sum() != k.Checksum || read.Expiry != [3]byte{} && read.Expiry != [3]byte{0x33, 0x12, 0x31} {
				t.Errorf("%s: %+v", c.name, read)
			}
		}
		if !slices.Equal(lines, c.lines) || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: keys of lines %v, %v", c.name, lines, err)
		}
	}
}
