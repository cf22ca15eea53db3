package main

import (
	"fmt"
	"maps"

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
	if g.data[tag] == nil {
		g.data[tag] = value
	}
	if apart {
		g.apart = append(g.apart, tag)
	}
}

// taps are the application as each GET PROCESSING OPTIONS has it: what a card signs in its answer covers the values of that command and no other's. With one alone it
// is the application itself.
//
// C-3 2.12 C.1, C-6 2.12 3.6.1
func (s *said) taps() []*said {
	if len(s.initiations) < 2 {
		return []*said{s}
	}
	base := maps.Clone(s.data)
	delete(base, 0x9F4B)
	answered := 0
	for _, g := range s.initiations {
		for _, tag := range g.apart {
			delete(base, tag)
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
		v.data = maps.Clone(base)
		maps.Copy(v.data, g.data)
		v.gpo, v.pdol, v.sent = g.gpo, g.pdol, g.sent
		if aip := g.data[0x82]; aip != nil {
			v.aip = aip
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
