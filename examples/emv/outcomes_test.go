package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With -json every outcome is one object, those too where there is no answer: a wrong command line, a file that is not there, help.
func TestJSONOfEveryOutcome(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, name)
	}
	bad, keys := file("bad", "nothing that is known\n"), file("keys", "A000000003 no key at all\n")
	lines := []string{
		"", "nothing", "help", "help decode", "help nothing", "decode -h", "decode", "decode 9", "decode zz", "decode -as none 9000", "explain", "explain zz", "sw", "sw 90", "sw 0000",
		"atr", "atr 3B", "atr zz", "readers", "read -card nowhere", "txn -amount x", "txn -x", "replay", "replay " + bad, "replay -key 00 " + bad, "oda", "oda " + bad, "redact", "redact " + bad,
		"report", "report " + bad, "report -o " + dir + "/p.html " + bad, "arqc", "arqc -cvn 99", "arpc", "derive", "derive -imk 00", "pinblock", "pinblock -pin 1", "capk", "capk nothing",
		"capk check", "capk check " + bad, "capk import " + bad, "capk import " + keys, "capk import -skip " + keys, "capk list -rid 00", "capk list -rid A000009999", "capk list -set none",
		"config", "config nothing", "config check", "config check none", "config check " + bad, "config explain none", "ics -config none", "completion", "completion none", "insert -for -1s",
		"oda nowhere", "decode 9000 -capk nowhere",
	}
	for _, line := range lines {
		for _, args := range [][]string{append(strings.Fields(line), "-json"), append([]string{"-json"}, strings.Fields(line)...)} {
			_, out, errw := emv("", args...)
			var v map[string]any
			if err := json.Unmarshal([]byte(out), &v); err != nil || len(v) == 0 {
				t.Errorf("emv %q: %v %.200q %.200s", args, err, out, errw)
			}
		}
	}
	var r refusal
	status, out, errw := emv("", "decode", "-json", "9F0")
	if err := json.Unmarshal([]byte(out), &r); err != nil || status != 2 || r.OK || r.Exit != 2 || r.Error == "" || r.Error != strings.TrimSpace(errw) {
		t.Errorf("%d %v %+v %s", status, err, r, errw)
	}
}

// A command without what it needs says what that is, and ends with 2.
func TestCommandsSayWhatTheyWant(t *testing.T) {
	for line, says := range map[string]string{
		"capk": "give check, list or import", "config": "give check, explain or schema", "completion": "give bash, zsh, fish or powershell", "capk check": "FILE is missing",
		"capk import": "FILE is missing", "config check": "FILE is missing", "decode": "HEX is missing", "explain": "TAG is missing", "sw": "HEX is missing", "atr": "HEX is missing",
		"replay": "FILE is missing", "oda": "FILE is missing", "redact": "FILE is missing", "report": "FILE is missing", "arqc": "-cvn is missing", "arpc": "-cvn is missing",
		"derive": "-imk is missing", "pinblock": "-pin or -block",
	} {
		if status, out, errw := emv("", strings.Fields(line)...); status != 2 || out != "" || !strings.Contains(errw, says) || !strings.Contains(errw, "emv help") {
			t.Errorf("emv %s: %d %s%s", line, status, out, errw)
		}
	}
	status, out, errw := emv("", "capk", "list", "-rid", "A000009999")
	if status != 1 || out != "" || !strings.Contains(errw, "no key of RID A000009999 is in the published live keys") {
		t.Errorf("%d %s%s", status, out, errw)
	}
}

// Keys behind a comment's mark are comments, and it is said how many lines those are.
func TestKeysThatAreComments(t *testing.T) {
	const key = "A000000003 95 03 BE9E1FA5E9A803852999C4AB432DB28600DCD9DAB76DFAAA47355A0FE37B1508AC6BF38860D3C6C2E5B12A3CAAF2A7005A7241EBAA7771112C74CF9A0634652FBCA0E5980C54A64761EA101A114E0F0B5572ADD57D010B7C9C887E104CA4EE1272DA66D997B9A90B5A6D624AB6C57E73C8F919000EB5F684898EF8C3DBEFB330C62660BED88EA78E909AFF05F6DA627B EE1511CEC71020A9B90443B37B1D5F6E703030F6 301231"
	file := filepath.Join(t.TempDir(), "keys")
	text := "# keys of 2025\n; " + key + "\n//" + key + "\n#" + key + "\n## " + key + "\n/* " + key + " */\n-- " + key + "\n<!-- " + key + " -->\n* " + strings.Replace(key, " 95 ", " 96 ", 1) + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, errw := emv("", "capk", "import", "-skip", file)
	if !strings.Contains(errw, "keys that are comments, and not imported: line 2, 3, 4, 5, 6, 7, 8\n") {
		t.Error(errw)
	}
}

// Digits and words apart without quotation marks are one argument, and the name of a file in the place of digits is called that.
func TestArgumentsApart(t *testing.T) {
	for line, says := range map[string]string{
		"sw 69 85": "conditions of use", "atr 3B 65 00 00 20 63 CB 68 00": "direct convention", "explain verification results": "Terminal Verification Results", "explain 9F 33": "Terminal Capabilities",
		"decode 9F 42 02 09 78": "Euro",
	} {
		if status, out, errw := emv("", strings.Fields(line)...); status != 0 || !strings.Contains(out, says) {
			t.Errorf("emv %s: %d %s%s", line, status, out, errw)
		}
	}
	file := filepath.Join(t.TempDir(), "talk.txt")
	if err := os.WriteFile(file, []byte("-- conversation --\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errw := emv("", "decode", file); status != 2 || !strings.Contains(errw, "is a file; give what is in it: emv decode - < ") {
		t.Errorf("%d %s", status, errw)
	}
}
