package contact_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// Whatever else leads to the host, or wants a PIN, ends electronic cash before the card is asked: the CVM list is gone through, floor limit and velocity are
// looked at, and the card is looked up no second time. Only what is declined whatever the list says is declined at once. An estimate is told of none.
// B3 10.5, 10.6, 10.6.3, 10.7, B4 A1
func TestCashGivesWay(t *testing.T) {
	const host, pin = kernel.DemandHost, kernel.DemandPIN
	quick := func(w *world) { w.Transaction.Estimated, w.Transaction.QuickChip = true, true }
	cda := func(aip string) func(*world) {
		return func(w *world) { w.Card = freeWithCode(t, aip, "") }
	}
	aboveFloor := bench.Ended(kernel.Approved, "00", "0008048000", "F800", "020000")
	for _, c := range []struct {
		name   string
		demand kernel.Demand
		change func(*world)
		want   bench.Facts
		cvm    kernel.CVM
		host   int
		reason string
	}{
		{"nothing", 0, nil, paidWithCash, kernel.CVMNotApplicable, 0, ""},
		{"the host is demanded", host, nil, cashOnline, kernel.CVMOnlinePIN, 1, ""},
		{"the host is demanded, above the floor limit", host, func(w *world) { w.Config.Applications[0].FloorLimit = 500 }, aboveFloor, kernel.CVMOnlinePIN, 1, ""},
		{"the host is demanded, after other sales", host, func(w *world) { w.CardFile = &ledger{before: 1_000_000} }, aboveFloor, kernel.CVMOnlinePIN, 1, ""},
		{"the host is demanded, and the card falls below its threshold", host, balance("000000002299"), cashOnline, kernel.CVMOnlinePIN, 1, ""},
		{"the host is demanded, and cannot be reached", host, func(w *world) { w.HostDown = true }, bench.Ended(kernel.Declined, "Z3", "0008040000", "E800", "020000"), kernel.CVMOnlinePIN, 0, ""},
		{"the host is demanded, strict", host, func(w *world) { cda("7D00")(w); w.Config.Profile = kernel.Strict }, bench.Ended(kernel.Approved, "00", "0000040000", "F800", "420300"), kernel.CVMOnlinePIN, 1, ""},
		{"an estimate", 0, quick, bench.Ended(kernel.OnlineRequest, "", "0008040000", "E800", "420300"), kernel.CVMOnlinePIN, 0, ""},
		{"an estimate, and there is no host", 0, func(w *world) {
			quick(w)
			w.Config.Terminal.Type = 0x23
		}, bench.Ended(kernel.Declined, "Z1", "0008040000", "E800", "420300"), kernel.CVMOnlinePIN, 0, ""},
		{"a PIN is demanded", pin, nil, cashOnline, kernel.CVMOnlinePIN, 1, ""},
		{"a PIN is demanded, and the list has none", pin, cda("6D00"), bench.Ended(kernel.Declined, "Z1", "0000000000", "2800", "3F0000"), kernel.CVMNotApplicable, 0, "a PIN is demanded, and the card was content without"},
		{"a PIN is demanded, and the issuer has declined", pin, func(w *world) { w.Transaction.ForceOnline = true }, bench.Ended(kernel.Declined, "Z1", "0000000800", "A800", "3F0000"), kernel.CVMNotApplicable, 0, ""},
		{"host and PIN", host | pin, nil, cashOnline, kernel.CVMOnlinePIN, 1, ""},
		{"only the host may approve", 0, func(w *world) { w.Config.Terminal.Type = 0x21 }, cashOnline, kernel.CVMOnlinePIN, 1, ""},
	} {
		w := newUnionPay(t, "pboc-cash")
		w.Config.Profile, w.Transaction.Amount = kernel.Book, 800
		if c.change != nil {
			c.change(w)
		}
		book, ok := w.CardFile.(*ledger)
		if !ok {
			book = &ledger{}
		}
		w.Config.Terminal.LooksUp, w.CardFile = true, book
		s := &shop{w: w, answers: []kernel.Event{{Kind: kernel.CardReviewed, Demand: c.demand}}}
		out := s.run()
		if told := w.values(apdu.GetProcessingOptions, 1)[4:6] == "01"; told == w.Transaction.Estimated || book.n != 1 {
			t.Errorf("%s: told of electronic cash: %v, looked up %d times", c.name, told, book.n)
		}
		if got := out.Facts(); got != c.want || out.CVM != c.cvm || out.Error.Reason != c.reason || w.HostCalls != c.host {
			t.Errorf("%s: %+v, want %+v; CVM %d, %q, host asked %d times", c.name, got, c.want, out.CVM, out.Error.Reason, w.HostCalls)
		}
		if n := w.Sent(apdu.GetData); c.want == paidWithCash && n != 2 || c.want == cashOnline && n != 4 { // balance and threshold; and the counters of velocity checking
			t.Errorf("%s: GET DATA sent %d times", c.name, n)
		}
		_, recorded := tlv.Find(out.DataRecord, 0x9F74)
		if paid := c.want == paidWithCash; recorded != paid || (len(out.Report.Get(tlv.ElectronicCashBalance)) != 0) != paid {
			t.Errorf("%s: 9F74 in the data record: %v, balance %X", c.name, recorded, out.Report.Get(tlv.ElectronicCashBalance))
		}
	}
}

