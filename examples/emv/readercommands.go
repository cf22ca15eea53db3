package main

import (
	"fmt"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// readerClass is the class of the commands that a reader answers itself. No card has it.
//
// PC/SC part 3 3.2.2, ISO/IEC 7816-4 5.4.1
const readerClass = 0xFF

// A readerCommand is one that a reader answers itself.
type readerCommand struct {
	ins    byte
	p1, p2 int // any where negative
	name   string
	words  string
	fits   func(c *apdu.Command) bool // its lengths and what else tells it from five bytes of something else; nil: it has no data, and any Le

	plain bool // verification results may look so: bare bytes are rather these
}

// Instructions of a reader.
//
// PC/SC part 3 3.2.2.1
const (
	readerLoadKeys     = 0x82
	readerAuthenticate = 0x86
	readerOldLogin     = 0x88
)

// readerCommands are those of PC/SC, and of one maker's that logs have often.
//
// PC/SC part 3 3.2.2.1
var readerCommands = [...]readerCommand{
	{apdu.GetData, 0, 0, "GET DATA", "UID of the card", nil, false},
	{apdu.GetData, 1, 0, "GET DATA", "ATS of the card, or its historical bytes", nil, false},
	{apdu.GetData, -1, -1, "GET DATA", "", nil, true},
	{readerLoadKeys, -1, -1, "LOAD KEYS", "", hasData, false},
	{readerAuthenticate, 0, 0, "GENERAL AUTHENTICATE", "", func(c *apdu.Command) bool { return len(c.Data) == 5 && c.Data[0] == 1 }, false},
	{readerOldLogin, -1, -1, "AUTHENTICATE (former)", "", func(c *apdu.Command) bool { return len(c.Data) == 2 && c.Data[0]&^1 == 0x60 }, false},
	{apdu.Verify, -1, -1, "VERIFY", "", hasData, false},
	{0xB0, 0, -1, "READ BINARY", "", nil, false},
	{0xB0, -1, -1, "READ BINARY", "", nil, true},
	{0xD6, -1, -1, "UPDATE BINARY", "", hasData, false},
	{0xC2, 0, 0, "MANAGE SESSION", "", hasData, false},
	{0xC2, 0, 1, "TRANSPARENT EXCHANGE", "", hasData, false},
	{0xC2, 0, 2, "SWITCH PROTOCOL", "", hasData, false},
	{0x00, 0, 0, "DIRECT TRANSMIT (ACS)", "to the chip of the reader", func(c *apdu.Command) bool { return len(c.Data) > 1 && c.Data[0] == 0xD4 }, false},
	{0x00, 0x40, -1, "LED AND BUZZER (ACS)", "", func(c *apdu.Command) bool { return len(c.Data) == 4 }, false},
	{0x00, 0x48, 0, "GET FIRMWARE VERSION (ACS)", "", nil, true},
}

func hasData(c *apdu.Command) bool { return len(c.Data) > 0 }

// readersOwn is the command of a reader that c is, nil for none.
func readersOwn(c *apdu.Command) *readerCommand {
	if c.CLA != readerClass {
		return nil
	}
	for i := range readerCommands {
		r := &readerCommands[i]
		if r.ins == c.INS && (r.p1 < 0 || r.p1 == int(c.P1)) && (r.p2 < 0 || r.p2 == int(c.P2)) {
			return r
		}
	}
	return nil
}

// parseCommand is [apdu.ParseCommand], and reads the former AUTHENTICATE of readers, which has a key's type where others have a length.
func parseCommand(b []byte) (apdu.Command, error) {
	if len(b) == 6 && b[0] == readerClass && b[1] == readerOldLogin && b[4]&^1 == 0x60 {
		return apdu.Command{CLA: b[0], INS: b[1], P1: b[2], P2: b[3], Data: b[4:], Le: apdu.NoLe}, nil
	}
	return apdu.ParseCommand(b)
}

// likelyReader is how likely bytes are a command of a reader.
func likelyReader(b []byte) int {
	c, err := parseCommand(b)
	h, known := header(b)
	switch r := readersOwn(&c); {
	case err != nil && known && readersOwn(&h).fits != nil && len(b) > 5 && int(b[4]) > len(b)-5:
		return 60 // cut
	case err != nil || r == nil || len(b) == 4 && r.fits != nil:
		return 0
	case r.fits == nil && (len(c.Data) > 0 || r.plain || c.Extended):
		return 40
	case r.fits == nil || r.fits(&c):
		return 96
	default:
		return 0
	}
}

// readerWords says what a command of a reader asks for.
func readerWords(c *apdu.Command) []string {
	r := readersOwn(c)
	if r == nil {
		return []string{"class FF: the reader's own, which no card has"}
	}
	words := []string{"class FF: a command to the reader (PC/SC part 3)"}
	if c.INS == 0 {
		words[0] = "class FF: a command to the reader, of its maker"
	}
	if r.words != "" {
		words = append(words, r.words)
	}
	login := c.Data
	switch {
	case r.fits == nil || !r.fits(c):
	case c.INS == readerAuthenticate:
		words, login = append(words, fmt.Sprintf("block %d", int(login[1])<<8|int(login[2]))), login[3:]
		fallthrough
	case c.INS == readerOldLogin:
		words = append(words, fmt.Sprintf("key %s, number %d", map[byte]string{0x60: "A", 0x61: "B"}[login[0]], login[1]))
	}
	return words
}

// readerAnswer takes the data apart that a reader answers.
//
// PC/SC part 3 3.2.2.1.3
func (d *decoder) readerAnswer(c *apdu.Command, data []byte) []item {
	n := len(data)
	switch r := readersOwn(c); {
	case n == 0:
		return nil
	case r != nil && c.INS == apdu.GetData && c.P1 == 0 && c.P2 == 0:
		return []item{d.uid(data)}
	case r != nil && c.INS == apdu.GetData && c.P1 == 1 && c.P2 == 0:
		if list, fault := atsItems(d, data); fault == "" {
			return []item{{Name: "ATS", Length: &n, Value: upper(data), Items: list}}
		}
		return []item{{Name: "historical bytes", Length: &n, Value: upper(data), Items: historicalItems(data)}}
	case transcript.Shapeless(*c, data) != nil && !d.show:
		return []item{{Name: "data of the card", Length: &n, Words: []string{"masked"}}}
	case c.INS != apdu.GetData && transcript.Identifier(*c, data) != nil && !d.show:
		return []item{{Name: "answer of the reader, with what tells the card from others", Length: &n, Words: []string{"masked"}}}
	case c.INS == 0xB0:
		return []item{{Name: "data of the card", Length: &n, Value: mask(d, data)}}
	default:
		return []item{{Name: "answer of the reader", Length: &n, Value: mask(d, data)}}
	}
}

// uid is the identifier of a card, which tells it from others.
//
// ISO/IEC 14443-3 6.5.4
func (d *decoder) uid(b []byte) item {
	it := item{Name: "UID", Length: new(len(b)), Value: upper(b)}
	if !d.show {
		return d.hidden(it, tlv.Tag(0xCF), b)
	}
	if len(b) == 4 && b[0] == 0x08 {
		it.Words = []string{"drawn anew each time"}
	}
	return it
}
