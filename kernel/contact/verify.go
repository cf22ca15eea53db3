package contact

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// pinEntryTime bounds one PIN entry.
const pinEntryTime = 60 * time.Second

// maxPINTries bounds the entries of one offline PIN: no counter tells of more than 15.
const maxPINTries = 15

// processingRestrictions compares versions, usage control and dates.
// EMV 4.4 B3 10.4
func (t *tx) processingRestrictions() *kernel.Outcome {
	r := t.restrictions()
	t.add(r.Check())
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.4", "TVR %s", t.tvr)
	}
	return nil
}

// restrictions is what they look at.
func (t *tx) restrictions() step.Restrictions {
	term := &t.cfg.Terminal
	return step.Restrictions{
		CardVersion: t.data.Get(tlv.ApplicationVersionNumber), TerminalVersion: t.app.VersionNumber,
		UsageControl:  t.data.Get(tlv.ApplicationUsageControl),
		IssuerCountry: t.data.Get(tlv.IssuerCountryCode), TerminalCountry: bcd2(term.CountryCode),
		Terminal: t.terminal(), Additional: term.AdditionalCapabilities, Purpose: t.purpose(),
		EffectiveDate: t.data.Get(tlv.ApplicationEffectiveDate), ExpirationDate: t.data.Get(tlv.ApplicationExpirationDate),
		Today: t.Transaction().Date,
	}
}

// cardholderVerification verifies the cardholder, and then takes a new PIN where that is what he came for.
// EMV 4.4 B3 10.5
func (t *tx) cardholderVerification() *kernel.Outcome {
	if out := t.verifyCardholder(); out != nil {
		return out
	}
	return t.newPIN()
}

// verifyCardholder works through the CVM list.
// EMV 4.4 B3 10.5
func (t *tx) verifyCardholder() *kernel.Outcome {
	// EMV 4.4 B3 10.5.5 (not performed)
	// EMV 4.4 B4 6.3.4.5 (table 2 row 1), EMV 4.4 B4 6.3.4.5 (table 2 row 2)
	*t.cvm = tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown)
	// EMV 4.4 B3 8, EMV 4.4 B3 10.5 (AIP)
	if !t.aip.Has(tlv.AIPCardholderVerificationSupported) {
		t.Note("EMV 4.4 B3 10.5", "the card does not support cardholder verification")
		return nil
	}
	raw := t.data.Get(tlv.CVMList)
	// EMV 4.4 B3 10.5 (absent)
	if len(raw) == 0 || withoutRules(tlv.CVMList, len(raw)) {
		// EMV 4.4 B3 7.5 (CVM list)
		t.tvr.Set(tlv.TVRICCDataMissing) // EMV 4.4 B3 7.5
		t.Note("EMV 4.4 B3 7.5", "the CVM list is missing, or has no rules")
		return nil
	}
	// EMV 4.4 B3 10.5 (format)
	list, err := tlv.ParseCVMList(raw)
	if err != nil {
		return t.end(kernel.EndApplication, fault{l2: kernel.CardDataError, clause: "EMV 4.4 B3 10.5", reason: "malformed CVM list"})
	}
	m := step.NewCVM(step.CVMInput{
		List: list, Terminal: t.terminal(), Capabilities: t.cvmCapabilities(), Purpose: t.purpose(),
		Amount: t.Transaction().Amount, Currency: bcd2(t.Transaction().Currency), ApplicationCurrency: t.data.Get(tlv.ApplicationCurrencyCode),
		Biometric: t.cfg.Terminal.BiometricCapabilities, Proprietary: t.cfg.Terminal.ProprietaryCVMs, OnlyStrong: t.onlyStrongCVM(),
	})
	for rule, ok := m.Next(); ok; rule, ok = m.Next() {
		result, out := t.perform(rule)
		if out != nil {
			return out
		}
		m.Done(result)
		if t.Tracing() {
			t.Note("EMV 4.4 B3 10.5", "%s, %s: result %s", rule.Code.Method(), rule.Condition, resultNames[result])
		}
	}
	t.add(m.TVR)
	// EMV 4.4 B3 10.5 (results)
	*t.cvm = m.Results
	t.tsi.Set(tlv.TSICardholderVerificationPerformed)
	return nil
}

