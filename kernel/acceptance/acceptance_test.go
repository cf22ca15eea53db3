package acceptance_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A counter is the world of one card: how it is found, and who stands round it.
type counter struct {
	card   *card.Card
	found  kernel.Event // the answer to Activate
	warm   kernel.Event // the answer to PowerOn
	pin    kernel.PINResult
	wants  kernel.Demand // the answer to ReviewCard
	asked  kernel.PINRequest
	agrees kernel.Event // the answer to RequestAmount and ConfirmAmount
	host   func(de55 []byte) kernel.Event
	stays  bool // the card is not taken
	did    []string
	polled []kernel.Interface
}

const (
	good    = "3B65000020630680 00" // T=0, a basic ATR
	badAtr  = "3B7F"                // cut off
	warmAtr = "3B65250020630680 00" // TB1 is another than 00: not after a cold reset
	track   = "5413330089020011D4912201000000000F"
	noChip  = "5413330089020011D4912101000000000F"
	pinCode = "5413330089020011D4912106000000000F" // 1 0 6: international, PIN where there is a PIN pad
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func at(i kernel.Interface, data []byte) kernel.Event {
	return kernel.Event{Kind: kernel.CardFound, Interface: i, Data: data}
}

func (c *counter) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Activate:
		c.polled = slices.Clone(a.Readers)
		return c.found, nil
	case kernel.PowerOn:
		c.did = append(c.did, fmt.Sprintf("power on, warm %v", a.Warm))
		return c.warm, nil
	case kernel.Transmit:
		r, _, err := c.card.Transmit(ctx, a.Command)
		return kernel.Event{Kind: kernel.Response, Data: r}, err
	case kernel.Show:
		c.did = append(c.did, fmt.Sprintf("%02X", uint8(a.UI.Message)))
	case kernel.RequestAmount, kernel.ConfirmAmount:
		if c.did = append(c.did, a.Kind.String()); a.Cashback {
			c.did = append(c.did, "cash beside the Amount")
		}
		return c.agrees, nil
	case kernel.ReviewCard:
		return kernel.Event{Kind: kernel.CardReviewed, Demand: c.wants}, nil
	case kernel.EnterPIN:
		c.asked = a.PIN
		c.asked.PAN = slices.Clone(a.PIN.PAN)
		return kernel.Event{Kind: kernel.PINDone, PIN: c.pin}, nil
	case kernel.GoOnline:
		if c.host != nil {
			return c.host(a.Data), nil
		}
		r, err := issuer.Test().Authorise(a.Data, issuer.Options{})
		return kernel.Event{Kind: kernel.HostResponse, Data: r.Data}, err
	case kernel.SelectApplication:
		return kernel.Event{Kind: kernel.Chosen}, nil
	case kernel.RemovalProcedure:
		c.did = append(c.did, "take the card")
		if c.stays {
			return kernel.Event{Kind: kernel.RemovalTimedOut}, nil
		}
		return kernel.Event{Kind: kernel.CardRemoved}, nil
	case kernel.PowerOff:
		c.did = append(c.did, "power off")
	}
	return kernel.Event{}, nil
}

func load(t testing.TB) *kernel.Config { return named(t, "default") }

// named is a named configuration, for every kernel.
func named(t testing.TB, name string) *kernel.Config {
	t.Helper()
	file, err := configs.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, config.Kernels(c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{}))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

var purchase = kernel.Transaction{Money: kernel.Money{Amount: 1234}, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12}}

func accept(t testing.TB, c *counter, cfg *kernel.Config, tx kernel.Transaction) *kernel.Result {
	t.Helper()
	var err error
	if c.card == nil {
		if c.card, err = card.Named("full"); err != nil {
			t.Fatal(err)
		}
	}
	return accepted(t, cfg, tx, c)
}

