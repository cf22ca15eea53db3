// Package emv_test holds the rules of the house that no linter knows.
package emv_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A rule looks at one Go file and names what breaks it, each as "line: what".
type rule struct {
	name  string
	check func(f *source) []string
	plant *source // breaks the rule: see TestHouseRulesFire
}

type source struct {
	path string // slash-separated, from the root
	text string
	fset *token.FileSet
	ast  *ast.File
}

func parse(path, text string) *source {
	s := &source{path: path, text: text, fset: token.NewFileSet()}
	s.ast, _ = parser.ParseFile(s.fset, path, text, parser.ParseComments)
	return s
}

func (s *source) line(p token.Pos) int { return s.fset.Position(p).Line }
func (s *source) test() bool           { return strings.HasSuffix(s.path, "_test.go") }
func (s *source) generated() bool      { return ast.IsGenerated(s.ast) }

// core are the rooms without file, socket, clock or goroutine.
var core = regexp.MustCompile(`^(tlv|tlv/jsonfile|apdu|apdu/transcript|crypto/(capk|oda|cryptogram|pin|secchan|mac|sm)|crypto/internal/.+|kernel|kernel/(config|contact|entrypoint|step|states|journal|trace|acceptance|c[1-8]|kerneltest(/space)?|internal/.+|(contact|entrypoint|c[1-8])/internal/.+))/[^/]+\.go$`)

var rooms = regexp.MustCompile(`^(apdu|tlv|crypto|kernel|examples|testvectors|\.ci|\.github)$`)

// A clause comment names a book and at least one clause. Behind the number stand the words that tell the requirements of one clause
// apart, behind a colon what is to be said beside: "B3 10.5.1 blocked, 10.5.5: words", "C-3 5.4.2", "S4.10.1 S4.10.2". The edition is the one that
// the package's doc names. The long form names it: "EMV 4.4 B3 10.5.1 (blocked)".
var (
	clauseLike = regexp.MustCompile(`^// (EMV \d|C-\d F?\d|Book [AB]\b|ISO 9564|B[1-4] (annex )?[A-Z]?\d|B[1-4] annex|[AB] \d+\.\d|S\d+\.\d)`)
	oneLong    = `(EMV 4\.[0-4] B[1-4] (annex )?[A-Z]?\d*(\.\d+)*( (table|figure) \d+)?|C-[1-8] \d\.\d+ [A-Z]?[\dA-Z]+(\.[\dA-Z]+)*|Book [AB] (2\.1[02] )?[A-Z]?\d+(\.\d+)*)`
	longForm   = regexp.MustCompile(`^// ` + oneLong + `((, | to )([A-Z]?\d+(\.[\dA-Z]+)*|` + oneLong + `))*([:;,. (].*)?$`)
	shortForm  = regexp.MustCompile(`^// (((EMV 4\.3 )?B[1-4]|C-[1-8]|[AB]) (annex [A-Z]|[A-Z]?\.?\d+)(\.\d+)*[a-z]?( [^,:;()]+)?|S\d+(\.\d+)+( [A-Z]\w*(\.\d+)+)*)(, [^,:;()]+)*(: .+)?$`)
	longClause = regexp.MustCompile(`^// (EMV 4\.4|C-\d \d+\.\d+ \d|Book [AB]) `)

	// shortRooms have the short form alone, at its place.
	shortRooms = regexp.MustCompile(`^kernel/((contact|step|states|config|terminal|acceptance|c[1-8]|entrypoint|journal|trace|kerneltest|kerneltest/\w+|internal/\w+)/)?[^/]+\.go$`)
)

// misplaced names the clause comments of code that do not stand where the house has them: a function's at the end of its doc
// comment, a statement's at the end of its first line, and on a line of its own only what covers several statements.
func misplaced(f *source) (bad []string) {
	say := func(c *ast.Comment) { bad = append(bad, fmt.Sprintf("%d: %s", f.line(c.Pos()), c.Text)) }
	docs := map[*ast.CommentGroup]bool{}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if d, ok := n.(*ast.FuncDecl); ok && d.Doc != nil {
			docs[d.Doc] = true
			for i, c := range d.Doc.List[:len(d.Doc.List)-1] {
				if clauseLike.MatchString(c.Text) && !clauseLike.MatchString(d.Doc.List[i+1].Text) {
					say(c)
				}
			}
		}
		return true
	})
	lines := strings.Split(f.text, "\n")
	for _, g := range f.ast.Comments {
		for _, c := range g.List {
			own := strings.HasPrefix(lines[f.line(c.Pos())-1], "\t") && strings.HasPrefix(strings.TrimSpace(lines[f.line(c.Pos())-1]), "//")
			if own && !docs[g] && clauseLike.MatchString(c.Text) && below(f, g) < 2 {
				say(c)
			}
		}
	}
	return bad
}

