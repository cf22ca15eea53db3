package kernel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// Every question of a Port goes out with its fields and comes back with its answer.
func TestPort(t *testing.T) {
	cfg := &kernel.Config{Name: "mine"}
	request := kernel.PINRequest{Method: kernel.OnlinePIN, Tries: -1}
	s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
		if p.Config() != cfg || p.Transaction().Amount != 1234 || p.Tracing() {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		p.Transaction().Amount = 5 // the program's own copy: the host is asked for this
		p.Note("EMV 4.4 B3 10.6", "nobody listens: %d", 1)
		pin, out := p.EnterPIN(request, time.Minute)
		if out != nil {
			return out
		}
		ev, out := p.TransmitTimed(read1)
		if out != nil {
			return out
		}
		p.SendTimed(read1)
		if _, out = p.Await(kernel.Set(kernel.Response)); out != nil {
			return out
		}
		found, out := p.Activate(time.Second)
		if out != nil {
			return out
		}
		if _, out = p.GoOnline(nil); out != nil {
			return out
		}
		p.ReaderOff(kernel.Contact)
		return &kernel.Outcome{Status: kernel.Approved, DataRecord: fmt.Append(nil, pin.PIN, ev.Took, p.Exchanges(), found.Data)}
	}), cfg, kernel.Transaction{Money: kernel.Money{Amount: 1234}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a := next(t, s, kernel.Event{}, kernel.EnterPIN); a.PIN.Tries != -1 || a.Within != time.Minute {
		t.Error(kerneltest.Dump(a))
	}
	if a := next(t, s, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINBypassed}, kernel.Transmit); !a.Timed {
		t.Error(kerneltest.Dump(a))
	}
	if a := next(t, s, response(ok9000...), kernel.Transmit); !a.Timed || a.Await != 0 {
		t.Error(kerneltest.Dump(a))
	}
	next(t, s, response(ok9000...), kernel.Activate)
	if a := next(t, s, kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contact, Data: []byte{0x3B}}, kernel.GoOnline); a.Transaction.Amount != 5 {
		t.Error(kerneltest.Dump(a))
	}
	if a := next(t, s, kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, kernel.FieldOff); a.Reader != kernel.Contact {
		t.Error(kerneltest.Dump(a))
	}
	if a := next(t, s, kernel.Event{}, kernel.Done); string(a.Result.DataRecord) != "1 1µs 2 [59]" {
		t.Errorf("%q", a.Result.DataRecord)
	}
}

// A kernel that asks for Cancelled itself gets it as an event and decides.
func TestCancelledAsEvent(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Send(read1)
		ev, out := p.Await(kernel.Set(kernel.Response, kernel.Cancelled))
		if out != nil || ev.Kind != kernel.Cancelled {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		if _, out := p.Await(kernel.Set(kernel.Response)); out != nil {
			return out
		}
		return approved()
	})
	next(t, s, kernel.Event{}, kernel.Transmit)
	next(t, s, kernel.Event{}, kernel.Wait)
	next(t, s, kernel.Event{Kind: kernel.Cancelled}, kernel.Wait)
	if a := next(t, s, response(ok9000...), kernel.Done); a.Result.Status != kernel.Approved {
		t.Fatal(a.Result)
	}
}

// A context that ends while a handler is at work cuts short what it does; the program ends in good order.
func TestRunCutShort(t *testing.T) {
	for _, kind := range []kernel.ActionKind{kernel.EnterPIN, kernel.VerifyPIN, kernel.Activate, kernel.SelectApplication, kernel.Wait} {
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			var out *kernel.Outcome
			switch kind {
			case kernel.EnterPIN:
				_, out = p.EnterPIN(kernel.PINRequest{}, 0)
			case kernel.VerifyPIN:
				_, out = p.VerifyPIN(kernel.PINRequest{})
			case kernel.Activate:
				_, out = p.Activate(0)
			case kernel.SelectApplication:
				_, out = p.SelectApplication(make([]kernel.Candidate, 1))
			case kernel.Wait:
				_, out = p.Await(kernel.Set(kernel.DataReceived))
			}
			return out
		})
		ctx, cancel := context.WithCancel(context.Background())
		out, err := kernel.Run(ctx, s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
			cancel()
			return kernel.Event{}, ctx.Err()
		}))
		if err != nil || out.Error.L3 != kernel.L3Stop {
			t.Error(kind, out, err)
		}
	}
}

