package acceptance_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

var allKernels = []kernel.Kernel{c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{}}

// A tapped card is asked about at a host that answers in turn.
type tapped struct {
	*counter
	answers  []kernel.Event
	requests []kernel.Action
	pins     int
	taps     int
	only     kernel.Interface // of the order
}

func (x *tapped) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Activate:
		x.taps++
	case kernel.EnterPIN:
		x.pins++
	case kernel.GoOnline:
		a.Data = bytes.Clone(a.Data)
		x.requests = append(x.requests, a)
		return x.answers[len(x.requests)-1], nil
	}
	return x.counter.Do(ctx, a)
}

// tap accepts a card that is tapped, for a purpose if one is named.
func (x *tapped) tap(t *testing.T, name string, amount uint64, cfg *kernel.Config, purpose ...kernel.Purpose) *kernel.Result {
	t.Helper()
	plastic, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	x.counter.card, x.counter.found = plastic, at(kernel.Contactless, nil)
	tx := purchase
	tx.Amount, tx.Interface = amount, x.only
	for _, tx.Purpose = range purpose {
		tx.Type = cfg.Treatment(tx.Purpose).Type
	}
	return accepted(t, cfg, tx, x, allKernels...)
}

// coded is the configuration of taps in which 70 wants a PIN and 1A the contact interface.
func coded(t *testing.T) *kernel.Config {
	cfg := named(t, "tap")
	for i := range cfg.Combinations {
		cfg.Combinations[i].PINCodes, cfg.Combinations[i].ContactCodes = []string{"70", "55"}, []string{"1A"}
	}
	return cfg
}

// The kinds of terminals: with a PIN pad and a contact reader, and without either.
var tapTerminals = []struct {
	name   string
	change func(*kernel.Config)
}{
	{"shop", func(*kernel.Config) {}},
	{"no PIN pad", func(c *kernel.Config) { c.Terminal.Capabilities[1] &^= 0x40 }},
	{"no contacts", func(c *kernel.Config) { c.Applications = nil }},
	{"neither", func(c *kernel.Config) { c.Terminal.Capabilities[1] &^= 0x40; c.Applications = nil }},
}

// hostSays is an answer with a code, or that none came.
func hostSays(code string) kernel.Event {
	switch code {
	case "not sent":
		return kernel.Event{Kind: kernel.UnableToGoOnline}
	case "lost":
		return kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}
	case "unreadable":
		return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 9}}
	}
	return kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2}, code...)}
}

// What an issuer wants by the code of its answer, at every kernel and terminal: a PIN without another tap, once, in a request of its own with the data of the tap;
// the contact interface; or nothing. "+" is one more request, "PIN" one entry, "!" a reversal.
//
// A table 6-4, A annex B.8, B 3.3.3.1, C-4 12.2.2.1, C-4 12.2.2.2
func TestIssuerWants(t *testing.T) {
	for _, c := range []struct {
		first  string
		pin    kernel.PINResult
		second string
		want   [4]string // at each kind of terminal
	}{
		{"00", 0, "", [4]string{"approved", "approved", "approved", "approved"}},
		{"05", 0, "", [4]string{"declined", "declined", "declined", "declined"}},
		{"lost", 0, "", [4]string{"declined !", "declined !", "declined !", "declined !"}},
		{"1A", 0, "", [4]string{"insert", "insert", "declined", "declined"}},
		{"70", kernel.PINEntered, "00", [4]string{"PIN + approved", "insert", "PIN + approved", "declined"}},
		{"55", kernel.PINEntered, "00", [4]string{"PIN + approved", "insert", "PIN + approved", "declined"}},
		{"70", kernel.PINEntered, "05", [4]string{"PIN + declined", "insert", "PIN + declined", "declined"}},
		{"70", kernel.PINEntered, "55", [4]string{"PIN + insert", "insert", "PIN + declined", "declined"}},
		{"70", kernel.PINEntered, "1A", [4]string{"PIN + insert", "insert", "PIN + declined", "declined"}},
		{"70", kernel.PINEntered, "lost", [4]string{"PIN + declined !", "insert", "PIN + declined !", "declined"}},
		{"70", kernel.PINEntered, "unreadable", [4]string{"PIN + declined !", "insert", "PIN + declined !", "declined"}},
		{"70", kernel.PINEntered, "not sent", [4]string{"PIN + declined", "insert", "PIN + declined", "declined"}},
		{"70", kernel.PINCancelled, "", [4]string{"PIN declined", "insert", "PIN declined", "declined"}},
		{"70", kernel.PINBypassed, "", [4]string{"PIN declined", "insert", "PIN declined", "declined"}},
		{"70", kernel.PINDeviceFailed, "", [4]string{"PIN declined", "insert", "PIN declined", "declined"}},
	} {
		for _, plastic := range []string{"mastercard-online", "visa-online", "amex-online", "jcb-online", "discover-online", "unionpay-online", "k8-online"} {
			for i, terminal := range tapTerminals {
				name := fmt.Sprintf("%s, %s, then %s %d, %s", plastic, c.first, c.second, c.pin, terminal.name)
				cfg := coded(t)
				terminal.change(cfg)
				x := &tapped{counter: &counter{pin: c.pin}, answers: []kernel.Event{hostSays(c.first), hostSays(c.second)}}
				r := x.tap(t, plastic, 1234, cfg)
				want := c.want[i]
				if plastic == "amex-online" && !r.Online { // C-4 11.2.6.2.2
					want = strings.Replace(want, "declined", "insert", 1)
				}
				if got := x.came(t, name, r); got != want {
					t.Errorf("%s: %q, want %q: %v", name, got, want, r)
				}
			}
		}
	}
}

