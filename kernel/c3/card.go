package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// command sends a C-APDU and gives the response's data and status word. A card that gives no response ends the transaction.
// C-3 4.1.1.2
func (t *tx) command(cmd []byte) (data []byte, sw uint16, out *kernel.Outcome) {
	ev, out := t.Transmit(cmd)
	switch {
	case out != nil:
		return nil, 0, t.stopped(out)
	case ev.Kind != kernel.Response:
		return nil, 0, t.tryAgain(&ev) // C-3 4.1.1.2
	}
	return ev.Body(), ev.StatusWord(), nil
}

// readFCI takes in the answer to the final SELECT, which Entry Point has checked.
// C-3 4.4, 5.2.2
func (t *tx) readFCI() (ok bool) {
	if t.fci, ok = step.ParseFCI(t.act.FCI); !ok {
		return false
	}
	t.language = step.Language(t.fci.Languages, t.cfg.Terminal.Languages) // C-3 4.1.1.3 language
	merchant := t.cfg.IdentityOf(t.name()).MerchantNameLocation           // B4 10.2 data
	t.data.Put(tlv.MerchantNameAndLocation, tlv.FromTerminal, []byte(merchant))
	t.data.Put(tlv.DFName, tlv.FromCard, t.name())
	c := t.fci.Discretionary.Children()
	var o tlv.Object
	for c.Read(&o) {
		t.keepFCI(o)
	}
	return true
}

// name is the DF name of the application where it is one of the combination's AID, else that AID.
func (t *tx) name() []byte { return t.fci.NameUnder(t.act.Combination.AID) }

// keepFCI stores an object of the issuer's in the FCI that the dictionary has there. The Application Program Identifier decides nothing.
// C-3 A.2 FCI
func (t *tx) keepFCI(o tlv.Object) {
	row, ok := tlv.Lookup(tlv.C3, tlv.TagIssuerDiscretionary, o.Tag)
	if e := row.In(tlv.C3); ok && e.In(tlv.TagIssuerDiscretionary) && e.Allows(len(o.Value)) {
		t.data.Put(row, tlv.FromCard, o.Value)
	}
}

// keep stores the data objects of a response template that the kernel knows, whichever of the two templates holds them. It notes the first
// primitive object that came before. One whose length is zero is not there.
// C-3 5.2.1.3, 4.1.1.4, 5.4.2.2 occurrence
func (t *tx) keep(template tlv.Object) *kernel.Outcome {
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		if len(o.Value) == 0 { // B3 5.2 length 00
			continue
		}
		if !o.Tag.Constructed() && !t.card.seen.Add(o.Tag) {
			if t.card.twice == 0 {
				t.card.twice = o.Tag
			}
			continue
		}
		row, ok := tlv.Lookup(tlv.C3, 0, o.Tag)
		e := row.In(tlv.C3)
		if !ok || !e.Source.Has(tlv.FromCard) || !e.In(tlv.TagRecord) && !e.In(tlv.TagFormat2) { // C-3 5.2.1.3 unrecognised
			continue
		}
		if !wellFormed(e, o.Value) || row == tlv.ApplicationExpirationDate && !step.ValidDate(o.Value) { // B3 7.5
			if row == tlv.CardholderName { // B3 7.5 forgiven
				continue
			}
			return t.failOn(wrongFormat, e.Name) // C-3 4.1.1.4
		}
		t.data.Put(row, tlv.FromCard, o.Value)
	}
	return nil
}

// wellFormed reports whether a value has a length of its element and, where that is of digits, is made of them.
// C-3 4.1.1.4, A.1.1.1
func wellFormed(e *tlv.Element, v []byte) bool {
	digits := e.Format == tlv.N || e.Format == tlv.CN
	return e.Allows(len(v)) && (!digits || e.Format.Accepts(v))
}

// get is the value of a data element that the card gave: nil if it gave none. What the kernel has worked out itself is none.
func (t *tx) get(tag tlv.Tag) []byte {
	row := t.data.Row(0, tag)
	if t.data.Source(row) != tlv.FromCard {
		return nil
	}
	return t.data.Get(row)
}