// below counts the statements between a comment and the next empty line.
func below(f *source, g *ast.CommentGroup) (n int) {
	next := f.line(g.End()) + 1
	ast.Inspect(f.ast, func(x ast.Node) bool {
		var list []ast.Stmt
		switch x := x.(type) {
		case *ast.BlockStmt:
			list = x.List
		case *ast.CaseClause:
			list = x.Body
		}
		for _, s := range list {
			if f.line(s.Pos()) == next {
				n, next = n+1, f.line(s.End())+1
			}
		}
		return true
	})
	return n
}

var rules = []rule{
	{
		name: "a file outside generated tables has at most 600 lines",
		check: func(f *source) (bad []string) {
			if n := strings.Count(f.text, "\n"); n > 600 && !f.generated() {
				bad = append(bad, fmt.Sprintf("%d: %d lines", n, n))
			}
			return bad
		},
		plant: parse("tlv/long.go", "package tlv\n"+strings.Repeat("\n", 601)),
	},
	{
		name: "only the engine starts a goroutine in the core",
		check: func(f *source) (bad []string) {
			if !core.MatchString(f.path) || f.test() || f.path == "kernel/engine.go" {
				return nil
			}
			ast.Inspect(f.ast, func(n ast.Node) bool {
				if g, ok := n.(*ast.GoStmt); ok {
					bad = append(bad, fmt.Sprintf("%d: go statement", f.line(g.Pos())))
				}
				return true
			})
			return bad
		},
		plant: parse("kernel/contact/x.go", "package contact\n\nfunc f() { go f() }\n"),
	},
	{
		name: "a clause comment has its form",
		check: func(f *source) (bad []string) {
			for _, g := range f.ast.Comments {
				for _, c := range g.List {
					long := longForm.MatchString(c.Text) && !(shortRooms.MatchString(f.path) && longClause.MatchString(c.Text))
					if clauseLike.MatchString(c.Text) && !long && !shortForm.MatchString(c.Text) {
						bad = append(bad, fmt.Sprintf("%d: %s", f.line(c.Pos()), c.Text))
					}
				}
			}
			return bad
		},
		plant: parse("kernel/contact/x.go", "package contact\n\nvar x int // EMV 4.4 B3 10.5.1\n"),
	},
	{
		name: "a clause comment stands at the end of its statement, a function's at the end of its doc",
		check: func(f *source) []string {
			if f.test() || !shortRooms.MatchString(f.path) {
				return nil
			}
			return misplaced(f)
		},
		plant: parse("kernel/contact/x.go", "package contact\n\nfunc f() {\n\t// B3 10.5.1\n\tf()\n}\n"),
	},
	{
		name: "no leftovers: marks for later, tests that skip, sleeping tests",
		check: func(f *source) (bad []string) {
			for i, line := range strings.Split(f.text, "\n") {
				if (leftover.MatchString(line) || f.test() && strings.Contains(line, "time.Sleep(")) && f.path != "house_test.go" {
					bad = append(bad, fmt.Sprintf("%d: %s", i+1, strings.TrimSpace(line)))
				}
			}
			return bad
		},
		plant: parse("tlv/x.go", "package tlv\n\n// TO"+"DO: later\n"),
	},
	{
		name: "a program that needs no regular expression compiles none: no variable of a package has one at the start",
		check: func(f *source) (bad []string) {
			if f.test() || strings.HasPrefix(f.path, ".ci/") || strings.HasSuffix(f.path, "test.go") {
				return nil
			}
			for _, d := range f.ast.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok {
					continue
				}
				ast.Inspect(g, func(n ast.Node) bool {
					if c, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(fmt.Sprint(c.Fun), "&{regexp ") {
						bad = append(bad, fmt.Sprintf("%d: compiled at the start", f.line(c.Pos())))
					}
					_, later := n.(*ast.FuncLit)
					return !later
				})
			}
			return bad
		},
		plant: parse("tlv/x.go", "package tlv\n\nvar x = regexp.MustCompile(`a`)\n"),
	},
	{
		name: "every exported name of a library package has a doc comment",
		check: func(f *source) (bad []string) {
			if f.test() || f.generated() || strings.HasPrefix(f.path, "examples/") || strings.Contains(f.path, "/internal/") {
				return nil
			}
			return undocumented(f)
		},
		plant: parse("tlv/x.go", "package tlv\n\nfunc F() {}\n"),
	},
}

