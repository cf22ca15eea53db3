package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// processingRestrictions compares versions, usage control and dates.
// B3 10.4
func (t *tx) processingRestrictions() *kernel.Outcome {
	r := t.restrictions()
	t.add(r.Check())
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.4", "TVR %s", t.tvr)
	}
	return nil
}

// restrictions is what they look at.
func (t *tx) restrictions() step.Restrictions {
	term := &t.cfg.Terminal
	return step.Restrictions{
		CardVersion: t.data.Get(tlv.ApplicationVersionNumber), TerminalVersion: t.app.VersionNumber,
		UsageControl:  t.data.Get(tlv.ApplicationUsageControl),
		IssuerCountry: t.data.Get(tlv.IssuerCountryCode), TerminalCountry: bcd2(term.CountryCode),
		Terminal: t.terminal(), Additional: term.AdditionalCapabilities, Purpose: t.purpose(),
		EffectiveDate: t.data.Get(tlv.ApplicationEffectiveDate), ExpirationDate: t.data.Get(tlv.ApplicationExpirationDate),
		Today: t.Transaction().Date,
	}
}
