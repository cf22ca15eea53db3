package capk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A published key in the JSON of programs: lists and objects of any name, by RID and index, with the names that they give the fields.
func TestKeysInJSON(t *testing.T) {
	k, ok := load(t, testvectors.LiveCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 3}, 9)
	if !ok {
		t.Fatal("no key")
	}
	ecc, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 4}, 0xE0)
	if !ok || ecc.Algorithm != capk.ECCP256 {
		t.Fatal("no key of ECC")
	}
	fill := strings.NewReplacer("RID", "A000000003", "MODULUS", fmt.Sprintf("%X", k.Modulus), "modulus in small letters", fmt.Sprintf("%x", k.Modulus), "SUM", fmt.Sprintf("%X", k.Checksum),
		"COLONS", colons(k.Modulus), "DASHES", strings.ReplaceAll(colons(k.Modulus), ":", "-"), "POINT", fmt.Sprintf("%X", ecc.Point), "ECC CHECK", fmt.Sprintf("%X", ecc.Checksum), "DOWNLOAD", forms(k)["UnionPay"])
	const member = `"rid":"RID","index":"09","exponent":"03","modulus":"MODULUS","checksum":"SUM"`
	for _, c := range []struct{ name, file, expiry string }{
		{"a list", `[{` + member + `}]`, ""},
		{"keys", `{"keys":[{` + member + `}]}`, ""},
		{"capks", `{"version":3,"updated":"2026-01-02T03:04:05Z","capks":[{` + member + `,"expiry":"331231"}]}`, "331231"},
		{"some other name, deep", `{"terminal":{"id":7,"emv":{"CAPKList":{"key 1":{` + member + `}}}}}`, ""},
		{"by RID", `{"RID":[{"index":"09","exponent":"03","modulus":"MODULUS","checksum":"SUM"}]}`, ""},
		{"by RID and index", `{"RID":{"issuer":"Visa","certificates":{"09":{"modulus":"MODULUS","exponent":"03","checksum":"SUM"}}}}`, ""},
		{"by RID and index, a list of fields", `{"RID":{"09":["MODULUS","03","SUM"]}}`, ""},
		{"by both in one", `{"RID_09":{"exponent":3,"modulus":"MODULUS","hash":"SUM"}}`, ""},
		{"by both together", `{"RID09":{"exponent":"010001","exponent ":3,"modulus":"MODULUS","hash":"SUM"}}`, ""},
		{"a RID beside a list", `[{"schemeName":"Visa","rid":"RID","aids":["A0000000031010"],"capks":[{"key_index":9,"modulus_hex":"MODULUS","exponent_hex":"03","checksum_hex":"SUM","expiry":"2033-12-31"}]}]`, "331231"},
		{"a list of lists", `[["RID","09","03","MODULUS","SUM"]]`, ""},
		{"a list of lines", `["RID,09,03,MODULUS,SUM,331231"]`, "331231"},
		{"a list of downloads", `{"capk":["DOWNLOAD"]}`, fmt.Sprintf("%X", k.Expiry)},
		{"tags", `[{"9F06":"RID","9F22":"09","DF05":"3230333331323331","DF06":"01","DF07":"01","DF02":"MODULUS","DF04":"03","DF03":"SUM"}]`, "331231"},
		{"tags, date in BCD", `[{"9F06":"RID","9F22":"09","DF05":"20331231","DF02":"MODULUS","DF04":"000003","DF03":"SUM"}]`, "331231"},
		{"gson", `[{"Rid":"RID","PKIndex":"09","Exponent":"3","Modulus":"modulus in small letters","Hash":"SUM","ExpDate":"3312"}]`, "331231"},
		{"bytes apart by dashes", `[{"rid":"A0-00-00-00-03","index":"09","exponent":"03","modulus":"DASHES","checksum":"SUM","expiry":"2033-12-31"}]`, "331231"},
		{"longer names", `{"data":[{"aid":"A0000000031010","caPublicKeyIndex":9,"caPublicKeyModulus":"COLONS","caPublicKeyExponent":3,"caPublicKeyCheckSum":"SUM","hashAlgorithmIndicator":1,"publicKeyAlgorithmIndicator":"01","expirationDate":"12/2033"}]}`, "331231"},
		{"short names", `[{"rid":"RID","id":"09","mod":"0xMODULUS","exp":"03","sha1":"SUM"}]`, ""},
		{"exp that is a date", `[{"rid":"RID","idx":"9","n":"MODULUS","e":3,"hash":"SUM","exp":"1233"}]`, "331231"},
		{"a hash algorithm by the name of a hash", `[{"rid":"RID","keyId":"9","key":"MODULUS","exponent":"03","hash":"SHA-1","checksum":"SUM"}]`, ""},
		{"an index whose name nobody knows", `[{"rid":"RID","index":"09","exponent":"03","Public Modul":"MODULUS","Prüfsumme":"SUM"}]`, ""},
		{"a list's own number", `[{"id":17,"rid":"RID","index":"09","exponent":"03","modulus":"MODULUS","checksum":"SUM"}]`, ""},
	} {
		keys, err := capk.ParseJSON([]byte(fill.Replace(c.file)))
		if err != nil || len(keys) != 1 || keys[0].Sum() != k.Checksum || keys[0].RID != k.RID || keys[0].Index != k.Index || keys[0].Line != 1 {
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
			continue
		}
		if got := fmt.Sprintf("%X", keys[0].Expiry); got != c.expiry && (c.expiry != "" || got != "000000") {
			t.Errorf("%s: expiry %s", c.name, got)
		}
	}
	keys, err := capk.ParseJSON([]byte(fill.Replace(`{"A000000004":{"E0":{"algorithm":"10","point":"POINT","checksum":"ECC CHECK"}}}`)))
	if err != nil || len(keys) != 1 || keys[0].Algorithm != capk.ECCP256 || keys[0].Sum() != ecc.Checksum {
		t.Errorf("ECC: %d keys, %v", len(keys), err)
	}
}