var leftover = regexp.MustCompile(`\b(TODO|FIXME)\b|\bXXX:|not implemented|\b[tb]\.Skip(f|Now)?\(`)

func undocumented(f *source) (bad []string) {
	say := func(p token.Pos, name string) { bad = append(bad, fmt.Sprintf("%d: %s", f.line(p), name)) }
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !wellKnown[d.Name.Name] {
				say(d.Pos(), d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
						say(s.Pos(), s.Name.Name)
					}
				case *ast.ValueSpec:
					if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						say(s.Pos(), s.Names[0].Name)
					}
				}
			}
		}
	}
	return bad
}

// wellKnown are methods whose meaning the standard library fixes.
var wellKnown = map[string]bool{"String": true, "GoString": true, "Error": true, "Unwrap": true, "Format": true, "LogValue": true, "MarshalJSON": true, "MarshalText": true, "Is": true}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.IsExported() {
			exported = true
		}
		return true
	})
	return exported
}

// walk gives every file of the repository but version control's.
func walk(t *testing.T, visit func(path string, d fs.DirEntry)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == ".git" {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil // a worktree's is a file
		}
		visit(filepath.ToSlash(path), d)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHouseRules(t *testing.T) {
	walk(t, func(path string, d fs.DirEntry) {
		if d.IsDir() && !strings.Contains(path, "/") && path != "." && !rooms.MatchString(path) {
			t.Errorf("%s: no such room", path)
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := parse(path, string(text))
		for _, r := range rules {
			for _, bad := range r.check(f) {
				t.Errorf("%s:%s: %s", path, bad, r.name)
			}
		}
	})
}

// Every rule fires on the file planted for it.
func TestHouseRulesFire(t *testing.T) {
	for _, r := range rules {
		if len(r.check(r.plant)) == 0 {
			t.Errorf("does not fire: %s", r.name)
		}
	}
}

// The rule about goroutines holds in every room of the core, and in no other.
func TestCore(t *testing.T) {
	rooms := map[string]bool{
		"tlv": true, "tlv/jsonfile": true, "apdu": true, "apdu/transcript": true, "kernel": true, "kernel/kerneltest": true, "kernel/kerneltest/space": true,
		"kernel/config": true, "kernel/contact": true, "kernel/step": true, "kernel/internal/hidden": true, "kernel/internal/entry": true,
		"kernel/journal": true, "kernel/trace": true, "kernel/acceptance": true, "kernel/c2": true, "kernel/c3": true, "kernel/c4": true, "kernel/c5": true, "kernel/c6": true, "kernel/c7": true, "kernel/c8": true, "kernel/states": true,
		"kernel/contact/internal/oracle": true, "kernel/c2/internal/oracle": true, "kernel/c4/internal/oracle": true, "kernel/c5/internal/oracle": true, "kernel/c6/internal/oracle": true, "kernel/c3/internal/oracle": true, "kernel/c7/internal/oracle": true, "kernel/c8/internal/oracle": true, "kernel/entrypoint": true, "kernel/entrypoint/internal/oracle": true,
		"crypto/capk": true, "crypto/oda": true, "crypto/cryptogram": true, "crypto/pin": true, "crypto/secchan": true, "crypto/mac": true, "crypto/sm": true,
		"crypto/internal/codepath": true, "crypto/internal/ecc": true, "crypto/internal/ecsdsa": true,
		"crypto/pin/softpin": false, "crypto/pin/softpin/pinpad": false, "kernel/terminal": false, "kernel/terminal/iso8583": false, "kernel/terminal/iso8583/upos": false, "kernel/terminal/staff": false, "kernel/terminal/slip": false, "kernel/terminal/store": false, "kernel/kerneltest/bench": false, "apdu/pcsc": false, "apdu/vpcd": false, "apdu/vpcd/pcscd": false,
		"tlv/internal/gen": false, "tlv/internal/gen/cmd": false,
	}
	walk(t, func(path string, d fs.DirEntry) {
		room := filepath.ToSlash(filepath.Dir(path))
		if !strings.HasSuffix(path, ".go") || !regexp.MustCompile(`^(tlv|apdu|crypto|kernel)(/|$)`).MatchString(room) {
			return
		}
		if _, known := rooms[room]; !known {
			t.Errorf("%s: core or not?", room)
		}
	})
	for room, want := range rooms {
		if fired := len(rules[1].check(parse(room+"/x.go", "package x\n\nfunc f() { go f() }\n"))) > 0; fired != want {
			t.Errorf("%s: fires %v", room, fired)
		}
	}
}

// The repository speaks of the product alone.
func TestNoMachinePaths(t *testing.T) {
	words := regexp.MustCompile(`(^|[^A-Za-z0-9.$])/(work|root|home)/[a-z]|\bC:\\`)
	walk(t, func(path string, d fs.DirEntry) {
		if d.IsDir() || !regexp.MustCompile(`\.(go|md|json|txt|yml|mod)$`).MatchString(path) || path == "house_test.go" {
			return
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if loc := words.FindIndex(text); loc != nil {
			t.Errorf("%s:%d: a machine path", path, 1+bytes.Count(text[:loc[0]], []byte{'\n'}))
		}
	})
}

// In these kernels nothing calls back up the order of files that the package doc has.
func TestKernelsReadDown(t *testing.T) {
	for room, doc := range map[string]string{"kernel/contact/": "contact.go", "kernel/c3/": "c3.go", "kernel/c4/": "c4.go", "kernel/c5/": "c5.go"} {
		t.Run(doc, func(t *testing.T) { readsDown(t, room, doc) })
	}
}

func readsDown(t *testing.T, room, doc string) {
	text, err := os.ReadFile(room + doc)
	if err != nil {
		t.Fatal(err)
	}
	var files []*source
	order := map[string]int{} // of a function: its file's place
	for i, m := range regexp.MustCompile(`(?m)^//\t(\w+\.go) `).FindAllSubmatch(text, -1) {
		path := room + string(m[1])
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := parse(path, string(text))
		files = append(files, f)
		for _, d := range f.ast.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				order[called(d)] = i
			}
		}
	}
	for _, bad := range upward(files, order) {
		t.Error(bad)
	}
	all, err := filepath.Glob(room + "*.go")
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(path string) bool { return strings.HasSuffix(path, "_test.go") })
	if len(all) != len(files) {
		t.Errorf("%d files, %d in the package doc of %s", len(all), len(files), doc)
	}
	if len(upward(files[:1], map[string]int{".run": 0})) != 0 || len(upward(files[:1], map[string]int{".run": -1})) == 0 {
		t.Error("the rule does not fire, or fires on what goes down")
	}
}

