package config

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of a configuration, for editors and other programs. What it refuses, Load
// refuses too; Load also sees what a schema cannot: repeated keys, checksums, and values that contradict one another.
func Schema() []byte { return slices.Clone(schema) }
