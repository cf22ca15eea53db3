package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// terminalRiskManagement is done whatever the AIP says: floor limit and exception file. There is no random selection, no velocity checking, and no GET DATA.
// C-4 9.1.1, 9.1.2
func (t *tx) terminalRiskManagement() *kernel.Outcome {
	if t.reads {
		return nil
	}
	if t.act.Indicators.FloorLimitExceeded { // C-4 9.2.1.1
		t.tvr.Set(tlv.TVRFloorLimitExceeded)
	}
	if t.ForcedOnline() {
		t.tvr.Set(tlv.TVRMerchantForcedOnline) // B4 6.5.3
	}
	return t.exceptionFileChecking()
}

// exceptionFileChecking looks the account up, where the terminal has an exception file.
// C-4 9.2.4.1
func (t *tx) exceptionFileChecking() *kernel.Outcome {
	if !t.cfg.Terminal.LooksUp {
		return nil
	}
	ev, out := t.LookupAccount(tlv.ApplicationExpirationDate) // C-4 9.2.4 request
	if out != nil {
		return t.stopped(out)
	}
	if ev.Listed { // C-4 9.2.4.1 match
		t.tvr.Set(tlv.TVROnExceptionFile)
	}
	return nil
}
