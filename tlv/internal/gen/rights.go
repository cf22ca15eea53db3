package gen

import (
	"slices"
	"strconv"
	"strings"
)

// Range is the least and the most bytes that the fact allows; fixed is false for a side that the book leaves open.
func (f *Fact) Range() (least, most int, fixedLeast, fixedMost bool, err error) {
	if f.Length == "-" {
		return 0, 65535, false, false, nil
	}
	length, _, _ := strings.Cut(f.Length, "+")
	if s, ok := strings.CutPrefix(length, ".."); ok {
		most, err = strconv.Atoi(s)
		return 0, most, false, true, err
	}
	first := length[:strings.IndexAny(length+"-", "-/")]
	last := length[strings.LastIndexAny(length, "-/")+1:]
	if least, err = strconv.Atoi(first); err == nil {
		most, err = strconv.Atoi(last)
	}
	return least, most, true, true, err
}

// A Span is lengths from Min to Max, Step apart.
type Span struct{ Min, Max, Step int }

// Spans is the lengths that the fact allows, where its range does not say it all.
func (f *Fact) Spans() (spans []Span, err error) {
	if !strings.ContainsAny(f.Length, "/+") {
		return nil, nil
	}
	for _, part := range strings.Split(f.Length, "/") {
		s := Span{Step: 1}
		part, step, hasStep := strings.Cut(part, "+")
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		if s.Min, err = strconv.Atoi(from); err != nil {
			return nil, err
		}
		if s.Max, err = strconv.Atoi(to); err != nil {
			return nil, err
		}
		if hasStep {
			if s.Step, err = strconv.Atoi(step); err != nil {
				return nil, err
			}
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// rights is the letters of the signals that may update the element. C-2 and C-8 name them; in other books a card's
// element comes with a response, one of the terminal or the issuer with the activation, and the kernel may do it always.
func (f *Fact) rights() []string {
	signals := f.Book == "C2" || f.Book == "C8"
	words := strings.Split(f.Source, "/")
	rights := []string{}
	for _, right := range []string{"K", "ACT", "DET", "RA"} {
		gives := func(word string) bool {
			return word == right || !signals && (right == "K" || rightOf[word] == right)
		}
		if slices.ContainsFunc(words, gives) {
			rights = append(rights, right)
		}
	}
	return rights
}

// rightOf is the signal with which a source gives a value.
var rightOf = map[string]string{
	"Card": "RA", "ICC": "RA", "Terminal": "ACT", "Reader": "ACT", "POS": "ACT", "Configuration": "ACT",
	"Entry Point": "ACT", "Issuer": "ACT", "Data Exchange": "DET",
}

// rightsOfSource is the rights of an element of dictionary.txt that no book's table lists.
func rightsOfSource(source string) []string {
	rights := []string{"K"}
	if strings.ContainsAny(source, "ti") {
		rights = append(rights, "ACT")
	}
	if strings.Contains(source, "c") {
		rights = append(rights, "RA")
	}
	return rights
}
