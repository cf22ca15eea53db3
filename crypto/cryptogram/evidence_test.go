package cryptogram_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
)

//go:embed doc.go
var doc string

// The package documentation counts the vectors that there are.
func TestEvidence(t *testing.T) {
	topics := map[string]string{
		"key check value": "key check values", "icc master key": "ICC master keys, options A and B", "session key": "session keys",
		"application cryptogram": "application cryptograms", "cvn application cryptogram": "application cryptograms",
		"issuer application cryptogram": "application cryptograms", "aes application cryptogram": "application cryptograms",
		"arpc": "ARPC, issuer authentication data", "cvn arpc": "ARPC, issuer authentication data", "issuer arpc": "ARPC, issuer authentication data",
		"script mac": "script MAC and encipherment", "script encipherment": "script MAC and encipherment",
		"cvn script": "script MAC and encipherment", "issuer script mac": "script MAC and encipherment",
		"pin block": "PIN change blocks and commands", "cvn pin change": "PIN change blocks and commands",
		"issuer pin change block": "PIN change blocks and commands",
		"cvv":                     "CVV, dCVV, CVC3, PVV", "dcvv": "CVV, dCVV, CVC3, PVV", "cvc3": "CVV, dCVV, CVC3, PVV", "issuer cvc3": "CVV, dCVV, CVC3, PVV",
		"pvv": "CVV, dCVV, CVC3, PVV", "cvn data": "cryptogram data, 9F10 in parts", "issuer application data": "cryptogram data, 9F10 in parts",
		"mac": "", "sm2": "", "sm3": "", "sm4": "", // of packages mac and sm
	}
	files, err := testvectors.Cryptograms()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, f := range files {
		for _, v := range f.Vectors {
			topic, ok := topics[v.Kind]
			if !ok {
				t.Errorf("%s: in no topic", v.Kind)
			}
			counts[topic] += max(v.Count, 1)
		}
	}
	delete(counts, "")
	for topic, n := range counts {
		if line := fmt.Sprintf("//\t%-32s %7d ", topic, n); !strings.Contains(doc, line) {
			t.Errorf("not in doc.go: %q", line)
		}
	}
}
