package c8

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// writeNext has Process C encipher the next envelope that is to be written.
// C-8 6.3.17, 6.3.18
func (t *tx) writeNext() state {
	o, _ := t.dataEnvelopesToWriteYet.Take()
	t.messageToValidate = tlv.Append(nil, o.Tag, o.Value)
	t.tell(request{kind: encryptMessage, data: t.messageToValidate}) // 30.12 30.13
	return s30
}

// s30WaitingForWriteData has Process C validate that the card has written an envelope. A failure ends the writing, and nothing more.
// C-8 6.3.18
func (t *tx) s30WaitingForWriteData(ev *kernel.Event) state {
	if ev.StatusWord() != 0x9000 { // 30.1 30.3 30.9: a fault has none
		return t.written()
	}
	t.tell(request{kind: validateMessage, flag: true, data: slices.Concat(t.messageToValidate, ev.Body())}) // 30.10
	return s30
}

// s30Answered sends what Process C has enciphered, or goes on to the next envelope.
// C-8 6.3.18
func (t *tx) s30Answered(a *answer) state {
	switch a.signal {
	case encryptedMessage: // 30.2
		if len(a.data) > apdu.MaxShortData { // the terminal's envelope is none of the book's: A.1 Data Envelope
			return t.written()
		}
		t.sendWriteData(a.data) // 30.7 30.8
		return s30
	case encryptionFailed, messageFail: // 30.4 30.5
		return t.written()
	}
	if len(t.dataEnvelopesToWriteYet) != 0 { // 30.6 30.11
		return t.writeNext()
	}
	t.data.Set(tlv.WriteDataStatus, writeDataCompleted) // 30.14
	return t.written()
}

// writeDataCompleted is the bit Completed of Write Data Status.
// C-8 A.1 Write Data Status
const writeDataCompleted = 0x80

// written goes on when nothing more is written.
// C-8 6.3.18
func (t *tx) written() state {
	t.cardRead() // 30.15 30.16
	return t.s2930()
}

// sendWriteData writes an enciphered envelope. More commands follow where there is more to write.
// C-8 5.7.2
func (t *tx) sendWriteData(enciphered []byte) {
	c := apdu.Command{CLA: 0x84, INS: 0x34, Data: enciphered}
	if len(t.dataEnvelopesToWriteYet) != 0 {
		c.P2 = 0x80
	}
	t.Send(c.Append(t.buf[:0]))
}
