package iso8583_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// A server is a host that keeps what it gets, and answers as it is told.
type server struct {
	t       testing.TB
	serving sync.Mutex // one answer at a time
	mu      sync.Mutex
	got     []*iso8583.Message
	dials   int
	refuse  error
	mute    bool   // it accepts connections, and reads nothing
	word    string // its response code to sign-ons and the like; empty: 00
	// answers to a message that is no sign-on: nil for the usual one; false ends the connection
	answer func(c net.Conn, m, usual *iso8583.Message) bool
}

func (s *server) dial(context.Context) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials++
	if s.refuse != nil {
		return nil, s.refuse
	}
	here, there := net.Pipe()
	if !s.mute {
		go s.serve(there)
	}
	return here, nil
}

func (s *server) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	for {
		b, err := iso8583.ReadFrame(c)
		if err != nil {
			return
		}
		m, err := iso8583.Plain.Parse(b)
		if err != nil || !iso8583.Plain.Sealed(m, b, testMAC(s.t)) {
			s.t.Errorf("%v, %v", m, err)
			return
		}
		usual := iso8583.New(iso8583.AnswerType(m.Type))
		for _, n := range []int{3, 4, 11, 37, 41, 42, 49, 70} {
			usual.SetBytes(n, m.Bytes(n))
		}
		usual.Set(39, "00")
		s.mu.Lock()
		s.got = append(s.got, m)
		do := s.answer
		s.mu.Unlock()
		if s.word != "" && m.Type == "0800" {
			usual.Set(39, s.word)
		}
		if do == nil || m.Type == "0800" {
			do = func(c net.Conn, _, usual *iso8583.Message) bool { return s.send(c, usual) }
		}
		s.serving.Lock()
		goes := do(c, m, usual)
		s.serving.Unlock()
		if !goes {
			return
		}
	}
}

func (s *server) send(c net.Conn, m *iso8583.Message) bool {
	b, err := iso8583.Plain.Seal(m, testMAC(s.t))
	if err == nil {
		_, err = c.Write(iso8583.AppendFrame(nil, b))
	}
	return err == nil
}

// all are the messages that it has got.
func (s *server) all() []*iso8583.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func (s *server) types() (list []string) {
	for _, m := range s.all() {
		list = append(list, m.Type)
	}
	return list
}

var shop = &kernel.Config{Terminal: kernel.Terminal{
	Type: 0x22, CountryCode: 0x276, TransactionCurrency: 0x978, CurrencyExponent: 2,
	TerminalID: "TERM0001", MerchantID: "SHOP", MerchantCategoryCode: 0x5411, Capabilities: [3]byte{0xE0, 0x78, 0xC8},
}}

func newClient(t *testing.T, s *server, o iso8583.Options) *iso8583.Client {
	t.Helper()
	o.Config = cmp.Or(o.Config, shop)
	s.t = t
	o.Dial, o.MAC = s.dial, testMAC(t)
	c, err := iso8583.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func data(objects ...any) (b []byte) {
	for i := 0; i < len(objects); i += 2 {
		b = tlv.Append(b, tlv.Tag(objects[i].(int)), []byte(objects[i+1].(string)))
	}
	return b
}

var chip = data(0x57, "\x54\x13\x33\x00\x89\x02\x00\x11\xD4\x91\x22\x01\x0F", 0x5F34, "\x01", 0x9F36, "\x00\x07", 0x9F27, "\x80", 0x9F37, "\x01\x02\x03\x04", 0x9F26, "ABCDEFGH", 0x9F39, "\x05")

func purchase() terminal.Request {
	return terminal.Request{ID: 0x123456789ABCDEF0, DE55: slices.Clone(chip), Transaction: kernel.Transaction{
		Purpose: kernel.Purchase, Money: kernel.Money{Amount: 12_34, Currency: 0x978, Exponent: 2}, AmountOther: 5_00,
		Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0x34, 0x56}, Sequence: 42, Account: tlv.CreditAccount,
	}}
}

