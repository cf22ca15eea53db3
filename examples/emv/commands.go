package main

import (
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// classBits are those of a class that say how a command is sent, and not which it is: the chain, and both bits of secure messaging. A script
// command with its header authenticated has class 8C.
//
// EMV 4.4 B3 6.3.1, 6.5
const classBits = apdu.ClassChained | 0x0C

// otherCommands are commands that the books do not have, by class and instruction: of former editions, of ISO/IEC 7816-4, of the card manager,
// and of the card specifications.
var otherCommands = func() map[[2]byte]string {
	all := map[[2]byte]string{}
	for _, group := range []struct {
		class byte
		whose string
		names map[byte]string
	}{
		{0x80, "C-2 before 2.12", map[byte]string{0x2A: "COMPUTE CRYPTOGRAPHIC CHECKSUM", 0xD0: "RECOVER AC"}},
		{0x80, "class of former cards", map[byte]string{apdu.GetResponse: "GET RESPONSE"}},
		{0x00, "ISO/IEC 7816-4", map[byte]string{
			0x24: "CHANGE REFERENCE DATA", 0x26: "DISABLE VERIFICATION REQUIREMENT", 0x28: "ENABLE VERIFICATION REQUIREMENT", 0x2C: "RESET RETRY COUNTER",
			0x22: "MANAGE SECURITY ENVIRONMENT", 0x70: "MANAGE CHANNEL", 0xB0: "READ BINARY", 0xD6: "UPDATE BINARY", 0xE2: "APPEND RECORD",
			0xB1: "READ BINARY", 0xCB: "GET DATA", 0xD7: "UPDATE BINARY", 0xDB: "PUT DATA", // with data objects
		}},
		{0x80, "GlobalPlatform", map[byte]string{
			0x50: "INITIALIZE UPDATE", 0x82: "EXTERNAL AUTHENTICATE", 0xD8: "PUT KEY", 0xE2: "STORE DATA", 0xE4: "DELETE", 0xE6: "INSTALL", 0xE8: "LOAD",
			0xF0: "SET STATUS", 0xF2: "GET STATUS",
		}},
		{0x80, "PBOC", map[byte]string{0xB4: "READ CAPP DATA", 0xDE: "UPDATE CAPP DATA CACHE", 0x5A: "GET TRANS PROVE", 0xD6: "UPDATE BINARY", 0xDC: "UPDATE RECORD"}},
	} {
		for ins, name := range group.names {
			all[[2]byte{group.class, ins}] = name + " (" + group.whose + ")"
		}
	}
	return all
}()

// commandName is the command's name in the books or elsewhere, empty for none.
func commandName(c apdu.Command) string {
	if r := readersOwn(&c); r != nil {
		return r.name
	}
	if name := c.Name(); name != "" && c.CLA != readerClass {
		return name
	}
	return otherCommands[[2]byte{c.CLA &^ classBits, c.INS}]
}

// header is the command of which b has the header at least, where the header is one of a command that is known.
func header(b []byte) (c apdu.Command, ok bool) {
	if len(b) < 5 {
		return c, false
	}
	c = apdu.Command{CLA: b[0], INS: b[1], P1: b[2], P2: b[3], Le: apdu.NoLe}
	switch plain := c.CLA &^ classBits; {
	case c.CLA == readerClass:
		return c, readersOwn(&c) != nil
	case plain != apdu.ClassInterindustry && plain != apdu.ClassProprietary, c.CLA == 0x8C && c.P1 != 0: // 8C is the tag of a list too
		return c, false
	case c.Name() == "" && takesPIN(c): // two bits of P2 are RFU there
		return c, c.P1 <= 3 && c.P2&0x60 == 0 && commandName(c) != ""
	default:
		return c, commandName(c) != ""
	}
}

// takesPIN reports whether what follows a header may be a PIN or a key, clear or enciphered.
func takesPIN(c apdu.Command) bool {
	if c.CLA == readerClass && c.INS == readerLoadKeys {
		return true
	}
	return transcript.CarriesPIN(slices.Concat([]byte{c.CLA, c.INS, c.P1, c.P2, 0}, c.Data))
}

// getsData reports whether a command is a GET DATA of a tag of two bytes, with nothing but Le: no chance makes one.
//
// EMV 4.4 B3 6.5.7.2
func getsData(c apdu.Command) bool {
	return c.INS == apdu.GetData && c.Name() != "" && len(c.Data) == 0 && !c.Extended && c.P1&0x1F == 0x1F && c.P2 < 0x80 && c.P1 >= 0x5F
}

// askedFor is what GET DATA asks for, by name: the named book's. Of a tag that means several things all that a card may have are named.
//
// EMV 4.4 B3 6.5.7.3
func (d *decoder) askedFor(tag tlv.Tag) string {
	if row, ok := tlv.Lookup(d.book, 0, tag); ok && d.fixed {
		return row.In(d.book).Name
	}
	if row, ok := tlv.Lookup(tlv.Contact, 0, tag); ok {
		return row.In(tlv.Contact).Name
	}
	var names []string
	older := map[string]bool{}
	for _, e := range olderElements()[tag] {
		if !strings.Contains(e.whose, "terminals") && !strings.Contains(e.whose, "C-2") {
			older[e.name] = true
			names = append(names, e.name+" ("+e.whose+")")
		}
	}
	for _, row := range rowsOf(tag) {
		if e := row.Element(); e.Source&tlv.FromCard != 0 && !older[e.Name] {
			names = append(names, row.String()+" ("+strings.Join(bookNames(e.Books), ", ")+")")
		}
	}
	if len(names) == 0 {
		return tag.Name()
	}
	return strings.Join(names, ", or ")
}

// answeredInFormat1 is the command that data of format 1 answers, where they tell: a profile with a file locator, or a cryptogram with what belongs to it. It
// has no instruction where they do not.
//
// EMV 4.4 B3 6.5.5.4, 6.5.8.4
func answeredInFormat1(data []byte) apdu.Command {
	c := apdu.Command{Le: apdu.NoLe}
	o, ok := tlv.Find(data, tlv.TagFormat1)
	switch v := o.Value; {
	case !ok || len(o.Raw) != len(data):
	case len(v) >= 6 && likelyAFL(nil, v[2:]) == 75:
		c.CLA, c.INS = apdu.ClassProprietary, apdu.GetProcessingOptions
	case len(v) >= 11 && len(v) <= 43 && v[0]&0x37 == 0 && v[0]&0xC0 != 0xC0:
		c.CLA, c.INS = apdu.ClassProprietary, apdu.GenerateAC
	}
	return c
}