// The words of every kind, status and error.
func TestWords(t *testing.T) {
	var words []string
	for k := range kernel.ActionKind(40) {
		words = append(words, k.String())
	}
	for k := range kernel.EventKind(40) {
		words = append(words, k.String())
	}
	for v := range kernel.Verdict(5) {
		words = append(words, v.String())
	}
	for v := range kernel.Status(12) {
		words = append(words, v.String())
	}
	for v := range kernel.JournalFault(12) {
		words = append(words, v.String())
	}
	words = append(words, kernel.Book.String(), kernel.Strict.String())
	if slices.Contains(words, "") {
		t.Error(words)
	}
	cause := errors.New("cause")
	for _, err := range []error{
		&kernel.BugError{Program: "p", Value: "v"}, &kernel.SinkError{Err: cause},
		&kernel.SetupError{Field: "f", Reason: "r"}, &kernel.JournalError{Fault: kernel.JournalProgram, Offset: 7},
	} {
		if !strings.HasPrefix(err.Error(), "kernel: ") {
			t.Error(err)
		}
		if wrapped := errors.Unwrap(err); wrapped != nil && !errors.Is(err, cause) {
			t.Error(err)
		}
	}
	if bytes.Contains([]byte(fmt.Sprintf("%v", kernel.Action{Kind: 99})), []byte("panic")) {
		t.Error("an unknown kind")
	}
}

// An application wipes the result that it has been given.
func TestResultWipe(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Store().Put(tlv.PAN, tlv.FromCard, []byte{3})
		return &kernel.Outcome{DataRecord: []byte{1}, DiscretionaryData: []byte{2}, Reports: []tlv.Row{tlv.PAN}}
	})
	r := next(t, s, kernel.Event{}, kernel.Done).Result
	kept := [][]byte{r.DataRecord, r.DiscretionaryData, r.Report.Get(tlv.PAN)}
	r.Wipe()
	for _, b := range kept {
		if b[0] != 0 {
			t.Error(kept)
		}
	}
}

// Nobody is asked to take a card that has been taken; one that was gone before another was found is no news of that one.
func TestRemovedBefore(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Show(kernel.UI{})
		if !p.RemovalProcedure(kernel.UI{}, time.Second) {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		p.Poll()
		if _, out := p.Activate(time.Second); out != nil {
			return out
		}
		if p.RemovalProcedure(kernel.UI{}, time.Second) {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		return approved()
	})
	next(t, s, kernel.Event{}, kernel.Show)
	next(t, s, kernel.Event{Kind: kernel.CardRemoved}, kernel.Poll)
	next(t, s, kernel.Event{Kind: kernel.CardRemoved}, kernel.Activate)
	next(t, s, kernel.Event{Kind: kernel.CardFound}, kernel.RemovalProcedure)
	if r := next(t, s, kernel.Event{Kind: kernel.RemovalTimedOut}, kernel.Done).Result; r.Status != kernel.Approved {
		t.Error(r)
	}
}

// Commands go to the reader of the card that was found, whether it was waited for or taken.
func TestTakenCard(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.Activate(time.Second, kernel.Contact, kernel.Contactless); out != nil {
			return out
		}
		p.Poll()
		if ev, ok := p.Take(kernel.Set(kernel.CardFound)); !ok || ev.Interface != kernel.Contactless {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		_, out := p.Transmit(select1)
		return out
	})
	next(t, s, kernel.Event{}, kernel.Activate)
	next(t, s, kernel.Event{Kind: kernel.Collision}, kernel.Poll)
	if a := next(t, s, kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}, kernel.Transmit); a.Reader != kernel.Contactless {
		t.Errorf("reader %d", a.Reader)
	}
}