// called is how a function is called: a method by t.name or v.name, after its receiver.
func called(d *ast.FuncDecl) string {
	if d.Recv != nil {
		return "." + d.Name.Name
	}
	return d.Name.Name
}

// upward names the calls, and other uses, of functions of a file above.
func upward(files []*source, order map[string]int) (bad []string) {
	for i, f := range files {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			name := ""
			switch n := n.(type) {
			case *ast.SelectorExpr:
				name = "." + n.Sel.Name
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok {
					name = id.Name
				}
			}
			if at, ok := order[name]; ok && at < i {
				bad = append(bad, fmt.Sprintf("%s:%d: %s stands above", f.path, f.line(n.Pos()), strings.TrimPrefix(name, ".")))
			}
			return true
		})
	}
	return bad
}

// README's code is the code of kernel/terminal's examples: what a function inside one of them does, in their order.
func TestReadme(t *testing.T) {
	const file = "kernel/terminal/example_test.go"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	f := parse(file, string(text))
	for _, name := range []string{"pos", "atm"} {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok || len(a.Lhs) != 1 || types.ExprString(a.Lhs[0]) != name {
				return true
			}
			if l, ok := a.Rhs[0].(*ast.FuncLit); ok {
				body := f.text[f.fset.Position(l.Body.Lbrace).Offset+1 : f.fset.Position(l.Body.Rbrace).Offset]
				want = append(want, strings.TrimSpace(strings.ReplaceAll(body, "\n\t\t", "\n")))
			}
			return true
		})
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, block := range regexp.MustCompile("(?s)```go\n(.*?)\n```").FindAllStringSubmatch(string(readme), -1) {
		got = append(got, block[1])
	}
	if len(want) != 2 || !slices.Equal(got, want) {
		t.Errorf("README.md does not have the code of %s: want\n%s", file, strings.Join(want, "\n\n"))
	}
}

