package host_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A fault is what the line does to one message, or to several of one type.
type fault struct {
	name string
	do   func(p *proxy, c net.Conn, frame []byte) (goes bool) // false: the connection ends
}

// now is the host: another one takes its place when it is killed.
func (p *proxy) now() *host.Host {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.host
}

// answer has the host answer, and gives the frame of it.
func (p *proxy) answer(frame []byte) []byte {
	if b := p.now().Answer(frame); b != nil {
		return iso8583.AppendFrame(nil, b)
	}
	return nil
}

func write(c net.Conn, frames ...[]byte) bool {
	for _, f := range frames {
		if _, err := c.Write(f); err != nil {
			return false
		}
	}
	return true
}

// reseal changes a field of an answer, under the right key. A host that speaks UnionPay's dialect may have given none.
func (p *proxy) reseal(frame []byte, field int, value string) []byte {
	if len(frame) == 0 {
		return nil
	}
	m, err := p.parse(frame[2:])
	if err != nil {
		panic(err)
	}
	m.Set(field, value)
	return p.seal(m)
}

// parse takes a message apart, of whatever dialect.
func (p *proxy) parse(b []byte) (*iso8583.Message, error) {
	if p.now().Union == nil {
		return iso8583.Plain.Parse(b)
	}
	_, body, err := upos.Split(b)
	if err != nil {
		return nil, err
	}
	return upos.Form{}.Dialect().Parse(body)
}

// seal is the frame of a message under the right key, or without a MAC where a terminal has none.
func (p *proxy) seal(m *iso8583.Message) []byte {
	var b []byte
	var err error
	if p.now().Union == nil {
		b, err = iso8583.Plain.Seal(m, host.TestMAC())
	} else if b, err = p.now().Books.SealUnion(m); err == nil {
		b = upos.DefaultEnvelope().Append(nil, b)
	}
	if err != nil {
		panic(err)
	}
	return iso8583.AppendFrame(nil, b)
}

func flipped(frame []byte) []byte {
	f := slices.Clone(frame)
	f[len(f)-1] ^= 1
	return f
}

var rubbish = iso8583.AppendFrame(nil, []byte("\xFF\x00 this is no message"))

// restart is a host that was killed: another one takes over the books, and for a while nobody answers.
func (p *proxy) restart() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.host = &host.Host{Books: p.host.Books, Union: p.host.Union}
	p.refuse = 2
}

