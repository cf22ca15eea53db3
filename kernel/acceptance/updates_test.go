package acceptance_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The terminal is asked for updates under a timer, which is stopped whether the answer comes in time or not: no time-out of it is left for what follows.
//
// An update that is empty, or none that the kernel has asked for, is none: the card is not presented for it.
//
// C-6 3.11.1, F20.3
func TestUpdatesAreTimed(t *testing.T) {
	cfg := named(t, "tap")
	for taps, answers := range map[int][]kernel.Event{
		1: {{Kind: kernel.Timeout}, {Kind: kernel.DataReceived}, {Kind: kernel.DataReceived, Data: []byte{0xBF, 0x60, 0}}, {Kind: kernel.DataReceived, Data: []byte{0xBF, 0x61, 2, 0x9A, 0}}},
		2: {{Kind: kernel.DataReceived, Data: []byte{0xBF, 0x60, 2, 0x9A, 0}}},
	} {
		for _, answer := range answers {
			updatesOf(t, cfg, answer, taps)
		}
	}
}

// updatesOf has an answer of the terminal come to a kernel that wants updates, and the card be presented so often.
func updatesOf(t *testing.T, cfg *kernel.Config, answer kernel.Event, taps int) {
	t.Helper()
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
	tapped := 0
	r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		switch a.Kind {
		case kernel.Activate:
			tapped++
			x.Reset()
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
	if err != nil || !r.Approved() || !slices.Equal(did, []kernel.ActionKind{kernel.SendData, kernel.StartTimer, kernel.StopTimer}) || tapped != taps {
		t.Errorf("%v %X: %v, %v, %v, %d taps", answer.Kind, answer.Data, err, r, did, tapped)
	}
}

// Results of scripts outlive a card that is lost while it gets them, and that comes back no more; one that comes back has those of its last tap.
//
// B4 6.3.9, C-3 A.2
func TestScriptsBrokenOff(t *testing.T) {
	for back, want := range map[bool]string{false: "2001020304" + "1105060708", true: "2001020304" + "2005060708"} {
		cfg := named(t, "tap")
		cfg.Profile = kernel.Book
		for i := range cfg.Combinations {
			if q := cfg.Combinations[i].TTQ; len(q) == 4 {
				q[2] |= 0x80 // issuer update
			}
		}
		x, err := card.Named("visa-update")
		if err != nil {
			t.Fatal(err)
		}
		tx := purchase
		tx.Interface = kernel.Contactless
		s, err := kernel.NewSession(acceptance.Program(allKernels...), cfg, tx, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		scripted := &counter{card: x, found: at(kernel.Contactless, nil), host: func(de55 []byte) kernel.Event {
			put := []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34})}
			a, err := issuer.Test().Authorise(de55, issuer.Options{Scripts: []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: put}, {ID: []byte{5, 6, 7, 8}, Commands: put}}})
			if err != nil {
				t.Error(err)
			}
			return kernel.Event{Kind: kernel.HostResponse, Data: a.Data}
		}}
		taps, commands := 0, 0
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
			switch {
			case a.Kind == kernel.Activate:
				if taps++; taps > 2 && !back {
					return kernel.Event{Kind: kernel.Timeout}, nil
				}
				x.Reset()
			case a.Kind == kernel.Transmit && a.Command[1] == 0xDA:
				if commands++; commands == 2 {
					return kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}, nil
				}
				if commands > 2 {
					return kernel.Event{Kind: kernel.Response, Data: []byte{0x90, 0}}, nil
				}
			}
			return scripted.Do(ctx, a)
		}))
		if err != nil || !r.Approved() || r.Reversal || taps != 3 {
			t.Fatalf("%v, %v, %d taps", r, err, taps)
		}
		if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); got != want {
			t.Errorf("back %v: results %s, want %s", back, got, want)
		}
	}
}
