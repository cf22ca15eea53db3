package c5_test

import (
	"fmt"

	"github.com/emvgo/emv/kernel/c5"
)

// What a combination may be configured with, beside Entry Point's own data. config.Kernels has a configuration held against it.
func ExampleKernel_Parameters() {
	for _, p := range (c5.Kernel{}).Parameters() {
		if p.Mandatory {
			fmt.Println(p.Tag, p.Name)
		}
	}
	// Output:
	// DF01 Combination Options
	// DF02 Terminal Interchange Profile (static)
}
