package c5_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Scripts: one command each, told apart by its last byte.
const (
	arpc     = "910A00112233445566778899"
	critical = "710D 9F180400000001 8604 84DA0001"
	later    = "720D 9F180400000002 8604 84DA0002"
	broken71 = "7105 8604 84DA00"
	broken72 = "7205 8604 84DA00"
)

// both runs a turn with either way of giving the card the issuer's answer.
func both(t *testing.T, list ...turn) {
	t.Helper()
	for way, base := range map[string]func(testing.TB) *reader{"hold": held, "two taps": twice} {
		for _, c := range list {
			t.Run(way+", "+c.name, func(t *testing.T) {
				r := base(t)
				c.edit(r)
				r.expect(c.want)
			})
		}
	}
}

// answered is an edit: what the issuer answers, and what else is other.
func answered(with string, list ...func(*reader)) func(*reader) {
	return func(r *reader) { r.issuer(with).with(list...) }
}

// What the kernel gives for an answer that goes nowhere: the outcome is the host's, and the signature of the first cryptogram still stands.
func over(clause string) want { return ends(clause).authenticated("ok") }

// A kernel that is activated again goes on with the issuer's answer; one without anything for the card, or without what was kept of the transaction, ends.
// C-5 3.2.1.1, 3.2.1.2, 3.8.4.7
func TestContinuation(t *testing.T) {
	both(t,
		turn{"91", nil, answered("8A023030" + arpc), approves},
		turn{"72", nil, answered("8A023030" + later), approves},
		turn{"71 and 91", nil, answered("8A023030" + critical + arpc), approves},
		turn{"nothing", nil, answered("8A023030"), ends("3.2.1.2")},
		turn{"an empty 91", nil, answered("8A0230309100"), ends("3.2.1.2")},
		turn{"an answer that does not parse", nil, answered("8A02303091"), ends("3.2.1.2")},
		turn{"no response code", nil, answered(arpc), ends("3.2.1.2")},
		turn{"an authorisation code alone", nil, answered("8A0230308906303030303030"), ends("3.2.1.2")},
	)
	for name, memory := range map[string]string{"no context": "", "a broken one": "DF0102", "another": "8D00", "none of ours": "DF010101"} {
		r := twice(t)
		r.start, r.memory = kernel.StartB, r.hex(memory)
		if r.expect(ends("3.2.1.2")); len(r.commands) != 0 {
			t.Errorf("%s: sent %s", name, r.instructions())
		}
	}
	// at start D without an answer there is no second transaction
	r := held(t)
	r.start, r.host = kernel.StartD, nil
	if r.expect(ends("3.2.1.2")); len(r.commands) != 0 {
		t.Errorf("sent %s", r.instructions())
	}
}

// An update needs the combination's support, and a second card whose answer to SELECT parses.
// C-5 3.10.1.1, 3.10.1.2
func TestUpdateInitialisation(t *testing.T) {
	both(t, turn{"not supported any more", nil, func(r *reader) {
		r.on = func(a kernel.Action) (kernel.Event, bool) {
			if a.Kind == kernel.GoOnline {
				r.set("DF02", "720000")
			}
			return kernel.Event{}, false
		}
	}, over("3.10.1.1")})
	turns(t,
		turn{"malformed FCI", twice, func(r *reader) { r.second = "6F00" }, over("3.10.1.2")},
		turn{"another FCI", twice, func(r *reader) { r.second = "6F0C 8407A0000000651010 A5015000"; r.second = "6F0B 8407" + aid + "A500" }, approves},
	)
	r := held(t)
	r.second = "6F00" // of no account: the card has stayed
	r.expect(approves)
}

// What was sent to the card after the first GENERATE AC.
func afterwards(r *reader) (list []string) {
	for _, c := range r.commands[min(gac, len(r.commands)):] {
		list = append(list, strings.ToUpper(hexOf(c)))
	}
	return list
}

