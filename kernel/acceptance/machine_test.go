package acceptance_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

// A says is kernel 03 with one outcome.
type says struct{ out kernel.Outcome }

func (says) ID() kernel.KernelID            { return c3.ID }
func (says) Parameters() []kernel.Parameter { return nil }
func (s says) Run(*kernel.Port, *kernel.Activation) *kernel.Outcome {
	out := s.out
	return &out
}

// A pad counts the PINs that it takes.
type pad struct{ asked int }

func (p *pad) EnterPIN(context.Context, terminal.PINEntry) (kernel.PINResult, error) {
	p.asked++
	return kernel.PINEntered, nil
}

func (p *pad) VerifyPIN(context.Context, apdu.Card, kernel.PINRequest) (kernel.PINResult, uint16, error) {
	return kernel.PINDeviceFailed, 0, nil
}
func (p *pad) EndTransaction() {}

type yes struct{}

func (yes) Authorise(context.Context, terminal.Request) ([]byte, error) {
	return []byte{0x8A, 2, '0', '0'}, nil
}

// A cash machine asks for the PIN where the kernel leaves verification to it, and a shop where the kernel asks alone. A machine without online PIN has none
// to ask for.
//
// A table 6-2, C-3 5.7.1, C-7 4.4.1
func TestMachineAsksForPIN(t *testing.T) {
	for _, c := range []struct {
		cvm    kernel.CVM
		change func(*kernel.Config)
		asked  int
		want   kernel.CVM
	}{
		{kernel.CVMNotApplicable, nil, 1, kernel.CVMOnlinePIN},
		{kernel.CVMNotRequired, nil, 1, kernel.CVMOnlinePIN},
		{kernel.CVMOnlinePIN, nil, 1, kernel.CVMOnlinePIN},
		{kernel.CVMConfirmed, nil, 0, kernel.CVMConfirmed},
		{kernel.CVMSignature, nil, 0, kernel.CVMSignature},
		{kernel.CVMNotRequired, func(x *kernel.Config) { x.Terminal.Type = 0x22 }, 0, kernel.CVMNotRequired},
		{kernel.CVMOnlinePIN, func(x *kernel.Config) { x.Terminal.Type = 0x22 }, 1, kernel.CVMOnlinePIN},
		{kernel.CVMNotRequired, func(x *kernel.Config) { x.Terminal.AdditionalCapabilities[0] &^= 0x80 }, 0, kernel.CVMNotRequired},
		{kernel.CVMNotRequired, func(x *kernel.Config) { x.Terminal.Capabilities[1] &^= 0x40 }, 0, kernel.CVMNotRequired},
		{kernel.CVMNotRequired, func(x *kernel.Config) {
			x.Treatments = []kernel.Treatment{{Purpose: kernel.Cash, Type: 0x01, Capabilities: []byte{0x60, 0x08, 0x40}}} // no PIN with cash
		}, 0, kernel.CVMNotRequired},
	} {
		cfg := named(t, "tap-atm")
		if c.change != nil {
			c.change(cfg)
		}
		x, err := card.Named("visa-pin")
		if err != nil {
			t.Fatal(err)
		}
		p := &pad{}
		tx := kernel.Transaction{Money: kernel.Money{Amount: 10000}, Sequence: 1, Type: 0x01, Purpose: kernel.Cash, Date: [3]byte{0x26, 0x07, 0x01}, Interface: kernel.Contactless}
		k := says{kernel.Outcome{Status: kernel.OnlineRequest, CVM: c.cvm, DataRecord: []byte{0x9F, 0x02, 0x01, 0x00}}}
		s, err := kernel.NewSession(acceptance.Program(k), cfg, tx, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		r, err := kernel.Run(t.Context(), s, &terminal.Devices{
			Readers: terminal.Readers{Contactless: terminal.Inserted(x)}, Acquirer: terminal.Acquirer{Host: yes{}}, Cardholder: terminal.Cardholder{PIN: p},
		})
		if err != nil || r.CVM != c.want || p.asked != c.asked || r.Authorised != kernel.AuthorisedOnline {
			t.Errorf("%d: CVM %d, asked %d times, %v, %v", c.cvm, r.CVM, p.asked, r.Authorised, err)
		}
	}
}

// A terminal that cannot go online asks neither for a host nor for the PIN that one would verify, where a kernel has a card's request for the host as the
// outcome: it is declined. So is what a purpose leaves to the card alone.
//
// A table 6-3, B4 A1
func TestOfflineOnly(t *testing.T) {
	for kind, host := range map[byte]bool{0x22: true, 0x21: true, 0x23: false, 0x13: false, 0x16: false, 0x26: false, 0x36: false} {
		cfg := named(t, "tap-atm")
		cfg.Terminal.Type = kind
		x, err := card.Named("visa-pin")
		if err != nil {
			t.Fatal(err)
		}
		p, hosts := &pad{}, 0
		k := says{kernel.Outcome{Status: kernel.OnlineRequest, CVM: kernel.CVMOnlinePIN, DataRecord: []byte{0x9F, 0x02, 0x01, 0x00}}}
		tx := kernel.Transaction{Money: kernel.Money{Amount: 10000}, Sequence: 1, Type: 0x01, Purpose: kernel.Cash, Date: [3]byte{0x26, 0x07, 0x01}, Interface: kernel.Contactless}
		s, err := kernel.NewSession(acceptance.Program(k), cfg, tx)
		if err != nil {
			t.Fatal(err)
		}
		r, err := kernel.Run(t.Context(), s, &terminal.Devices{
			Readers: terminal.Readers{Contactless: terminal.Inserted(x)}, Acquirer: terminal.Acquirer{Host: counted{&hosts}}, Cardholder: terminal.Cardholder{PIN: p},
		})
		want := map[bool]kernel.MessageID{true: kernel.MsgApproved, false: kernel.MsgDeclined}[host]
		if err != nil || r.Approved() != host || (p.asked == 1) != host || (hosts == 1) != host || r.Reversal || r.UIOutcome == nil || r.UIOutcome.Message != want ||
			r.ResponseCode != map[bool]string{true: "00", false: "Z3"}[host] { // B4 A6
			t.Errorf("%02X: %v, asked for %d PINs and %d hosts: %+v, %q, %v", kind, r.Authorised, p.asked, hosts, r.UIOutcome, r.ResponseCode, err)
		}
	}
}

// No host is asked at a terminal that cannot go online, by stripe or by the card data of a refund with contacts neither, and nobody for a PIN or a demand that only a
// host could meet. What needs no host is not declined.
//
// B4 A1 offline only, 10.1.2
func TestOfflineOnlyElsewhere(t *testing.T) {
	refund, read := purchase, purchase
	refund.Purpose, refund.Type = kernel.Refund, 0x20
	read.Purpose, read.Type, read.Amount = kernel.CardRead, 0x30, 0
	reviewed := purchase
	reviewed.Reviewed = true
	pinCard, plainCard, chip := at(kernel.MagneticStripe, unhex(t, pinCode)), at(kernel.MagneticStripe, unhex(t, noChip)), at(kernel.Contact, nil)
	for _, c := range []struct {
		name  string
		found kernel.Event
		tx    kernel.Transaction
		wants kernel.Demand
		asks  bool // for a host, where there is one
		code  string
		end   kernel.Status // where there is none
	}{
		{"stripe", plainCard, purchase, 0, true, "Z3", kernel.OnlineRequest},
		{"stripe with a PIN", pinCard, purchase, 0, true, "Z3", kernel.OnlineRequest},
		{"stripe, reviewed", pinCard, reviewed, 0, true, "Z3", kernel.OnlineRequest},
		{"stripe, the host demanded", plainCard, reviewed, kernel.DemandHost, true, "", kernel.EndApplication},
		{"stripe, a PIN demanded", plainCard, reviewed, kernel.DemandPIN, true, "", kernel.EndApplication},
		{"stripe that is read", plainCard, read, 0, false, "", kernel.EndApplication},
		{"refund by card data, stripe", plainCard, refund, 0, true, "Z3", kernel.OnlineRequest},
		{"refund by card data, contact", chip, refund, 0, true, "Z1", kernel.Declined},
	} {
		for kind, online := range map[byte]bool{0x21: true, 0x22: true, 0x24: true, 0x13: false, 0x23: false, 0x26: false} {
			cfg, asked := load(t), 0
			cfg.Terminal.Type = kind
			w := &counter{found: c.found, wants: c.wants, pin: kernel.PINEntered, host: func(de55 []byte) kernel.Event { asked++; return answer("00")(de55) }}
			r := accept(t, w, cfg, c.tx)
			want, hosts := kernel.AuthorisedByNobody, 0
			if c.asks && online {
				want, hosts = kernel.AuthorisedOnline, 1
			}
			if asked != hosts || r.Authorised != want || r.Reversal {
				t.Errorf("%s, %02X: asked %d hosts, %v", c.name, kind, asked, r)
			}
			if !online && (r.Status != c.end || r.ResponseCode != c.code || w.asked.Method != 0 || r.CVM == kernel.CVMOnlinePIN || c.end != kernel.EndApplication && r.UIOutcome.Message != kernel.MsgDeclined) {
				t.Errorf("%s, %02X: %q, CVM %v, %+v, PIN asked for: %v", c.name, kind, r.ResponseCode, r.CVM, r.UIOutcome, w.asked.Method)
			}
		}
	}
}

// counted counts what it is asked, and approves.
type counted struct{ n *int }

func (c counted) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	*c.n++
	return yes{}.Authorise(ctx, r)
}
