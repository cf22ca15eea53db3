package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
)

// arrows are the signs before a command and before a response, as logs have them.
var arrows = pattern(`^(?:([-=]*>+|C:|C-?APDU:)|(<+[-=]*|R:|R-?APDU:))\s*`)

// asTalk is a conversation of which the header line is missing, with it: lines that have signs of their directions, or commands that are known and their responses
// by turns. It is empty for all else.
func asTalk(s string) string {
	if conversation(s) {
		return ""
	}
	s = strings.ReplaceAll(s, "\r", "\n")
	if pairs := or(pairsApart(s), fieldsByTurns(s)); pairs != "" {
		s = pairs
	}
	var b strings.Builder
	b.WriteString(transcript.Separator + "\n")
	signs, plain := 0, 0
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		var m []string
		if strings.ContainsAny(line, "<>:") {
			m = arrows().FindStringSubmatch(line)
		}
		switch {
		case line == "" || line[0] == '#':
		case m != nil && m[1] != "":
			signs++
			b.WriteString("> " + inDigits(line[len(m[0]):]) + "\n")
		case m != nil:
			signs++
			b.WriteString("< " + inDigits(line[len(m[0]):]) + "\n")
		default:
			plain++
			if line = byTurns(line, plain%2 == 0); line == "" {
				return ""
			}
			b.WriteString(line)
		}
	}
	if signs > 0 == (plain > 0) || signs+plain < 2 {
		return ""
	}
	if plain%2 != 0 {
		b.WriteString("< ?\n")
	}
	if _, err := transcript.Parse([]byte(b.String())); err != nil {
		return ""
	}
	return b.String()
}

// brokenTalk says on which line a conversation without its header line stops to be one, and why: where commands and responses no longer alternate, or a line is neither.
// It is empty for all else. mended is the conversation with what is missing marked as not recorded; it is empty where a line is neither.
func brokenTalk(s string) (fault, mended string) {
	if conversation(s) {
		return "", ""
	}
	s = lineEnds.Replace(s)
	signed := false
	for line := range strings.Lines(s) {
		signed = signed || arrows().MatchString(strings.TrimSpace(line))
	}
	if !signed && !strings.ContainsAny(strings.TrimSpace(s), "\n") {
		return "", ""
	}
	var b, whole strings.Builder
	b.WriteString(transcript.Separator + "\n")
	whole.WriteString(transcript.Separator + "\n")
	missing := 0
	var commands, responses, others int
	command := false // the last line was one
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		m := arrows().FindStringSubmatch(line)
		sent, answer := byTurns(line, false), byTurns(line, true)
		switch {
		case line == "" || line[0] == '#':
			b.WriteString(line + "\n")
			continue
		case m != nil && m[1] != "":
			sent, answer = "> "+inDigits(line[len(m[0]):])+"\n", ""
		case m != nil:
			sent, answer = "", "< "+inDigits(line[len(m[0]):])+"\n"
		case signed:
			sent, answer = "", ""
		}
		if m != nil && m[0] == line { // a sign with nothing behind it: missing
			b.WriteString(sent + answer)
			continue
		}
		switch {
		case sent != "" && (answer == "" || !command):
			if command {
				missing++
				whole.WriteString("< ?\n")
			}
			commands, command = commands+1, true
			b.WriteString(sent)
			whole.WriteString(sent)
		case answer != "":
			if !command {
				missing++
				whole.WriteString("> ?\n")
			}
			responses, command = responses+1, false
			b.WriteString(answer)
			whole.WriteString(answer)
		default:
			others++
			b.WriteString(line + "\n")
		}
	}
	all := commands + responses + others
	var wrong *transcript.SyntaxError
	_, err := transcript.Parse([]byte(b.String()))
	switch {
	case signed && others == 0 && errors.As(err, &wrong): // there is no doubt what the lines are
	case all < 3 || commands == 0 || responses == 0 || others > 0 && (commands < 2 || responses < 2 || 4*others > all), !errors.As(err, &wrong):
		return "", ""
	case !signed:
		wrong.Reason = unsignedReasons.Replace(wrong.Reason)
	}
	fault = fmt.Sprintf("line %d: %s", wrong.Line-1, wrong.Reason)
	if command {
		missing++
		whole.WriteString("< ?\n")
	}
	if _, err = transcript.Parse([]byte(whole.String())); err != nil || others > 0 || missing == 0 {
		return fault, ""
	}
	if missing > 1 {
		fault += fmt.Sprintf(", and %d more", missing-1)
	}
	return fault, whole.String()
}

