package apdu_test

import (
	"context"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
)

func BenchmarkAppendGenerateAC(b *testing.B) {
	buf, data := make([]byte, 0, 64), fill(29)
	b.ReportAllocs()
	for b.Loop() {
		buf = apdu.AppendGenerateAC(buf[:0], apdu.RequestARQC, data)
	}
}

func BenchmarkParseCommand(b *testing.B) {
	command := apdu.AppendGenerateAC(nil, apdu.RequestARQC, fill(29))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := apdu.ParseCommand(command); err != nil {
			b.Fatal(err)
		}
	}
}

// A READ RECORD of 200 bytes on T=0: two exchanges.
func BenchmarkT0(b *testing.B) {
	record := append(fill(200), 0x90, 0x00)
	wrongLe := []byte{0x6C, 200}
	card := apdu.CardFunc(func(_ context.Context, c []byte) ([]byte, time.Duration, error) {
		if c[4] == 0 {
			return wrongLe, 0, nil
		}
		return record, 0, nil
	})
	t0, ctx, command := apdu.NewT0(card), context.Background(), apdu.AppendReadRecord(nil, 1, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := t0.Transmit(ctx, command); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseATR(b *testing.B) {
	atr := unhex(b, "3BF41300FF9101717C4100DEADBEEFE6")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := apdu.ParseATR(atr); err != nil {
			b.Fatal(err)
		}
	}
}
