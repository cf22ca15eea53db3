package upos_test

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// What was approved without the host, and what was taken of what it holds, field by field.
// EMV 4.4 B4 12.1.5
func TestUploads(t *testing.T) {
	when := func(tx kernel.Transaction) kernel.Transaction {
		tx.Date, tx.Time = [3]byte{0x26, 0x07, 0x02}, [3]byte{0x13, 0x14, 0x15}
		return tx
	}
	sold, back, held := when(request(kernel.Purchase, false).Transaction), when(request(kernel.Refund, false).Transaction), when(request(kernel.PreAuthorisation, false).Transaction)
	const chips = "9F2608ED1D6BA78357FB259F2701809F101307010103A00000010A0100000000003B1637329F370404591D379F360201C0950500000000009A032607019C01009F02060000000012345F2A02015682027C00" +
		"9F1A0201569F3303E0E1C89F34034203009F3501229F1E0830303030303030308408A0000003330101019F090200309F410400000020"
	cash := "9F7406454343303031"
	upload := merge(who, thecard, map[int]string{3: "000000", 4: "000000001234", 11: "*", 12: "131415", 13: "0702", 22: "072", 25: "00", 49: "156", 55: chips, 60: "3000000700060"})
	follow := merge(upload, map[int]string{4: "000000001500", 12: "-", 13: "-", 38: "A00020", 55: "-"})
	for _, c := range []struct {
		name    string
		request kernel.Purpose // the host was asked before; 0: it was not
		upload  bool           // an upload goes before
		o       upos.Options
		a       terminal.Approval
		kind    string
		want    map[int]string
	}{
		{"a purchase", 0, false, upos.Options{}, terminal.Approval{Number: 3, Transaction: sold, Data: chip()}, "0220", merge(upload, map[int]string{61: "000000000000000000"})},
		{
			"of electronic cash", 0, false,
			upos.Options{},
			terminal.Approval{Number: 3, Transaction: sold, Data: append(chip(), unhex(t, cash)...)},
			"0200",
			merge(upload, map[int]string{55: chips + cash, 60: "3600000700060"}),
		},
		{
			"with a code of electronic cash that is empty", 0, false,
			upos.Options{},
			terminal.Approval{Number: 3, Transaction: sold, Data: append(chip(), unhex(t, "9F7400")...)},
			"0220",
			merge(upload, map[int]string{55: chips + "9F7400", 61: "000000000000000000"}),
		},
		{
			"of a card with a track that has no room", 0, false,
			upos.Options{},
			terminal.Approval{Number: 3, Transaction: sold, Data: unhex(t, "57136299990000000000012D270622070001001001"+"5A0A6299990000000000012F")},
			"0220",
			merge(upload, map[int]string{14: "-", 22: "012", 23: "-", 35: "-", 55: "-", 61: "000000000000000000"}),
		},
		{
			"of a card with a number that has no room", 0, false,
			upos.Options{},
			terminal.Approval{Number: 3, Transaction: sold, Data: unhex(t, "5A0A62999900000000000012")},
			"0220",
			merge(upload, map[int]string{2: "-", 14: "-", 22: "012", 23: "-", 35: "-", 55: "-", 61: "000000000000000000"}),
		},
		{
			"of a card with a number of letters", 0, false,
			upos.Options{},
			terminal.Approval{Number: 3, Transaction: sold, Data: unhex(t, "5A04629A9912")},
			"0220",
			merge(upload, map[int]string{2: "-", 14: "-", 22: "012", 23: "-", 35: "-", 55: "-", 61: "000000000000000000"}),
		},
		{"a refund", 0, false, upos.Options{}, terminal.Approval{Number: 3, Transaction: back, Data: chip()}, "0220", merge(upload, map[int]string{3: "200000", 37: "000000000000", 60: "2500000700060", 61: "0000000000000000", 63: "000"})},
		{
			"a completion", kernel.PreAuthorisation, false,
			upos.Options{},
			terminal.Approval{Number: 3, Held: 1234, Follows: 77, Transaction: held, Data: chip()},
			"0220",
			merge(follow, map[int]string{25: "06", 60: "2400000700060", 61: "0000000000000701"}),
		},
		{
			"a completion by request", kernel.PreAuthorisation, false,
			upos.Options{CompleteByRequest: true},
			terminal.Approval{Number: 3, Held: 1234, Follows: 77, Transaction: held, Data: chip()},
			"0200",
			merge(follow, map[int]string{25: "06", 60: "2000000700060", 61: "0000000000000701"}),
		},
		{
			"a tip", kernel.Purchase, false,
			upos.Options{CompleteByRequest: true},
			terminal.Approval{Number: 3, Held: 1234, Follows: 77, Transaction: sold, Data: chip()},
			"0220",
			merge(follow, map[int]string{37: "00000000020R", 60: "3400000700060", 61: "0000070000200701"}),
		},
		{
			"a tip on what was uploaded", 0, true,
			upos.Options{},
			terminal.Approval{Number: 3, Held: 1234, Transaction: sold, Data: chip()},
			"0220",
			merge(follow, map[int]string{37: "00000500002R", 38: "A00002", 60: "3400000700060", 61: "0000075000020701"}),
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, c.o)
			if c.request != 0 {
				if _, err := cl.Authorise(t.Context(), request(c.request, false)); err != nil {
					t.Fatal(err)
				}
			}
			if c.upload {
				if err := cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: sold, Data: chip()}); err != nil {
					t.Fatal(err)
				}
			}
			if c.a.Held != 0 {
				c.a.Transaction.Amount = 1500
			}
			before := len(s.all())
			if err := cl.Upload(t.Context(), c.a); err != nil || len(s.all()) != before+1 {
				t.Fatal(c.name, err, s.all())
			}
			if same(t, s.all()[before], c.kind, c.want); t.Failed() {
				t.Fatal(c.name)
			}
			cl.Close()
		})
	}
}

