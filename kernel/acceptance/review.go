package acceptance

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// review shows the application a contactless card, once the tap is over and before the host is asked: no application has a say while the card is in the field. The
// cryptogram is made, and the amounts stand. What the card has approved offline can only be refused: the host is not asked about it any more.
func (a *acceptance) review(out *kernel.Outcome) *kernel.Outcome {
	asked := out.Status == kernel.OnlineRequest
	if !a.Transaction().Reviewed || a.found.Interface != kernel.Contactless || !asked && out.Status != kernel.Approved {
		return nil
	}
	able := a.able()
	if !asked {
		able &^= kernel.DemandHost | kernel.DemandPIN
	}
	d, reason, stopped := a.ReviewCard(a.Reviewable(), able, true)
	switch {
	case stopped != nil:
		return a.unmade(out, stopped.Error)
	case d.Has(kernel.DemandRefusal):
		return a.refuse(out, reason)
	case d.Has(kernel.DemandPIN):
		out.CVM = kernel.CVMOnlinePIN // the card is not needed for it
	}
	return nil
}

// able is what of an application's demands can be met without the card: nothing where it is only read.
func (a *acceptance) able() kernel.Demand {
	if a.Transaction().Purpose == kernel.CardRead {
		return 0
	}
	var d kernel.Demand
	able := a.capabilities()
	if !a.offlineOnly() {
		d |= kernel.DemandHost
		if able.Has(tlv.CapEncipheredPINOnline) {
			d |= kernel.DemandPIN
		}
	}
	if able.Has(tlv.CapSignature) && tlv.TerminalTypeValue(a.Config().Terminal.Type).Attended() {
		d |= kernel.DemandSignature
	}
	return d
}

// refuse ends a transaction whose card the application does not take.
func (a *acceptance) refuse(out *kernel.Outcome, reason string) *kernel.Outcome {
	if reason == "" {
		reason = "the application refuses the card"
	}
	end := a.unmade(out, kernel.ErrorIndication{L3: kernel.L3Stop, Step: "acceptance", Reason: reason})
	end.UIOutcome.Message = kernel.MsgNotAccepted
	return end
}

// unmade ends a transaction whose card has done its part: it says what the card was, and nothing of it is for a host.
func (a *acceptance) unmade(out *kernel.Outcome, e kernel.ErrorIndication) *kernel.Outcome {
	end := *out
	end.Status, end.Start, end.CVM, end.Receipt = kernel.EndApplication, kernel.StartNone, kernel.CVMNotApplicable, false
	end.Error, end.Updates, end.UIRestart = e, nil, nil
	end.UIOutcome = &kernel.UI{Message: kernel.MsgProcessingErr, Language: a.languageOf(out)}
	return &end
}

// reviewCard shows the application the stripe, before anything is agreed on with the cardholder: the amount may still change.
func (s *swipe) reviewCard() *kernel.Outcome {
	if !s.Transaction().Reviewed {
		return nil
	}
	d, reason, stopped := s.ReviewCard(kernel.Candidate{}, s.able(), s.Config().DataOnly(s.Transaction().Purpose))
	switch {
	case stopped != nil:
		return stopped
	case d.Has(kernel.DemandRefusal):
		return s.refuse(&kernel.Outcome{Kernel: "stripe", Reports: stripeReports, Read: true}, reason)
	}
	s.demand = d
	return s.agree()
}
