package acceptance_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A card that is only read is asked for an AAC or nothing, nobody asks for a PIN, no host is asked, and nothing is approved or reversed; a chip goes before a
// stripe as ever, and what cannot be read is no card read.
// B4 6.6, A 6.2
func TestCardRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		found  kernel.Event
		status kernel.Status
		pan    bool
		says   string // the last message before the card is taken
	}{
		{"chip", at(kernel.Contact, unhex(t, good)), kernel.EndApplication, true, "17"},
		{"stripe", at(kernel.MagneticStripe, unhex(t, noChip)), kernel.EndApplication, true, "17"},
		{"stripe with a PIN", at(kernel.MagneticStripe, unhex(t, pinCode)), kernel.EndApplication, true, "17"},
		{"stripe of a chip", at(kernel.MagneticStripe, unhex(t, track)), kernel.TryAnotherInterface, false, "11"},
		{"no card", kernel.Event{Kind: kernel.Timeout}, kernel.EndApplication, false, "0F"},
	} {
		cfg := load(t)
		asked := 0
		w := &counter{found: c.found, host: func(b []byte) kernel.Event { asked++; return answer("00")(b) }}
		r := accept(t, w, cfg, kernel.Transaction{Purpose: kernel.CardRead, Type: 0x30, Sequence: 1, Date: purchase.Date, Time: purchase.Time})
		said := slices.DeleteFunc(slices.Clone(w.did), func(s string) bool { return len(s) != 2 })
		if r.Status != c.status || r.Approved() || r.Booked || r.Reversal || r.Online || asked != 0 || w.asked.Method != 0 || (r.Report.Get(tlv.PAN) != nil) != c.pan ||
			r.CVM != kernel.CVMNotApplicable || len(said) == 0 || said[len(said)-1] != c.says {
			t.Errorf("%s: %v, CVM %v, asked %d times, %q", c.name, r, r.CVM, asked, w.did)
		}
		if cid := r.Report.Get(tlv.CID); c.name == "chip" && (len(cid) != 1 || tlv.CIDValue(cid[0]).Type() != tlv.AAC) {
			t.Errorf("%s: CID %X", c.name, cid)
		}
	}
}

// What a kernel says of a tap that is only to be read is shown where the card has failed, and not where it has done its part: then the end says so.
// A 6.2, B 3.5.1.1
func TestTapReadSays(t *testing.T) {
	for status, want := range map[kernel.Status][]string{kernel.EndApplication: {"18"}, kernel.OnlineRequest: {"17"}} {
		plastic, err := card.Named("visa-online")
		if err != nil {
			t.Fatal(err)
		}
		cfg, tx := named(t, "tap"), purchase
		tx.Amount, tx.Interface, tx.Purpose, tx.Type = 0, kernel.Contactless, kernel.CardRead, cfg.Treatment(kernel.CardRead).Type
		w := &counter{card: plastic, found: at(kernel.Contactless, nil)}
		accepted(t, cfg, tx, w, says{kernel.Outcome{Status: status, UIOutcome: &kernel.UI{Message: kernel.MsgInsertOrSwipe}}})
		if said := slices.DeleteFunc(slices.Clone(w.did), func(s string) bool { return s != "18" && s != "17" }); !slices.Equal(said, want) {
			t.Errorf("%v: %q", status, w.did)
		}
	}
}
