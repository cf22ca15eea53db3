package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A place is one clause comment: the clause, the function that it stands in or belongs to, as "package.Function", and
// whether that is a test.
type place struct {
	clause, where string
	test          bool
}

var (
	longBook  = regexp.MustCompile(`^(EMV 4\.[34] B[1-4]|C-[1-7] 2\.\d\d|C-8 1\.\d+|Book [AB](?: 2\.\d+)?) (.*)$`)
	shortBook = regexp.MustCompile(`^(B[1-4]|C-[1-8]|[AB]) ((?:annex )?[A-Z]?\d.*|annex [A-Z].*|[A-Z]\.\d.*)$`) // B1 alone may be an annex's number
	number    = regexp.MustCompile(`^((?:annex )?(?:[A-Z](?:\.?\d+)?|\d+)(?:\.\d+)*[a-z]?)(?: (.*))?$`)
	testing   = regexp.MustCompile(`^(Test|Fuzz|Example)`)
)

// clausesOf splits "B3 10.5.1 blocked, 10.5.2: words" into its clauses, each with the key words that tell the requirements of one
// clause apart, if it has any: "B3 10.5.1 blocked" and "B3 10.5.2". A part without a number is another key of the clause before. The long
// form "EMV 4.4 B3 10.5.1 (blocked)" gives the same.
func clausesOf(text string) (all []string) {
	text, found := strings.CutPrefix(text, "//")
	head, _, _ := strings.Cut(strings.TrimLeft(text, " \t"), ":")
	head, _, _ = strings.Cut(head, ";")
	book, last, keyed := "", "", false
	for i, part := range strings.Split(strings.TrimSuffix(head, "."), ",") {
		part = strings.TrimSpace(part)
		long := longBook.FindStringSubmatch(part)
		switch short := shortBook.FindStringSubmatch(part); {
		case long != nil:
			book, part = shortName(long[1]), long[2]
		case short != nil && (len(short[1]) > 1 || strings.Contains(short[2], ".")):
			book, part = short[1], short[2]
		case i == 0 || !found:
			return nil
		}
		n := number.FindStringSubmatch(part)
		switch {
		case n == nil && keyed && long == nil:
			all = append(all, last+" "+part)
			continue
		case n == nil:
			keyed = false
			continue
		}
		clause, key := book+" "+annexed(n[1]), n[2]
		if open := strings.Index(key, "("); open >= 0 && strings.HasSuffix(key, ")") {
			key = key[:open] + key[open+1:len(key)-1]
		} else if open >= 0 {
			key = strings.TrimSpace(key[:open])
		} else if long != nil && key != "" && !finer.MatchString(key) {
			continue // a sentence
		}
		if strings.HasPrefix(key, "to ") {
			key = "" // up to another clause
		}
		if keyed = key != ""; keyed {
			all, last = append(all, clause+" "+key), clause
		} else {
			all = append(all, clause)
		}
	}
	return all
}

// labels are the step labels of the kernels that are published as numbered states, by package.
var labels = map[string]*regexp.Regexp{
	"c2": regexp.MustCompile(`\b(?:S\d+(?:R1)?|SR1|KS|CVM|GAC|PRE|TAA)\.\d+(?:\.\d+)*\b`),
	"c8": regexp.MustCompile(`\b(?:\d+|KS|RPC|TAA|C)\.\d+[a-c]?\b`),
}

// labelsOf gives the step labels that a comment, or a string of a test, names: "S4.10.1", and "S4.36 to S4.38" for a range. A comment of the code names labels
// and nothing else; a test may have words beside them.
func labelsOf(pkg, text string, test bool) (all []string) {
	label := labels[pkg]
	if label == nil {
		return nil
	}
	text = strings.Trim(text, "\"`/ \t")
	if !test {
		head, _, _ := strings.Cut(text, ":")
		for _, part := range strings.Fields(head) {
			if label.FindString(part) != part {
				return nil
			}
			all = append(all, part)
		}
		return all
	}
	at := label.FindAllStringIndex(text, -1)
	for i := 0; i < len(at); i++ {
		first := text[at[i][0]:at[i][1]]
		if i+1 < len(at) {
			if between := text[at[i][1]:at[i+1][0]]; between == " to " || between == "-" {
				all = append(all, first+" to "+text[at[i+1][0]:at[i+1][1]])
				i++
				continue
			}
		}
		all = append(all, first)
	}
	return all
}

