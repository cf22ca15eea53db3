package kernel_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// The response code of an end that approves nothing and to which no kernel gives one: a tap's cryptogram that asks for no host is decided, a card with contacts is
// its kernel's own to say. About what is only read nobody decides.
// B3 10.8, B4 A6, 12.2.1, A1
func TestCodeOfCard(t *testing.T) {
	const tap, chip, tc, aac, arqc, none = kernel.Contactless, kernel.Contact, 0x40, 0x00, 0x80, -1
	const ended, asks = kernel.EndApplication, kernel.OnlineRequest
	dataOnly := kernel.Treatment{Purpose: kernel.Refund, DataOnly: true}
	for _, c := range []struct {
		name      string
		by        kernel.Interface
		cid       int
		treatment kernel.Treatment
		kind      byte // of the terminal
		asked     bool // the host, which is not reached
		end       kernel.Status
		want      string
	}{
		{"TC", tap, tc, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, false, ended, "Z1"},
		{"AAC", tap, aac, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, false, ended, "Z1"},
		{"ARQC", tap, arqc, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, false, ended, ""},
		{"no cryptogram", tap, none, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, false, ended, ""},
		{"TC, host not reached", tap, tc, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, true, ended, "Z3"},
		{"AAC, host not reached", tap, aac, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, true, ended, "Z3"},
		{"ARQC, host not reached", tap, arqc, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, true, ended, ""},
		{"TC, by contacts", chip, tc, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, false, ended, ""},
		{"TC, by contacts, host not reached", chip, tc, kernel.Treatment{Purpose: kernel.Purchase}, 0x22, true, ended, ""},
		{"TC of a card that is read", tap, tc, kernel.Treatment{Purpose: kernel.CardRead}, 0x22, false, ended, ""},
		{"TC of a refund by card data", tap, tc, dataOnly, 0x22, false, ended, ""},
		{"left to the host where there is none", tap, arqc, kernel.Treatment{Purpose: kernel.Purchase}, 0x23, false, asks, "Z3"},
		{"a refund by card data, where there is no host", tap, arqc, dataOnly, 0x23, false, asks, "Z3"},
		{"a card that is read, where there is no host", tap, arqc, kernel.Treatment{Purpose: kernel.CardRead}, 0x23, false, asks, ""},
	} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			if _, out := p.Activate(0, c.by); out != nil {
				return out
			}
			if c.cid != none {
				p.Store().Put(tlv.CID, tlv.FromKernel, []byte{byte(c.cid)})
			}
			if c.asked {
				_, _ = p.GoOnline(nil)
			}
			return &kernel.Outcome{Status: c.end}
		}), &kernel.Config{Terminal: kernel.Terminal{Type: c.kind}, Treatments: []kernel.Treatment{c.treatment}}, kernel.Transaction{Purpose: c.treatment.Purpose})
		if err != nil {
			t.Fatal(c.name, err)
		}
		next(t, s, kernel.Event{}, kernel.Activate)
		ev := kernel.Event{Kind: kernel.CardFound, Interface: c.by}
		if c.asked {
			next(t, s, ev, kernel.GoOnline)
			ev = kernel.Event{Kind: kernel.UnableToGoOnline}
		}
		if r := next(t, s, ev, kernel.Done).Result; r.ResponseCode != c.want || r.Approved() {
			t.Errorf("%s: %q, want %q, approved %v", c.name, r.ResponseCode, c.want, r.Approved())
		}
		_ = s.Close()
	}
}

