// Package bench is a test bench for kernels: a virtual card, a terminal's devices with a PIN device and a host, and a
// middleman who changes what the card answers.
//
// [New] makes one round any [kernel.Program]. A test changes its fields and calls [Bench.Run]. How the transaction ended
// is read from the [Result], what was sent from the Bench.
package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A Bench is everything round one transaction.
type Bench struct {
	T           testing.TB
	Program     kernel.Program
	Config      *kernel.Config
	Card        *card.Card
	Transaction kernel.Transaction

	PINs     []string        // what the cardholder types, one after the other
	PINPad   terminal.PINPad // in the place of one that types PINs
	NoPINPad bool
	Chooser  terminal.Chooser
	CardFile terminal.CardFile

	Equip func(*terminal.Devices) // with more devices, before the session begins

	// Middle changes what the card answers; n counts exchanges from 1.
	Middle func(n int, command, response []byte) []byte
	// Fault takes the card's answer away; 0 leaves it.
	Fault func(n int, command []byte) apdu.FaultKind

	HostDown bool                              // the host gets no request
	Answer   func(de55 []byte) ([]byte, error) // in the place of the issuer
	Issuer   issuer.Options

	Commands  [][]byte // as sent
	HostCalls int
	DE55      []byte // as the host got it last
	Messages  []kernel.MessageID
	Languages []string // of the messages
	Trace     []trace.Entry

	sessions uint64
}

// New has the named card of package card and the named configuration of package config in the profile Book, a purchase of
// 12.34, and one right PIN.
func New(t testing.TB, program kernel.Program, cardName, configName string) *Bench {
	t.Helper()
	c, err := card.Named(cardName)
	if err != nil {
		t.Fatal(err)
	}
	b := &Bench{T: t, Program: program, Card: c, Config: Config(t, configName), PINs: []string{"1234"}, Transaction: Purchase(1234)}
	b.Config.Profile = kernel.Book
	return b
}

// Purchase is a purchase of this amount in minor units, number 1, at noon of 1 July 2026, in the terminal's currency.
func Purchase(amount uint64) kernel.Transaction {
	return kernel.Transaction{Money: kernel.Money{Amount: amount}, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0, 0}}
}

// Transmit is the wire to the card, with the middleman on it.
func (b *Bench) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	b.Commands = append(b.Commands, slices.Clone(command))
	n := len(b.Commands)
	if b.Fault != nil {
		if kind := b.Fault(n, command); kind != 0 {
			return nil, 0, apdu.Fault(kind, nil)
		}
	}
	response, took, err := b.Card.Transmit(ctx, command)
	if err == nil && b.Middle != nil {
		response = b.Middle(n, command, slices.Clone(response))
	}
	return response, took, err
}

// Authorise is the host.
func (b *Bench) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	if b.HostDown {
		return nil, fmt.Errorf("down: %w", terminal.ErrNotSent)
	}
	b.HostCalls++
	b.DE55 = slices.Clone(r.DE55)
	if b.Answer != nil {
		return b.Answer(r.DE55)
	}
	response, err := issuer.Test().Authorise(r.DE55, b.Issuer)
	return response.Data, err
}

// Show is the display.
func (b *Bench) Show(_ context.Context, ui kernel.UI) {
	b.Messages = append(b.Messages, ui.Message)
	b.Languages = append(b.Languages, ui.Language)
}

// Devices are the terminal's, with the Bench as card, host and display.
func (b *Bench) Devices() *terminal.Devices {
	d := &terminal.Devices{
		Readers: terminal.Readers{Contact: terminal.Inserted(b)}, Acquirer: terminal.Acquirer{Host: b},
		Cardholder: terminal.Cardholder{Display: b, Chooser: b.Chooser, PIN: b.PINPad}, CardFile: b.CardFile,
	}
	if b.Equip != nil {
		b.Equip(d)
	}
	if b.PINPad == nil && !b.NoPINPad {
		pins, err := softpin.New(b.PINs...)
		if err != nil {
			b.T.Fatal(err)
		}
		d.Cardholder.PIN = pinpad.New(pins)
	}
	return d
}

// Session begins the transaction.
func (b *Bench) Session(opts ...kernel.Option) *kernel.Session {
	b.T.Helper()
	s, err := kernel.NewSession(b.Program, b.Config, b.Transaction, b.seeded(opts)...)
	if err != nil {
		b.T.Fatal(err)
	}
	return s
}

// seeded gives each session of a Bench random bytes of its own, the same whenever the test runs.
func (b *Bench) seeded(opts []kernel.Option) []kernel.Option {
	b.sessions++
	return append([]kernel.Option{kerneltest.Random(b.sessions)}, opts...)
}

// Run runs the transaction to its end; it must have one, and no error.
func (b *Bench) Run(opts ...kernel.Option) *Result {
	b.T.Helper()
	out, err := b.Try(opts...)
	if err != nil {
		b.T.Fatal(err)
	}
	return out
}

// Fails is the error of a run whose devices fail.
func (b *Bench) Fails() error {
	_, err := b.Try()
	return err
}

// Try runs the transaction and keeps its trace.
func (b *Bench) Try(opts ...kernel.Option) (*Result, error) {
	b.T.Helper()
	opts = append(opts, kernel.WithTrace(func(e trace.Entry) { b.Trace = append(b.Trace, e) }))
	s, err := kernel.NewSession(b.Program, b.Config, b.Transaction, b.seeded(opts)...)
	if err != nil {
		return nil, err
	}
	return Run(context.Background(), s, b.Devices())
}

// RunWith runs the transaction with this handler in the place of the devices; it must have an end, and no error.
func (b *Bench) RunWith(h kernel.Handler) *Result {
	b.T.Helper()
	out, err := Run(context.Background(), b.Session(), h)
	if err != nil {
		b.T.Fatal(err)
	}
	return out
}

// Instructions are those of the commands sent, in order: "A4 B2 A4 A8 ...".
func (b *Bench) Instructions() string { return Instructions(b.Commands) }

// Instructions are those of commands, in order.
func Instructions(commands [][]byte) string {
	var s []string
	for _, c := range commands {
		s = append(s, fmt.Sprintf("%02X", c[1]))
	}
	return strings.Join(s, " ")
}

// Sent counts the commands with this instruction.
func (b *Bench) Sent(ins byte) (n int) {
	for _, c := range b.Commands {
		if c[1] == ins {
			n++
		}
	}
	return n
}

// P1 is the reference control parameter of GENERATE AC number n, from 1; -1 if it was not sent.
func (b *Bench) P1(n int) int {
	for _, c := range b.Commands {
		if c[1] == apdu.GenerateAC {
			if n--; n == 0 {
				return int(c[2])
			}
		}
	}
	return -1
}
