package testvectors

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
)

//go:embed pin/*.json secchan/*.json
var twinFiles embed.FS

// A TwinSource says where vectors come from.
type TwinSource struct {
	Repository string `json:"repository"`
	Path       string `json:"path"`
	Commit     string `json:"commit"`  // empty: not known, or not in a repository
	Licence    string `json:"licence"` // of the source, there
	Note       string `json:"note"`
}

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

// A Twin is its vector with one input replaced or added (what was received where it is not what
// was computed, or what the card expects where it is not what was used). Failure is what must come of it: "other output" for operations that only compute, "same output" where the
// input does not count, else the reason for which it is refused.
type Twin struct {
	Input   string `json:"input"`
	Value   string `json:"value"`
	Failure string `json:"failure"`
}

// With is the vector's inputs with the twin's in place.
func (t Twin) With(v TwinVector) map[string]string {
	in := make(map[string]string, len(v.Inputs)+1)
	for k, value := range v.Inputs {
		in[k] = value
	}
	in[t.Input] = t.Value
	return in
}

// A TwinFile is one file of vectors.
type TwinFile struct {
	Name    string                `json:"-"`
	About   string                `json:"about"`
	Sources map[string]TwinSource `json:"sources"`
	Vectors []TwinVector          `json:"vectors"`
}

// PINs loads the folder pin: PIN blocks, DUKPT, offline encipherment of PINs and biometric templates.
func PINs() ([]TwinFile, error) { return twins("pin") }

// SecureChannels loads the folder secchan: the secure channel of Kernel 8.
func SecureChannels() ([]TwinFile, error) { return twins("secchan") }

func twins(folder string) ([]TwinFile, error) {
	entries, err := twinFiles.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	files := make([]TwinFile, 0, len(entries))
	for _, e := range entries {
		b, err := twinFiles.ReadFile(path.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		f := TwinFile{Name: e.Name()}
		if err := json.Unmarshal(b, &f); err != nil {
			return nil, fmt.Errorf("testvectors: %s/%s: %w", folder, e.Name(), err)
		}
		files = append(files, f)
	}
	return files, nil
}
