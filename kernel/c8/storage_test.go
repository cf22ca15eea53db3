package c8_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// envelopes is a scene that reads these, and the card has two of them.
func envelopes(t testing.TB, tags string) *scene {
	return newScene(t).exchange("9F8203", tags).with(func(c *chip) {
		c.envelopes = map[string]string{"9F8111": "9F8111 02 ABCD", "9F811A": "9F811A 00"}
	})
}

// The data envelopes that the terminal asks for are read with READ DATA before the records, each with the next command on its way before its status is looked at.
// C-8 6.3.6, 6.3.8, 6.3.7, 6.3.11, 6.3.12, 7.2.9
// 2021.1, 2021.2, 2021.3, 2021.4, 2021.5, 23.2, 23.7, 23.15, 23.16, 23.17, 23.18, 23.19, 23.20, 23.21, 23.22, 23.23, 23.24, 23.25, 23.26, 23.27
// 23.35a, 23.35b, 23.35c, 23.35, 23.36, 23.38, 23.39, 22.7, 22.36, 22.37, 22.38, 22.39, 22.40, 22.51a, 22.51b, 22.51c, 22.52, 22.53, 22.54, 22.56
// 25.4, 25.14a, 25.14b, 25.14c, 25.14, 25.15, 25.16, 25.18, 202122232425.2, C.55, C.56, C.57, C.58, C.59, C.60, C.63
func TestReadData(t *testing.T) {
	for how, schedule := range schedules {
		t.Run(how, func(t *testing.T) {
			s := envelopes(t, "84 9F811A 5F34 9F8111")
			schedule(s)
			s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.ReadDataStatus, "80")
			got := slices.DeleteFunc(slices.Clone(s.Lines), func(l string) bool { return strings.HasPrefix(l, "DEK") })
			if want := []string{"GPO", "RD 9F811A", "RD 9F8111", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "AC 40 00"}; !slices.Equal(got, want) {
				t.Errorf("%q", s.Lines)
			}
			for _, object := range []string{"9F811102ABCD", "9F811A00", dfName, "5F340101"} {
				if !s.Sends(object) {
					t.Errorf("%s is not sent: %q", object, s.Lines)
				}
			}
		})
	}
	// One that is asked for while the records are read goes out before the next record.
	s := envelopes(t, "84")
	s.Lazy = true
	s.While["RR 1.1"] = []string{"9F8203 06 9F8111 9F811A"}
	s.run().script("GPO", "DEK "+dfName+"|", "RR 1.1", "RD 9F8111", "RD 9F811A", "RR 2.1", "DEK 9F811102ABCD|", "RR 3.1", "DEK 9F811A00|", "RR 3.2", "AC 40 00")
	// Behind the last record too.
	s = envelopes(t, "84")
	s.Lazy = true
	s.While["RR 3.2"] = []string{"9F8203 03 9F8111"}
	s.run().element(tlv.ReadDataStatus, "80").script("GPO", "DEK "+dfName+"|", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "RD 9F8111", "AC 40 00", "DEK 9F811102ABCD|")
	// Without data exchange none is read.
	envelopes(t, "9F8111").set("DF01", "00").run().element(tlv.ReadDataStatus, "").script("GPO", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "AC 40 00")
}

