package c6_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// seen are the features that a run made use of: the directory was asked for, the terminal was asked for data of the card's log, the tearing log was written.
func (r *reader) seenFeatures() string {
	s := ""
	for _, c := range r.commands {
		if c[1] == 0xCA {
			s += "S"
		}
	}
	for _, tags := range r.needed {
		if slices.Contains(tags, tlv.ExtendedLoggingData.Tag()) {
			s += "L"
		}
	}
	if slices.Contains(r.retained, "kept") {
		s += "T"
	}
	return s
}

// A feature is enabled where terminal and card both support it, and the card tells of it as it has to.
func TestFeatures(t *testing.T) {
	id := cardID
	for _, c := range []struct {
		parameters, version, descriptor string
		want                            string
	}{
		{"", "02", "07A803" + id, ""},                  // C-6 F1.1, F5.1
		{"DF04 DF09 DF0A", "-", "07A803" + id, ""},     // C-6 F5.1, F5.2
		{"DF04 DF09 DF0A", "02", "-", ""},              // C-6 F5.2
		{"DF04 DF09 DF0A", "01", "07A803" + id, ""},    // C-6 F5.2, F5.3
		{"DF04 DF09 DF0A", "0202", "07A803" + id, ""},  // C-6 F5.3
		{"DF04 DF09 DF0A", "02", "07A803", ""},         // C-6 F5.4
		{"DF04 DF09 DF0A", "02", "07A80301", "SLT"},    // C-6 F5.4, F5.5, F5.6, F5.7, F5.8, F5.9, F5.10, F5.11, F5.12, F5.13, F5.14
		{"DF04 DF09 DF0A", "02", "07A803" + id, "SLT"}, // C-6 F5.5, F5.6, F5.7, F5.8, F5.9, F5.10, F5.11, F5.12, F5.13, F5.14
		{"DF04", "02", "07A803" + id, "S"},             // C-6 F5.1, F5.5, F5.8, F5.11
		{"DF09", "02", "07A803" + id, "L"},             // C-6 F5.1, F5.5, F5.8, F5.11
		{"DF0A", "02", "07A803" + id, "T"},             // C-6 F5.1, F5.5, F5.8, F5.11
		{"DF04 DF09 DF0A", "02", "06A803" + id, "LT"},  // C-6 F5.6
		{"DF04 DF09 DF0A", "02", "070003" + id, "LT"},  // C-6 F5.6
		{"DF04 DF09 DF0A", "02", "07A800" + id, "LT"},  // C-6 F5.6
		{"DF04 DF09 DF0A", "02", "05A803" + id, "ST"},  // C-6 F5.9
		{"DF04 DF09 DF0A", "02", "03A803" + id, "SL"},  // C-6 F5.12
		{"DF04 DF09 DF0A", "02", "F8A803" + id, ""},    // C-6 F5.6, F5.9, F5.12
	} {
		r := signed(t).featured(strings.Fields(c.parameters)...)
		r.discretionary = nil
		for _, o := range []string{"DF3A " + c.version, "DF3B " + c.descriptor} {
			if !strings.HasSuffix(o, "-") {
				r.discretionary = append(r.discretionary, r.objects(o)...)
			}
		}
		r.run()
		if got := r.seenFeatures(); got != c.want {
			t.Errorf("%s, version %s, descriptor %s: %q, want %q", c.parameters, c.version, c.descriptor, got, c.want)
		}
	}
}

// The containers lie in the file that the descriptor names.
// C-6 F5.7
func TestStoreFile(t *testing.T) {
	for _, c := range []struct{ b2, p2 byte }{{0xA8, 0xAC}, {0xF0, 0xF4}, {0xAF, 0xAC}} {
		r := signed(t).featured("DF04", "DF0B "+operators)
		r.discretionary[1].value = slices.Clone(r.discretionary[1].value)
		r.discretionary[1].value[1] = c.b2
		r.run()
		if got := r.commands[1]; got[1] != 0xB2 || got[2] != 1 || got[3] != c.p2 {
			t.Errorf("%02X: %X", c.b2, got)
		}
	}
}

// torn is a card that approves offline and is torn from the field at an exchange, from 1, in front of a terminal that recovers tears.
func torn(t testing.TB, at int, parameters ...string) *reader {
	r := offline(t).featured(append([]string{"DF0A"}, parameters...)...)
	r.taps = 2
	r.fault = func(n int) kernel.Fault {
		if n == at {
			return kernel.FaultTimeout
		}
		return 0
	}
	return r
}

// instructions are those of the commands, with P1 of those that begin a transaction.
func (r *reader) instructions() string {
	s := ""
	for _, c := range r.commands {
		if s += fmt.Sprintf("%02X", c[1]); c[1] != 0xB2 && c[2] != 0 && c[1] != 0xCA {
			s += fmt.Sprintf("/%02X", c[2])
		}
		s += " "
	}
	return strings.TrimSpace(s)
}

