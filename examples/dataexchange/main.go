// Command dataexchange is the gate of a transit operator, who keeps a ticket of so many rides in the data storage of a Mastercard card: no reader, no host and
// no set-up are needed.
//
//	go run ./examples/dataexchange
//	go run ./examples/dataexchange -card mastercard-storage2-free
//	go run ./examples/dataexchange -card mastercard-envelopes
//	go run ./examples/dataexchange -card mastercard-storage-locked -taps 1
//
// While Kernel 2 runs it exchanges data with the gate: what it sends (DEK) is shown behind "<", what the gate gives (DET) behind ">". A card without a ticket
// buys one of three rides with its first tap, for 9.00, and each tap takes a ride. The card is one with integrated data storage (C-2 3.5.3: GET PROCESSING
// OPTIONS gives the ticket, GENERATE AC writes the next one, and the card's signature covers both), or one with standalone data storage (3.5.2: GET DATA and
// PUT DATA). The gate opens when the payment is approved and the ticket was written. With -json it prints one JSON object. The exit status is 0
// when the taps were made, and 2 for a bad flag.
//
// The operator and its key are examples.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/visible"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now()))
}

// maxTaps bounds -taps.
const maxTaps = 100

func run(args []string, stdout, stderr io.Writer, now time.Time) int {
	f := flag.NewFlagSet("dataexchange", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	name := f.String("card", "mastercard-storage-free", "virtual card: a file or a `name`: "+setup.TapNames())
	taps := f.Int("taps", 5, "how often the card is tapped: 1 to 100")
	asJSON := f.Bool("json", false, "print one JSON object")
	var log *journey
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(stderr)
		fmt.Fprintln(stderr, "Usage: dataexchange [flags]")
		f.PrintDefaults()
		return 0
	case err != nil:
		err = fmt.Errorf("%w; -help lists the flags", err)
	default:
		log, err = session(*name, *taps, f.Args(), now)
	}
	if err != nil {
		visible.Complain(stderr, "dataexchange", err)
		return 2
	}
	if *asJSON {
		err = visible.PrintJSON(stdout, log)
	} else {
		err = log.print(visible.Writer{W: stdout})
	}
	if err != nil {
		visible.Complain(stderr, "dataexchange", err)
		return 1
	}
	return 0
}

// session taps a card again and again.
func session(name string, taps int, rest []string, now time.Time) (*journey, error) {
	if len(rest) > 0 {
		return nil, fmt.Errorf("%s: there are only flags", rest[0])
	}
	if taps < 1 || taps > maxTaps {
		return nil, fmt.Errorf("-taps %d: give 1 to %d", taps, maxTaps)
	}
	cfg, err := setup.Config("tap-exchange")
	if err != nil {
		return nil, err
	}
	chip, err := setup.Card(name)
	if err != nil {
		return nil, err
	}
	if !chip.Profile().Contactless() {
		return nil, fmt.Errorf("-card %s: it is a contact card", name)
	}
	log := &journey{Card: name}
	for n := range taps {
		t, err := tap(cfg, chip, n+1, now)
		if err != nil {
			return nil, err
		}
		log.Taps = append(log.Taps, t)
	}
	return log, nil
}

// tap is one transaction, for the price of a ticket. That a ride with a ticket costs nothing the gate says when it has seen the card.
func tap(cfg *kernel.Config, chip *card.Card, number int, now time.Time) (*tapped, error) {
	tx, err := terminal.NewTransaction(cfg, kernel.Purchase, price, 0)
	if err != nil {
		return nil, err
	}
	tx.Interface, tx.Sequence = kernel.Contactless, uint32(number) //nolint:gosec // 1 to 100
	terminal.SetTime(&tx, now)
	s, err := kernel.NewSession(acceptance.Program(setup.Contactless()...), cfg, tx)
	if err != nil {
		return nil, err
	}
	chip.Reset()
	g := &gate{log: &tapped{Number: number}}
	r, err := kernel.Run(context.Background(), s, &terminal.Devices{
		Readers: terminal.Readers{Contactless: terminal.Inserted(chip)}, Acquirer: terminal.Acquirer{Host: &setup.Host{}}, Exchange: g,
	})
	if err != nil {
		return nil, err
	}
	defer r.Wipe()
	g.decide(r)
	return g.log, nil
}

// A journey is what -json prints.
type journey struct {
	Card string    `json:"card"`
	Taps []*tapped `json:"taps"`
}

// A tapped is one tap of the card.
type tapped struct {
	Number  int        `json:"tap"`
	Said    []exchange `json:"said"`
	Gate    string     `json:"gate"`    // what the gate made of it
	Outcome string     `json:"outcome"` // in the words of kernel.Status
	Read    bool       `json:"read"`    // the ticket was authenticated with the card: DS Summary Status
	Written bool       `json:"written"`
	Rides   int        `json:"rides"` // left on the ticket, where the gate opens
	Open    bool       `json:"open"`
}

// An exchange is one DEK with its DET.
type exchange struct {
	Sent   []element `json:"sent"`
	Needed []element `json:"needed"`
	Given  []element `json:"given"` // none: the gate has nothing to say
}

type element struct {
	Tag   string `json:"tag"`
	Name  string `json:"name"`
	Value string `json:"value"` // masked where it tells the account
}

// elements are data objects by the names of Kernel 2.
func elements(data []byte) []element {
	list := []element{}
	c := tlv.NewCursor(data)
	for o := range c.All() {
		e := named(o.Tag)
		if e.Value = fmt.Sprintf("%X", o.Value); len(o.Value) == 0 {
			e.Value = "empty"
		} else if o.Tag.Sensitive() {
			e.Value = "****"
		}
		list = append(list, e)
	}
	return list
}

func named(t tlv.Tag) element {
	e := element{Tag: t.String()}
	if row, ok := tlv.Lookup(tlv.C2, 0, t); ok {
		e.Name = row.In(tlv.C2).Name
	}
	return e
}

func (j *journey) print(w io.Writer) error {
	var err error
	line := func(format string, args ...any) {
		if _, e := fmt.Fprintf(w, format+"\n", args...); err == nil {
			err = e
		}
	}
	for _, t := range j.Taps {
		line("tap %d", t.Number)
		for _, x := range t.Said {
			for _, e := range x.Sent {
				line("  < %-7s %s: %s", e.Tag, e.Name, e.Value)
			}
			for _, e := range x.Needed {
				line("  < %-7s %s: needed", e.Tag, e.Name)
			}
			for _, e := range x.Given {
				line("  > %-7s %s: %s", e.Tag, e.Name, e.Value)
			}
		}
		line("  %s", t.Gate)
		line("  %s; ticket read: %v, written: %v", t.Outcome, t.Read, t.Written)
		if t.Open {
			line("  gate OPEN, rides left: %d", t.Rides)
		} else {
			line("  gate CLOSED")
		}
	}
	return err
}