var resultNames = [...]string{"unknown", "failed", "successful"}

// cvmCapabilities are the terminal's, without what the rules in force forbid.
func (t *tx) cvmCapabilities() tlv.TerminalCapabilitiesValue {
	c := t.capabilities()
	if t.rules.noPlaintextPIN {
		c.Clear(tlv.CapPlaintextPIN)
	}
	return c
}

// perform performs one method.
// EMV 4.4 B3 10.5, EMV 4.4 B4 6.3.4
func (t *tx) perform(rule tlv.CVRule) (tlv.CVMResult, *kernel.Outcome) {
	switch method := rule.Code.Method(); method {
	// EMV 4.4 B4 6.3.4.5 (no CVM)
	case tlv.CVMNoCVM:
		return tlv.CVMSuccessful, nil // EMV 4.4 B4 6.3.4.5
	// EMV 4.4 B3 10.5.3
	// EMV 4.4 B4 6.3.4.4 (unknown)
	case tlv.CVMSignature:
		return tlv.CVMUnknown, nil // EMV 4.4 B4 6.3.4.4
	case tlv.CVMOnlinePIN:
		return t.onlinePIN()
	case tlv.CVMPlaintextPIN, tlv.CVMPlaintextPINSignature, tlv.CVMEncipheredPIN, tlv.CVMEncipheredPINSignature:
		pin := kernel.PlaintextOfflinePIN
		if method == tlv.CVMEncipheredPIN || method == tlv.CVMEncipheredPINSignature {
			pin = t.encipheredPIN()
		}
		result, out := t.offlinePIN(pin)
		both := method == tlv.CVMPlaintextPINSignature || method == tlv.CVMEncipheredPINSignature
		// EMV 4.4 B3 10.5.4
		if both && result == tlv.CVMSuccessful {
			result = tlv.CVMUnknown // EMV 4.4 B3 10.5.4: the signature is still to come
		}
		return result, out
	// EMV 4.4 B4 6.3.4.5 (fail)
	case tlv.CVMFail:
		return tlv.CVMFailed, nil
	default:
		if m, ok := step.Biometric(method); ok {
			return t.biometricMethod(m)
		}
		// EMV 4.4 B4 6.3.4: the terminal's own
		result, out := t.PerformCVM(method, rule.Condition)
		if out != nil {
			return tlv.CVMFailed, t.stopped(out)
		}
		return result, nil
	}
}

// enterPIN has the PIN device take a PIN; false means that the method has failed.
// EMV 4.4 B3 10.5.1, EMV 4.4 B3 10.5.2, EMV 4.4 B4 6.3.4.3
func (t *tx) enterPIN(r kernel.PINRequest) (bool, *kernel.Outcome) {
	// EMV 4.4 B4 6.3.4.3 (subsequent)
	if t.bypassed {
		return false, nil
	}
	ev, out := t.EnterPIN(r, pinEntryTime)
	if out != nil {
		return false, t.stopped(out)
	}
	return t.pinDone(ev)
}

