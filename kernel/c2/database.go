package c2

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// exchangeOnly are the objects that only an implementation with data exchange and data storage knows.
// C-2 table A.1
var exchangeOnly = func() (set [tlv.NumRows]bool) {
	for _, row := range [...]tlv.Row{
		tlv.DSODSCard, tlv.DSDOL, tlv.DSRequestedOperatorID, tlv.DSID, tlv.DSSlotAvailability, tlv.DSSlotManagementControl,
		tlv.ProtectedDataEnvelope1, tlv.ProtectedDataEnvelope2, tlv.ProtectedDataEnvelope3, tlv.ProtectedDataEnvelope4, tlv.ProtectedDataEnvelope5,
		tlv.UnprotectedDataEnvelope1, tlv.UnprotectedDataEnvelope2, tlv.UnprotectedDataEnvelope3, tlv.UnprotectedDataEnvelope4, tlv.UnprotectedDataEnvelope5,
		tlv.DSSummary1, tlv.DSUnpredictableNumber, tlv.DSInputCard, tlv.DSDigestH, tlv.DSODSInfo, tlv.DSODSTerm, tlv.DSSummary2, tlv.DSSummary3,
		tlv.DataNeeded, tlv.DSACType, tlv.DSInputTerm, tlv.DSODSInfoForReader, tlv.DSSummaryStatus, tlv.DSVNTerm, tlv.PostGenACPutDataStatus,
		tlv.PreGenACPutDataStatus, tlv.ProceedToFirstWriteFlag, tlv.TagsToRead, tlv.TimeOutValue, tlv.IDSStatus, tlv.TagsToWriteBeforeGenAC,
		tlv.TagsToWriteAfterGenAC, tlv.DataToSend,
	} {
		set[row] = true
	}
	return set
}()

// row is the row of a tag in the data base: 0 if the kernel does not know it and the reader has not declared it.
// C-2 4.1.1 known, 4.1.3 IsKnown
func (t *tx) row(template, tag tlv.Tag) tlv.Row {
	row := t.data.Row(template, tag)
	if int(row) < tlv.NumRows && exchangeOnly[row] && !t.exchange {
		return 0
	}
	return row
}

// known reports whether a row is of the book's dictionary, and not one that the reader has declared.
// C-2 4.1.3 IsKnown
func known(row tlv.Row) bool { return row != 0 && int(row) < tlv.NumRows }

// parseAndStoreCardResponse takes the objects of a card's response into the data base: false where the response is malformed, or an object is one that
// the card may not send here. What came before it stays.
// C-2 4.1.3 encoding, single, stays
func (t *tx) parseAndStoreCardResponse(b []byte) bool {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	if _, more := c.Next(); !ok || more || c.Err() != nil || tlv.Check(b) != nil {
		return false
	}
	return t.store(0, &o)
}

// store takes one object that stood in a template, or what is in it if it is a template itself.
func (t *tx) store(template tlv.Tag, o *tlv.Object) bool {
	if !o.Tag.Constructed() {
		return t.storePrimitive(template, o)
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

func (t *tx) storePrimitive(template tlv.Tag, o *tlv.Object) bool {
	row := t.row(template, o.Tag)
	if !known(row) { // C-2 4.1.3 unknown, declared
		return row == 0 || !t.data.Present(row) || t.data.Update(row, tlv.RA, o.Value) == kernel.Stored
	}
	e := t.data.Element(row)
	if !e.Update.Has(tlv.RA) && private(o.Tag) { // C-2 4.1.3 private
		return true
	}
	return e.In(template) && t.data.Update(row, tlv.RA, o.Value) == kernel.Stored // C-2 4.1.2 RA, 4.1.3 right, filled, length, template
}

// private reports whether a tag is of the private class: bits 8 and 7 of its first byte are set.
// C-2 4.1.3 private
func private(tag tlv.Tag) bool {
	return uint32(tag)>>(8*(tag.Size()-1))&0xC0 == 0xC0
}

// fixed are the elements that say which sale this is: limits, restrictions and messages go by those of the order.
// C-2 A.1 Transaction Currency Code
var fixed = [...]tlv.Row{tlv.TransactionCurrencyCode, tlv.TransactionCurrencyExponent, tlv.TransactionType}

// updateWithDETData takes what the terminal has sent into the data base, and its lists into those of what is still to be done.
// C-2 4.1.3 UpdateWithDetData, lists
func (t *tx) updateWithDETData(sent []byte) {
	c := tlv.NewCursor(sent)
	var o tlv.Object
	for c.Read(&o) {
		row := t.row(0, o.Tag)
		if (known(row) || t.data.Present(row)) && !slices.Contains(fixed[:], row) {
			t.data.Update(row, tlv.DET, o.Value) // C-2 4.1.2 DET
		}
		switch row {
		case tlv.TagsToRead:
			t.tagsToReadYet = states.AddTags(t.tagsToReadYet, o.Value)
		case tlv.TagsToWriteBeforeGenAC:
			t.tagsToWriteYetBeforeGAC.AddAll(o.Value)
		case tlv.TagsToWriteAfterGenAC:
			t.tagsToWriteYetAfterGAC.AddAll(o.Value)
		}
	}
	t.data.AdoptAmounts(t.cfg, t.Transaction())
}

// sendRow adds an element to Data To Send as it is now, empty if it is absent.
// C-2 4.3 AddToList
func (t *tx) sendRow(row tlv.Row) { t.dataToSend.Add(row.In(tlv.C2).Tag, t.data.Current(row)) }

// sendKnown moves the tags of Tags To Read Yet that have a value into Data To Send.
// C-2 6.3, 6.7, 6.11, 4.1.2 read, 4.3 RemoveFromList
func (t *tx) sendKnown() {
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

// dek sends Data To Send and Data Needed to the terminal and empties both: the DEK signal.
// C-2 6.3, 6.7, 6.11
func (t *tx) dek() {
	t.sendData(t.dataNeeded)
	t.dataNeeded = t.dataNeeded[:0]
}

// sendData sends Data To Send, with what is needed, and empties it.
// C-2 6.11
func (t *tx) sendData(needed []tlv.Tag) {
	b := t.dataToSend.Append(make([]byte, 0, 256))
	t.SendData(b, needed)
	clear(b)
	t.dataToSend = t.dataToSend[:0]
}

// awaited reports whether an element is present and empty and the terminal may give it.
// C-2 6.3, 6.4
func (t *tx) awaited(row tlv.Row) bool {
	return t.data.Empty(row) && t.data.Element(row).Update.Has(tlv.DET)
}

// needEmpty adds the tags of a data object list that are present and empty to Data Needed.
// C-2 4.1.4 needed
func (t *tx) needEmpty(list tlv.Row) {
	for tag := range tlv.DOL(t.data.Get(list)).All() {
		if t.data.Empty(t.row(0, tag)) {
			t.dataNeeded = states.AddTag(t.dataNeeded, tag)
		}
	}
}

// dolValues are the values that the card asks for by a DOL: false where the list is malformed or asks for more than a command can carry.
// C-2 4.1.4 CDOL1, 4.1.2 read
func (t *tx) dolValues(dst []byte, list tlv.Row, limit int) ([]byte, bool) {
	dol, err := tlv.ParseDOL(t.data.Get(list))
	if err != nil || dol.Len() > limit {
		return dst, false
	}
	return dol.Append(dst, t.dolValue), true
}

func (t *tx) dolValue(tag tlv.Tag, n int) ([]byte, tlv.Format, bool) {
	if t.row(0, tag) == 0 {
		return nil, 0, false
	}
	return t.data.DOLValue(tag, n) // C-2 4.6.1 format
}
