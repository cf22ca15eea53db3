package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalActionAnalysis decides which cryptogram to ask the card for.
// B3 10.7, B4 6.3.6
func (t *tx) terminalActionAnalysis() *kernel.Outcome {
	t.tac = step.ActionCodes{Denial: t.app.TACDenial, Online: t.app.TACOnline, Default: t.app.TACDefault} // B3 10.7 absent TAC
	t.iac = step.IssuerActionCodes(t.data.Get(tlv.IssuerActionCodeDenial), t.data.Get(tlv.IssuerActionCodeOnline),
		t.data.Get(tlv.IssuerActionCodeDefault))
	t.defaultTDOL(tlv.CDOL1)
	t.asked = step.Analyse(*t.tvr, &t.tac, &t.iac, t.terminal()) // B3 9.3.1 TC, ARQC, AAC
	if t.weakAfterFailure() {
		t.asked = tlv.AAC
	}
	if t.asked == tlv.TC && (t.purse.closed || t.onlyByHost()) {
		t.asked = t.leftToHost()
	}
	if t.asked == tlv.TC && !t.offlineAllowed() {
		t.asked = t.leftToHost()
		t.Note("EMV 4.4 B3 10.7", "strict: no offline approval without a signature over what decides")
	}
	if t.purse.pays && (t.asked == tlv.ARQC || t.asked == tlv.TC && t.lacksPIN()) {
		t.closePurse("the host or a PIN is wanted: the electronic cash stays where it is")
		t.goOnWith(verification)
		return nil
	}
	if t.refused == "" && !t.purse.pays && t.lacksPIN() {
		t.refused = "a PIN is demanded, and the card was content without"
	}
	if t.refused != "" {
		t.asked, t.why = tlv.AAC, t.refused
	}
	if t.treatment.DataOnly {
		t.asked = tlv.AAC
	}
	if t.readSuffices() {
		return nil // nothing is decided: no authorisation response code
	}
	switch t.asked {
	case tlv.TC:
		t.answerARC(offlineApproved) // B4 6.3.6 Y1
	case tlv.AAC:
		t.answerARC(offlineDeclined) // B4 6.3.6 Z1
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.7", "TVR %s: ask for %s", t.tvr, t.asked)
	}
	return nil
}

// leftToHost is what the card is asked for where only the host may approve: without one, nobody does.
// B4 A1
func (t *tx) leftToHost() tlv.CryptogramType {
	if t.terminal().OfflineOnly() {
		return tlv.AAC
	}
	return tlv.ARQC
}

// firstGenerateAC asks the card for its cryptogram. With CDA selected, an ARQC without signature leaves the card
// unauthenticated, and the TVR says so until the second command.
// B3 9.3.1, B2 6.6
func (t *tx) firstGenerateAC() *kernel.Outcome {
	if t.auth.method == cda && !t.auth.failed() && t.asked == tlv.ARQC && !t.wantsCDA() {
		t.tvr.Set(tlv.TVRODANotPerformed)
	}
	t.cdol1Values = t.dolValues(t.cdol1Buf[:0], tlv.CDOL1) // B3 9.2.1 CDOL1
	return t.generateAC(t.cdol1Values)
}

// cardActionAnalysis does what the card's cryptogram says.
// B3 10.8, B4 6.3.7
func (t *tx) cardActionAnalysis() *kernel.Outcome {
	if t.signsCDA() { // B4 6.3.2.1 TC, ARQC
		t.verifyCDA(nil) // first, because the CID that it recovers is the one that counts
	}
	if !step.Allowed(t.asked, t.got) { // B3 9.3 first
		return t.failOn(wrongCryptogram, "asked for "+t.asked.String()+", got "+t.got.String())
	}
	if t.auth.method == xda {
		t.firstXDA() // B3 10.3 XDA in time
	}
	if t.got == tlv.AAC {
		return t.cardDeclines() // B4 6.3.2.2.4 AAC
	}
	if t.got == tlv.TC {
		t.stage = final // B3 9.3.1 offline
	} else if t.purse.pays {
		t.closePurse("the card wants the host: the electronic cash stays where it is")
	}
	if t.auth.method == xda && t.auth.failed() {
		t.afterXDAFailure()
	}
	if t.auth.method == cda && t.signed && t.auth.failed() { // B4 6.3.2.1 TC, ARQC
		t.answerARC(offlineDeclined)
		t.declined = true
	}
	if step.CardDeniesPIN(*t.cvm, t.selected.AID, t.ac.IAD) {
		t.why = "VERIFY was answered with success, and the card says that it verified no PIN"
		t.Note("EMV 4.4 B3 annex C9.3", "%s", t.why)
		if t.rules.cardConfirmsPIN {
			t.answerARC(offlineDeclined)
			t.declined = true
		}
	}
	return nil
}

// cardDeclines ends with the card's AAC. In a refund by card data that is what the card was asked for.
// B3 10.8.1
func (t *tx) cardDeclines() *kernel.Outcome {
	t.stage = final
	if !t.readSuffices() {
		t.answerARC(offlineDeclined)
	}
	if t.ac.CID.Reason() == tlv.ReasonServiceNotAllowed { // B3 10.8.1, B4 6.3.7 service not allowed
		return t.fail(serviceNotAllowed)
	}
	return nil
}
