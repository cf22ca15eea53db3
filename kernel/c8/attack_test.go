package c8_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// Published attacks that touch this kernel, each mounted, with the outcome of the book beside that of strict.

// sides runs an attack by both profiles.
func sides(t *testing.T, name string, fresh func() *scene, book, strict kernel.Status) {
	t.Helper()
	for rules, want := range map[kernel.Profile]kernel.Status{kernel.Book: book, kernel.Strict: strict} {
		if s := fresh().profiled(rules).run(); s.Out.Status != want {
			t.Errorf("%s, %v: %v, want %v (%v, %v)", name, rules, s.Out.Status, want, s.Out.Error, s.Out.ODA)
		}
	}
}

// trusting is a reader whose action codes let everything pass.
func trusting(t testing.TB) *scene {
	return newScene(t).set("9F820B", "0000000000", "9F820C", "0000000000")
}

// Attack 2: a TC that nothing of the card's issuer stands for. The book approves where the action codes let it; strict goes online, or declines.
// C-8 6.3.19
func TestAttackForgedTC(t *testing.T) {
	plain := func(c *chip) { c.aip = "000A" }
	sides(t, "no local authentication, action codes of the example", func() *scene { return newScene(t).with(plain) }, kernel.Declined, kernel.Declined)
	sides(t, "no local authentication", func() *scene { return trusting(t).with(plain) }, kernel.Approved, kernel.OnlineRequest)
	sides(t, "no local authentication, offline only", func() *scene {
		s := trusting(t).with(plain)
		keys := s.Scene.Keys
		s.Scene.Keys = func(c *kernel.Config) { keys(c); c.Terminal.Type = 0x23 }
		return s
	}, kernel.Approved, kernel.Declined)
	sides(t, "a wrong MAC", func() *scene { return trusting(t).with(func(c *chip) { c.wrong = "EDA MAC" }) }, kernel.EndApplication, kernel.EndApplication)
	sides(t, "an honest card", func() *scene { return trusting(t).with(vouched) }, kernel.Approved, kernel.Approved)
}

// Attack 3: the AID of one brand with an account of another: both are in the data record, the AID from the card's answer and under the certificate's RID. Strict
// holds the account against the ranges of the AID, an allow-list among them, and track 2 against the PAN.
// C-8 6.3.12, 6.3.15, 6.4.1, A.1 Application PAN
func TestAttackBrandMixup(t *testing.T) {
	ended := kernel.EndApplication
	account := func(ranges string) func() *scene {
		return func() *scene { return trusting(t).with(vouched).set("DF07", ranges) }
	}
	track2 := func(v string) func() *scene {
		return func() *scene { return trusting(t).with(vouched).with(func(c *chip) { c.records[0].objects += v }) }
	}
	for _, c := range []struct {
		name         string
		make         func() *scene
		book, strict kernel.Status
	}{
		{"an account that the issuer's certificate is not for", func() *scene {
			return trusting(t).with(func(c *chip) { c.records[1].objects = "5A08 4761730000000011" })
		}, kernel.Approved, kernel.OnlineRequest},
		{"an account of the AID", account("5F"), kernel.Approved, kernel.Approved},
		{"an account of another brand's", account("4F"), kernel.Approved, ended},
		{"of two brands, this one allowed", account("4F541333FF"), kernel.Approved, kernel.Approved},
		{"of two brands, another one allowed", account("4F541334FF"), kernel.Approved, ended},
		{"track 2 of the account", track2("570D 5413330089020011D491220101"), kernel.Approved, kernel.Approved},
		{"track 2 of another brand's account", track2("570D 4761730000000011D491220101"), kernel.Approved, ended},
		{"track 2 of another account", track2("570D 5413330089020029D491220101"), kernel.Approved, ended},
		{"the DF name of another brand, whose keys are not this card's", func() *scene {
			s := trusting(t).with(vouched)
			s.FCI = bench.FCIWith("A0000000031010", s.chip.pdol, "9F2C07 02 00FFFF 000000")
			return s
		}, kernel.Approved, kernel.OnlineRequest},
		{"the same, with the action code of the book's example", func() *scene {
			s := newScene(t).with(vouched)
			s.FCI = bench.FCIWith("A0000000031010", s.chip.pdol, "9F2C07 02 00FFFF 000000")
			return s
		}, kernel.Declined, kernel.Declined},
	} {
		sides(t, c.name, c.make, c.book, c.strict)
	}
}

