// Package gen makes the generated files of package tlv from the tables beside it.
package gen

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"go/format"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

//go:embed *.txt
var tables embed.FS

// Files is the generated files by name.
func Files() (map[string][]byte, error) {
	elements, variants, err := readDictionary()
	if err != nil {
		return nil, err
	}
	fields, err := readBits()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, write := range map[string]func(*bytes.Buffer){
		"rows_gen.go": func(w *bytes.Buffer) { writeRows(w, elements, variants) },
		"bits_gen.go": func(w *bytes.Buffer) { writeBits(w, fields) },
	} {
		var w bytes.Buffer
		write(&w)
		src, err := format.Source(w.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = src
	}
	return files, nil
}

// An element is one line of dictionary.txt.
type element struct {
	tag       uint32
	constant  string
	format    string
	min, max  int
	spans     []Span // where the range does not say it all
	source    string
	update    []string // the rights
	templates []uint32
	sensitive bool
	local     bool
	name      string
	books     []string
	next      int // row of the next element with the same tag
	variants  int // number of the first variant, from 1
}

const head = "// Code generated from the tables in internal/gen; DO NOT EDIT.\n\npackage tlv\n\n"

// lines calls each for every line of a table that is neither blank nor comment.
func lines(name string, each func(line string) error) error {
	b, err := tables.ReadFile(name)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := each(line); err != nil {
			return fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	return nil
}

func readDictionary() (elements []element, variants []variant, err error) {
	var books []string
	seen := map[string]bool{}
	each := func(line string) error {
		if list, ok := strings.CutPrefix(line, "@ "); ok {
			books = strings.Fields(list)
			return nil
		}
		e, err := readElement(line)
		if err != nil {
			return err
		}
		if seen[e.constant] {
			return fmt.Errorf("%s twice", e.constant)
		}
		seen[e.constant] = true
		e.books = slices.Clone(books)
		elements = append(elements, e)
		return nil
	}
	if err := cmp.Or(lines("dictionary.txt", each), lines("contactless.txt", each)); err != nil {
		return nil, nil, err
	}
	if elements, variants, err = addFacts(elements); err != nil {
		return nil, nil, err
	}
	for i := range elements { // what no table of books.txt lists: as a book without signals has it
		if e := &elements[i]; e.update == nil {
			e.update = rightsOfSource(e.source)
		}
	}
	for i, v := range slices.Backward(variants) {
		elements[v.row].variants = i + 1
	}
	for i := range elements {
		for j := i + 1; j < len(elements) && elements[i].tag != 0; j++ {
			if elements[j].tag == elements[i].tag {
				elements[i].next = j + 1
				break
			}
		}
	}
	return elements, variants, nil
}

func readElement(line string) (e element, err error) {
	f := strings.SplitN(line, " ", 8)
	if len(f) != 8 {
		return e, fmt.Errorf("want 8 columns, have %d", len(f))
	}
	e = element{constant: f[1], format: formats[f[2]], source: f[4], name: f[7]}
	if e.tag, err = hex(f[0]); err != nil {
		return e, err
	}
	if e.format == "" {
		return e, fmt.Errorf("format %q", f[2])
	}
	if e.max = 65535; f[3] != "-" {
		lo, hi, isRange := strings.Cut(f[3], "-")
		if !isRange {
			hi = lo
		}
		if e.min, err = strconv.Atoi(lo); err != nil {
			return e, err
		}
		if e.max, err = strconv.Atoi(hi); err != nil || e.max < e.min {
			return e, fmt.Errorf("length %q", f[3])
		}
	}
	for _, t := range strings.Split(f[5], ",") {
		tag, err := hex(t)
		if err != nil {
			return e, err
		}
		if tag != 0 {
			e.templates = append(e.templates, tag)
		}
	}
	e.sensitive, e.local = strings.Contains(f[6], "s"), strings.Contains(f[6], "l")
	if strings.Trim(e.source, "ctik") != "" || strings.Trim(f[6], "sl-") != "" || e.local && e.templates == nil {
		return e, fmt.Errorf("source %q or flags %q", e.source, f[6])
	}
	return e, nil
}

var formats = map[string]string{"b": "B", "n": "N", "cn": "CN", "a": "A", "an": "AN", "ans": "ANS", "var": "Var"}

var sources = map[rune]string{'c': "FromCard", 't': "FromTerminal", 'i': "FromIssuer", 'k': "FromKernel"}

func hex(s string) (uint32, error) {
	if s == "-" {
		return 0, nil
	}
	v, err := strconv.ParseUint(s, 16, 32)
	return uint32(v), err
}

func writeRows(w *bytes.Buffer, elements []element, variants []variant) {
	w.WriteString(head)
	fmt.Fprintf(w, "// The rows of the data dictionary, one for each data element.\nconst (\n_ Row = iota\n")
	for i := range elements {
		e := &elements[i]
		fmt.Fprintf(w, "%s // %s\n", e.constant, e.comment())
	}
	fmt.Fprintf(w, "numRows\n)\n\n// NumRows is one more than the last row.\nconst NumRows = int(numRows)\n\n")
	fmt.Fprintf(w, "var elements = [NumRows]Element{\n")
	for i := range elements {
		elements[i].write(w)
	}
	fmt.Fprintf(w, "}\n\n")
	writeHash(w, elements)
	writeVariants(w, elements, variants)
}

// comment is the doc comment of a row: its tag comes first.
func (e *element) comment() string {
	var s strings.Builder
	if e.tag != 0 {
		fmt.Fprintf(&s, "%X ", e.tag)
	}
	fmt.Fprintf(&s, "%s; %s", e.name, strings.ToLower(e.format))
	switch {
	case e.max == 65535:
	case e.min == e.max:
		fmt.Fprintf(&s, ", %d", e.min)
	default:
		fmt.Fprintf(&s, ", %d to %d", e.min, e.max)
	}
	words := map[rune]string{'c': "card", 't': "terminal", 'i': "issuer", 'k': "kernel"}
	for i, c := range e.source {
		s.WriteString([]string{"; ", ", "}[min(i, 1)] + words[c])
	}
	return s.String()
}

func (e *element) write(w *bytes.Buffer) {
	fmt.Fprintf(w, "%s: {", e.constant)
	e.writeFields(w)
	if e.next != 0 {
		fmt.Fprintf(w, ", next: %d", e.next)
	}
	if e.variants != 0 {
		fmt.Fprintf(w, ", variants: %d", e.variants)
	}
	fmt.Fprintf(w, "},\n")
}

func (e *element) writeFields(w *bytes.Buffer) {
	fmt.Fprintf(w, "Name: %q", e.name)
	if e.tag != 0 {
		fmt.Fprintf(w, ", Tag: 0x%X", e.tag)
	}
	fmt.Fprintf(w, ", Format: %s, Min: %d, Max: %d, Source: ", e.format, e.min, e.max)
	for i, c := range e.source {
		w.WriteString([]string{"", " | "}[min(i, 1)] + sources[c])
	}
	if e.spans != nil {
		fmt.Fprintf(w, ", Lengths: []Span{")
		for _, s := range e.spans {
			fmt.Fprintf(w, "{%d, %d, %d}, ", s.Min, s.Max, s.Step)
		}
		fmt.Fprintf(w, "}")
	}
	if len(e.update) > 0 {
		fmt.Fprintf(w, ", Update: %s", strings.Join(e.update, " | "))
	}
	if e.templates != nil {
		fmt.Fprintf(w, ", Templates: []Tag{")
		for _, t := range e.templates {
			fmt.Fprintf(w, "0x%X, ", t)
		}
		fmt.Fprintf(w, "}")
	}
	if e.sensitive {
		fmt.Fprintf(w, ", Sensitive: true")
	}
	if e.local {
		fmt.Fprintf(w, ", Local: true")
	}
	fmt.Fprintf(w, ", Books: ")
	for i, b := range e.books {
		w.WriteString([]string{"1 << ", " | 1 << "}[min(i, 1)] + b)
	}
}

// writeHash writes a table of rows by tag: open addressing, at most a quarter full. The slot is the high bits
// of a product; of some multipliers the one with the shortest longest search is taken.
func writeHash(w *bytes.Buffer, elements []element) {
	tags := map[uint32]int{}
	var order []uint32
	for i := range elements {
		if t := elements[i].tag; t != 0 && tags[t] == 0 {
			tags[t] = i + 1
			order = append(order, t)
		}
	}
	size := bits.Len(uint(4*len(order) - 1))
	var best []int
	bestMul, bestLongest := uint32(0), len(order)
	for mul, tries := uint32(0x9E3779B1), 0; tries < 2000; mul, tries = mul*0x01000193+2, tries+1 {
		slots, longest := make([]int, 1<<size), 0
		for _, t := range order {
			i, steps := t*mul>>(32-size), 0
			for ; slots[i] != 0; steps++ {
				i = (i + 1) & (1<<size - 1)
			}
			slots[i] = tags[t]
			longest = max(longest, steps)
		}
		if best == nil || longest < bestLongest {
			best, bestMul, bestLongest = slots, mul, longest
		}
	}
	fmt.Fprintf(w, "const (\nhashMul = 0x%X\nhashShift = %d\nhashMask = %d\n)\n\n", bestMul, 32-size, 1<<size-1)
	fmt.Fprintf(w, "var hashRows = [hashMask + 1]Row{")
	for i, row := range best {
		if row != 0 {
			fmt.Fprintf(w, "%d: %d, ", i, row)
		}
	}
	fmt.Fprintf(w, "}\n")
}
