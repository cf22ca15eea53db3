package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// An answer is a GENERATE AC response taken apart.
type answer struct {
	cid byte
	ac  []byte
	ok  bool
}

// answerOf reads a response to GENERATE AC, which was asked for with or without a signature.
// B3 6.5.5.4
func answerOf(r []byte, cda bool) (a answer) {
	top, err := single(r)
	if err != nil || !good(r) {
		return a
	}
	v := top.of(r)
	if top.tag == 0x80 {
		if len(v) < 11 || len(v) > 43 {
			return a
		}
		return answer{v[0], v[3:11], true}
	}
	list, err := items(r, top.value, top.end)
	if err != nil || top.tag != 0x77 {
		return a
	}
	count, seen := map[uint32]int{}, map[uint32]bool{}
	sizes := map[uint32][2]int{0x9F27: {1, 1}, 0x9F36: {2, 2}, 0x9F26: {8, 8}, 0x9F10: {0, 32}, 0x9F4B: {1, 256}}
	for _, i := range list {
		size, matters := sizes[i.tag]
		n := i.end - i.value
		if n == 0 { // B3 5.2
			continue
		}
		if matters && (n < size[0] || n > size[1] || seen[i.tag]) {
			return a
		}
		seen[i.tag] = true
		count[i.tag]++
		switch i.tag {
		case 0x9F27:
			a.cid = r[i.value]
		case 0x9F26:
			a.ac = i.of(r)
		}
	}
	signature := count[0x9F4B] == 1 && cda && a.cid&0xC0 != 0
	a.ok = count[0x9F27] == 1 && count[0x9F36] == 1 && (count[0x9F26] == 1 || signature)
	return a
}

// higher reports whether a card gives more than was asked: AAC, ARQC, TC, and what is none of them.
// B3 9.3
func higher(got, asked byte) bool {
	order := map[byte]int{0x00: 0, 0x80: 1, 0x40: 2, 0xC0: 3}
	return order[got&0xC0] > order[asked&0xC0]
}

// An ending is an outcome, and the TVR and TSI that go with it.
type ending struct {
	status kernel.Status
	online bool
	arc    string
	tvr    [5]byte
	tsi    byte
}

// conclude plays the rest of a transaction, from the first cryptogram to the outcome. Scripts are none of its business.
// B3 9.3, 10.8, B4 6.3.7, 6.3.8, 12.2.1
func (o *reader) conclude(d *duel, k *talk, e expectation, un [4]byte) (v ending, second byte) {
	v = ending{status: kernel.EndApplication, tvr: e.tvr, tsi: 0x08}
	if k.aip[0]&0x10 != 0 && len(k.data[0x8E]) >= 10 {
		v.tsi |= 0x40
	}
	if e.oda {
		v.tsi |= 0x80
	}
	switch e.p1 & 0xC0 {
	case 0x40:
		v.arc = "Y1"
	case 0x00:
		v.arc = "Z1"
	}
	cda := e.p1&0x10 != 0
	first := answerOf(k.answers[0], cda)
	if !first.ok {
		return v, 0
	}
	v.tsi |= 0x20
	if cda {
		v.tsi |= 0x80
	}
	signed := !cda || cdaHolds(e.key, k.answers[0], un, k.pdol, k.first)
	if t := first.cid & 0xC0; cda && (t == 0x40 || t == 0x80) { // B4 6.3.2.1: the one that was signed counts
		if cid, ok := signedCID(e.key, k.answers[0]); ok {
			first.cid = cid
		}
		if !signed {
			v.tvr[0] |= 0x04
		}
	}
	switch {
	case higher(first.cid, e.p1):
		return v, 0
	case first.cid&0xC0 == 0x00:
		v.status, v.arc = kernel.Declined, "Z1"
		if first.cid&0x07 == 0x01 {
			v.status = kernel.EndApplication
		}
		return v, 0
	case !signed:
		v.status, v.arc = kernel.Declined, "Z1"
		if first.cid&0xC0 == 0x40 {
			return v, 0
		}
	case first.cid&0xC0 == 0x40:
		v.status = kernel.Approved
		return v, 0
	default:
		second = o.ask(d, k, &e, &v)
	}
	if len(k.answers) < 2 {
		v.status = kernel.EndApplication
		return v, second
	}
	last := answerOf(k.answers[1], second&0x10 != 0)
	switch {
	case !last.ok:
		v.status = kernel.EndApplication
	case second&0xC0 != 0x40 || last.cid&0xC0 != 0x40:
		v.status = kernel.Declined
	case second&0x10 != 0 && !cdaHolds(e.key, k.answers[1], un, k.pdol, k.first, k.second):
		v.status = kernel.Declined
		v.tvr[0] |= 0x04
	default:
		v.status = kernel.Approved
	}
	if v.status == kernel.Declined && v.arc == "Y3" { // B4 A6
		v.arc = "Z3"
	}
	return v, second
}

