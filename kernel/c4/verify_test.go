package c4_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A verification is what comes of cardholder verification: by the CVM of the outcome, CVM Results and the TVR as the card gets them.
type verification struct {
	cvm          kernel.CVM
	results, tvr string
}

func (r *reader) verifies(want verification) {
	r.t.Helper()
	r.run()
	if got := (verification{r.outcome().CVM, r.told("9F34"), r.told("95")}); got != want {
		r.t.Errorf("%+v, not %+v: %v %s", got, want, r.outcome().Status, r.outcome().Error.Reason)
	}
}

const noList = "0000000000000000" // a CVM List without rules

// list gives the card a CVM List with these rules.
func list(rules string) func(*reader) {
	return func(r *reader) { r.file("8E", noList+rules) }
}

// noContacts is a reader without contacts: nothing leaves the interface.
func noContacts(r *reader) { r.set("9F6E", "58E00003") }

// Above the limit the card's list decides, in its order: the first rule whose condition holds and whose method the reader has. No CVM is none of them.
// C-4 8.2.3
func TestCVMProcessing(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*reader)
		want verification
	}{
		{"online PIN first", list("42031E031F02"), verification{kernel.CVMOnlinePIN, "420300", "0000040000"}},            // C-4 8.2.1.1, 8.2.3.1, 8.2.3.2.1
		{"signature first", list("1E0342031F02"), verification{kernel.CVMSignature, "1E0300", "0000000000"}},             // C-4 8.2.3.1
		{"the condition does not hold", list("420142045E00"), verification{kernel.CVMSignature, "5E0000", "0000000000"}}, // C-4 8.2.3.1
		{"no CVM is not supported", list("5F001E00"), verification{kernel.CVMSignature, "1E0000", "0000000000"}},         // C-4 8.2.2.2.1
		{"no CVM alone", list("1F00"), verification{0, "3F0001", "0000800000"}},                                          // C-4 8.2.2.2.1, 8.2.5.4
		{"no CVM if supported", list("1F031E00"), verification{kernel.CVMSignature, "1E0000", "0000000000"}},             // C-4 8.2.2.2.1
		{"no list", func(r *reader) { r.file("8E", "-") }, verification{0, "3F0000", "2000000000"}},                      // C-4 8.2.2.1.1
		{"no rules", list(""), verification{0, "3F0000", "2000000000"}},                                                  // C-4 8.2.2.1.1
		{"no verification", func(r *reader) { r.give("82", "0980") }, verification{0, "3F0001", "0000800000"}},           // C-4 8.2.1.2
		{"fails by its list", list("0000"), verification{0, "3F0001", "0000800000"}},                                     // C-4 8.2.3
		{"fails before others", list("00001E00"), verification{0, "3F0001", "0000800000"}},
		{"fails, and others follow", list("40001E00"), verification{0, "3F0001", "0000800000"}},
		{"a method nobody knows", list("60001E00"), verification{kernel.CVMSignature, "1E0000", "0000400000"}},
		{"a method nobody knows, and no next", list("20001E00"), verification{0, "3F0001", "0000C00000"}},
		{"PINs that a card verifies", list("43004400450001031E00"), verification{0, "3F0001", "0000900000"}},
		{"online PIN is not the acquirer's", func(r *reader) { r.set("9F6E", "58A00003") }, verification{kernel.CVMSignature, "1E0300", "0000000000"}}, // C-4 8.2.2.2.1
		{"nor the terminal's", func(r *reader) { r.set("9F33", "E028C8") }, verification{kernel.CVMSignature, "1E0300", "0000000000"}},                 // C-4 8.2.2.2.1
		{"online PIN always", func(r *reader) { r.set("9F6E", "58A00003").with(list("42001E00")) }, verification{kernel.CVMSignature, "1E0000", "0000100000"}},
		{"no signature", func(r *reader) { r.set("9F33", "E040C8").with(list("1E034200")) }, verification{kernel.CVMOnlinePIN, "420000", "0000040000"}},
		{"above 12.33", func(r *reader) { r.file("8E", "000004D1000000001E06 1E07").says("9F42", "0978") }, verification{kernel.CVMSignature, "1E0700", "0000000000"}},
		{"another currency", func(r *reader) { r.file("8E", "000004D1000000001E0742 00").says("9F42", "0840") }, verification{kernel.CVMOnlinePIN, "420000", "0000040000"}},
		{"cash", func(r *reader) { r.tx.Type = 0x01; list("5E024204")(r) }, verification{kernel.CVMOnlinePIN, "420400", "0000040000"}},
	} {
		t.Run(c.name, func(t *testing.T) { plastic(t).with(above, noContacts, c.edit).verifies(c.want) })
	}
}

