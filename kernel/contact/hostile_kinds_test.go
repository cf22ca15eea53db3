package contact_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A kindOfRun is a transaction that the man in the middle disturbs, of a card or a terminal that TestMiddle has not.
type kindOfRun struct {
	card, name, config string
	amount             uint64
	change             func(app map[string]any)
	set                func(*oraWorld)
	signed             int // of so many alterations of what is signed, or comes before an application is selected, one is tried
	sample             int // of so many alterations of any kind
}

// Each card has its own decisive steps: the PIN that the card verifies, the signature over every cryptogram, the choice among
// applications; and the card full meets every kind of terminal.
// B4 A1
var kindsOfRun = []kindOfRun{
	{card: "xda", name: "offline", config: "xda", amount: 100},
	{card: "xda", name: "online", config: "xda", amount: 1234, signed: 13},
	{card: "xda", name: "PIN", config: "xda", amount: 1234, set: floor(5000), signed: 13},
	{card: "xda", name: "counters", config: "xda", amount: 100, change: counters(20, 4), signed: 13},
	{card: "xda", name: "card online", config: "xda", amount: 100, change: decision("online"), signed: 13},
	{card: "xda", name: "unable", config: "xda", amount: 1234, set: down, signed: 13},
	{card: "xda", name: "card declines", config: "xda", amount: 100, change: decision("decline"), signed: 5},
	{card: "xda", name: "usage", config: "xda", amount: 100, change: noUsage},
	{card: "xda-p521", name: "offline", config: "xda", amount: 100, sample: 97},
	{card: "xda-p521", name: "PIN", config: "xda", amount: 1234, set: floor(5000), sample: 97},
	{card: "pin", name: "PIN", config: "default", amount: 100, signed: 13},
	{card: "pin", name: "wrong PIN", config: "default", amount: 100, set: typed("wrong"), signed: 3},
	{card: "pin", name: "no PIN", config: "default", amount: 100, set: typed("bypass"), signed: 3},
	{card: "pin", name: "online", config: "default", amount: 1234, signed: 13},
	{card: "plaintext-pin", name: "PIN", config: "plaintext-pin", amount: 100, signed: 13},
	{card: "plaintext-pin", name: "wrong PIN", config: "plaintext-pin", amount: 100, set: typed("wrong"), signed: 3},
	{card: "plaintext-pin", name: "no PIN", config: "plaintext-pin", amount: 100, set: typed("bypass"), signed: 3},
	{card: "full-e65537", name: "offline", config: "default", amount: 100, sample: 17},
	{card: "full-e65537", name: "online", config: "default", amount: 1234, sample: 17},
	{card: "two", name: "offline", config: "default", amount: 100, signed: 13},
	{card: "two", name: "list of AIDs", config: "default", amount: 100, set: withoutDirectory, signed: 13},
	{card: "two", name: "second application", config: "default", amount: 1234, set: onlyApplication("A0000000031010"), signed: 13},
	{card: "sda", name: "offline", config: "plaintext-pin", amount: 100, set: capable(0xC8), signed: 13},
	{card: "sda", name: "online", config: "plaintext-pin", amount: 1234, set: capable(0xC8), signed: 13},
	{card: "sda", name: "unable", config: "plaintext-pin", amount: 1234, set: both(capable(0xC8), down), signed: 13},
	{card: "cash", name: "cash", config: "atm", amount: 10000, set: kind(0x14, 0x01), signed: 13},
	{card: "full", name: "unattended", config: "default", amount: 100, set: kind(0x25, 0x00), signed: 13},
	{card: "full", name: "unattended, online", config: "default", amount: 1234, set: kind(0x25, 0x00), signed: 13},
	{card: "full", name: "unattended cash", config: "default", amount: 1234, set: kind(0x25, 0x01), signed: 13},
	{card: "full", name: "online only", config: "default", amount: 100, set: kind(0x21, 0x00), signed: 13},
	{card: "full", name: "online only, unable", config: "default", amount: 100, set: both(kind(0x21, 0x00), down), signed: 13},
	{card: "full", name: "offline only", config: "default", amount: 100, set: kind(0x23, 0x00), signed: 13},
	{card: "full", name: "offline only, usage", config: "default", amount: 100, change: noUsage, set: kind(0x23, 0x00), signed: 13},
	{card: "full", name: "offline only, card online", config: "default", amount: 100, change: decision("online"), set: kind(0x26, 0x00), signed: 13},
	{card: "full", name: "cash machine", config: "atm", amount: 10000, set: kind(0x14, 0x01), signed: 13},
	{card: "full", name: "cardholder's own", config: "default", amount: 100, set: kind(0x35, 0x00), signed: 13},
}

