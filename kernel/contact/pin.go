package contact

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// pinEntryTime bounds one PIN entry.
const pinEntryTime = 60 * time.Second

// maxPINTries bounds the entries of one offline PIN: no counter tells of more than 15.
const maxPINTries = 15

// onlinePIN takes a PIN for the host: it stays in the PIN device.
// B3 10.5.2
func (t *tx) onlinePIN() (tlv.CVMResult, *kernel.Outcome) {
	v := trial{device: &pinDevice, request: kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}}
	done, out := t.capture(&v) // B4 6.3.4.2 no VERIFY, try limit
	if done != kernel.PINEntered {
		return tlv.CVMFailed, out
	}
	t.tvr.Set(tlv.TVROnlineCVMCaptured) // B3 10.5.2 captured, B4 6.3.4.2 unknown
	return tlv.CVMUnknown, nil          // B4 6.3.4.2
}

// offlinePIN has the card verify a PIN, as often as the cardholder tries and the card lets him. Where the PIN was bypassed before, it is bypassed whatever the
// card's try counter says, which is not asked for.
// B3 10.5.1, B4 6.3.4.3 subsequent
func (t *tx) offlinePIN(method kernel.PINMethod) (tlv.CVMResult, *kernel.Outcome) {
	v := trial{device: &pinDevice, request: kernel.PINRequest{Method: method, Tries: -1}, left: maxPINTries}
	if !t.cfg.Terminal.NoTryCounter && !t.pin.bypassed { // B4 6.3.4.1 counter, 6.3.4.3 bypass
		tries, out := t.getData(tlv.PINTryCounter.Tag(), 1) // B3 6.5.7.1
		switch {
		case out != nil:
			return tlv.CVMFailed, out
		case tries != nil && tries[0] == 0: // B4 6.3.4.1 zero
			t.tvr.Set(tlv.TVRPINTryLimitExceeded)
			return tlv.CVMFailed, nil
		case tries != nil:
			v.request.Tries = int(tries[0])
		}
	}
	result, _, out := t.attempt(&v, maxPINTries+1) // B3 10.5.5 try again
	return result, out
}

// newPINTime bounds the entry of a new PIN, which is typed twice.
const newPINTime = 2 * pinEntryTime

// newPIN has the PIN device take the PIN that is to be the card's. It stays there, for the device that talks to the host: the issuer
// makes the command of it. Nobody changes a PIN who was not asked for the present one.
// B3 6.5.10
func (t *tx) newPIN() *kernel.Outcome {
	if t.Transaction().Purpose != kernel.PINChange {
		return nil
	}
	if !t.strongCVM() {
		t.refused = "no PIN is changed unless the cardholder was asked for the present one"
		t.Note("EMV 4.4 B3 6.5.10", "%s", t.refused)
		return nil
	}
	ev, out := t.EnterPIN(kernel.PINRequest{Method: kernel.NewPIN, Tries: -1}, newPINTime)
	if out != nil {
		return t.stopped(out)
	}
	switch ev.PIN {
	case kernel.PINEntered:
		return nil
	case kernel.PINCancelled:
		return t.fail(pinCancelled)
	}
	return t.fail(noNewPIN)
}
