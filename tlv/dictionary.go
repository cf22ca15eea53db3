package tlv

//go:generate go run ./internal/gen/cmd

// A Row is the number of a data element in the dictionary: the key of stores, rules and logs. Zero is none.
// The numbers are those of one build: write tags, not rows, where another build may read them.
type Row uint16

// A Source is a set of those who may give a data element its value.
type Source uint8

// The sources.
const (
	FromCard     Source = 1 << iota // the ICC
	FromTerminal                    // configuration, and what the terminal enters for a transaction
	FromIssuer                      // a host's response
	FromKernel                      // what a kernel works out or recovers
)

// Has reports whether all of s is in the set.
func (set Source) Has(s Source) bool { return set&s == s }

// Rights is the set of those who may update an element in a kernel's store: the access conditions of C-2 and C-8. They
// name them one by one, and a template that is in no store has none. In the other books the kernel may update each, a
// card's element comes with a response, one of the terminal or the issuer with the activation, and one of the data exchange
// with its signal.
//
// C-2 2.12 4.1.2, C-8 1.2 4.1.2
type Rights uint8

// The rights, each named as the books name the signal that brings the value.
const (
	K   Rights = 1 << iota // the kernel itself; alone: configuration, or what the kernel works out
	ACT                    // activation: what the terminal sends at the start
	DET                    // data exchange with the terminal
	RA                     // the card's response
)

// Has reports whether all of r is in the set.
func (set Rights) Has(r Rights) bool { return set&r == r }

// A Span is the lengths from Min to Max, Step bytes apart; Step 0 is 1.
type Span struct{ Min, Max, Step uint16 }

// A Book is one of the books that give tags a meaning.
type Book uint8

// The books.
const (
	Contact Book = iota // EMV Books 1 to 4
	C1                  // contactless kernels, each after its book
	C2
	C3
	C4
	C5
	C6
	C7
	C8
	EntryPoint // Books A and B
	PBOC       // JR/T 0025 of PBOC 3.0, UnionPay's cards: what is public of it
	NumBooks
)

// An Element is what the dictionary says of a data element.
type Element struct {
	Tag       Tag    // 0: it has none
	Templates []Tag  // that may hold it; none: it stands by itself, or never leaves the terminal
	Name      string // in the books' words
	Format    Format
	Min, Max  uint16 // bytes; 0 and 65535 where nothing is fixed
	Lengths   []Span // the only lengths, where not all from Min to Max are: see [Element.Allows]
	Source    Source
	Update    Rights // who may update it in the store of a kernel of the book
	Books     uint16 // 1 << Book for each book that has it
	Sensitive bool   // masked in every log
	Local     bool   // the tag has this meaning only inside Templates

	next     Row    // the next row with the same tag
	variants uint16 // number of the first of the books' variants of it, from 1
}

// A variant is an element in one book, where that says otherwise than the row.
type variant struct {
	row     Row
	book    Book
	element Element
}

// In is what the dictionary of one book says of r: its name there, its format, lengths,
// source, rights and templates. Where the book says nothing else, or does not have the element, it is [Row.Element].
func (r Row) In(book Book) *Element {
	e := r.Element()
	if e.variants == 0 {
		return e
	}
	for i := int(e.variants) - 1; i < len(variants) && variants[i].row == r; i++ {
		if variants[i].book == book {
			return &variants[i].element
		}
	}
	return e
}

// Element is what the dictionary says of r. Row 0, and a number beyond the last row, are an Element with
// nothing in it. The Element belongs to the dictionary and is not to be changed.
func (r Row) Element() *Element {
	if int(r) >= NumRows {
		r = 0
	}
	return &elements[r]
}

// Tag is the tag of r, 0 if it has none.
func (r Row) Tag() Tag { return r.Element().Tag }

// String is the name of r.
func (r Row) String() string { return r.Element().Name }

// In reports whether template may hold the element. Template 0 is for what stands by itself.
func (e *Element) In(template Tag) bool {
	for _, t := range e.Templates {
		if t == template {
			return true
		}
	}
	return template == 0 && len(e.Templates) == 0
}

// Fits reports whether a value of n bytes is within the element's range, from Min to Max. [Element.Allows] is stricter.
func (e *Element) Fits(n int) bool {
	return n >= int(e.Min) && n <= int(e.Max)
}

// Allows reports whether the book lets a value have n bytes: within the range, and one of the lengths that the book
// names where it names several (1 or 3; 8 or 16; a multiple of 4 from 4 to 248).
func (e *Element) Allows(n int) bool {
	if e.Lengths == nil || !e.Fits(n) {
		return e.Fits(n)
	}
	for _, s := range e.Lengths {
		if n >= int(s.Min) && n <= int(s.Max) && (n-int(s.Min))%int(max(s.Step, 1)) == 0 {
			return true
		}
	}
	return false
}

// Lookup is the row of a tag in a book, inside a template or by itself (0). A row that names the template goes
// before one that does not; a [Element.Local] row is found nowhere else. Whether the element may stand there is
// another question, which [Element.In] answers.
// EMV 4.4 B1 annex B, EMV 4.4 B3 5.1
// EMV 4.4 B3 annex A2
func Lookup(book Book, template, tag Tag) (Row, bool) {
	var row Row
	for r := firstRow(tag); r != 0; r = elements[r].next {
		e := &elements[r]
		if e.Books>>book&1 == 0 {
			continue
		}
		if e.In(template) {
			return r, true
		}
		if row == 0 && !e.Local {
			row = r
		}
	}
	return row, row != 0
}

// firstRow is the first row that has the tag, in any book.
func firstRow(tag Tag) Row {
	for i := uint32(tag) * hashMul >> hashShift; ; i = (i + 1) & hashMask {
		r := hashRows[i]
		if r == 0 || elements[r].Tag == tag {
			return r
		}
	}
}

// Sensitive reports whether t is sensitive in any book and any template: the question that a log asks which
// does not know where it stands.
func (t Tag) Sensitive() bool {
	for r := firstRow(t); r != 0; r = elements[r].next {
		if elements[r].Sensitive {
			return true
		}
	}
	return false
}
