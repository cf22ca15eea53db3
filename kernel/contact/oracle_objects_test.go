package contact_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel/contact/internal/oracle"
	"github.com/emvgo/emv/testvectors/sweep"
)

// strangers are tags that the books do not have.
var strangers = []uint32{0x02, 0x5F7A, 0x9F7E, 0xC1, 0xDF01, 0xDF8101, 0x7F49, 0xE1, 0xFF20, 0xBF63, 0x30}

// rearranged gives the value of a constructed object with one thing in it changed, at any depth: an object of another
// length, twice, at the end; and one more object, of every tag that the books have and of some that they have not.
func rearranged(value []byte, yield func(what string, value []byte)) {
	list, ok := oracle.TLV(value)
	if !ok {
		return
	}
	around := func(i int, instead []byte) []byte {
		var b []byte
		for n, o := range list {
			if n == i {
				b = append(b, instead...)
			} else {
				b = append(b, o.Raw...)
			}
		}
		return b
	}
	for i, o := range list {
		name := fmt.Sprintf("%X", o.Tag)
		if o.Constructed() {
			rearranged(o.Value, func(what string, v []byte) {
				yield(name+" "+what, around(i, oracle.ObjectOf(o.Tag, v)))
			})
		}
		for _, n := range []int{0, 1, len(o.Value) - 1, len(o.Value) + 1, 2 * len(o.Value), 33} {
			if n >= 0 {
				longer := append(slices.Clone(o.Value), bytes.Repeat([]byte{0x11}, 250)...)
				yield(fmt.Sprintf("%s of %d bytes", name, n), around(i, oracle.ObjectOf(o.Tag, longer[:n])))
			}
		}
		yield(name+" between null bytes", around(i, slices.Concat([]byte{0, 0}, o.Raw, []byte{0})))
		yield(name+" twice", append(slices.Clone(value), o.Raw...))
		yield(name+" at the end", append(around(i, nil), o.Raw...))
		yield(name+" with a long length", around(i, slices.Concat(oracle.Tag(o.Tag), []byte{0x82, 0, byte(len(o.Value))}, o.Value)))
	}
	tags := append(slices.Sorted(maps.Keys(oracle.Dictionary)), strangers...)
	for _, tag := range tags {
		e := oracle.Dictionary[tag]
		for _, n := range slices.Compact([]int{0, e.Min, max(e.Min, min(e.Max, 12)), min(e.Max+1, 60)}) {
			for _, fill := range []byte{0x00, 0x11} {
				yield(fmt.Sprintf("%X of %d bytes %02X more", tag, n, fill), append(slices.Clone(value), oracle.ObjectOf(tag, bytes.Repeat([]byte{fill}, n))...))
			}
		}
	}
}

// The kernel and the oracle agree on every rearrangement of every template: objects in any order are the same record; each that is known counts once; what the
// terminal gives, or what belongs into another template, is passed over.
// B3 7.1, 7.5, 10.2, B1
// B3 6.5.5.4 format 2, missing, 6.5.8.4 format 2, missing, others, 7.2, 7.4, 7.5 dates, range, forgiven, twice, AFL, no AFL, 10.2 AFL, twice, annex B length 00, B1 null bytes
// B3 7.5 source, template
// B3 5.2 order
func TestOracleObjects(t *testing.T) {
	t.Parallel()
	runs := 0
	for _, b := range []struct {
		card, config string
		amount       uint64
	}{{"none", "default", 100}, {"none", "default", 1234}, {"full", "default", 1234}, {"noauth", "default", 1234}, {"pin", "default", 100}, {"xda", "xda", 1234}} {
		w := bookDuel(t, b.card, b.config)
		w.Transaction.Amount = b.amount
		_, conv := w.baseline(t)
		count := 0
		for n, x := range conv {
			body, sw := x.Response[:len(x.Response)-2], x.Response[len(x.Response)-2:]
			r, ok := oracle.Single(body, 0x6F, 0x70, 0x77)
			if !ok {
				continue
			}
			rearranged(r.Value, func(what string, value []byte) {
				altered := append(oracle.ObjectOf(r.Tag, value), sw...)
				if count++; !sweep.Sample(count, 61) || len(value) > 253 {
					return
				}
				runs++
				if d := w.agree(w.with(t, n, altered)); d != "" {
					t.Errorf("%s %d, exchange %d, %X: %s: %X\n%s", b.card, b.amount, n, x.Command, what, altered, d)
				}
			})
		}
	}
	t.Logf("%d runs", runs)
}
