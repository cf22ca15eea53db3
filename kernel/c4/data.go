package c4

import (
	"github.com/emvgo/emv/tlv"
)

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

// results sets the CVM Results, which the card may ask for.
// C-4 8.2
func (t *tx) results(v tlv.CVMResultsValue) { *t.data.CVMResults() = v }
