package host_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// loads has purchases be loads of electronic cash, by the transaction type.
func loads(kind byte) func(*kernel.Config) {
	return func(cfg *kernel.Config) { cfg.Treatment(kernel.Purchase).Type = kind }
}

// unionKinds are the kinds of transaction of a terminal in China.
var unionKinds = []kind{
	{"purchase", "unionpay", "pboc", terminal.Order{Purpose: kernel.Purchase, Amount: 12_34}, false, nil, 0, 0},
	{"tap", "unionpay", "unionpay-online", terminal.Order{Purpose: kernel.Purchase, Amount: 112_34, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"tap with PIN", "unionpay", "unionpay-pin", terminal.Order{Purpose: kernel.Purchase, Amount: 312_34, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"tap, PIN wanted", "unionpay", "unionpay-online", terminal.Order{Purpose: kernel.Purchase, Amount: 112_70, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"tap under SM2", "unionpay", "unionpay-sm", terminal.Order{Purpose: kernel.Purchase, Amount: 112_34, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"offline tap", "unionpay", "unionpay-offline", terminal.Order{Purpose: kernel.Purchase, Amount: 50_00, Interface: kernel.Contactless}, true, nil, 0, 0},
	{"electronic cash", "unionpay", "unionpay-offline", terminal.Order{Purpose: kernel.Purchase, Amount: 30_00, Interface: kernel.Contactless}, true, nil, 0, 0},
	{"refund", "unionpay", "pboc", terminal.Order{Purpose: kernel.Refund, Amount: 12_34}, false, nil, 0, 0},
	{"withdrawal", "unionpay", "pboc", terminal.Order{Purpose: kernel.Cash, Amount: 20_00}, false, nil, 0, 0},
	{"balance", "unionpay", "pboc", terminal.Order{Purpose: kernel.Inquiry}, false, nil, 0, 0},
	{"pre-authorisation", "unionpay", "pboc", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 0, 0},
	{"tapped pre-authorisation", "unionpay", "unionpay-online", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 180_00, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"completion", "unionpay", "pboc", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 75_50, 0},
	{"completion above", "unionpay", "pboc", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 92_00, 0},
	{"purchase with a tip", "unionpay", "pboc", terminal.Order{Purpose: kernel.Purchase, Amount: 12_34}, false, nil, 14_34, 0},
}

// purse is the kind whose money is the card's electronic cash, and not the account's.
const purse = "electronic cash"

// newUnion is a rig whose host speaks UnionPay's dialect; tune changes the terminal's options.
func newUnion(tb testing.TB, k *kind, books *host.Books, tune func(*upos.Options), change ...func(*rig)) *rig {
	tb.Helper()
	return newRig(tb, k, books, false, append([]func(*rig){func(r *rig) {
		r.proxy.host.Union, r.tune, r.purse = &host.Union{Now: func() time.Time { return r.now }}, tune, k.name == purse
	}}, change...)...)
}

// unionCourses are what becomes of a transaction besides the fault.
var unionCourses = []struct {
	name, at string
	lost     bool
	undo     terminal.ReversalReason // NotReversed: it is not
}{
	{"sign-on", "0800", false, terminal.NotReversed},
	{"request", "0?00", false, terminal.NotReversed},
	{"request, voided", "0?00", false, terminal.Voided},
	{"void", "void", false, terminal.Voided},
	{"reversal after a lost answer", "0400", true, terminal.NotReversed},
	{"reversal of what is undone", "0400", false, terminal.GoodsNotTaken},
	{"upload", "0220", false, terminal.NotReversed},
	{"upload, voided", "0220", false, terminal.Voided},
	{"settlement", "0500", false, terminal.NotReversed},
}

// What is approved at the terminal stands in the issuer's books, what is not does not, to the cent, whatever happens to whichever message. The settlement is in
// balance. What the host refuses is told by the ledger, which has what the host has.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3, EMV 4.4 B4 12.1.5
func TestUnionFaults(t *testing.T) {
	n, cases, struck, undone, told := 0, 0, 0, 0, 0
	for i := range unionKinds {
		for j := range unionCourses {
			for _, f := range slices.Concat(faults, refusals) {
				k, c, f := &unionKinds[i], &unionCourses[j], &f
				at := c.at
				if k.name == purse && at == "0220" {
					at = "0200" // it is uploaded so
				}
				if c.at == "0220" && !k.offline && k.takes == 0 || k.offline && (c.at == "0?00" || c.lost) {
					continue
				}
				if n++; f.more() > 4 && (at == "0800" || at == "0500") || !sweep.Sample(n, 20) {
					continue
				}
				t.Run(k.name+"/"+c.name+"/"+f.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s, back, refused := unionCase(t, k, at, c.lost, c.undo, f)
						cases, struck = cases+1, struck+s
						if back {
							undone++
						}
						if refused {
							told++
						}
					})
				})
			}
		}
	}
	if struck == 0 || undone == 0 || told == 0 && cases > n/50 { // a few cases may have no refusal
		t.Errorf("%d faults, %d undone, %d refusals told", struck, undone, told)
	}
	t.Logf("%d of %d cases: %d faults, %d undone, %d refusals told", cases, n, struck, undone, told)
}

func unionCase(t *testing.T, k *kind, at string, lost bool, undo terminal.ReversalReason, f *fault) (struck int, back, told bool) {
	r := newUnion(t, k, nil, nil)
	defer r.close()
	ctx, p, requests, hits, undoing := context.Background(), r.proxy, 0, 0, false
	p.pick = func(kind string) *fault {
		request := kind == "0200" || kind == "0100" || kind == "0220" && k.order.Purpose == kernel.Refund
		if request {
			requests++
		}
		switch {
		case lost && request && requests <= 3: // a refund is tried so often
			return &faults[2]
		case hits > f.more(), at == "0?00" && !request, at == "void" && !(request && undoing), at != "0?00" && at != "void" && kind != at:
			return &faults[0]
		}
		hits++
		p.done++
		return f
	}
	sale, err := r.Do(ctx, k.order)
	if err != nil || sale == nil {
		t.Fatal(sale, err)
	}
	if f.name == "none" && !lost && (!sale.Approved() || k.offline == sale.Result.Online) {
		t.Errorf("without a fault: %s, %s", sale, sale.Result.Authorised)
	}
	if sale.Approved() {
		if err := k.follow(ctx, sale); err != nil && !refusal(err, f) {
			t.Fatal(err)
		}
	}
	if undo != terminal.NotReversed && sale.Approved() {
		undoing = true
		err := sale.Undo(ctx, undo)
		if back = err == nil; err != nil && !refusal(err, f) {
			t.Fatal(err)
		}
	}
	if err := r.drain(ctx); err != nil {
		t.Fatal(err)
	}
	want, told := r.known(t, k, sale, f, "156")
	owes, pan := want, r.books.Only()
	if !r.keeps(k, sale) {
		owes = 0
	}
	if k.name == purse {
		if got := r.books.Purse(pan, "156"); got != want {
			t.Errorf("the purse has %d, the terminal %d", got, want)
		}
		want = 0
	}
	if got, used := r.books.Balance(pan, "156"); used && got != r.books.Anybody.Balance+want || !used && want != 0 {
		t.Errorf("the balance is %d, the terminal has %d: %s", got-r.books.Anybody.Balance, want, sale)
	}
	if _, _, _, refused := r.books.Counts(); refused != 0 {
		t.Errorf("%d advices refused", refused)
	}
	totals := iso8583.Totals{Currency: 0x156}
	switch {
	case owes > 0:
		totals.Credits.Add(uint64(owes))
	case owes < 0:
		totals.Debits.Add(uint64(-owes))
	}
	s, err := r.union.Settle(ctx, 1, totals)
	for try := 0; err != nil && try < 6; try++ { // the line may be down
		s, err = r.union.Settle(ctx, 1, totals)
	}
	if err != nil || !s.Balanced || s.Host != totals {
		t.Errorf("%v, %+v, the terminal has %+v", err, s, totals)
	}
	if text := shown(r.books, r.union, &host.Host{Books: r.books, Union: &host.Union{Master: host.MasterKey()}}); pan != "" && containsAny(text, pan, "1234", "ca5d9259", "0xca, 0x5d") {
		t.Error(text)
	}
	return p.struck(), back, told
}

// unionTransactions are how many the days have together; the default run has fewer.
const unionTransactions = 10_000

// Days of every kind of transaction, of voids and of reversals, with faults at 5 % of all messages: every settlement is in balance on both sides, and each account has
// what the terminals have.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3, EMV 4.4 B4 12.1.5
func TestUnionDays(t *testing.T) {
	n := unionTransactions
	if !sweep.Full() {
		n /= 40
	}
	synctest.Test(t, func(t *testing.T) { unionDays(t, n) })
}

func unionDays(t *testing.T, n int) {
	ctx, random := context.Background(), rand.New(rand.NewPCG(3, 4))
	var mu sync.Mutex
	draw := func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return random.IntN(n)
	}
	books, err := host.NewBooks()
	if err != nil {
		t.Fatal(err)
	}
	books.Anybody = host.Account{PIN: "1234", Balance: 1 << 38}
	struck, rigs, money, after := map[string]int{}, []*rig{}, map[string]int64{}, make([]uint64, len(unionKinds))
	for i := range unionKinds {
		k := unionKinds[i]
		alone := newUnion(t, &k, nil, nil) // whose card is it?
		if s, err := alone.Do(ctx, k.order); err != nil || !s.Approved() {
			t.Fatal(k.name, s, err)
		}
		money[alone.books.Only()] = 0
		pan := alone.books.Only()
		alone.close()
		k.change = func(cfg *kernel.Config) { cfg.Terminal.TerminalID = fmt.Sprintf("CHINA%03d", i) }
		r := newUnion(t, &k, books, nil, func(r *rig) { r.now = r.now.Add(time.Duration(i) * time.Minute) })
		defer r.close()
		r.pan = pan
		r.proxy.pick = func(string) *fault {
			mu.Lock()
			defer mu.Unlock()
			if random.IntN(20) != 0 {
				return &faults[0]
			}
			f := &faults[1+random.IntN(len(faults)-1)]
			struck[f.name]++
			return f
		}
		rigs = append(rigs, r)
	}
	var approved, offline, voided, reversed, declined, settled int
	apart, net, cash := int64(0), int64(0), int64(0)
	settle := func() {
		for i, r := range rigs {
			if err := r.drain(ctx); err != nil {
				t.Errorf("%s: %v", unionKinds[i].name, err)
			}
			totals := iso8583.Totals{Currency: 0x156}
			for e, err := r.ledger.Get(after[i] + 1); err == nil; e, err = r.ledger.Get(after[i] + 1) {
				after[i]++
				totals.Count(&e)
			}
			s, err := r.union.Settle(ctx, 1, totals)
			for try := 0; err != nil && try < 20; try++ {
				s, err = r.union.Settle(ctx, 1, totals)
			}
			if err != nil || !s.Balanced || s.Host != totals {
				t.Errorf("%s: %v, %+v, the terminal has %+v", unionKinds[i].name, err, s, totals)
			}
			settled++
			net += totals.Net()
		}
	}
	for i := range n {
		at := draw(len(unionKinds))
		k, r := &unionKinds[at], rigs[at]
		r.types(t, "1234", "5678")
		order := k.order
		if k.offline { // it has electronic cash for one: another card
			plastic, err := card.Named(k.card)
			if err != nil {
				t.Fatal(err)
			}
			r.slot.Card = plastic
		} else if order.Amount > 0 {
			order.Amount += uint64(draw(5_00))
		}
		if k.takes > 0 && order.Purpose == kernel.Purchase {
			order.Amount = k.order.Amount // the tip is a share of it
		}
		s, err := r.Do(ctx, order)
		if err != nil || s == nil {
			t.Fatal(k.name, s, err)
		}
		switch {
		case !s.Approved():
			declined++
			continue
		case k.follow(ctx, s) != nil:
			t.Fatal(k.name, s)
		}
		if undo := draw(10); undo < 2 {
			reason, count := terminal.Voided, &voided
			if undo == 1 {
				reason, count = terminal.GoodsNotTaken, &reversed
			}
			if err := s.Undo(ctx, reason); err != nil {
				t.Fatal(err)
			}
			*count++
		} else {
			approved++
			if s.Result.Authorised == kernel.AuthorisedOffline {
				offline++
			}
			if apart += settles(k, s) - standing(k, s); k.name == purse {
				apart += standing(k, s)
				cash += standing(k, s)
			} else {
				money[r.pan] += standing(k, s)
			}
		}
		if i%500 == 499 {
			settle()
		}
		if t.Failed() {
			t.Fatalf("after %d transactions", i+1)
		}
	}
	settle()
	paid, spent := int64(0), int64(0)
	for pan, want := range money {
		paid -= want
		spent += books.Purse(pan, "156")
		if got, _ := books.Balance(pan, "156"); got != books.Anybody.Balance+want {
			t.Errorf("an account has %d, the terminals %d", got-books.Anybody.Balance, want)
		}
	}
	if spent != cash || cash == 0 {
		t.Errorf("the purses have %d, the terminals %d", spent, cash)
	}
	if paid != net+apart {
		t.Errorf("the settlements come to %d and %d apart, the accounts to %d", net, apart, paid)
	}
	_, _, _, refused := books.Counts()
	if refused != 0 || approved == 0 || offline == 0 || voided == 0 || reversed == 0 || sweep.Full() && len(struck) != len(faults)-1 {
		t.Errorf("%d refused, %d approved, %d offline, %d voided, %d reversed, %v", refused, approved, offline, voided, reversed, struck)
	}
	t.Logf("%d transactions of %d kinds: %d approved (%d by the card), %d voided, %d reversed, %d declined; %d kinds of faults; %d settlements in balance",
		n, len(unionKinds), approved, offline, voided, reversed, declined, len(struck), settled)
}

