package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv/jsonfile"
)

const capkHelp = `
  emv capk check FILE       recompute every checksum and say what is wrong, with its place
  emv capk list [FILE]      list the keys of a file, or of -set live, test
  emv capk import FILE      turn keys from elsewhere into a key file on standard output

FILE is a key file in JSON (package crypto/capk). import also takes

  JSON           lists of other programs: keys in lists or objects, whatever these are called, or by RID and index, or a
                 member with a download; with comments
  text           a key a line, its fields apart by blanks, commas, semicolons, bars, brackets or the tags of a page and known
                 by their shape: RID, index, exponent, modulus, checksum, expiry (YYMMDD, YYYY-MM-DD or DD.MM.YYYY; the
                 later of two days, unless names before them or the heads of their columns say which it is); bytes may be
                 apart by colons or in a program's arrays, and digits have 0x before them; or a JSON object a line
                 or a field a line, as XML, TOML, YAML, INI and properties have them: <name>value</name>, name = value or
                 name: value, with the names of JSON lists
  downloads      what UnionPay hosts send for a key (9F06 9F22 DF05 DF06 DF07 DF02 DF04 DF03), binary or a key a line
  certificates   self-signed ones of ECC keys, binary, as they are handed out

Every line is a key, a comment or a fault, which is named with its number; nothing is imported then but with -skip.
Comments begin with #, ;, //, /*, -- or <!--, or have nothing as long as a RID in them and no more digits, in whatever
form, than a remark; /* and <!-- end with */ and -->, on the same line or a later one, and what is behind is read. Of
comments that would be keys the numbers are told. How the checksum of an SM2 key is reckoned is not published: it is not
verified, and that is said. Of a live and a test key with the same index the one is taken that -test says, where the
published list of live keys tells them apart. A key file says itself whether its keys are test keys, and a published
test key that is imported without -test is named. Its list of revoked issuer certificates (revoked) is kept.`

// keyList is the answer on a list of keys.
type keyList struct {
	Keys    []keyRow     `json:"keys"`
	Revoked []revokedRow `json:"revoked,omitempty"`
}

// revokedRow is a revoked issuer certificate, as key files have it too.
type revokedRow struct {
	RID    string `json:"rid"`
	Index  string `json:"index"`
	Serial string `json:"serial"`
}

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
	Source    string `json:"source,omitempty"`
}

func capkCommand(c *call) func() error {
	rid := c.flags.String("rid", "", "list the keys of this `RID` alone, 5 bytes")
	set := c.flags.String("set", "live", "list the embedded `SET`: live or test")
	test := c.flags.Bool("test", false, "import: the keys are test keys")
	source := c.flags.String("source", "", "import: where the keys come from, `TEXT` kept beside each")
	skip := c.flags.Bool("skip", false, "import: leave out what is not right, and say what that is")
	return func() error { return c.capk(*rid, *set, *source, *test, *skip) }
}

func (c *call) capk(rid, set, source string, test, skip bool) error {
	what := c.args[0]
	action := "capk " + what
	if len(c.args) > 1 {
		action += " FILE"
	}
	others, ok := map[string][]string{"list": {"test", "source", "skip"}, "check": {"rid", "set", "test", "source", "skip"}, "import": {"rid", "set"}}[what]
	if what == "list" && len(c.args) == 2 {
		others = append(others, "set")
	}
	switch err := c.refuses(action, others...); {
	case !ok:
		return c.usage("%q: give check, list or import", what)
	case err != nil:
		return err
	case what == "list":
		return c.listKeys(rid, set)
	case len(c.args) < 2:
		return c.usage("FILE is missing: emv capk %s FILE", what)
	case what == "check":
		return c.checkKeys(c.args[1])
	default:
		return c.importKeys(c.args[1], source, test, skip)
	}
}

// file reads a file of at most 4 MiB; - is standard input. A byte order mark is no part of it.
func (c *call) file(name string) ([]byte, error) {
	if name == "-" {
		return c.readInput()
	}
	b, err := setup.File(name)
	if err != nil {
		return nil, fmt.Errorf("emv %s: %w", c.command.name, err)
	}
	return setup.Text(b), nil
}

// keyFaults is the answer on a file of keys that is not right, or is.
type keyFaults struct {
	OK      bool     `json:"ok"`
	Keys    int      `json:"keys"`
	Revoked int      `json:"revoked,omitempty"` // issuer certificates
	Faults  []string `json:"faults"`
}

