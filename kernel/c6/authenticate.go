package c6

import (
	"bytes"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// offlineDataAuthentication verifies the signature of a card that has given one, with its answer or in a record.
// C-6 3.6, F14.1
func (t *tx) offlineDataAuthentication() *kernel.Outcome {
	if t.reads || !t.card.cda || !t.data.Present(tlv.SignedDynamicApplicationData) { // C-6 3.6
		return nil
	}
	tvr := t.data.TVR()
	tvr.Clear(tlv.TVRODANotPerformed)            // C-6 F14.1
	t.data.TSI().Set(tlv.TSIODAPerformed)        // C-6 F14.1
	if words, clause := t.chain(); words != "" { // C-6 F14.2, F14.4
		tvr.Set(tlv.TVRICCDataMissing) // C-6 F14.3
		t.failCDA(words, clause)       // C-6 F14.3
		return nil
	}
	if words, clause := t.verify(); words != "" {
		t.failCDA(words, clause) // C-6 F14.7
		return nil
	}
	t.auth.result = verified
	t.Note("C-6 2.12 3.6.1", "CDA verified")
	return nil
}

// failCDA notes that authentication has failed, and why.
// C-6 F14.7
func (t *tx) failCDA(words, clause string) {
	t.data.TVR().Set(tlv.TVRCDAFailed) // C-6 F14.3, F14.7
	t.auth.result, t.auth.words = failed, words
	t.Note(clause, "CDA failed: %s", words)
}

// certified are the elements without which no signature can be verified.
// C-6 F14.2
var certified = [...]tlv.Tag{0x8F, 0x90, 0x9F32, 0x9F46, 0x9F47}

// chain looks for what the signature is verified by: the card's data, and the certification authority's key.
// C-6 F14.2
func (t *tx) chain() (words, clause string) {
	for _, tag := range certified {
		if len(t.given(tag)) == 0 { // C-6 F14.2
			return "no " + tag.String(), "C-6 2.12 F14.2"
		}
	}
	index := t.given(0x8F)[0]
	if _, ok := t.cfg.Keys.Lookup([5]byte(t.act.Combination.AID), index); !ok { // C-6 F14.4
		return "the certification authority's key is not known", "C-6 2.12 F14.4"
	}
	return "", ""
}

// verify recovers the keys of issuer and card and verifies the signature, the hash of the directory and the card's identity.
// C-6 F14.5
func (t *tx) verify() (words, clause string) {
	icc, reason := t.auth.static.ICCKey(step.Chain{ // C-6 F14.5, F14.6, F14.8, F14.9
		Card: t.given, RID: [5]byte(t.act.Combination.AID), PAN: t.data.Account(), Keys: t.cfg.Keys, Date: t.Transaction().Date,
	})
	if reason != oda.OK {
		return reason.String(), reason.Clause()
	}
	cda, reason := oda.VerifyCDA(&icc, oda.CDAInput{ // C-6 F14.10, 3.6.1
		SDAD: t.data.Get(tlv.SignedDynamicApplicationData), UN: t.sent.un, CID: byte(t.card.cid), TransactionData: t.transactionData(),
	})
	if reason != oda.OK { // C-6 F14.11
		return reason.String(), reason.Clause()
	}
	t.data.Put(tlv.ApplicationCryptogram, tlv.FromKernel, cda.AC[:]) // C-6 3.6.1 cryptogram
	if t.enabled.dataStorage && !t.directoryIs(&cda) {               // C-6 F14.12, F14.13, F14.14
		return "the data storage directory is not the one that was signed", "C-6 2.12 F14.14"
	}
	if (t.enabled.dataStorage || t.enabled.extendedLogging) && !t.cardIs() { // C-6 F14.15, F14.16, F14.17
		return "the card is not the one of its feature descriptor", "C-6 2.12 3.6.2"
	}
	return "", ""
}

// transactionData is what the Transaction Data Hash Code covers: the PDOL data, and the objects of the answer in their order, without the signature, which may
// lie in a record.
// C-6 3.6.1 hash
func (t *tx) transactionData() []byte {
	b := append(make([]byte, 0, len(t.sent.values)+len(t.card.body)), t.sent.values...)
	c := t.card.options.Children()
	var o tlv.Object
	for c.Read(&o) {
		if o.Tag != tlv.SignedDynamicApplicationData.Tag() { // C-6 3.6.1 hash
			b = append(b, o.Raw...)
		}
	}
	return b
}

// What the ICC Dynamic Data have behind the ICC Dynamic Number: CID, cryptogram, hash code, and where data storage is used the hash of the directory.
// C-6 3.6.1
const beforeDirectoryHash = 1 + 8 + 20

// directoryIs reports whether the hash of the directory is in the signature.
// C-6 F14.13
func (t *tx) directoryIs(cda *oda.CDA) bool {
	at := 1 + len(cda.ICCDynamicNumber) + beforeDirectoryHash
	return len(cda.Data) >= at && bytes.Equal(cda.Data[at:], t.storage.hash[:])
}

// cardIs reports whether the card's feature descriptor has the identity that stands in its signed records. In another place it is anybody's.
// C-6 F14.16, 3.6.2, D.4 signed
func (t *tx) cardIs() bool {
	_, descriptor := t.features()
	id := t.data.Get(tlv.CardID)
	return t.card.signed.Has(tlv.CardID.Tag()) && bytes.Equal(descriptor[beforeCardID:], id) // C-6 3.6.2, D.4 signed
}
