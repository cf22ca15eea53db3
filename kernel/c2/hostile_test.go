package c2_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// everyVisit is each of the named cards and phones of this kernel, at a reader whose CVM limit is above the amount and at one whose limit is below it. Storage is
// read and written where the card has it.
func everyVisit() (list []visit) {
	for _, name := range card.TapNames() {
		if !strings.Contains(name, "mastercard") {
			continue
		}
		var set []string
		if strings.Contains(name, "storage") {
			set = storage
		}
		list = append(list, visit{card: name, set: set}, visit{card: name, set: with(set, above...)})
	}
	return list
}

// An improvement is what one altered response makes better for a man in the middle, and why the book lets it.
type improvement struct {
	rules   string
	element string // exchange after SELECT, and tag; "" for any
	cards   string // words of the names of the cards, "" for any
	above   string // "above", "below", "" for any amount
	clause  string
	why     string
}

// unprotected are the improvements. None is an approval offline without a signature that verifies.
var unprotected = []improvement{
	{"book", "1 82", unsigned, "above", "C-2 2.12 CVM.5", "an AIP under no signature says that the cardholder need not be verified: the host sees it, in strict with an online PIN"},
	{"book", "2 8E", unsigned, "above", "C-2 2.12 CVM.7", "a CVM list under no signature is taken out, or has another method: the TVR or the CVM results say so to the host; in strict the online PIN is taken"},
	{"book", "3 8E", unsigned, "above", "C-2 2.12 CVM.7", "the same"},
	{"book strict", "1 82", "phone-mastercard-unknown-ca", "", "C-2 2.12 GAC.22", "without its CDCVM a phone that cannot sign goes to the host as a card would, which sees that CDA failed; in strict, above the limit, with an online PIN"},
	{"book strict", "", "mastercard-relay-altered mastercard-storage-summary mastercard-storage2-summary", "", "C-2 2.12 GAC.22", "a card whose signature gives it away goes to the host where it is made to have none, or is repaired: the TVR says that CDA failed"},
}

const unsigned = "mastercard-no-cda mastercard-no-cda-order mastercard-unknown-ca"

// has reports whether the improvement is of this visit.
func (u *improvement) has(v *visit, rules kernel.Profile) bool {
	is := slices.Contains(v.set, above[1])
	return strings.Contains(u.rules, rules.String()) && (u.cards == "" || slices.Contains(strings.Fields(u.cards), v.card)) && (u.above == "" || is == (u.above == "above"))
}

// One altered response, whichever, at every Mastercard card: a whole outcome of the book, never an approval offline without a signature that verifies, and nothing better
// for the man in the middle than the list has.
//
// C-2 2.12 6.5, 6.6, 6.8, 6.12
func TestMiddle(t *testing.T) {
	for i, v := range everyVisit() {
		for j, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			if !sweep.Sample(2*i+j+1, 3) {
				continue
			}
			t.Run(fmt.Sprintf("%d %s %v", i, v.card, rules), func(t *testing.T) {
				x := v.tap(t)
				x.Config.Profile = rules
				was, altered := x.Altered(func(n int, _ bench.Alteration) bool { return sweep.Large(n+i, 2003, 101) })
				found := map[string]string{}
				for a := range altered {
					switch o := a.Outcome; {
					case a.Result.Error.L2 == kernel.InternalError:
						t.Fatalf("%s, %X: %s", a.Element, a.Response, a.Result.Error.Reason)
					case o.Status == kernel.Approved && o.ODA.Result != "ok" && (rules == kernel.Strict || was.Status != kernel.Approved):
						t.Fatalf("%s, %X: approved without a signature", a.Element, a.Response)
					case o.Status == kernel.TryAgain || o.Status == kernel.RequestOnlinePIN || o.Status == 0:
						t.Errorf("%s, %X: %v", a.Element, a.Response, o.Status)
					case bench.Rank(o) > bench.Rank(was):
						found[a.Element] = fmt.Sprintf("%s %X: %v, CVM %d", a.What, a.Response[:min(len(a.Response), 60)], o.Status, o.CVM)
					}
				}
				for _, u := range unprotected {
					if u.has(&v, rules) {
						maps.DeleteFunc(found, func(element, _ string) bool { return u.element == "" || element == u.element })
					}
				}
				for element, what := range found {
					t.Errorf("an improvement that is not listed: %s %s", element, what)
				}
			})
		}
	}
}

// uncovered are the elements of the cards below that no certificate and no signature covers. None of them decides whether the card may approve.
var uncovered = map[string]string{
	"94":   "the three low bits of a byte that names a file are no part of the name",
	"57":   "in a record that is not signed; the account is held against the PAN, and the rest is for the host, which knows it",
	"9F5F": "storage: what is available is not in the signature", "9F54": "as above", "9F6F": "as above", "9F7F": "as above",
	"9F7D": "storage: under another name it is not there, and the storage is not read; its value is held against the signature",
}

