package c3_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// Published attacks that touch this kernel, each mounted, with the outcome of the book beside that of strict.

var (
	approvedNone = bench.EndingOf(kernel.Approved, kernel.CVMNotRequired)
	declinedNone = bench.EndingOf(kernel.Declined, kernel.CVMNotRequired)
	onlineNone   = bench.EndingOf(kernel.OnlineRequest, kernel.CVMNotRequired)
	onlinePIN    = bench.EndingOf(kernel.OnlineRequest, kernel.CVMOnlinePIN)
	onlineDevice = bench.EndingOf(kernel.OnlineRequest, kernel.CVMConfirmed)
	onlineSign   = bench.EndingOf(kernel.OnlineRequest, kernel.CVMSignature)
	approvedSign = bench.EndingOf(kernel.Approved, kernel.CVMSignature)
	ended        = bench.EndingOf(kernel.EndApplication, kernel.CVMNotApplicable)
)

// rewrite changes objects of the answer to GET PROCESSING OPTIONS as they pass: tag and value in hexadecimal digits, "-" takes one out.
func rewrite(t testing.TB, changes ...string) func(int, []byte, []byte) []byte {
	return func(_ int, command, r []byte) []byte {
		if command[1] != apdu.GetProcessingOptions || len(r) < 4 {
			return r
		}
		w := &wire{t: t}
		template, _ := tlv.Find(r[:len(r)-2], tlv.TagFormat2)
		w.gpo = bytes.Clone(template.Value)
		w.give(changes...)
		return append(tlv.Append(nil, tlv.TagFormat2, w.gpo), r[len(r)-2:]...)
	}
}

// Attack 1: the CTQ are rewritten, so that no PIN is asked for. Basin, Sasse, Toro-Pozo, IEEE S&P 2021.
//
// C-3 2.12 5.7.1.2
func TestAttackCTQRewritten(t *testing.T) {
	attack := func(card, ttq string, change func(*bench.Tap), rewritten ...string) func() *bench.Tap {
		return func() *bench.Tap {
			x := visit{card: card, ttq: ttq, change: func(x *bench.Tap) { cvmLimit(x); change(x) }}.tap(t)
			if len(rewritten) > 0 {
				x.Middle = rewrite(t, rewritten...)
			}
			return x
		}
	}
	bench.Sides(t, "untouched", attack("visa-pin", allOf, none), onlinePIN, onlinePIN)
	bench.Sides(t, "consumer device CVM", attack("visa-pin", allOf, none, "9F6C", "0080"), onlineDevice, onlinePIN)
	bench.Sides(t, "consumer device CVM, no PIN at the reader", attack("visa-pin", "32004000", none, "9F6C", "0080"), onlineDevice, declinedNone)
	bench.Sides(t, "consumer device CVM with 9F69 made up", attack("visa-pin", allOf, none, "9F6C", "0080", "9F69", "01112233440080"), onlineDevice, onlinePIN)
	bench.Sides(t, "signature", attack("visa-pin", allOf, none, "9F6C", "4000"), onlineSign, onlinePIN)
	bench.Sides(t, "no CTQ", attack("visa-pin", allOf, none, "9F6C", "-"), onlineSign, onlinePIN)
	bench.Sides(t, "no CVM", attack("visa-pin", allOf, none, "9F6C", "0000"), declinedNone, declinedNone)
	bench.Sides(t, "an honest phone", attack("phone-visa", allOf, none), onlineDevice, onlinePIN) // it signs nothing
	bench.Sides(t, "signature of an offline approval", attack("visa-offline", allOf, floorlessOff, "9F6C", "6000"), approvedSign, onlinePIN)
}

