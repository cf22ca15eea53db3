package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// contactlessLimitCheck goes to the next application where the amount of a legacy transaction reaches the limit.
// C-5 3.5.1.1
func (t *tx) contactlessLimitCheck() *kernel.Outcome {
	if t.mode == legacyMode && t.reaches(t.at.transaction) { // C-5 3.5.1.1 legacy, limit
		return t.fail(aboveLegacyLimit)
	}
	return nil
}

// cvmRequiredLimitCheck tells the card, by way of CDOL1, whether the reader requires a CVM.
// C-5 3.5.2.1
func (t *tx) cvmRequiredLimitCheck() *kernel.Outcome {
	t.setCVMRequired(t.purchases() && t.reaches(t.act.Combination.CVMLimit)) // C-5 3.5.2.1 limit
	return nil
}

// floorLimitCheck notes in the TVR that the amount reaches the floor limit, or that the transaction counts as if it did.
// C-5 3.5.3.1, 3.5.3.2
func (t *tx) floorLimitCheck() *kernel.Outcome {
	switch {
	case t.mode == legacyMode, t.terminal().OnlineOnly(), t.statusCheck(): // C-5 3.5.3.1 legacy, online-only, status check
		t.tvr.Set(tlv.TVRFloorLimitExceeded)
	case t.reaches(t.act.Combination.FloorLimit): // C-5 3.5.3.2 limit
		t.tvr.Set(tlv.TVRFloorLimitExceeded)
	}
	return nil
}

// statusCheck reports whether the amount is a single unit of the currency, and that is a status check here.
// C-5 3.5.3.1
func (t *tx) statusCheck() bool {
	unit := uint64(1)
	for range t.Transaction().Exponent {
		unit *= 10
	}
	return t.option(optionStatusCheck) && t.Transaction().Amount == unit // C-5 3.5.3.1 unit
}

// randomTransactionSelection sends a part of the transactions below the floor limit to the host.
// C-5 3.5.4.1, 3.5.4.2
func (t *tx) randomTransactionSelection() *kernel.Outcome {
	if t.mode != emvMode || !t.option(optionRandomSelection) || t.tvr.Has(tlv.TVRFloorLimitExceeded) { // C-5 3.5.4.1 EMV, option, floor limit
		return nil
	}
	if t.at.random.Selected(t.Transaction().Amount, step.Draw(t.Random(4))) { // C-5 3.5.4.1 selection
		t.tvr.Set(tlv.TVRSelectedRandomly) // C-5 3.5.4.2
	}
	return nil
}

// exceptionFileCheck looks the card up, unless it is only read.
// C-5 3.5.5.1, 3.5.5.2
func (t *tx) exceptionFileCheck() *kernel.Outcome {
	if t.mode != emvMode || !t.checksExceptionFile() || t.dataOnly() { // C-5 3.5.5.1 EMV, option
		return nil
	}
	ev, out := t.LookupAccount() // C-5 3.5.5.1 check
	if out != nil {
		return t.stopped(out)
	}
	if ev.Listed {
		t.tvr.Set(tlv.TVROnExceptionFile) // C-5 3.5.5.2
	}
	return nil
}

// processingRestrictions notes in the TVR what usage control and the two dates forbid. The book compares no versions.
// C-5 3.6.1.1, 3.6.1.2, 3.6.2.1, 3.6.2.2, 3.6.3.1, 3.6.3.2
func (t *tx) processingRestrictions() *kernel.Outcome {
	c, tr := &t.cfg.Terminal, t.Transaction()
	r := step.Restrictions{
		IssuerCountry: t.data.Get(tlv.IssuerCountryCode), TerminalCountry: [2]byte{byte(c.CountryCode >> 8), byte(c.CountryCode)},
		Terminal: t.terminal(), Additional: c.AdditionalCapabilities, Purpose: step.Purpose{Type: tr.BookType(), AmountOther: tr.AmountOther},
		EffectiveDate:  t.data.Get(tlv.ApplicationEffectiveDate),  // C-5 3.6.3.1 date
		ExpirationDate: t.data.Get(tlv.ApplicationExpirationDate), // C-5 3.6.2.1 date
		Today:          tr.Date,
	}
	if t.mode == emvMode { // C-5 3.6.1.1 EMV
		r.UsageControl = t.data.Get(tlv.ApplicationUsageControl)
	}
	for i, bits := range r.Check() {
		t.tvr[i] |= bits // C-5 3.6.1.2, 3.6.2.2, 3.6.3.2
	}
	return nil
}