// Where no method is left the contacts are the way on, if terminal and card have them and the card is no phone. Else the flow goes on, and the action codes decide.
func TestUnableToComplete(t *testing.T) {
	left := want{kernel.TryAnotherInterface, kernel.MsgPleaseInsert, 0, none, "8.2.5"}
	for _, c := range []struct {
		enhanced, aip, capabilities string
		leaves                      bool
	}{
		{"D8E00003", "1980", "3C00", true},  // C-4 8.2.5.1
		{"D8E00003", "1980", "-", true},     // C-4 8.2.5.2
		{"D8E00003", "0980", "3C00", true},  // C-4 8.2.5.1, 8.2.1.2
		{"D8E00003", "1980", "DF00", false}, // C-4 8.2.5.3
		{"58E00003", "1980", "3C00", false}, // C-4 8.2.5.4
		{"58E00003", "1980", "-", false},    // C-4 8.2.5.4
		{"D8E00003", "19C0", "3C00", false}, // C-4 8.2.5.5
		{"D8E00003", "19A0", "3C00", false}, // C-4 8.2.5.5
		{"D8E00003", "19E0", "-", false},    // C-4 8.2.5.5
	} {
		r := plastic(t).with(above, list("1F00")).set("9F6E", c.enhanced).give("82", c.aip).says("9F70", c.capabilities)
		if out := r.run(); !out.HasTVR(tlv.TVRCVMNotSuccessful) || fmt.Sprintf("%X", out.CVMResults()) != "3F0001" {
			t.Errorf("%+v: %X, %X", c, out.TVR(), out.CVMResults())
		}
		switch got := of(r.outcome()); {
		case c.leaves && (got != left || r.reference() >= 0):
			t.Errorf("%+v: %+v, %02X", c, got, r.reference())
		case !c.leaves && (got != goesOnline.owing(0) || r.told("95") != "0000800000"): // the action code online has the bit
			t.Errorf("%+v: %+v", c, got)
		}
	}
	r := plastic(t).with(above, noContacts, list("1F00")).set("DF0A", "0000800000") // C-4 8.2.5.4, 10.2.1.3.1
	r.expect(declines("11.2.5.1"))
}

