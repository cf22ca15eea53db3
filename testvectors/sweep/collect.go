package sweep

import (
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// The tests that import this package have small heaps: with the default they spend a fifth of their time collecting them. Benchmarks are left as they are.
func init() {
	if os.Getenv("GOGC") == "" && !slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(a, "-test.bench=") }) {
		debug.SetGCPercent(400)
	}
}
