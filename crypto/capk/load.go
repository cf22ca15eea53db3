package capk

import (
	"errors"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// Load reads a key file:
//
//	{
//	  "test": false,
//	  "keys": [
//	    {"rid": "A000000004", "index": "05", "algorithm": "01", "modulus": "B804...", "exponent": "03",
//	     "checksum": "EBFA...", "expiry": "241231", "source": "where it was published"},
//	    {"rid": "A000000004", "index": "E0", "algorithm": "10", "point": "F60D...", "checksum": "C65D..."}
//	  ],
//	  "revoked": [{"rid": "A000000004", "index": "05", "serial": "000001"}]
//	}
//
// Bytes are hexadecimal; algorithm is 01 (RSA), 10 or 11 (ECC) or 04 (SM2); expiry is YYMMDD, a day of the calendar, or zeroes
// where it is not known. expiry, source and revoked may be left out. The error names every fault with its path and line.
func Load(file []byte) (*Set, error) {
	doc := jsonfile.Parse(file)
	set := Read(doc.Root())
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return set, nil
}

// Read is Load for an object inside another file, which notes what is wrong as faults of its own; the set then is of no use.
func Read(v jsonfile.Value) *Set {
	o := v.Object()
	defer o.Close()
	test := o.Need("test").Bool()
	var keys []Key
	var at []jsonfile.Value
	for item := range o.Need("keys").List() {
		k, ok := readKey(item)
		k.Test = test
		if ok {
			keys, at = append(keys, k), append(at, item)
		}
	}
	set, err := NewSet(keys, readRevoked(o.Get("revoked"))...)
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			var k *KeyError
			if errors.As(e, &k) {
				at[k.Position].Fault("take the key from its publisher again", "RID %X, index %02X: %s", k.RID, k.Index, k.Reason)
			}
		}
	}
	return set
}

// LoadRevoked reads the list of revoked issuer certificates alone, of a key file or of a configuration, whatever its keys are; a file without
// one, or of another form, has none. Beside an error, which names every fault with its path and line, are the entries that are right.
func LoadRevoked(file []byte) (revoked []Revocation, err error) {
	doc := jsonfile.Parse(file)
	take := func(v jsonfile.Value) {
		if isRevoked(v) {
			revoked = append(revoked, readRevoked(v)...)
			err = doc.Err()
		}
	}
	for _, v := range doc.Root().Each() {
		take(v)
		for _, inner := range v.Each() {
			take(inner)
		}
	}
	return revoked, err
}

// isRevoked reports whether a member is the list of revoked issuer certificates: of a key file, or of a configuration's keys.
func isRevoked(v jsonfile.Value) bool { return v.Path() == "revoked" || v.Path() == "caKeys.revoked" }

// readRevoked reads the list, in which what is not right is a fault, and no entry.
//
// EMV 4.4 B2 5.1.2
func readRevoked(v jsonfile.Value) (revoked []Revocation) {
	for item := range v.List() {
		r := item.Object()
		rid, index, serial := r.Need("rid").Hex(5, 5), r.Need("index").Hex(1, 1), r.Need("serial").Hex(3, 3)
		if rid != nil && index != nil && serial != nil {
			revoked = append(revoked, Revocation{[5]byte(rid), index[0], [3]byte(serial)})
		}
		r.Close()
	}
	return revoked
}

// readKey reads one key; it is false if a member is missing or not of the right kind or size.
func readKey(v jsonfile.Value) (Key, bool) {
	o := v.Object()
	defer o.Close()
	algorithm := o.Need("algorithm")
	k := Key{
		RID:       [5]byte(fixed(o.Need("rid"), 5)),
		Index:     fixed(o.Need("index"), 1)[0],
		Algorithm: Algorithm(fixed(algorithm, 1)[0]),
		Checksum:  [20]byte(fixed(o.Need("checksum"), 20)),
		Source:    o.Get("source").Text(0, maxSource),
	}
	k.Expiry = readExpiry(o.Get("expiry"))
	if !algorithm.Present() { // its fault is told, and the members are those of some algorithm
		o.Get("modulus").Hex(1, MaxModulus)
		o.Get("exponent").Hex(1, 3)
		o.Get("point").Hex(64, 132)
		return k, false
	}
	if k.Algorithm == RSA {
		k.Modulus, k.Exponent = o.Need("modulus").Hex(1, MaxModulus), o.Need("exponent").Hex(1, 3)
		return k, k.Modulus != nil && k.Exponent != nil
	}
	k.Point = o.Need("point").Hex(64, 132)
	return k, k.Point != nil
}

// readExpiry reads an expiry date: zeroes, or nothing, where it is not known.
func readExpiry(v jsonfile.Value) (date [3]byte) {
	if !v.Present() {
		return date
	}
	b := v.Digits(6)
	copy(date[:], b)
	if _, err := tlv.DecodeDate(b); err != nil && b != nil && date != [3]byte{} {
		v.Fault("write YYMMDD, or leave it out where it is not known", "%X is no day of the calendar", b)
	}
	return date
}

// fixed gives n bytes, zeros after a fault.
func fixed(v jsonfile.Value, n int) []byte {
	if b := v.Hex(n, n); b != nil {
		return b
	}
	return make([]byte, n)
}
