package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// secondTap is a conversation with the card and another GET PROCESSING OPTIONS in the same selection, which the card signs in format 95 over terminal, and before
// or behind the records.
func (f forgedCard) secondTap(t *testing.T, terminal string, behind bool, alter func(gpo []byte) []byte) (*transcript.Conversation, *capk.Set) {
	t.Helper()
	conv, set := f.talk(t)
	_, _, icc := publishedKeys(t)
	sent := unhex(terminal)
	dynamic := icc.sign(fill(len(icc.n)-22, []byte{0x95, 1, 3, 2, 0, 2}), sent[8:12], sent[:6], sent[6:8], unhex("01AABBCCDD0400"))
	gpo := tlv.Append(nil, 0x82, unhex(f.aip))
	gpo = tlv.Append(gpo, 0x94, unhex("0801010110010200"))
	gpo = tlv.Append(gpo, 0x9F10, unhex(f.iad))
	gpo = tlv.Append(gpo, 0x9F27, unhex("80"))
	gpo = tlv.Append(gpo, 0x9F4B, dynamic)
	again := transcript.Exchange{Command: apdu.AppendGetProcessingOptions(nil, sent), Response: append(tlv.Append(nil, 0x77, alter(gpo)), 0x90, 0x00)}
	both := &transcript.Conversation{}
	both.Set("date", "260701")
	list := slices.Collect(slices.Values(conv.Exchanges()))
	at := 2
	if behind {
		at = len(list)
	}
	for _, x := range slices.Insert(list, at, again) {
		both.Add(x)
	}
	return both, set
}

// Each answer to GET PROCESSING OPTIONS of one selection has its own signature, over its own values: every one is verified, and issued again.
//
// C-3 2.12 C.1
func TestEachTapIsVerified(t *testing.T) {
	date := [3]byte{0x26, 0x07, 0x01}
	card := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}
	const other = "000000002500097801020304"
	same := func(gpo []byte) []byte { return gpo }
	for _, c := range []struct {
		name  string
		card  forgedCard
		alter func([]byte) []byte
		wrong string // the link that does not verify, and why
	}{
		{"both right", card, same, ""},
		{"the second altered", card, func(b []byte) []byte { b[len(b)-9] ^= 1; return b }, "fast DDA signature (9F4B, exchange N): "},
		{"the second with the first's format", card, func(b []byte) []byte { return unhex(strings.Replace(upper(b), "9F270180", "9F270140", 1)) }, "fast DDA signature (9F4B, exchange N): fDDA signature: signed data format"},
		{"the second approves unsigned", card, func(b []byte) []byte {
			return unhex("82022000940808010101100102009F100706011203900000" + "9F2701409F26081122334455667788")
		}, "fast DDA signature (exchange N): 9F4B"},
		{"the first altered", forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x05}, same, "fast DDA signature (9F4B, exchange 2): fDDA signature: signed data format"},
		{"the second's file locator without the signed record", card, func(b []byte) []byte {
			return unhex(strings.Replace(upper(b), "9408080101011001", "9408080101001001", 1))
		}, "card certificate (9F46) (exchange N): "},
		{"the second does not name DDA", card, func(b []byte) []byte { b[2] = 0; return b }, "fast DDA signature (9F4B, exchange N): the interchange profile (82) does not name DDA"},
	} {
		for _, behind := range []bool{false, true} {
			number := map[bool]string{false: "3", true: "6"}[behind]
			conv, set := c.card.secondTap(t, other, behind, c.alter)
			ch := chainOf(t, conv, set)
			wrong := slices.DeleteFunc(slices.Clone(ch.Links), func(l link) bool { return l.OK })
			switch {
			case c.wrong == "" && (len(wrong) > 0 || len(ch.Links) != 5):
				t.Errorf("%s: %+v", c.name, ch.Links)
			case c.wrong != "" && (len(wrong) != 1 || !strings.HasPrefix(wrong[0].Name+": "+wrong[0].Result, strings.Replace(c.wrong, "N", number, 1))):
				t.Errorf("%s: %+v", c.name, ch.Links)
			}
			if c.wrong != "" {
				continue
			}
			twin := redactWhole(conv, []*capk.Set{set}, date, unasked)
			sets, err := reissuedSet(twin)
			if err != nil || len(sets) != 1 || twin.Get(notReissuedHeader) != "" {
				t.Fatalf("%s: %v, %q", c.name, err, twin.Get(notReissuedHeader))
			}
			if again := chainOf(t, twin, sets[0]); !again.ok() || len(again.Links) != 5 {
				t.Errorf("%s: issued again: %+v", c.name, again.Links)
			}
		}
	}
}

