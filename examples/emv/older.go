package main

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// What live cards and terminals carry beside the elements of the dictionary: those of the mag-stripe mode of C-2 before
// 2.12, those of the payment systems' card specifications, and the chip maker's data. The kernels do not know them.
//
//go:embed codes/older.txt
var olderList string // tag, format, length, flags, book, name, whose it is

// An olderElement is a data element that no current book has.
//
// Flags: p card production life cycle data, d data object list, o data that were built from such a list, and those of [olderWords].
type olderElement struct {
	tag      tlv.Tag
	format   tlv.Format
	min, max int
	flags    string
	book     tlv.Book // whose former editions had it, contact for none
	name     string
	whose    string
}

var olderElements = sync.OnceValue(func() map[tlv.Tag][]olderElement {
	formats := map[string]tlv.Format{"b": tlv.B, "n": tlv.N, "an": tlv.AN, "ans": tlv.ANS}
	all := map[tlv.Tag][]olderElement{}
	for line := range strings.Lines(olderList) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		least, most, ranged := strings.Cut(f[2], "-")
		if !ranged {
			most = least
		}
		tag, _ := tlv.ParseTag(f[0])
		e := olderElement{tag: tag, format: formats[f[1]], flags: f[3], name: f[5], whose: f[6]}
		e.min, _ = strconv.Atoi(least)
		e.max, _ = strconv.Atoi(most)
		e.book, _ = bookNamed(f[4])
		all[tag] = append(all[tag], e)
	}
	return all
})

func (e *olderElement) has(flag string) bool { return strings.Contains(e.flags, flag) }

// whoseBooks are the books of the payment systems whose cards or terminals have an element of older texts.
var whoseBooks = map[string][]tlv.Book{
	"Visa and UnionPay cards": {tlv.C3, tlv.C7}, "Mastercard cards": {tlv.C2}, "UnionPay cards": {tlv.C7}, "UnionPay cards (PBOC)": {tlv.C7},
	"UnionPay terminals (PBOC)": {tlv.C7}, "C-2 before 2.12": {tlv.C2}, "C-6 before 2.12": {tlv.C6}, "C-8 before 1.2": {tlv.C8},
	"UnionPay acquirers, field 55": {tlv.C7}, "Visa cards": {tlv.C3}, "Visa terminals": {tlv.C3},
	"cards of Japan": {tlv.C2, tlv.C3, tlv.C4, tlv.C5, tlv.C6},
}

// whoseRID are the RIDs of those that have no book: what they have under a tag is theirs alone, and under their application it is nothing else.
var whoseRID = map[string]string{"Interac cards": "A000000277", "Interac terminals": "A000000277"}

// bookless reports whether a RID is that of such a payment system.
func bookless(rid string) bool {
	return rid != "" && slices.Contains(slices.Collect(maps.Values(whoseRID)), rid)
}

// isStripe reports whether a value is the stripe of a card of Japan, and not the load log format of the same tag.
func isStripe(tag tlv.Tag, value []byte) bool {
	return tag == tlv.LoadLogFormat.Tag() && transcript.Hidden(tag, value)
}

// books are those of the payment systems that have it, none for what is of no payment system.
func (e *olderElement) books() []tlv.Book { return whoseBooks[e.whose] }

// scriptResult is the length of the result of one issuer script, whose first half byte is 0 to 2.
//
// EMV 4.4 B4 annex A5
const scriptResult = 5

// fits reports whether the value is one of the element.
func (e *olderElement) fits(value []byte) bool {
	if e.has("d") {
		if _, err := tlv.ParseDOL(value); err != nil {
			return false
		}
	}
	if e.has("t") {
		for result := range slices.Chunk(value, scriptResult) {
			if len(result) < scriptResult || result[0]>>4 > 2 {
				return false
			}
		}
	}
	return len(value) >= e.min && len(value) <= e.max && e.format.Accepts(value)
}

// isOlder reports whether a tag is that of such an element.
func isOlder(tag tlv.Tag) bool { return len(olderElements()[tag]) > 0 }

// olderName is the name of a tag that only older texts know, where it may be the application's; empty for none.
func (d *decoder) olderName(tag tlv.Tag) string {
	if list := d.olderOnes(tag); len(list) > 0 {
		return list[0].name + " (" + list[0].whose + ")"
	}
	return ""
}

