package c2

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// charts are the step labels of the book, by chart.
var charts = [...]struct{ clause, chart, labels string }{
	{"6.2", "KS", "1 2"},
	{"6.3", "S1", "1 7 8 9 10 11 12 13.1 13.2 13.3 13.4 13.5 13.6 14 15 16.1 17 18 19 20 21 22 23"},
	{"6.4", "S2", "1 3 5 6 7 8.1 8.2 8.3 8.4 8.5 8.6 9 10"},
	{"6.5", "S3", "1 2 3 4 5 8 9.1 9.2 10 11 12 13 14 16 18 31 33 34 35 60 61 62 63 64 65 90.1 90.2"},
	{"6.6", "SR1", "3 4 5.1 5.2 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32"},
	{"6.7", "S3R1", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21"},
	{"6.8", "S4", "1 2 3 4 5 6 9 10.1 10.2 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 27.1 27.2 28 29 30 31 32 33 34 35 36 37 38"},
	{"6.9", "S5", "1 2 3 4 5 6 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24"},
	{"6.10", "S6", "1 3 5 6 7 8 9 10 11 12"},
	{"6.11", "S456", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17.1 17.2 18 19 20.1 20.2 21 22 23 24 25 26 27.1 27.2 28 30 31 32 33 35 36 37 38 39 42 45 46 50 51"},
	{"6.12", "S9", "1 2 4 6 7 8 9 10 16 17 18 19 20 21 22 23 24 26 27 28"},
	{"6.12", "S910", "1 2 2.1 2.2 3 3.1 4 4.1 5 6 7 7.1 8 9 10 11 12 13 14 15 16 17 18 19 30 31 32 33 34 35 36 37 38 39 50 51 52 53 61 62 70 71 72 73 74 75 76 77 " +
		"78 78.1 79 80 81"},
	{"6.13", "S12", "1 2 4 5 6 7 8 9 10 11 12 15 16"},
	{"6.14", "S15", "1 2 4 5 6 7 8 9 9.1 10 11 12 13"},
	{"7.1", "CVM", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25"},
	{"7.2", "GAC", "1 2 3 4 5 6 7 8 9 10 11 12 13 20 21 22 23 24 25 26 27 29 40 41 42 43 44 45 47 48"},
	{"7.3", "PRE", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29"},
	{"7.4", "TAA", "1 2 3 4 4.1 4.2 5 6 7 8 9 10 11 12 13 14 15 16 17 18"},
}

// read is a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r", "")
}

// A requirement is a row of the coverage table: its clause, the functions that fulfil it, its tests, and why it is out, if it is.
type requirement struct {
	clause, out      string
	functions, tests []string
}

// covered is the coverage table, a list for each of its sections. A test of the repository holds it against the comments of code and tests.
func covered(t *testing.T) map[string][]requirement {
	t.Helper()
	m, section := map[string][]requirement{}, ""
	for line := range strings.Lines(read(t, "../../testvectors/coverage-c2.md")) {
		line = strings.TrimSpace(line)
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			section = heading
		}
		cells := strings.Split(line, "|")
		if len(cells) != 6 || section == "" || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| clause") {
			continue
		}
		r := requirement{clause: strings.TrimSpace(cells[1]), tests: strings.Fields(cells[4])}
		for _, word := range strings.Fields(cells[3]) {
			if function, ok := strings.CutPrefix(word, "c2."); ok {
				r.functions = append(r.functions, function)
			}
		}
		if strings.HasPrefix(strings.TrimSpace(cells[3]), "out: ") {
			r.out = cells[3]
		}
		m[section] = append(m[section], r)
	}
	return m
}

// labels are those of a chart, whole: S1.13.1.
func labels(chart, numbers string) (list []string) {
	for _, n := range strings.Fields(numbers) {
		list = append(list, chart+"."+n)
	}
	return list
}

// The coverage table has each step of the book's charts, in the book's order and once, and what its other chapters ask for: 431 labels, and at least 470 rows.
// What no way leads to is named, with the reason.
// C-2 6.1
func TestEveryStepIsCovered(t *testing.T) {
	const steps, atLeast = 431, 470
	table := covered(t)
	all, unreachable, rows := 0, []string{}, 0
	for _, c := range charts {
		want, got := labels(c.chart, c.labels), []string{}
		for _, r := range table["Chart "+c.chart+": "+c.clause] {
			got = append(got, r.clause)
			if r.out != "" {
				unreachable = append(unreachable, r.clause)
			} else if len(r.functions) == 0 || len(r.tests) == 0 {
				t.Errorf("%s has no function or no test", r.clause)
			}
		}
		if all += len(want); !slices.Equal(got, want) {
			t.Errorf("%s: the table has\n%q\nnot\n%q", c.chart, got, want)
		}
	}
	for section, list := range table {
		rows += len(list)
		if strings.Contains(section, "chapter") && len(list) == 0 {
			t.Errorf("%s: no row", section)
		}
	}
	for _, section := range []string{"Data: chapter 4", "Commands: chapter 5", "Algorithms: chapter 8"} {
		if len(table[section]) < 10 {
			t.Errorf("%s: %d rows", section, len(table[section]))
		}
	}
	if all != steps || rows < atLeast || !slices.Equal(unreachable, []string{"S3R1.6", "S12.7"}) {
		t.Errorf("%d labels, %d rows, unreachable are %q", all, rows, unreachable)
	}
}

var functionOf = regexp.MustCompile(`(?m)^func (?:\(.*?\) )?(\w+)\(`)

// files has the file of each function.
func files(t *testing.T) map[string]string {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			for _, f := range functionOf.FindAllStringSubmatch(read(t, name), -1) {
				m[f[1]] = name
			}
		}
	}
	return m
}

// ranges are the numbers of a chart that are in a list, "16-20" for three and more that the chart has one behind the other.
func ranges(chart, in []string) string {
	var b strings.Builder
	for i := 0; i < len(chart); i++ {
		from := i
		for i < len(chart) && slices.Contains(in, chart[i]) {
			i++
		}
		if i-from > 2 {
			fmt.Fprintf(&b, " %s-%s", chart[from], chart[i-1])
			continue
		}
		for _, n := range chart[from:i] {
			b.WriteString(" " + n)
		}
	}
	return b.String()
}

// index has the function of each step, by charts: a function behind its file, and the numbers of its steps behind it.
func index(t *testing.T) string {
	var b strings.Builder
	table, file := covered(t), files(t)
	for _, c := range charts {
		numbers, order, of := strings.Fields(c.labels), []string{}, map[string][]string{}
		for i, r := range table["Chart "+c.chart+": "+c.clause] {
			if r.out != "" {
				r.functions = []string{"none"}
			}
			for _, f := range r.functions {
				if of[f] == nil {
					order = append(order, f)
				}
				of[f] = append(of[f], numbers[i])
			}
		}
		line, last := fmt.Sprintf("//\t%-5s%-5s", c.chart, c.clause), ""
		for i, f := range order {
			word := f + ranges(numbers, of[f])
			if at := file[f]; at != last && at != "" {
				last, word = at, at+": "+word
			}
			if i > 0 {
				line += ";"
			}
			if len(line)+len(word) > 150 {
				b.WriteString(line + "\n")
				line = "//\t          "
			}
			line += " " + word
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// The package's documentation has the function of each step, as the comments have it.
// C-2 6.1
func TestIndex(t *testing.T) {
	if want := index(t); !strings.Contains(read(t, "c2.go"), want) {
		t.Errorf("the documentation of c2.go has not\n%s", want)
	}
}
