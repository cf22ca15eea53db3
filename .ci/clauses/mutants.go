package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A mutant is one change of the code behind a clause comment.
type mutant struct {
	id                           int
	file, function, clause, what string
	line                         int
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d: %s: %s: %s", m.file, m.line, m.clause, m.function, m.what)
}

// instrument finds the mutants of a package. It gives its files with all of them in, each behind a call of mutantOff with
// its number, and selector beside them.
func instrument(pkg string, drops bool, mutants *[]*mutant) (files map[string][]byte, err error) {
	names, err := filepath.Glob(filepath.Join(pkg, "*.go"))
	if err != nil {
		return nil, err
	}
	files = map[string][]byte{}
	name := ""
	for _, path := range names {
		dir, base := filepath.Split(path)
		if built, err := build.Default.MatchFile(dir, base); err != nil || !built || strings.HasSuffix(base, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		s := source{text: src, path: filepath.ToSlash(path), fset: token.NewFileSet(), seen: map[string]int{}, drops: drops, mutants: mutants}
		f, err := parser.ParseFile(s.fset, path, src, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		s.readClauses(f)
		s.bodies = map[*ast.BlockStmt]bool{}
		ast.Walk(cover{source: &s}, f)
		files[path], name = s.edited(), f.Name.Name
	}
	if name == "" {
		return nil, fmt.Errorf("%s: no Go files", pkg)
	}
	files[filepath.Join(pkg, "mutant_selector.go")] = fmt.Appendf(nil, selector, name)
	return files, nil
}

// source is one file while mutants are looked for.
type source struct {
	text    []byte
	path    string
	fset    *token.FileSet
	clauses map[int]string          // line of code -> clauses that cover it
	seen    map[string]int          // how often a function has this change
	bodies  map[*ast.BlockStmt]bool // of functions
	drops   bool                    // operands too
	opens   []edit
	closes  []edit
	mutants *[]*mutant
}

type edit struct {
	at   int
	text string
}

func (s *source) offset(p token.Pos) int { return s.fset.Position(p).Offset }
func (s *source) line(p token.Pos) int   { return s.fset.Position(p).Line }

// readClauses finds what line of code each clause comment stands for: its own, or else the one below the comment.
func (s *source) readClauses(f *ast.File) {
	s.clauses = map[int]string{}
	for _, g := range f.Comments {
		for _, c := range g.List {
			clauses := clausesOf(c.Text)
			if clauses == nil {
				continue
			}
			at := s.line(g.End()) + 1
			p := s.fset.Position(c.Pos())
			if strings.TrimSpace(string(s.text[p.Offset-p.Column+1:p.Offset])) != "" {
				at = p.Line
			}
			s.clauses[at] = strings.TrimPrefix(s.clauses[at]+", "+strings.Join(clauses, ", "), ", ")
		}
	}
}

// edited is the file with all its mutants in. What is opened first at a place is closed last.
func (s *source) edited() (out []byte) {
	slices.Reverse(s.closes)
	all := append(s.closes, s.opens...)
	slices.SortStableFunc(all, func(a, b edit) int { return cmp.Compare(a.at, b.at) })
	last := 0
	for _, e := range all {
		out = append(append(out, s.text[last:e.at]...), e.text...)
		last = e.at
	}
	return append(out, s.text[last:]...)
}

// cover walks the syntax and knows which clauses cover it.
type cover struct {
	*source
	clause, function string
}

var spaces = regexp.MustCompile(`\s+`)

// mutant puts one in: before and after go round the code from pos to end, %d is its number.
func (c cover) mutant(verb string, what ast.Node, pos, end token.Pos, before, after string) {
	if c.clause == "" {
		return
	}
	text := string(c.text[c.offset(what.Pos()):c.offset(what.End())])
	if verb == "delete" {
		text, _, _ = strings.Cut(text, "\n")
	}
	text = verb + " " + spaces.ReplaceAllString(text, " ")
	key := c.function + text
	if c.seen[key]++; c.seen[key] > 1 {
		text += fmt.Sprintf(" #%d", c.seen[key])
	}
	id := len(*c.mutants) + 1
	*c.mutants = append(*c.mutants, &mutant{id, c.path, c.function, c.clause, text, c.line(what.Pos())})
	c.opens = append(c.opens, edit{c.offset(pos), fmt.Sprintf(before, id)})
	c.closes = append(c.closes, edit{c.offset(end), after})
}

func (c cover) negate(e ast.Expr) {
	c.mutant("negate", e, e.Pos(), e.End(), "(mutantOff(%d) == (", "))")
}

// drop takes an operand out of && or ||: it is true, or false.
func (c cover) drop(op token.Token, e ast.Expr) {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && b.Op == op || !c.drops {
		return // its own operands are dropped
	}
	before := "(!mutantOff(%d) || ("
	if op == token.LOR {
		before = "(mutantOff(%d) && ("
	}
	c.mutant("drop", e, e.Pos(), e.End(), before, "))")
}

func (c cover) remove(verb string, what, first, last ast.Node) {
	c.mutant(verb, what, first.Pos(), last.End(), "if mutantOff(%d) { ", " }")
}

// at is the walk inside a node: its own clause covers it, else the one that covers what is round it.
func (c cover) at(n ast.Node) cover {
	if own := c.clauses[c.line(n.Pos())]; own != "" {
		c.clause = own
	}
	return c
}

// Visit finds the mutants of one node; ast.Walk goes on to what is in it.
func (c cover) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case nil:
		return nil
	case *ast.FuncDecl:
		c.function = n.Name.Name
		c.body(n.Type, n.Body)
		c = c.at(n)
	case *ast.FuncLit:
		c.body(n.Type, n.Body)
	case ast.Stmt:
		if tells(n) {
			return nil
		}
		c = c.at(n)
		c.statement(n)
	case *ast.BinaryExpr:
		if n.Op == token.LAND || n.Op == token.LOR {
			for _, e := range []ast.Expr{n.X, n.Y} {
				if !compound(e) {
					c.negate(e)
				}
				c.drop(n.Op, e)
			}
		}
	}
	return c
}

