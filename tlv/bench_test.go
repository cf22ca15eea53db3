package tlv_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/moov-io/bertlv"

	"github.com/emvgo/emv/tlv"
)

// record is a record of 153 bytes with 18 objects: that of a published contact conversation, with CA public key
// index and application currency exponent added.
const record = "708196" +
	"5A085413330089600044" + "5F2403141231" + "5F2503040101" + "5F28020056" + "5F340101" +
	"8C219F02069F03069F090295055F2A029A039C019F37049F35019F45029F4C089F3403" + "8D0C910A8A0295059F37049F4C08" +
	"8E0C00000000000000005E031F03" + "9F0702FF00" + "9F08020002" +
	"9F0D050000000000" + "9F0E050000000000" + "9F0F050000000000" + "9F42020978" + "9F440102" + "9F4A0182" +
	"8F01EF" + "DF4F03123456"

func countObjects(c tlv.Cursor) (n int) {
	for {
		o, ok := c.Next()
		if !ok {
			return n
		}
		n++
		if o.Tag.Constructed() {
			n += countObjects(o.Children())
		}
	}
}

func TestCursorAllocatesNothing(t *testing.T) {
	b := unhex(t, record)
	if len(b) != 153 || countObjects(tlv.NewCursor(b)) != 19 {
		t.Fatalf("a record of %d bytes and %d objects", len(b), countObjects(tlv.NewCursor(b)))
	}
	dst := make([]byte, 0, 256)
	dol, err := tlv.ParseDOL(unhex(t, "9F02069F03069F1A0295055F2A029A039C019F3704"))
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"walking": func() { countObjects(tlv.NewCursor(b)) },
		"range": func() {
			for range tlv.NewCursor(b).All() {
			}
		},
		"Find":   func() { tlv.Find(b, 0x70, 0x8F) },
		"Check":  func() { _ = tlv.Check(b) },
		"DOL":    func() { dst = dol.Append(dst[:0], none) },
		"Append": func() { dst = tlv.Append(dst[:0], 0x9F02, b) },
		"Lookup": func() { tlv.Lookup(tlv.Contact, 0x70, 0x9F42) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkCursor(b *testing.B) {
	bytes := unhex(b, record)
	b.ReportAllocs()
	b.SetBytes(int64(len(bytes)))
	for b.Loop() {
		countObjects(tlv.NewCursor(bytes))
	}
}

func BenchmarkBertlv(b *testing.B) {
	bytes := unhex(b, record)
	b.ReportAllocs()
	b.SetBytes(int64(len(bytes)))
	for b.Loop() {
		if _, err := bertlv.Decode(bytes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		tlv.Lookup(tlv.Contact, tlv.TagRecord, 0x9F42)
	}
}

func countAll(c tlv.Cursor) (n int) {
	for o := range c.All() {
		n++
		if o.Tag.Constructed() {
			n += countAll(o.Children())
		}
	}
	return n
}

func BenchmarkAll(b *testing.B) {
	bytes := unhex(b, record)
	b.ReportAllocs()
	for b.Loop() {
		countAll(tlv.NewCursor(bytes))
	}
}

// BenchmarkAgainstBertlv walks the same record by turns with the cursor and with bertlv, for about as long, and reports the
// median of how many times faster the cursor is, and what nine pairs of turns in ten reach: what else the machine does
// meets both alike, or but few. A turn of bertlv's is long enough for it to pay for its garbage; what is left of it is collected
// before the cursor's turn.
func BenchmarkAgainstBertlv(b *testing.B) {
	const walks, decodes = 40000, 4000 // 19 MB of garbage: the collector runs within the turn
	bytes := unhex(b, record)
	var ratios []float64
	for b.Loop() {
		runtime.GC()
		start := time.Now()
		for range walks {
			countObjects(tlv.NewCursor(bytes))
		}
		ours := time.Since(start)
		runtime.GC()
		start = time.Now()
		for range decodes {
			if _, err := bertlv.Decode(bytes); err != nil {
				b.Fatal(err)
			}
		}
		theirs := time.Since(start)
		ratios = append(ratios, float64(theirs)/decodes*walks/float64(ours))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "times-faster")
	b.ReportMetric(ratios[len(ratios)/10], "times-faster-in-9-of-10")
}
