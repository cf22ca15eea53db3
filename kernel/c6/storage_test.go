package c6_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// entry is a directory entry of a container: ID, record, type, write counter, integrity code.
func entry(id string, record, kind byte) string {
	return fmt.Sprintf("%s%02X%02X00011120", id, record, kind)
}

const dsdUN = "1122334455667788"

// stored is a card with data storage that approves offline, at a terminal whose own logic answers so.
func stored(t testing.TB, answer string, parameters ...string) *reader {
	r := offline(t).featured(append([]string{"DF04"}, parameters...)...)
	if answer != "-" {
		r.det = func([]byte, []tlv.Tag) []byte { return bench.Hex(t, answer) }
	}
	return r
}

// The directory is read where data storage is enabled; a card that refuses it, or gives one of another length, goes on without.
func TestDirectory(t *testing.T) {
	whole := func(entries int) string {
		return hexObject(t, "DF3D", dsdUN, strings.Repeat(entry("0000000A", 1, 2), entries))
	}
	for _, c := range []struct {
		name, answer string
		enabled      bool
	}{
		{"one entry", whole(1) + "9000", true},                             // C-6 F6.9, F6.10, F7.1, F7.2, F7.2a, F7.3
		{"no entry", whole(0) + "9000", true},                              // C-6 F7.2a, F7.4
		{"24 entries", whole(24) + "9000", true},                           // C-6 F7.2a
		{"25 entries", whole(25) + "9000", false},                          // C-6 F7.2a, F7.15
		{"a number of 7 bytes", "DF3D07" + dsdUN[2:] + "9000", false},      // C-6 F7.2a, F7.15
		{"half an entry", "DF3D0D" + dsdUN + "0000000A01" + "9000", false}, // C-6 F7.2a, F7.15
		{"empty", "DF3D009000", false},                                     // C-6 F7.2a, F7.15
		{"another object", "DF3E08" + dsdUN + "9000", false},               // C-6 F7.2a, F7.15
		{"two objects", whole(0) + whole(0) + "9000", false},               // C-6 F7.2a, F7.15
		{"cut off", "DF3D09" + dsdUN + "9000", false},                      // C-6 F7.2a, F7.15
		{"half an object behind it", whole(1) + "DF9000", false},           // C-6 F7.2a, F7.15
		{"nothing", "9000", false},                                         // C-6 F7.2a, F7.15
		{"refused", "6A88", false},                                         // C-6 F7.2, F7.15
		{"a warning", whole(1) + "6282", false},                            // C-6 F7.2, F7.15
	} {
		r := stored(t, "")
		if c.enabled {
			o, _ := tlv.Find(bench.Hex(t, c.answer), 0xDF3D)
			r.directory = o.Value
		}
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == 0xCA {
				return bench.Hex(t, c.answer)
			}
			return response
		}
		out := r.expect(approves) // C-6 F7.16
		if asked := len(r.sent) == 1; asked != c.enabled || (out.DiscretionaryData != nil) != c.enabled || fmt.Sprintf("%X", r.commands[0]) != "80CADF3D00" {
			t.Errorf("%s: the terminal was asked: %v; %X", c.name, asked, r.commands[0])
		}
	}
	r := stored(t, "")
	r.fault = func(n int) kernel.Fault { return map[int]kernel.Fault{1: kernel.FaultTimeout}[n] }
	if r.expect(approves); len(r.sent) != 0 { // C-6 F7.2, F7.15
		t.Error("the terminal was asked")
	}
}

