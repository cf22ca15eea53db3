package transcript

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emvgo/emv/apdu"
)

// A SyntaxError says which line of a conversation cannot be read, and why.
type SyntaxError struct {
	Line   int // from 1
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("transcript: line %d: %s", e.Line, e.Reason)
}

// maxErrors is how many errors Parse reports.
const maxErrors = 20

// Longest command and response: the extended form of case 4, and 65,536 bytes with a status word.
const (
	maxCommand  = 4 + 3 + apdu.MaxExtendedData + 2
	maxResponse = apdu.MaxExtendedLe + 2
)

// Parse reads a conversation. A byte order mark at its beginning is skipped. The error joins a [*SyntaxError] for each wrong
// line, 20 at most; a file that is not UTF-8, or whose lines end with carriage returns, has one.
func Parse(b []byte) (*Conversation, error) {
	b = bytes.TrimPrefix(b, []byte("\uFEFF"))
	if err := readable(b); err != nil {
		return nil, err
	}
	p := parser{c: new(Conversation)}
	if len(b) > 0 && b[len(b)-1] != '\n' {
		b = append(b[:len(b):len(b)], '\n')
		p.fail = append(p.fail, &SyntaxError{strings.Count(string(b), "\n"), "no newline at the end"})
	}
	for text := range strings.Lines(string(b)) {
		p.number++
		if reason := p.line(strings.TrimSuffix(text, "\n")); reason != "" {
			if len(p.fail) == maxErrors {
				break
			}
			p.fail = append(p.fail, &SyntaxError{p.number, reason})
		}
	}
	switch {
	case !p.body && len(p.fail) == 0:
		p.fail = append(p.fail, &SyntaxError{p.number + 1, "no line " + Separator})
	case p.pending && len(p.fail) == 0:
		p.fail = append(p.fail, &SyntaxError{p.number + 1, "no response to the last command (write < ? if it was not recorded)"})
	}
	if len(p.fail) > 0 {
		return nil, errors.Join(p.fail...)
	}
	return p.c, nil
}

// readable is what is wrong with a whole file: another encoding, or the line ends of another system.
func readable(b []byte) error {
	number := 0
	for line := range bytes.Lines(b) {
		number++
		switch {
		case !utf8.Valid(line):
			return &SyntaxError{number, "not UTF-8; save the file as UTF-8"}
		case bytes.IndexByte(line, '\r') >= 0:
			return &SyntaxError{number, "a carriage return; save the file with lines that end with a line feed alone"}
		}
	}
	return nil
}

type parser struct {
	c       *Conversation
	number  int
	body    bool // after the separator
	pending bool // a command waits for its response
	fail    []error
}

// line reads one line and returns what is wrong with it.
func (p *parser) line(text string) string {
	l := line{text: text}
	switch {
	case text == "":
		l.kind = blankLine
	case text[0] == '#':
		l.kind = commentLine
	case text == Separator && !p.body:
		l.kind, p.body = separatorLine, true
	case !p.body && (strings.HasPrefix(text, "> ") || strings.HasPrefix(text, "< ")): // once
		p.fail = append(p.fail, &SyntaxError{p.number, "an exchange before the line " + Separator + ", which is to stand above it"})
		p.body = true
		return p.line(text)
	case !p.body:
		key, value, ok := strings.Cut(text, ":")
		if !ok || key != cleanKey(key) || value != "" && value[0] != ' ' {
			return "no header line (key: value), comment or " + Separator
		}
		l.kind, l.key, l.value = headerLine, key, strings.TrimSpace(value)
	case strings.HasPrefix(text, "> "):
		if p.pending {
			return "a command before the response to the last one (write < ? if it was not recorded)"
		}
		l.kind = commandLine
		return p.command(l)
	case strings.HasPrefix(text, "< "):
		if !p.pending {
			return "a response without a command (write > ? if it was not recorded)"
		}
		l.kind = responseLine
		return p.response(l)
	default:
		return "no command (> hex), response (< hex) or comment"
	}
	p.c.lines = append(p.c.lines, l)
	return ""
}

// fields splits what follows "> " or "< " into its words, and the comment.
func fields(text string) (words []string, comment string) {
	text, comment, _ = strings.Cut(text[2:], " # ")
	return strings.Fields(text), comment
}

func (p *parser) command(l line) string {
	words, comment := fields(l.text)
	x := Exchange{CommandLine: p.number}
	if n := len(words); n > 0 && words[n-1] == "?" {
		x.Open, words = true, words[:n-1]
	}
	p.pending = true
	var reason string
	if x.Command, reason = bytesOf(words, maxCommand); reason != "" {
		return reason
	}
	if len(x.Command) == 0 && !x.Open {
		return "an empty command"
	}
	l.exchange, l.comment = len(p.c.exchanges), comment
	p.c.exchanges = append(p.c.exchanges, x)
	p.c.lines = append(p.c.lines, l)
	return ""
}

