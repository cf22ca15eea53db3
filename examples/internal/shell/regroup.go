package shell

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel/terminal"
)

// A configuration that gets several terminal numbers, or one alone again, has other batches than the one before. What was settled stays settled, and what was not is settled once.

// several reports whether a batch is one of several terminal numbers.
func (w Whose) several() bool { return w.Terminal != "" }

// regroup makes batches of a configuration with one terminal number those of each number, and the other way round: every transaction goes to the number on its slip. It is refused while a
// settlement has no answer, for that has the former number.
func (b *Batches) regroup() error {
	former := map[Whose]*Batch{}
	for w, batch := range b.Of {
		if w.several() == (len(b.numbers) > 0) {
			continue
		}
		if former[w] = batch; batch.Asked != nil {
			return fmt.Errorf("shell: a settlement of %s has no answer yet: settle with the terminal numbers of the configuration before, and change them then", w.name())
		}
	}
	for w, batch := range former {
		delete(b.Of, w)
		for _, number := range b.orNone() {
			to := b.at(Whose{w.Currency, number}, batch.Since)
			to.Since = max(to.Since, batch.Since)
		}
	}
	for _, batch := range former {
		if err := b.move(batch); err != nil {
			return err
		}
	}
	if len(b.numbers) > 0 {
		return nil
	}
	return b.rest(former)
}

// orNone are the terminal numbers, or the empty one that stands for one alone.
func (b *Batches) orNone() []string {
	if len(b.numbers) == 0 {
		return []string{""}
	}
	return b.numbers
}

// at is a batch, made where there is none.
func (b *Batches) at(w Whose, since uint64) *Batch {
	if b.Of[w] == nil {
		b.Of[w] = &Batch{Since: since}
	}
	return b.Of[w]
}

// move gives what may still change of what was settled to the batches that it is in now.
func (b *Batches) move(former *Batch) error {
	for _, number := range former.Held {
		if err := b.again(number, func(e *terminal.Entry) { b.at(b.whose(e), former.Since).hold(number) }); err != nil {
			return err
		}
	}
	for number, amount := range former.Booked {
		err := b.again(number, func(e *terminal.Entry) {
			to := b.at(b.whose(e), former.Since)
			if to.Booked == nil {
				to.Booked = map[uint64]uint64{}
			}
			to.Booked[number] = amount
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rest holds what one number has not settled, and lies before the end of another one's batch.
func (b *Batches) rest(former map[Whose]*Batch) error {
	from, some := uint64(0), false
	for _, batch := range former {
		if !some || batch.Since < from {
			from, some = batch.Since, true
		}
	}
	if !some {
		return nil
	}
	_, err := b.scan(from, func(e *terminal.Entry) {
		if e.Slip == nil {
			return
		}
		since, w := from, Whose{e.Transaction.Currency, e.Slip.Terminal}
		if batch := former[w]; batch != nil {
			since = batch.Since
		}
		if to := b.at(b.whose(e), from); e.Number > since && e.Number <= to.Since {
			to.hold(e.Number)
		}
	})
	return err
}

// hold has a batch look at a transaction again. They are in order.
func (b *Batch) hold(number uint64) {
	if at, there := slices.BinarySearch(b.Held, number); !there {
		b.Held = slices.Insert(b.Held, at, number)
	}
}

// name names a batch to whoever settles.
func (w Whose) name() string {
	if w.several() {
		return "terminal " + w.Terminal
	}
	return "the terminal"
}
