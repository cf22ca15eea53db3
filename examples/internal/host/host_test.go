package host_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// say has a host answer a message of these fields; nil is no answer.
func say(tb testing.TB, h *host.Host, kind string, fields map[int]string) *iso8583.Message {
	tb.Helper()
	m := iso8583.New(kind)
	for n, v := range fields {
		m.Set(n, v)
	}
	b, err := iso8583.Plain.Seal(m, host.TestMAC())
	if err != nil {
		tb.Fatal(err)
	}
	answer := h.Answer(b)
	if answer == nil {
		return nil
	}
	a, err := iso8583.Plain.Parse(answer)
	if err != nil || !iso8583.Plain.Sealed(a, answer, host.TestMAC()) || a.Type != iso8583.AnswerType(kind) {
		tb.Fatalf("%s: %v, %v", kind, a, err)
	}
	return a
}

// refund are the fields of money back to a card that was only read: CID 00.
func refund(rrn string, change map[int]string) map[int]string {
	fields := map[int]string{
		2: "5413330089020011", 3: "200000", 4: "000000001234", 7: "0701120000", 11: "000001", 12: "120000", 13: "0701", 37: rrn, 41: "TERM0001", 49: "978",
		55: "\x9F\x27\x01\x00\x9F\x36\x02\x00\x01\x9F\x37\x04" + rrn[8:],
	}
	for n, v := range change {
		fields[n] = v
	}
	return fields
}

// swiped makes a purchase of it that says how its track was read.
func swiped(mode string) map[int]string {
	return map[int]string{3: "000000", 22: mode, 35: "5413330089020011=4912201000000000", 55: "\x9F\x39\x01\x80"}
}

func newHost(tb testing.TB) *host.Host {
	tb.Helper()
	books, err := host.NewBooks()
	if err != nil {
		tb.Fatal(err)
	}
	return &host.Host{Books: books}
}

// A message is answered once, and again alike; with another content under the same number it is refused. What is taken back is taken back once, and what comes
// after its own reversal is not taken.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestAlike(t *testing.T) {
	h := newHost(t)
	var lines []string
	h.Log = func(s string) { lines = append(lines, s) }
	for _, c := range []struct {
		kind    string
		fields  map[int]string
		code    string
		balance int64 // moved
	}{
		{"0200", refund("AAAAAAAAAAAA", nil), "00", 12_34},
		{"0200", refund("AAAAAAAAAAAA", nil), "00", 12_34},
		{"0201", refund("AAAAAAAAAAAA", map[int]string{7: "0701120009"}), "00", 12_34},
		{"0200", refund("AAAAAAAAAAAA", map[int]string{4: "000000009999"}), "94", 12_34},
		{"0100", refund("AAAAAAAAAAAA", nil), "94", 12_34},
		{"0220", refund("AAAAAAAAAAAA", nil), "94", 12_34},
		{"0200", refund("BBBBBBBBBBBB", nil), "00", 24_68},
		{"0420", refund("AAAAAAAAAAAA", nil), "00", 12_34},
		{"0421", refund("AAAAAAAAAAAA", nil), "00", 12_34},
		{"0400", refund("AAAAAAAAAAAA", nil), "00", 12_34},
		{"0201", refund("AAAAAAAAAAAA", nil), "00", 12_34}, // it was approved, and is taken back
		{"0420", refund("CCCCCCCCCCCC", nil), "25", 12_34},
		{"0421", refund("CCCCCCCCCCCC", nil), "25", 12_34},
		{"0200", refund("CCCCCCCCCCCC", nil), "94", 12_34},
		{"0200", refund("AAAAAAAAAAAA", map[int]string{41: "TERM0002"}), "00", 24_68}, // another terminal's
		{"0200", refund("DDDDDDDDDDDD", map[int]string{3: "990000"}), "30", 24_68},
		{"0200", refund("EEEEEEEEEEEE", map[int]string{2: ""}), "30", 24_68},
		{"0200", refund("FFFFFFFFFFFF", map[int]string{37: ""}), "30", 24_68},
		{"0200", refund("GGGGGGGGGGGG", map[int]string{49: ""}), "30", 24_68},
		{"0200", refund("HHHHHHHHHHHH", map[int]string{55: ""}), "30", 24_68}, // no cryptogram
		{"0200", refund("OOOOOOOOOOOO", swiped("801")), "00", 12_34},          // a stripe in the place of its chip
		{"0200", refund("PPPPPPPPPPPP", swiped("051")), "30", 12_34},          // a chip without its cryptogram
		{"0420", refund("OOOOOOOOOOOO", swiped("801")), "00", 24_68},
		{"0220", refund("JJJJJJJJJJJJ", nil), "05", 24_68}, // no cryptogram
		{"0120", refund("KKKKKKKKKKKK", nil), "00", 24_68}, // moves nothing
		{"0220", refund("LLLLLLLLLLLL", map[int]string{3: "310000"}), "00", 24_68},
		{"0500", refund("MMMMMMMMMMMM", nil), "30", 24_68},
		{"0800", map[int]string{11: "000001", 41: "TERM0001", 70: "001"}, "00", 24_68},
	} {
		a := say(t, h, c.kind, c.fields)
		balance, _ := h.Books.Balance("5413330089020011", "978")
		if a == nil || a.Get(39) != c.code || balance-h.Books.Anybody.Balance != c.balance || a.Has(2) || a.Get(37) != c.fields[37] {
			t.Errorf("%s %s: %v, %d", c.kind, c.fields[37], a, balance)
		}
	}
	for _, kind := range []string{"0110", "0202", "0300", "0900", "1200"} {
		if a := say(t, h, kind, refund("NNNNNNNNNNNN", nil)); a != nil {
			t.Error(kind, a)
		}
	}
	for n, b := range [][]byte{nil, {0}, []byte("0200 is no message at all")} {
		if a := h.Answer(b); a != nil {
			t.Error(n, a)
		}
	}
	if garbage, wrong := h.Dropped(); garbage != 8 || wrong != 0 {
		t.Error(garbage, wrong)
	}
	if text := strings.Join(lines, "\n"); strings.Contains(text, "89020011") || !strings.Contains(text, "541333******0011 1234 978 -> 94") {
		t.Error(text)
	}
}

