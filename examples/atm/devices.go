package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	issuing "github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal"
)

// close lets go of everything.
func (m *machine) close() (err error) {
	for _, do := range slices.Backward(m.done) {
		err = errors.Join(err, do())
	}
	return err
}

// staffing says who stands before the machine, before the terminal begins.
type staffing func(m *machine, d *terminal.Devices, pins, fresh *softpin.Device) error

// open makes the machine: its ledger, its line to the host, its devices. staffed may be nil: then the command line says what the cardholder does.
func open(s *settings, out io.Writer, cancel func(), clock func() time.Time, staffed staffing) (*machine, error) {
	pins, err := softpin.New(s.PINs...)
	if err != nil {
		return nil, err
	}
	fresh, err := softpin.New(s.fresh...)
	if err != nil {
		return nil, err
	}
	m := &machine{Screen: shell.Screen{W: out, Quiet: s.JSON, Trace: s.Trace}, settings: s}
	m.done = append(m.done, func() error { pins.Close(); fresh.Close(); return nil })
	if err := m.begin(pins, fresh, cancel, clock, staffed); err != nil {
		return nil, errors.Join(err, m.close())
	}
	return m, nil
}

func (m *machine) begin(pins, fresh *softpin.Device, cancel func(), clock func() time.Time, staffed staffing) error {
	s := m.settings
	readers, hand, done, err := s.Readers(&m.Screen, &m.watch, cancel)
	if err != nil {
		return err
	}
	m.hand = hand
	m.done = append(m.done, done)
	var display terminal.Display = m
	if s.Tap {
		display, m.card = m.watch.Display(&shell.Face{Screen: &m.Screen, Option: s.Lights}), "tapped"
	}
	if readers.Contact != nil {
		m.slot = &slot{Reader: readers.Contact, m: m}
		readers.Contact = m.slot
	}
	devices := terminal.Devices{
		Readers:    readers,
		Cardholder: terminal.Cardholder{PIN: pinPad{pinpad.New(pins), fresh, m}, Display: hand.Display(display), Chooser: setup.FirstChoice{}, Dialogue: m},
		Clock:      clock,
		Trace:      m.watch.Trace(m.Entry),

		CustomerKey: shell.CustomerKey,
	}
	if m.ledger, done, err = s.OpenLedger(&devices); err != nil {
		return err
	}
	m.done = append(m.done, done)
	if m.host, err = shell.NewHost(s.Settings, issuing.Pads{PIN: pins, New: fresh}); err != nil {
		return err
	}
	m.done = append(m.done, func() error { m.host.Close(); return nil })
	devices.Acquirer = terminal.Acquirer{Host: m.watch.Host(m.host), Messages: m.host}
	if staffed != nil {
		if err := staffed(m, &devices, pins, fresh); err != nil {
			return err
		}
	}
	m.t, err = terminal.New(s.Config, devices, m.ledger, setup.Contactless()...)
	return err
}

// tell shows what the host was told.
func (m *machine) tell() {
	for _, line := range m.host.Tell() {
		word, rest, _ := strings.Cut(line, " ")
		m.Line(word, rest)
	}
}
