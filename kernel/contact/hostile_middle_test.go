package contact_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/sweep"
)

// The transactions that the man in the middle disturbs. Each card runs to all three outcomes, by every way on which
// something that the card says decides.
var baselines = [...]struct {
	name, config string
	amount       uint64
	floorLimit   uint64 // in the place of the configuration's
	card         func(app map[string]any)
	hostDown     bool
	hostDeclines bool
}{
	{name: "offline", config: "default", amount: 100},
	{name: "online", config: "default", amount: 1234},                                                                     // floor limit
	{name: "PIN", config: "default", amount: 1234, floorLimit: 5000},                                                      // CVM list
	{name: "counters", config: "default", amount: 100, card: counters(20, 4)},                                             // velocity
	{name: "card online", config: "default", amount: 100, card: decision("online")},                                       // card action analysis
	{name: "unable", config: "default", amount: 1234, hostDown: true},                                                     // TC at the second
	{name: "host declines", config: "default", amount: 1234, hostDeclines: true},                                          // AAC at the second
	{name: "card declines", config: "default", amount: 100, card: decision("decline")},                                    // AAC at the first
	{name: "usage", config: "default", amount: 100, card: func(m map[string]any) { bench.SetElement(m, "9F07", "0000") }}, // denial by TAC
	{name: "denied", config: "denial", amount: 1234},
	{name: "unreachable", config: "default-bit", amount: 1234, hostDown: true},
}

func decision(first string) func(map[string]any) {
	return func(app map[string]any) { app["risk"].(map[string]any)["first"] = first }
}

func counters(atc, lastOnline int) func(map[string]any) {
	return func(app map[string]any) { app["counters"] = map[string]any{"atc": atc, "lastOnlineATC": lastOnline} }
}

var middleCards = [...]string{"full", "none", "dda", "noauth"}

// statusWords stand for what a card may say: every SW1 that the books name, and the neighbours of those that matter.
var statusWords = [...]uint16{
	0x0000, 0x6100, 0x6110, 0x61FF, 0x6200, 0x6281, 0x6283, 0x62FF, 0x6300, 0x63C0, 0x63C1, 0x63C5, 0x63CF, 0x6400, 0x6500,
	0x6581, 0x6700, 0x6881, 0x6882, 0x6900, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6A81, 0x6A82, 0x6A83, 0x6A86, 0x6A88, 0x6B00,
	0x6C00, 0x6C10, 0x6D00, 0x6E00, 0x6F00, 0x8FFF, 0x9000, 0x9001, 0x90FF, 0x9100, 0xFFFF,
}

// An alteration is one change of one response.
type alteration struct {
	exchange int
	what     string
	from, to int // the bytes of the baseline's response that it touches
	response []byte
}

// hits reports whether the alteration changes what is marked. Among equal bytes that stand in a row the last is the one
// that is gone or twice: a byte more behind what is marked is not in it.
func (a *alteration) hits(was []byte, marks []bool) bool {
	last := a.from
	for last+1 < len(was) && was[last+1] == was[last] {
		last++
	}
	switch a.what {
	case "gone":
		return marks[last]
	case "twice":
		return marks[last] && last+1 < len(marks) && marks[last+1]
	}
	return slices.Contains(marks[a.from:a.to], true)
}

