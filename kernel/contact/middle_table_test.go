package contact_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A passage is a transaction that the man in the middle disturbs, with each of these cards.
type passage struct {
	cards, name, config string
	amount              uint64
	change              func(app map[string]any)
	set                 func(*duel)
	signed              int  // of so many alterations of what is signed, or comes before an application is selected, one is tried; 0: all
	sample              int  // of so many alterations of any kind
	unlisted            bool // it has no rows in testvectors/unprotected.md
}

const four = "full none dda noauth"

// Each card runs to all three outcomes, by every way on which something that the card says decides. Each has its own decisive steps: the PIN that
// the card verifies, the signature over every cryptogram, the choice among applications; and the card full meets every kind of terminal.
// B4 A1
var passages = []passage{
	{cards: four, name: "offline", config: "default", amount: 100},
	{cards: four, name: "online", config: "default", amount: 1234},                                                 // floor limit
	{cards: four, name: "PIN", config: "default", amount: 1234, set: floor(5000), signed: 5},                       // CVM list
	{cards: four, name: "counters", config: "default", amount: 100, change: counters(20, 4), signed: 5},            // velocity
	{cards: four, name: "card online", config: "default", amount: 100, change: decision("online"), signed: 5},      // card action analysis
	{cards: four, name: "unable", config: "default", amount: 1234, set: down, signed: 5},                           // TC at the second
	{cards: four, name: "host declines", config: "default", amount: 1234, set: declines, signed: 5},                // AAC at the second
	{cards: four, name: "card declines", config: "default", amount: 100, change: decision("decline"), signed: 5},   // AAC at the first
	{cards: four, name: "usage", config: "default", amount: 100, change: noUsage},                                  // denial by TAC
	{cards: four, name: "denied", config: "denial", amount: 1234, signed: 5},                                       // denial by TAC
	{cards: four, name: "unreachable", config: "default-bit", amount: 1234, set: down, signed: 5},                  // AAC by TAC default
	{cards: "full", name: "long key", config: "default", amount: 100, change: longKey, signed: 13, unlisted: true}, // of the card, beyond its certificate
	{cards: "noauth", name: "scripts", config: "default", amount: 1234, set: scriptsOfBothKinds, unlisted: true},   // before and after
	{cards: "xda", name: "offline", config: "xda", amount: 100},
	{cards: "xda", name: "online", config: "xda", amount: 1234, signed: 13},
	{cards: "xda", name: "PIN", config: "xda", amount: 1234, set: floor(5000), signed: 13},
	{cards: "xda", name: "counters", config: "xda", amount: 100, change: counters(20, 4), signed: 13},
	{cards: "xda", name: "card online", config: "xda", amount: 100, change: decision("online"), signed: 13},
	{cards: "xda", name: "unable", config: "xda", amount: 1234, set: down, signed: 13},
	{cards: "xda", name: "card declines", config: "xda", amount: 100, change: decision("decline"), signed: 5},
	{cards: "xda", name: "usage", config: "xda", amount: 100, change: noUsage},
	{cards: "xda", name: "XDA denied", config: "xda", amount: 100, set: denies([5]byte{1}), signed: 13, unlisted: true},
	{cards: "xda", name: "failures denied", config: "xda", amount: 1234, set: denies([5]byte{3: 0x01, 4: 0x06}), signed: 13, unlisted: true},
	{cards: "xda-p521", name: "offline", config: "xda", amount: 100, sample: 97},
	{cards: "xda-p521", name: "PIN", config: "xda", amount: 1234, set: floor(5000), sample: 97},
	{cards: "pin", name: "PIN", config: "default", amount: 100, signed: 13},
	{cards: "pin", name: "wrong PIN", config: "default", amount: 100, set: typed("wrong"), signed: 3},
	{cards: "pin", name: "no PIN", config: "default", amount: 100, set: typed("bypass"), signed: 3},
	{cards: "pin", name: "online", config: "default", amount: 1234, signed: 13},
	{cards: "plaintext-pin", name: "PIN", config: "plaintext-pin", amount: 100, signed: 13},
	{cards: "plaintext-pin", name: "wrong PIN", config: "plaintext-pin", amount: 100, set: typed("wrong"), signed: 3},
	{cards: "plaintext-pin", name: "no PIN", config: "plaintext-pin", amount: 100, set: typed("bypass"), signed: 3},
	{cards: "full-e65537", name: "offline", config: "default", amount: 100, sample: 17},
	{cards: "full-e65537", name: "online", config: "default", amount: 1234, sample: 17},
	{cards: "two", name: "offline", config: "default", amount: 100, signed: 13},
	{cards: "two", name: "list of AIDs", config: "default", amount: 100, set: withoutDirectory, signed: 13},
	{cards: "two", name: "second application", config: "default", amount: 1234, set: onlyApplication("A0000000031010"), signed: 13},
	{cards: "sda", name: "offline", config: "plaintext-pin", amount: 100, set: capable(0xC8), signed: 13},
	{cards: "sda", name: "online", config: "plaintext-pin", amount: 1234, set: capable(0xC8), signed: 13},
	{cards: "sda", name: "unable", config: "plaintext-pin", amount: 1234, set: both(capable(0xC8), down), signed: 13},
	{cards: "cash", name: "cash", config: "atm", amount: 10000, set: kind(0x14, 0x01), signed: 13},
	{cards: "full", name: "unattended", config: "default", amount: 100, set: kind(0x25, 0x00), signed: 13},
	{cards: "full", name: "unattended, online", config: "default", amount: 1234, set: kind(0x25, 0x00), signed: 13},
	{cards: "full", name: "unattended cash", config: "default", amount: 1234, set: kind(0x25, 0x01), signed: 13},
	{cards: "full", name: "online only", config: "default", amount: 100, set: kind(0x21, 0x00), signed: 13},
	{cards: "full", name: "online only, unable", config: "default", amount: 100, set: both(kind(0x21, 0x00), down), signed: 13},
	{cards: "full", name: "offline only", config: "default", amount: 100, set: kind(0x23, 0x00), signed: 13},
	{cards: "full", name: "offline only, usage", config: "default", amount: 100, change: noUsage, set: kind(0x23, 0x00), signed: 13},
	{cards: "full", name: "offline only, card online", config: "default", amount: 100, change: decision("online"), set: kind(0x26, 0x00), signed: 13},
	{cards: "full", name: "cash machine", config: "atm", amount: 10000, set: kind(0x14, 0x01), signed: 13},
	{cards: "full", name: "cardholder's own", config: "default", amount: 100, set: kind(0x35, 0x00), signed: 13},
}

