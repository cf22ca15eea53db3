package main

import (
	_ "embed"
	"fmt"
	"strings"
)

// Lists of codes, a line each: the codes, a tab after each, and the name. They are searched as they are, so that a
// command that needs none of them loses no time.
var (
	//go:embed codes/country.txt
	countries string // ISO 3166: numeric, alpha-2, alpha-3
	//go:embed codes/language.txt
	languages string // ISO 639: alpha-2, alpha-3
	//go:embed codes/merchant.txt
	merchants string // ISO 18245
)

// findCode is the line of a code: its columns.
func findCode(list, code string) ([]string, bool) {
	code = strings.TrimSpace(code)
	if code == "" || strings.ContainsAny(code, "\t\n") {
		return nil, false
	}
	for line := range strings.Lines(list) {
		line = strings.TrimSuffix(line, "\n")
		for rest := line; ; {
			c, behind, more := strings.Cut(rest, "\t")
			if !more {
				break // the last column is a name
			}
			if strings.EqualFold(c, code) {
				return strings.Split(line, "\t"), true
			}
			rest = behind
		}
	}
	return nil, false
}

// notListed is said of a code that its list has not.
const notListed = "not in the list of codes"

func codeWords(list, code string) []string {
	columns, ok := findCode(list, code)
	if !ok {
		return []string{notListed}
	}
	return []string{strings.Join(columns, ", ")}
}

// codeItem is a looked-up code as an item.
func codeItem(list, code string, names ...string) (item, error) {
	columns, ok := findCode(list, code)
	if !ok {
		return item{}, fmt.Errorf("%q is not in the list of codes", code)
	}
	it := item{Name: columns[len(columns)-1]}
	for i, c := range columns[:len(columns)-1] {
		it.Items = append(it.Items, item{Name: names[i], Value: c})
	}
	return it, nil
}