// An index that is a number is decimal, but where the checksum is one of its digits.
func TestIndexThatIsANumber(t *testing.T) {
	k, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 3}, 0x92)
	if !ok {
		t.Fatal("no key")
	}
	for _, index := range []string{"146", "92", `"92"`, `"146"`, `"0x92"`} {
		keys, err := capk.ParseJSON(fmt.Appendf(nil, `[{"rid":"A000000003","index":%s,"exponent":3,"modulus":"%X","checksum":"%X"}]`, index, k.Modulus, k.Checksum))
		if err != nil || len(keys) != 1 || keys[0].Index != 0x92 {
			t.Errorf("%s: %d keys, %v", index, len(keys), err)
		}
	}
}

// What is no key is a fault, with its line, its place and what is missing; the keys beside it are read.
func TestFaultsInJSON(t *testing.T) {
	k, list := fieldsOf(t)
	good := fmt.Sprintf("{\"rid\":%q,\"index\":%q,\"exponent\":%q,\"modulus\":%q,\"checksum\":%q,\"expiry\":\"301231\"}", list...)
	with := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	for _, c := range []struct{ name, key, fault string }{
		{"no checksum", good[:strings.Index(good, `"checksum"`)] + `"expiry":"301231"}`, "line 3: [1]: RID B012345678, index F7: no checksum is among its members"},
		{"no exponent, no checksum", fmt.Sprintf(`{"rid":"B012345678","index":"F7","modulus":"%X"}`, k.Modulus), "no checksum, no exponent is among its members"},
		{"no modulus", `{"rid":"B012345678","index":"F7","exponent":"03"}`, "no checksum, no modulus is among its members"},
		{"RID and index alone", `{"rid":"B012345678","index":"F7","serial":"000001"}`, "no checksum, no exponent, no modulus"},
		{"mistyped RID", with("B012345678", "B01234567"), "line 3: [1].rid: RID of 9 digits, want 10"},
		{"mistyped index", with(`"F7"`, `"F7F"`), `[1].index: "F7F" is no index of one byte`},
		{"other exponent", with(`"exponent":"03"`, `"exponent":"05"`), `[1].exponent: exponent "05", want 03 or 010001`},
		{"short checksum", strings.Replace(good, list[4].(string), list[4].(string)[2:], 1), "[1].checksum: checksum of 38 characters"},
		{"other checksum", strings.Replace(good, list[4].(string), strings.Repeat("AB", 20), 1), "RID B012345678, index F7: checksum ABAB"},
		{"modulus in base64", strings.Replace(good, list[3].(string), "mPBwfZHlkw_xyz==", 1), "[1].modulus: a modulus is written in hexadecimal digits"},
		{"modulus cut", strings.Replace(good, list[3].(string), list[3].(string)[:20], 1), "[1].modulus: modulus of 20 digits"},
		{"modulus of numbers", strings.Replace(good, `"`+list[3].(string)+`"`, "[168,159]", 1), "a list or an object where a key has a text"},
		{"no day", with("301231", "301331"), "[1].expiry: expiry 301331 is no day of the calendar, or may be two"},
		{"two months", with("301231", "1112"), "expiry 1112 is no day of the calendar, or may be two"},
		{"a year", with("301231", "2033"), "expiry 2033 is no day of the calendar"},
		{"milliseconds", with(`"301231"`, "1924905600000"), "expiry 1924905600000 is no day"},
		{"words", with("301231", "end of 2033"), "[1].expiry: expiry"},
		{"algorithm", with(`"expiry"`, `"algorithm":"05","expiry"`), "algorithm 05, want 01 (RSA), 04 (SM2), 10 or 11 (ECC)"},
		{"hash algorithm", with(`"expiry"`, `"hashAlgorithm":"SHA-256","expiry"`), "hash algorithm SHA-256, want 01 (SHA-1)"},
		{"ECC without its point", with(`"expiry"`, `"algorithm":"10","expiry"`), "no point is among its members"},
		{"half a byte", strings.Replace(good, list[3].(string), list[3].(string)+"0", 1), "an odd number of digits"},
		{"list without checksum", fmt.Sprintf(`["B012345678","F7","03","%X"]`, k.Modulus), "no checksum is among its fields"},
		{"revoked", with(`"expiry"`, `"revoked":true,"expiry"`), `[1].revoked: the file says that the key is out of use: "revoked"`},
		{"not enabled", with(`"expiry"`, `"isEnabled":false,"expiry"`), `the file says that the key is out of use: "isEnabled"`},
		{"modulus alone under its index", fmt.Sprintf(`{"B012345678":{"F7":"%X"}}`, k.Modulus), "key of RID B012345678: no exponent is among its fields"},
	} {
		keys, err := capk.ParseJSON([]byte("[\n" + good + ",\n" + c.key + "\n]"))
		var at *capk.LineError
		if len(keys) != 1 || keys[0].Line != 2 || !errors.As(err, &at) || at.Line != 3 || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		}
	}
	for file, fault := range map[string]string{
		`{}`: "no object, list or text in it is a key", `[]`: "is a key", `{"aids":["A0000000031010"],"rids":["A000000003","A000000004","A000000025"]}`: "is a key", `["A000000003","07","03"]`: "no modulus is among its fields", `"x"`: "is a key", `[{"rid":"A000000003"`: "not JSON",
	} {
		if keys, err := capk.ParseJSON([]byte(file)); len(keys) != 0 || err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: %d keys, %v", file, len(keys), err)
		}
	}
	var faults jsonfile.Faults
	if _, err := capk.ParseJSON([]byte(`{"A000000003":{},"A000000003":{}}`)); !errors.As(err, &faults) || faults[0].Line != 1 {
		t.Errorf("a RID twice: %v", err)
	}
}

