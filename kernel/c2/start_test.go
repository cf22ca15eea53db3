package c2_test

import (
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// An answer to SELECT that does not parse, or names no application, leaves the application: SELECT NEXT, start C, with the error indication alone.
// C-2 6.3, 4.1.2 FCI
func TestBadFCI(t *testing.T) {
	for _, c := range []struct{ name, fci, indication string }{
		{"none", "", "00 01 00 0000 FF"},                                                             // S1.7 S1.8
		{"without DF name", "6F02 A500", "00 01 00 0000 FF"},                                         // S1.7
		{"cut off", "6F0B 8407 A00000000410", "00 04 00 0000 FF"},                                    // S1.7
		{"two templates", "6F0B 8407 A0000000041010 A500 6F00", "00 04 00 0000 FF"},                  // S1.7
		{"another template", "700B 8407 A0000000041010 A500", "00 04 00 0000 FF"},                    // S1.7
		{"DF name empty", "6F04 8400 A500", "00 04 00 0000 FF"},                                      // S1.7
		{"DF name twice", "6F14 8407 A0000000041010 8407 A0000000041010 A500", "00 04 00 0000 FF"},   // S1.7
		{"language outside of A5", "6F10 8407 A0000000041010 5F2D02 656E", "00 04 00 0000 FF"},       // S1.7
		{"an amount", "6F 16 8407 A0000000041010 A50B 9F0206 000000000001 5000", "00 04 00 0000 FF"}, // S1.7
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.FCI = c.fci
			s.run().script().ends(kernel.SelectNext, kernel.StartC, c.indication, "-", "-")
			if s.Discretionary() != "DF8115" || s.Out.FieldOff != 0 {
				t.Error(s.Discretionary(), s.Out.FieldOff)
			}
		})
	}
}

// A card that detects when the field goes off has the field go off: for the Hold Time Value, in every outcome but those that select the next application.
// C-2 6.3, 6.5, 6.11
func TestFieldOff(t *testing.T) {
	const detects = "9F5D03 000400"
	for _, c := range []struct {
		name string
		set  func(*scene)
		want time.Duration
	}{
		{"default", func(*scene) {}, 1300 * time.Millisecond},                                // S1.7
		{"configured", func(s *scene) { s.set("DF8130", "05") }, 500 * time.Millisecond},     // S1.7
		{"zero", func(s *scene) { s.set("DF8130", "00") }, kernel.OffNow},                    // S1.7
		{"not applicable", func(s *scene) { s.set("DF8130", "FF") }, 0},                      // S1.7
		{"refused", func(s *scene) { s.give("GPO", "6985") }, 0},                             // S3.9.2
		{"no answer", func(s *scene) { s.give("GPO", "L1 1") }, 1300 * time.Millisecond},     // S3.5
		{"above the limit", func(s *scene) { s.Tx.Amount = 1000000 }, 0},                     // S456.15
		{"the card does not", func(s *scene) { s.FCI = fciWith("", "9F5D03 FBFBFF") }, 0},    // S1.7
		{"malformed", func(s *scene) { s.give("RR", "6A83") }, 1300 * time.Millisecond},      // S4.10.2
		{"no restart", func(s *scene) { s.give("RR 1.1", "L1 3") }, 1300 * time.Millisecond}, // S4.6
		{"malformed GPO", func(s *scene) { s.give("GPO", "9000") }, 1300 * time.Millisecond}, // S3.90.2
		{"empty information", func(s *scene) { s.FCI = fciWith("", "") }, 0},                 // S1.7
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.FCI = fciWith("", detects)
			c.set(s)
			if s.run(); s.Out.FieldOff != c.want {
				t.Errorf("%v, want %v: %v", s.Out.FieldOff, c.want, s.Out.Status)
			}
		})
	}
}

