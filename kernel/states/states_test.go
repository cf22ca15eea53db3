package states_test

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The bytes are those of the bit tables of C-2 2.12 A.1.97.
func TestOutcomeParameterSet(t *testing.T) {
	ui := &kernel.UI{}
	for want, out := range map[string]kernel.Outcome{
		"F0F0F0F010F0FF00": {},
		"10F0F01098F00D00": {Status: kernel.Approved, CVM: kernel.CVMSignature, Receipt: true, UIOutcome: ui, FieldOff: 1300 * time.Millisecond},
		"20F0F00030F00000": {Status: kernel.Declined, CVM: kernel.CVMNotRequired, DataRecord: []byte{}, FieldOff: kernel.OffNow},
		"30F0F02010F0FF00": {Status: kernel.OnlineRequest, CVM: kernel.CVMOnlinePIN},
		"4010F0F050F0FF00": {Status: kernel.EndApplication, Start: kernel.StartB, UIRestart: ui},
		"5020F0F010F0FF00": {Status: kernel.SelectNext, Start: kernel.StartC},
		"6000F0F01010FF00": {Status: kernel.TryAnotherInterface, Start: kernel.StartA, AlternateInterface: kernel.Contact},
		"7030F03010F0FE05": {Status: kernel.TryAgain, Start: kernel.StartD, CVM: kernel.CVMConfirmed, FieldOff: time.Hour, RemovalTimeout: 500 * time.Millisecond},
	} {
		if got := states.AppendOutcomeParameterSet(nil, &out); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%+v: %X, want %s", out, got, want)
		}
	}
}

// C-2 2.12 A.1.164
func TestUserInterfaceRequest(t *testing.T) {
	for want, ui := range map[string]kernel.UI{
		"FFFF000000656E6465000000" + "00": {},
		"1A00000013656E6465000000" + "00": {Message: kernel.MsgApprovedSign, Status: kernel.StatusNotReady, Hold: 1300 * time.Millisecond},
		"2102000000656E6465000000" + "00": {Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead},
		"1C05000000656E6465000000" + "00": {Message: kernel.MsgTryAnotherCard, Status: kernel.StatusProcessingError},
	} {
		if got := states.AppendUserInterfaceRequest(nil, &ui, []byte("ende")); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%+v: %X, want %s", ui, got, want)
		}
	}
}

// C-2 2.12 A.1.102, A.1.164
func TestCodesOfPhoneMessages(t *testing.T) {
	for code, want := range map[byte]kernel.MessageID{0x20: kernel.MsgSeePhone, 0x07: kernel.MsgDeclined, 0xFF: kernel.MsgNone} {
		if got := states.Message(code); got != want {
			t.Errorf("%02X: %v, want %v", code, got, want)
		}
	}
	for code, want := range map[byte]kernel.UIStatus{0x00: kernel.StatusNotReady, 0x05: kernel.StatusProcessingError, 0x06: kernel.StatusNone, 0xFF: kernel.StatusNone} {
		if got := states.UIStatus(code); got != want {
			t.Errorf("%02X: %v, want %v", code, got, want)
		}
	}
}

// C-2 2.12 A.1.61
func TestErrorIndication(t *testing.T) {
	e := kernel.ErrorIndication{L1: kernel.FaultTransmission, L2: kernel.IDSNoMatchingAC, L3: kernel.AmountNotPresent, SW: 0x6A82}
	for want, message := range map[string]kernel.MessageID{"020E036A82FF": kernel.MsgNone, "020E036A821C": kernel.MsgTryAnotherCard} {
		if got := states.AppendErrorIndication(nil, &e, message); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%X, want %s", got, want)
		}
	}
}

// C-2 2.12 A.1.97: FF is not applicable, 00 is off without a hold time.
func TestFieldOff(t *testing.T) {
	for hold, want := range map[byte]time.Duration{0xFF: 0, 0: kernel.OffNow, 0x0D: 1300 * time.Millisecond} {
		if got := states.FieldOff(hold); got != want {
			t.Errorf("%02X: %v, want %v", hold, got, want)
		}
	}
	if got := states.Tenths(1 << 60); got != 999999*100*time.Millisecond {
		t.Error(got)
	}
}

