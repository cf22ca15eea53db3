package terminal_test

import (
	"cmp"
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
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A hand presents a card by the ways of a word, each as soon as its reader is open, and one a second; "cancel" is its key, "power" goes between two transactions.
type hand struct {
	*terminal.MemoryLedger
	mu    sync.Mutex
	word  []string
	turn  int
	last  time.Time
	leave func()
}

func (h *hand) Next() (number uint64, sequence uint32, err error) {
	if h.does("power") {
		<-time.After(time.Minute) // what is still to be shown, is
		return 0, 0, errors.New("the power went")
	}
	return h.MemoryLedger.Next()
}

// does reports whether this is what the hand does now. It does nothing else in the same second.
func (h *hand) does(what string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.turn == len(h.word) || h.word[h.turn] != what || what != "power" && h.last.Equal(time.Now()) {
		return false
	}
	h.turn, h.last = h.turn+1, time.Now()
	return true
}

// A reading is a reader for the hand.
type reading struct {
	apdu.Card
	way   string
	by    *hand
	track []byte
	mute  bool // a chip always, a tap that is too short once
	two   bool // cards in its field at first
}

func (o *reading) Activate(ctx context.Context) ([]byte, error) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !o.by.does(o.way) {
		if o.by.does("cancel") {
			o.by.leave()
		}
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if x, ok := o.Card.(*card.Card); ok {
		x.Reset()
	}
	if o.mute {
		o.mute = o.way == "chip"
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	return o.track, nil
}

func (o *reading) ActivateOne(ctx context.Context, several func(bool)) ([]byte, error) {
	if o.two {
		several(true)
		<-time.After(100 * time.Millisecond)
		several(false)
	}
	return o.Activate(ctx)
}

func (*reading) Deactivate() {}

// The virtual cards that do what productCards has; the others are as good ones, but for a fault.
var (
	productImages = map[string]string{
		"foreign": "pboc", "phone": "phone-visa", "see phone": "phone-visa-twice", "elsewhere": "visa-6984", "chip only": "amex-expired", "empty": "full", "declines": "visa-declined",
	}
	productInjected = map[string]card.Fault{
		"fails": {INS: 0xB2, Kind: apdu.Transmission}, "pulled": pulled, "pulled late": pulledAtAC, "blocked": blockedSELECT,
		"torn": {INS: 0xA8, Presentation: 1, Kind: apdu.Removed},
	}
)

func (p *productRow) reading(t *testing.T, h *hand, way, does, good string) *reading {
	o := &reading{Card: apdu.CardFunc(nil), way: way, by: h, mute: does == "mute", two: does == "two cards"}
	if does != "" {
		x := tapCard(t, cmp.Or(productImages[does], good))
		if f, ok := productInjected[does]; ok {
			x.Inject(f)
		}
		o.Card = x
	}
	return o
}

// devices are the readers of the kind with the card at them, and a host and a PIN pad with the row's fault. What is shown goes to the screen.
func (p *productRow) devices(t *testing.T, h *hand, screen *directions, l *line) (d terminal.Devices) {
	chip, tap := "full", "visa-online"
	if p.kind == "ATM" {
		chip, tap = "cash", "visa-pin"
	}
	d.Readers.Contactless = p.reading(t, h, "tap", p.card[1], tap)
	if p.kind != "SoftPOS" {
		stripe := p.reading(t, h, "stripe", "", "")
		stripe.track, _ = hex.DecodeString(map[string]string{"plain": plainStripe, "chip": withChip}[p.card[2]])
		d.Readers.Contact, d.Readers.Stripe = p.reading(t, h, "chip", p.card[0], chip), stripe
	}
	pins, err := softpin.New("1234", "1234", "1234")
	if err != nil {
		t.Fatal(err)
	}
	d.Cardholder = terminal.Cardholder{Display: screen, PIN: pinpad.New(pins), Chooser: first{}, Confirmer: agrees{}}
	d.Acquirer = terminal.Acquirer{Host: l, Messages: l}
	d.Clock = func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }
	code, _, pinless := strings.Cut(p.fault, ", ")
	if pinless || code == "no PIN" {
		d.Cardholder.PIN = pinPad{result: kernel.PINCancelled}
	}
	switch code {
	case "host down":
		d.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { l.n++; return nil, terminal.ErrNotSent })
	case "70", "1A":
		l.before = func() {
			if l.code = code; l.n > 1 {
				l.code = ""
			}
		}
	}
	return d
}

