package testvectors

import "embed"

//go:embed cryptogram/*.json
var cryptogramFiles embed.FS

// A CryptogramVector is one computation with symmetric keys and its result.
//
// Kind names the computation, Inputs its parameters. Binary values are upper
// case hexadecimal; PANs, PINs, dates and the like are their digits; a key's
// algorithm is TDES or AES; data elements stand under their tag. An input that
// is named like an intermediate result ("icc master key", "session key", and
// "data" beside tags) is one, printed by the source.
//
// Failure says what a wrong twin (the vector with one bit or digit changed)
// must lead to: "other output" for a computation, "wrong MAC" where a card
// verifies and refuses. "departs" marks a value that its source computes
// against the book; it must not come out.
type CryptogramVector struct {
	Kind     string            `json:"kind"`
	Source   string            `json:"source"` // into the file's sources
	Cases    []string          `json:"cases"`  // names in the source
	Count    int               `json:"count"`  // how many vectors of the source this one is
	Clause   string            `json:"clause"`
	Inputs   map[string]string `json:"inputs"`
	Expected string            `json:"expected"`
	Failure  string            `json:"failure"`
	Note     string            `json:"note"`
}

// Cryptograms loads every file of the folder cryptogram: key derivation,
// application cryptograms, ARPC, scripts, MACs, card and PIN verification
// values, and the Chinese algorithms.
func Cryptograms() ([]File[CryptogramVector], error) {
	return load[CryptogramVector](cryptogramFiles, "cryptogram")
}
