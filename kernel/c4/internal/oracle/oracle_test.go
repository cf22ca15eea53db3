package oracle

import (
	"fmt"
	"testing"
)

// A handmade is an input worked by hand from the book: what is other than plain, and what comes of it. TVR and CVM results are those of GENERATE AC.
type handmade struct {
	clause  string
	edits   []func(*In)
	outcome Outcome
	cvm     string
	sent    string // reference control parameter, TVR, CVM results; empty: no GENERATE AC
}

func with(edits ...func(*In)) In {
	in := plain
	for _, e := range edits {
		e(&in)
	}
	return in
}

func on(edits ...func(*In)) []func(*In) { return edits }

func limited(in *In)    { in.CVMLimit = true }
func again(in *In)      { in.Restarted = true }
func handset(in *In)    { in.AIP[1] |= 0x40 }
func noContact(in *In)  { in.Enhanced[0] = 0x58 }
func noCDA(in *In)      { in.AIP[0] = 0x10 }
func off(in *In)        { in.NoCDA = true }
func gone(in *In)       { in.Away = true }
func delayed(in *In)    { in.Enhanced[3] = 0x43 }
func overFloor(in *In)  { in.FloorLimit = true }
func mute(in *In)       { in.AIP[0] = 0x01 }
func unsigned(in *In)   { in.Proof = NoSignature }
func forged(in *In)     { in.Proof = BadSignature }
func first1(in *In)     { in.Form = Format1 }
func broken(in *In)     { in.Form = Broken }
func software(in *In)   { in.COTS, in.Terminal, in.Enhanced = true, 0x21, [4]byte{0x18, 0xE0, 0, 3} }
func otherCards(in *In) { in.HasPaths, in.Paths = true, [2]byte{0xDF} }

func phoneSays(a, c byte) func(*In) {
	return func(in *In) { in.HasMobile, in.Mobile = true, [3]byte{a, 3, c} }
}
func kind(v byte) func(*In)              { return func(in *In) { in.Terminal = v } }
func cid(v byte) func(*In)               { return func(in *In) { in.CID = v } }
func word(v uint16) func(*In)            { return func(in *In) { in.SW = v } }
func reads(v byte) func(*In)             { return func(in *In) { in.Enhanced[1] = v } }
func denial(n int, m byte) func(*In)     { return func(in *In) { in.TAC.Denial[n-1] = m } }
func codeOnline(n int, m byte) func(*In) { return func(in *In) { in.IAC.Online[n-1] = m } }
func fallback(n int, m byte) func(*In)   { return func(in *In) { in.TAC.Default[n-1] = m } }
func rules(list ...Rule) func(*In) {
	return func(in *In) { in.HasList, in.RuleCount = true, copy(in.Rules[:], list) }
}

// everything is a list of device, online PIN, signature; none of them is for every amount.
var everything = rules(Rule{0x41, 0}, Rule{0x42, 0}, Rule{0x1E, 0})

