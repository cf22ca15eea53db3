//go:build linux && cgo && pcsc

package pcsc

import (
	"sync"
	"testing"
)

// Each session finds its own socket, whoever else opens one at the same time; to cut one leaves the others alone; and
// all are given back.
func TestSever(t *testing.T) {
	before := len(sockets())
	list := make([]session, 16)
	var wait sync.WaitGroup
	for i := range list {
		wait.Go(func() {
			s, err := built.establish()
			if err != nil {
				t.Error(err)
				return
			}
			list[i] = s
		})
	}
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for i, s := range list {
		if !s.severable() {
			t.Errorf("session %d has no line", i)
		}
		if i%2 == 0 {
			s.sever()
		}
	}
	for i, s := range list {
		if _, err := s.readers(); (err == nil) != (i%2 == 1) {
			t.Errorf("session %d: %v", i, err)
		}
		_ = s.release()
		if s.sever(); s.severable() {
			t.Errorf("session %d can be cut after its end", i)
		}
	}
	if after := len(sockets()); after != before {
		t.Errorf("%d sockets before, %d after", before, after)
	}
}
