package capk

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// ParseJSON reads keys from a JSON file of another program than ours, for which there is [Load]. The keys may stand in a list, in an object or list inside
// others whatever these are called, or in objects named by RID, by index inside, or by both ("A000000003_92"). A key is an object whose members are known by
// their names (rid, index, exponent, modulus, checksum, expiry and what else programs call them, the tags of a download among them), a list of
// the fields, or a text as a line of [ParseText], which may also be a member of an object that holds a download. A number is decimal, but for an index whose
// digits the checksum shows to be hexadecimal. Without an algorithm a key with a modulus is one of RSA. A key of SM2 may have a checksum of 64 digits, see
// [ParseDownload]. An expiry may also be the list of its bytes, an object with year, month and day, or members such as expiryYear and expiryMonth. Members
// that are none of these and no name, comment or length are in [TextKey.Unread]; one that says true or false of a key's use (revoked, disabled, enabled, active) is a fault where the
// key is out of use. A member test of a key, or round it, says whether it is a test key, and source is where it is from. The list of revoked certificates has no keys: see [LoadRevoked].
//
// Every key is read or a fault: the error joins a [*LineError] for each, and the keys are the others. A file that is not JSON gives [jsonfile.Faults].
func ParseJSON(file []byte) (keys []TextKey, err error) {
	w := jsonWalk{}
	return w.read(WithoutComments(file))
}

// A jsonWalk is what has been found in a file.
type jsonWalk struct {
	keys   []TextKey
	faults []*LineError
}

// read finds the keys of a file without comments.
func (w *jsonWalk) read(file []byte) ([]TextKey, error) {
	doc := jsonfile.Parse(file)
	if err := doc.Err(); err != nil {
		return nil, err
	}
	w.value(doc.Root(), jsonPlace{})
	if len(w.keys) == 0 && len(w.faults) == 0 {
		w.fault(doc.Root(), "", "no object, list or text in it is a key: RID, index, exponent, modulus and checksum")
	}
	return w.keys, joinFaults(w.faults)
}

// A jsonPlace is what the objects round a place say of the keys in it.
type jsonPlace struct {
	rid, index string
	test       string // whether they are test keys
}

func (w *jsonWalk) fault(v jsonfile.Value, about, reason string) {
	if path := v.Path(); path != "" {
		reason = path + ": " + about + reason
	}
	w.faults = append(w.faults, &LineError{v.Line(), reason})
}

// value takes a value for what it holds: a key, texts that are keys, or others.
func (w *jsonWalk) value(v jsonfile.Value, at jsonPlace) {
	var words []string
	for name, inner := range v.Each() {
		if s, scalar := inner.Scalar(); scalar && name == "" {
			words = append(words, s)
		}
	}
	switch s, scalar := v.Scalar(); {
	case scalar && longText(s):
		w.texts(v, []string{s}, at)
	case scalar:
	case len(words) > 0 && len(words) == v.Len():
		if slices.ContainsFunc(words, longText) || isRID(words[0]) && slices.ContainsFunc(words, func(s string) bool { return exponents[jsonDigits(s)] != "" }) {
			w.texts(v, words, at)
		}
	case isKey(v):
		w.object(v, at)
	default:
		at = at.beside(v)
		for name, inner := range v.Each() {
			if isRevoked(inner) {
				continue
			}
			w.value(inner, at.below(name))
		}
	}
}

// modulusDigits is how many digits a modulus has at least.
const modulusDigits = 96

// isRID reports whether a text has the form of a RID.
func isRID(s string) bool { return len(jsonDigits(s)) == 10 && hexadecimal(jsonDigits(s)) }

// longText reports whether a text has a run of digits as long as a modulus.
func longText(s string) bool { return longestDigits(jsonDigits(s)) >= modulusDigits }

// beside is the place of an object's members, where a RID stands among them.
func (at jsonPlace) beside(v jsonfile.Value) jsonPlace {
	for name, inner := range v.Each() {
		if s, ok := inner.Scalar(); ok && jsonNames[plainName(name)] == "rid" && isRID(s) {
			at.rid = jsonDigits(s)
		} else if said := said(inner); said != "" && saysTest(name) {
			at.test = said
		}
	}
	return at
}

