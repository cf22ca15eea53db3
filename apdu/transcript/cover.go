package transcript

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// A Cover shows bytes and texts with stars over what identifies a card or its holder: what may be a card number, a track or a PIN block in clear
// wherever [Conversation.Redact] looks for one, and the names, card numbers and tracks that it was told of. The zero Cover knows none.
type Cover struct {
	r     *redactor
	stale bool // more was learned than r looks for
}

func newCovering() *redactor {
	r := newRedactor(maskPAN)
	r.fill = '*'
	return r
}

// Learn has the sensitive elements among data objects looked for from now on.
func (c *Cover) Learn(objects []byte) {
	if c.r == nil {
		c.r = newCovering()
	}
	c.r.tree(append([]byte(nil), objects...), false)
	c.r.within(bytes.Clone(objects))
	c.stale = true
}

// LearnAll has the sensitive elements of a conversation looked for.
func (c *Cover) LearnAll(conv *Conversation) {
	for i := range conv.Exchanges() {
		x, _ := conv.Whole(i)
		if CarriesPIN(x.Command) {
			c.Learn(nil)
			c.r.command(bytes.Clone(x.Command), nil)
		}
		if len(x.Response) > 2 {
			data := x.Response[:len(x.Response)-2]
			c.Learn(data)
			c.r.identified(bytes.Clone(identifierIn(x.Command, data)))
		}
	}
}

// known is who looks for what was learned.
func (c *Cover) known() *redactor {
	if c.r == nil {
		c.r, c.stale = newCovering(), true
	}
	if c.stale {
		c.r.prepare()
		c.stale = false
	}
	return c.r
}

// Bytes is bytes of which nobody knows what they are, in hexadecimal.
func (c *Cover) Bytes(b []byte) string { return c.told(b, stars.bytes(b, false)) }

// Value is the value of a data element, in hexadecimal: what the dictionary knows to be no card number stays, unless it is one that was learned.
func (c *Cover) Value(template, tag tlv.Tag, value []byte) string {
	s := []byte(string(appendHex(nil, value)))
	for _, x := range partsOf(template, tag, value) {
		at := 2 * (len(value) - len(x.b)) // a part goes to the end of the value, or begins with it
		if len(x.b) > 0 && &x.b[0] == &value[0] {
			at = 0
		}
		copy(s[at:], stars.part(x))
	}
	if tag == tagCardFeatures {
		for i := 2 * beginCardID; i < len(s); i++ {
			s[i] = '*'
		}
	}
	return c.told(value, string(s))
}

// Name is the name of an application, in hexadecimal.
func (c *Cover) Name(aid []byte) string { return c.told(aid, stars.part(part{b: aid, name: true})) }

// Text is a text, with stars over card numbers, tracks, PIN blocks in clear for a card, and what was learned.
func (c *Cover) Text(s string) string {
	plain := plainText(s)
	r := c.known()
	hidden := r.known(stars.text(plain))
	if hidden == plain {
		return s
	}
	return hidden
}

// Command is a command, in hexadecimal. list is what its data was built from, nil where there is none.
func (c *Cover) Command(b []byte, list tlv.DOL) string {
	after := append([]byte(nil), b...)
	r := newRedactor(unlike)
	r.command(after, list)
	r.prepare()
	r.unheard(after, after, list, nil)
	return c.told(b, starred(b, after), list...)
}

// told has stars over what was learned too.
func (c *Cover) told(b []byte, shown string, list ...byte) string {
	if c.r == nil || len(b) == 0 {
		return shown
	}
	after := append([]byte(nil), b...)
	c.known().everywhere(after, b, false, list)
	return merge(shown, starred(b, after))
}

// unlike is a number that differs from a PAN in each digit that is masked: where bytes are compared zeroes are masked too.
func unlike(pan string) string {
	b := []byte(tlv.MaskPAN(pan))
	for i := range b {
		if b[i] == '*' {
			b[i] = '0' + (pan[i]-'0'+5)%10
		}
	}
	return string(b)
}

// merge has the stars of both.
func merge(a, b string) string {
	out := []byte(a)
	for i := range out {
		if b[i] == '*' {
			out[i] = '*'
		}
	}
	return string(out)
}

// starred is bytes in hexadecimal with stars over the bytes that are others in after.
func starred(b, after []byte) string {
	s := appendHex(nil, b)
	for i := range b {
		if b[i] != after[i] {
			s[2*i], s[2*i+1] = '*', '*'
		}
	}
	return string(s)
}

// Objects is data objects in hexadecimal, with stars over the values that are sensitive too.
func (c *Cover) Objects(b []byte) string {
	after := append([]byte(nil), b...)
	newRedactor(unlike).tree(after, false)
	return c.told(b, starred(b, after))
}
