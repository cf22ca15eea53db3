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

// keeping is an acquirer that keeps the data of reversals, of advices, and of what it is told of scripts.
type keeping struct{ reversals, scripts, advices [][]byte }

func (k *keeping) Scripts(_ context.Context, _ uint64, data []byte) error {
	k.scripts = append(k.scripts, bytes.Clone(data))
	return nil
}

func (k *keeping) Reverse(_ context.Context, r terminal.Reversal) error {
	k.reversals = append(k.reversals, bytes.Clone(r.Data))
	return nil
}

func (k *keeping) Advise(_ context.Context, data []byte) error {
	k.advices = append(k.advices, bytes.Clone(data))
	return nil
}

// updatesBy is a terminal that tells messages, and whose host approves, or declines, with scripts for a card that is tapped again for them.
func updatesBy(t *testing.T, card string, declines bool, scripts []issuer.Command, messages terminal.Messages, asked func(terminal.Request)) *stand {
	return standAt(t, "tap", rules{}, func(cfg *kernel.Config, d *terminal.Devices) {
		d.Readers = terminal.Readers{Contactless: terminal.Inserted(tapCard(t, card))}
		cfg.Profile, cfg.Terminal.Advices = kernel.Book, true
		d.Merchant, d.Cardholder.Converter = terminal.Merchant{}, nil
		for i := range cfg.Combinations {
			if q := cfg.Combinations[i].TTQ; len(q) == 4 {
				q[2] |= 0x80 // issuer update
			}
		}
		d.Acquirer.Messages = messages
		d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			asked(r)
			o := issuer.Options{Decline: declines}
			if scripts != nil {
				o.Scripts = []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: scripts}}
			}
			a, err := issuer.Test().Authorise(r.DE55, o)
			return a.Data, err
		})
	})
}

// advised is an acquirer that is told of no scripts, and keeps its advices.
type advised struct{ advices [][]byte }

func (a *advised) Reverse(context.Context, terminal.Reversal) error { return nil }

func (a *advised) Advise(_ context.Context, data []byte) error {
	a.advices = append(a.advices, bytes.Clone(data))
	return nil
}

// What became of the scripts of a tap that the host declines is told once, by an advice, or by the message of scripts where the acquirer takes one: the results of Kernel 3, and
// TVR and TSI of Kernel 6, which has none.
//
// B4 6.3.9 transmitted, once, C-6 3.12
func TestScriptsOfADeclinedTapAreTold(t *testing.T) {
	refused := []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34})}
	for _, c := range []struct {
		name, card        string
		scripts           []issuer.Command
		results, tvr, tsi string // nothing: no message
	}{
		{"Kernel 3", "visa-update", refused, "2001020304", "", ""},
		{"Kernel 3, no scripts", "visa-update", nil, "", "", ""},
		{"Kernel 6", "discover-update", refused, "", "8000008020", "3C00"},
		{"Kernel 6, taken", "discover-update", []issuer.Command{issuer.ApplicationBlock()}, "", "8000008000", "3C00"},
		{"Kernel 6, no scripts", "discover-update", nil, "", "", ""},
	} {
		plain, tells := &advised{}, &keeping{}
		for _, to := range []terminal.Messages{plain, tells} {
			p := updatesBy(t, c.card, true, c.scripts, to, func(terminal.Request) {})
			if sale, err := p.Sell(t.Context(), 1234); err != nil || sale.Approved() {
				t.Fatalf("%s: %v, %v", c.name, sale, err)
			}
		}
		want := 0
		if c.scripts != nil {
			want = 1
		}
		if len(tells.advices) != 0 {
			t.Errorf("%s: %d advices beside what is told of scripts", c.name, len(tells.advices))
		}
		for what, got := range map[string][][]byte{"advices": plain.advices, "messages of scripts": tells.scripts} {
			if len(got) != want {
				t.Errorf("%s: %d %s, want %d", c.name, len(got), what, want)
			}
			for _, data := range got {
				if told := valueOf(data, tlv.IssuerScriptResultsKernel3); told != c.results {
					t.Errorf("%s, %s: results %s", c.name, what, told)
				}
				if told := [2]string{valueOf(data, tlv.TVR), valueOf(data, tlv.TSI)}; c.tsi != "" && told != [2]string{c.tvr, c.tsi} {
					t.Errorf("%s, %s: TVR and TSI %s", c.name, what, told)
				}
			}
		}
	}
}

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
		p := updatesBy(t, "discover-update", false, c.scripts, kept, func(r terminal.Request) { asked = bytes.Clone(r.DE55) })
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
