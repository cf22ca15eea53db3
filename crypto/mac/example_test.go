package mac_test

import (
	"fmt"
	"log"

	"github.com/emvgo/emv/crypto/mac"
)

// The retail MAC of ISO/IEC 9797-1's example text, whole and cut to four bytes.
func Example() {
	key := []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10}
	for _, size := range []int{8, 4} {
		m, err := mac.NewAlgorithm3(key, mac.Padding2, size)
		if err != nil {
			log.Fatal(err)
		}
		tag, err := m.Append(nil, []byte("Now is the time "), []byte("for all "))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%X %v\n", tag, m.Verify(tag, []byte("Now is the time for all ")))
	}
	// Output:
	// E9086230CA3BE796 true
	// E9086230 true
}
