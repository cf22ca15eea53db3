package c2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Where implementers of this book go wrong: a test each, whose comment begins with the trap's number. Those that need a table of their own stand beside what
// they are about, under the same name: go test -run Trap.

// Trap 1: what the kernel knows and the card may not give is passed over where its tag is of the private class, and what the terminal has stays; any other
// makes the response malformed.
// C-2 4.1.3 private, right
func TestTrapForeignObject(t *testing.T) {
	for object, passed := range map[string]bool{
		"DF812406 000000000000": true, "DF811B01 FF": true, "DF812005 FFFFFFFFFF": true, "9F0206 000000000001": false, "9505 0000000000": false, "9F3501 11": false,
	} {
		s := newScene(t).give("RR 1.1", in(0x70, plainRecord, object)).run()
		if passed {
			s.script("GPO 8300", "RR 1.1", "AC")
		} else {
			s.script("GPO 8300", "RR 1.1").ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
		}
	}
}

// Trap 2: a second value fails, and an object in a template that is not its own, those that come by GET DATA or in the response to GENERATE AC among them. What
// came before stays. What was empty may be filled.
// C-2 4.1.3 filled, template, stays
func TestTrapSecondValue(t *testing.T) {
	const list = "8C06 9F02069F3704"
	for _, c := range []struct {
		name, first, second string
		fails               bool
	}{
		{"once", "", list, false},
		{"twice", list, list, true},
		{"empty, and then filled", "8C00", list, false},
		{"filled, and then empty", list, "8C00", true},
		{"ICC Dynamic Number", "", "9F4C02 0102", true},
		{"the first data envelope", "", "9F7001 55", true},
		{"the last data envelope", "", "9F7901 55", true},
		{"a PDOL", "", "9F3803 9F3704", true},
		{"a cryptogram", "", "9F2608 1122334455667788", true},
	} {
		s := newScene(t).give("GPO", in(0x77, "8202 0080 9404 08010200")).
			give("RR 1.1", in(0x70, "9F4202 0978", strings.Replace(plainRecord, list, c.first, 1))).give("RR 1.2", in(0x70, c.second)).run()
		if (s.Out.Error.L2 == kernel.ParsingError) != c.fails {
			t.Errorf("%s: %v, %+v", c.name, s.Out.Status, s.Out.Error)
		}
		if o, _ := tlv.Find(s.Out.DiscretionaryData, 0x9F42); c.fails && hexOf(o.Value) != "0978" {
			t.Errorf("%s: the currency of the record before is %X", c.name, o.Value)
		}
	}
}

// Trap 4: a card that is left for the next one has no field off, although it asks for that: without a name, with a bad FCI, at a refused GET PROCESSING OPTIONS,
// above the transaction limit.
// C-2 S1.7, S1.8, S3.9.2, S456.15
func TestTrapFieldOff(t *testing.T) {
	const asks = "9F5D03 000400"
	for name, change := range map[string]func(*scene){
		"no DF name":                     func(s *scene) { s.FCI = "6F0B A509 BF0C06" + asks },
		"an FCI that is cut off":         func(s *scene) { s.FCI = strings.TrimSuffix(fciWith("", asks), "00") },
		"an object that it may not give": func(s *scene) { s.FCI = fciWith("", asks+"9A03 260701") },
		"6985":                           func(s *scene) { s.FCI = fciWith("", asks); s.give("GPO", "6985") },
		"too much":                       func(s *scene) { s.FCI = fciWith("", asks); s.Tx.Amount = 1000000 },
	} {
		s := newScene(t)
		change(s)
		if s.run(); s.Out.Status != kernel.SelectNext || s.Out.Start != kernel.StartC || s.Out.FieldOff != 0 || s.Out.UIOutcome != nil || s.Out.UIRestart != nil {
			t.Errorf("%s: %v, start %d, field off %v", name, s.Out.Status, s.Out.Start, s.Out.FieldOff)
		}
	}
	s := newScene(t)
	s.FCI = fciWith("", asks)
	if s.run(); s.Out.FieldOff != 1300*time.Millisecond {
		t.Errorf("field off %v", s.Out.FieldOff)
	}
}