// What the PDOL gets. The CVM capability is not known yet; what has no value is zeroes; the TVR are zero, the number is the first one.
// C-2 6.3, 4.1.2 ACT, read, 4.1.4 PDOL, 4.4.1 configuration, 4.6.1 format
func TestPDOLValues(t *testing.T) {
	for _, c := range []struct{ name, pdol, want string }{
		{"none", "", "8300"}, // S1.1 S1.11 S1.13.1 S1.13.4 S1.13.5 S1.13.6 S1.14
		{"terminal capabilities", "9F3303", "8303 E00008"},                                                                                               // S1.9
		{"number, TVR, CVM results", "9F3704 9505 9F3403", "830C A1A1A1A1 0000000000 000000"},                                                            // S1.9
		{"transaction", "9F0206 9F0306 9C01 9A03 9F2103 5F2A02 5F3601 9F1A02 9F3501", "8319 000000001234 000000000000 00 260701 123000 0978 02 0276 22"}, // S1.7
		{"by length", "9F0203 9F1A03", "8306 001234 000276"},                                                                                             // S1.13.2
		{"a tag twice", "9C01 9C01", "8302 0000"},                                                                                                        // S1.13.2
		{"unknown", "9F5002 9C00 9F3501", "8303 0000 22"},                                                                                                // S1.13.2
		{"length of two bytes", "9F4EC8", "8381C8" + zeroes(200)},                                                                                        // S1.13.3
		{"as much as a command holds", "9F4EFC", "8381FC" + zeroes(252)},                                                                                 // S1.13.3
		{"data storage", "9F5C08 DF811B01", "8309 1122334455667788 00"},                                                                                  // S1.13.2
		{"outcome parameter set", "DF812908", "8308 F0F0F0F010F0FF00"},                                                                                   // KS.2
		{"message", "DF81160D", "830D FFFF 000013 0000000000000000"},                                                                                     // KS.2
		{"error indication", "DF811506", "8306 0000000000FF"},                                                                                            // KS.2
		{"identity", "9F1E08 9F4005 DF810C01", "830E 3132333435363738 0000000000 02"},                                                                    // KS.1
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF8117", "E0", "9F5C", "1122334455667788")
			s.FCI = fciWith(c.pdol, "")
			if s.run(); len(s.Lines) == 0 || s.Lines[0] != "GPO "+solid(c.want) {
				t.Errorf("%q, want %s", s.Lines, solid(c.want))
			}
			if s.Data[tlv.TVRKernel2] == "" {
				t.Errorf("%+v", s.Out.Error)
			}
		})
	}
}

// A PDOL that is malformed, or asks for more than a command holds, is a format error of the card's.
// C-2 4.6.2 PDOL, before GENERATE AC
func TestBadPDOL(t *testing.T) {
	for _, pdol := range []string{"9F37", "9F4EFD", "9F4EFF9F4E01", "9F3704 9F"} {
		s := newScene(t)
		s.FCI = fciWith(pdol, "")
		s.run().script().ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
		if s.Discretionary() != "DF8115" {
			t.Error(s.Discretionary())
		}
	}
}

// An implementation without data exchange does not know its objects: the card gets zeroes, what the card gives of them is passed over, and no DEK is sent.
// C-2 3.1, 4.1.1 known, table A.1
func TestWithoutDataExchange(t *testing.T) {
	s := newScene(t).set("DF01", "00", "DF8112", "5A", "DF8110", "", "FF8102", "9F7501AA", "9F5C", "1122334455667788", "DF810D", "02")
	s.FCI = fciWith("9F5C08 DF811201 9F0206", "9F5D03 010000 9F5E08 5413330089020011")
	s.Tx.AmountLater, s.Tx.Amount = true, 0
	s.While["RR 1.1"] = []string{"DF811201 5A"}
	s.give("RR 1.1", in(0x70, plainRecord, "9F5B03 DF6008 9F7003 010203"))
	s.run().script("GPO 830F000000000000000000000000000000", "RR 1.1") // S1.11 S1.14 S3R1.7 S3R1.8 S3R1.9 S456.1
	s.ends(kernel.EndApplication, kernel.StartNone, "00 00 03 0000 FF", "-", "-")
	if s.Discretionary() != "9F5D DF8115" { // S456.13
		t.Error(s.Discretionary())
	}
}

