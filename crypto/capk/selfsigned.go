package capk

import "github.com/emvgo/emv/crypto/internal/ecsdsa"

// A CertificateError says which check a self-signed certificate failed; errors.Is finds it.
type CertificateError uint8

// The checks, in the order in which they are made.
const (
	CertificateLength    CertificateError = 1 + iota // not the length that the suite gives
	CertificateFormat                                // certificate format not 20
	CertificateEncoding                              // certificate encoding not 00
	CertificateSuite                                 // algorithm suite not 10 or 11
	CertificatePoint                                 // no point has this x-coordinate
	CertificateSignature                             // signature not genuine
)

func (e CertificateError) Error() string {
	words := [...]string{
		"no fault", "length is not the one that the suite gives", "format is not 20", "encoding is not 00",
		"algorithm suite is not 10 or 11", "no point has this x-coordinate", "signature is not genuine",
	}
	return "capk: self-signed certificate: " + words[int(e)%len(words)]
}

// ParseSelfSigned verifies the self-signed certificate (format '20') with which a payment system hands out an ECC key,
// 105 bytes on P-256, 205 on P-521, and gives the key with its checksum. The error is a [CertificateError].
//
// That a key signed itself shows that it is whole, not whose it is: the file must come from a trusted place.
//
// EMV 4.4 B2 11.2.1
func ParseSelfSigned(certificate []byte) (Key, error) {
	c := certificate
	switch {
	case len(c) < 9:
		return Key{}, CertificateLength
	case c[0] != 0x20:
		return Key{}, CertificateFormat
	case c[1] != 0x00:
		return Key{}, CertificateEncoding
	}
	suite := ecsdsa.Suite(c[8])
	end := 9 + suite.FieldLen()
	switch {
	case suite.FieldLen() == 0:
		return Key{}, CertificateSuite
	case len(c) != end+suite.SignatureLen():
		return Key{}, CertificateLength
	}
	point, ok := ecsdsa.Point4x(suite, c[9:end])
	if !ok {
		return Key{}, CertificatePoint
	}
	if ecsdsa.Verify(suite, point, c[end:], c[:end]) != 0 {
		return Key{}, CertificateSignature
	}
	k := Key{RID: [5]byte(c[2:7]), Index: c[7], Algorithm: Algorithm(suite), Point: point}
	k.Checksum = k.Sum()
	return k, nil
}