// came says what a tap came to, and holds its requests, its verification and its messages against that.
func (x *tapped) came(t *testing.T, name string, r *kernel.Result) (words string) {
	t.Helper()
	for range x.pins {
		words += "PIN "
	}
	for range len(x.requests) - 1 {
		words += "+ "
	}
	message, asked := kernel.MsgDeclined, len(x.requests)
	switch {
	case r.Approved():
		words, message = words+"approved", kernel.MsgApproved
	case r.Status == kernel.TryAnotherInterface && r.AlternateInterface == kernel.Contact && !r.Read:
		words, message = words+"insert", kernel.MsgPleaseInsert
	default:
		words += "declined"
	}
	if r.Reversal {
		words += " !"
	}
	first, last := &x.requests[0], &x.requests[asked-1]
	if asked == 2 && (first.ID == last.ID || !bytes.Equal(first.Data, last.Data) || first.OnlinePIN || !last.OnlinePIN) {
		t.Errorf("%s: requests %d and %d, PINs %v and %v", name, first.ID, last.ID, first.OnlinePIN, last.OnlinePIN)
	}
	shown := slices.DeleteFunc(slices.Clone(x.did), func(s string) bool { return len(s) != 2 })
	verified := r.CVM == kernel.CVMOnlinePIN
	if x.taps != 1 || verified != (asked == 2) && r.Approved() || !verified && r.CVM > kernel.CVMNotRequired || r.Request != last.ID ||
		r.Booked != (r.Approved() || r.Reversal) || len(shown) == 0 || shown[len(shown)-1] != fmt.Sprintf("%02X", uint8(message)) || slices.Contains(shown, "09") != (x.pins > 0) {
		t.Errorf("%s: %d taps, CVM %d, %v, messages %q", name, x.taps, r.CVM, r, shown)
	}
	if pan := r.Report.Get(tlv.PAN); pan == nil && r.Report.Get(tlv.Track2EquivalentData) == nil {
		t.Errorf("%s: no card in the report", name)
	}
	return words
}

