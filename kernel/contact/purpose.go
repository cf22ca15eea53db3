package contact

import (
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// What a transaction is for, and what the configuration makes of that: refunds, cash, PIN changes and the rest.
//
// A refund is accepted in each way that acquirers want. Full flow: the card decides as ever, and the configuration says who may
// approve, which the terminal type tells the card: only the host, by an ARQC; only the card, by a TC; or what action analysis
// finds. Data flow: the card is read, nothing is decided about it, it is asked for an AAC, which lets it end in good order without its
// counters of amounts being touched, and the outcome is an online request: the acquirer, who pays, decides without the card; at an
// offline-only terminal nobody does, and it is declined. The
// books say nothing of refunds but that the transaction type is 20 (Book A 5.7.2) and that usage control has no bit for them.

// treat finds how the transaction's purpose is treated. Without a purpose, nothing is treated apart.
// B4 10.1.2
func (t *tx) treat() {
	if c := t.cfg.Treatment(t.Transaction().Purpose); c != nil {
		t.treatment = *c
	}
}

// readSuffices reports whether nothing is decided about the card here.
func (t *tx) readSuffices() bool {
	return t.cfg.ReadSuffices(t.Transaction().Purpose, t.terminal().OfflineOnly())
}

// terminal is the terminal type of this transaction.
// B4 10.1.2, A1
func (t *tx) terminal() tlv.TerminalTypeValue {
	return tlv.TerminalTypeValue(t.treatment.TerminalType(t.cfg.Terminal.Type))
}

// purpose is the transaction as the rules of usage control and CVM conditions see it: by what it is for, whatever value a network
// has for that, and else by its type.
// B3 10.4.2, C3
func (t *tx) purpose() step.Purpose {
	tr := t.Transaction()
	return step.Purpose{Type: tr.BookType(), AmountOther: tr.AmountOther}
}

// limit is the floor limit of this transaction, in the terminal's currency.
// B3 10.6.1
func (t *tx) limit() uint64 {
	if t.treatment.HasFloorLimit {
		return t.treatment.FloorLimit
	}
	return t.app.FloorLimit
}