// Attack 4: local authentication made to fail, by what it is made of, one by one: never approved in strict, and in the book not with the example's action codes.
// C-8 6.3.16, 6.3.17, 6.4.1
func TestAttackAuthenticationMadeToFail(t *testing.T) {
	for fault := oracle.IssuerCertificate; fault <= oracle.NoPAN; fault++ {
		for _, trusted := range []bool{false, true} {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				p := newPuppet(t)
				p.faulty(p.chip, fault)
				if trusted {
					p.set("9F820B", "0000000000", "9F820C", "0000000000")
				}
				if fault == oracle.UnknownKey {
					p.Scene.Keys = func(c *kernel.Config) { c.Profile = rules }
				} else {
					p.profiled(rules)
				}
				if r := p.once(); r.Status == kernel.Approved && (rules == kernel.Strict || !trusted) {
					t.Errorf("%d, %v: approved", fault, rules)
				}
			}
		}
	}
}

// Attack 6: a relay. It shows in the TVR that the card and the host get; with the action codes for it the transaction goes online, or is declined.
// C-8 6.3.5, 6.3.6
func TestAttackRelay(t *testing.T) {
	sides(t, "a card at hand", func() *scene { return withRelay(t, 192).with(vouched) }, kernel.Approved, kernel.Approved)
	sides(t, "a card far away", func() *scene { return withRelay(t, 900, 900, 900).set("9F820C", "0000000004") }, kernel.OnlineRequest, kernel.OnlineRequest)
	sides(t, "a card far away, action codes that let it pass", func() *scene {
		return withRelay(t, 900, 900, 900).with(vouched).set("9F820B", "0000000000", "9F820C", "0000000000")
	}, kernel.Approved, kernel.OnlineRequest)
	sides(t, "a card far away that wants cash", func() *scene {
		s := withRelay(t, 900, 900, 900).with(vouched).set("9F820B", "0000000000", "9F820C", "0000000000")
		s.Tx.Type = 0x01
		return s
	}, kernel.Approved, kernel.Declined)
	sides(t, "a card far away, declined", func() *scene { return withRelay(t, 900, 900, 900).set("9F820B", "0000000004") }, kernel.Declined, kernel.Declined)
	sides(t, "a card far away whose AIP comes without the protocol", func() *scene {
		s := withRelay(t, 900, 900, 900).with(vouched)
		s.Middle = func(_, answer []byte) []byte {
			return bytes.Replace(answer, []byte{0x82, 2, 1, 0x0B}, []byte{0x82, 2, 1, 0x0A}, 1)
		}
		return s
	}, kernel.EndApplication, kernel.EndApplication)
}

// Attack 7: a conversation recorded before is worth nothing, with local authentication and without: the kernel's key is new in each transaction, and so is its number, in each
// try of relay resistance too. What goes online is the number that the card was sent.
// C-8 6.3.2, 6.3.6, 7.2.2, 7.2.7
func TestAttackPrePlay(t *testing.T) {
	fresh := map[string]func() *scene{
		"local authentication": func() *scene {
			return withRelay(t, 192).with(vouched).set("9F820B", "0000000000", "9F820C", "0000000000")
		},
		"none": func() *scene { return trusting(t).with(func(c *chip) { c.aip = "000A" }) },
		"none, plain records": func() *scene {
			return trusting(t).with(func(c *chip) { c.aip, c.records[1].enciphered, c.noChain = "000A", false, true })
		},
		"a CDOL1 without a number": func() *scene { return trusting(t).with(func(c *chip) { c.cdol1 = "9F0206 9505" }).with(vouched) },
	}
	for name, make := range fresh {
		var recorded [][]byte
		first := make()
		first.Middle = func(_, answer []byte) []byte { recorded = append(recorded, bytes.Clone(answer)); return answer }
		if o := (&puppet{scene: first}).once().Outcome; o.Status != kernel.Approved {
			t.Fatalf("%s: %v %+v", name, o.Status, o.Error)
		}
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			s, at := make().profiled(rules), -1
			s.Middle = func(_, answer []byte) []byte {
				if at++; at < len(recorded) {
					return recorded[at]
				}
				return answer
			}
			if o := (&puppet{scene: s}).seeded(kerneltest.Random(2)).Outcome; o.Status != kernel.EndApplication {
				t.Errorf("%s, played again, %v: %v, %+v", name, rules, o.Status, o.Error)
			}
		}
	}
	seen := map[string]bool{}
	s := withRelay(t)
	s.Slow["ERRD"] = 90 * time.Millisecond
	s.Line = func(a *kernel.Action) string {
		if c := a.Command; c[1] == 0xEA || c[1] == 0xA8 {
			seen[hexOf(c[5:])] = true
		}
		return commandLine(a)
	}
	for n := range uint64(5) {
		o := (&puppet{scene: s}).seeded(kerneltest.Random(n)).Outcome
		if number, _ := tlv.Find(o.DataRecord, 0x9F37); o.Status != kernel.OnlineRequest || !seen[hexOf(number.Value)+"00"] {
			t.Errorf("%v, %+v: %X is none of %v", o.Status, o.Error, number.Value, seen)
		}
	}
	if len(seen) != 5*(1+3) {
		t.Errorf("%d keys and numbers", len(seen))
	}
}

