package main

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// An initiation is one GET PROCESSING OPTIONS of an application, with what belongs to it alone.
type initiation struct {
	number    int                // of the exchange
	gpo, pdol []byte             // the answer, and the values that were sent
	sent      map[tlv.Tag][]byte // they by tag
	data      map[tlv.Tag][]byte // of the answer and the values, and of the records up to the next, the first of each
	apart     []tlv.Tag          // those of data that came with the command or its answer
}

// A change is a record, by its file and number, that was another when it was read again in an exchange.
type change struct {
	id     [2]byte
	number int
}

// readAgain adds, of the records under the signature, those that were others when they were read again: one of the two was not signed.
//
// EMV 4.4 B3 10.3
func (s *said) readAgain(c *chain) {
	for _, x := range s.changed {
		signed := false
		for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
			first := int(afl[1])
			signed = signed || x.id[0] == afl[0]>>3 && int(x.id[1]) >= first && int(x.id[1]) < first+int(afl[3])
		}
		if signed {
			c.Links = append(c.Links, link{
				Name: fmt.Sprintf("record %d of SFI %d (exchange %d)", x.id[1], x.id[0], x.number), Clause: "EMV 4.4 B3 10.3",
				Result: "another than when it was read before, and both cannot be what was signed",
			})
		}
	}
}

// givenAt is where an element was given, and with what value.
type givenAt struct {
	name  string
	value []byte
}

// give notes where the card gave elements of its application, and which it gave with two values.
//
// EMV 4.4 B3 10.2
func (s *said) give(where string, c tlv.Cursor) {
	for o := range c.All() {
		before, ok := s.given[o.Tag]
		switch {
		case o.Tag.Constructed() || len(o.Value) == 0 || o.Tag.Name() == "": // what no book has no kernel keeps
		case !ok:
			s.given[o.Tag] = givenAt{where, o.Value}
		case !bytes.Equal(before.value, o.Value):
			s.twice = append(s.twice, fmt.Sprintf("%s (%s) has one value in %s and another in %s", o.Tag, o.Tag.Name(), before.name, where))
		}
	}
}

// names reports whether the file locator names a record of a file that the books lay out; where there is none, any may be.
func (s *said) names(id [2]byte) bool {
	ok := len(s.afl) < 4
	for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
		ok = ok || id[0] == afl[0]>>3 && id[1] >= afl[1] && id[1] <= afl[2]
	}
	return ok && id[0] <= 10
}

// givenTwice adds the elements that the card gave with two values: no terminal goes on with them, and which of the two counts nobody can tell.
//
// EMV 4.4 B3 10.2
func (s *said) givenTwice(c *chain) {
	for _, why := range s.twice {
		if len(c.Links) > 0 {
			c.Links = append(c.Links, link{Name: "elements given twice", absent: true, Result: why, Clause: "EMV 4.4 B3 10.2"})
		}
	}
}

// otherwise verifies the card's certificate with the profile and the file locator of this answer, where they are others than those it was verified with.
//
// EMV 4.4 B3 10.3
func (s *said) otherwise(c *chain, than *said, issuer *oda.Key, date [3]byte) {
	if bytes.Equal(s.aip, than.aip) && bytes.Equal(s.afl, than.afl) {
		return
	}
	static, fault := s.static()
	_, reason := oda.RecoverICC(issuer, s.certified(static, date))
	c.add("card certificate (9F46)"+s.atTap(), "issuer certificate (90)", nil, cmp.Or(fault, reason))
	s.signedRecords(c)
}

// certified is what the card's certificate is verified with.
func (s *said) certified(static []byte, date [3]byte) oda.ICCInput {
	return oda.ICCInput{Certificate: s.data[0x9F46], Remainder: s.data[0x9F48], Exponent: s.data[0x9F47], PAN: s.data[0x5A], StaticData: static, Date: date}
}

// begin notes an initiation that was sent.
func (s *said) begin(number int) *initiation {
	s.initiations = append(s.initiations, &initiation{number: number, sent: map[tlv.Tag][]byte{}, data: map[tlv.Tag][]byte{}})
	return s.initiations[len(s.initiations)-1]
}

// tell notes an element of the last initiation, the first of each.
func (s *said) tell(tag tlv.Tag, value []byte, apart bool) {
	if len(s.initiations) == 0 {
		return
	}
	g := s.initiations[len(s.initiations)-1]
	keep(g.data, tag, value)
	if apart {
		g.apart = append(g.apart, tag)
	}
}

// tapTags are the elements that a signature in the answer to GET PROCESSING OPTIONS, and the card's certificate above it, are verified with: nothing else of the card
// is kept for each of those commands, of which a conversation may have thousands.
//
// C-3 2.12 C.1, C-6 2.12 3.6.1, EMV 4.4 B2 6.4
var tapTags = []tlv.Tag{0x5A, 0x9F46, 0x9F47, 0x9F48, 0x9F4A, 0x9F4B, 0x9F10, 0x9F27, 0x9F37, 0x9F02, 0x5F2A, 0x9F69}

// taps are the application as each GET PROCESSING OPTIONS has it: what a card signs in its answer covers the values of that command and no other's. With one alone it
// is the application itself.
//
// C-3 2.12 C.1, C-6 2.12 3.6.1
func (s *said) taps() []*said {
	if len(s.initiations) < 2 {
		return []*said{s}
	}
	answered := 0
	shared := make(map[tlv.Tag][]byte, len(tapTags)) // what belongs to no command alone
	for _, tag := range tapTags {
		if v, ok := s.data[tag]; ok && tag != 0x9F4B {
			shared[tag] = v
		}
	}
	for _, g := range s.initiations {
		for _, tag := range g.apart {
			delete(shared, tag)
		}
		if g.gpo != nil {
			answered++
		}
	}
	var list []*said
	for i, g := range s.initiations {
		if g.gpo == nil {
			continue
		}
		v := *s
		v.data = make(map[tlv.Tag][]byte, len(tapTags))
		for _, tag := range tapTags {
			if own, ok := g.data[tag]; ok {
				v.data[tag] = own
			} else if value, ok := shared[tag]; ok {
				v.data[tag] = value
			}
		}
		v.gpo, v.pdol, v.sent = g.gpo, g.pdol, g.sent
		if aip := g.data[0x82]; aip != nil {
			v.aip = aip
		}
		if afl := g.data[0x94]; afl != nil {
			v.afl = afl
		}
		if answered > 1 {
			v.tap = g.number
		}
		if len(list) > 0 {
			v.from = g.number - 1
		}
		if i+1 < len(s.initiations) {
			v.to = s.initiations[i+1].number - 1
		}
		list = append(list, &v)
	}
	if len(list) == 0 {
		return []*said{s}
	}
	return list
}

// atTap names the exchange of one GET PROCESSING OPTIONS among several, empty for the only one.
func (s *said) atTap() string {
	if s.tap == 0 {
		return ""
	}
	return fmt.Sprintf(" (exchange %d)", s.tap)
}

// named is a signature that came with the answer to GET PROCESSING OPTIONS.
func (s *said) named(method string) string {
	if s.tap == 0 {
		return method + " (9F4B)"
	}
	return fmt.Sprintf("%s (9F4B, exchange %d)", method, s.tap)
}
