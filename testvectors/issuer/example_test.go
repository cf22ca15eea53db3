package issuer_test

import (
	"encoding/hex"
	"fmt"

	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The issuer of a published vector checks its cryptogram, and declines with the ARPC that was published with it.
func ExampleIssuer_Authorise() {
	key := func(digits string) []byte {
		b, err := hex.DecodeString(digits)
		if err != nil {
			panic(err)
		}
		return b
	}
	bank := issuer.New(issuer.Range{
		Prefix: "123456",
		AC:     key("0123456789ABCDEFFEDCBA9876543210"),
		MAC:    key("FEDCBA98765432100123456789ABCDEF"),
		Enc:    key("89ABCDEF0123456776543210FEDCBA98"),
	})
	r, err := bank.Authorise(key(request), issuer.Options{PAN: "1234567890123456", Decline: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	data, _ := tlv.Find(r.Data, 0x91)
	fmt.Printf("%v %s %X\n", r.Approved, r.ARC, data.Value)
	// Output: false 05 9AF514C100000000
}
