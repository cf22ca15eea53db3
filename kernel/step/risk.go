package step

import (
	"math/bits"

	"github.com/emvgo/emv/tlv"
)

// ExceedsFloorLimit reports whether an amount, with what the same card has spent here before, reaches the floor limit.
// All amounts are in minor units of the same currency.
// B3 10.6.1
func ExceedsFloorLimit(amount, before, limit uint64) bool {
	sum, carry := bits.Add64(amount, before, 0)
	return carry != 0 || sum >= limit
}

// RandomSelection is the parameters of random transaction selection: B3 10.6.2.
type RandomSelection struct {
	FloorLimit uint64
	Threshold  uint64 // for biased selection, below the floor limit
	Target     byte   // percent, 0 to 99
	MaxTarget  byte   // percent, Target to 99
}

// Selected reports whether the transaction goes online by chance; draw is a random number from 1 to 99.
// B3 10.6.2
func (r RandomSelection) Selected(amount uint64, draw byte) bool {
	switch {
	case amount < r.Threshold: // B3 10.6.2 below threshold
		return draw <= r.Target
	case amount < r.FloorLimit: // B3 10.6.2 biased
		// draw <= (MaxTarget - Target) * (amount - Threshold) / (FloorLimit - Threshold) + Target, without rounding
		if draw <= r.Target {
			return true
		}
		if r.MaxTarget < r.Target {
			return false
		}
		lh, ll := bits.Mul64(uint64(draw-r.Target), r.FloorLimit-r.Threshold)
		rh, rl := bits.Mul64(uint64(r.MaxTarget-r.Target), amount-r.Threshold)
		return lh < rh || lh == rh && ll <= rl
	}
	return false
}

// Draw turns four random bytes into a number from 1 to 99.
// B3 10.6.2
func Draw(b []byte) byte {
	n := uint32(0)
	for _, c := range b {
		n = n<<8 | uint32(c)
	}
	return byte(n%99) + 1
}

// Velocity checks the consecutive offline limits (one byte each) against the counters that the card gave, each 2 bytes
// or empty if the card did not return it.
// B3 10.6.3
func Velocity(lower, upper byte, atc, lastOnline []byte) (tvr tlv.TVRValue) {
	haveATC, haveLast := len(atc) == 2, len(lastOnline) == 2
	if haveLast && lastOnline[0]|lastOnline[1] == 0 {
		tvr.Set(tlv.TVRNewCard) // B3 10.6.3 new card
	}
	if !haveATC || !haveLast {
		tvr.Set(tlv.TVRICCDataMissing) // B3 7.5 ATC, last online ATC
	}
	if haveATC && haveLast {
		a, l := int(atc[0])<<8|int(atc[1]), int(lastOnline[0])<<8|int(lastOnline[1])
		if a > l { // B3 10.6.3 not greater
			if a-l > int(lower) { // B3 10.6.3 lower
				tvr.Set(tlv.TVRLowerOfflineLimitExceeded)
				if a-l > int(upper) { // B3 10.6.3 upper
					tvr.Set(tlv.TVRUpperOfflineLimitExceeded)
				}
			}
			return tvr
		}
	}
	tvr.Set(tlv.TVRLowerOfflineLimitExceeded) // B3 10.6.3 not returned
	tvr.Set(tlv.TVRUpperOfflineLimitExceeded)
	return tvr
}
