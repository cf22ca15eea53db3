package main

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// schemeOf is the book of the payment system that a RID is of, contact where it has none or there is no RID.
func schemeOf(rid string) tlv.Book {
	switch {
	case unionPays[rid]:
		return tlv.C7
	case rid == "A000000098": // Visa's, for the common debit of the United States
		return tlv.C3
	default:
		return kernelOf[rid]
	}
}

// scheme is the book of the payment system whose data it is: of the book that was named, or of the application.
func (d *decoder) scheme() tlv.Book {
	switch {
	case d.fixed && d.book == tlv.PBOC:
		return tlv.C7
	case d.fixed && d.book >= tlv.C2 && d.book <= tlv.C7:
		return d.book
	default:
		return schemeOf(d.rid)
	}
}

// ofSystems reports whether each payment system gives a tag the meaning that it likes.
//
// EMV 4.4 B3 annex B2, ISO/IEC 7816-4 8.2.1.3 (DF00 to DF7F)
func ofSystems(tag tlv.Tag) bool {
	return tag >= 0x9F50 && tag <= 0x9F7F || tag >= 0xDF00 && tag <= 0xDF7F
}

// ridOf is the RID with which a name begins, empty for that of a directory or for none.
func ridOf(name []byte) string {
	if len(name) < 5 || printableName(name) {
		return ""
	}
	return upper(name[:5])
}

// learnName notes the application that data objects name, if they name one: the one that was selected, or else the one of which all speak.
func (d *decoder) learnName(b []byte) {
	if rid, several := namedIn(tlv.NewCursor(b)); rid != "" || several {
		d.rid = rid
	}
}

// namedIn is the RID of the one application that objects name, at whatever depth. Of a DF name and other names the DF name counts.
func namedIn(c tlv.Cursor) (rid string, several bool) {
	for o := range c.All() {
		var found string
		var more bool
		switch {
		case o.Tag == 0x84 && ridOf(o.Value) != "":
			return ridOf(o.Value), false
		case o.Tag == 0x4F, o.Tag == 0x9F06:
			found = ridOf(o.Value)
		case o.Tag.Constructed():
			found, more = namedIn(o.Children())
		}
		if several = several || more || rid != "" && found != "" && found != rid; rid == "" {
			rid = found
		}
	}
	if several {
		return "", true
	}
	return rid, false
}

// learnSelected notes the application that is selected by its name.
func (d *decoder) learnSelected(c apdu.Command) {
	if c.INS == apdu.Select && c.P1 == 4 {
		d.rid = ridOf(c.Data)
	}
}
