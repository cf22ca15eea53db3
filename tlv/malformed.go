package tlv

import (
	"fmt"
	"slices"
)

// Malformed says where and why a value is not written as its element is: in another length or format, with a day that no calendar has, or as a list that
// ends within an entry. It is empty for a value that is well formed, and for an empty one. It tells nothing of the value, which may be sensitive.
func Malformed(book Book, r Row, value []byte) string {
	if len(value) == 0 || r == 0 {
		return ""
	}
	if explain := listExplainer(r); explain != nil {
		if _, fault := explain(book, value); fault != "" {
			return fault
		}
	}
	e := r.In(book)
	switch n := len(value); {
	case !e.Fits(n) && e.Min == e.Max:
		return fmt.Sprintf("%s where %d belong", plural(n, "byte"), e.Min)
	case !e.Fits(n) && e.Max == anyLength:
		return fmt.Sprintf("%s where %d or more belong", plural(n, "byte"), e.Min)
	case !e.Fits(n):
		return fmt.Sprintf("%s where %d to %d belong", plural(n, "byte"), e.Min, e.Max)
	case !e.Allows(n), n%2 != 0 && (r == LanguagePreference || r == ApplicationReferenceCurrency): // codes of two bytes
		return fmt.Sprintf("%s, which is none of the lengths that it may have", plural(n, "byte"))
	case r == Track1Data || r == Track2EquivalentData || r == Track2Data: // fields with separators between: no format says how
	case bitTableOf(book, r) == nil && !e.Format.Accepts(value):
		return notOfFormat(e.Format, value)
	}
	return unreal(r, value)
}

// anyLength is the most bytes of an element that may be of any length.
const anyLength = 65535

// notOfFormat is where a value is not of its format.
func notOfFormat(f Format, value []byte) string {
	if i := slices.IndexFunc(value, func(x byte) bool { return !f.Accepts([]byte{x}) }); i >= 0 {
		return fmt.Sprintf("offset %d: not of format %s", i, f)
	}
	return fmt.Sprintf("padding of format %s that is not at its end", f)
}

// unreal is why a value that is of its format says nothing that can be: a day, a time, a code of three digits with four.
func unreal(r Row, value []byte) string {
	switch r {
	case ApplicationExpirationDate, ApplicationEffectiveDate, TransactionDate:
		if _, err := DecodeDate(value); err != nil {
			return "no day of the calendar"
		}
	case TransactionTime:
		if value[0] > 0x23 || value[1] > 0x59 || value[2] > 0x59 {
			return "no time of day"
		}
	case TerminalCountryCode, IssuerCountryCode, TransactionCurrencyCode, ApplicationCurrencyCode, TransactionReferenceCurrencyCode, ServiceCode,
		ApplicationDualCurrencyCode, ApplicationReferenceCurrency, ApplicationCurrencyCodePBOC, SecondCurrencyCode:
		for i := 0; i < len(value); i += 2 {
			if value[i] > 0x09 {
				return fmt.Sprintf("offset %d: four digits where three belong", i)
			}
		}
	case TransactionCurrencyExponent, ApplicationCurrencyExponent, TransactionReferenceCurrencyExponent:
		if value[0] > 0x09 {
			return "two digits where one belongs"
		}
	}
	return ""
}
