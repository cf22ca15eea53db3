package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// redactedText is what redact makes of a conversation.
func redactedText(t *testing.T, text string) string {
	t.Helper()
	status, out, errw := emv(text, "redact", "-")
	if status != 0 {
		t.Fatal(status, errw)
	}
	return out
}

const selection = "-- conversation --\n> 00A4040007A000000004101000\n< 6F208407A0000000041010A515500B5465737420437265646974BF0C059F4D020B0A9000\n"

// A number goes that stands before or behind other digits in a run of more than 19: in an unknown tag, in a log record without its format, on the page.
func TestRedactNumberInLongRunOfDigits(t *testing.T) {
	for name, exchange := range map[string]string{
		"unknown tag":        "> 00B2010C00\n< 7014DF011126112900000000123454133300890200119000\n",
		"unknown tag, ahead": "> 00B2010C00\n< 7014DF011154133300890200112611290000000012349000\n",
		"log record":         "> 00B2015C00\n< 2611290000000012345413330089020011FFFF9000\n",
		"GET DATA":           "> 80CADF0100\n< DF01112611290000000012345413330089020011009000\n",
	} {
		file := filepath.Join(t.TempDir(), "t.txt")
		if err := os.WriteFile(file, []byte(selection+exchange), 0o600); err != nil {
			t.Fatal(err)
		}
		page := filepath.Join(t.TempDir(), "t.html")
		if status, _, errw := emv("", "report", "-o", page, file); status != 0 {
			t.Fatal(errw)
		}
		for _, out := range []string{redactedText(t, selection+exchange), read(t, page)} {
			if strings.Contains(out, secretPAN) {
				t.Errorf("%s:\n%s", name, out)
			}
		}
	}
}

// A number in characters is masked in names and addresses that the dictionary knows, and in tags that it does not.
func TestNumberInCharactersIsMasked(t *testing.T) {
	for _, tag := range []tlv.Tag{0x50, 0x9F12, 0x5F50, 0xDF02, 0x9F05} {
		_, out, _ := emv("", "decode", object(0xBF0C, object(tag, inASCII(secretPAN))))
		if strings.Contains(out, secretPAN) || strings.Contains(out, inASCII(secretPAN)) || !strings.Contains(out, "*") {
			t.Errorf("%s: %s", tag, out)
		}
	}
}

// The data of what writes into a card, and a name that is selected, lose a number, and so does hexadecimal in a header.
func TestRedactNumbersInCommandsAndHeaders(t *testing.T) {
	for _, line := range []string{
		"> 00D60000085413330089020011", "> 00DC010C0A5A085413330089020011", "> 04DA9F7908541333008902001111223344", "> 80E200000A5A085413330089020011",
		"> 00D20000085413330089020011", "> 00A404000DA0000000045413330089020011", "> 00DC010C ?",
	} {
		out := redactedText(t, "host: 8A0230307211860F04DC010C0A5A085413330089020011\ntransaction: 9F0206000000001234\n"+selection+line+"\n< 9000\n")
		if strings.Contains(out, secretPAN) || !strings.Contains(out, "9F0206000000001234") || !strings.Contains(out, "8A023030") {
			t.Errorf("%s:\n%s", line, out)
		}
	}
}

// One rule for all tags that have no room for a number where some dictionary has them: a number in them is masked, and the amount that belongs there stays.
func TestOneRuleForBalancesAndUnknownTags(t *testing.T) {
	for _, tag := range []tlv.Tag{0xD1, 0x9F5F, 0xC2, 0xDF45} {
		for value, stays := range map[string]bool{secretPAN: false, "A" + secretPAN + "F": false, "000000001234": true} {
			record := object(0x70, object(tag, value))
			_, out, _ := emv("", "decode", record)
			conv := redactedText(t, selection+"> 00B2010C00\n< "+record+"9000\n")
			if strings.Contains(out, value) != stays || strings.Contains(conv, value) != stays {
				t.Errorf("%s %s:\n%s%s", tag, value, out, conv)
			}
		}
	}
}

