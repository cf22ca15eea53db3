package c5_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
)

// middled are the transactions that a man in the middle alters.
var middled = []visit{
	{card: "jcb-online", change: required},
	{card: "jcb-offline", change: plain},
	{card: "jcb-offline", change: high},
	{card: "jcb-signature", change: required},
	{card: "jcb-no-cda", change: required},
	{card: "jcb-legacy", change: required},
	{card: "jcb-legacy-none", change: required},
	{card: "jcb-legacy-no-list", change: required},
	{card: "phone-jcb", change: required},
	{card: "phone-jcb-offline", change: required},
	{card: "jcb-cvm-none", change: required},
	{card: "jcb-declined", change: plain},
	{card: "jcb-expired", change: func(x *bench.Tap) { x.Config.Terminal.Type = 0x23 }},
	{card: "jcb-abroad", change: plain},
	{card: "jcb-unsigned-offline", change: plain},
	{card: "jcb-cda-failed", change: plain},
	{card: "jcb-hold", change: func(x *bench.Tap) { updates(x); x.Taps, x.Issuer.Decline = 3, true }},
}

// An improvement is what one altered response makes better for a man in the middle, and why the book lets it.
type improvement struct {
	transactions []int // in middled
	rules        string
	element      string // exchange after SELECT, and tag
	clause, why  string
}

const anyRules = "book strict"

// unprotected are the improvements. None is an approval offline without a signature that verifies.
var unprotected = []improvement{
	{[]int{4}, anyRules, "4 9F50", "C-5 2.12 3.8.3.4", "an ARQC without CDA: a CVM in the place of none; the host decides, in strict with an online PIN"},
	{[]int{5}, "book", "3 8E", "C-5 2.12 3.9.2.3", "a legacy card's list is under no signature: a signature before the online PIN; the issuer knows its list"},
	{[]int{6}, anyRules, "3 8E", "C-5 2.12 3.9.2.3", "the same list without a method, with one; in strict the online PIN is taken"},
	{[]int{14, 15}, anyRules, "1 82", "C-5 2.12 3.8.1.4", "without the bit of CDA no signature is asked for: an ARQC goes online, and the AIP in it is the card's own"},
	{[]int{14, 15}, anyRules, "4 8F", "C-5 2.12 3.8.1.4", "by an index without a key no signature is asked for: the TVR, which the ARQC covers, say so"},
	{[]int{16}, anyRules, "1 82", "C-5 2.12 3.8.1.4", "the same; the host finds a cryptogram over another AIP, declines and has nothing for the card"},
}

// has reports whether the improvement is of this transaction.
func (u *improvement) has(transaction int, rules kernel.Profile) bool {
	return slices.Contains(u.transactions, transaction) && strings.Contains(u.rules, rules.String())
}

// One altered response, whichever, at JCB's cards: a whole outcome of the book, never an approval offline without a signature that verifies, and nothing better for
// the man in the middle than the list has.
// C-5 3.8.2.1, 3.8.3.4, 3.11.1.2
func TestMiddle(t *testing.T) {
	for i, v := range middled {
		for _, rules := range profiles {
			t.Run(fmt.Sprintf("%d %s %v", i, v.card, rules), func(t *testing.T) {
				found := improvements(t, v, rules)
				for _, u := range unprotected {
					if u.has(i, rules) && found[u.element] == "" && sweep.Deep() == sweep.Exhaustive {
						t.Errorf("listed, and does not occur: %s", u.element)
					} else if u.has(i, rules) {
						delete(found, u.element)
					}
				}
				for element, what := range found {
					t.Errorf("an improvement that is not listed: %s %s", element, what)
				}
			})
		}
	}
}

// improvements alters every response and gives the elements that make the outcome better.
func improvements(t *testing.T, v visit, rules kernel.Profile) map[string]string {
	x := v.tap(t)
	x.Config.Profile = rules
	return x.Improvements(func(n int) bool { return sweep.Large(n, 500, 11) })
}
