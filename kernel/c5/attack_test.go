package c5_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

var profiles = [...]kernel.Profile{kernel.Book, kernel.Strict}

// A TC that no card has made: the answer of a card that asks for the host, with the type of the cryptogram changed, with the signature left out or recorded.
// Without the signature over it nothing is approved.
// C-5 3.8.1.10, 3.8.1.11, 3.8.2.1
func TestAttackForgedTC(t *testing.T) {
	// what the card has signed with an ARQC, with the CID of a TC
	changed := func(r *reader) {
		r.answer = func(n int, _, response []byte) []byte {
			if n == gac {
				at := bytes.Index(response, []byte{0x9F, 0x27, 1})
				response[at+3] = 0x40
			}
			return response
		}
	}
	for _, p := range profiles {
		r := offline(t).profile(p).ask("9F27", "80").with(changed)
		r.expect(inserts("3.8.2.1").authenticated("failed"))
		online(t).profile(p).with(changed).expect(declines("3.8.1.11"))
		unsigned(t).profile(p).with(changed).expect(declines("3.8.1.10"))
		old(t).profile(p).ask("9F27", "40").expect(declines("3.9.1.7"))
	}
}

// Authentication is made to fail on purpose, element by element. Nothing is approved, nothing goes online on a signature that was given and is wrong; and in
// strict no CVM that is weaker than a PIN for the host comes of data that nobody has signed.
// C-5 3.4.1.3, 3.4.1.4, 3.8.2.1, 3.8.3.4
func TestAttackAuthenticationFails(t *testing.T) {
	edits := map[string]func(*reader){
		"8F":        func(r *reader) { r.file(2, "8F", "C2") },
		"no 8F":     func(r *reader) { r.file(2, "8F", "-") },
		"90":        func(r *reader) { r.file(2, "90", strings.Repeat("11", 64)) },
		"92":        func(r *reader) { r.file(2, "92", strings.Repeat("11", 36)) },
		"9F32":      func(r *reader) { r.file(2, "9F32", "010001") },
		"9F46":      func(r *reader) { r.file(3, "9F46", strings.Repeat("11", 64)) },
		"9F47":      func(r *reader) { r.file(3, "9F47", "010001") },
		"9F48":      func(r *reader) { r.file(3, "9F48", strings.Repeat("11", 42)) },
		"9F4A":      func(r *reader) { r.file(1, "9F4A", "95") },
		"9F4B":      func(r *reader) { r.forged = true },
		"no 9F4B":   func(r *reader) { r.signs = false },
		"AIP":       func(r *reader) { r.option("82", "1C80") },
		"8E":        func(r *reader) { r.file(1, "8E", "00000000000000001F00") },
		"PAN":       func(r *reader) { r.file(1, "5A", "3540829999421020").file(1, "57", "3540829999421020D4912F") },
		"the terms": func(r *reader) { r.file(1, "5F24", "491130") },
	}
	for name, edit := range edits {
		for _, p := range profiles {
			for _, base := range []func(testing.TB) *reader{offline, online} {
				r := base(t).profile(p).sealed().cvmFrom(1).ask("9F50", "31").ask("9F26", "5D016C91005E7CC2").with(edit)
				out := r.run()
				if out.Status == kernel.Approved || out.Status == kernel.OnlineRequest && out.ODA().Result == "failed" {
					t.Errorf("%s, %v: %+v", name, p, of(out))
				}
				if p == kernel.Strict && out.Status == kernel.OnlineRequest && out.CVM != kernel.CVMOnlinePIN {
					t.Errorf("%s: goes online with CVM %d", name, out.CVM)
				}
			}
		}
	}
}

