package c5_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/tlv"
)

// A turn is one thing that is other about a base, and how that ends.
type turn struct {
	name string
	base func(testing.TB) *reader
	edit func(*reader)
	want want
}

func turns(t *testing.T, list ...turn) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			r := c.base(t)
			if c.edit != nil {
				c.edit(r)
			}
			r.expect(c.want)
		})
	}
}

// What the kernel is configured with: the options and the profile are mandatory. A parameter of a wrong length counts as absent.
// C-5 3.1.1.1
func TestParameters(t *testing.T) {
	mandatory := map[tlv.Tag]bool{}
	for _, p := range (c5.Kernel{}).Parameters() {
		mandatory[p.Tag] = p.Mandatory
	}
	if len(mandatory) != 14 || !mandatory[c5.ParamCombinationOptions] || !mandatory[c5.ParamInterchangeProfile] || mandatory[c5.ParamTransactionLimit] || mandatory[0xDF73] {
		t.Errorf("%v", mandatory)
	}
	if id := (c5.Kernel{}).ID(); id != "\x05" {
		t.Errorf("%v", id)
	}
	turns(t,
		turn{"no limit of 5 bytes", offline, func(r *reader) { r.set("DF03", "0000000001") }, approves},
		turn{"no limit that is no number", offline, func(r *reader) { r.set("DF03", "00000000000A") }, approves},
		turn{"no empty limit", offline, func(r *reader) { r.set("DF03", "") }, approves},
		turn{"no action code of 4 bytes", offline, func(r *reader) { r.set("DF0A", "FFFFFFFF").amount(6000).ask("9F27", "80") }, goesOnline},
	)
}

// What terminal, combination and transaction bring goes into the card's lists: every element of the book's dictionary that is theirs, and zeroes for the rest.
// C-5 3.1.1.1, 3.1.1.2, 3.2.1.6, 3.3.1.1, 3.3.1.2, 3.8.1.1, 3.8.1.2
func TestActivation(t *testing.T) {
	r := offline(t).set("DF72", strings.Repeat("7A", 16)).set("DF73", strings.Repeat("7B", 50))
	r.tx.AmountOther, r.tx.Time = 99, [3]byte{0x12, 0x34, 0x56}
	r.pdol = "9F5201 9F0206 9F0306 9F1A02 5F2A02 5F3601 9A03 9F2103 9C01 9F3704 9F3501 9F0106 9F1502 9F4E04 DF7210 DF7332 9F3303 9F4005 9F5303 9502 9F0604"
	r.expect(approves)
	want := "02 000000001234 000000000099 0276 0978 02 260701 123456 00 1E78EEBC 22 000000010203 5999 53484F50" +
		strings.Repeat("7A", 16) + strings.Repeat("7B", 50) + "000000 0000000000 728000 0000 00000000"
	if got := r.commands[0]; !strings.Contains(strings.ToUpper(hexOf(got)), strings.ReplaceAll(want, " ", "")) {
		t.Errorf("sent %X", got)
	}
	values, _ := r.sent(1)
	if want := "000000001234 000000000099 0276 0000000000 0978 260701 00 1E78EEBC 22 728000"; values != strings.ReplaceAll(want, " ", "") {
		t.Errorf("sent %s", values)
	}
}

// The terminal type is that of the transaction's purpose.
// B4 10.1.2
func TestTerminalTypeOfPurpose(t *testing.T) {
	for by, want := range map[kernel.Authorisation]string{kernel.ByAnalysis: "22", kernel.OnlyOnline: "21"} {
		r := offline(t).with(treated(by, 0x22))
		r.pdol = "9F5201 9F3501"
		r.run()
		if got := r.commands[0]; strings.ToUpper(hexOf(got[7:9])) != "02"+want {
			t.Errorf("%d: sent %X, want %s", by, got, want)
		}
	}
}

// The unpredictable number is Entry Point's, or one of the kernel's own; never one of the activation before.
// C-5 3.1.1.2
func TestNumber(t *testing.T) {
	r := offline(t)
	r.before = func(p *kernel.Port) {
		p.Store().Open(tlv.EntryPoint)
		p.Store().Update(tlv.UnpredictableNumber, tlv.K, []byte{9, 8, 7, 6})
		p.Store().Open(tlv.EntryPoint)
	}
	r.number = [4]byte{9, 8, 7, 6}
	r.expect(approves)
	if values, _ := r.sent(1); !strings.Contains(values, "09080706") {
		t.Errorf("sent %s", values)
	}
	r = offline(t)
	r.before = func(p *kernel.Port) { p.Store().Put(tlv.UnpredictableNumber, tlv.FromTerminal, []byte{9, 8, 7, 6}) }
	r.expect(approves)
}

