package contact_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
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
		s := w.Session()
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

// Nothing of an application that could not be selected is told to the next, nor of a round to the next of the same: the reference currency, the key's index, risk
// management data, acquirer.
// B4 10.2 data, B3 5.4, B1 12.4
func TestNothingOfTheApplicationBefore(t *testing.T) {
	const dol = "9F3A04 9F3C02 9F3D01 9F2201 9F0206"
	w := newWorld(t, "two")
	w.Card = bench.Profile(t, "two", func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = dol + "9F1D08 9F0106" })
	w.Config.Terminal.AcquirerID = nil
	for i := range w.Config.Applications {
		if a := &w.Config.Applications[i]; a.AID[4] == 4 {
			a.Reference = kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870_000}
			a.RiskParameters, a.Identity.AcquirerID = bench.Hex(t, "6C00800000000000"), bench.Hex(t, "000000000007")
		}
	}
	w.Chooser = &chooser{pick: 0, confirm: true}
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 1, "6985")
	s := w.Session()
	defer s.Close()
	if _, err := s.RunOpen(t.Context(), w.Devices()); err != nil || w.Sent(apdu.GetProcessingOptions) != 2 {
		t.Fatal(err, w.Instructions())
	}
	if told, want := w.values(apdu.GetProcessingOptions, 1), "00000431"+"0826"+"02"+"00"+"000000001234"+"6C00800000000000"+"000000000007"; told != want {
		t.Errorf("the first is told %s, want %s", told, want)
	}
	for _, tag := range []tlv.Tag{0x9F3A, 0x9F3C, 0x9F3D, 0x9F1D, 0x9F01} {
		if v, err := s.Value(tag); !errors.Is(err, kernel.ErrNoValue) {
			t.Errorf("%s of the first application is left: %X, %v", tag, v, err)
		}
	}

	w = newWorld(t, "cash")
	w.Card = bench.Profile(t, "cash", func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = dol })
	w.confirms(terminal.Amounts{Amount: 1400})
	for i := range w.Config.Applications {
		w.Config.Applications[i].Reference = kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 500_000}
	}
	w.Run()
	if again, want := w.values(apdu.GetProcessingOptions, 2), "000002BC"+"0826"+"02"+"00"+"000000001400"; again != want {
		t.Errorf("told again %s, want %s", again, want)
	}
}

// An amount that the cardholder enters is one in the reference currency too.
// B4 6.5.1
func TestReferenceOfEnteredAmount(t *testing.T) {
	w := newWorld(t, "full")
	w.Card = bench.With(t, "full", "8C", "9F3A049F02069F03069F1A0295055F2A029A039C019F37049F35019F45029F34039F4C08")
	w.Config.Applications[0].Reference = kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 500_000}
	w.Transaction.Amount, w.Transaction.AmountLater = 0, true
	w.serve(&customer{amount: 1400})
	if told := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(told, "000002BC"+"000000001400") {
		t.Errorf("told %s", told)
	}
}

// Limits are in the application's currency, where it has one; that of a purpose in the terminal's.
// B4 10.2 data, B3 10.6.1
func TestLimitsInTheApplicationsCurrency(t *testing.T) {
	for _, c := range []struct {
		application, transaction uint16
		treated                  bool
		exceeded                 bool
	}{
		{0, 0, false, false},
		{0, 0x0840, false, true},
		{0x0840, 0x0840, false, false},
		{0x0840, 0, false, true},
		{0x0840, 0, true, false},
		{0x0840, 0x0840, true, true},
	} {
		w := newWorld(t, "full")
		if c.treated {
			w.Config.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, FloorLimit: 5000, HasFloorLimit: true}}
			w.Transaction.Purpose = kernel.Purchase
		}
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

// An amount in the reference currency does not stay where the cardholder pays in another than the terminal's, which the rate is not for.
// B4 10.2 data
func TestReferenceOfAnotherCurrency(t *testing.T) {
	w := newWorld(t, "full")
	w.Config.Applications[0].Reference = kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870_000}
	w.confirms(terminal.Amounts{Amount: 1456, Currency: 0x840, Exponent: 2})
	w.Transaction.Purpose = kernel.Purchase
	s := w.Session()
	defer s.Close()
	if _, err := s.RunOpen(t.Context(), w.Devices()); err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[tlv.Tag]string{0x9F3A: "", 0x9F3C: "0826", 0x9F3D: "02"} {
		if v, _ := s.Value(tag); hexOf(v) != want {
			t.Errorf("%s: %X, want %s", tag, v, want)
		}
	}
}
