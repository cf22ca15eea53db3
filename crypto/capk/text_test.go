package capk_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// colons is bytes as emv-tools writes them.
func colons(b []byte) string {
	return strings.ToLower(strings.Trim(strings.Join(strings.Split(fmt.Sprintf("% X", b), " "), ":"), ":"))
}

// The forms in which a published key is written, in one line each.
func forms(k *capk.Key) map[string]string {
	date := "000000"
	long := "00000000"
	if k.Expiry != [3]byte{} {
		date, long = fmt.Sprintf("%X", k.Expiry), fmt.Sprintf("20%X", k.Expiry)
	}
	var download []byte
	for _, o := range []struct {
		tag   tlv.Tag
		value []byte
	}{
		{0x9F06, k.RID[:]},
		{0x9F22, []byte{k.Index}},
		{0xDF05, []byte(long)},
		{0xDF06, []byte{1}},
		{0xDF07, []byte{1}},
		{0xDF02, k.Modulus},
		{0xDF04, k.Exponent},
		{0xDF03, k.Checksum[:]},
	} {
		download = tlv.Append(download, o.tag, o.value)
	}
	return map[string]string{
		"commas":                                 fmt.Sprintf("%X,%02X,%X,%X,%X,%s", k.RID, k.Index, k.Exponent, k.Modulus, k.Checksum, date),
		"bars":                                   fmt.Sprintf("| %x | %02x | %x | %x | %x | %s |", k.RID, k.Index, k.Modulus, k.Exponent, k.Checksum, long),
		"emv-tools":                              fmt.Sprintf("%s %02x %s rsa %s %s sha1 %s", colons(k.RID[:]), k.Index, date, colons(k.Exponent), colons(k.Modulus), colons(k.Checksum[:])),
		"UnionPay":                               fmt.Sprintf("%X", download),
		"UnionPay, behind the digit of field 62": fmt.Sprintf("31%X", download),
	}
}

// Every published RSA key is read again in every form.
func TestKeyTextForms(t *testing.T) {
	n := 0
	for _, file := range [][]byte{testvectors.LiveCAKeys(), testvectors.TestCAKeys()} {
		for want := range load(t, file).All() {
			if want.Algorithm != capk.RSA {
				continue
			}
			for form, line := range forms(want) {
				keys, err := capk.ParseText("# a comment\nRID index\n" + line + "\n")
				if err != nil || len(keys) != 1 || keys[0].Line != 3 || keys[0].Sum() != want.Checksum || keys[0].Expiry != want.Expiry {
					t.Errorf("%s: %X %02X: %d keys, %v", form, want.RID, want.Index, len(keys), err)
				}
				n++
			}
		}
	}
	if n < 380 {
		t.Errorf("%d lines", n)
	}
}

// A key that a UnionPay host sent, as acquirers' documents print it: the dates are 8 characters or 4 bytes.
func TestKeyDownload(t *testing.T) {
	k, ok := load(t, testvectors.LiveCAKeys()).Lookup([5]byte{0xA0, 0, 0, 3, 0x33}, 2)
	if !ok {
		t.Fatal("no key")
	}
	text := forms(k)["UnionPay"]
	if !strings.HasPrefix(text, "9F0605A0000003339F220102DF05083230323131323331DF060101DF070101DF028190A3767ABD1B6AA69D7F3FBF28C092DE9E") {
		t.Fatalf("the form is not the published one: %s", text)
	}
	for name, c := range map[string]struct{ from, to, fault string }{
		"date in BCD":            {"DF05083230323131323331", "DF050420211231", ""},
		"no date":                {"DF05083230323131323331", "", ""},
		"three-byte exponent":    {"DF040103", "DF0403000003", ""},
		"objects of its own":     {"DF060101", "DF060101BF010131", ""},
		"no date, but text":      {"DF05083230323131323331", "DF05083230323131333331", "expiry (DF05) is no date"},
		"SM2":                    {"DF070101", "DF070104", "point is not on the curve"},
		"SM3":                    {"DF060101", "DF060107", "hash algorithm (DF06) 07, want 01"},
		"RID of 4 bytes":         {"9F0605A000000333", "9F0604A0000003", "9F06 (RID) has 4 bytes, want 5"},
		"no index":               {"9F220102", "", "9F22 (index) has 0 bytes, want 1"},
		"checksum cut":           {"DF0314", "DF0313", "key download: "},
		"the list of keys alone": {text[len("9F0605A0000003339F220102DF05083230323131323331"):], "", "this is the list of keys"},
		"half a byte":            {"9F220102", "9F22012", "no whole bytes"},
		"another modulus":        {"A3767ABD", "A3767ABF", "checksum"},
		"two in calls":           {text, `add("` + text + `","` + text + `");`, "a key download has more beside it"},
		"a comment's number":     {text, `add("` + text + `"); // id 1234567890`, "a key download has more beside it"},
	} {
		keys, err := capk.ParseText(strings.Replace(text, c.from, c.to, 1))
		switch {
		case c.fault == "" && (err != nil || len(keys) != 1 || keys[0].Sum() != k.Checksum):
			t.Errorf("%s: %d keys, %v", name, len(keys), err)
		case c.fault != "" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "line 1: ") || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: %d keys, %v", name, len(keys), err)
		}
	}
	if keys, err := capk.ParseText(text + text[:0] + text); err != nil || len(keys) != 2 {
		t.Errorf("two keys in one message: %d, %v", len(keys), err)
	}
}

