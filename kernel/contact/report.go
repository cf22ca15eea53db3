package contact

import (
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// end ends the transaction; why says more of it where there is more to say.
func (t *tx) end(s kernel.Status, why string) *kernel.Outcome {
	return t.outcome(s, kernel.ErrorIndication{Reason: why})
}

// fail ends the transaction before its time, with the card's status word where that is the failure.
func (t *tx) fail(f failure, sw ...uint16) *kernel.Outcome {
	row := &failures[f]
	e := kernel.ErrorIndication{L2: row.l2, L3: row.l3, Clause: row.clause, Reason: row.words}
	if len(sw) != 0 {
		e.SW = sw[0]
	}
	return t.outcome(kernel.EndApplication, e)
}

// failOn is fail with what the failure is about.
func (t *tx) failOn(f failure, what string) *kernel.Outcome {
	row := &failures[f]
	return t.outcome(kernel.EndApplication, kernel.ErrorIndication{
		L2: row.l2, L3: row.l3, Clause: row.clause, Reason: strings.Replace(row.words, "%s", what, 1),
	})
}

// noResponse ends a transaction whose card no longer answers.
// B3 8.1, B4 6.6.1 removed
func (t *tx) noResponse(ev *kernel.Event) *kernel.Outcome {
	fault := kernel.FaultTimeout
	if ev.Kind == kernel.CardFault {
		fault = ev.Fault
	}
	return t.outcome(kernel.EndApplication, kernel.ErrorIndication{L1: fault, Clause: "EMV 4.4 B3 8.1", Reason: "no response from the card"})
}

// outcome makes the outcome.
func (t *tx) outcome(s kernel.Status, e kernel.ErrorIndication) *kernel.Outcome {
	out := &kernel.Outcome{Status: s, Error: e}
	if s == kernel.EndApplication {
		out.Error.Step = t.step
	}
	if t.Tracing() {
		if e.Reason != "" {
			t.Note(e.Clause, "%s", e.Reason)
		} else {
			t.Note("EMV 4.4 B3 10.11", "%s", s)
		}
	}
	out.UIOutcome = &kernel.UI{Message: message(s, e.L2), Language: t.language}
	t.fill(out)
	return out
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget.
func (t *tx) stopped(from *kernel.Outcome) *kernel.Outcome {
	out := *from
	if out.UIOutcome == nil {
		out.UIOutcome = &kernel.UI{Message: kernel.MsgProcessingErr, Language: t.language}
	}
	out.Error.Step = t.step
	t.fill(&out)
	return &out
}

// message is what the display says at the end.
// B4 11.2
func message(s kernel.Status, l2 kernel.L2Error) kernel.MessageID {
	switch {
	case s == kernel.Approved:
		return kernel.MsgApproved
	case s == kernel.Declined:
		return kernel.MsgDeclined
	case s == kernel.OnlineRequest:
		return kernel.MsgRemoveCard // the rest goes on without it
	case l2 == kernel.EmptyCandidateList || l2 == kernel.CardBlocked: // B1 12.4 message, B4 11.3 nothing
		return kernel.MsgNotAccepted
	}
	return kernel.MsgProcessingErr
}

// fill puts the transaction's values into the outcome.
func (t *tx) fill(out *kernel.Outcome) {
	out.Kernel = "contact"
	if out.Status != kernel.Approved {
		t.notPaidByCash()
	}
	out.Receipt = out.Status == kernel.Approved || out.Status == kernel.Declined
	out.CVM = t.outcomeCVM()
	t.CodeStands(out)               // B4 A6 in the end
	out.DataRecord = t.dataRecord() // B4 12.1.4, 12.1.5
	out.ODA, out.Read, out.Reports = t.odaResult(), t.readWhole, reports[:]
	if len(t.scripts) != 0 {
		t.data.Put(tlv.IssuerScriptResults, tlv.FromKernel, t.scripts)
	}
	t.Selected(t.selected.AID, t.selected.Label)
}

// reports are the data elements that a contact transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TVR, tlv.TSI, tlv.CVMResults, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationExpirationDate,
	tlv.ServiceCode, tlv.Track2EquivalentData, tlv.IssuerScriptResults, tlv.ElectronicCashAuthorisationCode, tlv.ElectronicCashBalance,
	tlv.ApplicationUsageControl, tlv.CVMList, tlv.IssuerActionCodeDefault, tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline, tlv.IssuerCountryCode, // B4 12.1.5
	tlv.ApplicationLabel, tlv.ApplicationPreferredName, tlv.IssuerCodeTableIndex,
}

// outcomeCVM is what was done about the cardholder, and what is still owed.
// B4 6.3.4.4, 6.3.4.4 capture
func (t *tx) outcomeCVM() kernel.CVM {
	if t.cvm.Result() == tlv.CVMFailed {
		return kernel.CVMNotApplicable
	}
	switch t.cvm.Code().Method() {
	case tlv.CVMNoCVM:
		return kernel.CVMNotRequired
	case tlv.CVMOnlinePIN:
		return kernel.CVMOnlinePIN
	case tlv.CVMSignature, tlv.CVMPlaintextPINSignature, tlv.CVMEncipheredPINSignature:
		return kernel.CVMSignature
	case tlv.CVMPlaintextPIN, tlv.CVMEncipheredPIN:
		return kernel.CVMOfflinePIN
	}
	if t.cvm.Result() == tlv.CVMSuccessful {
		return kernel.CVMVerified
	}
	if b, _ := step.Biometric(t.cvm.Code().Method()); b.Online {
		return kernel.CVMBiometricOnline
	}
	return kernel.CVMNotApplicable
}

// odaResult is how offline data authentication went.
func (t *tx) odaResult() kernel.ODAResult {
	r := kernel.ODAResult{Method: methodNames[t.auth.method], Result: "not performed"}
	switch {
	case t.auth.failed():
		r.Result, r.Reason = "failed", t.auth.reason.String()
	case t.auth.result == authVerified:
		r.Result = "ok"
	}
	return r
}

// dataRecord is the data of the transaction for the acquirer, with the latest values.
// B4 12.1.1, 10.1 same, 12.1
func (t *tx) dataRecord() []byte {
	if t.stage == noAC {
		return nil
	}
	b := step.AppendOnlineData(make([]byte, 0, 384), func(tag tlv.Tag) []byte {
		row, _ := tlv.Lookup(tlv.Contact, 0, tag)
		return t.data.Get(row)
	})
	for _, row := range [...]tlv.Row{tlv.ElectronicCashAuthorisationCode, tlv.ProductIdentificationInformation} { // of UnionPay
		if v := t.data.Get(row); len(v) != 0 {
			b = tlv.Append(b, row.Tag(), v)
		}
	}
	return b
}
