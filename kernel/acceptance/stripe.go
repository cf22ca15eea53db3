package acceptance

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// stripe makes an online request of a magnetic stripe: the service code says whether the chip has to be used instead, and how the cardholder is
// verified.
//
// B4 6.6, ISO/IEC 7813
func (a *acceptance) stripe() *kernel.Outcome {
	bcd, ok := tlv.Track2(a.found.Data).ServiceCode() // ISO/IEC 7813
	if !ok {
		return a.stop(kernel.L3OK, "the stripe has no service code")
	}
	code := [3]byte{bcd[0] & 15, bcd[1] >> 4, bcd[1] & 15}
	failed := a.Transaction().ChipFailed
	hasChip := code[0] == 2 || code[0] == 6
	if hasChip && !failed && len(a.Config().Applications) > 0 { // B4 6.6
		out := a.stop(kernel.L3OK, "the service code says that there is a chip")
		out.Status, out.AlternateInterface = kernel.TryAnotherInterface, kernel.Contact
		out.UIOutcome.Message = kernel.MsgUseChipReader
		return out
	}
	out := &kernel.Outcome{Status: kernel.OnlineRequest, Kernel: "stripe", Receipt: true, Read: true, Reports: stripeReports}
	pin, stopped := a.stripePIN(code[2])
	if stopped != nil {
		return stopped
	}
	out.CVM = kernel.CVMSignature
	if pin {
		out.CVM = kernel.CVMOnlinePIN
	}
	mode := a.Config().Fallback.StripeMode
	if hasChip && failed {
		mode = a.Config().Fallback.FallbackMode
	}
	s := a.Store()
	s.Put(tlv.Track2EquivalentData, tlv.FromCard, a.found.Data)
	s.Put(tlv.POSEntryMode, tlv.FromTerminal, []byte{mode})
	tx := a.Transaction()
	var b []byte
	b = tlv.Append(b, tlv.Track2EquivalentData.Tag(), a.found.Data)
	b = tlv.Append(b, tlv.AmountAuthorised.Tag(), tlv.AppendN(nil, tx.Amount, 6))
	b = tlv.Append(b, tlv.TransactionCurrencyCode.Tag(), tlv.AppendB(nil, uint64(tx.Currency), 2))
	b = tlv.Append(b, tlv.TransactionDate.Tag(), tx.Date[:])
	b = tlv.Append(b, tlv.TransactionType.Tag(), []byte{tx.Type})
	out.DataRecord = tlv.Append(b, tlv.POSEntryMode.Tag(), []byte{mode})
	return out
}

// stripeReports are what a magnetic stripe has to say.
var stripeReports = []tlv.Row{tlv.Track2EquivalentData, tlv.POSEntryMode}

// stripePIN asks for an online PIN where the service code wants one: always with 0, 3 and 5, where there is a PIN pad with 6 and 7.
//
// ISO/IEC 7813
func (a *acceptance) stripePIN(digit byte) (entered bool, out *kernel.Outcome) {
	capable := tlv.TerminalCapabilitiesValue(a.Config().Terminal.Capabilities).Has(tlv.CapEncipheredPINOnline)
	switch {
	case digit != 0 && digit != 3 && digit < 5:
		return false, nil
	case !capable && digit >= 6:
		return false, nil
	case !capable:
		return false, a.stop(kernel.L3OK, "the stripe asks for a PIN, and the terminal takes none")
	}
	ev, stopped := a.EnterPIN(kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}, presentWithin)
	switch {
	case stopped != nil:
		return false, stopped
	case ev.PIN == kernel.PINEntered:
		return true, nil
	case ev.PIN == kernel.PINBypassed && digit >= 6:
		return false, nil
	}
	return false, a.stop(kernel.L3Stop, "no PIN was entered")
}
