package contact

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// captureTime bounds one capture.
const captureTime = 60 * time.Second

// maxBiometricTries bounds the captures of one biometric method: a card that never counts down must not hold a terminal.
const maxBiometricTries = 30

// biometricMethod performs a biometric method, template after template of the card, until one is verified or captured.
// B3 10.5.6, 10.5.7
func (t *tx) biometricMethod(m step.BiometricMethod) (tlv.CVMResult, *kernel.Outcome) {
	tries, preferred := 1, 1
	if !m.Online {
		var ok bool
		var out *kernel.Outcome
		if tries, ok, out = t.biometricCount(tlv.BiometricTryCountersTemplate, m.Counter); out != nil || !ok {
			return tlv.CVMFailed, out
		}
		if tries == 0 { // B3 10.5.6 counter
			t.tvr.Set(tlv.TVRBiometricTryLimitExceeded)
			return tlv.CVMFailed, nil
		}
		if preferred, ok, out = t.biometricCount(tlv.PreferredAttemptsTemplate, m.Counter); out != nil || !ok {
			return tlv.CVMFailed, out
		}
	}
	card, present := step.BITs(t.data.Get(tlv.CardBITGroupTemplate), m.Online)
	if !present {
		return tlv.CVMFailed, nil
	}
	t.tvr.Set(tlv.TVRBiometricFormatNotSupported) // B3 10.5.6 format, 10.5.7 format
	left := maxBiometricTries
	for i := range card {
		b := &card[i]
		if string(b.Type) != m.Type {
			continue
		}
		if solution, format := b.Fits(t.terminalBITs()); !solution || !format {
			continue
		}
		t.tvr.Clear(tlv.TVRBiometricFormatNotSupported)
		if m.Online {
			done, out := t.capture(b, kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1})
			switch {
			case out != nil || done == kernel.PINDeviceFailed:
				return tlv.CVMFailed, out
			case done == kernel.PINEntered:
				t.tvr.Set(tlv.TVROnlineCVMCaptured) // B3 10.5.7 captured
				return tlv.CVMUnknown, nil
			}
			continue
		}
		result, over, out := t.verifyTemplate(b, &tries, preferred, &left)
		if out != nil || over {
			return result, out
		}
	}
	return tlv.CVMFailed, nil
}

// verifyTemplate has the card verify one subtype, as often as it is preferred; over means that the method is, one way or the other.
// B3 10.5.6
func (t *tx) verifyTemplate(b *step.BIT, tries *int, preferred int, left *int) (result tlv.CVMResult, over bool, out *kernel.Outcome) {
	for range min(preferred, *tries) { // B3 10.5.6 sequence
		if *left--; *left < 0 {
			return tlv.CVMFailed, true, t.end(kernel.EndApplication, fault{
				l2: kernel.MaxLimitExceeded, clause: "EMV 4.4 B3 10.5.6", reason: "the card's biometric try counter does not come to an end",
			})
		}
		method := t.encipheredPIN()
		r := kernel.PINRequest{Method: method, Tries: *tries, NewKeys: method == kernel.EncipheredOfflinePINECC && !t.odeBegun}
		// A subtype that is bypassed gives way to the next template, a device out of order ends the method: figure 13.
		if done, out := t.capture(b, r); out != nil || done != kernel.PINEntered {
			return tlv.CVMFailed, done == kernel.PINDeviceFailed, out
		}
		if ok, out := t.prepareBiometric(&r); out != nil || !ok {
			return tlv.CVMFailed, true, out
		}
		ev, out := t.VerifyBiometric(r, kernel.Biometric{Subtype: b.Subtype, BIT: b.Raw})
		if out != nil {
			return tlv.CVMFailed, true, t.stopped(out)
		}
		t.keysAgreed(method)
		if done, out := t.biometricDone(ev); out != nil || done != kernel.PINEntered {
			return tlv.CVMFailed, true, out
		}
		switch {
		case ev.SW == 0x9000:
			t.tvr.Set(tlv.TVRBiometricSuccessful) // B3 10.5.6 success
			return tlv.CVMSuccessful, true, nil
		case ev.SW == 0x63C0 || ev.SW == 0x6983 || ev.SW == 0x6984: // B3 10.5.6 blocked, exhausted
			t.tvr.Set(tlv.TVRBiometricTryLimitExceeded)
			return tlv.CVMFailed, true, nil
		case ev.SW == 0x6800 || ev.SW == 0x6883 || ev.SW == 0x6884: // B3 10.5.6 chain
			return tlv.CVMFailed, true, nil
		case ev.SW&0xFFF0 != 0x63C0: // B3 10.5.6 status
			return tlv.CVMFailed, true, t.end(kernel.EndApplication, fault{
				l2: kernel.StatusBytes, sw: ev.SW, clause: "EMV 4.4 B3 10.5.5", reason: "VERIFY failed",
			})
		}
		*tries = int(ev.SW & 0x0F)
	}
	return tlv.CVMFailed, false, nil
}

