package apdu

import (
	"errors"
	"fmt"
)

// NoLe is the Le of a command that expects no data.
const NoLe = -1

// Limits of the two forms of a command.
const (
	MaxShortData    = 255
	MaxShortLe      = 256
	MaxExtendedData = 65535
	MaxExtendedLe   = 65536
)

// A Command is a C-APDU.
//
// Its case follows from its fields: 1 without data and Le, 2 with Le, 3 with data, 4 with both. Extended asks for
// the extended form of the length fields (ISO/IEC 7816-3), which [Command.Append] also takes by itself when the
// data is longer than 255 bytes or Le greater than 256. The extended form of case 1 is the short one.
//
// EMV 4.4 B1 11.1.1
type Command struct {
	CLA, INS, P1, P2 byte
	Data             []byte // 0 to 65,535 bytes
	Le               int    // most bytes of data expected: 1 to 65,536, 0 for the most that the form allows, NoLe for none
	Extended         bool
}

// Case is the command's case, 1 to 4.
//
// EMV 4.3 B1 9.4.1
func (c Command) Case() int {
	n := 1
	if c.Le >= 0 {
		n = 2
	}
	if len(c.Data) > 0 {
		n += 2
	}
	return n
}

// extended reports whether the command is written in the extended form.
func (c *Command) extended() bool {
	return c.Extended || len(c.Data) > MaxShortData || c.Le > MaxShortLe
}

// Append appends the bytes of the command. It panics when Data or Le do not fit any form, which is a mistake of
// the caller: a card cannot cause it.
//
// EMV 4.4 B1 11.1.1
// EMV 4.4 B3 6.1
func (c Command) Append(dst []byte) []byte {
	if len(c.Data) > MaxExtendedData || c.Le > MaxExtendedLe || c.Le < NoLe {
		panic(fmt.Sprintf("apdu: command with %d bytes of data and Le %d", len(c.Data), c.Le))
	}
	dst = append(dst, c.CLA, c.INS, c.P1, c.P2)
	n := len(c.Data)
	if !c.extended() {
		if n > 0 {
			dst = append(append(dst, byte(n)), c.Data...)
		}
		if c.Le >= 0 {
			dst = append(dst, byte(c.Le)) // 256 is written 00
		}
		return dst
	}
	if n > 0 {
		dst = append(append(dst, 0, byte(n>>8), byte(n)), c.Data...)
	}
	if c.Le >= 0 {
		if n == 0 {
			dst = append(dst, 0)
		}
		dst = append(dst, byte(c.Le>>8), byte(c.Le)) // 65,536 is written 00 00
	}
	return dst
}

// MaxLe is the number of bytes that Le allows, with 0 written out as 256 or 65,536; 0 if there is no Le.
func (c Command) MaxLe() int {
	switch {
	case c.Le > 0:
		return c.Le
	case c.Le < 0:
		return 0
	case c.extended():
		return MaxExtendedLe
	}
	return MaxShortLe
}

// Errors of [ParseCommand].
var (
	ErrShortCommand  = errors.New("apdu: command shorter than its four header bytes")
	ErrCommandLength = errors.New("apdu: length fields do not fit the length of the command")
)

// ParseCommand reads the bytes of a C-APDU of any case and form. Data shares b's memory. An Le of 00 or 0000 is 0,
// so that Append gives the same bytes again.
//
// EMV 4.4 B1 11.1.1
func ParseCommand(b []byte) (Command, error) {
	if len(b) < 4 {
		return Command{}, ErrShortCommand
	}
	c := Command{CLA: b[0], INS: b[1], P1: b[2], P2: b[3], Le: NoLe}
	body := b[4:]
	switch {
	case len(body) == 0:
		return c, nil
	case len(body) == 1:
		c.Le = int(body[0])
		return c, nil
	case body[0] != 0:
		return c.parseBody(body[1:], int(body[0]), 1)
	case len(body) < 3:
		return Command{}, ErrCommandLength
	}
	c.Extended = true
	n := int(body[1])<<8 | int(body[2])
	if len(body) == 3 {
		c.Le = n
		return c, nil
	}
	return c.parseBody(body[3:], n, 2)
}

// parseBody reads n bytes of data and an Le of size bytes, if there is one.
func (c Command) parseBody(b []byte, n, size int) (Command, error) {
	if n == 0 || len(b) != n && len(b) != n+size {
		return Command{}, ErrCommandLength
	}
	c.Data = b[:n:n]
	if le := b[n:]; len(le) > 0 {
		c.Le = 0
		for _, x := range le {
			c.Le = c.Le<<8 | int(x)
		}
	}
	return c, nil
}

// String is the command's name, header and lengths. The data is not shown: it may be a PIN.
func (c Command) String() string {
	s := fmt.Sprintf("%02X %02X %02X %02X", c.CLA, c.INS, c.P1, c.P2)
	if name := c.Name(); name != "" {
		s = name + " " + s
	}
	if n := len(c.Data); n > 0 {
		s += fmt.Sprintf(" data[%d]", n)
	}
	if c.Le >= 0 {
		s += fmt.Sprintf(" Le=%d", c.Le)
	}
	return s
}

// GoString is String: the data is not shown.
func (c Command) GoString() string { return "apdu.Command{" + c.String() + "}" }