// Who does not have the line's key is not answered, and books nothing.
func TestWrongMAC(t *testing.T) {
	h := newHost(t)
	m := iso8583.New("0200")
	for n, v := range refund("AAAAAAAAAAAA", map[int]string{64: "12345678"}) {
		m.Set(n, v)
	}
	b, err := iso8583.Plain.Pack(m)
	if err != nil || h.Answer(b) != nil {
		t.Error(err)
	}
	if _, wrong := h.Dropped(); wrong != 1 {
		t.Error(wrong)
	}
	if _, known := h.Books.Balance("5413330089020011", "978"); known {
		t.Error("an account was opened")
	}
}

// What an account does not have or allow is declined with the reason's code, each wrong PIN costs a try, and none is left until the issuer sets it back.
// EMV 4.4 B3 6.5.10
func TestAccounts(t *testing.T) {
	const pan = "5413330089020029" // of the card cash
	for _, c := range []struct {
		name    string
		account host.Account
		typed   string // PINs, one after the other
		codes   string
		tries   int
	}{
		{"money", host.Account{Balance: 250_00}, "1234 1234 1234", "00 00 51", 3},
		{"limit", host.Account{Balance: 999_00, Limit: 99_99}, "1234", "61", 3},
		{"of a day", host.Account{Balance: 999_00, Daily: 250_00}, "1234 1234 1234", "00 00 61", 3},
		{"blocked", host.Account{Balance: 999_00, Blocked: true}, "1234", "41", 3},
		{"PIN", host.Account{Balance: 999_00}, "9999 9999 1234 9999", "55 55 00 55", 2},
		{"PIN tries", host.Account{Balance: 999_00}, "9999 9999 9999 1234", "55 55 55 75", 0},
	} {
		c.account.PAN, c.account.PIN = pan, "1234"
		books, err := host.NewBooks(c.account)
		if err != nil {
			t.Fatal(err)
		}
		k := &kind{"withdrawal", "atm", "cash", terminal.Order{Purpose: kernel.Cash, Amount: 100_00}, false, nil, 0, 0}
		r := newRig(t, k, books, false)
		var codes []string
		for _, typed := range strings.Fields(c.typed) {
			r.types(t, typed, "5678")
			s, err := r.Do(context.Background(), k.order)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, s.Result.ResponseCode)
			if s.Approved() && s.Paid() != nil {
				t.Error("not paid")
			}
		}
		r.client.Close()
		if got := strings.Join(codes, " "); got != c.codes || books.Tries(pan) != c.tries {
			t.Errorf("%s: %s, %d tries", c.name, got, books.Tries(pan))
		}
	}
}

