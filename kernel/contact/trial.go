package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A device takes from the cardholder what the card verifies: a PIN or a biometric template. Here is what tells the two apart.
type device struct {
	what                            string
	bypassed, notWorking, exhausted tlv.TVRBit
	cancelled, endless              failure
}

var pinDevice = device{
	what:       "PIN",
	bypassed:   tlv.TVRPINNotEntered,       // B3 10.5.1 bypassed, 10.5.2 bypassed
	notWorking: tlv.TVRPINPadNotWorking,    // B3 10.5.1 malfunction, 10.5.2 malfunction
	exhausted:  tlv.TVRPINTryLimitExceeded, // B3 10.5.1 blocked, exhausted
	cancelled:  pinCancelled,
	endless:    pinTriesEndless,
}

var captureDevice = device{
	what:       "biometric",
	bypassed:   tlv.TVRBiometricBypassed,         // B3 10.5.6 bypassed, 10.5.7 bypassed
	notWorking: tlv.TVRBiometricDeviceNotWorking, // B3 10.5.6 malfunction, 10.5.7 malfunction
	exhausted:  tlv.TVRBiometricTryLimitExceeded, // B3 10.5.6 blocked, exhausted
	cancelled:  captureCancelled,
	endless:    biometricTriesEndless,
}

// A trial is the verification of a PIN, or of a template, by the card.
type trial struct {
	*device
	request  kernel.PINRequest
	template kernel.Biometric // of the capture device
	left     int              // attempts that the terminal still makes: a card that never counts down must not hold it
}

func (v *trial) biometric() bool { return v.device == &captureDevice }

// attempt has the card verify, at most as often as is said; over means that the method is, one way or the other.
// B3 10.5.1, 10.5.5 try again, 10.5.6 sequence
func (t *tx) attempt(v *trial, times int) (result tlv.CVMResult, over bool, out *kernel.Outcome) {
	for range times {
		if v.left--; v.left < 0 {
			return tlv.CVMFailed, true, t.fail(v.endless) // B3 6.5.12.5
		}
		if v.biometric() {
			v.request = kernel.PINRequest{Method: v.request.Method, Tries: v.request.Tries} // without key and challenge of the attempt before
		}
		v.request.NewKeys = v.request.Method == kernel.EncipheredOfflinePINECC && !t.pin.keysAgreed // B2 A2.3.1
		// A subtype that is bypassed gives way to the next template, a device out of order ends the method: figure 13.
		if done, out := t.capture(v); done != kernel.PINEntered { // B4 6.3.4.1 prompt
			return tlv.CVMFailed, done == kernel.PINDeviceFailed, out
		}
		if ok, out := t.prepareEncipherment(v); !ok {
			return tlv.CVMFailed, true, out
		}
		sw, ok, out := t.verify(v)
		if !ok {
			return tlv.CVMFailed, true, out
		}
		if sw&0xFFF0 == 0x63C0 && !v.biometric() {
			t.show(kernel.MsgIncorrectPIN, kernel.StatusNone) // B4 11.2: the last try too
		}
		switch {
		case sw == 0x9000: // B3 10.5.1 success, 10.5.6 success, B4 6.3.4.1 successful
			if v.biometric() {
				t.tvr.Set(tlv.TVRBiometricSuccessful)
			} else {
				t.show(kernel.MsgPINOK, kernel.StatusNone)
			}
			return tlv.CVMSuccessful, true, nil
		case sw == 0x63C0 || sw == 0x6983 || sw == 0x6984: // B3 10.5.1 blocked, exhausted, 10.5.6 blocked, exhausted
			t.tvr.Set(v.exhausted)
			return tlv.CVMFailed, true, nil
		case v.biometric() && (sw == 0x6800 || sw == 0x6883 || sw == 0x6884): // B3 10.5.6 chain
			return tlv.CVMFailed, true, nil
		case sw&0xFFF0 != 0x63C0: // B3 10.5.5 status, 10.5.6 status
			return tlv.CVMFailed, true, t.fail(verifyFailed, sw)
		}
		v.request.Tries = int(sw & 0x0F) // B3 6.5.12.5 63Cx
	}
	return tlv.CVMFailed, false, nil
}

