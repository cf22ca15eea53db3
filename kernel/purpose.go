package kernel

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel/step"
)

// A Purpose is what a transaction is for, in the application's words. The configuration maps it to a transaction type (9C) and says
// how transactions of it are treated: [Treatment].
type Purpose uint8

// The purposes.
const (
	Unnamed             Purpose = iota // Transaction.Type alone says what for, in the books' values, and nothing is treated apart
	Purchase                           // goods or services
	Cashback                           // a purchase with cash
	Cash                               // a withdrawal, at a machine or from an attendant
	Refund                             // money back for goods returned
	AccountVerification                // whether there is such an account: amount zero
	Inquiry                            // a balance: amount zero
	PINChange                          // the issuer writes a new PIN into the card: amount zero
	PINUnblock                         // the issuer sets the card's PIN try counter back: amount zero
	PreAuthorisation                   // an amount that the issuer holds for goods or services, and that moves when it is completed
	Deposit                            // money that the cardholder pays in
	Transfer                           // money from one of the cardholder's accounts to another
	MiniStatement                      // the last movements of an account: amount zero
	CardRead                           // the card is read and no more: amount zero, and no host is asked
	Load                               // money from the cardholder's account into the card: the issuer writes the balance
	CashLoad                           // money that the cardholder pays in, into the card
	numPurposes
)

// traits are what the purposes are.
var traits = [numPurposes]struct {
	name          string
	book          byte // in the books' values; of Unnamed the transaction's own
	zero          bool // it is about no amount
	scripts, host bool // the issuer's scripts are what it is for; only the host can approve it
}{
	Unnamed:             {name: "unnamed"},
	Purchase:            {name: "purchase", book: step.TypePurchase},
	Cashback:            {name: "cashback", book: step.TypeCashback},
	Cash:                {name: "cash", book: step.TypeCash},
	Refund:              {name: "refund", book: step.TypeRefund},
	AccountVerification: {name: "account-verification", book: step.TypeRefund, zero: true},
	Inquiry:             {name: "inquiry", book: step.TypeRefund, zero: true},
	PINChange:           {name: "pin-change", book: step.TypeRefund, zero: true, scripts: true, host: true},
	PINUnblock:          {name: "unblock", book: step.TypeRefund, zero: true, scripts: true, host: true},
	PreAuthorisation:    {name: "pre-authorisation", book: step.TypePurchase, host: true},
	Deposit:             {name: "deposit", book: step.TypeRefund, host: true},
	Transfer:            {name: "transfer", book: step.TypeRefund, host: true},
	MiniStatement:       {name: "mini-statement", book: step.TypeRefund, zero: true, host: true},
	CardRead:            {name: "card-read", book: step.TypeRefund, zero: true},
	Load:                {name: "load", book: step.TypeRefund, scripts: true, host: true},
	CashLoad:            {name: "cash-load", book: step.TypeRefund, scripts: true, host: true},
}

// String is the purpose's name, as configurations and command lines have it.
func (p Purpose) String() string {
	if p >= numPurposes {
		return "?"
	}
	return traits[p].name
}

// ZeroAmount reports whether transactions of this purpose are about no amount: 9F02 and 9F03 are zero.
func (p Purpose) ZeroAmount() bool { return p < numPurposes && traits[p].zero }

// Administers reports whether the issuer's scripts are what the transaction is for.
func (p Purpose) Administers() bool { return p < numPurposes && traits[p].scripts }

// OnlyByHost reports whether nobody but the host can approve transactions of this purpose, whatever a configuration says.
func (p Purpose) OnlyByHost() bool { return p < numPurposes && traits[p].host }

// Reserves reports whether the amount is only held: it is taken, or let go, afterwards.
func (p Purpose) Reserves() bool { return p == PreAuthorisation }

// An Authorisation says who may approve. The terminal type (9F35) of the transaction follows it: [Treatment.TerminalType].
type Authorisation uint8

// The authorisations.
const (
	ByAnalysis  Authorisation = iota // as terminal and card find: B3 10.7
	OnlyOnline                       // the host, or nobody
	OnlyOffline                      // the card; no host is asked
)

