package testvectors

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
)

// A Source says where vectors come from.
type Source struct {
	Repository string `json:"repository"`
	Path       string `json:"path"`
	Commit     string `json:"commit"`  // empty: not known, or not in a repository
	Licence    string `json:"licence"` // of the source, there
	Note       string `json:"note"`
}

// A File is one file of vectors.
type File[V any] struct {
	Name    string            `json:"-"` // with its folder: "oda/issuer.json"
	About   string            `json:"about"`
	Sources map[string]Source `json:"sources"`
	Vectors []V               `json:"vectors"`
}

// load reads every file of the folders.
func load[V any](files embed.FS, folders ...string) ([]File[V], error) {
	var list []File[V]
	for _, folder := range folders {
		entries, err := files.ReadDir(folder)
		if err != nil {
			return nil, fmt.Errorf("testvectors: %w", err)
		}
		for _, e := range entries {
			f := File[V]{Name: path.Join(folder, e.Name())}
			b, err := files.ReadFile(f.Name)
			if err != nil {
				return nil, fmt.Errorf("testvectors: %w", err)
			}
			if err := json.Unmarshal(b, &f); err != nil {
				return nil, fmt.Errorf("testvectors: %s: %w", f.Name, err)
			}
			list = append(list, f)
		}
	}
	return list, nil
}