// accepted is the result of a transaction with contacts and these kernels of taps.
func accepted(t testing.TB, cfg *kernel.Config, tx kernel.Transaction, h kernel.Handler, taps ...kernel.Kernel) *kernel.Result {
	t.Helper()
	s, err := kernel.NewSession(acceptance.Program(taps...), cfg, tx, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	r, err := kernel.Run(t.Context(), s, h)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func answer(code string) func([]byte) kernel.Event {
	return func([]byte) kernel.Event {
		return kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2}, code...)}
	}
}

// A card with contacts: its ATR is accepted, cold or warm, before the first command; the message, the contacts and the card follow the kernel.
// EMV 4.3 B1 8.3, EMV 4.3 B1 6.1.3, EMV 4.3 B1 6.1.5
func TestContact(t *testing.T) {
	const end = "03 power off take the card"
	for _, c := range []struct {
		name       string
		found      string
		warm       kernel.Event
		status     kernel.Status
		l1         kernel.Fault
		exchanges  bool
		first, end string
	}{
		{"no ATR: the reader has looked", "", kernel.Event{}, kernel.Approved, 0, true, "18", end},
		{"accepted cold", good, kernel.Event{}, kernel.Approved, 0, true, "18", end},
		{"accepted warm", badAtr, at(kernel.Contact, unhex(t, good)), kernel.Approved, 0, true, "18 power on, warm true", end},
		{"another TB1, accepted warm", warmAtr, at(kernel.Contact, unhex(t, warmAtr)), kernel.Approved, 0, true, "18 power on, warm true", end},
		{"refused twice", badAtr, at(kernel.Contact, unhex(t, badAtr)), kernel.EndApplication, kernel.FaultProtocol, false, "18 power on, warm true", "0F power off take the card"},
		{"mute after the warm reset", badAtr, kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}, kernel.EndApplication, kernel.FaultProtocol, false, "18 power on, warm true", "0F power off take the card"},
	} {
		w := &counter{found: at(kernel.Contact, unhex(t, c.found)), warm: c.warm}
		r := accept(t, w, load(t), purchase)
		did := strings.Join(w.did, " ")
		if r.Status != c.status || r.Error.L1 != c.l1 || r.Exchanges > 0 != c.exchanges || !strings.HasPrefix(did, c.first) || !strings.HasSuffix(did, c.end) || r.Interface != kernel.Contact {
			t.Errorf("%s: %v, %d exchanges, %q", c.name, r, r.Exchanges, did)
		}
	}
	w := &counter{found: at(kernel.Contact, nil), stays: true}
	if r := accept(t, w, load(t), purchase); !r.CardLeft || r.Authorised != kernel.AuthorisedOnline {
		t.Errorf("%v: the card was left", r)
	}
}

// treated is the configuration with a treatment of purchases and of the purposes that administer.
func treated(t testing.TB, r kernel.Treatment) *kernel.Config {
	cfg := load(t)
	cfg.Treatments = []kernel.Treatment{{Purpose: kernel.PINChange, Type: 0x92}, {Purpose: kernel.PINUnblock, Type: 0x91}, {Purpose: kernel.Cash, Type: 0x01}}
	r.Purpose = kernel.Purchase
	cfg.Treatments = append(cfg.Treatments, r)
	return cfg
}

