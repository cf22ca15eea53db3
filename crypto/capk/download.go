package capk

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/tlv"
)

// ParseDownload reads the keys that a UnionPay host sends a terminal in field 62: data objects, 9F06 (RID), 9F22 (index),
// DF05 (expiry YYYYMMDD, 8 digits in characters or 4 bytes BCD), DF06 (hash algorithm 01), DF07 (algorithm 01 RSA, 04 SM2), DF02
// (modulus, or x and y), DF04 (exponent), DF03 (checksum), and again from 9F06 for the next key; before them may stand the digit that
// says whether more follow. Other objects are skipped. Keys of other algorithms are refused, and so is the list of keys, which has no modulus. The
// checksum of an SM2 key has no published rule: it is not looked at, and [Key.Sum] takes its place.
//
// The keys are those before the fault.
func ParseDownload(b []byte) (keys []Key, err error) {
	if len(b) > 2 && b[0] >= '0' && b[0] <= '3' && b[1] == 0x9F {
		b = b[1:]
	}
	var d download
	cursor := tlv.NewCursor(b)
	for o, ok := cursor.Next(); ok; o, ok = cursor.Next() {
		if o.Tag == 0x9F06 && d.begun {
			k, err := d.key()
			if err != nil {
				return keys, err
			}
			keys, d = append(keys, k), download{}
		}
		d.take(o.Tag, o.Value)
	}
	if cursor.Err() != nil {
		if k, err := d.key(); err == nil && len(d.expiry) > 0 { // whole before the fault
			keys = append(keys, k)
		}
		return keys, fmt.Errorf("key download: %w", cursor.Err())
	}
	k, err := d.key()
	if err != nil {
		return keys, err
	}
	return append(keys, k), nil
}

// A download is one key as it comes in.
type download struct {
	begun                                                       bool
	rid, index, expiry, hash, algorithm, modulus, exponent, sum []byte
}

func (d *download) take(tag tlv.Tag, value []byte) {
	switch tag {
	case 0x9F06:
		d.begun, d.rid = true, value
	case 0x9F22:
		d.index = value
	case 0xDF05:
		d.expiry = value
	case 0xDF06:
		d.hash = value
	case 0xDF07:
		d.algorithm = value
	case 0xDF02:
		d.modulus = value
	case 0xDF04:
		d.exponent = bytes.TrimLeft(value, "\x00")
	case 0xDF03:
		d.sum = value
	}
}

func (d *download) key() (k Key, err error) {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("key download, RID %X, index %X: %s", d.rid, d.index, fmt.Sprintf(format, args...))
	}
	for _, x := range []struct {
		name  string
		value []byte
		size  int
	}{{"9F06 (RID)", d.rid, 5}, {"9F22 (index)", d.index, 1}} {
		if len(x.value) != x.size {
			return k, wrong("%s has %d bytes, want %d", x.name, len(x.value), x.size)
		}
	}
	expiry, ok := day(d.expiry)
	if bytes.Equal(d.algorithm, []byte{byte(SM2)}) {
		if !ok {
			return k, wrong("expiry (DF05) is no date: 8 digits, or 4 bytes BCD")
		}
		k = Key{RID: [5]byte(d.rid), Index: d.index[0], Algorithm: SM2, Point: bytes.Clone(d.modulus)}
		copy(k.Expiry[:], expiry)
		k.Checksum = k.Sum()
		if reason := k.fault(); reason != "" {
			return k, wrong("%s", reason)
		}
		return k, nil
	}
	switch {
	case len(d.modulus) == 0:
		return k, wrong("no modulus (DF02): this is the list of keys and not a key")
	case len(d.algorithm) > 0 && !bytes.Equal(d.algorithm, []byte{1}):
		return k, wrong("algorithm (DF07) %X, want 01 (RSA) or 04 (SM2)", d.algorithm)
	case len(d.hash) > 0 && !bytes.Equal(d.hash, []byte{1}):
		return k, wrong("hash algorithm (DF06) %X, want 01 (SHA-1)", d.hash)
	case len(d.sum) != 20:
		return k, wrong("checksum (DF03) has %d bytes, want 20", len(d.sum))
	case !ok:
		return k, wrong("expiry (DF05) is no date: 8 digits, or 4 bytes BCD")
	}
	k = Key{
		RID: [5]byte(d.rid), Index: d.index[0], Algorithm: RSA, Modulus: bytes.Clone(d.modulus), Exponent: bytes.Clone(d.exponent),
		Checksum: [20]byte(d.sum),
	}
	copy(k.Expiry[:], expiry)
	return k, nil
}

// day is the YYMMDD, in BCD, of an expiry date; none for one that is not there.
func day(b []byte) ([]byte, bool) {
	text := string(b)
	if len(b) == 4 {
		text = fmt.Sprintf("%X", b)
	}
	if d := date(text); d != "" && len(text) == 8 {
		return digits(d), true
	}
	return nil, len(b) == 0
}
