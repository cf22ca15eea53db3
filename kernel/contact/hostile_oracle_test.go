package contact_test

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"math/big"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

// This file verifies an offline approval from the recorded conversation alone, by the book, with plain arithmetic: nothing
// of it comes from the kernel or from crypto/oda. Package tlv gives a bound, no more.

// An item is one data object and where it stands: header from at, value from value to end.
type item struct {
	tag            uint32
	at, value, end int
}

func (i item) of(b []byte) []byte { return b[i.value:i.end] }

// items reads the data objects of b from offset from to offset to.
// B3 B1, B2
func items(b []byte, from, to int) (list []item, err error) {
	for at := from; at < to; {
		if b[at] == 0 { // filling
			at++
			continue
		}
		it := item{at: at, tag: uint32(b[at])}
		p := at + 1
		if b[at]&0x1F == 0x1F {
			for more := true; more; p++ {
				if p >= to || p-at > 3 {
					return nil, errors.New("tag cut, or longer than four bytes")
				}
				it.tag, more = it.tag<<8|uint32(b[p]), b[p]&0x80 != 0
			}
		}
		if p >= to {
			return nil, errors.New("no length")
		}
		n := int(b[p])
		p++
		if n > 0x80 && n <= 0x82 {
			size := n & 3
			n = 0
			for ; size > 0; size-- {
				if p >= to {
					return nil, errors.New("length cut")
				}
				n = n<<8 | int(b[p])
				p++
			}
		} else if n >= 0x80 {
			return nil, errors.New("length")
		}
		if p+n > to {
			return nil, errors.New("value cut")
		}
		if len(list) == tlv.MaxObjects {
			return nil, errors.New("too many")
		}
		it.value, it.end = p, p+n
		list, at = append(list, it), p+n
	}
	return list, nil
}

// single is the one object of a response's data.
func single(response []byte) (item, error) {
	if len(response) < 2 {
		return item{}, errors.New("no response")
	}
	list, err := items(response, 0, len(response)-2)
	if err != nil || len(list) != 1 {
		return item{}, fmt.Errorf("%d objects: %w", len(list), err)
	}
	return list[0], nil
}

func good(response []byte) bool {
	return len(response) >= 2 && response[len(response)-2] == 0x90 && response[len(response)-1] == 0
}

// A talk is what a conversation says once it is taken apart.
type talk struct {
	aid              []byte // of the last SELECT before GET PROCESSING OPTIONS
	pdol             []byte // values as sent
	aip, afl         []byte
	data             map[uint32][]byte // from the records
	static           []byte
	first, second    []byte // values as sent with GENERATE AC
	p1               byte   // of the last GENERATE AC
	generated        int
	response         []byte // to the last GENERATE AC
	p1s              []byte
	answers          [][]byte
	dynamic          []byte // response to INTERNAL AUTHENTICATE
	dynamicValues    []byte
	externalResponse []byte
	twice            bool // an object that an approval rests on
	badRecord        bool // a record for the static data is more than its template
}

// decides are the objects of the records that an approval rests on.
var decides = map[uint32]bool{0x5A: true, 0x8F: true, 0x90: true, 0x92: true, 0x9F32: true, 0x9F46: true, 0x9F47: true, 0x9F48: true, 0x9F4A: true}

// takeApart reads a conversation. Where an application was left again, the last counts.
func takeApart(conv []exchange) (k *talk, err error) {
	k = &talk{data: map[uint32][]byte{}}
	for _, x := range conv {
		c, r := x.command, x.response
		var data []byte
		if len(c) > 5 {
			data = c[5 : 5+int(c[4])]
		}
		switch c[1] {
		case 0xA4:
			k.aid = data
		case 0xA8:
			if len(data) < 2 || !good(r) {
				continue
			}
			k.pdol = data[2:] // behind 83 and its length
			if data[1] == 0x81 {
				k.pdol = data[3:]
			}
			if err := k.options(r); err != nil {
				return nil, err
			}
		case 0xB2:
			if k.aip == nil {
				continue
			}
			if err := k.record(c[3]>>3, c[2], r); err != nil {
				return nil, err
			}
		case 0x88:
			k.dynamicValues, k.dynamic = data, r
		case 0xAE:
			k.generated++
			k.p1, k.response = c[2], r
			k.p1s, k.answers = append(k.p1s, c[2]), append(k.answers, r)
			if k.generated == 1 {
				k.first = data
			} else {
				k.second = data
			}
		case 0x82:
			k.externalResponse = r
		}
	}
	return k, nil
}