// alterations gives every alteration of a conversation: each byte with each of its 8 bits flipped, 00, FF, gone, twice; each
// shorter length; each status word of the list; each data object gone, empty, twice, with the lengths around it put right;
// each cryptogram information data.
// The response is valid until the next.
func alterations(conv []exchange, yield func(*alteration) bool) {
	var buf []byte
	a := &alteration{}
	try := func(what string, from, to int, parts ...[]byte) bool {
		buf = buf[:0]
		for _, p := range parts {
			buf = append(buf, p...)
		}
		a.what, a.from, a.to, a.response = what, from, to, buf
		return bytes.Equal(buf, conv[a.exchange].response) || yield(a)
	}
	one := func(v byte) []byte { return []byte{v} }
	for n := range conv {
		r := conv[n].response
		a.exchange = n
		for i, b := range r {
			for bit := range 8 {
				if !try("flipped", i, i+1, r[:i], one(b^1<<bit), r[i+1:]) {
					return
				}
			}
			if !try("00", i, i+1, r[:i], one(0), r[i+1:]) || !try("FF", i, i+1, r[:i], one(0xFF), r[i+1:]) ||
				!try("gone", i, i+1, r[:i], r[i+1:]) || !try("twice", i, i+1, r[:i+1], r[i:]) || !try("cut", i, len(r), r[:i]) {
				return
			}
		}
		for _, sw := range statusWords {
			if !try("status word", len(r)-2, len(r), r[:len(r)-2], one(byte(sw>>8)), one(byte(sw))) {
				return
			}
		}
		if !objectAlterations(r, try) {
			return
		}
		if at := cidAt(&conv[n]); at > 0 {
			for v := range 256 {
				if !try("CID", at, at+1, r[:at], one(byte(v)), r[at+1:]) {
					return
				}
			}
		}
	}
}

// objectAlterations takes whole objects out of a response in the form of template 70, 77, 6F.
func objectAlterations(r []byte, try func(string, int, int, ...[]byte) bool) bool {
	o, err := single(r)
	if err != nil || o.tag == 0x80 || o.tag&0x20 == 0 {
		return true
	}
	list, err := items(r, o.value, o.end)
	if err != nil {
		return true
	}
	sw := r[len(r)-2:]
	for _, i := range list {
		for _, c := range []struct {
			what   string
			object []byte
		}{
			{"object gone", nil},
			{"object empty", append(bytes.Clone(r[i.at:tagEnd(r, i)]), 0)},
			{"object twice", append(bytes.Clone(r[i.at:i.end]), r[i.at:i.end]...)},
		} {
			body := slices.Concat(r[o.value:i.at], c.object, r[i.end:o.end])
			if !try(c.what, i.at, i.end, r[o.at:o.at+1], length(len(body)), body, sw) {
				return false
			}
		}
	}
	return true
}

// cidAt is where the cryptogram information data stands in a response to GENERATE AC.
func cidAt(x *exchange) int {
	o, err := single(x.response)
	switch {
	case err != nil || x.command[1] != 0xAE:
		return 0
	case o.tag == 0x80:
		return o.value
	}
	list, _ := items(x.response, o.value, o.end)
	for _, i := range list {
		if i.tag == 0x9F27 {
			return i.value
		}
	}
	return 0
}

func tagEnd(r []byte, i item) int {
	n := 1
	for t := i.tag; t > 0xFF; t >>= 8 {
		n++
	}
	return i.at + n
}

func length(n int) []byte {
	if n > 0x7F {
		return []byte{0x81, byte(n)}
	}
	return []byte{byte(n)}
}

// place names the innermost object in which byte at of a response stands, with the command: "READ RECORD 5A".
func place(x *exchange, at int) string {
	name := commandNames[x.command[1]]
	r := x.response
	if at >= len(r)-2 {
		return name + " SW"
	}
	if name == "GET DATA" {
		return fmt.Sprintf("%s %X", name, x.command[2:4])
	}
	from, to, tag := 0, len(r)-2, uint32(0)
	for {
		list, err := items(r, from, to)
		if err != nil {
			break
		}
		k := slices.IndexFunc(list, func(i item) bool { return at >= i.at && at < i.end })
		if k < 0 {
			break
		}
		i := list[k]
		tag = i.tag
		if at < i.value {
			break
		}
		if tag == 0x80 { // the fields of format 1
			return name + " " + format1(x.command[1], at-i.value)
		}
		first := r[i.at]
		if first&0x20 == 0 {
			break
		}
		from, to = i.value, i.end
	}
	return fmt.Sprintf("%s %02X", name, tag)
}