var handmades = []handmade{
	// 4 initiate, 5 read
	{"4.3.1.4", on(software, gone), Declined, NA, ""},
	{"4.3.7.1", nil, OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"4.3.7.2 stripe only, contact reader", on(func(in *In) { in.AIP[1] = 0 }), TryAnotherInterface, NA, ""},
	{"4.3.7.2 9F70 is not known yet", on(func(in *In) { in.AIP[1] = 0 }, otherCards), TryAnotherInterface, NA, ""},
	{"4.3.7.3 phone", on(func(in *In) { in.AIP[1] = 0x40 }), EndApplication, NA, ""},
	{"4.3.7.3 HCE", on(func(in *In) { in.AIP[1] = 0x20 }), EndApplication, NA, ""},
	{"4.3.7.3 no contact reader", on(func(in *In) { in.AIP[1] = 0 }, noContact), EndApplication, NA, ""},
	{"4.3.8.1 blocked", on(handset, phoneSays(1, 3)), OnlineRequest, NoCVM, "50 2000200000 3F0000"},
	{"4.3.8.1 no phone", on(phoneSays(1, 3)), OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"5.3.3", on(func(in *In) { in.Missing = MissingExpiry }), EndApplication, NA, ""},
	{"5.3.5", on(func(in *In) { in.BadRecord = true }), EndApplication, NA, ""},

	// 6 authentication, 7 restrictions
	{"6.2.1.3 card without CDA", on(noCDA), OnlineRequest, NoCVM, "40 A000000000 3F0000"},
	{"6.2.1.2 reader without", on(off), OnlineRequest, NoCVM, "40 A000000000 3F0000"},
	{"6.2.1.1 to be declined", on(denial(1, 0x20), cid(aac)), TryAnotherInterface, NA, "00 A000000000 3F0000"},
	{"7.2.2.1.1", on(func(in *In) { in.OtherVersion = true }), OnlineRequest, NoCVM, "50 2080000000 3F0000"},
	{"7.2.2.3.1", on(func(in *In) { in.Early = true }), OnlineRequest, NoCVM, "50 2020000000 3F0000"},
	{"7.2.2.3.2", on(func(in *In) { in.Expired = true }), OnlineRequest, NoCVM, "50 2040000000 3F0000"},
	{"7.2.2.2.1 goods at home", on(usage(0x21, Domestic)), OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"7.2.2.2.1 services at home", on(usage(0x09, Domestic)), OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"7.2.2.2.1 cash only", on(usage(0x81, Domestic)), OnlineRequest, NoCVM, "50 2010000000 3F0000"},
	{"7.2.2.2.2 abroad", on(usage(0x29, International)), OnlineRequest, NoCVM, "50 2010000000 3F0000"},
	{"7.2.2.2.2 services abroad", on(usage(0x05, International)), OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"7.2.2.2.4 no other terminal", on(usage(0xFC, Domestic)), OnlineRequest, NoCVM, "50 2010000000 3F0000"},
	{"7.2.3.1.1", on(delayed, capabilities(0xA0, Domestic)), Approved, NoCVM, "50 2010000000 3F0000"},
	{"7.2.3.1.1 allowed", on(delayed, capabilities(0xC0, Domestic)), Approved, NoCVM, "50 2000000000 3F0000"},
	{"7.2.3.1.2", on(delayed, capabilities(0xC0, International)), Approved, NoCVM, "50 2010000000 3F0000"},
	{"7.2.3.1.2 no code", on(delayed, capabilities(0xC0, NoCountry)), Approved, NoCVM, "50 2010000000 3F0000"},
	{"7.2.3.1.1 no information", on(delayed, capabilities(0x00, Domestic)), Approved, NoCVM, "50 2000000000 3F0000"},
	{"7.2.3.1.1 not delayed", on(capabilities(0x80, Domestic)), OnlineRequest, NoCVM, "50 2000000000 3F0000"},

	// 8 cardholder verification
	{"8.2.1.2 by contact", on(limited, mute), TryAnotherInterface, NA, ""},
	{"8.2.5.3", on(limited, mute, otherCards), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.5.4", on(limited, mute, noContact), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.5.5", on(limited, mute, handset), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.2.1.1", on(limited), OnlineRequest, NA, "50 2000000000 3F0000"},
	{"8.2.2.1.1 no rule", on(limited, rules()), OnlineRequest, NA, "50 2000000000 3F0000"},
	{"8.2.2.2.1 no CVM above the limit", on(limited, otherCards, rules(Rule{0x1F, 0})), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.2.2.1 no online PIN", on(limited, otherCards, reads(0xA0), rules(Rule{0x42, 0})), OnlineRequest, NA, "50 0000900000 3F0001"},
	{"8.2.3.2.1", on(limited, rules(Rule{0x42, 3})), OnlineRequest, OnlinePIN, "50 0000040000 420300"},
	{"8.2.3.1 signature", on(limited, reads(0x20), rules(Rule{0x5E, 3})), OnlineRequest, Sign, "50 0000000000 5E0300"},
	{"8.2.4.1.1", on(limited, handset, everything), OnlineRequest, OnlinePIN, "50 0000040000 420000"},
	{"8.2.4.1.2", on(limited, handset, everything, phoneSays(1, 3)), OnlineRequest, OnlinePIN, "50 0000240000 420000"},
	{"8.2.4.1.2 before 8.2.4.1.4", on(limited, handset, everything, phoneSays(0x3F, 3)), OnlineRequest, OnlinePIN, "50 0000240000 420000"},
	{"8.2.4.1.3", on(limited, again, handset, everything, phoneSays(0x3F, 0)), OnlineRequest, OnlinePIN, "50 0000040000 420000"},
	{"8.2.4.1.4", on(limited, handset, everything, phoneSays(0x3F, 2)), TryAgain, NA, ""},
	{"8.2.4.1.5", on(limited, handset, everything, phoneSays(1, 2)), OnlineRequest, Confirmed, "50 0000000000 410002"},
	{"8.2.4.1.7 failed", on(limited, handset, everything, phoneSays(1, 1)), TryAgain, NA, ""},
	{"8.2.4.1.7 unknown", on(limited, handset, everything, phoneSays(1, 0)), TryAgain, NA, ""},
	{"8.2.4.1.8", on(limited, again, handset, everything, phoneSays(1, 1)), OnlineRequest, OnlinePIN, "50 0000040000 420000"},
	{"8.2.4.1.9", on(limited, again, handset, everything, phoneSays(2, 2)), OnlineRequest, OnlinePIN, "50 0000040000 420000"},
	{"8.2.4.1.10", on(limited, handset, everything, phoneSays(0, 2)), TryAgain, NA, ""},
	{"8.2.3 no next rule", on(limited, otherCards, reads(0xC0), rules(Rule{0x1E, 0}, Rule{0x42, 0})), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.3 a next rule", on(limited, otherCards, reads(0xC0), rules(Rule{0x5E, 0}, Rule{0x42, 0})), OnlineRequest, OnlinePIN, "50 0000040000 420000"},
	{"8.2.4.1.1 no next rule", on(limited, handset, rules(Rule{0x01, 0}, Rule{0x42, 0})), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.3 fail CVM processing", on(limited, otherCards, rules(Rule{0x40, 3}, Rule{0x5E, 0})), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.4 nothing is left", on(limited, again, handset, rules(Rule{0x41, 0}), phoneSays(1, 1)), OnlineRequest, NA, "50 0000800000 3F0001"},
	{"8.2.6.1.1", on(handset, everything, phoneSays(1, 1)), TryAgain, NA, ""},
	{"8.2.6.1.1 not for unknown, against figure 8-5", on(handset, rules(Rule{0x1F, 0}), phoneSays(1, 0)), OnlineRequest, NoCVM, "50 0000000000 1F0002"},
	{"8.2.6.1.1 not for blocked, against figure 8-5", on(handset, rules(Rule{0x1F, 0}), phoneSays(1, 3)), OnlineRequest, NoCVM, "50 0000200000 1F0002"},
	{"8.2.6.1.2", on(handset, again, phoneSays(1, 1)), OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"8.2.6.1.3", on(handset, again, phoneSays(1, 1), rules(Rule{0x42, 0}, Rule{0x1F, 0})), OnlineRequest, NoCVM, "50 0000000000 1F0002"},
	{"8.2.6.1.7", on(handset, phoneSays(1, 2), everything), OnlineRequest, Confirmed, "50 0000000000 410002"},
	{"8.2.6.1.11", on(handset, again, phoneSays(1, 1), mute), OnlineRequest, NoCVM, "50 0000000000 3F0000"},
	{"8.2.6.2.1 with the bit of figure 8-6", nil, OnlineRequest, NoCVM, "50 2000000000 3F0000"},
	{"8.2.6.2.2", on(rules(Rule{0x42, 0}, Rule{0x1F, 0})), OnlineRequest, NoCVM, "50 0000000000 1F0002"},
	{"8.2.6.2.2 condition does not hold", on(rules(Rule{0x5F, 7}, Rule{0x5E, 0})), OnlineRequest, Sign, "50 0000000000 5E0000"},
	{"8.2.6.2.3", on(everything), OnlineRequest, OnlinePIN, "50 0000040000 420000"},
	{"8.2.6.2.4", on(mute), OnlineRequest, NoCVM, "50 0000000000 3F0000"},

	// 9, 10: what is asked for
	{"9.2.1.1", on(mute, overFloor), OnlineRequest, NoCVM, "50 0000008000 3F0000"},
	{"9.2.4.1", on(mute, func(in *In) { in.Listed = true }), OnlineRequest, NoCVM, "50 1000000000 3F0000"},
	{"10.2.1.1.1 default is never read", on(kind(0x23), overFloor, fallback(4, 0x80), mute, cid(tc)), Approved, NoCVM, "50 0000008000 3F0000"},
	{"10.2.1.1.1 denial", on(kind(0x26), overFloor, denial(4, 0x80), mute, cid(aac), noContact), Declined, NA, "00 8000008000 3F0000"},
	{"10.2.1.2.1", on(kind(0x21), overFloor, denial(4, 0x80), mute, cid(aac), noContact), Declined, NA, "00 8000008000 3F0000"},
	{"10.2.1.2.2", on(kind(0x24), mute), OnlineRequest, NoCVM, "90 0000000000 3F0000"},
	{"10.2.1.2.2 away", on(kind(0x21), mute, gone, cid(aac), noContact), Declined, NA, "00 8000000000 3F0000"},
	{"10.2.1.3.2", on(mute, overFloor, codeOnline(4, 0x80)), OnlineRequest, NoCVM, "90 0000008000 3F0000"},
	{"10.2.1.3.3", on(mute, overFloor, gone, codeOnline(4, 0x80), fallback(4, 0x80), cid(aac), noContact), Declined, NA, "00 8000008000 3F0000"},
	{"10.2.1.3.3 approved", on(mute, overFloor, gone, codeOnline(4, 0x80), cid(tc)), Approved, NoCVM, "50 0000008000 3F0000"},
	{"10.2.1.3.3 default alone", on(mute, overFloor, gone, fallback(4, 0x80), cid(tc)), Approved, NoCVM, "50 0000008000 3F0000"},
	{"10.2.1.4.1", on(mute, delayed, overFloor, denial(4, 0x80), cid(aac), noContact), Declined, NA, "00 8000008000 3F0000"},
	{"10.2.1.4.2", on(mute, delayed, overFloor, gone, codeOnline(4, 0x80), fallback(4, 0x80)), Approved, NoCVM, "90 0000008000 3F0000"},
	{"10.2.1.4.2 approved", on(mute, delayed, cid(tc)), Approved, NoCVM, "50 0000000000 3F0000"},
	{"10.2.2.1", on(mute, func(in *In) { in.ZeroAmount = true }), OnlineRequest, NoCVM, "90 0000000000 3F0000"},
	{"10.2.2.3", on(mute, func(in *In) { in.StatusCheck = true }), OnlineRequest, NoCVM, "90 0000000000 3F0000"},
	{"10.2.2.2 declined", on(mute, overFloor, denial(4, 0x80), func(in *In) { in.ZeroAmount = true }, cid(aac), noContact), Declined, NA, "00 8000008000 3F0000"},
	{"10.7 of Book 3: a card without codes", on(mute, overFloor, func(in *In) { in.IAC = Codes{} }), OnlineRequest, NoCVM, "90 0000008000 3F0000"},

	// 11: what the card answers
	{"11.2.1.1", on(mute, broken), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.1.3", on(mute, broken, noContact), EndApplication, NA, "50 0000000000 3F0000"},
	{"11.2.1.1 format 1", on(noCDA, first1), OnlineRequest, NoCVM, "40 A000000000 3F0000"},
	{"11.2.1.2", on(mute, first1), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.1.4", on(mute, first1, handset), EndApplication, NA, "50 0000000000 3F0000"},
	{"11.2.1.4 AAC", on(mute, first1, handset, cid(aac)), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.1.5", on(mute, cid(0xC0)), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.1 CID 11, no other interface", on(mute, cid(0xC0), otherCards), EndApplication, NA, "50 0000000000 3F0000"},
	{"11.2.2.1", on(mute, cid(aac), unsigned, noContact), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.2.4 TC for an ARQC", on(mute, kind(0x21), cid(tc)), Declined, NA, "90 0000000000 3F0000"},
	{"11.2.2.4 ARQC for an AAC", on(mute, denial(4, 0x80), overFloor), Declined, NA, "00 8000008000 3F0000"},
	{"11.2.3.1", on(mute, word(0x6984)), TryAgain, NA, "50 0000000000 3F0000"},
	{"11.2.3.2", on(mute, again, word(0x6984)), EndApplication, NA, "50 0000000000 3F0000"},
	{"11.2.4.1", on(software, noCDA, func(in *In) { in.CID, in.Form = tc, Format1 }), Declined, NA, "80 A000000000 3F0000"},
	{"11.2.4.2", on(noCDA, cid(tc)), Approved, NoCVM, "40 A000000000 3F0000"},
	{"11.2.4.3", on(mute, cid(tc)), Approved, NoCVM, "50 0000000000 3F0000"},
	{"11.2.4.4", on(mute, cid(tc), forged), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.4.4 declined", on(mute, cid(tc), unsigned, noContact), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.4.4 a certificate is missing", on(mute, noContact, cid(tc), func(in *In) { in.NoChain = true }), Declined, NA, "40 2400000000 3F0000"},
	{"11.2.4.4 no such key", on(mute, noContact, cid(tc), func(in *In) { in.UnknownKey = true }), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.5.1", on(mute, cid(aac)), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.5.1 declined", on(mute, cid(aac), otherCards), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.6.1", on(mute, forged), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.6.1 never online", on(mute, forged, handset), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.6.1.1", on(mute, kind(0x23)), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.6.1.1 declined", on(mute, kind(0x26), handset), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.6.2.2", on(mute, gone), TryAnotherInterface, NA, "50 0000000000 3F0000"},
	{"11.2.6.2.2 declined", on(mute, gone, noContact), Declined, NA, "50 0000000000 3F0000"},
	{"11.2.6.3.1", on(mute, delayed), Approved, NoCVM, "50 0000000000 3F0000"},
	{"2.2.4 no authentication", on(delayed, noCDA), TryAnotherInterface, NA, "40 A000000000 3F0000"},
}

func usage(a byte, c Country) func(*In) {
	return func(in *In) { in.HasUsage, in.Usage, in.Country = true, [2]byte{a}, c }
}

func capabilities(b byte, c Country) func(*In) {
	return func(in *In) { in.HasPaths, in.Paths, in.Country = true, [2]byte{0x20, b}, c }
}

// Each case worked by hand comes out so.
func TestHandmade(t *testing.T) {
	for _, c := range handmades {
		got := Decide(with(c.edits...))
		sent := ""
		if got.Reference != Unasked {
			sent = fmt.Sprintf("%02X %X %X", got.Reference, got.TVR, got.CVMResults)
		}
		if got.Outcome != c.outcome || got.CVM != c.cvm || sent != c.sent {
			t.Errorf("C-4 %s: %s, %s, %q [%s]; want %s, %s, %q", c.clause, got.Outcome, got.CVM, sent, got.Clause, c.outcome, c.cvm, c.sent)
		}
	}
}

// What GET PROCESSING OPTIONS sends of the reader's objects.
// C-4 4.3.1.1, 4.3.1.2, 4.3.1.3, 4.3.2.1, 4.3.3.1, 4.3.4.1, 4.3.5.1
func TestOptions(t *testing.T) {
	dirty := func(in *In) { in.Reader, in.Enhanced[2] = 0xC8, 0xFF }
	asks := func(p PDOL) func(*In) { return func(in *In) { in.PDOL = p } }
	for i, c := range []struct {
		edits []func(*In)
		want  string
	}{
		{on(limited), "EA 00000000"},
		{on(dirty), "E2 00000000"},
		{on(dirty, kind(0x25)), "E5 00000000"},
		{on(limited, asks(AsksBoth)), "22 D8E04003"},
		{on(dirty, asks(AsksBoth)), "22 D8E00003"},
		{on(dirty, gone, asks(AsksEnhanced)), "00 D8E08003"},
		{on(limited, kind(0x23), asks(AsksEnhanced)), "00 D8E0C003"},
		{on(limited, asks(NoPDOL)), "00 00000000"},
		{on(software, gone), "00 00000000"},
	} {
		o := Decide(with(c.edits...))
		if got := fmt.Sprintf("%02X %X", o.SentType, o.SentEnhanced); got != c.want {
			t.Errorf("%d: %s, want %s", i, got, c.want)
		}
	}
}

// What the host's answer comes to, for a card whose CVM is signature if there is one.
// C-4 11.2.6.2.2, 12.2.2.1, 12.2.2.2, 13.2, 13.3
func TestAnswer(t *testing.T) {
	arc := func(s string) func(*In) { return func(in *In) { in.ARC = s } }
	signs := rules(Rule{0x5E, 0}, Rule{0x42, 9})
	for i, c := range []struct {
		edits   []func(*In)
		outcome Outcome
		cvm     string
		message byte
	}{
		{on(arc("00")), Approved, NoCVM, 0x03},
		{on(arc("08"), signs), Approved, Sign, 0x1A},
		{on(arc("10")), Approved, NoCVM, 0x03},
		{on(arc("11")), Approved, NoCVM, 0x03},
		{on(arc("12")), TryAnotherInterface, NA, 0x1D},
		{on(arc("12"), handset), Declined, NA, 0x07},
		{on(arc("12"), otherCards), Declined, NA, 0x07},
		{on(arc("13"), signs), RequestOnlinePIN, OnlinePIN, 0x09},
		{on(arc("13"), signs, reads(0x20)), TryAnotherInterface, NA, 0x1D},
		{on(arc("13"), rules(Rule{0x5E, 0})), TryAnotherInterface, NA, 0x1D},
		{on(arc("13"), rules(Rule{0x5E, 0}), noContact), Declined, NA, 0x07},
		{on(arc("05")), Declined, NA, 0x07},
		{on(arc("01")), Declined, NA, 0x07},
		{on(arc("Y1")), Declined, NA, 0x07},
		{on(arc("0")), TryAnotherInterface, NA, 0x1D},
		{on(arc("000"), noContact), Declined, NA, 0x07},
	} {
		if o := Answer(with(c.edits...)); o.Outcome != c.outcome || o.CVM != c.cvm || o.UI.Message != c.message {
			t.Errorf("%d: %+v", i, o)
		}
	}
}

// What the host's answer to a PIN comes to: it is asked for once.
// C-4 12.2.2.2
func TestAnswerToPIN(t *testing.T) {
	for arc, want := range map[string]Outcome{"00": Approved, "13": TryAnotherInterface, "12": TryAnotherInterface, "05": Declined} {
		if o := AnswerToPIN(with(rules(Rule{0x5E, 0}, Rule{0x42, 9}), func(in *In) { in.ARC, in.Second = "13", arc })); o.Outcome != want || want == Approved && o.CVM != OnlinePIN {
			t.Errorf("%s: %+v", arc, o)
		}
	}
}

// What holds whatever the rows say: nothing is approved against an AAC, a failed signature or a wish to decline, and an offline-only reader asks no host.
// C-4 11.2.2.4, 11.2.4.4, 11.2.6.1.1
func TestEach(t *testing.T) {
	seen := map[Outcome]int{}
	Each(0, func(in In) {
		o := Decide(in)
		seen[o.Outcome]++
		accepted := o.Outcome == Approved || o.Outcome == OnlineRequest
		switch {
		case accepted && (in.CID&rfu == aac || in.CID&rfu == rfu || o.CDAFailed || o.Reference&rfu == aac):
			t.Fatalf("%+v\n%+v", in, o)
		case o.Outcome == OnlineRequest && (in.Away || in.Terminal&7 == 3 || in.Terminal&7 == 6):
			t.Fatalf("%+v\n%+v", in, o)
		case o.Outcome == TryAgain && in.Restarted:
			t.Fatalf("%+v\n%+v", in, o)
		case o.Outcome == TryAnotherInterface && (in.Enhanced[0]&0x80 == 0 || in.AIP[1]&0x60 != 0):
			t.Fatalf("%+v\n%+v", in, o)
		}
	})
	for _, o := range []Outcome{Approved, Declined, OnlineRequest, TryAgain, TryAnotherInterface, EndApplication} {
		if seen[o] == 0 {
			t.Errorf("the sample never comes to %s", o)
		}
	}
}
