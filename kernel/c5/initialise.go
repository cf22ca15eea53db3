package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// continues reports whether the kernel is activated again for the issuer's answer. A restart for it without an answer is one too: what follows finds nothing
// for the card, where the book would begin a second transaction.
// C-5 3.2.1.1
func (t *tx) continues() bool {
	return t.act.Host != nil || t.act.Start == kernel.StartD // C-5 3.2.1.1 restart
}

// selectResponseAnalysis goes to the next application where the answer to SELECT does not parse or has no PDOL.
// C-5 3.2.1.3
func (t *tx) selectResponseAnalysis() *kernel.Outcome {
	fci := &t.fci
	switch {
	case !t.parsed: // C-5 3.2.1.3 FCI
		return t.fail(malformedFCI)
	case len(fci.PDOL) == 0: // C-5 3.2.1.3 PDOL
		return t.fail(noPDOL)
	case fci.PDOL.Len() > step.MaxPDOL:
		return t.fail(pdolTooLong)
	}
	name := t.name()
	t.data.Put(tlv.DFName, tlv.FromCard, name)
	if len(fci.Label) != 0 {
		t.data.Put(tlv.ApplicationLabel, tlv.FromCard, fci.Label)
	}
	additional := tlv.AdditionalTerminalCapabilitiesValue(t.cfg.Terminal.AdditionalCapabilities)
	t.Selected(name, step.DisplayName(fci.PreferredName, fci.CodeTable, fci.Label, name, additional))
	return nil
}

// compatibility is the Terminal Compatibility Indicator: EMV Mode is supported.
// C-5 3.2.1.6, A.8
const compatibility = 0x02

// variableInitialisation resets what earlier activations have left, and makes the profile that the card is told first. The mode is undefined from the beginning.
// C-5 3.2.1.4, 3.2.1.5, 3.2.1.6, 3.2.1.7
func (t *tx) variableInitialisation() *kernel.Outcome {
	*t.tvr = tlv.TVRValue{}                                                               // C-5 3.2.1.4 TVR
	t.act.Memory = nil                                                                    // C-5 3.2.1.5 context
	t.data.Put(tlv.TerminalCompatibilityIndicator, tlv.FromKernel, []byte{compatibility}) // C-5 3.2.1.6
	t.profile = t.at.profile
	t.setCVMRequired(false) // C-5 3.2.1.7 byte 1
	return nil
}

// legacyModeDetection tells a legacy card by a PDOL that does not ask for the Terminal Compatibility Indicator.
// C-5 3.2.1.8, 3.2.1.9
func (t *tx) legacyModeDetection() *kernel.Outcome {
	switch {
	case t.fci.PDOL.Contains(tlv.TerminalCompatibilityIndicator.Tag()): // C-5 3.2.1.8
		return nil
	case !t.option(optionLegacyMode): // C-5 3.2.1.9 next
		return t.fail(legacyCard)
	}
	t.mode = legacyMode // C-5 3.2.1.9 legacy
	return nil
}
