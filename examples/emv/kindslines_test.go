package main

import (
	"fmt"
	"strings"
	"testing"
)

// A table of commands and responses, a pair a line, more, or all on one, is a conversation; lists of bytes and one pair alone are not.
func TestDecodeTablesOfExchanges(t *testing.T) {
	const first, second = "00A404000E325041592E5359532E444446303100", "00B2010C00"
	const fci, missing = "6F108408A000000003000000A5049F6501FF9000", "6A83"
	for _, c := range []struct {
		name, text, says string
	}{
		{"commas", first + "," + fci + "\n" + second + "," + missing + "\n", "exchange 2"},
		{"blanks and commas", first + ", " + fci + "\n\n" + second + ", " + missing, "exchange 2"},
		{"semicolons", first + ";" + fci + "\n" + second + ";" + missing, "exchange 2"},
		{"tabulators", first + "\t" + fci + "\n" + second + "\t" + missing, "exchange 2"},
		{"bars, and bytes apart", "00 B2 01 0C 00 | 6A 83\n00 B2 02 0C 00 | 6A 83\n", "exchange 2"},
		{"a head", "command,response\n" + first + "," + fci + "\n" + second + "," + missing, "exchange 2"},
		{"quotation marks", `"` + first + `","` + fci + "\"\n\"" + second + `","` + missing + "\"\n", "exchange 2"},
		{"bytes of a program in columns", "0x00B2010C00;0x6A83\n0x00B2020C00;0x6A83\n", "exchange 2"},
		{"a response that is missing", first + "," + fci + "\n" + second + ",\n", "exchange 2"},
		{"one line", first + "," + fci + "," + second + "," + missing, "exchange 2"},
		{"one line, semicolons, quotation marks", `"` + first + `";"` + fci + `";"` + second + `";"` + missing + `";`, "exchange 2"},
		{"one line with its head", "command,response," + first + "," + fci + "," + second + "," + missing + "\n", "exchange 2"},
		{"two pairs a line", first + "," + fci + "," + second + "," + missing + "\n" + second + "," + missing + "," + second + "," + missing + "\n", "exchange 4"},
		{"one line, the last answer missing", first + "," + fci + "," + second, "exchange 2"},
		{"lines that end in CR", first + "\r" + fci + "\r" + second + "\r" + missing + "\r", "exchange 2"},
		{"three columns", first + "," + fci + ",1\n" + second + "," + missing + ",1\n", "not recognised"},
		{"bytes of a program", "0x00, 0xB2, 0x01, 0x0C, 0x00", "READ RECORD"},
		{"no commands", "0102,0304\n0506,0708\n", "not in the dictionary"},
	} {
		_, out, errw := emv(c.text, "decode", "-")
		if !strings.Contains(out+errw, c.says) {
			t.Errorf("%s: no %s in\n%s%s", c.name, c.says, out, errw)
		}
	}
}

// However the bytes of a line are written, of those that decode takes, the lines are a conversation, with signs before them too.
func TestDecodeLogsHoweverTheirBytesAreWritten(t *testing.T) {
	lines := []string{"00 B2 01 0C 00", "70 03 8F 01 92 90 00", "00 B2 02 0C 00", "6A 83"}
	for _, form := range []struct{ first, between string }{
		{"", ""},
		{"", " "},
		{"", ":"},
		{"", "-"},
		{"0x", ""},
		{"0x", " 0x"},
		{"0x", ",0x"},
		{"0X", ", 0X"},
	} {
		for _, signs := range [][2]string{{"", ""}, {"> ", "< "}, {"C-APDU: ", "R-APDU: "}} {
			var text string
			for i, line := range lines {
				text += signs[i%2] + form.first + strings.ReplaceAll(line, " ", form.between) + "\n"
			}
			if status, out, errw := emv(text, "decode", "-"); status != 0 || !strings.Contains(out, "exchange 2") || !strings.Contains(out, "8F ") {
				t.Errorf("%q: %d %s%s", text, status, out, errw)
			}
		}
	}
}

