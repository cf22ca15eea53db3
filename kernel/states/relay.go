package states

import "time"

// A Relay is what the relay resistance protocol holds the time of an exchange against, in units of 100 us.
//
// C-2 2.12 6.6, C-8 1.2 6.3.5
type Relay struct {
	Min, Max           int64 // of the card, for processing
	Device             int64 // of the card: estimated transmission time of its response
	Command, Response  int64 // of the terminal: expected transmission times
	MinGrace, MaxGrace int64
	Accuracy           int64 // Relay Resistance Accuracy Threshold
	Mismatch           int64 // Relay Resistance Transmission Time Mismatch Threshold, per cent
}

// Measured is the Measured Relay Resistance Processing Time: what is left of the time taken without that of the transmission.
func (r *Relay) Measured(took time.Duration) int64 {
	return max(0, took.Microseconds()/100-r.Command-min(r.Device, r.Response))
}

// TooFast reports whether a card has answered faster than it says that it can.
func (r *Relay) TooFast(m int64) bool { return m < max(0, r.Min-r.MinGrace) }

// TooLong reports whether it has taken more time than it says that it needs.
func (r *Relay) TooLong(m int64) bool { return m > r.Max+r.MaxGrace }

// Estimated reports whether both sides expect a time for the response.
func (r *Relay) Estimated() bool { return r.Device != 0 && r.Response != 0 }

// Inexact reports whether these times are too far from one another, or the exchange took too much longer than the card needs at least. Both are not zero.
func (r *Relay) Inexact(m int64) bool {
	return r.Device*100/r.Response < r.Mismatch || r.Response*100/r.Device < r.Mismatch || max(0, m-r.Min) > r.Accuracy
}