func noUsage(app map[string]any) { bench.SetElement(app, "9F07", "0000") }
func down(w *oraWorld)           { w.hostDown = true }

func typed(way string) func(*oraWorld) { return func(w *oraWorld) { w.pinWay = way } }

func capable(security byte) func(*oraWorld) {
	return func(w *oraWorld) { w.cfg.Terminal.Capabilities[2] = security }
}

func floor(limit uint64) func(*oraWorld) {
	return func(w *oraWorld) {
		for i := range w.cfg.Applications {
			w.cfg.Applications[i].FloorLimit = limit
		}
	}
}

// kind is a terminal of this type, and what the transaction is.
// B4 A1, A2
func kind(terminal, transaction byte) func(*oraWorld) {
	return func(w *oraWorld) {
		w.cfg.Terminal.Type, w.tx.Type = terminal, transaction
		if terminal&15 > 3 { // no signature without an attendant
			w.cfg.Terminal.Capabilities[1] &^= 0x20
		}
	}
}

func both(a, b func(*oraWorld)) func(*oraWorld) { return func(w *oraWorld) { a(w); b(w) } }

// withoutDirectory has the card answer for its directory that it has none.
func withoutDirectory(w *oraWorld) { w.instead = []byte{0x6A, 0x82} }

// onlyApplication leaves the terminal this application alone.
func onlyApplication(aid string) func(*oraWorld) {
	return func(w *oraWorld) {
		for i := range w.cfg.Applications {
			if hexOf(w.cfg.Applications[i].AID) == aid {
				w.cfg.Applications = w.cfg.Applications[i : i+1]
				return
			}
		}
	}
}

// world is the world of the transaction under one set of rules.
func (k *kindOfRun) world(t testing.TB, rules kernel.Profile) *oraWorld {
	t.Helper()
	data, err := card.Source(k.card)
	if err != nil {
		t.Fatal(err)
	}
	if k.change != nil {
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		k.change(m["applications"].([]any)[0].(map[string]any))
		if data, err = json.Marshal(m); err != nil {
			t.Fatal(err)
		}
	}
	c, err := card.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	w := newOraWorld(t, c, k.config)
	w.cfg.Profile, w.tx.Amount = rules, k.amount
	if k.set != nil {
		k.set(w)
	}
	return w
}

// exchanges is what was exchanged in the last run, in the form of the duel.
func (w *oraWorld) exchanges() (conv []exchange) {
	for _, x := range w.conv {
		conv = append(conv, exchange(x))
	}
	return conv
}

