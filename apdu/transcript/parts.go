package transcript

import (
	"strings"

	"github.com/emvgo/emv/tlv"
)

// A part is bytes of a value in which a card number may stand.
type part struct {
	b    []byte
	text bool // characters
	name bool // of an application: its number of registration is none
}

// partsOf are the parts of a value in which a card number may stand: all of it, but for what the dictionary says is something else. Where a tag
// means several things the value has to fit that which is no number.
func partsOf(template, tag tlv.Tag, value []byte) []part {
	if len(value) < shortestBCD {
		return nil
	}
	rule, ruled := valueRules[tag]
	fits, text := false, false
	for book := range tlv.NumBooks {
		row, ok := tlv.Lookup(book, template, tag)
		if e := row.In(book); ok && e.Fits(len(value)) {
			fits = true
			switch e.Format {
			case tlv.ANS:
				text = text || legible(value) || named(value)
			case tlv.A, tlv.AN, tlv.Var:
				text = text || legible(value)
			}
		}
	}
	switch {
	case ruled && (fits || rule.anywhere):
		return rule.of(value)
	case text:
		return []part{{b: value, text: true}}
	default:
		return []part{{b: value}}
	}
}

// shortestBCD is the fewest bytes that a card number takes.
const shortestBCD = (shortestCard + 1) / 2

// A valueRule says what of a value may hold a card number although, or since, its meaning is known.
type valueRule struct {
	of       func(value []byte) []part
	anywhere bool // also where its length fits no row of the dictionary
}

// valueRules are the elements of which something is no card number though its digits may look like one. What is not here is looked through.
var valueRules = func() map[tlv.Tag]valueRule {
	rules := map[tlv.Tag]valueRule{}
	for _, r := range []struct {
		rule valueRule
		tags []tlv.Tag
	}{
		{valueRule{of: nothing}, []tlv.Tag{ // cryptograms, MACs, hashes, random numbers: 0 to F, and digits by chance
			0x98, 0x9F26, 0x9F4C, 0x9F7D, 0x9F8105, 0x9F8109, 0xDF52, 0xDF61, 0xDF8101, 0xDF8102,
		}},
		{valueRule{of: nothing}, []tlv.Tag{0x9F16}}, // the merchant's number
		{valueRule{of: product}, []tlv.Tag{0x9F63}},
		{valueRule{of: longIsSigned}, []tlv.Tag{0x90, 0x92, 0x93, 0x9E, 0x9F2D, 0x9F2F, 0x9F46, 0x9F48, 0x9F4B, 0x9F8103, 0x9F810B}}, // what is signed, and keys
		{valueRule{of: tagsAlone, anywhere: true}, []tlv.Tag{0x9F4A, 0x9F810A, 0x9F8203, 0x9F8201, 0x9F821F, 0xDF8106, 0xDF8112}},
		{valueRule{of: listAlone, anywhere: true}, []tlv.Tag{
			0x8C, 0x8D, 0x97, 0x9F38, 0x9F3F, 0x9F49, 0x9F4F, 0x9F5B, 0x9F69, 0x9F8220, 0xDF4F, 0xDF811A,
		}},
		{valueRule{of: format1}, []tlv.Tag{tlv.TagFormat1}},
		{valueRule{of: locator, anywhere: true}, []tlv.Tag{0x94}},
		{valueRule{of: methods, anywhere: true}, []tlv.Tag{0x8E}},
		{valueRule{of: currencies}, []tlv.Tag{0x9F3B}},
		{valueRule{of: authentication, anywhere: true}, []tlv.Tag{0x91}},
		{valueRule{of: issuers, anywhere: true}, []tlv.Tag{tagIssuerData}},
		{valueRule{of: application, anywhere: true}, []tlv.Tag{0x4F, 0x84, 0x9D, 0x9F06}},
	} {
		for _, t := range r.tags {
			rules[t] = r.rule
		}
	}
	return rules
}()

// nothing but characters: such bytes are none for as long as a card number is.
func nothing(b []byte) []part { return []part{{b: b, text: true}} }

func all(b []byte) []part { return []part{{b: b}} }

// product: sixteen bytes are the card's product of UnionPay.
//
// C-7
func product(b []byte) []part {
	if len(b) == 16 {
		return nothing(b)
	}
	return all(b)
}

// longIsSigned: from 32 bytes on it is a signature, a certificate, a part of a key, or a point.
func longIsSigned(b []byte) []part {
	if len(b) >= 32 {
		return nothing(b)
	}
	return all(b)
}

// listAlone: a list of tags with lengths of which every tag is known.
func listAlone(b []byte) []part {
	list, err := tlv.ParseDOL(b)
	if err != nil {
		return all(b)
	}
	for t := range list.All() {
		if !known(0, t) {
			return all(b)
		}
	}
	return nil
}

