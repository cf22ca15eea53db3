package contact_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
)

// hostileCards and hostileConfigs are what FuzzProperties chooses among.
var (
	hostileCards   = [...]string{"full", "none", "dda", "noauth", "full-e65537", "two", "sda", "pin"}
	hostileConfigs = [...]string{"default", "default-bit", "denial"}
)

// spoil applies a program of changes to a response: each is the exchange, what to do, where, and with what.
func spoil(program []byte, n int, r []byte) []byte {
	r = bytes.Clone(r)
	for p := program; len(p) >= 4; p = p[4:] {
		if int(p[0]) != n || len(r) == 0 && p[1]%8 < 5 {
			continue
		}
		at := 0
		if len(r) > 0 {
			at = int(p[2]) % len(r)
		}
		switch p[1] % 8 {
		case 0:
			r[at] ^= 1 << (p[3] & 7)
		case 1:
			r[at] = p[3]
		case 2:
			r = append(r[:at], r[at+1:]...)
		case 3:
			r = append(r[:at], append([]byte{p[3]}, r[at:]...)...)
		case 4:
			r = r[:at]
		case 5:
			r = []byte{p[2], p[3]}
		case 6: // the rest of the program is the response
			return append(bytes.Clone(p[4:]), p[2], p[3])
		case 7: // an object more, well formed, at the end of its template
			if o, err := single(r); err == nil && len(r) > 4 {
				body := append(bytes.Clone(o.of(r)), p[2], 0x01, p[3])
				r = append(append(append([]byte{r[o.at]}, length(len(body))...), body...), 0x90, 0x00)
			}
		}
	}
	return r
}

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
// exchanged alone; in strict an approval offline stands on a signature over all that decides.
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
		d.tx.Amount, d.hostDown = uint64(amount), mode&2 != 0
		d.options.Hostile = issuer.Hostile(how) % issuer.NumHostile
		d.cfg.Budget = kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
		d.limit, d.recording = 1000, true
		out := d.run(t, func(n int, r []byte) []byte { return spoil(ops, n, r) })
		d.properties(t, d.reader(), out)
		d.replays(t)
	})
}

// replays checks that the journal of the last run gives its actions again, to the byte.
func (d *duel) replays(t testing.TB) {
	t.Helper()
	n := 0
	err := kernel.Replay(contact.Program(), d.cfg, d.journal, func(_ kernel.Event, a kernel.Action) error {
		if again := kerneltest.Dump(a); n >= len(d.dumps) || again != d.dumps[n] {
			return fmt.Errorf("action %d again: %s", n, again)
		}
		n++
		return nil
	})
	if err != nil || n != len(d.dumps) {
		t.Errorf("replay: %d of %d actions: %v", n, len(d.dumps), err)
	}
}