// The faults. The first is none.
var faults = []fault{
	{"none", func(p *proxy, c net.Conn, f []byte) bool { return write(c, p.answer(f)) }},
	{"request lost", func(*proxy, net.Conn, []byte) bool { return true }},
	{"no answer", func(p *proxy, _ net.Conn, f []byte) bool { p.answer(f); return true }},
	{"late answer", func(p *proxy, c net.Conn, f []byte) bool {
		a := p.answer(f)
		write(c, rubbish) // the line lives
		<-time.After(within + time.Second)
		return write(c, a)
	}},
	{"late request", func(p *proxy, _ net.Conn, f []byte) bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.held = append(p.held, slices.Clone(f))
		return true
	}},
	{"answer twice", func(p *proxy, c net.Conn, f []byte) bool { a := p.answer(f); return write(c, a, a) }},
	{"request twice", func(p *proxy, c net.Conn, f []byte) bool { p.answer(slices.Clone(f)); return write(c, p.answer(f)) }},
	{"garbage instead", func(p *proxy, c net.Conn, f []byte) bool { p.answer(f); return write(c, rubbish) }},
	{"garbage before", func(p *proxy, c net.Conn, f []byte) bool { return write(c, rubbish, p.answer(f)) }},
	{"flood of garbage", func(p *proxy, c net.Conn, f []byte) bool {
		p.answer(f)
		for write(c, rubbish) {
		}
		return false
	}},
	{"length without end", func(p *proxy, c net.Conn, f []byte) bool { p.answer(f); return write(c, []byte{0xFF, 0xFF}) }},
	{"wrong MAC instead", func(p *proxy, c net.Conn, f []byte) bool { return write(c, flipped(p.answer(f))) }},
	{"wrong MAC before", func(p *proxy, c net.Conn, f []byte) bool { a := p.answer(f); return write(c, flipped(a), a) }},
	{"forged approval", func(p *proxy, c net.Conn, f []byte) bool {
		m, err := p.parse(f)
		if err != nil {
			return false
		}
		a := iso8583.New(iso8583.AnswerType(m.Type))
		for _, n := range []int{iso8583.FieldSTAN, iso8583.FieldRRN, iso8583.FieldTerminal, iso8583.FieldAmount, iso8583.FieldMAC} {
			a.SetBytes(n, m.Bytes(n))
		}
		a.Set(iso8583.FieldResponse, "00")
		if p.now().Union != nil {
			b, err := upos.Form{}.Dialect().Pack(a)
			return err == nil && write(c, iso8583.AppendFrame(nil, upos.DefaultEnvelope().Append(nil, b)))
		}
		b, err := iso8583.Plain.Pack(a)
		return err == nil && write(c, iso8583.AppendFrame(nil, b))
	}},
	{"request changed", func(p *proxy, c net.Conn, f []byte) bool { p.answer(flipped(f)); return true }},
	{"another trace number", func(p *proxy, c net.Conn, f []byte) bool {
		return write(c, p.reseal(p.answer(f), iso8583.FieldSTAN, "999999"))
	}},
	{"another terminal", func(p *proxy, c net.Conn, f []byte) bool {
		return write(c, p.reseal(p.answer(f), iso8583.FieldTerminal, "OTHER001"))
	}},
	{"chip data that cannot be read", func(p *proxy, c net.Conn, f []byte) bool {
		return write(c, p.reseal(p.answer(f), iso8583.FieldICC, "\x91\x88\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"))
	}},
	{"broken off before", func(*proxy, net.Conn, []byte) bool { return false }},
	{"broken off after", func(p *proxy, _ net.Conn, f []byte) bool { p.answer(f); return false }},
	{"broken off in the middle", func(p *proxy, c net.Conn, f []byte) bool { a := p.answer(f); write(c, a[:len(a)/2]); return false }},
	{"host killed before", func(p *proxy, _ net.Conn, _ []byte) bool { p.restart(); return false }},
	{"host killed after", func(p *proxy, _ net.Conn, f []byte) bool { p.answer(f); p.restart(); return false }},
	{"booked, and the issuer too late", func(p *proxy, c net.Conn, f []byte) bool {
		p.answer(slices.Clone(f))
		return instead("68")(p, c, f)
	}},
	{"out of service", instead("96")},
	{"out of service for long", instead("96")}, // no try of the first call is taken
	{"cut in the request", nil},                // see serve: it is read in part
}

const within = 30 * time.Second

// A proxy is the line between a terminal and its host: it does a fault to the first message of a type, and what it held back comes when the next one has.
type proxy struct {
	host   *host.Host
	mu     sync.Mutex
	at     string // the first three digits of the message's type
	fault  *fault
	pick   func(kind string) *fault // instead, for each message
	done   int                      // faults that were done
	refuse int                      // dials that fail
	held   [][]byte
}

func (p *proxy) dial(context.Context) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse > 0 {
		p.refuse--
		return nil, errors.New("refused")
	}
	here, there := net.Pipe()
	go p.serve(there)
	return here, nil
}

func (p *proxy) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	for {
		start := make([]byte, 6) // length and type
		if p.now().Union != nil {
			start = make([]byte, 15) // with an envelope between
		}
		if _, err := io.ReadFull(c, start); err != nil {
			return
		}
		kind := string(start[2:])
		if p.now().Union != nil {
			kind = fmt.Sprintf("%X", start[13:])
		}
		do := p.next(kind)
		if do.do == nil {
			return
		}
		frame := make([]byte, int(start[0])<<8|int(start[1]))
		if _, err := io.ReadFull(c, frame[copy(frame, start[2:]):]); err != nil {
			return
		}
		p.mu.Lock()
		held := p.held
		p.held = nil
		p.mu.Unlock()
		goes := do.do(p, c, frame)
		for _, f := range held {
			p.answer(f)
		}
		if !goes {
			return
		}
	}
}

