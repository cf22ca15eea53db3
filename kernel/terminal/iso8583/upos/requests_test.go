package upos_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// The requests of the kinds, field by field: those of the published contactless purchase, and the differences. With a PIN there are fields 26, 52 and 53.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.2
func TestRequests(t *testing.T) {
	with := func(r terminal.Request, change func(r *terminal.Request)) terminal.Request {
		change(&r)
		return r
	}
	typed := func(kind byte) terminal.Request {
		return with(request(kernel.Unnamed, false), func(r *terminal.Request) { r.Transaction.Type = kind })
	}
	card := func(objects string) terminal.Request { // the chip's but for the card, and these
		return with(request(kernel.Purchase, false), func(r *terminal.Request) {
			r.DE55 = unhex(t, objects)
			for o := range tlv.NewCursor(chip()).All() {
				if o.Tag != 0x57 && o.Tag != 0x5F24 && o.Tag != 0x5F34 {
					r.DE55 = append(r.DE55, o.Raw...)
				}
			}
		})
	}
	none := upos.Options{}
	for _, c := range []struct {
		name string
		o    upos.Options
		r    terminal.Request
		kind string
		want map[int]string
	}{
		{"purchase", none, request(kernel.Purchase, false), "0200", sale},
		{"with PIN", none, request(kernel.Purchase, true), "0200", merge(sale, map[int]string{22: "071", 26: "12", 52: "C1DBD5184D43DE6C", 53: "2600000000000000"})},
		{"with PIN, short keys", upos.Options{Keys: upos.SingleKeys}, request(kernel.Purchase, true), "0200", merge(sale, map[int]string{22: "071", 26: "12", 52: "C1DBD5184D43DE6C", 53: "2000000000000000"})},
		{
			"with PIN, SM4",
			upos.Options{Master: key(t, pin.SM4, master), Form: upos.Form{LongPIN: true}, PIN: pad{pin.Format0SM4, unhex(t, "000102030405060708090A0B0C0D0E0F"), nil}},
			request(kernel.Purchase, true),
			"0200",
			merge(sale, map[int]string{22: "071", 26: "12", 52: "000102030405060708090A0B0C0D0E0F", 53: "2400000000000000"}),
		},
		{"of which a part may be approved", upos.Options{Partial: true}, request(kernel.Purchase, false), "0200", merge(sale, map[int]string{60: "22000007000601"})},
		{"pre-authorisation", none, request(kernel.PreAuthorisation, false), "0100", merge(sale, map[int]string{3: "030000", 25: "06", 60: "1000000700060"})},
		{"balance", none, request(kernel.Inquiry, false), "0200", merge(sale, map[int]string{3: "310000", 4: "-", 60: "0100000700060"})},
		{"cash", none, request(kernel.Cash, false), "0200", merge(sale, map[int]string{3: "010000"})},
		{"refund", none, request(kernel.Refund, false), "0220", merge(sale, map[int]string{3: "200000", 37: "000000000000", 60: "2500000700060", 61: "0000000000000000", 63: "000"})},
		{
			"refund of what it names",
			upos.Options{Original: func(terminal.Request) (rrn, date string) { return "123456789012", "0630" }},
			request(kernel.Refund, false),
			"0220",
			merge(sale, map[int]string{3: "200000", 37: "123456789012", 60: "2500000700060", 61: "0000000000000630", 63: "000"}),
		},
		{"purchase, by its type", none, typed(0x00), "0200", sale},
		{"cash, by its type", none, typed(0x01), "0200", merge(sale, map[int]string{3: "010000"})},
		{"load, own account", none, typed(0x60), "0200", merge(sale, map[int]string{3: "600000", 25: "91", 60: "4500000700060"})},
		{"load, cash", none, typed(0x63), "0200", merge(sale, map[int]string{3: "630000", 25: "91", 60: "4600000700060"})},
		{
			"load, other account",
			upos.Options{Receiver: func(terminal.Request) (entry, pan string) { return "021", "6299990000000017" }},
			typed(0x62),
			"0200",
			merge(sale, map[int]string{3: "620000", 25: "91", 48: "021", 60: "4700000700060", 62: "6299990000000017"}),
		},
		{"no track", none, card("5A0A6299990000000000012F" + "5F2403270630"), "0200", merge(sale, map[int]string{23: "-", 35: "-"})},
		{"a track alone", none, card("57136299990000000000012D27062207001000100F"), "0200", merge(sale, map[int]string{23: "-"})},
		{"a track whose date is none", none, card("57136299990000000000012D27A62070001000100F"), "0200", merge(sale, map[int]string{14: "-", 23: "-", 35: "6299990000000000012D27A62070001000100"})},
		{
			"no track, where tracks are enciphered",
			upos.Options{Keys: upos.TrackKeys, Tracking: upos.TrackBlock},
			card("5A0A6299990000000000012F" + "5F2403270630"),
			"0200",
			merge(sale, map[int]string{23: "-", 35: "-"}),
		},
		{"a track that ends in its date", none, card("570B6299990000000000012D2F"), "0200", merge(sale, map[int]string{14: "-", 23: "-", 35: "6299990000000000012D2"})},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, c.o)
			answer, err := cl.Authorise(t.Context(), c.r)
			if err != nil || !strings.Contains(string(answer), "00") || len(s.all()) != 1 {
				t.Fatal(c.name, answer, err)
			}
			same(t, s.all()[0], c.kind, c.want)
			if t.Failed() {
				t.Fatal(c.name)
			}
			cl.Close()
		})
	}
}

