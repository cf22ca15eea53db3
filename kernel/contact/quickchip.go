package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The flow that payment systems have published as Quick Chip and M/Chip Fast. The books have no word for it: to the card it is a transaction whose host cannot
// be reached.

// finishesFirst reports whether a card that has asked for the host is finished before the host is asked.
func (t *tx) finishesFirst() bool {
	tr := t.Transaction()
	return (tr.QuickChip || tr.Estimated) && t.stage == requested && !tr.Purpose.Administers()
}

// finishCard tells the card that the host cannot be reached, has it end by an AAC, and lets it go. The request that the host gets has the data of the ARQC:
// neither the second cryptogram nor the response code of the terminal goes into it. The host decides without the card, which hears of no issuer authentication
// and of no script.
// B3 9.3.2, B4 12.2.1
func (t *tx) finishCard() *kernel.Outcome {
	t.answerARC(unableDeclined)
	t.asked = tlv.AAC
	t.cdol2Values = t.dolValues(t.room().cdol2[:0], tlv.CDOL2)
	data, sw, out := t.command(apdu.AppendGenerateAC(t.cmd(), byte(tlv.AAC)|t.signature(), t.cdol2Values))
	t.data.Remove(tlv.AuthorisationResponseCode)
	if out != nil {
		return out
	}
	if sw != 0x9000 {
		return t.fail(generateACFailed, sw)
	}
	r, ok := step.ParseAC(data)
	switch {
	case !ok:
		return t.fail(malformedAC)
	case r.Type() != tlv.AAC:
		return t.failOn(wrongCryptogram, "asked for AAC, got "+r.Type().String())
	}
	t.Note("EMV 4.4 B3 9.3.2", "the card is finished: the host decides without it")
	return t.end(kernel.OnlineRequest, "")
}