// A torn transaction is resumed with the data of the log, its number too, and the card answers as it did: the same counter, the same cryptogram. The log lasts
// until the last record is read.
func TestResume(t *testing.T) {
	const rest = " B2 B2 B2 B2"
	for _, c := range []struct {
		at       int
		commands string
		retained string
	}{
		{1, "A8 D1" + rest, "kept emptied"},             // C-6 F6.1, F6.11, F6.4, F6.5, F6.7, F6.8, F8.5, F8.6, F8.7, F8.9, F8.16, F8.17, F13.1, F13.2, F13.3, F13.5
		{2, "A8 B2 D1" + rest, "kept emptied"},          // C-6 F6.7, F12.4, F12.12, F13.5
		{5, "A8" + rest + " D1" + rest, "kept emptied"}, // C-6 F12.7, F12.9, F12.10, F13.5
		{9, "A8" + rest, "kept emptied"},                // C-6 F8.8, F12.9, F12.10
	} {
		r := torn(t, c.at)
		out := r.expect(approves)
		if r.instructions() != c.commands || strings.Join(r.retained, " ") != c.retained {
			t.Errorf("torn at %d: %s; %v", c.at, r.instructions(), r.retained)
		}
		if got := out.Report.Get(tlv.ATC); !bytes.Equal(got, []byte{0x02, 0x41}) || r.atc != 0x0241 {
			t.Errorf("torn at %d: ATC %X, the card's %04X", c.at, got, r.atc)
		}
		if len(r.outcomes) == 2 {
			first, second := r.commands[0], r.commands[c.at]
			if !bytes.Equal(first[5:], second[5:]) {
				t.Errorf("torn at %d: %X, then %X", c.at, first, second)
			}
			number, _ := tlv.Find(out.DataRecord, 0x9F37)
			if o := r.outcomes[0]; o.Status != kernel.TryAgain || o.Start != kernel.StartB || o.Error.Clause != "C-6 2.12 F13.5" || o.Error.L1 != kernel.FaultTimeout ||
				!bytes.Equal(number.Value, first[len(first)-5:len(first)-1]) {
				t.Errorf("torn at %d: %v, number %X", c.at, o, number.Value)
			}
		}
		if len(r.kept[0xDF0C]) != 0 {
			t.Errorf("torn at %d: %X is left", c.at, r.kept)
		}
	}
}

// A card that cannot take its transaction up begins a new one.
// C-6 F6.7, 4.5
func TestResumedAnew(t *testing.T) {
	r := torn(t, 3)
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		if a.Kind == kernel.Transmit && a.Command[1] == 0xD1 {
			r.last = nil
		}
		return kernel.Event{}, false
	}
	out := r.expect(approves)
	if got := out.Report.Get(tlv.ATC); !bytes.Equal(got, []byte{0x02, 0x42}) {
		t.Errorf("ATC %X", got)
	}
}

// Where tears are not recovered, by the terminal or for this card, a tear ends the transaction.
func TestTornForGood(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*reader)
	}{
		{"the terminal", func(r *reader) { r.with("DF0A 00") }},                                        // C-6 F13.1, F13.4
		{"the card", func(r *reader) { r.discretionary = r.objects("DF3A 02", "DF3B 03A803"+cardID) }}, // C-6 F13.2, F13.4
	} {
		for _, at := range []int{1, 2, 5} {
			r := torn(t, at)
			c.change(r)
			out := r.expect(ends("F13.4"))
			if out.Error.L1 != kernel.FaultTimeout || slices.Contains(r.retained, "kept") || len(r.outcomes) != 1 {
				t.Errorf("%s at %d: %v, %v", c.name, at, out.Error.L1, r.retained)
			}
		}
	}
}

// relog changes fields of the log that was left: AID, version, descriptor, PDOL, the terminal's data, those that were sent, what followed them.
func relog(r *reader, change func([]byte) []byte, fields ...int) {
	old := r.kept[0xDF0C]
	log := []byte{old[0]}
	for i, b := 0, old[1:]; len(b) >= 2; i++ {
		n := int(binary.BigEndian.Uint16(b))
		v := bytes.Clone(b[2 : 2+n])
		if slices.Contains(fields, i) {
			v = change(v)
		}
		log, b = append(binary.BigEndian.AppendUint16(log, uint16(len(v))), v...), b[2+n:]
	}
	r.kept[0xDF0C] = log
}

