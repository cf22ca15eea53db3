package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
)

// inUTF16 is a text in UTF-16 with its byte order mark, little endian, or big endian.
func inUTF16(text string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

// Every command that reads a file says of one that it cannot read what it is and what to do, with exit status 2, or 1 where the answer is whether the file is
// right; a byte order mark changes nothing.
func TestFilesOfEveryKind(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if status, _, errw := emv("", "txn", "-card", "full", "-record", path("talk")); status != 0 {
		t.Fatal(errw)
	}
	talk := read(t, path("talk"))
	profile, err := card.Source("full")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	json := map[string]bool{"missing": false, "empty": true, "directory": false, "huge": false, "UTF-16": false, "UTF-16, big endian": false, "binary": true, "BOM": true, "CRLF": true}
	says := map[string]string{
		"missing": "no such file", "empty": "empty (write an object in { })", "directory": "is a directory", "huge": "is larger than 4 MiB", "UTF-16": "is a text in UTF-16; save it as UTF-8",
		"UTF-16, big endian": "is a text in UTF-16; save it as UTF-8", "binary": "not UTF-8",
	}
	n := 0
	for kind := range json {
		for _, c := range []struct {
			text   string
			lines  [][]string // FILE is the file
			judged bool       // the answer is whether it is right: exit status 1
			talk   bool
		}{
			{talk, [][]string{{"oda", "FILE"}, {"redact", "FILE"}, {"replay", "FILE"}, {"report", "-o", path("page.html"), "FILE"}}, false, true},
			{string(cfg), [][]string{{"txn", "-card", "full", "-config", "FILE"}, {"ics", "-config", "FILE"}, {"config", "explain", "-card", "visa-online", "FILE"}}, false, false},
			{string(cfg), [][]string{{"config", "check", "FILE"}}, true, false},
			{string(profile), [][]string{{"read", "-card", "FILE"}, {"txn", "-card", "FILE"}}, false, false},
			{string(testvectors.LiveCAKeys()), [][]string{{"capk", "list", "FILE"}, {"oda", "-keys", "FILE", path("talk")}, {"decode", "-capk", "FILE", "> 00B2010C00\n< 6A82\n"}}, false, false},
			{string(testvectors.LiveCAKeys()), [][]string{{"capk", "check", "FILE"}}, true, false},
			{"{}", [][]string{{"ics", "-config", "default", "-declared", "FILE"}}, false, false},
		} {
			text := map[string]string{
				"empty": "", "huge": strings.Repeat(" ", 5<<20), "UTF-16": inUTF16(c.text, false), "UTF-16, big endian": inUTF16(c.text, true), "binary": "\x00\x01\xFE\xFF" + c.text,
				"BOM": "\uFEFF" + c.text, "CRLF": strings.ReplaceAll(c.text, "\n", "\r\n"),
			}[kind]
			file := path("file")
			switch kind {
			case "missing":
				file = path("none")
			case "directory":
				file = dir
			default:
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, line := range c.lines {
				n++
				args := append([]string(nil), line...)
				for i := range args {
					args[i] = strings.Replace(args[i], "FILE", file, 1)
				}
				status, _, errw := emv("", args...)
				want, word := 2, says[kind]
				switch {
				case c.talk && kind == "empty":
					word = "no line -- conversation --"
				case c.talk && kind == "CRLF":
					word = "a carriage return; save the file with lines that end with a line feed alone"
				case word == "":
					want = status // what the file says is another matter
					if strings.Contains(errw, "invalid character") || strings.Contains(errw, "not UTF-8") || status == 2 && args[0] != "config" {
						t.Errorf("%s: %v: exit status %d: %s", kind, line, status, errw)
					}
				case c.judged && json[kind]:
					want = 1
				}
				if status != want || !strings.Contains(errw, word) || strings.Contains(errw, "accepts no card") {
					t.Errorf("%s: %v: exit status %d, want %d: %s", kind, line, status, want, errw)
				}
			}
		}
	}
	if n < 120 {
		t.Errorf("%d command lines", n)
	}
}

// A text on standard input may begin with a byte order mark, and is refused in UTF-16.
func TestStandardInputIsText(t *testing.T) {
	if status, out, errw := emv("\uFEFF9F270180\n", "decode", "-"); status != 0 || !strings.Contains(out, "Cryptogram Information Data") {
		t.Errorf("%d: %s%s", status, out, errw)
	}
	if status, _, errw := emv(inUTF16("9F270180\r\n", false), "decode", "-"); status != 2 || !strings.Contains(errw, "UTF-16; give it in UTF-8") {
		t.Errorf("%d: %s", status, errw)
	}
	if status, out, _ := emv("\xEF\xBB\xBF\xFF\x01", "decode", "-as", "EF", "-"); status > 1 || !strings.Contains(out, "EF") && !strings.Contains(out, "BB") {
		t.Errorf("bytes that begin as a byte order mark does: %d: %s", status, out)
	}
}

// A brokenWriter takes so many bytes and no more.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

// An answer that cannot be written whole is no success, in text and in JSON.
func TestOutputThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	talk := filepath.Join(dir, "talk")
	if status, _, errw := emv("", "txn", "-card", "full", "-record", talk); status != 0 {
		t.Fatal(errw)
	}
	for _, line := range []string{
		"decode 9F270180", "explain 95", "sw 9000", "atr 3B65", "txn -interface contactless -config tap -card discover-declined -amount 5.00", "oda " + talk, "redact " + talk, "replay " + talk, "read -card full", "txn -card full", "txn -card full -trace", "capk list",
		"config schema", "ics", "decode -list", "help", "help txn", "completion bash",
	} {
		for _, left := range []int{0, 10} {
			for _, args := range [][]string{strings.Fields(line), append(strings.Fields(line), "-json")} {
				if args[0] == "help" || args[0] == "completion" {
					args = strings.Fields(line)
				}
				var errw bytes.Buffer
				status := run(args, strings.NewReader(""), &brokenWriter{left}, &errw, noEnv)
				if status != 2 || !strings.Contains(errw.String(), "standard output: no space left on device") {
					t.Errorf("%v after %d bytes: exit status %d: %s", args, left, status, &errw)
				}
			}
		}
	}
}
