package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// A kind is one thing that bytes can be.
type kind struct {
	name  string
	title string
	tag   tlv.Tag // whose value it is, 0 for what is no element
	own   bool    // the tag means something else too: only the name says this one
	also  string  // another name that it goes by

	// likely says how much b looks like it, 0 not at all, 100 nothing else does. nil: only by name.
	likely func(d *decoder, b []byte) int
	items  func(d *decoder, b []byte) ([]item, string)
	text   func(d *decoder, s string) ([]item, error) // in place of items: a code, no bytes
}

func (k *kind) apply(d *decoder, b []byte) decoded {
	r := decoded{Kind: k.name, Name: k.title, Bytes: len(b)}
	r.Items, r.Fault = k.items(d, b)
	r.Book = d.words()
	return r
}

// recognise decodes b as what it looks like most.
func (d *decoder) recognise(b []byte) decoded {
	type candidate struct {
		kind  kind
		score int
	}
	var found []candidate
	for _, k := range kinds() {
		if k.likely == nil {
			continue
		}
		if n := k.likely(d, b); n > 0 {
			found = append(found, candidate{k, n})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return b.score - a.score })
	if len(found) == 0 || found[0].score < 60 && d.brokenSecret(b) {
		return d.unrecognised(b)
	}
	r := found[0].kind.apply(d, b)
	for _, f := range found[1:] {
		if found[0].score-f.score <= 30 {
			r.Also = append(r.Also, f.kind.name)
		}
	}
	return r
}

// brokenSecret reports whether b is no data objects but begins as a sensitive one: nothing of it is to be shown as something
// else that it fits badly.
func (d *decoder) brokenSecret(b []byte) bool {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	if len(tags) == 0 || tlv.Check(b) == nil {
		return false
	}
	row, book, ok := d.lookup(0, tags[0])
	return ok && row.In(book).Sensitive
}

// unrecognised says what can be said of bytes that are nothing known.
func (d *decoder) unrecognised(b []byte) decoded {
	if tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)]); len(tags) > 0 && (len(b) > 3 || d.brokenSecret(b)) {
		if _, _, ok := d.lookup(0, tags[0]); ok {
			k := kind{name: "tlv", title: "Data objects (BER-TLV)", items: tlvItems}
			return k.apply(d, b)
		}
	}
	r := decoded{Kind: "unknown", Name: "nothing that is known", Bytes: len(b), Fault: "not recognised; name a kind or a tag with -as"}
	if len(b) > 0 {
		r.Items = []item{{Value: mask(d, b[:min(len(b), 64)])}}
		if s := printable(b); s != "" {
			r.Items[0].Words = []string{s}
		}
	}
	if err := tlv.Check(b); err != nil && len(b) > 2 {
		r.Items = append(r.Items, item{Name: "as TLV", Words: []string{faultText(err)}})
	}
	return r
}

