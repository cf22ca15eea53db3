package c6_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// strictly is the same in the profile strict.
func strictly(r *reader) *reader { r.cfg.Profile = kernel.Strict; return r }

// Where the book contradicts itself, says something in one place only, or is easily read otherwise: each with the outcome of the book, and with that of strict
// where it differs.
func TestTraps(t *testing.T) {
	afl := func(r *reader) *reader {
		return r.set("94", "10010400").set("57", "-").set("5F34", "-").set("5F25", "-").set("9F08", "-")
	}
	unsigned := func(r *reader) *reader { r.signs = "none"; return r }
	at := func(r *reader, ttq string) *reader { r.ttq = ttq; return r }
	strictDecline := func(oda string) want { return declines("F19.6").authenticated(oda) }
	for _, c := range []struct {
		name         string
		r            func() *reader
		book, strict want
	}{
		// figure 3-1 sends to another interface even where there is none, figure 3-2 does not
		{"no label, no other interface", func() *reader { r := alone(online(t)); r.label = ""; return r }, another("F1.4"), another("F1.4")},                                       // C-6 F1.6
		{"a PDOL without type, no other interface", func() *reader { r := alone(online(t)); r.pdol = strings.Replace(pdol, "9C01", "", 1); return r }, ends("F2.9"), ends("F2.9")}, // C-6 F2.9
		// section 2.2: twelve elements are dropped, all others fail
		{"PAR of 28 bytes", func() *reader { return online(t).set("9F24", strings.Repeat("41", 28)) }, goesOnline, goesOnline}, // C-6 2.2 discarded
		{"usage control of one byte", func() *reader { return online(t).set("9F07", "FF") }, another("F9.4"), another("F9.4")}, // C-6 2.2 others
		// figure 3-9: format 1 is none; 6986 is misprinted for 6987
		{"format 1", func() *reader { r := online(t); r.body = r.hex("80060100 10010400"); return r }, another("F9.4"), another("F9.4")},             // C-6 F9.4
		{"6987", func() *reader { r := online(t); r.sw = 0x6987; return r }, again(kernel.MsgSeePhone, "F9.3b"), again(kernel.MsgSeePhone, "F9.3b")}, // C-6 F9.3a
		{"6984, no other interface", func() *reader { r := alone(online(t)); r.sw = 0x6984; return r }, another("F9.3"), another("F9.3")},            // C-6 F9.3
		// figures 3-10, 3-11
		{"no AFL, no effective date", func() *reader { return online(t).set("5F25", "-") }, ends("F10.9"), ends("F10.9")},                          // C-6 F10.9
		{"a signature of an ARQC that has a cryptogram", func() *reader { return afl(online(t)).set("9F4B", "11") }, ends("F10.3"), ends("F10.3")}, // C-6 F10.3
		{"a cryptogram beside CDA", func() *reader { return offline(t).set("9F26", cryptogram) }, ends("F11.3"), ends("F11.3")},                    // C-6 F11.3
		// 3.6.1, note 3 of table 4-4
		{"the signature in a record", func() *reader { r := offline(t); r.signs = "record"; return r }, approves, approves}, // C-6 3.6.1 hash
		// figure 3-14 step 4 sets data missing too: with it an ARQC is declined, and a TC by figure 3-18 only where the card says nothing
		{"unknown key, ARQC", func() *reader { r := signed(t); r.cfg.Keys = nil; return r.set("9F71", "0040") }, declines("F18.6").authenticated("failed"), declines("F18.6").authenticated("failed")},             // C-6 F14.4, F18.6
		{"unknown key, TC, online if CDA fails", func() *reader { r := offline(t); r.cfg.Keys = nil; return r.set("9F71", "0040") }, goesOnline.authenticated("failed"), declines("3.10").authenticated("failed")}, // C-6 F14.4, F18.5
		{"unknown key, TC", func() *reader { r := offline(t); r.cfg.Keys = nil; return r }, declines("F18.6").authenticated("failed"), declines("F18.6").authenticated("failed")},                                  // C-6 F14.4, F18.6
		// figure 3-14 steps 14, 17
		{"no directory hash", func() *reader { r := stored(t, ""); r.wrongDirectory = true; return r }, strictDecline("failed"), strictDecline("failed")}, // C-6 F14.14
		{"no card ID", func() *reader { return stored(t, "").file(1, "DF3E", "-") }, strictDecline("failed"), strictDecline("failed")},                    // C-6 F14.17
		// figure 3-15: no CVM needs the card's leave and the terminal's capabilities
		{"no CVM", func() *reader { return at(capable(signed(t), true), "37404000").set("9F71", "0001") }, goesOnline.authenticated("ok").owing(kernel.CVMNotRequired), goesOnline.authenticated("ok").owing(kernel.CVMNotRequired)}, // C-6 F15.11
		{"no CVM, not by the terminal", func() *reader { return at(capable(signed(t), false), "37404000").set("9F71", "0001") }, another("F15.13").authenticated("ok"), another("F15.13").authenticated("ok")},                       // C-6 F15.11
		// figure 3-16 step 5: the picture says confirmation code verified, the text no CVM
		{"no CVM after the device has failed", func() *reader {
			return at(capable(online(t), true), "34004000").set("9F71", "5001").set("9F10", "010F2003000000000000")
		}, goesOnline.owing(kernel.CVMNotRequired), goesOnline.owing(kernel.CVMNotRequired)}, // C-6 F16.5
		// figure 3-17 step 9
		{"another version, no effective date", func() *reader { return offline(t).file(1, "5F25", "-").file(1, "9F08", "0009") }, approves, approves}, // C-6 F17.9
		// figure 3-18 step 2
		{"loyalty", func() *reader { return loyalty(t) }, approves, approves},                                         // C-6 F18.2
		{"loyalty without CDA", func() *reader { return unsigned(loyalty(t)) }, declines("F18.2"), declines("F18.2")}, // C-6 F18.2
		// figure 3-19
		{"TC for an online cryptogram", func() *reader { return at(offline(t), "36804000") }, declines("F19.2").authenticated("ok"), declines("F19.2").authenticated("ok")}, // C-6 F19.2
		{"TC without any signature", func() *reader { return unsigned(offline(t)) }, ends("B.13"), strictDecline("not performed")},                                          // C-6 F19.6, B.13 cryptogram
		{"CID 11", func() *reader { return afl(online(t)).set("9F27", "C0") }, approves.authenticated("not performed"), strictDecline("not performed")},                     // C-6 F19.3, F19.6
		{"CID 11, online cryptogram required", func() *reader { return at(online(t).set("9F27", "C0"), "36804000") }, goesOnline, goesOnline},                               // C-6 F19.2, F19.4
		{"usage control skipped", func() *reader { return offline(t).file(1, "9F07", "-") }, declines("F19.7").authenticated("ok"), declines("F19.7").authenticated("ok")},  // C-6 F19.7
		{"deferred without authentication", func() *reader { return online(t).deferred() }, declines("F19.5"), declines("F19.5")},                                           // C-6 F19.5
	} {
		t.Run(c.name, func(t *testing.T) {
			book, strict := c.r(), strictly(c.r())
			book.t, strict.t = t, t
			book.expect(c.book)
			strict.expect(c.strict)
		})
	}
}

