package c2_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// An account that strict refuses is a card data error, and an online PIN in the place of a weaker method is in the TVR: byte 3, bit 3.
// C-2 A.1 Application PAN, 7.1
func TestStrictSays(t *testing.T) {
	strict := func(x *bench.Tap) *bench.Tap {
		x.Config.Profile = kernel.Strict
		return x
	}
	for name, x := range map[string]*bench.Tap{
		"two accounts":  mounted(t, "mastercard-offline", nil, "57", "5413330089020029D49122010123456789")(),
		"another brand": mounted(t, "mastercard-offline", []string{"DF07", "4F"})(),
	} {
		strict(x).Run()
		if o := x.Outcome(); o.Status != kernel.EndApplication || o.Error.L2 != kernel.CardDataError || request(o.UIOutcome) != otherCard {
			t.Errorf("%s: %v, %+v, %s", name, o.Status, o.Error, request(o.UIOutcome))
		}
	}
	x := strict(mounted(t, "mastercard-no-cda", above, "8E", "0000000000000000 1E00")())
	if tvr := x.Run().Report.Get(tlv.TVRKernel2); x.Outcome().CVM != kernel.CVMOnlinePIN || len(tvr) != 5 || tvr[2]&0x04 == 0 {
		t.Errorf("CVM %d, TVR %X", x.Outcome().CVM, tvr)
	}
}

// An online PIN that an unsigned list has asked for stays as the list has it; and where the signed AIP wants no list, none has to be signed: that of a card without
// cardholder verification, and that of a phone that has verified its holder.
// C-2 7.1
func TestStrictKeeps(t *testing.T) {
	pin := mounted(t, "mastercard-no-cda", above, "8E", "0000000000000000 0203")()
	pin.Config.Profile = kernel.Strict
	if results := pin.Run().Report.Get(tlv.CVMResults); pin.Outcome().CVM != kernel.CVMOnlinePIN || fmt.Sprintf("%X", results) != "020300" {
		t.Errorf("CVM %d, results %X", pin.Outcome().CVM, results)
	}
	for _, c := range []struct {
		card, aip string
		want      kernel.CVM
	}{{"mastercard-offline", "0180", kernel.CVMNotRequired}, {"phone-mastercard", "1B80", kernel.CVMConfirmed}} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			x := (&visit{card: c.card, set: above}).tap(t)
			x.Card = bench.Profile(t, c.card, func(app map[string]any) {
				app["aip"] = c.aip
				bench.SetElement(app, "8E", "-")
			})
			x.Config.Profile = rules
			if x.Run(); x.Outcome().CVM != c.want || x.Outcome().ODA.Result == "failed" {
				t.Errorf("%s, %v: CVM %d, %+v, %+v", c.card, rules, x.Outcome().CVM, x.Outcome().ODA, x.Outcome().Error)
			}
		}
	}
}

// A TC is asked for only where signed data have the card told the amount: a record that nobody has signed may be read otherwise than the card has it.
// C-2 7.4
func TestStrictAmountSigned(t *testing.T) {
	for signed, strict := range map[bool]kernel.Status{true: kernel.Approved, false: kernel.OnlineRequest} {
		for rules, want := range map[kernel.Profile]kernel.Status{kernel.Book: kernel.Approved, kernel.Strict: strict} {
			x := (&visit{card: "mastercard-offline"}).tap(t)
			x.Card = bench.Profile(t, "mastercard-offline", func(app map[string]any) {
				for _, r := range app["records"].([]any) {
					if !signed {
						delete(r.(map[string]any), "signed")
					}
				}
			})
			x.Config.Profile = rules
			if x.Run(); x.Outcome().Status != want {
				t.Errorf("signed %v, %v: %v, %+v", signed, rules, x.Outcome().Status, x.Outcome().Error)
			}
		}
	}
}

// What the AIP says of its cardholder counts only where the card signs: the AIP of a card that does not, whose certificates verify and cover nothing, is
// the word of whoever is at the reader.
// C-2 7.1
func TestStrictCertificateWithoutAIP(t *testing.T) {
	for rules, want := range map[kernel.Profile]kernel.CVM{kernel.Book: kernel.CVMNotRequired, kernel.Strict: kernel.CVMOnlinePIN} {
		x := (&visit{card: "mastercard-offline", set: with(above, "DF811B", "34")}).tap(t) // all records are read
		x.Card = bench.Profile(t, "mastercard-offline", func(app map[string]any) {
			app["aip"] = "0080"
			for _, r := range app["records"].([]any) {
				delete(r.(map[string]any), "signed")
			}
			bench.SetElement(app, "9F4A", "-")
		})
		x.Config.Profile = rules
		if x.Run(); x.Outcome().CVM != want {
			t.Errorf("%v: CVM %d, %+v", rules, x.Outcome().CVM, x.Outcome().Error)
		}
	}
}
