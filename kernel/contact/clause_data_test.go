package contact_test

import (
	"crypto/sha1"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

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