// ofBook are the elements of older texts that cards or terminals of the named book have with a tag, where neither that book nor contact has any.
func (d *decoder) ofBook(tag tlv.Tag) (list []olderElement) {
	if !d.fixed || d.book == tlv.Contact {
		return nil
	}
	if _, book, ok := d.lookup(0, tag); ok && !d.foreign(book) {
		return nil
	}
	book := d.book
	if book == tlv.PBOC { // of the same cards
		book = tlv.C7
	}
	for _, e := range olderElements()[tag] {
		if slices.Contains(e.books(), book) {
			list = append(list, e)
		}
	}
	return list
}

// olderOf is the element of former editions that the named or guessed book had with a tag, or one of the named book's cards.
func (d *decoder) olderOf(tag tlv.Tag, value []byte) (olderElement, bool) {
	for _, e := range d.ofBook(tag) {
		if e.fits(value) || len(value) == 0 {
			return e, true
		}
	}
	book := d.guess
	if d.fixed {
		book = d.book
	}
	if ones := d.formerly(tag, value); isStripe(tag, value) && d.scheme() != tlv.C7 && len(ones) > 0 {
		return ones[0], true
	}
	for _, e := range olderElements()[tag] {
		if _, now := tlv.Lookup(e.book, 0, tag); e.book != tlv.Contact && e.book == book && !now && e.fits(value) {
			return e, true
		}
	}
	return olderElement{}, false
}

// otherName is what else a list asks for under a tag, where the element that has the name is none of that length, and whether it cannot be that one. A terminal fits what
// it has into any length; of what is a card's own an older text may have another, else there is no name but contact's.
//
// EMV 4.4 B3 5.4
func (d *decoder) otherName(tag tlv.Tag, n int) (name string, wrong bool) {
	row, book, ok := d.lookup(0, tag)
	e := row.In(book)
	name = strings.Join(d.olderNames(tag, n), " or ")
	switch {
	case !ok && len(d.rowsOf(tag)) == 0 && len(rowsOf(tag)) > 0, len(d.ofRID(tag)) > 0: // another payment system's, or one's without a book
		return name, true
	case !ok || e.Fits(n):
		return "", false
	}
	return name, name != "" || e.Source == tlv.FromCard && book != tlv.Contact
}

// listWords are the lines on a data object list, with those names.
func (d *decoder) listWords(lines []string, list []byte) []string {
	i := 0
	for t, n := range tlv.DOL(list).All() {
		if name, wrong := d.otherName(t, n); wrong && i < len(lines) {
			lines[i] = strings.TrimSpace(t.String()+" "+name) + ", " + count(n, "byte")
		}
		i++
	}
	return lines
}

// olderNames are the names of what older texts have under a tag in a length.
func (d *decoder) olderNames(tag tlv.Tag, n int) (names []string) {
	for _, e := range d.formerly(tag, make([]byte, n)) {
		names = append(names, e.name)
	}
	return names
}

// formerly are the elements of older texts that a value is.
func (d *decoder) formerly(tag tlv.Tag, value []byte) (list []olderElement) {
	for _, e := range d.olderOnes(tag) {
		if e.fits(value) {
			list = append(list, e)
		}
	}
	return list
}

// misfit is what the books have under a tag of which the value has neither the length nor the format, and what is wrong with it. Nothing is said of tags that
// everybody may give a meaning.
//
// ISO/IEC 7816-4 8.2.1.3 (DF00 to DF7F)
func (d *decoder) misfit(tag tlv.Tag, value []byte) (name, fault string) {
	if tag>>8 == 0xDF || tag < 0x100 || len(value) == 0 {
		return "", ""
	}
	var lengths []string
	add := func(least, most int) {
		length := strconv.Itoa(least)
		if most != least {
			length = strings.TrimSuffix(span(least, most), " bytes")
		}
		if !slices.Contains(lengths, length) {
			lengths = append(lengths, length)
		}
	}
	for _, row := range d.rowsOf(tag) {
		e := row.Element()
		if e.Fits(len(value)) {
			fault = tlv.Malformed(firstBook(e.Books), row, value)
		}
		add(int(e.Min), int(e.Max))
	}
	for _, e := range d.olderOnes(tag) {
		if len(value) >= e.min && len(value) <= e.max {
			fault = or(fault, "not of format "+e.format.String())
		}
		add(e.min, e.max)
	}
	if len(lengths) == 0 {
		return "", ""
	}
	return d.namesOf(tag), or(fault, fmt.Sprintf("%s where %s belong", count(len(value), "byte"), strings.Join(lengths, " or ")))
}