// ask is what the terminal asks for with the second GENERATE AC: the host's will, or without one the default action codes.
func (o *reader) ask(d *duel, k *talk, e *expectation, v *ending) byte {
	cda := byte(0)
	if e.cda {
		cda = 0x10
	}
	if !d.hostDown {
		end := len(d.answer)
		list, err := items(d.answer, 0, end)
		for err != nil && end > 0 {
			end--
			list, err = items(d.answer, 0, end)
		}
		cut := end < len(d.answer) && d.answer[end] != 0x71 && d.answer[end] != 0x72 // B4 12.2.4: a script costs itself
		arcs, ok, arpc := "", !cut, false
		for _, i := range list {
			switch {
			case i.tag == 0x91 && i.end > i.value && arpc:
				ok = false
			case i.tag == 0x91 && i.end > i.value && i.end-i.value >= 8 && i.end-i.value <= 16:
				arpc = true
			case i.tag == 0x8A && i.end-i.value == 2 && arcs == "":
				arcs = string(i.of(d.answer))
			case i.tag == 0x8A, i.tag == 0x91 && i.end > i.value:
				ok = false
			}
		}
		if ok && arcs != "" {
			v.online, v.arc = true, arcs
			if k.externalResponse != nil {
				v.tsi |= 0x10
				if !good(k.externalResponse) {
					v.tvr[4] |= 0x40
				}
			}
			if arcs == "00" {
				return 0x40 | cda
			}
			return 0x00
		}
	}
	app := o.app(k)
	iac := k.data[0x9F0D]
	if len(iac) != 5 {
		iac = []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
	}
	v.arc = "Y3"
	for i, b := range v.tvr {
		if b&app.TACDefault[i] != 0 || b&iac[i] != 0 {
			v.arc = "Z3"
		}
	}
	if o.strict && (cda == 0 || !bytes.Equal(k.data[0x9F4A], []byte{0x82})) {
		v.arc = "Z3"
	}
	if v.arc == "Z3" {
		return 0x00
	}
	return 0x40 | cda
}

// properties holds a run against the properties at the end of SECURITY.md: the outcome, the TVR, the TSI and the CVM results
// agree with each other and with what was exchanged, as an oracle of its own says from the same bytes.
func (d *duel) properties(t testing.TB, o *reader, out *bench.Result) {
	t.Helper()
	d.judge(t, out)
	k, err := takeApart(d.conv)
	if last := d.conv[len(d.conv)-1].response; err != nil || k.generated == 0 || len(last) < 2 { // ended while the card was read, or by a fault
		if out.Status != kernel.EndApplication {
			t.Errorf("%v without a cryptogram, or after a fault", out.Status)
		}
		return
	}
	if k.twice {
		t.Errorf("went on although an object stands twice")
		return
	}
	e, ok := o.expect(k, d.conv)
	if !ok {
		return
	}
	if k.p1s[0] != e.p1 {
		t.Errorf("asked for %02X, want %02X with TVR %X", k.p1s[0], e.p1, e.tvr)
		return
	}
	if sent, ok := k.sent(0x95); ok && !bytes.Equal(sent, e.tvr[:]) {
		t.Errorf("TVR %X sent, want %X", sent, e.tvr)
	}
	v, second := o.conclude(d, k, e, number)
	r := out
	got := ending{out.Status, out.Online(), out.ARC(), [5]byte(r.TVR()), r.TSI()[0]}
	got.tvr[4] &^= 0x30 // scripts
	got.tsi &^= 0x04
	if got != v {
		t.Errorf("got  %v online %v %q TVR %X TSI %02X: %s\nwant %v online %v %q TVR %X TSI %02X", got.status, got.online, got.arc, got.tvr,
			got.tsi, out.Error.Reason, v.status, v.online, v.arc, v.tvr, v.tsi)
	}
	if len(k.p1s) > 1 && k.p1s[1] != second {
		t.Errorf("asked for %02X at last, want %02X", k.p1s[1], second)
	}
	if !bytes.Equal(r.CVMResults(), e.cvm[:]) {
		t.Errorf("CVM results %X, want %X", r.CVMResults(), e.cvm)
	}
	if out.Reversal() != (out.Online() && out.ARC() == "00" && out.Status != kernel.Approved) && !d.unread(out) {
		t.Errorf("%v, online %v, %q: reversal %v", out.Status, out.Online(), out.ARC(), out.Reversal())
	}
}

// unread reports whether the host answered and nobody could read it: then a reversal is due whatever comes.
func (d *duel) unread(out *bench.Result) bool {
	return d.de55 != nil && !d.hostDown && !out.Online() && out.Reversal()
}

// sent is the value that CDOL1 made the terminal send for a tag with two bytes at most, in its full length of n.
func (k *talk) sent(tag uint32) ([]byte, bool) {
	at := 0
	for dol := k.data[0x8C]; len(dol) > 1; {
		n := 1
		if dol[0]&0x1F == 0x1F {
			for n = 2; n < len(dol) && dol[n-1]&0x80 != 0; n++ {
			}
		}
		if n >= len(dol) {
			return nil, false
		}
		size := int(dol[n])
		if n == 1 && uint32(dol[0]) == tag && size == 5 && at+size <= len(k.first) {
			return k.first[at : at+size], true
		}
		at += size
		dol = dol[n+1:]
	}
	return nil, false
}
