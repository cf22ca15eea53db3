package c5_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// What implementations get wrong, one test each. The clause is the one that is got wrong.

// C-5 3.2.1.2
func TestTrapNothingForCard(t *testing.T) {
	both(t, turn{"ARC alone", nil, answered("8A023030"), ends("3.2.1.2")})
}

// A PDOL that is missing, empty or broken is no reason for 8300 and a transaction without it.
// C-5 3.2.1.3
func TestTrapNoPDOL(t *testing.T) {
	for _, fci := range []string{"6F0E 8407" + aid + "A5035001 4A", "6F0E 8407" + aid + "A5039F3800", "6F0F 8407" + aid + "A5049F38019F"} {
		for _, options := range []string{oda, legacy} {
			r := offline(t).set("DF01", options)
			r.fci = fci
			if r.expect(next("3.2.1.3")); len(r.commands) != 0 {
				t.Errorf("%s: sent %s", fci, r.instructions())
			}
		}
	}
}

// A PDOL without 9F52 is a legacy card's, whatever its AIP says.
// C-5 3.2.1.8, 3.2.1.9
func TestTrapLegacyCard(t *testing.T) {
	turns(t,
		turn{"by option", old, nil, goesOnline.authenticated(none)},
		turn{"no option", old, func(r *reader) { r.set("DF01", oda) }, next("3.2.1.9")},
		turn{"AIP of EMV mode", old, func(r *reader) { r.option("82", "1D80") }, goesOnline.authenticated(none)},
	)
}

// 9F53 has bit 8 clear in GET PROCESSING OPTIONS and its true value in CDOL1; types 00, 01 and 09 alone require a CVM.
// C-5 3.2.1.7, 3.5.2.1
func TestTrapCVMRequiredInProfile(t *testing.T) {
	for kind, want := range map[byte]string{0x00: "F28000", 0x01: "F28000", 0x09: "F28000", 0x17: "728000", 0x21: "728000"} {
		r := offline(t).cvmFrom(1).typed(kind).ask("9F50", "31")
		r.run()
		values, _ := r.sent(1)
		if !strings.Contains(hexOf(r.commands[0]), "728000") || !strings.HasSuffix(values, want) {
			t.Errorf("%02X: %X, %s", kind, r.commands[0], values)
		}
	}
}

// C-5 3.3.1.3, 3.3.1.4
func TestTrapOptionsRefused(t *testing.T) {
	turns(t,
		turn{"6F00", offline, func(r *reader) { r.status(gpo, 0x6F00) }, ends("3.3.1.3").saying(kernel.MsgCardError)},
		turn{"6985", offline, func(r *reader) { r.status(gpo, 0x6985) }, next("3.3.1.4")},
		turn{"6A80", offline, func(r *reader) { r.status(gpo, 0x6A80) }, next("3.3.1.4")},
	)
}

// C-5 3.3.1.6
func TestTrapNoEMVMode(t *testing.T) {
	offline(t).option("82", "1D00").expect(next("3.3.1.6"))
}

// C-5 3.4.1.2
func TestTrapMandatoryData(t *testing.T) {
	for _, name := range []string{"8C", "57", "5F24", "5A"} {
		offline(t).sealed().file(1, name, "-").expect(next("3.4.1.2"))
	}
}

// Without the key a signature is not asked for, and its absence is no fault: the requirement as printed would decline every such answer.
// C-5 3.4.1.4, 3.8.1.4, 3.8.1.12
func TestTrapNoKey(t *testing.T) {
	r := online(t).ask("9F26", "5D016C91005E7CC2")
	r.cfg.Keys = nil
	r.expect(goesOnline.authenticated(none))
	if _, p1 := r.sent(1); p1 != 0x80 || r.record("95") != "8000008004" {
		t.Errorf("asks for %02X, TVR %s", p1, r.record("95"))
	}
}

