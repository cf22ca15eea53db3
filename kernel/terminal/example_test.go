package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A bank is the issuer simulator at the end of a line that may lose its answers.
type bank struct {
	lost bool
	down bool
	took []string
}

func (b *bank) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	if err == nil && b.lost {
		err = errors.New("the line broke after the request")
	}
	return response.Data, err
}

func (b *bank) Reverse(_ context.Context, r terminal.Reversal) error {
	if b.down {
		return errors.New("down")
	}
	b.took = append(b.took, fmt.Sprintf("%s %d", r.Reason, r.Transaction.Amount))
	return nil
}

func (b *bank) Advise(context.Context, []byte) error { return nil }

// counter is what stands on one: a configuration, a virtual card, a PIN device whose cardholder types 1234, and a bank.
func counter(configuration, cardName string) (cfg *kernel.Config, d terminal.Devices, b *bank) {
	file, err := configs.Named(configuration)
	if err != nil {
		panic(err)
	}
	if cfg, err = config.Load(file); err != nil {
		panic(err)
	}
	c, err := card.Named(cardName)
	if err != nil {
		panic(err)
	}
	pins, err := softpin.New("1234", "1234", "1234")
	if err != nil {
		panic(err)
	}
	b = new(bank)
	return cfg, terminal.Devices{
		Readers:    terminal.Readers{Contact: slot{terminal.Inserted(c), c}},
		Acquirer:   terminal.Acquirer{Host: b, Messages: b},
		Cardholder: terminal.Cardholder{PIN: pinpad.New(pins), Chooser: first{}, Confirmer: agrees{}},
		Clock:      func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) },
	}, b
}

// slot powers the card on for each cardholder.
type slot struct {
	terminal.Reader
	card *card.Card
}

func (s slot) Activate(context.Context) ([]byte, error) {
	s.card.Reset()
	return nil, nil
}

// first takes the first application.
type first struct{}

func (first) SelectApplication(context.Context, []kernel.Candidate) (int, error) { return 0, nil }

func (first) ConfirmApplication(context.Context, kernel.Candidate) (bool, error) { return true, nil }

// agrees takes the amount as it is.
type agrees struct{}

func (agrees) ConfirmAmount(_ context.Context, c terminal.Confirmation) (terminal.Amounts, bool, error) {
	return terminal.Amounts{Amount: c.Transaction.Amount, Other: c.Transaction.AmountOther}, true, nil
}

// A slip is a printer of which one sees a few lines.
type slip struct{}

func (slip) Write(text []byte) (int, error) {
	for line := range strings.Lines(string(text)) {
		switch words := append(strings.Fields(line), ""); words[0] {
		case "CARD", "AMOUNT", "APPROVED", "DECLINED", "REVERSED:":
			fmt.Println(strings.TrimSpace(strings.Join(words, " ")))
		}
	}
	return len(text), nil
}

// A purchase of 12.34.
func Example_pointOfSale() {
	cfg, devices, _ := counter("default", "full")
	ctx, ledger, printer := context.Background(), terminal.NewMemoryLedger(), slip{}

	pos := func() error {
		t, err := terminal.New(cfg, devices, ledger) // takes back what a stop has left
		if err != nil {
			return err
		}
		sale, err := t.Sell(ctx, 12_34)
		if sale == nil {
			return err
		}
		fmt.Println(sale)
		return errors.Join(err, sale.Print(printer, terminal.CardholderCopy))
	}
	if err := pos(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	// Output:
	// 1 PURCHASE 12.34 EUR approved, response 00
	// CARD ************0011
	// AMOUNT 12.34 EUR
	// APPROVED
}

// Cash of 100.00, and once more with notes that jam.
func Example_cashMachine() {
	cfg, devices, network := counter("atm", "cash")
	ctx, ledger := context.Background(), terminal.NewMemoryLedger()
	var jam error
	dispense := func(minor uint64) error {
		fmt.Println("dispenser:", terminal.FormatAmount(minor, 2), jam)
		return jam
	}

	atm := func() error {
		t, err := terminal.New(cfg, devices, ledger)
		if err != nil {
			return err
		}
		sale, err := t.Withdraw(ctx, 100_00)
		if sale == nil || sale.Owed.Cash == 0 {
			return err
		}
		if dispense(sale.Owed.Cash) != nil {
			return sale.Undo(ctx, terminal.DeviceFailed) // the approval is taken back
		}
		return sale.Paid()
	}
	fmt.Println(atm(), network.took)
	jam = errors.New("the notes jam")
	fmt.Println(atm(), network.took)
	// Output:
	// dispenser: 100.00 <nil>
	// <nil> []
	// dispenser: 100.00 the notes jam
	// <nil> [device failed 10000]
}
