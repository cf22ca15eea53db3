package shell

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// A Settler settles with the acquirer: an iso8583.Client.
type Settler interface {
	Settle(ctx context.Context, number uint64, t iso8583.Totals) (iso8583.Settlement, error)
}

// Batches are what a terminal has to settle, one for each of its numbers and each currency: how far its ledger is settled. They are kept beside the ledger.
type Batches struct {
	Number  uint64 // of the last settlement that was sent
	Of      map[Whose]*Batch
	l       Ledger
	numbers []string // terminal identifications, the terminal's own first; none where there is one alone
}

// Whose says which transactions a batch has.
type Whose struct {
	Currency uint16
	Terminal string // empty: the only one
}

// MarshalText writes the currency, and the terminal's number behind it.
func (w Whose) MarshalText() ([]byte, error) {
	return []byte(strings.TrimSpace(fmt.Sprintf("%d %s", w.Currency, w.Terminal))), nil
}

// UnmarshalText reads them.
func (w *Whose) UnmarshalText(text []byte) error {
	currency, number, _ := strings.Cut(string(text), " ")
	n, err := strconv.ParseUint(currency, 10, 16)
	w.Currency, w.Terminal = uint16(n), number
	return err
}

// whose is the batch of a transaction.
func (b *Batches) whose(e *terminal.Entry) Whose {
	w := b.own(e.Transaction.Currency)
	if w.Terminal != "" && e.Slip != nil {
		w.Terminal = e.Slip.Terminal
	}
	return w
}

// own is the batch of the terminal's own number.
func (b *Batches) own(currency uint16) Whose {
	if len(b.numbers) == 0 {
		return Whose{Currency: currency}
	}
	return Whose{currency, b.numbers[0]}
}

// all are those that there are, in order.
func (b *Batches) all() []Whose {
	return slices.SortedFunc(maps.Keys(b.Of), func(x, y Whose) int {
		return cmp.Or(cmp.Compare(x.Currency, y.Currency), cmp.Compare(x.Terminal, y.Terminal))
	})
}

// A Batch is the end of the one before.
type Batch struct {
	Since  uint64            // the last transaction of the ledger that was there
	Held   []uint64          // pre-authorisations that were not completed
	Booked map[uint64]uint64 // amounts that it has settled, of transactions that may still be taken back: the acquirer knows those of one batch before
	Asked  *Asked            `json:",omitempty"`
}

// Asked is a settlement that was sent and not answered: it is sent again as it was.
type Asked struct {
	Number uint64
	Totals iso8583.Totals
	Counts []uint64 `json:",omitempty"` // the transactions that Totals count, less those of batches before
	Next   Batch
}

// batchesName is where the memory has them.
const batchesName = "batches"

// OpenBatches takes them up as they were left. Where nothing is kept, first is the number before the first settlement's: one that the acquirer has not had, see [AnyNumber].
// numbers are the terminal identifications that messages have, the terminal's own first, where there are several: see [Settings.Numbers]. What was kept with one number alone is
// taken over by several, and the other way round; not while a settlement has no answer.
func OpenBatches(l Ledger, first uint64, numbers ...string) (*Batches, error) {
	b := &Batches{Number: first, Of: map[Whose]*Batch{}, l: l, numbers: numbers}
	kept, err := l.Recall(batchesName)
	if err == nil && kept != nil {
		err = json.Unmarshal(kept, b)
	}
	if err != nil {
		return b, err
	}
	return b, b.regroup()
}

// AnyNumber is a number to begin with: a terminal whose ledger is lost, or was in memory, does not settle by the numbers that it had.
func AnyNumber() uint64 { return rand.Uint64() >> 8 }

func (b *Batches) keep() error {
	kept, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return b.l.Keep(batchesName, kept)
}

