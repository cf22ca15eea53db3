package terminal

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A RecordRelay is what Kernel 2 has found about a relay: how often relay resistance data were exchanged, how long the device took for the last of it,
// and what it claims to need. Times are in microseconds, in steps of 100.
//
// C-2 2.12 5.2, A.1.87
type RecordRelay struct {
	Exchanges         int  `json:"exchanges"`
	ProcessingMicros  int  `json:"processingMicros"` // measured, less the transmission
	MinimumMicros     int  `json:"minimumMicros"`    // claimed
	MaximumMicros     int  `json:"maximumMicros"`
	EstimateMicros    int  `json:"estimateMicros"`    // of the transmission
	LimitsExceeded    bool `json:"limitsExceeded"`    // TVR byte 5 bit 3
	ThresholdExceeded bool `json:"thresholdExceeded"` // TVR byte 5 bit 4
}

// relayOf is what a result tells of relay resistance, nil where no data were exchanged.
//
// C-2 2.12 6.6
func relayOf(r *kernel.Result) *RecordRelay {
	if r.Report.Get(tlv.MeasuredRelayResistanceProcessingTime) == nil {
		return nil
	}
	number := func(row tlv.Row) (n int) {
		for _, b := range r.Report.Get(row) {
			n = n<<8 | int(b)
		}
		return n
	}
	tvr := number(tlv.TVRKernel2)
	return &RecordRelay{
		Exchanges:         number(tlv.RRPCounter) + 1,
		ProcessingMicros:  100 * number(tlv.MeasuredRelayResistanceProcessingTime),
		MinimumMicros:     100 * number(tlv.MinTimeForProcessingRelayResistanceAPDU),
		MaximumMicros:     100 * number(tlv.MaxTimeForProcessingRelayResistanceAPDU),
		EstimateMicros:    100 * number(tlv.DeviceEstimatedTransmissionTimeResponseAPDU),
		LimitsExceeded:    tvr&0x04 != 0,
		ThresholdExceeded: tvr&0x08 != 0,
	}
}