// The containers of the terminal's list are read, and no others; one that cannot be read ends data storage.
func TestContainers(t *testing.T) {
	for _, c := range []struct {
		name, list string
		refused    byte
		read       string
		enabled    bool
	}{
		{"none", "", 0, "", true},                                                   // C-6 F7.6, F7.10
		{"of none of the entries", "DF0B 000000FF", 0, "", true},                    // C-6 F7.6
		{"the first", "DF0B 0000000A", 0, "1", true},                                // C-6 F7.4, F7.5, F7.6, F7.7, F7.8, F7.9
		{"the last", "DF0B 0000000C", 0, "3", true},                                 // C-6 F7.10, F7.11
		{"two, in the directory's order", "DF0B 0000000C0000000A", 0, "1 3", true},  // C-6 F7.10, F7.11
		{"all", "DF0B 0000000A0000000B0000000C", 0, "1 2 3", true},                  // C-6 F7.11
		{"the second is refused", "DF0B 0000000A0000000B0000000C", 2, "1 2", false}, // C-6 F7.8, F7.15
		{"the last is refused", "DF0B 0000000A0000000B0000000C", 3, "1 2 3", false}, // C-6 F7.8, F7.15
		{"half an entry", "DF0B 0000000A0000", 0, "1", true},                        // C-6 F7.6
	} {
		parameters := []string{}
		if c.list != "" {
			parameters = append(parameters, c.list)
		}
		r := stored(t, "", parameters...)
		r.directory = r.hex(dsdUN + entry("0000000A", 1, 3) + entry("0000000B", 2, 1) + entry("0000000C", 3, 2))
		for n := byte(1); n <= 3; n++ {
			r.containers[n] = []byte{n, 2, 0xAA, n}
		}
		delete(r.containers, c.refused)
		out := r.expect(approves)
		var read []string
		for _, cmd := range r.commands {
			if cmd[1] == 0xB2 && cmd[3]>>3 == 21 {
				read = append(read, fmt.Sprint(cmd[2]))
			}
		}
		if strings.Join(read, " ") != c.read || len(r.sent) == 1 != c.enabled {
			t.Errorf("%s: read %v, the terminal was asked %d times", c.name, read, len(r.sent))
		}
		want := ""
		for _, n := range read {
			want += fmt.Sprintf("DF23040%s02AA0%s", n, n)
		}
		if got := fmt.Sprintf("%X", out.DiscretionaryData); c.enabled && !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want %s", c.name, got, want) // C-6 F7.9, B.14
		}
	}
}

// What the terminal's own logic gets, and what it is asked for.
// C-6 F7.12
func TestOperatorProcessing(t *testing.T) {
	r := stored(t, "", "DF0B "+operators)
	r.expect(approves)
	values := fmt.Sprintf("%X", r.commands[2][7:len(r.commands[2])-1])
	want := "9F3816" + strings.ReplaceAll(pdol, " ", "") + "831C" + values + "DF3A0102" + "DF3B0E" + descriptor + "DF240100" + "DF3D12" + fmt.Sprintf("%X", r.directory) + "DF23050103AABBCC"
	if got := fmt.Sprintf("%X", r.sent[0]); got != want || fmt.Sprint(r.needed[0]) != "[BF10 DF25]" {
		t.Errorf("%s\nwant %s, %v", got, want, r.needed)
	}
	resumed := torn(t, 3, "DF04")
	if resumed.run(); !bytes.Contains(resumed.sent[1], []byte{0xDF, 0x24, 1, 1}) || !bytes.Contains(resumed.sent[0], []byte{0xDF, 0x24, 1, 0}) {
		t.Errorf("%X", resumed.sent)
	}
	silent := stored(t, "-")
	if silent.expect(approves); silent.instructions() != "CA A8 B2 B2 B2 B2" {
		t.Error(silent.instructions())
	}
}

// A session that is stopped while containers are read asks nothing more; and a card that goes to another interface leaves nothing to be written.
// C-6 3.9, F7.7, F20.1
func TestStorageCutShort(t *testing.T) {
	r := stored(t, "", "DF0B "+operators)
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Transmit && a.Command[1] == 0xB2 && len(r.commands) == 1
	}
	if out := r.run(); out.Error.L3 != kernel.L3Stop || len(r.commands) != 1 {
		t.Errorf("%+v, %X", out.Error, r.commands)
	}
	r = forged(stored(t, "")).set("9F71", "0060")
	if out := r.expect(another("F18.4").authenticated("failed")); out.DiscretionaryData != nil || len(r.outcomes[0].Updates) != 0 {
		t.Errorf("%X, %v", out.DiscretionaryData, r.outcomes[0].Updates)
	}
}

