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
	o, ok := tlv.Find(t.act.Host, tlv.IssuerAuthenticationData.Tag())
	if !ok || !tlv.IssuerAuthenticationData.In(tlv.C3).Allows(len(o.Value)) { // C-3 6.2.1.1 received
		return nil
	}
	_, sw, out := t.command(apdu.AppendExternalAuthenticate(t.buf[:0], o.Value))
	if out == nil && t.Tracing() {
		t.Note("C-3 2.12 6.2.1.1", "EXTERNAL AUTHENTICATE: SW %04X", sw)
	}
	return out
}

// issuerScripts sends the commands of all scripts, as they came, until the card refuses one. Tags 71 and 72 make no difference, and a template
// that does not parse is passed over.
// C-3 6.1.1.2, 6.2.1.2
func (t *tx) issuerScripts() *kernel.Outcome {
	var results []byte
	for s := range step.Scripts(t.act.Host, 0) { // C-3 6.1.1.2 templates, 6.2.1.2 templates
		failed, out := t.issuerScript(s)
		r := s.Result(failed)
		results = append(results, r[:]...) // C-3 A.2 script results
		if failed != 0 {
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

// issuerScript sends the commands of one script, one by one, and gives the number of the one that failed, 0 if none did.
// C-3 6.2.1.2
func (t *tx) issuerScript(s step.Script) (failed int, out *kernel.Outcome) {
	failed, _ = s.Deliver(scriptFails, func(command []byte) (sw uint16, ok bool) {
		_, sw, out = t.command(command) // C-3 6.2.1.2 one by one
		return sw, out == nil
	})
	return failed, out
}