// Trap 5: the PDOL gets Terminal Capabilities whose byte 2 is 00; CDOL1 gets what the amount has made of it.
// C-2 S1.9, S456.32, S456.33
func TestTrapTerminalCapabilities(t *testing.T) {
	for amount, want := range map[uint64]string{5000: "E00808", 5001: "E06008"} {
		s := newScene(t).set("DF8117", "E0").record("8C03 9F3303")
		s.FCI, s.Tx.Amount = fciWith("9F3303", ""), amount
		if _, got, _ := strings.Cut(s.asks(nil), " "); s.Lines[0] != "GPO 8303E00008" || got != want {
			t.Errorf("%d: %s, CDOL1 data %s, want %s", amount, s.Lines[0], got, want)
		}
	}
}

// Trap 6: lists that the terminal has yet to give hold nothing up. GET PROCESSING OPTIONS goes first, then READ RECORD, and only then they are asked for.
// C-2 S1.21, S3R1.15
func TestTrapNeededAlone(t *testing.T) {
	newScene(t).set("DF8112", "", "FF8102", "", "FF8103", "").run().script("GPO 8300", "RR 1.1", "DEK |DF8112 FF8102 FF8103")
}

// Trap 7: in state 2 the timer runs on from one DET to the next, in state 6 each starts it anew.
// C-2 S2.7, S6.7, S456.10
func TestTrapTimers(t *testing.T) {
	s := newScene(t).set("DF8110", "00")
	s.Tx.AmountLater, s.Tx.Amount, s.Lazy = true, 0, true
	s.FCI = fciWith("9F0206 9F0306", "")
	s.Then["DEK |9F02 9F03"] = []string{"9F0306 000000000000", "9F5001 55", "9F0206 000000001234"}
	s.While["RR 1.1"] = []string{"DF8112 01 84"}
	s.Then["DEK 8407A0000000041010|"] = []string{"DF8112 01 5A", "DF811001 01"}
	s.run().script("DEK |9F02 9F03", "TIMER 500", "STOP", "GPO 830C"+"000000001234"+"000000000000", "RR 1.1",
		"DEK 8407A0000000041010|", "TIMER 500", "STOP", "DEK 5A085413330089020011|", "TIMER 500", "STOP")
}

// Trap 10: state R1 leaves a DET on the queue, for the state behind it; states 9, 12 and 15 take it and do nothing with it.
// C-2 6.6, S9.4, S12.4, S15.4
func TestTrapSwallowedDET(t *testing.T) {
	for line, told := range map[string]bool{"ERRD B2B2B2B2": true, "GD 9F70": true, "PD 9F75 AA": false, "AC": false, "PD 9F76 BB": false} {
		s := everyState(t)
		s.While[line] = []string{"DF8112 01 84 FF8103 04 9F7901 05"}
		if s.run(); s.Sends("8407A0000000041010") != told || slices.Contains(s.Lines, "PD 9F79 05") != told {
			t.Errorf("%s: %q", line, s.Lines)
		}
	}
}

