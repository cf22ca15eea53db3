package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/oda"
)

// What people write into a file, each with what must not be seen of it.
var wordsOfPeople = [][2]string{
	{"4539-5783-4162-9712", "-5783-"},
	{"4539.5783.4162.9712", ".5783."},
	{"NDUzOTU3ODM0MTYyOTcxMg==", "TU3ODM0"},
	{";4539578341629712=29122019876543210?", "=2912201"},
	{"PAR: 5001NXQ8KZ3VW7T2R6M4H1L9", "NXQ8"},
	{"key=x'8C2A5F1077E3D4B6'", "x'8C2A"},
	{"PIN: 7-1-9-3", "7-1-9-3"},
	{"Karteninhaber: Max Mustermann", "Muster"},
	{"approved, Mustermann, CDA ok", "Muster"},
	{"A0000000041010: Mustermann", "Muster"},
}

// redactedAloud is what redact makes of a conversation, and what it says.
func redactedAloud(t *testing.T, text string) (out, says string) {
	t.Helper()
	status, out, says := emv(text, "redact", "-")
	if status != 0 {
		t.Fatal(says)
	}
	return out, says
}

// A redacted conversation has no words of people: neither in comments, on lines of their own or behind others, nor in header lines that no program reads or
// whose value has another form. What was taken out is counted, the copy replays as the original does, and no command shows such words.
func TestRedactLeavesNoWordsOfPeople(t *testing.T) {
	conversation, _ := record(t, "-card", "full")
	text := read(t, conversation)
	head, body, _ := strings.Cut(text, transcript.Separator)
	twin := read(t, twinOf(t, conversation))
	keys := []string{"note", "pin1", "key", "cardholder-name", notReissuedHeader}
	for _, r := range headerRules {
		if conversationIn(t, conversation).Get(r.key) == "" {
			keys = append(keys, r.key)
		}
	}
	n := len(wordsOfPeople)
	var comments, behind strings.Builder
	for i, w := range wordsOfPeople {
		fmt.Fprintf(&comments, "# %s\n#%s\n", w[0], w[0])
		fmt.Fprintf(&behind, "> 00B2%02X7C00 # %s\n< 6A83 # %s\n", i+1, w[0], w[0])
	}
	want := strings.Replace(twin, transcript.Separator+"\n", transcript.Separator+"\n"+regexp.MustCompile(` # .*`).ReplaceAllString(behind.String(), ""), 1)
	for _, key := range keys {
		lines := ""
		for _, w := range wordsOfPeople {
			lines += key + ": " + w[0] + "\n"
		}
		out, says := redactedAloud(t, comments.String()+lines+head+comments.String()+transcript.Separator+"\n"+behind.String()+strings.TrimPrefix(body, "\n")+comments.String())
		if out != want || says != fmt.Sprintf("emv redact: %d comments and %d header lines taken out: no program can judge them\n", 8*n, n) {
			t.Errorf("%s: %s\n%s", key, says, out)
		}
	}
	says := told(t, comments.String()+strings.ReplaceAll(strings.ReplaceAll(comments.String(), "# ", "#"), "#", "note: ")+head+transcript.Separator+body+comments.String())
	for i, w := range wordsOfPeople {
		says["replay "+fmt.Sprint(i)] = told(t, "expect: "+w[0]+"\n"+strings.Replace(head, "expect:", "x:", 1)+transcript.Separator+body, "replay FILE")["replay FILE"]
		for line, out := range says {
			if !strings.HasPrefix(line, "redact") && strings.Contains(out, w[1]) {
				t.Errorf("emv %s shows %s of %s", line, w[1], w[0])
			}
		}
	}
	if !strings.Contains(says["replay FILE"], "nothing differs") || !strings.Contains(says["replay 0"], "recorded a word of 19 characters; now approved") {
		t.Errorf("%s%s", says["replay FILE"], says["replay 0"])
	}
}

// The line that says what came out stays for every reason for which a tap by Kernel 2 is not authenticated: those of a chain of certificates and of a signature.
func TestRedactKeepsWhatCameOut(t *testing.T) {
	n := 0
	for r := oda.OK + 1; r.Clause() != ""; r++ {
		if strings.Contains(r.Clause(), ",") { // of keys for PINs
			continue
		}
		n++
		line := "expect: end application, C-2, CVM N/A, CDA failed, ARC Z1, " + r.Clause() + "\n"
		if out, says := redactedAloud(t, line+"-- conversation --\n> 00B2010C00\n< 6A83\n"); !strings.Contains(out, line) || says != "" {
			t.Errorf("%s: %s%s", r, says, out)
		}
	}
	if n < 50 {
		t.Errorf("%d reasons", n)
	}
}

