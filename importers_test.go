package emv_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Whoever imports kernel/terminal, and so whoever imports less, builds with none of the modules that only the store, the examples and the tests need.
func TestImporters(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "./kernel/terminal", "./kernel/terminal/staff", "./kernel/config", "./kernel/c2", "./kernel/c3", "./kernel/c7", "./kernel/c8")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if len(packages) < 50 {
		t.Fatal(packages)
	}
	for _, p := range packages {
		for _, module := range []string{"go.etcd.io/", "github.com/moov-io/iso8583", "github.com/parquet-go", "github.com/spf13", "github.com/rogpeppe", "golang.org/x/sys/unix"} {
			if strings.HasPrefix(p, module) {
				t.Errorf("%s comes with it", p)
			}
		}
	}
}
