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

// BenchmarkOverScard sends the same command through this package, without and with a context that can end, and through
// scard alone in turn, to the same card, and reports the medians and the differences in percent of the bare call.
func BenchmarkOverScard(b *testing.B) {
	s := open(b)
	insert(b, s, 0, vpcd.ATRContactT1, apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		return benchResponse, 0, nil
	}))
	card := connect(b, s, 0, pcsc.Options{Share: pcsc.Shared})
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
		func() error { _, _, err := card.Transmit(context.Background(), command); return err },
		func() error { _, _, err := card.Transmit(guard, command); return err },
	}
	orders := [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} // what comes before costs too
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
	var median [3]float64
	for i := range took {
		slices.Sort(took[i])
		median[i] = float64(took[i][len(took[i])/2].Nanoseconds())
	}
	b.ReportMetric(median[0], "ns/bare")
	b.ReportMetric(median[1], "ns/exchange")
	b.ReportMetric(100*(median[1]/median[0]-1), "%over")
	b.ReportMetric(100*(median[2]/median[0]-1), "%over-guarded")
}

var benchResponse = append(make([]byte, 200), 0x90, 0x00)