// The transaction limit is the kernel's: before GENERATE AC of a legacy card, after it in EMV Mode and by 9F50.
// C-5 3.5.1.1, 3.8.3.5, 3.8.3.6
func TestTrapLimitsInKernel(t *testing.T) {
	limit := func(tag string) func(*reader) { return func(r *reader) { r.set(tag, "000000001234") } }
	turns(t,
		turn{"legacy", old, limit("DF03"), next("3.5.1.1")},
		turn{"EMV", offline, limit("DF03"), next("3.8.3.6").authenticated("ok")},
		turn{"EMV, CVM on the device", offline, func(r *reader) { limit("DF04")(r); r.ask("9F50", "31") }, next("3.8.3.5").authenticated("ok")},
		turn{"EMV, without a plain limit", offline, limit("DF04"), next("3.8.3.6").authenticated("ok")},
	)
}

// From the floor limit on, and not above it; an online-only type, Legacy Mode and a single unit count as exceeded, and leave nothing to chance.
// C-5 3.5.3.1, 3.5.3.2, 3.5.4.1
func TestTrapFloorLimit(t *testing.T) {
	chance := func(r *reader) *reader { return r.set("DF01", "6B00").set("DF08", "99").set("DF09", "99") }
	for name, r := range map[string]*reader{
		"at the limit": offline(t).amount(5000), "online-only": offline(t).kind(0x21), "legacy": old(t), "a unit": offline(t).amount(100),
	} {
		if got := tvrSent(chance(r)); got[6:8] != "80" {
			t.Errorf("%s: TVR %s", name, got)
		}
	}
	if got := tvrSent(chance(offline(t).amount(101))); got[6:8] != "10" {
		t.Errorf("TVR %s", got)
	}
}

// C-5 3.7.1.1
func TestTrapRefund(t *testing.T) {
	r := offline(t).typed(0x20)
	if r.expect(declines("")); r.record("5A") == "" || generated(r.commands) != 0 {
		t.Errorf("sent %s", r.instructions())
	}
}

// C-5 3.7.1.2, 3.7.1.3
func TestTrapTransit(t *testing.T) {
	old(t).set("DF02", "768000").expect(declines("3.7.1.2"))
	r := offline(t).set("DF02", "768000").set("DF01", "3200")
	r.cfg.Terminal.LooksUp, r.listed = true, true
	r.expect(declines("3.7.1.3"))
}

// The book's action codes where the terminal has none; Online for types that can go online, Default for x3 and x6 alone; a legacy card's do not count. A bit each
// that the TVR of this kernel can have.
// C-5 3.7.1.4, 3.7.1.5, 3.7.1.6, annex D
func TestTrapActionCodes(t *testing.T) {
	const tc, arqc, no = 0x40, 0x80, -1
	missing := func(r *reader) { r.sealed().file(2, "90", "-") }
	listed := func(r *reader) { r.set("DF01", "3200"); r.cfg.Terminal.LooksUp, r.listed = true, true }
	chance := func(r *reader) { r.set("DF01", "2A00").set("DF06", "000000004000").set("DF08", "99").set("DF09", "99") }
	for _, c := range []struct {
		name            string
		edit            func(*reader)
		online, offline int
	}{
		{"none", func(*reader) {}, tc, tc},
		{"offline data authentication was not performed", func(r *reader) { r.set("DF01", "0200") }, arqc, no},
		{"card appears on the exception file", listed, arqc, no},
		{"CDA failed", missing, no, no},
		{"expired application", func(r *reader) { r.file(1, "5F24", "200101") }, arqc, no},
		{"application not yet effective", func(r *reader) { r.file(4, "5F25", "300101") }, arqc, tc},
		{"requested service not allowed", func(r *reader) { r.file(4, "9F07", "0000") }, no, no},
		{"floor limit exceeded", func(r *reader) { r.amount(5000) }, arqc, no},
		{"selected at random", chance, arqc, tc},
		{"CA public key missing", func(r *reader) { r.cfg.Keys = nil }, arqc, no},
	} {
		for kind, want := range map[byte]int{0x22: c.online, 0x25: c.online, 0x23: c.offline, 0x26: c.offline} {
			if got := asked(offline(t).with(c.edit).kind(kind)); got != want && got != want|0x10 {
				t.Errorf("%s, %02X: asks for %02X, want %02X", c.name, kind, got, want)
			}
		}
	}
	if got := asked(old(t).file(1, "9F0E", "FFFFFFFFFF")); got != 0x80 {
		t.Errorf("legacy: asks for %02X", got)
	}
}

