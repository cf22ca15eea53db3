// Package capk holds certification authority public keys and the list of revoked issuer certificates.
//
// A [Key] is found by the registered application provider identifier (RID, the first 5 bytes of the AID) and the
// Certification Authority Public Key Index (tag 8F). A [Set] is checked as a whole when it is made: every checksum is
// recomputed, an index is unique within its RID whatever the algorithm, and test keys never share a set with live keys.
// There is no upper bound on keys; the books ask for room for 6 RSA and 10 ECC keys and 30 revoked certificates per RID.
//
// A key's expiry date is kept but not enforced: withdrawal is the acquirer's act, not the clock's
// (EMV 4.4 B2 11.2.3). An application that wants it enforced takes [Set.NotExpired].
//
// Keys of SM2 have the algorithm 04, as UnionPay's downloads do; Kernel 8's suite '80' has no public certificate format and is not accepted.
//
// Published keys to try it with are in testvectors: LiveCAKeys, TestCAKeys and OtherCAKeys, 230 in all, every checksum
// recomputed in this package's tests.
//
// On one core of an AMD EPYC, amd64, Go 1.26 (go test -bench . ./crypto/capk): finding a key takes 46 ns and allocates
// nothing, the checksum of a key of 248 bytes 0.54 us, loading and checking a file of 31 keys 0.97 ms.
package capk

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/emvgo/emv/crypto/internal/ecsdsa"
	"github.com/emvgo/emv/crypto/sm"
	"github.com/emvgo/emv/tlv"
)

// An Algorithm says how a key signs: the Certification Authority Public Key Algorithm Indicator (RSA) or Algorithm
// Suite Indicator (ECC).
//
// EMV 4.4 B2 11.2.2, B2.1, B2.4.1
type Algorithm uint8

// The algorithms of certification authority keys.
const (
	RSA     Algorithm = 0x01 // RSA with SHA-1
	ECCP256 Algorithm = 0x10 // EC-SDSA on P-256 with SHA-256
	ECCP521 Algorithm = 0x11 // EC-SDSA on P-521 with SHA-512
	SM2     Algorithm = 0x04 // SM2 with SM3, of UnionPay and PBOC: the value of DF07 in their downloads
)

func (a Algorithm) String() string {
	switch a {
	case RSA:
		return "RSA"
	case ECCP256:
		return "ECC P-256"
	case ECCP521:
		return "ECC P-521"
	case SM2:
		return "SM2"
	}
	return fmt.Sprintf("algorithm %02X", uint8(a))
}

// MaxModulus is the longest modulus of an RSA key, in bytes (1984 bit).
//
// EMV 4.4 B2 B2.1
const MaxModulus = 248

// A Key is a certification authority public key with what a terminal stores beside it.
//
// EMV 4.4 B2 11.2.2
type Key struct {
	RID       [5]byte
	Index     byte // 8F
	Algorithm Algorithm
	Modulus   []byte   // RSA: up to 248 bytes, leftmost bit 1
	Exponent  []byte   // RSA: 03 or 010001
	Point     []byte   // ECC: x and y, 32 bytes each on P-256 and SM2's curve, 66 each on P-521
	Checksum  [20]byte // see Sum
	Expiry    [3]byte  // YYMMDD, zero where not known; not enforced
	Test      bool     // a payment system's or laboratory's test key
	Source    string   // where the key was published
}

// Sum is the checksum of the key: SHA-1 over RID, index, modulus and exponent for RSA; over RID, index, algorithm
// suite indicator and both coordinates for ECC. For SM2 no rule is published: it is that of ECC, with 04.
//
// EMV 4.4 B2 11.2.2
func (k *Key) Sum() [20]byte {
	b := make([]byte, 0, 7+MaxModulus+3)
	b = append(append(b, k.RID[:]...), k.Index)
	if k.Algorithm == RSA {
		b = append(append(b, k.Modulus...), k.Exponent...)
	} else {
		b = append(append(b, byte(k.Algorithm)), k.Point...)
	}
	return sha1.Sum(b)
}

// ExpiredOn says whether the key's expiry date is known and earlier than date (YYMMDD; years 50 to 99 are 19YY).
//
// EMV 4.4 B2 11.2.3
func (k *Key) ExpiredOn(date [3]byte) bool {
	return k.Expiry != [3]byte{} && bytes.Compare(sortable(k.Expiry), sortable(date)) < 0
}

func sortable(d [3]byte) []byte {
	return []byte{tlv.Century(d[0]), d[0], d[1], d[2]}
}

// fault says what makes a key unusable, or is empty.
// EMV 4.4 B4 10.2 (integrity)
func (k *Key) fault() string {
	switch k.Algorithm {
	case RSA: // EMV 4.4 B2 6.1, B2.1
		switch n := len(k.Modulus); {
		case n == 0 || n > MaxModulus:
			return fmt.Sprintf("modulus of %d bytes, want 1 to %d", n, MaxModulus)
		case k.Modulus[0]&0x80 == 0:
			return "the leftmost bit of the modulus is not 1"
		case k.Modulus[n-1]&1 == 0:
			return "modulus is even"
		case !bytes.Equal(k.Exponent, []byte{3}) && !bytes.Equal(k.Exponent, []byte{1, 0, 1}):
			return fmt.Sprintf("exponent %X, want 03 or 010001", k.Exponent)
		case len(k.Point) != 0:
			return "RSA key with a point"
		}
	case ECCP256, ECCP521: // EMV 4.4 B2 11.2.2, B2.2.2
		if len(k.Modulus) != 0 || len(k.Exponent) != 0 {
			return "ECC key with a modulus or exponent"
		}
		if !ecsdsa.OnCurve(ecsdsa.Suite(k.Algorithm), k.Point) {
			return "point is not on the curve, or not as long as two coordinates"
		}
	case SM2:
		if len(k.Modulus) != 0 || len(k.Exponent) != 0 {
			return "SM2 key with a modulus or exponent"
		}
		if _, err := sm.NewPublicKey(k.Point); err != nil {
			return "point is not on the curve, or not as long as two coordinates"
		}
	default:
		return k.Algorithm.String() + ", want 01, 04, 10 or 11"
	}
	if k.Sum() != k.Checksum { // EMV 4.4 B2 11.2.2
		return fmt.Sprintf("checksum %X, want %X", k.Checksum, k.Sum())
	}
	return ""
}

