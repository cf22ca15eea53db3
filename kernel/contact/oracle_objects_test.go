package contact_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// oraTag is a tag as it is sent.
func oraTag(tag uint32) []byte {
	switch {
	case tag > 0xFFFF:
		return []byte{byte(tag >> 16), byte(tag >> 8), byte(tag)}
	case tag > 0xFF:
		return []byte{byte(tag >> 8), byte(tag)}
	}
	return []byte{byte(tag)}
}

func oraObjectOf(tag uint32, value []byte) []byte {
	return slices.Concat(oraTag(tag), oraLength(len(value)), value)
}

// oraStrangers are tags that the books do not have.
var oraStrangers = []uint32{0x02, 0x5F7A, 0x9F7E, 0xC1, 0xDF01, 0xDF8101, 0x7F49, 0xE1, 0xFF20, 0xBF63, 0x30}

// oraRearranged gives the value of a constructed object with one thing in it changed, at any depth: an object of another
// length, twice, at the end; and one more object, of every tag that the books have and of some that they have not.
func oraRearranged(value []byte, yield func(what string, value []byte)) {
	list, ok := oraTLV(value)
	if !ok {
		return
	}
	around := func(i int, instead []byte) []byte {
		var b []byte
		for n, o := range list {
			if n == i {
				b = append(b, instead...)
			} else {
				b = append(b, o.raw...)
			}
		}
		return b
	}
	for i, o := range list {
		name := fmt.Sprintf("%X", o.tag)
		if o.constructed() {
			oraRearranged(o.value, func(what string, v []byte) {
				yield(name+" "+what, around(i, oraObjectOf(o.tag, v)))
			})
		}
		for _, n := range []int{0, 1, len(o.value) - 1, len(o.value) + 1, 2 * len(o.value), 33} {
			if n >= 0 {
				longer := append(slices.Clone(o.value), bytes.Repeat([]byte{0x11}, 250)...)
				yield(fmt.Sprintf("%s of %d bytes", name, n), around(i, oraObjectOf(o.tag, longer[:n])))
			}
		}
		yield(name+" twice", append(slices.Clone(value), o.raw...))
		yield(name+" at the end", append(around(i, nil), o.raw...))
		yield(name+" with a long length", around(i, slices.Concat(oraTag(o.tag), []byte{0x82, 0, byte(len(o.value))}, o.value)))
	}
	tags := append(slices.Sorted(maps.Keys(oraDictionary)), oraStrangers...)
	for _, tag := range tags {
		e := oraDictionary[tag]
		for _, n := range slices.Compact([]int{0, e.min, max(e.min, min(e.max, 12)), min(e.max+1, 60)}) {
			for _, fill := range []byte{0x00, 0x11} {
				yield(fmt.Sprintf("%X of %d bytes %02X more", tag, n, fill), append(slices.Clone(value), oraObjectOf(tag, bytes.Repeat([]byte{fill}, n))...))
			}
		}
	}
}

// The kernel and the oracle agree on every rearrangement of every template. With -short, every hundredth.
// B3 7.5, B1
func TestOracleObjects(t *testing.T) {
	t.Parallel()
	runs := 0
	for _, b := range []struct {
		card, config string
		amount       uint64
	}{{"none", "default", 100}, {"none", "default", 1234}, {"full", "default", 1234}, {"noauth", "default", 1234}, {"pin", "default", 100}, {"xda", "xda", 1234}} {
		c, err := card.Named(b.card)
		if err != nil {
			t.Fatal(err)
		}
		w := newOraWorld(t, c, b.config)
		w.tx.Amount = b.amount
		w.run(t, nil)
		conv := oraKept(w.conv)
		count := 0
		for n, x := range conv {
			body, sw := x.response[:len(x.response)-2], x.response[len(x.response)-2:]
			r, ok := oraSingle(body, 0x6F, 0x70, 0x77)
			if !ok {
				continue
			}
			oraRearranged(r.value, func(what string, value []byte) {
				altered := append(oraObjectOf(r.tag, value), sw...)
				if count++; !sweep.Sample(count, 100) || len(value) > 253 {
					return
				}
				runs++
				out := w.run(t, func(i int, r []byte) []byte {
					if i == n {
						return altered
					}
					return r
				})
				if d := w.agree(out); d != "" {
					t.Errorf("%s %d, exchange %d, %X: %s: %X\n%s", b.card, b.amount, n, x.command, what, altered, d)
				}
			})
		}
	}
	t.Logf("%d runs", runs)
}

// oraKept is a conversation that outlives the next.
func oraKept(conv []oraExchange) []oraExchange {
	out := slices.Clone(conv)
	for i, x := range conv {
		out[i] = oraExchange{bytes.Clone(x.command), bytes.Clone(x.response)}
	}
	return out
}

// The kernel and the oracle agree when up to four responses, chosen at random, are altered in one transaction.
// With -short, every hundredth.
func TestOracleManyAlterations(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 44))
	runs := 0
	for _, b := range oraBaselines {
		for _, name := range b.cards {
			c, err := card.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			w := b.world(t, c)
			for n := range 4000 {
				if !sweep.Sample(n, 100) || b.config == "xda" && n%4 != 0 { // signatures are slow
					continue
				}
				runs++
				k := 1 + r.IntN(4)
				seed := r.Uint64()
				q := rand.New(rand.NewPCG(seed, 1))
				var what []string
				out := w.run(t, func(i int, response []byte) []byte {
					if q.IntN(12) >= k {
						return response
					}
					altered := oraAlter(q, response)
					what = append(what, fmt.Sprintf("%d: %X", i, altered))
					return altered
				})
				if d := w.agree(out); d != "" {
					t.Errorf("%s %s, seed %d: %s\n%s", name, b.name, seed, what, d)
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// oraAlter alters a response where it often still makes sense: one bit, the value of one object, its length, its place.
func oraAlter(r *rand.Rand, response []byte) []byte {
	altered := bytes.Clone(response)
	if len(altered) < 4 || r.IntN(3) == 0 {
		if len(altered) > 0 {
			altered[r.IntN(len(altered))] ^= 1 << r.IntN(8)
		}
		return altered
	}
	body, sw := altered[:len(altered)-2], altered[len(altered)-2:]
	t, ok := oraSingle(body, 0x6F, 0x70, 0x77)
	if !ok {
		body[r.IntN(len(body))] = byte(r.Uint32())
		return altered
	}
	return append(oraObjectOf(t.tag, oraShuffle(r, t.value)), sw...)
}

func oraShuffle(r *rand.Rand, value []byte) []byte {
	list, ok := oraTLV(value)
	if !ok || len(list) == 0 {
		return value
	}
	i := r.IntN(len(list))
	o := &list[i]
	v := bytes.Clone(o.value)
	switch {
	case o.constructed():
		v = oraShuffle(r, v)
	case r.IntN(3) == 0 || len(v) == 0:
		v = append(v, byte(r.Uint32()))
	case r.IntN(3) == 0:
		v = v[:len(v)-1]
	default:
		v[r.IntN(len(v))] = byte(r.Uint32())
	}
	o.raw = oraObjectOf(o.tag, v)
	if r.IntN(3) == 0 {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	var b []byte
	for _, o := range list {
		b = append(b, o.raw...)
	}
	return b
}