// Critical scripts go in their order before the second GENERATE AC. One that does not parse, or whose command the card refuses, is over, and the next begins;
// the TVR say so, and the card is told them. Alone they lead to no second GENERATE AC.
// C-5 3.10.2.1, 3.10.2.2, 3.11.2.1
func TestCriticalScripts(t *testing.T) {
	two := "7113 9F180400000001 8604 84DA0001 8604 84DA0003"
	for _, c := range []struct {
		name, answer string
		status       uint16 // of the first command
		sent, tvr    string
	}{
		{"one", critical + arpc, 0x9000, "84DA0001", "0000008000"},
		{"warning 62", critical + arpc, 0x6283, "84DA0001", "0000008000"},
		{"warning 63", critical + arpc, 0x63C1, "84DA0001", "0000008000"},
		{"90xx", critical + arpc, 0x9099, "84DA0001", "0000008000"},
		{"error", critical + arpc, 0x6A80, "84DA0001", "0000008020"},
		{"error, the rest of it is not sent", two + arpc, 0x6985, "84DA0001", "0000008020"},
		{"no error, the rest is sent", two + arpc, 0x9000, "84DA0001 84DA0003", "0000008000"},
		{"error, the next begins", two + critical + arpc, 0x6985, "84DA0001 84DA0001", "0000008020"},
		{"broken, the next begins", broken71 + critical + arpc, 0x9000, "84DA0001", "0000008020"},
		{"too short", arpc + "7104 8604 84DA0001", 0x9000, "", "0000008020"},
		{"a byte behind", arpc + critical + "FF", 0x9000, "84DA0001", "0000008000"},
		{"broken, with 72", broken71 + later, 0x9000, "", "0000008020"},
		{"no command of the card's", "7106 8604 FFDA0000" + arpc, 0x9000, "", "0000008020"},
	} {
		for way, base := range map[string]func(testing.TB) *reader{"hold": held, "two taps": twice} {
			r := base(t).issuer("8A023030" + c.answer)
			if c.sent != "" {
				r.status(after, c.status)
			}
			r.expect(approves)
			values, _ := r.sent(2)
			got := afterwards(r)
			n := len(strings.Fields(c.sent))
			if strings.Join(got[:n], " ") != c.sent || got[n][:4] != "80AE" || values[24:34] != c.tvr || r.record("95")[:9] != c.tvr[:9] {
				t.Errorf("%s, %s: sent %v, TVR %s, record %s", way, c.name, got, values[24:34], r.record("95"))
			}
		}
	}
	both(t,
		turn{"alone", nil, answered("8A023030" + critical), over("3.10.2.2")},
		turn{"alone and broken", nil, answered("8A023030" + broken71), over("3.10.2.2")},
		turn{"the card is gone", nil, answered("8A023030"+critical+arpc, func(r *reader) { r.lost(after) }), over("3.11.2.1")},
	)
	r := held(t).issuer("8A023030" + critical)
	if r.run(); generated(r.commands) != 1 {
		t.Errorf("sent %s", r.instructions())
	}
}

// The second GENERATE AC: by the CDOL2 that was kept, the type by the response code, without signature.
// C-5 3.10.3.1, 3.10.3.2, 3.10.3.3, 3.10.3.4, 3.10.3.5
func TestSecondGenerateAC(t *testing.T) {
	for code, p1 := range map[string]byte{"00": 0x40, "10": 0x40, "11": 0x40, "01": 0x40, "02": 0x40, "05": 0x00, "51": 0x00, "12": 0x00, "08": 0x00, "Y1": 0x00} {
		for _, base := range []func(testing.TB) *reader{held, twice} {
			r := base(t).issuer(fmt.Sprintf("8A02%X", code)+arpc).cvmFrom(1).ask("9F50", "10")
			if p1 == 0 {
				r.last("9F27", "00")
			}
			r.run()
			values, got := r.sent(2)
			if want := fmt.Sprintf("%X", code) + "00112233445566778899" + "0000008000" + "1E78EEBC" + "F28000" + "1E0000"; got != p1 || values != want {
				t.Errorf("%s: asks for %02X with %s, want %02X with %s", code, got, values, p1, want)
			}
		}
	}
	r := twice(t).issuer("8A023030"+later).file(1, "8D", "8A02 910A 9F3303 9F0206 DF6002")
	r.run()
	if values, _ := r.sent(2); values != "3030"+strings.Repeat("00", 10)+"000000"+"000000006000"+"0000" {
		t.Errorf("sent %s", values)
	}
	both(t,
		turn{"no CDOL2", nil, func(r *reader) { r.file(1, "8D", "-") }, over("3.10.3.1")},
		turn{"an empty CDOL2", nil, func(r *reader) { r.file(1, "8D", "") }, over("3.10.3.1")},
		turn{"a broken CDOL2", nil, func(r *reader) { r.file(1, "8D", "9F02") }, over("3.10.3.1")},
		turn{"a CDOL2 that is too long", nil, func(r *reader) { r.file(1, "8D", "9F4EFF 9C01") }, over("3.10.3.1")},
		turn{"the longest CDOL2", nil, func(r *reader) { r.file(1, "8D", "9F4EFE 9C01") }, approves},
	)
}

