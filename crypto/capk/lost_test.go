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

// Of a key without checksum it is said that this is missing, whichever of index and exponent is first; of a file whose keys have a line for each field that such a one is not read.
//
// EMV 4.4 B2 11.2.2
func TestWhatIsMissingIsSaid(t *testing.T) {
	_, list := fieldsOf(t)
	lines := fmt.Sprintf("<key>\n<rid>%s</rid>\n<index>%s</index>\n<exponent>%s</exponent>\n<modulus>%s</modulus>\n<hash>%s</hash>\n</key>\n", list...)
	for _, c := range []struct{ name, text, says, not string }{
		{"exponent first", fmt.Sprintf("AMEX %[3]s 99 %[1]s %[4]s", list...), "no checksum is among its fields", "no exponent"},
		{"index first", fmt.Sprintf("AMEX 99 %[3]s %[1]s %[4]s", list...), "no checksum is among its fields", "no exponent"},
		{"index alone", fmt.Sprintf("AMEX %[3]s %[1]s %[4]s", list...), "no exponent", ""},
		{"no index", fmt.Sprintf("%[1]s 03 %[4]s %[5]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"an index of one digit", fmt.Sprintf("%[1]s 9 03 %[4]s %[5]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"a decimal index", fmt.Sprintf("%[1]s 148 03 %[4]s %[5]s", list...), "no index or no exponent is among its fields: 03 may be either", ""},
		{"no index, the other exponent", fmt.Sprintf("%[1]s 010001 %[4]s %[5]s", list...), "no index is among its fields", "no exponent"},
		{"no exponent", fmt.Sprintf("%[1]s 94 %[4]s %[5]s", list...), "no exponent is among its fields", "no index"},
		{"XML", `<?xml version="1.0"?>` + "\n<keys>\n" + lines + "</keys>\n", "a field a line", "no RID"},
		{"XML without a head", "\n <keys>\n" + lines + lines + "</keys>\n", "a field a line", "no RID"},
		{"TOML", fmt.Sprintf("[[keys]]\nname = \"a b\"\nrid = \"%s\"\nindex = \"%s\"\nexponent = \"%s\"\nmodulus = \"%s\"\nsum = \"%s\"\n", list...), "a field a line", "no RID"},
		{"YAML", fmt.Sprintf("keys:\n- rid: %s\n  index: %s\n  exponent: %s\n  modulus: %s\n  sum: %s\n", list...), "a field a line", "no RID"},
		{"INI", fmt.Sprintf("# keys\n[1]\nRID=%s\nIndex=%s\nExponent=%s\nModulus=%s\nHash=%s\n", list...), "a field a line", "no RID"},
		{"lines with names that lack the RID", fmt.Sprintf("index=%[2]s,exponent=%[3]s,modulus=%[4]s,hash=%[5]s\nindex=%[2]s,exponent=%[3]s,modulus=%[4]s,hash=%[5]s\n", list...), "no RID", "a field a line"},
		{"a page with keys that lack something", fmt.Sprintf("<table>\n<tr><td>%[1]s</td><td>%[2]s</td><td>%[3]s</td><td>%[4]s</td></tr>\n</table>", list...), "no checksum", "a field a line"},
		{"a key a line, no exponent", fmt.Sprintf("<keys>\n<key><rid>%[1]s</rid><index>%[2]s</index><modulus>%[4]s</modulus></key>\n<key><rid>%[1]s</rid><index>%[2]s</index><modulus>%[4]s</modulus></key>\n</keys>", list...), "no exponent", "a field a line"},
		{"a page with a key", fmt.Sprintf("<table>\n<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n", list...) + lines + "</table>", "no RID", "a field a line"},
	} {
		_, err := capk.ParseText(c.text)
		if err == nil || !strings.Contains(err.Error(), c.says) || c.not != "" && strings.Contains(err.Error(), c.not) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
