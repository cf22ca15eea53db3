package apdu

import (
	"errors"
	"fmt"
	"time"
)

// An ATS is a contactless type A card's answer to select (ISO/IEC 14443-4 5.2). Characters that the card leaves out
// have their default values.
type ATS struct {
	FSC        int  // most bytes of a frame that the card receives: 16 to 256
	SameRate   bool // TA(1): only the same bit rate in both directions
	FromCard   byte // TA(1): bit rates from card to reader beyond 106 kbit/s: 1 is 212, 2 is 424, 4 is 848
	ToCard     byte // TA(1): bit rates from reader to card, likewise
	FWI, SFGI  int  // TB(1): frame waiting and start-up frame guard time integers, 0 to 14
	CID, NAD   bool // TC(1): supported
	Historical []byte
}

// Errors of [ParseATS].
var (
	ErrATSLength  = errors.New("apdu: ATS: TL is not the number of bytes")
	ErrATSMissing = errors.New("apdu: ATS: an interface character is announced and missing")
)

var frameSizes = [...]int{16, 24, 32, 40, 48, 64, 96, 128, 256}

// ParseATS reads an ATS from TL on, without CRC. Values reserved for future use are read as ISO/IEC 14443-4 5.2
// says: an FSCI above 8 as 8, an FWI of 15 as 4, an SFGI of 15 as 0.
func ParseATS(b []byte) (ATS, error) {
	a := ATS{FSC: 32, FWI: 4, CID: true}
	if len(b) == 0 || int(b[0]) != len(b) {
		return a, ErrATSLength
	}
	if len(b) == 1 {
		return a, nil
	}
	t0, rest := b[1], b[2:]
	a.FSC = frameSizes[min(int(t0&0x0F), len(frameSizes)-1)]
	next := func(announced byte) (byte, bool, error) {
		if t0&announced == 0 {
			return 0, false, nil
		}
		if len(rest) == 0 {
			return 0, false, ErrATSMissing
		}
		c := rest[0]
		rest = rest[1:]
		return c, true, nil
	}
	ta, hasTA, err := next(0x10)
	if err != nil {
		return a, err
	}
	if hasTA {
		a.SameRate, a.FromCard, a.ToCard = ta&0x80 != 0, ta>>4&7, ta&7
	}
	tb, hasTB, err := next(0x20)
	if err != nil {
		return a, err
	}
	if hasTB {
		a.FWI, a.SFGI = int(tb>>4), int(tb&0x0F)
		if a.FWI == 15 {
			a.FWI = 4
		}
		if a.SFGI == 15 {
			a.SFGI = 0
		}
	}
	tc, hasTC, err := next(0x40)
	if err != nil {
		return a, err
	}
	if hasTC {
		a.CID, a.NAD = tc&2 != 0, tc&1 != 0
	}
	a.Historical = rest
	return a, nil
}

// FWT is the frame waiting time: how long a reader waits for an answer before it gives up.
func (a *ATS) FWT() time.Duration { return frameTime(a.FWI) }

// SFGT is the start-up frame guard time: how long a reader waits after the ATS before it sends.
func (a *ATS) SFGT() time.Duration {
	if a.SFGI == 0 {
		return 0
	}
	return frameTime(a.SFGI)
}

// frameTime is 4,096 periods of the 13.56 MHz carrier times a power of two.
func frameTime(integer int) time.Duration {
	return time.Duration(int64(4096) << integer * int64(time.Second) / 13_560_000)
}

// Explain says what the ATS announces, in words, one line each.
func (a *ATS) Explain() []string {
	rates := func(set byte) string {
		s := "106"
		for i, r := range [...]string{"212", "424", "848"} {
			if set>>i&1 != 0 {
				s += ", " + r
			}
		}
		return s + " kbit/s"
	}
	lines := []string{
		fmt.Sprintf("frames to the card: up to %d bytes", a.FSC),
		"bit rates to the card: " + rates(a.ToCard),
		"bit rates from the card: " + rates(a.FromCard),
		fmt.Sprintf("frame waiting time: %v", a.FWT().Round(time.Microsecond)),
		fmt.Sprintf("start-up frame guard time: %v", a.SFGT().Round(time.Microsecond)),
	}
	if a.SameRate {
		lines = append(lines, "only the same bit rate in both directions")
	}
	if a.CID {
		lines = append(lines, "CID supported")
	}
	if a.NAD {
		lines = append(lines, "NAD supported")
	}
	if len(a.Historical) > 0 {
		lines = append(lines, fmt.Sprintf("historical bytes: %X", a.Historical))
	}
	return lines
}
