package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// The counter has eight digits, and no transaction has number 0.
//
// B4 6.5.5
func TestNextSequence(t *testing.T) {
	for last, want := range map[uint32]uint32{0: 1, 1: 2, 99_999_998: 99_999_999, 99_999_999: 1, 1 << 31: 1} {
		if got := terminal.NextSequence(last); got != want {
			t.Errorf("%d: %d, want %d", last, got, want)
		}
	}
}

// What the configuration has of each purpose, and what it refuses: here, and when a session is made of it.
// B4 6.5.1
func TestNewTransaction(t *testing.T) {
	cfg := &kernel.Config{Treatments: []kernel.Treatment{
		{Purpose: kernel.Purchase, Type: 0x00},
		{Purpose: kernel.Cashback, Type: 0x09, Limit: 5000},
		{Purpose: kernel.Refund, Type: 0x20, Limit: 10000},
		{Purpose: kernel.AccountVerification, Type: 0x30},
		{Purpose: kernel.PINChange, Type: 0x70},
	}}
	for _, c := range []struct {
		purpose       kernel.Purpose
		amount, other uint64
		typ           byte
		refused       string
	}{
		{kernel.Purchase, 1234, 0, 0x00, ""},
		{kernel.Purchase, 1234, 100, 0, "there is no cash in purchase"},
		{kernel.Cashback, 6000, 5000, 0x09, ""},
		{kernel.Cashback, 6001, 5001, 0, "above the limit for cashback"},
		{kernel.Cashback, 1000, 1001, 0, "the cash is more than the amount"},
		{kernel.Cashback, 900000, 1, 0x09, ""},
		{kernel.Refund, 10000, 0, 0x20, ""},
		{kernel.Refund, 10001, 0, 0, "above the limit for refund"},
		{kernel.AccountVerification, 0, 0, 0x30, ""},
		{kernel.AccountVerification, 1, 0, 0, "the amount of account-verification is zero"},
		{kernel.PINChange, 0, 0, 0x70, ""},
		{kernel.PINChange, 0, 1, 0, "the amount of pin-change is zero"},
		{kernel.Cash, 1000, 0, 0, "the configuration has no such transactions"},
		{kernel.Unnamed, 1000, 0, 0, "the configuration has no such transactions"},
		{200, 0, 0, 0, "?: the configuration has no such"},
	} {
		tx, err := terminal.NewTransaction(cfg, c.purpose, c.amount, c.other)
		var p *terminal.PurposeError
		switch {
		case c.refused == "" && (err != nil || tx != kernel.Transaction{Purpose: c.purpose, Type: c.typ, Money: kernel.Money{Amount: c.amount}, AmountOther: c.other}):
			t.Errorf("%s: %+v, %v", c.purpose, tx, err)
		case c.refused != "" && (!errors.As(err, &p) || p.Purpose != c.purpose || !strings.Contains(err.Error(), c.refused)):
			t.Errorf("%s: %v, want %s", c.purpose, err, c.refused)
		}
		s, err := kernel.NewSession(contact.Program(), cfg, kernel.Transaction{Purpose: c.purpose, Money: kernel.Money{Amount: c.amount}, AmountOther: c.other})
		var setup *kernel.SetupError
		if c.purpose != kernel.Unnamed && (err == nil) != (c.refused == "") || err != nil && !errors.As(err, &setup) {
			t.Errorf("%s: session: %v", c.purpose, err)
		}
		if s != nil {
			_ = s.Close()
		}
	}
	if _, err := kernel.NewSession(contact.Program(), cfg, kernel.Transaction{Purpose: kernel.PINChange, AmountLater: true}); err == nil {
		t.Error("an amount to come where there is none")
	}
}

// likes agrees on amounts.
type likes struct {
	terminal.Amounts
	ok  bool
	got terminal.Confirmation
}

func (l *likes) ConfirmAmount(_ context.Context, c terminal.Confirmation) (terminal.Amounts, bool, error) {
	l.got = c
	return l.Amounts, l.ok, nil
}

