package c8_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const dfName = "8407A0000000041010"

// A terminal that asks for what is known from the start gets it with the command; lists that are there and empty are asked for.
// C-8 6.3.2, 6.3.3, 6.3.9, 4.1.3 IsKnown
// 1.13, 2.22, 2.23, 2.24, 2.25, 2021222324.2, 2021222324.3, 2021222324.4, 2021222324.5
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
		{"beside the envelopes", []string{"9F8203", "9F8110 9F811B"}, slices.Concat([]string{reads}, rr, []string{ac})},
		{"never", []string{"9F8203", "9F4E 5F34"}, slices.Concat([]string{reads}, rr, []string{ac, "DEK 5F340101|"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			newScene(t).exchange(c.params...).run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").script(c.want...)
		})
	}
}

// DETs are acted on by the state that takes them: 20, 22, 23 and 24. In state 21 they stay for the state behind.
// C-8 6.3.4, 6.3.7, 6.3.8, 6.3.15, 4.1.3
// 20.8, 20.9, 22.4, 22.15, 23.4, 23.14, 2627.3, 2627.4, 2627.5, 2627.6
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
// C-8 6.3.9, 6.3.10, 6.3.6
// 2021222324.1, 2021222324.1a, 2021222324.6, 2021222324.7, 2021222324.8, 2021222324.9, 2021222324.10, 2021222324.11, 2021222324.12, 2021222324.13
// 24.3, 24.11, 24.12, 24.13, 24.14, 24.18, 2021.10
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
			"zero, and again",
			[]string{"9F8202", "00"},
			map[string][]string{"TIMER": {"9F8202 01 00", "9F8203 01 84", "9F8202 01 01"}},
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
// C-8 6.3.6, 6.3.9
// 2021.6, 2021.10, 2021222324.1, 2021222324.6
func TestNoRecords(t *testing.T) {
	s := newScene(t).exchange("9F8202", "").with(func(c *chip) { c.afl = "58010101" }).run()
	s.ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-").script("GPO", "DEK |9F8202", "TIMER 500")
	newScene(t).with(func(c *chip) { c.afl = "58010101" }).run().ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-").script("GPO", "AC 40 00")
}

// A terminal that does not answer in time ends the transaction.
// C-8 6.3.10
// 24.1, 24.8, 24.10
func TestTimeout(t *testing.T) {
	newScene(t).exchange("9F8202", "00").run().ends(kernel.EndApplication, kernel.StartNone, "00 00 01 0000 FF", "-", "-")
}

// The amount and the date may come by data exchange, and the transaction is for them.
// C-8 6.3.2, 6.3.4, 6.3.9, 4.1.3
// 1.12, 20.9, 2021222324.14
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

// An attempt that fails before the amount is looked at is for it too.
// C-8 4.1.3 UpdateWithDetData
func TestAmountOfAFailure(t *testing.T) {
	s := newScene(t).exchange().give("RR 3.2", "6A83")
	s.Lazy, s.Tx.AmountLater, s.Tx.Amount = true, true, 0
	s.While["RR 1.1"] = []string{"9F0206 000000000777"}
	if s.run(); s.Out.Status != kernel.EndApplication || s.Money.Amount != 777 {
		t.Errorf("%v, %v", s.Out.Status, s.Money)
	}
}

// An amount from the terminal that is none, or less than its cash, ends the transaction before GENERATE AC, and is not the transaction's.
// C-8 4.7.2, 4.7.2 amount
func TestMalformedAmount(t *testing.T) {
	for _, amounts := range []string{"9F0206 00000000000A", "9F0206 FFFFFFFFFFFF", "9F0206 000000001999 9F0306 00000000000A", "9F0206 000000000100 9F0306 000000001999"} {
		s := newScene(t).exchange("9F8202", "00")
		s.Then["TIMER"] = []string{amounts + " 9F8202 01 01"}
		s.run().ends(kernel.EndApplication, kernel.StartNone, "00 0F 00 0000 1C", otherCard, "-")
		if s.Money.Amount != 1234 && s.Money.Amount != 1999 || slices.ContainsFunc(s.Lines, func(line string) bool { return line[:2] == "AC" }) {
			t.Errorf("%s: %v, %q", amounts, s.Money, s.Lines)
		}
	}
}

// What the terminal sends is taken in if it is known, its to give, and of its length; lists go into those of what is still to be done.
// C-8 4.1.3, 4.1.3 UpdateWithDetData, 6.3.10
// 24.11
func TestTerminalSentData(t *testing.T) {
	s := newScene(t).exchange("9F8202", "00")
	s.Then["TIMER"] = []string{"9F7C 01 01 9F0205 0000000019 9505 FFFFFFFFFF 5F3401 99 9F8203 04 5F34 9F02 BF8104 06 9F811202 0102 9F8202 01 01 9F82"}
	s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.WriteDataStatus, "80")
	if !s.Sends("5F34 01 01 9F02 06 000000001234") {
		t.Errorf("%q", s.Lines)
	}
}