// tagsAlone: a list of tags that are known.
func tagsAlone(b []byte) []part {
	n := 0
	for t := range tlv.TagList(b).All() {
		if !known(0, t) {
			return all(b)
		}
		n += t.Size()
	}
	if n != len(b) {
		return all(b)
	}
	return nil
}

// locator: files and records in order.
//
// EMV 4.4 B3 10.2
func locator(b []byte) []part {
	for rest := b; ; rest = rest[4:] {
		switch {
		case len(rest) == 0:
			return nil
		case len(rest) < 4 || rest[0]&7 != 0 || rest[0] == 0 || rest[0]>>3 > 30 || rest[1] == 0 || rest[1] > rest[2] || rest[3] > rest[2]-rest[1]+1:
			return all(b)
		}
	}
}

// format1: AIP and file locator, or what may be a signature.
//
// EMV 4.4 B3 6.5.8.4
func format1(b []byte) []part {
	if len(b) > 2 && locator(b[2:]) == nil {
		return nothing(b)
	}
	return longIsSigned(b)
}

// methods: two amounts, and rules that the book has.
//
// EMV 4.4 B3 annex C3
func methods(b []byte) []part {
	if len(b) < 10 || len(b)%2 != 0 {
		return all(b)
	}
	for rest := b[8:]; len(rest) > 0; rest = rest[2:] {
		if rest[0]&0x3F > 0x0C && rest[0]&0x3F < 0x1D || rest[0]&0x3F > 0x20 || rest[1] > 9 {
			return all(b)
		}
	}
	return []part{{b: b[:8]}}
}

// currencies: codes of three digits in two bytes each.
func currencies(b []byte) []part {
	for i := 0; i < len(b); i += 2 {
		if b[i] > 9 {
			return all(b)
		}
	}
	return nil
}

// authentication: of 91 the first eight bytes are a cryptogram, or one with the card status update.
//
// EMV 4.4 B2 8.2
func authentication(b []byte) []part {
	if len(b) < 8 {
		return all(b)
	}
	return all(b[8:])
}

// issuers: what stands before the issuer's own in application data of the common core, of Visa, American Express, UnionPay, JCB and Discover, and of
// M/Chip: key, version, results, counters.
//
// EMV 4.4 B3 annex C9
func issuers(b []byte) []part {
	head := 0
	switch n := len(b); {
	case n == 32 && b[0] == 0x0F && b[1]>>4 == 0xA && b[16] == 0x0F:
		head = 17
	case n >= 7 && (b[0] == 6 || b[0] == 7 && n > 7) && b[2] < 0x40 && b[3] == 3:
		head = 1 + int(b[0])
	case (n == 8 || n == 18 || n == 20 || n == 26 || n == 28) && b[0] > 0 && b[0] < 0x10 && (b[1]>>4 == 1 || b[1]>>4 == 2):
		head = 8
	case n == 10 && b[0] < 0x10 && b[1] == 0x0F: // Discover
		return nothing(b)
	}
	return all(b[head:])
}

func application(b []byte) []part {
	return []part{{b: b, name: true}}
}

// known reports whether some book's dictionary has a tag.
func known(template, tag tlv.Tag) bool {
	for book := range tlv.NumBooks {
		if _, ok := tlv.Lookup(book, template, tag); ok {
			return true
		}
	}
	return false
}

// registered is how many half bytes the number of registration at the start of an application's name has, in which no card number begins.
//
// EMV 4.4 B1 12.2.1, ISO/IEC 7816-5
func registered(s string) int {
	if s != "" && (s[0] == 'A' || s[0] == 'D') {
		return min(len(s), 10)
	}
	return 0
}

// part writes over the numbers in a part of a value, which it gives in hexadecimal.
func (p *pen) part(x part) string {
	s := string(appendHex(nil, x.b))
	if len(x.b) > 0 && uniform(x.b) { // nobody's number
		return s
	}
	if n := registered(s); x.name && n > 0 {
		if i := strings.IndexAny(s, "23456789"); i >= 0 && i < n && len(s)-i <= longestPAN && len(s)-i >= shortestCard && tlv.Luhn(strings.TrimRight(s[i:], "F")) {
			n = i
		}
		return s[:n] + p.bytesAt(x.b, n)
	}
	return p.bytes(x.b, x.text)
}

// bytesAt is bytes from half byte n on.
func (p *pen) bytesAt(b []byte, n int) string {
	s := string(appendHex(nil, b))
	if n%2 != 0 {
		return p.digits("0" + s[n:])[1:]
	}
	return p.bytes(b[n/2:], false)
}
