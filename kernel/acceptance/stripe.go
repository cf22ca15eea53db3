package acceptance

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// swipe is a transaction with a magnetic stripe: the host decides it.
type swipe struct {
	*acceptance
	code     [3]byte // service code
	fallback bool    // the stripe names a chip, which has failed
	cvm      kernel.CVM
	demand   kernel.Demand
}

// stripe makes an online request of a magnetic stripe: the service code says whether the chip has to be used instead, what the card is for, and how the
// cardholder is verified.
//
// B4 6.6, ISO/IEC 7813
func (a *acceptance) stripe() *kernel.Outcome {
	s := &swipe{acceptance: a}
	for _, do := range [...]func(*swipe) *kernel.Outcome{
		(*swipe).serviceCode, (*swipe).chipFirst, (*swipe).restrict, (*swipe).remember, (*swipe).requestAmount, (*swipe).reviewCard, (*swipe).confirmAmount, (*swipe).verify,
	} {
		if out := do(s); out != nil {
			return s.told(out)
		}
	}
	return s.request()
}

// told has the end of a transaction say what the stripe was, once that is known.
func (s *swipe) told(out *kernel.Outcome) *kernel.Outcome {
	if len(s.Store().Get(tlv.PAN)) == 0 {
		return out
	}
	end := *out
	end.Kernel, end.Reports = "stripe", stripeReports
	return &end
}

// stripeReports are what a magnetic stripe has to say.
var stripeReports = []tlv.Row{tlv.PAN, tlv.ApplicationExpirationDate, tlv.Track2EquivalentData, tlv.POSEntryMode}

// serviceCode reads the three digits.
//
// ISO/IEC 7813
func (s *swipe) serviceCode() *kernel.Outcome {
	bcd, ok := tlv.Track2(s.found.Data).ServiceCode()
	if !ok || !tlv.Track2(s.found.Data).Valid() {
		return s.stop(kernel.L3OK, "the stripe has no service code")
	}
	s.code = [3]byte{bcd[0] & 15, bcd[1] >> 4, bcd[1] & 15}
	return nil
}

// chipFirst sends a card with a chip to the chip, unless that has failed and the terminal may do without. A stripe that denies the chip which has answered, or has
// another service code than that, is altered.
//
// B4 6.6, 6.6.2
func (s *swipe) chipFirst() *kernel.Outcome {
	t := s.Transaction()
	chip := s.code[0] == 2 || s.code[0] == 6
	s.fallback = chip && t.ChipFailed
	switch code := uint16(s.code[0])<<8 | uint16(s.code[1])<<4 | uint16(s.code[2]); {
	case t.ChipCode != 0 && t.ChipCode != code:
		return s.notAccepted("the stripe has another service code than the chip")
	case !chip && t.ChipSpoke:
		return s.notAccepted("the stripe denies the chip that answered")
	case s.fallback:
		if reason := s.Config().StripeAfterChip(); reason != "" {
			return s.notAccepted(reason)
		}
		return nil
	case !chip || len(s.Config().Applications) == 0:
		return nil
	}
	out := s.stop(kernel.L3OK, "the service code says that there is a chip")
	out.Status, out.AlternateInterface = kernel.TryAnotherInterface, kernel.Contact
	out.UIOutcome.Message = kernel.MsgUseChipReader
	return out
}

func (s *swipe) notAccepted(reason string) *kernel.Outcome {
	out := s.stop(kernel.L3OK, reason)
	out.UIOutcome.Message = kernel.MsgNotAccepted
	return out
}

// restrict holds the third digit against what the transaction is for.
//
// ISO/IEC 7813
func (s *swipe) restrict() *kernel.Outcome {
	t := s.Transaction()
	p := step.Purpose{Type: t.BookType(), AmountOther: t.AmountOther}
	atm := tlv.TerminalTypeValue(s.Config().Terminal.Type).ATM(s.Config().Terminal.AdditionalCapabilities)
	reason := ""
	switch digit := s.code[2]; {
	case (digit == 2 || digit == 5 || digit == 7) && (p.Cash() || p.Cashback()):
		reason = "the stripe is for goods and services only"
	case digit == 3 && !atm:
		reason = "the stripe is for cash machines only"
	case digit == 4 && p.Purchase():
		reason = "the stripe is for cash only"
	default:
		return nil
	}
	return s.notAccepted(reason)
}

