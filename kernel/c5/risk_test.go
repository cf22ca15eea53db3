package c5_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// In Legacy Mode the transaction limit counts before GENERATE AC, from the amount that is equal to it.
// C-5 3.5.1.1
func TestContactlessLimitCheck(t *testing.T) {
	limit := func(value string) func(*reader) { return func(r *reader) { r.set("DF03", value) } }
	turns(t,
		turn{"below", old, limit("000000001235"), goesOnline.authenticated(none)},
		turn{"at the limit", old, limit("000000001234"), next("3.5.1.1")},
		turn{"above", old, limit("000000000000"), next("3.5.1.1")},
		turn{"the limit for CDCVM does not count", old, func(r *reader) { r.set("DF04", "000000000001") }, goesOnline.authenticated(none)},
		turn{"in EMV mode after GENERATE AC", offline, limit("000000001234"), next("3.8.3.6").authenticated("ok")},
	)
	r := old(t).set("DF03", "000000001234")
	if r.run(); generated(r.commands) != 0 {
		t.Errorf("sent %s", r.instructions())
	}
}

// A CVM is required from the limit on, of purchases and cash alone.
// C-5 3.5.2.1
func TestCVMRequiredLimitCheck(t *testing.T) {
	for _, c := range []struct {
		kind     byte
		limit    uint64
		required bool
	}{{0x00, 1234, true}, {0x00, 1235, false}, {0x01, 1234, true}, {0x09, 1234, true}, {0x09, 0, true}, {0x10, 1234, false}, {0x17, 1234, false}, {0x28, 0, false}} {
		r := offline(t).typed(c.kind).cvmFrom(c.limit).ask("9F50", "10")
		r.run()
		if values, _ := r.sent(1); strings.HasSuffix(values, "F28000") != c.required {
			t.Errorf("%02X from %d: sent %s", c.kind, c.limit, values)
		}
	}
	r := offline(t)
	r.combination.CVMLimit = kernel.Limit{Amount: 0}
	r.run()
	if values, _ := r.sent(1); !strings.HasSuffix(values, "728000") {
		t.Errorf("without a limit: sent %s", values)
	}
}

// tvrSent are the TVR as the card is told them, at a reader that denies nothing.
func tvrSent(r *reader) string {
	r.set("DF0A", "0000000000").run()
	values, _ := r.sent(1)
	return values[28:38]
}

// The floor limit: from it on, and as if from it on in Legacy Mode, at an online-only reader and for a status check.
// C-5 3.5.3.1, 3.5.3.2
func TestFloorLimitCheck(t *testing.T) {
	status := func(r *reader) { r.set("DF01", "6200").amount(100) }
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"below", offline, nil, "0000000000"},
		{"at the limit", offline, func(r *reader) { r.amount(5000) }, "0000008000"},
		{"one below", offline, func(r *reader) { r.amount(4999) }, "0000000000"},
		{"no limit", offline, func(r *reader) { r.combination.FloorLimit = kernel.Limit{} }, "0000000000"},
		{"legacy", old, nil, "8000008000"},
		{"legacy without limit", old, func(r *reader) { r.combination.FloorLimit = kernel.Limit{} }, "8000008000"},
		{"online-only, attended", offline, func(r *reader) { r.kind(0x21) }, "0000008000"},
		{"online-only, unattended", offline, func(r *reader) { r.kind(0x24) }, "0000008000"},
		{"offline with online", offline, func(r *reader) { r.kind(0x25) }, "0000000000"},
		{"offline-only", offline, func(r *reader) { r.kind(0x23) }, "0000000000"},
		{"for the host alone", offline, treated(kernel.OnlyOnline, 0x22), "0000008000"},             // B4 10.1.2
		{"for the host alone, unattended", offline, treated(kernel.OnlyOnline, 0x25), "0000008000"}, // B4 10.1.2
		{"for the card alone", offline, treated(kernel.OnlyOffline, 0x22), "0000000000"},            // B4 10.1.2
		{"a status check", offline, status, "0000008000"},
		{"one unit and no status check", offline, func(r *reader) { r.amount(100) }, "0000000000"},
		{"a status check of another amount", offline, func(r *reader) { status(r); r.amount(101) }, "0000000000"},
		{"a status check without minor units", offline, func(r *reader) { status(r); r.amount(1); r.tx.Currency, r.tx.Exponent = 0x0392, 0 }, "0000008000"},
		{"a status check with three", offline, func(r *reader) { status(r); r.amount(1000); r.tx.Currency, r.tx.Exponent = 0x0414, 3 }, "0000008000"},
	} {
		r := c.base(t)
		if c.edit != nil {
			c.edit(r)
		}
		if got := tvrSent(r); got != c.want {
			t.Errorf("%s: TVR %s, want %s", c.name, got, c.want)
		}
	}
}

