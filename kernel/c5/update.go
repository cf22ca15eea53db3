package c5

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// issuerUpdateInitialisation takes in the issuer's answer and brings back the transaction that it is for. An answer with nothing for the card ends here.
// C-5 3.2.1.2, 3.10.1.1, 3.10.1.2
func (t *tx) issuerUpdateInitialisation() *kernel.Outcome {
	r, ok := step.ParseIssuerResponse(t.act.Host)
	t.update.active, t.update.issuer = true, r
	switch {
	case !ok, r.IAD == nil && !t.hasScript(tlv.TagScript1) && !t.hasScript(tlv.TagScript2): // C-5 3.2.1.2 91, 71, 72
		return t.fail(nothingForCard)
	case !t.restore(): // C-5 3.2.1.2 context
		return t.fail(noContext)
	case !t.updates(): // C-5 3.10.1.1
		return t.fail(noUpdate)
	case t.act.Start != kernel.StartD && !t.parsed: // C-5 3.10.1.2
		return t.fail(malformedSecondFCI)
	}
	t.card.read = true
	t.data.Put(tlv.AuthorisationResponseCode, tlv.FromKernel, r.ARC[:])
	if r.IAD != nil {
		t.data.Replace(tlv.IssuerAuthenticationData, tlv.FromIssuer, r.IAD)
	}
	return nil
}

// hasScript reports whether the issuer has sent a script with this tag.
// C-5 3.2.1.2
func (t *tx) hasScript(tag tlv.Tag) bool {
	for range step.Scripts(t.act.Host, tag) {
		return true
	}
	return false
}

// criticalScripts delivers the scripts that go before the second GENERATE AC, which has nothing to say where the issuer has sent no more than them.
// C-5 3.10.2.1, 3.10.2.2
func (t *tx) criticalScripts() *kernel.Outcome {
	if lost, stop := t.deliver(tlv.TagScript1, tlv.TVRScriptFailedBefore); lost != nil || stop != nil { // C-5 3.10.2.1 71
		return t.gone(lost, stop) // C-5 3.11.2.1 scripts
	}
	if t.update.issuer.IAD == nil && !t.hasScript(tlv.TagScript2) { // C-5 3.10.2.2
		return t.fail(scriptsOnly)
	}
	return nil
}

// gone ends an update whose card has gone, or whose session has.
// C-5 3.11.2.1
func (t *tx) gone(lost *kernel.Event, stop *kernel.Outcome) *kernel.Outcome {
	if stop != nil {
		return t.stopped(stop)
	}
	return t.noResponse(updateLost, lost) // C-5 3.11.2.1
}

// deliver sends the commands of the scripts with a tag, and sets a bit of the TVR where a script does not parse or the card refuses a command: that script is
// over then, and the next begins.
// C-5 3.10.2.1, 3.10.5.1
func (t *tx) deliver(tag tlv.Tag, bit tlv.TVRBit) (lost *kernel.Event, stop *kernel.Outcome) {
	for s := range step.Scripts(t.act.Host, tag) { // C-5 3.10.2.1 order, 3.10.5.1 order
		failed, answered := s.Deliver(step.ScriptFails, func(command []byte) (uint16, bool) {
			ev, out := t.Transmit(command)
			if out != nil || ev.Kind != kernel.Response {
				lost, stop = &ev, out
				return 0, false
			}
			return ev.StatusWord(), true
		})
		if !answered {
			return lost, stop
		}
		if !s.Parsed || failed != 0 { // C-5 3.10.2.1 parsing, status, 3.10.5.1 parsing, status
			t.tvr.Set(bit)
		}
	}
	return nil, nil
}

// cryptogramFor is what the card is asked for by the issuer's answer: a TC for an approval and for a referral.
// C-5 3.10.3.4
func cryptogramFor(r *step.IssuerResponse) tlv.CryptogramType {
	if slices.Contains(approvals[:], string(r.ARC[:])) || r.Refers() { // C-5 3.10.3.4 TC
		return tlv.TC
	}
	return tlv.AAC // C-5 3.10.3.4 AAC
}

