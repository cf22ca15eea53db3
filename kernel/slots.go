package kernel

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// A slot says where the value of a row lies, who gave it and how long it stays.
type slot struct {
	index uint8 // 1 + the place in views or in copies; 0: absent
	meta  uint8 // tlv.Source, and the Scope above it
}

const scopeShift = 4 // above the four sources

func (sl slot) source() tlv.Source { return tlv.Source(sl.meta & (1<<scopeShift - 1)) }
func (sl slot) scope() Scope       { return Scope(sl.meta >> scopeShift) }
func (sl slot) viewed() bool       { return sl.source()&viewed != 0 }

// viewed are the sources whose values are kept as they are.
const viewed = tlv.FromCard | tlv.FromIssuer

// A place is where a copied value lies. Most are short: a place takes a third of a slice.
type place struct {
	chunk, from uint16
	n, room     uint16 // bytes, and how many may be there; n is unused where the place is free
}

// The indices of Store.free.
const (
	copied = iota
	kept
)

const (
	maxSlots   = 255
	maxArena   = 64<<10 - 2
	unused     = maxArena + 1 // as place.n
	arenaChunk = 192
	viewStep   = 16
	copyStep   = 32
)

// at is the slot of a row, nil if the store has no such row.
func (s *Store) at(row tlv.Row) *slot {
	if int(row) < tlv.NumRows {
		return &s.slots[row]
	}
	return s.own.slot(row)
}

func (s *Store) numRows() tlv.Row {
	n := tlv.NumRows
	if s.own != nil {
		n += len(s.own.elements)
	}
	return tlv.Row(n)
}

// value is what a slot holds, nil if it is empty.
func (s *Store) value(sl slot) []byte {
	switch {
	case sl.index == 0:
		return nil
	case sl.viewed():
		return s.views[sl.index-1]
	}
	p := s.copies[sl.index-1]
	return s.arena[p.chunk][p.from : p.from+p.n : p.from+p.n]
}

// fill puts v into the slot of row, and reports whether there was room. A value of an outer scope is hidden, any other is replaced.
func (s *Store) fill(row tlv.Row, sl *slot, src tlv.Source, v []byte) bool {
	next := slot{meta: uint8(src) | uint8(s.scope)<<scopeShift}
	within := sl.index != 0 && sl.scope() == s.scope
	var ok bool
	if within && sl.viewed() == next.viewed() {
		next.index = sl.index
		ok = s.refill(next, v)
	} else if next.index, ok = s.newSlot(next.viewed(), v); ok && within {
		s.release(*sl)
	} else if ok && sl.index != 0 {
		s.hidden = append(s.hidden, hiddenSlot{row, *sl})
	}
	if ok {
		*sl = next
	}
	return ok
}

// refill puts v where the slot's old value is.
func (s *Store) refill(sl slot, v []byte) bool {
	if sl.viewed() {
		s.views[sl.index-1] = view(v)
		return true
	}
	p := &s.copies[sl.index-1]
	if len(v) > int(p.room) {
		return s.copy(p, v)
	}
	room := s.arena[p.chunk][p.from : p.from+p.room]
	clear(room[copy(room, v):])
	p.n = uint16(len(v))
	return true
}

func view(v []byte) []byte {
	if v == nil {
		return []byte{}
	}
	return v[:len(v):len(v)]
}

// newSlot finds a place for v and reports whether there was one.
func (s *Store) newSlot(viewed bool, v []byte) (index uint8, ok bool) {
	full := len(s.views)+len(s.copies) >= maxSlots
	if viewed {
		k := len(s.views)
		switch {
		case s.free[kept] > 0:
			k = slices.IndexFunc(s.views, func(b []byte) bool { return b == nil })
			s.free[kept]--
		case full:
			return 0, false
		default:
			s.views = lengthen(s.views, viewStep)
		}
		s.views[k] = view(v)
		return uint8(k + 1), true
	}
	k := s.freePlace(len(v), full)
	if k < 0 && full {
		return 0, false
	}
	if k >= 0 {
		s.copies[k].n = 0
		if ok = s.refill(slot{index: uint8(k + 1)}, v); !ok {
			s.copies[k].n = unused
			return 0, false
		}
		s.free[copied]--
		return uint8(k + 1), true
	}
	var p place
	if !s.copy(&p, v) {
		return 0, false
	}
	s.copies = lengthen(s.copies, copyStep)
	s.copies[len(s.copies)-1] = p
	return uint8(len(s.copies)), true
}

// freePlace is a free place with room for n bytes, or any where no other can be made; -1: there is none.
func (s *Store) freePlace(n int, any bool) int {
	if s.free[copied] == 0 {
		return -1
	}
	return slices.IndexFunc(s.copies, func(p place) bool { return p.n == unused && (any || int(p.room) >= n) })
}

// lengthen makes list one longer, and room for step more where it has none.
func lengthen[T any](list []T, step int) []T {
	if len(list) == cap(list) {
		list = append(make([]T, 0, len(list)+step), list...)
	}
	return list[:len(list)+1]
}

// copy puts v into the arena, and reports whether there was room.
func (s *Store) copy(p *place, v []byte) bool {
	if s.used+len(v) > maxArena {
		return false
	}
	k := len(s.arena) - 1
	if k < 0 || cap(s.arena[k])-len(s.arena[k]) < len(v) {
		s.arena = append(s.arena, make([]byte, 0, max(len(v), arenaChunk)))
		k++
	}
	*p = place{uint16(k), uint16(len(s.arena[k])), uint16(len(v)), uint16(len(v))}
	s.arena[k] = append(s.arena[k], v...)
	s.used += len(v)
	return true
}

// release clears what a slot holds and makes its place free.
func (s *Store) release(sl slot) {
	if sl.viewed() {
		s.views[sl.index-1] = nil
		s.free[kept]++
		return
	}
	p := &s.copies[sl.index-1]
	clear(s.arena[p.chunk][p.from : p.from+p.room])
	p.n = unused
	s.free[copied]++
}