// Which interfaces are polled: those that the configuration has, and of them the transaction's own. A stripe takes no script, and needs the host.
// B4 10.1.2
func TestInterfaces(t *testing.T) {
	chipOnly := load(t)
	chipOnly.Terminal.Capabilities[0] &^= 0x40
	both, chip := []kernel.Interface{kernel.Contact, kernel.MagneticStripe}, []kernel.Interface{kernel.Contact}
	for _, c := range []struct {
		cfg     *kernel.Config
		purpose kernel.Purpose
		wanted  kernel.Interface
		polled  []kernel.Interface
	}{
		{load(t), kernel.Unnamed, kernel.InterfaceNone, both},
		{load(t), kernel.Unnamed, kernel.MagneticStripe, both[1:]},
		{chipOnly, kernel.Unnamed, kernel.InterfaceNone, chip},
		{chipOnly, kernel.Unnamed, kernel.MagneticStripe, nil},
		{treated(t, kernel.Treatment{}), kernel.Purchase, kernel.InterfaceNone, both},
		{treated(t, kernel.Treatment{}), kernel.PINChange, kernel.InterfaceNone, chip},
		{treated(t, kernel.Treatment{}), kernel.PINUnblock, kernel.InterfaceNone, chip},
		{treated(t, kernel.Treatment{}), kernel.PINUnblock, kernel.MagneticStripe, nil},
		{treated(t, kernel.Treatment{Authorisation: kernel.OnlyOffline}), kernel.Purchase, kernel.InterfaceNone, chip},
		{treated(t, kernel.Treatment{Authorisation: kernel.OnlyOnline}), kernel.Purchase, kernel.InterfaceNone, both},
		{treated(t, kernel.Treatment{Capabilities: []byte{0x20, 0xF8, 0xC8}}), kernel.Purchase, kernel.InterfaceNone, chip},
	} {
		w := &counter{found: kernel.Event{Kind: kernel.Timeout}}
		tx := purchase
		tx.Interface, tx.Purpose = c.wanted, c.purpose
		if c.purpose.ZeroAmount() {
			tx.Amount = 0
		}
		r := accept(t, w, c.cfg, tx)
		want := kernel.L3TimeOut
		if c.polled == nil {
			want = kernel.L3Stop
		}
		if !slices.Equal(w.polled, c.polled) || r.Status != kernel.EndApplication || r.Error.L3 != want {
			t.Errorf("%d: polled %v, %v", c.wanted, w.polled, r)
		}
	}
}

// A magnetic stripe: a service code that names a chip sends the card there, unless the chip has failed; the third digit says whether a PIN is
// asked for. The host decides, and a lost answer is reversed.
// B4 6.6, 12.2.3
func TestStripe(t *testing.T) {
	lost := func([]byte) kernel.Event {
		return kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}
	}
	for _, c := range []struct {
		name     string
		track    string
		failed   bool
		pin      kernel.PINResult
		host     func([]byte) kernel.Event
		status   kernel.Status
		by       kernel.Authoriser
		reversal bool
		cvm      kernel.CVM
		mode     string
	}{
		{"a chip", track, false, 0, answer("00"), kernel.TryAnotherInterface, 0, false, 0, ""},
		{"a chip that failed", track, true, 0, answer("00"), kernel.OnlineRequest, kernel.AuthorisedOnline, false, kernel.CVMSignature, "80"},
		{"no chip", noChip, false, 0, answer("00"), kernel.OnlineRequest, kernel.AuthorisedOnline, false, kernel.CVMSignature, "90"},
		{"declined", noChip, false, 0, answer("05"), kernel.OnlineRequest, kernel.AuthorisedByNobody, false, kernel.CVMSignature, "90"},
		{"lost", noChip, false, 0, lost, kernel.OnlineRequest, kernel.AuthorisedByNobody, true, kernel.CVMSignature, "90"},
		{"PIN", pinCode, false, kernel.PINEntered, answer("00"), kernel.OnlineRequest, kernel.AuthorisedOnline, false, kernel.CVMOnlinePIN, "90"},
		{"PIN bypassed", pinCode, false, kernel.PINBypassed, answer("00"), kernel.OnlineRequest, kernel.AuthorisedOnline, false, kernel.CVMSignature, "90"},
		{"PIN cancelled", pinCode, false, kernel.PINCancelled, answer("00"), kernel.EndApplication, 0, false, 0, ""},
		{"no service code", "5413330089020011D4912", false, 0, answer("00"), kernel.EndApplication, 0, false, 0, ""},
	} {
		var sent []byte
		w := &counter{found: at(kernel.MagneticStripe, unhex(t, c.track+strings.Repeat("F", len(c.track)%2))), pin: c.pin}
		w.host = func(de55 []byte) kernel.Event { sent = slices.Clone(de55); return c.host(de55) }
		cfg := load(t)
		cfg.Fallback.StripeMode, cfg.Fallback.FallbackMode = 0x90, 0x80
		tx := purchase
		tx.ChipFailed = c.failed
		r := accept(t, w, cfg, tx)
		mode, _ := tlv.Find(sent, tlv.POSEntryMode.Tag())
		if date, there := tlv.Find(sent, tlv.TransactionDate.Tag()); there != (c.mode != "") || there && !bytes.Equal(date.Value, tx.Date[:]) {
			t.Errorf("%s: date %X", c.name, date.Value)
		}
		if r.Status != c.status || r.Authorised != c.by || r.Reversal != c.reversal || c.cvm != 0 && r.CVM != c.cvm || fmt.Sprintf("%X", mode.Value) != c.mode ||
			r.Interface != kernel.MagneticStripe || slices.Contains(w.did, "take the card") {
			t.Errorf("%s: %v, CVM %d, mode %X, reversal %v, %q", c.name, r, r.CVM, mode.Value, r.Reversal, w.did)
		}
		if known := c.mode != "" || c.pin == kernel.PINCancelled; (r.Kernel == "stripe") != known || (len(r.Report.Get(tlv.PAN)) != 0) != known {
			t.Errorf("%s: kernel %q, report %v", c.name, r.Kernel, r.Report)
		}
	}
}