// Below the limit a rule for no CVM that is valid counts before all others, wherever it stands.
func TestLimitNotExceeded(t *testing.T) {
	noVerification := func(r *reader) { r.give("82", "09"+fmt.Sprintf("%X", r.find(0x82)[1:])) }
	for _, c := range []struct {
		name string
		edit func(*reader)
		want verification
	}{
		{"no CVM last", list("42031E031F00"), verification{kernel.CVMNotRequired, "1F0002", "0000000000"}},      // C-4 8.2.6.2.2, 8.2.1.3, 8.2.6.1.6
		{"no CVM first", list("5F021E03"), verification{kernel.CVMNotRequired, "5F0202", "0000000000"}},         // C-4 8.2.6.2.2, 8.2.6.1.6
		{"if supported", list("42031F03"), verification{kernel.CVMNotRequired, "1F0302", "0000000000"}},         // C-4 8.2.6.2.2, 8.2.6.1.6
		{"not valid, and another", list("1E031F05"), verification{kernel.CVMSignature, "1E0300", "0000000000"}}, // C-4 8.2.6.2.3, 8.2.6.1.7
		{"none", list("42031E03"), verification{kernel.CVMOnlinePIN, "420300", "0000040000"}},                   // C-4 8.2.6.2.3, 8.2.6.1.7
		{"none that is supported", list("1F05"), verification{0, "3F0001", "0000800000"}},                       // C-4 8.2.6.2.3
		{"the terminal lacks it", func(r *reader) { r.set("9F33", "E060C8") }, verification{kernel.CVMOnlinePIN, "420300", "0000040000"}},
		{"no list", func(r *reader) { r.file("8E", "-") }, verification{kernel.CVMNotRequired, "3F0000", "2000000000"}}, // C-4 8.2.6.2.1, 8.2.6.1.5
		{"no rules", list(""), verification{kernel.CVMNotRequired, "3F0000", "2000000000"}},                             // C-4 8.2.6.2.1, 8.2.6.1.5
		{"no verification", noVerification, verification{kernel.CVMNotRequired, "3F0000", "0000000000"}},                // C-4 8.2.6.2.4, 8.2.6.1.12
	} {
		for kind, edit := range map[string]func(*reader){
			"plastic":         func(*reader) {},
			"phone":           func(r *reader) { r.give("82", "19C0").give("9F71", "010002") },
			"phone unwilling": func(r *reader) { r.give("82", "19C0").give("9F71", "3F0000") }, // C-4 8.2.6.1.8, 8.2.6.1.9, 8.2.6.1.10, 8.2.6.1.13
			"phone silent":    func(r *reader) { r.give("82", "19C0") },
		} {
			t.Run(c.name+", "+kind, func(t *testing.T) {
				plastic(t).with(noContacts, edit, c.edit).verifies(c.want)
			})
		}
		t.Run(c.name+", phone that failed twice", func(t *testing.T) { // C-4 8.2.6.1.2, 8.2.6.1.3, 8.2.6.1.4, 8.2.6.1.11
			r := plastic(t).with(noContacts).give("82", "19C0").give("9F71", "010001").with(c.edit)
			r.expect(seesPhone("8.2.6.1.1")) // C-4 8.2.6.1.1
			r.taps = 2
			r.verifies(c.want)
		})
	}
}

// Below the limit only a Mobile CVM that was performed and has failed has the phone presented again, where the figure has more.
// C-4 8.2.6.1.1
func TestBelowTheLimitRestart(t *testing.T) {
	for b1 := range 256 {
		for b3 := range 5 {
			r := phone(t, fmt.Sprintf("%02X00%02X", b1, b3))
			r.run()
			again := r.outcome().Status == kernel.TryAgain
			if again != (b1 == 1 && b3 == 1) || again && of(r.outcome()) != seesPhone("8.2.6.1.1") {
				t.Errorf("%02X %02X: %v", b1, b3, r.outcome().Status)
			}
		}
	}
	plastic(t).give("9F71", "010001").expect(approves) // no phone
}

