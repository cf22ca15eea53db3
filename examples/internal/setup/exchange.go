package setup

import (
	"context"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Exchange is [GoOn] where the configuration has data exchange with Kernel 2, else nil.
func Exchange(cfg *kernel.Config) terminal.Exchange {
	for i := range cfg.Combinations {
		if v := cfg.Combinations[i].Parameter(c2.ParamDataExchange); cfg.Combinations[i].Kernel == c2.ID && len(v) == 1 && v[0] != 0 {
			return GoOn{}
		}
	}
	return nil
}

// GoOn is the terminal's side of data exchange that has nothing to say: a kernel that asks whether it may go on to write to the card is told so, and any other
// that its data are not there.
//
// C-2 2.12 A.1.106, Book A 2.12 8.1.1.13
type GoOn struct{}

// Data answers what is needed.
func (GoOn) Data(_ context.Context, _ []byte, needed []tlv.Tag) ([]byte, error) {
	switch {
	case slices.Contains(needed, tlv.ProceedToFirstWriteFlag.Tag()):
		return tlv.Append(nil, tlv.ProceedToFirstWriteFlag.Tag(), []byte{1}), nil
	case len(needed) > 0:
		return []byte{}, nil
	}
	return nil, nil
}
