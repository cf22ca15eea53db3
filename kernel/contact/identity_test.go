package contact_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
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
		if _, err := kernel.RunOpen(context.Background(), s, w.Devices()); err != nil {
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

// What an application has otherwise does not stay behind where the card is asked for another one, nor an amount in the reference currency where the cardholder
// pays in another than the terminal's.
// B4 10.2 data
func TestIdentityDoesNotStay(t *testing.T) {
	reference := kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870_000}
	values := func(w *world) (list [3]string) {
		t.Helper()
		s := w.Session()
		if _, err := kernel.RunOpen(context.Background(), s, w.Devices()); err != nil {
			t.Fatal(err)
		}
		for i, tag := range [...]tlv.Tag{0x9F3A, 0x9F3C, 0x9F3D} {
			v, _ := s.Value(tag)
			list[i] = hexOf(v)
		}
		_ = s.Close()
		return list
	}
	w := newWorld(t, "two")
	w.Chooser = &chooser{confirm: true}
	w.Config.Applications[0].Reference = reference
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 1, "6985")
	if got := values(w); got != [3]string{} {
		t.Errorf("after another application: %v", got)
	}
	w = newWorld(t, "full")
	w.Config.Applications[0].Reference = reference
	w.confirms(&agreeing{to: terminal.Amounts{Amount: 1456, Currency: 0x840, Exponent: 2}})
	w.Transaction.Purpose = kernel.Purchase
	if got := values(w); got != [3]string{"", "0826", "02"} {
		t.Errorf("in another currency: %v", got)
	}
}
