package c8_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A visit is a named card or phone at the reader of scene_test.go, with an amount below its CVM limit or above it.
type cardVisit struct {
	card  string
	above bool
}

// everyVisit is each of the named cards and phones of this kernel, at either amount.
func everyVisit() (list []cardVisit) {
	for _, name := range card.TapNames() {
		if strings.Contains(name, "k8") {
			list = append(list, cardVisit{name, false}, cardVisit{name, true})
		}
	}
	return list
}

func (v cardVisit) String() string {
	return v.card + map[bool]string{false: ", below the CVM limit", true: ", above it"}[v.above]
}

// hasAll reports whether the visit is one of those that have every command between them.
func (v cardVisit) hasAll() bool { return v.card == "k8-envelopes" || v.card == "k8-relay" }

// tap is the visit at the bench. Envelopes are read and written where the card has them.
func (v cardVisit) tap(t testing.TB) *bench.Tap {
	t.Helper()
	aid := testAID
	if v.card == "k8-test" {
		aid = "F0454D56474F38"
	}
	x := bench.NewTap(t, c8.Kernel{}, v.card, aid, "")
	x.Combination.TTQ = nil
	rid := [5]byte(bench.Digits(aid[:10]))
	keys, err := capk.NewSet(slices.Concat(card.CAKeys(rid), card.ECCCAKeys(rid)))
	if err != nil {
		t.Fatal(err)
	}
	x.Config.Keys = keys
	x.Set(reader...).Set("9F8220", defaultCDOL1)
	if strings.Contains(v.card, "envelopes") || strings.Contains(v.card, "-mac") {
		x.Set("DF01", "01", "9F8203", "9F81119F8112", "BF8104", "9F811201AA9F811A00")
	}
	if v.above {
		x.Transaction.Amount = 2500
	}
	return x
}

// defaultCDOL1 is that of the configuration tap-k8, which the cards without a CDOL1 are made for.
const defaultCDOL1 = "9F02069F03069F1A0295055F2A029A039C019F37049F35019F1D089F3303"

// improvements are what one altered response makes better for a man in the middle, by card and element. None is an approval offline.
var improvements = map[string]string{
	"k8-relay-altered 2 00": "C-8 6.3.15: the card's MACs are over other times than its answer has; a middle that puts the answer right has the transaction of a card that is",
}

// healing is where a card's certificate is wrong by one bit: whoever turns that bit back has a card with a right one, and no other alteration does as much.
var healing = map[string]string{"k8-wrong-card-certificate": "6 9F46", "k8-wrong-issuer-certificate": "5 90"}

// One altered response, whichever, at every card of the kernel: a whole outcome of the book, never an approval offline without local authentication that has succeeded, nor
// of what was not approved; and in strict none in which anything that matters is another, or whose cryptogram the issuer does not verify over the data record.
// C-8 4.7.2, 6.3.4, 6.3.5, 6.3.7, 6.3.8, 6.3.13, 6.3.18
func TestMiddle(t *testing.T) {
	for i, v := range everyVisit() {
		for j, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			if !sweep.Sample(2*i+j+1, 11) {
				continue
			}
			t.Run(fmt.Sprintf("%v, %v", v, rules), func(t *testing.T) { v.middle(t, i, rules) })
		}
	}
}

func (v cardVisit) middle(t *testing.T, seed int, rules kernel.Profile) {
	x := v.tap(t)
	x.Config.Profile = rules
	was, altered := x.Altered(func(n int, _ bench.Alteration) bool { return sweep.Large(n+seed, 1009, 29) })
	whole := lasting(was)
	if was.Status == kernel.Approved && issuer.Test().Check(was.DataRecord, "") != "" {
		t.Fatal(issuer.Test().Check(was.DataRecord, ""))
	}
	healed := 0
	for a := range altered {
		o := a.Outcome
		if o.ODA.Result == "ok" && healing[v.card] == a.Element {
			healed++
			continue
		}
		what := fmt.Sprintf("%s of %s at %d, %X", a.What, a.Element, a.At, a.Response[:min(len(a.Response), 60)])
		switch {
		case a.Result.Error.L2 == kernel.InternalError || o.Kernel != "C-8":
			t.Fatalf("%s: %v", what, a.Result.Error)
		case o.Status == kernel.RequestOnlinePIN || o.Status == 0:
			t.Errorf("%s: %v", what, o.Status)
		case o.Status == kernel.Approved && (o.ODA.Result != "ok" || was.Status != kernel.Approved):
			t.Errorf("%s: approved, was %v, %+v", what, was.Status, o.ODA)
		case o.Status == kernel.Approved && rules == kernel.Strict && (lasting(o) != whole || issuer.Test().Check(o.DataRecord, "") != ""):
			t.Errorf("%s: approved, %s\n%s\nwhole\n%s", what, issuer.Test().Check(o.DataRecord, ""), lasting(o), whole)
		case bench.Rank(o) > bench.Rank(was) && improvements[v.card+" "+a.Element] == "":
			t.Errorf("an improvement: %s: %v, CVM %d; was %v, CVM %d, %v", what, o.Status, o.CVM, was.Status, was.CVM, was.Error)
		}
	}
	if healed > 1 {
		t.Errorf("%d alterations make a certificate right", healed)
	}
}

// lasting is what matters but for what is new in each transaction: the issuer verifies that.
func lasting(o *kernel.Outcome) string {
	var b []byte
	c := tlv.NewCursor(o.DataRecord)
	for e := range c.All() {
		if !slices.Contains([]tlv.Tag{0x9F26, 0x9F37, 0x9F10, tlv.IssuerApplicationDataMAC.Tag()}, e.Tag) {
			b = append(b, e.Raw...)
		}
	}
	return matters(&kernel.Outcome{DataRecord: b, CVM: o.CVM}, nil)
}

