package main

import (
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