// C-2 4.3 AddToList, AddListToList, GetAndRemoveFromList, Initialize
func TestObjects(t *testing.T) {
	var l states.Objects
	l.AddAll(unhex(t, "9F700101"+"9F7100"+"9F7001029F")) // the last is cut
	l.Add(0x5A, []byte{5})
	if got := l.Append(nil); !bytes.Equal(got, unhex(t, "9F700102"+"9F7100"+"5A0105")) {
		t.Errorf("%X", got)
	}
	o, ok := l.Take()
	if !ok || o.Tag != 0x9F70 || !bytes.Equal(o.Value, []byte{2}) || len(l) != 2 {
		t.Error(o, ok, len(l))
	}
	l.Reset()
	if _, ok := l.Take(); ok || len(l) != 0 {
		t.Error("an empty list gives an object")
	}
}

// C-2 4.3 AddToList, AddListToList, GetNextGetDataTagFromList
func TestTags(t *testing.T) {
	list := states.AddTags([]tlv.Tag{0x5A}, unhex(t, "9F705A9F719F"))
	if len(list) != 3 || list[1] != 0x9F70 || list[2] != 0x9F71 {
		t.Fatal(list)
	}
	list, tag := states.TakeTag(list, func(tag tlv.Tag) bool { return tag > 0x9F00 })
	if tag != 0x9F70 || len(list) != 2 {
		t.Error(tag, list)
	}
	if _, tag = states.TakeTag(list, func(tlv.Tag) bool { return false }); tag != 0 {
		t.Error(tag)
	}
}

// C-2 2.12 A.1.3
func TestActiveAFL(t *testing.T) {
	var got []byte
	a := states.NewActiveAFL(unhex(t, "08010201"+"50FEFF00"))
	for !a.Empty() {
		sfi, record, signed := a.First()
		got = append(got, sfi, record, map[bool]byte{true: 1}[signed])
		a.Remove()
	}
	if !bytes.Equal(got, unhex(t, "010101"+"010200"+"0AFE00"+"0AFF00")) {
		t.Errorf("%X", got)
	}
}

// C-2 4.1.2 K, 4.1.3 IsEmpty
func TestDatabase(t *testing.T) {
	d := states.Database{Store: &kernel.Store{}}
	d.Open(tlv.C2)
	d.Set(tlv.IDSStatus, 0x80)
	d.SetBits(tlv.IDSStatus, 0x40)
	d.Update(tlv.AmountAuthorised, tlv.ACT, unhex(t, "000000012345"))
	d.Update(tlv.AmountOther, tlv.ACT, []byte{})
	d.Set(tlv.TimeOutValue, 0x01, 0xF4)
	switch {
	case d.At(tlv.IDSStatus, 1) != 0xC0, d.At(tlv.IDSStatus, 2) != 0, !d.Is(tlv.IDSStatus, 1, 7), d.Is(tlv.IDSStatus, 1, 6):
		t.Error("bytes and bits")
	case d.Number(tlv.AmountAuthorised) != 12345, d.Unsigned(tlv.TimeOutValue) != 500, d.Number(tlv.ReaderCVMRequiredLimit) != 0:
		t.Error("numbers")
	case !d.Empty(tlv.AmountOther), d.Empty(tlv.AmountAuthorised), d.Empty(tlv.TransactionDate):
		t.Error("empty")
	}
}

