package softpin

import (
	"context"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
)

// Capture gives the device biometric templates, one for each capture. The device wipes them after use.
func (d *Device) Capture(templates ...pin.Biometric) { d.templates = append(d.templates, templates...) }

// VerifyBiometric takes the next template, enciphers it, sends VERIFY in a chain where it is long, and answers with
// the status word. The method is [EncipheredRSA] or [EncipheredECC]: templates never go in the clear. With no
// template left the answer is [Cancelled]. An error is the card's.
//
// EMV 4.4 B2 7.3, 13.4, EMV 4.4 B3 6.5.12, 6.5.13
// EMV 4.4 B3 6.5.12.1
func (d *Device) VerifyBiometric(ctx context.Context, card apdu.Card, r Request) (Answer, error) {
	if err := ctx.Err(); err != nil || len(d.templates) == 0 {
		return Answer{Result: Cancelled}, err
	}
	b := d.templates[0]
	d.templates = d.templates[1:]
	defer b.Wipe()
	var data []byte
	var err error
	qualifier := apdu.EncipheredBiometricRSA
	switch r.Method {
	case EncipheredRSA:
		data, err = pin.EncipherBiometricRSA(r.RSA, b, r.Challenge)
	case EncipheredECC:
		qualifier = apdu.EncipheredBiometricECC
		if err = d.startODE(r.Suite, r.Public); err == nil {
			data, err = d.ode.EncipherBiometric(b, r.Challenge)
		}
	default:
		err = pin.FaultFormat
	}
	if err != nil {
		return failed(err), nil
	}
	return verify(ctx, card, qualifier, data)
}
