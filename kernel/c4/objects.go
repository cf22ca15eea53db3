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
		if row == 0 || !t.data.Element(row).Source.Has(tlv.FromCard) { // C-4 5.3.4
			continue
		}
		switch fits := t.fits(row, o.Value); {
		case !fits && decides(row):
			return t.failOn(malformed, o.Tag.String()) // C-4 5.3.5 length
		case fits:
			t.data.Put(row, tlv.FromCard, o.Value) // C-4 5.3.2
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

// row is the row of a tag in the dictionary of C-4, else in that of Books 1 to 4, whose words it uses for keys, signatures and lists; 0 if neither has it.
// C-4 annex A
func (t *tx) row(template, tag tlv.Tag) tlv.Row {
	if row := t.data.Row(template, tag); row != 0 {
		return row
	}
	row, _ := tlv.Lookup(tlv.Contact, template, tag)
	return row
}

// dolValue is what a DOL's builder asks for values.
// C-4 4.3.2
func (t *tx) dolValue(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
	row := t.row(0, tag)
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

// mobileCVMResults are the Mobile CVM Results, tag 9F71.
// C-4 8.2.4
type mobileCVMResults [3]byte

// blocked reports whether the phone has blocked its Mobile CVM.
// C-4 8.2.4
func (m *mobileCVMResults) blocked() bool { return m[2] == 0x03 }

// performed reports whether the phone says that it was performed.
// C-4 8.2.4
func (m *mobileCVMResults) performed() bool { return m[0] == 0x01 }

// mobileResults are the Mobile CVM Results that came with the answer to GET PROCESSING OPTIONS, nil if none did.
// C-4 8.2.4
func (t *tx) mobileResults() *mobileCVMResults {
	v := t.data.Get(tlv.MobileCVMResults)
	if len(v) != 3 {
		return nil
	}
	m := mobileCVMResults(v)
	return &m
}

// add adds bits to the TVR.
func (t *tx) add(bits tlv.TVRValue) {
	for i := range bits {
		t.tvr[i] |= bits[i]
	}
}

// cvmList is the card's CVM List, without rules where it has none. Reading it from the card has refused one that does not parse.
// C-4 8.2.2.1
func (t *tx) cvmList() tlv.CVMListValue {
	list, _ := tlv.ParseCVMList(t.data.Get(tlv.CVMList))
	return list
}
