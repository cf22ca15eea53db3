package main

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
)

// What is wrong with the fast DDA of a UnionPay card is told with the clauses of Kernel 7, of a Visa card with those of Kernel 3.
//
// C-3 2.12 C.1, C-7 2.12 4.3.2.2, 4.3.2.3
func TestFastSignatureClauses(t *testing.T) {
	for _, c := range []struct{ card, from, to, clause string }{
		{"unionpay-offline", "9F6908", "DF6908", "[C-7 2.12 4.3.2.3]"},
		{"unionpay-offline", "82022000", "82020000", "[C-7 2.12 4.3.2.2]"},
		{"unionpay-version", "", "", "[C-7 2.12 4.3.2.4]"},
		{"visa-offline", "9F69", "DF69", "[C-3 2.12 C.1]"},
		{"visa-offline", "82022000", "82020000", "[C-3 2.12 C.1]"},
	} {
		text := string(recordedTalk(t, "-interface contactless -card "+c.card))
		other := strings.ReplaceAll(text, c.from, c.to)
		if c.from == "" {
			other = text
		}
		status, out := sayODA(t, []byte(other))
		if status != 1 || c.from != "" && other == text || !strings.Contains(out, c.clause) {
			t.Errorf("%s, %s: no %s: %d %s", c.card, c.to, c.clause, status, out)
		}
	}
}

// Kernel 7 takes format 95 alone beside an ARQC, whatever the reader's qualifiers, as the CID or the issuer's data tell it.
//
// C-7 2.12 4.3.2.4
func TestFastSignatureFormatsOfKernel7(t *testing.T) {
	for _, c := range []struct {
		cid, iad string
		format   byte
		clause   string // empty where it verifies
	}{
		{"80", "06010A03A0A000", 0x95, ""},
		{"80", "06010A03A0A000", 0x05, "C-7 2.12 4.3.2.4"},
		{"", "06010A03A0A000", 0x05, "C-7 2.12 4.3.2.4"},
		{"", "06010A03909000", 0x05, ""},
		{"40", "06010A03909000", 0x95, "C-7 2.12 4.3.2.4"},
	} {
		conv, set := forgedCard{aip: "2000", cid: c.cid, iad: c.iad, format: c.format, related: "01AABBCCDD000000"}.talk(t)
		key, _ := set.Lookup([5]byte(unhex("A000000003")), 0x92)
		other := *key
		other.RID = [5]byte(unhex("A000000333"))
		other.Checksum = other.Sum()
		own, err := capk.NewSet([]capk.Key{other})
		if err != nil {
			t.Fatal(err)
		}
		ch := chainOf(t, parsed(t, strings.ReplaceAll(conv.String(), "A0000000031010", "A0000003331010")), own)
		if ch.ok() != (c.clause == "") || !ch.ok() && (ch.last().Clause != c.clause || !strings.Contains(ch.last().Result, "signed data format")) {
			t.Errorf("%+v: %+v", c, ch.last())
		}
	}
}

// More static data than Kernel 2 keeps is named, though its signature is right: the reader has no CDA then. By contact there is no such bound.
//
// C-2 2.12 A.1.127
func TestMoreStaticDataThanKernel2Keeps(t *testing.T) {
	text := string(recordedTalk(t, "-interface contactless -card mastercard-large"))
	const says = "2073 bytes are more than the 2048 that kernel C-2 keeps"
	for _, c := range []struct {
		name, from, to string
		status         int
		says           bool
	}{
		{"by its header and its directory", "", "", 1, true},
		{"by its directory", "interface: contactless\n", "", 1, true},
		{"by its header", "> 00A404000E325041592E5359532E444446303100", "> 00A404000E325041592E5359532E444446303200", 1, true},
		{"by contact", "interface: contactless\n", "", 0, false},
	} {
		other := strings.Replace(text, c.from, c.to, 1)
		if c.name == "by contact" {
			other = strings.ReplaceAll(other, "325041592E5359532E4444463031", "315041592E5359532E4444463031")
		}
		if status, out := sayODA(t, []byte(other)); status != c.status || strings.Contains(out, says) != c.says || c.from != "" && other == text {
			t.Errorf("%s: %d %s", c.name, status, out)
		}
	}
	if status, out := sayODA(t, recordedTalk(t, "-interface contactless -card mastercard-offline")); status != 0 || strings.Contains(out, "static data to be") {
		t.Errorf("less: %d %s", status, out)
	}
}
