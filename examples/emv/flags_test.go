package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
)

// A flag that an action does not take is refused: nobody is left with an answer to another question.
func TestFlagsOfAnotherAction(t *testing.T) {
	dir := t.TempDir()
	talk, keys := filepath.Join(dir, "t.txt"), filepath.Join(dir, "k.json")
	for name, text := range map[string]string{talk: "-- conversation --\n> 00B2010C00\n< 6A82\n", keys: string(testvectors.LiveCAKeys())} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ line, says string }{
		{"capk import -rid A000000004 " + keys, "-rid: emv capk import FILE does not take it"},
		{"capk import -set test " + keys, "-set: emv capk import FILE does not take it"},
		{"capk list -test", "-test: emv capk list does not take it"},
		{"capk list -set test " + keys, "-set: emv capk list FILE does not take it"},
		{"capk check -set test -rid A000000004 " + keys, "-rid, -set: emv capk check FILE does not take them"},
		{"capk check -skip " + keys, "-skip: emv capk check FILE"},
		{"config check -card full default", "-card: emv config check does not take it"},
		{"config schema -amount 5.00", "-amount: emv config schema does not take it"},
		{"txn -card full -amount 1.00 -other 99", "-other 99: it is more than -amount 1.00, which it is part of"},
		{"replay -key " + strings.Repeat("5A", 32) + " " + talk, "-key opens a sealed journal"},
		{"report -key " + strings.Repeat("5A", 32) + " -o " + dir + "/p.html " + talk, "-key opens a sealed journal"},
		{"redact -key " + strings.Repeat("5A", 32) + " " + talk, "-key opens a sealed journal"},
		{"decode -list 9F270180", "-list tells the kinds and decodes nothing"},
		{"decode -list -as tlv", "-as: emv decode -list does not take it"},
		{"decode -capk " + keys + " 9F270180", "-capk: "},
	} {
		if status, out, errw := emv("", strings.Fields(c.line)...); status != 2 || out != "" || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%s", c.line, status, out, errw)
		}
	}
	for _, line := range []string{"capk list -set test", "capk list -rid A000000004", "capk list", "decode -list", "config check default"} {
		if status, _, errw := emv("", strings.Fields(line)...); status != 0 {
			t.Errorf("%s: %d %s", line, status, errw)
		}
	}
}