// Code 000001 is Mobile CVM, and no PIN is ever sent to a card. What a phone says decides: success, another tap, or the next rule.
// C-4 8.2.4
func TestMobileCVM(t *testing.T) {
	again := seesPhone("8.2.4.1")
	confirmed := approves.owing(kernel.CVMConfirmed)
	next := want{kernel.OnlineRequest, kernel.MsgAuthorising, kernel.CVMOnlinePIN, "ok", ""}
	for _, c := range []struct {
		results       string
		first, second want
	}{
		{"-", next, next},                // C-4 8.2.4.1.1
		{"010303", next, next},           // C-4 8.2.4.1.2
		{"3F0303", next, next},           // C-4 8.2.4.1.2
		{"AA0303", next, next},           // C-4 8.2.4.1.2
		{"3F0300", again, next},          // C-4 8.2.4.1.3, 8.2.4.1.4
		{"3F0302", again, next},          // C-4 8.2.4.1.3, 8.2.4.1.4
		{"010302", confirmed, confirmed}, // C-4 8.2.4.1.5
		{"010002", confirmed, confirmed}, // C-4 8.2.4.1.5
		{"010301", again, next},          // C-4 8.2.4.1.6, 8.2.4.1.7, 8.2.4.1.8
		{"010300", again, next},          // C-4 8.2.4.1.7, 8.2.4.1.8
		{"010304", again, next},          // C-4 8.2.4.1.7, 8.2.4.1.8
		{"000302", again, next},          // C-4 8.2.4.1.9, 8.2.4.1.10
		{"FF0301", again, next},          // C-4 8.2.4.1.9, 8.2.4.1.10
	} {
		for _, aip := range []string{"19C0", "1980"} {
			r := phone(t, c.results).give("82", aip).with(above)
			r.expect(c.first)
			r.taps = 2
			r.expect(c.second)
			for _, command := range r.commands {
				if command[1] == 0x20 {
					t.Errorf("%s: VERIFY", c.results)
				}
			}
		}
	}
	phone(t, "010302").with(above, noContacts).verifies(verification{kernel.CVMConfirmed, "410302", "0000000000"})                                    // C-4 8.2.4.1.5
	phone(t, "010302").with(above).set("9F6E", "D8600003").verifies(verification{kernel.CVMOnlinePIN, "420300", "0000040000"})                        // C-4 8.2.3.3
	phone(t, "010303").with(above, list("01031E00")).verifies(verification{0, "3F0001", "0000A00000"})                                                // C-4 8.2.4.1.2: there is no next
	phone(t, "010302").with(above).set("9F6E", "D8600003").with(list("41001E00")).verifies(verification{kernel.CVMSignature, "1E0000", "0000100000"}) // C-4 8.2.3.3
	phone(t, "-").says("9F71", "010302").with(above).verifies(verification{kernel.CVMOnlinePIN, "420300", "0000040000"})                              // C-4 8.2.4.1.1: in a record it is nothing
	r := phone(t, "3F0300").with(above, noContacts, list("4103"))
	r.taps = 2
	r.verifies(verification{0, "3F0001", "0000800000"}) // C-4 8.2.4.1.3, 8.2.5.4
}

// The two user interface requests of a phone that is to be presented again.
// C-4 8.2.4.1, 8.2.6.1, 11.2.3
func TestSeePhone(t *testing.T) {
	refuses := func(r *reader) { r.sw = 0x6984 }
	for _, c := range []struct {
		results          string
		edit             func(*reader)
		restart          kernel.UIStatus
		fieldOff, clause string
	}{
		{"3F0300", above, kernel.StatusProcessingError, "0s", "8.2.4.1"},
		{"010301", func(*reader) {}, kernel.StatusProcessingError, "0s", "8.2.6.1.1"},
		{"010002", refuses, kernel.StatusReadyToRead, "1.5s", "11.2.3.1"},
	} {
		r := phone(t, c.results).with(c.edit)
		r.expect(seesPhone(c.clause))
		o := r.outcome()
		got := fmt.Sprintf("%+v %+v %v %v %v %v", *o.UIOutcome, *o.UIRestart, o.FieldOff, o.Start, o.RemovalTimeout, o.DataRecord)
		want := fmt.Sprintf("%+v %+v %v %v %v %v", kernel.UI{Message: 0x20, Status: kernel.StatusProcessingError, Hold: 1e9, Language: "de"},
			kernel.UI{Message: 0x21, Status: c.restart, Language: "de"}, c.fieldOff, kernel.StartB, "0s", []byte(nil))
		if got != want {
			t.Errorf("%s\n%s", got, want)
		}
	}
}
