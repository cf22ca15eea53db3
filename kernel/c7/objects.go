package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// keep stores the objects of a template. One that comes twice, here or after another response, ends the transaction, and so does a wrong length. One that
// C-7 does not define ends nothing, whatever its length: where Books 1 to 4 do not have it either, or have another length, it stays where it lies, in the
// session's journal.
// C-7 4.2.4.4, 4.2.4.8
func (t *tx) keep(template *tlv.Object, malformed failure) *kernel.Outcome {
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		if !t.seen.Add(o.Tag) { // C-7 4.2.4.4 twice
			return t.failOn(twice, o.Tag.String())
		}
		row := t.row(template.Tag, o.Tag)
		if row == 0 || !t.data.Element(row).Source.Has(tlv.FromCard) { // C-7 4.2.4.8 unknown: and what is the terminal's stays so
			continue
		}
		if !t.fits(row, o.Value) { // C-7 4.2.4.3 length
			if t.data.Row(template.Tag, o.Tag) == 0 { // C-7 4.2.4.8 undefined
				continue
			}
			return t.failOn(malformed, o.Tag.String())
		}
		if t.data.Put(row, tlv.FromCard, o.Value); row == tlv.CTQKernel7 && len(o.Value) == len(t.ctq) {
			t.ctq = step.CTQ(o.Value)
		}
	}
	return nil
}

// fits reports whether a value has a length that its element may have, and is made of digits or is a date where it has to be. One without a byte counts
// as absent.
// C-7 4.2.4.3, 4.2.4.9
func (t *tx) fits(row tlv.Row, value []byte) bool {
	switch row {
	case tlv.ElectronicCashAuthorisationCode: // not the book's, so that no value of it ends anything
		return true
	case tlv.CardholderName, tlv.CardholderNameExtended: // C-7 4.2.4.9 names
		return true
	case tlv.CardAuthenticationRelatedDataKernel7, tlv.AFL: // C-7 4.3.2.4, 4.1.4.7: judged there
		return true
	case tlv.ApplicationExpirationDate:
		return len(value) == 0 || step.ValidDate(value) // C-7 4.2.4.3 date
	}
	e := t.data.Element(row)
	digits := e.Format == tlv.N || e.Format == tlv.CN
	return len(value) == 0 || e.Allows(len(value)) && (!digits || e.Format.Accepts(value)) // C-7 4.2.4.3 digits
}

// row is the row of a tag in the dictionary of C-7, else in that of Books 1 to 4, whose words C-7 uses for keys, certificates and dates; 0 if neither has it.
// C-7 annex A
func (t *tx) row(template, tag tlv.Tag) tlv.Row {
	if row := t.data.Row(template, tag); row != 0 {
		return row
	}
	if tag == tlv.ElectronicCashAuthorisationCode.Tag() { // of UnionPay's electronic cash: the acquirer gets it
		return tlv.ElectronicCashAuthorisationCode
	}
	row, _ := tlv.Lookup(tlv.Contact, template, tag)
	return row
}

// dolValue is what a DOL's builder asks for values.
// C-7 4.1.2
func (t *tx) dolValue(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
	row := t.row(0, tag)
	if row == 0 { // PBOC's DF69
		row, _ = tlv.Lookup(tlv.PBOC, 0, tag)
	}
	v := t.data.Get(row)
	return v, t.data.Element(row).Format, v != nil
}

// given is a data element that the card gave, nil if it did not.
func (t *tx) given(tag tlv.Tag) []byte {
	if row := t.row(0, tag); t.data.Source(row) == tlv.FromCard {
		return t.data.Get(row)
	}
	return nil
}
