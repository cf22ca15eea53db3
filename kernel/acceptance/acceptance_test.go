package acceptance_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
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
	host   func(de55 []byte) kernel.Event
	stays  bool // the card is not taken
	did    []string
	polled []kernel.Interface
}

const (
	good    = "3B65000020630680 00" // T=0, a basic ATR
	badAtr  = "3B7F"                // cut off
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
	case kernel.EnterPIN:
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

func load(t testing.TB) *kernel.Config {
	t.Helper()
	file, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
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
	s, err := kernel.NewSession(acceptance.Program(), cfg, tx, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	r, err := kernel.Run(t.Context(), s, c)
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

// Which interfaces are polled: those that the configuration has, and of them the transaction's own.
func TestInterfaces(t *testing.T) {
	chipOnly := load(t)
	chipOnly.Terminal.Capabilities[0] &^= 0x40
	for _, c := range []struct {
		cfg    *kernel.Config
		wanted kernel.Interface
		polled []kernel.Interface
	}{
		{load(t), kernel.InterfaceNone, []kernel.Interface{kernel.Contact, kernel.MagneticStripe}},
		{load(t), kernel.MagneticStripe, []kernel.Interface{kernel.MagneticStripe}},
		{chipOnly, kernel.InterfaceNone, []kernel.Interface{kernel.Contact}},
		{chipOnly, kernel.MagneticStripe, nil},
	} {
		w := &counter{found: kernel.Event{Kind: kernel.Timeout}}
		tx := purchase
		tx.Interface = c.wanted
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
// EMV 4.4 B4 6.6, EMV 4.4 B4 12.2.3
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
		if r.Status != c.status || r.Authorised != c.by || r.Reversal != c.reversal || c.cvm != 0 && r.CVM != c.cvm || fmt.Sprintf("%X", mode.Value) != c.mode ||
			r.Interface != kernel.MagneticStripe || slices.Contains(w.did, "take the card") {
			t.Errorf("%s: %v, CVM %d, mode %X, reversal %v, %q", c.name, r, r.CVM, mode.Value, r.Reversal, w.did)
		}
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
