package c6

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readApplicationData reads the records that the AFL names. When it is at their end the card cannot be torn from the transaction any more.
// C-6 F12.1
func (t *tx) readApplicationData() *kernel.Outcome {
	if afl := t.data.Get(tlv.AFL); afl != nil { // C-6 F12.1
		if !step.ValidAFL(afl) { // C-6 3.4
			return t.fail(wrongAFL)
		}
		for at := range step.Records(afl) { // C-6 F12.2, F12.7, F12.8
			if out := t.readRecord(at); out != nil {
				return out
			}
		}
	}
	if t.enabled.tearingRecovery { // C-6 F12.9
		t.emptyTearingLog() // C-6 F12.10
	}
	t.card.read = true // C-6 F12.11
	return nil
}

// readRecord reads one record.
// C-6 F12.3
func (t *tx) readRecord(at step.RecordAt) *kernel.Outcome {
	ev, out := t.Transmit(apdu.AppendReadRecord(t.cmd[:0], at.SFI, at.Number)) // C-6 F12.3
	if out != nil {
		return t.stopped(out)
	}
	if ev.Kind != kernel.Response { // C-6 F12.4
		return t.tearingAnalysis(noRecord, &ev) // C-6 F12.12
	}
	if sw := ev.StatusWord(); sw != 0x9000 { // C-6 F12.5
		return t.fail(recordRefused, sw)
	}
	template, ok := step.ParseRecord(at.SFI, ev.Body())
	if !ok { // C-6 4.6
		return t.fail(malformedRecord)
	}
	if at.Signed {
		t.auth.static.Add(at.SFI, ev.Body())
	}
	if bad := t.keep(&template, at.Signed, nil); bad != 0 { // C-6 F12.6
		return t.failOn(malformedRecord, bad.String())
	}
	return nil
}
