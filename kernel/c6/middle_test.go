package c6_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A better outcome that a man in the middle comes to by altering an element.
type better struct {
	card, change string
	element      tlv.Tag
}

// unprotected is every way in which a man in the middle makes an outcome better for himself in the profile book. Nothing that a signature covers says what
// these elements say: an answer without CDA has none. None of them is approved.
var unprotected = []better{
	{"expired, declined", "online", 0x9F71},      // C-6 F18.8: the request has the date
	{"expired, declined", "online", 0x57},        // C-6 F17.4: and track 2
	{"declined", "online", 0x9F27},               // C-6 F18.1: the issuer sees the type in 9F10
	{"a signature that fails", "online", 0x9F71}, // C-6 F18.5: the request says that CDA has failed
	{"a signature that fails", "online", 0x5F25}, // C-6 F18.10: likewise
}

// rank is how good an outcome is for a man in the middle. A CVM that the host or an attendant still has to do is worse for him than none.
func rank(out *bench.Result) int {
	n := map[kernel.Status]int{kernel.Approved: 8, kernel.OnlineRequest: 4}[out.Status]
	if n != 0 && out.CVM != kernel.CVMOnlinePIN {
		n++
	}
	return n
}

// A man in the middle alters one response in every way. Whatever he does the transaction ends, with one of the book's outcomes; no alteration of what is under
// the signature leads to an approval, and none makes an outcome better for him but as unprotected says. In strict none leads to an approval that was not one.
// C-6 3.6.1 hash, F18.6, F19.6
func TestMiddle(t *testing.T) {
	cards := []struct {
		name string
		card func(testing.TB) *reader
	}{
		{"online", online},
		{"offline", offline},
		{"signed", signed},
		{"loyalty", loyalty},
		{"a PIN", func(t testing.TB) *reader { r := online(t); r.ttq = "36404000"; return r.set("9F71", "8000") }},
		{"expired, declined", func(t testing.TB) *reader { return online(t).set("9F71", "0004").set("57", pan+"D2101201000000000F") }},
		{"declined", func(t testing.TB) *reader { return online(t).set("9F27", "00") }},
		{"a signature that fails", func(t testing.TB) *reader { r := offline(t); r.signedCID = 0x80; return r }},
		{"data storage", func(t testing.TB) *reader { return stored(t, "", "DF0B "+operators) }},
	}
	seen := map[better]bool{}
	n := 0
	for _, c := range cards {
		plain := c.card(t)
		answers := map[int][]byte{}
		plain.answer = func(n int, _, response []byte) []byte {
			answers[n] = slices.Clone(response)
			return response
		}
		was := plain.run()
		for at := 1; at <= len(plain.commands); at++ {
			for a := range bench.Alterations(answers[at]) {
				element := bench.ElementAt(answers[at], a.At)
				if n++; !sweep.Large(n, 29, 3) && element != 0x9F71 && element != 0x9F27 {
					continue
				}
				for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
					r := c.card(t)
					r.cfg.Profile = profile
					r.answer = func(n int, _, response []byte) []byte {
						if n == at {
							return a.Response
						}
						return response
					}
					out := r.run()
					what := fmt.Sprintf("%s, %v: %s of %v at %d of exchange %d: %+v", c.name, profile, a.What, element, a.At, at, of(out))
					switch {
					case out.Error.L2 == kernel.InternalError || out.Kernel != "C-6":
						t.Errorf("%s: %s", what, out.Error.Reason)
					case profile == kernel.Strict && out.Status == kernel.Approved && was.Status != kernel.Approved:
						t.Error(what)
					case out.Status == kernel.Approved && out.ODA().Result == "failed":
						t.Error(what)
					case profile == kernel.Book && rank(out) > rank(was):
						change := "another CVM"
						if out.Status != was.Status {
							change = out.Status.String()
						}
						if b := (better{c.name, change, element}); !listed(b) {
							t.Errorf("%s is not listed: %+v", what, b)
						} else {
							seen[b] = true
						}
					}
				}
			}
		}
	}
	for _, b := range unprotected {
		if b.change == "online" {
			b.change = kernel.OnlineRequest.String()
		}
		if !seen[b] && sweep.Deep() == sweep.Exhaustive {
			t.Errorf("%+v does not occur", b)
		}
	}
}

func listed(b better) bool {
	return slices.ContainsFunc(unprotected, func(u better) bool {
		if u.change == "online" {
			u.change = kernel.OnlineRequest.String()
		}
		return u == b
	})
}
