package c6_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// offlineOnlyReader is a reader without contact chip and stripe.
func alone(r *reader) *reader {
	r.ttq = "26004000"
	r.cfg.Terminal.Capabilities[0] = 0x20
	return r
}

// What the card's status word leads to.
func TestStatusWords(t *testing.T) {
	for _, c := range []struct {
		sw          uint16
		here, alone want
	}{
		{0x9000, goesOnline, goesOnline},                                                 // C-6 F8.18, F9.1
		{0x6984, another("F9.3"), another("F9.3")},                                       // C-6 F9.2, F9.3
		{0x6986, again(kernel.MsgSeePhone, "F9.3b"), again(kernel.MsgSeePhone, "F9.3b")}, // C-6 F9.3a, F9.3b
		{0x6987, again(kernel.MsgSeePhone, "F9.3b"), again(kernel.MsgSeePhone, "F9.3b")}, // C-6 F9.3a, F9.3b
		{0x6985, another("F9.10"), ends("F9.10")},                                        // C-6 F9.3a, F9.10, F9.10a
		{0x6A81, another("F9.10"), ends("F9.10")},                                        // C-6 F9.10, F9.10a
		{0x6282, another("F9.10"), ends("F9.10")},                                        // C-6 F9.1, F9.10
		{0x6100, another("F9.10"), ends("F9.10")},                                        // C-6 F9.1
		{0x9001, another("F9.10"), ends("F9.10")},                                        // C-6 F9.1
	} {
		for i, w := range []want{c.here, c.alone} {
			r := online(t)
			r.sw = c.sw
			if i == 1 {
				alone(r)
			}
			out := r.expect(w)
			if got := out.Error.SW; c.sw != 0x9000 && got != c.sw || len(r.commands) != 1 {
				t.Errorf("%04X: SW %04X, %d commands", c.sw, got, len(r.commands))
			}
		}
	}
}

// The answer is one template 77, well formed, without an object that comes twice.
func TestFormat(t *testing.T) {
	whole := fmt.Sprintf("%X", joined(online(t).options))
	size := func(s string) string { return fmt.Sprintf("%02X", len(s)/2) }
	for _, c := range []struct{ name, body string }{
		{"format 1", "8006 0100 10010400"},                                                             // C-6 F9.4
		{"nothing", ""},                                                                                // C-6 F9.4
		{"template 70", "7081" + size(whole) + whole},                                                  // C-6 F9.4
		{"cut off", "7781" + size(whole+"00") + whole},                                                 // C-6 F9.4
		{"something behind", "7781" + size(whole) + whole + "8200"},                                    // C-6 F9.4
		{"an object that is cut off", "7781" + size(whole+"9F") + whole + "9F"},                        // C-6 F9.4
		{"an object twice", "7781" + size(whole+"9F36020001") + whole + "9F36020001"},                  // C-6 F9.4 twice
		{"an unknown one twice", "7781" + size(whole+"DF0101AADF0101AA") + whole + "DF0101AADF0101AA"}, // C-6 F9.4 twice
	} {
		r := online(t)
		r.body = append([]byte{}, bench.Hex(t, c.body)...)
		r.expect(another("F9.4"))
		r = alone(online(t))
		r.body = append([]byte{}, bench.Hex(t, c.body)...)
		r.expect(ends("F9.4"))
	}
}

// An empty object beside a real one is no second one.
// B3 5.2 length 00
func TestEmptyObjects(t *testing.T) {
	whole := fmt.Sprintf("%X", joined(online(t).options))
	for _, body := range []string{whole + "9F3600", "9F3600" + whole, whole + "DF0100DF0100"} {
		r := online(t)
		r.body = bench.Hex(t, hexObject(t, "77", body))
		r.expect(goesOnline)
	}
}

