package shell

import (
	"context"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A Tapped is a contactless reader and a cardholder who holds his card or phone to it whenever it asks.
type Tapped struct {
	*card.Card
	Screen *Screen
	Taps   int    // so far
	Asks   bool   // the cardholder does what the phone asks
	Cancel func() // presses the cancel key, when tapping leads to nothing
}

// patience is how often a cardholder taps for one transaction.
const patience = 4

// Activate is a tap: the card comes from being without power.
func (r *Tapped) Activate(ctx context.Context) ([]byte, error) {
	if r.Taps == patience {
		r.Screen.Line("CARD", "not presented again: the cardholder presses cancel")
		r.Cancel()
		<-ctx.Done()
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	if asked := r.Card.Screen(); asked != "" {
		if r.Asks {
			r.Card.Confirm()
		}
		r.Screen.Line("PHONE", tlv.Visible(asked)+map[bool]string{true: ": done", false: ": not done"}[r.Asks])
	}
	r.Taps++
	r.Reset()
	r.Screen.Line("CARD", map[bool]string{true: "presented", false: "presented again"}[r.Taps == 1])
	return nil, nil
}

// Deactivate switches the field off.
func (r *Tapped) Deactivate() {}
