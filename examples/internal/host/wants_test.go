package host_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// Of a tap whose amount ends in 70 an issuer wants a PIN, at 71 the chip, by its scheme's code; of a tap with a PIN and of a chip nothing.
func TestIssuerWants(t *testing.T) {
	tap := func(amount uint64) terminal.Order {
		return terminal.Order{Purpose: kernel.Purchase, Amount: amount, Interface: kernel.Contactless}
	}
	for _, c := range []struct {
		kind  kind
		codes string // of the host's answers
		pin   string // that the cardholder types
		sold  bool
	}{
		{kind{config: "tap", card: "visa-online", order: tap(12_70)}, "70 00", "1234", true},
		{kind{config: "tap", card: "visa-online", order: tap(12_70)}, "70 55", "4321", false},
		{kind{config: "tap", card: "visa-online", order: tap(12_71)}, "1A", "1234", false},
		{kind{config: "tap", card: "visa-online", order: tap(12_72)}, "00", "1234", true},
		{kind{config: "tap", card: "visa-pin", order: tap(30_70)}, "00", "1234", true},
		{kind{config: "tap", card: "mastercard-online", order: tap(12_70)}, "65 00", "1234", true},
		{kind{config: "tap", card: "mastercard-online", order: tap(12_71)}, "1A", "1234", false},
		{kind{config: "tap-k8", card: "k8-online", order: tap(12_70)}, "65 00", "1234", true},
		{kind{config: "tap", card: "amex-online", order: tap(12_70)}, "13 00", "1234", true},
		{kind{config: "tap", card: "amex-online", order: tap(12_71)}, "12", "1234", false},
		{kind{config: "tap", card: "jcb-online", order: tap(12_70)}, "70 00", "1234", true},
		{kind{config: "tap", card: "discover-online", order: tap(12_70)}, "70 00", "1234", true},
		{kind{config: "tap", card: "unionpay-online", order: tap(12_70)}, "70 00", "1234", true},
		{kind{config: "default", card: "full", order: terminal.Order{Purpose: kernel.Purchase, Amount: 12_70}}, "00", "1234", true},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, &c.kind, nil, false)
			defer r.close()
			r.types(t, c.pin, "5678")
			var codes []string
			r.proxy.host.Log = func(line string) {
				if code, ok := strings.CutPrefix(line[strings.LastIndex(line, " "):], " "); ok && strings.HasPrefix(line, "0200") {
					codes = append(codes, code)
				}
			}
			sale, err := r.Do(t.Context(), c.kind.order)
			if err != nil || sale.Approved() != c.sold || sale.Result.Reversal || strings.Join(codes, " ") != c.codes {
				t.Errorf("%s of %d: %v, %v, answers %q, want %q", c.kind.card, c.kind.order.Amount, sale, err, codes, c.codes)
			}
		})
	}
}

// A request that says that it follows one, with a PIN, follows one that was declined: of the same tap, with the same amount. It is booked once.
// EMV 4.4 B4 12.1.2
func TestFollowsDeclined(t *testing.T) {
	h := newHost(t)
	const pin, format = "\x01\x02\x03\x04\x05\x06\x07\x08", "0000000000000000"
	with := func(rrn, of string, change map[int]string) map[int]string {
		f := refund(rrn, map[int]string{55: refund("AAAAAAAAAAAA", nil)[55], iso8583.FieldFollows: of, 52: pin, 53: format})
		for n, v := range change {
			f[n] = v
		}
		return f
	}
	decline := func(on bool, rrn string, fields map[int]string) *iso8583.Message {
		h.Decline = on
		return say(t, h, "0200", fields)
	}
	if a := decline(true, "AAAAAAAAAAAA", refund("AAAAAAAAAAAA", nil)); a.Get(39) != "05" {
		t.Fatal(a)
	}
	for _, c := range []struct {
		fields map[int]string
		code   string
		moved  int64
	}{
		{with("BBBBBBBBBBBB", "ZZZZZZZZZZZZ", nil), "25", 0},
		{with("CCCCCCCCCCCC", "AAAAAAAAAAAA", map[int]string{4: "000000009999"}), "25", 0},
		{with("DDDDDDDDDDDD", "AAAAAAAAAAAA", map[int]string{49: "840"}), "25", 0},
		{with("EEEEEEEEEEEE", "AAAAAAAAAAAA", map[int]string{55: refund("EEEEEEEEEEEE", nil)[55]}), "25", 0}, // another tap
		{with("FFFFFFFFFFFF", "AAAAAAAAAAAA", nil), "00", 12_34},
		{with("FFFFFFFFFFFF", "AAAAAAAAAAAA", nil), "00", 12_34},
		{with("GGGGGGGGGGGG", "FFFFFFFFFFFF", nil), "25", 12_34}, // which is booked
	} {
		a := decline(false, "", c.fields)
		balance, known := h.Books.Balance("5413330089020011", "978")
		if a.Get(39) != c.code || known && balance-h.Books.Anybody.Balance != c.moved {
			t.Errorf("%s after %s: %v, %d", c.fields[37], c.fields[iso8583.FieldFollows], a, balance)
		}
	}
}
