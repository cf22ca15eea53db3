// Command atm is a cash machine with a virtual card: cash, deposit, transfer, balance, mini statement, a new PIN or an unblocked one. No reader, no host and no set-up are needed.
//
//	go run ./examples/atm -amount 100.00
//	go run ./examples/atm -fast
//	go run ./examples/atm -type deposit -amount 80.00
//	go run ./examples/atm -type transfer -amount 80.00
//	go run ./examples/atm -type mini-statement
//	go run ./examples/atm -type pin-change -new-pin 5678
//	go run ./examples/atm -type unblock
//	go run ./examples/atm -tap -card phone-visa
//	go run ./examples/atm -host 127.0.0.1:8583
//	go run ./examples/atm -menu -store machine.db
//	go run ./examples/atm -menu -tap
//
// With -menu it has its whole menu: a card is inserted, and whoever stands there types what he wants; an operator, 00 with the password 123456, loads cash, looks
// for what a stop has cut short, settles, and puts the machine out of use. -keys types for you.
//
// It shows the screens of a cash machine and a line for each step of the books as it happens: language, account, amount,
// PIN, then the notes are counted out, the card is given back, and only when it has been taken the notes are. The
// receipt is last. When the notes jam (-jam) the approval is reversed. With -json it prints one JSON object.
// The exit status is 0 when the transaction ran to an outcome, whatever that is, and 2 for a bad flag or file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/examples/internal/visible"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now()))
}

// settings is what the command line asks for.
type settings struct {
	*shell.Settings
	jam      bool
	fast     bool // cash
	lost     bool
	leave    string
	owed     string // what became of cash that a stop cut short: paid or undone
	language string
	purpose  kernel.Purpose
	fresh    []string // PINs typed for a new one
}

// run is the program: its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now time.Time) int {
	stdout = visible.Writer{W: stdout} // no text of a card, a host or a file steers the terminal
	s, err := parse(args, stderr)
	switch {
	case errors.Is(err, shell.ErrHelp):
		return 0
	case err != nil:
		visible.Complain(stderr, "atm", err)
		return 2
	}
	if s.Menu {
		if err := stand(s, now, stdin, stdout); err != nil {
			visible.Complain(stderr, "atm", err)
			return 1
		}
		return 0
	}
	order := s.order()
	if _, err := s.Transaction(order.Purpose, 0, 0); err != nil {
		visible.Complain(stderr, "atm", err)
		return 2
	}
	if err := serve(s, order, now, stdout); err != nil {
		visible.Complain(stderr, "atm", err)
		return 1
	}
	return 0
}

// parse reads the command line. Its error names the flag and says what to do.
func parse(args []string, stderr io.Writer) (s *settings, err error) {
	s = &settings{}
	var purpose, fresh string
	command := shell.Command{
		Name: "atm", Machine: true, Amount: "100.00", AmountText: "amount that the cardholder enters, in the currency of the configuration",
		Card: "cash", Config: "atm", TapCard: "visa-pin", TapConfig: "tap-atm",
		More: func(f *flag.FlagSet) {
			f.BoolVar(&s.jam, "jam", false, "the notes jam in the dispenser")
			f.BoolVar(&s.fast, "fast", false, "fast cash: the configuration's amount, and no question for amount or account")
			f.BoolVar(&s.lost, "lost", false, "the host gets the request, and its answer is lost")
			f.StringVar(&s.leave, "leave", "", "what the cardholder leaves behind: card or cash")
			f.StringVar(&s.owed, "owed", "", "with -store: what became of cash whose dispensing a stop has cut short: paid or undone")
			f.StringVar(&purpose, "type", "cash", "what for: cash, deposit, transfer to the savings, inquiry, mini-statement, pin-change or unblock; for the last two the card is \"pin\" if none is given")
			f.StringVar(&fresh, "new-pin", "5678", "what is typed for a new PIN, twice each, or in full with commas between; \"cancel\" presses that key")
			f.StringVar(&s.language, "language", "en", "language that the cardholder chooses where the card names none")
		},
	}
	if s.Settings, err = command.Parse(args, stderr); err != nil {
		return nil, err
	}
	if err := s.checkTyped(); err != nil {
		return nil, err
	}
	if err := s.errand(purpose, fresh); err != nil {
		return nil, err
	}
	if slices.Contains(s.PINs, "bypass") { // EMV 4.4 B4 6.3.4.3
		return nil, errors.New("-pin: a cash machine has nobody to agree to a bypass; give PINs or cancel")
	}
	if s.Tap && (s.purpose != kernel.Cash || s.leave == "card") {
		return nil, errors.New("-tap: leave out -type and -leave card; cash alone is had by a tap, and the card stays with its holder")
	}
	if s.fast && (s.purpose != kernel.Cash || s.Given["amount"]) {
		return nil, errors.New("-fast: leave out -type and -amount; the configuration has the amount of fast cash")
	}
	if _, err := terminal.FastCash(s.Config); err != nil && s.fast {
		return nil, fmt.Errorf("-fast: %w", err)
	}
	if s.owed != "" && s.owed != "paid" && s.owed != "undone" || s.owed != "" && s.Store == "" {
		return nil, fmt.Errorf("-owed %s: give paid or undone, and -store with it", s.owed)
	}
	if s.leave != "" && s.leave != "card" && s.leave != "cash" {
		return nil, fmt.Errorf("-leave %s: give card or cash", s.leave)
	}
	if l := s.Config.Terminal.Languages; len(l) > 0 && !s.Given["language"] && s.Given["lang"] {
		s.language = l[0]
	}
	if l := s.Config.Terminal.Languages; len(l) > 0 && languageIndex(l, s.language) < 0 {
		return nil, fmt.Errorf("-language %s: the configuration has %q", s.language, s.Config.Terminal.Languages)
	}
	if _, err := count(s.Amount, s.Config.Terminal.CurrencyExponent); err != nil && !s.Menu && (s.purpose == kernel.Cash || s.purpose == kernel.Deposit) {
		return nil, fmt.Errorf("-amount %s: %w", terminal.FormatAmount(s.Amount, s.Config.Terminal.CurrencyExponent), err)
	}
	return s, nil
}