// Attack 10: the choice of the CVM rewritten by a man in the middle: it is under the card's MAC.
// C-8 6.3.17, 7.2.7
func TestAttackCVMRewritten(t *testing.T) {
	for choice := range 256 {
		s := trusting(t).with(func(c *chip) { c.choice = "02" }).profiled(kernel.Strict)
		s.Tx.Amount = 2000
		s.Middle = func(command, answer []byte) []byte {
			if command[1] == 0xAE {
				return bytes.Replace(answer, []byte{0x9F, 0x81, 0x02, 0x01, 0x02}, []byte{0x9F, 0x81, 0x02, 0x01, byte(choice)}, 1)
			}
			return answer
		}
		if !sweep.Sample(choice+1, 32) {
			continue
		}
		p := &puppet{scene: s}
		if o := p.once().Outcome; (o.Status == kernel.EndApplication) == (choice == 0x02) {
			t.Errorf("%02X: %v", choice, o.Status)
		}
	}
}

// Attack 11: a limit of another currency, or an amount above it that the action codes let pass.
// C-8 6.3.12
func TestAttackForeignCurrency(t *testing.T) {
	sides(t, "another currency", func() *scene {
		s := trusting(t)
		keys := s.Scene.Keys
		s.Scene.Keys = func(c *kernel.Config) { keys(c); c.Combinations[0].Currency = 0x0826 }
		return s
	}, kernel.Approved, kernel.OnlineRequest)
	sides(t, "above the floor limit", func() *scene { return trusting(t).set("9F820D", "000000001233") }, kernel.Approved, kernel.OnlineRequest)
}

// Attack 12: malformed objects, seeds of known breaks.
// C-8 4.7.2
func TestAttackMalformed(t *testing.T) {
	for _, seed := range []string{"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "9F6C", "7780", "778000000000"} {
		for _, command := range []string{"GPO", "RR", "AC"} {
			for _, answer := range []string{seed, "77" + fmt.Sprintf("%02X", len(seed)/2) + seed, "70" + fmt.Sprintf("%02X", len(seed)/2) + seed} {
				sides(t, command+" "+answer, func() *scene { return newScene(t).give(command, answer+"9000") }, kernel.EndApplication, kernel.EndApplication)
			}
		}
	}
}

// Attack 13: a card that never ends.
// C-8 6.3.7
func TestAttackEndless(t *testing.T) {
	s := newScene(t).with(func(c *chip) { c.afl = strings.Repeat("0801FE00", 60) }).give("RR", "70009000")
	if o := (&puppet{scene: s}).once().Outcome; o.Status != kernel.EndApplication || o.Error.L2 != kernel.BudgetExceeded {
		t.Errorf("%v %v", o.Status, o.Error)
	}
}

// Attack 14: a second account, and the reader's own data from the card.
// C-8 4.1.3
func TestAttackSecondAccount(t *testing.T) {
	sides(t, "another PAN", func() *scene {
		return newScene(t).with(func(c *chip) { c.records[0].objects += "5A08 4761730000000029" })
	}, kernel.EndApplication, kernel.EndApplication)
	s := newScene(t).with(func(c *chip) { c.records[0].objects += "9F0206000000000001" }).run()
	if s.Out.Status != kernel.Approved || s.data(0xAE)[:12] != "000000001234" {
		t.Errorf("%v, %s", s.Out.Status, s.data(0xAE))
	}
}

