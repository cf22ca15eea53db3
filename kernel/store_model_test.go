package kernel_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A layer is what one scope holds of an element.
type layer struct {
	src tlv.Source
	v   []byte
}

// A plainStore is a store as its documentation has it, without a thought for memory: for each scope, its values.
type plainStore struct {
	scopes [3]map[tlv.Row]layer
	now    kernel.Scope
}

func (m *plainStore) top(row tlv.Row) (layer, bool) {
	for _, scope := range slices.Backward(m.scopes[:]) {
		if l, ok := scope[row]; ok {
			return l, true
		}
	}
	return layer{}, false
}

func (m *plainStore) put(row tlv.Row, src tlv.Source, v []byte, again bool) kernel.Verdict {
	if !row.Element().Source.Has(src) && !(src == tlv.FromKernel && row.Element().Update.Has(tlv.K)) {
		return kernel.NotAllowed
	}
	if old, ok := m.top(row); ok && src == tlv.FromCard {
		if old.src != tlv.FromCard {
			return kernel.NotAllowed
		}
		if !again {
			return kernel.Duplicate
		}
	}
	m.scopes[m.now][row] = layer{src, append([]byte{}, v...)}
	return kernel.Stored
}

func (m *plainStore) begin(scope kernel.Scope) {
	for s := range m.scopes {
		if kernel.Scope(s) >= scope {
			m.scopes[s] = map[tlv.Row]layer{}
		}
	}
	m.now = scope
}

// forget drops the values that a source of the set gave, those that others hide too.
func (m *plainStore) forget(set tlv.Source) {
	for _, scope := range m.scopes {
		maps.DeleteFunc(scope, func(_ tlv.Row, l layer) bool { return l.src&set != 0 })
	}
}

// Whatever is done in whatever order, the store holds what a plain one holds.
func TestStoreModel(t *testing.T) {
	for seed := range uint64(100) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		var s kernel.Store
		m := plainStore{scopes: [3]map[tlv.Row]layer{{}, {}, {}}}
		rows := make([]tlv.Row, 12)
		for i := range rows {
			rows[i] = tlv.Row(1 + rnd.IntN(tlv.NumRows-1))
		}
		rows = append(rows, tlv.TVR, tlv.PAN, tlv.AuthorisationResponseCode)
		for step := range 200 {
			row := rows[rnd.IntN(len(rows))]
			switch rnd.IntN(12) {
			case 0:
				s.Remove(row)
				for i := range m.scopes {
					delete(m.scopes[i], row)
				}
			case 1:
				scope := kernel.Scope(rnd.IntN(3))
				s.Begin(scope)
				m.begin(scope)
			case 2:
				set := tlv.Source(1 << rnd.IntN(4))
				s.Forget(set)
				m.forget(set)
			default:
				src := tlv.Source(1 << rnd.IntN(4))
				v := make([]byte, rnd.IntN(40))
				for i := range v {
					v[i] = byte(rnd.Uint32())
				}
				again := rnd.IntN(2) == 0
				put := s.Put
				if again {
					put = s.Replace
				}
				if got, want := put(row, src, v), m.put(row, src, v, again); got != want {
					t.Fatalf("seed %d, step %d, %s: %v, want %v", seed, step, row, got, want)
				}
			}
			present := 0
			for r := range tlv.Row(tlv.NumRows) {
				want, ok := m.top(r)
				if ok {
					present++
				}
				if got := s.Get(r); !bytes.Equal(got, want.v) || (got != nil) != ok || s.Source(r) != want.src {
					t.Fatalf("seed %d, step %d, %s: %X by %d, want %X by %d", seed, step, r, got, s.Source(r), want.v, want.src)
				}
			}
			if len(s.Rows()) != present {
				t.Fatalf("seed %d, step %d: %d rows, want %d", seed, step, len(s.Rows()), present)
			}
		}
	}
}

// A store that is full says so, goes on with what it has, and takes values again when others have gone.
func TestStoreFull(t *testing.T) {
	var s kernel.Store
	big := make([]byte, 20<<10)
	amounts := []tlv.Row{tlv.AmountAuthorised, tlv.AmountOther, tlv.TransactionDate, tlv.TransactionTime}
	for i, want := range []kernel.Verdict{kernel.Stored, kernel.Stored, kernel.Stored, kernel.Full} {
		if got := s.Put(amounts[i], tlv.FromTerminal, big); got != want || s.Present(amounts[i]) != (want == kernel.Stored) {
			t.Errorf("%d: %v, want %v", i, got, want)
		}
	}
	if got := s.Put(amounts[0], tlv.FromTerminal, make([]byte, 21<<10)); got != kernel.Full || len(s.Get(amounts[0])) != len(big) {
		t.Errorf("%v, %d bytes", got, len(s.Get(amounts[0])))
	}
	s.Remove(amounts[1])
	if got := s.Put(amounts[3], tlv.FromTerminal, big); got != kernel.Stored {
		t.Error(got)
	}
}