// A balance that is asked for is in the answer; a host that declines says so to all.
func TestInquiry(t *testing.T) {
	k := &kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.name == "inquiry" })]
	for _, decline := range []bool{false, true} {
		r := newRig(t, k, nil, false)
		r.proxy.host.Decline = decline
		var amounts string
		r.proxy.pick = func(string) *fault {
			return &fault{"", func(p *proxy, c net.Conn, f []byte) bool {
				a := p.answer(f)
				if m, err := iso8583.Plain.Parse(a[2:]); err == nil {
					amounts = m.Get(iso8583.FieldAmounts)
				}
				return write(c, a)
			}}
		}
		s, err := r.Do(context.Background(), k.order)
		r.client.Close()
		if err != nil || s.Approved() == decline || (amounts == "2002978C000000500000") == decline {
			t.Errorf("%s, %v: %q", s, err, amounts)
		}
	}
}

// In batches: what is authorised lowers what the account has, and is settled only when it is captured, once, for the amount that it came to.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.5
func TestBatch(t *testing.T) {
	k := &kinds[0]
	r := newRig(t, k, nil, true)
	defer r.client.Close()
	var held []byte
	for n := range 3 {
		s, err := r.Do(context.Background(), k.order)
		if err != nil || !s.Approved() {
			t.Fatal(s, err)
		}
		if n == 0 {
			continue // never captured
		}
		if held = slices.Clone(s.Message(kernel.BatchData)); n == 2 {
			if err := s.Undo(context.Background(), terminal.GoodsNotTaken); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for range 2 {
			if err := r.client.Capture(context.Background(), held, 12_34); err != nil {
				t.Error(err)
			}
		}
	}
	want := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 12_34}}
	if got, err := r.client.Settle(context.Background(), 1, want); err != nil || !got.Balanced || got.Host != want {
		t.Errorf("%+v, %v", got, err)
	}
	if balance, _ := r.books.Balance(r.books.Only(), "978"); balance != r.books.Anybody.Balance-2*12_34 {
		t.Error(balance)
	}
}

// What became of the script that comes with an approval is in the host's books, by one message: an advice, or the data of the batch; and so where the host has
// declined.
// EMV 4.4 B4 6.3.9 transmitted, once, EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.7
func TestScripts(t *testing.T) {
	k := &kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.scripts() == "2000000001" })]
	for _, c := range []struct {
		name           string
		batch, advices bool
		code           string
		sent           string
		advicesTold    int
	}{
		{"approved", false, false, "00", "0800 0200 0120", 1},
		{"approved, advices", false, true, "00", "0800 0200 0120", 1},
		{"declined", false, false, "05", "0800 0200 0120", 1},
		{"declined, advices", false, true, "05", "0800 0200 0120", 1},
		{"a batch", true, false, "00", "0800 0100 0220", 0},
		{"declined, a batch", true, true, "05", "0800 0100 0120", 1},
	} {
		own := *k
		own.change = func(cfg *kernel.Config) { cfg.Terminal.Advices = c.advices }
		r := newRig(t, &own, nil, c.batch)
		r.proxy.host.Codes = []string{c.code}
		var sent []string
		r.proxy.pick = func(kind string) *fault {
			sent = append(sent, kind)
			return &faults[0]
		}
		s, err := r.Do(t.Context(), own.order)
		if err != nil || s.Approved() != (c.code == "00") {
			t.Fatal(c.name, s, err)
		}
		if b := s.Message(kernel.BatchData); c.batch && b != nil {
			if err := r.client.Capture(t.Context(), b, s.Result.Amount); err != nil {
				t.Error(c.name, err)
			}
		}
		r.client.Close()
		r.proxy.mu.Lock()
		if got := strings.Join(sent, " "); got != c.sent {
			t.Errorf("%s: sent %s, want %s", c.name, got, c.sent)
		}
		r.proxy.mu.Unlock()
		if advices, results := r.books.Told(); advices != c.advicesTold || !slices.Equal(results, []string{"2000000001"}) {
			t.Errorf("%s: %d advices, results %q", c.name, advices, results)
		}
	}
}

