package c3_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/tlv"
)

// Where implementers go wrong, a test each, by what the book says. Wires are used where a card cannot be made to say it.

// related0 are Card Authentication Related Data of version 01 with the qualifiers 0000.
const related0 = "01A1A2A3A40000"

// offline is a wire whose card asks for approval and proves itself.
func offline(t testing.TB, ttq, ctq string) *wire {
	t.Helper()
	w := newWire(t, ttq).give("9F27", "40")
	if ctq == "" {
		return w.signed(0x05, related0)
	}
	return w.give("9F6C", ctq).signed(0x05, "01A1A2A3A4"+ctq)
}

// ends says what an outcome is.
func (w *wire) ends(name string, s kernel.Status, cvm kernel.CVM) {
	w.t.Helper()
	w.run()
	if w.out.Status != s || w.out.CVM != cvm {
		w.t.Errorf("%s: %v, CVM %d; want %v, %d (%s [%s], %s)", name, w.out.Status, w.out.CVM, s, cvm, w.out.Error.Reason, w.out.Error.Clause, w.out.ODA.Reason)
	}
}

// C-3 2.12 5.2.2.2
func TestStatusWordOfGPO(t *testing.T) {
	const hold = 1300 * time.Millisecond
	failed := kernel.UI{Message: kernel.MsgInsertOrSwipe, Status: kernel.StatusProcessingError, Language: "de"}
	phone := kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Language: "de", Hold: hold}
	again := kernel.UI{Status: kernel.StatusReadyToRead, Language: "de"}
	for sw := range 0x10000 {
		if sw&0xFF > 0x0F && sw>>8 != 0x69 && sw>>8 != 0x90 {
			continue // the second byte decides for these two alone
		}
		w := newWire(t, "36004000")
		w.answer = []byte{byte(sw >> 8), byte(sw)}
		w.run()
		o, want := w.out, kernel.Outcome{}
		switch sw {
		case 0x9000: // without data: not in format 2
			want = kernel.Outcome{Status: kernel.EndApplication, UIOutcome: &kernel.UI{Message: kernel.MsgTryAnotherCard, Status: kernel.StatusProcessingError, Language: "de"}}
			want.Error.L2 = kernel.ParsingError
		case 0x6984:
			want = kernel.Outcome{Status: kernel.TryAnotherInterface, UIOutcome: &failed}
		case 0x6985:
			want = kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}
		case 0x6986:
			want = kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB, UIOutcome: &phone, UIRestart: &again, FieldOff: hold}
		default:
			want = kernel.Outcome{Status: kernel.EndApplication, UIOutcome: &kernel.UI{Message: kernel.MsgTryAnotherCard, Status: kernel.StatusProcessingError, Language: "de"}}
		}
		if want.Error.L2 == 0 {
			want.Error.L2, want.Error.SW = kernel.StatusBytes, uint16(sw)
		}
		if got, must := parametersOf(o), parametersOf(&want); got != must {
			t.Fatalf("%04X:\n got %s\nwant %s", sw, got, must)
		}
		if len(w.shown) != 0 || len(w.commands) != 1 {
			t.Fatalf("%04X: %d messages, %d commands", sw, len(w.shown), len(w.commands))
		}
	}
}

// parametersOf are the eleven parameters and the error of an outcome, in one line.
func parametersOf(o *kernel.Outcome) string {
	ui := func(u *kernel.UI) string {
		if u == nil {
			return "none"
		}
		return fmt.Sprintf("%+v", *u)
	}
	return fmt.Sprintf("%v start %d online %d CVM %d outcome %s restart %s record %v discretionary %v interface %d receipt %v off %v removal %v L1 %d L2 %d SW %04X",
		o.Status, o.Start, o.OnlineResponseData, o.CVM, ui(o.UIOutcome), ui(o.UIRestart), o.DataRecord != nil, o.DiscretionaryData != nil,
		o.AlternateInterface, o.Receipt, o.FieldOff, o.RemovalTimeout, o.Error.L1, o.Error.L2, o.Error.SW)
}

// An answer that is lost is a silent try again, whichever it is, and nothing of the card is left.
//
// C-3 2.12 4.1.1.2
func TestLostAnswer(t *testing.T) {
	for n := 1; n <= 6; n++ {
		for _, f := range []kernel.Fault{kernel.FaultTimeout, kernel.FaultTransmission, kernel.FaultProtocol} {
			w := offline(t, "36004000", "0000")
			w.exits = func(k int, _ []byte) (ev kernel.Event) {
				if k == n {
					ev = kernel.Event{Kind: kernel.CardFault, Fault: f}
				}
				return ev
			}
			r := w.run()
			want := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB}
			want.Error.L1 = f
			if got, must := parametersOf(w.out), parametersOf(&want); got != must {
				t.Errorf("command %d:\n got %s\nwant %s", n, got, must)
			}
			if len(w.shown) != 0 || len(w.commands) != n {
				t.Errorf("command %d: %d messages, %d commands", n, len(w.shown), len(w.commands))
			}
			for row, v := range r.Report.All() {
				if row == tlv.PAN || row == tlv.Track2EquivalentData || row == tlv.CTQ {
					t.Errorf("command %d: %s of %d bytes is kept", n, row, len(v))
				}
			}
		}
	}
}

