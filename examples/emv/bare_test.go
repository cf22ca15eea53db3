package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A cutObject is a data object cut from a published conversation or field 55, as it stands there.
type cutObject struct {
	raw  string
	tag  tlv.Tag
	from string
}

// cutObjects are all data objects, templates and what they hold, of the published conversations, of the published
// authorisation requests, of the decoding vectors and of conversations with our own virtual cards.
func cutObjects(t *testing.T) (list []cutObject) {
	t.Helper()
	var cut func(from string, c tlv.Cursor)
	cut = func(from string, c tlv.Cursor) {
		for o := range c.All() {
			list = append(list, cutObject{string(o.Raw), o.Tag, from})
			if o.Tag.Constructed() {
				cut(from, o.Children())
			}
		}
	}
	whole := func(from string, b []byte) {
		if tlv.Check(b) == nil {
			cut(from, tlv.NewCursor(b))
		}
	}
	for name, conv := range allConversations(t) {
		for _, x := range conv.Exchanges() {
			c, err := apdu.ParseCommand(x.Command)
			switch {
			case err == nil && c.INS == apdu.GetChallenge, err == nil && c.INS == apdu.ReadRecord && c.P2>>3 > 10:
				continue
			case err == nil && c.INS == apdu.GetProcessingOptions:
				whole(name, c.Data)
			}
			whole(name, apdu.Response(x.Response).Data())
		}
	}
	d, err := testvectors.Decodings()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Requests {
		whole(r.Source, unhex(r.Input))
	}
	for _, r := range d.Templates {
		whole(r.Name, unhex(r.Input))
	}
	return list
}

