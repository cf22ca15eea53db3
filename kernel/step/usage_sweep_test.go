package step_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// usageTable is what application usage control must allow of a transaction type, at home and abroad: of each mask a bit. A type that is not
// here (refund, deposit, inquiry, payment, PIN change ...) is bound by the place alone.
// B3 10.4.2 table 36, C2
var usageTable = map[byte]struct{ home, abroad [2]byte }{
	0x00: {[2]byte{0x28, 0}, [2]byte{0x14, 0}},       // goods or services
	0x01: {[2]byte{0x80, 0}, [2]byte{0x40, 0}},       // cash
	0x09: {[2]byte{0x28, 0x80}, [2]byte{0x14, 0x40}}, // with cashback
	0x17: {[2]byte{0x80, 0}, [2]byte{0x40, 0}},       // cash advance
}

// Every transaction type with every usage control, at home and abroad, in a shop and at a cash machine.
// B3 10.4.2, B4 A1
// B3 10.4.2 failed
func TestUsageSweep(t *testing.T) {
	n := 0
	for kind := range 100 {
		typ := byte(kind/10<<4 | kind%10)
		need := usageTable[typ]
		for first := range 256 {
			for _, second := range []byte{0x00, 0x40, 0x80, 0xC0, 0x3F} {
				for situation := range 4 {
					if n++; !sweep.Full() && n%100 != 1 {
						continue
					}
					r := step.Restrictions{
						UsageControl: []byte{byte(first), second}, IssuerCountry: []byte{0x02, 0x80}, TerminalCountry: [2]byte{0x02, 0x80}, Terminal: 0x22,
						Purpose: step.Purpose{Type: typ},
					}
					place, masks := byte(0x01), need.home
					if situation&1 != 0 {
						r.IssuerCountry, masks = []byte{0x08, 0x40}, need.abroad
					}
					if situation&2 != 0 {
						r.Terminal, r.Additional, place = 0x14, tlv.AdditionalTerminalCapabilitiesValue{0x80}, 0x02
					}
					allowed := byte(first)&place != 0 && (masks[0] == 0 || byte(first)&masks[0] != 0) && (masks[1] == 0 || second&masks[1] != 0)
					tvr := r.Check()
					if tvr.Has(tlv.TVRServiceNotAllowed) == allowed {
						t.Fatalf("type %02X, usage control %02X%02X, situation %d: TVR %s", typ, first, second, situation, tvr)
					}
				}
			}
		}
	}
}
