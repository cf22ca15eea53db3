package terminal_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// slowly takes the longer for what it is sent, the earlier it is sent.
type slowly struct {
	inside atomic.Int32
	beside bool
	sent   []byte
}

func (s *slowly) Data(_ context.Context, sent []byte, _ []tlv.Tag) ([]byte, error) {
	s.beside = s.inside.Add(1) > 1 || s.beside
	<-time.After(time.Duration(10-sent[0]) * time.Second)
	s.sent = append(s.sent, sent...)
	s.inside.Add(-1)
	return sent, nil
}

// mostly answers what it is asked at the places of a list.
type mostly struct {
	answers []string // empty: nil
	n       int
}

func (m *mostly) Data(context.Context, []byte, []tlv.Tag) ([]byte, error) {
	m.n++
	if s := m.answers[m.n-1]; s != "" {
		return []byte(s), nil
	}
	return nil, nil
}

// Who asks again after a null answer gets none, so that the kernel's timer ends it; an answer that has something puts that back.
//
// A 8.1.1.13, C-2 2.12 S456.8, S6.7
func TestNullAnswerOnce(t *testing.T) {
	for _, c := range []struct {
		answers []string
		want    string
	}{
		{nil, "0 out"},
		{[]string{"", "", "a"}, "0 out"},
		{[]string{"a", "", "b", "", ""}, "1 0 1 0 out"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var got []string
			program := kernel.Single("asks", func(p *kernel.Port) *kernel.Outcome {
				for {
					p.SendData(nil, []tlv.Tag{0xDF21})
					p.StartTimer(time.Second)
					ev, out := p.Await(kernel.Set(kernel.DataReceived, kernel.Timeout))
					p.StopTimer()
					switch {
					case out != nil:
						return out
					case ev.Kind == kernel.Timeout:
						got = append(got, "out")
						return &kernel.Outcome{Status: kernel.EndApplication}
					}
					got = append(got, strconv.Itoa(len(ev.Data)))
				}
			})
			s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{})
			if err != nil {
				t.Fatal(err)
			}
			d := &terminal.Devices{}
			if c.answers != nil {
				d.Exchange = &mostly{answers: c.answers}
			}
			if _, err := kernel.Run(t.Context(), s, d); err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("%q: %s, want %s", c.answers, text, c.want)
			}
		})
	}
}

// What a kernel sends reaches the terminal's side one after the other, in the order of the kernel, and so do the answers.
//
// A 8.1.1.13
func TestExchangesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []byte
		program := kernel.Single("sends", func(p *kernel.Port) *kernel.Outcome {
			for n := range byte(4) {
				p.SendData([]byte{n}, []tlv.Tag{0xDF21})
			}
			for range 4 {
				ev, out := p.Await(kernel.Set(kernel.DataReceived))
				if out != nil {
					return out
				}
				got = append(got, ev.Data...)
			}
			return &kernel.Outcome{Status: kernel.EndApplication}
		})
		s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		x := &slowly{}
		if _, err := kernel.Run(t.Context(), s, &terminal.Devices{Exchange: x}); err != nil {
			t.Fatal(err)
		}
		if want := []byte{0, 1, 2, 3}; !slices.Equal(x.sent, want) || !slices.Equal(got, want) || x.beside {
			t.Errorf("sent % X, received % X, beside each other: %v", x.sent, got, x.beside)
		}
	})
}
