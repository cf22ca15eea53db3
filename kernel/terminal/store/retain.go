//go:build !wasip1 && !js

package store

import "errors"

// prunedAtOnce is how many old entries one new one may push out, so that a smaller Options.Keep comes into force step by step.
const prunedAtOnce = 8

// prune deletes what is older than the options keep, but nothing that is pending.
func (t *tx) prune(grown bool) error {
	last, err := t.number(metaNumber)
	if err != nil || !grown {
		return err
	}
	for _, n := range t.old(bucketData, last, t.s.options.Undoable, t.held) {
		if err := t.del(bucketData, key(n)); err != nil {
			return err
		}
	}
	for _, n := range t.old(bucketEntries, last, t.s.options.Keep, nil) {
		e, card, _, err := t.entry(n)
		if err != nil {
			return err
		}
		if err := errors.Join(t.release(e.Token, n), t.unlog(n, card), t.del(bucketEntries, key(n)), t.del(bucketData, key(n)), t.del(bucketOpen, key(n))); err != nil {
			return err
		}
	}
	return nil
}

// held reports whether a transaction holds an amount that may still be taken, by the card data that are kept for it.
func (t *tx) held(number uint64) bool {
	e, _, there, err := t.entry(number)
	return err == nil && there && e.Transaction.Purpose.Reserves() && !e.Taken && e.NeedsData()
}

// old are the oldest numbers of a bucket beyond the last that are kept, without the open ones and those that stay for another reason.
func (t *tx) old(bucket []byte, last uint64, keep int, stays func(number uint64) bool) (list []uint64) {
	if last <= uint64(keep) {
		return nil
	}
	open, c := t.Bucket(bucketOpen), t.Bucket(bucket).Cursor()
	for k, _ := c.First(); k != nil && numberOf(k) <= last-uint64(keep) && len(list) < prunedAtOnce; k, _ = c.Next() {
		if n := numberOf(k); (open.Get(k) == nil || t.forgiven(n)) && (stays == nil || !stays(n)) {
			list = append(list, n)
		}
	}
	return list
}

// forgiven reports whether a customer's rest alone keeps an entry open: it is not kept for ever.
func (t *tx) forgiven(number uint64) bool {
	e, _, _, err := t.entry(number)
	return err == nil && !e.IsPending()
}