func (c *call) checkKeys(name string) error {
	b, err := c.file(name)
	if err != nil {
		return err
	}
	set, err := loadKeys(b)
	if *c.json {
		if err := c.printJSON(keyFaults{err == nil, set.Len(), len(set.Revocations()), faultLines(err)}); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("%w: emv capk: %s:\n%s", errNo, name, strings.Join(faultLines(err), "\n"))
	}
	if !*c.json {
		c.printf("%s: %s, every checksum is right%s\n", name, count(set.Len(), "key"), andRevoked(len(set.Revocations())))
	}
	return nil
}

// andRevoked says how many entries a key file has beside its keys, empty for none.
func andRevoked(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + count(n, "revoked issuer certificate")
}

// faultLines is an error that joins several, a line each. What it quotes of a file may be anything.
func faultLines(err error) []string {
	lines := []string{}
	if err != nil {
		for line := range strings.Lines((&transcript.Cover{}).Text(err.Error())) {
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
	set, err := loadKeys(b)
	if err != nil {
		return fmt.Errorf("emv capk: the file is refused:\n%w", err)
	}
	rows := []keyRow{}
	for k := range set.All() {
		if len(only) == 0 || [5]byte(only) == k.RID {
			rows = append(rows, keyRowOf(k))
		}
	}
	revoked := slices.DeleteFunc(revokedRows(set.Revocations()), func(r revokedRow) bool { return len(only) > 0 && r.RID != upper(only) })
	if *c.json {
		err = c.printJSON(keyList{rows, revoked})
	} else {
		c.printKeyRows(rows)
		for _, r := range revoked {
			c.printf("%s %s  revoked: issuer certificate, serial %s\n", r.RID, r.Index, r.Serial)
		}
	}
	if err == nil && len(rows) == 0 && rid != "" {
		return fmt.Errorf("%w: emv capk list: no key of RID %X is in %s", errNo, only, or(strings.Join(c.args[1:], ""), "the published "+name+" keys"))
	}
	return err
}

func (c *call) printKeyRows(rows []keyRow) {
	for _, r := range rows {
		kind := "live"
		if r.Test {
			kind = "test"
		}
		c.printf("%s %s  %-18s %4d bit  exponent %-6s  %-4s  %-10s  %s\n", r.RID, r.Index, r.Algorithm, r.Bits, orDash(r.Exponent), kind, orDash(r.Expiry), r.Scheme)
	}
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
		Bits: keyBits(k.Algorithm, k.Modulus), Exponent: upper(k.Exponent), Test: k.Test, Checksum: upper(k.Checksum[:]), Source: k.Source,
	}
	if k.Expiry != [3]byte{} {
		r.Expiry = expiryText(k.Expiry)
	}
	return r
}

func revokedRows(list []capk.Revocation) (rows []revokedRow) {
	for _, r := range list {
		rows = append(rows, revokedRow{upper(r.RID[:]), fmt.Sprintf("%02X", r.Index), upper(r.Serial[:])})
	}
	return rows
}

// expiryText is YYMMDD with its century.
func expiryText(d [3]byte) string {
	full := fullDay(d)
	return fmt.Sprintf("%X-%X-%X", full[:2], full[2:3], full[3:])
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

func (c *call) importKeys(name, source string, test, skip bool) error {
	b, err := c.file(name)
	if err != nil {
		return err
	}
	read, err := parseKeys(b)
	revoked, unread := capk.LoadRevoked(capk.WithoutComments(b))
	if unread != nil && !strings.Contains(fmt.Sprint(err), unread.Error()) { // of a key file it is told already
		err = errors.Join(err, unread)
	}
	read, apart := withoutTestKeys(read, test)
	keys, left, twice := chooseKeys(read, test)
	left = append(apart, left...)
	for _, line := range left {
		c.complain(fmt.Sprintf("emv capk import: %s: %s", name, line))
	}
	for _, line := range capk.Applications(b) {
		c.complain(fmt.Sprintf("emv capk import: %s: %s", name, line))
	}
	for i := range read {
		if k := &read[i]; k.Unverified {
			c.complain(fmt.Sprintf("emv capk import: %s: line %d: RID %X, index %02X: checksum not verified: how an SM2 key's is reckoned is not published; the key file has one of its own in its place", name, k.Line, k.RID, k.Index))
		}
	}
	for _, line := range unreadMembers(read) {
		c.complain(fmt.Sprintf("emv capk import: %s: %s", name, line))
	}
	if list := commentedKeys(b); len(list) > 0 {
		c.complain(fmt.Sprintf("emv capk import: %s: keys that are comments, and not imported: line %s", name, strings.Join(list, ", ")))
	}
	switch err = errors.Join(err, twice); {
	case err != nil && !skip:
		if *c.json {
			if err := c.printJSON(keyFaults{Faults: faultLines(err)}); err != nil {
				return err
			}
		}
		return fmt.Errorf("%w: emv capk import: %s: nothing is imported; -skip leaves out what is not right:\n%s", errNo, name, strings.Join(faultLines(err), "\n"))
	case err != nil:
		c.complain(fmt.Sprintf("emv capk import: %s: left out:\n%s", name, strings.Join(faultLines(err), "\n")))
	}
	if len(keys) == 0 {
		if *c.json {
			if err := c.printJSON(keyFaults{Faults: faultLines(err)}); err != nil {
				return err
			}
		}
		return fmt.Errorf("%w: emv capk import: %s: nothing is left to import: correct what was left out", errNo, name)
	}
	said := false      // by the key file that they are test keys
	var wrong []string // of these, published live keys
	if !test && len(keys) > 0 && !slices.ContainsFunc(keys, func(k capk.Key) bool { return !k.Test }) {
		test, said = true, true
	}
	for i := range keys {
		if !test && publishedTest(&keys[i]) {
			c.complain(fmt.Sprintf("emv capk import: %s: RID %X, index %02X is a published test key; import it with -test", name, keys[i].RID, keys[i].Index))
		}
		if live, ok := published()[0].Lookup(keys[i].RID, keys[i].Index); test && ok && live.Checksum == keys[i].Checksum {
			if said {
				wrong = append(wrong, fmt.Sprintf("RID %X, index %02X", keys[i].RID, keys[i].Index))
			} else {
				c.complain(fmt.Sprintf("emv capk import: %s: RID %X, index %02X is a published live key; import it without -test", name, keys[i].RID, keys[i].Index))
			}
		}
		keys[i].Test = test
		if source != "" {
			keys[i].Source = source
		}
	}
	if len(wrong) > 0 {
		c.complain(fmt.Sprintf("emv capk import: %s: its member test says that its keys are test keys, and of these are published live keys: %s; write false there", name, strings.Join(wrong, "; ")))
	}
	set, err := capk.NewSet(keys, revoked...)
	if err != nil {
		if *c.json {
			if err := c.printJSON(keyFaults{Faults: faultLines(err)}); err != nil {
				return err
			}
		}
		return fmt.Errorf("%w: emv capk import: %s: these keys are not right:\n%w", errNo, name, err)
	}
	file := struct {
		Test    bool         `json:"test"`
		Keys    []fileKey    `json:"keys"`
		Revoked []revokedRow `json:"revoked,omitempty"`
	}{Test: test, Keys: []fileKey{}, Revoked: revokedRows(set.Revocations())}
	for i := range keys {
		file.Keys = append(file.Keys, fileKeyOf(&keys[i]))
	}
	e := json.NewEncoder(c.out)
	if !*c.json {
		e.SetIndent("", "  ")
	}
	return e.Encode(file)
}

// unreadMembers says which members of the keys in JSON were not understood, and how many keys have each.
func unreadMembers(keys []capk.TextKey) (lines []string) {
	has := map[string]int{}
	for _, k := range keys {
		for _, name := range k.Unread {
			has[name]++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(has)) {
		shown := name
		if len(shown) > 40 {
			shown = strings.ToValidUTF8(shown[:40], "") + "..."
		}
		lines = append(lines, (&transcript.Cover{}).Text(fmt.Sprintf("%q of %s is not understood, and left out; if it is a field of a key, give it that field's name, such as expiry", shown, count(has[name], "key"))))
	}
	return lines
}

// publishedTest reports whether a key is in the published list of test keys, and not in that of live ones.
func publishedTest(k *capk.Key) bool {
	in := func(set *capk.Set) bool {
		known, ok := set.Lookup(k.RID, k.Index)
		return ok && known.Checksum == k.Checksum
	}
	sets := published()
	return !in(sets[0]) && slices.ContainsFunc(sets[1:], in)
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

// commentedKeys are the numbers of the lines of a text that are comments and would be keys without their mark.
func commentedKeys(b []byte) (numbers []string) {
	if !keyText(b) || jsonfile.Parse(b).Err() == nil {
		return nil
	}
	for _, number := range capk.CommentedKeys(string(b)) {
		numbers = append(numbers, strconv.Itoa(number))
	}
	return numbers
}

// keyText reports whether a file of keys is a text, of whatever character set: nothing in it is a control character but those of blanks and lines.
func keyText(b []byte) bool {
	return !slices.ContainsFunc(b, strayControl)
}

func strayControl(x byte) bool {
	return x < ' ' && !bytes.ContainsRune([]byte("\t\n\v\f\r\x1A"), rune(x)) || x == 0x7F
}

// keysBeside are the keys of what would be a text but for control characters; each line with one is a fault, with the first that is to be removed.
func keysBeside(b []byte) (keys []capk.TextKey, text bool, faults error) {
	var clean []byte
	var wrong []error
	lines := map[int]bool{}
	number, offset := 1, 0
	for i, x := range b {
		switch {
		case x == '\n', x == '\r' && (i+1 == len(b) || b[i+1] != '\n'):
			number, offset = number+1, -1
		case strayControl(x) && !lines[number]:
			wrong = append(wrong, &capk.LineError{Line: number, Reason: fmt.Sprintf("a control character, %02X, at offset %d, which no text has: remove it", x, offset)})
			lines[number] = true
		}
		if offset++; !strayControl(x) {
			clean = append(clean, x)
		}
	}
	all, err := parseKeys(clean)
	text = len(all) > 0
	return slices.DeleteFunc(all, func(k capk.TextKey) bool { return lines[k.Line] }), text, errors.Join(append(wrong, err)...)
}

// numbered are keys of a file that has no lines: each counts as one.
func numbered(keys []capk.Key, err error) (list []capk.TextKey, _ error) {
	for i, k := range keys {
		list = append(list, capk.TextKey{Key: k, Line: i + 1})
	}
	return list, err
}

// withoutTestKeys are the keys of a file that are no test keys, where it says of others that they are, and where not all are to be test keys; what is left out is said.
func withoutTestKeys(read []capk.TextKey, test bool) (keys []capk.TextKey, left []string) {
	isTest := func(k capk.TextKey) bool { return k.Test }
	if test || !slices.ContainsFunc(read, func(k capk.TextKey) bool { return !k.Test }) {
		return read, nil
	}
	for _, k := range read {
		if isTest(k) {
			left = append(left, fmt.Sprintf("line %d: left out, a test key, as the file says: RID %X, index %02X; import it with -test", k.Line, k.RID, k.Index))
		}
	}
	return slices.DeleteFunc(read, isTest), left
}

// chooseKeys keeps one key for each RID and index. Where there are two, the published list of live keys decides which of
// them is the live key and which the test key, and what is left out is said; where it has neither they are faults.
func chooseKeys(read []capk.TextKey, test bool) (keys []capk.Key, left []string, faults error) {
	live := published()[0]
	isLive := func(k *capk.TextKey) bool {
		known, ok := live.Lookup(k.RID, k.Index)
		return ok && known.Checksum == k.Checksum
	}
	type id struct {
		rid   [5]byte
		index byte
	}
	at := map[id]int{} // of the key that is kept, in kept
	var kept []*capk.TextKey
	for i := range read {
		k := &read[i]
		j, twice := at[id{k.RID, k.Index}]
		if !twice {
			at[id{k.RID, k.Index}] = len(kept)
			kept = append(kept, k)
			continue
		}
		was := kept[j]
		switch {
		case k.Checksum == was.Checksum:
			left = append(left, fmt.Sprintf("line %d: the key of line %d again%s", k.Line, was.Line, otherExpiry(k, was)))
			continue
		case isLive(k) == isLive(was):
			faults = errors.Join(faults, &capk.LineError{Line: k.Line, Reason: fmt.Sprintf("RID %X, index %02X: line %d has another key with them", k.RID, k.Index, was.Line)})
			continue
		case isLive(k) != test:
			kept[j], k, was = k, was, k
		}
		why, advice := "a test key", "; import it with -test"
		switch {
		case test:
			why, advice = "the live key", "; import it without -test"
		case !publishedTest(&k.Key):
			why, advice = "another key than the published live one", ""
		}
		left = append(left, fmt.Sprintf("line %d: left out, %s: RID %X, index %02X, as line %d%s", k.Line, why, k.RID, k.Index, was.Line, advice))
	}
	for _, k := range kept {
		keys = append(keys, k.Key)
	}
	return keys, left, faults
}

// otherExpiry settles the expiry of a key that is there twice, and says how: a date counts more than none, and of two the
// first stays.
func otherExpiry(k, was *capk.TextKey) string {
	none := [3]byte{}
	switch {
	case k.Expiry == was.Expiry || k.Expiry == none:
		return ""
	case was.Expiry == none:
		was.Expiry = k.Expiry
		return fmt.Sprintf(", with its expiry %X, which is taken", k.Expiry)
	default:
		return fmt.Sprintf(", with expiry %X; %X is kept", k.Expiry, was.Expiry)
	}
}