// What is sent again is the same message until the host has said a word about it, however its line fares: a host that has it books it once.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.2.3
func TestUploadedOnce(t *testing.T) {
	for _, c := range []struct {
		tries int
		calls string // what becomes of the messages of each call: - no answer, down no line, a code
	}{
		{1, "- | down | 94"},
		{1, "- | down | down | 00"},
		{2, "- down | 94"},
		{2, "- down | down | 00"},
		{3, "- - 96 | 94"},
	} {
		for _, held := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				cl, s := newClient(t, upos.Options{Tries: c.tries})
				a := approval(t, cl, held)
				if err := cl.SignOn(t.Context()); err != nil {
					t.Fatal(err)
				}
				before, calls := len(s.all()), strings.Split(c.calls, " | ")
				for i, call := range calls {
					words := strings.Fields(call)
					next := func() {
						s.mu.Lock()
						defer s.mu.Unlock()
						if s.refuse = nil; len(words) > 0 && words[0] == "down" {
							s.refuse = errors.New("down")
						}
					}
					next()
					s.change = func(_, x *iso8583.Message) (bool, bool) {
						word := words[0]
						words = words[1:]
						next()
						x.Set(39, word)
						return word != "-", true
					}
					want := iso8583.ErrMayHaveArrived
					if call == "down" {
						want = terminal.ErrNotSent
					}
					err := cl.Upload(t.Context(), a)
					synctest.Wait()
					if last := i == len(calls)-1; last && err != nil || !last && !errors.Is(err, want) {
						t.Errorf("%+v, held %v: call %d: %v", c, held, i, err)
					}
				}
				for _, m := range s.all()[before:] {
					if first := s.all()[before]; m.Get(11) != first.Get(11) || m.Get(60) != first.Get(60) || m.Get(4) != first.Get(4) {
						t.Errorf("%+v, held %v: another message %v", c, held, m)
					}
				}
				cl.Close()
			})
		}
	}
}

