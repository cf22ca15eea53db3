package kernel_test

import (
	"context"
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// afterHost asks the host, then for each kind of thing that a program may still ask for.
func afterHost(after func(*kernel.Port) *kernel.Outcome) kernel.Program {
	return kernel.Single("after host", func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.Transmit([]byte{0, 0xA4, 4, 0}); out != nil {
			return out
		}
		p.Commit()
		host, out := p.GoOnline([]byte{1})
		if out != nil {
			return out
		}
		end := &kernel.Outcome{Status: kernel.EndApplication}
		if host.Kind != kernel.HostResponse {
			return end
		}
		if out := after(p); out != nil {
			return out
		}
		return end
	})
}

func transmits(p *kernel.Port) *kernel.Outcome {
	ev, out := p.Transmit([]byte{0, 0xAE, 0x40, 0})
	if out == nil && ev.Kind == kernel.Response {
		out = &kernel.Outcome{Status: kernel.Approved}
	}
	return out
}

// Once the host was asked, each run has an outcome, whatever breaks, and the outcome says what has to be taken back.
// B4 12.2.3, 6.3.8
func TestEveryEndAfterHost(t *testing.T) {
	broken := errors.New("cable cut")
	host := kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '0'}}
	for _, c := range []struct {
		name     string
		after    func(*kernel.Port) *kernel.Outcome
		host     kernel.Event
		hostErr  error
		breakAt  kernel.ActionKind // after the host was asked
		cancel   bool              // the context ends while the host is asked
		status   kernel.Status
		reversal bool
		err      bool
	}{
		{"approved", transmits, host, nil, 0, false, kernel.Approved, false, false},
		{"the host is answered for by what is no answer", transmits, kernel.Event{Kind: kernel.Chosen}, nil, 0, false, kernel.EndApplication, true, true},
		{"not sent", transmits, kernel.Event{Kind: kernel.UnableToGoOnline}, nil, 0, false, kernel.EndApplication, false, false},
		{"answer lost", transmits, kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, nil, 0, false, kernel.EndApplication, true, false},
		{"the handler breaks at the host", transmits, host, broken, 0, false, kernel.EndApplication, true, true},
		{"the context ends at the host, and the handler breaks off", transmits, host, context.Canceled, 0, true, kernel.EndApplication, true, false},
		{"the context ends at the host, which answers", transmits, host, nil, 0, true, kernel.Approved, false, false},
		{"the reader breaks after the host", transmits, host, nil, kernel.Transmit, false, kernel.EndApplication, true, true},
		{"the display breaks", func(p *kernel.Port) *kernel.Outcome { p.Show(kernel.UI{}); return transmits(p) }, host, nil, kernel.Show, false, kernel.Approved, false, true},
		{"nothing to wait for", func(p *kernel.Port) *kernel.Outcome {
			_, out := p.Await(kernel.Set(kernel.DataReceived))
			return out
		}, host, nil, kernel.Wait, false, kernel.EndApplication, true, true},
		{"a panic", func(*kernel.Port) *kernel.Outcome { panic("later") }, host, nil, 0, false, kernel.EndApplication, true, true},
		{"no outcome of its own", func(p *kernel.Port) *kernel.Outcome {
			_, out := p.SelectAccount([]tlv.AccountTypeValue{0}, kernel.UI{})
			return out
		}, host, nil, kernel.SelectAccount, false, kernel.EndApplication, true, true},
	} {
		s, err := kernel.NewSession(afterHost(c.after), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var id uint64
		h := kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
			switch {
			case a.Kind == kernel.GoOnline:
				id = a.ID
				if c.cancel {
					cancel()
				}
				return c.host, c.hostErr
			case id != 0 && (a.Kind == c.breakAt || a.Kind == kernel.Wait):
				return kernel.Event{}, broken
			case a.Kind == kernel.Transmit:
				return kernel.Event{Kind: kernel.Response, Data: []byte{0x90, 0}}, nil
			}
			return kernel.Event{}, nil
		})
		out, err := kernel.Run(ctx, s, h)
		cancel()
		if out == nil || out.Status != c.status || out.Reversal != c.reversal || (err != nil) != c.err || out.Request != id ||
			out.Status == kernel.Approved && out.Reversal {
			t.Errorf("%s: %+v, %v", c.name, out, err)
		}
	}
}

