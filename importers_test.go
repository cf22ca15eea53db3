package emv_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Whoever imports a package of the kernel, but for these leaves, builds with none of the modules that only the store, the examples and the tests need.
func TestImporters(t *testing.T) {
	list := func(args ...string) []string {
		t.Helper()
		out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(string(out))
	}
	packages := slices.DeleteFunc(list("./kernel/..."), func(p string) bool {
		return strings.HasSuffix(p, "/terminal/store") || strings.Contains(p, "/terminal/iso8583")
	})
	deps := list(append([]string{"-deps"}, packages...)...)
	if len(packages) < 20 || !slices.Contains(deps, "github.com/emvgo/emv/tlv") {
		t.Fatal(packages)
	}
	for _, p := range deps {
		for _, module := range []string{"go.etcd.io/", "github.com/moov-io/iso8583", "github.com/parquet-go", "github.com/spf13", "github.com/rogpeppe", "golang.org/x/sys/unix"} {
			if strings.HasPrefix(p, module) {
				t.Errorf("%s comes with it", p)
			}
		}
	}
}
