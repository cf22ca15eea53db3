package c5_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// words is a user interface request: message, status, hold time in units of 100 ms, and a balance.
func words(ui *kernel.UI) string {
	if ui == nil {
		return "-"
	}
	s := fmt.Sprintf("%02X/%d/%d", byte(ui.Message), ui.Status, ui.Hold/(100*time.Millisecond))
	if ui.HasValue {
		s += fmt.Sprintf(" %v %d %04X/%d", ui.Balance, ui.Amount, ui.Currency, ui.Exponent)
	}
	return s
}

// parameters are the eleven of an outcome: status, start, online response data, CVM, the two requests, data record, discretionary data, alternate interface,
// receipt, field off request, removal timeout.
func parameters(o *kernel.Outcome) string {
	return fmt.Sprintf("%v start %d data %d CVM %d [%s] [%s] record %v discretionary %v interface %d receipt %v off %v removal %v", o.Status, o.Start,
		o.OnlineResponseData, o.CVM, words(o.UIOutcome), words(o.UIRestart), o.DataRecord != nil, o.DiscretionaryData != nil, o.AlternateInterface, o.Receipt,
		o.FieldOff, o.RemovalTimeout)
}

// Every outcome of the book with all its parameters.
// C-5 3.3.1.3, 3.8.4.8, 3.9.3.4
func TestOutcomes(t *testing.T) {
	balance := func(r *reader) { r.ask("9F5F", "000000012345") }
	const left = " true 12345 0978/2"
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"approved", offline, nil, "approved start 0 data 0 CVM 1 [03/5/0] [-] record true discretionary false interface 0 receipt true off 0s removal 0s"}, // C-5 3.12.1.1, 3.12.1.2
		{
			"approved with balance and signature", offline, func(r *reader) { balance(r); r.ask("9F50", "10") },
			"approved start 0 data 0 CVM 4 [1A/5/0" + left + "] [-] record true discretionary false interface 0 receipt true off 0s removal 0s",
		}, // C-5 3.12.1.2
		{
			"approved with balance in yen", offline, func(r *reader) { balance(r); r.tx.Currency, r.tx.Exponent = 0x0392, 0 },
			"approved start 0 data 0 CVM 1 [03/5/0 true 12345 0392/0] [-] record true discretionary false interface 0 receipt true off 0s removal 0s",
		}, // C-5 3.12.1.2 balance
		{"online request", online, balance, "online request start 0 data 0 CVM 1 [1B/5/0" + left + "] [-] record true discretionary false interface 0 receipt false off 0s removal 0s"}, // C-5 3.12.2.1, 3.12.2.2, 3.8.4.2
		{"legacy", old, nil, "online request start 0 data 0 CVM 1 [1B/5/0] [-] record true discretionary false interface 0 receipt false off 0s removal 0s"},                            // C-5 3.12.2.2, 3.9.3.1
		{
			"two presentments", twice, func(r *reader) { balance(r); r.host = nil; r.ask("9F50", "20") },
			"online request start 2 data 1 CVM 2 [09/5/0" + left + "] [21/3/0] record true discretionary false interface 0 receipt false off 0s removal 0s",
		}, // C-5 3.12.3.1, 3.12.3.2, 3.8.4.4
		{
			"present and hold", held, func(r *reader) { balance(r); r.host = nil },
			"online request start 4 data 2 CVM 1 [1B/4/0" + left + "] [16/4/0] record true discretionary false interface 0 receipt false off 0s removal 10s",
		}, // C-5 3.12.4.1, 3.12.4.2, 3.8.4.3
		{
			"declined", unsigned, func(r *reader) { balance(r); r.ask("9F27", "00") },
			"declined start 0 data 0 CVM 0 [07/5/0" + left + "] [-] record true discretionary false interface 0 receipt false off 0s removal 0s",
		}, // C-5 3.12.5.1
		{
			"try another interface", offline, func(r *reader) { balance(r); r.forged = true },
			"try another interface start 0 data 0 CVM 0 [1D/3/0] [-] record false discretionary false interface 1 receipt false off 0s removal 0s",
		}, // C-5 3.12.6.1
		{
			"end application", offline, func(r *reader) { r.status(gac, 0x6984).set("DF02", "708000") },
			"end application start 0 data 0 CVM 0 [-] [-] record false discretionary false interface 0 receipt false off 0s removal 0s",
		}, // C-5 3.12.7.1
		{
			"card error", offline, func(r *reader) { r.status(gpo, 0x6F00) },
			"end application start 0 data 0 CVM 0 [06/3/0] [-] record false discretionary false interface 0 receipt false off 0s removal 0s",
		}, // C-5 3.3.1.3
		{
			"communication error", offline, func(r *reader) { r.lost(gac) },
			"end application start 2 data 0 CVM 0 [21/6/13] [21/3/0] record false discretionary false interface 0 receipt false off 0s removal 0s",
		}, // C-5 3.12.8.1
		{
			"try again", offline, func(r *reader) { r.status(gac, 0x6986) },
			"try again start 2 data 0 CVM 0 [20/1/13] [21/3/0] record false discretionary false interface 0 receipt false off 1.3s removal 0s",
		}, // C-5 3.12.9.1
		{
			"select next", offline, func(r *reader) { r.status(gpo, 0x6985) },
			"select next start 3 data 0 CVM 0 [-] [-] record false discretionary false interface 0 receipt false off 0s removal 0s",
		}, // C-5 3.12.10.1
	} {
		r := c.base(t)
		if c.edit != nil {
			c.edit(r)
		}
		r.run()
		if got := parameters(r.outcomes[0]); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What the card wants done with the issuer's answer, where the combination supports it and where not. Reserved bits do not count, and the reserved way is none.
// C-5 3.8.4.1, 3.8.4.2, 3.8.4.3, 3.8.4.4, 3.9.3.1, A.6
func TestWays(t *testing.T) {
	way := func(v string) func(*reader) { return func(r *reader) { r.ask("9F60", v) } }
	off := func(v string) func(*reader) { return func(r *reader) { r.ask("9F60", v).set("DF02", "72007F") } }
	turns(t,
		turn{"none", online, nil, goesOnline},
		turn{"00", online, way("00"), goesOnline},
		turn{"01", online, way("01"), stays},
		turn{"02", online, way("02"), comesAgain},
		turn{"03", online, way("03"), goesOnline},
		turn{"reserved bits", online, way("FD"), stays},
		turn{"empty", online, way(""), goesOnline},
		turn{"01, not supported", online, off("01"), goesOnline},
		turn{"02, not supported", online, off("02"), goesOnline},
		turn{"01 with a TC", offline, way("01"), approves},
		turn{"legacy, whose GENERATE AC has no place for it", old, func(r *reader) { r.file(4, "9F60", "01") }, goesOnline.authenticated(none)},
	)
}

// The transaction record has what the book's table lists, as far as the card has given it; before GENERATE AC nothing of a cryptogram.
// C-5 annex C, 3.12.1.1, 3.12.2.1, 3.12.3.1, 3.12.4.1, 3.12.5.1
func TestRecord(t *testing.T) {
	tags := func(r *reader) (list string) {
		if !bench.Whole(r.outcomes[0].DataRecord) {
			t.Errorf("%X", r.outcomes[0].DataRecord)
		}
		c := tlv.NewCursor(r.outcomes[0].DataRecord)
		for o := range c.All() {
			list += fmt.Sprintf("%X ", uint32(o.Tag))
		}
		return list
	}
	const ours = "9F06 DF0D "
	r := offline(t)
	r.run()
	if got := tags(r); got != "9F02 9F03 9F26 82 5F24 50 5A 5F34 9F36 9F34 84 9F27 9F10 9F24 9F1A 95 57 5F2A 9A 9F21 9C 9F37 "+ours {
		t.Errorf("approved: %s", got)
	}
	r = online(t).file(4, "9F08", "0001").file(4, "5F20", "4A4342").file(4, "9F6E", "20010000").file(4, "9F7C", "000000").file(4, "9F19", "010203040506").file(4, "9F1F", "31")
	r.run()
	if got := tags(r); got != "9F02 9F03 9F26 82 5F24 50 5A 5F34 9F36 9F08 5F20 9F34 84 9F27 9F6E 9F10 9F7C 9F24 9F1A 95 9F19 9F1F 57 5F2A 9A 9F21 9C 9F37 "+ours {
		t.Errorf("online request: %s", got)
	}
	r = offline(t).set("DF0A", "FFFFFFFFFF").file(1, "5F24", "200101").file(1, "5F34", "-").file(4, "9F24", "-")
	r.run()
	if got := tags(r); got != "9F02 9F03 82 5F24 50 5A 9F34 84 9F1A 95 57 5F2A 9A 9F21 9C 9F37 "+ours {
		t.Errorf("declined: %s", got)
	}
}

// An FCI that names another scheme's application, and one without a label: name, keys and identifier are those of the AID that the reader has selected.
// C-5 annex C, 3.8.2.1
func TestName(t *testing.T) {
	r := offline(t)
	r.fci = "6F1E 8407A0000000031010 A513 9F3810" + "9F5201 9F3501 9F0206 9C01 9F5303 9A03"
	if out := r.expect(approves); r.record("9F06") != aid || r.record("84") != aid || r.record("50") != "" || fmt.Sprintf("%X", out.AID()) != aid {
		t.Errorf("%s %s %s %X", r.record("9F06"), r.record("84"), r.record("50"), out.AID())
	}
	r = offline(t)
	r.fci = "6F20 8409A00000006510100102 A513 9F3810" + "9F5201 9F3501 9F0206 9C01 9F5303 9A03"
	if r.expect(approves); r.record("84") != aid+"0102" {
		t.Errorf("%s", r.record("84"))
	}
}

// The outcome says whether the application was read to the end, and who authenticated it. The report has what the transaction tells of itself.
// C-5 3.8.4.8
func TestReports(t *testing.T) {
	of := func(r *reader) (*bench.Result, *kernel.Outcome) {
		out := r.run()
		return out, r.outcomes[0]
	}
	result, o := of(offline(t))
	if !o.Read || o.Kernel != "C-5" || o.ODA.Method != "CDA" || result.Authorised != kernel.AuthorisedOffline {
		t.Errorf("%+v", o)
	}
	for _, row := range []tlv.Row{tlv.TVRKernel5, tlv.CVMResults, tlv.CID, tlv.ATC, tlv.PAN, tlv.UnpredictableNumber, tlv.ApplicationCryptogram, tlv.CardholderVerificationStatus} {
		if result.Report.Get(row) == nil {
			t.Errorf("no %v", row)
		}
	}
	if _, o := of(offline(t).status(lastOne, 0x6A83)); o.Read || o.Error.SW != 0x6A83 || o.Error.Step != "read application data" || o.Error.L2 != kernel.StatusBytes {
		t.Errorf("%+v", o)
	}
	if _, o := of(offline(t).lost(lastOne)); o.Error.L1 != kernel.FaultTimeout {
		t.Errorf("%+v", o)
	}
	if _, o := of(offline(t).with(func(r *reader) { r.forged = true })); o.Read || o.ODA.Method != "CDA" || o.ODA.Reason == "" {
		t.Errorf("%+v", o)
	}
	if _, o := of(unsigned(t).ask("9F27", "00")); !o.Read {
		t.Errorf("%+v", o)
	}
}
