package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

// A DDA signature is none without the terminal's number, whole, in the list of what it covers, though it verifies; what a terminal sends by a list of its own the
// conversation does not show.
//
// EMV 4.4 B2 6.5.1, B3 5.4, 10.3
func TestDDAWithoutTheTerminalsNumber(t *testing.T) {
	const number = "0A0B0C0D"
	card := forgedCard{aip: "2000", iad: "06011203A00000", without: 0x9F4B}
	for _, c := range []struct{ name, ddol, sent, says string }{ // says: of one that does not hold, empty where it does
		{"number", "9F49039F3704", number, ""},
		{"number behind another", "9F49069F1A029F3704", "0840" + number, ""},
		{"longer than the number", "9F49039F3706", number + "0000", ""},
		{"none", "", number, ""},
		{"none, and nothing sent", "", "", "0 bytes of data cannot hold 9F37"},
		{"empty, and nothing sent", "9F4900", "", "0 bytes of data cannot hold 9F37"},
		{"none, and too little sent", "", "0A0B0C", "3 bytes of data cannot hold 9F37"},
		{"another element", "9F49039F1A02", "0840", "does not ask for 9F37"},
		{"another element of four bytes", "9F49039F3304", "E0F0C800", "does not ask for 9F37"},
		{"no byte of it", "9F49069F37009F1A02", "0840", "does not ask for 9F37"},
		{"one byte", "9F49039F3701", "0A", "does not ask for 9F37"},
		{"two bytes", "9F49039F3702", "0A0B", "does not ask for 9F37"},
		{"three bytes", "9F49039F3703", "0A0B0C", "does not ask for 9F37"},
		{"twice in halves", "9F49069F37029F3702", number, "does not ask for 9F37"},
		{"a list that is none", "9F49029F37", number, "does not ask for 9F37"},
		{"less sent than asked for", "9F49069F1A029F3704", "08400A0B", "is not in what was sent"},
	} {
		of := card
		of.more = c.ddol
		conv, set := of.talk(t)
		_, _, icc := publishedKeys(t)
		sdad := icc.sign(fill(len(icc.n)-22, []byte{0x05, 1, 3, 2, 0, 1}), unhex(c.sent))
		command := []byte{0, 0x88, 0, 0, 0}
		if n := byte(len(c.sent) / 2); n > 0 {
			command = append(append(append(command[:4:4], n), unhex(c.sent)...), 0)
		}
		conv.Add(transcript.Exchange{Command: command, Response: append(tlv.Append(nil, 0x80, sdad), 0x90, 0x00)})
		ch := chainOf(t, conv, set)
		l := ch.last()
		if l.Name != "DDA signature (exchange 6)" || l.OK != (c.says == "") || !strings.Contains(l.Result, or(c.says, "verified")) || l.OK == (l.Clause == "EMV 4.4 B2 6.5.1") {
			t.Errorf("%s: %+v", c.name, l)
		}
		if untold := strings.Contains(l.Result, "is not shown"); untold != (c.ddol == "" && l.OK) {
			t.Errorf("%s: %s", c.name, l.Result)
		}
		if twin := redactWhole(conv, []*capk.Set{set}, [3]byte{0x26, 0x07, 0x01}, unasked); twin.Get(notReissuedHeader) != "" {
			t.Errorf("%s: not issued again: %s", c.name, twin.Get(notReissuedHeader))
		}
	}
}

