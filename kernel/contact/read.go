package contact

import (
	"bytes"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readApplicationData reads the records that the AFL names, left to right.
// B3 10.2
func (t *tx) readApplicationData() *kernel.Outcome {
	records := 0
	for e := t.afl; len(e) > 0; e = e[4:] { // B3 10.2 order
		sfi, first, last, signed := e[0]>>3, int(e[1]), int(e[2]), int(e[3])
		for record := first; record <= last; record++ { // B3 10.2 records, only
			data, sw, out := t.command(apdu.AppendReadRecord(t.cmd(), sfi, byte(record)))
			if out != nil {
				return out
			}
			if sw != 0x9000 { // B3 6.3.5 READ RECORD, 6.5.11.5, 10.2 status
				return t.fail(readRecordFailed, sw)
			}
			records++
			participates := record-first < signed
			if participates { // B3 10.3 records
				t.addSigned(sfi, data)
			}
			if out := t.storeRecord(sfi, participates, data); out != nil {
				return out
			}
		}
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.2", "%d records, %d bytes to be authenticated", records, len(t.auth.static))
	}
	if out := t.checkMandatory(); out != nil {
		return out
	}
	t.readWhole, t.auth.amountSigned = true, step.AmountSigned(t.auth.static, t.data.Get(tlv.CDOL1))
	t.keyKnown()
	if out := t.requestAmount(); out != nil { // from here on decisions are made about it
		return out
	}
	if again, out := t.reviewCard(); again || out != nil {
		return out
	}
	t.dataFlow()
	return t.confirmAmount()
}

// storeRecord stores the data objects of a record that the terminal knows. In files 1 to 10 a record is a template 70;
// a record of another file that is none, is nothing to the terminal. A record that takes part in offline data authentication and has another tag
// fails that, which addSigned has seen to.
// B3 10.2, 7.5, 5.2 parse, 10.3 70
func (t *tx) storeRecord(sfi byte, participates bool, data []byte) *kernel.Outcome {
	o, _ := step.One(data)
	switch {
	case o.Tag == tlv.TagRecord && wellFormed(o): // B3 6.5.11.4 template, 7.5 parse
		return t.storeObjects(o)
	case sfi > 10: // B3 6.5.11.4 11 to 30, 10.2 proprietary
		return nil
	case participates && !bytes.HasPrefix(data, recordTag) && t.chooseMethod() != noODA: // B3 10.3 70
		return nil
	}
	return t.fail(malformedRecord)
}

var recordTag = []byte{byte(tlv.TagRecord)}

// storeObjects stores the data objects of a record, or of the template that GET PROCESSING OPTIONS gives, which may hold the same.
// B3 10.2, 7.5
func (t *tx) storeObjects(template tlv.Object) *kernel.Outcome {
	c := template.Children()
	for o, more := c.Next(); more; o, more = c.Next() { // B3 5.2 order
		row := t.element(template.Tag, o.Tag)
		if !row.Element().In(tlv.TagRecord) || !row.Element().In(template.Tag) { // B3 7.5 source, template, 10.2 unknown
			continue // unknown here, or not from a card: ignored
		}
		if len(o.Value) == 0 { // B3 5.2 length 00: it is not there
			continue
		}
		switch fits := row.Element().Fits(len(o.Value)) || withoutRules(row, len(o.Value)); {
		case !fits && forgiven(row): // B3 7.5 forgiven
			o.Value = nil // as if it were not there; but once is enough: B3 10.2
		case !fits: // B3 7.5 range
			return t.failOn(wrongLength, row.String())
		}
		if t.data.Put(row, tlv.FromCard, o.Value) == kernel.Duplicate { // B3 10.2 store, 7.5 twice, 10.2 twice
			return t.failOn(moreThanOnce, row.String())
		}
	}
	return nil
}

// wellFormed reports whether the objects of a template parse.
func wellFormed(o tlv.Object) bool {
	c := o.Children()
	for _, more := c.Next(); more; _, more = c.Next() {
	}
	return c.Err() == nil
}

// forgiven reports whether a data element of a record is one whose wrong format hurts nobody. The others stand in the FCI, where no length does.
// B3 7.5
func forgiven(row tlv.Row) bool {
	switch row {
	case tlv.CardholderName, tlv.CardholderNameExtended, tlv.Track1DiscretionaryData, tlv.IdentityDocumentNumber, tlv.IdentityDocumentType:
		return true
	}
	return false
}

// checkMandatory ends the transaction where a data element is missing that a card must have, or has a value that it
// cannot have.
// B3 7.2, 7.5
func (t *tx) checkMandatory() *kernel.Outcome {
	for _, row := range [...]tlv.Row{tlv.ApplicationExpirationDate, tlv.PAN, tlv.CDOL1, tlv.CDOL2} {
		if !t.data.NotEmpty(row) { // B3 7.5 missing, 10.2 mandatory
			return t.failOn(missing, row.String())
		}
	}
	wrong := func(row tlv.Row) *kernel.Outcome {
		return t.failOn(wrongFormat, row.String())
	}
	if !step.ValidDate(t.data.Get(tlv.ApplicationExpirationDate)) { // B3 7.5 dates
		return wrong(tlv.ApplicationExpirationDate)
	}
	if t.data.NotEmpty(tlv.ApplicationEffectiveDate) && !step.ValidDate(t.data.Get(tlv.ApplicationEffectiveDate)) {
		return wrong(tlv.ApplicationEffectiveDate)
	}
	if !tlv.CN.Accepts(t.data.Get(tlv.PAN)) {
		return wrong(tlv.PAN)
	}
	for _, row := range [...]tlv.Row{tlv.CDOL1, tlv.CDOL2} {
		dol, err := tlv.ParseDOL(t.data.Get(row))
		if err != nil || dol.Len() > maxCommandData {
			return wrong(row)
		}
	}
	if t.data.NotEmpty(tlv.TDOL) {
		if _, err := tlv.ParseDOL(t.data.Get(tlv.TDOL)); err != nil {
			return wrong(tlv.TDOL)
		}
	}
	if t.rules.track2MatchesPAN && !t.track2Matches() {
		return t.fail(accountsDiffer)
	}
	return nil
}

// track2Matches reports whether track 2 equivalent data, if there is any, begins with the PAN and its separator D.
func (t *tx) track2Matches() bool {
	if !t.data.NotEmpty(tlv.Track2EquivalentData) {
		return true
	}
	return tlv.Track2(t.data.Get(tlv.Track2EquivalentData)).Names(t.data.Get(tlv.PAN))
}

// dataFlow leaves out everything between reading the card and asking it for an AAC.
// B3 10.3, C5
func (t *tx) dataFlow() {
	if !t.treatment.DataOnly {
		return
	}
	t.tvr.Set(tlv.TVRODANotPerformed)
	*t.cvm = tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown)
	t.goOnWith(actionAnalysis)
	t.Note("EMV 4.4 B3 10.8", "the card's data are read: it is asked for an AAC, and the acquirer decides")
}
