package c2_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// twoRecords has PAN, dates and country in record 1, and CDOL1 in record 2.
func twoRecords(t testing.TB) *scene {
	s := newScene(t).give("GPO", in(0x77, "8202 0080 9404 08010200"))
	s.give("RR 1.1", in(0x70, "5A08 5413330089020011 5F3401 01 5F2403 491231")).give("RR 1.2", in(0x70, "8C03 9F3704 5F2802 0276"))
	return s.give("GD", "9F7001 55 9000")
}

// When a DET is acted on depends on when it comes, not on how the reader is driven: before the card's response it is the state that waits for it that takes
// it, or, in state R1, the state behind.
// C-2 6.1, 6.5 to 6.11, 4.1.2 DET, 4.1.3 UpdateWithDetData
func TestWhenDETComes(t *testing.T) {
	const (
		name = "DF8112 01 84" // known from the start
		pan  = "DF8112 01 5A" // from record 1 on
		deks = "8407A0000000041010"
	)
	for _, c := range []struct {
		name  string
		while map[string][]string
		then  map[string][]string
		want  []string
	}{
		{"none", nil, nil, []string{"GPO 8300", "RR 1.1", "RR 1.2"}},
		{
			"before the response to GET PROCESSING OPTIONS",
			map[string][]string{"GPO": {name}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "DEK " + deks + "|", "RR 1.2"},
		}, // S3.2 S3.3 S3R1.14 S3R1.15 S3R1.16
		{
			"behind it", nil,
			map[string][]string{"GPO": {name}},
			[]string{"GPO 8300", "RR 1.1", "RR 1.2", "DEK " + deks + "|"},
		}, // S4.1 S4.2 S456.2 S456.3 S456.4
		{
			"before the response to READ RECORD",
			map[string][]string{"RR 1.1": {name}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "RR 1.2", "DEK " + deks + "|"},
		},
		{
			"in the last record",
			map[string][]string{"RR 1.2": {name}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "RR 1.2", "DEK " + deks + "|"},
		}, // S456.21 S456.22 S456.23
		{
			"not known yet",
			map[string][]string{"GPO": {pan}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "RR 1.2", "DEK 5A085413330089020011|"},
		}, // S3R1.14
		{
			"known and not known",
			map[string][]string{"GPO": {name, pan}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "RR 1.2", "DEK " + deks + "5A085413330089020011|"},
		}, // S3R1.15: Tags To Read Yet is not empty
		{
			"another word for word",
			map[string][]string{"GPO": {name, name}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "DEK " + deks + "|", "RR 1.2"},
		}, // C-2 4.3 AddListToList
		{
			"again when it was told",
			map[string][]string{"GPO": {name}, "RR 1.1": {name}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "DEK " + deks + "|", "RR 1.2", "DEK " + deks + "|"},
		},
		{
			"a list that ends in the middle of a tag",
			map[string][]string{"GPO": {"DF8112 03 84 9F 81"}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "DEK " + deks + "|", "RR 1.2"},
		},
		{
			"objects that a DET may not bring",
			map[string][]string{"GPO": {"9F1A02 0840 5A02 9999 9F2701 80 8407 FF000000041010" + name}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "DEK " + deks + "|", "RR 1.2"},
		}, // C-2 4.1.3 UpdateWithDetData
		{
			"not TLV",
			map[string][]string{"GPO": {"FF", "", name + "84"}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "DEK " + deks + "|", "RR 1.2"},
		},
		{
			"for GET DATA, while a record is read",
			map[string][]string{"RR 1.1": {"DF8112 02 9F70"}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "GD 9F70", "RR 1.2", "DEK 9F700155|"},
		}, // S4.15 S4.16 S4.17 S4.18
		{
			"for GET DATA, while the last record is read",
			map[string][]string{"RR 1.2": {"DF8112 02 9F70"}},
			nil,
			[]string{"GPO 8300", "RR 1.1", "RR 1.2", "GD 9F70", "DEK 9F700155|"},
		}, // S4.15 S5.15
		{
			"for GET DATA, while GET DATA is answered",
			map[string][]string{"GPO": {"DF8112 02 9F70"}, "GD 9F70": {"DF8112 02 9F71"}},
			nil,
			[]string{"GPO 8300", "GD 9F70", "GD 9F71", "RR 1.1", "DEK 9F7001559F7100|", "RR 1.2"},
		}, // S5.1 S5.2
		{"behind GENERATE AC", map[string][]string{"AC": {name}}, nil, []string{"GPO 8300", "RR 1.1", "RR 1.2"}}, // S9.4
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, eager := range []bool{true, false} {
				s := twoRecords(t)
				s.Eager, s.Lazy = eager, !eager
				for line, list := range c.while {
					s.While[line] = list
				}
				for line, list := range c.then {
					s.Then[line] = list
				}
				s.run().script(slices.Clone(c.want)...)
				if s.Data[tlv.CID] != "00" {
					t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
				}
			}
		})
	}
}

