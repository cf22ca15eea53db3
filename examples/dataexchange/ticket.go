package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// operatorKey is the operator's: a test key.
var operatorKey = []byte("an example's key")

// Lengths of a ticket.
const (
	contentLength = 4
	ticketLength  = contentLength + 8
)

// rides are those of a new ticket, which costs price minor units.
const (
	rides = 3
	price = 900
)

// A ticket is what the operator stores: version, rides left, sequence number, and a code over it and the card's identity. A copy on another
// card is found out; an older one on the same card is not the business of the code: the card's summaries are against that.
type ticket struct {
	rides    byte
	sequence uint16
}

// next is the ticket as the gate leaves it.
func (t *ticket) next() ticket { return ticket{t.rides - 1, t.sequence + 1} }

// encode is the ticket as it is stored on the card with this identity (DS ID, or the operator's own number of it).
func (t *ticket) encode(id []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{1, t.rides}, t.sequence)
	return append(b, code("ticket", id, b)...)
}

// decode reads a ticket; false if it is not one of this operator for this card.
func decode(b, id []byte) (t ticket, ok bool) {
	if len(b) != ticketLength || b[0] != 1 || !hmac.Equal(b[contentLength:], code("ticket", id, b[:contentLength])) {
		return t, false
	}
	return ticket{b[1], binary.BigEndian.Uint16(b[2:])}, true
}

// opens is what opens a card's slot for the next write: DS Input. It goes by the sequence number, so that each is used once.
func (t *ticket) opens(id []byte) []byte {
	return code("open", id, binary.BigEndian.AppendUint16(nil, t.sequence))
}

// code is 8 bytes of HMAC-SHA-256.
func code(purpose string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, operatorKey)
	h.Write([]byte(purpose))
	for _, p := range parts {
		h.Write([]byte{byte(len(p))})
		h.Write(p)
	}
	return h.Sum(nil)[:8]
}