// What electronic cash was to pay and the card or the terminal declines it has not paid, nor where the attendant accepts it by force: neither code nor
// balance goes to the acquirer or onto the receipt.
// B4 6.5.4, 6.3.7
func TestCashDeclined(t *testing.T) {
	once := map[bool]int{false: 1} // what is forced is captured
	for _, c := range []struct {
		name    string
		change  func(*world)
		status  kernel.Status
		asked   int
		advices map[bool]int
		host    bool
	}{
		{"the card declines", func(w *world) { w.Middle = give(0x08) }, kernel.Declined, 1, once, false},
		{"the action codes decline", func(w *world) { w.Transaction.ForceOnline, w.Middle = true, give(0x08) }, kernel.Declined, 1, once, false},
		{"the signature over the card's TC fails", func(w *world) {
			w.Card = freeWithCode(t, "7D00", "")
			w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { r[len(r)-3] ^= 1; return r })
		}, kernel.Declined, 1, nil, false},
		{"the card allows no service", func(w *world) { w.Middle = give(0x09) }, kernel.EndApplication, 0, map[bool]int{false: 1, true: 1}, false},
		{"the card wants the host", func(w *world) { w.Middle = give(0x80) }, kernel.EndApplication, 0, nil, true},
		{"the card gives nothing", func(w *world) { w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "6985") }, kernel.EndApplication, 0, nil, false},
	} {
		for _, forces := range []bool{false, true} {
			w := newUnionPay(t, "pboc-cash")
			w.Config.Profile, w.Transaction.Amount = kernel.Book, 800
			w.Config.Terminal.ForcesAcceptance, w.Config.Terminal.Advices = true, true
			c.change(w)
			p := &person{forces: forces}
			w.Equip = p.equip
			var data [][]byte
			w.Answer = func(de55 []byte) ([]byte, error) {
				data = append(data, bytes.Clone(de55))
				return nil, errNoAnswer
			}
			out := w.Run()
			if out.Status != c.status || p.asked != c.asked || out.Forced() != (forces && c.asked == 1) {
				t.Errorf("%s, forced %v: %+v, asked %d times, forced %v", c.name, forces, out.Facts(), p.asked, out.Forced())
			}
			if (len(data) == 1) != c.host {
				t.Errorf("%s, forced %v: host asked %d times", c.name, forces, len(data))
			}
			data = append(append(data, p.advices...), out.DataRecord, terminal.MessageData(kernel.BatchData, w.Config, &w.Transaction, out.Result))
			for _, d := range data {
				if o, ok := tlv.Find(d, 0x9F74); ok {
					t.Errorf("%s, forced %v: %X goes to the acquirer", c.name, forces, o.Value)
				}
			}
			if cash := terminal.NewReceipt(w.Config, &w.Transaction, out.Result).ElectronicCash; cash != (terminal.CashData{}) {
				t.Errorf("%s, forced %v: %+v on the receipt", c.name, forces, cash)
			}
			if len(p.advices) != c.advices[forces] {
				t.Errorf("%s, forced %v: %d advices", c.name, forces, len(p.advices))
			}
		}
	}
}