// An expiry in JSON is read however programs compose it, and under its names in other languages; what cannot be one is a fault.
func TestExpiryInParts(t *testing.T) {
	k, ok := load(t, testvectors.LiveCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 3}, 9)
	if !ok {
		t.Fatal("no key")
	}
	for _, c := range []struct{ members, expiry, reason string }{
		{`"expiry":[32,49,18,49]`, "311231", ""}, // the bytes 20 31 12 31
		{`"expiry":[49,18,49]`, "311231", ""},
		{`"expiry":[50,48,51,49,49,50,51,49]`, "311231", ""}, // characters
		{`"expiry":[2031,12,31]`, "311231", ""},
		{`"expiry":{"year":2031,"month":12,"day":31}`, "311231", ""},
		{`"expiry":{"year":"28","month":"2"}`, "280229", ""},
		{`"expiryMonth":12,"expiryYear":2031`, "311231", ""},
		{`"exp_year":"31","exp_month":"1","exp_day":"5"`, "310105", ""},
		{`"expirationYear":2031,"expirationMonth":12,"expiry":"330101"`, "330101", ""},
		{`"vencimento":"20311231"`, "311231", ""},
		{`"data_validade":"31.12.2031"`, "311231", ""},
		{`"expiry":[]`, "000000", ""},
		{`"expiry":{"until":1}`, "", "an expiry is a text"},
		{`"expiry":[true,1]`, "", "an expiry is a text"},
		{`"expiry":[1,[2]]`, "", "an expiry is a text"},
		{`"expiry":[300,1,1]`, "", "no day of the calendar"},
		{`"expiryMonth":12`, "", "year or month is missing"},
		{`"expiryMonth":13,"expiryYear":2031`, "", "no day of the calendar"},
		{`"expiryMonth":"x","expiryYear":2031`, "", "of the expiry is none"},
		{`"expiryMonth":120,"expiryYear":2031`, "", "of the expiry is none"},
		{`"expiryMonth":1,"expMonth":2,"expiryYear":2031`, "", "two months"},
	} {
		keys, err := capk.ParseJSON(fmt.Appendf(nil, `[{"rid":"A000000003","index":"09","exponent":"03","modulus":"%X","checksum":"%X",%s}]`, k.Modulus, k.Checksum, c.members))
		switch {
		case c.reason != "":
			if err == nil || len(keys) != 0 || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("%s: %d keys, %v", c.members, len(keys), err)
			}
		case err != nil || len(keys) != 1 || fmt.Sprintf("%X", keys[0].Expiry) != c.expiry || len(keys[0].Unread) != 0:
			t.Errorf("%s: %v, %v", c.members, keys, err)
		}
	}
}