// Random selection below the floor limit, where the acquirer wants it, in EMV Mode: the target takes all, the maximum rises to the floor limit.
// C-5 3.5.4.1, 3.5.4.2
func TestRandomTransactionSelection(t *testing.T) {
	all := func(r *reader) { r.set("DF01", "2A00").set("DF06", "000000002000").set("DF08", "99").set("DF09", "99") }
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"below the threshold", offline, all, "0000001000"},
		{"above the threshold", offline, func(r *reader) { all(r); r.amount(3000) }, "0000001000"},
		{"target 0", offline, func(r *reader) { all(r); r.set("DF08", "00") }, "0000000000"},
		{"not configured", offline, func(r *reader) { all(r); r.set("DF01", oda) }, "0000000000"},
		{"from the floor limit on", offline, func(r *reader) { all(r); r.amount(5000) }, "0000008000"},
		{"a status check", offline, func(r *reader) { all(r); r.set("DF01", "6A00").amount(100) }, "0000008000"},
		{"less than a unit is no status check", offline, func(r *reader) { all(r); r.set("DF01", "6A00").amount(99) }, "0000001000"},
		{"legacy", old, func(r *reader) { all(r); r.set("DF01", "2B00") }, "8000008000"},
	} {
		r := c.base(t)
		c.edit(r)
		if got := tvrSent(r); got != c.want {
			t.Errorf("%s: TVR %s, want %s", c.name, got, c.want)
		}
	}
	n := 0
	for seed := range uint64(400) {
		r := offline(t).set("DF01", "2A00").set("DF06", "000000002000").set("DF08", "25").set("DF09", "25").set("DF0A", "0000000000").ask("9F27", "80")
		if _, err := bench.Run(t.Context(), r.session(kerneltest.Random(seed)), r); err != nil {
			t.Fatal(err)
		}
		if values, _ := r.sent(1); values[28:38] == "0000001000" {
			n++
		}
	}
	if n < 70 || n > 130 {
		t.Errorf("%d of 400 selected, a quarter is 100", n)
	}
}

// The exception file is looked into where the terminal has one and the acquirer wants it, in EMV Mode.
// C-5 3.5.5.1, 3.5.5.2
func TestExceptionFileCheck(t *testing.T) {
	file := func(r *reader) { r.set("DF01", "3200"); r.cfg.Terminal.LooksUp, r.listed = true, true }
	for _, c := range []struct {
		name    string
		base    func(testing.TB) *reader
		edit    func(*reader)
		lookups int
		want    string
	}{
		{"listed", offline, file, 1, "1000000000"},
		{"not listed", offline, func(r *reader) { file(r); r.listed = false }, 1, "0000000000"},
		{"not wanted", offline, func(r *reader) { file(r); r.set("DF01", oda) }, 0, "0000000000"},
		{"no file", offline, func(r *reader) { file(r); r.cfg.Terminal.LooksUp = false }, 0, "0000000000"},
		{"legacy", old, func(r *reader) { file(r); r.set("DF01", "3300") }, 0, "8000008000"},
	} {
		r := c.base(t)
		c.edit(r)
		if got := tvrSent(r); got != c.want || len(r.lookups) != c.lookups {
			t.Errorf("%s: TVR %s, want %s; %d look-ups", c.name, got, c.want, len(r.lookups))
		}
	}
	r := offline(t).with(file)
	r.run()
	if got := hexOf(r.lookups[0]); got != "5a0835408299994210125f340101" {
		t.Errorf("looked up %s", got)
	}
	r = offline(t).with(file).file(1, "5F34", "-")
	if r.run(); hexOf(r.lookups[0]) != "5a083540829999421012" {
		t.Errorf("looked up %X", r.lookups[0])
	}
	r = offline(t).with(file)
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Lookup
	}
	if out := r.run(); out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || out.Error.Step != "exception file check" {
		t.Errorf("%+v", out.Error)
	}
}

// Usage control, in EMV Mode and where the card has it; the two dates always. Versions are compared by nobody.
// C-5 3.6.1.1, 3.6.1.2, 3.6.2.1, 3.6.2.2, 3.6.3.1, 3.6.3.2
func TestProcessingRestrictions(t *testing.T) {
	file := func(n int, list ...string) func(*reader) {
		return func(r *reader) {
			for i := 0; i < len(list); i += 2 {
				r.file(n, list[i], list[i+1])
			}
		}
	}
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"nothing", offline, nil, "0000000000"},
		{"allowed at home", offline, file(4, "9F07", "2900", "5F28", "0276"), "0000000000"},
		{"goods not allowed at home", offline, file(4, "9F07", "1700", "5F28", "0276"), "0010000000"},
		{"allowed abroad", offline, file(4, "9F07", "1700", "5F28", "0392"), "0000000000"},
		{"goods not allowed abroad", offline, file(4, "9F07", "2900", "5F28", "0392"), "0010000000"},
		{"cash not allowed", offline, func(r *reader) { file(4, "9F07", "3D00", "5F28", "0392")(r); r.typed(0x01) }, "0010000000"},
		{"cashback not allowed", offline, func(r *reader) { file(4, "9F07", "FF00", "5F28", "0392")(r); r.typed(0x09); r.tx.AmountOther = 1 }, "0010000000"},
		{"not allowed at other terminals", offline, file(4, "9F07", "FE00"), "0010000000"},
		{"not allowed, legacy", old, file(4, "9F07", "0000"), "8000008000"},
		{"expired", offline, file(1, "5F24", "260630"), "0040000000"},
		{"not yet", offline, file(1, "5F24", "260701"), "0000000000"},
		{"expired, legacy", old, file(1, "5F24", "260630"), "8040008000"},
		{"effective tomorrow", offline, file(4, "5F25", "260702"), "0020000000"},
		{"effective today", offline, file(4, "5F25", "260701"), "0000000000"},
		{"effective tomorrow, legacy", old, file(4, "5F25", "260702"), "8020008000"},
		{"another version", offline, file(4, "9F08", "FFFF"), "0000000000"},
	} {
		r := c.base(t)
		if c.edit != nil {
			c.edit(r)
		}
		if got := tvrSent(r); got != c.want {
			t.Errorf("%s: TVR %s, want %s", c.name, got, c.want)
		}
	}
}
