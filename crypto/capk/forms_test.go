package capk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
)

// fieldsOf is a published key's RID, index, exponent, modulus and checksum.
func fieldsOf(t *testing.T) (k *capk.Key, list []any) {
	t.Helper()
	k, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}, 0xF7)
	if !ok {
		t.Fatal("no key")
	}
	for _, b := range [][]byte{k.RID[:], {k.Index}, k.Exponent, k.Modulus, k.Checksum[:]} {
		list = append(list, fmt.Sprintf("%X", b))
	}
	return k, list
}

// Lines with names before the fields, in the markup of pages and programs, with 0x, and with bytes apart are keys. What cannot be told is a
// fault, and none is a comment.
func TestKeyLinesOfPagesAndPrograms(t *testing.T) {
	k, list := fieldsOf(t)
	apart := func(mark, between string) (out []any) {
		for _, f := range list {
			var bytes []string
			for s := f.(string); s != ""; s = s[2:] {
				bytes = append(bytes, mark+s[:2])
			}
			out = append(out, strings.Join(bytes, between))
		}
		return out
	}
	groups := func(n int, between string) (out []any) {
		for _, f := range list {
			var all []string
			for group := range slices.Chunk([]byte(f.(string)), n) {
				all = append(all, string(group))
			}
			out = append(out, strings.Join(all, between))
		}
		return out
	}
	for _, c := range []struct {
		name, line, fault string
	}{
		{"bytes apart by dashes", fmt.Sprintf("%s %s %s %s %s", groups(2, "-")...), ""},
		{"bytes apart by dots, a day behind them", fmt.Sprintf("%s %s %s %s %s 31.12.2029", groups(2, ".")...), ""},
		{"bytes apart by underscores", fmt.Sprintf("%s,%s,%s,%s,%s", groups(2, "_")...), ""},
		{"groups of 4, and bars", fmt.Sprintf("%s | %s | %s | %s | %s", groups(4, " ")...), ""},
		{"groups of 8, and bars", fmt.Sprintf("%s | %s | %s | %s | %s", groups(8, " ")...), ""},
		{"groups of 4 and dashes", fmt.Sprintf("%s %s %s %s %s", groups(4, "-")...), ""},
		{"groups of 4 alone", fmt.Sprintf("%s %s %s %s %s", groups(4, " ")...), "no RID"},
		{"groups of 8 alone", fmt.Sprintf("%s %s %s %s %s", groups(8, " ")...), "no RID"},
		{"groups of 4 and dashes, one cut", strings.Replace(fmt.Sprintf("%s %s %s %s %s", groups(4, "-")...), "2-", "-", 1), "no RID"},
		{"names and =", fmt.Sprintf("rid=%s index=%s exponent=%s modulus=%s checksum=%s", list...), ""},
		{"names and colons", fmt.Sprintf("RID:%s Index:%s Exp:%s Modulus:%s SHA1:%s", list...), ""},
		{"names, colons and blanks", fmt.Sprintf("rid: %s, index: %s, exponent: %s, modulus: %s, checksum: %s", list...), ""},
		{"a table's row", fmt.Sprintf("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", list...), ""},
		{"attributes", fmt.Sprintf(`<key rid="%s" index="%s" exponent="%s" modulus="%s" hash="%s"/>`, list...), ""},
		{"a list", fmt.Sprintf(`["%s","%s","%s","%s","%s"],`, list...), ""},
		{"0x", fmt.Sprintf("0x%s 0x%s 0x%s 0x%s 0x%s", list...), ""},
		{"bytes apart, and bars", fmt.Sprintf("%s | %s | %s | %s | %s", apart("", " ")...), ""},
		{"0x bytes apart, and bars", fmt.Sprintf("%s | %s | %s | %s | %s", apart("0x", " ")...), ""},
		{"bytes apart alone", fmt.Sprintf("%s %s %s %s %s", apart("", " ")...), "no RID"},
		{"an array of a program", fmt.Sprintf("{%s}, {%s}, {%s}, {%s}, {%s},", apart("0x", ", ")...), ""},
		{"an array of another", fmt.Sprintf("new CAPK(new byte[]{%s}, new byte[] { %s, }, {%s}, {%s}, {%s});", apart("(byte) 0x", ",")...), ""},
		{"arrays in one array", fmt.Sprintf("{{%s},%s,{%s},{%s},{%s}},", apart("0x", ",")...), ""},
		{"an array that is cut", strings.Replace(fmt.Sprintf("{%s}, {%s}, {%s}, {%s}, {%s},", apart("0x", ", ")...), "}", "", 1), "no RID"},
		{"texts of a program", fmt.Sprintf(`{ "%s", "%s", "%s", "%s", "%s" },`, apart(`\x`, "")...), ""},
		{"letters for digits", strings.ReplaceAll(fmt.Sprintf("%s %s %s %s %s", list...), "0", "O"), "no RID"},
		{"exponent before index", fmt.Sprintf("Test %[3]s %[2]s %[1]s %[4]s %[5]s", list...), ""},
		{"exponent before the RID, index behind the modulus", fmt.Sprintf("%[3]s %[1]s %[4]s %[2]s %[5]s", list...), ""},
		{"a row's number before the index", fmt.Sprintf("07 %s %s %s %s %s", list...), ""},
		{"no checksum", fmt.Sprintf("%[1]s %[2]s %[3]s %[4]s", list...), "no checksum is among its fields: write behind them the SHA-1 hash"},
		{"RID and no more", "rid=B012345678", "no index"},
		{"two RIDs", fmt.Sprintf("%s %s %s %s %s A000000004", list...), "a field of 10 digits is neither modulus nor checksum; if it is the RID of another key, write a key a line"},
		{"one run of digits", fmt.Sprintf("A000000004%[2]s0101%[5]s000000039000%[4]s", list...), "no RID, 5 bytes, is among its fields: they are one run of digits; write them apart: RID, index, exponent, modulus, checksum"},
		{"one run of digits behind a name", fmt.Sprintf("key: A000000004%[2]s%[4]s", list...), "they are one run of digits"},
		{"one run that begins as no RID", fmt.Sprintf("B012345678%[2]s0101%[5]s000000039000%[4]s", list...), "no RID, 5 bytes, is among its fields; a comment begins with #"},
		{"RID behind a word", "ridB012345678", "no RID"},
	} {
		keys, err := capk.ParseText(c.line + "\n")
		switch {
		case c.fault == "" && (err != nil || len(keys) != 1 || keys[0].Sum() != k.Checksum):
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		case c.fault != "" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "line 1: ") || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		}
	}
}

