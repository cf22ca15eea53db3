package c4

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// modes are the bits of 9F6D that say that there is EMV mode, cvmRequired the one of the CVM. All others are the terminal type's.
// C-4 4.3.3
const (
	modes       = 0xC0
	cvmRequired = 0x08
)

// prePDOLProcessing makes the reader's capabilities those of this activation: what an earlier one has set in them goes first.
// C-4 4.3.1
func (t *tx) prePDOLProcessing() *kernel.Outcome {
	r, away := &t.reader, t.Transaction().HostAway
	r.modified &= modes    // C-4 4.3.1.1 9F6D
	r.enhanced[2] = 0      // C-4 4.3.1.1 9F6E
	if t.limitExceeded() { // C-4 4.3.1.2
		r.modified |= cvmRequired
		r.enhanced.set(cvmIsRequired)
	}
	if r.kind.OfflineOnly() || away { // C-4 4.3.1.3
		r.enhanced.set(cannotGoOnline)
	}
	t.terminalData()
	t.keepFCI()
	switch {
	case r.mpos != 0 && r.kind != mposType:
		return t.fail(notForMPOS) // C-4 annex C type
	case r.mpos != 0 && away:
		return t.fail(mposOffline) // C-4 4.3.1.4
	}
	return nil
}

// getProcessingOptions sends what the PDOL asks for, nothing where there is none, and takes in AIP and AFL.
// C-4 4.2.1.1, 4.3.2, 4.3.6
func (t *tx) getProcessingOptions() *kernel.Outcome {
	pdol := t.card.fci.PDOL
	if pdol.Len() > step.MaxPDOL {
		return t.fail(pdolTooLong) // C-4 4.3.2.2 too long
	}
	t.sent.values = pdol.Append(t.sent.buf[:0], t.pdolValue)                         // C-4 4.3.2.1, 4.3.2.2
	ev, out := t.Transmit(apdu.AppendGetProcessingOptions(t.cmd[:0], t.sent.values)) // C-4 4.2.1.1
	switch {
	case out != nil:
		return t.stopped(out)
	case ev.Kind != kernel.Response:
		return t.removed(&ev) // C-4 2.2.1.1 options
	case ev.StatusWord() != 0x9000:
		return t.fail(optionsRefused, ev.StatusWord()) // C-4 4.3.6.1 status
	}
	return t.takeOptions(ev.Body())
}

// pdolValue is a value for the PDOL. Terminal Type is the modified one, unless the card asks for the Enhanced Contactless Reader Capabilities too.
// C-4 4.3.3.1, 4.3.4.1, 4.3.5.1
func (t *tx) pdolValue(tag tlv.Tag, n int) ([]byte, tlv.Format, bool) {
	v, format, ok := t.dolValue(tag, n)
	if tag == tlv.TerminalType.Tag() && !t.card.fci.PDOL.Contains(tlv.EnhancedContactlessReaderCapabilities.Tag()) { // C-4 4.3.3.1, 4.3.5.1
		return []byte{byte(t.reader.kind) | t.reader.modified}, format, true
	}
	return v, format, ok
}

// takeOptions takes in the response, in either format.
// C-4 4.3.6.1
func (t *tx) takeOptions(body []byte) *kernel.Outcome {
	p, ok := step.ParseProcessingOptions(body)
	if !ok {
		return t.fail(malformedOptions) // C-4 4.3.6.1 format
	}
	t.card.aip, t.card.afl = tlv.AIPValue(p.AIP), p.AFL
	if p.Body.Tag == tlv.TagFormat2 {
		return t.keep(&p.Body, malformedOptions)
	}
	t.card.seen.Add(tlv.AIP.Tag())
	t.card.seen.Add(tlv.AFL.Tag())
	t.data.Put(tlv.AIP, tlv.FromCard, p.AIP)
	t.data.Put(tlv.AFL, tlv.FromCard, p.AFL)
	return nil
}

// supportForEMVMode leaves a card that has magnetic stripe mode alone.
// C-4 4.3.7
func (t *tx) supportForEMVMode() *kernel.Outcome {
	switch {
	case t.card.aip[1]&0x80 != 0: // C-4 4.3.7.1
		return nil
	case t.reader.enhanced.has(contactMode) && !t.isMobile() && !t.emulated(): // C-4 4.3.7.2
		return t.fail(stripeModeUseChip)
	}
	return t.fail(stripeMode) // C-4 4.3.7.3
}

// supportForContactlessMobile notes that a phone has blocked its Mobile CVM.
// C-4 4.3.8
func (t *tx) supportForContactlessMobile() *kernel.Outcome {
	if results := t.mobileResults(); t.isMobile() && results != nil && results.blocked() { // C-4 4.3.8.1
		t.tvr.Set(tlv.TVRPINTryLimitExceeded)
	}
	return nil
}
