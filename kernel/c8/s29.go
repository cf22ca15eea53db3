package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS29 = "C-8 1.2 6.3.17"

// s29WaitingForEDA waits for what Process C says of certificates, blinding factor and MAC.
// C-8 6.3.17
func (t *tx) s29WaitingForEDA(a *answer) state {
	switch a.signal {
	case edaMACFail: // 29.7
		if t.localAuthenticates() {
			t.oda = kernel.ODAResult{Method: localAuthentication, Result: "failed", Reason: "Enhanced Data Authentication MAC"}
		}
		return t.s2930Fails(kernel.EDAMACFailed, clauseS29, "the card's Enhanced Data Authentication MAC is wrong") // 29.12
	case issuerCertificateFail, iccCertificateFail, blindingFactorFail: // 29.1 29.3 29.5
		t.localAuthenticationFailed() // 29.9 29.10 29.11
	}
	t.eda |= processed[a.signal]
	all := edaMACProcessed                                             // 29.18
	if t.localAuthenticates() && !t.data.TVR().Has(tlv.TVRCDAFailed) { // 29.17
		all = allProcessed
	}
	if t.eda&all != all { // 29.19
		return s29
	}
	return t.s29Decide()
}

// processed are the bits of EDA Status that an answer sets.
// C-8 6.3.17
var processed = map[signal]edaStatus{
	issuerCertificateOK: issuerCertificateProcessed, issuerCertificateFail: issuerCertificateProcessed, // 29.2 29.13
	iccCertificateOK: iccCertificateProcessed, iccCertificateFail: iccCertificateProcessed, // 29.4 29.14
	blindingFactorOK: blindingFactorProcessed, blindingFactorFail: blindingFactorProcessed, // 29.6 29.15
	edaMACOK: edaMACProcessed, // 29.8 29.16
}

// s29Decide takes the card's cryptogram and its choice of a CVM, and decides again: 29.20 to 29.46.
// C-8 6.3.17
func (t *tx) s29Decide() state {
	t.kind = tlv.CryptogramType(t.data.At(tlv.CID, 1) & 0xC0)
	asked := tlv.CryptogramType(t.reference)
	valid := t.kind == tlv.AAC || t.kind == tlv.TC && asked == tlv.TC || t.kind == tlv.ARQC && (asked == tlv.TC || asked == tlv.ARQC)
	if !valid { // 29.20
		return t.s2930Fails(kernel.CardDataError, clauseS29, "the card's cryptogram is of a kind that was not asked for") // 29.22
	}
	t.authenticated()
	if !t.restarts() { // what is decided is not cancelled any more; a card that is to come back decides nothing
		t.Commit()
	}
	tvr := t.data.TVR()
	t.relayFound = tvr[4]
	if card := t.data.Get(tlv.CardTVR); len(card) != 0 { // 29.21
		for i, m := range t.data.Get(tlv.KernelReservedTVRMask) {
			tvr[i] = tvr[i]&m | card[i]&^m // 29.23
		}
	}
	t.cardholderVerification()
	t.strongerCVM()
	t.terminalActionAnalysis() // 29.43
	switch {
	case len(t.dataEnvelopesToWriteYet) == 0: // 29.44
	case t.data.TVR().Has(tlv.TVRODANotPerformed) || t.data.TVR().Has(tlv.TVRCDAFailed): // 29.44a
		t.cardRead() // 29.44b 29.44c
	default:
		return t.writeNext() // 29.45 29.46
	}
	return t.s2930()
}

// A decided is what comes of the card's choice of a CVM.
type decided struct {
	choice  byte // Cardholder Verification Decision
	offered byte // the bit of the Terminal Risk Management Data, byte 1, that has offered it; 0: it need not be offered
	results tlv.CVMResultsValue
	cvm     kernel.CVM
	tvr     tlv.TVRBit
}

// choices are the CVMs that a card may choose.
// C-8 A.1 Cardholder Verification Decision
var choices = [...]decided{
	{0xFF, 0, tlv.CVMResultsValue{0x3F, 0x00, 0x01}, kernel.CVMNotApplicable, tlv.TVRCVMNotSuccessful}, // 29.25 29.26
	{0x00, 0x08, tlv.CVMResultsValue{0x1F, 0x00, 0x02}, kernel.CVMNotRequired, 0},                      // 29.27 29.28
	{0x01, 0x20, tlv.CVMResultsValue{0x1E, 0x00, 0x00}, kernel.CVMSignature, 0},                        // 29.29 29.30
	{0x03, 0x04, tlv.CVMResultsValue{0x01, 0x00, 0x02}, kernel.CVMConfirmed, 0},                        // 29.31 29.32
	{0x0F, 0, tlv.CVMResultsValue{0x3F, 0x00, 0x00}, kernel.CVMNotApplicable, 0},                       // 29.33 29.34
	{0x02, 0x40, tlv.CVMResultsValue{0x02, 0x00, 0x00}, kernel.CVMOnlinePIN, tlv.TVROnlineCVMCaptured}, // 29.40 29.42
}

// cardholderVerification takes the CVM that the card has chosen, if the terminal had offered it. Nobody asks whose a card is that is only read.
// C-8 6.3.17
func (t *tx) cardholderVerification() {
	if t.dataOnly() {
		t.choose(decided{results: tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMUnknown), cvm: kernel.CVMNotRequired})
		return
	}
	c := choices[0] // 29.41
	for _, row := range choices {
		if row.choice == t.data.At(tlv.CardholderVerificationDecision, 1) && t.data.At(tlv.TerminalRiskManagementDataKernel8, 1)&row.offered == row.offered {
			c = row
		}
	}
	t.choose(c)
}

// choose keeps what comes of a CVM.
// C-8 6.3.17
func (t *tx) choose(c decided) {
	*t.data.CVMResults() = c.results
	t.out.CVM = c.cvm
	if c.tvr != 0 {
		t.data.TVR().Set(c.tvr)
	}
}
