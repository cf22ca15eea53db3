package card_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
)

// A whole transaction on the card's side with the same commands each time, as sweeps have it: the signature comes from
// the memo.
func BenchmarkTransaction(b *testing.B) {
	c, err := card.Named("full")
	if err != nil {
		b.Fatal(err)
	}
	var commands [][]byte
	add := func(cmd []byte) { commands = append(commands, cmd) }
	add(apdu.AppendSelect(nil, []byte{0xA0, 0, 0, 0, 4, 0x10, 0x10}, false))
	add(apdu.AppendGetProcessingOptions(nil, make([]byte, 6)))
	for _, r := range [][2]byte{{1, 1}, {2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {4, 1}, {4, 2}, {4, 3}, {4, 4}} {
		add(apdu.AppendReadRecord(nil, r[0], r[1]))
	}
	add(apdu.AppendGenerateAC(nil, 0x90, make([]byte, 33)))
	b.ReportAllocs()
	for b.Loop() {
		c.Renew()
		for _, cmd := range commands {
			r, _, err := c.Transmit(context.Background(), cmd)
			if err != nil || apdu.Response(r).SW() != 0x9000 {
				b.Fatalf("% X: % X %v", cmd, r, err)
			}
		}
	}
}
