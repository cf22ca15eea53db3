package step_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Issuer script results name the command that failed, up to the fourteenth: 15 is any behind it.
//
// B4 A5, B3 E1 1, E1 2, E1 3
func TestScriptResult(t *testing.T) {
	for _, c := range []struct {
		script string
		failed int
		want   string
	}{
		{"9F1804 01020304 8604 84DA0001", 0, "2001020304"},
		{"9F1804 01020304 8604 84DA0001", 1, "1101020304"},
		{"9F1804 01020304 8604 84DA0001", 14, "1E01020304"},
		{"9F1804 01020304 8604 84DA0001", 15, "1F01020304"},
		{"9F1804 01020304 8604 84DA0001", 16, "1F01020304"},
		{"9F1804 01020304 8604 84DA0001", 255, "1F01020304"},
		{"8604 84DA0001", 2, "1200000000"},
		{"9F1804 01020304 8603 84DA00", 0, "0001020304"},
	} {
		for s := range step.Scripts(tlv.Append(nil, tlv.TagScript1, unhex(t, c.script)), tlv.TagScript1) {
			if got := s.Result(c.failed); fmt.Sprintf("%X", got) != c.want {
				t.Errorf("%s, %d: %X, want %s", c.script, c.failed, got, c.want)
			}
		}
	}
}

// The commands of a script go out one by one, until the card refuses one or gives no answer, or one is no command of a card's. A script that does not parse has none.
//
// B3 10.10
func TestDeliver(t *testing.T) {
	only9000 := func(sw uint16) bool { return sw != 0x9000 }
	for _, c := range []struct {
		name, script string
		fails        func(uint16) bool
		answers      []uint16 // 0: none
		sent, failed int
		answered     bool
	}{
		{"all", "8604 84DA0001 8604 84DA0002", step.ScriptFails, []uint16{0x9000, 0x6283}, 2, 0, true},
		{"the first fails", "8604 84DA0001 8604 84DA0002", step.ScriptFails, []uint16{0x6A80, 0x9000}, 1, 1, true},
		{"the second fails", "8604 84DA0001 8604 84DA0002", step.ScriptFails, []uint16{0x63C1, 0x6985}, 2, 2, true},
		{"a warning fails where the kernel says so", "8604 84DA0001 8604 84DA0002", only9000, []uint16{0x6283, 0x9000}, 1, 1, true},
		{"no answer", "8604 84DA0001 8604 84DA0002", step.ScriptFails, []uint16{0, 0x9000}, 1, 1, false},
		{"no answer to the second", "8604 84DA0001 8604 84DA0002", step.ScriptFails, []uint16{0x9000, 0}, 2, 2, false},
		{"no answer, where every status word will do", "8604 84DA0001 8604 84DA0002", func(uint16) bool { return false }, []uint16{0, 0x9000}, 1, 1, false},
		{"no command of a card's", "8604 84DA0001 8604 FFDA0002", step.ScriptFails, []uint16{0x9000}, 1, 2, true},
		// EMV 4.3 B1 9.4.1
		{"an odd instruction", "8604 84DA0001 8604 84250000", step.ScriptFails, []uint16{0x9000}, 1, 2, true},
		{"a status byte for an instruction", "8604 84DA0001 8604 84620000", step.ScriptFails, []uint16{0x9000}, 1, 2, true},
		{"another status byte for an instruction", "8604 84DA0001 8604 84920000", step.ScriptFails, []uint16{0x9000, 0x9000}, 1, 2, true},
		{"lengths of three bytes", "8604 84DA0001 8608 84DA0002000001AA", step.ScriptFails, []uint16{0x9000}, 1, 2, true},
		{"broken", "8603 84DA00", step.ScriptFails, nil, 0, 0, true},
		{"none", "9F1804 00000001", step.ScriptFails, nil, 0, 0, true},
	} {
		for s := range step.Scripts(tlv.Append(nil, tlv.TagScript1, unhex(t, c.script)), tlv.TagScript1) {
			sent := 0
			failed, answered := s.Deliver(c.fails, func(command []byte) (uint16, bool) {
				if want := fmt.Sprintf("84DA%04X", sent+1); fmt.Sprintf("%X", command) != want {
					t.Errorf("%s: sent %X, want %s", c.name, command, want)
				}
				sent++
				return c.answers[sent-1], c.answers[sent-1] != 0
			})
			if sent != c.sent || failed != c.failed || answered != c.answered {
				t.Errorf("%s: %d sent, %d failed, answered %v", c.name, sent, failed, answered)
			}
		}
	}
}
