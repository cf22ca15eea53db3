package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
)

// Every header line that a replay reads has its form, stands as often as it counts, and has a value: all else is refused, with its line.
func TestHeaderLinesHaveTheirForm(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	bad := map[string][]string{ // of each: what is refused, and why
		"date": {"261301|261301 is no day YYMMDD of the calendar", "zz|a word of 2 characters is no day", "260102 260103|is no day", "2060-01-01|is no day"},
		"time": {"256199|256199 is no time HHMMSS of a day", "zz|is no time", "1234|is no time", "12345G|is no time"},
		"transaction": {
			"9F02|offset 0", "zz|hexadecimal", "9F02061|hexadecimal", "9F0206AA0000000000|tag 9F02: tlv", "9F0203001234|tag 9F02 has 6 bytes, not 3", "9C0100 9C0100|tag 9C stands there twice", "DF010100|tag DF01 is none of a transaction",
			"5F2A0178|tag 5F2A has 2 bytes, not 1", "9F410101|tag 9F41 has 2 to 4 bytes, not 1",
		},
		"un": {"zz|a word of 2 characters is no unpredictable number", "1122|is no unpredictable number", "1122334455667788|is no unpredictable number", "11223344 zz|a word of 2 characters is no"},
		"host": {
			"zz|hexadecimal digits", "8A0|hexadecimal digits", "8A023030, |hexadecimal digits", "8A023030, zz|hexadecimal digits", ", 8A023030|hexadecimal digits",
		},
		"ttq":          {"36|8 digits"},
		"pin":          {"90|a word of 2 characters", "no|a word of 2 characters"},
		"seed":         {"12|16 hexadecimal digits", "zz|16 hexadecimal digits"},
		"interface":    {"Contact|a word of 7 characters is not known; write contact or contactless"},
		"protocol":     {"T=2|a word of 3 characters is not known; write T=0, T=1 or T=CL"},
		"force-online": {"perhaps|a word of 7 characters is not known; write yes or no"},
		"kernel":       {"C-9|a word of 3 characters is none that is here; write contact, entrypoint,"},
		"atr":          {"3B|no answer to reset: ATR: T0 is missing"},
		"config":       nil,
		"kind":         nil,
		"profile":      nil,
		"ca-key":       {"A0|RID, index, algorithm and a key belong there"},
		"run":          nil,
		"expect":       nil,
	}
	const notBytes = "hexadecimal digits belong there, two for a byte, and nothing between them but blanks"
	for key, value := range map[string]string{ // bytes in every form in which people write them
		"transaction": "9F0206000000001234", "host": "8A023030", "ttq": "36204000", "atr": "3B650000454D56474F", "ca-key": "A000000003 92 01 03 " + strings.Repeat("C3", 64),
	} {
		last, marked := len(value)-1, regexp.MustCompile(`([0-9A-F]{2})\B`)
		for _, form := range []string{
			"zz", "0x" + value, value + "h", value + " (virtual)", value[:last], value[:last] + "O", value[:last] + "\uFF10", "{" + value + "}", `"` + value + `"`,
			marked.ReplaceAllString(value, "$1:"), marked.ReplaceAllString(value, "$1-"), marked.ReplaceAllString(value, "$1,"), marked.ReplaceAllString(value, "$1\u200B"), marked.ReplaceAllString(value, "0x$1"),
		} {
			bad[key] = append(bad[key], form+"|"+key+": "+notBytes)
		}
	}
	refused := func(name, header, says string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, []byte(header+talk), 0o600); err != nil {
			t.Fatal(err)
		}
		status, _, errw := emv("", "replay", file)
		if status != 2 || !strings.Contains(errw, ": header line "+name+": ") || !strings.Contains(errw, says) {
			t.Errorf("%q: %d %s", header, status, errw)
		}
	}
	for _, r := range headerRules {
		list, ok := bad[r.key]
		if !ok {
			t.Errorf("%s has no row here", r.key)
		}
		if (r.wrong == nil) != (list == nil) {
			t.Errorf("%s: form %v, rows %v", r.key, r.wrong != nil, list)
		}
		for _, row := range list {
			value, says, _ := strings.Cut(row, "|")
			refused(r.key, r.key+": "+value+"\n", says)
		}
		if r.key != "kernel" { // there it means that none ran
			refused(r.key, r.key+":\n", "line 1: header line "+r.key+": nothing stands behind it")
		}
		value := regexp.MustCompile(`(?m)^` + r.key + `: (.*)$`).FindStringSubmatch(talk)
		if value != nil && !r.many {
			refused(r.key, r.key+": "+value[1]+"\n", "it stands on line 1 too, and one counts")
		}
	}
}

