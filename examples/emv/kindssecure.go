package main

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// Secure messaging of a command, as its class says: in the first format the data are objects, in the second they are what is sent, with a MAC behind it.
//
// EMV 4.4 B2 9.2.1, B3 6.3.1
const (
	secureObjects = 0x0C
	secureMAC     = 0x04
)

// messaging is the secure messaging of a class, 0 for none, and for a class with a further logical channel.
func messaging(cla byte) byte {
	if _, channel, ok := plainClass(cla); !ok || channel > 3 {
		return 0
	}
	return cla & secureObjects
}

// put fills in what PUT DATA puts: an element that is known, in the second format of secure messaging with its MAC. It is not ok for data that stand for themselves.
//
// ISO/IEC 7816-4 7.4.3 (2005)
func (d *decoder) put(c apdu.Command, it *item) (ok bool) {
	tag := tlv.Tag(c.P1)<<8 | tlv.Tag(c.P2)
	switch known := d.isKnown(0, tag); {
	case known && c.CLA&apdu.ClassSecure == 0:
		it.Items = []item{d.element(0, tag, c.Data)}
	case transcript.Hidden(tag, c.Data) && !d.show:
		it.Words = []string{"masked"}
	case known && messaging(c.CLA) == secureMAC:
		n := d.beforeMAC(tag, c.Data)
		if n == 0 {
			return false
		}
		mac := c.Data[n:]
		it.Items = []item{d.element(0, tag, c.Data[:n]), {Name: "MAC", Length: new(len(mac)), Value: upper(mac)}}
	default:
		return false
	}
	return true
}

// beforeMAC is how many bytes of data are the element's before a MAC: its one length, where 4 or 8 bytes stand behind it, as cards have them of the 4 to 8 that there may be.
// 0 where that is not known, and where the data may be whole blocks that are enciphered, with such a MAC behind them.
//
// EMV 4.4 B2 9.2.1.2, 9.3.1.2
func (d *decoder) beforeMAC(tag tlv.Tag, data []byte) int {
	var lengths []int
	add := func(least, most int) {
		if least != most {
			least = 0
		}
		if !slices.Contains(lengths, least) {
			lengths = append(lengths, least)
		}
	}
	if row, book, ok := d.lookup(0, tag); ok {
		add(int(row.In(book).Min), int(row.In(book).Max))
	} else {
		for _, row := range d.rowsOf(tag) {
			add(int(row.Element().Min), int(row.Element().Max))
		}
		for _, e := range d.olderOnes(tag) {
			add(e.min, e.max)
		}
	}
	lengths = slices.DeleteFunc(lengths, func(n int) bool { return n == 0 || len(data)-n != 4 && len(data)-n != 8 })
	if enciphered := len(data) >= 12 && len(data)%4 == 0; len(lengths) != 1 || enciphered {
		return 0
	}
	return lengths[0]
}

// securedObjects are the objects of the first format of secure messaging, nil where the data are none.
//
// EMV 4.4 B2 9.2.1.1, 9.3.1.1
func (d *decoder) securedObjects(c apdu.Command) (list []item) {
	if messaging(c.CLA) != secureObjects || tlv.Check(c.Data) != nil {
		return nil
	}
	objects := tlv.NewCursor(c.Data)
	for o := range objects.All() {
		name := securedNames[o.Tag]
		if name == "" {
			return nil
		}
		it := item{Tag: o.Tag.String(), Name: name, Length: new(len(o.Value))}
		switch {
		case o.Tag == 0x81 && len(o.Value) > 0:
			plain := c
			plain.CLA, plain.Data = c.CLA&^secureObjects, o.Value
			of := d.commandData(plain, nil)
			it.Value, it.Words, it.Items = of.Value, of.Words, of.Items
		case o.Tag == 0xB3:
			it.Items, _ = d.objects(o.Value)
		case o.Tag == 0x87 && len(o.Value) > 0:
			it.Value, it.Words = mask(d, o.Value), []string{fmt.Sprintf("padding indicator %02X", o.Value[0])}
		default:
			it.Value = upper(o.Value)
		}
		list = append(list, it)
	}
	return list
}

// securedNames are the objects for secure messaging.
//
// EMV 4.4 B2 9.2.1.1, 9.3.1.1, ISO/IEC 7816-4 10.2 (2005)
var securedNames = map[tlv.Tag]string{
	0x81: "plain value", 0xB3: "plain value in objects", 0x87: "padding indicator and cryptogram", 0x97: "Le", 0x99: "status", 0x8E: "MAC",
}
