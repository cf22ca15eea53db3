package c3_test

import (
	"fmt"

	"github.com/emvgo/emv/kernel/c3"
)

// What a combination of this kernel may be configured with.
func ExampleKernel_Parameters() {
	for _, p := range (c3.Kernel{}).Parameters() {
		fmt.Println(p.Tag, p.Name)
	}
	// Output:
	// 9F66 Terminal Transaction Qualifiers (TTQ)
	// DF01 Terminal Exception File Check
	// DF02 Application Usage Control check for manual cash
	// DF03 Application Usage Control check for cashback
	// DF04 Integrated Data Storage
	// DF05 fDDA for Online
	// DF06 Available Offline Spending Amount shown or printed
	// DF07 Account ranges of the AID
}