// A log in which a line is missing is told as one, with the line, and not read as something else: what is there is shown. One with a line that is neither is refused, and
// text in lines that is no log is what it was.
func TestDecodeLogsThatLackALine(t *testing.T) {
	lines := []string{"00A404000E325041592E5359532E444446303100", "6F108408A000000003000000A5049F6501FF9000", "00B2010C00", "6A83", "00B2011400", "6A82"}
	signs := map[string][2]string{"": {"", ""}, "labels": {"C-APDU: ", "R-APDU: "}, "short labels": {"C: ", "R: "}, "arrows": {"=> ", "<= "}, "signs": {"> ", "< "}}
	reasons := [2]string{"a response without a command", "a command before the response"}
	join := func(sign [2]string, without int, foreign string) string {
		var list []string
		for i, line := range lines {
			if i == without && foreign != "" {
				list = append(list, foreign)
			}
			if i != without || foreign != "" {
				list = append(list, sign[i%2]+line)
			}
		}
		return strings.Join(list, "\n") + "\n"
	}
	for name, sign := range signs {
		if status, out, _ := emv(join(sign, -1, ""), "decode", "-"); status != 0 || !strings.Contains(out, "exchange 3") {
			t.Errorf("%s: whole: %d\n%s", name, status, out)
		}
		for i := range lines[:len(lines)-1] {
			if status, out, errw := emv(join(sign, i, ""), "decode", "-"); status != 1 || !strings.Contains(out, "exchange 3") || !strings.Contains(errw, fmt.Sprintf("emv decode: line %d: %s", i+1, reasons[i%2])) ||
				strings.Count(out, "not recorded\n")+strings.Count(out, "not recorded whole\n") != 1 || i > 1 && !strings.Contains(out, "9F65") || i != 2 && !strings.Contains(out, "READ RECORD: 00 B2 01 0C") {
				t.Errorf("%s, without line %d: %d\n%s%s", name, i+1, status, out, errw)
			}
		}
		for _, last := range []string{"", sign[1] + "\n"} {
			status, out, errw := emv(join(sign, len(lines)-1, "")+last, "decode", "-")
			if told := strings.HasPrefix(errw, "emv decode: line 6: "); !strings.Contains(out, "9F65") || !strings.Contains(out, "SFI 2, record 1") ||
				!strings.Contains(out, "response: not recorded\n") || told != (sign[1] != "") || told != (status == 1) {
				t.Errorf("%s, ends with a command and %q: %d\n%s%s", name, last, status, out, errw)
			}
		}
		if status, out, errw := emv(join(sign, 2, "Reading record"), "decode", "-"); status != 2 || !strings.Contains(errw, "the input: line 3: no command") {
			t.Errorf("%s, another line: %d\n%s%s", name, status, out, errw)
		}
		if status, out, errw := emv(strings.ReplaceAll(join(sign, 3, ""), "\n", "\r\n"), "decode", "-"); status != 1 || !strings.Contains(errw, "emv decode: line 4: ") {
			t.Errorf("%s, lines that end in CR and LF: %d\n%s%s", name, status, out, errw)
		}
	}
	text := join(signs["signs"], 1, "") // with a response of which the sign alone is there
	text = strings.Replace(text, "\n> 00B2010C00", "\n<\n> 00B2010C00", 1)
	status, out, errw := emv(text, "decode", "-")
	if status != 1 || !strings.Contains(out, "response: not recorded\n") || !strings.Contains(errw, "line 2: an empty response") {
		t.Errorf("a sign alone: %d\n%s%s", status, out, errw)
	}
	several := signs["labels"]
	text = several[0] + lines[0] + "\n" + several[0] + lines[2] + "\n# here\n" + several[0] + lines[4] + "\n" + several[1] + lines[5] + "\n" + several[1] + lines[1] + "\n" + several[0] + lines[2] + "\n"
	if status, out, errw := emv(text, "decode", "-"); status != 1 || !strings.Contains(errw, "line 2: ") || !strings.Contains(errw, ", and 3 more") || !strings.Contains(out, "exchange 5") || !strings.Contains(out, "9F65") {
		t.Errorf("several: %d\n%s%s", status, out, errw)
	}
	for _, c := range []struct{ text, says string }{
		{"9F2608112233445566\n77889F270180\n9F36020001\n", "9F27 "},
		{"00B2010C00\n700E5F24\n032912315F280208405A009000\n", "READ RECORD"}, // one exchange, its response on two lines
		{"6F108408A0000000030000\n00A5049F6501FF9000\n", "9F65"},
	} {
		if _, out, errw := emv(c.text, "decode", "-"); strings.Contains(errw, "line ") || !strings.Contains(out, c.says) {
			t.Errorf("%q: %s%s", c.text, out, errw)
		}
	}
	if status, _, errw := emv(join(signs[""], 1, ""), "decode", "-as", "tlv", "-"); strings.Contains(errw, "line ") { // what was said that it is counts
		t.Errorf("%d %s", status, errw)
	}
}