// What a PDOL cuts off stays whole in the terminal: a resumed transaction is for its amount, and its number has four bytes.
// C-6 F6.7
func TestResumedCut(t *testing.T) {
	r := torn(t, 2)
	r.pdol += "9F0204 8104 9F3702"
	r.tx.Amount = 101_0000_0000 // of which a card that asks for four bytes sees 10000.00
	out := r.expect(approves)
	amount, _ := tlv.Find(out.DataRecord, 0x9F02)
	if out.Result.Amount != 101_0000_0000 || fmt.Sprintf("%X", amount.Value) != "010100000000" || r.instructions() != "A8 B2 D1 B2 B2 B2 B2" || !bytes.Equal(r.commands[0][5:], r.commands[2][5:]) {
		t.Errorf("amount %d, %X: %X, then %X", out.Result.Amount, amount.Value, r.commands[0], r.commands[2])
	}
}

// What is in the log counts for the card that it is of, and is emptied for any other, or by a terminal that recovers no tears.
func TestTearingLog(t *testing.T) {
	left := func(change func(*reader)) *reader { // a log that is left of a card that never came back
		r := torn(t, 2)
		r.taps = 1
		change(r)
		r.expect(again(kernel.MsgPresentAgain, "F13.5"))
		if len(r.kept[0xDF0C]) == 0 {
			t.Fatal("nothing was kept")
		}
		return r
	}
	nothing := func(*reader) {}
	for _, c := range []struct {
		name          string
		first, change func(*reader)
		retained      string
		resumes       bool
	}{
		{"the same card", nothing, nothing, "emptied", true},                                                                                            // C-6 F6.2, F6.3, F6.4, F6.5, F6.8
		{"tears are not recovered any more", nothing, func(r *reader) { r.with("DF0A 00") }, "emptied", false},                                          // C-6 F6.2, F6.2a
		{"nor is there any feature", nothing, func(r *reader) { r.combination.Parameters = r.combination.Parameters[:1] }, "emptied", false},            // C-6 F6.2a
		{"a card that cannot", nothing, func(r *reader) { r.discretionary = r.objects("DF3A 02", "DF3B 03A803"+cardID) }, "", false},                    // C-6 F6.3
		{"another card", nothing, func(r *reader) { r.discretionary = r.objects("DF3A 02", "DF3B 07A803"+cardID+"0C") }, "emptied kept emptied", false}, // C-6 F6.5, F6.6
		{"another AID", func(r *reader) { r.fci = strings.Replace(fmt.Sprintf("%X", r.selected()), aid, aid[:12]+"30", 1) }, nothing, "emptied", true},  // the combination's AID stands for it
		{"a log of another AID", nothing, func(r *reader) { r.kept[0xDF0C][1+2+len(aid)/2-1] = 0x30 }, "emptied kept emptied", false},                   // C-6 F6.5, F6.6
		{"a log of another version", nothing, func(r *reader) { r.kept[0xDF0C][1+2+len(aid)/2+2] = 0x03 }, "emptied kept emptied", false},               // C-6 F6.5, F6.6
		{"another amount", nothing, func(r *reader) { r.tx.Amount = 999 }, "emptied kept emptied", false},                                               // C-6 F6.5, F6.6
		{"another type", nothing, func(r *reader) { r.tx.Type = 0x20 }, "emptied kept emptied", false},                                                  // C-6 F6.5, F6.6
		{"another date", nothing, func(r *reader) { r.tx.Date[2]++ }, "emptied kept emptied", false},                                                    // C-6 F6.5, F6.6
		{"other qualifiers", nothing, func(r *reader) { r.ttq = "36404000"; r.set("9F71", "0001") }, "emptied kept emptied", false},                     // C-6 F6.5, F6.6
		{"another PDOL", nothing, func(r *reader) { r.pdol += "9F3501" }, "emptied kept emptied", false},                                                // C-6 F6.5, F6.6
		{"a PDOL that asks for the time", func(r *reader) { r.pdol += "9F2103" }, func(r *reader) { r.tx.Time = [3]byte{0x13, 1, 2} }, "emptied", true}, // C-6 F6.5, F6.7
		{"a PDOL in another order, with the same data", func(r *reader) { r.tx.AmountOther, r.tx.Type = 1234, 0x09 }, func(r *reader) {
			r.pdol = strings.Replace(pdol, "9F0206 9F0306", "9F0306 9F0206", 1)
		}, "emptied kept emptied", false}, // C-6 F6.5, F6.6
		{"a log with another amount than was sent", nothing, func(r *reader) {
			values := bytes.LastIndex(r.kept[0xDF0C], r.commands[0][7:17])
			copy(r.kept[0xDF0C][values:], r.hex("36004000 000000009999"))
		}, "emptied kept emptied", false}, // C-6 F6.5
		{"a log with more cash than amount", func(r *reader) { r.tx.AmountOther, r.tx.Type = 300, 0x09 }, func(r *reader) {
			values := bytes.LastIndex(r.kept[0xDF0C], r.commands[0][7:17])
			copy(r.kept[0xDF0C][values:], r.hex("36004000 000000000299"))
		}, "emptied kept emptied", false}, // C-6 F6.5
		{"a log of another amount, with this one's data", nothing, func(r *reader) {
			base := bytes.Index(r.kept[0xDF0C], r.commands[0][7:17])
			copy(r.kept[0xDF0C][base:], r.hex("36004000 000000009999"))
		}, "emptied kept emptied", false}, // C-6 F6.5
		{"a log with more data than the PDOL asks for", nothing, func(r *reader) {
			relog(r, func(v []byte) []byte { return append(v, 0) }, 4, 5)
		}, "emptied kept emptied", false}, // C-6 F6.5
		{"a log with less data than the PDOL asks for", nothing, func(r *reader) {
			relog(r, func(v []byte) []byte { return v[:len(v)-1] }, 4, 5)
		}, "emptied kept emptied", false}, // C-6 F6.5
		{"a log with less data than the terminal had", nothing, func(r *reader) {
			relog(r, func(v []byte) []byte { return v[:len(v)-1] }, 5)
		}, "emptied kept emptied", false}, // C-6 F6.5
		{"a log that promises more than it has", nothing, func(r *reader) { r.kept[0xDF0C][len(r.kept[0xDF0C])-1] = 1 }, "kept emptied", false}, // C-6 F6.4
		{"a log that is cut off", nothing, func(r *reader) { r.kept[0xDF0C] = r.kept[0xDF0C][:len(r.kept[0xDF0C])-1] }, "kept emptied", false},  // C-6 F6.4
		{"a log that is too long", nothing, func(r *reader) { r.kept[0xDF0C] = append(r.kept[0xDF0C], 0) }, "kept emptied", false},              // C-6 F6.4
		{"a log of another form", nothing, func(r *reader) { r.kept[0xDF0C] = []byte{1} }, "kept emptied", false},                               // C-6 F6.4
		{"an empty log", nothing, func(r *reader) { r.kept[0xDF0C] = nil }, "kept emptied", false},                                              // C-6 F6.4
	} {
		r := left(c.first)
		r.fault = nil
		c.change(r)
		r.run()
		resumes := r.commands[0][1] == 0xD1
		if resumes != c.resumes || strings.Join(r.retained, " ") != c.retained {
			t.Errorf("%s: %s, %v", c.name, r.instructions(), r.retained)
		}
	}
}