// find makes the batch of the terminal's currency, and of each other currency and number that a transaction since has had.
func (b *Batches) find(own uint16) error {
	from := uint64(0)
	for i, one := range slices.Collect(maps.Values(b.Of)) {
		if i == 0 || one.Since < from {
			from = one.Since
		}
	}
	if w := b.own(own); b.Of[w] == nil {
		b.Of[w] = &Batch{Since: from}
	}
	_, err := b.scan(from, func(e *terminal.Entry) {
		if w := b.whose(e); e.Approved && b.Of[w] == nil {
			b.Of[w] = &Batch{Since: from}
		}
	})
	return err
}

// scan gives the entries behind a number, and the last number.
func (b *Batches) scan(after uint64, to func(e *terminal.Entry)) (last uint64, err error) {
	end, err := b.l.Last()
	clear(end.Data)
	if err != nil {
		return after, err
	}
	for last = after; last < end.Number; last++ {
		e, err := b.l.Get(last + 1)
		switch {
		case errors.Is(err, terminal.ErrNoEntry): // a transaction that ended before the ledger had anything of it, or long ago
		case err != nil:
			return last, err
		default:
			to(&e)
			e.Wipe()
		}
	}
	return last, nil
}

// A Period is what a batch has come to so far.
type Period struct {
	iso8583.Totals
	whose    Whose
	Purposes map[string]iso8583.Sum // what stands, by purpose
	counts   []uint64               // the transactions that Totals count, less those of batches before
	next     Batch
}

