package c8_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8/internal/oracle"
	"github.com/emvgo/emv/testvectors/sweep"
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

// Attack 3: the AID of one brand with an account of another: both are in the data record, the AID from the card's answer and under the certificate's RID.
// C-8 6.3.12, 6.4.1
func TestAttackBrandMixup(t *testing.T) {
	sides(t, "an account that the issuer's certificate is not for", func() *scene {
		return trusting(t).with(func(c *chip) {
			c.records[1].objects = "5A08 4761730000000011"
		})
	}, kernel.Approved, kernel.OnlineRequest)
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

// Attack 6: a relay. It shows in the TVR that the card and the host get; with the action codes for it the transaction goes online. Attack 7: each try has a number
// of its own.
// C-8 6.3.5, 6.3.6
func TestAttackRelay(t *testing.T) {
	sides(t, "a card at hand", func() *scene { return withRelay(t, 192).with(vouched) }, kernel.Approved, kernel.Approved)
	sides(t, "a card far away", func() *scene { return withRelay(t, 900, 900, 900).set("9F820C", "0000000004") }, kernel.OnlineRequest, kernel.OnlineRequest)
	sides(t, "a card far away, declined", func() *scene { return withRelay(t, 900, 900, 900).set("9F820B", "0000000004") }, kernel.Declined, kernel.Declined)
	s := withRelay(t, 900, 900, 900).run()
	var numbers []string
	for _, line := range s.Lines {
		if strings.HasPrefix(line, "ERRD") && !slices.Contains(numbers, line) {
			numbers = append(numbers, line)
		}
	}
	if len(numbers) != 3 {
		t.Errorf("%v", numbers)
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

// Attack 15: another card at the second tap: a restart is a reading from its beginning, and nothing is carried over.
// C-8 6.3.19
func TestAttackCardSwapped(t *testing.T) {
	s := newScene(t).with(func(c *chip) { c.more = "9F8108022F20" }).profiled(kernel.Strict).run()
	if s.Out.Status != kernel.EndApplication || s.Out.Start != kernel.StartB {
		t.Errorf("%+v", s.Out)
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