// An advice is made where the terminal says so, and not where nobody has answered. The end that follows has the response code that was advised, whatever becomes of its outcome.
// B3 10.8.2, B4 6.3.7, A6
func TestAdviceMade(t *testing.T) {
	for _, c := range []struct {
		name            string
		answer          kernel.Event
		closed          bool
		made, stopped   bool
		own, code, data string
	}{
		{"made", kernel.Event{Kind: kernel.Advised}, false, true, false, "", "Z1", "9F2701088A025A31"},
		{"not made", kernel.Event{Kind: kernel.Advised, NotMade: true}, false, false, false, "", "Z1", "9F2701088A025A31"},
		{"the kernel's own code", kernel.Event{Kind: kernel.Advised}, false, true, false, "Z3", "Z3", "9F2701088A025A33"},
		{"nobody answers", kernel.Event{}, true, false, true, "", "", "9F2701088A025A31"},
	} {
		made, stopped := false, false
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			p.Store().Put(tlv.CID, tlv.FromKernel, []byte{0x08})
			if c.own != "" {
				p.Store().Put(tlv.AuthorisationResponseCode, tlv.FromKernel, []byte(c.own))
			}
			ok, out := p.AdviseEnd(&kernel.Outcome{Status: kernel.Declined})
			if made, stopped = ok, out != nil; stopped {
				return out
			}
			return &kernel.Outcome{Status: kernel.EndApplication} // as where an advice could not be made
		}), &kernel.Config{Terminal: kernel.Terminal{Advices: true}}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		a := next(t, s, kernel.Event{}, kernel.Advise)
		if got := fmt.Sprintf("%X", a.Data); got != c.data {
			t.Errorf("%s: %s, want %s", c.name, got, c.data)
		}
		code := ""
		if !c.closed {
			code = next(t, s, c.answer, kernel.Done).Result.ResponseCode
		}
		if err := s.Close(); err != nil || made != c.made || stopped != c.stopped || code != c.code {
			t.Errorf("%s: made %v, stopped %v, code %q, %v", c.name, made, stopped, code, err)
		}
	}
}

// An advice is wanted of what a card has declined, and of what was left to a host that never heard of it: not of what is left to a host that decides, nor of a card that is only read.
// B3 10.8.2, B4 6.3.7
func TestAdviceWanted(t *testing.T) {
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		end     kernel.Status
		host    kernel.Event // nothing: it is not asked
		wanted  bool
	}{
		{"declined", kernel.Purchase, kernel.Declined, kernel.Event{}, true},
		{"declined, of a card that is read", kernel.CardRead, kernel.Declined, kernel.Event{}, false},
		{"approved", kernel.Purchase, kernel.Approved, kernel.Event{}, false},
		{"left to the host, which somebody else asks", kernel.Purchase, kernel.OnlineRequest, kernel.Event{}, false},
		{"left to the host, which has not heard of it", kernel.Purchase, kernel.OnlineRequest, kernel.Event{Kind: kernel.UnableToGoOnline}, true},
		{"left to the host, which may have", kernel.Purchase, kernel.OnlineRequest, kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, false},
		{"left to the host, which has declined", kernel.Purchase, kernel.OnlineRequest, kernel.Event{Kind: kernel.HostResponse, Data: []byte("\x8A\x0205")}, false},
		{"left to the host, whose answer cannot be read", kernel.Purchase, kernel.OnlineRequest, kernel.Event{Kind: kernel.HostResponse, Data: []byte("\x8A")}, false},
	} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			p.Store().Put(tlv.CID, tlv.FromKernel, []byte{0x08})
			if c.host.Kind != kernel.Nothing {
				_, _ = p.GoOnline(nil)
			}
			if p.Settle(nil) != nil {
				t.Error("there is a result of no outcome")
			}
			return &kernel.Outcome{Status: c.end}
		}), &kernel.Config{Treatments: []kernel.Treatment{{Purpose: c.purpose}}}, kernel.Transaction{Purpose: c.purpose})
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.Next(kernel.Event{})
		if err == nil && a.Kind == kernel.GoOnline {
			a, err = s.Next(c.host)
		}
		if err != nil || a.Kind != kernel.Done || a.Result.Advice != c.wanted {
			t.Errorf("%s: %v, %v, want %v", c.name, a, err, c.wanted)
		}
		_ = s.Close()
	}
}

