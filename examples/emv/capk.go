package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

const capkHelp = `
  emv capk check FILE       recompute every checksum and say what is wrong, with its place
  emv capk list [FILE]      list the keys of a file, or of -set live, test
  emv capk import FILE      turn keys from elsewhere into a key file on standard output

FILE is a key file in JSON (package crypto/capk). import also takes text, a key a line, its fields apart by blanks, commas,
semicolons or bars and known by their shape: RID, index, exponent, modulus, checksum, expiry (YYMMDD or YYYY-MM-DD); and
self-signed certificates of ECC keys as they are handed out (binary).`

type keyRow struct {
	RID       string `json:"rid"`
	Scheme    string `json:"scheme,omitempty"`
	Index     string `json:"index"`
	Algorithm string `json:"algorithm"`
	Bits      int    `json:"bits"`
	Exponent  string `json:"exponent,omitempty"`
	Expiry    string `json:"expiry,omitempty"`
	Test      bool   `json:"test"`
	Checksum  string `json:"checksum"`
}

func runCAPK(c *call) error {
	rid := c.flags.String("rid", "", "list the keys of this `RID` alone, 5 bytes")
	set := c.flags.String("set", "live", "list the embedded `SET`: live or test")
	test := c.flags.Bool("test", false, "import: the keys are test keys")
	source := c.flags.String("source", "", "import: where the keys come from, `TEXT` kept beside each")
	if err := c.parse(1, 2); err != nil {
		return err
	}
	switch what := c.args[0]; {
	case what == "list":
		return c.listKeys(*rid, *set)
	case what != "check" && what != "import":
		return c.usage("%q: give check, list or import", what)
	case len(c.args) < 2:
		return c.usage("FILE is missing: emv capk %s FILE", what)
	case what == "check":
		return c.checkKeys(c.args[1])
	default:
		return c.importKeys(c.args[1], *source, *test)
	}
}

// file reads a file of at most 4 MiB; - is standard input.
func (c *call) file(name string) ([]byte, error) {
	if name == "-" {
		return c.readInput()
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("emv %s: %w", c.command.name, err)
	case info.Size() > 4*maxFile:
		return nil, fmt.Errorf("emv %s: %s is larger than 4 MiB", c.command.name, name)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("emv %s: %w", c.command.name, err)
	}
	return b, nil
}

func (c *call) checkKeys(name string) error {
	b, err := c.file(name)
	if err != nil {
		return err
	}
	set, err := capk.Load(b)
	if *c.json {
		answer := struct {
			OK     bool     `json:"ok"`
			Keys   int      `json:"keys"`
			Faults []string `json:"faults"`
		}{err == nil, set.Len(), faultLines(err)}
		if err := c.printJSON(answer); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("%w: emv capk: %s:\n%w", errNo, name, err)
	}
	if !*c.json {
		c.printf("%s: %s, every checksum is right\n", name, count(set.Len(), "key"))
	}
	return nil
}