// clauseTables make the coverage tables: every requirement of the books -> function -> test.
var clauseTables = map[string][]string{
	"testvectors/coverage-contact.md":    {".ci/clauses/contact.txt", "apdu", "tlv", "crypto", "kernel", "examples/atm", "examples/pos", "examples/internal"},
	"testvectors/coverage-c2.md":         {".ci/clauses/c2.txt", "kernel/c2", "kernel/states", "crypto/oda"},
	"testvectors/coverage-c8.md":         {".ci/clauses/c8.txt", "kernel/c8", "kernel/states"},
	"testvectors/coverage-c3.md":         {".ci/clauses/c3.txt", "kernel/c3", "kernel/step"},
	"testvectors/coverage-c4.md":         {".ci/clauses/c4.txt", "kernel/c4", "kernel/step"},
	"testvectors/coverage-c5.md":         {".ci/clauses/c5.txt", "kernel/c5", "kernel/step"},
	"testvectors/coverage-c7.md":         {".ci/clauses/c7.txt", "kernel/c7", "kernel/step"},
	"testvectors/coverage-c6.md":         {".ci/clauses/c6.txt", "kernel/c6", "kernel/step", "kernel/acceptance", "kernel/entrypoint"},
	"testvectors/coverage-entrypoint.md": {".ci/clauses/entrypoint.txt", "kernel"},
}

// Each coverage table is what the program makes now, every row that is not out has a function and a test, and no comment
// names a clause that the table has not.
func TestClauseTable(t *testing.T) {
	const source = "./.ci/clauses"
	program := filepath.Join(t.TempDir(), "clauses")
	if out, err := exec.Command("go", "build", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for file, list := range clauseTables {
		args := append([]string{"table"}, list...)
		var fault bytes.Buffer
		command := exec.Command(program, args...)
		command.Stderr = &fault
		want, err := command.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, &fault)
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its program makes of the comments now: go %s > %s", file, "run "+source+" "+strings.Join(args, " "), file)
		}
	}
}

// The Chinese README has the commands, the code, the folders and the links of the English one, in its order.
func TestReadmeInChinese(t *testing.T) {
	parts := func(file string) (list []string) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for _, block := range regexp.MustCompile("(?s)```go\n(.*?)\n```").FindAllStringSubmatch(text, -1) {
			list = append(list, block[1])
		}
		for _, m := range regexp.MustCompile(`(?m)^    ([^#\n]*)`).FindAllStringSubmatch(text, -1) {
			list = append(list, "command: "+strings.TrimSpace(m[1]))
		}
		for _, m := range regexp.MustCompile("(?m)^\\| (`[^|]*) \\|").FindAllStringSubmatch(text, -1) {
			list = append(list, "folder: "+m[1])
		}
		for _, m := range regexp.MustCompile(`\]\(([^)]*)\)`).FindAllStringSubmatch(text, -1) {
			list = append(list, "link: "+m[1])
		}
		return list
	}
	english, chinese := parts("README.md"), parts("README.zh.md")
	if len(english) < 40 {
		t.Fatalf("%d parts", len(english))
	}
	for i, part := range english {
		if i >= len(chinese) || chinese[i] != part {
			t.Fatalf("README.zh.md lacks, at its place: %s", part)
		}
	}
	if len(chinese) > len(english) {
		t.Errorf("README.zh.md has more: %q", chinese[len(english):])
	}
}
