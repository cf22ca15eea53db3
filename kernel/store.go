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
	index  [tlv.NumRows]uint8 // 1 + the place in views or in copies; 0: absent
	src    [tlv.NumRows]tlv.Source
	views  [][]byte
	copies []place
	arena  [][]byte // chunks of copied values, which never move
	used   int      // bytes copied so far
}

// A place is where a copied value lies. Most are short: a place takes a third of a slice.
type place struct {
	chunk, from uint16
	n, room     uint16 // bytes, and how many may be there
}

const (
	maxSlots   = 255
	maxArena   = 64<<10 - 1
	arenaChunk = 192
	viewStep   = 16
	copyStep   = 32
)

// viewed are the sources whose values are kept as they are.
const viewed = tlv.FromCard | tlv.FromIssuer

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
	if old := s.src[row]; old != 0 && src&tlv.FromCard != 0 {
		switch {
		case old&tlv.FromCard == 0:
			return NotAllowed
		case !again:
			return Duplicate
		}
	}
	if s.index[row] == 0 && len(s.views)+len(s.copies) == maxSlots {
		return Full
	}
	if src&viewed != 0 {
		s.view(row, v)
	} else if !s.copy(row, v) {
		return Full
	}
	s.src[row] = src
	return Stored
}

func (s *Store) view(row tlv.Row, v []byte) {
	if v == nil {
		v = []byte{}
	}
	if s.src[row]&viewed == 0 {
		s.Remove(row)
		if len(s.views) == cap(s.views) {
			s.views = append(make([][]byte, 0, len(s.views)+viewStep), s.views...)
		}
		s.views = append(s.views, nil)
		s.index[row] = uint8(len(s.views))
	}
	s.views[s.index[row]-1] = v[:len(v):len(v)]
}

// copy reports whether there was room.
func (s *Store) copy(row tlv.Row, v []byte) bool {
	copied := s.index[row] != 0 && s.src[row]&viewed == 0
	if copied {
		if p := &s.copies[s.index[row]-1]; len(v) <= int(p.room) {
			room := s.arena[p.chunk][p.from : p.from+p.room]
			clear(room[copy(room, v):])
			p.n = uint16(len(v))
			return true
		}
	}
	if s.used+len(v) > maxArena {
		return false
	}
	k := len(s.arena) - 1
	if k < 0 || cap(s.arena[k])-len(s.arena[k]) < len(v) {
		s.arena = append(s.arena, make([]byte, 0, max(len(v), arenaChunk)))
		k++
	}
	p := place{uint16(k), uint16(len(s.arena[k])), uint16(len(v)), uint16(len(v))}
	s.arena[k] = append(s.arena[k], v...)
	s.used += len(v)
	if !copied {
		s.Remove(row)
		if len(s.copies) == cap(s.copies) {
			s.copies = append(make([]place, 0, len(s.copies)+copyStep), s.copies...)
		}
		s.copies = append(s.copies, p)
		s.index[row] = uint8(len(s.copies))
	}
	s.copies[s.index[row]-1] = p
	return true
}

// Get is the value of row: nil if it is absent, empty if it is present with length zero. It is a view:
// read it only, and not after the next Put of the same row.
func (s *Store) Get(row tlv.Row) []byte {
	if int(row) >= len(s.index) || s.index[row] == 0 {
		return nil
	}
	if s.src[row]&viewed != 0 {
		return s.views[s.index[row]-1]
	}
	p := s.copies[s.index[row]-1]
	return s.arena[p.chunk][p.from : p.from+p.n : p.from+p.n]
}

// TVR are the terminal verification results, 95, where they lie in the store: what is set there is what a data object list, the host and
// [Session.Value] get. The pointer is good until the store is wiped.
func (s *Store) TVR() *tlv.TVRValue { return (*tlv.TVRValue)(s.own(tlv.TVR, len(tlv.TVRValue{}))) }

// TSI is the transaction status information, 9B, likewise.
func (s *Store) TSI() *tlv.TSIValue { return (*tlv.TSIValue)(s.own(tlv.TSI, len(tlv.TSIValue{}))) }

// CVMResults are the CVM results, 9F34, likewise.
func (s *Store) CVMResults() *tlv.CVMResultsValue {
	return (*tlv.CVMResultsValue)(s.own(tlv.CVMResults, len(tlv.CVMResultsValue{})))
}

// own is the value of an element that the kernel works on in place, of fixed length, zeroes at first.
func (s *Store) own(row tlv.Row, n int) []byte {
	if s.index[row] == 0 {
		s.Put(row, tlv.FromKernel, make([]byte, n))
	}
	return s.Get(row)
}

// Present reports whether row has a value, if only an empty one.
func (s *Store) Present(row tlv.Row) bool { return s.Get(row) != nil }

// NotEmpty reports whether row has a value with at least one byte.
// EMV 4.4 B3 5.2 (length 00), EMV 4.4 B3 annex B (length 00)
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
	i, src := s.index[row], s.src[row]
	if i == 0 {
		return
	}
	var last uint8
	if src&viewed != 0 {
		last = uint8(len(s.views))
		s.views[i-1] = s.views[last-1]
		s.views = slices.Delete(s.views, int(last)-1, int(last))
	} else {
		last = uint8(len(s.copies))
		s.copies[i-1] = s.copies[last-1]
		s.copies = s.copies[:last-1]
	}
	for other := range s.index { // what was last, is in its place now
		if s.index[other] == last && s.src[other]&viewed != 0 == (src&viewed != 0) {
			s.index[other] = i
		}
	}
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
	rows := make([]tlv.Row, 0, len(s.views)+len(s.copies))
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
	clear(s.views[:cap(s.views)])
	*s = Store{}
}
