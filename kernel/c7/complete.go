package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// onlineAuthorization asks for the host, where the card or the steps before want it and the reader can go online.
// C-7 3.2.5
func (t *tx) onlineAuthorization() *kernel.Outcome {
	switch {
	case !t.requests() && !t.online && t.offlineAllowed():
		return nil
	case t.ttq.Has(step.TTQOfflineOnly) && !t.cfg.ReadSuffices(t.Transaction().Purpose, true): // C-7 3.2.5 offline-only
		return t.fail(offlineOnly)
	}
	return t.complete(onlineRequest) // C-7 3.2.5 online
}

// offlineApproval ends what nothing has stopped: the card offers an offline approval, and is authenticated.
// C-7 4.3.2.4, 4.5.1
func (t *tx) offlineApproval() *kernel.Outcome { return t.complete(approved) }

// A mode says when a data element goes to the acquirer, and whether it must be there.
type mode uint8

const (
	mandatory mode = iota
	online         // mandatory with an online request, and else not sent
	given          // where the card gave it
	givenOnline
	givenOffline
)

// clearingData are the data elements of the clearing record, in the order of the book's table.
// C-7 annex C
var clearingData = [...]struct {
	row  tlv.Row
	mode mode
}{
	{tlv.AmountAuthorised, mandatory},
	{tlv.AmountOther, mandatory},
	{tlv.ApplicationCryptogram, mandatory},
	{tlv.AIP, mandatory},
	{tlv.PAN, mandatory}, // C-7 annex C PAN
	{tlv.PANSequenceNumber, given},
	{tlv.ATC, mandatory},
	{tlv.CID, mandatory},
	{tlv.IssuerApplicationData, mandatory},
	{tlv.TerminalCapabilities, mandatory},
	{tlv.TerminalCountryCode, mandatory},
	{tlv.TVR, mandatory},               // C-7 annex C TVR: zeroes
	{tlv.Track2EquivalentData, online}, // C-7 annex C track 2
	{tlv.TransactionCurrencyCode, mandatory},
	{tlv.TransactionDate, mandatory},
	{tlv.TransactionType, mandatory},
	{tlv.UnpredictableNumber, mandatory},
	{tlv.PaymentAccountReference, given},
	{tlv.ProductIdentificationInformation, given},
	{tlv.Track1DiscretionaryData, givenOnline},
	{tlv.PartnerProprietaryData, given},
	{tlv.ASRPD, given},
	{tlv.Last4DigitsOfPAN, given},
	{tlv.TokenRequestorID, given},
	{tlv.ApplicationIdentifierTerminal, given},          // not the book's: the AID that the reader has selected, whatever the card says
	{tlv.DFName, given},                                 // nor this: the name of the card's application
	{tlv.POSEntryMode, given},                           // nor this: how the card was read
	{tlv.ElectronicCashAuthorisationCode, givenOffline}, // nor this: electronic cash has paid
}

// complete makes the outcome of a transaction that the acquirer hears of, with the clearing record. A card that has not given what must be in the record
// ends the transaction.
// C-7 4.5.1, 4.5.2, annex C
func (t *tx) complete(e ending) *kernel.Outcome {
	if out := t.accountAllowed(); out != nil {
		return out
	}
	record := make([]byte, 0, 256)
	for i := range clearingData {
		d := &clearingData[i]
		v := t.data.Get(d.row)
		switch {
		case (d.mode == online || d.mode == givenOnline) && e != onlineRequest: // C-7 annex C mode
		case d.mode == givenOffline && e != approved:
		case len(v) != 0:
			record = tlv.Append(record, d.row.Tag(), v)
		case d.mode == mandatory || d.mode == online: // C-7 annex C missing
			clear(record)
			return t.failOn(noClearingData, d.row.String())
		}
	}
	out := t.end(e)
	out.DataRecord, out.CVM = record, t.cvm
	if t.expired { // C-7 4.2.4.5 words
		out.Error = kernel.ErrorIndication{Clause: failures[expired].clause, Reason: failures[expired].words + ", and the transaction goes online"}
	}
	return out
}
