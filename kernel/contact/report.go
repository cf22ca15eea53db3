package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A fault is why a transaction ends before its time.
type fault struct {
	l1     kernel.Fault
	l2     kernel.L2Error
	l3     kernel.L3Error
	sw     uint16
	clause string
	reason string
}

// end makes the outcome.
func (t *tx) end(s kernel.Status, f fault) *kernel.Outcome {
	if f.clause == "" && f.l1 != 0 {
		f.clause = "EMV 4.4 B3 8.1"
	}
	out := &kernel.Outcome{Status: s, Error: kernel.ErrorIndication{
		L1: f.l1, L2: f.l2, L3: f.l3, SW: f.sw, Clause: f.clause, Reason: f.reason,
	}}
	if s == kernel.EndApplication {
		out.Error.Step = t.step
	}
	if f.reason != "" && t.Tracing() {
		t.Note(f.clause, "%s", f.reason)
	}
	if t.Tracing() && f.reason == "" {
		t.Note("EMV 4.4 B3 10.11", "%s", s)
	}
	out.UIOutcome = &kernel.UI{Message: message(s, f), Language: t.language}
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
// EMV 4.4 B4 11.2
func message(s kernel.Status, f fault) kernel.MessageID {
	switch {
	case s == kernel.Approved:
		return kernel.MsgApproved
	case s == kernel.Declined:
		return kernel.MsgDeclined
	case s == kernel.OnlineRequest:
		return kernel.MsgRemoveCard // the rest goes on without it
	// EMV 4.4 B1 12.4 (message)
	// EMV 4.4 B4 11.3 (nothing)
	case f.l2 == kernel.EmptyCandidateList || f.l2 == kernel.CardBlocked:
		return kernel.MsgNotAccepted
	}
	return kernel.MsgProcessingErr
}

// fill puts the transaction's values into the outcome.
func (t *tx) fill(out *kernel.Outcome) {
	out.Kernel = "contact"
	out.Receipt = out.Status == kernel.Approved || out.Status == kernel.Declined
	out.CVM = t.outcomeCVM()
	// EMV 4.4 B4 12.1.4, EMV 4.4 B4 12.1.5
	out.DataRecord = t.dataRecord()
	out.ODA, out.Read, out.Reports = t.odaResult(), t.readWhole, reports[:]
	if len(t.scripts) != 0 {
		t.data.Put(tlv.IssuerScriptResults, tlv.FromKernel, t.scripts)
	}
	t.Selected(t.selected.AID, t.selected.Label)
}

// reports are the data elements that a contact transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TVR, tlv.TSI, tlv.CVMResults, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationExpirationDate,
	tlv.ServiceCode, tlv.Track2EquivalentData, tlv.IssuerScriptResults,
	tlv.ApplicationUsageControl, tlv.CVMList, tlv.IssuerActionCodeDefault, tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline, tlv.IssuerCountryCode, // B4 12.1.5
}

// outcomeCVM is what was done about the cardholder, and what is still owed.
// EMV 4.4 B4 6.3.4.4
// EMV 4.4 B4 6.3.4.4 (capture)
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
	if b, ok := step.Biometric(t.cvm.Code().Method()); ok && b.Online {
		return kernel.CVMBiometricOnline
	}
	return kernel.CVMNotApplicable
}

// odaResult is how offline data authentication went.
func (t *tx) odaResult() kernel.ODAResult {
	r := kernel.ODAResult{Method: methodNames[t.auth.method], Result: "not performed"}
	switch {
	case t.auth.failed:
		r.Result, r.Reason = "failed", t.auth.reason.String()
	case t.auth.verified:
		r.Result = "ok"
	}
	return r
}
