package contact_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
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
	due := func() bool {
		count++
		if !sweep.Sample(count, 100) {
			return false
		}
		runs++
		return true
	}
	for _, c := range middleCards {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			d := newDuel(t, bench.Profile(t, c, func(map[string]any) {}), "default", rules)
			d.tx.Amount = 100
			d.oracle = d.reader()
			_, conv := d.baseline(t)
			for n := range conv {
				for _, seed := range seeds {
					for _, frame := range frames {
						if !due() {
							continue
						}
						data := seed
						if frame != 0 {
							data = tlv.Append(nil, frame, seed)
						}
						d.stands(t, n, append(bytes.Clone(data), 0x90, 0x00))
					}
					if o, err := single(conv[n].response); err == nil && due() {
						r := conv[n].response
						d.stands(t, n, append(tlv.Append(nil, tlv.Tag(o.tag), append(bytes.Clone(o.of(r)), seed...)), 0x90, 0x00))
					}
				}
				for _, short := range [][]byte{{}, {0x90}, {0x00}} {
					d.stands(t, n, short)
				}
			}
		}
	}
	t.Logf("%d runs", runs)
}

// stands runs with the response to exchange n in the place of the card's, and judges.
func (d *duel) stands(t *testing.T, n int, response []byte) {
	t.Helper()
	out := d.run(t, func(at int, r []byte) []byte {
		if at == n {
			return response
		}
		return r
	})
	d.properties(t, d.oracle, out)
	if t.Failed() {
		t.Fatalf("exchange %d: %.400X", n, response)
	}
}

// terminals are data elements that the terminal gives, each with a value that it does not have here, or of a wrong length.
var terminals = []string{
	"9F0206000000000001", "9F0306000000009999", "9F1A020840", "95050000000000", "5F2A020840", "9A03250101", "9C0120", "9F370411223344",
	"9F350114", "9F34031F0000", "9F3303FFFFFF", "9F4005FFFFFFFFFF", "9B020000", "8A023030", "910A00000000000000003030", "9F1E083030303030303030",
	"9F410400009999", "9F2103000000", "9F0607A0000000031010", "9F0902FFFF", "9F1B0400000000", "9F1C083030303030303030",
	"9F160F303030303030303030303030303030", "9F15020000", "5F360100", "810400000001", "9F390101", "9F1D080000000000000000",
	"9F0200", "950400000000", "9F37051122334455", "9F2A0102",
}

// Attack 14: whatever of the terminal's a card says of, in whatever template, the terminal goes on as if it had not: same
// commands, same request to the host, same outcome.
// B3 7.5
// B3 7.5 source
func TestCardOverwritesTerminal(t *testing.T) {
	for _, amount := range []uint64{100, 1234} {
		d := newDuel(t, bench.Profile(t, "noauth", func(app map[string]any) { delete(app, "format1") }), "default", kernel.Book)
		d.tx.Amount = amount
		want, conv := d.baseline(t)
		de55 := bytes.Clone(d.de55)
		for _, object := range terminals {
			for n := range conv {
				r := conv[n].response
				o, err := single(r)
				if err != nil || r[o.at]&0x20 == 0 {
					continue
				}
				front := append(tlv.Append(nil, tlv.Tag(o.tag), append(hexBytes(object), o.of(r)...)), 0x90, 0x00)
				back := append(tlv.Append(nil, tlv.Tag(o.tag), append(bytes.Clone(o.of(r)), hexBytes(object)...)), 0x90, 0x00)
				for _, response := range [][]byte{front, back} {
					out := d.run(t, func(at int, r []byte) []byte {
						if at == n {
							return response
						}
						return r
					})
					same := len(d.conv) == len(conv) && bytes.Equal(d.de55, de55) && out.Facts() == want.Facts()
					for i := range min(len(d.conv), len(conv)) {
						same = same && bytes.Equal(d.conv[i].command, conv[i].command)
					}
					if !same {
						t.Errorf("%s in the response to %s makes a difference: %+v, %s", object, place(&conv[n], o.value), out.Facts(), out.Error.Reason)
					}
				}
			}
		}
	}
}

