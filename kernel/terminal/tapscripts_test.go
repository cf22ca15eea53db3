package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// keeping is an acquirer that keeps the data of reversals, and of what it is told of scripts.
type keeping struct{ reversals, scripts [][]byte }

func (k *keeping) Scripts(_ context.Context, _ uint64, data []byte) error {
	k.scripts = append(k.scripts, bytes.Clone(data))
	return nil
}

func (k *keeping) Reverse(_ context.Context, r terminal.Reversal) error {
	k.reversals = append(k.reversals, bytes.Clone(r.Data))
	return nil
}

func (k *keeping) Advise(context.Context, []byte) error { return nil }

// What Kernel 6 says of scripts it says by TVR and TSI: both are in what follows the second tap, as the card left them, and not where there was no script. An acquirer
// that is told of scripts is told of these, once. The request keeps those of its cryptogram.
//
// B4 6.3.9 once, C-6 3.12, F21.7, F21.8, F22.13
func TestScriptsOfKernel6AreTold(t *testing.T) {
	for _, c := range []struct {
		name      string
		scripts   []issuer.Command
		tvr, tsi  string
		confirmed bool
	}{
		{"taken", []issuer.Command{issuer.ApplicationBlock()}, "8000008000", "3C00", true},
		{"refused", []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34})}, "8000008020", "3C00", true},
		{"none", nil, "8000008000", "", false},
	} {
		kept := &keeping{}
		var asked []byte
		p := standAt(t, "tap", rules{}, func(cfg *kernel.Config, d *terminal.Devices) {
			d.Readers = terminal.Readers{Contactless: terminal.Inserted(tapCard(t, "discover-update"))}
			cfg.Profile = kernel.Book
			d.Merchant, d.Cardholder.Converter = terminal.Merchant{}, nil
			for i := range cfg.Combinations {
				if q := cfg.Combinations[i].TTQ; len(q) == 4 {
					q[2] |= 0x80 // issuer update
				}
			}
			d.Acquirer.Messages = kept
			d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
				asked = bytes.Clone(r.DE55)
				o := issuer.Options{}
				if c.scripts != nil {
					o.Scripts = []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: c.scripts}}
				}
				a, err := issuer.Test().Authorise(r.DE55, o)
				return a.Data, err
			})
		})
		sale, err := p.Sell(t.Context(), 1234)
		if err != nil || !sale.Approved() {
			t.Fatalf("%s: %v, %v", c.name, sale, err)
		}
		batch, confirmation := bytes.Clone(sale.Message(kernel.BatchData)), bytes.Clone(sale.Message(kernel.FinancialConfirmation))
		if err := sale.Undo(t.Context(), terminal.Voided); err != nil || len(kept.reversals) != 1 {
			t.Fatalf("%s: %v, %d reversals", c.name, err, len(kept.reversals))
		}
		for _, data := range kept.scripts {
			if got := valueOf(data, tlv.TVR) + " " + valueOf(data, tlv.TSI); got != c.tvr+" "+c.tsi {
				t.Errorf("%s, told of scripts: TVR and TSI %s", c.name, got)
			}
		}
		if (len(kept.scripts) == 1) != c.confirmed || len(kept.scripts) > 1 {
			t.Errorf("%s: told of scripts %d times", c.name, len(kept.scripts))
		}
		for name, data := range map[string][]byte{"batch": batch, "confirmation": confirmation, "reversal": kept.reversals[0]} {
			tvr, tsi := c.tvr, c.tsi
			if name == "confirmation" && !c.confirmed {
				tvr = ""
			}
			if got := valueOf(data, tlv.TVR) + " " + valueOf(data, tlv.TSI); got != tvr+" "+tsi {
				t.Errorf("%s, %s: TVR and TSI %s, want %s %s", c.name, name, got, tvr, tsi)
			}
		}
		if got := valueOf(asked, tlv.TVR); got != "8000008000" {
			t.Errorf("%s: asked with TVR %s", c.name, got)
		}
	}
}

func valueOf(data []byte, row tlv.Row) string {
	o, _ := tlv.Find(data, row.Tag())
	return fmt.Sprintf("%X", o.Value)
}
