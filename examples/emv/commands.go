package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// plainClass is a class without what says how a command is sent: the chain, secure messaging and the logical channel, whose number it tells. A script command
// with its header authenticated has class 8C. It is not ok for classes that are reserved, and for the readers' own.
//
// EMV 4.4 B3 6.3.1, 6.5, ISO/IEC 7816-4 5.1.1 (2005: channels 0 to 3 in bits 2-1, from 4 to 19 in bits 4-1 with bit 7),
// GlobalPlatform Card Specification 2.3.1 11.1.4
func plainClass(cla byte) (plain byte, channel int, ok bool) {
	switch {
	case cla&0x60 == 0:
		return cla & 0x80, int(cla & 3), true
	case cla&0x40 != 0 && cla != readerClass:
		return cla & 0x80, 4 + int(cla&0x0F), true
	default:
		return 0, 0, false
	}
}

// otherCommands are commands that the books do not have, by class and instruction: of former editions, of ISO/IEC 7816-4, of the card manager,
// and of the card specifications.
var otherCommands = func() map[[2]byte]string {
	all := map[[2]byte]string{}
	for _, group := range []struct {
		class byte
		whose string
		names map[byte]string
	}{
		{0x80, "C-2 before 2.12", map[byte]string{0x2A: "COMPUTE CRYPTOGRAPHIC CHECKSUM", insDataGPO: "RECOVER AC"}},
		{0x80, "C-3", map[byte]string{0xE0: "EXTENDED GET PROCESSING OPTIONS"}},
		{0x80, "C-5 before 2.12", map[byte]string{0xDF: "ECHO"}},
		{0x80, "C-6", map[byte]string{0xD1: "RESUME GET PROCESSING OPTIONS"}},
		{0x80, "class of former cards", map[byte]string{apdu.GetResponse: "GET RESPONSE"}},
		{0x00, "ISO/IEC 7816-4", map[byte]string{
			0x24: "CHANGE REFERENCE DATA", 0x26: "DISABLE VERIFICATION REQUIREMENT", 0x28: "ENABLE VERIFICATION REQUIREMENT", 0x2C: "RESET RETRY COUNTER",
			0x22: "MANAGE SECURITY ENVIRONMENT", insManageChannel: "MANAGE CHANNEL", 0xB0: "READ BINARY", 0xD6: "UPDATE BINARY", 0xE2: "APPEND RECORD",
			0xB1: "READ BINARY", 0xCB: "GET DATA", 0xD7: "UPDATE BINARY", 0xDB: "PUT DATA", // with data objects
		}},
		{0x80, "GlobalPlatform", map[byte]string{
			insInitializeUpdate: "INITIALIZE UPDATE", 0x82: "EXTERNAL AUTHENTICATE", 0xD8: "PUT KEY", 0xE2: "STORE DATA", 0xE4: "DELETE", 0xE6: "INSTALL", 0xE8: "LOAD",
			0xF0: "SET STATUS", 0xF2: "GET STATUS",
		}},
		{0x80, "PBOC", map[byte]string{0xB4: "READ CAPP DATA", 0xDE: "UPDATE CAPP DATA CACHE", 0xD6: "UPDATE BINARY", 0xDC: "UPDATE RECORD"}},
	} {
		for ins, name := range group.names {
			all[[2]byte{group.class, ins}] = name + " (" + group.whose + ")"
		}
	}
	return all
}()

// purseCommands are those of PBOC's electronic purse, of class 80, by instruction and P1. What they answer is no TLV.
//
// PBOC 1.0 part 2
var purseCommands = map[[2]byte]string{
	{0x50, 0}: "INITIALIZE FOR LOAD", {0x50, 1}: "INITIALIZE FOR PURCHASE", {0x50, 2}: "INITIALIZE FOR CASH WITHDRAW", {0x50, 3}: "INITIALIZE FOR CAPP PURCHASE",
	{0x50, 4}: "INITIALIZE FOR UPDATE", {0x50, 5}: "INITIALIZE FOR UNLOAD", {0x52, 0}: "CREDIT FOR LOAD", {0x54, 1}: "DEBIT FOR PURCHASE/CASH WITHDRAW",
	{0x54, 3}: "DEBIT FOR UNLOAD", {0x58, 0}: "UPDATE OVERDRAW LIMIT", {0x5A, 0}: "GET TRANS PROVE", {insBalance, 0}: "GET BALANCE",
	{0x5E, 0}: "RELOAD PIN", {0x5E, 1}: "CHANGE PIN",
}