// checkTyped refuses the flags whose part is typed with -menu.
func (s *settings) checkTyped() error {
	for _, f := range []string{"fast", "lost", "leave", "owed", "new-pin", "language"} {
		if s.Menu && s.Given[f] {
			return fmt.Errorf("-%s: leave it out with -menu", f)
		}
	}
	return nil
}

// order is what is asked for. The amount of cash is asked for when the card is known.
func (s *settings) order() terminal.Order {
	o := terminal.Order{Purpose: s.purpose, Interface: s.Interface(), Token: s.Token}
	switch s.purpose {
	case kernel.Cash:
		if o.AmountLater = !s.fast; s.fast { // parse has found the amount
			fast, _ := terminal.FastCash(s.Config)
			o.Amount, o.Account = fast.Amount, fast.Account
		}
	case kernel.Transfer:
		o.AmountLater, o.To = true, tlv.SavingsAccount
	case kernel.Deposit: // the notes are counted before
		o.Amount = s.Amount
	}
	return o
}

// serve makes one transaction and shows it. Its error is a broken machine, not an unhappy outcome.
func serve(s *settings, order terminal.Order, now time.Time, stdout io.Writer) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m, err := open(s, stdout, cancel, func() time.Time { return now }, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	m.host.Lost = s.lost
	if err := m.operate(ctx, m.t); err != nil {
		return err
	}
	m.takeIn()
	sale, err := m.t.Accept(ctx, order)
	m.t.AwaitMessages(ctx)
	if sale == nil {
		return err
	}
	if !s.JSON {
		m.End(sale.Result)
	}
	if !s.JSON && s.Tap {
		fmt.Fprintf(stdout, "%s, kernel %s; %s\n", terminal.NewParameters(&sale.Result.Outcome).CVM, sale.Record.Kernel, &m.watch)
	}
	err = errors.Join(err, m.complete(ctx, sale), s.AppendLog(m.t, sale.Number))
	m.tell()
	if s.JSON {
		e, lost := m.t.Entry(sale.Number)
		return errors.Join(err, lost, visible.PrintJSON(stdout, result{
			e, m.card, terminal.FormatAmount(m.dispensed, s.Config.Terminal.CurrencyExponent),
		}))
	}
	if !receipt(sale) {
		return err
	}
	fmt.Fprintln(stdout)
	return errors.Join(err, s.Print(stdout, sale, terminal.CardholderCopy))
}

// receipt reports whether there is one: for money that was moved always, by a tap too, whose kernel leaves it to the machine.
func receipt(sale *terminal.Sale) bool { return sale.Result.Receipt || sale.Result.Approved() }

// result is what -json prints: the fields of pos and what a cash machine has besides.
type result struct {
	terminal.Entry
	Card      string `json:"card"`      // returned, captured, pulled out or tapped
	Dispensed string `json:"dispensed"` // what the cardholder has got in the end
}