// What was taken out is told in plain words and in JSON, and nothing is where nothing was.
func TestRedactTellsWhatItTookOut(t *testing.T) {
	const talk = "-- conversation --\n> 00B2010C00\n< 6A83\n"
	for _, c := range []struct {
		text              string
		comments, headers int
		says              string
	}{
		{talk, 0, 0, ""},
		{"source: emv txn\ndate: 260701\n" + talk, 0, 0, ""},
		{"# a\n" + talk, 1, 0, "1 comment taken out: no program can judge it"},
		{"note: a\n" + talk, 0, 1, "1 header line taken out: no program can judge it"},
		{"note: a\n" + talk + "# b\n", 1, 1, "1 comment and 1 header line taken out: no program can judge them"},
		{"card: mine\ncard: virtual card mine\nsource: a bench\n" + strings.Replace(talk, "00\n", "00 # x\n", 1) + "# y\n", 2, 3, "2 comments and 3 header lines taken out: no program can judge them"},
		{"config: mine/c.json\nseed: 0123456789ABCDEF\n" + talk, 0, 0, ""}, // something else stands there
		{"date: 260701\ndate: 260702\nun: 1\n" + talk, 0, 2, "2 header lines taken out: no program can judge them"},
	} {
		_, out, errw := emv(c.text, "redact", "-json", "-")
		var answer struct{ Comments, Headers int }
		if err := json.Unmarshal([]byte(out), &answer); err != nil || answer.Comments != c.comments || answer.Headers != c.headers {
			t.Errorf("%s: %v %s", c.text, err, out)
		}
		want := c.says
		if want != "" {
			want = "emv redact: " + want + "\n"
		}
		if errw != want {
			t.Errorf("%s: %s", c.text, errw)
		}
	}
}

// The header lines that a transaction writes and a replay reads stay.
func TestHeadersThatProgramsReadStay(t *testing.T) {
	values := map[string]string{
		"date": "260701", "time": "123045", "transaction": "9F02060000000012349F41020001", "un": "1DE28D65", "host": "8A023030", "ttq": "36804000", "pin": "9000 bypassed", "seed": seedTaken,
		"interface": contactless, "protocol": "T=CL", "force-online": "yes", "kernel": "C-3", "atr": "3B650000454D56474F", "config": "default", "kind": "kiosk", "profile": "strict", "run": "1 1~",
		caKeyHeader: "A000000004 C1 01 03 " + strings.Repeat("A1B2C3D5", 32), "expect": "approved, C-3, CVM N/A, fDDA ok", "card": "virtual card full",
	}
	for _, r := range headerRules {
		if values[r.key] == "" {
			t.Errorf("%s: no value", r.key)
		}
	}
	for key, value := range values {
		if out := redactedText(t, key+": "+value+"\n-- conversation --\n> 00B2010C00\n< 6A83\n"); !strings.HasPrefix(out, key+": "+value+"\n") {
			t.Errorf("%s: %s", key, out)
		}
	}
}

// A copy that is issued again has the date that was given for it, where the conversation has none: its chain verifies without one.
func TestRedactKeepsTheDateThatWasGiven(t *testing.T) {
	conversation, _ := record(t, "-card", "full")
	file, twin := filepath.Join(t.TempDir(), "t.txt"), filepath.Join(t.TempDir(), "twin.txt")
	for head, want := range map[string]string{"": "260115", "date: yesterday\n": "260115", "date: 260701\n": "260701"} {
		text := head + "interface: contact\n" + transcript.Separator + strings.SplitN(read(t, conversation), transcript.Separator, 2)[1]
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errw := emv("", "redact", "-date", "2026-01-15", "-o", twin, file); status != 0 {
			t.Fatal(errw)
		}
		conv := conversationIn(t, twin)
		if conv.Get("date") != want || len(conv.Values("date")) != 1 || conv.Get(reissuedHeader) == "" {
			t.Errorf("%q: %s", head, read(t, twin)[:200])
		}
		if status, out, errw := emv("", "oda", twin); status != 0 || errw != "" {
			t.Errorf("%q: %d %s%s", head, status, out, errw)
		}
	}
}

