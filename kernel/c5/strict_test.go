package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

// sides runs a turn by the book, and the same in the profile strict, with its own outcome.
func sides(t *testing.T, name string, base func(testing.TB) *reader, edit func(*reader), book, strict want) {
	t.Helper()
	for rules, want := range map[kernel.Profile]want{kernel.Book: book, kernel.Strict: strict} {
		t.Run(name+", "+rules.String(), func(t *testing.T) {
			r := base(t).profile(rules)
			if edit != nil {
				edit(r)
			}
			r.expect(want)
		})
	}
}

// answers is a card that gives a TC where it is asked for one, and an ARQC where not.
func answers(r *reader) {
	before := r.on
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		if a.Kind == kernel.Transmit && a.Command[1] == 0xAE && a.Command[2]&0xC0 == 0x80 && generated(r.commands) == 0 {
			r.ask("9F27", "80")
		}
		if before != nil {
			return before(a)
		}
		return kernel.Event{}, false
	}
}

// An offline approval is asked for only where all that decides will be under a signature, below a limit in its currency.
// C-5 3.7.1.6
func TestStrictOffline(t *testing.T) {
	limit := func(l kernel.Limit) func(*reader) {
		return func(r *reader) { answers(r); r.combination.FloorLimit = l }
	}
	quiet := func(r *reader) { answers(r); r.set("DF0B", "0000000000") }
	noODA := func(r *reader) { quiet(r); r.set("DF01", "0200").ask("9F26", "5D016C91005E7CC2") }
	noKey := func(r *reader) { quiet(r); r.cfg.Keys = nil; r.ask("9F26", "5D016C91005E7CC2") }
	on := goesOnline.authenticated(none)
	sides(t, "all signed", offline, answers, approves, approves)
	sides(t, "no 9F4A", offline, func(r *reader) { answers(r); r.file(1, "9F4A", "-") }, approves, goesOnline)
	sides(t, "the amount in no list", offline, func(r *reader) { answers(r); r.file(1, "8C", "9F0205 9F3704") }, approves, goesOnline)
	sides(t, "the amount in no signed list", offline, func(r *reader) { answers(r); r.file(1, "8C", "-").file(4, "8C", cdol1) }, approves, goesOnline)
	sides(t, "no floor limit", offline, limit(kernel.Limit{}), approves, goesOnline)
	sides(t, "at the floor limit", offline, func(r *reader) { quiet(r); r.amount(5000) }, approves, approves)
	sides(t, "above the floor limit", offline, func(r *reader) { quiet(r); r.amount(5001) }, approves, goesOnline)
	sides(t, "a limit of another currency", offline, func(r *reader) { answers(r); r.combination.Currency = 0x0840 }, approves, goesOnline)
	sides(t, "no option", offline, noODA, declines("3.8.1.10"), on)
	sides(t, "no key", offline, noKey, declines("3.8.1.10"), on)
	sides(t, "no key, offline-only", offline, func(r *reader) { noKey(r); r.kind(0x23).set("DF0C", "0000000000") }, declines("3.8.1.10"), declines("3.7.1.6"))
}

