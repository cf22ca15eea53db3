// Package codepath reads a package's own source, for tests that assert which arithmetic its secrets meet: attack 22,
// the side channel in PIN encipherment.
package codepath

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strconv"
	"strings"
)

// A Source is what the tests ask of a package's files, tests left out.
type Source struct {
	Imports map[string][]string // import path to files
	Calls   map[string][]string // names of methods and qualified functions called, to functions of the package that call them
}

// Read parses the .go files at the top of fsys.
func Read(fsys fs.FS) (*Source, error) {
	names, err := fs.Glob(fsys, "*.go")
	if err != nil {
		return nil, err
	}
	s := &Source{map[string][]string{}, map[string][]string{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			return nil, err
		}
		for _, i := range file.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return nil, err
			}
			s.Imports[path] = append(s.Imports[path], name)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				s.calls(f)
			}
		}
	}
	return s, nil
}

func (s *Source) calls(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				s.Calls[sel.Sel.Name] = append(s.Calls[sel.Sel.Name], f.Name.Name)
			}
		}
		return true
	})
}

// Forbidden are packages whose arithmetic is not constant time, or hides which it is, and the general-purpose
// random generators.
var Forbidden = []string{"math/big", "crypto/rsa", "crypto/elliptic", "crypto/ecdh", "crypto/ecdsa", "math/rand", "math/rand/v2"}
