package terminal_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

type host struct {
	response []byte
	err      error
	got      terminal.Request
}

func (h *host) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	h.got = r
	return h.response, h.err
}

type pinPad struct {
	result kernel.PINResult
	sw     uint16
	err    error
}

func (p pinPad) EnterPIN(ctx context.Context, _ terminal.PINEntry) (kernel.PINResult, error) {
	if errors.Is(p.err, context.DeadlineExceeded) {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return p.result, p.err
}

func (p pinPad) EndTransaction() {}

func (p pinPad) VerifyPIN(context.Context, apdu.Card, kernel.PINRequest) (kernel.PINResult, uint16, error) {
	return p.result, p.sw, p.err
}

// capture is a biometric device: late ends with its time, and has a template nevertheless.
type capture struct {
	pinPad
	late bool
}

func (c capture) Capture(ctx context.Context, _ kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, error) {
	if c.late {
		<-ctx.Done()
	}
	return c.EnterPIN(ctx, terminal.PINEntry{})
}

func (c capture) VerifyBiometric(context.Context, apdu.Card, kernel.PINRequest, kernel.Biometric) (kernel.PINResult, uint16, error) {
	return c.result, c.sw, c.err
}

func withCapture(c capture) terminal.Devices {
	return terminal.Devices{Cardholder: terminal.Cardholder{Capture: c}}
}

// prefers is a merchant who reviews applications.
type prefers struct {
	order []int
	first bool
	err   error
}

func (p prefers) ReviewCandidates(context.Context, []kernel.Candidate) ([]int, bool, error) {
	return p.order, p.first, p.err
}

func withReviewer(p prefers) terminal.Devices {
	return terminal.Devices{Merchant: terminal.Merchant{Reviewer: p}}
}

type user struct {
	pick int
	yes  bool
}

func (u user) SelectApplication(context.Context, []kernel.Candidate) (int, error) { return u.pick, nil }

func (u user) ConfirmApplication(context.Context, kernel.Candidate) (bool, error) { return u.yes, nil }

func cardThat(err error) apdu.Card {
	return apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		if err != nil {
			return nil, 0, err
		}
		return []byte{0x90, 0x00}, 1500 * time.Nanosecond, nil
	})
}