// What every answer has to have.
func TestMandatory(t *testing.T) {
	for _, c := range []struct {
		tag  string
		bad  []string
		good string
	}{
		{"82", []string{"-", "", "01", "010000"}, "5900"},   // C-6 F9.5
		{"9F36", []string{"-", "", "01", "010000"}, "FFFF"}, // C-6 F9.6
		{"9F10", []string{"-", ""}, "00"},                   // C-6 F9.7
		{"9F27", []string{"-", "", "8000"}, "80"},           // C-6 F9.8
		{"9F71", []string{"-", "", "00", "000000"}, "0000"}, // C-6 F9.9
	} {
		for _, bad := range c.bad {
			online(t).set(c.tag, bad).expect(another("F9.10"))     // C-6 F9.10a
			alone(online(t).set(c.tag, bad)).expect(ends("F9.10")) // C-6 F9.10
		}
		online(t).set(c.tag, c.good).expect(goesOnline)
	}
	online(t).set("9F10", strings.Repeat("11", 33)).expect(another("F9.4"))
}

// TVR and TSI after the answer: authentication was not performed, and the floor limit is as pre-processing has found it.
func TestFirstResults(t *testing.T) {
	for exceeded, tvr := range map[bool]string{false: "8000000000", true: "8000008000"} { // C-6 F9.11
		r := online(t)
		r.indicators.FloorLimitExceeded = exceeded
		if out := r.expect(goesOnline); fmt.Sprintf("%X", out.TVR()) != tvr || !out.HasTSI(tlv.TSICardRiskManagementPerformed) {
			t.Errorf("exceeded %v: TVR %X, TSI %X", exceeded, out.TVR(), out.TSI())
		}
	}
	r := online(t)
	r.sw = 0x6985
	if out := r.run(); out.HasTSI(tlv.TSICardRiskManagementPerformed) || out.HasTVR(tlv.TVRODANotPerformed) {
		t.Errorf("TVR %X, TSI %X", out.TVR(), out.TSI())
	}
}

// Which answers go through the checks for CDA: those of a TC, of a loyalty transaction, and of an ARQC without cryptogram where the reader authenticates online
// requests.
func TestWhichChecks(t *testing.T) {
	for _, c := range []struct {
		cid, cpr, ttq, ac string
		w                 want
	}{
		{"40", "0000", "36004000", "-", approves},                       // C-6 F10.1
		{"00", "2000", "36004000", "-", approves},                       // C-6 F10.1
		{"80", "2000", "36004000", "-", goesOnline.authenticated("ok")}, // C-6 F10.1
		{"80", "0000", "37004000", "-", goesOnline.authenticated("ok")}, // C-6 F10.1b
		{"80", "0000", "36004000", "-", ends("F10.2")},                  // C-6 F10.1b, F10.2
		{"80", "0000", "37004000", cryptogram, ends("F10.3")},           // C-6 F10.1b, F10.3
		{"00", "0000", "37004000", "-", ends("F10.2")},                  // C-6 F10.1b
		{"C0", "0000", "37004000", "-", ends("F10.2")},                  // C-6 F10.1
		{"40", "0000", "36004000", cryptogram, ends("F11.3")},           // C-6 F11.3
	} {
		offlineWith(t, c.ttq).set("9F27", c.cid).set("9F71", c.cpr).set("9F26", c.ac).expect(c.w)
	}
}

func offlineWith(t testing.TB, ttq string) *reader {
	r := offline(t)
	r.ttq = ttq
	return r
}