// A reader that answers each command with its response, and a DEK with the terminal's DET, sees the same transaction.
// C-2 6.1
func TestBlockingReader(t *testing.T) {
	for _, lazy := range []bool{false, true} {
		s := everyState(t)
		s.Lazy = lazy
		s.Then = map[string][]string{"DEK |9F02": {"9F0206 000000000100"}, "DEK |DF8110": {"DF811001 01"}}
		s.run().script("DEK |9F02", "TIMER 500", "STOP", "GPO 8306000000000100", "ERRD B2B2B2B2", "GD 9F70", "RR 1.1", "DEK 9F7001CC|",
			"DEK |DF8110", "TIMER 500", "STOP", "PD 9F75 AA", "AC", "PD 9F76 BB")
		if s.Scenario().EveryResume(t); s.Out.Status != kernel.Declined {
			t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
		}
	}
}

// State R1 leaves a DET where it is: state 4 takes it.
// C-2 6.6
func TestDETInStateR1(t *testing.T) {
	s := withRelay(t, claims, 15000).give("GPO", in(0x77, "8202 0081 9404 08010200")).give("RR 1.2", in(0x70))
	s.Lazy = true
	s.While["ERRD"] = []string{"DF8112 01 84"}
	s.run().script("GPO 8300", "ERRD B2B2B2B2", "RR 1.1", "RR 1.2", "DEK 8407A0000000041010|") // S4.1 S456.2 S456.3 S456.4
}

// Trap 11: GET DATA goes before READ RECORD, each at once after the response to the one before and before that is judged. What fails is told by an empty object, and
// the transaction goes on.
// C-2 6.9, 4.3 GetNextGetDataTagFromList, 5.4.3
func TestTrapGetData(t *testing.T) {
	for _, c := range []struct{ name, first, told string }{
		{"given", "9F7003 010203 9000", "9F7003010203"},           // S5.19 S5.20 S5.21 S5.22 S5.23
		{"given empty", "9F7000 9000", "9F7000"},                  // S5.23
		{"not found", "6A88", "9F7000"},                           // S5.19 S5.24
		{"not found, with data", "9F7003 010203 6A88", "9F7000"},  // S5.19
		{"a warning", "9F7003 010203 6283", "9F7000"},             // S5.19
		{"no data", "9000", "9F7000"},                             // S5.20
		{"cut off", "9F7003 0102 9000", "9F7000"},                 // S5.21
		{"another", "9F7103 010203 9000", "9F7000"},               // S5.22
		{"two", "9F7003 010203 9F7803 010203 9000", "9F7000"},     // S5.20
		{"in a template", "7706 9F7003 010203 9000", "9F7000"},    // S5.20
		{"too long", "9F7081C1" + zeroes(193) + "9000", "9F7000"}, // S5.20
		{"an unknown object", "9F5003 010203 9000", "9F7000"},     // S5.22
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).set("DF8112", "9F70 5A 9F79").give("GD 9F70", c.first).give("GD 9F79", "9F7901 55 9000")
			s.run().script("GPO 8300", "GD 9F70", "GD 9F79", "RR 1.1", // S3R1.1 S3R1.2 S3R1.3 S3R1.4 S3R1.21 S5.9 S5.10 S5.11 S5.12 S5.13 S5.14 S5.16 S5.17 S5.18
				"DEK "+c.told+"9F790155"+"5A085413330089020011"+"|") // S456.21 S456.23
			if s.Data[tlv.CID] != "00" {
				t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
			}
		})
	}
}

