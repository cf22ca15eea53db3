package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sealed "github.com/emvgo/emv/kernel/journal"
)

// A journal that stops in the middle goes as far as it goes, and that it stops, and where, is said: status 1, as of a conversation that was cut. Only what is sealed
// with another key, or was altered, is asked about its key.
func TestJournalThatStops(t *testing.T) {
	dir, key := t.TempDir(), strings.Repeat("5A", 32)
	file, page := filepath.Join(dir, "j.bin"), filepath.Join(dir, "p.html")
	if status, _, errw := emv("", "txn", "-card", "full", "-journal", file, "-key", key); status != 0 {
		t.Fatal(errw)
	}
	whole := []byte(read(t, file))
	const head, overhead = 37, 4 + 16 // of the segment: EMVS, version, salt; of a record: its length, a tag
	ends := []int{}
	for off := head; off < len(whole); {
		off += overhead + int(binary.BigEndian.Uint32(whole[off:]))
		ends = append(ends, off)
	}
	altered := func(at int) []byte {
		b := append([]byte{}, whole...)
		b[at] ^= 1
		return b
	}
	open, err := sealed.Open([]byte(strings.Repeat("Z", 32)), []byte(journalContext), whole)
	if err != nil || len(ends) < 10 {
		t.Fatal(err, ends)
	}
	const question = "; is it the key of this journal?"
	type row struct {
		name  string
		b     []byte
		says  string // empty: it is whole
		lists bool   // what stands before is there
	}
	rows := []row{
		{"whole", whole, "", true},
		{"open", open, "", true},
		{"open, cut", open[:len(open)-1], "the journal stops inside the record that begins at byte ", true},
		{"altered", altered(ends[2] + 9), "wrong key or altered" + question, false},
		{"version", altered(4), "unknown version", false},
		{"head", whole[:20], "journal refused at byte 0: truncated", false},
		{"first record", whole[:ends[0]-1], "journal refused at byte 0: truncated", false},
		{"no record", whole[:head], "journal refused at byte 0: truncated", false},
	}
	for i, end := range ends[:len(ends)-1] {
		inside := fmt.Sprintf("the journal stops inside the record that begins at byte %d of the file", end)
		rows = append(rows, row{fmt.Sprint("behind record ", i+1), whole[:end], "the journal stops before the end of its transaction", true},
			row{fmt.Sprint("inside record ", i+2), whole[:end+1+i], inside, true}, row{fmt.Sprint("at the end of record ", i+2), whole[:ends[i+1]-1], inside, true})
	}
	for _, r := range rows {
		if err := os.WriteFile(file, r.b, 0o600); err != nil {
			t.Fatal(err)
		}
		want := 0
		if r.says != "" {
			want = 1
		}
		for _, args := range [][]string{{"redact"}, {"redact", "-json"}, {"replay"}, {"replay", "-json"}, {"report", "-o", page}} {
			status, out, errw := emv("", append(append([]string{}, args...), "-key", key, file)...)
			for _, word := range strings.SplitAfter(r.says, "stops") { // the place stands between
				if !strings.Contains(errw, word) {
					t.Errorf("%s, %v: %q is not in %s", r.name, args, word, errw)
				}
			}
			told := strings.Contains(out, "nothing differs") || strings.Contains(out, `"same":true`)
			if status != want || strings.Contains(errw, question) != strings.HasSuffix(r.says, question) || told != (r.says == "" && args[0] == "replay") ||
				args[0] == "redact" && strings.Contains(out, "configuration: ") != r.lists {
				t.Errorf("%s, %v: %d %s%s", r.name, args, status, out, errw)
			}
		}
	}
}