// Periods are the batches as they stand, by currency and number.
func (b *Batches) Periods(own uint16) (list []Period, err error) {
	if err := b.find(own); err != nil {
		return nil, err
	}
	for _, w := range b.all() {
		p, err := b.period(w, b.Of[w])
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// period counts what has come since the batch before, and what has become of what that one had: it is completed, has a tip, or is taken back.
func (b *Batches) period(w Whose, before *Batch) (p Period, err error) {
	p = Period{Totals: iso8583.Totals{Terminal: w.Terminal, Currency: w.Currency}, whose: w, Purposes: map[string]iso8583.Sum{}, next: Batch{Booked: map[uint64]uint64{}}}
	for _, number := range before.Held {
		if err := b.again(number, p.count); err != nil {
			return p, err
		}
	}
	for number, amount := range before.Booked {
		if err := b.again(number, func(e *terminal.Entry) { p.changed(e, amount) }); err != nil {
			return p, err
		}
	}
	p.next.Since, err = b.scan(before.Since, func(e *terminal.Entry) {
		if b.whose(e).Terminal == w.Terminal {
			p.count(e)
		}
	})
	return p, err
}

// The ages of a transaction, by the batch that it is in.
const (
	InOpenBatch = iota
	InLastBatch // that was settled: an acquirer may still take it back
	InOldBatch  // the acquirer knows no more of it
)

// Age says in which batch a transaction is. One that counts for nothing, or no more, is in none that is settled.
func (b *Batches) Age(e *terminal.Entry) int {
	batch := b.Of[b.whose(e)]
	if one := standing(e, e.Transaction.Currency); batch == nil || e.State == terminal.Undone || one == (iso8583.Totals{Currency: one.Currency}) || e.Number > batch.Since || slices.Contains(batch.Held, e.Number) {
		return InOpenBatch
	}
	if _, last := batch.Booked[e.Number]; last {
		return InLastBatch
	}
	return InOldBatch
}

// standing is what a transaction counts for where it was not taken back.
func standing(e *terminal.Entry, currency uint16) iso8583.Totals {
	one, stands := iso8583.Totals{Currency: currency}, *e
	stands.State = terminal.Settled
	one.Count(&stands)
	return one
}

// again looks at an entry that was looked at before; one that is kept no longer does not change any more.
func (b *Batches) again(number uint64, to func(e *terminal.Entry)) error {
	e, err := b.l.Get(number)
	if errors.Is(err, terminal.ErrNoEntry) {
		return nil
	}
	if err == nil {
		to(&e)
		e.Wipe()
	}
	return err
}

// count adds what stands.
func (p *Period) count(e *terminal.Entry) {
	was := p.Totals
	p.Totals.Count(e)
	switch tx := &e.Transaction; {
	case p.Totals != was:
		sum := p.Purposes[e.Purpose]
		sum.Add(tx.Amount)
		p.Purposes[e.Purpose] = sum
		p.counts = append(p.counts, e.Number)
		if e.NeedsData() {
			p.next.Booked[e.Number] = tx.Amount
		}
	case tx.Currency == p.Currency && tx.Purpose.Reserves() && e.NeedsData():
		p.next.Held = append(p.next.Held, e.Number)
	}
}

// changed adds what has become of a transaction that is settled already.
func (p *Period) changed(e *terminal.Entry, settled uint64) {
	one := standing(e, p.Currency)
	p.Debits.Amount += (one.Debits.Amount - settled) * one.Debits.Count // a tip
	switch {
	case e.State == terminal.Undone && one.Debits.Count > 0:
		p.DebitsBefore.Add(one.Debits.Amount)
	case e.State == terminal.Undone:
		p.CreditsBefore.Add(one.Credits.Amount)
	}
}

// A Settled is one settlement with the acquirer's answer.
type Settled struct {
	iso8583.Settlement
	Terminal iso8583.Totals
	counts   []uint64
}

// ErrWaiting says that a settlement has to wait, for messages that the acquirer has not confirmed or for cash that may be out.
var ErrWaiting = errors.New("not yet")

// Settle sends the totals of every batch. One that agrees is closed; after one that does not, it goes on as it was. One that the host refuses, or that cannot be sent, keeps
// none behind it from being sent; the error has all.
func (b *Batches) Settle(ctx context.Context, t *terminal.Terminal, to Settler, own uint16) (list []Settled, err error) {
	if _, err := t.Forward(ctx); err != nil {
		return nil, fmt.Errorf("%w: messages wait for the acquirer: %w", ErrWaiting, err)
	}
	if owed, err := t.Owed(); err != nil || len(owed) > 0 {
		return nil, errors.Join(err, fmt.Errorf("%w: look for the cash of %d transactions", ErrWaiting, len(owed)))
	}
	periods, err := b.Periods(own)
	if err != nil {
		return nil, err
	}
	for _, p := range periods {
		again := b.Of[p.whose].Asked != nil
		one, fails := b.settle(ctx, to, p)
		if fails == nil {
			if list = append(list, one...); !again {
				continue
			}
			if p, fails = b.period(p.whose, b.Of[p.whose]); fails == nil { // what has come since has a settlement of its own
				one, fails = b.settle(ctx, to, p)
				list = append(list, one...)
			}
		}
		err = errors.Join(err, fails)
		if no := (*iso8583.RefusedError)(nil); fails != nil && !errors.Is(fails, terminal.ErrNotSent) && !errors.As(fails, &no) {
			break
		}
	}
	return list, err
}

// settle sends one batch, or what of it was sent before and not answered. What is refused is none, and so is what did not leave.
func (b *Batches) settle(ctx context.Context, to Settler, p Period) ([]Settled, error) {
	batch := b.Of[p.whose]
	again := batch.Asked != nil
	if !again {
		b.Number++
		batch.Asked = &Asked{b.Number, p.Totals, p.counts, p.next}
	}
	one, err := b.send(ctx, to, p.whose)
	if no := (*iso8583.RefusedError)(nil); errors.Is(err, terminal.ErrNotSent) && !again || errors.As(err, &no) {
		batch.Asked = nil
		err = errors.Join(err, b.keep())
	}
	if err != nil {
		return nil, err
	}
	return []Settled{one}, nil
}

// send sends one settlement, which is kept before it leaves.
func (b *Batches) send(ctx context.Context, to Settler, w Whose) (s Settled, err error) {
	asked := b.Of[w].Asked
	if err := b.keep(); err != nil {
		return s, err
	}
	s.Terminal, s.counts = asked.Totals, asked.Counts
	if s.Settlement, err = to.Settle(ctx, asked.Number, asked.Totals); err != nil {
		return s, err
	}
	b.Of[w].Asked = nil
	if s.Balanced {
		next := asked.Next
		b.Of[w] = &next
	}
	return s, b.keep()
}
