package pboc_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors/internal/pboc"
)

// Published Issuer Application Data, taken apart: version 01 and 17.
func TestPublishedIAD(t *testing.T) {
	for _, c := range []struct {
		iad               string
		keyIndex, version byte
		cvr               string
		algorithm         byte
		balance, mac      string
	}{
		{"07000103A04002010A010000001000D1F61152", 0x00, 0x01, "A04002", pboc.TDES, "0000001000", "D1F61152"},
		{"07010103A00000010A010000038787868FD1FC", 0x01, 0x01, "A00000", pboc.TDES, "0000038787", "868FD1FC"},
		{"07011703A00000010A0100000500001EF41C46", 0x01, 0x17, "A00000", pboc.TDES, "0000050000", "1EF41C46"},
		{"070F0103A00000010A010000005959BAF31C34", 0x0F, 0x01, "A00000", pboc.TDES, "0000005959", "BAF31C34"},
		{"07010103A00000010A010000000000ED538FE4", 0x01, 0x01, "A00000", pboc.TDES, "0000000000", "ED538FE4"},
		{"07020103A0A806010A01000000000098F01F52", 0x02, 0x01, "A0A806", pboc.TDES, "0000000000", "98F01F52"},
		{"07010103A02000010A010000000000CE0BCE89", 0x01, 0x01, "A02000", pboc.TDES, "0000000000", "CE0BCE89"},
		{"07010103A02802010A0100000000007EF35029", 0x01, 0x01, "A02802", pboc.TDES, "0000000000", "7EF35029"},
	} {
		d, ok := pboc.Parse(unhex(t, c.iad))
		text := func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }
		if !ok || d.KeyIndex != c.keyIndex || d.Version != c.version || text(d.CVR[1:]) != c.cvr || d.Algorithm != c.algorithm || text(d.Balance) != c.balance || text(d.MAC) != c.mac {
			t.Errorf("%s: %v, %+v", c.iad, ok, d)
		}
	}
}

// The MAC of the one published case that has its keys is recomputed from its Issuer Application Data; with another balance, counter or key it is wrong.
func TestPublishedIADMAC(t *testing.T) {
	e, err := pboc.Published()
	if err != nil {
		t.Fatal(err)
	}
	iad, master, atc := unhex(t, e.Elements["9F10"]), unhex(t, e.MACMasterKey), [2]byte(unhex(t, e.Elements["9F36"]))
	d, ok := pboc.Parse(iad)
	if !ok || !d.Authentic(master, atc) {
		t.Errorf("%v, %+v", ok, d)
	}
	for _, at := range []int{10, 14, 15, 18} {
		altered := unhex(t, e.Elements["9F10"])
		altered[at] ^= 1
		if d, ok := pboc.Parse(altered); !ok || d.Authentic(master, atc) {
			t.Errorf("byte %d altered: %v", at, ok)
		}
	}
	if d.Authentic(master, [2]byte{0x02, 0x41}) || d.Authentic(unhex(t, e.MasterKey), atc) || d.Authentic(master[:8], atc) {
		t.Error("another counter, another key or half a key is right")
	}
}

// What is of another form is not taken; issuer's data of another identifier are left alone.
func TestIADForms(t *testing.T) {
	for iad, want := range map[string]bool{
		"07010103A0000001": true, "07010103A0000004": true, "07010103A0000001020102": true,
		"07010103A00000": false, "06010103A0000001": false, "07010104A0000001": false, "07010103A0000002": false, "07010103A00000010A01": false,
		"07010103A000000100": true, "": false,
	} {
		d, ok := pboc.Parse(unhex(t, iad))
		if ok != want || d.Balance != nil || !d.Authentic(nil, [2]byte{}) {
			t.Errorf("%s: %v, %+v", iad, ok, d)
		}
	}
}
