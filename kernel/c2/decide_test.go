package c2_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// An amount above the CVM limit has a receipt and the other CVM capability, one above the floor limit its bit. An amount at a limit is not above it.
// C-2 6.11
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name         string
		amount       uint64
		capabilities string
		receipt      bool
		floor        bool
	}{
		{"zero", 0, "000808", false, false},                    // S456.33
		{"at the floor limit", 1000, "000808", false, false},   // S456.37
		{"above the floor limit", 1001, "000808", false, true}, // S456.37 S456.38
		{"at the CVM limit", 5000, "000808", false, true},      // S456.30 S456.33
		{"above the CVM limit", 5001, "006008", true, true},    // S456.30 S456.31 S456.32
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.Tx.Amount = c.amount
			s.run()
			floor := len(s.Data[tlv.TVRKernel2]) == 10 && s.Data[tlv.TVRKernel2][6] == '8'
			if s.Data[tlv.TerminalCapabilities] != c.capabilities || s.Out.Receipt != c.receipt || floor != c.floor {
				t.Errorf("9F33 %s, receipt %v, TVR %s", s.Data[tlv.TerminalCapabilities], s.Out.Receipt, s.Data[tlv.TVRKernel2])
			}
		})
	}
}

// The receipt stays in the outcome, whatever becomes of the transaction, and is not in that of one that ends before.
// C-2 6.11
func TestReceipt(t *testing.T) {
	for _, c := range []struct {
		line, response string
		want           bool
	}{{"AC", "6985", true}, {"AC", "L1 1", true}, {"RR 1.1", "6A83", false}} { // S456.31
		s := newScene(t).give(c.line, c.response)
		s.Tx.Amount = 5001
		if s.run(); s.Out.Receipt != c.want {
			t.Error(c.line, c.response, s.Out.Receipt)
		}
	}
}

// Without an amount the transaction ends, and with one from the terminal that is none too.
// C-2 6.11, 4.6.2 amount
func TestAmount(t *testing.T) {
	for _, c := range []struct{ name, det, indication, ui string }{
		{"none", "DF811001 01", "00 00 03 0000 FF", "-"},                                  // S456.12 S456.13
		{"of five bytes", "9F0205 0000000001 DF811001 01", "00 0F 00 0000 1C", otherCard}, // C-2 4.6.2
		{"of seven bytes", "9F0207 00000000000001 DF811001 01", "00 0F 00 0000 1C", otherCard},
		{"not of digits", "9F0206 00000000000A DF811001 01", "00 0F 00 0000 1C", otherCard},
		{"all F", "9F0206 FFFFFFFFFFFF DF811001 01", "00 0F 00 0000 1C", otherCard},
		{"more cash than amount", "9F0206 000000001234 9F0306 000000001235 DF811001 01", "00 0F 00 0000 1C", otherCard},
		{"cash not of digits", "9F0206 000000001234 9F0306 00000000000A DF811001 01", "00 0F 00 0000 1C", otherCard},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF8110", "")
			s.Tx.AmountLater, s.Tx.Amount = true, 0
			s.Then["DEK"] = []string{c.det}
			s.run().script("GPO 8300", "RR 1.1", "DEK |9F02 DF8110", "TIMER 500", "STOP").ends(kernel.EndApplication, kernel.StartNone, c.indication, c.ui, "-")
			if s.Money.Amount != 0 && s.Money.Amount != 1234 {
				t.Error(s.Money)
			}
		})
	}
	for amounts, ok := range map[string]bool{"9F0206 000000000500": true, "9F0206 000000000501": false, "9F0306 000000000001": false} { // B4 6.5.1
		s := newScene(t).set("DF8110", "")
		s.Keys = func(c *kernel.Config) { c.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Limit: 500}} }
		s.Tx.Purpose, s.Tx.Amount = kernel.Purchase, 400
		s.Then["DEK"] = []string{amounts + " DF811001 01"}
		s.run()
		refused := s.Out.Error.L2 == kernel.TerminalDataError && s.Money.Amount == 400 && s.Lines[len(s.Lines)-1] != "AC"
		if refused == ok {
			t.Errorf("%s: %v, %+v, %+v, %q", amounts, s.Out.Status, s.Out.Error, s.Money, s.Lines)
		}
	}
	lost := newScene(t).give("RR 1.1", "6A83")
	lost.Tx.AmountLater, lost.Tx.Amount = true, 0
	lost.Lazy, lost.Late["RR 1.1"] = true, true
	lost.While["RR 1.1"] = []string{"9F0206 000000000777"}
	if lost.run(); lost.Out.Status == kernel.Declined || lost.Money.Amount != 777 { // an attempt that fails is for the amount too
		t.Errorf("%v, %v", lost.Out.Status, lost.Money)
	}
	s := newScene(t).set("DF8110", "")
	s.Then["DEK"] = []string{"9F0206 000001000000 DF811001 01"}                  // a revised amount counts
	s.run().ends(kernel.SelectNext, kernel.StartC, "00 05 00 0000 FF", "-", "-") // S456.14 S456.15
}

