package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalRiskManagement checks floor limit and velocity and selects at random.
// B3 10.6
func (t *tx) terminalRiskManagement() *kernel.Outcome {
	tr := t.Transaction()
	if t.ForcedOnline() {
		t.tvr.Set(tlv.TVRMerchantForcedOnline) // B4 6.5.3
	}
	before, out := t.lookUp()
	if out != nil {
		return out
	}
	if t.purse.pays { // its limit is its own
		t.tsi.Set(tlv.TSITerminalRiskManagementPerformed)
		return nil
	}
	limit := t.floorLimit()
	if step.ExceedsFloorLimit(tr.Amount, before, limit) {
		t.tvr.Set(tlv.TVRFloorLimitExceeded) // B3 10.6.1 limit
	}
	// Split sales are the floor limit's business: chance looks at this amount alone.
	if tr.Amount < limit && t.selectedAtRandom(tr.Amount, limit) {
		t.tvr.Set(tlv.TVRSelectedRandomly) // B3 10.6.2 selected
	}
	if out := t.velocityChecking(); out != nil {
		return out
	}
	t.tsi.Set(tlv.TSITerminalRiskManagementPerformed) // B3 10.6 TSI
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.6", "floor limit %d, TVR %s", limit, t.tvr)
	}
	return nil
}

// lookUp has the terminal look the card up: the TVR says whether the exception file lists it, and the amount is what the
// transaction log has for the same card, for split sales. It is done once.
// B4 6.3.5, B3 10.6.1
func (t *tx) lookUp() (before uint64, out *kernel.Outcome) {
	if !t.cfg.Terminal.LooksUp || t.lookedUp {
		return t.before, nil
	}
	ev, out := t.LookupAccount()
	if out != nil {
		return 0, t.stopped(out)
	}
	if ev.Listed {
		t.tvr.Set(tlv.TVROnExceptionFile) // B4 6.3.5
	}
	t.before, t.lookedUp = ev.Amount, true
	return t.before, nil // B3 10.6.1 log: 0 where there is none
}

// floorLimit is the floor limit for this transaction. Limits belong to the application's currency, and those of a purpose to the terminal's; for
// any other there is none, which is a floor limit of zero.
// B3 10.6.1
func (t *tx) floorLimit() uint64 {
	of := t.cfg.LimitCurrency(t.app)
	if t.treatment.HasFloorLimit {
		of = t.cfg.Terminal.TransactionCurrency
	}
	if t.Transaction().Currency != of {
		return 0
	}
	return t.limit()
}

// selectedAtRandom selects transactions below the floor limit by chance, on terminals that can go online and offline.
// B3 10.6.2
func (t *tx) selectedAtRandom(amount, limit uint64) bool {
	if t.terminal().OnlineOnly() || t.terminal().OfflineOnly() { // B4 6.4 risk
		return false
	}
	r := step.RandomSelection{FloorLimit: limit, Threshold: t.app.RandomThreshold, Target: t.app.RandomTarget, MaxTarget: t.app.RandomMaxTarget}
	return r.Selected(amount, step.Draw(t.Random(4)))
}

// velocityChecking asks the card how often it has been used offline.
// B3 10.6.3
func (t *tx) velocityChecking() *kernel.Outcome {
	lower, upper := t.data.Get(tlv.LowerConsecutiveOfflineLimit), t.data.Get(tlv.UpperConsecutiveOfflineLimit)
	if len(lower) != 1 || len(upper) != 1 { // B3 7.3, 10.6.3 skip
		return nil
	}
	atc, out := t.getData(tlv.ATC.Tag(), 2) // B3 6.5.7.1, 10.6.3 read
	if out != nil {
		return out
	}
	last, out := t.getData(tlv.LastOnlineATC.Tag(), 2)
	if out != nil {
		return out
	}
	t.add(step.Velocity(lower[0], upper[0], atc, last))
	return nil
}
