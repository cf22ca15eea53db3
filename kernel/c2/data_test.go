package c2_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// What a combination leaves out has the value that the book gives it. The values are published: tables 4.2 and 4.3. The objects that table 4.2 has beside
// these are the terminal's and the transaction's, which are always there.
// C-2 4.4.1 defaults, phone messages
func TestDefaults(t *testing.T) {
	const phoneMessages = "000001 000001 20 00" + "000800 000800 20 00" + "000400 000400 20 00" + "000100 000100 20 00" + "000200 000200 20 00" + "000000 000000 07 00"
	var tags, want strings.Builder
	s := newScene(t)
	for _, c := range [...][2]string{
		{"9F09", "0002"},
		{"DF8117", "00"},
		{"DF8118", "00"},
		{"DF8119", "00"},
		{"DF8130", "0D"},
		{"DF811B", "00"},
		{"DF810C", "02"},
		{"DF812D", "000013"},
		{"DF8131", phoneMessages},
		{"DF8123", zeroes(6)},
		{"DF8124", zeroes(6)},
		{"DF8125", zeroes(6)},
		{"DF8126", zeroes(6)},
		{"DF811F", "00"},
		{"DF8120", "840000000C"},
		{"DF8121", "840000000C"},
		{"DF8122", "840000000C"},
		{"DF8134", "0012"},
		{"DF8135", "0018"},
		{"DF8127", "01F4"},
	} {
		tag, err := tlv.ParseTag(c[0])
		if err != nil {
			t.Fatal(err)
		}
		tags.WriteString(c[0])
		want.WriteString(hexOf(tlv.Append(nil, tag, digits(c[1]))))
		s.set(c[0], "-")
	}
	s.set("DF8112", tags.String()).run()
	if len(s.Lines) < 3 || s.Lines[2] != "DEK "+want.String()+"|" {
		t.Errorf("%q\nwant %s", s.Lines, want.String())
	}
}

// Defect of A.1.143: the bits of the Terminal Risk Management Data that the kernel keeps: none in the PDOL; in CDOL1 what the terminal has for the amount, and whether the
// limit is exceeded. The others are as they are configured.
// C-2 A.1 Terminal Risk Management Data
func TestDefectRiskManagementData(t *testing.T) {
	for _, c := range []struct {
		configured, required, none, configuration string
		amount                                    uint64
		inPDOL, inCDOL1                           string
	}{
		{zeroes(8), "60", "08", "00", 5000, zeroes(8), "0800" + zeroes(6)},
		{zeroes(8), "60", "08", "00", 5001, zeroes(8), "6080" + zeroes(6)},
		{zeroes(8), "60", "08", "20", 5000, zeroes(8), "0C00" + zeroes(6)},
		{zeroes(8), "40", "08", "20", 5001, zeroes(8), "4480" + zeroes(6)},
		{zeroes(8), "FF", "FF", "DF", 5001, zeroes(8), "6880" + zeroes(6)}, // the other bits are not the amount's
		{"FFFFFFFFFFFFFFFF", "60", "08", "00", 5000, "937FFFFFFFFFFFFF", "9B7FFFFFFFFFFFFF"},
		{"FFFFFFFFFFFFFFFF", "00", "00", "20", 5001, "937FFFFFFFFFFFFF", "97FFFFFFFFFFFFFF"},
		{"-", "60", "08", "20", 5001, zeroes(8), zeroes(8)}, // not configured: there is none
	} {
		s := newScene(t).set("9F1D", c.configured, "DF8118", c.required, "DF8119", c.none, "DF811B", c.configuration).record("8C03 9F1D08")
		s.FCI, s.Tx.Amount = fciWith("9F1D08", ""), c.amount
		if _, got, _ := strings.Cut(s.asks(nil), " "); s.Lines[0] != "GPO 8308"+c.inPDOL || got != c.inCDOL1 {
			t.Errorf("%+v: %s, %s", c, s.Lines[0], got)
		}
	}
}

// The commands, byte for byte.
// C-2 5.2.2, 5.3.2 command, 5.4.2, 5.5.2, 5.6.2 command, one byte, 5.7.2
func TestCommands(t *testing.T) {
	var got []string
	s := everyState(t).set("FF8102", "5A01AA 9F7502AABB")
	sc := s.Scenario()
	world := sc.World
	sc.World = func() kerneltest.World {
		got = nil
		w := world()
		return func(a kernel.Action) kernel.Event {
			if a.Kind == kernel.Transmit {
				got = append(got, hexOf(a.Command))
			}
			return w(a)
		}
	}
	sc.Run(t)
	want := []string{
		"80A8000008" + "8306000000000100" + "00", "80EA000004" + "B2B2B2B2" + "00", "80CA9F7000", "00B2010C00",
		"80DA005A01AA", "80DA9F7502AABB", "80AE00000A" + "000000000100B2B2B2B2" + "00", "80DA9F7601BB",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// An outcome with an error names the state that the transaction has ended in, one without names none.
// C-2 6.1
func TestStateOfTheError(t *testing.T) {
	for want, change := range map[string]func(*scene){
		"":                                  func(*scene) {},
		"state 1, idle":                     func(s *scene) { s.FCI = "6F02 A500" },
		"state 2, waiting for PDOL data":    func(s *scene) { delete(s.Then, "TIMER") },
		"state 3, waiting for GPO response": func(s *scene) { s.give("GPO", "6985") },
		"state R1, waiting for exchange relay resistance data response": func(s *scene) { s.give("ERRD", "L1 1") },
		"state 4, waiting for read record response":                     func(s *scene) { s.give("RR 1.1", "6A83") },
		"state 5, waiting for get data response":                        func(s *scene) { s.give("GD", "L1 2") },
		"state 6, waiting for first write flag":                         func(s *scene) { delete(s.Then, "DEK |DF8110") },
		"state 9, waiting for generate AC response":                     func(s *scene) { s.give("AC", "6985") },
		"state 12, waiting for put data response before generate AC":    func(s *scene) { s.give("PD 9F75 AA", "L1 3") },
	} {
		s := everyState(t)
		if change(s); s.run().Out.Error.Step != want {
			t.Errorf("%q, want %q: %+v", s.Out.Error.Step, want, s.Out.Error)
		}
	}
}

// A kernel that has run a transaction runs the same one again as if it were the first.
// C-2 4.2
func TestSecondTransaction(t *testing.T) {
	s := everyState(t)
	first, out := slices.Clone(s.run().Lines), s.Out
	if second := s.run().Lines; !slices.Equal(first, second) || s.Discretionary() == "" || s.Out.Status != out.Status {
		t.Errorf("%q\nand then\n%q", first, second)
	}
}

// A bench gives the Terminal Verification Results of this kernel too.
// C-2 A.1 Terminal Verification Results
func TestResultsOfTheBench(t *testing.T) {
	if r := tap(t, func(map[string]any) {}, "00").Run(); !slices.Equal(r.TVR(), []byte{0, 0, 0, 0x80, 0x01}) {
		t.Errorf("%X", r.TVR())
	}
}
