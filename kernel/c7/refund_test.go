package c7_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Nobody has to decide about a card that is only read: it ends as an online request where the reader has no host too.
// A table 6-3
func TestCardRead(t *testing.T) {
	for _, ttq := range []string{"36004000", "3E004000"} {
		for _, cid := range []string{"00", "40", "80"} {
			r := online(t).set("9F27", cid)
			r.ttq, r.tx.Purpose, r.tx.Amount = ttq, kernel.CardRead, 0
			r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.CardRead, Type: 0x30}}
			r.expect(goesOnline)
		}
	}
}

// A refund by card data: the card is read, and whatever its cryptogram, its date, its qualifiers, its signature and the exception file say, the acquirer decides,
// and the cardholder owes nothing. What is no cryptogram of the book, and a reader that cannot go online, decline as ever. The book says nothing of refunds.
// C-7 3.2.5, 4.1.4.5, 4.2.4.5, 4.2.4.7, 4.4.2
func TestRefundByData(t *testing.T) {
	read := goesOnline
	for _, c := range []struct {
		name       string
		base       func(testing.TB) *reader
		edit       func(*reader)
		data, full want // by card data; and in full flow
	}{
		{"AAC", online, func(r *reader) { r.set("9F27", "00") }, read, declines("4.1.4.5")},
		{"AAC with records", offline, func(r *reader) { r.set("9F27", "00") }, read, ends("4.1.4.5")}, // no track 2 beside the AFL
		{"ARQC", online, func(*reader) {}, read, goesOnline},
		{"TC", offline, func(*reader) {}, read, approves},
		{"TC without AFL", online, func(r *reader) { r.set("9F27", "40") }, read, ends("4.1.4.6")},
		{"expired", offline, func(r *reader) { r.file(1, "5F24", "200101") }, read, declines("4.2.4.5")},
		{"listed", offline, func(r *reader) { r.cfg.Terminal.LooksUp, r.listed = true, true }, read, declines("4.2.4.7").authenticated("not performed")},
		{"a PIN wanted", online, func(r *reader) { r.set("9F6C", "8000") }, read, goesOnline.owing(kernel.CVMOnlinePIN)},
		{"a CVM required", online, func(r *reader) { r.ttq = "30404000" }, read, declines("4.4.2")},
		{"a signature", special, func(r *reader) { r.forged = true }, read, goesOnline.authenticated("failed")},
		{"no type", online, func(r *reader) { r.set("9F27", "C0") }, declines("4.1.4.5"), declines("4.1.4.5")},
		{"a reader without online", online, func(r *reader) { r.ttq = "3E004000" }, declines("3.2.5"), declines("3.2.5")},
	} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			r := c.base(t).with(c.edit)
			r.cfg.Profile, r.tx.Purpose, r.tx.Type = rules, kernel.Refund, 0x20
			r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}}
			out := r.expect(c.data)
			if (out.DataRecord != nil) != (c.data == read) || len(r.lookups) != 0 {
				t.Errorf("%s: record %X, %d lookups", c.name, out.DataRecord, len(r.lookups))
			}
			if rules == kernel.Book {
				r.cfg.Treatments[0].DataOnly = false
				r.expect(c.full)
			}
		}
	}
}
