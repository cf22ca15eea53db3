package c3

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// issuerUpdateProcessing delivers the issuer's answer to the card that is presented again. However that goes, what the host has decided stands.
// C-3 6.2.1.1, 6.2.1.2, 6.2.1.3
func (t *tx) issuerUpdateProcessing() *kernel.Outcome {
	if t.otherCard() {
		return t.updated(t.indication(anotherCard))
	}
	if out := t.externalAuthenticate(); out != nil {
		return out
	}
	if out := t.issuerScripts(); out != nil {
		return out
	}
	return t.updated(kernel.ErrorIndication{})
}

// externalAuthenticate gives the card the issuer's cryptogram. Its answer changes nothing.
// C-3 6.1.1.1, 6.2.1.1
func (t *tx) externalAuthenticate() *kernel.Outcome {
	r, _ := step.ParseIssuerResponse(t.act.Host)
	if r.IAD == nil { // C-3 6.2.1.1 received
		return nil
	}
	_, sw, out := t.command(apdu.AppendExternalAuthenticate(t.buf[:0], r.IAD))
	if out == nil && t.Tracing() {
		t.Note("C-3 2.12 6.2.1.1", "EXTERNAL AUTHENTICATE: SW %04X", sw)
	}
	return out
}

// issuerScripts sends the commands of all scripts, as they came, until the card refuses one or is gone. Tags 71 and 72 make no difference, and a template
// that does not parse is passed over.
// C-3 6.1.1.2, 6.2.1.2
func (t *tx) issuerScripts() *kernel.Outcome {
	var results []byte
	for s := range step.Scripts(t.act.Host, 0) { // C-3 6.1.1.2 templates, 6.2.1.2 templates
		failed, refused, out := t.issuerScript(s)
		r := s.Result(failed)
		results = append(results, r[:]...) // C-3 A.2 script results
		if refused || out != nil {
			t.data.Put(tlv.IssuerScriptResultsKernel3, tlv.FromKernel, results) // C-3 A.2 broken off
			return out                                                          // C-3 6.2.1.2 discontinue
		}
	}
	if results != nil {
		t.data.Put(tlv.IssuerScriptResultsKernel3, tlv.FromKernel, results)
	}
	return nil
}

// scriptFails reports whether an answer to a script command ends the scripts: here 90 goes on with 00 alone.
// C-3 6.2.1.2 status
func scriptFails(sw uint16) bool { return sw != 0x9000 && sw>>8 != 0x62 && sw>>8 != 0x63 }

// issuerScript sends the commands of one script, one by one, and gives the number of the one that failed, 0 if none did. One that no card can be sent ends its
// script alone; one that the card has refused ends them all.
// C-3 6.2.1.2, B4 12.2.4
func (t *tx) issuerScript(s step.Script) (failed int, refused bool, out *kernel.Outcome) {
	failed, _ = s.Deliver(scriptFails, func(command []byte) (sw uint16, ok bool) {
		_, sw, out = t.command(command) // C-3 6.2.1.2 one by one
		refused = scriptFails(sw)       // C-3 6.2.1.2 status
		return sw, out == nil
	})
	return failed, refused, out
}
