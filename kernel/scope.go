package kernel

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// A Scope is how long a value stays in a store.
type Scope uint8

// The scopes, from the outermost. Entry Point goes back to start A, B or C: Book B 2.3.
const (
	ForTerminal    Scope = iota // what the terminal and the transaction bring: it stays
	ForActivation               // until Entry Point begins again, at start A or B
	ForApplication              // until another application is selected, at start C too
)

// A hiddenSlot is the value that an element had in an outer scope.
type hiddenSlot struct {
	row tlv.Row
	slot
}

// Begin begins a scope: what was put in it, or in one inside it, is dropped, and what is put from now on belongs to it. A value that is put over
// one of an outer scope hides that: dropping it brings back the other. Start C begins ForApplication, starts A and B ForActivation; at start D
// everything stays.
func (s *Store) Begin(scope Scope) {
	for row := range s.numRows() {
		for sl := s.at(row); sl.index != 0 && sl.scope() >= scope; {
			s.uncover(row, sl)
		}
	}
	s.scope = scope
}

// uncover drops the value of a slot, and brings back the one that it hides.
func (s *Store) uncover(row tlv.Row, sl *slot) {
	s.release(*sl)
	*sl = slot{}
	for i, h := range slices.Backward(s.hidden) {
		if h.row == row {
			*sl = h.slot
			s.hidden = slices.Delete(s.hidden, i, i+1)
			return
		}
	}
}

// Remove makes row absent again, in every scope.
func (s *Store) Remove(row tlv.Row) {
	for sl := s.at(row); sl != nil && sl.index != 0; {
		s.uncover(row, sl)
	}
}

// Forget drops every value that a source of the set gave, in every scope: a new selection forgets the card's.
func (s *Store) Forget(set tlv.Source) {
	s.hidden = slices.DeleteFunc(s.hidden, func(h hiddenSlot) bool {
		gone := h.source()&set != 0
		if gone {
			s.release(h.slot)
		}
		return gone
	})
	for row := range s.numRows() {
		for sl := s.at(row); sl.source()&set != 0; {
			s.uncover(row, sl)
		}
	}
}

// maxDeclared is how many elements a kernel can have of its own.
const maxDeclared = 64

// An extension are the elements that a kernel has declared: their rows follow the dictionary's.
type extension struct {
	elements []tlv.Element
	slots    [maxDeclared]slot
}

// Declare adds elements that the dictionary of the store's book has not: tags of an outside kernel's own, or those that C-2 and C-8 call
// proprietary. An element has at least a tag, the lengths from Min to Max, a source and rights; a sensitive one is masked as the dictionary's are.
// At most 64 may be declared. They take the place of those that were declared before, whose values are dropped. The list must not change afterwards.
//
// C-2 4.1.2, C-8 4.1.3
func (s *Store) Declare(elements []tlv.Element) error {
	s.disown()
	if len(elements) > maxDeclared {
		return &SetupError{"Store.Declare", "more than 64 elements"}
	}
	for i := range elements {
		tag := elements[i].Tag
		_, known := tlv.Lookup(s.book, 0, tag)
		twice := slices.ContainsFunc(elements[:i], func(e tlv.Element) bool { return e.Tag == tag })
		switch {
		case tag == 0:
			return &SetupError{"Store.Declare", "an element without a tag"}
		case !tag.Valid():
			return &SetupError{"Store.Declare", tag.String() + " is no tag"}
		case elements[i].Min > elements[i].Max:
			return &SetupError{"Store.Declare", tag.String() + " has no length"}
		case known:
			return &SetupError{"Store.Declare", tag.String() + " is in the dictionary"}
		case twice:
			return &SetupError{"Store.Declare", tag.String() + " is declared twice"}
		}
	}
	if len(elements) != 0 {
		s.own = &extension{elements: elements}
	}
	return nil
}

// disown drops the declared elements and their values.
func (s *Store) disown() {
	for row := tlv.Row(tlv.NumRows); row < s.numRows(); row++ {
		s.Remove(row)
	}
	s.own = nil
}

// row is the row of a declared tag, 0 if there is none.
func (x *extension) row(tag tlv.Tag) tlv.Row {
	if x != nil {
		for i := range x.elements {
			if x.elements[i].Tag == tag {
				return tlv.Row(tlv.NumRows + i)
			}
		}
	}
	return 0
}

// element is what was declared, an element with nothing in it for any other row.
func (x *extension) element(row tlv.Row) *tlv.Element {
	if x == nil || int(row)-tlv.NumRows >= len(x.elements) {
		return row.Element()
	}
	return &x.elements[int(row)-tlv.NumRows]
}

func (x *extension) slot(row tlv.Row) *slot {
	if x == nil || int(row)-tlv.NumRows >= len(x.elements) {
		return nil
	}
	return &x.slots[int(row)-tlv.NumRows]
}