// pinDone says whether the PIN device did what it was asked, and sets the TVR bits where it did not.
// EMV 4.4 B3 10.5.1, EMV 4.4 B3 10.5.2
func (t *tx) pinDone(ev kernel.Event) (bool, *kernel.Outcome) {
	if ev.Kind != kernel.PINDone {
		return false, t.end(kernel.EndApplication, fault{l1: faultOf(ev), reason: "no response from the card"})
	}
	switch ev.PIN {
	case kernel.PINEntered:
		return true, nil
	// EMV 4.4 B3 10.5.1 (bypassed), EMV 4.4 B3 10.5.2 (bypassed)
	// EMV 4.4 B4 6.3.4.3 (bypass)
	case kernel.PINBypassed:
		t.bypassed = true
		t.tvr.Set(tlv.TVRPINNotEntered)
	// EMV 4.4 B4 7.1.1
	case kernel.PINCancelled:
		return false, t.end(kernel.EndApplication, fault{
			l3: kernel.L3Stop, clause: "EMV 4.4 B4 11.2",
			reason: "the cardholder pressed cancel at the PIN device",
		})
	default:
		// EMV 4.4 B3 10.5.1 (malfunction), EMV 4.4 B3 10.5.2 (malfunction)
		t.tvr.Set(tlv.TVRPINPadNotWorking)
	}
	return false, nil
}

// onlinePIN takes a PIN for the host: it stays in the PIN device.
// EMV 4.4 B3 10.5.2
func (t *tx) onlinePIN() (tlv.CVMResult, *kernel.Outcome) {
	// EMV 4.4 B4 6.3.4.2 (no VERIFY), EMV 4.4 B4 6.3.4.2 (try limit)
	ok, out := t.enterPIN(kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1})
	if out != nil || !ok {
		return tlv.CVMFailed, out
	}
	// EMV 4.4 B3 10.5.2 (captured)
	// EMV 4.4 B4 6.3.4.2 (unknown)
	t.tvr.Set(tlv.TVROnlineCVMCaptured)
	return tlv.CVMUnknown, nil // EMV 4.4 B4 6.3.4.2
}

// offlinePIN has the card verify a PIN, as often as the cardholder tries and the card lets him.
// EMV 4.4 B3 10.5.1
func (t *tx) offlinePIN(method kernel.PINMethod) (tlv.CVMResult, *kernel.Outcome) {
	// EMV 4.4 B2 annex A2.3.1
	request := kernel.PINRequest{Method: method, Tries: -1, NewKeys: method == kernel.EncipheredOfflinePINECC && !t.odeBegun}
	// EMV 4.4 B3 6.5.7.1
	// EMV 4.4 B4 6.3.4.1 (counter)
	tries, sw, out := t.getData(tlv.PINTryCounter.Tag(), 1) // EMV 4.4 B4 6.3.4.1
	if out != nil {
		return tlv.CVMFailed, out
	}
	if sw == 0x9000 && tries != nil {
		request.Tries = int(tries[0])
		// EMV 4.4 B4 6.3.4.1 (zero)
		if tries[0] == 0 {
			t.tvr.Set(tlv.TVRPINTryLimitExceeded)
			return tlv.CVMFailed, nil
		}
	}
	// EMV 4.4 B3 10.5.5 (try again)
	for range maxPINTries {
		// EMV 4.4 B4 6.3.4.1 (prompt)
		ok, out := t.enterPIN(request)
		if out != nil || !ok {
			return tlv.CVMFailed, out
		}
		if method != kernel.PlaintextOfflinePIN {
			ok, out := t.prepareEncipherment(&request)
			if out != nil || !ok {
				return tlv.CVMFailed, out
			}
		}
		ev, out := t.VerifyPIN(request)
		if out != nil {
			return tlv.CVMFailed, t.stopped(out)
		}
		t.keysAgreed(method)
		request.NewKeys = false
		if ok, out := t.pinDone(ev); out != nil || !ok {
			return tlv.CVMFailed, out
		}
		switch {
		// EMV 4.4 B3 10.5.1 (success)
		// EMV 4.4 B4 6.3.4.1 (successful)
		case ev.SW == 0x9000:
			t.show(kernel.MsgPINOK, kernel.StatusNone)
			return tlv.CVMSuccessful, nil
		// EMV 4.4 B3 10.5.1 (blocked), EMV 4.4 B3 10.5.1 (exhausted)
		case ev.SW == 0x63C0 || ev.SW == 0x6983 || ev.SW == 0x6984:
			t.tvr.Set(tlv.TVRPINTryLimitExceeded)
			return tlv.CVMFailed, nil
		// EMV 4.4 B3 10.5.5 (status)
		case ev.SW&0xFFF0 != 0x63C0:
			return tlv.CVMFailed, t.end(kernel.EndApplication, fault{
				l2: kernel.StatusBytes, sw: ev.SW, clause: "EMV 4.4 B3 10.5.5",
				reason: "VERIFY failed",
			})
		}
		// EMV 4.4 B3 6.5.12.5 (63Cx)
		request.Tries = int(ev.SW & 0x0F)
		t.show(kernel.MsgIncorrectPIN, kernel.StatusNone)
	}
	return tlv.CVMFailed, t.end(kernel.EndApplication, fault{
		l2: kernel.MaxLimitExceeded, clause: "EMV 4.4 B3 6.5.12.5",
		reason: "the card's PIN try counter does not come to an end",
	})
}

