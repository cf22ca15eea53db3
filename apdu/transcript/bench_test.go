package transcript_test

import (
	"context"
	"runtime"
	"strconv"
	"strings"
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

// A text with so many runs of hexadecimal beside each other, and who looks for a card in it.
func runsOfHexadecimal(t testing.TB, n int) (*transcript.Cover, string) {
	var cover transcript.Cover
	cover.Learn(bytesOf(t, objectOf(t, 0x5A, holdersPAN)))
	return &cover, strings.Repeat("1234567890ABCDEF zzz ", n)
}

func BenchmarkCoverText(b *testing.B) {
	for _, n := range []int{1000, 2000, 4000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			cover, text := runsOfHexadecimal(b, n)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				cover.Text(text)
			}
		})
	}
}

// A text is looked through in time that grows with it and not with its square: four times as many runs of hexadecimal need four times the memory.
func TestCoverTextInProportion(t *testing.T) {
	needs := func(n int) uint64 {
		var before, after runtime.MemStats
		cover, text := runsOfHexadecimal(t, n)
		runtime.ReadMemStats(&before)
		if got := cover.Text(text); got != text {
			t.Fatalf("%.100s", got)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	needs(1)
	if few, many := needs(500), needs(2000); many > 6*few {
		t.Errorf("%d bytes, of four times the text %d", few, many)
	}
}