// What the terminal's own logic wants of the command that begins the transaction.
func TestStorageUpdate(t *testing.T) {
	store := "DF3F08 0000000A 0002 AABB"
	full := func(n int) string {
		return "BF1081" + fmt.Sprintf("%02X", n+4) + "DF3F81" + fmt.Sprintf("%02X", n) + strings.Repeat("11", n) + "DF250104"
	}
	for _, c := range []struct {
		name, answer string
		commands     string
		amount       string
	}{
		{"nothing", "", "A8", "000000001234"},                                                                // C-6 F8.1
		{"an update", "BF100B" + store + "DF250104", "D0/04", "000000001234"},                                // C-6 F7.12a, F8.1, F8.10, F8.14
		{"of all four conditions", "BF100B" + store + "DF25010F", "D0/0F", "000000001234"},                   // C-6 F8.14
		{"RFU bits of the control", "BF100B" + store + "DF2501FF", "D0/0F", "000000001234"},                  // C-6 F8.14
		{"without control", "BF100B" + store, "A8", "000000001234"},                                          // C-6 F8.1
		{"a control of two bytes", "BF100B" + store + "DF25020404", "A8", "000000001234"},                    // C-6 F8.1
		{"control without update", "DF250104", "A8", "000000001234"},                                         // C-6 F8.1
		{"an empty template", "BF1000DF250104", "D0/04", "000000001234"},                                     // C-6 F8.1
		{"as long as a command carries", full(217), "D0/04", "000000001234"},                                 // C-6 F7.12a
		{"a byte longer", full(218), "A8", "000000001234"},                                                   // C-6 F7.12a, F7.12b
		{"longer, and another amount", full(218) + "9F0206000000001000", "A8", "000000001234"},               // C-6 F7.12b
		{"another amount", "9F0206000000001000", "A8", "000000001000"},                                       // C-6 F7.13, F7.14
		{"none", "9F0206000000000000", "A8", "000000000000"},                                                 // C-6 F7.14
		{"more", "9F0206000000001235", "A8", "000000001234"},                                                 // C-6 F7.13
		{"no amount", "9F02060000000012AB", "A8", "000000001234"},                                            // C-6 F7.13
		{"in five bytes", "9F02050000001000", "A8", "000000001234"},                                          // C-6 F7.13
		{"update and amount", "BF100B" + store + "DF250108" + "9F0206000000001000", "D0/08", "000000001000"}, // C-6 F7.14
		{"cut off", "BF100BDF3F0800", "A8", "000000001234"},                                                  // C-6 F7.13
	} {
		r := stored(t, c.answer)
		r.tx.AmountOther = 0
		out := r.expect(approves)
		cmd := r.commands[1]
		if r.instructions() != "CA "+c.commands+" B2 B2 B2 B2" || fmt.Sprintf("%X", cmd[11:17]) != c.amount {
			t.Errorf("%s: %s, %X", c.name, r.instructions(), cmd)
		}
		if strings.HasPrefix(c.commands, "D0") {
			update, _ := tlv.Find(bench.Hex(t, c.answer), 0xBF10)
			if got := cmd[5 : len(cmd)-1]; !bytes.HasSuffix(got, update.Raw) || len(got) != 30+len(update.Raw) || int(cmd[4]) != len(got) || cmd[len(cmd)-1] != 0 {
				t.Errorf("%s: %X", c.name, cmd)
			}
		}
		record, _ := tlv.Find(out.DataRecord, 0x9F02)
		if fmt.Sprintf("%X", record.Value) != c.amount || fmt.Sprintf("%012d", out.Result.Amount) != c.amount {
			t.Errorf("%s: %X to the acquirer, %d in the result", c.name, record.Value, out.Result.Amount)
		}
	}
}

// The card's usage control is asked about the cash that data exchange has left of the transaction.
// C-6 F7.14, F17.2b
func TestModifiedCash(t *testing.T) {
	for _, c := range []struct{ answer, tvr string }{
		{"", "10"}, // C-6 F17.2b
		{"9F0306000000000100", "10"},
		{"9F0306000000000000", "00"}, // C-6 F7.14
	} {
		r := stored(t, c.answer).file(1, "9F07", "FF00") // no cashback
		r.tx.AmountOther = 300
		if got := fmt.Sprintf("%02X", r.run().TVR()[1]); got != c.tvr {
			t.Errorf("%q: byte 2 of the TVR %s, want %s", c.answer, got, c.tvr)
		}
	}
}