// What is resumed is decided by what the card was told: its TTQ among them.
// C-6 F6.7
func TestResumedQualifiers(t *testing.T) {
	r := torn(t, 2, "DF04")
	r.det = func(_ []byte, needed []tlv.Tag) []byte {
		if slices.Contains(needed, tlv.DataStorageUpdateTemplate.Tag()) && len(r.sent) == 1 {
			return bench.Hex(t, "9F6604 36804000 9F0206000000001000 9F0306000000000000")
		}
		return []byte{}
	}
	r.fault = func(n int) kernel.Fault { return map[int]kernel.Fault{3: kernel.FaultTransmission}[n] }
	out := r.expect(declines("F19.2").authenticated("ok"))
	if got := fmt.Sprintf("%X", r.commands[len(r.commands)-5][5+2:5+2+10]); got != "36804000000000001000" || out.Result.Amount != 1234 {
		t.Errorf("%s, amount %d", got, out.Result.Amount)
	}
	if r.instructions() != "CA A8 B2 CA D1 B2 B2 B2 B2" {
		t.Error(r.instructions())
	}
}

// A field that is cut at any exchange, once or always, is bounded; the card counts one transaction, and there is one outcome.
// C-6 F13.1, F13.5
func TestCutEverywhere(t *testing.T) {
	for _, fault := range []kernel.Fault{kernel.FaultTimeout, kernel.FaultTransmission, kernel.FaultProtocol} {
		for at := 1; at <= 16; at++ {
			r := torn(t, 0, "DF04", "DF0B "+operators, "DF09")
			r.det = func([]byte, []tlv.Tag) []byte { return []byte{} }
			r.fault = func(n int) kernel.Fault {
				if n == at {
					return fault
				}
				return 0
			}
			out := r.run()
			if out.Status != kernel.Approved || r.atc != 0x0241 {
				t.Errorf("%d at %d: %v, ATC %04X, %s", fault, at, out.Status, r.atc, r.instructions())
			}
		}
		r := torn(t, 0)
		r.taps, r.fault = 40, func(n int) kernel.Fault {
			if n%2 == 0 {
				return fault
			}
			return 0
		}
		if out := r.run(); out.Status != kernel.TryAgain || len(r.outcomes) != 40 || r.atc != 0x0241 {
			t.Errorf("%d: %v, %d outcomes, ATC %04X", fault, out.Status, len(r.outcomes), r.atc)
		}
	}
}
