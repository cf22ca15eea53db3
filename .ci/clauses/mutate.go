package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A mutation deletes one statement or negates one condition that a clause comment stands behind or above.
type mutation struct {
	file, clause, what string
	line               int
	text               []byte // the whole mutated file
}

// mutate runs the package's own tests, and those named with -tests, over every mutation.
func mutate(args []string) error {
	fl := flag.NewFlagSet("mutate", flag.ContinueOnError)
	only := fl.String("run", ".", "only clauses that match")
	tests := fl.String("tests", "", "further packages whose tests may notice, separated by commas")
	within := fl.Duration("within", 2*time.Minute, "time for one test run: a mutation that hangs is noticed")
	if err := fl.Parse(args); err != nil {
		return err
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	noticed, broken, survivors := 0, 0, []string(nil)
	for _, pkg := range fl.Args() {
		all, err := mutationsOf(pkg)
		if err != nil {
			return err
		}
		run := []string{"./" + filepath.ToSlash(pkg)}
		if *tests != "" {
			run = append(run, strings.Split(*tests, ",")...)
		}
		all = slices.DeleteFunc(all, func(m mutation) bool { return !match.MatchString(m.clause) })
		for i, m := range all {
			verdict := try(dir, m, run, *within)
			fmt.Fprintf(os.Stderr, "%4d/%d %-8s %s:%d %s: %s\n", i+1, len(all), verdict, m.file, m.line, m.clause, m.what)
			switch verdict {
			case "noticed":
				noticed++
			case "broken":
				broken++
			default:
				survivors = append(survivors, fmt.Sprintf("%s:%d: %s: %s", m.file, m.line, m.clause, m.what))
			}
		}
	}
	for _, s := range survivors {
		fmt.Println(s)
	}
	fmt.Printf("%d mutations noticed, %d do not compile, %d survive\n", noticed, broken, len(survivors))
	if len(survivors) > 0 {
		return fmt.Errorf("%d mutations that no test notices", len(survivors))
	}
	return nil
}

func try(dir string, m mutation, pkgs []string, within time.Duration) string {
	file := filepath.Join(dir, "mutant.go")
	overlay := filepath.Join(dir, "overlay.json")
	abs, err := filepath.Abs(m.file)
	if err != nil {
		return "broken"
	}
	list, _ := json.Marshal(map[string]any{"Replace": map[string]string{abs: file}})
	if os.WriteFile(file, m.text, 0o600) != nil || os.WriteFile(overlay, list, 0o600) != nil {
		return "broken"
	}
	if exec.Command("go", "build", "-overlay", overlay, "./"+filepath.Dir(m.file)).Run() != nil {
		return "broken"
	}
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	args := append([]string{"test", "-vet=off", "-short", "-failfast", "-overlay", overlay}, pkgs...)
	if exec.CommandContext(ctx, "go", args...).Run() != nil {
		return "noticed"
	}
	return "SURVIVES"
}

func mutationsOf(pkg string) (all []mutation, err error) {
	files, err := filepath.Glob(filepath.Join(pkg, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		clauseAt := map[int]string{} // line -> clause
		for _, g := range f.Comments {
			for _, c := range g.List {
				if cl := clausesOf(c.Text); cl != nil {
					clauseAt[fset.Position(c.Pos()).Line] = strings.Join(cl, ", ")
				}
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(ast.Stmt)
			if !ok {
				return true
			}
			line := fset.Position(s.Pos()).Line
			clause := clauseAt[line]
			if clause == "" {
				clause = clauseAt[line-1]
			}
			if clause == "" {
				return true
			}
			if text, what := mutant(src, fset, s); text != nil {
				all = append(all, mutation{file, clause, what, line, text})
			}
			return true
		})
	}
	return all, nil
}

// mutant is the file with the statement's condition negated or the statement deleted.
func mutant(src []byte, fset *token.FileSet, s ast.Stmt) ([]byte, string) {
	replace := func(from, to token.Pos, with string) []byte {
		a, b := fset.Position(from).Offset, fset.Position(to).Offset
		return slices.Concat(src[:a], []byte(with), src[b:])
	}
	whole := func(n ast.Node) string {
		return string(src[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset])
	}
	cut := func(n ast.Node) string {
		line, _, _ := strings.Cut(whole(n), "\n")
		return line
	}
	switch s := s.(type) {
	case *ast.IfStmt:
		return replace(s.Cond.Pos(), s.Cond.End(), "!("+whole(s.Cond)+")"), "negate " + cut(s.Cond)
	case *ast.CaseClause:
		if len(s.List) > 0 && len(s.Body) > 0 {
			return replace(s.Body[0].Pos(), s.Body[len(s.Body)-1].End(), ""), "empty case " + cut(s.List[0])
		}
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.ReturnStmt, *ast.DeferStmt:
		return replace(s.Pos(), s.End(), ""), "delete " + cut(s)
	}
	return nil, ""
}
