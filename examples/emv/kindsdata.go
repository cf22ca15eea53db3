package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// likelyPAN: a number of a card's length that passes the Luhn check; one that does not is one at a pinch.
func likelyPAN(_ *decoder, b []byte) int {
	s, err := tlv.DecodeCN(b)
	switch {
	case err != nil || len(b) < 6 || len(s) < 12 || len(s) > 19 || s[0] == '0':
		return 0
	case !tlv.Luhn(s) && decimals(string(b)): // digits in characters
		return 0
	case !tlv.Luhn(s) && len(s) == 16 && s[0] >= '3' && s[0] <= '6':
		return 45
	case !tlv.Luhn(s):
		return 0
	}
	if len(s) == 16 && s[0] >= '3' && s[0] <= '6' {
		return 75
	}
	return 65
}

// A track is what stands in track 1 or 2: ISO 7813.
type track struct {
	pan, name, expiry, service, rest string
}

// The forms of tracks.
var (
	track1Form = pattern(`^%?[Bb](\d{1,19})\^([^^]{2,26})\^(\d{4}|\^)(\d{3}|\^)?([^?]*)\??.?$`)
	track2Form = pattern(`^;?(\d{1,19})[=D](\d{4})?(\d{3})?(\d*)[F?]*.?$`)
)

func readTrack1(b []byte) (track, bool) {
	if !bytes.ContainsRune(b, '^') {
		return track{}, false
	}
	m := track1Form().FindStringSubmatch(string(b))
	if m == nil {
		return track{}, false
	}
	return track{m[1], m[2], m[3], m[4], m[5]}, true
}

// readTrack2 reads a track in characters, or in half bytes as tag 57 has it.
func readTrack2(b []byte) (track, bool) {
	s := string(b)
	if !text(b) || !strings.ContainsAny(s, "=D;") {
		s = upper(b)
		if len(b) > 19 {
			return track{}, false
		}
	}
	if i := strings.IndexAny(s, "=D"); i < 1 || strings.Trim(s[:i], ";0123456789") != "" {
		return track{}, false
	}
	m := track2Form().FindStringSubmatch(s)
	if m == nil {
		return track{}, false
	}
	return track{pan: m[1], expiry: m[2], service: m[3], rest: m[4]}, true
}

func likelyTrack1(_ *decoder, b []byte) int {
	if t, ok := readTrack1(b); ok && len(t.pan) >= 8 {
		return 99
	}
	return 0
}

func likelyTrack2(_ *decoder, b []byte) int {
	t, ok := readTrack2(b)
	switch {
	case !ok || len(t.pan) < 12 || len(t.expiry) < 4:
		return 0
	case b[0] == ';' || tlv.Luhn(t.pan) && isMonth(t.expiry[2:]):
		return 97
	case tlv.Luhn(t.pan):
		return 85
	case isMonth(t.expiry[2:]) && len(t.pan) == 16 && len(t.service) == 3 && strings.Contains("125679", t.service[:1]):
		return 70
	case isMonth(t.expiry[2:]):
		return 45
	default:
		return 0
	}
}

func isMonth(s string) bool { return s >= "01" && s <= "12" }

func track1Items(d *decoder, b []byte) ([]item, string) {
	t, ok := readTrack1(b)
	if !ok {
		return []item{{Length: new(len(b))}}, "not a track 1: format code B, number, ^, name, ^, YYMM, service code, data"
	}
	return t.items(d), ""
}

func track2Items(d *decoder, b []byte) ([]item, string) {
	t, ok := readTrack2(b)
	if !ok {
		return []item{{Length: new(len(b))}}, "not a track 2: number, D or =, YYMM, service code, data"
	}
	return t.items(d), ""
}

func (t track) items(d *decoder) []item {
	hide := func(s string) item {
		if d.show || s == "" {
			return item{Value: s}
		}
		return item{Words: []string{"masked, " + count(len(s), "character")}}
	}
	pan := tlv.MaskPAN(t.pan)
	if d.show {
		pan = t.pan
	}
	list := []item{{Name: "number (PAN)", Value: pan, Words: []string{luhnWords(t.pan)}}}
	if t.name != "" {
		n := hide(strings.TrimSpace(t.name))
		n.Name = "name"
		list = append(list, n)
	}
	if len(t.expiry) == 4 {
		century := tlv.Century(unhex(t.expiry[:2])[0])
		expires := item{Name: "expires", Value: fmt.Sprintf("%02X%s-%s", century, t.expiry[:2], t.expiry[2:])}
		if !isMonth(t.expiry[2:]) {
			expires.fault = "there is no month " + t.expiry[2:]
			expires.Words = []string{expires.fault}
		}
		list = append(list, expires)
	} else if t.expiry == "" {
		list = append(list, item{Name: "expires", Words: []string{noExpiry}, fault: noExpiry})
	}
	if len(t.service) == 3 {
		list = append(list, item{Name: "service code", Value: t.service, Words: serviceWords(t.service)})
	}
	rest := hide(t.rest)
	rest.Name = "discretionary data"
	return append(list, rest)
}