// How a command's status word, or no answer, ends: by instruction byte.
var endings = map[byte]struct {
	refused kernel.Status // by another status word than 9000
	away    kernel.Status // where nothing comes
	late    bool          // the transaction goes on all the same
}{
	apdu.GetProcessingOptions: {kernel.SelectNext, kernel.TryAgain, false},
	0xEA:                      {kernel.EndApplication, kernel.EndApplication, false},
	apdu.ReadRecord:           {kernel.EndApplication, kernel.EndApplication, false},
	0x32:                      {0, kernel.EndApplication, true},
	apdu.GenerateAC:           {kernel.EndApplication, kernel.EndApplication, false},
	0x34:                      {0, 0, true},
}

// wordsAt are the status words that a command is answered with: one of the book's, and of all but 9000 a few, in a whole sweep one in 5003, or all.
func wordsAt(seed int) []uint16 {
	list, every := []uint16{0x6985, 0x9001}, map[sweep.Depth]int{sweep.Sampled: 65521, sweep.Larger: 5003, sweep.Exhaustive: 1}[sweep.Deep()]
	for sw := 0; every != 0 && sw < 0x10000; sw++ {
		if sw != 0x9000 && (sw+seed)%every == 0 {
			list = append(list, uint16(sw))
		}
	}
	return list
}

// Every status word but 9000, at every command of every card.
// C-8 5.2.2, 5.3.2, 5.4.2, 5.5.2, 5.6.2, 5.7.2, 6.3.4, 6.3.5, 6.3.7, 6.3.8, 6.3.13, 6.3.18
func TestStatusWordsAtEveryCard(t *testing.T) {
	seen := map[byte]int{}
	for i, v := range everyVisit() {
		if v.above || !sweep.Sample(i/2+1, 9) && !v.hasAll() {
			continue
		}
		x := v.tap(t)
		x.Run()
		whole, n := *x.Outcome(), len(x.Commands)
		for at := 2; at <= n; at++ {
			for _, sw := range wordsAt(at + i) {
				x.Card.Renew()
				x.Commands = nil
				var ins byte
				x.Middle = func(i int, command, r []byte) []byte {
					if i == at {
						ins = command[1]
						return binary.BigEndian.AppendUint16(r[:len(r)-2], sw)
					}
					return r
				}
				x.Run()
				o, want := x.Outcome(), endings[ins]
				seen[ins]++
				switch {
				case at == n && decipheredBefore(ins, o, &whole):
				case !want.late && (o.Status != want.refused || o.Error.SW != sw || o.Error.L2 != kernel.StatusBytes):
					t.Errorf("%s, command %d, %02X, %04X: %v, %+v", v.card, at, ins, sw, o.Status, o.Error)
				case want.late && ins == 0x34 && (o.Status != whole.Status || o.DataRecord == nil):
					t.Errorf("%s, command %d, %02X, %04X: %v, %+v", v.card, at, ins, sw, o.Status, o.Error)
				}
			}
		}
	}
	if len(seen) != len(endings) {
		t.Errorf("commands %v", seen)
	}
}

// The card away at every exchange, by every fault.
// C-8 6.3.4, 6.3.5, 6.3.7, 6.3.8, 6.3.13, 6.3.18
func TestCardRemovedAtEveryExchange(t *testing.T) {
	for i, v := range everyVisit() {
		if v.above || !sweep.Sample(i/2+1, 9) && !v.hasAll() {
			continue
		}
		x := v.tap(t)
		x.Run()
		whole, n := *x.Outcome(), len(x.Commands)
		for at := 2; at <= n; at++ {
			for _, kind := range []apdu.FaultKind{apdu.Timeout, apdu.Transmission, apdu.Protocol, apdu.Removed} {
				x.Card.Renew()
				x.Commands = nil
				var ins byte
				x.Fault = func(n int, command []byte) apdu.FaultKind {
					if n == at {
						ins = command[1]
						return kind
					}
					return 0
				}
				x.Run()
				o, want := x.Outcome(), endings[ins]
				switch {
				case at == n && decipheredBefore(ins, o, &whole):
				case ins == 0x34:
					if o.Status != whole.Status || o.Error.L1 != 0 || o.DataRecord == nil {
						t.Errorf("%s, exchange %d, %v: %+v", v.card, at, kind, o)
					}
				case o.Status != want.away || o.Start != kernel.StartB || o.Error.L1 == 0 || o.DataRecord != nil || (o.UIRestart == nil) != (ins == apdu.GetProcessingOptions):
					t.Errorf("%s, exchange %d, %v: %+v", v.card, at, kind, o)
				}
			}
			x.Fault = nil
		}
	}
}

// decipheredBefore reports whether a record that the card had given before ended the transaction, as it ends the whole one, whatever comes for the last command.
// C-8 6.3.7
func decipheredBefore(ins byte, o, whole *kernel.Outcome) bool {
	found := whole.Error.L2 == kernel.DecryptionFailed || whole.Error.L2 == kernel.ParsingError
	return ins == apdu.ReadRecord && found && o.Status == whole.Status && o.Error == whole.Error
}

// Every resume ends as the whole run did.
// C-8 6.3
func TestEveryResumeAtTheCards(t *testing.T) {
	for i, v := range everyVisit() {
		if !sweep.Sample(i+1, 37) {
			continue
		}
		s := bench.Scenario(t, func() *bench.Bench { return v.tap(t).Bench })
		for n, tr := range s.EveryResume(t) {
			if tr.Result == nil || tr.Result.Error.L2 == kernel.InternalError {
				t.Errorf("%v, resumed at action %d: %+v", v, n+1, tr.Result)
			}
		}
	}
}
