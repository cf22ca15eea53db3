//go:build !wasip1

package kernel_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// restartable are the scenarios that are resumed in a process that has nothing but the journal.
func restartable() []*kerneltest.Scenario {
	exchange := c2scenario(true, true, exchanged{detFirst: true, dets: [][]byte{amountDET, tagsDET, proceedDET}}, tlv.TagsToRead, tlv.ProceedToFirstWriteFlag)
	return []*kerneltest.Scenario{
		&errandScenario,
		&exchange,
		{
			Program: reader(domestic{kernel.StartB}), Config: oneDomestic,
			World: func() kerneltest.World { f := field{faults: 1}; return f.do },
		},
	}
}

// A session stopped at any action and resumed from its journal in a fresh process ends as it does in this one.
func TestResumeInFreshProcess(t *testing.T) {
	if n := bench.FreshProcess(t, restartable()); n < 50 {
		t.Errorf("%d journals", n)
	}
}

// Nothing but kerneltest can give a session a random source, and nothing but tests imports kerneltest.
func TestNobodySetsRandomness(t *testing.T) {
	const module = "github.com/emvgo/emv/kernel"
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return nil // the compiler's business
		}
		path = filepath.ToSlash(path)
		inKernel := !strings.Contains(strings.TrimPrefix(path, "../kernel/"), "/") || path == "../kernel/journal/claim.go"
		inTest := strings.HasPrefix(path, "../kernel/kerneltest/") || strings.HasSuffix(path, "_test.go")
		for _, i := range f.Imports {
			switch i.Path.Value {
			case `"` + module + `/internal/hidden"`:
				seen++
				if !inKernel && !inTest {
					t.Errorf("%s imports the hidden options", path)
				}
			case `"` + module + `/kerneltest"`:
				seen++
				// The bench replays recorded conversations, whose numbers the kernel must draw again; no card is there.
				if !inTest && path != "../examples/emv/numbers.go" {
					t.Errorf("%s imports kerneltest", path)
				}
			}
		}
		return nil
	})
	if err != nil || seen < 5 {
		t.Fatal(err, seen)
	}
}