// serviceWords are the three digits of the service code: ISO 7813.
func serviceWords(s string) []string {
	first := map[byte]string{
		'1': "international interchange", '2': "international interchange, use the chip where possible", '5': "national interchange only",
		'6': "national interchange only, use the chip where possible", '7': "no interchange except by agreement", '9': "test card",
	}
	second := map[byte]string{'0': "normal authorisation", '2': "authorisation by the issuer", '4': "authorisation by the issuer except by agreement"}
	third := map[byte]string{
		'0': "no restrictions, PIN required", '1': "no restrictions", '2': "goods and services only", '3': "ATM only, PIN required",
		'4': "cash only", '5': "goods and services only, PIN required", '6': "no restrictions, PIN where possible",
		'7': "goods and services only, PIN where possible",
	}
	var words []string
	for i, m := range []map[byte]string{first, second, third} {
		w, ok := m[s[i]]
		if !ok {
			w = "reserved"
		}
		words = append(words, fmt.Sprintf("%c: %s", s[i], w))
	}
	return words
}

// thirdPartyData takes tag 9F6E of kernel 2 apart.
//
// C-2 2.12 A.1.147
func thirdPartyData(b []byte) (list []item, ok bool) {
	if len(b) < 5 || len(b) > 32 {
		return nil, false
	}
	columns, known := findCode(countries, decimal(b[:2]))
	if !known {
		return nil, false
	}
	list = []item{
		{Name: "country code", Value: upper(b[:2]), Words: []string{columns[len(columns)-1]}},
		{Name: "unique identifier", Value: upper(b[2:4])},
	}
	rest := b[4:]
	if b[2]&0x80 == 0 {
		if len(rest) < 2 {
			return nil, false
		}
		list = append(list, item{Name: "device type", Value: upper(rest[:2]), Words: []string{deviceType(string(rest[:2]))}})
		rest = rest[2:]
	}
	return append(list, item{Name: "proprietary data", Value: upper(rest)}), true
}

func deviceType(s string) string {
	types := map[string]string{
		"00": "card", "01": "mobile phone", "02": "key fob", "03": "watch or wristband", "04": "mobile tag", "05": "wristband",
		"06": "mobile phone case or sleeve", "07": "tablet or other mobile device", "08": "tablet", "09": "tablet",
	}
	if t, ok := types[s]; ok {
		return t
	}
	return fmt.Sprintf("%q", s)
}

// thirdParty takes tag 9F6E of kernel 2 apart, with the names of its codes where they are known.
func (d *decoder) thirdParty(it *item, value []byte) {
	if third, ok := thirdPartyData(value); ok {
		it.Items = third
		return
	}
	it.Words = tlv.Explain(tlv.ThirdPartyData, value)
}

// track2 takes track 2 apart: what is secret of it stays masked.
func (d *decoder) track2(it *item, value []byte) {
	if d.show {
		it.Value = upper(value)
	}
	t, ok := readTrack2(value)
	if !ok {
		it.Words = []string{"not a track 2"}
		if tlv.Luhn(numberOf(value)) { // else it is no more than what somebody wrote over a track
			it.fault = it.Words[0]
		}
		return
	}
	if it.Items = t.items(d); !tlv.Luhn(t.pan) {
		for i := range it.Items {
			it.Items[i].fault = ""
		}
	}
}

func likelyThirdParty(_ *decoder, b []byte) int {
	if _, ok := thirdPartyData(b); ok {
		return 30
	}
	return 0
}

func thirdPartyItems(_ *decoder, b []byte) ([]item, string) {
	list, ok := thirdPartyData(b)
	if !ok {
		return []item{{Value: upper(b)}}, "country code, identifier, device type and data do not fit in " + count(len(b), "byte")
	}
	return list, ""
}

// A codeList is one of the lists of codes with the names of its columns.
type codeList struct {
	list  *string
	names []string
	what  string
	form  func() *regexp.Regexp // of a code
}

var (
	countryCode  = codeList{&countries, []string{"numeric", "alpha-2", "alpha-3"}, "three digits, or two or three letters", pattern(`^(\d{3}|[A-Za-z]{2,3})$`)}
	currencyCode = codeList{&tlv.Currencies, []string{"numeric", "letters", "decimals"}, "three digits or three letters", pattern(`^(\d{3}|[A-Za-z]{3})$`)}
	languageCode = codeList{&languages, []string{"alpha-2", "alpha-3"}, "two or three letters", pattern(`^[A-Za-z]{2,3}$`)}
	merchantCode = codeList{&merchants, []string{"code"}, "four digits", pattern(`^\d{4}$`)}
)

func codeText(l codeList) func(*decoder, string) ([]item, error) {
	return func(_ *decoder, s string) ([]item, error) {
		code := strings.Join(strings.Fields(s), "")
		if len(code) == 4 && code[0] == '0' && len(l.names) == 3 {
			code = code[1:]
		}
		it, err := codeItem(*l.list, code, l.names...)
		if b := unhex(code); err != nil && len(b) > 1 && label(append(b, b...)) && !decimals(string(b)) { // its letters in hexadecimal
			it, err = codeItem(*l.list, string(b), l.names...)
		}
		switch {
		case err != nil && l.form().MatchString(code):
			return []item{{Value: code, Words: []string{notListed}}}, nil
		case err != nil:
			return nil, fmt.Errorf("%w; give %s", err, l.what)
		}
		return []item{it}, nil
	}
}
