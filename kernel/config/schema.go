package config

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// caKeys is the schema of a CA key file: see package capk.
//
//go:embed cakeys.json
var caKeys []byte

// Schema is the JSON Schema (draft 2020-12) of a configuration, for editors and other programs, with the parameters of the kernels that the options name. It is
// made of the fields by which Load reads. What it refuses, Load with the same options refuses too; Load also sees what a schema cannot: repeated keys,
// checksums, and values that contradict one another.
func Schema(opts ...Option) []byte {
	o := optionsOf(opts)
	fields := slices.Clone(rootFields)
	for i := range fields {
		switch f := &fields[i]; f.key {
		case "combinations":
			f.shape = someOf(combinationShape(&o))
		case "caKeys":
			f.shape = caKeysShape()
		}
	}
	root := append(shape{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "EMV terminal configuration"},
		{"description", "Hexadecimal strings may have blanks."},
	}, objectOf(fields)()...)
	root = append(root,
		keyword{"anyOf", []shape{{{"required", []string{"applications"}}}, {{"required", []string{"combinations"}}}}},
		keyword{"$defs", shape{{"transaction", objectOf(treatmentFields)}}})
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // a shape that is none
	}
	return append(text, '\n')
}

// caKeysShape is the schema of a CA key file.
func caKeysShape() (s shape) {
	var file map[string]json.RawMessage
	if err := json.Unmarshal(caKeys, &file); err != nil {
		panic(err) // it is ours
	}
	for _, name := range slices.Sorted(maps.Keys(file)) {
		s = append(s, keyword{name, file[name]})
	}
	return s
}

// combinationShape is a combination's schema, with each kernel's own list of parameters.
func combinationShape(o *options) shape {
	combination := objectOf(combinationFields).with("an AID with a kernel, for some transactions")()
	if len(o.kernels) == 0 {
		return combination
	}
	var some, each []shape
	for _, k := range o.kernels {
		is := shape{{"properties", shape{{"kernel", shape{{"pattern", identifierPattern(k.ID())}}}}}}
		some = append(some, is)
		each = append(each, shape{{"if", is}, {"then", parametersShape(k.Parameters())}})
	}
	if !o.contactOnly {
		combination = append(combination, keyword{"anyOf", some})
	}
	return append(combination, keyword{"allOf", each})
}

// identifierPattern is a kernel identifier as people write it: in either case, with blanks.
func identifierPattern(id kernel.KernelID) string {
	pattern := "^ *"
	for _, c := range id.String() {
		pattern += fmt.Sprintf("[%c%c] *", c, c|0x20)
	}
	return pattern + "$"
}

// parametersShape is what a kernel's list says of a combination.
func parametersShape(list []kernel.Parameter) shape {
	values, mandatory, keys := shape{}, []string{}, []string{}
	for i := range list {
		p := &list[i]
		if p.Tag == tlv.TTQ.Tag() {
			if p.Mandatory {
				keys = append(keys, "ttq")
			}
			continue
		}
		values = append(values, keyword{p.Tag.String(), hexOf(p.Min, p.Max).with(fmt.Sprintf("%s: %s, %s", p.Name, p.Format, lengthsOf(p)))})
		if p.Mandatory {
			mandatory = append(mandatory, p.Tag.String())
		}
	}
	parameters := shape{{"properties", values}, {"required", mandatory}, {"additionalProperties", false}}
	then := shape{{"properties", shape{{"parameters", parameters}}}}
	if len(mandatory) > 0 {
		keys = append(keys, "parameters")
	}
	if len(keys) > 0 {
		then = append(then, keyword{"required", keys})
	}
	return then
}
