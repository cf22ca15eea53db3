package terminal

import (
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A Presentment is one card in front of the terminal, from its first way of entry to its last: it remembers the attempts to read the
// chip, so that another way is open only after them, and only to a card whose chip cannot be read. One that was read, that decided, that
// is blocked, or that was taken away by a person, has no other way. Make a new one for each card.
//
// What is allowed is the payment systems' to say, and the configuration's: [kernel.Fallback]. Unattended terminals fall back to nothing.
type Presentment struct {
	cfg    *kernel.Config
	failed int
	reason string // why the chip stays the only way
	// What the chip has told of itself.
	answered bool // it said something
	foreign  bool // it has no application of this terminal
	code     [2]byte
	next     kernel.Interface // where the next try is: see Terminal.Accept
}

// NewPresentment begins with a card.
func NewPresentment(cfg *kernel.Config) *Presentment { return &Presentment{cfg: cfg} }

// A CardEntry says whether a way of entry is open.
type CardEntry struct {
	Allowed  bool
	Mode     byte             // POS entry mode (9F39), two BCD digits, for the authorisation request; 0 if not allowed
	Fallback bool             // the chip could not be read: the request's own indicator, where the network has one
	Message  kernel.MessageID // what to show if not allowed
	Reason   string           // in words, for the record
}

// NoAnswer notes that the chip gave no answer to reset, or a wrong one.
func (v *Presentment) NoAnswer() { v.failed++ }

// Chip notes what became of a transaction with the chip.
// B4 6.6.2
func (v *Presentment) Chip(r *kernel.Result) { v.tried(r, ServiceCode(r)) }

// tried is Chip for a result whose card data may be wiped: the service code is what the chip had told.
// B4 6.6.2
func (v *Presentment) tried(r *kernel.Result, code [2]byte) {
	if code != [2]byte{} {
		v.code = code
	}
	v.answered = v.answered || r.Exchanges > 1 || r.Error.L1 == 0
	switch e := &r.Error; {
	case r.Status != kernel.EndApplication || r.Report.Get(tlv.CID) != nil || r.Online:
		v.reason = "the chip has decided"
	case r.Read:
		v.reason = "the chip was read"
	case e.L3 != kernel.L3OK:
		v.reason = "the transaction was cancelled"
	case e.L2 == kernel.CardBlocked:
		v.reason = "the card is blocked"
	case e.L2 == kernel.InternalError || e.L2 == kernel.TerminalDataError:
		v.reason = "the terminal failed, not the chip"
	case e.L2 == kernel.EmptyCandidateList:
		v.failed++
		v.foreign = true
	default:
		v.failed++
	}
}

// Stripe says whether the magnetic stripe may be used whose service code, three digits, was read: instead of a chip that there is none
// of, or after one that failed.
// B4 6.6, 6.6.2
func (v *Presentment) Stripe(serviceCode string) CardEntry {
	f := &v.cfg.Fallback
	digits := len(serviceCode) == 3 && strings.Trim(serviceCode, "0123456789") == ""
	chip := digits && (serviceCode[0] == '2' || serviceCode[0] == '6')
	stripe, fallback, _ := f.EntryModes()
	plain := CardEntry{Allowed: true, Mode: stripe, Reason: "magnetic stripe"}
	switch {
	case !v.has(tlv.CapMagneticStripe):
		return refuse(kernel.MsgNotAccepted, "the terminal has no reader for magnetic stripes")
	case !digits:
		return refuse(kernel.MsgCardError, "the stripe has no service code")
	case v.reason != "":
		return refuse(kernel.MsgNotAccepted, v.reason)
	case v.code != [2]byte{} && v.code != codeOf(serviceCode):
		return refuse(kernel.MsgNotAccepted, "the stripe has another service code than the chip")
	case !chip && v.answered && !v.foreign:
		return refuse(kernel.MsgNotAccepted, "the stripe denies the chip that answered")
	case !chip:
		return plain
	case v.failed == 0: // B4 6.6 separate, combined
		return refuse(kernel.MsgUseChipReader, "the service code says that there is a chip")
	}
	return v.fallBack(f.MagneticStripe, CardEntry{Allowed: true, Mode: fallback, Fallback: true, Reason: "chip not read: fallback to magnetic stripe"})
}

// Key says whether the PAN may be typed in after a chip that failed.
// B4 6.6.2
func (v *Presentment) Key() CardEntry {
	f := &v.cfg.Fallback
	switch {
	case !v.has(tlv.CapManualKeyEntry):
		return refuse(kernel.MsgNotAccepted, "the terminal has no keys for a PAN")
	case v.reason != "":
		return refuse(kernel.MsgNotAccepted, v.reason)
	case v.failed == 0:
		return refuse(kernel.MsgInsertCard, "the chip was not tried")
	}
	_, _, mode := f.EntryModes()
	return v.fallBack(f.KeyEntry, CardEntry{Allowed: true, Mode: mode, Fallback: true, Reason: "chip not read: fallback to key entry"})
}

// fallBack is e, if the policy has it after the attempts that were made.
func (v *Presentment) fallBack(policy bool, e CardEntry) CardEntry {
	f := &v.cfg.Fallback
	switch {
	case !tlv.TerminalTypeValue(v.cfg.Terminal.Type).Attended():
		return refuse(kernel.MsgCardError, "an unattended terminal falls back to nothing")
	case !policy:
		return refuse(kernel.MsgCardError, "the configuration has no such fallback")
	case v.foreign && !f.NoApplication:
		return refuse(kernel.MsgNotAccepted, "card and terminal share no application")
	case v.failed < max(f.Attempts, 1):
		return refuse(kernel.MsgTryAgain, "the chip is to be tried again")
	}
	return e
}

func (v *Presentment) has(c tlv.CapabilityBit) bool {
	return tlv.TerminalCapabilitiesValue(v.cfg.Terminal.Capabilities).Has(c)
}

func refuse(m kernel.MessageID, reason string) CardEntry {
	return CardEntry{Message: m, Reason: reason}
}

// codeOf is a service code of three digits as the card has it.
func codeOf(digits string) [2]byte {
	return [2]byte{digits[0] & 15, digits[1]<<4 | digits[2]&15}
}

// ServiceCode is the card's, from its own element or from track 2, two bytes of BCD; zero where neither was read.
//
// B4 6.6.2
func ServiceCode(r *kernel.Result) (code [2]byte) {
	if v := r.Report.Get(tlv.ServiceCode); len(v) == 2 {
		return [2]byte(v)
	}
	code, _ = tlv.Track2(r.Report.Get(tlv.Track2EquivalentData)).ServiceCode()
	return code
}
