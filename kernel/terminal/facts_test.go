package terminal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// What the host says for the cardholder is on his copy, in the sale and its record; the merchant's copy has none of it, and the ledger neither.
func TestFacts(t *testing.T) {
	euro := func(n uint64) kernel.Money { return kernel.Money{Amount: n, Currency: 0x978, Exponent: 2} }
	for _, c := range []struct {
		balances []terminal.Balance
		want     string
	}{
		{nil, ""},
		{[]terminal.Balance{{Money: euro(777)}}, "7.77 EUR"},
		{[]terminal.Balance{{Money: euro(777)}, {Money: euro(888), Overdrawn: true, Available: true}, {Money: euro(999), Available: true}}, "-8.88 EUR"},
	} {
		x := newTill(t, "atm", "cash")
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			r.Facts.Balances = c.balances
			r.Facts.Lines = []terminal.StatementLine{{Date: "07-01", Money: euro(123_45), Credit: true}, {Date: "06-30", Money: euro(67)}}
			a, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
			return a.Data, err
		})
		x.start(t)
		s, err := x.Do(context.Background(), terminal.Order{Purpose: kernel.MiniStatement})
		if err != nil || !s.Approved() || s.Record.Balance != c.want || len(s.Facts.Lines) != 2 {
			t.Fatal(s, err, s.Record.Balance)
		}
		var mine, theirs strings.Builder
		if s.Print(&mine, terminal.MerchantCopy) != nil || s.Print(&theirs, terminal.CardholderCopy) != nil {
			t.Fatal("not printed")
		}
		for _, text := range []string{"07-01 123.45 EUR", "06-30 -0.67 EUR", "MINI-STATEMENT", c.want} {
			if !strings.Contains(theirs.String(), text) {
				t.Errorf("%q is missing in\n%s", text, &theirs)
			}
		}
		if strings.Contains(theirs.String(), "BALANCE") != (c.want != "") || strings.Contains(mine.String(), "BALANCE") || strings.Contains(mine.String(), "123.45") {
			t.Errorf("%s\n%s", &mine, &theirs)
		}
		e, err := x.Entry(s.Number)
		if err != nil || e.Balance != "" || e.Purpose != "mini-statement" || strings.Contains(fmt.Sprintf("%+v", e), "123.45") {
			t.Error(e, err)
		}
	}
}

// Every purpose has its name on the slip in each language, and a transfer the account that it goes to.
// B4 6.5.1
func TestPurposeCaptions(t *testing.T) {
	for p, names := range map[kernel.Purpose]string{
		kernel.PreAuthorisation: "PRE-AUTHORISATION|RESERVIERUNG|PRÉ-AUTORISATION|PREAUTORIZACIÓN|PREAUTORIZZAZIONE|预授权",
		kernel.Deposit:          "DEPOSIT|EINZAHLUNG|DÉPÔT|DEPÓSITO|VERSAMENTO|存款",
		kernel.Transfer:         "TRANSFER|UMBUCHUNG|VIREMENT|TRANSFERENCIA|TRASFERIMENTO|转账",
		kernel.CardRead:         "CARD-READ|KARTE LESEN|LECTURE DE CARTE|LECTURA DE TARJETA|LETTURA CARTA|读卡",
		kernel.MiniStatement:    "MINI-STATEMENT|LETZTE UMSÄTZE|MINI-RELEVÉ|ÚLTIMOS MOVIMIENTOS|ULTIMI MOVIMENTI|明细查询",
	} {
		for i, name := range strings.Split(names, "|") {
			cfg, tx, r := outcome()
			language := terminal.Languages()[i]
			tx.Purpose, tx.AccountTo, cfg.Terminal.Languages = p, tlv.SavingsAccount, []string{language}
			receipt := terminal.NewReceipt(cfg, tx, r)
			var b strings.Builder
			if err := receipt.Print(&b, terminal.CardholderCopy); err != nil || !strings.Contains(b.String(), " "+name+"\n") {
				t.Errorf("%s, %s: %q is missing in\n%s", p, language, name, &b)
			}
			if got := receipt.To != ""; got != (p == kernel.Transfer) {
				t.Errorf("%s: to %q", p, receipt.To)
			}
		}
	}
}

// Only a transfer goes to an account of its own.
func TestOrderTo(t *testing.T) {
	x := newTill(t, "atm", "cash")
	x.start(t)
	if s, err := x.Do(context.Background(), terminal.Order{Purpose: kernel.Cash, Amount: 100_00, To: tlv.SavingsAccount}); s != nil || err == nil {
		t.Error(s, err)
	}
}

// A card that is only read: the slip and the entry say so, no host hears of it, and there is nothing to be sent or taken back.
func TestCardRead(t *testing.T) {
	x := newTill(t, "default", "full")
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		t.Error("the host was asked")
		return nil, terminal.ErrNotSent
	})
	x.start(t)
	s, err := x.Do(context.Background(), terminal.Order{Purpose: kernel.CardRead})
	if err != nil || s.Approved() || s.Receipt.Outcome != "card read" || s.Receipt.PAN == "" || s.Receipt.Reversed || s.Message(kernel.BatchData) != nil {
		t.Fatal(s, err)
	}
	if e, err := x.Entry(s.Number); err != nil || e.State != terminal.Settled || e.Approved || e.Purpose != "card-read" || len(e.Data) != 0 || x.ledger.Len() != 0 {
		t.Errorf("%+v, %v", e, err)
	}
	x.took(t)
	if err := s.Undo(context.Background(), terminal.Voided); err == nil {
		t.Error("undone")
	}
}

// Fast cash is the configuration's amount of its first account type, and nobody is asked.
func TestFastCash(t *testing.T) {
	x := newTill(t, "atm", "cash")
	s, err := x.FastCash(context.Background())
	if err != nil || !s.Approved() || s.Owed.Cash != 50_00 || s.Receipt.Account != "CHEQUE/DEBIT" {
		t.Error(s, err)
	}
	y := newTill(t, "default", "full")
	if s, err := y.FastCash(context.Background()); s != nil || err == nil || !strings.Contains(err.Error(), "no fast cash") {
		t.Error(s, err)
	}
}
