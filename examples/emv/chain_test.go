package main

import (
	"crypto/sha1" //nolint:gosec // the books' hash
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// A publishedKey is an RSA key pair that somebody published for tests; what nobody published is signed with it here.
type publishedKey struct{ n, e, d []byte }

func publishedKeys(t *testing.T) (ca, issuer, icc publishedKey) {
	t.Helper()
	files, err := testvectors.ODA()
	if err != nil {
		t.Fatal(err)
	}
	var keys []publishedKey
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind == "key pair" {
				keys = append(keys, publishedKey{v.Bytes("modulus"), v.Bytes("exponent"), v.Bytes("private exponent")})
			}
		}
	}
	if len(keys) != 3 {
		t.Fatalf("%d key pairs", len(keys))
	}
	return keys[0], keys[1], keys[2]
}

// sign is the signature scheme with message recovery.
//
// EMV 4.4 B2 A2.1.2
func (k publishedKey) sign(message ...[]byte) []byte {
	m := slices.Concat(message...)
	hash := sha1.Sum(m) //nolint:gosec // as above
	block := slices.Concat([]byte{0x6A}, m[:len(k.n)-22], hash[:], []byte{0xBC})
	x := new(big.Int).Exp(new(big.Int).SetBytes(block), new(big.Int).SetBytes(k.d), new(big.Int).SetBytes(k.n))
	return x.FillBytes(make([]byte, len(k.n)))
}

// fill is bytes up to a length, with BB behind.
func fill(n int, parts ...[]byte) []byte {
	b := slices.Concat(parts...)
	for len(b) < n {
		b = append(b, 0xBB)
	}
	return b
}

// A forgedCard is a contactless Visa card under published test keys, with a test PAN.
type forgedCard struct {
	aip, cid, iad string
	format        byte    // of the fast DDA signature
	ssad          string  // 93
	without       tlv.Tag // that no record has
	blind         bool    // the commands were not recorded
	more          string  // objects in the answer to GET PROCESSING OPTIONS
	pdol, sent    string  // another list, and what is sent by it; the signature covers zeroes for what is not
	related       string  // 9F69 otherwise
	index         string  // 8F otherwise
}

