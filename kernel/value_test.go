package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/tlv"
)

// reads is a program that stores what a card might say and asks for an amount to be confirmed.
func reads(p *kernel.Port) *kernel.Outcome {
	s := p.Store()
	tvr := s.TVR()
	s.Put(tlv.PAN, tlv.FromCard, []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x60, 0x00, 0x10})
	s.Put(tlv.ApplicationLabel, tlv.FromCard, []byte("Test Credit"))
	s.Put(tlv.CDOL2, tlv.FromCard, nil)
	out := p.ConfirmAmount(kernel.UI{Message: kernel.MsgAmountOK, Amount: 700, HasValue: true, Currency: 0x978, Exponent: 2}, []byte{0x9F, 0x07, 0x00}, true)
	if out != nil {
		return out
	}
	tvr.Set(tlv.TVRODANotPerformed)
	s.Put(tlv.BiometricSubtype, tlv.FromTerminal, []byte{7}) // 82 of a template, and no AIP
	s.Put(tlv.IssuerScriptResults, tlv.FromKernel, []byte{0x20, 0, 0, 0, 0})
	p.Store().Put(tlv.AmountAuthorised, tlv.FromTerminal, tlv.AppendN(nil, p.Transaction().Amount, 6))
	p.Poll()
	return &kernel.Outcome{Status: kernel.Approved}
}

// B4 8.4.5
func TestValue(t *testing.T) {
	for _, clear := range []bool{false, true} {
		var opts []kernel.Option
		pan, masked := "", kernel.ErrMasked
		if clear {
			opts, pan, masked = append(opts, kernel.WithClearData()), "5413330089600010", nil
		}
		s := open(t, reads, opts...)
		is := func(tag tlv.Tag, want string, err error) {
			t.Helper()
			v, got := s.Value(tag)
			if fmt.Sprintf("%X", v) != want || !errors.Is(got, err) {
				t.Errorf("%s: %X, %v, want %s, %v", tag, v, got, want, err)
			}
		}
		is(0x5A, "", kernel.ErrNoValue)
		a := next(t, s, kernel.Event{}, kernel.ConfirmAmount)
		if !a.Cashback || a.UI.Amount != 700 || a.UI.Exponent != 2 || a.Transaction == nil || len(a.Data) != 3 {
			t.Errorf("%+v", a)
		}
		is(0x5A, pan, masked)
		is(0x50, "5465737420437265646974", nil)
		is(0x95, "0000000000", nil)
		is(0x8D, "", nil) // there, and empty
		is(0x9F5B, "", kernel.ErrNoValue)
		is(0x9B, "", kernel.ErrNoValue) // the program keeps none
		next(t, s, kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 800}}, kernel.Poll)
		is(0x95, "8000000000", nil)
		is(0x82, "", kernel.ErrNoValue)
		is(0x9F02, "000000000800", nil)
		is(0x9F5B, "2000000000", nil)
		next(t, s, kernel.Event{}, kernel.Done)
		is(0x5A, pan, masked)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		is(0x50, "", kernel.ErrClosed)
	}
}

// A trace, a journal's sink or a handler that asks while Next is running is told so.
func TestValueBusy(t *testing.T) {
	var s *kernel.Session
	var got error
	s = open(t, reads, journal.WithSink(func([]byte) error { _, got = s.Value(0x50); return nil }))
	next(t, s, kernel.Event{}, kernel.ConfirmAmount)
	if !errors.Is(got, kernel.ErrBusy) {
		t.Error(got)
	}
}

// An amount in what is no currency is refused, and nothing has happened; the currency reaches the program with its exponent.
func TestConfirmAmountEvent(t *testing.T) {
	s := open(t, reads)
	next(t, s, kernel.Event{}, kernel.ConfirmAmount)
	for _, ev := range []kernel.Event{
		{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1, Currency: 0x97A}},
		{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1, Currency: 0x1978}},
		{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1, Currency: 0x840, Exponent: 10}},
		{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1_000_000_000_000}},
		{Kind: kernel.Chosen},
	} {
		if _, err := s.Next(ev); !errors.Is(err, kernel.ErrUnexpected) {
			t.Errorf("%+v: %v", ev, err)
		}
	}
	next(t, s, kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 800, Currency: 0x840, Exponent: 2}}, kernel.Poll)
	if out := next(t, s, kernel.Event{}, kernel.Done).Result; out.Currency != 0x840 || out.Exponent != 2 {
		t.Errorf("%+v", out.Money)
	}
}

func ExampleSession_Value() {
	session, err := kernel.NewSession(kernel.Single("example", reads), &kernel.Config{}, kernel.Transaction{}, kernel.WithClearData())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer session.Close() // wipes
	out, err := session.RunOpen(context.Background(), kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind == kernel.ConfirmAmount {
			return kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{}}, nil
		}
		return kernel.Event{}, nil
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	label, err := session.Value(0x50)
	fmt.Println(out, string(label), err)
	pan, err := session.Value(0x5A)
	fmt.Printf("%X %v\n", pan, err)
	clear(pan)
	// Output:
	// approved, ARC Y1, authorised offline Test Credit <nil>
	// 5413330089600010 <nil>
}
