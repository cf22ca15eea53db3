package iso8583

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// isCredit reports whether a transaction type (9C) is one of money to the account: refunds and deposits. All others take it from there.
func isCredit(kind byte) bool { return kind>>4 == 2 }

// A Sum is a number of transactions and their amounts together, in minor units.
type Sum struct{ Count, Amount uint64 }

// Add counts one more transaction.
func (s *Sum) Add(amount uint64) { s.Count++; s.Amount += amount }

// Totals are what stands at the end of a batch of one terminal number, in one currency: what was taken back before the batch ended is in none of them.
type Totals struct {
	Terminal      string `json:",omitempty"` // terminal identification, as applications may have their own; empty: of all that there are
	Currency      uint16 // BCD digits
	Debits        Sum    // purchases and cash
	Credits       Sum    // refunds and deposits, and what is paid in for electronic cash
	DebitsBefore  Sum    // debits of a batch that is settled, and that were taken back in this one
	CreditsBefore Sum
}

// Count adds a transaction of the ledger, if it stands and moves money in the currency of the totals; with a Terminal one whose messages and receipt are that one's.
func (t *Totals) Count(e *terminal.Entry) {
	tx := &e.Transaction
	switch {
	case t.Terminal != "" && (e.Slip == nil || e.Slip.Terminal != t.Terminal): // another batch's
	case !e.Approved || e.Unpaid || e.State == terminal.Undone || tx.Amount == 0 || tx.Currency != t.Currency:
	case tx.Purpose.Reserves() && !e.Taken || inside(tx): // nothing is taken, or nobody else has it
	case isCredit(tx.Type) || tx.Purpose == kernel.CashLoad || tx.Type == cashLoad:
		t.Credits.Add(tx.Amount)
	default:
		t.Debits.Add(tx.Amount)
	}
}

// The transaction types of loads of electronic cash, PBOC's: from the account of the card, from another's, and of cash.
const (
	ownLoad   = 0x60
	otherLoad = 0x62
	cashLoad  = 0x63
)

// inside reports whether money goes from one account to another, or into a card, and not to or from the merchant.
func inside(tx *kernel.Transaction) bool {
	return tx.Purpose == kernel.Transfer || tx.Purpose == kernel.Load || tx.Type == ownLoad || tx.Type == otherLoad
}

// Net is what the merchant is owed, negative what he owes.
func (t *Totals) Net() int64 {
	return int64(t.Debits.Amount) - int64(t.Credits.Amount) - int64(t.DebitsBefore.Amount) + int64(t.CreditsBefore.Amount)
}

// A Settlement is the host's answer to totals.
type Settlement struct {
	Balanced bool
	Host     Totals // as the host has them
}

// sums are the fields of the totals.
func (t *Totals) sums() [4]struct {
	count, amount int
	of            *Sum
} {
	return [4]struct {
		count, amount int
		of            *Sum
	}{
		{FieldCredits, FieldCreditAmount, &t.Credits},
		{FieldCreditReversed, FieldCreditBack, &t.CreditsBefore},
		{FieldDebits, FieldDebitAmount, &t.Debits},
		{FieldDebitReversed, FieldDebitBack, &t.DebitsBefore},
	}
}

// Put puts totals into a message: 0500, or its answer.
func (t *Totals) Put(m *Message) {
	for _, s := range t.sums() {
		m.Set(s.count, fmt.Sprintf("%010d", s.of.Count))
		m.Set(s.amount, fmt.Sprintf("%016d", s.of.Amount))
	}
	net, sign := t.Net(), "C"
	if net < 0 {
		net, sign = -net, "D"
	}
	m.Set(FieldNet, fmt.Sprintf("%s%016d", sign, net))
	m.Set(FieldCurrency, fmt.Sprintf("%03X", t.Currency))
}

// TotalsOf takes the totals out of a message; ok false if one is missing or the net is not theirs.
func TotalsOf(m *Message) (t Totals, ok bool) {
	currency, err := strconv.ParseUint(m.Get(FieldCurrency), 16, 16)
	if err != nil {
		return t, false
	}
	t.Currency = uint16(currency)
	for _, s := range t.sums() {
		if s.of.Count, err = strconv.ParseUint(m.Get(s.count), 10, 64); err != nil {
			return t, false
		}
		if s.of.Amount, err = strconv.ParseUint(m.Get(s.amount), 10, 60); err != nil {
			return t, false
		}
	}
	again := New(m.Type)
	t.Put(again)
	return t, again.Get(FieldNet) == m.Get(FieldNet)
}

// errTerminal says that nobody knows whose totals they are.
var errTerminal = errors.New("the configuration has several terminal identifications, or not this one: Totals.Terminal says whose they are")

// errMerchant says that totals would be of more than one.
var errMerchant = errors.New("the configuration has several merchants or acquirers under one terminal identification: totals are of one, so give each a terminal identification of its own")

// settles is who settles: an application's messages have its own terminal number, and so have its totals. Under one number there is one merchant and one acquirer.
//
// B4 10.2 data
func (c *Client) settles(number string) (kernel.Identity, error) {
	all := c.o.Config.Identities()
	own := all[0].TerminalID
	if number == "" && slices.ContainsFunc(all, func(id kernel.Identity) bool { return id.TerminalID != own }) {
		return all[0], errTerminal
	}
	at := slices.IndexFunc(all, func(id kernel.Identity) bool { return id.TerminalID == cmp.Or(number, own) })
	if at < 0 {
		return all[0], errTerminal
	}
	for _, id := range all {
		if one := &all[at]; id.TerminalID == one.TerminalID && (id.MerchantID != one.MerchantID || !bytes.Equal(id.AcquirerID, one.AcquirerID)) {
			return id, errMerchant
		}
	}
	return all[at], nil
}

// Settle sends the totals of a batch, one terminal number and one currency at a time. number is the batch's: the same settlement sent again is the same message to the host,
// which then answers as it did. Its errors are terminal.ErrNotSent and ErrMayHaveArrived, or a [*RefusedError].
//
// B4 12.1.6
func (c *Client) Settle(ctx context.Context, number uint64, t Totals) (Settlement, error) {
	id, err := c.settles(t.Terminal)
	if err != nil {
		return Settlement{}, notSent(err)
	}
	m := New("0500")
	m.Set(FieldSTAN, trace(number))
	m.Set(FieldRRN, Reference(number))
	m.Set(FieldTerminal, id.TerminalID)
	if id.MerchantID != "" {
		m.fit(FieldMerchant, fmt.Sprintf("%-15s", id.MerchantID))
	}
	if kind := c.o.Config.Terminal.Type >> 4; kind == 1 || kind == 2 {
		m.fit(FieldAcquirer, acquirer(id.AcquirerID))
	}
	t.Put(m)
	answer, err := c.insist(ctx, m, false)
	if err != nil {
		return Settlement{}, err
	}
	host, ok := TotalsOf(answer)
	if code := answer.Get(FieldResponse); code != "00" || !ok {
		return Settlement{}, &RefusedError{"0500", code}
	}
	host.Terminal = t.Terminal
	return Settlement{Balanced: answer.Get(FieldBalanced) == "1" && host == t, Host: host}, nil
}