// C-5 3.8.1.5, 3.8.1.6, 3.8.1.7, 3.8.1.8
func TestTrapRefusedAC(t *testing.T) {
	turns(t,
		turn{"6986", offline, func(r *reader) { r.status(gac, 0x6986) }, again("3.8.1.5")},
		turn{"6984", offline, func(r *reader) { r.status(gac, 0x6984) }, inserts("3.8.1.6")},
		turn{"6984, no contact chip", offline, func(r *reader) { r.status(gac, 0x6984).set("DF02", "708000") }, ends("3.8.1.6")},
		turn{"6A80", offline, func(r *reader) { r.status(gac, 0x6A80) }, next("3.8.1.7")},
		turn{"bad format", offline, func(r *reader) { r.reply(gac, "77019000") }, declines("3.8.1.8")},
	)
}

// A card that asks for a CVM on the device is tapped again, and nothing of the first tap counts: bulletin 313 has Try Again, and no restart inside the kernel.
// C-5 3.8.1.5, 3.12.9.1
func TestTrapTryAgain(t *testing.T) {
	r := offline(t).status(gac, 0x6986)
	out := r.run()
	if out.Start != kernel.StartB || len(r.outcomes) != 1 || r.act.Memory != nil || out.DataRecord != nil {
		t.Errorf("%+v, memory %X", out.Outcome, r.act.Memory)
	}
}

// The tables that the requirement names are those before: TC and signed ARQC, ARQC, AAC, in 4-3, 4-4 and 4-5; 4-6 is the second GENERATE AC's.
// C-5 3.8.1.8
func TestTrapTables(t *testing.T) {
	offline(t).ask("9F50", "-").expect(declines("3.8.1.8"))                                                   // 4-3
	unsigned(t).ask("9F26", "-").expect(declines("3.8.1.8"))                                                  // 4-4
	offline(t).ask("9F27", "00").ask("9F26", "5D016C91005E7CC2").ask("9F10", "-").expect(declines("3.8.1.9")) // 4-5
	held(t).last("9F10", "-").expect(approves)                                                                // 4-6
}

// C-5 3.8.1.10, 3.8.1.11
func TestTrapTC(t *testing.T) {
	unsigned(t).ask("9F27", "40").expect(declines("3.8.1.10"))
	online(t).ask("9F27", "40").expect(declines("3.8.1.11"))
}

// C-5 3.8.1.13
func TestTrapRemovalMessage(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{held, unsigned} {
		r := base(t)
		r.host = nil
		if r.run(); len(r.shown) != 0 {
			t.Errorf("%v", r.shown)
		}
	}
}

// C-5 3.8.2.1
func TestTrapCDAFailed(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{offline, online} {
		r := base(t)
		r.forged = true
		r.expect(inserts("3.8.2.1").authenticated("failed"))
		r = base(t).set("DF02", "708000")
		r.forged = true
		if r.expect(declines("3.8.2.1").authenticated("failed")); r.record("95")[:2] != "04" {
			t.Errorf("TVR %s", r.record("95"))
		}
	}
}