// The answer to the second GENERATE AC.
// C-5 3.10.3.6, 3.10.3.7, 3.10.3.8, 3.10.3.9, 3.10.4.1, 3.10.4.2, 3.11.2.1
func TestSecondResponse(t *testing.T) {
	refuses := func(r *reader) { r.issuer("8A023035" + arpc) }
	last := func(list ...string) func(*reader) {
		return func(r *reader) {
			for i := 0; i < len(list); i += 2 {
				r.last(list[i], list[i+1])
			}
		}
	}
	no := func(clause string) want { return declines(clause).authenticated("ok") }
	both(t,
		turn{"status", nil, func(r *reader) { r.status(after, 0x6985) }, over("3.10.3.6")},
		turn{"status 6283", nil, func(r *reader) { r.status(after, 0x6283) }, over("3.10.3.6")},
		turn{"no answer", nil, func(r *reader) { r.lost(after) }, over("3.11.2.1")},
		turn{"empty", nil, func(r *reader) { r.reply(after, "9000") }, over("3.10.3.7")},
		turn{"format 1", nil, func(r *reader) { r.reply(after, "800B 40 0240 11223344556677889000") }, over("3.10.3.7")},
		turn{"twice", nil, func(r *reader) { r.final = append(r.final, r.final[0]) }, over("3.10.3.7")},
		turn{"a wrong length", nil, last("9F36", "024000"), over("3.10.3.7")},
		turn{"no CID", nil, last("9F27", "-"), over("3.10.3.7")},
		turn{"no ATC", nil, last("9F36", "-"), over("3.10.3.7")},
		turn{"no cryptogram", nil, last("9F26", "-"), over("3.10.3.7")},
		turn{"ARQC", nil, last("9F27", "80"), no("3.10.3.8")},
		turn{"no type", nil, last("9F27", "C0"), no("3.10.3.8")},
		turn{"TC for an AAC", nil, refuses, no("3.10.3.9")},
		turn{"AAC for an AAC", nil, func(r *reader) { refuses(r); r.last("9F27", "00") }, no("3.10.4.1")},
		turn{"AAC for a TC", nil, last("9F27", "00"), no("3.10.4.1")},
		turn{"TC", nil, last(), approves},
		turn{"TC without issuer application data", nil, last("9F10", "-"), approves},
		turn{"TC after a referral", nil, func(r *reader) { r.issuer("8A023031" + arpc) }, approves},
	)
	r := twice(t).lost(after)
	if out := r.run(); out.Error.L1 != kernel.FaultTimeout || out.Error.Step != "second GENERATE AC" {
		t.Errorf("%+v", out.Error)
	}
}

// The outcome after an update: a PIN that the host has verified is not owed any more; the record has the second cryptogram with its data, and else what went to the
// host, the number that both cryptograms share among it.
// C-5 3.10.4.3, 3.10.4.4, 3.10.4.5, 3.10.5.2
func TestUpdateOutcome(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{held, twice} {
		for status, want := range map[string]want{
			"00": approves, "10": approves.owing(kernel.CVMSignature), "31": approves.owing(kernel.CVMConfirmed),
			"20": approves.owing(kernel.CVMNotApplicable),
		} {
			r := base(t).ask("9F50", status).last("9F5F", "000000000777").last("9F36", "0241")
			out := r.expect(want)
			results := map[string]string{"00": "1F0002", "10": "1E0000", "31": "010002", "20": "020000"}[status]
			if got := r.record("9F26") + r.record("9F36") + r.record("9F27") + r.record("9F10") + r.record("9F34") + r.record("9F37") + r.record("5A") + r.record("DF0D"); got !=
				"11223344556677880241400701010390000002"+results+"1E78EEBC"+"3540829999421012"+"01" {
				t.Errorf("record %s", got)
			}
			if out.UIOutcome.Amount != 777 || !out.UIOutcome.Balance || out.Authorised != kernel.AuthorisedOnline || !r.outcomes[1].Receipt || !r.outcomes[1].Read {
				t.Errorf("%+v", out.UIOutcome)
			}
		}
		r := base(t).ask("9F5F", "000000000777").last("9F10", "-")
		if out := r.expect(approves); out.UIOutcome.HasValue || r.record("9F10") != "" {
			t.Errorf("%+v %s", out.UIOutcome, r.record("9F10"))
		}
		r = base(t).last("9F27", "00")
		if r.run(); r.record("9F34") != "3F0000" || r.record("9F27") != "00" || parameters(r.outcomes[1]) !=
			"declined start 0 data 0 CVM 0 [07/5/0] [-] record true discretionary false interface 0 receipt false off 0s removal 0s" {
			t.Errorf("%s", parameters(r.outcomes[1]))
		}
	}
}

