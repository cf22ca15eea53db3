package oracle

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/kernel"
)

// Selection of the application as the oracle does it.

// A candidate is an application on the candidate list.
type candidate struct {
	name     []byte
	priority byte
}

// B1 12.3
func (o *oracle) candidates() []candidate {
	if list := o.directory(); len(list) > 0 {
		return list
	}
	return o.listOfAIDs()
}

// directory reads the payment system directory. None of what goes wrong ends the session but 6A81.
// B1 12.3.2
func (o *oracle) directory() (list []candidate) {
	body, sw := o.send(0x00, 0xA4, 0x04, 0x00, []byte("1PAY.SYS.DDF01"))
	if sw == 0x6A81 {
		o.terminate("card blocked")
	}
	if sw != 0x9000 {
		return nil
	}
	_, proprietary, ok := o.fci(body)
	if !ok {
		return nil
	}
	sfi, _ := find(proprietary, 0x88)
	if len(sfi) != 1 || sfi[0] < 1 || sfi[0] > 10 { // B1 12.2.3
		return nil
	}
	for n := 1; n <= 255; n++ {
		body, sw := o.send(0x00, 0xB2, byte(n), sfi[0]<<3|4, nil)
		if sw == 0x6A83 {
			return list
		}
		if sw != 0x9000 {
			return nil
		}
		record, ok := Single(body, 0x70)
		if !ok {
			return nil
		}
		entries, ok := TLV(record.Value)
		if !ok {
			return nil
		}
		for _, e := range entries {
			if e.Tag != 0x61 || len(e.Value) == 0 { // B3 5.2
				continue
			}
			c, kind := o.entry(e.Value)
			switch {
			case kind == entryFaulty:
				return nil
			case kind == entryADF && o.supports(c.name) != nil:
				list = append(list, c)
			}
		}
	}
	return list
}

const (
	entryADF = iota
	entryOther
	entryFaulty
)

// entry reads a directory entry.
// B1 12.2.3
func (o *oracle) entry(b []byte) (c candidate, kind int) {
	list, ok := TLV(b)
	if !ok || faultyIn(list, "61") {
		return c, entryFaulty
	}
	name, present := find(list, 0x4F)
	present = present && len(name) != 0
	if _, ddf := find(list, 0x9D); ddf && !present {
		return c, entryOther
	}
	p, given := find(list, 0x87)
	if !present {
		return c, entryFaulty
	}
	c.name = name
	if given && len(p) != 0 {
		c.priority = p[0]
	}
	return c, entryADF
}

// forCardholder are the elements whose faults are passed over, as if they were not there.
// A directory entry for a DDF is none of the terminal's business: EMV 4.4 B1 12.2.3.
// B1 12.2.4
var forCardholder = map[uint32]bool{0x50: true, 0x9F12: true, 0x9F11: true, 0x5F2D: true, 0x9D: true, 0x73: true}

// faultyIn reports whether an element of this template is there more than once or has a wrong length.
// B1 12.2.4, B3 7.5
func faultyIn(list []Object, template string) bool {
	seen := map[uint32]bool{}
	for _, o := range list {
		e := Dictionary[o.Tag]
		if !e.in(template) || forCardholder[o.Tag] {
			continue
		}
		if len(o.Value) == 0 { // B3 5.2
			continue
		}
		if seen[o.Tag] || len(o.Value) < e.Min || len(o.Value) > e.Max {
			return true
		}
		seen[o.Tag] = true
	}
	return false
}

// fci reads file control information: its DF name, and what is in its proprietary template.
// B1 11.3.4, 12.2.4
func (o *oracle) fci(body []byte) (name []byte, proprietary []Object, ok bool) {
	f, ok := Single(body, 0x6F)
	if !ok {
		return nil, nil, false
	}
	list, ok := TLV(f.Value)
	if !ok || faultyIn(list, "6F") {
		return nil, nil, false
	}
	name, named := find(list, 0x84)
	named = named && len(name) != 0
	var a5 []byte
	there := false
	for _, x := range list {
		if x.Tag == 0xA5 { // B3 5.2: an empty one stands only where it is alone
			a5, there = append(a5, x.Value...), true
		}
	}
	if !named || !there {
		return nil, nil, false
	}
	proprietary, ok = TLV(a5)
	if !ok || faultyIn(proprietary, "A5") {
		return nil, nil, false
	}
	pdol, _ := find(proprietary, 0x9F38)
	_, ok = dol(pdol)
	return name, proprietary, ok
}

// supports is the terminal's application for a DF name: of several, that of the longest AID.
// B1 12.3.1
func (o *oracle) supports(name []byte) (best *kernel.Application) {
	for i := range o.Config.Applications {
		a := &o.Config.Applications[i]
		if (bytes.Equal(a.AID, name) || a.PartialMatch && bytes.HasPrefix(name, a.AID)) && (best == nil || len(a.AID) > len(best.AID)) {
			best = a
		}
	}
	return best
}

// listOfAIDs tries one AID of the terminal after the other.
// B1 12.3.3
func (o *oracle) listOfAIDs() (list []candidate) {
	for i := range o.Config.Applications {
		a := &o.Config.Applications[i]
		names := map[string]bool{}
		for p2 := byte(0); ; p2 = 2 {
			body, sw := o.send(0x00, 0xA4, 0x04, p2, a.AID)
			if sw == 0x6A81 && p2 == 0 && i == 0 { // later ones go on with the next AID: step 5 leads back to step 3
				o.terminate("card blocked")
			}
			warning := p2 == 2 && (sw>>8 == 0x62 || sw>>8 == 0x63) // step 7
			if sw != 0x9000 && sw != 0x6283 && !warning {
				break
			}
			name, proprietary, ok := o.fci(body)
			if !ok || !bytes.HasPrefix(name, a.AID) || names[string(name)] { // B1 12.3.1: all are different
				break
			}
			names[string(name)] = true
			exact := len(name) == len(a.AID)
			if !exact && !a.PartialMatch {
				break
			}
			if sw == 0x9000 {
				p, _ := find(proprietary, 0x87)
				list = append(list, candidate{name, append(p, 0)[0]})
			}
			if exact {
				break
			}
		}
	}
	return list
}

// choose puts the candidates in the order in which they are offered; the cardholder takes the first, and confirms.
// B1 12.4
func (o *oracle) choose(list []candidate) []candidate {
	if len(list) == 0 {
		o.terminate("no application")
	}
	order := func(c candidate) int {
		if c.priority&15 == 0 {
			return 16
		}
		return int(c.priority & 15)
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return order(a) - order(b) })
	return list
}