// A failure of READ DATA clears Completed, and nothing more: the transaction goes on. What was not asked for, or comes again, is not stored.
// C-8 6.3.8, 6.3.7, 6.3.10, 6.3.11, 7.2.9, 4.1.3 ParseAndStoreCardResponse
// 23.8, 23.25, 23.28, 23.35b, 23.36, 23.37, 22.8, 22.51b, 22.53, 22.55, 24.7, 24.29a, 24.29b, 24.29c, 24.29, 24.30, 24.32, 24.33, 25.5, 25.14b
// 25.15, 25.17, C.56, C.57, C.64
func TestReadDataFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*scene)
		sent   bool // the envelope behind it all the same
	}{
		{"status", func(s *scene) { s.give("RD 9F811A", "6A88") }, true},
		{"MAC", func(s *scene) { s.chip.wrong = "READ DATA MAC" }, false},
		{"too short", func(s *scene) { s.give("RD 9F811A", "01020304050607 9000") }, true},
		{"nothing", func(s *scene) { s.give("RD 9F811A", "9000") }, true},
		{"another envelope", func(s *scene) { s.chip.envelopes["9F811A"] = "9F8112 01 77" }, true},
		{"the other envelope", func(s *scene) {
			s.chip.envelopes["9F8111"] = "9F811A 01 77"
			s.chip.envelopes["9F811A"] = "9F8111 02 ABCD"
		}, true},
		{"one twice", func(s *scene) { s.chip.envelopes["9F811A"] = "9F8111 02 ABCD" }, true},
		{"an object of the card's", func(s *scene) { s.chip.envelopes["9F811A"] = "5F3402 01" }, true},
		{"two bytes", func(s *scene) { s.chip.envelopes["9F811A"] = "9F81" }, true},
		{"empty", func(s *scene) { s.chip.envelopes["9F811A"] = "" }, true},
		{"cut", func(s *scene) { s.chip.envelopes["9F811A"] = "9F811A 02 01" }, true},
		{"something behind it", func(s *scene) { s.chip.envelopes["9F811A"] = "9F811A 00 5A00" }, true},
		{"too long", func(s *scene) { s.chip.envelopes["9F811A"] = "9F811A 81F4" + strings.Repeat("00", 244) }, true},
	} {
		for how, schedule := range schedules {
			t.Run(c.name+", "+how, func(t *testing.T) {
				s := envelopes(t, "9F811A 9F8111")
				schedule(s)
				c.change(s)
				s.run()
				if c.name == "the other envelope" {
					s.element(tlv.ReadDataStatus, "80").ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-")
					return
				}
				if c.name == "MAC" || c.name == "status" || c.name == "too short" || c.name == "nothing" { // which do not move the counters of both sides
					s.element(tlv.ReadDataStatus, "00")
				} else {
					s.ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.ReadDataStatus, "00")
				}
				if s.Sends("9F811102ABCD") != c.sent || s.Sends("9F811A00") || s.Sends("9F811201") {
					t.Errorf("%q", s.Lines)
				}
			})
		}
	}
}

// A card that is lost, while an envelope is read.
// C-8 6.3.8
// 23.1, 23.9, 23.10, 23.11
func TestReadDataNoAnswer(t *testing.T) {
	for _, fault := range []string{"1", "2", "3"} {
		envelopes(t, "9F8111").give("RD", "L1 "+fault).run().ends(kernel.EndApplication, kernel.StartB, "0"+fault+" 00 00 0000 21", "-", tryAgain)
	}
}

// While the kernel waits for the flag, Process C's answers are taken, and what they bring is sent at once.
// C-8 6.3.10
// 24.4, 24.5, 24.6, 24.7, 24.13, 24.14, 24.15, 24.16, 24.17, 24.20, 24.21, 24.22, 24.23, 24.24, 24.25, 24.26, 24.27, 24.28, 24.29a, 24.29b, 24.29c
// 24.29, 24.30, 24.31, 24.32, 24.33, 24.34, 24.35, 24.36
func TestAnswersWhileTheFlagIsAwaited(t *testing.T) {
	head := []string{"GPO", "RD 9F8111", "RD 9F811A", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "TIMER 500"}
	s := envelopes(t, "9F8111 9F811A 5A 8F").schedule("when idle").set("9F8202", "00")
	s.Wait = true // the card answers at once: all is deciphered in state 24
	s.run()
	if want := append(head, "DEK 9F811102ABCD|", "DEK 9F811A00|", "DEK 5A085413330089020011|", "DEK 8F01C3|"); !slices.Equal(s.Lines, want) {
		t.Errorf("%q", s.Lines)
	}
	for wrong, want := range map[string]string{"record": "00 04 00 0000 1C", "key": "00 10 00 0000 1C", "long key": "00 10 00 0000 1C"} {
		s := envelopes(t, "9F8111").schedule("when idle").set("9F8202", "00")
		if s.chip.wrong = wrong; wrong != "record" {
			s.Middle = spoilKey(wrong)
		}
		s.run().ends(kernel.EndApplication, kernel.StartNone, want, otherCard, "-")
		if got := s.Lines[len(s.Lines)-1]; got != "TIMER 500" && wrong != "record" {
			t.Errorf("%q", s.Lines)
		}
	}
}