// A request that is made once more with the PIN that its host wants has a trace number of its own, and is reversed by it.
// EMV 4.4 B4 12.1.2, EMV 4.4 B4 12.1.8
func TestRequestOnceMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cl, s := newClient(t, upos.Options{})
		first, second := request(kernel.Purchase, false), request(kernel.Purchase, true)
		second.ID, second.Follows = first.ID+1, first.ID
		s.change = func(m, a *iso8583.Message) (bool, bool) {
			if m.Type == "0200" && !m.Has(52) {
				a.Set(39, "55")
			}
			return true, m.Has(64)
		}
		for _, r := range []terminal.Request{first, second} {
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		if err := cl.Reverse(t.Context(), terminal.Reversal{Original: second.ID, Transaction: second.Transaction, Reason: terminal.ResponseLost, Data: chip()}); err != nil {
			t.Fatal(err)
		}
		list := s.all()
		same(t, list[1], "0200", merge(sale, map[int]string{11: "*", 22: "071", 26: "12", 52: "C1DBD5184D43DE6C", 53: "2600000000000000"}))
		if own := list[1].Get(11); len(list) != 3 || own == list[0].Get(11) || list[2].Type != "0400" || list[2].Get(11) != own || list[2].Get(22) != "071" {
			t.Error(list)
		}
		cl.Close()
	})
}

