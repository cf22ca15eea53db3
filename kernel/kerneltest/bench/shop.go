package bench

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// NewShop is a Bench round a whole tap: Entry Point with one kernel and one combination of this AID, in hexadecimal digits, the issuer, and the certification
// authority's keys of the virtual cards. Terminal type 22, contact chip, online PIN, signature.
func NewShop(t testing.TB, k kernel.Kernel, cardName, aid string) *Bench {
	t.Helper()
	b := New(t, acceptance.Program(k), cardName, "default")
	name := Hex(t, aid)
	keys, err := capk.NewSet(card.CAKeys([5]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	b.Config.Applications, b.Config.Keys, b.Config.Terminal.Type = nil, keys, 0x22
	b.Config.Terminal.Capabilities = tlv.TerminalCapabilitiesValue{0x20, 0x68, 0xC8}
	b.Config.Combinations = []kernel.Combination{{AID: name, Kernel: k.ID(), Currency: b.Config.Terminal.TransactionCurrency}}
	b.Equip = func(d *terminal.Devices) { d.Readers = terminal.Readers{Contactless: field{b}} }
	return b
}

// Tapped runs a whole tap, and gives the messages as they were asked for, in hexadecimal digits: nothing waits for their hold times, or for the field.
func (b *Bench) Tapped() (r *Result, messages string) {
	b.T.Helper()
	devices := b.Devices()
	var words []string
	r = b.RunWith(kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		switch a.Kind {
		case kernel.Show:
			words = append(words, fmt.Sprintf("%02X", byte(a.UI.Message)))
			return kernel.Event{}, nil
		case kernel.FieldOff, kernel.StartTimer, kernel.StopTimer:
			return kernel.Event{}, nil
		}
		return devices.Do(ctx, a)
	}))
	return r, strings.Join(words, " ")
}
