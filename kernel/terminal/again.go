package terminal

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A SlipRecord is what a slip has and the rest of an entry has not. The account number in it is masked as on the slip, and what a host has told the cardholder is not
// in it.
type SlipRecord struct {
	PAN, PSN   string   `json:",omitempty"`
	Expiry     string   `json:",omitempty"`
	Entry      string   `json:",omitempty"`
	Cryptogram string   `json:",omitempty"`
	Language   string   `json:",omitempty"`
	Signature  bool     `json:",omitempty"`
	Forced     bool     `json:",omitempty"`
	Chip       ChipData `json:",omitzero"`
	Cash       CashData `json:",omitzero"` // of electronic cash
}

func (r *Receipt) slip() SlipRecord {
	return SlipRecord{
		PAN: r.PAN, PSN: r.PSN, Expiry: r.Expiry, Entry: r.Entry, Cryptogram: r.Cryptogram, Language: r.Language, Signature: r.Signature, Forced: r.Forced, Chip: r.Chip,
		Cash: r.ElectronicCash,
	}
}

// Receipt is the receipt of a transaction of the ledger once more, made of its entry and marked as printed again: as it stands now, taken back or completed, and without
// what the host had told the cardholder. The error is [ErrNoEntry] where there is none, or a stop has kept it from its end, and the ledger's.
//
// B4 11.4
func (t *Terminal) Receipt(number uint64) (Receipt, error) {
	e, err := t.ledger.Get(number)
	clear(e.Data)
	switch {
	case err != nil:
		return Receipt{}, err
	case e.Outcome == "":
		return Receipt{}, ErrNoEntry
	}
	return e.receipt(t.cfg), nil
}

// LastReceipt is the receipt of the last transaction that has one: see [Terminal.Receipt].
func (t *Terminal) LastReceipt() (Receipt, error) {
	last, err := t.ledger.Last()
	clear(last.Data)
	if err != nil {
		return Receipt{}, fmt.Errorf("terminal: ledger: %w", err)
	}
	for n := last.Number; n > 0; n-- {
		if r, err := t.Receipt(n); err != ErrNoEntry || n+maxBack == last.Number {
			return r, err
		}
	}
	return Receipt{}, ErrNoEntry
}

// maxBack is how many transactions without a receipt are passed over.
const maxBack = 64

// receipt makes a receipt of an entry.
func (e *Entry) receipt(cfg *kernel.Config) Receipt {
	tx := &e.Transaction
	aid, _ := hex.DecodeString(e.AID)
	who, money := cfg.IdentityOf(aid), func(amount string) string {
		if amount == "" {
			return ""
		}
		return amount + " " + e.Currency
	}
	r := Receipt{
		Merchant: who.MerchantNameLocation, Terminal: who.TerminalID, MerchantID: who.MerchantID, Sequence: tx.Sequence,
		Amount: money(e.Amount), Outcome: e.decided(), Application: e.Label, AID: e.AID, PAN: e.Slip.PAN, PSN: e.Slip.PSN, Expiry: e.Slip.Expiry, Entry: e.Slip.Entry,
		Verified: e.CVM, Signature: e.Slip.Signature, TVR: e.TVR, TSI: e.TSI, CVMResults: e.CVMResults, Cryptogram: e.Slip.Cryptogram, ARC: e.ARC,
		ApprovalCode: e.ApprovalCode, Forced: e.Slip.Forced, Owing: money(e.Owing), Operator: e.Operator, Chip: e.Slip.Chip, ElectronicCash: e.Slip.Cash,
		Language: e.Slip.Language, Reversed: e.Reversal != "" && (e.State == Undone || !e.Approved), Again: true,
	}
	r.Date, r.Time, _ = strings.Cut(e.Time, "T")
	r.Time = r.Time[:min(len(r.Time), len("12:34:56"))]
	if l := cfg.Terminal.Languages; len(l) > 0 {
		r.House = l[0]
	}
	if p := tx.Purpose; p != kernel.Unnamed && p != kernel.Purchase {
		r.Purpose = strings.ToUpper(p.String())
	}
	if tx.AmountOther != 0 {
		r.Cash = money(e.Cash)
	}
	if tx.Account != tlv.DefaultAccount {
		r.Account = accountNames[tx.Account]
	}
	if tx.Purpose == kernel.Transfer {
		r.To = accountNames[tx.AccountTo]
	}
	switch {
	case e.Taken && tx.Purpose.Reserves():
		r.Purpose, r.Held = "COMPLETION", money(FormatAmount(e.Held, tx.Exponent))
	case e.Taken:
		r.Tip = money(FormatAmount(tx.Amount-min(e.Held, tx.Amount), tx.Exponent))
	}
	e.rewarded(&r)
	return r
}

// decided is what the slip says of the outcome.
func (e *Entry) decided() string {
	switch {
	case e.Transaction.Purpose == kernel.CardRead && e.Outcome == kernel.EndApplication.String() && e.Reason == "":
		return "card read"
	case e.Outcome != kernel.OnlineRequest.String():
		return e.Outcome
	case e.Approved:
		return kernel.Approved.String()
	}
	return kernel.Declined.String()
}

// rewarded puts discount, points and conversion into the receipt.
func (e *Entry) rewarded(r *Receipt) {
	currency := e.Currency
	if c := e.Conversion; c != nil {
		_, currency, _ = strings.Cut(c.Local, " ")
		r.Rate = strings.TrimSuffix(c.Rate+", "+c.Fee, ", ")
		if c.Settlement || c.Billed != r.Amount {
			r.Converted = c.Billed
		}
		if !c.Settlement {
			r.Local = c.Local
		}
	}
	if e.Discount != "" {
		r.Discount = e.Discount + " " + currency
	}
	if p := e.Points; p != nil {
		r.Earned, r.Burned = p.words(p.Earned), p.words(p.Burned)
	}
}
