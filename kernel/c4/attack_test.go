package c4_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// profiles are the two sets of rules.
var profiles = [...]kernel.Profile{kernel.Book, kernel.Strict}

// each runs an attack by both sets of rules.
func each(t *testing.T, run func(r *reader), edits ...func(*reader)) {
	t.Helper()
	for _, profile := range profiles {
		r := plastic(t)
		r.cfg.Profile = profile
		run(r.with(edits...))
	}
}

// A TC that no card has made: the type of the cryptogram changed on the way, an answer without its signature, one of another transaction.
// C-4 11.2.2.2, 11.2.4.4
func TestAttackForgedTC(t *testing.T) {
	failed := want{kernel.Declined, kernel.MsgDeclined, 0, "failed", "11.2.4.4"}
	typed := func(cid string) func(*reader) {
		return func(r *reader) {
			r.answer = func(_ int, command, response []byte) []byte {
				if command[1] == apdu.GenerateAC {
					at := bytes.Index(response, r.hex("9F2701"))
					response[at+3] = r.hex(cid)[0]
				}
				return response
			}
		}
	}
	each(t, func(r *reader) { r.gives = 0x80; r.expect(failed) }, noContacts, typed("40"))
	each(t, func(r *reader) { r.gives = 0x00; r.expect(ends("11.2.1")) }, noContacts, func(r *reader) {
		r.answer = func(_ int, command, response []byte) []byte { // the AAC's cryptogram is in the clear
			if command[1] == apdu.GenerateAC {
				return r.hex("800B 40 0042 1122334455667788 9000")
			}
			return response
		}
	})
	each(t, func(r *reader) { r.plain = true; r.expect(failed) }, noContacts)
	each(t, func(r *reader) { // the answer of the transaction before
		var recorded []byte
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == apdu.GenerateAC {
				recorded = response
			}
			return response
		}
		r.expect(approves)
		r.numbers = [][4]byte{{0xEE, 0xEE, 0xEE, 0xEE}}
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == apdu.GenerateAC {
				return recorded
			}
			return response
		}
		r.expect(failed)
	}, noContacts)
}

// The AID of one brand, the account of another: the ranges are the configuration's, and without any every account passes. Track 2 and PAN have to agree.
// C-4 annex A
func TestAttackBrand(t *testing.T) {
	for ranges, allowed := range map[string]bool{"34F37F": true, "374245FF": true, "-": true, "4F5F": false, "35F36F38FFFF": false, "374246FF": false, "37": false} {
		each(t, func(r *reader) {
			want := approves
			if r.cfg.Profile == kernel.Strict && !allowed {
				want = declines("A")
			}
			r.set("DF07", ranges).expect(want)
		})
	}
}

// Authentication is made to fail, one element after the other. A missing key is a failure too. Nothing is approved, and nothing goes online by a weaker CVM.
// C-4 6.2.6.3, 11.2.4.4, 11.2.6.1
func TestAttackAuthenticationFails(t *testing.T) {
	flipped := func(tag tlv.Tag) func(*reader) {
		return func(r *reader) {
			list := r.certificates()
			r.records = append([]record(nil), r.records...)
			for _, o := range list {
				v := bytes.Clone(o.value)
				if o.tag == tag {
					v[len(v)/2] ^= 1
				}
				r.records[2].objects = append(r.records[2].objects, object{o.tag, v})
			}
		}
	}
	after := func(edit func(*reader)) func(*reader) { // the card is certified before
		return func(r *reader) {
			r.records = append([]record(nil), r.records...)
			r.records[2].objects = r.certificates()
			edit(r)
		}
	}
	for name, edit := range map[string]func(*reader){
		"8F": flipped(0x8F), "90": flipped(0x90), "92": flipped(0x92), "9F32": flipped(0x9F32), "9F46": flipped(0x9F46), "9F47": flipped(0x9F47), "9F48": flipped(0x9F48),
		"no CA key": func(r *reader) { r.cfg.Keys = nil },
		"9F4B":      func(r *reader) { r.forged = true },
		"9F4A":      after(func(r *reader) { r.file("9F4A", "95") }),
		"9F4A gone": after(func(r *reader) { r.file("9F4A", "-") }),
		"AIP":       after(func(r *reader) { r.give("82", "1D80") }),
		"8E":        after(func(r *reader) { r.file("8E", noList+"1F001E00") }),
	} {
		for _, over := range []bool{false, true} {
			each(t, func(r *reader) {
				r.indicators.CVMLimitExceeded = over
				if out := r.run(); out.Status == kernel.Approved || out.Status == kernel.OnlineRequest {
					t.Errorf("%s, %v, above %v: %v, CVM %d", name, r.cfg.Profile, over, out.Status, out.CVM)
				}
			}, noContacts, edit)
		}
	}
}