// capture has the device capture what a template asks for.
// B3 10.5.6, 10.5.7
func (t *tx) capture(b *step.BIT, r kernel.PINRequest) (kernel.PINResult, *kernel.Outcome) {
	ev, out := t.CaptureBiometric(r, kernel.Biometric{Subtype: b.Subtype, BIT: b.Raw}, captureTime)
	if out != nil {
		return kernel.PINDeviceFailed, t.stopped(out)
	}
	return t.biometricDone(ev)
}

// biometricDone says whether the capture device did what it was asked, was bypassed or is out of order, and sets the TVR bits.
// B3 10.5.6, 10.5.7
func (t *tx) biometricDone(ev kernel.Event) (kernel.PINResult, *kernel.Outcome) {
	if ev.Kind != kernel.PINDone {
		return kernel.PINDeviceFailed, t.end(kernel.EndApplication, fault{l1: faultOf(ev), reason: "no response from the card"})
	}
	switch done := kernel.PINResult(ev.Code); done {
	case kernel.PINEntered:
		return done, nil
	case kernel.PINBypassed:
		t.tvr.Set(tlv.TVRBiometricBypassed) // B3 10.5.6 bypassed, 10.5.7 bypassed
		return done, nil
	case kernel.PINCancelled:
		return done, t.end(kernel.EndApplication, fault{
			l3: kernel.L3Stop, clause: "EMV 4.4 B4 11.2",
			reason: "the cardholder pressed cancel at the capture device",
		})
	}
	t.tvr.Set(tlv.TVRBiometricDeviceNotWorking) // B3 10.5.6 malfunction, 10.5.7 malfunction
	return kernel.PINDeviceFailed, nil
}

// prepareBiometric recovers the key for the template and gets the card's challenge; false means that the method has failed.
// B2 7.1, 7.3, 13.4
func (t *tx) prepareBiometric(r *kernel.PINRequest) (bool, *kernel.Outcome) {
	recovery := t.pinKey
	if r.Method == kernel.EncipheredOfflinePINECC {
		recovery = t.odeKey
	}
	key, reason := recovery()
	if reason != oda.OK {
		t.Note(reason.Clause(), "no key for biometric encipherment: %s", reason)
		return false, nil
	}
	return t.challenge(r, key)
}

// biometricCount reads one number out of a template of the card; false means that the card does not return it.
// B3 10.5.6, 6.5.7
func (t *tx) biometricCount(template tlv.Row, counter tlv.Tag) (n int, ok bool, out *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendGetData(t.cmd(), uint16(template.Tag())))
	if out != nil || sw != 0x9000 {
		return 0, false, out
	}
	n, ok = step.BiometricCount(data, template.Tag(), counter)
	return n, ok, nil
}

// terminalBITs are the templates of the terminal.
// B3 C8
func (t *tx) terminalBITs() (list []step.BIT) {
	for _, raw := range t.cfg.Terminal.BITs {
		if o, ok := step.One(raw); ok {
			if b, ok := step.ParseBIT(o); ok {
				list = append(list, b)
			}
		}
	}
	return list
}
