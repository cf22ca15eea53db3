package c7_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/sweep"
)

// Every status word of every command, with the card's data and without.
// C-7 4.1.4.3, 4.2.4.2
func TestStatusWords(t *testing.T) {
	type span struct {
		from, to uint16
		want     want
	}
	all := func(w want) span { return span{0, 0xFFFF, w} }
	one := func(sw uint16, w want) span { return span{sw, sw, w} }
	for _, c := range []struct {
		name    string
		command int
		ttq     string
		spans   []span // the first that holds the status word counts
		bare    want   // of 9000 without data
	}{
		{
			"GET PROCESSING OPTIONS, contact chip", 1, "36004000",
			[]span{one(0x9000, approves), one(0x6986, again(kernel.MsgSeePhone, "4.1.4.3")), all(another("4.1.4.3"))},
			ends("4.1.4.3"),
		},
		{
			"GET PROCESSING OPTIONS", 1, "26004000",
			[]span{one(0x9000, approves), one(0x6986, again(kernel.MsgSeePhone, "4.1.4.3")), all(ends("4.1.4.3"))},
			ends("4.1.4.3"),
		},
		{"READ RECORD, first", 2, "36004000", []span{one(0x9000, approves), all(ends("4.2.4.2"))}, ends("4.2.4.3")},
		{"READ RECORD, last", 5, "36004000", []span{one(0x9000, approves), all(ends("4.2.4.2"))}, ends("4.2.4.3")},
	} {
		r := offline(t)
		r.ttq = c.ttq
		r.cfg.Terminal.Capabilities[0] &^= 0x40
		var sw uint16
		var bare bool
		r.answer = func(n int, _, response []byte) []byte {
			if n != c.command {
				return response
			}
			if bare {
				response = response[:2]
			}
			response[len(response)-2], response[len(response)-1] = byte(sw>>8), byte(sw)
			return response
		}
		for v := range 1 << 16 {
			if sw = uint16(v); !sweep.Sample(v+1, 97) && v&0xFF00 != 0x6900 && v&0xFF00 != 0x9000 {
				continue
			}
			for _, s := range c.spans {
				if sw < s.from || sw > s.to {
					continue
				}
				for _, bare = range []bool{false, true} {
					w := s.want
					if bare && sw == 0x9000 {
						w = c.bare
					}
					if got := of(r.run()); got != w {
						t.Fatalf("%s, %04X, without data %v: %+v, want %+v", c.name, sw, bare, got, w)
					}
				}
				break
			}
		}
	}
}

// A response shorter than a status word is none.
// C-7 4.1.4.3, 4.2.4.1
func TestNoStatusWord(t *testing.T) {
	for n, w := range map[int]want{1: again(kernel.MsgPresentAgain, "4.1.4.3"), 3: again(kernel.MsgPresentAgain, "4.2.4.1")} {
		for _, response := range []string{"", "90"} {
			r := offline(t)
			r.answer = func(k int, _, whole []byte) []byte {
				if k == n {
					return r.hex(response)
				}
				return whole
			}
			r.expect(w)
		}
	}
}
