package host_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// What is ended or declined while its card wants an advice is told to the host, and charged to nobody: whatever the card says, and whatever the terminal asked of it.
// EMV 4.4 B4 6.3.7, EMV 4.4 B4 12.1.7
func TestAdviceChargesNobody(t *testing.T) {
	ended := func(image, config string, by kernel.Interface) kind {
		return kind{image, config, image, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, Interface: by}, false, func(cfg *kernel.Config) {
			cfg.Terminal.Advices = true
			for i := range cfg.Applications {
				cfg.Applications[i].TACDefault = [5]byte{}
			}
		}, 0, 0}
	}
	for _, c := range []struct {
		kind kind
		cid  byte // instead of the card's
		last []byte
		away bool // the host, until the transaction is over
	}{
		{ended("mastercard-online", "tap", kernel.Contactless), 0x48, nil, false}, // TC where AAC or ARQC was asked for
		{ended("k8-online", "tap", kernel.Contactless), 0x48, nil, false},
		{ended("discover-declined", "tap", kernel.Contactless), 0x48, nil, false},
		{ended("noauth", "default", kernel.Contact), 0x88, []byte{0x69, 0x85}, true}, // a true ARQC, TC asked for afterwards, and the card fails
		{ended("dda", "default", kernel.Contact), 0x88, []byte{0x90, 0}, true},
	} {
		t.Run(c.kind.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, &c.kind, nil, false)
				defer r.close()
				plastic, asked := r.slot.Card, 0
				r.slot.Card = apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
					b, took, err := plastic.Transmit(ctx, command)
					if command[1] == apdu.GenerateAC {
						asked++
					}
					switch i := bytes.Index(b, []byte{0x9F, 0x27, 1}); {
					case asked == 2:
						return c.last, took, err
					case i >= 0:
						b[i+3] = c.cid
					case asked == 1:
						b[2] = c.cid // format 1
					}
					return b, took, err
				})
				var sent []string
				r.proxy.pick = func(kind string) *fault { sent = append(sent, kind); return &faults[0] }
				if c.away {
					r.proxy.refuse = 2
				}
				s, err := r.Do(t.Context(), c.kind.order)
				if err != nil || s.Approved() {
					t.Fatal(s, err)
				}
				if err := r.drain(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n, net, _ := r.books.Captured(); n != 0 || net != 0 || !slices.Contains(sent, "0120") || slices.Contains(sent, "0220") {
					t.Errorf("%s: sent %v; %d bookings of %d", s, sent, n, net)
				}
			})
		})
	}
}
