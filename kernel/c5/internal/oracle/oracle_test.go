package oracle

import (
	"fmt"
	"testing"
)

// A handmade is an input worked by hand from the book: what is other than plain, and what comes of it.
type handmade struct {
	clause  string
	edits   []func(*In)
	outcome Outcome
	cvm     string
	sent    string // reference control parameter, first byte of 9F53, TVR; empty: no GENERATE AC
}

func with(edits ...func(*In)) In {
	in := plain
	for _, e := range edits {
		e(&in)
	}
	return in
}

func on(edits ...func(*In)) []func(*In) { return edits }

func offline(in *In)   { in.Terminal = 0x23 }
func refund(in *In)    { in.Type = 0x20 }
func transit(in *In)   { in.Profile |= 0x04 }
func noChip(in *In)    { in.Profile &^= 0x02 }
func stranger(in *In)  { in.UnknownKey = true }
func unchained(in *In) { in.NoChain = true }
func unsigned(in *In)  { in.Proof = NoSignature }
func forged(in *In)    { in.Proof = BadSignature }
func assuming(in *In)  { in.TAC, in.IAC = Codes{}, Codes{} }
func blackened(in *In) { in.Listed, in.Options = true, in.Options|0x10 }
func required(in *In)  { in.CVM = Limit{true, 1234} }
func legacy(in *In) {
	in.FCI, in.Form, in.Proof, in.AIP, in.Options = Legacy, Format1, NoSignature, [2]byte{}, 0x23
}

func profile(v byte) func(*In)       { return func(in *In) { in.Profile = v } }
func kindOf(v byte) func(*In)        { return func(in *In) { in.CID = v } }
func says(v byte) func(*In)          { return func(in *In) { in.Status = v } }
func word(v uint16) func(*In)        { return func(in *In) { in.SW = v } }
func gpo(v uint16) func(*In)         { return func(in *In) { in.OptionsSW = v } }
func lacks(l Lack) func(*In)         { return func(in *In) { in.Lack = l } }
func fails(f Fault) func(*In)        { return func(in *In) { in.Fault = f } }
func pays(v uint64) func(*In)        { return func(in *In) { in.Amount = v } }
func upTo(v uint64) func(*In)        { return func(in *In) { in.Plain = Limit{true, v} } }
func deviceUpTo(v uint64) func(*In)  { return func(in *In) { in.Device = Limit{true, v} } }
func floorAt(v uint64) func(*In)     { return func(in *In) { in.Floor = Limit{true, v} } }
func conducts(v byte) func(*In)      { return func(in *In) { in.HasConduct, in.Conduct = true, v } }
func kind(v byte) func(*In)          { return func(in *In) { in.Terminal = v } }
func has(v byte) func(*In)           { return func(in *In) { in.Options = v } }
func denial(n int, m byte) func(*In) { return func(in *In) { in.TAC.Denial[n-1] = m } }
func codeOnline(n int, m byte) func(*In) {
	return func(in *In) { in.IAC.Online[n-1] = m }
}
func fallback(n int, m byte) func(*In) { return func(in *In) { in.IAC.Default[n-1] = m } }
func rules(list ...Rule) func(*In) {
	return func(in *In) { in.HasList, in.RuleCount = true, copy(in.Rules[:], list) }
}

