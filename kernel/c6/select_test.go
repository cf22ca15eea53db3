package c6_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// hexObject is a data object in hexadecimal digits.
func hexObject(t testing.TB, name string, values ...string) string {
	return fmt.Sprintf("%X", tlv.Append(nil, tag(t, name), bench.Hex(t, strings.Join(values, ""))))
}

// What the answer to SELECT has to have. Without it another interface is tried even where there is none.
func TestFormatAnalysis(t *testing.T) {
	o := func(name string, values ...string) string { return hexObject(t, name, values...) }
	name, label, list := o("84", aid), o("50", "446973636F766572"), o("9F38", pdol)
	for _, c := range []struct {
		name, fci string
		w         want
	}{
		{"whole", o("6F", name, o("A5", label, list)), goesOnline},                                                // C-6 F1.2, F1.9
		{"no DF name", o("6F", o("A5", label, list)), another("F1.2")},                                            // C-6 F1.2, F1.6
		{"a DF name of four bytes", o("6F", o("84", "A0000001"), o("A5", label, list)), another("F1.2")},          // C-6 F1.2, F1.6
		{"no proprietary template", o("6F", name), another("F1.2")},                                               // C-6 F1.3, F1.6
		{"no label", o("6F", name, o("A5", list)), another("F1.4")},                                               // C-6 F1.4, F1.6
		{"an empty label", o("6F", name, o("A5", o("50"), list)), another("F1.4")},                                // C-6 F1.4, F1.6
		{"a label of 17 bytes", o("6F", name, o("A5", o("50", strings.Repeat("41", 17)), list)), another("F1.4")}, // C-6 F1.4, F1.6
		{"the label beside the template", o("6F", name, label, o("A5", list)), another("F1.4")},                   // C-6 F1.4, F1.6
		{"no PDOL", o("6F", name, o("A5", label)), another("F1.5")},                                               // C-6 F1.5, F1.6
		{"an empty PDOL", o("6F", name, o("A5", label, o("9F38"))), another("F1.5")},                              // C-6 F1.5, F1.6
		{"the PDOL beside the template", o("6F", name, list, o("A5", label)), another("F1.5")},                    // C-6 F1.5, F1.6
		{"a PDOL that is cut off", o("6F", name, o("A5", label, o("9F38", "9F66049F"))), another("F1.2")},         // C-6 F1.2, F1.6
		{"bytes", "00112233", another("F1.2")},                                                                    // C-6 F1.2, F1.6
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, ttq := range []string{"36004000", "26004000"} {
				r := online(t)
				r.fci, r.ttq = c.fci, ttq
				r.cfg.Terminal.Capabilities[0] = 0x20 // no stripe
				if r.expect(c.w); c.w != goesOnline && len(r.commands) != 0 {
					t.Errorf("%d commands", len(r.commands))
				}
			}
		})
	}
}

// Where authorisation is deferred the card is told that an online cryptogram is required.
func TestDeferredQualifiers(t *testing.T) {
	for _, c := range []struct {
		parameters []string
		ttq        string
	}{
		{nil, "33004000"},                 // C-6 F1.7
		{[]string{"DF08 00"}, "33004000"}, // C-6 F1.7
		{[]string{"DF08 01"}, "33804000"}, // C-6 F1.7, F1.8
	} {
		r := signed(t)
		r.ttq = "33004000"
		r.with(c.parameters...).run()
		if got := fmt.Sprintf("%X", r.commands[0][7:11]); got != strings.ReplaceAll(c.ttq, " ", "") {
			t.Errorf("%v: %s", c.parameters, got)
		}
	}
}

// The PDOL asks for eight elements with these lengths, or the card is not for this interface.
func TestPDOLMandatory(t *testing.T) {
	const whole = "9F6604 9F0206 9F0306 9F1A02 5F2A02 9A03 9C01 9F3704"
	for _, c := range []struct{ name, entry string }{
		{"TTQ", "9F6604"},           // C-6 F2.1
		{"amount", "9F0206"},        // C-6 F2.2
		{"amount, other", "9F0306"}, // C-6 F2.3
		{"country", "9F1A02"},       // C-6 F2.4
		{"currency", "5F2A02"},      // C-6 F2.5
		{"date", "9A03"},            // C-6 F2.6
		{"type", "9C01"},            // C-6 F2.7
		{"number", "9F3704"},        // C-6 F2.8a, F2.8b
	} {
		name := c.entry[:len(c.entry)-2]
		length := c.entry[len(c.entry)-1] - '0'
		for _, other := range []string{"", name + "00", fmt.Sprintf("%s%02X", name, length-1), fmt.Sprintf("%s%02X", name, length+1)} {
			for _, with := range []struct {
				ttq    string
				stripe byte
				w      want
			}{
				{"36004000", 0x20, another("F2.9")}, // C-6 F2.9, F2.10
				{"26004000", 0x60, another("F2.9")}, // C-6 F2.9, F2.10
				{"26004000", 0x20, ends("F2.9")},    // C-6 F2.9
			} {
				r := online(t)
				r.pdol, r.ttq = strings.Replace(whole, c.entry, other, 1), with.ttq
				r.cfg.Terminal.Capabilities[0] = with.stripe
				if out := r.expect(with.w); len(r.commands) != 0 || !strings.HasSuffix(out.Error.Reason, name) {
					t.Errorf("%s as %q: %d commands, %s", c.name, other, len(r.commands), out.Error.Reason)
				}
			}
		}
	}
}

