package terminal

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A RecordRelay is what Kernel 2 or 8 has found about a relay: how often relay resistance data were exchanged, how long the device took for the last of it,
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

// relayRows are the elements of a kernel that tell of relay resistance.
type relayRows struct{ measured, tries, min, max, estimate, tvr tlv.Row }

// C-2 2.12 A.1.87, C-8 1.2 A.1.77
var relays = [...]relayRows{
	{
		tlv.MeasuredRelayResistanceProcessingTime, tlv.RRPCounter, tlv.MinTimeForProcessingRelayResistanceAPDU, tlv.MaxTimeForProcessingRelayResistanceAPDU,
		tlv.DeviceEstimatedTransmissionTimeResponseAPDU, tlv.TVRKernel2,
	},
	{
		tlv.MeasuredRelayResistanceProcessingTimeKernel8, tlv.RRPCounterKernel8, tlv.MinTimeForProcessingRelayResistanceAPDUKernel8,
		tlv.MaxTimeForProcessingRelayResistanceAPDUKernel8, tlv.DeviceEstimatedTransmissionTimeResponseAPDUKernel8, tlv.TVRKernel8,
	},
}

// relayOf is what a result tells of relay resistance, nil where no data were exchanged.
//
// C-2 2.12 6.6
func relayOf(r *kernel.Result) *RecordRelay {
	number := func(row tlv.Row) (n int) {
		for _, b := range r.Report.Get(row) {
			n = n<<8 | int(b)
		}
		return n
	}
	for _, of := range relays {
		if r.Report.Get(of.measured) == nil {
			continue
		}
		tvr := number(of.tvr)
		return &RecordRelay{
			Exchanges:         number(of.tries) + 1,
			ProcessingMicros:  100 * number(of.measured),
			MinimumMicros:     100 * number(of.min),
			MaximumMicros:     100 * number(of.max),
			EstimateMicros:    100 * number(of.estimate),
			LimitsExceeded:    tvr&0x04 != 0,
			ThresholdExceeded: tvr&0x08 != 0,
		}
	}
	return nil
}