// remember puts what the stripe says into the store, for the PIN device, the messages and the receipt.
func (s *swipe) remember() *kernel.Outcome {
	track := tlv.Track2(s.found.Data)
	data := s.Store()
	data.Put(tlv.Track2EquivalentData, tlv.FromCard, track)
	data.Put(tlv.PAN, tlv.FromCard, track.AppendPAN(nil))
	if date, ok := track.ExpirationDate(); ok {
		data.Put(tlv.ApplicationExpirationDate, tlv.FromCard, date[:])
	}
	data.Put(tlv.POSEntryMode, tlv.FromTerminal, []byte{s.mode()})
	return nil
}

// mode is the POS entry mode.
func (s *swipe) mode() byte {
	stripe, fallback, _ := s.Config().Fallback.EntryModes()
	if s.fallback {
		return fallback
	}
	return stripe
}

// requestAmount has the amounts entered, if they are not known yet.
//
// B4 6.5.1
func (s *swipe) requestAmount() *kernel.Outcome {
	t := s.Transaction()
	if !t.AmountLater {
		return nil
	}
	if out := s.RequestAmount(kernel.UI{Message: kernel.MsgEnterAmount, Language: s.language(), Currency: t.Currency, Exponent: t.Exponent}); out != nil {
		return out
	}
	return s.agree()
}

// confirmAmount has the cardholder confirm the amount. A stripe does not say in which currency its card is at home, and cash is not offered to it.
//
// B4 6.5.1
func (s *swipe) confirmAmount() *kernel.Outcome {
	t := s.Transaction()
	if !s.Config().Terminal.ConfirmsAmount || t.Purpose.ZeroAmount() || s.Config().DataOnly(t.Purpose) {
		return nil
	}
	ui := kernel.UI{Message: kernel.MsgAmountOK, Language: s.language(), Amount: t.Amount, HasValue: true, Currency: t.Currency, Exponent: t.Exponent}
	if out := s.ConfirmAmount(ui, nil, false); out != nil {
		return out
	}
	return s.agree()
}

func (s *swipe) agree() *kernel.Outcome {
	if reason := s.Config().Agree(s.Transaction()); reason != "" {
		return s.stop(kernel.L3Stop, reason)
	}
	return s.restrict() // cash may have come in
}

// verify asks for an online PIN where the service code wants one: always with 0, 3 and 5, where there is a PIN pad with 6 and 7. Without, an attended terminal
// has the cardholder sign. What is required is not bypassed, and nothing is where nobody is there to agree to it. Nobody is verified where no host can be asked.
//
// ISO/IEC 7813
func (s *swipe) verify() *kernel.Outcome {
	if s.Transaction().Purpose == kernel.CardRead || s.offlineOnly() {
		return nil
	}
	terminal, digit := &s.Config().Terminal, s.code[2]
	able := s.capabilities()
	s.cvm = kernel.CVMNotRequired
	if able.Has(tlv.CapSignature) && tlv.TerminalTypeValue(terminal.Type).Attended() {
		s.cvm = kernel.CVMSignature
	}
	required, wanted := digit == 0 || digit == 3 || digit == 5 || s.demand.Has(kernel.DemandPIN), digit == 6 || digit == 7
	switch pad := able.Has(tlv.CapEncipheredPINOnline); {
	case required && !pad:
		return s.stop(kernel.L3OK, "the stripe asks for a PIN, and the terminal takes none")
	case !required && !(wanted && pad):
		return nil
	}
	ev, out := s.EnterPIN(kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}, presentWithin)
	switch {
	case out != nil:
		return out
	case ev.PIN == kernel.PINEntered:
		s.cvm = kernel.CVMOnlinePIN
		return nil
	case ev.PIN == kernel.PINBypassed && !required && tlv.TerminalTypeValue(terminal.Type).Attended() && !terminal.NoPINBypass: // B4 6.3.4.3 attended
		return nil
	}
	return s.stop(kernel.L3Stop, "no PIN was entered")
}

// request is the online request.
func (s *swipe) request() *kernel.Outcome {
	t := s.Transaction()
	var b []byte
	b = tlv.Append(b, tlv.Track2EquivalentData.Tag(), s.found.Data)
	b = tlv.Append(b, tlv.AmountAuthorised.Tag(), tlv.AppendN(nil, t.Amount, 6))
	b = tlv.Append(b, tlv.TransactionCurrencyCode.Tag(), tlv.AppendB(nil, uint64(t.Currency), 2))
	b = tlv.Append(b, tlv.TransactionDate.Tag(), t.Date[:])
	b = tlv.Append(b, tlv.TransactionType.Tag(), []byte{t.Type})
	b = tlv.Append(b, tlv.POSEntryMode.Tag(), []byte{s.mode()})
	return &kernel.Outcome{Status: kernel.OnlineRequest, Kernel: "stripe", CVM: s.cvm, DataRecord: b, Receipt: true, Read: true, Reports: stripeReports}
}