// Every line is a key, a comment or a fault with its number: none is lost.
func TestEveryLineCounts(t *testing.T) {
	k, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}, 0xF7)
	if !ok {
		t.Fatal("no key")
	}
	good := forms(k)["commas"]
	for line, fault := range map[string]string{
		"":                        "",
		"   ":                     "",
		"# A000000003 99":         "",
		"// A000000003 99":        "",
		"; A000000003 99":         "",
		"RID, index, modulus":     "",
		"Visa, live keys of 2009": "",
		good:                      "",
		strings.Replace(good, "B012345678", "B01234567", 1):   "no RID, 5 bytes",
		strings.Replace(good, "B012345678", "B0123456789", 1): "no RID, 5 bytes",
		strings.Replace(good, "B012345678", "B01234567G", 1):  "no RID, 5 bytes",
		"B012345678":                         "no index is among its fields",
		"B012345678,F7":                      "no exponent is among its fields",
		"B012345678,F7,03":                   "no modulus is among its fields",
		strings.Replace(good, ",F7", ",", 1): "no exponent is among its fields",
		good[:len(good)-10]:                  "a field of 37 digits is neither modulus nor checksum",
		strings.Replace(good, "B012345678", "B012345679", 1): "checksum",
		good + ",0123456789AB":                               "a field of 12 digits is neither modulus nor checksum",
		"0123456789ABCDEF0123456789ABCDEF":                   "no RID, 5 bytes",
	} {
		keys, err := capk.ParseText(good + "\n" + line + "\n" + good)
		want := 2
		if line == good {
			want = 3
		}
		var e *capk.LineError
		switch {
		case len(keys) != want:
			t.Errorf("%q: %d keys", line, len(keys))
		case fault == "" && err != nil:
			t.Errorf("%q: %v", line, err)
		case fault != "" && (!errors.As(err, &e) || e.Line != 2 || !strings.Contains(e.Reason, fault)):
			t.Errorf("%q: %v, want %q", line, err, fault)
		}
	}
	if _, err := capk.ParseText("nothing\nat all\n"); err == nil {
		t.Error("a text without a key is taken")
	}
}

// A day that no calendar has is no expiry: the line, or the member of the file, is a fault, and the key does not become one without expiry.
func TestExpiryIsADay(t *testing.T) {
	k, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}, 0xF7)
	if !ok {
		t.Fatal("no key")
	}
	line := func(expiry string) string {
		return fmt.Sprintf("%X,%02X,%X,%X,%X,%s", k.RID, k.Index, k.Exponent, k.Modulus, k.Checksum, expiry)
	}
	for expiry, want := range map[string]string{
		"301231": "301231", "20301231": "301231", "2030-12-31": "301231", "280229": "280229", "000000": "000000", "00000000": "000000",
		"301331": "fault", "300001": "fault", "301200": "fault", "301232": "fault", "300230": "fault", "270229": "fault", "20301331": "fault",
		"2030-13-31": "fault", "20300431": "fault",
	} {
		keys, err := capk.ParseText("# one\n" + line(expiry))
		switch {
		case want == "fault" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "line 2: key of RID B012345678: expiry "+expiry+" is no day")):
			t.Errorf("%s: %d keys, %v", expiry, len(keys), err)
		case want != "fault" && (err != nil || fmt.Sprintf("%X", keys[0].Expiry) != want):
			t.Errorf("%s: %v", expiry, err)
		}
		if len(expiry) != 6 {
			continue
		}
		file := fmt.Sprintf("{\"test\":true,\"keys\":[\n{\"rid\":\"%X\",\"index\":\"%02X\",\"algorithm\":\"01\",\"modulus\":\"%X\",\"exponent\":\"%X\",\"checksum\":\"%X\",\n\"expiry\":%q}]}",
			k.RID, k.Index, k.Modulus, k.Exponent, k.Checksum, expiry)
		_, err = capk.Load([]byte(file))
		switch {
		case want == "fault" && (err == nil || !strings.Contains(err.Error(), "line 3: keys[0].expiry: "+expiry+" is no day of the calendar")):
			t.Errorf("%s in a key file: %v", expiry, err)
		case want != "fault" && err != nil:
			t.Errorf("%s in a key file: %v", expiry, err)
		}
	}
	if _, err := capk.ParseText(strings.Replace(forms(k)["UnionPay"], "DF0508", "DF0508"+fmt.Sprintf("%X", "20300231")+"DF7F08", 1)); err == nil || !strings.Contains(err.Error(), "line 1: ") {
		t.Errorf("a download: %v", err)
	}
}

