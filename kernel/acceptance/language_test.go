package acceptance_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A francophone is a cardholder whose card prefers languages, at a till that speaks English, German and French: it notes what it shows from the card's answer on.
type francophone struct {
	*tapped
	languages string
	selected  bool
	shown     []string
}

func (x *francophone) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch {
	case a.Kind == kernel.Show && x.selected, a.Kind == kernel.EnterPIN:
		x.shown = append(x.shown, a.UI.Language)
	case a.Kind == kernel.Transmit && a.Command[1] == 0xA4 && !bytes.Contains(a.Command, []byte("2PAY")):
		ev, err := x.tapped.Do(ctx, a)
		ev.Data, x.selected = preferring(ev.Data, x.languages), true
		return ev, err
	}
	return x.tapped.Do(ctx, a)
}

// preferring is an answer to SELECT with a language preference, in the place of the card's own.
func preferring(answer []byte, languages string) []byte {
	fci, ok := tlv.Find(answer[:len(answer)-2], tlv.TagFCI)
	if !ok {
		return answer
	}
	var inner, proprietary []byte
	for c := fci.Children(); ; {
		o, more := c.Next()
		if !more {
			break
		}
		if o.Tag != tlv.TagFCIProprietary {
			inner = append(inner, o.Raw...)
			continue
		}
		for d := o.Children(); ; {
			p, more := d.Next()
			if !more {
				break
			}
			if p.Tag != tlv.LanguagePreference.Tag() {
				proprietary = append(proprietary, p.Raw...)
			}
		}
		inner = tlv.Append(inner, o.Tag, tlv.Append(proprietary, tlv.LanguagePreference.Tag(), []byte(languages)))
	}
	return append(tlv.Append(nil, tlv.TagFCI, inner), answer[len(answer)-2:]...)
}

// A tap speaks the cardholder's language from the card's answer to SELECT to the last message, and so does the receipt: at every kernel, whether card, host or
// nobody decides, and at the way to the contact interface. A language that the terminal has not leaves its own.
//
// A 7.2, 8.1.1.17, 9.4, B4 11.1
func TestLanguageOfTap(t *testing.T) {
	for _, plastic := range []string{
		"mastercard-online", "visa-online", "amex-online", "jcb-online", "discover-online", "unionpay-online", "k8-online",
		"mastercard-offline", "visa-offline", "amex-offline", "jcb-offline", "discover-offline", "unionpay-offline", "k8-offline",
	} {
		for _, answers := range [][]string{{"00"}, {"05"}, {"lost"}, {"1A"}, {"70", "00"}, {"70", "55"}} {
			for languages, want := range map[string]string{"fr": "fr", "itFRde": "fr", "it": "en"} {
				x := &francophone{tapped: &tapped{counter: &counter{pin: kernel.PINEntered}}, languages: languages}
				for _, code := range answers {
					x.answers = append(x.answers, hostSays(code))
				}
				cfg := coded(t)
				cfg.Profile = kernel.Book
				cfg.Terminal.Languages = []string{"en", "de", "fr"}
				r := x.accept(t, plastic, cfg)
				name := fmt.Sprintf("%s, %q, %s", plastic, answers, languages)
				if len(x.shown) == 0 || slices.ContainsFunc(x.shown, func(l string) bool { return l != want }) || r.Language != want {
					t.Errorf("%s: messages in %q, result in %q: %v", name, x.shown, r.Language, r)
				}
				if ui := r.UIOutcome; ui != nil && ui.Language != "" && ui.Language != want && ui.Language != languages {
					t.Errorf("%s: outcome in %q", name, ui.Language)
				}
			}
		}
	}
}

func (x *francophone) accept(t *testing.T, name string, cfg *kernel.Config) *kernel.Result {
	t.Helper()
	plastic, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	x.counter.card, x.counter.found = plastic, at(kernel.Contactless, nil)
	tx := purchase
	if tx.Amount = 1234; bytes.HasSuffix([]byte(name), []byte("offline")) {
		tx.Amount = 500
	}
	return accepted(t, cfg, tx, x, allKernels...)
}
