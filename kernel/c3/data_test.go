package c3_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// What the card asks for comes from the reader, each value in the length asked for; what the reader does not know is zero.
//
// C-3 2.12 5.2.1.1, 5.2.2.1, A.2, A.4
func TestDataObjectList(t *testing.T) {
	values := map[string]string{
		"9F6604": "36804000", "9F0206": "000000001234", "9F0306": "000000000200", "9F1A02": "0276", "9505": "0000000000", "5F2A02": "0978", "9A03": "261123",
		"9C01": "00", "9F3704": "01020304", "9F4E14": "4558414D504C452053484F502C204245524C494E", "9F0607": visa, "9F1B04": "00001388",
		"9F0204": "00001234", "9F0208": "0000000000001234", "9F3702": "0102", "9F3500": "", "9F3501": "00", "DF7E03": "000000", "9F2602": "0000", "9F6605": "3680400000",
	}
	for entry, want := range values {
		w := newWire(t, "36804000")
		w.fci = fciOf(entry, "")
		w.tx.AmountOther, w.combination.TerminalFloorLimit = 200, kernel.Limit{Amount: 5000, Present: true}
		w.run()
		if got := fmt.Sprintf("%X", w.commands[0]); got != fmt.Sprintf("80A80000%02X83%02X%s00", len(want)/2+2, len(want)/2, want) {
			t.Errorf("%s: %s, want %s", entry, got, want)
		}
	}
	for limit, want := range map[uint64]string{0: "00000000", 0xFFFF: "0000FFFF", 0x10000: "00010000", 0xFFFFFFFF: "FFFFFFFF", 0x100000000: "FFFFFFFF"} {
		w := newWire(t, "36804000")
		w.fci = fciOf("9F1B04", "")
		w.combination.TerminalFloorLimit = kernel.Limit{Amount: limit, Present: true}
		if w.run(); fmt.Sprintf("%X", w.commands[0]) != "80A80000068304"+want+"00" {
			t.Errorf("a floor limit of %d: %X", limit, w.commands[0])
		}
	}
	named := newWire(t, "36804000") // B4 10.2: who the terminal is comes from the application
	named.fci = fciOf("9F4E04", "")
	named.cfg.Applications = []kernel.Application{{AID: named.combination.AID, Identity: kernel.Identity{MerchantNameLocation: "Shop"}}}
	if named.run(); fmt.Sprintf("%X", named.commands[0]) != "80A800000683"+"0453686F7000" {
		t.Errorf("the application's merchant: %X", named.commands[0])
	}
	w := newWire(t, "36804000")
	w.fci = fciOf("9F02069F0206"+"9C01", "")
	if w.run(); fmt.Sprintf("%X", w.commands[0]) != "80A800000F830D00000000123400000000123400"+"00" {
		t.Errorf("twice: %X", w.commands[0])
	}
	w.fci = fciOf("", "")
	if w.run(); fmt.Sprintf("%X", w.commands[0]) != "80A8000002830000" {
		t.Errorf("no PDOL: %X", w.commands[0])
	}
	w.fci = fciOf("9F4EFF", "")
	if w.run(); len(w.commands) != 0 || w.out.Error.Clause != "C-3 2.12 4.1.1.4" {
		t.Errorf("a PDOL for more than a command holds: %d commands, %+v", len(w.commands), w.out.Error)
	}
	for _, fci := range []string{"", "6F00", "7700", "6F0A8407A0000000031010A5"} {
		w.fci = unhex(t, fci)
		if w.run(); len(w.commands) != 0 || w.out.Status != kernel.EndApplication {
			t.Errorf("FCI %s: %d commands, %v", fci, len(w.commands), w.out.Status)
		}
	}
}

// A number of its own for each activation.
//
// C-3 2.12 A.2
func TestNumberOfActivation(t *testing.T) {
	w := newWire(t, "36004000")
	seen := map[string]bool{}
	for seed := range uint64(50) {
		w.number = kerneltest.Random(seed)
		w.run()
		number := string(w.commands[0][36:40])
		if seen[number] {
			t.Fatalf("%X again", number)
		}
		seen[number] = true
	}
}

