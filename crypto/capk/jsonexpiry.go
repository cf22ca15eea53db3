package capk

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// An expiry in JSON may be in parts: year, month and day each a member, or in an object, or the bytes of its digits in a list.

// dayParts are the parts of a day by how programs name them.
var dayParts = map[string]string{
	"year": "year", "yyyy": "year", "yy": "year", "month": "month", "mm": "month", "day": "day", "dd": "day",
	"ano": "year", "mes": "month", "dia": "day", "jahr": "year", "monat": "month", "tag": "day",
}

// partOf is which part of an expiry a member has, empty for none: expiryYear, exp_month, expirationDay.
func partOf(plain string) string {
	for suffix, part := range dayParts {
		if rest, ok := strings.CutSuffix(plain, suffix); ok && (jsonNames[rest] == "expiry" || rest == "exp" || rest == "valid") {
			return part
		}
	}
	return ""
}

// part takes a part of the expiry.
func (f *jsonKey) part(name, value string) (reason string) {
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil || n > 99 && name != "year" {
		return fmt.Sprintf("%s %q of the expiry is none", name, value)
	}
	value = fmt.Sprintf("%02d", n)
	if f.parts == nil {
		f.parts = map[string]string{}
	}
	if was := f.parts[name]; was != "" && was != value {
		return fmt.Sprintf("the expiry has two %ss", name)
	}
	f.parts[name] = value
	return ""
}

// put puts the parts together; without a day the month lasts to its end. Of two days the later is the expiry.
func (f *jsonKey) put() (reason string) {
	year, month, day, was := f.parts["year"], f.parts["month"], f.parts["day"], f.expiry
	switch {
	case len(f.parts) == 0:
		return ""
	case year == "" || month == "":
		return "of its expiry year or month is missing"
	case day != "" && len(year) == 2:
		reason = f.expires(year + month + day)
	case day != "":
		reason = f.expires(year + "-" + month + "-" + day)
	case len(year) == 2:
		reason = f.expires(month + "/20" + year)
	default:
		reason = f.expires(year + "-" + month)
	}
	if was != "" && later(was, f.expiry) {
		f.expiry = was
	}
	return reason
}

// composed takes an expiry that is a list or an object.
func (f *jsonKey) composed(v jsonfile.Value) (reason string) {
	const wrong = "an expiry is a text, YYMMDD or YYYY-MM-DD, a list of its bytes, or an object with year, month and day"
	var list []string
	for name, inner := range v.Each() {
		s, scalar := inner.Scalar()
		switch part := dayParts[plainName(name)]; {
		case !scalar || name != "" && part == "":
			return wrong
		case name != "":
			if reason = f.part(part, s); reason != "" {
				return reason
			}
		default:
			list = append(list, s)
		}
	}
	var bytes strings.Builder
	for _, s := range list {
		n, err := strconv.ParseUint(s, 10, 16)
		if err != nil {
			return wrong
		}
		fmt.Fprintf(&bytes, "%02X", n)
	}
	switch {
	case len(list) == 3 && len(list[0]) == 4:
		return f.expires(strings.Join(list, "-"))
	case len(list) > 0:
		return f.expires(bytes.String())
	default:
		return ""
	}
}

// beside are members of a key that say nothing that a key file has place for: what it is called, and what its other members tell by themselves.
var beside = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(`name label title alias scheme schemename brand network system issuer owner comment comments description remark remarks note notes source
		length len size bits bitlength keylength keysize modulussize moduluslength modlen modlength exponentlength explen expsize`) {
		all[name] = true
	}
	return all
}()

// outOfUse are the members by which a list says that a key is not to be used, by what they say.
var outOfUse = map[bool][]string{true: {"revoked", "disabled", "deleted"}, false: {"enabled", "enable", "active", "valid", "use"}}
