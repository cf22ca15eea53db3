package c2

import (
	"bytes"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// processingRestrictions compares versions and dates, and asks the card whether it allows what is requested.
// C-2 7.3
func (t *tx) processingRestrictions() {
	t.checkVersion()
	t.checkDates()
	t.checkUsage()
}

// checkVersion is application version number checking: PRE.1 to PRE.3. A card without a version agrees with any.
// C-2 7.3
func (t *tx) checkVersion() {
	card := t.data.Get(tlv.ApplicationVersionNumber)
	if len(card) == 0 { // PRE.1
		return
	}
	if !bytes.Equal(card, t.data.Get(tlv.ApplicationVersionNumberTerminal)) { // PRE.2
		t.data.TVR().Set(tlv.TVRDifferentVersions) // PRE.3
	}
}

// checkDates is application effective and expiration date checking: PRE.4 to PRE.8.
// C-2 7.3
func (t *tx) checkDates() {
	today := t.date(tlv.TransactionDate)
	if t.data.NotEmpty(tlv.ApplicationEffectiveDate) { // PRE.4
		if step.CompareDates(today, t.date(tlv.ApplicationEffectiveDate)) < 0 { // PRE.5
			t.data.TVR().Set(tlv.TVRNotYetEffective) // PRE.6
		}
	}
	if step.CompareDates(today, t.date(tlv.ApplicationExpirationDate)) > 0 { // PRE.7
		t.data.TVR().Set(tlv.TVRExpiredApplication) // PRE.8
	}
}

// date is a date YYMMDD: zeroes where there is none.
func (t *tx) date(row tlv.Row) (d [3]byte) {
	copy(d[:], t.data.Get(row))
	return d
}

// The bits of the Application Usage Control that the steps ask for.
// C-2 A.1 Application Usage Control
const (
	cashAtHome      = 0x8000
	cashAbroad      = 0x4000
	purchaseAtHome  = 0x2000 | 0x0800 // goods or services
	purchaseAbroad  = 0x1000 | 0x0400
	atATMs          = 0x0200
	atOthersThanATM = 0x0100
	cashbackAtHome  = 0x0080
	cashbackAbroad  = 0x0040
)

// checkUsage is application usage control checking: PRE.9 to PRE.29.
// C-2 7.3
func (t *tx) checkUsage() {
	if !t.data.NotEmpty(tlv.ApplicationUsageControl) { // PRE.9
		return
	}
	allowed, tvr := t.data.Unsigned(tlv.ApplicationUsageControl), t.data.TVR()
	if allowed&oneOf(t.isATM(), atATMs, atOthersThanATM) == 0 { // PRE.10 PRE.11 PRE.12
		tvr.Set(tlv.TVRServiceNotAllowed) // PRE.13
	}
	if !t.data.NotEmpty(tlv.IssuerCountryCode) { // PRE.14
		return
	}
	atHome := bytes.Equal(t.data.Get(tlv.TerminalCountryCode), t.data.Get(tlv.IssuerCountryCode)) // PRE.16 PRE.21 PRE.26
	if t.purpose().Cash() {                                                                       // PRE.15
		if allowed&oneOf(atHome, cashAtHome, cashAbroad) == 0 { // PRE.17 PRE.18
			tvr.Set(tlv.TVRServiceNotAllowed) // PRE.19
		}
	}
	if t.purpose().Purchase() { // PRE.20
		if allowed&oneOf(atHome, purchaseAtHome, purchaseAbroad) == 0 { // PRE.22 PRE.23
			tvr.Set(tlv.TVRServiceNotAllowed) // PRE.24
		}
	}
	if t.paysOutCash() { // PRE.25
		if allowed&oneOf(atHome, cashbackAtHome, cashbackAbroad) == 0 { // PRE.27 PRE.28
			tvr.Set(tlv.TVRServiceNotAllowed) // PRE.29
		}
	}
}

// oneOf is what is asked of the card in the one case or in the other.
func oneOf(first bool, a, b uint64) uint64 {
	if first {
		return a
	}
	return b
}

// isATM reports whether the terminal is a cash machine.
// C-2 PRE.10
func (t *tx) isATM() bool {
	var additional tlv.AdditionalTerminalCapabilitiesValue
	copy(additional[:], t.data.Get(tlv.AdditionalTerminalCapabilities))
	return tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)).ATM(additional)
}

// purpose is what the transaction type says that is bought or paid out.
// C-2 PRE.15, PRE.20
func (t *tx) purpose() step.Purpose { return step.Purpose{Type: t.data.At(tlv.TransactionType, 1)} }

// paysOutCash reports whether there is an Amount, Other, whatever the transaction type. An empty one is none.
// C-2 PRE.25
func (t *tx) paysOutCash() bool {
	for _, b := range t.data.Get(tlv.AmountOther) {
		if b != 0 {
			return true
		}
	}
	return false
}
