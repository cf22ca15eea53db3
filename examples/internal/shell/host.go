package shell

import (
	"context"
	"errors"
	"fmt"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A Host is the issuer simulator at the end of a line that may lose its answers. It takes reversals, and refunds whose card was only read.
type Host struct {
	setup.Host
	Lost bool     // the request arrives, the answer does not
	Said []string // a line for each reversal and each refund
}

// Authorise asks the issuer.
func (h *Host) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	if cid, ok := tlv.Find(r.DE55, tlv.CID.Tag()); ok && len(cid.Value) == 1 && tlv.CIDValue(cid.Value[0]).Type() == tlv.AAC {
		return h.refund(r)
	}
	response, err := h.Host.Authorise(ctx, r)
	if err == nil && h.Lost {
		return nil, errors.New("the line broke after the request")
	}
	return response, err
}

// refund decides about money back to a card that was only read: the acquirer's data, no cryptogram of the issuer's.
func (h *Host) refund(r terminal.Request) ([]byte, error) {
	text, code := "accepted by the acquirer", "00"
	switch {
	case h.Unreachable:
		h.say("REFUND %s, not sent: line down", Money(r.Transaction.Money))
		return nil, terminal.ErrNotSent
	case h.Decline:
		text, code = "declined by the acquirer", "05"
	}
	h.say("REFUND %s, %s", Money(r.Transaction.Money), text)
	return tlv.Append(nil, tlv.AuthorisationResponseCode.Tag(), []byte(code)), nil
}

// Reverse confirms a reversal.
func (h *Host) Reverse(_ context.Context, r terminal.Reversal) error {
	if h.Unreachable {
		h.say("REVERSAL %s: %s taken back, to be sent again: %v", r.Reason, Money(r.Transaction.Money), terminal.ErrNotSent)
		return terminal.ErrNotSent
	}
	h.say("REVERSAL %s: %s taken back", r.Reason, Money(r.Transaction.Money))
	return nil
}

// Upload takes an approval that no host has given.
func (h *Host) Upload(_ context.Context, a terminal.Approval) error {
	if h.Unreachable {
		return terminal.ErrNotSent
	}
	h.say("UPLOAD %s, approved offline by transaction %d", Money(a.Transaction.Money), a.Number)
	return nil
}

// Advise takes an advice.
func (h *Host) Advise(context.Context, []byte) error {
	if h.Unreachable {
		return terminal.ErrNotSent
	}
	return nil
}

func (h *Host) say(format string, args ...any) { h.Said = append(h.Said, fmt.Sprintf(format, args...)) }

// Money is an amount in words: 12.34 EUR.
func Money(m kernel.Money) string {
	return terminal.FormatAmount(m.Amount, m.Exponent) + " " + terminal.CurrencyName(m.Currency)
}