// A signature and a cryptogram recorded before are worth nothing: the number is another at each activation, the one after a Try Again too.
// C-5 3.1.1.2, 3.8.2.1
func TestAttackPrePlay(t *testing.T) {
	recorded := offline(t)
	recorded.run()
	answer := recorded.respond(recorded.commands[len(recorded.commands)-1]) // over the number of that run
	seen := map[string]bool{}
	for seed := range uint64(50) {
		for _, p := range profiles {
			r := offline(t).profile(p)
			r.answer = func(n int, _, response []byte) []byte {
				if n == gac {
					return answer
				}
				return response
			}
			s, err := kernel.NewSession(r.program(), &r.cfg, r.tx, kerneltest.Random(seed))
			if err != nil {
				t.Fatal(err)
			}
			if out, err := bench.Run(t.Context(), s, r); err != nil || of(out) != inserts("3.8.2.1").authenticated("failed") {
				t.Fatalf("%v %+v", err, of(out))
			}
			values, _ := r.sent(1)
			seen[values] = true
		}
	}
	if len(seen) != 50 {
		t.Errorf("%d unpredictable numbers of 50", len(seen))
	}
	x := visit{card: "phone-jcb-twice", change: twoTaps}.tap(t)
	x.Run()
	var numbers []string
	for _, c := range x.Commands {
		if c[1] == apdu.GenerateAC {
			numbers = append(numbers, fmt.Sprintf("%X", c[5+6+6+2+5+2+3+1:][:4]))
		}
	}
	if len(numbers) != 2 || numbers[0] == numbers[1] {
		t.Errorf("unpredictable numbers %v", numbers)
	}
}

// A card that rewrites its AIP, or its PDOL, reaches no magnetic-stripe mode: there is none. At most it becomes a legacy card, which only the host approves, where the
// acquirer takes such; and in strict with a PIN for the host where a CVM is required.
// C-5 3.2.1.9, 3.3.1.6, 3.9.3.1
func TestAttackDowngrade(t *testing.T) {
	for _, p := range profiles {
		for v := range 1 << 16 {
			if !sweep.Sample(v+1, 997) && v != 0x1D80 && v&0x0FFF != 0x0D80 && v&0xFF07 != 0x1D00 {
				continue
			}
			r := offline(t).profile(p).sealed().option("82", fmt.Sprintf("%04X", v)).ask("9F26", "5D016C91005E7CC2")
			answers(r)
			if out := r.run(); out.Status == kernel.Approved && v != 0x1D80 || v&0x80 == 0 && of(out) != next("3.3.1.6") {
				t.Fatalf("%04X: %+v", v, of(out))
			}
		}
		for _, options := range []string{oda, legacy} {
			r := old(t).profile(p).set("DF01", options).cvmFrom(1).file(1, "8E", "00000000000000001E03")
			switch out := r.run(); {
			case options == oda && out.Status != kernel.SelectNext:
				t.Errorf("%+v", of(out))
			case options == legacy && (out.Status != kernel.OnlineRequest || (out.CVM == kernel.CVMOnlinePIN) != (p == kernel.Strict)):
				t.Errorf("%v: %+v", p, of(out))
			}
		}
	}
}

// A CVM list that asks for less, or for a PIN in clear: none is ever sent to the card, in EMV Mode the list decides nothing, and in Legacy Mode no method but an
// online PIN and a signature comes of it.
// C-5 3.9.2.3, 3.8.3.1
func TestAttackCVMList(t *testing.T) {
	for _, method := range []string{"01", "03", "04", "05", "1E", "1F", "02", "41", "5F"} {
		for _, p := range profiles {
			for _, base := range []func(testing.TB) *reader{online, unsigned, old} {
				r := base(t).profile(p).cvmFrom(1).ask("9F50", "20").file(1, "8E", "0000000000000000"+method+"00")
				out := r.run()
				if slices.ContainsFunc(r.commands, func(c []byte) bool { return c[1] == apdu.Verify }) {
					t.Errorf("%s: VERIFY", method)
				}
				if out.Status == kernel.OnlineRequest && out.CVM != kernel.CVMOnlinePIN && (method != "1E" || p == kernel.Strict) {
					t.Errorf("%s, %v: CVM %d", method, p, out.CVM)
				}
			}
		}
	}
}

// An amount in a currency that the limits are not for, without a limit, or above it: in strict the host decides; up to a limit in its currency the card may
// approve.
// C-5 3.7.1.6
func TestAttackCurrency(t *testing.T) {
	for _, amount := range []uint64{0, 1, 1234, 4999, 5001, 999_999_999_999} {
		for _, currency := range []uint16{0x0978, 0x0392, 0x0840} {
			for _, limit := range []kernel.Limit{{}, {Amount: 5000, Present: true}} {
				r := offline(t).profile(kernel.Strict).amount(amount)
				r.combination.Currency, r.combination.FloorLimit = currency, limit
				answers(r)
				want := goesOnline
				if currency == 0x0978 && limit.Present && amount < limit.Amount {
					want = approves
				}
				r.expect(want)
			}
		}
	}
}

