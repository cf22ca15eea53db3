package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

// asked is the reference control parameter of the first GENERATE AC, -1 where it is not sent.
func asked(r *reader) int {
	if r.run(); generated(r.commands) == 0 {
		return -1
	}
	_, p1 := r.sent(1)
	return int(p1)
}

// A refund ends with the record and without GENERATE AC: Declined, which means that the card has done its part. By card data it is the acquirer's,
// and of a card that is only read nobody is the judge: it is looked up nowhere.
// C-5 3.7.1.1
func TestRefund(t *testing.T) {
	refund := func(r *reader) { r.typed(0x20) }
	byPurpose := func(r *reader) {
		r.tx.Purpose = kernel.Refund
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x28}}
	}
	byData := func(r *reader) { byPurpose(r); r.cfg.Treatments[0].DataOnly = true }
	read := func(r *reader) {
		r.tx.Purpose, r.tx.Amount = kernel.CardRead, 0
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.CardRead, Type: 0x30}}
	}
	listed := func(r *reader) {
		read(r)
		r.set("DF01", "3200").cfg.Terminal.LooksUp, r.listed = true, true
	}
	done := declines("")
	turns(t,
		turn{"refund", offline, refund, done},
		turn{"legacy", old, refund, done},
		turn{"transit", offline, func(r *reader) { refund(r); r.set("DF02", "760000") }, done},
		turn{"expired", offline, func(r *reader) { refund(r); r.file(1, "5F24", "200101") }, done},
		turn{"by purpose", offline, byPurpose, done},
		turn{"by card data", offline, byData, goesOnline.authenticated(none)},
		turn{"by card data, offline-only", offline, func(r *reader) { byData(r); r.kind(0x23) }, done},
		turn{"read only", offline, read, goesOnline.authenticated(none)},
		turn{"read only, legacy", old, read, goesOnline.authenticated(none)},
		turn{"read only, expired", offline, func(r *reader) { read(r); r.file(1, "5F24", "200101") }, goesOnline.authenticated(none)},
		turn{"read only, listed", offline, listed, goesOnline.authenticated(none)},
		turn{"read only, transit", offline, func(r *reader) { read(r); r.set("DF02", "760000") }, goesOnline.authenticated(none)},
		turn{"read only, offline-only", offline, func(r *reader) { read(r); r.kind(0x23) }, goesOnline.authenticated(none)},
		turn{"no refund", offline, func(r *reader) { r.typed(0x21) }, approves},
	)
	for _, edit := range []func(*reader){refund, byData, read, listed} {
		r := offline(t).with(edit)
		if r.run(); generated(r.commands) != 0 || len(r.lookups) != 0 || r.record("5A") != "3540829999421012" || r.record("9F26") != "" || r.record("9F37") != "1E78EEBC" {
			t.Errorf("sent %s, record %X", r.instructions(), r.outcomes[0].DataRecord)
		}
	}
}

// Transit readers decline legacy cards, and cards that the exception file has, whatever the action codes say.
// C-5 3.7.1.2, 3.7.1.3
func TestTransit(t *testing.T) {
	transit := func(r *reader) { r.set("DF02", "768000") }
	listed := func(r *reader) {
		r.set("DF01", "3200").set("DF0B", "0000000000")
		r.cfg.Terminal.LooksUp, r.listed = true, true
	}
	turns(t,
		turn{"legacy", old, transit, declines("3.7.1.2")},
		turn{"EMV", offline, transit, approves},
		turn{"listed", offline, func(r *reader) { transit(r); listed(r) }, declines("3.7.1.3")},
		turn{"not listed", offline, func(r *reader) { transit(r); listed(r); r.listed = false }, approves},
		turn{"listed, not looked up", offline, func(r *reader) { transit(r); listed(r); r.set("DF01", oda) }, approves},
		turn{"listed at a shop's reader", offline, listed, approves},
	)
}

