package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// processingRestrictions looks at usage control, expiration, exception file, version and effective date.
// C-6 F17.1
func (t *tx) processingRestrictions() *kernel.Outcome {
	if t.reads {
		return nil
	}
	t.data.TSI().Set(tlv.TSITerminalRiskManagementPerformed) // C-6 F17.1
	t.usageControl()
	if t.expired() { // C-6 F17.4
		t.data.TVR().Set(tlv.TVRExpiredApplication) // C-6 F17.5
	}
	if out := t.exceptionFile(); out != nil {
		return out
	}
	t.versionAndEffectiveDate()
	return nil
}

// usageControl asks the card's usage control whether the service is allowed. Without usage control or issuer country nothing is checked.
// C-6 F17.2a
func (t *tx) usageControl() {
	usage, country := t.data.Get(tlv.ApplicationUsageControl), t.data.Get(tlv.IssuerCountryCode)
	if len(usage) == 0 || len(country) == 0 { // C-6 F17.2a
		t.decision.usageSkipped = true // C-6 F17.3
		return
	}
	tr := t.Transaction()
	r := step.Restrictions{
		UsageControl: usage, IssuerCountry: country, TerminalCountry: [2]byte(t.data.Get(tlv.TerminalCountryCode)),
		Terminal: tlv.TerminalTypeValue(t.cfg.Terminal.Type), Additional: t.cfg.Terminal.AdditionalCapabilities,
		Purpose: step.Purpose{Type: tr.BookType(), AmountOther: t.sent.other},
	}
	if tvr := r.Check(); tvr.Has(tlv.TVRServiceNotAllowed) { // C-6 F17.2b
		t.data.TVR().Set(tlv.TVRServiceNotAllowed) // C-6 F17.2b
	}
}

// expired reports whether the application is past its expiration date: that of 5F24, or else the end of the month in track 2. One without a date is not.
// C-6 F17.4
func (t *tx) expired() bool {
	date, ok := t.expirationDate()
	return ok && step.CompareDates(t.Transaction().Date, date) > 0 // C-6 F17.4
}

// expirationDate is the application's, YYMMDD; in track 2 it is the last day of a month.
// C-6 F17.4
func (t *tx) expirationDate() (date [3]byte, ok bool) {
	if v := t.data.Get(tlv.ApplicationExpirationDate); len(v) == len(date) {
		return [3]byte(v), true
	}
	return tlv.Track2(t.data.Get(tlv.Track2EquivalentData)).ExpirationDate()
}

// exceptionFile looks the PAN up, where the terminal has an exception file.
// C-6 F17.6
func (t *tx) exceptionFile() *kernel.Outcome {
	if !t.cfg.Terminal.LooksUp || t.data.Account() == nil { // C-6 F17.6
		return nil
	}
	ev, out := t.LookupAccount() // C-6 F17.7
	if out != nil {
		return t.stopped(out)
	}
	if ev.Listed { // C-6 F17.7
		t.data.TVR().Set(tlv.TVROnExceptionFile) // C-6 F17.8
	}
	return nil
}

// versionAndEffectiveDate holds both against the terminal's where the card gives both, and neither where it gives one.
// C-6 F17.9
func (t *tx) versionAndEffectiveDate() {
	version, effective := t.data.Get(tlv.ApplicationVersionNumber), t.data.Get(tlv.ApplicationEffectiveDate)
	if len(version) == 0 || len(effective) != 3 { // C-6 F17.9
		return
	}
	if string(version) != string(t.data.Get(tlv.ApplicationVersionNumberTerminal)) { // C-6 F17.10
		t.data.TVR().Set(tlv.TVRDifferentVersions) // C-6 F17.11
	}
	if step.CompareDates([3]byte(effective), t.Transaction().Date) > 0 { // C-6 F17.12
		t.data.TVR().Set(tlv.TVRNotYetEffective) // C-6 F17.13
	}
}