// options reads the response to GET PROCESSING OPTIONS.
// B3 6.5.8.4
func (k *talk) options(r []byte) error {
	o, err := single(r)
	if err != nil {
		return err
	}
	var aip, afl []byte
	switch v := o.of(r); {
	case o.tag == 0x80 && len(v) >= 2:
		aip, afl = v[:2], v[2:]
	case o.tag == 0x77:
		list, err := items(r, o.value, o.end)
		if err != nil {
			return err
		}
		for _, i := range list {
			switch {
			case i.end == i.value: // B3 5.2
			case i.tag == 0x82 && aip == nil:
				aip = i.of(r)
			case i.tag == 0x94 && afl == nil:
				afl = i.of(r)
			case i.tag == 0x82 || i.tag == 0x94:
				return errors.New("twice")
			default:
				k.element(i, r) // what a record may hold too
			}
		}
	}
	if len(aip) != 2 || len(afl) == 0 || len(afl)%4 != 0 {
		return fmt.Errorf("AIP %X, AFL %X", aip, afl)
	}
	k.aip, k.afl = aip, afl
	return nil
}

// record takes what a record brings, and to the static data what the AFL says.
// B3 10.2, 10.3
func (k *talk) record(sfi, number byte, r []byte) error {
	if len(r) < 2 {
		return errors.New("no response")
	}
	o, err := single(r)
	if err != nil && sfi <= 10 && r[0] == 0x70 {
		return err
	}
	for e := k.afl; len(e) >= 4; e = e[4:] {
		if e[0]>>3 == sfi && number >= e[1] && int(number) < int(e[1])+int(e[3]) && number <= e[2] {
			k.badRecord = k.badRecord || err != nil || o.tag != 0x70 || o.at != 0 || o.end != len(r)-2
			if sfi <= 10 {
				k.static = append(k.static, o.of(r)...)
			} else {
				k.static = append(k.static, r[:len(r)-2]...)
			}
		}
	}
	if o.tag != 0x70 {
		return nil
	}
	list, err := items(r, o.value, o.end)
	for _, i := range list {
		k.element(i, r)
	}
	return err
}

// element takes in an object of a record, or of the response to GET PROCESSING OPTIONS.
// B3 10.2, 5.2
func (k *talk) element(i item, r []byte) {
	if i.end == i.value {
		return
	}
	k.twice = k.twice || k.data[i.tag] != nil && decides[i.tag]
	k.data[i.tag] = i.of(r)
}

// An openKey is a public key.
type openKey struct{ modulus, exponent []byte }

// open is RSA with the public key, and the frame of the signature scheme.
// B2 A2.1
func (k openKey) open(signed []byte, format byte) ([]byte, error) {
	n, s := new(big.Int).SetBytes(k.modulus), new(big.Int).SetBytes(signed)
	if len(signed) != len(k.modulus) || s.Cmp(n) >= 0 {
		return nil, errors.New("a signature that does not fit its key")
	}
	b := s.Exp(s, new(big.Int).SetBytes(k.exponent), n).FillBytes(make([]byte, len(k.modulus)))
	if b[0] != 0x6A || b[1] != format || b[len(b)-1] != 0xBC {
		return nil, fmt.Errorf("no signature of format %02X", format)
	}
	return b, nil
}

// hashed checks the hash that a block has over itself and what follows it.
func hashed(block []byte, rest ...[]byte) error {
	sum := sha1.Sum(append(bytes.Clone(block[1:len(block)-21]), bytes.Join(rest, nil)...))
	if !bytes.Equal(sum[:], block[len(block)-21:len(block)-1]) {
		return errors.New("wrong hash")
	}
	return nil
}

// certified is the key in a certificate whose fixed fields have n bytes before it.
func certified(block []byte, n int, remainder, exponent []byte) openKey {
	size := int(block[n-2])
	in := min(size, len(block)-21-n)
	return openKey{append(bytes.Clone(block[n:n+in]), remainder...)[:size], bytes.Clone(exponent)}
}

