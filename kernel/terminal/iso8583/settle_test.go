package iso8583_test

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// A settlement is in balance where the host says so of the totals that were sent, and of no others.
// EMV 4.4 B4 12.1.5
func TestSettle(t *testing.T) {
	theirs := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 5}}
	others := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 6}}
	for _, c := range []struct {
		name, says string
		host       iso8583.Totals
		balanced   bool
	}{
		{"balanced", "1", theirs, true}, {"not balanced", "2", others, false}, {"balanced, of others", "1", others, false}, {"not balanced, of the same", "2", theirs, false},
	} {
		s := &server{answer: func(conn net.Conn, _, usual *iso8583.Message) bool {
			if usual.Type == "0510" {
				c.host.Put(usual)
				usual.Set(66, c.says)
			}
			b, err := iso8583.Plain.Seal(usual, testMAC(t))
			if err == nil {
				_, err = conn.Write(iso8583.AppendFrame(nil, b))
			}
			return err == nil
		}}
		client := newClient(t, s, iso8583.Options{})
		got, err := client.Settle(t.Context(), 3, theirs)
		if client.Close(); err != nil || got.Balanced != c.balanced || got.Host != c.host {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

// Totals that the host does not take, or answers by none that agree with their net, are not settled; of those that it does not answer nobody knows.
// EMV 4.4 B4 12.1.6
func TestSettleRefused(t *testing.T) {
	theirs := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 5}, Credits: iso8583.Sum{Count: 2, Amount: 7}}
	for _, c := range []struct {
		name, code string // -- is no answer
		without    int
		with       map[int]string
	}{
		{"refused, with totals", "95", 0, nil},
		{"out of service", "96", 0, nil},
		{"no answer", "--", 0, nil},
		{"no number", "00", iso8583.FieldDebits, nil},
		{"no amount", "00", iso8583.FieldCreditBack, nil},
		{"no currency", "00", iso8583.FieldCurrency, nil},
		{"no net", "00", iso8583.FieldNet, nil},
		{"another net", "00", 0, map[int]string{iso8583.FieldNet: "C0000000000000002"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{}
			s.answer = func(conn net.Conn, _, usual *iso8583.Message) bool {
				theirs.Put(usual)
				usual.Set(iso8583.FieldBalanced, "1")
				usual.Set(iso8583.FieldResponse, c.code)
				return c.code == "--" || s.send(conn, altered(usual, c.without, c.with))
			}
			client := newClient(t, s, iso8583.Options{Tries: 1})
			got, err := client.Settle(t.Context(), 3, theirs)
			client.Close()
			var refused *iso8583.RefusedError
			if again := c.code == "96" || c.code == "--"; got != (iso8583.Settlement{}) || errors.Is(err, iso8583.ErrMayHaveArrived) != again || errors.As(err, &refused) == again || !again && (refused.Type != "0500" || refused.Code != c.code) {
				t.Errorf("%s: %+v, %v", c.name, got, err)
			}
		})
	}
}

// What stands in the ledger and moves money counts, in its currency: to the merchant or from him. What goes from one account into another, or into the card, is nobody else's.
// EMV 4.4 B4 12.1.6
func TestCount(t *testing.T) {
	debit, credit := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 21}}, iso8583.Totals{Currency: 0x978, Credits: iso8583.Sum{Count: 1, Amount: 21}}
	none := iso8583.Totals{Currency: 0x978}
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		kind    byte
		change  func(e *terminal.Entry)
		want    iso8583.Totals
	}{
		{"purchase", kernel.Purchase, 0x00, nil, debit},
		{"cash that is owed", kernel.Cash, 0x01, func(e *terminal.Entry) { e.State = terminal.CashOwed }, debit},
		{"refund", kernel.Refund, 0x20, nil, credit},
		{"deposit", kernel.Deposit, 0x21, nil, credit},
		{"transfer", kernel.Transfer, 0x40, nil, none},
		{"load", kernel.Load, 0x60, nil, none},
		{"load by another type", kernel.Load, 0x28, nil, none},
		{"load by its type alone", kernel.Unnamed, 0x60, nil, none},
		{"load of another account by its type alone", kernel.Unnamed, 0x62, nil, none},
		{"load of cash", kernel.CashLoad, 0x63, nil, credit},
		{"load of cash by another type", kernel.CashLoad, 0x00, nil, credit},
		{"load of cash by its type alone", kernel.Unnamed, 0x63, nil, credit},
		{"taken back", kernel.Purchase, 0x00, func(e *terminal.Entry) { e.State = terminal.Undone }, none},
		{"load of cash, taken back", kernel.CashLoad, 0x63, func(e *terminal.Entry) { e.State = terminal.Undone }, none},
		{"declined", kernel.Purchase, 0x00, func(e *terminal.Entry) { e.Approved = false }, none},
		{"not booked", kernel.Purchase, 0x00, func(e *terminal.Entry) { e.Unpaid = true }, none},
		{"of another currency", kernel.Purchase, 0x00, func(e *terminal.Entry) { e.Transaction.Currency = 0x840 }, none},
		{"no amount", kernel.Inquiry, 0x31, func(e *terminal.Entry) { e.Transaction.Amount = 0 }, none},
		{"held", kernel.PreAuthorisation, 0x00, nil, none},
		{"completed", kernel.PreAuthorisation, 0x00, func(e *terminal.Entry) { e.Taken = true }, debit},
	} {
		e := terminal.Entry{Approved: true, State: terminal.Settled, Transaction: kernel.Transaction{Purpose: c.purpose, Type: c.kind, Money: kernel.Money{Amount: 21, Currency: 0x978}}}
		if c.change != nil {
			c.change(&e)
		}
		x := none
		if x.Count(&e); x != c.want || x.Net() != int64(x.Debits.Amount)-int64(x.Credits.Amount) {
			t.Errorf("%s: %+v, want %+v", c.name, x, c.want)
		}
	}
}