// What else of the transaction may become another: not the number and which sale it is, cash as an amount does, and qualifiers that require more.
// C-6 F7.13, F7.14
func TestModified(t *testing.T) {
	for _, c := range []struct {
		answer   string
		at, n    int
		changed  bool
		other    uint64
		approved bool
	}{
		{"9F370400000000", 24, 4, false, 0, true},
		{"5F2A020840", 18, 2, false, 0, true},
		{"9C0120", 23, 1, false, 0, true},
		{"9F1A020001", 16, 2, false, 0, true},
		{"9F660436804000", 0, 4, true, 0, false}, // an online cryptogram required
		{"9F0306000000000100", 10, 6, true, 100, true},
		{"9F0306000000000301", 10, 6, false, 300, true},
		{"9F0206000000000299", 4, 6, false, 300, true}, // less than its cash
		{"9F0206000000000300", 4, 6, true, 300, true},
		{"9F0206000000000299 9F0306000000000299", 4, 12, true, 299, true},
		{"9F0206000000000100 9F0306000000000101", 4, 12, false, 300, true},
		{"9F0206000000000299 9F660436804000", 0, 4, true, 300, false}, // the qualifiers are taken
		{"9F03060000000000AA", 10, 6, false, 300, true},
		{"9F660436404000", 0, 4, true, 0, false}, // a CVM required
		{"9F660426004000", 0, 4, false, 0, true}, // no contact chip
		{"9F660436204000", 0, 4, false, 0, true}, // nor what the limits have no word in
		{"9F66043600C000", 0, 4, false, 0, true}, // issuer update
		{"9F660336C040", 0, 4, false, 0, true},
		{"9A03260702", 20, 3, false, 0, true},
		{"9F3501FF", 0, 28, false, 0, true}, // not in the PDOL
		{"5A081111111111111111", 0, 24, false, 0, true},
	} {
		r := stored(t, "")
		if c.other != 0 {
			r.tx.AmountOther, r.tx.Type = 300, 0x09
		}
		r.run()
		before := r.commands[1][7:]
		r2 := stored(t, c.answer)
		r2.tx = r.tx
		out := r2.run()
		after := r2.commands[1][7:]
		if got := !bytes.Equal(before[c.at:c.at+c.n], after[c.at:c.at+c.n]); got != c.changed || out.Status == kernel.Approved != c.approved || out.Result.AmountOther != c.other {
			t.Errorf("%s: %X, then %X; %v, cash %d", c.answer, before, after, out.Status, out.Result.AmountOther)
		}
	}
	cut := stored(t, "9F020100 9F660136")
	cut.pdol += "9F0201 9F6601"
	if out := cut.expect(approves); out.Result.Amount != 1234 || !bytes.Equal(cut.commands[1][35:37], []byte{0x34, 0x36}) { // asked for twice, and once of another length
		t.Errorf("%d, %X", out.Result.Amount, cut.commands[1])
	}
	part := stored(t, "9F330120") // of what the acquirer gets whole
	part.pdol += "9F3301"
	own := part.run().DataRecord
	part.det = nil
	if a, _ := tlv.Find(own, 0x9F33); len(a.Value) != 3 || !bytes.Contains(part.run().DataRecord, a.Raw) {
		t.Errorf("terminal capabilities %X", a.Value)
	}
	long := stored(t, "9F3301A0") // of another length than was asked for
	long.pdol += "9F3303"
	if long.expect(approves); !bytes.Equal(long.commands[1][35:38], long.cfg.Terminal.Capabilities[:]) {
		t.Errorf("terminal capabilities %X", long.commands[1])
	}
	for _, o := range []struct{ asked, value string }{{"9F4104", "36804000"}, {"9F1B04", "36804000"}} { // as long as the qualifiers, and none
		r := stored(t, o.asked+o.value)
		r.pdol += o.asked
		if r.expect(approves); !bytes.Equal(r.commands[1][35:39], bench.Hex(t, o.value)) || !bytes.Equal(r.commands[1][7:11], bench.Hex(t, r.ttq)) {
			t.Errorf("%s: %X", o.asked, r.commands[1])
		}
	}
	for _, c := range []struct{ answer, want string }{ // the amounts in binary are the decimal ones
		{"", "000004D2 0000012C 0000"},
		{"81040000000A 9F0404 00000001", "000004D2 0000012C 0000"},
		{"9F0206000000001000 9F0306000000000100", "000003E8 00000064 0000"},
		{"9F0206000000001000 81040000000A", "000003E8 0000012C 0000"},
	} {
		r := stored(t, strings.ReplaceAll(c.answer, " ", ""))
		r.tx.AmountOther, r.tx.Type = 300, 0x09
		r.pdol += "8104 9F0404 8102"
		if r.expect(approves); !bytes.Equal(r.commands[1][35:45], bench.Hex(t, c.want)) {
			t.Errorf("%s: %X", c.answer, r.commands[1])
		}
	}
	r := stored(t, "BF10025000")
	r.pdol += "BF1002"
	if r.expect(approves); !bytes.Equal(r.commands[1][35:37], []byte{0, 0}) {
		t.Errorf("%X", r.commands[1])
	}
}

