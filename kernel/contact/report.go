package contact

import (
	"bytes"

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
	reversal := out.Reversal
	t.fill(&out)
	// EMV 4.4 B4 6.3.8
	out.Reversal = out.Reversal || reversal
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
	case f.l2 == kernel.EmptyCandidateList || f.l2 == kernel.Blocked:
		return kernel.MsgNotAccepted
	}
	return kernel.MsgProcessingErr
}

// fill puts the transaction's values into the outcome.
func (t *tx) fill(out *kernel.Outcome) {
	out.Online = t.online
	out.Receipt = out.Status == kernel.Approved || out.Status == kernel.Declined
	if t.arc != [2]byte{} {
		out.AuthorisationCode = string(t.arc[:])
	}
	out.Reversal = t.reversal || t.online && t.issuer.Approves() && out.Status != kernel.Approved // EMV 4.4 B4 6.3.8 (reversal)
	out.Advice = t.haveAC && t.ac.CID.Advice() && out.Status == kernel.Declined
	out.CVM = t.outcomeCVM()
	// EMV 4.4 B4 12.1.4, EMV 4.4 B4 12.1.5
	out.DataRecord = t.dataRecord()
	out.Report = kernel.Report{
		Kernel: "contact", AID: bytes.Clone(t.selected.AID), Label: t.selected.Label,
		TVR: t.tvr, TSI: t.tsi, CVMResults: t.cvm, ODA: t.odaResult(), Scripts: t.scripts,
		PAN: bytes.Clone(t.data.Get(tlv.PAN)), Exchanges: t.Exchanges(),
		Amount: t.Transaction().Amount, AmountOther: t.Transaction().AmountOther, Account: t.Transaction().Account,
	}
	r := &out.Report
	if tr := t.Transaction(); tr.Currency != 0 {
		r.Currency, r.Exponent = tr.Currency, tr.Exponent
	}
	r.Read, r.ServiceCode = t.readWhole, t.serviceCode()
	if t.haveAC {
		r.HasCID, r.CID, r.AC = true, byte(t.ac.CID), bytes.Clone(t.ac.AC)
	}
	if psn := t.data.Get(tlv.PANSequenceNumber); len(psn) == 1 {
		r.HasPSN, r.PSN = true, psn[0]
	}
	copy(r.Expiry[:], t.data.Get(tlv.ApplicationExpirationDate))
}

// serviceCode is the card's, from its own element or from track 2; zero where neither has been read.
// EMV 4.4 B4 6.6.2
func (t *tx) serviceCode() (code [2]byte) {
	if v := t.data.Get(tlv.ServiceCode); len(v) == 2 {
		return [2]byte(v)
	}
	code, _ = tlv.Track2(t.data.Get(tlv.Track2EquivalentData)).ServiceCode()
	return code
}

// outcomeCVM is what was done about the cardholder, and what is still owed.
// EMV 4.4 B4 6.3.4.4
// EMV 4.4 B4 6.3.4.4 (capture)
func (t *tx) outcomeCVM() kernel.CVM {
	if t.cvm.Result() == tlv.CVMFailed {
		return kernel.CVMNone
	}
	switch t.cvm.Code().Method() {
	case tlv.CVMNoCVM:
		return kernel.NoCVM
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
	return kernel.CVMNone
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
