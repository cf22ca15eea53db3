package contact_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
)

// Several changes at once, under every kind of host: what FuzzProperties asserts, for 20,000 programs of a fixed generator, a
// hundredth of them with -short.
func TestRandomMiddles(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 2026))
	runs := 20000
	if !sweep.Full() {
		runs = 200
	}
	duels := map[[3]byte]*duel{}
	ranks := [3]int{}
	for i := range runs {
		var key [3]byte
		key[0], key[1], key[2] = byte(r.IntN(len(hostileCards))), byte(r.IntN(len(hostileConfigs))), byte(r.IntN(2))
		d := duels[key]
		if d == nil {
			c, err := card.Named(hostileCards[key[0]])
			if err != nil {
				t.Fatal(err)
			}
			d = newDuel(t, c, hostileConfigs[key[1]], kernel.Profile(key[2]))
			d.oracle, d.limit = d.reader(), 1000
			d.cfg.Budget = kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
			duels[key] = d
		}
		d.tx.Amount = []uint64{0, 1, 100, 999, 1000, 1234, 5000, 5001, 999999999999}[r.IntN(9)]
		d.oracle.amount = d.tx.Amount
		d.hostDown = r.IntN(3) == 0
		clear(d.answers)
		d.options = issuer.Options{Decline: r.IntN(8) == 0}
		if r.IntN(3) == 0 {
			d.options.Hostile = issuer.Hostile(r.IntN(int(issuer.NumHostile)))
		}
		changes := make([]byte, 4*r.IntN(5))
		for p := 0; p < len(changes); p += 4 {
			binary.BigEndian.PutUint32(changes[p:], r.Uint32())
			changes[p] = byte(r.IntN(22))
		}
		d.recording = i%20 == 0
		out := d.run(t, func(n int, r []byte) []byte { return bench.Spoil(changes, n, r) })
		d.properties(t, d.oracle, out)
		if d.recording {
			d.replays(t)
		}
		ranks[outcomeRank(out)]++
		if t.Failed() {
			t.Fatalf("run %d: card %s, configuration %s, %v, amount %d, host down %v, %+v, changes %X", i, hostileCards[key[0]],
				hostileConfigs[key[1]], d.cfg.Profile, d.tx.Amount, d.hostDown, d.options, changes)
		}
	}
	t.Logf("not approved, online, offline: %d", ranks)
}