// Each action with each device, there, failing or missing, and the event that it comes to.
func TestDevices(t *testing.T) {
	broken := errors.New("broken")
	one := []kernel.Candidate{{Label: "ONE"}}
	review := kernel.Action{Kind: kernel.ReviewCandidates, Candidates: []kernel.Candidate{{Label: "ONE"}, {Label: "TWO"}}}
	capturing := kernel.Action{Kind: kernel.CaptureBiometric, Within: time.Millisecond}
	for _, c := range []struct {
		name    string
		devices terminal.Devices
		action  kernel.Action
		want    kernel.Event
		err     error
	}{
		{
			"response",
			withCard(cardThat(nil)),
			kernel.Action{Kind: kernel.Transmit, Await: kernel.Set(kernel.Response)},
			kernel.Event{Kind: kernel.Response, Data: []byte{0x90, 0}, Took: 2 * time.Microsecond},
			nil,
		},
		{
			"mute card",
			withCard(cardThat(apdu.Fault(apdu.Timeout, nil))),
			kernel.Action{Kind: kernel.Transmit, Await: kernel.Set(kernel.Response)},
			kernel.Event{Kind: kernel.CardFault, Fault: 1},
			nil,
		},
		{
			"garbled card",
			withCard(cardThat(apdu.Fault(apdu.Transmission, nil))),
			kernel.Action{Kind: kernel.Transmit, Await: kernel.Set(kernel.Response)},
			kernel.Event{Kind: kernel.CardFault, Fault: 2},
			nil,
		},
		{
			"card pulled",
			withCard(cardThat(apdu.Fault(apdu.Removed, nil))),
			kernel.Action{Kind: kernel.Transmit, Await: kernel.Set(kernel.Response)},
			kernel.Event{Kind: kernel.CardFault, Fault: 1},
			nil,
		},
		{"broken reader", withCard(cardThat(broken)), kernel.Action{Kind: kernel.Transmit, Await: kernel.Set(kernel.Response)}, kernel.Event{}, broken},

		{"no PIN device", terminal.Devices{}, kernel.Action{Kind: kernel.EnterPIN}, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil},
		{"no PIN device to verify", terminal.Devices{}, kernel.Action{Kind: kernel.VerifyPIN}, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil},
		{"PIN bypassed", withPIN(pinPad{result: kernel.PINBypassed}), kernel.Action{Kind: kernel.EnterPIN}, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINBypassed}, nil},
		{
			"nobody types",
			withPIN(pinPad{err: context.DeadlineExceeded}),
			kernel.Action{Kind: kernel.EnterPIN, Within: time.Millisecond},
			kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINCancelled},
			nil,
		},
		{"PIN verified", withPIN(pinPad{sw: 0x63C2}), kernel.Action{Kind: kernel.VerifyPIN}, kernel.Event{Kind: kernel.PINDone, SW: 0x63C2}, nil},
		{"card pulled at VERIFY", withPIN(pinPad{err: apdu.Fault(apdu.Removed, nil)}), kernel.Action{Kind: kernel.VerifyPIN}, kernel.Event{Kind: kernel.CardFault, Fault: 1}, nil},
		{"broken reader at VERIFY", withPIN(pinPad{err: broken}), kernel.Action{Kind: kernel.VerifyPIN}, kernel.Event{}, broken},

		{"no host", terminal.Devices{}, kernel.Action{Kind: kernel.GoOnline}, kernel.Event{Kind: kernel.UnableToGoOnline}, nil},
		{"not sent", withHost(&host{err: terminal.ErrNotSent}, nil), kernel.Action{Kind: kernel.GoOnline}, kernel.Event{Kind: kernel.UnableToGoOnline}, nil},
		{
			"sent, no answer",
			withHost(&host{err: broken}, nil),
			kernel.Action{Kind: kernel.GoOnline},
			kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true},
			nil,
		},
		{"answer", withHost(&host{response: []byte{0x8A}}, nil), kernel.Action{Kind: kernel.GoOnline}, kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A}}, nil},

		{"nobody to choose: the first", terminal.Devices{}, kernel.Action{Kind: kernel.SelectApplication, Candidates: one}, kernel.Event{Kind: kernel.Chosen}, nil},
		{"nobody to confirm: no", terminal.Devices{}, kernel.Action{Kind: kernel.ConfirmApplication, Candidates: one}, kernel.Event{Kind: kernel.Chosen, Index: -1}, nil},
		{"chosen", terminal.Devices{Cardholder: terminal.Cardholder{Chooser: user{pick: 1}}}, kernel.Action{Kind: kernel.SelectApplication, Candidates: one}, kernel.Event{Kind: kernel.Chosen, Index: 1}, nil},
		{"chosen none", terminal.Devices{Cardholder: terminal.Cardholder{Chooser: user{pick: -1}}}, kernel.Action{Kind: kernel.SelectApplication, Candidates: one}, kernel.Event{Kind: kernel.Cancelled}, nil},
		{"confirmed", terminal.Devices{Cardholder: terminal.Cardholder{Chooser: user{yes: true}}}, kernel.Action{Kind: kernel.ConfirmApplication, Candidates: one}, kernel.Event{Kind: kernel.Chosen}, nil},
		{"refused", terminal.Devices{Cardholder: terminal.Cardholder{Chooser: user{}}}, kernel.Action{Kind: kernel.ConfirmApplication, Candidates: one}, kernel.Event{Kind: kernel.Chosen, Index: -1}, nil},

		{"nobody to review: all, as they are", terminal.Devices{}, review, kernel.Event{Kind: kernel.Reviewed, Data: []byte{0, 1}}, nil},
		{"reviewed, the first chosen", withReviewer(prefers{order: []int{1, 0}, first: true}), review, kernel.Event{Kind: kernel.Reviewed, Data: []byte{1, 0}, MerchantChose: true}, nil},
		{"reviewed, none stays", withReviewer(prefers{}), review, kernel.Event{Kind: kernel.Reviewed}, nil},
		{"broken review", withReviewer(prefers{err: broken}), review, kernel.Event{Kind: kernel.Reviewed}, broken},

		{"no capture device", terminal.Devices{}, kernel.Action{Kind: kernel.CaptureBiometric}, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil},
		{"no capture device to verify", terminal.Devices{}, kernel.Action{Kind: kernel.VerifyBiometric}, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil},
		{"captured", withCapture(capture{}), kernel.Action{Kind: kernel.CaptureBiometric}, kernel.Event{Kind: kernel.PINDone}, nil},
		{"no finger", withCapture(capture{pinPad{result: kernel.PINBypassed, sw: 1}, false}), kernel.Action{Kind: kernel.CaptureBiometric}, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINBypassed}, nil},
		{"no finger in time", withCapture(capture{pinPad{err: context.DeadlineExceeded}, false}), capturing, kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINCancelled}, nil},
		{"captured as time ends", withCapture(capture{late: true}), capturing, kernel.Event{Kind: kernel.PINDone}, nil},
		{"broken capture device", withCapture(capture{pinPad{err: broken}, false}), kernel.Action{Kind: kernel.CaptureBiometric}, kernel.Event{Kind: kernel.PINDone}, broken},
		{"finger verified", withCapture(capture{pinPad{sw: 0x63C2}, false}), kernel.Action{Kind: kernel.VerifyBiometric}, kernel.Event{Kind: kernel.PINDone, SW: 0x63C2}, nil},
		{"card pulled at the finger's VERIFY", withCapture(capture{pinPad{err: apdu.Fault(apdu.Removed, nil)}, false}), kernel.Action{Kind: kernel.VerifyBiometric}, kernel.Event{Kind: kernel.CardFault, Fault: 1}, nil},
		{"nobody to perform a CVM", terminal.Devices{}, kernel.Action{Kind: kernel.PerformCVM, Data: []byte{0x20, 0}}, kernel.Event{Kind: kernel.CVMPerformed, CVM: tlv.CVMFailed}, nil},

		{"no display", terminal.Devices{}, kernel.Action{Kind: kernel.Show}, kernel.Event{}, nil},
	} {
		got, err := c.devices.Do(context.Background(), c.action)
		if !errors.Is(err, c.err) || got.Kind != c.want.Kind || got.Fault != c.want.Fault || got.PIN != c.want.PIN || got.Index != c.want.Index || got.MayHaveArrived != c.want.MayHaveArrived || got.SW != c.want.SW ||
			got.MerchantChose != c.want.MerchantChose || got.CVM != c.want.CVM || got.Took != c.want.Took || string(got.Data) != string(c.want.Data) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	for _, i := range []int{-1, 2} { // no candidate
		if got, err := ptr(withReviewer(prefers{order: []int{0, i}})).Do(t.Context(), review); err == nil {
			t.Errorf("candidate %d stays: %+v", i, got)
		}
	}
	// a wait for what cannot come is an error, not a loop
	if _, err := (&terminal.Devices{}).Do(context.Background(), kernel.Action{Kind: kernel.Wait}); err == nil {
		t.Error("a wait for nothing goes on")
	}
	// the host learns that a PIN goes with the request, once
	h := &host{}
	d := ptr(withHost(h, pinPad{}))
	_, _ = d.Do(context.Background(), kernel.Action{Kind: kernel.EnterPIN, PIN: kernel.PINRequest{Method: kernel.OnlinePIN}})
	_, _ = d.Do(context.Background(), kernel.Action{Kind: kernel.GoOnline, ID: 7, OnlinePIN: true, Transaction: &kernel.Transaction{Money: kernel.Money{Amount: 5}}})
	if !h.got.OnlinePIN || h.got.ID != 7 || h.got.Transaction.Amount != 5 {
		t.Errorf("%+v", h.got)
	}
}

