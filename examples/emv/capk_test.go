package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
)

// listLine is a published key as emv-tools and proxmark3 write it.
func listLine(t *testing.T, file []byte, rid [5]byte, index byte) string {
	t.Helper()
	set, err := capk.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := set.Lookup(rid, index)
	if !ok {
		t.Fatalf("no key %X %02X", rid, index)
	}
	colons := func(b []byte) string { return strings.ReplaceAll(fmt.Sprintf("% x", b), " ", ":") }
	return fmt.Sprintf("%s %02x %x rsa %s %s sha1 %s", colons(k.RID[:]), k.Index, k.Expiry, colons(k.Exponent), colons(k.Modulus), colons(k.Checksum[:]))
}

// A list of keys with a live and a test key of one index, the test RID, a mistyped RID and a wrong digit: every line is
// imported or named.
func TestImportEveryLine(t *testing.T) {
	mastercard, own := [5]byte{0xA0, 0, 0, 0, 4}, [5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}
	live, test := listLine(t, testvectors.LiveCAKeys(), mastercard, 5), listLine(t, testvectors.TestCAKeys(), mastercard, 5)
	other := listLine(t, testvectors.TestCAKeys(), own, 0xF7)
	dated := func(expiry string) string {
		f := strings.Fields(other)
		f[2] = expiry
		return strings.Join(f, " ")
	}
	for _, c := range []struct {
		name   string
		lines  []string
		flags  string
		status int
		keys   string   // RID, index and the first digits of the checksum of each
		said   []string // on the error stream
	}{
		{"both, live wanted", []string{"# keys", live, test, other}, "", 0, "A000000004 05 EBFA B012345678 F7 F781", []string{"line 3: left out, a test key: RID A000000004, index 05, as line 2; import it with -test"}},
		{"both, test wanted", []string{live, test, other}, "-test", 0, "A000000004 05 53D0 B012345678 F7 F781", []string{"line 1: left out, the live key: RID A000000004, index 05, as line 2; import it without -test"}},
		{"test first", []string{test, live}, "", 0, "A000000004 05 EBFA", []string{"line 1: left out, a test key"}},
		{"one twice", []string{other, other}, "", 0, "B012345678 F7 F781", []string{"line 2: the key of line 1 again"}},
		{"one twice, expiries", []string{dated("301231"), dated("251231")}, "", 0, "B012345678 F7 F781 301231", []string{"line 2: the key of line 1 again, with expiry 251231; 301231 is kept"}},
		{"one twice, one expiry", []string{dated("000000"), dated("251231")}, "", 0, "B012345678 F7 F781 251231", []string{"line 2: the key of line 1 again, with its expiry 251231, which is taken"}},
		{"mistyped", []string{other, strings.Replace(other, "b0:12", "b0:1", 1)}, "", 1, "", []string{"nothing is imported; -skip", "line 2: no RID, 5 bytes"}},
		{"mistyped, skipped", []string{other, strings.Replace(other, "b0:12", "b0:1", 1)}, "-skip", 0, "B012345678 F7 F781", []string{"left out:", "line 2: no RID, 5 bytes"}},
		{"wrong digit", []string{strings.Replace(other, "98:f0", "98:f1", 1), other}, "", 1, "", []string{"line 1: RID B012345678, index F7: checksum"}},
		{"no key", []string{"# nothing"}, "", 1, "", []string{"no line is a key"}},
		{"Chinese comment", []string{"# 银联密钥", other}, "", 0, "B012345678 F7 F781", nil},
		{"GBK comment", []string{"# \xD2\xF8\xC1\xAA", other}, "", 0, "B012345678 F7 F781", nil},
		{"form feed", []string{other, "\f"}, "", 0, "B012345678 F7 F781", nil},
		{"in a field", []string{"# x", strings.Replace(other, "b0:12", "b0:\u00E912", 1)}, "", 1, "", []string{"line 2: no RID", "the character at offset 3 is none of ASCII"}},
		{"behind the end of a block", []string{"<!--", "Mastercard", live, "-->", "/* begin", "*/ " + other, "/* own */ " + test}, "-test", 0, "B012345678 F7 F781 A000000004 05 53D0", []string{"keys that are comments, and not imported: line 3"}},
		{"sections of settings", []string{"[B012345678_F7]", "exp=03", "mod=" + strings.Repeat("C1", 128)}, "", 1, "", []string{"line 1: no RID, 5 bytes", "line 3: no RID"}},
		{"sections with a comment", []string{"[keys]", "; " + live, other}, "", 0, "B012345678 F7 F781", []string{"keys that are comments, and not imported: line 2"}},
		{"a list with a comment", []string{"[", "// " + live, "\"" + other + "\"", "]"}, "", 0, "B012345678 F7 F781", []string{"keys that are comments, and not imported: line 2"}},
		{"a list behind a comment", []string{"// keys", "[", "/* the old one", "\"" + live + "\",", "*/ \"" + other + "\"", "]"}, "", 0, "B012345678 F7 F781", []string{"keys that are comments, and not imported: line 4"}},
		{"in a block", []string{"/*", live, "*/", other}, "", 0, "B012345678 F7 F781", []string{"keys that are comments, and not imported: line 2"}},
	} {
		file := filepath.Join(t.TempDir(), "keys.txt")
		if err := os.WriteFile(file, []byte(strings.Join(c.lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, errw := emv("", strings.Fields("capk import "+c.flags+" "+file)...)
		got := ""
		if status == 0 {
			set, err := capk.Load([]byte(out))
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			for k := range set.All() {
				got += fmt.Sprintf(" %X %02X %X", k.RID, k.Index, k.Checksum[:2])
				if strings.Contains(c.name, "expir") {
					got += fmt.Sprintf(" %X", k.Expiry)
				}
			}
		}
		if status != c.status || strings.TrimSpace(got) != c.keys {
			t.Errorf("%s: status %d, keys %q\n%s", c.name, status, got, errw)
		}
		for _, s := range c.said {
			if !strings.Contains(errw, s) {
				t.Errorf("%s: no %q in\n%s", c.name, s, errw)
			}
		}
	}
}

// A key download of a UnionPay host is taken as text and as bytes.
func TestImportUnionPayDownload(t *testing.T) {
	const head = "9F0605A0000003339F220102DF05083230323131323331DF060101DF070101DF028190"
	set, err := capk.Load(testvectors.LiveCAKeys())
	if err != nil {
		t.Fatal(err)
	}
	k, _ := set.Lookup([5]byte{0xA0, 0, 0, 3, 0x33}, 2)
	hex := head + upper(k.Modulus) + "DF040103DF0314" + upper(k.Checksum[:])
	for name, input := range map[string]string{"text": hex, "text of field 62": "31" + hex, "bytes": string(unhex(hex)), "bytes of field 62": "1" + string(unhex(hex))} {
		status, out, errw := emv(input, "capk", "import", "-json", "-")
		if status != 0 || !strings.Contains(out, `"index":"02"`) || !strings.Contains(out, `"expiry":"211231"`) {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
	}
	const application = "9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF13050010000000"
	for name, input := range map[string]string{"text": hex + "\n" + application + "\n", "bytes": string(unhex(hex + application))} {
		if status, out, errw := emv(input, "capk", "import", "-json", "-"); status != 0 || !strings.Contains(out, `"index":"02"`) || !strings.Contains(errw, "parameters of application A000000333010101, no key") {
			t.Errorf("with an application, %s: %d %s%s", name, status, out, errw)
		}
	}
	if status, _, errw := emv("9F0605A0000003339F220102DF05083230323131323331", "capk", "import", "-"); status != 1 || !strings.Contains(errw, "line 1: key download, RID A000000333, index 02: no modulus (DF02): this is the list of keys") {
		t.Errorf("the list: %d %s", status, errw)
	}
}

// The checksum of an SM2 key has no published rule: what a download has is not verified, and that is said.
func TestImportSM2Download(t *testing.T) {
	const head = "9F0605A0000003339F220157DF05083230323031323331DF060107DF070104DF0240" +
		"E8105E77861FD2EB727C84E36D3D4A5666BD0ADCE8781F0145D3D82D72B92748E22D5404C6C41F3EC8B790DE2F61CF29FAECB168C79F5C8666762D53CC26A460"
	for name, input := range map[string]string{
		"no checksum": head, "zeroes": head + "DF0314" + strings.Repeat("00", 20), "as bytes": string(unhex(head + "DF0320" + strings.Repeat("5A", 32))),
		"in a list of another program": `["` + head + `"]`,
	} {
		status, out, errw := emv(input, "capk", "import", "-json", "-")
		if status != 0 || !strings.Contains(out, `"algorithm":"04"`) || !strings.Contains(errw, "line 1: RID A000000333, index 57: checksum not verified") {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
		if _, _, errw := emv(out, "capk", "import", "-"); strings.Contains(errw, "not verified") {
			t.Errorf("%s: the key file of it: %s", name, errw)
		}
	}
}

// A key of SM2 is taken from a list in JSON and from a line of text as from a download, with a checksum as long as SM3's, which is not verified either; a key file
// that says of published live keys that they are test keys is told so once, and not to leave out what was not given.
func TestImportSM2List(t *testing.T) {
	const point = "E8105E77861FD2EB727C84E36D3D4A5666BD0ADCE8781F0145D3D82D72B92748E22D5404C6C41F3EC8B790DE2F61CF29FAECB168C79F5C8666762D53CC26A460"
	sum := strings.Repeat("5A", 32)
	list := func(algorithm string) string {
		return `[{"rid":"A000000333","index":"57","algorithm":"` + algorithm + `","point":"` + point + `","checksum":"` + sum + `"}]`
	}
	for name, input := range map[string]string{
		"JSON": list("04"), "JSON, by name": list("SM2"),
		"text": "A000000333 57 04 " + point + " " + sum + " 20301231", "text, algorithm first": "A000000333,04,57," + sum + "," + point, "text, without it": "A000000333;57;" + point + ";" + sum,
	} {
		status, out, errw := emv(input, "capk", "import", "-json", "-")
		if status != 0 || !strings.Contains(out, `"algorithm":"04"`) || !strings.Contains(out, `"index":"57"`) || !strings.Contains(errw, "line 1: RID A000000333, index 57: checksum not verified") {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
	}
	for _, c := range []struct{ name, input, says string }{
		{"a checksum of SM3 for RSA", `[{"rid":"A000000333","index":"57","exponent":"03","modulus":"` + strings.Repeat("B1", 128) + `","checksum":"` + sum + `"}]`, "checksum of 64 characters, want 40 digits"},
		{"a point that is none", "A000000333 57 04 " + strings.Repeat("5A", 64) + " " + sum, "point is not on the curve"},
		{"a field of 64 digits beside RSA", "A000000333 57 03 " + strings.Repeat("B1", 128) + " " + sum, "a field of 64 digits is neither modulus nor checksum"},
		{"a RID that has an escape", `[{"rid":"A0000\u001b[31m","index":"57","exponent":"03","modulus":"` + strings.Repeat("B1", 128) + `"}]`, `RID "A0000\x1b[31m" is not written in hexadecimal digits`},
		{"a checksum that has other letters", `[{"rid":"A000000333","index":"57","exponent":"03","modulus":"` + strings.Repeat("B1", 128) + `","checksum":"` + strings.Repeat("XY", 20) + `"}]`, `is not written in hexadecimal digits`},
	} {
		if status, out, errw := emv(c.input, "capk", "import", "-"); status != 1 || out != "" || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
	live := strings.Replace(string(testvectors.LiveCAKeys()), `"test": false`, `"test": true`, 1)
	status, _, errw := emv(live, "capk", "import", "-")
	if status != 0 || strings.Contains(errw, "-test") || strings.Count(errw, "its member test says that its keys are test keys") != 1 {
		t.Errorf("%d %s", status, errw)
	}
}

// Live keys that have expired are live keys all the same: of Visa as of Mastercard they are among those that chains are
// verified with.
func TestExpiredLiveKeysAreSearched(t *testing.T) {
	for _, c := range []struct {
		rid   [5]byte
		index byte
	}{{[5]byte{0xA0, 0, 0, 0, 3}, 1}, {[5]byte{0xA0, 0, 0, 0, 4}, 0}, {[5]byte{0xA0, 0, 0, 0, 4}, 1}, {[5]byte{0xA0, 0, 0, 0, 4}, 2}, {[5]byte{0xA0, 0, 0, 0, 4}, 3}} {
		k, ok := published()[0].Lookup(c.rid, c.index)
		if !ok || k.Test || !k.ExpiredOn([3]byte{0x10, 1, 1}) {
			t.Errorf("%X %02X: %v, %+v", c.rid, c.index, ok, k)
		}
	}
}

// The expiry dates of 2025, and every key's source with the day on which it was read.
func TestPublishedExpiries(t *testing.T) {
	for _, c := range []struct{ rid, index, expiry string }{
		{"A000000003", "09", "2033-12-31"},
		{"A000000004", "06", "2033-12-31"},
		{"A000000025", "10", "2033-12-31"},
		{"A000000152", "05", "2030-12-31"},
	} {
		status, out, _ := emv("", "capk", "list", "-rid", c.rid)
		found := false
		for line := range strings.Lines(out) {
			found = found || strings.HasPrefix(line, c.rid+" "+c.index) && strings.Contains(line, c.expiry)
		}
		if status != 0 || !found {
			t.Errorf("%v: %s", c, out)
		}
	}
	for _, set := range published() {
		for k := range set.All() {
			if !strings.Contains(k.Source, ", read 20") {
				t.Errorf("%X %02X: %q has no date", k.RID, k.Index, k.Source)
			}
		}
	}
}

// A key file says whether its keys are test keys, and a published test key that is taken for a live one is named.
func TestImportTestKeys(t *testing.T) {
	dir := t.TempDir()
	line := listLine(t, testvectors.TestCAKeys(), [5]byte{0xA0, 0, 0, 0, 4}, 5)
	live := listLine(t, testvectors.LiveCAKeys(), [5]byte{0xA0, 0, 0, 0, 4}, 5)
	for name, text := range map[string]string{"test.json": string(testvectors.TestCAKeys()), "live.json": string(testvectors.LiveCAKeys()), "test.txt": line, "live.txt": live} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ args, is, said string }{
		{"test.json", "true", ""},
		{"live.json", "false", ""},
		{"test.txt", "false", "RID A000000004, index 05 is a published test key; import it with -test"},
		{"-test test.txt", "true", ""},
		{"live.txt", "false", ""},
		{"-test live.txt", "true", "RID A000000004, index 05 is a published live key; import it without -test"},
	} {
		args := append([]string{"capk", "import"}, strings.Fields(c.args)...)
		args[len(args)-1] = filepath.Join(dir, args[len(args)-1])
		status, out, errw := emv("", args...)
		if status != 0 || !strings.Contains(out, `"test": `+c.is) || !strings.Contains(errw, c.said) || c.said == "" && errw != "" {
			t.Errorf("%s: %d %.80s %s", c.args, status, out, errw)
		}
	}
}

// A list of another program in JSON is imported, whatever its containers; what is missing is told with its line, and our own form may lack its algorithm here.
func TestImportJSONOfPrograms(t *testing.T) {
	set, err := capk.Load(testvectors.LiveCAKeys())
	if err != nil {
		t.Fatal(err)
	}
	k, _ := set.Lookup([5]byte{0xA0, 0, 0, 0, 4}, 5)
	rest := fmt.Sprintf(`"exponent":"03","modulus":"%X","checksum":"%X"`, k.Modulus, k.Checksum)
	line := listLine(t, testvectors.LiveCAKeys(), k.RID, 5)
	for _, c := range []struct {
		name, file string
		status     int
		says       string
	}{
		{"a list", `[{"rid":"A000000004","index":"05",` + rest + `}]`, 0, ""},
		{"keys", `{"keys":[{"rid":"A000000004","index":"05",` + rest + `}]}`, 0, ""},
		{"by RID and index", `{"A000000004":{"05":{` + rest + `}}}`, 0, ""},
		{"our own form without the algorithm", `{"test":false,"keys":[{"rid":"A000000004","index":"05",` + rest + `,"source":"x"}]}`, 0, ""},
		{"our own form, mistyped", `{"test":false,"keys":[{"rid":"A000000004","index":"05","expirry":"301231",` + rest + `}]}`, 1, "expirry: unknown key"},
		{"an object a line", `{"rid":"A000000004","index":"05",` + rest + "}\n" + `{"rid":"A000000004","index":"05",` + rest + "}\n", 0, "line 2: the key of line 1 again"},
		{"a comma too many", "[\n{\"rid\":\"A000000004\",\"index\":\"05\"," + rest + "},\n]", 0, ""},
		{"no checksum", "[\n{\"rid\":\"A000000004\",\"index\":\"05\",\"exponent\":\"03\",\"modulus\":\"" + fmt.Sprintf("%X", k.Modulus) + "\"}]", 1, "line 2: [0]: RID A000000004, index 05: no checksum is among its members"},
		{"one of two", `[{"rid":"A000000004","index":"05",` + rest + "},\n{\"rid\":\"A000000004\",\"index\":\"06\"," + rest + "}]", 1, "line 2: [1]: RID A000000004, index 06: checksum"},
		{"no JSON", `{"rid":"A000000004"`, 1, "line 1: not JSON"},
		{"a month", line + " 3312", 0, ""},
		{"two months", line + " 1112", 1, "line 1: key of RID A000000004: expiry 1112 is no day of the calendar, or may be two"},
	} {
		if c.name == "a month" || c.name == "two months" {
			f := strings.Fields(c.file)
			c.file = strings.Join(append(f[:2:2], f[3:]...), " ")
		}
		status, out, errw := emv(c.file, "capk", "import", "-")
		if status != c.status || status == 0 && !strings.Contains(out, `"index": "05"`) || !strings.Contains(errw, c.says) || c.says == "" && errw != "" {
			t.Errorf("%s: %d %.80s %s", c.name, status, out, errw)
		}
		if c.name == "a month" && !strings.Contains(out, `"expiry": "331231"`) {
			t.Errorf("%s: %s", c.name, out)
		}
	}
}

// The revoked issuer certificates of a key file are kept by import and told by check and list, and an entry that is not right is a fault.
//
// EMV 4.4 B2 5.1.2
func TestRevokedOfAKeyFile(t *testing.T) {
	set, err := capk.Load(testvectors.TestCAKeys())
	if err != nil {
		t.Fatal(err)
	}
	k, _ := set.Lookup([5]byte{0xA0, 0, 0, 0, 4}, 5)
	list := func(test, algorithm, serial string) string {
		return fmt.Sprintf(`{%s"keys":[{"rid":"A000000004","index":"05",%s"exponent":"03","modulus":"%X","checksum":"%X"}],`+
			`"revoked":[{"rid":"A000000003","index":"92","serial":"%s"}]}`, test, algorithm, k.Modulus, k.Checksum, serial)
	}
	const ours, rsa, kept = `"test":true,`, `"algorithm":"01",`, `"revoked":[{"rid":"A000000003","index":"92","serial":"00A001"}]`
	for _, c := range []struct {
		line, file string
		status     int
		says, not  string
	}{
		{"import -json -", list(ours, rsa, "00A001"), 0, kept, ""},
		{"import -json -", list(ours, "", "00A001"), 0, kept, ""},
		{"import -json -", list("", rsa, "00A001"), 0, kept, ""},
		{"import -json -", list("", "", "00A001"), 0, kept, ""},
		{"import -json -", "// a comment\n" + list(ours, rsa, "00A001"), 0, kept, ""},
		{"import -json -", string(testvectors.TestCAKeys()), 0, `"keys":[{`, `"revoked"`},
		{"import -", list(ours, rsa, "01"), 1, "line 1: revoked[0].serial: 1 bytes (write 3 bytes)\n", "bytes)\nline"},
		{"import -", list("", rsa, "01"), 1, "line 1: revoked[0].serial: 1 bytes (write 3 bytes)\n", "no modulus"},
		{"import -json -skip -", list("", rsa, "01"), 0, "left out:\nline 1: revoked[0].serial", `"revoked":[`},
		{"import -json -", `{"caKeys":` + list("", "", "00A001") + `}`, 0, kept, ""},
		{"import -", `{"caKeys":` + list("", "", "01") + `}`, 1, "line 1: caKeys.revoked[0].serial: 1 bytes (write 3 bytes)\n", "no modulus"},
		{"check -", list(ours, rsa, "00A001"), 0, "-: 1 key, every checksum is right; 1 revoked issuer certificate\n", ""},
		{"check -json -", list(ours, rsa, "00A001"), 0, `"keys":1,"revoked":1,`, ""},
		{"check -", string(testvectors.TestCAKeys()), 0, "every checksum is right\n", "revoked"},
		{"list -", list(ours, rsa, "00A001"), 0, "A000000003 92  revoked: issuer certificate, serial 00A001\n", ""},
		{"list -json -", list(ours, rsa, "00A001"), 0, kept, ""},
		{"list -rid A000000004 -", list(ours, rsa, "00A001"), 0, "A000000004 05", "revoked"},
	} {
		status, out, errw := emv(c.file, strings.Fields("capk "+c.line)...)
		if status != c.status || !strings.Contains(out+errw, c.says) || c.not != "" && strings.Contains(out+errw, c.not) {
			t.Errorf("%s %s: %d %s%s", c.line, c.file[max(len(c.file)-100, 0):], status, out, errw)
		}
	}
}

// Where a key file belongs and a list of another form is given, what reads it is named.
func TestKeyFileOfAnotherForm(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys.txt")
	if err := os.WriteFile(file, []byte(listLine(t, testvectors.LiveCAKeys(), [5]byte{0xA0, 0, 0, 0, 4}, 5)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	talk := filepath.Join(t.TempDir(), "c.txt")
	if err := os.WriteFile(talk, recordedTalk(t, "-card full"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, status := range map[string]int{"capk check " + file: 1, "capk list " + file: 2, "oda -keys " + file + " " + talk: 2, "decode -capk " + file + " 9F2701": 2} {
		if got, _, errw := emv("", strings.Fields(line)...); got != status || !strings.Contains(errw, "emv capk import reads 1 key in it, and makes a key file of them") {
			t.Errorf("%s: %d %s", line, got, errw)
		}
	}
}

// With -skip a file of which nothing is left is no success, and what of the keys in JSON was not understood is told.
func TestImportOfNothing(t *testing.T) {
	for _, c := range []struct {
		file   string
		status int
		says   string
	}{
		{"A000000003 03 no key\n", 1, "nothing is left to import"},
		{`[{"rid":"A000000003","index":"09","modulus":"AB"}]`, 1, "nothing is left to import"},
		{"# a comment\n", 1, "nothing is left to import"},
	} {
		file := filepath.Join(t.TempDir(), "k")
		if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"capk import -skip " + file, "capk import -skip -json " + file} {
			if status, out, errw := emv("", strings.Fields(line)...); status != c.status || !strings.Contains(errw, c.says) || strings.Contains(out, `"test"`) {
				t.Errorf("%s: %d %s%s", c.file, status, out, errw)
			}
		}
	}
	k, _ := published()[0].Lookup([5]byte{0xA0, 0, 0, 0, 3}, 9)
	file := filepath.Join(t.TempDir(), "k")
	member := fmt.Sprintf(`{"rid":"A000000003","index":"09","exponent":"03","modulus":"%X","checksum":"%X","date":"20311231","\u001b[31m":1}`, k.Modulus, k.Checksum)
	if err := os.WriteFile(file, []byte("["+member+"]"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errw := emv("", "capk", "import", file)
	if status != 0 || !strings.Contains(out, `"index": "09"`) || !strings.Contains(errw, `"date" of 1 key is not understood`) || strings.Contains(errw, "\x1b") {
		t.Errorf("%d %s%q", status, out, errw)
	}
}

// A text of keys with a control character names the line and what is to be removed; -skip takes the keys of the other lines.
func TestImportOfTextWithControlCharacters(t *testing.T) {
	line := func(index byte) string {
		k, _ := published()[0].Lookup([5]byte{0xA0, 0, 0, 0, 3}, index)
		return fmt.Sprintf("%X %02X %X %X %X 311231", k.RID, k.Index, k.Exponent, k.Modulus, k.Checksum)
	}
	first, second := line(0x08), line(0x09)
	for _, c := range []struct {
		name, file string
		says       string
		left       int // keys that -skip takes
	}{
		{"NUL in a key", first + "\n" + second[:50] + "\x00" + second[50:] + "\n", "line 2: a control character, 00, at offset 50, which no text has: remove it", 1},
		{"ESC in a comment", "# \x1b[1mkeys\n" + first + "\n" + second + "\n", "line 1: a control character, 1B, at offset 2, which no text has: remove it", 2},
		{"DEL, lines that end in CR and LF", first + "\r\n" + second + "\x7f\r\n", "line 2: a control character, 7F, at offset " + fmt.Sprint(len(second)), 1},
		{"BEL, lines that end in CR", first + "\r\a" + second + "\r", "line 2: a control character, 07, at offset 0", 1},
		{"in the one key", first[:12] + "\x00" + first[12:], "line 1: a control character, 00, at offset 12", 0},
		{"JSON", "[{\"rid\":\"A000000003\",\n\"index\x00\":\"09\",\"exponent\":\"03\",\"modulus\":\"" + strings.Fields(second)[3] + "\",\"checksum\":\"" + strings.Fields(second)[4] + "\"}]", "line 2: a control character, 00, at offset 6", 1},
	} {
		file := filepath.Join(t.TempDir(), "k")
		if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, out, errw := emv("", "capk", "import", file); status != 1 || out != "" || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%q", c.name, status, out, errw)
		}
		_, out, errw := emv("", "capk", "import", "-skip", file)
		if n := strings.Count(out, `"modulus"`); n != c.left || !strings.Contains(errw, c.says) {
			t.Errorf("%s: -skip: %d keys: %s", c.name, n, errw)
		}
	}
}

// Whether keys are test keys, and where they are from, is kept of every form of a file; a test key among others is left out, and named.
func TestImportOfTestKeysInJSON(t *testing.T) {
	member := func(set []byte, rid [5]byte, index byte) string {
		all, err := capk.Load(set)
		if err != nil {
			t.Fatal(err)
		}
		k, ok := all.Lookup(rid, index)
		if !ok {
			t.Fatal("no key")
		}
		return fmt.Sprintf(`"rid":"%X","index":"%02X","exponent":"%X","modulus":"%X","checksum":"%X","source":"lab"`, k.RID, k.Index, k.Exponent, k.Modulus, k.Checksum)
	}
	laboratory := member(testvectors.TestCAKeys(), [5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}, 0xF7)
	live := member(testvectors.LiveCAKeys(), [5]byte{0xA0, 0, 0, 0, 4}, 5)
	const rsa = `,"algorithm":"01"`
	for _, c := range []struct{ name, flags, file, test, keys, says string }{
		{"a key file", "", `{"test":true,"keys":[{` + laboratory + rsa + `}]}`, "true", "F7", ""},
		{"a key file without algorithms", "", `{"test":true,"keys":[{` + laboratory + `}]}`, "true", "F7", ""},
		{"a list", "", `[{` + laboratory + `,"test":true}]`, "true", "F7", ""},
		{"a line", "", `{` + laboratory + `,"test":true}` + "\n" + `{` + laboratory + `,"test":true}`, "true", "F7", "line 2: the key of line 1 again"},
		{"round a list", "", `{"test":true,"capks":[{` + laboratory + `}]}`, "true", "F7", ""},
		{"not understood", "", `{"test":"perhaps","capks":[{` + live + `}]}`, "false", "05", `"test" of 1 key is not understood`},
		{"one of two", "", "[{" + live + "},\n{" + laboratory + `,"test":true}]`, "false", "05", "line 2: left out, a test key, as the file says: RID B012345678, index F7; import it with -test"},
		{"one of two, as test keys", "-test", `[{` + live + `},{` + laboratory + `,"test":true}]`, "true", "05 F7", "is a published live key; import it without -test"},
	} {
		status, out, errw := emv(c.file, strings.Fields("capk import -json "+c.flags+" -")...)
		var got []string
		if set, err := capk.Load([]byte(out)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else {
			for k := range set.All() {
				got = append(got, fmt.Sprintf("%02X", k.Index))
			}
		}
		if status != 0 || strings.Join(got, " ") != c.keys || !strings.Contains(out, `"test":`+c.test) || strings.Count(out, `"source":"lab"`) != len(got) || !strings.Contains(errw, c.says) || c.says == "" && errw != "" {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
}

// Of a key file -skip leaves out the keys that are not right, and those alone.
func TestSkipOfAKeyFile(t *testing.T) {
	set, err := capk.Load(testvectors.TestCAKeys())
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for k := range set.All() {
		if k.Algorithm == capk.RSA && len(list) < 3 {
			list = append(list, fmt.Sprintf(`{"rid":"%X","index":"%02X","algorithm":"01","exponent":"%X","modulus":"%X","checksum":"%X","source":"s%d"}`, k.RID, k.Index, k.Exponent, k.Modulus, k.Checksum, len(list)))
		}
	}
	file := func(keys ...string) string { return `{"test":true,"keys":[` + strings.Join(keys, ",\n") + `]}` }
	wrong := strings.Replace(list[1], `"checksum":"`, `"checksum":"0000`, 1)
	twice := strings.Replace(list[1], `"source"`, `"expirry":"301231","source"`, 1)
	for _, c := range []struct{ name, file, sources, says string }{
		{"a checksum of other length", file(list[0], wrong, list[2]), "s0 s2", "line 2: keys[1].checksum"},
		{"a member that no key has", file(list[0], twice, list[2]), "s0 s2", "keys[1].expirry: unknown key"},
		{"one twice", file(list[0], list[0], list[2]), "s0 s2", "line 2: keys[1]"},
		{"the last", file(list[0], list[2], wrong), "s0 s2", "keys[2].checksum"},
		{"no algorithm", file(list[0], strings.Replace(list[1], `"algorithm":"01",`, "", 1), wrong), "s0 s1", "left out:\nline 3: keys[2].checksum"},
		{"a member that no file has", strings.Replace(file(list[0], list[1]), "{", `{"version":1,`, 1), "s0 s1", "version: unknown key"},
		{"test that says nothing", strings.Replace(file(list[0], list[1]), "true", `"perhaps"`, 1), "", "test: this is a string (write true or false)"},
		{"none is right", file(wrong), "", "nothing is left to import"},
	} {
		status, out, errw := emv(c.file, "capk", "import", "-skip", "-json", "-")
		if want := map[bool]int{true: 0, false: 1}[c.sources != ""]; status != want || !strings.Contains(errw, c.says) || c.sources != "" && !strings.Contains(out, `"test":true`) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
		for i := range list {
			source := fmt.Sprintf("s%d", i)
			if strings.Contains(out, `"source":"`+source+`"`) != strings.Contains(c.sources, source) {
				t.Errorf("%s: %s: %s", c.name, source, out)
			}
		}
		if status, _, errw := emv(c.file, "capk", "import", "-"); status != 1 || !strings.Contains(errw, "nothing is imported; -skip leaves out") {
			t.Errorf("%s: without -skip: %d %s", c.name, status, errw)
		}
	}
}

// The published keys, a JSON object a line, come out as they went in.
func TestImportOfLinesOfJSON(t *testing.T) {
	set, err := capk.Load(testvectors.LiveCAKeys())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for k := range set.All() {
		if k.Algorithm == capk.RSA {
			lines = append(lines, fmt.Sprintf(`{"rid":"%X","index":"%02X","algorithm":"01","exponent":"%X","modulus":"%X","checksum":"%X","expiry":"%X","source":%q}`, k.RID, k.Index, k.Exponent, k.Modulus, k.Checksum, k.Expiry, k.Source))
		}
	}
	status, out, errw := emv(strings.Join(lines, "\n"), "capk", "import", "-json", "-")
	got, err := capk.Load([]byte(out))
	if status != 0 || errw != "" || err != nil || got.Len() != len(lines) {
		t.Fatalf("%d %s %v", status, errw, err)
	}
	for k := range got.All() {
		if want, _ := set.Lookup(k.RID, k.Index); k.Expiry != want.Expiry || k.Source != want.Source || k.Test {
			t.Errorf("%X %02X: expiry %X, want %X; %q", k.RID, k.Index, k.Expiry, want.Expiry, k.Source)
		}
	}
}