// kinds is all that decode knows by name, the structures first.
func kinds() []kind {
	list := []kind{
		{name: "atr", title: "Answer to reset", likely: likelyATR, items: atrItems},
		{name: "ats", title: "Answer to select (ISO 14443 type A)", items: atsItems},
		{name: "sw", also: "sw1sw2", title: "Status word", likely: likelySW, items: swItems},
		{name: "capdu", title: "Command APDU", likely: likelyCommand, items: commandItems},
		{name: "rapdu", title: "Response APDU", likely: likelyResponse, items: responseItems},
		{name: "tlv", title: "Data objects (BER-TLV)", likely: likelyTLV, items: tlvItems},
		{name: "ber", title: "BER objects (ISO 8825-1)", likely: likelyBER, items: berItems},
		{name: "dol", title: "Data object list", likely: likelyDOL, items: dolItems},
		{name: "tag-list", title: "Tag list", likely: likelyTagList, items: tagListItems},
		{name: "track1", title: "Track 1", likely: likelyTrack1, items: track1Items},
		{name: "track2", title: "Track 2", tag: 0x57, likely: likelyTrack2, items: track2Items},
		{name: "pan", title: "Primary account number", tag: 0x5A, likely: likelyPAN, items: valueItems(0x5A)},
		{name: "iad", also: "issuer-app-data", title: "Issuer Application Data", tag: 0x9F10, likely: likelyIAD, items: iadItems},
		{name: "third-party-data", also: "mastercard-third-party-data", title: "Third Party Data (kernel 2)", tag: 0x9F6E, own: true, likely: likelyThirdParty, items: thirdPartyItems},
		{name: "country", also: "iso3166-1", title: "Country code (ISO 3166)", text: codeText(countryCode)},
		{name: "currency", also: "iso4217", title: "Currency code (ISO 4217)", text: codeText(currencyCode)},
		{name: "language", also: "iso639", title: "Language code (ISO 639)", text: codeText(languageCode)},
		{name: "mcc", title: "Merchant category code (ISO 18245)", tag: 0x9F15, text: codeText(merchantCode)},
	}
	for _, e := range elementKinds {
		likely := likelyValue(e.tag, e.score)
		if e.name == "afl" {
			likely = likelyAFL
		}
		list = append(list, kind{name: e.name, title: e.tag.Name(), tag: e.tag, likely: likely, items: valueItems(e.tag)})
	}
	for i := range fields {
		f := &fields[i]
		own := f.row != tlv.TTQ && f.row != tlv.CTQ
		list = append(list, kind{name: f.kind, title: f.row.String(), tag: f.row.Tag(), own: own, likely: likelyField(f), items: fieldItems(f)})
	}
	return append(list, charsets()...)
}

// elementKinds are the elements that are recognised without their tag, with how readily: the list that a length and
// legal codes fit first.
var elementKinds = []struct {
	name  string
	tag   tlv.Tag
	score int
}{
	{"tvr", 0x95, 45},
	{"tsi", 0x9B, 45},
	{"aip", 0x82, 40},
	{"auc", 0x9F07, 25},
	{"cvm-results", 0x9F34, 60},
	{"term-caps", 0x9F33, 45},
	{"addl-term-caps", 0x9F40, 40},
	{"term-type", 0x9F35, 40},
	{"cid", 0x9F27, 30},
	{"cvm-list", 0x8E, 70},
	{"afl", 0x94, 75},
	{"date", 0x9A, 35},
	{"amount", 0x9F02, 35},
	{"iac", 0x9F0D, 20},
	{"bio-caps", 0x9F30, 15},
	{"arc", 0x8A, 50},
	{"log-entry", 0x9F4D, 0},
}

// valueItems decodes b as the value of a tag.
func valueItems(tag tlv.Tag) func(*decoder, []byte) ([]item, string) {
	return func(d *decoder, b []byte) ([]item, string) {
		r := d.asTag(tag, b)
		return r.Items, r.Fault
	}
}

// likelyValue says how well b is a value of a tag: of the right length and format, and with no bits that mean nothing.
func likelyValue(tag tlv.Tag, score int) func(*decoder, []byte) int {
	if score == 0 {
		return nil
	}
	return func(d *decoder, b []byte) int {
		row, book, ok := d.lookup(0, tag)
		if e := row.In(book); !ok || !e.Fits(len(b)) || !e.Format.Accepts(b) {
			return 0
		}
		return rate(score, tlv.ExplainIn(book, row, b))
	}
}

// likelyAFL: files and records that can be, and no more of them signed than there are.
//
// EMV 4.4 B3 10.2
func likelyAFL(_ *decoder, b []byte) int {
	for i := 0; i < len(b); i += 4 {
		if len(b)%4 != 0 || b[i]&7 != 0 || b[i] == 0 || b[i]>>3 > 30 || b[i+1] == 0 || b[i+2] < b[i+1] || int(b[i+3]) > int(b[i+2])-int(b[i+1])+1 {
			return 0
		}
	}
	return min(len(b), 1) * 75
}

