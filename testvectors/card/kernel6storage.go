package card

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the book's hash
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/tlv"
)

// Tags of Kernel 6: C-6 2.12 annex D.
const (
	tagLogging   tlv.Tag = 0xDF3C // Extended Logging Data
	tagDirectory tlv.Tag = 0xDF3D // Data Storage Directory
	tagDataStore tlv.Tag = 0xDF3F // Data Store
	tagUpdates   tlv.Tag = 0xBF10 // Data Storage Update Template
)

// Kinds of data containers: C-6 2.12 D.11.
const (
	kindIssuer    = 1
	kindTransient = 2
	kindOperator  = 3
)

// containerRoom is how much a data container holds.
//
// C-6 2.12 2.5.2
const containerRoom = 160

// codeSize is the length of Update Code, Update Code Hash and Update Code Mask. That of the last two is the dictionary's; the
// examples of annex E have 8 bytes.
//
// C-6 2.12 D.18 figure 4-4
const codeSize = 16

// A container is a data container. One without an identifier is not allocated.
type container struct {
	id        [4]byte
	record    byte
	kind      byte
	counter   uint16 // Write Counter
	integrity [2]byte
	stamp     uint16 // ATC of the last update
	code      [codeSize]byte
	data      []byte
}

func (x *container) allocated() bool { return x.id != [4]byte{} }

// getDirectory gives the data storage directory. Its number is another one at each retrieval, but after a tear: the answer
// that the card may have to give again is signed with the old one.
//
// C-6 2.12 D.11, D.13
func (c *kernel6) getDirectory() uint16 {
	a, m := c.app()
	s := m.k6
	if torn := s.last.torn && s.last.begun.directory != nil; torn && c.application.tap.k6.feature&featureTearing != 0 {
		c.begun.directory = s.last.begun.directory
	} else {
		s.retrievals++
		s.number = draw('U', a.aid, uint32(m.atc), s.retrievals)
		c.begun.directory = s.directory()
	}
	value := c.begun.directory
	if a.tap.k6.wrong == wrongDirectory {
		value = value[:len(value)-1]
	}
	c.out = tlv.Append(c.out, tagDirectory, value)
	return 0x9000
}

// directory is the data storage directory.
//
// C-6 2.12 D.11
func (s *kernel6Memory) directory() []byte {
	b := bytes.Clone(s.number[:])
	for i := range s.containers {
		if x := &s.containers[i]; x.allocated() {
			b = append(append(b, x.id[:]...), x.record, x.kind)
			b = append(binary.BigEndian.AppendUint16(b, x.counter), x.integrity[:]...)
		}
	}
	return b
}

// readContainer gives a data container as a SIMPLE-TLV object.
//
// C-6 2.12 4.6 table 4-9
func (c *kernel6) readContainer(number byte) uint16 {
	for i := range c.memory.k6.containers {
		if x := &c.memory.k6.containers[i]; x.record == number {
			c.out = append(append(c.out, number, byte(len(x.data))), x.data...)
			return 0x9000
		}
	}
	return 0x6A83
}

// write updates a data container from a Data Store; p1 is the low nibble of the command's P1.
//
// C-6 2.12 D.18, E.1
func (s *kernel6Memory) write(k *kernel6Data, store []byte, p1 byte, atc uint16) uint16 {
	if len(store) < 6 || store[4] != 0 || [4]byte(store) == [4]byte{} {
		return 0x6A80
	}
	id, kind, data := [4]byte(store), store[5], store[6:]
	var hash, mask [codeSize]byte
	if kind == kindOperator {
		if len(data) < 2*codeSize {
			return 0x6A80
		}
		hash, mask, data = [codeSize]byte(data), [codeSize]byte(data[codeSize:]), data[2*codeSize:]
	}
	x := s.find(id, kind)
	switch {
	case len(data) > containerRoom:
		return 0x6700
	case k.refuses:
		return 0x6A84
	case x == nil || x.kind != kind || kind == kindIssuer:
		return 0x6985
	case kind == kindOperator && UpdateCodeHash(id, x.counter, x.integrity, s.number, mask, data, x.code) != hash:
		return swSecurity
	}
	if x.id != id {
		x.id, x.counter = id, 0
	}
	x.counter++
	x.stamp, x.data = atc, slices.Clone(data)
	x.integrity = [2]byte{s.number[0], s.number[1]&0xF0 | p1}
	for i := range mask {
		x.code[i] ^= mask[i]
	}
	return 0x9000
}

// find is the container of that name, or for a transient one without a name the one to be allocated: one that is free, or
// the oldest.
//
// C-6 2.12 2.5.3, D.18
func (s *kernel6Memory) find(id [4]byte, kind byte) (best *container) {
	for i := range s.containers {
		x := &s.containers[i]
		if x.id == id {
			return x
		}
		if kind == kindTransient && x.kind == kindTransient && (best == nil || x.stamp < best.stamp) {
			best = x
		}
	}
	return best
}

// UpdateCodeHash is what an operator shows to write to a container of its own on a card of Kernel 6: write counter and
// integrity code are those of the directory entry, number is DSD_UN.
//
// C-6 2.12 E.1, D.18 figure 4-4
func UpdateCodeHash(id [4]byte, counter uint16, integrity [2]byte, number [8]byte, mask [16]byte, data []byte, code [16]byte) [16]byte {
	h := sha1.New() //nolint:gosec // as above
	h.Write(id[:])
	h.Write(binary.BigEndian.AppendUint16(nil, counter))
	h.Write(integrity[:])
	h.Write(number[:])
	h.Write(mask[:])
	h.Write(data)
	h.Write(code[:])
	return [16]byte(h.Sum(nil))
}
