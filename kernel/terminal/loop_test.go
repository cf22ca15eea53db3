package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// side is the terminal's side of data exchange, and a card that answers when it lets it.
type side struct {
	give  [][]byte      // one for each time that the kernel sends; none left: nothing is given
	fails error         // after that
	mute  bool          // the card does not answer
	hangs bool          // after that it never answers
	sent  []string      // what the kernel has sent and needs
	card  chan struct{} // closed when the card may answer: at the last data, or at once
	stop  func()        // when the kernel sends for the last time
}

func (s *side) Data(ctx context.Context, sent []byte, needed []tlv.Tag) ([]byte, error) {
	text := fmt.Sprintf("%X", sent)
	for _, tag := range needed {
		text += " needs " + tag.String()
	}
	s.sent = append(s.sent, text)
	if len(s.give) == 0 {
		if s.stop != nil {
			s.stop()
		}
		if s.hangs {
			<-ctx.Done()
			return nil, nil
		}
		return nil, s.fails
	}
	b := s.give[0]
	if s.give = s.give[1:]; len(s.give) == 0 && s.card != nil {
		close(s.card)
	}
	return b, nil
}

func (s *side) Activate(context.Context) ([]byte, error) { return []byte{0x3B, 0x00}, nil }
func (s *side) Deactivate()                              {}

func (s *side) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if s.card != nil {
		select {
		case <-s.card:
		case <-ctx.Done():
			return nil, 0, apdu.Fault(apdu.Timeout, nil)
		}
	}
	if s.mute {
		return nil, 7 * time.Millisecond, apdu.Fault(apdu.Timeout, nil)
	}
	return append(slices.Clone(command), 0x90, 0x00), 7 * time.Millisecond, nil
}

