package contact

import (
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalData puts what the terminal and the transaction bring into the store, for the card's data object lists.
// EMV 4.4 B4 10.1
func (t *tx) terminalData() {
	c, tr := &t.cfg.Terminal, t.Transaction()
	var b [32]byte
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	n := func(row tlv.Row, v uint64, width int) { put(row, tlv.AppendN(b[:0], v, width)) }
	text := func(row tlv.Row, s string) {
		if s != "" {
			put(row, append(b[:0], s...))
		}
	}
	t.amounts()
	if tr.Sequence != 0 { // EMV 4.4 B4 6.5.5
		n(tlv.TransactionSequenceCounter, uint64(tr.Sequence), 4)
	}
	put(tlv.TransactionDate, tr.Date[:])
	put(tlv.TransactionTime, tr.Time[:])
	word := func(row tlv.Row, v uint16) { put(row, tlv.AppendB(b[:0], uint64(v), 2)) } // the digits stand in it as BCD
	t.kindOfTransaction(b[:0])
	word(tlv.TerminalCountryCode, c.CountryCode)
	if c.BiometricCapabilities != [3]byte{} {
		put(tlv.BiometricTerminalCapabilities, c.BiometricCapabilities[:])
	}
	// EMV 4.4 B4 5.2
	put(tlv.AdditionalTerminalCapabilities, c.AdditionalCapabilities[:])
	// EMV 4.4 B4 10.1.1
	text(tlv.IFDSerialNumber, c.IFDSerialNumber)
	text(tlv.TerminalIdentification, c.TerminalID)
	text(tlv.MerchantIdentifier, c.MerchantID)
	text(tlv.MerchantNameAndLocation, c.MerchantNameLocation)
	word(tlv.MerchantCategoryCode, c.MerchantCategoryCode)
	if len(c.AcquirerID) == 6 {
		put(tlv.AcquirerIdentifier, c.AcquirerID)
	}
	put(tlv.POSEntryMode, append(b[:0], 0x05)) // chip read by contact
	t.newNumber()
}

// amounts puts the transaction's amounts into the store.
// EMV 4.4 B4 6.5.1
func (t *tx) amounts() {
	tr := t.Transaction()
	var b [8]byte
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	// EMV 4.4 B4 6.5.1 (decimal point)
	put(tlv.AmountAuthorised, tlv.AppendN(b[:0], tr.Amount, 6))
	// EMV 4.4 B4 6.5.1 (cashback)
	put(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6))
	binary := func(row tlv.Row, v uint64) {
		if t.data.Remove(row); v <= 0xFFFFFFFF {
			put(row, tlv.AppendB(b[:0], v, 4))
		}
	}
	binary(tlv.AmountAuthorisedBinary, tr.Amount)
	binary(tlv.AmountOtherBinary, tr.AmountOther)
}

// kindOfTransaction puts the transaction's type, its currency and that currency's exponent, and the terminal type, into the store, by way of b.
// EMV 4.4 B4 10.1
func (t *tx) kindOfTransaction(b []byte) {
	t.data.Put(tlv.TransactionType, tlv.FromTerminal, append(b, t.Transaction().Type))
	t.data.Put(tlv.TransactionCurrencyCode, tlv.FromTerminal, tlv.AppendB(b, uint64(t.Transaction().Currency), 2))
	t.data.Put(tlv.TransactionCurrencyExponent, tlv.FromTerminal, append(b, t.Transaction().Exponent))
	// EMV 4.4 B4 10.1.2
	t.data.Put(tlv.TerminalType, tlv.FromTerminal, append(b, byte(t.terminal())))
}

// newNumber draws an unpredictable number. A signature over INTERNAL AUTHENTICATE and the cryptogram have one each; one
// with the cryptogram has the cryptogram's.
// EMV 4.4 B4 6.5.6
func (t *tx) newNumber() {
	t.un = t.UnpredictableNumber()
	t.data.Put(tlv.UnpredictableNumber, tlv.FromKernel, t.un[:])
}

// applicationData puts what the terminal knows of the application that was selected into the store.
// EMV 4.4 B4 10.2, EMV 4.4 B1 12.4
func (t *tx) applicationData() {
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	// EMV 4.4 B1 12.4 (9F06)
	put(tlv.ApplicationIdentifierTerminal, t.selected.AID)
	capabilities := t.capabilities()
	// EMV 4.4 B4 5.2
	put(tlv.TerminalCapabilities, capabilities[:])
	put(tlv.ApplicationVersionNumberTerminal, t.app.VersionNumber[:])
	var b [4]byte
	put(tlv.TerminalFloorLimit, tlv.AppendB(b[:0], min(t.limit(), 0xFFFFFFFF), 4))
	if len(t.app.RiskParameters) != 0 {
		put(tlv.TerminalRiskManagementData, t.app.RiskParameters)
	}
}

// answerARC is the authorisation response code from here on.
// EMV 4.4 B3 9.2.1
// EMV 4.4 B3 9.2.1 (current)
func (t *tx) answerARC(code [2]byte) {
	t.data.Put(tlv.AuthorisationResponseCode, tlv.FromKernel, code[:])
}

// keepAC puts what the card answered to GENERATE AC into the store, in the place of what it answered before.
// EMV 4.4 B3 6.5.5.4
func (t *tx) keepAC() {
	t.cid[0] = byte(t.ac.CID)
	t.data.Replace(tlv.CID, tlv.FromCard, t.cid[:])
	t.data.Replace(tlv.ATC, tlv.FromCard, t.ac.ATC)
	t.data.Remove(tlv.ApplicationCryptogram) // a signature may still have to give it
	if t.ac.AC != nil {
		t.data.Replace(tlv.ApplicationCryptogram, tlv.FromCard, t.ac.AC)
	}
	t.data.Remove(tlv.IssuerApplicationData)
	if t.ac.IAD != nil {
		t.data.Replace(tlv.IssuerApplicationData, tlv.FromCard, t.ac.IAD)
	}
}

// dataRecord is the data of the transaction for the acquirer, with the latest values.
// EMV 4.4 B4 12.1.1
// EMV 4.4 B4 10.1 (same), EMV 4.4 B4 12.1
func (t *tx) dataRecord() []byte {
	if !t.haveAC {
		return nil
	}
	return step.AppendOnlineData(make([]byte, 0, 384), func(tag tlv.Tag) []byte {
		row, _ := tlv.Lookup(tlv.Contact, 0, tag)
		return t.data.Get(row)
	})
}
