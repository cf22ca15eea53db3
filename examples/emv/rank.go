package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// The readings of bare bytes are ranked by how much of the input each explains without a fault. 100 is all of it, by
// something that chance does not make: lengths that meet the end, tags that are known, values in their formats. What a
// reading must call reserved, unknown or malformed takes points off.

// near is the distance in points in which a second reading is named as nearly as likely as the first, far that in which
// it is named at all.
const (
	near = 10
	far  = 30
)

// A candidate is one reading with its points.
type candidate struct {
	kind  kind
	score int
}

// readings are the kinds that b can be, the likeliest first.
func (d *decoder) readings(b []byte) (found []candidate) {
	for _, k := range kinds() {
		if k.likely == nil {
			continue
		}
		if n := k.likely(d, b); n > 0 {
			found = append(found, candidate{k, n})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return b.score - a.score })
	return found
}

// brokenSecret reports whether b is no data objects but begins as a sensitive one: nothing of it is to be shown as something
// else that it fits badly.
func (d *decoder) brokenSecret(b []byte) bool {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	if len(tags) == 0 || tlv.Check(b) == nil || label(b) || len(b) == len(tags[0].String())/2 { // a tag alone holds nothing
		return false
	}
	if b[len(tags[0].String())/2] > longestLength { // no object has that behind its tag
		return false
	}
	row, book, ok := d.lookup(0, tags[0])
	return ok && row.In(book).Sensitive
}

// longestLength is the first byte of the longest length that an object has: its length in three bytes more.
//
// EMV 4.4 B3 annex B2
const longestLength = 0x83

// label reports whether b is words, as a card's label is: no track, whose digits are more.
func label(b []byte) bool {
	number := 0
	for _, x := range b {
		switch letter := x|0x20 >= 'a' && x|0x20 <= 'z'; {
		case x >= '0' && x <= '9':
			number++
		case !letter && !spacing(x):
			return false
		}
	}
	return len(b) >= 4 && number <= 4
}

// unrecognised says what can be said of bytes that are nothing known.
func (d *decoder) unrecognised(b []byte) decoded {
	points, _ := d.rateObjects(0, b, 0)
	signature := len(b) >= 64 && points < 60*len(b) && !d.beginsObject(b)
	if tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)]); len(tags) > 0 && (len(b) > 3 && !signature || d.brokenSecret(b)) {
		if _, _, ok := d.lookup(0, tags[0]); ok {
			k := kind{name: "tlv", title: "Data objects (BER-TLV)", items: tlvItems}
			return k.apply(d, b)
		}
	}
	r := decoded{Kind: "unknown", Name: "nothing that is known", Bytes: len(b), Items: []item{}, Fault: "not recognised; name a kind or a tag with -as"}
	if len(b) > 0 {
		shown := mask(d, b) // a track that is cut is known by what follows
		r.Items = []item{{Value: shown[:min(len(shown), 128)]}}
		if s := printable(b); s != "" {
			r.Items[0].Words = []string{s}
		}
	}
	if signature {
		r.Items = append(r.Items, item{Name: "as bytes", Words: []string{fmt.Sprintf("as long as a certificate, a signature or a key of %d bits", 8*len(b))}})
	}
	if err := tlv.Check(b); err != nil && (len(b) > 2 || d.cutWords(b) != "") {
		r.Items = append(r.Items, item{Name: "as TLV", Words: []string{or(d.cutWords(b), faultText(err))}})
	}
	return r
}

// likelyResponse: a status word behind objects.
func likelyResponse(d *decoder, b []byte) int {
	r := apdu.Response(b)
	if len(b) < 4 || r.SW().Class() == apdu.Invalid {
		return 0
	}
	data := r.Data()
	points, empty := d.rateObjects(0, data, 0)
	score := points / len(data)
	switch {
	case d.brokenInside(data) && r.SW().OK():
		return answerBroken
	case d.brokenInside(data) && tlv.Check(b) != nil:
		return answerBroken - 1
	case r.SW().OK() && d.emptyTemplate(data):
		return answerEmpty
	case r.SW().OK() && tlv.Check(data) != nil && d.beginsTemplate(data):
		return cutTemplate - near/2
	case r.SW().OK() && !empty && data[0] != 0:
		return score * 99 / wholeKnown
	case r.SW().OK() && len(b) > 6: // what it answers nobody can tell
		return 25
	case tlv.Check(data) == nil && !empty && tlv.Check(b) != nil: // as objects it would be broken
		return score
	case tlv.Check(data) == nil && !empty:
		return score - 15
	default:
		return 0
	}
}

