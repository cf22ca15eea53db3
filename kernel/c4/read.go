package c4

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readApplicationData reads the records that the AFL names, entries and records in order, and looks whether the card has given what it must.
// C-4 5.3
func (t *tx) readApplicationData() *kernel.Outcome {
	for at := range step.Records(t.card.afl) { // C-4 5.3.1
		if out := t.readRecord(at); out != nil {
			return out
		}
	}
	return t.mandatoryData()
}

// readRecord reads one record.
// C-4 5.3.1, 5.3.2, 5.3.5
func (t *tx) readRecord(at step.RecordAt) *kernel.Outcome {
	ev, out := t.Transmit(apdu.AppendReadRecord(t.cmd[:0], at.SFI, at.Number))
	switch {
	case out != nil:
		return t.stopped(out)
	case ev.Kind != kernel.Response:
		return t.removed(&ev) // C-4 2.2.1.1 record
	case ev.StatusWord() != 0x9000:
		return t.fail(recordRefused, ev.StatusWord()) // C-4 5.3.5 status
	}
	template, ok := step.ParseRecord(at.SFI, ev.Body())
	if !ok {
		return t.fail(malformedRecord) // C-4 5.3.5 format
	}
	if at.Signed {
		t.auth.records.Add(at.SFI, ev.Body()) // C-4 6.2.6.1 records
	}
	return t.keep(&template, malformedRecord)
}

// mandatory are the data elements that every card must give in a record.
// C-4 5.3.3
var mandatory = [...]tlv.Row{tlv.PAN, tlv.ApplicationExpirationDate, tlv.CDOL1}

// mandatoryData ends a transaction whose card has left out what it must give, or gives a list that no command can carry.
// C-4 5.3.3
func (t *tx) mandatoryData() *kernel.Outcome {
	for _, row := range mandatory {
		if !t.data.NotEmpty(row) { // C-4 5.3.3 missing
			return t.failOn(missing, row.String())
		}
	}
	if dol, err := tlv.ParseDOL(t.data.Get(tlv.CDOL1)); err != nil || dol.Len() > apdu.MaxShortData {
		return t.fail(malformedCDOL1) // C-4 5.3.5 CDOL1
	}
	t.card.read = true
	return t.accountAllowed()
}
