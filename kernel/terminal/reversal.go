package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"

	"github.com/emvgo/emv/kernel"
)

// A Reversal takes back what a host may have booked: B4 12.1.8. It prints masked.
type Reversal struct {
	Original    uint64 // ID of the request that it takes back; 0: an approval that was uploaded
	Follows     uint64 // ID of the request that was to hold more by it, and stands; 0: it is no increment
	Number      uint64 // of the transaction in the ledger, as the Approval has it
	Token       string // of the sale
	Transaction kernel.Transaction
	Taken       uint64 // the other amount that was taken of it, with a tip or by a completion; 0: none that the acquirer has, and what it may have is not taken back
	Reason      ReversalReason
	Repeat      bool   // it was sent before, and not confirmed
	Data        []byte // TLV of the data elements of a reversal, with PAN or track 2: the reversal's own, wipe it when it is sent
}

// A ReversalReason says why a transaction is reversed.
type ReversalReason uint8

// The reasons.
const (
	NotReversed      ReversalReason = iota
	CardDeclined                    // the card declined what the host approved: B4 6.3.8
	ResponseLost                    // the host may have approved, its answer did not arrive or cannot be read: B4 12.2.3
	NotCompleted                    // the card's dialogue ended before its last cryptogram
	DeviceFailed                    // what was paid for was not given out: the dispenser failed
	GoodsNotTaken                   // goods, card or notes were left behind and taken back in
	SignatureRefused                // the merchant did not accept the signature; whether one was owed is not asked
	Voided                          // merchant and cardholder want it back
	numReversalReasons
)

var reversalReasons = [...]string{
	"not reversed", "card declined", "response lost", "not completed", "device failed", "not taken", "signature refused", "voided",
}

func (r ReversalReason) String() string {
	if r >= numReversalReasons {
		return "?"
	}
	return reversalReasons[r]
}

// A Reverser sends reversals, in real time. Without an error the host has nothing of it any more, or has never had a request that came to nothing (Reason up to NotCompleted). [ErrRefused] says that it may
// keep what it has; any other error that it has not confirmed it: it has to be sent again.
type Reverser interface {
	Reverse(ctx context.Context, r Reversal) error
}

// refusedBack is what is left where a host does not take back what it has approved.
const refusedBack = "the host refuses to take it back: give the money back by a refund"

// reversalOf is why a result asks for a reversal, NotReversed if it does not.
//
// B4 6.3.8, 12.2.3
func reversalOf(r *kernel.Result) ReversalReason {
	switch {
	case !r.Reversal:
		return NotReversed
	case !r.Online:
		return ResponseLost
	case r.Status == kernel.EndApplication:
		return NotCompleted
	}
	return CardDeclined
}

// reversal makes the reversal of a transaction of the ledger.
func (e *Entry) reversal(why ReversalReason) *Reversal {
	r := &Reversal{Original: e.Request, Number: e.Number, Token: e.Token, Transaction: e.Transaction, Reason: why, Data: slices.Clone(e.Data)}
	r.Transaction.Amount = e.approved() // as the host knows it
	if e.Taken {
		r.Taken = e.Transaction.Amount
	}
	if e.Uploaded {
		r.Original = 0
	}
	return r
}

func (r Reversal) masked() string {
	return fmt.Sprintf("reversal of request %d, %s, amount %d, %d bytes", r.Original, r.Reason, r.Transaction.Amount, len(r.Data))
}

func (r Reversal) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, r.masked()) }
func (r Reversal) MarshalJSON() ([]byte, error) { return json.Marshal(r.masked()) }
func (r Reversal) LogValue() slog.Value         { return slog.StringValue(r.masked()) }
