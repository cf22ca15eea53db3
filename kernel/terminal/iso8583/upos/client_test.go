package upos_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

const master = "11111111111111111111111111111111"

// A server is a host that keeps what it gets, and answers as it is told.
type server struct {
	t      *testing.T
	d      *iso8583.Dialect
	key    *mac.MAC
	mu     sync.Mutex
	got    []*iso8583.Message
	refuse error
	open   bool // downloads have no MAC
	master pin.Key
	wants  upos.Wanted // with each answer
	// change alters an answer and says whether it is sent, and whether it has its MAC; turn has one line at a time do so
	turn   sync.Mutex
	change func(m, a *iso8583.Message) (sent, sealed bool)
}

func (s *server) dial(context.Context) (net.Conn, error) {
	s.mu.Lock()
	refuse := s.refuse
	s.mu.Unlock()
	if refuse != nil {
		return nil, refuse
	}
	here, there := net.Pipe()
	go s.serve(there)
	return here, nil
}

func (s *server) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	for {
		b, err := iso8583.ReadFrame(c)
		if err != nil {
			return
		}
		e, body, err := upos.Split(b)
		if err != nil {
			s.t.Error(err)
			return
		}
		m, err := s.d.Parse(body)
		if download := m.Type[1] == '8' && !m.Has(11) && !s.open && !strings.HasSuffix(m.Get(60), upos.State.Network); err != nil || (m.Type[1] != '8' || download) && !s.d.Sealed(m, body, s.key) {
			s.t.Errorf("%v, %v", m, err)
			return
		}
		s.mu.Lock()
		s.got = append(s.got, m)
		change := s.change
		s.mu.Unlock()
		a := s.d.New(iso8583.AnswerType(m.Type))
		for _, n := range []int{3, 4, 11, 25, 41, 42, 49, 60} {
			a.SetBytes(n, m.Bytes(n))
		}
		a.Set(39, "00")
		a.Set(13, "0701")
		if m.Type[1] != '8' {
			a.Set(44, "ICBC       48021000")
			a.Set(37, "00000"+m.Get(11)+"R")
			a.Set(38, "A"+m.Get(11)[1:])
		}
		if class, _ := upos.ParseClass(m.Get(60)); m.Type == "0800" && slices.Contains([]string{upos.SingleKeys, upos.DoubleKeys, upos.TrackKeys}, class.Network) {
			s.signOn(a, class)
		}
		sent, sealed := true, m.Has(64)
		if change != nil {
			s.turn.Lock()
			sent, sealed = change(m, a)
			s.turn.Unlock()
		}
		if !sent {
			continue
		}
		if sealed {
			b, err = s.d.Seal(a, s.key)
		} else {
			b, err = s.d.Pack(a)
		}
		if err != nil {
			s.t.Error(err)
			return
		}
		if _, err := c.Write(iso8583.AppendFrame(nil, e.Answer(s.wants).Append(nil, b))); err != nil {
			return
		}
	}
}

func (s *server) signOn(a *iso8583.Message, class upos.Class) {
	of := s.master.Algorithm()
	k := upos.Keys{PIK: key(s.t, of, "22222222222222222222222222222222"), MAK: key(s.t, of, "33333333333333333333333333333333"), TDK: s.tracks()}
	field, err := upos.SealKeys(class.Network, k, s.master)
	if err != nil {
		s.t.Error(err)
	}
	class.Batch = "000007"
	a.Set(60, class.String())
	a.SetBytes(62, field)
}

// tracks is the key for tracks of the last sign-on: each has another one.
func (s *server) tracks() pin.Key {
	return key(s.t, pin.TDES, strings.Repeat(fmt.Sprintf("4%d", s.signOns()), 16))
}

// all are the messages that it has got but for sign-ons.
func (s *server) all() (list []*iso8583.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.got {
		if m.Type != "0800" {
			list = append(list, m)
		}
	}
	return list
}

func (s *server) signOns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got) - len(slices.DeleteFunc(slices.Clone(s.got), func(m *iso8583.Message) bool { return m.Type == "0800" }))
}

