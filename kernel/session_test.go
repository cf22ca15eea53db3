package kernel_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
)

var (
	select1 = []byte{0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0x00, 0x00, 0x00, 0x04, 0x00}
	read1   = []byte{0x00, 0xB2, 0x01, 0x0C, 0x00}
	ok9000  = []byte{0x90, 0x00}
)

func program(run func(*kernel.Port) *kernel.Outcome) kernel.Program {
	return kernel.Single("test/1", run)
}

func open(t testing.TB, run func(*kernel.Port) *kernel.Outcome, opts ...kernel.Option) *kernel.Session {
	t.Helper()
	s, err := kernel.NewSession(program(run), &kernel.Config{}, kernel.Transaction{Money: kernel.Money{Amount: 1234}}, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func next(t testing.TB, s *kernel.Session, ev kernel.Event, want kernel.ActionKind) kernel.Action {
	t.Helper()
	a, err := s.Next(ev)
	if err != nil || a.Kind != want {
		t.Fatalf("Next(%v) = %v, %v; want %v", ev.Kind, a.Kind, err, want)
	}
	return a
}

func response(b ...byte) kernel.Event {
	return kernel.Event{Kind: kernel.Response, Data: b, Took: 1500 * time.Nanosecond}
}

func approved() *kernel.Outcome { return &kernel.Outcome{Status: kernel.Approved} }

// A kernel asks, the caller answers: bytes in, bytes out, and the time to the microsecond.
func TestExchange(t *testing.T) {
	var got kernel.Event
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Show(kernel.UI{Message: kernel.MsgPleaseWait})
		ev, out := p.Transmit(select1)
		if out != nil {
			return out
		}
		got = ev
		return &kernel.Outcome{Status: kernel.Approved, DataRecord: ev.Body()}
	})
	if a := next(t, s, kernel.Event{}, kernel.Show); a.UI.Message != kernel.MsgPleaseWait || a.Await != 0 {
		t.Fatal(a)
	}
	a := next(t, s, kernel.Event{}, kernel.Transmit)
	if !bytes.Equal(a.Command, select1) || !a.Await.Has(kernel.Response) || !a.Await.Has(kernel.CardFault) {
		t.Fatal(a)
	}
	buffer := []byte{0x6F, 0x00, 0x90, 0x00}
	end := next(t, s, response(buffer...), kernel.Done)
	clear(buffer) // Next has copied it
	if got.StatusWord() != 0x9000 || !bytes.Equal(got.Body(), []byte{0x6F, 0}) || got.Took != time.Microsecond {
		t.Fatal(got.StatusWord(), got.Body(), got.Took)
	}
	_ = s.Close()
	if end.Result.Status != kernel.Approved || !bytes.Equal(end.Result.DataRecord, []byte{0x6F, 0}) {
		t.Fatal("an outcome outlives its session", end.Result.DataRecord)
	}
	if _, err := s.Next(kernel.Event{}); !errors.Is(err, kernel.ErrClosed) {
		t.Fatal(err)
	}
}

// A blocking reader that answers a posted command at once never sees the difference.
func TestSendThenAwait(t *testing.T) {
	for _, early := range []bool{true, false} {
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			p.Send(select1)
			p.Show(kernel.UI{})
			if _, out := p.Await(kernel.Set(kernel.Response)); out != nil {
				return out
			}
			return approved()
		})
		next(t, s, kernel.Event{}, kernel.Transmit)
		if early {
			next(t, s, response(ok9000...), kernel.Show)
			next(t, s, kernel.Event{}, kernel.Done)
		} else {
			next(t, s, kernel.Event{}, kernel.Show)
			next(t, s, kernel.Event{}, kernel.Wait)
			next(t, s, response(ok9000...), kernel.Done)
		}
	}
}

// C-2 6.1: signals that a state does not take stay queued in their order; after a DET Next returns Wait.
func TestQueue(t *testing.T) {
	var order []byte
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.Transmit(read1); out != nil {
			return out
		}
		for {
			ev, ok := p.Take(kernel.Set(kernel.DataReceived))
			if !ok {
				break
			}
			order = append(order, ev.Data...)
		}
		return approved()
	})
	next(t, s, kernel.Event{}, kernel.Transmit)
	for i := range 8 {
		a := next(t, s, kernel.Event{Kind: kernel.DataReceived, Data: []byte{byte(i)}}, kernel.Wait)
		if !a.Await.Has(kernel.Response) || a.Command != nil {
			t.Fatal(a)
		}
	}
	if _, err := s.Next(kernel.Event{Kind: kernel.DataReceived}); !errors.Is(err, kernel.ErrInboxFull) {
		t.Fatal(err)
	}
	next(t, s, kernel.Event{}, kernel.Wait)
	next(t, s, response(ok9000...), kernel.Done)
	if !bytes.Equal(order, []byte{0, 1, 2, 3, 4, 5, 6, 7}) {
		t.Fatal(order)
	}
}

