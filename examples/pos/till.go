package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	issuing "github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal"
)

// A till is the terminal with what stands round it.
type till struct {
	*settings
	out    io.Writer
	screen *shell.Screen
	watch  *shell.Stopwatch
	hand   *shell.Hand // nil: a real reader
	host   *shell.Host
	ledger shell.Ledger
	t      *terminal.Terminal

	done []func() error
}

// close lets go of everything.
func (x *till) close() (err error) {
	for i := len(x.done) - 1; i >= 0; i-- {
		err = errors.Join(err, x.done[i]())
	}
	return err
}

// open makes the terminal: its ledger, its line to the host, its devices. staffed says who else stands there, before the terminal begins; nil: nobody.
func open(s *settings, out io.Writer, cancel func(), clock func() time.Time, staffed func(*till, *terminal.Devices, *softpin.Device) error) (*till, error) {
	pins, err := softpin.New(s.PINs...)
	if err != nil {
		return nil, err
	}
	x := &till{settings: s, out: out, screen: &shell.Screen{W: out, Quiet: s.JSON, Trace: s.Trace}, watch: &shell.Stopwatch{}}
	x.done = append(x.done, func() error { pins.Close(); return nil })
	if err := x.begin(pins, cancel, clock, staffed); err != nil {
		return nil, errors.Join(err, x.close())
	}
	return x, nil
}

func (x *till) begin(pins *softpin.Device, cancel func(), clock func() time.Time, staffed func(*till, *terminal.Devices, *softpin.Device) error) error {
	s := x.settings
	readers, hand, done, err := s.Readers(x.screen, x.watch, cancel)
	if err != nil {
		return err
	}
	x.hand = hand
	x.done = append(x.done, done)
	devices := terminal.Devices{
		Readers: readers, Clock: clock, Trace: x.watch.Trace(x.screen.Entry), Exchange: setup.Exchange(s.Config), CustomerKey: shell.CustomerKey,
		Cardholder: terminal.Cardholder{PIN: pinpad.New(pins), Display: x.screen, Chooser: setup.FirstChoice{}, Confirmer: &confirmer{s, x.screen}},
	}
	if x.ledger, done, err = s.OpenLedger(&devices); err != nil {
		return err
	}
	x.done = append(x.done, done)
	if x.host, err = shell.NewHost(s.Settings, issuing.Pads{PIN: pins}, s.codes...); err != nil {
		return err
	}
	x.done = append(x.done, func() error { x.host.Close(); return nil })
	devices.Acquirer = terminal.Acquirer{Host: x.watch.Host(x.host), Messages: x.host}
	if s.Tap {
		devices.Cardholder.Display = x.watch.Display(&shell.Face{Screen: x.screen, Option: s.Lights})
	}
	devices.Cardholder.Display = hand.Display(devices.Cardholder.Display)
	if staffed != nil {
		if err := staffed(x, &devices, pins); err != nil {
			return err
		}
	}
	x.t, err = terminal.New(s.Config, devices, x.ledger, setup.Contactless()...)
	return err
}

// show shows what came out, and prints both copies.
func (x *till) show(sale *terminal.Sale) (err error) {
	x.screen.End(sale.Result)
	if x.Tap {
		fmt.Fprintf(x.out, "%s, kernel %s; %s\n", terminal.NewParameters(&sale.Result.Outcome).CVM, sale.Record.Kernel, x.watch)
	}
	for _, line := range x.host.Tell() {
		fmt.Fprintln(x.out, line)
	}
	for _, c := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
		fmt.Fprintln(x.out)
		err = errors.Join(err, x.Print(x.out, sale, c))
	}
	return err
}
