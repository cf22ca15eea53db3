package contact_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// statusWords stand for what a card may say: every SW1 that the books name, and the neighbours of those that matter.
// B3 6.3.5
var statusWords = [...]uint16{
	0x0000, 0x1000, 0x6100, 0x6110, 0x61FF, 0x6200, 0x6281, 0x6283, 0x62FF, 0x6300, 0x63C0, 0x63C1, 0x63C5, 0x63CF, 0x6400, 0x6500,
	0x6581, 0x6700, 0x6800, 0x6881, 0x6882, 0x6883, 0x6884, 0x6900, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6A81, 0x6A82, 0x6A83, 0x6A86, 0x6A88,
	0x6B00, 0x6C00, 0x6C10, 0x6D00, 0x6E00, 0x6F00, 0x8FFF, 0x9000, 0x9001, 0x9010, 0x9080, 0x90FF, 0x9100, 0xD000, 0xFFFF,
}

// alterations gives every alteration of a response: each byte with each of its 8 bits flipped, 00, FF, gone, twice; each shorter
// length; each status word of the list, and none; each data object gone, empty, twice, with the lengths around it put right; each cryptogram information data.
func alterations(x oracle.Exchange, yield func(bench.Alteration) bool) {
	for a := range bench.Alterations(x.Response) {
		if !yield(a) {
			return
		}
	}
	n := len(x.Response) - 2
	for _, sw := range statusWords {
		if !yield(bench.Alteration{What: "status word", At: n, Response: append(bytes.Clone(x.Response[:n]), byte(sw>>8), byte(sw))}) {
			return
		}
	}
	for short := range 2 {
		if !yield(bench.Alteration{What: "status word cut", At: n, Response: bytes.Clone(x.Response[:n+short])}) {
			return
		}
	}
	for at := cidAt(x); at > 0; at = 0 {
		for v := range 256 {
			r := bytes.Clone(x.Response)
			if r[at] = byte(v); !yield(bench.Alteration{What: "CID", At: at, Response: r}) {
				return
			}
		}
	}
}

// parts are the one object of a response's data and, where it is a template, the objects in it; none where it is not.
func parts(r []byte) (top tlv.Object, inner []tlv.Object) {
	c := tlv.NewCursor(r[:max(len(r)-2, 0)])
	list := slices.Collect(c.All())
	if len(list) != 1 || c.Err() != nil {
		return tlv.Object{}, nil
	}
	in := list[0].Children()
	return list[0], slices.Collect(in.All())
}

func valueAt(o tlv.Object) int { return o.Offset + len(o.Raw) - len(o.Value) }

// cidAt is where the cryptogram information data stands in a response to GENERATE AC.
func cidAt(x oracle.Exchange) int {
	top, inner := parts(x.Response)
	switch {
	case x.Command[1] != apdu.GenerateAC:
		return 0
	case top.Tag == tlv.TagFormat1:
		return valueAt(top)
	}
	for _, o := range inner {
		if o.Tag == 0x9F27 {
			return valueAt(o)
		}
	}
	return 0
}

// command names, as the books have them.
var commandNames = map[byte]string{
	apdu.Select: "SELECT", apdu.ReadRecord: "READ RECORD", apdu.GetProcessingOptions: "GET PROCESSING OPTIONS",
	apdu.GetData: "GET DATA", apdu.InternalAuthenticate: "INTERNAL AUTHENTICATE", apdu.GenerateAC: "GENERATE AC",
	apdu.ExternalAuthenticate: "EXTERNAL AUTHENTICATE", apdu.GetChallenge: "GET CHALLENGE", apdu.Verify: "VERIFY",
}

// place names the innermost object in which byte at of a response stands, with the command: "READ RECORD 5A".
func place(x oracle.Exchange, at int) string {
	name := commandNames[x.Command[1]]
	switch {
	case at >= len(x.Response)-2:
		return name + " SW"
	case x.Command[1] == apdu.GetData:
		return fmt.Sprintf("%s %X", name, x.Command[2:4])
	}
	tag := tlv.Tag(0)
	c := tlv.NewCursor(x.Response[:len(x.Response)-2])
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		if at < o.Offset || at >= o.Offset+len(o.Raw) {
			continue
		}
		tag = o.Tag
		switch in := at - valueAt(o); {
		case in >= 0 && tag == tlv.TagFormat1:
			return name + " " + format1(x.Command[1], in)
		case in >= 0 && tag.Constructed():
			c = o.Children()
			continue
		}
		break
	}
	return fmt.Sprintf("%s %02X", name, uint32(tag))
}

