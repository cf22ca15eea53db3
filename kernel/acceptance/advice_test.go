package acceptance_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// advising is a terminal that makes advices, or cannot, and taps cards whose cryptogram information data ask for one.
type advising struct {
	*counter
	asks, cannot bool
	advices      [][]byte
}

func (x *advising) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Advise:
		x.advices = append(x.advices, bytes.Clone(a.Data))
		return kernel.Event{Kind: kernel.Advised, NotMade: x.cannot}, nil
	case kernel.Transmit:
		ev, err := x.counter.Do(ctx, a)
		if i := bytes.Index(ev.Data, []byte{0x9F, 0x27, 1}); i >= 0 && x.asks {
			ev.Data[i+3] |= 0x08
		} else if x.asks && a.Command[1] == 0xAE && ev.Data[0] == 0x80 { // format 1
			ev.Data[2] |= 0x08
		}
		return ev, err
	}
	return x.counter.Do(ctx, a)
}

// A tap that is declined, or sent on, gets the advice that its card asks for, as a contact card's decline does, with the cryptogram and a response code. What is
// left to the host gets none, and so does a terminal without advices. An advice that cannot be made ends the transaction.
//
// B4 6.3.7 not captured, unsupported, 12.2.5
func TestAdviceOfTap(t *testing.T) {
	for _, c := range []struct {
		card   string
		amount uint64
		status kernel.Status
		code   string // of the advice; -: none is made
	}{
		{"amex-declined-only", 500, kernel.Declined, "Z1"},
		{"amex-declined", 500, kernel.TryAnotherInterface, "Z1"},
		{"jcb-declined", 500, kernel.Declined, "Z1"},
		{"discover-declined", 500, kernel.Declined, "Z1"},
		{"discover-online", 1234, kernel.OnlineRequest, "-"},
	} {
		for _, way := range []struct{ asks, advices, cannot bool }{{true, true, false}, {true, true, true}, {true, false, false}, {false, true, false}} {
			cfg := named(t, "tap")
			cfg.Profile, cfg.Terminal.Advices = kernel.Book, way.advices
			x, err := card.Named(c.card)
			if err != nil {
				t.Fatal(err)
			}
			tx := purchase
			tx.Amount = c.amount
			h := &advising{counter: &counter{card: x, found: at(kernel.Contactless, nil)}, asks: way.asks, cannot: way.cannot}
			r := accepted(t, cfg, tx, h, allKernels...)
			status, wanted := c.status, c.code != "-" && way.asks
			if wanted && way.advices && way.cannot && status == kernel.Declined {
				status = kernel.EndApplication
			}
			if r.Status != status || c.code != "-" && r.ResponseCode != c.code || r.Advice != wanted || (len(h.advices) == 1) != (wanted && way.advices) || len(h.advices) > 1 {
				t.Errorf("%s, %+v: %v, code %q, wants an advice: %v, %d made", c.card, way, r, r.ResponseCode, r.Advice, len(h.advices))
			}
			for _, data := range h.advices {
				cid, _ := tlv.Find(data, tlv.CID.Tag())
				ac, _ := tlv.Find(data, tlv.ApplicationCryptogram.Tag())
				code, _ := tlv.Find(data, tlv.AuthorisationResponseCode.Tag())
				if !bytes.Equal(cid.Value, []byte{0x08}) || len(ac.Value) != 8 || string(code.Value) != c.code || bytes.Count(data, []byte{0x9F, 0x27, 1}) != 1 {
					t.Errorf("%s: advice %X", c.card, data)
				}
			}
		}
	}
}

