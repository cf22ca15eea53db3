package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A teller is a bank that is told what became of its scripts.
type teller struct {
	*bank
	requests *[]uint64
}

func (t teller) Scripts(_ context.Context, request uint64, data []byte) error {
	if t.down {
		return errors.New("down")
	}
	results, _ := tlv.Find(data, 0x9F5B)
	*t.requests = append(*t.requests, request)
	t.took = append(t.took, fmt.Sprintf("scripts %X, card %v", results.Value, strings.Contains(string(data), "\x57\x11")))
	return nil
}

// What became of a host's scripts is told of what it has approved and of what it has declined, once: a reversal has it itself, and an acquirer that takes no such
// message gets none. It waits for the line, before what comes behind it.
// B4 6.3.9, 12.1.7
func TestScriptResults(t *testing.T) {
	ctx := context.Background()
	late := []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}
	for _, c := range []struct {
		name   string
		o      issuer.Options
		lost   bool
		plain  bool
		down   bool
		undone bool
		took   []string
	}{
		{"approved", issuer.Options{Scripts: late}, false, false, false, false, []string{"scripts 1100000000, card true"}},
		{"declined", issuer.Options{Scripts: late, Decline: true}, false, false, false, false, []string{"scripts 1100000000, card true"}},
		{"no scripts", issuer.Options{}, false, false, false, false, nil},
		{"no answer", issuer.Options{Scripts: late}, true, false, false, false, []string{"response lost 1234"}},
		{"an acquirer without such a message", issuer.Options{Scripts: late}, false, true, false, false, nil},
		{"line down, and taken back", issuer.Options{Scripts: late}, false, false, true, true, []string{"scripts 1100000000, card true", "not taken 1234"}},
	} {
		x, asked, told := newTill(t, "default", "full"), []uint64(nil), []uint64(nil)
		x.bank.down = c.down
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			asked = append(asked, r.ID)
			response, err := issuer.Test().Authorise(r.DE55, c.o)
			if err == nil && c.lost {
				err = errors.New("lost")
			}
			return response.Data, err
		})
		if x.devices.Acquirer.Messages = (teller{x.bank, &told}); c.plain {
			x.devices.Acquirer.Messages = x.bank
		}
		x.start(t)
		s, err := x.Sell(ctx, 1234)
		if err != nil || s.Approved() == c.o.Decline {
			t.Errorf("%s: %v, %v", c.name, s, err)
			continue
		}
		if c.undone {
			if err := s.Undo(ctx, terminal.GoodsNotTaken); err != nil {
				t.Error(c.name, err)
			}
		}
		if m, ok, _ := x.ledger.First(); ok != c.down || ok && !strings.Contains(fmt.Sprint(m), fmt.Sprintf("results of scripts of request %d", asked[0])) {
			t.Errorf("%s: %v waits", c.name, m)
		}
		x.bank.down = false
		if _, err := x.Forward(ctx); err != nil {
			t.Error(c.name, err)
		}
		if !slices.Equal(x.bank.took, c.took) || len(told) > 0 && !slices.Equal(told, asked) {
			t.Errorf("%s: the bank took %q, of %v; want %q, of %v", c.name, x.bank.took, told, c.took, asked)
		}
	}
}

// Results that wait for an acquirer that takes none any more are kept.
func TestScriptResultsKept(t *testing.T) {
	var q terminal.MemoryQueue
	if n, err := terminal.Send(context.Background(), &q, &acquirer{left: 1}, terminal.Message{Scripts: 1, Advice: []byte{1}}); n != 0 || err == nil || q.Len() != 1 {
		t.Error(n, err, q.Len())
	}
}