// No bit that decides is another in any response and the card still approves offline, in strict: GET PROCESSING OPTIONS, relay resistance, the records,
// GENERATE AC.
//
// C-2 2.12 6.5, 6.6, 6.8, 6.12
func TestFlips(t *testing.T) {
	cards := []visit{
		{card: "mastercard-offline"},
		{card: "mastercard-storage", set: storage},
		{card: "mastercard-storage2", set: storage},
		{card: "mastercard-storage-relay", set: storage},
	}
	for _, v := range cards {
		t.Run(v.card, func(t *testing.T) {
			x := v.tap(t)
			x.Config.Profile = kernel.Strict
			was, altered := x.Altered(func(n int, a bench.Alteration) bool { return a.What == "flipped" && sweep.Large(n, 47, 1) })
			if was.Status != kernel.Approved {
				t.Fatalf("%v", was.Status)
			}
			for a := range altered {
				_, element, _ := strings.Cut(a.Element, " ")
				free := uncovered[element] != "" && (element != "94" || a.Response[a.At]&0x07 != 0)
				if a.Outcome.Status == kernel.Approved && !free {
					t.Errorf("%s at %d, %X: approved", a.Element, a.At, a.Response[:min(len(a.Response), 40)])
				}
			}
		})
	}
}

// wordsAt are the status words that a command is answered with: one that is known to mean something, and of all but 9000 a few, in a whole sweep one in 5003, or all.
func wordsAt(seed int, early bool) []uint16 {
	list, every := []uint16{0x9001}, map[sweep.Depth]int{sweep.Sampled: 65521, sweep.Larger: 5003, sweep.Exhaustive: 1}[sweep.Deep()]
	if early {
		list[0] = 0x6985
	}
	for sw := 0; every != 0 && sw < 0x10000; sw++ {
		if sw != 0x9000 && (sw+seed)%every == 0 {
			list = append(list, uint16(sw))
		}
	}
	return list
}

// Every status word but 9000, at every command of every card: no approval, and no request to the host where the answer was due for it.
//
// C-2 2.12 S3.9, SR1.10, S4.9, S9.16
func TestStatusWords(t *testing.T) {
	for i, v := range everyVisit() {
		if i%2 != 0 { // the CVM limit makes no difference here
			continue
		}
		x := v.tap(t)
		x.Run()
		n := len(x.Commands)
		for at := 2; at <= n; at++ {
			for _, sw := range wordsAt(at+i, at <= n/2) {
				x.Card.Renew()
				x.Commands = nil
				ins := byte(0)
				x.Middle = func(i int, command, r []byte) []byte {
					if i == at {
						ins = command[1]
						return binary.BigEndian.AppendUint16(r[:len(r)-2], sw)
					}
					return r
				}
				x.Run()
				o := x.Outcome()
				want := kernel.EndApplication
				if ins == apdu.GetProcessingOptions {
					want = kernel.SelectNext
				}
				if late := ins == 0xDA || ins == apdu.GetData; !late && (o.Status != want || o.Error.SW != sw) {
					t.Errorf("%s, command %d, %04X: %v, %+v", v.card, at, sw, o.Status, o.Error)
				}
			}
		}
	}
}

// The card away at every exchange, by every fault: try again from GET PROCESSING OPTIONS, and from the rest on an end that asks for the card again, or one with a data
// record where storage may have been written.
//
// C-2 2.12 S3.5, SR1.5, S4.5, S9.6, S9.10
func TestCardRemovedAtEveryExchange(t *testing.T) {
	for i, v := range everyVisit() {
		if i%2 != 0 {
			continue
		}
		x := v.tap(t)
		x.Run()
		n := len(x.Commands)
		for at := 2; at <= n; at++ {
			for _, kind := range []apdu.FaultKind{apdu.Timeout, apdu.Transmission, apdu.Protocol, apdu.Removed} {
				x.Card.Renew()
				x.Commands = nil
				x.Fault = func(n int, _ []byte) apdu.FaultKind {
					if n == at {
						return kind
					}
					return 0
				}
				x.Run()
				o := x.Outcome()
				last := x.Commands[len(x.Commands)-1]
				switch {
				case at == 2 && (o.Status != kernel.TryAgain || o.Start != kernel.StartB || o.UIOutcome != nil || o.Error.L1 == 0):
					t.Errorf("%s, exchange %d, %v: %+v", v.card, at, kind, o)
				case at > 2 && (o.Status != kernel.EndApplication || o.Error.L1 == 0 || (o.Start == kernel.StartB) == (o.DataRecord != nil) || o.DataRecord != nil && last[1] != apdu.GenerateAC):
					t.Errorf("%s, exchange %d, %v: %+v", v.card, at, kind, o)
				}
			}
		}
	}
}

// Every resume ends as the whole run did.
func TestEveryResume(t *testing.T) {
	for i, v := range everyVisit() {
		if !sweep.Sample(i+1, 7) {
			continue
		}
		s := bench.Scenario(t, func() *bench.Bench { return v.tap(t).Bench })
		for i, tr := range s.EveryResume(t) {
			if tr.Result == nil || tr.Result.Error.L2 == kernel.InternalError {
				t.Errorf("%s, resumed at action %d: %+v", v.card, i+1, tr.Result)
			}
		}
	}
}
