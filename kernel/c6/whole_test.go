package c6_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A shop is a terminal of the shell with a contactless reader and a virtual card: host, display and the terminal's own logic are the test's.
type shop struct {
	t        *testing.T
	card     *card.Card
	cfg      *kernel.Config
	keeper   terminal.Keeper
	ledger   terminal.Ledger
	logic    func(sent []byte, needed []tlv.Tag) []byte
	answer   string // of the host, behind the issuer's: scripts
	decline  bool
	away     int                        // activations from which on no card comes
	cut      func(n int) apdu.FaultKind // of exchange n
	stop     int                        // the process stops at this exchange, as by a power cut; 0: it does not
	commands [][]byte
	messages []kernel.MessageID
	asked    []string      // what the terminal's own logic was asked for
	told     string        // the last that it was told without a question
	sent     []byte        // with the last question
	slow     time.Duration // of the logic, in its first answer
	late     time.Duration // of the card, in its second presentment
	found    int
}

var errStopped = errors.New("the power is gone")

func newShop(t *testing.T, name string, parameters ...string) *shop {
	t.Helper()
	x, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	c := &shop{t: t, card: x, cfg: bench.Config(t, "default"), keeper: terminal.NewMemoryKeeper(), ledger: terminal.NewMemoryLedger(), away: 1 << 20}
	c.cfg.Profile, c.cfg.Applications, c.cfg.Terminal.CardholderConfirms, c.cfg.Terminal.ConfirmsAmount = kernel.Book, nil, false, false
	combination := kernel.Combination{
		AID: bench.Hex(t, aid), Kernel: "\x06", Currency: c.cfg.Terminal.TransactionCurrency, TTQ: bench.Hex(t, "3700C000"), FloorLimit: kernel.Limit{Amount: 1000, Present: true},
		Parameters: []kernel.DataObject{{Tag: 0x9F09, Value: []byte{0, 2}}},
	}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, " ")
		if value == "" {
			value = "01"
		}
		combination.Parameters = append(combination.Parameters, kernel.DataObject{Tag: tag(t, name), Value: bench.Hex(t, value)})
	}
	c.cfg.Combinations = []kernel.Combination{combination}
	c.cfg.Keys = cardKeys(t)
	return c
}

func (c *shop) Activate(ctx context.Context) ([]byte, error) {
	if c.found++; c.found > c.away {
		<-ctx.Done()
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	if c.found == 2 {
		<-time.After(c.late)
	}
	c.card.Reset()
	return nil, nil
}
func (c *shop) Deactivate() {}

func (c *shop) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	c.commands = append(c.commands, append([]byte(nil), command...))
	n := len(c.commands)
	if c.stop != 0 && n >= c.stop {
		return nil, 0, errStopped
	}
	if c.cut != nil {
		if kind := c.cut(n); kind != 0 {
			_, _, _ = c.card.Transmit(ctx, command) // the card has got it
			return nil, 0, apdu.Fault(kind, nil)
		}
	}
	return c.card.Transmit(ctx, command)
}

func (c *shop) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	<-time.After(time.Second)
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: c.decline})
	return append(response.Data, bench.Hex(c.t, c.answer)...), err
}

func (c *shop) Show(_ context.Context, ui kernel.UI) { c.messages = append(c.messages, ui.Message) }

func (c *shop) Data(_ context.Context, sent []byte, needed []tlv.Tag) ([]byte, error) {
	if len(needed) == 0 {
		c.told = fmt.Sprintf("%X", sent)
		return nil, nil
	}
	if c.asked = append(c.asked, fmt.Sprint(needed)); len(c.asked) == 1 {
		<-time.After(c.slow)
	}
	c.sent = append(c.sent[:0], sent...)
	if c.logic == nil {
		return nil, nil
	}
	return c.logic(sent, needed), nil
}

// sell makes a purchase at a terminal that has just been switched on.
func (c *shop) sell(amount uint64) (sale *terminal.Sale, err error) {
	c.t.Helper()
	synctest.Test(c.t, func(*testing.T) { sale, err = c.sellNow(amount) })
	return sale, err
}

func (c *shop) sellNow(amount uint64) (*terminal.Sale, error) {
	c.commands, c.messages, c.asked, c.found = nil, nil, nil, 0
	x, err := terminal.New(c.cfg, terminal.Devices{
		Readers: terminal.Readers{Contactless: c}, Acquirer: terminal.Acquirer{Host: c}, Cardholder: terminal.Cardholder{Display: c}, Exchange: c, Keeper: c.keeper,
		Clock: func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) },
	}, c.ledger, c6.Kernel{})
	if err != nil {
		c.t.Fatal(err)
	}
	return x.Sell(context.Background(), amount)
}

