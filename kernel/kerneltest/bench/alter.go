package bench

import (
	"iter"
	"slices"

	"github.com/emvgo/emv/tlv"
)

// An Alteration is one change of one response.
type Alteration struct {
	What     string // "flipped", "00", "FF", "gone", "twice", "cut", "object gone", "object empty", "object twice"
	At       int    // the byte of the response where it begins; of a byte that is there twice the place behind its like
	Response []byte // altered, with its status word
}

// Alterations gives every change of a response that leaves its status word alone: each byte with each of its bits flipped, 00, FF, gone, twice; each shorter
// length; and where it is one template each of its objects gone, empty and twice, with the length of the template put right. Those that change nothing are left
// out.
func Alterations(response []byte) iter.Seq[Alteration] {
	return func(yield func(Alteration) bool) {
		n := len(response) - 2
		body, sw := response[:n:n], response[n:]
		try := func(what string, at int, parts ...[]byte) bool {
			altered := slices.Concat(append(parts, sw)...)
			return slices.Equal(altered, response) || yield(Alteration{what, at, altered})
		}
		for i, b := range body {
			for bit := range 8 {
				if !try("flipped", i, body[:i], []byte{b ^ 1<<bit}, body[i+1:]) {
					return
				}
			}
			if !try("00", i, body[:i], []byte{0}, body[i+1:]) || !try("FF", i, body[:i], []byte{0xFF}, body[i+1:]) ||
				!try("gone", i, body[:i], body[i+1:]) || !try("twice", behind(body, i), body[:i+1], body[i:]) || !try("cut", i, body[:i]) {
				return
			}
		}
		outer := tlv.NewCursor(body)
		template, ok := outer.Next()
		if !ok || !template.Tag.Constructed() || len(template.Raw) != n {
			return
		}
		inner := template.Children()
		for o := range inner.All() {
			from := o.Offset - (n - len(template.Value))
			before, behind := template.Value[:from], template.Value[from+len(o.Raw):]
			for _, c := range []struct {
				what   string
				object []byte
			}{{"object gone", nil}, {"object empty", tlv.Append(nil, o.Tag, nil)}, {"object twice", append(slices.Clone(o.Raw), o.Raw...)}} {
				if !try(c.what, o.Offset, tlv.Append(nil, template.Tag, slices.Concat(before, c.object, behind))) {
					return
				}
			}
		}
	}
}

// behind is the place behind the bytes from i on that are alike: a byte more among them is one more there.
func behind(b []byte, i int) int {
	at := i
	for at < len(b) && b[at] == b[i] {
		at++
	}
	return at
}

// ElementAt is the tag of the object, of the one template of a response, that has the byte at this place; 0: the template itself.
func ElementAt(response []byte, at int) tlv.Tag {
	c := tlv.NewCursor(response[:len(response)-2])
	template, _ := c.Next()
	inner := template.Children()
	for o := range inner.All() {
		if at >= o.Offset && at < o.Offset+len(o.Raw) {
			return o.Tag
		}
	}
	return 0
}