// What each card has to give.
// C-2 table 6.2
func TestMandatoryObjects(t *testing.T) {
	for _, without := range []string{"5A08 5413330089020011", "5F2403 491231", "8C06 9F02069F3704"} {
		s := newScene(t).give("RR 1.1", in(0x70, strings.Replace(plainRecord, without, "", 1))).run()
		s.script("GPO 8300", "RR 1.1").ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-") // S456.16 S456.17.1 S456.17.2
		if s.Discretionary() != "DF810B DF8115 DF810E DF810F" {
			t.Error(s.Discretionary())
		}
	}
	s := newScene(t).give("RR 1.1", in(0x70, strings.Replace(plainRecord, "5F3401 01", "", 1))).run()
	s.script("GPO 8300", "RR 1.1", "AC") // the sequence number is none of them
}

// Trap 29: integrated data storage belongs to the card whose PAN and sequence number make its DS ID.
// C-2 6.11
func TestTrapStorageOfThisCard(t *testing.T) {
	for _, c := range []struct {
		name, pan, sequence, id string
		ok                      bool
	}{
		{"16 digits", "5A08 5413330089020011", "5F3401 01", "9F5E09 541333008902001101", true}, // S456.18 S456.19
		{"16 digits, no sequence number", "5A08 5413330089020011", "", "9F5E09 541333008902001100", true},
		{"17 digits: a zero before", "5A09 54133300890200115F", "5F3401 01", "9F5E0A 05413330089020011501", true},
		{"19 digits", "5A0A 5413330089020011567F", "5F3401 12", "9F5E0B 0541333008902001156712", true},
		{"18 digits", "5A09 541333008902001156", "5F3401 12", "9F5E0A 54133300890200115612", true},
		{"12 digits: at least 8 bytes", "5A06 541333008902", "5F3401 01", "9F5E08 0054133300890201", true},
		{"13 digits", "5A07 5413330089021F", "5F3401 01", "9F5E08 0541333008902101", true},
		{"19 digits, padded twice", "5A0A 541333008902001156FF", "5F3401 12", "9F5E0A 54133300890200115612", true},
		{"no digit", "5A08 FFFFFFFFFFFFFFFF", "5F3401 01", "9F5E08 0000000000000001", true},
		{"another sequence number", "5A08 5413330089020011", "5F3401 02", "9F5E09 541333008902001101", false}, // S456.20.1 S456.20.2
		{"another PAN", "5A08 5413330089020012", "5F3401 01", "9F5E09 541333008902001101", false},
		{"a zero too many", "5A08 5413330089020011", "5F3401 01", "9F5E0A 00541333008902001101", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF810D", "02", "9F5C", "1122334455667788")
			s.FCI = fciWith("", "9F5D03 010000"+c.id)
			s.give("GPO", in(0x77, "8202 0080 9404 08010100 9F7D08 0102030405060708 9F5400"))
			s.give("RR 1.1", in(0x70, c.pan, c.sequence, "5F2403 491231 8C03 9F3704", "8F01 F1 9F4A01 82")).run()
			ended := s.Out.Error.L2 == kernel.CardDataError && s.Lines[len(s.Lines)-1] != "AC"
			if ended == c.ok {
				t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
			}
			if !c.ok {
				s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
			}
		})
	}
}

