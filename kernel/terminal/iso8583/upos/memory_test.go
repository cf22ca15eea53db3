package upos_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// shelf is a memory whose names can be counted.
type shelf map[string][]byte

func (s shelf) Keep(name string, value []byte) error {
	if s[name] = slices.Clone(value); len(value) == 0 {
		delete(s, name)
	}
	return nil
}

func (s shelf) Recall(name string) ([]byte, error) { return slices.Clone(s[name]), nil }

func (s shelf) count(prefix string) (n int) {
	for name := range maps.Keys(s) {
		if strings.HasPrefix(name, prefix) {
			n++
		}
	}
	return n
}

// What is kept of requests and uploads has a bound, over stops too: as many of the last as the options say are known, and of declined ones nothing. A declined one that has
// brought scripts is known until it is told of them.
func TestMemoryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const least, page = 100, 64
		memory := shelf{"upos/open": []byte("3")} // as it was kept once
		var cl *upos.Client
		var s *server
		code, scripts := "00", ""
		stop := func() {
			if cl != nil {
				cl.Close()
			}
			cl, s = newClient(t, upos.Options{Memory: memory, Keep: least})
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type == "0200" {
					a.Set(39, code)
					a.SetBytes(55, unhex(t, scripts))
				}
				return true, m.Type[1] != '8'
			}
		}
		stop()
		sell := func(id uint64) {
			r := request(kernel.Purchase, false)
			r.ID = id
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		known := func(id uint64) bool {
			_, ok, err := cl.Booking(id)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		for n := uint64(1); n <= 300; n++ {
			sell(n)
			code = "51"
			sell(10_000 + n)
			code = "00"
			if n%37 == 0 {
				stop()
			}
			if have := memory.count("upos/request/"); have > least+2*page || have < min(int(n), least) {
				t.Fatalf("after %d: %d are kept", n, have)
			}
			if last := max(n, least) - least + 1; !known(n) || !known(last) || known(10_000+n) {
				t.Fatalf("after %d: %d, %d", n, n, last)
			}
		}
		if n, err := cl.Open(); err != nil || n != 303 || known(1) {
			t.Errorf("%d in the batch, %v, the first is known: %v", n, err, known(1))
		}
		tx := request(kernel.Purchase, false).Transaction
		for n := uint64(1); n <= 300; n++ {
			if err := cl.Upload(t.Context(), terminal.Approval{Number: n, Transaction: tx, Data: chip()}); err != nil {
				t.Fatal(err)
			}
		}
		if requests, uploads := memory.count("upos/request/"), memory.count("upos/upload/"); requests != 0 || uploads < least || uploads > least+2*page {
			t.Errorf("%d requests, %d uploads", requests, uploads)
		}
		for _, scripts = range []string{"7106860484240000", "7206860484240000"} {
			code = "51"
			sell(7)
			if memory.count("upos/request/") != 1 || known(7) {
				t.Error("what waits for its scripts is not kept, or is booked")
			}
			if err := cl.Scripts(t.Context(), 7, tlv.Append(chip(), 0x9F5B, unhex(t, "2000000000"))); err != nil || memory.count("upos/request/") != 0 {
				t.Error(err, memory.count("upos/request/"))
			}
			if all := s.all(); all[len(all)-1].Type != "0620" || all[len(all)-1].Get(61) == "" {
				t.Error(all[len(all)-1])
			}
		}
		if n := memory.count(""); n > 2*least+4*page {
			t.Errorf("%d names", n)
		}
		cl.Close()
	})
}

// A request that is booked again is one of the last, though the page that it stood on is forgotten.
func TestMemoryOfAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const page = 64
		cl, _ := newClient(t, upos.Options{Memory: shelf{}, Keep: page})
		sell := func(id uint64) {
			r := request(kernel.Purchase, false)
			r.ID = id
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		for n := uint64(1); n <= page; n++ {
			sell(n)
		}
		sell(1)
		for n := uint64(page + 1); n < 2*page; n++ {
			sell(n)
		}
		for id, want := range map[uint64]bool{1: true, 2: false, page: false, page + 1: true, 2*page - 1: true} {
			if _, known, err := cl.Booking(id); known != want || err != nil {
				t.Errorf("%d: known %v, %v", id, known, err)
			}
		}
		cl.Close()
	})
}

