package tlv

import (
	"bytes"
	_ "embed"
	"testing"

	"github.com/emvgo/emv/tlv/internal/gen"
)

//go:embed rows_gen.go
var rowsGen []byte

//go:embed bits_gen.go
var bitsGen []byte

func TestGeneratedFilesAreCurrent(t *testing.T) {
	files, err := gen.Files()
	if err != nil {
		t.Fatal(err)
	}
	for name, have := range map[string][]byte{"rows_gen.go": rowsGen, "bits_gen.go": bitsGen} {
		if !bytes.Equal(files[name], have) {
			t.Errorf("%s is older than its tables: go generate ./tlv", name)
		}
	}
}