// Without an answer to SELECT that parses and has a PDOL the kernel goes to the next application, before any command.
// C-5 3.2.1.3, 3.3.1.1
func TestSelectResponse(t *testing.T) {
	for name, edit := range map[string]func(*reader){
		"no PDOL":     func(r *reader) { r.pdol = "" },
		"empty":       func(r *reader) { r.fci = "6F0E 8407" + aid + "A5039F3800" },
		"broken":      func(r *reader) { r.fci = "6F0F 8407" + aid + "A5049F38019F" },
		"no DF name":  func(r *reader) { r.fci = "6F08 A5069F38039F5201" },
		"no FCI":      func(r *reader) { r.fci = "9000" },
		"too long":    func(r *reader) { r.pdol = "9F5201 9F4EFC" },
		"too long 77": func(r *reader) { r.pdol = "9F5201 9F4EFF" },
	} {
		r := offline(t).with(edit)
		clause := "3.2.1.3"
		if strings.HasPrefix(name, "too long") {
			clause = "3.3.1.1"
		}
		if r.expect(next(clause)); len(r.commands) != 0 {
			t.Errorf("%s: %s", name, r.instructions())
		}
	}
	r := offline(t)
	r.pdol = "9F5201 9F4EFB" // 252 bytes: the longest
	r.expect(approves)
}

// A PDOL without the Terminal Compatibility Indicator is a legacy card's.
// C-5 3.2.1.8, 3.2.1.9, 3.2.1.5
func TestLegacyModeDetection(t *testing.T) {
	turns(t,
		turn{"legacy, supported", old, nil, goesOnline.authenticated(none)},
		turn{"legacy, not supported", old, func(r *reader) { r.set("DF01", oda) }, next("3.2.1.9")},
		turn{"EMV at a reader that takes both", offline, func(r *reader) { r.set("DF01", legacy) }, approves},
	)
	for _, pdol := range []string{"9F5200", "9F5201", "9F5202"} { // C-5 3.2.1.8: whatever length the card asks for
		r := offline(t)
		r.pdol = pdol + " 9F0206 9F3704"
		if r.run(); r.record("DF0D") != "01" {
			t.Errorf("PDOL %s: mode %s", r.pdol, r.record("DF0D"))
		}
	}
	for _, c := range []struct {
		base func(testing.TB) *reader
		mode string
	}{{offline, "01"}, {old, "02"}} {
		r := c.base(t)
		if r.run(); r.record("DF0D") != c.mode {
			t.Errorf("mode %s, want %s", r.record("DF0D"), c.mode)
		}
	}
}

// What an activation before has left is reset: the TVR, and the context of an online request.
// C-5 3.2.1.4, 3.2.1.5
func TestVariableInitialisation(t *testing.T) {
	r := offline(t)
	r.before = func(p *kernel.Port) {
		p.Store().Open(tlv.C5)
		p.Store().TVR().Set(tlv.TVRServiceNotAllowed)
	}
	r.memory = []byte{0xDF, 0x01, 0x02, 0, 0}
	r.expect(approves)
	if r.act.Memory != nil || r.record("95") != "0000000000" {
		t.Errorf("memory %X, TVR %s", r.act.Memory, r.record("95"))
	}
}

// The profile that the card is told by the PDOL has no CVM required; by CDOL1 it has its true value.
// C-5 3.2.1.7, 3.5.2.1
func TestProfile(t *testing.T) {
	for _, c := range []struct {
		static, first, then string
		limit               uint64
	}{
		{"728000", "728000", "728000", 1235},
		{"F28000", "728000", "F28000", 1234},
		{"F28000", "728000", "728000", 1235},
		{"720000", "720000", "F20000", 1},
		{"728155", "728155", "F28155", 1},
	} {
		r := offline(t).set("DF02", c.static).cvmFrom(c.limit).ask("9F50", "10")
		r.run()
		values, _ := r.sent(1)
		if got := hexOf(r.commands[0]); !strings.HasSuffix(got, strings.ToLower(c.first)+"00") || !strings.HasSuffix(values, c.then) {
			t.Errorf("%s from %d: sent %s, %s", c.static, c.limit, got, values)
		}
	}
}

