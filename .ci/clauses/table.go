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
//	label                      the same, a step of a chart: the book has the words
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

const head = "# %s\n\n" +
	"Made by a program out of the clause comments of code and tests and the list %s:\n\n" +
	"    %s\n\n" +
	"%s " +
	"Function and test have the package's last name in front. What is out says why. " +
	"A test of the repository fails when this file is not what the program makes, when a row has no function or no test, and when " +
	"a comment names a clause that is not here.\n\n" +
	"%d requirements: %d with function and test, %d out.\n"

// A subject is what a list is about: the title of its table, what a row is, and the beginning of the clauses that have to be in it.
type subject struct {
	title, rows string
	books       *regexp.Regexp
}

// subjects are those of the lists, by file name.
var subjects = map[string]subject{
	"contact.txt": {
		"What the books ask of a contact terminal, the function that does it and the test that proves it",
		"A row is one requirement of one clause of EMV 4.4 Book 1, 2, 3 or 4, or of EMV 4.3 Book 1 for the part that 4.4 has taken out, in " +
			"our own words; key words behind the number tell the requirements of one clause apart, and stand in the comments too; where no edition is named it is 4.4.",
		regexp.MustCompile(`^(EMV 4\.3 )?B[1-4] `),
	},
	"c3.txt": {
		"What Book C-3 asks of Kernel 3, the function that does it and the test that proves it",
		"A row is one label or annex of EMV Contactless Book C-3 2.12, in our own words.",
		regexp.MustCompile(`^C-3 (\d\.\d\.\d\.\d|[AB]\.\d\.\d\.\d)$`),
	},
	"c4.txt": {
		"What Book C-4 asks of Kernel 4, the function that does it and the test that proves it",
		"A row is one requirement of EMV Contactless Book C-4 2.12, or what a section or annex asks for without a number, in our own words.",
		regexp.MustCompile(`^C-4 (2\.\d\.\d\.\d|4\.\d\.\d\.\d|5\.3\.\d|6\.1\.[23]|6\.2\.\d\.\d|7\.2\.\d\.\d\.\d|8\.2\.(1\.\d|2\.\d\.\d|3\.1|3\.2\.1|4\.1\.\d+|5\.\d|6\.\d\.\d+)|` +
			`9\.1\.\d|9\.2\.\d\.\d|10\.2\.1\.\d\.\d|10\.2\.2\.\d|11\.2\.[1-5]\.\d|11\.2\.6\.1$|11\.2\.6\.\d\.\d|12\.1\.\d|12\.2\.\d\.\d|14\.3\.\d)`),
	},
	"c5.txt": {
		"What Book C-5 asks of Kernel 5, the function that does it and the test that proves it",
		"A row is one requirement or annex of EMV Contactless Book C-5 2.12, in our own words.",
		regexp.MustCompile(`^C-5 (3\.\d+\.\d+\.\d|annex [BCD])`),
	},
	"c6.txt": {
		"What Book C-6 asks of Kernel 6, the function that does it and the test that proves it",
		"A row is one step of a figure of EMV Contactless Book C-6 2.12, F9.4 for step 4 of figure 3-9, or a section, in our own words.",
		regexp.MustCompile(`^C-6 (F\d+\.|2\.2|2\.3\.3|3\.6\.\d|3\.10|3\.12|B\.\d)`),
	},
	"c7.txt": {
		"What Book C-7 asks of Kernel 7, the function that does it and the test that proves it",
		"A row is one label, box or section of EMV Contactless Book C-7 2.12, in our own words.",
		regexp.MustCompile(`^C-7 (3\.2\.[1-5]|4\.1\.[24]|4\.[2-5]\.|annex [CD])`),
	},
	"c2.txt": {
		"What Book C-2 asks of Kernel 2, the function that does it and the test that proves it",
		"A row is one step label of EMV Contactless Book C-2 2.12, which the book has words for, or an unnumbered requirement of its chapters 3, 4, 5 and 8 in our own words.",
		regexp.MustCompile(`^(C-2 [3458]\.|(S\d+(R1)?|SR1|KS|CVM|GAC|PRE|TAA)\.\d)`),
	},
	"c8.txt": {
		"What Book C-8 asks of Kernel 8, the function that does it and the test that proves it",
		"A row is one step label of EMV Contactless Book C-8 1.2, which the book has words for, or an unnumbered requirement of its chapters 4 and 5 in our own words.",
		regexp.MustCompile(`^C-8 [45]\.`),
	},
	"entrypoint.txt": {
		"What Books A and B ask of Entry Point and of the reader round it, the function that does it and the test that proves it",
		"A row is one requirement of EMV Contactless Book B 2.12 chapter 3, or of Book A 2.12 chapter 8, in our own words.",
		regexp.MustCompile(`^(B 3\.\d\.\d\.|A 8\.1\.1\.)`),
	},
}

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
	about, ok := subjects[filepath.Base(list)]
	if !ok {
		return fmt.Errorf("%s: no such list", list)
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
	for _, p := range expand(places, rows) {
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
		case !known && about.books.MatchString(p.clause):
			unlisted[p.clause+" in "+p.where] = true
		case r == nil:
		case p.test && !slices.Contains(r.tests, p.where):
			r.tests = append(r.tests, p.where)
		case !p.test && !slices.Contains(r.functions, p.where):
			r.functions = append(r.functions, p.where)
		}
	}
	var b strings.Builder
	var missing []string
	out := 0
	for i, r := range rows {
		if h := headings[i]; h != "" {
			fmt.Fprintf(&b, "\n%s\n\n| clause | what | function | test |\n|---|---|---|---|\n", h)
		}
		functions, tests := strings.Join(r.functions, " "), strings.Join(r.tests, " ")
		switch {
		case r.why != "":
			out++
			functions = strings.TrimSpace("out: " + r.why + " " + functions)
		case functions == "":
			missing = append(missing, r.clause+": no function")
		case tests == "":
			missing = append(missing, r.clause+": no test")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.clause, r.what, functions, tests)
	}
	command := "go run ./.ci/clauses table " + list + " " + strings.Join(dirs, " ")
	fmt.Printf(head, about.title, list, command, about.rows, len(rows), len(rows)-out, out)
	fmt.Print(b.String())
	for _, c := range slices.Sorted(maps.Keys(unlisted)) {
		missing = append(missing, c+": not in the list")
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s", strings.Join(missing, "\n"))
	}
	return nil
}

// expand puts the labels of a range, "S4.36 to S4.38", in its place: those that stand between the two in the list.
func expand(places []place, rows []row) (all []place) {
	index := func(clause string) int {
		return slices.IndexFunc(rows, func(r row) bool { return r.clause == clause })
	}
	for _, p := range places {
		first, last, isRange := strings.Cut(p.clause, " to ")
		from, to := index(first), index(last)
		if !isRange || from < 0 || to < from {
			all = append(all, p)
			continue
		}
		for _, r := range rows[from : to+1] {
			all = append(all, place{r.clause, p.where, p.test})
		}
	}
	return all
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
		case len(part) == 1 && !strings.Contains(line, " "):
			rows = append(rows, row{clause: line})
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