// The sweep of the same attack: at a reader that requires a CVM strict never takes an unsigned claim for more than a signature, and that only where the reader
// has no PIN.
//
// C-3 2.12 5.7.1.1, 5.7.1.2, 5.7.1.3
func TestAttackEveryCTQ(t *testing.T) {
	for _, ttq := range []string{"36404000", "34404000", "32404000", "30404000", "37404000"} {
		for b := range 0x400 {
			if !sweep.Sample(b+1, 5) {
				continue
			}
			ctq := fmt.Sprintf("%02X%02X", b>>2, b&3<<6)
			for _, related := range []string{"-", "01112233440080", "0111223344" + ctq} {
				w := newWire(t, ttq).give("9F6C", ctq, "9F69", related)
				w.cfg.Profile = kernel.Strict
				w.run()
				o := w.out
				pin := o.Status == kernel.OnlineRequest && o.CVM == kernel.CVMOnlinePIN
				sign := o.Status == kernel.OnlineRequest && o.CVM == kernel.CVMSignature && ttq[:2] == "32"
				if !pin && !sign && o.Status != kernel.Declined {
					t.Fatalf("TTQ %s, CTQ %s, 9F69 %s: %v, CVM %d", ttq, ctq, related, o.Status, o.CVM)
				}
			}
		}
	}
}

// Signed claims count: with authentication of online requests switched on, a phone that signs keeps its consumer device CVM in strict.
//
// C-3 2.12 5.6.2.1, 5.7.1.2
func TestSignedClaimCounts(t *testing.T) {
	for rules, want := range map[kernel.Profile]bench.Ending{kernel.Book: onlineDevice, kernel.Strict: onlineDevice} {
		w := newWire(t, "36404000").set(c3.ParamFDDAForOnline, 1).give("9F6C", "0080").signed(0x95, "01A1A2A3A40080")
		w.cfg.Profile = rules
		w.ends(fmt.Sprint(rules), want.Status, want.CVM)
	}
	w := newWire(t, "36404000").set(c3.ParamFDDAForOnline, 1).give("9F6C", "0080").signed(0x95, "01A1A2A3A40080")
	w.cfg.Profile = kernel.Strict
	w.gpo[len(w.gpo)-1] ^= 1
	w.ends("a signature that does not verify", kernel.OnlineRequest, kernel.CVMOnlinePIN)
}

// Attack 2: a forged offline TC. No offline approval without fDDA, and in strict none whose qualifiers are not signed.
//
// C-3 2.12 5.6.1.2
func TestAttackForgedTC(t *testing.T) {
	fresh := func(card string, changes ...string) func() *bench.Tap {
		return func() *bench.Tap {
			x := visit{card: card, ttq: allOf, change: floorlessOff}.tap(t)
			x.Middle = rewrite(t, changes...)
			return x
		}
	}
	bench.Sides(t, "TC for ARQC", fresh("visa-online", "9F10", "06011103900000", "5F24", "491231"), declinedNone, declinedNone)
	bench.Sides(t, "another TC, the signature good", fresh("visa-offline", "9F26", "0000000000000000"), approvedNone, approvedNone)
	bench.Sides(t, "the card's request for a PIN taken out", func() *bench.Tap {
		x := fresh("visa-offline", "9F6C", "-")()
		return x
	}, approvedNone, onlineNone)
	bench.Sides(t, "its own signature", fresh("visa-offline", "9F4B", fmt.Sprintf("%0288X", 1)), onlineNone, onlineNone)
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		w := newWire(t, "36004000").give("9F27", "40", "9F6C", "0000").signed(0x05, "01A1A2A3A4") // 5 bytes: no qualifiers in it
		w.cfg.Profile, w.combination.FloorLimit = rules, kernel.Limit{Amount: 5000, Present: true}
		w.ends(fmt.Sprint(rules), map[kernel.Profile]kernel.Status{kernel.Book: kernel.Approved, kernel.Strict: kernel.OnlineRequest}[rules], kernel.CVMNotRequired)

		w = offline(t, "36004000", "0000").unsignAIP()
		w.cfg.Profile, w.combination.FloorLimit = rules, kernel.Limit{Amount: 5000, Present: true}
		w.ends(fmt.Sprint(rules), map[kernel.Profile]kernel.Status{kernel.Book: kernel.Approved, kernel.Strict: kernel.OnlineRequest}[rules], kernel.CVMNotRequired)
	}
}