// Trap 29: a card that has not given what storage takes is not held to its DS ID: Read is cleared.
// C-2 6.7
func TestTrapStorageNotContinued(t *testing.T) {
	const foreign = "9F5E08 9999999999999999"
	for _, c := range []struct {
		name, objects string
		goesOn        bool // with storage
	}{
		{"nothing", "", false}, // S3R1.12 S3R1.13
		{"a free slot", "9F5F01 80 9F7D08 0102030405060708 9F7F04 55667788", true},
		{"no availability", "9F7D08 0102030405060708 9F7F04 55667788", false},
		{"no summary", "9F5F01 80 9F7F04 55667788", false},
		{"no number", "9F5F01 80 9F7D08 0102030405060708", false},
		{"a known operator", "9F7D08 0102030405060708 9F5400", true},
		{"a known operator with a slot", "9F5F01 80 9F7D08 0102030405060708 9F7F04 55667788 9F5401 AA", true},
		{"a known operator without summary", "9F5F01 80 9F7F04 55667788 9F5401 AA", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF810D", "02", "9F5C", "1122334455667788")
			s.FCI = fciWith("", "9F5D03 010000"+foreign)
			s.give("GPO", in(0x77, "8202 0080 9404 08010100", c.objects)).run()
			if ended := s.Out.Error.L2 == kernel.CardDataError; ended != c.goesOn {
				t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
			}
			if tvr := s.Data[tlv.TVRKernel2]; tvr[0] == '8' == c.goesOn { // S3R1.18 S3R1.19 S3R1.20
				t.Errorf("TVR %s", tvr)
			}
		})
	}
}

// DSDOL has the terminal asked for what is empty, where storage is read and the slot is not locked.
// C-2 6.8
func TestDSDOL(t *testing.T) {
	for _, c := range []struct {
		name, gpo, record string
		operator          string
		want              string // Data Needed, beside the first write flag
	}{
		{"asked for", "9F6F01 80", "9F5B06 DF6008 DF6301", "1122334455667788", "DF60 DF63 "},        // S4.30 S4.31 S4.32 S4.33
		{"slot management not there", "", "9F5B06 DF6008 DF6301", "1122334455667788", "DF60 DF63 "}, // S4.32
		{"the slot is locked", "9F6F01 90", "9F5B06 DF6008 DF6301", "1122334455667788", ""},         // S4.32
		{"all other bits", "9F6F01 EF", "9F5B03 DF6008", "1122334455667788", "DF60 "},               // S4.32
		{"not in this record", "9F6F01 80", "", "1122334455667788", ""},                             // S4.30
		{"storage is not read", "9F6F01 80", "9F5B06 DF6008 DF6301", "-", ""},                       // S4.31
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF810D", "02", "9F5C", c.operator, "DF60", "", "DF63", "", "DF8110", "")
			s.FCI = fciWith("", "9F5D03 010000 9F5E09 541333008902001101")
			s.give("GPO", in(0x77, "8202 0080 9404 08010100 9F7D08 0102030405060708 9F5400", c.gpo))
			s.give("RR 1.1", in(0x70, plainRecord, c.record)).run()
			last := ""
			for _, line := range s.Lines {
				if strings.HasPrefix(line, "DEK ") {
					last = line
				}
			}
			if _, needed, _ := strings.Cut(last, "|"); needed != c.want+"DF8110" {
				t.Errorf("%q", s.Lines)
			}
		})
	}
}

// What DSDOL asks for is asked for with the record that it stands in, and not again with another.
// C-2 6.8
func TestDSDOLOnce(t *testing.T) {
	s := newScene(t).set("DF810D", "02", "9F5C", "1122334455667788", "DF60", "", "DF8110", "", "DF8112", "84")
	s.FCI = fciWith("", "9F5D03 010000 9F5E09 541333008902001101")
	s.give("GPO", in(0x77, "8202 0080 9404 08010300 9F7D08 0102030405060708 9F5400"))
	s.give("RR 1.1", in(0x70, plainRecord, "9F5B03 DF6008")).give("RR 1.2", in(0x70)).give("RR 1.3", in(0x70))
	s.Then["GPO"] = []string{"DF8112 01 84"}
	var needed []string
	for _, line := range s.run().Lines {
		if strings.HasPrefix(line, "DEK ") {
			_, n, _ := strings.Cut(line, "|")
			needed = append(needed, n)
		}
	}
	if want := []string{"DF60", "DF8110"}; !slices.Equal(needed[max(0, len(needed)-2):], want) { // S4.30
		t.Errorf("%q", s.Lines)
	}
}

// What the terminal has to write before GENERATE AC goes first, one PUT DATA after the other, the latest value of each.
// C-2 6.11
func TestPutDataBefore(t *testing.T) {
	s := newScene(t).set("FF8102", "9F7501AA9F760155", "DF8110", "").give("PD", "9000")
	s.Then["DEK"] = []string{"FF8102 09 9F7501BB 9F7802 0102 DF811001 01"}
	s.run().script("GPO 8300", "RR 1.1", "DEK |DF8110", "TIMER 500", "STOP", "PD 9F75 BB", "PD 9F76 55", "PD 9F78 0102", "AC") // S456.42 S456.50 S456.51 S456.45 S456.46
}