// The checks of an answer without CDA.
func TestOtherChecks(t *testing.T) {
	afl := func(r *reader) *reader {
		return r.set("94", "10010400").set("57", "-").set("5F34", "-").set("5F25", "-").set("9F08", "-")
	}
	missing := tlv.TVRICCDataMissing
	for _, c := range []struct {
		name string
		r    *reader
		w    want
		tvr  bool
	}{
		{"no cryptogram", online(t).set("9F26", "-"), ends("F10.2"), true},                  // C-6 F10.2
		{"an empty one", online(t).set("9F26", ""), ends("F10.2"), true},                    // C-6 F10.2
		{"of 7 bytes", online(t).set("9F26", cryptogram[2:]), ends("F10.2"), true},          // C-6 F10.2
		{"of 9 bytes", online(t).set("9F26", cryptogram+"00"), ends("F10.2"), true},         // C-6 F10.2
		{"a signature", online(t).set("9F4B", "1122"), ends("F10.3"), false},                // C-6 F10.3
		{"an empty signature", online(t).set("9F4B", ""), goesOnline, false},                // C-6 F10.3
		{"a balance", online(t).set("D1", "000000005000"), goesOnline, false},               // C-6 F10.4
		{"of 5 bytes", online(t).set("D1", "0000005000"), ends("F10.4"), false},             // C-6 F10.4
		{"of 7 bytes", online(t).set("D1", "00000000005000"), ends("F10.4"), false},         // C-6 F10.4
		{"an AFL", afl(online(t)), goesOnline, false},                                       // C-6 F10.5, F10.6
		{"of 5 bytes", afl(online(t)).set("94", "1001040000"), ends("F10.6"), false},        // C-6 F10.6
		{"of 3 bytes", afl(online(t)).set("94", "100104"), ends("F10.6"), false},            // C-6 F10.6
		{"no AFL, no track 2", online(t).set("57", "-"), ends("F10.7"), true},               // C-6 F10.7
		{"track 2 of 19 bytes", online(t).set("57", track2[:34]+"0000"), goesOnline, false}, // C-6 F10.7
		{"of 20 bytes", online(t).set("57", track2[:34]+"000000"), ends("F10.7"), true},     // C-6 F10.7
		{"no sequence number", online(t).set("5F34", "-"), ends("F10.8"), true},             // C-6 F10.8
		{"of two bytes", online(t).set("5F34", "0101"), ends("F10.8"), true},                // C-6 F10.8
		{"no effective date", online(t).set("5F25", "-"), ends("F10.9"), true},              // C-6 F10.9
		{"of two bytes", online(t).set("5F25", "2001"), ends("F10.9"), true},                // C-6 F10.9
		{"no version", online(t).set("9F08", "-"), ends("F10.10"), true},                    // C-6 F10.10
		{"of one byte", online(t).set("9F08", "01"), ends("F10.10"), true},                  // C-6 F10.10
		{"a decline without CDA", online(t).set("9F27", "00"), declines("F18.2"), false},    // C-6 F10.1
	} {
		out := c.r.expect(c.w)
		if out.HasTVR(missing) != c.tvr {
			t.Errorf("%s: TVR %X", c.name, out.TVR())
		}
	}
}

// The checks of an answer with CDA.
func TestChecksForCDA(t *testing.T) {
	for _, c := range []struct {
		name string
		r    *reader
		w    want
		tvr  bool
	}{
		{"no AFL", offline(t).set("94", "-"), ends("F11.2"), true},                 // C-6 F11.1, F11.2
		{"an empty one", offline(t).set("94", ""), ends("F11.2"), true},            // C-6 F11.1, F11.2
		{"of 6 bytes", offline(t).set("94", "100104001802"), ends("F11.2"), true},  // C-6 F11.1, F11.2
		{"a cryptogram", offline(t).set("9F26", cryptogram), ends("F11.3"), false}, // C-6 F11.3
		{"a balance", offline(t).set("D1", "000000005000"), approves, false},       // C-6 F11.4, F11.5
		{"of 5 bytes", offline(t).set("D1", "0000005000"), ends("F10.4"), false},   // C-6 F11.4, F11.5
	} {
		out := c.r.expect(c.w)
		if out.HasTVR(tlv.TVRICCDataMissing) != c.tvr {
			t.Errorf("%s: TVR %X", c.name, out.TVR())
		}
	}
}