var handmades = []handmade{
	// 3.2, 3.3, 3.4: before risk management
	{"3.2.1.3", on(func(in *In) { in.FCI = EmptyPDOL }), SelectNext, NA, ""},
	{"3.2.1.3 no FCI", on(func(in *In) { in.FCI = NoFCI }), SelectNext, NA, ""},
	{"3.2.1.9 no option", on(legacy, has(0x22)), SelectNext, NA, ""},
	{"3.2.1.9", on(legacy), OnlineRequest, NoCVM, "80 72 8000008000"},
	{"3.3.1.3", on(gpo(0x6F00)), EndApplication, NA, ""},
	{"3.3.1.4", on(gpo(0x6985)), SelectNext, NA, ""},
	{"3.3.1.4 6984 is ordinary here", on(gpo(0x6984)), SelectNext, NA, ""},
	{"3.3.1.5", on(func(in *In) { in.Answer = NoAIP }), SelectNext, NA, ""},
	{"3.3.1.6", on(func(in *In) { in.AIP[1] = 0 }), SelectNext, NA, ""},
	{"3.3.1.8", on(func(in *In) { in.Answer = BadAFL }), SelectNext, NA, ""},
	{"3.3.1.9 no CDA", on(func(in *In) { in.AIP[0] = 0 }, unsigned), OnlineRequest, NoCVM, "40 72 8000000000"},
	{"3.3.1.9 no option", on(has(0x02), unsigned), OnlineRequest, NoCVM, "40 72 8000000000"},
	{"3.4.1.2", on(func(in *In) { in.Missing = MissingTrack2 }), SelectNext, NA, ""},
	{"3.4.1.3", on(unchained), TryAnotherInterface, NA, "50 72 2400000000"},
	{"3.4.1.3 denied", on(unchained, func(in *In) { in.TAC = Codes{} }), Declined, NA, ""},
	{"3.4.1.4", on(stranger, unsigned), OnlineRequest, NoCVM, "40 72 8000000004"},
	{"3.11.1.1", on(func(in *In) { in.BadRecord = true }), SelectNext, NA, ""},
	{"3.11.2.3 at GPO", on(fails(AtOptions)), EndApplication, NA, ""},
	{"3.11.2.3 at GENERATE AC", on(fails(AtCryptogram)), EndApplication, NA, "50 72 0000000000"},

	// 3.5, 3.6: limits and restrictions
	{"3.5.1.1", on(legacy, upTo(1234)), SelectNext, NA, ""},
	{"3.5.1.1 below", on(legacy, upTo(1235)), OnlineRequest, NoCVM, "80 72 8000008000"},
	{"3.5.2.1", on(required, says(0x20)), OnlineRequest, OnlinePIN, "50 F2 0000000000"},
	{"3.5.2.1 below", on(func(in *In) { in.CVM = Limit{true, 1235} }), OnlineRequest, NoCVM, "50 72 0000000000"},
	{"3.5.3.1 online-only", on(kind(0x24)), OnlineRequest, NoCVM, "90 72 0000008000"},
	{"3.5.3.1 status check", on(has(0x62), pays(100)), OnlineRequest, NoCVM, "50 72 0000008000"},
	{"3.5.3.1 no status check", on(pays(100)), OnlineRequest, NoCVM, "50 72 0000000000"},
	{"3.5.3.1 currency without minor unit", on(has(0x62), pays(1), func(in *In) { in.SingleUnits = true }), OnlineRequest, NoCVM, "50 72 0000008000"},
	{"3.5.3.2", on(floorAt(1234)), OnlineRequest, NoCVM, "50 72 0000008000"},
	{"3.5.3.2 below", on(floorAt(1235)), OnlineRequest, NoCVM, "50 72 0000000000"},
	{"3.5.4.2", on(has(0x2A), func(in *In) { in.Drawn = true }), OnlineRequest, NoCVM, "50 72 0000001000"},
	{"3.5.4.1 not above the floor limit", on(has(0x2A), floorAt(1), func(in *In) { in.Drawn = true }), OnlineRequest, NoCVM, "50 72 0000008000"},
	{"3.5.5.2", on(blackened), OnlineRequest, NoCVM, "50 72 1000000000"},
	{"3.5.5.1 not asked for", on(func(in *In) { in.Listed = true }), OnlineRequest, NoCVM, "50 72 0000000000"},
	{"3.6.1.2", on(func(in *In) { in.HasUsage, in.Usage = true, [2]byte{0x81} }), OnlineRequest, NoCVM, "50 72 0010000000"},
	{"3.6.1.1 not for a legacy card", on(legacy, func(in *In) { in.HasUsage = true }), OnlineRequest, NoCVM, "80 72 8000008000"},
	{"3.6.2.2", on(func(in *In) { in.Expired = true }), OnlineRequest, NoCVM, "50 72 0040000000"},
	{"3.6.3.2", on(func(in *In) { in.Early = true }), OnlineRequest, NoCVM, "50 72 0020000000"},

	// 3.7: terminal action analysis
	{"3.7.1.1", on(refund), Declined, NA, ""},
	{"3.7.1.2", on(legacy, transit), Declined, NA, ""},
	{"3.7.1.3", on(transit, blackened), Declined, NA, ""},
	{"3.7.1.4 the card's codes", on(floorAt(1), codeOnline(4, 0x80)), OnlineRequest, NoCVM, "90 72 0000008000"},
	{"3.7.1.4 not a legacy card's", on(legacy, offline), Declined, NA, ""},
	{"3.7.1.5 requested service", on(assuming, func(in *In) { in.HasUsage, in.Usage = true, [2]byte{0x81} }), Declined, NA, ""},
	{"3.7.1.5 not yet effective", on(func(in *In) { in.TAC = Codes{}; in.Early = true }), OnlineRequest, NoCVM, "90 72 0020000000"},
	{"3.7.1.5 not yet effective, offline", on(offline, func(in *In) { in.TAC = Codes{}; in.Early = true }), OnlineRequest, NoCVM, "50 72 0020000000"},
	{"3.7.1.5 expired, offline", on(offline, func(in *In) { in.TAC = Codes{}; in.Expired = true }), Declined, NA, ""},
	{"3.7.1.6 default for offline-only", on(offline, floorAt(1), fallback(4, 0x80)), Declined, NA, ""},
	{"3.7.1.6 online not for offline-only", on(offline, floorAt(1), codeOnline(4, 0x80)), OnlineRequest, NoCVM, "50 72 0000008000"},
	{"3.7.1.6 default not elsewhere", on(floorAt(1), fallback(4, 0x80)), OnlineRequest, NoCVM, "50 72 0000008000"},
	{"3.7.1.7", on(floorAt(1), denial(4, 0x80)), Declined, NA, ""},

	// 3.8: EMV mode
	{"3.8.1.5", on(word(0x6986)), TryAgain, NA, "50 72 0000000000"},
	{"3.8.1.6", on(word(0x6984)), TryAnotherInterface, NA, "50 72 0000000000"},
	{"3.8.1.6 no contact chip", on(word(0x6984), noChip), EndApplication, NA, "50 70 0000000000"},
	{"3.8.1.7", on(word(0x6985)), SelectNext, NA, "50 72 0000000000"},
	{"3.8.1.8", on(func(in *In) { in.Form = Broken }), Declined, NA, "50 72 0000000000"},
	{"3.8.1.8 no 9F50", on(lacks(LacksStatus)), Declined, NA, "50 72 0000000000"},
	{"3.8.1.8 no IAD", on(lacks(LacksIAD)), Declined, NA, "50 72 0000000000"},
	{"3.8.1.8 the cryptogram is in the signature", on(lacks(LacksAC)), OnlineRequest, NoCVM, "50 72 0000000000"},
	{"3.8.1.8 no cryptogram", on(stranger, unsigned, lacks(LacksAC)), Declined, NA, "40 72 8000000004"},
	{"3.8.1.8 CID 11", on(kindOf(rfu)), Declined, NA, "50 72 0000000000"},
	{"3.8.1.9", on(kindOf(aac)), Declined, NA, "50 72 0000000000"},
	{"3.8.1.10", on(kindOf(tc), stranger, unsigned), Declined, NA, "40 72 8000000004"},
	{"3.8.1.11", on(kindOf(tc), kind(0x21)), Declined, NA, "90 72 0000008000"},
	{"3.8.1.12", on(unsigned), Declined, NA, "50 72 0000000000"},
	{"3.8.1.12 only where it was asked for", on(stranger, unsigned), OnlineRequest, NoCVM, "40 72 8000000004"},
	{"3.8.2.1", on(forged), TryAnotherInterface, NA, "50 72 0000000000"},
	{"3.8.2.1 never online", on(forged, noChip), Declined, NA, "50 70 0000000000"},
	{"3.8.3.2", on(says(0x40)), Declined, NA, "50 72 0000000000"},
	{"3.8.3.2 12 is none of them", on(says(0x12)), Declined, NA, "50 72 0000000000"},
	{"3.8.3.2 in transit too", on(says(0x40), transit), Declined, NA, "50 76 0000000000"},
	{"3.8.3.3", on(required), Declined, NA, "50 F2 0000000000"},
	{"3.8.3.3 transit", on(required, transit), OnlineRequest, NoCVM, "50 F6 0000000000"},
	{"3.8.3.4 signature", on(says(0x10), profile(0x32)), Declined, NA, "50 32 0000000000"},
	{"3.8.3.4 online PIN", on(says(0x20), profile(0x52)), Declined, NA, "50 52 0000000000"},
	{"3.8.3.4 CDCVM", on(says(0x31), profile(0x62)), Declined, NA, "50 62 0000000000"},
	{"3.8.3.4 transit", on(says(0x20), profile(0x06)), OnlineRequest, NoCVM, "50 06 0000000000"},
	{"3.8.3.5", on(says(0x31), deviceUpTo(1234)), SelectNext, NA, "50 72 0000000000"},
	{"3.8.3.5 the plain limit is not its", on(says(0x31), upTo(1)), OnlineRequest, Confirmed, "50 72 0000000000"},
	{"3.8.3.6", on(upTo(1234)), SelectNext, NA, "50 72 0000000000"},
	{"3.8.3.6 no plain limit", on(says(0x10), deviceUpTo(1234)), SelectNext, NA, "50 72 0000000000"},
	{"3.8.3.6 the plain limit first", on(says(0x10), upTo(1235), deviceUpTo(1)), OnlineRequest, Sign, "50 72 0000000000"},
	{"3.8.4.1", on(kindOf(tc), says(0x10)), Approved, Sign, "50 72 0000000000"},
	{"3.8.4.5", on(kindOf(tc), says(0x31)), Approved, Confirmed, "50 72 0000000000"},

	// 3.9: legacy mode
	{"3.9.1.5", on(legacy, word(0x6986)), SelectNext, NA, "80 72 8000008000"},
	{"3.9.1.6", on(legacy, func(in *In) { in.Form = Broken }), Declined, NA, "80 72 8000008000"},
	{"3.9.1.7", on(legacy, kindOf(tc)), Declined, NA, "80 72 8000008000"},
	{"3.9.2.2", on(legacy, required), Declined, NA, "80 F2 8000008000"},
	{"3.9.2.3", on(legacy, required, rules(Rule{0x1F, 0}, Rule{0x5E, 9}, Rule{0x02, 0})), OnlineRequest, Sign, "80 F2 8000008000"},
	{"3.9.2.3 bit 7 is not looked at", on(legacy, required, profile(0x20), rules(Rule{0x1E, 0}, Rule{0x02, 0})), OnlineRequest, OnlinePIN, "80 A0 8000008000"},
	{"3.9.2.4", on(legacy, required, rules(Rule{0x1F, 0}, Rule{0x41, 0})), Declined, NA, "80 F2 8000008000"},
	{"3.9.2.1 no list is needed", on(legacy), OnlineRequest, NoCVM, "80 72 8000008000"},
}