// A PIN that a stripe asks for where there is a PIN pad is bypassed at attended terminals that have it, and nowhere else; one that the application asks for is
// never.
// B4 6.3.4.3 attended
func TestStripeBypass(t *testing.T) {
	for _, c := range []struct {
		name     string
		kind     byte
		never    bool
		wants    kernel.Demand
		pin      kernel.PINResult
		goes     bool
		verified kernel.CVM
	}{
		{"attended", 0x22, false, 0, kernel.PINBypassed, true, kernel.CVMSignature},
		{"attended, without bypass", 0x22, true, 0, kernel.PINBypassed, false, 0},
		{"unattended", 0x25, false, 0, kernel.PINBypassed, false, 0},
		{"cardholder's own", 0x35, false, 0, kernel.PINBypassed, false, 0},
		{"demanded", 0x22, false, kernel.DemandPIN, kernel.PINBypassed, false, 0},
		{"unattended, entered", 0x25, false, 0, kernel.PINEntered, true, kernel.CVMOnlinePIN},
		{"demanded, entered", 0x22, true, kernel.DemandPIN, kernel.PINEntered, true, kernel.CVMOnlinePIN},
	} {
		w := &counter{found: at(kernel.MagneticStripe, unhex(t, pinCode)), pin: c.pin, wants: c.wants, host: answer("00")}
		cfg, tx := load(t), purchase
		cfg.Terminal.Type, cfg.Terminal.NoPINBypass, tx.Reviewed = c.kind, c.never, true
		if r := accept(t, w, cfg, tx); (r.Status == kernel.OnlineRequest) != c.goes || c.goes && r.CVM != c.verified {
			t.Errorf("%s: %v, CVM %d", c.name, r, r.CVM)
		}
	}
}

