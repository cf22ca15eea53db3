package contact_test

import (
	"context"
	"slices"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// changer is a wire that changes one bit of the data of a command on its way to the card.
type changer struct {
	*world
	ins  byte
	done bool
}

func (c *changer) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if command[1] == c.ins && !c.done {
		c.done = true
		command = slices.Clone(command)
		command[8] ^= 1
	}
	return c.world.Transmit(ctx, command)
}

var _ kernel.Handler = (*terminal.Devices)(nil)