// A tap that wants the host, and a card with contacts that is let go before, has its advice where none has heard of it: the terminal has none, or the request has not left. What may have arrived is reversed, and what the host declines it knows of.
//
// B4 6.3.7 not captured, B4 A1
func TestAdviceOfUnheardTap(t *testing.T) {
	for i, c := range []struct {
		kind byte
		host kernel.Event
		code string
		made int
	}{
		{0x22, kernel.Event{Kind: kernel.HostResponse, Data: tlv.Append(nil, 0x8A, []byte("00"))}, "00", 0},
		{0x23, kernel.Event{}, "Z3", 1},
		{0x22, kernel.Event{Kind: kernel.UnableToGoOnline}, "Z3", 1},
		{0x22, kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, "Z3", 0},
		{0x22, kernel.Event{Kind: kernel.HostResponse, Data: tlv.Append(nil, 0x8A, []byte("05"))}, "05", 0},
	} {
		cfg, tx := named(t, "tap"), purchase
		cfg.Profile, cfg.Terminal.Advices, cfg.Terminal.Type, tx.Amount = kernel.Book, true, c.kind, 1234
		x, err := card.Named("discover-online")
		if err != nil {
			t.Fatal(err)
		}
		h := &advising{counter: &counter{card: x, found: at(kernel.Contactless, nil)}, asks: true}
		h.counter.host = func([]byte) kernel.Event { return c.host }
		for contact := range 2 {
			if contact == 1 {
				if h.card, err = card.Named("noauth"); err != nil {
					t.Fatal(err)
				}
				h.found, tx.QuickChip, h.advices = at(kernel.Contact, unhex(t, good)), true, nil
				if c.kind == 0x23 { // which asks for no online request
					c.code = "Z1"
				}
			}
			r := accepted(t, cfg, tx, h, allKernels...)
			if r.ResponseCode != c.code || r.Advice != (c.made == 1) || len(h.advices) != c.made {
				t.Errorf("%d, by contact %d: %v, code %q, wants an advice: %v, %d made", i, contact, r, r.ResponseCode, r.Advice, len(h.advices))
			}
			for _, data := range h.advices {
				if code, _ := tlv.Find(data, tlv.AuthorisationResponseCode.Tag()); string(code.Value) != c.code {
					t.Errorf("%d, by contact %d: advice %X", i, contact, data)
				}
			}
		}
	}
}

// A decides is kernel 03 of a card that has been approved or declined with a response code of the terminal, and asks for an advice.
type decides struct {
	status kernel.Status
	code   string
}

func (decides) ID() kernel.KernelID            { return c3.ID }
func (decides) Parameters() []kernel.Parameter { return nil }
func (k decides) Run(p *kernel.Port, _ *kernel.Activation) *kernel.Outcome {
	p.Store().Put(tlv.CID, tlv.FromCard, []byte{0x48})
	p.Store().Put(tlv.AuthorisationResponseCode, tlv.FromKernel, []byte(k.code))
	return &kernel.Outcome{Status: k.status, DataRecord: tlv.Append(nil, tlv.AuthorisationResponseCode.Tag(), []byte(k.code))}
}

// A tap that the application refuses after the card's approval is approved by nobody: neither its result nor its advice says offline approved.
//
// B4 A6, 12.1.7
func TestCodeOfRefusedTap(t *testing.T) {
	for _, c := range []struct {
		k      decides
		wants  kernel.Demand
		status kernel.Status
		code   string
	}{
		{decides{kernel.Approved, "Y1"}, 0, kernel.Approved, "Y1"},
		{decides{kernel.Approved, "Y1"}, kernel.DemandRefusal, kernel.EndApplication, "Z1"},
		{decides{kernel.Approved, "Y3"}, kernel.DemandRefusal, kernel.EndApplication, "Z3"},
		{decides{kernel.Declined, "Z1"}, 0, kernel.Declined, "Z1"},
		{decides{kernel.Declined, "05"}, 0, kernel.Declined, "05"},
	} {
		cfg, tx := named(t, "tap"), purchase
		cfg.Terminal.Advices, tx.Reviewed = true, true
		x, err := card.Named("visa-offline")
		if err != nil {
			t.Fatal(err)
		}
		h := &advising{counter: &counter{card: x, found: at(kernel.Contactless, nil), wants: c.wants}}
		r := accepted(t, cfg, tx, h, c.k)
		if r.Status != c.status || r.ResponseCode != c.code || (len(h.advices) == 1) != (c.status != kernel.Approved) {
			t.Errorf("%v: %v, code %q, %d advices", c.k, r, r.ResponseCode, len(h.advices))
		}
		for _, data := range append(h.advices, r.DataRecord) {
			if o, _ := tlv.Find(data, tlv.AuthorisationResponseCode.Tag()); string(o.Value) != c.code {
				t.Errorf("%v: code %q in %X", c.k, o.Value, data)
			}
		}
	}
}

