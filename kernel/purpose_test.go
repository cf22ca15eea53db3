package kernel_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// The names are those of configurations and command lines; every purpose has one.
func TestPurposeNames(t *testing.T) {
	var names []string
	for p := kernel.Purchase; p <= kernel.CashLoad; p++ {
		names = append(names, p.String())
	}
	if got := strings.Join(names, " "); got != "purchase cashback cash refund account-verification inquiry pin-change unblock pre-authorisation deposit transfer mini-statement card-read load cash-load" {
		t.Error(got)
	}
	if kernel.Unnamed.String() != "unnamed" || kernel.Purpose(16).String() != "?" || kernel.Purpose(255).ZeroAmount() {
		t.Error("what is no purpose")
	}
	for p, want := range map[kernel.Purpose][4]bool{ // zero amount, administers, by the host only, reserves
		kernel.Unnamed: {}, kernel.Purchase: {}, kernel.Cashback: {}, kernel.Cash: {}, kernel.Refund: {},
		kernel.AccountVerification: {true}, kernel.Inquiry: {true}, kernel.PINChange: {true, true, true}, kernel.PINUnblock: {true, true, true},
		kernel.PreAuthorisation: {2: true, 3: true}, kernel.Deposit: {2: true}, kernel.Transfer: {2: true}, kernel.MiniStatement: {0: true, 2: true}, kernel.CardRead: {0: true},
		kernel.Load: {1: true, 2: true}, kernel.CashLoad: {1: true, 2: true}, 16: {},
	} {
		if got := [4]bool{p.ZeroAmount(), p.Administers(), p.OnlyByHost(), p.Reserves()}; got != want {
			t.Errorf("%s: %v", p, got)
		}
		for by, host := range map[kernel.Authorisation]bool{kernel.ByAnalysis: want[2], kernel.OnlyOnline: true, kernel.OnlyOffline: want[2]} { // B4 10.1.2
			c := kernel.Config{Treatments: []kernel.Treatment{{Purpose: p, Authorisation: by}}}
			if got := c.OnlyByHost(p); got != host || (&kernel.Config{}).OnlyByHost(p) != want[2] {
				t.Errorf("%s, %d: %v", p, by, got)
			}
		}
	}
}

// In the books' values a pre-authorisation is for goods, and what moves money otherwise is neither goods nor cash, whatever value a network has for it.
// B3 10.4.2, C3
func TestBookType(t *testing.T) {
	for p, want := range map[kernel.Purpose]byte{
		kernel.Unnamed: 0x77, kernel.Purchase: 0x00, kernel.Cashback: 0x09, kernel.Cash: 0x01, kernel.Refund: 0x20, kernel.Inquiry: 0x20,
		kernel.PreAuthorisation: 0x00, kernel.Deposit: 0x20, kernel.Transfer: 0x20, kernel.MiniStatement: 0x20, kernel.CardRead: 0x20, kernel.Load: 0x20, kernel.CashLoad: 0x20, 16: 0x77,
	} {
		if tx := (kernel.Transaction{Purpose: p, Type: 0x77}); tx.BookType() != want {
			t.Errorf("%s: %02X", p, tx.BookType())
		}
	}
}

// A transaction without a named purpose is what its type says, a purchase with an amount of cash one with cashback. A named one is what it is named, whatever its type.
// B3 10.4.2
func TestNamed(t *testing.T) {
	for _, c := range []struct {
		purpose kernel.Purpose
		kind    byte
		other   uint64
		want    kernel.Purpose
	}{
		{kernel.Unnamed, 0x00, 0, kernel.Purchase},
		{kernel.Unnamed, 0x00, 1, kernel.Cashback},
		{kernel.Unnamed, 0x01, 0, kernel.Cash},
		{kernel.Unnamed, 0x17, 0, kernel.Cash},
		{kernel.Unnamed, 0x09, 0, kernel.Cashback},
		{kernel.Unnamed, 0x20, 0, kernel.Refund},
		{kernel.Unnamed, 0x31, 0, kernel.Inquiry},
		{kernel.Unnamed, 0x28, 0, kernel.Unnamed},
		{kernel.Purchase, 0x01, 0, kernel.Purchase},
		{kernel.Deposit, 0x21, 0, kernel.Deposit},
	} {
		if tx := (kernel.Transaction{Purpose: c.purpose, Type: c.kind, AmountOther: c.other}); tx.Named() != c.want {
			t.Errorf("%s, type %02X, other %d: %s, want %s", c.purpose, c.kind, c.other, tx.Named(), c.want)
		}
	}
}

