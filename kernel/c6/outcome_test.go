package c6_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// The parameters of every outcome.
func TestOutcomes(t *testing.T) {
	const pause = 1300 * time.Millisecond
	read := kernel.StatusCardReadSuccessfully
	update := func(r *reader) *reader { r.ttq = "3600C000"; return r.set("9F71", "0010") }
	type parameters struct {
		status    kernel.Status
		start     kernel.Start
		data      kernel.OnlineData
		cvm       kernel.CVM
		ui, again *kernel.UI
		record    bool
		more      bool // discretionary data
		other     kernel.Interface
		receipt   bool
		off       time.Duration
	}
	say := func(m kernel.MessageID, s kernel.UIStatus) *kernel.UI { return &kernel.UI{Message: m, Status: s} }
	for _, c := range []struct {
		name string
		r    *reader
		want parameters
	}{
		{"approved", offline(t), parameters{status: kernel.Approved, ui: say(kernel.MsgApproved, read), record: true, receipt: true}}, // C-6 B.2
		{"approved, signature", offline(t).set("9F71", "4000"), parameters{
			status: kernel.Approved, cvm: kernel.CVMSignature, ui: say(kernel.MsgApprovedSign, read), record: true, receipt: true,
		}}, // C-6 B.2
		{"online request", online(t), parameters{status: kernel.OnlineRequest, ui: say(kernel.MsgAuthorising, read), record: true}}, // C-6 B.3
		{"online request, signature", online(t).set("9F71", "4000"), parameters{
			status: kernel.OnlineRequest, cvm: kernel.CVMSignature, ui: say(kernel.MsgAuthorising, read), record: true, receipt: true,
		}}, // C-6 B.3
		{"online request, second presentment", update(online(t)), parameters{
			status: kernel.OnlineRequest, start: kernel.StartB, data: kernel.OnlineDataEMV, ui: say(kernel.MsgAuthorising, read),
			again: say(kernel.MsgPresentAgain, kernel.StatusReadyToRead), record: true,
		}}, // C-6 B.4, B.5, 3.10
		{"declined", online(t).set("9F27", "00"), parameters{status: kernel.Declined, ui: say(kernel.MsgDeclined, read), record: true}}, // C-6 B.6
		{"another interface", online(t).set("82", "-"), parameters{
			status: kernel.TryAnotherInterface, ui: say(kernel.MsgInsertOrSwipe, kernel.StatusReadyToRead), other: kernel.Contact,
		}}, // C-6 B.7
		{"a stripe", func() *reader { r := online(t).set("82", "-"); r.ttq = "26004000"; return r }(), parameters{
			status: kernel.TryAnotherInterface, ui: say(kernel.MsgInsertOrSwipe, kernel.StatusReadyToRead), other: kernel.MagneticStripe,
		}}, // C-6 B.7
		{"a stripe, and a combination without", func() *reader { r := online(t).set("82", "-").with("9F33 20F8C8"); r.ttq = "26004000"; return r }(), parameters{
			status: kernel.EndApplication, ui: say(kernel.MsgTryAnotherCard, kernel.StatusProcessingError),
		}}, // C-6 B.7, B.9
		{"end application", second(t, "7200", ""), parameters{status: kernel.EndApplication, record: true}},                                                          // C-6 B.8
		{"processing error", online(t).set("9F26", "-"), parameters{status: kernel.EndApplication, ui: say(kernel.MsgTryAnotherCard, kernel.StatusProcessingError)}}, // C-6 B.9
		{"see the phone", func() *reader { r := online(t); r.sw = 0x6987; return r }(), parameters{
			status: kernel.TryAgain, start: kernel.StartB, again: say(kernel.MsgNone, kernel.StatusReadyToRead), off: pause,
			ui: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Hold: pause},
		}}, // C-6 B.10
		{"torn", func() *reader { r := torn(t, 1); r.taps = 1; return r }(), parameters{
			status: kernel.TryAgain, start: kernel.StartB, again: say(kernel.MsgNone, kernel.StatusReadyToRead), off: pause,
			ui: &kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusProcessingError, Hold: pause},
		}}, // C-6 B.11
		{"data storage", stored(t, ""), parameters{status: kernel.Approved, ui: say(kernel.MsgApproved, read), record: true, receipt: true, more: true}}, // C-6 B.14
		{"data storage, declined", stored(t, "").set("9F71", "0004").file(1, "5F24", "210101"), parameters{
			status: kernel.Declined, ui: say(kernel.MsgDeclined, read), record: true, more: true,
		}}, // C-6 B.6, B.14
		{"data storage, online", stored(t, "").set("9F71", "0040").with(), parameters{status: kernel.Approved, ui: say(kernel.MsgApproved, read), record: true, receipt: true, more: true}},
		{"data storage, another interface", forged(stored(t, "").set("9F71", "0060")), parameters{
			status: kernel.TryAnotherInterface, ui: say(kernel.MsgInsertOrSwipe, kernel.StatusReadyToRead), other: kernel.Contact,
		}}, // C-6 B.7, B.14
	} {
		out := c.r.run()
		got := parameters{
			out.Status, out.Start, out.OnlineResponseData, out.CVM, out.UIOutcome, out.UIRestart, out.DataRecord != nil, out.DiscretionaryData != nil, out.AlternateInterface,
			out.Receipt, out.FieldOff,
		}
		same := func(a, b *kernel.UI) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
		if !same(got.ui, c.want.ui) || !same(got.again, c.want.again) {
			t.Errorf("%s: %+v, %+v", c.name, got.ui, got.again)
		}
		got.ui, got.again, c.want.ui, c.want.again = nil, nil, nil, nil
		if got != c.want || out.Kernel != "C-6" || out.RemovalTimeout != 0 {
			t.Errorf("%s:\n%+v\n%+v", c.name, got, c.want)
		}
	}
}

