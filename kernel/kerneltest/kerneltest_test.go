package kerneltest_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// recorder is a test that keeps what it is told.
type recorder struct {
	testing.TB
	failed   bool
	text     strings.Builder
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Failed() bool     { return r.failed }
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Logf(f string, args ...any) {
	fmt.Fprintf(&r.text, f+"\n", args...)
}

func (r *recorder) Errorf(f string, args ...any) {
	r.failed = true
	r.Logf(f, args...)
}

func (r *recorder) Error(args ...any) { r.Errorf("%s", fmt.Sprintln(args...)) }

func (r *recorder) Fatalf(f string, args ...any) {
	r.Errorf(f, args...)
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprintln(args...)) }

// judge runs a check to its end, and says how it went.
func judge(check func(testing.TB)) (failed bool, text string) {
	r := &recorder{}
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() {
			for _, f := range r.cleanups {
				f()
			}
		}()
		check(r)
	}()
	<-done
	return r.failed, r.text.String()
}

func answer(a kernel.Action) kernel.Event {
	switch a.Kind {
	case kernel.Transmit:
		return kernel.Event{Kind: kernel.Response, Data: []byte{0x90, 0x00}}
	case kernel.GoOnline:
		return kernel.Event{Kind: kernel.HostResponse}
	}
	return kernel.Event{}
}

func scenario(run func(*kernel.Port) *kernel.Outcome) *kerneltest.Scenario {
	return &kerneltest.Scenario{
		Program: kernel.Single("under test", run), Limit: 200,
		World: func() kerneltest.World { return answer },
	}
}

func good(p *kernel.Port) *kernel.Outcome {
	un := p.UnpredictableNumber()
	if _, out := p.Transmit(un[:]); out != nil {
		return out
	}
	if _, out := p.GoOnline(nil); out != nil {
		return out
	}
	return &kernel.Outcome{Status: kernel.Approved}
}

// A good program passes; each bad one is found by the sweep that is there for it.
func TestSweepsFindFaults(t *testing.T) {
	calls := 0
	cases := []struct {
		name  string
		run   func(*kernel.Port) *kernel.Outcome
		sweep func(*kerneltest.Scenario, testing.TB)
		want  string // "": passes
	}{
		{"good: exits", good, func(sc *kerneltest.Scenario, t testing.TB) { sc.EveryWayOut(t) }, ""},
		{"good: resume", good, func(sc *kerneltest.Scenario, t testing.TB) { sc.EveryResume(t) }, ""},
		{"memory of its own", func(p *kernel.Port) *kernel.Outcome {
			calls++
			p.Show(kernel.UI{Amount: uint64(calls)})
			return good(p)
		}, func(sc *kerneltest.Scenario, t testing.TB) { sc.Run(t) }, "refused at byte"},
		{"never ends", func(p *kernel.Port) *kernel.Outcome {
			for {
				p.Poll()
			}
		}, func(sc *kerneltest.Scenario, t testing.TB) { sc.Run(t) }, "no end after 200 actions"},
		{"bug on a fault", func(p *kernel.Port) *kernel.Outcome {
			ev, out := p.Transmit([]byte{0, 0xB2, 1, 0x0C, 0})
			if out != nil {
				return out
			}
			return &kernel.Outcome{Status: kernel.Approved, DataRecord: ev.Data[:2]}
		}, func(sc *kerneltest.Scenario, t testing.TB) { sc.EveryWayOut(t) }, "bug in under test"},
		{"deaf", func(p *kernel.Port) *kernel.Outcome {
			for {
				if ev, _ := p.Transmit(nil); ev.Kind == kernel.Response {
					return &kernel.Outcome{Status: kernel.Approved}
				}
			}
		}, func(sc *kerneltest.Scenario, t testing.TB) { sc.EveryWayOut(t) }, "goes on after its outcome"},
	}
	for _, c := range cases {
		failed, text := judge(func(tb testing.TB) { c.sweep(scenario(c.run), tb) })
		if failed != (c.want != "") || !strings.Contains(text, c.want) {
			t.Errorf("%s: failed %v: %s", c.name, failed, text)
		}
	}
}

func TestNoLeaks(t *testing.T) {
	var s *kernel.Session
	failed, text := judge(func(tb testing.TB) {
		kerneltest.NoLeaks(tb)
		s, _ = kernel.NewSession(kernel.Single("x", good), &kernel.Config{}, kernel.Transaction{})
		_, _ = s.Next(kernel.Event{})
	})
	if !failed || !strings.Contains(text, "1 sessions") {
		t.Error(text)
	}
	_ = s.Close()
}

func TestScript(t *testing.T) {
	run := func(steps ...kerneltest.Step) error {
		s, err := kernel.NewSession(kernel.Single("x", good), &kernel.Config{}, kernel.Transaction{},
			kerneltest.Numbers([4]byte{0, 0xB2, 1, 0x0C}))
		if err != nil {
			t.Fatal(err)
		}
		script := kerneltest.NewScript(steps...)
		_, err = kernel.Run(context.Background(), s, script)
		if err == nil && script.Rest() != 0 {
			err = fmt.Errorf("%d steps left", script.Rest())
		}
		return err
	}
	read, host := kerneltest.Exchange("00 B2 01 0C", "70 00 90 00"), kerneltest.Host("8A 02 30 30")
	for _, c := range []struct {
		steps []kerneltest.Step
		want  string
	}{
		{[]kerneltest.Step{read, host}, ""},
		{[]kerneltest.Step{kerneltest.Fault(kernel.FaultTimeout), host}, ""},
		{[]kerneltest.Step{kerneltest.Exchange("00B2020C", "9000"), host}, "step 0: 00B2010C, want 00B2020C"},
		{[]kerneltest.Step{host}, "want GoOnline"},
		{[]kerneltest.Step{read}, "after the script's end"},
		{[]kerneltest.Step{read, host, host}, "1 steps left"},
	} {
		err := run(c.steps...)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// A script is a whole card and host for a short test.
func ExampleScript() {
	s, err := kernel.NewSession(kernel.Single("example", good), &kernel.Config{}, kernel.Transaction{},
		kerneltest.Numbers([4]byte{1, 2, 3, 4}))
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := kernel.Run(context.Background(), s, kerneltest.NewScript(
		kerneltest.Exchange("01020304", "9000"),
		kerneltest.Host("8A023030"),
	))
	fmt.Println(out, err)
	// Output: approved, ARC 00, authorised online <nil>
}
