package capk

import (
	"errors"

	"github.com/emvgo/emv/crypto/internal/ecsdsa"
)

// ParseSelfSigned verifies the self-signed certificate (format '20') with which a payment system hands out an ECC key,
// and gives the key with its checksum. It fails if format, encoding, suite or length is not the book's, if the
// x-coordinate is no point's, or if the signature is not genuine.
//
// That a key signed itself shows that it is whole, not whose it is: the file must come from a trusted place.
//
// EMV 4.4 B2 11.2.1
func ParseSelfSigned(certificate []byte) (Key, error) {
	c := certificate
	switch {
	case len(c) < 9:
		return Key{}, errors.New("capk: self-signed certificate: length is not the one that the suite gives")
	case c[0] != 0x20:
		return Key{}, errors.New("capk: self-signed certificate: format is not 20")
	case c[1] != 0x00:
		return Key{}, errors.New("capk: self-signed certificate: encoding is not 00")
	}
	suite := ecsdsa.Suite(c[8])
	end := 9 + suite.FieldLen()
	switch {
	case suite.FieldLen() == 0:
		return Key{}, errors.New("capk: self-signed certificate: algorithm suite is not 10 or 11")
	case len(c) != end+suite.SignatureLen():
		return Key{}, errors.New("capk: self-signed certificate: length is not the one that the suite gives")
	}
	point, ok := ecsdsa.Point4x(suite, c[9:end])
	if !ok {
		return Key{}, errors.New("capk: self-signed certificate: no point has this x-coordinate")
	}
	if ecsdsa.Verify(suite, point, c[end:], c[:end]) != 0 {
		return Key{}, errors.New("capk: self-signed certificate: signature is not genuine")
	}
	k := Key{RID: [5]byte(c[2:7]), Index: c[7], Algorithm: Algorithm(suite), Point: point}
	k.Checksum = k.Sum()
	return k, nil
}