// Attack 14: a PAN or a decision where it does not belong counts for nothing; one that stands twice ends the transaction, and
// so does one that is nowhere else.
// B3 7.5, 10.2
// B3 7.5 template
func TestWrongTemplate(t *testing.T) {
	const another = "5A085413330089020029"
	d := newDuel(t, bench.Profile(t, "noauth", func(app map[string]any) { delete(app, "format1") }), "default", kernel.Book)
	want, conv := d.baseline(t)
	for n := range conv {
		r := conv[n].response
		o, err := single(r)
		if err != nil || r[o.at]&0x20 == 0 {
			continue
		}
		response := append(tlv.Append(nil, tlv.Tag(o.tag), append(bytes.Clone(o.of(r)), hexBytes(another)...)), 0x90, 0x00)
		out := d.run(t, func(at int, r []byte) []byte {
			if at == n {
				return response
			}
			return r
		})
		holds := n > 3 && (o.tag == 0x70 || conv[n].command[1] == apdu.GetProcessingOptions) // templates in which the dictionary has a PAN
		switch {
		case holds && (out.Status != kernel.EndApplication || out.Error.L2 != kernel.CardDataError || out.Error.Clause != "EMV 4.4 B3 10.2"):
			t.Errorf("a second PAN in exchange %d: %v, %q", n, out.Status, out.Error.Reason)
		case !holds && (!bytes.Equal(out.PAN(), want.PAN()) || out.Facts() != want.Facts()):
			t.Errorf("a PAN in the response to exchange %d: %+v, PAN %X", n, out.Facts(), out.PAN())
		}
	}
	selected := false
	out := d.run(t, func(n int, r []byte) []byte {
		o, err := single(r)
		switch {
		case err != nil:
			return r
		case r[o.at] == 0x6F && n > 0 && !selected:
			selected = true
			return append(tlv.Append(nil, tlv.TagFCI, append(bytes.Clone(o.of(r)), hexBytes("5A085413330089020011")...)), 0x90, 0x00)
		case r[o.at] == 0x70 && selected: // in the PAN's place an unknown object
			return bytes.Replace(r, hexBytes("5A085413330089020011"), hexBytes("C1085413330089020011"), 1)
		}
		return r
	})
	if out.Status != kernel.EndApplication || out.Error.L2 != kernel.CardDataMissing || !selected {
		t.Errorf("a PAN in the FCI alone: %v, %q", out.Status, out.Error.Reason)
	}
}

// Attack 14: track 2 of one account and PAN of another. The book goes on, and the host sees both; strict ends.
// B3 7.5
func TestTrack2AgainstPAN(t *testing.T) {
	for _, track := range []string{
		"5413330089020029D49122010123456789", "541333008902001D49122010123456789F", "5413330089020011049122010123456789",
		"D4912201012345678F", "4761739001010010D49122010123456789",
	} {
		for _, c := range []string{"full", "none", "noauth"} {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				d := newDuel(t, bench.With(t, c, "57", track), "default", rules)
				out := d.run(t, nil)
				ended := out.Status == kernel.EndApplication && out.Error.L2 == kernel.CardDataError
				if ended != (rules == kernel.Strict) {
					t.Errorf("%s, %v, %s: %v, %q", c, rules, track, out.Status, out.Error.Reason)
				}
				if rules == kernel.Book && (!bytes.Contains(d.de55, hexBytes(track)) || !bytes.Contains(d.de55, hexBytes("5413330089020011"))) {
					t.Errorf("%s, %s: the host does not see both", c, track)
				}
			}
		}
	}
}

// Objects of a record in any order are the same record; each object twice, in the same record or in another, ends the
// transaction if the terminal knows it.
// B3 7.1, 10.2
// B3 5.2 order
func TestRecordOrder(t *testing.T) {
	d := newDuel(t, bench.Profile(t, "noauth", func(map[string]any) {}), "default", kernel.Book)
	want, conv := d.baseline(t)
	for n, x := range conv {
		if x.command[1] != apdu.ReadRecord || n < 4 {
			continue
		}
		r := x.response
		o, err := single(r)
		if err != nil {
			t.Fatal(err)
		}
		list, err := items(r, o.value, o.end)
		if err != nil {
			t.Fatal(err)
		}
		give := func(n int, list []item) *bench.Result {
			var body []byte
			for _, i := range list {
				body = append(body, r[i.at:i.end]...)
			}
			response := append(tlv.Append(nil, tlv.TagRecord, body), 0x90, 0x00)
			return d.run(t, func(at int, r []byte) []byte {
				if at == n {
					return response
				}
				return r
			})
		}
		turned := slices.Clone(list)
		slices.Reverse(turned)
		if out := give(n, turned); out.Facts() != want.Facts() {
			t.Errorf("record %d turned round: %+v, %s", n, out.Facts(), out.Error.Reason)
		}
		for _, i := range list {
			out := give(n, append(slices.Clone(list), i))
			if out.Status != kernel.EndApplication || out.Error.Clause != "EMV 4.4 B3 10.2" {
				t.Errorf("%X twice: %v, %q", i.tag, out.Status, out.Error.Reason)
			}
		}
	}
}