// Of an upload that its host may have had, and of which the acquirer is asked, a stop may cut short that it is so: sent again, it is the same message, of which the host may say that it has it.
// Of the one that goes out behind the acquirer's word it cannot.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.2.3
func TestUploadAfterDoubt(t *testing.T) {
	for _, held := range []bool{false, true} {
		for _, repeat := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				cl, s := newClient(t, upos.Options{Tries: 1})
				a := approval(t, cl, held)
				s.change = func(m, _ *iso8583.Message) (bool, bool) { return m.Type[1] == '8', false }
				if err := cl.Upload(t.Context(), a); !errors.Is(err, iso8583.ErrMayHaveArrived) {
					t.Fatal(err)
				}
				synctest.Wait()
				code := map[string]string{"0400": "12", "0220": "77"}
				s.change = func(m, x *iso8583.Message) (bool, bool) {
					x.Set(39, cmp.Or(code[m.Type], "00"))
					return true, m.Type[1] != '8'
				}
				if err := cl.Upload(t.Context(), a); !errors.Is(err, terminal.ErrKept) {
					t.Fatal(err)
				}
				code["0220"] = "94"
				before := len(s.all())
				first := s.all()[before-1].Get(61)[6:12]
				a.Repeat = repeat
				err := cl.Upload(t.Context(), a)
				if m := s.all()[before]; (m.Get(11) == first) != repeat || errors.Is(err, terminal.ErrRefused) == repeat || (err == nil) != repeat {
					t.Errorf("held %v, repeated %v: %v, %v", held, repeat, m, err)
				}
				cl.Close()
			})
		}
	}
}

// Nothing leaves under the keys of a session that the host has ended, while it refuses another sign-on; and it is asked for one where the head of an answer says so, if that has its MAC.
// EMV 4.4 B4 12.2.3
func TestSignOnRefused(t *testing.T) {
	for name, do := range map[string]func(ctx context.Context, cl *upos.Client) error{
		"purchase": func(ctx context.Context, cl *upos.Client) error {
			_, err := cl.Authorise(ctx, request(kernel.Purchase, false))
			return err
		},
		"reversal": func(ctx context.Context, cl *upos.Client) error {
			return cl.Reverse(ctx, terminal.Reversal{Original: 5, Transaction: request(kernel.Purchase, false).Transaction, Data: chip()})
		},
		"upload": func(ctx context.Context, cl *upos.Client) error {
			return cl.Upload(ctx, terminal.Approval{Number: 3, Transaction: request(kernel.Purchase, false).Transaction, Data: chip()})
		},
		"scripts": func(ctx context.Context, cl *upos.Client) error {
			return cl.Scripts(ctx, 5, tlv.Append(chip(), 0x9F5B, []byte{0x20, 0, 0, 0, 0}))
		},
		"settlement": func(ctx context.Context, cl *upos.Client) error {
			_, err := cl.SettleTotals(ctx, upos.Totals{})
			return err
		},
		"batch": func(ctx context.Context, cl *upos.Client) error { return cl.UploadBatch(ctx, true, nil, nil) },
		"echo":  func(ctx context.Context, cl *upos.Client) error { return cl.Echo(ctx) },
	} {
		for _, c := range []struct {
			wants  upos.Wanted
			sealed bool // the answer to an echo has its MAC, and a right one
			code   string
			ends   bool
		}{
			{upos.WantsNothing, true, "00", false},
			{upos.WantsSignOn, true, "00", true},
			{upos.WantsCAKeys, true, "00", false},
			{upos.WantsSignOn, false, "00", false},
			{upos.WantsNothing, true, "99", true},
		} {
			synctest.Test(t, func(t *testing.T) {
				cl, s := newClient(t, upos.Options{Tries: 1})
				if err := cl.SignOn(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.wants = c.wants
				s.change = func(m, a *iso8583.Message) (bool, bool) {
					if a.Set(39, c.code); !c.sealed {
						a.SetBytes(64, make([]byte, 8))
					}
					return true, c.sealed
				}
				r := request(kernel.Purchase, false)
				r.ID = 99
				_, _ = cl.Authorise(t.Context(), r)
				if got := cl.Wants(); c.sealed && got != c.wants || !c.sealed && got != upos.WantsNothing {
					t.Errorf("%s, %+v: the host wants %d", name, c, got)
				}
				synctest.Wait()
				s.wants = upos.WantsNothing
				s.change = func(m, a *iso8583.Message) (bool, bool) { a.Set(39, "97"); return true, m.Has(64) }
				before, signOns := len(s.all()), s.signOns()
				err := do(t.Context(), cl)
				if left := len(s.all()) > before || s.signOns() > signOns && !c.ends; left == c.ends || errors.Is(err, terminal.ErrNotSent) != c.ends {
					t.Errorf("%s, %+v: sent %v, %v", name, c, left, err)
				}
				cl.Close()
			})
		}
	}
}

// What moved no money, or was never sent, is not taken back, whether it is known or not.
// EMV 4.4 B4 12.1.8
func TestNothingToTakeBack(t *testing.T) {
	for _, purpose := range []kernel.Purpose{kernel.Inquiry, kernel.Deposit, kernel.Transfer, kernel.MiniStatement} {
		for _, asked := range []bool{false, true} {
			for _, reason := range []terminal.ReversalReason{terminal.ResponseLost, terminal.CardDeclined, terminal.Voided} {
				synctest.Test(t, func(t *testing.T) {
					cl, s := newClient(t, upos.Options{})
					r := request(purpose, false)
					if asked {
						_, _ = cl.Authorise(t.Context(), r)
					}
					before := len(s.all())
					if err := cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: reason, Data: chip()}); err != nil || len(s.all()) != before {
						t.Errorf("%s, %d: %v, %v", purpose, reason, err, s.all()[before:])
					}
					if n, err := cl.Open(); n != 0 || err != nil {
						t.Errorf("%s: %d in the batch, %v", purpose, n, err)
					}
					cl.Close()
				})
			}
		}
	}
}

