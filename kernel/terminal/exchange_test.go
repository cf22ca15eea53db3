package terminal_test

import (
	"context"
	"slices"
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
