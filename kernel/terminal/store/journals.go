//go:build !wasip1 && !js

package store

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/emvgo/emv/kernel/journal"
)

// ownerKey is where a journal has its highest owner, before its pieces, which are counted from 1.
var ownerKey = key(0)

func contextOf(number uint64) []byte { return fmt.Appendf(nil, "store: journal %d", number) }

// Append keeps the next piece of a journal that nobody has claimed, sealed. It is one write to the disk a piece, and so for each action of the session.
func (s *Store) Append(number uint64, piece []byte) error { return s.AppendAs(0, number, piece) }

// AppendAs is Append for a journal's last owner: see Claim. Pieces of others are refused.
func (s *Store) AppendAs(owner, number uint64, piece []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.update(func(t *tx) error {
		b, err := t.Bucket(bucketJournals).CreateBucketIfNotExists(key(number))
		if err != nil {
			return err
		}
		if last, err := ownerOf(b); err != nil || last != owner {
			return errors.Join(errOwned, err)
		}
		sealer := s.sealers[number]
		if sealer == nil {
			before, err := sealed(b)
			if err != nil {
				return err
			}
			if sealer, err = journal.NewSealer(s.keys.seal, contextOf(number), before); err != nil {
				return err
			}
			s.sealers[number] = sealer
		}
		return putIn(b, key(pieceAfter(b)), sealer.Seal(piece))
	})
	if err != nil {
		delete(s.sealers, number) // the file has not what it has sealed: the next begins behind what the file has
	}
	return err
}

// pieceAfter is the number of the next piece.
func pieceAfter(b *bbolt.Bucket) uint64 {
	k, _ := b.Cursor().Last()
	return numberOf(k) + 1
}

// sealed are the pieces of a journal, as they were sealed.
func sealed(b *bbolt.Bucket) (all []byte, err error) {
	err = b.ForEach(func(k, stored []byte) error {
		if bytes.Equal(k, ownerKey) {
			return nil
		}
		v, err := checked(k, stored)
		all = append(all, v...)
		return err
	})
	return all, err
}

// Journal gives a journal that is not complete, for [kernel.Resume]; nil if there is none. It holds card data: wipe it.
func (s *Store) Journal(number uint64) (pieces []byte, err error) {
	err = s.view(func(t *tx) error {
		pieces, err = t.journal(number)
		return err
	})
	return pieces, err
}

func (t *tx) journal(number uint64) ([]byte, error) {
	b := t.Bucket(bucketJournals).Bucket(key(number))
	if b == nil {
		return nil, nil
	}
	all, err := sealed(b)
	if err != nil {
		return nil, err
	}
	pieces, err := journal.Open(t.s.keys.seal, contextOf(number), all)
	if err != nil {
		return nil, fmt.Errorf("store: journal %d: %w", number, err)
	}
	return pieces, nil
}

// ownerOf is the last owner of a journal; 0: nobody has claimed it.
func ownerOf(b *bbolt.Bucket) (uint64, error) {
	stored := b.Get(ownerKey)
	if stored == nil {
		return 0, nil
	}
	v, err := checked(ownerKey, stored)
	return numberOf(v), err
}

// errOwned refuses a claim, or a piece of somebody whose claim is over.
var errOwned = errors.New("store: another owner goes on with this journal")

// Claim grants a journal to an owner, if its number is higher than those before, and from then on takes no pieces of others: see [journal.WithClaim].
func (s *Store) Claim(number uint64, c journal.Claim) error {
	return s.update(func(t *tx) error {
		b, err := t.Bucket(bucketJournals).CreateBucketIfNotExists(key(number))
		if err != nil {
			return err
		}
		if last, err := ownerOf(b); err != nil || last >= c.Owner {
			return errors.Join(errOwned, err)
		}
		return putIn(b, ownerKey, key(c.Owner))
	})
}

// Complete deletes a journal, and keeps its redacted twin.
func (s *Store) Complete(number uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sealers, number)
	return s.update(func(t *tx) error {
		all := t.Bucket(bucketJournals)
		if all.Bucket(key(number)) == nil {
			return nil
		}
		pieces, err := t.journal(number)
		twin := ""
		if err == nil {
			twin, err = journal.Redact(pieces)
			clear(pieces)
		}
		if err != nil {
			twin += fmt.Sprintf("(%v)\n", err)
		}
		if err := t.put(bucketTwins, key(number), []byte(twin)); err != nil {
			return err
		}
		for _, n := range t.old(bucketTwins, number, t.s.options.Twins, nil) {
			if err := t.del(bucketTwins, key(n)); err != nil {
				return err
			}
		}
		return all.DeleteBucket(key(number))
	})
}

// Unfinished gives the transactions whose journals are not complete.
func (s *Store) Unfinished() (list []uint64, err error) {
	err = s.view(func(t *tx) error {
		return t.Bucket(bucketJournals).ForEach(func(k, _ []byte) error {
			list = append(list, numberOf(k))
			return nil
		})
	})
	return list, err
}

// Twin gives the redacted journal of a transaction, text; empty if none is kept.
func (s *Store) Twin(number uint64) (text string, err error) {
	err = s.view(func(t *tx) error {
		v, err := t.get(bucketTwins, key(number))
		text = string(v)
		return err
	})
	return text, err
}
