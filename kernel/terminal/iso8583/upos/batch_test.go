package upos_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// Field 55 has 255 bytes; an element that has no room is left out.
func TestFieldOfTheChipIsFull(t *testing.T) {
	const iad, last = "9F1013", "9F410400000020"
	for more, full := range map[int]bool{0: true, 1: false} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			r := request(kernel.Purchase, false)
			room := 255 - (len(field55)/2 - len(iad)/2 - 0x13) - 4 + more // head of four bytes
			r.DE55 = append(tlv.Append(nil, 0x9F10, make([]byte, room)), r.DE55...)
			_, err := cl.Authorise(t.Context(), r)
			if got := fmt.Sprintf("%X", s.all()[0].Bytes(iso8583.FieldICC)); err != nil || strings.HasSuffix(got, last) != full || len(got) != 2*map[bool]int{true: 255, false: 256 - len(last)/2}[full] {
				t.Errorf("%d more: %d bytes, %v", more, len(got)/2, err)
			}
			cl.Close()
		})
	}
}

// A batch ends where the host finds it balanced, and the next message signs on; else it goes on, for its transactions are uploaded.
func TestBatchEndsBalanced(t *testing.T) {
	for flag, want := range map[string]int{"1": 2, "2": 1} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{})
			s.change = func(m, a *iso8583.Message) (sent, sealed bool) {
				if m.Type == "0500" {
					a.Set(upos.FieldTotals, "000000000777001000000000000000"+flag+strings.Repeat("0", 30)+"1")
				}
				return true, m.Has(64)
			}
			got, err := cl.Settle(t.Context(), 1, iso8583.Totals{Currency: 0x156, Debits: iso8583.Sum{Count: 1, Amount: 777}})
			if err != nil || got.Balanced != (flag == "1") {
				t.Errorf("%s: %+v, %v", flag, got, err)
			}
			if _, err := cl.Authorise(t.Context(), request(kernel.Purchase, false)); err != nil {
				t.Error(err)
			}
			cl.Close()
			if got := s.signOns(); got != want {
				t.Errorf("%s: %d sign-ons, want %d", flag, got, want)
			}
		})
	}
}