// namesOf is all that books and older texts call a tag, each with who does, empty for none. Others' than the application's do not count.
func (d *decoder) namesOf(tag tlv.Tag) string { return joinNames(d.rowsOf(tag), d.olderOnes(tag)) }

// cutName is what an object with which b begins is called, as its tag and its length say: all the names where several books have it in that length.
func (d *decoder) cutName(template tlv.Tag, b []byte) string {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	row, book, ok := d.lookup(template, tags[0])
	e := row.In(book)
	o, sized := d.begun(b)
	if !sized || tags[0].Constructed() || ok && e.Allows(o.size) || cardData[template][tags[0]] != "" {
		return or(e.Name, d.olderName(tags[0]))
	}
	rows := slices.DeleteFunc(d.rowsOf(tags[0]), func(r tlv.Row) bool { return !r.Element().Allows(o.size) })
	older := slices.DeleteFunc(slices.Clone(d.olderOnes(tags[0])), func(e olderElement) bool { return o.size < e.min || o.size > e.max })
	return or(joinNames(rows, older), or(e.Name, joinNames(d.rowsOf(tags[0]), d.olderOnes(tags[0]))))
}

// joinNames is what rows of the dictionary and elements of older texts are called, each with who does.
func joinNames(rows []tlv.Row, older []olderElement) string {
	var names []string
	whose := map[string][]string{}
	add := func(name string, who ...string) {
		if whose[name] == nil {
			names = append(names, name)
		}
		whose[name] = append(whose[name], who...)
	}
	for _, row := range rows {
		add(row.String(), bookNames(row.Element().Books)...)
	}
	for _, e := range older {
		add(e.name, e.whose)
	}
	for i, name := range names {
		names[i] = name + " (" + strings.Join(whose[name], ", ") + ")"
	}
	return strings.Join(names, ", or ")
}

// older is an element of which only older texts tell, as an item.
func (d *decoder) older(e *olderElement, value []byte) item {
	it := item{Tag: e.tag.String(), Name: e.name + " (" + e.whose + ")", Length: new(len(value)), Value: upper(value)}
	if transcript.Hidden(e.tag, value) && !d.show {
		if it = d.hidden(it, e.tag, value); e.has("p") {
			it.Items = cplc(value, false)
		}
		return it
	}
	switch {
	case len(value) == 0:
		it.Words = []string{"empty"}
	case e.has("p"):
		it.Items = cplc(value, true)
	case e.has("d"):
		it.Items = d.dolEntries(value)
	case e.has("o"):
		it.Value = mask(d, value)
	case olderWords[e.flags] != nil:
		it.Words = olderWords[e.flags](value)
		it.fault = e.fault(value)
	case e.format == tlv.AN || e.format == tlv.ANS:
		it.Words = []string{d.inOneTable(value)}
	}
	return it
}

// fault is what is wrong with a value of which the length and format are right.
func (e *olderElement) fault(value []byte) string {
	if e.has("x") {
		return tlv.Malformed(tlv.Contact, tlv.CVMList, value)
	}
	return ""
}

// olderWords are the words on a value, by the element's flag.
var olderWords = map[string]func(value []byte) []string{
	"m": func(b []byte) []string { return []string{positions(b)} },
	"l": func(b []byte) []string {
		return append([]string{fmt.Sprintf("SFI %d, %s", b[0], count(int(b[1]), "record"))}, logFaults(b)...)
	},
	"r": func(b []byte) []string { return cvrWords("mchip", b) },
	"q": func(b []byte) []string { return cvrWords("mag-stripe-cvm", b) },
	"s": func(b []byte) []string { return cvrWords("mobile-support", b) },
	"a": func(b []byte) []string { return cvrWords("cl-aco", b) },
	"v": func(b []byte) []string { return []string{fmt.Sprintf("version %X", b)} },
	"c": func(b []byte) []string { return codeWords(tlv.Currencies, decimal(b)) },
	"k": func(b []byte) []string { return codeWords(countries, decimal(b)) },
	"x": func(b []byte) []string { return tlv.ExplainIn(tlv.Contact, tlv.CVMList, b) },
	"u": func(b []byte) []string { return requestWords(tlv.C2, tlv.UserInterfaceRequestData, b) },
	"i": func(b []byte) []string { return requestWords(tlv.C8, tlv.UserInterfaceRequestData1, b) },
	"t": func(b []byte) []string { return tlv.ExplainIn(tlv.Contact, tlv.IssuerScriptResults, b) },
}