// format1 is the field of a response in format 1.
func format1(ins byte, at int) string {
	switch {
	case ins == apdu.GetProcessingOptions && at < 2:
		return "82"
	case ins == apdu.GetProcessingOptions:
		return "94"
	case ins == apdu.InternalAuthenticate:
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

// covered marks the bytes of each response that a certificate, the static data or a signature of the card covers; XDA covers the PDOL too.
// B3 10.3, B2 6.1, 6.5.1, 6.6.1
func covered(conv []oracle.Exchange, xda bool) [][]bool {
	var locator []byte
	tagList := xda
	for _, x := range conv {
		top, inner := parts(x.Response)
		if x.Command[1] == apdu.GetProcessingOptions && top.Tag == tlv.TagFormat1 {
			locator = top.Value[2:]
		}
		for _, o := range inner {
			tagList = tagList || o.Tag == 0x9F4A
			if o.Tag == 0x94 {
				locator = o.Value
			}
		}
	}
	signed := func(c []byte) bool {
		for e := locator; len(e) >= 4; e = e[4:] {
			if e[0]>>3 == c[3]>>3 && c[2] >= e[1] && int(c[2]) < int(e[1])+int(e[3]) {
				return true
			}
		}
		return false
	}
	marks := make([][]bool, len(conv))
	started := false
	for n, x := range conv {
		marks[n] = make([]bool, len(x.Response))
		mark := func(from, to int) {
			for i := from; i < to; i++ {
				marks[n][i] = true
			}
		}
		top, inner := parts(x.Response)
		end := top.Offset + len(top.Raw)
		ins := x.Command[1]
		started = started || ins == apdu.GetProcessingOptions
		if ins == apdu.InternalAuthenticate || ins == apdu.ReadRecord && started && signed(x.Command) {
			mark(valueAt(top), end)
		}
		if pdol, ok := tlv.Find(x.Response[:max(len(x.Response)-2, 0)], tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38); ok && xda {
			mark(pdol.Offset, pdol.Offset+len(pdol.Raw))
		}
		for _, o := range inner {
			from, to := valueAt(o), o.Offset+len(o.Raw)
			switch {
			case ins == apdu.GetProcessingOptions && o.Tag == 0x82 && tagList,
				ins == apdu.ReadRecord && started && slices.Contains([]tlv.Tag{0x90, 0x92, 0x9F32, 0x9F46, 0x9F47, 0x9F48, 0x93}, o.Tag):
				mark(from, to)
			case ins == apdu.GenerateAC && o.Tag == 0x9F4B: // it covers all the others, and itself
				mark(valueAt(top), o.Offset)
				mark(from, end)
			}
		}
	}
	return marks
}

// hits reports whether an alteration changes what is marked, and where it begins. Among equal bytes that stand in a row the last is the one that is gone or twice: a
// byte more behind what is marked is not in it.
func hits(a *bench.Alteration, was []byte, marks []bool) (bool, int) {
	from, to := a.At, a.At+1
	switch a.What {
	case "gone":
		for from+1 < len(was) && was[from+1] == was[from] {
			from++
		}
		to = from + 1
	case "twice":
		return marks[a.At-1] && marks[a.At], a.At - 1
	case "cut":
		to = len(was)
	case "object gone", "object empty", "object twice":
		_, inner := parts(was)
		i := slices.IndexFunc(inner, func(o tlv.Object) bool { return o.Offset == a.At })
		to = a.At + len(inner[i].Raw)
	}
	return slices.Contains(marks[from:to], true), a.At
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

// The man in the middle alters every byte of every response, one at a time, in every transaction, under both sets of rules: every byte that nothing
// signs, and a fixed sample of what is signed, for altering one byte or another of it comes to the same. The oracle agrees with every outcome; what is
// signed and altered never ends approved offline; and what makes an outcome better is known: testvectors/unprotected.md.
// B1 12.4 exact name, B2 5.2, 6.6, 12.5.3
// B3 6.5.5.4 format 1, signature, 6.5.8.4 format 1
// B3 7.5 CA index, issuer certificate, issuer exponent, issuer remainder, SSAD, ICC certificate, ICC exponent, ICC remainder, else
// B3 10.3 records, tag list, input, card data, CA key, CA ECC key missing, recovery failed, signature failed, SDA failed, DDA failed, CDA failed, one bit, TSI, XDA in time
// B4 6.3.2.1 early, TC, ARQC, second, 6.3.2.2.1, 6.3.2.2.2, 6.3.2.2.3 first, second
// B4 6.3.2.2.4 TC, ARQC, AAC, online, denial, denied TC, denied ARQC, unable TC, unable ARQC
func TestMiddle(t *testing.T) {
	all := &improvements{found: map[string]int{}}
	ran := map[string]bool{}
	var runs atomic.Int64
	t.Run("all", func(t *testing.T) {
		each(func(p *passage, card string, rules kernel.Profile, key string) {
			if ran[key] {
				t.Errorf("%s twice", key)
			}
			ran[key] = true
			t.Run(key, func(t *testing.T) {
				t.Parallel()
				runs.Add(int64(p.disturb(t, card, rules, func(place, what string) {
					if !p.unlisted {
						all.add(key + " | " + place + " | " + what)
					}
				})))
			})
		})
	})
	t.Logf("%d runs, %d kinds of improvement", runs.Load(), len(all.found))
	checkListed(t, all.found, ran)
}

// disturb does every alteration of one transaction, or its sample, and judges each.
func (p *passage) disturb(t *testing.T, card string, rules kernel.Profile, better func(place, what string)) (runs int) {
	d := p.duel(t, card, rules)
	d.recording = true
	out, conv := d.baseline(t)
	d.replays(t)
	d.recording = false
	if diff := d.agree(out); diff != "" {
		t.Fatal(diff)
	}
	base, marks := outcomeRank(out), covered(conv, out.ODA().Method == "XDA")
	t.Logf("%d exchanges, %s", len(conv), rankNames[base])
	count, seldom := 0, 0
	chosen := slices.IndexFunc(conv, func(x oracle.Exchange) bool { return x.Command[1] == apdu.GetProcessingOptions })
	for n, x := range conv {
		alterations(x, func(a bench.Alteration) bool {
			if bytes.Equal(a.Response, x.Response) { // it was so
				return true
			}
			gone := a.What == "object gone" && rules == kernel.Book && (p.name == "offline" || p.name == "long key") && card != "xda-p521" // of these all
			if count++; !gone && (!sweep.Large(count, 200, 3) || count%p.sample != 0) {
				return true
			}
			hit, at := hits(&a, x.Response, marks[n])
			if common := hit || n < chosen && card != "two"; common && !gone {
				if seldom++; seldom%p.signed != 0 {
					return true
				}
			}
			runs++
			out := d.with(t, n, a.Response)
			rank := outcomeRank(out)
			if diff := d.agree(out); diff != "" {
				t.Error(diff)
			}
			if rank == 2 && hit {
				t.Error("approved offline although what is covered was altered")
			}
			if rank > base {
				better(place(x, at), rankNames[base]+" -> "+rankNames[rank])
			}
			if t.Failed() {
				t.Logf("exchange %d, %s, %s at %d: %X", n, place(x, at), a.What, a.At, a.Response)
			}
			return !t.Failed()
		})
	}
	return runs
}

// checkListed compares the improvements found with testvectors/unprotected.md.
func checkListed(t *testing.T, found map[string]int, ran map[string]bool) {
	t.Helper()
	listed := map[string]bool{}
	for _, u := range testvectors.UnprotectedElements() {
		for _, card := range u.Cards {
			for _, transaction := range u.Transactions {
				for _, rules := range u.Rules {
					of := strings.Join([]string{card, transaction, rules}, " | ")
					key := strings.Join([]string{of, u.Element, u.Change}, " | ")
					if listed[key] || u.Clause == "" || u.Why == "" || u.Host == "" {
						t.Errorf("unprotected.md lists twice, or without reason: %s", key)
					}
					if listed[key] = true; !ran[of] {
						t.Errorf("unprotected.md lists a transaction that nobody runs: %s", of)
					}
				}
			}
		}
	}
	for key, n := range found {
		if !listed[key] {
			t.Errorf("an improvement that unprotected.md does not list: %s (%d times)", key, n)
		}
	}
	for key := range listed {
		if sweep.Deep() == sweep.Exhaustive && found[key] == 0 {
			t.Errorf("unprotected.md lists what does not occur: %s", key)
		}
	}
}

// The card is gone, mute or garbled at each exchange of each of these transactions, and at each VERIFY of the PIN device: an
// end, and a reversal where the host had approved.
// B3 8.1, B4 6.3.8, 6.6.1, 6.6.2
// B4 6.6.1 removed
func TestGone(t *testing.T) {
	t.Parallel()
	runs, count := 0, 0
	each(func(p *passage, card string, rules kernel.Profile, key string) {
		d := p.duel(t, card, rules)
		_, conv := d.baseline(t)
		asked := len(d.Asks)
		ends := func(at int) {
			out := d.run(t, nil)
			if at > 0 && (len(d.Asks) < at || d.Asks[at-1].Kind != kernel.VerifyPIN) {
				return
			}
			runs++
			if diff := d.agree(out); diff != "" || out.Status != kernel.EndApplication || out.Error.L1 != d.fault || out.Error.Step == "" {
				t.Errorf("%s, gone at exchange %d, question %d: %v, L1 %d, step %q\n%s", key, d.goneAt, d.goneAsk, out.Status, out.Error.L1, out.Error.Step, diff)
			}
		}
		for _, d.fault = range []kernel.Fault{kernel.FaultTimeout, kernel.FaultTransmission, kernel.FaultProtocol} {
			for at := range conv {
				if p.unlisted && at > len(conv)-3 { // after the card's decision
					break
				}
				if count++; sweep.Sample(count, 100) {
					d.goneAt = at + 1
					ends(0)
				}
			}
			d.goneAt = 0
			for at := range asked {
				if sweep.Full() || d.fault == kernel.FaultProtocol {
					d.goneAsk = at + 1
					ends(at + 1)
				}
			}
			d.goneAsk = 0
		}
	})
	t.Logf("%d runs", runs)
}

// Up to four responses, chosen at random, are altered in one transaction, under every kind of host, at every amount that matters: the oracle agrees, and
// some of the journals are replayed.
func TestManyAlterations(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 44))
	ranks := [3]int{}
	each(func(p *passage, card string, rules kernel.Profile, key string) {
		d := p.duel(t, card, rules)
		d.limit = 1000
		d.Config.Budget = kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
		down, options := d.hostDown, d.options
		for n := range 500 {
			if !sweep.Sample(n, 100) || strings.HasPrefix(card, "xda") && n%4 != 0 { // signatures are slow
				continue
			}
			k, seed := 1+r.IntN(4), r.Uint64()
			q := rand.New(rand.NewPCG(seed, 1))
			if q.IntN(2) == 0 {
				d.Transaction.Amount = []uint64{0, 1, 100, 999, 1000, 1234, 5000, 5001, 999999999999}[q.IntN(9)]
			}
			d.hostDown, d.options = down || q.IntN(4) == 0, options
			if q.IntN(3) == 0 {
				d.options = issuer.Options{Decline: q.IntN(4) == 0, Hostile: issuer.Hostile(q.IntN(int(issuer.NumHostile)))}
			}
			clear(d.answers)
			var what []string
			d.recording = n%20 == 0
			out := d.run(t, func(i int, response []byte) []byte {
				if q.IntN(12) >= k {
					return response
				}
				altered := alter(q, response)
				what = append(what, fmt.Sprintf("%d: %X", i, altered))
				return altered
			})
			d.properties(t, out)
			if d.recording {
				d.replays(t)
			}
			ranks[outcomeRank(out)]++
			if t.Failed() {
				t.Fatalf("%s, amount %d, host down %v, %+v, seed %d: %s", key, d.Transaction.Amount, d.hostDown, d.options, seed, what)
			}
		}
	})
	t.Logf("not approved, online, offline: %d", ranks)
}

// properties holds a run against the properties at the end of SECURITY.md, as the oracle says them from the bytes exchanged; a budget is the terminal's own.
func (d *duel) properties(t testing.TB, out *bench.Result) {
	t.Helper()
	if diff := d.agree(out); diff != "" && out.Error.L2 != kernel.BudgetExceeded {
		t.Error(diff)
	}
	if budget := d.Config.Budget.Exchanges; len(d.Conversation) > max(budget, 1024) || budget != 0 && len(d.Conversation) > budget {
		t.Errorf("%d exchanges, %d allowed", len(d.Conversation), budget)
	}
}

// alter alters a response where it often still makes sense: one bit, the value of one object, its length, its place.
func alter(r *rand.Rand, response []byte) []byte {
	altered := bytes.Clone(response)
	if len(altered) < 4 || r.IntN(3) == 0 {
		if len(altered) > 0 {
			altered[r.IntN(len(altered))] ^= 1 << r.IntN(8)
		}
		return altered
	}
	body, sw := altered[:len(altered)-2], altered[len(altered)-2:]
	t, ok := oracle.Single(body, 0x6F, 0x70, 0x77)
	if !ok {
		body[r.IntN(len(body))] = byte(r.Uint32())
		return altered
	}
	return append(oracle.ObjectOf(t.Tag, shuffle(r, t.Value)), sw...)
}

func shuffle(r *rand.Rand, value []byte) []byte {
	list, ok := oracle.TLV(value)
	if !ok || len(list) == 0 {
		return value
	}
	i := r.IntN(len(list))
	o := &list[i]
	v := bytes.Clone(o.Value)
	switch {
	case o.Constructed():
		v = shuffle(r, v)
	case r.IntN(3) == 0 || len(v) == 0:
		v = append(v, byte(r.Uint32()))
	case r.IntN(3) == 0:
		v = v[:len(v)-1]
	default:
		v[r.IntN(len(v))] = byte(r.Uint32())
	}
	o.Raw = oracle.ObjectOf(o.Tag, v)
	if r.IntN(3) == 0 {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	var b []byte
	for _, o := range list {
		b = append(b, o.Raw...)
	}
	return b
}
