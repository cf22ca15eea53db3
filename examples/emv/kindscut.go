package main

import (
	"github.com/emvgo/emv/tlv"
)

// likelyCutDOL: a list whose last length, or half of its last tag, is missing; all entries before are of elements that are known and have such a length.
//
// EMV 4.4 B3 5.4
func (d *decoder) likelyCutDOL(b []byte) int {
	entries, end := 0, 0
	for end < len(b) {
		tags, _ := readTags(b[end:min(len(b), end+tlv.MaxTagSize)])
		if len(tags) == 0 {
			break
		}
		n := len(tags[0].String()) / 2
		if !d.isKnown(0, tags[0]) {
			return 0
		}
		if end+n == len(b) { // a tag without its length
			end += n
			break
		}
		if size := int(b[end+n]); size == 0 || !d.mayHave(tags[0], size) {
			return 0
		}
		entries++
		end += n + 1
	}
	switch half := end == len(b)-1 && b[end]&0x1F == 0x1F; {
	case end != len(b) && !half:
		return 0
	case entries > 2:
		return 80
	case entries == 2:
		return 60
	default:
		return 0
	}
}

// likelyTagList: tags that are all known, more than one or one of two bytes.
func likelyTagList(d *decoder, b []byte) int {
	tags, rest := readTags(b)
	if alone := len(tags) == 1 && tags[0] > 0xFF; len(rest) > 0 || len(tags) < 2 && !alone {
		return 0
	}
	for _, t := range tags {
		if !d.isKnown(0, t) || t.Constructed() && len(tags) > 1 {
			return 0
		}
	}
	switch {
	case len(tags) == 1 && tags[0] > 0xFFFF: // no chance makes three bytes that are one tag
		return 75
	case len(tags) > 1 && tlv.Check(b) != nil && mostlyLong(tags):
		return 78
	default:
		return 50
	}
}

// mostlyLong reports whether at least half of tags have two bytes or more, and none stands there twice.
func mostlyLong(tags []tlv.Tag) bool {
	seen, long := map[tlv.Tag]bool{}, 0
	for _, t := range tags {
		if seen[t] {
			return false
		}
		if seen[t] = true; t > 0xFF {
			long++
		}
	}
	return 2*long >= len(tags)
}

// likelyAFL: files and records that can be, and no more of them signed than there are.
//
// EMV 4.4 B3 10.2
func likelyAFL(_ *decoder, b []byte) int {
	if n := len(b) &^ 3; len(b) > 4 && len(b)%4 == 3 && b[n]&7 == 0 && b[n+1] > 0 && b[n+1] <= b[n+2] { // the last byte is missing
		return rate(62, tlv.Explain(tlv.AFL, b[:n]))
	}
	if len(b) == 0 {
		return 0
	}
	return rate(75, tlv.Explain(tlv.AFL, b))
}

// likelyCVMList: amounts that a rule is for and that are some, methods and conditions that are known.
//
// EMV 4.4 B3 10.5
func likelyCVMList(_ *decoder, b []byte) int {
	score := 70
	if len(b) > 10 && len(b)%2 != 0 { // the last byte is missing
		score, b = 62, b[:len(b)-1]
	}
	l, err := tlv.ParseCVMList(b)
	if err != nil || l.Len() == 0 || !tlv.CVMList.Element().Fits(len(b)) {
		return 0
	}
	x, y := false, false
	for i := range l.Len() {
		c := l.Rule(i).Condition
		x = x || c == tlv.CVMIfUnderX || c == tlv.CVMIfOverX
		y = y || c == tlv.CVMIfUnderY || c == tlv.CVMIfOverY
	}
	for _, amount := range []struct {
		value uint32
		used  bool
	}{{l.X, x}, {l.Y, y}} {
		if amount.value != 0 && !amount.used {
			score -= 20
		}
		if amount.value > 1_000_000_000 {
			score -= 20
		}
	}
	return rate(score, tlv.Explain(tlv.CVMList, b))
}

// breaksAtTheEnd reports whether b is whole objects that are known and behind them one that is cut: a template or a list as far as it goes, or an element with a
// tag of two bytes.
func (d *decoder) breaksAtTheEnd(b []byte) bool {
	long, end := d.soundObjects(b)
	if end == 0 || end == len(b) {
		return false
	}
	o, ok := d.begun(b[end:])
	return ok && (long || o.tag.Constructed() && d.beginsTemplate(b[end:])) && o.size > len(o.value) && (o.tag.Constructed() || o.tag > 0xFF && d.mayHave(o.tag, o.size) || d.beginsList(b[end:]) || d.beginsElement(b[end:]))
}

// beginsSound reports whether b begins with so many whole objects that are known, one with a tag of two bytes among them, that no chance makes them, whatever is wrong
// behind.
func (d *decoder) beginsSound(b []byte) bool {
	c, end, long := tlv.NewCursor(b), 0, false
	for o := range c.All() {
		if d.rateObject(0, o, 0) < 80*len(o.Raw) {
			break
		}
		end = o.Offset + len(o.Raw)
		long = long || o.Tag > 0xFF
	}
	return long && end >= 16 && 4*end >= len(b)
}

// rawData reports whether the data of an answer are no objects and do not begin as one that is known: a challenge, or a record in a form of its own.
//
// EMV 4.4 B3 5.3.2.2, 6.5.6.4
func (d *decoder) rawData(data []byte) bool {
	o, ok := d.begun(data)
	return len(data) > 0 && tlv.Check(data) != nil && !d.brokenInside(data) && !d.beginsTemplate(data) && !(ok && d.mayHave(o.tag, o.size))
}

// likelyLogEntry: a file of the payment system or the issuer, and a number of records that there may be.
//
// EMV 4.4 B3 annex D2
func likelyLogEntry(_ *decoder, b []byte) int {
	if len(b) == 2 && b[0] > 10 && b[0] <= 30 && b[1] > 0 && b[1] <= 100 {
		return 20
	}
	return 0
}
