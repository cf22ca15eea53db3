package c3_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
)

// Nobody has to decide about a card that is only read: it ends as an online request where the reader has no host too.
//
// A table 6-3
func TestCardRead(t *testing.T) {
	for _, ttq := range []string{"36004000", "3E004000"} {
		for _, cid := range []string{"00", "40", "80"} {
			w := newWire(t, ttq).give("9F27", cid)
			w.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.CardRead, Type: 0x30}}
			w.tx.Purpose, w.tx.Amount = kernel.CardRead, 0
			w.ends(ttq+" "+cid, kernel.OnlineRequest, kernel.CVMNotRequired)
		}
	}
}

// A refund by card data: the card is read, and whatever its cryptogram, its date, its qualifiers and the exception file say, the acquirer decides, without a CVM
// and without a second tap. What is no cryptogram of the book, and a reader that cannot go online, decline as ever.
//
// C-3 2.12 3.4.1.3
func TestRefundByData(t *testing.T) {
	for _, c := range []struct {
		name, ttq, cid, ctq string
		data, full          kernel.Status // by card data; and in full flow, where a card with a TC has expired
	}{
		{"AAC", "36004000", "00", "-", kernel.OnlineRequest, kernel.OnlineRequest},
		{"ARQC", "36004000", "80", "-", kernel.OnlineRequest, kernel.OnlineRequest},
		{"TC", "36004000", "40", "-", kernel.OnlineRequest, kernel.Declined},
		{"TC, an online cryptogram required", "36804000", "40", "-", kernel.OnlineRequest, kernel.Declined},
		{"a CVM required", "36404000", "80", "-", kernel.OnlineRequest, kernel.OnlineRequest},
		{"a PIN wanted", "36404000", "80", "8000", kernel.OnlineRequest, kernel.OnlineRequest},
		{"issuer update", "3600C000", "80", "0040", kernel.OnlineRequest, kernel.OnlineRequest},
		{"no type", "36004000", "C0", "-", kernel.Declined, kernel.Declined},
		{"a reader without online", "3E004000", "00", "-", kernel.Declined, kernel.Declined},
	} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			w := offline(t, c.ttq, "").give("9F27", c.cid, "9F6C", c.ctq).set(c3.ParamExceptionFile, 1).set(c3.ParamFDDAForOnline, 1)
			w.cfg.Profile, w.listed = rules, true
			w.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}}
			w.tx.Purpose, w.tx.Type = kernel.Refund, 0x20
			w.tx.Date = [3]byte{0x50, 0x01, 0x01} // after the card's last day
			w.ends(c.name, c.data, kernel.CVMNotRequired)
			if o := w.out; o.Start != kernel.StartNone || o.OnlineResponseData != kernel.OnlineDataNone || o.UIRestart != nil || o.DataRecord == nil ||
				o.ODA.Result != "not performed" || len(w.lookups) != 0 {
				t.Errorf("%s: %+v, lookups %v", c.name, o, w.lookups)
			}
			w.cfg.Treatments[0].DataOnly = false
			if w.run(); w.out.Status != c.full || (w.out.Start == kernel.StartB) != (c.name == "issuer update") {
				t.Errorf("%s, full flow: %v, start %v", c.name, w.out.Status, w.out.Start)
			}
		}
	}
}
