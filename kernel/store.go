package kernel

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// A Store holds data objects by the rows of the dictionary, in the words of one book: names, formats, lengths, and who may give an element.
// The zero Store is empty, ready, and of [tlv.Contact].
//
// A value from a card or a host is kept as it is, a view into the journal, so that it lies in one place to wipe: whoever
// puts it must not change it afterwards. Any other value is copied.
//
// A kernel begins with Open and, if it has tags that the dictionary lacks, Declare; where it is started again at start D it does neither, or the
// values of those tags are lost. Who goes back in Entry Point calls Begin.
type Store struct {
	book   tlv.Book
	scope  Scope // of what is put
	slots  [tlv.NumRows]slot
	own    *extension
	hidden []hiddenSlot // values of outer scopes that others hide
	views  [][]byte     // nil: free
	copies []place
	free   [2]int   // how many copies and views are free
	arena  [][]byte // chunks of copied values, which never move
	used   int      // bytes copied so far
}

// A Verdict says what a store did with a value.
type Verdict uint8

// The verdicts.
const (
	Stored      Verdict = iota
	NotAllowed          // the book does not let this source give the element, or the terminal has given it
	Duplicate           // the card has given it before; the first value stays
	Full                // too many objects or bytes
	WrongLength         // the book has the length checked, and it is none of the element's
)

var verdictNames = [...]string{"stored", "not allowed", "duplicate", "full", "wrong length"}

func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		return "?"
	}
	return verdictNames[v]
}

// bookRules are what the books differ in.
type bookRules struct {
	lengths tlv.Source // whose values have their lengths checked on the way in; elsewhere the kernel checks what its book names
	fills   bool       // the card may give what is present and empty
	repeats bool       // the card may give the same value again
}

// C-2 4.1.3, C-8 4.1.3
var rulesOf = [tlv.NumBooks]bookRules{
	tlv.C2: {lengths: tlv.FromCard, fills: true},
	tlv.C8: {lengths: tlv.FromCard | tlv.FromTerminal, fills: true, repeats: true},
}

// Open makes s the store of a kernel of a book. What is in it stays, but for the elements that another kernel has declared.
func (s *Store) Open(book tlv.Book) {
	s.disown()
	s.book = book
}

// Book is the book whose words s speaks.
func (s *Store) Book() tlv.Book { return s.book }

// Row is the row of a tag in the store's book, inside a template or by itself (0), or else among the declared elements; 0 if it is in neither.
func (s *Store) Row(template, tag tlv.Tag) tlv.Row {
	if row, ok := tlv.Lookup(s.book, template, tag); ok || tag == 0 {
		return row
	}
	return s.own.row(tag)
}

// Element is what the store's book says of row, or who declared it.
func (s *Store) Element(row tlv.Row) *tlv.Element {
	if int(row) < tlv.NumRows {
		return row.In(s.book)
	}
	return s.own.element(row)
}

// Put stores v. Every book has its own answer to a verdict that is not Stored; the value is not stored then.
//
// A source that the element does not name may not give it: a card never overwrites what is the terminal's
// (B3 7.5, C-2 4.1.3). Where it names both, the first of the two to give it keeps it against the card.
// The kernel itself may give every element that it may update.
func (s *Store) Put(row tlv.Row, src tlv.Source, v []byte) Verdict { return s.put(row, src, v, false) }

// Replace is Put for an element that the source may give again: it is never a Duplicate.
func (s *Store) Replace(row tlv.Row, src tlv.Source, v []byte) Verdict {
	return s.put(row, src, v, true)
}

func (s *Store) put(row tlv.Row, src tlv.Source, v []byte, again bool) Verdict {
	e := s.Element(row)
	if !e.Source.Has(src) && !(src == tlv.FromKernel && e.Update.Has(tlv.K)) {
		return NotAllowed
	}
	return s.give(row, src, v, again)
}

// Update is Put by the signal that brings the value, one of [tlv.ACT], [tlv.DET], [tlv.RA], or by the kernel itself, [tlv.K]: the element's
// access conditions decide.
//
// C-2 4.1.2, C-8 4.1.2
func (s *Store) Update(row tlv.Row, signal tlv.Rights, v []byte) Verdict {
	if !s.Element(row).Update.Has(signal) {
		return NotAllowed
	}
	switch signal {
	case tlv.K:
		return s.give(row, tlv.FromKernel, v, false)
	case tlv.ACT, tlv.DET:
		return s.give(row, tlv.FromTerminal, v, false)
	case tlv.RA:
		return s.give(row, tlv.FromCard, v, false)
	}
	return NotAllowed
}