// shown are the messages without those of waiting.
func (c *shop) shown() string {
	var s []string
	for _, m := range c.messages {
		if m != kernel.MsgNone && m != kernel.MsgWelcome && m != kernel.MsgPresentCard {
			s = append(s, fmt.Sprintf("%02X", uint8(m)))
		}
	}
	return strings.Join(s, " ")
}

// Once the transaction is decided, online or not, the terminal's own logic is asked for updates; with one, or with scripts, the card is asked for again,
// selected by its name alone, and gets scripts before updates. The decision stands, whatever comes of it.
func TestPostCompletion(t *testing.T) {
	write := hexObject(t, "BF11", "DF3A0102", hexObject(t, "DF3B", "01A8050A0B0C0D0E0F101112131415"), hexObject(t, "BF10", hexObject(t, "DF3F", "0F000003 0002 1122334455667788")))
	block := script(t, "71", "841E0000081122334455667788")
	for _, c := range []struct {
		name, card, amount string
		update, answer     string
		decline            bool
		away               int
		second             string // instructions behind the first presentment's
		asked              int
		shown              string
		approved           bool
		results            string
	}{
		{"online, nothing", "discover-storage-online", "1234", "", "", false, 9, "", 2, "1B 03", true, ""},                        // C-6 F20.1, F20.2, F20.3, F20.4
		{"online, an update", "discover-storage-online", "1234", write, "", false, 9, "A4 DA", 2, "1B 21 03", true, "DF260181"},   // C-6 F20.3, F20.5, F20.6
		{"declined, an update", "discover-storage-online", "1234", write, "", true, 9, "A4 DA", 2, "1B 21 07", false, "DF260181"}, // C-6 F20.2, F20.5
		{"a script", "discover-storage-online", "1234", "", block, false, 9, "A4 1E", 2, "1B 21 03", true, ""},                    // C-6 F20.4, F20.5, F20.7
		{"both", "discover-storage-online", "1234", write, block, false, 9, "A4 1E DA", 2, "1B 21 03", true, "DF260181"},          // C-6 F20.7
		{"without data storage", "discover-update", "1234", write, block, false, 9, "A4 1E", 0, "1B 21 03", true, ""},             // C-6 F20.1, F20.4
		{"offline, nothing", "discover-storage", "500", "", "", false, 9, "", 2, "03", true, ""},                                  // C-6 F20.1, F20.3
		{"offline, an update", "discover-storage", "500", write, "", false, 9, "A4 DA", 2, "03 21 03", true, "DF260181"},          // C-6 F20.3, F20.5
		{"offline declined", "discover-storage-declined", "500", write, "", false, 9, "A4 DA", 2, "07 21 07", false, "DF260181"},  // C-6 F20.2
		{"refused", "discover-storage-refused", "500", write, "", false, 9, "A4 DA", 2, "03 21 03", true, "DF260100"},             // C-6 F20.6
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newShop(t, c.card, "DF04")
			x.answer, x.decline, x.away = c.answer, c.decline, c.away
			x.logic = func(_ []byte, needed []tlv.Tag) []byte {
				if needed[0] == tlv.WriteDataStorageTemplate.Tag() {
					return bench.Hex(t, c.update)
				}
				return nil
			}
			amount := uint64(500)
			if c.amount == "1234" {
				amount = 1234
			}
			sale, err := x.sell(amount)
			if err != nil {
				t.Fatal(err)
			}
			all := bench.Instructions(x.commands)
			selects := 2 // PPSE and application; the second presentment has the application alone
			if c.second != "" {
				selects++
			}
			if at := strings.LastIndex(all, "A4 "); c.second != "" && all[at:] != c.second || strings.Count(all, "A4") != selects {
				t.Errorf("%s, want %s", all, c.second)
			}
			if x.told != c.results || sale.Approved() != c.approved || len(x.asked) != c.asked {
				t.Errorf("approved %v, told %s, asked for %v; %v", sale.Approved(), x.told, x.asked, sale.Result.Error)
			}
			code := strings.HasSuffix(fmt.Sprintf("%X", x.sent), map[bool]string{true: "8A023035", false: "8A023030"}[c.decline])
			if c.asked != 0 && code != (amount == 1234) {
				t.Errorf("the logic gets %X", x.sent) // C-6 F20.2
			}
			if r := sale.Record; r.CID == "" || r.TVR == "" || r.TSI == "" {
				t.Errorf("of the first presentment is left %+v", r)
			}
			if x.shown() != c.shown {
				t.Errorf("shown %s, want %s", x.shown(), c.shown)
			}
		})
	}
}

