package upos_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// A host that cannot take a message now has not taken it, with one try at a call too: the same message is sent again at the next call. To a request it is a decision.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestTakenLater(t *testing.T) {
	type sending func(t *testing.T, cl *upos.Client, r *terminal.Request) error
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		send    sending
		kind    string
	}{
		{"reversal", kernel.Purchase, func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: chip()})
		}, "0400"},
		{"upload", kernel.Purchase, func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: chip()})
		}, "0220"},
		{"completion", kernel.PreAuthorisation, func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Upload(t.Context(), terminal.Approval{Number: 3, Held: r.Transaction.Amount, Follows: r.ID, Transaction: r.Transaction, Data: chip()})
		}, "0220"},
		{"results of scripts", kernel.Purchase, func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
			return cl.Scripts(t.Context(), r.ID, tlv.Append(chip(), 0x9F5B, unhex(t, "2000000000")))
		}, "0620"},
	} {
		for _, code := range []string{"68", "90", "91", "92", "96", "98", "A0"} {
			synctest.Test(t, func(t *testing.T) {
				told := 0
				cl, s := newClient(t, upos.Options{Tries: 1, Refused: func(*iso8583.RefusedError) { told++ }})
				r, now := request(c.purpose, false), true
				if _, err := cl.Authorise(t.Context(), r); err != nil {
					t.Fatal(err)
				}
				s.change = func(m, a *iso8583.Message) (bool, bool) {
					if m.Type[1] == '8' {
						return true, false
					}
					if now {
						a.Set(39, code)
					}
					return true, !now || code != "A0"
				}
				if err := c.send(t, cl, &r); !errors.Is(err, iso8583.ErrMayHaveArrived) || errors.Is(err, terminal.ErrRefused) || told != 0 {
					t.Errorf("%s, %s: %v, told %d times", c.name, code, err, told)
				}
				now = false
				if err := c.send(t, cl, &r); err != nil || told != 0 {
					t.Errorf("%s, %s: %v, told %d times", c.name, code, err, told)
				}
				all := s.all()
				if len(all) != 3 || all[1].Type != c.kind || all[2].Type != c.kind || c.kind != "0620" && all[1].Get(11) != all[2].Get(11) {
					t.Errorf("%s, %s: %v", c.name, code, all)
				}
				cl.Close()
			})
		}
	}
	for kind, word := range map[kernel.Purpose]string{kernel.Purchase: "96", kernel.Refund: ""} {
		for _, tries := range []int{1, 3} {
			synctest.Test(t, func(t *testing.T) {
				cl, s := newClient(t, upos.Options{Tries: tries})
				s.change = func(m, a *iso8583.Message) (bool, bool) {
					if m.Type[1] != '8' {
						a.Set(39, "96")
					}
					return true, m.Type[1] != '8'
				}
				answer, err := cl.Authorise(t.Context(), request(kind, false))
				if o, _ := tlv.Find(answer, 0x8A); string(o.Value) != word || (word == "") != errors.Is(err, iso8583.ErrMayHaveArrived) {
					t.Errorf("%s, %d tries: %X, %v", kind, tries, answer, err)
				}
				cl.Close()
			})
		}
	}
}

// A host that asks for another sign-on has not taken what only this message says: results of scripts go again behind it, in the present batch, and an upload at the next call.
// EMV 4.4 B4 6.3.9, EMV 4.4 B4 12.1.5
func TestSignOnInTheWay(t *testing.T) {
	data := tlv.Append(chip(), 0x9F5B, unhex(t, "2000000000"))
	scripts := func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
		return cl.Scripts(t.Context(), r.ID, data)
	}
	upload := func(t *testing.T, cl *upos.Client, r *terminal.Request) error {
		return cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: chip()})
	}
	for _, c := range []struct {
		name  string
		send  func(*testing.T, *upos.Client, *terminal.Request) error
		codes string // one after the other
		waits bool
		told  int
	}{
		{"scripts", scripts, "77 00", false, 0},
		{"scripts", scripts, "99 12", false, 1},
		{"scripts", scripts, "77 77", true, 0},
		{"upload", upload, "99", true, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			told := 0
			cl, s := newClient(t, upos.Options{Refused: func(*iso8583.RefusedError) { told++ }})
			r := request(kernel.Purchase, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			codes := strings.Fields(c.codes)
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type == "0800" {
					nextBatch(a)
					return true, false
				}
				a.Set(39, codes[0])
				codes = codes[1:]
				return true, true
			}
			if err := c.send(t, cl, &r); errors.Is(err, iso8583.ErrMayHaveArrived) != c.waits || (err != nil) != c.waits || told != c.told || len(codes) != 0 {
				t.Errorf("%s, %s: %v, told %d times, left %q", c.name, c.codes, err, told, codes)
			}
			all := s.all()
			if class, _ := upos.ParseClass(all[len(all)-1].Get(60)); len(all) > 2 && class.Batch != "000008" {
				t.Errorf("%s, %s: in batch %s", c.name, c.codes, class.Batch)
			}
			cl.Close()
		})
	}
}