// Malformed data objects, as answers and inside them, end the transaction by the phase that they come in: no panic, no error, no approval.
// C-5 3.11.1.2, 3.8.1.8, 3.10.3.7
func TestAttackMalformed(t *testing.T) {
	for _, seed := range []string{
		"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A82FFFF", "5A88FFFFFFFFFFFFFFFF", "5A80", "5A84FFFFFFFF", "1F8080808001", "77", "7780", "9F", "FF",
		strings.Repeat("77827777", 60), strings.Repeat("7002", 100), strings.Repeat("C100", 120),
	} {
		for n := gpo; n <= after; n++ {
			for _, inside := range []bool{false, true} {
				for _, p := range profiles {
					r := held(t).profile(p)
					r.answer = func(k int, _, response []byte) []byte {
						if k != n {
							return response
						}
						if !inside {
							return append(r.hex(seed), 0x90, 0x00)
						}
						o, _ := tlv.Find(response[:len(response)-2], tlv.Tag(response[0]))
						return append(tlv.Append(nil, o.Tag, append(bytes.Clone(o.Value), r.hex(seed)...)), 0x90, 0x00)
					}
					out := r.run()
					want := map[bool]kernel.Status{true: kernel.Declined, false: kernel.SelectNext}[n == gac]
					if n == after {
						want = kernel.EndApplication
					}
					wellFormed := inside && (strings.HasPrefix(seed, "C1") || strings.HasPrefix(seed, "7002"))
					if !wellFormed && out.Status != want || wellFormed && out.Status != kernel.Approved && out.Status != kernel.TryAnotherInterface {
						t.Errorf("%s in answer %d, inside %v: %+v", seed[:min(len(seed), 20)], n, inside, of(out))
					}
				}
			}
		}
	}
}

// A card that never ends: the largest AFL asks for 16,065 records. The budget ends it, and with a larger budget it passes; a device that asks for its holder at
// every tap is Entry Point's to bound, each time for a tap.
// C-5 3.4.1.1, 3.8.1.5
func TestAttackEndless(t *testing.T) {
	run := func(budget kernel.Budget) (*bench.Result, int) {
		r := unsigned(t).option("94", "10010100"+strings.Repeat("A001FF00", 62))
		r.cfg.Budget = budget
		r.answer = func(n int, command, response []byte) []byte {
			if command[1] == 0xB2 && n > read {
				return []byte{0x70, 0x00, 0x90, 0x00}
			}
			return response
		}
		return r.run(), len(r.commands)
	}
	if out, n := run(kernel.Budget{}); out.Status != kernel.EndApplication || out.Error.L2 != kernel.BudgetExceeded || out.Kernel != "C-5" || n > 1024 {
		t.Errorf("%+v after %d commands", of(out), n)
	}
	if out, n := run(kernel.Budget{Exchanges: 17000, JournalBytes: 4 << 20}); of(out) != goesOnline.authenticated(none) || n != 1+1+62*255+1 {
		t.Errorf("%+v after %d commands", of(out), n)
	}
}

// A card that gives the terminal's data is passed over, and one with a second account is not gone on with.
// C-5 annex B, 3.11.1.2
func TestAttackSecondAccount(t *testing.T) {
	for _, p := range profiles {
		offline(t).profile(p).file(4, "5A", "3540829999421020").expect(next("3.11.1.2"))
		offline(t).profile(p).file(4, "57", "3540829999421020D4912F").expect(next("3.11.1.2"))
		r := online(t).profile(p).file(4, "9F02", "000000000001").file(4, "9F37", "00000000").file(4, "9F53", "000000").file(4, "8A", "3030").file(4, "9C", "20")
		if r.expect(goesOnline); r.record("9F02") != "000000006000" || r.record("9F37") != "1E78EEBC" || r.record("9C") != "00" {
			t.Errorf("%X", r.outcomes[0].DataRecord)
		}
	}
}

