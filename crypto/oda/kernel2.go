package oda

import "bytes"

// RelayLength is the length of Kernel 2's relay resistance data: entropy of terminal and device (4 bytes each), minimum and maximum processing time and
// the device's estimate of the transmission time (2 each).
//
// C-2 2.12 table 6.7
const RelayLength = 4 + 4 + 2 + 2 + 2

// Kernel2Input says what Kernel 2's card has to have behind the Transaction Data Hash Code of its CDA signature.
type Kernel2Input struct {
	Summary int    // length of a DS Summary, 8 or 16 bytes, by the version of the card's data storage; 0: the storage is not read
	Relay   []byte // the relay resistance data that were exchanged, RelayLength bytes; nil: the protocol was not performed
}

// Kernel2 is what Kernel 2 finds there: views of the signature's data.
type Kernel2 struct {
	Summary2 []byte // DF8101; nil: the card has not given it, which is no failure unless relay resistance data follow
	Summary3 []byte // DF8102; nil likewise
}

// Kernel2 takes apart what stands behind the Transaction Data Hash Code in the ICC Dynamic Data of a signature that verifies, and compares the relay
// resistance data with those that were exchanged: [CDARelayLength], [CDARelayData].
//
// C-2 2.12 S910.3, S910.3.1, S910.4, S910.4.1
func (c *CDA) Kernel2(in Kernel2Input) (k Kernel2, reason Reason) {
	rest := c.Data[min(1+len(c.ICCDynamicNumber)+1+len(c.AC)+20, len(c.Data)):]
	if in.Relay != nil {
		// C-2 S910.3.1 length, S910.4.1 length
		if len(rest) < 2*in.Summary+RelayLength {
			return Kernel2{}, CDARelayLength
		}
		// C-2 S910.3.1 relay, S910.4.1 relay
		if !bytes.Equal(rest[2*in.Summary:2*in.Summary+RelayLength], in.Relay) {
			return Kernel2{}, CDARelayData
		}
	}
	if in.Summary == 0 {
		return k, OK
	}
	// C-2 S910.3 DS Summary 2
	if len(rest) >= in.Summary {
		k.Summary2 = rest[:in.Summary:in.Summary]
	}
	// C-2 S910.3 DS Summary 3
	if len(rest) >= 2*in.Summary {
		k.Summary3 = rest[in.Summary : 2*in.Summary : 2*in.Summary]
	}
	return k, OK
}
