package kernel

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// A Store holds one transaction's data objects by the rows of the dictionary. The zero Store is empty and ready.
//
// A value from a card or a host is kept as it is, a view into the journal, so that it lies in one place to wipe: whoever
// puts it must not change it afterwards. Any other value is copied.
type Store struct {
	index [tlv.NumRows]uint8 // slot+1; 0: absent
	src   [tlv.NumRows]tlv.Source
	slots [][]byte
	arena [][]byte // copied values; one that does not fit begins another chunk
	used  int      // bytes copied so far
}

const (
	maxSlots   = 255
	maxArena   = 64 << 10
	arenaChunk = 192
	slotStep   = 16
)

// A Verdict says what a store did with a value.
type Verdict uint8

// The verdicts.
const (
	Stored     Verdict = iota
	NotAllowed         // the dictionary does not let this source give the element, or the terminal has given it
	Duplicate          // the card has given it before; the first value stays
	Full               // too many objects or bytes
)

var verdictNames = [...]string{"stored", "not allowed", "duplicate", "full"}

func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		return "?"
	}
	return verdictNames[v]
}

// Put stores v. Every book has its own answer to a verdict that is not Stored; the value is not stored then.
//
// A source that the row does not name may not give the element: a card never overwrites what is the terminal's
// (EMV 4.4 B3 7.5, C-2 2.12 4.1.3). Where a row names both, the first of the two to give it keeps it against the card.
func (s *Store) Put(row tlv.Row, src tlv.Source, v []byte) Verdict { return s.put(row, src, v, false) }

// Replace is Put for an element that the source may give again: it is never a Duplicate.
func (s *Store) Replace(row tlv.Row, src tlv.Source, v []byte) Verdict {
	return s.put(row, src, v, true)
}

func (s *Store) put(row tlv.Row, src tlv.Source, v []byte, again bool) Verdict {
	if row == 0 || int(row) >= len(s.index) || !row.Element().Source.Has(src) || src == 0 {
		return NotAllowed
	}
	i := s.index[row]
	if i == 0 {
		if len(s.slots) == maxSlots {
			return Full
		}
		v, ok := s.keep(src, v, nil)
		if !ok {
			return Full
		}
		if len(s.slots) == cap(s.slots) {
			s.slots = append(make([][]byte, 0, len(s.slots)+slotStep), s.slots...)
		}
		s.slots = append(s.slots, v)
		s.index[row], s.src[row] = uint8(len(s.slots)), src
		return Stored
	}
	old := &s.slots[i-1]
	if src&tlv.FromCard != 0 {
		switch {
		case s.src[row]&tlv.FromCard == 0:
			return NotAllowed
		case !again:
			return Duplicate
		}
	}
	var room []byte
	if s.src[row]&views == 0 {
		room = *old
	}
	v, ok := s.keep(src, v, room)
	if !ok {
		return Full
	}
	*old, s.src[row] = v, src
	return Stored
}

// views are the sources whose values are kept as they are.
const views = tlv.FromCard | tlv.FromIssuer

// keep gives the slice to store: v itself, or a copy of it in room or in the arena.
func (s *Store) keep(src tlv.Source, v, room []byte) ([]byte, bool) {
	if src&views != 0 {
		if v == nil {
			v = []byte{}
		}
		return v[:len(v):len(v)], true
	}
	if room != nil && len(v) <= cap(room) {
		n := copy(room[:cap(room)], v)
		clear(room[n:cap(room)])
		return room[:n], true
	}
	if s.used+len(v) > maxArena {
		return nil, false
	}
	k := len(s.arena) - 1
	if k < 0 || cap(s.arena[k])-len(s.arena[k]) < len(v) {
		s.arena = append(s.arena, make([]byte, 0, max(len(v), arenaChunk)))
		k++
	}
	n := len(s.arena[k])
	s.arena[k] = append(s.arena[k], v...)
	s.used += len(v)
	return s.arena[k][n:len(s.arena[k]):len(s.arena[k])], true
}

// Get is the value of row: nil if it is absent, empty if it is present with length zero. It is a view:
// read it only, and not after the next Put of the same row.
func (s *Store) Get(row tlv.Row) []byte {
	if int(row) >= len(s.index) || s.index[row] == 0 {
		return nil
	}
	return s.slots[s.index[row]-1]
}

// Present reports whether row has a value, if only an empty one.
func (s *Store) Present(row tlv.Row) bool { return s.Get(row) != nil }

// NotEmpty reports whether row has a value with at least one byte.
func (s *Store) NotEmpty(row tlv.Row) bool { return len(s.Get(row)) > 0 }

// Source is who gave row its value, 0 if it is absent.
func (s *Store) Source(row tlv.Row) tlv.Source {
	if int(row) >= len(s.src) {
		return 0
	}
	return s.src[row]
}

// Remove makes row absent again.
func (s *Store) Remove(row tlv.Row) {
	if !s.Present(row) {
		return
	}
	i, last := s.index[row], uint8(len(s.slots))
	s.slots[i-1] = s.slots[last-1]
	s.slots[last-1] = nil
	s.slots = s.slots[:last-1]
	s.index[slices.Index(s.index[:], last)] = i
	s.index[row], s.src[row] = 0, 0
}

// Forget makes every element absent that a source of the set gave: a new selection forgets the card's.
func (s *Store) Forget(set tlv.Source) {
	for row, src := range s.src {
		if src&set != 0 {
			s.Remove(tlv.Row(row))
		}
	}
}

// Rows gives the rows that are present, in the order of the dictionary.
func (s *Store) Rows() []tlv.Row {
	rows := make([]tlv.Row, 0, len(s.slots))
	for row, i := range s.index {
		if i != 0 {
			rows = append(rows, tlv.Row(row))
		}
	}
	return rows
}

// DOLValue is what a DOL's builder asks for values, in the words of one book: see [tlv.DOL.Append].
//
// EMV 4.4 B3 5.4
func (s *Store) DOLValue(book tlv.Book) func(tag tlv.Tag, length int) (value []byte, f tlv.Format, ok bool) {
	return func(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
		row, ok := tlv.Lookup(book, 0, tag)
		if !ok {
			return nil, 0, false
		}
		v := s.Get(row)
		return v, row.Element().Format, v != nil
	}
}

// Wipe clears every value that the store has copied and empties it. Views are wiped where they lie, in the journal.
func (s *Store) Wipe() {
	for _, b := range s.arena {
		clear(b[:cap(b)])
	}
	clear(s.slots[:cap(s.slots)])
	*s = Store{}
}