var (
	lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	// unsignedReasons are what a log does that has no signs before its lines.
	unsignedReasons = strings.NewReplacer(
		"write < ? if it was not recorded", "write 0000 if it was not recorded",
		"write > ? if it was not recorded", "if it was not recorded, write > before each command and < before each response, and > ? for this one",
		"no command (> hex), response (< hex) or comment", "no command, response or comment (# before it)",
	)
)

// columnMarks stand between the fields of a table.
const columnMarks = ",;\t|"

// fieldsByTurns is a text with more fields on a line than a command and its response, with a line for each field. The head's fields are left out. It is empty for a text
// without such lines.
func fieldsByTurns(s string) string {
	var b strings.Builder
	several := false
	for line := range strings.Lines(s) {
		fields := strings.FieldsFunc(strings.ReplaceAll(line, `"`, ""), func(r rune) bool { return strings.ContainsRune(columnMarks, r) })
		several = several || len(fields) > 2
		for i, f := range fields {
			if f = strings.Join(strings.Fields(f), ""); f != "" && (b.Len() > 0 || len(unhex(f)) > 1) {
				b.WriteString(f + "\n")
			} else if f != "" && i > 1 && b.Len() == 0 { // no head has as many
				return ""
			}
		}
	}
	if !several {
		return ""
	}
	return b.String()
}

// pairsApart is a table with a command and its response on each line, of which the first may be the head, with a line for each of both. It is empty for all else.
func pairsApart(s string) string {
	var b strings.Builder
	lines := 0
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(strings.ReplaceAll(line, `"`, "")); line == "" {
			continue
		}
		lines++
		at := strings.IndexAny(line, columnMarks)
		if at < 0 || strings.ContainsAny(line[at+1:], columnMarks) {
			return ""
		}
		pair := []string{inDigits(strings.Join(strings.Fields(line[:at]), "")), inDigits(strings.Join(strings.Fields(line[at+1:]), ""))}
		switch command, response := unhex(pair[0]), unhex(pair[1]); {
		case len(command) > 1 && len(response) > 1:
			b.WriteString(pair[0] + "\n" + pair[1] + "\n")
		case len(command) > 1 && pair[1] == "":
			b.WriteString(pair[0] + "\n0000\n") // not recorded
		case lines > 1 || len(command) > 0 || len(response) > 0:
			return ""
		}
	}
	return b.String()
}

// inDigits is a line of bytes, however they are written, in digits alone; all else is as it was.
func inDigits(line string) string {
	digits, end := hexDigits(line)
	if end < len(line) || digits == "" {
		return line
	}
	return digits
}

// byTurns is a line of a conversation without its sign, with it: a whole command that is known, or a response. One of zeroes alone was not recorded.
func byTurns(line string, answer bool) string {
	digits := inDigits(line)
	b := unhex(digits)
	c, err := apdu.ParseCommand(b)
	switch {
	case len(digits) != 2*len(b) || len(b) < 2:
		return ""
	case answer && apdu.Response(b).SW().Class() != apdu.Invalid:
		return "< " + upper(b) + "\n"
	case answer && strings.Trim(digits, "0") == "":
		return "< ?\n"
	case answer || err != nil || commandName(c) == "":
		return ""
	default:
		return "> " + upper(b) + "\n"
	}
}
