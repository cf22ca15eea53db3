package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// parseKeys reads keys in JSON, in text, as a self-signed certificate, or as a UnionPay host sends them. Beside an error are
// the keys that are right.
func parseKeys(b []byte) ([]capk.TextKey, error) {
	switch trimmed := strings.TrimSpace(string(b)); {
	case !keyText(b) && (bytes.HasPrefix(bytes.TrimLeft(b, "0123"), []byte{0x9F, 0x06}) || b[0] == 0xDF):
		keys, err := numbered(capk.ParseDownload(b))
		for i := range keys {
			keys[i].Unverified = keys[i].Algorithm == capk.SM2
		}
		return keys, err
	case !keyText(b):
		k, err := capk.ParseSelfSigned(b)
		if err == nil {
			return []capk.TextKey{{Key: k}}, nil
		}
		keys, text, faults := keysBeside(b)
		if !text {
			return nil, fmt.Errorf("no text, no key download, and no certificate of an ECC key: %w", err)
		}
		return keys, faults
	case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["), jsonfile.Parse(capk.WithoutComments(b)).Root().Len() > 0: // behind a comment
		return jsonKeys(b)
	default:
		return capk.ParseText(string(b))
	}
}

// jsonKeys reads keys in JSON: our key file, in which the algorithm alone may be missing here, or a list of another program. What is not JSON as a whole, or begins with the
// name of a section in brackets, may have lines that are keys.
func jsonKeys(b []byte) ([]capk.TextKey, error) {
	plain := capk.WithoutComments(b)
	doc := jsonfile.Parse(plain)
	var wrong jsonfile.Faults
	if errors.As(doc.Err(), &wrong) && (doc.Root().Len() == 0 || strings.HasPrefix(wrong[0].Reason, "more after")) {
		first, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
		section := strings.HasPrefix(first, "[") && strings.HasSuffix(strings.TrimSpace(first), "]")
		if keys, err := capk.ParseText(string(b)); len(keys) > 0 || section {
			return keys, err
		}
		return nil, doc.Err()
	}
	var test, keys bool
	for name := range doc.Root().Each() {
		test, keys = test || name == "test", keys || name == "keys"
	}
	if !test || !keys {
		return capk.ParseJSON(b)
	}
	set, err := capk.Load(plain)
	var faults jsonfile.Faults
	errors.As(err, &faults)
	if err != nil && !slices.ContainsFunc(faults, func(f jsonfile.Fault) bool { return !lacksAlgorithm(f) }) {
		return capk.ParseJSON(b)
	}
	if err != nil {
		return rightKeys(plain, faults)
	}
	var list []capk.Key
	for k := range set.All() {
		list = append(list, *k)
	}
	return numbered(list, nil)
}

// lacksAlgorithm reports whether a fault is one that a key file may have here.
func lacksAlgorithm(f jsonfile.Fault) bool { return strings.HasSuffix(f.Path, ".algorithm") }

// rightKeys are the keys of our key file that none of its faults is about, beside the faults.
func rightKeys(plain []byte, faults jsonfile.Faults) (keys []capk.TextKey, err error) {
	var file struct {
		Test json.RawMessage   `json:"test"`
		Keys []json.RawMessage `json:"keys"`
	}
	if json.Unmarshal(plain, &file) != nil || slices.ContainsFunc(faults, func(f jsonfile.Fault) bool { return f.Path == "test" }) {
		return nil, faults
	}
	for i, k := range file.Keys {
		at := fmt.Sprintf("keys[%d]", i)
		about := func(f jsonfile.Fault) bool { return f.Path == at || strings.HasPrefix(f.Path, at+".") }
		if slices.ContainsFunc(faults, func(f jsonfile.Fault) bool { return about(f) && !lacksAlgorithm(f) }) {
			continue
		}
		one, wrong := capk.ParseJSON(fmt.Appendf(nil, `{"test":%s,"keys":[%s]}`, file.Test, k)) // what is right for a key file is for any
		for _, k := range one {
			k.Line = i + 1
			keys = append(keys, k)
		}
		if wrong == nil {
			faults = slices.DeleteFunc(faults, about)
		}
	}
	return keys, faults
}