// A PIN that was in the first request is asked for again as a wrong one, and no third time; a signature that was owed is none beside a PIN; Kernel 4 has its own
// codes and keeps them.
//
// A table 6-4, C-4 12.2.2.1, C-4 12.2.2.2
func TestIssuerWantsAgain(t *testing.T) {
	for _, c := range []struct {
		card, codes string // the answers, in turn
		amount      uint64
		want        string
		shown       string // before the entry
		cvm         kernel.CVM
	}{
		{"visa-pin", "55 00", 3000, "PIN PIN + approved", "0A", kernel.CVMOnlinePIN},
		{"visa-pin", "55 55", 3000, "PIN PIN + insert", "0A", kernel.CVMNotApplicable},
		{"visa-pin", "1A", 3000, "PIN insert", "1D", kernel.CVMNotApplicable},
		{"visa-signature", "70 00", 3000, "PIN + approved", "09", kernel.CVMOnlinePIN},
		{"amex-online", "13 00", 1234, "PIN + approved", "09", kernel.CVMOnlinePIN},
		{"amex-online", "13 13", 1234, "PIN + insert", "09", kernel.CVMNotApplicable},
		{"amex-online", "70 13", 1234, "PIN + insert", "09", kernel.CVMNotApplicable},
		{"amex-online", "13 70", 1234, "PIN + insert", "09", kernel.CVMNotApplicable},
		{"amex-online", "12", 1234, "insert", "1D", kernel.CVMNotApplicable},
		{"amex-online", "11", 1234, "approved", "03", kernel.CVMNotRequired},
		{"visa-online", "11", 1234, "declined", "07", kernel.CVMNotRequired},
	} {
		x := &tapped{counter: &counter{pin: kernel.PINEntered}}
		reversed := c.card == "visa-online" && c.codes == "11" // booked by a code that the kernel does not know
		for code := range strings.FieldsSeq(c.codes) {
			x.answers = append(x.answers, hostSays(code))
		}
		cfg := coded(t)
		cfg.Profile = kernel.Book
		r := x.tap(t, c.card, c.amount, cfg)
		got := strings.Repeat("PIN ", x.pins) + strings.Repeat("+ ", len(x.requests)-1)
		switch {
		case r.Approved():
			got += "approved"
		case r.Status == kernel.TryAnotherInterface:
			got += "insert"
		default:
			got += "declined"
		}
		if got != c.want || r.CVM != c.cvm || r.Reversal != reversed || !slices.Contains(x.did, c.shown) {
			t.Errorf("%s, %s: %q, CVM %d, want %q, CVM %d: %v, %q", c.card, c.codes, got, r.CVM, c.want, c.cvm, r, x.did)
		}
	}
}

// A tap whose PIN is not entered, and one that is cancelled then, end before the host is asked, and say what the card was, whatever its kernel.
//
// A 5.5.8, B4 11.3 receipt
func TestNoPINOfTap(t *testing.T) {
	for _, c := range []struct{ card, kernel string }{
		{"mastercard-online", "C-2"}, {"visa-pin", "C-3"}, {"amex-pin", "C-4"}, {"jcb-cvm-pin", "C-5"}, {"discover-pin-fallback", "C-6"}, {"unionpay-pin", "C-7"}, {"k8-online", "C-8"},
	} {
		for _, pin := range []kernel.PINResult{kernel.PINBypassed, kernel.PINDeviceFailed, kernel.PINCancelled} {
			cfg := coded(t)
			cfg.Terminal.Type, cfg.Terminal.AdditionalCapabilities[0] = 0x14, 0x80 // a cash machine asks for the PIN itself
			x := &tapped{counter: &counter{pin: pin}}
			r := x.tap(t, c.card, 3000, cfg)
			if r.Status != kernel.EndApplication || r.Kernel != c.kernel || x.pins != 1 || len(x.requests) != 0 || r.Request != 0 || r.Booked || r.Approved() || r.CVM != kernel.CVMNotApplicable {
				t.Errorf("%s, PIN %d: %v, %s, %d PINs, %d requests", c.card, pin, r, r.Kernel, x.pins, len(x.requests))
			}
			if len(r.Report.Get(tlv.PAN)) == 0 || len(r.Report.Get(tlv.ApplicationCryptogram)) == 0 || len(r.DataRecord) == 0 || !strings.Contains(r.Error.Reason, "no PIN") {
				t.Errorf("%s, PIN %d: nothing of the card: %v", c.card, pin, r)
			}
		}
	}
}