// What a stripe is for and how its cardholder is verified: the third digit of the service code.
// ISO/IEC 7813
func TestServiceCode(t *testing.T) {
	const pin, none, sign, refused = "PIN", "none", "sign", "refused"
	cash, back := kernel.Transaction{Type: 0x01}, kernel.Transaction{Type: 0x09, AmountOther: 100}
	goods, account, later := kernel.Transaction{}, kernel.Transaction{Type: 0x30}, kernel.Transaction{AmountLater: true} // cash is entered with it
	for _, c := range []struct {
		digit string
		tx    kernel.Transaction
		kind  byte // terminal type
		cvm   byte // byte 2 of the capabilities
		want  string
	}{
		{"0", goods, 0x22, 0xF8, pin},
		{"0", goods, 0x22, 0x20, refused},
		{"1", goods, 0x22, 0xF8, sign},
		{"1", goods, 0x22, 0x58, none},
		{"1", goods, 0x25, 0xF8, none},
		{"1", cash, 0x22, 0xF8, sign},
		{"2", goods, 0x22, 0xF8, sign},
		{"2", cash, 0x22, 0xF8, refused},
		{"2", back, 0x22, 0xF8, refused},
		{"2", account, 0x22, 0xF8, sign},
		{"1", later, 0x22, 0xF8, sign},
		{"2", later, 0x22, 0xF8, refused},
		{"4", later, 0x22, 0xF8, refused},
		{"7", later, 0x22, 0xF8, refused},
		{"3", cash, 0x14, 0xF8, pin},
		{"3", cash, 0x22, 0xF8, refused},
		{"3", goods, 0x22, 0xF8, refused},
		{"4", cash, 0x22, 0xF8, sign},
		{"4", goods, 0x22, 0xF8, refused},
		{"4", back, 0x22, 0xF8, refused},
		{"5", goods, 0x22, 0xF8, pin},
		{"5", goods, 0x22, 0x20, refused},
		{"5", cash, 0x22, 0xF8, refused},
		{"6", goods, 0x22, 0xF8, pin},
		{"6", goods, 0x22, 0x20, sign},
		{"6", cash, 0x14, 0xF8, pin},
		{"7", goods, 0x22, 0xF8, pin},
		{"7", goods, 0x22, 0x20, sign},
		{"7", cash, 0x22, 0xF8, refused},
		{"9", goods, 0x22, 0xF8, sign},
	} {
		cfg := load(t)
		cfg.Terminal.Type, cfg.Terminal.Capabilities[1], cfg.Terminal.AdditionalCapabilities[0] = c.kind, c.cvm, 0xF0
		w := &counter{found: at(kernel.MagneticStripe, unhex(t, "5413330089020011D491210"+c.digit+"000000000F")), host: answer("00")}
		w.agrees = kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1234}, AmountOther: 100}
		c.tx.Sequence, c.tx.Date, c.tx.Time = 1, purchase.Date, purchase.Time
		if !c.tx.AmountLater {
			c.tx.Amount = 1234
		}
		r := accept(t, w, cfg, c.tx)
		got := map[kernel.CVM]string{kernel.CVMOnlinePIN: pin, kernel.CVMNotRequired: none, kernel.CVMSignature: sign}[r.CVM]
		if r.Status != kernel.OnlineRequest {
			got = refused
		}
		if got != c.want || (r.Error.Reason == "") == (got == refused) {
			t.Errorf("digit %s, %+v at type %02X with CVMs %02X: %s, want %s", c.digit, c.tx, c.kind, c.cvm, got, c.want)
		}
		if got == pin && (hex.EncodeToString(w.asked.PAN) != "5413330089020011" || r.Report.Get(tlv.PAN) == nil) {
			t.Errorf("digit %s: PIN asked for %X", c.digit, w.asked.PAN)
		}
	}
}

