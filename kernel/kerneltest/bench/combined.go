package bench

import (
	"crypto/sha1"
	"slices"
	"sync"

	"github.com/emvgo/emv/crypto/capk"
)

// A Signing is a card that signs its cryptograms. One short key pair, 512 bits, stands for certification authority, issuer and card, so that a sweep of many
// cards is quick. The card's only static data are the AIP, by the tag list 82; no record is signed.
type Signing struct {
	PAN []byte
	AIP [2]byte
}

// Certified is what the records of a signing card have beside 8F, C1, and 9F4A, 82.
type Certified struct {
	Issuer, IssuerRest []byte // 90, 92
	ICC, ICCRest       []byte // 9F46, 9F48
	Exponent           []byte // 9F32, 9F47
}

var short = sync.OnceValue(func() *Pair {
	return NewPair("D8F9D1A446CF1E056AA3D1004B2FA542020FC3F793F8353E58D8D3CA3EF4DB19", "CB22191A50C728790BE2BACDDDD2C64F81CEC79C571461F47F3207BF1AA36145", "3")
})

// The certificates that were made before, and the last of the signatures.
var (
	certified sync.Map
	combined  = struct {
		sync.Mutex
		by map[string][]byte
	}{by: map[string][]byte{}}
)

const maxCombined = 1 << 16

// SigningKeys are the certification authority's, of a RID: index C1.
func SigningKeys(rid [5]byte) *capk.Set {
	k := capk.Key{RID: rid, Index: 0xC1, Algorithm: capk.RSA, Test: true, Source: "test", Modulus: short().Modulus(), Exponent: []byte{3}}
	k.Checksum = k.Sum()
	set, err := capk.NewSet([]capk.Key{k})
	if err != nil {
		panic(err)
	}
	return set
}

// Certificates are the card's.
func (s Signing) Certificates() Certified {
	key := string(slices.Concat(s.PAN, s.AIP[:]))
	if c, ok := certified.Load(key); ok {
		return c.(Certified)
	}
	pan := slices.Clone(s.PAN)
	for len(pan) < 10 {
		pan = append(pan, 0xFF)
	}
	c := Certified{Exponent: []byte{3}}
	c.Issuer, c.IssuerRest = short().Certify(0x02, pan[:4], short(), nil)
	c.ICC, c.ICCRest = short().Certify(0x04, pan, short(), s.AIP[:])
	certified.Store(key, c)
	return c
}

// Sign is the Signed Dynamic Application Data (9F4B) of an answer to GENERATE AC: number is the terminal's, sent the values of PDOL and CDOL1, answer the
// objects of the answer without it.
//
// B2 6.6.1
func (Signing) Sign(number []byte, cid byte, ac, sent, answer []byte) []byte {
	hash := sha1.Sum(slices.Concat(sent, answer))
	dynamic := slices.Concat([]byte{2, 0xD1, 0xD2, cid}, ac, hash[:])
	key := string(dynamic) + string(number)
	combined.Lock()
	defer combined.Unlock()
	s, ok := combined.by[key]
	if !ok {
		if len(combined.by) == maxCombined {
			clear(combined.by)
		}
		s = short().Sign(append([]byte{5, 1, byte(len(dynamic))}, dynamic...), number)
		combined.by[key] = s
	}
	return s
}