// body lets a function with results end without a return, once its last one is taken out.
func (c cover) body(t *ast.FuncType, b *ast.BlockStmt) {
	if b == nil {
		return
	}
	c.bodies[b] = true
	if t.Results != nil {
		c.closes = append(c.closes, edit{c.offset(b.Rbrace), `; panic("the end of a mutant") `})
	}
}

func (c cover) statement(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.IfStmt:
		c.negate(s.Cond)
	case *ast.ForStmt:
		if s.Cond != nil {
			c.negate(s.Cond)
		}
	case *ast.SwitchStmt:
		for _, one := range s.Body.List {
			for _, e := range one.(*ast.CaseClause).List {
				if s.Tag == nil && len(one.(*ast.CaseClause).List) > 1 && !compound(e) {
					c.at(one).negate(e) // the commas are an or
					c.at(one).drop(token.LOR, e)
				}
			}
		}
	case *ast.CaseClause:
		if body := s.Body; len(body) > 0 && !slices.ContainsFunc(body, tells) {
			what := ast.Node(&ast.BasicLit{ValuePos: s.Case, Value: "default"})
			if len(s.List) > 0 {
				what = s.List[0]
			}
			c.remove("empty case", what, body[0], body[len(body)-1])
			if len(body) == 1 {
				return
			}
		}
		c.statements(s.Body, false)
	case *ast.BlockStmt:
		c.statements(s.List, c.bodies[s])
	case *ast.ReturnStmt:
		c.comparisons(s.Results)
	case *ast.AssignStmt:
		c.comparisons(s.Rhs)
	}
}

// statements finds those of a list that can be taken out. A function's own last return cannot.
func (c cover) statements(list []ast.Stmt, function bool) {
	for _, s := range list {
		switch x := s.(type) {
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.SendStmt, *ast.DeferStmt:
		case *ast.AssignStmt:
			if x.Tok == token.DEFINE {
				continue
			}
		case *ast.ReturnStmt:
			if function {
				continue
			}
		case *ast.BranchStmt:
			if x.Tok != token.BREAK && x.Tok != token.CONTINUE {
				continue
			}
		default:
			continue
		}
		if !tells(s) {
			c.at(s).remove("delete", s, s, s)
		}
	}
}

// comparisons finds those that are a whole result or a whole value.
func (c cover) comparisons(list []ast.Expr) {
	for _, e := range list {
		switch x := e.(type) {
		case *ast.BinaryExpr:
			if x.Op.Precedence() == token.EQL.Precedence() {
				c.negate(e)
			}
		case *ast.UnaryExpr:
			if x.Op == token.NOT {
				c.negate(e)
			}
		}
	}
}

// compound reports whether an expression is && or || itself: then its operands are the ones to negate.
func compound(e ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	return ok && (b.Op == token.LAND || b.Op == token.LOR)
}

// tells reports whether a statement only writes into the trace: Step, Note, or an if round nothing else.
func tells(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		return ok && (f.Sel.Name == "Note" || f.Sel.Name == "Step")
	case *ast.IfStmt:
		return s.Else == nil && s.Init == nil && len(s.Body.List) > 0 &&
			!slices.ContainsFunc(s.Body.List, func(s ast.Stmt) bool { return !tells(s) })
	}
	return false
}

// selector is the file that a package gets: it chooses the mutant, says which ones are reached, and ends a process that hangs or
// that eats the memory, be it the test's own or one that the test has started.
const selector = `package %s

import (
	"fmt"
	"os"
	"runtime/metrics"
	"strconv"
	"sync"
	"time"
)

var (
	mutantChosen = mutantGuard()
	mutantLog    = os.Getenv("MUTANT_LOG")
	mutantSeen   sync.Map
)

func mutantGuard() int {
	chosen, err := strconv.Atoi(os.Getenv("MUTANT"))
	if limit, _ := time.ParseDuration(os.Getenv("MUTANT_LIMIT")); err == nil {
		go func() {
			heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
			for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				if metrics.Read(heap); heap[0].Value.Uint64() > 1<<30 {
					break
				}
			}
			os.Exit(3)
		}()
	}
	return chosen
}

func mutantOff(id int) bool {
	if mutantLog != "" {
		if _, seen := mutantSeen.LoadOrStore(id, true); !seen {
			f, err := os.OpenFile(mutantLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				panic(err)
			}
			fmt.Fprintln(f, id)
			f.Close()
		}
	}
	return id != mutantChosen
}
`
