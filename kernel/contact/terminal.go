package contact

import (
	"github.com/emvgo/emv/tlv"
)

// terminalData puts what the terminal and the transaction bring into the store, for the card's data object lists.
// B4 10.1
func (t *tx) terminalData() {
	c, tr := &t.cfg.Terminal, t.Transaction()
	var b [32]byte
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	n := func(row tlv.Row, v uint64, width int) { put(row, tlv.AppendN(b[:0], v, width)) }
	t.amounts()
	if tr.Sequence != 0 { // B4 6.5.5
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
	put(tlv.AdditionalTerminalCapabilities, c.AdditionalCapabilities[:]) // B4 5.2
	t.some(tlv.IFDSerialNumber, append(b[:0], c.IFDSerialNumber...))     // B4 10.1.1
	put(tlv.POSEntryMode, append(b[:0], 0x05))                           // chip read by contact
	t.newNumber()
}

// amounts puts the transaction's amounts into the store.
// B4 6.5.1
func (t *tx) amounts() {
	tr := t.Transaction()
	var b [8]byte
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	put(tlv.AmountAuthorised, tlv.AppendN(b[:0], tr.Amount, 6)) // B4 6.5.1 decimal point
	put(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6)) // B4 6.5.1 cashback
	t.data.OfferBinary(tlv.AmountAuthorisedBinary, tr.Amount)
	t.data.OfferBinary(tlv.AmountOtherBinary, tr.AmountOther)
}

// kindOfTransaction puts the transaction's type, its currency and that currency's exponent, and the terminal type, into the store, by way of b.
// B4 10.1
func (t *tx) kindOfTransaction(b []byte) {
	t.data.Put(tlv.TransactionType, tlv.FromTerminal, append(b, t.Transaction().Type))
	t.data.Put(tlv.TransactionCurrencyCode, tlv.FromTerminal, tlv.AppendB(b, uint64(t.Transaction().Currency), 2))
	t.data.Put(tlv.TransactionCurrencyExponent, tlv.FromTerminal, append(b, t.Transaction().Exponent))
	t.data.Put(tlv.TerminalType, tlv.FromTerminal, append(b, byte(t.terminal()))) // B4 10.1.2
}

// applicationData puts what the terminal knows of the application that was selected into the store.
// B4 10.2, B1 12.4
func (t *tx) applicationData() {
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	put(tlv.ApplicationIdentifierTerminal, t.selected.AID) // B1 12.4 9F06
	capabilities := t.capabilities()
	put(tlv.TerminalCapabilities, capabilities[:]) // B4 5.2
	put(tlv.ApplicationVersionNumberTerminal, t.app.VersionNumber[:])
	var b [32]byte
	put(tlv.TerminalFloorLimit, tlv.AppendB(b[:0], min(t.limit(), 0xFFFFFFFF), 4))
	t.some(tlv.TerminalRiskManagementData, t.app.RiskParameters)
	t.identity(b[:0])
	t.algorithm(b[:0])
	t.reference()
}

// newNumber draws an unpredictable number. A signature over INTERNAL AUTHENTICATE and the cryptogram have one each; one
// with the cryptogram has the cryptogram's.
// B4 6.5.6
func (t *tx) newNumber() {
	t.un = t.UnpredictableNumber()
	t.data.Put(tlv.UnpredictableNumber, tlv.FromKernel, t.un[:])
}

// capabilities are the terminal's for the application that was selected.
// B3 10.3, B4 10.2, 10.2 capabilities
func (t *tx) capabilities() tlv.TerminalCapabilitiesValue {
	if len(t.treatment.Capabilities) == 3 { // B4 10.1.2
		return tlv.TerminalCapabilitiesValue(t.treatment.Capabilities)
	}
	if t.app != nil && len(t.app.Capabilities) == 3 {
		return tlv.TerminalCapabilitiesValue(t.app.Capabilities)
	}
	return tlv.TerminalCapabilitiesValue(t.cfg.Terminal.Capabilities)
}

// bcd2 makes two bytes of four BCD digits.
func bcd2(v uint16) [2]byte { return [2]byte{byte(v >> 8), byte(v)} }