// The ways in which lists write an expiry: read, or a fault, and never lost. Of two days, the one from which the key is valid and the one until which,
// the later counts.
func TestExpiryHoweverWritten(t *testing.T) {
	k, list := fieldsOf(t)
	own := strings.NewReplacer("LENGTH", fmt.Sprint(8*len(k.Modulus)), "BYTES", fmt.Sprintf("%04d", len(k.Modulus)))
	for written, want := range map[string]string{
		"31.12.2029": "291231", "1.2.2029": "290201", "2029/12/31": "291231", "2029.12.31": "291231", "12/31/2029": "291231", "31/12/2029": "291231",
		"31-12-2029": "291231", "31122029": "291231", "12312029": "291231", "05/05/2029": "290505",
		"2009-01-01 2029-12-31": "291231", "20291231 20090101": "291231", "991231 290101": "290101", "000000 291231": "291231", "291231 000000": "291231",
		"11/12/2029": "fault", "11122029": "fault", "31.13.2029": "fault", "32/12/2029": "fault", "31/12/29": "fault",
		"12/29": "291231", "12/2029": "291231", "2/2028": "280229", "2029-11": "291130", "12-29": "291231", "12.29": "291231", "11/12": "fault", "13/29": "fault", "10/11": "fault",
		"3312": "331231", "1233": "331231", "0233": "330228", "2802": "280229", "1212": "121231", "9912": "991231", "1112": "fault", "0933": "330930", "3309": "330930",
		"291231 1112": "291231", "1112 291231": "291231", "000000 3312": "331231", "0000": "000000", "12345": "000000", "1.2": "000000", "9876": "000000",
		"31 Dec 2029": "fault", "Dec 31, 2029": "fault", "31-December-2029": "fault", "Dec-29": "fault", "DEC29": "fault", "31DEC2029": "fault", "31Dec29": "fault", "Sep/2029": "fault", "decade1": "000000", "1152 bit": "000000", "March": "000000", "decimal 2029": "fault", "2033": "fault", "LENGTH": "000000", "LENGTH 3312": "331231", "BYTES": "000000",
	} {
		keys, err := capk.ParseText(fmt.Sprintf("%s %s %s %s %s ", list...) + own.Replace(written))
		switch {
		case want == "fault" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "no day of the calendar, or may be two")):
			t.Errorf("%s: %d keys, %v", written, len(keys), err)
		case want != "fault" && (err != nil || fmt.Sprintf("%X", keys[0].Expiry) != want):
			t.Errorf("%s: %+v %v", written, keys, err)
		}
	}
}

