package terminal

import (
	"context"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
)

// A CaptureDevice captures biometric templates and has the card verify them. No template ever leaves it in clear.
type CaptureDevice interface {
	// Capture asks for the subtype and keeps the template. r.Method is OnlinePIN where it is for the host, r.Tries how many tries the
	// card has left.
	Capture(ctx context.Context, r kernel.PINRequest, b kernel.Biometric) (kernel.PINResult, error)
	// VerifyBiometric sends the template that is kept to the card, in a chain of VERIFY commands where it is long, and returns the
	// status word of the last. An error is the card's: EMV 4.4 B3 6.5.12, 6.5.13.
	VerifyBiometric(ctx context.Context, card apdu.Card, r kernel.PINRequest, b kernel.Biometric) (result kernel.PINResult, sw uint16, err error)
}

// biometric asks the capture device.
// EMV 4.4 B3 10.5.6, EMV 4.4 B3 10.5.7
func (d *Devices) biometric(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.Capture == nil {
		return kernel.Event{Kind: kernel.PINDone, Code: uint16(kernel.PINDeviceFailed)}, nil
	}
	if a.Kind == kernel.VerifyBiometric {
		result, sw, err := d.Capture.VerifyBiometric(ctx, d.card(), a.PIN, a.Biometric)
		if err != nil {
			return cardFault(err)
		}
		return kernel.Event{Kind: kernel.PINDone, Code: uint16(result), SW: sw}, nil
	}
	if a.Within > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, a.Within)
		defer stop()
	}
	result, err := d.Capture.Capture(ctx, a.PIN, a.Biometric)
	if ctx.Err() != nil && err != nil {
		result, err = kernel.PINCancelled, nil
	}
	return kernel.Event{Kind: kernel.PINDone, Code: uint16(result)}, err
}

// SoftCapture makes a CaptureDevice of the device in software, for tests and examples: it has what it was given by Capture.
func SoftCapture(d *softpin.Device) CaptureDevice { return softCapture{d} }

type softCapture struct{ d *softpin.Device }

func (s softCapture) Capture(_ context.Context, r kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, error) {
	if r.NewKeys { // EMV 4.4 B2 13.2: keys last for one transaction
		s.d.EndTransaction()
	}
	return kernel.PINEntered, nil
}

func (s softCapture) VerifyBiometric(ctx context.Context, card apdu.Card, r kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, uint16, error) {
	a, err := s.d.VerifyBiometric(ctx, card, softRequest(r))
	return pinResult(a.Result), uint16(a.SW), err
}