// ofCryptogram are the elements that come with a cryptogram. Those of the first do not stand beside the second.
// C-5 3.10.4.5
var ofCryptogram = [...]tlv.Row{tlv.CID, tlv.ATC, tlv.ApplicationCryptogram, tlv.IssuerApplicationData, tlv.OfflineBalance}

// secondGenerateAC asks for a TC or an AAC, as the issuer has decided, without a signature.
// C-5 3.10.3.1, 3.10.3.2, 3.10.3.3, 3.10.3.4, 3.10.3.5, 3.10.3.6
func (t *tx) secondGenerateAC() *kernel.Outcome {
	dol, err := tlv.ParseDOL(t.update.cdol2)
	if len(dol) == 0 || err != nil || dol.Len() > apdu.MaxShortData { // C-5 3.10.3.1 absent
		return t.fail(noCDOL2)
	}
	t.asked = cryptogramFor(&t.update.issuer)                                        // C-5 3.10.3.4
	t.values = dol.Append(t.values, t.data.DOLValue)                                 // C-5 3.10.3.2, 3.10.3.3
	ev, out := t.Transmit(apdu.AppendGenerateAC(t.cmd[:0], byte(t.asked), t.values)) // C-5 3.10.3.5
	switch {
	case out != nil, ev.Kind != kernel.Response:
		return t.gone(&ev, out) // C-5 3.11.2.1 GENERATE AC
	case ev.StatusWord() != 0x9000: // C-5 3.10.3.6
		return t.fail(secondRefused, ev.StatusWord())
	}
	for _, row := range ofCryptogram {
		t.data.Remove(row)
	}
	t.update.answer = ev.Body()
	return nil
}

// secondResponseAnalysis takes in the second cryptogram, and prepares the outcome.
// C-5 3.10.3.7, 3.10.3.8, 3.10.3.9, 3.10.4.1, 3.10.4.2
func (t *tx) secondResponseAnalysis() *kernel.Outcome {
	template, ok := step.ParseFormat2(t.update.answer)
	if !ok { // C-5 3.10.3.7 format
		return t.fail(malformedSecondAC)
	}
	var seen step.Tags
	if out := t.keep(&template, &seen, malformedSecondAC); out != nil { // C-5 3.10.3.7 elements
		return out
	}
	if row, ok := t.absent(tlv.CID, tlv.ATC, tlv.ApplicationCryptogram); ok { // C-5 3.10.3.7 mandatory
		return t.failOn(malformedSecondAC, row.String())
	}
	t.kind = tlv.CIDValue(t.data.Get(tlv.CID)[0]).Type()
	switch {
	case t.kind != tlv.AAC && t.kind != tlv.TC: // C-5 3.10.3.8
		return t.fail(notFinal)
	case t.kind == tlv.TC && t.asked == tlv.AAC: // C-5 3.10.3.9
		return t.fail(tcForAAC)
	}
	return nil
}

// nonCriticalScripts delivers the scripts that go after the second GENERATE AC. The outcome stands whatever becomes of them.
// C-5 3.10.4.6, 3.10.5.1, 3.11.2.2
func (t *tx) nonCriticalScripts() *kernel.Outcome {
	t.deliver(tlv.TagScript2, tlv.TVRScriptFailedAfter) // C-5 3.10.5.1 72, 3.11.2.2
	return nil
}

// updateOutcome gives the outcome that the second cryptogram has prepared. A PIN that the host has verified is not owed any more.
// C-5 3.10.4.1, 3.10.4.2, 3.10.4.3, 3.10.4.5, 3.10.5.2
func (t *tx) updateOutcome() *kernel.Outcome {
	switch {
	case t.kind == tlv.AAC: // C-5 3.10.4.1
		return t.fail(secondAAC)
	case t.rules.hostApproves && t.update.issuer.Refers():
		return t.fail(referred)
	case t.cvm == kernel.CVMOnlinePIN: // C-5 3.10.4.3
		t.cvm = kernel.CVMNotApplicable
	}
	return t.end(approved, t.cvm) // C-5 3.10.4.2
}
