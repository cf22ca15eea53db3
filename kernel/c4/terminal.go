package c4

import (
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// enhanced are the Enhanced Contactless Reader Capabilities, tag 9F6E.
// C-4 4.3.4
type enhanced [4]byte

// An enhancedBit is one of their bits: the number of its byte, from 0, and its mask.
type enhancedBit uint16

// The bits that the kernel looks at or sets.
const (
	contactMode     enhancedBit = 0x0080 // byte 1 bit 8: contact mode supported
	mobileCVM       enhancedBit = 0x0180 // byte 2 bit 8: Mobile CVM supported
	onlinePIN       enhancedBit = 0x0140 // byte 2 bit 7: online PIN supported
	cannotGoOnline  enhancedBit = 0x0280 // byte 3 bit 8: the reader is unable to go online
	cvmIsRequired   enhancedBit = 0x0240 // byte 3 bit 7: CVM required
	delayedTerminal enhancedBit = 0x0340 // byte 4 bit 7: delayed authorisation terminal
)

func (e enhanced) has(bit enhancedBit) bool { return e[bit>>8]&byte(bit) != 0 }
func (e *enhanced) set(bit enhancedBit)     { e[bit>>8] |= byte(bit) }

// The architecture of an mPOS without accessory that has a PIN.
// C-4 annex C
const mposCSP = 0x02 // with a software PIN; any other is mPOS-C

// mposType is the only terminal type of such an mPOS: a merchant's, attended, online only.
// C-4 annex C type
const mposType tlv.TerminalTypeValue = 0x21

// identify takes in what the terminal is.
// C-4 annex B
func (t *tx) identify() {
	r, c := &t.reader, t.act.Combination
	p := t.cfg.Treatment(t.Transaction().Purpose)
	r.kind = tlv.TerminalTypeValue(p.TerminalType(t.cfg.Terminal.Type)) // B4 10.1.2
	r.capabilities = t.cfg.Terminal.Capabilities
	if p != nil && len(p.Capabilities) == len(r.capabilities) {
		r.capabilities = tlv.TerminalCapabilitiesValue(p.Capabilities)
	}
	if v := c.Parameter(tlv.TerminalCapabilities.Tag()); len(v) == len(r.capabilities) {
		r.capabilities = tlv.TerminalCapabilitiesValue(v)
	}
	if v := c.Parameter(tlv.ContactlessReaderCapabilities.Tag()); len(v) == 1 {
		r.modified = v[0]
	}
	copy(r.enhanced[:], c.Parameter(tlv.EnhancedContactlessReaderCapabilities.Tag()))
	if v := c.Parameter(ParamMPOS); len(v) == 1 {
		r.mpos = v[0]
	}
	t.forMPOS()
}

// forMPOS makes the reader of an mPOS without accessory what the book has it be: Mobile CVM, a signature where there is one, no contact interface, no delayed authorisation, no exemption,
// and an online PIN only with software for it.
// C-4 annex C, 4.3.4
func (t *tx) forMPOS() {
	e := &t.reader.enhanced
	switch t.reader.mpos {
	case 0:
		return
	case mposCSP:
		e[1] = e[1]&0x60 | 0x80
	default:
		e[1] = e[1]&0x20 | 0x80 // C-4 8.2.3.2
	}
	e[0], e[3] = 0x18, 0x03 // C-4 4.3.4 mPOS
}

// takesContact reports whether the card and the reader have the contact interface to go on with: the reader has it, the card is no phone and no emulated card,
// and does not say that it has none.
// C-4 8.2.5, 11.2.1
func (t *tx) takesContact() bool {
	capabilities := t.data.Get(tlv.CardInterfaceAndPaymentCapabilities)
	return t.reader.enhanced.has(contactMode) && !t.isMobile() && !t.emulated() && (len(capabilities) == 0 || capabilities[0]&0x20 != 0)
}

// isMobile reports whether the card is a phone: AIP byte 2 bit 7.
// C-4 4.3.8
func (t *tx) isMobile() bool { return t.card.aip[1]&0x40 != 0 }

// emulated reports whether a host emulates the card: AIP byte 2 bit 6.
// C-4 5.3
func (t *tx) emulated() bool { return t.card.aip[1]&0x20 != 0 }

// terminalData puts what the terminal and the transaction bring into the store, for the card's data object lists and the acquirer. The terminal type stands
// there as it is.
// C-4 annex A, 4.3.5
func (t *tx) terminalData() {
	t.sent.un = t.ActivationNumber() // C-4 annex A number
	tr, c, id := t.Transaction(), &t.cfg.Terminal, t.cfg.IdentityOf(t.name())
	var b [64]byte
	n := func(row tlv.Row, v uint64, width int) { t.data.Offer(row, tlv.AppendN(b[:0], v, width)) }
	word := func(row tlv.Row, v uint16) { t.data.Offer(row, tlv.AppendB(b[:0], uint64(v), 2)) } // the digits stand in it as BCD
	n(tlv.AmountAuthorised, tr.Amount, 6)
	n(tlv.AmountOther, tr.AmountOther, 6)
	t.data.OfferOrder(tr) // B3 5.4
	word(tlv.TransactionCurrencyCode, tr.Currency)
	word(tlv.TerminalCountryCode, c.CountryCode)
	t.data.Offer(tlv.TransactionDate, tr.Date[:])
	t.data.Offer(tlv.TransactionTime, tr.Time[:])
	t.data.Offer(tlv.TransactionType, append(b[:0], tr.Type))
	t.data.Offer(tlv.TerminalType, append(b[:0], byte(t.reader.kind)))
	t.data.Offer(tlv.TerminalCapabilities, t.reader.capabilities[:])
	t.data.Offer(tlv.AdditionalTerminalCapabilities, c.AdditionalCapabilities[:])
	t.data.Offer(tlv.ApplicationVersionNumberTerminal, t.act.Combination.Parameter(tlv.ApplicationVersionNumberTerminal.Tag()))
	t.data.Offer(tlv.ContactlessReaderCapabilities, append(b[:0], t.reader.modified))
	t.data.Offer(tlv.EnhancedContactlessReaderCapabilities, t.reader.enhanced[:])
	t.data.Offer(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID)
	t.data.Offer(tlv.IFDSerialNumber, append(b[:0], c.IFDSerialNumber...))
	t.data.Offer(tlv.POSEntryMode, append(b[:0], posEntryMode))
	t.data.Offer(tlv.TransactionCurrencyExponent, append(b[:0], tr.Exponent))
	t.data.Offer(tlv.TerminalIdentification, append(b[:0], id.TerminalID...))
	t.data.Offer(tlv.MerchantIdentifier, append(b[:0], id.MerchantID...))
	t.data.Offer(tlv.MerchantNameAndLocation, append(b[:0], id.MerchantNameLocation...))
	t.data.Offer(tlv.MerchantCategoryCode, tlv.AppendB(b[:0], uint64(id.MerchantCategoryCode), 2))
	t.data.Offer(tlv.AcquirerIdentifier, id.AcquirerID)
	if tr.Sequence != 0 {
		n(tlv.TransactionSequenceCounter, uint64(tr.Sequence), 4)
	}
	if f := t.act.Combination.TerminalFloorLimit; f.Present {
		t.data.Offer(tlv.TerminalFloorLimit, tlv.AppendB(b[:0], min(f.Amount, 0xFFFFFFFF), 4))
	}
}

// posEntryMode is the POS Entry Mode, 9F39, of a contactless chip.
const posEntryMode = 0x07

// keepFCI keeps what of the FCI the acquirer and the Result get.
// C-4 3
func (t *tx) keepFCI() {
	f := &t.card.fci
	if len(f.Registered) != 0 {
		t.data.Put(tlv.ASRPD, tlv.FromCard, f.Registered)
	}
	t.data.Put(tlv.DFName, tlv.FromCard, t.name())
	additional := tlv.AdditionalTerminalCapabilitiesValue(t.cfg.Terminal.AdditionalCapabilities)
	t.Selected(t.name(), step.DisplayName(f.PreferredName, f.CodeTable, f.Label, t.name(), additional))
}

// name is the DF name of the application where it is one of the combination's AID, else that AID.
// C-4 3
func (t *tx) name() []byte { return t.card.fci.NameUnder(t.act.Combination.AID) }

// limitExceeded is the indicator Reader CVM Required Limit Exceeded. A card that is only read need not verify anybody.
// C-4 8.2.1
func (t *tx) limitExceeded() bool { return t.act.Indicators.CVMLimitExceeded && !t.reads }

// purpose is what the transaction is for, as restrictions and CVM conditions see it.
func (t *tx) purpose() step.Purpose {
	tr := t.Transaction()
	return step.Purpose{Type: tr.BookType(), AmountOther: tr.AmountOther}
}

// delayed reports whether the terminal has its approvals authorised later.
// C-4 2.2.4
func (t *tx) delayed() bool { return t.reader.enhanced.has(delayedTerminal) && !t.reads }

// onlinePINSupported reports whether the reader and those behind it have online PIN.
// C-4 8.2.2.2.1
func (t *tx) onlinePINSupported() bool {
	return t.reader.enhanced.has(onlinePIN) && t.reader.capabilities.Has(tlv.CapEncipheredPINOnline)
}
