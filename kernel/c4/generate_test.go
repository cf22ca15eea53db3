package c4_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
)

// Where the answer to GENERATE AC is none, the contacts go on where card and reader have them; else the application ends.
func TestCryptogramFormat(t *testing.T) {
	const ac = "9F2608 1122334455667788"
	online := func(r *reader) { r.indicators.FloorLimitExceeded = true }
	plain := func(r *reader) { r.set("9F33", "E068C0") } // no CDA
	body := func(s string) func(*reader) { return func(r *reader) { r.acBody = r.hex(s) } }
	for _, c := range []struct {
		name   string
		edit   []func(*reader)
		clause string // "": it is well formed
	}{
		{"format 2", []func(*reader){plain}, ""},                                                                    // C-4 11.2.1.1
		{"format 1", []func(*reader){plain, online, body("800B 80 0042 1122334455667788")}, ""},                     // C-4 11.2.1.1
		{"format 1, with IAD", []func(*reader){plain, online, body("800F 80 0042 1122334455667788 06010203")}, ""},  // C-4 11.2.1.1
		{"no template", []func(*reader){plain, online, body("81 00")}, "11.2.1"},                                    // C-4 11.2.1.1, 11.2.1.3
		{"nothing", []func(*reader){plain, online, body("")}, "11.2.1"},                                             // C-4 11.2.1.1, 11.2.1.3
		{"no CID", []func(*reader){plain, online, body("7712 9F36020042 " + ac + "9F10 00")}, "11.2.1"},             // C-4 11.2.1.1, 11.2.1.3
		{"no cryptogram", []func(*reader){plain, online, body("7709 9F270180 9F36020042")}, "11.2.1"},               // C-4 11.2.1.1, 11.2.1.3
		{"a signature for it", []func(*reader){plain, online, body("770D 9F270180 9F36020042 9F4B0101")}, "11.2.1"}, // C-4 11.2.1.1, 11.2.1.3
		{"CDA, format 1", []func(*reader){online, body("800B 80 0042 1122334455667788")}, "11.2.1"},                 // C-4 11.2.1.2, 11.2.1.4
		{"CDA, malformed", []func(*reader){online, body("7705 9F270180")}, "11.2.1"},                                // C-4 11.2.1.2, 11.2.1.4
		{"CDA, AAC in a signature", []func(*reader){online, body("770D 9F270100 9F36020042 9F4B0101")}, "11.2.1"},   // C-4 11.2.1.2, 11.2.1.4
		{"type RFU", []func(*reader){plain, online, func(r *reader) { r.gives = 0xC0 }}, "11.2.1.5"},                // C-4 11.2.1.5
		{"type RFU, CDA", []func(*reader){online, func(r *reader) { r.gives = 0xC0 }}, "11.2.1.5"},                  // C-4 11.2.1.5
		{"status 6985", []func(*reader){online, func(r *reader) { r.sw = 0x6985 }}, "11.2.1"},                       // C-4 11.2.1.1
		{"status 6283", []func(*reader){plain, func(r *reader) { r.sw = 0x6283 }}, "11.2.1"},                        // C-4 11.2.1.1
	} {
		for _, contacts := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, contacts %v", c.name, contacts), func(t *testing.T) {
				r := plastic(t).with(c.edit...)
				if !contacts {
					r.with(noContacts)
				}
				r.run()
				got := of(r.outcome())
				switch {
				case c.clause == "" && got.status != kernel.OnlineRequest, c.clause != "" && contacts && got != inserts(c.clause), c.clause != "" && !contacts && got != ends(c.clause):
					t.Errorf("%+v: %s", got, r.outcome().Error.Reason)
				}
			})
		}
	}
	plastic(t).with(online, noContacts, body("800B 00 0042 1122334455667788")).expect(declines("11.2.5.1")) // C-4 11.2.1.2, 11.2.2.1: an AAC may have format 1
}

