package c3

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
)

// readApplicationData reads the records that the AFL names, in its order; without an AFL there are none.
// C-3 5.3.2.1
func (t *tx) readApplicationData() *kernel.Outcome {
	for r := range step.Records(t.card.afl) { // C-3 5.3.2.1 AFL
		data, sw, out := t.command(apdu.AppendReadRecord(t.buf[:0], r.SFI, r.Number)) // C-3 5.3.1.1
		switch {
		case out != nil:
			return out
		case sw != 0x9000: // B3 10.2 status
			return t.fail(readRecordFailed, sw)
		}
		template, ok := step.ParseRecord(r.SFI, data)
		if !ok {
			return t.fail(malformedRecord) // C-3 4.1.1.4
		}
		if r.Signed {
			t.card.static.Add(r.SFI, data)
		}
		if out := t.keep(template); out != nil {
			return out
		}
	}
	return nil
}
