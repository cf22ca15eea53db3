package acceptance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readOnly are cards of every kernel, by what they would say of a purchase: TC, ARQC or AAC, expired, unsigned or with a signature that is wrong, with a CVM,
// or with another tap.
var readOnly = map[string][]string{
	"C-2": {"mastercard-offline", "mastercard-online", "mastercard-declined", "mastercard-no-cda", "mastercard-unknown-ca", "phone-mastercard-twice"},
	"C-3": {"visa-offline", "visa-online", "visa-declined", "visa-expired", "visa-no-dda", "visa-pin", "visa-update", "phone-visa"},
	"C-4": {"amex-offline", "amex-online", "amex-declined", "amex-expired", "amex-unsigned", "amex-cda-failed", "amex-pin"},
	"C-5": {
		"jcb-offline", "jcb-online", "jcb-declined", "jcb-expired", "jcb-unsigned", "jcb-unsigned-offline", "jcb-cda-failed", "jcb-unknown-ca", "jcb-cvm-pin", "jcb-twice", "jcb-legacy",
		"phone-jcb-twice",
	},
	"C-6": {"discover-offline", "discover-online", "discover-declined", "discover-expired", "discover-no-cda", "discover-unknown-ca", "discover-pin", "discover-update"},
	"C-7": {"unionpay-offline", "unionpay-online", "unionpay-expired", "unionpay-signed", "unionpay-pin"},
	"C-8": {
		"k8", "k8-offline", "k8-online", "k8-declined", "k8-tvr", "k8-pin", "k8-signature", "k8-choice-pin", "k8-failed", "k8-interface", "k8-restart-phone", "k8-unknown-ca",
		"k8-no-certificate", "k8-expired-certificate", "k8-wrong-issuer-certificate", "k8-wrong-card-certificate", "k8-wrong-blinding", "k8-no-local", "phone-k8-twice",
	},
}

// Whatever a card's cryptogram, date, signature and CVM, at every kernel: of a refund by card data the acquirer decides, above all limits too, and of a card
// that is only read nobody; with no PIN and no second tap. A terminal that cannot go online declines a refund, in Kernels 2 and 8 as their books end one, and
// says nothing of a host; it reads a card as any other.
//
// A 5.7.2, 6.2, table 6-3, B4 A1
func TestDataOnlyAtEveryKernel(t *testing.T) {
	for id, cards := range readOnly {
		for _, name := range cards {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				for _, amount := range []uint64{0, 100, 3000} {
					for _, kind := range []byte{0x22, 0x23} {
						dataOnly(t, id, name, rules, amount, kind)
					}
				}
			}
		}
	}
}

// ends are the ends of a refund by card data where there is no host.
var ends = map[string]kernel.Status{
	"C-2": kernel.EndApplication, "C-3": kernel.Declined, "C-4": kernel.Declined, "C-5": kernel.Declined, "C-6": kernel.Declined, "C-7": kernel.Declined, "C-8": kernel.EndApplication,
}

// dataOnly taps a card for a refund by card data, of no amount to read it, at a terminal of a type.
func dataOnly(t *testing.T, id, name string, rules kernel.Profile, amount uint64, kind byte) {
	t.Helper()
	cfg := named(t, "tap")
	cfg.Profile, cfg.Terminal.Type = rules, kind
	purpose, online := kernel.Refund, kind == 0x22
	if amount == 0 {
		purpose = kernel.CardRead
	}
	if !online {
		offlineOnly(cfg)
	}
	x := &tapped{counter: &counter{pin: kernel.PINEntered}, answers: []kernel.Event{hostSays("00"), hostSays("00")}, only: kernel.Contactless}
	r := x.tap(t, name, amount, cfg, purpose)
	fault := ""
	switch {
	case purpose == kernel.CardRead:
		if r.Status != kernel.EndApplication || r.ResponseCode != "" || r.Authorised != kernel.AuthorisedByNobody || len(x.requests) != 0 || r.Error != (kernel.ErrorIndication{}) ||
			r.CVM != kernel.CVMNotApplicable || r.UIOutcome == nil || r.UIOutcome.Message != kernel.MsgCardReadOK || slices.Contains(x.did, "07") {
			fault = "it is more than read"
		}
	case online:
		if r.Authorised != kernel.AuthorisedOnline || r.ResponseCode != "00" || len(x.requests) != 1 || r.CVM > kernel.CVMNotRequired {
			fault = "it is not the acquirer's"
		}
	case r.Status != ends[id] || r.ResponseCode != map[kernel.Status]string{kernel.Declined: "Z1"}[ends[id]] || r.Authorised != kernel.AuthorisedByNobody || len(x.requests) != 0:
		fault = "it is not declined"
	}
	if asks := fmt.Sprintf("%02X", uint8(kernel.MsgAuthorising)); len(x.requests) == 0 && slices.Contains(x.did, asks) {
		fault = "a host seems to be asked"
	}
	if fault != "" || r.Kernel != id || x.pins != 0 || x.taps != 1 || r.Reversal || r.Report.Get(tlv.PAN) == nil {
		t.Errorf("%s, %v, %d, type %02X: %s: %v, %q, %+v, CVM %v, %d requests, %d PINs, %d taps", name, rules, amount, kind, fault, r, r.ResponseCode, r.Error, r.CVM, len(x.requests), x.pins, x.taps)
	}
}

// offlineOnly has the readers of a configuration go nowhere, and take no amount as any other.
func offlineOnly(cfg *kernel.Config) {
	for i := range cfg.Combinations {
		c := &cfg.Combinations[i]
		if c.ZeroAmountOfflineAllowed = kernel.FlagSet; len(c.TTQ) == 4 {
			c.TTQ = slices.Clone(c.TTQ)
			c.TTQ[0] |= byte(step.TTQOfflineOnly)
		}
	}
}