// Kernel 6 has no results of scripts: its TVR and TSI are in the advice that tells of them.
// EMV 4.4 B4 6.3.9 transmitted, once, EMV 4.4 B4 12.1.7
func TestScriptsOfKernel6(t *testing.T) {
	for _, c := range []struct {
		amount uint64
		batch  bool
		sent   string
	}{
		{12_34, false, "0800 0200"},
		{12_72, false, "0800 0200 0120"},
		{12_72, true, "0800 0100 0220"},
	} {
		k := kind{"tap", "tap", "discover-update", terminal.Order{Purpose: kernel.Purchase, Amount: c.amount, Interface: kernel.Contactless}, false, func(cfg *kernel.Config) {
			cfg.Profile = kernel.Book
			for i := range cfg.Combinations {
				if q := cfg.Combinations[i].TTQ; len(q) == 4 {
					q[2] |= 0x80 // issuer update
				}
			}
		}, 0, 0}
		r := newRig(t, &k, nil, c.batch)
		var sent []string
		r.proxy.pick = func(kind string) *fault {
			sent = append(sent, kind)
			return &faults[0]
		}
		s, err := r.Do(t.Context(), k.order)
		if err != nil || !s.Approved() {
			t.Fatal(s, err)
		}
		if c.batch {
			if err := r.client.Capture(t.Context(), s.Message(kernel.BatchData), s.Result.Amount); err != nil {
				t.Error(err)
			}
		}
		r.client.Close()
		r.proxy.mu.Lock()
		if got := strings.Join(sent, " "); got != c.sent {
			t.Errorf("%d, batch %v: sent %s, want %s", c.amount, c.batch, got, c.sent)
		}
		r.proxy.mu.Unlock()
	}
}

// What the host approves of a purchase that takes a part is what the terminal has, owes the rest of, and captures: the card was told of the whole. What is left on the
// account is on the cardholder's copy.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.5
func TestPart(t *testing.T) {
	for _, batch := range []bool{false, true} {
		r := newRig(t, &kinds[0], nil, batch)
		defer r.client.Close()
		sale, err := part(t.Context(), r, true)
		if err != nil || !sale.Approved() || sale.Result.Amount != 5_00 || sale.Owed.Rest != 7_34 || sale.Receipt.Owing != "7.34 EUR" || sale.Receipt.Balance != "0.00 EUR" || sale.Record.ARC != "10" {
			t.Fatal(sale, err, sale.Receipt)
		}
		if batch {
			if err := r.client.Capture(t.Context(), sale.Message(kernel.BatchData), sale.Result.Amount); err != nil {
				t.Error(err)
			}
		}
		want := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 5_00}}
		if got, err := r.client.Settle(t.Context(), 1, want); err != nil || !got.Balanced || got.Host != want {
			t.Errorf("%+v, %v", got, err)
		}
		if again, err := part(t.Context(), r, true); err != nil || again.Approved() || again.Record.ARC != "51" {
			t.Error(again, err) // there is nothing left
		}
	}
}

