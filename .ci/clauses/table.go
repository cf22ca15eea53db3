package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A row is one line of LIST:
//
//	clause<TAB>what            a requirement: it needs a function and a test
//	clause<TAB>what<TAB>why    one that is out, and why
//	## words                   a heading
//
// A clause with several requirements has a row for each, told apart by key words behind the number, which the comments have too:
// "B3 10.7 denial". The edition is EMV 4.4 where none is named. A comment without key word counts for the row of the bare clause, where there is one; one for a whole
// section counts for none of its parts. Lines that begin with one # are for the reader of the list.
type row struct {
	clause, what, why string
	functions, tests  []string
}

// A book is what a list is of: the title of its table, what a row is, and how the clauses begin that have to be in the list.
type book struct {
	title, rows, edition string
	owed                 *regexp.Regexp
}

// books has a row for each list, by its name.
var books = map[string]book{
	"contact": {
		"What the books ask of a contact terminal",
		"EMV 4.4 Book 1, 2, 3 or 4, or of EMV 4.3 Book 1 for the part that 4.4 has taken out", "4.4",
		regexp.MustCompile(`^(EMV 4\.3 )?B[1-4] `),
	},
	"entrypoint": {
		"What the contactless books ask of Entry Point and of the reader round it",
		"EMV Contactless Book B 2.12 chapter 3, or of Book A 2.12 chapter 8", "2.12",
		regexp.MustCompile(`^(B 3\.\d\.\d\.|A 8\.1\.1\.)`),
	},
}

const head = "# %s, the function that does it and the test that proves it\n\n" +
	"Made by a program out of the clause comments of code and tests and the list %s:\n\n" +
	"    %s\n\n" +
	"A row is one requirement of one clause of %s, in " +
	"our own words; key words behind the number tell the requirements of one clause apart, and stand in the comments too; where no edition is named it is %s. " +
	"Function and test have the package's last name in front. What is out says why. " +
	"A test of the repository fails when this file is not what the program makes, when a row has no function or no test, and when " +
	"a comment names a clause that is not here.\n\n" +
	"%d requirements: %d with function and test, %d out.\n"

var (
	withKey = regexp.MustCompile(`^((?:EMV 4\.3 )?[A-Z][-\d]* (?:annex [A-Z]|\S+)) (.*)$`)
	section = regexp.MustCompile(`^(.*)\.\d+$`)
	annex   = regexp.MustCompile(`^(.* )([A-Z])\d+$`)
	finer   = regexp.MustCompile(`^(to|steps?|table|figure|point) `) // what a book numbers itself may be finer than the rows
)

// split parts a clause from its key words.
func split(clause string) (bare, key string) {
	if m := withKey.FindStringSubmatch(clause); m != nil {
		return m[1], m[2]
	}
	return clause, ""
}

// parent is the section that a section is part of, "" for one that is part of none.
func parent(bare string) string {
	if m := section.FindStringSubmatch(bare); m != nil {
		return m[1]
	}
	if m := annex.FindStringSubmatch(bare); m != nil {
		return m[1] + "annex " + m[2]
	}
	return ""
}

func table(list string, dirs []string) error {
	name := strings.TrimSuffix(filepath.Base(list), ".txt")
	b, ok := books[name]
	if !ok {
		return fmt.Errorf("%s: a list of no book that is known here", list)
	}
	rows, headings, err := readList(list)
	if err != nil {
		return err
	}
	places, err := collect(dirs)
	if err != nil {
		return err
	}
	at := map[string]*row{} // and nil for a clause that has rows for its parts only
	keyed := map[string]bool{}
	for i := range rows {
		c := rows[i].clause
		if at[c] != nil {
			return fmt.Errorf("%s: twice", c)
		}
		at[c] = &rows[i]
		bare, key := split(c)
		keyed[bare] = keyed[bare] || key != ""
		for ; bare != ""; bare = parent(bare) {
			if at[bare] == nil {
				at[bare] = nil
			}
		}
	}
	unlisted := map[string]bool{}
	for _, p := range places {
		bare, key := split(p.clause)
		r, known := at[p.clause]
		if !known && key != "" && keyed[bare] && !finer.MatchString(key) {
			unlisted[p.clause+" in "+p.where] = true
			continue
		}
		if !known {
			r, known = at[bare]
		}
		switch {
		case !known && b.owed.MatchString(p.clause):
			unlisted[p.clause+" in "+p.where] = true
		case r == nil:
		case p.test && !slices.Contains(r.tests, p.where):
			r.tests = append(r.tests, p.where)
		case !p.test && !slices.Contains(r.functions, p.where):
			r.functions = append(r.functions, p.where)
		}
	}
	var out strings.Builder
	var missing []string
	left := 0
	for i, r := range rows {
		if h := headings[i]; h != "" {
			fmt.Fprintf(&out, "\n%s\n\n| clause | what | function | test |\n|---|---|---|---|\n", h)
		}
		functions, tests := strings.Join(r.functions, " "), strings.Join(r.tests, " ")
		switch {
		case r.why != "":
			left++
			functions = strings.TrimSpace("out: " + r.why + " " + functions)
		case functions == "":
			missing = append(missing, r.clause+": no function")
		case tests == "":
			missing = append(missing, r.clause+": no test")
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", r.clause, r.what, functions, tests)
	}
	command := "go run ./.ci/clauses table " + list + " " + strings.Join(dirs, " ")
	fmt.Printf(head, b.title, list, command, b.rows, b.edition, len(rows), len(rows)-left, left)
	fmt.Print(out.String())
	for _, c := range slices.Sorted(maps.Keys(unlisted)) {
		missing = append(missing, c+": not in the list")
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s", strings.Join(missing, "\n"))
	}
	return nil
}

// readList gives the rows, and the heading before each row that has one.
func readList(path string) (rows []row, headings map[int]string, err error) {
	text, err := os.ReadFile(path)
	headings = map[int]string{}
	for i, line := range strings.Split(string(text), "\n") {
		part := strings.Split(line, "\t")
		switch {
		case strings.HasPrefix(line, "## "):
			headings[len(rows)] = line
		case line == "" || strings.HasPrefix(line, "#"):
		case len(part) == 2:
			rows = append(rows, row{clause: part[0], what: part[1]})
		case len(part) == 3:
			rows = append(rows, row{clause: part[0], what: part[1], why: part[2]})
		default:
			return nil, nil, fmt.Errorf("%s:%d: not a row: %q", path, i+1, line)
		}
	}
	return rows, headings, err
}
