package upos_test

import (
	"encoding/hex"
	"errors"
	"fmt"
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

// A void names its original; one whose answer is lost is reversed, and another one sent. A terminal that was stopped has what it needs of its memory. What was voided
// is known no more.
// EMV 4.4 B4 12.1.8
func TestVoid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := terminal.NewMemoryLedger()
		first, s := newClient(t, upos.Options{Memory: memory})
		r := request(kernel.Purchase, false)
		if _, err := first.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		same(t, s.all()[0], "0200", sale)
		first.Close()
		want := upos.Booking{Batch: "000007", Trace: "000020", Reference: "00000000020R", Date: "0701", Issuer: "ICBC", Acquirer: "48021000"}
		if b, ok, err := first.Booking(r.ID); err != nil || !ok || b != want {
			t.Errorf("%+v, %v, %v", b, ok, err)
		}
		if b, ok, err := first.Booking(r.ID + 1); err != nil || ok || b != (upos.Booking{}) {
			t.Errorf("%+v, %v, %v", b, ok, err)
		}
		cl, s := newClient(t, upos.Options{Memory: memory})
		lost := 1
		s.change = func(m, _ *iso8583.Message) (bool, bool) {
			if class, _ := upos.ParseClass(m.Get(60)); class.Code == "23" && m.Type == "0200" && lost > 0 {
				lost--
				return false, false
			}
			return true, m.Type[1] != '8'
		}
		back := terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip()}
		if err := cl.Reverse(t.Context(), back); err != nil {
			t.Fatal(err)
		}
		void := merge(sale, map[int]string{3: "200000", 11: "*", 37: "00000000020R", 38: "A00020", 55: "-", 60: "2300000700060", 61: "0000070000200701"})
		all := s.all()
		if len(all) != 3 || all[0].Get(11) == all[2].Get(11) || all[0].Get(11) != all[1].Get(11) || all[0].Get(11) <= "500000" {
			t.Fatal(all)
		}
		same(t, all[0], "0200", void)
		same(t, all[1], "0400", merge(void, map[int]string{35: "-", 37: "-", 38: "-", 39: "98", 55: short55, 61: "000007" + all[0].Get(11) + "0000"}))
		same(t, all[2], "0200", void)
		if err := cl.Reverse(t.Context(), back); err != nil || s.all()[3].Type != "0400" {
			t.Error(err, s.all()[3])
		}
		back.Original, back.Follows, back.Transaction.Purpose = 78, r.ID, kernel.PreAuthorisation
		if err := cl.Reverse(t.Context(), back); err != nil || len(s.all()) != 4 { // a stop has cut an increment short
			t.Error(err, s.all()[4:])
		}
		cl.Close()
	})
}

// The upload of an approval by voice has its code in field 38, and no response code, which the dialect's requests have not; its void and its reversal have the code too, unless the host gives
// one of its own. What electronic cash has paid, a refund, and what is no code have none.
// EMV 4.4 B4 12.1.5, 12.1.8
func TestApprovalByVoice(t *testing.T) {
	for _, c := range []struct {
		data, host string
		purpose    kernel.Purpose
		kind, want string
		back       string
	}{
		{"8A023031" + "8906564F49434531", "", kernel.Purchase, "0220", "VOICE1", "VOICE1"},
		{"8A023031" + "8906564F49434531", "HOST01", kernel.Purchase, "0220", "VOICE1", "HOST01"},
		{"8A023031" + "8906564F494345", "", kernel.Purchase, "0220", "", ""},
		{"8A023031" + "8905564F494345", "", kernel.Purchase, "0220", "", ""},
		{"8A023031" + "8906564F49430A31", "", kernel.Purchase, "0220", "", ""},
		{"8A025931", "", kernel.Purchase, "0220", "", ""},
		{"8A023031" + "8906564F49434531", "", kernel.Refund, "0220", "", ""},
		{"8A025931" + "8906564F49434531" + "9F7406454343303031", "", kernel.Purchase, "0200", "", ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type[1] != '8' {
					b := s.d.New(a.Type)
					for _, n := range a.Numbers() {
						if n != 38 {
							b.SetBytes(n, a.Bytes(n))
						}
					}
					b.Set(38, c.host)
					*a = *b
				}
				return true, m.Type[1] != '8'
			}
			r := request(c.purpose, false)
			if err := cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: append(chip(), unhex(t, c.data)...)}); err != nil {
				t.Fatal(err)
			}
			if err := cl.Reverse(t.Context(), terminal.Reversal{Number: 3, Transaction: r.Transaction, Reason: terminal.Voided, Data: chip()}); err != nil {
				t.Fatal(err)
			}
			all := s.all()
			if m, back := all[0], all[len(all)-1]; m.Type != c.kind || m.Get(38) != c.want || m.Has(39) || back.Get(38) != c.back {
				t.Errorf("%+v: %s has %q and %q, %s %q", c, m.Type, m.Get(38), m.Get(39), back.Type, back.Get(38))
			}
			cl.Close()
		})
	}
}