// struck is how many faults were done.
func (p *proxy) struck() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

func (p *proxy) next(kind string) *fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pick != nil {
		return p.pick(kind)
	}
	if p.fault != nil && strings.HasPrefix(kind, p.at) {
		f := p.fault
		if p.done++; p.done > f.more() {
			p.fault = nil
		}
		return f
	}
	return &faults[0]
}

// A kind is one kind of transaction, as a terminal makes it today.
type kind struct {
	name, config, card string
	order              terminal.Order
	offline            bool // the card approves, and the terminal uploads it
	change             func(cfg *kernel.Config)
	takes              uint64 // what is taken afterwards of what was approved; 0: what was approved
	raises             uint64 // what is to be held in all; 0: what was approved
}

// credits reports whether the cardholder gets the money.
func (k *kind) credits() bool {
	return k.order.Purpose == kernel.Refund || k.order.Purpose == kernel.Deposit
}

// final is the amount in the end of what was approved.
func (k *kind) final(s *terminal.Sale) uint64 {
	switch {
	case k.takes == 0:
		return s.Result.Amount
	case k.order.Purpose.Reserves():
		return k.takes
	}
	return s.Result.Amount + k.takes - k.order.Amount
}

// scripts are the results of what the issuer sends with its approval, empty where it sends nothing.
func (k *kind) scripts() string {
	switch {
	case k.order.Purpose.Administers():
		return "2000000000"
	case strings.Contains(k.name, "script"):
		return "2000000001"
	}
	return ""
}

// second is the type of the second request, empty where there is none.
func (k *kind) second() string {
	switch {
	case k.raises != 0:
		return "010"
	case strings.Contains(k.name, "PIN wanted"):
		return "020"
	}
	return ""
}

// follow takes it.
func (k *kind) follow(ctx context.Context, s *terminal.Sale) error {
	if k.raises != 0 {
		if _, err := s.Increment(ctx, k.raises); err != nil {
			return err
		}
	}
	switch {
	case k.takes == 0:
		return nil
	case k.order.Purpose.Reserves():
		return s.Complete(ctx, k.takes)
	}
	return s.Tip(ctx, k.takes-k.order.Amount)
}

func refunds(way kernel.Treatment) func(*kernel.Config) {
	return func(cfg *kernel.Config) {
		r := cfg.Treatment(kernel.Refund)
		if r.DataOnly, r.Authorisation = way.DataOnly, way.Authorisation; way.Authorisation == kernel.OnlyOffline {
			r.Capabilities = []byte{0xE0, 0x38, 0x48} // no PIN for a host that is not asked
		}
	}
}

