package apdu

import (
	"context"
	"errors"
	"time"
)

// Bounds of one command on T=0. A card that wants more is faulty: it would never end, or it would give more data
// than a response can hold.
const (
	MaxT0Steps = 16  // GET RESPONSE commands and commands sent again, after the first
	MaxT0Data  = 256 // bytes of response data
)

// Causes in the faults and errors of [T0].
var (
	ErrShortResponse = errors.New("response without a status word")
	ErrT0Steps       = errors.New("card asks for more than 16 steps in one T=0 command")
	ErrT0Data        = errors.New("card gives more data than it was asked for or than a response holds")
	ErrT0SW1         = errors.New("first status byte is neither 6x nor 9x")
	ErrT0Command     = errors.New("apdu: T=0 carries no command with more than 255 bytes of data")
)

// T0 is the transport layer of T=0: it carries C-APDUs over a card that takes T=0 commands, so that 61xx, and 6Cxx to a
// command without data, never come through. On T=1 and contactless nothing is needed in its place, and 61xx and 6Cxx are ordinary status
// words there.
//
// The card below gets T=0 commands: five bytes of header, P3 being the length to send or to expect, and the data to
// send. It answers with data and status, or with the procedure bytes 61xx or 6Cxx in their place. That is what a
// PC/SC reader does on T=0, which handles the procedure bytes INS, its complement and 60 by itself. If the reader
// also handles 61xx and 6Cxx, the layer has nothing to do.
//
// Breaches of the protocol are faults ([*FaultError] with [Protocol] or [Transmission]).
type T0 struct {
	card    Card
	command [5 + MaxShortData]byte
	data    [MaxT0Data + 2]byte // the R-APDU as it grows
}

// NewT0 makes the T=0 layer over card.
// EMV 4.3 B1 9.3.1
func NewT0(card Card) *T0 { return &T0{card: card} }

// Transmit carries one C-APDU. elapsed is the sum of the exchanges.
//
// EMV 4.3 B1 9.3.1.1
func (t *T0) Transmit(ctx context.Context, command []byte) (response []byte, elapsed time.Duration, err error) {
	c, err := ParseCommand(command)
	if err != nil {
		return nil, 0, err
	}
	if len(c.Data) > MaxShortData {
		return nil, 0, ErrT0Command
	}
	x := t0Exchange{T0: t, ctx: ctx, le: min(c.MaxLe(), MaxShortLe)}
	defer clear(t.command[:]) // it may be a PIN

	// Cases 1 and 3 are a header with P3 = 00 or Lc, case 2 has Le there, case 4 leaves its Le to GET RESPONSE.
	// EMV 4.3 B1 9.3.1.1.1 to 9.3.1.1.4
	// EMV 4.3 B1 9.3.1.1.2
	p3 := byte(c.Le)
	if c.Le < 0 || c.Le > MaxShortLe {
		p3 = 0
	}
	if len(c.Data) > 0 {
		// EMV 4.3 B1 9.3.1.1.3
		p3 = byte(len(c.Data))
	}
	tpdu := append(append(t.command[:0], c.CLA, c.INS, c.P1, c.P2, p3), c.Data...)
	sw, err := x.command(tpdu)
	if err != nil {
		return nil, x.elapsed, err
	}
	// A warning right after the data of case 4 stays the status while GET RESPONSE fetches what it warns about.
	// EMV 4.3 B1 9.3.1.1.4
	warned := sw.Class() == Warning || sw.Class() == Application
	if warned && c.Case() == 4 && x.steps == 0 && x.n == 0 {
		x.steps++
		if _, err = x.command(append(t.command[:0], ClassInterindustry, GetResponse, 0, 0, 0)); err != nil {
			return nil, x.elapsed, err
		}
	}
	t.data[x.n], t.data[x.n+1] = sw.SW1(), sw.SW2()
	return t.data[:x.n+2], x.elapsed, nil
}

// A t0Exchange is the state of one C-APDU.
type t0Exchange struct {
	*T0
	ctx     context.Context
	le      int
	n       int // bytes in data
	steps   int
	elapsed time.Duration
}

// command sends a T=0 command and does what the procedure bytes 61xx and 6Cxx say until a status comes.
//
// EMV 4.3 B1 9.3.1.2
func (x *t0Exchange) command(tpdu []byte) (SW, error) {
	for {
		data, sw, err := x.exchange(tpdu)
		if err != nil {
			return 0, err
		}
		switch sw.Class() {
		case Invalid:
			// EMV 4.3 B1 9.2.2.3.2
			return 0, Fault(Protocol, ErrT0SW1)
		case WrongLe:
			if len(tpdu) > 5 { // EMV 4.3 B1 9.3.1.2: a header alone is sent again, so with data it is the card's answer
				return sw, nil
			}
			if len(data) > 0 {
				return 0, Fault(Protocol, ErrT0Data)
			}
			// EMV 4.3 B1 9.2.2.3.1, 9.3.1.2.1
			tpdu[4] = sw.SW2()
		case BytesAvailable:
			// EMV 4.3 B1 9.2.2.3.1, 9.3.1.2.2
			tpdu = append(x.T0.command[:0], ClassInterindustry, GetResponse, 0, 0, sw.SW2())
		default:
			return sw, nil
		}
		if x.steps++; x.steps > MaxT0Steps {
			return 0, Fault(Protocol, ErrT0Steps)
		}
	}
}

// exchange sends a T=0 command and keeps the data of the response.
func (x *t0Exchange) exchange(tpdu []byte) (data []byte, sw SW, err error) {
	r, took, err := x.card.Transmit(x.ctx, tpdu)
	x.elapsed += took
	if err != nil {
		return nil, 0, err
	}
	if len(r) < 2 {
		return nil, 0, Fault(Transmission, ErrShortResponse)
	}
	data = Response(r).Data()
	// A header alone asks for P3 bytes at most. With data to send, a reader that fetches the response by itself
	// gives what the card offers, as the layer does.
	most := MaxT0Data
	if len(tpdu) == 5 && tpdu[4] != 0 {
		most = int(tpdu[4])
	}
	// EMV 4.3 B1 9.4.2
	if len(data) > most || x.n+len(data) > MaxT0Data {
		return nil, 0, Fault(Protocol, ErrT0Data)
	}
	x.n += copy(x.data[x.n:], data)
	return data, Response(r).SW(), nil
}