// wiping counts the ends of transactions.
type wiping struct {
	pinPad
	ends int
}

func (w *wiping) EndTransaction() { w.ends++ }

// The kernel says whether a PIN goes with a request. One that this device has not taken, or has taken for another transaction, goes to no host.
// B3 10.5.2, B4 12.2.1
func TestPINOfThisTransaction(t *testing.T) {
	enter := kernel.Action{Kind: kernel.EnterPIN, PIN: kernel.PINRequest{Method: kernel.OnlinePIN}}
	do := func(d *terminal.Devices, a kernel.Action) kernel.Event {
		ev, err := d.Do(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		return ev
	}
	h, w := &host{response: []byte{0x8A}}, &wiping{}
	d := ptr(withHost(h, w))
	do(d, enter)
	if do(d, kernel.Action{Kind: kernel.GoOnline}); h.got.OnlinePIN {
		t.Error("a PIN that this transaction did not ask for")
	}
	d.EndTransaction()
	if w.ends != 1 {
		t.Error("the PIN device was not told")
	}
	for _, a := range []kernel.Action{{Kind: kernel.GoOnline, ID: 9, OnlinePIN: true}, {Kind: kernel.GoOnline, ID: 9, NewPIN: true}} {
		if ev := do(d, a); ev.Kind != kernel.UnableToGoOnline || !ev.MayHaveArrived || h.got.ID == 9 {
			t.Errorf("%v, host got %+v", ev, h.got)
		}
	}
	s, err := kernel.NewSession(kernel.Single("two", func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.EnterPIN(enter.PIN, 0); out != nil {
			return out
		}
		if _, out := p.GoOnline(nil); out != nil {
			return out
		}
		return &kernel.Outcome{Status: kernel.Approved}
	}), &kernel.Config{}, kernel.Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := kernel.Run(context.Background(), s, d)
	if err != nil || !h.got.OnlinePIN || w.ends != 2 || out.Request != h.got.ID || out.Request == 0 {
		t.Errorf("%v, %v, %+v, %d ends", out, err, h.got, w.ends)
	}
}

// The receipt has words for every result of cardholder verification, and says of no other than none that nobody was verified.
// B4 6.3.4.4
func TestReceiptOfEveryCVM(t *testing.T) {
	seen := map[string]bool{}
	for cvm := kernel.CVMNotApplicable; cvm <= kernel.CVMBiometricOnline; cvm++ {
		cfg, tx, out := outcome()
		out.CVM = cvm
		words := terminal.NewReceipt(cfg, tx, out).Verified
		if words == "" || seen[words] || (words == "NOT VERIFIED") != (cvm == kernel.CVMNotApplicable) {
			t.Errorf("CVM %d: %q", cvm, words)
		}
		seen[words] = true
	}
}

// The PIN that a tap's kernel wants was entered where a request follows, and only there.
//
// A 5.5.8
func TestReceiptOfPINThatNobodyEntered(t *testing.T) {
	for _, c := range []struct {
		by      kernel.Interface
		request uint64
		want    string
	}{
		{kernel.Contactless, 0, "NOT VERIFIED"},
		{kernel.Contactless, 7, "ONLINE PIN ENTERED"},
		{kernel.Contact, 0, "ONLINE PIN ENTERED"},
		{kernel.MagneticStripe, 0, "ONLINE PIN ENTERED"},
	} {
		cfg, tx, r := outcome()
		r.CVM, r.Interface, r.Request, r.Status = kernel.CVMOnlinePIN, c.by, c.request, kernel.Declined
		if got := terminal.NewReceipt(cfg, tx, r).Verified; got != c.want {
			t.Errorf("by %d, request %d: %q, want %q", c.by, c.request, got, c.want)
		}
	}
	p := standAt(t, "tap", rules{}, func(_ *kernel.Config, d *terminal.Devices) {
		d.Readers = terminal.Readers{Contactless: terminal.Inserted(tapCard(t, "k8-declined"))}
		d.Merchant, d.Cardholder.Converter = terminal.Merchant{}, nil
	})
	sale, err := p.Sell(t.Context(), 6000)
	if err != nil || sale.Approved() || sale.Result.CVM != kernel.CVMOnlinePIN || sale.Receipt.Verified != "NOT VERIFIED" {
		t.Fatal(sale, err)
	}
}

// B4 6.6.1
func TestNoCard(t *testing.T) {
	ev, err := (&terminal.Devices{}).Do(context.Background(), kernel.Action{Kind: kernel.Transmit, Await: kernel.Set(kernel.Response), Command: []byte{0, 0xA4, 4, 0}})
	if err != nil || ev.Kind != kernel.CardFault || ev.Fault != kernel.FaultTimeout {
		t.Errorf("%v, %v", ev, err)
	}
}

func outcome() (*kernel.Config, *kernel.Transaction, *kernel.Result) {
	cfg := &kernel.Config{Terminal: kernel.Terminal{TerminalID: "TERM0001", MerchantNameLocation: "SHOP", TransactionCurrency: 0x978, CurrencyExponent: 2}}
	money := kernel.Money{Amount: 1234, Currency: 0x978, Exponent: 2}
	tx := &kernel.Transaction{Money: money, Sequence: 42, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0x34, 0x56}}
	r := &kernel.Result{
		Outcome: kernel.Outcome{
			Status: kernel.Approved, CVM: kernel.CVMSignature, Kernel: "contact", ODA: kernel.ODAResult{Method: "CDA", Result: "ok"},
			DataRecord: []byte{0x9C, 1, 0, 0x5A, 2, 0x54, 0x13, 0x57, 1, 0x54, 0x5F, 0x20, 1, 0x41, 0x95, 5, 0, 0, 0, 0x80, 0},
		},
		Authorised: kernel.AuthorisedOnline, ResponseCode: "00", ApprovalCode: "A1B2C3", Online: true, Money: money,
		AID: []byte{0xA0, 0, 0, 0, 4, 0x10, 0x10}, Label: "Test <Credit>", Exchanges: 20,
		Report: kerneltest.Report(
			kerneltest.Element{Row: tlv.CID, Value: []byte{0x40}},
			kerneltest.Element{Row: tlv.ApplicationCryptogram, Value: []byte{1, 2, 3, 4, 5, 6, 7, 8}},
			kerneltest.Element{Row: tlv.TVR, Value: []byte{0, 0, 0, 0x80, 0}},
			kerneltest.Element{Row: tlv.TSI, Value: []byte{0xF8, 0}},
			kerneltest.Element{Row: tlv.CVMResults, Value: []byte{0x1E, 0, 0}},
			kerneltest.Element{Row: tlv.PAN, Value: []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00, 0x11}},
			kerneltest.Element{Row: tlv.PANSequenceNumber, Value: []byte{1}},
		),
	}
	return cfg, tx, r
}