// The amounts of a swipe are entered, agreed on and held against the limits, as with the chip.
// B4 6.5.1
func TestStripeAmount(t *testing.T) {
	entered := func(amount, other uint64) kernel.Event {
		return kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: amount}, AmountOther: other}
	}
	cancelled := kernel.Event{Kind: kernel.Cancelled}
	for _, c := range []struct {
		name     string
		later    bool
		confirms bool
		agrees   kernel.Event
		asked    string
		amount   uint64 // that the host is asked for; 0: it is not
	}{
		{"known", false, false, entered(1, 0), "", 1234},
		{"entered", true, false, entered(500, 0), "RequestAmount", 500},
		{"entered and confirmed", true, true, entered(500, 0), "RequestAmount ConfirmAmount", 500},
		{"above the limit", true, false, entered(5001, 0), "RequestAmount", 0},
		{"cancelled", true, false, cancelled, "RequestAmount", 0},
		{"confirmed", false, true, entered(900, 0), "ConfirmAmount", 900},
		{"with cash that there is none of", false, true, entered(900, 100), "ConfirmAmount", 0},
		{"not confirmed", false, true, cancelled, "ConfirmAmount", 0},
	} {
		cfg := treated(t, kernel.Treatment{Limit: 5000})
		cfg.Terminal.ConfirmsAmount = c.confirms
		var sent uint64
		w := &counter{found: at(kernel.MagneticStripe, unhex(t, noChip)), agrees: c.agrees}
		w.host = func(de55 []byte) kernel.Event {
			o, _ := tlv.Find(de55, tlv.AmountAuthorised.Tag())
			sent, _ = tlv.DecodeN(o.Value)
			return answer("00")(de55)
		}
		tx := purchase
		tx.Purpose = kernel.Purchase
		if tx.AmountLater = c.later; c.later {
			tx.Amount = 0
		}
		r := accept(t, w, cfg, tx)
		authorising := slices.Contains(w.did, "1B")
		asked := strings.Join(slices.DeleteFunc(w.did, func(s string) bool { return !strings.HasSuffix(s, "Amount") }), " ")
		if asked != c.asked || sent != c.amount || r.Approved() != (c.amount != 0) || (r.Status == kernel.EndApplication) != (c.amount == 0) || authorising != (c.amount != 0) {
			t.Errorf("%s: asked %q, sent %d, %v", c.name, asked, sent, r)
		}
	}
}

// A refund by card data is not confirmed, and nor is what is about no amount.
// B4 6.5.1
func TestStripeUnconfirmed(t *testing.T) {
	for _, c := range []struct {
		treatment kernel.Treatment
		asked     bool
	}{
		{kernel.Treatment{Purpose: kernel.Refund, Type: 0x20}, true},
		{kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}, false},
		{kernel.Treatment{Purpose: kernel.AccountVerification, Type: 0x00}, false},
	} {
		cfg := load(t)
		cfg.Terminal.ConfirmsAmount, cfg.Treatments = true, []kernel.Treatment{c.treatment}
		w := &counter{found: at(kernel.MagneticStripe, unhex(t, noChip)), agrees: kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 900}}, host: answer("00")}
		tx := purchase
		if tx.Purpose, tx.Type = c.treatment.Purpose, c.treatment.Type; tx.Purpose.ZeroAmount() {
			tx.Amount = 0
		}
		if r := accept(t, w, cfg, tx); slices.Contains(w.did, "ConfirmAmount") != c.asked || !r.Approved() {
			t.Errorf("%+v: %v, %q", c.treatment, r, w.did)
		}
	}
}

