package c5_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// GENERATE AC has the values that CDOL1 asks for, zeroes for what the book does not know, and the type that action analysis has found; a signature where there can
// be one. A legacy card is asked for an ARQC.
// C-5 3.8.1.1, 3.8.1.2, 3.8.1.3, 3.8.1.4, 3.9.1.1, 3.9.1.2, 3.9.1.3
func TestGenerateAC(t *testing.T) {
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want int
	}{
		{"TC with signature", offline, nil, 0x50},
		{"ARQC with signature", online, nil, 0x90},
		{"no CDA by the AIP", unsigned, nil, 0x80},
		{"no CDA by the option", online, func(r *reader) { r.set("DF01", "0200") }, 0x80},
		{"no key", online, func(r *reader) { r.cfg.Keys = nil }, 0x80},
		{"no key, below the floor limit", offline, func(r *reader) { r.cfg.Keys = nil; r.set("DF0B", "0000000000") }, 0x40},
		{"data missing", online, func(r *reader) { r.set("DF0A", "0000000000").sealed().file(2, "90", "-") }, 0x90},
		{"legacy", old, nil, 0x80},
		{"legacy with the bit of CDA", old, func(r *reader) { r.option("82", "1D00") }, 0x80},
	} {
		r := c.base(t)
		if c.edit != nil {
			c.edit(r)
		}
		if got := asked(r); got != c.want {
			t.Errorf("%s: asks for %02X, want %02X", c.name, got, c.want)
		}
	}
	r := unsigned(t).sealed().file(1, "8C", "8202 940C 5A08 9F3602 9F3403")
	r.run()
	if values, _ := r.sent(1); values != "1C80"+"1001010118010300"+"00000000"+"3540829999421012"+"0000"+"000000" {
		t.Errorf("sent %s", values)
	}
	for _, base := range []func(testing.TB) *reader{unsigned, old} {
		r := base(t).sealed().file(1, "8C", "9F3303 9F4005 9C01 DF6002 9F0603 9F5201")
		r.run()
		if values, _ := r.sent(1); values != strings.Repeat("00", 14)+"02" && values != strings.Repeat("00", 3+5+1+2+3)+"02" {
			t.Errorf("sent %s", values)
		}
	}
}

// Status words of GENERATE AC, in both modes, at readers with a contact chip and without.
// C-5 3.8.1.5, 3.8.1.6, 3.8.1.7, 3.9.1.5, 3.11.2.3
func TestStatusOfGenerateAC(t *testing.T) {
	sw := func(v uint16, tip string) func(*reader) { return func(r *reader) { r.status(gac, v).set("DF02", tip) } }
	const chip, noChip = "728000", "708000"
	turns(t,
		turn{"6986", offline, sw(0x6986, chip), again("3.8.1.5")},
		turn{"6984, contact chip", offline, sw(0x6984, chip), inserts("3.8.1.6")},
		turn{"6984, none", offline, sw(0x6984, noChip), ends("3.8.1.6")},
		turn{"6985", offline, sw(0x6985, chip), next("3.8.1.7")},
		turn{"9001", online, sw(0x9001, chip), next("3.8.1.7")},
		turn{"6283", online, sw(0x6283, chip), next("3.8.1.7")},
		turn{"6A80", offline, sw(0x6A80, noChip), next("3.8.1.7")},
		turn{"legacy 6986", old, sw(0x6986, chip), next("3.9.1.5")},
		turn{"legacy 6984", old, sw(0x6984, chip), next("3.9.1.5")},
		turn{"legacy 6F00", old, sw(0x6F00, chip), next("3.9.1.5")},
		turn{"no answer", offline, func(r *reader) { r.lost(gac) }, presents},
		turn{"legacy no answer", old, func(r *reader) { r.lost(gac) }, presents},
	)
}