// The PIN of PIN CHANGE/UNBLOCK inside an issuer script is shown by no command. The redacted twin has it neither in the header nor in the command, and
// replays to the byte: the kernel sends what the host's header says.
func TestPINInScriptIsHidden(t *testing.T) {
	const script = "7215861384240001" + "0E" + "1122334455667788" + "AABBCCDDEEFF"
	for _, args := range [][]string{{"decode", script}, {"decode", "-json", script}, {"decode", "-as", "capdu", script[8:]}} {
		if _, out, errw := emv("", args...); strings.Contains(out+errw, "1122334455667788") || strings.Contains(out+errw, "AABBCCDDEEFF") {
			t.Errorf("%v: %s%s", args, out, errw)
		}
	}
	conversation, _ := record(t, "-card", "full")
	conv := conversationIn(t, conversation)
	conv.Set("host", conv.Get("host")+script)
	conv.Set("expect", strings.Replace(conv.Get("expect"), "TSI F800", "TSI FC00", 1)) // scripts were processed
	text := conv.String() + "> " + script[8:] + "\n< 9000\n"
	file, twin := filepath.Join(t.TempDir(), "t.txt"), filepath.Join(t.TempDir(), "twin.txt")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errw := emv("", "redact", "-o", twin, file); status != 0 {
		t.Fatal(errw)
	}
	for _, f := range []string{file, twin} {
		if status, out, errw := emv("", "replay", f); status != 0 || !strings.Contains(out, "nothing differs") || strings.Contains(out, "1122334455667788") {
			t.Errorf("%s: %d %s%s", filepath.Base(f), status, out, errw)
		}
	}
	if strings.Contains(read(t, twin), "1122334455667788") {
		t.Error(read(t, twin))
	}
}

// The format of a log that stands in the discretionary data of the application lays its records out: what is no secret of theirs stays.
func TestLogFormatInDiscretionaryData(t *testing.T) {
	const text = "-- conversation --\n> 00A4040007A000000004101000\n< 6F2F8407A0000000041010A524500B5465737420437265646974BF0C149F4D020B0A9F4F0C9A039F02069F27019C015A089000\n" +
		"> 00B2015C00\n< 261129000000001234400154133300890200119000\n"
	out := redactedText(t, text)
	if !strings.Contains(out, "< 000000000000000000400100000000000000009000") {
		t.Error(out)
	}
	if _, out, _ := emv(text, "decode", "-"); !strings.Contains(out, "9F02") || !strings.Contains(out, "000000001234") || strings.Contains(out, secretPAN) || strings.Contains(out, "not in the conversation") {
		t.Error(out)
	}
}

// What is no card number stays as it is: amounts, dates, random numbers, names of applications, numbers of terminals and merchants, lists, locators,
// methods, currencies; and every value of a good card but what is sensitive.
func TestOtherDigitsStay(t *testing.T) {
	var cover transcript.Cover
	for tag, values := range map[tlv.Tag][]string{
		0x9F02: {"000000123456", "999999999999"}, 0x9A: {"261129"}, 0x9F37: {"45678912"}, 0x9F16: {inASCII("898310148160568"), inASCII("471112345678904")},
		0x9F1C: {inASCII("12345678")}, 0x9F1E: {inASCII("98765432")}, 0x94: {"0801010010010301180102002001020028010100", "10010501180102001001020040010100"},
		0x8E: {"00000000000000004201440341031E031F03", "000003E8000013880206420302031E031F03"}, 0x9F3B: {"0978084008260036"},
		0x8C: {"9F02069F03069F1A0295055F2A029A039C019F37049F35019F34039F4C08"}, 0x9F26: {"4761739001010119"}, 0x98: {"4761739001010119476173900101011947617390"},
		0x4F: knownAIDs, 0x84: knownAIDs, 0x80: {"5D800801010008020201080405001002030018030300", "7C00080103001001050120010100"},
		0x9F10: {"0110A04003220000000000000000000000FF", "06011203A0B800", "0FA501A030F800000000000000000000000F000000000000000000000000000000"},
		0x50:   {inASCII("VISA DEBIT"), inASCII("CREDIT"), inASCII("Test Credit")}, 0x9F12: {inASCII("VISACARD")}, 0x5F2D: {inASCII("esfritpt")},
	} {
		for _, v := range values {
			if got := cover.Value(0, tag, unhex(v)); got != v {
				t.Errorf("%s %s is shown as %s", tag, v, got)
			}
		}
	}
	for _, name := range card.Names() {
		source, err := card.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		_, plain, _ := emv("", "read", "-card", name, "-all", "-show-pan")
		_, covered, _ := emv("", "read", "-card", name, "-all")
		if len(source) == 0 || strings.Count(covered, "*") > strings.Count(plain, "*")+400 {
			t.Errorf("%s: %d stars", name, strings.Count(covered, "*"))
		}
	}
}
