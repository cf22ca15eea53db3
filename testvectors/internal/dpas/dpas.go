// Package dpas computes cryptogram version 15 of the virtual cards of Kernel 6. The book leaves the cryptogram to the payment
// system: its layout of the Issuer Application Data is that of a published contactless transaction, what the cryptogram
// covers is ours. It is for virtual cards and the issuer simulator.
package dpas

import (
	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// CVN is the version whose key derivation, ARPC and script MACs this one has too: common session keys.
const CVN = cryptogram.MastercardCVN20

// version is the cryptogram version number in the Issuer Application Data.
const version = 0x0F

// covered are the tags that the cryptogram covers, in their order; all of the Issuer Application Data follow.
var covered = []struct {
	tag  tlv.Tag
	size int
}{
	{0x9F02, 6},
	{0x9F03, 6},
	{0x9F1A, 2},
	{0x5F2A, 2},
	{0x9A, 3},
	{0x9C, 1},
	{0x9F37, 4},
	{0x82, 2},
	{0x9F36, 2},
}

// An Error names the tag without which there is no cryptogram.
type Error tlv.Tag

func (e Error) Error() string {
	return "dpas: tag " + tlv.Tag(e).String() + ", which the cryptogram covers, is missing"
}

// IssuerData are the Issuer Application Data: key index, version, and the card verification results.
//
// C-6 2.12 D.8, D.9
func IssuerData(dst []byte, keyIndex byte, cvr [8]byte) []byte {
	return append(append(dst, keyIndex, version), cvr[:]...)
}

// Results are the card verification results in Issuer Application Data of version 15, false for any other.
//
// C-6 2.12 D.9
func Results(iad []byte) (cvr []byte, ok bool) {
	if len(iad) != 10 || iad[1] != version {
		return nil, false
	}
	return iad[2:], true
}

// Cryptogram computes the application cryptogram from the card's master key; get gives the value of a tag.
func Cryptogram(master cryptogram.Key, get func(tlv.Tag) []byte) (ac [8]byte, err error) {
	var data []byte
	for _, c := range covered {
		v := get(c.tag)
		if len(v) != c.size {
			return ac, Error(c.tag)
		}
		data = append(data, v...)
	}
	iad := get(0x9F10)
	if _, ok := Results(iad); !ok {
		return ac, Error(0x9F10)
	}
	key, err := CVN.SessionKey(master, [2]byte(get(0x9F36)), [4]byte(get(0x9F37)))
	if err != nil {
		return ac, err
	}
	return cryptogram.AC(CVN, key, append(data, iad...))
}
