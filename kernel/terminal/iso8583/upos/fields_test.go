package upos_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// said gives what a server got since it was last asked: type, processing code, approval code, class and original of each message.
func said(s *server) (list []string) {
	for _, m := range s.all() {
		list = append(list, strings.Join([]string{m.Type, m.Get(3), m.Get(38), m.Get(60), m.Get(61)}, " "))
	}
	s.mu.Lock()
	s.got = nil
	s.mu.Unlock()
	return list
}

// A pre-authorisation has what the acquirer requests in the authorisation request, a purchase what it does in the financial one; what has a field of its own is not
// in field 55 besides. The void of a pre-authorisation names no batch and no trace number.
//
// B4 12.1.1, 12.1.2, 12.1.8
func TestRequestedByKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := *shop
		cfg.Terminal.Requests = kernel.Requests{kernel.AuthorisationRequest: {0x9F07}, kernel.FinancialRequest: {0x5A, 0x8E}, kernel.ReversalMessage: {0x5A}}
		cl, s := newClient(t, upos.Options{Config: &cfg})
		more := unhex(t, "9F0702FF00"+"8E0A00000000000000004203"+"5A0A6299990000000000012F")
		for _, c := range []struct {
			purpose          kernel.Purpose
			why              terminal.ReversalReason
			with, back, word string // ends of field 55 of the request, and the messages
		}{
			{kernel.PreAuthorisation, terminal.Voided, "9F0702FF00", "0100 030000  1000000700060 ", "0100 200000 A00020 1100000700060 0000000000000701"},
			{kernel.Purchase, terminal.CardDeclined, "8E0A00000000000000004203", "0200 000000  2200000700060 ", "0400 000000 A00020 2200000700060 0000070000200701"},
		} {
			r := request(c.purpose, false)
			r.DE55 = append(r.DE55, more...)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if err := cl.Reverse(t.Context(), terminal.Reversal{Transaction: r.Transaction, Original: r.ID, Data: append(chip(), more...), Reason: c.why}); err != nil {
				t.Error(err)
			}
			all := s.all()
			if got := all[0].Bytes(55); !strings.HasSuffix(strings.ToUpper(hex.EncodeToString(got)), c.with) {
				t.Errorf("%s: %X, want %s at the end", c.purpose, got, c.with)
			}
			for _, m := range all {
				if _, there := tlv.Find(m.Bytes(55), 0x5A); there {
					t.Errorf("%s: %s has the PAN in field 55", c.purpose, m.Type)
				}
			}
			if got := said(s); !slices.Equal(got, []string{c.back, c.word}) {
				t.Errorf("%s: %q", c.purpose, got)
			}
		}
		cl.Close()
	})
}

// What was sent in a batch and is sent again in the next is the same message, of its own batch; a sale with its tip, and an upload, are taken back by a void whatever the
// reason, of the present batch. The host's word that it has a reversal already confirms one that was sent before.
//
// B4 12.1.5, 12.1.8, 12.2.3
func TestBatchOfWhatIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shelf{}
		var lost, next, has atomic.Bool // of the host: its answers, its next batch, what it has already
		lost.Store(true)
		open := func() (*upos.Client, *server) {
			cl, s := newClient(t, upos.Options{Memory: memory, Tries: 1})
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type == "0800" {
					if next.Load() {
						nextBatch(a)
					}
					return true, false
				}
				if has.Load() {
					a.Set(39, "94")
				}
				return !lost.Load(), true
			}
			return cl, s
		}
		var cl *upos.Client
		var s *server
		heard := func(what string, err error, fails bool, want string) {
			t.Helper()
			if got := said(s); (err != nil) != fails || len(got) != 1 || got[0] != want {
				t.Errorf("%s: %q, %v; want %q", what, got, err, want)
			}
		}
		sell := func(id uint64) error {
			r := request(kernel.Purchase, false)
			r.ID = id
			_, err := cl.Authorise(t.Context(), r)
			return err
		}
		tx := request(kernel.Purchase, false).Transaction
		upload := terminal.Approval{Number: 5, Transaction: tx, Data: chip()}
		tip := terminal.Approval{Number: 6, Follows: 78, Held: 1234, Transaction: tx, Data: chip()}
		tip.Transaction.Amount = 1500
		back := func(original uint64, why terminal.ReversalReason, again bool) error {
			return cl.Reverse(t.Context(), terminal.Reversal{Transaction: tx, Original: original, Number: 5, Data: chip(), Reason: why, Repeat: again})
		}
		const (
			sale, uploaded, tipped = "0200 000000  2200000700060 ", "0220 000000  3000000700060 000000000000000000", "0220 000000 A00020 3400000700060 0000070000200701"
		)
		cl, s = open()
		heard("a sale that is lost", sell(77), true, sale)
		heard("an upload that is lost", cl.Upload(t.Context(), upload), true, uploaded)
		lost.Store(false)
		heard("a sale", sell(78), false, sale)
		lost.Store(true)
		heard("its tip, lost", cl.Upload(t.Context(), tip), true, tipped)
		cl.Close()
		lost.Store(false)
		next.Store(true)
		cl, s = open()
		upload.Repeat, tip.Repeat = true, true
		heard("the reversal of what was lost", back(77, terminal.ResponseLost, false), false, "0400 000000  2200000700060 0000070000200000")
		heard("the upload again", cl.Upload(t.Context(), upload), false, uploaded)
		heard("the tip again", cl.Upload(t.Context(), tip), false, tipped)
		heard("the sale with its tip, back", back(78, terminal.CardDeclined, false), false, "0200 200000 A00020 2300000800060 0000070000200701")
		heard("the upload, back", back(0, terminal.CardDeclined, false), false, "0200 200000 A00002 2300000800060 0000075000020701")
		heard("a sale of the next batch", sell(79), false, "0200 000000  2200000800060 ")
		has.Store(true)
		heard("its reversal, which was sent before", back(79, terminal.CardDeclined, true), false, "0400 000000 A00020 2200000800060 0000080000200701")
		cl.Close()
	})
}