// The terminal's own logic does not get a sale past its limits: an online cryptogram or a CVM that is required stays so, in both profiles.
// C-6 F7.14, F15.1, F19.1
func TestModifiedQualifiers(t *testing.T) {
	for _, c := range []struct {
		ttq string
		w   want
	}{
		{"36804000", declines("F19.2").authenticated("ok")}, // C-6 F19.2
		{"36404000", another("F15.13").authenticated("ok")}, // C-6 F15.13
	} {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			r := stored(t, "9F660436004000")
			r.ttq, r.cfg.Profile = c.ttq, profile
			if r.expect(c.w); fmt.Sprintf("%X", r.commands[1][7:11]) != c.ttq {
				t.Errorf("%s: %X", c.ttq, r.commands[1])
			}
		}
	}
}

// The terminal's own logic makes up to 32 bytes for the card's log where there is no update; they follow the PDOL data.
func TestExtendedLogging(t *testing.T) {
	for _, c := range []struct {
		name, answer, data, appended string
	}{
		{"nothing", "-", "", ""},                            // C-6 F8.2, F8.3
		{"a null answer", "", "", ""},                       // C-6 F8.3
		{"three bytes", "DF3C03AABBCC", "", "DF3C03AABBCC"}, // C-6 F8.3, F8.4
		{"32 bytes", "DF3C20" + strings.Repeat("11", 32), "", "DF3C20" + strings.Repeat("11", 32)},             // C-6 F8.4
		{"33 bytes", "DF3C21" + strings.Repeat("11", 33), "", ""},                                              // C-6 F8.4
		{"more than fits", "DF3C20" + strings.Repeat("11", 32), "DF0EBE", ""},                                  // C-6 F8.4
		{"what just fits", "DF3C20" + strings.Repeat("11", 32), "DF0EBD", "DF3C20" + strings.Repeat("11", 32)}, // C-6 F8.4
		{"another object", "DF3F03AABBCC", "", ""},                                                             // C-6 F8.3
	} {
		r := offline(t).featured("DF09")
		r.pdol += c.data
		if c.answer != "-" {
			r.det = func([]byte, []tlv.Tag) []byte { return bench.Hex(t, c.answer) }
		}
		r.answer = func(_ int, command, response []byte) []byte { return response }
		r.run()
		cmd := r.commands[0]
		template, _ := tlv.Find(cmd[5:len(cmd)-1], 0x83)
		if got := fmt.Sprintf("%X", cmd[5+len(template.Raw):len(cmd)-1]); cmd[1] != 0xA8 || got != c.appended || fmt.Sprint(r.needed[0]) != "[DF3C]" {
			t.Errorf("%s: %X, %v", c.name, cmd, r.needed)
		}
		if want := "9F3816"; c.data == "" && !strings.HasPrefix(fmt.Sprintf("%X", r.sent[0]), want) {
			t.Errorf("%s: %X", c.name, r.sent)
		}
	}
	both := stored(t, "BF1000DF250101", "DF09")
	if both.run(); len(both.sent) != 1 || both.commands[1][1] != 0xD0 { // C-6 F8.1
		t.Errorf("%s, asked %d times", both.instructions(), len(both.sent))
	}
}

