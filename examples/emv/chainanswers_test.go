package main

import (
	"crypto/sha1" //nolint:gosec // the books' hash
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

// What the answer to GENERATE AC must have beside its signature and has not is named, and not that something differs.
//
// EMV 4.4 B3 6.5.5.4
func TestChainNamesWhatAnAnswerLacks(t *testing.T) {
	for _, c := range []struct {
		card string
		tags []tlv.Tag
		says string
	}{
		{"-card full", []tlv.Tag{0x9F27}, "9F27 (Cryptogram Information Data) is missing in the answer"},
		{"-card full", []tlv.Tag{0x9F36}, "9F36 (Application Transaction Counter (ATC)) is missing in the answer"},
		{"-card full", []tlv.Tag{0x9F27, 0x9F36}, "9F27 (Cryptogram Information Data), 9F36 (Application Transaction Counter (ATC)) are missing in the answer"},
		{"-card xda -config xda", []tlv.Tag{0x9F27}, "9F27 (Cryptogram Information Data) is missing in the answer"},
		{"-card xda -config xda", []tlv.Tag{0x9F36}, "9F36 (Application Transaction Counter (ATC)) is missing in the answer"},
		{"-card xda -config xda", []tlv.Tag{0x9F26}, "9F26 (Application Cryptogram) is missing in the answer"},
		{"-card pboc-sm -config unionpay", []tlv.Tag{0x9F36}, "9F36 (Application Transaction Counter (ATC)) is missing in the answer"},
	} {
		conv := parsed(t, string(recordedTalk(t, c.card)))
		for _, tag := range c.tags {
			for i, x := range conv.Exchanges() {
				if len(x.Command) > 1 && x.Command[1] == 0xAE {
					rename(tlv.NewCursor(conv.Exchanges()[i].Response[:len(x.Response)-2]), tag)
					conv.SetResponse(i, x.Response)
				}
			}
		}
		if status, out := sayODA(t, conv.Append(nil)); status != 1 || !strings.Contains(out, c.says) || strings.Contains(out, "differs") || strings.Contains(out, "genuine") {
			t.Errorf("%s without %X: %d\n%s", c.card, c.tags, status, out)
		}
	}
}

// A length inside the answer that is wrong is told as that, whatever the signature's key.
func TestChainNamesAWrongLengthInAnAnswer(t *testing.T) {
	for _, c := range []struct{ name, card, from, to, says string }{
		{"XDA, longer", "-card xda -config xda", "9F4B41", "9F4B42", "the objects of the answer are not whole: offset "},
		{"XDA, another before it", "-card xda -config xda", "9F3602", "9F3683", "the objects of the answer are not whole: offset "},
		{"XDA, format", "-card xda -config xda", "9F4B4115", "9F4B4105", "XDA"},
		{"CDA, longer", "-card full", "9F4B8190", "9F4B8191", "not as long as the ICC key's modulus"},
		{"CDA, another before it", "-card full", "9F3602", "9F3683", "the objects of the answer are not whole: offset "},
	} {
		text := string(recordedTalk(t, c.card))
		with := regexp.MustCompile(`(?m)^< 77.*`).ReplaceAllStringFunc(text, func(line string) string { return strings.Replace(line, c.from, c.to, 1) })
		if with == text {
			t.Fatalf("%s: nothing is replaced in\n%s", c.name, text)
		}
		if status, out := sayODA(t, []byte(with)); status != 1 || !strings.Contains(out, c.says) || strings.Contains(out, "other family") || strings.Contains(out, "genuine") {
			t.Errorf("%s: %d\n%s", c.name, status, out)
		}
	}
}

// What the card refused is told with its answer, and not as missing in the conversation.
func TestChainNamesWhatTheCardRefused(t *testing.T) {
	full := string(recordedTalk(t, "-card full"))
	refuse := func(command, with string) string {
		return regexp.MustCompile(`(?m)^(> `+command+`.*)\n< .*$`).ReplaceAllString(full, "$1\n< "+with)
	}
	upTo := func(text, command string) string {
		at := strings.Index(text, "> 80A8")
		return text[:at+strings.Index(text[at:], "> "+command)]
	}
	for _, c := range []struct {
		name, text string
		says       []string
	}{
		{"GET PROCESSING OPTIONS", upTo(refuse("80A8", "6985"), "00B2"), []string{"no  GET PROCESSING OPTIONS", "the card answered 6985"}},
		{"GET PROCESSING OPTIONS lost", upTo(refuse("80A8", "!removed"), "00B2"), []string{"no  GET PROCESSING OPTIONS", "the card did not answer"}},
		{"GET PROCESSING OPTIONS, and records all the same", refuse("80A8", "6985"), []string{"which records it covers is not known: to GET PROCESSING OPTIONS the card answered 6985"}},
		{"every record", refuse("00B2", "6A83"), []string{"no  certification authority key", "8F (Certification Authority Public Key Index) is not in the conversation; record 1 of SFI 1 was not given: the card answered 6A83"}},
		{"the record with the card number", refuse("00B20114", "6A83"), []string{"5A (Application Primary Account Number) is not in the conversation; record 1 of SFI 2 was not given: the card answered 6A83"}},
		{"the record with the exponent", refuse("00B20424", "6A83"), []string{"9F47 (ICC Public Key Exponent) is missing; record 4 of SFI 4 was not given: the card answered 6A83"}},
		{"the record with key and remainder", refuse("00B20124", "6A83"), []string{"8F (Certification Authority Public Key Index) is not in the conversation; record 1 of SFI 4 was not given"}},
		{"a record that is signed", refuse("00B2010C", "6A83"), []string{"record 1 of SFI 1, which it covers, was not given: the card answered 6A83"}},
	} {
		status, out := sayODA(t, []byte(c.text))
		for _, s := range c.says {
			if status != 1 || !strings.Contains(out, s) || strings.Contains(out, "differs") {
				t.Errorf("%s: no %q, %d\n%s", c.name, s, status, out)
			}
		}
	}
}

// An answer that is there and not whole is named, whatever the chain lacks for it.
func TestChainNamesAnswersThatAreNotWhole(t *testing.T) {
	for _, card := range []string{"-card full", "-card sda", "-card xda -config xda", "-interface contactless -card amex-offline"} {
		lines := strings.Split(string(recordedTalk(t, card)), "\n")
		answers := 0
		for i, line := range lines {
			name := ""
			switch {
			case strings.HasPrefix(line, "> 00A4040007"), strings.HasPrefix(line, "> 00A4040006"):
				name = "the answer to SELECT is not whole: offset "
			case strings.HasPrefix(line, "> 80A8"):
				name = "the answer to GET PROCESSING OPTIONS is not whole: offset "
			case strings.HasPrefix(line, "> 00B2") && !strings.HasPrefix(lines[i-2], "> 00A404000E"):
				name = " is not whole: offset "
			}
			if name == "" || !slices.Contains([]string{"< 6F", "< 70", "< 77"}, lines[i+1][:4]) {
				continue
			}
			was := lines[i+1]
			answer := unhex(strings.Fields(was)[1])
			answer[1+int(answer[1]>>7)]++ // the outer length
			lines[i+1] = "< " + upper(answer)
			status, out := sayODA(t, []byte(strings.Join(lines, "\n")))
			broken := strings.Contains(out, name)
			if status != 0 && !broken {
				t.Errorf("%s, %s: %d\n%s", card, line, status, out)
			}
			if lines[i+1] = was; broken {
				answers++
			}
		}
		if answers < 3 {
			t.Errorf("%s: %d answers", card, answers)
		}
	}
}

// combined is the signature with a cryptogram: over the transaction data, and over the unpredictable number of its command.
//
// EMV 4.4 B2 6.6.1
func (k publishedKey) combined(un []byte, cid byte, data ...[]byte) []byte {
	hash := sha1.Sum(slices.Concat(data...)) //nolint:gosec // as above
	dynamic := slices.Concat([]byte{2, 0xAA, 0xBB, cid}, make([]byte, 8), hash[:])
	return k.sign(fill(len(k.n)-22, []byte{5, 1, byte(len(dynamic))}, dynamic), un)
}

// The signature with the second cryptogram has the number that was sent with its own command; where the second list has none, the first.
//
// EMV 4.4 B2 6.6.2
func TestNumberOfTheSecondSignature(t *testing.T) {
	first, second := unhex("01020304"), unhex("0A0B0C0D")
	for _, c := range []struct {
		name, cdol2  string
		sent, signed []byte
		ok           bool
	}{
		{"its own", "9F3704", second, second, true},
		{"the first's again", "9F3704", second, first, false},
		{"behind another", "8A029F3704", slices.Concat([]byte("00"), second), second, true},
		{"none of its own", "8A02", []byte("00"), first, true},
		{"cut to two bytes", "9F3702", second[:2], first, true},
	} {
		conv, set := forgedCard{aip: "0100", iad: "06011203A00000"}.talk(t)
		_, _, icc := publishedKeys(t)
		command := conv.Exchanges()[1].Command
		pdol := command[7 : len(command)-1]
		add := func(command, response []byte) {
			conv.Add(transcript.Exchange{Command: command, Response: append(response, 0x90, 0x00)})
		}
		lists := tlv.Append(tlv.Append(nil, 0x8C, unhex("9F3704")), 0x8D, unhex(c.cdol2))
		add(unhex("00B2011C00"), tlv.Append(nil, 0x70, lists))
		var sent []byte
		generate := func(p1, cid byte, data, un []byte) {
			sent = append(sent, data...)
			objects := tlv.Append(tlv.Append(nil, 0x9F27, []byte{cid}), 0x9F36, []byte{0, 1})
			sdad := icc.combined(un, cid, pdol, sent, objects)
			add(slices.Concat([]byte{0x80, 0xAE, p1, 0, byte(len(data))}, data, []byte{0}), tlv.Append(nil, 0x77, tlv.Append(objects, 0x9F4B, sdad)))
		}
		generate(0x90, 0x80, first, first)
		generate(0x50, 0x40, c.sent, c.signed)
		ch := hear(conv)[0].verify([]*capk.Set{set}, [3]byte{0x26, 0x07, 0x01})
		if n := len(ch.Links); n < 2 || !strings.HasPrefix(ch.Links[n-2].Name, "CDA signature") || !ch.Links[n-2].OK || ch.last().OK != c.ok {
			t.Errorf("%s: %d links: %+v", c.name, n, ch.last().Result)
		}
	}
}