func (p *parser) response(l line) string {
	words, comment := fields(l.text)
	p.pending = false
	if len(p.c.exchanges) == 0 {
		return "" // the command was wrong already
	}
	x := &p.c.exchanges[len(p.c.exchanges)-1]
	x.ResponseLine = p.number
	if n := len(words); n > 0 && words[n-1][0] == '@' {
		d, err := time.ParseDuration(words[n-1][1:])
		if err != nil || d < 0 {
			return "no duration (such as @12ms)"
		}
		x.Took, words = d, words[:n-1]
	}
	switch {
	case len(words) == 1 && words[0] == "?":
		x.Omitted = true
	case len(words) == 1 && words[0][0] == '!':
		if x.Fault = faultNamed(words[0][1:]); x.Fault == 0 {
			return "no fault (!timeout, !transmission, !protocol or !removed)"
		}
	default:
		var reason string
		if x.Response, reason = bytesOf(words, maxResponse); reason != "" {
			return reason
		}
		if len(x.Response) == 0 {
			return "an empty response"
		}
	}
	l.exchange, l.comment = len(p.c.exchanges)-1, comment
	p.c.lines = append(p.c.lines, l)
	return ""
}

// bytesOf reads hexadecimal, which may have spaces between bytes.
func bytesOf(words []string, most int) ([]byte, string) {
	var b []byte
	for _, w := range words {
		x, err := hex.DecodeString(w)
		if err != nil {
			return nil, fmt.Sprintf("no hexadecimal: %d characters", len(w)) // what they are may be a secret
		}
		b = append(b, x...)
	}
	if len(b) > most {
		return nil, fmt.Sprintf("%d bytes, more than %d", len(b), most)
	}
	return b, ""
}

var faultWords = [...]string{apdu.Timeout: "timeout", apdu.Transmission: "transmission", apdu.Protocol: "protocol", apdu.Removed: "removed"}

func faultNamed(s string) apdu.FaultKind {
	for k, name := range faultWords {
		if name == s && name != "" {
			return apdu.FaultKind(k)
		}
	}
	return 0
}

// Append appends the text of the conversation. Lines that were read and not changed since are written as they were.
func (c *Conversation) Append(dst []byte) []byte {
	separated := false
	for i := range c.lines {
		l := &c.lines[i]
		separated = separated || l.kind == separatorLine
		dst = append(c.appendLine(dst, l), '\n')
	}
	if !separated {
		dst = append(append(dst, Separator...), '\n')
	}
	return dst
}

// String is the text of the conversation.
func (c *Conversation) String() string { return string(c.Append(nil)) }

func (c *Conversation) appendLine(dst []byte, l *line) []byte {
	if l.text != "" {
		return append(dst, l.text...)
	}
	switch l.kind {
	case separatorLine:
		return append(dst, Separator...)
	case headerLine:
		dst = append(append(dst, l.key...), ':')
		if l.value != "" {
			dst = append(append(dst, ' '), l.value...)
		}
		return dst
	case commandLine:
		x := &c.exchanges[l.exchange]
		dst = append(dst, "> "...)
		dst = appendHex(dst, x.Command)
		if x.Open || len(x.Command) == 0 {
			if len(x.Command) > 0 {
				dst = append(dst, ' ')
			}
			dst = append(dst, '?')
		}
	case responseLine:
		x := &c.exchanges[l.exchange]
		dst = append(dst, "< "...)
		switch {
		case x.Fault != 0 && int(x.Fault) < len(faultWords):
			dst = append(append(dst, '!'), faultWords[x.Fault]...)
		case x.Omitted || len(x.Response) == 0:
			dst = append(dst, '?')
		default:
			dst = appendHex(dst, x.Response)
		}
		if x.Took > 0 {
			dst = append(dst, " @"+strings.Replace(x.Took.String(), "µ", "u", 1)...)
		}
	default:
		return dst
	}
	if l.comment != "" {
		dst = append(append(dst, " # "...), l.comment...)
	}
	return dst
}

func appendHex(dst, b []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, x := range b {
		dst = append(dst, digits[x>>4], digits[x&0x0F])
	}
	return dst
}

// cleanKey is the key with only the characters that a key may have.
func cleanKey(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(s))
	if s = strings.Trim(s, "-"); s == "" {
		return "note"
	}
	return s
}

// cleanText is the text on one line, without spaces at its ends.
func cleanText(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "?")), " ")
}

// hideText replaces letters by X and digits by 0.
func hideText(b []byte) {
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			b[i] = '0'
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= 0x80:
			b[i] = 'X'
		}
	}
}