// Only answers that are owed are taken; a refused event leaves the session as it was.
func TestUnexpected(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.SelectApplication(make([]kernel.Candidate, 2)); out != nil {
			return out
		}
		if yes, out := p.ConfirmApplication(kernel.Candidate{}); out != nil || yes {
			return out
		}
		return approved()
	})
	next(t, s, kernel.Event{}, kernel.SelectApplication)
	before := s.Journal()
	for _, ev := range []kernel.Event{
		{Kind: kernel.Response, Data: ok9000},
		{Kind: kernel.HostResponse},
		{Kind: kernel.Timeout},
		{Kind: kernel.CardFound},
		{Kind: kernel.Chosen, Index: 2},
		{Kind: kernel.Chosen, Index: -1},
		{Kind: 200},
	} {
		if _, err := s.Next(ev); !errors.Is(err, kernel.ErrUnexpected) {
			t.Fatal(ev.Kind, err)
		}
	}
	if !bytes.Equal(before, s.Journal()) {
		t.Fatal("a refused event is in the journal")
	}
	next(t, s, kernel.Event{Kind: kernel.Chosen, Index: 1}, kernel.ConfirmApplication)
	next(t, s, kernel.Event{Kind: kernel.Chosen, Index: -1}, kernel.Done)
}

// A response that is none is what Level 1 calls a protocol error, never an error of Next.
func TestShortResponse(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		ev, out := p.Transmit(read1)
		if out != nil || ev.Kind != kernel.CardFault || ev.Fault != kernel.FaultProtocol {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		return approved()
	})
	next(t, s, kernel.Event{}, kernel.Transmit)
	if a := next(t, s, response(0x90), kernel.Done); a.Result.Status != kernel.Approved {
		t.Fatal(a.Result.Status)
	}
}

// StopTimer drops a Timeout that is queued, and one that fires while the program stops it.
func TestStopTimer(t *testing.T) {
	for _, when := range []kernel.ActionKind{kernel.Transmit, kernel.StopTimer} {
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			p.StartTimer(time.Second)
			if _, out := p.Transmit(read1); out != nil {
				return out
			}
			p.StopTimer()
			if _, late := p.Take(kernel.Set(kernel.Timeout)); late {
				return &kernel.Outcome{Status: kernel.Declined}
			}
			return approved()
		})
		next(t, s, kernel.Event{}, kernel.StartTimer)
		next(t, s, kernel.Event{}, kernel.Transmit)
		if when == kernel.Transmit {
			next(t, s, kernel.Event{Kind: kernel.Timeout}, kernel.Wait)
		}
		next(t, s, response(ok9000...), kernel.StopTimer)
		var ev kernel.Event
		if when == kernel.StopTimer {
			ev.Kind = kernel.Timeout
		}
		if a := next(t, s, ev, kernel.Done); a.Result.Status != kernel.Approved {
			t.Fatal(when, a.Result.Status)
		}
	}
}

// Cancelled ends what waits, but not after the point of no return.
func TestCommit(t *testing.T) {
	run := func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.Transmit(read1); out != nil {
			return out
		}
		p.Commit()
		if _, out := p.GoOnline([]byte{1}); out != nil {
			return out
		}
		return approved()
	}
	s := open(t, run)
	next(t, s, kernel.Event{}, kernel.Transmit)
	a := next(t, s, kernel.Event{Kind: kernel.Cancelled}, kernel.Done)
	if a.Result.Status != kernel.EndApplication || a.Result.Error.L3 != kernel.L3Stop {
		t.Fatal(a.Result.Status, a.Result.Error)
	}
	s = open(t, run)
	next(t, s, kernel.Event{}, kernel.Transmit)
	next(t, s, response(ok9000...), kernel.GoOnline)
	next(t, s, kernel.Event{Kind: kernel.Cancelled}, kernel.Wait)
	next(t, s, kernel.Event{Kind: kernel.HostResponse}, kernel.Done)
}

// A command is sent only when the card has answered the one before: a stale answer is dropped, not mistaken.
func TestStaleResponse(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Send(select1)
		ev, out := p.Transmit(read1)
		if out != nil {
			return out
		}
		return &kernel.Outcome{Status: kernel.Approved, DataRecord: ev.Data}
	})
	next(t, s, kernel.Event{}, kernel.Transmit)
	next(t, s, kernel.Event{}, kernel.Wait)
	next(t, s, response(0x6A, 0x82), kernel.Transmit)
	if a := next(t, s, response(0x90, 0x00), kernel.Done); !bytes.Equal(a.Result.DataRecord, ok9000) {
		t.Fatal(a.Result.DataRecord)
	}
}

