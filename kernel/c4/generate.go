package c4

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// statusMobileCVM is the status word of a phone that wants its holder verified first.
// C-4 11.2.3
const statusMobileCVM = 0x6984

// firstGenerateAC asks the card for its cryptogram, in a signature unless it is to decline.
// C-4 10.2.4
func (t *tx) firstGenerateAC() *kernel.Outcome {
	reference := byte(t.asked)
	switch {
	case !t.auth.required || t.auth.reason != "":
	case t.asked == tlv.AAC:
		t.tvr.Set(tlv.TVRODANotPerformed) // C-4 6.2.1.1, 6.2.1.3 declined
	default:
		t.auth.asked = true
		reference |= apdu.RequestCDA // C-4 10.2.4 CDA, 6.2.6.2
	}
	at := len(t.sent.values)
	t.sent.values = tlv.DOL(t.data.Get(tlv.CDOL1)).Append(t.sent.values, t.dolValue)
	ev, out := t.Transmit(apdu.AppendGenerateAC(t.cmd[:0], reference, t.sent.values[at:]))
	switch {
	case out != nil:
		return t.stopped(out)
	case ev.Kind != kernel.Response:
		return t.removed(&ev) // C-4 2.2.1.1 cryptogram
	case ev.StatusWord() == statusMobileCVM && !t.memory.restarted:
		return t.presentAgain(wantsMobileCVM, statusMobileCVM) // C-4 11.2.3.1
	case ev.StatusWord() == statusMobileCVM:
		return t.fail(wantsMobileCVMAgain, statusMobileCVM) // C-4 11.2.3.2
	}
	t.card.sw, t.card.answer = ev.StatusWord(), ev.Body()
	return nil
}

// formatOfTheResponse takes the response apart: in format 2 where it has a signature, in either format where it has none.
// C-4 11.2.1
func (t *tx) formatOfTheResponse() *kernel.Outcome {
	r, ok := step.ParseAC(t.card.answer)
	signed := t.auth.asked && r.Type() != tlv.AAC
	switch {
	case t.card.sw != 0x9000:
		return t.failOver(refusedCryptogram, t.card.sw) // C-4 11.2.1.1 status
	case !ok, r.AC == nil && !signed: // C-4 11.2.1.1, 11.2.1.3: only a signature stands for the cryptogram
		return t.failOver(malformedCryptogram)
	case signed && r.Body.Tag != tlv.TagFormat2: // C-4 11.2.1.2, 11.2.1.4
		return t.failOver(malformedCryptogram)
	case r.Type() > tlv.ARQC: // C-4 11.2.1.5
		return t.failOver(unknownCryptogram)
	}
	t.card.ac = r
	t.keepCryptogram()
	return nil
}

// keepCryptogram puts what the card has answered into the store.
// C-4 11.2
func (t *tx) keepCryptogram() {
	r := &t.card.ac
	t.data.Replace(tlv.CID, tlv.FromCard, []byte{byte(r.CID)})
	t.data.Replace(tlv.ATC, tlv.FromCard, r.ATC)
	if r.AC != nil {
		t.data.Replace(tlv.ApplicationCryptogram, tlv.FromCard, r.AC)
	}
	if r.IAD != nil {
		t.data.Replace(tlv.IssuerApplicationData, tlv.FromCard, r.IAD)
	}
	if t.Tracing() {
		t.Note("C-4 2.12 11.2", "CID %02X: %s", byte(r.CID), r.Type())
	}
}