// An envelope that Process C still has is waited for before GENERATE AC.
// C-8 6.3.11, 6.3.12, 6.3.8
// 25.2, 25.3, 25.8, 25.10, 25.11, 25.12, 25.13, 202122232425.2, 23.5, 23.6, 23.30, 23.31, 23.32, 23.33, 23.34
func TestEnvelopeAwaited(t *testing.T) {
	s := envelopes(t, "84").schedule("lazy")
	s.While["RR 3.2"] = []string{"9F8203 03 9F8111"}
	s.Late["RR 3.2"] = true
	s.run().element(tlv.ReadDataStatus, "80").ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-")
	s.script("GPO", "DEK "+dfName+"|", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "RD 9F8111", "AC 40 00", "DEK 9F811102ABCD|")
	for wrong, want := range map[string]string{"record": "00 04 00 0000 1C", "key": "00 10 00 0000 1C"} {
		for schedule, last := range map[string]string{"lazy": "RD 9F8111", "when idle": "RD 9F8111"} {
			s := envelopes(t, "84").schedule(schedule)
			s.While["RR 3.2"] = []string{"9F8203 03 9F8111"}
			s.Late["RR 3.2"] = schedule == "lazy"
			s.Late["RD"] = schedule == "when idle" // in state 23 then
			if s.chip.wrong = wrong; wrong == "key" {
				s.Middle = spoilKey(wrong)
			}
			if schedule == "when idle" {
				s.While = map[string][]string{"GPO": {"9F8203 03 9F8111"}}
				s.chip.afl = "10010101" + "08010100"
				s.Late["GPO"] = true
				last = "RD 9F8111"
				if wrong == "record" {
					continue // a record comes behind it
				}
			}
			s.run().ends(kernel.EndApplication, kernel.StartNone, want, otherCard, "-")
			if got := s.Lines[len(s.Lines)-1]; got != last {
				t.Errorf("%s, %s: %q", wrong, schedule, s.Lines)
			}
		}
	}
}

// Records are deciphered while an envelope is read.
// C-8 6.3.8
// 23.5, 23.30, 23.31, 23.32, 23.33
func TestRecordWhileAnEnvelopeIsRead(t *testing.T) {
	for wrong, last := range map[string]string{"": "AC 40 00", "record": "RD 9F8111"} {
		s := envelopes(t, "84").with(func(c *chip) { c.wrong = wrong })
		s.While["RR 2.1"] = []string{"9F8203 03 9F8111"}
		s.Late["RR 2.1"], s.Late["RD"] = true, true
		s.run()
		if wrong == "" {
			s.ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-")
		} else {
			s.ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
		}
		if !slices.Contains(s.Lines, last) || wrong != "" && s.Lines[len(s.Lines)-1] != last {
			t.Errorf("%q", s.Lines)
		}
	}
}

// writes is a scene that writes two envelopes.
func writes(t testing.TB) *scene { return newScene(t).exchange("BF8104", "9F811101AA 9F811202BBCC") }

