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
