package c7

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readApplicationData reads the records that the AFL names, entries and records in order. The expiration date is looked at as soon as it comes: an application
// that has expired is declined, or goes online, without the records that follow. Without an AFL there are none.
// C-7 4.2.4, 4.2.4.6
func (t *tx) readApplicationData() *kernel.Outcome {
	for at := range step.Records(t.afl) { // C-7 4.2.4.6 next record
		if out := t.readRecord(at); out != nil {
			return out
		}
		if out := t.expirationDate(); out != nil || t.expired {
			return out
		}
	}
	t.card.read = true // C-7 4.2.4.6 last record
	return nil
}

// readRecord reads one record.
// C-7 4.2.4.1, 4.2.4.2, 4.2.4.3
func (t *tx) readRecord(at step.RecordAt) *kernel.Outcome {
	ev, out := t.Transmit(apdu.AppendReadRecord(t.cmd[:0], at.SFI, at.Number))
	if out != nil {
		return t.stopped(out)
	}
	if ev.Kind != kernel.Response {
		return t.noResponse(noRecord, &ev) // C-7 4.2.4.1 L1
	}
	if sw := ev.StatusWord(); sw != 0x9000 {
		return t.fail(recordRefused, sw) // C-7 4.2.4.2 status
	}
	template, ok := step.ParseRecord(at.SFI, ev.Body())
	if !ok {
		return t.fail(malformedRecord) // C-7 4.2.4.3 format
	}
	if at.Signed {
		t.auth.static.Add(at.SFI, ev.Body()) // C-7 4.3.2.4 signed record
	}
	return t.keep(&template, malformedRecord)
}

// expirationDate looks whether the application has expired. One without a date has not.
// C-7 4.2.4.5
func (t *tx) expirationDate() *kernel.Outcome {
	date := t.data.Get(tlv.ApplicationExpirationDate)
	if t.reads || len(date) != 3 || step.CompareDates(t.Transaction().Date, [3]byte(date)) <= 0 { // C-7 4.2.4.5 not expired
		return nil
	}
	t.expired, t.card.read = true, true
	if !t.ctq.Has(step.CTQOnlineIfExpired) {
		return t.fail(expired) // C-7 4.2.4.5 declined
	}
	t.online = true // C-7 4.2.4.5 online
	t.Note("C-7 2.12 4.2.4.5", "the application has expired: the transaction goes online")
	return nil
}

// exceptionFile looks the PAN up, where the terminal has an exception file and the card's records were read.
// C-7 4.2.4.7
func (t *tx) exceptionFile() *kernel.Outcome {
	if !t.cfg.Terminal.LooksUp || t.afl == nil || t.expired || t.reads { // C-7 4.2.4.6 exception file
		return nil
	}
	if t.data.Account() == nil {
		return nil // the transaction ends for want of it: C-7 annex C
	}
	ev, out := t.LookupAccount()
	if out != nil {
		return t.stopped(out)
	}
	if ev.Listed {
		return t.fail(listed) // C-7 4.2.4.7 listed
	}
	return nil
}