// What is wrong with a response in EMV Mode declines: its format, an element of it, or one that is missing by the kind of cryptogram.
// C-5 3.8.1.8, 3.8.1.9, 3.8.1.10, 3.8.1.11, 3.8.1.12
func TestResponseAnalysis(t *testing.T) {
	in := func(response string) func(*reader) { return func(r *reader) { r.reply(gac, response+"9000") } }
	ask := func(list ...string) func(*reader) {
		return func(r *reader) {
			for i := 0; i < len(list); i += 2 {
				r.ask(list[i], list[i+1])
			}
		}
	}
	bad := declines("3.8.1.8")
	turns(t,
		turn{"nothing", online, in(""), bad},
		turn{"format 1", online, in("8013 80 0240 5D016C91005E7CC2 " + iad), bad},
		turn{"broken", online, in("7703 9F2701"), bad},
		turn{"two templates", online, in("7700 7700"), bad},
		turn{"an element twice", unsigned, func(r *reader) { r.ac = append(r.ac, r.ac[0]) }, bad},
		turn{"an element that a record has", unsigned, ask("5A", "3540829999421012"), bad},
		turn{"a CID of two bytes", unsigned, ask("9F27", "8000"), bad},
		turn{"a status of two bytes", unsigned, ask("9F50", "0000"), bad},
		turn{"issuer application data of 33", unsigned, ask("9F10", strings.Repeat("01", 33)), bad},
		turn{"a balance that is no number", unsigned, ask("9F5F", "00000000000A"), bad},
		turn{"an issuer update parameter of two bytes", unsigned, ask("9F60", "0001"), bad},
		turn{"no CID", unsigned, ask("9F27", "-"), bad},
		turn{"empty CID", unsigned, ask("9F27", ""), bad},
		turn{"no ATC", unsigned, ask("9F36", "-"), bad},
		// table 4-4
		turn{"ARQC without cryptogram", unsigned, ask("9F26", "-"), bad},
		turn{"ARQC without status", unsigned, ask("9F50", "-"), bad},
		turn{"ARQC without issuer application data", unsigned, ask("9F10", "-"), bad},
		// table 4-3
		turn{"TC without status", offline, ask("9F50", "-"), bad},
		turn{"TC without issuer application data", offline, ask("9F10", "-"), bad},
		turn{"signed ARQC without status", online, ask("9F50", ""), bad},
		turn{"signed ARQC with a cryptogram", online, ask("9F26", "5D016C91005E7CC2"), goesOnline},
		turn{"TC without signature", offline, func(r *reader) { r.signs = false; r.ask("9F26", "5D016C91005E7CC2") }, declines("3.8.1.10")},
		turn{"TC with an empty signature", offline, func(r *reader) { r.signs = false; r.ask("9F26", "5D016C91005E7CC2").ask("9F4B", "") }, declines("3.8.1.10")},
		turn{"ARQC with an empty signature", online, func(r *reader) { r.signs = false; r.ask("9F26", "5D016C91005E7CC2").ask("9F4B", "") }, declines("3.8.1.12")},
		turn{"TC without signature, none asked for", unsigned, ask("9F27", "40"), declines("3.8.1.10")},
		turn{"TC for an ARQC", online, ask("9F27", "40"), declines("3.8.1.11")},
		turn{"ARQC for a TC", offline, ask("9F27", "80"), goesOnline},
		turn{"ARQC without signature", online, func(r *reader) { r.signs = false; r.ask("9F26", "5D016C91005E7CC2") }, declines("3.8.1.12")},
		turn{"ARQC without signature, none asked for", unsigned, nil, goesOnline.authenticated(none)},
		// table 4-5
		turn{"AAC", offline, ask("9F27", "00", "9F26", "5D016C91005E7CC2"), declines("3.8.1.9")},
		turn{"AAC, advice", offline, ask("9F27", "08", "9F26", "5D016C91005E7CC2"), declines("3.8.1.9")},
		turn{"AAC alone", unsigned, ask("9F27", "00", "9F50", "-", "9F10", "-"), declines("3.8.1.9")},
		turn{"AAC without cryptogram", offline, ask("9F27", "00"), bad},
		turn{"no type", online, ask("9F27", "C0"), bad},
		turn{"an unknown element", online, ask("DF60", "01"), goesOnline},
		turn{"length 0", unsigned, ask("9F5F", "", "9F60", ""), goesOnline.authenticated(none)},
	)
}

// A legacy card answers in format 1, with an ARQC.
// C-5 3.9.1.6, 3.9.1.7
func TestLegacyResponse(t *testing.T) {
	in := func(response string) func(*reader) { return func(r *reader) { r.reply(gac, response+"9000") } }
	turns(t,
		turn{"nothing", old, in(""), declines("3.9.1.6")},
		turn{"format 2", old, func(r *reader) { r.reply(gac, hexOf(r.template(r.ac, false))) }, declines("3.9.1.6")},
		turn{"18 bytes", old, in("8012 80 0240 5D016C91005E7CC2 07010103900000"), declines("3.9.1.6")},
		turn{"20 bytes", old, in("8014 80 0240 5D016C91005E7CC2 070101039000000102"), declines("3.9.1.6")},
		turn{"another tag", old, in("5013 80 0240 5D016C91005E7CC2 " + iad), declines("3.9.1.6")},
		turn{"two objects", old, in("8013 80 0240 5D016C91005E7CC2 " + iad + "8000"), declines("3.9.1.6")},
		turn{"AAC", old, func(r *reader) { r.ask("9F27", "00") }, declines("3.9.1.7")},
		turn{"TC", old, func(r *reader) { r.ask("9F27", "40") }, declines("3.9.1.7")},
		turn{"no type", old, func(r *reader) { r.ask("9F27", "C0") }, declines("3.9.1.7")},
		turn{"ARQC", old, func(r *reader) { r.ask("9F27", "81") }, goesOnline.authenticated(none)},
	)
	r := old(t)
	r.run()
	if got := r.record("9F27") + " " + r.record("9F36") + " " + r.record("9F26") + " " + r.record("9F10"); got != "80 0240 5D016C91005E7CC2 "+iad {
		t.Errorf("record %s", got)
	}
}

// The cardholder may take the card as soon as a signature remains to be verified and the card is not to be held.
// C-5 3.8.1.13
func TestCardRemoval(t *testing.T) {
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		told bool
	}{
		{"TC", offline, nil, true},
		{"ARQC", online, nil, true},
		{"no signature", unsigned, nil, false},
		{"legacy", old, nil, false},
		{"no update", online, func(r *reader) { r.ask("9F60", "00") }, true},
		{"a second presentment", twice, nil, true},
		{"present and hold", held, nil, false},
		{"present and hold, reserved bits set", held, func(r *reader) { r.ask("9F60", "FD") }, false},
		{"a reserved way", held, func(r *reader) { r.ask("9F60", "03") }, false},
		{"present and hold, not supported", held, func(r *reader) { r.set("DF02", "720000") }, true},
	} {
		r := c.base(t)
		if c.edit != nil {
			c.edit(r)
		}
		r.run()
		if told := len(r.shown) == 1 && r.shown[0] == (kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully, Language: r.shown[0].Language}); told != c.told {
			t.Errorf("%s: %v", c.name, r.shown)
		}
	}
}

// TVR do not change between GENERATE AC and the outcome, in whichever mode, but for CDA that fails.
// C-5 3.9.1.4, 3.8.2.1
func TestTVRFrozen(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{offline, online, unsigned, old} {
		r := base(t)
		r.run()
		if values, _ := r.sent(1); values[28:38] != r.record("95") {
			t.Errorf("sent %s, record %s", values[28:38], r.record("95"))
		}
	}
}