// What a host refuses to take back is told, and not asked again; what it does not find of what came to nothing, it has not booked; an approval that it does not find stands. Of a reversal whose answer was lost it may say that it has it.
// EMV 4.4 B4 12.1.8
func TestRefusedBack(t *testing.T) {
	for _, c := range []struct {
		reason terminal.ReversalReason
		code   string // - before it: a first answer is lost
		fails  bool
	}{
		{terminal.Voided, "00", false},
		{terminal.Voided, "12", true},
		{terminal.Voided, "25", true},
		{terminal.ResponseLost, "00", false},
		{terminal.ResponseLost, "12", true},
		{terminal.ResponseLost, "25", false},
		{terminal.ResponseLost, "94", true},
		{terminal.ResponseLost, "-94", false},
		{terminal.ResponseLost, "-12", true},
		{terminal.CardDeclined, "25", false},
		{terminal.NotCompleted, "25", false},
		{terminal.DeviceFailed, "25", true},
		{terminal.GoodsNotTaken, "25", true},
		{terminal.SignatureRefused, "25", true},
		{terminal.GoodsNotTaken, "-94", false},
	} {
		synctest.Test(t, func(t *testing.T) {
			told := 0
			cl, s := newClient(t, upos.Options{Refused: func(*iso8583.RefusedError) { told++ }})
			r := request(kernel.Purchase, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			code, lost := strings.CutPrefix(c.code, "-")
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type[1] == '8' {
					return true, false
				}
				a.Set(39, code)
				sent := !lost
				lost = false
				return sent, true
			}
			err := cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: c.reason, Data: chip()})
			var word *iso8583.RefusedError
			if errors.Is(err, terminal.ErrRefused) != c.fails || (err != nil) != c.fails || c.fails != (told == 1) || c.fails && (!errors.As(err, &word) || word.Code != code) {
				t.Errorf("%s, %s: %v, told %d times", c.reason, c.code, err, told)
			}
			if _, ok, err := cl.Booking(r.ID); ok || err != nil {
				t.Errorf("%s, %s: it is kept, %v", c.reason, c.code, err)
			}
			cl.Close()
		})
	}
}

// A host that asks for another sign-on has said nothing about a request: the reversal is sent again behind it, in the present batch, and names its original as before. One that goes on
// asking is asked at the next call.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestReversalAfterSignOn(t *testing.T) {
	for _, c := range []struct {
		codes   string
		sent    int
		waits   bool
		refused bool
	}{
		{"77 00", 2, false, false},
		{"99 00", 2, false, false},
		{"77 25", 2, false, false},
		{"77 12", 2, false, true},
		{"77 77", 2, true, false},
		{"99 77", 2, true, false},
		{"77 94", 2, false, true},
		{"00", 1, false, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			told := 0
			cl, s := newClient(t, upos.Options{Tries: 1, Refused: func(*iso8583.RefusedError) { told++ }})
			r := request(kernel.Purchase, false)
			s.change = func(m, _ *iso8583.Message) (bool, bool) { return m.Type != "0200", false }
			if _, err := cl.Authorise(t.Context(), r); !errors.Is(err, iso8583.ErrMayHaveArrived) {
				t.Fatal(err)
			}
			synctest.Wait() // the host has done with it
			codes := strings.Fields(c.codes)
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type == "0800" {
					nextBatch(a)
					return true, false
				}
				code := codes[0]
				codes = codes[1:]
				a.Set(39, code)
				return true, true
			}
			back := terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: chip()}
			err := cl.Reverse(t.Context(), back)
			if errors.Is(err, iso8583.ErrMayHaveArrived) != c.waits || errors.Is(err, terminal.ErrRefused) != c.refused || (err != nil) != (c.waits || c.refused) || (told == 1) != c.refused {
				t.Errorf("%s: %v, told %d times", c.codes, err, told)
			}
			all := s.all()[1:]
			if len(all) != c.sent {
				t.Fatal(c.codes, all)
			}
			for i, m := range all {
				class, _ := upos.ParseClass(m.Get(60))
				if m.Type != "0400" || m.Get(11) != "000020" || m.Get(61) != "0000070000200000" || class.Batch != []string{"000007", "000008"}[i] {
					t.Errorf("%s: message %d: %v, batch %s, original %s", c.codes, i, m, class.Batch, m.Get(61))
				}
			}
			if codes = []string{"00"}; c.waits {
				if back.Repeat = true; cl.Reverse(t.Context(), back) != nil || s.all()[3].Get(61) != "0000070000200000" {
					t.Errorf("%s: the next call: %v", c.codes, s.all()[3:])
				}
			}
			cl.Close()
		})
	}
}