// A reversal says why: that no answer came, that it came to nothing here, or that somebody has cancelled.
// EMV 4.4 B4 12.1.8
func TestReasons(t *testing.T) {
	for reason, want := range map[terminal.ReversalReason]string{
		terminal.ResponseLost: "98", terminal.CardDeclined: "06", terminal.NotCompleted: "06", terminal.DeviceFailed: "06",
		terminal.GoodsNotTaken: "17", terminal.SignatureRefused: "17", terminal.Voided: "17",
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			err := cl.Reverse(t.Context(), terminal.Reversal{Original: 7, Transaction: request(kernel.Cash, false).Transaction, Reason: reason, Data: chip()})
			if all := s.all(); err != nil || len(all) != 1 || all[0].Type != "0400" || all[0].Get(iso8583.FieldResponse) != want {
				t.Errorf("%s: %v, %v", reason, all, err)
			}
			cl.Close()
		})
	}
}

// A completion is taken back before its pre-authorisation, once, and nothing is where it stands.
// EMV 4.4 B4 12.1.8
func TestVoidCompletion(t *testing.T) {
	for _, c := range []struct {
		calls string // what the host says to the voids of each call, one after the other; -- is nothing
		want  string // processing code and class of each
		end   error
	}{
		{"00 00", "200000 21; 200000 11", nil},
		{"51", "200000 21", terminal.ErrRefused},
		{"00 51", "200000 21; 200000 11", terminal.ErrRefused},
		{"00 96 | 00", "200000 21; 200000 11; 200000 11", nil},
		{"96 | 00 00", "200000 21; 200000 21; 200000 11", nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := upos.Options{Tries: 1, Memory: terminal.NewMemoryLedger()}
			cl, s := newClient(t, o)
			a := approval(t, cl, true)
			a.Transaction.Amount = 1500
			if err := cl.Upload(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			var got []string
			var err error
			for i, call := range strings.Split(c.calls, " | ") {
				if i > 0 { // a stop between
					cl.Close()
					cl, s = newClient(t, o)
				}
				words := strings.Fields(call)
				s.change = func(m, x *iso8583.Message) (bool, bool) {
					if m.Type == "0400" {
						x.Set(39, "25")
					} else if m.Type[1] != '8' {
						class, _ := upos.ParseClass(m.Get(60))
						got = append(got, m.Get(3)+" "+class.Code)
						if want := map[string]string{"21": "000000001500", "11": "000000001234"}[class.Code]; m.Get(4) != want {
							t.Errorf("%+v: %s of %s, want %s", c, class.Code, m.Get(4), want)
						}
						x.Set(39, words[0])
						words = words[1:]
					}
					return true, m.Type[1] != '8'
				}
				tx := a.Transaction
				tx.Amount = 1234
				err = cl.Reverse(t.Context(), terminal.Reversal{Original: a.Follows, Number: a.Number, Transaction: tx, Taken: 1500, Reason: terminal.Voided, Data: chip()})
				synctest.Wait()
			}
			if text := strings.Join(got, "; "); text != c.want || !errors.Is(err, c.end) || c.end == nil && err != nil {
				t.Errorf("%+v: %s, %v", c, text, err)
			}
			cl.Close()
		})
	}
}

