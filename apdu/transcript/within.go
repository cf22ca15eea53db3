package transcript

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// within hides elements of the card and its holder that stand whole in bytes, with tag and length, whatever these bytes are: the value of another element, or
// data of nobody's layout. By chance no value is what their tags have.
func (r *redactor) within(b []byte) {
	for i := 0; i+2 < len(b); i++ {
		switch tlv.Tag(b[i]) {
		case tagTrack1, tagTrack2Equivalent:
		case tagPAN:
			if i > 0 && longTag(b[i-1]) { // the second byte of a tag; numbers are looked for anyhow
				continue
			}
		default:
			if !longTag(b[i]) {
				continue
			}
		}
		c := tlv.NewCursor(b[i:])
		o, ok := c.Next()
		if !ok || !ofHolder(o.Tag, o.Value) {
			continue
		}
		r.hideOnce(o.Tag, o.Value)
		i += len(o.Raw) - 1
	}
}

// withinCommand is the same of a command: where its data was built from a list, of each of its values, since what stands across two of them is an element by chance.
func (r *redactor) withinCommand(b []byte, list tlv.DOL) {
	data := listedIn(b)
	if len(list) == 0 || list.Len() != len(data) {
		r.within(b)
		return
	}
	for _, n := range list.All() {
		r.within(data[:n])
		data = data[n:]
	}
}

// hideOnce is hide, but of a value that was hidden where it stands already: what stands for a number would have another.
func (r *redactor) hideOnce(t tlv.Tag, value []byte) {
	if !r.done[&value[0]] {
		r.done[&value[0]] = true
		r.hide(t, value)
	}
}

// longTag reports whether a tag goes on behind its first byte.
func longTag(first byte) bool { return first&0x1F == 0x1F }

// ofHolder reports whether a tag is sensitive and a value is what it has: a number, a track, a name, or characters or digits.
func ofHolder(t tlv.Tag, value []byte) bool {
	switch t {
	case tagPAN:
		digits, rest := leadingDigits(value)
		return isPAN(digits) && strings.Trim(rest, "F") == "" && tlv.Luhn(digits)
	case tagTrack2Equivalent, tagTrack2:
		digits, rest := leadingDigits(value)
		return isPAN(digits) && rest != "" && rest[0] == 'D' && len(rest) > trackRest && strings.Trim(rest[1:1+trackRest], "0123456789") == ""
	case tagTrack1:
		return len(value) > shortestPAN && value[0] == 'B' && legible(value) && bytes.IndexByte(value, '^') > 0
	case tagCardholderName, tagNameExtended:
		return isName(value)
	default:
		digits, rest := leadingDigits(value)
		return t.Size() > 1 && len(value) >= shortestWantedSecret && !uniform(value) && (legible(value) || digits != "" && strings.Trim(rest, "F") == "") && Hidden(t, value)
	}
}

func isPAN(digits string) bool { return len(digits) >= shortestPAN && len(digits) <= longestPAN }

// longestName is how many bytes a name has at most.
const longestName = 45

// isName reports whether bytes are characters of a name, ASCII, of a code table or in UTF-8, and at least half of them letters.
func isName(b []byte) bool {
	letters, controls := 0, 0
	for _, x := range b {
		switch {
		case letter(x), x >= 0xA0:
			letters++
		case x >= 0x80:
			controls++
		case !legible([]byte{x}):
			return false
		}
	}
	return len(b) <= longestName && letters > 1 && 2*(letters+controls) >= len(b) && (ascii(string(b)) || len(b) >= shortestWantedSecret && (controls == 0 || utf8.Valid(b)))
}
