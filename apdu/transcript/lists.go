package transcript

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// Lists remembers the data object lists that a card has given, so that the data of commands can be read: what stands behind each other in it belongs to
// different elements.
type Lists struct {
	PDOL, CDOL1, CDOL2, DDOL tlv.DOL
	UDOL                     tlv.DOL // of C-2 before 2.12
	DSDOL                    tlv.DOL // of C-2
	DRDOL                    tlv.DOL // of C-2 before 2.12
	Generated                int     // GENERATE AC that were sent, one more where the first is not there

	name    string // that was selected
	earlier *Lists // of the last application that gave lists for GENERATE AC
}

// Initiates reports whether a command is GET PROCESSING OPTIONS, also in one of the forms of C-6 for data storage and after a torn transaction.
//
// C-6 2.12 4.4, 4.5
func Initiates(c apdu.Command) bool {
	return c.INS == apdu.GetProcessingOptions || c.CLA == apdu.ClassProprietary && (c.INS == 0xD0 || c.INS == 0xD1) && len(c.Data) > 1 && c.Data[0] == byte(tlv.TagCommandTemplate)
}

// Of is the list that the data of a command was built from, nil where there is none. It is asked once for each command, in order.
func (l *Lists) Of(c apdu.Command) tlv.DOL {
	switch {
	case c.CLA == readerClass: // no card hears it
		return nil
	case Initiates(c):
		return l.PDOL
	case c.INS == apdu.GenerateAC:
		l.Generated++
		if n := len(c.Data); l.Generated == 1 && len(l.DSDOL) == 0 && n != l.CDOL1.Len() && n == l.CDOL2.Len() && n > 0 { // the first is not there
			l.Generated = 2
		}
		if l.Generated == 1 {
			return l.stored(l.CDOL1, len(c.Data))
		}
		if len(l.CDOL2) == 0 && len(c.Data) == l.CDOL1.Len() { // the first once more
			return l.CDOL1
		}
		return l.stored(l.CDOL2, len(c.Data))
	case c.INS == apdu.InternalAuthenticate:
		return l.DDOL
	case c.CLA == apdu.ClassProprietary && c.INS == 0x2A && c.P1 == 0x8E && c.P2 == 0x80: // COMPUTE CRYPTOGRAPHIC CHECKSUM
		return l.UDOL
	case c.CLA == apdu.ClassProprietary && c.INS == recoverAC:
		return l.DRDOL
	}
	return nil
}

// stored is a CDOL with the DSDOL behind it, where more was sent than the CDOL asks for. Its last element may be shorter than it says.
//
// C-2 2.12 4.1.4, 5.3.2
func (l *Lists) stored(cdol tlv.DOL, sent int) tlv.DOL {
	if len(l.DSDOL) == 0 || sent <= cdol.Len() {
		return cdol
	}
	list := append(cdol[:len(cdol):len(cdol)], l.DSDOL...)
	if short, last := list.Len()-sent, len(list)-1; short > 0 && short <= int(list[last]) {
		list[last] -= byte(short)
	}
	return list
}

// Learn takes the lists from what answers a command.
func (l *Lists) Learn(c apdu.Command, data []byte) {
	if c.INS == apdu.Select {
		earlier := l.earlier
		if len(l.CDOL1)+len(l.CDOL2) > 0 {
			earlier = &Lists{CDOL1: l.CDOL1, CDOL2: l.CDOL2, name: l.name}
		}
		*l = Lists{name: string(c.Data), earlier: earlier, DDOL: tlv.DOL{0x9F, 0x37, 4}, UDOL: tlv.DOL{0x9F, 0x6A, 4}} // the books' defaults: EMV 4.4 B3 10.3, C-2
	}
	if l.earlier != nil && l.earlier.name == l.name && c.INS == apdu.Select { // a card that is presented again may not say them again
		l.CDOL1, l.CDOL2 = l.earlier.CDOL1, l.earlier.CDOL2
	}
	for _, in := range []struct {
		to   *tlv.DOL
		path []tlv.Tag
	}{
		{&l.PDOL, []tlv.Tag{tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38}},
		{&l.CDOL1, []tlv.Tag{tlv.TagRecord, 0x8C}},
		{&l.CDOL2, []tlv.Tag{tlv.TagRecord, 0x8D}},
		{&l.DDOL, []tlv.Tag{tlv.TagRecord, 0x9F49}},
		{&l.UDOL, []tlv.Tag{tlv.TagRecord, 0x9F69}},
		{&l.DSDOL, []tlv.Tag{tlv.TagRecord, 0x9F5B}},
		{&l.DRDOL, []tlv.Tag{tlv.TagRecord, 0x9F51}},
	} {
		o, ok := tlv.FindValue(data, in.path...)
		if in.path[0] == tlv.TagRecord && !ok { // Kernel 8 has its list where the file locator is
			o, ok = tlv.FindValue(data, tlv.TagFormat2, in.path[1])
		}
		if ok {
			if dol, err := tlv.ParseDOL(o.Value); err == nil {
				*in.to = append(tlv.DOL(nil), dol...)
			}
		}
	}
}