// Twelve elements count as absent where they are malformed, all others end the transaction; and what nobody knows ends nothing.
func TestMalformed(t *testing.T) {
	ignored := approves
	for _, c := range []struct {
		record bool
		o      string
		w      want
	}{
		{true, "5F24 4912", ignored},                                // C-6 2.2 discarded
		{true, "5F24 491331", ignored},                              // C-6 2.2 discarded
		{true, "5F24 4912AA", ignored},                              // C-6 2.2 discarded
		{true, "9F6E 0102", ignored},                                // C-6 2.2 discarded
		{true, "9F24 " + strings.Repeat("41", 28), ignored},         // C-6 2.2 discarded
		{true, "9F12 4141414141414141414141414141414141", ignored},  // C-6 2.2 discarded
		{false, "9F12 4141414141414141414141414141414141", ignored}, // C-6 2.2 discarded
		{true, "DF62 01", ignored},                                  // C-6 2.2 discarded
		{false, "DF62 01", ignored},                                 // C-6 2.2 discarded
		{true, "9F11 0102", ignored},                                // C-6 2.2 discarded
		{false, "9F11 0102", ignored},                               // C-6 2.2 discarded
		{true, "42 01", ignored},                                    // C-6 2.2 discarded
		{false, "42 01", ignored},                                   // C-6 2.2 discarded
		{true, "9F0C 01", ignored},                                  // C-6 2.2 discarded
		{false, "9F0C 01", ignored},                                 // C-6 2.2 discarded
		{true, "5F2D 65", ignored},                                  // C-6 2.2 discarded
		{false, "5F2D 65", ignored},                                 // C-6 2.2 discarded
		{true, "9F4D 0B", ignored},                                  // C-6 2.2 discarded
		{false, "9F4D 0B", ignored},                                 // C-6 2.2 discarded
		{false, "9F6E 0102", ignored},                               // C-6 2.2 discarded
		{false, "9F24 41", ignored},                                 // C-6 2.2 discarded
		{true, "9F07 FF", ends("4.6")},                              // C-6 2.2 others
		{true, "5F28 097800", ends("4.6")},                          // C-6 2.2 others
		{true, "5F25 2001", ends("4.6")},                            // C-6 2.2 others
		{true, "5F25 201301", ends("4.6")},                          // C-6 2.2 others
		{true, "9F08 01", ends("4.6")},                              // C-6 2.2 others
		{true, "5F34 0101", ends("4.6")},                            // C-6 2.2 others
		{true, "5F34 AA", ends("4.6")},                              // C-6 2.2 others
		{true, "57 " + track2[:34] + "000000", ends("4.6")},         // C-6 2.2 others
		{true, "DF3E 0102", ends("4.6")},                            // C-6 2.2 others
		{false, "9F07 FF", another("F9.4")},                         // C-6 2.2 others
		{false, "5F25 2001", ends("2.2")},                           // C-6 2.2 others
		{false, "57 " + track2[:34] + "000000", ends("2.2")},        // C-6 2.2 others
		{true, "DF7F 01", ignored},                                  // C-6 2.2 unknown
		{true, "9F02 000000000001", ignored},                        // C-6 2.2 unknown
		{true, "95 FFFFFFFFFF", ignored},                            // C-6 2.2 unknown
		{true, "9F66 00000000", ignored},                            // C-6 2.2 unknown
		{true, "9F33 00", ignored},                                  // C-6 2.2 unknown: of whatever length
		{true, "9F24 " + strings.Repeat("2D", 29), ignored},         // C-6 2.2: nobody checks letters
		{false, "9F37 00000000", ignored},                           // C-6 2.2 unknown
		{true, "9F07 ", declines("F19.7").authenticated("ok")},      // C-6 2.2 unknown: an empty one is none
	} {
		r := offline(t)
		name, value, _ := strings.Cut(c.o, " ")
		if c.record {
			r.file(1, name, value)
		} else {
			r.set(name, value).file(1, name, "-")
		}
		out := r.expect(c.w)
		if o, _ := tlv.Find(out.DataRecord, 0x9F02); c.w == ignored && fmt.Sprintf("%X", o.Value) != "000000001234" {
			t.Errorf("%s: amount %X", c.o, o.Value)
		}
	}
	letters := offline(t).file(1, "9F24", strings.Repeat("2D", 29))
	if o, _ := tlv.Find(letters.run().DataRecord, 0x9F24); len(o.Value) != 29 {
		t.Errorf("9F24 %X", o.Value)
	}
	r := offline(t).file(1, "5A", "60110000000000AA")
	r.records[0].objects = changed(r.records[0].objects, 0x5A, r.hex("60110000000000AA"))
	if out := r.run(); fmt.Sprintf("%X", out.PAN()) != pan { // C-6 2.2 discarded: that of track 2 counts
		t.Errorf("%X", out.PAN())
	}
}
