package kernel_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// dialogue asks for language, account and amounts, and shows in its outcome what it was told.
var dialogue = program(func(p *kernel.Port) *kernel.Outcome {
	languages, accounts := []string{"en", "de"}, []tlv.AccountTypeValue{tlv.SavingsAccount, tlv.CreditAccount}
	i, out := p.SelectLanguage(languages, kernel.UI{Language: "en"})
	if out != nil {
		return out
	}
	k, out := p.SelectAccount(accounts, kernel.UI{Language: languages[i]})
	if out != nil {
		return out
	}
	if out := p.RequestAmount(kernel.UI{Message: kernel.MsgEnterAmount, Language: languages[i], Currency: 0x978}); out != nil {
		return out
	}
	tx := p.Transaction()
	tx.Account = accounts[k]
	if tx.AmountLater {
		return &kernel.Outcome{Status: kernel.Declined}
	}
	if _, out := p.GoOnline(nil); out != nil {
		return out
	}
	return &kernel.Outcome{Status: kernel.Approved}
})

func dialogueSession(t *testing.T) *kernel.Session {
	t.Helper()
	s, err := kernel.NewSession(dialogue, &kernel.Config{}, kernel.Transaction{AmountLater: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each question goes out with what can be chosen, takes no other answer, and is replayed to the byte.
func TestDialogue(t *testing.T) {
	s := dialogueSession(t)
	defer s.Close()
	refuse := func(evs ...kernel.Event) {
		t.Helper()
		for _, ev := range evs {
			if _, err := s.Next(ev); !errors.Is(err, kernel.ErrUnexpected) {
				t.Errorf("%v %d: %v", ev, ev.Index, err)
			}
		}
	}
	a := next(t, s, kernel.Event{}, kernel.SelectLanguage)
	if !slices.Equal(a.Languages, []string{"en", "de"}) || a.UI.Language != "en" || !a.Await.Has(kernel.Chosen) || !a.Await.Has(kernel.Cancelled) {
		t.Error(kerneltest.Dump(a))
	}
	refuse(kernel.Event{Kind: kernel.Chosen, Index: 2}, kernel.Event{Kind: kernel.Chosen, Index: -1}, kernel.Event{Kind: kernel.AmountEntered})
	a = next(t, s, kernel.Event{Kind: kernel.Chosen, Index: 1}, kernel.SelectAccount)
	if len(a.Accounts) != 2 || a.Accounts[1] != tlv.CreditAccount || a.UI.Language != "de" {
		t.Error(kerneltest.Dump(a))
	}
	refuse(kernel.Event{Kind: kernel.Chosen, Index: 2})
	a = next(t, s, kernel.Event{Kind: kernel.Chosen, Index: 1}, kernel.RequestAmount)
	if a.UI.Message != kernel.MsgEnterAmount || a.UI.Currency != 0x978 || !a.Await.Has(kernel.AmountEntered) {
		t.Error(kerneltest.Dump(a))
	}
	refuse(kernel.Event{Kind: kernel.Chosen}, kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1_000_000_000_000}}, kernel.Event{Kind: kernel.AmountEntered, AmountOther: 1_000_000_000_000})
	a = next(t, s, kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 999_999_999_999}, AmountOther: 7}, kernel.GoOnline)
	if tx := a.Transaction; tx.Amount != 999_999_999_999 || tx.AmountOther != 7 || tx.AmountLater || tx.Account != tlv.CreditAccount {
		t.Error(kerneltest.Dump(a))
	}
	done := next(t, s, kernel.Event{Kind: kernel.UnableToGoOnline}, kernel.Done)
	if r := done.Result; r.Amount != 999_999_999_999 || r.AmountOther != 7 || r.Account != tlv.CreditAccount {
		t.Error(r.Amount, r.AmountOther, r.Account)
	}
	var kinds []kernel.ActionKind
	var amounts [2]uint64
	err := kernel.Replay(dialogue, &kernel.Config{}, s.Journal(), func(ev kernel.Event, a kernel.Action) error {
		kinds = append(kinds, a.Kind)
		if ev.Kind == kernel.AmountEntered {
			amounts = [2]uint64{ev.Amount, ev.AmountOther}
		}
		return nil
	})
	want := []kernel.ActionKind{kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount, kernel.GoOnline, kernel.Done}
	if err != nil || !slices.Equal(kinds, want) || amounts != [2]uint64{999_999_999_999, 7} {
		t.Error(err, kinds, amounts)
	}
}