// Where a CVM is required the card's word counts only under its signature: an online PIN takes its place, else a signature, but no word for the device.
// C-5 3.8.3.4, 3.9.2.3
func TestStrictCVM(t *testing.T) {
	above := func(status string) func(*reader) { return func(r *reader) { r.cvmFrom(1).ask("9F50", status) } }
	noPIN := func(status string) func(*reader) {
		return func(r *reader) { above(status)(r); r.set("DF02", "528000") }
	}
	list := func(rules string) func(*reader) {
		return func(r *reader) { r.cvmFrom(1).file(1, "8E", "0000000000000000"+rules) }
	}
	bare, pin := goesOnline.authenticated(none), goesOnline.authenticated(none).owing(kernel.CVMOnlinePIN)
	device, signature := bare.owing(kernel.CVMConfirmed), bare.owing(kernel.CVMSignature)
	sides(t, "device, signed", online, above("31"), goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMConfirmed))
	sides(t, "device, none performed", online, above("30"), goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMOnlinePIN))
	sides(t, "device, none performed, TC", offline, above("30"), approves.owing(kernel.CVMConfirmed), declines("3.8.3.4").authenticated("ok"))
	sides(t, "device, none performed, no PIN here", online, noPIN("30"), goesOnline.owing(kernel.CVMConfirmed), declines("3.8.3.4").authenticated("ok"))
	sides(t, "device, none performed, not required", online, func(r *reader) { r.ask("9F50", "30") }, goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMConfirmed))
	sides(t, "device, a method of no name", online, above("3F"), goesOnline.owing(kernel.CVMConfirmed), goesOnline.owing(kernel.CVMConfirmed))
	sides(t, "signature, signed", online, above("10"), goesOnline.owing(kernel.CVMSignature), goesOnline.owing(kernel.CVMSignature))
	sides(t, "device", unsigned, above("31"), device, pin)
	sides(t, "device, no PIN here", unsigned, noPIN("31"), device, declines("3.8.3.4"))
	sides(t, "signature", unsigned, above("10"), signature, pin)
	sides(t, "signature, no PIN here", unsigned, noPIN("10"), signature, signature)
	sides(t, "PIN", unsigned, above("20"), pin, pin)
	sides(t, "device, not required", unsigned, func(r *reader) { r.ask("9F50", "31") }, device, device)
	sides(t, "transit", unsigned, func(r *reader) { above("31")(r); r.set("DF02", "768000") }, bare, bare)
	sides(t, "legacy, signature first", old, list("1E00 0200"), signature, pin)
	sides(t, "legacy, no PIN here", old, func(r *reader) { list("1E00 0200")(r); r.set("DF02", "528000") }, signature, signature)
	sides(t, "legacy, not required", old, nil, bare, bare)
}

// A PIN that only the host can verify goes with no offline approval.
// C-5 3.8.4.1
func TestStrictPIN(t *testing.T) {
	sides(t, "TC", offline, func(r *reader) { r.ask("9F50", "20") }, approves.owing(kernel.CVMOnlinePIN), declines("3.8.4.1").authenticated("ok"))
	sides(t, "ARQC", online, func(r *reader) { r.ask("9F50", "20") }, goesOnline.owing(kernel.CVMOnlinePIN), goesOnline.owing(kernel.CVMOnlinePIN))
}

// Two accounts, and one that the AID cannot have.
// C-5 3.4.1.2
func TestStrictAccount(t *testing.T) {
	ranges := func(v string) func(*reader) { return func(r *reader) { r.set("DF07", v) } }
	sides(t, "two accounts", offline, func(r *reader) { r.file(1, "57", "3540829999421020D4912F") }, approves, ends("3.4.1.2"))
	sides(t, "its range", offline, ranges("35FF"), approves, approves)
	sides(t, "one of several", offline, ranges("4F354F"), approves, approves)
	sides(t, "none of its", offline, ranges("4F5F36FF"), approves, declines("3.4.1.2"))
}

// A referral is no approval, whatever the card says; an approval is one with any of its codes.
// C-5 3.10.4.2
func TestStrictReferral(t *testing.T) {
	for code, strict := range map[string]want{"3030": approves, "3130": approves, "3131": approves, "3031": over("3.10.4.2"), "3032": over("3.10.4.2")} {
		for _, base := range []func(testing.TB) *reader{held, twice} {
			sides(t, code, base, func(r *reader) { r.issuer("8A02" + code + arpc) }, approves, strict)
		}
	}
	sides(t, "AAC", held, func(r *reader) { r.issuer("8A023031"+arpc).last("9F27", "00") }, declines("3.10.4.1").authenticated("ok"), declines("3.10.4.1").authenticated("ok"))
}