// A limit is the combination's, or else the terminal's, in the combination's currency: what is equal to it is not above it.
// B 3.1.1.6, 3.1.1.7
func TestUnderFloorLimit(t *testing.T) {
	own, terminals, zero := kernel.Limit{Amount: 100, Present: true}, kernel.Limit{Amount: 200, Present: true}, kernel.Limit{Present: true}
	for _, c := range []struct {
		own, terminals kernel.Limit
		money          kernel.Money
		under          bool
	}{
		{own, terminals, kernel.Money{Amount: 100, Currency: 0x978}, true},
		{own, terminals, kernel.Money{Amount: 101, Currency: 0x978}, false},
		{own, terminals, kernel.Money{Amount: 100, Currency: 0x840}, false},
		{own, kernel.Limit{}, kernel.Money{Amount: 100, Currency: 0x978}, true},
		{zero, terminals, kernel.Money{Amount: 1, Currency: 0x978}, false},
		{zero, terminals, kernel.Money{Currency: 0x978}, true},
		{kernel.Limit{}, terminals, kernel.Money{Amount: 200, Currency: 0x978}, true},
		{kernel.Limit{}, terminals, kernel.Money{Amount: 201, Currency: 0x978}, false},
		{kernel.Limit{Amount: 300}, terminals, kernel.Money{Amount: 201, Currency: 0x978}, false}, // it is not there
		{kernel.Limit{}, kernel.Limit{}, kernel.Money{Currency: 0x978}, false},
		{kernel.Limit{}, kernel.Limit{Amount: 300}, kernel.Money{Amount: 1, Currency: 0x978}, false},
	} {
		combination := kernel.Combination{Currency: 0x978, FloorLimit: c.own, TerminalFloorLimit: c.terminals}
		if combination.UnderFloorLimit(c.money) != c.under {
			t.Errorf("%+v", c)
		}
	}
}

// A parameter says by one bit of one byte that signatures are taken: not a value that ends before it, nor any other bit.
// B4 A2 signature
func TestSigns(t *testing.T) {
	for _, c := range []struct {
		bit   uint16
		value string
		want  bool
	}{
		{0x0020, "\x20", true},
		{0x0020, "\xDF", false},
		{0x0020, "\x00\x20", false},
		{0x0120, "\x00\x20", true},
		{0x0120, "\x20\x00", false},
		{0x0120, "\x20", false},
		{0x0120, "", false},
		{0, "\xFF\xFF", false},
	} {
		p := kernel.Parameter{Signature: c.bit}
		if p.Signs([]byte(c.value)) != c.want {
			t.Errorf("bit %04X of %X", c.bit, c.value)
		}
	}
}

// What a card has brought goes with it: the language of its messages, what was demanded of it, its application. The terminal's own language is back.
// A 8.1.1.10, 8.1.1.11
func TestDeselect(t *testing.T) {
	for _, away := range []bool{false, true} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			if _, out := p.Activate(0, kernel.Contact); out != nil {
				return out
			}
			p.Selected([]byte("AID 1"), "label")
			if _, _, out := p.ReviewCard(p.Reviewable(), kernel.DemandPIN, true); out != nil {
				return out
			}
			p.Show(kernel.UI{Language: "fr"})
			p.PowerOff()
			if away {
				p.Deselect()
			}
			p.Show(kernel.UI{})
			return approved()
		}), &kernel.Config{Terminal: kernel.Terminal{Languages: []string{"en", "fr"}}}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.Activate)
		next(t, s, kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contact}, kernel.ReviewCard)
		next(t, s, kernel.Event{Kind: kernel.CardReviewed, Demand: kernel.DemandPIN}, kernel.Show)
		if a := next(t, s, kernel.Event{}, kernel.PowerOff); a.Reader != kernel.Contact {
			t.Errorf("the contacts of reader %d are switched off", a.Reader)
		}
		a := next(t, s, kernel.Event{}, kernel.Show)
		language := a.UI.Language
		r := next(t, s, kernel.Event{}, kernel.Done).Result
		got := fmt.Sprint(language, r.Language, r.Demand, string(r.AID), r.Label)
		want := map[bool]string{false: fmt.Sprint("fr", "fr", kernel.DemandPIN, "AID 1", "label"), true: fmt.Sprint("en", "en", kernel.Demand(0), "", "")}[away]
		if got != want {
			t.Errorf("taken %v: %s, want %s", away, got, want)
		}
		_ = s.Close()
	}
}

