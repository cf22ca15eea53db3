package host_test

import (
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// Whatever code a host answers with, by chip and tap and in both dialects: what is approved at the terminal stands in the issuer's books, and what is not does not.
// EMV 4.4 B4 A6, EMV 4.4 B4 12.1.3, EMV 4.4 B4 6.3.8
func TestCodes(t *testing.T) {
	sold := func(image string, amount uint64, by kernel.Interface, config string) kind {
		return kind{image, config, image, terminal.Order{Purpose: kernel.Purchase, Amount: amount, Interface: by}, false, nil, 0, 0}
	}
	plain := map[string]bool{"00": true, "08": true, "10": true, "11": true, "16": true, "01": false, "05": false, "51": false, "A2": false, "17": false}
	for _, c := range []struct {
		name  string
		kind  kind
		union bool
		codes map[string]bool // approved at the terminal
	}{
		{"chip", kinds[0], false, plain},
		{"Visa's tap", sold("visa-online", 12_34, kernel.Contactless, "tap"), false, plain},
		{"American Express's tap", sold("amex-online", 12_34, kernel.Contactless, "tap"), false, plain},
		{"UnionPay's chip", unionKinds[0], true, map[string]bool{
			"00": true, "10": false, "11": true, "16": true, "A2": true, "A4": true, "A5": true, "A6": true, "01": false, "05": false, "08": false, "51": false, "A7": false,
		}},
		{"UnionPay's tap", unionKinds[1], true, map[string]bool{"00": true, "10": false, "11": true, "16": true, "A2": true, "05": false, "08": false}},
	} {
		for code, approved := range c.codes {
			t.Run(c.name+"/"+code, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := newRig(t, &c.kind, nil, false)
					if c.union {
						r = newUnion(t, &c.kind, nil, nil)
					}
					defer r.close()
					r.proxy.host.Codes = []string{code}
					s, err := r.Do(t.Context(), c.kind.order)
					if err != nil || s == nil {
						t.Fatal(c.name, code, s, err)
					}
					if err := r.drain(t.Context()); err != nil {
						t.Fatal(c.name, code, err)
					}
					want := int64(0)
					if approved {
						want = -int64(c.kind.order.Amount)
					}
					if n, net, _ := r.books.Captured(); s.Approved() != approved || net != want {
						t.Errorf("%s, %s: approved %v: %s; %d bookings of %d", c.name, code, s.Approved(), s, n, net)
					}
				})
			})
		}
	}
}