// Non-critical scripts go after the second GENERATE AC, whatever it came to. Nothing that becomes of them changes more than the TVR.
// C-5 3.10.4.6, 3.10.5.1, 3.10.5.2, 3.11.2.2
func TestNonCriticalScripts(t *testing.T) {
	two := "7213 9F180400000002 8604 84DA0002 8604 84DA0004"
	for _, c := range []struct {
		name, answer string
		status       uint16 // of the first command; 0: the card is gone
		sent, tvr    string
	}{
		{"none", arpc, 0x9000, "", "0000008000"},
		{"one", later, 0x9000, "84DA0002", "0000008000"},
		{"warning", later + arpc, 0x6283, "84DA0002", "0000008000"},
		{"error", later, 0x6A80, "84DA0002", "0000008010"},
		{"error, the rest of it is not sent", two, 0x6985, "84DA0002", "0000008010"},
		{"error, the next begins", two + later, 0x6985, "84DA0002 84DA0002", "0000008010"},
		{"broken, the next begins", broken72 + later, 0x9000, "84DA0002", "0000008010"},
		{"broken alone", broken72, 0x9000, "", "0000008010"},
		{"the card is gone", two + later, 0, "84DA0002", "0000008000"},
		{"the second script is lost", broken72 + later, 0, "84DA0002", "0000008010"},
	} {
		for way, base := range map[string]func(testing.TB) *reader{"hold": held, "two taps": twice} {
			for cid, want := range map[string]want{"40": approves, "00": declines("3.10.4.1").authenticated("ok")} {
				r := base(t).issuer("8A023030"+c.answer).last("9F27", cid)
				switch {
				case c.sent != "" && c.status == 0:
					r.lost(after + 1)
				case c.sent != "":
					r.status(after+1, c.status)
				}
				r.expect(want)
				if got := afterwards(r); got[0][:4] != "80AE" || strings.Join(got[1:], " ") != c.sent || r.record("95") != c.tvr {
					t.Errorf("%s, %s, CID %s: sent %v, TVR %s", way, c.name, cid, got, r.record("95"))
				}
			}
		}
	}
}

// A session that has no exchange left ends the update, and nothing is kept.
// C-5 3.11.2.1, 3.11.3.2
func TestUpdateStopped(t *testing.T) {
	for n, step := range map[int]string{gac: "critical script processing", gac + 1: "second GENERATE AC"} {
		for _, base := range []func(testing.TB) *reader{held, twice} {
			r := base(t).issuer("8A023030" + critical + arpc)
			r.cfg.Budget.Exchanges = n
			out := r.run()
			if out.Error.L2 != kernel.BudgetExceeded || out.Error.Step != step || out.Status != kernel.EndApplication || r.act.Memory != nil {
				t.Errorf("%d: %+v, memory %X", n, out.Error, r.act.Memory)
			}
		}
	}
	r := held(t).issuer("8A023030" + later)
	r.cfg.Budget.Exchanges = gac + 1
	r.expect(approves) // the scripts that are left change nothing
}

// A cancellation ends what has not been decided, with nothing kept; a session that is closed under the last scripts leaves the outcome.
// C-5 3.11.3.1, 3.11.3.2, 3.12.7.1
func TestCancellation(t *testing.T) {
	for n := gpo; n <= gac; n++ {
		r := held(t)
		r.on = func(a kernel.Action) (kernel.Event, bool) {
			return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Transmit && len(r.commands)+1 == n
		}
		r.memory = []byte{1}
		out := r.run()
		if o := r.outcomes[0]; o.Status != kernel.EndApplication || o.Error.L3 != kernel.L3Stop || o.UIOutcome != nil || o.DataRecord != nil || o.Error.Step == "" || o.Kernel != "C-5" || r.act.Memory != nil {
			t.Errorf("%d: %+v, memory %X, %v", n, o, r.act.Memory, out.Status)
		}
		r.commands = nil
	}
}
