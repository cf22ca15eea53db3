package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A bank is the issuer simulator at the end of a line that may lose its answers.
type bank struct{ lost bool }

func (b *bank) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	if err == nil && b.lost {
		err = errors.New("the line broke after the request")
	}
	return response.Data, err
}

func (b *bank) Reverse(_ context.Context, r terminal.Reversal) error {
	fmt.Println("reversed:", r.Reason)
	return nil
}

func (b *bank) Advise(context.Context, []byte) error { return nil }

// counter is what stands on one: a configuration, a virtual card and a PIN device whose cardholder types 1234.
func counter(configuration, cardName string) (file []byte, reader *card.Card, pinPad terminal.PINPad) {
	file, err := configs.Named(configuration)
	if err != nil {
		panic(err)
	}
	if reader, err = card.Named(cardName); err != nil {
		panic(err)
	}
	pins, err := softpin.New("1234", "1234", "1234")
	if err != nil {
		panic(err)
	}
	return file, reader, terminal.SoftPIN(pins)
}

// A slip is a printer of which one sees a few lines.
type slip struct{}

func (slip) Write(text []byte) (int, error) {
	for line := range strings.Lines(string(text)) {
		words := append(strings.Fields(line), "")
		switch words[0] {
		case "CARD", "AMOUNT", "APPROVED", "DECLINED", "REVERSED:":
			fmt.Println(strings.TrimSpace(strings.Join(words, " ")))
		}
	}
	return len(text), nil
}

// A purchase of 12.34; one whose answer is lost, which the card approves offline; and one that the card declines then. The
// reversals take back what the host may have booked.
func Example_pointOfSale() {
	var (
		ctx                  = context.Background()
		file, reader, pinPad = counter("default", "full")
		acquirer             = &bank{}
		queue                = &terminal.MemoryQueue{}
		display              terminal.Display    // none
		keys                 terminal.Cardholder // none: the first application is taken
		printer              = slip{}
		seq                  = uint32(1)
		date, clock          = [3]byte{0x26, 0x07, 0x01}, [3]byte{0x12, 0x00, 0x00}
	)
	record := func(r terminal.Record) error {
		fmt.Println("recorded:", r.Outcome, r.ARC)
		return nil
	}
	purchase := func() error {
		cfg, err := config.Load(file) // terminal data, applications, CA keys; every fault is named
		if err != nil {
			return err
		}
		tx := kernel.Transaction{Amount: 1234, Sequence: seq, Date: date, Time: clock} // 12.34 in minor units
		s, err := kernel.NewSession(contact.Program(), cfg, tx)
		if err != nil {
			return err
		}
		devices := &terminal.Devices{Card: reader, Host: acquirer, PIN: pinPad, Display: display, Cardholder: keys}
		out, err := kernel.Run(ctx, s, devices) // err: wrong use or a broken transport, with an outcome all the same once the host was asked
		if out == nil {
			return err
		}
		defer out.Wipe()
		receipt := terminal.NewReceipt(cfg, &tx, out)
		if reversal, undo := devices.Reversal(cfg, tx, out, terminal.NotReversed); undo { // what the host approved, or may have
			receipt.Reversed = out.Status != kernel.Approved                                      // approved offline after a lost answer: it stands
			_, lost := terminal.Send(ctx, queue, acquirer, terminal.Message{Reversal: &reversal}) // kept until it is confirmed
			err = errors.Join(err, lost)
		}
		return errors.Join(err,
			receipt.Print(printer, terminal.CardholderCopy),
			record(terminal.NewRecord(out))) // outcome, TVR, TSI, CVM results, DE 55, ...
	}
	fmt.Println(purchase())
	acquirer.lost, seq = true, 2
	reader.Reset()
	fmt.Println(purchase())
	file, _ = configs.Named("default-bit") // an unreachable host declines
	seq = 3
	reader.Reset()
	fmt.Println(purchase())
	// Output:
	// CARD 541333******0011
	// AMOUNT 12.34 EUR
	// APPROVED
	// recorded: approved 00
	// <nil>
	// reversed: response lost
	// CARD 541333******0011
	// AMOUNT 12.34 EUR
	// APPROVED
	// recorded: approved Y3
	// <nil>
	// reversed: response lost
	// CARD 541333******0011
	// AMOUNT 12.34 EUR
	// DECLINED
	// REVERSED: NOTHING IS CHARGED
	// recorded: declined Z3
	// <nil>
}

// Cash of 100.00, and once more with notes that jam.
func Example_cashMachine() {
	var (
		ctx                  = context.Background()
		file, reader, pinPad = counter("atm", "cash")
		network              = &bank{}
		queue                = &terminal.MemoryQueue{}
		screen               terminal.Display    // none
		keys                 terminal.Cardholder // none: the first application is taken
		seq                  = uint32(1)
		date, clock          = [3]byte{0x26, 0x07, 0x01}, [3]byte{0x12, 0x00, 0x00}
		jam                  error
	)
	dispense := func(minor uint64) error {
		fmt.Println("dispenser:", terminal.FormatAmount(minor, 2), jam)
		return jam
	}
	record := func(r terminal.Record) error {
		fmt.Println("recorded:", r.Outcome, r.ARC)
		return nil
	}
	withdrawal := func() error {
		cfg, err := config.Load(file)
		if err != nil {
			return err
		}
		tx := kernel.Transaction{Type: 0x01, Amount: 10000, Sequence: seq, Date: date, Time: clock} // cash, 100.00
		s, err := kernel.NewSession(contact.Program(), cfg, tx)
		if err != nil {
			return err
		}
		devices := &terminal.Devices{Card: reader, Host: network, PIN: pinPad, Display: screen, Cardholder: keys}
		out, err := kernel.Run(ctx, s, devices) // online PIN: it stays in pinPad, which gives its block to network
		if out == nil {
			return err
		}
		defer out.Wipe()
		undone := terminal.NotReversed
		if out.Status == kernel.Approved {
			if jam := dispense(tx.Amount); jam != nil {
				undone, err = terminal.DeviceFailed, errors.Join(err, jam) // the approval is taken back
			}
		}
		if reversal, undo := devices.Reversal(cfg, tx, out, undone); undo {
			_, lost := terminal.Send(ctx, queue, network, terminal.Message{Reversal: &reversal}) // kept until it is confirmed
			err = errors.Join(err, lost)
		}
		return errors.Join(err, record(terminal.NewRecord(out)))
	}
	fmt.Println(withdrawal())
	jam, seq = errors.New("the notes jam"), 2
	reader.Reset()
	fmt.Println(withdrawal())
	// Output:
	// dispenser: 100.00 <nil>
	// recorded: approved 00
	// <nil>
	// dispenser: 100.00 the notes jam
	// reversed: device failed
	// recorded: approved 00
	// the notes jam
}
