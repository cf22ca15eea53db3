//go:build !wasip1 && !js

package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
	"github.com/emvgo/emv/testvectors/sweep"
)

// ledger is what both ledgers are.
type ledger interface {
	terminal.Ledger
	terminal.Memory
}

// The ledger in memory and the store answer alike, whatever is done with them and however often the store is closed and opened between.
func TestModel(t *testing.T) {
	const runs = 40
	for run := 1; run <= runs; run++ {
		if sweep.Sample(run, 8) {
			t.Run(fmt.Sprint(run), func(t *testing.T) { compare(t, uint64(run), 400) })
		}
	}
}

func compare(t *testing.T, seed uint64, steps int) {
	r := rand.New(rand.NewPCG(seed, 16))
	path := place(t)
	s, memory := open(t, path), terminal.NewMemoryLedger()
	for i := range steps {
		if r.IntN(25) == 0 {
			must(t, s.Close())
			s = open(t, path)
		}
		op := operations[r.IntN(len(operations))]
		again := r.Uint64()
		draw := func() *rand.Rand { return rand.New(rand.NewPCG(again, seed)) }
		got, want := op.do(s, draw()), op.do(memory, draw())
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d, %s:\nstore  %#v\nmemory %#v", i, op.name, got, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := store.Open(path, store.Options{Key: key}); err != nil {
		t.Error(err)
	}
}

// answer is what an operation gives.
type answer struct {
	value any
	err   string
}

func result(value any, err error) answer {
	var taken *terminal.TokenError
	switch {
	case err == nil:
		return answer{value: value}
	case errors.As(err, &taken):
		return answer{nil, fmt.Sprintf("token %s of %d, data %X", taken.Token, taken.Entry.Number, taken.Entry.Data)}
	}
	return answer{err: err.Error()}
}

// operations are what one can do with a ledger, from few numbers, tokens and names, so that they meet.
var operations = []struct {
	name string
	do   func(l ledger, r *rand.Rand) answer
}{
	{"next", func(l ledger, r *rand.Rand) answer {
		n, s, err := l.Next()
		return result([]uint64{n, uint64(s)}, err)
	}},
	{"put", func(l ledger, r *rand.Rand) answer {
		e := anyEntry(r)
		var due []terminal.Message
		for range r.IntN(3) {
			due = append(due, anyMessage(r))
		}
		return result(nil, l.Put(e, due...))
	}},
	{"end", func(l ledger, r *rand.Rand) answer { // an entry goes on
		e, err := l.Get(1 + r.Uint64N(12))
		if err != nil {
			return result(nil, err)
		}
		e.State, e.Approved = terminal.State(1+r.IntN(4)), r.IntN(3) > 0
		return result(e.Data, l.Put(e))
	}},
	{"get", func(l ledger, r *rand.Rand) answer { e, err := l.Get(1 + r.Uint64N(12)); return result(e, err) }},
	{"find", func(l ledger, r *rand.Rand) answer { e, err := l.Find(anyToken(r)); return result(e, err) }},
	{"last", func(l ledger, r *rand.Rand) answer { e, err := l.Last(); return result(e, err) }},
	{"open", func(l ledger, r *rand.Rand) answer { e, err := l.Open(); return result(e, err) }},
	{"add", func(l ledger, r *rand.Rand) answer { return result(nil, l.Add(anyMessage(r))) }},
	{"first", func(l ledger, r *rand.Rand) answer { m, ok, err := l.First(); return result([]any{m, ok}, err) }},
	{"tried", func(l ledger, r *rand.Rand) answer { return result(nil, l.Tried(1+r.Uint64N(40))) }},
	{"untried", func(l ledger, r *rand.Rand) answer { return result(nil, l.Untried(1+r.Uint64N(40))) }},
	{"done", func(l ledger, r *rand.Rand) answer { return result(nil, l.Done(1+r.Uint64N(40))) }},
	{"first done", func(l ledger, r *rand.Rand) answer {
		m, ok, err := l.First()
		if ok {
			err = l.Done(m.Number)
		}
		return result(m, err)
	}},
	{"keep", func(l ledger, r *rand.Rand) answer {
		return result(nil, l.Keep(anyName(r), make([]byte, r.IntN(4))))
	}},
	{"recall", func(l ledger, r *rand.Rand) answer { v, err := l.Recall(anyName(r)); return result(v, err) }},
}

func anyName(r *rand.Rand) string  { return string(rune('a' + r.IntN(3))) }
func anyToken(r *rand.Rand) string { return []string{"", "A", "B", "C"}[r.IntN(4)] }

func anyEntry(r *rand.Rand) terminal.Entry {
	e := approved(1 + r.Uint64N(12))
	e.State, e.Approved, e.Booked, e.Uploaded = terminal.State(1+r.IntN(4)), r.IntN(3) > 0, r.IntN(2) > 0, r.IntN(4) == 0
	e.Taken, e.Held, e.Raise, e.Raises = r.IntN(4) == 0, r.Uint64N(2), r.Uint64N(2), r.Uint32N(3)
	e.Rest, e.Refusal = r.Uint64N(2)*734, []string{"", "", "voided: 25"}[r.IntN(3)]
	e.Unpaid, e.Rejected = r.IntN(4) == 0, []string{"", "", "61"}[r.IntN(3)]
	if r.IntN(3) > 0 {
		e.Slip = &terminal.Receipt{PAN: "476173******0011", Language: anyName(r), Signature: r.IntN(2) > 0, Chip: terminal.ChipData{Entry: anyName(r)}}
	}
	if r.IntN(2) > 0 {
		e.Capture = []byte{0x9F, 0x26, 1, byte(r.IntN(2))}
	}
	e.Token, e.Reversal = anyToken(r), []string{"", "", "not taken"}[r.IntN(3)]
	return e
}

func anyMessage(r *rand.Rand) terminal.Message {
	switch e := anyEntry(r); r.IntN(3) {
	case 0:
		return terminal.Message{Reversal: &terminal.Reversal{
			Original: e.Request, Follows: e.Held, Taken: e.Rest, Number: e.Number, Token: e.Token, Transaction: e.Transaction,
			Reason: terminal.DeviceFailed, Data: e.Data,
		}}
	case 1:
		return terminal.Message{Approval: &terminal.Approval{Number: e.Number, Held: e.Held, Follows: e.Held, Token: e.Token, Transaction: e.Transaction, Data: e.Data}}
	default:
		return terminal.Message{Advice: e.Data}
	}
}
