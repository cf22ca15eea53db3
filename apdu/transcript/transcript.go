// Package transcript keeps conversations between a terminal and a card as text files that people read, edit and
// compare, and that tests replay.
//
//	source: a contact card, read on a bench
//	clause: EMV 4.4 B1 12.3.3
//	-- conversation --
//	# the terminal's first AID
//	> 00A4040007A000000003101000
//	< 6F1D8408A000000003101005A511500556205041598701015F2D046E6C656E9000 @12ms
//	> 00B2010C00
//	< !timeout
//
// Header lines are "key: value", the key in lower-case letters, digits and hyphens. After the line
// "-- conversation --" commands ("> ", C-APDU) and responses ("< ", R-APDU with its status word) follow in turn, in
// hexadecimal. A response may carry the time that the exchange took ("@12ms"). In place of a response there may be a
// fault of the card: "!timeout", "!transmission", "!protocol" or "!removed". A question mark stands for bytes that
// were not recorded: "> ?" is any command, "> 80A80000 ?" any that begins so, "< ?" an unknown response. Comments
// begin with "# ", on lines of their own or at the end of a command or response; empty lines are allowed everywhere.
//
// What [Parse] accepts, [Conversation.Append] writes again to the byte. [Recorder] writes conversations down,
// [Replay] is a card that answers from one, [Compare] finds differences, [Conversation.Redact] takes the secrets out.
package transcript

import (
	"slices"
	"time"

	"github.com/emvgo/emv/apdu"
)

// Separator is the line between the header and the exchanges.
const Separator = "-- conversation --"

// A Conversation is a header and the exchanges of a terminal with a card. The zero Conversation is empty and ready
// to be filled.
type Conversation struct {
	lines     []line
	exchanges []Exchange
}

// An Exchange is a command and what came of it.
type Exchange struct {
	Command  []byte         // C-APDU
	Open     bool           // Command was not recorded whole: any command that begins with it
	Response []byte         // R-APDU with SW1 SW2; nil with a Fault or when Omitted
	Omitted  bool           // there was a response, which was not recorded
	Fault    apdu.FaultKind // no response because of the card; 0 otherwise
	Took     time.Duration  // of the exchange; 0 if it was not measured

	CommandLine, ResponseLine int // line numbers in the file, from 1; 0 if the exchange was not read from one
}

type lineKind uint8

const (
	blankLine lineKind = iota
	commentLine
	headerLine
	separatorLine
	commandLine
	responseLine
)

// A line is one line of the file. text is the line as read; where it is empty the line is written from its parts.
type line struct {
	kind       lineKind
	text       string
	key, value string
	exchange   int    // commandLine, responseLine: index into exchanges
	comment    string // commandLine, responseLine: what follows " # "
}

// Get is the value of the first header line with this key, "" without one.
func (c *Conversation) Get(key string) string {
	for i := range c.lines {
		if l := &c.lines[i]; l.kind == headerLine && l.key == key {
			return l.value
		}
	}
	return ""
}

// Values is the values of all header lines with this key.
func (c *Conversation) Values(key string) (values []string) {
	for i := range c.lines {
		if l := &c.lines[i]; l.kind == headerLine && l.key == key {
			values = append(values, l.value)
		}
	}
	return values
}

// A Header is one header line, with its number in the file, from 1.
type Header struct {
	Key, Value string
	Line       int
}

// Headers are the header lines in their order.
func (c *Conversation) Headers() (list []Header) {
	for i := range c.lines {
		if l := &c.lines[i]; l.kind == headerLine {
			list = append(list, Header{l.key, l.value, i + 1})
		}
	}
	return list
}

// Set changes the value of the first header line with this key, or adds one at the end of the header. A key or value
// that no header line can hold is changed to one that can: it never breaks the file.
func (c *Conversation) Set(key, value string) {
	key, value = cleanKey(key), cleanText(value)
	for i := range c.lines {
		if l := &c.lines[i]; l.kind == headerLine && l.key == key {
			if l.value != value {
				l.text, l.value = "", value
			}
			return
		}
	}
	at := slices.IndexFunc(c.lines, func(l line) bool { return l.kind == separatorLine })
	if at < 0 {
		at = len(c.lines)
	}
	for at > 0 && c.lines[at-1].kind == blankLine {
		at--
	}
	c.lines = slices.Insert(c.lines, at, line{kind: headerLine, key: key, value: value})
}

// Exchanges is the exchanges in order. The slice and its bytes belong to c.
func (c *Conversation) Exchanges() []Exchange { return c.exchanges }

// Add appends an exchange, whose bytes it copies.
func (c *Conversation) Add(x Exchange) {
	c.open()
	x.Command, x.Response = slices.Clone(x.Command), slices.Clone(x.Response)
	x.CommandLine, x.ResponseLine = 0, 0
	n := len(c.exchanges)
	c.exchanges = append(c.exchanges, x)
	c.lines = append(c.lines, line{kind: commandLine, exchange: n}, line{kind: responseLine, exchange: n})
}

// SetResponse puts another response in the place of that of exchange i, counted from 0. It copies the bytes.
func (c *Conversation) SetResponse(i int, response []byte) {
	x := &c.exchanges[i]
	x.Response, x.Omitted, x.Fault = slices.Clone(response), false, 0
	c.changed(responseLine, i)
}

// Comment appends a comment line.
func (c *Conversation) Comment(text string) {
	c.open()
	c.lines = append(c.lines, line{kind: commentLine, text: "# " + cleanText(text)})
}

// open adds the separator if there is none yet.
func (c *Conversation) open() {
	if !slices.ContainsFunc(c.lines, func(l line) bool { return l.kind == separatorLine }) {
		c.lines = append(c.lines, line{kind: separatorLine})
	}
}

// Clone is a copy that shares no memory with c.
func (c *Conversation) Clone() *Conversation {
	d := &Conversation{slices.Clone(c.lines), slices.Clone(c.exchanges)}
	for i := range d.exchanges {
		x := &d.exchanges[i]
		x.Command, x.Response = slices.Clone(x.Command), slices.Clone(x.Response)
	}
	return d
}
