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
// B3 10.4
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
// B3 10.5
func (t *tx) cardholderVerification() *kernel.Outcome {
	if out := t.verifyCardholder(); out != nil {
		return out
	}
	return t.newPIN()
}

// verifyCardholder works through the CVM list.
// B3 10.5
func (t *tx) verifyCardholder() *kernel.Outcome {
	t.cvm = tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown) // B3 10.5.5 not performed, B4 6.3.4.5 table 2 row 1, 6.3.4.5 table 2 row 2
	if !t.aip.Has(tlv.AIPCardholderVerificationSupported) {           // B3 8, 10.5 AIP
		t.Note("EMV 4.4 B3 10.5", "the card does not support cardholder verification")
		return nil
	}
	raw := t.data.Get(tlv.CVMList)
	if len(raw) == 0 || withoutRules(tlv.CVMList, len(raw)) { // B3 10.5 absent
		t.tvr.Set(tlv.TVRICCDataMissing) // B3 7.5 CVM list
		t.Note("EMV 4.4 B3 7.5", "the CVM list is missing, or has no rules")
		return nil
	}
	list, err := tlv.ParseCVMList(raw) // B3 10.5 format
	if err != nil {
		return t.end(kernel.EndApplication, fault{l2: kernel.CardDataError, clause: "EMV 4.4 B3 10.5", reason: "malformed CVM list"})
	}
	m := step.NewCVM(step.CVMInput{
		List: list, Terminal: t.terminal(), Capabilities: t.cvmCapabilities(), Purpose: t.purpose(),
		Amount: t.Transaction().Amount, Currency: bcd2(t.currency()), ApplicationCurrency: t.data.Get(tlv.ApplicationCurrencyCode),
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
	t.cvm = m.Results // B3 10.5 results
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
// B3 10.5, B4 6.3.4
func (t *tx) perform(rule tlv.CVRule) (tlv.CVMResult, *kernel.Outcome) {
	switch method := rule.Code.Method(); method {
	case tlv.CVMNoCVM: // B4 6.3.4.5 no CVM
		return tlv.CVMSuccessful, nil // B4 6.3.4.5
	case tlv.CVMSignature: // B3 10.5.3, B4 6.3.4.4 unknown
		return tlv.CVMUnknown, nil // B4 6.3.4.4
	case tlv.CVMOnlinePIN:
		return t.onlinePIN()
	case tlv.CVMPlaintextPIN, tlv.CVMPlaintextPINSignature, tlv.CVMEncipheredPIN, tlv.CVMEncipheredPINSignature:
		pin := kernel.PlaintextOfflinePIN
		if method == tlv.CVMEncipheredPIN || method == tlv.CVMEncipheredPINSignature {
			pin = t.encipheredPIN()
		}
		result, out := t.offlinePIN(pin)
		both := method == tlv.CVMPlaintextPINSignature || method == tlv.CVMEncipheredPINSignature
		if both && result == tlv.CVMSuccessful { // B3 10.5.4
			result = tlv.CVMUnknown // B3 10.5.4: the signature is still to come
		}
		return result, out
	case tlv.CVMFail: // B4 6.3.4.5 fail
		return tlv.CVMFailed, nil
	default:
		if m, ok := step.Biometric(method); ok {
			return t.biometricMethod(m)
		}
		result, out := t.PerformCVM(method, rule.Condition) // B4 6.3.4: the terminal's own
		if out != nil {
			return tlv.CVMFailed, t.stopped(out)
		}
		return result, nil
	}
}

// enterPIN has the PIN device take a PIN; false means that the method has failed.
// B3 10.5.1, 10.5.2, B4 6.3.4.3
func (t *tx) enterPIN(r kernel.PINRequest) (bool, *kernel.Outcome) {
	if t.bypassed { // B4 6.3.4.3 subsequent
		return false, nil
	}
	ev, out := t.EnterPIN(r, pinEntryTime)
	if out != nil {
		return false, t.stopped(out)
	}
	return t.pinDone(ev)
}

// pinDone says whether the PIN device did what it was asked, and sets the TVR bits where it did not.
// B3 10.5.1, 10.5.2
func (t *tx) pinDone(ev kernel.Event) (bool, *kernel.Outcome) {
	if ev.Kind != kernel.PINDone {
		return false, t.end(kernel.EndApplication, fault{l1: faultOf(ev), reason: "no response from the card"})
	}
	switch kernel.PINResult(ev.Code) {
	case kernel.PINEntered:
		return true, nil
	case kernel.PINBypassed: // B3 10.5.1 bypassed, 10.5.2 bypassed, B4 6.3.4.3 bypass
		t.bypassed = true
		t.tvr.Set(tlv.TVRPINNotEntered)
	case kernel.PINCancelled: // B4 7.1.1
		return false, t.end(kernel.EndApplication, fault{
			l3: kernel.L3Stop, clause: "EMV 4.4 B4 11.2",
			reason: "the cardholder pressed cancel at the PIN device",
		})
	default:
		t.tvr.Set(tlv.TVRPINPadNotWorking) // B3 10.5.1 malfunction, 10.5.2 malfunction
	}
	return false, nil
}

// onlinePIN takes a PIN for the host: it stays in the PIN device.
// B3 10.5.2
func (t *tx) onlinePIN() (tlv.CVMResult, *kernel.Outcome) {
	ok, out := t.enterPIN(kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}) // B4 6.3.4.2 no VERIFY, try limit
	if out != nil || !ok {
		return tlv.CVMFailed, out
	}
	t.tvr.Set(tlv.TVROnlineCVMCaptured) // B3 10.5.2 captured, B4 6.3.4.2 unknown
	return tlv.CVMUnknown, nil          // B4 6.3.4.2
}

// offlinePIN has the card verify a PIN, as often as the cardholder tries and the card lets him.
// B3 10.5.1
func (t *tx) offlinePIN(method kernel.PINMethod) (tlv.CVMResult, *kernel.Outcome) {
	request := kernel.PINRequest{Method: method, Tries: -1, NewKeys: method == kernel.EncipheredOfflinePINECC && !t.odeBegun} // B2 A2.3.1
	tries, sw, out := t.getData(tlv.PINTryCounter.Tag(), 1)                                                                   // B3 6.5.7.1, B4 6.3.4.1 counter
	if out != nil {
		return tlv.CVMFailed, out
	}
	if sw == 0x9000 && tries != nil {
		request.Tries = int(tries[0])
		if tries[0] == 0 { // B4 6.3.4.1 zero
			t.tvr.Set(tlv.TVRPINTryLimitExceeded)
			return tlv.CVMFailed, nil
		}
	}
	for range maxPINTries { // B3 10.5.5 try again
		ok, out := t.enterPIN(request) // B4 6.3.4.1 prompt
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
		case ev.SW == 0x9000: // B3 10.5.1 success, B4 6.3.4.1 successful
			t.show(kernel.MsgPINOK, kernel.StatusNone)
			return tlv.CVMSuccessful, nil
		case ev.SW == 0x63C0 || ev.SW == 0x6983 || ev.SW == 0x6984: // B3 10.5.1 blocked, exhausted
			t.tvr.Set(tlv.TVRPINTryLimitExceeded)
			return tlv.CVMFailed, nil
		case ev.SW&0xFFF0 != 0x63C0: // B3 10.5.5 status
			return tlv.CVMFailed, t.end(kernel.EndApplication, fault{
				l2: kernel.StatusBytes, sw: ev.SW, clause: "EMV 4.4 B3 10.5.5",
				reason: "VERIFY failed",
			})
		}
		request.Tries = int(ev.SW & 0x0F) // B3 6.5.12.5 63Cx
		t.show(kernel.MsgIncorrectPIN, kernel.StatusNone)
	}
	return tlv.CVMFailed, t.end(kernel.EndApplication, fault{
		l2: kernel.MaxLimitExceeded, clause: "EMV 4.4 B3 6.5.12.5",
		reason: "the card's PIN try counter does not come to an end",
	})
}

