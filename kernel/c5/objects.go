package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// keep stores the objects of a template that the dictionary has in it. What it does not know there is ignored, and so is what has no byte. One that
// comes twice, here or after another response, or has another format than its own, is a fault of the response.
// C-5 annex B, 3.11.1.2
func (t *tx) keep(template *tlv.Object, seen *step.Tags, malformed failure) *kernel.Outcome {
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		row := t.data.Row(template.Tag, o.Tag)
		e := t.data.Element(row)
		switch {
		case row == 0, !e.Source.Has(tlv.FromCard), !belongs(row, e, template.Tag), len(o.Value) == 0: // C-5 annex B unknown, length 00
			continue
		case !seen.Add(o.Tag), !fits(row, e, o.Value): // C-5 3.11.1.2 twice, format
			return t.failOn(malformed, o.Tag.String())
		}
		t.data.Put(row, tlv.FromCard, o.Value)
	}
	return nil
}

// belongs reports whether an element may come in a template. The Offline Balance is in none by the dictionary: it comes with the cryptogram.
// C-5 annex B
func belongs(row tlv.Row, e *tlv.Element, template tlv.Tag) bool {
	return e.In(template) || row == tlv.OfflineBalance && template == tlv.TagFormat2
}

// fits reports whether a value has a length that its element may have, and is made of digits or is a date where it has to be. The cardholder's name may
// have any.
// C-5 3.11.1.2, annex B
func fits(row tlv.Row, e *tlv.Element, value []byte) bool {
	switch row {
	case tlv.CardholderName: // C-5 3.11.1.2 name: B3 7.5
		return true
	case tlv.ApplicationExpirationDate, tlv.ApplicationEffectiveDate:
		return step.ValidDate(value) // C-5 3.11.1.2 date
	case tlv.CVMList:
		_, err := tlv.ParseCVMList(value)
		return err == nil // C-5 3.11.1.2 CVM list: one without rules is one
	}
	digits := e.Format == tlv.N || e.Format == tlv.CN
	return e.Allows(len(value)) && (!digits || e.Format.Accepts(value)) // C-5 3.11.1.2 length, digits
}

// given is a data element that the card gave, nil if it did not.
func (t *tx) given(tag tlv.Tag) []byte {
	if row := t.data.Row(0, tag); t.data.Source(row) == tlv.FromCard {
		return t.data.Get(row)
	}
	return nil
}

// absent is the first of some rows that has no value.
func (t *tx) absent(rows ...tlv.Row) (tlv.Row, bool) {
	for _, row := range rows {
		if !t.data.NotEmpty(row) {
			return row, true
		}
	}
	return 0, false
}

// setCVMRequired makes the profile that the card is told say whether the reader requires a CVM, and keeps the true one for CDOL1.
// C-5 3.2.1.7, 3.5.2.1
func (t *tx) setCVMRequired(required bool) {
	t.profile[0] &^= byte(cvmRequired)
	if required {
		t.profile[0] |= byte(cvmRequired)
	}
	t.data.Put(tlv.TerminalInterchangeProfile, tlv.FromKernel, t.profile[:])
}

// name is the DF name of the application where it is one of the combination's AID, else that AID.
// C-5 annex C
func (t *tx) name() []byte { return t.fci.NameUnder(t.act.Combination.AID) }

// An issuerUpdateWay is what the card wants done with the issuer's answer.
// C-5 A.6
type issuerUpdateWay byte

const (
	noWay     issuerUpdateWay = 0x00
	holdCard  issuerUpdateWay = 0x01
	secondTap issuerUpdateWay = 0x02
)

// way is the Issuer Update Parameter where issuer update is supported. The bits that are reserved do not count.
// C-5 A.6
func (t *tx) way() issuerUpdateWay {
	v := t.data.Get(tlv.IssuerUpdateParameter)
	if len(v) == 0 || !t.updates() {
		return noWay
	}
	return issuerUpdateWay(v[0] & 0x03) // C-5 A.6
}
