package testvectors

import (
	"embed"
	"maps"
)

//go:embed pin/*.json secchan/*.json
var twinFiles embed.FS

// A TwinVector is one operation, its inputs and its result, with wrong twins.
//
// Kind names the operation; Inputs are its parameters and, where a source prints them, intermediate results. Binary
// values are hexadecimal in upper case; PINs, PANs, formats and numbers of bits are decimal digits.
type TwinVector struct {
	Kind     string            `json:"kind"`
	Source   string            `json:"source"` // into the file's sources
	Case     string            `json:"case"`   // the name in the source
	Clause   string            `json:"clause"`
	Inputs   map[string]string `json:"inputs"`
	Expected string            `json:"expected"`
	Wrong    []Twin            `json:"wrong"`
}

// A Twin is its vector with one input replaced or added (what was received where it is not what was computed, or what
// the card expects where it is not what was used). Failure is what must come of it: "other output" for operations that
// only compute, "same output" where the input does not count, else the reason for which it is refused.
type Twin struct {
	Input   string `json:"input"`
	Value   string `json:"value"`
	Failure string `json:"failure"`
}

// With is the vector's inputs with the twin's in place.
func (t Twin) With(v TwinVector) map[string]string {
	in := maps.Clone(v.Inputs)
	in[t.Input] = t.Value
	return in
}

// PINs loads the folder pin: PIN blocks, DUKPT, offline encipherment of PINs and biometric templates.
func PINs() ([]File[TwinVector], error) { return load[TwinVector](twinFiles, "pin") }

// SecureChannels loads the folder secchan: the secure channel of Kernel 8.
func SecureChannels() ([]File[TwinVector], error) { return load[TwinVector](twinFiles, "secchan") }