// Removed: the cardholder takes the card where the terminal has something left to give, and never where it has not.
func (s *side) Removed(ctx context.Context) error {
	if len(s.give) > 0 {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

// waits is what a small program has heard.
type waits struct {
	*kernel.Port
	got []string
	out *kernel.Outcome
}

func (w *waits) say(text string) { w.got = append(w.got, text) }

func (w *waits) await(set kernel.EventSet) {
	ev, out := w.Await(set)
	switch w.out = out; {
	case out != nil:
	case ev.Kind == kernel.Response || ev.Took != 0:
		w.say(fmt.Sprintf("%v %X %v", ev.Kind, ev.Data, ev.Took))
	case ev.Data != nil:
		w.say(fmt.Sprintf("%v %X", ev.Kind, ev.Data))
	default:
		w.say(ev.Kind.String())
	}
}

// A small program at the loop: data while the card is at work, timers that run out, are started again and stopped, removal, cancellation, and what
// breaks or can never happen.
func TestLoop(t *testing.T) {
	const hour = time.Hour
	det, timeout, response := kernel.Set(kernel.DataReceived), kernel.Set(kernel.Timeout), kernel.Set(kernel.Response)
	data := func(b byte) []byte { return []byte{0x9F, 0x02, 1, b} }
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		side side
		run  func(p *kernel.Port, w *waits)
		want string // the events, in order
		sent string // what the terminal's side has got
		end  string // how the error ends, or the reason of the outcome
	}{
		{
			name: "data while the card is at work", side: side{give: [][]byte{data(1), data(2)}, card: make(chan struct{})},
			run: func(p *kernel.Port, w *waits) {
				p.Send([]byte{0x80, 0xAE})
				p.SendData(nil, []tlv.Tag{0x9F02})
				w.await(det | response) // the card waits for the second
				p.SendData([]byte{0x9F, 0x36, 2, 0, 1}, nil)
				w.await(det)
				w.await(response)
			},
			want: "DataReceived 9F020101, DataReceived 9F020102, Response 80AE9000 7ms",
			sent: "needs 9F02 | 9F36020001",
		},
		{
			name: "a response that nobody has waited for yet stays", side: side{give: [][]byte{data(1)}},
			run: func(p *kernel.Port, w *waits) {
				p.Send([]byte{0x80, 0xAE})
				p.SendData(nil, nil)
				w.await(det)
				w.await(response)
			},
			want: "DataReceived 9F020101, Response 80AE9000 7ms", sent: "",
		},
		{
			name: "a timer runs out", side: side{hangs: true},
			run: func(p *kernel.Port, w *waits) {
				p.SendData(nil, nil)
				p.StartTimer(time.Nanosecond)
				w.await(det | timeout)
			},
			want: "Timeout",
		},
		{
			name: "a timer that is started again", side: side{},
			run: func(p *kernel.Port, w *waits) {
				p.StartTimer(hour)
				p.StartTimer(time.Nanosecond)
				w.await(timeout)
				p.StartTimer(hour)
				p.StopTimer()
			},
			want: "Timeout",
		},
		{
			name: "a timer that is stopped", side: side{give: [][]byte{data(1)}},
			run: func(p *kernel.Port, w *waits) {
				p.StartTimer(time.Nanosecond)
				p.StopTimer()
				p.SendData(nil, nil)
				w.await(det | timeout)
			},
			want: "DataReceived 9F020101",
		},
		{
			name: "the card is taken", side: side{give: [][]byte{nil}},
			run: func(p *kernel.Port, w *waits) {
				w.say(fmt.Sprint("taken ", p.RemovalProcedure(kernel.UI{}, hour)))
			},
			want: "taken true",
		},
		{
			name: "the card is left", side: side{},
			run: func(p *kernel.Port, w *waits) {
				w.say(fmt.Sprint("taken ", p.RemovalProcedure(kernel.UI{}, time.Nanosecond)))
			},
			want: "taken false",
		},
		{
			name: "cancelled while it waits", side: side{hangs: true, stop: func() {}},
			run: func(p *kernel.Port, w *waits) {
				p.SendData(nil, []tlv.Tag{0x9F02})
				w.await(det)
			},
			sent: "needs 9F02", end: "cancelled",
		},
		{
			name: "the terminal's side breaks", side: side{fails: broken},
			run: func(p *kernel.Port, w *waits) {
				p.SendData(nil, nil)
				w.await(det)
			},
			end: "broken",
		},
		{
			name: "nothing can happen any more", side: side{},
			run: func(_ *kernel.Port, w *waits) { w.await(timeout) },
			end: "terminal: nothing that the kernel waits for can happen",
		},
		{
			name: "nothing can happen any more, the card has answered", side: side{},
			run: func(p *kernel.Port, w *waits) {
				p.Send([]byte{0x80, 0xAE})
				w.await(response)
				w.await(timeout)
			},
			want: "Response 80AE9000 7ms", end: "terminal: nothing that the kernel waits for can happen",
		},
		{
			name: "the card is mute", side: side{mute: true},
			run: func(p *kernel.Port, w *waits) {
				p.Send([]byte{0x80, 0xAE})
				w.await(response | kernel.Set(kernel.CardFault))
			},
			want: "CardFault  7ms",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.side.stop != nil {
				c.side.stop = cancel
			}
			w := &waits{}
			program := kernel.Single("loop", func(p *kernel.Port) *kernel.Outcome {
				if _, out := p.Activate(hour, kernel.Contact); out != nil {
					return out
				}
				w.Port = p
				if c.run(p, w); w.out != nil {
					return w.out
				}
				return &kernel.Outcome{Status: kernel.Approved}
			})
			s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := kernel.Run(ctx, s, &terminal.Devices{Readers: terminal.Readers{Contact: &c.side}, Exchange: &c.side})
			end := ""
			switch {
			case err != nil:
				end = err.Error()
			case r.Status != kernel.Approved:
				end = r.Error.Reason
			}
			if text := strings.Join(w.got, ", "); text != c.want || (end == "") != (c.end == "") || !strings.HasSuffix(end, c.end) || c.sent != "" && strings.TrimSpace(strings.Join(c.side.sent, " | ")) != c.sent {
				t.Errorf("%q, want %q; sent %q; end %q", text, c.want, c.side.sent, end)
			}
		})
	}
}
