package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// exchangeOnly are the objects that only an implementation with data exchange and data storage knows.
// C-8 table A.37
var exchangeOnly = func() (set [tlv.NumRows]bool) {
	for row := tlv.DataEnvelope1; row <= tlv.DataEnvelope10; row++ {
		set[row] = true
	}
	for _, row := range [...]tlv.Row{
		tlv.DataEnvelopesToWrite, tlv.DataNeededKernel8, tlv.DataToSendKernel8, tlv.ProceedToFirstWriteFlagKernel8, tlv.ReadDataStatus, tlv.TagsToReadKernel8,
		tlv.WriteDataStatus,
	} {
		set[row] = true
	}
	return set
}()

// row is the row of a tag in the data base: 0 if the kernel does not know it.
// C-8 4.1.1, 4.1.3 IsKnown
func (t *tx) row(template, tag tlv.Tag) tlv.Row {
	row := t.data.Row(template, tag)
	if int(row) < tlv.NumRows && exchangeOnly[row] && !t.exchange {
		return 0
	}
	return row
}

// parseAndStoreCardResponse takes the objects of a card's response into the data base: false where the response is malformed, or an object that the card
// may give has another value already, or a length that it may not have. What came before it stays.
// C-8 4.1.3 ParseAndStoreCardResponse
func (t *tx) parseAndStoreCardResponse(b []byte) bool {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	if _, more := c.Next(); !ok || more || tlv.Check(b) != nil {
		return false
	}
	return t.store(0, &o)
}

// store takes one object that stood in a template, or what is in it if it is a template itself. A tag of four bytes is one that this book does not have: the
// response is malformed.
// C-8 4.1.3
func (t *tx) store(template tlv.Tag, o *tlv.Object) bool {
	if o.Tag.Size() > 3 { // C-8 4.7.1
		return false
	}
	if !o.Tag.Constructed() {
		row := t.row(template, o.Tag)
		return !t.data.Element(row).Update.Has(tlv.RA) || t.data.Update(row, tlv.RA, o.Value) == kernel.Stored
	}
	c := o.Children()
	var child tlv.Object
	for c.Read(&child) {
		if !t.store(o.Tag, &child) {
			return false
		}
	}
	return true
}

// updateWithDETData takes what the terminal has sent into the data base, and its lists into those of what is still to be done.
// C-8 4.1.3 UpdateWithDetData
func (t *tx) updateWithDETData(sent []byte) {
	c := tlv.NewCursor(sent)
	var o tlv.Object
	for c.Read(&o) {
		row := t.row(0, o.Tag)
		t.data.Update(row, tlv.DET, o.Value)
		switch row {
		case tlv.TagsToReadKernel8:
			t.tagsToReadYet = states.AddTags(t.tagsToReadYet, o.Value)
		case tlv.DataEnvelopesToWrite:
			t.dataEnvelopesToWriteYet.AddAll(o.Value)
		}
	}
	t.data.AdoptAmounts(t.cfg, t.Transaction())
}

// sendKnown moves the tags of Tags To Read Yet that have a value into Data To Send.
// C-8 6.3.3
func (t *tx) sendKnown() {
	t.publish()
	rest := t.tagsToReadYet[:0]
	for _, tag := range t.tagsToReadYet {
		if row := t.row(0, tag); t.data.NotEmpty(row) {
			t.dataToSend.Add(tag, t.data.Current(row))
		} else {
			rest = append(rest, tag)
		}
	}
	t.tagsToReadYet = rest
}

// dek sends Data To Send and Data Needed to the terminal and empties both: the DEK signal. Where the book sends Data To Send alone, the other is empty.
// C-8 3.4
func (t *tx) dek() {
	b := t.dataToSend.Append(nil)
	t.SendData(b, t.dataNeeded)
	clear(b)
	t.dataToSend.Reset()
	t.dataNeeded = t.dataNeeded[:0]
}

// dolValues are the values that the card asks for by a DOL: false where the list is malformed or asks for more than a command can carry.
// C-8 4.1.4
func (t *tx) dolValues(list tlv.Row, limit int) (values []byte, ok bool) {
	dol, err := tlv.ParseDOL(t.data.Get(list))
	if err != nil || dol.Len() > limit {
		return nil, false
	}
	return dol.Append(make([]byte, 0, dol.Len()), t.data.DOLValue), true
}