// Which amounts a purpose may have, in whatever currency: the limit alone, the cash's for cashback, belongs to the terminal's.
// B4 6.5.1
func TestRefuses(t *testing.T) {
	const cash, above, zero, more = "there is no cash in ", "above the limit for ", "is zero", "more than the amount"
	for _, c := range []struct {
		purpose       kernel.Purpose
		limit         uint64
		amount, other uint64
		want          string
	}{
		{kernel.Purchase, 0, 999_999_999_999, 0, ""},
		{kernel.Purchase, 500, 500, 0, ""},
		{kernel.Purchase, 500, 501, 0, above + "purchase"},
		{kernel.Purchase, 0, 500, 1, cash + "purchase"},
		{kernel.Cash, 0, 500, 1, cash + "cash"},
		{kernel.Cashback, 0, 500, 500, ""},
		{kernel.Cashback, 0, 500, 501, more},
		{kernel.Cashback, 100, 500, 100, ""},
		{kernel.Cashback, 100, 500, 101, above + "cashback"},
		{kernel.Refund, 100, 101, 0, above + "refund"},
		{kernel.Inquiry, 0, 0, 0, ""},
		{kernel.Inquiry, 0, 1, 0, zero},
		{kernel.PINChange, 0, 0, 1, zero},
		{kernel.PINUnblock, 0, 1, 1, zero},
	} {
		r := kernel.Treatment{Purpose: c.purpose, Limit: c.limit}
		got := r.Refuses(c.amount, c.other)
		if got == "" != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s, %d: %d and %d: %q, want %q", c.purpose, c.limit, c.amount, c.other, got, c.want)
		}
		cfg := &kernel.Config{Terminal: kernel.Terminal{TransactionCurrency: 0x978, CurrencyExponent: 2}, Treatments: []kernel.Treatment{r}}
		for currency, limited := range map[uint16]bool{0: true, 0x978: true, 0x840: false} {
			tx := kernel.Transaction{Purpose: c.purpose, Money: kernel.Money{Amount: c.amount, Currency: currency, Exponent: 2}, AmountOther: c.other}
			s, err := kernel.NewSession(program(errand), cfg, tx)
			var setup *kernel.SetupError
			if allowed := c.want == "" || !limited && strings.Contains(c.want, above); (err == nil) != allowed || err != nil && !errors.As(err, &setup) {
				t.Errorf("%s in %X: %v", c.purpose, currency, err)
			}
			if s != nil {
				_ = s.Close()
			}
		}
	}
	for _, p := range []kernel.Purpose{kernel.Cash, kernel.Deposit, 14, 255} {
		_, err := kernel.NewSession(program(errand), &kernel.Config{Treatments: []kernel.Treatment{{Purpose: kernel.Refund}}}, kernel.Transaction{Purpose: p})
		var setup *kernel.SetupError
		if !errors.As(err, &setup) || setup.Field != "Transaction.Purpose" {
			t.Errorf("%d is none of the configuration's: %v", p, err)
		}
	}
	// Without a currency the decimals are the terminal's, whatever the transaction has.
	if reason := (&kernel.Config{Terminal: kernel.Terminal{CurrencyExponent: 2}}).Refuses(&kernel.Transaction{Money: kernel.Money{Amount: 1}}); reason != "" {
		t.Error(reason)
	}
}

// What may be taken in the end is a share of what was approved, to the minor unit, and no amount overflows it.
func TestTakes(t *testing.T) {
	for _, c := range []struct {
		above, approved, amount uint64
		want                    bool
	}{
		{0, 8000, 8000, true},
		{0, 8000, 8001, false},
		{15, 8000, 9200, true},
		{15, 8000, 9201, false},
		{15, 99, 113, true},
		{15, 99, 114, false},
		{100, 999_999_999_999, 999_999_999_999, true},
		{100, 999_999_999_999, 1_000_000_000_000, false},
		{100, 1, 1 << 63, false},
	} {
		if r := (kernel.Treatment{Above: c.above}); r.Takes(c.amount, c.approved) != c.want {
			t.Errorf("%+v", c)
		}
	}
}

