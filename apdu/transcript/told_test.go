package transcript_test

import (
	"regexp"
	"strings"
	"testing"
)

const oneKey = "2B7E151628AED2A6ABF7158809CF4F3C"

// over is a text with zeroes for the digits and letters of what is given.
func over(text string, secrets ...string) string {
	for _, s := range secrets {
		text = strings.ReplaceAll(text, s, regexp.MustCompile(`[0-9A-Za-z]`).ReplaceAllString(s, "0"))
	}
	return text
}

// first is the first line of a redacted conversation that begins with it.
func first(t *testing.T, line string) string {
	t.Helper()
	c := parse(t, line+"\n-- conversation --\n> 00A4040007A000000003101000\n< 6A82\n")
	got, _, _ := strings.Cut(c.Redact().String(), "\n")
	return got
}

// A key goes behind each word for it, in a header line and in a comment.
func TestRedactKeysBehindWords(t *testing.T) {
	for _, word := range strings.Fields(`key imk mk sk imk-ac imk-smi imk-smc imk-idn mk-ac mk-smi mk-smc mkac mksmi skac sk-ac sk-smi bdk zmk tmk kek keys
		master-keys session-key key-ac mdk mdk-ac udk udk-a udk-b ipek tpk zpk pek tak tdk lmk pvk cvk cvk-a kmc kenc kmac kdek k-enc dek kcm cmk`) {
		upper := strings.ToUpper(word)
		for _, line := range []string{
			word + ": " + oneKey, "# " + upper + ": " + oneKey, "# the " + upper + " = " + oneKey + ", he said", "# " + upper + " " + oneKey,
			"# " + strings.ReplaceAll(upper, "-", " ") + " is " + oneKey, "note: " + word + "=" + oneKey,
		} {
			if got := first(t, line); got != over(line, oneKey) {
				t.Errorf("%s\n%s", line, got)
			}
		}
	}
	const other = "0123456789ABCDEFFEDCBA9876543210"
	for _, line := range []string{
		"# KCV 08D7B4, key parts " + oneKey + " and " + other, "# key component 1: " + oneKey, "# component 2: " + oneKey, "# 密钥 " + oneKey,
		"# KENC " + oneKey + " KMAC " + other, "# Transportschlüssel: " + oneKey, "k: " + oneKey,
	} {
		if got := first(t, line); got != over(line, oneKey, other) {
			t.Errorf("%s\n%s", line, got)
		}
	}
	for _, line := range []string{"ca-key: A000000003 92 01 03 " + strings.Repeat(oneKey, 4), "# the key of A000000003, index 92", "# key 9F46 is 2B7E1516", "# MAC " + oneKey} {
		if got := first(t, line); got != line {
			t.Errorf("%s\n%s", line, got)
		}
	}
}

// What stands in a header line of data and is none is a text.
func TestRedactWordsInHeadersOfData(t *testing.T) {
	for _, key := range []string{"transaction", "host", "atr", "un", "run", "ca-key"} {
		for text, want := range map[string]string{
			"sale CHF 42.50, card 4929 4212 3460 0821, PIN 7391": "sale CHF 42.50, card 4929 4200 0000 0821, PIN 0000",
			"not kept; PIN block 247391FFFFFFFFFF":               "not kept; PIN block 0000000000000000",
			"mute, IMK-AC " + oneKey:                             "mute, IMK-AC 00000000000000000000000000000000",
		} {
			if got := first(t, key+": "+text); got != key+": "+want {
				t.Errorf("%s: %s\n%s", key, text, got)
			}
		}
	}
	for _, line := range []string{"un: 47617390 01010119", "atr: 3B 68 00 00 00 73 C8 40 12 00 90 00", "run: 00A404000E315041592E5359532E444446303100=6A82 1 7-16 !timeout"} {
		if got := first(t, line); got != line {
			t.Errorf("%s\n%s", line, got)
		}
	}
}

// Bytes are found whatever stands between them: of a key behind its word, of the card's own number and of any other, of a PIN block, a PIN command.
func TestRedactBytesHoweverSeparated(t *testing.T) {
	pairs := regexp.MustCompile(`[0-9A-F]{2}`)
	for _, between := range [][2]string{
		{"", ""},
		{"", " "},
		{"", ":"},
		{"", "-"},
		{"", "."},
		{"", "|"},
		{"", ", "},
		{"", ","},
		{"0x", ", 0x"},
		{"0x", ",0x"},
		{"0x", " 0x"},
		{`\x`, `\x`},
		{"(byte)0x", ", (byte)0x"},
		{"(byte) 0x", ", (byte) 0x"},
	} {
		with := func(bytes string) string {
			return between[0] + strings.Join(pairs.FindAllString(bytes, -1), between[1])
		}
		for _, c := range []struct{ before, bytes, want string }{
			{"IMK-AC: ", oneKey, strings.Repeat("0", 32)},
			{"ours: ", "5A084929421234600821", "5A084929420000000821"},
			{"lane 4: ", "5A085413339348257611", ""},
			{"lane 4: ", "57135413339348257611D2712201000087650001", ""},
			{"PIN block ", "247391FFFFFFFFFF", "0000000000000000"},
			{"perso: ", "80E28000138000102B7E151628AED2A6ABF7158809CF4F3C", "80E280001300000000000000000000000000000000000000"},
			{"put: ", "80D88001102B7E151628AED2A6ABF7158809CF4F3C", "80D880011000000000000000000000000000000000"},
			{"quoted ", "0020008008247391FFFFFFFFFF", "00200080080000000000000000"},
			{"quoted ", "00A4040007A0000000031010", "00A4040007A0000000031010"},
		} {
			text := "-- conversation --\n# " + c.before + with(c.bytes) + "\n> 00B2010C00\n< 700A5A0849294212346008219000\n"
			if got, want := parse(t, text).Redact().String(), "# "+c.before+with(c.want)+"\n"; c.want != "" && !strings.Contains(got, want) || strings.Contains(got, with("9348")) {
				t.Errorf("%s\n%s", want, got)
			}
		}
	}
	if got := first(t, "# lane 4: 5A 08 54 13 33 93 48 25  76 11"); strings.Contains(got, "93 48") {
		t.Error(got)
	}
}