// A sign-on whose keys are not the terminal's refuses everything, with the reason; nothing has left.
func TestUnionWrongMaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wrong, err := pin.NewKey(pin.TDES, []byte("1111111111111111"))
		if err != nil {
			t.Fatal(err)
		}
		r := newUnion(t, &unionKinds[0], nil, func(o *upos.Options) { o.Master = wrong })
		defer r.close()
		var refused *upos.KeyError
		if err := r.union.SignOn(context.Background()); !errors.As(err, &refused) || refused.Key != "PIK" || !errors.Is(err, terminal.ErrNotSent) {
			t.Error(err)
		}
		s, err := r.Do(context.Background(), unionKinds[0].order)
		if err != nil || s.Approved() || s.Result.ResponseCode != "Z3" {
			t.Error(s, err)
		}
	})
}

// Forms of the dialect that acquirers differ in: what they all come to is an approval with a PIN, and a settlement in balance.
func TestUnionForms(t *testing.T) {
	sm4, err := pin.NewKey(pin.SM4, []byte("UNIONPAY SM4 KEY"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		u *host.Union
		o func(*upos.Options)
	}{
		"single keys":   {&host.Union{}, func(o *upos.Options) { o.Keys = upos.SingleKeys }},
		"track keys":    {&host.Union{Tracking: upos.TrackBlock}, func(o *upos.Options) { o.Keys, o.Tracking = upos.TrackKeys, upos.TrackBlock }},
		"whole tracks":  {&host.Union{Tracking: upos.TrackWhole, Form: upos.Form{LongTracks: true}}, func(o *upos.Options) { o.Keys, o.Tracking, o.Form.LongTracks = upos.TrackKeys, upos.TrackWhole, true }},
		"filled with F": {&host.Union{Form: upos.Form{PadF: true}}, func(o *upos.Options) { o.Form.PadF = true }},
		"X9.9":          {&host.Union{Method: upos.X99}, func(o *upos.Options) { o.Method = upos.X99 }},
		"X9.19 in text": {&host.Union{Method: upos.X919, TextMAC: true}, func(o *upos.Options) { o.Method, o.TextMAC = upos.X919, true }},
		"SM4":           {&host.Union{Master: sm4, Form: upos.Form{LongPIN: true}}, func(o *upos.Options) { o.Master, o.Form.LongPIN = sm4, true }},
		"another host":  {&host.Union{Wants: upos.WantsSignOn}, func(o *upos.Options) { o.Envelope = upos.DefaultEnvelope(); o.Envelope.Header.Class = 0x61 }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := context.Background()
				r := newUnion(t, &unionKinds[2], nil, c.o, func(r *rig) { r.proxy.host.Union = c.u })
				defer r.close()
				s, err := r.Do(ctx, unionKinds[2].order)
				if err != nil || !s.Approved() || s.Result.CVM != kernel.CVMOnlinePIN {
					t.Fatal(s, err)
				}
				totals := iso8583.Totals{Currency: 0x156}
				totals.Debits.Add(312_34)
				if x, err := r.union.Settle(ctx, 1, totals); err != nil || !x.Balanced {
					t.Error(x, err)
				}
			})
		})
	}
}