// keysAgreed notes that the PIN device has agreed on keys with the card, which it does for a PIN or template enciphered with ECC.
// EMV 4.4 B2 13.2
func (t *tx) keysAgreed(method kernel.PINMethod) {
	if method == kernel.EncipheredOfflinePINECC {
		t.odeBegun = true
	}
}

// prepareEncipherment recovers the key for the PIN and gets the card's challenge; false means that the method has failed.
// EMV 4.4 B2 7.1, EMV 4.4 B2 7.2, EMV 4.4 B2 13.2
func (t *tx) prepareEncipherment(r *kernel.PINRequest) (bool, *kernel.Outcome) {
	key, reason := t.enciphermentKey(r.Method)
	// EMV 4.4 B3 10.5.5 (key)
	if reason != oda.OK {
		t.Note(reason.Clause(), "no key for PIN encipherment: %s", reason)
		return false, nil
	}
	return t.challenge(r, key)
}

// challenge gets the card's challenge and puts it into the request, with the key; false means that the method has failed.
// EMV 4.4 B2 7.2, EMV 4.4 B3 6.5.6
// EMV 4.4 B3 6.5.6.1
func (t *tx) challenge(r *kernel.PINRequest, key *oda.Key) (bool, *kernel.Outcome) {
	// EMV 4.4 B4 6.4 (VERIFY)
	data, sw, out := t.command(apdu.AppendGetChallenge(t.cmd()))
	if out != nil {
		return false, out
	}
	// EMV 4.4 B3 6.5.6.4, EMV 4.4 B3 6.5.6.5, EMV 4.4 B3 10.5.5 (challenge)
	if sw != 0x9000 || len(data) != 8 {
		t.Note("EMV 4.4 B2 7.2", "GET CHALLENGE: %d bytes, SW %04X", len(data), sw)
		return false, nil
	}
	r.Modulus, r.Exponent, r.Challenge = key.Modulus, key.Exponent, data
	r.Suite, r.Public = key.Suite, key.Point[:len(key.Point)/2]
	return true, nil
}

// getData reads a primitive data object of n bytes; anything but success with that object is "not returned": nil.
// EMV 4.4 B3 6.5.7, EMV 4.4 B3 7.3
// EMV 4.4 B3 6.3.5 (GET DATA), EMV 4.4 B3 6.5.7.5
func (t *tx) getData(tag tlv.Tag, n int) (value []byte, sw uint16, out *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendGetData(t.cmd(), uint16(tag)))
	if out != nil || sw != 0x9000 {
		return nil, sw, out
	}
	value, _ = step.ParseGetData(data, tag, n)
	return value, sw, nil
}

// bcd2 makes two bytes of four BCD digits.
func bcd2(v uint16) [2]byte { return [2]byte{byte(v >> 8), byte(v)} }

// add adds bits to the TVR.
func (t *tx) add(bits tlv.TVRValue) {
	for i := range t.tvr {
		t.tvr[i] |= bits[i]
	}
}