// B4 6.5.1
func TestConfirm(t *testing.T) {
	tx := kernel.Transaction{Money: kernel.Money{Amount: 700}, AmountOther: 200}
	a := kernel.Action{
		Kind: kernel.ConfirmAmount, Data: []byte{0x9F, 0x07, 0}, Transaction: &tx, Cashback: true, UI: kernel.UI{Message: kernel.MsgAmountOK, Language: "de"},
	}
	l := &likes{Amounts: terminal.Amounts{Amount: 500, Currency: 0x840, Exponent: 2}, ok: true}
	ev, err := (&terminal.Devices{Cardholder: terminal.Cardholder{Confirmer: l}}).Do(context.Background(), a)
	if err != nil || ev.Kind != kernel.AmountEntered || ev.Amount != 500 || ev.AmountOther != 0 || ev.Currency != 0x840 || ev.Exponent != 2 {
		t.Error(ev, err)
	}
	if l.got.UI != a.UI || l.got.Transaction != tx || !l.got.Cashback || string(l.got.Card) != string(a.Data) {
		t.Errorf("%+v", l.got)
	}
	a.Cashback = false
	if _, err := (&terminal.Devices{Cardholder: terminal.Cardholder{Confirmer: l}}).Do(context.Background(), a); err != nil || l.got.Cashback {
		t.Errorf("cash is offered where there is none: %+v, %v", l.got, err)
	}
	for _, d := range []*terminal.Devices{{Cardholder: terminal.Cardholder{Confirmer: &likes{}}}, {}} {
		if ev, err := d.Do(context.Background(), a); err != nil || ev.Kind != kernel.Cancelled {
			t.Error(ev, err)
		}
	}
}

// A new PIN is held beside the one for the host, and the request says so.
// B3 6.5.10
func TestNewPINHeld(t *testing.T) {
	h := &host{}
	d := ptr(withHost(h, pinPad{}))
	enter := func(m kernel.PINMethod) {
		t.Helper()
		if _, err := d.Do(context.Background(), kernel.Action{Kind: kernel.EnterPIN, PIN: kernel.PINRequest{Method: m}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		methods     []kernel.PINMethod
		online, new bool
	}{
		{nil, false, false},
		{[]kernel.PINMethod{kernel.OnlinePIN}, true, false},
		{[]kernel.PINMethod{kernel.NewPIN}, true, true},
		{[]kernel.PINMethod{kernel.EncipheredOfflinePINRSA}, false, false},
		{[]kernel.PINMethod{kernel.NewPIN}, false, true},
		{[]kernel.PINMethod{kernel.OnlinePIN}, true, false},
	} {
		for _, m := range c.methods {
			enter(m)
		}
		if _, err := d.Do(context.Background(), kernel.Action{Kind: kernel.GoOnline, OnlinePIN: c.online, NewPIN: c.new}); err != nil || h.got.OnlinePIN != c.online || h.got.NewPIN != c.new {
			t.Errorf("%v: %v, %+v", c.methods, err, h.got)
		}
	}
}

// Cash that is entered makes a purchase one with cashback, and none makes one with cashback a purchase: in the messages, in the ledger and on the receipt.
// B4 6.5.1 entry
func TestEnteredCash(t *testing.T) {
	for _, c := range []struct {
		order   kernel.Purpose
		other   uint64
		becomes kernel.Purpose
		typ     byte
		receipt string
	}{
		{kernel.Purchase, 100, kernel.Cashback, 0x09, "CASHBACK"},
		{kernel.Purchase, 0, kernel.Purchase, 0x00, ""},
		{kernel.Cashback, 0, kernel.Purchase, 0x00, ""},
		{kernel.Cashback, 100, kernel.Cashback, 0x09, "CASHBACK"},
	} {
		x := newTill(t, "default", "full")
		x.devices.Cardholder.Dialogue = entering{2345, c.other}
		x.start(t)
		sale, err := x.Do(t.Context(), terminal.Order{Purpose: c.order, AmountLater: true})
		if err != nil || !sale.Approved() {
			t.Fatal(err, sale)
		}
		e, err := x.ledger.Get(sale.Number)
		typ, _ := tlv.Find(sale.Message(kernel.BatchData), 0x9C)
		if err != nil || e.Purpose != c.becomes.String() || e.Transaction.Purpose != c.becomes || e.Transaction.Type != c.typ || e.Transaction.Amount != 2345 || e.Transaction.AmountOther != c.other ||
			sale.Receipt.Purpose != c.receipt || len(typ.Value) != 1 || typ.Value[0] != c.typ || sale.Owed.Cash != c.other {
			t.Errorf("%v with %d of cash: %v, %s, %+v, receipt %q, type %X in the batch, %d owed", c.order, c.other, err, e.Purpose, e.Transaction, sale.Receipt.Purpose, typ.Value, sale.Owed.Cash)
		}
	}
}

// entering is a cardholder who enters these amounts.
type entering struct{ amount, other uint64 }

func (entering) SelectLanguage(context.Context, []string) (int, error) { return 0, nil }

func (entering) SelectAccount(context.Context, []tlv.AccountTypeValue, kernel.UI) (int, error) {
	return 0, nil
}

func (e entering) RequestAmount(context.Context, kernel.UI) (amount, other uint64, ok bool, err error) {
	return e.amount, e.other, true, nil
}