// Another card comes after a Try Again: nothing of the first is left. Another card at the second presentment for the issuer's data is Entry Point's to see, which
// strict has compare the answers to SELECT; what goes to it is under the first card's ARPC, and it is sent no second amount.
// C-5 3.12.9.1, 3.2.1.2
func TestAttackSwap(t *testing.T) {
	first := offline(t).file(4, "5F20", "4A4342").status(gac, 0x6986)
	second := unsigned(t).sealed().file(1, "5A", "3540829999421020").file(1, "57", "3540829999421020D4912F").file(4, "9F24", "-")
	one, two := first.program(), second.program()
	s, err := kernel.NewSession(kernel.Program{Name: "two taps", Run: func(p *kernel.Port) *kernel.Result {
		if out := one.Run(p); out.Status != kernel.TryAgain || out.Start != kernel.StartB {
			t.Errorf("first tap: %+v", out)
		}
		p.Store().Begin(kernel.ForActivation)
		return two.Run(p)
	}}, &second.cfg, second.tx, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	current := first
	out, err := bench.Run(t.Context(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		if len(first.commands) == gac && first.outcomes != nil {
			current = second
		}
		return current.Do(ctx, a)
	}))
	if err != nil || out.Status != kernel.OnlineRequest || second.record("5A") != "3540829999421020" || second.record("5F20") != "" || second.record("9F24") != "" {
		t.Errorf("%v %+v %X", err, of(out), second.outcomes[0].DataRecord)
	}
}

// Whatever a host answers, well-formed or not: an outcome, only commands that are a card's, and no approval that neither the host nor the card has given.
// C-5 3.10.2.1, 3.10.3.4, 3.10.5.1
func TestAttackHost(t *testing.T) {
	for how := range issuer.NumHostile {
		for _, p := range profiles {
			for _, name := range []string{"jcb-hold", "jcb-twice"} {
				x := visit{card: name, change: updates}.tap(t)
				x.Config.Profile, x.Issuer.Hostile = p, how
				r := x.Run()
				o := x.Outcome()
				if len(x.Outcomes) > 2 || o.Error.L2 == kernel.InternalError || len(x.Commands) > 200 || o.Status == kernel.Approved && r.ResponseCode != "00" {
					t.Errorf("host %v, %v: %d activations, %d commands, %+v", how, p, len(x.Outcomes), len(x.Commands), of(r))
				}
			}
		}
	}
	long := "7182" + "0400" + "9F180400000001" + strings.Repeat("860484DA0001", 169) + "000000"
	for _, answer := range []string{
		"8A023030" + strings.Repeat(critical, 200) + arpc, "8A023030" + strings.Repeat(later, 200), "8A0230309182FFFF", "8A023030" + "7182FFFF" + arpc, "8A023030" + long + arpc,
		"8A0230308A023035" + arpc, "8A023030" + arpc + arpc, "8A023030" + "7106" + "86049F000000" + arpc, "8A023030" + "7105" + "8603A40400" + arpc,
		strings.Repeat("7100", 300), "8A0230309110" + strings.Repeat("00", 16) + "71020000",
	} {
		for _, base := range []func(testing.TB) *reader{held, twice} {
			r := base(t).issuer(answer)
			if out := r.run(); len(r.commands) > 200 || out.Error.L2 == kernel.InternalError || out.Status == 0 {
				t.Errorf("%s: %d commands, %+v", answer[:40], len(r.commands), of(out))
			}
		}
	}
}

// The AID of one brand, the account of another; and an AID whose kernel the directory names wrongly gets the combination's keys, ranges and name all the same.
// C-5 3.4.1.2, annex C
func TestAttackBrand(t *testing.T) {
	for ranges, strict := range map[string]kernel.Status{"352F353F354F355F356F357F358F": kernel.OnlineRequest, "35F": kernel.OnlineRequest, "4F": kernel.Declined, "62F": kernel.Declined, "": kernel.OnlineRequest} {
		for _, p := range profiles {
			x := visit{card: "jcb-online", change: plain}.tap(t)
			x.Config.Profile = p
			if ranges != "" {
				x.Set("DF07", ranges+map[bool]string{true: "F", false: ""}[len(ranges)%2 == 1])
			}
			x.Run()
			want := map[kernel.Profile]kernel.Status{kernel.Book: kernel.OnlineRequest, kernel.Strict: strict}[p]
			if x.Outcome().Status != want {
				t.Errorf("%s, %v: %v", ranges, p, x.Outcome().Status)
			}
		}
	}
}
