package upos_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
)

// An upload or a completion that the host refuses is none: it is not in the batch, nothing of its answer is kept, and what follows is another message. Of one that was sent before
// it may say that it has it; of one that was not, it cannot.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.8
func TestRefusedUpload(t *testing.T) {
	for _, c := range []struct {
		codes string // what the host says, one after the other; - is nothing
		fails bool
	}{{"0", false}, {"-0", false}, {"1", true}, {"-1", true}, {"3", true}, {"4", true}, {"-4", false}} {
		code := map[byte]string{'0': "00", '1': "61", '3': "30", '4': "94"}
		for _, held := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				told, codes := 0, c.codes
				cl, s := newClient(t, upos.Options{Refused: func(*iso8583.RefusedError) { told++ }})
				a := approval(t, cl, held)
				before, _ := cl.Open()
				s.change = func(m, x *iso8583.Message) (bool, bool) {
					if m.Type[1] == '8' || codes == "" {
						return true, m.Type[1] != '8'
					}
					now := codes[0]
					codes = codes[1:]
					x.Set(39, code[now])
					return now != '-', true
				}
				err := cl.Upload(t.Context(), a)
				var word *iso8583.RefusedError
				if errors.Is(err, terminal.ErrRefused) != c.fails || (err != nil) != c.fails || (told == 1) != c.fails || c.fails && (!errors.As(err, &word) || word.Type != "0220") {
					t.Errorf("%s, held %v: %v, told %d times", c.codes, held, err, told)
				}
				if n, err := cl.Open(); err != nil || n-before != map[bool]int{false: 1}[c.fails] {
					t.Errorf("%s, held %v: %d in the batch, %v", c.codes, held, n-before, err)
				}
				first := s.all()[len(s.all())-1].Get(11)
				if b, ok, err := cl.Uploaded(a.Number); ok != (!held && !c.fails) || ok && (b.Trace != first || b.Batch != "000007" || b.Reference != "00000"+first+"R") || err != nil {
					t.Errorf("%s, held %v: %+v, %v, %v", c.codes, held, b, ok, err)
				}
				if !c.fails {
					cl.Close()
					return
				}
				if err := cl.Upload(t.Context(), a); err != nil {
					t.Errorf("%s, held %v: %v", c.codes, held, err)
				}
				if all := s.all(); all[len(all)-1].Get(11) == first {
					t.Errorf("%s, held %v: the same message", c.codes, held)
				}
				cl.Close()
			})
		}
	}
	synctest.Test(t, func(t *testing.T) { // what was never booked is not voided
		cl, s := newClient(t, upos.Options{})
		r := request(kernel.Purchase, false)
		s.change = func(m, x *iso8583.Message) (bool, bool) {
			if m.Type == "0220" {
				x.Set(39, "14")
			}
			return true, m.Type[1] != '8'
		}
		if err := cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: chip()}); !errors.Is(err, terminal.ErrRefused) {
			t.Error(err)
		}
		err := cl.Reverse(t.Context(), terminal.Reversal{Number: 3, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip()})
		if all := s.all(); err != nil || len(all) != 2 || all[1].Type != "0400" || all[1].Get(22) != "070" { // nothing is kept of it

			t.Error(err, all)
		}
		cl.Close()
	})
}

// A completion, or a tip, of what the client knows nothing of any more can never be sent: it is refused, and holds up nothing behind it. One whose memory cannot be read waits.
// EMV 4.4 B4 12.1.5
func TestFollowOfNothing(t *testing.T) {
	for _, broken := range []bool{false, true} {
		for _, follows := range []uint64{0, 77} {
			synctest.Test(t, func(t *testing.T) {
				m := &forgetful{}
				cl, s := newClient(t, upos.Options{Memory: m})
				if err := cl.SignOn(t.Context()); err != nil {
					t.Fatal(err)
				}
				m.broken = broken
				sent := len(s.all())
				err := cl.Upload(t.Context(), terminal.Approval{Number: 9, Held: 1, Follows: follows, Transaction: request(kernel.PreAuthorisation, false).Transaction, Data: chip()})
				if errors.Is(err, terminal.ErrRefused) == broken || errors.Is(err, terminal.ErrNotSent) != broken || len(s.all()) != sent {
					t.Errorf("broken %v, follows %d: %v", broken, follows, err)
				}
				cl.Close()
			})
		}
	}
}

// forgetful is a memory that keeps nothing.
type forgetful struct {
	mu     sync.Mutex
	broken bool
}

func (*forgetful) Keep(string, []byte) error { return nil }

func (f *forgetful) Recall(string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken {
		return nil, errors.New("broken")
	}
	return nil, nil
}

// An approval in another currency than the batch's is in none: it is not sent, and holds up nothing behind it.
// EMV 4.4 B4 12.1.5
func TestUploadOfAnotherCurrency(t *testing.T) {
	for _, held := range []bool{false, true} {
		for currency, fails := range map[uint16]bool{0x156: false, 0x840: true} {
			synctest.Test(t, func(t *testing.T) {
				cl, s := newClient(t, upos.Options{})
				a := approval(t, cl, held)
				a.Transaction.Currency = currency
				sent := len(s.all())
				open, _ := cl.Open()
				err := cl.Upload(t.Context(), a)
				if now, _ := cl.Open(); errors.Is(err, terminal.ErrRefused) != fails || (err != nil) != fails || (len(s.all()) == sent) != fails || (now == open) != fails {
					t.Errorf("%03X, held %v: %v, %d messages, %d in the batch", currency, held, err, len(s.all())-sent, now-open)
				}
				if fails && (!strings.Contains(err.Error(), "840") || !strings.Contains(err.Error(), "156")) {
					t.Error(err)
				}
				cl.Close()
			})
		}
	}
}