// Totals that agree end the batch, and the same settlement is answered alike; others change nothing. What is taken back after its batch is in the next one's totals.
func TestSettlement(t *testing.T) {
	h := newHost(t)
	settle := func(number string, x iso8583.Totals) (string, iso8583.Totals) {
		t.Helper()
		m := iso8583.New("0500")
		x.Put(m)
		fields := map[int]string{11: "000001", 37: number, 41: "TERM0001"}
		for _, n := range m.Numbers() {
			fields[n] = m.Get(n)
		}
		a := say(t, h, "0500", fields)
		got, ok := iso8583.TotalsOf(a)
		if !ok || a.Get(39) != "00" {
			t.Errorf("%v", a)
		}
		return a.Get(66), got
	}
	one := iso8583.Totals{Currency: 0x978, Credits: iso8583.Sum{Count: 1, Amount: 12_34}}
	before := iso8583.Totals{Currency: 0x978, CreditsBefore: iso8583.Sum{Count: 1, Amount: 12_34}}
	none := iso8583.Totals{Currency: 0x978}
	dollars := iso8583.Totals{Currency: 0x840}
	say(t, h, "0200", refund("AAAAAAAAAAAA", nil))
	for _, c := range []struct {
		number string
		theirs iso8583.Totals
		first  func()
		says   string
		host   iso8583.Totals
	}{
		{"000000000001", none, nil, "2", one},
		{"000000000001", none, nil, "2", one},
		{"000000000001", one, nil, "1", one},
		{"000000000001", one, nil, "1", one}, // again
		{"000000000002", dollars, nil, "1", dollars},
		{"000000000003", none, func() { say(t, h, "0400", refund("AAAAAAAAAAAA", nil)) }, "2", before},
		{"000000000003", before, nil, "1", before},
		{"000000000004", none, func() { say(t, h, "0421", refund("AAAAAAAAAAAA", nil)) }, "1", none},
		{"000000000004", one, func() { say(t, h, "0200", refund("BBBBBBBBBBBB", nil)) }, "1", one}, // a terminal that counts anew
		{"000000000005", none, func() { say(t, h, "0400", refund("BBBBBBBBBBBB", nil)) }, "2", before},
		{"000000000005", before, nil, "1", before},
	} {
		if c.first != nil {
			c.first()
		}
		if says, got := settle(c.number, c.theirs); says != c.says || got != c.host {
			t.Errorf("%s: %s, %+v", c.number, says, got)
		}
	}
	if got := before.Net(); got != 12_34 || one.Net() != -12_34 {
		t.Error(got, one.Net())
	}
	if x := h.Books.Totals("TERM0001", "978"); x != (iso8583.Totals{}) {
		t.Errorf("%+v", x)
	}
	if _, back, _, _ := h.Books.Counts(); back != 0 {
		t.Errorf("%d bookings of two batches ago are kept", back)
	}
}

// A host serves so many connections and no more, and one that sends nothing for long is closed.
func TestConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t)
		var conns []net.Conn
		for range 70 {
			c, err := h.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			conns = append(conns, c)
		}
		synctest.Wait()
		echo := iso8583.New("0800")
		echo.Set(11, "000001")
		echo.Set(41, "TERM0001")
		b, err := iso8583.Plain.Seal(echo, host.TestMAC())
		if err != nil {
			t.Fatal(err)
		}
		served := 0
		for _, c := range conns {
			if _, err := c.Write(iso8583.AppendFrame(nil, b)); err != nil {
				continue
			}
			if _, err := iso8583.ReadFrame(c); err == nil {
				served++
			}
		}
		if served != 64 {
			t.Error(served)
		}
		for _, c := range conns { // it waits for ten minutes
			if _, err := iso8583.ReadFrame(c); err == nil {
				t.Error("a message that nobody sent")
			}
		}
		h.Close()
		if c, err := h.Dial(t.Context()); err == nil {
			if _, err := c.Read(make([]byte, 1)); err == nil {
				t.Error("a closed host answers")
			}
		}
	})
}

// Accounts that cannot be are refused, and the books print as their size.
func TestNewBooks(t *testing.T) {
	for _, a := range []host.Account{{PAN: "541333008902001X", PIN: "1234"}, {PIN: "1234"}, {PAN: "5413330089020011", PIN: "123"}, {PAN: "5413330089020011", PIN: "12E4"}} {
		if _, err := host.NewBooks(a); err == nil || strings.Contains(err.Error(), "89020011") {
			t.Error(err)
		}
	}
	a := host.Account{PAN: "5413330089020011", PIN: "1234"}
	if got := fmt.Sprintf("%v %+v %#v %s", a, &a, a, host.Account{PIN: "1234"}); got != strings.Repeat("account of 541333******0011 ", 3)+"account" {
		t.Error(got)
	}
	b, err := host.NewBooks(a)
	if err != nil || fmt.Sprintf("%v %+v %#v", b, b, b) != strings.TrimSpace(strings.Repeat("books of 1 accounts and 0 terminals ", 3)) {
		t.Errorf("%v, %v", b, err)
	}
}

