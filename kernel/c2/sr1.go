package c2

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

const clauseSR1 = "C-2 2.12 6.6"

// maxRelayRetries is how often the exchange is tried again after one that took too long.
// C-2 6.6
const maxRelayRetries = 2

// sR1WaitingForRelayResponse holds the time that the card took against what it says of itself.
// C-2 6.6
func (t *tx) sR1WaitingForRelayResponse(ev *kernel.Event) state {
	if ev.Kind == kernel.CardFault { // SR1.3 SR1.4
		t.presentAgain()                      // SR1.5.1
		return t.endAndRestart(ev, clauseSR1) // SR1.5.2
	}
	if sw := ev.StatusWord(); sw != 0x9000 { // SR1.9 SR1.11
		t.wrongStatus(sw, clauseSR1, "the card refuses EXCHANGE RELAY RESISTANCE DATA")
		t.otherCard()             // SR1.12
		return t.endApplication() // SR1.13
	}
	if !t.storeRelayResponse(ev.Body()) { // SR1.15
		t.wrong(kernel.ParsingError, clauseSR1, "malformed response to EXCHANGE RELAY RESISTANCE DATA")
		t.otherCard()             // SR1.16
		return t.endApplication() // SR1.17
	}
	return t.sR1Measured(ev.Took) // SR1.10
}

// storeRelayResponse takes in the card's entropy and times, in the place of those of the try before.
// C-2 6.6, 5.2.3, table 5.4
func (t *tx) storeRelayResponse(b []byte) bool {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	v := o.Value
	if !ok || len(b) <= 11 || b[0] != 0x80 || len(v) != 10 {
		return false
	}
	t.data.Replace(tlv.DeviceRelayResistanceEntropy, tlv.FromCard, v[:4])
	t.data.Replace(tlv.MinTimeForProcessingRelayResistanceAPDU, tlv.FromCard, v[4:6])
	t.data.Replace(tlv.MaxTimeForProcessingRelayResistanceAPDU, tlv.FromCard, v[6:8])
	t.data.Replace(tlv.DeviceEstimatedTransmissionTimeResponseAPDU, tlv.FromCard, v[8:]) // SR1.14
	return true
}

// sR1Measured decides by the time of an exchange: end, try again, or go on with what the Terminal Verification Results say of it: SR1.18 to SR1.32. The
// data object of the measured time ends at FFFF, the decisions do not.
// C-2 6.6
func (t *tx) sR1Measured(took time.Duration) state {
	r := t.relay()
	m := r.Measured(took)    // SR1.18
	stored := min(m, 0xFFFF) // RATIONALE: the book has no rule for more
	t.data.Set(tlv.MeasuredRelayResistanceProcessingTime, byte(stored>>8), byte(stored))
	if r.TooFast(m) { // SR1.19
		t.wrong(kernel.CardDataError, clauseSR1, "the card has answered faster than it says that it can")
		t.otherCard()             // SR1.20
		return t.endApplication() // SR1.21
	}
	if tries := t.data.At(tlv.RRPCounter, 1); tries < maxRelayRetries && r.TooLong(m) { // SR1.22
		t.data.Set(tlv.RRPCounter, tries+1) // SR1.24
		t.exchangeRelayResistanceData()     // SR1.23 SR1.25 SR1.26 SR1.27: the reader measures the time
		return sR1
	}
	tvr := t.data.TVR()
	if r.TooLong(m) { // SR1.28
		tvr.Set(tvrRelayLimitsExceeded) // SR1.29
	}
	if !r.Estimated() || r.Inexact(m) { // SR1.30
		tvr.Set(tvrRelayThresholdExceeded) // SR1.31
	}
	tvr.Set(tvrRelayPerformed) // SR1.32
	return t.s3R1()
}

// relay are the times of the card and of the terminal.
// C-2 6.6
func (t *tx) relay() *states.Relay {
	n := func(row tlv.Row) int64 { return int64(t.data.Unsigned(row)) }
	return &states.Relay{
		Min: n(tlv.MinTimeForProcessingRelayResistanceAPDU), Max: n(tlv.MaxTimeForProcessingRelayResistanceAPDU),
		Device:   n(tlv.DeviceEstimatedTransmissionTimeResponseAPDU),
		Command:  n(tlv.TerminalExpectedTransmissionTimeCommandAPDU),
		Response: n(tlv.TerminalExpectedTransmissionTimeResponseAPDU),
		MinGrace: n(tlv.MinimumRelayResistanceGracePeriod), MaxGrace: n(tlv.MaximumRelayResistanceGracePeriod),
		Accuracy: n(tlv.RelayResistanceAccuracyThreshold), Mismatch: n(tlv.RelayResistanceTransmissionTimeMismatchThreshold),
	}
}
