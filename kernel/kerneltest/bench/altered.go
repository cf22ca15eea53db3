package bench

import (
	"fmt"
	"iter"
	"slices"

	"github.com/emvgo/emv/kernel"
)

// An Altered is a tap in which one response of the card came altered.
type Altered struct {
	Alteration
	Element string // the exchange after that of SELECT, from 1, and the element that was hit: "1 9F6C", "2 0" for the template itself, "SW"
	Result  *Result
	Outcome *kernel.Outcome
}

// StatusWord is the word for an alteration of the status word alone.
const StatusWord = "status word"

// alteredStatus are the status words that take the place of a response's own.
var alteredStatus = []uint16{0x6283, 0x6300, 0x6700, 0x6984, 0x6985, 0x6986, 0x6A83, 0x6F00, 0x9001, 0x9100}

// Altered runs the tap as it is and gives its outcome, and then runs it again, each time with a new card, for alterations of each response but that of SELECT, which
// is Entry Point's, and for some other status words: those that take picks by their number, from 1, and by what they are. A man in the middle that the tap has works
// first.
func (x *Tap) Altered(take func(number int, a Alteration) bool) (*kernel.Outcome, iter.Seq[Altered]) {
	x.T.Helper()
	before := x.Middle
	if before == nil {
		before = func(_ int, _, r []byte) []byte { return r }
	}
	var conversation [][]byte
	x.Middle = func(n int, command, r []byte) []byte {
		r = before(n, command, r)
		conversation = append(conversation, slices.Clone(r))
		return r
	}
	x.Run()
	was := x.Outcome()
	again := func(n int, element string, a Alteration) Altered {
		x.Card.Renew()
		x.Commands = nil
		x.Middle = func(at int, command, r []byte) []byte {
			if r = before(at, command, r); at == n {
				return a.Response
			}
			return r
		}
		r := x.Run()
		return Altered{a, element, r, x.Outcome()}
	}
	return was, func(yield func(Altered) bool) {
		number := 0
		for n, response := range conversation {
			if n == 0 {
				continue
			}
			for a := range Alterations(response) {
				if number++; take(number, a) && !yield(again(n+1, fmt.Sprintf("%d %s", n, ElementAt(response, a.At)), a)) {
					return
				}
			}
			for _, sw := range alteredStatus {
				a := Alteration{StatusWord, len(response) - 2, append(slices.Clone(response[:len(response)-2]), byte(sw>>8), byte(sw))}
				if number++; take(number, a) && !yield(again(n+1, "SW", a)) {
					return
				}
			}
		}
	}
}

// Rank is how good an outcome is for whoever presents the card: approved without a CVM, approved, online without a PIN for the host, online, anything else.
func Rank(o *kernel.Outcome) int {
	switch {
	case o.Status == kernel.Approved && o.CVM == kernel.CVMNotRequired:
		return 4
	case o.Status == kernel.Approved:
		return 3
	case o.Status == kernel.OnlineRequest && o.CVM != kernel.CVMOnlinePIN:
		return 2
	case o.Status == kernel.OnlineRequest:
		return 1
	}
	return 0
}

// Improvements alters each response, the status words all and of the rest each whose number, from 1, take picks, and gives the elements whose alteration makes
// the outcome better for a man in the middle, by what it came to. An alteration that leads to a fault of the kernel, or to an approval without a signature
// that verifies, ends the test.
func (x *Tap) Improvements(take func(number int) bool) map[string]string {
	x.T.Helper()
	was, altered := x.Altered(func(n int, a Alteration) bool { return a.What == StatusWord || take(n) })
	found := map[string]string{}
	for a := range altered {
		switch o := a.Outcome; {
		case a.Result.Error.L2 == kernel.InternalError:
			x.T.Fatalf("%s, %X: %s", a.Element, a.Response, a.Result.Error.Reason)
		case o.Status == kernel.Approved && o.ODA.Result != "ok":
			x.T.Fatalf("%s, %X: approved without a signature", a.Element, a.Response)
		case Rank(o) > Rank(was):
			found[a.Element] = fmt.Sprintf("%X: %v, CVM %d", a.Response[:min(len(a.Response), 90)], o.Status, o.CVM)
		}
	}
	return found
}
