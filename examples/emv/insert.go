package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/vpcd"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors/card"
)

const insertHelp = `
On Debian: apt-get install pcscd vsmartcard-vpcd. The card stays in the slot until the command is stopped (SIGINT or
SIGTERM) or -for is over; the command then says how much it was asked. A slot holds one card: a second is refused.

  emv insert -card full &
  emv txn -reader 1

Other programs reach the card too. On T=1 (-protocol T=1) all take commands as the books write them: opensc-tool -r 0 -s
00:A4:04:00:07:A0:00:00:00:04:10:10:00, scriptor, Java's javax.smartcardio. On T=0 opensc-tool and Java ask for the response
themselves; Java does so with the class of the command, which some cards refuse after GET PROCESSING OPTIONS;
-Dsun.security.smartcardio.t0GetResponse=false leaves it to the program. scriptor sends what it is given: leave out Le behind data, and ask
with 00 C0 00 00 and the second byte of 61xx. Java that finds no libpcsclite.so takes its path from
-Dsun.security.smartcardio.library.`

func insertCommand(c *call) func() error {
	name := c.flags.String("card", "full", "virtual card: a `NAME` ("+setup.CardNames()+") or a profile's file")
	slot := c.flags.String("slot", "0", "`SLOT` of the virtual reader: 0, 1, or an address")
	protocol := c.flags.String("protocol", "T=0", "`PROTOCOL` that the card speaks: T=0, T=1 or contactless")
	stay := c.flags.Duration("for", 0, "take the card out after this time; 0: when the command is stopped")
	return func() error { return c.insert(*name, *slot, *protocol, *stay) }
}

func (c *call) insert(name, slot, protocol string, stay time.Duration) error {
	if stay < 0 {
		return c.usage("-for %v: give a time such as 30s, or 0 to stay until the command is stopped", stay)
	}
	address := slot
	switch address {
	case "0":
		address = vpcd.Slot0
	case "1":
		address = vpcd.Slot1
	default:
		if !strings.Contains(address, ":") {
			return c.usage("-slot %s: give 0, 1, or an address such as %s", address, vpcd.Slot0)
		}
	}
	atr, ok := map[string][]byte{"T=0": vpcd.ATRContactT0, "T=1": vpcd.ATRContactT1, "contactless": vpcd.ATRContactless}[protocol]
	if !ok {
		return c.usage("-protocol %s: give T=0, T=1 or contactless", protocol)
	}
	virtual, err := setup.Card(name)
	if err != nil {
		return c.usage("%v", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if stay > 0 {
		limited, end := context.WithTimeout(ctx, stay)
		defer end()
		ctx = limited
	}
	served := &counted{Card: virtual}
	inserted, err := vpcd.Insert(ctx, address, atr, served)
	if err != nil {
		return notTaken(ctx, slot, err)
	}
	if err := taken(ctx, inserted); err != nil {
		return fmt.Errorf("emv insert: slot %s: %w", slot, err)
	}
	start := time.Now()
	if !*c.json {
		c.printf("virtual card %s is in slot %s\n", virtual.Profile().Name, slot)
	}
	<-inserted.Done()
	early := ctx.Err() == nil
	if *c.json {
		if err := c.printJSON(map[string]any{"card": virtual.Profile().Name, "slot": slot, "seconds": int(time.Since(start).Seconds()), "exchanges": served.exchanges}); err != nil {
			return err
		}
	} else {
		c.printf("out of the reader after %s\n", count(served.exchanges, "exchange"))
	}
	switch err := inserted.Err(); {
	case err != nil:
		return fmt.Errorf("emv insert: slot %s: %w", slot, err)
	case early && !served.pulled:
		return fmt.Errorf("emv insert: slot %s: the reader went away", slot)
	default:
		return nil
	}
}

// patience is how long a reader may take to ask a card for its answer to reset: pcscd does so every 0.4 s.
var patience = 3 * time.Second

// takeOther is what to do where a slot takes no card.
const takeOther = "take that out (stop the emv insert that holds it), or take another slot with -slot"

// errStopped is an insertion that was stopped before the reader had the card, by whatever: the time of -for or a signal.
var errStopped = errors.New("stopped before the reader took the card; if it takes none at all, another one is in the slot: " + takeOther)

// stopped reports whether a context is over, or is about to be: what waits for it may notice first.
func stopped(ctx context.Context) bool {
	end, limited := ctx.Deadline()
	return ctx.Err() != nil || limited && !time.Now().Before(end)
}

// notTaken is why a card is not in the slot where nothing was connected.
func notTaken(ctx context.Context, slot string, err error) error {
	var slow net.Error
	switch {
	case stopped(ctx):
		err = errStopped
	case errors.As(err, &slow) && slow.Timeout():
		err = errors.New("the reader takes no card: others are in the slot or wait for it, or nothing answers there; " + takeOther)
	default:
		return fmt.Errorf("emv insert: %w", err)
	}
	return fmt.Errorf("emv insert: slot %s: %w", slot, err)
}

// taken waits until the reader has the card.
func taken(ctx context.Context, inserted *vpcd.Inserted) error {
	select {
	case <-inserted.Seen():
		return nil
	case <-inserted.Done():
		if stopped(ctx) {
			return errStopped
		}
		return errors.New("the reader went away")
	case <-ctx.Done():
		return errStopped
	case <-time.After(patience):
		_ = inserted.Remove()
		return errors.New("the reader does not ask for the card: another one is in the slot; " + takeOther)
	}
}

// A counted card counts its exchanges over all resets: a reader resets it between programs.
type counted struct {
	*card.Card
	exchanges int
	pulled    bool // by its own profile
}

func (c *counted) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	c.exchanges++
	r, took, err := c.Card.Transmit(ctx, command)
	c.pulled = c.pulled || apdu.IsFault(err, apdu.Removed)
	return r, took, err
}
