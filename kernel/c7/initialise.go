package c7

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// pdolCheck goes back to application selection, before any command, where the card does not ask for the TTQ.
// C-7 4.1.4.1
func (t *tx) pdolCheck() *kernel.Outcome {
	switch {
	case t.fci.PDOL.Len() > step.MaxPDOL:
		return t.fail(pdolTooLong)
	case len(t.fci.PDOL) == 0: // C-7 4.1.4.1 PDOL
		return t.fail(noPDOL)
	case !t.fci.PDOL.Contains(tlv.TTQKernel7.Tag()): // C-7 4.1.4.1 TTQ
		return t.fail(noTTQ)
	}
	return nil
}

// tagAuthentication is DF61 of the FCI, of UnionPay: byte 1 bit 7 says that the card authenticates its online requests.
const tagAuthentication tlv.Tag = 0xDF61

// authenticationForOnline is for readers that authenticate online requests: they go on with a card that does so too. With any other the book leaves
// EMV mode, which no other kernel here has: another application may do.
// C-7 3.2.2
func (t *tx) authenticationForOnline() *kernel.Outcome {
	if !t.ttq.Has(step.TTQODAForOnline) {
		return nil
	}
	if !t.cardAuthenticates() { // C-7 3.2.2 non-EMV
		return t.fail(notForTransit)
	}
	t.ttq[0] &^= 0x40 // C-7 3.2.2 byte 1 bit 7
	t.ttq[0] |= 0x21  // C-7 3.2.2 byte 1 bits 1 and 6
	t.ttq[1] |= 0x80  // C-7 3.2.2 byte 2 bit 8
	return nil
}

// cardAuthenticates reports whether the FCI says that the card authenticates its online requests.
// C-7 3.2.2
func (t *tx) cardAuthenticates() bool {
	for _, path := range [...][]tlv.Tag{
		{tlv.TagFCI, tlv.TagFCIProprietary, tlv.TagIssuerDiscretionary, tagAuthentication}, {tlv.TagFCI, tlv.TagFCIProprietary, tagAuthentication},
	} {
		if o, ok := tlv.Find(t.act.FCI, path...); ok {
			return len(o.Value) != 0 && o.Value[0]&0x40 != 0 // C-7 3.2.2 DF61
		}
	}
	return false
}

// ttqResetting makes the copy of the TTQ what Kernel 7 says of itself.
// C-7 4.1.4.2, 3.2.2
func (t *tx) ttqResetting() *kernel.Outcome {
	t.ttq[2] &= 0x40 // C-7 3.2.2 byte 3: bits 1 to 6 and 8
	t.ttq[3] |= 0x80 // C-7 3.2.2 byte 4, 4.1.4.2: fDDA 1.0
	t.data.Put(tlv.TTQKernel7, tlv.FromKernel, t.ttq[:])
	return nil
}

// getProcessingOptions sends what the PDOL asks for, and judges the status word.
// C-7 4.1.2, 4.1.4.3
func (t *tx) getProcessingOptions() *kernel.Outcome {
	values := t.fci.PDOL.Append(t.pdol[:0], t.dolValue) // C-7 4.1.2 data
	ev, out := t.Transmit(apdu.AppendGetProcessingOptions(t.cmd[:0], values))
	if out != nil {
		return t.stopped(out)
	}
	if ev.Kind != kernel.Response {
		return t.noResponse(noAnswer, &ev) // C-7 4.1.4.3 L1
	}
	switch sw := ev.StatusWord(); {
	case sw == 0x9000:
		return t.format2(ev.Body())
	case sw == 0x6986: // C-7 4.1.4.3 6986
		return t.fail(seePhone, sw)
	case t.ttq.Has(step.TTQContactChip): // C-7 4.1.4.3 contact
		return t.fail(refusedUseChip, sw)
	case t.readsStripes(): // C-7 4.1.4.3 mag-stripe
		return t.fail(refusedUseStripe, sw)
	default: // C-7 4.1.4.3 end
		return t.fail(refused, sw)
	}
}