// C-2 2.12 6.6, with table 4.2's times: 1.8 ms for the command, 2.4 ms for the response.
func TestRelay(t *testing.T) {
	r := states.Relay{Min: 30, Max: 50, Device: 24, Command: 18, Response: 24, MinGrace: 20, MaxGrace: 50, Accuracy: 300, Mismatch: 50}
	for took, want := range map[time.Duration]int64{0: 0, 4200 * time.Microsecond: 0, 4299 * time.Microsecond: 0, 4300 * time.Microsecond: 1, 14250 * time.Microsecond: 100} {
		if got := r.Measured(took); got != want {
			t.Errorf("%v: %d, want %d", took, got, want)
		}
	}
	for m, want := range map[int64][3]bool{9: {true, false, false}, 10: {}, 100: {}, 101: {false, true, false}, 330: {false, true, false}, 331: {false, true, true}} {
		if got := [3]bool{r.TooFast(m), r.TooLong(m), r.Inexact(m)}; got != want {
			t.Errorf("%d: %v, want %v", m, got, want)
		}
	}
	for device, want := range map[int64]bool{11: true, 12: false, 48: false, 49: true} { // 11 is 45 % of 24, 24 is 48 % of 49
		r.Device = device
		if r.Inexact(40) != want {
			t.Errorf("device estimate %d: want %v", device, want)
		}
	}
	r.Device = 0
	if r.Estimated() {
		t.Error("an estimate of zero is one")
	}
}

// What the terminal is to the acquirer is what the application has it be; a card that names another application is taken for the one that was selected.
//
// B4 10.2
func TestIdentify(t *testing.T) {
	aid := unhex(t, "A0000000041010")
	cfg := &kernel.Config{
		Terminal: kernel.Terminal{CountryCode: 0x0276, Type: 0x22, MerchantID: "THE TERMINALS 1", MerchantCategoryCode: 0x5411},
		Applications: []kernel.Application{
			{AID: aid, Identity: kernel.Identity{MerchantID: "THE CARDS' OWN "}}, {AID: unhex(t, "A000000004101002"), Identity: kernel.Identity{MerchantID: "THE LONGER ONE "}},
		},
		Combinations: []kernel.Combination{{AID: aid}},
	}
	for fci, want := range map[string]string{
		"6F098407A0000000041010": "THE CARDS' OWN ", "6F0A8408A000000004101001": "THE CARDS' OWN ", "6F0A8408A000000004101002": "THE LONGER ONE ", "6F098407A0000000031010": "THE CARDS' OWN ", "": "THE CARDS' OWN ",
	} {
		d := states.Database{Store: &kernel.Store{}}
		d.Open(tlv.C2)
		d.Identify(cfg, &kernel.Activation{Combination: &kernel.Combination{AID: aid}, FCI: unhex(t, fci)}, kernel.Purchase)
		if got := string(d.Get(tlv.MerchantIdentifier)); got != want {
			t.Errorf("%s: %q, want %q", fci, got, want)
		}
		if d.Unsigned(tlv.TerminalCountryCode) != 0x0276 || d.At(tlv.TerminalType, 1) != 0x22 || d.Unsigned(tlv.MerchantCategoryCode) != 0x5411 {
			t.Errorf("%s: country, type or category", fci)
		}
		for _, row := range []tlv.Row{tlv.AcquirerIdentifier, tlv.TerminalIdentification, tlv.IFDSerialNumber, tlv.MerchantNameAndLocation} {
			if d.Present(row) {
				t.Errorf("%v, which is not configured, is present", row)
			}
		}
	}
}

// A transaction that only the host may approve, or only the card, has the type of a terminal that can do nothing else.
//
// B4 10.1.2
func TestIdentifyByPurpose(t *testing.T) {
	for who, want := range map[kernel.Authorisation]byte{kernel.ByAnalysis: 0x25, kernel.OnlyOnline: 0x24, kernel.OnlyOffline: 0x26} {
		d := states.Database{Store: &kernel.Store{}}
		d.Open(tlv.C8)
		cfg := &kernel.Config{Terminal: kernel.Terminal{Type: 0x25}, Treatments: []kernel.Treatment{{Purpose: kernel.Refund, Authorisation: who}}}
		act := &kernel.Activation{Combination: &kernel.Combination{}}
		if d.Identify(cfg, act, kernel.Refund); d.At(tlv.TerminalType, 1) != want {
			t.Errorf("%d: %02X, want %02X", who, d.At(tlv.TerminalType, 1), want)
		}
		if d.Identify(cfg, act, kernel.Purchase); d.At(tlv.TerminalType, 1) != 0x25 {
			t.Errorf("%d, another purpose: %02X", who, d.At(tlv.TerminalType, 1))
		}
	}
}