var kinds = []kind{
	{"purchase", "default", "full", terminal.Order{Purpose: kernel.Purchase, Amount: 12_34}, false, nil, 0, 0},
	{"offline purchase", "default", "full", terminal.Order{Purpose: kernel.Purchase, Amount: 5_00}, true, nil, 0, 0},
	{"cashback", "default", "cash", terminal.Order{Purpose: kernel.Cashback, Amount: 17_34, Cash: 5_00}, false, nil, 0, 0},
	{"cash at the counter", "default", "full", terminal.Order{Purpose: kernel.Cash, Amount: 20_00}, false, nil, 0, 0},
	{"refund by data", "default", "full", terminal.Order{Purpose: kernel.Refund, Amount: 12_34}, false, nil, 0, 0},
	{"refund online", "default", "full", terminal.Order{Purpose: kernel.Refund, Amount: 12_34}, false, refunds(kernel.Treatment{Authorisation: kernel.OnlyOnline}), 0, 0},
	{"refund offline", "default", "full", terminal.Order{Purpose: kernel.Refund, Amount: 12_34}, true, refunds(kernel.Treatment{Authorisation: kernel.OnlyOffline}), 0, 0},
	{"account verification", "default", "full", terminal.Order{Purpose: kernel.AccountVerification}, false, nil, 0, 0},
	{"withdrawal", "atm", "cash", terminal.Order{Purpose: kernel.Cash, Amount: 100_00}, false, nil, 0, 0},
	{"inquiry", "atm", "cash", terminal.Order{Purpose: kernel.Inquiry}, false, nil, 0, 0},
	{"PIN change", "atm", "pin", terminal.Order{Purpose: kernel.PINChange}, false, nil, 0, 0},
	{"PIN unblocking", "atm", "pin", terminal.Order{Purpose: kernel.PINUnblock}, false, nil, 0, 0},
	{"tap", "tap", "visa-online", terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"tap, PIN wanted", "tap", "visa-online", terminal.Order{Purpose: kernel.Purchase, Amount: 12_70, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"tap, PIN wanted by Kernel 4's code", "tap", "amex-online", terminal.Order{Purpose: kernel.Purchase, Amount: 12_70, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"tap with PIN", "tap", "visa-pin", terminal.Order{Purpose: kernel.Purchase, Amount: 30_00, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"pre-authorisation", "default", "full", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 0, 0},
	{"tapped pre-authorisation", "tap", "visa-pin", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"completion", "default", "full", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 75_50, 0},
	{"completion above", "default", "full", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 92_00, 0},
	{"increment", "default", "full", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 0, 120_00},
	{"increment, completed", "default", "full", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00}, false, nil, 91_00, 110_00},
	{"purchase with a tip", "default", "full", terminal.Order{Purpose: kernel.Purchase, Amount: 12_34}, false, nil, 14_34, 0},
	{"deposit", "atm", "cash", terminal.Order{Purpose: kernel.Deposit, Amount: 60_00}, false, nil, 0, 0},
	{"transfer", "atm", "cash", terminal.Order{Purpose: kernel.Transfer, Amount: 40_00, To: tlv.SavingsAccount}, false, nil, 0, 0},
	{"mini statement", "atm", "cash", terminal.Order{Purpose: kernel.MiniStatement}, false, nil, 0, 0},
	{"tap at a machine", "tap-atm", "visa-pin", terminal.Order{Purpose: kernel.Cash, Amount: 100_00, Interface: kernel.Contactless}, false, nil, 0, 0},
	{"purchase with a script", "default", "pin", terminal.Order{Purpose: kernel.Purchase, Amount: 12_72}, false, nil, 0, 0},
}

// A rig is a terminal, a line and a host.
type rig struct {
	*terminal.Terminal
	client *iso8583.Client
	union  *upos.Client // in the place of client, with a host that speaks UnionPay's dialect
	tune   func(o *upos.Options)
	purse  bool // uploads are of electronic cash
	equip  func(*terminal.Devices)
	desk   *desk
	slot   *slot
	now    time.Time
	dial   func(context.Context) (net.Conn, error)
	ledger *terminal.MemoryLedger
	proxy  *proxy
	books  *host.Books
	pan    string // of the card, where a test knows it
	close  func()
}

func newRig(tb testing.TB, k *kind, books *host.Books, batch bool, change ...func(*rig)) *rig {
	tb.Helper()
	cfg, err := setup.Config(k.config)
	if err != nil {
		tb.Fatal(err)
	}
	if k.change != nil {
		k.change(cfg)
	}
	if books == nil {
		if books, err = host.NewBooks(); err != nil {
			tb.Fatal(err)
		}
	}
	plastic, err := card.Named(k.card)
	if err != nil {
		tb.Fatal(err)
	}
	r := &rig{desk: &desk{}, ledger: terminal.NewMemoryLedger(), books: books, proxy: &proxy{host: &host.Host{Books: books}}}
	r.dial, r.now = r.proxy.dial, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range change {
		c(r)
	}
	r.types(tb, "1234", "5678")
	acquirer := terminal.Acquirer{Batches: batch}
	if u := r.proxy.host.Union; u != nil {
		o := upos.Options{Config: cfg, Dial: r.dial, Master: host.MasterKey(), PIN: r.desk, Within: within, Memory: r.ledger}
		if r.tune != nil {
			r.tune(&o)
		}
		r.union, err = upos.NewClient(o)
		acquirer.Host, acquirer.Messages = r.union, r.union
		if r.purse {
			acquirer.Messages = cashier{r.union}
		}
	} else {
		r.client, err = iso8583.NewClient(iso8583.Options{Config: cfg, Dial: r.dial, MAC: host.TestMAC(), PIN: r.desk, Batch: batch, Within: within})
		acquirer.Host, acquirer.Messages = r.client, r.client
	}
	if err != nil {
		tb.Fatal(err)
	}
	var readers terminal.Readers
	r.slot = &slot{plastic}
	if k.order.Interface == kernel.Contactless {
		readers.Contactless = terminal.Inserted(r.slot)
	} else {
		readers.Contact = terminal.Inserted(r.slot)
	}
	devices := terminal.Devices{
		Readers:    readers,
		Acquirer:   acquirer,
		Cardholder: terminal.Cardholder{PIN: r.desk, Chooser: setup.FirstChoice{}},
		Clock:      func() time.Time { return r.now },
	}
	if r.equip != nil {
		r.equip(&devices)
	}
	r.Terminal, err = terminal.New(cfg, devices, r.ledger, setup.Contactless()...)
	if err != nil {
		tb.Fatal(err)
	}
	r.close = func() {
		if r.union != nil {
			r.union.Close()
		} else {
			r.client.Close()
		}
		<-time.After(2 * within) // until what was late has come
	}
	return r
}

// A slot has a card in it, which may be changed for another one between transactions.
type slot struct{ apdu.Card }

// A desk is the PIN device with a cardholder before it, who knows one PIN and wants another.
type desk struct {
	pin, fresh *softpin.Device
	pik        pin.Key // of a UnionPay session; the zero key: none
}

// types sets what the cardholder types from now on.
func (r *rig) types(tb testing.TB, pin, fresh string) {
	tb.Helper()
	for _, d := range []struct {
		at    **softpin.Device
		typed string
	}{{&r.desk.pin, pin}, {&r.desk.fresh, fresh}} {
		device, err := softpin.New(d.typed, d.typed, d.typed)
		if err != nil {
			tb.Fatal(err)
		}
		device.SetOnlineKeys(host.OnlineKeys())
		*d.at = device
	}
	if r.desk.pik.Len() > 0 {
		r.desk.SetPIK(r.desk.pik)
	}
}

func (d *desk) EnterPIN(ctx context.Context, e terminal.PINEntry) (kernel.PINResult, error) {
	if e.Method == kernel.NewPIN {
		return pinpad.New(d.fresh).EnterPIN(ctx, e)
	}
	return pinpad.New(d.pin).EnterPIN(ctx, e)
}

func (d *desk) VerifyPIN(ctx context.Context, c apdu.Card, r kernel.PINRequest) (kernel.PINResult, uint16, error) {
	return pinpad.New(d.pin).VerifyPIN(ctx, c, r)
}

func (d *desk) EndTransaction() { d.pin.EndTransaction(); d.fresh.EndTransaction() }

func (d *desk) HostBlock(pan pin.PAN) (pin.Format, []byte, error) {
	return host.Pads{PIN: d.pin}.HostBlock(pan)
}

// SetPIK gives the devices the key of a UnionPay session.
func (d *desk) SetPIK(key pin.Key) { host.Pads{PIN: d.pin, New: d.fresh}.SetPIK(key); d.pik = key }

func (d *desk) NewPINBlock(pan pin.PAN) (pin.Format, []byte, error) {
	return host.Pads{New: d.fresh}.NewPINBlock(pan)
}

// drain sends what waits, until nothing does: the line may still be down for a while.
func (r *rig) drain(ctx context.Context) error {
	for range 20 {
		if _, err := r.Forward(ctx); err == nil && r.ledger.Len() == 0 {
			return nil
		}
	}
	return fmt.Errorf("%d messages wait", r.ledger.Len())
}

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
}

var address = regexp.MustCompile(`0x[0-9a-f]{8,}`)

// shown is what a log may say of values, without addresses: their digits are chance.
func shown(values ...any) (text string) {
	for _, v := range values {
		text += fmt.Sprintf("%v %+v %#v ", v, v, v)
	}
	return address.ReplaceAllString(text, "")
}
