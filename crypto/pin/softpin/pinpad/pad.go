// Package pinpad makes terminal devices of the PIN device in software, for tests and examples: no production binary needs it.
package pinpad

import (
	"context"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// New makes a PIN pad of the device.
func New(d *softpin.Device) terminal.PINPad { return softPIN{d} }

type softPIN struct{ d *softpin.Device }

func (s softPIN) EnterPIN(ctx context.Context, r terminal.PINEntry) (kernel.PINResult, error) {
	if r.NewKeys { // EMV 4.4 B2 13.2: keys last for one transaction
		s.d.EndTransaction()
	}
	if r.Method == kernel.NewPIN {
		a, err := s.d.EnterNewPIN(ctx)
		return pinResult(a.Result), err
	}
	a, err := s.d.EnterPIN(ctx, softRequest(r.PINRequest))
	return pinResult(a.Result), err
}

func (s softPIN) EndTransaction() { s.d.EndTransaction() }

func (s softPIN) VerifyPIN(ctx context.Context, card apdu.Card, r kernel.PINRequest) (kernel.PINResult, uint16, error) {
	a, err := s.d.VerifyPIN(ctx, card, softRequest(r))
	return pinResult(a.Result), uint16(a.SW), err
}

func softRequest(r kernel.PINRequest) softpin.Request {
	q := softpin.Request{Tries: r.Tries, RSA: pin.RSAKey{Modulus: r.Modulus, Exponent: r.Exponent}, Challenge: r.Challenge}
	switch r.Method {
	case kernel.PlaintextOfflinePIN:
		q.Method = softpin.Plaintext
	case kernel.EncipheredOfflinePINRSA:
		q.Method = softpin.EncipheredRSA
	case kernel.EncipheredOfflinePINECC:
		q.Method, q.Suite, q.Public = softpin.EncipheredECC, pin.Suite(r.Suite), r.Public
	}
	return q
}

func pinResult(r softpin.Result) kernel.PINResult {
	switch r {
	case softpin.Entered:
		return kernel.PINEntered
	case softpin.Bypassed:
		return kernel.PINBypassed
	case softpin.Cancelled:
		return kernel.PINCancelled
	}
	return kernel.PINDeviceFailed
}

// Capture makes a capture device of the device: it has what it was given by Capture.
func Capture(d *softpin.Device) terminal.CaptureDevice { return softCapture{d} }

type softCapture struct{ d *softpin.Device }

func (s softCapture) Capture(_ context.Context, r kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, error) {
	if r.NewKeys { // B2 13.2: keys last for one transaction
		s.d.EndTransaction()
	}
	return kernel.PINEntered, nil
}

func (s softCapture) VerifyBiometric(ctx context.Context, card apdu.Card, r kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, uint16, error) {
	a, err := s.d.VerifyBiometric(ctx, card, softRequest(r))
	return pinResult(a.Result), uint16(a.SW), err
}
