// Command pos makes a chip purchase on a virtual card: no reader, no host and no set-up are needed.
//
//	go run ./examples/pos -amount 12.34
//
// It prints a line for each step of the books as it happens and then the receipt; with -json one JSON object.
// The exit status is 0 when the transaction ran to an outcome, whatever that is, and 2 for a bad flag or file.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now()))
}

var command = shell.Command{
	Name: "pos", Amount: "12.34", AmountText: "amount of the purchase, in the currency of the configuration",
	Card: "full", Config: "default",
}

// run is the program: its exit status.
func run(args []string, stdout, stderr io.Writer, now time.Time) int {
	s, err := command.Parse(args, stderr)
	switch {
	case errors.Is(err, shell.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "pos: %v\n", err)
		return 2
	}
	if err := purchase(s, stdout, now); err != nil {
		fmt.Fprintf(stderr, "pos: %v\n", err)
		return 1
	}
	return 0
}

// purchase runs one transaction and shows it. Its error is a broken terminal, not an unhappy outcome.
func purchase(s *shell.Settings, stdout io.Writer, now time.Time) error {
	pins, err := softpin.New(s.PINs...)
	if err != nil {
		return err
	}
	defer pins.Close()
	screen := &shell.Screen{W: stdout, Quiet: s.JSON, Trace: s.Trace}
	host := &shell.Host{Host: setup.Host{Unreachable: s.Offline, Decline: s.Decline}}
	devices := &terminal.Devices{
		Card: s.Card, PIN: terminal.SoftPIN(pins), Display: screen, Cardholder: setup.FirstChoice{},
		Host: host,
	}
	tx := kernel.Transaction{Amount: s.Amount, Sequence: 1}
	setup.Date(&tx, now)
	session, err := kernel.NewSession(contact.Program(), s.Config, tx, kernel.WithTrace(screen.Entry))
	if err != nil {
		return err
	}
	ctx := context.Background()
	out, err := kernel.Run(ctx, session, devices)
	if err != nil {
		return err
	}
	defer out.Wipe()
	took := ""
	reversal, reversed := devices.Reversal(s.Config, tx, out, terminal.NotReversed)
	if reversed {
		took = shell.Reverse(ctx, host, reversal, func(n uint64) string {
			return terminal.FormatAmount(n, s.Config.Terminal.CurrencyExponent) + " " + terminal.CurrencyName(s.Config.Terminal.TransactionCurrency)
		})
	}
	if s.JSON {
		e := json.NewEncoder(stdout)
		e.SetEscapeHTML(false)
		return e.Encode(terminal.NewRecord(out))
	}
	screen.End(out)
	if reversed {
		fmt.Fprintln(stdout, "REVERSAL", took)
	}
	receipt := terminal.NewReceipt(s.Config, &tx, out)
	receipt.Reversed = reversed
	for _, c := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
		fmt.Fprintln(stdout)
		if err := receipt.Print(stdout, c); err != nil {
			return err
		}
	}
	return nil
}