// A transaction is for the amounts that the terminal has sent if they are amounts that it may have, and else stays what it was.
//
// C-2 2.12 4.6.2, C-8 1.2 4.7.2, B4 6.5.1
func TestAmounts(t *testing.T) {
	cfg := &kernel.Config{
		Terminal:   kernel.Terminal{TransactionCurrency: 0x0978, CurrencyExponent: 2},
		Treatments: []kernel.Treatment{{Purpose: kernel.Purchase, Limit: 1999}, {Purpose: kernel.Cashback, Limit: 100}, {Purpose: kernel.AccountVerification}},
	}
	const euro, dollar = 0x0978, 0x0840
	for _, c := range []struct {
		sent     string
		purpose  kernel.Purpose
		currency uint16
		ok       bool
		amount   uint64
		other    uint64
	}{
		{"9F0206000000001999", kernel.Unnamed, euro, true, 1999, 0},
		{"9F02060000000019999F0306000000000100", kernel.Unnamed, euro, true, 1999, 100},
		{"9F02060000000019999F0306000000001999", kernel.Unnamed, euro, true, 1999, 1999},
		{"9F02060000000019999F0306000000002000", kernel.Unnamed, euro, false, 6, 5},
		{"9F02060000000019999F0300", kernel.Unnamed, euro, true, 1999, 0},
		{"9F020600000000199A", kernel.Unnamed, euro, false, 6, 5},
		{"9F02050000001999", kernel.Unnamed, euro, false, 6, 5},
		{"", kernel.Unnamed, euro, false, 6, 5},
		{"9F0306000000000001", kernel.Unnamed, euro, false, 6, 5},
		{"9F02060000000019999F030600000000010F", kernel.Unnamed, euro, false, 6, 5},
		{"9F0206000000001999", kernel.Purchase, euro, true, 1999, 0},
		{"9F0206000000002000", kernel.Purchase, euro, false, 6, 5},
		{"9F0206000000002000", kernel.Purchase, dollar, true, 2000, 0},
		{"9F02060000000019999F0306000000000001", kernel.Purchase, euro, false, 6, 5},
		{"9F02060000000019999F0306000000000001", kernel.Purchase, dollar, false, 6, 5},
		{"9F02060000000019999F0306000000000100", kernel.Cashback, euro, true, 1999, 100},
		{"9F02060000000019999F0306000000000101", kernel.Cashback, euro, false, 6, 5},
		{"9F0206000000001999", kernel.Cashback, euro, false, 6, 5},
		{"9F0206000000000001", kernel.AccountVerification, euro, false, 6, 5},
		{"9F0206000000000001", kernel.Refund, euro, false, 6, 5}, // which is not configured
	} {
		d := states.Database{Store: &kernel.Store{}}
		d.Open(tlv.C2)
		cursor := tlv.NewCursor(unhex(t, c.sent))
		for o := range cursor.All() {
			d.Update(d.Row(0, o.Tag), tlv.DET, o.Value)
		}
		tr := kernel.Transaction{Money: kernel.Money{Amount: 6, Currency: c.currency, Exponent: 2}, AmountOther: 5, Purpose: c.purpose, AmountLater: true}
		reason := d.AdoptAmounts(cfg, &tr)
		if (reason == "") != c.ok || tr.AmountLater == c.ok || tr.Amount != c.amount || tr.AmountOther != c.other || tr.Purpose != c.purpose {
			t.Errorf("%s, %v: %q, %+v", c.sent, c.purpose, reason, tr)
		}
	}
}
