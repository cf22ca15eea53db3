package acceptance

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// noPIN is why a tap goes to the contact interface after a wish for a PIN.
const noPIN = "the issuer wants a PIN, which cannot be entered for this tap"

// authorise has the host decide about a tap, and a kernel that wants it process the answer. What is left to the host stays an online request.
//
// By some codes an issuer that declines wants more than it has got: a PIN, which is asked for without another tap, once, and goes to the host with the data of
// that tap; or the card at the contact interface. What such an answer has for the card is dropped, since nothing is decided.
//
// A table 6-3, table 6-4, table 6-5
func (a *acceptance) authorise(first *kernel.Outcome) *kernel.Outcome {
	out := first
	for rounds := 1; ; rounds++ {
		stopped := a.enterPIN(out)
		if _, cancelled := a.Take(kernel.Set(kernel.Cancelled)); cancelled && stopped == nil {
			stopped = a.stop(kernel.L3Stop, "cancelled")
		}
		switch {
		case stopped != nil && rounds > 1: // C-4 12.2.2.2 not captured: declined, as the host has said
			return a.left(first, stopped)
		case stopped != nil:
			end := a.unmade(first, stopped.Error)
			end.UIOutcome = stopped.UIOutcome
			return end
		}
		first.CVM = out.CVM
		a.Commit()
		host, stopped := a.point.Authorise(out)
		if stopped != nil {
			return a.left(first, stopped)
		}
		pin, contact := a.wanted(host)
		switch {
		case pin && rounds == 1 && a.mayEnterPIN(): // A table 6-4 request online PIN
			out = a.requestPIN(first)
			continue
		case pin:
			return a.insert(first, noPIN)
		case contact:
			return a.insert(first, "the issuer wants the card at the contact interface")
		}
		a.point.Updates = a.updates(first, host)
		start := a.point.Restart(host) // A 8.1.1.22, 8.1.1.24, C-6 F20.5
		if start == kernel.StartNone {
			return a.left(first, out)
		}
		a.Keep(first.Reports)
		second := a.runPoint(start, host)
		joinReports(second, first)
		if second.DataRecord == nil {
			second.DataRecord = first.DataRecord // A table 6-4
		}
		switch second.Status {
		case kernel.Declined, kernel.TryAnotherInterface:
			return second
		case kernel.Approved:
			if a.Approves() { // else of a part, which the transaction does not take
				if out.Status == kernel.RequestOnlinePIN {
					second.CVM = out.CVM // whether the kernel has heard of the PIN or not
				}
				return second
			}
		case kernel.RequestOnlinePIN:
			switch {
			case a.Approves(): // what the host has approved is not asked for again
			case rounds > 1:
				return a.insert(first, noPIN)
			default:
				out = second
				continue
			}
		}
		return a.left(first, second)
	}
}

// enterPIN has an online PIN entered that the kernel asks for: the card has been read, and is not needed for it. At a cash machine the kernels leave
// cardholder verification to the machine, which asks for the PIN.
//
// A 5.5.8, table 6-2
func (a *acceptance) enterPIN(out *kernel.Outcome) *kernel.Outcome {
	if a.machine() && out.CVM <= kernel.CVMNotRequired { // A table 6-2 CVM
		out.CVM = kernel.CVMOnlinePIN
	}
	if out.CVM != kernel.CVMOnlinePIN {
		return nil
	}
	ev, stopped := a.EnterPIN(kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}, presentWithin)
	switch {
	case stopped != nil:
		return stopped
	case ev.PIN != kernel.PINEntered:
		return a.stop(kernel.L3Stop, "no PIN was entered")
	}
	a.Show(kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusProcessing})
	return nil
}

// machine reports whether the terminal is a cash machine, with online PIN.
//
// A table 6-2
func (a *acceptance) machine() bool {
	t := &a.Config().Terminal
	return tlv.TerminalTypeValue(t.Type).ATM(t.AdditionalCapabilities) && a.capabilities().Has(tlv.CapEncipheredPINOnline)
}

// wanted is what the issuer wants by the code of its answer, as the combination has the codes: a PIN, or the card at the contact interface. What approves wants
// nothing.
//
// A table 6-4
func (a *acceptance) wanted(host []byte) (pin, contact bool) {
	c := a.point.Selected()
	r, ok := step.ParseIssuerResponse(host)
	if c == nil || !ok || a.Approves() {
		return false, false
	}
	code := string(r.ARC[:])
	return slices.Contains(c.PINCodes, code), slices.Contains(c.ContactCodes, code)
}

// mayEnterPIN reports whether the terminal has a PIN pad for online PIN, and the card's list of methods, where it has told one, a rule for it, whatever its
// condition.
//
// A table 6-2, C-4 12.2.2.2
func (a *acceptance) mayEnterPIN() bool {
	if !a.capabilities().Has(tlv.CapEncipheredPINOnline) {
		return false
	}
	list, err := tlv.ParseCVMList(a.Store().Get(tlv.CVMList))
	for i := range list.Len() {
		if list.Rule(i).Code.Method() == tlv.CVMOnlinePIN {
			return true
		}
	}
	return err != nil
}

// requestPIN is the outcome of a kernel that has heard of the issuer's wish for a PIN: the request is made once more, of the same data. A PIN that was in it is
// the wrong one.
//
// A annex B.8, table 6-4
func (a *acceptance) requestPIN(first *kernel.Outcome) *kernel.Outcome {
	message := kernel.MsgEnterPIN
	if first.CVM == kernel.CVMOnlinePIN {
		message = kernel.MsgIncorrectPIN
	}
	a.Show(kernel.UI{Message: message, Status: kernel.StatusProcessing, Language: a.languageOf(first)})
	return &kernel.Outcome{Status: kernel.RequestOnlinePIN, CVM: kernel.CVMOnlinePIN, DataRecord: first.DataRecord}
}

// insert sends the cardholder to the contact interface; without one the transaction is declined, as the host has said.
//
// A table 6-4
func (a *acceptance) insert(first *kernel.Outcome, reason string) *kernel.Outcome {
	end := a.stop(kernel.L3OK, reason)
	if !slices.Contains(a.others(), kernel.Contact) {
		return a.left(first, end)
	}
	out := *first
	out.Status, out.Start, out.AlternateInterface = kernel.TryAnotherInterface, kernel.StartNone, kernel.Contact
	out.CVM, out.Receipt, out.Read, out.Updates, out.UIRestart, out.Error = kernel.CVMNotApplicable, false, false, nil, nil, end.Error
	out.UIOutcome = &kernel.UI{Message: kernel.MsgPleaseInsert, Status: kernel.StatusProcessingError, Language: a.languageOf(first)}
	return &out
}

// left is what the host decides: the first outcome, with the message for the host's answer, and with what went wrong later. A kernel that ends with the
// issuer's data changes nothing of the decision.
//
// A table 6-3, table 6-4
func (a *acceptance) left(first, last *kernel.Outcome) *kernel.Outcome {
	out := *first
	if last != first {
		out.Error = last.Error
		updated(&out, last)
	}
	out.UIOutcome = &kernel.UI{Message: kernel.MsgDeclined, Language: a.languageOf(first)} // A 8.1.1.17
	switch {
	case a.Approves() && out.CVM == kernel.CVMSignature:
		out.UIOutcome.Message = kernel.MsgApprovedSign
	case a.Approves():
		out.UIOutcome.Message = kernel.MsgApproved
	}
	return &out
}