// directions write down what is shown, without what is said while the card is worked on.
type directions struct {
	mu    sync.Mutex
	lines []string
}

func (s *directions) Show(_ context.Context, ui kernel.UI) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch ui.Message {
	case kernel.MsgNone, kernel.MsgWelcome, kernel.MsgPleaseWait, kernel.MsgProcessing, kernel.MsgCardReadOK, kernel.MsgRemoveCard, kernel.MsgEnterPIN, kernel.MsgPINOK, kernel.MsgAuthorising:
	default:
		s.lines = append(s.lines, fmt.Sprintf("%02X", uint8(ui.Message)))
	}
}

// runs is the row as it was, and what was wrong besides.
func (p productRow) runs(t *testing.T, cfg *kernel.Config) (got productRow, wrong string) {
	ctx, leave := context.WithTimeout(t.Context(), time.Hour)
	defer leave()
	h := &hand{MemoryLedger: terminal.NewMemoryLedger(), word: strings.Fields(p.word), leave: leave}
	screen, l := &directions{}, &line{}
	d, order := p.devices(t, h, screen, l), terminal.Order{Purpose: kindsOfTerminals[p.kind].purpose, Amount: 1234}
	switch {
	case p.kind == "ATM":
		order.Amount = 10000
	case p.card[1] == "see phone":
		order.Amount = 6000
	}
	var sale *terminal.Sale
	for range 1 + strings.Count(p.word, "power") {
		x, err := terminal.New(cfg, d, h, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		if sale, err = x.Accept(ctx, order); (sale == nil) == (err == nil) {
			return p, fmt.Sprint(sale, err)
		}
	}
	<-time.After(time.Minute) // what is still to be shown, is
	screen.mu.Lock()
	defer screen.mu.Unlock()
	if sale == nil || h.turn != len(h.word)-p.idle {
		return p, fmt.Sprintf("%v after %d of the word", sale, h.turn)
	}
	for n := uint64(1); n <= sale.Number; n++ {
		e, err := h.Get(n)
		if err != nil || e.Transaction.Amount != order.Amount || e.Transaction.Purpose != order.Purpose || e.Approved != (sale.Approved() && n == sale.Number) {
			return p, fmt.Sprintf("transaction %d: %+v, %v", n, e, err)
		}
	}
	if kept, err := h.Recall("terminal.presentment"); err != nil || kept != nil {
		return p, fmt.Sprintf("%X is kept of a card that is gone, %v", kept, err)
	}
	got = p
	got.trail, got.shown, got.asked = trail(t, h, 1, sale), strings.Join(screen.lines, " "), l.n
	return got, ""
}

// Every kind of terminal, every card, everything that a hand may do with it, and every fault: the transactions that come of it, what the display says to the
// cardholder and how often the host is asked are what the rules have. They are a sample, and those with a stop and a fault a smaller one.
// B4 6.6, 6.6.1, 6.6.2, 11.2, A 6.2
func TestAcceptProduct(t *testing.T) {
	configured := map[string]*kernel.Config{}
	for kind := range ruledKinds {
		k := kindsOfTerminals[kind]
		configured[kind] = configurationOf(t, k.configuration)
		k.change(configured[kind])
	}
	const whole = 9488
	rows, bad := theProduct(), 0
	if len(rows) < whole {
		t.Errorf("%d rows", len(rows))
	}
	for i, p := range rows {
		every := 5
		if p.fault != "" && strings.Contains(p.word, "power") {
			every = 13
		}
		if !sweep.Sample(i+1, every) {
			continue
		}
		var got productRow
		var wrong string
		synctest.Test(t, func(t *testing.T) { got, wrong = p.runs(t, configured[p.kind]) })
		if got == p && wrong == "" {
			continue
		}
		if bad++; bad <= 20 {
			t.Errorf("%s, %q, %s, %q: %s\n got %s; %s; %d requests\nwant %s; %s; %d", p.kind, p.card, p.fault, p.word, wrong, got.trail, got.shown, got.asked, p.trail, p.shown, p.asked)
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d rows", bad, len(rows))
	}
}