// What the PDOL asks for and the terminal has yet to send holds GET PROCESSING OPTIONS back: DEK, timer, and only then the command. Tags To Read alone
// do not.
// C-2 6.3, 6.4, 4.1.4 needed
func TestMissingPDOLData(t *testing.T) {
	later := func(t *testing.T, pdol string) *scene {
		s := newScene(t)
		s.Tx.AmountLater, s.Tx.Amount = true, 0
		s.FCI = fciWith(pdol, "")
		return s
	}
	const amountDET = "9F0206 000000005678"
	t.Run("asked for, and given", func(t *testing.T) {
		s := later(t, "9F0206 9F1A02")
		s.Then["DEK"] = []string{amountDET}
		s.run().script("DEK |9F02", "TIMER 500", "STOP", "GPO 8308"+"000000005678"+"0276", "RR 1.1") // S1.12 S1.21 S1.22 S1.23 S2.5 S2.6 S2.7 S2.8.1 S2.8.2 S2.8.3 S2.8.6 S2.9 S2.10
	})
	t.Run("bit by bit: the timer is not started again", func(t *testing.T) {
		s := later(t, "9F0206 9F0306").set("DF8112", "")
		s.Then["DEK"] = []string{"9F0306 000000000000", "DF8112 01 5A", amountDET}
		s.run().script("DEK |DF8112 9F02 9F03", "TIMER 500", "STOP", "GPO 830C"+"000000005678"+"000000000000", "RR 1.1", "DEK 5A085413330089020011|") // S1.10 S2.7 S456.23
	})
	t.Run("what is not asked for is not waited for", func(t *testing.T) {
		s := later(t, "9F0200")
		s.run().script("GPO 8300", "RR 1.1").ends(kernel.EndApplication, kernel.StartNone, "00 00 03 0000 FF", "-", "-") // S1.12 S456.12 S456.13
	})
	t.Run("what the terminal may not give is not waited for", func(t *testing.T) {
		s := newScene(t).set("9F1C", "")
		s.FCI = fciWith("9F1C08", "")
		s.run().script("GPO 83080000000000000000", "RR 1.1") // S1.12
	})
	t.Run("nothing comes", func(t *testing.T) {
		s := later(t, "9F0206").set("DF8127", "0064")
		s.run().script("DEK |9F02", "TIMER 100").ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-") // S2.1 S2.3
		if s.Discretionary() != "DF8115" {
			t.Error(s.Discretionary())
		}
	})
	t.Run("needed tags alone", func(t *testing.T) {
		s := newScene(t).set("DF8112", "", "FF8102", "", "FF8103", "")
		s.run().script("GPO 8300", "RR 1.1", "DEK |DF8112 FF8102 FF8103") // S1.10 S1.21 S3R1.15 S3R1.16 S2.8.4 S2.8.5: without a PDOL state 2 is not entered
	})
	t.Run("what is known is told at once", func(t *testing.T) {
		s := later(t, "9F0206").set("DF8112", "9F1A 5A 84 95")
		s.Then["DEK"] = []string{amountDET}
		s.run().script("DEK 9F1A020276"+"8407A0000000041010"+"95050000000000"+"|9F02", "TIMER 500", "STOP", // S1.15
			"GPO 8306000000005678", "RR 1.1", "DEK 5A085413330089020011|") // S456.21 S456.22 S456.23
	})
	t.Run("the terminal's amount is the transaction's", func(t *testing.T) {
		s := later(t, "9F0206").set("DF8120", zeroes(5), "DF8121", zeroes(5), "DF8122", zeroes(5))
		s.Then["DEK"] = []string{amountDET}
		s.give("AC", in(0x77, "9F2701 80 9F3602 0001 9F2608 1122334455667788")).run()
		if o, _ := tlv.Find(s.Out.DataRecord, 0x9F02); hexOf(o.Value) != "000000005678" || s.Money.Amount != 5678 || s.Out.Status != kernel.OnlineRequest {
			t.Errorf("%v %X", s.Out.Status, s.Out.DataRecord)
		}
	})
}

// Integrated data storage begins where the reader has it: the terminal gets the DS ID and what the card is capable of, empty where the card is silent. Read
// is set for a version that the book has, and with a DS ID.
// C-2 6.3, 6.7, 3.9 IDS
func TestIDSRead(t *testing.T) {
	const (
		id    = "9F5E08 5413330089020011"
		given = "9F5F01 80 9F7D08 0102030405060708 9F7F04 55667788 9F6F01 90"
		told  = "9F5F0180" + "9F7D080102030405060708" + "9F7F0455667788" + "9F6F0190"
		un    = "9F3704A1A1A1A1"
	)
	const head = "9F5E085413330089020011" + "9F5D03010000"
	for _, c := range []struct {
		name, fci, gpo string
		version        string // DSVN Term
		operator       string // DS Requested Operator ID
		dek            string // first DEK, "" for none
	}{
		{"the slot is free", "9F5D03 010000" + id, given, "02", "1122334455667788", head + told + un},                                                                // S1.17 S1.18 S1.19 S1.20 S3R1.10 S3R1.11
		{"the operator is known", "9F5D03 010000" + id, "9F7D08 0102030405060708 9F5400", "02", "1122334455667788", head + "9F7D080102030405060708" + "9F5400" + un}, // S3R1.12
		{"without a DS ID", "9F5D03 010000", given, "02", "1122334455667788", "9F5E00" + "9F5D03010000"},                                                             // S1.18 S1.19
		{"without information", id, given, "02", "1122334455667788", "9F5E085413330089020011" + "9F5D00"},                                                            // S1.18 S1.19
		{"version 2", "9F5D03 020000" + id, given, "02", "", "9F5E085413330089020011" + "9F5D03020000" + told + un},                                                  // S1.17: an operator that is present and empty counts
		{"version 3", "9F5D03 030000" + id, given, "02", "1122334455667788", "9F5E085413330089020011" + "9F5D03030000"},                                              // S1.19
		{"no version", "9F5D03 000000" + id, given, "02", "1122334455667788", "9F5E085413330089020011" + "9F5D03000000"},                                             // S1.19
		{"the reader has none", "9F5D03 010000" + id, given, "", "1122334455667788", ""},                                                                             // S1.17
		{"no operator", "9F5D03 010000" + id, given, "02", "-", ""},                                                                                                  // S1.17
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF810D", c.version, "9F5C", c.operator)
			s.FCI = fciWith("", c.fci)
			s.give("GPO", in(0x77, "8202 0080 9404 08010100", c.gpo)).run()
			want := []string{"GPO 8300", "RR 1.1"}
			if c.dek != "" {
				want = append(want, "DEK "+c.dek+"|")
			}
			s.script(want...)
		})
	}
}