// What the logic says too late is no answer to what it is asked at last; and the card may be late, too.
// C-6 F20.2, F20.5
func TestLateLogic(t *testing.T) {
	write := hexObject(t, "BF11", "DF3A0102", hexObject(t, "DF3B", "01A8050A0B0C0D0E0F101112131415"), hexObject(t, "BF10", hexObject(t, "DF3F", "0F000003 0002 1122334455667788")))
	x := newShop(t, "discover-storage-online", "DF04")
	x.slow, x.late = 900*time.Millisecond, 30*time.Second
	x.logic = func(_ []byte, needed []tlv.Tag) []byte {
		if needed[0] == tlv.WriteDataStorageTemplate.Tag() {
			return bench.Hex(t, write)
		}
		return bench.Hex(t, "DF2501FF")
	}
	if sale, err := x.sell(1234); err != nil || !sale.Approved() || x.told != "DF260181" {
		t.Errorf("%v, %v, told %s", err, sale, x.told)
	}
}

// A transaction that was torn is resumed, and one that was torn because the terminal stopped is resumed by the terminal that is switched on again: the card
// keeps its counter and its cryptogram, and there is one approval.
// C-6 F6.8, D.36
func TestTearOverAStop(t *testing.T) {
	torn := newShop(t, "discover-torn", "DF0A")
	sale, err := torn.sell(500)
	if err != nil || !sale.Approved() || !strings.Contains(bench.Instructions(torn.commands), "D1") {
		t.Fatalf("%v, %v: %s", err, sale, bench.Instructions(torn.commands))
	}
	whole, first := len(torn.commands), batch(sale)
	if first != "0011 40" {
		t.Errorf("counter and type %s", first)
	}
	approvals, resumed := 0, 0
	for stop := 3; stop <= whole; stop++ {
		c := newShop(t, "discover-torn", "DF0A")
		c.stop = stop
		sale, err := c.sell(500)
		if sale != nil && sale.Approved() {
			approvals++
			continue
		}
		if !errors.Is(err, errStopped) {
			t.Errorf("stopped at %d: %v", stop, err)
		}
		before := len(c.commands)
		began := strings.Contains(bench.Instructions(c.commands[:before-1]), "A8")
		c.stop = 0
		again, err := c.sell(500)
		if err != nil || !again.Approved() {
			t.Errorf("stopped at %d: %v, %v", stop, err, again)
			continue
		}
		if instructions := bench.Instructions(c.commands); began && strings.Contains(instructions, "A8") || !strings.Contains(instructions, "D1") && began {
			t.Errorf("stopped at %d: %s", stop, instructions)
		}
		if began {
			resumed++
			if got := batch(again); got != first {
				t.Errorf("stopped at %d: %s, want %s", stop, got, first)
			}
		}
	}
	if resumed == 0 {
		t.Error("nothing was resumed")
	}
}

// batch are counter and type of the cryptogram that the acquirer gets.
func batch(s *terminal.Sale) string {
	counter, _ := tlv.Find(s.Message(kernel.BatchData), tlv.ATC.Tag())
	return fmt.Sprintf("%X %s", counter.Value, s.Record.CID)
}

// A field that is cut at any exchange, and at any two, ends in one approval or in none; the card counts no transaction that the terminal does not end.
// C-6 F13.5
func TestCutTaps(t *testing.T) {
	for _, name := range []string{"discover-features", "discover-torn-anew"} {
		plain := newShop(t, name, "DF04", "DF09", "DF0A")
		if _, err := plain.sell(500); err != nil {
			t.Fatal(err)
		}
		for first := 1; first <= len(plain.commands); first++ {
			for _, second := range []int{0, 4, 9} {
				c := newShop(t, name, "DF04", "DF09", "DF0A")
				c.cut = func(n int) apdu.FaultKind {
					if n == first || second != 0 && n == first+second {
						return apdu.Timeout
					}
					return 0
				}
				sale, err := c.sell(500)
				if err != nil {
					t.Fatal(err)
				}
				if r := sale.Result; r.Exchanges > 80 || r.Reversal {
					t.Errorf("%s cut at %d: %v after %d exchanges", name, first, r.Status, r.Exchanges)
				}
			}
		}
	}
}

// cardKeys are the certification authority's of the virtual cards.
func cardKeys(t testing.TB) *capk.Set {
	t.Helper()
	set, err := capk.NewSet(card.CAKeys([5]byte{0xA0, 0, 0, 0x01, 0x52}))
	if err != nil {
		t.Fatal(err)
	}
	return set
}
