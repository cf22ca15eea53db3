package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A mode says with which outcomes a data element goes to the acquirer.
type mode uint8

const (
	always   mode = iota
	accepted      // with an approval or an online request
	cleared       // likewise, and without it there is no approval
	needed        // likewise, and without it there is neither
)

// recordData are the data elements of the data record: those of the book, and what a host goes by beside them.
// C-6 B.13
var recordData = [...]struct {
	row  tlv.Row
	mode mode
}{
	{tlv.AmountAuthorised, always}, // C-6 B.13
	{tlv.AmountOther, always},
	{tlv.ApplicationCryptogram, cleared}, // C-6 B.13 cryptogram: a figure may lead to an online request without any
	{tlv.ApplicationIdentifierTerminal, accepted},
	{tlv.AIP, accepted},
	{tlv.PAN, accepted}, // not the book's
	{tlv.PANSequenceNumber, accepted},
	{tlv.ApplicationExpirationDate, accepted}, // nor this
	{tlv.ATC, accepted},
	{tlv.ApplicationUsageControl, accepted},
	{tlv.CardholderName, accepted},
	{tlv.CID, accepted},
	{tlv.DFName, accepted},
	{tlv.IssuerApplicationData, accepted},
	{tlv.ApplicationVersionNumberTerminal, accepted},
	{tlv.TerminalCapabilities, always},
	{tlv.TerminalCountryCode, always},
	{tlv.TerminalType, always},
	{tlv.TVR, accepted},
	{tlv.TSI, accepted}, // nor this
	{tlv.Track1DiscretionaryData, accepted},
	{tlv.Track2EquivalentData, needed},      // C-6 B.13
	{tlv.TransactionCurrencyCode, accepted}, // nor this
	{tlv.TransactionDate, always},
	{tlv.TransactionType, always},
	{tlv.UnpredictableNumber, accepted},
	{tlv.PaymentAccountReference, accepted}, // nor these
	{tlv.FormFactorIdentifier, accepted},
	{tlv.ASRPD, accepted},
	{tlv.POSEntryMode, accepted},
}

// complete makes the outcome of a transaction that is approved or goes online, with its data record. A card that has not given what must be in it ends the
// transaction. The amounts are those that the card was told.
// C-6 3.11, B.2, B.3
func (t *tx) complete(e ending) *kernel.Outcome {
	if out := t.accountAllowed(); out != nil {
		return out
	}
	record, lacking := t.record(e)
	if lacking != "" {
		return t.failOn(noRecordData, lacking)
	}
	tr := t.Transaction()
	tr.Amount, tr.AmountOther = t.sent.amount, t.sent.other
	out := t.end(e)
	out.DataRecord, out.CVM = record, t.decision.cvm
	if t.decision.cvm == kernel.CVMSignature {
		out.Receipt = true
		if e == approved {
			out.UIOutcome.Message = kernel.MsgApprovedSign // C-6 B.2
		}
	}
	if e == onlineRequest && t.presentsAgain() { // C-6 3.10
		out.Start, out.OnlineResponseData = kernel.StartB, kernel.OnlineDataEMV // C-6 B.4, B.5
		out.ScriptsOnly = true                                                  // C-6 F20.4
		out.UIRestart = t.ui(kernel.MsgPresentAgain, kernel.StatusReadyToRead)  // C-6 B.4, B.5
	}
	t.storageParameters(out)
	t.settle()
	return out
}

// presentsAgain reports whether the card is presented again for the issuer's scripts, or for updates of data storage.
// C-6 3.10
func (t *tx) presentsAgain() bool {
	return !t.reads && (t.sent.ttq.Has(step.TTQIssuerUpdate) && t.card.cpr.has(cprIssuerUpdate) || t.enabled.dataStorage) // C-6 3.10
}

// record is the data record, and what it lacks.
// C-6 B.13
func (t *tx) record(e ending) ([]byte, string) {
	record := make([]byte, 0, 384)
	for i := range recordData {
		d := &recordData[i]
		v := t.data.Get(d.row)
		switch {
		case d.mode != always && e != approved && e != onlineRequest: // C-6 B.13 declined
		case len(v) != 0:
			record = tlv.Append(record, d.row.Tag(), v)
		case d.mode == needed || d.mode == cleared && e == approved: // C-6 B.13 missing
			clear(record)
			return nil, d.row.String()
		}
	}
	return record, ""
}

// storageParameters are what data storage adds to an outcome: what was read of the card, and that the terminal is to be asked for more.
// C-6 B.14, F20.1
func (t *tx) storageParameters(out *kernel.Outcome) {
	if !t.enabled.dataStorage || out.Status == kernel.TryAnotherInterface { // C-6 3.9, F20.1
		return
	}
	version, descriptor := t.features()
	b := tlv.Append(nil, tlv.CardFeatureVersionNumber.Tag(), version) // C-6 B.14
	b = tlv.Append(b, tlv.CardFeatureDescriptor.Tag(), descriptor)    // C-6 B.14
	b = tlv.Append(b, tlv.DataStorageDirectory.Tag(), t.storage.directory)
	out.DiscretionaryData = append(b, t.storage.records...)
	if !t.reads {
		out.Updates = updates[:] // C-6 F20.2, F20.3
	}
}

var updates = [...]tlv.Tag{0xBF11}

// updated is the outcome of a second presentment.
// C-6 F22.13, B.8
func (t *tx) updated(e kernel.ErrorIndication, results []byte) *kernel.Outcome {
	out := t.end(endApplication)
	out.Error = e
	tvr, tsi := t.data.TVR(), t.data.TSI()
	out.DataRecord = tlv.Append(tlv.Append(nil, tlv.TVR.Tag(), tvr[:]), tlv.TSI.Tag(), tsi[:]) // C-6 F22.13, 3.12
	out.DiscretionaryData = results                                                            // C-6 F22.13
	return out
}
