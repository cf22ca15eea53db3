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
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// profiled has a scene run by a profile.
func (s *scene) profiled(rules kernel.Profile) *scene {
	keys := s.Scene.Keys
	s.Scene.Keys = func(c *kernel.Config) { keys(c); c.Profile = rules }
	return s
}

// vouchedFor reports whether somebody vouches for the channel: local authentication, or the issuer by the MAC in its data.
func vouchedFor(in oracle.In) bool {
	how := in.AIP[1] & 0x06
	return in.Fault == oracle.Sound && in.Security&0x10 != 0 && in.AIP[0]&1 != 0 || how == 0x02 || how == 0x04
}

// What strict holds to over the oracle's cards and readers: an offline approval has local authentication that has succeeded, in known limits; any other outcome is
// that of the book, or online or declined in the place of an offline approval, or declined where nobody vouches for the CVM, or for the times of a card that wants cash.
// C-8 6.3.19
func TestStrict(t *testing.T) {
	p, n, differ := newPuppet(t), 0, 0
	p.vouch = true
	oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
		if n++; n%7 != 0 || !sweep.Input(n) {
			return
		}
		p.arrange(in)
		p.profiled(kernel.Strict)
		got, book := p.once(), oracle.Decide(in)
		switch status := statusWords[got.Status]; {
		case status == oracle.Approved && (got.ODA.Result != "ok" || in.Amount > in.Floor || got.CVM == kernel.CVMOnlinePIN):
			t.Errorf("approved: %+v", in)
		case status == oracle.Declined && book.Status == oracle.OnlineRequest && !vouchedFor(in) && (in.Amount >= in.CVMLimit || in.Relay == oracle.InTime || in.Relay >= oracle.TooSlow):
			differ++
		case status != book.Status && book.Status != oracle.Approved:
			t.Errorf("%v, not %v: %+v", status, book.Status, in)
		case status != book.Status:
			differ++
		}
	})
	if differ == 0 {
		t.Errorf("strict is never another, in %d", n)
	}
}

