package shell

import (
	"context"
	"errors"
	"fmt"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// A Host is the issuer simulator at the end of a line that may lose its answers. It takes reversals.
type Host struct {
	setup.Host
	Lost bool // the request arrives, the answer does not
}

// Authorise asks the issuer.
func (h *Host) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	response, err := h.Host.Authorise(ctx, r)
	if err == nil && h.Lost {
		return nil, errors.New("the line broke after the request")
	}
	return response, err
}

// Reverse confirms a reversal.
func (h *Host) Reverse(context.Context, terminal.Reversal) error {
	if h.Unreachable {
		return terminal.ErrNotSent
	}
	return nil
}

// Refund takes a refund that was made without the card: its data, and the amount.
func (h *Host) Refund(context.Context, kernel.Transaction, []byte) error {
	switch {
	case h.Unreachable:
		return terminal.ErrNotSent
	case h.Decline:
		return errors.New("declined by the acquirer")
	}
	return nil
}

// Reverse sends a reversal, says in one line what became of it, and wipes it.
func Reverse(ctx context.Context, to terminal.Reverser, r terminal.Reversal, money func(uint64) string) string {
	defer clear(r.Data)
	text := fmt.Sprintf("%s: %s taken back", r.Reason, money(r.Transaction.Amount))
	if err := to.Reverse(ctx, r); err != nil {
		text += ", to be sent again: " + err.Error()
	}
	return text
}
