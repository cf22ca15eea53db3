package transcript

import (
	"bytes"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// strayTags are the elements that name a card or its holder, and are known from what they hold wherever they stand.
var strayTags = []struct {
	tag  tlv.Tag
	head []byte
	is   func([]byte) bool
}{
	{tagPAN, []byte{0x5A}, isPAN},
	{tagTrack1, []byte{0x56}, func(b []byte) bool { return b[0] == 'B' && legible(b) && bytes.ContainsRune(b, '^') }},
	{tagTrack2Equivalent, []byte{0x57}, isTrack2},
	{tagTrack2, []byte{0x9F, 0x6B}, isTrack2},
	{tagCardholderName, []byte{0x5F, 0x20}, isName},
	{tagNameExtended, []byte{0x9F, 0x0B}, isName},
	{tagTrack1Discretionary, []byte{0x9F, 0x1F}, func(b []byte) bool {
		return len(b) >= shortestWantedSecret && strings.Trim(string(b), "0123456789") == ""
	}},
}

// tagTrack1Discretionary is the discretionary data of track 1.
const tagTrack1Discretionary tlv.Tag = 0x9F1F

// strayed has the elements looked for that stand somewhere in bytes which are no objects there: in a log that was pasted together, or a record in a value.
func (r *redactor) strayed(b []byte) {
	for i := range b {
		for _, s := range strayTags {
			if !bytes.HasPrefix(b[i:], s.head) || s.tag == tagPAN && i > 0 && b[i-1]&0x1F == 0x1F { // the second byte of a tag; numbers are looked for anyhow
				continue
			}
			c := tlv.NewCursor(b[i:])
			if o, ok := c.Next(); ok && o.Tag == s.tag && len(o.Value) > 0 && s.is(o.Value) {
				r.hide(s.tag, bytes.Clone(o.Value))
			}
		}
	}
}

// isPAN reports whether a value is a card number with its check digit.
func isPAN(b []byte) bool {
	digits, rest := leadingDigits(b)
	return len(digits) >= shortestCard && len(digits) <= longestPAN && strings.Trim(rest, "F") == "" && tlv.Luhn(digits)
}

// isTrack2 reports whether a value is a track 2 with its expiry and service code.
func isTrack2(b []byte) bool {
	digits, rest := leadingDigits(b)
	return len(digits) >= shortestCard && len(digits) <= longestPAN && len(rest) > trackRest && rest[0] == 'D' && strings.Trim(strings.TrimRight(rest[1:], "F"), "0123456789") == ""
}

// isName reports whether a value is the name of somebody.
func isName(b []byte) bool {
	return len(b) >= shortestWantedSecret && len(b) <= 45 && legible(b) && bytes.ContainsFunc(b, func(x rune) bool { return letter(byte(x)) })
}