// saysTest reports whether a member with this name says whether keys are test keys: test, isTest, testKey.
func saysTest(name string) bool {
	plain := strings.TrimPrefix(plainName(name), "is")
	return plain == "test" || plain == "testkey" || plain == "testkeys"
}

// said is a text, a number, true or false; empty for a list or an object.
func said(v jsonfile.Value) string {
	if v.IsBool() {
		return strconv.FormatBool(v.Bool())
	}
	s, _ := v.Scalar()
	return s
}

// isTest reports whether what a file says means that a key is a test key, and whether it is understood.
func isTest(s string) (test, ok bool) {
	switch strings.ToLower(s) {
	case "true", "yes", "1":
		return true, true
	case "", "false", "no", "0":
		return false, true
	default:
		return false, false
	}
}

// below is the place of a member, whose name may be a RID, an index or both.
func (at jsonPlace) below(name string) jsonPlace {
	if saysTest(name) {
		at.test = "true"
	}
	switch d := placeName(name); len(d) {
	case 10:
		at.rid = d
	case 12:
		at.rid, at.index = d[:10], d[10:]
	case 1, 2:
		if at.rid != "" {
			at.index = "0"[len(d)-1:] + d
		}
	}
	return at
}

// placeName is a name that is a RID, an index or both, in digits alone; empty for another.
func placeName(name string) string {
	d := strings.NewReplacer("_", "", "-", "", ".", "", "/", "").Replace(jsonDigits(name))
	if !hexadecimal(d) || len(d) > 2 && len(d) != 10 && len(d) != 12 {
		return ""
	}
	return d
}

// texts are the words of a list, or one text: the fields of a key, or texts that are keys.
func (w *jsonWalk) texts(v jsonfile.Value, words []string, at jsonPlace) {
	lines := words
	if !slices.ContainsFunc(words, func(s string) bool { k, _ := parseLine(s); return len(k) > 0 }) {
		lines = []string{strings.Join(append([]string{at.rid, at.index}, words...), " ")}
	}
	for _, line := range lines {
		keys, unread, reason := (*table)(nil).parseLine(line)
		test, understood := isTest(at.test)
		if !understood {
			unread = append(unread, "test")
		}
		for i := range keys {
			keys[i].Test = test
			if reason = keys[i].fault(); reason == "" {
				w.keys = append(w.keys, TextKey{Key: keys[i], Line: v.Line(), Unverified: keys[i].Algorithm == SM2, Unread: unread})
			}
		}
		if reason != "" {
			w.fault(v, "", reason)
		}
	}
}

// isKey reports whether an object is a key, or was to be one: it has a modulus or a point, or other fields of a key and no key inside.
func isKey(v jsonfile.Value) bool {
	has := map[string]bool{}
	inside := false
	for name, inner := range v.Each() {
		s, scalar := inner.Scalar()
		field := jsonNames[plainName(name)]
		switch {
		case name == "", scalar && longText(s) && downloadIn(wordsOf(strings.ToUpper(s))) != "": // a list, or a whole key in a member
			return false
		case scalar && (longText(s) && placeName(name) == "" || field == "point" || field == "modulus" && !weakNames[plainName(name)]):
			return true
		case field == "modulus" && numbers(inner):
			return true
		case scalar && !strings.EqualFold(name, "id"):
			has[field] = true
		}
		inside = inside || holdsKey(inner)
	}
	return !inside && (has["exponent"] || has["checksum"] || has["rid"] && has["index"])
}

// numbers reports whether a value is a list of numbers.
func numbers(v jsonfile.Value) bool {
	for name, inner := range v.Each() {
		if name != "" || !inner.IsNumber() {
			return false
		}
	}
	return v.Len() > 0
}

// holdsKey reports whether anything inside a list or an object is as long as a modulus.
func holdsKey(v jsonfile.Value) bool {
	for _, inner := range v.Each() {
		if s, _ := inner.Scalar(); longText(s) || holdsKey(inner) {
			return true
		}
	}
	return false
}

