//go:build !wasip1 && !js

package store_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
)

// What an account may split to stay below the floor limit is in the log, with the amount that was taken in the end; what goes back to it is not.
// B3 10.6.1
func TestSplitsByPurpose(t *testing.T) {
	for purpose := kernel.Unnamed; purpose <= kernel.CashLoad; purpose++ {
		s, e := open(t, place(t)), approved(1)
		e.Data, e.Transaction.Purpose, e.Transaction.Amount = []byte{0x5A, 1, 0x77}, purpose, 100
		for _, amount := range []uint64{100, 110} { // with a tip
			e.Transaction.Amount = amount
			must(t, s.Put(e))
			switch purpose {
			case kernel.Unnamed, kernel.Purchase, kernel.Cashback, kernel.Cash:
			default:
				amount = 0
			}
			if _, before, err := s.Lookup(context.Background(), []byte{0x77}, -1); before != amount || err != nil {
				t.Errorf("%s: %d, want %d, %v", purpose, before, amount, err)
			}
		}
		e.State = terminal.Undone
		must(t, s.Put(e))
		if _, before, err := s.Lookup(context.Background(), []byte{0x77}, -1); before != 0 || err != nil {
			t.Errorf("%s, taken back: %d, %v", purpose, before, err)
		}
		must(t, s.Close())
	}
}

// A smaller number of transactions that are kept comes into force step by step: no sale waits until all that is too old is gone.
func TestRetentionStepByStep(t *testing.T) {
	path := place(t)
	s := open(t, path)
	for n := range uint64(30) {
		must(t, s.Put(approved(n+1)))
	}
	must(t, s.Close())
	s = openWith(t, path, store.Options{Key: key, Keep: 5})
	for i, want := range []int{23, 16, 9, 5, 5} {
		must(t, s.Put(approved(uint64(31+i))))
		left := 0
		for _, err := range s.Entries(0) {
			must(t, err)
			left++
		}
		if left != want {
			t.Errorf("after %d: %d are kept, want %d", i+1, left, want)
		}
	}
}

// What is older than the options keep takes out of the split-sale log what is its own, and nothing of what came after.
// B3 10.6.1
func TestSplitsOutliveTheOldest(t *testing.T) {
	s := openWith(t, place(t), store.Options{Key: key, Keep: 2})
	for n := range uint64(5) {
		e := approved(n + 1)
		e.Data, e.Transaction.Amount = []byte{0x5A, 1, 0x77}, 100+n
		if n > 2 { // of another account
			e.Data = []byte{0x5A, 1, 0x88}
		}
		must(t, s.Put(e))
		want := []uint64{100, 101, 102, 102, 0}[n]
		if _, before, err := s.Lookup(context.Background(), []byte{0x77}, -1); before != want || err != nil {
			t.Errorf("after %d: %d, want %d, %v", n+1, before, want, err)
		}
	}
}