// give stores what src may give. The rules of the card and of lengths stand here.
func (s *Store) give(row tlv.Row, src tlv.Source, v []byte, again bool) Verdict {
	sl, rules := s.at(row), &rulesOf[s.book]
	if sl == nil || src == 0 || src&(src-1) != 0 {
		return NotAllowed
	}
	if old := sl.source(); old != 0 && src == tlv.FromCard {
		held := s.value(*sl)
		switch {
		case rules.fills && len(held) == 0:
		case rules.repeats && bytes.Equal(held, v):
			return Stored
		case old != tlv.FromCard:
			return NotAllowed
		case again:
		default:
			return Duplicate
		}
	}
	if rules.lengths.Has(src) && !s.Element(row).Allows(len(v)) {
		return WrongLength
	}
	if !s.fill(row, sl, src, v) {
		return Full
	}
	return Stored
}

// Get is the value of row: nil if it is absent, empty if it is present with length zero. It is a view:
// read it only, and not after the next Put of the same row.
func (s *Store) Get(row tlv.Row) []byte {
	if sl := s.at(row); sl != nil {
		return s.value(*sl)
	}
	return nil
}

// Present reports whether row has a value, if only an empty one.
func (s *Store) Present(row tlv.Row) bool { return s.Get(row) != nil }

// NotEmpty reports whether row has a value with at least one byte.
// B3 5.2 length 00, annex B length 00
func (s *Store) NotEmpty(row tlv.Row) bool { return len(s.Get(row)) > 0 }

// Source is who gave row its value, 0 if it is absent.
func (s *Store) Source(row tlv.Row) tlv.Source {
	if sl := s.at(row); sl != nil {
		return sl.source()
	}
	return 0
}

// Rows gives the rows that are present, in the order of the dictionary; declared ones come last.
func (s *Store) Rows() []tlv.Row {
	rows := make([]tlv.Row, 0, len(s.views)+len(s.copies))
	for row := range s.numRows() {
		if s.at(row).index != 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// TVR are the terminal verification results, 95, where they lie in the store: what is set there is what a data object list, the host and
// [Session.Value] get. They are zeroes at first. The pointer is good until the store is opened for another book, until the values of its scope
// are dropped, or until the store is wiped.
func (s *Store) TVR() *tlv.TVRValue {
	return (*tlv.TVRValue)(s.inPlace(tlv.TVR, len(tlv.TVRValue{})))
}

// TSI is the transaction status information, 9B, likewise.
func (s *Store) TSI() *tlv.TSIValue {
	return (*tlv.TSIValue)(s.inPlace(tlv.TSI, len(tlv.TSIValue{})))
}

// CVMResults are the CVM results, 9F34, likewise.
func (s *Store) CVMResults() *tlv.CVMResultsValue {
	return (*tlv.CVMResultsValue)(s.inPlace(tlv.CVMResults, len(tlv.CVMResultsValue{})))
}

var zeroes [len(tlv.TVRValue{})]byte

// inPlace is the value of an element of n bytes that the kernel works on where it lies: the book's row of its tag, or the given one where the book has none.
func (s *Store) inPlace(row tlv.Row, n int) []byte {
	if r := s.Row(0, row.Tag()); r != 0 {
		row = r
	}
	if v := s.Get(row); s.Source(row) == tlv.FromKernel && len(v) == n {
		return v
	}
	if s.Update(row, tlv.K, zeroes[:n]) != Stored {
		panic(rule("the store is full"))
	}
	return s.Get(row)
}

// DOLValue is what a DOL's builder asks for values, in the words of the store's book: see [tlv.DOL.Append].
//
// B3 5.4
func (s *Store) DOLValue(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
	row := s.Row(0, tag)
	v := s.Get(row)
	return v, s.Element(row).Format, v != nil
}

// Wipe clears every value that the store has copied and empties it. Views are wiped where they lie, in the journal.
func (s *Store) Wipe() {
	for _, b := range s.arena {
		clear(b[:cap(b)])
	}
	clear(s.views[:cap(s.views)])
	*s = Store{}
}

// Hold keeps bytes that a kernel has made of what the card has sent, by deciphering it: their values are given to the store as the card's are, as views. They
// are copied into memory that is wiped with the store, and the copy is returned: nil where there is no room.
//
// C-8 7.2.4
func (s *Store) Hold(b []byte) []byte {
	var p place
	if !s.copy(&p, b) {
		return nil
	}
	return s.arena[p.chunk][p.from : p.from+p.n : p.from+p.n]
}