// keysAgreed notes that the PIN device has agreed on keys with the card, which it does for a PIN or template enciphered with ECC.
// B2 13.2
func (t *tx) keysAgreed(method kernel.PINMethod) {
	if method == kernel.EncipheredOfflinePINECC {
		t.odeBegun = true
	}
}

// prepareEncipherment recovers the key for the PIN and gets the card's challenge; false means that the method has failed.
// B2 7.1, 7.2, 13.2
func (t *tx) prepareEncipherment(r *kernel.PINRequest) (bool, *kernel.Outcome) {
	key, reason := t.enciphermentKey(r.Method)
	if reason != oda.OK { // B3 10.5.5 key
		t.Note(reason.Clause(), "no key for PIN encipherment: %s", reason)
		return false, nil
	}
	return t.challenge(r, key)
}

// challenge gets the card's challenge and puts it into the request, with the key; false means that the method has failed.
// B2 7.2, B3 6.5.6, 6.5.6.1
func (t *tx) challenge(r *kernel.PINRequest, key *oda.Key) (bool, *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendGetChallenge(t.cmd())) // B4 6.4 VERIFY
	if out != nil {
		return false, out
	}
	if sw != 0x9000 || len(data) != 8 { // B3 6.5.6.4, 6.5.6.5, 10.5.5 challenge
		t.Note("EMV 4.4 B2 7.2", "GET CHALLENGE: %d bytes, SW %04X", len(data), sw)
		return false, nil
	}
	r.Modulus, r.Exponent, r.Challenge = key.Modulus, key.Exponent, data
	r.Suite, r.Public = key.Suite, key.Point[:len(key.Point)/2]
	return true, nil
}

// getData reads a primitive data object of n bytes; anything but success with that object is "not returned": nil.
// B3 6.5.7, 7.3, 6.3.5 GET DATA, 6.5.7.5
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

// currency is the transaction's, the terminal's where the transaction names none.
func (t *tx) currency() uint16 {
	if c := t.Transaction().Currency; c != 0 {
		return c
	}
	return t.cfg.Terminal.TransactionCurrency
}