// An element that is asked for twice counts where one of them has its length; a PDOL that asks for more than a command carries does not.
// C-6 F2.1, F2.9
func TestPDOLLengths(t *testing.T) {
	r := online(t)
	r.pdol = "9F6603" + pdol
	r.expect(goesOnline)
	for n, w := range map[int]want{252 - 28: goesOnline, 253 - 28: another("F2.9")} {
		r := online(t)
		r.pdol = fmt.Sprintf("%s DF0E%02X", pdol, n)
		if r.expect(w); w == goesOnline && len(r.commands[0]) != 5+255+1 {
			t.Errorf("%d bytes", len(r.commands[0]))
		}
	}
}

// The PDOL data: what the kernel knows in the length asked for, zeroes for everything else.
func TestPDOLData(t *testing.T) {
	for _, c := range []struct{ entry, value string }{
		{"DF0E03", "000000"},                         // C-6 F3.1, F3.2, F3.3
		{"9F3501", "22"},                             // C-6 F3.2, F3.4, F3.5
		{"9F3303", "E0F8C8"},                         // C-6 F3.4, F3.5
		{"9F3302", "E0F8"},                           // C-6 F3.6, F3.8
		{"9F3305", "E0F8C80000"},                     // C-6 F3.6, F3.7
		{"9F1A03", "000276"},                         // C-6 F3.6, F3.7: format n is padded on the left
		{"9F0205", "0000001234"},                     // C-6 F3.6, F3.8: and cut there
		{"9505", "0000000000"},                       // C-6 F3.2
		{"9F0902", "0001"},                           // C-6 F3.2
		{"9F0607", aid},                              // C-6 F3.2
		{"9F3901", "07"},                             // C-6 F3.2
		{"9F4104", "00000001"},                       // C-6 F3.2
		{"9F2103", "120000"},                         // C-6 F3.2
		{"9F1E08", "3132333435363738"},               // C-6 F3.2
		{"9F1C08", "5445524D30303031"},               // C-6 F3.2
		{"9F160F", "4D45524348414E5430303030303031"}, // C-6 F3.2
		{"9F4E03", "4A6F65"},                         // C-6 F3.2
		{"9F1502", "5411"},                           // C-6 F3.2
		{"9F0106", "000000123456"},                   // C-6 F3.2
		{"9F1B04", "00000000"},                       // C-6 F3.3: no terminal floor limit
		{"DF7001", "6A"},                             // C-6 F3.2
		{"DF7102", "1900"},                           // C-6 F3.2
		{"DF7203", "070000"},                         // C-6 F3.7
		{"BF0C02", "0000"},                           // C-6 F3.3
		{"5F3601", "02"},                             // C-6 F3.2
		{"9F4005", "6000F0A001"},                     // C-6 F3.2
	} {
		r := online(t).with("DF70 6A", "DF71 1900", "DF72 07")
		r.pdol += c.entry
		r.cfg.Terminal.Type, r.cfg.Terminal.AdditionalCapabilities = 0x22, [5]byte{0x60, 0x00, 0xF0, 0xA0, 0x01}
		r.cfg.Terminal.CountryCode, r.cfg.Terminal.IFDSerialNumber = 0x0276, "12345678"
		id := &r.cfg.Terminal
		id.TerminalID, id.MerchantID, id.MerchantNameLocation, id.MerchantCategoryCode, id.AcquirerID = "TERM0001", "MERCHANT0000001", "Joe", 0x5411, r.hex("000000123456")
		r.run()
		cmd := r.commands[0]
		if got := fmt.Sprintf("%X", cmd[5+2+28:len(cmd)-1]); got != c.value {
			t.Errorf("%s: %s, want %s", c.entry, got, c.value)
		}
	}
	r := online(t)
	r.tx.AmountOther, r.tx.Type = 34, 0x09
	r.run()
	got := fmt.Sprintf("%X", r.commands[0])
	un := got[len(got)-10 : len(got)-2]
	if want := "80A800001E831C" + "36004000" + "000000001234" + "000000000034" + fmt.Sprintf("%04X%04X", r.cfg.Terminal.CountryCode, r.cfg.Terminal.TransactionCurrency) + "260701" + "09" + un + "00"; got != want || un == "00000000" {
		t.Errorf("%s\nwant %s", got, want) // C-6 F3.1, F8.8
	}
}

