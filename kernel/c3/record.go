package c3

import "github.com/emvgo/emv/tlv"

// posEntryMode is the POS Entry Mode of every transaction of this kernel, 9F39.
// C-3 B.1.1 POS entry mode
const posEntryMode = 0x07

// record are the data elements of the data record, in order: those of table B-1, and behind them the AID that the reader has selected, the name of the
// card's application, the Cryptogram Information Data and the Payment Account Reference, for hosts that take them. The Amount, Other is there without cashback
// too, as zero: cryptograms are over it.
// C-3 3.2.1.1, 3.2.1.2, 3.2.1.3, B.1.1, B.1.2.1
var record = [...]tlv.Row{
	tlv.AmountAuthorised, tlv.AmountOther, tlv.ApplicationCryptogram, tlv.AIPKernel3, tlv.ATC, tlv.PANSequenceNumber, tlv.CustomerExclusiveData,
	tlv.FormFactorIndicator, tlv.IssuerApplicationData, tlv.TerminalCountryCode, tlv.TVR, tlv.Track2EquivalentData, tlv.TransactionCurrencyCode,
	tlv.TransactionDate, tlv.TransactionType, tlv.UnpredictableNumber,
	tlv.ApplicationIdentifierTerminal, tlv.DFName, tlv.CID, tlv.PaymentAccountReference,
}

// dataRecord is the data of the transaction for the acquirer.
// C-3 3.2.1.1, B.1.1
func (t *tx) dataRecord() []byte {
	t.formFactor()
	b := make([]byte, 0, 256)
	for _, row := range record {
		if v := t.data.Get(row); len(v) != 0 { // C-3 B.1.1 conditional
			b = tlv.Append(b, row.Tag(), v)
		}
	}
	return tlv.Append(b, tlv.POSEntryMode.Tag(), []byte{posEntryMode})
}

// formFactor says in the Form Factor Indicator that the transaction was conducted by ISO 14443.
// C-3 4.1.1.1
func (t *tx) formFactor() {
	ffi := t.data.Get(tlv.FormFactorIndicator)
	if ffi == nil {
		return
	}
	changed := [4]byte(ffi)
	changed[3] &= 0xF0 // C-3 4.1.1.1
	t.data.Put(tlv.FormFactorIndicator, tlv.FromKernel, changed[:])
}

// reports are the data elements that a transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TTQ, tlv.CTQ, tlv.TVR, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.IssuerApplicationData, tlv.UnpredictableNumber,
	tlv.CardAuthenticationRelatedData, tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationExpirationDate, tlv.Track2EquivalentData,
	tlv.FormFactorIndicator, tlv.CustomerExclusiveData, tlv.PaymentAccountReference, tlv.AvailableOfflineSpendingAmount,
	tlv.ApplicationProgramIdentifier, tlv.ApplicationUsageControl, tlv.IssuerCountryCode, tlv.IssuerScriptResultsKernel3,
}