// A Treatment is what the configuration says of the transactions of one purpose.
type Treatment struct {
	Purpose       Purpose
	Type          byte // 9C, two BCD digits
	DataOnly      bool // a refund: the card is read and let go; the acquirer decides without it: [Config.DataOnly]
	Authorisation Authorisation
	Capabilities  []byte // 9F33 of these transactions, 3 bytes; nil: the application's or the terminal's: B4 10.1.2
	FloorLimit    uint64 // with HasFloorLimit: in the place of the application's, minor units of the terminal's currency
	HasFloorLimit bool
	Above         uint64 // the most that what is taken in the end may be above what the host has approved, in percent: a completion, or a sale with its tip
	Fast          uint64 // of cash: the amount that nobody is asked for; 0: there is no fast cash
	Limit         uint64 // the most that an amount may be, for cashback its cash, in minor units of the terminal's currency; 0: any
}

// Treatment is how transactions of a purpose are treated, nil if the configuration has them not.
func (c *Config) Treatment(p Purpose) *Treatment {
	for i := range c.Treatments {
		if c.Treatments[i].Purpose == p {
			return &c.Treatments[i]
		}
	}
	return nil
}

// TerminalType is the terminal type (9F35) of the transactions that are treated so, of a terminal of this type: where only the host may approve, or only the
// card, that of a terminal of its kind that can do nothing else. Without a treatment it is the terminal's. A purpose that only the host can
// approve is treated so whatever the Authorisation.
//
// B4 10.1.2, A1
func (r *Treatment) TerminalType(kind byte) byte {
	if r == nil || r.Authorisation == ByAnalysis && !r.Purpose.OnlyByHost() {
		return kind
	}
	online := kind&0xF0 | 1
	if kind&0x0F >= 4 {
		online = kind&0xF0 | 4
	}
	if r.Authorisation == OnlyOffline && !r.Purpose.OnlyByHost() {
		return online + 2
	}
	return online
}

// OnlyByHost reports whether only the host may approve transactions of a purpose: the configuration wants that, or nobody else can.
//
// B4 10.1.2
func (c *Config) OnlyByHost(p Purpose) bool {
	r := c.Treatment(p)
	return p.OnlyByHost() || r != nil && r.Authorisation == OnlyOnline
}

// DataOnly reports whether the cards of a purpose are read and no more: nothing is decided about them, and the acquirer decides without them. A card with
// contacts is asked for an AAC, and so is a contactless one where its kernel asks; others answer as they like. The outcome is an online request whatever
// the cryptogram, but for a refund that no host can be asked about: [Config.ReadSuffices].
func (c *Config) DataOnly(p Purpose) bool {
	r := c.Treatment(p)
	return r != nil && (r.DataOnly || p == CardRead)
}

// ReadSuffices reports whether the cards of a purpose have done their part once they are read, so that a kernel's outcome is an online request whatever they
// say. A terminal that cannot go online has nobody to decide about a refund, which ends as what is declined ends; about a card that is only read nobody has to.
//
// A table 6-3
func (c *Config) ReadSuffices(p Purpose, offlineOnly bool) bool {
	return c.DataOnly(p) && (p == CardRead || !offlineOnly)
}

// Refuses says why the configuration does not let transactions of this purpose have these amounts, in minor units of the
// terminal's currency; empty if it does.
// B4 6.5.1
func (r *Treatment) Refuses(amount, other uint64) (reason string) {
	if reason = r.forbids(amount, other); reason != "" {
		return reason
	}
	limited := amount
	if r.Purpose == Cashback {
		limited = other
	}
	if r.Limit != 0 && limited > r.Limit {
		return "the amount is above the limit for " + r.Purpose.String()
	}
	return ""
}

// forbids says why transactions of this purpose cannot have these amounts, in whatever currency.
// B4 6.5.1
func (r *Treatment) forbids(amount, other uint64) (reason string) {
	switch {
	case r.Purpose.ZeroAmount() && (amount != 0 || other != 0):
		return "the amount of " + r.Purpose.String() + " is zero"
	case other != 0 && r.Purpose != Cashback:
		return "there is no cash in " + r.Purpose.String()
	case other > amount:
		return "the cash is more than the amount that it is part of"
	}
	return ""
}

// refuses is Refuses for a transaction: the limit is for the terminal's currency alone.
func (r *Treatment) refuses(t *Transaction, own uint16) (reason string) {
	if t.Currency == 0 || t.Currency == own {
		return r.Refuses(t.Amount, t.AmountOther)
	}
	return r.forbids(t.Amount, t.AmountOther)
}

// Takes reports whether an amount may be taken in the end of what the host has approved.
func (r *Treatment) Takes(amount, approved uint64) bool {
	return amount <= maxAmount && approved <= maxAmount && 100*amount <= (100+r.Above)*approved
}

