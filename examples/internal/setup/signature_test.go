package setup_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// counter is a reader with one card in its field, the issuer's host, and a cardholder who types a PIN.
type counter struct{ card *card.Card }

func (c *counter) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Activate:
		c.card.Reset()
		return kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}, nil
	case kernel.Transmit:
		r, _, err := c.card.Transmit(ctx, a.Command)
		return kernel.Event{Kind: kernel.Response, Data: r}, err
	case kernel.SelectApplication:
		return kernel.Event{Kind: kernel.Chosen}, nil
	case kernel.EnterPIN:
		return kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINEntered}, nil
	case kernel.GoOnline:
		r, err := issuer.Test().Authorise(a.Data, issuer.Options{})
		return kernel.Event{Kind: kernel.HostResponse, Data: r.Data}, err
	case kernel.RemovalProcedure:
		return kernel.Event{Kind: kernel.CardRemoved}, nil
	}
	return kernel.Event{}, nil
}

// A configuration of an attended terminal that is made an unattended one says nowhere that it takes signatures, and as an attended one what it said before.
//
// B4 A2 signature
func TestNoSignatureClaimed(t *testing.T) {
	for _, name := range []string{"default", "tap", "tap-exchange", "tap-k8", "unionpay"} {
		for kind, signs := range map[string]bool{"": true, "22": true, "shop": true, "branch": true, "14": false, "25": false, "36": false, "vending": false, "kiosk": false, "parking": false, "atm": false} {
			cfg, err := setup.Config(name)
			if err != nil {
				t.Fatal(err)
			}
			cfg.Applications[0].Capabilities = []byte{0xE0, 0x78, 0x48}
			cfg.Treatments[0].Capabilities = []byte{0xE0, 0x28, 0x48}
			if err := setup.Terminal(cfg, kind); err != nil {
				t.Fatal(err)
			}
			c := &cfg.Terminal
			if got := [3]byte{c.Capabilities[1], cfg.Applications[0].Capabilities[1], cfg.Treatments[0].Capabilities[1]}; c.TakesSignatures() != signs || (got[0]&0x20 != 0) != signs || !signs && (got[1] != 0x58 || got[2] != 0x08) {
				t.Errorf("%s, %s: %X", name, kind, got)
			}
			for _, x := range cfg.Combinations {
				byAmount := x.Kernel == "\x02" || x.Kernel == "\x08" // some of these are for amounts without a CVM
				if got := claim(x); (got != "") != signs && !(signs && byAmount) {
					t.Errorf("%s, %s: kernel %s says by %q that it takes signatures", name, kind, x.Kernel, got)
				}
			}
		}
	}
}

// claim is where a combination says that it takes signatures, by the books' own tags: C-2 A.1, C-4 4.3.4, C-5 A.9, C-8 A.1 and Book A table 5-4.
func claim(c kernel.Combination) string {
	if len(c.TTQ) == 4 && c.TTQ[0]&0x02 != 0 {
		return "9F66"
	}
	for _, at := range []struct {
		kernel kernel.KernelID
		tag    tlv.Tag
		i      int
		mask   byte
	}{{"\x02", 0xDF8118, 0, 0x20}, {"\x02", 0xDF8119, 0, 0x20}, {"\x04", 0x9F6E, 1, 0x20}, {"\x04", 0x9F33, 1, 0x20}, {"\x05", 0xDF02, 0, 0x40}, {"\x08", 0x9F8207, 0, 0x20}, {"\x08", 0x9F8208, 0, 0x20}} {
		if v := c.Parameter(at.tag); c.Kernel == at.kernel && len(v) > at.i && v[at.i]&at.mask != 0 {
			return at.tag.String()
		}
	}
	return ""
}

// A configuration of an attended terminal that is made an unattended one takes no signature, in no kernel, whatever it says of one; as an attended one it does.
//
// B4 A2 signature
func TestNoSignatureUnattended(t *testing.T) {
	noPIN := func(c *kernel.Config) {
		for i := range c.Combinations {
			if v := c.Combinations[i].Parameter(0xDF8118); len(v) == 1 {
				v[0] &^= 0x40
			}
		}
	}
	for _, c := range []struct {
		config, card, kernel string
		change               func(*kernel.Config)
	}{
		{"tap", "mastercard-offline", "C-2", noPIN},
		{"tap", "visa-signature", "C-3", nil},
		{"tap", "amex-signature", "C-4", nil},
		{"tap", "jcb-signature", "C-5", nil},
		{"tap", "jcb-legacy-signature", "C-5", nil},
		{"tap", "discover-signature", "C-6", nil},
		{"tap-k8", "k8-choice-signature", "C-8", nil},
		{"tap-k8", "k8-signature", "C-8", nil},
	} {
		for kind, signs := range map[string]bool{"": true, "22": true, "shop": true, "24": false, "25": false, "35": false, "vending": false, "kiosk": false} {
			for _, profile := range []string{"book", "strict"} {
				cfg, err := setup.Config(c.config)
				if err != nil {
					t.Fatal(err)
				}
				if c.change != nil {
					c.change(cfg)
				}
				if err := setup.Terminal(cfg, kind); err != nil {
					t.Fatal(err)
				}
				if err := setup.Profile(cfg, profile); err != nil {
					t.Fatal(err)
				}
				x, err := card.Named(c.card)
				if err != nil {
					t.Fatal(err)
				}
				w := &counter{x}
				tx := kernel.Transaction{Money: kernel.Money{Amount: 3000}, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Interface: kernel.Contactless}
				s, err := kernel.NewSession(acceptance.Program(setup.Contactless()...), cfg, tx, kerneltest.Random(1))
				if err != nil {
					t.Fatal(err)
				}
				r, err := kernel.Run(t.Context(), s, w)
				if err != nil {
					t.Fatal(err)
				}
				if r.Kernel != c.kernel || !signs && r.CVM == kernel.CVMSignature || signs && profile == "book" && (r.CVM != kernel.CVMSignature || r.Authorised != kernel.AuthorisedOnline) {
					t.Errorf("%s at a terminal of type %s, %s: %s, %v, CVM %d", c.card, kind, profile, r.Kernel, r, r.CVM)
				}
			}
		}
	}
}