// A signature and a cryptogram recorded before are worth nothing: the unpredictable number is another at each activation, a restart too, and the one online is that
// of the cryptogram.
// C-4 11.2.2.3, annex A
func TestAttackPrePlay(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(50) {
		r := phone(t, "010001").with(noContacts)
		r.taps = 2
		s, err := kernel.NewSession(r.program(), &r.cfg, r.tx, kerneltest.Random(seed))
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == 0xA8 {
				told = append(told, fmt.Sprintf("%X", r.sentPDOL))
			}
			return response
		}
		r.pdol = "9F3704"
		if _, err := bench.Run(context.Background(), s, r); err != nil {
			t.Fatal(err)
		}
		if len(told) != 2 || told[0] == told[1] || told[1] != r.told("9F37") || !contains(fmt.Sprintf("%X", r.outcome().DataRecord), "9F3704"+told[1]) {
			t.Errorf("%v, %s", told, r.told("9F37"))
		}
		seen[told[0]], seen[told[1]] = true, true
	}
	if len(seen) != 100 {
		t.Errorf("%d unpredictable numbers of 100", len(seen))
	}
}

// A card that rewrites its AIP reaches no magnetic stripe mode, and no approval without the signature that strict wants: at most it loses what it had.
// C-4 4.3.7.2, 4.3.7.3, 6.2.2.1
func TestAttackDowngrade(t *testing.T) {
	for b1 := range 256 {
		if !sweep.Sample(b1+1, 7) {
			continue
		}
		for _, b2 := range []int{0x80, 0x00, 0xC0, 0x40, 0xFF} {
			each(t, func(r *reader) {
				r.give("82", fmt.Sprintf("%02X%02X", b1, b2)).set("DF0B", "0000000000")
				r.run()
				o := r.outcome()
				switch {
				case b2&0x80 == 0 && (len(r.commands) != 1 || o.Status != kernel.TryAnotherInterface && o.Status != kernel.EndApplication):
					t.Errorf("%02X%02X: %v after %d commands", b1, b2, o.Status, len(r.commands))
				case b2&0x80 != 0 && b1&1 == 0 && r.cfg.Profile == kernel.Strict && o.Status != kernel.OnlineRequest:
					t.Errorf("%02X%02X: %v", b1, b2, o.Status)
				}
			})
		}
	}
}

// A CVM List that asks for less, or for a PIN in clear: no PIN goes to the card, and above the limit a list that no certificate covers leads in strict to online PIN.
// C-4 8.2.3, 8.2.3.1
func TestAttackCVMList(t *testing.T) {
	for method := range 64 {
		for _, next := range []int{0, 0x40} {
			each(t, func(r *reader) {
				rules := fmt.Sprintf("%02X001E00", method|next)
				r.file("8E", "-").says("8E", noList+rules) // where nothing signs it
				r.run()
				for _, c := range r.commands {
					if c[1] == apdu.Verify || c[1] == apdu.GetChallenge {
						t.Errorf("%s: %X", rules, c)
					}
				}
				if o := r.outcome(); r.cfg.Profile == kernel.Strict && (o.CVM == kernel.CVMSignature || o.CVM == kernel.CVMConfirmed || o.CVM == kernel.CVMNotRequired) {
					t.Errorf("%s: %v, CVM %d", rules, o.Status, o.CVM)
				}
			}, above, noContacts, func(r *reader) { r.give("9F71", "010302") })
		}
	}
}

// An amount in a currency that the limits are not for, without a limit, or above it: in strict the host decides.
// C-4 9.2.1.1, 11.2.4.2
func TestAttackCurrency(t *testing.T) {
	for _, amount := range []uint64{0, 1, 1234, 5000, 5001, 999_999_999_999} {
		for _, currency := range []uint16{0x0978, 0x0156, 0x0840} {
			for _, limit := range []kernel.Limit{{}, {Amount: 5000, Present: true}} {
				each(t, func(r *reader) {
					r.tx.Money, r.combination.FloorLimit = kernel.Money{Amount: amount, Currency: currency, Exponent: 2}, limit
					want := approves
					if r.cfg.Profile == kernel.Strict && (currency != 0x0978 || !limit.Present || amount > limit.Amount) {
						want = goesOnline
					}
					r.expect(want)
				})
			}
		}
	}
}