// Agree takes in amounts that the cardholder has entered or agreed on: a purchase with cash is one with cashback, and one without is none.
// Type follows. The reason says why the configuration does not let the transaction have them; empty if it does.
// B4 6.5.1
func (c *Config) Agree(t *Transaction) (reason string) {
	switch {
	case t.AmountOther > t.Amount:
		return "the cash is more than the amount that it is part of" // in whatever currency
	case t.Purpose == Purchase && t.AmountOther != 0:
		t.Purpose = Cashback
	case t.Purpose == Cashback && t.AmountOther == 0:
		t.Purpose = Purchase
	}
	c.giveType(t)
	return c.Refuses(t)
}

// giveType gives a transaction the type of its purpose; an Unnamed one has its own.
// B4 10.1.2
func (c *Config) giveType(t *Transaction) {
	if r := c.Treatment(t.Purpose); r != nil {
		t.Type = r.Type
	}
}

// Refuses says why the configuration does not let a transaction have its amounts, its purpose being what it is; empty if it does.
// B4 6.5.1
func (c *Config) Refuses(t *Transaction) (reason string) {
	r := c.Treatment(t.Purpose)
	switch {
	case t.AmountOther > t.Amount:
		return "the cash is more than the amount that it is part of" // in whatever currency
	case t.AmountLater && t.Amount != 0:
		return "there is an amount, and it is said not to be known yet" // B4 6.3.1
	case t.Purpose == Cashback && t.AmountOther == 0 && !t.AmountLater:
		return "there is no cash in cashback"
	case t.Currency != 0 && t.Exponent != c.ExponentOf(t.Currency, t.Exponent):
		return fmt.Sprintf("amounts in currency %03X have %d decimals, not %d", t.Currency, c.ExponentOf(t.Currency, 0), t.Exponent)
	case t.Purpose == Unnamed:
		return ""
	case r == nil:
		return "the configuration has no " + t.Purpose.String()
	}
	return r.refuses(t, c.Terminal.TransactionCurrency)
}

// BookType is the transaction's type in the books' values, whatever value a network has for its purpose: goods 0x00, cash 0x01, cashback 0x09; 0x20 is neither
// cash nor goods.
// B3 10.4.2, C3
func (t *Transaction) BookType() byte {
	if t.Purpose == Unnamed || t.Purpose >= numPurposes {
		return t.Type
	}
	return traits[t.Purpose].book
}

// Named is what the transaction is for, as receipts and totals say it: of an Unnamed one what its type says, Unnamed where that is none of a named purpose.
// B3 10.4.2
func (t *Transaction) Named() Purpose {
	if t.Purpose != Unnamed {
		return t.Purpose
	}
	switch p := (step.Purpose{Type: t.Type, AmountOther: t.AmountOther}); {
	case p.Cash():
		return Cash
	case p.Cashback():
		return Cashback
	case p.Purchase():
		return Purchase
	case p.Type == step.TypeRefund:
		return Refund
	case p.Type == 0x31:
		return Inquiry
	}
	return Unnamed
}

// check refuses a transaction that the configuration does not have, and a configuration that was built by hand with an AID that is none.
// B1 12.2.1, A 5.6.5
func (c *Config) check(t *Transaction) error {
	none := func(aid []byte) bool { return len(aid) < 5 || len(aid) > 16 }
	switch {
	case slices.ContainsFunc(c.Applications, func(a Application) bool { return none(a.AID) }):
		return &SetupError{"Config.Applications", "have an AID that has not 5 to 16 bytes"}
	case slices.ContainsFunc(c.Combinations, func(a Combination) bool { return none(a.AID) }):
		return &SetupError{"Config.Combinations", "have an AID that has not 5 to 16 bytes"}
	}
	if t.Purpose != Unnamed && c.Treatment(t.Purpose) == nil {
		return &SetupError{"Transaction.Purpose", "is none that the configuration has"}
	}
	if reason := c.Refuses(t); reason != "" {
		return &SetupError{"Transaction.Amount", reason}
	}
	return nil
}

// check refuses a transaction that its purpose does not allow.
func (p Purpose) check(t *Transaction) error {
	switch {
	case p >= numPurposes:
		return &SetupError{"Transaction.Purpose", "is unknown"}
	case p.ZeroAmount() && (t.Amount != 0 || t.AmountOther != 0 || t.AmountLater):
		return &SetupError{"Transaction.Amount", "is not zero, as the purpose wants it"}
	}
	return nil
}