// A key download behind data of the download itself is a key; a comment's marks are taken off, whatever they are.
func TestKeyDownloadBehindOtherData(t *testing.T) {
	k, _ := fieldsOf(t)
	length := fmt.Sprintf("81%02X", len(k.Modulus))
	line := fmt.Sprintf("DF25080420081231145137DF2801019F0605%X9F2201%XDF050420301231DF060101DF070101DF02%s%XDF0401%XDF0314%X", k.RID, k.Index, length, k.Modulus, k.Exponent, k.Checksum)
	keys, err := capk.ParseText(line + "\n")
	if err != nil || len(keys) != 1 || keys[0].Index != k.Index || keys[0].Expiry != [3]byte{0x30, 0x12, 0x31} {
		t.Errorf("%v %+v", err, keys)
	}
	for before, behind := range map[string]string{`capks.add("`: `");`, "Visa: ": "", "<key>": "</key>", "": " // 2030", "add(A000000003, ": ")", line + " ": ""} {
		keys, err := capk.ParseText(before + line + behind + "\n")
		if alone := !strings.Contains(before, "0"); alone != (err == nil) || alone != (len(keys) == 1) {
			t.Errorf("%.20q: %v, %d keys", before, err, len(keys))
		}
	}
	for _, mark := range []string{"#", "# ", "##", "//", "// ", "; ", ";;", "/* ", "--", "-- ", "<!-- "} {
		rest, comment := capk.Uncomment("\t" + mark + line)
		if keys, err := capk.ParseText(mark + line + "\n" + line + "\n"); !comment || rest != line || err != nil || len(keys) != 1 {
			t.Errorf("%q: %v %.20q %v %d", mark, comment, rest, err, len(keys))
		}
	}
	if rest, comment := capk.Uncomment(line); comment || rest != line {
		t.Errorf("%v %.20q", comment, rest)
	}
}

// Characters outside ASCII are no reason to refuse a text: in a comment they are one, between fields they part them or are a fault of that line. Comments of several
// lines end where they say.
func TestTextOfAnyCharacters(t *testing.T) {
	k, ok := load(t, testvectors.LiveCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 4}, 5)
	if !ok {
		t.Fatal("no key")
	}
	line := forms(k)["commas"]
	for _, c := range []struct {
		name, text string
		keys       int
		fault      string
		commented  []int
	}{
		{"Chinese comment", "# 银联密钥\n" + line, 1, "", nil},
		{"Chinese words", "银联密钥\n" + line, 1, "", nil},
		{"GBK comment", "# \xD2\xF8\xC1\xAA\n" + line, 1, "", nil},
		{"accent", "# clés d'essai é\n" + line, 1, "", nil},
		{"no-break space", strings.Replace(line, ",", "\u00A0", 1), 1, "", nil},
		{"form feed", line + "\n\f\n", 1, "", nil},
		{"inside a field", "# x\n" + strings.Replace(line, "04,", "04é,", 1), 0, "line 2: no RID, 5 bytes, is among its fields; a comment begins with #; the character at offset 10 is none of ASCII", nil},
		{"block", "/*\n" + line + "\n*/\n# end", 0, "no line is a key", []int{2}},
		{"block of a page", "<!-- old\n" + line + " -->\n" + line, 1, "", []int{2}},
		{"block that does not end", "/* keys\n" + line, 1, "", nil},
		{"block of one line", "/* keys */\n" + line + "\n/* more */", 1, "", nil},
		{"taken out", "# " + line + "\n" + line, 1, "", []int{1}},
		{"the end begins a line", line + "\n<!--\nMastercard\n-->\n" + line + "\n", 2, "", nil},
		{"a page's comment of three lines", "<keys>\n<!-- old\n<key " + line + "/>\n-->\n<key " + line + "/>\n<key " + line + "/>\n</keys>", 2, "", []int{3}},
		{"behind a comment", "/* Mastercard */ " + line, 1, "", nil},
		{"behind comments", "/* Mastercard */ <!-- M/Chip --> " + line + " <!-- end -->", 1, "", nil},
		{"between comments", line[:11] + "/* index */" + line[11:] + " /* end */", 1, "", nil},
		{"behind the end", "/* begin\n */ " + line + "\n" + line, 2, "", nil},
		{"behind the end, and in it", "/* begin\n" + line + "\n*/ " + line + "\n" + line, 2, "", []int{2}},
		{"in a comment and behind it", "/* " + line + " */ " + line, 1, "", []int{1}},
		{"in a comment, then in another", "/* a */ <!-- " + line + "\n * " + line + "\n--> # " + line + "\n" + line, 1, "", []int{1, 2, 3}},
		{"commented out behind the end", "/* begin\n*/ // " + line + "\n" + line, 1, "", []int{2}},
		{"a fault behind the end", "/* begin\n*/ " + line[1:], 0, "line 2: no RID", nil},
		{"no block in a line's comment", "# keys/*\n" + line + "\n# */\n", 1, "", nil},
		{"no block behind two bars", "//* keys\n" + line + "\n*/\n", 1, "", nil},
		{"begins and ends in one", "/*/\n" + line + "\n*/", 0, "no line is a key", []int{2}},
		{"the other's end", "/* -->\n" + line + "\n*/ " + line, 1, "", []int{2}},
		{"ends that begin nothing", "*/ " + line + "\n--> \n" + line, 2, "", nil},
		{"no end on any line", "<!-- /* " + line + "\n" + line, 1, "", []int{1}},
	} {
		keys, err := capk.ParseText(c.text)
		if len(keys) != c.keys || c.fault == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		}
		if got := capk.CommentedKeys(c.text); !slices.Equal(got, c.commented) {
			t.Errorf("%s: commented out: %v, want %v", c.name, got, c.commented)
		}
	}
}