func decision(first string) func(map[string]any) {
	return func(app map[string]any) { app["risk"].(map[string]any)["first"] = first }
}

func counters(atc, lastOnline int) func(map[string]any) {
	return func(app map[string]any) { app["counters"] = map[string]any{"atc": atc, "lastOnlineATC": lastOnline} }
}

func longKey(app map[string]any) { section(section(app, "signatures"), "icc")["key"] = "ca-e3" }

func noUsage(app map[string]any) { bench.SetElement(app, "9F07", "0000") }
func down(d *duel)               { d.hostDown = true }
func declines(d *duel)           { d.options.Decline = true }

func scriptsOfBothKinds(d *duel) {
	d.options.Scripts = []issuer.Script{
		{Commands: []issuer.Command{issuer.PINUnblock(), issuer.ApplicationUnblock()}},
		{Late: true, ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{1}), issuer.PINUnblock()}},
	}
}

func denies(code [5]byte) func(*duel) {
	return func(d *duel) {
		for i := range d.Config.Applications {
			d.Config.Applications[i].TACDenial = code
		}
	}
}

func typed(way string) func(*duel) { return func(d *duel) { d.pinWay = way } }

func capable(security byte) func(*duel) {
	return func(d *duel) { d.Config.Terminal.Capabilities[2] = security }
}

func floor(limit uint64) func(*duel) {
	return func(d *duel) {
		for i := range d.Config.Applications {
			d.Config.Applications[i].FloorLimit = limit
		}
	}
}

// kind is a terminal of this type, and what the transaction is.
// B4 A1, A2
func kind(terminal, transaction byte) func(*duel) {
	return func(d *duel) {
		d.Config.Terminal.Type, d.Transaction.Type = terminal, transaction
		if terminal&15 > 3 { // no signature without an attendant
			d.Config.Terminal.Capabilities[1] &^= 0x20
		}
	}
}

func both(a, b func(*duel)) func(*duel) { return func(d *duel) { a(d); b(d) } }

// withoutDirectory has the card answer for its directory that it has none.
func withoutDirectory(d *duel) {
	d.reply = func(c []byte) []byte {
		if strings.Contains(string(c), "1PAY.SYS.DDF01") {
			return []byte{0x6A, 0x82}
		}
		return nil
	}
}

// onlyApplication leaves the terminal this application alone.
func onlyApplication(aid string) func(*duel) {
	return func(d *duel) {
		for i := range d.Config.Applications {
			if hexOf(d.Config.Applications[i].AID) == aid {
				d.Config.Applications = d.Config.Applications[i : i+1]
				return
			}
		}
	}
}

// duel is the transaction with one of its cards under one set of rules.
func (p *passage) duel(t testing.TB, card string, rules kernel.Profile) *duel {
	t.Helper()
	change := p.change
	if change == nil {
		change = func(map[string]any) {}
	}
	d := newDuel(t, bench.Profile(t, card, change), p.config, rules)
	d.Transaction.Amount = p.amount
	if p.set != nil {
		p.set(d)
	}
	return d
}

// each goes through the transactions, by card and under both sets of rules; key is "card | name | rules".
func each(yield func(p *passage, card string, rules kernel.Profile, key string)) {
	for i := range passages {
		p := &passages[i]
		p.signed, p.sample = max(p.signed, 1), cmp.Or(p.sample, 1)
		for card := range strings.FieldsSeq(p.cards) {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				yield(p, card, rules, strings.Join([]string{card, p.name, rules.String()}, " | "))
			}
		}
	}
}