// What the configuration says that acquirers request of a message stands behind what all published messages have, each once; what has a field of its own has that
// alone.
//
// B4 12.1.2, 12.1.5, 12.1.7, 12.1.8
func TestRequestedBesides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := *shop
		cfg.Terminal.Requests = kernel.Requests{kernel.FinancialRequest: {0x8E, 0x57, 0x9F26}, kernel.OnlineAdvice: {0x9B, 0x57, 0x9F26, 0x9F0D}}
		cfg.Applications = []kernel.Application{{AID: unhex(t, "A000000333"), Identity: kernel.Identity{Requests: kernel.Requests{kernel.BatchData: {0x9F07}, kernel.FinancialRequest: {0x8E}}}}}
		cfg.Combinations = []kernel.Combination{{AID: unhex(t, "A00000033301"), Identity: kernel.Identity{Requests: kernel.Requests{kernel.ReversalMessage: {0x9F42}}}}}
		cl, s := newClient(t, upos.Options{Config: &cfg})
		r := request(kernel.Purchase, false)
		list := unhex(t, "8E0A00000000000000001F00"+"9F0702FF00"+"9F42020156"+"9F0D050000000000"+"9B020400")
		r.DE55 = append(r.DE55, list...)
		if _, err := cl.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := cl.Upload(t.Context(), terminal.Approval{Number: 3, Transaction: r.Transaction, Data: append(chip(), list...)}); err != nil {
			t.Fatal(err)
		}
		if err := cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Number: 4, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: append(chip(), list...)}); err != nil {
			t.Fatal(err)
		}
		item, _ := upos.ChipItemOf(&r.Transaction, append(chip(), list...))
		if err := cl.UploadBatch(t.Context(), true, nil, []upos.ChipItem{item}); err != nil {
			t.Fatal(err)
		}
		for _, results := range []string{"", "9F5B052000000000"} {
			if err := cl.Scripts(t.Context(), r.ID, append(append(chip(), list...), unhex(t, results)...)); err != nil {
				t.Fatal(err)
			}
		}
		all := slices.DeleteFunc(s.all(), func(m *iso8583.Message) bool { return !m.Has(iso8583.FieldICC) })
		for i, want := range []string{"8E", "9F07", "9F42", "9F07", "9B 9F1A 9A 9F0D", "DF31 9F1A 9A 9B 9F0D"} {
			m := all[i]
			var tags []string
			for o := range tlv.NewCursor(m.Bytes(55)).All() {
				tags = append(tags, o.Tag.String())
			}
			if text := strings.Join(tags, " "); !strings.HasSuffix(text, " "+want) || strings.Contains(text, " 57") || strings.Count(text, "9F26") > 1 {
				t.Errorf("%s: %s, want %s at the end", m.Type, text, want)
			}
		}
		cl.Close()
	})
}

// The acquirer's network codes stand in the messages of every service.
func TestNetworks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cl, s := newClient(t, upos.Options{Networks: map[string]string{"301": "666", "800": "777", "951": "888"}})
		r := request(kernel.Purchase, false)
		if _, err := cl.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(cl.Echo(t.Context()), cl.Scripts(t.Context(), r.ID, tlv.Append(chip(), 0x9F5B, unhex(t, "2000000000"))), cl.SendSignature(t.Context(), r.ID, []byte{1}, nil))
		var got []string
		for _, m := range s.all()[1:] {
			got = append(got, m.Type+" "+m.Get(60))
		}
		if want := []string{"0820 00000007666", "0620 00000007888", "0820 07000007777"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%q, %v: want %q", got, err, want)
		}
		cl.Close()
	})
}