// A data envelope that the terminal has given is not the card's to give.
// C-2 4.1.3
func TestGetDataOfTheTerminals(t *testing.T) {
	s := newScene(t).give("GD 9F75", "9F7503 010203 9000")
	s.Lazy = true
	s.While["GPO"] = []string{"9F7502 FFFF DF811202 9F75"}
	s.run().script("GPO 8300", "GD 9F75", "RR 1.1", "DEK 9F7500|") // S5.20 S5.24 S456.4
}

// A card that gives no answer to GET DATA or READ RECORD is to be presented again.
// C-2 6.8, 6.9
func TestNoAnswerWhileReading(t *testing.T) {
	for _, line := range []string{"GD 9F70", "RR 1.1"} {
		for _, c := range []struct{ fault, indication string }{
			{"L1 1", "01 00 00 0000 21"}, {"L1 2", "02 00 00 0000 21"}, {"L1 3", "03 00 00 0000 21"}, // S4.4 S4.5 S4.6 S5.4 S5.5 S5.6
		} {
			s := newScene(t).set("DF8112", "9F70").give("GD", "9F7001 55 9000").give(line, c.fault).run()
			s.ends(kernel.EndApplication, kernel.StartB, c.indication, "-", tryAgain)
			if s.Lines[len(s.Lines)-1] != line && s.Lines[len(s.Lines)-2] != line || s.Discretionary() != "DF810B DF8115 DF810E DF810F" {
				t.Error(s.Lines, s.Discretionary())
			}
		}
	}
}