// requestWords are the words on User Interface Request Data of 22 bytes: the 13 that the row has in the book today, and a value qualifier (1 byte,
// bits 8-5), a value (n 12) and its currency (n 3).
//
// C-8 1.0 table A.32, as C-2 before 2.12
func requestWords(book tlv.Book, row tlv.Row, b []byte) []string {
	qualifier := or(map[byte]string{0: "none", 1: "amount", 2: "balance"}[b[13]>>4], "RFU")
	words := append(tlv.ExplainIn(book, row, b[:13]), "byte 14 bits 8-5: value qualifier: "+qualifier)
	return append(words, "bytes 15-20: value: "+upper(b[14:20]), "bytes 21-22: currency: "+strings.Join(codeWords(tlv.Currencies, decimal(b[20:])), ""))
}

// formerWords are what former editions of a book said where it now says that something is RFU, or not allowed.
//
// C-2 before 2.12, C-8 1.0 A.1.29
var formerWords = map[tlv.Row]map[string]string{
	tlv.KernelConfiguration: {"byte 1 bit 8: RFU": "C-2; before 2.12: mag-stripe mode not supported", "byte 1 bit 7: RFU": "C-2; before 2.12: EMV mode not supported"},
	tlv.SecurityCapability:  {"byte 1 bit 8: RFU": "C-2; before 2.12: SDA", "byte 1 bit 7: RFU": "C-2; before 2.12: DDA"},
	tlv.CardQualifier:       {"byte 1: version: not allowed": "C-8; before 1.2: version 1"},
}

// besideFormer are the words on a value in a kernel's book, with what its former editions say of what it has no longer: terminal or card may be of their time.
func besideFormer(words []string, row tlv.Row, book tlv.Book, value []byte) []string {
	for i, w := range words {
		switch former := formerWords[row][w]; {
		case former == "", !strings.HasPrefix(former, bookName(book)), row == tlv.CardQualifier && value[0] != 1:
		default:
			words[i] = w + " in " + former
		}
	}
	return words
}

// latin1 is bytes of ISO 8859 part 1 as a text.
func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, x := range b {
		runes[i] = rune(x)
	}
	return string(runes)
}

// positions are the digits of a track, counted from its end, for which a bit map has a 1.
func positions(bits []byte) string {
	var list []string
	for i := range 8 * len(bits) {
		if bits[len(bits)-1-i/8]>>(i%8)&1 != 0 {
			list = append(list, strconv.Itoa(i+1))
		}
	}
	if len(list) == 0 {
		return "no position"
	}
	return "positions from the end: " + strings.Join(list, ", ")
}

// cplc takes the card production life cycle data apart: who made the chip, which one it is, and who put it into a card.
// The numbers of chip, module and card are shown only if whole.
//
// GlobalPlatform Card Specification 2.3.1 appendix H
func cplc(b []byte, whole bool) (list []item) {
	for _, f := range cplcFields {
		if len(b) < f.size {
			return append(list, item{Name: "malformed", Words: []string{"42 bytes belong there"}})
		}
		it := item{Name: f.name, Value: upper(b[:f.size])}
		if f.serial && !whole {
			it.Value, it.Words = "", []string{"masked"}
		}
		list, b = append(list, it), b[f.size:]
	}
	return list
}

var cplcFields = []struct {
	name   string
	size   int
	serial bool
}{
	{"IC fabricator", 2, false},
	{"IC type", 2, false},
	{"operating system", 2, false},
	{"operating system release date", 2, false},
	{"operating system release level", 2, false},
	{"IC fabrication date", 2, true},
	{"IC serial number", 4, true},
	{"IC batch", 2, true},
	{"IC module fabricator", 2, false},
	{"IC module packaging date", 2, true},
	{"ICC manufacturer", 2, false},
	{"IC embedding date", 2, true},
	{"IC pre-personaliser", 2, false},
	{"IC pre-personalisation date", 2, true},
	{"IC pre-personalisation equipment", 4, true},
	{"IC personaliser", 2, false},
	{"IC personalisation date", 2, true},
	{"IC personalisation equipment", 4, true},
}
