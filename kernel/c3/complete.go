package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cardReadComplete tells the cardholder that the card may be taken.
// C-3 5.4.1.1
func (t *tx) cardReadComplete() *kernel.Outcome {
	t.Show(kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully, Language: t.language}) // C-3 5.4.1.1
	return nil
}

// mandatory are the data elements that every card must give, in GET PROCESSING OPTIONS or a record. The Cryptogram Information Data are none.
// C-3 A.2 mandatory
var mandatory = [...]tlv.Row{tlv.ApplicationCryptogram, tlv.AIPKernel3, tlv.ATC, tlv.IssuerApplicationData, tlv.Track2EquivalentData}

// mandatoryAndRedundantData ends a transaction whose card has left out what it must give, has given something twice, or names two accounts.
// C-3 5.4.2.1, 5.4.2.2
func (t *tx) mandatoryAndRedundantData() *kernel.Outcome {
	for _, row := range mandatory {
		if !t.data.Present(row) { // C-3 5.4.2.1
			return t.failOn(missing, row.In(tlv.C3).Name)
		}
	}
	if t.card.twice != 0 { // C-3 5.4.2.2
		return t.failOn(moreThanOnce, t.card.twice.String())
	}
	if q := t.data.Get(tlv.CTQ); q != nil {
		t.card.ctq, t.card.hasCTQ = step.CTQ(q), true
	}
	return t.account()
}

// account holds the PAN against that of track 2, and takes it from there where the card gives none.
// C-3 A.2 PAN, B.1.2.2
func (t *tx) account() *kernel.Outcome {
	track2, pan := tlv.Track2(t.data.Get(tlv.Track2EquivalentData)), t.data.Get(tlv.PAN)
	switch named := step.AppendPAN(t.buf[:0], track2); {
	case len(named) == 0 || len(named) == len(track2): // C-3 4.1.1.4: an account, the separator and more
		return t.failOn(wrongFormat, tlv.Track2EquivalentData.In(tlv.C3).Name)
	case pan != nil && !track2.Names(pan): // C-3 A.2 PAN
		return t.fail(accountsDiffer)
	case pan == nil:
		t.data.Put(tlv.PAN, tlv.FromKernel, named) // C-3 B.1.2.2
	}
	return t.accountInRanges()
}

// cardTransactionDisposition tells what the card wants by the type of its cryptogram.
// C-3 5.4.3.1, 5.4.3.2
func (t *tx) cardTransactionDisposition() *kernel.Outcome {
	t.cryptogramInformation()
	online := t.sent.ttq.Has(step.TTQOnlineCryptogramRequired)
	switch {
	case !t.card.known:
		t.requireDecline("the type of the cryptogram is not known", "C-3 2.12 5.4.3.2") // C-3 5.4.3.2 unknown
	case t.dataOnly(), t.card.kind == tlv.AAC && t.isRefund():
		t.cardActionComplete() // C-3 3.4.1.3 AAC
	case t.card.kind == tlv.AAC:
		t.requireDecline("the card has declined", "C-3 2.12 5.4.3.2") // C-3 5.4.3.2 AAC
	case t.card.kind == tlv.ARQC:
		t.requireOnline("the card asks for it", "C-3 2.12 5.4.3.2") // C-3 5.4.3.2 ARQC
	}
	if online {
		t.requireOnline("the reader requires an online cryptogram", "C-3 2.12 5.4.3.2") // C-3 5.4.3.2 online cryptogram
	}
	return nil
}

// cryptogramInformation reads the Cryptogram Information Data, and makes them of the Issuer Application Data where the card gives none. Of what the
// card gives, bits 8 and 7 count: this kernel knows no advice and no reason.
// C-3 5.4.3.1, A.2 CID
func (t *tx) cryptogramInformation() {
	cid, known := tlv.CIDValue(0), true
	if v := t.data.Get(tlv.CID); v != nil {
		cid = tlv.CIDValue(v[0])
	} else {
		cid, known = step.CIDOfIAD(t.data.Get(tlv.IssuerApplicationData)) // C-3 5.4.3.1 byte 5
	}
	t.card.kind = cid.Type()
	t.data.Put(tlv.CID, tlv.FromKernel, append(t.buf[:0], byte(t.card.kind))) // C-3 5.4.3.1 constructed
	t.card.known = known && t.card.kind <= tlv.ARQC
}

// cardActionComplete takes the AAC of a refund for what it is: the card's part is done, and the acquirer decides. Of a card that is only read every
// cryptogram is that.
// C-3 3.4.1.3
func (t *tx) cardActionComplete() {
	t.decision.done = true
	t.requireOnline("the card's part of the refund is done", "C-3 2.12 3.4.1.3")
}
