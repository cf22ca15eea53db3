package contact_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/tlv"
)

// An application's acquirer knows the terminal by names of its own, its card counts in another currency, and the card learns which key
// the terminal has: DOLs, the host and Session.Value get the same.
// B4 10.2 data, B3 5.4
func TestIdentityOfTheApplication(t *testing.T) {
	own := kernel.Identity{
		TerminalID: "TERM0002", MerchantID: "EMVGO EXAMPLE 9", MerchantCategoryCode: 0x5812, MerchantNameLocation: "CAFE", AcquirerID: []byte{0, 0, 0, 0, 0, 9},
	}
	for _, c := range []struct {
		identity kernel.Identity
		rate     kernel.ReferenceCurrency
		currency uint16
		want     map[tlv.Tag]string
	}{
		{kernel.Identity{}, kernel.ReferenceCurrency{}, 0, map[tlv.Tag]string{
			0x9F1C: "5445524D30303031", 0x9F15: "5411", 0x9F01: "000000000001", 0x9F3A: "", 0x9F3C: "", 0x9F3D: "", 0x9F22: "C1",
		}},
		{own, kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870_000}, 0, map[tlv.Tag]string{
			0x9F1C: "5445524D30303032", 0x9F16: "454D56474F204558414D504C452039", 0x9F15: "5812", 0x9F4E: "43414645", 0x9F01: "000000000009",
			0x9F3A: "00000431", 0x9F3C: "0826", 0x9F3D: "02", // 1234 times 0.87
		}},
		{own, kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870_000}, 0x0840, map[tlv.Tag]string{0x9F3A: "", 0x9F3C: "0826"}},
	} {
		w := newWorld(t, "full")
		w.Config.Applications[0].Identity, w.Config.Applications[0].Reference = c.identity, c.rate
		if w.Transaction.Currency = c.currency; c.currency != 0 {
			w.Transaction.Exponent = 2
		}
		s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.RunOpen(context.Background(), w.Devices()); err != nil {
			t.Fatal(err)
		}
		for tag, want := range c.want {
			if v, _ := s.Value(tag); hexOf(v) != want {
				t.Errorf("%s: %s, want %s", tag, hexOf(v), want)
			}
		}
		_ = s.Close()
	}
}

// Limits are in the application's currency, where it has one.
// B4 10.2 data
func TestLimitsInTheApplicationsCurrency(t *testing.T) {
	for _, c := range []struct {
		application, transaction uint16
		exceeded                 bool
	}{{0, 0, false}, {0, 0x0840, true}, {0x0840, 0x0840, false}, {0x0840, 0, true}} {
		w := newWorld(t, "full")
		w.Config.Applications[0].Currency, w.Config.Applications[0].FloorLimit, w.Config.Profile = c.application, 5000, kernel.Book
		w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = 1234, c.transaction, 2
		if c.transaction == 0 {
			w.Transaction.Exponent = 0
		}
		r := w.Run()
		if got := tlv.TVRValue(r.TVR()).Has(tlv.TVRFloorLimitExceeded); got != c.exceeded {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