// freeWithCode is a card that gives its issuer's authorisation code whatever it is told; pdol is its list where there is one.
func freeWithCode(t *testing.T, aip, pdol string) *card.Card {
	return bench.Profile(t, "pboc-sm", func(app map[string]any) {
		app["aip"], app["data"] = aip, map[string]any{"9F79": "000000010000", "9F6D": "000000000000"}
		bench.SetElement(app, "9F74", "454343303031")
		if pdol != "" {
			app["fci"].(map[string]any)["9F38"] = pdol
		}
	})
}

// A card is paid from only where it was told so: one that was told before the amount was known was told of none, and one whose amount is no longer one that the terminal takes is told so.
// B4 6.3.1 other types, 6.5.1
func TestCashTold(t *testing.T) {
	for _, c := range []struct {
		name, pdol     string
		limit          uint64
		late           bool
		amount, agreed uint64
		code           string
	}{
		{"known in time", "9F7A01 9F0206", 1000, false, 0, 800, "ECC001"},
		{"known too late", "9F7A01 9F0206", 1000, true, 0, 800, ""},
		{"not told", "9F0206", 1000, false, 0, 800, ""},
		{"told, and nothing changes", "9F7A01", 799, false, 700, 700, "ECC001"},
		{"told, and the amount rises above the limit: told again", "9F7A01", 799, false, 700, 800, ""},
		{"told of none, and the amount falls below the limit", "9F7A01", 799, false, 800, 700, ""},
	} {
		w := newUnionPay(t, "pboc-cash")
		w.Card = freeWithCode(t, "7D00", strings.ReplaceAll(c.pdol, " ", ""))
		w.Config.Profile, w.Transaction.Amount, w.Transaction.AmountLater = kernel.Book, c.amount, c.amount == 0
		w.Config.Terminal.Type, w.Config.Terminal.LateAmount, w.Config.Applications[0].ElectronicCash = 0x25, c.late, c.limit
		var out *bench.Result
		if c.amount == 0 {
			out = w.serve(&customer{amount: c.agreed})
		} else {
			s := &shop{w: w, answers: []kernel.Event{{Kind: kernel.CardReviewed, Money: kernel.Money{Amount: c.agreed}}}}
			out = s.run()
		}
		begun := 1
		if strings.HasSuffix(c.name, "told again") {
			begun = 2
		}
		code := string(out.Report.Get(tlv.ElectronicCashAuthorisationCode))
		if code != c.code || out.Amount() != c.agreed || (out.CVM == kernel.CVMNotApplicable) != (c.code != "") || w.Sent(apdu.GetProcessingOptions) != begun {
			t.Errorf("%s: %+v, CVM %d, code %q, amount %d, %q, %s", c.name, out.Facts(), out.CVM, code, out.Amount(), out.Error.Reason, w.Instructions())
		}
	}
}

// With XDA, which leaves a TC to the host where it fails, electronic cash does not pay: the CVM list is gone through, and the card is asked for no TC,
// whatever the action codes say.
// B4 6.3.2.2.4, B3 10.5
func TestCashXDA(t *testing.T) {
	w := newUnionPay(t, "pboc-cash")
	w.Config.Profile, w.Transaction.Amount = kernel.Book, 800
	w.Config.Terminal.Capabilities[2] |= 0x04
	w.Config.Applications[0].TACOnline, w.Config.Applications[0].TACDefault = [5]byte{}, [5]byte{}
	w.Card = purseCard(t, "1F00", "")
	w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte { return bytes.Replace(r, []byte{0x7C, 0x00}, []byte{0xFC, 0x00}, 1) })
	out := w.Run()
	if out.ODA().Method != "XDA" || out.CVM != kernel.CVMNotRequired || w.P1(1)&0xC0 != 0x80 || out.Report.Get(tlv.ElectronicCashAuthorisationCode) != nil {
		t.Errorf("%+v, CVM %d, %+v", out.Facts(), out.CVM, out.ODA())
	}
}
