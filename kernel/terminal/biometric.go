package terminal

import (
	"context"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
)

// A CaptureDevice captures biometric templates and has the card verify them. No template ever leaves it in clear.
type CaptureDevice interface {
	// Capture asks for the subtype and keeps the template. r.Method is OnlinePIN where it is for the host, r.Tries how many tries the
	// card has left.
	Capture(ctx context.Context, r kernel.PINRequest, b kernel.Biometric) (kernel.PINResult, error)
	// VerifyBiometric sends the template that is kept to the card, in a chain of VERIFY commands where it is long, and returns the
	// status word of the last. An error is the card's: B3 6.5.12, 6.5.13.
	VerifyBiometric(ctx context.Context, card apdu.Card, r kernel.PINRequest, b kernel.Biometric) (result kernel.PINResult, sw uint16, err error)
}

// biometric asks the capture device.
//
// B3 10.5.6, 10.5.7
func (h *handler) biometric(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	d := h.d.Cardholder.Capture
	if d == nil {
		return kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil
	}
	if a.Kind == kernel.VerifyBiometric {
		result, sw, err := d.VerifyBiometric(ctx, h.reader(a.Reader), a.PIN, a.Biometric)
		if err != nil {
			return cardFault(err)
		}
		return kernel.Event{Kind: kernel.PINDone, PIN: result, SW: sw}, nil
	}
	ctx, stop := limited(ctx, a.Within)
	defer stop()
	result, err := d.Capture(ctx, a.PIN, a.Biometric)
	if ctx.Err() != nil && err != nil {
		result, err = kernel.PINCancelled, nil
	}
	return kernel.Event{Kind: kernel.PINDone, PIN: result}, err
}
