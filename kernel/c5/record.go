package c5

import "github.com/emvgo/emv/tlv"

// DataTransactionMode has the Transaction Mode in the data record, 1 byte: 01 EMV Mode, 02 Legacy Mode. The reader makes the POS entry mode of it by the payment
// system's rules. The book gives it no tag: this one is ours.
//
// C-5 2.12 annex C
const DataTransactionMode tlv.Tag = 0xDF0D

// record are the data elements of the transaction record, in the order of the book's table, and behind them the AID that the reader has selected, which
// is not the card's to name. What the card has not given is left out.
// C-5 annex C, 3.12.1.1, 3.12.2.1, 3.12.3.1, 3.12.4.1
var record = [...]tlv.Row{
	tlv.AmountAuthorised, tlv.AmountOther, tlv.ApplicationCryptogram, tlv.AIPKernel5, tlv.ApplicationExpirationDate, tlv.ApplicationLabel, tlv.PAN,
	tlv.PANSequenceNumber, tlv.ATC, tlv.ApplicationVersionNumber, tlv.CardholderName, tlv.CVMResults, tlv.DFName, tlv.CID, tlv.DeviceInformation,
	tlv.IssuerApplicationData, tlv.PartnerDiscretionaryData, tlv.PaymentAccountReference, tlv.TerminalCountryCode, tlv.TVRKernel5, tlv.TokenRequestorID,
	tlv.Track1DiscretionaryData, tlv.Track2EquivalentData, tlv.TransactionCurrencyCode, tlv.TransactionDate, tlv.TransactionTime, tlv.TransactionType,
	tlv.UnpredictableNumber, tlv.ApplicationIdentifierTerminal,
}

// dataRecord is the transaction record.
// C-5 annex C
func (t *tx) dataRecord() []byte {
	b := make([]byte, 0, 320)
	for _, row := range record {
		if v := t.data.Get(row); len(v) != 0 { // C-5 annex C not provided
			b = tlv.Append(b, row.Tag(), v)
		}
	}
	return tlv.Append(b, DataTransactionMode, []byte{byte(t.mode)}) // C-5 annex C mode
}

// reports are the data elements that a transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TerminalInterchangeProfile, tlv.CardholderVerificationStatus, tlv.IssuerUpdateParameter, tlv.TVRKernel5, tlv.CVMResults, tlv.CID,
	tlv.ApplicationCryptogram, tlv.ATC, tlv.IssuerApplicationData, tlv.UnpredictableNumber, tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationExpirationDate,
	tlv.Track2EquivalentData, tlv.DeviceInformation, tlv.PartnerDiscretionaryData, tlv.PaymentAccountReference, tlv.OfflineBalance,
	tlv.ApplicationEffectiveDate, tlv.ApplicationUsageControl, tlv.CVMList, tlv.IssuerActionCodeDefault, tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline,
	tlv.IssuerCountryCode, // B4 12.1.5
}