// A byte order mark at the beginning of a text is no part of it.
func TestByteOrderMark(t *testing.T) {
	k, _ := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}, 0xF7)
	if keys, err := capk.ParseText("\uFEFF" + forms(k)["commas"] + "\n"); err != nil || len(keys) != 1 || keys[0].Sum() != k.Checksum {
		t.Errorf("a text: %v", err)
	}
	if _, err := capk.Load(append([]byte("\uFEFF"), testvectors.TestCAKeys()...)); err != nil {
		t.Errorf("a key file: %v", err)
	}
}

func FuzzParseText(f *testing.F) {
	f.Add("A000000003,99,03,00,00")
	f.Add("9F0605A0000003339F220102DF05083230323131323331DF0281")
	f.Add("<>\n- /*<index>92</index>\nA000000003&<!--\"\"\nA000000003")
	f.Add("RID,Index,Modulus,Updated\nɐ:2026-01-01t,{0xA0U},\"a:200101\"<rid>200101<b>expires 200101\n{\"test\":1,\"n\":\"0\"}")
	f.Add("[k1] # x\nk1.rid = A000000003\nk1.index = 92\nk1.index = 94\nexpiry 331231\nmodulus = " + strings.Repeat("B1", 64) + "\nk2.rid: A000000003\n")
	f.Fuzz(func(t *testing.T, text string) {
		keys, _ := capk.ParseText(text)
		for _, k := range keys {
			if _, err := capk.NewSet([]capk.Key{k.Key}); err != nil {
				t.Error(err)
			}
		}
	})
}

// A key of SM2 comes as its two coordinates: the published key 57.
func TestSM2Download(t *testing.T) {
	const point = "E8105E77861FD2EB727C84E36D3D4A5666BD0ADCE8781F0145D3D82D72B92748E22D5404C6C41F3EC8B790DE2F61CF29FAECB168C79F5C8666762D53CC26A460"
	b, err := hex.DecodeString("9F0605A0000003339F220157DF05083230323031323331DF060107DF070104DF0240" + point)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := capk.ParseDownload(b)
	if err != nil || len(keys) != 1 || keys[0].Algorithm != capk.SM2 || fmt.Sprintf("%X", keys[0].Point) != point || keys[0].Expiry != [3]byte{0x20, 0x12, 0x31} {
		t.Errorf("%v %+v", err, keys)
	}
	if _, err := capk.NewSet(keys); err != nil {
		t.Error(err)
	}
}