// The same of the kernels here, which bring no code of their own: what the card has approved and the application refuses is declined offline; what it has declined is so too, at
// whichever interface it may go on. Nobody decides about a card that asks for the host and is refused before, nor about one that is only read. Result and advice say the same.
//
// B4 A6, 12.2.1, 12.1.7
func TestCodeOfTapOfEachKernel(t *testing.T) {
	type row struct {
		card    string
		purpose kernel.Purpose
		wants   kernel.Demand
		code    string
	}
	var rows []row
	for _, name := range []string{"mastercard-offline", "visa-offline", "amex-offline", "jcb-offline", "discover-offline", "unionpay-offline", "k8-offline"} { // Kernels 2 to 8
		rows = append(rows, row{name, kernel.Purchase, 0, "Y1"}, row{name, kernel.Purchase, kernel.DemandRefusal, "Z1"})
	}
	for _, name := range []string{"mastercard-declined", "visa-declined", "amex-declined", "jcb-declined", "discover-declined", "k8-declined"} {
		rows = append(rows, row{name, kernel.Purchase, 0, "Z1"})
	}
	rows = append(rows, row{"amex-no-cda", kernel.Purchase, kernel.DemandRefusal, ""}, row{"jcb-offline", kernel.CardRead, 0, ""}, row{"k8-offline", kernel.CardRead, 0, ""})
	for _, c := range rows {
		for _, asks := range []bool{false, true} {
			file, tx := "tap", purchase
			if strings.HasPrefix(c.card, "k8") {
				file = "tap-k8"
			}
			cfg := named(t, file)
			cfg.Profile, cfg.Terminal.Advices = kernel.Book, true
			cfg.Treatments = append(cfg.Treatments, kernel.Treatment{Purpose: kernel.CardRead})
			x, err := card.Named(c.card)
			if err != nil {
				t.Fatal(err)
			}
			if tx.Purpose, tx.Amount = c.purpose, 500; tx.Purpose == kernel.CardRead {
				tx.Amount = 0
			}
			tx.Reviewed = c.wants != 0
			h := &advising{counter: &counter{card: x, found: at(kernel.Contactless, nil), wants: c.wants}, asks: asks && c.code != "Y1"} // some sign the bit
			r := accepted(t, cfg, tx, h, allKernels...)
			if r.ResponseCode != c.code || r.Approved() != (c.code == "Y1") {
				t.Errorf("%+v: %v, code %q: %s", c, r, r.ResponseCode, r.Error.Reason)
			}
			for _, data := range h.advices {
				if o, _ := tlv.Find(data, tlv.AuthorisationResponseCode.Tag()); string(o.Value) != c.code {
					t.Errorf("%+v: code %q in %X", c, o.Value, data)
				}
			}
		}
	}
}

// Where no combination is for the transaction, or the card is sent elsewhere, differs: only a reader that has not polled goes on at the others by itself, within the
// same session. A kernel that wants another interface ends the session.
//
// B 3.1.1.13
func TestTapElsewhere(t *testing.T) {
	for _, c := range []struct {
		name   string
		amount uint64
		limit  bool // no combination is allowed
		want   kernel.Interface
		status kernel.Status
	}{
		{"the card is declined, and sent to the contacts", 500, false, kernel.Contactless, kernel.TryAnotherInterface},
		{"above every limit", 500, true, kernel.Contact, kernel.EndApplication},
	} {
		cfg := named(t, "tap")
		cfg.Profile = kernel.Book
		for i := range cfg.Combinations {
			cfg.Combinations[i].TransactionLimit = kernel.Limit{Amount: 1, Present: c.limit}
		}
		x, err := card.Named("amex-declined")
		if err != nil {
			t.Fatal(err)
		}
		tx := purchase
		tx.Amount = c.amount
		h := &counter{card: x, found: at(kernel.Contactless, nil)}
		if c.limit {
			h.found = kernel.Event{Kind: kernel.CardFault, Interface: kernel.Contact, Fault: kernel.FaultTimeout}
		}
		r := accepted(t, cfg, tx, h, allKernels...)
		if r.Status != c.status || slices.Contains(h.polled, kernel.Contactless) != (c.want == kernel.Contactless) {
			t.Errorf("%s: %v, polled %v", c.name, r, h.polled)
		}
	}
}