// Whose memory fails at any one place is told so, and what has not left is said not to have: nothing leaves of which nothing is kept.
// EMV 4.4 B4 12.2.3
func TestMemoryThatFails(t *testing.T) {
	sold := func(t *testing.T, cl *upos.Client) {
		t.Helper()
		if _, err := cl.Authorise(t.Context(), request(kernel.Purchase, false)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		before func(t *testing.T, cl *upos.Client)
		do     func(ctx context.Context, cl *upos.Client) error
	}{
		{"purchase", func(*testing.T, *upos.Client) {}, func(ctx context.Context, cl *upos.Client) error {
			_, err := cl.Authorise(ctx, request(kernel.Purchase, false))
			return err
		}},
		{"with a PIN behind it", sold, func(ctx context.Context, cl *upos.Client) error {
			r := request(kernel.Purchase, true)
			r.ID, r.Follows = 78, 77
			_, err := cl.Authorise(ctx, r)
			return err
		}},
		{"reversal", sold, func(ctx context.Context, cl *upos.Client) error {
			r := request(kernel.Purchase, false)
			return cl.Reverse(ctx, terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.CardDeclined, Data: chip()})
		}},
		{"void", sold, func(ctx context.Context, cl *upos.Client) error {
			r := request(kernel.Purchase, false)
			return cl.Reverse(ctx, terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip()})
		}},
		{"upload", func(*testing.T, *upos.Client) {}, func(ctx context.Context, cl *upos.Client) error {
			return cl.Upload(ctx, terminal.Approval{Number: 3, Transaction: request(kernel.Purchase, false).Transaction, Data: chip()})
		}},
		{"tip", sold, func(ctx context.Context, cl *upos.Client) error {
			return cl.Upload(ctx, terminal.Approval{Number: 3, Held: 1, Follows: 77, Transaction: request(kernel.Purchase, false).Transaction, Data: chip()})
		}},
		{"void of a completion", func(t *testing.T, cl *upos.Client) {
			t.Helper()
			a := approval(t, cl, true)
			if err := cl.Upload(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}, func(ctx context.Context, cl *upos.Client) error {
			r := request(kernel.PreAuthorisation, false)
			return cl.Reverse(ctx, terminal.Reversal{Original: r.ID, Number: 3, Transaction: r.Transaction, Taken: 1234, Reason: terminal.Voided, Data: chip()})
		}},
		{"scripts", sold, func(ctx context.Context, cl *upos.Client) error {
			return cl.Scripts(ctx, 77, tlv.Append(chip(), 0x9F5B, []byte{0x20, 0, 0, 0, 0}))
		}},
		{"settlement", sold, func(ctx context.Context, cl *upos.Client) error {
			_, err := cl.SettleTotals(ctx, upos.Totals{})
			return err
		}},
		{"signature", sold, func(ctx context.Context, cl *upos.Client) error { return cl.SendSignature(ctx, 77, nil, nil) }},
		{"echo", sold, func(ctx context.Context, cl *upos.Client) error { return cl.Echo(ctx) }},
		{"CA keys", func(*testing.T, *upos.Client) {}, func(ctx context.Context, cl *upos.Client) error { _, err := cl.CAKeys(ctx); return err }},
	} {
		for n := 1; ; n++ {
			over := false
			synctest.Test(t, func(t *testing.T) {
				m := &failing{Memory: terminal.NewMemoryLedger()}
				cl, s := newClient(t, upos.Options{Memory: m})
				if err := cl.SignOn(t.Context()); err != nil {
					t.Fatal(err)
				}
				c.before(t, cl)
				before := len(s.all())
				s.change = func(m, a *iso8583.Message) (bool, bool) {
					if m.Type == "0500" {
						a.Set(48, strings.Repeat(strings.Repeat("0", 30)+"1", 2))
					}
					return true, m.Has(64)
				}
				m.fail(n)
				err := c.do(t.Context(), cl)
				if over = m.left() > 0; over {
					return
				}
				left := len(s.all()) > before
				if err == nil || !left && !errors.Is(err, terminal.ErrNotSent) || left && c.name != "void of a completion" && errors.Is(err, terminal.ErrNotSent) { // of two messages the first has left
					t.Errorf("%s, at %d: sent %v, %v", c.name, n, left, err)
				}
				cl.Close()
			})
			if over || t.Failed() {
				break
			}
		}
	}
}

