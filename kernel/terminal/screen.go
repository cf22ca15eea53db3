package terminal

import (
	"context"
	"sync"
	"time"

	"github.com/emvgo/emv/kernel"
)

// A screen is the display with its queue: a request that comes while another is held waits until that one's hold time is over, and the kernel goes on
// meanwhile. What waits at the end of a transaction is still shown.
//
// A 8.1.1.16
type screen struct {
	mu      sync.Mutex
	until   time.Time              // the last request is held so long
	waiting []func() time.Duration // show a request, and give its hold time
}

// show makes a user interface request, now or after those that are held.
//
// A 8.1.1.15
func (s *screen) show(ctx context.Context, d Display, ui kernel.UI) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	s.waiting = append(s.waiting, func() time.Duration {
		d.Show(ctx, ui)
		return ui.Hold
	})
	s.next()
}

// next shows what waits, up to the next request that is held.
func (s *screen) next() {
	for len(s.waiting) > 0 && !time.Now().Before(s.until) { // A 8.1.1.16
		hold := s.waiting[0]()
		s.waiting = s.waiting[1:]
		if hold > 0 {
			s.until = time.Now().Add(hold)
			time.AfterFunc(hold, s.release)
		}
	}
}

func (s *screen) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next()
}

// drain waits until nothing waits to be shown, or ctx ends.
func (s *screen) drain(ctx context.Context) {
	for {
		s.mu.Lock()
		s.next()
		waiting, hold := len(s.waiting), time.Until(s.until)
		s.mu.Unlock()
		if waiting == 0 {
			return
		}
		select {
		case <-time.After(hold):
		case <-ctx.Done():
			return
		}
	}
}
