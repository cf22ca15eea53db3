package c8

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// What the card asks for in the Restart Indicator.
// C-8 A.1 Restart Indicator
const (
	restart             = 2
	tryAnotherInterface = 3
)

// s2930 makes the outcome: S2930-A to S2930-J.
// C-8 6.3.19
func (t *tx) s2930() state {
	t.restrain()
	if !t.data.Is(tlv.KernelConfigurationKernel8, 1, 4) { // 2930.1a
		t.data.TVR().Clear(tlv.TVRCDAFailed) // 2930.1b
	}
	t.msgOnError = kernel.MsgNone
	t.createDataRecord()
	t.createDiscretionaryData() // 2930.1
	t.out.Read = true
	if t.restarts() { // 2930.2
		return t.restartNow()
	}
	t.ui1.Status = kernel.StatusNotReady // 2930.10
	switch {
	case t.kind == tlv.TC && t.kernelDecision == accept: // 2930.12
		t.approved()
	case t.cfg.ReadSuffices(t.Transaction().Purpose, t.offlineOnly()):
		t.requestOnline()
	case t.kind == tlv.ARQC && t.kernelDecision != decline || t.kind != tlv.AAC && t.kernelDecision == online: // 2930.18
		t.requestOnline()
	default:
		t.declined()
	}
	t.uiOnOutcome() // 2930.11
	return t.end()  // 2930.45
}

// authenticated says how local authentication went. The Terminal Verification Results do not say: the card may have had its own way with them.
func (t *tx) authenticated() {
	if t.oda.Result == "" && t.localAuthenticates() {
		t.oda = kernel.ODAResult{Method: localAuthentication, Result: "ok"}
	}
}

const localAuthentication = "local authentication"

// restartRequested is what the card asks for: 0 where it does not say.
// C-8 A.1 Restart Indicator
func (t *tx) restartRequested() byte { return t.data.At(tlv.RestartIndicator, 1) >> 4 }

// restarts reports whether the card is to be presented again. One that is only read has done its part.
// C-8 6.3.19
func (t *tx) restarts() bool { return t.restartRequested() == restart && !t.dataOnly() }

// message is the message that the card asks for, if it is one that the terminal shows, or else another.
// C-8 6.3.19
func (t *tx) message(otherwise kernel.MessageID) kernel.MessageID {
	m := t.data.At(tlv.RestartIndicator, 2)
	if m != 0 && bytes.IndexByte(t.data.Get(tlv.MessageIdentifiersOnRestart), m) >= 0 { // 2930.4 2930.5 2930.6 2930.31 2930.32 2930.33 2930.37 2930.38 2930.39
		return kernel.MessageID(m)
	}
	return otherwise
}

// restartNow is OUT where the card is to be presented again: END APPLICATION, and a start at B.
// C-8 6.3.19
func (t *tx) restartNow() state {
	t.ui1.Hold, t.ui2.Hold = t.messageHold(), 0
	t.ui1.Status, t.ui2.Status = kernel.StatusNotReady, kernel.StatusReadyToRead // 2930.3
	m := t.message(kernel.MsgPresentAgain)                                       // 2930.8
	t.ui1.Message, t.ui2.Message = m, m                                          // 2930.7
	t.out.Status, t.out.Start = kernel.EndApplication, kernel.StartB
	t.uiOnOutcome()
	t.uiOnRestart(t.ui2)
	return t.end() // 2930.9
}

// approved makes the outcome of a transaction that card and terminal approve: S2930-D.
// C-8 6.3.19
func (t *tx) approved() {
	t.out.Status = kernel.Approved // 2930.13
	t.ui1.Hold = t.messageHold()   // 2930.14
	t.ui1.Message = kernel.MsgApproved
	if t.out.CVM == kernel.CVMSignature { // 2930.15
		t.ui1.Message = kernel.MsgApprovedSign // 2930.16 2930.17
	}
}

// purpose is what the transaction is for.
// C-8 6.3.19
func (t *tx) purpose() step.Purpose { return step.Purpose{Type: t.data.At(tlv.TransactionType, 1)} }

// requestOnline makes the outcome of a transaction that the host decides: S2930-E.
// C-8 6.3.19
func (t *tx) requestOnline() {
	t.out.Status = kernel.OnlineRequest                  // 2930.19
	t.ui1.Message, t.ui1.Hold = kernel.MsgAuthorising, 0 // 2930.20
}

// declined makes the outcome of one that is neither approved nor goes online: S2930-F, S2930-I and S2930-J.
// C-8 6.3.19
func (t *tx) declined() {
	if purpose := t.purpose(); !purpose.Cash() && !purpose.Purchase() { // 2930.21
		t.out.Status = kernel.EndApplication                  // 2930.25
		t.ui1.Message, t.ui1.Hold = kernel.MsgClearDisplay, 0 // 2930.26
		return
	}
	t.ui1.Hold = t.messageHold()
	switch {
	case !t.data.NotEmpty(tlv.RestartIndicator): // 2930.22
		t.out.Status = kernel.Declined     // 2930.23
		t.ui1.Message = kernel.MsgDeclined // 2930.24
	case t.restartRequested() == tryAnotherInterface: // 2930.27
		t.out.Status = kernel.TryAnotherInterface                                     // 2930.28
		t.out.AlternateInterface = alternate[t.data.At(tlv.RestartIndicator, 1)&0x0F] // 2930.29 2930.30
		t.ui1.Message = t.message(kernel.MsgInsertOrSwipe)                            // 2930.34 2930.35
	default:
		t.out.Status = kernel.Declined                // 2930.36
		t.ui1.Message = t.message(kernel.MsgDeclined) // 2930.40 2930.41
	}
}

// alternate are the Alternate Interface Preferences that the card may name: the others are reserved, and leave the parameter as it is, not applicable.
// C-8 A.1 Outcome Parameter Set
var alternate = [16]kernel.Interface{0x01: kernel.Contact, 0x02: kernel.MagneticStripe}

// s2930Fails ends the transaction: S2930-H.
// C-8 6.3.19
func (t *tx) s2930Fails(l2 kernel.L2Error, clause, reason string) state {
	t.wrong(l2, clause, reason)
	t.otherCard()
	t.ui1.Hold = t.messageHold()  // 2930.46
	return t.endApplicationLate() // 2930.47
}