// readsStripes reports whether the terminal reads magnetic stripes, for the combination and for what the transaction is for.
// C-7 4.1.4.3
func (t *tx) readsStripes() bool {
	return tlv.TerminalCapabilitiesValue(t.Capabilities(t.act.Combination)).Has(tlv.CapMagneticStripe)
}

// format2 takes in the objects of the response.
// C-7 4.1.4.3
func (t *tx) format2(body []byte) *kernel.Outcome {
	template, ok := step.ParseFormat2(body)
	if !ok {
		return t.fail(malformedOptions) // C-7 4.1.4.3 format
	}
	return t.keep(&template, malformedOptions)
}

// transactionDisposition finds what the card has decided: the CID that it gave, else that of its issuer application data.
// C-7 4.1.4.4
func (t *tx) transactionDisposition() *kernel.Outcome {
	iad := t.data.Get(tlv.IssuerApplicationData)
	if len(iad) == 0 { // C-7 4.1.4.4 IAD: figure 4-1
		return t.fail(noIAD)
	}
	if v := t.data.Get(tlv.CID); len(v) == 1 {
		t.cid = tlv.CIDValue(v[0]) // C-7 4.1.4.4 CID
	} else {
		t.cid, _ = step.CIDOfIAD(iad) // C-7 4.1.4.4 no CID: initialised to 00, and so an AAC where there is no byte 5
		t.data.Put(tlv.CID, tlv.FromKernel, []byte{byte(t.cid)})
	}
	if t.Tracing() {
		t.Note("C-7 2.12 4.1.4.4", "%s", t.cid.Type())
	}
	return nil
}

// The data elements that the response has to have, in the order of the book's tables. The CID is not among them: the step before makes one.
var (
	withoutODA = [...]tlv.Row{tlv.AIP, tlv.ATC, tlv.Track2EquivalentData, tlv.IssuerApplicationData, tlv.ApplicationCryptogram} // C-7 4.1.4.5 table 4-3
	offline    = [...]tlv.Row{tlv.AIP, tlv.AFL, tlv.ATC, tlv.ApplicationCryptogram, tlv.IssuerApplicationData}                  // C-7 4.1.4.6 table 4-4
	withODA    = [...]tlv.Row{tlv.AIP, tlv.AFL, tlv.ATC, tlv.IssuerApplicationData, tlv.ApplicationCryptogram}                  // C-7 4.1.4.5 table 4-5
)

// mandatoryDataCheck ends the transaction where the response lacks what its disposition has to have. An AAC is a decline, and so is the type of cryptogram
// that nobody has defined.
// C-7 4.1.4.5, 4.1.4.6
func (t *tx) mandatoryDataCheck() *kernel.Outcome {
	f, need := missing, withoutODA[:]
	switch {
	case t.offers(): // C-7 4.1.4.6 TC
		f, need = missingOffline, offline[:]
	case t.requests() && t.data.Present(tlv.AFL): // C-7 4.1.4.5 ARQC with AFL
		need = withODA[:]
	}
	for _, row := range need {
		if !t.data.NotEmpty(row) && row != tlv.AFL {
			return t.failOn(f, row.String())
		}
	}
	switch {
	case t.offers() && !t.data.Present(tlv.AFL): // C-7 4.1.4.6 AFL
		return t.failOn(f, tlv.AFL.String())
	case !t.offers() && !t.requests(): // C-7 4.1.4.5 AAC
		t.card.read = true
		return t.fail(aac)
	}
	return nil
}

// aflFormatCheck checks the AFL, where there is one. Without, nothing is read.
// C-7 4.1.4.7
func (t *tx) aflFormatCheck() *kernel.Outcome {
	if !t.data.Present(tlv.AFL) { // C-7 4.1.4.5 ARQC
		return nil
	}
	t.afl = t.data.Get(tlv.AFL)
	if !step.ValidAFL(t.afl) { // C-7 4.1.4.7 no entry, SFI, first record, last record, records for authentication
		return t.fail(malformedAFL)
	}
	return nil
}