// Attack 15: another card at the second tap, after a restart and after a try again: it is read from its beginning, with a key and a number of its own, and nothing of
// the first is in its data record. Nothing is kept for the kernel between the two.
// C-8 6.3.4, 6.3.19
func TestAttackCardSwapped(t *testing.T) {
	for name, first := range map[string]struct {
		change func(*scene)
		status kernel.Status
	}{
		"restart":   {func(s *scene) { s.chip.more = "9F8108022F20" }, kernel.EndApplication},
		"try again": {func(s *scene) { s.give("GPO", "L1 1") }, kernel.TryAgain},
	} {
		for rules, want := range map[kernel.Profile]kernel.Status{kernel.Book: kernel.Approved, kernel.Strict: kernel.Approved} {
			s := trusting(t).with(vouched).profiled(rules)
			first.change(s)
			other := newChip()
			other.records = []record{{2, 1, true, true, "5A08 5413330089020029"}}
			other.records = append(other.records, other.records[0])
			other.records[1].number, other.records[1].objects = 2, ""
			vouched(other)
			before := s.chip
			if first.status == kernel.TryAgain { // which has answered nothing
				before = other
			}
			s.sent, s.Applet = map[byte][]string{}, swapped(before, other)
			var outcomes []kernel.Outcome
			var memory []byte
			program := kernel.Single("swapped", func(p *kernel.Port) *kernel.Outcome {
				var out *kernel.Outcome
				for range 2 {
					act := &kernel.Activation{Start: kernel.StartB, Combination: &p.Config().Combinations[0], FCI: bench.Digits(s.FCI), SW: 0x9000}
					p.Store().Begin(kernel.ForActivation)
					out = s.Kernel.Run(p, act)
					memory = append(memory, act.Memory...)
					delete(s.Card, "GPO")
					kept := *out
					kept.DataRecord = bytes.Clone(out.DataRecord)
					outcomes = append(outcomes, kept)
				}
				return out
			})
			session, err := kernel.NewSession(program, s.Config(), s.Tx)
			if err != nil {
				t.Fatal(err)
			}
			a, err := session.Next(kernel.Event{})
			bench.Finish(t, session, a, s.World())
			if err != nil || len(outcomes) != 2 || outcomes[0].Status != first.status || outcomes[0].Start != kernel.StartB || outcomes[1].Status != want {
				t.Fatalf("%s, %v: %v, %+v", name, rules, err, outcomes)
			}
			pan, _ := tlv.Find(outcomes[1].DataRecord, 0x5A)
			if hexOf(pan.Value) != "5413330089020029" || bytes.Contains(outcomes[1].DataRecord, bench.Digits("5413330089020011")) || memory != nil {
				t.Errorf("%s: %X, memory %X", name, outcomes[1].DataRecord, memory)
			}
		}
	}
}

// swapped is one card up to its GENERATE AC or its silence, and another from the next GET PROCESSING OPTIONS on.
func swapped(first, second *chip) func() func([]byte) []byte {
	return func() func([]byte) []byte {
		taps, now := 0, (func([]byte) []byte)(nil)
		return func(command []byte) []byte {
			if command[1] == 0xA8 {
				if taps++; taps == 1 {
					now = first.applet()
				} else {
					now = second.applet()
				}
			}
			return now(command)
		}
	}
}

// A man in the middle has the card asked other questions: CDOL1 with other amounts in its first place. It answers to what it was told, and signs that. In the book the reader
// approves what the card never saw, unless its certificate covers the list, and so both MACs; strict does so in no case.
// C-8 4.1.4, 6.3.12
func TestAttackListsRewritten(t *testing.T) {
	for tag, from := range map[byte]string{0x02: "GPO", 0x37: "GPO"} {
		rewritten := func(change func(*chip)) func() *scene {
			return func() *scene {
				s := trusting(t).with(func(c *chip) { c.cdol1 = plainCDOL1 }).with(change)
				s.Middle = func(command, answer []byte) []byte {
					if commandLine(&kernel.Action{Command: command}) != from {
						return answer
					}
					length := map[byte]byte{0x02: 6, 0x37: 4}[tag]
					return bytes.Replace(answer, []byte{0x9F, tag, length}, []byte{0x9F, 0x7C, length}, 1)
				}
				return s
			}
		}
		sides(t, "nobody vouches for CDOL1", rewritten(func(*chip) {}), kernel.Approved, kernel.OnlineRequest)
		sides(t, "it is in a signed record", rewritten(vouched), kernel.EndApplication, kernel.EndApplication)
		sides(t, "the Extended SDA Tag List names it", rewritten(func(c *chip) { c.extended = "8C 9F38" }), kernel.EndApplication, kernel.EndApplication)
	}
}

// Each bit of the card's answer to READ DATA flipped: the terminal never gets the envelope, and the transaction goes on without it.
// C-8 6.3.8, 6.3.11
func TestEveryBitOfAnEnvelopeFlipped(t *testing.T) {
	s := withRelay(t, 192).profiled(kernel.Strict).exchange("9F8203", "9F8111").with(func(c *chip) { c.envelopes = map[string]string{"9F8111": "9F811102ABCD"} })
	const clear = "9F811102ABCD"
	flipped, bits := -1, 0
	s.Middle = func(command, answer []byte) []byte {
		if command[1] != 0x32 {
			return answer
		}
		if bits = 8 * (len(answer) - 2); flipped >= 0 {
			answer = bytes.Clone(answer)
			answer[flipped/8] ^= 0x80 >> (flipped % 8)
		}
		return answer
	}
	got := func() bool {
		o := (&puppet{scene: s}).once().Outcome
		if o.Error.L2 == kernel.InternalError {
			t.Errorf("bit %d: %v", flipped, o.Error)
		}
		return slices.ContainsFunc(s.Lines, func(line string) bool { return strings.HasPrefix(line, "DEK") && strings.Contains(line, clear) })
	}
	if !got() || bits == 0 {
		t.Fatal("the envelope does not come as it is", s.Lines)
	}
	for flipped = range bits {
		if got() {
			t.Errorf("bit %d: the terminal gets the envelope", flipped)
		}
	}
}