// An answer that comes when the kernel has gone on is none to what is asked next.
// C-6 F7.12, F8.3
func TestLateAnswer(t *testing.T) {
	for _, when := range []kernel.ActionKind{kernel.StopTimer, kernel.Poll} {
		r := stored(t, "DF3C03AABBCC", "DF09")
		asked, given := 0, false
		r.on = func(a kernel.Action) (kernel.Event, bool) {
			if a.Kind == kernel.SendData {
				asked++
			}
			switch {
			case a.Kind == kernel.Wait && asked == 1:
				return kernel.Event{Kind: kernel.Timeout}, true
			case !given && (asked == 1 && a.Kind == when || asked == 2 && a.Kind == kernel.StartTimer): // at the latest with the next question
				given, r.timer = true, a.Kind == kernel.StartTimer
				return kernel.Event{Kind: kernel.DataReceived, Data: r.hex("BF1000DF250101DF3C01FF")}, true
			}
			return kernel.Event{}, false
		}
		r.run()
		if c := r.commands[1]; !given || c[1] != 0xA8 || !bytes.HasSuffix(c, r.hex("DF3C03AABBCC00")) {
			t.Errorf("%v: %X", when, c)
		}
	}
}

// A command that was torn is repeated with what followed its data, unless the terminal's own logic wants otherwise: P1 is that of the log.
func TestResumedAppendix(t *testing.T) {
	const update, other = "BF100B DF3F08 0000000A 0002 AABB DF250104", "BF100B DF3F08 0000000A 0002 CCDD DF250108"
	for _, c := range []struct {
		name          string
		parameters    []string
		first, second string
		commands      string
		same          bool
	}{
		{"the same update", []string{"DF04"}, update, update, "CA D0/04 CA D1/84", true},                    // C-6 F8.11, F8.12, F8.13, F8.15
		{"no answer", []string{"DF04"}, update, "-", "CA D0/04 CA D1/84", true},                             // C-6 F8.15
		{"another update", []string{"DF04"}, update, other, "CA D0/04 CA D1/84", false},                     // C-6 F8.12, F8.15
		{"an update at last", []string{"DF04"}, "-", update, "CA A8 CA D1", false},                          // C-6 F8.12, F8.15
		{"none", []string{"DF04"}, "-", "-", "CA A8 CA D1", true},                                           // C-6 F8.6, F8.7, F8.9
		{"a log entry", []string{"DF09"}, "DF3C01AA", "DF3C01AA", "A8 D1", true},                            // C-6 F8.6, F8.9
		{"not again", []string{"DF09"}, "DF3C01AA", "-", "A8 D1", true},                                     // C-6 F8.9
		{"another one", []string{"DF09"}, "DF3C01AA", "DF3C01BB", "A8 D1", false},                           // C-6 F8.9
		{"tears are not recovered", []string{"DF04", "DF0A 00"}, update, update, "CA D0/04 CA D0/04", true}, // C-6 F8.5, F8.11
	} {
		r := torn(t, 0, c.parameters...)
		answers := []string{c.first, c.second}
		r.on = func(a kernel.Action) (kernel.Event, bool) {
			if a.Kind == kernel.SendData {
				r.det = nil
				if s := answers[len(r.outcomes)]; s != "-" {
					r.det = func([]byte, []tlv.Tag) []byte { return bench.Hex(t, s) }
				}
			}
			return kernel.Event{}, false
		}
		at := len(strings.Fields(c.commands)) / 2
		r.fault = func(n int) kernel.Fault { return map[int]kernel.Fault{at: kernel.FaultTimeout}[n] }
		out := r.run()
		if strings.HasPrefix(c.name, "tears") {
			if out.Status != kernel.EndApplication || r.instructions() != "CA D0/04" || slices.Contains(r.retained, "kept") {
				t.Errorf("%s: %v, %s", c.name, out.Status, r.instructions())
			}
			continue
		}
		if got := r.instructions(); !strings.HasPrefix(got, c.commands+" B2") || out.Status != kernel.Approved {
			t.Errorf("%s: %s, %v %s", c.name, got, out.Status, out.Error.Reason)
		}
		first, second := r.commands[at-1], r.commands[2*at-1]
		if bytes.Equal(first[4:], second[4:]) != c.same || r.atc == 0x0241 != c.same {
			t.Errorf("%s: %X, then %X; ATC %04X", c.name, first, second, r.atc)
		}
	}
}