// Of static data that are none and a certificate that does not verify either the data are told, as for the first answer.
//
// EMV 4.4 B3 10.3
func TestTapWhoseStaticDataAreNone(t *testing.T) {
	conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}.secondTap(t, "000000002500097801020304", true, func(b []byte) []byte {
		return unhex(strings.Replace(upper(b), "9408080101011001", "9408000101011001", 1))
	})
	conv.Add(transcript.Exchange{Command: unhex("00B2010400"), Response: unhex("70065F24032912319000")}) // a record of no file
	ch := chainOf(t, conv, set)
	if i := slices.IndexFunc(ch.Links, failed); i < 0 || ch.Links[i].Name != "card certificate (9F46) (exchange 6)" || ch.Links[i].Result != oda.StaticSFI.String() {
		t.Errorf("%+v", ch.Links)
	}
}

// What is kept for each GET PROCESSING OPTIONS does not grow with the card: thousands of either are no file that nobody can open.
func TestTapsKeepNoCopyOfTheCard(t *testing.T) {
	s := &said{data: map[tlv.Tag][]byte{0x5A: {1}, 0x9F10: {2}, 0x9F4B: {3}}, sent: map[tlv.Tag][]byte{}}
	const many = 300
	for i := range many {
		s.data[0xDF8000+tlv.Tag(i)] = []byte{0}
		g := s.begin(i + 1)
		g.gpo = []byte{0x77, 0}
		s.tell(0x9F37, []byte{byte(i)}, true)
		s.tell(0xDF8000+tlv.Tag(i), []byte{0}, false)
	}
	s.tell(0x9F10, []byte{4}, false)
	kept, taps := 0, s.taps()
	for i, v := range taps {
		kept += len(v.data)
		if want := map[bool]byte{true: 4, false: 2}[i == many-1]; v.data[0x5A][0] != 1 || v.data[0x9F10][0] != want || v.data[0x9F37][0] != byte(i) || v.data[0x9F4B] != nil {
			t.Fatalf("%d: %X", i, v.data)
		}
	}
	if len(taps) != many || kept > many*len(tapTags) {
		t.Errorf("%d taps keep %d elements", len(taps), kept)
	}
}

// A GET PROCESSING OPTIONS that the card did not answer, or refused, leaves the values of the next one alone.
func TestTapAfterOneWithoutAnswer(t *testing.T) {
	for _, answer := range []string{"!timeout", "6985", "?"} {
		conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}.talk(t)
		text := strings.Replace(conv.String(), "> 80A8", "> 80A800000E830C000000009999097811111111"+"00\n< "+answer+"\n> 80A8", 1)
		if ch := chainOf(t, parsed(t, text), set); !ch.ok() || len(ch.Links) != 4 || ch.last().Name != "fast DDA signature (9F4B)" {
			t.Errorf("%s: %+v", answer, ch.Links)
		}
	}
}

// A signed record that is another when it is read again is named, whichever of the two was signed; the same one again, and one that no signature covers, are not.
//
// EMV 4.4 B3 10.3
func TestSignedRecordReadAgain(t *testing.T) {
	for _, c := range []struct {
		name   string
		record int // of the conversation's exchanges
		alter  func(string) string
		says   string
	}{
		{"the same", 2, func(s string) string { return s }, ""},
		{"another", 2, func(s string) string { return strings.Replace(s, "5F2403291231", "5F2403391231", 1) }, "record 1 of SFI 1 (exchange N): another than when it was read before"},
		{"not signed", 3, func(s string) string { return strings.Replace(s, "8F0192", "8F0193", 1) }, ""},
	} {
		for _, first := range []bool{false, true} {
			conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}.talk(t)
			list := slices.Collect(slices.Values(conv.Exchanges()))
			x := list[c.record]
			x.Response = unhex(c.alter(upper(x.Response)))
			at, number := len(list), "6"
			if first && c.name != "not signed" {
				at, number = c.record, "4"
			}
			both := &transcript.Conversation{}
			both.Set("date", "260701")
			for _, x := range slices.Insert(list, at, x) {
				both.Add(x)
			}
			ch := chainOf(t, both, set)
			wrong := slices.DeleteFunc(slices.Clone(ch.Links), func(l link) bool { return l.OK })
			if c.says == "" && len(wrong) > 0 || c.says != "" && !slices.ContainsFunc(wrong, func(l link) bool {
				return strings.HasPrefix(l.Name+": "+l.Result, strings.Replace(c.says, "N", number, 1))
			}) {
				t.Errorf("%s, first %v: %+v", c.name, first, ch.Links)
			}
		}
	}
}