// A program that panics before a host was reached owes nothing.
// B4 12.2.3
func TestPanicBeforeHost(t *testing.T) {
	for _, asks := range []bool{false, true} {
		s, err := kernel.NewSession(kernel.Single("early", func(p *kernel.Port) *kernel.Outcome {
			if asks {
				_, _ = p.GoOnline(nil)
			}
			panic("early")
		}), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) {
			return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
		}))
		if err == nil || out == nil || out.Reversal || out.Online {
			t.Errorf("%+v, %v", out, err)
		}
	}
}

// ender counts ends.
type ender struct {
	kernel.HandlerFunc
	ends int
}

func (e *ender) EndTransaction() { e.ends++ }

// The handler hears of each end, once.
// B4 7.1.1
func TestEnder(t *testing.T) {
	for _, err := range []error{nil, errors.New("broken")} {
		s, _ := kernel.NewSession(afterHost(transmits), &kernel.Config{}, kernel.Transaction{})
		e := &ender{HandlerFunc: func(_ context.Context, a kernel.Action) (kernel.Event, error) {
			if a.Kind == kernel.GoOnline {
				return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
			}
			return kernel.Event{Kind: kernel.Response, Data: []byte{0x90, 0}}, err
		}}
		if _, got := kernel.Run(t.Context(), s, e); e.ends != 1 || (got != nil) != (err != nil) {
			t.Errorf("%d ends, %v", e.ends, got)
		}
	}
}

// What the PIN device holds for the host is known from this transaction alone, and the same after a resume. A template that is captured is no PIN.
// B3 10.5.2, 10.5.7
func TestPINFlagsOfGoOnline(t *testing.T) {
	const template kernel.PINMethod = 0xFF // the capture of one, for the host
	type entry struct {
		method kernel.PINMethod
		result kernel.PINResult
	}
	for _, c := range []struct {
		entries     []entry
		online, new bool
	}{
		{nil, false, false},
		{[]entry{{kernel.OnlinePIN, kernel.PINEntered}}, true, false},
		{[]entry{{kernel.OnlinePIN, kernel.PINBypassed}}, false, false},
		{[]entry{{kernel.OnlinePIN, kernel.PINDeviceFailed}}, false, false},
		{[]entry{{kernel.PlaintextOfflinePIN, kernel.PINEntered}}, false, false},
		{[]entry{{kernel.OnlinePIN, kernel.PINEntered}, {kernel.NewPIN, kernel.PINEntered}}, true, true},
		{[]entry{{kernel.NewPIN, kernel.PINEntered}, {kernel.NewPIN, kernel.PINCancelled}}, false, false},
		{[]entry{{template, kernel.PINEntered}}, false, false},
		{[]entry{{kernel.OnlinePIN, kernel.PINEntered}, {template, kernel.PINDeviceFailed}}, true, false},
		{[]entry{{kernel.NewPIN, kernel.PINEntered}, {template, kernel.PINEntered}}, false, true},
		{[]entry{{kernel.OnlinePIN, kernel.PINEntered}, {kernel.EncipheredOfflinePINRSA, kernel.PINEntered}}, false, false},
	} {
		p := kernel.Single("PIN", func(p *kernel.Port) *kernel.Outcome {
			for _, e := range c.entries {
				asks := func() (kernel.Event, *kernel.Outcome) { return p.EnterPIN(kernel.PINRequest{Method: e.method}, 0) }
				if e.method == template {
					asks = func() (kernel.Event, *kernel.Outcome) {
						return p.CaptureBiometric(kernel.PINRequest{Method: kernel.OnlinePIN}, kernel.Biometric{}, 0)
					}
				}
				if _, out := asks(); out != nil {
					return out
				}
			}
			_, out := p.GoOnline(nil)
			return out
		})
		s, err := kernel.NewSession(p, &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.Next(kernel.Event{})
		for _, e := range c.entries {
			if err == nil {
				a, err = s.Next(kernel.Event{Kind: kernel.PINDone, PIN: e.result})
			}
		}
		if err != nil || a.Kind != kernel.GoOnline || a.OnlinePIN != c.online || a.NewPIN != c.new {
			t.Errorf("%v: %v, online PIN %v, new %v, %v", c.entries, a.Kind, a.OnlinePIN, a.NewPIN, err)
		}
		again, b, err := kernel.Resume(p, &kernel.Config{}, s.Journal())
		if err != nil || b.Kind != kernel.GoOnline || b.OnlinePIN != c.online || b.NewPIN != c.new || b.ID != a.ID {
			t.Errorf("%v resumed: %v, online PIN %v, new %v, %v", c.entries, b.Kind, b.OnlinePIN, b.NewPIN, err)
		}
		_, _ = s.Close(), again.Close()
	}
}

// A session that goes on by Run after a crash asks the host again by the same number, and what breaks then still ends with a result.
// B4 12.2.3
func TestRunAfterResume(t *testing.T) {
	asks := afterHost(transmits)
	first, err := kernel.NewSession(asks, &kernel.Config{}, kernel.Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	next(t, first, kernel.Event{}, kernel.Transmit)
	id := next(t, first, response(0x90, 0), kernel.GoOnline).ID
	broken := errors.New("cable cut")
	for _, fails := range []bool{false, true} {
		s, _, err := kernel.Resume(asks, &kernel.Config{}, first.Journal())
		if err != nil {
			t.Fatal(err)
		}
		var asked []kernel.ActionKind
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
			switch asked = append(asked, a.Kind); {
			case fails:
				return kernel.Event{}, broken
			case a.Kind == kernel.GoOnline && a.ID == id:
				return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '0'}}, nil
			}
			return response(0x90, 0), nil
		}))
		if r == nil || asked[0] != kernel.GoOnline || r.Approved() == fails || r.Reversal != fails || r.Request != id || errors.Is(err, broken) != fails {
			t.Errorf("fails %v: %v, %v, %v", fails, asked, r, err)
		}
	}
	_ = first.Close()
}