// A KeyError says which key of a list is unusable and why.
type KeyError struct {
	Position int // in the list, from 0
	RID      [5]byte
	Index    byte
	Reason   string
}

func (e *KeyError) Error() string {
	return fmt.Sprintf("capk: key %d (RID %X, index %02X): %s", e.Position, e.RID, e.Index, e.Reason)
}

// A Revocation names an issuer certificate that a payment system has revoked.
//
// EMV 4.4 B2 5.1.2
type Revocation struct {
	RID    [5]byte
	Index  byte    // of the certification authority key that signed it
	Serial [3]byte // Certificate Serial Number
}

// A Set is an immutable set of certification authority public keys with its revocation list. It may be used by several
// goroutines at once. The zero Set, and a nil one, hold nothing.
type Set struct {
	keys    []Key
	byID    map[[6]byte]int
	revoked map[Revocation]struct{}
}

// NewSet checks the keys and copies them. The error joins a [*KeyError] for each fault.
//
// EMV 4.4 B2 11.2.2
func NewSet(keys []Key, revoked ...Revocation) (*Set, error) {
	s := &Set{
		keys:    make([]Key, len(keys)),
		byID:    make(map[[6]byte]int, len(keys)),
		revoked: make(map[Revocation]struct{}, len(revoked)),
	}
	var faults []error
	for i, k := range keys {
		wrong := func(reason string) {
			faults = append(faults, &KeyError{Position: i, RID: k.RID, Index: k.Index, Reason: reason})
		}
		if reason := k.fault(); reason != "" {
			wrong(reason)
		}
		if j, twice := s.byID[id(k.RID, k.Index)]; twice {
			wrong(fmt.Sprintf("key %d has this RID and index too", j))
		}
		if k.Test != keys[0].Test {
			wrong("test keys and live keys do not share a set")
		}
		k.Modulus, k.Exponent, k.Point = slices.Clone(k.Modulus), slices.Clone(k.Exponent), slices.Clone(k.Point)
		s.keys[i], s.byID[id(k.RID, k.Index)] = k, i
	}
	for _, r := range revoked {
		s.revoked[r] = struct{}{}
	}
	if faults != nil {
		return nil, errors.Join(faults...)
	}
	return s, nil
}

func id(rid [5]byte, index byte) (b [6]byte) {
	copy(b[:], rid[:])
	b[5] = index
	return b
}

// Lookup finds the key of a RID by its index. The key is shared: it must not be changed.
//
// EMV 4.4 B2 5.2, 6.2, 12.2
// EMV 4.4 B4 10.2 (keys)
func (s *Set) Lookup(rid [5]byte, index byte) (*Key, bool) {
	if s == nil {
		return nil, false
	}
	i, ok := s.byID[id(rid, index)]
	if !ok {
		return nil, false
	}
	return &s.keys[i], true
}

// Revoked says whether the issuer certificate with this serial number, signed by this key, is on the revocation list.
//
// EMV 4.4 B2 5.1.2
func (s *Set) Revoked(rid [5]byte, index byte, serial [3]byte) bool {
	if s == nil {
		return false
	}
	_, on := s.revoked[Revocation{rid, index, serial}]
	return on
}

// Revocations are the entries of the revocation list, by RID, index and serial number.
//
// EMV 4.4 B2 5.1.2
func (s *Set) Revocations() []Revocation {
	if s == nil {
		return nil
	}
	return slices.SortedFunc(maps.Keys(s.revoked), func(a, b Revocation) int {
		return cmp.Or(bytes.Compare(a.RID[:], b.RID[:]), cmp.Compare(a.Index, b.Index), bytes.Compare(a.Serial[:], b.Serial[:]))
	})
}

// NotExpired is the set without the keys that [Key.ExpiredOn] says have expired on date (YYMMDD), with the whole
// revocation list. A key without an expiry date stays.
//
// EMV 4.4 B2 11.2.3
func (s *Set) NotExpired(date [3]byte) *Set {
	kept := &Set{byID: map[[6]byte]int{}}
	if s == nil {
		return kept
	}
	kept.revoked = s.revoked
	for _, k := range s.keys {
		if !k.ExpiredOn(date) {
			kept.byID[id(k.RID, k.Index)] = len(kept.keys)
			kept.keys = append(kept.keys, k)
		}
	}
	return kept
}

// Len is the number of keys.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.keys)
}

// All are the keys in the order in which they were given. They are shared: they must not be changed.
func (s *Set) All() iter.Seq[*Key] {
	return func(yield func(*Key) bool) {
		for i := range s.Len() {
			if !yield(&s.keys[i]) {
				return
			}
		}
	}
}