// What is agreed on makes a purchase one with cash, or one without; limits belong to the terminal's currency, and cash to its amount in any.
// B4 6.5.1
func TestAgree(t *testing.T) {
	const eur, usd = 0x978, 0x840
	whole := []kernel.Treatment{{Purpose: kernel.Purchase, Type: 0x00, Limit: 500}, {Purpose: kernel.Cashback, Type: 0x09, Limit: 100}, {Purpose: kernel.Cash, Type: 0x01}}
	for _, c := range []struct {
		treatments    []kernel.Treatment
		purpose       kernel.Purpose
		amount, other uint64
		currency      uint16
		becomes       kernel.Purpose
		typ           byte // of the transaction, 0xFF before
		reason        string
	}{
		{whole, kernel.Purchase, 500, 0, eur, kernel.Purchase, 0x00, ""},
		{whole, kernel.Purchase, 501, 0, eur, kernel.Purchase, 0x00, "above the limit"},
		{whole, kernel.Purchase, 501, 0, usd, kernel.Purchase, 0x00, ""},
		{whole, kernel.Purchase, 900, 100, eur, kernel.Cashback, 0x09, ""},
		{whole, kernel.Purchase, 900, 101, eur, kernel.Cashback, 0x09, "above the limit"},
		{whole, kernel.Cashback, 500, 0, eur, kernel.Purchase, 0x00, ""},
		{whole, kernel.Cashback, 500, 100, eur, kernel.Cashback, 0x09, ""},
		{whole, kernel.Cash, 900, 0, eur, kernel.Cash, 0x01, ""},
		{whole, kernel.Cash, 900, 100, eur, kernel.Cash, 0x01, "there is no cash in cash"},
		{whole, kernel.Cash, 900, 100, usd, kernel.Cash, 0x01, "there is no cash in cash"},
		{whole, kernel.Purchase, 900, 101, usd, kernel.Cashback, 0x09, ""},
		{whole, kernel.Purchase, 900, 0, 0x392, kernel.Purchase, 0x00, "decimals"},
		{nil, kernel.Unnamed, 900, 0, 0x392, kernel.Unnamed, 0xFF, "decimals"},
		{whole[:1], kernel.Purchase, 900, 100, eur, kernel.Cashback, 0xFF, "has no cashback"},
		{whole, kernel.Purchase, 100, 101, usd, kernel.Purchase, 0xFF, "more than the amount"},
		{nil, kernel.Unnamed, 900, 100, eur, kernel.Unnamed, 0xFF, ""},
		{nil, kernel.Unnamed, 100, 101, eur, kernel.Unnamed, 0xFF, "more than the amount"},
	} {
		cfg := &kernel.Config{Terminal: kernel.Terminal{TransactionCurrency: eur, CurrencyExponent: 2}, Treatments: c.treatments}
		tx := kernel.Transaction{Purpose: c.purpose, Type: 0xFF, Money: kernel.Money{Amount: c.amount, Currency: c.currency, Exponent: 2}, AmountOther: c.other}
		reason := cfg.Agree(&tx)
		if (reason == "") != (c.reason == "") || !strings.Contains(reason, c.reason) || tx.Purpose != c.becomes || tx.Type != c.typ {
			t.Errorf("%+v: %q, %s, type %02X", c, reason, tx.Purpose, tx.Type)
		}
		if again := cfg.Refuses(&tx); again != reason {
			t.Errorf("%+v: refused with %q, and then %q", c, reason, again)
		}
	}
}