// verdict says what must hold of a run: in book, all that the oracle says; in strict, that an approval offline can be verified
// from what was exchanged alone, that one online is the host's and the card's, and that nothing else is an approval.
func (w *oraWorld) verdict(out *bench.Result) string {
	if w.cfg.Profile == kernel.Book {
		return w.agree(out)
	}
	if out.Status != kernel.Approved {
		return ""
	}
	k, err := takeApart(w.exchanges())
	if err != nil {
		return fmt.Sprintf("strict: approved over %v", err)
	}
	xda := k.aip[0]&0x80 != 0 && w.cfg.Terminal.Capabilities[2]&0x04 != 0
	if out.Online() {
		last := answerOf(k.response, k.p1&0x10 != 0)
		if arc := out.ARC(); arc != "00" || !last.ok || last.cid&0xC0 != 0x40 || k.generated < 2 && !xda {
			return fmt.Sprintf("strict: approved online with %s and %X", arc, k.response)
		}
		return ""
	}
	var ac []byte
	if xda {
		ac, err = k.approvalXDA(w.exchanges())
	} else {
		ac, err = k.approval(w.cfg.Keys, oraNumberSent)
	}
	if err != nil || !bytes.Equal(ac, out.AC()) {
		return fmt.Sprintf("strict: approved offline with cryptogram %X, signed is %X: %v", out.AC(), ac, err)
	}
	return ""
}

// coveredByXDA marks what XDA covers besides what records hold: the AIP and the PDOL.
// B3 10.3
func coveredByXDA(conv []exchange, marks [][]bool) {
	for n, x := range conv {
		top, err := single(x.response)
		if err != nil {
			continue
		}
		from, to := 0, 0
		switch x.command[1] {
		case 0xA4:
			if i := bytes.Index(x.response, []byte{0x9F, 0x38}); i > 0 {
				from, to = i, i+3+int(x.response[i+2])
			}
		case 0xA8:
			list, _ := items(x.response, top.value, top.end)
			for _, i := range list {
				if i.tag == 0x82 {
					from, to = i.value, i.end
				}
			}
		}
		for i := from; i < to; i++ {
			marks[n][i] = true
		}
	}
}

// The man in the middle alters what other cards say, and to other terminals: every byte that nothing signs, and a fixed sample
// of what is signed, for altering one byte or another of it comes to the same, and of the selection, but with two applications. The oracle agrees with every outcome in
// book; what makes one better stands in testvectors/unprotected.md. With -short, every hundredth.
func TestMiddleKinds(t *testing.T) {
	all := &improvements{found: map[string]int{}}
	ran := map[string]bool{}
	var runs atomic.Int64
	t.Run("all", func(t *testing.T) {
		for _, k := range kindsOfRun {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				key := strings.Join([]string{k.card, k.name, rules.String()}, " | ")
				if ran[key] {
					t.Errorf("%s twice", key)
				}
				ran[key] = true
				t.Run(fmt.Sprintf("%s/%s/%v", k.card, k.name, rules), func(t *testing.T) {
					t.Parallel()
					runs.Add(int64(k.disturb(t, rules, func(place, what string) {
						all.add(key + " | " + place + " | " + what)
					})))
				})
			}
		}
	})
	t.Logf("%d runs, %d kinds of improvement", runs.Load(), len(all.found))
	checkListed(t, all.found, ran)
	for _, name := range middleCards {
		for _, b := range baselines {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				ran[strings.Join([]string{name, b.name, rules.String()}, " | ")] = true
			}
		}
	}
	for _, u := range testvectors.UnprotectedElements() {
		for _, card := range u.Cards {
			for _, transaction := range u.Transactions {
				for _, rules := range u.Rules {
					if key := strings.Join([]string{card, transaction, rules}, " | "); !ran[key] {
						t.Errorf("unprotected.md lists a transaction that nobody runs: %s", key)
					}
				}
			}
		}
	}
}

