package config_test

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/emvgo/emv/kernel/config"
	vectors "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/tlv/jsonfile"
)

func readSchema(t testing.TB, opts ...config.Option) (*jsonschema.Schema, *jsonschema.Resolved) {
	t.Helper()
	s := new(jsonschema.Schema)
	if err := json.Unmarshal(config.Schema(opts...), s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

// accepts reports whether the schema accepts a text.
func accepts(r *jsonschema.Resolved, text string) bool {
	var v any
	return json.Unmarshal([]byte(text), &v) == nil && r.Validate(v) == nil
}

// Every object of the schema has the keys that Load knows there, and requires those that Load misses in an empty one.
func TestSchemaKeys(t *testing.T) {
	s, _ := readSchema(t)
	known := regexp.MustCompile(`\(known here: (.*)\)`)
	for _, c := range []struct {
		path string
		s    *jsonschema.Schema
		text string // the object has an unknown key and no other
	}{
		{"", s, `{"?": 1}`},
		{"terminal.", s.Properties["terminal"], `{"terminal": {"?": 1}}`},
		{"applications[0].", s.Properties["applications"].Items, `{"applications": [{"?": 1}]}`},
		{"applications[0].randomSelection.", s.Properties["applications"].Items.Properties["randomSelection"], `{"applications": [{"randomSelection": {"?": 1}}]}`},
		{"applications[0].referenceCurrency.", s.Properties["applications"].Items.Properties["referenceCurrency"], `{"applications": [{"referenceCurrency": {"?": 1}}]}`},
		{"terminal.requests.", s.Properties["terminal"].Properties["requests"], `{"terminal": {"requests": {"?": 1}}}`},
		{"applications[0].requests.", s.Properties["applications"].Items.Properties["requests"], `{"applications": [{"requests": {"?": 1}}]}`},
		{"combinations[0].", s.Properties["combinations"].Items, `{"combinations": [{"?": 1}]}`},
		{"caKeys.", s.Properties["caKeys"], `{"caKeys": {"?": 1}}`},
		{"caKeys.keys[0].", s.Properties["caKeys"].Properties["keys"].Items, `{"caKeys": {"keys": [{"algorithm": "01", "?": 1}]}}`},
		{"caKeys.revoked[0].", s.Properties["caKeys"].Properties["revoked"].Items, `{"caKeys": {"revoked": [{"?": 1}]}}`},
		{"transactions.", s.Properties["transactions"], `{"transactions": {"?": 1}}`},
		{"transactions.refund.", s.Defs["transaction"], `{"transactions": {"refund": {"?": 1}}}`},
		{"fallback.", s.Properties["fallback"], `{"fallback": {"?": 1}}`},
		{"budget.", s.Properties["budget"], `{"budget": {"?": 1}}`},
	} {
		_, err := config.Load([]byte(c.text))
		var faults jsonfile.Faults
		if !errors.As(err, &faults) {
			t.Fatal(err)
		}
		var missing, keys []string
		for _, f := range faults {
			key, here := strings.CutPrefix(f.Path, c.path)
			switch {
			case !here || strings.Contains(key, "."):
			case f.Reason == "missing":
				missing = append(missing, key)
			case key == "?":
				keys = strings.Split(known.FindStringSubmatch(f.Error())[1], ", ")
			}
		}
		if c.path == "caKeys.keys[0]." { // what an RSA key has besides, and an ECC key instead
			missing = append(slices.DeleteFunc(missing, func(k string) bool { return k == "modulus" || k == "exponent" }), "algorithm")
			keys = append(keys, "point")
		}
		slices.Sort(missing)
		slices.Sort(keys)
		if want := slices.Sorted(maps.Keys(c.s.Properties)); !slices.Equal(keys, want) {
			t.Errorf("%s: Load knows %v, the schema %v", c.path, keys, want)
		}
		if want := slices.Sorted(slices.Values(c.s.Required)); !slices.Equal(missing, want) {
			t.Errorf("%s: Load needs %v, the schema %v", c.path, missing, want)
		}
	}
}

// Schema and Load agree on a configuration and on every change that a schema can see.
func TestSchemaAgrees(t *testing.T) {
	_, r := readSchema(t)
	for _, name := range vectors.Names() {
		if !accepts(r, string(source(t, name))) {
			t.Errorf("the schema refuses %s", name)
		}
	}
	text := string(source(t, "default-bit"))
	for _, c := range []struct {
		old, new string
		ok       bool
	}{
		{`"name": "default-bit"`, `"name": ""`, false},
		{`"name": "default-bit"`, `"name": "` + strings.Repeat("x", 64) + `"`, true},
		{`"name": "default-bit"`, `"name": "` + strings.Repeat("x", 65) + `"`, false},
		{`"name": "default-bit"`, `"naem": "default"`, false},
		{`"version": 1`, `"version": "1"`, false},
		{`"version": 1`, `"version": 9007199254740992`, true},
		{`"version": 1`, `"version": 9007199254740994`, false},
		{`"profile": "strict"`, `"profile": "book"`, true},
		{`"profile": "strict"`, `"profile": "lax"`, false},
		{`"country": "0276"`, `"country": "02 76"`, true},
		{`"country": "0276"`, `"country": "276"`, false},
		{`"country": "0276"`, `"country": "02A6"`, false},
		{`"country": "0276"`, `"country": "9276"`, false},
		{`"type": "22"`, `"type": "13"`, true},
		{`"type": "22"`, `"type": "27"`, false},
		{`"type": "22"`, `"type": "33"`, false},
		{`"capabilities": "E07848"`, `"capabilities": "E0 78 48"`, true},
		{`"capabilities": "E07848"`, `"capabilities": "E0784"`, false},
		{`"terminalId": "TERM0001"`, `"terminalId": "TERM 001"`, false},
		{`"languages": ["en",`, `"languages": ["EN",`, false},
		{`"languages": ["en", "de", "fr"]`, `"languages": []`, true},
		{`"cardholderConfirms": true`, `"accounts": ["00", "10", "20", "30"], "selectsLanguage": true`, true},
		{`"cardholderConfirms": true`, `"accounts": ["15"]`, false},
		{`"cardholderConfirms": true`, `"accounts": ["40"]`, false},
		{`"cardholderConfirms": true`, `"selectsLanguage": 1`, false},
		{`"aid": "A0000000041010"`, `"aid": "A0000000"`, false},
		{`"partialMatch": true`, `"partialMatch": 1`, false},
		{`"floorLimit": 0`, `"floorLimit": 4294967295`, true},
		{`"floorLimit": 0`, `"floorLimit": 4294967296`, false},
		{`"floorLimit": 0`, `"floorLimit": 10.5`, false},
		{`"target": 0`, `"target": 100`, false},
		{`"defaultDDOL": "9F3704"`, `"defaultDDOL": "9F3704", "riskParameters": "00"`, true},
		{`"defaultDDOL": "9F3704"`, `"defaultDDOL": "9F3704", "riskParameters": ""`, false},
		{`"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E0 79 4C"`, true},
		{`"versionNumber": "0002"`, `"versionNumber": "0002", "capabilities": "E079"`, false},
		{`"exponent": "03"`, `"point": "03"`, false},
		{`"algorithm": "01"`, `"algorithm": "10"`, false},
		{`"algorithm": "01"`, `"algorithm": "02"`, false},
		{`"algorithm": "01"`, `"algorithm": "rsa"`, false},
		{`"caKeys": {`, `"budget": {}, "caKeys": {`, true},
		{`"caKeys": {`, `"budget": { "exchanges": 31 }, "caKeys": {`, false},
		{`"caKeys": {`, `"budget": { "exchanges": 32, "journalBytes": 16384 }, "caKeys": {`, true},
		{`"caKeys": {`, `"budget": { "cardMilliseconds": 4999 }, "caKeys": {`, false},
		{`"caKeys": {`, `"budget": { "cardMilliseconds": 5000 }, "caKeys": {`, true},
		{`"caKeys": {`, `"budget": { "cardMilliseconds": 3600000 }, "caKeys": {`, true},
		{`"caKeys": {`, `"budget": { "cardMilliseconds": 3600001 }, "caKeys": {`, false},
		{`"test": true,`, `"test": true, "revoked": [ { "rid": "A000000003", "index": "C1" } ],`, false},
	} {
		if !strings.Contains(text, c.old) {
			t.Fatalf("the default configuration has no %s", c.old)
		}
		changed := strings.Replace(text, c.old, c.new, 1)
		_, err := config.Load([]byte(changed))
		if (err == nil) != c.ok || accepts(r, changed) != c.ok {
			t.Errorf("%s: want %v; schema %v, Load %v", c.new, c.ok, accepts(r, changed), err)
		}
	}
}

// What Load accepts the schema accepts.
func FuzzSchema(f *testing.F) {
	_, r := readSchema(f)
	for _, name := range vectors.Names() {
		f.Add(source(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := config.Load(data); err == nil && !accepts(r, string(data)) {
			t.Errorf("Load accepts what the schema refuses: %s", data)
		}
	})
}
