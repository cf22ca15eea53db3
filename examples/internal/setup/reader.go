package setup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/pcsc"
)

// A PCSC is a PC/SC reader, contact or contactless, for package terminal. The reader itself accepts the answer to reset.
type PCSC struct {
	Name    string
	service *pcsc.Service
	card    *pcsc.Card
}

// OpenPCSC finds a PC/SC reader by its name, a part of it, or its number.
func OpenPCSC(name string) (*PCSC, error) {
	service, err := pcsc.Open()
	if err != nil {
		return nil, PCSCFault(err)
	}
	list, err := service.Readers()
	if err != nil {
		return nil, errors.Join(PCSCFault(err), service.Close())
	}
	if name, err = pcsc.Match(list, name); err != nil {
		return nil, errors.Join(fmt.Errorf("-reader: %w", err), service.Close())
	}
	return &PCSC{Name: name, service: service}, nil
}

// PCSCFault is an error of PC/SC with what to do where the service does not run.
func PCSCFault(err error) error {
	if !pcsc.IsKind(err, pcsc.ServiceStopped) {
		return err
	}
	return fmt.Errorf("%w; start it: on Linux systemctl start pcscd.socket, or pcscd as root where there is no systemd (Debian: apt-get install pcscd); "+
		"on Windows the service SCardSvr; on macOS it starts with the first reader", err)
}

// Close lets go of card and reader.
func (r *PCSC) Close() error {
	r.Deactivate()
	return r.service.Close()
}

// Activate waits for a card and powers it on. A card that was deactivated is powered on again.
func (r *PCSC) Activate(ctx context.Context) ([]byte, error) {
	r.Deactivate()
	_, _, err := r.service.WaitForCard(ctx, r.Name)
	if err == nil {
		r.card, err = r.service.Connect(ctx, r.Name, pcsc.Options{})
	}
	if ctx.Err() != nil {
		return nil, apdu.Fault(apdu.Timeout, err)
	}
	return nil, err
}

// Deactivate powers the card off.
func (r *PCSC) Deactivate() {
	if r.card != nil {
		_ = r.card.Close()
		r.card = nil
	}
}

// Removed waits until the card is gone.
func (r *PCSC) Removed(ctx context.Context) error { return r.service.WaitForRemoval(ctx, r.Name) }

// Transmit sends a command to the card.
func (r *PCSC) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if r.card == nil {
		return nil, 0, apdu.Fault(apdu.Removed, nil)
	}
	return r.card.Transmit(ctx, command)
}
