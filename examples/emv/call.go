package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode"

	"github.com/emvgo/emv/tlv"
)

// A call is one run of one command: its flags, arguments and streams.
type call struct {
	command command
	flags   *flag.FlagSet
	raw     []string // the command line after the name
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

func newCall(c command, args []string, in io.Reader, out, errw io.Writer, env func(string) string) *call {
	fl := flag.NewFlagSet("emv "+c.name, flag.ContinueOnError)
	fl.SetOutput(io.Discard)
	return &call{
		command: c, flags: fl, raw: args, in: in, out: out, errw: errw, color: isTerminal(out) && env("NO_COLOR") == "",
		json: fl.Bool("json", false, "print one JSON object and nothing else"),
	}
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

// parse reads flags and arguments in any order and checks how many arguments there are.
func (c *call) parse(least, most int) error {
	rest := c.raw
	for {
		if err := c.flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				c.help()
				return flag.ErrHelp
			}
			return c.usage("%v", err)
		}
		rest = c.flags.Args()
		if len(rest) == 0 {
			break
		}
		c.args, rest = append(c.args, rest[0]), rest[1:]
	}
	switch {
	case len(c.args) < least:
		return c.usage("%s is missing", strings.Fields(c.command.args + " argument")[len(c.args)])
	case len(c.args) > most:
		return c.usage("too many arguments: %d where %d belong", len(c.args), most) // unquoted: it may be a PIN
	}
	return nil
}

// usage is an error that says what is wrong with the command line and where to read more.
func (c *call) usage(format string, args ...any) error {
	return fmt.Errorf("%w%s", errUsage, fmt.Sprintf("emv %s: %s; emv help %[1]s tells the flags", c.command.name, fmt.Sprintf(format, args...)))
}

func (c *call) help() {
	fmt.Fprintf(c.out, "usage: emv %s [flags] %s\n\n%s.\n", c.command.name, c.command.args, sentence(c.command.short))
	if c.command.long != "" {
		fmt.Fprintf(c.out, "\n%s\n", strings.TrimSpace(c.command.long))
	}
	fmt.Fprint(c.out, "\nflags:\n")
	c.flags.VisitAll(func(f *flag.Flag) {
		value, text := flag.UnquoteUsage(f)
		fmt.Fprintf(c.out, "  -%-18s %s\n", strings.TrimSpace(f.Name+" "+value), text)
	})
}

func sentence(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// finish turns a command's error into words and an exit status.
func (c *call) finish(err error) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errNo):
		if text := strings.TrimPrefix(err.Error(), errNo.Error()); text != "" {
			c.complain(strings.TrimPrefix(text, ": "))
		}
		return 1
	default:
		c.complain(withoutSecrets(strings.TrimPrefix(err.Error(), errUsage.Error())))
		return 2
	}
}

// withoutSecrets masks what may be a PAN in a command line that an error quotes, and shows of what may be a key its length
// alone.
func withoutSecrets(text string) string {
	return regexp.MustCompile(`[0-9A-Fa-f]{13,}`).ReplaceAllStringFunc(text, func(s string) string {
		switch {
		case len(s) <= 19 && strings.Trim(s, "0123456789") == "":
			return tlv.MaskPAN(s)
		case len(s) >= 32:
			return "[" + count(len(s), "digit") + "]"
		default:
			return maskDigits(strings.ToUpper(s))
		}
	})
}

// complain writes a line that may quote the command line, whatever bytes that has.
func (c *call) complain(text string) {
	fmt.Fprintln(c.errw, strings.ToValidUTF8(text, "\uFFFD"))
}

// printJSON prints v as one object.
func (c *call) printJSON(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (c *call) printf(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }

// The few colours, where a person watches.
func (c *call) bold(s string) string { return c.paint("1", s) }
func (c *call) dim(s string) string  { return c.paint("2", s) }
func (c *call) red(s string) string  { return c.paint("31", s) }

func (c *call) paint(code, s string) string {
	if !c.color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

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
	digits := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch x := s[i]; {
		case x == ' ' || x == '\n' || x == '\r' || x == '\t' || x == ':' || x == '-':
		case x == '0' && i+1 < len(s) && (s[i+1] == 'x' || s[i+1] == 'X'):
			i++
		case '0' <= x && x <= '9' || 'a' <= x|0x20 && x|0x20 <= 'f':
			digits = append(digits, x)
		default:
			return nil, c.usage("%s: %q at offset %d is no hex digit", what, x, i)
		}
	}
	if len(digits)%2 != 0 {
		return nil, c.usage("%s: %d hex digits are no whole bytes; one is missing or too many", what, len(digits))
	}
	b := make([]byte, len(digits)/2)
	_, err := hex.Decode(b, digits)
	return b, err
}

func upper(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// readInput reads standard input whole, up to 1 MiB.
func (c *call) readInput() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(c.in, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = errors.New("more than 1 MiB")
	}
	if err != nil {
		return nil, fmt.Errorf("emv %s: standard input: %w", c.command.name, err)
	}
	return b, nil
}

const maxFile = 1 << 20

// unhex is the bytes of digits that are known to be hexadecimal.
func unhex(s string) []byte {
	b, _ := hex.DecodeString(s)
	return b
}