// What a fast DDA signature covers is what the reader sent, whole: nothing that the card says in its place, and no zeroes for what was not sent.
//
// EMV 4.4 B3 5.4, C-3 2.12 C.1
func TestFastDDAOfWhatWasSent(t *testing.T) {
	card := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}
	for _, c := range []struct{ name, pdol, sent, more, related, says string }{ // says: empty where it holds
		{"all", "9F02065F2A029F3704", "000000001000" + "0978" + "0A0B0C0D", "", "", ""},
		{"no number", "9F02065F2A02", "000000001000" + "0978", "", "", "9F37 (Unpredictable Number), which it covers, is not in the conversation"},
		{"no number, and one of the card", "9F02065F2A02", "000000001000" + "0978", "9F370400000000", "", "9F37 (Unpredictable Number), which it covers, is not in the conversation"},
		{"half a number", "9F02065F2A029F3702", "000000001000" + "0978" + "0000", "", "", "9F37 (Unpredictable Number), which it covers, was sent with 2 of its 4 bytes"},
		{"no amount", "5F2A029F3704", "0978" + "0A0B0C0D", "", "", "9F02 (Amount, Authorised (Numeric)), which it covers, is not in the conversation"},
		{"part of the amount", "9F02055F2A029F3704", "0000000000" + "0978" + "0A0B0C0D", "", "", "was sent with 5 of its 6 bytes"},
		{"no currency", "9F02069F3704", "000000001000" + "0A0B0C0D", "", "", "5F2A (Transaction Currency Code), which it covers, is not in the conversation"},
		{"short data of the card", "9F02065F2A029F3704", "000000001000" + "0978" + "0A0B0C0D", "", "01AABBCC", "9F69 (Card Authentication Related Data) has 4 bytes, not 5 to 16"},
	} {
		of := card
		of.pdol, of.sent, of.more, of.related = c.pdol, c.sent, c.more, c.related
		conv, set := of.talk(t)
		ch := chainOf(t, conv, set)
		if l := ch.Links[3]; l.Name != "fast DDA signature (9F4B)" || l.OK != (c.says == "") || !strings.Contains(l.Result, c.says) || !l.OK && (!l.absent || l.Clause != fastClause) {
			t.Errorf("%s: %+v", c.name, l)
		}
	}
	otherwise := card
	otherwise.more = "9F370411223344" // what the card says of the number
	conv, set := otherwise.talk(t)
	if ch := chainOf(t, conv, set); !ch.Links[3].OK {
		t.Errorf("%+v", ch.Links[3])
	}
}

// Where the answer to SELECT is not there, the list that it had is what is missing, and not the data that were sent by it.
//
// EMV 4.4 B3 5.4, C-3 2.12 C.1, C-6 2.12 3.6.1
func TestSignatureOfDataWithoutTheirList(t *testing.T) {
	const (
		list   = "the PDOL (9F38), which says where in the data of GET PROCESSING OPTIONS 9F37 (Unpredictable Number) stands, is not in the conversation"
		number = "9F37 (Unpredictable Number), which it covers, is not in the conversation"
	)
	answer, sent := regexp.MustCompile(`(?m)^(> 00A40400[0-9A-F]{2}A0.*)\n< .*`), regexp.MustCompile(`(?m)^> 80A8.*`)
	for _, c := range []struct{ card, selected, sent, says string }{
		{"visa-offline", "?", "", list},
		{"visa-offline", "9000", "", list},
		{"visa-offline", "?", "> 80A8000002830000", number},
		{"discover-offline", "?", "", list},
		{"unionpay-offline", "?", "", list},
	} {
		text := answer.ReplaceAllString(string(recordedTalk(t, "-interface contactless -card "+c.card)), "$1\n< "+c.selected)
		if c.sent != "" {
			text = sent.ReplaceAllString(text, c.sent)
		}
		if status, out := sayODA(t, []byte(text)); status != 1 || !strings.Contains(out, c.says) {
			t.Errorf("%s, %s, %s: %d\n%s", c.card, c.selected, c.sent, status, out)
		}
		_, once, _ := emv(text, "redact", "-")
		if _, again, _ := emv(once, "redact", "-"); !strings.Contains(notReissuedIn(once), c.says) || notReissuedIn(again) != notReissuedIn(once) {
			t.Errorf("%s, %s, %s: redacted %q, again %q", c.card, c.selected, c.sent, notReissuedIn(once), notReissuedIn(again))
		}
	}
}