// rate takes points off for words that say that a value is not what it was taken for.
func rate(score int, words []string) int {
	for _, w := range words {
		switch {
		case strings.Contains(w, "malformed"), strings.Contains(w, "where"):
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
	return func(_ *decoder, b []byte) int {
		if len(b) != f.size() || f.size() == 8 && b[4]|b[5]|b[6]|b[7] != 0 {
			return 0
		}
		return rate(score, tlv.Explain(f.row, b))
	}
}

func fieldItems(f *field) func(*decoder, []byte) ([]item, string) {
	return func(_ *decoder, b []byte) ([]item, string) {
		n := len(b)
		it := item{Tag: f.row.Tag().String(), Name: f.row.String(), Length: &n, Value: upper(b), Words: tlv.Explain(f.row, b)}
		if n != f.size() {
			return []item{it}, fmt.Sprintf("%s has %s, not %d", f.row, count(f.size(), "byte"), n)
		}
		return []item{it}, ""
	}
}

// likelyTLV: whole objects, the more of them known and legal the likelier.
func likelyTLV(d *decoder, b []byte) int {
	if len(b) < 3 || tlv.Check(b) != nil {
		return 0
	}
	known, all := d.rateObjects(0, tlv.NewCursor(b))
	switch {
	case all == 0:
		return 0
	case known == 0:
		return 8
	}
	return 30 + 60*known/all
}

func (d *decoder) rateObjects(template tlv.Tag, c tlv.Cursor) (known, all int) {
	for o := range c.All() {
		all++
		row, book, ok := d.lookup(template, o.Tag)
		_, _, other := d.lookup(0, o.Tag)
		e := row.In(book)
		switch {
		case o.Tag.Constructed():
			k, a := d.rateObjects(o.Tag, o.Children())
			known, all = known+k, all+a
			if ok {
				known++
			}
		case len(o.Value) == 0:
		case ok && e.Fits(len(o.Value)) && e.Format.Accepts(o.Value), !ok && other, !ok && len(rowsOf(o.Tag)) > 0:
			known++
		}
	}
	return known, all
}

func tlvItems(d *decoder, b []byte) ([]item, string) {
	d.guessBook(b)
	list, err := d.objects(b)
	return list, faultText(err)
}

// likelyDOL: every entry known and of a length that its element has.
func likelyDOL(d *decoder, b []byte) int {
	dol, err := tlv.ParseDOL(b)
	if err != nil || len(b) < 2 {
		return 0
	}
	known, all := 0, 0
	for t, n := range dol.All() {
		all++
		row, book, ok := d.lookup(0, t)
		if ok && row.In(book).Fits(n) || !ok && len(rowsOf(t)) > 0 {
			known++
		}
	}
	if 2*known <= all || all == 1 && len(b) < 3 {
		return 0
	}
	return 85 * known / all
}

func dolItems(d *decoder, b []byte) (list []item, fault string) {
	d.guessBook(tlv.Append(nil, 0x9F38, b))
	sum := 0
	for t, n := range tlv.DOL(b).All() {
		row, book, ok := d.lookup(0, t)
		name := row.In(book).Name
		for _, r := range rowsOf(t) { // a list asks for what the terminal has
			if e := r.Element(); !ok && name == "" && e.Fits(n) && e.Source&(tlv.FromTerminal|tlv.FromKernel) != 0 {
				name = r.String()
			}
		}
		list = append(list, item{Tag: t.String(), Name: name, Words: []string{count(n, "byte")}})
		sum += n
	}
	_, err := tlv.ParseDOL(b)
	return append(list, item{Name: "in all", Words: []string{count(sum, "byte")}}), faultText(err)
}

func readTags(b []byte) (tags []tlv.Tag, rest []byte) {
	for len(b) > 0 {
		n := 1
		if b[0]&0x1F == 0x1F {
			for n < len(b) && b[n]&0x80 != 0 {
				n++
			}
			n++
		}
		if n > len(b) || n > tlv.MaxTagSize {
			return tags, b
		}
		var t tlv.Tag
		for _, x := range b[:n] {
			t = t<<8 | tlv.Tag(x)
		}
		tags, b = append(tags, t), b[n:]
	}
	return tags, nil
}

func likelyTagList(d *decoder, b []byte) int {
	tags, rest := readTags(b)
	if len(rest) > 0 || len(tags) < 2 {
		return 0
	}
	for _, t := range tags {
		if _, _, ok := d.lookup(0, t); !ok {
			return 0
		}
	}
	return 50
}

func tagListItems(d *decoder, b []byte) (list []item, fault string) {
	tags, rest := readTags(b)
	for _, t := range tags {
		list = append(list, item{Tag: t.String(), Name: d.nameOf(0, t)})
	}
	if len(rest) > 0 {
		fault = fmt.Sprintf("offset %d: a tag ends too early or is too long", len(b)-len(rest))
	}
	return list, fault
}

func likelySW(_ *decoder, b []byte) int {
	if len(b) != 2 || apdu.Response(b).SW().Class() == apdu.Invalid {
		return 0
	}
	if sw := apdu.Response(b).SW(); sw.OK() || strings.HasPrefix(sw.String(), "6") {
		return 70
	}
	return 20
}

func swItems(_ *decoder, b []byte) ([]item, string) {
	if len(b) != 2 {
		return []item{{Value: upper(b)}}, fmt.Sprintf("a status word has 2 bytes, not %d", len(b))
	}
	return []item{statusItem(apdu.Response(b).SW())}, ""
}

func statusItem(sw apdu.SW) item {
	it := item{Name: "status word", Value: sw.String(), Words: []string{sw.Explain()}}
	it.Items = []item{{Name: "class", Words: []string{sw.Class().String()}}}
	if n, ok := sw.Counter(); ok {
		it.Items = append(it.Items, item{Name: "tries left", Value: fmt.Sprint(n)})
	}
	return it
}

func likelyATR(_ *decoder, b []byte) int {
	if len(b) < 2 || b[0] != 0x3B && b[0] != 0x3F {
		return 0
	}
	if _, err := apdu.ParseATR(b); err != nil {
		return 5
	}
	return 95
}

func atrItems(_ *decoder, b []byte) (list []item, fault string) {
	a, err := apdu.ParseATR(b)
	for _, line := range a.Explain() {
		name, words, _ := strings.Cut(line, ": ")
		list = append(list, item{Name: name, Words: []string{words}})
	}
	if err != nil {
		return list, strings.TrimPrefix(err.Error(), "apdu: ")
	}
	if a.Contactless() {
		return append(list, item{Name: "made by", Words: []string{"a PC/SC reader, for a contactless card"}}), ""
	}
	for _, r := range []struct {
		name  string
		reset apdu.Reset
	}{{"EMV, cold reset", apdu.Cold}, {"EMV, warm reset", apdu.Warm}} {
		words := "accepted"
		if err := a.CheckEMV(r.reset); err != nil {
			words = "not accepted: " + strings.TrimPrefix(err.Error(), "apdu: ")
		}
		list = append(list, item{Name: r.name, Words: []string{words}})
	}
	return list, ""
}

func atsItems(_ *decoder, b []byte) (list []item, fault string) {
	a, err := apdu.ParseATS(b)
	if err != nil {
		return nil, strings.TrimPrefix(err.Error(), "apdu: ")
	}
	for _, line := range a.Explain() {
		list = append(list, item{Words: []string{line}})
	}
	return list, ""
}

func likelyIAD(_ *decoder, b []byte) int {
	iad, ok := cryptogram.ParseIAD(b)
	switch {
	case !ok:
		return 0
	case iad.CVN != 0 && !bytes.Equal(iad.CVR, make([]byte, len(iad.CVR))):
		return 72
	default:
		return 40
	}
}
