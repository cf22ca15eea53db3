// Command issuer is a host of its own for pos and atm: it speaks ISO 8583, checks MAC, cryptogram and PIN block, and keeps accounts.
//
//	go run ./examples/issuer -listen 127.0.0.1:8583
//	go run ./examples/pos -host 127.0.0.1:8583
//	go run ./examples/atm -host 127.0.0.1:8583
//	go run ./examples/issuer -dialect unionpay -listen 127.0.0.1:8584
//	go run ./examples/pos -config unionpay -card pboc -host 127.0.0.1:8584
//
// It prints a line for each message, without card data, and at its end, by the interrupt key, what the books have come to. Any card of the test issuer has an
// account, with the PIN 1234; -accounts names others. -books keeps what was booked over a stop. Its keys are published test keys: it listens to this machine alone unless it is told otherwise.
// The exit status is 0 when it was interrupted, 1 when it could not listen, and 2 for a bad flag or file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/visible"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: its exit status. It ends when ctx does.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	stdout = visible.Writer{W: stdout} // no text of a terminal steers this one
	var listen, accounts, kept, dialect string
	h := &host.Host{}
	f := flag.NewFlagSet("issuer", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&listen, "listen", "127.0.0.1:8583", "address to listen to; port 0 takes one that is free")
	f.StringVar(&accounts, "accounts", "", `file of accounts: {"accounts": [{"pan": "...", "pin": "1234", "balance": 500000, "limit": 0, "daily": 0, "blocked": false}]}`)
	f.StringVar(&kept, "books", "", "file that keeps the books, sealed, over a stop or a kill; it is made if there is none. Without it they end with the program")
	f.StringVar(&dialect, "dialect", setup.Plain, "what it speaks: plain or unionpay, which pos and atm speak with -config unionpay")
	f.BoolVar(&h.Decline, "decline", false, "decline every request")
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(stderr)
		fmt.Fprintln(stderr, "Usage: issuer [flags]")
		f.PrintDefaults()
		return 0
	case err != nil:
		err = fmt.Errorf("%w; -help lists the flags", err)
	case f.NArg() > 0:
		err = fmt.Errorf("%q is no flag; -help lists them", f.Arg(0))
	case dialect != setup.Plain && dialect != setup.UnionPay:
		err = fmt.Errorf("-dialect %s: give plain or unionpay", dialect)
	default:
		if dialect == setup.UnionPay {
			h.Union = &host.Union{}
		}
		err = open(h, accounts, kept)
	}
	if err != nil {
		visible.Complain(stderr, "issuer", err)
		return 2
	}
	if err := serve(ctx, h, listen, stdout); err != nil {
		visible.Complain(stderr, "issuer", err)
		return 1
	}
	return 0
}

// open opens the books: of the accounts of a file, with what another file has kept.
func open(h *host.Host, accounts, kept string) (err error) {
	var list []host.Account
	if accounts != "" {
		data, err := setup.File(accounts)
		if err != nil {
			return fmt.Errorf("-accounts %s: %w", accounts, err)
		}
		if list, err = host.ParseAccounts(data); err != nil {
			return fmt.Errorf("-accounts %s: correct the file: %w", accounts, err)
		}
	}
	if h.Books, err = host.NewBooks(list...); err != nil {
		return fmt.Errorf("-accounts %s: correct the file: %w", accounts, err)
	}
	if kept == "" {
		return nil
	}
	if err := h.Open(kept, list); err != nil {
		return fmt.Errorf("-books %s: %w", kept, err)
	}
	return nil
}

// serve answers until ctx ends.
func serve(ctx context.Context, h *host.Host, listen string, stdout io.Writer) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("-listen %s: %w; give an address and a port that is free", listen, err)
	}
	var mu sync.Mutex
	line := func(text string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(stdout, text)
	}
	h.Log = line
	line("listening on " + l.Addr().String())
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	err = h.Serve(l)
	h.Close()
	standing, back, missing, refused := h.Books.Counts()
	line(fmt.Sprintf("%d bookings stand, %d were taken back, %d reversals were of what never came, %d advices were refused", standing, back, missing, refused))
	return err
}
