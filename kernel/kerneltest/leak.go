package kerneltest

import (
	"bytes"
	"runtime"
	"testing"
)

// Sessions is the number of sessions whose program stands somewhere: each is a goroutine.
func Sessions() int {
	buf := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			return bytes.Count(buf[:n], []byte("kernel.(*core).body("))
		}
		buf = make([]byte, 2*len(buf))
	}
}

// NoLeaks fails a test, at its end, if more sessions stand than at its beginning. Not for parallel tests.
func NoLeaks(t testing.TB) {
	t.Helper()
	before := Sessions()
	t.Cleanup(func() {
		t.Helper()
		after := Sessions()
		for range 50 { // a goroutine that has ended may take a moment to go
			if after <= before {
				return
			}
			for range 100 {
				runtime.Gosched()
			}
			after = Sessions()
		}
		t.Errorf("%d sessions were neither closed nor ended", after-before)
	})
}