// A card whose list of methods has no online PIN is not asked for one: the chip is. A code is heeded at its own combination alone, and what an answer that
// wants more has for the card goes to no card.
//
// A table 6-2, A 8.1.1.22
func TestIssuerWantsOfWhom(t *testing.T) {
	for _, c := range []struct {
		name, card string
		answer     string
		change     func(*kernel.Config)
		want       kernel.Status
	}{
		{"a list without online PIN", "amex-signature", "70", func(*kernel.Config) {}, kernel.TryAnotherInterface},
		{"codes of another combination", "visa-online", "70", func(c *kernel.Config) {
			for i := range c.Combinations {
				if c.Combinations[i].Kernel == c3.ID {
					c.Combinations[i].PINCodes = nil
				}
			}
		}, kernel.OnlineRequest},
		{"with data for the card", "visa-update", "1A\x91\x08\x01\x02\x03\x04\x05\x06\x07\x08", func(*kernel.Config) {}, kernel.TryAnotherInterface},
		{"to be inserted, but the order has one interface", "visa-online", "1A", nil, kernel.OnlineRequest},
	} {
		cfg := coded(t)
		x := &tapped{counter: &counter{pin: kernel.PINEntered}, answers: []kernel.Event{hostSays(c.answer)}}
		if c.change != nil {
			c.change(cfg)
		} else {
			x.only = kernel.Contactless
		}
		if r := x.tap(t, c.card, 1234, cfg); r.Status != c.want || x.pins != 0 || x.taps != 1 || r.Approved() || r.Reversal {
			t.Errorf("%s: %v, %d PINs, %d taps", c.name, r, x.pins, x.taps)
		}
	}
}

// A terminal whose amount cannot be had before the card's data are read takes no tap then: nobody is asked for the amount, and a card with contacts gets zeroes. An
// estimate is for no tap anywhere.
// A 8.1.1.3, B 3.1.1.5, 3.1.1.8, B4 6.3.1 other types
func TestLateAmountTakesNoTap(t *testing.T) {
	for _, c := range []struct {
		name            string
		kind            byte
		late, unknown   bool
		estimate        bool
		only            kernel.Interface
		taps, getsAsked bool
	}{
		{"pump", 0x25, true, true, false, kernel.InterfaceNone, false, false},
		{"pump, by tap alone", 0x25, true, true, false, kernel.Contactless, false, false},
		{"pump, an amount that is known", 0x25, true, false, false, kernel.InterfaceNone, true, false},
		{"pump, an estimate", 0x25, true, false, true, kernel.InterfaceNone, false, false},
		{"unattended, asks first", 0x25, false, true, false, kernel.InterfaceNone, true, true},
		{"attended", 0x22, true, true, false, kernel.InterfaceNone, true, true},
		{"attended, an estimate", 0x22, false, false, true, kernel.InterfaceNone, false, false},
		{"attended, an estimate by tap alone", 0x22, false, false, true, kernel.Contactless, false, false},
	} {
		cfg := named(t, "tap")
		cfg.Terminal.Type, cfg.Terminal.LateAmount = c.kind, c.late
		w := &counter{found: kernel.Event{Kind: kernel.Timeout}, agrees: kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 5_00}}}
		tx := purchase
		tx.Interface, tx.AmountLater = c.only, c.unknown
		tx.QuickChip, tx.Estimated = c.estimate, c.estimate
		if c.unknown {
			tx.Amount = 0
		}
		accepted(t, cfg, tx, w, allKernels...)
		asked := slices.ContainsFunc(w.did, func(s string) bool { return s == kernel.RequestAmount.String() })
		if slices.Contains(w.polled, kernel.Contactless) != c.taps || asked != c.getsAsked {
			t.Errorf("%s: polled %v, %v", c.name, w.polled, w.did)
		}
	}
}

// The application gets what the host said, whatever kernel the card was for.
// B4 8.4.5, 12.1.5
func TestHostsCodesAreValues(t *testing.T) {
	for _, name := range []string{"mastercard-online", "visa-online", "amex-online", "jcb-online", "discover-online", "unionpay-online", "k8-online"} {
		plastic, err := card.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for data, want := range map[string]string{"\x8A\x0200\x89\x06ABC123": "00 ABC123", "\x8A\x0205": "05 ", "": " "} {
			x := &tapped{counter: &counter{card: plastic, found: at(kernel.Contactless, nil)}, answers: []kernel.Event{{Kind: kernel.HostResponse, Data: []byte(data)}}}
			tx := purchase
			tx.Amount = 12_34
			s, err := kernel.NewSession(acceptance.Program(allKernels...), named(t, "tap"), tx, kerneltest.Random(1))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = s.RunOpen(t.Context(), x); err != nil {
				t.Fatal(name, err)
			}
			code, _ := s.Value(tlv.AuthorisationResponseCode.Tag())
			approval, _ := s.Value(tlv.AuthorisationCode.Tag())
			if got := string(code) + " " + string(approval); len(x.requests) != 1 || got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
			s.Close()
		}
	}
}
