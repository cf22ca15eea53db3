package terminal

import (
	"context"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// An Attendant decides where the books let a person decide. It is asked where the configuration says so, on attended terminals.
type Attendant interface {
	// Referral shows the PAN, as received, and returns whether the issuer, by voice, or the attendant approves: EMV 4.4 B4 6.5.2.
	Referral(ctx context.Context, pan []byte, ui kernel.UI) (approved bool, err error)
	// ForceAcceptance returns whether a transaction that was declined is accepted nevertheless: EMV 4.4 B4 6.5.4.
	ForceAcceptance(ctx context.Context, ui kernel.UI) (bool, error)
}

// An Adviser makes advices for the acquirer, online or for batch data capture.
type Adviser interface {
	// Advise takes the data of DE 55, and the issuer script results 9F5B if there are any. An error means that the advice could
	// not be made: EMV 4.4 B4 12.2.5.
	Advise(ctx context.Context, data []byte) error
}

// A Verifier performs cardholder verification methods that EMV does not define: EMV 4.4 B4 6.3.4.
type Verifier interface {
	// PerformCVM performs a method, 20 to 3E. An error means that it failed.
	PerformCVM(ctx context.Context, method tlv.CVMCode, condition tlv.CVMCondition) (tlv.CVMResult, error)
}

// attend asks the attendant, the adviser or the verifier. What is not there says no.
// EMV 4.4 B4 6.5.2, EMV 4.4 B4 6.5.4, EMV 4.4 B4 6.3.7, EMV 4.4 B4 6.3.4
func (d *Devices) attend(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	var yes bool
	var err error
	switch a.Kind {
	case kernel.PerformCVM:
		result := tlv.CVMFailed
		if d.Verifier != nil {
			if r, err := d.Verifier.PerformCVM(ctx, tlv.CVMCode(a.Data[0]), tlv.CVMCondition(a.Data[1])); err == nil {
				result = r
			}
		}
		return kernel.Event{Kind: kernel.CVMPerformed, Code: uint16(result)}, nil
	case kernel.Advise:
		if d.Adviser == nil || d.Adviser.Advise(ctx, a.Data) != nil {
			return kernel.Event{Kind: kernel.Advised, Code: kernel.AdviceFailed}, nil
		}
		return kernel.Event{Kind: kernel.Advised}, nil
	case kernel.Referral:
		pan, _ := tlv.Find(a.Data, tlv.PAN.Tag())
		if d.Attendant != nil {
			yes, err = d.Attendant.Referral(ctx, pan.Value, a.UI)
		}
	default:
		if d.Attendant != nil {
			yes, err = d.Attendant.ForceAcceptance(ctx, a.UI)
		}
	}
	n := int32(-1)
	if yes {
		n = 0
	}
	return kernel.Event{Kind: kernel.Chosen, N: n}, err
}
