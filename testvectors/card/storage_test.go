package card_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// What a terminal sends for a slot of operator 4F50455241544F52: what opens it, a digest, DS ODS Info, data.
const (
	opens     = "1122334455667788"
	shut      = "0000000000000000"
	digest    = "757317169AC722E9" // OWHF2 of opens
	permanent = "80"
	volatile  = "40"
	ride      = "000200000A"
)

// slotObjects are those of the answer to GET PROCESSING OPTIONS, in hexadecimal: control, availability, data, summary.
func (x *terminal) slotObjects() [4]string {
	x.t.Helper()
	x.card.Reset()
	x.read, x.sign = map[tlv.Tag][]byte{}, nil
	x.data[0x9F5C] = []byte("OPERATOR")
	x.start(mastercardTap)
	var got [4]string
	for i, tag := range []tlv.Tag{0x9F6F, 0x9F5F, 0x9F54, 0x9F7D} {
		got[i] = hex.EncodeToString(x.read[tag])
	}
	if (x.read[0x9F7F] != nil) != (x.read[0x9F7D] != nil) {
		x.t.Errorf("DS Unpredictable Number % X, summary % X", x.read[0x9F7F], x.read[0x9F7D])
	}
	return got
}

// Slots: what is found, what is written, what the signature says of it, and what the next tap finds.
//
// C-2 2.12 3.5.3, table 5.17, table 6.4, table 6.5
func TestStorageSlots(t *testing.T) {
	const s1, s2 = "a1a2a3a4a5a6a7a8", "a1a2a3a4a5a6a7a8a9aaabacadaeafb0"
	const none, none2 = "0000000000000000", "00000000000000000000000000000000"
	held := func(control, free, summary string) [4]string {
		return [4]string{control, free, "0001000005", summary}
	}
	for _, c := range []struct {
		card          string
		found         [4]string
		p1            byte
		input, info   string // info empty: nothing is sent
		cid           byte
		written, same bool // same: the first signed summary is the one before
	}{
		{"mastercard-storage", held("80", "40", s1), 0x50, opens, permanent, 0x40, true, true},
		{"mastercard-storage", held("80", "40", s1), 0x90, opens, volatile, 0x80, true, true},
		{"mastercard-storage", held("80", "40", s1), 0x10, opens, permanent, 0x00, true, true},
		{"mastercard-storage", held("80", "40", s1), 0x50, opens, "", 0x40, false, true},
		{"mastercard-storage", held("80", "40", s1), 0x50, shut, permanent, 0x40, false, true},
		{"mastercard-storage", held("80", "40", s1), 0x50, shut, "88", 0x00, false, true},
		{"mastercard-storage", held("80", "40", s1), 0x50, opens, "00", 0x40, false, true},
		{"mastercard-storage-free", [4]string{"", "c0", "", none}, 0x90, shut, volatile, 0x80, true, true},
		{"mastercard-storage-free", [4]string{"", "c0", "", none}, 0x90, shut, permanent, 0x80, true, true},
		{"mastercard-storage-full", [4]string{}, 0x90, "", "", 0x80, false, true},
		{"mastercard-storage-locked", held("90", "", s1), 0x50, opens, permanent, 0x40, false, true},
		{"mastercard-storage-refused", held("80", "", s1), 0x50, opens, permanent, 0x40, false, true},
		{"mastercard-storage-summary", held("80", "", s1), 0x50, opens, permanent, 0x40, true, false},
		{"mastercard-storage-volatile", held("40", "", s1), 0x50, shut, volatile, 0x40, true, true},
		{"mastercard-storage-declined", held("80", "40", s1), 0x10, opens, permanent, 0x00, true, true},
		{"mastercard-storage-declined", held("80", "40", s1), 0x50, opens, permanent, 0x00, false, true},
		{"mastercard-storage2", held("80", "40", s2), 0x50, opens, permanent, 0x40, true, true},
		{"mastercard-storage2", held("80", "40", s2), 0x50, shut, permanent, 0x40, false, true},
		{"mastercard-storage2-free", [4]string{"", "c0", "", none2}, 0x90, shut, volatile, 0x80, true, true},
		{"mastercard-storage2-locked", held("90", "", s2), 0x50, opens, permanent, 0x40, false, true},
		{"mastercard-storage2-refused", held("80", "", s2), 0x50, opens, permanent, 0x40, false, true},
		{"mastercard-storage2-summary", held("80", "", s2), 0x50, opens, permanent, 0x40, true, false},
	} {
		x := newTerminal(t, named(t, c.card))
		if got := x.slotObjects(); got != c.found {
			t.Errorf("%s finds %q, want %q", c.card, got, c.found)
			continue
		}
		before, number := bytes.Clone(x.read[0x9F7D]), x.read[0x9F7F]
		data := x.dol(x.read[0x8C])
		if c.info != "" {
			data = slices.Concat(data, unhex(t, c.input+digest+c.info+ride))
		}
		response := x.want(0x9000, apdu.AppendGenerateAC(nil, c.p1, data))
		x.keep(response)
		if x.read[0x9F27][0] != c.cid {
			t.Errorf("%s %s: CID % X", c.card, c.info, x.read[0x9F27])
		}
		signed := x.cda(response)
		if reason := issuer.Test().Check(x.tapData(), ""); reason != "" {
			t.Errorf("%s: %s", c.card, reason)
		}
		if before == nil {
			if len(signed) != 0 {
				t.Errorf("%s signs % X", c.card, signed)
			}
			continue
		}
		n := len(before)
		if len(signed) != 2*n || bytes.Equal(signed[:n], before) != c.same || bytes.Equal(signed[n:], before) == c.written {
			t.Fatalf("%s %s: signed % X, before % X", c.card, c.info, signed, before)
		}
		after := c.found
		if c.written {
			after[0], after[1], after[2] = c.info, remains(c.found[1], c.found[0] == "", c.info), "000200000a"
			want := card.Summary(unhex(t, "541333008902001101"), before, [4]byte(number), [4]byte(x.data[0x9F37]),
				unhex(t, c.info)[0], [8]byte(unhex(t, digest)), unhex(t, ride))
			if after[3] = hex.EncodeToString(want); !bytes.Equal(signed[n:], want) {
				t.Errorf("%s: second summary % X, want % X", c.card, signed[n:], want)
			}
		}
		if got := x.slotObjects(); got != after {
			t.Errorf("%s %s: the next tap finds %q, want %q", c.card, c.info, got, after)
		}
	}
}

