package step_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Each bit of TTQ and CTQ has its place, and no other answers to it.
//
// C-3 2.12 A.2, C-7 2.12 table 3-1
func TestQualifierBits(t *testing.T) {
	for bit, at := range map[step.TTQBit][2]byte{
		step.TTQMagneticStripe: {0, 8}, step.TTQEMVMode: {0, 6}, step.TTQContactChip: {0, 5}, step.TTQOfflineOnly: {0, 4}, step.TTQOnlinePIN: {0, 3},
		step.TTQSignature: {0, 2}, step.TTQODAForOnline: {0, 1}, step.TTQOnlineCryptogramRequired: {1, 8}, step.TTQCVMRequired: {1, 7},
		step.TTQIssuerUpdate: {2, 8}, step.TTQConsumerDeviceCVM: {2, 7},
	} {
		for i := range 32 {
			var q step.TTQ
			q[i/8] = 0x80 >> (i % 8)
			if got := q.Has(bit); got != (i/8 == int(at[0]) && 8-i%8 == int(at[1])) {
				t.Errorf("TTQ bit %04X, %X: %v", bit, q, got)
			}
		}
	}
	for bit, at := range map[step.CTQBit][2]byte{
		step.CTQOnlinePINRequired: {0, 8}, step.CTQSignatureRequired: {0, 7}, step.CTQOnlineIfODAFails: {0, 6}, step.CTQSwitchIfODAFails: {0, 5},
		step.CTQOnlineIfExpired: {0, 4}, step.CTQSwitchForCash: {0, 3}, step.CTQSwitchForCashback: {0, 2}, step.CTQConsumerDeviceCVM: {1, 8},
		step.CTQIssuerUpdate: {1, 7},
	} {
		for i := range 16 {
			var q step.CTQ
			q[i/8] = 0x80 >> (i % 8)
			if got := q.Has(bit); got != (i/8 == int(at[0]) && 8-i%8 == int(at[1])) {
				t.Errorf("CTQ bit %04X, %X: %v", bit, q, got)
			}
		}
	}
}

// Bytes 6 and 7, all of them, and nothing else.
//
// C-3 2.12 5.7.1.2, C-7 2.12 4.4.2.2
func TestRelatedMatches(t *testing.T) {
	for _, c := range []struct {
		related string
		want    bool
	}{
		{"01 11223344 2080", true},
		{"01 11223344 2080 00", true},
		{"01 11223344 20", false},
		{"01 11223344", false},
		{"", false},
		{"01 11223344 2081", false},
		{"01 11223344 6080", false},
		{"01 112233 2080 00", false},
	} {
		if got := (step.CTQ{0x20, 0x80}).Matches(unhex(t, c.related)); got != c.want {
			t.Errorf("%s: %v", c.related, got)
		}
	}
}

// C-3 2.12 5.2.1.2, D.1, EMV 4.4 B3 6.5.11.4
func TestFormat2AndRecords(t *testing.T) {
	for _, c := range []struct {
		data string
		ok   bool
	}{
		{"7700", true},
		{"77 04 82022000", true},
		{"00 77 04 82022000 00", true},
		{"", false},
		{"8004 2000 0801", false},
		{"70 04 82022000", false},
		{"77 04 820220", false},
		{"77 03 820220", false},
		{"7700 7700", false},
		{"77 04 82022000 5A", false},
		{"77 02 9F26", false},
	} {
		if _, ok := step.ParseFormat2(unhex(t, c.data)); ok != c.ok {
			t.Errorf("%s: %v", c.data, ok)
		}
	}
	for _, c := range []struct {
		sfi  byte
		data string
		tag  tlv.Tag
		ok   bool
	}{
		{1, "70 03 5F3000", 0x70, true},
		{10, "7000", 0x70, true},
		{11, "70 03 5F3000", 0x70, true},
		{1, "7100", 0, false},
		{10, "", 0, false},
		{10, "70 02 5F30", 0, false},
		{11, "7100", 0, true},
		{30, "", 0, true},
		{30, "70 02 5F30", 0, true},
	} {
		if o, ok := step.ParseRecord(c.sfi, unhex(t, c.data)); ok != c.ok || o.Tag != c.tag {
			t.Errorf("%d %s: %s %v", c.sfi, c.data, o.Tag, ok)
		}
	}
}

// B3 10.2
func TestRecordsOfAFL(t *testing.T) {
	got := slices.Collect(step.Records(unhex(t, "08010201 F0FFFF01 10010100")))
	want := []step.RecordAt{{1, 1, true}, {1, 2, false}, {30, 255, true}, {2, 1, false}}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for r := range step.Records(unhex(t, "08010201")) {
		if r.Number != 1 {
			t.Error("goes on")
		}
		break
	}
}

// C-3 2.12 5.4.3.1, C-7 2.12 4.1.4.4
func TestCIDOfIAD(t *testing.T) {
	for _, c := range []struct {
		iad  string
		cid  tlv.CIDValue
		have bool
	}{
		{"060C1103A0", 0x80, true},
		{"0601110390", 0x40, true},
		{"06011A2380", 0x00, true},
		{"06011A23FF", 0xC0, true},
		{"06011A23CF", 0, true},
		{"060C1103", 0, false},
		{"", 0, false},
	} {
		if cid, ok := step.CIDOfIAD(unhex(t, c.iad)); cid != c.cid || ok != c.have {
			t.Errorf("%s: %02X %v", c.iad, byte(cid), ok)
		}
	}
}

// However many there are, each is new once.
//
// C-3 2.12 5.4.2.2
func TestTags(t *testing.T) {
	var s step.Tags
	for round := range 2 {
		for tag := tlv.Tag(0xDF8001); tag < 0xDF8001+200; tag++ {
			if had, got := s.Has(tag), s.Add(tag); had != (round == 1) || got != (round == 0) || !s.Has(tag) {
				t.Fatalf("%s, round %d: %v, %v", tag, round, had, got)
			}
		}
	}
}

// A record that cannot be taken fails the authentication, whatever comes after it; wiped data are gone.
//
// B3 10.3
func TestStaticData(t *testing.T) {
	aip := []byte{0x20, 0}
	f := step.FDDA{Card: func(tag tlv.Tag) []byte {
		if tag == 0x82 {
			return aip
		}
		return nil
	}}
	expect := func(when, clause string) {
		t.Helper()
		if words, got := f.Verify(); words == "" || got != clause {
			t.Errorf("%s: %q [%s], want [%s]", when, words, got, clause)
		}
	}
	expect("no key", "EMV 4.4 B3 7.5")
	record := unhex(t, "70 03 5F3000")
	f.Static.Add(1, record)
	f.Static.Add(11, record)
	expect("good records, no key", "EMV 4.4 B3 7.5")
	f.Static.Add(2, unhex(t, "71 00"))
	f.Static.Add(1, record)
	expect("a record of another template", "EMV 4.4 B3 10.3")
	first, _ := f.Verify()
	f.Static.Add(31, record) // there is no such file: the first fault is the one that is told
	if words, _ := f.Verify(); words != first {
		t.Errorf("a second record that cannot be taken: %q, want %q", words, first)
	}
	f.Static.Wipe()
	expect("wiped", "EMV 4.4 B3 7.5")
	aip = []byte{0xDF, 0xFF}
	expect("no DDA", "C-3 2.12 C.1")
	aip = aip[:1]
	expect("half an AIP", "C-3 2.12 C.1")
	if !bytes.Equal(record, unhex(t, "70 03 5F3000")) {
		t.Error("a record was changed")
	}
}
