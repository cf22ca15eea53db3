package c8

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS22 = "C-8 1.2 6.3.7"

// s22WaitingForReadRecord takes in a record, has Process C decipher it or keep it, and sends the next command.
// C-8 6.3.7
func (t *tx) s22WaitingForReadRecord(ev *kernel.Event) state {
	switch ev.Kind {
	case kernel.DataReceived: // 22.4
		t.updateWithDETData(ev.Data) // 22.15
		return s22
	case kernel.CardFault: // 22.1
		return t.presentAgain(ev, clauseS22)
	}
	sw, record := ev.StatusWord(), ev.Body() // 22.2
	if sw != 0x9000 {                        // 22.16
		return t.cardRefuses(sw, clauseS22, "the card refuses READ RECORD") // 22.17
	}
	_, _, signed := t.activeAFL.First() // 22.18 22.19 22.20
	switch {                            // 22.26 22.28
	case len(record) > 1 && record[0] == byte(tagEnciphered) && wholeObject(record): // 22.26a
		t.cryptoReadRecordCount++ // 22.27
	case len(record) > 1 && record[0] == byte(tlv.TagRecord) && t.parseAndStoreCardResponse(record): // 22.29 22.30
	default:
		return t.cardFails(kernel.ParsingError, clauseS22, "malformed record") // 22.32
	}
	t.tell(request{kind: recordReceived, data: record, flag: signed}) // 22.31
	t.activeAFL.Remove()                                              // 22.35
	if !t.sendNextReadData() && !t.sendNextReadRecord() {
		t.nextCmd = noCommand // 22.45
	}
	return t.s2021222324()
}

// wholeObject reports whether a response is one object with nothing behind it.
// C-8 6.3.7
func wholeObject(b []byte) bool {
	c := tlv.NewCursor(b)
	o, _ := c.Next()
	return len(o.Raw) == len(b)
}

// s22Answered takes in what Process C has deciphered. Here and in the states that follow, its record has template 70 by construction.
// C-8 6.3.7
func (t *tx) s22Answered(a *answer) state { return t.deciphered(a, s22, clauseS22) } // 22.5 22.6 22.7 22.8

// deciphered takes in a record or an envelope that Process C has deciphered, or that it could not: the state stays the same, or the transaction ends.
// C-8 6.3.7, 6.3.8, 6.3.10
func (t *tx) deciphered(a *answer, stay state, clause string) state {
	switch a.signal {
	case decryptionFailed:
		return t.cardFails(kernel.DecryptionFailed, clause, "the card's data cannot be deciphered") // 22.51 23.34 24.28 25.13
	case recordDecrypted:
		if !t.parseAndStoreCardResponse(a.data) { // 22.46 22.47 22.48 23.29 23.30 23.31 24.19 24.20 24.21
			return t.cardFails(kernel.ParsingError, clause, "malformed record, after deciphering") // 22.50 23.33 24.22
		}
		t.cryptoReadRecordCount-- // 22.49 23.32 24.23
	default:
		t.envelopeRead(a)
	}
	return stay
}

// envelopeRead takes in the response to READ DATA, if its MAC is right and it is the envelope of a tag that was asked for. One that is not is missing, and
// nothing more.
// C-8 6.3.7, 6.3.8, 6.3.10, 6.3.11
func (t *tx) envelopeRead(a *answer) {
	if a.signal != messageOK || !t.takeEnvelope(a.data) { // 22.53 23.36 24.30 25.15
		t.data.Set(tlv.ReadDataStatus, 0) // 22.55 23.37 24.32 25.17
	}
	t.cryptoReadDataCounter-- // 22.56 23.39 24.33 25.18
}

// takeEnvelope stores a data envelope and sends it on to the terminal: false where it is none that was asked for, or cannot be stored.
// C-8 6.3.7, 6.3.8, 6.3.10, 6.3.11
func (t *tx) takeEnvelope(b []byte) bool {
	if len(b) < 3 {
		return false
	}
	tag := tlv.Tag(b[0])<<16 | tlv.Tag(b[1])<<8 | tlv.Tag(b[2]) // 22.51a 23.35a 24.29a 25.14a
	if !slices.Contains(t.readDataTagsToValidateYet, tag) {     // 22.51b 23.35b 24.29b 25.14b
		return false
	}
	t.readDataTagsToValidateYet = slices.DeleteFunc(t.readDataTagsToValidateYet, func(asked tlv.Tag) bool { return asked == tag }) // 22.51c 23.35c 24.29c 25.14c
	if !t.parseAndStoreCardResponse(b) {                                                                                           // 22.52 23.35 24.29 25.14
		return false
	}
	c := tlv.NewCursor(b)
	o, _ := c.Next()
	t.dataToSend.Add(tag, o.Value) // 22.54 23.38 24.31 25.16
	return true
}