// The card is presented again for scripts where both support them, and for data storage.
// C-6 3.10
func TestPresentsAgain(t *testing.T) {
	for _, c := range []struct {
		ttq, cpr string
		storage  bool
		again    bool
	}{
		{"3600C000", "0010", false, true},
		{"36004000", "0010", false, false},
		{"3600C000", "0000", false, false},
		{"3600C000", "00EF", false, false},
		{"37004000", "0000", true, true},
		{"3700C000", "0010", true, true},
	} {
		r := online(t)
		if c.storage {
			r = signed(t).featured("DF04")
			r.det = func([]byte, []tlv.Tag) []byte { return nil }
		}
		r.ttq = c.ttq
		out := r.set("9F71", c.cpr).run()
		if (out.Start == kernel.StartB) != c.again || (out.UIRestart != nil) != c.again || out.Status != kernel.OnlineRequest {
			t.Errorf("%+v: %v, start %d", c, out.Status, out.Start)
		}
		if asked := slices.Contains(out.Updates, tlv.WriteDataStorageTemplate.Tag()); asked != c.storage {
			t.Errorf("%+v: asks the terminal %v", c, asked)
		}
	}
}

// The offline balance goes with messages of approval, online request and decline, where the card gave it.
// C-6 B.2, B.3, B.6
func TestBalance(t *testing.T) {
	for _, r := range []*reader{offline(t), online(t), online(t).set("9F27", "00")} {
		out := r.set("D1", "000000005099").run()
		if ui := out.UIOutcome; !ui.Balance || !ui.HasValue || ui.Amount != 5099 || ui.Currency != r.cfg.Terminal.TransactionCurrency || ui.Exponent != r.cfg.Terminal.CurrencyExponent {
			t.Errorf("%+v", ui)
		}
		if ui := r.set("D1", "-").run().UIOutcome; ui.Balance || ui.HasValue {
			t.Errorf("%+v", ui)
		}
	}
	for currency, exponent := range map[uint16]byte{0x0392: 0, 0x0414: 3} { // yen, dinar
		r := online(t).set("D1", "000000005099")
		r.tx.Currency, r.tx.Exponent = currency, exponent
		if ui := r.run().UIOutcome; ui.Amount != 5099 || ui.Currency != currency || ui.Exponent != exponent {
			t.Errorf("%04X: %+v", currency, ui)
		}
	}
	r := online(t).set("D1", "00000000AA00")
	r.expect(another("F9.4"))
}

