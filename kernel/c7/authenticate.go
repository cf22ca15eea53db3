package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// authenticates reports whether offline data authentication is due: of a card that offers an offline approval always, of one that requests an online
// authorisation where the reader authenticates online requests. Without records, with an application that has expired, or of a card that is only read, it is
// not.
// C-7 3.2.4
func (t *tx) authenticates() bool {
	if t.afl == nil || t.expired || t.reads {
		return false
	}
	return t.offers() || t.requests() && t.ttq.Has(step.TTQODAForOnline)
}

// fddaVersionCheck asks the AIP whether the card supports fDDA. The kernel always does.
// C-7 4.3.2.1, 4.3.2.2
func (t *tx) fddaVersionCheck() *kernel.Outcome {
	if t.authenticates() && !tlv.AIPValue(t.data.Get(tlv.AIP)).Has(tlv.AIPDDASupported) {
		t.fddaFailed("the card does not support fDDA", "C-7 2.12 4.3.2.2") // C-7 4.3.2.2 AIP
	}
	return nil
}

// fddaDataCheck looks whether everything is there that the signature is made over. What the terminal gives always is, and the ATC, which is mandatory.
// C-7 4.3.2.3
func (t *tx) fddaDataCheck() *kernel.Outcome {
	if !t.authenticates() || t.auth.result == failed {
		return nil
	}
	if !t.data.NotEmpty(tlv.CardAuthenticationRelatedDataKernel7) { // C-7 4.3.2.3 table 4-9
		t.fddaFailed("no Card Authentication Related Data", "C-7 2.12 4.3.2.3")
	}
	return nil
}

// fddaVerification verifies the signature that the card gave with its cryptogram.
// C-7 4.3.2.4
func (t *tx) fddaVerification() *kernel.Outcome {
	if !t.authenticates() || t.auth.result == failed {
		return nil
	}
	related := t.data.Get(tlv.CardAuthenticationRelatedDataKernel7)
	if len(related) < 8 || len(related) > 16 || related[0] != 0x01 { // C-7 4.3.2.4 length, version
		t.fddaFailed("Card Authentication Related Data of another version or length", "C-7 2.12 4.3.2.4")
		return nil
	}
	f := step.FDDA{
		Card: t.given, Static: t.auth.static, PAN: t.data.Account(), Keys: t.cfg.Keys, Date: t.Transaction().Date, UN: t.un,
		Amount:   [6]byte(t.data.Get(tlv.AmountAuthorised)),
		Currency: [2]byte(t.data.Get(tlv.TransactionCurrencyCode)),
		Online:   t.requests(), // C-7 4.3.2.4 95
	}
	copy(f.RID[:], t.act.Combination.AID)         // C-7 4.3.1 RID
	if words, clause := f.Verify(); words != "" { // C-7 4.3.2.4 CA key, issuer key, card key, signature
		t.fddaFailed(words, clause)
		return nil
	}
	t.auth.result = verified
	t.Note("C-7 2.12 4.3.2.4", "fDDA verified")
	return nil
}

// fddaFailed notes the first failure.
// C-7 4.3.2.1
func (t *tx) fddaFailed(words, clause string) {
	t.auth.result, t.auth.words = failed, words
	t.Note(clause, "fDDA failed: %s", words)
}

// fddaFailedOrNotPerformed asks the card's issuer what is to become of an offline approval without authentication. An online request stays one, and its host
// decides.
// C-7 4.3.2.5
func (t *tx) fddaFailedOrNotPerformed() *kernel.Outcome {
	if t.auth.result != failed || t.requests() { // C-7 4.3.2.4 ARQC
		return nil
	}
	switch {
	case t.ctq.Has(step.CTQOnlineIfODAFails) && !t.ttq.Has(step.TTQOfflineOnly): // C-7 4.3.2.5 online
		t.online = true
	case t.ctq.Has(step.CTQSwitchIfODAFails) && t.ttq.Has(step.TTQContactChip): // C-7 4.3.2.5 interface
		return t.fail(unauthenticatedUseChip)
	default:
		return t.fail(unauthenticated) // C-7 4.3.2.5 declined
	}
	return nil
}
