package config

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emvgo/emv/kernel"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of a configuration, for editors and other programs, with the parameters of the kernels that the options name. What
// it refuses, Load with the same options refuses too; Load also sees what a schema cannot: repeated keys, checksums, and values that contradict one another.
func Schema(opts ...Option) []byte {
	o := optionsOf(opts)
	combinations, err := json.MarshalIndent(combinationsSchema(&o), "    ", "  ")
	if err != nil {
		panic(err)
	}
	head, tail, found := strings.Cut(string(schema), `"combinations": {}`)
	if !found {
		panic("config: the schema has no place for combinations")
	}
	return []byte(head + `"combinations": ` + string(combinations) + tail)
}

func hexShape(least, most uint16) map[string]any {
	return map[string]any{"type": "string", "pattern": fmt.Sprintf("^ *(([0-9A-Fa-f] *){2}){%d,%d}$", least, most)}
}

func digitShape(n int) map[string]any {
	return map[string]any{"type": "string", "pattern": fmt.Sprintf("^ *([0-9] *){%d}$", n)}
}

func listShape(item map[string]any) map[string]any {
	return map[string]any{"type": "array", "minItems": 1, "items": item}
}

// combinationsSchema is made of what Load reads by: the fields of a combination, and each kernel's own list.
func combinationsSchema(o *options) map[string]any {
	properties := map[string]any{"parameters": map[string]any{
		"type": "object", "description": "what the kernel is configured with: values by tag, in hexadecimal",
	}}
	required := []string{}
	for _, f := range combinationFields {
		shape := map[string]any{"description": f.about}
		for key, value := range f.shape {
			shape[key] = value
		}
		properties[f.key] = shape
		if f.need {
			required = append(required, f.key)
		}
	}
	combination := map[string]any{
		"type": "object", "description": "an AID with a kernel, for some transactions",
		"properties": properties, "required": required, "additionalProperties": false,
	}
	if len(o.kernels) > 0 {
		var some, each []any
		for _, k := range o.kernels {
			is := map[string]any{"properties": map[string]any{"kernel": map[string]any{"pattern": identifierPattern(k.ID())}}}
			some = append(some, is)
			each = append(each, map[string]any{"if": is, "then": parametersSchema(k.Parameters())})
		}
		combination["anyOf"], combination["allOf"] = some, each
	}
	list := listShape(combination)
	list["description"] = "the combinations of AID and kernel that the terminal accepts by the contactless interface"
	return list
}

// identifierPattern is a kernel identifier as people write it: in either case, with blanks.
func identifierPattern(id kernel.KernelID) string {
	pattern := "^ *"
	for _, c := range id.String() {
		pattern += fmt.Sprintf("[%c%c] *", c, c|0x20)
	}
	return pattern + "$"
}

// parametersSchema is a kernel's list of parameters.
func parametersSchema(list []kernel.Parameter) map[string]any {
	values, mandatory := map[string]any{}, []string{}
	for i := range list {
		p := &list[i]
		shape := hexShape(p.Min, p.Max)
		shape["description"] = fmt.Sprintf("%s: %s, %s", p.Name, p.Format, lengthsOf(p))
		values[p.Tag.String()] = shape
		if p.Mandatory {
			mandatory = append(mandatory, p.Tag.String())
		}
	}
	parameters := map[string]any{"properties": values, "required": mandatory, "additionalProperties": false}
	then := map[string]any{"properties": map[string]any{"parameters": parameters}}
	if len(mandatory) > 0 {
		then["required"] = []string{"parameters"}
	}
	return then
}