// Each case worked by hand comes out so.
func TestHandmade(t *testing.T) {
	for _, c := range handmades {
		got := Decide(with(c.edits...))
		sent := ""
		if got.Reference != Unasked {
			sent = fmt.Sprintf("%02X %02X %X", got.Reference, got.Profile, got.TVR)
		}
		if got.Outcome != c.outcome || got.CVM != c.cvm || sent != c.sent {
			t.Errorf("C-5 %s: %s, %s, %q [%s]; want %s, %s, %q", c.clause, got.Outcome, got.CVM, sent, got.Clause, c.outcome, c.cvm, c.sent)
		}
	}
}

// Parameters of the Outcomes, where they differ from each other.
// C-5 3.8.1.13, 3.8.4.2, 3.8.4.3, 3.8.4.4, 3.8.4.6, 3.12
func TestParameters(t *testing.T) {
	noUpdate := func(in *In) { in.Update = false }
	balance := func(in *In) { in.Balance = true }
	for i, c := range []struct {
		edits []func(*In)
		want  string // start, online data, message, status, hold, restart, removal timeout, message 17, balance, receipt
	}{
		{nil, "N/A N/A 1B Card Read Successfully 0 00 false true false false"},
		{on(conducts(0)), "N/A N/A 1B Card Read Successfully 0 00 false true false false"},
		{on(conducts(1)), "D Any 1B Processing 0 16 true false false false"},
		{on(conducts(1), says(0x20), balance), "D Any 09 Processing 0 16 true false true false"},
		{on(conducts(1), noUpdate), "N/A N/A 1B Card Read Successfully 0 00 false true false false"},
		{on(conducts(2)), "B EMV Data 1B Card Read Successfully 0 21 false true false false"},
		{on(conducts(1), kindOf(tc)), "N/A N/A 03 Card Read Successfully 0 00 false false false true"},
		{on(kindOf(tc), says(0x10)), "N/A N/A 1A Card Read Successfully 0 00 false true false true"},
		{on(forged), "N/A N/A 1D Ready to Read 0 00 false true false false"},
		{on(stranger, unsigned), "N/A N/A 1B Card Read Successfully 0 00 false false false false"},
		{on(word(0x6986)), "B N/A 20 Not Ready 13 21 false false false false"},
		{on(fails(AtRecord)), "B N/A 21 Processing Error 13 21 false false false false"},
		{on(gpo(0x6F00)), "N/A N/A 06 Ready to Read 0 00 false false false false"},
		{on(gpo(0x6A80)), "C N/A 00  0 00 false false false false"},
		{on(refund), "N/A N/A 07 Card Read Successfully 0 00 false false false false"},
		{on(kindOf(aac), balance), "N/A N/A 07 Card Read Successfully 0 00 false false true false"},
	} {
		o := Decide(with(c.edits...))
		got := fmt.Sprintf("%s %s %02X %s %d %02X %v %v %v %v", o.Start, o.Online, o.UI.Message, o.UI.Status, o.UI.Hold, o.Restart.Message, o.Hold, o.Removal,
			o.UI.Balance, o.Receipt)
		if got != c.want {
			t.Errorf("%d: %s, want %s", i, got, c.want)
		}
	}
}

