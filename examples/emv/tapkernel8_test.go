package main

import (
	"bytes"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// tapKernel8 runs a tap with a card of Kernel 8 and gives the file of its conversation, and what was printed.
func tapKernel8(t *testing.T, card string, more ...string) (file, printed string) {
	t.Helper()
	file = t.TempDir() + "/t.txt"
	args := append([]string{"txn", "-interface", "contactless", "-card", card, "-amount", "5.00", "-date", "2026-07-01", "-record", file}, more...)
	if status, out, errw := emv("", args...); status == 2 {
		t.Fatalf("%s: %s%s", card, out, errw)
	} else {
		printed = out
	}
	return file, printed
}

// What was deciphered, and what was authenticated, is told as it happens, in a replay and on the page; the terminal's data envelopes with it.
//
// C-8 1.2 7.2
func TestKernel8Shown(t *testing.T) {
	page := t.TempDir() + "/t.html"
	file, out := tapKernel8(t, "k8", "-trace", "-report", page)
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, again, errw := emv("", "replay", "-trace", file)
	for _, s := range []string{
		"secure channel: keys agreed on, blinding factor recovered", "secure channel: record deciphered", "secure channel: record deciphered, signed",
		"secure channel: record in the clear, signed", "issuer certificate verified", "card certificate verified, with the signed records",
		"blinding factor right: the channel is with the certified card", "EDA-MAC right: the answer to GENERATE AC is the card",
	} {
		for name, text := range map[string]string{"txn": out, "replay": again, "report": string(html)} {
			if !strings.Contains(text, s) {
				t.Errorf("%s does not say %q %s", name, s, errw)
			}
		}
	}
	if _, out := tapKernel8(t, "k8-wrong-blinding", "-trace"); !strings.Contains(out, "blinding factor wrong") || strings.Contains(out, "blinding factor right") {
		t.Errorf("a wrong blinding factor: %s", out)
	}
	if _, out := tapKernel8(t, "k8-envelopes", "-trace", "-config", "tap-k8-exchange"); strings.Count(out, "secure channel: MAC of the message right") != 2 {
		t.Errorf("data envelopes: %s", out)
	}
}

// A tap that a deciphered record ends, while the card is at the next, ends at one exchange, recorded and replayed, on however many processors.
//
// C-8 1.2 2.2.6, 6.3.7
func TestKernel8ReplaysAlike(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, card := range []string{"k8-wrong-read-mac", "k8-wrong-record"} {
		for _, recorded := range []int{1, 4} {
			runtime.GOMAXPROCS(recorded)
			file, printed := tapKernel8(t, card, "-config", "tap-k8-exchange")
			_, count, _ := strings.Cut(printed, "exchanges      ") // 6, but for garbage that happens to be a record
			count, _, _ = strings.Cut(count, "\n")
			for i := range 12 {
				runtime.GOMAXPROCS(1 + i%4)
				if status, out, errw := emv("", "replay", file); status != 0 || !strings.Contains(out, ": "+count+" exchanges, nothing differs") {
					t.Errorf("%s, recorded on %d, replayed on %d: %d %s%s", card, recorded, 1+i%4, status, out, errw)
				}
			}
		}
	}
}

// The chains of Kernel 8, as far as a conversation has them in the clear.
//
// C-8 1.2 7.2.5, 7.2.6, A.1.14
func TestKernel8Chains(t *testing.T) {
	for _, c := range []struct {
		card   string
		status int
		says   string
	}{
		{"k8-plain", 0, "ok  card certificate (9F46), key of the secure channel"},
		{"k8-rsa-plain", 0, "ok  key of the secure channel (9F810B)"},
		{"k8", 1, "what it covers is in records that are enciphered"},
		{"k8-rsa", 1, "what it covers is in records that are enciphered"},
		{"k8-enciphered", 1, "no  certificates                                 none are in the clear; where there are any they are in records that are enciphered"},
		{"k8-wrong-card-certificate", 1, "what it covers is in records that are enciphered"},
		{"k8-plain 000A", 0, "ok  issuer certificate (90)"}, // no local authentication: A.1.14
		{"k8-rsa-plain 000A", 0, "ok  issuer certificate (90)"},
	} {
		name, profile, other := strings.Cut(c.card, " ") // another interchange profile
		if other {
			name = alteredCard(t, name, `"aip": "010A"`, `"aip": "`+profile+`"`)
		}
		file, _ := tapKernel8(t, name)
		if status, out, errw := emv("", "oda", file); status != c.status || !strings.Contains(out, c.says) || other && strings.Contains(out, "card certificate") {
			t.Errorf("%s: %d %s%s", c.card, status, out, errw)
		}
	}
}

// A card certificate of Kernel 8 that is not there is missed, whether its tag is another or the card refuses its record: the channel's key stays unverified. So is
// what it is verified with.
//
// C-8 1.2 6.3.16, 7.2.6, A.1.28, A.1.57
func TestKernel8WithoutCardCertificate(t *testing.T) {
	const missing = "9F46 (ICC Public Key Certificate) is not in the conversation"
	for _, c := range []struct{ card, tag, says, beside string }{
		{"k8-plain", "9F46", missing, "the key of the secure channel stays unverified"},
		{"k8-rsa-plain", "9F46", missing, "the key of the secure channel stays unverified"},
		{"k8-rsa-plain", "9F47", "no  card certificate (9F46)                      9F47 (ICC Public Key Exponent) is missing", ""},
		{"k8-plain", "94", "which records it covers is not known: 94 (Application File Locator (AFL)) is not in the conversation", ""},
		{"k8-rsa-plain", "94", "which records it covers is not known: 94 (Application File Locator (AFL)) is not in the conversation", ""},
		{"k8-plain", "9F8103", "no  secure channel                               9F8103 (Card Key Data) is not in the conversation", ""},
		{"k8-rsa-plain", "9F8103", "no  secure channel                               9F8103 (Card Key Data) is not in the conversation", ""},
		{"k8-plain", "A5", "9F38 (Processing Options Data Object List (PDOL)), which it covers by the Extended SDA Tag List, is not in the conversation", ""},
		{"k8-rsa-plain", "A5", "9F38 (Processing Options Data Object List (PDOL)), which it covers by the Extended SDA Tag List, is not in the conversation", ""},
		{"k8-plain", "90", "90 (Issuer Public Key Certificate) is not in the conversation", ""},
		{"k8-rsa-plain", "90", "90 (Issuer Public Key Certificate) is not in the conversation", ""},
	} {
		file, _ := tapKernel8(t, c.card)
		conv := conversationIn(t, file)
		tag, err := tlv.ParseTag(c.tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, refuse := range []bool{false, true} {
			changed := conv.Clone()
			found := false
			for i, x := range conv.Exchanges() {
				b := bytes.Clone(x.Response)
				if len(b) > 2 && i > 0 && b[0] != 0xDA && rename(tlv.NewCursor(b[:len(b)-2]), tag) {
					if found = true; refuse {
						b = []byte{0x6A, 0x83}
					}
					changed.SetResponse(i, b)
				}
			}
			if c.tag == "A5" { // the answer to SELECT is not recorded
				changed.SetResponse(1, nil)
				refuse = false
			}
			status, out := sayODA(t, []byte(changed.String()))
			if !found || status != 1 || !refuse && !strings.Contains(out, c.says) || !strings.Contains(out, c.beside) || refuse && !strings.Contains(out, "6A83") {
				t.Errorf("%s without %s, refused %v: %v, %d\n%s", c.card, c.tag, refuse, found, status, out)
			}
		}
	}
}

// A conversation of Kernel 8 reads in the words of its book. A redacted one has no seed of the channel's keys, and replays as far as it goes.
//
// C-8 1.2 5
func TestKernel8Conversation(t *testing.T) {
	file, _ := tapKernel8(t, "k8-plain")
	talk, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, out, errw := emv(string(talk), "decode", "-book", "c8", "-")
	for _, s := range []string{"9F2C Card Qualifier", "9E Kernel Key Data", "9F8103 Card Key Data", "9F8102 Cardholder Verification Decision", "9F8105 Enhanced Data Authentication MAC"} {
		if !strings.Contains(out, s) {
			t.Errorf("no %q in %.2000s %s", s, out, errw)
		}
	}
	_, red, errw := emv("", "redact", file)
	if !strings.Contains(red, "seed: "+seedTaken) || strings.Contains(red, "5413330089020011") {
		t.Errorf("redacted: %.600s %s", red, errw)
	}
	if err := os.WriteFile(file, []byte(red), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errw := emv("", "replay", file); status != 0 || !strings.Contains(out, withoutChannel) {
		t.Errorf("%d %s%s", status, out, errw)
	}
	other := strings.Replace(string(talk), "seed: ", "seed: 1234567890", 1)
	if err := os.WriteFile(file, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errw := emv("", "replay", file); status != 2 || !strings.Contains(errw, "write 16 hexadecimal digits") {
		t.Errorf("%d %s", status, errw)
	}
	other = strings.Replace(string(talk), "seed: ", "nothing: ", 1)
	if err := os.WriteFile(file, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errw := emv("", "replay", file); status != 1 || !strings.Contains(errw, "key of the secure channel is another") {
		t.Errorf("%d %s", status, errw)
	}
}