// jsonNames are the fields of a key by the names that programs give them, in small letters and digits alone.
var jsonNames = func() map[string]string {
	all := map[string]string{}
	for field, names := range map[string]string{
		"rid":       "rid aid provider registeredapplicationprovideridentifier 9f06",
		"index":     "index id idx ind i ki 9f22 8f",
		"exponent":  "exponent expo exp e df04 9f8122",
		"modulus":   "modulus modul module mod n df02 9f8123",
		"checksum":  "checksum sum hash sha sha1 sha1hash sha1sum digest hashvalue checkhash df03 9f8121",
		"expiry":    "expiry expirydate expires expiresat expiration expirationdate expiredate expdate validuntil validto validthru validity enddate notafter until expireddate expire exdate expdt dateexpiration dateofexpiry dateofexpiration vencimento datavencimento datadevencimento fechavencimiento fechadevencimiento vencimiento validade datavalidade datadevalidade caducidad scadenza echeance ablaufdatum ablauf gueltigbis df05",
		"point":     "point xy",
		"algorithm": "algorithm algo alg algorithmindicator rsaalg algindicator arithind arithindex arithmeticindex df07",
		"digest":    "hashalg hashalgo hashalgorithm hashalgorithmindicator hashind hashindicator hashindex hasharithmeticindex df06",
	} {
		for name := range strings.FieldsSeq(names) {
			all[name] = field
		}
	}
	for name := range weakNames {
		all[name] = "modulus"
	}
	return all
}()

// weakNames are those of the modulus or of what is round it.
var weakNames = map[string]bool{"key": true, "publickey": true, "pk": true}

// plainName is a member's name without what programs put round it.
func plainName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	for range 4 {
		if jsonNames[plain] != "" {
			return plain
		}
		was := plain
		for _, prefix := range []string{"certificateauthority", "capublickey", "uc", "publickey", "capk", "emv", "rsa", "key", "public", "pub", "pk", "ca"} {
			if rest, ok := strings.CutPrefix(plain, prefix); ok && rest != "" {
				plain = rest
				break
			}
		}
		for _, suffix := range []string{"hex", "value", "string", "bytes", "bcd"} {
			if rest, ok := strings.CutSuffix(plain, suffix); ok && rest != "" {
				plain = rest
				break
			}
		}
		if plain == was {
			break
		}
	}
	return plain
}

// jsonDigits is a value without what may stand between or before its digits.
func jsonDigits(s string) string {
	d := strings.TrimPrefix(strings.NewReplacer(" ", "", ":", "", "\n", "").Replace(strings.ToUpper(strings.TrimSpace(s))), "0X")
	return together(d, strings.FieldsFunc(d, betweenBytes))
}

// A jsonKey is the members of one key.
type jsonKey struct {
	fields
	algorithm, digest, point string
	decimal                  string // digits of an index that is a number and may be hexadecimal
	parts                    map[string]string
	unread                   []string // names of members that say nothing here
	test, source             string
}

// object is one key.
func (w *jsonWalk) object(v jsonfile.Value, at jsonPlace) {
	f := jsonKey{fields: fields{rid: at.rid, index: at.index, long: true}, test: at.test}
	faults := len(w.faults)
	for name, inner := range v.Each() {
		if reason := f.member(name, inner); reason != "" {
			w.fault(inner, "", reason)
		}
	}
	if reason := f.put(); reason != "" {
		w.fault(v, "", reason)
	}
	if len(w.faults) > faults {
		return
	}
	k, reason := f.key()
	if reason == "" {
		if index := digits(f.decimal); len(index) == 1 && k.fault() != "" {
			other := k
			if other.Index = index[0]; other.fault() == "" {
				k = other
			}
		}
		reason = k.fault()
	}
	if reason == "" {
		var understood bool
		if k.Test, understood = isTest(f.test); !understood {
			f.unread = append(f.unread, "test")
		}
		k.Source = f.source
		w.keys = append(w.keys, TextKey{Key: k, Line: v.Line(), Unread: f.unread, Unverified: len(f.sum) == sm3Digits})
		return
	}
	about := ""
	if f.rid != "" && f.index != "" {
		about = fmt.Sprintf("RID %s, index %s: ", f.rid, f.index)
	}
	w.fault(v, about, reason)
}

