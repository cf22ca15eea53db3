package acceptance_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A turns is kernel 03 with one outcome for each tap, the last for ever. From the second tap on the store has results of scripts.
type turns struct {
	outs []kernel.Outcome
	taps int
}

func (*turns) ID() kernel.KernelID            { return c3.ID }
func (*turns) Parameters() []kernel.Parameter { return nil }
func (k *turns) Run(p *kernel.Port, _ *kernel.Activation) *kernel.Outcome {
	if k.taps++; k.taps > 1 {
		p.Store().Put(tlv.IssuerScriptResultsKernel3, tlv.FromKernel, []byte{0x20, 1, 2, 3, 4})
	}
	out := k.outs[min(k.taps, len(k.outs))-1]
	return &out
}

// tapOf accepts a tap by a kernel with outcomes.
func tapOf(t *testing.T, k kernel.Kernel, cfg *kernel.Config, tx kernel.Transaction, c *counter) *kernel.Result {
	t.Helper()
	x, err := card.Named("visa-online")
	if err != nil {
		t.Fatal(err)
	}
	c.card, c.found, tx.Interface = x, at(kernel.Contactless, nil), kernel.Contactless
	return accepted(t, cfg, tx, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		switch a.Kind {
		case kernel.Activate:
			x.Reset()
		case kernel.Wait: // what is to be written on the card
			return kernel.Event{Kind: kernel.DataReceived, Data: []byte{0xBF, 0x60, 1, 1}}, nil
		}
		return c.Do(ctx, a)
	}), k)
}

// A second presentment after the decision brings the TVR and TSI of the scripts where it ends as one does, each in the place of the first tap's and nowhere else,
// its diagnostics, and its reports. The first tap's own record stays as it was.
//
// C-6 3.12, F21.7 sent, F21.8 sent, F22.13
func TestSecondPresentmentIsAdded(t *testing.T) {
	const first, own = "9505 0000008000 9B02 3000 9F0201 07", "DF0101 01"
	for _, c := range []struct {
		name           string
		status         kernel.Status
		record, traces string // of the second tap; -: none
		want, kept     string
	}{
		{"both", kernel.EndApplication, "9B02 3400 9505 0000008020", "DF0201 02", "9505 0000008020 9B02 3400 9F0201 07", "DF0201 02"},
		{"no traces", kernel.EndApplication, "9505 0000008020 9B02 3400", "-", "9505 0000008020 9B02 3400 9F0201 07", own},
		{"no record", kernel.EndApplication, "-", "DF0201 02", first, "DF0201 02"},
		{"TVR alone", kernel.EndApplication, "9505 0000008020", "-", "9505 0000008020 9B02 3000 9F0201 07", own},
		{"TSI alone", kernel.EndApplication, "9B02 3400", "-", "9505 0000008000 9B02 3400 9F0201 07", own},
		{"a TVR cut off", kernel.EndApplication, "9503 FFFFFF 9B02 3400", "-", "9505 0000008000 9B02 3400 9F0201 07", own},
		{"more than verdicts", kernel.EndApplication, "9F0201 08 9505 0000008020", "-", "9505 0000008020 9B02 3000 9F0201 07", own},
		{"another decision", kernel.Declined, "9505 0000008020 9B02 3400", "DF0201 02", first, "DF0201 02"},
	} {
		bytesOf := func(s string) []byte {
			if s == "-" {
				return nil
			}
			return unhex(t, s)
		}
		record := bytesOf(first)
		k := &turns{outs: []kernel.Outcome{
			{Status: kernel.Approved, Updates: []tlv.Tag{0xBF60}, DataRecord: record, DiscretionaryData: bytesOf(own)},
			{Status: c.status, DataRecord: bytesOf(c.record), DiscretionaryData: bytesOf(c.traces), Reports: []tlv.Row{tlv.IssuerScriptResultsKernel3}},
		}}
		r := tapOf(t, k, named(t, "tap"), purchase, &counter{})
		if k.taps != 2 || !r.Approved() || !bytes.Equal(r.DataRecord, unhex(t, c.want)) || !bytes.Equal(r.DiscretionaryData, unhex(t, c.kept)) {
			t.Errorf("%s: %d taps, %v, record %X, diagnostics %X", c.name, k.taps, r, r.DataRecord, r.DiscretionaryData)
		}
		if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); got != "2001020304" {
			t.Errorf("%s: reports %s", c.name, got)
		}
		if c.want != first && !bytes.Equal(record, bytesOf(first)) { // else it is the result's, and wiped with the session
			t.Errorf("%s: the first record became %X", c.name, record)
		}
	}
}

// A kernel that has no data record at its restart leaves that of the request. One of its own takes its place.
//
// A table 6-4
func TestRecordOfTheRequest(t *testing.T) {
	const first, second = "9F0201 07", "9F0201 08"
	for want, own := range map[string][]byte{first: nil, second: unhex(t, second)} {
		k := &turns{outs: []kernel.Outcome{
			{Status: kernel.OnlineRequest, Start: kernel.StartD, OnlineResponseData: kernel.OnlineDataAny, DataRecord: unhex(t, first)},
			{Status: kernel.Approved, DataRecord: own},
		}}
		if r := tapOf(t, k, named(t, "tap"), purchase, &counter{host: answer("00")}); k.taps != 2 || !r.Approved() || !bytes.Equal(r.DataRecord, unhex(t, want)) {
			t.Errorf("%s: %d taps, %v, record %X", want, k.taps, r, r.DataRecord)
		}
	}
}

