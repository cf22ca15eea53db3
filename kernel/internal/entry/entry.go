// Package entry is the format of a journal's head and entries, for package kernel, which writes them, and for those who read them without
// running a program.
//
//	head:  "EMVJ" version(1) n(1) program(n) configuration digest(32) session(16) n(1) transaction(n) crc(4)
//	entry: kind(1) fields(1) [took us] [code] [sw] [n zigzag] [amount] [other] [length, data] actions(4) crc(4)
//
// Numbers are unsigned varints but for the two checksums, CRC-32C, little endian: "actions" is over all actions so
// far, "crc" over all bytes before it but the other crcs. One entry stands for each call of Next, one for each draw.
package entry

import (
	"encoding/binary"
	"hash/crc32"
	"time"
)

// The kinds of entries that are no events.
const (
	Draw   byte = 0xFF // random bytes
	Budget byte = 0xFE // an event that did not fit into the budget: SW has its kind
	End    byte = 0xFD // the program has ended
	Resume byte = 0xFC // another owner went on from here
)

const (
	magic = "EMVJ"
	// Version is the format's. Journals of other versions are refused.
	Version = 2
	// Max is the most bytes of an entry without its data.
	Max = 48
	// MaxTook is the longest time that an entry can have.
	MaxTook = 24 * time.Hour
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

// Update goes on with a checksum over b. The table is made with its first use: a program that writes no journal does not pay for it.
func Update(crc uint32, b []byte) uint32 {
	return crc32.Update(crc, crc32.MakeTable(crc32.Castagnoli), b)
}

// A Fault says why bytes are no journal.
type Fault uint8

// The faults.
const (
	OK Fault = iota
	Damaged
	Truncated
	UnknownVersion
)

// A Head is a journal's beginning.
type Head struct {
	Program     string
	Digest      [32]byte // of the configuration
	Session     [16]byte
	Transaction []byte // in an encoding of package kernel's
}

// Append encodes a head, without its checksum.
func (h *Head) Append(b []byte) []byte {
	b = append(b, magic...)
	b = append(b, Version, byte(len(h.Program)))
	b = append(b, h.Program...)
	b = append(b, h.Digest[:]...)
	b = append(b, h.Session[:]...)
	b = append(b, byte(len(h.Transaction)))
	return append(b, h.Transaction...)
}

// ReadHead reads a journal's head, which takes n bytes.
func ReadHead(in []byte) (h Head, n int, fault Fault) {
	const fixed = len(magic) + 2
	switch {
	case len(in) < fixed && string(in[:min(len(in), len(magic))]) == magic[:min(len(in), len(magic))]:
		return h, 0, Truncated
	case len(in) < fixed || string(in[:len(magic)]) != magic || in[len(magic)] != Version:
		return h, 0, UnknownVersion
	}
	b := in[fixed:]
	k := int(in[fixed-1])
	if len(b) < k+49 {
		return h, 0, Truncated
	}
	h.Program, b = string(b[:k]), b[k:]
	b = b[copy(h.Digest[:], b):]
	b = b[copy(h.Session[:], b):]
	k, b = int(b[0]), b[1:]
	if len(b) < k+4 {
		return h, 0, Truncated
	}
	h.Transaction = b[:k:k]
	n = len(in) - len(b) + k + 4
	if binary.LittleEndian.Uint32(in[n-4:]) != Update(0, in[:n-4]) {
		return h, 0, Damaged
	}
	return h, n, OK
}

// An Entry is one entry: of an event what its kind alone carries stands in Code and N.
type Entry struct {
	Kind          byte
	Took          time.Duration
	Code, SW      uint16
	N             int32
	Amount, Other uint64
	Data          []byte
}

// Append encodes an entry without its two checksums. view is its data there, nil where there is none.
func (e *Entry) Append(b []byte) (out, view []byte) {
	fields := len(b) + 1
	b = append(b, e.Kind, 0)
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
	number(hasOther, e.Other)
	if e.Data != nil {
		b[fields] |= hasData
		b = binary.AppendUvarint(b, uint64(len(e.Data)))
		n := len(b)
		b = append(b, e.Data...)
		view = b[n:len(b):len(b)]
	}
	return b, view
}

// Read reads the entry at off, which takes n bytes. It does not look at the checksums.
func Read(in []byte, off int) (e Entry, n int, fault Fault) {
	b := in[off:]
	if len(b) < 10 {
		return e, 0, Truncated
	}
	e.Kind = b[0]
	fields := b[1]
	b = b[2:]
	ok := true
	number := func(has byte) (v uint64) {
		if !ok || fields&has == 0 {
			return 0
		}
		v, k := binary.Uvarint(b)
		if ok = k > 0; ok {
			b = b[k:]
		}
		return v
	}
	e.Took = time.Duration(min(number(hasTook), uint64(MaxTook/time.Microsecond))) * time.Microsecond
	e.Code = uint16(number(hasCode))
	e.SW = uint16(number(hasSW))
	v := uint32(number(hasN))
	e.N = int32(v>>1) ^ -int32(v&1)
	e.Amount = number(hasAmount)
	e.Other = number(hasOther)
	if fields&hasData != 0 {
		k := number(hasData)
		if ok = ok && k <= uint64(len(b)); ok {
			e.Data, b = b[:k:k], b[k:]
		}
	}
	switch {
	case fields >= fieldsEnd:
		return e, 0, Damaged
	case !ok || len(b) < 8:
		return e, 0, Truncated
	}
	return e, len(in) - off - len(b) + 8, OK
}