// C-5 3.8.3.2, 3.8.3.3, 3.8.3.4, 3.8.4.5
func TestTrapCVM(t *testing.T) {
	turns(t,
		turn{"unknown", online, func(r *reader) { r.ask("9F50", "40") }, declines("3.8.3.2").authenticated("ok")},
		turn{"none, required", online, func(r *reader) { r.cvmFrom(1) }, declines("3.8.3.3").authenticated("ok")},
		turn{"not supported", online, func(r *reader) { r.ask("9F50", "20").set("DF02", "528000") }, declines("3.8.3.4").authenticated("ok")},
		turn{"transit", online, func(r *reader) { r.ask("9F50", "20").set("DF02", "068000").cvmFrom(1) }, goesOnline},
	)
}

// C-5 3.9.2.2, 3.9.2.3, 3.9.2.4
func TestTrapCVMList(t *testing.T) {
	list := func(v string) func(*reader) { return func(r *reader) { r.cvmFrom(1).file(1, "8E", v) } }
	on := goesOnline.authenticated(none)
	turns(t,
		turn{"condition never holds", old, list("000000000000000002FE"), on.owing(kernel.CVMOnlinePIN)},
		turn{"bit 7 clear", old, func(r *reader) { list("000000000000000001001E00")(r) }, on.owing(kernel.CVMSignature)},
		turn{"no list", old, list("-"), declines("3.9.2.2")},
		turn{"no match", old, list("00000000000000001F00"), declines("3.9.2.4")},
	)
}

// C-5 3.10.2.2, 3.10.3.1, 3.10.3.4, 3.10.3.5, 3.10.3.9
func TestTrapUpdate(t *testing.T) {
	both(t,
		turn{"71 alone", nil, answered("8A023030" + critical), over("3.10.2.2")},
		turn{"no CDOL2", nil, func(r *reader) { r.file(1, "8D", "-") }, over("3.10.3.1")},
		turn{"TC for an AAC", nil, answered("8A023035" + arpc), declines("3.10.3.9").authenticated("ok")},
	)
	for code, want := range map[string]byte{"3030": 0x40, "3130": 0x40, "3131": 0x40, "3031": 0x40, "3032": 0x40, "3038": 0x00, "3132": 0x00} {
		r := held(t).issuer("8A02" + code + arpc)
		r.run()
		if _, p1 := r.sent(2); p1 != want {
			t.Errorf("%s: asks for %02X", code, p1)
		}
	}
}

// C-5 3.10.4.3
func TestTrapPINAfterUpdate(t *testing.T) {
	both(t, turn{"online PIN", nil, func(r *reader) { r.ask("9F50", "20") }, approves.owing(kernel.CVMNotApplicable)})
}

// Errors by phase: before the outcome the card is presented again; in 71 or the second GENERATE AC the transaction ends; in 72 the outcome stands.
// C-5 3.11.2.1, 3.11.2.2, 3.11.2.3
func TestTrapCommunication(t *testing.T) {
	for n := gpo; n <= gac; n++ {
		offline(t).lost(n).expect(presents)
	}
	both(t,
		turn{"71", nil, answered("8A023030"+critical+arpc, func(r *reader) { r.lost(after) }), over("3.11.2.1")},
		turn{"second GENERATE AC", nil, func(r *reader) { r.lost(after) }, over("3.11.2.1")},
		turn{"72", nil, answered("8A023030"+later, func(r *reader) { r.lost(after + 1) }), approves},
	)
}

// What the card has not given is left out of the record, and length 0 counts as not given.
// C-5 annex B, annex C
func TestTrapAbsent(t *testing.T) {
	r := offline(t).file(4, "9F08", "").file(4, "5F20", "").file(1, "5F34", "")
	r.run()
	for _, name := range []string{"9F08", "5F20", "5F34", "9F19"} {
		if strings.Contains(strings.ToUpper(hexOf(r.outcomes[0].DataRecord)), name+"00") || r.record(name) != "" {
			t.Errorf("%s is in the record: %X", name, r.outcomes[0].DataRecord)
		}
	}
}