// GET PROCESSING OPTIONS: status words, formats, AIP, AFL.
// C-5 3.3.1.3, 3.3.1.4, 3.3.1.5, 3.3.1.6, 3.3.1.7, 3.3.1.8, 3.11.1.2, 3.11.2.3
func TestProcessingOptions(t *testing.T) {
	in := func(response string) func(*reader) { return func(r *reader) { r.reply(gpo, response+"9000") } }
	cardError := ends("3.3.1.3").saying(kernel.MsgCardError)
	turns(t,
		turn{"6F00", offline, func(r *reader) { r.status(gpo, 0x6F00) }, cardError},
		turn{"6F00 of a legacy card", old, func(r *reader) { r.status(gpo, 0x6F00) }, cardError},
		turn{"6985", offline, func(r *reader) { r.status(gpo, 0x6985) }, next("3.3.1.4")},
		turn{"6986", offline, func(r *reader) { r.status(gpo, 0x6986) }, next("3.3.1.4")},
		turn{"6F01", offline, func(r *reader) { r.status(gpo, 0x6F01) }, next("3.3.1.4")},
		turn{"9001", offline, func(r *reader) { r.status(gpo, 0x9001) }, next("3.3.1.4")},
		turn{"no answer", offline, func(r *reader) { r.lost(gpo) }, presents},
		turn{"nothing in it", offline, in(""), next("3.11.1.2")},
		turn{"another template", offline, in("7004 82021D80"), next("3.11.1.2")},
		turn{"two templates", offline, in("7700 7700"), next("3.11.1.2")},
		turn{"no AIP", offline, func(r *reader) { r.option("82", "-") }, next("3.3.1.5")},
		turn{"empty AIP", offline, func(r *reader) { r.option("82", "") }, next("3.3.1.5")},
		turn{"AIP of one byte", offline, func(r *reader) { r.option("82", "1D") }, next("3.3.1.5")},
		turn{"format 1 too short", offline, in("8001 1D"), next("3.3.1.5")},
		turn{"format 1 in EMV mode", offline, in("800A 1D80 1001010118010300"), approves},
		turn{"no mode", offline, func(r *reader) { r.option("82", "1D7F") }, next("3.3.1.6")},
		turn{"legacy in format 2", old, func(r *reader) {
			r.reply(gpo, r.hexed(r.template(r.options, false)))
		}, goesOnline.authenticated(none)},
		turn{"no AFL", offline, func(r *reader) { r.option("94", "-") }, next("3.3.1.7")},
		turn{"empty AFL", offline, func(r *reader) { r.option("94", "") }, next("3.3.1.7")},
		turn{"AFL of 5 bytes", offline, func(r *reader) { r.option("94", "1001010000") }, next("3.3.1.8")},
		turn{"AFL with SFI 0", offline, func(r *reader) { r.option("94", "00010100") }, next("3.3.1.8")},
		turn{"AFL with SFI 31", offline, func(r *reader) { r.option("94", "F8010100") }, next("3.3.1.8")},
		turn{"AFL with record 0", offline, func(r *reader) { r.option("94", "10000100") }, next("3.3.1.8")},
		turn{"AFL backwards", offline, func(r *reader) { r.option("94", "10020100") }, next("3.3.1.8")},
		turn{"AFL with more signed than read", offline, func(r *reader) { r.option("94", "10010102") }, next("3.3.1.8")},
		turn{"other objects are ignored", offline, func(r *reader) { r.option("9F27", "00").option("5A", "99") }, approves},
	)
}

// The TVR says that there is no CDA to be had: in Legacy Mode, by the option, by the AIP.
// C-5 3.3.1.9
func TestODANotPerformed(t *testing.T) {
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"with CDA", online, nil, "0000008000"},
		{"by the AIP", unsigned, nil, "8000008000"},
		{"by the option", unsigned, func(r *reader) { r.set("DF01", "0200").option("82", "1D80") }, "8000008000"},
		{"legacy", old, nil, "8000008000"},
		{"legacy with the bit of CDA", old, func(r *reader) { r.option("82", "1D00") }, "8000008000"},
	} {
		r := c.base(t)
		if c.edit != nil {
			c.edit(r)
		}
		r.run()
		if got := r.record("95"); got != c.want {
			t.Errorf("%s: TVR %s", c.name, got)
		}
	}
}