// A PIN, the identifier of a card, the number of an account and a name go behind the words for them.
func TestRedactWhatTextsName(t *testing.T) {
	for _, c := range []struct {
		secret string
		lines  []string
	}{
		{"7391", []string{
			"# PIN change 1234 -> {}", "# PIN 1111, 2222 and {}", "# PIN 1111 wrong, then {}", "# PIN first 1111 then {}", "# Pin Nr. {}", "# PIN try 1 {}", "# PIN (4 digits): {}",
			"# customer entered {} as PIN", "# {} is the new PIN", "# 密码 {}", "# 密码：{}", "# PUK {}", "new-pin: {}", "pin-entered: {}", "pin: {}", "pins: 1111,{}", "# PIN-Code {}",
			"# passcode {}", "# code secret {}", "# entered PIN {}", "# PIN=\"{}\"", "# the PIN was {}", "note: PIN {}, ok",
		}},
		{"04A3B21C9D5E80", []string{
			"# UID {}", "# uid={}", "uid: {}", "card-uid: {}", "nfc-uid: {}", "# NFCID1 {}", "# NFCID {}", "# PUPI: {}", "# NUID {}", "# CSN {}", "# card serial number {}",
			"# chip serial number: {}", "# IC serial number {}", "# chip id {}", "# chip number {}", "# card sn {}", "# card id: {}", "# anticollision {}", "# UID (7 bytes) {}", "# [UID] {}", "chip-id: {}", "card-serial: {}",
		}},
		{"9F3A61C2", []string{"# NUID {}", "# ICSN {}", "# PUPI {}"}},
		{"04:A3:B2:1C:9D:5E:80", []string{"# UID: {}", "# UID {}, SAK 20", "nfc-uid: {}"}},
		{"CH93 0076 2011 6238 5295 7", []string{"# IBAN {}", "iban: {}", "note: IBAN={}"}},
		{"DE89370400440532013000", []string{"# IBAN {}"}},
	} {
		for _, line := range c.lines {
			line = strings.ReplaceAll(line, "{}", c.secret)
			if got := first(t, line); strings.Contains(got, c.secret) || strings.Contains(got, "1111") || len(got) > len(line) {
				t.Errorf("%s\n%s", line, got)
			}
		}
	}
	for _, line := range []string{
		"# PIN verified, 9000", "# PIN try counter 9F17 is 3", "# the card id is DF3E", "# PIN entry 2026-07-01", "# IBAN unknown", "# code 1234", "# UID not read", "pin: 6983",
		"cardholder: 1", "# cardholder verification 420300", "# chip id",
	} {
		if got := first(t, line); got != line {
			t.Errorf("%s\n%s", line, got)
		}
	}
	for line, want := range map[string]string{
		"cardholder: Anna-Lena Müller":      "cardholder: XXXX-XXXX XXXXXXX",
		"# Cardholder Name: JONAS WEIDMANN": "# Cardholder Name: XXXXX XXXXXXXX",
		"cardholder-name: Jonas Weidmann":   "cardholder-name: XXXXX XXXXXXXX",
	} {
		if got := first(t, line); got != want {
			t.Errorf("%s\n%s", line, got)
		}
	}
}

// A name of the card goes inside other words too, in whatever letters, where it has six or more.
func TestRedactNamesInsideWords(t *testing.T) {
	const record = "701A5F2017" + "5745494D414E4E2F4A4F4E41532048554245522020202020"
	for text, want := range map[string]string{
		"jweimann@example.ch":           "jXXXXXXX@example.ch",
		"/srv/jweimann/traces/a.log":    "/srv/jXXXXXXX/traces/a.log",
		"JonasWeimann":                  "JonasXXXXXXX",
		"Weimanns card":                 "XXXXXXXs card",
		"weimannjk":                     "XXXXXXXjk",
		"the Huber's, jhubers, jonases": "the XXXXX's, jhubers, jonases",
	} {
		if got := parse(t, "-- conversation --\n# "+text+"\n> 00B2010C00\n< "+record+"9000\n").Redact().String(); !strings.Contains(got, "# "+want+"\n") {
			t.Errorf("%s\n%s", text, got)
		}
	}
}