// Figure 3-6 step 2a empties the log where tears are not recovered; the logged number is repeated; the log is empty after the last record.
// C-6 F6.2a, F6.7, F12.10
func TestTrapTearing(t *testing.T) {
	off := online(t)
	off.kept[0xDF0C] = []byte{1, 2, 3}
	if off.run(); len(off.kept[0xDF0C]) != 0 || fmt.Sprint(off.retained) != "[emptied]" {
		t.Errorf("%X, %v", off.kept, off.retained)
	}
	r := torn(t, 4)
	r.run()
	if first, second := r.commands[0], r.commands[4]; string(first[5:]) != string(second[5:]) || second[1] != 0xD1 || second[2] != 0 || len(r.kept[0xDF0C]) != 0 {
		t.Errorf("%X, then %X; %X is left", first, second, r.kept)
	}
}

// Figure 3-7: a bad directory turns data storage off, and an update that does not fit is dropped; the transaction goes on.
// C-6 F7.2a, F7.12a, F7.12b
func TestTrapStorage(t *testing.T) {
	r := stored(t, "")
	r.directory = r.directory[:len(r.directory)-1]
	if r.expect(approves.authenticated("ok")); r.instructions() != "CA A8 B2 B2 B2 B2" {
		t.Error(r.instructions())
	}
	long := stored(t, "BF1081E5DF3F81E1"+strings.Repeat("11", 225)+"DF250104")
	if long.expect(approves); long.instructions() != "CA A8 B2 B2 B2 B2" {
		t.Error(long.instructions())
	}
}

// 3.12: of two templates neither is sent, and any status word but 9000 ends the script. 3.13 step 1 asks for results that have just been reset: the template
// decides.
// C-6 F21.1, F21.4, F22.1, F22.4
func TestTrapUpdate(t *testing.T) {
	two := second(t, script(t, "71", block)+script(t, "72", block), "")
	if out := two.run(); len(two.commands) != 0 || out.HasTVR(tlv.TVRScriptFailedBefore) {
		t.Errorf("%d commands, TVR %X", len(two.commands), out.TVR())
	}
	warned := second(t, script(t, "72", put, block), "")
	warned.answer = func(int, []byte, []byte) []byte { return []byte{0x62, 0x00} }
	if out := warned.run(); len(warned.commands) != 1 || !out.HasTVR(tlv.TVRScriptFailedBefore) {
		t.Errorf("%d commands, TVR %X", len(warned.commands), out.TVR())
	}
	written := second(t, "", hexObject(t, "BF11", "DF3A0102", "DF3B0E"+descriptor, hexObject(t, "BF10", hexObject(t, "DF3F", "0000000A0002AA"))))
	if out := written.run(); fmt.Sprintf("%X", out.DiscretionaryData) != "DF260181" {
		t.Errorf("%X", out.DiscretionaryData)
	}
}