// A card may answer with less than was asked for, never with more.
func TestCryptogramTypes(t *testing.T) {
	const tc, arqc, aac = 0x40, 0x80, 0x00
	failed := want{kernel.Declined, kernel.MsgDeclined, 0, none, "11.2.2.4"}
	chip := want{kernel.TryAnotherInterface, kernel.MsgPleaseInsert, 0, none, "11.2.5.1"}
	for _, c := range []struct {
		asked, given int
		want         want
	}{
		{tc, tc, approves},       // C-4 11.2.2.2, 11.2.4.3, 2.2.2.1
		{tc, arqc, goesOnline},   // C-4 11.2.2.2, 11.2.6.2.1
		{tc, aac, chip},          // C-4 11.2.2.1, 11.2.5.1
		{arqc, tc, failed},       // C-4 11.2.2.4
		{arqc, arqc, goesOnline}, // C-4 11.2.2.3, 11.2.6.2.1, 12.1.1
		{arqc, aac, chip},        // C-4 11.2.2.1, 11.2.5.1
		{aac, tc, failed},        // C-4 11.2.2.4
		{aac, arqc, failed},      // C-4 11.2.2.4
		{aac, aac, chip},         // C-4 11.2.5.1
	} {
		r := plastic(t)
		r.gives = c.given
		r.set("DF0A", "0000000000").set("DF0B", "0000000000")
		switch c.asked {
		case arqc:
			r.indicators.ZeroAmount = true
		case aac:
			r.file("5F24", "200101").set("DF0A", "0040000000")
		}
		out := r.run()
		if got := of(r.outcome()); got != c.want || r.reference()&0xC0 != c.asked || out.TVR()[0]&0x04 != 0 {
			t.Errorf("asked %02X, got %02X: %+v, TVR %X", c.asked, c.given, got, out.TVR())
		}
	}
	plastic(t).with(noContacts, func(r *reader) { r.gives = aac }).expect(declines("11.2.5.1"))                                            // C-4 11.2.5.1
	plastic(t).with(func(r *reader) { r.gives = aac }).says("9F70", "DC00").expect(declines("11.2.5.1"))                                   // C-4 11.2.5.1
	phone(t, "010002").with(func(r *reader) { r.gives = aac }).expect(declines("11.2.5.1"))                                                // C-4 11.2.5.1
	plastic(t).with(func(r *reader) { r.gives = tc }).set("9F33", "E068C0").set("DF0B", "0000000000").expect(approves.authenticated(none)) // C-4 11.2.4.2
}

// An ARQC at a terminal that cannot use it.
func TestARQC(t *testing.T) {
	online := func(r *reader) { r.gives = 0x80 }
	for _, c := range []struct {
		name  string
		edit  func(*reader)
		dual  want
		other want
	}{
		{"offline only", func(r *reader) { r.cfg.Terminal.Type = 0x23 }, inserts("11.2.6.1.1"), declines("11.2.6.1.1")},                     // C-4 11.2.6.1.1
		{"host away", func(r *reader) { r.tx.HostAway = true; r.set("DF0C", "0000000000") }, inserts("11.2.6.2.2"), declines("11.2.6.2.2")}, // C-4 11.2.6.2.2
		{"offline with online capability", func(*reader) {}, goesOnline, goesOnline},                                                        // C-4 11.2.6.2.1, 2.2.3.1
		{"online only", func(r *reader) { r.cfg.Terminal.Type = 0x24 }, goesOnline, goesOnline},                                             // C-4 11.2.6.2.1, 2.2.3.2, 2.3.1.1
	} {
		ok := func(w want) want {
			w.oda = "ok"
			return w
		}
		plastic(t).with(online, c.edit).expect(ok(c.dual))
		plastic(t).with(online, c.edit, noContacts).expect(ok(c.other))
	}
}

