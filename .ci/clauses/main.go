// Clauses ties the books to the code and the code to its tests by the clause comments that both carry.
//
//	go run ./.ci/clauses table PREFIX LIST DIR...   a table clause -> function -> test on standard output
//	go run ./.ci/clauses mutate [-run REGEXP] PACKAGE...   the mutations that no test notices
//
// LIST names the clauses that owe a row, one "clause<TAB>what" a line; a line "clause<TAB>what<TAB>reason" says
// why a clause has no code. The table fails if a clause has neither.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 4 && args[0] == "table":
		return table(args[1], args[2], args[3:])
	case len(args) >= 2 && args[0] == "mutate":
		return mutate(args[1:])
	}
	return fmt.Errorf("usage: clauses table PREFIX LIST DIR... | clauses mutate [-run REGEXP] PACKAGE")
}

// A place is one clause comment: its file, line and enclosing function.
type place struct {
	clause, file, function string
	line                   int
	test                   bool
}

var (
	comment = regexp.MustCompile(`^//\s+((?:EMV 4\.[34] B[1-4]|C-[1-8] \d\.\d+|Book [AB](?: 2\.\d+)?) .*)$`)
	number  = regexp.MustCompile(`^((?:annex )?[A-Z]?\d*(?:\.\d+)*(?: table \d+)?)$`)
	book    = regexp.MustCompile(`^(EMV 4\.[34] B[1-4]|C-[1-8] \d\.\d+|Book [AB](?: 2\.\d+)?) (.*)$`)
)

// clausesOf splits "EMV 4.4 B3 10.5.1, 10.5.2: words" into its clauses.
func clausesOf(text string) (all []string) {
	m := comment.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	head, _, _ := strings.Cut(m[1], ":")
	head, _, _ = strings.Cut(head, ";")
	head, _, _ = strings.Cut(head, " (")
	prefix := ""
	for _, part := range strings.Split(strings.TrimSuffix(head, "."), ",") {
		part = strings.TrimSpace(part)
		if b := book.FindStringSubmatch(part); b != nil {
			prefix, part = b[1], b[2]
		}
		if part, _, _ = strings.Cut(part, " to "); prefix != "" && part != "" && number.MatchString(part) {
			all = append(all, prefix+" "+part)
		}
	}
	return all
}

// collect reads the clause comments of every Go file under the directories.
func collect(dirs []string) (places []place, err error) {
	for _, dir := range dirs {
		err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			for _, g := range f.Comments {
				for _, c := range g.List {
					for _, clause := range clausesOf(c.Text) {
						places = append(places, place{
							clause: clause, file: filepath.ToSlash(path), function: enclosing(f, c.Pos()),
							line: fset.Position(c.Pos()).Line, test: strings.HasSuffix(path, "_test.go"),
						})
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return places, nil
}

// enclosing names the function that holds pos, or that pos documents.
func enclosing(f *ast.File, pos token.Pos) string {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			start := d.Pos()
			if d.Doc != nil {
				start = d.Doc.Pos()
			}
			if start <= pos && pos <= d.End() {
				return d.Name.Name
			}
		case *ast.GenDecl:
			start := d.Pos()
			if d.Doc != nil {
				start = d.Doc.Pos()
			}
			if start <= pos && pos <= d.End() && len(d.Specs) > 0 {
				switch s := d.Specs[0].(type) {
				case *ast.ValueSpec:
					return s.Names[0].Name
				case *ast.TypeSpec:
					return s.Name.Name
				}
			}
		}
	}
	return "(file)"
}

func table(prefix, list string, dirs []string) error {
	places, err := collect(dirs)
	if err != nil {
		return err
	}
	type row struct{ functions, tests map[string]bool }
	rows := map[string]*row{}
	for _, p := range places {
		r := rows[p.clause]
		if r == nil {
			r = &row{map[string]bool{}, map[string]bool{}}
			rows[p.clause] = r
		}
		if p.test {
			r.tests[filepath.Base(filepath.Dir(p.file))+"."+p.function] = true
		} else {
			r.functions[filepath.Base(filepath.Dir(p.file))+"."+p.function] = true
		}
	}
	what, why, err := readList(list)
	if err != nil {
		return err
	}
	keys := slices.Collect(maps.Keys(what))
	for k := range rows {
		if strings.HasPrefix(k, prefix) && what[k] == "" {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, byClause)
	names := func(m map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(m)), " ") }
	fmt.Print("| clause | what | function | test |\n|---|---|---|---|\n")
	var missing []string
	for _, k := range keys {
		r := rows[k]
		if r == nil {
			r = &row{}
		}
		functions, tests := names(r.functions), names(r.tests)
		if why[k] != "" && functions == "" {
			functions = "out: " + why[k]
		} else if functions == "" || tests == "" {
			missing = append(missing, k)
		}
		fmt.Printf("| %s | %s | %s | %s |\n", k, what[k], functions, tests)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d clauses without function or test: %s", len(missing), strings.Join(missing, "; "))
	}
	return nil
}

func readList(path string) (what, why map[string]string, err error) {
	what, why = map[string]string{}, map[string]string{}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		part := strings.Split(s.Text(), "\t")
		if len(part) < 2 || strings.HasPrefix(part[0], "#") {
			continue
		}
		what[part[0]] = part[1]
		if len(part) > 2 {
			why[part[0]] = part[2]
		}
	}
	return what, why, nil
}

// byClause sorts 10.2 before 10.10.
func byClause(a, b string) int { return cmp.Compare(pad(a), pad(b)) }

var digits = regexp.MustCompile(`\d+`)

func pad(s string) string {
	return digits.ReplaceAllStringFunc(s, func(d string) string { return fmt.Sprintf("%04s", d) })
}