// A conversion for settlement goes beside the amount that the card was told of.
func TestConversion(t *testing.T) {
	for _, to := range []*terminal.Conversion{nil, {Money: kernel.Money{Amount: 13_37, Currency: 0x840, Exponent: 2}}} {
		s, r := &server{}, purchase()
		client := newClient(t, s, iso8583.Options{})
		r.Conversion = to
		if _, err := client.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		client.Close()
		all := s.all()
		m, want := all[len(all)-1], []string{"000000001234", "978", "", ""}
		if to != nil {
			want[2], want[3] = "000000001337", "840"
		}
		if got := []string{m.Get(4), m.Get(49), m.Get(6), m.Get(51)}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// ofUpload are the first 64 bits but four of SHA-256 of "9 42 260701 123456 0 1234 0007", in base 32.
const ofUpload = "EV1TSEKV4R05"

// ofCompletion are those of "9 42 260701 123456 0 1234 ": there is no ATC.
const ofCompletion = "5Q706PESPG8N"

// The fields of the messages, set down by hand. The reference number is the request's number in base 32 without its highest four bits.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.2, EMV 4.4 B4 12.1.7, EMV 4.4 B4 12.1.8, EMV 4.4 B4 6.3.9 transmitted
func TestMessages(t *testing.T) {
	advice := data(0x5A, "\x54\x13\x33\x00\x89\x02\x00\x11", 0x5F24, "\x49\x12\x31", 0x9A, "\x26\x07\x01", 0x9C, "\x00", 0x9F02, "\x00\x00\x00\x98\x76\x50", 0x5F2A, "\x09\x78", 0x9F27, "\x40", 0x8A, "Y1")
	inquiry := purchase()
	inquiry.Transaction.Purpose, inquiry.Transaction.Type, inquiry.Transaction.Amount, inquiry.Transaction.AmountOther = kernel.Inquiry, 0x31, 0, 0
	back := terminal.Reversal{Original: purchase().ID, Transaction: purchase().Transaction, Reason: terminal.ResponseLost, Data: slices.Clone(chip)}
	undone := back
	undone.Reason, undone.Repeat, undone.Data = terminal.GoodsNotTaken, true, nil
	common := "11=000042 12=123456 13=0701 22=051 23=001 35: 25 bytes 37=4D2PF2DBSQQG"
	for _, c := range []struct {
		name string
		send func(c *iso8583.Client) error
		want string
	}{
		{"purchase", func(c *iso8583.Client) error { _, err := c.Authorise(t.Context(), purchase()); return err }, "0200 2: 16 bytes 3=003000 4=000000001234 7=0701123456 " + common + " 41=TERM0001 42=SHOP            49=978 54=3040978D000000000500 55: 92 bytes 64: 8 bytes"},
		{"a trace number of six digits", func(c *iso8583.Client) error {
			r := purchase()
			r.Transaction.Sequence = 1_999_999
			_, err := c.Authorise(t.Context(), r)
			return err
		}, "0200 2: 16 bytes 3=003000 4=000000001234 7=0701123456 " + strings.Replace(common, "000042", "000001", 1) + " 41=TERM0001 42=SHOP            49=978 54=3040978D000000000500 55: 92 bytes 64: 8 bytes"},
		{"inquiry", func(c *iso8583.Client) error { _, err := c.Authorise(t.Context(), inquiry); return err }, "0100 2: 16 bytes 3=313000 4=000000000000 7=0701123456 " + common + " 41=TERM0001 42=SHOP            49=978 55: 83 bytes 64: 8 bytes"},
		{"reversal", func(c *iso8583.Client) error { return c.Reverse(t.Context(), back) }, "0420 2: 16 bytes 3=003000 4=000000001234 7=0701123456 " + common + " 41=TERM0001 42=SHOP            49=978 54=3040978D000000000500 55: 35 bytes 60=response lost 90=020000004207011234560000000000000000000000 128: 8 bytes"},
		{"undone, again, without data", func(c *iso8583.Client) error { return c.Reverse(t.Context(), undone) }, "0401 3=003000 4=000000001234 7=0701123456 11=000042 12=123456 13=0701 37=4D2PF2DBSQQG 41=TERM0001 42=SHOP            49=978 54=3040978D000000000500 60=not taken 90=020000004207011234560000000000000000000000 128: 8 bytes"},
		{"reversal of what fits no field", func(c *iso8583.Client) error {
			odd := undone
			odd.Repeat, odd.Data = false, append(data(0x57, "\xAA\xBB", 0x5A, "\xC0", 0x5F24, "", 0x5F34, "\x01\x02", 0x9F39, "\xFF", 0x9F36, "\x00\x07"), data(0x9F5B, strings.Repeat("x", 1000))...)
			odd.Transaction.Date, odd.Transaction.Amount, odd.Transaction.AmountOther, odd.Transaction.Currency = [3]byte{0, 0xAB, 0xCD}, 1e15, 1e15, 0xABCD
			return c.Reverse(t.Context(), odd)
		}, "0400 3=003000 11=000042 12=123456 37=4D2PF2DBSQQG 41=TERM0001 42=SHOP            55: 14 bytes 60=not taken 64: 8 bytes"},
		{"increment", func(c *iso8583.Client) error {
			r := purchase()
			r.Transaction.Purpose, r.Transaction.AmountOther, r.Follows = kernel.PreAuthorisation, 0, r.ID
			_, err := c.Authorise(t.Context(), r)
			return err
		}, "0100 2: 16 bytes 3=003000 4=000000001234 7=0701123456 " + common + " 41=TERM0001 42=SHOP            49=978 55: 83 bytes 61=4D2PF2DBSQQG 64: 8 bytes"},
		{"once more, with a PIN", func(c *iso8583.Client) error {
			r := purchase()
			r.ID, r.Follows, r.OnlinePIN = r.ID+1, r.ID, true
			_, err := c.Authorise(t.Context(), r)
			return err
		}, "0200 2: 16 bytes 3=003000 4=000000001234 7=0701123456 11=000042 12=123456 13=0701 22=051 23=001 35: 25 bytes 37=4D2PF2DBSQQH 41=TERM0001 42=SHOP            49=978 52: 8 bytes 53=0000000000000000 54=3040978D000000000500 55: 92 bytes 61=4D2PF2DBSQQG 64: 8 bytes"},
		{"completion", func(c *iso8583.Client) error {
			tx := purchase().Transaction
			tx.Purpose, tx.AmountOther = kernel.PreAuthorisation, 0
			return c.Upload(t.Context(), terminal.Approval{Number: 9, Held: 12_00, Follows: purchase().ID, Transaction: tx})
		}, "0220 3=003000 4=000000001234 7=0701123456 11=000042 12=123456 13=0701 37=" + ofCompletion + " 41=TERM0001 42=SHOP            49=978 61=4D2PF2DBSQQG 90=010000004207011234560000000000000000000000 128: 8 bytes"},
		{"advice", func(c *iso8583.Client) error { return c.Advise(t.Context(), advice) }, "0120 2: 16 bytes 3=000000 4=000000987650 11=SSSSSS 13=0701 14: 4 bytes 37=RRRRRRRRRRRR 39=Y1 41=TERM0001 42=SHOP            49=978 55: 26 bytes 64: 8 bytes"},
		{"advice with the time", func(c *iso8583.Client) error {
			return c.Advise(t.Context(), append(slices.Clone(advice), data(0x9F21, "\x23\x59\x58")...))
		}, "0120 2: 16 bytes 3=000000 4=000000987650 7=0701235958 11=SSSSSS 12=235958 13=0701 14: 4 bytes 37=RRRRRRRRRRRR 39=Y1 41=TERM0001 42=SHOP            49=978 55: 32 bytes 64: 8 bytes"},
		{"upload", func(c *iso8583.Client) error {
			return c.Upload(t.Context(), terminal.Approval{Number: 9, Token: "till 4, sale 17", Transaction: purchase().Transaction, Data: append(slices.Clone(chip), advice...), Repeat: true})
		}, "0221 2: 16 bytes 3=003000 4=000000001234 7=0701123456 11=000042 12=123456 13=0701 14: 4 bytes 22=051 23=001 35: 25 bytes 37=" + ofUpload + " 39=Y1 41=TERM0001 42=SHOP            48=till 4, sale 17 49=978 54=3040978D000000000500 55: 61 bytes 64: 8 bytes"},
		{"capture of cash from savings", func(c *iso8583.Client) error {
			return c.Capture(t.Context(), append(slices.Clone(advice), data(0x9F03, "\x00\x00\x00\x00\x02\x00", 0x5F57, "\x10")...), 5_00)
		}, "0220 2: 16 bytes 3=001000 4=000000000500 11=SSSSSS 13=0701 14: 4 bytes 37=RRRRRRRRRRRR 39=Y1 41=TERM0001 42=SHOP            49=978 54=1040978D000000000200 55: 35 bytes 64: 8 bytes"},
		{"upload of what was forced", func(c *iso8583.Client) error {
			return c.Upload(t.Context(), terminal.Approval{Number: 9, Transaction: purchase().Transaction, Data: append(slices.Clone(chip), append(slices.Clone(advice), data(int(kernel.ForcedIndicator), "\x01")...)...)})
		}, "0220 2: 16 bytes 3=003000 4=000000001234 7=0701123456 11=000042 12=123456 13=0701 14: 4 bytes 22=051 23=001 35: 25 bytes 37=" + ofUpload + " 39=Y1 41=TERM0001 42=SHOP            49=978 54=3040978D000000000500 55: 61 bytes 60=forced acceptance 64: 8 bytes"},
		{"what became of scripts", func(c *iso8583.Client) error {
			return c.Scripts(t.Context(), purchase().ID, append(slices.Clone(advice), data(0x9F5B, "\x20\x00\x00\x00\x01")...))
		}, "0120 2: 16 bytes 3=000000 4=000000987650 11=SSSSSS 13=0701 14: 4 bytes 37=RRRRRRRRRRRR 39=Y1 41=TERM0001 42=SHOP            49=978 55: 34 bytes 61=4D2PF2DBSQQG 64: 8 bytes"},
		{"a token in Chinese", func(c *iso8583.Client) error {
			r := purchase()
			r.Token = "销售"
			_, err := c.Authorise(t.Context(), r)
			return err
		}, "0200 2: 16 bytes 3=003000 4=000000001234 7=0701123456 " + common + " 41=TERM0001 42=SHOP            48=F04B061471B1FD165D7AF6258FE4F698 49=978 54=3040978D000000000500 55: 92 bytes 64: 8 bytes"},
		{"reversal of an upload", func(c *iso8583.Client) error {
			return c.Reverse(t.Context(), terminal.Reversal{Number: 9, Token: "till 4, sale 17", Transaction: purchase().Transaction, Reason: terminal.DeviceFailed, Data: slices.Clone(chip)})
		}, "0400 2: 16 bytes 3=003000 4=000000001234 7=0701123456 11=000042 12=123456 13=0701 22=051 23=001 35: 25 bytes 37=" + ofUpload + " 41=TERM0001 42=SHOP            48=till 4, sale 17 49=978 54=3040978D000000000500 55: 35 bytes 60=device failed 90=022000004207011234560000000000000000000000 128: 8 bytes"},
		{"settlement", func(c *iso8583.Client) error {
			_, err := c.Settle(t.Context(), 3, iso8583.Totals{
				Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 5}, Credits: iso8583.Sum{Count: 2, Amount: 7},
				DebitsBefore: iso8583.Sum{Count: 4, Amount: 13}, CreditsBefore: iso8583.Sum{Count: 3, Amount: 11},
			})
			return err
		}, "0500 11=000003 37=000000000003 41=TERM0001 42=SHOP            49=978 74=0000000002 75=0000000003 76=0000000001 77=0000000004 86=0000000000000007 87=0000000000000011 88=0000000000000005 89=0000000000000013 97=D0000000000000004 128: 8 bytes"},
		{"echo", func(c *iso8583.Client) error { return c.Echo(t.Context()) }, "0800 11=SSSSSS 41=TERM0001 42=SHOP            70=301 128: 8 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{}
			client := newClient(t, s, iso8583.Options{PIN: pad{block: make([]byte, 8)}})
			defer client.Close()
			err := c.send(client)
			if refused := (*iso8583.RefusedError)(nil); err != nil && !(c.name == "settlement" && errors.As(err, &refused)) { // the usual answer has no totals
				t.Fatal(err)
			}
			got := s.all()
			m := got[len(got)-1]
			want := strings.NewReplacer("SSSSSS", m.Get(11), "RRRRRRRRRRRR", m.Get(37)).Replace(c.want)
			if text := fmt.Sprint(m); text != want {
				t.Errorf("\n%s\n%s", text, want)
			}
			if got[0].Type != "0800" || got[0].Get(70) != "001" {
				t.Error(got[0])
			}
		})
	}
}

