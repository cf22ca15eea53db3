package terminal_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
)

// A customer presents one card as a plan has it: for each transaction the ways in which it comes, one after the other. One who waits presents nothing, and one with no
// plan leaves.
type customer struct {
	*terminal.MemoryLedger // whose Next is the beginning of a transaction
	mu                     sync.Mutex
	plan                   [][]string
	run, turn              int
	leave                  func() // nobody presents anything any more
	stops                  bool   // the power goes instead
	full                   bool   // the ledger keeps nothing more of a card
}

func (c *customer) Keep(name string, value []byte) error {
	if c.full {
		return errFull
	}
	return c.MemoryLedger.Keep(name, value)
}

func (c *customer) Next() (number uint64, sequence uint32, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run, c.turn = c.run+1, 0
	if c.stops && c.run > len(c.plan) {
		return 0, 0, errors.New("the power went")
	}
	return c.MemoryLedger.Next()
}

// presents reports whether the card comes by a way now.
func (c *customer) presents(way string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run > len(c.plan) || len(c.plan[c.run-1]) == 0 {
		c.leave()
		return false
	}
	now := c.plan[c.run-1]
	if c.turn >= len(now) || now[c.turn] != way {
		return false
	}
	c.turn++
	return true
}

// A wayIn is a reader at which the customer presents the card, or not.
type wayIn struct {
	apdu.Card
	name  string
	by    *customer
	track []byte // of a stripe
	mute  bool   // the chip does not answer
}

