package c8_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const dfName = "8407A0000000041010"

// A terminal that asks for what is known from the start gets it with the command; lists that are there and empty are asked for.
// C-8 6.3.2, 1.13; 6.3.3, 2.22, 2.23, 2.24, 2.25; 6.3.9, 2021222324.2, 2021222324.3, 2021222324.4, 2021222324.5
func TestTagsToReadAtTheStart(t *testing.T) {
	const reads, ac = "GPO", "AC 40 00"
	rr := []string{"RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2"}
	for _, c := range []struct {
		name   string
		params []string
		want   []string
	}{
		{"nothing", nil, slices.Concat([]string{reads}, rr, []string{ac})},
		{"known", []string{"9F8203", "84"}, slices.Concat([]string{reads, "DEK " + dfName + "|"}, rr, []string{ac})},
		{"empty lists", []string{"9F8203", "", "BF8104", ""}, slices.Concat([]string{reads, "DEK |9F8203 BF8104"}, rr, []string{ac})},
		{"off", []string{"9F8203", "84", "DF01", "00"}, slices.Concat([]string{reads}, rr, []string{ac})},
		{"off, by another value", []string{"9F8203", "84", "DF01", "0001"}, slices.Concat([]string{reads}, rr, []string{ac})},
		{"known later", []string{"9F8203", "5F34"}, []string{reads, "RR 1.1", "RR 2.1", "DEK 5F340101|", "RR 3.1", "RR 3.2", ac}},
		{"some later", []string{"9F8203", "84 5F34"}, []string{reads, "DEK " + dfName + "|", "RR 1.1", "RR 2.1", "DEK 5F340101|", "RR 3.1", "RR 3.2", ac}},
		{"never", []string{"9F8203", "9F4E 5F34"}, slices.Concat([]string{reads}, rr, []string{ac, "DEK 5F340101|"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			newScene(t).exchange(c.params...).run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").script(c.want...)
		})
	}
}

// DETs are acted on by the state that takes them: 20, 22, 23 and 24. In state 21 they stay for the state behind.
// C-8 6.3.4, 20.8, 20.9; 6.3.7, 22.4, 22.15; 6.3.8, 23.4, 23.14; 6.3.15, 2627.3, 2627.4, 2627.5, 2627.6; 4.1.3; trap 1
func TestWhenDETComes(t *testing.T) {
	const asks, asked, envelope = "9F8203 01 84", "DEK " + dfName + "|", "DEK 9F811102ABCD|"
	for line, want := range map[string][]string{
		"GPO":           {"GPO", "ERRD B2B2B2B2", "RD 9F8111", "RR 1.1", asked, "RR 2.1", envelope, "RR 3.1", "RR 3.2", "AC 40 00"},
		"ERRD B2B2B2B2": {"GPO", "ERRD B2B2B2B2", "RD 9F8111", "RR 1.1", asked, "RR 2.1", envelope, "RR 3.1", "RR 3.2", "AC 40 00"}, // state 23 takes it
		"RD 9F8111":     {"GPO", "ERRD B2B2B2B2", "RD 9F8111", "RR 1.1", asked, "RR 2.1", envelope, "RR 3.1", "RR 3.2", "AC 40 00"},
		"RR 1.1":        {"GPO", "ERRD B2B2B2B2", "RD 9F8111", "RR 1.1", "RR 2.1", "DEK 9F811102ABCD" + dfName + "|", "RR 3.1", "RR 3.2", "AC 40 00"},
		"RR 3.2":        {"GPO", "ERRD B2B2B2B2", "RD 9F8111", "RR 1.1", "RR 2.1", envelope, "RR 3.1", "RR 3.2", "AC 40 00", asked}, // 2627.4
	} {
		t.Run(line, func(t *testing.T) {
			s := withRelay(t, 192).exchange("9F8203", "9F8111").with(func(c *chip) { c.envelopes = map[string]string{"9F8111": "9F8111 02 ABCD"} })
			s.Lazy = true
			s.While[line] = []string{asks}
			s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-")
			if !slices.Equal(s.Lines, want) {
				t.Errorf("%q\nwant %q", s.Lines, want)
			}
		})
	}
}

// The terminal holds the transaction back before GENERATE AC with a flag that is empty, or zero: it is waited for with a timer.
// C-8 6.3.9, 2021222324.1, 2021222324.1a, 2021222324.6, 2021222324.7, 2021222324.8, 2021222324.9, 2021222324.10, 2021222324.11, 2021222324.12, 2021222324.13; 6.3.10, 24.3, 24.11, 24.12, 24.13, 24.14,
// 24.18; 6.3.6, 2021.10
func TestFirstWriteFlag(t *testing.T) {
	head := []string{"GPO", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2"}
	const asks = "DEK |9F8202"
	for _, c := range []struct {
		name   string
		params []string
		then   map[string][]string
		want   []string
	}{
		{"none", nil, nil, []string{"AC 40 00"}},
		{"set", []string{"9F8202", "01"}, nil, []string{"AC 40 00"}},
		{"off", []string{"9F8202", "", "DF01", "00"}, nil, []string{"AC 40 00"}},
		{"empty", []string{"9F8202", ""}, map[string][]string{asks: {"9F8202 01 01"}}, []string{asks, "TIMER 500", "STOP", "AC 40 00"}},
		{"zero", []string{"9F8202", "00"}, map[string][]string{"TIMER": {"9F8202 01 FF"}}, []string{"TIMER 500", "STOP", "AC 40 00"}},
		{
			"zero, and again", []string{"9F8202", "00"}, map[string][]string{"TIMER": {"9F8202 01 00", "9F8203 01 84", "9F8202 01 01"}},
			[]string{"TIMER 500", "STOP", "TIMER 500", "STOP", "DEK " + dfName + "|", "TIMER 500", "STOP", "AC 40 00"},
		},
		{"empty again", []string{"9F8202", "00"}, map[string][]string{"TIMER": {"9F8202 00", "9F8202 01 01"}}, []string{"TIMER 500", "STOP", asks, "TIMER 500", "STOP", "AC 40 00"}},
		{"what is never known is not waited for", []string{"9F8202", "00", "9F8203", "84 9F4E"}, map[string][]string{"TIMER": {"9F8202 01 01"}}, []string{"TIMER 500", "STOP", "AC 40 00"}},
		{"an envelope", []string{"9F8202", "00"}, map[string][]string{"TIMER": {"9F8203 03 9F8111 9F8202 01 01"}}, []string{"TIMER 500", "STOP", "RD 9F8111", "AC 40 00", "DEK 9F811102ABCD|"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).exchange(c.params...).with(func(c *chip) { c.envelopes = map[string]string{"9F8111": "9F8111 02 ABCD"} })
			s.Then = c.then
			lines := head
			if c.name == "what is never known is not waited for" {
				lines = []string{"GPO", "DEK " + dfName + "|", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2"}
			}
			s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").script(slices.Concat(lines, c.want)...)
		})
	}
}

// A card without records goes from the first state to the flag.
// C-8 6.3.6, 2021.6, 2021.10; 6.3.9, 2021222324.1, 2021222324.6
func TestNoRecords(t *testing.T) {
	s := newScene(t).exchange("9F8202", "").with(func(c *chip) { c.afl = "58010101" }).run()
	s.ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-").script("GPO", "DEK |9F8202", "TIMER 500")
	newScene(t).with(func(c *chip) { c.afl = "58010101" }).run().ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-").script("GPO", "AC 40 00")
}

// A terminal that does not answer in time ends the transaction.
// C-8 6.3.10, 24.1, 24.8, 24.10
func TestTimeout(t *testing.T) {
	newScene(t).exchange("9F8202", "00").run().ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-")
}

// The amount and the date may come by data exchange, and the transaction is for them.
// C-8 6.3.2, 1.12, 6.3.4, 20.9, 6.3.9, 2021222324.14; 4.1.3
func TestAmountLater(t *testing.T) {
	for _, line := range []string{"GPO", "RR 1.1", "RR 3.2", "TIMER"} {
		s := newScene(t).exchange("9F8202", "00")
		s.Lazy, s.Tx.AmountLater, s.Tx.Amount = true, true, 0
		s.Then["TIMER"] = []string{"9F8202 01 01"}
		s.While[line] = []string{"9F0206 000000001999 9F0306 000000000100 9A03 260801 9C01 20"}
		s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.TerminalCapabilitiesKernel8, "600810")
		if s.Money.Amount != 1999 {
			t.Errorf("%s: %v", line, s.Money)
		}
		o, _ := tlv.Find(s.Out.DataRecord, 0x9A)
		kind, _ := tlv.Find(s.Out.DataRecord, 0x9C)
		if hexOf(o.Value) != "260801" || hexOf(kind.Value) != "00" { // the type is not the terminal's to send
			t.Errorf("%X %X", o.Value, kind.Value)
		}
	}
}

// What the terminal sends is taken in if it is known, its to give, and of its length; lists go into those of what is still to be done.
// C-8 4.1.3, 6.3.10, 24.11
func TestTerminalSentData(t *testing.T) {
	s := newScene(t).exchange("9F8202", "00")
	s.Then["TIMER"] = []string{"9F7C 01 01 9F0205 0000000019 9505 FFFFFFFFFF 5F3401 99 9F8203 04 5F34 9F02 BF8104 06 9F811202 0102 9F8202 01 01 9F82"}
	s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.WriteDataStatus, "80")
	if !s.Sends("5F34 01 01 9F02 06 000000001234") {
		t.Errorf("%q", s.Lines)
	}
}