// Cancel ends it at each question, and a resumed session asks the question again.
func TestDialogueCancelled(t *testing.T) {
	answers := []kernel.Event{{}, {Kind: kernel.Chosen, Index: 1}, {Kind: kernel.Chosen}, {Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 5}}}
	for n, want := range []kernel.ActionKind{kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount} {
		s := dialogueSession(t)
		for i := range n + 1 {
			if _, err := s.Next(answers[i]); err != nil {
				t.Fatal(err)
			}
		}
		again, a, err := kernel.Resume(dialogue, &kernel.Config{}, s.Journal())
		if err != nil || a.Kind != want {
			t.Fatal(err, a)
		}
		again.Close()
		if a := next(t, s, kernel.Event{Kind: kernel.Cancelled}, kernel.Done); a.Result.Status != kernel.EndApplication || a.Result.Error.L3 != kernel.L3Stop {
			t.Error(a)
		}
		s.Close()
	}
}

// What is chosen and what is asked for belong to the checksum of all actions: another program is found out.
func TestDialogueDiverges(t *testing.T) {
	s := dialogueSession(t)
	next(t, s, kernel.Event{}, kernel.SelectLanguage)
	next(t, s, kernel.Event{Kind: kernel.Chosen, Index: 1}, kernel.SelectAccount)
	next(t, s, kernel.Event{Kind: kernel.Chosen, Index: 1}, kernel.RequestAmount)
	next(t, s, kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 5}}, kernel.GoOnline)
	journal := s.Journal()
	s.Close()
	for i, other := range []func(p *kernel.Port) *kernel.Outcome{
		func(p *kernel.Port) *kernel.Outcome { return ask(p, []string{"en", "fr"}, tlv.CreditAccount, 0x978) },
		func(p *kernel.Port) *kernel.Outcome {
			return ask(p, []string{"en", "de"}, tlv.DefaultAccount, 0x978)
		},
		func(p *kernel.Port) *kernel.Outcome { return ask(p, []string{"en", "de"}, tlv.CreditAccount, 0x840) },
	} {
		var bad *kernel.JournalError
		if err := kernel.Replay(program(other), &kernel.Config{}, journal, nil); !errors.As(err, &bad) || bad.Fault != kernel.JournalDiverged {
			t.Errorf("%d: %v", i, err)
		}
	}
	same := func(p *kernel.Port) *kernel.Outcome { return ask(p, []string{"en", "de"}, tlv.CreditAccount, 0x978) }
	if err := kernel.Replay(program(same), &kernel.Config{}, journal, nil); err != nil {
		t.Error(err)
	}
}

func ask(p *kernel.Port, languages []string, second tlv.AccountTypeValue, currency uint16) *kernel.Outcome {
	if _, out := p.SelectLanguage(languages, kernel.UI{Language: "en"}); out != nil {
		return out
	}
	if _, out := p.SelectAccount([]tlv.AccountTypeValue{tlv.SavingsAccount, second}, kernel.UI{Language: "de"}); out != nil {
		return out
	}
	if out := p.RequestAmount(kernel.UI{Message: kernel.MsgEnterAmount, Language: "de", Currency: currency}); out != nil {
		return out
	}
	p.Transaction().Account = second
	_, out := p.GoOnline(nil)
	return out
}

// There are four account types, where money comes from and where it goes.
//
// B3 annex G
func TestAccountChecked(t *testing.T) {
	is := map[tlv.AccountTypeValue]bool{0x00: true, 0x10: true, 0x20: true, 0x30: true}
	for b := range 256 {
		a := tlv.AccountTypeValue(b)
		for _, tx := range []kernel.Transaction{{Account: a}, {AccountTo: a}} {
			s, err := kernel.NewSession(dialogue, &kernel.Config{}, tx)
			if (err == nil) != is[a] {
				t.Errorf("%02X from, %02X to: %v", byte(tx.Account), byte(tx.AccountTo), err)
			}
			if s != nil {
				_ = s.Close()
			}
		}
	}
}
