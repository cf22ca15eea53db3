package gen

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// A Fact is one line of books.txt: what the data dictionary of one book says of one element.
type Fact struct {
	Book      string // the constant of package tlv
	Tag       uint32 // 0: none
	Format    string // its letters; empty where the book gives none
	Length    string // as books.txt has it
	Source    string
	Templates []uint32
	Name      string

	constant  string // the row it is, where tag and name do not tell
	sensitive bool
}

// Facts reads books.txt.
func Facts() (facts []Fact, err error) {
	book := ""
	return facts, lines("books.txt", func(line string) error {
		if head, ok := strings.CutPrefix(line, "@ "); ok {
			book, _, _ = strings.Cut(head, " ")
			return nil
		}
		f := strings.Split(line, "|")
		if len(f) != 6 && len(f) != 7 {
			return fmt.Errorf("want 6 or 7 columns, have %d", len(f))
		}
		fact := Fact{Book: book, Length: f[2], Source: f[3], Name: f[5]}
		tag, err := hex(f[0])
		if err != nil {
			return err
		}
		fact.Tag = tag
		letters, _, _ := strings.Cut(f[1], " ")
		fact.Format = strings.Trim(letters, ".-")
		if fact.Format != "" && formats[fact.Format] == "" {
			return fmt.Errorf("format %q", f[1])
		}
		if f[4] != "-" {
			for _, s := range strings.Split(f[4], ",") {
				t, err := hex(s)
				if err != nil {
					return err
				}
				fact.Templates = append(fact.Templates, t)
			}
		}
		if len(f) == 7 {
			fact.constant, fact.sensitive = strings.CutSuffix(f[6], " s")
		}
		facts = append(facts, fact)
		return nil
	})
}

// A variant is an element as one book has it, where that differs from the row.
type variant struct {
	book string
	row  int // of the elements, from 0
	element
}

// addFacts gives each element the books whose dictionary lists it, adds the elements that have no tag and no line
// of their own, and returns what a book says otherwise.
func addFacts(elements []element) ([]element, []variant, error) {
	facts, err := Facts()
	if err != nil {
		return nil, nil, err
	}
	var variants []variant
	for i := range facts {
		f := &facts[i]
		row, err := f.find(elements)
		if err != nil {
			return nil, nil, err
		}
		if row < 0 {
			e, err := f.declare()
			if err != nil {
				return nil, nil, err
			}
			row = len(elements)
			elements = append(elements, e)
		}
		e := &elements[row]
		if !slices.Contains(e.books, f.Book) {
			e.books = append(e.books, f.Book)
		}
		v, err := f.vary(*e)
		if err != nil {
			return nil, nil, err
		}
		if e.update == nil { // the first book that has it
			e.update, e.spans = v.update, v.spans
		}
		if f.Book != "Contact" && !v.same(e) {
			variants = append(variants, variant{f.Book, row, v})
		}
	}
	slices.SortStableFunc(variants, func(a, b variant) int { return a.row - b.row })
	return elements, variants, nil
}

// find is the element that the fact is about: by its constant, its tag or its name; -1 for one that is to be declared.
func (f *Fact) find(elements []element) (int, error) {
	best := -1
	for i := range elements {
		e := &elements[i]
		own := slices.Contains(e.books, f.Book)
		switch {
		case f.constant != "":
			if e.constant == f.constant {
				return i, nil
			}
		case f.Tag != 0:
			fits := e.tag == f.Tag && (own || slices.Contains(e.books, "Contact")) && (!e.local || slices.Equal(e.templates, f.Templates))
			better := best < 0 || own && !slices.Contains(elements[best].books, f.Book) || e.local && !elements[best].local
			if fits && better || fits && own && slices.Equal(e.templates, f.Templates) && !slices.Equal(elements[best].templates, f.Templates) {
				best = i
			}
		case e.tag == 0 && strings.EqualFold(e.name, f.name()) && (own || slices.Contains(e.books, "Contact")):
			return i, nil
		}
	}
	if best < 0 && f.constant == "" {
		return 0, fmt.Errorf("%s %X %s: no element of the tables", f.Book, f.Tag, f.Name)
	}
	return best, nil
}

// name is the fact's name with plain hyphens.
func (f *Fact) name() string { return strings.ReplaceAll(f.Name, "–", "-") }

func (f *Fact) declare() (e element, err error) {
	e = element{tag: f.Tag, constant: f.constant, name: f.name(), format: "B", source: "k", sensitive: f.sensitive}
	if f.Format != "" {
		e.format = formats[f.Format]
	}
	e.source = f.source(e.source)
	e.templates = f.Templates
	e.min, e.max, _, _, err = f.Range()
	if err != nil {
		return e, err
	}
	e.spans, err = f.Spans()
	return e, err
}

// vary is the element as the book has it.
func (f *Fact) vary(e element) (element, error) {
	least, most, fixedLeast, fixedMost, err := f.Range()
	if err != nil {
		return e, fmt.Errorf("%s: length %q", f.Name, f.Length)
	}
	e.name, e.source = f.name(), f.source(e.source)
	if f.Format != "" {
		e.format = formats[f.Format]
	}
	if f.Templates != nil {
		e.templates = f.Templates
	}
	if e.spans, err = f.Spans(); err != nil {
		return e, err
	}
	e.update = f.rights()
	if fixedMost {
		e.max = most
	}
	switch {
	case fixedLeast:
		e.min = least
	case e.min >= e.max && fixedMost, (f.Book == "C2" || f.Book == "C8") && fixedMost: // C-2 4.1.3, C-8 4.1.3: "up to n" begins with none, which their steps ask for
		e.min = 0
	}
	return e, nil
}

func (e *element) same(other *element) bool {
	return e.name == other.name && e.format == other.format && e.min == other.min && e.max == other.max &&
		e.source == other.source && slices.Equal(e.update, other.update) && slices.Equal(e.spans, other.spans) && slices.Equal(e.templates, other.templates)
}

// source turns the book's word for who gives a value into the letters of dictionary.txt. Of the signals of C-2 and
// C-8, RA is a card's response, ACT and DET are the terminal's; K is the kernel, whose configuration counts as the
// terminal's, so that the row decides.
func (f *Fact) source(row string) string {
	letters := map[string]string{
		"Card": "c", "ICC": "c", "RA": "c", "Terminal": "t", "Reader": "t", "POS": "t", "Configuration": "t", "Data Exchange": "t",
		"Entry Point": "t", "ACT": "t", "DET": "t", "Issuer": "i", "Kernel": "k", "K": "",
	}
	s := ""
	for _, word := range strings.Split(f.Source, "/") {
		if l, ok := letters[word]; !ok {
			return "?" // refused when it is written
		} else if !strings.Contains(s, l) {
			s += l
		}
	}
	if s == "" {
		return row
	}
	sorted := ""
	for _, l := range "ctik" {
		if strings.ContainsRune(s, l) {
			sorted += string(l)
		}
	}
	return sorted
}

func writeVariants(w *bytes.Buffer, elements []element, variants []variant) {
	fmt.Fprintf(w, "\n// variants is what books say otherwise than their rows, in the order of the rows.\nvar variants = [...]variant{\n")
	for i := range variants {
		v := &variants[i]
		fmt.Fprintf(w, "{row: %s, book: %s, element: Element{", elements[v.row].constant, v.book)
		v.books = elements[v.row].books
		v.writeFields(w)
		fmt.Fprintf(w, "}},\n")
	}
	fmt.Fprintf(w, "}\n")
}