// Malformed data objects, as answers and inside them, end the transaction or leave the interface: no panic, no error, and no approval.
// C-4 4.3.6.1, 5.3.5, 11.2.1.2
func TestAttackMalformed(t *testing.T) {
	for _, seed := range []string{
		"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A82FFFF", "5A88FFFFFFFFFFFFFFFF", "5A80", "5A84FFFFFFFF", "1F8080808001", "77", "7780", "9F", "FF",
		strings.Repeat("77827777", 60), strings.Repeat("7002", 100), strings.Repeat("C100", 120), strings.Repeat("00", 250),
	} {
		for n := 1; n <= 5; n++ {
			for _, whole := range []bool{false, true} {
				each(t, func(r *reader) {
					r.answer = func(k int, _, response []byte) []byte {
						switch {
						case k != n:
							return response
						case whole:
							return append(r.hex(seed), 0x90, 0x00)
						}
						o, _ := tlv.Find(response[:len(response)-2], tlv.Tag(response[0]))
						return append(tlv.Append(nil, o.Tag, append(bytes.Clone(o.Value), r.hex(seed)...)), 0x90, 0x00)
					}
					out := r.run()
					harmless := !whole && (seed[:2] == "00" || seed[:2] == "C1" || n == 5 && out.ODA().Result == "failed")
					if out.Status != kernel.EndApplication && out.Status != kernel.TryAnotherInterface && !harmless {
						t.Errorf("%.20s in answer %d, whole %v: %+v", seed, n, whole, of(r.outcome()))
					}
				})
			}
		}
	}
}

// A card that never ends: the largest AFL asks for 16,065 records. The budget ends it, and with a larger budget it passes.
// C-4 5.3.1
func TestAttackEndless(t *testing.T) {
	run := func(budget kernel.Budget) (*reader, *bench.Result) {
		r := plastic(t).give("94", "08010301"+strings.Repeat("A001FF00", 62)).set("DF0B", "0000000000")
		r.cfg.Budget = budget
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == 0xB2 && command[3]>>3 == 20 {
				return []byte{0x70, 0x00, 0x90, 0x00}
			}
			return response
		}
		return r, r.run()
	}
	if r, out := run(kernel.Budget{}); out.Status != kernel.EndApplication || out.Error.L2 != kernel.BudgetExceeded || out.Kernel != "C-4" || len(r.commands) > 1024 {
		t.Errorf("%+v after %d commands: %s", of(r.outcome()), len(r.commands), r.outcome().Error.Reason)
	}
	if r, _ := run(kernel.Budget{Exchanges: 17000, JournalBytes: 4 << 20}); of(r.outcome()) != approves || len(r.commands) != 1+3+62*255+1 {
		t.Errorf("%+v after %d commands", of(r.outcome()), len(r.commands))
	}
}

// A card that gives the terminal's data, or a second account: the first is passed over, the other ends the transaction.
// C-4 5.3.4, 5.3.5
func TestAttackSecondAccount(t *testing.T) {
	for _, object := range []string{"5A 374245000000017F", "57 374245000000017D4912F", "8C 9F3704"} {
		each(t, func(r *reader) {
			more := r.objects(strings.Replace(object, "4912F", "4912201F", 1))
			r.records[1].objects = append(r.records[1].objects[:len(r.records[1].objects):len(r.records[1].objects)], more...)
			r.expect(ends("5.3.5"))
		})
	}
	for _, own := range []string{"9F02 000000000001", "9F35 23", "9F33 E0B8C8", "9F6E 00000000", "9F6D 00", "95 0000000000", "9F37 00000000", "9F34 1F0002", "9F1A 0840"} {
		each(t, func(r *reader) {
			name, value, _ := strings.Cut(own, " ")
			want := plastic(t).expect(approves)
			r.says(name, value).expect(approves)
			if r.told("9F02") != "000000001234" || r.told("95") != fmt.Sprintf("%X", want.TVR()) || r.told("9F1A") != "0276" || r.told("9F37") != "01020304" {
				t.Errorf("%s: the card has changed what is the terminal's", own)
			}
		})
	}
}

