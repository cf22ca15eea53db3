package c8_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A trap is where implementers of this book go wrong: a number, what is easily overlooked, and a test of it.
type trap struct {
	name string
	run  func(*testing.T)
}

func runTraps(t *testing.T, traps []trap) {
	t.Helper()
	for _, c := range traps {
		t.Run(c.name, c.run)
	}
}

const (
	approvedUI, declinedUI = "03/1/13", "07/1/13"

	parsingError, cardDataError, decryptionFailed = "00 04 00 0000 1C", "00 06 00 0000 1C", "00 10 00 0000 1C"
)

func (s *scene) approves() *scene {
	return s.run().ends(kernel.Approved, kernel.StartNone, none, approvedUI, "-")
}

func (s *scene) endsWith(indication string) *scene {
	return s.run().ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-")
}

// The traps up to GENERATE AC.
func TestTraps(t *testing.T) {
	runTraps(t, []trap{
		{"1 the first queue goes before Process C's; a signal that a state does not take stays", func(t *testing.T) { // C-8 6.1
			s := newScene(t).schedule("eager").with(func(c *chip) { c.wrong = "record" }) // its answer is there before the next record is
			s.Lazy = false
			s.endsWith(parsingError)
			if at := slices.Index(s.Lines, "RR 3.2"); at < 0 {
				t.Errorf("the record's answer went before the card's: %v", s.Lines)
			}
			s = withRelay(t, 192).exchange()
			s.Lazy, s.While["ERRD B2B2B2B2"] = true, []string{"9F8203 01 84"}
			if s.approves(); !s.Sends(dfName) {
				t.Errorf("what came in state 21 is lost: %q", s.Lines)
			}
		}},
		{"2 Process C answers in order, and nothing to a plain record", func(t *testing.T) { // C-8 2.2.6, 7.2.4
			for how, schedule := range schedules {
				s := envelopes(t, "9F8111").with(func(c *chip) { c.records[1].enciphered = false })
				schedule(s)
				if s.approves(); s.Out.ODA.Result != "ok" {
					t.Errorf("%s: %+v", how, s.Out.ODA)
				}
			}
		}},
		{"3 keys not agreed on are DECRYPTION FAILED in state 28 too", func(t *testing.T) { // C-8 6.3.16
			s := newScene(t).schedule("when idle").with(func(c *chip) {
				c.records[1].enciphered = false
				c.arrange = func(l []record) []record {
					for i := range l {
						l[i].enciphered = false
					}
					return l
				}
			})
			s.Middle = spoilKey("key")
			if s.endsWith(decryptionFailed); s.Out.Error.Clause != "C-8 1.2 6.3.16" {
				t.Errorf("%+v", s.Out.Error)
			}
		}},
		{"4 counter and static data follow the order of reception; plain records do not count", func(t *testing.T) { // C-8 7.2.4
			records := []record{{2, 1, true, true, "5A08 5413330089020011"}, {2, 2, true, false, "5F3401 01"}, {2, 3, true, true, "5F2403 491231"}}
			for afl, oda := range map[string]string{"10010303 18010200": "ok", "10010101 10020201 10030301 18010200": "ok", "10020201 10010101 10030301 18010200": "failed"} {
				s := newScene(t).with(func(c *chip) { c.records, c.afl = records, afl })
				if s.run(); s.Out.ODA.Result != oda {
					t.Errorf("%s: %+v, %v", afl, s.Out.ODA, s.Out.Error)
				}
			}
		}},
		{"5 a wrong MAC leaves the card's counter; the same counter deciphers, and then moves", func(t *testing.T) { // C-8 7.2.9
			envelopes(t, "9F811A 9F8111").give("RD 9F811A", strings.Repeat("00", 16)+"9000").approves().element(tlv.ReadDataStatus, "00")
			envelopes(t, "9F811A 9F8111").approves().element(tlv.ReadDataStatus, "80")
			s := envelopes(t, "9F811A").with(func(c *chip) { c.wrong = "READ DATA MAC" }) // the card has counted
			s.endsWith(parsingError)
		}},
		{"6 the kernel's counter stops at 7FFF, the card's at FFFF", func(t *testing.T) { // C-8 7.2.4, 7.2.10
			k := secchan.GenerateKernel(func(n int) []byte { return bytes.Repeat([]byte{0x17}, n) })
			public := k.PublicKey()
			_, key, err := secchan.OpenCardBlinded(bench.Points()["icc-p256"].D, public[:], blinding)
			if err != nil || k.Open(key) != nil {
				t.Fatal(err)
			}
			taken := func(do func([]byte) ([]byte, error)) (n int) {
				for _, err := do([]byte{1}); err == nil; _, err = do([]byte{1}) {
					n++
				}
				return n
			}
			if n := taken(k.Encipher); n != 0x7FFF {
				t.Errorf("kernel: %X", n)
			}
			if n := taken(k.DecipherRecord); n != 0xFFFF-0x8001 { // one was for the blinding factor
				t.Errorf("card: %X", n)
			}
		}},
		{"7 a length that is not the template's is PARSING ERROR before Process C sees it", func(t *testing.T) { // C-8 6.3.7
			for _, answer := range []string{"DA05 01020304 9000", "DA03 01020304 9000"} {
				s := newScene(t).schedule("lazy").give("RR 2.1", answer)
				if s.endsWith(parsingError); s.Lines[len(s.Lines)-1] != "RR 2.1" {
					t.Error(s.Lines)
				}
			}
		}},
		{"8 GPO: a status word selects the next without field off, a parsing error ends", func(t *testing.T) { // C-8 6.3.4
			s := newScene(t).fci("", "9F2C07 02 00FFFF 800000").give("GPO", "6985").run()
			if s.ends(kernel.SelectNext, kernel.StartC, "00 03 00 6985 FF", "-", "-"); s.Out.FieldOff != 0 {
				t.Error(s.Out.FieldOff)
			}
			s = newScene(t).fci("", "9F2C07 02 00FFFF 800000").give("GPO", "7703 8202 9000")
			if s.endsWith(parsingError); s.Out.FieldOff == 0 {
				t.Error("no field off")
			}
		}},
		{"9 an L1 error: state 20 tries again, 21 to 26 end with a start at B, 30 stops writing", func(t *testing.T) { // C-8 6.3.4, 6.3.5, 6.3.7, 6.3.8, 6.3.13, 6.3.18
			for line := range map[string]bool{"GPO": true, "ERRD": false, "RR 2.1": false, "RD 9F8111": false, "AC": false} {
				s := withRelay(t, 192).exchange("9F8203", "9F8111").with(func(c *chip) { c.envelopes = map[string]string{"9F8111": "9F8111 00"} }).give(line, "L1 2").run()
				if line == "GPO" {
					s.ends(kernel.TryAgain, kernel.StartB, "02 00 00 0000 FF", "-", "-")
				} else {
					s.ends(kernel.EndApplication, kernel.StartB, "02 00 00 0000 21", "-", tryAgain)
				}
			}
			newScene(t).exchange("BF8104", "9F811101AA").give("WD", "L1 2").approves().element(tlv.WriteDataStatus, "00")
		}},
		{"10 the next command goes out before the status of READ DATA is looked at; a failure clears Completed", func(t *testing.T) { // C-8 6.3.8
			s := envelopes(t, "9F811A 9F8111").give("RD", "6A88").approves().element(tlv.ReadDataStatus, "00")
			s.script("GPO", "RD 9F811A", "RD 9F8111", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "AC 40 00")
		}},
		{"11 a write that fails stops the others; the outcome goes on", func(t *testing.T) { // C-8 6.3.18
			for _, wrong := range []string{"WRITE DATA MAC 1", "SW 34"} {
				s := newScene(t).exchange("BF8104", "9F811101AA 9F811201BB").with(func(c *chip) { c.wrong = wrong }).approves().element(tlv.WriteDataStatus, "00")
				if n := strings.Count(strings.Join(s.Lines, " "), "WD"); n != 1 {
					t.Errorf("%s: %v", wrong, s.Lines)
				}
			}
		}},
		{"12 an envelope that was not asked for clears Completed and is not stored", func(t *testing.T) { // C-8 6.3.8
			s := envelopes(t, "9F811A").with(func(c *chip) { c.envelopes["9F811A"] = "9F8112 01 77" }).exchange("9F821F", "9F8112 9F811A")
			s.approves().element(tlv.ReadDataStatus, "00")
			if s.Sends("9F81120177") || s.listed(0x9F8112) != "" {
				t.Errorf("%q, %X", s.Lines, s.Out.DiscretionaryData)
			}
		}},
		{"14 a new number at every try, the first included; the last pair enters the MAC", func(t *testing.T) { // C-8 6.3.6, 6.3.15
			s := withRelay(t, 900, 900, 192).approves()
			got := slices.DeleteFunc(slices.Clone(s.Lines), func(l string) bool { return !strings.HasPrefix(l, "ERRD") })
			if !slices.Equal(got, []string{"ERRD B2B2B2B2", "ERRD C3C3C3C3", "ERRD D4D4D4D4"}) || s.Numbers[0] != [4]byte{0xA1, 0xA1, 0xA1, 0xA1} {
				t.Error(got)
			}
			s.element(tlv.UnpredictableNumber, "D4D4D4D4")
		}},
		{"15 too fast is CARD DATA ERROR; two retries at most; an estimate of zero is none", func(t *testing.T) { // C-8 6.3.5
			withRelay(t, 121).endsWith(cardDataError)
			s := withRelay(t, 900, 900, 900).set("9F820C", "0000000000").approves().element(tlv.TVRKernel8, "000000008E")
			if n := strings.Count(strings.Join(s.Lines, " "), "ERRD"); n != 3 {
				t.Error(s.Lines)
			}
			withRelay(t, 900).with(func(c *chip) { c.relay = "0064 0FFF 0000" }).approves().element(tlv.TVRKernel8, "0000000082")
		}},
		{"24 Default CDOL1; missing configuration selects the next; cards cut what they ask for", func(t *testing.T) { // C-8 4.1.4, 6.3.1, 6.3.4
			s := newScene(t).set("9F8220", "9F3704").with(func(c *chip) { c.cdol1 = "" }).approves()
			if s.data(0xAE) != "A1A1A1A1" {
				t.Error(s.data(0xAE))
			}
			newScene(t).set("9F820F", "-").run().ends(kernel.SelectNext, kernel.StartC, "00 0F 00 0000 FF", "-", "-").script()
			if s := newScene(t).fci("9F2B02 9E40", "9F2C07 02 00FFFF 000000").approves(); s.data(0xA8)[:8] != "83420280" {
				t.Error(s.data(0xA8))
			}
		}},
		{"duplicates: the same is accepted, another is not; the unknown and the terminal's are passed over", func(t *testing.T) { // C-8 4.1.3
			for object, approved := range map[string]bool{"5A08 5413330089020011": true, "5A08 5413330089020012": false, "9F7C01 01": true, "9F0206 000000000001": true, "DF8F7F01 01": true} {
				s := newScene(t).with(func(c *chip) { c.records[0].objects += object })
				if s.run(); (s.Out.Status == kernel.Approved) != approved || s.data(0xAE) != "" && s.data(0xAE)[:12] != "000000001234" {
					t.Errorf("%s: %v", object, s.Out.Status)
				}
			}
		}},
	})
}

