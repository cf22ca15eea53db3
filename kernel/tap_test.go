package kernel_test

import (
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// A contact reader that was polled beside the contactless one goes on: its card is one more CardFound while a contactless card is worked on, until the
// reader is switched off; commands go there once it is taken. No other reader's card is, and none after a contact card.
//
// A 8.1.1.10
func TestContactBesideContactless(t *testing.T) {
	card := func(i kernel.Interface) kernel.Event { return kernel.Event{Kind: kernel.CardFound, Interface: i} }
	for _, c := range []struct {
		name        string
		readers     []kernel.Interface
		first, late kernel.Interface
		off         kernel.Interface
		taken       bool
	}{
		{"beside", []kernel.Interface{kernel.Contact, kernel.Contactless}, kernel.Contactless, kernel.Contact, 0, true},
		{"the contactless one off", []kernel.Interface{kernel.Contact, kernel.Contactless}, kernel.Contactless, kernel.Contact, kernel.Contactless, true},
		{"switched off", []kernel.Interface{kernel.Contact, kernel.Contactless}, kernel.Contactless, kernel.Contact, kernel.Contact, false},
		{"not polled", []kernel.Interface{kernel.Contactless}, kernel.Contactless, kernel.Contact, 0, false},
		{"a stripe", []kernel.Interface{kernel.Contact, kernel.MagneticStripe, kernel.Contactless}, kernel.Contactless, kernel.MagneticStripe, 0, false},
		{"a second contactless card", []kernel.Interface{kernel.Contact, kernel.Contactless}, kernel.Contactless, kernel.Contactless, 0, false},
		{"after a contact card", []kernel.Interface{kernel.Contact, kernel.Contactless}, kernel.Contact, kernel.Contact, 0, false},
	} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			if _, out := p.Activate(0, c.readers...); out != nil {
				return out
			}
			if c.off != 0 {
				p.ReaderOff(c.off)
			}
			p.Poll()
			_, ok := p.Take(kernel.Set(kernel.CardFound))
			if _, out := p.Transmit(read1); out != nil || !ok {
				return &kernel.Outcome{Status: kernel.Declined}
			}
			return &kernel.Outcome{Status: kernel.Approved}
		}), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.Activate)
		if c.off != 0 {
			next(t, s, card(c.first), kernel.FieldOff)
			next(t, s, kernel.Event{}, kernel.Poll)
		} else {
			next(t, s, card(c.first), kernel.Poll)
		}
		a, err := s.Next(kernel.Event{Kind: kernel.CardFault, Interface: kernel.Contact}) // it is about no card that is there
		if err == nil && a.Kind != kernel.Wait && a.Kind != kernel.Poll {
			t.Errorf("%s: a fault of a card that nobody has found: %v", c.name, a.Kind)
		}
		a, err = s.Next(card(c.late))
		reader := c.first
		if c.taken {
			reader = c.late
		}
		if err != nil || a.Kind != kernel.Transmit || a.Reader != reader {
			t.Errorf("%s: %v, reader %d, %v", c.name, a.Kind, a.Reader, err)
		}
		if a, err = s.Next(response(ok9000...)); err != nil || (a.Result.Status == kernel.Approved) != c.taken {
			t.Errorf("%s: %v, %v", c.name, a, err)
		}
		_ = s.Close()
	}
}

// A host may be waited for together with something else, which then comes first; its own answer is awaited after that.
func TestGoOnlineBesideTimeout(t *testing.T) {
	s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
		p.StartTimer(1)
		first, out := p.GoOnline(nil, kernel.Timeout)
		if out != nil || first.Kind != kernel.Timeout {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		if ev, out := p.Await(kernel.Set(kernel.HostResponse)); out != nil || ev.Kind != kernel.HostResponse {
			return &kernel.Outcome{Status: kernel.Declined}
		}
		return &kernel.Outcome{Status: kernel.OnlineRequest}
	}), &kernel.Config{}, kernel.Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	next(t, s, kernel.Event{}, kernel.StartTimer)
	if a := next(t, s, kernel.Event{}, kernel.GoOnline); !a.Await.Has(kernel.Timeout) || !a.Await.Has(kernel.HostResponse) {
		t.Error(a.Await)
	}
	next(t, s, kernel.Event{Kind: kernel.Timeout}, kernel.Wait)
	a := next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 2, '0', '0'}}, kernel.Done)
	if a.Result.Authorised != kernel.AuthorisedOnline {
		t.Error(a.Result)
	}
}

// A message without a language is in that of the one before; a language that the terminal has not changes nothing, nor does what is none. A terminal that names no languages takes the
// first.
//
// A 8.1.1.17, B3 A1
func TestLanguageStays(t *testing.T) {
	for _, c := range []struct {
		terminal []string
		asked    []string
		want     []string
	}{
		{nil, []string{"", "fr", "", "de", ""}, []string{"", "fr", "fr", "de", "de"}},
		{nil, []string{"frdeenit", "\x1b[2J\x1b[2J", "DE", "\x00\xFFit", "e", "1a"}, []string{"fr", "fr", "de", "it", "it", "it"}},
		{nil, []string{"{{de", "f1it", "1fnl", "zz"}, []string{"de", "it", "nl", "zz"}},
		{[]string{"en", "fr"}, []string{"en", "de", "", "defr", ""}, []string{"en", "en", "en", "fr", "fr"}},
		{[]string{"en", "fr"}, []string{"de", "FR", "e"}, []string{"", "fr", "fr"}},
	} {
		cfg := &kernel.Config{Terminal: kernel.Terminal{Languages: c.terminal}}
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			for _, l := range c.asked {
				p.Show(kernel.UI{Message: kernel.MsgApproved, Language: l})
			}
			return &kernel.Outcome{Status: kernel.Approved}
		}), cfg, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if a := next(t, s, kernel.Event{}, kernel.Show); a.UI.Language != want {
				t.Errorf("%v, message %d: %q, want %q", c.asked, i, a.UI.Language, want)
			}
		}
		if err := s.Close(); err != nil && !errors.Is(err, kernel.ErrClosed) {
			t.Error(err)
		}
	}
}
