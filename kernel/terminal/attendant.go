package terminal

import (
	"context"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// An Attendant decides where the books let a person decide. It is asked where the configuration says so, on attended terminals.
type Attendant interface {
	// Referral shows the PAN, as received, and returns whether the issuer, by voice, or the attendant approves, and the issuer's approval code: B4 6.5.2. It has six letters and digits; any
	// other is none, as the attendant has none where he decides himself. Receipt, batch data and upload have it.
	Referral(ctx context.Context, pan []byte, ui kernel.UI) (code string, approved bool, err error)
	// ForceAcceptance returns whether a transaction that was declined is accepted nevertheless: B4 6.5.4.
	ForceAcceptance(ctx context.Context, ui kernel.UI) (bool, error)
}

// An Adviser makes advices for the acquirer, online or for batch data capture.
type Adviser interface {
	// Advise takes the data of an advice: [MessageData] of a [kernel.OnlineAdvice] or [kernel.OfflineAdvice] as the acquirer has it. An error means that the advice could
	// not be made: B4 12.2.5.
	Advise(ctx context.Context, data []byte) error
}

// A Verifier performs cardholder verification methods that EMV does not define: B4 6.3.4.
type Verifier interface {
	// PerformCVM performs a method, 20 to 3E. An error means that it failed.
	PerformCVM(ctx context.Context, method tlv.CVMCode, condition tlv.CVMCondition) (tlv.CVMResult, error)
}

// attend asks the attendant, the adviser or the verifier. What is not there says no.
//
// B4 6.5.2, 6.5.4, 6.3.7, 6.3.4
func (h *handler) attend(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	m := &h.d.Merchant
	switch {
	case a.Kind == kernel.PerformCVM:
		return kernel.Event{Kind: kernel.CVMPerformed, CVM: h.performCVM(ctx, a.Data)}, nil
	case a.Kind == kernel.Advise:
		return kernel.Event{Kind: kernel.Advised, NotMade: !h.makeAdvice(ctx, &a)}, nil
	case m.Attendant == nil:
		return answered(false, nil)
	case a.Kind == kernel.Referral:
		pan, _ := tlv.Find(a.Data, tlv.PAN.Tag())
		code, approved, err := m.Attendant.Referral(ctx, pan.Value, a.UI)
		ev, err := answered(approved, err)
		ev.Data = []byte(code)
		return ev, err
	}
	return answered(m.Attendant.ForceAcceptance(ctx, a.UI))
}

func (h *handler) performCVM(ctx context.Context, data []byte) tlv.CVMResult {
	if d, ok := documentOf(data); ok && h.d.Cardholder.Document != nil {
		if r, err := h.d.Cardholder.Document.CheckDocument(ctx, d); err == nil {
			return r
		}
		return tlv.CVMFailed
	}
	if v := h.d.Merchant.Verifier; v != nil {
		if r, err := v.PerformCVM(ctx, tlv.CVMCode(data[0]), tlv.CVMCondition(data[1])); err == nil {
			return r
		}
	}
	return tlv.CVMFailed
}

// makeAdvice keeps an advice in the ledger, for the acquirer, or tells the acquirer at once where there is none.
func (h *handler) makeAdvice(ctx context.Context, a *kernel.Action) bool {
	if h.advise != nil {
		r := Request{DE55: a.Data, Interface: h.found}
		if a.Transaction != nil {
			r.Transaction = *a.Transaction
		}
		return h.advise(&r) == nil
	}
	to := h.d.Acquirer.Messages
	return to != nil && to.Advise(ctx, a.Data) == nil
}