// disturb does every alteration of one transaction, or its sample, and judges each.
func (k *kindOfRun) disturb(t *testing.T, rules kernel.Profile, better func(place, what string)) (runs int) {
	w := k.world(t, rules)
	out := w.run(t, nil)
	if d := w.verdict(out); d != "" {
		t.Fatal(d)
	}
	base := outcomeRank(out)
	conv := []exchange{}
	for _, x := range oraKept(w.conv) {
		conv = append(conv, exchange(x))
	}
	marks := covered(t, conv)
	if out.ODA().Method == "XDA" {
		coveredByXDA(conv, marks)
	}
	t.Logf("%d exchanges, %s", len(conv), rankNames[base])
	count, seldom, chosen := 0, 0, 0 // chosen: exchanges before which an application is
	for conv[chosen].command[1] != apdu.GetProcessingOptions {
		chosen++
	}
	alterations(conv, func(a *alteration) bool {
		hits := a.hits(conv[a.exchange].response, marks[a.exchange])
		common := hits || a.exchange < chosen && k.card != "two"
		if common {
			seldom++
		}
		count++
		switch {
		case !sweep.Sample(count, 100), count%max(k.sample, 1) != 0, common && seldom%max(k.signed, 1) != 0:
			return true
		}
		runs++
		out := w.run(t, func(n int, response []byte) []byte {
			if n == a.exchange {
				return a.response
			}
			return response
		})
		rank := outcomeRank(out)
		if d := w.verdict(out); d != "" {
			t.Error(d)
		}
		if rank == 2 && hits {
			t.Errorf("approved offline although what is covered was altered: %s", place(&conv[a.exchange], a.from))
		}
		if rank > base {
			better(place(&conv[a.exchange], a.from), rankNames[base]+" -> "+rankNames[rank])
		}
		if t.Failed() {
			t.Logf("exchange %d, %s, %s, bytes %d to %d: %X", a.exchange, place(&conv[a.exchange], a.from), a.what, a.from, a.to, a.response)
		}
		return !t.Failed()
	})
	return runs
}

// The card is gone, mute or garbled at each exchange of each of these transactions, and at each VERIFY of the PIN device: an
// end, and a reversal where the host had approved. In strict it comes to the same as in book, as far as both go.
// B3 8.1, B4 6.3.8, 6.6.1
func TestGoneKinds(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	for _, k := range kindsOfRun {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			w := k.world(t, rules)
			w.run(t, nil)
			total, asked := len(w.conv), len(w.asks)
			approves := bytes.Contains(w.host, []byte{0x8A, 2, '0', '0'})
			online := -1 // exchanges before the host was asked
			for n, x := range w.conv {
				if x.command[1] == 0xAE && online < 0 {
					online = n + 1
				}
			}
			for _, w.fault = range []kernel.Fault{kernel.FaultTimeout, kernel.FaultTransmission, kernel.FaultProtocol} {
				for at := range total {
					if count++; !sweep.Sample(count, 100) {
						continue
					}
					runs++
					w.goneAt = at + 1
					out := w.run(t, nil)
					if out.Status != kernel.EndApplication || out.Error.L1 != w.fault || out.Error.Step == "" || len(w.conv) != at+1 {
						t.Errorf("%s, %s, %v, gone at exchange %d: %v, L1 %d, step %q", k.card, k.name, rules, at, out.Status, out.Error.L1, out.Error.Step)
					}
					if want := approves && at >= online && out.Online(); out.Reversal() != want {
						t.Errorf("%s, %s, %v, gone at exchange %d: reversal %v", k.card, k.name, rules, at, out.Reversal())
					}
					if d := w.agree(out); rules == kernel.Book && d != "" {
						t.Errorf("%s, %s, gone at exchange %d\n%s", k.card, k.name, at, d)
					}
				}
				w.goneAt = 0
				for at := range asked {
					if !sweep.Full() && w.fault != kernel.FaultProtocol {
						continue
					}
					w.goneAsk = at + 1
					out := w.run(t, nil)
					if len(w.asks) <= at || w.asks[at].kind != kernel.VerifyPIN {
						continue
					}
					runs++
					if out.Status != kernel.EndApplication || out.Error.L1 != w.fault || out.Reversal() {
						t.Errorf("%s, %s, %v, gone at question %d: %v, L1 %d", k.card, k.name, rules, at, out.Status, out.Error.L1)
					}
					if d := w.agree(out); rules == kernel.Book && d != "" {
						t.Errorf("%s, %s, gone at question %d\n%s", k.card, k.name, at, d)
					}
				}
				w.goneAsk = 0
			}
		}
	}
	t.Logf("%d runs", runs)
}