// Who the terminal is goes by the whole name of the card's application, and the terminal type by the purpose of the transaction.
// B4 10.2 data, 10.1.2
func TestPDOLDataOfApplication(t *testing.T) {
	last := func(entry string, n int, change func(*reader)) string {
		r := online(t)
		r.pdol += entry
		change(r)
		r.run()
		c := r.commands[0]
		return fmt.Sprintf("%X", c[len(c)-1-n:len(c)-1])
	}
	short := func(r *reader) {
		r.cfg.Applications = []kernel.Application{
			{AID: r.combination.AID, Identity: kernel.Identity{TerminalID: "TERM0003"}}, {AID: r.combination.AID[:5], Identity: kernel.Identity{TerminalID: "TERM0002"}},
		}
		r.combination.AID = r.combination.AID[:5]
	}
	if got := last("9F1C08", 8, short); got != fmt.Sprintf("%X", "TERM0003") {
		t.Errorf("9F1C is %s", got)
	}
	if got := last("5F5701 8104", 5, func(r *reader) { r.tx.Account = tlv.CreditAccount }); got != "30000004D2" { // B3 5.4
		t.Errorf("account and amount are %s", got)
	}
	for by, want := range map[kernel.Authorisation]string{kernel.ByAnalysis: "22", kernel.OnlyOnline: "21"} {
		if got := last("9F3501", 1, func(r *reader) {
			r.cfg.Terminal.Type, r.tx.Purpose = 0x22, kernel.Purchase
			r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: by}}
		}); got != want {
			t.Errorf("%d: 9F35 is %s, want %s", by, got, want)
		}
	}
}

