package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// A moment is one line of a transaction's course.
type moment struct {
	kind     momentKind
	name     string // of the step, the message, the action
	clause   string
	text     string
	command  []byte
	response []byte
	fault    string
	card     time.Duration // that the card, or whatever else was asked, took
	kernel   time.Duration // that the kernel took before it asked
}

type momentKind uint8

const (
	momentStep momentKind = iota
	momentNote
	momentExchange
	momentMessage
	momentAction
	momentResults // response: TVR, TSI, CVM results
)

// A timeline takes what a session says of itself, and the time that everything took.
type timeline struct {
	moments []moment
	live    func(*moment) // told of each moment that is complete
	instant bool          // hold times are over at once: of a replay
	open    int           // the moment that waits for its answer, -1 for none
	last    time.Time
	handler kernel.Handler
}

func newTimeline(live func(*moment)) *timeline {
	return &timeline{live: live, open: -1, last: time.Now()}
}

// Do passes an action on to the devices and measures the kernel's time before it and the devices' time.
func (t *timeline) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	start := time.Now()
	if t.open >= 0 {
		t.moments[t.open].kernel = start.Sub(t.last)
	}
	if t.instant && a.Kind == kernel.FieldOff {
		a.Within = 0
	}
	if t.instant {
		a.UI.Hold = 0
	}
	if a.Kind == kernel.SendData {
		t.add(moment{kind: momentAction, name: dek, text: neededWords(a.Needed), command: bytes.Clone(a.Data)})
	}
	ev, err := t.handler.Do(ctx, a)
	t.last = time.Now()
	if t.open >= 0 {
		m := &t.moments[t.open]
		m.card = t.last.Sub(start)
		if ev.Took > 0 {
			m.card = ev.Took
		}
	}
	return ev, err
}

// EndTransaction tells the handler, so that its PIN goes with the transaction.
func (t *timeline) EndTransaction() {
	if h, ok := t.handler.(interface{ EndTransaction() }); ok {
		h.EndTransaction()
	}
}

// trace is the session's tracer.
func (t *timeline) trace(e trace.Entry) {
	switch e.Kind {
	case trace.Step:
		t.add(moment{kind: momentStep, name: e.Name, clause: e.Clause})
	case trace.Note:
		t.add(moment{kind: momentNote, text: e.Text, clause: e.Clause})
	case trace.Command:
		t.begin(moment{kind: momentExchange, command: e.Data})
	case trace.Response:
		t.end(func(m *moment) {
			m.response = e.Data
			if e.Took > 0 {
				m.card = e.Took
			}
		})
	case trace.Results:
		t.add(moment{kind: momentResults, response: e.Data})
	case trace.Action:
		if e.Name == kernel.Show.String() {
			t.add(moment{kind: momentMessage, name: messageWords(e.Data[0])})
			return
		}
		if e.Name != kernel.Done.String() && !beside[e.Name] {
			t.begin(moment{kind: momentAction, name: e.Name, command: e.Data})
		}
	case trace.Event:
		if m, ok := signalled(e.Name, e.Data); ok {
			t.add(m)
			return
		}
		t.end(func(m *moment) {
			m.text, m.response = e.Name, e.Data
			if m.kind == momentExchange {
				m.fault = e.Name
			}
		})
	}
}

func (t *timeline) add(m moment) {
	t.moments = append(t.moments, m)
	if t.live != nil {
		t.live(&t.moments[len(t.moments)-1])
	}
}

func (t *timeline) begin(m moment) {
	t.moments = append(t.moments, m)
	t.open = len(t.moments) - 1
}

func (t *timeline) end(fill func(*moment)) {
	if t.open < 0 {
		return
	}
	m := &t.moments[t.open]
	fill(m)
	t.open = -1
	if t.live != nil {
		t.live(m)
	}
}

// run drives a session to its outcome with the timeline between it and the devices.
func (t *timeline) run(ctx context.Context, cfg *kernel.Config, tx kernel.Transaction, p kernel.Program, h kernel.Handler, opts ...kernel.Option) (*kernel.Result, *kernel.Session, error) {
	t.handler = h
	s, err := kernel.NewSession(p, cfg, tx, append(opts, kernel.WithTrace(t.trace))...)
	if err != nil {
		return nil, nil, err
	}
	out, err := kernel.Run(ctx, s, t)
	return out, s, err
}

// messages are the words of the standard messages.
//
// EMV 4.4 B4 11.2
var messages = map[kernel.MessageID]string{
	kernel.MsgApproved: "APPROVED", kernel.MsgDeclined: "DECLINED", kernel.MsgIncorrectPIN: "INCORRECT PIN",
	kernel.MsgPINOK: "PIN OK", kernel.MsgPleaseWait: "PLEASE WAIT", kernel.MsgNotAccepted: "NOT ACCEPTED",
	kernel.MsgProcessingErr: "PROCESSING ERROR", kernel.MsgTryAgain: "TRY AGAIN", kernel.MsgAuthorising: "AUTHORISING, PLEASE WAIT",
	kernel.MsgEnterPIN: "ENTER PIN", kernel.MsgRemoveCard: "REMOVE CARD", kernel.MsgInsertCard: "INSERT CARD",
}

// A viewer prints moments as they come: a line for each step with its last decision, and with trace everything.
type viewer struct {
	c     *call
	trace bool
	d     decoder
	known transcript.Lists
	step  *moment
	last  string
	said  decoder // what is known from the exchanges before: application and book
}

func (v *viewer) moment(m *moment) {
	if m.kind == momentExchange && len(m.response) > 2 {
		v.d.cover.Learn(apdu.Response(m.response).Data())
	}
	switch m.kind {
	case momentStep:
		v.flush()
		v.step = m
		if v.trace {
			v.c.printf("%s  %s\n", v.c.bold(m.name), v.c.dim(m.clause))
		}
	case momentNote:
		v.last = v.d.cover.Text(m.text)
		if v.trace {
			v.c.printf("    %s %s\n", v.last, v.c.dim("["+m.clause+"]"))
		}
	case momentMessage:
		if m.name != "" {
			v.line(v.last)
			v.c.printf("   %s\n", v.c.bold(m.name))
		}
	case momentResults:
		if v.trace {
			v.c.printf("    %s\n", v.c.dim(fmt.Sprintf("TVR %X, TSI %X, CVM results %X", m.response[:5], m.response[5:7], m.response[7:])))
		}
	case momentExchange:
		if v.trace {
			v.c.printItems(v.d.covered(exchangeItems(&v.said, &v.known, m)), 2)
		}
	case momentAction:
		if v.trace {
			v.c.printf("    %s: %s\n", m.name, v.d.cover.Text(m.text))
			d, data := v.said, m.command
			if m.name == det {
				data = m.response
			}
			if list, err := d.objects(data); err == nil && len(data) > 0 && tlv.Check(data) == nil {
				v.c.printItems(v.d.covered(list), 3)
			}
		}
	}
}

// flush ends a step.
func (v *viewer) flush() { v.line(cmp.Or(v.last, "nothing to report")) }

// line prints the line of a step with what is known of it.
func (v *viewer) line(text string) {
	if v.step != nil && !v.trace {
		v.c.printf("%-45s %s\n", v.step.name, text)
	}
	v.step, v.last = nil, ""
}
