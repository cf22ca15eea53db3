package ecc_test

import (
	"embed"
	"testing"

	"github.com/emvgo/emv/crypto/internal/codepath"
)

//go:embed *.go
var source embed.FS

// Attack 22: private keys meet nistec and bigmod alone.
func TestCodePath(t *testing.T) {
	s, err := codepath.Read(source)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range codepath.Forbidden {
		if files := s.Imports[path]; files != nil {
			t.Errorf("%v import %s", files, path)
		}
	}
	if s.Imports["filippo.io/nistec"] == nil || s.Imports["filippo.io/bigmod"] == nil {
		t.Error("neither nistec nor bigmod")
	}
	for name, callers := range s.Calls {
		switch name {
		case "ExpShortVarTime", "InverseVarTime", "GCDVarTime", "BitLenVarTime", "ShiftRightVarTime":
			t.Errorf("%v call %s", callers, name)
		}
	}
	if got := s.Calls["ScalarMult"]; len(got) != 2 || got[0] != "Mul" {
		t.Errorf("scalar multiplication in %v", got)
	}
}
