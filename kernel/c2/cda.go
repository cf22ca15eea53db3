package c2

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// authenticate recovers the card's key, verifies the Signed Dynamic Application Data and takes what they hold into the data base. Where it fails the error
// indication says why.
// C-2 6.12 CDA
func (t *tx) authenticate(response []byte) bool {
	icc, reason := t.iccKey()
	if reason == oda.OK { // S910.1
		reason = t.verifySignature(&icc, response)
	}
	t.oda = kernel.ODAResult{Method: "CDA", Result: "ok"}
	if reason != oda.OK {
		t.oda.Result, t.oda.Reason = "failed", reason.String()
		t.wrong(kernel.CAMFailed, reason.Clause(), reason.String()) // S910.7
		return false
	}
	return true
}

// iccKey recovers the card's key by those of the certification authority and of the issuer. An issuer key that is revoked is none.
// C-2 S910.1, 4.4.2, 4.4.3
func (t *tx) iccKey() (oda.Key, oda.Reason) {
	c := step.Chain{
		Card: t.value, Static: t.static, PAN: t.data.Get(tlv.PAN), Keys: t.cfg.Keys, Date: t.Transaction().Date,
	}
	copy(c.RID[:], t.act.Combination.AID)
	return c.ICCKey()
}

// value is the value of a tag in the data base.
func (t *tx) value(tag tlv.Tag) []byte { return t.data.Get(t.row(0, tag)) }

// verifySignature verifies the signature over what was sent with GET PROCESSING OPTIONS and GENERATE AC and over the response. What stands behind the
// hash in it is of this book.
// C-2 S910.3, S910.3.1, S910.4, S910.4.1
func (t *tx) verifySignature(icc *oda.Key, response []byte) oda.Reason {
	covered, reason := t.signedData(response)
	if reason != oda.OK {
		return reason
	}
	in := oda.CDAInput{SDAD: t.data.Get(tlv.SignedDynamicApplicationData), CID: t.data.At(tlv.CID, 1), TransactionData: covered}
	copy(in.UN[:], t.data.Get(tlv.UnpredictableNumber))
	cda, reason := oda.VerifyCDA(icc, in)
	if reason != oda.OK {
		return reason
	}
	t.data.Set(tlv.ICCDynamicNumber, cda.ICCDynamicNumber...)
	t.data.Set(tlv.ApplicationCryptogram, cda.AC[:]...)
	return t.takeKernel2(&cda)
}

// signedData is what the transaction data hash code covers. What DSDOL has the terminal send is not in it: see RATIONALE.
// C-2 S910.3
func (t *tx) signedData(response []byte) ([]byte, oda.Reason) {
	cdol := t.data.Get(tlv.CDOL1RelatedData)
	c := tlv.NewCursor(response)
	template, _ := c.Next()
	b := make([]byte, 0, len(t.pdolValues)+len(cdol)+len(response))
	b = append(append(b, t.pdolValues...), cdol...)
	return oda.AppendResponse(b, template.Value)
}

// relayObjects are the objects of the relay resistance data in the signature, in order.
// C-2 table 6.7
var relayObjects = [...]tlv.Row{
	tlv.TerminalRelayResistanceEntropy, tlv.DeviceRelayResistanceEntropy, tlv.MinTimeForProcessingRelayResistanceAPDU,
	tlv.MaxTimeForProcessingRelayResistanceAPDU, tlv.DeviceEstimatedTransmissionTimeResponseAPDU,
}

// takeKernel2 takes the DS Summaries and compares the relay resistance data, as far as the transaction has them.
// C-2 S910.3, S910.3.1, S910.4, S910.4.1
func (t *tx) takeKernel2(cda *oda.CDA) oda.Reason {
	var in oda.Kernel2Input
	if t.reads() { // S910.2
		in.Summary = t.summaryLength() // S910.3
	}
	if t.relayResistancePerformed() { // S910.2.1 S910.2.2
		var b [oda.RelayLength]byte
		exchanged := b[:0]
		for _, row := range relayObjects {
			exchanged = append(exchanged, t.data.Get(row)...)
		}
		in.Relay = exchanged
	}
	found, reason := cda.Kernel2(in) // S910.3.1 S910.4.1
	if reason != oda.OK {
		return reason
	}
	if found.Summary2 != nil {
		t.data.Set(tlv.DSSummary2, found.Summary2...)
	}
	if found.Summary3 != nil {
		t.data.Set(tlv.DSSummary3, found.Summary3...)
	}
	return oda.OK // S910.4
}

// summaryLength is the length of a DS Summary, by the version of the card's data storage.
// C-2 table 6.4
func (t *tx) summaryLength() int {
	if t.storageVersion() == 1 {
		return 8
	}
	return 16
}
