package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// transactionDisposition finds what the card has decided: the CID that it gave, else that of its issuer application data.
// C-7 4.1.4.4
func (t *tx) transactionDisposition() *kernel.Outcome {
	iad := t.data.Get(tlv.IssuerApplicationData)
	if len(iad) == 0 { // C-7 4.1.4.4 IAD: figure 4-1
		return t.fail(noIAD)
	}
	if v := t.data.Get(tlv.CID); len(v) == 1 {
		t.cid = tlv.CIDValue(v[0]) // C-7 4.1.4.4 CID
	} else {
		t.cid, _ = step.CIDOfIAD(iad) // C-7 4.1.4.4 no CID: initialised to 00, and so an AAC where there is no byte 5
		t.data.Put(tlv.CID, tlv.FromKernel, []byte{byte(t.cid)})
	}
	if v := t.data.Get(tlv.CTQKernel7); len(v) == 2 {
		t.ctq = step.CTQ(v)
	}
	if t.Tracing() {
		t.Note("C-7 2.12 4.1.4.4", "%s", t.cid.Type())
	}
	return nil
}

// The data elements that the response has to have, in the order of the book's tables. The CID is not among them: the step before makes one.
var (
	withoutODA = [...]tlv.Row{tlv.AIP, tlv.ATC, tlv.Track2EquivalentData, tlv.IssuerApplicationData, tlv.ApplicationCryptogram} // C-7 4.1.4.5 table 4-3
	offline    = [...]tlv.Row{tlv.AIP, tlv.AFL, tlv.ATC, tlv.ApplicationCryptogram, tlv.IssuerApplicationData}                  // C-7 4.1.4.6 table 4-4
	withODA    = [...]tlv.Row{tlv.AIP, tlv.AFL, tlv.ATC, tlv.IssuerApplicationData, tlv.ApplicationCryptogram}                  // C-7 4.1.4.5 table 4-5
)

// mandatoryDataCheck ends the transaction where the response lacks what its disposition has to have. An AAC is a decline, and so is the type of cryptogram
// that nobody has defined.
// C-7 4.1.4.5, 4.1.4.6
func (t *tx) mandatoryDataCheck() *kernel.Outcome {
	f, need := missing, withoutODA[:]
	switch {
	case t.offers(): // C-7 4.1.4.6 TC
		f, need = missingOffline, offline[:]
	case t.requests() && t.data.Present(tlv.AFL): // C-7 4.1.4.5 ARQC with AFL
		need = withODA[:]
	}
	for _, row := range need {
		if !t.data.NotEmpty(row) && row != tlv.AFL {
			return t.failOn(f, row.String())
		}
	}
	switch {
	case t.offers() && !t.data.Present(tlv.AFL): // C-7 4.1.4.6 AFL
		return t.failOn(f, tlv.AFL.String())
	case !t.offers() && !t.requests(): // C-7 4.1.4.5 AAC
		t.card.read = true
		return t.fail(aac)
	}
	return nil
}

// aflFormatCheck checks the AFL, where there is one. Without, nothing is read.
// C-7 4.1.4.7
func (t *tx) aflFormatCheck() *kernel.Outcome {
	if !t.data.Present(tlv.AFL) { // C-7 4.1.4.5 ARQC
		return nil
	}
	t.afl = t.data.Get(tlv.AFL)
	if !step.ValidAFL(t.afl) { // C-7 4.1.4.7 no entry, SFI, first record, last record, records for authentication
		return t.fail(malformedAFL)
	}
	return nil
}