// pad is a PIN device.
type pad struct {
	format pin.Format
	block  []byte
	err    error
}

// noPad is no PIN device.
type noPad struct{ pad }

func (p pad) HostBlock(pin.PAN) (pin.Format, []byte, error) { return p.format, p.block, p.err }
func (p pad) SetPIK(pin.Key)                                {}

var shop = &kernel.Config{
	Terminal:     kernel.Terminal{Type: 0x22, CountryCode: 0x156, TransactionCurrency: 0x156, CurrencyExponent: 2, TerminalID: "TERM0001", MerchantID: "EMVGO EXAMPLE 1", IFDSerialNumber: "EMVGO001"},
	Combinations: []kernel.Combination{{}},
}

func newClient(t *testing.T, o upos.Options) (*upos.Client, *server) {
	t.Helper()
	if o.Master.Len() == 0 {
		o.Master = key(t, pin.TDES, master)
	}
	s := &server{t: t, d: o.Form.Dialect(), master: o.Master}
	var err error
	if s.key, err = upos.NewMAC(upos.ECB, false, key(t, o.Master.Algorithm(), "33333333333333333333333333333333")); err != nil {
		t.Fatal(err)
	}
	o.Config, o.Dial = cmp.Or(o.Config, shop), s.dial
	if o.PIN == nil {
		o.PIN = pad{pin.Format0, unhex(t, "C1DBD5184D43DE6C"), nil}
	}
	if _, none := o.PIN.(noPad); none {
		o.PIN = nil
	}
	c, err := upos.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, s
}

// chip is what a kernel has for a request.
func chip() (b []byte) {
	for _, o := range []struct {
		tag   tlv.Tag
		value string
	}{
		{0x9F02, "000000001234"},
		{0x9F26, "ED1D6BA78357FB25"},
		{0x9F27, "80"},
		{0x9F10, "07010103A00000010A0100000000003B163732"},
		{0x9F37, "04591D37"},
		{0x9F36, "01C0"},
		{0x95, "0000000000"},
		{0x9A, "260701"},
		{0x9C, "00"},
		{0x5F2A, "0156"},
		{0x82, "7C00"},
		{0x9F1A, "0156"},
		{0x9F33, "E0E1C8"},
		{0x9F34, "420300"},
		{0x9F35, "22"},
		{0x9F1E, "3030303030303030"},
		{0x84, "A000000333010101"},
		{0x9F06, "A000000333010101"},
		{0x9F09, "0030"},
		{0x9F41, "00000020"},
		{0x57, "6299990000000000012D27062207001000100F"},
		{0x5F34, "01"},
		{0x5F24, "270630"},
		{0x9F39, "07"},
	} {
		v := make([]byte, len(o.value)/2)
		_, _ = fmt.Sscanf(o.value, "%X", &v)
		b = tlv.Append(b, o.tag, v)
	}
	return b
}

// field55 is what a request sends of it, in the order of the published messages; short a reversal.
const (
	field55 = "9F2608ED1D6BA78357FB259F2701809F101307010103A00000010A0100000000003B1637329F370404591D379F360201C095050000000000" +
		"9A032607019C01009F02060000000012345F2A02015682027C009F1A0201569F03060000000000009F3303E0E1C89F34034203009F3501229F1E0830303030303030308408A0000003330101019F090200309F410400000020"
	short55 = "950500000000009F1E0830303030303030309F101307010103A00000010A0100000000003B1637329F360201C0"
)

func request(p kernel.Purpose, withPIN bool) terminal.Request {
	return terminal.Request{
		ID: 77, DE55: chip(), OnlinePIN: withPIN, Facts: &terminal.Facts{},
		Transaction: kernel.Transaction{Money: kernel.Money{Amount: 12_34, Currency: 0x156, Exponent: 2}, Purpose: p, Sequence: 20},
	}
}

