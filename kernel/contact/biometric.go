package contact

import (
	"time"

	"github.com/emvgo/emv/apdu"
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
		if tries, ok, out = t.biometricCount(tlv.BiometricTryCountersTemplate, m.Counter); !ok {
			return tlv.CVMFailed, out
		}
		if tries == 0 { // B3 10.5.6 counter
			t.tvr.Set(tlv.TVRBiometricTryLimitExceeded)
			return tlv.CVMFailed, nil
		}
		if preferred, ok, out = t.biometricCount(tlv.PreferredAttemptsTemplate, m.Counter); !ok {
			return tlv.CVMFailed, out
		}
	}
	card, present := step.BITs(t.data.Get(tlv.CardBITGroupTemplate), m.Online)
	if !present {
		return tlv.CVMFailed, nil
	}
	t.tvr.Set(tlv.TVRBiometricFormatNotSupported) // B3 10.5.6 format, 10.5.7 format
	v := trial{device: &captureDevice, left: maxBiometricTries}
	v.request = kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}
	if !m.Online {
		v.request = kernel.PINRequest{Method: t.encipheredPIN(), Tries: tries}
	}
	for i := range card {
		b := &card[i]
		if string(b.Type) != m.Type {
			continue
		}
		if solution, format := b.Fits(t.terminalBITs()); !solution || !format {
			continue
		}
		t.tvr.Clear(tlv.TVRBiometricFormatNotSupported)
		v.template = kernel.Biometric{Subtype: b.Subtype, BIT: b.Raw}
		result, over, out := t.performTemplate(&v, m, preferred)
		if out != nil || over {
			return result, out
		}
	}
	return tlv.CVMFailed, nil
}

// performTemplate has one template captured for the host, or verified by the card as often as is preferred; over means that the method
// is, one way or the other.
// B3 10.5.6, 10.5.7
func (t *tx) performTemplate(v *trial, m step.BiometricMethod, preferred int) (result tlv.CVMResult, over bool, out *kernel.Outcome) {
	if !m.Online {
		return t.attempt(v, min(preferred, v.request.Tries)) // B3 10.5.6 sequence
	}
	done, out := t.capture(v)
	switch {
	case out != nil || done == kernel.PINDeviceFailed:
		return tlv.CVMFailed, true, out
	case done == kernel.PINEntered:
		t.tvr.Set(tlv.TVROnlineCVMCaptured) // B3 10.5.7 captured
		return tlv.CVMUnknown, true, nil
	}
	return tlv.CVMFailed, false, nil
}

// biometricCount reads one number out of a template of the card; false means that the card does not return it.
// B3 10.5.6, 6.5.7
func (t *tx) biometricCount(template tlv.Row, counter tlv.Tag) (n int, ok bool, out *kernel.Outcome) {
	data, sw, out := t.command(apdu.AppendGetData(t.cmd(), uint16(template.Tag())))
	if sw != 0x9000 {
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