// The trace number of a request is its transaction's, as long as there are as many, and none of the client's own.
func TestTraceNumbers(t *testing.T) {
	for sequence, want := range map[uint32]string{1: "000001", 20: "000020", 499_999: "499999", 500_000: "000001", 999_999: "000001", 99_999_999: "000199"} {
		if got := upos.TraceOf(sequence); got != want {
			t.Errorf("%d: %s, want %s", sequence, got, want)
		}
	}
}

// What is sent again after its batch has ended is another message, in the present batch; where the host may have the first, that is reversed before, and what it does not take back
// is in doubt: it is booked once, or taken once. What it has answered before a stop stands.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.2.3
func TestUploadAfterBatch(t *testing.T) {
	for _, c := range []struct {
		first string // what becomes of a first one
		back  string // the host's word to its reversal
		ends  int    // how often the host says that the batch has ended
		want  string // types after the first
		waits bool
		kept  bool // it stands, and nobody knows
	}{
		{"none", "", 1, "0220 0220", false, false},
		{"none", "", 2, "0220 0220", true, false},
		{"lost", "25", 1, "0220 0400 0220", false, false},
		{"lost", "00", 1, "0220 0400 0220", false, false},
		{"lost", "12", 1, "0220 0400", false, true},
		{"lost", "94", 1, "0220 0400", false, true}, // it has the trace number, of which nothing was sent but the upload
		{"lost", "96", 1, "0220 0400", true, false},
		{"lost", "77", 1, "0220 0400", true, false},
		{"lost", "99", 1, "0220 0400", true, false},
		{"answered", "", 1, "0220", false, false},
	} {
		for _, held := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				told := 0
				cl, s := newClient(t, upos.Options{Tries: 1, Refused: func(*iso8583.RefusedError) { told++ }})
				a := approval(t, cl, held)
				lost, answered, ends := c.first == "lost", c.first == "answered", c.ends
				s.change = func(m, x *iso8583.Message) (bool, bool) {
					switch {
					case m.Type == "0800":
						if class, _ := upos.ParseClass(x.Get(60)); ends < c.ends { // the next batch
							class.Batch = "000008"
							x.Set(60, class.String())
						}
						return true, false
					case m.Type == "0400":
						x.Set(39, c.back)
					case lost:
						lost = false
						return false, false
					case answered:
						answered = false
					case ends > 0:
						ends--
						x.Set(39, "77")
					}
					return true, true
				}
				if c.first != "none" {
					if err := cl.Upload(t.Context(), a); errors.Is(err, iso8583.ErrMayHaveArrived) != (c.first == "lost") {
						t.Fatal(err)
					}
				}
				before := len(s.all())
				err := cl.Upload(t.Context(), a)
				var sent []string
				for _, m := range s.all()[before:] {
					sent = append(sent, m.Type)
				}
				if strings.Join(sent, " ") != c.want || errors.Is(err, terminal.ErrKept) != c.kept || errors.Is(err, terminal.ErrRefused) != c.kept || errors.Is(err, iso8583.ErrMayHaveArrived) != c.waits || (err != nil) != (c.waits || c.kept) || (told == 1) != c.kept {
					t.Errorf("%+v, held %v: %q, %v, told %d times", c, held, sent, err, told)
				}
				all := s.all()[before:]
				if last := all[len(all)-1]; len(all) > 1 && last.Type == "0220" {
					if class, _ := upos.ParseClass(last.Get(60)); last.Get(11) == all[0].Get(11) || class.Batch == "000007" {
						t.Errorf("%+v, held %v: the same message, %v", c, held, last)
					}
				}
				if m := all[min(1, len(all)-1)]; m.Type == "0400" {
					if o := m.Get(61); o[:12] != "000007"+all[0].Get(11) || m.Get(22) != "072" {
						t.Errorf("%+v, held %v: the reversal names %s", c, held, o)
					}
				}
				if c.kept { // the acquirer has said that it does not have it
					before, last := len(s.all()), s.all()[len(s.all())-2].Get(11)
					if err := cl.Upload(t.Context(), a); err != nil || len(s.all()) != before+1 || s.all()[before].Get(11) == last {
						t.Errorf("%+v: uploaded anew: %v", c, err)
					}
				}
				cl.Close()
			})
		}
	}
}

// approval is one to be uploaded: of a purchase by the card alone, or of what the host holds.
func approval(t *testing.T, cl *upos.Client, held bool) terminal.Approval {
	t.Helper()
	r := request(kernel.Purchase, false)
	a := terminal.Approval{Number: 3, Transaction: r.Transaction, Data: chip()}
	if held {
		r = request(kernel.PreAuthorisation, false)
		if _, err := cl.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		a.Transaction, a.Held, a.Follows = r.Transaction, r.Transaction.Amount, r.ID
	}
	return a
}