// The issuer's codes are the card's, all zeroes or all ones where it has none; a legacy card's do not count. The terminal's are those of the combination, each
// the book's where it has none. Online is for readers that can go online, Default for those that cannot.
// C-5 3.7.1.4, 3.7.1.5, 3.7.1.6, 3.7.1.7
func TestActionCodes(t *testing.T) {
	const tc, arqc, no = 0x50, 0x90, -1
	expired := func(r *reader) { r.file(1, "5F24", "200101") } // TVR 0040000000
	iac := func(denial, online, dflt string) func(*reader) {
		return func(r *reader) { r.file(1, "9F0E", denial).file(1, "9F0F", online).file(1, "9F0D", dflt) }
	}
	tac := func(denial, online, dflt string) func(*reader) {
		return func(r *reader) { r.set("DF0A", denial).set("DF0B", online).set("DF0C", dflt) }
	}
	const zero, bit = "0000000000", "0040000000"
	quiet := tac(zero, zero, zero)
	for _, c := range []struct {
		name  string
		base  func(testing.TB) *reader
		edits []func(*reader)
		kind  byte
		want  int
	}{
		{"nothing set", offline, nil, 0x22, tc},
		{"issuer denies", offline, []func(*reader){expired, quiet, iac(bit, zero, zero)}, 0x22, no},
		{"issuer online", offline, []func(*reader){expired, quiet, iac(zero, bit, zero)}, 0x22, arqc},
		{"issuer online, unattended", offline, []func(*reader){expired, quiet, iac(zero, bit, zero)}, 0x25, arqc},
		{"issuer online, offline-only", offline, []func(*reader){expired, quiet, iac(zero, bit, zero)}, 0x23, tc},
		{"issuer default", offline, []func(*reader){expired, quiet, iac(zero, zero, bit)}, 0x22, tc},
		{"issuer default, offline-only", offline, []func(*reader){expired, quiet, iac(zero, zero, bit)}, 0x23, no},
		{"issuer default, offline-only, unattended", offline, []func(*reader){expired, quiet, iac(zero, zero, bit)}, 0x26, no},
		{"no code online of the issuer", offline, []func(*reader){expired, quiet, iac(zero, "-", zero)}, 0x22, arqc},
		{"no code default of the issuer", offline, []func(*reader){expired, quiet, iac(zero, zero, "-")}, 0x23, no},
		{"no code denial of the issuer", offline, []func(*reader){expired, quiet, iac("-", zero, zero)}, 0x22, tc},
		{"terminal denies", offline, []func(*reader){expired, tac(bit, zero, zero)}, 0x22, no},
		{"terminal online", offline, []func(*reader){expired, tac(zero, bit, zero)}, 0x22, arqc},
		{"terminal default, offline-only", offline, []func(*reader){expired, tac(zero, zero, bit)}, 0x23, no},
		{"the book's denial", offline, []func(*reader){func(r *reader) { r.file(4, "9F07", "0000") }}, 0x22, no},
		{"the book's online", offline, []func(*reader){expired}, 0x22, arqc},
		{"the book's default", offline, []func(*reader){expired}, 0x23, no},
		{"the book's online, effective date", offline, []func(*reader){func(r *reader) { r.file(4, "5F25", "300101") }}, 0x22, arqc},
		{"the book's default, a purpose for the card alone", offline, []func(*reader){expired, treated(kernel.OnlyOffline, 0x22)}, 0x22, no}, // B4 10.1.2
		{"the book's default, effective date", offline, []func(*reader){func(r *reader) { r.file(4, "5F25", "300101") }}, 0x23, tc},
		{"online-only", offline, []func(*reader){quiet}, 0x21, arqc},
		{"legacy", old, []func(*reader){quiet, iac("FFFFFFFFFF", zero, zero)}, 0x22, 0x80},
		{"legacy, terminal denies", old, []func(*reader){tac("8000000000", zero, zero)}, 0x22, no},
		{"legacy, offline-only", old, []func(*reader){quiet, iac(zero, zero, zero)}, 0x23, no},
	} {
		r := c.base(t).with(c.edits...).kind(c.kind)
		if got := asked(r); got != c.want {
			t.Errorf("%s: asks for %02X, want %02X", c.name, got, c.want)
		}
		if c.want == no {
			r.expect(declines("3.7.1.7"))
		}
	}
}

// What only a host may approve is not asked for offline: the merchant wants it, the configuration does, or the terminal is a cash machine.
// C-5 3.7.1.6
func TestHostAlone(t *testing.T) {
	for name, edit := range map[string]func(*reader){
		"merchant": func(r *reader) { r.tx.ForceOnline = true },
		"purpose": func(r *reader) {
			r.tx.Purpose, r.cfg.Treatments = kernel.PreAuthorisation, []kernel.Treatment{{Purpose: kernel.PreAuthorisation}}
		},
		"configuration": treated(kernel.OnlyOnline, 0x22),
		"cash machine":  func(r *reader) { r.kind(0x15); r.cfg.Terminal.AdditionalCapabilities[0] |= 0x80 },
	} {
		if got := asked(offline(t).with(edit)); got != 0x90 {
			t.Errorf("%s: asks for %02X", name, got)
		}
	}
	offline(t).with(func(r *reader) { r.tx.ForceOnline = true }).kind(0x23).expect(declines("3.7.1.6"))
	if got := asked(offline(t).with(treated(kernel.OnlyOnline, 0x23))); got != 0x90 { // of type 21 for it: B4 10.1.2
		t.Errorf("a purpose at an offline-only terminal: asks for %02X", got)
	}
	if got := asked(offline(t).with(func(r *reader) { r.tx.ForceOnline = true }).kind(0x25)); got != 0x50 { // nobody is there to want it
		t.Errorf("unattended: asks for %02X", got)
	}
	if got := asked(offline(t).with(func(r *reader) {
		r.tx.Purpose, r.cfg.Treatments = kernel.Purchase, []kernel.Treatment{{Purpose: kernel.Purchase}}
	})); got != 0x50 {
		t.Errorf("asks for %02X", got)
	}
}
