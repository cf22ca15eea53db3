package sm_test

import (
	"encoding/hex"
	"fmt"
	"log"

	"github.com/emvgo/emv/crypto/sm"
)

// The example of the SM2 standard: a signature over "message digest".
func Example() {
	bytes := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			log.Fatal(err)
		}
		return b
	}
	pub, err := sm.NewPublicKey(bytes("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020" +
		"CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"))
	if err != nil {
		log.Fatal(err)
	}
	signature := bytes("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3" +
		"B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
	fmt.Println(pub.Verify(nil, []byte("message digest"), signature))
	fmt.Println(pub.Verify(nil, []byte("another message"), signature))
	fmt.Printf("%X\n", sm.Hash([]byte("abc")))
	// Output:
	// true
	// false
	// 66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0
}
