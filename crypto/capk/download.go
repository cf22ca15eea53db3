package capk

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// ParseDownload reads the keys that a UnionPay host sends a terminal in field 62: data objects, 9F06 (RID), 9F22 (index), DF05 (expiry YYYYMMDD, 8 digits in
// characters or 4 bytes BCD), DF06 (hash algorithm 01), DF07 (algorithm 01 RSA, 04 SM2), DF02 (modulus, or x and y), DF04 (exponent), DF03 (checksum), and
// again from 9F06 for the next key; before them may stand the digit that says whether more follow. Other objects are skipped, and so are the parameters of
// applications, which have 9F06 too: see [Applications]. Keys of other algorithms are refused, and so is the list of keys, which has no modulus. The
// checksum of an SM2 key has no published rule: it is not looked at, and [Key.Sum] takes its place.
//
// Every key is read or a fault, and the keys are the others; the first ten faults are named, and the rest counted. Behind bytes that are no data objects
// they go on at the next RID.
func ParseDownload(b []byte) (keys []Key, err error) {
	r := readDownloads(b)
	if len(r.keys) == 0 && len(r.faults) == 0 {
		return nil, errApplications
	}
	if r.more > 0 {
		r.faults = append(r.faults, fmt.Errorf("key download: %d more faults", r.more))
	}
	return r.keys, errors.Join(r.faults...)
}

var errApplications = errors.New("key download: parameters of applications, and no key")

// Applications says which applications a file of downloads, in bytes or a line each, has parameters of: they are no keys, and no faults of the others.
func Applications(file []byte) (list []string) {
	say := func(where string, b []byte) {
		for _, aid := range readDownloads(b).applications {
			list = append(list, fmt.Sprintf("%sparameters of application %X, no key", where, aid))
		}
	}
	if bytes.HasPrefix(bytes.TrimLeft(file, "0123"), []byte{0x9F, 0x06}) || bytes.HasPrefix(file, []byte{0xDF}) {
		say("", file)
		return list
	}
	for number, line := range linesOf(string(file)) {
		if b, err := hex.DecodeString(downloadIn(wordsOf(strings.ToUpper(line.text)))); err == nil {
			say(fmt.Sprintf("line %d: ", number), b)
		}
	}
	return list
}

// downloads are what a host sends.
type downloads struct {
	keys         []Key
	applications [][]byte // AIDs
	faults       []error  // the first ten
	more         int      // faults behind them
}

func (r *downloads) fault(err error) {
	if len(r.faults) == 10 {
		r.more++
		return
	}
	r.faults = append(r.faults, err)
}

// nextKey is how a key begins: a RID.
var nextKey = []byte{0x9F, 0x06, 5}

func readDownloads(b []byte) (r downloads) {
	if len(b) > 2 && b[0] >= '0' && b[0] <= '3' && b[1] == 0x9F {
		b = b[1:]
	}
	var d download
	cursor, base := tlv.NewCursor(b), 0
	for {
		o, ok := cursor.Next()
		if ok && (o.Tag != 0x9F06 || !d.begun) {
			d.take(o.Tag, o.Value)
			continue
		}
		r.end(&d, cursor.Err() != nil)
		d = download{}
		if ok {
			d.take(o.Tag, o.Value)
			continue
		}
		var s *tlv.SyntaxError
		if !errors.As(cursor.Err(), &s) {
			return r
		}
		s.Offset += base
		unread := bytes.Index(b[s.Offset+1:], nextKey) + 1
		if unread == 0 {
			r.fault(fmt.Errorf("key download: %w; %d bytes from there on are not read", s, len(b)-s.Offset))
			return r
		}
		r.fault(fmt.Errorf("key download: %w; %d bytes, up to the next RID, are not read", s, unread))
		base = s.Offset + unread
		cursor = tlv.NewCursor(b[base:])
	}
}

// end takes a key or an application that has come in. Of one before bytes that are no data objects the last that is sent, the expiry, may be missing.
func (r *downloads) end(d *download, broken bool) {
	if d.parameters && len(d.index) == 0 && len(d.modulus) == 0 {
		r.applications = append(r.applications, d.rid)
		return
	}
	if !d.begun && len(r.keys)+len(r.applications)+len(r.faults) > 0 {
		return
	}
	switch k, err := d.key(); {
	case err == nil && (!broken || len(d.expiry) > 0):
		r.keys = append(r.keys, k)
	case !broken:
		r.fault(err)
	}
}

// A download is one key as it comes in.
type download struct {
	begun, parameters                                           bool // parameters: those of an application, its action codes
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
	case 0xDF11, 0xDF12, 0xDF13:
		d.parameters = true
	}
}

func (d *download) key() (k Key, err error) {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("key download, RID %.8X, index %.8X: %s", d.rid, d.index, fmt.Sprintf(format, args...))
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
		return k, wrong("algorithm (DF07) %.8X, want 01 (RSA) or 04 (SM2)", d.algorithm)
	case len(d.hash) > 0 && !bytes.Equal(d.hash, []byte{1}):
		return k, wrong("hash algorithm (DF06) %.8X, want 01 (SHA-1)", d.hash)
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