// namesExpiry reports whether a name is another of the expiry: not that of an export or of an expected day.
func namesExpiry(plain string) bool {
	part := func(s string) bool { return strings.Contains(plain, s) }
	return slices.ContainsFunc([]string{"expir", "expdate", "expday", "expdt", "expyy"}, part) || strings.HasSuffix(plain, "exp") || strings.HasSuffix(plain, "expat")
}

// The digits of a checksum: SHA-1, and SM3 for a key of SM2, whose rule is not published: see [ParseDownload].
const (
	sumDigits = 40
	sm3Digits = 64
)

// maxSource is how long the source of a key in a key file may be.
const maxSource = 256

// sha1Names are the hash algorithm of checksums, as programs write it.
var sha1Names = []string{"1", "01", "SHA1", "SHA-1", "SHA_1"}

// member takes one member, and says what is wrong with it.
func (f *jsonKey) member(name string, v jsonfile.Value) (reason string) {
	s, scalar := v.Scalar()
	plain, d := plainName(name), jsonDigits(s)
	field := jsonNames[plain]
	isHex := hexadecimal(d)
	switch {
	case !scalar && (holdsKey(v) || field == "modulus" && numbers(v)):
		return "a list or an object where a key has a text in hexadecimal digits"
	case !scalar && field == "expiry":
		return f.composed(v)
	case scalar && field == "" && partOf(plain) != "" && d != "":
		return f.part(partOf(plain), d)
	case v.IsBool() && slices.Contains(outOfUse[v.Bool()], strings.TrimPrefix(plain, "is")):
		return fmt.Sprintf("the file says that the key is out of use: %.40q", name)
	case said(v) != "" && saysTest(name):
		f.test = said(v)
	case plain == "source" && scalar && len(s) <= maxSource:
		f.source = s
	case plain == "source":
		f.unread = append(f.unread, name)
	case !scalar || d == "":
		f.skip(name, plain, field == "" && (v.Len() > 0 || v.IsBool()))
	case field == "rid" && len(d) >= 10 && isHex:
		f.rid = d[:10] // of an AID
	case plain == "rid" && !isHex:
		return fmt.Sprintf("RID %.20q is not written in hexadecimal digits", s)
	case plain == "rid":
		return fmt.Sprintf("RID of %d digits, want 10", len(d))
	case field == "index" && strings.EqualFold(name, "id"): // perhaps a number of the list's own
		if f.index == "" {
			f.index = indexOf(d, v.IsNumber())
		}
	case field == "index":
		if f.index = indexOf(d, v.IsNumber()); f.index == "" {
			return fmt.Sprintf("%q is no index of one byte", s)
		}
		if v.IsNumber() {
			f.decimal = d
		}
	case field == "exponent" && exponents[d] != "":
		f.exponent = exponents[d]
	case field == "exponent" && plain != "exp":
		return fmt.Sprintf("exponent %q, want 03 or 010001", s)
	case field == "expiry", field == "exponent", field == "" && namesExpiry(plain) && len(daysOf(timeless(d))) > 0:
		return f.expires(s)
	case field == "digest", field == "checksum" && slices.Contains(sha1Names, d), strings.HasPrefix(d, "SHA"):
		f.digest = d
	case field == "checksum" && (len(d) == sumDigits || len(d) == sm3Digits) && !isHex:
		return fmt.Sprintf("checksum %.20q is not written in hexadecimal digits", s)
	case field == "checksum" && len(d) != sumDigits && len(d) != sm3Digits:
		return fmt.Sprintf("checksum of %d characters, want 40 digits", len(d))
	case field == "checksum", field == "" && f.sum == "" && len(d) == 40 && isHex:
		f.sum = d
	case field == "point":
		f.point = d
	case field == "algorithm":
		f.algorithm = d
	case field == "modulus" && !isHex && len(d) > 10:
		return "a modulus is written in hexadecimal digits"
	case (field == "modulus" || field == "" && f.modulus == "") && len(d) >= modulusDigits && isHex:
		f.modulus = d
	case field == "modulus" && !weakNames[plain]:
		return fmt.Sprintf("modulus of %d digits", len(d))
	default:
		f.skip(name, plain, true)
	}
	return ""
}