// A void that is lost is reversed before another one goes out, and the reversal not before it is kept that it does; nor goes anything out under the keys of a session that the host has ended.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestVoidThatGoesOn(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails int  // so-many-th time that the memory is asked at the second call
		ended bool // the host wants another sign-on, and refuses it
		gone  bool // nobody waits any more
		sent  string
		want  error
	}{
		{"as it is", 0, false, false, "0200 0400 0200", nil},
		{"the memory cannot be read", 1, false, false, "0200", terminal.ErrNotSent},
		{"the memory is full", 2, false, false, "0200", terminal.ErrNotSent},
		{"a sign-on is refused", 0, true, false, "0200", iso8583.ErrMayHaveArrived},
		{"nobody waits", 0, false, true, "0200", iso8583.ErrMayHaveArrived},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := &failing{Memory: terminal.NewMemoryLedger()}
			tries := 1
			if c.ended || c.gone {
				tries = 3
			}
			cl, s := newClient(t, upos.Options{Memory: m, Tries: tries})
			r := request(kernel.Purchase, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if c.gone {
					stop()
				}
				if a.Set(39, "A0"); m.Type == "0800" {
					a.Set(39, "97")
				}
				return c.ended, false
			}
			back := terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip()}
			err := cl.Reverse(ctx, back)
			synctest.Wait()
			if !c.ended && !c.gone {
				if !errors.Is(err, iso8583.ErrMayHaveArrived) {
					t.Fatal(err)
				}
				s.change, back.Repeat = nil, true
				m.fail(c.fails)
				err = cl.Reverse(ctx, back)
			}
			var sent []string
			for _, m := range s.all()[1:] {
				sent = append(sent, m.Type)
			}
			if strings.Join(sent, " ") != c.sent || !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s: %q, %v", c.name, sent, err)
			}
			cl.Close()
		})
	}
}

// failing is a memory that fails once, the so-many-th time that it is asked.
type failing struct {
	terminal.Memory
	mu sync.Mutex
	at int
}

func (f *failing) fail(at int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = at
}

func (f *failing) left() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

func (f *failing) now() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.at--; f.at == 0 {
		return errors.New("broken")
	}
	return nil
}

func (f *failing) Keep(name string, value []byte) error {
	if err := f.now(); err != nil {
		return err
	}
	return f.Memory.Keep(name, value)
}

func (f *failing) Recall(name string) ([]byte, error) {
	if err := f.now(); err != nil {
		return nil, err
	}
	return f.Memory.Recall(name)
}