// What is in the data record, with which outcome.
func TestDataRecord(t *testing.T) {
	tags := func(b []byte) (list []string) {
		c := tlv.NewCursor(b)
		for o := range c.All() {
			list = append(list, o.Tag.String())
		}
		return list
	}
	always := "9F02 9F03 9F33 9F1A 9F35 9A 9C"
	more := "9F06 82 5A 5F34 9F36 9F27 84 9F10 9F09 95 9B 57 5F2A 9F37 9F39 9F26"
	for _, c := range []struct {
		name      string
		r         *reader
		has, lack string
	}{
		{"approved", offline(t), always + " " + more + " 5F24 9F07 5F20", "9F6E"}, // C-6 B.13
		{"online", online(t), always + " " + more, "5F24 9F07"},                   // C-6 B.13
		{"declined", online(t).set("9F27", "00"), always, more},                   // C-6 B.13 declined
		{"given", offline(t).file(1, "9F6E", "0102030405060708").file(1, "9F1F", "3132").file(1, "9F24", strings.Repeat("41", 29)), always + " " + more + " 9F6E 9F1F 9F24", ""}, // C-6 B.13
	} {
		out := c.r.run()
		if !bench.Whole(out.DataRecord) { // C-6 B.13
			t.Errorf("%s: %X", c.name, out.DataRecord)
		}
		got := tags(out.DataRecord)
		for _, tag := range strings.Fields(c.has) {
			if !slices.Contains(got, tag) {
				t.Errorf("%s: no %s in %v", c.name, tag, got)
			}
		}
		for _, tag := range strings.Fields(c.lack) {
			if slices.Contains(got, tag) {
				t.Errorf("%s: %s in %v", c.name, tag, got)
			}
		}
	}
	r := online(t)
	r.discretionary = r.objects("9F0A 00010401020304", "DF62 0102")
	registered, _ := tlv.Find(r.run().DataRecord, 0x9F0A)
	if got := fmt.Sprintf("%X", registered.Value); got != "00010401020304" {
		t.Errorf("9F0A %s", got)
	}
	for _, odd := range []string{"", "0001050102", "00"} { // of no form
		r.discretionary = r.objects("9F0A " + odd)
		if _, ok := tlv.Find(r.run().DataRecord, 0x9F0A); ok {
			t.Errorf("9F0A %s goes out", odd)
		}
	}
	if _, ok := tlv.Find(online(t).run().DataRecord, 0x9F0A); ok {
		t.Error("9F0A of nowhere")
	}
	online(t).set("94", "10040400").set("57", "-").set("5F34", "-").set("5F25", "-").set("9F08", "-").expect(ends("B.13")) // C-6 B.13 missing
	offline(t).file(1, "57", "-").expect(ends("B.13").authenticated("ok"))                                                 // C-6 B.13 missing
}

// The discretionary data: what was read of the card.
// C-6 B.14
func TestDiscretionaryData(t *testing.T) {
	r := stored(t, "", "DF0B "+operators)
	out := r.run()
	want := "DF3A0102" + "DF3B0E" + descriptor + "DF3D12" + fmt.Sprintf("%X", r.directory) + "DF23050103AABBCC"
	if got := fmt.Sprintf("%X", out.DiscretionaryData); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if out := offline(t).featured("DF09", "DF0A").run(); out.DiscretionaryData != nil || out.Updates != nil {
		t.Errorf("%X, %v", out.DiscretionaryData, out.Updates)
	}
}

// What the Result reports.
// C-6 B.2
func TestReport(t *testing.T) {
	r := offline(t).set("D1", "000000005099")
	out := r.run()
	for row, want := range map[tlv.Row]string{
		tlv.TTQKernel6: "36004000", tlv.CardProcessingRequirements: "0000", tlv.CID: "40", tlv.ApplicationCryptogram: cryptogram, tlv.ATC: "0241",
		tlv.TVR: "0000000000", tlv.TSI: "A800", tlv.PAN: pan, tlv.PANSequenceNumber: "01", tlv.ApplicationExpirationDate: "491231", tlv.Track2EquivalentData: track2,
		tlv.OfflineBalanceKernel6: "000000005099",
	} {
		if got := fmt.Sprintf("%X", out.Report.Get(row)); got != want {
			t.Errorf("%v: %s, want %s", row, got, want)
		}
	}
	if out.Result.Authorised != kernel.AuthorisedOffline || fmt.Sprintf("%X", out.AID()) != aid || out.Label() != "Discover" {
		t.Errorf("%v, %X, %s", out.Result.Authorised, out.AID(), out.Label())
	}
}