// A place is a reader of which tests say what it finds, and when.
type place struct {
	apdu.Card
	answer []byte
	err    error
	waits  bool // for a card that does not come
	off    chan bool
}

func (s place) Activate(ctx context.Context) ([]byte, error) {
	if s.waits {
		<-ctx.Done()
		return nil, apdu.Fault(apdu.Timeout, ctx.Err())
	}
	return s.answer, s.err
}

func (s place) Deactivate() { close(s.off) }

// Which of several readers finds the card: the first in order where two have one; a card that answers before one that does not; and a card that does not
// answer is told from none. The readers that found nothing are deactivated.
// A 5.1, EMV 4.3 B1 8
func TestReaders(t *testing.T) {
	const chip, tap, swipe = kernel.Contact, kernel.Contactless, kernel.MagneticStripe
	found := func(i kernel.Interface) kernel.Event {
		return kernel.Event{Kind: kernel.CardFound, Interface: i, Data: []byte{byte(i)}}
	}
	mute := func(i kernel.Interface) kernel.Event {
		return kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTransmission, Interface: i}
	}
	garbled, broken := apdu.Fault(apdu.Transmission, nil), errors.New("broken")
	there, fault, waits := place{}, place{err: garbled}, place{waits: true}
	for _, c := range []struct {
		name  string
		slots [3]place
		want  kernel.Event
		err   error
		off   string
	}{
		{"nobody comes", [3]place{waits, waits, waits}, kernel.Event{Kind: kernel.Timeout}, nil, "123"},
		{"inserted", [3]place{there, waits, waits}, found(chip), nil, "23"},
		{"tapped", [3]place{waits, there, waits}, found(tap), nil, "13"},
		{"swiped", [3]place{waits, waits, there}, found(swipe), nil, "12"},
		{"inserted and mute", [3]place{fault, waits, waits}, mute(chip), nil, "23"},
		{"tapped and mute", [3]place{waits, fault, waits}, mute(tap), nil, "13"},
		{"a broken reader", [3]place{waits, {err: broken}, waits}, kernel.Event{}, broken, ""},
	} {
		for i := range c.slots {
			c.slots[i].off, c.slots[i].answer = make(chan bool), []byte{byte(i + 1)}
		}
		d := terminal.Devices{Readers: terminal.Readers{Contact: c.slots[0], Contactless: c.slots[1], Stripe: c.slots[2]}}
		within := time.Duration(0)
		if c.want.Kind == kernel.Timeout {
			within = time.Nanosecond
		}
		ev, err := d.Do(t.Context(), kernel.Action{Kind: kernel.Activate, Readers: []kernel.Interface{chip, tap, swipe}, Within: within})
		off := ""
		for i := range c.slots {
			select {
			case <-c.slots[i].off:
				off += string(rune('1' + i))
			default:
			}
		}
		if !reflect.DeepEqual(ev, c.want) || !errors.Is(err, c.err) || off != c.off {
			t.Errorf("%s: %v, %v, off %s", c.name, ev, err, off)
		}
	}
}

