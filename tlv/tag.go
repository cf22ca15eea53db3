// Package tlv reads and writes BER-TLV as EMV uses it, and knows what the data elements mean.
//
// Hostile bytes are read by [Cursor] alone: it neither allocates nor panics, keeps the raw bytes, and says
// where and what when they are malformed. [DOL] reads and fills data object lists. The data dictionary gives
// every data element a number, a [Row], in the books' words: [PAN], [TVR], [AmountAuthorised]. [Lookup] finds
// the row of a tag, which depends on the book and on the template around it; [Explain] puts a value into words.
//
// Where a data element has a type of its own the type is the row's name with the word Value: the row [TVR] is
// the key in a store, [TVRValue] the five bytes with their bits.
package tlv

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
)

// A Tag is a tag with all its bytes as one number: 0x5A, 0x9F02, 0xDF8129.
//
// EMV 4.4 B3 annex B1
type Tag uint32

// The templates that the kernels look into or build. Every template is a row of the dictionary too.
const (
	TagDirectoryEntry      Tag = 0x61   // 61 Application Template
	TagFCI                 Tag = 0x6F   // 6F File Control Information (FCI) Template
	TagRecord              Tag = 0x70   // 70 READ RECORD Response Message Template
	TagScript1             Tag = 0x71   // 71 Issuer Script Template 1
	TagScript2             Tag = 0x72   // 72 Issuer Script Template 2
	TagDirectory           Tag = 0x73   // 73 Directory Discretionary Template
	TagFormat2             Tag = 0x77   // 77 Response Message Template Format 2
	TagFormat1             Tag = 0x80   // 80 Response Message Template Format 1
	TagCommandTemplate     Tag = 0x83   // 83 Command Template
	TagFCIProprietary      Tag = 0xA5   // A5 FCI Proprietary Template
	TagIssuerDiscretionary Tag = 0xBF0C // BF0C FCI Issuer Discretionary Data
)

// Size is the number of bytes of the tag, 1 to 4.
func (t Tag) Size() int {
	return max(1, (bits.Len32(uint32(t))+7)/8)
}

// Constructed reports whether the value of t is a template: a sequence of data objects.
//
// EMV 4.4 B3 annex B1
func (t Tag) Constructed() bool {
	for t > 0xFF {
		t >>= 8
	}
	return t&0x20 != 0
}

// Valid reports whether t is a whole tag: one byte, or a first byte that says more follow and then bytes of
// which all but the last say that another one follows.
//
// EMV 4.4 B3 annex B1
func (t Tag) Valid() bool {
	var b [4]byte
	enc := t.Append(b[:0])
	got, n, fault := readTag(enc)
	return fault == 0 && n == len(enc) && got == t && t != 0
}

// Append appends the bytes of the tag to dst.
func (t Tag) Append(dst []byte) []byte {
	for shift := 8 * (t.Size() - 1); shift >= 0; shift -= 8 {
		dst = append(dst, byte(t>>shift))
	}
	return dst
}

// String is the tag in upper-case hexadecimal: 5A, 9F02, DF8129.
func (t Tag) String() string {
	return fmt.Sprintf("%0*X", 2*t.Size(), uint32(t))
}

// Name is the data element's name in the dictionary, where t is not inside a template that changes its
// meaning. It is empty if no book knows the tag.
func (t Tag) Name() string {
	if row := firstRow(t); row != 0 {
		if r, ok := Lookup(Contact, 0, t); ok {
			row = r
		}
		return row.Element().Name
	}
	return ""
}

// ParseTag reads a tag from hexadecimal digits.
func ParseTag(s string) (Tag, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return 0, fmt.Errorf("tlv: tag %q: %w", s, err)
	}
	t, n, fault := readTag(b)
	if fault != 0 || n != len(b) || t == 0 {
		return 0, fmt.Errorf("tlv: tag %q: %w", s, errNotOneTag)
	}
	return t, nil
}

var errNotOneTag = errors.New("want the bytes of exactly one tag, 1 to 4")

// MarshalText is [Tag.String], for JSON and flags.
func (t Tag) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText is [ParseTag].
func (t *Tag) UnmarshalText(text []byte) error {
	v, err := ParseTag(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

// readTag reads the tag at the start of b and says how many bytes it has. A tag of 00 is read as it stands:
// the cursor has skipped such bytes before, a DOL entry may name it like any other unknown tag.
//
// EMV 4.4 B3 annex B1
func readTag(b []byte) (Tag, int, Fault) {
	if len(b) == 0 {
		return 0, 0, TruncatedTag
	}
	t := Tag(b[0])
	if t&0x1F != 0x1F {
		return t, 1, 0
	}
	for i := 1; i < MaxTagSize; i++ {
		if i >= len(b) {
			return 0, 0, TruncatedTag
		}
		t = t<<8 | Tag(b[i])
		if b[i]&0x80 == 0 {
			return t, i + 1, 0
		}
	}
	return 0, 0, TagTooLong
}
