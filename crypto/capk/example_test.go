package capk_test

import (
	"fmt"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
)

// The published live keys, all checked, and one of them found.
func ExampleLoad() {
	set, err := capk.Load(testvectors.LiveCAKeys())
	if err != nil {
		fmt.Println(err)
		return
	}
	rid := [5]byte{0xA0, 0x00, 0x00, 0x00, 0x04}
	key, ok := set.Lookup(rid, 0x05)
	fmt.Println(ok, key.Algorithm, 8*len(key.Modulus), "bit")
	fmt.Println("expired at the end of 2030, if you ask:", key.ExpiredOn([3]byte{0x30, 0x12, 0x31}))
	_, ok = set.Lookup(rid, 0xF1) // a test key
	fmt.Println(ok)
	// Output:
	// true RSA 1408 bit
	// expired at the end of 2030, if you ask: true
	// false
}
