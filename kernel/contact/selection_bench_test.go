package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// BenchmarkLargestDirectory reads the largest payment system directory that there can be and selects what the budget lets it:
// 255 records of 19 applications each, all of the terminal's, none of which the card then has. The time for one entry is that of a
// short directory.
// B1 12.3.2
func BenchmarkLargestDirectory(b *testing.B) {
	for _, c := range []struct {
		name    string
		records int
	}{{"2 records", 2}, {"255 records", 255}} {
		b.Run(c.name, func(b *testing.B) {
			d := unending(b, "full", "default")
			d.Config.Terminal.CardholderConfirms = false // or somebody would have to choose from thousands, again and again
			d.reply = pseWith(func(n byte) []byte {
				if int(n) > c.records {
					return []byte{0x6A, 0x83}
				}
				return shortest(n)
			})
			for b.Loop() {
				if out := d.run(b, nil); out.Status != kernel.EndApplication {
					b.Fatal(out)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.records*perRecord), "ns/entry")
		})
	}
}

// perRecord is how many entries of 13 bytes fit into a response of 256 bytes.
const perRecord = 19

// shortest makes a directory record of entries whose names are as short as names can be that all begin with one AID and differ.
func shortest(record byte) []byte {
	var body []byte
	for i := range perRecord {
		name := []byte{0xA0, 0, 0, 0, 0x04, 0x10, 0x10, record, byte(i)}
		body = append(body, tlv.Append(nil, tlv.TagDirectoryEntry, tlv.Append(nil, 0x4F, name))...)
	}
	return append(tlv.Append(nil, tlv.TagRecord, body), 0x90, 0x00)
}
