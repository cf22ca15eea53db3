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
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now()))
}

// run is the program: its exit status.
func run(args []string, stdout, stderr io.Writer, now time.Time) int {
	s, err := parse(args, stderr)
	switch {
	case errors.Is(err, errHelp):
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
func purchase(s *settings, stdout io.Writer, now time.Time) error {
	pins, err := softpin.New(s.pins...)
	if err != nil {
		return err
	}
	defer pins.Close()
	screen := &screen{w: stdout, quiet: s.json, trace: s.trace}
	devices := &terminal.Devices{
		Card: s.card, PIN: terminal.SoftPIN(pins), Display: screen, Cardholder: firstChoice{},
		Host: &host{unreachable: s.offline, decline: s.decline},
	}
	tx := transaction(s.amount, now)
	session, err := kernel.NewSession(contact.Program(), s.config, tx, kernel.WithTrace(screen.entry))
	if err != nil {
		return err
	}
	out, err := kernel.Run(context.Background(), session, devices)
	if err != nil {
		return err
	}
	if s.json {
		e := json.NewEncoder(stdout)
		e.SetEscapeHTML(false)
		return e.Encode(terminal.NewRecord(out))
	}
	screen.end(out)
	receipt := terminal.NewReceipt(s.config, &tx, out)
	for _, c := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
		fmt.Fprintln(stdout)
		if err := receipt.Print(stdout, c); err != nil {
			return err
		}
	}
	return nil
}

// transaction is a purchase of goods, now.
func transaction(amount uint64, now time.Time) kernel.Transaction {
	bcd := func(n int) byte { return byte(n/10%10<<4 | n%10) }
	return kernel.Transaction{
		Amount: amount, Sequence: 1,
		Date: [3]byte{bcd(now.Year() % 100), bcd(int(now.Month())), bcd(now.Day())},
		Time: [3]byte{bcd(now.Hour()), bcd(now.Minute()), bcd(now.Second())},
	}
}

// host is the issuer simulator at the other end of a line that may be down.
type host struct {
	unreachable, decline bool
	calls                int
}

func (h *host) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	if h.unreachable {
		return nil, fmt.Errorf("line down: %w", terminal.ErrNotSent)
	}
	h.calls++
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: h.decline})
	return response.Data, err
}

// firstChoice is a cardholder who takes what is offered first.
type firstChoice struct{}

func (firstChoice) SelectApplication(context.Context, []kernel.Candidate) (int, error) { return 0, nil }

func (firstChoice) ConfirmApplication(context.Context, kernel.Candidate) (bool, error) {
	return true, nil
}