// Each rule of strict says why it goes online, and declines where the terminal is offline only. What the certificate does not cover is the host's to look at; so is
// the rest, one by one.
// C-8 6.3.19, 7.2.6, 7.2.7
func TestStrictRules(t *testing.T) {
	without := func(object string) func(*scene) {
		return func(s *scene) { s.chip.records[1].objects = strings.Replace(s.chip.records[1].objects, object, "", 1) }
	}
	lists := func(list string) func(*scene) {
		return func(s *scene) { s.chip.records[1].objects, s.chip.extended = "5A08 5413330089020011", list }
	}
	const (
		account = "strict: no certificate covers the account"
		told    = "strict: no certificate covers the lists of what the card is told"
		amount  = "strict: the card is not told the whole amount"
	)
	asking := func(cdol1 string) func(*scene) {
		return func(s *scene) {
			without("8C0E" + solid(plainCDOL1))(s)
			s.chip.cdol1 = cdol1
			s.chip.records[1].objects += fmt.Sprintf("8C%02X%s", len(solid(cdol1))/2, solid(cdol1))
		}
	}
	for _, c := range []struct {
		name   string
		change func(*scene)
		why    string // "": approved
	}{
		{"all in a signed record", func(*scene) {}, ""},
		{"all in the Extended SDA Tag List", lists("9F38 8C 5A 5F34 5F24"), ""},
		{"no sequence number in the list", lists("9F38 8C 5F24"), account},
		{"no expiration date in the list", lists("9F38 8C 5F34"), account},
		{"no PDOL in the list", lists("8C 5F34 5F24"), told},
		{"no CDOL1 in the list", lists("9F38 5F34 5F24"), told},
		{"PAN unsigned", func(s *scene) { s.chip.records[1].signed = false }, account},
		{"PAN alone unsigned", func(s *scene) {
			without("5A08 5413330089020011")(s)
			s.chip.records[0].objects += "5A08 5413330089020011"
		}, account},
		{"limits of another currency", func(s *scene) {
			keys := s.Scene.Keys
			s.Scene.Keys = func(cfg *kernel.Config) { keys(cfg); cfg.Combinations[0].Currency = 0x0840 }
		}, "strict: there is no floor limit in this currency, or the amount is above it"},
		{"sequence number unsigned", without("5F3401 01"), account},
		{"no sequence number", func(s *scene) { without("5F3401 01")(s); s.chip.records[0].objects = "5F2403 491231" }, ""},
		{"expiration date unsigned", without("5F2403 491231"), account},
		{"no expiration date", func(s *scene) { without("5F2403 491231")(s); s.chip.records[0].objects = "5F3401 01" }, ""},
		{"CDOL1 unsigned", without("8C0E" + solid(plainCDOL1)), told},
		{"PDOL unsigned", without("9F3808" + solid("9F2B08 9E40 9F1D08")), told},
		{"CDOL1 without the amount", asking("9505 9F3704"), amount},
		{"CDOL1 with a part of it", asking("9F0205 9505 9F3704"), amount},
		{"CDOL1 with the amount alone", asking("9F0206"), ""},
		{"sequence number under the MAC", func(s *scene) { without("5F3401 01")(s); s.chip.more = "5F3401 01" }, ""},
		{"IAD MAC Offset unsigned", func(s *scene) {
			s.chip.aip, s.chip.records[0].objects = "010C", s.chip.records[0].objects+"9F810701 10"
		}, account},
		{"IAD MAC Offset unsigned, not used", func(s *scene) { s.chip.records[0].objects += "9F810701 10" }, ""},
		{"IAD MAC Offset signed", func(s *scene) {
			s.chip.aip, s.chip.records[1].objects = "010C", s.chip.records[1].objects+"9F810701 10"
		}, ""},
		{"IAD MAC Offset under the MAC", func(s *scene) { s.chip.aip, s.chip.more = "010C", "9F810701 10" }, ""},
		{"no local authentication", func(s *scene) { s.chip.aip = "000A" }, "strict: local authentication has not succeeded"},
		{"above the floor limit", func(s *scene) { s.set("9F820D", "000000001233") }, "strict: there is no floor limit in this currency, or the amount is above it"},
		{"too slow", func(s *scene) { s.chip.aip, s.Slow["ERRD"] = "010B", 90*time.Millisecond }, "strict: the card is too slow"},
		{"too slow, but not by the card's word", func(s *scene) {
			s.chip.aip, s.Slow["ERRD"], s.chip.more = "010B", 90*time.Millisecond, "9F8104050000000080"
			s.set("9F821A", "84000080C0")
		}, "strict: the card is too slow"},
		{"in time", func(s *scene) { s.chip.aip, s.Slow["ERRD"] = "010B", 19200*time.Microsecond }, ""},
		{"at the floor limit", func(s *scene) { s.set("9F820D", "000000001234") }, ""},
		{"online PIN", func(s *scene) { s.set("9F8208", "48"); s.chip.choice = "02" }, "strict: the host alone verifies the PIN"},
	} {
		for kind, instead := range map[byte]kernel.Status{0x22: kernel.OnlineRequest, 0x23: kernel.Declined} {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				s := trusting(t).with(vouched)
				c.change(s)
				keys := s.Scene.Keys
				s.Scene.Keys = func(cfg *kernel.Config) { keys(cfg); cfg.Terminal.Type = kind }
				s.profiled(rules).run()
				status, why := kernel.Approved, ""
				if rules == kernel.Strict && c.why != "" {
					status, why = instead, c.why
				}
				if s.Out.Status != status || s.Out.Error.Reason != why || why != "" && s.Out.Error.Clause != "C-8 1.2 6.3.19" {
					t.Errorf("%s, %02X, %v: %v, %+v", c.name, kind, rules, s.Out.Status, s.Out.Error)
				}
			}
		}
	}
}