func format1(ins byte, at int) string {
	switch {
	case ins == 0xA8 && at < 2:
		return "82"
	case ins == 0xA8:
		return "94"
	case ins == 0x88:
		return "9F4B"
	case at < 1:
		return "9F27"
	case at < 3:
		return "9F36"
	case at < 11:
		return "9F26"
	}
	return "9F10"
}

// covered marks the bytes of each response that a certificate, the static data or a dynamic signature covers.
// B3 10.3, B2 6.1, 6.5.1, 6.6.1
func covered(t testing.TB, conv []exchange) [][]bool {
	t.Helper()
	k, err := takeApart(conv)
	if err != nil {
		t.Fatal(err)
	}
	marks := make([][]bool, len(conv))
	started := false
	for n, x := range conv {
		r := x.response
		marks[n] = make([]bool, len(r))
		mark := func(from, to int) {
			for i := from; i < to; i++ {
				marks[n][i] = true
			}
		}
		o, err := single(r)
		if err != nil {
			continue
		}
		list, _ := items(r, o.value, o.end)
		switch x.command[1] {
		case 0xA8:
			started = true
			for _, i := range list {
				if i.tag == 0x82 && len(k.data[0x9F4A]) > 0 {
					mark(i.value, i.end)
				}
			}
		case 0xB2:
			if !started {
				continue
			}
			if k.signed(x.command[3]>>3, x.command[2]) {
				mark(o.value, o.end)
			}
			for _, i := range list {
				switch i.tag {
				case 0x90, 0x92, 0x9F32, 0x9F46, 0x9F47, 0x9F48, 0x93:
					mark(i.value, i.end)
				}
			}
		case 0x88:
			mark(o.value, o.end)
		case 0xAE:
			for _, i := range list {
				if i.tag == 0x9F4B { // CDA covers all the others, and itself
					mark(o.value, i.at)
					mark(i.value, o.end)
				}
			}
		}
	}
	return marks
}

// signed reports whether the AFL names a record for offline data authentication.
func (k *talk) signed(sfi, number byte) bool {
	for e := k.afl; len(e) >= 4; e = e[4:] {
		if e[0]>>3 == sfi && number >= e[1] && int(number) < int(e[1])+int(e[3]) {
			return true
		}
	}
	return false
}

// An improvement is what an alteration made better, and how often it did.
type improvements struct {
	mu    sync.Mutex
	found map[string]int
}

func (m *improvements) add(key string) {
	m.mu.Lock()
	m.found[key]++
	m.mu.Unlock()
}

// The man in the middle alters every byte of every response, one at a time, in every transaction of four cards, under both
// sets of rules; of what is signed a fifth, where another transaction of the card has it whole. Nothing breaks; what is signed and altered never ends approved offline; in strict every offline approval
// can be verified from what was exchanged alone; and what makes an outcome better is known: testvectors/unprotected.md.
// With -short, every hundredth.
func TestMiddle(t *testing.T) {
	all := &improvements{found: map[string]int{}}
	var mu sync.Mutex
	total, ran := 0, map[string]bool{}
	t.Run("all", func(t *testing.T) {
		for _, name := range middleCards {
			for _, b := range baselines {
				for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
					t.Run(fmt.Sprintf("%s/%s/%v", name, b.name, rules), func(t *testing.T) {
						t.Parallel()
						change := b.card
						if change == nil {
							change = func(map[string]any) {}
						}
						d := newDuel(t, bench.Profile(t, name, change), b.config, rules)
						d.tx.Amount, d.hostDown, d.options.Decline = b.amount, b.hostDown, b.hostDeclines
						for i := range d.cfg.Applications {
							d.cfg.Applications[i].FloorLimit = max(d.cfg.Applications[i].FloorLimit, b.floorLimit)
						}
						sample := 5 // of what is signed, where another transaction of the card has it whole
						if wholly[b.name] {
							sample = 1
						}
						n := d.disturb(t, sample, func(place, what string) {
							all.add(strings.Join([]string{name, b.name, rules.String(), place, what}, " | "))
						})
						mu.Lock()
						ran[strings.Join([]string{name, b.name, rules.String()}, " | ")] = true
						total += n
						mu.Unlock()
					})
				}
			}
		}
	})
	t.Logf("%d runs, %d kinds of improvement", total, len(all.found))
	checkListed(t, all.found, ran)
}

