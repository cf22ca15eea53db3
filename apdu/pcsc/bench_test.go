//go:build linux && cgo && pcsc

package pcsc_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ebfe/scard"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/pcsc"
	"github.com/emvgo/emv/apdu/vpcd"
	"github.com/emvgo/emv/apdu/vpcd/pcscd"
)

// BenchmarkOverScard sends the same command through scard alone and through this package by turns, to the same card:
// with a context that cannot end, with one that can, and with a time-out. It reports the medians of both, and the
// differences in percent of the bare call. "instant" is a card that answers at once, as none does; "real" takes 3 ms.
func BenchmarkOverScard(b *testing.B) {
	b.Run("instant", func(b *testing.B) { overScard(b, 0) })
	b.Run("real", func(b *testing.B) { overScard(b, 3*time.Millisecond) })
}

func overScard(b *testing.B, thinks time.Duration) {
	s := open(b)
	insert(b, s, 0, vpcd.ATRContactT1, apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		if thinks > 0 {
			<-time.After(thinks)
		}
		return benchResponse, 0, nil
	}))
	plain := connect(b, s, 0, pcsc.Options{Share: pcsc.Shared})
	timed := connect(b, s, 0, pcsc.Options{Share: pcsc.Shared, Timeout: time.Minute})
	ctx, err := scard.EstablishContext()
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = ctx.Release() }()
	bare, err := ctx.Connect(pcscd.Readers[0], scard.ShareShared, scard.ProtocolAny)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = bare.Disconnect(scard.LeaveCard) }()

	command := apdu.AppendReadRecord(nil, 1, 1)
	guard, cancel := context.WithCancel(context.Background())
	defer cancel()
	kinds := []func() error{
		func() error { _, err := bare.Transmit(command); return err },
		func() error { _, _, err := plain.Transmit(context.Background(), command); return err },
		func() error { _, _, err := plain.Transmit(guard, command); return err },
		func() error { _, _, err := timed.Transmit(context.Background(), command); return err },
	}
	orders := [][]int{{0, 1, 3, 2}, {1, 2, 0, 3}, {2, 3, 1, 0}, {3, 0, 2, 1}} // what comes before costs too: each comes after each
	took := make([][]time.Duration, len(kinds))
	for n := 0; b.Loop(); n++ {
		for _, i := range orders[n%len(orders)] {
			start := time.Now()
			if err := kinds[i](); err != nil {
				b.Fatal(err)
			}
			took[i] = append(took[i], time.Since(start))
		}
	}
	var median [4]float64
	for i := range took {
		slices.Sort(took[i])
		median[i] = float64(took[i][len(took[i])/2].Nanoseconds())
	}
	b.ReportMetric(0, "ns/op") // of all four together: nothing to look at
	b.ReportMetric(median[0], "ns/bare")
	for i, name := range []string{"%over", "%over-cancellable", "%over-timeout"} {
		b.ReportMetric(100*(median[i+1]/median[0]-1), name)
	}
}

var benchResponse = append(make([]byte, 200), 0x90, 0x00)
