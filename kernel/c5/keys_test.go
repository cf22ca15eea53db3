package c5_test

import (
	"crypto/sha1"
	"slices"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// One test key pair, ours, stands for certification authority, issuer and card: 512 bits, exponent 3.
var pair = bench.Small()

// keys are the certification authority's: index C1.
func keys() *capk.Set {
	k := capk.Key{RID: [5]byte{0xA0, 0, 0, 0, 0x65}, Index: 0xC1, Algorithm: capk.RSA, Test: true, Source: "test", Modulus: pair.Modulus(), Exponent: []byte{3}}
	k.Checksum = k.Sum()
	set, err := capk.NewSet([]capk.Key{k})
	if err != nil {
		panic(err)
	}
	return set
}

// seal puts the certificates into the second and the third record, unless a test has put something else there.
func (r *reader) seal() {
	if !r.keyed || len(r.records) < 3 || len(r.records[1].objects) != 0 {
		return
	}
	pan := find(r.records[0].objects, 0x5A)
	var static []byte
	for _, f := range r.records {
		if f.signed {
			static = append(static, joined(f.objects)...)
		}
	}
	if len(find(r.records[0].objects, 0x9F4A)) == 1 {
		static = append(static, find(r.options, 0x82)...)
	}
	r.records = slices.Clone(r.records)
	certificate, remainder := pair.Certify(0x02, padded(pan, 4), pair, nil)
	r.records[1].objects = []object{{0x8F, []byte{0xC1}}, {0x90, certificate}, {0x92, remainder}, {0x9F32, []byte{3}}}
	certificate, remainder = pair.Certify(0x04, padded(pan, 10), pair, static)
	r.records[2].objects = []object{{0x9F46, certificate}, {0x9F48, remainder}, {0x9F47, []byte{3}}}
}

// sealed makes the certificates now, for a test to change.
func (r *reader) sealed() *reader { r.seal(); return r }

func padded(b []byte, n int) []byte {
	b = slices.Clone(b)
	for len(b) < n {
		b = append(b, 0xFF)
	}
	return b[:n]
}

// signature is 9F4B over what the card was sent and what it answers.
// B2 6.6.1
func (r *reader) signature(list []object) []byte {
	number := find(list, 0x9F27)
	h := sha1.Sum(append(slices.Clone(r.values), joined(list)...))
	data := slices.Concat([]byte{2, 0x12, 0x34}, padded(number, 1), []byte{0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8}, h[:])
	s := pair.Sign(append([]byte{0x05, 0x01, byte(len(data))}, data...), r.number[:])
	if r.forged {
		s = slices.Clone(s)
		s[20] ^= 1
	}
	return s
}
