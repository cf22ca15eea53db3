package host_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/testvectors/sweep"
)

// transactions are how many the days have together; the default run has one of two hundred.
const transactions = 100_000

// A trade is many days at all kinds of terminals before one host, with a fault for each twentieth message.
type trade struct {
	mu     sync.Mutex // of random and faults
	random *rand.Rand
	books  *host.Books
	rigs   []*rig
	pans   []string          // of the card of a kind
	money  map[string]int64  // by PAN: what the terminals have
	pins   map[string]string // by PAN
	after  []uint64          // the last transaction of a kind's ledger that is settled
	batch  uint64
	net    int64 // of all settlements
	faults map[string]int
	count  struct{ approved, offline, undone, declined, uploads, settlements int }
}

// terminals are the identifications that the configurations have: shop and cash machine.
var terminals = map[string]int{"default": 0, "tap": 0, "atm": 1, "tap-atm": 1}

// Days of every kind of transaction with faults at 5 % of all messages: every settlement is in balance, and each account has what the terminals have.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3, EMV 4.4 B4 12.1.5
func TestDays(t *testing.T) {
	n := transactions
	if !sweep.Full() {
		n /= 200
	}
	synctest.Test(t, func(t *testing.T) {
		books, err := host.NewBooks()
		if err != nil {
			t.Fatal(err)
		}
		books.Anybody = host.Account{PIN: "1234", Balance: 1 << 40}
		d := &trade{
			random: rand.New(rand.NewPCG(1, 2)), books: books, money: map[string]int64{}, pins: map[string]string{}, faults: map[string]int{},
		}
		defer func() {
			for _, r := range d.rigs {
				r.close()
			}
		}()
		for i := range kinds {
			d.open(t, &kinds[i])
		}
		for i := range n {
			d.transact(t, d.draw(len(kinds)))
			if i%500 == 499 || i == n-1 {
				d.settle(t)
			}
			if t.Failed() {
				t.Fatalf("after %d transactions", i+1)
			}
		}
		d.check(t, n)
	})
}

func (d *trade) open(t *testing.T, k *kind) {
	alone := newRig(t, k, nil, false) // whose card is it?
	if s, err := alone.Do(context.Background(), k.order); err != nil || !s.Approved() {
		t.Fatal(s, err)
	}
	pan := alone.books.Only()
	if pan == "" {
		t.Fatalf("%s: no account", k.name)
	}
	alone.close()
	r := newRig(t, k, d.books, false, func(r *rig) { r.now = r.now.Add(time.Duration(len(d.rigs)) * time.Hour) })
	r.proxy.pick = func(string) *fault {
		d.mu.Lock()
		defer d.mu.Unlock()
		f := &faults[0]
		if d.random.IntN(20) == 0 {
			f = &faults[1+d.random.IntN(len(faults)-1)]
			d.faults[f.name]++
		}
		return f
	}
	d.rigs, d.pans = append(d.rigs, r), append(d.pans, pan)
	d.pins[pan] = "1234"
}

func (d *trade) draw(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.random.IntN(n)
}

func (d *trade) transact(t *testing.T, i int) {
	ctx, k, r, pan := context.Background(), &kinds[i], d.rigs[i], d.pans[i]
	fresh := fmt.Sprint(1000 + d.draw(9000))
	r.types(t, d.pins[pan], fresh)
	order := k.order
	if order.Amount >= 10_00 {
		order.Amount += uint64(d.draw(10_00))
	}
	s, err := r.Do(ctx, order)
	if err != nil || s == nil {
		t.Fatal(k.name, s, err)
	}
	if !s.Approved() {
		d.count.declined++
		return
	}
	if d.draw(10) == 0 {
		if err := s.Undo(ctx, terminal.GoodsNotTaken); err != nil {
			t.Fatal(err)
		}
		d.count.undone++
		return
	}
	if s.Owed.Cash != 0 && s.Paid() != nil {
		t.Fatal("not paid")
	}
	d.count.approved++
	if s.Result.Authorised == kernel.AuthorisedOffline {
		d.count.offline++
	}
	if order.Purpose == kernel.PINChange {
		d.pins[pan] = fresh
	}
	d.money[pan] += standing(k, s)
}

// settle ends the batch of both terminals, when nothing waits any more: the totals are those of the ledgers.
func (d *trade) settle(t *testing.T) {
	d.after = append(d.after, make([]uint64, len(d.rigs)-len(d.after))...)
	totals := [2]iso8583.Totals{{Currency: 0x978}, {Currency: 0x978}}
	for i, r := range d.rigs {
		if err := r.drain(context.Background()); err != nil {
			t.Errorf("%s: %v", kinds[i].name, err)
		}
		for {
			e, err := r.ledger.Get(d.after[i] + 1)
			if err != nil {
				break
			}
			d.after[i]++
			totals[terminals[kinds[i].config]].Count(&e)
		}
	}
	for of, r := range []*rig{d.rigs[0], d.rigs[8]} {
		d.batch++
		s, err := r.client.Settle(context.Background(), d.batch, totals[of])
		for try := 0; err != nil && try < 20; try++ {
			s, err = r.client.Settle(context.Background(), d.batch, totals[of])
		}
		if err != nil || !s.Balanced || s.Host != totals[of] {
			t.Errorf("%v, %+v, the terminal has %+v", err, s, totals[of])
		}
		d.count.settlements++
		d.net += s.Host.Net()
	}
}

func (d *trade) check(t *testing.T, n int) {
	paid := int64(0)
	for pan, want := range d.money {
		paid -= want
		if got, _ := d.books.Balance(pan, "978"); got != d.books.Anybody.Balance+want {
			t.Errorf("an account has %d, the terminals %d", got-d.books.Anybody.Balance, want)
		}
		if !d.books.PINIs(pan, d.pins[pan]) {
			t.Error("the host's PIN is not the card's")
		}
	}
	if paid != d.net {
		t.Errorf("the settlements come to %d, the accounts to %d", d.net, paid)
	}
	var counts iso8583.Counts
	d.mu.Lock()
	defer d.mu.Unlock()
	struck, connections := 0, uint64(0)
	for _, r := range d.rigs {
		c := r.client.Counts()
		connections += c.Connections
		counts.Late, counts.Garbage = counts.Late+c.Late, counts.Garbage+c.Garbage
		counts.WrongMAC, counts.Mismatched = counts.WrongMAC+c.WrongMAC, counts.Mismatched+c.Mismatched
	}
	for _, c := range d.faults {
		struck += c
	}
	if c := d.count; c.approved == 0 || c.undone == 0 || c.declined == 0 || c.offline == 0 || sweep.Full() && len(d.faults) != len(faults)-1 {
		t.Errorf("%+v, %v", c, d.faults)
	}
	_, back, missing, refused := d.books.Counts()
	if refused != 0 {
		t.Errorf("%d advices refused", refused)
	}
	t.Logf("%d transactions of %d kinds: %d approved (%d by the card), %d undone, %d declined; %d faults of %d kinds; %d settlements in balance; in the last batches %d bookings taken back, %d reversals of what never came",
		n, len(kinds), d.count.approved, d.count.offline, d.count.undone, d.count.declined, struck, len(d.faults), d.count.settlements, back, missing)
	t.Logf("the lines: %d connections, %d late answers, %d garbage, %d wrong MACs, %d of others", connections, counts.Late, counts.Garbage, counts.WrongMAC, counts.Mismatched)
}
