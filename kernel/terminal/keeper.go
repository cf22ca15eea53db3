package terminal

import (
	"context"
	"slices"
	"sync"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A Keeper keeps what kernels have to find again in another transaction, or after a stop: the tearing log of Kernel 6. It is little, of at most 2048 bytes
// under a tag, and has data of a card but no account number. An error is a broken keeper's, and ends the run: what was kept of one transaction must not meet
// another.
type Keeper interface {
	// Keep keeps a value under a tag, in the place of the one before; an empty value is none. It returns when the value would be found after a stop. The value is
	// valid until then.
	Keep(ctx context.Context, under tlv.Tag, value []byte) error
	// Kept is the value that was kept last, nil if there is none.
	Kept(ctx context.Context, under tlv.Tag) ([]byte, error)
}

// NewMemoryKeeper is a keeper whose values end with the program.
func NewMemoryKeeper() Keeper { return &memoryKeeper{values: map[tlv.Tag][]byte{}} }

type memoryKeeper struct {
	mu     sync.Mutex
	values map[tlv.Tag][]byte
}

func (k *memoryKeeper) Keep(_ context.Context, under tlv.Tag, value []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.values[under])
	if len(value) == 0 {
		delete(k.values, under)
		return nil
	}
	k.values[under] = slices.Clone(value)
	return nil
}

func (k *memoryKeeper) Kept(_ context.Context, under tlv.Tag) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.values[under]), nil
}

// keeper is the devices' keeper, or one in memory.
func (d *Devices) keeper() Keeper {
	if d.Keeper != nil {
		return d.Keeper
	}
	if d.kept == nil {
		d.kept = NewMemoryKeeper()
	}
	return d.kept
}

// retain has the keeper keep what a kernel gives it.
func (h *handler) retain(ctx context.Context, a kernel.Action) error {
	return h.d.keeper().Keep(ctx, a.Needed[0], a.Data)
}