// A CDA signature is over the number of the terminal, and not over zeroes where none is known; what a card of Kernel 6 signs at once is over all that its PDOL has to
// ask for.
//
// EMV 4.4 B2 6.6.2, C-6 2.12 F2.1
func TestCDAWithoutTheTerminalsNumber(t *testing.T) {
	zeroes := &chain{Links: []link{{OK: true}}}
	if zeroes.refuse("9F37", "EMV 4.4 B2 6.6.2"); zeroes.ok() || zeroes.last().Clause == "" || !zeroes.last().absent {
		t.Errorf("%+v", zeroes.last())
	}
	const whole = "9F66049F02069F03069F1A025F2A029A039C019F3704"
	for _, c := range []struct{ pdol, says string }{
		{whole, ""},
		{whole + "9F1D08", ""},
		{strings.Replace(whole, "9F3704", "", 1), "the PDOL (9F38) does not ask for 9F37 (Unpredictable Number) with 4 bytes"},
		{strings.Replace(whole, "9F3704", "9F3702", 1), "9F37 (Unpredictable Number) with 4 bytes"},
		{strings.Replace(whole, "9F3704", "9F3708", 1), "9F37 (Unpredictable Number) with 4 bytes"},
		{strings.Replace(whole, "9F0206", "9F0200", 1), "9F02 (Amount, Authorised (Numeric)) with 6 bytes"},
		{strings.Replace(whole, "9C01", "", 1), "9C (Transaction Type) with 1 byte"},
	} {
		s := &said{command: &transcript.Lists{PDOL: unhex(c.pdol)}}
		if says := s.lacks6(); (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
			t.Errorf("%s: %q", c.pdol, says)
		}
	}
}

// An answer to SELECT with a warning and an FCI is an application: its chain is followed, and the answer told.
//
// EMV 4.4 B1 12.4, B3 6.5.1.1
func TestChainOfABlockedApplication(t *testing.T) {
	conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}.talk(t)
	for sw, says := range map[string]string{
		"9000": "", "6283": "the card answered 6283, warning: selected file invalidated (application blocked)",
		"6200": "the card answered 6200", "6285": "the card answered 6285", "6300": "the card answered 6300", "63C0": "the card answered 63C0",
	} {
		x := conv.Exchanges()[0].Response
		other := conv.Clone()
		other.SetResponse(0, append(append([]byte(nil), x[:len(x)-2]...), unhex(sw)...))
		ch := chainOf(t, other, set)
		if len(ch.Links) < 4 || !ch.Links[3].OK || ch.ok() != (says == "") || !strings.Contains(ch.last().Result, says) {
			t.Errorf("%s: %+v", sw, ch.Links)
		}
	}
}

// An element that the card gives with two values is named, whichever was read first; not one that a record has when it is read again, and none of a file that the
// books do not lay out.
//
// EMV 4.4 B3 10.2
func TestElementsGivenTwice(t *testing.T) {
	for _, c := range []struct{ name, in, says string }{ // in: an object behind the certificates, or in the answer to GET PROCESSING OPTIONS
		{"no other", "", ""},
		{"another value", "5F24033012315F280208405F28020276", "5F28 (Issuer Country Code) has one value in the answer to GET PROCESSING OPTIONS and another in the answer to GET PROCESSING OPTIONS"},
		{"another date", "5F2403301231", "5F24 (Application Expiration Date) has one value in the answer to GET PROCESSING OPTIONS and another in record 1 of SFI 1"},
		{"the same date", "5F2403291231", ""},
		{"an empty one", "5F2400", ""},
		{"one that no book has", "DF010101DF010102", ""},
	} {
		conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95, more: c.in}.talk(t)
		ch := chainOf(t, conv, set)
		if ch.ok() != (c.says == "") || c.says != "" && !strings.Contains(ch.Links[4].Result+ch.last().Result, c.says) {
			t.Errorf("%s: %+v", c.name, ch.Links)
		}
	}
	s := &said{afl: unhex("08010100" + "60010100")}
	for id, ok := range map[[2]byte]bool{{1, 1}: true, {1, 2}: false, {2, 1}: false, {12, 1}: false} {
		if s.names(id) != ok {
			t.Errorf("%v", id)
		}
	}
}
