package mac_test

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
	topics := map[string]string{"nist": "CMAC with AES and TDES", "iso": "ISO/IEC 9797-1 algorithms 1, 3"}
	files, err := testvectors.Cryptograms()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind == "mac" && strings.HasSuffix(f.Name, "/mac.json") {
				counts[v.Source] += max(v.Count, 1)
			}
		}
	}
	if len(counts) != len(topics) {
		t.Errorf("sources %v", counts)
	}
	for source, topic := range topics {
		if line := fmt.Sprintf("//\t%-32s %4d ", topic, counts[source]); !strings.Contains(doc, line) {
			t.Errorf("not in doc.go: %q", line)
		}
	}
}