// unsignAIP takes out 9F4A, and makes the card's certificate anew: the AIP is not in the static data.
func (w *wire) unsignAIP() *wire {
	record := tlv.Append(nil, 0x70, unhexed("5A08"+testPAN))
	cert, _ := tlv.Find(chainOver(record), 0x9F46)
	w.records[0] = append(record, 0x90, 0x00)
	w.records[2] = append(tlv.Append(nil, 0x70, cert.Raw), 0x90, 0x00)
	return w
}

// Attack 3: the AID of one brand with an account of another.
//
// C-3 2.12 A.2
func TestAttackBrandMixup(t *testing.T) {
	mixed := func(ranges, pan string) func() *bench.Tap {
		return func() *bench.Tap {
			x := visit{card: "visa-online", ttq: allOf, change: none}.tap(t)
			if ranges != "" {
				x.Set("DF07", ranges)
			}
			x.Middle = rewrite(t, "57", pan+"D49122010000000000000F")
			return x
		}
	}
	bench.Sides(t, "an account of another brand", mixed("4F", "5413330089600044"), onlineNone, ended)
	bench.Sides(t, "a co-badged one that is allowed", mixed("4F541333FF", "5413330089600044"), onlineNone, onlineNone)
	bench.Sides(t, "its own", mixed("4F", "4761730000000011"), onlineNone, onlineNone)
	bench.Sides(t, "no ranges", mixed("", "5413330089600044"), onlineNone, onlineNone)
	w := newWire(t, allOf)
	if aid, _ := tlv.Find(w.run().DataRecord, 0x9F06); !bytes.Equal(aid.Value, unhexed(visa)) {
		t.Errorf("the host gets AID %X", aid.Value)
	}
}

// Attack 4: authentication made to fail, by what it is made of, one by one: never an approval, and in strict no CVM below an online PIN where one is required.
//
// C-3 2.12 5.6.1.2, C.1
func TestAttackAuthenticationMadeToFail(t *testing.T) {
	for _, tag := range []string{"8F", "90", "92", "9F32", "9F46", "9F47", "9F4A", "9F69", "5A", "5F24", "9F4B", "82"} {
		for _, value := range []string{"-", "00"} {
			for _, limit := range []bool{false, true} {
				fresh := func() *bench.Tap {
					x := visit{card: "visa-offline", ttq: allOf, change: floorlessOff}.tap(t)
					if limit {
						cvmLimit(x)
					}
					inAnswer, inRecord := rewrite(t, tag, value), bench.Rewrite(t, tag, value)
					x.Middle = func(n int, command, r []byte) []byte {
						if tag == "9F4B" || tag == "82" {
							return inAnswer(n, command, r)
						}
						return inRecord(n, command, r)
					}
					return x
				}
				for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
					x := fresh()
					x.Config.Profile = rules
					x.Run()
					o := x.Outcome()
					if o.Status == kernel.Approved || rules == kernel.Strict && limit && o.Status == kernel.OnlineRequest && o.CVM != kernel.CVMOnlinePIN {
						t.Errorf("%s %s, CVM limit %v, %v: %v, CVM %d", tag, value, limit, rules, o.Status, o.CVM)
					}
				}
			}
		}
	}
	// a reader that takes no PIN for the host, and a card that asks for a signature
	bench.Sides(t, "signature", func() *bench.Tap {
		x := visit{card: "visa-offline", ttq: "32004000", change: floorlessOff}.tap(t)
		x.Config.Keys = nil
		cvmLimit(x)
		x.Middle = rewrite(t, "9F6C", "6000")
		return x
	}, onlineSign, declinedNone)
	bench.Sides(t, "no CA key", func() *bench.Tap {
		x := visit{card: "visa-offline", ttq: allOf, change: floorlessOff}.tap(t)
		x.Config.Keys = nil
		return x
	}, onlineNone, onlineNone)
}