// same holds a message against its fields.
func same(t *testing.T, m *iso8583.Message, kind string, want map[int]string) {
	t.Helper()
	if m.Type != kind {
		t.Errorf("%s, want %s", m.Type, kind)
	}
	for n, v := range want {
		got := m.Get(n)
		if n == 52 || n == 55 {
			got = fmt.Sprintf("%X", got)
		}
		if got != v && v != "*" {
			t.Errorf("%s: field %d is %q, want %q", kind, n, got, v)
		}
	}
	for _, n := range m.Numbers() {
		if _, ok := want[n]; !ok && n != 64 {
			t.Errorf("%s: field %d is too much", kind, n)
		}
	}
}

func merge(list ...map[int]string) map[int]string {
	out := map[int]string{}
	for _, m := range list {
		for n, v := range m {
			if out[n] = v; v == "-" {
				delete(out, n)
			}
		}
	}
	return out
}

var (
	who     = map[int]string{41: "TERM0001", 42: "EMVGO EXAMPLE 1"}
	thecard = map[int]string{2: "6299990000000000012", 14: "2706", 23: "001", 35: "6299990000000000012D27062207001000100"}
	sale    = merge(who, thecard, map[int]string{3: "000000", 4: "000000001234", 11: "000020", 22: "072", 25: "00", 49: "156", 55: field55, 60: "2200000700060"})
)

// Answers: approvals that the kernel knows by another code, a balance, and what is no answer: without a MAC, or with a wrong one, it may have been booked, and the
// reversal then says why. A host that has lost its keys is signed on to again. What is approved is counted in the batch.
// EMV 4.4 B4 A6, EMV 4.4 B4 12.1.3
func TestAnswers(t *testing.T) {
	type row struct {
		change  func(m, a *iso8583.Message) (sent, sealed bool)
		arc     string // empty: it may have arrived
		reason  string // of the reversal
		signOns int
	}
	rows := map[string]row{
		"approved": {func(_, a *iso8583.Message) (bool, bool) { return true, true }, "00", "", 1},
		"twice": {func(_, a *iso8583.Message) (bool, bool) { // B4 12.1.3: beside field 39
			a.SetBytes(55, append(a.Bytes(55), 0x8A, 2, '0', '0'))
			return true, true
		}, "00", "", 1},
		"partial": {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "10"); return true, true }, "10", "", 1},
		"partial, of another amount": {func(_, a *iso8583.Message) (bool, bool) {
			a.Set(39, "10")
			a.Set(4, "000000000500")
			return true, true
		}, "", "98", 1},
		"51":      {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "51"); return true, true }, "51", "", 1},
		"99":      {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "99"); return true, true }, "99", "", 2},
		"no MAC":  {func(_, a *iso8583.Message) (bool, bool) { return true, false }, "", "A0", 1},
		"a wrong": {func(_, a *iso8583.Message) (bool, bool) { a.SetBytes(64, make([]byte, 8)); return true, false }, "", "A0", 1},
		"a request, sent back": {func(m, a *iso8583.Message) (bool, bool) {
			a.Type = m.Type
			return true, true
		}, "", "98", 1},
		"A0":      {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "A0"); return true, false }, "", "98", 2},
		"nothing": {func(_, a *iso8583.Message) (bool, bool) { return false, false }, "", "98", 1},
		"68":      {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "68"); return true, true }, "", "98", 1}, // the issuer was late, and may have booked
		"98":      {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "98"); return true, true }, "", "98", 1},
		"91":      {func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "91"); return true, true }, "91", "", 1},
		"another": {func(_, a *iso8583.Message) (bool, bool) { a.Set(4, "000000009999"); return true, true }, "", "98", 1},
	}
	for _, code := range []string{"11", "16", "A2", "A4", "A5", "A6"} { // approvals by another code
		rows[code] = row{func(_, a *iso8583.Message) (bool, bool) { a.Set(39, code); return true, true }, "00", "", 1}
	}
	for name, c := range rows {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				switch m.Type {
				case "0800":
					return true, false
				case "0200":
					return c.change(m, a)
				}
				return true, true
			}
			r := request(kernel.Purchase, false)
			answer, err := cl.Authorise(t.Context(), r)
			if c.arc == "" {
				if !errors.Is(err, iso8583.ErrMayHaveArrived) {
					t.Errorf("%s: %v", name, err)
				}
				if err := cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: chip()}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				same(t, s.all()[1], "0400", merge(sale, map[int]string{35: "-", 39: c.reason, 55: short55, 61: "0000070000200000"}))
			} else if code, _ := step.ParseIssuerResponse(answer); err != nil || string(code.ARC[:]) != c.arc {
				t.Errorf("%s: %X, %v", name, answer, err)
			}
			if n, err := cl.Open(); err != nil || (n == 1) != (c.arc == "00" || c.arc == "10") {
				t.Errorf("%s: %d in the batch, %v", name, n, err)
			}
			if err := cl.Echo(t.Context()); err != nil || s.signOns() != c.signOns {
				t.Errorf("%s: %v, %d sign-ons", name, err, s.signOns())
			}
			cl.Close()
		})
	}
}

