package host_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A course is what becomes of a transaction besides the fault.
type course struct {
	name, at string // the message that the fault is done to
	lost     bool   // the answer to the request is lost first
	undone   bool   // an approval is taken back
	second   bool   // the request is the second one
}

var courses = []course{
	{"sign-on", "080", false, false, false},
	{"request", "0?0", false, false, false},
	{"request, undone", "0?0", false, true, false},
	{"reversal after a lost answer", "042", true, false, false},
	{"reversal of what is undone", "040", false, true, false},
	{"upload", "022", false, false, false},
	{"upload, undone", "022", false, true, false},
	{"advice", "012", false, false, false}, // of scripts, where the issuer has sent some
	{"settlement", "050", false, false, false},
	{"increment", "010", false, false, true},
	{"increment, undone", "010", false, true, true},
	{"request with the PIN", "020", false, false, true},
	{"request with the PIN, undone", "020", false, true, true},
	{"reversal after a lost second answer", "042", true, false, true},
}

// A tally is what a matrix of cases came to.
type tally struct {
	cases, struck, approved, undone, uploads, reversals, told int
	taken                                                     int64
	kinds                                                     map[string]bool
}

// What is approved at the terminal stands in the issuer's books, what is not does not, to the cent: whatever happens to whichever message of whatever kind of
// transaction. Nothing waits in the end, the settlement is in balance, and card and host know the same PIN. What the host refuses is told by the ledger, which has what the host has.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3, EMV 4.4 B4 12.1.5
func TestFaults(t *testing.T) {
	all, n := tally{kinds: map[string]bool{}}, 0
	for i := range kinds {
		for _, c := range courses {
			if c.at == "022" && !kinds[i].offline && kinds[i].takes == 0 || kinds[i].offline && c.at != "022" && c.at != "050" && !c.undone || c.second && (kinds[i].second() == "" || c.at != "042" && c.at != kinds[i].second()) {
				continue
			}
			for _, f := range slices.Concat(faults, refusals) {
				if n++; f.more() > 4 && (c.at == "080" || c.at == "050") || !sweep.Sample(n, 13) {
					continue // nothing comes of it
				}
				k, f := &kinds[i], &f
				t.Run(k.name+"/"+c.name+"/"+f.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { all.run(t, k, c, f) })
				})
			}
		}
	}
	if all.struck == 0 || all.approved == 0 || all.undone == 0 || all.reversals == 0 || all.told == 0 {
		t.Errorf("%+v", all)
	}
	t.Logf("%d of %d cases: %d faults, %d kinds, %d standing approvals of %d.%02d in all, %d undone, %d uploads, %d reversals in effect",
		all.cases, n, all.struck, len(all.kinds), all.approved, all.taken/100, all.taken%100, all.undone, all.uploads, all.reversals)
}

// declined is the advice of a transaction that the card has declined: PAN, AAC, ATC, date, type, amount, currency.
var declined = []byte("\x5A\x08\x54\x13\x33\x00\x89\x02\x00\x11\x9F\x27\x01\x00\x9F\x36\x02\x00\x63\x9A\x03\x26\x07\x01\x9C\x01\x00\x9F\x02\x06\x00\x00\x00\x09\x99\x99\x5F\x2A\x02\x09\x78")

