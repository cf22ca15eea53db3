package c2_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// status is a value of the discretionary data.
func (s *scene) status(row tlv.Row) string {
	o, ok := tlv.Find(s.Out.DiscretionaryData, row.Tag())
	return map[bool]string{true: fmt.Sprintf("%X", o.Value), false: "-"}[ok]
}

// messages are the user interface requests that were shown on the way.
func (s *scene) messages() string {
	var list []string
	for i := range s.Shown {
		list = append(list, request(&s.Shown[i]))
	}
	return strings.Join(list, " ")
}

// Trap 30: what the terminal has to write before GENERATE AC goes out in order; the first that the card refuses is the last, and GENERATE AC follows nevertheless.
// C-2 6.13, S12.1, S12.2, S12.4, S12.5, S12.6, S12.8, S12.9, S12.10, S12.11, S12.12, S12.15, S12.16, S456.42, S456.50, S456.51
func TestTrapPutDataRefused(t *testing.T) {
	const lists = "9F7502 0102 9F7601 03 9F7901 04"
	one, two, three := "PD 9F75 0102", "PD 9F76 03", "PD 9F79 04"
	for _, c := range []struct {
		label, list, refuses string
		want                 []string
		completed            string
	}{
		{"nothing", "-", "", []string{"AC"}, "00"},
		{"all", lists, "", []string{one, two, three, "AC"}, "80"},
		{"the first refused", lists, one, []string{one, "AC"}, "00"},
		{"the second refused", lists, two, []string{one, two, "AC"}, "00"},
		{"the last refused", lists, three, []string{one, two, three, "AC"}, "00"},
	} {
		s := newScene(t).answers(0x40, in(0x77, goodAC)).set("FF8102", c.list).give("PD", "9000")
		if c.refuses != "" {
			s.give(c.refuses, "6A88")
		}
		s.Lazy = true
		s.While["PD"] = []string{"DF8106 00", "FF8102 04 9F7701 05"} // dropped: state 12 takes no data
		s.asks(nil)
		s.script(append([]string{"GPO 8300", "RR 1.1"}, c.want...)...)
		if s.Out.Status != kernel.Approved || s.status(tlv.PreGenACPutDataStatus) != c.completed || s.status(tlv.PostGenACPutDataStatus) != "00" {
			t.Errorf("%s: %v, %s", c.label, s.Out.Status, s.Discretionary())
		}
	}
}

// A command has 255 bytes of data: what is longer is cut.
// C-2 6.13, S12.10
func TestPutDataCut(t *testing.T) {
	for value, sent := range map[int]int{254: 254, 255: 255, 256: 255} {
		envelope := hexed(tlv.Append(nil, 0x9F75, make([]byte, value)))
		s := newScene(t).set("FF8102", envelope).give("PD", "9000")
		s.asks(nil)
		s.script("GPO 8300", "RR 1.1", "PD 9F75 "+strings.Repeat("00", sent), "AC")
	}
}

// In state 12 a card that is lost is tried again, and a CDOL1 that asks for too much ends the transaction.
// C-2 6.13, S12.1, S12.5, S12.6, S12.15, 4.6.2
func TestPutDataBeforeEnds(t *testing.T) {
	for _, fault := range []string{"1", "2", "3"} {
		s := newScene(t).set("FF8102", "9F7501 01").give("PD", "L1 "+fault)
		s.asks(nil)
		s.ends(kernel.EndApplication, kernel.StartB, "0"+fault+" 00 00 0000 21", "-", tryAgain)
	}
	s := newScene(t).set("FF8102", "9F7501 01").give("PD", "9000").record("8C06 9F02FF9F3704")
	if command := s.asks(nil); command != "" {
		t.Errorf("GENERATE AC %s", command)
	}
	s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
}

// Defect of S15.5: what the terminal has to write after GENERATE AC changes nothing of the outcome, whatever the card does: what it refuses, it is not asked again, and its
// loss is no error.
// C-2 6.14, S15.1, S15.2, S15.4, S15.5, S15.6, S15.7, S15.8, S15.9, S15.9.1, S15.10, S15.11, S15.12, S15.13, S910.76, S910.77, S910.78
func TestDefectPutDataAfterGenerateAC(t *testing.T) {
	const lists = "9F7502 0102 9F7601 03"
	one, two := "PD 9F75 0102", "PD 9F76 03"
	for _, c := range []struct {
		label, list, fails, how string
		want                    []string
		completed               string
	}{
		{"nothing", "-", "", "", []string{"AC"}, "00"},
		{"all", lists, "", "", []string{"AC", one, two}, "80"},
		{"the first refused", lists, one, "6A88", []string{"AC", one}, "00"},
		{"the last refused", lists, two, "6700", []string{"AC", one, two}, "00"},
		{"lost", lists, one, "L1 1", []string{"AC", one}, "00"},
		{"lost at last", lists, two, "L1 3", []string{"AC", one, two}, "00"},
	} {
		for _, phone := range []bool{false, true} {
			response := in(0x77, goodAC)
			if phone {
				response = in(0x77, goodAC, "DF4B03 000100")
			}
			s := newScene(t).answers(0x40, response).set("FF8103", c.list).give("PD", "9000")
			if c.fails != "" {
				s.give(c.fails, c.how)
			}
			s.Lazy = true
			s.While["PD"] = []string{"FF8103 04 9F7701 05"} // dropped: state 15 takes no data
			s.asks(nil)
			s.script(append([]string{"GPO 8300", "RR 1.1"}, c.want...)...)
			status, shown, onOutcome, onRestart := kernel.Approved, cleared, "03/1/13", "-"
			if phone {
				status, shown, onOutcome, onRestart = kernel.EndApplication, "20/5/13", "-", "20/3/0"
				if c.list == "-" {
					shown = cleared + " 20/1/13" // state 9 and S910.79
				}
			}
			if s.Out.Status != status || s.messages() != shown || request(s.Out.UIOutcome) != onOutcome || request(s.Out.UIRestart) != onRestart ||
				s.Out.DataRecord == nil || s.Out.Error.L1 != 0 || s.status(tlv.PostGenACPutDataStatus) != c.completed {
				t.Errorf("%s, %v: %v, shown %s, status %s: %+v", c.label, phone, s.Out.Status, s.messages(), s.status(tlv.PostGenACPutDataStatus), s.Out)
			}
		}
	}
}

// What has been decided cannot be cancelled while the card is written to; before that the transaction ends.
// C-2 6.14
func TestNoCancelAfterTheDecision(t *testing.T) {
	s := newScene(t).answers(0x40, in(0x77, goodAC)).set("FF8103", "9F7501 01").give("PD", "9000")
	sc := s.Scenario()
	transmits, decided := 0, 0
	for i, kind := range sc.Run(t).Kinds {
		if kind == kernel.Transmit {
			transmits++
			decided = i // PUT DATA is the last
		}
	}
	if transmits != 4 {
		t.Fatalf("%d commands", transmits)
	}
	exits := sc.EveryWayOut(t)["cancel"]
	for i, out := range exits {
		if out.Status == kernel.Approved != (i >= decided) || out.Status != kernel.Approved && out.Error.L3 != kernel.L3Stop {
			t.Errorf("cancel at action %d of %d: %v %v", i+1, len(exits), out.Status, out.Error)
		}
	}
}