// Trap 12: record 1 of file 1 is read like any other, and so is what the kernels before this edition took out of the AFL.
// C-2 S3.31
func TestTrapFirstRecord(t *testing.T) {
	s := newScene(t).give("GPO", in(0x77, "8202 0080 940C 08010100 10010101 18010200")).give("RR", in(0x70)).give("RR 1.1", in(0x70, plainRecord))
	s.run().script("GPO 8300", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2")
}

// Trap 16: where CDA has failed before GENERATE AC the transaction goes on without it, with an AAC where the device has verified its holder. Where it fails after
// that the transaction ends.
// C-2 GAC.22, S910.7
func TestTrapCDAFailed(t *testing.T) {
	for _, c := range []struct {
		card   string
		change func(*bench.Tap)
		asked  int
		l2     kernel.L2Error
	}{
		{"mastercard-unknown-ca", nil, 0x40, kernel.L2OK},
		{"phone-mastercard-unknown-ca", nil, 0x00, kernel.L2OK},
		{"mastercard-offline", flipped(1), 0x50, kernel.CAMFailed},
		{"phone-mastercard", flipped(1), 0x50, kernel.CAMFailed},
	} {
		x := (&visit{card: c.card, change: c.change}).tap(t)
		x.Run()
		if o := x.Outcome(); x.P1(1) != c.asked || o.Error.L2 != c.l2 || (o.Status == kernel.EndApplication) != (c.l2 != kernel.L2OK) || o.ODA.Result != "failed" {
			t.Errorf("%s: asked %02X, %v, %+v, %+v", c.card, x.P1(1), o.Status, o.Error, o.ODA)
		}
	}
}

// Trap 17: an AAC is asked for in a signature where the card says that it signs one; where its storage is read, always.
// C-2 GAC.24, GAC.25, GAC.27, GAC.45
func TestTrapSignedAAC(t *testing.T) {
	for capabilities, want := range map[string]string{"": "00", "9F5D03 00FE00": "00", "9F5D03 000100": "10"} {
		s := newScene(t).options("8202 0180").answers(0x00, "6985").record(signedObjects)
		s.FCI = fciWith("", capabilities)
		if got, _, _ := strings.Cut(s.asks(withKeys(t)), " "); got != want {
			t.Errorf("%q: %s", capabilities, got)
		}
	}
	for info, write := range map[string]bool{"E4": true, "00": false, "-": false} {
		s := storageScene(t, "01").set("DF8121", "0000000001")
		if s.set("DF810A", info); info == "-" {
			s.set("DF62", "-")
		}
		if got := s.asks(withKeys(t)); !strings.HasPrefix(got, "10 ") || (s.Data[tlv.IDSStatus] == "C0") != write {
			t.Errorf("DS ODS Info For Reader %s: %s, IDS Status %s", info, got, s.Data[tlv.IDSStatus])
		}
	}
}

// Trap 18: a signature that nobody asked for is verified; one that was asked for and is missing is a card data error.
// C-2 S9.28, S910.34
func TestTrapSignature(t *testing.T) {
	stray := answer(func(v []byte) []byte { return tlv.Append(v, 0x9F4B, make([]byte, 144)) })
	bare := answer(func([]byte) []byte { return digits(goodAC) })
	for _, c := range []struct {
		card   string
		change func(*bench.Tap)
		want   kernel.L2Error
	}{
		{"mastercard-no-cda", stray, kernel.CAMFailed},
		{"mastercard-unknown-ca", stray, kernel.CAMFailed},
		{"mastercard-offline", bare, kernel.CardDataError},
		{"mastercard-no-cda", answer(func(v []byte) []byte { return v }), kernel.L2OK},
	} {
		x := (&visit{card: c.card, change: c.change}).tap(t)
		x.Run()
		if o := x.Outcome(); o.Error.L2 != c.want || c.want != kernel.L2OK && (o.Status != kernel.EndApplication || request(o.UIOutcome) != otherCard) {
			t.Errorf("%s: %v, %+v", c.card, o.Status, o.Error)
		}
	}
}

// Trap 21: an online-only terminal asks for an ARQC outright, whatever the codes for online say; the default codes are for an offline-only one alone.
// C-2 TAA.4.1, TAA.6
func TestTrapTerminalType(t *testing.T) {
	const none, all = "0000000000", "FFFFFFFFFF"
	for _, c := range []struct {
		kind          byte
		online, other string
		want          string
	}{
		{0x21, none, none, "80"},
		{0x21, none, all, "80"},
		{0x14, none, all, "80"},
		{0x22, none, all, "40"},
		{0x22, all, none, "80"},
		{0x25, none, all, "40"},
		{0x23, all, none, "40"},
		{0x23, none, all, "00"},
		{0x26, all, none, "40"},
		{0x16, none, all, "00"},
	} {
		s := newScene(t).set("DF8123", "000000005000", "DF8121", none, "DF8122", c.online, "DF8120", c.other)
		s.record("9F0F05 0000000000 9F0D05 0000000000")
		if got, _, _ := strings.Cut(s.asks(func(cfg *kernel.Config) { cfg.Terminal.Type = c.kind }), " "); got != c.want {
			t.Errorf("%02X, online %s, default %s: %s, want %s", c.kind, c.online, c.other, got, c.want)
		}
	}
}

// Trap 22: a method that the reader lacks sets no bit of the PIN pad's, and one that fails leaves 3F0001; Fail CVM leaves its own rule, and the device's
// verification 010002.
// C-2 CVM.4, CVM.17, CVM.22, CVM.24, CVM.25
func TestTrapCVMResults(t *testing.T) {
	for _, c := range []struct {
		rules, capability, aip string
		results, tvr3          string
	}{
		{"0200", "08", "1080", "3F0001", "80"},
		{"0100", "E8", "1080", "3F0001", "80"},
		{"4403 1F00", "E8", "1080", "1F0002", "00"}, // not supported: its condition is not met
		{"4400 1F00", "E8", "1080", "1F0002", "00"},
		{"4200 0000", "08", "1080", "000001", "80"},
		{"0003", "08", "1080", "000301", "80"},
		{"6000 0200", "08", "1080", "3F0001", "C0"},
		{"0200", "08", "1280", "010002", "00"},
	} {
		s := newScene(t).options("8202", c.aip).methods(c.capability).set("DF811B", "20", "DF8126", "000000001000").record(cvmList(0, 0, c.rules))
		if s.asks(nil); s.Data[tlv.CVMResults] != c.results || byteOf(s.Data, 3) != c.tvr3 {
			t.Errorf("%s, AIP %s: %s, TVR byte 3 %s", c.rules, c.aip, s.Data[tlv.CVMResults], byteOf(s.Data, 3))
		}
	}
}

// Trap 23: an amount of cash is cashback, whatever the transaction type; the type 09 alone is not.
// C-2 PRE.25
func TestTrapCashback(t *testing.T) {
	for _, kind := range []byte{0x00, 0x01, 0x09, 0x17, 0x20} {
		for other, want := range map[uint64]string{0: "00", 1: "10"} {
			s := newScene(t).record("5F2802 0276 9F0702 FF00")
			s.Tx.Type, s.Tx.AmountOther = kind, other
			if s.asks(nil); byteOf(s.Data, 2) != want {
				t.Errorf("type %02X, cash %d: TVR byte 2 %s", kind, other, byteOf(s.Data, 2))
			}
		}
	}
}

// Trap 24: an amount at a limit is not above it: transaction limit, CVM limit with the receipt, floor limit.
// C-2 S456.14, S456.30, S456.31, S456.37
func TestTrapLimits(t *testing.T) {
	for i, tag := range []string{"DF8124", "DF8126", "DF8123"} {
		for limit, above := range map[string]bool{"000000001234": false, "000000001233": true} {
			s := newScene(t).set("DF8123", "000000005000").set(tag, limit).run()
			tvr4 := byteOf(s.Data, 4)
			got := [...]bool{s.Out.Error.L2 == kernel.MaxLimitExceeded, s.Out.Receipt && s.Data[tlv.TerminalCapabilities][2:4] == "60", tvr4 == "80"}
			want := [...]bool{false, false, false}
			if want[i] = above; got != want {
				t.Errorf("%s %s: %v", tag, limit, got)
			}
		}
	}
}

// Trap 30: an object of the data record that is present and empty is in it.
// C-2 tables 4.6 and 4.7
func TestTrapEmptyInRecord(t *testing.T) {
	s := newScene(t).set("DF8110", "")
	s.Tx.AmountLater, s.Tx.Amount = true, 0
	s.Then["DEK"] = []string{"9F0206 000000000100 DF811001 01"}
	s.run()
	if want := "9F0206000000000100" + "9F0300"; !strings.HasPrefix(fmt.Sprintf("%X", s.Out.DataRecord), want) {
		t.Errorf("%X", s.Out.DataRecord)
	}
}