// A terminal for delayed authorisations approves an ARQC that is authenticated, and nothing that is not.
func TestDelayedAuthorisation(t *testing.T) {
	delayed := func(r *reader) { r.set("9F6E", "D8E00043"); r.indicators.FloorLimitExceeded = true }
	for _, kind := range []byte{0x21, 0x22, 0x23, 0x25} {
		r := plastic(t).with(delayed)
		r.cfg.Terminal.Type, r.tx.HostAway = kind, true
		if r.expect(approves); r.reference() != 0x90 { // C-4 2.2.4.1, 11.2.6.3.1, 12.1.2, 12.2.3.1
			t.Errorf("%02X", r.reference())
		}
		if record := fmt.Sprintf("%X", r.outcome().DataRecord); !contains(record, "5713374245") || !contains(record, "9F270180") {
			t.Error(record)
		}
	}
	unsigned := want{kernel.TryAnotherInterface, kernel.MsgPleaseInsert, 0, none, "11.2.6.3"}
	plastic(t).with(delayed).give("82", "1880").expect(unsigned)                                                            // C-4 11.2.6.3.1
	plastic(t).with(delayed, func(r *reader) { r.set("9F6E", "58E00043") }).give("82", "1880").expect(declines("11.2.6.3")) // C-4 11.2.6.3.1
	plastic(t).with(delayed, func(r *reader) { r.gives = 0 }).expect(inserts("11.2.5.1"))                                   // C-4 2.2.4.2
	r := plastic(t).with(delayed)
	r.tx.ForceOnline = true
	r.expect(goesOnline)
	for purpose, by := range map[kernel.Purpose]kernel.Authorisation{kernel.Purchase: kernel.OnlyOnline, kernel.PreAuthorisation: kernel.ByAnalysis} { // the host alone, by configuration or by what it is
		r := plastic(t).with(delayed)
		r.tx.Purpose, r.cfg.Treatments = purpose, []kernel.Treatment{{Purpose: purpose, Authorisation: by}}
		r.expect(goesOnline)
	}
}

// A phone that wants its holder verified says so by its status word: it is presented again, once.
func TestStatus6984(t *testing.T) {
	r := phone(t, "010002")
	r.sw = 0x6984
	r.expect(seesPhone("11.2.3.1")) // C-4 11.2.3.1
	if r.outcome().FieldOff != 1500*time.Millisecond || r.outcome().Error.SW != 0x6984 {
		t.Errorf("%+v", r.outcome())
	}
	r.taps = 2
	r.expect(ends("11.2.3.2")) // C-4 11.2.3.2
	r.next = func(int) { r.sw = 0x9000 }
	r.expect(approves)
	r = phone(t, "3F0300").with(above)
	r.taps, r.sw = 3, 0x6984
	r.next = func(int) { r.give("9F71", "010302") }
	r.expect(ends("11.2.3.2")) // C-4 11.2.3.2: it was presented again for its Mobile CVM
	plastic(t).with(func(r *reader) { r.sw = 0x6984 }).expect(seesPhone("11.2.3.1"))
}

// The cardholder hears that the card may be taken, for 300 milliseconds, of each cryptogram that ends the card's part; before the signature is verified.
// C-4 11.2.4, 11.2.5, 11.2.6.2, 11.2.6.3
func TestCardReadMessage(t *testing.T) {
	read := kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully, Hold: 300 * time.Millisecond, Language: "de"}
	for _, c := range []struct {
		gives    int
		kind     byte
		enhanced string
		shown    bool
	}{
		{0x40, 0x22, "D8E00003", true},
		{0x80, 0x22, "D8E00003", true},
		{0x00, 0x22, "D8E00003", true},
		{0x80, 0x23, "D8E00003", false},
		{0x80, 0x23, "D8E00043", true},
		{0x40, 0x23, "D8E00003", true},
		{0xC0, 0x22, "D8E00003", false},
	} {
		r := plastic(t).set("9F6E", c.enhanced)
		r.gives, r.cfg.Terminal.Type, r.forged = c.gives, c.kind, true
		r.run()
		if got := len(r.shown) == 1 && r.shown[0] == read; got != c.shown {
			t.Errorf("%+v: %+v", c, r.shown)
		}
	}
}
