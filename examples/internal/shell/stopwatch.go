package shell

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
)

// A Stopwatch takes the time of the card apart from that of kernel and terminal, from the moment when a card was found. Neither has what a screen, a host or
// the cardholder takes.
type Stopwatch struct {
	Card, Kernel time.Duration
	Exchanges    int

	mu    sync.Mutex // a held message is shown beside the kernel
	runs  bool       // the kernel's
	since time.Time
	held  time.Time // until then a message is held, and the terminal waits
}

// stop stops the kernel's time, and says whether it ran.
func (w *Stopwatch) stop() (ran bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.runs {
		return false
	}
	w.runs = false
	now, since := time.Now(), w.since
	if since.Before(w.held) {
		since = w.held
	}
	w.Kernel += max(now.Sub(since), 0)
	return true
}

func (w *Stopwatch) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.runs, w.since = true, time.Now()
}

// beside does what is not the kernel's.
func (w *Stopwatch) beside(do func()) {
	ran := w.stop()
	do()
	if ran {
		w.start()
	}
}

// Trace is a tracer that costs the kernel no time.
func (w *Stopwatch) Trace(to func(trace.Entry)) func(trace.Entry) {
	return func(e trace.Entry) { w.beside(func() { to(e) }) }
}

// Display is a display that costs the kernel no time.
func (w *Stopwatch) Display(d terminal.Display) terminal.Display { return timedDisplay{d, w} }

type timedDisplay struct {
	terminal.Display
	w *Stopwatch
}

func (d timedDisplay) Show(ctx context.Context, ui kernel.UI) {
	d.w.beside(func() { d.Display.Show(ctx, ui) })
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	if ui.Hold > 0 {
		d.w.held = time.Now().Add(ui.Hold)
	}
}

// Host is a host that costs the kernel no time.
func (w *Stopwatch) Host(h terminal.Host) terminal.Host { return timedHost{h, w} }

type timedHost struct {
	terminal.Host
	w *Stopwatch
}

func (h timedHost) Authorise(ctx context.Context, r terminal.Request) (response []byte, err error) {
	h.w.beside(func() { response, err = h.Host.Authorise(ctx, r) })
	return response, err
}

func (h timedHost) TakesConversions() bool { return converts(h.Host) }

// Reader is a reader whose card is timed. It is a [terminal.Remover] too.
func (w *Stopwatch) Reader(r terminal.Reader) terminal.Reader { return timedReader{r, w} }

type timedReader struct {
	terminal.Reader
	w *Stopwatch
}

func (r timedReader) Activate(ctx context.Context) ([]byte, error) {
	r.w.stop()
	answer, err := r.Reader.Activate(ctx)
	r.w.start()
	return answer, err
}

func (r timedReader) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	r.w.stop()
	begin := time.Now()
	response, took, err := r.Reader.Transmit(ctx, command)
	r.w.Exchanges++
	r.w.Card += max(time.Since(begin), took) // a virtual card may say that it took longer
	r.w.start()
	return response, took, err
}

func (r timedReader) Removed(ctx context.Context) (err error) {
	if remover, ok := r.Reader.(terminal.Remover); ok {
		r.w.beside(func() { err = remover.Removed(ctx) })
	}
	return err
}

// String is both times in words.
func (w *Stopwatch) String() string {
	return fmt.Sprintf("card %v in %d exchanges, kernel and terminal %v", w.Card.Round(time.Microsecond), w.Exchanges, w.Kernel.Round(time.Microsecond))
}