// What breaks beside the kernel is heard of with its next post.
func TestBrokenBeside(t *testing.T) {
	broken := errors.New("broken")
	d := withCard(cardThat(broken))
	_, err := d.Do(t.Context(), kernel.Action{Kind: kernel.Transmit, Command: []byte{0, 0xA4, 4, 0}})
	for range 1000 {
		if err != nil {
			break
		}
		runtime.Gosched()
		_, err = d.Do(t.Context(), kernel.Action{Kind: kernel.Poll})
	}
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	d.EndTransaction()
}

// Devices with one of them.
func withCard(c apdu.Card) terminal.Devices {
	return terminal.Devices{Readers: terminal.Readers{Contact: terminal.Inserted(c)}}
}

func withPIN(p terminal.PINPad) terminal.Devices {
	return terminal.Devices{Cardholder: terminal.Cardholder{PIN: p}}
}

func withHost(h terminal.Host, p terminal.PINPad) terminal.Devices {
	return terminal.Devices{Acquirer: terminal.Acquirer{Host: h}, Cardholder: terminal.Cardholder{PIN: p}}
}

func ptr(d terminal.Devices) *terminal.Devices { return &d }

// B4 6.3.4.4 capture, 6.5.1 indicated, 11.3 receipt, 11.4, 6.3.4.4
func TestReceipt(t *testing.T) {
	r := terminal.NewReceipt(outcome())
	var merchant, cardholder strings.Builder
	if err := errors.Join(r.Print(&merchant, terminal.MerchantCopy), r.Print(&cardholder, terminal.CardholderCopy)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"SHOP", "2026-07-01 12:34:56", "TERM0001", "000042", "Test <Credit>", "A0000000041010", "******0011", "01", "12.34 EUR",
		"APPROVED", "SIGNATURE", "A1B2C3", "0000008000", "F800", "1E0000", "TC 0102030405060708",
	} {
		if !strings.Contains(merchant.String(), s) || !strings.Contains(cardholder.String(), s) {
			t.Errorf("%q is missing in\n%s%s", s, merchant.String(), cardholder.String())
		}
	}
	if !strings.Contains(merchant.String(), "______") || strings.Contains(cardholder.String(), "______") {
		t.Error("the line for the signature belongs on the merchant's copy and on no other")
	}
	if !strings.Contains(merchant.String(), "541333******0011") || strings.Contains(cardholder.String(), "541333") {
		t.Error("a cardholder's copy has the last four digits alone")
	}
	if strings.Contains(merchant.String()+cardholder.String(), "5413330089020011") {
		t.Error("the PAN in clear")
	}
	cfg, tx, out := outcome()
	out.Status, out.Authorised = kernel.Declined, kernel.AuthorisedByNobody
	if r := terminal.NewReceipt(cfg, tx, out); r.Signature {
		t.Error("a signature for a decline")
	}
}