// Field 22 says how the card was read, and whether the terminal can take a PIN, whatever this message says of its capabilities.
// EMV 4.4 B4 12.1.2, EMV 4.4 B4 A2
func TestEntryMode(t *testing.T) {
	for capabilities, want := range map[byte]string{0x80: "071", 0x40: "071", 0x10: "071", 0x01: "071", 0xF8: "071", 0x28: "072", 0x00: "072"} {
		cfg, s, r := *shop, &server{}, purchase()
		cfg.Terminal.Capabilities[1] = capabilities
		client := newClient(t, s, iso8583.Options{Config: &cfg})
		r.DE55 = append(data(0x9F33, "\xE0\xE8\xC8", 0x9F39, "\x07"), data(0x57, "\x54\x13\x33\x00\x89\x02\x00\x11\xD4\x91\x22\x01\x0F")...)
		_, err := client.Authorise(t.Context(), r)
		client.Close()
		if got := s.all()[1].Get(iso8583.FieldEntryMode); err != nil || got != want {
			t.Errorf("%02X: %q, want %q, %v", capabilities, got, want, err)
		}
	}
}

// Each way of failing is one of two: the request has not left, or it may have arrived. An answer that comes among others is found.
// EMV 4.4 B4 12.2.3
func TestFailures(t *testing.T) {
	const sent, unsent, answered = "may have arrived", "not sent", "answered"
	raw := func(b ...byte) func(net.Conn, *iso8583.Message, *iso8583.Message) bool {
		return func(c net.Conn, _, _ *iso8583.Message) bool { _, err := c.Write(b); return err == nil }
	}
	changed := func(field int, value string, then bool) func(net.Conn, *iso8583.Message, *iso8583.Message) bool {
		return func(c net.Conn, _, usual *iso8583.Message) bool {
			was := usual.Get(field)
			usual.Set(field, value)
			s := &server{t: t}
			ok := s.send(c, usual)
			if usual.Set(field, was); then {
				ok = ok && s.send(c, usual)
			}
			return ok
		}
	}
	for _, c := range []struct {
		name   string
		change func(s *server, o *iso8583.Options, r *terminal.Request)
		want   string
		counts iso8583.Counts
	}{
		{"nothing", func(*server, *iso8583.Options, *terminal.Request) {}, answered, iso8583.Counts{Connections: 1}},
		{"nobody listens", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.refuse = io.ErrClosedPipe }, unsent, iso8583.Counts{}},
		{"nobody reads", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.mute = true }, unsent, iso8583.Counts{Connections: 1}},
		{"no card", func(_ *server, _ *iso8583.Options, r *terminal.Request) { r.DE55 = nil }, unsent, iso8583.Counts{}},
		{"a PAN with letters", func(_ *server, _ *iso8583.Options, r *terminal.Request) { r.DE55 = data(0x5A, "\xAB\xCD") }, unsent, iso8583.Counts{}},
		{"no PIN device", func(_ *server, _ *iso8583.Options, r *terminal.Request) { r.OnlinePIN = true }, unsent, iso8583.Counts{}},
		{"PIN device fails", func(_ *server, o *iso8583.Options, r *terminal.Request) { r.OnlinePIN, o.PIN = true, pad{err: io.EOF} }, unsent, iso8583.Counts{}},
		{"block of AES", func(_ *server, o *iso8583.Options, r *terminal.Request) {
			r.NewPIN, o.PIN = true, pad{format: pin.Format4, block: make([]byte, 16)}
		}, unsent, iso8583.Counts{}},
		{"PIN", func(_ *server, o *iso8583.Options, r *terminal.Request) {
			r.OnlinePIN, r.NewPIN, o.PIN = true, true, pad{format: pin.Format3, block: []byte("12345678")}
		}, answered, iso8583.Counts{Connections: 1}},
		{"silence", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = raw() }, sent, iso8583.Counts{Connections: 1}},
		{"broken off", func(s *server, _ *iso8583.Options, _ *terminal.Request) {
			s.answer = func(net.Conn, *iso8583.Message, *iso8583.Message) bool { return false }
		}, sent, iso8583.Counts{Connections: 1}},
		{"half a header", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = raw(0) }, sent, iso8583.Counts{Connections: 1}},
		{"an endless length", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = raw(0xFF, 0xFF) }, sent, iso8583.Counts{Connections: 1}},
		{"garbage", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = raw(0, 3, 1, 2, 3) }, sent, iso8583.Counts{Connections: 1, Garbage: 1}},
		{"another trace number, then the right one", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = changed(11, "000041", true) }, answered, iso8583.Counts{Connections: 1, Late: 1}},
		{"another reference number", func(s *server, _ *iso8583.Options, _ *terminal.Request) {
			s.answer = changed(37, "000000000000", false)
		}, sent, iso8583.Counts{Connections: 1, Late: 1}},
		{"another amount, then the right one", func(s *server, _ *iso8583.Options, _ *terminal.Request) {
			s.answer = changed(4, "000000009999", true)
		}, answered, iso8583.Counts{Connections: 1, Mismatched: 1}},
		{"another terminal", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = changed(41, "TERM0002", false) }, sent, iso8583.Counts{Connections: 1, Mismatched: 1}},
		{"the right one twice", func(s *server, _ *iso8583.Options, _ *terminal.Request) { s.answer = changed(38, "ABCDEF", true) }, answered, iso8583.Counts{Connections: 1, Late: 1}},
		{"a wrong MAC", func(s *server, _ *iso8583.Options, _ *terminal.Request) {
			s.answer = func(c net.Conn, _, usual *iso8583.Message) bool {
				usual.Set(64, "12345678")
				b, err := iso8583.Plain.Pack(usual)
				if err == nil {
					_, err = c.Write(iso8583.AppendFrame(nil, b))
				}
				return err == nil
			}
		}, sent, iso8583.Counts{Connections: 1, WrongMAC: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, o, r := &server{}, iso8583.Options{}, purchase()
				c.change(s, &o, &r)
				client := newClient(t, s, o)
				_, err := client.Authorise(t.Context(), r)
				got := answered
				switch {
				case errors.Is(err, terminal.ErrNotSent) == errors.Is(err, iso8583.ErrMayHaveArrived) && err != nil:
					got = "both or neither"
				case errors.Is(err, terminal.ErrNotSent):
					got = unsent
				case err != nil:
					got = sent
				}
				synctest.Wait()
				client.Close()
				if n := client.Counts(); got != c.want || n != c.counts {
					t.Errorf("%s: %v, %+v", got, err, n)
				}
				if err != nil && strings.Contains(err.Error(), "5413") {
					t.Error(err)
				}
			})
		})
	}
}

