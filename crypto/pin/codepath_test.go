package pin_test

import (
	"embed"
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/internal/codepath"
)

//go:embed *.go
var source embed.FS

// Attack 22: RSA with a PIN in its operand goes through bigmod, where only the public exponent may show; ECC goes
// through package ecc, which asserts the rest; nothing else does arithmetic with secrets.
//
// EMV 4.4 B2 7.2, 13.2
func TestCodePath(t *testing.T) {
	s, err := codepath.Read(source)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(codepath.Forbidden, "filippo.io/nistec") {
		if files := s.Imports[path]; files != nil {
			t.Errorf("%v import %s", files, path)
		}
	}
	for call, want := range map[string][]string{
		"ExpShortVarTime":         {"rsaRecover"}, // the exponent is 3 or 65537
		"Exp":                     {"sign"},
		"InverseVarTime":          nil,
		"GCDVarTime":              nil,
		"BitLenVarTime":           nil,
		"ShiftRightVarTime":       nil,
		"Mul":                     {"encipher", "decipher"},
		"SetOverflowingBytes":     nil,
		"ConstantTimeCompare":     {"dem1Open", "Equal", "open", "Equal"},
		"NewTripleDESCipher":      {"tdesBlock", "Block"},
		"DivShortVarTime":         nil,
		"TrailingZeroBitsVarTime": nil,
	} {
		got := slices.Clone(s.Calls[call])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s is called by %v, want %v", call, got, want)
		}
	}
}