// Attack 5: a phone in transit mode, relayed to a shop. It signs that no CVM was performed. Radu et al., IEEE S&P 2022.
//
// C-3 2.12 5.6.2.1, 5.7.1.2
func TestAttackTransitRelayed(t *testing.T) {
	relayed := func(change func(*bench.Tap), changes ...string) func() *bench.Tap {
		return func() *bench.Tap {
			x := visit{card: "phone-visa-transit", ttq: "37004000", change: func(x *bench.Tap) { cvmLimit(x); change(x) }}.tap(t)
			x.Middle = rewrite(t, changes...)
			return x
		}
	}
	bench.Sides(t, "as it is", relayed(none), declinedNone, declinedNone)
	bench.Sides(t, "CTQ rewritten", relayed(none, "9F6C", "0080"), declinedNone, declinedNone) // 9F69 has others
	bothRewritten := func(change func(*bench.Tap)) func() *bench.Tap {
		return func() *bench.Tap {
			x := relayed(change)()
			answer, record := rewrite(t, "9F6C", "0080"), bench.Rewrite(t, "9F69", "01112233440080")
			x.Middle = func(n int, command, r []byte) []byte { return record(n, command, answer(n, command, r)) }
			return x
		}
	}
	bench.Sides(t, "CTQ and 9F69 rewritten", bothRewritten(none), onlineDevice, onlinePIN)
	bench.Sides(t, "the same, authenticated online", bothRewritten(oda), onlineDevice, onlinePIN)
}

// Attack 7: predictable numbers. Each activation has a new one, also after try again.
//
// C-3 2.12 A.2
func TestAttackPreplay(t *testing.T) {
	x := visit{card: "phone-visa-twice", ttq: allOf, change: twoTaps}.tap(t)
	x.Run()
	var numbers [][]byte
	for _, c := range x.Commands {
		if c[1] == apdu.GetProcessingOptions {
			numbers = append(numbers, c[len(c)-5:len(c)-1])
		}
	}
	if len(numbers) != 2 || bytes.Equal(numbers[0], numbers[1]) {
		t.Errorf("%X", numbers)
	}
	// a signature recorded for another number does not verify
	w := offline(t, allOf, "0000")
	w.number = kerneltest.Numbers([4]byte{1, 2, 3, 5})
	w.ends("recorded", kernel.Declined, kernel.CVMNotRequired)
}

// Attack 8: what the card offers is rewritten to less. There is no magnetic-stripe mode to go to.
//
// C-3 2.12 A.2
func TestAttackDowngrade(t *testing.T) {
	for _, aip := range []string{"0000", "0080", "2080", "FFFF"} {
		fresh := func() *bench.Tap {
			x := visit{card: "visa-offline", ttq: allOf, change: floorlessOff}.tap(t)
			x.Middle = rewrite(t, "82", aip)
			return x
		}
		bench.Sides(t, aip, fresh, onlineNone, onlineNone) // under the signature: it fails, and the card goes online
	}
	bench.Sides(t, "a reader with magnetic stripe", func() *bench.Tap { return visit{card: "visa-online", ttq: "B6004000", change: none}.tap(t) }, onlineNone, onlineNone)
}

// cvmLists are CVM lists whose one rule is a method without condition: plaintext PIN, plaintext PIN and signature, enciphered PIN, enciphered PIN and signature,
// signature, none, and online PIN; and one that is no list.
var cvmLists = []string{
	"00000000000000000100", "00000000000000000300", "00000000000000000400", "00000000000000000500", "00000000000000001E00", "00000000000000001F00",
	"00000000000000000200", "00",
}

