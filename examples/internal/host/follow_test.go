package host_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// What is held is taken once, from the same account, for at most so much above, and not when it was taken back; the account has what it came to.
// EMV 4.4 B4 12.1.5
func TestFollow(t *testing.T) { synctest.Test(t, follow) }

func follow(t *testing.T) {
	r := newRig(t, &kind{config: "default", card: "full"}, nil, false)
	defer r.close()
	ctx, h := context.Background(), &host.Host{Books: r.books}
	hold := func() (rrn, pan string, s *terminal.Sale) {
		t.Helper()
		before := r.books.References()
		r.types(t, "1234", "1234")
		s, err := r.Do(ctx, terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00})
		if err != nil || !s.Approved() {
			t.Fatal(s, err)
		}
		for _, rrn = range r.books.References() {
			if len(before) == 0 || rrn != before[0] {
				break
			}
		}
		return rrn, r.books.Only(), s
	}
	rrn, pan, _ := hold()
	if got := r.books.Totals("TERM0001", "978"); got != (iso8583.Totals{}) {
		t.Errorf("%+v of what is held", got)
	}
	for i, c := range []struct {
		of, amount, pan, processing, code string
		balance                           int64
	}{
		{"ZZZZZZZZZZZZ", "7550", pan, "000000", "25", -80_00},
		{rrn, "7550", "5413330089020029", "000000", "12", -80_00},
		{rrn, "7550", pan, "200000", "12", -80_00},
		{rrn, "7550", pan, "001000", "12", -80_00}, // of the savings
		{rrn, "0", pan, "000000", "61", -80_00},
		{rrn, "16001", pan, "000000", "61", -80_00},
		{rrn, "7550", pan, "000000", "00", -75_50},
		{rrn, "7551", pan, "000000", "94", -75_50},
	} {
		own := "AAAAAAAAAAA" + string(rune('A'+i))
		for range 2 { // again alike
			amount := "000000000000"[:12-len(c.amount)] + c.amount
			a := say(t, h, "0220", refund(own, map[int]string{2: c.pan, 3: c.processing, 4: amount, iso8583.FieldFollows: c.of}))
			balance, _ := r.books.Balance(pan, "978")
			if a.Get(39) != c.code || balance-r.books.Anybody.Balance != c.balance {
				t.Errorf("%+v: %v, %d", c, a, balance-r.books.Anybody.Balance)
			}
		}
	}
	if got := r.books.Totals("TERM0001", "978"); got.Debits != (iso8583.Sum{Count: 1, Amount: 75_50}) {
		t.Errorf("%+v", got)
	}
	again, _, s := hold()
	if err := s.Undo(ctx, terminal.Voided); err != nil {
		t.Fatal(err)
	}
	if a := say(t, h, "0220", refund("BBBBBBBBBBBB", map[int]string{2: pan, 3: "000000", iso8583.FieldFollows: again})); a.Get(39) != "25" {
		t.Error(a)
	}
}

// More is held of what is held, as far as the account goes; what is taken back of it is let go, once, and not any more when it was completed.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.8
func TestHoldMore(t *testing.T) { synctest.Test(t, holdMore) }

func holdMore(t *testing.T) {
	r := newRig(t, &kind{config: "default", card: "full"}, nil, false)
	defer r.close()
	h := &host.Host{Books: r.books}
	if s, err := r.Do(context.Background(), terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}); err != nil || !s.Approved() {
		t.Fatal(s, err)
	}
	rrn, pan := r.books.References()[0], r.books.Only()
	for _, c := range []struct {
		kind, own, of, amount, code string
		held                        int64
	}{
		{"0100", "AAAAAAAAAAAA", rrn, "000000004000", "00", 120_00},
		{"0100", "AAAAAAAAAAAA", rrn, "000000004000", "00", 120_00},
		{"0200", "BBBBBBBBBBBB", rrn, "000000004000", "12", 120_00}, // it takes nothing
		{"0100", "CCCCCCCCCCCC", "ZZZZZZZZZZZZ", "000000004000", "25", 120_00},
		{"0100", "DDDDDDDDDDDD", rrn, "000000300000", "61", 120_00},
		{"0100", "EEEEEEEEEEEE", rrn, "000000001000", "00", 130_00},
		{"0420", "AAAAAAAAAAAA", "", "000000004000", "00", 90_00},
		{"0421", "AAAAAAAAAAAA", "", "000000004000", "00", 90_00},
		{"0420", "FFFFFFFFFFFF", "", "000000001000", "25", 90_00},
		{"0100", "FFFFFFFFFFFF", rrn, "000000001000", "94", 90_00}, // after its own reversal
		{"0220", "GGGGGGGGGGGG", rrn, "000000009500", "00", 95_00},
		{"0420", "EEEEEEEEEEEE", "", "000000001000", "00", 95_00},
		{"0100", "HHHHHHHHHHHH", rrn, "000000001000", "94", 95_00},
	} {
		a := say(t, h, c.kind, refund(c.own, map[int]string{2: pan, 3: "000000", 4: c.amount, iso8583.FieldFollows: c.of}))
		balance, _ := r.books.Balance(pan, "978")
		if a.Get(39) != c.code || r.books.Anybody.Balance-balance != c.held {
			t.Errorf("%+v: %v, %d held", c, a, r.books.Anybody.Balance-balance)
		}
	}
}

// What is held outlives the batches of its time, and is in the one that it is completed in. A tip that comes after its batch is the next one's.
func TestFollowLate(t *testing.T) { synctest.Test(t, followLate) }

func followLate(t *testing.T) {
	r := newRig(t, &kind{config: "default", card: "full"}, nil, false)
	defer r.close()
	ctx := context.Background()
	var sales []*terminal.Sale
	for _, o := range []terminal.Order{{Purpose: kernel.PreAuthorisation, Amount: 80_00}, {Purpose: kernel.Purchase, Amount: 12_34}} {
		r.types(t, "1234", "1234")
		s, err := r.Do(ctx, o)
		if err != nil || !s.Approved() {
			t.Fatal(s, err)
		}
		sales = append(sales, s)
	}
	batch := uint64(0)
	settle := func(debits iso8583.Sum) {
		t.Helper()
		batch++
		if got, err := r.client.Settle(ctx, batch, iso8583.Totals{Currency: 0x978, Debits: debits}); err != nil || !got.Balanced {
			t.Errorf("%+v, %v", got, err)
		}
	}
	settle(iso8583.Sum{Count: 1, Amount: 12_34})
	if err := sales[1].Tip(ctx, 2_00); err != nil {
		t.Fatal(err)
	}
	settle(iso8583.Sum{Amount: 2_00})
	settle(iso8583.Sum{})
	if err := sales[0].Complete(ctx, 92_00); err != nil {
		t.Fatal(err)
	}
	settle(iso8583.Sum{Count: 1, Amount: 92_00})
	if got, _ := r.books.Balance(r.books.Only(), "978"); got != r.books.Anybody.Balance-92_00-14_34 {
		t.Error(got - r.books.Anybody.Balance)
	}
}
