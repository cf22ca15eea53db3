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

// BenchmarkOverScard sends the same command through this package and through scard alone in turn, to the same card,
// and reports both medians and the difference in percent of the bare call.
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
	background := context.Background()
	var ours, theirs []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, _, err := card.Transmit(background, command); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := bare.Transmit(command); err != nil {
			b.Fatal(err)
		}
		ours, theirs = append(ours, middle.Sub(start)), append(theirs, time.Since(middle))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	a, c := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(float64(a.Nanoseconds()), "ns/exchange")
	b.ReportMetric(float64(c.Nanoseconds()), "ns/bare")
	b.ReportMetric(100*float64(a-c)/float64(c), "%over")
}

var benchResponse = append(make([]byte, 200), 0x90, 0x00)
