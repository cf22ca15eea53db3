package c6

import (
	"bytes"
	"encoding/binary"

	"github.com/emvgo/emv/tlv"
)

// tagTearingLog is the tag under which the terminal retains the tearing log. It is ours.
const tagTearingLog tlv.Tag = 0xDF0C

// A tearingLog is what a torn transaction is resumed by.
// C-6 D.36
type tearingLog struct {
	aid, version, descriptor []byte // 84, DF3A, DF3B
	pdol                     []byte // 9F38
	base                     []byte // the PDOL data as the terminal had them
	values                   []byte // the PDOL data as they went to the card
	appended                 []byte // what followed them in the command
	p1                       byte   // for RESUME GET PROCESSING OPTIONS
}

// fields are the parts of a log in the order in which they are kept, each behind its length of two bytes; p1 comes first.
// C-6 D.36
func (l *tearingLog) fields() [7]*[]byte {
	return [...]*[]byte{&l.aid, &l.version, &l.descriptor, &l.pdol, &l.base, &l.values, &l.appended}
}

// encode is the log as it is kept.
// C-6 D.36
func (l *tearingLog) encode() []byte {
	b := append(make([]byte, 0, 512), l.p1)
	for _, f := range l.fields() {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(*f))), *f...)
	}
	return b
}

// parseTearingLog is the inverse of encode. What nobody has made so is no log.
// C-6 F6.4
func parseTearingLog(b []byte) (l tearingLog, ok bool) {
	if len(b) == 0 {
		return l, false
	}
	l.p1, b = b[0], b[1:]
	for _, f := range l.fields() {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return tearingLog{}, false
		}
		n := int(binary.BigEndian.Uint16(b))
		*f, b = b[2:2+n], b[2+n:]
	}
	return l, len(b) == 0
}

// of reports whether a log is of this card.
// C-6 F6.5
func (l *tearingLog) of(aid, version, descriptor []byte) bool {
	return bytes.Equal(l.aid, aid) && bytes.Equal(l.version, version) && bytes.Equal(l.descriptor, descriptor)
}
