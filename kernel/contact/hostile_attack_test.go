package contact_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// malformed are response data that no card should send: lengths beyond the buffer, lengths of lengths, indefinite lengths,
// tags without end, filling, templates in templates.
// B3 B1, B2
func malformed() (list [][]byte) {
	for _, seed := range []string{
		"5A20", "5A2054133300", "4F40A0000000041010", "5730541333", "5F2060", "5A81FF", "5A82FFFF", "5A83FFFFFF", "5A84FFFFFFFF",
		"5A88FFFFFFFFFFFFFFFF", "5A80", "5A8054133300890200110000", "7080", "9F", "9F37", "DFFFFFFF7F00", "FFFFFFFF", "1F8081828384010000",
		"00", "0000000000", "5A", "5A8154", "8E00", "8E0100", "8C019F", "8C029F37", "8CFF", "8F00", "9F3800", "9F38039F0281", "9F38049F02FFFF",
		"9F4A0182", "9F4A00", "9F4A028200", "9F4B00", "9F4B8200", "9F2700", "9F270140", "820180", "8203018000", "9400", "940308010100",
		"940408010101940408010101", "9404000101009404F8010100", "940408000000", "940408FF0100", "94040801FFFF", "8801", "880100", "88011F",
		"84008400", "8401A0", "5F24030000005F2403999999", "5F2403FFFFFF", "5A085413330089020011", "5A09FFFFFFFFFFFFFFFFFF",
		"9F0702FFFF9F07020000", "8D00", "8C00", "9F4200", "9F0D00", "9F0E05FFFFFFFFFF", "700070007000", "77007700",
	} {
		list = append(list, hexBytes(seed))
	}
	deep := []byte{}
	for range 80 {
		deep = tlv.Append(nil, tlv.TagRecord, deep)
	}
	return append(list, deep, bytes.Repeat([]byte{0x5A}, 256), bytes.Repeat([]byte{0xFF}, 256), bytes.Repeat([]byte{0x80, 0x00}, 2000),
		bytes.Repeat([]byte{0x61, 0x00}, 2000))
}

func hexBytes(s string) []byte {
	var b []byte
	if _, err := fmt.Sscanf(s, "%X", &b); err != nil {
		panic(err)
	}
	return b
}

// Attack 12: every seed as the whole data of a response, as the value of each template, and behind what the card says
// within its template, at every exchange; an outcome each time, as honest as ever.
func TestMalformed(t *testing.T) {
	seeds := malformed()
	frames := []tlv.Tag{0, tlv.TagFCI, tlv.TagFCIProprietary, tlv.TagRecord, tlv.TagFormat2, tlv.TagFormat1}
	runs, count := 0, 0
	for name := range strings.FieldsSeq(four) {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			d := newDuel(t, bench.With(t, name), "default", rules)
			d.Transaction.Amount = 100
			_, conv := d.baseline(t)
			for n, x := range conv {
				stands := func(data []byte) {
					if count++; !sweep.Sample(count, 100) {
						return
					}
					runs++
					if diff := d.agree(d.with(t, n, append(bytes.Clone(data), 0x90, 0x00))); diff != "" {
						t.Errorf("%s, %v, exchange %d: %.400X\n%s", name, rules, n, data, diff)
					}
				}
				for _, seed := range seeds {
					for _, frame := range frames {
						data := seed
						if frame != 0 {
							data = tlv.Append(nil, frame, seed)
						}
						stands(data)
					}
					if top, _ := parts(x.Response); top.Tag != 0 {
						stands(tlv.Append(nil, top.Tag, append(bytes.Clone(top.Value), seed...)))
					}
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}