// capture has the device take what it is to take; what it took stays in it.
// B3 10.5.1, 10.5.2, 10.5.6, 10.5.7, B4 6.3.4.3
func (t *tx) capture(v *trial) (done kernel.PINResult, out *kernel.Outcome) {
	var ev kernel.Event
	switch {
	case v.biometric():
		ev, out = t.CaptureBiometric(v.request, v.template, captureTime)
	case t.pin.bypassed: // B4 6.3.4.3 subsequent
		return kernel.PINBypassed, nil
	default:
		ev, out = t.EnterPIN(v.request, pinEntryTime)
	}
	if out != nil {
		return kernel.PINDeviceFailed, t.stopped(out)
	}
	return t.deviceDone(v, &ev)
}

// verify has the device send VERIFY, and gives the card's answer; false means that the device did not come to that.
// B3 6.5.12, B2 13.2
func (t *tx) verify(v *trial) (sw uint16, ok bool, out *kernel.Outcome) {
	var ev kernel.Event
	if v.biometric() {
		ev, out = t.VerifyBiometric(v.request, v.template)
	} else {
		ev, out = t.VerifyPIN(v.request)
	}
	if out != nil {
		return 0, false, t.stopped(out)
	}
	if v.request.Method == kernel.EncipheredOfflinePINECC {
		t.pin.keysAgreed = true // B2 13.2
	}
	done, out := t.deviceDone(v, &ev)
	return ev.SW, done == kernel.PINEntered, out
}

// deviceDone says whether the device did what it was asked, was bypassed or is out of order, and sets the TVR bits.
// B3 10.5.1, 10.5.2, 10.5.6, 10.5.7
func (t *tx) deviceDone(v *trial, ev *kernel.Event) (kernel.PINResult, *kernel.Outcome) {
	if ev.Kind != kernel.PINDone {
		return kernel.PINDeviceFailed, t.noResponse(ev)
	}
	done := ev.PIN
	if done == kernel.PINBypassed && !v.biometric() && (!t.terminal().Attended() || t.cfg.Terminal.NoPINBypass) { // B4 6.3.4.3 attended
		done = kernel.PINDeviceFailed // nobody is there to agree to a bypass
	}
	switch done {
	case kernel.PINEntered:
		return done, nil
	case kernel.PINBypassed: // B3 10.5.1 bypassed, 10.5.2 bypassed, 10.5.6 bypassed, 10.5.7 bypassed
		t.tvr.Set(v.bypassed)
		if !v.biometric() {
			t.pin.bypassed = !t.cfg.Terminal.AsksAfterBypass // B4 6.3.4.3 bypass
		}
		return done, nil
	case kernel.PINCancelled: // B4 7.1.1
		return done, t.fail(v.cancelled)
	}
	t.tvr.Set(v.notWorking) // B3 10.5.1 malfunction, 10.5.2 malfunction, 10.5.6 malfunction, 10.5.7 malfunction
	return kernel.PINDeviceFailed, nil
}

// prepareEncipherment recovers the key for the PIN or template and gets the card's challenge; false means that the method has failed.
// B2 7.1, 7.2, 7.3, 13.2, 13.4
func (t *tx) prepareEncipherment(v *trial) (bool, *kernel.Outcome) {
	if v.request.Method == kernel.PlaintextOfflinePIN {
		return true, nil
	}
	key, reason := t.enciphermentKey(v)
	if reason != oda.OK { // B3 10.5.5 key
		t.Note(reason.Clause(), "no key for %s encipherment: %s", v.what, reason)
		return false, nil
	}
	return t.challenge(&v.request, key)
}

// enciphermentKey is the card's key for a PIN or template; for a PIN, if the terminal can encipher with its kind.
// B2 13, B4 A2
func (t *tx) enciphermentKey(v *trial) (*oda.Key, oda.Reason) {
	bit, key := tlv.CapEncipheredPINOfflineRSA, t.pinKey
	if v.request.Method == kernel.EncipheredOfflinePINECC {
		bit, key = tlv.CapEncipheredPINOfflineECC, t.odeKey
	}
	if c := t.capabilities(); !v.biometric() && !c.Has(bit) {
		return nil, oda.KeyAlgorithm
	}
	return key()
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