// Attack 10: a CVM list that asks for less, or for a PIN in clear. This kernel reads no CVM list and takes no offline PIN: with any list, and an AIP that
// promises one, the outcome is as without, the card gets no VERIFY and nobody is asked for a PIN. What is left of the attack is the CTQ, which are attack 1.
//
// C-3 2.12 5.7, 5.2.1.3
func TestAttackCVMList(t *testing.T) {
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		for _, ttq := range []string{"36004000", "36404000", "30404000"} {
			for name, base := range map[string]func() *wire{
				"ARQC":       func() *wire { return newWire(t, ttq) },
				"ARQC, PIN":  func() *wire { return newWire(t, ttq).give("9F6C", "8000") },
				"ARQC, sign": func() *wire { return newWire(t, ttq).give("9F6C", "4000") },
				"TC":         func() *wire { return offline(t, ttq, "0000") },
			} {
				fresh := func() *wire {
					w := base()
					w.cfg.Profile, w.combination.FloorLimit = rules, kernel.Limit{Amount: 5000, Present: true}
					return w
				}
				plain := fresh()
				plain.run()
				for _, list := range cvmLists {
					w := fresh().give("8E", list)
					if name != "TC" { // there the AIP is under the signature
						w.give("82", "3000")
					}
					w.ends(name+", "+list, plain.out.Status, plain.out.CVM)
					verify := slices.ContainsFunc(w.commands, func(c []byte) bool { return c[1] == apdu.Verify })
					if verify || slices.Contains(w.kinds, kernel.EnterPIN) || slices.Contains(w.kinds, kernel.VerifyPIN) {
						t.Errorf("%s, %s: %v", name, list, w.kinds)
					}
				}
			}
		}
	}
}

// Attack 11: a limit of another currency, or none.
//
// C-3 2.12 5.6.1.2
func TestAttackForeignCurrency(t *testing.T) {
	for _, c := range []struct {
		name         string
		change       func(*bench.Tap)
		book, strict bench.Ending
	}{
		{"a floor limit", floorlessOff, approvedNone, approvedNone},
		{"none", none, approvedNone, onlineNone},
		{"that of the terminal", func(x *bench.Tap) { x.Combination.TerminalFloorLimit = kernel.Limit{Amount: 5000, Present: true} }, approvedNone, approvedNone},
		{"above it, and no TTQ to say so", func(x *bench.Tap) {
			x.Combination.FloorLimit, x.Combination.TTQ = kernel.Limit{Amount: 1233, Present: true}, nil
		}, approvedNone, onlineNone},
		{"of another currency", func(x *bench.Tap) { floorlessOff(x); x.Combination.Currency = 0x0826 }, approvedNone, onlineNone},
	} {
		bench.Sides(t, c.name, func() *bench.Tap { return visit{card: "visa-offline", ttq: allOf, change: c.change}.tap(t) }, c.book, c.strict)
	}
	for reason, w := range map[string]*wire{
		"strict: the card's application interchange profile is not under a signature": offline(t, "3E004000", "0000").unsignAIP(),
		"strict: there is no floor limit in this currency, or the amount is above it": offline(t, "3E004000", "0000"),
		"strict: the card's qualifiers are not under its signature":                   offline(t, "3E004000", "").give("9F6C", "2000"),
	} {
		w.cfg.Profile = kernel.Strict
		if w.ends(reason, kernel.Declined, kernel.CVMNotRequired); w.out.Error.Reason != reason {
			t.Errorf("%s: %s", reason, w.out.Error.Reason)
		}
	}
	bench.Sides(t, "none, offline only", func() *bench.Tap { return visit{card: "visa-offline", ttq: "3E004000", change: none}.tap(t) }, approvedNone, declinedNone)
}

// Attack 12: malformed objects, seeds of known breaks. Attack 13: a card that never ends.
//
// C-3 2.12 4.1.1.4
func TestAttackMalformedAndEndless(t *testing.T) {
	for _, seed := range []string{"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "9F6C", "7780", "778000000000"} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			for _, answer := range []string{seed, "77" + fmt.Sprintf("%02X", len(seed)/2) + seed} {
				w := newWire(t, allOf)
				w.cfg.Profile, w.answer = rules, append(unhexed(answer), 0x90, 0)
				w.ends(answer, kernel.EndApplication, kernel.CVMNotApplicable)
			}
			w := newWire(t, allOf).give("94", "10010100")
			w.cfg.Profile, w.records = rules, [][]byte{append(append([]byte{0x70, byte(len(seed) / 2)}, unhexed(seed)...), 0x90, 0)}
			w.ends(seed, kernel.EndApplication, kernel.CVMNotApplicable)
		}
	}
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		w := newWire(t, allOf)
		w.cfg.Profile = rules
		w.give("94", string(bytes.Repeat([]byte("1001FF00"), 63)))
		w.exits = func(_ int, command []byte) (ev kernel.Event) {
			if command[1] == apdu.ReadRecord {
				ev = kernel.Event{Kind: kernel.Response, Data: unhexed("70009000")}
			}
			return ev
		}
		if w.run(); w.out.Status != kernel.EndApplication || w.out.Error.L2 != kernel.BudgetExceeded || len(w.commands) != 1024 {
			t.Errorf("%v: %v, %d commands", rules, w.out.Status, len(w.commands))
		}
		w.cfg.Budget = kernel.Budget{Exchanges: 20000, JournalBytes: 1 << 24}
		if w.run(); w.out.Status != kernel.OnlineRequest || len(w.commands) != 1+63*255 {
			t.Errorf("%v, the largest card: %v, %d commands, %s", rules, w.out.Status, len(w.commands), w.out.Error.Reason)
		}
	}
}