// What has been begun is not begun again: Run waits for it.
func TestRunAfterWait(t *testing.T) {
	s := open(t, transmits)
	next(t, s, kernel.Event{}, kernel.Transmit)
	next(t, s, kernel.Event{Kind: kernel.DataReceived}, kernel.Wait)
	r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind != kernel.Wait {
			t.Errorf("%v", a.Kind)
		}
		return response(0x90, 0), nil
	}))
	if err != nil || !r.Approved() {
		t.Error(r, err)
	}
}

// A question that the context's end has cut short, and whose program does not hear of it, is not waited for.
func TestContextEndsPastCommit(t *testing.T) {
	for _, asks := range []bool{false, true} {
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			p.Commit()
			if asks {
				if _, out := p.GoOnline(nil); out != nil {
					return out
				}
			}
			_, out := p.SelectAccount([]tlv.AccountTypeValue{0}, kernel.UI{})
			return out
		})
		ctx, cancel := context.WithCancel(t.Context())
		r, err := kernel.Run(ctx, s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
			switch a.Kind {
			case kernel.GoOnline:
				return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '0'}}, nil
			case kernel.SelectAccount:
				cancel()
				return kernel.Event{}, ctx.Err()
			}
			t.Errorf("%v", a.Kind)
			return kernel.Event{}, ctx.Err()
		}))
		if !errors.Is(err, context.Canceled) || (r != nil) != asks || asks && !r.Reversal {
			t.Errorf("%v: %v, %v", asks, r, err)
		}
	}
}

// A kernel's book may have more codes than 00 that approve. What approves by one of them and does not come to pass is taken back, and what the kernel approves was
// approved by the issuer. They hold for another request too, and until another card takes its place. What the host has approved by a code that the kernel does not know is taken back.
// B4 12.2.3, A6
func TestApprovesWith(t *testing.T) {
	for _, c := range []struct {
		code, codes        string
		deselect, breaks   bool
		approves, reversal bool
	}{
		{"00", "", false, false, true, false},
		{"08", "", false, false, false, true},
		{"08", "08", false, false, true, false},
		{"08", "08", false, true, true, true},
		{"09", "08", false, true, false, false},
		{"85", "85", false, true, true, true}, // of one book alone
		{"08", "08", true, true, false, true},
		{"11", "", false, false, false, true},
		{"16", "", false, false, false, true},
		{"01", "", false, false, false, false},
		{"51", "", false, false, false, false},
	} {
		approves := false
		s, err := kernel.NewSession(kernel.Single("codes", func(p *kernel.Port) *kernel.Outcome {
			p.ApprovesWith(c.codes)
			if c.deselect {
				p.Deselect()
			}
			for range 2 {
				_, _ = p.GoOnline(nil)
			}
			approves = p.Approves()
			if c.breaks {
				panic("later")
			}
			return &kernel.Outcome{Status: kernel.OnlineRequest}
		}), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		out, _ := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) {
			return kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2}, c.code...)}, nil
		}))
		if approves != c.approves || out.Reversal != c.reversal || out.Approved() != (c.approves && !c.breaks) {
			t.Errorf("%+v: approves %v, reversal %v, approved %v", c, approves, out.Reversal, out.Approved())
		}
	}
}

