package c4_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// cardKeys are the certification authority's of the virtual cards.
func cardKeys(t testing.TB) *capk.Set {
	t.Helper()
	set, err := capk.NewSet(card.CAKeys([5]byte{0xA0, 0, 0, 0, 0x25}))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// field is a contactless reader: whenever it is activated the card comes from being without power.
type field struct{ *bench.Bench }

func (f field) Activate(context.Context) ([]byte, error) {
	f.Card.Reset()
	return nil, nil
}

func (f field) Deactivate() {}

// shop is a shop with Entry Point, this kernel alone, and the issuer: floor limit 30.00, CVM limit 50.00, contacts, online PIN, signature and Mobile CVM.
func shop(t testing.TB, name string, amount uint64) *bench.Bench {
	t.Helper()
	b := bench.New(t, acceptance.Program(c4.Kernel{}), name, "default")
	parameters := plastic(t).combination.Parameters
	b.Config.Applications, b.Config.Keys, b.Config.Terminal.Type = nil, cardKeys(t), 0x22
	b.Config.Terminal.Capabilities = tlv.TerminalCapabilitiesValue{0x20, 0x68, 0xC8}
	b.Config.Combinations = []kernel.Combination{{
		AID: bench.Hex(t, aid), Kernel: "\x04", Currency: b.Config.Terminal.TransactionCurrency, Parameters: parameters, StatusCheck: kernel.FlagSet,
		FloorLimit: kernel.Limit{Amount: 3000, Present: true}, CVMLimit: kernel.Limit{Amount: 5000, Present: true},
	}}
	b.Transaction.Amount = amount
	b.Equip = func(d *terminal.Devices) { d.Readers = terminal.Readers{Contactless: field{b}} }
	return b
}

// tapped runs a whole tap, and gives the messages as they were asked for, in hexadecimal digits: nothing waits for their hold times, or for the field.
func tapped(b *bench.Bench) (r *bench.Result, messages string) {
	devices := b.Devices()
	var words []string
	r = b.RunWith(kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		switch a.Kind {
		case kernel.Show:
			words = append(words, fmt.Sprintf("%02X", byte(a.UI.Message)))
			return kernel.Event{}, nil
		case kernel.FieldOff:
			return kernel.Event{}, nil
		}
		return devices.Do(ctx, a)
	}))
	return r, strings.Join(words, " ")
}