// The traps behind GENERATE AC.
func TestTrapsOfTheDecision(t *testing.T) {
	runTraps(t, []trap{
		{"13 the MAC is over the answer's order and its unknown objects, without padding, cryptogram and EDA-MAC", func(t *testing.T) { // C-8 6.3.15
			for name, accepted := range map[string]bool{"padded": true, "unknown": true, "turned": false} {
				s := newScene(t)
				switch name {
				case "padded":
					s.Middle = answerAC(func(b []byte) []byte { return slices.Concat([]byte{0, 0}, b, []byte{0}) })
				case "unknown":
					s.chip.more = "DF8F7F0199"
				default:
					s.Middle = answerAC(func(b []byte) []byte { return append(drop(0x9F36)(b), 0x9F, 0x36, 2, 0, 1) })
				}
				if s.run(); (s.Out.Status == kernel.Approved) != accepted {
					t.Errorf("%s: %v, %v", name, s.Out.Status, s.Out.Error)
				}
			}
		}},
		{"16 what is missing of the card's is CARD DATA ERROR at 28.9, a missing CA key a bit of the TVR; earlier results are ignored", func(t *testing.T) { // C-8 6.3.12, 6.3.13, 6.3.16
			s := newScene(t).with(func(c *chip) { c.arrange = without(0x8F) })
			if s.endsWith(cardDataError); s.Lines[len(s.Lines)-1] != "AC 40 00" {
				t.Error(s.Lines)
			}
			s = newScene(t)
			s.keys = &capk.Set{}
			s.run().ends(kernel.Declined, kernel.StartNone, none, declinedUI, "-").element(tlv.TVRKernel8, "0400000081")
			newScene(t).schedule("lazy").with(func(c *chip) { c.arrange = last(0x90) }).approves() // missing at the first two calls
		}},
		{"17 a failure before GENERATE AC waits for state 29: the card never hears of it", func(t *testing.T) { // C-8 6.3.12, 6.3.17
			s := newScene(t).schedule("eager").with(func(c *chip) { c.arrange = altered(0x90, -1) }).run()
			if s.element(tlv.TVRKernel8, "0400000081"); s.data(0xAE)[12:22] != "0000000081" {
				t.Error(s.data(0xAE))
			}
		}},
		{"18 after a failure only the EDA-MAC is waited for, always, and its failure ends without a data record", func(t *testing.T) { // C-8 6.3.17
			for _, schedule := range []string{"lazy", "eager", "when idle", "promptly"} {
				s := newScene(t).schedule(schedule).with(func(c *chip) { c.wrong, c.arrange = "EDA MAC", altered(0x90, -1) })
				if s.endsWith("00 13 00 0000 1C"); s.Out.DataRecord != nil {
					t.Error("a data record")
				}
			}
		}},
		{"19 \"not performed\" is in the TVR that the card gets, and is never \"failed\"", func(t *testing.T) { // C-8 6.3.12
			s := newScene(t).set("9F820B", "0000000000", "9F820C", "0000000000").with(func(c *chip) { c.aip, c.arrange = "000A", altered(0x90, -1) })
			if s.approves().element(tlv.TVRKernel8, "8000000081"); s.data(0xAE)[12:22] != "8000000081" {
				t.Error(s.data(0xAE))
			}
		}},
		{"20 a failure that is not reported decides, and is then hidden", func(t *testing.T) { // C-8 6.3.19
			for tac, status := range map[string]kernel.Status{"0400000000": kernel.Declined, "0000000000": kernel.Approved} {
				s := newScene(t).set("9F8209", "3000", "9F820B", tac, "9F820C", "0000000000").with(func(c *chip) { c.wrong = "blinding" }).run()
				if s.element(tlv.TVRKernel8, "0000000081"); s.Out.Status != status {
					t.Errorf("%s: %v", tac, s.Out.Status)
				}
			}
		}},
		{"21 the cryptogram is held against the first request; analysis runs again; a TC with ONLINE goes online", func(t *testing.T) { // C-8 6.3.17, 6.3.19
			s := newScene(t).set("9F820C", "0000800000").with(func(c *chip) { c.gives, c.choice = "40", "FF" }).run()
			s.ends(kernel.OnlineRequest, kernel.StartNone, none, "1B/1/0", "-") // a TC was asked for; cardholder verification failed behind it
			newScene(t).set("9F820C", "0000000001").with(func(c *chip) { c.gives = "40" }).endsWith(cardDataError)
		}},
		{"22 a CVM counts if it was offered; otherwise 3F0001", func(t *testing.T) { // C-8 6.3.17
			for choice, results := range map[string]string{"00": "1F0002", "01": "3F0001", "02": "3F0001", "03": "3F0001", "0F": "3F0000", "04": "3F0001", "FF": "3F0001"} {
				newScene(t).set("9F820B", "0000000000").with(func(c *chip) { c.choice = choice }).run().element(tlv.CVMResults, results)
			}
		}},
		{"23 the mask goes before the bits of the CVM; KS.7 and 202122232425.12 leave the other bits", func(t *testing.T) { // C-8 6.3.1, 6.3.12, 6.3.17
			s := newScene(t).set("9F820B", "0000000000", "9F1D", "FFFFFFFFFFFFFFFF").with(func(c *chip) { c.choice, c.more = "FF", "9F8104050000000000" }).run()
			s.element(tlv.TVRKernel8, "0000800081")
			if pdol, ac := s.data(0xA8)[4+144:], s.data(0xAE)[36:]; pdol != "937FFFFFFFFFFFFF" || ac != "9B7FFFFFFFFFFFFF" {
				t.Errorf("%s, %s", pdol, ac)
			}
		}},
		{"25 RESTART goes before a TC; messages only if configured; four types of transaction; interface N/A, and a reserved one", func(t *testing.T) { // C-8 6.3.19
			with := func(gives, indicator string, kind byte) *scene {
				s := newScene(t).with(func(c *chip) { c.gives, c.more = gives, "9F810802"+indicator })
				s.Tx.Type = kind
				return s.run()
			}
			with("40", "2F20", 0).ends(kernel.EndApplication, kernel.StartB, none, "20/1/13", "20/3/0")
			with("40", "2F1B", 0).ends(kernel.EndApplication, kernel.StartB, none, "21/1/13", "21/3/0")
			with("00", "3F00", 0).ends(kernel.TryAnotherInterface, kernel.StartNone, none, "18/1/13", "-")
			with("00", "3500", 0).ends(kernel.TryAnotherInterface, kernel.StartNone, none, "18/1/13", "-")
			for kind := range 256 {
				want := kernel.EndApplication
				if slices.Contains([]int{0x00, 0x01, 0x09, 0x17}, kind) {
					want = kernel.Declined
				}
				if bcd := kind>>4 <= 9 && kind&15 <= 9; !bcd {
					continue
				}
				if s := with("00", "1F00", byte(kind)); s.Out.Status != want {
					t.Errorf("%02X: %v", kind, s.Out.Status)
				}
			}
		}},
	})
}