// What the terminal may read of the kernel at the start, as the kernel has begun it.
// C-8 6.3.2, 6.3.1, 6.3.3
// 1.13, KS.2, 2.6, 2.7, 2.22
func TestObjectsAtTheStart(t *testing.T) {
	s := newScene(t).exchange("9F8203", "9F34 95 9F33 9F810C 9F2B 9F821C 9F821B 9F8204 9F8210 9F8205 9F8219 9F37 9F27").run()
	want := "9F3403000000" + "95050000000080" + "9F3303600010" + "9F810C020000" + "9F2B080280000110FF0000" + "9F821C0180" + "9F821B0100" + "9F82040600000000001C" +
		"9F821008F0F0F0F010F0FF00" + "9F82050DFFFF0000130000000000000000" + "9F82190DFFFF0000000000000000000000" + "9F3704A1A1A1A1"
	if s.Lines[1] != "DEK "+want+"|" {
		t.Errorf("%s\nnot %s", s.Lines[1], want)
	}
}

// At the end the session has the outcome in the book's bytes.
// C-8 A.1 Outcome Parameter Set, Error Indication, User Interface Request Data
func TestOutcomeObjects(t *testing.T) {
	s := newScene(t).with(func(c *chip) { c.more = "9F810802 2F20" })
	s.Lazy = true
	session, a, world := s.At("GPO")
	for a.Kind != kernel.Done {
		var err error
		if a, err = session.Next(world(a)); err != nil {
			t.Fatal(err)
		}
	}
	defer session.Close()
	for tag, want := range map[tlv.Tag]string{
		0x9F8210: "4010F000F0F0FF00", 0x9F8204: "0000000000FF", 0x9F8205: "20000000130000000000000000", 0x9F8219: "20020000000000000000000000",
	} {
		if v, err := session.Value(tag); err != nil || hexOf(v) != want {
			t.Errorf("%s: %X, want %s: %v", tag, v, want, err)
		}
	}
}

// What is to be sent is what it was when it was added, and is sent when all that was asked for is there, or behind GENERATE AC; not behind the end.
// C-8 4.3, 6.3.9, 6.3.15, 6.3.10
// 2021222324.2, 2021222324.3, 2021222324.9, 2627.4, 24.22
func TestDataToSendStays(t *testing.T) {
	waits := func() *scene {
		s := newScene(t).schedule("when idle").exchange("9F8202", "00", "9F820B", "0000000000", "9F820C", "0000000000")
		s.Tx.Amount = 5001
		s.chip.choice = "0F"
		s.Late["RR 1.1"] = true
		s.While["RR 1.1"] = []string{"9F8203 03 95 9F4E"}
		return s
	}
	s := waits()
	s.Then["TIMER"] = []string{"9F8202 01 01"}
	s.run().element(tlv.TVRKernel8, "0000008081").script("GPO", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "TIMER 500", "STOP", "AC 40 00", "DEK 95050000000081|")
	s = waits()
	s.chip.wrong = "record"
	s.run().ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-").script("GPO", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "TIMER 500")
}

// Data Needed is empty behind each DEK.
// C-8 6.3.3, 6.3.9
// 2.25, 2021222324.11
func TestDataNeededOnce(t *testing.T) {
	s := newScene(t).exchange("9F8203", "", "BF8104", "", "9F8202", "")
	s.Then["DEK |9F8202"] = []string{"9F8202 01 01"}
	s.run().script("GPO", "DEK |9F8203 BF8104", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "DEK |9F8202", "TIMER 500", "STOP", "AC 40 00")
}

// What only data exchange knows is an unknown object without it.
// C-8 4.1.3 IsKnown
func TestKnownWithDataExchange(t *testing.T) {
	for exchange, status := range map[string]kernel.Status{"00": kernel.Approved, "01": kernel.EndApplication} {
		s := newScene(t).set("DF01", exchange).with(func(c *chip) { c.gpo = "9F811101AA"; c.records[0].objects += "9F811101BB" }).run()
		if s.Out.Status != status {
			t.Errorf("%s: %v", exchange, s.Out)
		}
	}
}

// The card's answer that comes while Process C works, when idle, is taken before Process C's.
// C-8 2.2.6, 6.1
func TestFirstQueueFirst(t *testing.T) {
	s := newScene(t).schedule("when idle").exchange().with(func(c *chip) { c.records[0].enciphered = true })
	s.Eager = true
	s.While["RR 2.1"] = []string{"9F8203 02 5F34"}
	s.run().script("GPO", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "AC 40 00", "DEK 5F340101|")
}

// What is there and empty is sent as zeroes, of whatever format.
// C-8 4.1.4
func TestEmptyObjectInADOL(t *testing.T) {
	s := newScene(t).with(func(c *chip) { c.gpo, c.cdol1 = "9F2000", "9F2002 5F3401" }).run()
	if got := s.data(0xAE); got != "000001" {
		t.Error(got)
	}
}
