// Command cmd writes the generated files of package tlv: go generate ./tlv
package main

import (
	"fmt"
	"os"

	"github.com/emvgo/emv/tlv/internal/gen"
)

func main() {
	files, err := gen.Files()
	for name, src := range files {
		if err == nil {
			err = os.WriteFile(name, src, 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
