package tlv

import (
	"encoding/binary"
	"math/bits"
)

// A place is the templates around an object: their number in the lowest byte, above it the bytes of their tags,
// the innermost lowest. Where seven bytes are no room for all, the outermost are left out. It is one word so
// that objects are passed in registers, which makes the cursor twice as fast as a list of tags would.
type place uint64

const placeBytes = 7

func (p place) depth() int { return int(p & 0xFF) }

// within is the place inside a template that is at p.
func (p place) within(t Tag) place {
	path, size := uint64(p)>>8, 8*t.Size()
	for path>>(8*placeBytes-size) != 0 {
		_, path = cutTag(path)
	}
	return place((path<<size|uint64(t))<<8) | (p&0xFF + 1)
}

// tags is the templates' tags, outermost first.
func (p place) tags() (tags []Tag) {
	for path := uint64(p) >> 8; path != 0; {
		var t Tag
		t, path = cutTag(path)
		tags = append(tags, t)
	}
	return tags
}

// cutTag takes the outermost tag off a path.
func cutTag(path uint64) (Tag, uint64) {
	var b [8]byte
	size := (bits.Len64(path) + 7) / 8
	binary.BigEndian.PutUint64(b[:], path)
	t, n, _ := readTag(b[8-size:])
	return t, path & (1<<(8*(size-n)) - 1)
}