// wholly are the transactions in which what is signed is altered whole too; an improvement is found by it in the last.
var wholly = map[string]bool{"offline": true, "online": true, "usage": true}

// disturb does every alteration of one transaction, and of so many of what is signed one, and judges each.
func (d *duel) disturb(t *testing.T, sample int, better func(place, what string)) (runs int) {
	out, conv := d.baseline(t)
	base, marks := outcomeRank(out), covered(t, conv)
	t.Logf("%d exchanges, %s", len(conv), rankNames[base])
	o := d.reader()
	d.properties(t, o, out)
	count, signed := 0, 0
	alterations(conv, func(a *alteration) bool {
		count++
		hits := a.hits(conv[a.exchange].response, marks[a.exchange])
		if hits {
			signed++
		}
		if !sweep.Sample(count, 100) || hits && signed%sample != 0 {
			return true
		}
		runs++
		out := d.run(t, func(n int, response []byte) []byte {
			if n == a.exchange {
				return a.response
			}
			return response
		})
		d.properties(t, o, out)
		rank := outcomeRank(out)
		if rank == 2 && hits {
			t.Errorf("approved offline although what is covered was altered: %s, %s, bytes %d to %d",
				place(&conv[a.exchange], a.from), a.what, a.from, a.to)
		}
		if rank > base {
			better(place(&conv[a.exchange], a.from), rankNames[base]+" -> "+rankNames[rank])
		}
		if t.Failed() {
			t.Logf("exchange %d, %s, bytes %d to %d: %X", a.exchange, a.what, a.from, a.to, a.response)
		}
		return !t.Failed()
	})
	return runs
}

// judge says what must hold of every run.
func (d *duel) judge(t testing.TB, out *bench.Result) {
	t.Helper()
	d.within(t, out)
	if outcomeRank(out) == 2 && d.cfg.Profile == kernel.Strict {
		k, err := takeApart(d.conv)
		if err != nil {
			t.Errorf("strict: approved offline over %v", err)
			return
		}
		ac, err := k.approval(d.cfg.Keys, number)
		if err != nil {
			t.Errorf("strict: approved offline, but %v", err)
		} else if !bytes.Equal(ac, out.AC()) {
			t.Errorf("strict: approved offline with cryptogram %X, signed is %X", out.AC(), ac)
		}
	}
}

// checkListed compares the improvements found with testvectors/unprotected.md, for the transactions that ran.
func checkListed(t *testing.T, found map[string]int, ran map[string]bool) {
	t.Helper()
	listed := map[string]bool{}
	for _, u := range testvectors.UnprotectedElements() {
		for _, card := range u.Cards {
			for _, transaction := range u.Transactions {
				for _, rules := range u.Rules {
					key := strings.Join([]string{card, transaction, rules, u.Element, u.Change}, " | ")
					if _, twice := listed[key]; twice || u.Clause == "" || u.Why == "" || u.Host == "" {
						t.Errorf("unprotected.md lists twice, or without reason: %s", key)
					}
					listed[key] = ran[strings.Join([]string{card, transaction, rules}, " | ")]
				}
			}
		}
	}
	for key, n := range found {
		if !listed[key] {
			t.Errorf("an improvement that unprotected.md does not list: %s (%d times)", key, n)
		}
	}
	if !sweep.Full() {
		return
	}
	for key, due := range listed {
		if due && found[key] == 0 {
			t.Errorf("unprotected.md lists what does not occur: %s", key)
		}
	}
}