// The terminal floor limit of the combination, as far as four bytes go; and the capabilities are the combination's, else those of the purpose.
// C-6 F3.2, annex C
func TestCombinationData(t *testing.T) {
	last := func(r *reader, n int) string {
		r.run()
		c := r.commands[0]
		return fmt.Sprintf("%X", c[len(c)-1-n:len(c)-1])
	}
	for amount, want := range map[uint64]string{1234: "000004D2", 1 << 40: "FFFFFFFF"} {
		r := online(t)
		r.pdol += "9F1B04"
		r.combination.TerminalFloorLimit = kernel.Limit{Amount: amount, Present: true}
		if got := last(r, 4); got != want {
			t.Errorf("%d: %s", amount, got)
		}
	}
	treated := func(capabilities []byte) *reader {
		r := online(t)
		r.pdol += "9F3303"
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Capabilities: capabilities}}
		r.tx.Purpose = kernel.Purchase
		return r
	}
	for want, r := range map[string]*reader{"E0F8C8": treated(nil), "E02000": treated([]byte{0xE0, 0x20, 0x00}), "E00108": treated([]byte{0xE0, 0x20, 0x00}).with("9F33 E00108")} {
		if got := last(r, 3); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Without Entry Point's number the kernel draws one of its own, another for each activation.
// C-6 F2.8a
func TestOwnNumber(t *testing.T) {
	r := online(t)
	r.bare, r.taps, r.sw = true, 3, 0x6986
	r.run()
	seen := map[string]bool{}
	for _, c := range r.commands {
		seen[string(c[len(c)-5:len(c)-1])] = true
	}
	if len(seen) != 3 || seen["\x00\x00\x00\x00"] {
		t.Errorf("%d numbers", len(seen))
	}
	for _, other := range []string{"010203", ""} { // what Entry Point would not leave is none
		r := offline(t)
		r.bare = true
		r.before = func(p *kernel.Port) {
			if other != "" {
				p.Store().Update(tlv.UnpredictableNumber, tlv.K, r.hex(other))
			} else {
				p.Store().Put(tlv.UnpredictableNumber, tlv.FromTerminal, r.hex("01020304"))
			}
		}
		r.expect(approves)
		if c := r.commands[0]; strings.HasSuffix(fmt.Sprintf("%X", c), "0102030400") || strings.HasSuffix(fmt.Sprintf("%X", c), "0000000000") {
			t.Errorf("%X", c)
		}
	}
}

// The unpredictable number is Entry Point's for the activation, and what the acquirer gets.
// C-6 F2.8a
func TestNumber(t *testing.T) {
	r := online(t)
	r.taps, r.sw = 3, 0x6986
	r.run()
	seen := map[string]bool{}
	for _, c := range r.commands {
		seen[string(c[len(c)-5:len(c)-1])] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d numbers in three activations", len(seen))
	}
	r = online(t)
	out := r.run()
	o, _ := tlv.Find(out.DataRecord, 0x9F37)
	if c := r.commands[0]; string(o.Value) != string(c[len(c)-5:len(c)-1]) {
		t.Errorf("%X to the host, %X to the card", o.Value, c)
	}
}

// What the FCI has for the cardholder counts in its length, and is left out in any other.
func TestOptionalChecks(t *testing.T) {
	const long = "41424344454647484950515253545556"
	for _, c := range []struct {
		also, label, language, log string
	}{
		{"", "Discover", "", ""},
		{"5F2D 6465656E", "Discover", "deen", ""},                 // C-6 F4.1, F4.2
		{"5F2D 6465", "Discover", "de", ""},                       // C-6 F4.2
		{"5F2D 6465656E66726974", "Discover", "deenfrit", ""},     // C-6 F4.2
		{"5F2D 64", "Discover", "", ""},                           // C-6 F4.2, F4.3
		{"5F2D 646565", "Discover", "", ""},                       // C-6 F4.2, F4.3
		{"5F2D 6465656E667269746573", "Discover", "", ""},         // C-6 F4.2, F4.3
		{"9F12 44697363|9F11 01", "Disc", "", ""},                 // C-6 F4.4, F4.5, F4.6, F4.7
		{"9F12 " + long + "|9F11 01", "ABCDEFGHIPQRSTUV", "", ""}, // C-6 F4.5
		{"9F12 " + long + "57|9F11 01", "Discover", "", ""},       // C-6 F4.5, F4.5a
		{"9F12 |9F11 01", "Discover", "", ""},                     // C-6 F4.4
		{"9F12 44697363", "Discover", "", ""},                     // C-6 F4.6: no table
		{"9F12 44697363|9F11 0101", "Discover", "", ""},           // C-6 F4.7, F4.7a
		{"BF0C 9F4D020B0A", "Discover", "", "0B0A"},               // C-6 F4.8, F4.9
		{"BF0C |BF0C 9F4D020B0A", "Discover", "", "0B0A"},         // B3 5.2 length 00
		{"BF0C 9F4D020B0A|BF0C ", "Discover", "", "0B0A"},         // B3 5.2 length 00
		{"BF0C 9F4D030B0A00", "Discover", "", ""},                 // C-6 F4.9, F4.9a
		{"BF0C 9F4D010B", "Discover", "", ""},                     // C-6 F4.9, F4.9a
	} {
		r := online(t)
		for _, s := range strings.Split(c.also, "|") {
			if s != "" {
				r.also = append(r.also, r.objects(s)...)
			}
		}
		r.cfg.Terminal.AdditionalCapabilities[4] |= 0x01
		out := r.expect(goesOnline)
		if log := fmt.Sprintf("%X", out.Report.Get(tlv.LogEntry)); out.Label() != c.label || out.UIOutcome.Language != c.language || log != c.log {
			t.Errorf("%s: %q, %q, log %s", c.also, out.Label(), out.UIOutcome.Language, log)
		}
	}
}

// A second presentment is one with the issuer's answer or with the terminal's template, and begins no new transaction.
func TestSecondPresentment(t *testing.T) {
	for _, c := range []struct {
		name, host, updates string
		begins              bool
		commands            int
	}{
		{"neither", "", "", true, 1},                                                 // C-6 F4.10, F4.11, F4.13
		{"a script", "8A023030 72078605841E000000", "", false, 1},                    // C-6 F4.10, F4.12
		{"an answer without scripts", "8A023030 91081122334455667788", "", false, 0}, // C-6 F4.10, F4.12
		{"a template", "", "BF1100", false, 0},                                       // C-6 F4.11, F4.12
	} {
		r := online(t)
		if c.host != "" {
			r.host = r.hex(c.host)
		}
		if c.updates != "" {
			r.updates = r.hex(c.updates)
		}
		out := r.run()
		if begun := out.Status == kernel.OnlineRequest; begun != c.begins || !begun && out.Status != kernel.EndApplication || len(r.commands) != c.commands {
			t.Errorf("%s: %v, %d commands", c.name, out.Status, len(r.commands))
		}
	}
}

// Nothing of the transaction before is in TVR and TSI.
// C-6 F4.13, F4.14
func TestNewTransaction(t *testing.T) {
	r := online(t)
	r.memory = r.hex("FFFFFFFFFFFFFF")
	r.before = func(p *kernel.Port) {
		p.Store().Put(tlv.TVR, tlv.FromKernel, r.hex("0102030405"))
		p.Store().Put(tlv.TSI, tlv.FromKernel, r.hex("0708"))
	}
	if out := r.expect(goesOnline); fmt.Sprintf("%X %X", out.TVR(), out.TSI()) != "8000000000 2800" {
		t.Errorf("TVR %X, TSI %X", out.TVR(), out.TSI())
	}
}