// remains is what is free after a slot was allocated.
func remains(free string, fresh bool, info string) string {
	if !fresh {
		return free
	}
	return map[string]string{permanent: volatile, volatile: permanent}[info]
}

// What was written with a digest is opened by what leads to it; the operator is one of the PDOL; times of relay resistance come
// last in the signature.
//
// C-2 2.12 3.5.3, 8.2, table 6.5
func TestStorageChain(t *testing.T) {
	x := newTerminal(t, named(t, "mastercard-storage-relay"))
	x.slotObjects()
	relay := x.want(0x9000, []byte{0x80, 0xEA, 0, 0, 4, 1, 2, 3, 4, 0})
	data := slices.Concat(x.dol(x.read[0x8C]), unhex(t, opens+"063207931677B355"+permanent+ride)) // digest of 8877665544332211
	signed := x.cda(x.want(0x9000, apdu.AppendGenerateAC(nil, 0x50, data)))
	if len(signed) != 8+8+14 || !bytes.Equal(signed[16:], slices.Concat([]byte{1, 2, 3, 4}, relay[2:])) {
		t.Errorf("signed % X", signed)
	}
	for _, c := range []struct{ input, held string }{{opens, "000200000a"}, {"8877665544332211", "0003"}} {
		x.slotObjects()
		data = slices.Concat(x.dol(x.read[0x8C]), unhex(t, c.input+digest+permanent+"0003"))
		x.want(0x9000, apdu.AppendGenerateAC(nil, 0x50, data))
		if got := x.slotObjects(); got[2] != c.held {
			t.Errorf("after %s the slot holds %s", c.input, got[2])
		}
	}
	x.card.Renew()
	if got := x.slotObjects(); got[2] != "0001000005" {
		t.Errorf("a new card holds %s", got[2])
	}
	short := slices.Concat(x.dol(x.read[0x8C]), unhex(t, opens))
	signed = x.cda(x.want(0x9000, apdu.AppendGenerateAC(nil, 0x50, short)))
	if !bytes.Equal(signed[:8], signed[8:16]) {
		t.Errorf("half of the data was written: % X", signed)
	}
	x.data[0x9F5C] = nil
	x.card.Reset()
	x.read = map[tlv.Tag][]byte{}
	x.start(mastercardTap)
	if x.read[0x9F5F] != nil || x.read[0x9F7D] != nil || x.read[0x94] == nil {
		t.Errorf("operator 0 gets % X, % X", x.read[0x9F5F], x.read[0x9F7D])
	}
}

