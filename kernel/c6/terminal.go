package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// posEntryMode is the POS Entry Mode, 9F39, of a contactless chip.
const posEntryMode = 0x07

// terminalData puts what the terminal and the transaction bring into the store, for the card's PDOL and for the acquirer.
// C-6 annex C
func (t *tx) terminalData() {
	copy(t.sent.ttq[:], t.act.TTQ)
	t.sent.un = t.ActivationNumber() // C-6 F2.8a
	tr, c := t.Transaction(), &t.cfg.Terminal
	t.sent.amount, t.sent.other = tr.Amount, tr.AmountOther
	var room [64]byte
	b := room[:0]
	t.data.Put(tlv.TTQKernel6, tlv.FromTerminal, t.sent.ttq[:])
	t.data.Offer(tlv.AmountAuthorised, tlv.AppendN(b, tr.Amount, 6))
	t.data.Offer(tlv.AmountOther, tlv.AppendN(b, tr.AmountOther, 6))
	t.data.OfferOrder(tr)                                                             // B3 5.4
	t.data.Offer(tlv.TransactionCurrencyCode, tlv.AppendB(b, uint64(tr.Currency), 2)) // the digits stand in it as BCD
	t.data.Offer(tlv.TerminalCountryCode, tlv.AppendB(b, uint64(c.CountryCode), 2))
	t.data.Offer(tlv.TransactionDate, tr.Date[:])
	t.data.Offer(tlv.TransactionTime, tr.Time[:])
	t.data.Offer(tlv.TransactionType, append(b, tr.Type))
	t.data.Offer(tlv.TerminalCapabilities, t.Capabilities(t.act.Combination))
	t.data.Offer(tlv.TerminalType, append(b, t.cfg.Treatment(tr.Purpose).TerminalType(c.Type))) // B4 10.1.2
	t.data.Offer(tlv.AdditionalTerminalCapabilities, c.AdditionalCapabilities[:])
	t.data.Offer(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID)
	t.data.Offer(tlv.ApplicationVersionNumberTerminal, t.parameter(tlv.ApplicationVersionNumberTerminal.Tag()))
	t.data.Offer(tlv.ProgramIdentifier, t.parameter(tlv.ProgramIdentifier.Tag()))
	t.data.Offer(tlv.IFDSerialNumber, append(b, c.IFDSerialNumber...))
	t.data.Offer(tlv.TransactionCurrencyExponent, append(b, tr.Exponent))
	t.data.Offer(tlv.POSEntryMode, append(b, posEntryMode))
	if tr.Sequence != 0 {
		t.data.Offer(tlv.TransactionSequenceCounter, tlv.AppendN(b, uint64(tr.Sequence), 4))
	}
	if f := t.act.Combination.TerminalFloorLimit; f.Present {
		t.data.Offer(tlv.TerminalFloorLimit, tlv.AppendB(b, min(f.Amount, 0xFFFFFFFF), 4))
	}
}

// identity is who the terminal is, by the name of the application that was selected.
// C-6 annex C, B4 10.2
func (t *tx) identity() {
	var room [64]byte
	b := room[:0]
	id := t.cfg.IdentityOf(t.name())
	t.data.Offer(tlv.TerminalIdentification, append(b, id.TerminalID...))
	t.data.Offer(tlv.MerchantIdentifier, append(b, id.MerchantID...))
	t.data.Offer(tlv.MerchantNameAndLocation, append(b, id.MerchantNameLocation...))
	t.data.Offer(tlv.MerchantCategoryCode, tlv.AppendB(b, uint64(id.MerchantCategoryCode), 2))
	t.data.Offer(tlv.AcquirerIdentifier, id.AcquirerID)
}

// parameter is a parameter of the combination.
func (t *tx) parameter(tag tlv.Tag) []byte { return t.act.Combination.Parameter(tag) }

// name is the DF name of the application where it is one of the combination's AID, else that AID.
func (t *tx) name() []byte { return t.fci.NameUnder(t.act.Combination.AID) }

// keepFCI keeps what of the FCI the kernel, the acquirer and the Result get.
// C-6 2.2
func (t *tx) keepFCI() {
	t.data.Put(tlv.DFName, tlv.FromCard, t.name())
	t.identity()
	if len(t.fci.Registered) != 0 {
		t.data.Put(tlv.ASRPD, tlv.FromCard, t.fci.Registered)
	}
	template := &t.fci.Discretionary
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		if row := t.row(template.Tag, o.Tag); row != 0 && row != tlv.ASRPD && len(o.Value) != 0 && t.fits(row, o.Value) { // C-6 F4.8, F4.9, F4.9a, 2.2 discarded
			t.data.Put(row, tlv.FromCard, o.Value)
		}
	}
}

// selected tells which application the transaction goes on with.
// C-6 F4.4
func (t *tx) selected() {
	additional := tlv.AdditionalTerminalCapabilitiesValue(t.cfg.Terminal.AdditionalCapabilities)
	name := step.DisplayName(t.fci.PreferredName, t.fci.CodeTable, t.fci.Label, t.name(), additional) // C-6 F4.4, F4.5, F4.5a, F4.6, F4.7, F4.7a
	t.Selected(t.name(), name)
}

// money is what the card is told to be asked for.
func (t *tx) money() kernel.Money {
	m := t.Transaction().Money
	m.Amount = t.sent.amount
	return m
}