func (w *wayIn) Activate(ctx context.Context) ([]byte, error) {
	if !w.by.presents(w.name) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if x, ok := w.Card.(*card.Card); ok {
		x.Reset()
	}
	if w.mute {
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	return w.track, nil
}

func (*wayIn) Deactivate() {}

// aCard is what a customer has: a chip, an antenna, a stripe. Empty: it has none of it.
type aCard struct {
	chip, tap, stripe string
	mute              bool
	faults            []card.Fault
}

// Stripes whose service codes name a chip: that of the cards, and another.
const (
	withChip    = "5413330089020011D4912201000000000F"
	anotherCode = "5413330089020011D4912221000000000F"
)

// The cards of the tables.
var (
	blockedSELECT = card.Fault{INS: 0xA4, SW: 0x6A81, Cut: -1}
	pulled        = card.Fault{INS: 0xB2, Kind: apdu.Removed}
	failsLater    = card.Fault{INS: 0xB2, Occurrence: 4, SW: 0x6A83, Cut: -1} // behind the directory and the record that has track 2
	pulledAtAC    = card.Fault{INS: 0xAE, Kind: apdu.Removed}

	cardsOfCustomers = map[string]aCard{
		"chip":           {chip: "full", stripe: withChip},
		"chip+tap":       {chip: "full", tap: "visa-online", stripe: withChip},
		"cash chip+tap":  {chip: "cash", tap: "visa-pin", stripe: withChip},
		"elsewhere":      {chip: "full", tap: "amex-expired", stripe: withChip},
		"plain stripe":   {tap: "visa-6984", stripe: plainStripe},
		"any elsewhere":  {chip: "full", tap: "visa-6984", stripe: withChip},
		"cash elsewhere": {chip: "cash", tap: "visa-6984", stripe: withChip},
		"PIN":            {tap: "visa-pin"},
		"tap only":       {tap: "visa-online"},
		"torn":           {tap: "visa-online", faults: []card.Fault{{INS: 0xA8, Presentation: 1, Kind: apdu.Removed}}},
		"phone":          {tap: "phone-visa"},
		"phone, asks":    {tap: "phone-visa-twice"},
		"empty PPSE":     {chip: "full", tap: "full"},
		"stripe, chip":   {stripe: withChip},
		"stripe":         {stripe: plainStripe},
		"altered stripe": {chip: "full", stripe: plainStripe, faults: []card.Fault{pulled}},
		"another code":   {chip: "full", stripe: anotherCode, faults: []card.Fault{failsLater}},
		"fails later":    {chip: "full", stripe: withChip, faults: []card.Fault{failsLater}},
		"broken chip":    {chip: "full", stripe: withChip, mute: true},
		"pulled":         {chip: "full", stripe: withChip, faults: []card.Fault{pulled}},
		"pulled late":    {chip: "full", stripe: withChip, faults: []card.Fault{pulledAtAC}},
		"foreign":        {chip: "pboc", stripe: withChip},
		"blocked":        {chip: "full", stripe: withChip, faults: []card.Fault{blockedSELECT}},
	}
)

// A kindOfTerminal is a configuration, what is changed of it, and what it is for.
type kindOfTerminal struct {
	configuration string
	change        func(*kernel.Config)
	purpose       kernel.Purpose
}

var kindsOfTerminals = map[string]kindOfTerminal{
	"POS":        {"tap", func(*kernel.Config) {}, kernel.Purchase},
	"unattended": {"tap", func(c *kernel.Config) { c.Terminal.Type = 0x25 }, kernel.Purchase},
	"ATM":        {"tap-atm", func(c *kernel.Config) { c.Fallback = kernel.Fallback{MagneticStripe: true} }, kernel.Cash}, // which a machine does not heed
	"SoftPOS": {"tap", func(c *kernel.Config) {
		c.Applications, c.Fallback = nil, kernel.Fallback{}
		c.Terminal.Capabilities[0] = 0
	}, kernel.Purchase},
	"no PIN pad": {"tap", func(c *kernel.Config) { c.Terminal.Capabilities[1] &^= 0x40 }, kernel.Purchase},
	"many tries": {"tap", func(c *kernel.Config) { c.Fallback.Attempts = 20 }, kernel.Purchase},
	"any card":   {"tap", func(c *kernel.Config) { c.Fallback.NoApplication = true }, kernel.Purchase},
	"no stripe":  {"tap", func(c *kernel.Config) { c.Terminal.Capabilities[0] &^= 0x40 }, kernel.Purchase},
	"tap+stripe": {"tap", func(c *kernel.Config) {
		c.Applications, c.Fallback = nil, kernel.Fallback{}
		c.Terminal.Capabilities[0] = 0x40
	}, kernel.Purchase},
	"tap": {"tap", func(c *kernel.Config) { // whatever readers there are
		c.Applications, c.Fallback = nil, kernel.Fallback{}
		c.Terminal.Capabilities[0] = 0
	}, kernel.Purchase},
	"no fallback": {"tap", func(c *kernel.Config) { c.Fallback = kernel.Fallback{} }, kernel.Purchase},
}

// accepts runs one row: what the ledger has of it, and whether goods or cash may go.
func accepts(t *testing.T, kind, has, plan, failure string, amount uint64) string {
	t.Helper()
	k, held := kindsOfTerminals[kind], cardsOfCustomers[has]
	cfg := configurationOf(t, k.configuration)
	k.change(cfg)
	ctx, leave := context.WithTimeout(t.Context(), time.Hour) // for a row that is wrong
	defer leave()
	c := &customer{MemoryLedger: terminal.NewMemoryLedger(), leave: leave}
	for _, one := range strings.Split(plan, ">") {
		c.plan = append(c.plan, strings.Fields(one))
	}
	d := devicesOf(t, held, c, kind == "SoftPOS")
	line := &line{}
	d.Acquirer = terminal.Acquirer{Host: line, Messages: line}
	switch failure {
	case "host down":
		d.Acquirer.Host = &host{err: terminal.ErrNotSent}
	case "no PIN in time":
		d.Cardholder.PIN = pinPad{result: kernel.PINCancelled}
	case "70", "1A":
		d.Acquirer.Host = &wishing{answers: []string{failure}}
	case "70, no PIN in time":
		d.Acquirer.Host, d.Cardholder.PIN = &wishing{answers: []string{"70"}}, pinPad{result: kernel.PINCancelled}
	}
	x, err := terminal.New(cfg, d, c, tapKernels()...)
	if err != nil {
		t.Fatal(err)
	}
	sale, err := x.Accept(ctx, terminal.Order{Purpose: k.purpose, Amount: amount})
	if err != nil || sale == nil {
		return fmt.Sprint(err)
	}
	for n := uint64(1); n <= sale.Number; n++ {
		e, err := c.Get(n)
		if err != nil || e.Transaction.Amount != amount || e.Transaction.Purpose != k.purpose || e.Approved && n != sale.Number {
			t.Errorf("%s, %s: transaction %d: %v, %v", kind, has, n, e, err)
		}
	}
	e, err := c.Get(sale.Number)
	if swiped := err == nil && e.Interface == "stripe"; swiped != (sale.Receipt.Entry != "") || swiped && sale.Approved() && (sale.Receipt.Entry == "STRIPE, CHIP NOT READ") != (c.run > 2) {
		t.Errorf("%s, %s: the receipt says that it was read by %q", kind, has, sale.Receipt.Entry)
	}
	if c.run <= len(c.plan) && c.turn != len(c.plan[c.run-1]) && failure != "time-out" || c.run < len(c.plan) {
		t.Errorf("%s, %s: the plan %q went to transaction %d, %d", kind, has, plan, c.run, c.turn)
	}
	return trail(t, c, 1, sale)
}

// trail is what the ledger has from a transaction on, and whether the last is approved.
func trail(t *testing.T, c terminal.Ledger, from uint64, last *terminal.Sale) string {
	t.Helper()
	var list []string
	for n := from; n <= last.Number; n++ {
		e, err := c.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.Join(strings.Fields(e.Interface+" "+e.Outcome+" "+e.ARC), " "))
	}
	if last.Approved() {
		return strings.Join(list, " > ") + ": approved"
	}
	return strings.Join(list, " > ")
}