// Envelopes are written behind GENERATE AC, one at a time, as long as all goes well. A failure ends the writing, and nothing more.
// C-8 6.3.17, 6.3.18, 6.3.12, 6.3.13, 7.2.9, 7.2.10
// 29.44, 29.45, 29.46, 30.1, 30.2, 30.3, 30.5, 30.6, 30.7, 30.8, 30.9, 30.10, 30.11, 30.12, 30.13, 30.14, 30.15, 30.16, 202122232425.22, 26.17, C.58
// C.61, C.62, C.65, C.66, C.67, C.68, C.69
func TestWriteData(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*scene)
		lines  []string
		status string
	}{
		{"both", func(*scene) {}, []string{"AC 40 80", "WD 80", "WD 00"}, "80"},
		{"status", func(s *scene) { s.give("WD 80", "6985") }, []string{"AC 40 80", "WD 80"}, "00"},
		{"status of the last", func(s *scene) { s.give("WD 00", "6985") }, []string{"AC 40 80", "WD 80", "WD 00"}, "00"},
		{"MAC", func(s *scene) { s.chip.wrong = "WRITE DATA MAC 1" }, []string{"AC 40 80", "WD 80"}, "00"},
		{"MAC of the last", func(s *scene) { s.chip.wrong = "WRITE DATA MAC 2" }, []string{"AC 40 80", "WD 80", "WD 00"}, "00"},
		{"no MAC", func(s *scene) { s.give("WD", "9000") }, []string{"AC 40 80", "WD 80"}, "00"},
		{"MAC of 7 bytes", func(s *scene) { s.give("WD", "01020304050607 9000") }, []string{"AC 40 80", "WD 80"}, "00"},
		{"no answer", func(s *scene) { s.give("WD 80", "L1 1") }, []string{"AC 40 80", "WD 80"}, "00"},
		{"no answer to the last", func(s *scene) { s.give("WD 00", "L1 3") }, []string{"AC 40 80", "WD 80", "WD 00"}, "00"},
		{"none", func(s *scene) { s.set("BF8104", "-") }, []string{"AC 40 00"}, "00"},
		{"off", func(s *scene) { s.set("DF01", "00") }, []string{"AC 40 00"}, ""},
		{"more than a command carries", func(s *scene) { s.set("BF8104", "9F81118200FC"+strings.Repeat("AA", 252)) }, []string{"AC 40 80"}, "00"},
		{"as much as it carries", func(s *scene) { s.set("BF8104", "9F811181FA"+strings.Repeat("AA", 250)) }, []string{"AC 40 80", "WD 00"}, "80"},
		{"one", func(s *scene) { s.set("BF8104", "9F811101AA") }, []string{"AC 40 80", "WD 00"}, "80"},
	} {
		for how, schedule := range schedules {
			t.Run(c.name+", "+how, func(t *testing.T) {
				s := writes(t)
				schedule(s)
				c.change(s)
				s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.WriteDataStatus, c.status)
				if got := s.Lines[slices.Index(s.Lines, c.lines[0]):]; !slices.Equal(got, c.lines) {
					t.Errorf("%q", s.Lines)
				}
				if len(s.Shown) != 1 || s.Shown[0].Message != kernel.MsgClearDisplay {
					t.Errorf("%v", s.Shown)
				}
			})
		}
	}
	s := writes(t) // a MAC that is right does not make a status word that is wrong good
	s.Middle = func(command, answer []byte) []byte {
		if command[1] == 0x34 {
			answer[len(answer)-2], answer[len(answer)-1] = 0x62, 0x83
		}
		return answer
	}
	s.run().element(tlv.WriteDataStatus, "00")
	s = writes(t).run()
	if data := s.sent[0x34]; len(data) != 2 || len(data[0]) != 10 || len(data[1]) != 12 || data[0] == "9F811101AA" {
		t.Error(data)
	}
}

// Nothing is written where local authentication failed or was not performed.
// C-8 6.3.17
// 29.44a, 29.44b, 29.44c
func TestNothingWritten(t *testing.T) {
	for name, change := range map[string]func(*scene){
		"failed":        func(s *scene) { s.chip.wrong = "blinding" },
		"not performed": func(s *scene) { s.set("9F820A", "00") },
	} {
		t.Run(name, func(t *testing.T) {
			s := writes(t).set("9F820B", "0000000000", "9F820C", "0000000000")
			change(s)
			s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.WriteDataStatus, "00")
			if got := s.Lines[len(s.Lines)-1]; got != "AC 40 80" || len(s.Shown) != 1 {
				t.Errorf("%q, %v", s.Lines, s.Shown)
			}
		})
	}
}

// A list that the terminal sends while the configured one is to be worked off adds to it, and changes nothing of what that has: the card gets the same bytes as
// of one list with both.
// C-8 6.3.2, 4.1.3
func TestWritesStay(t *testing.T) {
	one := newScene(t).exchange("BF8104", "9F811101AA 9F811201BB").run()
	two := newScene(t).exchange("BF8104", "9F811101AA")
	two.Lazy = true
	two.While["RR 1.1"] = []string{"BF8104 05 9F811201BB"}
	if two.run(); len(one.sent[0x34]) != 2 || !slices.Equal(one.sent[0x34], two.sent[0x34]) {
		t.Errorf("sent %q, want %q", two.sent[0x34], one.sent[0x34])
	}
}