// skip notes a member that nothing was taken from, where it has something.
func (f *jsonKey) skip(name, plain string, says bool) {
	if says && !beside[plain] {
		f.unread = append(f.unread, name)
	}
}

// key is the key that the members make.
func (f *jsonKey) key() (k Key, reason string) {
	needed := []struct{ name, value string }{{"RID", f.rid}, {"index", f.index}, {"checksum", f.sum}}
	suite := map[string]Algorithm{"04": SM2, "4": SM2, "SM2": SM2, "10": ECCP256, "16": ECCP256, "11": ECCP521, "17": ECCP521}[f.algorithm]
	switch {
	case suite != 0:
		needed = append(needed, struct{ name, value string }{"point", f.point})
	case f.algorithm != "" && f.algorithm != "1" && f.algorithm != "01" && !strings.HasPrefix(f.algorithm, "RSA"):
		return k, fmt.Sprintf("algorithm %s, want 01 (RSA), 04 (SM2), 10 or 11 (ECC)", f.algorithm)
	case f.digest != "" && !slices.Contains(sha1Names, f.digest):
		return k, fmt.Sprintf("hash algorithm %s, want 01 (SHA-1)", f.digest)
	default:
		needed = append(needed, []struct{ name, value string }{{"exponent", f.exponent}, {"modulus", f.modulus}}...)
	}
	var missing []string
	for _, x := range needed {
		if x.value == "" {
			missing = append(missing, x.name)
		}
	}
	switch {
	case len(f.sum) == sm3Digits && suite != SM2:
		return k, fmt.Sprintf("checksum of %d characters, want 40 digits: a key of SM2 alone has one as long", len(f.sum))
	case len(missing) > 0:
		return k, "no " + strings.Join(missing, ", no ") + " is among its members"
	case len(f.modulus)%2+len(f.point)%2 != 0:
		return k, "an odd number of digits is no whole bytes"
	case suite != 0 && !hexadecimal(f.point):
		return k, "a point is written in hexadecimal digits"
	case suite != 0:
		k = Key{Algorithm: suite, Point: digits(f.point)}
	default:
		k = Key{Algorithm: RSA, Modulus: digits(f.modulus), Exponent: digits(f.exponent)}
	}
	k.Index = digits(f.index)[0]
	copy(k.RID[:], digits(f.rid))
	copy(k.Checksum[:], digits(f.sum))
	copy(k.Expiry[:], digits(f.expiry))
	if len(f.sum) == sm3Digits {
		k.Checksum = k.Sum()
	}
	return k, ""
}

// indexOf is an index in two hexadecimal digits, empty for none.
func indexOf(d string, number bool) string {
	n, err := strconv.ParseUint(d, 10, 8)
	switch {
	case err == nil && (number || len(d) == 3):
		return fmt.Sprintf("%02X", n)
	case hexadecimal(d) && len(d) <= 2:
		return strings.Repeat("0", 2-len(d)) + d
	default:
		return ""
	}
}

// expires takes a text for the expiry; a download has its characters in hexadecimal.
func (f *jsonKey) expires(s string) (reason string) {
	d := jsonDigits(s)
	if b := digits(d); len(d) == 16 && len(b) == 8 && hexadecimal(string(b)) {
		s = string(b)
	}
	if i := strings.IndexByte(s, 'T'); i >= len("20331231") { // a time of day follows
		s = s[:i]
	}
	var e fields
	words := wordsOf(strings.ToUpper(s))
	for _, w := range words {
		e.take(w)
	}
	e.monthByName(words)
	if e.month(); e.noDay != "" || e.expiry == "" && strings.Trim(s, "0") != "" {
		return fmt.Sprintf("expiry %s is no day of the calendar, or may be two; write YYMMDD or YYYY-MM-DD, zeroes where it is not known", s)
	}
	f.expiry = e.expiry
	return ""
}

// joinFaults is the error of faults in the order of their lines.
func joinFaults(list []*LineError) error {
	slices.SortStableFunc(list, func(a, b *LineError) int { return a.Line - b.Line })
	var errs []error
	for _, f := range list {
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}
