package c7_test

import (
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
)

// Traps 10, 15 and 16: the eight outcomes with all their parameters. Field off and hold time of the device's try again may be 1.0 to 1.5 s by the book; they are 1.3 s.
// C-7 4.5.1, 4.5.2, 4.5.3, 4.5.4, 4.5.5, 4.5.6, 4.5.7, 4.5.8
func TestOutcomes(t *testing.T) {
	const pause = 1300 * time.Millisecond
	restart := &kernel.UI{Status: kernel.StatusReadyToRead}
	shows := func(m kernel.MessageID, s kernel.UIStatus) *kernel.UI { return &kernel.UI{Message: m, Status: s} }
	againUI := func(m kernel.MessageID) *kernel.UI {
		return &kernel.UI{Message: m, Status: kernel.StatusProcessingError, Hold: pause, Language: "en"}
	}
	balance := func(ui *kernel.UI) *kernel.UI {
		ui.Balance, ui.HasValue, ui.Amount, ui.Currency, ui.Exponent = true, true, 38787, 0x0978, 2
		return ui
	}
	gpo := func(sw uint16, ttq string) func(*reader) { return func(r *reader) { r.sw, r.ttq = sw, ttq } }
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want kernel.Outcome
	}{
		{"approved", offline, func(*reader) {}, kernel.Outcome{
			Status: kernel.Approved, UIOutcome: balance(shows(kernel.MsgApproved, kernel.StatusCardReadSuccessfully)), Receipt: true,
		}},
		{"online request", online, func(*reader) {}, kernel.Outcome{
			Status: kernel.OnlineRequest, UIOutcome: balance(shows(kernel.MsgAuthorising, kernel.StatusCardReadSuccessfully)),
		}},
		{"online request with PIN", online, func(r *reader) { r.set("9F6C", "8000") }, kernel.Outcome{
			Status: kernel.OnlineRequest, CVM: kernel.CVMOnlinePIN, UIOutcome: balance(shows(kernel.MsgAuthorising, kernel.StatusCardReadSuccessfully)),
		}},
		{"try again", online, func(r *reader) { r.fault = func(int) kernel.Fault { return kernel.FaultProtocol } }, kernel.Outcome{
			Status: kernel.TryAgain, Start: kernel.StartB, UIOutcome: againUI(kernel.MsgPresentAgain), UIRestart: restart, FieldOff: pause,
		}},
		{"declined", online, func(r *reader) { r.set("9F27", "00") }, kernel.Outcome{
			Status: kernel.Declined, UIOutcome: shows(kernel.MsgDeclined, kernel.StatusCardReadSuccessfully),
		}},
		{"contact", online, gpo(0x6700, "36004000"), kernel.Outcome{
			Status: kernel.TryAnotherInterface, UIOutcome: shows(kernel.MsgInsertOrSwipe, kernel.StatusReadyToRead), AlternateInterface: kernel.Contact,
		}},
		{"mag-stripe", online, gpo(0x6700, "26004000"), kernel.Outcome{
			Status: kernel.TryAnotherInterface, UIOutcome: shows(kernel.MsgInsertOrSwipe, kernel.StatusReadyToRead), AlternateInterface: kernel.MagneticStripe,
		}},
		{"select next", online, func(r *reader) { r.pdol = "" }, kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}},
		{"end application", online, func(r *reader) { r.set("82", "-") }, kernel.Outcome{Status: kernel.EndApplication}},
		{"device", online, gpo(0x6986, "36004000"), kernel.Outcome{
			Status: kernel.TryAgain, Start: kernel.StartB, UIOutcome: againUI(kernel.MsgSeePhone), UIRestart: restart, FieldOff: pause,
		}},
	} {
		r := c.base(t).set("9F5D", "000000038787")
		r.cfg.Terminal.Capabilities[0] |= 0x40
		c.edit(r)
		out := r.run()
		got := out.Outcome
		record := c.want.Status == kernel.Approved || c.want.Status == kernel.OnlineRequest
		if (len(got.DataRecord) != 0) != record || got.DiscretionaryData != nil || got.OnlineResponseData != 0 || got.RemovalTimeout != 0 {
			t.Errorf("%s: record %d bytes, %+v", c.name, len(got.DataRecord), got)
		}
		for _, ui := range [...]struct{ got, want *kernel.UI }{{got.UIOutcome, c.want.UIOutcome}, {got.UIRestart, c.want.UIRestart}} {
			if (ui.got == nil) != (ui.want == nil) || ui.got != nil && *ui.got != *ui.want {
				t.Errorf("%s: UI %+v, want %+v", c.name, ui.got, ui.want)
			}
		}
		if got.Status != c.want.Status || got.Start != c.want.Start || got.CVM != c.want.CVM || got.AlternateInterface != c.want.AlternateInterface ||
			got.Receipt != c.want.Receipt || got.FieldOff != c.want.FieldOff {
			t.Errorf("%s: %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// Without the Available Offline Spending Amount, or with an empty one, no balance is shown.
// C-7 4.5.1
func TestNoBalance(t *testing.T) {
	for _, v := range []string{"-", ""} {
		if ui := offline(t).set("9F5D", v).run().UIOutcome; ui.Balance || ui.HasValue || ui.Currency != 0 {
			t.Errorf("%+v", ui)
		}
	}
	for currency, exponent := range map[uint16]byte{0x0392: 0, 0x0414: 3} { // yen, dinar: C-7 4.5.2
		r := online(t).set("9F5D", "000000038787")
		r.tx.Currency, r.tx.Exponent = currency, exponent
		if ui := r.run().UIOutcome; !ui.Balance || ui.Amount != 38787 || ui.Currency != currency || ui.Exponent != exponent {
			t.Errorf("%04X: %+v", currency, ui)
		}
	}
	if ui := offline(t).file(4, "9F5D", "000000000000").run().UIOutcome; !ui.Balance || !ui.HasValue || ui.Amount != 0 { // in a record
		t.Errorf("%+v", ui)
	}
}

// Trap 13: an ARQC at an offline-only reader is declined, whatever else there is.
// C-7 3.2.5
func TestOfflineOnlyReader(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{online, special} {
		r := base(t)
		r.ttq = "3E004000"
		if out := r.run(); out.Status != kernel.Declined || out.Error.Clause != "C-7 2.12 3.2.5" || out.DataRecord != nil {
			t.Errorf("%+v", of(out))
		}
	}
}

// Trap 15: the kernel is never activated again after an online request: what a host says does not come to it, and it begins anew if it does.
// C-7 4.5.2, 3.2.5
func TestNoRestart(t *testing.T) {
	r := online(t)
	r.start, r.host = kernel.StartB, r.hex("91083132333435363738")
	out := r.expect(goesOnline)
	if out.Start != kernel.StartNone || out.OnlineResponseData != kernel.OnlineDataNone || len(r.commands) != 1 {
		t.Errorf("%+v", out.Outcome)
	}
}

// What ends a session from outside ends the kernel at once: with its name and step, and nothing for the acquirer.
// C-7 4.5
func TestStopped(t *testing.T) {
	for n := 1; n <= 5; n++ {
		r := offline(t)
		r.on = func(a kernel.Action) (kernel.Event, bool) {
			return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Transmit && len(r.commands) == n-1
		}
		if out := r.run(); out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || out.Error.Step == "" || out.Kernel != "C-7" || out.DataRecord != nil {
			t.Errorf("cancelled at command %d: %+v", n, out.Outcome)
		}
	}
	r := offline(t)
	r.cfg.Terminal.LooksUp = true
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Lookup
	}
	if out := r.run(); out.Status != kernel.EndApplication || out.Error.Step != "exception file" {
		t.Errorf("cancelled at the exception file: %+v", out.Outcome)
	}
}
