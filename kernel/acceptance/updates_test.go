package acceptance_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// The terminal is asked for updates under a timer, which is stopped whether the answer comes in time or not: no time-out of it is left for what follows.
//
// C-6 3.11.1
func TestUpdatesAreTimed(t *testing.T) {
	cfg := named(t, "tap")
	for _, answer := range []kernel.Event{{Kind: kernel.Timeout}, {Kind: kernel.DataReceived}} {
		x, err := card.Named("visa-online")
		if err != nil {
			t.Fatal(err)
		}
		k := says{kernel.Outcome{Status: kernel.Approved, Updates: []tlv.Tag{0xBF60}}}
		tx := kernel.Transaction{Money: kernel.Money{Amount: 1234}, Date: [3]byte{0x26, 0x07, 0x01}, Interface: kernel.Contactless}
		s, err := kernel.NewSession(acceptance.Program(k), cfg, tx, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		var did []kernel.ActionKind
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
			switch a.Kind {
			case kernel.Activate:
				return at(kernel.Contactless, nil), nil
			case kernel.Transmit:
				r, _, err := x.Transmit(ctx, a.Command)
				return kernel.Event{Kind: kernel.Response, Data: r}, err
			case kernel.SendData, kernel.StartTimer, kernel.StopTimer:
				did = append(did, a.Kind)
			case kernel.Wait:
				return answer, nil
			}
			return kernel.Event{}, nil
		}))
		if err != nil || !r.Approved() || !slices.Equal(did, []kernel.ActionKind{kernel.SendData, kernel.StartTimer, kernel.StopTimer}) {
			t.Errorf("%v: %v, %v, %v", answer.Kind, err, r, did)
		}
	}
}