// free are the elements that no rule asks to be signed: names for the cardholder, and what tells the issuer nothing that the account does not. Track 2 is held
// against the PAN; what comes behind the account in it is for a host.
var free = []tlv.Tag{0x50, 0x9F12, 0x9F11, 0x57, 0x9F07, 0x9F24, 0x9F19, tlv.CardCapabilitiesInformation.Tag()}

// matters is what issuer and acquirer go by after an approval, and what the card was told.
func matters(o *kernel.Outcome, asked []byte) string {
	var b bytes.Buffer
	c := tlv.NewCursor(o.DataRecord)
	for e := range c.All() {
		if !slices.Contains(free, e.Tag) {
			fmt.Fprintf(&b, "%X ", e.Raw)
		}
	}
	fmt.Fprintf(&b, "CVM %d, %X", o.CVM, asked)
	return b.String()
}

// A man in the middle alters one response in every way: each byte and each object of it. Strict approves offline only where nothing that matters is another: not the account, not
// the cryptogram or what it is over, not what the card was told. The plain records are in it, and that in the channel that is not signed, which has no MAC of its own.
// C-8 4.7.2, 7.2.3, 7.2.4, 7.2.6, 7.2.7
func TestNothingThatMatters(t *testing.T) {
	const track2, label = "5712 5413330089020011D49122010123456789 0F", "5003 564953 9F0702 FF80"
	signed := strings.TrimSpace("5A08 5413330089020011 5F3401 01 5F2403 491231")
	for name, change := range map[string]func(*chip){
		"signed record": func(c *chip) {
			c.records = []record{{1, 1, false, false, label}, {1, 2, false, true, track2}, {2, 1, true, true, signed}}
			c.records[1], c.records[2] = c.records[2], c.records[1]
			vouched(c)
			c.records[1].objects = strings.Replace(c.records[1].objects, "5F3401 01 5F2403 491231", "", 1)
		},
		"tag list, offset": func(c *chip) {
			c.aip, c.extended = "010D", "8C 9F38 9F8107 5F34 5F24"
			c.records = []record{{1, 1, false, false, label + "9F810701 10 5F3401 01 5F2403 491231"}, {2, 1, true, true, "5A08 5413330089020011"}, {1, 2, false, true, track2}}
		},
		"RSA": func(c *chip) {
			c.rsa, c.extended = true, "8C 9F38"
			c.records = []record{{1, 1, false, false, label}, {2, 1, true, true, signed + fmt.Sprintf("9F810B20%X", bench.Points()["icc-p256"].X())}, {1, 2, false, true, track2}}
		},
	} {
		t.Run(name, func(t *testing.T) { nothingThatMatters(t, change) })
	}
}

func nothingThatMatters(t *testing.T, change func(*chip)) {
	s := withRelay(t, 192).profiled(kernel.Strict).with(change)
	p := &puppet{scene: s}
	p.Line = func(a *kernel.Action) string {
		if a.Command[1] == 0xAE {
			p.asked = bytes.Clone(a.Command)
		}
		return commandLine(a)
	}
	var answers [][]byte
	s.Middle = func(_, answer []byte) []byte { answers = append(answers, bytes.Clone(answer)); return answer }
	whole := p.once()
	if whole.Status != kernel.Approved {
		t.Fatalf("%v %+v\n%v", whole.Status, whole.Error, s.Lines)
	}
	want := matters(&whole.Outcome, p.asked)
	number, approved := 0, map[tlv.Tag]int{}
	for at, answer := range answers {
		for a := range bench.Alterations(answer) {
			if number++; !sweep.Large(number, 73, 3) {
				continue
			}
			exchange := 0
			s.Middle = func(_, answer []byte) []byte {
				if exchange++; exchange == at+1 {
					return a.Response
				}
				return answer
			}
			r := p.once()
			if r.Error.L2 == kernel.InternalError {
				t.Fatalf("%s at %d of answer %d: %s", a.What, a.At, at+1, r.Error.Reason)
			}
			if r.Status != kernel.Approved {
				continue
			}
			approved[bench.ElementAt(answer, a.At)]++
			if got := matters(&r.Outcome, p.asked); got != want {
				t.Errorf("%s at %d of answer %d: approved\n%s\nwhole\n%s", a.What, a.At, at+1, got, want)
			}
		}
	}
	t.Logf("%d alterations of %d responses; still approved: %v", number, len(answers), approved)
}