// insManageChannel is MANAGE CHANNEL, which sends no data.
//
// ISO/IEC 7816-4 7.1.2 (2005)
const insManageChannel = 0x70

// insBalance is GET BALANCE, whose answer is a number of 4 bytes: hundredths of a yuan.
const insBalance = 0x5C

// purseName is the name of a command of PBOC's purse, empty for none. Its INITIALIZE commands have 11 bytes of data, or 7, where GlobalPlatform's
// INITIALIZE UPDATE has 8.
func purseName(c apdu.Command) string {
	if plain, _, ok := plainClass(c.CLA); !ok || plain != apdu.ClassProprietary || c.INS == insInitializeUpdate && len(c.Data) != 11 && len(c.Data) != 7 {
		return ""
	}
	return purseCommands[[2]byte{c.INS, c.P1}]
}

// commandName is the command's name in the books or elsewhere, empty for none.
func commandName(c apdu.Command) string {
	if r := readersOwn(&c); r != nil {
		return r.name
	}
	if name := c.Name(); name != "" && c.CLA != readerClass {
		return name
	}
	return otherName(c)
}

// otherName is the name of a command that the books do not have, empty for none.
func otherName(c apdu.Command) string {
	if name := purseName(c); name != "" {
		return name + " (PBOC)"
	}
	plain, _, _ := plainClass(c.CLA)
	if plain == apdu.ClassProprietary && c.INS == insDataGPO && tlv.Check(c.Data) == nil && bytes.HasPrefix(c.Data, []byte{byte(tlv.TagCommandTemplate)}) {
		return "DATA GET PROCESSING OPTIONS (C-6)"
	}
	return otherCommands[[2]byte{plain, c.INS}]
}

// insInitializeUpdate is INITIALIZE UPDATE, and INITIALIZE FOR LOAD and its like of PBOC's purse.
const insInitializeUpdate = 0x50

// insDataGPO is DATA GET PROCESSING OPTIONS, whose data are objects, 83 first, and RECOVER AC of C-2 before 2.12, which has values.
//
// C-6 2.12 4.4.1
const insDataGPO = 0xD0

// header is the command of which b has the header at least, where the header is one of a command that is known.
func header(b []byte) (c apdu.Command, ok bool) {
	if len(b) < 5 {
		return c, false
	}
	c = apdu.Command{CLA: b[0], INS: b[1], P1: b[2], P2: b[3], Le: apdu.NoLe}
	plain, channel, valid := plainClass(c.CLA)
	likelyPIN := takesPIN(c) && c.P1 <= 3 && c.P2&0x60 == 0 // two bits of P2 are RFU there
	switch {
	case c.CLA == readerClass:
		return c, readersOwn(&c) != nil
	case !valid, c.CLA == 0x8C && c.P1 != 0: // 8C is the tag of a list too
		return c, false
	case channel > 0 && (plain == apdu.ClassProprietary || c.CLA&apdu.ClassChained != 0 && channel <= 3): // a tag, or a length, as likely
		_, err := apdu.ParseCommand(b)
		return c, err == nil && commandName(c) != ""
	case channel > 3: // likewise
		return c, likelyPIN && b[4] >= 4 && b[4] <= 0x40 && commandName(c) != ""
	case c.Name() == "" && takesPIN(c):
		return c, likelyPIN && commandName(c) != ""
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
		if !strings.Contains(e.whose, "terminals") && !strings.Contains(e.whose, "acquirers") && !strings.Contains(e.whose, "C-2") {
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
