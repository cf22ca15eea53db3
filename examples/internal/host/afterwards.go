package host

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// advice takes 0120 and 0220. It is not to be decided any more: what was approved is booked, unless the card's cryptogram is not the card's. A transaction that
// stands in the books already, because its request was approved, is not booked again, but captured if it was only authorised.
func (h *Host) advice(m, a *iso8583.Message) {
	b := h.Books
	b.mu.Lock()
	defer b.mu.Unlock()
	t, rrn := b.till(m.Get(iso8583.FieldTerminal)), m.Get(iso8583.FieldRRN)
	if k := t.bookings[rrn]; k != nil {
		again(k, m, a)
		return
	}
	k, d, ok := read(m)
	k.state, k.answer.code = noted, codeApproved
	switch {
	case len(t.bookings) >= maxBookings:
		a.Set(iso8583.FieldResponse, codeFull)
		return
	case !ok:
		k.answer.code = codeFormat
	case k.class == "12" && m.Has(iso8583.FieldFollows):
		k.results = resultsIn(m)
		t.bookings[m.Get(iso8583.FieldFollows)].told(k.results)
	case k.class == "22" && m.Has(iso8583.FieldFollows):
		k.answer.code = t.follow(m.Get(iso8583.FieldFollows), k)
	case k.class == "22" && d.money():
		h.capture(t, m, k)
	}
	if k.answer.code != codeApproved {
		b.disputed++
	}
	b.keep(t, rrn, k)
	k.answer.put(a)
}

// resultsIn are the results of issuer scripts that a message has, of a UnionPay card under its own tag; nil: none.
func resultsIn(m *iso8583.Message) []byte {
	o, ok := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F5B)
	if !ok {
		o, _ = tlv.Find(m.Bytes(iso8583.FieldICC), 0xDF31)
	}
	return bytes.Clone(o.Value)
}

// told notes what became of the scripts of a booking. One of a batch that is forgotten needs it no more.
func (b *booking) told(results []byte) {
	if b != nil && len(results) > 0 {
		b.results = results
	}
}

// capture moves the money of an approval.
func (h *Host) capture(t *till, m *iso8583.Message, k *booking) {
	b, i := h.Books, h.Issuer
	if i == nil {
		i = issuer.Test()
	}
	if reason := i.Check(chip(m), k.pan); reason != "" {
		h.log("advice %s: %s", m.Get(iso8583.FieldRRN), reason)
		k.answer.code = codeDeclined
		return
	}
	if before := b.cards[k.card]; before != nil && before.state == booked && k.card != "" {
		before.told(resultsIn(m))
		if !before.captured {
			before.move(-1)
			before.amount, before.captured = k.amount, true
			before.move(1)
			t.count(before)
		}
		return
	}
	if t.sold(k.token) {
		k.answer.code = codeDuplicate
		return
	}
	if k.account = b.account(k.pan); k.account == nil {
		k.answer.code = codeNoCard
		return
	}
	k.state, k.captured = booked, true
	k.told(resultsIn(m))
}

// share is the most that what is taken may be above what was approved, in percent.
const share = 100

// follow takes the amount of a completion, or of a sale with its tip, in the place of what was approved: once. Of a batch that is settled, the present one has
// the difference.
func (t *till) follow(rrn string, k *booking) (code string) {
	before := t.bookings[rrn]
	switch code := before.holds(k); {
	case code != codeApproved:
		return code
	case k.amount == 0 || 100*k.amount > (100+share)*before.amount:
		return codeLimit
	}
	before.move(-1)
	if before.account.day == before.day {
		before.account.spent = before.account.spent - min(before.account.spent, before.amount) + k.amount
	}
	debits := &t.of(k.currency).Debits
	switch {
	case !before.captured:
		debits.Count++
		debits.Amount += k.amount
		before.batch = t.batch[k.currency]
	default:
		debits.Amount += k.amount - before.amount // a tip
	}
	before.amount, before.captured, before.followed = k.amount, true, true
	before.move(1)
	return codeApproved
}

// holds says whether a booking stands that another message can follow, about the same account.
func (b *booking) holds(k *booking) (code string) {
	switch {
	case b == nil || b.state != booked:
		return codeNotFound
	case b.pan != k.pan || b.currency != k.currency || !b.spends() || k.from == nil || *k.from != *b.from:
		return codeInvalid
	case b.followed:
		return codeDuplicate
	}
	return codeApproved
}

// reversal takes 0400 and 0420: once, however often it comes, and also before the request that it takes back.
func (h *Host) reversal(m, a *iso8583.Message) {
	b := h.Books
	b.mu.Lock()
	defer b.mu.Unlock()
	t, rrn := b.till(m.Get(iso8583.FieldTerminal)), m.Get(iso8583.FieldRRN)
	code := codeApproved
	switch k := t.bookings[rrn]; {
	case k == nil && len(t.bookings) >= maxBookings:
		code = codeFull
	case k == nil:
		b.keep(t, rrn, &booking{state: unknown, currency: m.Get(iso8583.FieldCurrency)})
		code = codeNotFound
	case k.state == unknown:
		code = codeNotFound
	default:
		k.told(resultsIn(m))
		t.takeBack(k)
	}
	a.Set(iso8583.FieldResponse, code)
}

// settlement takes 0500: totals that agree end the batch, others change nothing and are answered with the host's.
func (h *Host) settlement(m, a *iso8583.Message) {
	b := h.Books
	b.mu.Lock()
	defer b.mu.Unlock()
	t, rrn := b.till(m.Get(iso8583.FieldTerminal)), m.Get(iso8583.FieldRRN)
	theirs, ok := iso8583.TotalsOf(m)
	if !ok {
		a.Set(iso8583.FieldResponse, codeFormat)
		return
	}
	currency := fmt.Sprintf("%03X", theirs.Currency)
	done := t.settled[currency]
	if done.rrn != rrn || !done.balanced || done.totals != theirs { // one that only has the number of the last is another
		ours := *t.of(currency)
		ours.Currency = theirs.Currency
		done = settled{rrn, ours == theirs, ours}
		if t.settled[currency] = done; done.balanced {
			t.totals[currency] = &iso8583.Totals{}
			t.batch[currency]++
			b.forget(t, currency)
		}
	}
	a.Set(iso8583.FieldResponse, codeApproved)
	a.Set(iso8583.FieldBalanced, map[bool]string{true: "1", false: "2"}[done.balanced])
	done.totals.Put(a)
}
