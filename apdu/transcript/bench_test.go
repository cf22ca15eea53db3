package transcript_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors"
)

// A contact transaction of 22 exchanges.
func benchText(b *testing.B) []byte {
	text, err := testvectors.Conversation("binaryfoo_contact_upi")
	if err != nil {
		b.Fatal(err)
	}
	return text
}

func BenchmarkParse(b *testing.B) {
	text := benchText(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := transcript.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReplay(b *testing.B) {
	c := parse(b, string(benchText(b)))
	b.ReportAllocs()
	for b.Loop() {
		r := transcript.NewReplay(c)
		for _, x := range c.Exchanges() {
			if _, _, err := r.Transmit(context.Background(), x.Command); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkRedact(b *testing.B) {
	c := parse(b, string(benchText(b)))
	b.ReportAllocs()
	for b.Loop() {
		c.Redact()
	}
}