// shortName is a book without what every comment has in common, the edition that the package's doc names.
func shortName(book string) string {
	if _, letter, ok := strings.Cut(book, "Book "); ok {
		return letter[:1]
	}
	if strings.HasPrefix(book, "C-") {
		return book[:len("C-1")]
	}
	return strings.TrimPrefix(book, "EMV 4.4 ")
}

// annexed writes an annex's number the one way: annex B, B1.
func annexed(n string) string {
	n = strings.TrimPrefix(n, "annex ")
	if len(n) == 1 && n[0] >= 'A' {
		return "annex " + n
	}
	return n
}

// A declaration of a test file, and the tests that mention it.
type helper struct{ dir, name string }

// collect reads the clause comments of every Go file under the directories. A comment on a table or a function that is not itself a test
// counts for the tests that mention it by name.
func collect(dirs []string) (places []place, err error) {
	helpers := map[helper][]string{} // clauses
	mentions := map[helper][]string{}
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
			dir := filepath.Dir(path)
			pkg := filepath.Base(dir)
			test := strings.HasSuffix(path, "_test.go")
			found := func(clause string, at token.Pos) {
				switch name, method := enclosing(f, at); {
				case !test || testing.MatchString(name):
					places = append(places, place{clause, pkg + "." + name, test})
				case !method:
					helpers[helper{dir, name}] = append(helpers[helper{dir, name}], clause)
				}
			}
			for _, g := range f.Comments {
				for _, c := range g.List {
					for _, clause := range append(clausesOf(c.Text), labelsOf(pkg, c.Text, test)...) {
						found(clause, c.Pos())
					}
				}
			}
			if labels[pkg] != nil && test {
				ast.Inspect(f, func(n ast.Node) bool {
					if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						for _, label := range labelsOf(pkg, lit.Value, true) {
							found(label, lit.Pos())
						}
					}
					return true
				})
			}
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); test && ok && testing.MatchString(d.Name.Name) {
					for name := range mentioned(d) {
						h := helper{dir, name}
						mentions[h] = append(mentions[h], pkg+"."+d.Name.Name)
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for h := range maps.Keys(helpers) {
		for _, clause := range helpers[h] {
			for _, test := range mentions[h] {
				places = append(places, place{clause, test, true})
			}
		}
	}
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(a.clause+a.where, b.clause+b.where) })
	return slices.Compact(places), nil
}

// mentioned are the names that a function uses, without those that it declares itself, and without fields, methods and keys.
func mentioned(d *ast.FuncDecl) map[string]bool {
	names, own := map[string]bool{}, map[string]bool{}
	var walk func(ast.Node) bool
	walk = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			names[n.Name] = true
		case *ast.SelectorExpr:
			ast.Inspect(n.X, walk)
			return false
		case *ast.KeyValueExpr:
			ast.Inspect(n.Value, walk)
			return false
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				if id, ok := x.(*ast.Ident); ok && n.Tok == token.DEFINE {
					own[id.Name] = true
				}
			}
		case *ast.RangeStmt:
			for _, x := range []ast.Expr{n.Key, n.Value} {
				if id, ok := x.(*ast.Ident); ok && n.Tok == token.DEFINE {
					own[id.Name] = true
				}
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				own[id.Name] = true
			}
		case *ast.Field:
			for _, id := range n.Names {
				own[id.Name] = true
			}
		}
		return true
	}
	ast.Inspect(d.Type, walk)
	ast.Inspect(d.Body, walk)
	maps.DeleteFunc(names, func(name string, _ bool) bool { return own[name] })
	return names
}

// enclosing names the declaration that holds pos, or that pos documents.
func enclosing(f *ast.File, pos token.Pos) (name string, method bool) {
	within := func(d ast.Node, doc *ast.CommentGroup) bool {
		start := d.Pos()
		if doc != nil {
			start = doc.Pos()
		}
		return start <= pos && pos <= d.End()
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if within(d, d.Doc) {
				return d.Name.Name, d.Recv != nil
			}
		case *ast.GenDecl:
			if within(d, d.Doc) && len(d.Specs) > 0 {
				switch s := d.Specs[0].(type) {
				case *ast.ValueSpec:
					return s.Names[0].Name, false
				case *ast.TypeSpec:
					return s.Name.Name, false
				}
			}
		}
	}
	return "(file)", false
}
