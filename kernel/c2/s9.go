package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS9 = "C-2 2.12 6.12"

// s9WaitingForGenerateAC is State 9: the card has GENERATE AC.
// C-2 6.12
func (t *tx) s9WaitingForGenerateAC(ev *kernel.Event) state {
	switch ev.Kind {
	case kernel.DataReceived: // S9.4
		return s9
	case kernel.CardFault: // S9.1
		return t.s9NoAnswer(ev)
	}
	return t.s9Response(ev) // S9.2
}

// s9NoAnswer is for a card that has gone: S9.6 to S9.10. It is tried again, unless it may have written the terminal's data.
// C-2 6.12
func (t *tx) s9NoAnswer(ev *kernel.Event) state {
	if t.writes() { // S9.6
		t.otherCard() // S9.7
		t.noAnswer(ev, clauseS9)
		t.createDataRecord()
		return t.endApplication() // S9.8
	}
	t.presentAgain()                     // S9.9
	return t.endAndRestart(ev, clauseS9) // S9.10
}

// s9Response judges the response: S9.16 to S9.28.
// C-2 6.12
func (t *tx) s9Response(ev *kernel.Event) state {
	if sw := ev.StatusWord(); sw != 0x9000 { // S9.16
		t.wrongStatus(sw, clauseS9, "GENERATE AC was refused") // S9.17
		return t.s910InvalidResponse1()
	}
	if !t.parseGenerateAC(ev.Body()) { // S9.18 S9.19
		t.wrong(kernel.ParsingError, clauseS9, "the response to GENERATE AC does not parse") // S9.20
		return t.s910InvalidResponse1()
	}
	if !t.data.NotEmpty(tlv.ATC) || !t.data.NotEmpty(tlv.CID) { // S9.21
		t.wrong(kernel.CardDataMissing, clauseS9, "the response to GENERATE AC has no ATC or no CID") // S9.22
		return t.s910InvalidResponse1()
	}
	if !t.maybe(t.kind()) { // S9.23
		t.wrong(kernel.CardDataError, clauseS9, "the cryptogram is of a type that was not to be had") // S9.24
		return t.s910InvalidResponse1()
	}
	if len(t.tagsToWriteYetAfterGAC) == 0 { // S9.26
		t.ui.Hold = 0
		t.show(kernel.MsgClearDisplay, kernel.StatusCardReadSuccessfully) // S9.27
	}
	if t.data.NotEmpty(tlv.SignedDynamicApplicationData) { // S9.28
		return t.s910CDA(ev.Body())
	}
	return t.s910NoCDA()
}

// parseGenerateAC takes the response into the data base, in format 2 or in format 1.
// C-2 S9.18, 5.3.3 format 1, format 2
func (t *tx) parseGenerateAC(b []byte) bool {
	switch {
	case len(b) == 0:
	case b[0] == byte(tlv.TagFormat2):
		return t.parseAndStoreCardResponse(b)
	case b[0] == byte(tlv.TagFormat1):
		return t.parseGenerateACFormat1(b)
	}
	return false
}

// The value of format 1: CID, ATC, cryptogram, and the issuer's data as far as they go.
// C-2 5.3.3 table 5.8
const (
	shortestFormat1 = 1 + 2 + 8
	longestFormat1  = shortestFormat1 + 32
)

// parseGenerateACFormat1 takes apart a response in format 1. What the card has given before it may not give again.
// C-2 S9.18
func (t *tx) parseGenerateACFormat1(b []byte) bool {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	_, more := c.Next()
	v := o.Value
	switch {
	case !ok || more || c.Err() != nil || len(v) < shortestFormat1 || len(v) > longestFormat1,
		t.data.NotEmpty(tlv.CID), t.data.NotEmpty(tlv.ATC), t.data.NotEmpty(tlv.ApplicationCryptogram),
		len(v) > shortestFormat1 && t.data.NotEmpty(tlv.IssuerApplicationData):
		return false
	}
	t.data.Set(tlv.CID, v[0])
	t.data.Set(tlv.ATC, v[1:3]...)
	t.data.Set(tlv.ApplicationCryptogram, v[3:11]...)
	if len(v) > shortestFormat1 {
		t.data.Set(tlv.IssuerApplicationData, v[11:]...)
	}
	return true
}

// kind is the type of the card's cryptogram. The other bits say nothing to this kernel.
// C-2 4.7, A.1 Cryptogram Information Data
func (t *tx) kind() tlv.CryptogramType { return tlv.CIDValue(t.data.At(tlv.CID, 1)).Type() }

// asked is the type of the cryptogram that the card was asked for.
// C-2 A.1 Reference Control Parameter
func (t *tx) asked() tlv.CryptogramType {
	return tlv.CryptogramType(t.data.At(tlv.ReferenceControlParameter, 1) & 0xC0)
}

// maybe reports whether the card may answer with a cryptogram of this type: a TC only where a TC was asked for, an ARQC where that or a TC was, an AAC always.
// C-2 S9.23
func (t *tx) maybe(kind tlv.CryptogramType) bool {
	switch kind {
	case tlv.TC:
		return t.asked() == tlv.TC
	case tlv.ARQC:
		return t.asked() == tlv.TC || t.asked() == tlv.ARQC
	}
	return kind == tlv.AAC
}