func TestRecord(t *testing.T) {
	_, _, out := outcome()
	b, err := json.Marshal(terminal.NewRecord(out))
	if err != nil {
		t.Fatal(err)
	}
	var r terminal.Record
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	want := terminal.Record{
		Outcome: "approved", Kernel: "contact", AID: "A0000000041010", Label: "Test <Credit>", Online: true, Cryptogram: "TC", CID: "40",
		TVR: "0000008000", TSI: "F800", CVMResults: "1E0000", ARC: "00", Authorised: "online", ApprovalCode: "A1B2C3", ODA: terminal.RecordODA{Method: "CDA", Result: "ok"}, Exchanges: 20,
		DE55: "9C010095050000008000", Version: kernel.Running().Version, Checksum: kernel.Running().Checksum,
	}
	if r != want || r.Version == "" {
		t.Errorf("%+v", r)
	}
	out.Report, out.Error.Reason = kernel.Report{}, "no response"
	if r := terminal.NewRecord(out); r.Cryptogram != "" || r.CID != "" || r.Reason != "no response" {
		t.Errorf("%+v", r)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		minor    uint64
		exponent byte
		want     string
	}{{1234, 2, "12.34"}, {5, 2, "0.05"}, {0, 2, "0.00"}, {1234, 0, "1234"}, {1234, 3, "1.234"}, {999_999_999_999, 2, "9999999999.99"}} {
		if got := terminal.FormatAmount(c.minor, c.exponent); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if terminal.CurrencyName(0x978) != "EUR" || terminal.CurrencyName(0x036) != "AUD" || terminal.CurrencyName(0x000) != "000" {
		t.Error("currency names")
	}
	if terminal.CryptogramName(0x80) != "ARQC" || terminal.CryptogramName(0x0F) != "AAC" || terminal.CryptogramName(0xC0) != "RFU" {
		t.Error("cryptogram names")
	}
}