// C-3 2.12 5.2.1.2, 4.1.1.4, 4.2.1.1
func TestFormat2Alone(t *testing.T) {
	for _, answer := range []string{
		"", "80", "8006200008010100", "7081", "7700 00 FF", "77038220", "7703822000", "77 02 9F26", "770482022000 770482022000", "6F00",
	} {
		w := newWire(t, "36004000")
		w.answer = append(unhexed(squeeze(answer)), 0x90, 0x00)
		w.ends(answer, kernel.EndApplication, kernel.CVMNotApplicable)
		if w.out.Error.Clause != "C-3 2.12 5.2.1.2" || w.sees(kernel.MsgCardReadOK) {
			t.Errorf("%s: %s", answer, w.out.Error.Clause)
		}
	}
}

func squeeze(s string) string { return string(bytes.ReplaceAll([]byte(s), []byte(" "), nil)) }

// Message 17 comes first; then what is missing ends the transaction. The CID may be.
//
// C-3 2.12 5.4.1.1, 5.4.2.1, A.2
func TestMandatoryAfterMessage17(t *testing.T) {
	for _, tag := range []string{"82", "9F26", "9F36", "9F10", "57"} {
		for _, how := range []string{"-", ""} {
			w := newWire(t, "36004000").give(tag, how)
			w.ends(tag+how, kernel.EndApplication, kernel.CVMNotApplicable)
			if strings.Contains(w.out.Error.Reason, "%") || !strings.HasSuffix(w.out.Error.Reason, " is missing") || w.out.Error.L2 != kernel.CardDataMissing || w.out.Error.Clause != "C-3 2.12 5.4.2.1" || !w.sees(kernel.MsgCardReadOK) ||
				w.shown[0] != (kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully, Language: "de"}) {
				t.Errorf("%s: %+v, %+v", tag, w.out.Error, w.shown)
			}
		}
		// in a record it is there
		w := newWire(t, "36004000")
		o, _ := tlv.Find(w.gpo, mustTag(t, tag))
		raw := bytes.Clone(o.Raw)
		w.give(tag, "-", "94", "10010100")
		w.records = [][]byte{append(tlv.Append(nil, 0x70, raw), 0x90, 0x00)}
		w.ends(tag+" in a record", kernel.OnlineRequest, kernel.CVMNotRequired)
	}
	newWire(t, "36004000").give("9F27", "-", "9F10", "06011103A0").ends("no CID", kernel.OnlineRequest, kernel.CVMNotRequired)
}

func mustTag(t testing.TB, s string) tlv.Tag {
	t.Helper()
	tag, err := tlv.ParseTag(s)
	if err != nil {
		t.Fatal(err)
	}
	return tag
}

// A primitive object that comes twice ends the transaction, known or not, wherever it comes; a template may.
//
// C-3 2.12 5.4.2.2
func TestRedundantData(t *testing.T) {
	for _, c := range []struct {
		name, gpo, records string
		want               kernel.Status
	}{
		{"in the answer", "5F3401 5F3401", "", kernel.EndApplication},
		{"the same value in answer and record", "5F340101", "5F340101", kernel.EndApplication},
		{"in one record", "", "5F340101 5F340102", kernel.EndApplication},
		{"in two records", "", "5F340101|5F340101", kernel.EndApplication},
		{"empty ones", "", "5F3400|5F3400", kernel.OnlineRequest}, // B3 5.2 length 00
		{"an empty one before", "5F3400", "5F340101", kernel.OnlineRequest},
		{"an empty one behind", "5F340101", "5F3400", kernel.OnlineRequest},
		{"an empty one between", "5F340101", "5F3400|5F340101", kernel.EndApplication},
		{"unknown ones", "", "DF5001AA|DF5001AA", kernel.EndApplication},
		{"one that the card may not give", "", "9F0206000000000001|9F0206000000000001", kernel.EndApplication},
		{"the second of a wrong length", "5F340101", "5F34020101", kernel.EndApplication},
		{"templates", "", "E103DF5100|E103DF5100", kernel.OnlineRequest},
		{"one of each", "5F340101", "DF5001AA|DF5101AA", kernel.OnlineRequest},
	} {
		w := newWire(t, "36004000")
		gpo := c.gpo
		if c.name == "in the answer" {
			gpo = "5F340101 5F340101"
		}
		w.gpo = append(w.gpo, unhexed(squeeze(gpo))...)
		list := bytes.Split([]byte(squeeze(c.records)), []byte("|"))
		w.give("94", fmt.Sprintf("1001%02X00", len(list)))
		for _, r := range list {
			w.records = append(w.records, append(tlv.Append(nil, 0x70, unhexed(string(r))), 0x90, 0x00))
		}
		w.ends(c.name, c.want, map[bool]kernel.CVM{true: kernel.CVMNotRequired}[c.want == kernel.OnlineRequest])
		if c.want == kernel.EndApplication && (w.out.Error.Clause != "C-3 2.12 5.4.2.2" || !w.sees(kernel.MsgCardReadOK)) {
			t.Errorf("%s: %+v", c.name, w.out.Error)
		}
	}
}

