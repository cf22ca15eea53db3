//go:build !race

package contact_test

import "testing"

// Under the race detector a sync.Pool drops what it has by chance, and so the allocations of math/big are counted by chance.

// The kernel's own memory: the allocations of one transaction beyond those of its cryptography are 58 at most.
func TestTransactionAllocations(t *testing.T) {
	for _, c := range benchCards {
		r, d := recorded(t, c.card)
		operations := d.cryptography()
		all := testing.AllocsPerRun(50, func() { r.run(t) })
		bare := testing.AllocsPerRun(50, func() {
			for i := range operations {
				operations[i].do()
			}
		})
		if all-bare > 58 {
			t.Errorf("%s: %v allocations, of which %v are the cryptography's", c.exponent, all, bare)
		}
	}
}