// likelyCommand: a class and an instruction of the books, or of older ones, with lengths that fit. Of an instruction that
// nobody knows data with its length must be there, or a class of payment before what is no TLV. A header alone may be any four bytes, and one with
// Le terminal verification results. What has a logical channel in its class may be a tag, and is no command where it is sound as that.
func likelyCommand(d *decoder, b []byte) int {
	if len(b) > 0 && b[0] == readerClass {
		return likelyReader(b)
	}
	c, err := apdu.ParseCommand(b)
	if h, ok := header(b); err != nil && ok && len(b) > 5 {
		switch {
		case takesPIN(h) && likelyExchange(nil, b) == 0:
			return 96 // whatever it is: nothing of it is shown
		case h.INS == insManageChannel: // it has no data
			return 20
		case int(b[4]) > len(b)-5:
			return 60 // cut
		case b[4] > 0 && len(b)-5-int(b[4]) <= fewBehind && likelyExchange(nil, b) == 0:
			return 60 // too long
		}
	}
	_, channel, ok := plainClass(c.CLA)
	if err != nil || !ok || channel > 0 && channel <= 3 && c.CLA&apdu.ClassChained != 0 {
		return 0
	}
	sound := tlv.Check(b) == nil
	results := likelyValue(0x95, 45)(d, b)
	switch {
	case channel > 3 && d.beginsWhole(b, 0xFF):
		return 20
	case commandName(c) == "":
		return likelyUnknown(c, sound, results)
	case getsData(c):
		return 96
	case channel > 0 && len(b) > 5 && sound:
		return 60
	case c.INS == insManageChannel && len(c.Data) > 0: // it has none: filler before a template 70, whose length is P1
		return 60
	case len(b) <= 5 && (channel > 3 || channel > 0 && c.CLA >= apdu.ClassProprietary): // as likely a tag with what follows
		if sound || len(b) == 4 {
			return 0
		}
		return 40
	case len(b) == 4 && c.INS != apdu.GetChallenge:
		return 58
	case len(b) == 5 && results > 0 && slices.Contains(withData, c.INS):
		return 40
	case len(b) == 5 && results > 0:
		return 65
	default:
		return 92
	}
}

// fewBehind is how many bytes at the most stand behind the data of a command whose length is wrong by them.
const fewBehind = 4

// likelyUnknown is how likely bytes are a command of an instruction that nobody knows: sound as TLV or not, and so likely as terminal verification results.
//
// ISO/IEC 7816-4 5.1.2 (2005: no instruction begins with 6 or 9)
func likelyUnknown(c apdu.Command, sound bool, results int) int {
	plain, channel, _ := plainClass(c.CLA)
	payment := plain == apdu.ClassProprietary && channel == 0 && c.CLA&apdu.ClassChained == 0 && c.CLA&0x08 == 0
	switch {
	case c.INS == 0 || c.INS&0xF0 == 0x60 || c.INS&0xF0 == 0x90:
		return 0
	case payment && len(c.Data) > 0:
		return 62
	case payment && c.INS >= 0x80: // a header, and perhaps Le: verification results may look so
		return 40
	case sound:
		return 0
	case payment && results == 45:
		return 25
	case payment && c.Le != apdu.NoLe:
		return 46
	case len(c.Data) > 0 && !c.Extended && channel > 3:
		return 20
	case len(c.Data) > 0 && !c.Extended:
		return 45
	default:
		return 0
	}
}

// withData are instructions that mean nothing without data.
var withData = []byte{
	apdu.Select, apdu.Verify, apdu.PINChangeUnblock, apdu.PutData, apdu.UpdateRecord, apdu.RelayResistance, 0x2A, apdu.InternalAuthenticate, apdu.ExternalAuthenticate, apdu.GenerateAC, apdu.GetProcessingOptions,
	0x22, 0x26, 0x28, 0x2C, 0x50, 0x52, 0x54, 0x58, 0x5E, 0xB1, 0xCB, 0xD7, 0xDB, 0xD6, 0xD8, 0xDE, 0xE2, 0xE4, 0xE6, 0xE8, 0xF0, // of others than the books
}

// likelyDOL: every entry known and of a length that its element has. One that begins with a template's tag, for which terminals have zeroes alone, hardly is
// a list.
func likelyDOL(d *decoder, b []byte) int {
	dol, err := tlv.ParseDOL(b)
	if err != nil || len(b) < 2 {
		return d.likelyCutDOL(b)
	}
	known, other, all := 0, 0, 0 // other: what a terminal has, but of another length
	var tags []tlv.Tag
	for t, n := range dol.All() {
		all++
		if d.isKnown(0, t) {
			tags = append(tags, t)
		}
		row, book, ok := d.lookup(0, t)
		switch e := row.In(book); {
		case ok && e.Fits(n) && n > 0 || !ok && (len(rowsOf(t)) > 0 || isOlder(t)):
			known++
		case ok && t > 0xFF && n > 0 && e.Source&tlv.FromTerminal != 0:
			other++
		}
	}
	if known > 0 && (known+other == all && other > 0 || known < all && all > 4 && len(tags) == all && mostlyLong(tags)) {
		return 70
	}
	if 2*known <= all || all == 1 && len(b) < 3 {
		return 0
	}
	if tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)]); len(tags) > 0 && tags[0].Constructed() {
		return 40 * known / all
	}
	return 85 * known / all
}

// Points of a status word of ISO/IEC 7816-4, and of one that a card of another kind has of its own.
const (
	knownStatus  = 70
	nativeStatus = 45
)