// An account that strict does not take is CARD DATA ERROR, behind GENERATE AC and before anything is made of it.
// C-8 A.1 Application PAN, 6.3.15
func TestStrictAccount(t *testing.T) {
	for reason, change := range map[string]func(*scene){
		"strict: track 2 and PAN name two accounts": func(s *scene) { s.chip.records[0].objects += "570D 4761730000000011D491220101" },
		"strict: the AID cannot have this account":  func(s *scene) { s.set("DF07", "4F") },
	} {
		s := newScene(t).with(vouched).profiled(kernel.Strict)
		change(s)
		if s.endsWith(cardDataError); s.Out.Error.Reason != reason || s.Out.Error.Clause != "C-8 1.2 A.1" || s.Out.DataRecord != nil || s.Lines[len(s.Lines)-1] != "AC 40 00" {
			t.Errorf("%+v, %v", s.Out.Error, s.Lines)
		}
	}
}

// Above the CVM limit a method that is weaker than online PIN counts where the card's certificate, or the issuer by the MAC in its data, vouches for the channel. Else an online
// PIN takes its place, or a signature stays, or the transaction is declined.
// C-8 6.3.17, 3.3
func TestStrictCVM(t *testing.T) {
	const pin, none, device, sign, without = "02", "00", "03", "01", "0F"
	for _, c := range []struct {
		choice, required, aip, wrong string
		amount                       uint64
		status                       kernel.Status
		cvm                          kernel.CVM
		results                      string
	}{
		{device, "4C", "0008", "", 1999, kernel.OnlineRequest, kernel.CVMConfirmed, "010002"}, // below it
		{device, "4C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"},
		{none, "4C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"},
		{sign, "6C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"},
		{without, "4C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"},
		{pin, "4C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"},
		{device, "4C", "0108", "", 2000, kernel.Approved, kernel.CVMConfirmed, "010002"}, // local authentication
		{device, "4C", "0108", "blinding", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"},
		{device, "4C", "000A", "", 2000, kernel.OnlineRequest, kernel.CVMConfirmed, "010002"}, // the issuer gets the MAC
		{device, "4C", "000C", "", 2000, kernel.OnlineRequest, kernel.CVMConfirmed, "010002"},
		{device, "4C", "000E", "", 2000, kernel.OnlineRequest, kernel.CVMOnlinePIN, "020000"}, // reserved: no copy
		{device, "0C", "0008", "", 2000, kernel.Declined, kernel.CVMNotApplicable, "3F0001"},  // no online PIN
		{none, "0C", "0008", "", 2000, kernel.Declined, kernel.CVMNotApplicable, "3F0001"},
		{sign, "2C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMSignature, "1E0000"},
		{sign, "2C", "0108", "blinding", 2000, kernel.Declined, kernel.CVMNotApplicable, "3F0001"},
		{"FF", "4C", "0008", "", 2000, kernel.OnlineRequest, kernel.CVMNotApplicable, "3F0001"}, // which has failed in the book too
	} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			s := trusting(t).with(vouched).set("9F8207", c.required, "9F8208", c.required).profiled(rules).with(func(chip *chip) {
				chip.choice, chip.aip, chip.wrong, chip.gpo = c.choice, c.aip, c.wrong, "9F810701 00"
				chip.records[1].objects += "9F810701 00"
			})
			s.Tx.Amount = c.amount
			s.run()
			switch reason := s.Out.Error.Reason; {
			case rules == kernel.Book && s.Out.Status != kernel.Approved:
				t.Errorf("%+v: book %v", c, s.Out.Status)
			case rules == kernel.Book:
			case s.Out.Status != c.status || s.Out.CVM != c.cvm || s.Data[tlv.CVMResults] != c.results || (c.status == kernel.Declined) != strings.Contains(reason, "no online PIN"):
				t.Errorf("%+v: %v, CVM %d, %s, %s", c, s.Out.Status, s.Out.CVM, s.Data[tlv.CVMResults], reason)
			}
		}
	}
}

