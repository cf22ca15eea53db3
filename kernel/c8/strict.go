package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	authenticated bool // an offline approval needs local authentication that has succeeded
	knownLimit    bool // and a floor limit in the transaction's currency, and an amount not above it
	pinForHost    bool // and no PIN that only the host can verify
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{authenticated: s, knownLimit: s, pinForHost: s}
}

// offlineAllowed goes online, or declines where the terminal cannot, in the place of an offline approval that the rules in force forbid.
// C-8 6.3.19
func (t *tx) offlineAllowed() {
	r := rulesOf(t.cfg.Profile)
	why := ""
	switch {
	case t.kind != tlv.TC || t.kernelDecision != accept:
		return
	case r.authenticated && t.oda.Result != "ok":
		why = "strict: local authentication has not succeeded"
	case r.knownLimit && !t.withinFloorLimit():
		why = "strict: there is no floor limit in this currency, or the amount is above it"
	case r.pinForHost && t.out.CVM == kernel.CVMOnlinePIN:
		why = "strict: the host alone verifies the PIN"
	default:
		return
	}
	t.err.Clause, t.err.Reason = "C-8 1.2 6.3.19", why
	t.kernelDecision = online
	if tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)).OfflineOnly() {
		t.kernelDecision = decline
	}
}

// withinFloorLimit reports whether the limits are those of the transaction's currency, and the amount is not above the floor limit.
// C-8 6.3.12
func (t *tx) withinFloorLimit() bool {
	same := t.act.Combination.Currency == t.Transaction().Currency
	return same && t.data.Number(tlv.AmountAuthorised) <= t.data.Number(tlv.ReaderContactlessFloorLimitKernel8)
}
