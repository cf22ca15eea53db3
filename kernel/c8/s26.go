package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS26 = "C-8 1.2 6.3.13"

// s26WaitingForGenerateAC takes in the card's decision.
// C-8 6.3.13
func (t *tx) s26WaitingForGenerateAC(ev *kernel.Event) state {
	if ev.Kind == kernel.CardFault { // 26.1
		return t.presentAgain(ev, clauseS26) // 26.5 26.6 26.7
	}
	sw, response := ev.StatusWord(), ev.Body() // 26.2
	if sw != 0x9000 {                          // 26.8
		t.err.SW = sw
		return t.s2627Fails(kernel.StatusBytes, clauseS26, "the card refuses GENERATE AC") // 26.9
	}
	if len(response) < 2 || response[0] != byte(tlv.TagFormat2) || !t.parseAndStoreCardResponse(response) { // 26.10 26.11 26.12
		return t.s2627Fails(kernel.ParsingError, clauseS26, "malformed response to GENERATE AC") // 26.13
	}
	if !t.generateACComplete() { // 26.14
		return t.s2627Fails(kernel.CardDataMissing, clauseS26, "the response to GENERATE AC lacks a data object") // 26.15
	}
	t.generateACResponse = response
	if len(t.dataEnvelopesToWriteYet) == 0 { // 26.17
		t.cardRead() // 26.18 26.19
	}
	if t.cryptoReadRecordCount == 0 { // 26.20
		return t.s2627()
	}
	return s27
}

// generateACComplete reports whether all mandatory objects of the response are there.
// C-8 6.3.13
func (t *tx) generateACComplete() bool {
	for _, row := range [...]tlv.Row{
		tlv.ATC, tlv.CID, tlv.ApplicationCryptogram, tlv.CardholderVerificationDecision, tlv.EnhancedDataAuthenticationMAC, tlv.IssuerApplicationData,
	} {
		if !t.data.NotEmpty(row) {
			return false
		}
	}
	return true
}

// cardRead tells the cardholder that the card has been read.
// C-8 6.3.13, 6.3.17, 6.3.18
func (t *tx) cardRead() {
	t.ui1.Message, t.ui1.Status, t.ui1.Hold = kernel.MsgClearDisplay, kernel.StatusCardReadSuccessfully, 0
	t.Show(t.ui1)
}

// s26RecordDecrypted takes in a record that Process C has deciphered while the card makes its decision.
// C-8 6.3.13
func (t *tx) s26RecordDecrypted(a *answer) state {
	if a.signal == decryptionFailed { // 26.4
		return t.s2627Fails(kernel.DecryptionFailed, clauseS26, "the card's data cannot be deciphered") // 26.28
	}
	if !t.parseAndStoreCardResponse(a.data) { // 26.3 26.21 26.22 26.23
		return t.s2627Fails(kernel.ParsingError, clauseS26, "malformed record, after deciphering") // 26.25
	}
	t.cryptoReadRecordCount--   // 26.24
	if t.localAuthenticates() { // 26.26
		t.requestProcessCertificates() // 26.27
	}
	return s26
}

// localAuthenticates reports whether kernel and card support local authentication. A card that is only read needs none.
// C-8 6.3.12, 6.3.13, 6.3.16, 6.3.17
func (t *tx) localAuthenticates() bool {
	return !t.dataOnly() && t.data.Is(tlv.KernelQualifier, 2, 8) && t.data.Is(tlv.AIPKernel8, aipLocalAuthentication.byte, aipLocalAuthentication.bit)
}
