package config_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/testvectors/card"
	vectors "github.com/emvgo/emv/testvectors/config"
)

// The configurations trust the certification authorities of the virtual cards, and accept every application of theirs.
func TestTrustsEveryCard(t *testing.T) {
	var rsa, all []capk.Key
	unionPay := card.CAKeys([5]byte{0xA0, 0, 0, 3, 0x33})
	others := slices.Concat(card.CAKeys([5]byte{0xA0, 0, 0, 0, 0x25}), card.CAKeys([5]byte{0xA0, 0, 0, 0, 0x65})) // American Express, JCB
	discover := card.CAKeys([5]byte{0xA0, 0, 0, 1, 0x52})
	for _, rid := range [][5]byte{{0xA0, 0, 0, 0, 3}, {0xA0, 0, 0, 0, 4}} {
		rsa = append(rsa, card.CAKeys(rid)...)
		all = append(append(all, card.CAKeys(rid)...), card.ECCCAKeys(rid)...)
	}
	for _, name := range vectors.Names() {
		data, err := vectors.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(data, config.ContactOnly())
		if err != nil {
			t.Fatal(err)
		}
		var have []capk.Key
		for k := range cfg.Keys.All() {
			have = append(have, *k)
		}
		keys := rsa
		switch name {
		case "xda":
			keys = all
		case "tap":
			keys = slices.Concat(rsa, card.ECCCAKeys([5]byte{0xA0, 0, 0, 0, 4}), discover, unionPay, others)
		case "tap-k8", "tap-k8-exchange":
			test := [5]byte{0xF0, 0x45, 0x4D, 0x56, 0x47}
			keys = slices.Concat(rsa, card.ECCCAKeys([5]byte{0xA0, 0, 0, 0, 4}), card.CAKeys(test), card.ECCCAKeys(test))
		case "unionpay":
			keys = slices.Concat(card.PublishedCAKeys(), unionPay, card.SMCAKeys([5]byte{0xA0, 0, 0, 3, 0x33}))
		case "tap-atm":
			keys = slices.Concat(rsa, discover, unionPay, others)
		case "tap-transit":
			keys = slices.Concat(rsa, others)
		case "tap-exchange":
			keys = slices.Concat(rsa, unionPay)
		}
		if !reflect.DeepEqual(have, keys) {
			t.Errorf("%s: the keys are not those of the cards", name)
		}
		if name == "tap-transit" {
			continue // it has no contacts
		}
		for _, c := range card.Names() {
			if strings.HasPrefix(c, "pboc") != (name == "unionpay") {
				continue // a terminal of another market
			}
			x, err := card.Named(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, app := range x.Profile().Applications() {
				if !slices.ContainsFunc(cfg.Applications, func(a kernel.Application) bool { return string(a.AID) == string(app.AID) }) {
					t.Errorf("%s does not accept %X of card %s", name, app.AID, c)
				}
			}
		}
	}
}
