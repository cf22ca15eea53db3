package c4

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// processingRestrictions compares versions, usage control and dates.
// C-4 7.2.2
func (t *tx) processingRestrictions() *kernel.Outcome {
	if t.reads {
		return nil
	}
	tr, c := t.Transaction(), &t.cfg.Terminal
	r := step.Restrictions{
		CardVersion:   t.data.Get(tlv.ApplicationVersionNumber), // C-4 7.2.2.1.1
		UsageControl:  t.data.Get(tlv.ApplicationUsageControl),  // C-4 7.2.2.2.1, 7.2.2.2.2
		IssuerCountry: t.data.Get(tlv.IssuerCountryCode), TerminalCountry: [2]byte{byte(c.CountryCode >> 8), byte(c.CountryCode)},
		Terminal: t.reader.kind, Additional: c.AdditionalCapabilities, // C-4 7.2.2.2.3, 7.2.2.2.4
		Purpose:        t.purpose(),
		EffectiveDate:  t.data.Get(tlv.ApplicationEffectiveDate),  // C-4 7.2.2.3.1
		ExpirationDate: t.data.Get(tlv.ApplicationExpirationDate), // C-4 7.2.2.3.2
		Today:          tr.Date,
	}
	copy(r.TerminalVersion[:], t.data.Get(tlv.ApplicationVersionNumberTerminal))
	t.add(r.Check())
	return nil
}

// What byte 2 of the Card Interface and Payment Capabilities says of delayed authorisations.
// C-4 5.3 9F70
const (
	usagePresent       = 0x80
	validDomestic      = 0x40
	validInternational = 0x20
)

// supplementaryRestrictions asks, at a terminal for delayed authorisations, whether the card allows them, here or abroad. One that says nothing does.
// C-4 7.2.3.1
func (t *tx) supplementaryRestrictions() *kernel.Outcome {
	v := t.data.Get(tlv.CardInterfaceAndPaymentCapabilities)
	if !t.delayed() || len(v) != 2 || v[1]&usagePresent == 0 { // C-4 7.2.3.1.1 usage, 7.2.3.1.2 usage
		return nil
	}
	needed := byte(validInternational) // C-4 7.2.3.1.2
	if bytes.Equal(t.data.Get(tlv.IssuerCountryCode), t.data.Get(tlv.TerminalCountryCode)) {
		needed = validDomestic // C-4 7.2.3.1.1
	}
	if v[1]&needed == 0 {
		t.tvr.Set(tlv.TVRServiceNotAllowed) // C-4 7.2.3.1.1 TVR, 7.2.3.1.2 TVR
	}
	return nil
}