// Data envelopes: read always, written from GET PROCESSING OPTIONS on, before and after GENERATE AC.
//
// C-2 2.12 5.4, 5.6, A.1.9
func TestDataEnvelopes(t *testing.T) {
	get := func(tag byte) []byte { return []byte{0x80, 0xCA, 0x9F, tag, 0} }
	put := func(tag byte, data ...byte) []byte {
		return append([]byte{0x80, 0xDA, 0x9F, tag, byte(len(data))}, data...)
	}
	x := newTerminal(t, named(t, "mastercard-envelopes"))
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, mastercardTap), false))
	x.want(0x6985, put(0x75, 1))
	x.card.Reset()
	x.start(mastercardTap)
	for _, c := range []struct {
		command []byte
		sw      apdu.SW
		data    string
	}{
		{get(0x70), 0x9000, "9f700650524f540001"},
		{get(0x71), 0x9000, "9f7100"},
		{get(0x72), 0x6A88, ""},
		{put(0x70, 1), 0x6A88, ""},
		{put(0x7A, 1), 0x6A88, ""},
		{put(0x75, make([]byte, 33)...), 0x6700, ""},
		{put(0x75, 1, 2, 3), 0x9000, ""},
		{get(0x75), 0x9000, "9f7503010203"},
		{apdu.AppendGenerateAC(nil, 0x80, x.dol(x.read[0x8C])), 0x9000, ""},
		{put(0x79, bytes.Repeat([]byte{9}, 32)...), 0x9000, ""},
		{put(0x76), 0x9000, ""},
		{get(0x76), 0x9000, "9f7600"},
	} {
		if got := x.want(c.sw, c.command); c.data != "" && hex.EncodeToString(got) != c.data {
			t.Errorf("% X: % X, want %s", c.command, got, c.data)
		}
	}
	x.card.Reset()
	x.start(mastercardTap)
	if got := x.want(0x9000, get(0x79)); len(got) != 35 {
		t.Errorf("9F79 is gone: % X", got)
	}
	x = newTerminal(t, named(t, "mastercard-envelopes-refused"))
	x.start(mastercardTap)
	x.want(0x6A88, put(0x75, 1))
	if got := hex.EncodeToString(x.want(0x9000, get(0x75))); got != "9f75020000" {
		t.Errorf("refused and written: %s", got)
	}
}

// Room by the SDS Scheme Indicator.
//
// C-2 2.12 A.1.9
func TestEnvelopeRoom(t *testing.T) {
	for _, c := range []struct {
		scheme string
		tag    byte
		room   int
	}{
		{"00", 0x75, 192},
		{"01", 0x75, 32},
		{"02", 0x75, 48},
		{"03", 0x76, 64},
		{"04", 0x77, 96},
		{"05", 0x78, 128},
		{"06", 0x79, 160},
		{"07", 0x75, 192},
		{"08", 0x75, 32},
		{"08", 0x78, 64},
		{"09", 0x75, 192},
	} {
		chip, err := changed(t, "mastercard-envelopes", `"9F5D": "000001"`, `"9F5D": "0000`+c.scheme+`"`)
		if err != nil {
			t.Fatal(err)
		}
		x := newTerminal(t, chip)
		x.start(mastercardTap)
		command := func(n int) []byte { return append([]byte{0x80, 0xDA, 0x9F, c.tag, byte(n)}, make([]byte, n)...) }
		x.want(0x9000, command(c.room))
		x.want(0x6700, command(c.room+1))
	}
}
