package transcript

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// What was found to be secret in one place is covered in every other, in part too: in another tag, in data of nobody's layout, in a text.

const (
	// shortestCopy is how many bytes of a secret are found again wherever they stand.
	shortestCopy = 8
	// fewestDifferent is how many different bytes they have at least: zeroes, blanks and filler are nobody's.
	fewestDifferent = 4
	// shortestSignature is how many bytes of an answer in format 1 are a signature: what else comes so is shorter, or a file locator.
	shortestSignature = 64
)

// A window is bytes of a secret.
type window [shortestCopy]byte

// worth reports whether bytes tell one secret from others.
func (w *window) worth() bool {
	different := 0
	for i, x := range w {
		if bytes.IndexByte(w[:i], x) < 0 {
			different++
		}
	}
	return different >= fewestDifferent
}

// copies are the windows of secrets, each with a bit for every byte that is one, the first the lowest, and the elements that windows belong to of which
// copies alone are covered.
type copies struct {
	secret map[window]byte
	own    map[window]tlv.Tag
}

func newCopies() copies { return copies{map[window]byte{}, map[window]tlv.Tag{}} }

// learn has the windows of a secret looked for, in which the bytes are secret that now has others for.
func (c *copies) learn(old, now []byte) {
	for i := 0; i+shortestCopy <= len(old); i++ {
		w, bits := window(old[i:]), byte(0)
		for k := range w {
			if w[k] != now[i+k] {
				bits |= 1 << k
			}
		}
		if bits != 0 && w.worth() {
			if known := c.secret[w]; known != 0 { // what stays for one of them stays
				bits &= known
			}
			c.secret[w] = bits
		}
	}
}

// signedTags are elements that a card which is issued again has anew. They stay in their places, and go from others.
var signedTags = []tlv.Tag{0x90, 0x92, 0x9F2F, 0x9F48, 0x9F4B}

// signed reports whether a data object is one of them, or a signature in format 1.
//
// EMV 4.4 B3 6.5.9.4
func signed(o *tlv.Object) bool {
	for _, t := range signedTags {
		if o.Tag == t {
			return len(o.Value) >= shortestCopy
		}
	}
	return o.Tag == tlv.TagFormat1 && len(o.Value) >= shortestSignature && locator(o.Value[2:]) != nil
}

// learnSigned has the windows of what is signed looked for outside of it.
func (c *copies) learnSigned(cursor tlv.Cursor) {
	for o := range cursor.All() {
		switch {
		case signed(&o):
			for i := 0; i+shortestCopy <= len(o.Value); i++ {
				w := window(o.Value[i:])
				if _, known := c.own[w]; !known && w.worth() {
					c.own[w] = o.Tag
				}
			}
		case o.Tag.Constructed():
			c.learnSigned(o.Children())
		}
	}
}

// placeOfSecret stands for the tag of an element that was hidden in its place.
const placeOfSecret tlv.Tag = 1

// owners are the tags of what is signed in data, byte by byte.
func owners(list []tlv.Tag, cursor tlv.Cursor) {
	for o := range cursor.All() {
		owner := o.Tag
		switch hidden := Hidden(o.Tag, o.Value); {
		case hidden || signed(&o):
			if hidden {
				owner = placeOfSecret
			}
			end := o.Offset + len(o.Raw)
			for i := end - len(o.Value); i < end; i++ {
				list[i] = owner
			}
		case o.Tag.Constructed():
			owners(list, o.Children())
		}
	}
}

// coverObjects covers what was secret in data objects where it is as in mid, but for what is signed and what was hidden in their places.
func (c *copies) coverObjects(b, mid, was []byte) {
	owner := make([]tlv.Tag, len(was))
	owners(owner, tlv.NewCursor(was))
	c.write(b, mid, was, owner)
}

// cover writes zeroes, or stars in a text, over what was secret in b and is there still.
func (c *copies) cover(b, was []byte) { c.write(b, was, was, make([]tlv.Tag, len(was))) }

func (c *copies) write(b, mid, was []byte, owner []tlv.Tag) {
	for i := 0; i+shortestCopy <= len(was); i++ {
		w := window(was[i:])
		bits := c.secret[w]
		if tag, ok := c.own[w]; ok && owner[i] != tag {
			bits = 0xFF
		}
		with := byte(0)
		if bits != 0 && legible(w[:]) {
			with = '*' // a character whose digits nobody takes for a number's
		}
		for k := range w {
			if bits>>k&1 != 0 && b[i+k] == mid[i+k] && owner[i+k] != placeOfSecret {
				b[i+k] = with
			}
		}
	}
}