// A refund is repeated as the same message. Of one whose host says then that it has it nobody knows what became: it is as if no answer had come, and it is taken back.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestRefundRepeated(t *testing.T) {
	for _, c := range []struct {
		codes string // what the host says, one after the other; -- is nothing
		pin   bool   // whose block is of no use after another sign-on
		arc   string // empty: it may have arrived
	}{
		{"00", false, "00"},
		{"-- 00", true, "00"},
		{"-- 51", false, "51"},
		{"94", false, "94"},
		{"-- 94", false, ""},
		{"96 94", false, ""},
		{"77", false, "77"},
		{"-- 77", false, ""},
		{"96 99", false, ""},
		{"-- -- --", false, ""},
		{"A0 00", false, "00"},
		{"96 00", true, "00"},
		{"A0", true, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			codes := strings.Fields(c.codes)
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type != "0220" {
					return true, m.Type[1] != '8'
				}
				code := codes[0]
				codes = codes[1:]
				a.Set(39, code)
				return code != "--", code != "A0"
			}
			r := request(kernel.Refund, c.pin)
			answer, err := cl.Authorise(t.Context(), r)
			synctest.Wait() // the host has done with it
			if o, _ := tlv.Find(answer, 0x8A); string(o.Value) != c.arc || errors.Is(err, iso8583.ErrMayHaveArrived) != (c.arc == "") || len(codes) != 0 {
				t.Errorf("%s: %X, %v", c.codes, answer, err)
			}
			all := s.all()
			for _, m := range all {
				if m.Get(11) != all[0].Get(11) || m.Get(61) != all[0].Get(61) {
					t.Errorf("%s: another message, %v", c.codes, m)
				}
			}
			if err := cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: chip()}); err != nil || c.arc == "" && s.all()[len(all)].Type != "0400" {
				t.Errorf("%s: %v", c.codes, err)
			}
			cl.Close()
		})
	}
}

// A request that is made again with its ID after a resume is one whose answer nobody knows: that the host has it is no decline, and it is taken back. To one that is made once it is one.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.2.3
func TestRequestAfterResume(t *testing.T) {
	for _, c := range []struct {
		first string // what becomes of a first one: empty, there is none; -- is no answer
		code  string
		stop  bool
		arc   string // empty: it may have arrived
	}{
		{"", "94", false, "94"},
		{"", "00", true, "00"},
		{"--", "94", false, ""},
		{"--", "94", true, ""},
		{"--", "77", true, ""},
		{"--", "99", false, ""},
		{"", "77", false, "77"},
		{"--", "51", true, "51"},
		{"--", "00", true, "00"},
		{"51", "94", false, "94"},
	} {
		for _, kind := range []kernel.Purpose{kernel.Purchase, kernel.Refund} {
			synctest.Test(t, func(t *testing.T) {
				o := upos.Options{Memory: terminal.NewMemoryLedger(), Tries: 1}
				cl, s := newClient(t, o)
				code := c.first
				change := func(m, a *iso8583.Message) (bool, bool) {
					if m.Type[1] != '8' && m.Type != "0400" {
						a.Set(39, code)
					}
					return code != "--", m.Type[1] != '8'
				}
				s.change = change
				r := request(kind, false)
				if c.first != "" {
					code = "00"
					if err := cl.SignOn(t.Context()); err != nil {
						t.Fatal(err)
					}
					synctest.Wait()
					code = c.first
					if _, err := cl.Authorise(t.Context(), r); errors.Is(err, iso8583.ErrMayHaveArrived) != (c.first == "--") {
						t.Fatal(err)
					}
				}
				if c.stop {
					cl.Close()
					cl, s = newClient(t, o)
					s.change = change
				}
				synctest.Wait() // the host has done with the first
				code = c.code
				answer, err := cl.Authorise(t.Context(), r)
				if o, _ := tlv.Find(answer, 0x8A); string(o.Value) != c.arc || errors.Is(err, iso8583.ErrMayHaveArrived) != (c.arc == "") {
					t.Errorf("%s, %+v: %X, %v", kind, c, answer, err)
				}
				if _, known, err := cl.Booking(r.ID); known != (c.arc == "00") || err != nil {
					t.Errorf("%s, %+v: known %v, %v", kind, c, known, err)
				}
				before := len(s.all())
				err = cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: chip()})
				if all := s.all(); c.arc == "" && (err != nil || all[before].Type != "0400" || all[before].Get(61)[6:12] != "000020") {
					t.Errorf("%s, %+v: %v, %v", kind, c, all[before:], err)
				}
				cl.Close()
			})
		}
	}
}
