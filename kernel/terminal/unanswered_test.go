package terminal_test

import (
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Whatever asks the host in vain is declined with the code for it, in the reversal of what may have arrived and on the receipt: chip, chip that is gone before, tap
// and stripe. A host that answers has its own code there.
//
// B4 12.2.1, 12.2.3
func TestCodeOfNoAnswer(t *testing.T) {
	answers := func(data string, err error) hostFunc {
		return func(terminal.Request) ([]byte, error) { return []byte(data), err }
	}
	for _, c := range []struct {
		name, code string
		host       hostFunc
		reversed   bool
	}{
		{"lost", "Z3", answers("", errors.New("lost")), true},
		{"not sent", "Z3", answers("", terminal.ErrNotSent), false},
		{"unreadable", "Z3", answers("\x8A\x09", nil), true},
		{"declined", "05", answers("\x8A\x0205", nil), false},
	} {
		for _, by := range []string{"chip", "quick", "tap", "stripe"} {
			kept, at := &keeping{}, by
			if at == "quick" {
				at = "chip"
			}
			p := standAt(t, at, rules{}, func(cfg *kernel.Config, d *terminal.Devices) {
				cfg.Profile = kernel.Book
				d.Merchant, d.Cardholder.Converter = terminal.Merchant{}, nil
				d.Acquirer = terminal.Acquirer{Host: c.host, Messages: kept}
				for i := range cfg.Applications {
					cfg.Applications[i].TACDefault = [5]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
				}
			})
			sale, err := p.Do(t.Context(), terminal.Order{Purpose: kernel.Purchase, Amount: 1234, QuickChip: by == "quick"})
			if err != nil || sale.Approved() || sale.Receipt.ARC != c.code || sale.Record.ARC != c.code || len(kept.reversals) != 0 != c.reversed {
				t.Fatalf("%s, %s: %v, %v, code %q, %d reversals", c.name, by, sale, err, sale.Receipt.ARC, len(kept.reversals))
			}
			if c.reversed {
				if o, _ := tlv.Find(kept.reversals[0], tlv.AuthorisationResponseCode.Tag()); string(o.Value) != c.code {
					t.Errorf("%s, %s: the reversal has %q", c.name, by, o.Value)
				}
			}
		}
	}
}
