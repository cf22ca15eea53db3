package setup

import (
	"context"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Exchange is [GoOn] where the configuration has data exchange with Kernel 2 or Kernel 8, else nil.
func Exchange(cfg *kernel.Config) terminal.Exchange {
	switches := map[kernel.KernelID]tlv.Tag{c2.ID: c2.ParamDataExchange, c8.ID: c8.ParamDataExchange}
	for i := range cfg.Combinations {
		c := &cfg.Combinations[i]
		if tag := switches[c.Kernel]; tag != 0 {
			if v := c.Parameter(tag); len(v) == 1 && v[0] != 0 {
				return GoOn{}
			}
		}
	}
	return nil
}

// GoOn is the terminal's side of data exchange that has nothing to say: a kernel that asks whether it may go on to write to the card is told so, and any other
// that its data are not there.
//
// C-2 2.12 A.1.106, C-8 1.2 A.1.103, Book A 2.12 8.1.1.13
type GoOn struct{}

// Data answers what is needed.
func (GoOn) Data(_ context.Context, _ []byte, needed []tlv.Tag) ([]byte, error) {
	for _, row := range [...]tlv.Row{tlv.ProceedToFirstWriteFlag, tlv.ProceedToFirstWriteFlagKernel8} {
		if slices.Contains(needed, row.Tag()) {
			return tlv.Append(nil, row.Tag(), []byte{1}), nil
		}
	}
	if len(needed) > 0 {
		return []byte{}, nil
	}
	return nil, nil
}
