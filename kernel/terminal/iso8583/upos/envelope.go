package upos

import (
	"errors"
	"fmt"
)

// An Envelope is what stands between the length and the message type: eleven bytes.
type Envelope struct {
	TPDU   [5]byte // 60, network of the destination, network of the origin
	Header Header
}

// A Header says what kind of terminal it is, and what the host wants of it. The digits are BCD.
type Header struct {
	Class      byte    // 60; 61 of an application with electronic cash
	Version    byte    // of the messages: 31 or 32
	State      byte    // of the terminal, one digit
	Processing Wanted  // what the host wants, one digit
	Software   [3]byte // version of the terminal's program
}

// Wanted is what a host wants of the terminal next. What the digits mean is not confirmed in public.
type Wanted byte

// The digits.
const (
	WantsNothing    Wanted = iota
	WantsParameters        // download parameters
	WantsState             // send the terminal's state
	WantsSignOn            // sign on again
	WantsCAKeys            // download the CA keys
	WantsAIDs              // download the AID parameters
	WantsTMS               // ask the terminal management system
	WantsBINs              // download the BIN list
)

const envelopeSize = 11

// ErrEnvelope says that bytes are too few for TPDU and header, or do not begin with 60.
var ErrEnvelope = errors.New("upos: no TPDU and header")

// DefaultEnvelope is the one of most published messages.
func DefaultEnvelope() Envelope {
	return Envelope{[5]byte{0x60, 0x00, 0x03, 0x00, 0x00}, Header{Class: 0x60, Version: 0x31, Software: [3]byte{0x31, 0x01, 0x00}}}
}

// Append appends the envelope and a message.
func (e Envelope) Append(dst, message []byte) []byte {
	h := &e.Header
	dst = append(append(dst, e.TPDU[:]...), h.Class, h.Version, h.State<<4|byte(h.Processing)&15)
	return append(append(dst, h.Software[:]...), message...)
}

// Split takes the envelope off; the message is a part of b.
func Split(b []byte) (e Envelope, message []byte, err error) {
	if len(b) <= envelopeSize || b[0] != 0x60 {
		return e, nil, ErrEnvelope
	}
	e.TPDU = [5]byte(b[:5])
	e.Header = Header{b[5], b[6], b[7] >> 4, Wanted(b[7] & 15), [3]byte(b[8:envelopeSize])}
	return e, b[envelopeSize:], nil
}

// Answer is the envelope of an answer: destination and origin have changed places.
func (e Envelope) Answer(wants Wanted) Envelope {
	t := &e.TPDU
	t[1], t[2], t[3], t[4] = t[3], t[4], t[1], t[2]
	e.Header.Processing = wants
	return e
}

// String gives TPDU and header in digits.
func (e Envelope) String() string {
	b := e.Append(nil, nil)
	return fmt.Sprintf("%X %X", b[:5], b[5:])
}