// The keys that a reader is given are shown by no command and are in no copy.
//
// PC/SC part 3, 3.2.2.1.4
func TestKeysOfReaders(t *testing.T) {
	const key = "A0B1C2D3E4F5"
	for command, want := range map[string]string{
		"FF82000006" + key:                                  "FF82000006000000000000",
		"FF82200106" + key:                                  "FF82200106000000000000",
		"FF86000005" + "0100046000":                         "FF86000005" + "0100046000",
		"FF8600000B" + "0100046000" + key:                   "FF8600000B0000000000000000000000",
		"FF0000000F" + "D4400160" + "04" + key + "01020304": "FF0000000F" + strings.Repeat("00", 15),
		"FF0000000E" + "D44261" + "04" + key + "01020304":   "FF0000000E" + strings.Repeat("00", 14),
		"FF00000008" + "D440011B" + "A0B1C2D3":              "FF00000008" + strings.Repeat("00", 8),
		"FF00000002" + "D402":                               "FF00000002" + "D402",
	} {
		says := told(t, "-- conversation --\n> "+command+"\n< 9000\n")
		_, out, errw := emv("", "decode", command)
		says["decode COMMAND"] = out + errw
		for line, out := range says {
			if strings.Contains(out, key[:8]) {
				t.Errorf("emv %s shows %s:\n%s", line, command, out)
			}
		}
		if out := redactedText(t, "-- conversation --\n> "+command+"\n< 9000\n"); !strings.Contains(out, "> "+want+"\n") {
			t.Errorf("%s:\n%s", command, out)
		}
	}
}

// Why a card was not issued again stays in a copy of the copy where the tool said it, and nothing else that stands there.
func TestReasonsOfAnEarlierCopy(t *testing.T) {
	const aid = "A0000000041010"
	left := selection + "> 80A8000002830000\n< " + object(0x77, object(0x82, "1980")+object(0x94, "08010100")) + "9000\n> 00B2010C00\n< " + object(0x70, object(0x8F, "99")+object(0x90, strings.Repeat("1A2B3C4D", 36))) + "9000\n"
	const now = aid + ": certification authority key A000000004 99: no key with this RID and index is known; give -keys"
	for said, want := range map[string]string{
		"": now,
		aid + ": card certificate (9F46): hash differs":     aid + ": card certificate (9F46): hash differs",
		aid + ": CDA signature (exchange 12): hash differs": aid + ": CDA signature (exchange 12): hash differs",
		aid + ": issuer certificate (90): issuer certificate: expired: good until 2020-12-31, checked for 2049-01-01: give the date of the transaction with -date": aid + ": issuer certificate (90): issuer certificate: expired: good until 2020-12-31, checked for 2049-01-01: give the date of the transaction with -date",
		"A0000000031010: card certificate (9F46): hash differs": now,
		aid + ": Max Mustermann":                                now,
		aid + ": hash differs, PIN 7193":                        now,
		aid + ": 9F46 (ICC Public Key Certificate) is not in the conversation; record 2 of SFI 4 is not in the conversation": aid + ": 9F46 (ICC Public Key Certificate) is not in the conversation; record 2 of SFI 4 is not in the conversation",
		aid + ": 90 (Issuer Public Key Certificate) is not in the conversation":                                              aid + ": 90 (Issuer Public Key Certificate) is not in the conversation",
		aid + ": there is no 9F46 of 144 bytes to write to":                                                                  aid + ": there is no 9F46 of 144 bytes to write to",
		aid + ": PIN is 12 34, 47 61 73 99 99 11 22 33":                                                                      now,
		aid + ": PIN is 12":            now,
		aid + ": PIN is 123":           now,
		aid + ": PIN 57 61":            now,
		aid + ": key 9F 5A 8F 6F 8C":   now,
		aid + ": 4539-5783-4162-9712":  now,
		aid + ": key 8C2A5F1077E3D4B6": now,
	} {
		if got := parsed(t, redactedText(t, "redacted: yes\nnot-reissued: "+said+"\n"+left)).Get(notReissuedHeader); got != want {
			t.Errorf("%q: %s", said, got)
		}
	}
	if out, says := redactedAloud(t, "not-reissued: "+aid+": hash differs\n"+left); parsed(t, out).Get(notReissuedHeader) != now || strings.Contains(says, "hash") { // of no copy
		t.Errorf("%s\n%s", says, out)
	}
}

// An error that quotes a word shows no PIN block: of format 2, wherever it stands, of the others as a word alone.
func TestErrorsQuoteNoPINBlock(t *testing.T) {
	for word, want := range map[string]string{
		"241234FFFFFFFFFF":           "****************",
		"0020008008241234FFFFFFFFFF": "****************",
		"041215FEEFFEFEEF":           "[16 digits]",
		"141234A1B2C3D4E5":           "[16 digits]",
		"341215AB01CD23EF":           "[16 digits]",
		"A1B2C3D4E5F60718":           "A1B2C3D4E5F60718",
	} {
		status, out, errw := emv("", "explain", word)
		if status != 2 || out != "" || !strings.Contains(errw, want) || want != word && strings.Contains(errw, word[len(word)-14:]) {
			t.Errorf("%s: %d %s%s", word, status, out, errw)
		}
	}
}