// What is captured is what the host has booked, where it says how much: by force too, where it has approved and the card has not. What it has not booked is accepted whole.
// B4 6.3.8, 6.5.4
func TestAmountThatIsCaptured(t *testing.T) {
	const unreadable = "00\x91\x03a" // it counts as none: what the card has approved stands, and the request is taken back
	for _, c := range []struct {
		name        string
		code        string
		part        uint64
		end         kernel.Status
		forced      bool
		amount, due uint64
	}{
		{"all", "00", 0, kernel.OnlineRequest, false, 1234, 0},
		{"all of it, as the host says", "00", 1234, kernel.OnlineRequest, false, 1234, 0},
		{"a part", "10", 500, kernel.OnlineRequest, false, 500, 734},
		{"a part, that the card approves", "10", 500, kernel.Approved, false, 500, 734},
		{"a part, that the card declines", "10", 500, kernel.Declined, false, 1234, 0},
		{"a part, that the card declines, by force", "10", 500, kernel.Declined, true, 500, 734},
		{"all, that the card declines, by force", "00", 0, kernel.Declined, true, 1234, 0},
		{"a decline that speaks of a part, by force", "51", 500, kernel.Declined, true, 1234, 0},
		{"a decline, by force", "51", 0, kernel.Declined, true, 1234, 0},
		{"a part, in an answer that cannot be read", unreadable, 500, kernel.Approved, false, 1234, 0},
	} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			if _, out := p.GoOnline(nil); out != nil {
				return out
			}
			if c.forced {
				if _, out := p.ForceAcceptance(kernel.UI{}); out != nil {
					return out
				}
			}
			return &kernel.Outcome{Status: c.end}
		}), &kernel.Config{Treatments: []kernel.Treatment{{Purpose: kernel.Purchase}}}, kernel.Transaction{Purpose: kernel.Purchase, Partial: true, Money: kernel.Money{Amount: 1234}})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.GoOnline)
		ev := kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2}, c.code...), Money: kernel.Money{Amount: c.part}}
		if c.forced {
			next(t, s, ev, kernel.ForceAcceptance)
			ev = kernel.Event{Kind: kernel.Chosen}
		}
		r := next(t, s, ev, kernel.Done).Result
		if stands := c.forced || c.end != kernel.Declined; r.Amount != c.amount || r.Owing != c.due || r.Forced != c.forced || r.Approved() != stands || r.Reversal == (stands && c.code != unreadable) {
			t.Errorf("%s: %d, %d owed, forced %v, approved %v, reversal %v", c.name, r.Amount, r.Owing, r.Forced, r.Approved(), r.Reversal)
		}
		_ = s.Close()
	}
}

// Signatures are taken where somebody looks at them and there is a printer for the attendant.
// B4 A2 signature
func TestTakesSignatures(t *testing.T) {
	for kind, attended := range map[byte]bool{0x11: true, 0x14: false, 0x21: true, 0x22: true, 0x25: false, 0x34: false} {
		for prints, b := range map[bool]byte{true: 0x80, false: 0x7F} {
			terminal := kernel.Terminal{Type: kind}
			if terminal.AdditionalCapabilities[3] = b; terminal.TakesSignatures() != (attended && prints) {
				t.Errorf("type %02X, prints %v", kind, prints)
			}
		}
	}
}