// What an update comes to: outcome, CVM, reference control parameter, script commands, last byte of the TVR.
// C-5 3.2.1.2, 3.10.1.1 to 3.10.5.2, 3.11.2.1, 3.11.2.2
func TestApply(t *testing.T) {
	change := func(edits ...func(*In, *Update)) (In, Update) {
		in, u := updated, Update{ARC: "00", Data: true, SW: 0x9000, CID: tc}
		for _, e := range edits {
			e(&in, &u)
		}
		return in, u
	}
	first := func(list ...Script) func(*In, *Update) { return func(_ *In, u *Update) { copy(u.Critical[:], list) } }
	late := func(list ...Script) func(*In, *Update) { return func(_ *In, u *Update) { copy(u.Late[:], list) } }
	arc := func(s string) func(*In, *Update) { return func(_ *In, u *Update) { u.ARC = s } }
	answers := func(v byte) func(*In, *Update) { return func(_ *In, u *Update) { u.CID = v } }
	fault := func(f Fault) func(*In, *Update) { return func(_ *In, u *Update) { u.Fault = f } }
	bare := func(_ *In, u *Update) { u.Data = false }
	for i, c := range []struct {
		edits []func(*In, *Update)
		want  string
	}{
		{nil, "Approved No CVM 40 0 00"},
		{[]func(*In, *Update){bare}, "End Application N/A FF 0 00"},
		{[]func(*In, *Update){func(in *In, _ *Update) { in.Update = false }}, "End Application N/A FF 0 00"},
		{[]func(*In, *Update){func(in *In, u *Update) { in.Conduct, u.SecondFCI = 2, true }}, "End Application N/A FF 0 00"},
		{[]func(*In, *Update){func(in *In, u *Update) { u.SecondFCI = true }}, "Approved No CVM 40 0 00"},
		{[]func(*In, *Update){bare, first(Done, Refused)}, "End Application N/A FF 3 00"},
		{[]func(*In, *Update){first(Refused, Warned)}, "Approved No CVM 40 3 20"},
		{[]func(*In, *Update){first(Malformed, Counted), late(Refused)}, "Approved No CVM 40 3 30"},
		{[]func(*In, *Update){first(Done), fault(AtCritical)}, "End Application N/A FF 1 00"},
		{[]func(*In, *Update){func(in *In, _ *Update) { in.NoCDOL2 = true }, first(Done)}, "End Application N/A FF 2 00"},
		{[]func(*In, *Update){bare, late(Done, Done)}, "Approved No CVM 40 4 00"},
		{[]func(*In, *Update){late(Done), fault(AtLate)}, "Approved No CVM 40 1 00"},
		{[]func(*In, *Update){late(Done), fault(AtSecond)}, "End Application N/A 40 0 00"},
		{[]func(*In, *Update){arc("02")}, "Approved No CVM 40 0 00"},
		{[]func(*In, *Update){arc("08"), late(Done)}, "Declined N/A 00 0 00"},
		{[]func(*In, *Update){arc("05"), answers(aac), late(Malformed, Done)}, "Declined N/A 00 2 10"},
		{[]func(*In, *Update){answers(aac)}, "Declined N/A 40 0 00"},
		{[]func(*In, *Update){answers(arqc), late(Done)}, "Declined N/A 40 0 00"},
		{[]func(*In, *Update){func(_ *In, u *Update) { u.SW = 0x6985 }}, "End Application N/A 40 0 00"},
		{[]func(*In, *Update){func(_ *In, u *Update) { u.Lack = LacksAC }}, "End Application N/A 40 0 00"},
		{[]func(*In, *Update){func(_ *In, u *Update) { u.Lack = LacksIAD }}, "Approved No CVM 40 0 00"},
		{[]func(*In, *Update){func(in *In, _ *Update) { in.Status = 0x20 }}, "Approved N/A 40 0 00"},
		{[]func(*In, *Update){func(in *In, _ *Update) { in.Status = 0x10 }}, "Approved Obtain Signature 40 0 00"},
	} {
		u := Apply(change(c.edits...))
		if got := fmt.Sprintf("%s %s %02X %d %02X", u.Outcome, u.CVM, u.Reference, u.Scripts, u.TVR[4]); got != c.want {
			t.Errorf("%d: %s [%s], want %s", i, got, u.Clause, c.want)
		}
	}
}

// What holds whatever the rows say: nothing is approved against an AAC or without a signature that verifies, and a refund has no cryptogram.
// C-5 3.7.1.1, 3.8.1.9, 3.8.1.10, 3.8.2.1
func TestEach(t *testing.T) {
	seen := map[Outcome]int{}
	Each(0, func(in In) {
		o := Decide(in)
		seen[o.Outcome]++
		accepted := o.Outcome == Approved || o.Outcome == OnlineRequest
		switch {
		case accepted && (in.CID&rfu == aac || in.CID&rfu == rfu || in.Proof == BadSignature):
			t.Fatalf("%+v\n%+v", in, o)
		case o.Outcome == Approved && in.Proof != GoodSignature:
			t.Fatalf("%+v\n%+v", in, o)
		case in.Type == 0x20 && o.Reference != Unasked:
			t.Fatalf("%+v\n%+v", in, o)
		}
	})
	for _, o := range []Outcome{Approved, Declined, OnlineRequest, TryAgain, TryAnotherInterface, SelectNext, EndApplication} {
		if seen[o] == 0 {
			t.Errorf("the sample never comes to %s", o)
		}
	}
}
