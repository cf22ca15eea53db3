package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// discarded are the data objects that count as absent where they are malformed, those of the FCI among them.
// C-6 2.2
var discarded = [...]tlv.Tag{
	0x5F24, 0x9F12, 0x5A, 0xDF62, 0x9F0A, 0x9F6E, 0x9F11, 0x42, 0x9F0C, 0x5F2D, 0x9F4D, 0x9F24,
}

// judged are the elements of the answer to GET PROCESSING OPTIONS whose lengths a step of its own looks at.
// C-6 F9.5
var judged = [...]tlv.Row{
	tlv.AIP, tlv.ATC, tlv.CID, tlv.CardProcessingRequirements, tlv.ApplicationCryptogram, tlv.OfflineBalanceKernel6, tlv.AFL, tlv.Track2EquivalentData,
	tlv.PANSequenceNumber, tlv.ApplicationEffectiveDate, tlv.ApplicationVersionNumber,
}

// answered are the elements that a card gives with its answer and not in a record.
// C-6 4.3.2
var answered = [...]tlv.Row{
	tlv.AIP, tlv.ATC, tlv.CID, tlv.CardProcessingRequirements, tlv.ApplicationCryptogram, tlv.OfflineBalanceKernel6, tlv.AFL, tlv.IssuerApplicationData,
}

// keep stores the objects of a template: what the dictionary does not know ends nothing, and what is the terminal's stays so. One of length zero is not there; one that comes twice, here or
// after another response, and one with a wrong length or format end the transaction, unless it is one of those that are discarded then. A later step judges
// the lengths of the elements of lengthsLater.
// C-6 F9.4, 2.2
func (t *tx) keep(template *tlv.Object, signed bool, lengthsLater []tlv.Row) (bad tlv.Tag) {
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		if len(o.Value) == 0 { // B3 5.2 length 00
			continue
		}
		if !t.card.seen.Add(o.Tag) { // C-6 F9.4 twice
			return o.Tag
		}
		row := t.row(template.Tag, o.Tag)
		if template.Tag == tlv.TagRecord && has(answered[:], row) { // C-6 4.3.2
			continue
		}
		if row == 0 || !t.data.Element(row).Source.Has(tlv.FromCard) { // C-6 2.2 unknown
			continue
		}
		if !t.fits(row, o.Value) && (!has(lengthsLater, row) || !t.wellFormed(row, o.Value)) {
			if !has(discarded[:], o.Tag) { // C-6 2.2 others
				return o.Tag
			}
			continue // C-6 2.2 discarded
		}
		t.data.Put(row, tlv.FromCard, o.Value)
		if signed {
			t.card.signed.Add(o.Tag)
		}
	}
	return 0
}

func has[E comparable](list []E, e E) bool {
	for _, one := range list {
		if one == e {
			return true
		}
	}
	return false
}

// fits reports whether a value has a length that its element may have, and its format.
// C-6 2.2
func (t *tx) fits(row tlv.Row, value []byte) bool {
	return t.data.Element(row).Allows(len(value)) && t.wellFormed(row, value)
}

// wellFormed reports whether a value is made of digits, or is a date, where it has to be.
// C-6 2.2
func (t *tx) wellFormed(row tlv.Row, value []byte) bool {
	switch row {
	case tlv.ApplicationExpirationDate, tlv.ApplicationEffectiveDate:
		return len(value) != 3 || step.ValidDate(value)
	}
	e := t.data.Element(row)
	return e.Format != tlv.N && e.Format != tlv.CN || e.Format.Accepts(value)
}

// row is the row of a tag in the dictionary of C-6, else in that of Books 1 to 4, whose words C-6 uses; 0 if neither has it.
// C-6 annex D
func (t *tx) row(template, tag tlv.Tag) tlv.Row {
	if row := t.data.Row(template, tag); row != 0 {
		return row
	}
	row, _ := tlv.Lookup(tlv.Contact, template, tag)
	return row
}

// dolValue is what a DOL's builder asks for values. An element that the terminal has not is zeroes, whatever its format.
// C-6 F3.2
func (t *tx) dolValue(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
	if tag == valueAddedTax1 || tag == valueAddedTax2 {
		v := t.parameter(tag)
		return v, tlv.B, v != nil
	}
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

// command sends a command whose answer changes nothing but what follows. Without an answer the status word is 0.
func (t *tx) command(cmd []byte) (data []byte, sw uint16, out *kernel.Outcome) {
	ev, out := t.Transmit(cmd)
	if out != nil {
		return nil, 0, t.stopped(out)
	}
	return ev.Body(), ev.StatusWord(), nil
}