// C-3 2.12 A.2 (PAN)
func TestPANOfTrack2(t *testing.T) {
	for _, c := range []struct {
		pan, track2 string
		want        kernel.Status
	}{
		{"4761730000000011", testTrack2, kernel.OnlineRequest},
		{"4761730000000012", testTrack2, kernel.EndApplication},
		{"476173000000001F", testTrack2, kernel.EndApplication},
		{"4761730000000011FF", testTrack2, kernel.OnlineRequest},
		{"47617300000000110F", testTrack2, kernel.EndApplication},
		{"476173000000001F", "476173000000001D49122010", kernel.OnlineRequest},
		{"-", "47617300000000114912", kernel.EndApplication}, // no separator
		{"-", "D49122010", kernel.EndApplication},
		{"-", "476173000000001D", kernel.EndApplication},
		{"-", "476173FFFFFF0011D4912201", kernel.OnlineRequest}, // no clause asks for digits
	} {
		w := newWire(t, "36004000").give("5A", c.pan, "57", c.track2[:len(c.track2)&^1])
		w.run()
		if w.out.Status != c.want {
			t.Errorf("%s with %s: %v, %s", c.pan, c.track2, w.out.Status, w.out.Error.Reason)
		}
	}
}

// Bits 6 and 5 of byte 5 of the Issuer Application Data, unless there is a CID; 11 declines.
//
// C-3 2.12 5.4.3.1, 5.4.3.2
func TestCIDFromIssuerApplicationData(t *testing.T) {
	online, no := kernel.OnlineRequest, kernel.Declined
	for b := range 256 {
		want := map[int]kernel.Status{0: no, 1: no, 2: online, 3: no}[b>>4&3] // a TC without a signature is declined too
		w := newWire(t, "36004000").give("9F27", "-", "9F10", fmt.Sprintf("06011103%02X", b))
		w.ends(fmt.Sprintf("byte 5 %02X", b), want, kernel.CVMNotRequired)
		if cid := w.result().Report.Get(tlv.CID); len(cid) != 1 || int(cid[0]) != b>>4&3<<6 {
			t.Errorf("byte 5 %02X: CID %X", b, cid)
		}
		newWire(t, "36004000").give("9F27", "80", "9F10", fmt.Sprintf("06011103%02X", b)).ends("CID 80", online, kernel.CVMNotRequired)
	}
	newWire(t, "36004000").give("9F27", "-", "9F10", "060111A0").ends("no byte 5", no, kernel.CVMNotRequired)
	w := newWire(t, "36004000").give("9F27", "09")
	if w.ends("an AAC with advice and reason", no, kernel.CVMNotRequired); w.result().Advice() || !bytes.Contains(w.out.DataRecord, unhexed("9F270100")) {
		t.Errorf("advice, %X", w.out.DataRecord)
	}
	newWire(t, "36004000").give("9F27", "C0").ends("CID C0", no, kernel.CVMNotRequired)
	newWire(t, "36004000").give("9F27", "BF").ends("CID BF", online, kernel.CVMNotRequired)
}

// A TC goes online where the reader requires it, and is sent as it is: no signature is looked at. An AAC beats everything.
//
// C-3 2.12 5.4.3.2
func TestTCGoesOnline(t *testing.T) {
	w := offline(t, "36804000", "0000")
	w.ends("TC", kernel.OnlineRequest, kernel.CVMNotRequired)
	if cid, _ := tlv.Find(w.out.DataRecord, 0x9F27); w.out.ODA.Result != "not performed" || !bytes.Equal(cid.Value, []byte{0x40}) {
		t.Errorf("%+v, CID %X", w.out.ODA, cid.Value)
	}
	offline(t, "36804000", "2800").give("9F27", "00").ends("AAC", kernel.Declined, kernel.CVMNotRequired)
}