// A member that is not understood is named, whatever it holds; names, comments and lengths are none.
func TestMembersThatAreNotUnderstood(t *testing.T) {
	k, ok := load(t, testvectors.LiveCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 3}, 9)
	if !ok {
		t.Fatal("no key")
	}
	for members, want := range map[string]string{
		`"date":"20311231"`:                   "date",
		`"Valid":[2031,12]`:                   "Valid",
		`"status":"revoked","extra":{"a":1}`:  "status extra",
		`"name":"x","key_length":1984`:        "",
		`"date":"","comment":"2031"`:          "",
		`"revoked":false,"active":true`:       "revoked active",
		`"test":true,"fallback":true`:         "fallback",
		`"key":"9","hashAlgorithm":"SHA-1"`:   "key",
		`"expiry":"311231","algorithm":"RSA"`: "",
	} {
		keys, err := capk.ParseJSON(fmt.Appendf(nil, `[{"rid":"A000000003","index":"09","exponent":"03","modulus":"%X","checksum":"%X",%s}]`, k.Modulus, k.Checksum, members))
		if err != nil || len(keys) != 1 || strings.Join(keys[0].Unread, " ") != want {
			t.Errorf("%s: %v, %v", members, keys, err)
		}
	}
}

// Lines end as on any system, and an index of one digit or in decimal is told as that.
func TestLineEndsAndMissingIndex(t *testing.T) {
	k, ok := load(t, testvectors.LiveCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 3}, 9)
	if !ok {
		t.Fatal("no key")
	}
	line := func(index, exponent string) string {
		return fmt.Sprintf("A000000003 %s %s %X %X 331231", index, exponent, k.Modulus, k.Checksum)
	}
	for _, end := range []string{"\n", "\r\n", "\r", "\r\r"} {
		keys, err := capk.ParseText("# a list" + end + line("09", "03") + end + "; another" + end)
		if want := 1 + strings.Count(strings.ReplaceAll(end, "\r\n", "\n"), "\r") + strings.Count(end, "\n"); err != nil || len(keys) != 1 || end != "\r\n" && keys[0].Line != want {
			t.Errorf("%q: %v, %v", end, keys, err)
		}
	}
	for _, c := range []struct{ index, exponent string }{{"9", "03"}, {"148", "03"}, {"", "03"}, {"148", "010001"}, {"9", "65537"}} {
		if _, err := capk.ParseText(line(c.index, c.exponent)); err == nil || !strings.Contains(err.Error(), "no index") || !strings.Contains(err.Error(), "two hexadecimal digits") {
			t.Errorf("%v: %v", c, err)
		}
	}
}