// A part of the amount is taken of a purchase without cash alone, whatever the transaction says: what is booked of anything else is taken back.
// B4 6.3.8
func TestPartOfAPurchaseAlone(t *testing.T) {
	for _, c := range []struct {
		name        string
		purpose     kernel.Purpose
		other       uint64 // cash
		later       bool   // entered, with the amount
		partial     bool
		amount, due uint64
	}{
		{"purchase", kernel.Purchase, 0, false, true, 500, 734},
		{"purchase of which all is wanted", kernel.Purchase, 0, false, false, 1234, 0},
		{"purchase whose amount is entered", kernel.Purchase, 0, true, true, 500, 734},
		{"purchase, and cash is entered", kernel.Purchase, 100, true, true, 1234, 0},
		{"cashback", kernel.Cashback, 100, false, true, 1234, 0},
		{"cash", kernel.Cash, 0, false, true, 1234, 0},
		{"refund", kernel.Refund, 0, false, true, 1234, 0},
		{"pre-authorisation", kernel.PreAuthorisation, 0, false, true, 1234, 0},
	} {
		tx := kernel.Transaction{Money: kernel.Money{Amount: 1234}, AmountOther: c.other, Purpose: c.purpose, Partial: c.partial, AmountLater: c.later}
		if c.later {
			tx.Amount, tx.AmountOther = 0, 0
		}
		s, err := kernel.NewSession(kernel.Single("part", func(p *kernel.Port) *kernel.Outcome {
			if c.later {
				if out := p.RequestAmount(kernel.UI{}); out != nil {
					return out
				}
			}
			_, _ = p.GoOnline(nil)
			return &kernel.Outcome{Status: kernel.OnlineRequest}
		}), &kernel.Config{Treatments: []kernel.Treatment{{Purpose: c.purpose}}}, tx)
		if err != nil {
			t.Fatal(c.name, err)
		}
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
			if a.Kind == kernel.RequestAmount {
				return kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1234}, AmountOther: c.other}, nil
			}
			return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '1', '0'}, Money: kernel.Money{Amount: 500}}, nil
		}))
		if taken := c.due != 0; err != nil || r.Approved() != taken || r.Reversal == taken || r.Amount != c.amount || r.Owing != c.due {
			t.Errorf("%s: approved %v, reversal %v, amount %d, %d owed, %v", c.name, r.Approved(), r.Reversal, r.Amount, r.Owing, err)
		}
	}
}

// The response code of an end to which the program gives none: the host's, or that by which the terminal decides. What nobody has decided has none. What a terminal without
// a host leaves to it is declined, unable to go online.
// B4 A6, 12.2.3
func TestCodeOfNoKernel(t *testing.T) {
	const (
		approved, declined, asks, elsewhere, ended = kernel.Approved, kernel.Declined, kernel.OnlineRequest, kernel.TryAnotherInterface, kernel.EndApplication
	)
	for _, c := range []struct {
		end                                            kernel.Status
		unasked, hostless, notSent, lost, refuses, own string
	}{
		{approved, "Y1", "Y1", "Y3", "Y3", "05", "Y1"},
		{declined, "Z1", "Z1", "Z3", "Z3", "05", "Z1"}, // one that says approved is none of a decline
		{asks, "", "Z3", "Z3", "Z3", "05", "Z1"},
		{elsewhere, "", "", "Z3", "Z3", "05", "Z1"},
		{ended, "", "", "", "", "05", "Z1"},
	} {
		for _, x := range []struct {
			name, want string
			host       *kernel.Event
			own        bool
			kind       byte // of the terminal
		}{
			{"nobody is asked", c.unasked, nil, false, 0x22},
			{"there is no host", c.hostless, nil, false, 0x23},
			{"not sent", c.notSent, &kernel.Event{Kind: kernel.UnableToGoOnline}, false, 0x22},
			{"lost", c.lost, &kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, false, 0x22},
			{"the host refuses", c.refuses, &kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '5'}}, false, 0x22},
			{"the program's own", c.own, nil, true, 0x22},
		} {
			s, err := kernel.NewSession(kernel.Single("ends", func(p *kernel.Port) *kernel.Outcome {
				if x.own {
					p.Store().Put(tlv.AuthorisationResponseCode, tlv.FromKernel, []byte("Y1"))
				}
				if x.host != nil {
					_, _ = p.GoOnline(nil)
				}
				return &kernel.Outcome{Status: c.end}
			}), &kernel.Config{Terminal: kernel.Terminal{Type: x.kind}}, kernel.Transaction{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) { return *x.host, nil }))
			if err != nil || r.ResponseCode != x.want {
				t.Errorf("%s, %s: %q, want %q, %v", c.end, x.name, r.ResponseCode, x.want, err)
			}
		}
	}
}