// captured are the conversations of testvectors.
func captured(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, name := range names {
		if all[name], err = testvectors.Conversation(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// allConversations are the published ones, and one with each of our own virtual cards.
func allConversations(t *testing.T) map[string]*transcript.Conversation {
	t.Helper()
	all := map[string]*transcript.Conversation{}
	for name, b := range captured(t) {
		c, err := transcript.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = c
	}
	for _, name := range card.Names() {
		file := t.TempDir() + "/read.txt"
		if status, _, errw := emv("", "read", "-card", name, "-record", file); status > 1 {
			t.Fatalf("read -card %s: %s", name, errw)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			continue // a card without applications
		}
		if all["our own card "+name], err = transcript.Parse(b); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Every data object, bare, is read as what it is: decode names the tag that was cut. So is a template with filler before its first object.
func TestBareObjectsNameTheirTag(t *testing.T) {
	list := cutObjects(t)
	if len(list) < 2000 {
		t.Errorf("%d objects", len(list))
	}
	for i, o := range list {
		head := len(o.tag.String()) / 2
		for _, filler := range []string{"", "\x00", "\x00\x00", "\xFF", "\xFF\xFF", "\xFF\xFF\xFF"} {
			raw := o.raw
			if n := len(raw) - head - 1 + len(filler); filler != "" && o.tag.Constructed() && n > len(filler) && n < 0x80 {
				raw = raw[:head] + string(rune(n)) + filler + raw[head+1:]
			} else if filler != "" {
				continue
			}
			if !sweep.Sample(i+1, 3) || filler != "" && !sweep.Sample(i+1, 9) {
				continue
			}
			r, status, err := decodeBare(hex.EncodeToString([]byte(raw)))
			if err != nil || status != 0 || len(r.Items) != 1 || r.Items[0].Tag != o.tag.String() {
				t.Errorf("%s: %s of %s behind % X is read as %s, or %q, exit status %d", o.from, o.tag, hideRaw(o), filler, r.Kind, r.Also, status)
			}
		}
	}
}

// A template whose first object has a tag of two bytes, cut off behind it anywhere, is read as data objects with its fault named, whether the cut is in the
// template or the template's own length has been made to fit.
func TestBareTemplatesThatEndTooEarly(t *testing.T) {
	seen, cuts := map[string]bool{}, 0
	for _, o := range cutObjects(t) {
		tags, _ := readTags([]byte(o.raw))
		head := len(o.tag.String())/2 + 1
		if !o.tag.Constructed() || len(tags) < 2 || o.raw[head-1] > 0x7F || seen[o.raw] {
			continue
		}
		seen[o.raw] = true
		first, _ := readTags([]byte(o.raw)[head:])
		if len(first) == 0 || first[0] < 0x100 || !(&decoder{}).isKnown(o.tag, first[0]) {
			continue
		}
		for n := head + 3; n < len(o.raw); n++ {
			fitted := []byte(o.raw[:n])
			fitted[head-1] = byte(n - head)
			for _, b := range [][]byte{[]byte(o.raw[:n]), fitted} {
				if tlv.Check(b) == nil {
					continue
				}
				cuts++
				if r := (&decoder{}).recognise(b); r.Kind != "tlv" && r.Kind != "rapdu" || r.Fault == "" && r.Kind == "tlv" {
					t.Errorf("%s: %d bytes of %s %s: read as %s, %q", o.from, n, o.tag, upper(b[:min(len(b), 8)]), r.Kind, r.Fault)
				}
			}
		}
	}
	if cuts < 500 {
		t.Errorf("%d cuts", cuts)
	}
}

// hideRaw is an object as a failure may show it.
func hideRaw(o cutObject) string {
	if o.tag.Sensitive() || o.tag.Constructed() {
		return count(len(o.raw), "byte")
	}
	return upper([]byte(o.raw))
}

// Every command and every response of data objects, bare, is read as one.
func TestBareCommandsAndResponses(t *testing.T) {
	for name, conv := range allConversations(t) {
		for i, x := range conv.Exchanges() {
			c, err := apdu.ParseCommand(x.Command)
			if err != nil || x.Open {
				continue
			}
			r := (&decoder{}).recognise(x.Command)
			if r.Kind != "capdu" && commandName(c) != "" {
				t.Errorf("%s: command %d is read as %s", name, i+1, r.Kind)
			}
			data := apdu.Response(x.Response).Data()
			raw := c.INS == apdu.GetChallenge || c.INS == apdu.ReadRecord && c.P2>>3 > 10
			if raw || tlv.Check(data) != nil || apdu.Response(x.Response).SW().Class() == apdu.Invalid {
				continue
			}
			if r := (&decoder{}).recognise(x.Response); r.Kind != "rapdu" && r.Kind != "sw" {
				t.Errorf("%s: response %d is read as %s, or %q", name, i+1, r.Kind, r.Also)
			}
		}
	}
}

// Field 55 of published requests, bare, is data objects.
func TestBareRequests(t *testing.T) {
	d, err := testvectors.Decodings()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range d.Requests {
		if got := (&decoder{}).recognise(unhex(r.Input)); got.Kind != "tlv" || got.Fault != "" {
			t.Errorf("%s: read as %s, %s", r.Source, got.Kind, got.Fault)
		}
	}
}

// Well-formed objects, tracks and commands that were taken for bit fields, CVM lists and answers to reset; the last are
// what those look like.
func TestBareReadings(t *testing.T) {
	for _, c := range []struct{ input, kind, says string }{
		{"9F4200", "tlv", "9F42"},
		{"8408A000000025010403FFFFA5105004414D45588701015F2D04656E6672", "tlv", "2 bytes of FF"},
		{"9F0702FF00FF8C159F02069F03069F1A0295055F2A029A039C019F3704", "tlv", "1 byte of FF"},
		{"9F0300", "tlv", "9F03"},
		{"E10A9F2701809F3601015A00", "tlv", "9F27"},
		{"DF60020B1E", "tlv", "DF60"},
		{"9F816E0100", "tlv", "9F816E"},
		{"9F7F888000000000000000AA", "tlv", "length field of more than 3 bytes"},
		{";4761739001010119=22342011143804400000?", "track2", "there is no month 34"},
		{";4761739001010119=2212?", "track2", "476173******0119"},
		{";47617390010101", "track2", "not a track 2"},
		{"4761739001010119D22342011143804400000F", "track2", "there is no month 34"},
		{"%B4761739001010119^CARD/TEST^2212201?", "track1", "476173******0119"},
		{"802A8E800F08680008000000000015000978005600", "capdu", "COMPUTE CRYPTOGRAPHIC CHECKSUM"},
		{"802A8E80040000000000", "capdu", "COMPUTE CRYPTOGRAPHIC CHECKSUM"},
		{"80D00000080102030405060708", "capdu", "RECOVER AC"},
		{"80A60000040102030400", "capdu", "unknown instruction"},
		{"80A6123402AABB", "capdu", "unknown instruction"},
		{"77039F2702", "tlv", "value longer than what is left"},
		{"77079F2701", "tlv", "value longer than what is left"},
		{"70049F0802", "tlv", "value longer than what is left"},
		{"8000008000", "tvr", "transaction exceeds the floor limit"},
		{"5C00", "tsi", ""},
		{"1980", "aip", "CDA"},
		{"9000", "sw", "9000"},
		{"000000000000000042031E031F03", "cvm-list", "signature"},
		{"9F02069F03069F1A02", "dol", "9F1A"},
		{"06010A03A0A000", "iad", "Visa CVN 10"},
		{"0012A08003242000961F00000000000000FF0000000000000000000000000000", "iad", "byte 1 bits 6-5: first GENERATE AC: ARQC"}, // filled with zeroes to 32 bytes
		{"0010A08003242000961F00000000000000FF0000000000000000000000000000", "iad", "Mastercard CVN 16"},
		{"0012000000000000961F00000000000000FF0000000000000000000000000000", "third-party-data", ""},
		{"1411445D84016E51", "pin-block", ""},
		{"141144A08003242A", "pin-block", "iad"},
		{"161234567F8A3B2C", "pin-block", ""},
		{"1C123456789012AB", "pin-block", ""},
		{"%B4761739001010119^CARD/TEST^22122010000000000?;4761739001010119=22122011234567890?", "tracks", "name: masked, 9 characters"},
		{"%B4761739001010119^CARD/TEST^22122010000000000?7;4761739001010119=22122011234567890?3", "tracks", "track 2"},
		{"%B4761739001010119^CARD/TEST^22122010000000000?\n;4761739001010119=22122011234567890?\n", "tracks", "476173******0119"},
		{"%B4761739001010119^CARD/TEST^22122010000000000?;4761739001010119=22122011234567890?+01123456789?", "tracks", "track 3: masked, 13 characters"},
		{";014761739001010119=978978100000000000030300123404040009901000000000000000000==1=0000000000000000?", "track3", "number (PAN): 476173******0119 (Luhn check passed)"},
		{"+014761739001010119=978978100000000000030300123404040009901000000000000000000==1=0000000000000000?7", "track3", "data of the account: masked, 77 characters"},
		{"014761739001010119=978978100000000000030300123404040009901000000000000000000==1=0000000000000000", "track3", "format code: 01"},
		{";4761739001010119=221220111438044000001234567890123456789012?", "track2", "number (PAN): 476173******0119 (Luhn check passed)"},
		{"3B3031343736313733393030313031303131393D3937383937383130303030303030303030303033303330303132333430343034303030393930313030303030303030303030303030303030303D3D313D303030303030303030303030303030303F", "track3", "476173******0119"},
		{";4761739001010119=22122011234567890?", "track2", "476173******0119"},
		{"%E?;4761739001010119=22122011234567890?", "tracks", "could not read"},
		{";4761739001010119=22122011234567890?+01123456789=1?", "tracks", "476173******0119 (Luhn check passed)"},
		{";4761739001010119=22122011234567890?7;01123456789=1?2", "tracks", "track 3: masked, 16 characters"},
		{";E?+014761739001010119=978978100000000000030300123404040009901?", "tracks", "track 2: the reader could not read it"},
		{"%B4761739001010119^CARD/TEST^22122010000000000?+01123456789=1?", "tracks", "track 3: masked, 15 characters"},
		{"%B4761739001010119^CARD/TEST^22132010000000000?;4761739001010119=22122011234567890?", "tracks", "there is no month 13"},
		{"%B4761739001010119^CARD/TEST?;4761739001010119=22122011234567890?", "tracks", "not a track 1"},
		{"2542343736313733393030313031303131395E434152442F544553545E32323132323031303030303030303030303F3B343736313733393030313031303131393D32323132323031313233343536373839303F", "tracks", "476173******0119"},
		{"01150000000000000000", "iad", ""}, // without counters, and a CVM list
		{"0110A020010000001122", "iad", "1122"},
		{"0210A50002020000000000000000000000FF", "iad", ""},
	} {
		_, out, errw := emv("", "decode", c.input)
		r, _, err := decodeBare(c.input)
		if err != nil || r.Kind != c.kind && !slices.Contains(r.Also, c.kind) || !strings.Contains(out+errw, c.says) {
			t.Errorf("%s: %s, or %q: %v %s%s", c.input, r.Kind, r.Also, err, out, errw)
		}
	}
}

// decodeBare is what decode answers without a word of what the input is.
func decodeBare(input string) (r decoded, status int, err error) {
	status, out, _ := emv("", "decode", "-json", input)
	return r, status, json.Unmarshal([]byte(out), &r)
}

// Bare lists and bit fields of the decoding vectors are read as what they are, or that is among the readings.
func TestBareValuesOfVectors(t *testing.T) {
	d, err := testvectors.Decodings()
	if err != nil {
		t.Fatal(err)
	}
	check := func(value, kind string) {
		t.Helper()
		r := (&decoder{}).recognise(unhex(value))
		if r.Kind != kind && !slices.Contains(r.Also, kind) {
			t.Errorf("%s %s is read as %s, or %q", kind, value, r.Kind, r.Also)
		}
	}
	for _, l := range d.DOLs {
		check(l.DOL, "dol")
	}
	for _, l := range d.AFLs {
		check(l.AFL, "afl")
	}
	for _, l := range d.CVMLists {
		if !l.Refused && len(l.Rules) > 0 {
			check(l.List, "cvm-list")
		}
	}
	kindOf := map[string]string{"95": "tvr", "9B": "tsi", "82": "aip", "9F34": "cvm-results"}
	for _, b := range d.Bits {
		if kind := kindOf[b.Tag]; kind != "" && strings.Trim(b.Value, "F") != "" { // all ones mean nothing
			check(b.Value, kind)
		}
	}
}