// A script result goes with the data of its transaction, as far as it is known; without results there is none.
func TestScripts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cl, s := newClient(t, upos.Options{})
		r := request(kernel.Purchase, false)
		if _, err := cl.Authorise(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		data := chip()
		if err := cl.Scripts(t.Context(), r.ID, data); err != nil || len(s.all()) != 1 {
			t.Error(err, s.all())
		}
		data = tlv.Append(data, 0x9F5B, unhex(t, "2000000000"))
		if err := cl.Scripts(t.Context(), r.ID, data); err != nil || len(s.all()) != 2 {
			t.Fatal(err, s.all())
		}
		same(t, s.all()[1], "0620", merge(who, thecard, map[int]string{
			3: "000000", 4: "000000001234", 11: "*", 22: "072", 35: "-", 37: "00000000020R", 60: "00000007951", 61: "0000070000200701",
			55: "9F3303E0E1C895050000000000" + "9F370404591D37" + "9F1E083030303030303030" + "9F101307010103A00000010A0100000000003B163732" + "9F2608ED1D6BA78357FB25" + "9F360201C0" + "82027C00" +
				"DF31052000000000" + "9F1A0201569A03260701",
		}))
		if err := cl.Advise(t.Context(), data); err != nil || len(s.all()) != 2 { // it is told already
			t.Error(err, s.all())
		}
		if err := cl.Scripts(t.Context(), 5, data); err != nil || len(s.all()) != 3 { // nothing is kept of that request: it does not wait for ever
			t.Fatal(err, s.all())
		}
		if m := s.all()[2]; m.Type != "0620" || m.Get(22) != "070" || m.Has(61) || m.Has(37) || m.Has(4) {
			t.Error(m)
		}
		const before, behind = "9F3303E0E1C8" + "95050000000000" + "9F370404591D37" + "9F1E083030303030303030" + "9F101307010103A00000010A0100000000003B163732" +
			"9F2608ED1D6BA78357FB25" + "9F360201C0" + "82027C00", "9F1A0201569A03260701"
		n := len(s.all())
		for _, c := range []struct{ more, told string }{ // C-6 3.12: TVR and TSI alone tell of scripts
			{"9B020400", "9B020400"},
			{"9B02FBFF", ""},
			{"9B0104", ""},
			{"9B020400" + "9F5B052000000000", "DF31052000000000"},
			{"9B020400" + "DF3100" + "9F5B052000000000", "DF31052000000000"},
			{"DF3100", ""},
		} {
			if err := cl.Scripts(t.Context(), r.ID, append(chip(), unhex(t, c.more)...)); err != nil {
				t.Error(c.more, err)
			}
			if c.told != "" {
				n++
			}
			all := s.all()
			last := all[len(all)-1]
			if chip := strings.ToUpper(hex.EncodeToString(last.Bytes(55))); len(all) != n || c.told != "" && (last.Type != "0620" || chip != before+c.told+behind) {
				t.Errorf("%s: %d messages, want %d: %v", c.more, len(all), n, last)
			}
		}
		cl.Close()
	})
}

// A reversal has what became of the scripts by the tag that its list wants, whatever card it is of and whichever tag the data have for it, once.
//
// B4 6.3.9 transmitted, 12.1.8
func TestReversalHasResultsOfScripts(t *testing.T) {
	const first, second = "2001020304", "1105060708"
	for _, c := range []struct {
		name, data string
		list       []tlv.Tag
		want       string // behind the counter
	}{
		{"a UnionPay card", "DF3105" + first, nil, "DF3105" + first},
		{"another card", "9F5B05" + first, nil, "DF3105" + first},
		{"of two scripts", "9F5B0A" + first + second, nil, "DF310A" + first + second},
		{"both tags", "9F5B05" + second + "DF3105" + first, nil, "DF3105" + first},
		{"none", "", nil, ""},
		{"empty", "9F5B00", nil, ""},
		{"a list with the other tag, a UnionPay card", "DF3105" + first, []tlv.Tag{0x9F36, 0x9F5B}, "9F5B05" + first},
		{"a list with the other tag, another card", "9F5B05" + first, []tlv.Tag{0x9F36, 0x9F5B}, "9F5B05" + first},
		{"a list without", "9F5B05" + first, []tlv.Tag{0x9F36}, ""},
		{"more than the field holds", "9F5B81FA" + strings.Repeat(first, 50), nil, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{ReversalData: c.list})
			r := terminal.Reversal{Original: 7, Transaction: request(kernel.Purchase, false).Transaction, Reason: terminal.NotCompleted, Data: append(chip(), unhex(t, c.data)...)}
			if err := cl.Reverse(t.Context(), r); err != nil || len(s.all()) != 1 {
				t.Fatal(c.name, err, s.all())
			}
			_, got, there := strings.Cut(fmt.Sprintf("%X", s.all()[0].Bytes(iso8583.FieldICC)), "9F360201C0")
			if !there || got != c.want {
				t.Errorf("%s: behind the counter %s, want %s", c.name, got, c.want)
			}
			cl.Close()
		})
	}
}

// nextBatch has the answer to a sign-on begin another batch.
func nextBatch(a *iso8583.Message) {
	class, _ := upos.ParseClass(a.Get(60))
	class.Batch = "000008"
	a.Set(60, class.String())
}
