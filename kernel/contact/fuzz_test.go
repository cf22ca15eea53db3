package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
)

// hostileCards and hostileConfigs are what FuzzProperties chooses among.
var (
	hostileCards   = [...]string{"full", "none", "dda", "noauth", "full-e65537", "two", "sda", "pin"}
	hostileConfigs = [...]string{"default", "default-bit", "denial"}
)

// program puts changes together.
func program(steps ...[4]byte) (p []byte) {
	for _, s := range steps {
		p = append(p, s[:]...)
	}
	return p
}

// FuzzProperties is the whole contact kernel against a hostile card and a hostile host: the input says which responses are
// changed and how, and how the issuer answers. Every run ends within its budget, without panic and without error, and replays
// to the byte from its journal; approvals, TVR, TSI and CVM results are those of the oracle, which looks at the bytes
// exchanged alone.
func FuzzProperties(f *testing.F) {
	f.Add(byte(0), byte(0), uint32(100), byte(0), byte(0), []byte{})
	f.Add(byte(0), byte(0), uint32(1234), byte(1), byte(1), program([4]byte{18, 0, 20, 3}))
	f.Add(byte(0), byte(0), uint32(100), byte(1), byte(0), program([4]byte{3, 7, 0x5A, 0x41}, [4]byte{17, 0, 8, 6}))
	f.Add(byte(1), byte(0), uint32(100), byte(0), byte(0), program([4]byte{3, 0, 4, 4}))
	f.Add(byte(1), byte(1), uint32(1234), byte(2), byte(0), program([4]byte{7, 1, 9, 0xFF}, [4]byte{8, 2, 3, 0}))
	f.Add(byte(2), byte(0), uint32(100), byte(0), byte(0), program([4]byte{17, 1, 5, 0x40}))
	f.Add(byte(2), byte(0), uint32(5000), byte(3), byte(0), program([4]byte{14, 5, 0x6A, 0x88}))
	f.Add(byte(3), byte(0), uint32(1234), byte(0), byte(13), program([4]byte{4, 7, 0x82, 0x40}))
	f.Add(byte(3), byte(2), uint32(99), byte(1), byte(7), program([4]byte{0, 5, 0x6A, 0x82}))
	f.Add(byte(4), byte(0), uint32(100), byte(1), byte(0), program([4]byte{11, 4, 40, 0}))
	f.Add(byte(5), byte(0), uint32(100), byte(0), byte(0), program([4]byte{3, 5, 0x69, 0x85}))
	f.Add(byte(6), byte(0), uint32(100), byte(1), byte(17), program([4]byte{3, 6, 0x90, 0x00}, [4]byte{0x80, 0x06, 0x40, 0x00}, [4]byte{8, 1, 1, 0}))
	f.Add(byte(7), byte(0), uint32(1234), byte(0), byte(16), program([4]byte{16, 5, 0x63, 0xC0}))
	f.Add(byte(7), byte(0), uint32(1317), byte(0), byte(12), program([4]byte{7, 3, 0, 0})) // a zero before a template
	profiles := map[string]*card.Profile{}
	f.Fuzz(func(t *testing.T, which, config byte, amount uint32, mode, how byte, ops []byte) {
		name := hostileCards[int(which)%len(hostileCards)]
		if profiles[name] == nil {
			c, err := card.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			profiles[name] = c.Profile()
		}
		rules := kernel.Book
		if mode&1 != 0 {
			rules = kernel.Strict
		}
		d := newDuel(t, card.New(profiles[name]), hostileConfigs[int(config)%len(hostileConfigs)], rules)
		d.Transaction.Amount, d.hostDown = uint64(amount), mode&2 != 0
		d.options.Hostile = issuer.Hostile(how) % issuer.NumHostile
		d.Config.Budget = kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
		d.limit, d.recording = 1000, true
		out := d.run(t, func(n int, r []byte) []byte { return bench.Spoil(ops, n, r) })
		d.properties(t, out)
		d.replays(t)
	})
}
