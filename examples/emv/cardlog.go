package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// cardLogs reads the transaction log, and UnionPay's log of loads. Of a log that is not whole it says why.
//
// EMV 4.4 B3 annex D
func (b *browser) cardLogs(a *appFound, fci []byte) error {
	b.d.learnName(fci)
	for _, l := range []struct {
		file c7.LogFile
		name string
		to   *[][]item
	}{
		{c7.LogFile{Entry: 0x9F4D, Format: 0x9F4F, Most: 255}, "transaction log", &a.Log},
		{c7.LogFile{Entry: 0xDF4D, Format: 0xDF4F, Most: 255}, "load log", &a.Loads},
	} {
		log, err := l.file.Read(fci, b.exchange)
		for _, r := range log.Records {
			*l.to = append(*l.to, b.logEntry(r))
		}
		switch {
		case err != nil:
			return err
		case log.Reason == c7.LogRefused:
			sw := apdu.SW(log.SW)
			a.LogFaults = append(a.LogFaults, fmt.Sprintf("%s: %s: %s %s", l.name, log.Reason, sw, sw.Explain()))
		case log.Reason != c7.LogRead && log.Reason != c7.LogNotSupported:
			a.LogFaults = append(a.LogFaults, l.name+": "+log.Reason.String())
		}
	}
	return nil
}

// logFaults says what is wrong with a log entry: its file is none that a log can be in, or it has no records.
//
// EMV 4.4 B3 annex D4
func logFaults(entry []byte) (faults []string) {
	if len(entry) != 2 {
		return nil
	}
	if entry[0] < 11 || entry[0] > 30 {
		faults = append(faults, fmt.Sprintf("illegal: SFI %d, where a log has one of 11 to 30", entry[0]))
	}
	if entry[1] == 0 {
		faults = append(faults, "illegal: a log without records")
	}
	return faults
}

// exchange sends a command and gives the whole answer.
func (b *browser) exchange(command []byte) ([]byte, error) {
	data, sw, err := b.send(command)
	return append(data, byte(sw>>8), byte(sw)), err
}

// logEntry is a transaction as the decoder has it, empty for a record that is not used.
func (b *browser) logEntry(record c7.LogRecord) []item {
	var log transcript.Log
	var data []byte
	for _, v := range record {
		log.Format = append(v.Tag.Append(log.Format), byte(len(v.Value)))
		data = append(data, v.Value...)
	}
	return append([]item{}, b.d.logRecord(&log, data)[0].Items...)
}

// printLog prints a log as a table, a transaction a line.
func (c *call) printLog(title string, log [][]item) {
	if len(log) == 0 {
		return
	}
	c.printf("  %s\n", c.bold(title))
	head := []string{""}
	if used := slices.IndexFunc(log, func(entry []item) bool { return len(entry) > 0 }); used >= 0 {
		for _, it := range log[used] {
			head = append(head, or(logColumns[it.Tag], it.Tag))
		}
	}
	rows := [][]string{head}
	for n, entry := range log {
		row := []string{fmt.Sprint(n + 1)}
		if len(entry) == 0 {
			row = append(row, "unused")
		}
		for _, it := range entry {
			row = append(row, logCell(&it, exponentIn(entry)))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(head))
	for _, row := range rows {
		for i, cell := range row[:min(len(row), len(widths))] {
			widths[i] = max(widths[i], terminal.Columns(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(widths) {
				line.WriteString(strings.Repeat(" ", widths[i]-terminal.Columns(cell)+2))
			}
		}
		c.printf("    %s\n", strings.TrimRight(line.String(), " "))
	}
}

// chinese is a name in characters of GB18030, as cards of UnionPay note their merchants; ok false where it is ASCII, or none of these.
func chinese(b []byte) (text string, ok bool) {
	text, err := simplifiedchinese.GB18030.NewDecoder().String(strings.TrimRight(string(b), "\x00 "))
	wide := strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
	return text, err == nil && wide && !strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) })
}

// logColumns are short names of what logs hold.
var logColumns = map[string]string{
	"9A": "date", "9F21": "time", "9F02": "amount", "9F03": "other amount", "9F1A": "country", "5F2A": "currency", "9F4E": "merchant",
	"9C": "type", "9F36": "ATC", "9F27": "cryptogram", "95": "TVR", "9F52": "card's actions", "9F10": "issuer data",
}

// exponentIn is how many decimals the currency of an entry has, 0 where it names none.
func exponentIn(entry []item) int {
	for _, it := range entry {
		if columns, ok := findCode(tlv.Currencies, decimal(unhex(it.Value))); ok && it.Tag == "5F2A" && len(columns) == 4 {
			n, _ := strconv.Atoi(columns[2])
			return n
		}
	}
	return 0
}

// logCell is a value in few words: of a code what it stands for, of an amount a number with its decimals.
func logCell(it *item, exponent int) string {
	words := ""
	if len(it.Words) > 0 {
		words = it.Words[len(it.Words)-1]
	}
	switch it.Tag {
	case "9F02", "9F03":
		digits := strings.TrimLeft(it.Value, "0")
		if len(digits) <= exponent {
			digits = strings.Repeat("0", exponent+1-len(digits)) + digits
		}
		if at := len(digits) - exponent; exponent > 0 {
			return digits[:at] + "." + digits[at:]
		}
		return digits
	case "9F1A", "5F2A":
		columns := strings.Split(words, ", ")
		return columns[min(1, len(columns)-1)]
	case "9A", "9F21", "9F4E":
		return strings.Trim(words, `" `)
	case "9C", "9F27":
		_, meaning, _ := strings.Cut(words, ": ")
		return or(meaning, it.Value)
	default:
		return it.Value
	}
}
