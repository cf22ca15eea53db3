package card

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/emvgo/emv/testvectors"
)

// The cards sign as the published worked examples of Book E do: testvectors/ecc/booke.json, which names who published them. What else
// the cards of Kernel 8 make has no published values but an EDA-MAC, which crypto/secchan's tests have: the rest is our own.
//
// EMV 4.4 B2 A2.2.2
func TestPublishedSignatures(t *testing.T) {
	files, err := testvectors.ODA()
	if err != nil {
		t.Fatal(err)
	}
	number := func(b []byte) *big.Int { return new(big.Int).SetBytes(b) }
	n := 0
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind != "EC-SDSA" || v.Inputs["private key"] == "" {
				continue
			}
			for _, c := range curves() {
				if v.Bytes("suite")[0] != c.suite {
					continue
				}
				n++
				k := &eccKey{curve: c, d: number(v.Bytes("private key"))}
				if got := k.signWith(number(v.Bytes("k")), v.Bytes("message")); !bytes.Equal(got, v.Bytes("signature")) {
					t.Errorf("%s: %X", v.Name, got)
				}
			}
		}
	}
	if n != 4 {
		t.Errorf("%d published signatures, not 4", n)
	}
}
