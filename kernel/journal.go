package kernel

import (
	"encoding/binary"
	"hash/crc32"
	"iter"
	"time"
)

// A journal is a head and entries, in chunks that never move: what the program keeps of an event is a view into one.
//
//	head:  "EMVJ" version(1) n(1) program(n) configuration digest(32) session(16) n(1) transaction(n) crc(4)
//	entry: kind(1) fields(1) [took us] [code] [sw] [n zigzag] [amount] [other] [length, data] actions(4) crc(4)
//
// Numbers are unsigned varints but for the two checksums, CRC-32C, little endian: "actions" is over all actions so
// far, "crc" over all bytes before it but the other crcs. One entry stands for each call of Next, one for each draw.
type journal struct {
	chunks  [][]byte
	size    int
	crc     uint32
	actions checksum
	sunk    int // bytes handed to the sink
	wiped   bool
}

const (
	journalMagic   = "EMVJ"
	journalVersion = 1

	entryDraw   byte = 0xFF // random bytes
	entryBudget byte = 0xFE // an event that did not fit into the budget
	entryEnd    byte = 0xFD // the program has ended
	entryResume byte = 0xFC // another owner went on from here

	maxEntry  = 48  // bytes of an entry without its data
	chunkSize = 896 // with it two chunks hold a usual purchase, and an allocation has no waste
)

const (
	hasTook byte = 1 << iota
	hasCode
	hasSW
	hasN
	hasAmount
	hasOther
	hasData
	fieldsEnd
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (j *journal) len() int { return j.size }

// room gives the chunk that has room for n more bytes.
func (j *journal) room(n int) *[]byte {
	if k := len(j.chunks); k > 0 && cap(j.chunks[k-1])-len(j.chunks[k-1]) >= n {
		return &j.chunks[k-1]
	}
	j.chunks = append(j.chunks, make([]byte, 0, max(n, chunkSize)))
	return &j.chunks[len(j.chunks)-1]
}

// close ends an entry that begins at from: its checksum, the journal's length.
func (j *journal) close(chunk *[]byte, from int) {
	b := *chunk
	j.crc = crc32.Update(j.crc, castagnoli, b[from:])
	b = binary.LittleEndian.AppendUint32(b, j.crc)
	j.size += len(b) - from
	*chunk = b
}

func (j *journal) head(program string, digest [32]byte, session [16]byte, tx *Transaction) {
	var scratch [maxTransaction]byte
	t := tx.append(scratch[:0])
	chunk := j.room(64 + len(program) + len(t))
	b := append(*chunk, journalMagic...)
	b = append(b, journalVersion, byte(len(program)))
	b = append(b, program...)
	b = append(b, digest[:]...)
	b = append(b, session[:]...)
	b = append(b, byte(len(t)))
	b = append(b, t...)
	*chunk = b
	j.close(chunk, 0)
}

// entry appends an entry and returns the view of its data, nil where there is none.
func (j *journal) entry(kind byte, ev *Event) (view, whole []byte) {
	n := maxEntry
	if ev != nil {
		n += len(ev.Data)
	}
	chunk := j.room(n)
	from := len(*chunk)
	b := append(*chunk, kind, 0)
	if ev != nil {
		b, view = ev.append(b, from+1)
	}
	b = binary.LittleEndian.AppendUint32(b, j.actions.crc)
	*chunk = b
	j.close(chunk, from)
	return view, (*chunk)[from:]
}

// append appends the fields that e has and marks them in b[fields].
func (e *Event) append(b []byte, fields int) (_, view []byte) {
	number := func(has byte, v uint64) {
		if v != 0 {
			b[fields] |= has
			b = binary.AppendUvarint(b, v)
		}
	}
	number(hasTook, uint64(e.Took/time.Microsecond))
	number(hasCode, uint64(e.Code))
	number(hasSW, uint64(e.SW))
	number(hasN, uint64(uint32(e.N)<<1^uint32(e.N>>31)))
	number(hasAmount, e.Amount)
	number(hasOther, e.AmountOther)
	if e.Data != nil {
		b[fields] |= hasData
		b = binary.AppendUvarint(b, uint64(len(e.Data)))
		n := len(b)
		b = append(b, e.Data...)
		view = b[n:len(b):len(b)]
	}
	return b, view
}

// put journals an entry. In a replay it has to be the one that the journal has.
func (c *core) put(kind byte, ev *Event) (view []byte) {
	if c.jr.wiped {
		return nil
	}
	view, whole := c.jr.entry(kind, ev)
	if c.replay != nil {
		c.replay.match(whole)
	}
	return view
}

// bytes is a copy of the whole journal.
func (j *journal) bytes() []byte {
	if j.wiped {
		return nil
	}
	b := make([]byte, 0, j.size)
	for _, c := range j.chunks {
		b = append(b, c...)
	}
	return b
}

// pending gives what the sink has not had, and counts it as had.
func (j *journal) pending() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		skip := j.sunk
		for _, c := range j.chunks {
			if skip >= len(c) {
				skip -= len(c)
				continue
			}
			if !yield(c[skip:len(c):len(c)]) {
				return
			}
			j.sunk += len(c) - skip
			skip = 0
		}
	}
}

func (j *journal) wipe() {
	for _, c := range j.chunks {
		clear(c[:cap(c)])
	}
	*j = journal{wiped: true}
}