// The balance of field 54 in the decimals of its own currency, and fields that are none.
func TestBalance(t *testing.T) {
	for field, want := range map[string]string{
		"1002392C000000001234": "10 1234", "1002414C000000001234": "10 1.234", "1002000C000000001234": "10 12.34", // yen; dinars of Kuwait; no currency
		"0002156C000000050000": "00 500.00", "0002156D000000000001": "00 -0.01", "2001156C000000050000": "20 booked 500.00", "0002156X000000050000": "", "0002156C00000005000": "", "0002156C00000005000A": "",
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type != "0200" {
					return true, false
				}
				a.Set(54, field)
				return true, true
			}
			r := request(kernel.Inquiry, false)
			_, err := cl.Authorise(t.Context(), r)
			got := ""
			for _, b := range r.Facts.Balances {
				if got = terminal.FormatAmount(b.Money.Amount, b.Money.Exponent); b.Overdrawn {
					got = "-" + got
				}
				if !b.Available {
					got = "booked " + got
				}
				got = fmt.Sprintf("%02X %s", byte(b.Account), got)
			}
			if err == nil && got != want || err != nil && want != "" {
				t.Errorf("%s: %q, %v", field, got, err)
			}
			cl.Close()
		})
	}
}

// Totals that have no room, and lists that never end or are none, are errors.
func TestBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cl, s := newClient(t, upos.Options{})
		for want, totals := range map[string]iso8583.Totals{
			"settle before":          {Currency: 0x156, Debits: iso8583.Sum{Count: 1000}},
			"of a batch before":      {Currency: 0x156, DebitsBefore: iso8583.Sum{Count: 1}},
			"the batch is in 156":    {Currency: 0x840, Debits: iso8583.Sum{Count: 1, Amount: 777}},
			"totals in currency 000": {},
			"that of TERM0001":       {Terminal: "TERM0002", Currency: 0x156},
		} {
			if _, err := cl.Settle(t.Context(), 1, totals); !errors.Is(err, terminal.ErrNotSent) || !strings.Contains(err.Error(), want) || len(s.all()) != 0 {
				t.Errorf("%s: %v, %v", want, err, s.all())
			}
		}
		field := ""
		s.change = func(m, a *iso8583.Message) (bool, bool) {
			if class, _ := upos.ParseClass(m.Get(60)); class.Network != upos.DoubleKeys {
				a.Set(62, field)
			}
			return true, m.Has(64)
		}
		for _, field = range []string{"", "4", "1", "1x", "2\x9F\x06\x05\xA0\x00\x00\x03\x33\x9F\x22\x01\x01", "1\x9F\x22\x01\x01", "1\x9F\x06\x88"} {
			if keys, err := cl.CAKeys(t.Context()); !errors.Is(err, upos.ErrList) {
				t.Errorf("%q: %v, %v", field, keys, err)
			}
		}
		field = "1\x9F\x06\x05\xA0\x00\x00\x03\x33\x9F\x22\x01\x01"
		if keys, err := cl.CAKeys(t.Context()); err == nil || keys != nil { // the list in the place of the key
			t.Error(keys, err)
		}
		field = "2" + upos.FormatBINs([]string{"629999"})
		if bins, err := cl.BINListB(t.Context()); !errors.Is(err, upos.ErrList) || len(s.got) > 2200 {
			t.Error(len(bins), err, len(s.got))
		}
		cl.Close()
	})
}

