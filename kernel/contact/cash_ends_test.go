package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Whatever else leads to the host, or wants a PIN, ends electronic cash before the card is asked: the CVM list is gone through, and floor limit and velocity are looked at. Only what is declined whatever
// the list says is declined at once.
// B3 10.5, 10.6, 10.7, B4 A1
func TestCashGivesWay(t *testing.T) {
	const host, pin = kernel.DemandHost, kernel.DemandPIN
	quick := func(w *world) { w.Transaction.Estimated, w.Transaction.QuickChip = true, true }
	cda := func(aip string) func(*world) {
		return func(w *world) {
			w.Card = bench.Profile(t, "pboc-sm", func(app map[string]any) {
				app["aip"], app["data"] = aip, map[string]any{"9F79": "000000010000", "9F6D": "000000000000"}
				bench.SetElement(app, "9F74", "454343303031")
			})
		}
	}
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
		{"the host is demanded, above the floor limit", host, func(w *world) { w.Config.Applications[0].FloorLimit = 500 }, bench.Ended(kernel.Approved, "00", "0008048000", "F800", "020000"), kernel.CVMOnlinePIN, 1, ""},
		{"the host is demanded, and the card falls below its threshold", host, balance("000000002299"), cashOnline, kernel.CVMOnlinePIN, 1, ""},
		{"the host is demanded, and cannot be reached", host, func(w *world) { w.HostDown = true }, bench.Ended(kernel.Declined, "Z3", "0008040000", "E800", "020000"), kernel.CVMOnlinePIN, 0, ""},
		{"the host is demanded, strict", host, func(w *world) { cda("7D00")(w); w.Config.Profile = kernel.Strict }, bench.Ended(kernel.Approved, "00", "0000040000", "F800", "420300"), kernel.CVMOnlinePIN, 1, ""},
		{"an estimate", 0, quick, bench.Ended(kernel.OnlineRequest, "", "0008040000", "E800", "020000"), kernel.CVMOnlinePIN, 0, ""},
		{"an estimate, and there is no host", 0, func(w *world) {
			quick(w)
			w.Config.Terminal.Type = 0x23
		}, bench.Ended(kernel.Declined, "Z1", "0000000000", "A800", "3F0000"), kernel.CVMNotApplicable, 0, ""},
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
		s := &shop{w: w, answers: []kernel.Event{{Kind: kernel.CardReviewed, Demand: c.demand}}}
		out := s.run()
		if got := out.Facts(); got != c.want || out.CVM != c.cvm || out.Error.Reason != c.reason || w.HostCalls != c.host {
			t.Errorf("%s: %+v, want %+v; CVM %d, %q, host asked %d times", c.name, got, c.want, out.CVM, out.Error.Reason, w.HostCalls)
		}
		_, recorded := tlv.Find(out.DataRecord, 0x9F74)
		if paid := c.want == paidWithCash; recorded != paid || (len(out.Report.Get(tlv.ElectronicCashBalance)) != 0) != paid {
			t.Errorf("%s: 9F74 in the data record: %v, balance %X", c.name, recorded, out.Report.Get(tlv.ElectronicCashBalance))
		}
	}
}

// What electronic cash was to pay and the card or the terminal declines it has not paid, nor where the attendant accepts it by force: neither code nor balance goes to the acquirer or onto the receipt.
// B4 6.5.4, 6.3.7
func TestCashDeclined(t *testing.T) {
	once := map[bool]int{false: 1} // what is forced is captured
	for _, c := range []struct {
		name    string
		change  func(*world)
		status  kernel.Status
		asked   int
		advices map[bool]int
	}{
		{"the card declines", func(w *world) { w.Middle = give(0x08) }, kernel.Declined, 1, once},
		{"the action codes decline", func(w *world) { w.Transaction.ForceOnline, w.Middle = true, give(0x08) }, kernel.Declined, 1, once},
		{"the signature over the card's TC fails", func(w *world) {
			w.Card = bench.Profile(t, "pboc-sm", func(app map[string]any) {
				app["aip"], app["data"] = "7D00", map[string]any{"9F79": "000000010000", "9F6D": "000000000000"}
				bench.SetElement(app, "9F74", "454343303031")
			})
			w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { r[len(r)-3] ^= 1; return r })
		}, kernel.Declined, 1, nil},
		{"the card allows no service", func(w *world) { w.Middle = give(0x09) }, kernel.EndApplication, 0, map[bool]int{false: 1, true: 1}},
		{"the card gives nothing", func(w *world) { w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "6985") }, kernel.EndApplication, 0, nil},
	} {
		for _, forces := range []bool{false, true} {
			w := newUnionPay(t, "pboc-cash")
			w.Config.Profile, w.Transaction.Amount = kernel.Book, 800
			w.Config.Terminal.ForcesAcceptance, w.Config.Terminal.Advices = true, true
			c.change(w)
			p := &person{forces: forces}
			w.Equip = p.equip
			out := w.Run()
			if out.Status != c.status || p.asked != c.asked || out.Forced() != (forces && c.asked == 1) {
				t.Errorf("%s, forced %v: %+v, asked %d times, forced %v", c.name, forces, out.Facts(), p.asked, out.Forced())
			}
			data := append(p.advices, out.DataRecord, terminal.MessageData(kernel.BatchData, w.Config, &w.Transaction, out.Result))
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

// A card is paid from only where it was told so: one that was told before the amount was known was told of none. With XDA, which leaves a TC to the host where it fails, electronic cash does not pay.
// B4 6.3.1 other types, B4 6.3.2.2.4
func TestCashToldAndProtected(t *testing.T) {
	for _, c := range []struct {
		name string
		late bool
		xda  bool
		code string
	}{
		{"known in time", false, false, "ECC001"},
		{"known too late", true, false, ""},
		{"XDA", false, true, ""},
	} {
		w := newUnionPay(t, "pboc-cash")
		w.Config.Profile, w.Transaction.AmountLater = kernel.Book, true
		w.Config.Terminal.Type, w.Config.Terminal.LateAmount = 0x25, c.late
		if c.xda {
			w.Config.Terminal.Capabilities[2] |= 0x04
			w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte { return bytes.Replace(r, []byte{0x7C, 0x00}, []byte{0xFC, 0x00}, 1) })
		}
		out := w.serve(&customer{amount: 800})
		if code := string(out.Report.Get(tlv.ElectronicCashAuthorisationCode)); code != c.code || out.Amount() != 800 || (out.CVM == kernel.CVMNotApplicable) != (c.code != "") {
			t.Errorf("%s: %+v, CVM %d, code %q, %s", c.name, out.Facts(), out.CVM, code, w.Instructions())
		}
	}
}