func configurationOf(t *testing.T, name string) *kernel.Config {
	t.Helper()
	data, err := configs.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	var configurable []config.Configurable
	for _, k := range tapKernels() {
		configurable = append(configurable, k)
	}
	cfg, err := config.Load(data, config.Kernels(configurable...))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// devicesOf are the readers that a kind has, with the customer's card at them.
func devicesOf(t *testing.T, held aCard, c *customer, soft bool) terminal.Devices {
	t.Helper()
	_, d, _ := counter("default", "full")
	at := func(name, of string) *wayIn {
		if of == "" {
			return &wayIn{Card: apdu.CardFunc(nil), name: "nothing", by: c}
		}
		x := tapCard(t, of)
		for _, f := range held.faults {
			x.Inject(f)
		}
		return &wayIn{Card: x, name: name, by: c, mute: held.mute}
	}
	d.Readers = terminal.Readers{Contactless: at("tap", held.tap)}
	if !soft {
		stripe := &wayIn{Card: apdu.CardFunc(nil), name: "stripe", by: c}
		stripe.track, _ = hex.DecodeString(held.stripe)
		d.Readers.Contact, d.Readers.Stripe = at("chip", held.chip), stripe
	}
	return d
}

// Every kind of terminal, what a customer has, and what goes wrong: by which ways the card is read, and what came out. The expected column was derived by hand, from
// the books' rules and from those of the configuration, which has three attempts with the chip before the stripe. The plan is what the customer does: transactions
// apart by >, and within one the ways one after the other.
// B4 6.6, 6.6.2, A 6.2, 8.1.1.10, B1 12.4
func TestAccept(t *testing.T) {
	for _, c := range []struct{ kind, card, failure, plan, want string }{
		// A chip. A terminal without its reader never sees one.
		{"POS", "chip", "", "chip", "contact approved 00: approved"},
		{"unattended", "chip", "", "chip", "contact approved 00: approved"},
		{"ATM", "cash chip+tap", "", "chip", "contact approved 00: approved"},
		{"SoftPOS", "chip", "cancel", "", "end application"},
		{"POS", "chip", "host down", "chip", "contact declined Z3"},
		{"unattended", "chip", "host down", "chip", "contact declined Z3"},
		{"ATM", "cash chip+tap", "host down", "chip", "contact declined Z3"},
		{"POS", "chip", "no PIN in time", "chip", "contact end application"},
		{"ATM", "cash chip+tap", "no PIN in time", "chip", "contact end application"},
		{"POS", "chip", "cancel", "", "end application"},

		{"POS", "chip", "time-out", "wait", "end application"},
		{"unattended", "chip", "time-out", "wait", "end application"},
		{"ATM", "chip", "time-out", "wait", "end application"},
		{"SoftPOS", "tap only", "time-out", "wait", "end application"},
		{"POS", "elsewhere", "time-out", "tap > wait", "contactless try another interface Z1 > end application"},
		{"POS", "broken chip", "time-out", "chip > wait", "contact end application > end application"},

		// A tap.
		{"POS", "chip+tap", "", "tap", "contactless online request 00: approved"},
		{"unattended", "tap only", "", "tap", "contactless online request 00: approved"},
		{"ATM", "cash chip+tap", "", "tap", "contactless online request 00: approved"},
		{"SoftPOS", "chip+tap", "", "tap", "contactless online request 00: approved"},
		{"POS", "torn", "", "tap tap", "contactless online request 00: approved"}, // in one transaction: A 8.1.1.23
		{"SoftPOS", "torn", "", "tap tap", "contactless online request 00: approved"},
		{"SoftPOS", "tap only", "host down", "tap", "contactless online request Z3"},
		{"POS", "tap only", "host down", "tap", "contactless online request Z3"},
		{"SoftPOS", "phone", "", "tap", "contactless online request 00: approved"},
		{"POS", "phone", "", "tap", "contactless online request 00: approved"},
		{"ATM", "tap only", "no PIN in time", "tap", "contactless end application"},

		// Try another interface: the chip is next, with the same amount. A terminal without one is at its end.
		{"POS", "elsewhere", "", "tap > chip", "contactless try another interface Z1 > contact approved 00: approved"},
		{"unattended", "elsewhere", "", "tap > chip", "contactless try another interface Z1 > contact approved 00: approved"},
		{"POS", "elsewhere", "host down", "tap > chip", "contactless try another interface Z1 > contact declined Z3"},
		{"POS", "elsewhere", "cancel", "tap", "contactless try another interface Z1 > end application"},
		{"SoftPOS", "elsewhere", "", "tap", "contactless try another interface Z1"},
		{"POS", "any elsewhere", "", "tap > chip", "contactless try another interface > contact approved 00: approved"},
		{"SoftPOS", "any elsewhere", "", "tap", "contactless try another interface"},
		{"tap", "any elsewhere", "", "tap", "contactless try another interface"},
		{"tap", "elsewhere", "", "tap", "contactless try another interface Z1"},
		{"tap+stripe", "plain stripe", "", "tap > stripe", "contactless try another interface > stripe online request 00: approved"},
		{"tap+stripe", "elsewhere", "", "tap", "contactless try another interface Z1"},

		// The issuer wants a PIN, which needs no other tap, or the chip. Where neither is, or a cash machine has asked for the PIN before, the tap is declined.
		{"POS", "chip+tap", "70", "tap", "contactless online request 00: approved"},
		{"unattended", "tap only", "70", "tap", "contactless online request 00: approved"},
		{"SoftPOS", "chip+tap", "70", "tap", "contactless online request 00: approved"},
		{"no PIN pad", "chip+tap", "70", "tap > chip", "contactless try another interface 70 > contact approved 00: approved"},
		{"POS", "chip+tap", "1A", "tap > chip", "contactless try another interface 1A > contact approved 00: approved"},
		{"unattended", "chip+tap", "1A", "tap > chip", "contactless try another interface 1A > contact approved 00: approved"},
		{"SoftPOS", "chip+tap", "1A", "tap", "contactless online request 1A"},
		{"ATM", "cash chip+tap", "1A", "tap", "contactless online request 1A"},
		{"POS", "chip+tap", "70, no PIN in time", "tap", "contactless online request 70"},

		// PPSE without an application of this reader.
		{"POS", "empty PPSE", "", "tap", "contactless end application"},
		{"SoftPOS", "empty PPSE", "", "tap", "contactless end application"},

		// A stripe whose service code names a chip, and the chip then.
		{"POS", "chip", "", "stripe > chip", "stripe try another interface > contact approved 00: approved"},
		{"unattended", "chip", "", "stripe > chip", "stripe try another interface > contact approved 00: approved"},
		{"POS", "stripe, chip", "cancel", "stripe", "stripe try another interface > end application"},
		{"POS", "chip", "cancel", "stripe >", "stripe try another interface > end application"},

		// A stripe that names none.
		{"POS", "stripe", "", "stripe", "stripe online request 00: approved"},
		{"unattended", "stripe", "", "stripe", "stripe online request 00: approved"},
		{"POS", "stripe", "host down", "stripe", "stripe online request Z3"},
		{"SoftPOS", "stripe", "cancel", "", "end application"},

		// A chip that does not answer: three attempts, then the stripe, where there is an attendant and the configuration has it.
		{"POS", "broken chip", "", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe online request 00: approved"},
		{"POS", "broken chip", "host down", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe online request Z3"},
		{"POS", "broken chip", "cancel", "chip > chip", "contact end application > contact end application > end application"},
		{"unattended", "broken chip", "", "chip", "contact end application"},
		{"many tries", "broken chip", "", strings.Repeat("chip > ", 7) + "chip", strings.Repeat("contact end application > ", 7) + "contact end application"},
		{"ATM", "broken chip", "", "chip", "contact end application"},
		{"no fallback", "broken chip", "", "chip", "contact end application"},

		// Taken out while it was read, and again: an attempt each time. Once it was read, no other way is open.
		{"POS", "pulled", "", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe online request 00: approved"},
		{"POS", "pulled late", "", "chip", "contact end application"},
		{"unattended", "pulled", "", "chip", "contact end application"},
		{"ATM", "pulled", "", "chip", "contact end application"},
		{"POS", "altered stripe", "", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe end application"},
		{"POS", "fails later", "", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe online request 00: approved"},
		{"POS", "another code", "", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe end application"},

		// No application in common, which is no fault of the chip here; blocked.
		{"POS", "foreign", "", "chip", "contact end application"},
		{"unattended", "foreign", "", "chip", "contact end application"},
		{"any card", "foreign", "", "chip > chip > chip > stripe", "contact end application > contact end application > contact end application > stripe online request 00: approved"},
		{"no stripe", "broken chip", "", "chip", "contact end application"},
		{"POS", "blocked", "", "chip", "contact end application"},
		{"ATM", "blocked", "", "chip", "contact end application"},
	} {
		amount := uint64(1234)
		if c.kind == "ATM" {
			amount = 10000
		}
		synctest.Test(t, func(t *testing.T) {
			if got := accepts(t, c.kind, c.card, c.plan, c.failure, amount); got != c.want {
				t.Errorf("%s, %s, %s, %q:\n got %s\nwant %s", c.kind, c.card, c.failure, c.plan, got, c.want)
			}
		})
	}
}

// A purchase, cash and a refund are accepted by whatever way the card comes to be read.
// B4 6.6.2, A 6.2
func TestOrdersAccept(t *testing.T) {
	for _, c := range []struct {
		kind, card, plan string
		make             func(context.Context, *terminal.Terminal) (*terminal.Sale, error)
		want             string
	}{
		{"POS", "broken chip", "chip > chip > chip > stripe", func(ctx context.Context, x *terminal.Terminal) (*terminal.Sale, error) { return x.Sell(ctx, 1234) }, "contact end application > contact end application > contact end application > stripe online request 00: approved"},
		{"POS", "broken chip", "chip > chip", func(ctx context.Context, x *terminal.Terminal) (*terminal.Sale, error) {
			return x.Accept(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 1234, Interface: kernel.Contact})
		}, "contact end application"},
		{"POS", "any elsewhere", "tap > chip", func(ctx context.Context, x *terminal.Terminal) (*terminal.Sale, error) { return x.Refund(ctx, 1234) }, "contactless try another interface > contact online request 00: approved"},
		{"ATM", "cash elsewhere", "tap > chip", func(ctx context.Context, x *terminal.Terminal) (*terminal.Sale, error) { return x.Withdraw(ctx, 10000) }, "contactless try another interface > contact approved 00: approved"},
		{"ATM", "cash elsewhere", "tap > chip", func(ctx context.Context, x *terminal.Terminal) (*terminal.Sale, error) { return x.FastCash(ctx) }, "contactless try another interface > contact approved 00: approved"},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, leave := context.WithTimeout(t.Context(), time.Hour)
			defer leave()
			who := &customer{MemoryLedger: terminal.NewMemoryLedger(), leave: leave}
			for _, one := range strings.Split(c.plan, ">") {
				who.plan = append(who.plan, strings.Fields(one))
			}
			d, line := devicesOf(t, cardsOfCustomers[c.card], who, false), &line{}
			d.Acquirer = terminal.Acquirer{Host: line, Messages: line}
			cfg := configurationOf(t, kindsOfTerminals[c.kind].configuration)
			x, err := terminal.New(cfg, d, who, tapKernels()...)
			if err != nil {
				t.Fatal(err)
			}
			sale, err := c.make(ctx, x)
			if err != nil {
				t.Fatal(c.card, err)
			}
			if got := trail(t, who, 1, sale); got != c.want {
				t.Errorf("%s, %s:\n got %s\nwant %s", c.card, c.plan, got, c.want)
			}
		})
	}
}

// A cardholder is not sent to a reader that is not there, whatever the configuration says of the terminal. A ledger that is no Memory knows a card as long as it is there.
// B4 6.6.2
func TestAcceptWithoutReader(t *testing.T) {
	for _, c := range []struct{ missing, card, plan, want string }{
		{"stripe", "broken chip", "chip > chip > chip", "contact end application > contact end application > contact end application"},
		{"chip", "elsewhere", "tap", "contactless try another interface Z1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, leave := context.WithTimeout(t.Context(), time.Hour)
			defer leave()
			by := &customer{MemoryLedger: terminal.NewMemoryLedger(), leave: leave}
			for _, one := range strings.Split(c.plan, ">") {
				by.plan = append(by.plan, strings.Fields(one))
			}
			d, begun := devicesOf(t, cardsOfCustomers[c.card], by, false), time.Now()
			if c.missing == "chip" {
				d.Readers.Contact = nil
			} else {
				d.Readers.Stripe = nil
			}
			x, err := terminal.New(configurationOf(t, "tap"), d, struct{ terminal.Ledger }{by}, tapKernels()...)
			if err != nil {
				t.Fatal(err)
			}
			sale, err := x.Accept(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 1234})
			if err != nil || sale == nil {
				t.Fatal(sale, err)
			}
			if got := trail(t, by, 1, sale); got != c.want || time.Since(begun) >= time.Minute {
				t.Errorf("no %s: %s after %v", c.missing, got, time.Since(begun))
			}
		})
	}
}

// Above what a tap may be about, the chip is asked for from the beginning; a PIN is entered after the tap, and there is no second one; a phone that asks for its
// screen gets a second tap in the same transaction.
// B 3.1.1.13, A 5.5.8, C-3 5.4.2
func TestAcceptAmounts(t *testing.T) {
	for _, c := range []struct {
		kind, card, plan string
		amount           uint64
		want             string
	}{
		{"POS", "chip+tap", "chip", 123_45, "contact approved 00: approved"},
		{"POS", "PIN", "tap", 60_00, "contactless online request 00: approved"},
		{"SoftPOS", "PIN", "tap", 60_00, "contactless online request 00: approved"},
		{"POS", "phone, asks", "tap tap", 60_00, "contactless online request 00: approved"},
		{"SoftPOS", "phone, asks", "tap tap", 60_00, "contactless online request 00: approved"},
	} {
		synctest.Test(t, func(t *testing.T) {
			if got := accepts(t, c.kind, c.card, c.plan, "", c.amount); got != c.want {
				t.Errorf("%s, %s, %q:\n got %s\nwant %s", c.kind, c.card, c.plan, got, c.want)
			}
		})
	}
}

// A terminal that is switched off after attempts with a chip goes on with what it knew: the chip's attempts count, and its service code and its answers still say
// which stripe is altered. The next customer begins anew. Where that cannot be kept, or what is kept cannot be read, there is no other try.
// B4 6.6.2
func TestAttemptsOutliveStop(t *testing.T) {
	for _, c := range []struct {
		card, before, after string
		want                string
	}{
		{"broken chip", "chip > chip", "chip > stripe", "contact end application > stripe online request 00: approved"},
		{"broken chip", "chip", "stripe > chip > chip > stripe", "stripe try another interface > contact end application > contact end application > stripe online request 00: approved"},
		{"altered stripe", "chip > chip", "stripe", "stripe end application"},
		{"fails later", "chip > chip > chip", "stripe", "stripe online request 00: approved"},
		{"another code", "chip > chip > chip", "stripe", "stripe end application"},
		{"stripe", "", "stripe", "stripe online request 00: approved"},
	} {
		cfg := configurationOf(t, "tap")
		ledger := terminal.NewMemoryLedger()
		run := func(plan string, stops, full bool) (*terminal.Sale, *customer, error) {
			ctx, leave := context.WithTimeout(t.Context(), time.Minute)
			defer leave()
			who := &customer{MemoryLedger: ledger, leave: leave, stops: stops, full: full}
			for _, one := range strings.Split(plan, ">") {
				who.plan = append(who.plan, strings.Fields(one))
			}
			d, line := devicesOf(t, cardsOfCustomers[c.card], who, false), &line{}
			d.Acquirer = terminal.Acquirer{Host: line, Messages: line}
			x, err := terminal.New(cfg, d, who, tapKernels()...)
			if err != nil {
				t.Fatal(err)
			}
			sale, err := x.Accept(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 1234})
			return sale, who, err
		}
		from := uint64(1)
		if c.before != "" {
			if sale, _, err := run(c.before, true, false); sale != nil || err == nil {
				t.Fatalf("%s: %v, and no stop", c.card, sale)
			}
			from += uint64(strings.Count(c.before, ">")) + 1
		}
		sale, who, err := run(c.after, false, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := trail(t, who, from, sale); got != c.want {
			t.Errorf("%s, after %q:\n got %s\nwant %s", c.card, c.before, got, c.want)
		}
		if kept, err := ledger.Recall("terminal.presentment"); err != nil || kept != nil {
			t.Errorf("%s: %X is kept of a card that is gone, %v", c.card, kept, err)
		}
		if sale, who, err := run(c.after, false, true); !errors.Is(err, errFull) || who.run != 1 {
			t.Errorf("%s, of which nothing can be kept: %v, transaction %d, %v", c.card, sale, who.run, err)
		}
		if err := ledger.Keep("terminal.presentment", []byte{9}); err != nil {
			t.Fatal(err)
		}
		if sale, who, err := run(c.after, false, false); sale != nil || err == nil || who.run != 0 {
			t.Errorf("%s, after what cannot be read: %v, transaction %d", c.card, sale, who.run)
		}
	}
}

// An amount that was entered for a card that then had to go elsewhere is not asked for again, and the cash in it stays in it.
// B4 6.5.1
func TestAcceptEnteredAmount(t *testing.T) {
	for _, c := range []struct {
		typed keyed
		want  string
	}{{keyed{1234, 0}, "12.34 purchase"}, {keyed{1734, 500}, "17.34 cashback"}} {
		cfg := configurationOf(t, "tap")
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		who := &customer{MemoryLedger: terminal.NewMemoryLedger(), leave: leave, plan: [][]string{{"tap"}, {"chip"}}}
		d, line, asks := devicesOf(t, cardsOfCustomers["elsewhere"], who, false), &line{}, &askedOften{keyed: c.typed}
		d.Acquirer, d.Cardholder.Dialogue = terminal.Acquirer{Host: line, Messages: line}, asks
		x, err := terminal.New(cfg, d, who, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := x.Accept(ctx, terminal.Order{Purpose: kernel.Purchase, AmountLater: true})
		if err != nil || !sale.Approved() {
			t.Fatal(sale, err)
		}
		e, err := who.Get(sale.Number)
		if got := e.Amount + " " + e.Purpose; err != nil || got != c.want || asks.n != 1 {
			t.Errorf("%s, asked %d times, %v, want %s", got, asks.n, err, c.want)
		}
	}
}

// askedOften counts how often the amount is asked for.
type askedOften struct {
	keyed
	n int
}

func (c *askedOften) RequestAmount(ctx context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error) {
	c.n++
	return c.keyed.RequestAmount(ctx, ui)
}