// Whatever comes, under the right MAC or none: no panic, and an answer that can be read or none.
func FuzzAnswer(f *testing.F) {
	f.Add("0200", "5413330089020011", "000000", "000000001234", "AAAAAAAAAAAA", "\x9F\x27\x01\x80", "0000000000000000", "12345678", true)
	f.Add("0420", "", "", "", "AAAAAAAAAAAA", "", "", "", false)
	f.Add("0500", "", "", "", "AAAAAAAAAAAA", "", "", "", true)
	f.Add("0800", "", "", "", "", "", "", "", true)
	f.Fuzz(func(t *testing.T, kind, pan, processing, amount, rrn, icc, format, block string, seal bool) {
		h := newHost(t)
		m := iso8583.New(kind)
		for n, v := range map[int]string{2: pan, 3: processing, 4: amount, 11: "000001", 13: "0701", 37: rrn, 41: "TERM0001", 49: "978", 52: block, 53: format, 55: icc, 62: block} {
			m.Set(n, v)
		}
		b, err := iso8583.Plain.Seal(m, host.TestMAC())
		if err != nil {
			b = []byte(kind + pan + icc)
		} else if !seal {
			b[len(b)-1] ^= 1
		}
		for range 2 {
			a := h.Answer(b)
			if a == nil {
				continue
			}
			if m, err := iso8583.Plain.Parse(a); err != nil || !iso8583.Plain.Sealed(m, a, host.TestMAC()) || len(m.Get(39)) != 2 {
				t.Errorf("%v, %v", m, err)
			}
		}
	})
}

// What was captured by its request and is uploaded all the same, by mistake, is booked once.
// EMV 4.4 B4 12.1.5
func TestUploadedTwice(t *testing.T) {
	r := newRig(t, &kinds[0], nil, false)
	defer r.client.Close()
	s, err := r.Do(context.Background(), kinds[0].order)
	if err != nil || !s.Approved() {
		t.Fatal(s, err)
	}
	data := slices.Clone(s.Message(kernel.BatchData))
	for n := range 3 {
		if err := r.client.Capture(context.Background(), append(slices.Clone(data), 0xDF, 0x7F, 1, byte(n)), 12_34); err != nil { // another message each time
			t.Error(err)
		}
	}
	totals := iso8583.Totals{Currency: 0x978, Debits: iso8583.Sum{Count: 1, Amount: 12_34}}
	if got, err := r.client.Settle(context.Background(), 1, totals); err != nil || !got.Balanced {
		t.Errorf("%+v, %v", got, err)
	}
	if n, net, _ := r.books.Captured(); n != 1 || net != -12_34 {
		t.Errorf("%d bookings of %d", n, net)
	}
}

// A sale token is booked once: not again by another request or upload as long as it stands, and again when it is taken back.
// EMV 4.4 B4 12.2.3
func TestToken(t *testing.T) {
	for _, k := range []kind{kinds[0], kinds[1]} { // by request, and by the card
		k.order.Token = "till 4, sale 17"
		books, err := host.NewBooks()
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range []int{1, 1, 1} { // terminals that have lost their ledgers
			r := newRig(t, &k, books, false)
			r.now = r.now.Add(time.Duration(n) * time.Minute)
			s, err := r.Do(context.Background(), k.order)
			if err != nil || s.Approved() != (n != 1 || k.offline) {
				t.Error(k.name, n, s, err)
			}
			if got, net, _ := books.Captured(); got != want || net != -int64(k.order.Amount) {
				t.Errorf("%s, %d: %d bookings of %d", k.name, n, got, net)
			}
			if n == 1 { // the first is taken back
				for _, first := range books.References() {
					say(t, r.proxy.host, "0400", map[int]string{11: "000001", 37: first, 41: "TERM0001", 49: "978"})
				}
			}
			r.client.Close()
		}
	}
}
