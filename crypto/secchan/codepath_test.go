package secchan_test

import (
	"embed"
	"testing"

	"github.com/emvgo/emv/crypto/internal/codepath"
)

//go:embed *.go
var source embed.FS

// Attack 22: the package does no arithmetic of its own; private keys and blinding factors go to package ecc, which
// asserts the rest.
func TestCodePath(t *testing.T) {
	s, err := codepath.Read(source)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(codepath.Forbidden, "filippo.io/nistec", "filippo.io/bigmod") {
		if files := s.Imports[path]; files != nil {
			t.Errorf("%v import %s", files, path)
		}
	}
	for _, want := range []string{"Open", "ValidateBlindingFactor", "openCard"} {
		found := false
		for _, f := range s.Calls["Mul"] {
			found = found || f == want
		}
		if !found {
			t.Errorf("%s does not multiply through ecc", want)
		}
	}
	if s.Calls["Equal"] != nil {
		t.Errorf("comparison that is not constant time in %v", s.Calls["Equal"])
	}
}