// Trap 8: while a record is read what the terminal has yet to give does not make a DEK: it is asked for with what it is told anyway, or when the kernel waits for the
// first write flag, or never.
// C-2 6.8, 6.11, 4.1.4 needed
func TestTrapNeededWhileReading(t *testing.T) {
	asks := func(t *testing.T) *scene {
		s := twoRecords(t).set("9F7C", "")
		return s.give("RR 1.1", in(0x70, plainRecord[:len(plainRecord)-len("8C06 9F02069F3704")]+"8C06 9F7C14 9F3704")).give("RR 1.2", in(0x70, "5F2802 0276"))
	}
	t.Run("alone", func(t *testing.T) {
		asks(t).run().script("GPO 8300", "RR 1.1", "RR 1.2") // S4.28 S4.29 S456.3
	})
	t.Run("with what is told at the end", func(t *testing.T) {
		asks(t).set("DF8112", "5F28").run().script("GPO 8300", "RR 1.1", "RR 1.2", "DEK 5F28020276|") // S456.23: Data To Send alone
	})
	t.Run("with what is told while reading", func(t *testing.T) {
		asks(t).set("DF8112", "5A").run().script("GPO 8300", "RR 1.1", "RR 1.2", "DEK 5A085413330089020011|9F7C") // S456.4
	})
	t.Run("with the first write flag", func(t *testing.T) {
		s := asks(t).set("DF8110", "")
		s.Then["DEK"] = []string{"9F7C14" + zeroes(20) + "DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "RR 1.2", "DEK |9F7C DF8110", "TIMER 500", "STOP") // S456.5 S456.6 S456.8 S456.9 S456.10 S6.5 S6.6 S6.7 S6.8 S6.12
	})
	t.Run("what has a value is not asked for", func(t *testing.T) {
		s := asks(t).set("9F7C", zeroes(20), "DF8110", "")
		s.Then["DEK"] = []string{"DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "RR 1.2", "DEK |DF8110", "TIMER 500", "STOP") // S4.29
	})
	t.Run("CDOL1 of another record", func(t *testing.T) {
		s := asks(t).give("RR 1.2", in(0x70, "5F2802 0276")).set("DF8110", "")
		s.Lazy = true
		s.While["RR 1.2"] = []string{"9F7C00"}
		s.Then["DEK"] = []string{"DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "RR 1.2", "DEK |9F7C DF8110", "TIMER 500", "STOP") // S4.28
	})
	t.Run("what no DET brings is asked for too", func(t *testing.T) {
		s := newScene(t).set("DF8110", "").give("RR 1.1", in(0x70, plainRecord[:len(plainRecord)-len("8C06 9F02069F3704")], "9F0A00 8C06 9F3800 9F5B00", "9F5B00"))
		s.Then["DEK"] = []string{"DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "DEK |9F5B DF8110", "TIMER 500", "STOP") // S4.29: update conditions are not asked about
	})
}

// The first write flag: absent or not zero the kernel goes on, empty it asks, zero it waits without asking, except for what it has to say anyway. Each DET
// starts the timer anew.
// C-2 6.10, 6.11, A.1 Proceed To First Write Flag
func TestFirstWriteFlag(t *testing.T) {
	waiting := func(t *testing.T, flag string) *scene { return newScene(t).set("DF8110", flag) }
	t.Run("absent", func(t *testing.T) { waiting(t, "-").run().script("GPO 8300", "RR 1.1") })    // S456.5 S456.11
	t.Run("not zero", func(t *testing.T) { waiting(t, "80").run().script("GPO 8300", "RR 1.1") }) // S456.11
	t.Run("empty", func(t *testing.T) {
		s := waiting(t, "")
		s.Then["DEK"] = []string{"DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "DEK |DF8110", "TIMER 500", "STOP")
	})
	t.Run("empty, and nothing comes", func(t *testing.T) {
		s := waiting(t, "").run()
		s.script("GPO 8300", "RR 1.1", "DEK |DF8110", "TIMER 500").ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-") // S6.1 S6.3
		if s.Discretionary() != "DF810B DF8115 DF810E DF810F" {
			t.Error(s.Discretionary())
		}
	})
	t.Run("zero", func(t *testing.T) {
		s := waiting(t, "00").set("DF8127", "00C8")
		s.Then["TIMER"] = []string{"DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "TIMER 200", "STOP") // S456.8 S456.10
	})
	t.Run("zero, and it asks for more", func(t *testing.T) {
		s := waiting(t, "00").give("GD", "9F7103 010203 9000")
		s.Lazy = true
		s.Then["TIMER"] = []string{"DF8112 01 5A"}
		s.Then["DEK 5A085413330089020011|"] = []string{"DF8112 02 9F71"}
		s.Then["DEK 9F7103010203|"] = []string{"DF8112 01 8E", "DF811001 02"}
		s.run().script("GPO 8300", "RR 1.1", "TIMER 500",
			"STOP", "DEK 5A085413330089020011|", "TIMER 500", // S6.7 S456.7 S456.8 S456.9 S456.10
			"STOP", "GD 9F71", "DEK 9F7103010203|", "TIMER 500", // S6.8 S6.9 S6.10 S6.11 S456.1
			"STOP", "TIMER 500", // S456.8: 8E is not known
			"STOP", "DEK 8E00|") // S456.21: and never will be
	})
	t.Run("zero, and some of what it asks for is not there", func(t *testing.T) {
		s := waiting(t, "00")
		s.Then["TIMER"] = []string{"DF8112 02 5A 8E"}
		s.run().script("GPO 8300", "RR 1.1", "TIMER 500", "STOP", "TIMER 500"). // S456.8: what is known waits for what may still be read
											ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-")
	})
	t.Run("two bytes", func(t *testing.T) {
		s := waiting(t, "")
		s.Then["DEK"] = []string{"DF811002 0000"}
		s.run().script("GPO 8300", "RR 1.1", "DEK |DF8110", "TIMER 500", "STOP") // S456.11: not 00
	})
	t.Run("what is needed stays needed until it is asked for", func(t *testing.T) {
		s := waiting(t, "")
		s.Then["DEK |DF8110"] = []string{"DF8112 01 84"}
		s.Then["DEK 8407A0000000041010|DF8110"] = []string{"DF811001 01"}
		s.run().script("GPO 8300", "RR 1.1", "DEK |DF8110", "TIMER 500", "STOP", "DEK 8407A0000000041010|DF8110", "TIMER 500", "STOP") // S456.5 S456.6
	})
}

// Trap 9: at the end of reading what is not there is sent empty if the kernel knows it, and left out if not.
// C-2 6.11, 4.1.3 IsKnown
func TestTrapRestOfTagsToRead(t *testing.T) {
	s := newScene(t).set("DF8112", "8E 9F50 5F24 DF8129 9F1D 70 DF0F").run()
	s.script("GPO 8300", "RR 1.1", "DEK DF812908F0F0F0F010F0FF00"+"8E00"+"5F2403491231"+"9F1D00"+"7000"+"|") // S456.21
	newScene(t).set("DF8112", "9F50").run().script("GPO 8300", "RR 1.1")                                     // S456.22
}
