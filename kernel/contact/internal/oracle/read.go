package oracle

import (
	"bytes"
	"fmt"
	"slices"
)

// Initiation and reading as the oracle does them.

// initiate selects an application and tells the card that a transaction begins.
// B1 12.4, B3 10.1
func (o *oracle) initiate() {
	for list := o.candidates(); ; list = list[1:] {
		list = o.choose(list)
		body, sw := o.send(0x00, 0xA4, 0x04, 0x00, list[0].name)
		if sw != 0x9000 {
			continue
		}
		name, proprietary, ok := o.fci(body)
		if !ok || !bytes.Equal(name, list[0].name) {
			continue
		}
		pdol, _ := find(proprietary, 0x9F38)
		entries, _ := dol(pdol)
		if size(entries) > 252 {
			o.terminate("PDOL asks for too much")
		}
		o.aid, o.app = name, o.supports(name)
		clear(o.card)
		clear(o.seen)
		o.rawPDOL, o.rawAIP = nil, nil
		for _, x := range proprietary {
			if x.Tag == 0x9F38 && len(x.Value) != 0 {
				o.rawPDOL = x.Raw
			}
		}
		o.pdol = o.build(entries) // of what the card gave it has nothing yet: only terminal data may be named
		o.card[0x84] = name
		for _, x := range proprietary {
			if e := Dictionary[x.Tag]; e.in("A5") && !x.Constructed() && len(x.Value) >= e.Min && len(x.Value) <= e.Max {
				o.card[x.Tag] = x.Value
			}
		}
		o.tvr, o.tsi = [5]byte{}, [2]byte{}
		data := append([]byte{0x83}, length(len(o.pdol))...)
		body, sw = o.send(0x80, 0xA8, 0, 0, append(data, o.pdol...))
		if sw == 0x6985 {
			continue
		}
		if sw != 0x9000 {
			o.terminate("GET PROCESSING OPTIONS")
		}
		o.options(body)
		return
	}
}

func length(n int) []byte {
	if n > 0x7F {
		return []byte{0x81, byte(n)}
	}
	return []byte{byte(n)}
}

// options takes AIP and AFL from the response.
// B3 6.5.8.4
func (o *oracle) options(body []byte) {
	r, ok := Single(body, 0x80, 0x77)
	if !ok {
		o.terminate("processing options")
	}
	if r.Tag == 0x80 {
		if len(r.Value) < 2 {
			o.terminate("processing options")
		}
		o.card[0x82], o.card[0x94] = r.Value[:2], r.Value[2:]
		o.rawAIP = ObjectOf(0x82, r.Value[:2])
	} else {
		only := []uint32{0x82, 0x94}
		for tag, e := range Dictionary { // what a record may hold too
			if e.in("70") && e.in("77") {
				only = append(only, tag)
			}
		}
		o.store(r.Value, "77", only...)
		list, _ := TLV(r.Value)
		for _, x := range list {
			if x.Tag == 0x82 && len(x.Value) != 0 {
				o.rawAIP = x.Raw
			}
		}
	}
	if o.card[0x82] == nil || o.card[0x94] == nil {
		o.terminate("AIP or AFL missing")
	}
	o.locator()
}

// locator checks the AFL.
// B3 7.5, 10.2
func (o *oracle) locator() {
	afl := o.card[0x94]
	if len(afl) == 0 || len(afl)%4 != 0 {
		o.terminate("AFL")
	}
	for ; len(afl) > 0; afl = afl[4:] {
		sfi, from, to, signed := afl[0]>>3, afl[1], afl[2], afl[3]
		if sfi == 0 || sfi == 31 || from == 0 || to < from || int(signed) > int(to)-int(from)+1 {
			o.terminate("AFL entry")
		}
	}
}

// read reads the records of the AFL.
// B3 10.2
func (o *oracle) read() {
	for afl := o.card[0x94]; len(afl) > 0; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]); n++ {
			sfi := afl[0] >> 3
			body, sw := o.send(0x00, 0xB2, byte(n), sfi<<3|4, nil)
			if sw != 0x9000 {
				o.terminate("record")
			}
			o.records = append(o.records, record{sfi, n < int(afl[1])+int(afl[3]), body})
			r, ok := Single(body, 0x70)
			if ok {
				_, ok = TLV(r.Value)
			}
			if !ok && sfi > 10 { // nothing to this terminal
				continue
			}
			other := len(body) == 0 || body[0] != 0x70                                  // zeroes before a template are none of its bytes: B3 B1
			if !ok && other && o.records[len(o.records)-1].signed && o.common() != "" { // authentication fails, and that is all: B3 10.3
				continue
			}
			if !ok {
				o.terminate("record template")
			}
			o.store(r.Value, "70")
		}
	}
	for _, tag := range []uint32{0x5F24, 0x5A, 0x8C, 0x8D} { // B3 7.2
		if o.card[tag] == nil {
			o.terminate(fmt.Sprintf("%X missing", tag))
		}
	}
	o.checkList(0x8C)
	o.checkList(0x8D)
	o.checkList(0x97)
	for tag, v := range o.card {
		if !inRange(tag, v) {
			o.terminate(fmt.Sprintf("%X out of range", tag))
		}
	}
	if o.strict() && !o.oneAccount() {
		o.terminate("track 2 is of another account")
	}
}

// checkList refuses a data object list that is none, or asks for more than a command carries.
// B3 5.4, 7.5
func (o *oracle) checkList(tag uint32) {
	entries, ok := dol(o.card[tag])
	if !ok || tag != 0x97 && size(entries) > 255 {
		o.terminate(fmt.Sprintf("%X ill-formed", tag))
	}
}

// element is the row of a tag: of the books, and in a UnionPay application PBOC's card product identification.
func (o *oracle) element(tag uint32) Element {
	if tag == 0x9F63 && bytes.HasPrefix(o.aid, []byte{0xA0, 0, 0, 3, 0x33}) {
		return Element{'I', ",70,77,", 0, 255, "b"}
	}
	return Dictionary[tag]
}

// store keeps the elements of a template; of a response, those that it is for: what else is in it is outside the books.
// B3 6.5.5.4, 7.5, 10.2
func (o *oracle) store(b []byte, template string, only ...uint32) {
	list, ok := TLV(b)
	if !ok {
		o.terminate("template does not parse")
	}
	for _, x := range list {
		e := o.element(x.Tag)
		if x.Constructed() || !e.in(template) || len(only) > 0 && !slices.Contains(only, x.Tag) {
			continue
		}
		if len(x.Value) == 0 { // no value field, no data element: EMV 4.4 B3 5.2
			continue
		}
		if o.seen[x.Tag] {
			o.terminate(fmt.Sprintf("%X twice", x.Tag))
		}
		o.seen[x.Tag] = true
		if !wellFormed(x.Tag, e, x.Value) {
			o.terminate(fmt.Sprintf("%X ill-formed", x.Tag))
		}
		o.card[x.Tag] = append([]byte{}, x.Value...)
	}
}