// Entry Point's number goes before one of the kernel's own.
//
// C-3 2.12 A.2
func TestNumberOfEntryPoint(t *testing.T) {
	w := newWire(t, "36004000")
	w.before = func(p *kernel.Port) { p.Store().Put(tlv.UnpredictableNumber, tlv.FromKernel, unhexed("A1B2C3D4")) }
	r := w.run()
	if o, _ := tlv.Find(r.DataRecord, 0x9F37); fmt.Sprintf("%X", o.Value) != "A1B2C3D4" || !bytes.Equal(w.commands[0][36:40], o.Value) {
		t.Errorf("%X", w.commands[0])
	}
	w = offline(t, "36004000", "") // signed for testUN
	w.before = func(p *kernel.Port) { p.Store().Put(tlv.UnpredictableNumber, tlv.FromKernel, testUN[:]) }
	w.number = kerneltest.Numbers([4]byte{9, 9, 9, 9})
	w.ends("its number under the signature", kernel.Approved, kernel.CVMNotRequired)
}

// The data record has what table B-1 has, in clear, and says that the transaction was contactless by ISO 14443; it prints masked.
//
// C-3 2.12 3.2.1.1, 3.2.1.2, 3.2.1.3, 4.1.1.1, B.1.1, B.1.2.1
func TestDataRecord(t *testing.T) {
	par := fmt.Sprintf("%X", "V0010013021219512345678901234")
	w := newWire(t, "36004000").give("5F34", "01", "9F7C", "0102030405", "9F6E", "207000FF", "9F24", par)
	w.tx.AmountOther = 300
	r := w.run()
	want := strings.ReplaceAll("9F0206000000001234 9F0306000000000300 9F26081122334455667788 82022000 9F36020007 5F340101 9F7C050102030405 9F6E04207000F0 "+
		"9F100706011103A00000 9F1A020276 95050000000000 5713"+testTrack2+" 5F2A020978 9A03261123 9C0100 9F370401020304 9F0607"+visa+" 8407"+visa+" 9F270180 9F241D"+par+" 9F390107", " ", "")
	if got := fmt.Sprintf("%X", r.DataRecord); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	w = newWire(t, "36004000")
	r = w.run()
	for _, tag := range []tlv.Tag{0x5F34, 0x9F7C, 0x9F6E, 0x9F24} {
		if _, has := tlv.Find(r.DataRecord, tag); has {
			t.Errorf("%s is there", tag)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%s", "%q", "%x"} {
		if s := fmt.Sprintf(verb, r.Result); strings.Contains(strings.ToUpper(s), testPAN) {
			t.Errorf("%s prints the account: %s", verb, s)
		}
	}
	if r.Report.Get(tlv.TTQ) == nil || r.Report.Get(tlv.CID) == nil || !bytes.Equal(r.Report.Get(tlv.PAN), unhexed(testPAN)) || r.Kernel != "C-3" || r.ODA().Result != "not performed" {
		t.Errorf("%+v", r.Report)
	}
	if pan := newWire(t, "36004000").give("57", "476173000000001D49122010").run().Report.Get(tlv.PAN); !bytes.Equal(pan, unhexed("476173000000001F")) {
		t.Errorf("an odd account: %X", pan)
	}
}

// A card overwrites nothing of the reader's, and its own elements count only in the templates of the two commands.
//
// C-3 2.12 5.2.1.3, A.2
func TestCardGivesTheReadersData(t *testing.T) {
	w := newWire(t, "36804000").give("9F02", "000000000001", "9F66", "26000000", "95", "FFFFFFFFFF", "9F37", "00000000", "9C", "20", "5F2A", "0840", "9F06", "A000000003",
		"9F5B", "2000000000", "84", "A0000000031099", "9F5A", "4000360036", "8A", "3030", "91", "0102030405060708", "BF60", "", "9F1A", "0840", "9A", "200101")
	r := w.run()
	for tag, want := range map[tlv.Tag]string{0x9F02: "000000001234", 0x95: "0000000000", 0x9F37: "01020304", 0x9C: "00", 0x5F2A: "0978", 0x9F06: visa, 0x84: visa, 0x9F1A: "0276", 0x9A: "261123"} {
		if o, _ := tlv.Find(r.DataRecord, tag); fmt.Sprintf("%X", o.Value) != want {
			t.Errorf("%s: %X", tag, o.Value)
		}
	}
	if r.Status != kernel.OnlineRequest || r.ResponseCode != "" || !bytes.Equal(r.Report.Get(tlv.TTQ), unhexed("36804000")) || r.Report.Get(tlv.ApplicationProgramIdentifier) != nil {
		t.Errorf("%v, %q, TTQ %X, 9F5A %X", r.Status, r.ResponseCode, r.Report.Get(tlv.TTQ), r.Report.Get(tlv.ApplicationProgramIdentifier))
	}
}

// Lengths and digits of what the kernel knows are the dictionary's. A cardholder's name hurts nobody; unknown objects neither.
//
// C-3 2.12 4.1.1.4, 4.2.1.1, 5.2.1.3, A.1.1.1
func TestErroneousData(t *testing.T) {
	for _, c := range []struct {
		tag, value string
		good       bool
	}{
		{"82", "20", false},
		{"82", "200000", false},
		{"9F36", "07", false},
		{"9F26", "11223344556677", false},
		{"9F10", strings.Repeat("06", 33), false},
		{"57", strings.Repeat("11", 20), false},
		{"9F6C", "00", false},
		{"9F6C", "000000", false},
		{"9F69", "01A1A2A3", false},
		{"9F69", strings.Repeat("01", 17), false},
		{"9F27", "8000", false},
		{"5F34", "0A", false},
		{"5F34", "0001", false},
		{"5F24", "2612", false},
		{"5F24", "26123A", false},
		{"5F24", "491331", false}, // B3 7.5
		{"5F24", "491200", false},
		{"5F24", "491231", true},
		{"5F28", "0A40", false},
		{"9F07", "FF", false},
		{"9F5D", "00000000386A", false},
		{"9F6E", "207000", false},
		{"9F7C", strings.Repeat("01", 33), false},
		{"9F24", "3132", false},
		{"9F24", strings.Repeat("2D", 29), true}, // nobody checks letters
		{"5A", "476173000000001A", false},
		{"8F", "9999", false},
		{"9F32", "0303", false},
		{"94", "", true},
		{"94", "080101", false},
		{"94", "00010100", false},
		{"94", "08010002", false},
		{"5F20", "41", true},
		{"5F20", "", true},
		{"DF50", "AABB", true},
		{"9F5A", "", true},
		{"9F38", "9F0206", true},
		{"50", "", true},
		{"9F6C", "", true},
	} {
		w := newWire(t, "36004000").give(c.tag, c.value)
		if w.run(); (w.out.Status == kernel.OnlineRequest) != c.good {
			t.Errorf("%s %s: %v, %s", c.tag, c.value, w.out.Status, w.out.Error.Reason)
		}
		if !c.good && (w.out.Error.Clause != "C-3 2.12 4.1.1.4" || w.sees(kernel.MsgCardReadOK)) {
			t.Errorf("%s %s: %+v", c.tag, c.value, w.out.Error)
		}
	}
}

// C-3 2.12 5.3.1.1, 5.3.2.1
func TestReadApplicationData(t *testing.T) {
	for _, c := range []struct {
		afl, sent string
		ok        bool
	}{
		{"10010100", "A8 B2", true},
		{"1001020010030300", "A8 B2 B2 B2", true},
		{"10030300 10010100", "A8 B2 B2", true},
		{"10040400", "A8 B2", false},
		{"-", "A8", true},
		{"08010100", "A8 B2", false},
		{"F0010100", "A8 B2", false},
	} {
		w := newWire(t, "36004000").give("94", squeeze(c.afl))
		w.records = [][]byte{unhexed("70009000"), unhexed("7004DF5001AA9000"), unhexed("0070009000")}
		w.run()
		var sent []string
		for _, cmd := range w.commands {
			sent = append(sent, fmt.Sprintf("%02X", cmd[1]))
		}
		if got := strings.Join(sent, " "); got != c.sent || (w.out.Status == kernel.OnlineRequest) != c.ok {
			t.Errorf("%s: %s, %v, %s", c.afl, got, w.out.Status, w.out.Error.Reason)
		}
		if !c.ok && (w.out.Error.SW != 0x6A83 || w.out.Error.L2 != kernel.StatusBytes || w.sees(kernel.MsgCardReadOK)) {
			t.Errorf("%s: %+v", c.afl, w.out.Error)
		}
	}
	for _, record := range []string{"7005" + "5F34020101" + "9000", "9000", "71009000", "70019000", "7003DF50029000", "700070009000"} {
		w := newWire(t, "36004000").give("94", "10010100")
		w.records = [][]byte{unhexed(record)}
		w.ends(record, kernel.EndApplication, kernel.CVMNotApplicable)
	}
	// every status word but 9000
	for sw := range 0x10000 {
		if sw == 0x9000 || sw&0x1F != 0 && sw>>8 != 0x90 {
			continue
		}
		w := newWire(t, "36004000").give("94", "10010100")
		w.records = [][]byte{{0x70, 0, byte(sw >> 8), byte(sw)}}
		if w.run(); w.out.Status != kernel.EndApplication || int(w.out.Error.SW) != sw {
			t.Fatalf("%04X: %v", sw, w.out.Status)
		}
	}
}

// The issuer's elements of the FCI are told, and decide nothing.
//
// C-3 2.12 A.2
func TestProgramIdentifier(t *testing.T) {
	for _, c := range []struct{ discretionary, want string }{
		{"9F5A054000360036", "4000360036"}, {"9F5A00", ""}, {"9F5A11" + strings.Repeat("40", 17), ""}, {"", ""}, {"9F5A054000360036BF0C", "4000360036"}, {"9F6C02C080", ""},
	} {
		w := newWire(t, "36004000")
		w.fci = fciOf(plainPDOL, c.discretionary)
		r := w.run()
		if got := fmt.Sprintf("%X", r.Report.Get(tlv.ApplicationProgramIdentifier)); got != c.want || r.Status != kernel.OnlineRequest || r.Report.Get(tlv.CTQ) != nil {
			t.Errorf("%s: %s, %v", c.discretionary, got, r.Status)
		}
	}
}

// Where the file is one above 10 a record may be no template, and is nothing to the kernel then.
//
// C-3 2.12 5.3.2.1
func TestRecordOfHighFile(t *testing.T) {
	w := newWire(t, "36004000").give("94", "58010100")
	w.exits = func(_ int, command []byte) (ev kernel.Event) {
		if command[1] == 0xB2 {
			ev = kernel.Event{Kind: kernel.Response, Data: unhexed("0102039000")}
		}
		return ev
	}
	w.ends("SFI 11", kernel.OnlineRequest, kernel.CVMNotRequired)
}

// The amount shows as a balance where the reader shows it, in every outcome of a whole transaction, and goes into the discretionary data.
//
// C-3 2.12 4.1.1.3, 4.3.1.1
func TestSpendingAmount(t *testing.T) {
	for cid, want := range map[string]kernel.Status{"40": kernel.Approved, "80": kernel.OnlineRequest, "00": kernel.Declined} {
		for _, on := range []bool{true, false} {
			w := offline(t, "36004000", "").give("9F5D", "000000003866", "9F27", cid)
			if on {
				w.set(c3.ParamSpendingAmount, 1)
			}
			w.ends(cid, want, kernel.CVMNotRequired)
			ui := w.out.UIOutcome
			if on != (ui.HasValue && ui.Balance && ui.Amount == 3866 && ui.Currency == 0x0978 && ui.Exponent == 2) || on != bytes.Equal(w.out.DiscretionaryData, unhexed("9F5D06000000003866")) ||
				!on && (ui.HasValue || ui.Balance || ui.Amount != 0 || ui.Currency != 0 || w.out.DiscretionaryData != nil) {
				t.Errorf("%s, %v: %+v, %X", cid, on, ui, w.out.DiscretionaryData)
			}
		}
	}
	for currency, exponent := range map[uint16]byte{0x0392: 0, 0x0414: 3} { // yen, dinar
		w := offline(t, "36004000", "").give("9F5D", "000000003866").set(c3.ParamSpendingAmount, 1)
		w.tx.Currency, w.tx.Exponent = currency, exponent
		if w.run(); w.out.UIOutcome.Currency != currency || w.out.UIOutcome.Exponent != exponent || w.out.UIOutcome.Amount != 3866 {
			t.Errorf("%04X: %+v", currency, w.out.UIOutcome)
		}
	}
	w := newWire(t, "36004000").set(c3.ParamSpendingAmount, 1)
	if w.run(); w.out.UIOutcome.HasValue || w.out.DiscretionaryData != nil {
		t.Errorf("a card without one: %+v", w.out.UIOutcome)
	}
}
