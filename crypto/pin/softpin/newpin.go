package softpin

import (
	"context"

	"github.com/emvgo/emv/crypto/pin"
)

// maxNewPIN is how often a new PIN is asked for, twice each time, before the device gives up.
const maxNewPIN = 3

// EnterNewPIN takes a PIN twice and keeps it, as the one that is to be the card's, beside the one for the host. Two that differ are asked
// for again. The keys [Bypass] and [Cancel] end it with their result, and so does, with Cancelled, the end of what is to be typed;
// three times two different PINs make it Failed. The error is that of ctx.
//
// EMV 4.4 B3 6.5.10
func (d *Device) EnterNewPIN(ctx context.Context) (Answer, error) {
	d.wipeNew()
	if err := ctx.Err(); err != nil {
		return Answer{Result: Cancelled}, err
	}
	for range maxNewPIN {
		first, second := d.typed(), entry{result: Cancelled}
		if first.result == Entered {
			second = d.typed()
		}
		for _, e := range []entry{first, second} {
			if e.result != Entered {
				first.digits.Wipe()
				return Answer{Result: e.result}, nil
			}
		}
		same := first.digits.Equal(second.digits)
		second.digits.Wipe()
		if same {
			d.fresh = first.digits
			return Answer{Result: Entered}, nil
		}
		first.digits.Wipe()
	}
	return Answer{Result: Failed}, nil
}

// typed is the next entry.
func (d *Device) typed() entry {
	if len(d.queue) == 0 {
		return entry{result: Cancelled}
	}
	next := d.queue[0]
	d.queue = d.queue[1:]
	return next
}

// HoldsNew reports whether a new PIN is kept.
func (d *Device) HoldsNew() bool { return d.fresh.Len() > 0 }

// NewPINBlock enciphers the new PIN that is kept for the host, and wipes it. Its errors are those of [Device.HostBlock].
//
// EMV 4.4 B3 6.5.10
func (d *Device) NewPINBlock(pan pin.PAN) (OnlineBlock, error) {
	if !d.HoldsNew() {
		return OnlineBlock{}, ErrNoPIN
	}
	defer d.wipeNew()
	if d.keys == nil {
		return OnlineBlock{}, ErrNoKeys
	}
	return d.keys.Encipher(d.fresh, pan)
}

func (d *Device) wipeNew() {
	d.fresh.Wipe()
	d.fresh = pin.PIN{}
}