// A download without its MAC is not taken, because nobody else may say whom a terminal trusts, whatever it says that it answers; unless the acquirer sends none.
func TestUnsealedDownload(t *testing.T) {
	for _, c := range []struct {
		name     string
		unsealed bool
		class    string // field 60 of the answer; empty: that of the request
		want     error
	}{
		{"without a MAC", false, "", iso8583.ErrMayHaveArrived},
		{"without a MAC, as an echo has none", false, "00000007301", iso8583.ErrMayHaveArrived},
		{"without a MAC and a class", false, "-", iso8583.ErrMayHaveArrived},
		{"of an acquirer that sends none", true, "", nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := upos.Options{}
			if c.unsealed {
				o.Unsealed = []string{"0800", "0820"}
			}
			cl, s := newClient(t, o)
			s.open = c.unsealed
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type == "0800" && !m.Has(11) {
					a.Set(62, "1"+upos.FormatBINs([]string{"629999"}))
					if c.class != "" {
						a.Set(60, strings.Trim(c.class, "-"))
					}
				}
				return true, false
			}
			bins, err := cl.BINListB(t.Context())
			if !errors.Is(err, c.want) || (len(bins) == 1) != c.unsealed {
				t.Errorf("%s: %v, %v", c.name, bins, err)
			}
			if _, err := cl.Authorise(t.Context(), request(kernel.Purchase, false)); !errors.Is(err, iso8583.ErrMayHaveArrived) { // that has none from nobody
				t.Errorf("%s: a purchase: %v", c.name, err)
			}
			cl.Close()
		})
	}
}

// Options that make no client, each with its name; and nothing of a key is printed.
func TestOptions(t *testing.T) {
	dial := func(context.Context) (net.Conn, error) { return nil, errors.New("down") }
	good := upos.Options{Config: shop, Dial: dial, Master: key(t, pin.TDES, master)}
	for want, change := range map[string]func(o *upos.Options){
		"Config is nil": func(o *upos.Options) { o.Config = nil }, "Dial is nil": func(o *upos.Options) { o.Dial = nil },
		"Master is no key": func(o *upos.Options) { o.Master = pin.Key{} }, "merchantId of 15": func(o *upos.Options) { o.Config = &kernel.Config{} },
		"as those of two terminals": func(o *upos.Options) {
			cfg := *shop
			cfg.Applications = []kernel.Application{{AID: unhex(t, "A000000333010101")}, {AID: unhex(t, "A000000333010102"), Identity: kernel.Identity{TerminalID: "UPTERM02"}}}
			o.Config = &cfg
		},
		"as those of two terminals, ": func(o *upos.Options) {
			cfg := *shop
			cfg.Applications = []kernel.Application{{AID: unhex(t, "A000000333010101")}, {AID: unhex(t, "A000000333010102"), Identity: kernel.Identity{MerchantID: "EMVGO EXAMPLE 2"}}}
			o.Config = &cfg
		},
		"no terminalId of 8": func(o *upos.Options) {
			cfg := *shop
			cfg.Terminal.TerminalID = "TERM001"
			o.Config = &cfg
		},
		"and merchantId of 15": func(o *upos.Options) {
			cfg := *shop
			cfg.Terminal.MerchantID = "EMVGO EXAMPLE"
			o.Config = &cfg
		},
		"Keys \"005\"": func(o *upos.Options) { o.Keys = "005" }, "Options.Tracking": func(o *upos.Options) { o.Tracking = upos.TrackBlock },
	} {
		o := good
		change(&o)
		if _, err := upos.NewClient(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	c, err := upos.NewClient(good)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s %+v", c, c, c, c, good); strings.Contains(text, "11111111") || !strings.Contains(text, "client of terminal TERM0001") {
		t.Error(text)
	}
}