func (all *tally) run(t *testing.T, k *kind, c course, f *fault) {
	r := newRig(t, k, nil, false)
	defer r.close()
	ctx := context.Background()
	if c.at == "0?0" {
		c.at = "020"
		if k.order.Purpose.ZeroAmount() || k.order.Purpose.Reserves() {
			c.at = "010"
		}
	}
	p := r.proxy
	p.at, p.fault = c.at, f
	if c.lost || c.second { // first the answer, then the reversal
		requests, of, hits := 0, 1, 0
		if c.second {
			of = 2
		}
		p.pick = func(kind string) *fault {
			if kind == "0200" || kind == "0100" {
				if requests++; requests == of && c.lost {
					return &faults[2]
				}
			}
			if kind[:3] != c.at || requests < of || hits > f.more() {
				return &faults[0]
			}
			hits++
			p.done++
			return f
		}
	}
	sale, err := r.Do(ctx, k.order)
	if err != nil || sale == nil {
		t.Fatal(sale, err)
	}
	if f.name == "none" && !c.lost && (!sale.Approved() || k.offline == sale.Result.Online) {
		t.Errorf("without a fault: %s, %s", sale, sale.Result.Authorised)
	}
	if sale.Owed.Cash != 0 && !c.undone {
		if err := sale.Paid(); err != nil {
			t.Fatal(err)
		}
	}
	if sale.Approved() {
		if err := k.follow(ctx, sale); err != nil && !refusal(err, f) {
			t.Fatal(err)
		}
	}
	if c.undone && sale.Approved() {
		if err := sale.Undo(ctx, terminal.DeviceFailed); err == nil {
			all.undone++
		} else if !refusal(err, f) {
			t.Fatal(err)
		}
	}
	if c.at == "012" {
		if err := r.ledger.Add(terminal.Message{Advice: slices.Clone(declined)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.drain(ctx); err != nil {
		t.Fatal(err)
	}
	all.check(t, r, k, sale, f)
	all.cases, all.struck, all.kinds[k.name] = all.cases+1, all.struck+p.struck(), true
}

// standing is what a sale comes to in the account: what the cardholder pays is negative.
func standing(k *kind, s *terminal.Sale) int64 {
	switch {
	case !s.Approved():
		return 0
	case k.credits():
		return int64(k.final(s))
	}
	return -int64(k.final(s))
}

// settles is what it comes to for the terminal: nothing of what is only held, or moved from one account of the cardholder to another.
func settles(k *kind, s *terminal.Sale) int64 {
	if k.order.Purpose.Reserves() && k.takes == 0 || k.order.Purpose == kernel.Transfer {
		return 0
	}
	return standing(k, s)
}

func (all *tally) check(t *testing.T, r *rig, k *kind, sale *terminal.Sale, f *fault) {
	t.Helper()
	ctx := context.Background()
	want, told := r.known(t, k, sale, f, "978")
	if told {
		all.told++
	}
	pan := r.books.Only()
	if got, used := r.books.Balance(pan, "978"); used && got != r.books.Anybody.Balance+want || !used && want != 0 {
		t.Errorf("the balance is %d, the terminal has %d: %s", got-r.books.Anybody.Balance, want, sale)
	}
	stands, back, missing, refused := r.books.Counts()
	if refused != 0 {
		t.Errorf("%d advices refused", refused)
	}
	owes := want
	if !r.keeps(k, sale) {
		owes = 0
	}
	delivered := sale.Result.Report.Get(tlv.IssuerScriptResults) != nil // wiped, and there
	if advices, results := r.books.Told(); advices > 1 || len(results) > 1 || (len(results) == 1) != delivered && !f.refuses() || len(results) == 1 && results[0] != k.scripts() {
		t.Errorf("%d advices of scripts, results %q, want %q: %s", advices, results, k.scripts(), sale)
	}
	if n, net, settled := r.books.Captured(); net != want || settled != owes || n > 1 || stands > 1 || back+missing > 2 { // of a request, and of what was uploaded instead
		t.Errorf("%d bookings of %d, %d standing, %d taken back, %d missing", n, net, stands, back, missing)
	}
	if k.order.Purpose == kernel.PINChange && !told && sale.Approved() != r.books.PINIs(pan, "5678") && pan != "" {
		t.Errorf("approved %v, and the host's PIN is not the card's", sale.Approved())
	}
	totals := iso8583.Totals{Currency: 0x978}
	switch {
	case owes > 0:
		totals.Credits.Add(uint64(owes))
	case owes < 0:
		totals.Debits.Add(uint64(-owes))
	}
	s, err := r.client.Settle(ctx, 1, totals)
	for range 5 { // the line may be down
		if err == nil {
			break
		}
		s, err = r.client.Settle(ctx, 1, totals)
	}
	if err != nil || !s.Balanced || s.Host != totals {
		t.Errorf("%v, %+v, the terminal has %+v", err, s, totals)
	}
	if open, err := r.Owed(); err != nil || len(open) != 0 {
		t.Error(open, err)
	}
	if sale.Approved() {
		all.approved++
	}
	all.taken += max(want, -want)
	all.reversals += back + missing
	if k.offline && want != 0 {
		all.uploads++
	}
	synctest.Wait() // for the host to have answered what came late
	if text := shown(r.books, r.client, r.proxy.host); pan != "" && containsAny(text, pan, "1234") {
		t.Error(text)
	}
}