// Another card comes to the second tap: nothing of the first is left but that it was to be presented again.
// C-4 8.2.4.1.9
func TestAttackSwap(t *testing.T) {
	each(t, func(r *reader) {
		r.give("82", "19C0").give("9F71", "3F0300").with(list("410342031E03")).says("9F24", strings.Repeat("41", 29)).with(above)
		r.taps = 2
		r.next = func(int) {
			second := plastic(t)
			r.options, r.records = second.options, second.records
			r.file("5A", "374245000000017F").file("57", "374245000000017D49122010000000000F")
		}
		r.expect(goesOnline.owing(kernel.CVMOnlinePIN))
		record := r.outcome().DataRecord
		if !bytes.Contains(record, r.hex("5A08374245000000017F")) || bytes.Contains(record, r.hex("374245001741007F")) || bytes.Contains(record, r.hex("9F241D")) || bytes.Contains(record, r.hex("9F7103")) {
			t.Errorf("%X", record)
		}
	})
}

// Whatever a host answers, well-formed or not, nothing of it reaches the card, and only an approving code approves.
// C-4 12.2.2.1
func TestAttackHost(t *testing.T) {
	for how := range issuer.NumHostile {
		for _, profile := range profiles {
			b := shop(t, "amex-online", 4000)
			b.Config.Profile, b.Issuer.Hostile = profile, how
			r, _ := tapped(b)
			if got := b.Instructions(); got != "A4 A4 A8 B2 B2 B2 B2 B2 B2 AE" {
				t.Errorf("host %d: %s", how, got)
			}
			if r.Approved() && r.ARC() != "00" || r.Status != kernel.Approved && r.Approved() || r.Status == kernel.OnlineRequest {
				t.Errorf("host %d: %v, %q", how, r.Status, r.ARC())
			}
		}
	}
	for _, a := range bench.HostAnswers(t) {
		b := shop(t, "amex-online", 4000)
		b.Answer = func([]byte) ([]byte, error) { return a.Data, nil }
		if r, _ := tapped(b); r.Approved() != a.Received {
			t.Errorf("%s: %v", a.Name, r.Status)
		}
	}
}

// An FCI that names another scheme's application: the keys are those of the AID that the reader has selected, and so is the AID that the host gets. A PPSE that asks
// for another kernel has no combination.
// C-4 6.2.4.1, annex A
func TestAttackOtherName(t *testing.T) {
	each(t, func(r *reader) {
		s, err := kernel.NewSession(kernel.Single("other name", func(p *kernel.Port) *kernel.Outcome {
			p.Store().Begin(kernel.ForApplication)
			r.seal()
			fci := bytes.Replace(r.sealed["fci"], r.hex(aid+"0402"), r.hex("A000000003101001"), 1)
			out := c4.Kernel{}.Run(p, &kernel.Activation{Start: kernel.StartA, Combination: &r.combination, FCI: fci, SW: 0x9000})
			r.outcomes = []*kernel.Outcome{out}
			return out
		}), &r.cfg, r.tx, kerneltest.Numbers(r.numbers...))
		if err != nil {
			t.Fatal(err)
		}
		out, err := bench.Run(context.Background(), s, r)
		o, _ := tlv.Find(out.DataRecord, 0x9F06)
		if err != nil || of(&out.Outcome) != approves || !bytes.Equal(o.Value, r.hex(aid)) || !bytes.Equal(out.AID(), r.hex(aid)) {
			t.Errorf("%v %+v %X %X", err, of(&out.Outcome), o.Value, out.AID())
		}
	})
	for _, identifier := range []byte{0x02, 0x03, 0x05, 0x07, 0x08} {
		b := shop(t, "amex-offline", 1000)
		b.Program = acceptance.Program(c4.Kernel{})
		b.Middle = func(_ int, command, response []byte) []byte {
			if at := bytes.Index(response, []byte{0x9F, 0x2A, 0x01, 0x04}); command[1] == apdu.Select && at > 0 {
				response[at+3] = identifier
			}
			return response
		}
		if r, _ := tapped(b); r.Approved() || strings.Contains(b.Instructions(), "A8") {
			t.Errorf("kernel %02X: %v, %s", identifier, r.Status, b.Instructions())
		}
	}
}
