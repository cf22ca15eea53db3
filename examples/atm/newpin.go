package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// errand takes in what the cardholder came for, and what he types for a new PIN.
func (s *settings) errand(purpose, fresh string) (err error) {
	if s.purpose, err = shell.Purpose(purpose, kernel.Cash, kernel.PINChange, kernel.PINUnblock); err != nil {
		return err
	}
	if s.purpose != kernel.PINChange && s.Given["new-pin"] {
		return fmt.Errorf("-new-pin: give -type pin-change with it")
	}
	if s.purpose.Administers() && s.Given["amount"] {
		return fmt.Errorf("-amount: the amount of %s is zero; leave it out", s.purpose)
	}
	if s.fresh = strings.Split(fresh, ","); len(s.fresh) == 1 {
		s.fresh = []string{fresh, fresh}
	}
	d, err := softpin.New(s.fresh...)
	if err != nil {
		return fmt.Errorf("-new-pin: %w; give PINs of 4 to 12 digits, with commas between", err)
	}
	d.Close()
	if !s.purpose.Administers() || s.Given["card"] {
		return nil
	}
	if s.Card, err = setup.Card("pin"); err == nil && !s.Given["pin"] {
		s.PINs, err = setup.PINs("", s.Card)
	}
	return err
}

// zone is the key that PIN device and host share: a test key.
const zone = "0123456789ABCDEFFEDCBA9876543210"

func zoneKey() (pin.Key, error) {
	b, err := hex.DecodeString(zone)
	if err != nil {
		return pin.Key{}, err
	}
	return pin.NewKey(pin.TDES, b)
}

// newDevice is the part of the PIN device that takes new PINs.
func newDevice(typed []string) (*softpin.Device, error) {
	key, err := zoneKey()
	if err != nil {
		return nil, err
	}
	d, err := softpin.New(typed...)
	if err == nil {
		d.SetOnlineKeys(softpin.ZoneKey(pin.Format0, key))
	}
	return d, err
}

// enterNew takes a new PIN, twice.
func (p pinPad) enterNew(ctx context.Context) (kernel.PINResult, error) {
	a, err := p.fresh.EnterNewPIN(ctx)
	typed, result := "****", kernel.PINEntered
	switch a.Result {
	case softpin.Entered:
	case softpin.Cancelled:
		typed, result = "(cancel)", kernel.PINCancelled
	default:
		typed, result = "(not the same)", kernel.PINDeviceFailed
	}
	l := p.m.Language
	p.m.Panel(phrase(phraseNewPIN, l), "> ****", phrase(phraseAgain, l), "> "+typed)
	return result, err
}

// scripts is what the issuer sends for an errand. A new PIN comes to it under the zone key, beside the request: the device that talks to the
// host has it from the PIN device, and the kernel never sees it.
func scripts(r terminal.Request, device *softpin.Device) ([]issuer.Script, error) {
	switch {
	case r.Transaction.Purpose == kernel.PINUnblock:
		return []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}, nil
	case !r.NewPIN:
		return nil, nil
	}
	o, _ := tlv.Find(r.DE55, tlv.PAN.Tag())
	pan, err := pin.ParsePAN(strings.TrimRight(fmt.Sprintf("%X", o.Value), "F"))
	if err != nil {
		return nil, err
	}
	block, err := device.NewPINBlock(pan)
	if err != nil {
		return nil, err
	}
	key, err := zoneKey()
	if err != nil {
		return nil, err
	}
	fresh, err := pin.DecipherBlock(block.PINFormat(), key, block.Bytes(), pan) // on the host's side
	if err != nil {
		return nil, err
	}
	defer fresh.Wipe()
	change := issuer.PINChange(string(fresh.AppendDigits(nil)))
	return []issuer.Script{{Late: true, Commands: []issuer.Command{change}}}, nil
}

// verdict is what the cardholder reads in the end.
func verdict(p kernel.Purpose, done bool) phrases {
	switch {
	case p == kernel.PINChange && done:
		return phraseChanged
	case p == kernel.PINChange:
		return phraseSame
	case done:
		return phraseFree
	}
	return phraseBlocked
}