// A panic becomes an outcome and a report that shows where.
func TestPanic(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Poll()
		var b []byte
		return &kernel.Outcome{DataRecord: b[len(b)+3:]}
	})
	next(t, s, kernel.Event{}, kernel.Poll)
	a := next(t, s, kernel.Event{}, kernel.Done)
	if a.Result.Status != kernel.EndApplication || a.Result.Error.L2 != kernel.InternalError {
		t.Fatal(a.Result.Status)
	}
	var bug *kernel.BugError
	if !errors.As(s.Err(), &bug) || !strings.Contains(string(bug.Stack), "session_test.go") {
		t.Fatal(s.Err())
	}
}

// A program that leaves without an outcome, or goes on after it was told to stop, is a bug with an outcome.
func TestBadPrograms(t *testing.T) {
	for name, run := range map[string]func(*kernel.Port) *kernel.Outcome{
		"nil":    func(*kernel.Port) *kernel.Outcome { return nil },
		"goexit": func(*kernel.Port) *kernel.Outcome { runtime.Goexit(); return nil },
		"deaf": func(p *kernel.Port) *kernel.Outcome {
			for {
				_, _ = p.Transmit(read1)
				p.Show(kernel.UI{})
			}
		},
	} {
		s := open(t, run)
		a, err := s.Next(kernel.Event{Kind: kernel.Cancelled})
		for err == nil && a.Kind != kernel.Done {
			a, err = s.Next(kernel.Event{})
		}
		var bug *kernel.BugError
		if err != nil || a.Result.Error.L2 != kernel.InternalError || !errors.As(s.Err(), &bug) {
			t.Error(name, err, s.Err())
		}
	}
}

func TestConcurrentNext(t *testing.T) {
	in, on := make(chan int), make(chan int)
	s := open(t, func(p *kernel.Port) *kernel.Outcome { close(in); <-on; return approved() })
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = s.Next(kernel.Event{}) })
	<-in
	if _, err := s.Next(kernel.Event{}); !errors.Is(err, kernel.ErrBusy) {
		t.Error(err)
	}
	if err := s.Close(); !errors.Is(err, kernel.ErrBusy) {
		t.Error(err)
	}
	close(on)
	wg.Wait()
	var inner error
	var self *kernel.Session
	self = open(t, func(p *kernel.Port) *kernel.Outcome { _, inner = self.Next(kernel.Event{}); return approved() })
	next(t, self, kernel.Event{}, kernel.Done)
	if !errors.Is(inner, kernel.ErrBusy) {
		t.Fatal(inner)
	}
}

// A session that nobody closes unwinds when the garbage collector finds it.
func TestDropped(t *testing.T) {
	const n = 20
	ended := make(chan bool, n)
	for range n {
		p := program(func(p *kernel.Port) *kernel.Outcome {
			defer func() { ended <- true }()
			_, out := p.Transmit(read1)
			return out
		})
		s, err := kernel.NewSession(p, &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.Transmit)
	}
	for left := n; left > 0; {
		runtime.GC()
		select {
		case <-ended:
			left--
		default:
			runtime.Gosched()
		}
	}
}

func TestRun(t *testing.T) {
	run := func(p *kernel.Port) *kernel.Outcome {
		defer p.FieldOff(0)
		if _, out := p.Transmit(read1); out != nil {
			return out
		}
		p.Commit()
		if _, out := p.GoOnline(nil); out != nil {
			return out
		}
		return approved()
	}
	answer := func(a kernel.Action) kernel.Event {
		switch a.Kind {
		case kernel.Transmit:
			return response(ok9000...)
		case kernel.GoOnline:
			return kernel.Event{Kind: kernel.HostResponse}
		}
		return kernel.Event{}
	}
	out, err := kernel.Run(context.Background(), open(t, run), kernel.HandlerFunc(
		func(_ context.Context, a kernel.Action) (kernel.Event, error) { return answer(a), nil }))
	if err != nil || out.Status != kernel.Approved {
		t.Fatal(out, err)
	}
	broken := errors.New("reader unplugged")
	_, err = kernel.Run(context.Background(), open(t, run), kernel.HandlerFunc(
		func(context.Context, kernel.Action) (kernel.Event, error) { return kernel.Event{}, broken }))
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	// The context ends before, during and after the first action, and during the one that cannot be cancelled.
	for _, at := range []kernel.ActionKind{0, kernel.Transmit, kernel.GoOnline} {
		for _, fail := range []bool{false, true} {
			ctx, cancel := context.WithCancel(context.Background())
			if at == 0 {
				cancel()
			}
			kinds := ""
			out, err = kernel.Run(ctx, open(t, run), kernel.HandlerFunc(
				func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
					kinds += a.Kind.String() + " "
					if a.Kind == at {
						cancel()
						if fail {
							return kernel.Event{}, ctx.Err()
						}
					}
					return answer(a), nil
				}))
			cancel()
			want := kernel.EndApplication
			if at == kernel.GoOnline {
				want = kernel.Approved
			}
			if err != nil || out.Status != want || !strings.Contains(kinds, "FieldOff") {
				t.Fatal(at, fail, out.Status, err, kinds)
			}
		}
	}
}
