package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// keep stores the objects of a template. One that comes twice, here or after another response, ends the transaction; one of length zero is not there; one that the
// dictionary does not know stays where it lies, in the session's journal, and ends nothing.
// C-4 5.3.2, 5.3.4
func (t *tx) keep(template *tlv.Object, malformed failure) *kernel.Outcome {
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		if len(o.Value) == 0 { // B3 5.2 length 00
			continue
		}
		if !t.card.seen.Add(o.Tag) { // C-4 5.3.5 twice
			return t.failOn(twice, o.Tag.String())
		}
		row := t.row(template.Tag, o.Tag)
		if !t.data.Element(row).In(template.Tag) { // C-4 8.2.4.1.1, 5.3.4: what belongs to another answer
			continue
		}
		switch fits := t.fits(row, o.Value); {
		case !fits && decides(row):
			return t.failOn(malformed, o.Tag.String()) // C-4 5.3.5 length
		case fits:
			t.data.Put(row, tlv.FromCard, o.Value) // C-4 5.3.2, 5.3.4: the store refuses what is nobody's, or the terminal's
		}
	}
	return nil
}

// decides reports whether the kernel goes by an element. A wrong value of any other hurts nobody: it counts as not there.
// C-4 5.3
func decides(row tlv.Row) bool {
	switch row {
	case tlv.AIP, tlv.AFL, tlv.MobileCVMResults, tlv.PAN, tlv.ApplicationExpirationDate, tlv.ApplicationEffectiveDate, tlv.IssuerCountryCode,
		tlv.ApplicationUsageControl, tlv.ApplicationVersionNumber, tlv.IssuerActionCodeDefault, tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline,
		tlv.CDOL1, tlv.CVMList, tlv.ApplicationCurrencyCode, tlv.CardInterfaceAndPaymentCapabilities:
		return true
	}
	return false
}

// fits reports whether a value is of its element's length and format, a date a date, and a CVM List one, be it without rules.
// C-4 5.3
func (t *tx) fits(row tlv.Row, value []byte) bool {
	e := t.data.Element(row)
	switch row {
	case tlv.AFL: // B3 10.2: checked already, and the book's 64 bytes bound no card
		return true
	case tlv.CVMList:
		_, err := tlv.ParseCVMList(value)
		return err == nil
	case tlv.ApplicationExpirationDate, tlv.ApplicationEffectiveDate:
		return step.ValidDate(value)
	case tlv.Track2EquivalentData:
		return len(value) <= int(e.Max) && tlv.Track2(value).Valid()
	}
	digits := e.Format == tlv.N || e.Format == tlv.CN
	return e.Allows(len(value)) && (!digits || e.Format.Accepts(value))
}