func likelySW(_ *decoder, b []byte) int {
	if len(b) != 2 || apdu.Response(b).SW().Class() == apdu.Invalid {
		return 0
	}
	switch sw := apdu.Response(b).SW(); {
	case isLanguage(b) && sw.Class() != apdu.BytesAvailable && sw.Class() != apdu.WrongLe: // no list of status words has one of these
		return 25
	case sw.OK() || strings.HasPrefix(sw.String(), "6"):
		return knownStatus
	case nativeWords[byte(sw)] != "" && sw>>8 == 0x91:
		return nativeStatus
	default:
		return 20
	}
}

func likelyATR(_ *decoder, b []byte) int {
	if len(b) < 2 || b[0] != 0x3B && b[0] != 0x3F {
		return 0
	}
	switch _, err := apdu.ParseATR(b); {
	case err == nil:
		return 95
	case len(b) > 4 && len(b) < 34: // cut, or with a byte too many
		return 50
	case len(b) < 34:
		return 5
	default:
		return 0
	}
}

// likelyATS: its length, a frame size that there is, and the interface characters that nearly all cards send.
//
// ISO/IEC 14443-4 5.2
func likelyATS(_ *decoder, b []byte) int {
	a, err := apdu.ParseATS(b)
	switch {
	case err != nil || len(b) < 3 || b[1]&0x80 != 0 || b[1]&0x0F > 8 || len(a.Historical) > 15:
		return 0
	case b[1]&0x70 == 0x70 && b[4] < 4 && b[2]&0x08 == 0:
		return 73
	case b[1]&0x70 != 0:
		return 30
	default:
		return 0
	}
}

// likelyValue says how well b is a value of a tag: of the right length and format, and with no bits that mean nothing.
func likelyValue(tag tlv.Tag, score int) func(*decoder, []byte) int {
	if score == 0 {
		return nil
	}
	return func(d *decoder, b []byte) int {
		row, book, ok := d.lookup(0, tag)
		e := row.In(book)
		if !ok || !e.Fits(len(b)) || !e.Format.Accepts(b) || e.Format == tlv.AN && bytes.IndexByte(b, 0) >= 0 {
			return 0
		}
		return rate(score, tlv.ExplainIn(book, row, b))
	}
}

// likelyAID: a payment system that is known, or the name of a directory; a registered provider's less so.
//
// EMV 4.4 B1 12.2.1, ISO/IEC 7816-4
func likelyAID(_ *decoder, b []byte) int {
	name := string(b)
	switch {
	case len(b) < 5 || len(b) > 16:
		return 0
	case aidName(b) != "", name == "1PAY.SYS.DDF01", name == "2PAY.SYS.DDF01":
		return 96
	case b[0] == 0xA0 && b[1] == 0 || b[0]&0xF0 == 0xD0 && strings.Trim(upper(b[:5])[1:], "0123456789") == "":
		return 47
	default:
		return 0
	}
}

// likelyARC: two letters or digits, and hardly anything else where the terminal's own codes are (EMV 4.4 B4 annex A6).
func likelyARC(d *decoder, b []byte) int {
	if len(b) == 2 && (b[0] == 'Y' || b[0] == 'Z') && b[1] >= '1' && b[1] <= '3' {
		return 62
	}
	if isLanguage(b) { // codes of responses are capitals
		return 20
	}
	return likelyValue(0x8A, 50)(d, b)
}

// isLanguage reports whether b is the code of a language that there is, in small letters as cards have it.
//
// ISO 639-1
func isLanguage(b []byte) bool {
	if len(b) != 2 || b[0] < 'a' || b[1] < 'a' {
		return false
	}
	_, ok := findCode(languages, string(b))
	return ok
}

// likelyDate: a day that there is, the likelier if it is one of a card that is in use.
func likelyDate(_ *decoder, b []byte) int {
	switch _, err := time.Parse("060102", upper(b)); {
	case err != nil:
		return 0
	case len(b) == 3 && b[0] < 0x50:
		return 50
	}
	return 35
}

// rate takes points off for words that say that a value is not what it was taken for.
func rate(score int, words []string) int {
	for _, w := range words {
		switch {
		case strings.Contains(w, "malformed"), strings.Contains(w, "illegal"), strings.Contains(w, "where"):
			return 0
		default:
			score -= 15 * (strings.Count(w, "RFU") + strings.Count(w, "reserved"))
		}
	}
	if score < 15 {
		return 0
	}
	return score
}

func likelyField(f *field) func(*decoder, []byte) int {
	score := 35
	if f.kind != "ttq" && f.kind != "ctq" && f.size() != 8 {
		score = 20
	}
	return func(d *decoder, b []byte) int {
		if len(b) != f.size() || f.size() == 8 && b[4]|b[5]|b[6]|b[7] != 0 {
			return 0
		}
		if row, book, ok := d.lookup(0, f.row.Tag()); ok && d.fixed {
			return rate(score, tlv.ExplainIn(book, row, b))
		}
		return rate(score, tlv.Explain(f.row, b))
	}
}