// What the host decides is said in the languages of the kernel's outcome, which may be a list with some that the terminal has not; without any, in the terminal's.
//
// A 8.1.1.17
func TestLanguageOfOutcome(t *testing.T) {
	for _, c := range []struct {
		ui   *kernel.UI
		want string
	}{
		{nil, "en"},
		{&kernel.UI{Message: kernel.MsgAuthorising}, "en"},
		{&kernel.UI{Message: kernel.MsgAuthorising, Language: "de"}, "de"},
		{&kernel.UI{Message: kernel.MsgAuthorising, Language: "frde"}, "frde"},
	} {
		cfg := named(t, "tap")
		cfg.Terminal.Languages = []string{"en", "de"}
		k := says{kernel.Outcome{Status: kernel.OnlineRequest, DataRecord: []byte{0x9F, 0x02, 1, 0}, UIOutcome: c.ui}}
		r := tapOf(t, k, cfg, purchase, &counter{host: answer("00")})
		if !r.Approved() || r.UIOutcome == nil || r.UIOutcome.Language != c.want {
			t.Errorf("%+v: %v, %+v", c.ui, r, r.UIOutcome)
		}
	}
}

// A tap whose card the application refuses goes to no host.
//
// A 6.2
func TestRefusedTapIsNotSent(t *testing.T) {
	for wants, sent := range map[kernel.Demand]int{0: 1, kernel.DemandRefusal: 0} {
		asked, tx := 0, purchase
		tx.Reviewed = true
		k := says{kernel.Outcome{Status: kernel.OnlineRequest, DataRecord: []byte{0x9F, 0x02, 1, 0}}}
		r := tapOf(t, k, named(t, "tap"), tx, &counter{wants: wants, host: func(b []byte) kernel.Event { asked++; return answer("00")(b) }})
		if asked != sent || r.Approved() != (sent == 1) || (r.Status == kernel.EndApplication) != (sent == 0) {
			t.Errorf("%v: asked %d times, %v", wants, asked, r)
		}
	}
}

// A card with contacts that is told of an estimate goes to the host with the amount that is entered, and to none without one: the cancelled
// transaction waits for nobody who takes it. One that stays for another transaction is powered off, and nobody takes it.
//
// A 6.2, EMV 4.3 B1 6.1.5, B4 6.6.1
func TestContactKept(t *testing.T) {
	entered := kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 777}}
	dollars := entered
	dollars.Currency, dollars.Exponent = 0x0840, 2
	for _, c := range []struct {
		name   string
		tx     kernel.Transaction // what the purchase has of it
		agrees kernel.Event
		sent   int
		end    string
	}{
		{"as ever", kernel.Transaction{}, kernel.Event{}, 1, "03 power off take the card"},
		{"an estimate", kernel.Transaction{QuickChip: true, Estimated: true}, entered, 1, "03 take the card"},
		{"an estimate, cancelled", kernel.Transaction{QuickChip: true, Estimated: true}, kernel.Event{Kind: kernel.Cancelled}, 0, "RequestAmount 0F"},
		{"an estimate, and nothing is to be paid", kernel.Transaction{QuickChip: true, Estimated: true}, kernel.Event{Kind: kernel.AmountEntered}, 0, "RequestAmount 0F take the card"},
		{"an estimate, in another currency", kernel.Transaction{QuickChip: true, Estimated: true}, dollars, 0, "RequestAmount 0F take the card"},
		{"it stays", kernel.Transaction{CardStays: true}, kernel.Event{}, 1, "03 power off"},
	} {
		asked, tx := 0, purchase
		tx.QuickChip, tx.Estimated, tx.CardStays = c.tx.QuickChip, c.tx.Estimated, c.tx.CardStays
		w := &counter{found: at(kernel.Contact, unhex(t, good)), agrees: c.agrees, stays: c.tx.CardStays, host: func(b []byte) kernel.Event { asked++; return issued(t, b) }}
		r := accept(t, w, load(t), tx)
		if did := strings.Join(w.did, " "); asked != c.sent || (r.Status == kernel.EndApplication) != (c.sent == 0) || r.CardLeft != (c.end == "RequestAmount 0F") || !strings.HasSuffix(did, c.end) {
			t.Errorf("%s: asked %d times, %v, %q", c.name, asked, r, did)
		}
	}
}

// issued is what the issuer of the test cards answers.
func issued(t *testing.T, de55 []byte) kernel.Event {
	t.Helper()
	a, err := issuer.Test().Authorise(de55, issuer.Options{})
	if err != nil {
		t.Error(err)
	}
	return kernel.Event{Kind: kernel.HostResponse, Data: a.Data}
}

// The advice of a card with contacts is its kernel's: one is made, and not another when the card is done.
//
// B4 6.3.7 not captured, 12.2.5
func TestAdviceOfContact(t *testing.T) {
	for advices, want := range map[bool]int{true: 1, false: 0} {
		x, err := card.Named("noauth")
		if err != nil {
			t.Fatal(err)
		}
		cfg := load(t)
		cfg.Terminal.Advices = advices
		h := &advising{counter: &counter{card: x, found: at(kernel.Contact, nil), host: answer("05")}, asks: true}
		r := accepted(t, cfg, purchase, h)
		if r.Status != kernel.Declined || !r.Advice || len(h.advices) != want || slices.ContainsFunc(h.advices, func(b []byte) bool { return len(b) == 0 }) {
			t.Errorf("advices %v: %v, wants one: %v, %d made", advices, r, r.Advice, len(h.advices))
		}
	}
}
