package main

import (
	"os"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
)

// fetched is a conversation whose answers GET RESPONSE of a class fetches in parts of at most size bytes, as a terminal with T=0 records it.
func fetched(conv *transcript.Conversation, class byte, size int) *transcript.Conversation {
	out := conv.Clone()
	head, _, _ := strings.Cut(out.String(), transcript.Separator)
	out, _ = transcript.Parse([]byte(head + transcript.Separator + "\n"))
	for _, x := range conv.Exchanges() {
		r := apdu.Response(x.Response)
		data := r.Data()
		if len(data) == 0 || !r.SW().OK() {
			out.Add(x)
			continue
		}
		x.Response = []byte{0x61, byte(min(len(data), size))}
		out.Add(x)
		for len(data) > 0 {
			n := min(len(data), size)
			part := append([]byte{}, data[:n]...)
			if data = data[n:]; len(data) > 0 {
				part = append(part, 0x61, byte(min(len(data), size)))
			} else {
				part = append(part, 0x90, 0)
			}
			out.Add(transcript.Exchange{Command: []byte{class, apdu.GetResponse, 0, 0, byte(n)}, Response: part})
		}
	}
	return out
}

// Answers that GET RESPONSE fetches, of either class and in parts, are those of the commands before it: the same certificates and signatures verify, redact
// issues the card again, and decode explains the same objects.
//
// EMV 4.3 B1 9.3.1.3
func TestFetchedAnswers(t *testing.T) {
	file := t.TempDir() + "/plain.txt"
	if status, out, errw := emv("", "txn", "-card", "full", "-amount", "120.00", "-record", file); status > 1 {
		t.Fatal(status, out, errw)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	conv, err := transcript.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	links := func(text string) string {
		status, out, errw := emv(text, "oda", "-")
		return strings.Join(append(linkNames(out), string(rune('0'+status))), "\n") + errw
	}
	want := links(string(b))
	if !strings.Contains(want, "signature") {
		t.Fatal(want)
	}
	for _, class := range []byte{0x00, 0x80} {
		for _, size := range []int{255, 240, 40} {
			text := fetched(conv, class, size).String()
			if got := links(text); got != want {
				t.Errorf("class %02X, %d bytes:\n%s\nwant\n%s", class, size, got, want)
			}
			if status, copied, errw := emv(text, "redact", "-"); status != 0 ||
				strings.Count(links(copied), "ok  ") != 5 || !strings.HasSuffix(links(copied), "whoever has the tool can make them\n0") {
				t.Errorf("class %02X, %d bytes: %d %s\n%s", class, size, status, errw, links(copied))
			}
			if status, out, errw := emv(text, "decode", "-"); status != 0 || !strings.Contains(out, "CDOL1") || !strings.Contains(out, "9F38 Processing Options") {
				t.Errorf("class %02X, %d bytes: %d %s", class, size, status, errw)
			}
		}
	}
}

// linkNames are the links of the chains that oda prints, without the numbers of exchanges.
func linkNames(out string) (names []string) {
	for line := range strings.Lines(out) {
		before, _, _ := strings.Cut(line, "(exchange")
		names = append(names, strings.TrimSpace(before))
	}
	return names
}