// What the card has declined, or the host decides, is not told as what strict would have refused of an approval.
// C-8 6.3.17, 6.3.19
func TestStrictReasonOfApprovalsAlone(t *testing.T) {
	for _, gives := range []string{"00", "80"} {
		s := trusting(t).with(vouched).set("9F8207", "0C", "9F8208", "0C").profiled(kernel.Strict).with(func(chip *chip) { chip.choice, chip.aip, chip.gives = "03", "0008", gives })
		if s.Tx.Amount = 1999; gives == "00" {
			s.Tx.Amount = 2000 // where nobody vouches for the method
		}
		s.run()
		if want := map[string]kernel.Status{"00": kernel.Declined, "80": kernel.OnlineRequest}[gives]; s.Out.Status != want || s.Out.Error.Reason != "" {
			t.Errorf("%s: %v, %+v", gives, s.Out.Status, s.Out.Error)
		}
	}
}

// A card that says by its own TVR that verification was not successful is not let off the online PIN.
// C-8 6.3.17
func TestStrictCVMByCardTVR(t *testing.T) {
	s := trusting(t).with(vouched).set("9F8207", "4C", "9F8208", "4C").profiled(kernel.Strict).with(func(chip *chip) {
		chip.choice, chip.aip, chip.more = "03", "0008", "9F8104050000800000"
	})
	s.Tx.Amount = 2000
	s.run()
	if s.Out.Status != kernel.OnlineRequest || s.Out.CVM != kernel.CVMOnlinePIN || s.Data[tlv.TVRKernel8][4:6] != "84" {
		t.Errorf("%v, CVM %d, TVR %s", s.Out.Status, s.Out.CVM, s.Data[tlv.TVRKernel8])
	}
}

// Cash is refused to a card that is too slow, and to one for whose times nobody vouches.
// C-8 3.6, 6.3.19
func TestStrictCash(t *testing.T) {
	for _, c := range []struct {
		aip, gives string
		kind       byte
		took       time.Duration
		status     kernel.Status
		word       string // the card's own TVR, which a mask lets through
	}{
		{"010B", "40", 0x01, 192, kernel.Approved, ""},
		{"010B", "80", 0x01, 900, kernel.Declined, ""},
		{"010B", "40", 0x01, 900, kernel.Declined, ""},
		{"010B", "80", 0x00, 900, kernel.OnlineRequest, ""}, // no cash
		{"0009", "80", 0x01, 192, kernel.Declined, ""},      // nobody vouches for the times
		{"0009", "80", 0x01, 192, kernel.Declined, "0000000080"},
		{"010B", "80", 0x01, 900, kernel.Declined, "0000000080"},
		{"000B", "80", 0x01, 192, kernel.OnlineRequest, ""}, // the issuer does
		{"0008", "80", 0x01, 192, kernel.OnlineRequest, ""}, // there are none
		{"010B", "80", 0x17, 900, kernel.Declined, ""},
		{"010B", "00", 0x01, 900, kernel.Declined, ""},
	} {
		s := trusting(t).with(vouched).set("9F8207", "40", "9F8208", "48").profiled(kernel.Strict).with(func(chip *chip) { chip.aip, chip.gives = c.aip, c.gives })
		s.Slow["ERRD"], s.Tx.Type = c.took*100*time.Microsecond, c.kind
		if c.word != "" {
			s.set("9F821A", "84000080C0").chip.more = "9F810405" + c.word
		}
		if s.run(); s.Out.Status != c.status || (c.status == kernel.Declined && c.gives != "00") != strings.Contains(s.Out.Error.Reason, "no cash") {
			t.Errorf("%+v: %v, %s", c, s.Out.Status, s.Out.Error.Reason)
		}
	}
}
