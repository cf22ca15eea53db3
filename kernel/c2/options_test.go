package c2_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// How a transaction ends at GET PROCESSING OPTIONS.
// C-2 6.5, 4.6.2 AFL, before GENERATE AC, 5.5.3 format 1, format 2
func TestProcessingOptionsEnd(t *testing.T) {
	const invalid = kernel.EndApplication
	for _, c := range []struct {
		name, response string
		status         kernel.Status
		start          kernel.Start
		indication     string
		ui             string
	}{
		{"no answer in time", "L1 1", kernel.TryAgain, kernel.StartB, "01 00 00 0000 FF", "-"}, // S3.4 S3.5
		{"transmission error", "L1 2", kernel.TryAgain, kernel.StartB, "02 00 00 0000 FF", "-"},
		{"protocol error", "L1 3", kernel.TryAgain, kernel.StartB, "03 00 00 0000 FF", "-"},
		{"conditions not satisfied", "6985", kernel.SelectNext, kernel.StartC, "00 03 00 6985 FF", "-"}, // S3.8 S3.9.1 S3.9.2
		{"wrong length", "6700", kernel.SelectNext, kernel.StartC, "00 03 00 6700 FF", "-"},
		{"a warning", "6283", kernel.SelectNext, kernel.StartC, "00 03 00 6283 FF", "-"},
		{"with data", "770A 8202 0080 9404 08010100 6985", kernel.SelectNext, kernel.StartC, "00 03 00 6985 FF", "-"},
		{"empty", "9000", invalid, 0, "00 04 00 0000 1C", otherCard}, // S3.10 S3.11 S3.12 S3.90.1 S3.90.2
		{"another template", "700A 8202 0080 9404 08010100 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"a zero byte before", "00770A 8202 0080 9404 08010100 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 1, five bytes", "8005 0080 080101 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 1, two bytes", "8002 0080 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 1, seven bytes", "8007 0080 08010100 00 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 1, cut off", "8006 0080 080101 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 1, and more", "8006 0080 08010100 5000 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 2, cut off", "770A 8202 0080 9404 080101 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"format 2, AIP twice", "770E 8202 0080 8202 0080 9404 08010100 9000", invalid, 0, "00 04 00 0000 1C", otherCard},
		{"no AFL", "7704 8202 0080 9000", invalid, 0, "00 01 00 0000 1C", otherCard}, // S3.13 S3.14 S3R1.5 S3R1.6: without a record nothing is read
		{"no AIP", "7706 9404 08010100 9000", invalid, 0, "00 01 00 0000 1C", otherCard},
		{"neither", "7700 9000", invalid, 0, "00 01 00 0000 1C", otherCard},
		{"a magnetic stripe card", "770A 8202 007F 9404 08010100 9000", invalid, 0, "00 07 00 0000 1C", otherCard}, // S3.16 S3.18
		{"AFL of five bytes", "770B 8202 0080 9405 0801010010 9000", invalid, 0, "00 04 00 0000 1C", otherCard},    // C-2 4.1.3
		{"AFL with record 0", "770A 8202 0080 9404 08000100 9000", invalid, 0, "00 06 00 0000 1C", otherCard},      // C-2 4.6.2
		{"AFL with file 0", "770A 8202 0080 9404 00010100 9000", invalid, 0, "00 06 00 0000 1C", otherCard},
		{"AFL with file 31", "770A 8202 0080 9404 F8010100 9000", invalid, 0, "00 06 00 0000 1C", otherCard},
		{"AFL backwards", "770A 8202 0080 9404 08020100 9000", invalid, 0, "00 06 00 0000 1C", otherCard},
		{"AFL with more signed records than there are", "770A 8202 0080 9404 08010102 9000", invalid, 0, "00 06 00 0000 1C", otherCard},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).give("GPO", c.response).run()
			s.script("GPO 8300").ends(c.status, c.start, c.indication, c.ui, "-")
			if s.Discretionary() != "DF8115" {
				t.Error(s.Discretionary())
			}
		})
	}
}