// A key that is whole before the bytes that are no data object is read, and so are those behind them, the fault beside it with what was not read; one of
// which a field, or the expiry, may be missing is not. The parameters of an application between keys, which UnionPay's hosts send in the same form, are no
// fault.
func TestDownloadsBeforeAFault(t *testing.T) {
	k, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xA0, 0, 0, 0, 3}, 0x92)
	if !ok {
		t.Fatal("no key")
	}
	dated := *k
	dated.Expiry = [3]byte{0x33, 0x12, 0x31}
	whole, err := hex.DecodeString(forms(&dated)["UnionPay"])
	if err != nil {
		t.Fatal(err)
	}
	application, err := hex.DecodeString("9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B040000C350")
	if err != nil {
		t.Fatal(err)
	}
	undated := bytes.Replace(whole, tlv.Append(nil, 0xDF05, []byte("20331231")), nil, 1)
	for _, c := range []struct {
		name  string
		b     []byte
		keys  int
		fault string
	}{
		{"behind two", slices.Concat(whole, whole, bytes.Repeat([]byte{0xFF}, 8)), 2, "8 bytes from there on are not read"},
		{"between two", slices.Concat(whole, []byte{0x99, 0x99}, whole), 2, "2 bytes, up to the next RID, are not read"},
		{"between three, twice", slices.Concat(whole, []byte{0x99, 0x99}, whole, []byte{0x99, 0x99}, whole), 3, fmt.Sprintf("offset %d: ", 2*len(whole)+2)},
		{"in the last field", slices.Concat(whole, whole[:len(whole)-1]), 1, "are not read"},
		{"before the expiry", slices.Concat(whole, undated, []byte{0xFF, 0xFF, 0xFF, 0xFF}), 1, "4 bytes from there on"},
		{"a key without index between two", slices.Concat(whole, bytes.Replace(whole, tlv.Append(nil, 0x9F22, []byte{k.Index}), nil, 1), whole), 2, "9F22 (index) has 0 bytes"},
		{"an application between two", slices.Concat(whole, application, whole), 2, ""},
		{"an application behind one", slices.Concat(whole, application), 1, ""},
	} {
		keys, err := capk.ParseDownload(c.b)
		if told := capk.Applications(c.b); strings.Contains(c.name, "application") != (len(told) == 1) {
			t.Errorf("%s: %q", c.name, told)
		}
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) || len(keys) != c.keys || keys[0].Sum() != k.Checksum || keys[0].Expiry != dated.Expiry {
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		}
	}
	many := bytes.Repeat(slices.Concat([]byte{0x9F, 0x06, 0}, []byte{0x9F, 0x06, 0x82, 0x10, 0x00}, make([]byte, 0x1000)), 40)
	if keys, err := capk.ParseDownload(slices.Concat(many, whole)); err == nil || len(keys) != 1 || strings.Count(err.Error(), "\n") != 10 || len(err.Error()) > 2000 ||
		!strings.HasSuffix(err.Error(), "key download: 70 more faults") {
		t.Errorf("80 faults: %d keys, %v", len(keys), err)
	}
	if keys, err := capk.ParseDownload(application); err == nil || len(keys) != 0 {
		t.Errorf("an application alone: %d keys, %v", len(keys), err)
	}
	lines := fmt.Sprintf("%X\n%X\n", application, whole)
	if keys, err := capk.ParseText(lines); err != nil || len(keys) != 1 || !slices.Equal(capk.Applications([]byte(lines)), []string{"line 1: parameters of application A000000333010101, no key"}) {
		t.Errorf("%d keys, %v, %q", len(keys), err, capk.Applications([]byte(lines)))
	}
}

// Lists have keys of SM2 too: by the length of point and checksum in a text, by the algorithm in JSON. The checksum is not looked at, and the key has one of its own; no other
// key has one as long.
func TestSM2InLists(t *testing.T) {
	const point = "E8105E77861FD2EB727C84E36D3D4A5666BD0ADCE8781F0145D3D82D72B92748E22D5404C6C41F3EC8B790DE2F61CF29FAECB168C79F5C8666762D53CC26A460"
	sum := strings.Repeat("5A", 32)
	for name, parse := range map[string]func() ([]capk.TextKey, error){
		"text": func() ([]capk.TextKey, error) {
			return capk.ParseText("A000000333 57 " + point + " " + sum + " 301231")
		},
		"text, with algorithm": func() ([]capk.TextKey, error) {
			return capk.ParseText("A000000333;04;57;" + sum + ";" + point + ";301231")
		},
		"JSON": func() ([]capk.TextKey, error) {
			return capk.ParseJSON([]byte(`[{"rid":"A000000333","index":"57","algorithm":"SM2","point":"` + point + `","checksum":"` + sum + `","expiry":"301231"}]`))
		},
		"JSON, a list of fields": func() ([]capk.TextKey, error) {
			return capk.ParseJSON([]byte(`[["A000000333","57","` + point + `","` + sum + `","301231"]]`))
		},
	} {
		keys, err := parse()
		if err != nil || len(keys) != 1 || !keys[0].Unverified || keys[0].Algorithm != capk.SM2 || keys[0].Index != 0x57 || fmt.Sprintf("%X %X", keys[0].Point, keys[0].Expiry) != point+" 301231" {
			t.Errorf("%s: %v %+v", name, err, keys)
			continue
		}
		if _, err := capk.NewSet([]capk.Key{keys[0].Key}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for text, reason := range map[string]string{
		"A000000333 57 03 " + strings.Repeat("B1", 128) + " " + sum: "a field of 64 digits is neither modulus nor checksum",
		"A000000333 57 " + strings.Repeat("5A", 64) + " " + sum:     "point is not on the curve",
		"A000000333 " + point + " " + sum:                           "no index is among its fields",
	} {
		if keys, err := capk.ParseText(text); len(keys) != 0 || err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v %+v", text, err, keys)
		}
	}
}
