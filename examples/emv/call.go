package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/tlv"
)

// A call is one run of one command: its flags, arguments and streams.
type call struct {
	command command
	flags   *pflag.FlagSet
	args    []string // what is left after the flags
	in      io.Reader
	out     io.Writer
	errw    io.Writer
	color   bool
	json    *bool
}

// errUsage is a bad command line: exit status 2. errNo is a command that did its work and whose answer is no: 1.
var (
	errUsage = errors.New("usage")
	errNo    = errors.New("no")
)

func newCall(c command, s *streams, json *bool) *call {
	return &call{command: c, in: s.in, out: screen{s.out}, errw: s.errw, color: s.color, json: json}
}

// isTerminal reports whether w is a character device, so that colours make sense.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// usage is an error that says what is wrong with the command line and where to read more.
func (c *call) usage(format string, args ...any) error {
	return usage(c.command.name, format, args...)
}

func usage(name, format string, args ...any) error {
	return fmt.Errorf("%wemv %s: %s; emv help %[2]s tells the flags", errUsage, name, fmt.Sprintf(format, args...))
}

// outcomeOf turns a command's error into an exit status, and words that are to be said.
func outcomeOf(err error) (status int, text string) {
	switch {
	case err == nil:
		return 0, ""
	case errors.Is(err, errNo):
		return 1, strings.TrimPrefix(strings.TrimPrefix(err.Error(), errNo.Error()), ": ")
	case err == errUsage: // it was shown
		return 2, ""
	default:
		return 2, withoutSecrets(strings.TrimPrefix(err.Error(), errUsage.Error()))
	}
}

// withoutSecrets masks what may be a PAN in a command line that an error quotes, however its digits are written, and shows of what may be a key or
// a PIN block its length alone.
func withoutSecrets(text string) string {
	text = transcript.HideNumbers(text)
	var b strings.Builder
	for text != "" {
		n := strings.IndexFunc(text, func(r rune) bool { return !hexDigit(r) })
		if n < 0 {
			n = len(text)
		}
		switch word := text[:n]; {
		case n < 13:
			b.WriteString(word)
		case n <= 19 && strings.Trim(word, "0123456789") == "":
			b.WriteString(tlv.MaskPAN(word))
		case n >= 32 || n == 16 && quotedBlock().MatchString(word):
			b.WriteString("[" + count(n, "digit") + "]")
		default:
			b.WriteString((&transcript.Cover{}).Text(strings.ToUpper(word)))
		}
		text = text[n:]
		if n = strings.IndexFunc(text, hexDigit); n < 0 {
			n = len(text)
		}
		b.WriteString(text[:n])
		text = text[n:]
	}
	return b.String()
}

// quotedBlock is a word that may be a PIN block of ISO 9564-1, of format 0 or 3 with whatever PAN or of format 1.
var quotedBlock = pattern(`^[013][4-9A-Ca-c][0-9]{2}`)

func hexDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'F' || 'a' <= r && r <= 'f'
}

// complain writes a line that may quote the command line, a card or a file, whatever bytes that has.
func (s *streams) complain(text string) { fmt.Fprintln(screen{s.errw}, text) }

// complain writes a line beside the answer.
func (c *call) complain(text string) { (&streams{errw: c.errw}).complain(text) }

func text(b []byte) bool {
	for _, x := range b {
		if x >= 0x80 || x < ' ' && x != '\n' && x != '\r' && x != '\t' {
			return false
		}
	}
	return true
}

// hex reads hex digits and says at which digit they end to be hex.
func (c *call) hex(what, s string) ([]byte, error) {
	digits, end := hexDigits(s)
	if end < len(s) {
		return nil, c.usage("%s: %q at offset %d is no hex digit", what, s[end], end)
	}
	if len(digits)%2 != 0 {
		return nil, c.usage("%s: %d hex digits are no whole bytes; one is missing or too many", what, len(digits))
	}
	return unhex(digits), nil
}

// hexDigits are the digits of a text in hexadecimal, without the blanks, colons, commas, dashes and 0x that may stand between them, and where it ends to be one.
func hexDigits(s string) (digits string, end int) {
	b := make([]byte, 0, len(s))
	for ; end < len(s); end++ {
		switch x := s[end]; {
		case strings.IndexByte(" \n\r\t:-,", x) >= 0:
		case x == '0' && end+1 < len(s) && s[end+1]|0x20 == 'x':
			end++
		case hexDigit(rune(x)):
			b = append(b, x)
		default:
			return string(b), end
		}
	}
	return string(b), end
}

func upper(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// readInput reads standard input whole, up to 1 MiB. A byte order mark is no part of it, and UTF-16 is refused.
func (c *call) readInput() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(c.in, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = errors.New("more than 1 MiB")
	}
	if err == nil && setup.UTF16(b) {
		err = errors.New("a text in UTF-16; give it in UTF-8")
	}
	if err != nil {
		return nil, fmt.Errorf("emv %s: standard input: %w", c.command.name, err)
	}
	return setup.Text(b), nil
}

const maxFile = 1 << 20

// unhex is the bytes of digits that are known to be hexadecimal.
func unhex(s string) []byte {
	b, _ := hex.DecodeString(s)
	return b
}