// Whole taps of virtual cards and phones, with Entry Point and the issuer, who checks every cryptogram: what came of it, who approved, and the messages, by hand from
// the profiles. A host's answer comes back to the kernel.
// C-4 12.2.2.1, 12.2.2.2, 11.2.4.3, 8.2.4.1.5, 11.2.3.1
func TestWholeTaps(t *testing.T) {
	for _, c := range []struct {
		card     string
		amount   uint64
		answer   string // response code
		status   kernel.Status
		by       kernel.Authoriser
		cvm      kernel.CVM
		messages string
	}{
		{"amex-offline", 1000, "", kernel.Approved, kernel.AuthorisedOffline, kernel.CVMNotRequired, "14 15 17 03"},
		{"amex-online", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"amex-online", 1000, "08", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"amex-online", 1000, "05", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 1B 07"},
		{"amex-online", 1000, "12", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1B 1D"},
		{"amex-no-contact", 1000, "12", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 1B 07"},
		{"amex-online", 1000, "13 00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 17 1B 09 1B 03"},
		{"amex-online", 1000, "13 55", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 1B 09 1B 07"},
		{"amex-online", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1B 1D"},
		{"amex-pin", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 17 1B 1B 03"},
		{"amex-signature", 6000, "10", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMSignature, "14 15 17 1B 1A"},
		{"amex-dual", 6000, "11", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 17 1B 1B 03"},
		{"amex-no-cda", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"amex-format1", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"amex-stripe", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 1D"},
		{"phone-amex-stripe", 1000, "", kernel.EndApplication, kernel.AuthorisedByNobody, 0, "14 15 1C"},
		{"amex-pdol-none", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"amex-declined", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1D"},
		{"amex-declined-only", 1000, "", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 07"},
		{"amex-cda-failed", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1D"},
		{"amex-cda-failed-only", 1000, "", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 07"},
		{"amex-unsigned", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1D"},
		{"amex-unknown-ca", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1D"},
		{"amex-higher", 4000, "", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 07"},
		{"amex-reserved", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 1D"},
		{"amex-no-cvm", 6000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 1D"},
		{"amex-no-cvm-only", 6000, "", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 07"},
		{"amex-missing", 1000, "", kernel.EndApplication, kernel.AuthorisedByNobody, 0, "14 15 1C"},
		{"amex-6984", 1000, "", kernel.EndApplication, kernel.AuthorisedByNobody, 0, "14 15 20 21 1C"},
		{"amex-pulled", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 21 21 17 1B 03"},
		{"phone-amex", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 17 1B 03"},
		{"phone-amex-hce", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 17 1B 03"},
		{"phone-amex-offline", 1000, "", kernel.Approved, kernel.AuthorisedOffline, kernel.CVMNotRequired, "14 15 17 03"},
		{"phone-amex-twice", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 20 21 17 1B 03"},
		{"phone-amex-failed", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 20 21 17 1B 03"},
		{"phone-amex-failed", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 20 21 17 1B 03"},
		{"phone-amex-blocked", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 17 1B 1B 03"},
		{"phone-amex-unknown", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 20 21 17 1B 1B 03"},
		{"phone-amex-reserved", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 20 21 17 1B 1B 03"},
		{"phone-amex-silent", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 17 1B 1B 03"},
		{"phone-amex-6984", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 20 21 17 1B 03"},
		{"phone-amex-declined", 6000, "", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 07"},
	} {
		t.Run(fmt.Sprint(c.card, " ", c.amount, " ", c.answer), func(t *testing.T) {
			b := shop(t, c.card, c.amount)
			codes := strings.Fields(c.answer)
			b.HostDown = len(codes) == 0
			var requests []string
			b.Answer = func(de55 []byte) ([]byte, error) {
				requests = append(requests, string(de55))
				return bench.Hex(t, code(codes[min(len(requests), len(codes))-1])), nil
			}
			r, messages := tapped(b)
			if r.Status != c.status || r.Authorised != c.by || r.CVM != c.cvm || messages != c.messages {
				t.Errorf("%v by %v, CVM %d, messages %s: %s, %s", r.Status, r.Authorised, r.CVM, messages, r.Error.Reason, r.ODA().Reason)
			}
			if r.Reversal() || len(requests) == 2 && requests[0] != requests[1] {
				t.Errorf("reversal %v\n%X", r.Reversal(), requests)
			}
		})
	}
}

// The issuer approves a cryptogram that a whole tap brings, first and again with the PIN: the data are those that it was made over.
// C-4 12.2.2.2, annex A
func TestWholeTapIssuer(t *testing.T) {
	for _, name := range []string{"amex-online", "amex-pin", "phone-amex", "amex-format1", "amex-no-cda", "amex-pdol-enhanced"} {
		b := shop(t, name, 6000)
		if r, _ := tapped(b); r.Authorised != kernel.AuthorisedOnline || r.ARC() != "00" {
			t.Errorf("%s: %v, %s: %s", name, r.Status, r.ARC(), r.Error.Reason)
		}
	}
}

// A field that goes at any exchange of a tap, or stays away: the transaction ends within its budget, nothing is approved twice, and the host is asked once at most.
// C-4 2.2.1.1
func TestFieldCut(t *testing.T) {
	runs := 0
	for _, name := range []string{"amex-offline", "amex-online", "phone-amex-twice"} {
		for at := 1; at <= 16; at++ {
			for _, kind := range []apdu.FaultKind{apdu.Timeout, apdu.Transmission, apdu.Protocol} {
				if runs++; !sweep.Sample(runs, 3) {
					continue
				}
				for _, times := range []int{1, 3} {
					b := shop(t, name, 6000)
					b.Fault = func(n int, _ []byte) apdu.FaultKind {
						if n >= at && n < at+times {
							return kind
						}
						return 0
					}
					if r, _ := tapped(b); b.HostCalls > 1 || !r.Approved() && r.Status != kernel.EndApplication || r.Reversal() {
						t.Errorf("%s at %d: %v, %d requests, reversal %v", name, at, r.Status, b.HostCalls, r.Reversal())
					}
				}
			}
		}
	}
}

// Every way out of a whole tap at every action, journal and replay: no panic, no approval that nobody gave, and one that the host gave and that does not come to pass
// is taken back, whatever its code.
// C-4 12.2.2.1
func TestWaysOut(t *testing.T) {
	for i, c := range []string{"08", "00", "13"} {
		if !sweep.Sample(i+1, 5) {
			continue
		}
		s := bench.Scenario(t, func() *bench.Bench {
			b := shop(t, "amex-no-cda", 6000)
			b.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, code(c)), nil }
			return b
		})
		for way, r := range bench.Exits(t, s) {
			asked := r.Request() != 0
			if r.Approved() && (!r.Online() || c == "13") || r.Reversal() && !asked {
				t.Errorf("%s, %s: %v by %v, reversal %v", c, way, r.Status, r.Authorised, r.Reversal())
			}
			if r.Online() && c != "13" && !r.Approved() && !r.Reversal() {
				t.Errorf("%s, %s: the host has approved, and nothing takes it back: %v", c, way, r.Status)
			}
		}
	}
}

// A shop that knows that its host is away says so with the order, and the card hears of it.
// C-4 4.3.1.3
func TestOrderHostAway(t *testing.T) {
	for _, away := range []bool{false, true} {
		b := shop(t, "amex-pdol-enhanced", 1000)
		var told string
		b.Middle = func(_ int, command, response []byte) []byte {
			if command[1] == apdu.GetProcessingOptions {
				told = fmt.Sprintf("%X", command)
			}
			return response
		}
		b.Config.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase}}
		b.HostDown, b.Config.Terminal.CardholderConfirms = away, false
		counter, err := terminal.New(b.Config, *b.Devices(), terminal.NewMemoryLedger(), c4.Kernel{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := counter.Do(t.Context(), terminal.Order{Purpose: kernel.Purchase, Amount: 1000, HostAway: away}); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]string{false: "D8E00003", true: "D8E08003"}[away]; !strings.Contains(told, want) {
			t.Errorf("%v: %s", away, told)
		}
	}
}
