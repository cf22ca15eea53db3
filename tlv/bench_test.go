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

// fci is the answer to SELECT of 94 bytes and 11 objects, four templates deep, of a published conversation.
const fci = "6F5C" + "8409D27600002547410100" + "A54F" + "50086769726F63617264" + "870102" + "9F38099F33029F35019F4001" +
	"5F2D046465656E" + "BF0C2C" + "9F4D02190A" + "5F540B4E4F4C414445323153484F" + "5F531644453031313330353130333030303030303030303030"

func countObjects(b []byte) int {
	c := tlv.NewCursor(b)
	return count(&c)
}

func count(c *tlv.Cursor) (n int) {
	var o tlv.Object
	var children tlv.Cursor
	for c.Read(&o) {
		n++
		if o.Tag.Constructed() {
			children.Enter(&o)
			n += count(&children)
		}
	}
	return n
}

func countNext(c tlv.Cursor) (n int) {
	for {
		o, ok := c.Next()
		if !ok {
			return n
		}
		n++
		if o.Tag.Constructed() {
			n += countNext(o.Children())
		}
	}
}

func TestCursorAllocatesNothing(t *testing.T) {
	b := unhex(t, record)
	if len(b) != 153 || countObjects(b) != 19 {
		t.Fatalf("a record of %d bytes and %d objects", len(b), countObjects(b))
	}
	dst := make([]byte, 0, 256)
	dol, err := tlv.ParseDOL(unhex(t, "9F02069F03069F1A0295055F2A029A039C019F3704"))
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"walking": func() { countObjects(b) },
		"Next":    func() { countNext(tlv.NewCursor(b)) },
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

var inputs = [...]struct{ name, hex string }{{"94", fci}, {"153", record}}

func BenchmarkCursor(b *testing.B) {
	for _, in := range inputs {
		bytes := unhex(b, in.hex)
		for _, way := range [...]struct {
			name  string
			count func([]byte) int
		}{
			{"Read", countObjects},
			{"Next", func(b []byte) int { return countNext(tlv.NewCursor(b)) }},
			{"All", func(b []byte) int { return countAll(tlv.NewCursor(b)) }},
		} {
			b.Run(in.name+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(bytes)))
				for b.Loop() {
					way.count(bytes)
				}
			})
		}
	}
}

func BenchmarkBertlv(b *testing.B) {
	for _, in := range inputs {
		bytes := unhex(b, in.hex)
		b.Run(in.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bytes)))
			for b.Loop() {
				if _, err := bertlv.Decode(bytes); err != nil {
					b.Fatal(err)
				}
			}
		})
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

// BenchmarkAgainstBertlv walks the same bytes by turns with the cursor and with bertlv, for about as long, and reports the
// median of how many times faster the cursor is, and what nine pairs of turns in ten reach: what else the machine does
// meets both alike, or but few. A turn of bertlv's is long enough for it to pay for its garbage; what is left of it is collected
// before the cursor's turn.
func BenchmarkAgainstBertlv(b *testing.B) {
	for _, in := range inputs {
		b.Run(in.name, func(b *testing.B) { againstBertlv(b, unhex(b, in.hex)) })
	}
}

func againstBertlv(b *testing.B, bytes []byte) {
	const walks, decodes = 40000, 4000 // over 10 MB of garbage: the collector runs within the turn
	var ratios []float64
	for b.Loop() {
		runtime.GC()
		start := time.Now()
		for range walks {
			countObjects(bytes)
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