// What has no message, or cannot be made, has not left: and nothing is to be taken back.
func TestNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		o      upos.Options
		change func(r *terminal.Request, s *server)
	}{
		"a new PIN":                {upos.Options{}, func(r *terminal.Request, _ *server) { r.NewPIN = true }},
		"more is to be held":       {upos.Options{}, func(r *terminal.Request, _ *server) { r.Follows = 1 }},
		"a deposit":                {upos.Options{}, func(r *terminal.Request, _ *server) { r.Transaction.Purpose = kernel.Deposit }},
		"another currency":         {upos.Options{}, func(r *terminal.Request, _ *server) { r.Transaction.Currency = 0x840 }},
		"a load of nothing":        {upos.Options{}, func(r *terminal.Request, _ *server) { r.Transaction.Type = 0x62 }},
		"no card":                  {upos.Options{}, func(r *terminal.Request, _ *server) { r.DE55 = nil }},
		"a number of letters":      {upos.Options{}, func(r *terminal.Request, _ *server) { r.DE55 = unhex(t, "5A0462999A90") }},
		"a number too long":        {upos.Options{}, func(r *terminal.Request, _ *server) { r.DE55 = unhex(t, "5A0A62999900000000000012") }},
		"a track that is none":     {upos.Options{}, func(r *terminal.Request, _ *server) { r.DE55 = unhex(t, "57136299990000000000012027062207001000100F") }},
		"a track without a number": {upos.Options{}, func(r *terminal.Request, _ *server) { r.DE55 = unhex(t, "5705D270622070") }},
		"a track of 38":            {upos.Options{}, func(r *terminal.Request, _ *server) { r.DE55 = unhex(t, "57136299990000000000012D270622070010001001") }},
		"no PIN device":            {upos.Options{PIN: noPad{}}, func(r *terminal.Request, _ *server) { r.OnlinePIN = true }},
		"no PIN":                   {upos.Options{PIN: pad{pin.Format0, make([]byte, 8), errors.New("none")}}, func(r *terminal.Request, _ *server) { r.OnlinePIN = true }},
		"another format":           {upos.Options{PIN: pad{format: pin.Format0SM4, block: make([]byte, 8)}}, func(r *terminal.Request, _ *server) { r.OnlinePIN = true }},
		"another size":             {upos.Options{PIN: pad{format: pin.Format0, block: make([]byte, 16)}}, func(r *terminal.Request, _ *server) { r.OnlinePIN = true }},
		"a block of 16":            {upos.Options{PIN: pad{format: pin.Format0SM4, block: make([]byte, 16)}}, func(r *terminal.Request, _ *server) { r.OnlinePIN = true }},
		"no line":                  {upos.Options{}, func(_ *terminal.Request, s *server) { s.refuse = errors.New("down") }},
		"no memory":                {upos.Options{Memory: broken{}}, func(*terminal.Request, *server) {}},
		"sign-on refused": {upos.Options{}, func(_ *terminal.Request, s *server) {
			s.change = func(_, a *iso8583.Message) (bool, bool) { a.Set(39, "97"); return true, false }
		}},
		"keys of another": {upos.Options{}, func(_ *terminal.Request, s *server) {
			s.change = func(_, a *iso8583.Message) (bool, bool) {
				b := slices.Clone(a.Bytes(62))
				b[39] ^= 1
				a.SetBytes(62, b)
				return true, false
			}
		}},
		"no keys": {upos.Options{}, func(_ *terminal.Request, s *server) {
			s.change = func(_, a *iso8583.Message) (bool, bool) { a.SetBytes(62, make([]byte, 57)); return true, false }
		}},
		"shorter keys, put together from those that were sent": {upos.Options{}, func(_ *terminal.Request, s *server) {
			s.change = func(_, a *iso8583.Message) (bool, bool) {
				b := a.Bytes(62)
				mak := append(slices.Clone(b[20:28]), b[36:]...) // the other half is zeros
				a.SetBytes(62, append(slices.Clone(mak), mak...))
				a.Set(60, "00000007001")
				return true, false
			}
		}},
		"no batch": {upos.Options{}, func(_ *terminal.Request, s *server) {
			s.change = func(_, a *iso8583.Message) (bool, bool) { a.Set(60, "00"); return true, false }
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, c.o)
			r := request(kernel.Purchase, false)
			c.change(&r, s)
			if _, err := cl.Authorise(t.Context(), r); !errors.Is(err, terminal.ErrNotSent) || len(s.all()) != 0 {
				t.Errorf("%s: %v", name, err)
			}
			cl.Close()
		})
	}
}

// broken is a memory that keeps nothing.
type broken struct{}

func (broken) Keep(string, []byte) error     { return errors.New("full") }
func (broken) Recall(string) ([]byte, error) { return nil, nil }