// Both formats are taken, and SFI 1 record 1 is read like any other: nothing is passed over.
// C-2 6.5, 5.5.3 format 1, format 2
func TestProcessingOptionsTaken(t *testing.T) {
	for _, response := range []string{
		"770A 8202 0080 9404 08010100 9000",        // S3.10
		"8006 0080 08010100 9000",                  // S3.10
		"77810A 9404 08010100 8202 0080 9000",      // S3.10
		"770C 00 8202 0080 00 9404 08010100 9000",  // S3.10
		"770D DF7F00 8202 0080 9404 08010100 9000", // S3.10
	} {
		newScene(t).give("GPO", response).run().script("GPO 8300", "RR 1.1") // S3.31
	}
	s := newScene(t).give("GPO", in(0x77, "8202 0080 940C 08010200 E8020301 100A0A00")).give("RR 1.2", in(0x70)).give("RR 29", "").
		give("RR 29.2", "9000").give("RR 29.3", "700150 9000").give("RR 2.10", in(0x70))
	s.run().script("GPO 8300", "RR 1.1", "RR 1.2", "RR 29.2", "RR 29.3", "RR 2.10")
}

// The transaction limit is the one for a cardholder device CVM where card and reader have it. What is above it is not for this application; what is at it is.
// C-2 6.5, 6.11
func TestTransactionLimit(t *testing.T) {
	for _, c := range []struct {
		name, aip, configuration string
		amount                   uint64
		above                    bool
	}{
		{"at the limit", "0080", "00", 999999, false},             // S3.34 S456.14
		{"above it", "0080", "00", 1000000, true},                 // S3.34 S456.14 S456.15
		{"the card alone", "0280", "00", 1000000, true},           // S3.33
		{"the reader alone", "0080", "20", 1000000, true},         // S3.33
		{"both, at the limit", "0280", "20", 1999999, false},      // S3.35
		{"both, above it", "0280", "20", 2000000, true},           // S3.35
		{"all other bits", "FD80", "DF", 1000000, true},           // S3.33
		{"all other bits of byte 2", "00FE", "CF", 1000000, true}, // S3.33 S3.60
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF811B", c.configuration).give("GPO", in(0x77, "8202", c.aip, "9404 08010100"))
			s.Tx.Amount = c.amount
			if s.run(); !c.above {
				if s.Data[tlv.TVRKernel2] == "" || s.Out.Error.L2 == kernel.MaxLimitExceeded {
					t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
				}
				return
			}
			s.ends(kernel.SelectNext, kernel.StartC, "00 05 00 0000 FF", "-", "-")
			if s.Discretionary() != "DF810B DF8115 DF810E DF810F" { // C-2 4.5.4
				t.Error(s.Discretionary())
			}
		})
	}
}

// Without relay resistance the TVR say so; without CDA they say that too, unless integrated data storage is read.
// C-2 6.5, 6.7
func TestTVRAfterProcessingOptions(t *testing.T) {
	for _, c := range []struct {
		name, aip, configuration, security, want string /* bytes 1 and 5 */
	}{
		{"neither", "0080", "00", "08", "8001"},                            // S3.65 S3R1.20
		{"relay resistance of the card alone", "0081", "00", "08", "8001"}, // S3.60
		{"relay resistance of the reader alone", "0080", "10", "08", "8001"},
		{"CDA of the card alone", "0180", "00", "00", "8001"}, // S3R1.17
		{"CDA of the reader alone", "0080", "00", "08", "8001"},
		{"all other bits", "FEFE", "EF", "F7", "8001"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF811B", c.configuration, "DF811F", c.security)
			s.give("GPO", in(0x77, "8202", c.aip, "9404 08010100"))
			s.FCI = fciWith("", "9F5D03 000001")
			s.run()
			if tvr := s.Data[tlv.TVRKernel2]; len(tvr) != 10 || tvr[:2]+tvr[8:] != c.want {
				t.Errorf("TVR %s", tvr)
			}
		})
	}
}