// Totals are of one terminal number: with that one, its merchant and its acquirer, of which there is one. Where applications have their own, nobody settles without saying whose they are.
//
// B4 10.2 data, 12.1.6
func TestTotalsOfIdentity(t *testing.T) {
	second := kernel.Identity{TerminalID: "TERM0002", MerchantID: "SECOND SHOP", AcquirerID: []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0x01}}
	app := kernel.Application{AID: []byte("\xA0\x00\x00\x00\x04\x10\x10"), Identity: second}
	tap := kernel.Combination{AID: []byte("\xA0\x00\x00\x00\x25"), Identity: kernel.Identity{TerminalID: "TERM0003"}}
	for _, c := range []struct {
		name  string
		apps  []kernel.Application
		taps  []kernel.Combination
		kind  byte
		whose string
		want  string // terminal, merchant and acquirer; empty: it is not sent
	}{
		{"one alone", nil, nil, 0x22, "", "TERM0001|SHOP           |123456"},
		{"one alone, a bank's", nil, nil, 0x12, "", "TERM0001|SHOP           |123456"},
		{"one alone, at home", nil, nil, 0x34, "", "TERM0001|SHOP           |"},
		{"a merchant of an application", []kernel.Application{{AID: app.AID, Identity: kernel.Identity{MerchantID: "SECOND SHOP"}}}, nil, 0x22, "", ""},
		{"an acquirer of a combination", nil, []kernel.Combination{{AID: tap.AID, Identity: kernel.Identity{AcquirerID: second.AcquirerID}}}, 0x22, "TERM0001", ""},
		{"two merchants of one other number", []kernel.Application{app}, []kernel.Combination{{AID: tap.AID, Identity: kernel.Identity{TerminalID: "TERM0002"}}}, 0x22, "TERM0002", ""},
		{"two merchants of one other number, the terminal's", []kernel.Application{app}, []kernel.Combination{{AID: tap.AID, Identity: kernel.Identity{TerminalID: "TERM0002"}}}, 0x22, "TERM0001", "TERM0001|SHOP           |123456"},
		{"the same merchant twice", []kernel.Application{{AID: app.AID, Identity: kernel.Identity{MerchantID: "SHOP"}}}, nil, 0x22, "", "TERM0001|SHOP           |123456"},
		{"several", []kernel.Application{app}, nil, 0x22, "", ""},
		{"several by tap", nil, []kernel.Combination{tap}, 0x22, "", ""},
		{"the terminal's", []kernel.Application{app}, nil, 0x22, "TERM0001", "TERM0001|SHOP           |123456"},
		{"an application's", []kernel.Application{app}, nil, 0x22, "TERM0002", "TERM0002|SECOND SHOP    |12345678901"},
		{"a combination's", nil, []kernel.Combination{tap}, 0x22, "TERM0003", "TERM0003|SHOP           |123456"},
		{"nobody's", []kernel.Application{app}, nil, 0x22, "TERM0004", ""},
	} {
		cfg := *shop
		cfg.Terminal.Type, cfg.Terminal.AcquirerID, cfg.Applications, cfg.Combinations = c.kind, []byte{0, 0, 0, 0x12, 0x34, 0x56}, c.apps, c.taps
		totals := iso8583.Totals{Terminal: c.whose, Currency: 0x978}
		for i, number := range []string{"TERM0001", "TERM0002", "TERM0003", ""} {
			e := terminal.Entry{Approved: true, State: terminal.Settled, Slip: &terminal.Receipt{Terminal: number}, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 1 << i, Currency: 0x978}}}
			if number == "" {
				e.Slip = nil
			}
			totals.Count(&e)
		}
		if want := map[string]uint64{"": 15, "TERM0001": 1, "TERM0002": 2, "TERM0003": 4}[c.whose]; totals.Debits.Amount != want {
			t.Errorf("%s: %+v, want %d", c.name, totals, want)
		}
		s := &server{answer: func(conn net.Conn, _, usual *iso8583.Message) bool {
			totals.Put(usual)
			usual.Set(iso8583.FieldBalanced, "1")
			return (&server{t: t}).send(conn, usual)
		}}
		client := newClient(t, s, iso8583.Options{Config: &cfg})
		got, err := client.Settle(t.Context(), 3, totals)
		client.Close()
		if c.want == "" {
			if !errors.Is(err, terminal.ErrNotSent) || len(s.all()) != 0 {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		m := s.all()[1]
		if who := m.Get(iso8583.FieldTerminal) + "|" + m.Get(iso8583.FieldMerchant) + "|" + m.Get(iso8583.FieldAcquirer); err != nil || !got.Balanced || got.Host != totals || who != c.want {
			t.Errorf("%s: %q, want %q, %+v, %v", c.name, who, c.want, got, err)
		}
	}
}
