package c2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// wholeExchange is a scene with each command that the card can be sent: relay resistance, a data envelope, two records, PUT DATA before and after GENERATE AC.
func wholeExchange(t testing.TB) *scene {
	s := withRelay(t, claims, 15000).set("DF8112", "9F70", "FF8102", "9F7501AA", "FF8103", "9F7601BB")
	s.give("GPO", in(0x77, "8202 0081 9404 08010200")).give("RR 1.2", in(0x70, "5F2802 0276"))
	return s.give("GD", "9F7001CC 9000").give("PD", "9000")
}

// The terminal asks for the DF name, and for one more PUT DATA after GENERATE AC, before, during or behind the card's response to a command. A reader that tells
// of each thing as it happens has the DET acted on by the state that waits then, or by the next one that takes it; from state 12 on nothing is done with it. One
// that blocks for each response, and tells of the DET when it is free, with the first DEK, has it acted on by the state after that. What the card is sent is
// the same for both, and so is OUT.
// C-2 6.1, S3.2, S4.1, S5.1, S9.4, S12.4, S15.4, 4.1.3 UpdateWithDetData
func TestDETRoundEachResponse(t *testing.T) {
	const (
		ask       = "DF8112 01 84 FF8103 04 9F7901 05"
		name      = "8407A0000000041010"
		envelope  = "9F7001CC"
		after3    = "while GET DATA is answered"
		with5     = "with the envelope"
		behind4   = "behind the record"
		discarded = "never"
	)
	lines := func(told string) []string {
		list := []string{"GPO 8300", "ERRD B2B2B2B2", "GD 9F70"}
		switch told {
		case after3:
			list = append(list, "DEK "+name+"|", "RR 1.1", "DEK "+envelope+"|", "RR 1.2") // S3R1.16
		case with5:
			list = append(list, "RR 1.1", "DEK "+envelope+name+"|", "RR 1.2") // S456.4
		case behind4:
			list = append(list, "RR 1.1", "DEK "+envelope+"|", "RR 1.2", "DEK "+name+"|") // S456.4, or S456.23 where record 2 was waited for
		case discarded:
			list = append(list, "RR 1.1", "DEK "+envelope+"|", "RR 1.2")
		}
		list = append(list, "PD 9F75 AA", "AC", "PD 9F76 BB")
		if told != discarded {
			list = append(list, "PD 9F79 05")
		}
		return list
	}
	for _, c := range []struct {
		line          string
		ahead, behind string // of the response, by a reader that tells of each thing as it happens
		blocked       string // either, by one that blocks
	}{
		{"GPO 8300", after3, with5, behind4},            // S3.2: R1 leaves what comes later for state 5
		{"ERRD B2B2B2B2", with5, with5, behind4},        // C-2 6.6
		{"GD 9F70", with5, behind4, behind4},            // S5.1
		{"RR 1.1", behind4, behind4, behind4},           // S4.1
		{"RR 1.2", behind4, discarded, discarded},       // S4.1
		{"PD 9F75 AA", discarded, discarded, discarded}, // S12.4
		{"AC", discarded, discarded, discarded},         // S9.4
		{"PD 9F76 BB", discarded, discarded, discarded}, // S15.4
	} {
		for reader, how := range map[string]struct {
			set           func(*scene)
			ahead, behind string
		}{
			"eager":    {func(s *scene) { s.Eager = true }, c.ahead, c.behind},
			"lazy":     {func(s *scene) { s.Lazy = true }, c.ahead, c.behind},
			"late":     {func(s *scene) { s.Lazy, s.Late[c.line] = true, true }, c.ahead, c.behind},
			"blocking": {func(*scene) {}, c.blocked, c.blocked},
		} {
			for when, want := range map[string]string{"ahead": how.ahead, "behind": how.behind} {
				t.Run(fmt.Sprintf("%s %s %s", reader, when, c.line), func(t *testing.T) {
					s := wholeExchange(t)
					how.set(s)
					if when == "ahead" {
						s.While[c.line] = []string{ask}
					} else {
						s.Then[c.line] = []string{ask}
					}
					if s.run(); !slices.Equal(s.Lines, lines(want)) {
						t.Errorf("the kernel has done\n  %s\nnot\n  %s", strings.Join(s.Lines, "\n  "), strings.Join(lines(want), "\n  "))
					}
					if s.Out.Status != kernel.Declined || s.Out.Start != kernel.StartNone || s.Out.Error.L2 != kernel.L2OK || request(s.Out.UIOutcome) != "07/1/13" ||
						s.status(tlv.PreGenACPutDataStatus) != "80" || s.status(tlv.PostGenACPutDataStatus) != "80" {
						t.Errorf("%v, %+v, %s", s.Out.Status, s.Out.Error, request(s.Out.UIOutcome))
					}
				})
			}
		}
	}
}

// Which sale it is, the terminal does not say by data exchange: currency, its exponent and the type stay the order's. The amount may be another.
// C-2 A.1 Transaction Currency Code, 4.1.3 UpdateWithDetData
func TestDETMakesNoOtherSale(t *testing.T) {
	s := newScene(t).set("DF8110", "")
	s.Then["DEK"] = []string{"5F2A02 0840 5F3601 03 9C01 20 9F0206 000000000100 DF8112 07 5F2A5F369C9F02 DF811001 01"}
	s.run()
	if want := "DEK 5F2A0209785F3601029C01009F0206000000000100|"; !slices.Contains(s.Lines, want) || s.Money.Amount != 100 || s.Money.Currency != 0x978 {
		t.Errorf("%q, want %s; %v", s.Lines, want, s.Money)
	}
	for tag, want := range map[tlv.Tag]string{0x5F2A: "0978", 0x9C: "00", 0x9F02: "000000000100"} {
		if o, _ := tlv.Find(s.Out.DataRecord, tag); hexOf(o.Value) != want {
			t.Errorf("%s: %X in the data record", tag, o.Value)
		}
	}
}

// What the card answers GET DATA and PUT DATA with ends no transaction: an envelope that is refused is told as empty, a write that is refused is the last before
// or after GENERATE AC and is not completed, and OUT is the same.
// C-2 S5.19, S5.24, S12.8, S15.5
func TestStatusWordsOfData(t *testing.T) {
	for i, c := range []struct{ line, told, before, after string }{
		{"GD 9F70", "9F7000", "80", "80"},
		{"PD 9F75 AA", "9F7001CC", "00", "80"},
		{"PD 9F76 BB", "9F7001CC", "80", "00"},
	} {
		for _, sw := range wordsAt(i, true) {
			s := wholeExchange(t).give(c.line, fmt.Sprintf("%04X", sw)).run()
			want := []string{"GPO 8300", "ERRD B2B2B2B2", "GD 9F70", "RR 1.1", "DEK " + c.told + "|", "RR 1.2", "PD 9F75 AA", "AC", "PD 9F76 BB"}
			if !slices.Equal(s.Lines, want) || s.Out.Status != kernel.Declined || s.Out.Error.L2 != kernel.L2OK || s.Out.Error.SW != 0 ||
				s.status(tlv.PreGenACPutDataStatus) != c.before || s.status(tlv.PostGenACPutDataStatus) != c.after {
				t.Errorf("%s, %04X: %v, %+v\n%q", c.line, sw, s.Out.Status, s.Out.Error, s.Lines)
			}
		}
	}
}
