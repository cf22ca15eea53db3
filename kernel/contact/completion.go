package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// secondGenerateAC tells the card what became of its request and lets it decide.
// EMV 4.4 B3 9.3.2, EMV 4.4 B4 6.3.8
func (t *tx) secondGenerateAC() *kernel.Outcome {
	// EMV 4.4 B3 9.3.2 (two)
	if t.completed {
		return nil
	}
	if t.auth.method == cda {
		t.tvr.Clear(tlv.TVRODANotPerformed) // EMV 4.4 B2 6.6
	}
	t.defaultTDOL(tlv.CDOL2)
	t.asked = t.finalRequest()
	// EMV 4.4 B3 9.2.1 (CDOL2)
	t.cdol2Values = t.dolValues(t.room().cdol2[:0], tlv.CDOL2)
	// EMV 4.4 B3 10.11 (second)
	// EMV 4.4 B4 12.2.1 (second)
	if out := t.generateAC(t.cdol2Values); out != nil {
		return out
	}
	t.completed = true
	// EMV 4.4 B3 9.3 (second)
	if t.asked != tlv.TC || t.got != tlv.TC {
		t.declined = true // also a cryptogram that the card may not give: it counts as an AAC, EMV 4.4 B3 9.3
		return nil
	}
	switch {
	// EMV 4.4 B4 6.3.2.1 (second)
	case t.auth.method == cda && t.signed:
		t.verifyCDA(t.cdol2Values)
		t.declined = t.auth.failed // EMV 4.4 B4 6.3.2.1
	// EMV 4.4 B4 6.3.2.2.3 (second), EMV 4.4 B4 6.3.2.2.4 (ARQC)
	case t.auth.method == xda && !t.auth.failed:
		t.verifyXDA(t.cdol2Values)
		t.declined = t.auth.failed // EMV 4.4 B4 6.3.2.2.3
	}
	return nil
}

// finalRequest decides what to ask the card for in the end.
// EMV 4.4 B3 9.3.2, EMV 4.4 B4 6.3.8, EMV 4.4 B4 12.2.1
func (t *tx) finalRequest() tlv.CryptogramType {
	switch {
	case t.declined: // CDA failed over the ARQC, or XDA did and the host was not reached or must not be
		return tlv.AAC
	// EMV 4.4 B3 9.3.2 (TC)
	// EMV 4.4 B4 6.3.8 (decision)
	case t.online && t.approved:
		return tlv.TC
	// EMV 4.4 B3 9.3.2 (AAC)
	case t.online:
		return tlv.AAC
	}
	// EMV 4.4 B4 12.2.1 (default), EMV 4.4 B4 12.2.3 (default)
	asked := step.AnalyseDefault(*t.tvr, &t.tac, &t.iac, t.terminal())
	if asked == tlv.TC && !t.offlineAllowed() {
		t.Note("EMV 4.4 B3 10.7", "strict: no offline approval without a signature over what decides")
		asked = tlv.AAC
	}
	// EMV 4.4 B4 12.2.1 (Z3)
	t.answerARC(unableDeclined)
	if asked == tlv.TC {
		// EMV 4.4 B4 12.2.1 (Y3)
		t.answerARC(unableApproved)
	}
	return asked
}

// completion says what came out.
// EMV 4.4 B3 10.11
func (t *tx) completion() *kernel.Outcome {
	if t.treatment.Flow == kernel.DataFlow {
		return t.end(kernel.OnlineRequest, fault{})
	}
	if t.got != tlv.TC || t.declined {
		// EMV 4.4 B4 6.3.7 (decline)
		return t.decline()
	}
	if t.Transaction().Purpose.Administers() && !t.servedByScripts() {
		t.why = "the card has not carried out what the issuer was asked for"
		return t.decline()
	}
	// EMV 4.4 B4 6.3.7 (approval)
	return t.end(kernel.Approved, fault{})
}
