package c3_test

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
	{card: "visa-online", ttq: allOf, change: none},
	{card: "visa-offline", ttq: allOf, change: floorlessOff},
	{card: "visa-offline", ttq: allOf, change: pinLimit},
	{card: "visa-offline", ttq: "3E004000", change: floorlessOff},
	{card: "visa-signed", ttq: allOf, change: both},
	{card: "visa-version", ttq: "3E004000", change: none},
	{card: "visa-no-dda", ttq: allOf, change: none},
	{card: "visa-format", ttq: "26004000", change: none},
	{card: "visa-no-ctq", ttq: "34004000", change: cvmLimit},
	{card: "visa-pin", ttq: allOf, change: cvmLimit},
	{card: "visa-cash", ttq: allOf, change: cash},
	{card: "visa-expired", ttq: "3E004000", change: none},
	{card: "visa-declined", ttq: allOf, change: none},
	{card: "visa-spending", ttq: allOf, change: spending},
	{card: "phone-visa", ttq: allOf, change: cvmLimit},
	{card: "phone-visa-mismatch", ttq: allOf, change: cvmLimit},
	{card: "phone-visa-plain", ttq: allOf, change: cvmLimit},
	{card: "phone-visa-transit", ttq: allOf, change: both},
	{card: "phone-visa-token", ttq: allOf, change: none},
}

// floorlessOff gives the reader a floor limit that the amount is below, so that strict approves offline too.
func floorlessOff(x *bench.Tap) { x.Combination.FloorLimit = kernel.Limit{Amount: 5000, Present: true} }

func pinLimit(x *bench.Tap) { floorlessOff(x); cvmLimit(x) }

// An improvement is what one altered response makes better for a man in the middle, and why the book lets it.
type improvement struct {
	transactions []int // in middled
	rules        string
	element      string // exchange after SELECT, and tag
	clause, why  string
}

const anyRules = "book strict"

// unprotected are the improvements. None is an approval offline without a signature that verifies; in strict none is one at all.
var unprotected = []improvement{
	{[]int{2}, "book", "1 9F6C", "C-3 2.12 5.7.1.2", "the CTQ are under the signature in 9F69, which the book looks at for a consumer device CVM alone: a signature is taken for the CVM"},
	{[]int{2}, "strict", "1 9F6C", "C-3 2.12 5.7.1.2", "the same, and strict takes the online PIN for it: the issuer verifies it"},
	{[]int{4, 17}, anyRules, "1 9F6C", "C-3 2.12 5.7.1.2", "a CVM that the reader requires, from a card that names none: the host decides, in strict with an online PIN"},
	{[]int{4, 17}, anyRules, "1 9F4B", "C-3 2.12 5.7.1.1", "its length swallows the CTQ behind it: a card without any"},
	{[]int{6}, anyRules, "1 9F6C", "C-3 2.12 5.6.1.2", "the CTQ say to go online where authentication fails: the host sees the cryptogram"},
	{[]int{7}, anyRules, "1 9F6C", "C-3 2.12 5.6.1.2", "the same"},
	{[]int{9}, "book", "1 9F6C", "C-3 2.12 5.7.1.2", "an ARQC has no signature over the CTQ: another CVM in the place of the PIN"},
	{[]int{10}, anyRules, "1 9F07", "C-3 2.12 5.5.1.3", "the usage control of a card without records is nobody's word: the host knows what it allows"},
	{[]int{12}, anyRules, "1 9F10", "C-3 2.12 5.4.3.1", "the type of the cryptogram is no part of it: the host finds an AAC where an ARQC is claimed"},
	{[]int{15}, anyRules, "1 9F69", "C-3 2.12 5.7.1.2", "9F69 without a signature is nobody's word; gone, an ARQC confirms; in strict the online PIN is taken"},
	{[]int{15}, anyRules, "1 9F6C", "C-3 2.12 5.7.1.2", "the claim of the CVM taken out: another is taken, in strict the online PIN"},
}

// has reports whether the improvement is of this transaction.
func (u *improvement) has(transaction int, rules kernel.Profile) bool {
	return slices.Contains(u.transactions, transaction) && strings.Contains(u.rules, rules.String())
}

// One altered response, whichever, at every Visa card: a whole outcome of the book, never an approval offline without a signature that verifies, and
// nothing better for the man in the middle than the list has.
//
// C-3 2.12 4.1.1.4, 5.4.2.1, 5.4.2.2, 5.6.1.2, C.1
func TestMiddle(t *testing.T) {
	for i, v := range middled {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
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
	return x.Improvements(func(n int) bool { return sweep.Large(n, 150, 11) })
}