// A void whose answer is lost is reversed. Where the host does not take it back, nobody knows whether it stands: another is sent, and only if the host finds nothing to void, the first does.
// That it asks for another sign-on is no word about either, and that it has the trace number already none about a reversal which was not sent before.
// EMV 4.4 B4 12.1.8
func TestLostVoid(t *testing.T) {
	for _, c := range []struct {
		backs, voids string // what the host says to each, one after the other; -- is nothing
		end          error
	}{
		{"00", "-- 00", nil},
		{"25", "-- 00", nil},
		{"12", "-- 00", nil},
		{"40", "-- 00", nil},
		{"12", "-- 25", nil},
		{"40", "-- 22", nil},
		{"94", "-- 25", nil},
		{"94", "-- 00", nil},
		{"-- 94", "-- 25", terminal.ErrRefused},
		{"12", "-- 51", terminal.ErrRefused},
		{"00", "-- 25", terminal.ErrRefused},
		{"25", "-- 22", terminal.ErrRefused},
		{"77 00", "-- 00", nil},
		{"99 25", "-- 00", nil},
		{"77 12", "-- 25", nil},
		{"77 00", "-- 25", terminal.ErrRefused},
		{"77 77 77 77", "--", iso8583.ErrMayHaveArrived},
		{"25", "77 00", nil},
		{"25", "99 51", terminal.ErrRefused},
		{"25 25", "77 77 77", iso8583.ErrMayHaveArrived},
		{"25", "96 00", nil},
		{"12", "68 25", nil},
		{"25 25", "96 91 98", iso8583.ErrMayHaveArrived},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			r := request(kernel.Purchase, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			backs, voids := strings.Fields(c.backs), strings.Fields(c.voids)
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				codes := &voids
				switch m.Type {
				case "0400":
					codes = &backs
				case "0800":
					return true, false
				}
				if len(*codes) == 0 {
					t.Errorf("%+v: one more %s", c, m.Type)
					return true, true
				}
				code := (*codes)[0]
				*codes = (*codes)[1:]
				a.Set(39, code)
				return code != "--", true
			}
			err := cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip(), Repeat: true})
			synctest.Wait() // the host has done with it
			if !errors.Is(err, c.end) || c.end == nil && err != nil || len(backs)+len(voids) != 0 {
				t.Errorf("%+v: %v, left %q, %q", c, err, backs, voids)
			}
			if _, known, _ := cl.Booking(r.ID); known != (c.end == iso8583.ErrMayHaveArrived) { // or the host has said its last word
				t.Errorf("%+v: known %v", c, known)
			}
			cl.Close()
		})
	}
}

// A reversal that the line did not take was not sent: that the host has the trace number already is then no word that it has the reversal. Of one that was sent, before that or before a stop, it is.
// EMV 4.4 B4 12.1.8
func TestLostVoidOnALineThatIsDown(t *testing.T) {
	for _, c := range []struct {
		sent, down, stop bool
		want             error
	}{
		{false, true, false, nil}, // the first void stands
		{true, true, false, terminal.ErrRefused},
		{true, false, true, terminal.ErrRefused},
		{false, false, true, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			told := 0
			o := upos.Options{Tries: 1, Memory: terminal.NewMemoryLedger(), Refused: func(*iso8583.RefusedError) { told++ }}
			cl, s := newClient(t, o)
			r := request(kernel.Purchase, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			back := terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip()}
			lost := func(want error) {
				t.Helper()
				if err := cl.Reverse(t.Context(), back); !errors.Is(err, want) {
					t.Fatal(err)
				}
				synctest.Wait()
				back.Repeat = true
			}
			s.change = func(m, _ *iso8583.Message) (bool, bool) { return m.Type[1] == '8', false }
			lost(iso8583.ErrMayHaveArrived) // the void
			if c.sent {
				lost(iso8583.ErrMayHaveArrived) // its reversal
			}
			if c.down {
				s.refuse = errors.New("down")
				lost(terminal.ErrNotSent)
				s.refuse = nil
			}
			if c.stop {
				cl.Close()
				cl, s = newClient(t, o)
			}
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type[1] == '8' {
					return true, false
				}
				if a.Set(39, "25"); m.Type == "0400" {
					a.Set(39, "94")
				}
				return true, true
			}
			if err := cl.Reverse(t.Context(), back); !errors.Is(err, c.want) || c.want == nil && err != nil || told != 1 { // of the reversal, or of the other void
				t.Errorf("%+v: %v, told %d times", c, err, told)
			}
			cl.Close()
		})
	}
}

// How a card was read is as the configuration has its modes: of a stripe, and of one that is read because the chip cannot be.
// EMV 4.4 B4 6.6.2
func TestEntryModes(t *testing.T) {
	own := kernel.Fallback{StripeMode: 0x21, FallbackMode: 0x62, KeyMode: 0x79}
	for _, c := range []struct {
		modes     kernel.Fallback
		mode      byte
		entry     string // of field 22
		condition byte   // 60.5
	}{
		{kernel.Fallback{}, 0x90, "021", '0'},
		{kernel.Fallback{}, 0x80, "021", '1'},
		{kernel.Fallback{}, 0x01, "011", '0'},
		{kernel.Fallback{}, 0x62, "011", '0'},
		{own, 0x21, "021", '0'},
		{own, 0x62, "021", '1'},
		{own, 0x79, "011", '0'},
		{own, 0x80, "021", '0'},
		{kernel.Fallback{KeyMode: 0x03}, 0x03, "011", '0'},
		{own, 0x05, "051", '0'},
		{own, 0x07, "071", '0'},
	} {
		synctest.Test(t, func(t *testing.T) {
			cfg := *shop
			cfg.Fallback = c.modes
			cl, s := newClient(t, upos.Options{Config: &cfg})
			r := request(kernel.Purchase, true)
			r.DE55 = tlv.Append(nil, 0x9F39, []byte{c.mode})
			for o := range tlv.NewCursor(chip()).All() {
				if o.Tag != 0x9F39 {
					r.DE55 = append(r.DE55, o.Raw...)
				}
			}
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			m := s.all()[0]
			if class, err := upos.ParseClass(m.Get(60)); m.Get(22) != c.entry || err != nil || class.Condition != string(c.condition) || m.Has(55) != (c.entry != "021") {
				t.Errorf("%+v: field 22 %s, 60 %s, 55 %v, %v", c, m.Get(22), m.Get(60), m.Has(55), err)
			}
			cl.Close()
		})
	}
}