// A word of the header line run is an exchange that is there, or bytes; of bytes with something between them not the first ones alone are taken.
func TestWordsOfTheHeaderLineRun(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	const notBytes = "header line run: word 2, of %s: hexadecimal digits belong there, two for a byte, and nothing between them but blanks"
	for word, says := range map[string]string{
		"00:A4:04:00=9000": "16 characters", "00A40400=90:00": "14 characters", "00A40400=": "9 characters", "=9000": "5 characters", "00A4040=#1": "10 characters", "00A40400=900O": "13 characters",
	} {
		if status, _, errw := emv("run: 1 "+word+"\n"+talk, "replay", "-"); status != 2 || !strings.Contains(errw, strings.Replace(notBytes, "%s", says, 1)) {
			t.Errorf("%s: %d %s", word, status, errw)
		}
	}
	for _, word := range []string{"99", "x", "2-", "00A40400=#99"} {
		if status, _, errw := emv("run: 1 "+word+"\n"+talk, "replay", "-"); status != 2 || !strings.Contains(errw, "header line run: word 2, of ") || !strings.Contains(errw, "names no exchange that is here") {
			t.Errorf("%s: %d %s", word, status, errw)
		}
	}
}

// The page of a conversation of no transaction verifies certificates on the date of its header, in each form that a date has there.
func TestDateOfThePage(t *testing.T) {
	lines := regexp.MustCompile(`(?m)^(date|transaction): .*\n`).ReplaceAllString(string(recordedTalk(t, "-card full")), "")
	pages := map[string]string{}
	for _, date := range []string{"260701", "26 07 01", "2026-07-01", "20260701"} {
		page := filepath.Join(t.TempDir(), "p.html")
		if status, _, errw := emv("date: "+date+"\n"+lines, "report", "-", "-o", page); status != 0 {
			t.Errorf("%s: %d %s", date, status, errw)
			continue
		}
		pages[date] = strings.NewReplacer(date, "260701", "2026-07-01", "260701").Replace(read(t, page))
		if pages[date] != pages["260701"] {
			t.Errorf("%s: the page is another", date)
		}
	}
}

// A header with more unpredictable numbers than the commands carry is refused: one of them, nobody knows which, is not what the card was sent.
func TestHeaderWithMoreNumbersThanTheCommandsCarry(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	for _, c := range []struct {
		from, to, says string
		status         int
	}{
		{"", "", "", 0},
		{"\nun: ", "\nun: 11223344 ", ": line 11: header line un: 2 numbers, and the commands carry 1", 2},
	} {
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, []byte(strings.Replace(talk, c.from, c.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errw := emv("", "replay", file); status != c.status || !strings.Contains(errw, c.says) {
			t.Errorf("%q: %d %s", c.to, status, errw)
		}
	}
}

// A header has the numbers of commands, too, that the conversation was cut before: it replays as far as it goes.
func TestHeaderOfAConversationThatWasCut(t *testing.T) {
	lines := strings.SplitAfter(string(recordedTalk(t, "-card dda")), "\n")
	cuts := 0
	for i, line := range lines {
		if !strings.HasPrefix(line, "< ") || i+2 >= len(lines) {
			continue
		}
		cuts++
		if status, _, errw := emv(strings.Join(lines[:i+1], ""), "replay", "-"); status != 1 || !strings.Contains(errw, "the replay differs") {
			t.Errorf("cut behind line %d: %d %s", i+1, status, errw)
		}
	}
	if cuts < 10 {
		t.Errorf("%d cuts", cuts)
	}
}

// The date of a conversation is checked where certificates are verified on it, too; -date takes its place.
func TestDateLineOfChains(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	for _, c := range []struct {
		header, flag, says string
		status             int
	}{
		{"date: 261301\n", "", "line 1: header line date: 261301 is no day YYMMDD of the calendar; correct it, or give -date", 2},
		{"date: 260101\n", "", "header line date: it stands on line 1 too, and one counts", 2},
		{"date: 261301\n", "2026-07-01", "", 0},
		{"", "", "", 0},
	} {
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, []byte(c.header+talk), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"oda", file}
		if c.flag != "" {
			args = []string{"oda", "-date", c.flag, file}
		}
		if status, _, errw := emv("", args...); status != c.status || !strings.Contains(errw, c.says) {
			t.Errorf("%q %s: %d %s", c.header, c.flag, status, errw)
		}
		if status, out, _ := emv(c.header+talk, "decode", "-"); c.flag == "" && (status != min(c.status, 1) || !strings.Contains(out, c.says)) {
			t.Errorf("decode, %q: %d %s", c.header, status, out[max(len(out)-400, 0):])
		}
	}
	conv, err := transcript.Parse([]byte("# x\n\ndate: 260101\n" + transcript.Separator + "\n"))
	if err != nil || len(conv.Headers()) != 1 || conv.Headers()[0] != (transcript.Header{Key: "date", Value: "260101", Line: 3}) {
		t.Errorf("%v %+v", err, conv.Headers())
	}
}
