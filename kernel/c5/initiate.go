package c5

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// getProcessingOptions sends what the PDOL asks for, zeroes for what this book does not know, and judges the status word.
// C-5 3.3.1.1, 3.3.1.2, 3.3.1.3, 3.3.1.4
func (t *tx) getProcessingOptions() *kernel.Outcome {
	t.values = t.fci.PDOL.Append(t.values, t.data.DOLValue) // C-5 3.3.1.1 data, 3.3.1.2
	ev, out := t.Transmit(apdu.AppendGetProcessingOptions(t.cmd[:0], t.values))
	if out != nil {
		return t.stopped(out)
	}
	if ev.Kind != kernel.Response {
		return t.noResponse(noAnswer, &ev) // C-5 3.11.2.3 GPO
	}
	switch sw := ev.StatusWord(); sw {
	case 0x9000:
		return t.processingOptions(ev.Body())
	case 0x6F00: // C-5 3.3.1.3 6F00
		return t.fail(unexpectedError, sw)
	default: // C-5 3.3.1.4 other
		return t.fail(optionsRefused, sw)
	}
}

// processingOptions takes in AIP and AFL, in format 1 or 2, and selects the mode. Any other object is ignored.
// C-5 3.3.1.5, 3.3.1.6, 3.3.1.7, 3.3.1.8
func (t *tx) processingOptions(body []byte) *kernel.Outcome {
	p, ok := step.ParseProcessingOptions(body)
	switch {
	case p.Body.Tag != tlv.TagFormat1 && p.Body.Tag != tlv.TagFormat2: // C-5 3.11.1.2 GPO
		return t.fail(malformedOptions)
	case len(p.AIP) != 2: // C-5 3.3.1.5 AIP
		return t.fail(noAIP)
	}
	t.aip = tlv.AIPValue(p.AIP)
	if t.mode == undefinedMode { // C-5 3.3.1.6 undefined
		if !selectsEMVMode(t.aip) { // C-5 3.3.1.6 next
			return t.fail(noMode)
		}
		t.mode = emvMode // C-5 3.3.1.6 EMV
	}
	switch {
	case len(p.AFL) == 0: // C-5 3.3.1.7 AFL
		return t.fail(noAFL)
	case !ok: // C-5 3.3.1.8 format
		return t.fail(malformedAFL)
	}
	t.afl = p.AFL
	t.data.Put(tlv.AIPKernel5, tlv.FromCard, p.AIP)
	t.data.Put(tlv.AFL, tlv.FromCard, p.AFL)
	if t.Tracing() {
		t.Note("C-5 2.12 3.3.1.6", "%s", map[mode]string{emvMode: "EMV mode", legacyMode: "legacy mode"}[t.mode])
	}
	return nil
}

// selectsEMVMode reports whether the card has selected EMV Mode, by byte 2 bit 8 of its AIP.
// C-5 3.3.1.6, A.1
func selectsEMVMode(aip tlv.AIPValue) bool { return aip[1]&0x80 != 0 }

// odaNotPerformed sets the bit of the TVR where there is no CDA to be had.
// C-5 3.3.1.9
func (t *tx) odaNotPerformed() *kernel.Outcome {
	if t.mode == legacyMode || !t.authenticates() { // C-5 3.3.1.9 legacy, option, AIP
		t.tvr.Set(tlv.TVRODANotPerformed)
	}
	return nil
}
