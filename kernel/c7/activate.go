package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// activate takes in what Entry Point hands over, and puts what the terminal and the transaction bring into the store, for the card's PDOL and for
// the acquirer.
// C-7 3.2.1
func (t *tx) activate() *kernel.Outcome {
	t.fci, _ = step.ParseFCI(t.act.FCI)       // C-7 3.2.1 FCI: Entry Point has refused one that does not parse
	copy(t.ttq[:], t.act.TTQ)                 // C-7 3.2.1 copy of TTQ
	t.un = t.ActivationNumber()               // C-7 3.2.1 unpredictable number
	t.data.TVR()                              // C-7 annex C TVR
	tr, c := t.Transaction(), &t.cfg.Terminal // C-7 3.2.1 amount
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
	t.data.Offer(tlv.TerminalCapabilities, t.Capabilities(t.act.Combination))
	t.terminalData(b[:0])
	t.keepFCI()
	return nil
}

// posEntryMode is the POS Entry Mode, 9F39, of a contactless chip.
const posEntryMode = 0x07

// terminalData puts what else the terminal is to a card that asks, by way of b.
// C-7 3.2.1, B3 5.4, B4 10.2
func (t *tx) terminalData(b []byte) {
	tr, c, id := t.Transaction(), &t.cfg.Terminal, t.cfg.IdentityOf(t.name())
	t.data.Offer(tlv.TerminalType, append(b, t.cfg.Treatment(tr.Purpose).TerminalType(c.Type))) // B4 10.1.2
	t.data.Offer(tlv.AdditionalTerminalCapabilities, c.AdditionalCapabilities[:])
	t.data.Offer(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID)
	t.data.Offer(tlv.IFDSerialNumber, append(b, c.IFDSerialNumber...))
	t.data.Offer(tlv.TransactionCurrencyExponent, append(b, tr.Exponent))
	t.data.Offer(tlv.POSEntryMode, append(b, posEntryMode))
	t.data.Offer(tlv.TerminalIdentification, append(b, id.TerminalID...))
	t.data.Offer(tlv.MerchantIdentifier, append(b, id.MerchantID...))
	t.data.Offer(tlv.MerchantNameAndLocation, append(b, id.MerchantNameLocation...))
	t.data.Offer(tlv.MerchantCategoryCode, tlv.AppendB(b, uint64(id.MerchantCategoryCode), 2))
	t.data.Offer(tlv.AcquirerIdentifier, id.AcquirerID)
	if c.SMFirst {
		t.data.Offer(tlv.SMAlgorithmIndicator, append(b, 0x01))
	}
	if tr.Sequence != 0 {
		t.data.Offer(tlv.TransactionSequenceCounter, tlv.AppendN(b, uint64(tr.Sequence), 4))
	}
	if f := t.act.Combination.TerminalFloorLimit; f.Present {
		t.data.Offer(tlv.TerminalFloorLimit, tlv.AppendB(b, min(f.Amount, 0xFFFFFFFF), 4))
	}
}

// keepFCI keeps what of the FCI the acquirer and the Result get.
// C-7 4.1.1
func (t *tx) keepFCI() {
	if len(t.fci.Registered) != 0 {
		t.data.Put(tlv.ASRPD, tlv.FromCard, t.fci.Registered)
	}
	t.data.Put(tlv.DFName, tlv.FromCard, t.name())
	if len(t.fci.Label) != 0 {
		t.data.Put(tlv.ApplicationLabel, tlv.FromCard, t.fci.Label)
	}
	if len(t.fci.PreferredName) != 0 && t.fci.CodeTable != 0 {
		t.data.Put(tlv.ApplicationPreferredName, tlv.FromCard, t.fci.PreferredName)
		t.data.Put(tlv.IssuerCodeTableIndex, tlv.FromCard, []byte{t.fci.CodeTable})
	}
	additional := tlv.AdditionalTerminalCapabilitiesValue(t.cfg.Terminal.AdditionalCapabilities)
	t.Selected(t.name(), step.DisplayName(t.fci.PreferredName, t.fci.CodeTable, t.fci.Label, t.name(), additional))
}

// name is the DF name of the application where it is one of the combination's AID, else that AID.
// C-7 4.1.1
func (t *tx) name() []byte { return t.fci.NameUnder(t.act.Combination.AID) }