// A connection is given up for too many messages in a row that nobody waits for, not for many in all.
// EMV 4.4 B4 12.2.3
func TestStrangers(t *testing.T) {
	for row, want := range map[int]iso8583.Counts{1: {Connections: 1, Late: 64}, 31: {Connections: 1, Late: 64 * 31}} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{}
			s.answer = func(c net.Conn, _, usual *iso8583.Message) bool {
				trace := usual.Get(iso8583.FieldSTAN)
				usual.Set(iso8583.FieldSTAN, "000041")
				for range row {
					if !s.send(c, usual) {
						return false
					}
				}
				usual.Set(iso8583.FieldSTAN, trace)
				return s.send(c, usual)
			}
			client := newClient(t, s, iso8583.Options{})
			for range 64 {
				if _, err := client.Authorise(t.Context(), purchase()); err != nil {
					t.Error(err)
				}
			}
			client.Close()
			if n := client.Counts(); n != want {
				t.Errorf("%d in a row: %+v", row, n)
			}
		})
	}
}

// Field 55 has whole objects, as many as it has room for.
// EMV 4.4 B4 12.1.8
func TestFullField(t *testing.T) {
	for last, want := range map[int]int{51: 999, 52: 945} {
		s, whole := &server{}, data(0xDF01, strings.Repeat("a", 940), 0xDF02, strings.Repeat("b", last))
		client := newClient(t, s, iso8583.Options{})
		err := client.Reverse(t.Context(), terminal.Reversal{Original: 7, Transaction: purchase().Transaction, Reason: terminal.ResponseLost, Data: whole})
		client.Close()
		if all := s.all(); err != nil || !bytes.Equal(all[len(all)-1].Bytes(iso8583.FieldICC), whole[:want]) {
			t.Errorf("%d: %v, %v", last, all[len(all)-1], err)
		}
	}
}

