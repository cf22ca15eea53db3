package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// secondGenerateAC tells the card what became of its request and lets it decide.
// B3 9.3.2, B4 6.3.8
func (t *tx) secondGenerateAC() *kernel.Outcome {
	if t.stage.decided() { // B3 9.3.2 two
		return nil
	}
	if t.auth.method == cda {
		t.tvr.Clear(tlv.TVRODANotPerformed) // B2 6.6
	}
	t.defaultTDOL(tlv.CDOL2)
	t.asked = t.finalRequest()
	t.cdol2Values = t.dolValues(t.room().cdol2[:0], tlv.CDOL2) // B3 9.2.1 CDOL2
	if out := t.generateAC(t.cdol2Values); out != nil {        // B3 10.11 second, B4 12.2.1 second
		return out
	}
	t.stage = final
	t.lastCryptogram()
	if t.declined && t.asked == tlv.TC && !t.host.answered() {
		t.answerARC(unableDeclined) // B4 A6 in the end
	}
	return nil
}

// lastCryptogram declines unless the card has given the TC that it was asked for, and the signature over it holds.
// B3 9.3, B4 6.3.2.1, 6.3.2.2.3
func (t *tx) lastCryptogram() {
	failed := false
	switch {
	case t.signsCDA(): // B4 6.3.2.1 second
		t.verifyCDA(t.cdol2Values)
		failed = t.auth.failed()
	case t.auth.method == xda && !t.auth.failed() && t.got != tlv.AAC: // B4 6.3.2.2.3 second, 6.3.2.2.4 ARQC
		t.verifyXDA(t.cdol2Values)
		failed = t.auth.failed()
	}
	t.declined = failed || t.asked != tlv.TC || t.got != tlv.TC // B3 9.3 second: a cryptogram that the card may not give counts as an AAC
}

// finalRequest decides what to ask the card for in the end.
// B3 9.3.2, B4 6.3.8, 12.2.1
func (t *tx) finalRequest() tlv.CryptogramType {
	switch {
	case t.declined: // CDA failed over the ARQC, or XDA did and the host was not reached or must not be
		return tlv.AAC
	case t.host == hostApproved: // B3 9.3.2 TC, B4 6.3.8 decision
		return tlv.TC
	case t.host.answered(): // B3 9.3.2 AAC
		return tlv.AAC
	}
	asked := step.AnalyseDefault(*t.tvr, &t.tac, &t.iac, t.terminal()) // B4 12.2.1 default, 12.2.3 default
	if t.onlyByHost() || t.purse.closed {
		asked = tlv.AAC
	}
	if asked == tlv.TC && !t.offlineAllowed() {
		t.Note("EMV 4.4 B3 10.7", "strict: no offline approval without a signature over what decides")
		asked = tlv.AAC
	}
	t.answerARC(unableDeclined) // B4 12.2.1 Z3
	if asked == tlv.TC {
		t.answerARC(unableApproved) // B4 12.2.1 Y3
	}
	return asked
}

// completion says what came out.
// B3 10.11
func (t *tx) completion() *kernel.Outcome {
	if t.readSuffices() {
		return t.end(kernel.OnlineRequest, "")
	}
	switch {
	case t.got == tlv.AAC && t.ac.CID.Reason() == tlv.ReasonServiceNotAllowed: // B4 6.3.7 service not allowed: of either cryptogram
		return t.fail(serviceNotAllowed)
	case t.got != tlv.TC || t.declined:
		return t.decline() // B4 6.3.7 decline
	}
	if t.Transaction().Purpose.Administers() && !t.servedByScripts() {
		t.why = "the card has not carried out what the issuer was asked for"
		return t.decline()
	}
	return t.end(kernel.Approved, "") // B4 6.3.7 approval
}

// servedByScripts reports whether the card has carried out what it was brought for: there were scripts, and none of them failed.
// B3 10.10, B4 A5
func (t *tx) servedByScripts() bool {
	for s := t.scripts; len(s) >= 5; s = s[5:] {
		if s[0]>>4 != 2 {
			return false
		}
	}
	return len(t.scripts) > 0
}
