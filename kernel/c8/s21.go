package c8

import (
	"encoding/binary"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

const clauseS21 = "C-8 1.2 6.3.5"

// maxRelayRetries is how often the exchange is tried again after one that took too long.
// C-8 6.3.5
const maxRelayRetries = 2

// s21WaitingForRelayResponse holds the time that the card took against what it says of itself.
// C-8 6.3.5
func (t *tx) s21WaitingForRelayResponse(ev *kernel.Event) state {
	if ev.Kind == kernel.CardFault { // 21.1
		return t.presentAgain(ev, clauseS21)
	}
	sw, b := ev.StatusWord(), ev.Body() // 21.6
	if sw != 0x9000 {                   // 21.12
		return t.cardRefuses(sw, clauseS21, "the card refuses EXCHANGE RELAY RESISTANCE DATA") // 21.13
	}
	if len(b) <= 11 || b[0] != 0x80 || b[1] != 10 { // 21.14
		return t.cardFails(kernel.ParsingError, clauseS21, "malformed response to EXCHANGE RELAY RESISTANCE DATA") // 21.16
	}
	t.lastERRDResponse = [10]byte(b[2:12]) // 21.15 21.15a
	return t.s21Measured(ev.Took)
}

// s21Measured decides by the time of an exchange: S21-B and S21-C.
// C-8 6.3.5
func (t *tx) s21Measured(took time.Duration) state { // 21.11
	r := t.relayTimes()
	m := r.Measured(took)
	excess := min(max(0, m-r.Max), 0xFFFF)
	t.data.Set(tlv.RelayResistanceTimeExcess, byte(excess>>8), byte(excess)) // 21.17
	t.relayReport(m)
	if r.TooFast(m) { // 21.18
		return t.cardFails(kernel.CardDataError, clauseS21, "the card has answered faster than it says that it can") // 21.19
	}
	if t.rrpCounter < maxRelayRetries && r.TooLong(m) { // 21.20
		t.rrpCounter++ // 21.21
		return t.s2021Relay()
	}
	tvr := t.data.TVR()
	if r.TooLong(m) { // 21.22
		tvr[4] |= tvrRelayLimits // 21.23
	}
	if r.Estimated() && r.Inexact(m) { // 21.24
		tvr[4] |= tvrRelayThreshold // 21.25
	}
	tvr[4] |= tvrRelayPerformed // 21.26
	return t.s2021Next()
}

// relayReport keeps for the result what was measured and what the card claims: the book has these objects without tags.
// C-8 6.3.5
func (t *tx) relayReport(m int64) {
	stored := min(m, 0xFFFF) // RATIONALE: the book has no rule for more
	t.data.Set(tlv.MeasuredRelayResistanceProcessingTimeKernel8, byte(stored>>8), byte(stored))
	t.data.Set(tlv.RRPCounterKernel8, t.rrpCounter)
	t.data.Set(tlv.MinTimeForProcessingRelayResistanceAPDUKernel8, t.lastERRDResponse[4:6]...)
	t.data.Set(tlv.MaxTimeForProcessingRelayResistanceAPDUKernel8, t.lastERRDResponse[6:8]...)
	t.data.Set(tlv.DeviceEstimatedTransmissionTimeResponseAPDUKernel8, t.lastERRDResponse[8:10]...)
}

// relayTimes are the times that the last exchange is held against.
// C-8 6.3.5
func (t *tx) relayTimes() states.Relay {
	card := func(i int) int64 { return int64(binary.BigEndian.Uint16(t.lastERRDResponse[i:])) }
	own := func(row tlv.Row) int64 { return int64(t.data.Unsigned(row)) }
	return states.Relay{
		Min: card(4), Max: card(6), Device: card(8),
		Command:  own(tlv.TerminalExpectedTransmissionTimeCommandAPDUKernel8),
		Response: own(tlv.TerminalExpectedTransmissionTimeResponseAPDUKernel8),
		MinGrace: own(tlv.MinimumRelayResistanceGracePeriodKernel8), MaxGrace: own(tlv.MaximumRelayResistanceGracePeriodKernel8),
		Accuracy: own(tlv.RelayResistanceAccuracyThresholdKernel8), Mismatch: own(tlv.RelayResistanceTransmissionTimeMismatchThresholdKernel8),
	}
}
