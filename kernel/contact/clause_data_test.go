package contact_test

import (
	"crypto/sha1"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Elements whose wrong format hurts nobody, wherever they come from.
// B3 7.5 forgiven
func TestClauseForgiven(t *testing.T) {
	long := strings.Repeat("41", 100)
	for _, c := range []string{"5F20 01 41", "5F20 64" + long, "9F0B 01 41", "9F1F 01 00", "42 02 5413", "9F0C 01 54", "5F50 00", "9F4D 01 0B", "9F4D 03 0B0A00", "9F4F 01 9A"} {
		object := strings.ReplaceAll(c, " ", "")
		for _, place := range []string{"record", "FCI"} {
			w := newWorld(t, "noauth")
			switch place {
			case "record":
				w.Middle = bench.Alter(apdu.ReadRecord, 3, func(r []byte) []byte {
					o, _ := tlv.Find(r, tlv.TagRecord)
					if strings.HasPrefix(object, "5F20") || strings.HasPrefix(object, "9F1F") { // in the place of the card's own
						return bench.Hex(t, nest(t, "70", object+hexOf(lessOf(o.Value, 0x5F20, 0x9F1F)))+"9000")
					}
					return bench.Hex(t, nest(t, "70", object+hexOf(o.Value))+"9000")
				})
			case "FCI":
				w.Middle = bench.Alter(apdu.Select, 2, func(r []byte) []byte {
					f, _ := tlv.Find(r, tlv.TagFCI)
					name, _ := tlv.Find(f.Value, 0x84)
					p, _ := tlv.Find(f.Value, tlv.TagFCIProprietary)
					return bench.Hex(t, nest(t, "6F", hexOf(name.Raw)+nest(t, "A5", hexOf(p.Value)+nest(t, "BF0C", object)))+"9000")
				})
			}
			if out := w.Run(); out.Status != kernel.Approved {
				t.Errorf("%s in the %s: %v: %s", c, place, out.Status, out.Error.Reason)
			}
		}
	}
}

// lessOf is a template's value without the objects with these tags.
func lessOf(value []byte, tags ...tlv.Tag) (b []byte) {
	for o := range tlv.NewCursor(value).All() {
		keep := true
		for _, tag := range tags {
			keep = keep && o.Tag != tag
		}
		if keep {
			b = append(b, o.Raw...)
		}
	}
	return b
}

// The hash in the second GENERATE AC is of the data of that moment: here of the authorisation response code, which the first had not.
// B3 9.2.2 current
func TestClauseCurrentHash(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Card = bench.With(t, "noauth", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9814", "8D", "910A 8A02 9505 9F3704 9814", "97", "8A02")
	w.Run()
	first, second := w.values(apdu.GenerateAC, 1), w.values(apdu.GenerateAC, 2)
	before, after := sha1.Sum([]byte{0, 0}), sha1.Sum([]byte("00"))
	if !strings.HasSuffix(first, hexOf(before[:])) || !strings.HasSuffix(second, hexOf(after[:])) {
		t.Errorf("first %s, second %s", first, second)
	}
}

// Cashback goes to card and host as amount other, and amount authorised has it in it.
// B4 6.5.1 cashback
func TestClauseCashback(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Transaction.Type, w.Transaction.Amount, w.Transaction.AmountOther = 0x09, 1234, 500 // 7.34 of goods and 5.00 in cash
	w.Run()
	if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, "000000001234"+"000000000500") {
		t.Errorf("CDOL1 values %s", got)
	}
	for tag, want := range map[tlv.Tag]string{0x9F02: "000000001234", 0x9F03: "000000000500", 0x9C: "09"} {
		if o, ok := tlv.Find(w.DE55, tag); !ok || hexOf(o.Value) != want {
			t.Errorf("%s: %X", tag, o.Value)
		}
	}
}