// What a transaction may not be at its start, whatever its purpose: an amount that is there and not known, a purchase with cash without any, and another number of
// decimals than the currency has. Its type is that of its purpose.
// B4 6.3.1, 6.5.1, 10.1.2
func TestTransactionAtStart(t *testing.T) {
	const eur, usd, jpy, none = 0x978, 0x840, 0x392, 0x003
	cfg := &kernel.Config{
		Terminal: kernel.Terminal{TransactionCurrency: eur, CurrencyExponent: 1},
		Treatments: []kernel.Treatment{
			{Purpose: kernel.Purchase, Type: 0x10}, {Purpose: kernel.Cashback, Type: 0x19}, {Purpose: kernel.Refund, Type: 0x30},
		},
	}
	for _, c := range []struct {
		name string
		tx   kernel.Transaction
		want string // the type, or why not
	}{
		{"purchase", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9}}, "10"},
		{"its type is another", kernel.Transaction{Purpose: kernel.Refund, Type: 0x10, Money: kernel.Money{Amount: 9}}, "30"},
		{"unnamed", kernel.Transaction{Type: 0x28, Money: kernel.Money{Amount: 9}}, "28"},
		{"later", kernel.Transaction{Purpose: kernel.Cashback, AmountLater: true}, "19"},
		{"later, and known", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9}, AmountLater: true}, "not to be known"},
		{"later, and known, unnamed", kernel.Transaction{Money: kernel.Money{Amount: 9}, AmountLater: true}, "not to be known"},
		{"later, and cash known", kernel.Transaction{Purpose: kernel.Cashback, AmountOther: 1, AmountLater: true}, "more than the amount"},
		{"cashback", kernel.Transaction{Purpose: kernel.Cashback, Money: kernel.Money{Amount: 9}, AmountOther: 1}, "19"},
		{"cashback without cash", kernel.Transaction{Purpose: kernel.Cashback, Money: kernel.Money{Amount: 9}}, "no cash"},
		{"cashback of nothing", kernel.Transaction{Purpose: kernel.Cashback}, "no cash"},
		{"the terminal's currency", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: eur, Exponent: 1}}, "10"},
		{"with the decimals of ISO 4217", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: eur, Exponent: 2}}, "decimals"},
		{"without any", kernel.Transaction{Money: kernel.Money{Amount: 9, Currency: eur}}, "decimals"},
		{"another currency without decimals", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: usd}}, "decimals"},
		{"another currency without decimals, unnamed", kernel.Transaction{Money: kernel.Money{Amount: 9, Currency: usd}}, "decimals"},
		{"decimals that another currency has not", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: jpy, Exponent: 2}}, "decimals"},
		{"another currency that has none", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: jpy}}, "10"},
		{"another currency", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: usd, Exponent: 2}}, "10"},
		{"a currency that nobody knows", kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 9, Currency: none, Exponent: 7}}, "10"},
	} {
		got := ""
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			got = fmt.Sprintf("%02X", p.Transaction().Type)
			return &kernel.Outcome{}
		}), cfg, c.tx)
		if err != nil {
			got = err.Error()
		} else if _, err := s.Next(kernel.Event{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for currency, want := range map[uint16]byte{eur: 1, usd: 2, 0x392: 0, none: 7} {
		if got := cfg.ExponentOf(currency, 7); got != want {
			t.Errorf("%03X: %d decimals, want %d", currency, got, want)
		}
	}
}

// Who may approve is in the terminal type: of the same attendance and operation, one that can do nothing else.
//
// B4 10.1.2, A1
func TestTerminalType(t *testing.T) {
	for kind, want := range map[byte][2]byte{ // online only, offline only
		0x11: {0x11, 0x13}, 0x12: {0x11, 0x13}, 0x13: {0x11, 0x13}, 0x14: {0x14, 0x16}, 0x15: {0x14, 0x16}, 0x16: {0x14, 0x16},
		0x21: {0x21, 0x23}, 0x22: {0x21, 0x23}, 0x25: {0x24, 0x26}, 0x34: {0x34, 0x36}, 0x35: {0x34, 0x36}, 0x36: {0x34, 0x36},
	} {
		online, offline := kernel.Treatment{Authorisation: kernel.OnlyOnline}, kernel.Treatment{Authorisation: kernel.OnlyOffline}
		if got := [2]byte{online.TerminalType(kind), offline.TerminalType(kind)}; got != want {
			t.Errorf("%02X: %X, want %X", kind, got, want)
		}
		for _, who := range []kernel.Authorisation{kernel.ByAnalysis, kernel.OnlyOnline, kernel.OnlyOffline} {
			held := kernel.Treatment{Purpose: kernel.PreAuthorisation, Authorisation: who}
			if got := held.TerminalType(kind); got != want[0] {
				t.Errorf("%02X, authorisation %d: a purpose of the host alone has %02X, want %02X", kind, who, got, want[0])
			}
		}
		var none *kernel.Treatment
		if (&kernel.Treatment{}).TerminalType(kind) != kind || none.TerminalType(kind) != kind {
			t.Errorf("%02X is another where terminal and card find who approves", kind)
		}
	}
}