// cardKey goes from the certification authority to the card's key, over the static data and the AIP.
// B2 6.3, 6.4
func (k *talk) cardKey(keys *capk.Set) (openKey, error) {
	if len(k.aid) < 5 || len(k.data[0x8F]) != 1 || k.badRecord || k.badTagList() {
		return openKey{}, errors.New("no CA key index, or static data that cannot be")
	}
	ca, ok := keys.Lookup([5]byte(k.aid[:5]), k.data[0x8F][0])
	if !ok {
		return openKey{}, errors.New("no CA key")
	}
	block, err := openKey{ca.Modulus, ca.Exponent}.open(k.data[0x90], 0x02)
	if err == nil {
		err = hashed(block, k.data[0x92], k.data[0x9F32])
	}
	if err != nil {
		return openKey{}, fmt.Errorf("issuer: %w", err)
	}
	static := k.static
	if list := k.data[0x9F4A]; len(list) > 0 {
		static = append(bytes.Clone(static), k.aip...)
	}
	issuer := certified(block, 15, k.data[0x92], k.data[0x9F32])
	block, err = issuer.open(k.data[0x9F46], 0x04)
	if err == nil {
		err = hashed(block, k.data[0x9F48], k.data[0x9F47], static)
	}
	if pan := append(bytes.Clone(k.data[0x5A]), bytes.Repeat([]byte{0xFF}, 10)...); err == nil && !bytes.Equal(block[2:12], pan[:10]) {
		err = errors.New("another PAN")
	}
	if err != nil {
		return openKey{}, fmt.Errorf("card: %w", err)
	}
	return certified(block, 21, k.data[0x9F48], k.data[0x9F47]), nil
}

// badTagList reports whether the static data authentication tag list asks for more than the AIP.
// B3 10.3
func (k *talk) badTagList() bool {
	list := k.data[0x9F4A]
	return len(list) > 0 && !bytes.Equal(list, []byte{0x82})
}

// approval verifies CDA over the last GENERATE AC, down to the terminal data that was sent, and gives the cryptogram. A
// conversation that passes entitles the terminal to approve offline under the profile strict.
// B2 6.6.2
func (k *talk) approval(keys *capk.Set, un [4]byte) (ac []byte, err error) {
	if k.p1 != 0x50 || k.aip == nil || k.aip[0]&0x01 == 0 {
		return nil, fmt.Errorf("GENERATE AC with P1 %02X, AIP %X", k.p1, k.aip)
	}
	if k.twice {
		return nil, errors.New("an object stands twice")
	}
	if !bytes.Equal(k.data[0x9F4A], []byte{0x82}) {
		return nil, errors.New("the AIP is not signed")
	}
	key, err := k.cardKey(keys)
	if err != nil {
		return nil, err
	}
	o, err := single(k.response)
	if err != nil || o.tag != 0x77 || !good(k.response) {
		return nil, fmt.Errorf("no response in format 2: %w", err)
	}
	list, err := items(k.response, o.value, o.end)
	if err != nil {
		return nil, err
	}
	var cid, sdad, said []byte
	for _, i := range list {
		switch i.tag {
		case 0x9F27:
			cid = i.of(k.response)
		case 0x9F4B:
			if v := i.of(k.response); len(v) != 0 { // B3 5.2
				sdad = v
			}
			continue
		}
		said = append(said, k.response[i.at:i.end]...)
	}
	block, err := key.open(sdad, 0x05)
	if err == nil {
		err = hashed(block, un[:])
	}
	if err != nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	dynamic := block[4 : 4+int(block[3])]
	dynamic = dynamic[1+int(dynamic[0]):]
	switch sum := sha1.Sum(bytes.Join([][]byte{k.pdol, k.first, k.second, said}, nil)); {
	case len(cid) != 1 || cid[0] != dynamic[0] || cid[0]&0xC0 != 0x40:
		return nil, fmt.Errorf("CID %X, signed %02X", cid, dynamic[0])
	case !bytes.Equal(sum[:], dynamic[9:29]):
		return nil, errors.New("not over what was exchanged")
	}
	return dynamic[1:9], nil
}
