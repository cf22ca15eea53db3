package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// issuerAuthentication gives the issuer's cryptogram to a card that has a command for it. The others find it in the data
// of the second GENERATE AC.
// B3 10.9
func (t *tx) issuerAuthentication() *kernel.Outcome {
	if t.issuer.IAD == nil || !t.aip.Has(tlv.AIPIssuerAuthenticationSupported) { // B3 10.9 combined, annex F AIP, B4 12.2.2
		return nil
	}
	_, sw, out := t.command(apdu.AppendExternalAuthenticate(t.cmd(), t.issuer.IAD)) // B3 6.5.4.3, 10.9 EXTERNAL AUTHENTICATE, once
	if out != nil {
		return out
	}
	t.tsi.Set(tlv.TSIIssuerAuthenticationPerformed) // B3 10.9 TSI
	if sw != 0x9000 {                               // B3 annex F 9000, other, annex F 6985
		t.tvr.Set(tlv.TVRIssuerAuthenticationFailed) // B3 6.3.5 6300, 6.5.4.5, 10.9 failed
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.9", "EXTERNAL AUTHENTICATE: SW %04X", sw)
	}
	return nil
}

// scriptsBefore delivers the scripts with tag 71.
// B3 10.10, B4 6.3.9 tags
func (t *tx) scriptsBefore() *kernel.Outcome {
	return t.runScripts(tlv.TagScript1, tlv.TVRScriptFailedBefore) // B3 10.10 71, failed before
}

// scriptsAfter delivers the scripts with tag 72. The transaction stands whatever becomes of them.
// B3 10.10, B4 6.3.9 tags
func (t *tx) scriptsAfter() *kernel.Outcome {
	return t.runScripts(tlv.TagScript2, tlv.TVRScriptFailedAfter) // B3 10.10 72, failed after
}

func (t *tx) runScripts(tag tlv.Tag, failure tlv.TVRBit) (out *kernel.Outcome) {
	if !t.host.answered() {
		return nil
	}
	for s := range step.Scripts(t.issuer.Response, tag) { // B3 10.10 sequence, E1 4, E2 several, B4 12.2.4 next
		failed, end := t.runScript(s)
		t.tsi.Set(tlv.TSIScriptProcessingPerformed) // B3 10.10 TSI
		result := s.Result(failed)
		if !s.Parsed || failed != 0 {
			t.tvr.Set(failure)
		}
		t.scripts = append(t.scripts, result[:]...) // B4 6.3.9 results
		t.Note("EMV 4.4 B3 10.10", "script %s: result %X", tag, result)
		if end != nil {
			return end()
		}
	}
	return nil
}

// runScript sends the commands of one script until one fails, whose number it gives; 0 if none does. A card that is gone before it has decided ends the
// transaction, once the result of the script is noted.
// B3 10.10
func (t *tx) runScript(s step.Script) (failed int, end func() *kernel.Outcome) {
	failed, _ = s.Deliver(step.ScriptFails, func(command []byte) (uint16, bool) { // B3 10.10 error
		ev, stop := t.Transmit(command) // B3 6.5, 10.10 any command
		switch {
		case ev.Kind == kernel.Response:
			return ev.StatusWord(), true
		case t.stage.decided(): // B3 10.11 scripts: the card has decided already
		case stop != nil:
			end = func() *kernel.Outcome { return t.stopped(stop) }
		default:
			end = func() *kernel.Outcome { return t.noResponse(&ev) }
		}
		return 0, false
	})
	return failed, end
}
