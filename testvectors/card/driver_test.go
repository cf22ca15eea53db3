package card_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A terminal drives a card the way the books say, and fails the test when it gets something else than it expects.
type terminal struct {
	t    *testing.T
	card *card.Card
	data map[tlv.Tag][]byte // terminal data for DOLs
	read map[tlv.Tag][]byte // what the card's records hold
	sign []byte             // static data to be authenticated
	pdol []byte             // values sent
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newTerminal(t *testing.T, c *card.Card) *terminal {
	data := map[tlv.Tag][]byte{}
	for tag, v := range map[tlv.Tag]string{
		0x9F02: "000000001234", 0x9F03: "000000000000", 0x9F1A: "0276", 0x95: "0000008000", 0x5F2A: "0978", 0x9A: "261123",
		0x9C: "00", 0x9F37: "01020304", 0x9F35: "22", 0x9F40: "F000F0A001", 0x9F34: "020300", 0x8A: "3030",
	} {
		data[tag] = unhex(t, v)
	}
	return &terminal{t: t, card: c, data: data, read: map[tlv.Tag][]byte{}}
}

func (x *terminal) send(cmd []byte) apdu.Response {
	x.t.Helper()
	r, _, err := x.card.Transmit(context.Background(), cmd)
	if err != nil {
		x.t.Fatal(err)
	}
	return bytes.Clone(r)
}

// want sends a command and checks the status word.
func (x *terminal) want(sw apdu.SW, cmd []byte) []byte {
	x.t.Helper()
	r := x.send(cmd)
	if r.SW() != sw {
		x.t.Fatalf("% X answered %04X, want %04X", cmd, uint16(r.SW()), uint16(sw))
	}
	return r.Data()
}

func (x *terminal) dol(list []byte) []byte {
	return tlv.DOL(list).Append(nil, func(t tlv.Tag, n int) ([]byte, tlv.Format, bool) {
		v, ok := x.data[t]
		return v, tlv.B, ok
	})
}

// find gives the value along a path.
func (x *terminal) find(b []byte, path ...tlv.Tag) []byte {
	x.t.Helper()
	o, ok := tlv.Find(b, path...)
	if !ok {
		x.t.Fatalf("no %v in % X", path, b)
	}
	return o.Value
}

// start selects, initiates and reads all records.
func (x *terminal) start(aid string) {
	x.t.Helper()
	x.open(aid)
	x.readAll()
}

// open selects and initiates.
func (x *terminal) open(aid string) {
	x.t.Helper()
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(x.t, aid), false))
	if got := x.find(fci, 0x6F, 0x84); !bytes.HasPrefix(got, unhex(x.t, aid)) {
		x.t.Errorf("selected % X", got)
	}
	x.pdol = nil
	if o, ok := tlv.Find(fci, 0x6F, 0xA5, 0x9F38); ok {
		x.pdol = x.dol(o.Value)
	}
	gpo := x.want(0x9000, apdu.AppendGetProcessingOptions(nil, x.pdol))
	if gpo[0] == 0x80 {
		v := x.find(gpo, 0x80)
		x.read[0x82], x.read[0x94] = v[:2], v[2:]
		return
	}
	x.keep(gpo)
}

// keep keeps the objects of an answer in template 77.
func (x *terminal) keep(response []byte) {
	for o := range tlv.NewCursor(x.find(response, 0x77)).All() {
		x.read[o.Tag] = o.Value
	}
}

func (x *terminal) readAll() {
	x.t.Helper()
	for afl := x.read[0x94]; len(afl) >= 4; afl = afl[4:] {
		for rec := afl[1]; rec <= afl[2]; rec++ {
			body := x.want(0x9000, apdu.AppendReadRecord(nil, afl[0]>>3, rec))
			value := x.find(body, 0x70)
			// EMV 4.4 B3 10.3
			if rec-afl[1] < afl[3] {
				if afl[0]>>3 > 10 {
					value = body
				}
				x.sign = append(x.sign, value...)
			}
			for o := range tlv.NewCursor(x.find(body, 0x70)).All() {
				x.read[o.Tag] = o.Value
			}
		}
	}
	if x.read[0x9F4A] != nil {
		x.sign = append(x.sign, x.read[0x82]...)
	}
}

// generateAC asks for a cryptogram and gives the data of the answer, whatever its format.
func (x *terminal) generateAC(p1 byte, list tlv.Tag) map[tlv.Tag][]byte {
	x.t.Helper()
	body := x.want(0x9000, apdu.AppendGenerateAC(nil, p1, x.dol(x.read[list])))
	got := map[tlv.Tag][]byte{}
	if body[0] == 0x80 {
		v := x.find(body, 0x80)
		got[0x9F27], got[0x9F36], got[0x9F26], got[0x9F10] = v[:1], v[1:3], v[3:11], v[11:]
		return got
	}
	for o := range tlv.NewCursor(x.find(body, 0x77)).All() {
		got[o.Tag] = o.Value
	}
	return got
}

func named(t *testing.T, name string) *card.Card {
	t.Helper()
	c, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