// faultLines is an error that joins several, a line each.
func faultLines(err error) []string {
	lines := []string{}
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func (c *call) listKeys(rid, name string) error {
	var b []byte
	var err error
	switch {
	case len(c.args) == 2:
		b, err = c.file(c.args[1])
	case name == "live":
		b = testvectors.LiveCAKeys()
	case name == "test":
		b = testvectors.TestCAKeys()
	default:
		return c.usage("-set %s: give live or test, or name a file", name)
	}
	if err != nil {
		return err
	}
	only, err := c.hex("-rid", rid)
	if err != nil || len(only) != 0 && len(only) != 5 {
		return c.usage("-rid %q: give 5 bytes, such as A000000003", rid)
	}
	set, err := capk.Load(b)
	if err != nil {
		return fmt.Errorf("%w: emv capk: the file is refused:\n%w", errNo, err)
	}
	rows := []keyRow{}
	for k := range set.All() {
		if len(only) == 0 || [5]byte(only) == k.RID {
			rows = append(rows, keyRowOf(k))
		}
	}
	if *c.json {
		return c.printJSON(map[string]any{"keys": rows})
	}
	for _, r := range rows {
		kind := "live"
		if r.Test {
			kind = "test"
		}
		c.printf("%s %s  %-18s %4d bit  exponent %-6s  %-4s  %-10s  %s\n", r.RID, r.Index, r.Algorithm, r.Bits, orDash(r.Exponent), kind, orDash(r.Expiry), r.Scheme)
	}
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func keyRowOf(k *capk.Key) keyRow {
	r := keyRow{
		RID: upper(k.RID[:]), Scheme: schemes[upper(k.RID[:])], Index: fmt.Sprintf("%02X", k.Index), Algorithm: k.Algorithm.String(),
		Bits: keyBits(k.Algorithm, k.Modulus), Exponent: upper(k.Exponent), Test: k.Test, Checksum: upper(k.Checksum[:]),
	}
	if k.Expiry != [3]byte{} {
		r.Expiry = expiryText(k.Expiry)
	}
	return r
}

// expiryText is YYMMDD with its century.
func expiryText(d [3]byte) string {
	return fmt.Sprintf("%02X%02X-%02X-%02X", tlv.Century(d[0]), d[0], d[1], d[2])
}

// fileKey is a key in a key file.
type fileKey struct {
	RID       string `json:"rid"`
	Index     string `json:"index"`
	Algorithm string `json:"algorithm"`
	Modulus   string `json:"modulus,omitempty"`
	Exponent  string `json:"exponent,omitempty"`
	Point     string `json:"point,omitempty"`
	Checksum  string `json:"checksum"`
	Expiry    string `json:"expiry,omitempty"`
	Source    string `json:"source,omitempty"`
}

func (c *call) importKeys(name, source string, test bool) error {
	b, err := c.file(name)
	if err != nil {
		return err
	}
	keys, err := parseKeys(b)
	if err != nil {
		return fmt.Errorf("%w: emv capk import: %s: %w", errNo, name, err)
	}
	for i := range keys {
		keys[i].Test = test
		if source != "" {
			keys[i].Source = source
		}
	}
	if _, err := capk.NewSet(keys); err != nil {
		return fmt.Errorf("%w: emv capk import: %s: these keys are not right:\n%w", errNo, name, err)
	}
	file := struct {
		Test bool      `json:"test"`
		Keys []fileKey `json:"keys"`
	}{Test: test, Keys: []fileKey{}}
	for i := range keys {
		file.Keys = append(file.Keys, fileKeyOf(&keys[i]))
	}
	e := json.NewEncoder(c.out)
	if !*c.json {
		e.SetIndent("", "  ")
	}
	return e.Encode(file)
}

func fileKeyOf(k *capk.Key) fileKey {
	f := fileKey{
		RID: upper(k.RID[:]), Index: fmt.Sprintf("%02X", k.Index), Algorithm: fmt.Sprintf("%02X", byte(k.Algorithm)),
		Modulus: upper(k.Modulus), Exponent: upper(k.Exponent), Point: upper(k.Point), Checksum: upper(k.Checksum[:]), Source: k.Source,
	}
	if k.Expiry != [3]byte{} {
		f.Expiry = upper(k.Expiry[:])
	}
	return f
}

// parseKeys reads keys in JSON, in text, or as a self-signed certificate.
func parseKeys(b []byte) ([]capk.Key, error) {
	switch trimmed := strings.TrimSpace(string(b)); {
	case !text(b):
		k, err := capk.ParseSelfSigned(b)
		return []capk.Key{k}, err
	case strings.HasPrefix(trimmed, "{"):
		set, err := capk.Load(b)
		if err != nil {
			return nil, err
		}
		var keys []capk.Key
		for k := range set.All() {
			keys = append(keys, *k)
		}
		return keys, nil
	default:
		return parseKeyLines(string(b))
	}
}

var (
	separators = regexp.MustCompile(`[\s,;|]+`)
	isRID      = regexp.MustCompile(`^[AD][0-9A-F]{9}$`)
	isIndex    = regexp.MustCompile(`^[0-9A-F]{2}$`)
	isExponent = regexp.MustCompile(`^(0?3|0?10001|65537|0{4}03|0{6}03)$`)
	isSum      = regexp.MustCompile(`^[0-9A-F]{40}$`)
	isModulus  = regexp.MustCompile(`^[0-9A-F]{96,496}$`)
	isDate     = regexp.MustCompile(`^(20)?(\d\d)-?(\d\d)-?(\d\d)$`)
	isAnyHex   = regexp.MustCompile(`^[0-9A-F]+$`)
)

// parseKeyLines reads a key a line. A line without a RID is a headline.
func parseKeyLines(s string) (keys []capk.Key, err error) {
	number := 0
	for line := range strings.Lines(s) {
		number++
		k, ok, err := parseKeyLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if ok {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("no line has a RID, an index, an exponent and a modulus")
	}
	return keys, nil
}

func parseKeyLine(line string) (k capk.Key, ok bool, err error) {
	got := map[string]string{}
	for _, f := range separators.Split(strings.ToUpper(strings.TrimSpace(line)), -1) {
		f = strings.Trim(f, `"'`)
		switch {
		case got["rid"] == "" && isRID.MatchString(f):
			got["rid"] = f
		case got["rid"] == "":
		case got["index"] == "" && isIndex.MatchString(f):
			got["index"] = f
		case got["exponent"] == "" && isExponent.MatchString(f):
			got["exponent"] = f
		case got["sum"] == "" && isSum.MatchString(f):
			got["sum"] = f
		case got["modulus"] == "" && isModulus.MatchString(f) && len(f)%2 == 0:
			got["modulus"] = f
		case got["expiry"] == "" && isDate.MatchString(f):
			m := isDate.FindStringSubmatch(f)
			got["expiry"] = m[2] + m[3] + m[4]
		case isAnyHex.MatchString(f) && len(f) > 40:
			return k, false, fmt.Errorf("a field of %d hex digits is neither modulus nor checksum", len(f))
		}
	}
	if got["rid"] == "" {
		return k, false, nil
	}
	for _, name := range []string{"index", "exponent", "modulus", "sum"} {
		if got[name] == "" {
			return k, false, fmt.Errorf("key of RID %s: no %s is among its fields", got["rid"], map[string]string{"sum": "checksum"}[name]+map[bool]string{true: name}[name != "sum"])
		}
	}
	exponent := []byte{3}
	if !strings.HasSuffix(got["exponent"], "3") {
		exponent = []byte{1, 0, 1}
	}
	k = capk.Key{Algorithm: capk.RSA, Exponent: exponent, Modulus: unhex(got["modulus"]), Index: unhex(got["index"])[0]}
	copy(k.RID[:], unhex(got["rid"]))
	copy(k.Checksum[:], unhex(got["sum"]))
	copy(k.Expiry[:], unhex(got["expiry"]))
	return k, true, nil
}