// talk is the conversation with the card, and its CA key.
//
// EMV 4.4 B2 6.1, 6.4, C-3 2.12 C.1
func (f forgedCard) talk(t *testing.T) (*transcript.Conversation, *capk.Set) {
	t.Helper()
	ca, issuer, icc := publishedKeys(t)
	related := unhex(or(f.related, "01AABBCCDD0400"))
	terminal := unhex("00000000100009780A0B0C0D") // 9F02, 5F2A, 9F37
	pdol, sent := unhex("9F02065F2A029F3704"), terminal
	if f.pdol != "" {
		pdol, sent = unhex(f.pdol), unhex(f.sent)
		terminal = make([]byte, len(terminal))
		for i, at := range map[tlv.Tag][2]int{0x9F02: {0, 6}, 0x5F2A: {6, 8}, 0x9F37: {8, 12}} {
			if v, ok := dolField(pdol, sent, i); ok && len(v) == at[1]-at[0] {
				copy(terminal[at[0]:at[1]], v)
			}
		}
	}
	dynamic := icc.sign(fill(len(icc.n)-22, []byte{f.format, 1, 3, 2, 0, 1}), terminal[8:12], terminal[:6], terminal[6:8], related)
	record := tlv.Append(nil, 0x5A, unhex("4761739001010119"))
	record = tlv.Append(record, 0x5F24, unhex("291231"))
	record = f.append(record, 0x9F69, related)

	// the modulus ends in the remainder: the room is that of the signer's key
	room := len(ca.n) - 36
	digits, remainder := issuer.n[:min(room, len(issuer.n))], issuer.n[min(room, len(issuer.n)):]
	head := fill(len(ca.n)-22, unhex("02476173FF1229000001"+"0101"), []byte{byte(len(issuer.n)), byte(len(issuer.e))}, digits)
	keys := tlv.Append(nil, 0x8F, unhex(or(f.index, "92")))
	keys = tlv.Append(keys, 0x90, ca.sign(head, remainder, issuer.e))
	if len(remainder) > 0 {
		keys = f.append(keys, 0x92, remainder)
	}
	keys = f.append(keys, 0x9F32, issuer.e)
	if f.ssad != "" {
		keys = tlv.Append(keys, 0x93, unhex(f.ssad))
	}

	room = len(issuer.n) - 42
	digits, remainder = icc.n[:min(room, len(icc.n))], icc.n[min(room, len(icc.n)):]
	head = fill(len(issuer.n)-22, unhex("044761739001010119FFFF1229000001"+"0101"), []byte{byte(len(icc.n)), byte(len(icc.e))}, digits)
	own := tlv.Append(nil, 0x9F46, issuer.sign(head, remainder, icc.e, record))
	if len(remainder) > 0 {
		own = f.append(own, 0x9F48, remainder)
	}
	own = f.append(own, 0x9F47, icc.e)

	gpo := tlv.Append(nil, 0x82, unhex(f.aip))
	gpo = tlv.Append(gpo, 0x94, unhex("0801010110010200"))
	gpo = tlv.Append(gpo, 0x9F10, unhex(f.iad))
	if f.cid != "" {
		gpo = tlv.Append(gpo, 0x9F27, unhex(f.cid))
	}
	gpo = append(f.append(gpo, 0x9F4B, dynamic), unhex(f.more)...)
	conv := &transcript.Conversation{}
	conv.Set("date", "260701")
	for _, x := range []struct{ command, response []byte }{
		{unhex("00A4040007A0000000031010"), tlv.Append(nil, 0x6F, slices.Concat(tlv.Append(nil, 0x84, unhex("A0000000031010")), tlv.Append(nil, 0xA5, tlv.Append(nil, 0x9F38, pdol))))},
		{apdu.AppendGetProcessingOptions(nil, sent), tlv.Append(nil, 0x77, gpo)},
		{apdu.AppendReadRecord(nil, 1, 1), tlv.Append(nil, 0x70, record)},
		{apdu.AppendReadRecord(nil, 2, 1), tlv.Append(nil, 0x70, keys)},
		{apdu.AppendReadRecord(nil, 2, 2), tlv.Append(nil, 0x70, own)},
	} {
		e := transcript.Exchange{Command: x.command, Response: append(x.response, 0x90, 0x00)}
		if f.blind {
			e.Command, e.Open = nil, true
		}
		conv.Add(e)
	}
	key := capk.Key{RID: [5]byte(unhex("A000000003")), Index: 0x92, Algorithm: capk.RSA, Test: true, Source: "published", Modulus: ca.n, Exponent: ca.e}
	key.Checksum = key.Sum()
	set, err := capk.NewSet([]capk.Key{key})
	if err != nil {
		t.Fatal(err)
	}
	return conv, set
}

func (f forgedCard) append(b []byte, tag tlv.Tag, value []byte) []byte {
	if tag == f.without {
		return b
	}
	return tlv.Append(b, tag, value)
}

// chainOf is the chain of the one application.
func chainOf(t *testing.T, conv *transcript.Conversation, set *capk.Set) chain {
	t.Helper()
	list := hear(conv)
	if len(list) != 1 {
		t.Fatalf("%d applications", len(list))
	}
	return list[0].verify([]*capk.Set{set}, [3]byte{0x26, 0x07, 0x01})
}

func (c *chain) last() link { return c.Links[len(c.Links)-1] }