// What may have arrived, and cannot be repeated because the line is down, was sent.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestLostAndDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		s.answer = func(net.Conn, *iso8583.Message, *iso8583.Message) bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refuse = io.ErrClosedPipe
			return false
		}
		client := newClient(t, s, iso8583.Options{})
		back := terminal.Reversal{Original: 7, Transaction: purchase().Transaction, Reason: terminal.ResponseLost}
		if err := client.Reverse(t.Context(), back); !errors.Is(err, iso8583.ErrMayHaveArrived) || errors.Is(err, terminal.ErrNotSent) {
			t.Error(err)
		}
		if err := client.Reverse(t.Context(), back); !errors.Is(err, terminal.ErrNotSent) {
			t.Error(err)
		}
		client.Close()
	})
}

// A pad is a PIN device.
type pad struct {
	format pin.Format
	block  []byte
	err    error
}

func (p pad) HostBlock(pin.PAN) (pin.Format, []byte, error)   { return p.format, p.block, p.err }
func (p pad) NewPINBlock(pin.PAN) (pin.Format, []byte, error) { return p.format, p.block, p.err }

// One connection serves until it breaks; who is refused at sign-on sends nothing.
func TestOneConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		client := newClient(t, s, iso8583.Options{})
		for range 3 {
			if _, err := client.Authorise(t.Context(), purchase()); err != nil {
				t.Error(err)
			}
		}
		if err := client.SignOff(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := client.Authorise(t.Context(), purchase()); err != nil || s.dials != 2 {
			t.Error(err, s.dials)
		}
		if got := fmt.Sprint(s.types()); got != "[0800 0200 0200 0200 0800 0800 0200]" {
			t.Error(got)
		}
		client.Close()
		if _, err := client.Authorise(t.Context(), purchase()); !errors.Is(err, terminal.ErrNotSent) {
			t.Error(err)
		}
	})
}

