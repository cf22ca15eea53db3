//go:build !wasip1 && !js

package store_test

import (
	"fmt"
	"os"
	"testing"
)

// children are what a child process of a test does.
var children = map[string]func(path string) error{"hold": hold, "busy": busyRun}

func TestMain(m *testing.M) {
	if do := children[os.Getenv("STORE_CHILD")]; do != nil {
		if err := do(os.Getenv("STORE_FILE")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
