package c6_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Records are read as the AFL names them, and in its order.
func TestRecords(t *testing.T) {
	for _, c := range []struct{ afl, read string }{
		{"10010400", "0114 0214 0314 0414"},              // C-6 F12.1, F12.2, F12.3, F12.7, F12.8, F12.11
		{"10040400 10010301", "0414 0114 0214 0314"},     // C-6 F12.2, F12.8
		{"10010101 10020200 10030300", "0114 0214 0314"}, // C-6 F12.7, F12.8
	} {
		r := online(t).set("94", strings.ReplaceAll(c.afl, " ", "")).set("57", "-").set("5F34", "-").set("5F25", "-").set("9F08", "-")
		out := r.expect(goesOnline)
		var read []string
		for _, cmd := range r.commands[1:] {
			read = append(read, fmt.Sprintf("%X", cmd[2:4]))
		}
		if strings.Join(read, " ") != c.read || !out.Read() || string(out.PAN()) != string(bench.Hex(t, pan)) {
			t.Errorf("%s: %v, read %v, PAN %X", c.afl, read, out.Read(), out.PAN()) // C-6 F12.6
		}
	}
	r := online(t)
	if out := r.expect(goesOnline); len(r.commands) != 1 || !out.Read() { // C-6 F12.1
		t.Errorf("%d commands", len(r.commands))
	}
}

// What ends the reading.
func TestRecordFaults(t *testing.T) {
	answer := func(s string) func(*reader) {
		return func(r *reader) {
			r.answer = func(n int, _, response []byte) []byte {
				if n == 3 {
					return r.hex(s)
				}
				return response
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*reader)
		w      want
		sent   int
	}{
		{"no answer", func(r *reader) {
			r.fault = func(n int) kernel.Fault { return map[int]kernel.Fault{3: kernel.FaultTransmission}[n] }
		}, ends("F13.4"), 3}, // C-6 F12.4, F12.12, F13.4
		{"refused", answer("6A83"), ends("F12.5"), 3},                                               // C-6 F12.5
		{"a warning", answer("70006282"), ends("F12.5"), 3},                                         // C-6 F12.5
		{"no template", answer("5A019000"), ends("4.6"), 3},                                         // C-6 F12.6
		{"two templates", answer("700070009000"), ends("4.6"), 3},                                   // C-6 F12.6
		{"a template that is cut off", answer("70055A019000"), ends("4.6"), 3},                      // C-6 F12.6
		{"an object twice", func(r *reader) { r.file(2, "5F34", "01") }, ends("4.6"), 3},            // C-6 F12.6
		{"an object twice, once empty", func(r *reader) { r.file(4, "5F34", "") }, approves, 5},     // B3 5.2 length 00
		{"that the answer has", func(r *reader) { r.file(2, "82", "0100") }, ends("4.6"), 3},        // C-6 F12.6
		{"SFI 0", func(r *reader) { r.set("94", "00010100") }, ends("3.4"), 1},                      // C-6 F12.2
		{"SFI 31", func(r *reader) { r.set("94", "F8010100") }, ends("3.4"), 1},                     // C-6 F12.2
		{"record 0", func(r *reader) { r.set("94", "10000100") }, ends("3.4"), 1},                   // C-6 F12.2
		{"more signed than there are", func(r *reader) { r.set("94", "10010405") }, ends("3.4"), 1}, // C-6 F12.2
	} {
		r := offline(t)
		c.change(r)
		if r.expect(c.w); len(r.commands) != c.sent {
			t.Errorf("%s: %d commands", c.name, len(r.commands))
		}
	}
}

// What belongs to the answer does not count in a record: a cryptogram there is none.
// C-6 F12.6, F10.2
func TestCryptogramInRecord(t *testing.T) {
	r := offline(t).set("9F71", "0040").file(4, "9F26", "1111111111111111")
	r.forged = true
	out := r.expect(goesOnline.authenticated("failed"))
	if _, ok := tlv.Find(out.DataRecord, 0x9F26); ok || out.AC() != nil {
		t.Errorf("%X", out.DataRecord)
	}
}
