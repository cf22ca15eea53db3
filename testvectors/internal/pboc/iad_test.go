package pboc_test

import (
	"testing"

	"github.com/emvgo/emv/testvectors/internal/pboc"
)

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