// C-3 2.12 5.5.1.1
func TestExpired(t *testing.T) {
	for _, c := range []struct {
		name, cid, ctq, date string
		want                 kernel.Status
	}{
		{"on its last day", "40", "", "261123", kernel.Approved},
		{"the day after", "40", "", "261122", kernel.Declined},
		{"no date", "40", "", "-", kernel.Declined},
		{"no date, CTQ b4", "40", "0800", "-", kernel.OnlineRequest},
		{"CTQ b4", "40", "0800", "211231", kernel.OnlineRequest},
		{"an ARQC", "80", "", "211231", kernel.OnlineRequest},
		{"1999", "40", "", "991231", kernel.Declined},
	} {
		w := offline(t, "36004000", c.ctq).give("9F27", c.cid)
		last := tlv.Append(nil, 0x70, append(tlv.Append(nil, 0x9F69, relatedFor(c.ctq)), dateObject(c.date)...))
		w.records[4] = append(last, 0x90, 0x00)
		w.ends(c.name, c.want, kernel.CVMNotRequired)
	}
	offline(t, "3E004000", "0800").give("94", "-", "9F4B", "-").ends("CTQ b4 at an offline-only reader", kernel.Declined, kernel.CVMNotRequired)
}

func relatedFor(ctq string) []byte {
	if ctq == "" {
		return unhexed(related0)
	}
	return unhexed("01A1A2A3A4" + ctq)
}

func dateObject(date string) []byte {
	if date == "-" {
		return nil
	}
	return tlv.Append(nil, 0x5F24, unhexed(date))
}

// Not for a TC alone; what is missing is not valid; the CTQ leaves at once, otherwise it is declined.
//
// C-3 2.12 5.5.1.3, 5.5.1.4
func TestUsageControl(t *testing.T) {
	for _, service := range []struct {
		name        string
		param       tlv.Tag
		kind        byte
		other       uint64
		home, away  string
		switches    string
		wrongSwitch string
	}{
		{"cash", c3.ParamCashCheck, 0x01, 0, "8000", "4000", "0400", "0200"},
		{"cashback", c3.ParamCashbackCheck, 0x00, 500, "0080", "0040", "0200", "0400"},
	} {
		for _, c := range []struct {
			name, auc, country, ctq, cid string
			want                         kernel.Status
		}{
			{"at home", service.home, "0276", "", "80", kernel.OnlineRequest},
			{"abroad", service.away, "0840", "", "80", kernel.OnlineRequest},
			{"only abroad", service.away, "0276", "", "80", kernel.Declined},
			{"only at home", service.home, "0840", "", "80", kernel.Declined},
			{"no usage control", "-", "0276", "", "80", kernel.Declined},
			{"no country", "FFC0", "-", "", "80", kernel.Declined},
			{"a TC", service.away, "0276", "", "40", kernel.Declined},
			{"CTQ", service.away, "0276", service.switches, "80", kernel.TryAnotherInterface},
			{"another CTQ", service.away, "0276", service.wrongSwitch, "80", kernel.Declined},
			{"CTQ, no usage control", "-", "0276", service.switches, "40", kernel.TryAnotherInterface},
			{"CTQ, declined already", service.away, "0276", service.switches, "00", kernel.Declined}, // C-3 5.9.1.3
		} {
			w := newWire(t, "36004000").give("9F07", c.auc, "5F28", c.country, "9F27", c.cid, "5F24", "491231").set(service.param, 1)
			if c.ctq != "" {
				w.give("9F6C", c.ctq)
			}
			w.tx.Type, w.tx.AmountOther = service.kind, service.other
			cvm := kernel.CVMNotRequired
			if c.want == kernel.TryAnotherInterface {
				cvm = kernel.CVMNotApplicable
			}
			w.ends(service.name+" "+c.name, c.want, cvm)
			if o := w.out; c.want == kernel.TryAnotherInterface && (o.UIOutcome.Message != kernel.MsgInsertOrSwipe || o.AlternateInterface != kernel.InterfaceNone || o.Read) {
				t.Errorf("%s %s: %+v", service.name, c.name, o)
			}
			w.tx.Type = 0x20 // neither cash nor a purchase, whatever its amounts
			if w.run(); c.cid == "80" && w.out.Status != kernel.OnlineRequest {
				t.Errorf("%s %s, a refund: %v", service.name, c.name, w.out.Status)
			}
			w.tx.Type, w.combination.Parameters = service.kind, nil
			if w.run(); c.cid == "80" && w.out.Status != kernel.OnlineRequest {
				t.Errorf("%s %s, check off: %v", service.name, c.name, w.out.Status)
			}
		}
	}
}