// A host that says no to a sign-on gets nothing else, and one that says no to an echo is not there.
func TestManagementRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{word: "97"}
		client := newClient(t, s, iso8583.Options{})
		if _, err := client.Authorise(t.Context(), purchase()); !errors.Is(err, terminal.ErrNotSent) || fmt.Sprint(s.types()) != "[0800]" {
			t.Error(err, s.types())
		}
		s.word = ""
		if err := client.Echo(t.Context()); err != nil {
			t.Error(err)
		}
		s.word = "40"
		var refused *iso8583.RefusedError
		if err := client.Echo(t.Context()); !errors.As(err, &refused) || refused.Code != "40" || refused.Type != "0800" {
			t.Error(err)
		}
		client.Close()
	})
}

// Requests that are under way together get each their own answer, whatever its place; the same one twice is not sent twice.
func TestTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waiting []*iso8583.Message
		s := &server{}
		s.answer = func(c net.Conn, m, usual *iso8583.Message) bool {
			usual.Set(38, m.Get(37)[6:])
			if waiting = append(waiting, usual); len(waiting) < 5 {
				return true
			}
			slices.Reverse(waiting)
			for _, w := range waiting {
				if !s.send(c, w) {
					return false
				}
			}
			return true
		}
		client := newClient(t, s, iso8583.Options{})
		var all sync.WaitGroup
		for i := range uint64(5) {
			all.Go(func() {
				r := purchase()
				r.ID += i
				got, err := client.Authorise(t.Context(), r)
				if o, _ := tlv.Find(got, 0x89); err != nil || string(o.Value) != iso8583.Reference(r.ID)[6:] {
					t.Errorf("%X, %v", got, err)
				}
			})
			synctest.Wait()
			if i == 2 {
				if _, err := client.Authorise(t.Context(), purchase()); !errors.Is(err, terminal.ErrNotSent) {
					t.Error(err)
				}
			}
		}
		all.Wait()
		client.Close()
	})
}

func TestNewClient(t *testing.T) {
	dial := (&server{}).dial
	nameless := *shop
	nameless.Terminal.TerminalID = ""
	four, err := mac.NewAlgorithm3([]byte("0123456789abcdef"), mac.Padding2, 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o    iso8583.Options
		says string
	}{
		{iso8583.Options{Dial: dial, MAC: testMAC(t)}, "Config"},
		{iso8583.Options{Config: shop, MAC: testMAC(t)}, "Dial"},
		{iso8583.Options{Config: shop, Dial: dial}, "MAC"},
		{iso8583.Options{Config: shop, Dial: dial, MAC: four}, "MAC"},
		{iso8583.Options{Config: &nameless, Dial: dial, MAC: testMAC(t)}, "terminalId"},
		{iso8583.Options{Config: shop, Dial: dial, MAC: testMAC(t)}, ""},
	} {
		client, err := iso8583.NewClient(c.o)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.says, err)
		}
		if err == nil && fmt.Sprintf("%v %+v", client, client) != "client of terminal TERM0001 client of terminal TERM0001" {
			t.Errorf("%+v", client)
		}
	}
}