// Attack 14: a second account, and the reader's own data from the card.
//
// C-3 2.12 5.4.2.2, A.2
func TestAttackSecondAccount(t *testing.T) {
	record := func(changes ...string) func() *bench.Tap {
		return func() *bench.Tap {
			x := visit{card: "visa-offline", ttq: allOf, change: floorlessOff}.tap(t)
			x.Middle = bench.Rewrite(t, changes...)
			return x
		}
	}
	bench.Sides(t, "another PAN", record("5A", "4761730000000029"), ended, ended)
	answer := func(changes ...string) func() *bench.Tap {
		return func() *bench.Tap {
			x := record()()
			x.Middle = rewrite(t, changes...)
			return x
		}
	}
	bench.Sides(t, "a second PAN", answer("5A", "4761730000000029"), ended, ended)
	bench.Sides(t, "another track 2", answer("57", "4761730000000029D49122010000000000000F"), ended, ended)
	bench.Sides(t, "the amount", answer("9F02", "000000000001"), approvedNone, approvedNone)
}

// Attack 15: another card at the second tap.
//
// C-3 2.12 6.2
func TestAttackCardSwapped(t *testing.T) {
	swapped := func(second string) func() *bench.Tap {
		return func() *bench.Tap {
			x := updating(t)
			seen := 0
			x.Middle = func(_ int, command, r []byte) []byte {
				if command[1] == apdu.Select {
					if seen++; seen == 2 && second != "" {
						return append(fciOf("9F66049F02069F37045F2A02", ""), 0x90, 0)
					}
				}
				return r
			}
			return x
		}
	}
	for rules, want := range map[kernel.Profile]string{kernel.Book: "A4 A8 A4 82", kernel.Strict: "A4 A8 A4"} {
		x := swapped("another")()
		x.Config.Profile = rules
		if x.Run(); x.Instructions() != want || x.Outcome().Status != kernel.EndApplication || x.Outcome().UIOutcome != nil {
			t.Errorf("%v: %s, %+v", rules, x.Instructions(), x.Outcome())
		}
		x = swapped("")()
		x.Config.Profile = rules
		if x.Run(); x.Instructions() != "A4 A8 A4 82" {
			t.Errorf("%v, the same card: %s", rules, x.Instructions())
		}
	}
}

// Attack 18: the issuer's answer tampered with. The card decides: a wrong cryptogram or MAC is refused by it, and the host's decision stands.
//
// C-3 2.12 6.2.1.3
func TestAttackIssuerAnswer(t *testing.T) {
	for h, results := range map[issuer.Hostile]string{issuer.WrongARPC: "2000000000", issuer.WrongMAC: "1100000000"} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			x := updating(t)
			x.Config.Profile, x.Issuer.Hostile = rules, h
			x.Issuer.Scripts = []issuer.Script{{Commands: []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34}), issuer.PutData(0x9F7C, []byte{0x56, 0x78})}}}
			r := x.Run()
			if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); got != results || r.ResponseCode != "00" {
				t.Errorf("%v, %v: results %s, %q", h, rules, got, r.ResponseCode)
			}
			if c, _ := x.Card.Counters(unhexed(visa)); h == issuer.WrongARPC && c.LastOnlineATC == c.ATC {
				t.Errorf("%v: the card has taken a wrong ARPC", rules)
			}
		}
	}
}
