package testvectors

import (
	"embed"
	"encoding/hex"
	"maps"
)

//go:embed oda/*.json ecc/*.json
var odaFiles embed.FS

// An ODAVector is one certificate or signature with the key that verifies it and what must come out.
//
// Kind is one of: issuer certificate, ICC certificate, SDA, DDA, fDDA, CDA (RSA, folder oda); recovery (the RSA function
// alone); static data; key pair (to sign with); ECC CA certificate, ECC issuer certificate, ECC ICC certificate, EC-SDSA (folder ecc).
//
// Inputs and Expected are upper case hexadecimal. Among the inputs modulus and exponent, or suite and point, are the
// key that verifies; key exponent is the exponent of the key certified; pan is padded with F; date is YYMMDD, with ECC
// YYYYMMDD, now is YYYYMMDDHHMM; revoked, in twins, is RID, index and serial of the revocation list's one entry; online
// is yes or no; use is XDA, ODE or Kernel 8; records are the responses to READ RECORD that take part, each as SFI, colon
// and data, blanks between them.
//
// Reason is the outcome in the words of crypto/oda: "ok", or the first check that fails. With ECC CA certificate it is
// one of length, format, encoding, suite, point, signature; with EC-SDSA one of length, range, point, mismatch.
type ODAVector struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Sources  []string          `json:"sources"` // into the file's sources
	Clause   string            `json:"clause"`
	Note     string            `json:"note"`
	Inputs   map[string]string `json:"inputs"`
	Expected map[string]string `json:"expected"`
	Reason   string            `json:"reason"`
	Twins    []ODATwin         `json:"twins"`
}

// An ODATwin is the vector with one input changed, which must lead to another reason. The reasons come from an
// implementation of the books' steps of its own, in another language.
type ODATwin struct {
	Change string `json:"change"` // the input
	To     string `json:"to"`     // its value here
	Reason string `json:"reason"`
}

// Bytes is an input, decoded. It panics if the vector's file is not hexadecimal there.
func (v *ODAVector) Bytes(input string) []byte { return mustHex(v.Inputs[input]) }

// Want is an expected value, decoded. It panics if the vector's file is not hexadecimal there.
func (v *ODAVector) Want(value string) []byte { return mustHex(v.Expected[value]) }

// Twin is the vector with one input changed, expecting no more than the twin's reason.
func (v *ODAVector) Twin(t ODATwin) ODAVector {
	twin := *v
	twin.Inputs = maps.Clone(v.Inputs)
	twin.Inputs[t.Change] = t.To
	twin.Expected, twin.Twins, twin.Reason = nil, nil, t.Reason
	return twin
}

func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// ODA loads every vector of offline data authentication: RSA and ECC certificates, signatures, and published key pairs.
func ODA() ([]File[ODAVector], error) { return load[ODAVector](odaFiles, "oda", "ecc") }