// A fast DDA signature has format 95 where the card asks to go online, 05 where it approves: as the CID says, or without
// one the issuer application data. What verifies is issued again when it is redacted.
func TestFastDDASignatureFormats(t *testing.T) {
	for _, c := range []struct {
		name     string
		cid, iad string
		format   byte
		ok       bool
	}{
		{"ARQC, 95", "80", "06011203A00000", 0x95, true},
		{"TC, 05", "40", "06011203900000", 0x05, true},
		{"no CID, ARQC in the IAD, 95", "", "06011203A00000", 0x95, true},
		{"no CID, TC in the IAD, 05", "", "06011203900000", 0x05, true},
		{"ARQC, 05", "80", "06011203A00000", 0x05, false},
		{"TC, 95", "40", "06011203900000", 0x95, false},
		{"a CID wins over the IAD", "80", "06011203900000", 0x95, true},
		{"neither, 95", "", "", 0x95, false},
		{"no CID, an IAD without results, 95", "", "060112", 0x95, false},
	} {
		conv, set := forgedCard{aip: "2000", cid: c.cid, iad: c.iad, format: c.format}.talk(t)
		ch := chainOf(t, conv, set)
		if ch.ok() != c.ok || len(ch.Links) != 4 {
			t.Errorf("%s: %+v", c.name, ch.Links)
		}
		if !c.ok {
			says := "fDDA signature: signed data format"
			if c.cid+c.iad == c.iad && len(c.iad) < 14 { // C-3 2.12 5.4.2.1
				says = "neither 9F27 (Cryptogram Information Data) nor 9F10 (Issuer Application Data) says which format belongs there"
			}
			if !strings.Contains(ch.last().Result, says) {
				t.Errorf("%s: %s", c.name, ch.last().Result)
			}
			continue
		}
		twin := redactWhole(conv, []*capk.Set{set}, [3]byte{0x26, 0x07, 0x01}, unasked)
		if why := twin.Get(notReissuedHeader); why != "" {
			t.Errorf("%s: not issued again: %s", c.name, why)
			continue
		}
		sets, err := reissuedSet(twin)
		if err != nil || len(sets) != 1 {
			t.Fatalf("%s: %d sets: %v", c.name, len(sets), err)
		}
		if again := chainOf(t, twin, sets[0]); !again.ok() || len(again.Links) != 4 {
			t.Errorf("%s: issued again: %+v", c.name, again.Links)
		}
	}
}

// What the AIP does not name is not verified: a card that does CDA alone may have anything in 93.
func TestOnlyMethodsOfTheAIPAreVerified(t *testing.T) {
	for _, c := range []struct {
		aip  string
		want []string
		ok   bool
	}{
		{"2000", []string{"certification authority key", "issuer certificate", "card certificate", "fast DDA signature"}, true},
		{"1980", []string{"certification authority key", "issuer certificate", "card certificate", "fast DDA signature"}, false}, // C-3 2.12 C.1
		{"1800", []string{"certification authority key", "issuer certificate", "fast DDA signature"}, false},
		{"6000", []string{"certification authority key", "issuer certificate", "signed static application data", "card certificate", "fast DDA signature"}, false},
	} {
		conv, set := forgedCard{aip: c.aip, cid: "80", iad: "06011203A00000", format: 0x95, ssad: "FF"}.talk(t)
		ch := chainOf(t, conv, set)
		var got []string
		for _, l := range ch.Links {
			name, _, _ := strings.Cut(l.Name, " (")
			got = append(got, strings.TrimSuffix(name, " A000000003 92"))
		}
		if !slices.Equal(got, c.want) || ch.ok() != c.ok {
			t.Errorf("AIP %s: %q, %v", c.aip, got, ch.ok())
		}
		twin := redactWhole(conv, []*capk.Set{set}, [3]byte{0x26, 0x07, 0x01}, unasked)
		if why := twin.Get(notReissuedHeader); (why == "") != c.ok {
			t.Errorf("AIP %s: %s", c.aip, why)
		}
	}
}

// What of a certificate is missing is said, not that its hash differs.
func TestMissingPartsOfCertificatesAreNamed(t *testing.T) {
	for tag, want := range map[tlv.Tag]string{
		0x92:   "92 (Issuer Public Key Remainder) is missing: 36 bytes of the key",
		0x9F32: "9F32 (Issuer Public Key Exponent) is missing",
		0x9F47: "9F47 (",
		0x9F69: "9F69 (Card Authentication Related Data), which it covers, is not in the conversation",
	} {
		conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95, without: tag}.talk(t)
		if ch := chainOf(t, conv, set); ch.ok() || !strings.HasPrefix(ch.last().Result, want) {
			t.Errorf("without %s: %s: %s", tag, ch.last().Name, ch.last().Result)
		}
	}
}

// Certificates are found although the commands were not recorded.
func TestCertificatesWithoutCommands(t *testing.T) {
	conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95, blind: true}.talk(t)
	ch := chainOf(t, conv, set)
	if len(ch.Links) != 4 || !ch.Links[2].OK || ch.last().Result != "9F37 (Unpredictable Number), which it covers, is not in the conversation" {
		t.Errorf("%+v", ch.Links)
	}
	file := t.TempDir() + "/blind.txt"
	if err := os.WriteFile(file, conv.Append(nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errw := emv("", "oda", file); status != 1 || strings.Contains(errw, "no certificates are in it") {
		t.Errorf("%d %s %s", status, out, errw)
	}
}