// What comes while a swipe goes to the host: a cancel before it does ends the transaction, one after that is too late, and a session whose journal is full keeps
// its request, with the reason. The cardholder reads that it is under way, and how it ended.
// A 6.2, B4 6.6, EMV 4.3 B1 8.3
func TestOnTheWay(t *testing.T) {
	cancelled := kernel.Event{Kind: kernel.Cancelled}
	for _, c := range []struct {
		name  string
		on    kernel.ActionKind // is answered with Cancelled first
		found kernel.Event
		host  func([]byte) kernel.Event
		did   string
		want  kernel.Status
		error kernel.ErrorIndication // L1, L2 and L3 of it
		asked int
	}{
		{"approved", 0, at(kernel.MagneticStripe, unhex(t, noChip)), answer("00"), "18 1B 03", kernel.OnlineRequest, kernel.ErrorIndication{}, 1},
		{"declined", 0, at(kernel.MagneticStripe, unhex(t, noChip)), answer("05"), "18 1B 07", kernel.OnlineRequest, kernel.ErrorIndication{}, 1},
		{"a chip", 0, at(kernel.MagneticStripe, unhex(t, track)), answer("00"), "18 11", kernel.TryAnotherInterface, kernel.ErrorIndication{}, 0},
		{"cancelled before", kernel.Show, at(kernel.MagneticStripe, unhex(t, noChip)), answer("00"), "18 1B 0F", kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3Stop}, 0},
		{"cancelled after the PIN", kernel.Show, at(kernel.MagneticStripe, unhex(t, pinCode)), answer("00"), "18 1B 0F", kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3Stop}, 0},
		{"cancelled after", kernel.GoOnline, at(kernel.MagneticStripe, unhex(t, noChip)), answer("00"), "18 1B 03", kernel.OnlineRequest, kernel.ErrorIndication{}, 1},
		{"more than the journal's room, from the host", 0, at(kernel.MagneticStripe, unhex(t, noChip)), func([]byte) kernel.Event {
			return kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2, '0', '0', 0x72, 0x82, 0x10, 0x00}, make([]byte, 4096)...)}
		}, "18 1B 03", kernel.OnlineRequest, kernel.ErrorIndication{}, 1},
		{"cancelled at the warm reset", kernel.PowerOn, at(kernel.Contact, unhex(t, badAtr)), answer("00"), "18 power on, warm true power off", kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3Stop}, 0},
	} {
		cfg := load(t)
		cfg.Budget.JournalBytes = 4096
		asked, first := 0, true
		w := &counter{found: c.found, warm: at(kernel.Contact, unhex(t, good)), host: c.host}
		s, err := kernel.NewSession(acceptance.Program(), cfg, purchase, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
			if a.Kind == kernel.GoOnline {
				asked++
			}
			if a.Kind == kernel.Wait {
				return c.host(nil), nil
			}
			ev, err := w.Do(ctx, a)
			if a.Kind == c.on && first && (a.Kind != kernel.Show || a.UI.Message == kernel.MsgAuthorising) {
				first, ev = false, cancelled
			}
			return ev, err
		}))
		if err != nil {
			t.Fatal(c.name, err)
		}
		if did := strings.Join(w.did, " "); did != c.did || r.Status != c.want || asked != c.asked || r.Error.L1 != c.error.L1 || r.Error.L2 != c.error.L2 || r.Error.L3 != c.error.L3 {
			t.Errorf("%s: %v, %+v, %q, asked %d times", c.name, r, r.Error, did, asked)
		}
		known := strings.Contains(c.did, "1B") // what ends then says what the stripe was, and is verified by nothing
		if (r.Kernel == "stripe") != known || known && len(r.Report.Get(tlv.PAN)) == 0 || known && (r.CVM == kernel.CVMNotApplicable) != (asked == 0) || r.Receipt != (asked != 0) {
			t.Errorf("%s: kernel %q, report %v, CVM %d, receipt %v", c.name, r.Kernel, r.Report, r.CVM, r.Receipt)
		}
	}
}

// A card that was presented and gives no answer is a failed chip, taken back by its cardholder, and no card that was never there.
// EMV 4.3 B1 8, B4 6.6.2
func TestMuteCard(t *testing.T) {
	w := &counter{found: kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTransmission, Interface: kernel.Contact}}
	r := accept(t, w, load(t), purchase)
	if r.Status != kernel.EndApplication || r.Error.L1 != kernel.FaultTransmission || r.Error.L3 != kernel.L3OK || r.Interface != kernel.Contact ||
		!slices.Contains(w.did, "take the card") {
		t.Errorf("%v, %q", r, w.did)
	}
}

// Every way out and every resume of an accepted card: one result each, and whatever the host may have booked is reversed unless it stands.
func TestEveryWayOut(t *testing.T) {
	sc := kerneltest.Scenario{
		Program: acceptance.Program(), Config: load(t), Transaction: purchase,
		World: func() kerneltest.World {
			c, err := card.Named("noauth")
			if err != nil {
				t.Fatal(err)
			}
			w := &counter{card: c, found: at(kernel.Contact, nil)}
			return func(a kernel.Action) kernel.Event {
				ev, err := w.Do(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				return ev
			}
		},
	}
	for way, results := range sc.EveryWayOut(t) {
		for i, r := range results {
			if r != nil && r.Approved() == r.Reversal && r.Online && r.ResponseCode == "00" {
				t.Errorf("%s at action %d: %v", way, i+1, r)
			}
		}
	}
	sc.EveryResume(t)
}
